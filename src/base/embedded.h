/*
 * The files of datasets/ and plots/ that are compiled into the binary, so that qoq runs
 * from anywhere. tools/embed.c writes the table at build time; editing a file there and
 * building again is all it takes.
 *
 * A file is known by its path below datasets/ ("tencent.csv", "lexicon/metrics.csv")
 * or, for charts, below the project ("plots/growth.gp").
 */
#ifndef QOQ_BASE_EMBEDDED_H
#define QOQ_BASE_EMBEDDED_H

#include <stddef.h>

typedef struct qoq_embedded_file {
    const char *path;
    const unsigned char *data; /* as in the file, then a NUL that is not counted */
    size_t size;
} qoq_embedded_file;

/* Sorted by path as strcmp does, so that the files of one folder stand together. After
 * the last one comes an entry whose path is NULL. */
extern const qoq_embedded_file qoq_embedded_files[];
extern const size_t qoq_embedded_count;

/**
 * The file of that path, or NULL when no such file is compiled in.
 *
 * Memory  borrowed, lives as long as the program
 * Example qoq_embedded_find("lexicon/metrics.csv")->size
 */
const qoq_embedded_file *qoq_embedded_find(const char *path);

#endif

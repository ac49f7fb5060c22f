/**
 * Inside the knowledge room.
 *
 *   knowledge.c          folders, their files, lists
 *   knowledge_tables.c   the lexicon read from its tables
 *   knowledge_lexicon.c  the lexicon as it was compiled in, unless a folder adds to it
 */
#ifndef QOQ_RECORDS_KNOWLEDGE_PRIVATE_H
#define QOQ_RECORDS_KNOWLEDGE_PRIVATE_H

#include "qoq/knowledge.h"

bool qoq_knowledge_is_folder(const char *path);

/* How many folders there are; 0 for NULL. */
size_t qoq_knowledge_folders(const qoq_knowledge_paths *paths);

/* "FOLDER/NAME", the caller's (free); NULL when memory is out. */
char *qoq_knowledge_path(const char *folder, const char *name);

/* The file of a folder; *data stays NULL when it has none. */
qoq_status qoq_knowledge_read(char **data, size_t *len, const char *folder,
                              const char *name, qoq_error *err);

/* Puts "FILE:LINE:COLUMN: " before the message of a failed row. */
void qoq_knowledge_place(qoq_error *err, const char *file);

/* "lexicon/metrics.csv"... */
void qoq_knowledge_table(char name[64], qoq_lexicon_table table);

/* Adds the rows of one table; `file` names it in messages and is borrowed. */
qoq_status qoq_knowledge_read_table(qoq_lexicon *lexicon, qoq_lexicon_table table,
                                    const char *file, int layer, const char *data,
                                    size_t len, qoq_error *err);

/* The lexicon read from the tables that are compiled in and those of the folders, whatever
 * they hold. See qoq_knowledge_lexicon for the rest. */
qoq_status qoq_knowledge_build(qoq_lexicon **out, const qoq_knowledge_paths *paths,
                               qoq_error *err);

#endif

/**
 * What the files of the dataset room share, unknown columns above all.
 *
 * A record's `extra` is the name of the values of all unknown columns of its dataset, in
 * order of column name, joined by U+001F; 0 when all of them are empty. When a file or
 * another dataset brings further columns, the joined values of every record get wider.
 */
#ifndef QOQ_RECORDS_DATASET_PRIVATE_H
#define QOQ_RECORDS_DATASET_PRIVATE_H

#include "qoq/dataset.h"

#define QOQ_EXTRA_SEPARATOR '\x1F'

/** The columns of a dataset together with incoming ones, and where each of both falls. */
typedef struct qoq_extra_map {
    uint32_t *columns; /* names, in order of text */
    size_t count;
    size_t *old_place; /* of each column the dataset has */
    size_t *new_place; /* of each incoming column */
    bool widens;       /* there are columns that the dataset does not have */
} qoq_extra_map;

/** incoming: names of this dataset, in order of text, each once. */
qoq_status qoq_extra_map_make(qoq_extra_map *map, const qoq_dataset *dataset,
                              const uint32_t *incoming, size_t count, qoq_error *err);
void qoq_extra_map_clear(qoq_extra_map *map);

/** Gives the dataset the columns of the map and widens its first `records` records. */
qoq_status qoq_extra_widen(qoq_dataset *dataset, qoq_extra_map *map, size_t records,
                           qoq_error *err);

/**
 * The name of `count` values joined in their places among `total` columns; 0 when all are
 * empty, UINT32_MAX when memory is out. scratch is emptied first.
 */
uint32_t qoq_extra_join(qoq_dataset *dataset, qoq_buffer *scratch,
                        const qoq_slice *values, const size_t *place, size_t count,
                        size_t total);

/** The `count` values that were joined; all empty for the empty text. */
void qoq_extra_split(qoq_slice *values, size_t count, const char *joined, size_t len);

/** What names of one dataset are in another: 0 = not looked up yet, for no other name becomes
 * the empty one. Zero-initialise; free `names`. */
typedef struct qoq_translated {
    uint32_t *names;
    size_t count, room;
} qoq_translated;

/**
 * Adds all records of a dataset whose `extra` is laid out as this one's is, or will be. On
 * failure none is added. `known` may be kept for further records with the same names, which
 * may have become more.
 */
qoq_status qoq_dataset_append(qoq_dataset *dataset, const qoq_dataset *other,
                              qoq_translated *known, qoq_error *err);

/** Would qoq_dataset_format give just the bytes of this file? False when it is not there. */
qoq_status qoq_dataset_is_in_file(bool *same, const qoq_dataset *dataset,
                                  const char *path, qoq_error *err);

/** Takes the first mark off the marks, separated by blanks; false when none is left. */
bool qoq_marks_next(qoq_slice *mark, qoq_slice *marks);

/** Canonical order, slower but without memory: what qoq_dataset_sort, which cannot fail,
 * does when memory is out. Doubles stay. */
void qoq_dataset_sort_in_place(qoq_dataset *dataset);

/** qoq_names_text and qoq_names_length in one. */
static inline qoq_slice qoq_dataset_slice(const qoq_dataset *dataset, uint32_t name)
{
    return (qoq_slice){qoq_names_text(dataset->names, name),
                       qoq_names_length(dataset->names, name)};
}

#endif

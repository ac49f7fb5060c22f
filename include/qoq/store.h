/**
 * A dataset file that is changed: read under a lock, changed in memory, written whole.
 *
 * Everybody who changes a dataset goes this way, so that several processes may do so at
 * once and none loses what another wrote. Readers need no lock: the file is replaced in
 * one step, and a killed writer leaves the old one whole.
 *
 *     qoq_store store;
 *     QOQ_TRY(qoq_store_open(&store, "figures.csv", 60000, err));
 *     qoq_status status = qoq_store_replace(&store, &records, documents, 2, err);
 *     if (status == QOQ_OK)
 *         status = qoq_store_commit(&store, &written, err);
 *     qoq_store_close(&store);
 */
#ifndef QOQ_STORE_H
#define QOQ_STORE_H

#include "qoq/dataset.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qoq_store {
    qoq_dataset data; /* what the file holds, to be changed as you like */
    char *path;
    int lock; /* -1 = not held */
} qoq_store;

/**
 * Could `path` be opened and written as a dataset? Looks at its header and its rights,
 * without the lock: for those who have a long work to do before they open it.
 *
 * Errors  those of qoq_store_open that can be known without reading all of it
 */
QOQ_API qoq_status qoq_store_check(const char *path, qoq_error *err);

/**
 * Takes the lock, waiting up to `wait_ms`, and reads the file. One that is not there, or
 * holds nothing at all, is an empty dataset. Close the store in any case.
 *
 * Errors  QOQ_EINPUT with line and column when the file is no dataset; without them when
 *         it is a folder or a device; QOQ_ESYSTEM when the lock cannot be had
 */
QOQ_API qoq_status qoq_store_open(qoq_store *store, const char *path, int wait_ms,
                                  qoq_error *err);

/** The same without reading: what the file holds, if it is there, will be replaced
 * whole. */
QOQ_API qoq_status qoq_store_begin(qoq_store *store, const char *path, int wait_ms,
                                   qoq_error *err);

/** A document that takes the place of what was known of it. The counts are results, of
 * rows. */
typedef struct qoq_store_document {
    qoq_document_id id;
    size_t before;            /* that the dataset had of it */
    size_t now;               /* that it has */
    size_t added, gone;       /* of those: not there before; before, not any more */
    qoq_document_id namesake; /* another document of the same source; 0 = none */
    bool has_namesakes;       /* there are several such */
} qoq_store_document;

/**
 * Puts `records` in the place of all rows of the documents they are of: those of a
 * document with none just go. What unknown columns say of a statement that is made again
 * stays with it. All rows of a document then have its new source.
 *
 * documents  each once, in any order; sorted by id afterwards. Every record is of one of
 *            them
 * Errors     QOQ_EMEMORY; then close the store without a commit
 */
QOQ_API qoq_status qoq_store_replace(qoq_store *store, const qoq_dataset *records,
                                     qoq_store_document *documents, size_t count,
                                     qoq_error *err);

/**
 * Unites the dataset and writes it, atomically, unless the file holds just these bytes.
 * *written (may be NULL) says whether it was written.
 *
 * Errors  QOQ_ESYSTEM; the old file is whole then
 */
QOQ_API qoq_status qoq_store_commit(qoq_store *store, bool *written, qoq_error *err);

/** Gives the lock back and forgets what was not committed. Harmless when repeated. */
QOQ_API void qoq_store_close(qoq_store *store);

#ifdef __cplusplus
}
#endif

#endif

/* qoq extract --into DATASET: the records of documents that were read take the place of
 * what the dataset knew of these documents. */
#ifndef QOQ_CLI_CMD_EXTRACT_H
#define QOQ_CLI_CMD_EXTRACT_H

#include "cli/cmd_check.h"
#include "cli/command.h"
#include "qoq/store.h"

/* A document of this run, in the order read. */
typedef struct into_document {
    qoq_document_id id;
    const char *path; /* as it was given; borrowed */
} into_document;

/* What is collected while documents are read; the file is locked and changed at the end
 * only, so that others need not wait. */
typedef struct into {
    cli *c;
    const char *path;
    qoq_dataset records;
    qoq_names *known; /* hashes of the documents, numbered as these are */
    into_document *documents;
    size_t count, room;
} into;

/* Each returns an exit status, after an error line if it is not EXIT_DONE. */
int into_begin(into *in, cli *c, const char *path);
/* A document that was read, with its records; one that was read before is told. */
int into_take(into *in, const char *path, qoq_document_id id,
              const qoq_dataset *records);
int into_end(into *in);
void into_clear(into *in);

/* --verify: each document's records reconciled by themselves. */
typedef struct verify {
    cli *c;
    qoq_identities *identities;
    accepted accepted;
    bool found; /* a contradiction that was not accepted */
} verify;

/* accepted.csv beside `dataset` (may be NULL) counts as well. An exit status; clear in either
 * case. */
int verify_begin(verify *v, cli *c, const char *dataset);
/* Tells what reconciles and what does not. EXIT_FINDINGS when some document did not. */
int verify_take(verify *v, const char *path, const qoq_dataset *records);
void verify_clear(verify *v);

#endif

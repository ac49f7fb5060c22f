/* Room context: what a document says once and means throughout.
 *
 * Whose figures, of which period, in which currency, on which basis. A survey of the
 * document settles the defaults; reading it block by block then turns bindings into
 * statements. */
#ifndef QOQ_CONTEXT_H
#define QOQ_CONTEXT_H

#include "extract/prose.h"
#include "qoq/extract.h"

/* A statement found, not yet a record: settle decides about doubles. */
typedef struct statement {
    qoq_record record; /* names are of the dataset that receives it */
    size_t at;         /* byte of the document where the number starts */
    bool weak;         /* another statement of the cell that differs is the right one */
} statement;

typedef struct statements {
    statement *items;
    size_t count, room;
} statements;

/* Reads the whole document into statements. */
qoq_status context_read(statements *out, qoq_dataset *dataset,
                        const qoq_document *document,
                        const qoq_extract_options *options, qoq_extract_counts *counts,
                        qoq_error *err);

#endif

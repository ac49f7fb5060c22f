/* Shared by the files of the document rooms. */
#ifndef QOQ_DECODE_PRIVATE_H
#define QOQ_DECODE_PRIVATE_H

#include "qoq/decode.h"

qoq_status qoq_document_add_mark(qoq_document *document, size_t offset, size_t page,
                                 size_t line, size_t column, qoq_error *err);
qoq_status qoq_document_add_block(qoq_document *document, qoq_block_kind kind, int level,
                                  size_t start, size_t len, qoq_error *err);

/* Splits plain text and Markdown from byte `from` on into blocks. */
qoq_status qoq_document_split(qoq_document *document, size_t from, qoq_error *err);

#endif

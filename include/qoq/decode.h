/**
 * A document as text that remembers where every character came from.
 *
 * Bytes → charset → UTF-8 text → blocks (headings, paragraphs, list items, table rows).
 * The text of a block is a stretch of the document's text; qoq_document_locate gives the
 * page, line and column of the original for any offset.
 */
#ifndef QOQ_DECODE_H
#define QOQ_DECODE_H

#include "qoq/arena.h"
#include "qoq/record.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum qoq_block_kind {
    QOQ_BLOCK_TITLE,     /* the first heading */
    QOQ_BLOCK_HEADING,   /* stands alone, ends no sentence */
    QOQ_BLOCK_PARAGRAPH,
    QOQ_BLOCK_ITEM,      /* of a list */
    QOQ_BLOCK_ROW        /* of a table: cells, no prose */
} qoq_block_kind;

/** start, len: bytes of the document's text. level: of a heading, 1 = highest. */
typedef struct qoq_block {
    uint8_t kind; /* qoq_block_kind */
    uint8_t level;
    size_t start, len;
} qoq_block;

/** From `offset` on, positions count on from this place, until the next mark. */
typedef struct qoq_mark {
    size_t offset;
    uint32_t page, line, column; /* page 0 where there are none */
} qoq_mark;

/** Read-only after reading; free with qoq_document_clear. */
typedef struct qoq_document {
    const char *source; /* base name, as records carry it */
    const char *path;   /* as the user gave it, for notes */
    const char *encoding; /* "UTF-8", "GB18030"... as read */
    qoq_document_id id;
    const char *text; /* valid UTF-8, terminated */
    size_t len;
    qoq_block *blocks;
    size_t block_count, block_room;
    qoq_mark *marks;
    size_t mark_count, mark_room;
    char *owned; /* the heap block of text */
    qoq_arena arena;
} qoq_document;

typedef struct qoq_decode_options {
    const char *encoding; /* NULL or "" = detect; else a name iconv knows */
    qoq_note_sink notes;
} qoq_decode_options;

/**
 * Reads a document from bytes.
 *
 * Errors  QOQ_EINPUT: empty, binary (NUL bytes or too many controls), broken UTF-8 (with
 *         line and column), a kind that cannot be read
 */
QOQ_API qoq_status qoq_document_parse(qoq_document *out, const char *path,
                                      const char *data, size_t len,
                                      const qoq_decode_options *options, qoq_error *err);

/** The same from a file ("-" = standard input). */
QOQ_API qoq_status qoq_document_read(qoq_document *out, const char *path,
                                     const qoq_decode_options *options, qoq_error *err);
QOQ_API void qoq_document_clear(qoq_document *document);

/** Where a byte of the text stands in the original. */
QOQ_API void qoq_document_locate(const qoq_document *document, size_t offset,
                                 size_t *page, size_t *line, size_t *column);

#ifdef __cplusplus
}
#endif

#endif

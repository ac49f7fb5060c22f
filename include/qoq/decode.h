/**
 * A document as text that remembers where every character came from.
 *
 * Bytes → charset → UTF-8 text → blocks (headings, paragraphs, list items, table rows) and
 * grids (tables made of such rows).
 * The text of a block is a stretch of the document's text; qoq_document_locate gives the
 * page, line and column of the original for any offset.
 *
 * What the text is: the characters of the original, in their order, without what is no
 * text (tags, emphasis marks of Markdown, the address behind a link). Where a paragraph
 * was wrapped by hand, its lines are joined: by a blank between words, by nothing between
 * Chinese characters. A block never holds a line end, but for <br> in a web page.
 *
 * Blocks come in the order of the document, do not overlap, are not empty and have no
 * white space at either end. The mark of a heading, item or quotation ('# ', '- ', '> ',
 * '(1) ') is in front of the block, not inside. In a row of a web page cells are
 * separated by a tab; other rows stand as they were written, but for the gap between a
 * currency sign and its figure.
 *
 * A text set in pages (a PDF, or text with form feeds) is mended: heads, feet and numbers
 * of pages are left out, but for the first time a head is printed, and paragraphs and
 * tables that go on over a page are one.
 */
#ifndef QOQ_DECODE_H
#define QOQ_DECODE_H

#include "qoq/arena.h"
#include "qoq/record.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum qoq_block_kind {
    QOQ_BLOCK_TITLE,   /* of the document; at most one */
    QOQ_BLOCK_HEADING, /* stands alone, ends no sentence */
    QOQ_BLOCK_PARAGRAPH,
    QOQ_BLOCK_ITEM, /* of a list */
    QOQ_BLOCK_ROW   /* of a table: cells, no prose */
} qoq_block_kind;

/** start, len: bytes of the document's text. level: of a heading, 1 = highest. */
typedef struct qoq_block {
    uint8_t kind; /* qoq_block_kind */
    uint8_t level;
    size_t start, len;
} qoq_block;

/**
 * A cell of a grid: bytes of the document's text, trimmed, never empty (an empty cell is
 * not kept). It stands in `rows` rows from `row` on and in `columns` columns from `column`
 * on, all 0-based: 1 and 1 but for spans of a web page and for headings that stand over
 * several columns of a layout. What a page sets apart but means as one, a currency sign,
 * its number and the closing bracket, is one cell.
 *
 * indent  how far the text is set in from the left of its column, in columns of the
 *         terminal (layout), &nbsp; or em of padding (web page): of labels, to tell parts
 *         from what they are part of
 * header  the page says so (<th>, above the rule of Markdown); never set for layout text
 *
 * In a layout, a heading that stands over a group of columns spans all of them where that
 * can be seen; where it cannot, it stands over the first one, or the one it is nearest to:
 * a column without a heading of its own in a row shares the one to its left.
 */
typedef struct qoq_grid_cell {
    size_t start, len;
    uint32_t row, column;
    uint16_t rows, columns;
    uint16_t indent;
    bool header;
} qoq_grid_cell;

/**
 * A table: cells in order of row, then column. Rows that are one line of the original are
 * one row here; that a label or heading goes on in the next row is for the reader of tables
 * to tell. A table that goes on over a page, with or without its heading repeated, is one
 * grid.
 *
 * first_block, last_block  the blocks of the document that are this table; what stands in
 *                          the blocks in front (caption, unit) is not in the grid
 * aligned  columns were found by how the text is aligned: a heading may belong to a
 *          neighbouring column. Else the page says which cell is in which column
 */
typedef struct qoq_grid {
    const qoq_grid_cell *cells;
    size_t cell_count;
    uint32_t rows, columns;
    size_t first_block, last_block;
    bool aligned;
} qoq_grid;

/**
 * From `offset` on, positions count on from this place, until the next mark: a character
 * is a column, a line end (LF, CR LF or CR) of the text is a line end of the original.
 */
typedef struct qoq_mark {
    size_t offset;
    uint32_t page, line, column; /* page 0 where there are none */
} qoq_mark;

/** What a document was read as: by the end of its name, else by what it looks like. */
typedef enum qoq_document_form {
    QOQ_FORM_TEXT,
    QOQ_FORM_MARKDOWN,
    QOQ_FORM_HTML,
    QOQ_FORM_PDF, /* by `pdftotext -layout`: page, line of the page and column of that */
    QOQ_FORM_TSV,
    QOQ_FORM_CSV /* cells between commas or semicolons; a cell ends with its line */
} qoq_document_form;

/** Read-only after reading; free with qoq_document_clear. */
typedef struct qoq_document {
    const char *source;   /* base name, as records carry it */
    const char *path;     /* as the user gave it, for notes */
    const char *encoding; /* "UTF-8", "GB18030"... as read */
    qoq_document_form form;
    qoq_document_id id;
    const char *text; /* valid UTF-8, terminated */
    size_t len;
    qoq_block *blocks;
    size_t block_count, block_room;
    qoq_grid *grids; /* in order of their blocks, which are all QOQ_BLOCK_ROW */
    size_t grid_count, grid_room;
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
 * The encoding is, in this order: the one of the options; what a byte order mark says;
 * UTF-8 if the bytes are valid UTF-8; UTF-16 if they are full of NUL bytes in its
 * pattern; else whichever of GB18030, Big5-HKSCS and Windows-1252 gives the most text
 * that a report could hold, a name declared in the page counting as a hint. A guess
 * sends the note `encoding-guessed`. Text that is UTF-8 but for a few bytes is refused,
 * never guessed at.
 *
 * gb2312 and gbk are read as GB18030, big5 as Big5-HKSCS (or CP950 if it is that),
 * iso-8859-1 as Windows-1252, which hold them.
 *
 * A PDF is known by its first bytes and read by pdftotext; the id is of the PDF.
 *
 * Notes   encoding-guessed (detail), deep-nesting, pdf-fonts
 * Errors  QOQ_EINPUT: empty, binary (with what it is, if known), broken UTF-8 (with line
 *         and column), an encoding that cannot be told, a web page without text, a PDF
 *         that is locked, damaged or holds pictures only
 *         QOQ_EUSAGE: options->encoding is no name of an encoding
 *         QOQ_ESYSTEM: pdftotext is not there, or does not end
 */
QOQ_API qoq_status qoq_document_parse(qoq_document *out, const char *path,
                                      const char *data, size_t len,
                                      const qoq_decode_options *options,
                                      qoq_error *err);

/** The same from a file ("-" = standard input). */
QOQ_API qoq_status qoq_document_read(qoq_document *out, const char *path,
                                     const qoq_decode_options *options, qoq_error *err);
QOQ_API void qoq_document_clear(qoq_document *document);

/**
 * Where a byte of the text stands in the original: line and column 1-based, the column
 * in code points, whatever the encoding; a byte order mark is no column.
 */
QOQ_API void qoq_document_locate(const qoq_document *document, size_t offset,
                                 size_t *page, size_t *line, size_t *column);

#ifdef __cplusplus
}
#endif

#endif

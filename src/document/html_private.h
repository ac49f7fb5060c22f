/* Shared by the files of the html room: what elements mean, and building blocks out of
 * what the parser finds. */
#ifndef QOQ_HTML_PRIVATE_H
#define QOQ_HTML_PRIVATE_H

#include "document/decode_private.h"

typedef enum html_role {
    ROLE_INLINE, /* joins text without a gap: a number split by a tag stays one */
    ROLE_BLOCK,  /* begins and ends a block */
    ROLE_HEADING,
    ROLE_LIST,
    ROLE_ITEM,
    ROLE_TABLE,
    ROLE_ROW,
    ROLE_CELL,
    ROLE_BREAK,
    ROLE_PRE,   /* white space counts */
    ROLE_TITLE, /* of the page, in its head */
    ROLE_STRONG,
    ROLE_RAISED,  /* <sup>: a footnote mark unless it holds letters */
    ROLE_SKIP,    /* left out, and joins what is around it */
    ROLE_SKIP_NAV /* left out, unless nothing else is there */
} html_role;

/* Of an element by its name in lower case; *level is of a heading. */
html_role qoq_html_role(const char *name, int *level);

/* What an element says besides its name. */
typedef struct html_tag {
    const char *name;
    bool hidden, header;
    uint32_t colspan, rowspan; /* at least 1 */
    int indent;                /* columns that its text is set in by */
} html_tag;

/* ---- tables: html_table.c ----------------------------------------------------------- */

/* Columns that a cell of an earlier row covers, in rows above `until`. */
typedef struct html_span {
    uint32_t column, columns, until;
} html_span;

/* A cell of the row that is being read: text [start, end), end 0 = still open. */
typedef struct html_cell {
    size_t start, end;
    uint32_t column, columns, rows;
    uint16_t indent;
    bool header, empty;
} html_cell;

/* The innermost table that is open. Only it can be a grid. */
typedef struct html_table {
    qoq_grid_builder grid;
    size_t at;            /* depth of its element; 0 = none, or one around others */
    uint32_t row, column; /* 1-based; the next column of the row */
    html_span *spans, *fresh;
    size_t span_count, span_room, span_at, fresh_count, fresh_room;
    html_cell *cells;
    size_t cell_count, cell_room;
    size_t sure;        /* cells of the grid that are in it for certain */
    size_t sure_blocks; /* ...and the blocks up to which it reaches */
} html_table;

void qoq_html_begin_table(html_table *table, size_t depth);
void qoq_html_end_table(html_table *table);
void qoq_html_clear_table(html_table *table);
void qoq_html_begin_row(html_table *table, qoq_writer *writer);
void qoq_html_begin_cell(html_table *table, qoq_writer *writer, const html_tag *tag);

/* The cell that is open, or NULL. */
html_cell *qoq_html_cell(html_table *table);

/* Does `text`, the first of the cell that is open, go on what the cell before says: '$',
 * '(11.6'? */
bool qoq_html_joins(const html_table *table, const char *document_text, qoq_slice text);
void qoq_html_join(html_table *table, qoq_slice text);

/* The row has no more cells. */
void qoq_html_end_cells(html_table *table, qoq_writer *writer);

/* Around the blocks of a row. prose: they are sentences, for now no row of the table. */
void qoq_html_row_begins(html_table *table);
void qoq_html_row_ends(html_table *table, bool prose);

/* What comes now is no row of this table. */
void qoq_html_break(html_table *table);

/* ---- blocks: html_blocks.c ---------------------------------------------------------- */

typedef struct html_blocks {
    qoq_writer *writer;
    bool keep_all; /* also what pages hide: nothing else was there */
    bool left_out; /* something was hidden or navigation */

    /* Where the parser is. Depths are of the outermost element that is open; 0 = none. */
    size_t seen; /* bytes of the source up to the end of the last text */
    size_t depth;
    size_t skip_at, strong_at, raised_at, pre_at, heading_at, title_at;

    /* The block so far: text from `start` on. */
    size_t start;
    bool gap; /* white space came, at gap_at, and may turn out to be between words */
    size_t gap_at;
    bool line; /* a line break came */
    bool all_strong;
    uint8_t kind;
    uint8_t level; /* of the heading that is open */

    /* The row so far. */
    bool in_row;
    size_t cells;
    size_t tabs; /* to be set in front of the next text: cells that began */
    html_table table;

    size_t raised_start, raised_tabs; /* where the text of the <sup> begins */
    bool raised_gap;

    size_t title, first_h1; /* block + 1; 0 = none */
} html_blocks;

/* Events of the parser; `consumed`: bytes of the source it has read. */
void qoq_html_open(html_blocks *h, const html_tag *tag);
void qoq_html_close(html_blocks *h, const char *name);
void qoq_html_text(html_blocks *h, const char *text, size_t len, size_t consumed);

/* All elements deeper than `depth` are closed without a word. */
void qoq_html_rise(html_blocks *h, size_t depth);

/* The document has ended: last block, and which block is the title. */
void qoq_html_finish(html_blocks *h);

#endif

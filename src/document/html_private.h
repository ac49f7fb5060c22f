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

    size_t raised_start; /* where the text of the <sup> begins */
    bool raised_gap;

    size_t title, first_h1; /* block + 1; 0 = none */
} html_blocks;

/* Events of the parser; `consumed`: bytes of the source it has read. */
void qoq_html_open(html_blocks *h, const char *name, bool hidden);
void qoq_html_close(html_blocks *h, const char *name);
void qoq_html_text(html_blocks *h, const char *text, size_t len, size_t consumed);

/* All elements deeper than `depth` are closed without a word. */
void qoq_html_rise(html_blocks *h, size_t depth);

/* The document has ended: last block, and which block is the title. */
void qoq_html_finish(html_blocks *h);

#endif

/* Shared by the files of the layout room: lines as cells, cells as columns. */
#ifndef QOQ_LAYOUT_PRIVATE_H
#define QOQ_LAYOUT_PRIVATE_H

#include "document/decode_private.h"

typedef enum cell_kind {
    CELL_TEXT,
    CELL_VALUE, /* a figure */
    CELL_NIL    /* –, n.m. */
} cell_kind;

/* Two ways to count columns: pdftotext sets a character of any width into one, people who
 * type tables give Chinese two. */
typedef enum layout_metric { BY_POINTS, BY_WIDTH, METRICS } layout_metric;

typedef enum row_class {
    ROW_TEXT,   /* one stretch of text */
    ROW_HEADS,  /* several, no figures */
    ROW_FIGURE, /* one figure alone */
    ROW_FIGURES /* what tables are known by */
} row_class;

/* One line as cells. */
typedef struct layout_row {
    uint32_t first, count; /* of the cells */
    uint8_t class;         /* row_class */
    uint32_t table;        /* number of the part it belongs to + 1; 0 = none */
} layout_row;

/* A table, or as much of it as stands on one page. Lines [first, end), of which those
 * before `body` are headings. */
typedef struct layout_part {
    size_t first, body, end;
    uint32_t columns;
    uint32_t margin; /* where its labels begin */
    uint32_t grid;   /* number of the grid */
    size_t
        dropped; /* lines from `first` on that repeat the heading of the page before */
} layout_part;

/* A column: what figures, and headings that are its own, take. */
typedef struct layout_column {
    uint32_t left, right;
    bool text;
} layout_column;

enum {
    LAYOUT_CELLS = 64, /* a line of more is no row */
    LAYOUT_WORDS = 256,
    LAYOUT_COLUMNS = 32
};

struct qoq_layout {
    const char *text;
    text_line *lines;
    size_t count;
    layout_metric metric;
    layout_row *rows; /* of each line */
    qoq_layout_cell *cells;
    size_t cell_count, cell_room;
    layout_part *parts;
    size_t part_count, part_room;
    size_t steps; /* work done, for tests of linearity */
    qoq_status status;
    qoq_error *err;
};

/* layout_cells.c: cuts all lines into cells and says what class of row each is. */
void layout_cut_lines(qoq_layout *layout);

/* Cuts the cell `index` of a row at the single blanks between Chinese words. */
size_t layout_count_words(const qoq_layout *layout, const qoq_layout_cell *cell);
void layout_cut_word(const qoq_layout *layout, qoq_layout_cell *cell,
                     qoq_layout_cell *rest);

/* layout_columns.c: which columns a part has, and which cell stands in which. */
void layout_find_columns(qoq_layout *layout, layout_part *part);

static inline qoq_layout_cell *layout_cells_of(const qoq_layout *layout, size_t line)
{
    return layout->cells + layout->rows[line].first;
}
static inline bool layout_is_figure(const qoq_layout_cell *cell)
{
    return cell->kind != CELL_TEXT;
}
static inline uint32_t layout_left(const qoq_layout *layout,
                                   const qoq_layout_cell *cell)
{
    return cell->left[layout->metric];
}
static inline uint32_t layout_right(const qoq_layout *layout,
                                    const qoq_layout_cell *cell)
{
    return cell->right[layout->metric];
}

#endif

/**
 * Tables, and how they look on a terminal.
 *
 * A qoq_table is what people read, before it is known where: the terminal, json, markdown
 * and spreadsheet rooms render the same one. Texts are copied into the table's arena and
 * made safe for display on the way in (qoq_text_display): no escape, bidi mark or line end
 * of a document ever reaches a terminal.
 */
#ifndef QOQ_TERMINAL_H
#define QOQ_TERMINAL_H

#include "qoq/arena.h"
#include "qoq/text.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum qoq_align { QOQ_ALIGN_LEFT, QOQ_ALIGN_RIGHT } qoq_align;

typedef struct qoq_table_column {
    const char *title; /* for people: "YoY" */
    const char *key;   /* for machines: "yoy"; same as title when NULL was given */
    uint8_t align;     /* qoq_align */
    bool number;       /* JSON: numbers without quotes */
    uint8_t weight;    /* 0 = always shown; the greatest is dropped first when narrow */
    uint8_t minimum;   /* a text column may be cut to this width; 0 = never cut */
} qoq_table_column;

typedef struct qoq_table_cell {
    const char *text; /* "" = empty */
    const char *mark; /* behind the text, own column: "*", "" */
    int8_t mood;      /* 1 favourable (green), -1 unfavourable (red), 0 plain */
} qoq_table_cell;

typedef enum qoq_row_kind {
    QOQ_TABLE_ROW,
    QOQ_TABLE_TOTAL,  /* bold */
    QOQ_TABLE_HEADER, /* a heading: its cells stand over the columns below it */
    QOQ_TABLE_RULE    /* an empty line */
} qoq_row_kind;

typedef struct qoq_table_row {
    uint8_t kind;   /* qoq_row_kind */
    uint8_t indent; /* of the first cell */
    qoq_table_cell *cells;
    const char *remark; /* said of the row, behind or below it; "" = nothing */
} qoq_table_row;

/** Zero-initialise, then qoq_table_column for each column, then rows. */
typedef struct qoq_table {
    qoq_arena arena;
    const char *title, *subtitle; /* left and right of the first line; "" = none */
    qoq_table_column *columns;
    size_t column_count, column_room;
    qoq_table_row *rows;
    size_t row_count, row_room;
    const char **feet; /* foot notes, one a line */
    size_t foot_count, foot_room;
    bool no_titles; /* the column titles are not shown: the table brings HEADER rows */
    bool failed;    /* memory ran out: nothing more is added */
} qoq_table;

QOQ_API void qoq_table_clear(qoq_table *table);
QOQ_API void qoq_table_title(qoq_table *table, const char *title, const char *subtitle);
/** Copies title and key; returns the column to set the rest of, or NULL. */
QOQ_API qoq_table_column *qoq_table_add_column(qoq_table *table, const char *title,
                                               const char *key, qoq_align align);
/** A new row of empty cells; NULL when memory is out. Valid until the next row. */
QOQ_API qoq_table_row *qoq_table_add_row(qoq_table *table, qoq_row_kind kind);
/** Sets a cell of the last row. */
QOQ_API void qoq_table_set(qoq_table *table, size_t column, const char *text);
QOQ_API void qoq_table_set_mark(qoq_table *table, size_t column, const char *mark,
                                int mood);
QOQ_API void qoq_table_remark(qoq_table *table, const char *remark);
QOQ_API void qoq_table_indent(qoq_table *table, int indent);
QOQ_API void qoq_table_foot(qoq_table *table, const char *text);

/** How to draw. */
typedef struct qoq_terminal {
    size_t width; /* columns; 0 = no limit */
    bool color;
} qoq_terminal;

/**
 * Draws a table: columns aligned by display width, two blanks between them, no line wider
 * than the terminal. When it is too wide, text columns are cut with … down to their
 * minimum, then the columns of the greatest weight are left out.
 *
 * Returns how many columns were left out, for a note.
 */
QOQ_API size_t qoq_terminal_table(qoq_buffer *out, const qoq_table *table,
                                  qoq_terminal terminal);

/** Text in paragraphs (blank line between) wrapped at a width with an indent; Chinese
 * breaks anywhere, Latin at blanks. A line that starts with a blank is kept as it is. */
QOQ_API void qoq_terminal_wrap(qoq_buffer *out, const char *text, size_t width,
                               size_t indent);

/** Adds a text cut or padded to a width: the last column that fits is '…'. */
QOQ_API void qoq_terminal_pad(qoq_buffer *out, const char *text, size_t width,
                              qoq_align align);

#ifdef __cplusplus
}
#endif

#endif

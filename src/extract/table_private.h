/* One table being read; shared by the files of the room. */
#ifndef QOQ_TABLE_PRIVATE_H
#define QOQ_TABLE_PRIVATE_H

#include "extract/table.h"

/* ---- what a text says: table_saying.c, table_said.c, table_units.c ------------------ */

typedef enum says_measure { SAYS_LEVEL, SAYS_GROWTH, SAYS_SHARE } says_measure;
typedef enum says_base {
    BASE_NOT_SAID,
    BASE_YEAR,
    BASE_QUARTER,
    BASE_PERIOD
} says_base;

/* A period told by its place: 本期, 上年同期, 年初至报告期末, 期末, 期初. */
typedef enum says_relative {
    RELATIVE_NONE,
    RELATIVE_CURRENT,
    RELATIVE_YEAR_AGO,
    RELATIVE_QUARTER_AGO,
    RELATIVE_TO_DATE,
    RELATIVE_TO_DATE_YEAR_AGO,
    RELATIVE_CLOSING,
    RELATIVE_OPENING
} says_relative;

/* What a label, a heading or a caption says. Zero = nothing. */
typedef struct saying {
    const qoq_term *metric;
    const qoq_metric *definition;
    const qoq_metric *also;  /* "basic and diluted": the same figure is this one too */
    uint8_t metrics;         /* how many different ones it names */
    const qoq_metric *ratio; /* a ratio named beside the level: 毛利及毛利率 */
    part segment;            /* known to be one of the company's, or taught */
    bool has_segment;
    qoq_slice open;   /* what may be the name of a part: text that no lexicon knows */
    uint32_t foreign; /* weight of that text */
    qoq_period_phrase period;
    uint8_t periods;        /* how many different ones it names */
    qoq_period_phrase than; /* "1H25 v 2H24": what it is compared with */
    bool has_than;
    bool to_date;     /* YTD 2025 */
    uint8_t relative; /* says_relative */
    uint8_t measure;  /* says_measure */
    uint8_t base;     /* says_base */
    uint8_t basis;
    uint8_t standing;
    uint8_t axis; /* 1 + value of the word; 0 = not said */
    units units;
    bool has_standing;
    bool actual;      /* said to be no forecast */
    bool change;      /* direction words only: a growth where nothing else is named */
    bool topic_noise; /* a word of the class noise: what it is about is no figure */
    bool groups;      /* as a heading it only groups lines: 流动资产 */
    bool total, subtotal, elimination, noise, restated, previous, adjustment, part;
    uint8_t bases; /* how many different ones it names */
    bool reported;
    bool company, constant_currency, segment_noun, attributable;
    bool either_sign; /* Profit/loss, 盈利／（虧損）: the name tells no sign */
    bool in_currency; /* a currency stands before its balance: 美元銀行借款 */
    bool segments;    /* its metric is said of them: segment operating income */
    bool colon, dash; /* ends in a colon; begins with a dash */
    bool unfinished;  /* ends in 及, and */
} saying;

/* Texts that the grid said before are remembered: saying_listen reads them anew. */
void saying_read(table_reader *r, saying *out, qoq_slice text);
void saying_listen(table_reader *r, saying *out, qoq_slice text);
void said_forget(said_texts *said);
/* A label without the marks of its footnotes. */
qoq_slice label_without_notes(table_reader *r, qoq_slice label);
/* What `from` says and `into` leaves open. */
void saying_fill(saying *into, const saying *from);
bool saying_is_clean(const saying *s);
bool saying_has_period(const saying *s);
bool phrase_same(const qoq_period_phrase *a, const qoq_period_phrase *b);
/* A phrase completed by what another one leaves: 三個月 and 二零二四年九月三十日. */
void phrase_fill(qoq_period_phrase *into, const qoq_period_phrase *from);
void units_read(const qoq_lexicon *lexicon, const char *folded, size_t len, units *out);
void units_fill(units *into, const units *from);

/* ---- cells: table_cell.c ------------------------------------------------------------ */

typedef enum cell_kind {
    CELL_TEXT,
    CELL_YEAR, /* four digits that may be a year */
    CELL_NUMBER,
    CELL_NOTHING, /* –, n.m., 不適用 */
    CELL_REST     /* of the cell above */
} cell_kind;

typedef struct cell {
    const qoq_grid_cell *place;
    uint8_t kind;
    bool starred;          /* a mark of a footnote stands behind the number */
    qoq_quantity quantity; /* of numbers */
    size_t number_at;      /* byte of the document */
    uint32_t home; /* of a heading, 2 + the column it is of; 0 = not looked for */
} cell;

void cell_read(table_reader *r, cell *out, const qoq_grid_cell *place);

bool cell_goes_on(table_reader *r, cell *upper, const qoq_grid_cell *lower);

/* How far rows look for rows that decide about them, and columns for those that they are
 * compared with, so that a table of any size is read in linear time. */
enum { NEAR_ROWS = 200, NEAR_COLUMNS = 24 };

static inline uint32_t rows_from(uint32_t row_index)
{
    return row_index > NEAR_ROWS ? row_index - NEAR_ROWS : 0;
}

static inline uint32_t rows_to(uint32_t row_index, uint32_t rows)
{
    return rows - row_index > NEAR_ROWS ? row_index + NEAR_ROWS : rows;
}

/* ---- the table ---------------------------------------------------------------------- */

typedef enum row_kind {
    ROW_HEADER, /* says what columns are */
    ROW_LABEL,  /* a label and no number: a heading, or part of a label */
    ROW_BODY
} row_kind;

typedef enum row_role {
    ROLE_UNKNOWN,
    ROLE_METRIC, /* of the whole company */
    ROLE_PART,
    ROLE_TOTAL,
    ROLE_NONE /* noise, adjustments */
} row_role;

typedef struct row {
    uint8_t kind; /* row_kind */
    bool claimed; /* a label row that is part of a label */
    uint16_t indent;
    uint32_t first, count; /* its cells */
    qoq_slice label;       /* as printed, lines joined */
    saying says;           /* of the label */
    saying context;        /* of the headings it stands under */
    uint32_t parent;       /* 1 + the row that it is a part of; 0 = none */
    uint32_t amounts;      /* of a change: 1 + the row of what changed; 0 = none */
    uint8_t role;          /* row_role */
    const qoq_term *metric;
    const qoq_metric *definition;
    part segment;
    bool has_segment;
    bool by_name; /* the label itself names the metric */
    bool open;    /* the name of the part is known from nowhere else */
    bool proven;  /* the part adds up to its total with the others */
    bool eliminates;
    uint8_t axis; /* as saying.axis: that its name and those beside it tell */
    uint8_t measure, base;
    bool noise;
} row;

typedef struct column {
    bool numeric;
    uint32_t group; /* which set of headings it was read from */
    saying says;
    bool own_period;
    bool own;          /* what stands over it alone says something of it */
    bool consolidated; /* 集團 stands over it */
    bool parent; /* 公司 does, of which it may be the figures without subsidiaries */
    bool dated;  /* a date and no length: 九月三十日 */
    bool proven; /* as a part: rows add up over the columns */
    bool ambiguous; /* of a time that nobody knows: a change behind it may be on it */
    bool dead;      /* nothing it holds is a figure of ours */
    const char *why;
    qoq_period period; /* of a flow */
    qoq_period point;  /* of a balance */
    bool has_growth;   /* target and base of a growth are known */
    qoq_period target;
    uint8_t base;         /* says_base */
    uint32_t now, before; /* the columns it was computed from; UINT32_MAX = none */
    qoq_slice heading;
    qoq_slice own_heading; /* of it what stands over this column alone */
} column;

typedef struct table {
    table_reader *r;
    const qoq_grid *grid;
    qoq_arena arena;
    cell *cells;
    row *rows;
    column *columns;  /* of the headings that hold for the rows being read */
    uint32_t *covers; /* of each column, 1 + the cell that reaches into this row */
    uint32_t first_numeric; /* column */
    char currency[8];       /* that a cell prints */
    saying caption;
    saying corner;
    bool about_noise;      /* the caption names what is no figure of ours */
    bool single;           /* one column of numbers */
    bool balances;         /* most rows that are known are of points in time */
    bool standing_carried; /* the text in front was of an outlook */
    bool share_told;       /* 占比: percentages are shares */
    bool percent_changes;  /* "% indicates changes from the previous year" */
    bool axis_told;        /* the caption or a heading says by what it breaks down */
    uint8_t basis;         /* of a heading inside that says nothing else */
    bool star_restated;    /* a footnote says that figures with a star are restated */
    bool places;           /* columns are parts that are named after places */
    uint32_t part_columns; /* that name parts */
    uint32_t strange_columns; /* named by what nobody knows */
    uint32_t revenue;         /* row of the company's revenue; UINT32_MAX = none */
    bool needs_memory;
} table;

/* table_shape.c */
/* Does the cell reach over columns of numbers? It may begin over the numbers of notes. */
bool table_is_over_numbers(const table *t, const cell *c);
qoq_status table_shape(table *t, qoq_error *err);
/* table_halves.c: the column where a second table stands beside the first; UINT32_MAX = none */
bool table_may_be_halved(const table *t);
uint32_t table_second_labels(table *t);
qoq_status table_read_halves(table *t, uint32_t second, qoq_error *err);
/* table_labels.c: labels over several lines */
/* Does a term go over every line end? */
bool table_is_one_label(table *t, const qoq_slice *lines, size_t count);
bool table_word_goes_on(table *t, const qoq_slice *lines);
void table_labels(table *t);
/* table_rows.c: what the rows from first to last are of */
void table_rows(table *t, uint32_t first, uint32_t last);
/* Rows of changes are of what their amounts have been found to be. */
void table_changes(table *t, uint32_t first, uint32_t last);
/* table_columns.c */
void table_columns(table *t, uint32_t first, uint32_t last);
/* What columns are compared by: dates of balances by the quarters that end there. */
qoq_period table_stands_for(const column *c);
/* A column of the company's amounts for a period that is known. */
bool table_is_level(const column *c);
/* table_caption.c */
void table_caption(table *t);
/* table_sums.c */
void table_sums(table *t, uint32_t first, uint32_t last);
/* Does a printed change of the row agree with the figures it was computed from? Points: as a
 * difference, else as growth in percent. 1 yes, 0 no, -1 cannot be told. */
int table_change_agrees(const table *t, uint32_t row_index, const column *c,
                        const cell *printed, bool difference);
/* Is a percentage the share that the amount on its left has in the revenue? */
int table_share_agrees(const table *t, uint32_t row_index, uint32_t column_index,
                       const cell *printed);
/* What is said of the unit of a number: by its row, its column, and around the table. */
void table_units(const table *t, const row *r, const column *c, units *out);
/* table_spans.c */
void table_spans(table *t, uint32_t first, uint32_t last);
/* table_places.c */
enum { AXIS_REGION = 3 }; /* 1 + the value of the class axis */
void table_places(table *t, uint32_t first, uint32_t last);
/* table_figure.c */
void table_figures(table *t, uint32_t first, uint32_t last);
const qoq_metric *table_metric(const table *t, const row *r, const column *c);

const cell *table_cell(const table *t, uint32_t row, uint32_t column);
qoq_slice table_text(const table *t, const qoq_grid_cell *place);
bool table_is_slash(qoq_slice text); /* ends in one */
qoq_slice table_join(table *t, const qoq_slice *parts, size_t count);

#endif

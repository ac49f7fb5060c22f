/* Room table: grids → bindings.
 *
 * A row says what its figures are of (metric, part, basis), a column which period they are
 * for and what they state (level, 同比, share); captions and headings say what neither
 * does. Each number becomes a binding of what its row and column say together, and goes
 * the way of prose from there. ARCHITECTURE.md, "How tables are read", tells the stages. */
#ifndef QOQ_TABLE_H
#define QOQ_TABLE_H

#include "extract/prose.h"
#include "extract/tokens_names.h"
#include "qoq/decode.h"

/* In which unit numbers without one are. A scale of its own is kept for each kind. */
typedef struct units {
    bool money, count, share; /* said for amounts, counts, amounts per share */
    bool any;                 /* a scale was said for whatever is no exception */
    bool percent;             /* %, 百分比, points */
    bool points;              /* 个百分点, ppts; basis points with their power */
    int8_t money_power, count_power, any_power, share_power, points_power;
    char currency[8]; /* "" = not said */
    bool open;        /* 元: the currency of the document */
    char share_currency[8];
} units;

/* What the reader of tables asks of the reader of the document. */
typedef struct table_host {
    void *data;
    /* The period that a phrase means where the document stands. */
    qoq_period (*resolve)(void *data, const qoq_period_phrase *phrase);
    /* Is the part one of the company that is talked of? */
    bool (*knows_part)(void *data, const qoq_term *term);
    /* Is it the company itself? */
    bool (*is_company)(void *data, const token *t);
    /* A figure; the places in it are bytes of the document. */
    void (*bind)(void *data, const binding *b);
    /* A note on a place, and a line for --trace; trace may be NULL. */
    void (*say)(void *data, size_t start, size_t end, const char *id,
                qoq_note_level level, const char *what);
    void (*trace)(void *data, size_t start, size_t end, const char *line);
} table_host;

/* What texts of the grid said: table_said.c. */
typedef struct said_text said_text;
typedef struct said_texts {
    qoq_names *names;
    said_text *items; /* [number of the text - 1] */
    size_t count, room;
} said_texts;

/* One reader a document. Zero-initialise, fill in the first fields. */
/* The company's revenue of the quarter reported on and of the year so far, as first stated:
 * tells of which of them a table is that only says 本期. */
typedef struct known_size {
    double quarter, to_date; /* 0 = not known */
} known_size;

typedef struct table_reader {
    const qoq_lexicon *lexicon;
    const qoq_document *document;
    const taught_names *taught; /* may be NULL */
    table_host host;
    qoq_period main;       /* that the document reports on; none = not known */
    qoq_calendar calendar; /* of the company */
    known_size size;
    uint8_t basis; /* of the heading that the table stands under */
    uint8_t standing;
    tokens list; /* room for one label at a time */
    said_texts said;
    units carried; /* that the captions before declared */
    size_t after;  /* first block that no table before took for its caption */
    size_t beside; /* tables that the one being read was cut out of */
    size_t steps;
} table_reader;

/* The half, nine months or year that ends where the period ends; a first quarter itself. */
qoq_period table_to_date(qoq_period period);

void table_clear(table_reader *reader);

/* Reads a grid. Errors: memory only. */
qoq_status table_read(table_reader *reader, const qoq_grid *grid, qoq_error *err);

#endif

/* The reader of one document; shared by the files of the room. */
#ifndef QOQ_CONTEXT_PRIVATE_H
#define QOQ_CONTEXT_PRIVATE_H

#include "extract/context.h"
#include "extract/table.h"
#include "extract/tokens_names.h"

/* Whose figures are read. */
typedef struct company {
    const qoq_entity *known;   /* NULL: no lexicon has it */
    const taught_name *taught; /* NULL: a lexicon has it */
    uint32_t name;             /* id in the dataset; 0 = not known yet */
    qoq_calendar calendar;
} company;

/* Tokens of a block, kept from the survey for the reading. */
typedef struct kept_tokens {
    tokens list;
    bool final; /* no taught name is missing in it */
} kept_tokens;

typedef struct reader {
    statements *out;
    qoq_dataset *dataset;
    const qoq_document *document;
    const qoq_extract_options *options;
    prose prose;
    tokens list;       /* of the block cut last */
    kept_tokens *kept; /* one a block; NULL for a large document, where memory counts */
    names names;       /* candidates of the survey; owns the texts of `taught` */
    taught_names taught;
    table_reader tables;
    qoq_arena table_names; /* of parts, for `taught` */
    size_t grid;           /* the next one */
    qoq_block whole;       /* the document, for places in tables */
    const qoq_block *block;
    company company; /* that is being talked of */
    company main_company, section_company;
    qoq_period main;    /* the period the document reports on */
    qoq_period section; /* of the section: main unless a heading says otherwise */
    qoq_period vintage;
    qoq_date published;
    qoq_calendar calendar; /* that the document shows; end_month 0 = none */
    int16_t now;           /* year in which it was written, 0 = not known */
    int16_t year;          /* of publication or report, 0 = not known */
    char spoken[8];        /* currency of the amount before, in this block */
    char currency[8];      /* of amounts that print none */
    uint8_t adjusted;      /* which adjusted basis the document uses */
    part label;            /* the heading above names a part */
    bool has_label;
    qoq_period_phrase later; /* year 0 = none; told in block later_at */
    size_t later_at;
    bool lead, lead_has_topic; /* of a block that ends in a colon */
    qoq_period_phrase lead_topic;
    bool report; /* of one company from the first page to the last */
    bool in_table, unrelated, tracing;
    qoq_error error;
} reader;

/* The tokens of a block, taught names included; valid until the next call. */
qoq_status context_tokens(reader *r, size_t block, const tokens **out, qoq_error *err);

/* Makes a company the one that is talked of: a term of the lexicon, or a taught name. */
void context_take_company(reader *r, const qoq_term *term, const taught_name *taught);

/* The period of a phrase; a stretch that fits no calendar is moved to the nearest quarter. */
qoq_period context_period(const qoq_period_phrase *said,
                          const qoq_period_context *context);

/* Settles company, period, currency and basis before the reading begins. */
qoq_status context_survey(reader *r, qoq_error *err);

/* The same for the section below a heading that names another company. */
qoq_status context_survey_section(reader *r, size_t heading, qoq_error *err);

/* ---- context_calendar.c ---- */
/* The calendar from a label and the date on which that period ended. Years of 52 weeks end
 * in the first days of a month as well: "the thirteen weeks ended August 2" end with July.
 * False when they cannot belong together. */
bool context_calendar_from_end(qoq_calendar *out, qoq_period label, int year, int month,
                               int day);
/* When the fiscal year ends, where the head names a period of it and no date: from what is
 * said further down, else from the headings of the tables. */
qoq_status context_survey_calendar(reader *r, const qoq_period_phrase *label,
                                   qoq_error *err);

/* ---- context.c ---- */
/* The period that a phrase means; current: that is being talked of. */
qoq_period context_resolve(const reader *r, const qoq_period_phrase *said,
                           qoq_period current, bool future);
/* The part's row in the lexicon when the company is known to have it. */
const qoq_segment *context_segment(const reader *r, const part *segment);
bool context_same_company(const company *c, const token *t);
/* A note on the number of a binding. */
void context_say(reader *r, const binding *b, const char *id, qoq_note_level level,
                 const char *what);
/* A binding becomes a statement, or a note. data: the reader. */
void context_bind(void *data, const binding *b);

/* ---- context_tables.c ---- */
/* What tables tell before anything is read: names of parts, and the period where the text
 * names none. */
qoq_status context_survey_tables(reader *r, qoq_error *err);
/* Reads the table that begins with this block, if one does. */
qoq_status context_read_table(reader *r, size_t block, qoq_error *err);
void context_clear_tables(reader *r);

#endif

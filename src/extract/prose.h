/* Room prose: sentences → clauses → bindings.
 *
 * A binding says which subject a number belongs to and what it states of it, in the words
 * of the sentence: "去年同期" stays "a year ago" until the context stage knows which
 * quarter that is. One sentence is read from left to right; what a later sentence may take
 * over (subject, period, base of growth) is kept in `prose` until the paragraph ends. */
#ifndef QOQ_PROSE_H
#define QOQ_PROSE_H

#include "extract/tokens.h"
#include "qoq/record.h"

/* The name of a part as a token showed it: a lexicon term, or a stretch of the text. */
typedef struct part {
    const qoq_term *term; /* NULL: an open name */
    qoq_slice name;       /* original text */
} part;

/* Which period a figure is for, seen from the period that is being talked of. */
typedef enum when_kind {
    WHEN_CURRENT,
    WHEN_YEAR_AGO,
    WHEN_QUARTER_AGO,
    WHEN_PHRASE, /* `phrase` */
    WHEN_YEAR    /* the same span in `year` */
} when_kind;

typedef struct when {
    uint8_t kind;
    int16_t year;
    qoq_period_phrase phrase;
} when;

typedef enum role {
    ROLE_LEVEL,
    ROLE_GROWTH, /* percent */
    ROLE_POINTS, /* change of a ratio */
    ROLE_CHANGE  /* absolute change */
} role;

typedef enum left_out {
    LEFT_NOT,        /* it is bound */
    LEFT_NO_METRIC,  /* nothing says what it is a figure of */
    LEFT_NOISE,      /* of something that is no metric */
    LEFT_OTHERS,     /* of somebody else */
    LEFT_CONVERSION, /* the same amount in another currency */
    LEFT_UNIT,       /* its unit does not fit the metric */
    LEFT_GROWTH      /* growth of a kind that is not kept (like-for-like, of a loss) */
} left_out;

typedef struct binding {
    uint8_t role;
    uint8_t left; /* left_out */
    part segment; /* {NULL, empty} = the whole company */
    bool has_segment;
    const qoq_term *metric;
    const qoq_metric *definition; /* of metric, or of the ratio it was turned into */
    uint8_t basis;
    int8_t sign;  /* -1: the value is to be negated */
    bool plain;   /* of its absolute value: a bracket around it is no minus */
    bool earlier; /* a level that the one talked of is compared with */
    bool future;  /* told in a sentence that looks forward */
    uint8_t standing;
    bool constant_currency;
    bool range_low, range_high;
    when target; /* of the figure */
    when base;   /* of a growth or change: what it is compared with */
    bool has_base;
    bool has_topic; /* the sentence said which period it talks of */
    qoq_period_phrase topic;
    const qoq_quantity *quantity;
    size_t number_at, quote_start, quote_end; /* bytes of the block's original text */
    size_t token;
    /* of a table: the period its column is of, and what the record is marked with */
    qoq_period fixed; /* none: the sentence tells */
    bool from_table, restated;
    bool weak;    /* another statement of the cell that differs is the right one */
    uint8_t axis; /* 1 + that of the word class axis; 0 = not said */
} binding;

#define MOST_ITEMS 12

/* Months of a phrase: since the fiscal year began. */
#define MONTHS_TO_DATE 99

typedef struct item {
    part segment;
    bool has_segment;
    const qoq_term *metric;
    const qoq_metric *definition;
    uint8_t basis;
    uint32_t at; /* token where the item begins */
    bool in_clause;
    uint8_t axis; /* 1 + that of the part; 0 = not said */
    bool foreign; /* of a part that nothing names: "same-restaurant sales" */
} item;

/* What a sentence leaves for the next. Reset at the start of a block. */
typedef struct carry {
    item items[MOST_ITEMS];
    size_t item_count;
    part recent[MOST_ITEMS]; /* parts in order of mention, for "the three segments" */
    size_t recent_count;
    uint8_t basis;    /* said for all that follows */
    uint8_t standing; /* of a heading: outlook, forecasts */
    when base;        /* of growth, when the block said it */
    bool has_base;
    bool has_topic;
    qoq_period_phrase topic;
    bool section_noise;
    const qoq_metric *ratio; /* the level before was one; else NULL */
    item profit;             /* the profit named last: "that left the margin at 12%" */
    part label; /* the block is about this part: "Managed pubs. Revenue rose..." */
    bool has_label;
} carry;

typedef struct prose_counts {
    size_t clauses, bindings, steps;
} prose_counts;

/* Called for every number that could be a figure, in order; also for those left out. */
typedef void (*binding_fn)(void *data, const binding *b);
/* Called for a company as it is met, before the numbers behind it. subject: it stands
 * where a clause begins, so what follows is said of it. Returns whether the company of
 * the following numbers changed. */
typedef bool (*entity_fn)(void *data, const token *t, bool subject);

typedef struct prose {
    carry carry;
    int16_t year; /* of the period the document reports on; 0 = not known */
    bool to_date; /* 年初至报告期末 is said somewhere: 本报告期 is the quarter */
    bool dated; /* it is known when the document was written */
    const qoq_lexicon *lexicon;
    binding_fn bind;
    entity_fn entity;
    void *data;
    prose_counts counts;
} prose;

/* The part that a block is labelled with, or that a heading names; false when there is
 * none. */
bool prose_label(const tokens *list, qoq_slice text, bool heading, part *out);

/* Reads a block: `list` holds its tokens, `text` its original. heading: its subject and
 * basis hold for the blocks that follow. */
void prose_read(prose *p, const tokens *list, qoq_slice text, bool heading);

#endif

/* What the files that read numbers share: the look to the right of a number, what it
 * states, and the metric that stands behind it. */
#ifndef QOQ_PROSE_NUMBER_H
#define QOQ_PROSE_NUMBER_H

#include "extract/prose_private.h"

/* What the words right behind a number say of it. */
typedef struct right {
    int8_t direction;
    bool has_base, has_period, comparison, share, estimate, guidance, respectively;
    bool marker; /* the base is a word of growth (YoY), no name of a period */
    bool constant_currency, not_reported, loss, others;
    when base;
    qoq_period_phrase period;
    uint8_t own_basis;      /* "$1.42 adjusted": of the number itself */
    uint8_t basis;          /* of that metric: "a 77% GAAP gross margin" */
    const qoq_term *metric; /* "$0.31 per diluted share": directly behind */
    size_t metric_at;
    const qoq_term *share_of;
    size_t segment; /* "56% for VAS": its token, 0 = none */
    bool turned;
    uint8_t quarter;    /* 1: "in the period", 3: "in the quarter" */
    size_t compared_by; /* the token of that comparison */
    size_t turned_by;   /* the token that gave the direction, 0 = none */
    size_t growth_of;   /* "a 2% fall in revenue": the metric's token, 0 = none */
    bool beaten;        /* by so much a forecast was: no growth */
    bool source;        /* the part is what the amount comes from */
    bool owner;         /* the part is what the growth is of */
    bool surpassed;     /* what follows is what it is compared with */
    size_t read;        /* the token behind what was taken from the right */
} right;

typedef struct verdict {
    role role;
    when target;
    when bases[2];
    size_t base_count;
    int sign;
    const qoq_metric *definition; /* a ratio the subject was turned into */
    bool earlier;                 /* a level that something is compared with */
    bool plain;                   /* a bracket around the number is no minus */
    left_out left;
} verdict;

/* ---- prose_right.c ---- */
bool is_join(const token *t); /* and, 和, +, / */
bool is_percent(const qoq_quantity *q);
bool chinese_at(const reading *r, size_t i);
when when_phrase(const qoq_period_phrase *phrase);
when when_year(const token *t);

/* What stands from token `from` up to the next number or comma. */
void look_right(const reading *r, size_t from, right *out);

/* ---- prose_states.c ---- */
bool is_level_unit(const qoq_quantity *q);

/* Does a number of this unit fit as a level of this metric? */
bool fits(const qoq_quantity *q, const qoq_metric *m);

/* "1 800 亿元": digits that a letter-spaced text tore apart, or two numbers; nobody can
 * tell. */
bool is_torn(const reading *r, size_t i);

/* What number i states of an item (NULL: of nothing known). */
void judge(const reading *r, size_t i, const right *after, const item *it, verdict *v);

/* ---- prose_behind.c ---- */
/* "Net sales were SEK 1,284 million (1,351)", "a margin of 11.5 percent (prior year:
 * 10.3)": the bare number is the same of the year before, in the same unit. */
bool year_before(reading *r, size_t i);

/* "$88 million of operating cash", "a 31% gross margin", "$0.31 per diluted share": the
 * metric stands behind. It wins over a subject that is not of this clause or does not
 * fit. */
bool metric_behind(const reading *r, size_t i, const right *after, item *out);

/* Conversions: "RMB192.9 billion (USD27.1 billion)". Another currency in a bracket behind
 * an amount, or any amount behind 约合. */
bool is_conversion(const reading *r, size_t i);

/* "非国际财务报告准则下为573.13亿元,同比增长53%": a basis said anew for the same metric. */
void renew_basis(reading *r);

/* "$0.31 per diluted share": the unit itself is the metric. */
bool per_share(const reading *r, size_t i, const item *it, item *out);

/* "reported a 2% fall in quarterly revenue" */
bool growth_of_metric(const reading *r, size_t i, const right *after, item *out);

/* "operating profit of $72 million, a 17.4% margin": the ratio of the line before. */
bool margin_behind(const reading *r, size_t i, const item *it, item *out);

/* "$0.52 per share, basic and diluted": returns the token behind that; 0 = nothing such. */
size_t names_both(const reading *r, size_t i, const qoq_metric *first);

bool part_behind(const reading *r, size_t i, const right *after, const item *it,
                 item *out);

/* "ended the year with 41.7 million subscribers": what is counted is the metric. */
bool counted(const reading *r, size_t i, const item *it, item *out);

/* ---- prose_number.c ---- */
size_t original_at(const reading *r, uint32_t folded);

#endif

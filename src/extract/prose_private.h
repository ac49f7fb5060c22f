/* State of one sentence being read; shared by the files of the room. */
#ifndef QOQ_PROSE_PRIVATE_H
#define QOQ_PROSE_PRIVATE_H

#include "extract/prose.h"

typedef enum intro { INTRO_NONE, INTRO_TO, INTRO_FROM, INTRO_BY } intro;

/* Why numbers of this stretch belong to no metric of ours. */
typedef enum dead { ALIVE, DEAD_NOISE, DEAD_OTHERS, DEAD_FOREIGN } dead;

/* What holds until the next comma. An introductory clause (one without a number: "in the
 * second quarter," "年度同比来看，") hands it on. */
typedef struct clause {
    int8_t direction;    /* +1 rose, -1 fell, 0 not said */
    size_t direction_at; /* token */
    uint8_t intro;       /* how the next amount is introduced */
    when bases[2];       /* growth markers: 同比, 环比 */
    size_t base_count;
    size_t base_next; /* of two markers, the one the next number answers to */
    when other;       /* the period of a comparison: 去年同期, than in Q2 2024 */
    bool has_other;
    bool other_is_base; /* introduced by than / from: what it is compared with */
    bool share;
    bool respectively;
    bool loss, negative;
    bool not_reported, not_reported_before, constant_currency;
    bool not_reported_handed; /* it was said in the clause before, without a number */
    bool has_number;          /* a number was read in this clause */
    bool growth;   /* it was a growth: "增速由17%加快至20%" goes on with one */
    bool estimate; /* a forecast by others */
    uint8_t basis;
    size_t foreign; /* weight of unknown text since the subject */
    size_t start;
} clause;

typedef struct reading {
    prose *p;
    const tokens *list;
    qoq_slice text;
    const token *t;  /* list->items */
    size_t from, to; /* tokens of the sentence */
    clause c;
    item *items; /* = p->carry.items */
    size_t item_count;
    bool list_open;   /* the last thing read was a list connector behind an item */
    bool items_fresh; /* an item was named in this sentence */
    bool items_used;  /* a number was bound to them */
    uint8_t dead;
    bool others; /* the sentence is about somebody else */
    size_t others_at;
    bool cause;       /* reasons: names in it are no subjects */
    size_t strange;   /* weight of unknown text in the sentence so far */
    bool cause_first; /* the reason stands in front of its sentence */
    /* A period in a reason ("after December's holidays") is not talked of any further. */
    bool reason_period, reason_had_topic, reason_was_first;
    qoq_period_phrase reason_topic; /* what was talked of before */
    bool whole;                     /* the company itself was named: no label holds */
    bool
        strange_part; /* "the wholesale unit", which nothing names: what follows is its */
    bool in_place;    /* "In Brazil, ...": what follows is of that part of the world */
    part place;
    bool guidance;
    bool estimate;
    bool sentence_basis_set;
    uint8_t sentence_basis;
    bool has_topic;
    qoq_period_phrase topic;
    item bound[MOST_ITEMS]; /* items that got an amount in this sentence, in order */
    size_t bound_count;
    item listed[MOST_ITEMS]; /* the parts that the list of numbers before was of */
    size_t listed_count;
    uint32_t companies[MOST_ITEMS]; /* tokens of those that the lists are of */
    size_t company_count;
    item per_share; /* "..., or $0.31 per diluted share": goes on beside the subject */
    when last_target; /* of the number before */
    when whens[2];    /* "二季度与去年三季度分别亏损A和B" */
    size_t when_count;
    size_t turn_count, turn_next; /* "分别增长4.4%和下降2.7%": numbers, the next one */
    const qoq_metric *last_share; /* the number before was a share */
    int8_t last_direction;        /* of the growth before; 0 = there was none */
    bool last_base_set;
    when last_base;
    size_t consumed; /* markers up to this token were read as said of a number */
    size_t pass;     /* tokens before this one were read already */
    size_t skip;     /* and those before this one are said in passing */
    size_t bracket;  /* depth */
    size_t
        bracket_part; /* the part right in front of the bracket: its token; 0 = none */
    bool had_topic;
    qoq_period_phrase outer_topic;
    uint8_t outer_basis;
    bool first_set;
    qoq_period_phrase first_topic;
    bool
        topic_genitive; /* that first one only says of what something is: "of the year" */
    bool number_topic;               /* numbers_topic is set */
    qoq_period_phrase numbers_topic; /* of the first number: the one to hand on */
    bool before_topic_set;
    qoq_period_phrase before_topic; /* the one that the newest replaced */
    bool heading;
    const qoq_quantity *last_money; /* for conversions in brackets */
    bool lost;        /* an amount was of nothing known: so is the growth behind it */
    bool stated;      /* `last` was said, in full */
    binding last;     /* the number before */
    qoq_quantity own; /* of `last` once more, for the number in the bracket behind it */
} reading;

/* ---- prose_subject.c ---- */
void subject_segment(reading *r, size_t i);
void subject_part(reading *r, size_t i, part named);
void subject_metric(reading *r, size_t i);
void subject_each(reading *r, size_t i);
void subject_company(reading *r);
void subject_margin(reading *r, size_t i);
void subject_noun(reading *r, size_t i);
/* "In Brazil, ...": returns the token behind the place, 0 = it is none. */
size_t subject_place(reading *r, size_t i);
part part_over(const tokens *list, qoq_slice text, size_t from, size_t to);
const qoq_metric *ratio_of(const prose *p, const char *metric_id);
const qoq_term *metric_term(const token *t);
bool counts_as_text(const reading *r, size_t i);

/* ---- prose.c ---- */
/* "or": what follows says the same once more. */
bool is_or(const reading *r, size_t i);

/* What a token means as a word; NULL = nothing. */
const qoq_term *word_term(const token *t);
void begin_clause(reading *r, size_t at);

/* Is token i this very text? */
bool is_text(const reading *r, size_t i, const char *word);

/* The reason is over, and no figure of the period it named was given. */
void forget_reason_period(reading *r);

/* ---- prose_words.c ---- */
/* Does a word of one of two classes stand right before token i? */
bool before_is(const reading *r, size_t i, qoq_word_class a, qoq_word_class b);

/* What a token makes of the clause. */
void word_token(reading *r, size_t i);
void period_token(reading *r, size_t i);
void comparison_period(reading *r, size_t i, when w);

/* "20余家上市公司净利润超过10亿元", "153家净利润超过1亿元": so many companies, and none of them
 * the one that the document is about. */
bool counts_companies(const reading *r, size_t i);

void talk_of_others(reading *r, size_t i);

/* "advertising sales at China's biggest internet company": token i ends what stands between
 * "at" behind a metric and the verb. */
bool is_owner(const reading *r, size_t i);

/* ---- prose_number.c ---- */
/* Binds the number at token i and those of its list; returns the token behind. */
size_t number_read(reading *r, size_t i);

#endif

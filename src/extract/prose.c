/* Sentences read from left to right. */
#include "extract/prose.h"

#include <string.h>

#include "extract/prose_private.h"
#include "extract/tokens_names.h"
#include "words/lexicon_fixed.h"

static const qoq_term *word_term(const token *t)
{
    return token_meaning(t, QOQ_TERM_WORD);
}

static void begin_clause(reading *r, size_t at)
{
    clause fresh;
    memset(&fresh, 0, sizeof fresh);
    fresh.start = at;
    for (size_t k = 0; k < r->item_count; k++)
        r->items[k].in_clause = false;
    r->c = fresh;
    r->p->counts.clauses++;
}

static bool is_text(const reading *r, size_t i, const char *word)
{
    size_t len = strlen(word);
    return i < r->to && r->t[i].end - r->t[i].start == len &&
           memcmp(r->list->folded + r->t[i].start, word, len) == 0;
}

bool is_or(const reading *r, size_t i)
{
    return is_text(r, i, "or");
}

/* "As a percentage of revenues, cost of revenues decreased to 55%": the share of what the
 * next clause names. */
static bool announces_share(const reading *r)
{
    const item *last = r->item_count > 0 ? &r->items[r->item_count - 1] : NULL;
    return r->items_fresh && last && last->definition && !last->has_segment &&
           strcmp(last->definition->id, "revenue_share") == 0;
}

/* The reason is over, and no figure of the period it named was given. */
static void forget_reason_period(reading *r)
{
    if (!r->reason_period)
        return;
    r->topic = r->reason_topic;
    r->has_topic = r->reason_had_topic;
    if (r->reason_was_first)
        r->first_set = false;
    r->reason_period = false;
}

/* "占总收入的41.3%,上年同期为37.8%,提升3.5个百分点": another share, or points of it. */
static bool share_goes_on(const reading *r, size_t at)
{
    bool ago = false, turns = false;
    for (size_t k = at; k < r->to && k < at + 8; k++) {
        const token *t = &r->t[k];
        if (t->kind == TOKEN_QUANTITY)
            return (unsigned char)r->list->folded[r->t[at].start] >= 0x80 &&
                   (t->quantity.role == QOQ_ROLE_POINTS ||
                    (ago && !turns && t->quantity.unit.kind == QOQ_UNIT_PERCENT));
        if (t->kind != TOKEN_WORD && t->kind != TOKEN_PERIOD)
            return false;
        turns =
            turns || token_is_word(t, QOQ_WORD_UP) || token_is_word(t, QOQ_WORD_DOWN);
        ago = ago || token_is_word(t, QOQ_WORD_YEAR_AGO) ||
              token_is_word(t, QOQ_WORD_QUARTER_AGO);
    }
    return false;
}

/* A comma. What an introductory clause said goes on: "同比来看，", "In the quarter,". */
static void comma(reading *r, size_t at)
{
    clause before = r->c;
    bool named = r->items_fresh && !r->items_used;
    forget_reason_period(r);
    if (before.has_number || before.foreign > 2) {
        begin_clause(r, at);
        if (before.has_number)
            r->cause = false;
        else
            r->c.basis = before.basis;
        /* "同店销售跌4.4%,第一季则跌9.2%": growth of a kind that is not kept goes on until
         * something else is named. */
        r->c.not_reported_before = before.not_reported || before.not_reported_before;
        r->c.not_reported = before.not_reported && !before.has_number;
        r->c.not_reported_handed = r->c.not_reported;
        /* "29% of total revenue, up from 24%" */
        r->c.share =
            before.share && ((at + 1 < r->to && token_is_word(&r->t[at], QOQ_WORD_UP) &&
                              token_is_word(&r->t[at + 1], QOQ_WORD_FROM)) ||
                             share_goes_on(r, at));
        if (before.has_number && r->last_target.kind != WHEN_CURRENT && is_or(r, at)) {
            /* "compared with $214 million, or 19.7% of revenue" */
            r->c.other = r->last_target;
            r->c.has_other = true;
        }
        /* "7% lower than in the first quarter, when it stood at $5 million" */
        if (before.has_number && r->last_base_set && is_text(r, at, "when")) {
            r->c.other = r->last_base;
            r->c.has_other = true;
        }
    } else {
        begin_clause(r, at);
        memcpy(r->c.bases, before.bases, sizeof before.bases);
        r->c.base_count = before.base_count;
        /* "lost $2m, half of what it lost a year ago, on revenue of $36m": a remark behind
         * a number ends with its comma */
        bool remark = r->items_used && at < r->to &&
                      (unsigned char)r->list->folded[r->t[at].start] < 0x80;
        r->c.other = before.other;
        r->c.has_other = before.has_other && !remark;
        r->c.other_is_base = before.other_is_base;
        r->c.not_reported = before.not_reported && !before.basis;
        r->c.constant_currency = before.constant_currency;
        r->c.basis = before.basis;
        r->c.estimate = before.estimate;
        r->c.share = before.share || announces_share(r);
        if (before.basis) {
            r->sentence_basis = before.basis;
            r->sentence_basis_set = true;
        }
        if (named) {
            for (size_t k = 0; k < r->item_count; k++)
                r->items[k].in_clause = true;
            r->c.start = before.start;
        }
    }
    if (r->dead == DEAD_FOREIGN)
        r->dead = ALIVE;
    /* "grew faster, by 21%": so much of what was said */
    if (!before.has_number && before.direction && at < r->to &&
        token_is_word(&r->t[at], QOQ_WORD_BY)) {
        r->c.direction = before.direction;
        r->c.direction_at = at;
    }
    /* "得益于原奶价格走低,毛利率提升": the reason in front ends with its comma */
    if (r->cause_first && !(at < r->to && token_is_word(&r->t[at], QOQ_WORD_AND)))
        r->cause = r->cause_first = false;
}

static void semicolon(reading *r, size_t at)
{
    forget_reason_period(r);
    begin_clause(r, at);
    r->cause = false;
    r->estimate = false;
    if (r->dead == DEAD_FOREIGN || r->dead == DEAD_OTHERS)
        r->dead = ALIVE;
    r->others = false;
    r->strange_part = false;
    for (size_t k = 0; k < r->item_count; k++)
        r->items[k].has_segment = r->items[k].has_segment && r->item_count == 1;
}

static void add_base(reading *r, when_kind kind)
{
    if (r->c.base_count < 2)
        r->c.bases[r->c.base_count++] = (when){.kind = (uint8_t)kind};
    else
        r->c.bases[1] = (when){.kind = (uint8_t)kind};
}

static void growth_marker(reading *r, when_kind kind, const token *t, size_t i)
{
    const qoq_term *term = word_term(t);
    /* 同比增长15%,环比... within one clause: a new marker behind a number replaces. */
    if (r->c.has_number)
        r->c.base_count = 0;
    add_base(r, kind);
    if (term && term->value) {
        r->c.direction = (int8_t)term->value;
        r->c.direction_at = i;
    }
}

/* "$32 million, after negative $18 million in 2023": an amount with a period of its own,
 * right behind the word. */
static bool says_earlier_amount(const reading *r, size_t i)
{
    size_t k = i + 1;
    while (k < r->to && k < i + 5 &&
           (token_is_word(&r->t[k], QOQ_WORD_FILLER) ||
            token_is_word(&r->t[k], QOQ_WORD_NEGATIVE) ||
            token_is_word(&r->t[k], QOQ_WORD_LOSS)))
        k++;
    if (!r->items_used || k >= r->to || r->t[k].kind != TOKEN_QUANTITY)
        return false;
    for (k++; k < r->to && token_is_word(&r->t[k], QOQ_WORD_FILLER);)
        k++;
    return k < r->to && (r->t[k].kind == TOKEN_PERIOD || token_is_year(&r->t[k]) ||
                         token_is_word(&r->t[k], QOQ_WORD_YEAR_AGO) ||
                         token_is_word(&r->t[k], QOQ_WORD_QUARTER_AGO));
}

/* "Over the first half, ...", "After a weak second quarter, ...": such words compare only
 * what was said before them. */
static bool compares_nothing(const reading *r, const token *t)
{
    const qoq_term *term = word_term(t);
    return token_is_word(t, QOQ_WORD_THAN) && term && term->value && !r->c.direction &&
           !r->c.has_number && !says_earlier_amount(r, (size_t)(t - r->t));
}

static bool before_is(const reading *r, size_t i, qoq_word_class a, qoq_word_class b)
{
    for (size_t k = i; k > r->from && k + 3 > i; k--) {
        const token *t = &r->t[k - 1];
        if (compares_nothing(r, t))
            return false;
        const qoq_term *term = word_term(t);
        bool compares =
            a == QOQ_WORD_THAN &&
            (token_is_word(t, QOQ_WORD_UP) || token_is_word(t, QOQ_WORD_DOWN)) &&
            term && term->value == 1;
        if (token_is_word(t, a) || token_is_word(t, b) || compares)
            return true;
        if (!(token_is_word(t, QOQ_WORD_FILLER) || token_is_word(t, QOQ_WORD_COMPANY)))
            return false;
    }
    return false;
}

static void comparison_period(reading *r, size_t i, when w)
{
    r->c.other = w;
    r->c.has_other = true;
    r->c.other_is_base = before_is(r, i, QOQ_WORD_THAN, QOQ_WORD_FROM);
    if (r->c.other_is_base && r->c.intro == INTRO_FROM &&
        before_is(r, i, QOQ_WORD_FROM, QOQ_WORD_FROM))
        r->c.other_is_base = true;
}

static bool next_is(const reading *r, size_t i, qoq_word_class word)
{
    return i + 1 < r->to && token_is_word(&r->t[i + 1], word);
}

static bool is_year_only(const qoq_period_phrase *p)
{
    return (p->year || p->has_offset) && p->span == QOQ_SPAN_NONE && !p->months &&
           !p->month && !p->point;
}

/* A year alone is another year's figure of the same kind when a figure was just given
 * ("..., 2023年为2.55亿元"; 上年为, last year); else it is the year talked of. */
static bool is_other_year(const reading *r, const qoq_period_phrase *p, size_t at)
{
    if (!is_year_only(p)) {
        /* "..., 去年二季度是20.68亿元": behind a figure an earlier period is compared with */
        int year = r->has_topic && r->topic.year ? r->topic.year : r->p->year;
        /* "净负债比率为31.4%,去年底为33.8%;银行借款15.2亿元" */
        bool begins = p->has_offset && r->c.start + 1 >= at;
        return r->items_used && (!p->point || begins) &&
               (p->has_offset ? p->year_offset < 0 : p->year && p->year < year);
    }
    if (p->has_offset)
        return p->year_offset < 0 &&
               ((r->items_used && r->items_fresh) || r->c.has_number || !r->p->dated);
    if (r->c.has_number)
        return true;
    int year = r->has_topic && r->topic.year ? r->topic.year : r->p->year;
    return r->items_fresh && r->items_used && year && year != p->year;
}

/* "二季度与去年三季度分别亏损A和B": token i is the second period of a list. */
static bool is_listed_period(const reading *r, size_t i)
{
    if (i < r->from + 2 || !token_is_word(&r->t[i - 1], QOQ_WORD_AND) ||
        r->t[i - 2].kind != TOKEN_PERIOD)
        return false;
    for (size_t k = i + 1; k < r->to && k < i + 6; k++) {
        if (token_is_word(&r->t[k], QOQ_WORD_RESPECTIVELY))
            return true;
        if (r->t[k].kind == TOKEN_QUANTITY || r->t[k].kind == TOKEN_MARK)
            return false;
    }
    return false;
}

/* The first period of that list was taken as the topic; it is that no more. */
static when when_before(reading *r, size_t i)
{
    r->has_topic = r->before_topic_set;
    r->topic = r->before_topic;
    return (when){.kind = WHEN_PHRASE, .phrase = r->t[i - 2].phrase};
}

/* "the story of the year so far": a figure of the next sentence need not be the year's. */
static bool is_genitive(const reading *r, size_t i)
{
    return i > r->from + 2 && is_text(r, i - 1, "the") && is_text(r, i - 2, "of") &&
           r->t[i - 3].kind == TOKEN_TEXT && !r->items_fresh;
}

static void period_token(reading *r, size_t i)
{
    const token *t = &r->t[i];
    if (before_is(r, i, QOQ_WORD_SHARE, QOQ_WORD_SHARE))
        return; /* 占全年的近三成: what it is a share of, not what is talked of */
    if (next_is(r, i, QOQ_WORD_SAME_PERIOD)) {
        comparison_period(r, i,
                          t->phrase.year
                              ? (when){.kind = WHEN_YEAR, .year = t->phrase.year}
                              : (when){.kind = WHEN_PHRASE, .phrase = t->phrase});
        return;
    }
    when w = {.kind = WHEN_PHRASE, .phrase = t->phrase};
    /* 环比二季度+1.3pcts: the marker names what it is compared with */
    if (i > r->from && r->c.base_count > 0 &&
        (token_is_word(&r->t[i - 1], QOQ_WORD_YOY) ||
         token_is_word(&r->t[i - 1], QOQ_WORD_QOQ)) &&
        (unsigned char)r->list->folded[t->start] >= 0x80) {
        comparison_period(r, i, w);
        r->c.other_is_base = true;
        return;
    }
    /* 具体到第三季度: nothing is named yet that could have risen "to" it */
    bool level_of = r->c.intro == INTRO_TO && (r->items_fresh || r->c.has_number);
    if (before_is(r, i, QOQ_WORD_THAN, QOQ_WORD_FROM) || level_of) {
        comparison_period(r, i, w);
        r->c.other_is_base = r->c.intro != INTRO_TO;
        return;
    }
    if (is_listed_period(r, i)) {
        r->whens[0] = when_before(r, i);
        r->whens[1] = w;
        r->when_count = 2;
        return;
    }
    if (is_other_year(r, &t->phrase, i)) {
        comparison_period(r, i, w);
        return;
    }
    /* "2011年上市时,全年收入": a span without a year belongs to the year before it. */
    qoq_period_phrase said = t->phrase;
    if (r->has_topic && !said.year && !said.has_offset && said.span != QOQ_SPAN_NONE &&
        r->topic.span == QOQ_SPAN_NONE && !r->topic.month && !r->topic.months)
        said.year = r->topic.year;
    if (is_year_only(&said) && r->has_topic && r->topic.span != QOQ_SPAN_NONE &&
        !r->topic.year) {
        r->topic.year = said.year; /* "全年计,2025年收入" */
        return;
    }
    if (r->cause && !r->reason_period) {
        r->reason_period = true;
        r->reason_had_topic = r->has_topic;
        r->reason_topic = r->topic;
        r->reason_was_first = !r->first_set;
    }
    if (!r->first_set) {
        r->first_topic = said;
        r->first_set = true;
        r->topic_genitive = is_genitive(r, i);
    }
    r->before_topic = r->topic;
    r->before_topic_set = r->has_topic;
    r->topic = said;
    r->has_topic = true;
    r->c.has_other = false;
}

/* "(Non-IFRS)" behind a metric belongs to it; before one, to what follows. */
static void basis_word(reading *r, size_t i, uint8_t basis)
{
    bool behind = r->bracket > 0 || r->list->folded[r->t[i].start] == '(';
    if (behind && r->item_count > 0 && r->items_fresh && !r->items_used) {
        for (size_t k = 0; k < r->item_count; k++)
            r->items[k].basis = basis;
        return;
    }
    r->c.basis = basis;
    /* "Stripping out share-based pay, non-IFRS profit was...": that is the basis */
    if (r->c.not_reported_handed)
        r->c.not_reported = r->c.not_reported_before = r->c.not_reported_handed = false;
    /* "$12m while the GAAP figure was $9m", "EPS $1.20 (GAAP: $0.90)" */
    for (size_t k = 0; k < r->item_count && r->items_used && r->c.has_number; k++)
        r->items[k].in_clause = false;
}

/* "与第二季度相比": the period before the word is what is compared with, no topic. */
static void period_before_than(reading *r, size_t i)
{
    if (i == r->from || r->t[i - 1].kind != TOKEN_PERIOD || !r->has_topic ||
        (unsigned char)r->list->folded[r->t[i].start] < 0x80)
        return;
    r->c.other = (when){.kind = WHEN_PHRASE, .phrase = r->topic};
    r->c.has_other = r->c.other_is_base = true;
    r->c.intro = INTRO_NONE;
    r->has_topic = r->before_topic_set;
    r->topic = r->before_topic;
}

/* Value of quarter_of: 本报告期. */
enum { OF_REPORT = 5 };

/* 季内, in the quarter: back to the period the document reports on, unless a quarter is
 * being talked of (第三季度单季). */
static void back_to_main(reading *r, size_t i, int months)
{
    if (i > r->from && r->t[i - 1].kind == TOKEN_PERIOD)
        return;
    if (r->has_topic && r->topic.span == QOQ_SPAN_QUARTER)
        return;
    /* of a half-year's or a year's document: the quarter that ends with it */
    if (months &&
        !(r->p->carry.has_topic && r->p->carry.topic.span == QOQ_SPAN_QUARTER)) {
        r->topic = (qoq_period_phrase){.months = (uint8_t)months};
        r->has_topic = true;
        return;
    }
    r->has_topic = false;
    if (r->p->carry.has_topic && r->p->carry.topic.span != QOQ_SPAN_QUARTER)
        r->p->carry.has_topic = false;
}

/* The second word of a pair (受...影响): what follows goes on about the subject. */
static void end_cause(reading *r)
{
    forget_reason_period(r);
    r->cause = r->cause_first = false;
    r->c.foreign = 0;
    if (r->dead == DEAD_FOREIGN)
        r->dead = ALIVE;
}

/* "得益于...", "第三季受惠中秋档期,": nothing but a period and who stands in front of it. */
static bool begins_clause_at(const reading *r, size_t i)
{
    size_t k = r->c.start;
    while (k < i && (r->t[k].kind == TOKEN_PERIOD || r->t[k].kind == TOKEN_ENTITY ||
                     token_is_word(&r->t[k], QOQ_WORD_COMPANY) ||
                     token_is_word(&r->t[k], QOQ_WORD_FILLER)))
        k++;
    return k == i;
}

/* Does a clause begin with what its words up to token i are about? "在广告收入的推动下" does
 * not. */
static bool begins_with_subject(const reading *r, size_t i)
{
    size_t k = r->c.start;
    while (k < i && (r->t[k].kind == TOKEN_WORD || r->t[k].kind == TOKEN_PERIOD ||
                     r->t[k].kind == TOKEN_ENTITY))
        k++;
    return k < i && r->t[k].kind != TOKEN_TEXT;
}

/* "在广告收入增长的推动下,": what was named is the reason for what follows. */
static void end_reason_in_front(reading *r, size_t i)
{
    if (!begins_with_subject(r, i) && !r->c.has_number) {
        r->item_count = 0;
        r->items_fresh = false;
        begin_clause(r, i + 1);
    }
    end_cause(r);
}

/* "20余家上市公司净利润超过10亿元", "153家净利润超过1亿元": so many companies, and none of them
 * the one that the document is about. */
static bool counts_companies(const reading *r, size_t i)
{
    const token *t = i > r->from ? &r->t[i - 1] : NULL;
    return t && t->kind == TOKEN_QUANTITY && t->quantity.role == QOQ_ROLE_OTHER &&
           t->end - t->start > 3 &&
           qoq_fixed_word_ends(QOQ_FIXED_of_companies, r->list->folded + t->start,
                               t->end - t->start) > 0;
}

static void talk_of_others(reading *r, size_t i)
{
    r->item_count = 0;
    r->items_fresh = false;
    r->dead = DEAD_OTHERS;
    r->others = true;
    r->others_at = i;
}

/* 同比, 去年同期: what a number is compared with. */
static bool comparison_word(reading *r, size_t i)
{
    const token *t = &r->t[i];
    switch (t->word) {
    case QOQ_WORD_YOY:
        growth_marker(r, WHEN_YEAR_AGO, t, i);
        return true;
    case QOQ_WORD_QOQ:
        growth_marker(r, WHEN_QUARTER_AGO, t, i);
        return true;
    case QOQ_WORD_YEAR_AGO:
        comparison_period(r, i, (when){.kind = WHEN_YEAR_AGO});
        return true;
    case QOQ_WORD_QUARTER_AGO:
        comparison_period(r, i, (when){.kind = WHEN_QUARTER_AGO});
        return true;
    case QOQ_WORD_SAME_PERIOD:
        if (before_is(r, i, QOQ_WORD_THAN, QOQ_WORD_FROM) && !r->c.has_other)
            comparison_period(r, i, (when){.kind = WHEN_YEAR_AGO});
        return true;
    default:
        return false;
    }
}

/* "Revenues, excluding classifieds, grew": no figure of the whole company's. */
static void leave_out_rest(reading *r, size_t i)
{
    const token *next = i + 1 < r->to ? &r->t[i + 1] : NULL;
    if (!is_text(r, i, "excluding") || !next || !r->items_fresh || r->items_used ||
        r->item_count != 1 || !r->items[0].definition ||
        !r->items[0].definition->by_part)
        return;
    r->items[0].foreign = (next->kind == TOKEN_TEXT && !next->han) ||
                          next->kind == TOKEN_NAME || next->kind == TOKEN_SEGMENT;
}

/* 增长, down, narrowed: where it went. */
static bool direction_word(reading *r, size_t i, int value)
{
    const token *t = &r->t[i];
    switch (t->word) {
    case QOQ_WORD_UP:
    case QOQ_WORD_DOWN:
        r->c.direction = t->word == QOQ_WORD_UP ? 1 : -1;
        /* 较去年同期增长: the comparison itself is kept; 高于 compares with what follows */
        r->c.intro = value ? INTRO_FROM : INTRO_NONE;
        break;
    case QOQ_WORD_NARROW:
    case QOQ_WORD_WIDEN:
        /* of a margin: points up or down; of a loss: the reader of signs decides */
        r->c.direction = t->word == QOQ_WORD_WIDEN ? 1 : -1;
        break;
    case QOQ_WORD_CHANGE:
        r->c.direction = 1;
        break;
    case QOQ_WORD_UP_TO:
        if (value)
            r->c.direction = (int8_t)value;
        r->c.intro = INTRO_TO;
        if (!r->c.has_number || r->c.other_is_base)
            r->c.has_other = false;
        break;
    default:
        return false;
    }
    r->c.direction_at = i;
    return true;
}

/* 至, 由, than, by: how the next amount is introduced. */
static bool intro_word(reading *r, size_t i)
{
    const token *t = &r->t[i];
    switch (t->word) {
    case QOQ_WORD_TO:
        r->c.intro = INTRO_TO;
        r->c.has_other = false;
        return true;
    case QOQ_WORD_FROM:
        /* "revenue from cloud": a part, not a level to compare with */
        if (i == r->from || r->t[i - 1].kind != TOKEN_METRIC ||
            (unsigned char)r->list->folded[t->start] >= 0x80)
            r->c.intro = INTRO_FROM;
        return true;
    case QOQ_WORD_THAN:
        if (!compares_nothing(r, t)) {
            r->c.intro = INTRO_FROM;
            period_before_than(r, i);
        }
        return true;
    case QOQ_WORD_BY:
        r->c.intro = INTRO_BY;
        return true;
    default:
        return false;
    }
}

static void cause_word(reading *r, size_t i, int value)
{
    /* "一季度带来724亿元收入": with a number behind it the verb gives no reason */
    if (i + 1 < r->to && r->t[i + 1].kind == TOKEN_QUANTITY)
        return;
    if (value) {
        end_reason_in_front(r, i);
        return;
    }
    if (r->cause && (unsigned char)r->list->folded[r->t[i].start] >= 0x80) {
        end_cause(r); /* 受集采续约影响同比下滑9.6% */
        return;
    }
    r->cause = true;
    r->cause_first = begins_clause_at(r, i);
}

/* 公司及子公司: the group. */
static bool is_with_company(const reading *r, size_t i)
{
    return i > r->from + 1 && token_is_word(&r->t[i - 1], QOQ_WORD_AND) &&
           token_is_word(&r->t[i - 2], QOQ_WORD_COMPANY);
}

/* Values of fillers. */
enum { FORECASTERS = 17 };

static bool names_forecasters(const reading *r, size_t i)
{
    enum { LONGEST = 8 };
    for (size_t k = i; k > r->from && i - k < LONGEST; k--) {
        const token *t = &r->t[k - 1];
        const qoq_term *term = word_term(t);
        if (term && term->value == FORECASTERS &&
            (token_is_word(t, QOQ_WORD_FILLER) || token_is_word(t, QOQ_WORD_ESTIMATE)))
            return true;
        if (r->t[k - 1].kind == TOKEN_QUANTITY || r->t[k - 1].kind == TOKEN_METRIC)
            return false;
    }
    return false;
}

/* What makes a number none of ours: a reason, a forecast, somebody else's, of no metric. */
static bool spoiling_word(reading *r, size_t i, int value)
{
    switch (r->t[i].word) {
    case QOQ_WORD_CAUSE:
        cause_word(r, i, value);
        return true;
    case QOQ_WORD_GUIDANCE:
        /* "analysts had on average expected" */
        if (names_forecasters(r, i))
            r->c.estimate = true;
        else
            r->guidance = true;
        return true;
    case QOQ_WORD_ESTIMATE:
        r->c.estimate = true;
        return true;
    case QOQ_WORD_NOISE:
    case QOQ_WORD_NUMBERISH:
        if (!r->cause)
            r->dead = DEAD_NOISE;
        return true;
    case QOQ_WORD_OTHERS:
        /* what others did is said of them until the company is named again; others in a
         * reason are no subject */
        if (!r->cause && !is_with_company(r, i)) {
            r->dead = DEAD_OTHERS;
            r->others = !r->items_fresh;
            r->others_at = i;
        }
        return true;
    default:
        return false;
    }
}

/* "销售、管理和财务费用合计1.12亿元", "三费(销售/管理/财务费用)合计": of all that was listed, and
 * no figure of the last. */
static bool is_sum_of_list(const reading *r, size_t i)
{
    const item *last = r->item_count > 0 ? &r->items[r->item_count - 1] : NULL;
    if (!last || !r->items_fresh || r->items_used || r->c.respectively ||
        (unsigned char)r->list->folded[r->t[i].start] < 0x80 || last->at >= i ||
        last->at < r->c.start)
        return false;
    if (r->item_count > 1)
        return true;
    size_t k = last->at;
    return k > r->c.start + 1 &&
           (token_is_mark(&r->t[k - 1], '/') || token_is_mark(&r->t[k - 1], '+') ||
            token_is_word(&r->t[k - 1], QOQ_WORD_AND)) &&
           r->t[k - 2].kind != TOKEN_QUANTITY;
}

static void turn_positive(reading *r)
{
    for (size_t k = 0; k < r->item_count; k++) {
        if (r->items[k].metric && r->items[k].metric->sign < 0 &&
            r->items[k].definition)
            r->items[k].metric = NULL;
    }
}

/* How a number is meant: of a list, a share, a loss, on a basis. */
static bool manner_word(reading *r, size_t i, const qoq_term *term)
{
    switch (r->t[i].word) {
    case QOQ_WORD_RESPECTIVELY:
        r->c.respectively = true;
        return true;
    case QOQ_WORD_SHARE:
        r->c.share = true;
        return true;
    case QOQ_WORD_TOTAL:
        if (is_sum_of_list(r, i))
            r->dead = DEAD_NOISE;
        return false;
    case QOQ_WORD_BASIS:
        basis_word(r, i, term ? term->basis : 0);
        return true;
    case QOQ_WORD_CONSTANT_CURRENCY:
        r->c.constant_currency = true;
        return true;
    case QOQ_WORD_NOT_REPORTED:
        leave_out_rest(r, i);
        r->c.not_reported = true;
        return true;
    case QOQ_WORD_LOSS:
        r->c.loss = true;
        return true;
    case QOQ_WORD_NEGATIVE:
        /* 净流入, of a 净流出 that was named before */
        if (word_term(&r->t[i]) && word_term(&r->t[i])->value > 0)
            turn_positive(r);
        r->c.negative = !word_term(&r->t[i]) || word_term(&r->t[i])->value <= 0;
        return true;
    default:
        return false;
    }
}

/* "advertising sales at China's biggest internet company": token i ends what stands between
 * "at" behind a metric and the verb. */
static bool is_owner(const reading *r, size_t i)
{
    enum { LONGEST = 6 };
    for (size_t k = i; k > r->from + 1 && i - k < LONGEST; k--) {
        if (is_text(r, k - 1, "at"))
            return r->t[k - 2].kind == TOKEN_METRIC;
        if (r->t[k - 1].kind != TOKEN_TEXT &&
            !token_is_word(&r->t[k - 1], QOQ_WORD_FILLER))
            return false;
    }
    return false;
}

/* Who and what is talked of. */
static void subject_word(reading *r, size_t i, int value)
{
    switch (r->t[i].word) {
    case QOQ_WORD_AND:
        if (r->items_fresh && !r->items_used)
            r->list_open = true;
        break;
    case QOQ_WORD_COMPANY:
        if (r->items_fresh && !r->items_used && (value || is_owner(r, i)))
            break; /* "sales at the chain" */
        if (counts_companies(r, i)) {
            talk_of_others(r, i);
            break;
        }
        subject_company(r);
        if (r->dead == DEAD_OTHERS)
            r->dead = ALIVE;
        r->others = false;
        break;
    case QOQ_WORD_EACH:
        if (is_text(r, i, "each") && i + 1 < r->to &&
            r->t[i + 1].kind == TOKEN_QUANTITY)
            r->dead = DEAD_NOISE; /* "each 1% costs 0.6% of profit" */
        else
            subject_each(r, i);
        break;
    case QOQ_WORD_QUARTER_OF:
        back_to_main(r, i, value == OF_REPORT ? 3 * r->p->to_date : value);
        break;
    case QOQ_WORD_TO_DATE:
        r->topic = (qoq_period_phrase){.months = MONTHS_TO_DATE};
        r->has_topic = true;
        break;
    case QOQ_WORD_MARGIN:
        subject_margin(r, i);
        break;
    case QOQ_WORD_SEGMENT_NOUN:
        subject_noun(r, i);
        break;
    default:
        break;
    }
}

static void word_token(reading *r, size_t i)
{
    const qoq_term *term = word_term(&r->t[i]);
    int value = term ? term->value : 0;
    if (i < r->consumed && r->t[i].word != QOQ_WORD_RESPECTIVELY)
        return; /* it was read as said of the number before it */
    if (!comparison_word(r, i) && !direction_word(r, i, value) && !intro_word(r, i) &&
        !spoiling_word(r, i, value) && !manner_word(r, i, term))
        subject_word(r, i, value);
}

/* "revenue at the switch maker rose": words before a noun that stands for the company. */
static bool describes_company(const reading *r, size_t i)
{
    for (size_t k = i + 1; k < r->to && k < i + 4; k++) {
        const qoq_term *term = word_term(&r->t[k]);
        if (token_is_word(&r->t[k], QOQ_WORD_COMPANY))
            return (term && term->value) || is_owner(r, k);
        if (r->t[k].kind != TOKEN_TEXT && !token_is_word(&r->t[k], QOQ_WORD_FILLER))
            return false;
    }
    return false;
}

/* "EBITDA at the Oslo-listed tanker owner more than tripled": between "at the" and a verb
 * stands what the company is; one thing, for several would be its parts. */
static bool describes_owner(const reading *r, size_t i)
{
    enum { LONGEST = 5 };
    size_t from = i, to = i;
    while (from > r->from && i - from < LONGEST && r->t[from - 1].kind == TOKEN_TEXT)
        from--;
    while (to < r->to && to - i < LONGEST && r->t[to].kind == TOKEN_TEXT)
        to++;
    if (from < r->from + 3 || to >= r->to || !is_text(r, from - 1, "the") ||
        !is_text(r, from - 2, "at") || r->t[from - 3].kind != TOKEN_METRIC)
        return false;
    const token *verb = &r->t[to], *last = &r->t[to - 1];
    if (token_is_word(verb, QOQ_WORD_COMPANY))
        return true;
    return !last->han && !last->capital && r->list->folded[last->end - 1] != 's' &&
           (token_is_word(verb, QOQ_WORD_UP) || token_is_word(verb, QOQ_WORD_DOWN) ||
            token_is_word(verb, QOQ_WORD_UP_TO) ||
            token_is_word(verb, QOQ_WORD_FILLER) ||
            token_is_word(verb, QOQ_WORD_REPORT));
}

/* "Research swallowed $12m", "users numbered 1.2 billion": an unknown verb, as its ending
 * and the number behind it show. */
static bool is_verb_before_number(const reading *r, size_t i)
{
    const token *t = &r->t[i];
    size_t k = i + 1;
    if (t->han || t->capital || t->end - t->start < 5 ||
        memcmp(r->list->folded + t->end - 2, "ed", 2) != 0)
        return false;
    while (k < r->to && k < i + 3 && token_is_word(&r->t[k], QOQ_WORD_FILLER))
        k++;
    return k < r->to && r->t[k].kind == TOKEN_QUANTITY;
}

/* Unknown words between a subject and a number: after a few of them the number is of
 * something else. */
static void text_token(reading *r, size_t i)
{
    const token *t = &r->t[i];
    if (!counts_as_text(r, i) || describes_company(r, i) || describes_owner(r, i) ||
        is_verb_before_number(r, i))
        return;
    size_t weight = t->han ? (t->end - t->start) / 3 : 2;
    r->strange += r->bracket == 0 ? weight : 0;
    r->c.foreign += weight;
    if (r->c.foreign >= 2 && r->dead == ALIVE)
        r->dead = DEAD_FOREIGN;
}

static bool is_article(const reading *r, size_t i)
{
    static const char *const words[] = {"the", "our",   "its",  "a",   "an",
                                        "now", "still", "once", "long"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        if (is_text(r, i, words[k]))
            return true;
    }
    return token_is_word(&r->t[i], QOQ_WORD_COMPANY); /* the company's */
}

/* "The Handling segment, the company's heart, booked": what the commas hold names no other
 * part and no figure. Returns the second comma, 0 = it is no such thing. */
static size_t end_of_apposition(const reading *r, size_t i)
{
    if (i + 1 >= r->to || r->item_count != 1 || !r->items[0].has_segment ||
        r->items[0].metric || !is_article(r, i + 1))
        return 0;
    for (size_t k = i + 2; k + 1 < r->to && k < i + 14; k++) {
        const token *t = &r->t[k];
        if (token_is_mark(t, ','))
            return r->t[k + 1].kind == TOKEN_METRIC ||
                           (r->t[k + 1].kind == TOKEN_WORD &&
                            !token_is_word(&r->t[k + 1], QOQ_WORD_AND))
                       ? k
                       : 0;
        if (t->kind == TOKEN_QUANTITY || t->kind == TOKEN_METRIC ||
            t->kind == TOKEN_SEGMENT || t->kind == TOKEN_NAME || t->kind == TOKEN_MARK)
            return 0;
    }
    return 0;
}

/* An amount or a percentage; "14 branches" is none. */
static bool is_figure(const token *t)
{
    const qoq_quantity *q = &t->quantity;
    return t->kind == TOKEN_QUANTITY &&
           (q->unit.kind == QOQ_UNIT_MONEY || q->unit.kind == QOQ_UNIT_PERCENT ||
            q->unit.kind == QOQ_UNIT_POINTS || q->unit.kind == QOQ_UNIT_PER_SHARE ||
            q->currency_open || q->scaled);
}

/* ", which is the part that matters most," says nothing of the number behind it. Returns
 * the comma that ends it; 0 when token i begins no such remark or a number is in it. */
static size_t end_of_aside(const reading *r, size_t i)
{
    bool aside = i + 1 < r->to && token_is_word(&r->t[i + 1], QOQ_WORD_ASIDE);
    /* "Lighting, our largest business area, reported" */
    for (size_t k = i + 1; k < r->to && k < i + 6 && !aside && r->item_count == 1 &&
                           r->items[0].has_segment && r->t[k].kind != TOKEN_QUANTITY &&
                           r->t[k].kind != TOKEN_MARK && r->t[k].kind != TOKEN_METRIC;
         k++)
        aside = token_is_word(&r->t[k], QOQ_WORD_SEGMENT_NOUN);
    if (!aside)
        return end_of_apposition(r, i);
    for (size_t k = i + 2; k < r->to && !is_figure(&r->t[k]); k++) {
        if (token_is_mark(&r->t[k], ','))
            return k;
    }
    return 0;
}

/* "total gross margin, product gross margin, and service gross margin were 64.9%, 63.7% and
 * 67.7%, respectively": a list of metrics. */
static bool goes_on_with_metric(const reading *r, size_t i)
{
    size_t metric = i < r->to && r->t[i].kind == TOKEN_TEXT ? i + 1 : i;
    if (metric >= r->to || r->t[metric].kind != TOKEN_METRIC ||
        (unsigned char)r->list->folded[r->t[i].start] >= 0x80)
        return false;
    for (size_t k = metric; k < r->to && k < metric + 32; k++) {
        if (token_is_word(&r->t[k], QOQ_WORD_RESPECTIVELY))
            return true;
    }
    return false;
}

/* The part, perhaps with its noun, that ends before token i; 0 = none. */
static size_t part_in_front(const reading *r, size_t i)
{
    if (i > r->from + 1 && token_is_word(&r->t[i - 1], QOQ_WORD_SEGMENT_NOUN))
        i--;
    return i > r->from &&
                   (r->t[i - 1].kind == TOKEN_NAME || r->t[i - 1].kind == TOKEN_SEGMENT)
               ? i - 1
               : 0;
}

/* "负债净额(即计息借贷减现金及现金等价物)为": how the subject is reckoned. Returns the token
 * behind the bracket, 0 = it says something else. */
static size_t end_of_definition(const reading *r, size_t i)
{
    enum { LONGEST = 40, UNKNOWN_TEXT = 6 };
    size_t metrics = 0, text = 0;
    if (!r->items_fresh || r->items_used || r->bracket > 0)
        return 0;
    for (size_t k = i + 1; k < r->to && k < i + LONGEST; k++) {
        const token *t = &r->t[k];
        if (token_is_mark(t, ')'))
            return metrics > 1 || (metrics > 0 && text >= UNKNOWN_TEXT) ? k + 1 : 0;
        if (t->kind == TOKEN_QUANTITY || t->kind == TOKEN_PERIOD ||
            token_is_word(t, QOQ_WORD_BASIS) || token_is_mark(t, '('))
            return 0;
        metrics += t->kind == TOKEN_METRIC;
        text += t->kind == TOKEN_TEXT ? t->end - t->start : 0;
    }
    return 0;
}

/* "overseas titles, which had a weak start, rose 23%", "and Data Center, the star of the
 * quarter, $330m": a remark on what nothing knows, in a clause that has named no subject. */
static bool is_strangers_aside(const reading *r, size_t i)
{
    bool remark = i + 1 < r->to && token_is_word(&r->t[i + 1], QOQ_WORD_ASIDE);
    bool named = i > r->from && r->t[i - 1].capital && is_text(r, i + 1, "the");
    if ((!remark && !named) || i == r->from || r->t[i - 1].kind != TOKEN_TEXT ||
        r->t[i - 1].han)
        return false;
    for (size_t k = i; k > r->c.start; k--) {
        const token *t = &r->t[k - 1];
        if (token_is_word(t, QOQ_WORD_AND))
            return true;
        if ((t->kind != TOKEN_TEXT && (t->kind != TOKEN_WORD || named)) ||
            token_is_word(t, QOQ_WORD_COMPANY))
            return false;
    }
    return remark;
}

/* "Logistics, which we bought in 2021, posted revenue of": of a part that is not believed to be
 * one, and not the company's. */
static bool names_stranger(const reading *r, size_t comma)
{
    const token *first = &r->t[r->from];
    return first->kind == TOKEN_TEXT && first->capital && comma <= r->from + 3 &&
           (is_text(r, comma + 1, "which") || is_text(r, comma + 1, "where"));
}

static void mark_token(reading *r, size_t i)
{
    size_t definition = r->t[i].mark == '(' ? end_of_definition(r, i) : 0;
    if (definition > 0) {
        r->skip = definition;
        return;
    }
    if (r->t[i].mark == ',' && is_strangers_aside(r, i)) {
        r->dead = DEAD_NOISE;
        r->strange_part = r->strange_part || names_stranger(r, i);
    }
    size_t aside = r->t[i].mark == ',' ? end_of_aside(r, i) : 0;
    if (aside > 0 && r->items_fresh && !r->items_used) {
        r->skip = aside + 1;
        return;
    }
    switch (r->t[i].mark) {
    case ',':
        if (r->bracket == 0) {
            if (r->items_fresh && !r->items_used && !r->c.has_number && i + 1 < r->to &&
                (r->t[i + 1].kind == TOKEN_SEGMENT || r->t[i + 1].kind == TOKEN_NAME ||
                 goes_on_with_metric(r, i + 1)))
                r->list_open = true;
            else
                comma(r, i + 1);
        }
        break;
    case ';':
        semicolon(r, i + 1);
        break;
    case ':':
        r->c.estimate = false; /* a speaker's house: "某行分析师张三:" */
        if (r->dead == DEAD_FOREIGN && r->items_fresh && !r->items_used) {
            r->dead = ALIVE; /* "Data Center was the engine: at $171 million" */
            r->c.foreign = 0;
        }
        break;
    case '-':
        /* a dash between two thoughts: "环比回落11%——社交广告收入..." */
        if (r->c.has_number && i + 1 < r->to && token_is_mark(&r->t[i + 1], '-'))
            comma(r, i + 2);
        break;
    case '+':
        if (r->items_fresh && !r->items_used)
            r->list_open = true;
        else if (r->c.has_number)
            comma(r, i + 1);
        break;
    case '(':
        if (r->bracket++ == 0) {
            r->bracket_part = part_in_front(r, i);
            r->had_topic = r->has_topic;
            r->outer_topic = r->topic;
            r->outer_basis = r->item_count > 0 ? r->items[0].basis : 0;
        }
        break;
    case ')':
        /* "(Q1 2024: £389.1 million)": the period inside goes no further */
        if (r->bracket > 0 && --r->bracket == 0 && r->c.has_number) {
            r->has_topic = r->had_topic;
            r->topic = r->outer_topic;
            if (r->item_count == 1)
                r->items[0].basis = r->outer_basis;
            r->c.has_other = false;
            r->c.intro = INTRO_NONE;
        }
        break;
    case '/': /* 营收/归母净利润27.3/1.1亿元 */
        r->list_open = r->list_open || (r->items_fresh && !r->items_used);
        break;
    case '|':
        comma(r, i + 1);
        break;
    default:
        break;
    }
}

/* 亏损 and "loss" alone, said of a metric that is being talked of ("经调整EBITDA 2.74亿元,
 * 去年同期则亏损4,100万元"): a sign, not a metric. */
static bool is_bare_loss(const reading *r, size_t i)
{
    const qoq_term *word = word_term(&r->t[i]);
    return r->t[i].kind == TOKEN_METRIC && word && word->word == QOQ_WORD_LOSS &&
           r->items_fresh && r->item_count > 0 && r->items[0].definition &&
           r->items[0].definition->can_be_negative &&
           r->items[0].definition->unit == QOQ_UNIT_MONEY;
}

/* "股东应占亏损2.14亿元,上年则录得盈利8600万元": the plain word means the same line again. */
static bool is_same_profit(const reading *r, size_t i)
{
    const qoq_term *term = metric_term(&r->t[i]);
    const item *last = r->item_count == 1 ? &r->items[0] : NULL;
    return r->t[i].kind == TOKEN_METRIC && term && last && last->definition &&
           !last->has_segment && r->items_fresh && r->items_used && r->c.has_other &&
           !r->c.other_is_base && strcmp(term->metric->id, "profit_for_period") == 0 &&
           strcmp(last->definition->parent, term->metric->id) == 0 &&
           r->t[i].end - r->t[i].start <= 9;
}

/* "在总营收中的占比": the whole of which a share is told, no subject. */
static bool is_denominator(const reading *r, size_t i)
{
    size_t k = i + 1;
    while (k < r->to && k < i + 4 &&
           (token_is_word(&r->t[k], QOQ_WORD_FILLER) ||
            token_is_word(&r->t[k], QOQ_WORD_PART)))
        k++;
    return k > i + 1 && k < r->to && token_is_word(&r->t[k], QOQ_WORD_SHARE) &&
           r->t[i].kind == TOKEN_METRIC && r->item_count > 0 && r->items_fresh;
}

/* 投资物业重估亏损, and in a reason any such word behind unknown text: no loss of the company. */
static bool is_loss_of_something(const reading *r, size_t i)
{
    const token *t = &r->t[i];
    const qoq_term *word = word_term(t);
    bool plain = t->kind == TOKEN_METRIC && word && word->word == QOQ_WORD_LOSS &&
                 t->end - t->start == 6;
    size_t k = i;
    while (plain && k > r->c.start && r->t[k - 1].end == r->t[k].start &&
           r->t[k - 1].kind == TOKEN_TEXT && r->t[k - 1].han)
        k--;
    return plain && k > r->c.start &&
           ((r->t[k - 1].end == r->t[k].start &&
             token_is_word(&r->t[k - 1], QOQ_WORD_NOISE)) ||
            (r->cause && k < i));
}

/* The last of a list, with the word in one term: 销售/管理/财务费用合计. */
static bool is_sum(const reading *r, size_t i)
{
    const token *t = &r->t[i];
    return t->kind == TOKEN_METRIC && t->end - t->start > 6 && i > r->c.start + 1 &&
           memcmp(r->list->folded + t->end - 6, "合计", 6) == 0 &&
           (token_is_mark(t - 1, '/') || token_is_mark(t - 1, '+') ||
            token_is_word(t - 1, QOQ_WORD_AND)) &&
           t[-2].kind != TOKEN_QUANTITY;
}

/* 占营收21.96%, 占净利润比例达50%: what a share is of, said right behind the word. */
static bool is_whole_of_share(const reading *r, size_t i)
{
    return r->t[i].kind == TOKEN_METRIC && i > r->c.start &&
           token_is_word(&r->t[i - 1], QOQ_WORD_SHARE) &&
           (unsigned char)r->list->folded[r->t[i].start] >= 0x80 &&
           (r->dead == DEAD_NOISE || (r->item_count > 0 && r->items_fresh));
}

/* 每股经营性现金流, where no term of its own says what is meant: no amount of money. */
static bool is_per_share_of(const reading *r, size_t i)
{
    const token *t = &r->t[i];
    const qoq_term *term = metric_term(t);
    return t->kind == TOKEN_METRIC && term && term->metric->unit == QOQ_UNIT_MONEY &&
           t->start >= 6 && memcmp(r->list->folded + t->start - 6, "每股", 6) == 0;
}

/* "每股基本及摊薄盈利": the noun behind a list of figures per share says no other line. */
static bool is_noun_of_per_share(const reading *r, size_t i)
{
    const qoq_term *term = metric_term(&r->t[i]);
    const item *last = r->item_count > 0 ? &r->items[r->item_count - 1] : NULL;
    return i > r->from && r->t[i].kind == TOKEN_METRIC && term && last &&
           last->definition && r->items_fresh && !r->items_used &&
           last->definition->unit == QOQ_UNIT_PER_SHARE &&
           strcmp(term->metric->id, "profit_for_period") == 0 &&
           r->t[i - 1].kind == TOKEN_METRIC && r->t[i - 1].end == r->t[i].start;
}

/* 占产品收入的比率: of a part's revenue and not of the whole. */
static bool is_share_of_part(const reading *r, size_t i)
{
    return (r->t[i].kind == TOKEN_NAME || r->t[i].kind == TOKEN_SEGMENT) &&
           i > r->c.start && i + 1 < r->to && r->t[i + 1].kind == TOKEN_METRIC &&
           token_is_word(&r->t[i - 1], QOQ_WORD_SHARE) &&
           (unsigned char)r->list->folded[r->t[i].start] >= 0x80 && r->item_count > 0 &&
           r->items_fresh;
}

static void subject_token(reading *r, size_t i)
{
    if (is_share_of_part(r, i)) {
        r->dead = DEAD_NOISE;
        r->skip = i + 2;
        return;
    }
    if (is_denominator(r, i) || is_whole_of_share(r, i))
        return;
    if (is_noun_of_per_share(r, i)) {
        r->c.loss = r->c.loss || metric_term(&r->t[i])->sign < 0;
        return;
    }
    if (is_per_share_of(r, i) || is_sum(r, i) || is_loss_of_something(r, i)) {
        r->dead = DEAD_NOISE;
        return;
    }
    if (is_same_profit(r, i)) {
        r->c.loss = metric_term(&r->t[i])->sign < 0;
        r->items[0].metric = metric_term(&r->t[i]); /* its sign holds from here */
        return;
    }
    if (is_bare_loss(r, i)) {
        r->c.loss = true;
        return;
    }
    if (r->t[i].kind == TOKEN_METRIC && counts_companies(r, i))
        talk_of_others(r, i);
    if (r->cause && r->t[i].kind != TOKEN_METRIC)
        return;
    if (r->cause) {
        /* A reason names metrics without numbers; one with a number ends the reason. */
        size_t k = i + 1;
        while (k < r->to &&
               (token_is_word(&r->t[k], QOQ_WORD_FILLER) ||
                (r->bracket > 0 && (token_is_word(&r->t[k], QOQ_WORD_UP) ||
                                    token_is_word(&r->t[k], QOQ_WORD_DOWN)))))
            k++;
        if (k >= r->to || r->t[k].kind != TOKEN_QUANTITY)
            return;
        r->cause = false;
    }
    if (r->t[i].kind == TOKEN_METRIC)
        subject_metric(r, i);
    else
        subject_segment(r, i);
}

/* Does a clause begin with the token, but for words that carry no weight? An analyst's
 * house ("高盛分析师") is not what the sentence is about. */
static bool is_clause_subject(const reading *r, size_t i)
{
    for (size_t k = i; k > r->c.start; k--) {
        const token *t = &r->t[k - 1];
        /* 再看某某: two letters of unknown text are a verb */
        bool verb = t->kind == TOKEN_TEXT && t->han && t->end - t->start <= 6;
        if (t->kind != TOKEN_WORD && t->kind != TOKEN_PERIOD && t->kind != TOKEN_MARK &&
            !verb)
            return false;
        if (token_is_word(t, QOQ_WORD_THAN) || token_is_word(t, QOQ_WORD_FROM) ||
            token_is_word(t, QOQ_WORD_AND))
            return false;
    }
    if (i + 1 < r->to && (token_is_word(&r->t[i + 1], QOQ_WORD_ESTIMATE) ||
                          token_is_word(&r->t[i + 1], QOQ_WORD_OTHERS)))
        return false;
    return true;
}

/* "某某之家系列营业收入83.95亿元": a line of products that bears the company's name. */
static bool own_line(reading *r, size_t i)
{
    const token *noun = i + 1 < r->to ? &r->t[i + 1] : NULL;
    if (!noun || i + 2 >= r->to || noun->start != r->t[i].end ||
        !qoq_fixed_word_is(QOQ_FIXED_own_line, r->list->folded + noun->start,
                           noun->end - noun->start) ||
        r->t[i + 2].kind != TOKEN_METRIC)
        return false;
    subject_part(r, i, part_over(r->list, r->text, i, i + 2));
    r->skip = i + 2;
    return true;
}

static void entity_token(reading *r, size_t i)
{
    if (own_line(r, i))
        return;
    bool subject = is_clause_subject(r, i);
    if (r->p->entity(r->p->data, &r->t[i], subject)) {
        r->item_count = 0;
        r->p->carry.recent_count = 0;
    }
    if (subject && r->dead == DEAD_OTHERS) {
        r->dead = ALIVE;
        r->others = false;
    }
    subject_company(r);
}

/* "now expects 2025 adjusted earnings", "took the 2025 total to": a year in front of what
 * it is the year of. */
static bool is_year_of_metric(const reading *r, size_t i)
{
    if ((unsigned char)r->list->folded[r->t[i].start] >= 0x80 || r->bracket > 0 ||
        i + 1 >= r->to || before_is(r, i, QOQ_WORD_THAN, QOQ_WORD_FROM))
        return false;
    const token *next = &r->t[i + 1];
    return (next->kind == TOKEN_METRIC && r->guidance) ||
           (token_is_word(next, QOQ_WORD_BASIS) && r->guidance) ||
           (token_is_word(next, QOQ_WORD_TOTAL) && i > r->from &&
            token_is_word(&r->t[i - 1], QOQ_WORD_FILLER));
}

/* "In 2024, revenue was": the year that a sentence begins with, of a metric that it names
 * before its number. */
static bool is_leading_year(const reading *r, size_t i)
{
    enum { LONGEST = 14 };
    bool begins =
        i == r->from + 1 || (i > r->from + 1 && r->t[i - 2].kind == TOKEN_MARK);
    if (!begins || r->bracket > 0 ||
        !(is_text(r, i - 1, "in") || is_text(r, i - 1, "for") ||
          is_text(r, i - 1, "during")))
        return false;
    for (size_t k = i + 1; k < r->to && k < i + LONGEST; k++) {
        if (r->t[k].kind == TOKEN_METRIC)
            return true;
        if (r->t[k].kind == TOKEN_QUANTITY || r->t[k].kind == TOKEN_PERIOD)
            return false;
    }
    return false;
}

static void year_topic(reading *r, size_t i)
{
    r->topic = (qoq_period_phrase){
        .year = (int16_t)qoq_decimal_double(r->t[i].quantity.number.value)};
    r->has_topic = true;
}

static void read_sentence(reading *r)
{
    begin_clause(r, r->from);
    for (size_t i = r->from; i < r->to;) {
        const token *t = &r->t[i];
        r->p->counts.steps++;
        if (i < r->skip) {
            i++;
            continue;
        }
        if (i < r->pass && r->t[i].kind != TOKEN_METRIC) {
            i++;
            continue;
        }
        switch (t->kind) {
        case TOKEN_QUANTITY:
            if (token_is_year(t)) {
                if (is_year_of_metric(r, i) || is_leading_year(r, i))
                    year_topic(r, i);
                else if (before_is(r, i, QOQ_WORD_THAN, QOQ_WORD_FROM) ||
                         r->bracket > 0)
                    comparison_period(r, i,
                                      (when){.kind = WHEN_YEAR,
                                             .year = (int16_t)qoq_decimal_double(
                                                 t->quantity.number.value)});
                i++;
                continue;
            }
            r->reason_period = false;
            i = number_read(r, i);
            continue;
        case TOKEN_SEGMENT:
        case TOKEN_NAME:
        case TOKEN_METRIC:
            if (i >= r->consumed)
                subject_token(r, i);
            break;
        case TOKEN_PERIOD:
            if (i >= r->consumed)
                period_token(r, i);
            break;
        case TOKEN_ENTITY:
            entity_token(r, i);
            break;
        case TOKEN_WORD:
            word_token(r, i);
            break;
        case TOKEN_MARK:
            mark_token(r, i);
            break;
        default:
            text_token(r, i);
            break;
        }
        i++;
    }
}

/* What the next sentence may take over. */
static void hand_on(reading *r)
{
    carry *c = &r->p->carry;
    forget_reason_period(r);
    c->item_count = r->item_count;
    /* "In the second quarter of 2024 it was X." looks back and hands nothing on. */
    bool looks_back = r->number_topic && !r->items_fresh;
    if (r->has_topic && !looks_back && (r->number_topic || !c->has_topic) &&
        (r->number_topic || !r->topic_genitive)) {
        /* "The fourth quarter was the strongest of the year." */
        c->topic = r->number_topic ? r->numbers_topic
                   : r->first_set  ? r->first_topic
                                   : r->topic;
        c->has_topic = true;
    }
    if (r->dead != ALIVE && !r->items_fresh)
        c->item_count = 0;
}

bool prose_label(const tokens *list, qoq_slice text, bool heading, part *out)
{
    name_span s = {0, 0};
    if (!heading && !names_label(list, &s))
        return false;
    if (heading) {
        size_t to = list->count;
        while (to > 0 && token_is_word(&list->items[to - 1], QOQ_WORD_SEGMENT_NOUN))
            to--;
        s.to = to;
        if (to != 1 ||
            (list->items[0].kind != TOKEN_SEGMENT && list->items[0].kind != TOKEN_NAME))
            return false;
    }
    for (size_t k = s.from; k < s.to && s.to > s.from + 1; k++) {
        if (list->items[k].kind == TOKEN_TEXT)
            return false; /* not believed to be a name */
    }
    if (list->items[s.from].kind == TOKEN_TEXT)
        return false;
    *out = part_over(list, text, s.from, s.to);
    return true;
}

/* "Non-IFRS口径利润高增。" in front of a paragraph: a headline in one line with it, whose
 * basis is that of the figures behind. Returns that basis, 0 for none. */
static uint8_t headline_basis(const tokens *list)
{
    uint8_t basis = 0;
    bool metric = false, moves = false;
    size_t i = 0;
    for (; i < list->count && !token_is_mark(&list->items[i], '.'); i++) {
        const token *t = &list->items[i];
        if (t->kind == TOKEN_QUANTITY)
            return 0;
        if (token_is_word(t, QOQ_WORD_BASIS))
            basis = t->term->basis;
        metric = metric || t->kind == TOKEN_METRIC;
        moves =
            moves || token_is_word(t, QOQ_WORD_UP) || token_is_word(t, QOQ_WORD_DOWN);
    }
    return metric && moves && i + 1 < list->count ? basis : 0;
}

void prose_read(prose *p, const tokens *list, qoq_slice text, bool heading)
{
    size_t from = 0;
    carry *c = &p->carry;
    const uint8_t above = c->basis, headline = headline_basis(list);
    if (headline)
        c->basis = headline;
    if (!heading && prose_label(list, text, false, &c->label))
        c->has_label = true;
    while (from < list->count) {
        size_t to = from;
        while (to < list->count && !token_is_mark(&list->items[to], '.'))
            to++;
        reading r;
        memset(&r, 0, sizeof r);
        r.p = p;
        r.list = list;
        r.text = text;
        r.t = list->items;
        r.from = from;
        r.to = to;
        r.items = p->carry.items;
        r.item_count = p->carry.item_count;
        r.heading = heading;
        read_sentence(&r);
        hand_on(&r);
        from = to + 1;
    }
    c->basis = above;
}

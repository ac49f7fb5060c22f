/* Words and periods of a sentence: what each makes of the clause and of what is talked of. */
#include <string.h>

#include "extract/prose_private.h"
#include "words/lexicon_fixed.h"

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

bool before_is(const reading *r, size_t i, qoq_word_class a, qoq_word_class b)
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

void comparison_period(reading *r, size_t i, when w)
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

void period_token(reading *r, size_t i)
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

/* "30余家公司净利润过亿元", "47家营收超过2亿元": so many companies, and none of them
 * the one that the document is about. */
bool counts_companies(const reading *r, size_t i)
{
    const token *t = i > r->from ? &r->t[i - 1] : NULL;
    return t && t->kind == TOKEN_QUANTITY && t->quantity.role == QOQ_ROLE_OTHER &&
           t->end - t->start > 3 &&
           qoq_fixed_word_ends(QOQ_FIXED_of_companies, r->list->folded + t->start,
                               t->end - t->start) > 0;
}

void talk_of_others(reading *r, size_t i)
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

/* "销售、管理和财务费用合计1.12亿元", "三项(销售/管理/财务费用)合计": of all that was listed, and
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
bool is_owner(const reading *r, size_t i)
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
    case QOQ_WORD_CONTRAST:
        r->in_place = false;
        break;
    default:
        break;
    }
}

void word_token(reading *r, size_t i)
{
    const qoq_term *term = word_term(&r->t[i]);
    int value = term ? term->value : 0;
    if (i < r->consumed && r->t[i].word != QOQ_WORD_RESPECTIVELY)
        return; /* it was read as said of the number before it */
    if (!comparison_word(r, i) && !direction_word(r, i, value) && !intro_word(r, i) &&
        !spoiling_word(r, i, value) && !manner_word(r, i, term))
        subject_word(r, i, value);
}

/* What a number states of an item: a level, a growth, a change of points, and of when. */
#include <string.h>

#include "extract/prose_number.h"

bool is_level_unit(const qoq_quantity *q)
{
    return q->unit.kind == QOQ_UNIT_MONEY || q->unit.kind == QOQ_UNIT_PER_SHARE ||
           q->unit.kind == QOQ_UNIT_COUNT || q->currency_open || q->scaled;
}

static bool is_large(const qoq_quantity *q)
{
    qoq_decimal least = qoq_decimal_of(1, 5);
    return (q->unit.kind == QOQ_UNIT_MONEY || q->currency_open) &&
           qoq_decimal_compare(qoq_decimal_absolute(q->number.value), least) >= 0;
}

/* Does a number of this unit fit as a level of this metric? */
bool fits(const qoq_quantity *q, const qoq_metric *m)
{
    if (!m)
        return false;
    bool money = q->unit.kind == QOQ_UNIT_MONEY || q->currency_open;
    switch (m->unit) {
    case QOQ_UNIT_MONEY:
        /* 23.6港元 is a price or an average, never a company's revenue. */
        return (money || q->unit.kind == QOQ_UNIT_NONE) && (q->scaled || is_large(q));
    case QOQ_UNIT_PER_SHARE:
        return (money && !q->scaled) || q->unit.kind == QOQ_UNIT_PER_SHARE;
    case QOQ_UNIT_COUNT:
        return q->unit.kind == QOQ_UNIT_COUNT ||
               (q->unit.kind == QOQ_UNIT_NONE && q->scaled && !q->currency_open);
    case QOQ_UNIT_PERCENT:
        return is_percent(q);
    default:
        return false;
    }
}

static bool direction_is_near(const reading *r, size_t number)
{
    if (!r->c.direction)
        return false;
    for (size_t k = r->c.direction_at + 1; k < number; k++) {
        const token *t = &r->t[k];
        if (t->kind == TOKEN_MARK || t->kind == TOKEN_TEXT || t->kind == TOKEN_PERIOD ||
            t->kind == TOKEN_METRIC || t->kind == TOKEN_SEGMENT)
            return false;
        if (t->kind == TOKEN_WORD && t->word != QOQ_WORD_BY &&
            t->word != QOQ_WORD_ABOUT && t->word != QOQ_WORD_YOY &&
            t->word != QOQ_WORD_QOQ && t->word != QOQ_WORD_OVER &&
            t->word != QOQ_WORD_UNDER && t->word != QOQ_WORD_RESPECTIVELY &&
            t->word != QOQ_WORD_UP && t->word != QOQ_WORD_DOWN &&
            t->word != QOQ_WORD_YEAR_AGO && t->word != QOQ_WORD_FILLER)
            return false;
        /* 为, was: "增幅为" is a level of the change only for percentages. */
        if (t->kind == TOKEN_WORD && t->word == QOQ_WORD_FILLER &&
            r->list->folded[t->start] != 'o')
            return false;
    }
    return true;
}

static void take_bases(const reading *r, const right *after, verdict *v)
{
    v->base_count = r->c.base_count;
    memcpy(v->bases, r->c.bases, sizeof v->bases);
    if (r->c.has_other && (r->c.other_is_base || v->base_count == 0)) {
        v->bases[0] = r->c.other;
        v->base_count = 1;
    }
    if (after->has_base && v->base_count == 0) {
        v->bases[0] = after->base;
        v->base_count = 1;
    }
}

/* "down 3% YoY and 0.7% QoQ", "rose 35% to X and net profit 44% to Y": the verb is said
 * once. */
static bool goes_on(const reading *r, size_t i, const right *after)
{
    const qoq_quantity *q = &r->t[i].quantity;
    if (!r->last_direction || r->c.direction || after->direction || q->signed_ ||
        q->parentheses || i == r->from)
        return false;
    size_t k = i;
    while (k > r->from &&
           (r->t[k - 1].kind == TOKEN_METRIC || r->t[k - 1].kind == TOKEN_SEGMENT ||
            r->t[k - 1].kind == TOKEN_NAME ||
            token_is_word(&r->t[k - 1], QOQ_WORD_BASIS) ||
            token_is_word(&r->t[k - 1], QOQ_WORD_YOY) ||
            token_is_word(&r->t[k - 1], QOQ_WORD_QOQ)))
        k--;
    if (k == r->from || !token_is_word(&r->t[k - 1], QOQ_WORD_AND))
        return false;
    return after->has_base || r->c.base_count > 0 ||
           (i + 1 < r->to && token_is_word(&r->t[i + 1], QOQ_WORD_TO));
}

/* 净利润亏损同比扩大三倍, 亏损收窄三成: by so much a loss became larger or smaller. */
static bool is_of_a_loss(const reading *r, const qoq_metric *m)
{
    const token *t = &r->t[r->c.direction_at];
    return m && m->unit == QOQ_UNIT_MONEY && m->can_be_negative && r->c.direction &&
           (r->c.loss || token_is_word(t, QOQ_WORD_WIDEN) ||
            token_is_word(t, QOQ_WORD_NARROW));
}

/* A percentage of a metric that is money or a count, or a change of points. */
static void judge_change(const reading *r, size_t i, const right *after, verdict *v)
{
    const qoq_quantity *q = &r->t[i].quantity;
    take_bases(r, after, v);
    int direction = after->direction ? after->direction : r->c.direction;
    if (r->c.direction && !(after->direction && !r->c.direction))
        direction = r->c.direction;
    if (after->direction && !r->c.direction)
        direction = after->direction;
    if (goes_on(r, i, after)) {
        direction = r->last_direction;
        if (v->base_count == 0 && r->last_base_set) {
            v->bases[0] = r->last_base;
            v->base_count = 1;
        }
    }
    /* "jumped by a third (33%)": beside a verb the bracket is only a bracket */
    v->plain = q->parentheses && direction != 0;
    if ((q->parentheses && !v->plain) ||
        (q->signed_ && qoq_decimal_sign(q->number.value) < 0))
        direction = 1; /* the sign is in the number */
    v->sign = direction < 0 ? -1 : 1;
    bool tenths = q->chinese && is_percent(q) && q->number.decimals < 0; /* 近两成 */
    if (tenths || r->c.not_reported || r->c.not_reported_before ||
        after->not_reported || after->beaten || is_of_a_loss(r, v->definition))
        v->left = LEFT_GROWTH;
}

static bool is_growth(const reading *r, const right *after, const qoq_quantity *q)
{
    return r->c.direction || r->c.base_count || after->direction || after->has_base ||
           q->signed_ || (r->c.has_other && r->c.other_is_base);
}

/* 政府补助增加公司净利润约2,100万元: what somebody adds to it, not what it is. */
static bool is_added_to(const reading *r, const item *it)
{
    size_t k = it->at;
    while (k > r->c.start && (token_is_word(&r->t[k - 1], QOQ_WORD_COMPANY) ||
                              (r->t[k - 1].kind == TOKEN_WORD &&
                               r->t[k - 1].end - r->t[k - 1].start == 3)))
        k--;
    return it->in_clause && it->metric && r->c.direction && k > r->c.start &&
           r->c.direction_at + 1 == k && !r->c.base_count && !r->c.has_other &&
           chinese_at(r, it->at) && r->c.intro == INTRO_NONE;
}

static void judge_level(const reading *r, const right *after, verdict *v)
{
    v->role = ROLE_LEVEL;
    v->sign = r->c.loss || r->c.negative ? -1 : 1;
    if (r->c.estimate || r->estimate || after->estimate)
        return; /* "topped the consensus of $0.81": of the same period */
    if (r->c.intro == INTRO_FROM || (r->c.has_other && !r->c.other_is_base)) {
        v->target = (when){.kind = WHEN_YEAR_AGO};
        v->earlier = r->c.intro == INTRO_FROM && !r->c.has_other && !after->has_base;
        if (r->c.has_other)
            v->target = r->c.other;
        else if (after->has_base)
            v->target = after->base;
        else if (after->has_period)
            v->target = when_phrase(&after->period);
        else if (r->c.base_count == 1)
            v->target = r->c.bases[0];
    } else if (r->c.has_other && r->c.other_is_base && r->c.intro != INTRO_TO &&
               !r->c.direction) {
        /* 较去年同期的22.91亿元: the amount named right behind the comparison. */
        v->target = r->c.other;
    } else if (after->has_period && !r->c.has_other) {
        v->target = when_phrase(&after->period);
    } else if (after->has_base && !after->marker && !r->c.direction) {
        /* "$0.9 million a year earlier" */
        v->target = after->base;
    }
}

/* "1 800 亿元": digits that a letter-spaced text tore apart, or two numbers; nobody can
 * tell, so it is no figure. */
bool is_torn(const reading *r, size_t i)
{
    return i > r->from && r->t[i - 1].kind == TOKEN_QUANTITY &&
           r->t[i - 1].quantity.plain && !token_is_year(&r->t[i - 1]);
}

/* Is the percentage a share of a whole? */
/* "手机镜头占营收比重78%,车载镜头13%": the number right behind a part, after a share. */
static bool is_next_share(const reading *r, size_t i, const right *after)
{
    const item *it = r->item_count == 1 ? &r->items[0] : NULL;
    return r->last_share && it && it->has_segment && !it->definition && i > r->from &&
           it->at + 1 == i && !r->c.direction && !r->c.base_count && !after->has_base &&
           !after->direction && !r->t[i].quantity.signed_ &&
           (unsigned char)r->list->folded[r->t[it->at].start] >= 0x80;
}

static bool is_share(const reading *r, size_t i, const right *after,
                     const qoq_metric *m)
{
    return r->c.share || after->share_of || after->share ||
           is_next_share(r, i, after) ||
           (m && strcmp(m->id, "revenue_share") == 0 && !direction_is_near(r, i));
}

/* 佔網絡遊戲收入的23%: a share of what one part earns, not of the whole. */
static bool is_share_of_part(const reading *r, size_t i)
{
    size_t k = i;
    while (k > r->from && k + 2 > i && token_is_word(&r->t[k - 1], QOQ_WORD_FILLER))
        k--;
    return k >= r->from + 3 && r->t[k - 1].kind == TOKEN_METRIC &&
           (r->t[k - 2].kind == TOKEN_SEGMENT || r->t[k - 2].kind == TOKEN_NAME) &&
           token_is_word(&r->t[k - 3], QOQ_WORD_SHARE);
}

static void judge_share(const reading *r, size_t i, const right *after, const item *it,
                        const qoq_metric *m, verdict *v)
{
    const qoq_metric *share = m ? ratio_of(r->p, m->id) : NULL;
    bool other = m && m->unit == QOQ_UNIT_MONEY && strcmp(m->id, "revenue") != 0 &&
                 strcmp(m->id, "revenue_share") != 0;
    if (it->has_segment && !other)
        share = qoq_lexicon_metric(r->p->lexicon, QOQ_SLICE("revenue_share"));
    judge_level(r, after, v);
    v->definition = share;
    if (!share || is_share_of_part(r, i))
        v->left = LEFT_NOISE;
}

static void judge_growth(const reading *r, size_t i, const right *after,
                         const qoq_metric *m, verdict *v)
{
    v->role = ROLE_GROWTH;
    judge_change(r, i, after, v);
    if (m && m->unit == QOQ_UNIT_PERCENT)
        v->left = LEFT_UNIT;
    else if (r->c.intro == INTRO_TO && !r->c.growth && !after->has_base &&
             r->c.base_count == 0)
        v->left = LEFT_UNIT; /* "costs rose to 57%": of what is not said */
    else if (!is_growth(r, after, &r->t[i].quantity) && !goes_on(r, i, after) &&
             !(r->c.growth && r->c.intro == INTRO_TO))
        v->left = LEFT_UNIT;
    else if (r->c.intro == INTRO_FROM || r->c.intro == INTRO_TO) {
        /* 增速由第四季度的17%加快至第一季度的20% */
        if (r->c.has_other) {
            v->target = r->c.other;
            v->base_count = r->c.base_count;
        } else if (r->c.intro == INTRO_FROM && after->has_period) {
            v->target = when_phrase(&after->period); /* "after 1% in the fourth" */
        }
    } else if (r->c.has_other && !r->c.other_is_base) {
        v->target = r->c.other;
        v->base_count = r->c.base_count;
    } else if (after->has_period && !after->has_base && !after->comparison &&
               after->period.span != QOQ_SPAN_NONE && !r->c.has_other) {
        v->target = when_phrase(&after->period); /* "down 8% in the first quarter" */
    }
}

/* "(57.0% excluding acquisitions)" */
static bool excludes(const reading *r, size_t i)
{
    return i + 1 < r->to && token_is_word(&r->t[i + 1], QOQ_WORD_NOT_REPORTED);
}

static void judge_percent(const reading *r, size_t i, const right *after,
                          const item *it, const qoq_metric *m, verdict *v)
{
    if (is_share(r, i, after, m)) {
        judge_share(r, i, after, it, m, v);
    } else if (m && m->unit == QOQ_UNIT_PERCENT &&
               !(r->c.intro == INTRO_NONE && direction_is_near(r, i))) {
        judge_level(r, after, v);
        v->left = excludes(r, i) ? LEFT_NOISE : v->left;
        v->sign = r->c.negative ? -1 : 1;
    } else {
        judge_growth(r, i, after, m, v);
    }
}

/* "added 48,000 customers", 增加2.3亿元: an amount by which it went up or down. */
static void judge_difference(const reading *r, size_t i, const right *after,
                             const qoq_metric *m, verdict *v)
{
    v->role = ROLE_CHANGE;
    judge_change(r, i, after, v);
    if (!fits(&r->t[i].quantity, m))
        v->left = LEFT_UNIT;
    else if (v->base_count == 0 && !r->p->carry.has_base)
        v->left = LEFT_GROWTH; /* since when is not said */
}

/* "EUR 110 million better than a year ago": so much is the difference. */
static bool is_compared_by(const reading *r, size_t i)
{
    const token *t = i + 1 < r->to ? &r->t[i + 1] : NULL;
    static const char tail[] = "er than"; /* better, weaker, stronger */
    size_t len = t ? t->end - t->start : 0;
    return t && token_is_word(t, QOQ_WORD_THAN) &&
           (len >= sizeof tail - 1 &&
            memcmp(r->list->folded + t->end - (sizeof tail - 1), tail,
                   sizeof tail - 1) == 0);
}

void judge(const reading *r, size_t i, const right *after, const item *it, verdict *v)
{
    const qoq_quantity *q = &r->t[i].quantity;
    const qoq_metric *m = it->definition;
    /* A part alone is talked of by its revenue. */
    if (!m && it->has_segment)
        m = qoq_lexicon_metric(r->p->lexicon, QOQ_SLICE("revenue"));
    memset(v, 0, sizeof *v);
    v->sign = 1;
    v->definition = m;
    if (q->role == QOQ_ROLE_POINTS || q->unit.kind == QOQ_UNIT_POINTS) {
        v->role = ROLE_POINTS;
        judge_change(r, i, after, v);
        /* 占总收入的41.3%,提升3.5个百分点 */
        if (r->c.share && it->has_segment && m && strcmp(m->id, "revenue") == 0)
            v->definition =
                qoq_lexicon_metric(r->p->lexicon, QOQ_SLICE("revenue_share"));
        /* "or 35.9% of sales, against 36.4%. The 50 basis point decrease": of that ratio */
        if (m && r->p->carry.ratio && ratio_of(r->p, m->id) == r->p->carry.ratio)
            v->definition = r->p->carry.ratio;
        if (!v->definition || v->definition->unit != QOQ_UNIT_PERCENT)
            v->left = LEFT_UNIT;
        return;
    }
    if (q->role == QOQ_ROLE_TIMES) {
        v->role = ROLE_GROWTH;
        judge_change(r, i, after, v);
        if (!direction_is_near(r, i) || r->c.direction < 0 || r->c.intro == INTRO_TO)
            v->left = LEFT_UNIT;
        return;
    }
    if (is_percent(q)) {
        judge_percent(r, i, after, it, m, v);
        return;
    }
    if (is_level_unit(q) && direction_is_near(r, i) && r->c.intro != INTRO_TO &&
        r->c.intro != INTRO_FROM) {
        judge_difference(r, i, after, m, v);
        return;
    }
    judge_level(r, after, v);
    if (!fits(q, m))
        v->left = LEFT_UNIT;
    else if (excludes(r, i))
        v->left = LEFT_NOISE;
    else if (is_added_to(r, it))
        v->left = LEFT_NOISE;
    else if (is_level_unit(q) && (after->direction || is_compared_by(r, i)) &&
             (after->has_base || after->has_period) && r->c.intro == INTRO_NONE &&
             !chinese_at(r, i + 1))
        v->left = LEFT_GROWTH; /* "$12 million less than last year" */
}

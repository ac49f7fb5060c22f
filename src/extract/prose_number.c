/* Numbers: which subject each belongs to, and what it states of it.
 *
 * What stands to the left (verb, 至, 由, 同比, 去年同期) decides first; a short look to the
 * right, up to the next comma or number, adds what languages put behind ("up 18% from a
 * year earlier", "a 31% gross margin", "$8.71 billion consensus"). */
#include <string.h>

#include "extract/prose_private.h"

/* What the words right behind a number say of it. */
typedef struct right {
    int8_t direction;
    bool has_base, has_period, comparison, share, estimate, guidance, respectively;
    bool constant_currency, not_reported, loss, others;
    when base;
    qoq_period_phrase period;
    uint8_t basis;          /* of that metric: "a 77% GAAP gross margin" */
    const qoq_term *metric; /* "$0.31 per diluted share": directly behind */
    size_t metric_at;
    const qoq_term *share_of;
    size_t segment; /* "56% for VAS": its token, 0 = none */
    bool turned;
    uint8_t quarter;  /* 1: "in the period", 3: "in the quarter" */
    size_t turned_by; /* the token that gave the direction, 0 = none */
    size_t growth_of; /* "a 2% fall in revenue": the metric's token, 0 = none */
    bool beaten;      /* by so much a forecast was: no growth */
    bool source;      /* the part is what the amount comes from */
    bool owner;       /* the part is what the growth is of */
    bool surpassed;   /* what follows is what it is compared with */
    size_t read;      /* the token behind what was taken from the right */
} right;

static bool is_join(const token *t)
{
    return token_is_word(t, QOQ_WORD_AND) || token_is_mark(t, '+') ||
           token_is_mark(t, '/');
}

static bool is_percent(const qoq_quantity *q)
{
    return q->unit.kind == QOQ_UNIT_PERCENT;
}

/* Numbers of one list have one kind: all amounts, all percentages. */
static bool same_kind(const qoq_quantity *a, const qoq_quantity *b)
{
    if (a->unit.kind == b->unit.kind && a->role == b->role)
        return true;
    /* "2.02、2.79、3.71亿元": the unit stands behind the last one. */
    return a->plain || (b->plain && a->unit.kind != QOQ_UNIT_PERCENT);
}

#define MOST_RUN 16

/* Values of fillers. */
enum { FORECASTS = 11 };

typedef struct run {
    size_t at[MOST_RUN]; /* tokens */
    size_t count, end;   /* end: the token behind */
    bool range;
} run;

/* Collects a list: numbers with nothing but 、 , 和 and "and" between them. */
static void collect(const reading *r, size_t i, run *out)
{
    out->count = 0;
    out->range = false;
    out->at[out->count++] = i;
    out->end = i + 1;
    const qoq_quantity *first = &r->t[i].quantity;
    for (size_t k = i + 1; k < r->to && out->count < MOST_RUN;) {
        size_t gap = 0, next = k;
        bool joined = false;
        while (next < r->to && gap < 3 &&
               (is_join(&r->t[next]) || token_is_mark(&r->t[next], ','))) {
            joined = true;
            next++;
            gap++;
        }
        if (!joined || next >= r->to || r->t[next].kind != TOKEN_QUANTITY ||
            token_is_year(&r->t[next]) || !same_kind(first, &r->t[next].quantity))
            break;
        out->at[out->count++] = next;
        out->end = k = next + 1;
    }
}

/* "29.5亿元至30.5亿元", "$1.31 billion to $1.32 billion", "5%-10%": a range, unless 由 or
 * from makes it a change. */
static bool is_range(const reading *r, size_t i)
{
    if (i + 2 >= r->to || r->c.intro == INTRO_FROM || r->c.intro == INTRO_BY)
        return false; /* "rose by £9.3m to £158.2m" */
    const token *link = &r->t[i + 1], *next = &r->t[i + 2];
    bool links = token_is_mark(link, '-') || token_is_word(link, QOQ_WORD_TO) ||
                 (token_is_word(link, QOQ_WORD_AND) && r->guidance);
    return links && next->kind == TOKEN_QUANTITY && !token_is_year(next) &&
           same_kind(&r->t[i].quantity, &next->quantity);
}

static when when_phrase(const qoq_period_phrase *phrase)
{
    return (when){.kind = WHEN_PHRASE, .phrase = *phrase};
}

static when when_year(const token *t)
{
    return (when){.kind = WHEN_YEAR,
                  .year = (int16_t)qoq_decimal_double(t->quantity.number.value)};
}

/* ---- the look to the right --------------------------------------------------------- */

static bool ends_look(const token *t)
{
    return t->kind == TOKEN_QUANTITY || t->kind == TOKEN_SEGMENT ||
           t->kind == TOKEN_NAME || t->kind == TOKEN_ENTITY || t->kind == TOKEN_MARK ||
           token_is_word(t, QOQ_WORD_CONTRAST) || token_is_word(t, QOQ_WORD_CAUSE) ||
           token_is_word(t, QOQ_WORD_UP_TO) || token_is_word(t, QOQ_WORD_FLAT);
}

static void right_word(right *out, const token *t, size_t at, bool near)
{
    const qoq_term *term = token_meaning(t, QOQ_TERM_WORD);
    int sign = term ? term->value : 0;
    switch (t->word) {
    case QOQ_WORD_YOY:
        out->base = (when){.kind = WHEN_YEAR_AGO};
        out->has_base = true;
        if (sign)
            out->direction = (int8_t)sign;
        break;
    case QOQ_WORD_QOQ:
        out->base = (when){.kind = WHEN_QUARTER_AGO};
        out->has_base = true;
        if (sign)
            out->direction = (int8_t)sign;
        break;
    case QOQ_WORD_YEAR_AGO:
    case QOQ_WORD_SAME_PERIOD:
        out->base = (when){.kind = WHEN_YEAR_AGO};
        out->has_base = true;
        break;
    case QOQ_WORD_QUARTER_AGO:
        out->base = (when){.kind = WHEN_QUARTER_AGO};
        out->has_base = true;
        break;
    case QOQ_WORD_UP:
    case QOQ_WORD_OVER:
    case QOQ_WORD_DOWN:
    case QOQ_WORD_UNDER:
        if (near) {
            out->direction =
                t->word == QOQ_WORD_UP || t->word == QOQ_WORD_OVER ? 1 : -1;
            out->turned = true;
            out->turned_by = at;
        }
        out->surpassed = t->word == QOQ_WORD_OVER || t->word == QOQ_WORD_UNDER;
        break;
    case QOQ_WORD_TOTAL:
        out->share = near;
        break;
    case QOQ_WORD_QUARTER_OF:
        out->quarter = near ? (uint8_t)(sign > 0 ? sign : 1) : 0;
        break;
    case QOQ_WORD_FROM:
    case QOQ_WORD_THAN:
        out->comparison = true;
        out->surpassed = true;
        break;
    case QOQ_WORD_ESTIMATE: /* "$0.88, above consensus of $0.81": the next one is */
        out->estimate = out->estimate || !out->surpassed;
        out->beaten = out->surpassed;
        break;
    case QOQ_WORD_GUIDANCE:
        out->guidance = out->guidance || !out->surpassed;
        break;
    case QOQ_WORD_RESPECTIVELY:
        out->respectively = true;
        break;
    case QOQ_WORD_CONSTANT_CURRENCY:
        out->constant_currency = true;
        break;
    case QOQ_WORD_NOT_REPORTED:
        out->not_reported = true;
        break;
    case QOQ_WORD_SHARE:
        out->share = true;
        break;
    case QOQ_WORD_LOSS:
        out->loss = near;
        break;
    default:
        break;
    }
}

static bool chinese_at(const reading *r, size_t i)
{
    const char *s = r->list->folded + r->t[i].start;
    return (unsigned char)s[0] >= 0x80;
}

/* "47%的同比增速", "19%的按年增幅": what growth it is stands behind, joined by 的 or by
 * nothing. */
static bool names_growth(const reading *r, size_t number, size_t i)
{
    const token *t = &r->t[i];
    bool marks = token_is_word(t, QOQ_WORD_YOY) || token_is_word(t, QOQ_WORD_QOQ);
    bool turns = token_is_word(t, QOQ_WORD_UP) || token_is_word(t, QOQ_WORD_DOWN);
    if (!marks && !turns)
        return false;
    for (size_t k = number + 1; k < i; k++) {
        const token *between = &r->t[k];
        if (!token_is_word(between, QOQ_WORD_FILLER) &&
            !token_is_word(between, QOQ_WORD_YOY) &&
            !token_is_word(between, QOQ_WORD_QOQ))
            return false;
    }
    if (turns)
        return token_is_word(&r->t[i - 1], QOQ_WORD_FILLER) ||
               token_is_word(&r->t[i - 1], QOQ_WORD_YOY) ||
               token_is_word(&r->t[i - 1], QOQ_WORD_QOQ);
    return token_is_word(&r->t[i - 1], QOQ_WORD_FILLER) && i + 1 < r->to &&
           (token_is_word(&r->t[i + 1], QOQ_WORD_UP) ||
            token_is_word(&r->t[i + 1], QOQ_WORD_DOWN));
}

/* "for", "in": what a share of a list is of. */
static bool is_for(const reading *r, size_t i)
{
    const token *t = &r->t[i];
    size_t len = t->end - t->start;
    const char *s = r->list->folded + t->start;
    return (len >= 3 && memcmp(s + len - 3, "for", 3) == 0) ||
           (len >= 2 && memcmp(s + len - 2, "in", 2) == 0) ||
           (len == 7 && memcmp(s, "for the", 7) == 0) ||
           (len == 6 && memcmp(s, "in the", 6) == 0);
}

static void look_right(const reading *r, size_t from, right *out)
{
    memset(out, 0, sizeof *out);
    bool near = true;
    for (size_t k = from; k < r->to && k < from + 24; k++) {
        const token *t = &r->t[k];
        r->p->counts.steps++;
        if (token_is_year(t) && out->comparison) {
            out->base = when_year(t);
            out->has_base = true;
            out->read = k + 1;
            return;
        }
        bool names = t->kind == TOKEN_SEGMENT || t->kind == TOKEN_NAME;
        out->source =
            names && k == from + 1 && token_is_word(&r->t[from], QOQ_WORD_SOURCE);
        if (names && k == from + 1 && chinese_at(r, from) && r->c.direction &&
            token_is_word(&r->t[from], QOQ_WORD_FILLER) &&
            is_percent(&r->t[from - 1].quantity)) {
            out->segment =
                k; /* 同比增长19.3%的车载镜头业务: the name goes on as subject */
            out->owner = true;
            return;
        }
        if (names && near && k > from &&
            (out->source || (!chinese_at(r, k) && is_for(r, k - 1)))) {
            out->segment = k;
            out->read = k + 1;
            return;
        }
        if (t->kind == TOKEN_MARK && t->mark == ',' && k + 1 < r->to &&
            token_is_word(&r->t[k + 1], QOQ_WORD_RESPECTIVELY)) {
            out->respectively = true;
            return;
        }
        if (ends_look(t))
            return;
        if (is_join(t))
            return;
        if (t->kind == TOKEN_METRIC) {
            if (out->turned_by && !chinese_at(r, k) && is_for(r, k - 1) &&
                k == out->turned_by + 2)
                out->growth_of = k;
            if (near && !out->metric) {
                out->metric = metric_term(t);
                out->metric_at = k;
                if (k > from && !chinese_at(r, k) && out->metric &&
                    strcmp(out->metric->id, "revenue") == 0) {
                    out->share_of = out->metric;
                    out->read = k + 1;
                }
            }
            return;
        }
        if (t->kind == TOKEN_PERIOD) {
            /* In Chinese a period behind an amount begins the next thought. */
            if (chinese_at(r, k) && !out->comparison)
                return;
            if ((out->comparison || out->direction) && r->c.intro != INTRO_FROM) {
                out->base = when_phrase(&t->phrase);
                out->has_base = true;
            } else if (!out->has_period) {
                out->period = t->phrase;
                out->has_period = true;
            }
            out->read = k + 1;
            near = false;
            continue;
        }
        if (t->kind == TOKEN_WORD) {
            if (chinese_at(r, k) && t->word != QOQ_WORD_RESPECTIVELY &&
                t->word != QOQ_WORD_SHARE && t->word != QOQ_WORD_FILLER &&
                t->word != QOQ_WORD_ESTIMATE && t->word != QOQ_WORD_CONVERSION &&
                t->word != QOQ_WORD_SOURCE &&
                !(near && is_percent(&r->t[from - 1].quantity) &&
                  names_growth(r, from - 1, k)))
                return;
            bool had = out->has_base;
            right_word(out, t, k, near);
            if ((out->has_base && !had) || out->turned || out->quarter)
                out->read = k + 1;
            out->turned = false;
            if (near && t->word == QOQ_WORD_BASIS && k + 1 < r->to &&
                r->t[k + 1].kind == TOKEN_METRIC && !chinese_at(r, k)) {
                out->basis = (uint8_t)t->term->basis;
                continue;
            }
            if (t->word != QOQ_WORD_FILLER && t->word != QOQ_WORD_YOY &&
                t->word != QOQ_WORD_QOQ && t->word != QOQ_WORD_SOURCE)
                near = false;
            continue;
        }
        if (counts_as_text(r, k))
            near = false;
    }
}

/* ---- what a number states ----------------------------------------------------------- */

typedef struct verdict {
    role role;
    when target;
    when bases[2];
    size_t base_count;
    int sign;
    const qoq_metric *definition; /* a ratio the subject was turned into */
    bool plain;                   /* a bracket around the number is no minus */
    left_out left;
} verdict;

static bool is_level_unit(const qoq_quantity *q)
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
static bool fits(const qoq_quantity *q, const qoq_metric *m)
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
    if (r->c.not_reported || r->c.not_reported_before || after->not_reported ||
        after->beaten)
        v->left = LEFT_GROWTH;
}

static bool is_growth(const reading *r, const right *after, const qoq_quantity *q)
{
    return r->c.direction || r->c.base_count || after->direction || after->has_base ||
           q->signed_ || (r->c.has_other && r->c.other_is_base);
}

static void judge_level(const reading *r, const right *after, verdict *v)
{
    v->role = ROLE_LEVEL;
    v->sign = r->c.loss || r->c.negative ? -1 : 1;
    if (r->c.estimate || r->estimate)
        return; /* "topped the consensus of $0.81": of the same period */
    if (r->c.intro == INTRO_FROM || (r->c.has_other && !r->c.other_is_base)) {
        v->target = (when){.kind = WHEN_YEAR_AGO};
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
    } else if (after->has_base && !r->c.direction) {
        /* "$0.9 million a year earlier" */
        v->target = after->base;
    }
}

/* "1 800 亿元": digits that a letter-spaced text tore apart, or two numbers; nobody can
 * tell, so it is no figure. */
static bool is_torn(const reading *r, size_t i)
{
    return i > r->from && r->t[i - 1].kind == TOKEN_QUANTITY &&
           r->t[i - 1].quantity.plain && !token_is_year(&r->t[i - 1]);
}

static void judge(const reading *r, size_t i, const right *after, const item *it,
                  verdict *v)
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
        if (!m || m->unit != QOQ_UNIT_PERCENT)
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
        if (r->c.share || after->share_of || after->share ||
            (m && strcmp(m->id, "revenue_share") == 0 && !direction_is_near(r, i))) {
            const qoq_metric *share =
                it->has_segment
                    ? qoq_lexicon_metric(r->p->lexicon, QOQ_SLICE("revenue_share"))
                    : (m ? ratio_of(r->p, m->id) : NULL);
            if (it->has_segment && m && m->unit == QOQ_UNIT_MONEY &&
                strcmp(m->id, "revenue") != 0 && strcmp(m->id, "revenue_share") != 0)
                share = ratio_of(r->p, m->id);
            judge_level(r, after, v);
            v->definition = share;
            if (!share)
                v->left = LEFT_NOISE;
            return;
        }
        if (m && m->unit == QOQ_UNIT_PERCENT &&
            !(r->c.intro == INTRO_NONE && direction_is_near(r, i))) {
            judge_level(r, after, v);
            v->sign = r->c.negative ? -1 : 1;
            return;
        }
        v->role = ROLE_GROWTH;
        judge_change(r, i, after, v);
        if (m && m->unit == QOQ_UNIT_PERCENT)
            v->left = LEFT_UNIT;
        else if (r->c.intro == INTRO_TO && !r->c.growth && !after->has_base &&
                 r->c.base_count == 0)
            v->left = LEFT_UNIT; /* "costs rose to 57%": of what is not said */
        else if (!is_growth(r, after, q) && !goes_on(r, i, after) &&
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
        }
        return;
    }
    if (is_level_unit(q) && direction_is_near(r, i) && r->c.intro != INTRO_TO &&
        r->c.intro != INTRO_FROM) {
        v->role = ROLE_CHANGE;
        judge_change(r, i, after, v);
        if (!fits(q, m))
            v->left = LEFT_UNIT;
        else if (v->base_count == 0 && !r->p->carry.has_base)
            v->left =
                LEFT_GROWTH; /* "added 48,000 customers": since when is not said */
        return;
    }
    judge_level(r, after, v);
    if (!fits(q, m))
        v->left = LEFT_UNIT;
    else if (is_level_unit(q) && after->direction &&
             (after->has_base || after->has_period) && r->c.intro == INTRO_NONE &&
             !chinese_at(r, i + 1))
        v->left = LEFT_GROWTH; /* "$12 million less than last year" */
}

/* ---- binding ------------------------------------------------------------------------ */

static size_t original_at(const reading *r, uint32_t folded)
{
    return r->list->map[folded];
}

static uint8_t standing_of(const reading *r, const right *after)
{
    if (r->guidance || after->guidance)
        return QOQ_GUIDANCE;
    if (r->estimate || r->c.estimate || after->estimate)
        return QOQ_ESTIMATE;
    return r->p->carry.standing;
}

static left_out reason(const reading *r, size_t i, const item *it, const verdict *v)
{
    if (r->dead == DEAD_NOISE)
        return LEFT_NOISE;
    if (r->dead == DEAD_OTHERS)
        return LEFT_OTHERS;
    if (r->dead == DEAD_FOREIGN || !it || !v->definition)
        return LEFT_NO_METRIC;
    if (is_torn(r, i))
        return LEFT_UNIT;
    /* "总运量为63.8万TEU,季增2.1%" behind a sentence on revenue: of something else */
    if (!r->items_fresh && v->role != ROLE_LEVEL && r->strange > 2 && !r->heading)
        return LEFT_NO_METRIC;
    /* "because of charges of $6 million": no figure of what the reason is given for */
    if (r->cause && v->role == ROLE_LEVEL && r->items_used && it->at < r->c.start &&
        !chinese_at(r, i - 1) && is_level_unit(&r->t[i].quantity) && !r->c.has_other &&
        r->c.intro == INTRO_NONE)
        return LEFT_NOISE;
    if (r->lost && (v->role == ROLE_GROWTH || v->role == ROLE_POINTS))
        return LEFT_NO_METRIC;
    /* A metric of an earlier sentence lends itself to growth and to other periods, not to
     * a new amount. */
    if (!r->items_fresh && v->role == ROLE_LEVEL && v->target.kind == WHEN_CURRENT &&
        !r->has_topic && !r->c.has_other && !r->c.basis)
        return LEFT_NO_METRIC;
    return v->left;
}

static void emit(reading *r, size_t i, const item *it, const verdict *v,
                 const right *after, size_t which_base)
{
    binding b;
    memset(&b, 0, sizeof b);
    const token *t = &r->t[i];
    b.role = (uint8_t)v->role;
    b.left = (uint8_t)reason(r, i, it, v);
    b.quantity = &t->quantity;
    b.token = i;
    b.number_at = original_at(r, t->number_at);
    b.quote_start = original_at(r, t->start);
    b.quote_end = original_at(r, t->end);
    b.sign = (int8_t)v->sign;
    b.plain = v->plain;
    b.standing = standing_of(r, after);
    b.constant_currency = r->c.constant_currency || after->constant_currency;
    b.target = v->target;
    if (it) {
        b.segment = it->segment;
        b.has_segment = it->has_segment;
        b.metric = it->metric;
        b.definition = v->definition;
        b.basis = it->basis;

        if (it->metric && it->metric->sign < 0) {
            if (b.role == ROLE_LEVEL)
                b.sign = -1;
            else if (b.role == ROLE_GROWTH && b.left == LEFT_NOT)
                b.left = LEFT_GROWTH;
        }
        if (it->at >= r->c.start && it->at < i)
            b.quote_start = original_at(r, r->t[it->at].start);
    }
    if (v->base_count > 0) {
        b.base = v->bases[which_base < v->base_count ? which_base : 0];
        b.has_base = true;
    } else if (r->p->carry.has_base) {
        b.base = r->p->carry.base;
        b.has_base = true;
    }
    if (r->has_topic) {
        b.topic = r->topic;
        b.has_topic = true;
    } else if (r->p->carry.has_topic) {
        b.topic = r->p->carry.topic;
        b.has_topic = true;
    }
    r->last_target = v->target;
    r->last_share = v->role == ROLE_LEVEL && v->definition && !b.left &&
                            strcmp(v->definition->id, "revenue_share") == 0
                        ? v->definition
                        : NULL;
    if (v->role == ROLE_GROWTH && !b.left) {
        r->last_direction = (int8_t)v->sign;
        r->last_base_set = b.has_base;
        r->last_base = b.base;
    }
    r->last = b;
    r->stated = b.left == LEFT_NOT && b.role == ROLE_LEVEL;
    if (b.role == ROLE_LEVEL && !is_percent(&t->quantity))
        r->lost = b.left == LEFT_NO_METRIC && is_level_unit(&t->quantity);
    r->p->counts.bindings++;
    r->p->bind(r->p->data, &b);
}

/* Digits behind the point as printed, of the number at a token. */
static int printed_decimals(const reading *r, const token *t)
{
    const char *s = r->list->folded;
    int n = 0;
    bool point = false;
    for (size_t k = t->number_at; k < t->end; k++) {
        if (s[k] >= '0' && s[k] <= '9')
            n += point;
        else if (s[k] == '.')
            point = true;
        else if (s[k] != ',')
            break;
    }
    return n;
}

/* The token that the bracket around number i opens with when nothing stands in it but
 * the number and perhaps "prior year:"; 0 = it is no such bracket. */
static size_t bracket_of(const reading *r, size_t i)
{
    size_t k = i;
    if (i + 1 >= r->to || !token_is_mark(&r->t[i + 1], ')'))
        return 0;
    while (k > r->from &&
           (token_is_mark(&r->t[k - 1], ':') || token_is_year(&r->t[k - 1]) ||
            token_is_word(&r->t[k - 1], QOQ_WORD_YEAR_AGO) ||
            (r->t[k - 1].kind == TOKEN_PERIOD && r->t[k - 1].phrase.has_offset &&
             r->t[k - 1].phrase.year_offset == -1)))
        k--;
    return k > r->from + 1 && token_is_mark(&r->t[k - 1], '(') ? k - 1 : 0;
}

/* "Net sales were SEK 1,284 million (1,351)", "a margin of 11.5 percent (prior year:
 * 10.3)": the bare number is the same of the year before, in the same unit. */
static bool year_before(reading *r, size_t i)
{
    const token *t = &r->t[i];
    size_t open = t->quantity.parentheses ? i : bracket_of(r, i);
    if (open == 0 || !r->stated || r->last.token + 1 != open ||
        r->last.target.kind != WHEN_CURRENT || t->quantity.scaled ||
        (t->quantity.unit.kind != QOQ_UNIT_NONE &&
         t->quantity.unit.kind != r->last.quantity->unit.kind))
        return false;
    const qoq_quantity *before = r->last.quantity;
    int power = printed_decimals(r, &r->t[r->last.token]) - before->number.decimals;
    if (is_percent(before))
        power = 0;
    r->own = *before;
    r->own.parentheses = false;
    if (qoq_number_scale(&r->own.number, t->quantity.number, power, NULL) != QOQ_OK)
        return false;
    r->own.number.value = qoq_decimal_absolute(r->own.number.value);
    double ratio = qoq_decimal_double(r->own.number.value) /
                   qoq_decimal_double(before->number.value);
    if (!(ratio > 0.05 && ratio < 20))
        return false;
    binding b = r->last;
    b.quantity = &r->own;
    b.token = i;
    b.number_at = original_at(r, t->number_at);
    b.quote_end = original_at(r, t->end);
    b.target = (when){.kind = WHEN_YEAR_AGO};
    for (size_t k = open; k < i; k++) {
        if (token_is_year(&r->t[k]))
            b.target = when_year(&r->t[k]);
    }
    r->stated = false;
    r->p->counts.bindings++;
    r->p->bind(r->p->data, &b);
    return true;
}

/* "$88 million of operating cash", "a 31% gross margin", "$0.31 per diluted share": the
 * metric stands behind. It wins over a subject that is not of this clause or does not
 * fit. */
static bool metric_behind(const reading *r, size_t i, const right *after, item *out)
{
    if (!after->metric || !after->metric->metric || after->share_of)
        return false;
    const qoq_quantity *q = &r->t[i].quantity;
    if (!fits(q, after->metric->metric))
        return false;
    bool has = r->item_count > 0 && r->items[0].in_clause && r->dead == ALIVE &&
               !r->items_used && fits(q, r->items[0].definition);
    if (has && after->metric->metric->unit != QOQ_UNIT_PER_SHARE)
        return false;
    /* "29% more than the $33m earned in the same months of 2020" */
    if (r->c.intro == INTRO_FROM && r->c.has_number && r->item_count > 0 &&
        r->dead == ALIVE && fits(q, r->items[0].definition))
        return false;
    memset(out, 0, sizeof *out);
    out->metric = after->metric;
    out->definition = after->metric->metric;
    out->basis =
        after->metric->basis ? after->metric->basis
        : after->basis       ? after->basis
        : r->c.basis         ? r->c.basis
        : r->item_count > 0 && after->metric->metric->unit == QOQ_UNIT_PER_SHARE
            ? r->items[0].basis
            : r->p->carry.basis;
    out->at = (uint32_t)i;
    out->in_clause = true;
    /* "云业务贡献了3.28亿元收入": the part stood in front */
    const item *first = &r->items[0];
    if (r->item_count == 1 && first->has_segment && !first->definition &&
        r->items_fresh && out->definition->by_part) {
        out->segment = first->segment;
        out->has_segment = true;
    }
    return true;
}

/* Conversions: "RMB192.9 billion (USD27.1 billion)". Another currency in a bracket behind
 * an amount, or any amount behind 约合. */
static bool is_conversion(const reading *r, size_t i)
{
    const qoq_quantity *q = &r->t[i].quantity;
    if (r->bracket == 0 || !r->last_money || q->unit.kind != QOQ_UNIT_MONEY)
        return false;
    return r->last_money->unit.kind == QOQ_UNIT_MONEY
               ? !qoq_unit_equal(q->unit, r->last_money->unit)
               : r->last_money->currency_open && i > 0;
}

/* "非国际财务报告准则下为573.13亿元,同比增长53%": a basis said anew for the same metric. */
static void renew_basis(reading *r)
{
    for (size_t k = 0; r->c.basis && k < r->item_count; k++) {
        if (!r->items[k].in_clause)
            r->items[k].basis = r->c.basis;
    }
}

static bool says(qoq_slice text, const char *word)
{
    return memmem(text.ptr, text.len, word, strlen(word)) != NULL;
}

/* "$0.31 per diluted share": the unit itself is the metric. */
static bool per_share(const reading *r, size_t i, const item *it, item *out)
{
    const token *t = &r->t[i];
    if (t->quantity.unit.kind != QOQ_UNIT_PER_SHARE ||
        (it && it->definition && it->definition->unit == QOQ_UNIT_PER_SHARE))
        return false;
    /* a price per share is nobody's profit */
    if (!r->per_share.definition &&
        !(it && it->definition && it->definition->can_be_negative))
        return false;
    qoq_slice shown = {r->list->folded + t->start, t->end - t->start};
    /* A loss is diluted by no further share: alone it is the basic one. */
    bool loss = it && ((it->metric && it->metric->sign < 0) || r->c.loss ||
                       qoq_decimal_sign(t->quantity.number.value) < 0 ||
                       t->quantity.parentheses);
    bool basic = says(shown, "basic") || (loss && !says(shown, "diluted"));
    memset(out, 0, sizeof *out);
    out->definition = qoq_lexicon_metric(
        r->p->lexicon, basic ? QOQ_SLICE("eps_basic") : QOQ_SLICE("eps_diluted"));
    out->metric = it ? it->metric : NULL; /* a loss stays one */
    out->basis = it ? it->basis : r->p->carry.basis;
    out->at = (uint32_t)i;
    out->in_clause = true;
    return out->definition != NULL;
}

/* "reported a 2% fall in quarterly revenue" */
static bool growth_of_metric(const reading *r, size_t i, const right *after, item *out)
{
    const qoq_term *term =
        after->growth_of ? metric_term(&r->t[after->growth_of]) : NULL;
    if (!term || !term->metric || term->metric->unit != QOQ_UNIT_MONEY ||
        !is_percent(&r->t[i].quantity) || r->dead == DEAD_NOISE)
        return false;
    memset(out, 0, sizeof *out);
    out->metric = term;
    out->definition = term->metric;
    out->basis = term->basis  ? term->basis
                 : r->c.basis ? r->c.basis
                              : r->p->carry.basis;
    out->at = (uint32_t)i;
    out->in_clause = true;
    return true;
}

/* "$0.52 per share, basic and diluted": returns the token behind that; 0 = nothing such. */
static size_t names_both(const reading *r, size_t i, const qoq_metric *first)
{
    const qoq_term *basic, *diluted;
    if (strcmp(first->id, "eps_basic") != 0 || i + 4 >= r->to ||
        !token_is_mark(&r->t[i + 1], ',') || r->t[i + 2].kind != TOKEN_METRIC ||
        !token_is_word(&r->t[i + 3], QOQ_WORD_AND) || r->t[i + 4].kind != TOKEN_METRIC)
        return 0;
    basic = metric_term(&r->t[i + 2]);
    diluted = metric_term(&r->t[i + 4]);
    return basic && diluted && strcmp(basic->id, "eps_basic") == 0 &&
                   strcmp(diluted->id, "eps_diluted") == 0
               ? i + 5
               : 0;
}

static bool part_behind(const reading *r, size_t i, const right *after, const item *it,
                        item *out)
{
    if (after->segment && after->owner && (!it || !it->in_clause)) {
        memset(out, 0, sizeof *out);
        out->definition = qoq_lexicon_metric(r->p->lexicon, QOQ_SLICE("revenue"));
        out->segment = part_over(r->list, r->text, after->segment, after->segment + 1);
        out->has_segment = out->in_clause = true;
        out->at = (uint32_t)i;
        return true;
    }
    if (!after->segment || after->owner || !it || (it->has_segment && !after->source))
        return false;
    /* 其余1.43亿元来自儿童美术: of the revenue that is being divided, never of a profit */
    if (after->source && it->definition &&
        (strcmp(it->definition->id, "revenue") != 0 || is_percent(&r->t[i].quantity)))
        return false;
    *out = *it;
    out->segment = part_over(r->list, r->text, after->segment, after->segment + 1);
    out->has_segment = true;
    return true;
}

/* "ended the year with 41.7 million subscribers": what is counted is the metric. */
static bool counted(const reading *r, size_t i, const item *it, item *out)
{
    const qoq_quantity *q = &r->t[i].quantity;
    if (q->unit.kind != QOQ_UNIT_COUNT || strcmp(q->unit.id, "subscribers") != 0 ||
        !q->scaled || (it && it->in_clause && fits(q, it->definition)))
        return false;
    memset(out, 0, sizeof *out);
    out->definition = qoq_lexicon_metric(r->p->lexicon, QOQ_SLICE("subscribers"));
    out->at = (uint32_t)i;
    out->in_clause = true;
    return out->definition != NULL;
}

static void bind_one(reading *r, size_t i, const item *it, const right *after,
                     size_t which_base)
{
    item behind;
    verdict v;
    static const item none;
    memset(&behind, 0, sizeof behind);
    if (per_share(r, i, it, &behind))
        r->per_share = behind;
    else if (it && !fits(&r->t[i].quantity, it->definition) &&
             r->per_share.definition &&
             fits(&r->t[i].quantity, r->per_share.definition))
        behind = r->per_share;
    else if (!part_behind(r, i, after, it, &behind))
        behind.definition = NULL;
    if (behind.definition) {
        judge(r, i, after, &behind, &v);
        emit(r, i, &behind, &v, after, which_base);
        size_t both = names_both(r, i, behind.definition);
        if (both > 0) {
            behind.definition =
                qoq_lexicon_metric(r->p->lexicon, QOQ_SLICE("eps_diluted"));
            v.definition = behind.definition;
            emit(r, i, &behind, &v, after, which_base);
            r->consumed = r->pass = both;
        }
        return;
    }
    if (counted(r, i, it, &behind)) {
        judge(r, i, after, &behind, &v);
        uint8_t state = r->dead;
        r->dead = state == DEAD_OTHERS ? state : ALIVE;
        r->items_fresh = true;
        emit(r, i, &behind, &v, after, which_base);
        r->dead = state == DEAD_FOREIGN ? ALIVE : state;
        r->items[0] = behind;
        r->item_count = 1;
        return;
    }
    if (growth_of_metric(r, i, after, &behind)) {
        r->items[0] = behind;
        r->item_count = 1;
        r->items_fresh = true;
        r->dead = r->others ? DEAD_OTHERS : ALIVE;
        r->consumed = after->growth_of + 1;
        it = &r->items[0];
    } else if (metric_behind(r, i, after, &behind)) {
        judge(r, i, after, &behind, &v);
        uint8_t state = r->dead;
        r->dead = state == DEAD_OTHERS ? state : ALIVE;
        r->items_fresh = true;
        emit(r, i, &behind, &v, after, which_base);
        r->dead = state;
        if (after->metric_at + 1 > r->consumed)
            r->consumed = after->metric_at + 1;
        if (r->item_count == 0 || behind.has_segment ||
            !(r->items[0].in_clause || is_or(r, r->c.start))) {
            r->items[0] = behind;
            r->item_count = 1;
            r->items_fresh = true;
        }
        return;
    }
    judge(r, i, after, it ? it : &none, &v);
    if (is_conversion(r, i))
        v.left = LEFT_CONVERSION;
    emit(r, i, it, &v, after, which_base);
}

/* An earlier subject of the sentence that this number fits, when the nearest does not:
 * "毛利率53%，…亿元" never, but "revenue $5m, EPS..., up" does. */
static const item *single_item(const reading *r)
{
    return r->item_count > 0 ? &r->items[r->item_count - 1] : NULL;
}

/* A list of numbers against a list of subjects, markers or nothing. */
/* "net loss per share, basic and diluted, of $0.22": one amount for both. */
static bool bind_both(reading *r, const run *list, const right *after)
{
    if (list->count != 1 || r->item_count != 2 || r->items_used || !r->items_fresh)
        return false;
    for (size_t k = 0; k < 2; k++) {
        if (!r->items[k].definition ||
            r->items[k].definition->unit != QOQ_UNIT_PER_SHARE)
            return false;
    }
    r->items[1].metric = r->items[0].metric; /* a loss is one for both */
    r->items[1].basis = r->items[0].basis;
    for (size_t k = 0; k < 2; k++)
        bind_one(r, list->at[0], &r->items[k], after, 0);
    return true;
}

/* Remembers whose amount was read, for "..., up 8%, 17% and 3% respectively". */
static void remember_bound(reading *r, const item *it)
{
    if (!it || !it->definition)
        return;
    const item *last = r->bound_count ? &r->bound[r->bound_count - 1] : NULL;
    if (last && last->definition == it->definition && last->at == it->at)
        return;
    if (last && last->definition != it->definition &&
        it->definition->kind == QOQ_METRIC_RATIO)
        r->bound_count = 0;
    if (r->bound_count == MOST_ITEMS) {
        memmove(r->bound, r->bound + 1, (MOST_ITEMS - 1) * sizeof *r->bound);
        r->bound_count--;
    }
    r->bound[r->bound_count++] = *it;
}

/* "分别增长4.4%和下降2.7%": how many percentages follow in the clause, each with a verb of
 * its own; 0 when they are no such list. */
static size_t count_turns(const reading *r, size_t i)
{
    size_t n = 0;
    bool turned = true, joined = false;
    for (size_t k = i; k < r->to && r->t[k].kind != TOKEN_MARK; k++) {
        const token *t = &r->t[k];
        if (t->kind == TOKEN_QUANTITY) {
            if (!is_percent(&t->quantity) || !turned)
                return 0;
            n++;
            turned = joined = false;
        }
        joined = joined || token_is_word(t, QOQ_WORD_AND);
        turned = turned || (joined && (token_is_word(t, QOQ_WORD_UP) ||
                                       token_is_word(t, QOQ_WORD_DOWN)));
    }
    return n;
}

/* The subjects of such a list: those named for it, or those whose amounts were read. */
static void begin_turns(reading *r, size_t i)
{
    if (!r->c.respectively || r->turn_count > 0 || r->c.base_count > 1)
        return;
    size_t n = count_turns(r, i);
    if (n > 1 && (r->item_count == n || r->bound_count >= n))
        r->turn_count = n;
}

static const item *turn_of(reading *r)
{
    size_t k = r->turn_next++;
    const item *it = r->item_count == r->turn_count
                         ? &r->items[k]
                         : &r->bound[r->bound_count - r->turn_count + k];
    if (r->turn_next == r->turn_count)
        r->turn_next = r->turn_count = 0;
    return it;
}

/* "A占56%,B占29%,上季依序为58%和27%" */
static void remember_share(reading *r, const item *it)
{
    item share = *it;
    share.definition = r->last_share;
    share.metric = NULL;
    remember_bound(r, &share);
}

/* "止三個月及九個月分別為A及B": two periods for two numbers; nothing else is counted
 * between them. */
static bool periods_ahead(const reading *r, const run *list, qoq_period_phrase out[2])
{
    size_t i = list->at[0], least = i > r->from + 24 ? i - 24 : r->from;
    if (list->count != 2 || r->item_count == 2 || r->c.base_count == 2)
        return false;
    for (; i > least + 2; i--) {
        const token *t = &r->t[i - 1];
        if (t->kind == TOKEN_QUANTITY)
            return false;
        if (t->kind != TOKEN_PERIOD)
            continue;
        if (!token_is_word(t - 1, QOQ_WORD_AND) || t[-2].kind != TOKEN_PERIOD)
            return false;
        out[0] = t[-2].phrase;
        out[1] = t->phrase;
        return true;
    }
    return false;
}

static void talk_of(reading *r, const qoq_period_phrase *phrase)
{
    if (r->c.has_other)
        r->c.other = when_phrase(phrase);
    else
        r->topic = *phrase;
}

static void bind_run(reading *r, const run *list, const right *after)
{
    qoq_period_phrase pair[2];
    bool paired = periods_ahead(r, list, pair);
    size_t n = list->count;
    bool earlier = n > 1 && r->item_count != n && r->c.base_count != n &&
                   r->bound_count >= n &&
                   (is_percent(&r->t[list->at[0]].quantity) ||
                    (r->c.intro == INTRO_FROM && after->respectively));
    if (bind_both(r, list, after))
        return;
    for (size_t k = 0; k < n; k++) {
        const item *it = single_item(r);
        if (paired)
            talk_of(r, &pair[k]);
        /* 按年及按季分别升26%及跌11%: each number has a verb of its own */
        size_t base =
            n == 1 && r->c.base_count == 2 && r->c.respectively ? r->c.base_next++ : 0;
        if (n == 1 && r->turn_count > 1)
            it = turn_of(r);
        else if (r->item_count == n)
            it = &r->items[k];
        else if (earlier)
            it = &r->bound[r->bound_count - n + k];
        else if (r->c.base_count == n)
            base = k;
        else if (n > 1 && r->item_count > 1 && k < r->item_count)
            it = &r->items[k];
        if (r->when_count == n && n > 1) {
            r->c.other = r->whens[k];
            r->c.has_other = true;
            r->c.other_is_base = false;
        }
        right here = *after;
        if (k + 1 < n) {
            /* Only the last number has words behind it that are its own. */
            bool share = here.respectively;
            if (!share) {
                memset(&here, 0, sizeof here);
                here.direction = after->direction;
                here.has_base = after->has_base;
                here.base = after->base;
            }
            here.metric = NULL;
        }
        bind_one(r, list->at[k], it, &here, base);
        if (earlier)
            continue; /* they are remembered already */
        if (!is_percent(&r->t[list->at[k]].quantity))
            remember_bound(r, it);
        else if (r->last_share && it && it->has_segment)
            remember_share(r, it);
    }
}

static void after_number(reading *r, size_t i, const right *after)
{
    const qoq_quantity *q = &r->t[i].quantity;
    bool compared = r->c.intro == INTRO_FROM || r->c.has_other || after->has_base;
    if (q->unit.kind == QOQ_UNIT_MONEY || q->currency_open)
        r->last_money = q;
    r->items_used = true;
    r->c.has_number = true;
    r->c.growth = is_percent(q) && (r->c.direction || r->c.growth);
    r->c.intro = INTRO_NONE;
    r->c.direction = 0;
    /* 占比由46%升至52%: the share goes on to the end of its clause */
    r->c.share = is_percent(q) && (r->c.share || after->share || after->share_of);
    r->c.loss = r->c.negative = false;
    r->c.foreign = 0;
    r->list_open = false;
    if (r->c.has_other && r->c.other_is_base && is_level_unit(q)) {
        /* 较第一季的10.63亿元回升3.7%: the comparison goes on to the growth behind. */
    } else if (!r->c.other_is_base) {
        r->c.has_other = r->c.has_other && r->item_count > 1;
    }
    /* "3.2% below the €2.39 billion of the year-earlier quarter" */
    if (is_percent(q) && after->direction && !after->has_base &&
        r->c.intro == INTRO_NONE && i + 2 < r->to &&
        (r->t[i + 2].kind == TOKEN_QUANTITY ||
         (i + 3 < r->to && r->t[i + 3].kind == TOKEN_QUANTITY)))
        r->c.intro = INTRO_FROM;
    /* "16% below last year's €2,074 million" */
    if (is_percent(q) && after->direction && after->has_base && after->read > i &&
        after->read < r->to && r->t[after->read].kind == TOKEN_QUANTITY &&
        is_level_unit(&r->t[after->read].quantity)) {
        r->c.intro = INTRO_FROM;
        r->c.other = after->base;
        r->c.has_other = true;
        r->c.other_is_base = false;
    }
    if (after->has_period && !after->comparison && !r->has_topic && !compared) {
        r->topic = after->period;
        r->has_topic = true;
    }
    if (after->read > r->consumed)
        r->consumed = after->read;
    if (r->bracket == 0 && r->has_topic && !r->number_topic) {
        r->number_topic = true;
        r->numbers_topic = r->topic;
    }
    if (r->c.estimate)
        r->estimate = true;
}

/* "经营亏损0.52亿元,去年二季度是1.67亿元的亏损": the word behind is a sign, not a metric. */
static void drop_bare_loss(reading *r, right *after)
{
    const token *t = after->metric ? &r->t[after->metric_at] : NULL;
    const qoq_term *word = t ? token_meaning(t, QOQ_TERM_WORD) : NULL;
    const item *last = r->item_count == 1 ? &r->items[0] : NULL;
    if (!word || word->word != QOQ_WORD_LOSS || !last || !last->definition ||
        !r->items_fresh || !last->definition->can_be_negative ||
        last->definition->unit != QOQ_UNIT_MONEY)
        return;
    r->c.loss = true;
    after->metric = NULL;
    if (after->metric_at + 1 > r->consumed)
        r->consumed = after->metric_at + 1;
}

static bool forecasts(const token *t)
{
    const qoq_term *term = token_meaning(t, QOQ_TERM_WORD);
    return token_is_word(t, QOQ_WORD_FILLER) && term && term->value == FORECASTS;
}

/* "ahead of our $601M", "超出市场预期的17.2亿元": said of the amount right behind. */
static bool is_forecast(const reading *r, size_t i)
{
    if (i > r->from && forecasts(&r->t[i - 1]))
        return true;
    return i > r->from + 1 && token_is_word(&r->t[i - 1], QOQ_WORD_FILLER) &&
           forecasts(&r->t[i - 2]);
}

size_t number_read(reading *r, size_t i)
{
    run list;
    right after;
    if (year_before(r, i))
        return i + 1;
    renew_basis(r);
    /* "ahead of our $601M": of those who write the note, who forecast */
    if (is_forecast(r, i))
        r->c.estimate = true;
    if (is_range(r, i)) {
        list.count = 2;
        list.at[0] = i;
        list.at[1] = i + 2;
        list.end = i + 3;
        list.range = true;
        look_right(r, list.end, &after);
        const item *it = single_item(r);
        bool actual = standing_of(r, &after) == QOQ_ACTUAL;
        for (size_t k = 0; k < 2; k++) {
            verdict v;
            static const item none;
            judge(r, list.at[k], &after, it ? it : &none, &v);
            if (actual)
                v.left = v.left == LEFT_NOT ? LEFT_UNIT : v.left;
            emit(r, list.at[k], it, &v, &after, 0);
        }
        after_number(r, i, &after);
        return list.end;
    }
    collect(r, i, &list);
    look_right(r, list.end, &after);
    if (after.quarter && !(r->has_topic && r->topic.span == QOQ_SPAN_QUARTER)) {
        r->has_topic = after.quarter == 3;
        r->topic = (qoq_period_phrase){.months = 3};
        if (r->p->carry.topic.span != QOQ_SPAN_QUARTER)
            r->p->carry.has_topic = false;
    }
    if (list.count > 1 && !(r->c.respectively || after.respectively) &&
        r->item_count != list.count && r->c.base_count != list.count &&
        r->when_count != list.count) {
        /* Not a list that anything answers to: one number, the others on their own. */
        list.count = 1;
        list.end = i + 1;
        look_right(r, list.end, &after);
    }
    drop_bare_loss(r, &after);
    if (list.count == 1)
        begin_turns(r, i);
    bind_run(r, &list, &after);
    r->when_count = 0;
    after_number(r, list.at[list.count - 1], &after);
    return list.end;
}

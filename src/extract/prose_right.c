/* The look to the right of a number, up to the next comma or number: what languages put
 * behind ("up 18% from a year earlier", "a 31% gross margin", "$8.71 billion consensus"). */
#include <string.h>

#include "extract/prose_number.h"

bool is_join(const token *t)
{
    return token_is_word(t, QOQ_WORD_AND) || token_is_mark(t, '+') ||
           token_is_mark(t, '/');
}

bool is_percent(const qoq_quantity *q)
{
    return q->unit.kind == QOQ_UNIT_PERCENT;
}

when when_phrase(const qoq_period_phrase *phrase)
{
    return (when){.kind = WHEN_PHRASE, .phrase = *phrase};
}

when when_year(const token *t)
{
    return (when){.kind = WHEN_YEAR,
                  .year = (int16_t)qoq_decimal_double(t->quantity.number.value)};
}

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
        out->has_base = out->marker = true;
        if (sign)
            out->direction = (int8_t)sign;
        break;
    case QOQ_WORD_QOQ:
        out->base = (when){.kind = WHEN_QUARTER_AGO};
        out->has_base = out->marker = true;
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

bool chinese_at(const reading *r, size_t i)
{
    const char *s = r->list->folded + r->t[i].start;
    return (unsigned char)s[0] >= 0x80;
}

/* Also Q3 of "24Q3实现营收": what touches it is Chinese. */
static bool chinese_period(const reading *r, size_t i)
{
    size_t end = r->t[i].end;
    return chinese_at(r, i) ||
           (end < r->list->folded_len && (unsigned char)r->list->folded[end] >= 0x80);
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

/* A part behind the number, as what the amount comes from, the growth is of or the share is
 * for. Returns whether the look ends with it. */
static bool part_ahead(const reading *r, size_t from, size_t k, bool near, right *out)
{
    bool names = r->t[k].kind == TOKEN_SEGMENT || r->t[k].kind == TOKEN_NAME;
    out->source = names && k == from + 1 && token_is_word(&r->t[from], QOQ_WORD_SOURCE);
    if (names && k == from + 1 && chinese_at(r, from) && r->c.direction &&
        token_is_word(&r->t[from], QOQ_WORD_FILLER) &&
        is_percent(&r->t[from - 1].quantity)) {
        out->segment = k; /* 同比增长19.3%的车载镜头业务: the name goes on as subject */
        out->owner = true;
        return true;
    }
    if (names && near && k > from &&
        (out->source || (!chinese_at(r, k) && is_for(r, k - 1)))) {
        out->segment = k;
        out->read = k + 1;
        return true;
    }
    return false;
}

/* "12% of revenue", "$1,133 million in revenue"; but not "£18m with revenue down 10%". */
static bool is_within(const reading *r, size_t from, size_t metric)
{
    for (size_t k = from; k < metric; k++) {
        const token *t = &r->t[k];
        size_t len = t->end - t->start;
        const char *s = r->list->folded + t->start;
        if (len >= 4 && memcmp(s, "with", 4) == 0)
            return false;
    }
    return true;
}

static void metric_ahead(const reading *r, size_t from, size_t k, bool near, right *out)
{
    /* "a 12% fall in first-half pre-tax profit" */
    size_t in = k > from && r->t[k - 1].kind == TOKEN_PERIOD ? k - 2 : k - 1;
    if (out->turned_by && !chinese_at(r, k) && is_for(r, in) &&
        in == out->turned_by + 1) {
        out->growth_of = k;
        if (in + 2 == k) { /* the period is that of the metric */
            out->has_base = false;
            out->has_period = true;
            out->period = r->t[k - 1].phrase;
        }
    }
    if (!near || out->metric)
        return;
    out->metric = metric_term(&r->t[k]);
    out->metric_at = k;
    if (k > from && !chinese_at(r, k) && out->metric && is_within(r, from, k) &&
        strcmp(out->metric->id, "revenue") == 0) {
        out->share_of = out->metric;
        out->read = k + 1;
    }
}

/* "from the comparable period of fiscal 2024": of that year, the same months. */
static bool is_year_of_same_period(const reading *r, size_t from, size_t k)
{
    const qoq_period_phrase *said = &r->t[k].phrase;
    if (!said->year || said->months || said->month ||
        (said->span != QOQ_SPAN_NONE && said->span != QOQ_SPAN_YEAR))
        return false;
    while (k > from && token_is_word(&r->t[k - 1], QOQ_WORD_FILLER))
        k--;
    return k > from && token_is_word(&r->t[k - 1], QOQ_WORD_SAME_PERIOD);
}

/* Returns whether the look ends in front of the period. */
static bool period_ahead(const reading *r, size_t from, size_t k, right *out)
{
    /* In Chinese a period behind an amount begins the next thought. */
    if (chinese_period(r, k) && !out->comparison)
        return true;
    if ((out->comparison || out->direction) && r->c.intro != INTRO_FROM) {
        out->base = is_year_of_same_period(r, from, k)
                        ? (when){.kind = WHEN_YEAR, .year = r->t[k].phrase.year}
                        : when_phrase(&r->t[k].phrase);
        out->has_base = true;
    } else if (!out->has_period) {
        out->period = r->t[k].phrase;
        out->has_period = true;
    }
    out->read = k + 1;
    return false;
}

/* Chinese puts little behind a number: any other word begins the next thought. */
static bool may_follow(const reading *r, size_t from, size_t k, bool near)
{
    switch (r->t[k].word) {
    case QOQ_WORD_RESPECTIVELY:
    case QOQ_WORD_SHARE:
    case QOQ_WORD_FILLER:
    case QOQ_WORD_ESTIMATE:
    case QOQ_WORD_CONVERSION:
    case QOQ_WORD_SOURCE:
        return true;
    default:
        return near && is_percent(&r->t[from - 1].quantity) &&
               names_growth(r, from - 1, k);
    }
}

/* "19% higher than in the first": the quarter, where a quarter is talked of. */
static void ordinal_ahead(const reading *r, size_t k, right *out)
{
    static const char *const ordinals[] = {"first", "second", "third", "fourth"};
    const token *t = &r->t[k];
    bool ends = k + 1 >= r->to || r->t[k + 1].kind == TOKEN_MARK;
    size_t n = 0;
    while (n < 4 &&
           !(t->end - t->start == strlen(ordinals[n]) &&
             memcmp(r->list->folded + t->start, ordinals[n], strlen(ordinals[n])) == 0))
        n++;
    if (n == 4 || !out->comparison || out->has_base || !ends)
        return;
    const qoq_period_phrase *said = r->has_topic ? &r->topic : &r->p->carry.topic;
    bool known = (r->has_topic || r->p->carry.has_topic) &&
                 (said->span == QOQ_SPAN_QUARTER || said->span == QOQ_SPAN_HALF);
    out->not_reported = out->not_reported || !known;
    if (!known)
        return;
    out->base = (when){.kind = WHEN_PHRASE,
                       .phrase = {.span = said->span, .index = (uint8_t)(n + 1)}};
    out->has_base = true;
    out->read = k + 1;
}

/* "down from $2.2 billion at year-end": at the end of last year. */
static void year_end_ahead(const reading *r, size_t k, right *out)
{
    static const char meant[] = "the end of last year";
    const qoq_term *term = token_meaning(&r->t[k], QOQ_TERM_PERIOD);
    bool year_end = term && term->atom == QOQ_PA_LAST_WORD &&
                    memcmp(r->list->folded + r->t[k].start, "year", 4) == 0;
    if (!year_end || chinese_at(r, k) || r->c.intro != INTRO_FROM || out->has_period ||
        qoq_lexicon_phrase(&out->period, r->p->lexicon, meant, sizeof meant - 1, 0) ==
            0)
        return;
    out->has_period = true;
    out->read = k + 1;
}

/* Returns whether what follows still stands right behind the number. */
static bool word_ahead(const reading *r, size_t from, size_t k, bool near, right *out)
{
    const token *t = &r->t[k];
    bool had = out->has_base;
    bool compared = out->comparison;
    right_word(out, t, k, near);
    if (t->word == QOQ_WORD_FILLER) {
        ordinal_ahead(r, k, out);
        year_end_ahead(r, k, out);
    }
    /* "$1.42 vs. $1.31 expected": by others, of the same period */
    if (t->word == QOQ_WORD_GUIDANCE && k == from && r->c.intro == INTRO_FROM &&
        !chinese_at(r, k)) {
        out->guidance = false;
        out->estimate = true;
    }
    if (t->word == QOQ_WORD_BASIS && k == from && !chinese_at(r, k) &&
        (k + 1 >= r->to || r->t[k + 1].kind == TOKEN_MARK ||
         token_is_word(&r->t[k + 1], QOQ_WORD_THAN))) {
        out->own_basis = t->term->basis;
        out->read = k + 1;
    }
    if (out->comparison && !compared)
        out->compared_by = k;
    if ((out->has_base && !had) || out->turned || out->quarter)
        out->read = k + 1;
    out->turned = false;
    if (near && t->word == QOQ_WORD_BASIS && k + 1 < r->to &&
        r->t[k + 1].kind == TOKEN_METRIC && !chinese_at(r, k)) {
        out->basis = (uint8_t)t->term->basis;
        return true;
    }
    return near && (t->word == QOQ_WORD_FILLER || t->word == QOQ_WORD_YOY ||
                    t->word == QOQ_WORD_QOQ || t->word == QOQ_WORD_SOURCE);
}

/* "up 8% from the $382 million we did in the fourth quarter": the period behind the amount
 * that it is compared with says since when. */
static void base_behind_amount(const reading *r, size_t amount, right *out)
{
    enum { LONGEST = 10 };
    for (size_t k = amount + 1; k < r->to && k < amount + LONGEST; k++) {
        const token *t = &r->t[k];
        if (t->kind == TOKEN_PERIOD) {
            out->base = when_phrase(&t->phrase);
            out->has_base = true;
            return;
        }
        if (token_is_word(t, QOQ_WORD_QUARTER_AGO) ||
            token_is_word(t, QOQ_WORD_YEAR_AGO)) {
            out->base =
                (when){.kind = token_is_word(t, QOQ_WORD_YEAR_AGO) ? WHEN_YEAR_AGO
                                                                   : WHEN_QUARTER_AGO};
            out->has_base = true;
            return;
        }
        if (ends_look(t) || is_join(t) || t->kind == TOKEN_METRIC)
            return;
    }
}

/* "grew 29%", "grew sequentially by $156 million": is the verb that of the number at `end`? */
static bool turns_next(const reading *r, size_t verb, size_t end)
{
    bool by = false;
    if (r->t[end].kind != TOKEN_QUANTITY || chinese_at(r, verb))
        return false;
    for (size_t k = verb + 1; k < end; k++) {
        const token *t = &r->t[k];
        by = by || token_is_word(t, QOQ_WORD_BY);
        if (!by && !token_is_word(t, QOQ_WORD_YOY) && !token_is_word(t, QOQ_WORD_QOQ))
            return false;
    }
    return by || is_percent(&r->t[end].quantity);
}

/* What is said of the next number rather than of this one. "revenue of $170 million was down
 * 29%": the verb is that of the percentage. */
static void give_back(const reading *r, size_t from, size_t end, right *out)
{
    /* "to $889 million from last year's $694 million": the comparison is of the amount
     * behind it */
    if (out->comparison && r->t[end].kind == TOKEN_QUANTITY &&
        end <= out->compared_by + 3 && !is_percent(&r->t[end].quantity) &&
        out->read > out->compared_by && !chinese_at(r, out->compared_by)) {
        out->read = out->compared_by;
        /* growth is compared with it as well */
        out->has_base = out->has_base && is_percent(&r->t[from - 1].quantity);
        out->comparison = false;
    } else if (out->comparison && !out->has_base && r->t[end].kind == TOKEN_QUANTITY &&
               end <= out->compared_by + 3 && !is_percent(&r->t[end].quantity) &&
               (is_percent(&r->t[from - 1].quantity) ||
                r->t[from - 1].quantity.unit.kind == QOQ_UNIT_POINTS) &&
               !chinese_at(r, out->compared_by)) {
        base_behind_amount(r, end, out);
    }
    if (!out->turned_by || !turns_next(r, out->turned_by, end) ||
        is_percent(&r->t[from - 1].quantity))
        return;
    out->direction = 0;
    if (end > out->turned_by + 1)
        out->has_base = out->marker = false; /* that of the next number as well */
    if (out->read > out->turned_by)
        out->read = out->turned_by;
    out->turned_by = 0;
}

/* "edged 2% higher to $402 million": which way the percentage in front went. */
static int8_t turn_in_front_of_level(const reading *r, size_t i)
{
    const qoq_term *term = token_meaning(&r->t[i], QOQ_TERM_WORD);
    return token_is_word(&r->t[i], QOQ_WORD_UP_TO) && term && !chinese_at(r, i) &&
                   is_percent(&r->t[i - 1].quantity)
               ? (int8_t)term->value
               : 0;
}

void look_right(const reading *r, size_t from, right *out)
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
        if (part_ahead(r, from, k, near, out))
            return;
        if (t->kind == TOKEN_MARK && t->mark == ',' && k + 1 < r->to &&
            token_is_word(&r->t[k + 1], QOQ_WORD_RESPECTIVELY)) {
            out->respectively = true;
            return;
        }
        if (ends_look(t) || is_join(t)) {
            if (k == from)
                out->direction = turn_in_front_of_level(r, k);
            give_back(r, from, k, out);
            return;
        }
        if (t->kind == TOKEN_METRIC) {
            metric_ahead(r, from, k, near, out);
            return;
        }
        if (t->kind == TOKEN_PERIOD) {
            if (period_ahead(r, from, k, out))
                return;
            near = false;
        } else if (t->kind == TOKEN_WORD) {
            if (chinese_at(r, k) && !may_follow(r, from, k, near))
                return;
            near = word_ahead(r, from, k, near, out);
        } else if (counts_as_text(r, k)) {
            near = false;
        }
    }
}

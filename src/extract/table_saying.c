/* What a label, a heading or a caption says, from its tokens. */
#include <stddef.h>
#include <string.h>

#include "extract/table_private.h"
#include "words/lexicon_fixed.h"

/* State of one text being read. */
typedef struct listener {
    table_reader *r;
    const tokens *list;
    qoq_slice text;
    saying *out;
    size_t depth;              /* of brackets */
    size_t name_from, name_to; /* tokens of the open name; from = SIZE_MAX: none */
    bool than;                 /* 較, vs.: a period behind it is compared with */
    bool cause, other_growth;
    bool ago_year, ago_quarter, closing, opening, to_date, current;
} listener;

/* ---- footnotes --------------------------------------------------------------------- */

static bool is_blank_at(qoq_slice s, size_t at)
{
    return s.ptr[at] == ' ' || s.ptr[at] == '\t';
}

/* "(1)", "(a)", "（附註 3）" at the end: where the bracket opens, else len. */
static size_t note_bracket(table_reader *r, qoq_slice s)
{
    size_t open = s.len, letters = 0;
    bool wide = s.len >= 3 && memcmp(s.ptr + s.len - 3, "）", 3) == 0;
    if (!wide && (s.len == 0 || s.ptr[s.len - 1] != ')'))
        return s.len;
    size_t end = s.len - (wide ? 3 : 1);
    for (size_t at = end; at > 0; at--) {
        if (s.ptr[at - 1] == '(') {
            open = at - 1;
            break;
        }
        if (at >= 3 && memcmp(s.ptr + at - 3, "（", 3) == 0) {
            open = at - 3;
            break;
        }
    }
    if (open >= end)
        return s.len;
    size_t from = open + (s.ptr[open] == '(' ? 1 : 3);
    qoq_slice inside = qoq_slice_trim((qoq_slice){s.ptr + from, end - from});
    for (size_t i = 0; i < inside.len; i++) {
        unsigned char c = (unsigned char)inside.ptr[i];
        letters += c >= 0x80 ? 3 : 1;
    }
    const qoq_term *term = NULL;
    char folded[64];
    if (inside.len > 20)
        return s.len;
    size_t len = qoq_text_fold_all(inside.ptr, inside.len, folded, NULL);
    /* (m) may be a note, (bn) and (pp) are units */
    bool unit = letters == 2 && len == qoq_lexicon_match_kind(r->lexicon, folded, len,
                                                              0, QOQ_TERM_UNIT, &term);
    if (letters <= 2 && inside.len > 0 && inside.ptr[0] != '%' &&
        inside.ptr[0] != '-' && !unit)
        return open;
    size_t got =
        qoq_lexicon_match_kind(r->lexicon, folded, len, 0, QOQ_TERM_WORD, &term);
    while (term && term->kind != QOQ_TERM_WORD)
        term = term->next;
    return got && term && term->word == QOQ_WORD_NUMBERISH ? open : s.len;
}

static size_t mark_len(qoq_slice s)
{
    static const char *const marks[] = {"*", "#", "†", "‡", "^", "＊", "＃", "△", "※"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (qoq_slice_ends(s, marks[i]))
            return strlen(marks[i]);
    }
    return 0;
}

/* "營銷服務業務 3": a bare digit behind a blank behind a Han character. */
static size_t bare_digit(qoq_slice s)
{
    size_t at = s.len;
    while (at > 0 && s.ptr[at - 1] >= '0' && s.ptr[at - 1] <= '9')
        at--;
    if (at == s.len || s.len - at > 2 || at < 4 || !is_blank_at(s, at - 1))
        return s.len;
    return (unsigned char)s.ptr[at - 2] >= 0x80 ? at - 1 : s.len;
}

qoq_slice label_without_notes(table_reader *r, qoq_slice s)
{
    for (int i = 0; i < 4; i++) {
        s = qoq_slice_trim(s);
        size_t len = s.len;
        s.len -= mark_len(s);
        s.len = note_bracket(r, s);
        s.len = bare_digit(s);
        if (s.len == len)
            break;
    }
    return s;
}

/* ---- periods ----------------------------------------------------------------------- */

bool phrase_same(const qoq_period_phrase *a, const qoq_period_phrase *b)
{
    return a->year == b->year && a->date_year == b->date_year && a->span == b->span &&
           a->index == b->index && a->months == b->months && a->month == b->month &&
           a->has_offset == b->has_offset && a->year_offset == b->year_offset;
}

/* Two phrases that say different years or spans name two periods. */
static bool contradicts(const qoq_period_phrase *a, const qoq_period_phrase *b)
{
    int year_a = a->date_year ? a->date_year : a->year;
    int year_b = b->date_year ? b->date_year : b->year;
    return (year_a && year_b && year_a != year_b) ||
           (a->span && b->span && (a->span != b->span || a->index != b->index)) ||
           (a->months && b->months && a->months != b->months) ||
           (a->month && b->month && a->month != b->month);
}

void phrase_fill(qoq_period_phrase *into, const qoq_period_phrase *from)
{
    if (!into->year && !into->has_offset) {
        into->year = from->year;
        into->has_offset = from->has_offset;
        into->year_offset = from->year_offset;
    }
    if (!into->date_year)
        into->date_year = from->date_year;
    if (into->span == QOQ_SPAN_NONE && !into->months) {
        into->span = from->span;
        into->index = from->index;
        into->months = from->months;
    }
    if (!into->month && into->span == QOQ_SPAN_NONE) {
        into->month = from->month;
        into->day = from->day;
    }
    into->fiscal = into->fiscal || from->fiscal;
    if (into->months || into->span != QOQ_SPAN_NONE)
        into->point = false;
    else
        into->point = into->point || from->point;
}

bool saying_has_period(const saying *s)
{
    return s->periods > 0;
}

static void hear_period(listener *l, const qoq_period_phrase *p)
{
    saying *s = l->out;
    if (l->than) {
        s->base = BASE_PERIOD;
        s->than = *p;
        s->has_than = !p->has_offset;
        /* 比上年增减 */
        l->ago_year = l->ago_year || (p->has_offset && p->year_offset == -1);
        return;
    }
    if (s->periods == 0) {
        s->period = *p;
        s->periods = 1;
    } else if (contradicts(&s->period, p)) {
        if (!phrase_same(&s->period, p) && s->periods < 200)
            s->periods++;
    } else {
        phrase_fill(&s->period, p);
    }
}

/* ---- words ------------------------------------------------------------------------- */

static void hear_growth(saying *s, uint8_t base)
{
    s->measure = SAYS_GROWTH;
    if (base)
        s->base = base;
}

static void hear_basis(saying *s, uint8_t basis)
{
    if (s->basis != basis)
        s->bases++;
    s->basis = basis;
}

/* Words that only set a mark: where it is, 0 = none (no mark comes first). */
static const size_t saying_marks[QOQ_WORD_COUNT_] = {
    [QOQ_WORD_UP] = offsetof(saying, change),
    [QOQ_WORD_DOWN] = offsetof(saying, change),
    [QOQ_WORD_REPORTED] = offsetof(saying, reported),
    [QOQ_WORD_CONSTANT_CURRENCY] = offsetof(saying, constant_currency),
    [QOQ_WORD_COMPANY] = offsetof(saying, company),
    [QOQ_WORD_SEGMENT_NOUN] = offsetof(saying, segment_noun),
    [QOQ_WORD_RESTATED] = offsetof(saying, restated),
    [QOQ_WORD_PREVIOUS] = offsetof(saying, previous),
    [QOQ_WORD_ADJUSTMENT] = offsetof(saying, adjustment),
    [QOQ_WORD_ELIMINATION] = offsetof(saying, elimination),
    [QOQ_WORD_ATTRIBUTABLE] = offsetof(saying, attributable),
};

static const size_t listener_marks[QOQ_WORD_COUNT_] = {
    [QOQ_WORD_THAN] = offsetof(listener, than),
    [QOQ_WORD_YEAR_AGO] = offsetof(listener, ago_year),
    [QOQ_WORD_SAME_PERIOD] = offsetof(listener, ago_year),
    [QOQ_WORD_QUARTER_AGO] = offsetof(listener, ago_quarter),
    [QOQ_WORD_QUARTER_OF] = offsetof(listener, current),
    [QOQ_WORD_TO_DATE] = offsetof(listener, to_date),
    [QOQ_WORD_OPENING] = offsetof(listener, opening),
    [QOQ_WORD_CLOSING] = offsetof(listener, closing),
    /* 复合 of a growth, but also of 复合调味料 */
    [QOQ_WORD_NOT_REPORTED] = offsetof(listener, other_growth),
    [QOQ_WORD_CAUSE] = offsetof(listener, cause), /* 抵銷 */
};

static void set_mark(void *of, size_t at)
{
    if (at)
        *(bool *)((char *)of + at) = true;
}

/* Words that say what kind of figure it is. */
static void hear_measure(listener *l, const token *t, const qoq_term *term)
{
    saying *s = l->out;
    switch (t->word) {
    case QOQ_WORD_YOY:
        hear_growth(s, BASE_YEAR);
        break;
    case QOQ_WORD_QOQ:
        hear_growth(s, BASE_QUARTER);
        break;
    case QOQ_WORD_CHANGE:
        hear_growth(s, BASE_NOT_SAID);
        break;
    case QOQ_WORD_SHARE:
        s->measure = SAYS_SHARE;
        break;
    case QOQ_WORD_GUIDANCE:
    case QOQ_WORD_ESTIMATE:
        s->standing = t->word == QOQ_WORD_GUIDANCE ? QOQ_GUIDANCE : QOQ_ESTIMATE;
        s->has_standing = true;
        break;
    case QOQ_WORD_BASIS:
        hear_basis(s, term ? term->basis : 0);
        break;
    default:
        break;
    }
}

/* Words that say of what it is, or that it is none of ours. */
static void hear_subject(listener *l, const token *t, int value)
{
    saying *s = l->out;
    switch (t->word) {
    case QOQ_WORD_TOTAL:
        s->total = true;
        s->subtotal = s->subtotal || value == 1;
        break;
    case QOQ_WORD_PART:
        s->part = value == 0 || value >= 10;
        break;
    case QOQ_WORD_NOISE:
        s->topic_noise = s->topic_noise || l->depth == 0;
        if (l->depth == 0)
            s->groups = (s->groups || !s->noise) && value == 1;
        s->noise = s->noise || l->depth == 0;
        break;
    case QOQ_WORD_NUMBERISH:
    case QOQ_WORD_OTHERS:
        s->noise = s->noise || l->depth == 0;
        break;
    case QOQ_WORD_AXIS:
        s->axis = (uint8_t)(value + 1);
        break;
    case QOQ_WORD_LABEL:
        s->actual = s->actual || value == 1;
        break;
    default:
        break;
    }
}

static void hear_word(listener *l, const token *t)
{
    const qoq_term *term = token_meaning(t, QOQ_TERM_WORD);
    int value = term ? term->value : 0;
    bool plain = t->word == QOQ_WORD_FILLER || t->word == QOQ_WORD_PART ||
                 t->word == QOQ_WORD_SEGMENT_NOUN;
    /* 按业务划分, by product; larger values are of prose */
    if (plain && value > 0 && value < 10)
        l->out->axis = (uint8_t)value;
    hear_measure(l, t, term);
    hear_subject(l, t, value);
    set_mark(l->out, saying_marks[t->word]);
    set_mark(l, listener_marks[t->word]);
}

/* 本报告期比上年同期增减 is a growth; 上年同期 alone is a period. */
static void settle_relative(listener *l)
{
    saying *s = l->out;
    s->to_date = l->to_date;
    if (s->change && s->measure == SAYS_LEVEL &&
        (l->ago_year || l->ago_quarter || l->than))
        s->measure = SAYS_GROWTH;
    /* 较上年同期, "vs 2Q24" over a column: what it changed by since then */
    if (l->than && s->measure == SAYS_LEVEL && !s->definition && !s->has_segment &&
        s->foreign < 2 && s->periods <= s->has_than &&
        (l->ago_year || l->ago_quarter || s->base == BASE_PERIOD))
        s->measure = SAYS_GROWTH;
    if (s->measure == SAYS_GROWTH) {
        if (l->ago_year)
            s->base = BASE_YEAR;
        else if (l->ago_quarter)
            s->base = BASE_QUARTER;
        else if (l->opening)
            s->base = BASE_PERIOD;
        if (l->to_date)
            s->relative = RELATIVE_TO_DATE;
        else if (l->closing)
            s->relative = RELATIVE_CLOSING;
        else if (l->current)
            s->relative = RELATIVE_CURRENT;
        return;
    }
    if (s->periods > 0)
        return;
    s->relative = l->to_date && l->ago_year ? RELATIVE_TO_DATE_YEAR_AGO
                  : l->to_date              ? RELATIVE_TO_DATE
                  : l->opening              ? RELATIVE_OPENING
                  : l->closing              ? RELATIVE_CLOSING
                  : l->ago_year             ? RELATIVE_YEAR_AGO
                  : l->ago_quarter          ? RELATIVE_QUARTER_AGO
                  : l->current              ? RELATIVE_CURRENT
                                            : RELATIVE_NONE;
}

/* ---- subjects ---------------------------------------------------------------------- */

/* "segment operating income" is one term, and is said of segments. Its first word is looked
 * for: the whole of 分部業績 is a word as well. */
static bool begins_with_segment(const listener *l, const token *t)
{
    const qoq_term *term = NULL;
    size_t end = t->end - 1;
    while (end > t->start && ((unsigned char)l->list->folded[end] & 0xC0) == 0x80)
        end--;
    qoq_lexicon_match_kind(l->r->lexicon, l->list->folded, end, t->start, QOQ_TERM_WORD,
                           &term);
    while (term && term->kind != QOQ_TERM_WORD)
        term = term->next;
    return term && term->word == QOQ_WORD_SEGMENT_NOUN;
}

/* 美元銀行借款: what is owed in one currency is a part of what is owed. */
static bool behind_currency(const listener *l, const token *t)
{
    const qoq_term *term = NULL;
    const token *before = t - 1;
    if (t == l->list->items || before->end != t->start)
        return false;
    size_t len = qoq_lexicon_match_kind(l->r->lexicon, l->list->folded, before->end,
                                        before->start, QOQ_TERM_UNIT, &term);
    while (term && term->kind != QOQ_TERM_UNIT)
        term = term->next;
    return term && len == before->end - before->start &&
           term->role == QOQ_ROLE_CURRENCY && strlen(term->id) == 3;
}

/* The loss of "Operating profit/loss", the （虧損） of 盈利／（虧損）: another word for the same
 * line, if it is negative. */
static bool is_alternative(const listener *l, const token *t)
{
    const token *before = t - 1;
    if (before > l->list->items && token_is_mark(before, '('))
        before--;
    return t > l->list->items && before >= l->list->items && token_is_mark(before, '/');
}

static bool is_part_of(const qoq_metric *m, const qoq_metric *whole)
{
    return m->kind == whole->kind && m->can_be_negative &&
           strcmp(m->parent, whole->id) == 0;
}

/* "Profit for the period attributable to owners", 本公司擁有人應佔期內虧損: both name one
 * figure, the narrower. A loss named by either is one. */
static bool hear_narrower(listener *l, const token *t, const qoq_term *term)
{
    saying *s = l->out;
    const qoq_term *first = s->metric;
    if (!s->definition || !first ||
        (t > l->list->items && token_is_word(t - 1, QOQ_WORD_AND)))
        return false;
    bool narrower = is_part_of(term->metric, s->definition);
    if (!narrower && !is_part_of(s->definition, term->metric))
        return false;
    if (narrower)
        s->definition = term->metric;
    if (narrower ? first->sign > 0 : term->sign < 0)
        s->metric = term;
    return true;
}

static void hear_metric(listener *l, const token *t)
{
    saying *s = l->out;
    const qoq_term *term = token_meaning(t, QOQ_TERM_METRIC);
    if (!term || !term->metric || (l->depth > 0 && s->definition))
        return;
    const qoq_metric *m = term->metric;
    if (is_alternative(l, t)) {
        size_t len = t->end - t->start;
        bool fuller = !s->metric || len > strlen(s->metric->text);
        s->either_sign = true;
        if (s->definition && !fuller)
            return;           /* the loss of "Operating profit/loss" */
        s->definition = NULL; /* the profit of "Profit/loss before tax" */
        s->metrics = 0;
    }
    if (s->definition && m->kind == QOQ_METRIC_RATIO &&
        strcmp(m->parent, s->definition->id) == 0) {
        s->ratio = m;
        return;
    }
    if (hear_narrower(l, t, term))
        return;
    if (s->definition && s->definition != m) {
        /* "Net income per share: diluted": the later of two per share tells which */
        bool finer = m->kind == QOQ_METRIC_PER_SHARE &&
                     (s->definition->kind == QOQ_METRIC_PER_SHARE ||
                      (s->definition->kind == QOQ_METRIC_FLOW &&
                       s->definition->can_be_negative)); /* 擁有人應佔每股盈利 */
        if (finer && s->definition->kind == QOQ_METRIC_PER_SHARE &&
            t > l->list->items && token_is_word(t - 1, QOQ_WORD_AND))
            s->also = s->definition;
        if (!finer)
            s->metrics++;
        else if (s->metric && s->metric->basis && !term->basis)
            s->basis = s->metric->basis;
    } else {
        s->metrics = s->metrics ? s->metrics : 1;
    }
    s->metric = term;
    s->definition = m;
    s->in_currency = m->kind == QOQ_METRIC_STOCK && behind_currency(l, t);
    s->segments = s->segments || begins_with_segment(l, t);
    if (term->basis)
        hear_basis(s, term->basis);
}

static void widen_name(listener *l, size_t i)
{
    if (l->name_from == SIZE_MAX)
        l->name_from = i;
    l->name_to = i + 1;
}

static bool is_unit_text(const listener *l, const token *t)
{
    size_t at = t->start;
    bool counts = false;
    while (at < t->end) {
        const qoq_term *term = NULL;
        size_t len = qoq_lexicon_match_kind(l->r->lexicon, l->list->folded, t->end, at,
                                            QOQ_TERM_UNIT, &term);
        if (len == 0)
            return t->han && !counts && at > t->start && t->end - at <= 3;
        counts = counts || term->role == QOQ_ROLE_OTHER || term->role == QOQ_ROLE_COUNT;
        if (counts && !t->han)
            return false; /* Terminals, Vessels: names as well; 批 of 批发, 笔 of 笔电 */
        at += len;
    }
    return true;
}

static void hear_text(listener *l, size_t i)
{
    const token *t = &l->list->items[i];
    size_t len = t->end - t->start;
    if (i > 0 && !t->space && len == 1 && t[-1].kind == TOKEN_PERIOD &&
        strchr("efp", l->list->folded[t->start])) {
        l->out->standing = QOQ_ESTIMATE; /* 2025Q3E */
        l->out->has_standing = true;
        return;
    }
    if (l->depth > 0)
        return;
    if (is_unit_text(l, t)) { /* Offshore Vessels */
        if (l->name_from != SIZE_MAX && l->name_to == i)
            widen_name(l, i);
        return;
    }
    bool symbol =
        !t->han && len == 1 &&
        !(l->list->folded[t->start] >= 'a' && l->list->folded[t->start] <= 'z');
    if (symbol)
        return;
    l->out->foreign += t->han ? (uint32_t)(len / 3) : (len > 1 ? 2 : 1);
    widen_name(l, i);
}

static void hear_part(listener *l, size_t i)
{
    const token *t = &l->list->items[i];
    const qoq_term *term = token_meaning(t, QOQ_TERM_SEGMENT);
    bool known =
        t->kind == TOKEN_NAME || (term && l->r->host.knows_part(l->r->host.data, term));
    if (!known) {
        if (l->depth == 0) {
            l->out->foreign += 2;
            widen_name(l, i);
        }
        return;
    }
    if (l->out->has_segment && l->depth > 0)
        return;
    size_t from = l->list->map[t->start], to = l->list->map[t->end];
    l->out->segment =
        (part){t->kind == TOKEN_NAME ? NULL : term,
               qoq_slice_trim((qoq_slice){l->text.ptr + from, to - from})};
    l->out->has_segment = true;
    widen_name(l, i);
}

static bool is_year(const token *t)
{
    if (!t->quantity.plain || t->quantity.digits != 4 ||
        t->quantity.number.decimals != 0)
        return false;
    double year = qoq_decimal_double(t->quantity.number.value);
    return year >= 1980 && year <= 2100;
}

/* 2024/25 is the year that ends in 2025. */
static bool is_split_year(const listener *l, size_t i, int year)
{
    const token *t = &l->list->items[i];
    if (i + 2 >= l->list->count || !token_is_mark(&t[1], '/') ||
        t[2].kind != TOKEN_QUANTITY || !t[2].quantity.plain)
        return false;
    double next = qoq_decimal_double(t[2].quantity.number.value);
    return (t[2].quantity.digits == 2 && (int)next == (year + 1) % 100) ||
           (t[2].quantity.digits == 4 && (int)next == year + 1);
}

static void hear_split_period(listener *l, size_t i)
{
    qoq_period_phrase p = l->list->items[i].phrase;
    if (p.year && is_split_year(l, i, p.year))
        p.year++;
    hear_period(l, &p);
}

static void hear_quantity(listener *l, size_t i)
{
    const token *t = &l->list->items[i];
    if (is_year(t)) {
        qoq_period_phrase year;
        memset(&year, 0, sizeof year);
        year.year = (int16_t)qoq_decimal_double(t->quantity.number.value);
        year.year = (int16_t)(year.year + is_split_year(l, i, year.year));
        hear_period(l, &year);
    } else if (l->name_from != SIZE_MAX && l->depth == 0) {
        l->name_to = i + 1; /* Level 3 */
    }
}

static void hear(listener *l, size_t i)
{
    const token *t = &l->list->items[i];
    switch (t->kind) {
    case TOKEN_METRIC:
        hear_metric(l, t);
        break;
    case TOKEN_SEGMENT:
    case TOKEN_NAME:
        hear_part(l, i);
        break;
    case TOKEN_ENTITY:
        if (l->r->host.is_company(l->r->host.data, t))
            l->out->company = true;
        else
            hear_part(l, i);
        break;
    case TOKEN_PERIOD:
        hear_split_period(l, i);
        break;
    case TOKEN_QUANTITY:
        hear_quantity(l, i);
        break;
    case TOKEN_WORD:
        hear_word(l, t);
        break;
    case TOKEN_TEXT:
        hear_text(l, i);
        break;
    default:
        if (t->mark == '(')
            l->depth++;
        else if (t->mark == ')' && l->depth > 0)
            l->depth--;
        break;
    }
}

/* May the word be one of a name in which nobody knows the rest: High Performance Computing,
 * Customer Management? */
static bool may_be_in_name(const token *t)
{
    switch (t->kind) {
    case TOKEN_TEXT:
    case TOKEN_NAME:
        return !t->han;
    case TOKEN_WORD:
        return t->word == QOQ_WORD_AND ||
               (t->end - t->start > 3 &&
                (t->word == QOQ_WORD_FILLER || t->word == QOQ_WORD_UP ||
                 t->word == QOQ_WORD_DOWN));
    default:
        return token_is_mark(t, '&') || token_is_mark(t, ',');
    }
}

/* A label of nothing but a name: from its first word to its last. */
static void take_all_words(const listener *l, size_t *from, size_t *to)
{
    const tokens *list = l->list;
    size_t first = 0, last = list->count;
    while (first < last && (token_is_mark(&list->items[first], '-') ||
                            token_is_mark(&list->items[first], '*')))
        first++;
    for (size_t i = first; i < last; i++) {
        if (token_is_mark(&list->items[i], '(') ||
            token_is_word(&list->items[i], QOQ_WORD_SEGMENT_NOUN) ||
            (i > first && token_is_word(&list->items[i], QOQ_WORD_COMPANY)))
            last = i;
        else if (!may_be_in_name(&list->items[i]))
            return;
    }
    if (first < last && first <= *from && last >= *to &&
        !token_is_word(&list->items[last - 1], QOQ_WORD_AND) &&
        !token_is_word(&list->items[first], QOQ_WORD_AND)) {
        *from = first;
        *to = last;
    }
}

/* Words that belong to a name when they stand beside its text: 其他 of 其他业务, the "and"
 * inside it. */
static void take_name(listener *l)
{
    const tokens *list = l->list;
    if (l->name_from == SIZE_MAX)
        return;
    size_t from = l->name_from, to = l->name_to;
    for (size_t i = from; i < to; i++) {
        if (list->items[i].kind ==
            TOKEN_METRIC) { /* text on both sides of the metric */
            to = i;
            break;
        }
    }
    while (to < list->count && list->items[to].kind == TOKEN_WORD &&
           (list->items[to].word == QOQ_WORD_SEGMENT_NOUN ||
            (list->items[to].word == QOQ_WORD_LABEL && !list->items[to].space)))
        to++; /* 流量计 */
    take_all_words(l, &from, &to);
    /* "Group functions", "Corporate costs": the company's own, by this name */
    if (from == 1 && token_is_word(&list->items[0], QOQ_WORD_COMPANY) &&
        list->items[1].kind == TOKEN_TEXT && !list->items[1].han)
        from = 0;
    while (from > 0 && list->items[from - 1].kind == TOKEN_WORD &&
           list->items[from - 1].end == list->items[from].start &&
           !list->items[from].space &&
           (list->items[from - 1].word == QOQ_WORD_FILLER ||
            list->items[from - 1].word == QOQ_WORD_NOT_REPORTED ||
            list->items[from - 1].word == QOQ_WORD_SEGMENT_NOUN))
        from--;
    size_t start = list->map[list->items[from].start];
    size_t end = list->map[list->items[to - 1].end];
    l->out->open = qoq_slice_trim((qoq_slice){l->text.ptr + start, end - start});
}

/* "FY" alone heads the column of the year. */
static void hear_year(saying *s, const tokens *list)
{
    const qoq_term *word =
        list->count == 1 ? token_meaning(&list->items[0], QOQ_TERM_PERIOD) : NULL;
    if (s->periods || !word ||
        (word->atom != QOQ_PA_FISCAL && word->atom != QOQ_PA_FULL_YEAR))
        return;
    s->period.span = QOQ_SPAN_YEAR;
    s->period.index = 1;
    s->periods = 1;
}

/* 綜合, Consolidated: no part but all of it. Within a name it is a word as any: 綜合金融. */
static void drop_consolidated(saying *s)
{
    char name[64];
    if (s->open.len == 0 || s->open.len > 20 || s->has_segment || s->definition)
        return;
    size_t len = qoq_text_fold_all(s->open.ptr, s->open.len, name, NULL);
    if (!qoq_fixed_word_is(QOQ_FIXED_consolidated, name, len))
        return;
    s->total = true;
    s->foreign = 0;
    s->open.len = 0;
}

void saying_listen(table_reader *r, saying *out, qoq_slice text)
{
    listener l;
    memset(out, 0, sizeof *out);
    memset(&l, 0, sizeof l);
    text = label_without_notes(r, text);
    if (text.len == 0)
        return;
    r->list.tabular = true;
    if (tokens_read(&r->list, r->lexicon, text, r->taught, NULL) != QOQ_OK)
        return;
    r->steps += r->list.count + text.len;
    l.r = r;
    l.list = &r->list;
    l.text = text;
    l.out = out;
    l.name_from = SIZE_MAX;
    const tokens *list = &r->list;
    for (size_t i = 0; i < list->count; i++)
        hear(&l, i);
    hear_year(out, list);
    settle_relative(&l);
    if (l.other_growth && (out->measure == SAYS_GROWTH || out->change))
        out->noise = true;
    if (l.cause && !out->definition && out->foreign == 0 && !out->has_segment)
        out->elimination = true;
    take_name(&l);
    drop_consolidated(out);
    units_read(r->lexicon, list->folded, list->folded_len, &out->units);
    if (out->measure == SAYS_GROWTH && memchr(list->folded, '%', list->folded_len))
        out->units.percent = true; /* "Δ%" is one word */
    out->dash = list->count > 0 && (token_is_mark(&list->items[0], '-') ||
                                    token_is_mark(&list->items[0], '*'));
    const token *last = list->count > 0 ? &list->items[list->count - 1] : NULL;
    out->colon = last && token_is_mark(last, ':');
    out->unfinished = list->count > 1 && token_is_word(last, QOQ_WORD_AND);
}

bool saying_is_clean(const saying *s)
{
    return s->foreign < 2 && !s->noise && !s->adjustment;
}

void saying_fill(saying *into, const saying *from)
{
    if (!into->definition && from->definition) {
        into->metric = from->metric;
        into->definition = from->definition;
        into->metrics = from->metrics;
        into->ratio = from->ratio;
    }
    if (!into->has_segment && !into->open.len && from->has_segment) {
        into->segment = from->segment;
        into->has_segment = true;
    }
    if (from->periods) {
        if (into->periods)
            phrase_fill(&into->period, &from->period);
        else
            into->period = from->period;
        if (!into->periods)
            into->periods = from->periods;
    }
    if (!into->relative)
        into->relative = from->relative;
    if (!into->basis)
        into->basis = from->basis;
    if (!into->has_standing && from->has_standing) {
        into->standing = from->standing;
        into->has_standing = true;
    }
    if (!into->axis)
        into->axis = from->axis;
    into->restated = into->restated || from->restated;
    units_fill(&into->units, &from->units);
}

#include "words/lexicon_private.h"

#include <string.h>

/*
 * about | sign | currency | about | sign | NUMBER | more | scale | unit | currency | or so
 *
 * Everything but the number may be missing. Which words do what is data: units.csv, and of
 * words.csv the classes about, over, under (value 1: they stand behind the number).
 */

typedef struct reader {
    const qoq_lexicon *lexicon;
    const char *text;
    size_t len;
    size_t at; /* read up to here */
    qoq_quantity *out;
    const char *currency; /* id printed before or behind; "" open; NULL none */
    const char *per;      /* "share", "ADS" or NULL */
    int power;
    bool negative;    /* the sign before a currency */
    bool parentheses; /* around the number alone */
    bool chinese;     /* the number is */

    /* The unit last looked for: the next reader often asks about the same place. */
    size_t unit_place; /* 1 + where; 0 = none yet */
    size_t unit_len;
    const qoq_term *unit;
} reader;

static size_t skip_blanks(const reader *r, size_t at)
{
    while (at < r->len && r->text[at] == ' ')
        at++;
    return at;
}

/* What may start at a place: see trie. */
static unsigned starts_at(const reader *r, size_t at)
{
    size_t next = at;

    if (at >= r->len)
        return 0;
    return trie_start(&r->lexicon->trie, text_next(r->text, r->len, &next));
}

static bool is_digit_at(const reader *r, size_t at)
{
    return at < r->len && r->text[at] >= '0' && r->text[at] <= '9';
}

/* A Chinese character at `at`: three bytes from U+2E80 on, all of them above 0x7F. */
static bool is_han_at(const reader *r, size_t at)
{
    return at < r->len && (unsigned char)r->text[at] >= 0xE2;
}

static bool is_letter_at(const reader *r, size_t at)
{
    size_t next = at;

    return at < r->len && is_latin_letter(text_next(r->text, r->len, &next));
}

/* ---- around the number ---------------------------------------------------------------- */

static uint8_t bound_of(const qoq_term *term, int value)
{
    for (; term; term = term->next) {
        if (term->kind != QOQ_TERM_WORD || term->value != value)
            continue;
        if (term->word == QOQ_WORD_ABOUT)
            return QOQ_BOUND_ABOUT;
        if (term->word == QOQ_WORD_OVER)
            return QOQ_BOUND_OVER;
        if (term->word == QOQ_WORD_UNDER)
            return QOQ_BOUND_UNDER;
    }
    return QOQ_BOUND_NONE;
}

/* 约, 超过 before the number (value 0), 多, 左右 behind it (value 1). Returns where it ends,
 * 0 when there is none. */
static size_t read_bound(reader *r, size_t at, int value)
{
    const qoq_term *term;
    uint8_t bound;
    size_t n;

    if (!(starts_at(r, at) & START_AMOUNT))
        return 0;
    n = qoq_lexicon_match_kind(r->lexicon, r->text, r->len, at, QOQ_TERM_WORD, &term);
    bound = n ? bound_of(term, value) : QOQ_BOUND_NONE;
    if (bound == QOQ_BOUND_NONE)
        return 0;
    /* 约1800多亿: more than is more exact than about. */
    if (r->out->number.bound == QOQ_BOUND_NONE ||
        r->out->number.bound == QOQ_BOUND_ABOUT)
        r->out->number.bound = bound;
    return at + n;
}

static void read_bounds_before(reader *r)
{
    for (int i = 0; i < 2; i++) {
        size_t end = read_bound(r, r->at, 0);

        if (end == 0)
            return;
        r->at = skip_blanks(r, end);
    }
}

static bool is_name(const reader *r, size_t at, size_t longer_than)
{
    const unsigned names =
        1u << QOQ_TERM_ENTITY | 1u << QOQ_TERM_SEGMENT | 1u << QOQ_TERM_METRIC;
    const qoq_term *term;

    return qoq_lexicon_match_kinds(r->lexicon, r->text, r->len, at, names, &term) >
           longer_than;
}

/* A unit at `at`, unless a longer name starts there: 5 万科 are no 50,000. Returns its
 * length. */
static size_t unit_at(reader *r, size_t at, const qoq_term **unit)
{
    if (r->unit_place != at + 1) {
        size_t n = qoq_lexicon_match_kind(r->lexicon, r->text, r->len, at,
                                          QOQ_TERM_UNIT, &r->unit);

        while (r->unit && r->unit->kind != QOQ_TERM_UNIT)
            r->unit = r->unit->next;
        if (n > 0 && (unsigned char)r->text[at] >= 0x80 && is_name(r, at, n))
            n = 0;
        r->unit_len = n;
        r->unit_place = at + 1;
    }
    *unit = r->unit;
    return r->unit_len;
}

/* A sign that belongs to a currency: -$1.2bn. */
static void read_outer_sign(reader *r)
{
    const qoq_term *unit;
    size_t at = skip_blanks(r, r->at + 1);

    if (r->text[r->at] != '-' && r->text[r->at] != '+')
        return;
    if (r->at > 0 && r->text[r->at - 1] == ' ' && at > r->at + 1)
        return; /* "cash flow — $4.2 billion": a dash between blanks is no sign */
    if (unit_at(r, at, &unit) == 0 || unit->role != QOQ_ROLE_CURRENCY)
        return;
    r->negative = r->text[r->at] == '-';
    r->out->signed_ = true;
    r->at = at;
}

/* May a currency stand before its number? 元 does not: there it ends the amount before. */
static bool may_lead(const qoq_term *unit)
{
    return unit->id[0] != '\0' || (unsigned char)unit->text[0] < 0xE2;
}

static void read_currency_before(reader *r)
{
    const qoq_term *unit;
    size_t n = unit_at(r, r->at, &unit);

    if (n == 0 || unit->role != QOQ_ROLE_CURRENCY)
        return;
    if (!may_lead(unit))
        return;
    r->currency = unit->id;
    r->at = skip_blanks(r, r->at + n);
}

/* ---- behind the number ---------------------------------------------------------------- */

/* Words longer than a unit that begin like it: 200亿 本季度 are no books (本). */
static bool is_longer_word(const reader *r, size_t at, size_t n)
{
    const unsigned kinds = 1u << QOQ_TERM_WORD | 1u << QOQ_TERM_PERIOD;
    const qoq_term *term;

    return qoq_lexicon_match_kinds(r->lexicon, r->text, r->len, at, kinds, &term) > n;
}

/* Does a unit at `at` stand too far from the number to belong to it? m, b, k, x: right
 * behind it, or in an amount of money. Measure words such as 家, 期: at most a blank away,
 * for in a table the next column begins there. Behind parentheses only what may be
 * negative. */
static bool is_loose(const reader *r, const qoq_term *unit, size_t at, size_t n)
{
    size_t gap = 0;
    bool scaled = r->at >= 3 && is_han_at(r, r->at - 3);

    while (at - gap > r->at && r->text[at - gap - 1] == ' ')
        gap++;
    if (n == 1 && is_letter_at(r, at))
        return gap > 0 && !r->currency;
    switch ((qoq_unit_role)unit->role) {
    case QOQ_ROLE_CURRENCY:
        if (gap > 2 && !r->out->scaled)
            return true;
        return r->parentheses && gap > 0;
    case QOQ_ROLE_SCALE:
        return r->parentheses && gap > 0;
    case QOQ_ROLE_PERCENT:
    case QOQ_ROLE_POINTS:
    case QOQ_ROLE_PER:
        return false;
    case QOQ_ROLE_OTHER:
        if (is_han_at(r, at) && ((gap > 0 && scaled) || is_longer_word(r, at, n)))
            return true;
        break;
    case QOQ_ROLE_HINT: /* no unit at all */
        return true;
    case QOQ_ROLE_MINOR:
    case QOQ_ROLE_TIMES:
    case QOQ_ROLE_COUNT:
        break;
    }
    return r->parentheses || (gap > 1 && is_han_at(r, at));
}

static bool is_number_start(const reader *r, size_t at)
{
    at = skip_blanks(r, at);
    return is_digit_at(r, at);
}

/* 3亿5000万: the smaller part. *end is moved behind its scale. */
static void read_smaller_part(reader *r, qoq_number *number)
{
    qoq_printed_number more;
    qoq_number part;
    const qoq_term *unit;
    qoq_decimal sum;
    size_t n, m;

    if (r->power < 8 || !is_digit_at(r, r->at) || number->decimals != 0)
        return;
    n = qoq_number_read(&more, r->text + r->at, r->len - r->at);
    m = n ? unit_at(r, r->at + n, &unit) : 0;
    if (m == 0 || unit->role != QOQ_ROLE_SCALE || unit->value >= r->power ||
        more.percent ||
        qoq_number_scale(&part, more.number, unit->value - r->power, NULL) != QOQ_OK ||
        qoq_decimal_compare(part.value, qoq_decimal_of(1, 0)) >= 0 ||
        qoq_decimal_add(&sum, number->value, part.value, NULL) != QOQ_OK)
        return;
    number->value = sum;
    number->decimals = part.decimals;
    r->at += n + m;
}

static void read_scales(reader *r, qoq_number *number)
{
    for (int i = 0; i < 3; i++) {
        size_t at = skip_blanks(r, r->at);
        const qoq_term *unit;
        size_t n = unit_at(r, at, &unit);

        if (n == 0 || unit->role != QOQ_ROLE_SCALE || is_loose(r, unit, at, n))
            return;
        r->power += unit->value;
        r->out->scaled = true;
        r->at = at + n;
        read_smaller_part(r, number);
    }
}

static void take_per(reader *r)
{
    size_t at = skip_blanks(r, r->at);
    const qoq_term *unit;
    size_t n = unit_at(r, at, &unit);

    if (n == 0 || unit->role != QOQ_ROLE_PER)
        return;
    r->per = unit->id;
    r->at = at + n;
}

/* 亿元人民币, dollars. A currency before the next number is not ours: 2025 人民币37.9. */
static bool take_currency(reader *r, const qoq_term *unit, size_t end)
{
    const qoq_term *second;
    size_t at, n;

    if (!r->out->scaled && !r->currency && may_lead(unit) && is_number_start(r, end))
        return false;
    if (r->currency && r->currency[0] && unit->id[0] &&
        strcmp(r->currency, unit->id) != 0)
        return false;
    if (!r->currency || unit->id[0])
        r->currency = unit->id;
    r->out->role = unit->role;
    r->at = end;
    at = skip_blanks(r, end);
    n = unit_at(r, at, &second);
    if (r->currency[0] == '\0' && n > 0 && second->role == QOQ_ROLE_CURRENCY &&
        !is_number_start(r, at + n)) {
        r->currency = second->id;
        r->at = at + n;
    }
    return true;
}

/* 4,800万位用户, 1.2亿名用户: users, not what the measure word says. */
static const qoq_term *counted_thing(reader *r, const qoq_term *unit, size_t *end)
{
    const qoq_term *thing;
    size_t n;

    if ((unit->role != QOQ_ROLE_OTHER && unit->role != QOQ_ROLE_COUNT) ||
        !is_han_at(r, *end))
        return unit;
    n = unit_at(r, *end, &thing);
    if (n == 0 || thing->role != QOQ_ROLE_COUNT)
        return unit;
    *end += n;
    return thing;
}

static bool take_unit(reader *r, const qoq_term *unit, size_t end)
{
    switch ((qoq_unit_role)unit->role) {
    case QOQ_ROLE_CURRENCY:
        return take_currency(r, unit, end);
    case QOQ_ROLE_MINOR:
        /* 十分 is "very", 三十分 half past */
        if (r->chinese && !r->currency && unit->id[0] == '\0')
            return false;
        if (r->out->scaled || !take_currency(r, unit, end))
            return false;
        r->power -= 2;
        return true;
    case QOQ_ROLE_SCALE:
    case QOQ_ROLE_PER:
    case QOQ_ROLE_HINT:
        return false;
    case QOQ_ROLE_PERCENT:
    case QOQ_ROLE_POINTS:
    case QOQ_ROLE_TIMES:
        if (r->out->scaled)
            return false;
        break;
    case QOQ_ROLE_COUNT:
    case QOQ_ROLE_OTHER:
        break;
    }
    if (r->currency)
        return false;
    unit = counted_thing(r, unit, &end);
    r->out->role = unit->role;
    r->power += unit->value;
    r->at = end;
    if (unit->role == QOQ_ROLE_PERCENT)
        r->out->unit = qoq_unit_of("percent");
    else if (unit->role == QOQ_ROLE_POINTS)
        r->out->unit = qoq_unit_of("pp");
    else if (unit->role == QOQ_ROLE_COUNT)
        r->out->unit = qoq_unit_of(unit->id);
    return true;
}

/* 个 between a number and what is counted (5个百分点, 3万个账户), - before fold. */
static size_t skip_measure_word(reader *r, size_t at)
{
    const qoq_term *unit;
    size_t next = at;

    if (at < r->len && (unsigned char)r->text[at] >= 0x80 &&
        text_next(r->text, r->len, &next) == 0x4E2A &&
        unit_at(r, skip_blanks(r, next), &unit) > 0 &&
        (unit->role == QOQ_ROLE_POINTS || unit->role == QOQ_ROLE_COUNT ||
         unit->role == QOQ_ROLE_OTHER))
        return skip_blanks(r, next);
    if (at < r->len && r->text[at] == '-' && at == r->at &&
        unit_at(r, at + 1, &unit) > 0 && unit->role == QOQ_ROLE_TIMES)
        return at + 1;
    return at;
}

static bool read_unit(reader *r)
{
    size_t at = skip_blanks(r, r->at);
    const qoq_term *unit;
    size_t n = unit_at(r, at, &unit);

    if (n == 0) {
        at = skip_measure_word(r, at);
        n = unit_at(r, at, &unit);
    }
    return n > 0 && !is_loose(r, unit, at, n) && take_unit(r, unit, at + n);
}

/* 500+ is more than 500; in "668 +10%" and "12+3" the sign is the next number's. */
static bool is_next_sign(const reader *r, size_t at)
{
    return at < r->len && r->text[at] == '+' && (at > r->at || is_digit_at(r, at + 1));
}

static void read_bound_behind(reader *r)
{
    size_t at = skip_blanks(r, r->at);
    size_t end = is_next_sign(r, at) ? 0 : read_bound(r, at, 1);

    if (end > 0)
        r->at = end;
}

static void read_behind(reader *r, qoq_number *number)
{
    size_t before;

    read_scales(r, number);
    before = r->at;
    if (!read_unit(r)) {
        read_bound_behind(r); /* 1,800多亿元: then what it is of */
        if (r->at > before && !r->out->scaled)
            read_scales(r, number);
        if (r->at > before)
            read_unit(r);
    }
    if (r->currency)
        take_per(r);
    read_bound_behind(r);
}

/* ---- what is no quantity -------------------------------------------------------------- */

/* What stands before: a letter makes A6 of it, a digit means that the number began
 * earlier. A sign behind either joins a range or a name (10-12, GPT-4), but YoY-5% is a
 * growth: *percent_only. */
static bool may_begin(const reader *r, size_t at, bool *percent_only)
{
    char c = at > 0 ? r->text[at - 1] : ' ';
    bool letter = at > 0 && is_letter_at(r, at - 1);
    bool digit = c >= '0' && c <= '9';
    bool sign = r->text[at] == '-' || r->text[at] == '+';

    *percent_only = sign && letter;
    if (sign)
        return !digit && c != '%' && c != ')';
    if (!is_digit_at(r, at) && r->text[at] != '.')
        return true;
    if ((c == '.' || c == ',' || c == ':') && at > 1 && is_digit_at(r, at - 2))
        return false;
    return !letter && !digit;
}

static bool is_period_word(const reader *r, size_t at)
{
    const qoq_term *term;

    if (!qoq_lexicon_match_kind(r->lexicon, r->text, r->len, at, QOQ_TERM_PERIOD,
                                &term))
        return false;
    while (term->kind != QOQ_TERM_PERIOD)
        term = term->next;
    return term->atom == QOQ_PA_YEAR || term->atom == QOQ_PA_MONTH ||
           term->atom == QOQ_PA_DAY || term->atom == QOQ_PA_QUARTER ||
           term->atom == QOQ_PA_FISCAL;
}

/* 人民币2024年, over 2024: what stands before does not belong to the number. */
static bool is_date(const reader *r, const qoq_printed_number *n)
{
    if (!r->currency && r->out->number.bound == QOQ_BOUND_NONE)
        return false;
    if (n->signed_ || n->grouped || n->parentheses || n->number.decimals != 0)
        return false;
    if (is_period_word(r, skip_blanks(r, r->at)))
        return true;
    return !r->currency && n->digits == 4 && !n->chinese &&
           qoq_decimal_compare(n->number.value, qoq_decimal_of(1900, 0)) >= 0 &&
           qoq_decimal_compare(n->number.value, qoq_decimal_of(2100, 0)) <= 0;
}

/* ---- together ------------------------------------------------------------------------- */

static size_t first_digit(const reader *r, const qoq_printed_number *number)
{
    size_t at = r->at;

    if (number->parentheses)
        return skip_blanks(r, at + 1);
    if (number->signed_)
        text_next(r->text, r->len, &at);
    return at;
}

static void set_money(reader *r)
{
    qoq_unit unit = {.kind = QOQ_UNIT_MONEY};

    if (!r->currency)
        return;
    r->out->currency_open = r->currency[0] == '\0';
    memcpy(unit.id, r->currency, strlen(r->currency) + 1);
    if (r->per) {
        unit.kind = QOQ_UNIT_PER_SHARE;
        strncat(unit.id, "/", sizeof unit.id - strlen(unit.id) - 1);
        strncat(unit.id, r->per, sizeof unit.id - strlen(unit.id) - 1);
    }
    r->out->unit = unit;
    if (r->out->role != QOQ_ROLE_MINOR)
        r->out->role = QOQ_ROLE_CURRENCY;
}

static bool set_value(reader *r, const qoq_printed_number *printed, qoq_number number)
{
    qoq_quantity *out = r->out;
    uint8_t bound = out->number.bound;

    if (qoq_number_scale(&out->number, number, r->power, NULL) != QOQ_OK)
        return false;
    if (r->negative)
        out->number.value = qoq_decimal_negate(out->number.value);
    out->number.bound = bound;
    out->signed_ = out->signed_ || printed->signed_;
    out->parentheses = printed->parentheses;
    out->digits = printed->digits;
    out->chinese = printed->chinese;
    out->plain = !out->scaled && out->unit.kind == QOQ_UNIT_NONE && !out->signed_ &&
                 !out->parentheses && !out->chinese && !printed->grouped &&
                 printed->number.decimals == 0 && bound == QOQ_BOUND_NONE &&
                 out->role == QOQ_ROLE_SCALE;
    return true;
}

static bool read_number(reader *r, size_t *number_at)
{
    qoq_printed_number printed;
    size_t n = qoq_number_read(&printed, r->text + r->at, r->len - r->at);
    qoq_number number;
    size_t end;

    if (n == 0 || (printed.percent && r->currency))
        return false;
    *number_at = first_digit(r, &printed);
    r->at += n;
    number = printed.number;
    r->parentheses = printed.parentheses;
    r->chinese = printed.chinese;
    end = r->at;
    r->out->scaled = printed.chinese && !printed.percent && number.decimals < 0;
    if (printed.percent) {
        r->out->unit = qoq_unit_of("percent");
        r->out->role = QOQ_ROLE_PERCENT;
        read_bound_behind(r);
    } else {
        read_behind(r, &number);
    }
    if (r->at == end && is_date(r, &printed))
        return false;
    set_money(r);
    /* 5g, 3d: a letter that is no unit. */
    if (is_digit_at(r, r->at - 1) && is_letter_at(r, r->at))
        return false;
    return set_value(r, &printed, number);
}

size_t qoq_lexicon_quantity(qoq_quantity *out, const qoq_lexicon *lexicon,
                            const char *folded, size_t len, size_t at,
                            size_t *number_at)
{
    reader r = {.lexicon = lexicon, .text = folded, .len = len, .at = at, .out = out};
    bool percent_only;

    *out = (qoq_quantity){0};
    if (!(starts_at(&r, at) & (START_NUMBER | START_AMOUNT)) ||
        !may_begin(&r, at, &percent_only))
        return 0;
    if (!is_digit_at(&r, at)) {
        read_bounds_before(&r);
        if (r.at < len)
            read_outer_sign(&r);
        read_currency_before(&r);
        if (r.currency)
            read_bounds_before(&r);
    }
    if (r.at >= len || !read_number(&r, number_at))
        return 0;
    if (percent_only && out->role != QOQ_ROLE_PERCENT && out->role != QOQ_ROLE_POINTS)
        return 0;
    return r.at - at;
}

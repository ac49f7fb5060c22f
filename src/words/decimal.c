#include "qoq/decimal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words/decimal_private.h"

/* No document prints more; it keeps every output inside QOQ_DECIMAL_ROOM. */
#define PLACES_MAX 40

#define ROUNDED_DIGITS 17

const uint64_t qoq_powers_of_ten[20] = {
    1u,
    10u,
    100u,
    1000u,
    10000u,
    100000u,
    1000000u,
    10000000u,
    100000000u,
    1000000000u,
    10000000000u,
    100000000000u,
    1000000000000u,
    10000000000000u,
    100000000000000u,
    1000000000000000u,
    10000000000000000u,
    100000000000000000u,
    1000000000000000000u,
    10000000000000000000u,
};

int qoq_digits_of(uint64_t x)
{
    int n = 1;

    while (n < 20 && x >= qoq_powers_of_ten[n])
        n++;
    return n;
}

static uint64_t magnitude(int64_t x)
{
    return x < 0 ? 0 - (uint64_t)x : (uint64_t)x;
}

/* Trailing zeros go into the exponent, as far as the exponent may go. */
static qoq_decimal strip(int64_t coefficient, int32_t exponent)
{
    if (coefficient == 0)
        return (qoq_decimal){0, 0};
    while (exponent <= QOQ_EXPONENT_MAX - 4 && coefficient % 10000 == 0) {
        coefficient /= 10000;
        exponent += 4;
    }
    while (exponent < QOQ_EXPONENT_MAX && coefficient % 10 == 0) {
        coefficient /= 10;
        exponent++;
    }
    return (qoq_decimal){coefficient, exponent};
}

bool qoq_decimal_fit(qoq_decimal *out, qoq_wide coefficient, int64_t exponent)
{
    if (coefficient == 0) {
        *out = (qoq_decimal){0, 0};
        return true;
    }
    /* INT64_MIN is left out, so that every value has its negative. */
    while (coefficient > INT64_MAX || coefficient < -(qoq_wide)INT64_MAX ||
           exponent < -QOQ_EXPONENT_MAX) {
        if (coefficient % 10 != 0)
            return false;
        coefficient /= 10;
        exponent++;
    }
    while (exponent > QOQ_EXPONENT_MAX) {
        if (coefficient > INT64_MAX / 10 || coefficient < -(INT64_MAX / 10))
            return false;
        coefficient *= 10;
        exponent--;
    }
    *out = strip((int64_t)coefficient, (int32_t)exponent);
    return true;
}

static qoq_status overflow(qoq_error *err, const char *what)
{
    return qoq_fail(err, QOQ_EOVERFLOW, "the exact %s needs more than 18 digits", what);
}

qoq_decimal qoq_decimal_of(int64_t coefficient, int32_t exponent)
{
    qoq_decimal out = {0, 0};
    bool fits = qoq_decimal_fit(&out, coefficient, exponent);

    assert(fits);
    (void)fits;
    return out;
}

bool qoq_decimal_is_zero(qoq_decimal x)
{
    return x.coefficient == 0;
}

int qoq_decimal_sign(qoq_decimal x)
{
    return (x.coefficient > 0) - (x.coefficient < 0);
}

qoq_decimal qoq_decimal_negate(qoq_decimal x)
{
    x = strip(x.coefficient, x.exponent);
    assert(x.coefficient != INT64_MIN);
    x.coefficient = -x.coefficient;
    return x;
}

qoq_decimal qoq_decimal_absolute(qoq_decimal x)
{
    if (x.coefficient < 0)
        return qoq_decimal_negate(x);
    return strip(x.coefficient, x.exponent);
}

static int compare_magnitudes(qoq_decimal a, qoq_decimal b)
{
    uint64_t x = magnitude(a.coefficient), y = magnitude(b.coefficient);
    int top_a = qoq_digits_of(x) + a.exponent, top_b = qoq_digits_of(y) + b.exponent;
    qoq_wide_unsigned wide_x = x, wide_y = y;

    if (top_a != top_b)
        return top_a < top_b ? -1 : 1;
    /* The same highest place: the exponents are less than 19 apart. */
    if (a.exponent > b.exponent)
        wide_x *= qoq_powers_of_ten[a.exponent - b.exponent];
    else
        wide_y *= qoq_powers_of_ten[b.exponent - a.exponent];
    return (wide_x > wide_y) - (wide_x < wide_y);
}

int qoq_decimal_compare(qoq_decimal a, qoq_decimal b)
{
    int sign_a = qoq_decimal_sign(a), sign_b = qoq_decimal_sign(b);

    if (sign_a != sign_b)
        return sign_a < sign_b ? -1 : 1;
    if (sign_a == 0)
        return 0;
    if (a.exponent == b.exponent)
        return (a.coefficient > b.coefficient) - (a.coefficient < b.coefficient);
    return sign_a * compare_magnitudes(a, b);
}

qoq_status qoq_decimal_add(qoq_decimal *out, qoq_decimal a, qoq_decimal b,
                           qoq_error *err)
{
    a = strip(a.coefficient, a.exponent);
    b = strip(b.coefficient, b.exponent);
    if (a.exponent < b.exponent) {
        qoq_decimal swap = a;
        a = b;
        b = swap;
    }
    if (a.coefficient == 0 || b.coefficient == 0) {
        *out = a.coefficient == 0 ? b : a;
        return QOQ_OK;
    }
    /* The last digit of b is not zero: from 10^20 on the sum cannot fit. */
    if (a.exponent - b.exponent > 19)
        return overflow(err, "sum");
    qoq_wide sum =
        (qoq_wide)a.coefficient * (qoq_wide)qoq_powers_of_ten[a.exponent - b.exponent] +
        b.coefficient;
    if (!qoq_decimal_fit(out, sum, b.exponent))
        return overflow(err, "sum");
    return QOQ_OK;
}

qoq_status qoq_decimal_subtract(qoq_decimal *out, qoq_decimal a, qoq_decimal b,
                                qoq_error *err)
{
    return qoq_decimal_add(out, a, qoq_decimal_negate(b), err);
}

qoq_status qoq_decimal_multiply(qoq_decimal *out, qoq_decimal a, qoq_decimal b,
                                qoq_error *err)
{
    if (!qoq_decimal_fit(out, (qoq_wide)a.coefficient * b.coefficient,
                         (int64_t)a.exponent + b.exponent))
        return overflow(err, "product");
    return QOQ_OK;
}

qoq_status qoq_decimal_scale(qoq_decimal *out, qoq_decimal x, int power, qoq_error *err)
{
    if (!qoq_decimal_fit(out, x.coefficient, (int64_t)x.exponent + power))
        return overflow(err, "scaled value");
    return QOQ_OK;
}

/* Does a magnitude that was cut off go up by one unit? */
static bool goes_up(qoq_rounding rounding, bool negative, int half, bool rest)
{
    switch (rounding) {
    case QOQ_ROUND_DOWN:
        return negative && rest;
    case QOQ_ROUND_UP:
        return !negative && rest;
    case QOQ_ROUND_HALF_AWAY:
        break;
    }
    return half >= 0;
}

static int count_digits(qoq_wide_unsigned x)
{
    const uint64_t top = qoq_powers_of_ten[19];

    if (x < top)
        return qoq_digits_of((uint64_t)x);
    return 19 + qoq_digits_of((uint64_t)(x / top));
}

static qoq_wide_unsigned wide_power(int n)
{
    qoq_wide_unsigned power = qoq_powers_of_ten[n > 19 ? 19 : n];

    return n > 19 ? power * qoq_powers_of_ten[n - 19] : power;
}

/* A magnitude cut to ROUNDED_DIGITS, or fewer where the exponent may not go lower;
 * `rest` says that something was cut before. */
static bool fit_cut(qoq_decimal *out, qoq_wide_unsigned size, int64_t exponent,
                    bool negative, bool rest, qoq_rounding rounding)
{
    int64_t drop = count_digits(size) - ROUNDED_DIGITS;
    int half = -1;

    if (drop < -QOQ_EXPONENT_MAX - exponent)
        drop = -QOQ_EXPONENT_MAX - exponent;
    if (drop < 0)
        drop = 0;
    if (drop > 38) { /* far below half a unit: size has 39 digits at most */
        rest = rest || size != 0;
        size = 0;
    } else {
        qoq_wide_unsigned unit = wide_power((int)drop), cut = size % unit;

        half = unit > 1 && cut >= unit / 2 ? 1 : -1;
        rest = rest || cut != 0;
        size /= unit;
    }
    size += goes_up(rounding, negative, half, rest);
    return qoq_decimal_fit(out, negative ? -(qoq_wide)size : (qoq_wide)size,
                           exponent + drop);
}

bool qoq_decimal_fit_rounded(qoq_decimal *out, qoq_wide coefficient, int64_t exponent,
                             qoq_rounding rounding)
{
    bool negative = coefficient < 0;

    if (qoq_decimal_fit(out, coefficient, exponent))
        return true;
    return fit_cut(out, (qoq_wide_unsigned)(negative ? -coefficient : coefficient),
                   exponent, negative, false, rounding);
}

qoq_status qoq_decimal_divide(qoq_decimal *out, qoq_decimal a, qoq_decimal b,
                              qoq_rounding rounding, qoq_error *err)
{
    if (b.coefficient == 0)
        return qoq_fail(err, QOQ_EINPUT, "division by zero");
    if (a.coefficient == 0) {
        *out = (qoq_decimal){0, 0};
        return QOQ_OK;
    }
    bool negative = (a.coefficient < 0) != (b.coefficient < 0);
    uint64_t over = magnitude(a.coefficient), under = magnitude(b.coefficient);
    int shift = 19 - qoq_digits_of(over);
    /* 38 digits over at most 19: a quotient of 19 or more. */
    qoq_wide_unsigned dividend =
        (qoq_wide_unsigned)(over * qoq_powers_of_ten[shift]) * qoq_powers_of_ten[19];
    qoq_wide_unsigned quotient = dividend / under;
    bool rest = quotient * under != dividend;
    int64_t exponent = (int64_t)a.exponent - b.exponent - shift - 19;

    if (!rest &&
        qoq_decimal_fit(out, negative ? -(qoq_wide)quotient : (qoq_wide)quotient,
                        exponent))
        return QOQ_OK;
    if (!fit_cut(out, quotient, exponent, negative, rest, rounding))
        return overflow(err, "quotient");
    return QOQ_OK;
}

qoq_decimal qoq_decimal_round(qoq_decimal x, int places, qoq_rounding rounding)
{
    bool keep = places == QOQ_DECIMALS_INF || places == QOQ_DECIMALS_UNKNOWN;

    if (keep || x.coefficient == 0 || -x.exponent <= places)
        return strip(x.coefficient, x.exponent);
    if (places < -QOQ_EXPONENT_MAX)
        places = -QOQ_EXPONENT_MAX;
    int drop = -places - x.exponent; /* at least 1, unless places was clamped */
    if (drop <= 0)
        return strip(x.coefficient, x.exponent);
    bool negative = x.coefficient < 0;
    uint64_t size = magnitude(x.coefficient), kept = 0, cut = size;
    int half = -1; /* beyond 19 digits everything is less than half a unit */
    if (drop <= 19) {
        kept = size / qoq_powers_of_ten[drop];
        cut = size % qoq_powers_of_ten[drop];
        half = cut < qoq_powers_of_ten[drop] / 2 ? -1 : 1;
    }
    kept += goes_up(rounding, negative, half, cut != 0);
    return strip(negative ? -(int64_t)kept : (int64_t)kept, -places);
}

double qoq_decimal_double(qoq_decimal x)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

    x = strip(x.coefficient, x.exponent);
    /* Both exact in a double: one rounding, so the nearest. */
    if (magnitude(x.coefficient) < UINT64_C(1) << 53 && abs(x.exponent) <= 22) {
        double c = (double)x.coefficient;

        return x.exponent < 0 ? c / powers[-x.exponent] : c * powers[x.exponent];
    }
    char text[40]; /* without a point, so that no locale changes what strtod reads */
    snprintf(text, sizeof text, "%llde%d", (long long)x.coefficient, (int)x.exponent);
    return strtod(text, NULL);
}

int qoq_decimal_last_place(qoq_decimal x)
{
    return strip(x.coefficient, x.exponent).exponent;
}

/* Digits of the integer part, with a separator every three if one is asked for. */
static size_t put_integer(char *out, const char *digits, size_t count, char separator)
{
    size_t len = 0;

    for (size_t i = 0; i < count; i++) {
        if (separator && i > 0 && (count - i) % 3 == 0)
            out[len++] = separator;
        out[len++] = digits[i];
    }
    return len;
}

static size_t format(char out[QOQ_DECIMAL_ROOM], qoq_decimal x, int places,
                     char separator)
{
    char digits[2 * QOQ_EXPONENT_MAX + 24];
    size_t count = 0, len = 0;

    x = strip(x.coefficient, x.exponent);
    if (places < 0 || places > PLACES_MAX)
        places = 0;
    size_t behind = x.exponent < 0 ? (size_t)-x.exponent : 0;
    for (uint64_t rest = magnitude(x.coefficient); rest > 0; rest /= 10)
        digits[sizeof digits - ++count] = (char)('0' + rest % 10);
    while (count <= behind) /* 0.05: zeros in front of what is there */
        digits[sizeof digits - ++count] = '0';
    memmove(digits, digits + sizeof digits - count, count);
    for (int i = 0; i < x.exponent; i++)
        digits[count++] = '0';

    if (x.coefficient < 0)
        out[len++] = '-';
    len += put_integer(out + len, digits, count - behind, separator);
    if (behind > 0 || places > 0)
        out[len++] = '.';
    memcpy(out + len, digits + count - behind, behind);
    len += behind;
    for (; behind < (size_t)places; behind++)
        out[len++] = '0';
    out[len] = '\0';
    return len;
}

size_t qoq_decimal_format(char out[QOQ_DECIMAL_ROOM], qoq_decimal x, int places)
{
    return format(out, x, places, '\0');
}

size_t qoq_decimal_format_grouped(char out[QOQ_DECIMAL_ROOM], qoq_decimal x, int places)
{
    return format(out, x, places, ',');
}

/* Digits as they come. Zeros wait until a digit follows, so that the result is in
 * normal form and no number of zeros at the end can overflow. */
typedef struct digit_run {
    uint64_t coefficient;
    size_t zeros;
    bool overflow;
} digit_run;

static void push_digit(digit_run *run, unsigned digit)
{
    if (run->coefficient >= INT64_MAX / 10 &&
        run->coefficient > ((uint64_t)INT64_MAX - digit) / 10)
        run->overflow = true;
    else
        run->coefficient = run->coefficient * 10 + digit;
}

static void take_digit(digit_run *run, unsigned digit)
{
    if (digit == 0) {
        run->zeros++;
        return;
    }
    for (; run->coefficient > 0 && run->zeros > 0 && !run->overflow; run->zeros--)
        push_digit(run, 0);
    push_digit(run, digit);
    run->zeros = 0;
}

/* Digits without trailing zeros are in normal form already. */
static bool make_from_run(qoq_decimal *out, const digit_run *run, bool negative,
                          size_t behind)
{
    int64_t value = negative ? -(int64_t)run->coefficient : (int64_t)run->coefficient;
    int64_t exponent = (int64_t)run->zeros - (int64_t)behind;

    if (value == 0 || exponent > QOQ_EXPONENT_MAX || exponent < -QOQ_EXPONENT_MAX)
        return qoq_decimal_fit(out, value, exponent);
    *out = (qoq_decimal){value, (int32_t)exponent};
    return true;
}

static qoq_status not_decimal(qoq_error *err, const char *text, size_t len)
{
    return qoq_fail(err, QOQ_EINPUT, "'%.*s' is not a plain decimal such as -12.5",
                    (int)(len > 60 ? 60 : len), text);
}

qoq_status qoq_decimal_parse(qoq_decimal *out, const char *text, size_t len,
                             qoq_error *err)
{
    digit_run run = {0};
    size_t at = len > 0 && text[0] == '-', start = at;
    bool negative = start > 0;

    for (; at < len && text[at] >= '0' && text[at] <= '9'; at++)
        take_digit(&run, (unsigned)(text[at] - '0'));
    if (at == start)
        return not_decimal(err, text, len);
    size_t behind = 0;
    if (at < len && text[at] == '.') {
        for (at++; at < len && text[at] >= '0' && text[at] <= '9'; at++, behind++)
            take_digit(&run, (unsigned)(text[at] - '0'));
        if (behind == 0)
            return not_decimal(err, text, len);
    }
    if (at < len)
        return not_decimal(err, text, len);
    if (run.overflow || !make_from_run(out, &run, negative, behind))
        return qoq_fail(err, QOQ_EOVERFLOW,
                        "'%.*s' has more than 18 significant digits",
                        (int)(len > 60 ? 60 : len), text);
    return QOQ_OK;
}

qoq_status qoq_number_scale(qoq_number *out, qoq_number x, int power, qoq_error *err)
{
    qoq_decimal value;

    QOQ_TRY(qoq_decimal_scale(&value, x.value, power, err));
    if (x.decimals != QOQ_DECIMALS_INF && x.decimals != QOQ_DECIMALS_UNKNOWN) {
        int decimals = x.decimals - power;

        if (decimals <= QOQ_DECIMALS_UNKNOWN || decimals >= QOQ_DECIMALS_INF)
            return overflow(err, "scaled value");
        x.decimals = (int16_t)decimals;
    }
    x.value = value;
    *out = x;
    return QOQ_OK;
}

static const char *const bound_names[] = {"", "about", "over", "under", "low", "high"};

#define BOUND_COUNT (sizeof bound_names / sizeof bound_names[0])

const char *qoq_bound_name(qoq_bound bound)
{
    assert((size_t)bound < BOUND_COUNT);
    return bound_names[bound];
}

bool qoq_bound_parse(qoq_bound *out, qoq_slice text)
{
    for (size_t i = 0; i < BOUND_COUNT; i++) {
        if (!qoq_slice_is(text, bound_names[i]))
            continue;
        *out = (qoq_bound)i;
        return true;
    }
    return false;
}

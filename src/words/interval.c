#include "qoq/interval.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "words/decimal_private.h"

static qoq_status too_big(qoq_error *err)
{
    return qoq_fail(err, QOQ_EOVERFLOW, "the end of an interval is out of range");
}

/* a + b exactly, or rounded as told where 18 digits are not enough. */
static qoq_status add_rounded(qoq_decimal *out, qoq_decimal a, qoq_decimal b,
                              qoq_rounding rounding, qoq_error *err)
{
    if (a.exponent < b.exponent) {
        qoq_decimal swap = a;
        a = b;
        b = swap;
    }
    if (a.coefficient == 0 || b.coefficient == 0) {
        a = a.coefficient == 0 ? b : a;
        *out = qoq_decimal_of(a.coefficient, a.exponent);
        return QOQ_OK;
    }
    /* 128 bits hold 19 more digits; what b has behind them only pushes the last one. */
    int shift = a.exponent - b.exponent > 19 ? 19 : a.exponent - b.exponent;
    int exponent = a.exponent - shift;
    qoq_wide sum = (qoq_wide)a.coefficient * (qoq_wide)qoq_powers_of_ten[shift];

    if (exponent > b.exponent) {
        b = qoq_decimal_round(b, -exponent, rounding);
        for (; b.exponent > exponent; b.exponent--)
            b.coefficient *= 10;
    }
    if (!qoq_decimal_fit_rounded(out, sum + b.coefficient, exponent, rounding))
        return too_big(err);
    return QOQ_OK;
}

static qoq_status multiply_rounded(qoq_decimal *out, qoq_decimal a, qoq_decimal b,
                                   qoq_rounding rounding, qoq_error *err)
{
    if (!qoq_decimal_fit_rounded(out, (qoq_wide)a.coefficient * b.coefficient,
                                 (int64_t)a.exponent + b.exponent, rounding))
        return too_big(err);
    return QOQ_OK;
}

/* One unit of the last digit that is not zero. A power of ten has its neighbour in the
 * place below (约1000亿 is 900 to 1100), or "about" would reach down to 0. */
static qoq_decimal last_unit(qoq_number x)
{
    qoq_decimal value = qoq_decimal_absolute(x.value);

    if (value.coefficient == 0) {
        bool known = x.decimals > -QOQ_EXPONENT_MAX && x.decimals <= QOQ_EXPONENT_MAX;

        return known ? qoq_decimal_of(1, -x.decimals) : value;
    }
    return qoq_decimal_of(1, value.exponent - (value.coefficient == 1 &&
                                               value.exponent > -QOQ_EXPONENT_MAX));
}

static qoq_status around(qoq_interval *out, qoq_decimal value, qoq_decimal below,
                         qoq_decimal above, qoq_error *err)
{
    qoq_interval x;

    QOQ_TRY(add_rounded(&x.low, value, qoq_decimal_negate(below), QOQ_ROUND_DOWN, err));
    QOQ_TRY(add_rounded(&x.high, value, above, QOQ_ROUND_UP, err));
    *out = x;
    return QOQ_OK;
}

qoq_status qoq_interval_of(qoq_interval *out, qoq_number x, qoq_error *err)
{
    const qoq_decimal zero = {0, 0};
    qoq_decimal unit = last_unit(x), half;

    switch ((qoq_bound)x.bound) {
    case QOQ_BOUND_ABOUT:
        return around(out, x.value, unit, unit, err);
    case QOQ_BOUND_OVER:
    case QOQ_BOUND_UNDER:
        /* Words speak of the size: a loss of more than 5 is below -5. */
        if ((x.bound == QOQ_BOUND_OVER) == (qoq_decimal_sign(x.value) >= 0))
            return around(out, x.value, zero, unit, err);
        return around(out, x.value, unit, zero, err);
    case QOQ_BOUND_NONE:
    case QOQ_BOUND_LOW:
    case QOQ_BOUND_HIGH:
        break;
    }
    if (x.decimals == QOQ_DECIMALS_INF) {
        *out = qoq_interval_point(x.value);
        return QOQ_OK;
    }
    if (x.decimals == QOQ_DECIMALS_UNKNOWN)
        return around(out, x.value, unit, unit, err);
    if (!qoq_decimal_fit(&half, 5, -(int64_t)x.decimals - 1))
        return too_big(err);
    return around(out, x.value, half, half, err);
}

qoq_interval qoq_interval_point(qoq_decimal x)
{
    x = qoq_decimal_of(x.coefficient, x.exponent);
    return (qoq_interval){x, x};
}

/* ---- arithmetic ------------------------------------------------------------------ */

qoq_status qoq_interval_add(qoq_interval *out, qoq_interval a, qoq_interval b,
                            qoq_error *err)
{
    qoq_interval x;

    QOQ_TRY(add_rounded(&x.low, a.low, b.low, QOQ_ROUND_DOWN, err));
    QOQ_TRY(add_rounded(&x.high, a.high, b.high, QOQ_ROUND_UP, err));
    *out = x;
    return QOQ_OK;
}

qoq_status qoq_interval_subtract(qoq_interval *out, qoq_interval a, qoq_interval b,
                                 qoq_error *err)
{
    qoq_interval minus = {qoq_decimal_negate(b.high), qoq_decimal_negate(b.low)};

    return qoq_interval_add(out, a, minus, err);
}

typedef qoq_status (*rounded_fn)(qoq_decimal *out, qoq_decimal a, qoq_decimal b,
                                 qoq_rounding rounding, qoq_error *err);

/* The hull of the four corners, each rounded both ways. */
static qoq_status corners(qoq_interval *out, qoq_interval a, qoq_interval b,
                          rounded_fn fn, qoq_error *err)
{
    const qoq_decimal x[] = {a.low, a.low, a.high, a.high};
    const qoq_decimal y[] = {b.low, b.high, b.low, b.high};
    qoq_interval all = {{0, 0}, {0, 0}};

    for (size_t i = 0; i < 4; i++) {
        qoq_interval one;

        QOQ_TRY(fn(&one.low, x[i], y[i], QOQ_ROUND_DOWN, err));
        QOQ_TRY(fn(&one.high, x[i], y[i], QOQ_ROUND_UP, err));
        all = i == 0 ? one : qoq_interval_hull(all, one);
    }
    *out = all;
    return QOQ_OK;
}

qoq_status qoq_interval_multiply(qoq_interval *out, qoq_interval a, qoq_interval b,
                                 qoq_error *err)
{
    return corners(out, a, b, multiply_rounded, err);
}

qoq_status qoq_interval_divide(qoq_interval *out, qoq_interval a, qoq_interval b,
                               qoq_error *err)
{
    if (qoq_interval_has_zero(b))
        return qoq_fail(err, QOQ_EINPUT, "division by an interval that contains zero");
    return corners(out, a, b, qoq_decimal_divide, err);
}

qoq_status qoq_interval_scale(qoq_interval *out, qoq_interval x, int power,
                              qoq_error *err)
{
    qoq_interval scaled;

    QOQ_TRY(qoq_decimal_scale(&scaled.low, x.low, power, err));
    QOQ_TRY(qoq_decimal_scale(&scaled.high, x.high, power, err));
    *out = scaled;
    return QOQ_OK;
}

/* 100 × now / base - 100, one division an end. */
static qoq_status growth_end(qoq_decimal *out, qoq_decimal now, qoq_decimal base,
                             qoq_rounding rounding, qoq_error *err)
{
    qoq_decimal ratio;

    QOQ_TRY(qoq_decimal_divide(&ratio, now, base, rounding, err));
    QOQ_TRY(qoq_decimal_scale(&ratio, ratio, 2, err));
    return add_rounded(out, ratio, qoq_decimal_of(-100, 0), rounding, err);
}

qoq_status qoq_interval_growth(qoq_interval *out, qoq_interval now, qoq_interval base,
                               qoq_error *err)
{
    qoq_interval x;

    if (!qoq_interval_is_positive(base))
        return qoq_fail(err, QOQ_EINPUT, "growth on a base that is not positive");
    QOQ_TRY(growth_end(&x.low, now.low,
                       qoq_decimal_sign(now.low) < 0 ? base.low : base.high,
                       QOQ_ROUND_DOWN, err));
    QOQ_TRY(growth_end(&x.high, now.high,
                       qoq_decimal_sign(now.high) < 0 ? base.high : base.low,
                       QOQ_ROUND_UP, err));
    *out = x;
    return QOQ_OK;
}

/* ---- questions ------------------------------------------------------------------- */

static qoq_decimal smaller(qoq_decimal a, qoq_decimal b)
{
    return qoq_decimal_compare(a, b) <= 0 ? a : b;
}

static qoq_decimal larger(qoq_decimal a, qoq_decimal b)
{
    return qoq_decimal_compare(a, b) >= 0 ? a : b;
}

static bool is_point(qoq_interval x)
{
    return qoq_decimal_compare(x.low, x.high) == 0;
}

bool qoq_interval_contains(qoq_interval x, qoq_decimal value)
{
    return qoq_decimal_compare(x.low, value) <= 0 &&
           qoq_decimal_compare(value, x.high) <= 0;
}

bool qoq_interval_inside(qoq_interval inner, qoq_interval outer)
{
    return qoq_interval_contains(outer, inner.low) &&
           qoq_interval_contains(outer, inner.high);
}

bool qoq_interval_agrees(qoq_interval a, qoq_interval b)
{
    int order = qoq_decimal_compare(larger(a.low, b.low), smaller(a.high, b.high));

    return order < 0 || (order == 0 && (is_point(a) || is_point(b)));
}

bool qoq_interval_meet(qoq_interval *out, qoq_interval a, qoq_interval b)
{
    qoq_interval x = {larger(a.low, b.low), smaller(a.high, b.high)};

    if (qoq_decimal_compare(x.low, x.high) > 0)
        return false;
    *out = x;
    return true;
}

qoq_interval qoq_interval_hull(qoq_interval a, qoq_interval b)
{
    return (qoq_interval){smaller(a.low, b.low), larger(a.high, b.high)};
}

/* a / 2 + b / 2, for a + b might not fit. Rounding the halves of the largest values up
 * can still pass the largest by a hair; the exact result is never beyond it. */
static qoq_decimal half_of_sum(qoq_decimal a, qoq_decimal b, qoq_rounding rounding)
{
    const qoq_decimal half = {5, -1};
    qoq_decimal x, y, out;

    if (multiply_rounded(&x, a, half, rounding, NULL) != QOQ_OK ||
        multiply_rounded(&y, b, half, rounding, NULL) != QOQ_OK ||
        add_rounded(&out, x, y, rounding, NULL) != QOQ_OK)
        return (qoq_decimal){a.coefficient < 0 ? -INT64_MAX : INT64_MAX,
                             QOQ_EXPONENT_MAX};
    return out;
}

qoq_decimal qoq_interval_middle(qoq_interval x)
{
    return half_of_sum(x.low, x.high, QOQ_ROUND_HALF_AWAY);
}

qoq_decimal qoq_interval_half_width(qoq_interval x)
{
    return half_of_sum(x.high, qoq_decimal_negate(x.low), QOQ_ROUND_UP);
}

bool qoq_interval_is_positive(qoq_interval x)
{
    return qoq_decimal_sign(x.low) > 0;
}

bool qoq_interval_is_negative(qoq_interval x)
{
    return qoq_decimal_sign(x.high) < 0;
}

bool qoq_interval_has_zero(qoq_interval x)
{
    return qoq_decimal_sign(x.low) <= 0 && qoq_decimal_sign(x.high) >= 0;
}

/* ---- digits ---------------------------------------------------------------------- */

#define LONGEST_VALUE 20

static const char ellipsis[] = "…";

/* The value rounded to places; one that no table has room for as a power: 4e30. */
static size_t put_value(char *out, qoq_decimal value, int places, bool plus)
{
    char text[QOQ_DECIMAL_ROOM];
    qoq_decimal rounded = qoq_decimal_round(value, places, QOQ_ROUND_HALF_AWAY);
    size_t len = qoq_decimal_format(text, rounded, places), at = 0;

    if (plus && qoq_decimal_sign(rounded) > 0)
        out[at++] = '+';
    if (len > LONGEST_VALUE) {
        int top = (int)len - 1 - (text[0] == '-') - (places > 0 ? places + 1 : 0);

        rounded = qoq_decimal_round(rounded, -top, QOQ_ROUND_HALF_AWAY);
        len = (size_t)snprintf(text, sizeof text, "%de%d", (int)rounded.coefficient,
                               (int)rounded.exponent);
    }
    memcpy(out + at, text, len);
    return at + len;
}

size_t qoq_interval_format_growth(char out[64], qoq_interval percent,
                                  const char *suffix)
{
    const qoq_decimal tenth = {5, -2}, whole = {15, -1};
    qoq_decimal half = qoq_interval_half_width(percent);
    qoq_decimal middle = qoq_interval_middle(percent);
    size_t len, suffix_len = strlen(suffix);

    if (qoq_decimal_compare(half, whole) <= 0) {
        bool reads_zero =
            qoq_decimal_is_zero(qoq_decimal_round(middle, 0, QOQ_ROUND_HALF_AWAY));
        bool fine = reads_zero || qoq_decimal_compare(half, tenth) <= 0;

        len = put_value(out, middle, fine ? 1 : 0, true);
    } else {
        len = put_value(out, percent.low, 0, false);
        memcpy(out + len, ellipsis, sizeof ellipsis - 1);
        len += sizeof ellipsis - 1;
        len += put_value(out + len, percent.high, 0, false);
    }
    assert(len + suffix_len < 64);
    memcpy(out + len, suffix, suffix_len + 1);
    return len + suffix_len;
}

int qoq_interval_places(qoq_interval x)
{
    qoq_decimal half = qoq_interval_half_width(x);

    if (half.coefficient == 0)
        return QOQ_DECIMALS_INF;
    if (half.coefficient == 1)
        return -half.exponent;
    return -(half.exponent + qoq_digits_of((uint64_t)half.coefficient));
}

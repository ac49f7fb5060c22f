/**
 * Intervals: what a stated number allows the true one to be, and arithmetic on that.
 *
 * finance.md, "Intervals". The ends are exact decimals, rounded outward only where a
 * quotient does not come out even or an end needs more digits than a decimal has (the
 * sum of a level and a quotient), so an interval always encloses the true result.
 */
#ifndef QOQ_INTERVAL_H
#define QOQ_INTERVAL_H

#include "qoq/decimal.h"

#ifdef __cplusplus
extern "C" {
#endif

/** low <= high. An exact value has low == high. The ends stand for the open interval of
 * finance.md; that they are outside shows in qoq_interval_agrees only. */
typedef struct qoq_interval {
    qoq_decimal low, high;
} qoq_interval;

/**
 * Of a stated number: v ± half a unit of its last place; about: ± one unit of the last
 * non-zero digit; over: v to v + that unit; under: v - that unit to v; low and high
 * like none; decimals INF: the point v; unknown: like about.
 *
 * The unit of a power of ten is that of the place below: 约1000亿 is 900 to 1100, as
 * ± 1000 would say nothing. Over and under speak of the size: a loss of more than 5 is
 * below -5.
 *
 * Errors  QOQ_EOVERFLOW for an exactness or a value out of range
 */
QOQ_API qoq_status qoq_interval_of(qoq_interval *out, qoq_number x, qoq_error *err);
QOQ_API qoq_interval qoq_interval_point(qoq_decimal x);

/** Sum, difference, product of any value of a with any of b. Errors of these and of the
 * next three: QOQ_EOVERFLOW when an end lies beyond what a decimal holds; *out
 * untouched. */
QOQ_API qoq_status qoq_interval_add(qoq_interval *out, qoq_interval a, qoq_interval b,
                                    qoq_error *err);
QOQ_API qoq_status qoq_interval_subtract(qoq_interval *out, qoq_interval a,
                                         qoq_interval b, qoq_error *err);
QOQ_API qoq_status qoq_interval_multiply(qoq_interval *out, qoq_interval a,
                                         qoq_interval b, qoq_error *err);
/** Errors  QOQ_EINPUT also when b contains 0. */
QOQ_API qoq_status qoq_interval_divide(qoq_interval *out, qoq_interval a,
                                       qoq_interval b, qoq_error *err);
/** x × 10^power. */
QOQ_API qoq_status qoq_interval_scale(qoq_interval *out, qoq_interval x, int power,
                                      qoq_error *err);

/**
 * 100 × (now / base - 1), in percent; as narrow as the two allow.
 * Errors   QOQ_EINPUT when base is not wholly > 0
 * Example  42.9 bn on 34.5 bn: 24.02 to 24.68
 */
QOQ_API qoq_status qoq_interval_growth(qoq_interval *out, qoq_interval now,
                                       qoq_interval base, qoq_error *err);

/** The ends belong to it. */
QOQ_API bool qoq_interval_contains(qoq_interval x, qoq_decimal value);
QOQ_API bool qoq_interval_inside(qoq_interval inner, qoq_interval outer);

/** Overlap in more than a point; an exact value agrees with what contains it. */
QOQ_API bool qoq_interval_agrees(qoq_interval a, qoq_interval b);

/** The common part, which may be a point; false (and *out untouched) when there is
 * none. */
QOQ_API bool qoq_interval_meet(qoq_interval *out, qoq_interval a, qoq_interval b);

/** The smallest interval around both. */
QOQ_API qoq_interval qoq_interval_hull(qoq_interval a, qoq_interval b);

QOQ_API qoq_decimal qoq_interval_middle(qoq_interval x);
QOQ_API qoq_decimal qoq_interval_half_width(qoq_interval x); /* rounded up */
QOQ_API bool qoq_interval_is_positive(qoq_interval x);       /* low > 0 */
QOQ_API bool qoq_interval_is_negative(qoq_interval x);       /* high < 0 */
QOQ_API bool qoq_interval_has_zero(qoq_interval x);

/**
 * Digit rules of finance.md for computed growth and points: one decimal when the
 * half-width is at most 0.05, whole percent (the middle) when at most 1.5, else the two
 * ends: "+17.2%", "+24%", "-51…-44%", "0…400%", "+0.1%". `suffix` is "%" or "" (pp).
 *
 * Memory  out has 64 bytes; returns the length in bytes
 */
QOQ_API size_t qoq_interval_format_growth(char out[64], qoq_interval percent,
                                          const char *suffix);

/**
 * Decimal place to which a derived level may show digits: the finest place whose unit
 * is at least the half-width (as XBRL decimals; QOQ_DECIMALS_INF for a point).
 */
QOQ_API int qoq_interval_places(qoq_interval x);

#ifdef __cplusplus
}
#endif

#endif

/**
 * Exact decimal values, and numbers as a document states them.
 *
 * A qoq_decimal is coefficient × 10^exponent with a 64-bit coefficient; arithmetic is
 * exact or an overflow error, never rounded in silence and never a double. A qoq_number
 * is a decimal together with how exactly it was stated.
 *
 * Example  "92.1" read by qoq_number_read is {921, -1} with decimals 1; scaled by 8, as
 *          亿 asks, it is {921, 7}, 9,210,000,000, with decimals -7
 */
#ifndef QOQ_DECIMAL_H
#define QOQ_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "qoq/error.h"
#include "qoq/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/** coefficient × 10^exponent. Normal form: no trailing zeros in the coefficient; 0 is 0
 * × 10^0. Every function accepts any form and returns the normal one. INT64_MIN is
 * never a coefficient, so that every value has its negative. */
typedef struct qoq_decimal {
    int64_t coefficient;
    int32_t exponent; /* -64..64 */
} qoq_decimal;

/** What a printed number says of the true one. */
typedef enum qoq_bound {
    QOQ_BOUND_NONE,  /* rounded to `decimals` */
    QOQ_BOUND_ABOUT, /* 约, about */
    QOQ_BOUND_OVER,  /* 逾, 超过, more than */
    QOQ_BOUND_UNDER, /* 近, 不足, less than */
    QOQ_BOUND_LOW,   /* the lower end of a range */
    QOQ_BOUND_HIGH   /* the upper end */
} qoq_bound;

#define QOQ_DECIMALS_INF     1000    /* exact: INF */
#define QOQ_DECIMALS_UNKNOWN (-1000) /* not known: empty */

/** A value with its exactness: XBRL's decimals attribute (-6 = to the million) or one
 * of the two constants above. */
typedef struct qoq_number {
    qoq_decimal value;
    int16_t decimals;
    uint8_t bound; /* qoq_bound */
} qoq_number;

/** In normal form. The value must fit (it does for every exponent in -64..64); anything
 * else is a bug of the caller. */
QOQ_API qoq_decimal qoq_decimal_of(int64_t coefficient, int32_t exponent);
QOQ_API bool qoq_decimal_is_zero(qoq_decimal x);
QOQ_API int qoq_decimal_sign(qoq_decimal x); /* -1, 0, 1 */
QOQ_API qoq_decimal qoq_decimal_negate(qoq_decimal x);
QOQ_API qoq_decimal qoq_decimal_absolute(qoq_decimal x);

/** -1, 0, 1; exact for all values. */
QOQ_API int qoq_decimal_compare(qoq_decimal a, qoq_decimal b);

/** Exact, or QOQ_EOVERFLOW when the result needs more than 64 bits. *out untouched
 * then. */
QOQ_API qoq_status qoq_decimal_add(qoq_decimal *out, qoq_decimal a, qoq_decimal b,
                                   qoq_error *err);
QOQ_API qoq_status qoq_decimal_subtract(qoq_decimal *out, qoq_decimal a, qoq_decimal b,
                                        qoq_error *err);
QOQ_API qoq_status qoq_decimal_multiply(qoq_decimal *out, qoq_decimal a, qoq_decimal b,
                                        qoq_error *err);
/** x × 10^power. */
QOQ_API qoq_status qoq_decimal_scale(qoq_decimal *out, qoq_decimal x, int power,
                                     qoq_error *err);

/** Which way a quotient or a rounding goes when it does not come out even. */
typedef enum qoq_rounding {
    QOQ_ROUND_HALF_AWAY, /* display: half away from zero */
    QOQ_ROUND_DOWN,      /* towards minus infinity */
    QOQ_ROUND_UP         /* towards plus infinity */
} qoq_rounding;

/**
 * a / b with 17 significant digits (fewer below 10^-48, as no exponent is below -64),
 * rounded as told; exact when it comes out even.
 * Errors  b = 0: QOQ_EINPUT
 */
QOQ_API qoq_status qoq_decimal_divide(qoq_decimal *out, qoq_decimal a, qoq_decimal b,
                                      qoq_rounding rounding, qoq_error *err);

/** Rounded to `places` decimal places (negative: to tens, hundreds...); unchanged for
 * QOQ_DECIMALS_INF and QOQ_DECIMALS_UNKNOWN. */
QOQ_API qoq_decimal qoq_decimal_round(qoq_decimal x, int places, qoq_rounding rounding);

/** The nearest double, for GSL and charts only. */
QOQ_API double qoq_decimal_double(qoq_decimal x);

/** Exponent of the last printed non-zero digit: 1200 → 2, 0.05 → -2, 0 → 0. */
QOQ_API int qoq_decimal_last_place(qoq_decimal x);

/**
 * Plain decimal in full, as a dataset holds it: "92133000000", "-0.42", "17". Zeros are
 * added up to `places` digits behind the point (17 with 2: "17.00"), nothing is cut off
 * (use qoq_decimal_round before). Negative places, and those above 40
 * (QOQ_DECIMALS_INF), add nothing.
 *
 * Memory  out has QOQ_DECIMAL_ROOM bytes; returns the length
 */
#define QOQ_DECIMAL_ROOM 160
QOQ_API size_t qoq_decimal_format(char out[QOQ_DECIMAL_ROOM], qoq_decimal x,
                                  int places);

/** The same with separators every three digits: 1,234.5. For display. */
QOQ_API size_t qoq_decimal_format_grouped(char out[QOQ_DECIMAL_ROOM], qoq_decimal x,
                                          int places);

/**
 * Strict plain decimal as written by qoq_decimal_format: [-]digits[.digits].
 * Errors  QOQ_EINPUT, QOQ_EOVERFLOW for more digits than 64 bits hold; *out untouched
 */
QOQ_API qoq_status qoq_decimal_parse(qoq_decimal *out, const char *text, size_t len,
                                     qoq_error *err);

/**
 * A number as printed in a document, in either language, at the start of `text`.
 *
 *     1,234.5   １２３   .5   －3   ＋８   △1.2 (minus)   负3   (1.2) and （25％） (negative,
 *     *parentheses set; the second *percent too)   1 234 and 1'234 (a thin, figure or
 *     no-break blank or an apostrophe between groups of three)
 *     一百二十   二零二五   五亿六千万   十二点五   一点五亿   廿三   两   兆 = 10^12
 *     百分之十五 (15, *percent set)   千分之三 (0.3)   3成 (30)   三成半 (35)   1.4 of 1.4倍
 *
 * Refused (0): 1.2.3 and 4.2.1 (versions), 12,34 and 1.234,56 (a comma before digits
 * that are no group of three), 12:30, 三分之一, 一半, 十几, 数十, 几百, 七八, 一百五, a lone 零 (零售),
 * more digits than 64 bits hold. After a refusal call qoq_number_skip, or the end of
 * the thing is read as a number.
 *
 * The reader sees nothing before `text`: that a digit is not glued to Latin letters
 * (A6), that a sign stands where a sign may stand (10-12), is the caller's to know.
 * Lone 一, 两, 十, 三 may be part of a word (一般, 十分): the caller decides by what follows.
 *
 * decimals  digits printed behind the point; with 万, 亿 inside a Chinese numeral the
 *           place of its last digit: 五亿六千万 has -7, 3成 has -1. bound is NONE
 * Returns   the number of bytes read; 0 = no number starts here
 */
typedef struct qoq_printed_number {
    qoq_number number;
    bool percent;     /* 百分之, 成, (5%): the value is in percent */
    bool parentheses; /* (1.2): negative in tables, where it may be an aside in prose */
    bool chinese;     /* written in Chinese numerals */
    bool signed_;     /* a sign was printed */
    bool grouped;     /* with separators: no year */
    uint8_t digits;   /* digits before the point, for year-like tests; 0 for a Chinese
                         numeral that is no string of digits */
} qoq_printed_number;

QOQ_API size_t qoq_number_read(qoq_printed_number *out, const char *text, size_t len);

/**
 * What to step over where qoq_number_read returned 0: the bytes of 4.2.1, 12:30, 数十,
 * 三分之一; 0 = nothing special here, go on with the next character.
 */
QOQ_API size_t qoq_number_skip(const char *text, size_t len);

/** The whole of `text` as one such number (surrounding blanks allowed). Errors
 * QOQ_EINPUT. */
QOQ_API qoq_status qoq_number_parse(qoq_printed_number *out, const char *text,
                                    size_t len, qoq_error *err);

/** A number times 10^power, its decimals shifted with it (1.5 and 8: 150000000, -7),
 * its bound kept. Errors QOQ_EOVERFLOW. */
QOQ_API qoq_status qoq_number_scale(qoq_number *out, qoq_number x, int power,
                                    qoq_error *err);

/** "", "about", "over", "under", "low", "high"; parse is false for anything else. */
QOQ_API const char *qoq_bound_name(qoq_bound bound);
QOQ_API bool qoq_bound_parse(qoq_bound *out, qoq_slice text);

#ifdef __cplusplus
}
#endif

#endif

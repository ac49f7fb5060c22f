/**
 * Arithmetic shared by the decimal and interval rooms: 128-bit intermediates.
 */
#ifndef QOQ_WORDS_DECIMAL_PRIVATE_H
#define QOQ_WORDS_DECIMAL_PRIVATE_H

#include "qoq/decimal.h"

/* gcc and clang accept __int128 under -pedantic only behind __extension__. */
__extension__ typedef __int128 qoq_wide;
__extension__ typedef unsigned __int128 qoq_wide_unsigned;

#define QOQ_EXPONENT_MAX 64

/** 10^n for n = 0..19. */
extern const uint64_t qoq_powers_of_ten[20];

/** Decimal digits of x; 1 for 0. */
int qoq_digits_of(uint64_t x);

/** The normal form of coefficient × 10^exponent; false when it does not fit. */
bool qoq_decimal_fit(qoq_decimal *out, qoq_wide coefficient, int64_t exponent);

/** The same, rounded as told to 17 digits where the exact value has too many, or to
 * 10^-64; false only when the value is too large. */
bool qoq_decimal_fit_rounded(qoq_decimal *out, qoq_wide coefficient, int64_t exponent,
                             qoq_rounding rounding);

#endif

/*
 * The contracts of the room decimal, for any bytes: a number read lies inside the text,
 * has a sound value and exactness, and reads the same from a text that ends behind it; a
 * plain decimal formats and parses back to itself; an interval encloses its number.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/decimal.h"
#include "qoq/interval.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static bool same(qoq_decimal a, qoq_decimal b)
{
    return a.coefficient == b.coefficient && a.exponent == b.exponent;
}

static void check_value(qoq_decimal x)
{
    char text[QOQ_DECIMAL_ROOM];
    qoq_decimal back;
    size_t len = qoq_decimal_format(text, x, 0);

    require(len < sizeof text && text[len] == '\0');
    require(x.coefficient == 0 ? x.exponent == 0 : true);
    require(x.coefficient % 10 != 0 || x.coefficient == 0 || x.exponent == 64);
    require(qoq_decimal_parse(&back, text, len, NULL) == QOQ_OK && same(back, x));
    require(qoq_decimal_compare(qoq_decimal_negate(qoq_decimal_negate(x)), x) == 0);
    len = qoq_decimal_format_grouped(text, x, 2);
    require(len < sizeof text && text[len] == '\0');
}

static void check_number(const char *text, size_t len)
{
    qoq_printed_number n, again;
    size_t taken = qoq_number_read(&n, text, len);
    qoq_interval x;

    require(taken <= len && qoq_number_skip(text, len) <= len);
    if (taken == 0)
        return;
    check_value(n.number.value);
    require(n.number.decimals > -100 && n.number.decimals < 100);
    require(n.number.bound == QOQ_BOUND_NONE);
    require(!n.parentheses || qoq_decimal_sign(n.number.value) <= 0);
    require(qoq_interval_of(&x, n.number, NULL) == QOQ_OK);
    require(qoq_interval_contains(x, n.number.value));
    /* What follows may turn a number into none, but not into another one. */
    if (qoq_number_read(&again, text, taken) == taken)
        require(same(n.number.value, again.number.value));
}

static void check_arithmetic(qoq_decimal a, qoq_decimal b)
{
    qoq_decimal x, back;

    if (qoq_decimal_add(&x, a, b, NULL) == QOQ_OK) {
        check_value(x);
        require(qoq_decimal_subtract(&back, x, b, NULL) == QOQ_OK && same(back, a));
    }
    if (qoq_decimal_multiply(&x, a, b, NULL) == QOQ_OK)
        check_value(x);
    if (b.coefficient != 0 &&
        qoq_decimal_divide(&x, a, b, QOQ_ROUND_HALF_AWAY, NULL) == QOQ_OK)
        check_value(x);
    check_value(qoq_decimal_round(a, (int)(b.coefficient % 30), QOQ_ROUND_UP));
    require(qoq_decimal_double(a) == qoq_decimal_double(a)); /* never NaN */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size ? size : 1);
    qoq_decimal a = {0, 0}, b = {0, 0};

    require(text != NULL);
    if (size)
        memcpy(text, data, size);
    for (size_t at = 0; at < size; at++)
        check_number(text + at, size - at);
    if (qoq_decimal_parse(&a, text, size / 2, NULL) == QOQ_OK)
        check_value(a);
    if (qoq_decimal_parse(&b, text + size / 2, size - size / 2, NULL) == QOQ_OK)
        check_value(b);
    check_arithmetic(a, b);
    free(text);
    return 0;
}

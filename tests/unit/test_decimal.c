#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/decimal.h"
#include "words/decimal_private.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define INF          QOQ_DECIMALS_INF

static qoq_decimal parse(const char *text)
{
    qoq_decimal x = {77, 77};
    qoq_error err = {0};

    if (qoq_decimal_parse(&x, text, strlen(text), &err) != QOQ_OK)
        fail_msg("%s: %s", text, err.message);
    return x;
}

static void check_decimal(qoq_decimal x, const char *expected)
{
    char text[QOQ_DECIMAL_ROOM];

    size_t len = qoq_decimal_format(text, x, 0);

    assert_string_equal(text, expected);
    assert_int_equal(len, strlen(text));
}

/* splitmix64: the same cases on every machine */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* Values of every length, many of them short, as documents have them. */
static qoq_decimal random_decimal(uint64_t *state)
{
    uint64_t size = next_random(state) % qoq_powers_of_ten[next_random(state) % 19 + 1];
    int64_t c = (int64_t)(size % INT64_MAX);

    return (qoq_decimal){next_random(state) % 2 ? c : -c,
                         (int32_t)(next_random(state) % 41) - 20};
}

static void normal_form_has_no_trailing_zeros(void **state)
{
    qoq_decimal x = qoq_decimal_of(92133000000, 0);

    (void)state;
    assert_int_equal(x.coefficient, 92133);
    assert_int_equal(x.exponent, 6);
    x = qoq_decimal_of(0, 17);
    assert_int_equal(x.exponent, 0);
    x = qoq_decimal_of(-1000, 63); /* no exponent beyond 64 */
    assert_int_equal(x.coefficient, -100);
    assert_int_equal(x.exponent, 64);
    x = qoq_decimal_negate((qoq_decimal){500, -2});
    assert_int_equal(x.coefficient, -5);
    assert_int_equal(x.exponent, 0);
    check_decimal(qoq_decimal_absolute((qoq_decimal){-70, 0}), "70");
    check_decimal(qoq_decimal_absolute((qoq_decimal){70, 0}), "70");
    assert_int_equal(qoq_decimal_sign(qoq_decimal_of(-3, 5)), -1);
    assert_int_equal(qoq_decimal_sign(qoq_decimal_of(0, 5)), 0);
    assert_true(qoq_decimal_is_zero(qoq_decimal_of(0, 5)));
}

static const struct {
    const char *text;
    int places;
    const char *plain, *grouped;
} format_cases[] = {
    {"0", 0, "0", "0"},
    {"0", 2, "0.00", "0.00"},
    {"17", 2, "17.00", "17.00"},
    {"-0.42", 0, "-0.42", "-0.42"},
    {"-0.42", 4, "-0.4200", "-0.4200"},
    {"0.05", 1, "0.05", "0.05"},
    {"92133000000", -6, "92133000000", "92,133,000,000"},
    {"1234.5", 0, "1234.5", "1,234.5"},
    {"999", 0, "999", "999"},
    {"1000", 0, "1000", "1,000"},
    {"-100000", 1, "-100000.0", "-100,000.0"},
    {"17", INF, "17", "17"},
    {"1.5", QOQ_DECIMALS_UNKNOWN, "1.5", "1.5"},
    {"9223372036854775807", 0, "9223372036854775807", "9,223,372,036,854,775,807"},
};

static void formatted_in_full_and_in_groups(void **state)
{
    char text[QOQ_DECIMAL_ROOM];

    (void)state;
    for (size_t i = 0; i < COUNT(format_cases); i++) {
        qoq_decimal x = parse(format_cases[i].text);

        qoq_decimal_format(text, x, format_cases[i].places);
        assert_string_equal(text, format_cases[i].plain);
        qoq_decimal_format_grouped(text, x, format_cases[i].places);
        assert_string_equal(text, format_cases[i].grouped);
    }
}

static void longest_values_fit_the_room(void **state)
{
    char text[QOQ_DECIMAL_ROOM];
    const int exponents[] = {-64, -1, 0, 64};

    (void)state;
    for (size_t i = 0; i < COUNT(exponents); i++) {
        qoq_decimal x = {-INT64_MAX, exponents[i]}, back;
        size_t len = qoq_decimal_format(text, x, 40);

        assert_in_range(len, 1, QOQ_DECIMAL_ROOM - 1);
        assert_int_equal(qoq_decimal_parse(&back, text, len, NULL), QOQ_OK);
        assert_int_equal(qoq_decimal_compare(back, x), 0);
        assert_in_range(qoq_decimal_format_grouped(text, x, 40), 1,
                        QOQ_DECIMAL_ROOM - 1);
    }
}

static void parse_of_format_is_the_identity(void **state)
{
    uint64_t seed = 1;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        char text[QOQ_DECIMAL_ROOM];
        qoq_decimal x = random_decimal(&seed), back;

        size_t len = qoq_decimal_format(text, x, (int)(next_random(&seed) % 12));
        assert_int_equal(qoq_decimal_parse(&back, text, len, NULL), QOQ_OK);
        x = qoq_decimal_of(x.coefficient, x.exponent);
        assert_int_equal(back.coefficient, x.coefficient);
        assert_int_equal(back.exponent, x.exponent);
    }
}

static void strict_parse_refuses(void **state)
{
    static const struct {
        const char *text;
        qoq_status status;
    } cases[] = {
        {"", QOQ_EINPUT},
        {"-", QOQ_EINPUT},
        {"+1", QOQ_EINPUT},
        {"1.", QOQ_EINPUT},
        {".5", QOQ_EINPUT},
        {"1,000", QOQ_EINPUT},
        {"1e5", QOQ_EINPUT},
        {" 1", QOQ_EINPUT},
        {"1 ", QOQ_EINPUT},
        {"--1", QOQ_EINPUT},
        {"1.2.3", QOQ_EINPUT},
        {"INF", QOQ_EINPUT},
        {"0x10", QOQ_EINPUT},
        {"１", QOQ_EINPUT},
        {"1%", QOQ_EINPUT},
        {"9223372036854775808", QOQ_EOVERFLOW},
        {"12345678901234567891", QOQ_EOVERFLOW},
        {"12345678901234567890", QOQ_OK},  /* 19 digits and a zero */
        {"0.1234567890123456789", QOQ_OK}, /* 19 digits that fit */
        {"0.12345678901234567891", QOQ_EOVERFLOW},
        {"1000000000000000000000000000000", QOQ_OK},
        {"00000000000000000000000000000001", QOQ_OK},
        {"1.0000000000000000000000000000000000000000", QOQ_OK},
        {"-0", QOQ_OK},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        qoq_decimal x = {77, 7};
        qoq_error err = {0};
        qoq_status status =
            qoq_decimal_parse(&x, cases[i].text, strlen(cases[i].text), &err);

        if (status != cases[i].status)
            fail_msg("'%s' gave %d", cases[i].text, status);
        if (status != QOQ_OK) {
            assert_int_equal(x.coefficient, 77);
            assert_int_equal(err.status, status);
            assert_true(strlen(err.message) > 0);
        }
    }
}

static void parse_counts_any_number_of_zeros(void **state)
{
    char text[4002];
    qoq_decimal x;

    (void)state;
    memset(text, '0', sizeof text);
    text[0] = '1';
    text[1] = '.';
    assert_int_equal(qoq_decimal_parse(&x, text, sizeof text, NULL), QOQ_OK);
    assert_int_equal(x.coefficient, 1);
    assert_int_equal(x.exponent, 0);
    text[sizeof text - 1] = '1';
    assert_int_equal(qoq_decimal_parse(&x, text, sizeof text, NULL), QOQ_EOVERFLOW);
    text[1] = '0';
    assert_int_equal(qoq_decimal_parse(&x, text, sizeof text, NULL), QOQ_EOVERFLOW);
}

static const struct {
    const char *a, *b, *sum, *difference, *product; /* NULL = overflow */
} arithmetic_cases[] = {
    {"0.1", "0.2", "0.3", "-0.1", "0.02"},
    {"92133000000", "78629000000", "170762000000", "13504000000",
     "7244325657000000000000"},
    {"5", "0", "5", "5", "0"},
    {"0", "-5", "-5", "5", "0"},
    {"1.5", "-1.5", "0", "3", "-2.25"},
    {"9223372036854775807", "1", NULL, "9223372036854775806", "9223372036854775807"},
    {"9223372036854775807", "9223372036854775807", NULL, "0", NULL},
    {"-9223372036854775807", "1", "-9223372036854775806", NULL, "-9223372036854775807"},
    {"1000000000000000000", "0.1", NULL, NULL, "100000000000000000"},
    {"10000000000000000000", "-8000000000000000001", "1999999999999999999", NULL,
     "-80000000000000000010000000000000000000"},
    {"10000000000000000000000", "1", NULL, NULL, "10000000000000000000000"},
    {"100000000000000000000", "0.00000000000000000001", NULL, NULL, "1"},
};

static void check_result(qoq_status status, qoq_decimal x, const char *expected)
{
    if (expected) {
        assert_int_equal(status, QOQ_OK);
        check_decimal(x, expected);
    } else {
        assert_int_equal(status, QOQ_EOVERFLOW);
        assert_int_equal(x.coefficient, 77); /* untouched */
    }
}

static void arithmetic_is_exact_or_an_overflow(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(arithmetic_cases); i++) {
        qoq_decimal a = parse(arithmetic_cases[i].a), b = parse(arithmetic_cases[i].b);
        qoq_decimal sum = {77, 0}, difference = {77, 0}, product = {77, 0};

        check_result(qoq_decimal_add(&sum, a, b, NULL), sum, arithmetic_cases[i].sum);
        check_result(qoq_decimal_subtract(&difference, a, b, NULL), difference,
                     arithmetic_cases[i].difference);
        check_result(qoq_decimal_multiply(&product, a, b, NULL), product,
                     arithmetic_cases[i].product);
    }
}

static void scaling_shifts_the_point(void **state)
{
    qoq_decimal x;

    (void)state;
    assert_int_equal(qoq_decimal_scale(&x, parse("921"), 8, NULL), QOQ_OK);
    check_decimal(x, "92100000000");
    assert_int_equal(qoq_decimal_scale(&x, parse("5.7"), -2, NULL), QOQ_OK);
    check_decimal(x, "0.057");
    assert_int_equal(qoq_decimal_scale(&x, parse("1"), 1000, NULL), QOQ_EOVERFLOW);
    assert_int_equal(qoq_decimal_scale(&x, parse("1"), INT32_MIN, NULL), QOQ_EOVERFLOW);
    assert_int_equal(qoq_decimal_scale(&x, parse("0"), 1000, NULL), QOQ_OK);
}

static void laws_of_addition_hold(void **state)
{
    uint64_t seed = 2;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        qoq_decimal a = random_decimal(&seed), b = random_decimal(&seed), sum, swapped,
                    back;
        qoq_status status = qoq_decimal_add(&sum, a, b, NULL);

        assert_int_equal(qoq_decimal_add(&swapped, b, a, NULL), status);
        if (status != QOQ_OK)
            continue;
        assert_int_equal(qoq_decimal_compare(sum, swapped), 0);
        assert_int_equal(qoq_decimal_subtract(&back, sum, b, NULL), QOQ_OK);
        assert_int_equal(qoq_decimal_compare(back, a), 0);
        assert_int_equal(qoq_decimal_compare(sum, a), qoq_decimal_sign(b));
        assert_true(sum.coefficient == 0 || sum.coefficient % 10 != 0);
    }
}

static void comparison_is_exact_for_all_values(void **state)
{
    static const char *const ascending[] = {
        "-9223372036854775807",
        "-1",
        "-0.00000000000000000001",
        "0",
        "0.00000000000000000001",
        "0.1",
        "0.3",
        "1",
        "10",
        "1000000000000000001",
        "9223372036854775807",
        "10000000000000000000000000000",
    };
    const qoq_decimal huge = {INT64_MAX, 64}, tiny = {1, -64};

    (void)state;
    for (size_t i = 0; i < COUNT(ascending); i++) {
        for (size_t j = 0; j < COUNT(ascending); j++) {
            qoq_decimal a = parse(ascending[i]), b = parse(ascending[j]);

            assert_int_equal(qoq_decimal_compare(a, b), (i > j) - (i < j));
        }
    }
    assert_int_equal(qoq_decimal_compare(huge, tiny), 1);
    assert_int_equal(qoq_decimal_compare(qoq_decimal_negate(huge), tiny), -1);
    assert_int_equal(qoq_decimal_compare((qoq_decimal){1000, -3}, (qoq_decimal){1, 0}),
                     0);
}

static const struct {
    const char *a, *b, *half_away, *down, *up;
} division_cases[] = {
    {"1", "4", "0.25", "0.25", "0.25"},
    {"1", "3", "0.33333333333333333", "0.33333333333333333", "0.33333333333333334"},
    {"2", "3", "0.66666666666666667", "0.66666666666666666", "0.66666666666666667"},
    {"-2", "3", "-0.66666666666666667", "-0.66666666666666667", "-0.66666666666666666"},
    {"0", "-7", "0", "0", "0"},
    {"9223372036854775807", "1", "9223372036854775807", "9223372036854775807",
     "9223372036854775807"},
    {"1", "9223372036854775807", "0.00000000000000000010842021724855044",
     "0.00000000000000000010842021724855044", "0.00000000000000000010842021724855045"},
    {"92133", "78629", "1.1717432499459487", "1.1717432499459486",
     "1.1717432499459487"},
};

static void quotients_have_17_digits_and_a_direction(void **state)
{
    qoq_decimal x = {77, 0};
    qoq_error err;

    (void)state;
    for (size_t i = 0; i < COUNT(division_cases); i++) {
        qoq_decimal a = parse(division_cases[i].a), b = parse(division_cases[i].b);

        assert_int_equal(qoq_decimal_divide(&x, a, b, QOQ_ROUND_HALF_AWAY, NULL),
                         QOQ_OK);
        check_decimal(x, division_cases[i].half_away);
        assert_int_equal(qoq_decimal_divide(&x, a, b, QOQ_ROUND_DOWN, NULL), QOQ_OK);
        check_decimal(x, division_cases[i].down);
        assert_int_equal(qoq_decimal_divide(&x, a, b, QOQ_ROUND_UP, NULL), QOQ_OK);
        check_decimal(x, division_cases[i].up);
    }
    assert_int_equal(qoq_decimal_divide(&x, parse("1"), parse("0"), QOQ_ROUND_UP, &err),
                     QOQ_EINPUT);
    assert_int_equal(
        qoq_decimal_divide(&x, (qoq_decimal){1, -64}, parse("3"), QOQ_ROUND_DOWN, NULL),
        QOQ_OK);
    check_decimal(x, "0");
    assert_int_equal(qoq_decimal_divide(&x, (qoq_decimal){-1, -64},
                                        (qoq_decimal){1, 60}, QOQ_ROUND_DOWN, NULL),
                     QOQ_OK);
    assert_int_equal(x.coefficient, -1);
    assert_int_equal(x.exponent, -64);
    assert_int_equal(qoq_decimal_divide(&x, (qoq_decimal){1, 64}, (qoq_decimal){1, -64},
                                        QOQ_ROUND_UP, NULL),
                     QOQ_EOVERFLOW);
}

/* down * b <= a <= up * b, checked with exact products where they fit. */
static void quotients_enclose_the_true_one(void **state)
{
    uint64_t seed = 3;
    int checked = 0;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        qoq_decimal a = {(int64_t)(next_random(&seed) % 1000000), 0};
        qoq_decimal b = {(int64_t)(next_random(&seed) % 99) + 1, 0}, down, up, low,
                    high;

        assert_int_equal(qoq_decimal_divide(&down, a, b, QOQ_ROUND_DOWN, NULL), QOQ_OK);
        assert_int_equal(qoq_decimal_divide(&up, a, b, QOQ_ROUND_UP, NULL), QOQ_OK);
        if (qoq_decimal_multiply(&low, down, b, NULL) != QOQ_OK ||
            qoq_decimal_multiply(&high, up, b, NULL) != QOQ_OK)
            continue;
        assert_true(qoq_decimal_compare(low, a) <= 0);
        assert_true(qoq_decimal_compare(high, a) >= 0);
        checked++;
    }
    assert_true(checked > 10000);
}

static const struct {
    const char *text;
    int places;
    const char *half_away, *down, *up;
} round_cases[] = {
    {"1.25", 1, "1.3", "1.2", "1.3"},
    {"-1.25", 1, "-1.3", "-1.3", "-1.2"},
    {"1.24", 1, "1.2", "1.2", "1.3"},
    {"0.5", 0, "1", "0", "1"},
    {"-0.5", 0, "-1", "-1", "0"},
    {"0.49", 0, "0", "0", "1"},
    {"17", 2, "17", "17", "17"},
    {"1250", -2, "1300", "1200", "1300"},
    {"50", -2, "100", "0", "100"},
    {"49", -2, "0", "0", "100"},
    {"-3", -30, "0", "-1000000000000000000000000000000", "0"},
    {"9223372036854775807", -18, "9000000000000000000", "9000000000000000000",
     "10000000000000000000"},
    {"9223372036854775807", -19, "10000000000000000000", "0", "10000000000000000000"},
    {"1.2345", INF, "1.2345", "1.2345", "1.2345"},
    {"1.2345", QOQ_DECIMALS_UNKNOWN, "1.2345", "1.2345", "1.2345"},
    {"0", 3, "0", "0", "0"},
};

static void rounding_goes_where_it_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(round_cases); i++) {
        qoq_decimal x = parse(round_cases[i].text);
        int places = round_cases[i].places;

        check_decimal(qoq_decimal_round(x, places, QOQ_ROUND_HALF_AWAY),
                      round_cases[i].half_away);
        check_decimal(qoq_decimal_round(x, places, QOQ_ROUND_DOWN),
                      round_cases[i].down);
        check_decimal(qoq_decimal_round(x, places, QOQ_ROUND_UP), round_cases[i].up);
    }
}

static void doubles_are_the_nearest(void **state)
{
    uint64_t seed = 4;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        char text[QOQ_DECIMAL_ROOM];
        qoq_decimal x = random_decimal(&seed);

        qoq_decimal_format(text, x, 0);
        assert_true(qoq_decimal_double(x) == strtod(text, NULL));
    }
    assert_true(qoq_decimal_double(parse("0.1")) == 0.1);
    assert_true(qoq_decimal_double((qoq_decimal){1, -64}) == 1e-64);
}

static void last_place_is_that_of_the_last_digit(void **state)
{
    (void)state;
    assert_int_equal(qoq_decimal_last_place(parse("1200")), 2);
    assert_int_equal(qoq_decimal_last_place(parse("0.05")), -2);
    assert_int_equal(qoq_decimal_last_place(parse("0")), 0);
    assert_int_equal(qoq_decimal_last_place((qoq_decimal){1200, -3}), -1);
}

/* ---- numbers as printed ---------------------------------------------------------- */

enum { PERCENT = 1, BRACKETS = 2, CHINESE = 4, SIGN = 8, GROUPED = 16 };

static const struct {
    const char *text, *value; /* NULL = nothing is read */
    int decimals;
    unsigned flags;
    int digits;
    const char *rest;
} number_cases[] = {
    /* Arabic digits */
    {"618", "618", 0, 0, 3, ""},
    {"2025年", "2025", 0, 0, 4, "年"},
    {"1.50", "1.5", 2, 0, 1, ""},
    {"1,234.5", "1234.5", 1, GROUPED, 4, ""},
    {"1,595.01", "1595.01", 2, GROUPED, 4, ""},
    {"92,133,000,000", "92133000000", 0, GROUPED, 11, ""},
    {".5", "0.5", 1, 0, 0, ""},
    {"12.", "12", 0, 0, 2, "."},
    {"12, 34", "12", 0, 0, 2, ", 34"},
    {"9%,9%", "9", 0, 0, 1, "%,9%"},
    {"3.0”", "3", 1, 0, 1, "”"},
    {"1.4倍", "1.4", 1, 0, 1, "倍"},
    {"1.4x", "1.4", 1, 0, 1, "x"},
    {"7×24", "7", 0, 0, 1, "×24"},
    {"5.6亿", "5.6", 1, 0, 1, "亿"},
    {"0", "0", 0, 0, 1, ""},
    {"007", "7", 0, 0, 3, ""},
    {"123456789012345678", "123456789012345678", 0, 0, 18, ""},
    {"1234567890123456789012", NULL, 0, 0, 0, NULL},
    {"0.12345678901234567890", NULL, 0, 0, 0, NULL},
    /* full-width */
    {"１２３", "123", 0, 0, 3, ""},
    {"２１．６５億", "21.65", 2, 0, 2, "億"},
    {"４，８６０萬", "4860", 0, GROUPED, 4, "萬"},
    {"1２3", "123", 0, 0, 3, ""},
    {"2025，123", "2025", 0, 0, 4, "，123"},
    {"25，310家", "25", 0, 0, 2, "，310家"},
    /* signs */
    {"-3", "-3", 0, SIGN, 1, ""},
    {"－3", "-3", 0, SIGN, 1, ""},
    {"−5%", "-5", 0, SIGN, 1, "%"},
    {"–5", "-5", 0, SIGN, 1, ""},
    {"-.5", "-0.5", 1, SIGN, 0, ""},
    {"+12", "12", 0, SIGN, 2, ""},
    {"＋８％", "8", 0, SIGN, 1, "％"},
    {"△1,234", "-1234", 0, SIGN | GROUPED, 4, ""},
    {"▲3.5", "-3.5", 1, SIGN, 1, ""},
    {"负3.2%", "-3.2", 1, SIGN, 1, "%"},
    {"负百分之五", "-5", 0, SIGN | CHINESE | PERCENT, 0, ""},
    {"負十二", "-12", 0, SIGN | CHINESE, 0, ""},
    {"--5", NULL, 0, 0, 0, NULL},
    {"- 5", NULL, 0, 0, 0, NULL},
    {"-", NULL, 0, 0, 0, NULL},
    {"-亿", NULL, 0, 0, 0, NULL},
    {"–", NULL, 0, 0, 0, NULL},
    /* brackets */
    {"(1.2)", "-1.2", 1, BRACKETS, 1, ""},
    {"(1,234)", "-1234", 0, BRACKETS | GROUPED, 4, ""},
    {"（1,234）", "-1234", 0, BRACKETS | GROUPED, 4, ""},
    {"(12.5)%", "-12.5", 1, BRACKETS, 2, "%"},
    {"(25%)", "-25", 0, BRACKETS | PERCENT, 2, ""},
    {"（２５％）", "-25", 0, BRACKETS | PERCENT, 2, ""},
    {"( 279 )", "-279", 0, BRACKETS, 3, ""},
    {"(279", NULL, 0, 0, 0, NULL},
    {"(-1.2)", NULL, 0, 0, 0, NULL},
    {"(a)", NULL, 0, 0, 0, NULL},
    {"()", NULL, 0, 0, 0, NULL},
    {"(2024: 361)", NULL, 0, 0, 0, NULL},
    /* groups by blanks and apostrophes */
    {"1\u00a0234", "1234", 0, GROUPED, 4, ""},
    {"12\u2009345\u2009678", "12345678", 0, GROUPED, 8, ""},
    {"1\u202f234.5", "1234.5", 1, GROUPED, 4, ""},
    {"1\u00a0234,5", NULL, 0, 0, 0, NULL},
    {"2025\u00a0123", "2025", 0, 0, 4, "\u00a0123"},
    {"12\u00a034", "12", 0, 0, 2, "\u00a034"},
    {"1\u00a02345", "1", 0, 0, 1, "\u00a02345"},
    {"1 234", "1", 0, 0, 1, " 234"},
    {"412.6\u00a0million", "412.6", 1, 0, 3, "\u00a0million"},
    {"1'234", "1234", 0, GROUPED, 4, ""},
    {"1’234’567", "1234567", 0, GROUPED, 7, ""},
    {"3'24", "3", 0, 0, 1, "'24"},
    {"1,234\u00a0567", "1234", 0, GROUPED, 4, "\u00a0567"},
    /* refused */
    {"1.2.3", NULL, 0, 0, 0, NULL},
    {"4.2.1", NULL, 0, 0, 0, NULL},
    {"2025.03.31", NULL, 0, 0, 0, NULL},
    {"2,2024", "2", 0, 0, 1, ",2024"}, /* November 2,2024 */
    {"12,34", NULL, 0, 0, 0, NULL},
    {"32,2024", NULL, 0, 0, 0, NULL},
    {"2,20245", NULL, 0, 0, 0, NULL},
    {"2,3024", NULL, 0, 0, 0, NULL},
    {"1,23,4", NULL, 0, 0, 0, NULL},
    {"1,2 and", NULL, 0, 0, 0, NULL},
    {"1,234,56", NULL, 0, 0, 0, NULL},
    {"1.234,56", NULL, 0, 0, 0, NULL},
    {"1234,567", NULL, 0, 0, 0, NULL},
    {"0,123", NULL, 0, 0, 0, NULL},
    {"012,345", NULL, 0, 0, 0, NULL},
    {"1.5,2", NULL, 0, 0, 0, NULL},
    {"12:30", NULL, 0, 0, 0, NULL},
    {"08:30 BST", NULL, 0, 0, 0, NULL},
    {"1:30 p.m.", NULL, 0, 0, 0, NULL},
    {"12:30公布", NULL, 0, 0, 0, NULL},
    {"15:00", NULL, 0, 0, 0, NULL},
    {"12：30", NULL, 0, 0, 0, NULL},
    {"..5", NULL, 0, 0, 0, NULL},
    {"", NULL, 0, 0, 0, NULL},
    {"abc", NULL, 0, 0, 0, NULL},
    {"%", NULL, 0, 0, 0, NULL},
    /* a colon that is no time: half-width punctuation of crawled text */
    {"2:42亿", "2", 0, 0, 1, ":42亿"},
    {"2:42.5", "2", 0, 0, 1, ":42.5"},
    {"2024:361", "2024", 0, 0, 4, ":361"},
    {"1:25%", "1", 0, 0, 1, ":25%"},
    {"2025-03-31", "2025", 0, 0, 4, "-03-31"},
    {"2024/25", "2024", 0, 0, 4, "/25"},
    /* Chinese: positional */
    {"一百二十", "120", 0, CHINESE, 0, ""},
    {"十", "10", 0, CHINESE, 0, ""},
    {"十二", "12", 0, CHINESE, 0, ""},
    {"二十", "20", 0, CHINESE, 0, ""},
    {"三十一日", "31", 0, CHINESE, 0, "日"},
    {"一季度", "1", 0, CHINESE, 0, "季度"},
    {"两", "2", 0, CHINESE, 0, ""},
    {"一百零五", "105", 0, CHINESE, 0, ""},
    {"一千零一", "1001", 0, CHINESE, 0, ""},
    {"廿三", "23", 0, CHINESE, 0, ""},
    {"叁佰", "300", 0, CHINESE, 0, ""},
    {"五亿六千万", "560000000", -7, CHINESE, 0, ""},
    {"三千六百二十萬元", "36200000", -5, CHINESE, 0, "元"},
    {"二千九百四十萬", "29400000", -5, CHINESE, 0, ""},
    {"五亿零三百万", "503000000", -6, CHINESE, 0, ""},
    {"十億", "1000000000", -9, CHINESE, 0, ""},
    {"两万", "20000", -4, CHINESE, 0, ""},
    {"三万亿", "3000000000000", -12, CHINESE, 0, ""},
    {"一万五千亿", "1500000000000", -11, CHINESE, 0, ""},
    {"二兆三千億", "2300000000000", -11, CHINESE, 0, ""},
    {"一亿二千三百四十五万六千七百八十九", "123456789", 0, CHINESE, 0, ""},
    {"三数据中心", "3", 0, CHINESE, 0, "数据中心"},
    {"十五个百分点", "15", 0, CHINESE, 0, "个百分点"},
    /* Chinese: strings of digits */
    {"二零二四年", "2024", 0, CHINESE, 4, "年"},
    {"二〇二四", "2024", 0, CHINESE, 4, ""},
    {"二○二四", "2024", 0, CHINESE, 4, ""},
    {"一九九八", "1998", 0, CHINESE, 4, ""},
    {"〇八年", "8", 0, CHINESE, 2, "年"},
    /* Chinese: decimals */
    {"十二点五", "12.5", 1, CHINESE, 0, ""},
    {"零点三", "0.3", 1, CHINESE, 0, ""},
    {"十二點零五", "12.05", 2, CHINESE, 0, ""},
    {"一点五亿", "150000000", -7, CHINESE, 0, ""},
    {"十二点五万", "125000", -3, CHINESE, 0, ""},
    {"一点二万亿", "1200000000000", -11, CHINESE, 0, ""},
    {"三点半", "3", 0, CHINESE, 0, "点半"},
    /* percent and tenths */
    {"百分之十五", "15", 0, CHINESE | PERCENT, 0, ""},
    {"百分之零点三", "0.3", 1, CHINESE | PERCENT, 0, ""},
    {"百分之3.5", "3.5", 1, PERCENT, 1, ""},
    {"百分之百", "100", 0, PERCENT, 0, ""},
    {"百分之一百二十", "120", 0, CHINESE | PERCENT, 0, ""},
    {"千分之三", "0.3", 1, CHINESE | PERCENT, 0, ""},
    {"万分之五", "0.05", 2, CHINESE | PERCENT, 0, ""},
    {"百分之几", NULL, 0, 0, 0, NULL},
    {"百分之十几", NULL, 0, 0, 0, NULL},
    {"百分点", NULL, 0, 0, 0, NULL},
    {"3成", "30", -1, PERCENT, 1, ""},
    {"1.5成", "15", 0, PERCENT, 1, ""},
    {"三成", "30", -1, CHINESE | PERCENT, 0, ""},
    {"三成半", "35", 0, CHINESE | PERCENT, 0, ""},
    {"两成以上", "20", -1, CHINESE | PERCENT, 0, "以上"},
    {"三成员工", "30", -1, CHINESE | PERCENT, 0, "员工"},
    {"三成员国", "3", 0, CHINESE, 0, "成员国"},
    {"3成本", "3", 0, 0, 1, "成本"},
    {"5成交额", "5", 0, 0, 1, "成交额"},
    {"2025成立", "2025", 0, 0, 4, "成立"},
    /* no numbers */
    {"十几", NULL, 0, 0, 0, NULL},
    {"数十", NULL, 0, 0, 0, NULL},
    {"几百", NULL, 0, 0, 0, NULL},
    {"數千", NULL, 0, 0, 0, NULL},
    {"七八个", NULL, 0, 0, 0, NULL},
    {"两三成", NULL, 0, 0, 0, NULL},
    {"十四五规划", NULL, 0, 0, 0, NULL},
    {"三分之一", NULL, 0, 0, 0, NULL},
    {"3分之1", NULL, 0, 0, 0, NULL},
    {"一半", NULL, 0, 0, 0, NULL},
    {"半", NULL, 0, 0, 0, NULL},
    {"一百五", NULL, 0, 0, 0, NULL},
    {"一万五", NULL, 0, 0, 0, NULL},
    {"一百零", NULL, 0, 0, 0, NULL},
    {"三亿亿", NULL, 0, 0, 0, NULL},
    {"零售", NULL, 0, 0, 0, NULL},
    {"百亿", NULL, 0, 0, 0, NULL},
    {"千万", NULL, 0, 0, 0, NULL},
    {"亿", NULL, 0, 0, 0, NULL},
    {"数据", NULL, 0, 0, 0, NULL},
    {"点五", NULL, 0, 0, 0, NULL},
    {"¹²", NULL, 0, 0, 0, NULL},
};

static void check_number(size_t i)
{
    const char *text = number_cases[i].text;
    size_t len = strlen(text);
    /* Exactly as long as the text: the sanitizer sees a read behind it. */
    char *copy = malloc(len ? len : 1);
    qoq_printed_number n = {0};

    assert_non_null(copy);
    memcpy(copy, text, len);
    size_t taken = qoq_number_read(&n, copy, len);
    free(copy);
    if (!number_cases[i].value) {
        if (taken != 0)
            fail_msg("'%s' was read as a number", text);
        return;
    }
    unsigned flags = (n.percent ? PERCENT : 0u) | (n.parentheses ? BRACKETS : 0u) |
                     (n.chinese ? CHINESE : 0u) | (n.signed_ ? SIGN : 0u) |
                     (n.grouped ? GROUPED : 0u);
    char value[QOQ_DECIMAL_ROOM];
    qoq_decimal_format(value, n.number.value, 0);
    if (taken == 0 || strcmp(value, number_cases[i].value) != 0 ||
        strcmp(text + taken, number_cases[i].rest) != 0 ||
        n.number.decimals != number_cases[i].decimals ||
        flags != number_cases[i].flags || n.digits != number_cases[i].digits)
        fail_msg("'%s': %s, decimals %d, flags %u, digits %d, rest '%s'", text, value,
                 n.number.decimals, flags, n.digits, text + taken);
    assert_int_equal(n.number.bound, QOQ_BOUND_NONE);
}

static void printed_numbers_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(number_cases); i++)
        check_number(i);
}

/* Cut anywhere, a text gives nothing or a number inside it. */
static void a_cut_text_is_no_trouble(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(number_cases); i++) {
        size_t all = strlen(number_cases[i].text);

        for (size_t len = 0; len <= all; len++) {
            char *copy = malloc(len + 1);
            qoq_printed_number n;

            assert_non_null(copy);
            memcpy(copy, number_cases[i].text, len);
            assert_true(qoq_number_read(&n, copy, len) <= len);
            assert_true(qoq_number_skip(copy, len) <= len);
            free(copy);
        }
    }
}

static void refused_numbers_are_stepped_over(void **state)
{
    static const struct {
        const char *text;
        size_t skip;
    } cases[] = {
        {"4.2.1版本", 5},   {"12:30公布", 5},   {"12,34 ", 5}, {"1.234,56", 8},
        {"-1.2.3", 6},      {"2025.03.31", 10}, {"数十家", 6}, {"十几个", 6},
        {"三分之一的", 12}, {"一半", 6},        {"七八个", 6}, {"数据", 0},
        {"几个", 0},        {"百分点", 0},      {"亿元", 0},   {"abc", 0},
        {"-", 0},           {"(x", 0},          {"", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t skip = qoq_number_skip(cases[i].text, strlen(cases[i].text));

        if (skip != cases[i].skip)
            fail_msg("'%s': %zu", cases[i].text, skip);
    }
}

/* What qoq prints, qoq reads: grouped and plain, for every value with 18 digits. */
static void printed_values_are_read_back(void **state)
{
    uint64_t seed = 5;

    (void)state;
    for (int i = 0; i < 50000; i++) {
        char text[QOQ_DECIMAL_ROOM];
        qoq_printed_number n;
        qoq_decimal x = random_decimal(&seed);

        x.coefficient %= 1000000000000;
        x.exponent = -(x.exponent & 3);
        size_t len = i % 2 ? qoq_decimal_format(text, x, 0)
                           : qoq_decimal_format_grouped(text, x, 0);
        assert_int_equal(qoq_number_read(&n, text, len), len);
        assert_int_equal(qoq_decimal_compare(n.number.value, x), 0);
    }
}

/* Every year and every day number in Chinese numerals, written by a second program. */
static void chinese_counts_up_to_9999(void **state)
{
    static const char *const digits[] = {"零", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    static const char *const units[] = {"千", "百", "十", ""};

    (void)state;
    for (int value = 1; value <= 9999; value++) {
        char text[64] = "", number[16];
        qoq_printed_number n;
        bool started = false, gap = false;

        snprintf(number, sizeof number, "%04d", value);
        for (size_t i = 0; i < 4; i++) {
            int d = number[i] - '0';

            gap = gap || (started && d == 0);
            if (d == 0)
                continue;
            size_t at = strlen(text);
            snprintf(text + at, sizeof text - at, "%s%s%s", gap ? "零" : "", digits[d],
                     units[i]);
            started = true;
            gap = false;
        }
        assert_int_equal(qoq_number_read(&n, text, strlen(text)), strlen(text));
        assert_true(qoq_decimal_compare(n.number.value, qoq_decimal_of(value, 0)) == 0);
    }
}

static void whole_texts_are_parsed(void **state)
{
    qoq_printed_number n;
    qoq_error err;

    (void)state;
    assert_int_equal(qoq_number_parse(&n, " 1,234 ", 7, NULL), QOQ_OK);
    check_decimal(n.number.value, "1234");
    assert_int_equal(qoq_number_parse(&n, "12 apples", 9, &err), QOQ_EINPUT);
    assert_string_equal(err.message, "'12 apples' is not a number");
    assert_int_equal(qoq_number_parse(&n, "", 0, NULL), QOQ_EINPUT);
}

static void scaling_a_number_moves_its_exactness(void **state)
{
    qoq_number x = {{15, -1}, 1, QOQ_BOUND_ABOUT}, out;

    (void)state;
    assert_int_equal(qoq_number_scale(&out, x, 8, NULL), QOQ_OK);
    check_decimal(out.value, "150000000");
    assert_int_equal(out.decimals, -7);
    assert_int_equal(out.bound, QOQ_BOUND_ABOUT);
    x.decimals = INF;
    assert_int_equal(qoq_number_scale(&out, x, 8, NULL), QOQ_OK);
    assert_int_equal(out.decimals, INF);
    x.decimals = QOQ_DECIMALS_UNKNOWN;
    assert_int_equal(qoq_number_scale(&out, x, -2, NULL), QOQ_OK);
    assert_int_equal(out.decimals, QOQ_DECIMALS_UNKNOWN);
    assert_int_equal(qoq_number_scale(&out, x, 90, NULL), QOQ_EOVERFLOW);
}

static void bounds_have_names(void **state)
{
    (void)state;
    for (int i = QOQ_BOUND_NONE; i <= QOQ_BOUND_HIGH; i++) {
        qoq_bound back = QOQ_BOUND_NONE;

        assert_true(qoq_bound_parse(&back, qoq_slice_of(qoq_bound_name((qoq_bound)i))));
        assert_int_equal(back, i);
    }
    qoq_bound unused;
    assert_false(qoq_bound_parse(&unused, QOQ_SLICE("around")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normal_form_has_no_trailing_zeros),
        cmocka_unit_test(formatted_in_full_and_in_groups),
        cmocka_unit_test(longest_values_fit_the_room),
        cmocka_unit_test(parse_of_format_is_the_identity),
        cmocka_unit_test(strict_parse_refuses),
        cmocka_unit_test(parse_counts_any_number_of_zeros),
        cmocka_unit_test(arithmetic_is_exact_or_an_overflow),
        cmocka_unit_test(scaling_shifts_the_point),
        cmocka_unit_test(laws_of_addition_hold),
        cmocka_unit_test(comparison_is_exact_for_all_values),
        cmocka_unit_test(quotients_have_17_digits_and_a_direction),
        cmocka_unit_test(quotients_enclose_the_true_one),
        cmocka_unit_test(rounding_goes_where_it_is_told),
        cmocka_unit_test(doubles_are_the_nearest),
        cmocka_unit_test(last_place_is_that_of_the_last_digit),
        cmocka_unit_test(printed_numbers_are_read),
        cmocka_unit_test(a_cut_text_is_no_trouble),
        cmocka_unit_test(refused_numbers_are_stepped_over),
        cmocka_unit_test(printed_values_are_read_back),
        cmocka_unit_test(chinese_counts_up_to_9999),
        cmocka_unit_test(whole_texts_are_parsed),
        cmocka_unit_test(scaling_a_number_moves_its_exactness),
        cmocka_unit_test(bounds_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

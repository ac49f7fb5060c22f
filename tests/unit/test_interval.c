#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "qoq/interval.h"
#include "words/decimal_private.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static qoq_decimal decimal(const char *text)
{
    qoq_decimal x;

    if (qoq_decimal_parse(&x, text, strlen(text), NULL) != QOQ_OK)
        fail_msg("%s", text);
    return x;
}

static qoq_interval interval(const char *low, const char *high)
{
    return (qoq_interval){decimal(low), decimal(high)};
}

static void check_end(qoq_decimal x, const char *expected)
{
    if (qoq_decimal_compare(x, decimal(expected)) != 0) {
        char text[QOQ_DECIMAL_ROOM];

        qoq_decimal_format(text, x, 0);
        fail_msg("%s, expected %s", text, expected);
    }
}

static void check(qoq_interval x, const char *low, const char *high)
{
    check_end(x.low, low);
    check_end(x.high, high);
}

/* A level as printed: "92133" in millions has decimals -6. */
static qoq_interval stated(const char *digits, int power)
{
    qoq_printed_number n;
    qoq_number x;
    qoq_interval out;

    assert_int_equal(qoq_number_parse(&n, digits, strlen(digits), NULL), QOQ_OK);
    assert_int_equal(qoq_number_scale(&x, n.number, power, NULL), QOQ_OK);
    assert_int_equal(qoq_interval_of(&out, x, NULL), QOQ_OK);
    return out;
}

/* ---- what a stated number allows ------------------------------------------------- */

static const struct {
    const char *value;
    int decimals;
    qoq_bound bound;
    const char *low, *high;
} stated_cases[] = {
    {"92100000000", -8, QOQ_BOUND_NONE, "92050000000", "92150000000"},
    {"92133000000", -6, QOQ_BOUND_NONE, "92132500000", "92133500000"},
    {"4.917", 3, QOQ_BOUND_NONE, "4.9165", "4.9175"},
    {"17", 0, QOQ_BOUND_LOW, "16.5", "17.5"},
    {"17", 0, QOQ_BOUND_HIGH, "16.5", "17.5"},
    {"-0.5", 1, QOQ_BOUND_NONE, "-0.55", "-0.45"},
    {"0", 0, QOQ_BOUND_NONE, "-0.5", "0.5"},
    {"1005", QOQ_DECIMALS_INF, QOQ_BOUND_NONE, "1005", "1005"},
    {"1000", QOQ_DECIMALS_UNKNOWN, QOQ_BOUND_NONE, "900", "1100"},
    {"1200", QOQ_DECIMALS_UNKNOWN, QOQ_BOUND_NONE, "1100", "1300"},
    /* 约1000亿: 900 to 1100 */
    {"100000000000", -8, QOQ_BOUND_ABOUT, "90000000000", "110000000000"},
    {"100500000000", -8, QOQ_BOUND_ABOUT, "100400000000", "100600000000"},
    {"50000000000", -8, QOQ_BOUND_ABOUT, "40000000000", "60000000000"},
    {"12", 0, QOQ_BOUND_ABOUT, "11", "13"},
    {"-12", 0, QOQ_BOUND_ABOUT, "-13", "-11"},
    {"0", 1, QOQ_BOUND_ABOUT, "-0.1", "0.1"},
    {"0", QOQ_DECIMALS_UNKNOWN, QOQ_BOUND_ABOUT, "0", "0"},
    {"10", 0, QOQ_BOUND_OVER, "10", "11"},
    {"20", 0, QOQ_BOUND_OVER, "20", "30"},
    {"-20", 0, QOQ_BOUND_OVER, "-30", "-20"}, /* a loss of more than 20 */
    {"30", 0, QOQ_BOUND_UNDER, "20", "30"},
    {"-30", 0, QOQ_BOUND_UNDER, "-30", "-20"},
};

static void stated_numbers_allow_what_they_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(stated_cases); i++) {
        qoq_number x = {decimal(stated_cases[i].value),
                        (int16_t)stated_cases[i].decimals,
                        (uint8_t)stated_cases[i].bound};
        qoq_interval out;

        assert_int_equal(qoq_interval_of(&out, x, NULL), QOQ_OK);
        check(out, stated_cases[i].low, stated_cases[i].high);
    }
}

static void impossible_exactness_is_an_overflow(void **state)
{
    qoq_number x = {{1, 0}, 900, QOQ_BOUND_NONE};
    qoq_interval out = interval("1", "2");

    (void)state;
    assert_int_equal(qoq_interval_of(&out, x, NULL), QOQ_EOVERFLOW);
    check(out, "1", "2");
}

/* ---- arithmetic ------------------------------------------------------------------ */

static void sums_and_products_of_ends(void **state)
{
    qoq_interval a = interval("1.5", "2.5"), b = interval("-3", "4"), out;

    (void)state;
    assert_int_equal(qoq_interval_add(&out, a, b, NULL), QOQ_OK);
    check(out, "-1.5", "6.5");
    assert_int_equal(qoq_interval_subtract(&out, a, b, NULL), QOQ_OK);
    check(out, "-2.5", "5.5");
    assert_int_equal(qoq_interval_multiply(&out, a, b, NULL), QOQ_OK);
    check(out, "-7.5", "10");
    assert_int_equal(qoq_interval_multiply(&out, b, b, NULL), QOQ_OK);
    check(out, "-12", "16");
    assert_int_equal(qoq_interval_divide(&out, b, interval("2", "4"), NULL), QOQ_OK);
    check(out, "-1.5", "2");
    assert_int_equal(qoq_interval_divide(&out, b, interval("-4", "-2"), NULL), QOQ_OK);
    check(out, "-2", "1.5");
    assert_int_equal(qoq_interval_scale(&out, a, 8, NULL), QOQ_OK);
    check(out, "150000000", "250000000");
    out = a;
    assert_int_equal(qoq_interval_divide(&out, a, b, NULL), QOQ_EINPUT);
    assert_int_equal(qoq_interval_divide(&out, a, interval("0", "1"), NULL),
                     QOQ_EINPUT);
    check(out, "1.5", "2.5");
}

/* Ends that 18 digits cannot hold go outward and are no failure. */
static void too_many_digits_round_outward(void **state)
{
    qoq_interval a = interval("92133500000", "92133500000");
    qoq_interval b = interval("0.12345678901234567", "0.12345678901234567"), out;

    (void)state;
    assert_int_equal(qoq_interval_add(&out, a, b, NULL), QOQ_OK);
    check(out, "92133500000.123456", "92133500000.123457");
    assert_int_equal(qoq_interval_subtract(&out, a, b, NULL), QOQ_OK);
    check(out, "92133499999.876543", "92133499999.876544");
    assert_int_equal(qoq_interval_multiply(&out, b, b, NULL), QOQ_OK);
    check(out, "0.015241578753238834", "0.015241578753238835");
    b = interval("0.00000000000000000000000001", "0.00000000000000000000000001");
    assert_int_equal(qoq_interval_add(&out, a, b, NULL), QOQ_OK);
    check(out, "92133500000", "92133500000.000001");
    assert_int_equal(qoq_interval_subtract(&out, a, b, NULL), QOQ_OK);
    check(out, "92133499999.999999", "92133500000");
    a = qoq_interval_point((qoq_decimal){1, 64});
    assert_int_equal(qoq_interval_multiply(&out, a, a, NULL), QOQ_EOVERFLOW);
}

/* finance.md, "Digits": each row of the table. `power` is that of the unit. */
static const struct {
    const char *now, *base;
    int power;
    const char *low, *high; /* the growth, rounded outward to two decimals */
    const char *shown;
} growth_cases[] = {
    {"92133", "78629", 6, "17.17", "17.18", "+17.2%"},
    {"42.9", "34.5", 9, "24.02", "24.68", "+24%"},
    {"1.1", "2.1", 9, "-51.17", "-43.90", "-51…-44%"},
    {"0.2", "0.1", 9, "0", "400", "0…400%"},
    {"172.4", "172.2", 9, "0.05", "0.18", "+0.1%"},
    {"172.2", "172.4", 9, "-0.18", "-0.05", "-0.1%"},
    {"100", "100", 0, "-1.00", "1.01", "0.0%"},
    {"100000", "100000", 0, "-0.01", "0.01", "0.0%"},
    {"-3.1", "5.0", 9, "-163.64", "-160.39", "-164…-160%"},
    {"900", "300", 0, "199.33", "200.67", "+200%"},
    {"55", "53", 0, "1.86", "5.72", "2…6%"},
};

static void growth_follows_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(growth_cases); i++) {
        qoq_interval now = stated(growth_cases[i].now, growth_cases[i].power);
        qoq_interval base = stated(growth_cases[i].base, growth_cases[i].power), out;
        char text[64];

        assert_int_equal(qoq_interval_growth(&out, now, base, NULL), QOQ_OK);
        check_end(qoq_decimal_round(out.low, 2, QOQ_ROUND_DOWN), growth_cases[i].low);
        check_end(qoq_decimal_round(out.high, 2, QOQ_ROUND_UP), growth_cases[i].high);
        size_t len = qoq_interval_format_growth(text, out, "%");
        assert_string_equal(text, growth_cases[i].shown);
        assert_int_equal(len, strlen(text));
    }
}

/* finance.md, "Implied values": 921亿元 after +17% was about 79 billion. */
static void a_level_and_its_growth_imply_the_base(void **state)
{
    qoq_interval factor, base;

    (void)state;
    assert_int_equal(qoq_interval_scale(&factor, stated("17", 0), -2, NULL), QOQ_OK);
    assert_int_equal(qoq_interval_add(&factor, factor,
                                      qoq_interval_point(qoq_decimal_of(1, 0)), NULL),
                     QOQ_OK);
    check(factor, "1.165", "1.175");
    assert_int_equal(qoq_interval_divide(&base, stated("921", 8), factor, NULL),
                     QOQ_OK);
    check_end(qoq_decimal_round(base.low, -6, QOQ_ROUND_DOWN), "78340000000");
    check_end(qoq_decimal_round(base.high, -6, QOQ_ROUND_UP), "79099000000");
    assert_int_equal(qoq_interval_places(base), -9);
    assert_true(qoq_interval_inside(stated("78629", 6), base));
}

/* A printed total agrees with the sum of its parts when the intervals do; with all parts
 * but one it implies the last. */
static void a_total_agrees_with_its_parts(void **state)
{
    static const char *const parts[] = {"92.1", "31.9", "54.9", "1.1"};
    qoq_interval sum = interval("0", "0"), rest = stated("180.0", 9);

    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++)
        assert_int_equal(qoq_interval_add(&sum, sum, stated(parts[i], 9), NULL),
                         QOQ_OK);
    check(sum, "179800000000", "180200000000");
    assert_true(qoq_interval_agrees(sum, stated("180.0", 9)));
    assert_true(qoq_interval_agrees(sum, stated("180.2", 9)));
    assert_false(qoq_interval_agrees(sum, stated("180.3", 9)));
    for (size_t i = 0; i < COUNT(parts) - 1; i++)
        assert_int_equal(qoq_interval_subtract(&rest, rest, stated(parts[i], 9), NULL),
                         QOQ_OK);
    check(rest, "900000000", "1300000000");
    assert_true(qoq_interval_inside(stated("1129", 6), rest));
}

static void growth_needs_a_positive_base(void **state)
{
    qoq_interval out, now = stated("-3.1", 9);
    qoq_error err;

    (void)state;
    assert_int_equal(qoq_interval_growth(&out, now, stated("-5.0", 9), &err),
                     QOQ_EINPUT);
    assert_int_equal(qoq_interval_growth(&out, now, stated("0.0", 9), &err),
                     QOQ_EINPUT);
    assert_int_equal(qoq_interval_growth(&out, now, interval("0", "1"), &err),
                     QOQ_EINPUT);
}

static const struct {
    const char *low, *high, *suffix, *shown;
} digit_cases[] = {
    {"17.15", "17.25", "%", "+17.2%"}, /* half-width 0.05: one decimal */
    {"17.149", "17.251", "%", "+17%"},
    {"17.1", "20.1", "%", "+19%"}, /* 1.5, middle 18.6 */
    {"17.09", "20.1", "%", "17…20%"},
    {"-0.3", "0.5", "%", "+0.1%"},
    {"-0.2", "0.2", "%", "0.0%"},
    {"0.4", "0.6", "%", "+1%"}, /* half away from zero */
    {"-0.6", "-0.4", "%", "-1%"},
    {"-0.62", "-0.3", "%", "-0.5%"},
    {"8.45", "8.55", "", "+8.5"},
    {"-0.04", "-0.03", "", "0.0"},
    {"-2", "2", "", "-2…2"},
    {"-0.4", "4", "", "0…4"},
    {"5", "5", "%", "+5.0%"},
    {"-1000000000000000000000000000000", "4123456789000000000000000000000000000", "%",
     "-1e30…4e36%"},
    {"9600000000000000000000000000000", "9600000000000000000000000000000", "%",
     "+1e31%"},
};

static void digits_follow_the_half_width(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(digit_cases); i++) {
        char text[64];
        qoq_interval x = interval(digit_cases[i].low, digit_cases[i].high);

        qoq_interval_format_growth(text, x, digit_cases[i].suffix);
        assert_string_equal(text, digit_cases[i].shown);
    }
}

static void derived_levels_show_their_places(void **state)
{
    static const struct {
        const char *low, *high;
        int places;
    } cases[] = {
        {"5", "5", QOQ_DECIMALS_INF},
        {"0", "2", 0},
        {"0", "2.1", -1},
        {"0", "1", 0},
        {"0", "0.2", 1},
        {"0", "0.19", 1},
        {"0", "0.21", 0},
        {"0", "0.02", 2},
        {"-10", "10", -1},
        {"78400000000", "79100000000", -9},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        qoq_interval x = interval(cases[i].low, cases[i].high);

        assert_int_equal(qoq_interval_places(x), cases[i].places);
    }
}

/* ---- questions ------------------------------------------------------------------- */

static void agreement_needs_more_than_a_point(void **state)
{
    static const struct {
        const char *a_low, *a_high, *b_low, *b_high;
        bool agrees, meets, inside;
    } cases[] = {
        {"1", "2", "1.5", "3", true, true, false},
        {"1", "2", "2", "3", false, true, false},
        {"1", "2", "3", "4", false, false, false},
        {"1", "2", "2", "2", true, true, false}, /* an exact value at the end */
        {"2", "2", "2", "2", true, true, true},
        {"1", "1", "2", "2", false, false, false},
        {"1.2", "1.4", "1", "2", true, true, true},
        {"1", "2", "1", "2", true, true, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        qoq_interval a = interval(cases[i].a_low, cases[i].a_high);
        qoq_interval b = interval(cases[i].b_low, cases[i].b_high), common;

        assert_int_equal(qoq_interval_agrees(a, b), cases[i].agrees);
        assert_int_equal(qoq_interval_agrees(b, a), cases[i].agrees);
        assert_int_equal(qoq_interval_meet(&common, a, b), cases[i].meets);
        assert_int_equal(qoq_interval_inside(a, b), cases[i].inside);
        if (cases[i].meets) {
            assert_true(qoq_interval_inside(common, a));
            assert_true(qoq_interval_inside(common, b));
        }
        assert_true(qoq_interval_inside(a, qoq_interval_hull(a, b)));
        assert_true(qoq_interval_inside(b, qoq_interval_hull(a, b)));
    }
}

static void middle_width_and_sign(void **state)
{
    qoq_interval x = interval("-1", "4");
    const qoq_interval widest = {{-INT64_MAX, 64}, {INT64_MAX, 64}};
    const qoq_interval tiniest = {{0, 0}, {1, -64}};

    (void)state;
    check_end(qoq_interval_middle(x), "1.5");
    check_end(qoq_interval_half_width(x), "2.5");
    assert_true(qoq_interval_has_zero(x));
    assert_false(qoq_interval_is_positive(x));
    assert_false(qoq_interval_is_negative(x));
    assert_true(qoq_interval_is_positive(interval("0.1", "4")));
    assert_false(qoq_interval_is_positive(interval("0", "4")));
    assert_true(qoq_interval_is_negative(interval("-4", "-0.1")));
    assert_true(qoq_interval_contains(x, decimal("4")));
    assert_false(qoq_interval_contains(x, decimal("4.1")));
    check_end(qoq_interval_middle(widest), "0");
    assert_int_equal(qoq_decimal_sign(qoq_interval_middle(tiniest)), 1);
    assert_int_equal(qoq_decimal_sign(qoq_interval_half_width(tiniest)), 1);
    assert_true(qoq_decimal_compare(qoq_interval_half_width(widest), widest.high) >= 0);
}

/* ---- enclosure ------------------------------------------------------------------- */

/* A fraction in small integers, so that every comparison below is exact in 128 bits. */
typedef struct rational {
    qoq_wide over, under; /* under > 0 */
} rational;

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static int64_t random_between(uint64_t *state, int64_t low, int64_t high)
{
    return low + (int64_t)(next_random(state) % (uint64_t)(high - low + 1));
}

/* The digits of `digits` (places of them) against those of rest / under, one by one. */
static int compare_digits(qoq_wide digits, int places, qoq_wide rest, qoq_wide under)
{
    qoq_wide unit = 1;

    for (int i = 1; i < places; i++)
        unit *= 10;
    for (; unit > 0 && places > 0; unit /= 10) {
        rest *= 10;
        if (digits / unit != rest / under)
            return digits / unit < rest / under ? -1 : 1;
        digits %= unit;
        rest %= under;
    }
    return rest == 0 ? 0 : -1;
}

/* -1, 0, 1: the decimal against the fraction, both not negative, without rounding. */
static int compare_sizes(qoq_decimal x, rational r)
{
    qoq_decimal floor = qoq_decimal_round(x, 0, QOQ_ROUND_DOWN), behind;
    qoq_wide whole = floor.coefficient;

    for (int i = 0; i < floor.exponent; i++)
        whole *= 10;
    if (whole != r.over / r.under)
        return whole < r.over / r.under ? -1 : 1;
    assert_int_equal(qoq_decimal_subtract(&behind, x, floor, NULL), QOQ_OK);
    return compare_digits(behind.coefficient, -behind.exponent, r.over % r.under,
                          r.under);
}

static int compare_with(qoq_decimal x, rational r)
{
    int sign_x = qoq_decimal_sign(x), sign_r = (r.over > 0) - (r.over < 0);

    if (sign_x != sign_r)
        return sign_x < sign_r ? -1 : 1;
    if (sign_x >= 0)
        return compare_sizes(x, r);
    r.over = -r.over;
    return -compare_sizes(qoq_decimal_negate(x), r);
}

static void check_encloses(qoq_interval x, rational r, const char *what)
{
    if (r.under < 0) {
        r.over = -r.over;
        r.under = -r.under;
    }
    if (compare_with(x.low, r) > 0 || compare_with(x.high, r) < 0)
        fail_msg("%s does not enclose the exact result", what);
}

typedef struct random_case {
    qoq_interval a, b;
    int64_t x, y; /* in thousandths, inside a and b */
} random_case;

static qoq_interval random_interval(uint64_t *seed, int64_t *inside)
{
    int64_t limit = (int64_t)qoq_powers_of_ten[random_between(seed, 1, 6)];
    int64_t low = random_between(seed, -limit, limit);
    int64_t high = low + random_between(seed, 0, next_random(seed) % 4 ? 50 : limit);

    *inside = random_between(seed, low, high);
    return (qoq_interval){qoq_decimal_of(low, -3), qoq_decimal_of(high, -3)};
}

static void check_random_case(const random_case *c)
{
    qoq_wide x = c->x, y = c->y;
    qoq_interval out;

    assert_int_equal(qoq_interval_add(&out, c->a, c->b, NULL), QOQ_OK);
    check_encloses(out, (rational){x + y, 1000}, "sum");
    assert_int_equal(qoq_interval_subtract(&out, c->a, c->b, NULL), QOQ_OK);
    check_encloses(out, (rational){x - y, 1000}, "difference");
    assert_int_equal(qoq_interval_multiply(&out, c->a, c->b, NULL), QOQ_OK);
    check_encloses(out, (rational){x * y, 1000000}, "product");
    assert_int_equal(qoq_interval_scale(&out, c->a, -2, NULL), QOQ_OK);
    check_encloses(out, (rational){x, 100000}, "scaled value");
    check_encloses(qoq_interval_hull(c->a, c->b), (rational){x, 1000}, "hull");
    check_encloses(qoq_interval_hull(c->a, c->b), (rational){y, 1000}, "hull");
    if (qoq_interval_contains(c->b, qoq_decimal_of(c->x, -3))) {
        assert_true(qoq_interval_meet(&out, c->a, c->b));
        check_encloses(out, (rational){x, 1000}, "common part");
    }
    if (!qoq_interval_has_zero(c->b)) {
        assert_int_equal(qoq_interval_divide(&out, c->a, c->b, NULL), QOQ_OK);
        check_encloses(out, (rational){x, y}, "quotient");
    }
    if (qoq_interval_is_positive(c->b)) {
        assert_int_equal(qoq_interval_growth(&out, c->a, c->b, NULL), QOQ_OK);
        check_encloses(out, (rational){100 * (x - y), y}, "growth");
    }
}

static void arithmetic_encloses_exact_rationals(void **state)
{
    uint64_t seed = 20250331;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        random_case c;

        c.a = random_interval(&seed, &c.x);
        c.b = random_interval(&seed, &c.y);
        check_random_case(&c);
    }
}

/* The ends of a growth are reached: no wider than two units of the 17th digit. */
static void growth_is_tight(void **state)
{
    uint64_t seed = 7;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        int64_t now = random_between(&seed, 1, 1000000);
        int64_t base = random_between(&seed, 1, 1000000);
        qoq_interval out, a = qoq_interval_point(qoq_decimal_of(now, 0)),
                          b = qoq_interval_point(qoq_decimal_of(base, 0));
        qoq_decimal width;

        assert_int_equal(qoq_interval_growth(&out, a, b, NULL), QOQ_OK);
        assert_int_equal(qoq_decimal_subtract(&width, out.high, out.low, NULL), QOQ_OK);
        assert_true(qoq_decimal_compare(width, qoq_decimal_of(1, -6)) <= 0);
        check_encloses(out, (rational){100 * ((qoq_wide)now - base), base}, "growth");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stated_numbers_allow_what_they_say),
        cmocka_unit_test(impossible_exactness_is_an_overflow),
        cmocka_unit_test(sums_and_products_of_ends),
        cmocka_unit_test(too_many_digits_round_outward),
        cmocka_unit_test(growth_follows_the_table),
        cmocka_unit_test(a_level_and_its_growth_imply_the_base),
        cmocka_unit_test(a_total_agrees_with_its_parts),
        cmocka_unit_test(growth_needs_a_positive_base),
        cmocka_unit_test(digits_follow_the_half_width),
        cmocka_unit_test(derived_levels_show_their_places),
        cmocka_unit_test(agreement_needs_more_than_a_point),
        cmocka_unit_test(middle_width_and_sign),
        cmocka_unit_test(arithmetic_encloses_exact_rationals),
        cmocka_unit_test(growth_is_tight),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

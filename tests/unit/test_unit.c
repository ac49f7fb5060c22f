#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "qoq/unit.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct {
    const char *id;
    qoq_unit_kind kind;
    const char *english, *chinese;
} units[] = {
    {"CNY", QOQ_UNIT_MONEY, "CNY", "元"},
    {"USD", QOQ_UNIT_MONEY, "USD", "美元"},
    {"HKD", QOQ_UNIT_MONEY, "HKD", "港元"},
    {"TWD", QOQ_UNIT_MONEY, "TWD", "新台币"},
    {"EUR", QOQ_UNIT_MONEY, "EUR", "欧元"},
    {"GBP", QOQ_UNIT_MONEY, "GBP", "英镑"},
    {"JPY", QOQ_UNIT_MONEY, "JPY", "日元"},
    {"XYZ", QOQ_UNIT_MONEY, "XYZ", "XYZ"}, /* no name: its code */
    {"CNY/share", QOQ_UNIT_PER_SHARE, "CNY/share", "元/股"},
    {"USD/share", QOQ_UNIT_PER_SHARE, "USD/share", "美元/股"},
    {"USD/ADS", QOQ_UNIT_PER_SHARE, "USD/ADS", "美元/ADS"},
    {"XYZ/ADS", QOQ_UNIT_PER_SHARE, "XYZ/ADS", "XYZ/ADS"},
    {"percent", QOQ_UNIT_PERCENT, "%", "%"},
    {"pp", QOQ_UNIT_POINTS, "pp", "个百分点"},
    {"ratio", QOQ_UNIT_RATIO, "x", "倍"},
    {"accounts", QOQ_UNIT_COUNT, "accounts", "账户"},
    {"persons", QOQ_UNIT_COUNT, "persons", "人"},
    {"subscribers", QOQ_UNIT_COUNT, "subscribers", "订阅用户"},
    {"users", QOQ_UNIT_COUNT, "users", "用户"},
    {"orders", QOQ_UNIT_COUNT, "orders", "单"},
    {"twh_2", QOQ_UNIT_COUNT, "twh_2", "twh_2"},
};

static const char *const no_units[] = {
    "",         "CN",
    "CNYY",     "Cny",
    "CNY/",     "CNY/unit",
    "/share",   "cny/share",
    "CNY/ads",  "CNY/sharess",
    "%",        "2nd",
    "_x",       "a-b",
    "a b",      "元",
    "ACCOUNTS", "a_word_of_more_than_22_bytes",
};

static void parse_of_the_id_is_the_identity(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(units); i++) {
        const char *id = units[i].id;
        qoq_unit unit = {0};

        assert_int_equal(qoq_unit_parse(&unit, id, strlen(id), NULL), QOQ_OK);
        assert_int_equal(unit.kind, units[i].kind);
        assert_string_equal(unit.id, id);
        assert_true(qoq_unit_equal(unit, qoq_unit_of(id)));
    }
}

static void what_is_no_unit_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(no_units); i++) {
        const char *id = no_units[i];
        qoq_unit unit = {.id = "kept"};
        qoq_error err = {0};

        if (qoq_unit_parse(&unit, id, strlen(id), &err) != QOQ_EINPUT)
            fail_msg("'%s' was taken for a unit", id);
        assert_string_equal(unit.id, "kept");
        assert_non_null(strstr(err.message, "unknown unit"));
        assert_int_equal(qoq_unit_of(id).kind, QOQ_UNIT_NONE);
    }
}

static void units_have_names_in_both_languages(void **state)
{
    qoq_unit none = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(units); i++) {
        qoq_unit unit = qoq_unit_of(units[i].id);

        assert_string_equal(qoq_unit_name(&unit, false), units[i].english);
        assert_string_equal(qoq_unit_name(&unit, true), units[i].chinese);
    }
    assert_string_equal(qoq_unit_name(&none, true), "");
}

static void money_becomes_money_per_share(void **state)
{
    (void)state;
    assert_true(qoq_unit_equal(qoq_unit_per(qoq_unit_of("CNY"), "share"),
                               qoq_unit_of("CNY/share")));
    assert_true(qoq_unit_equal(qoq_unit_per(qoq_unit_of("USD"), "ADS"),
                               qoq_unit_of("USD/ADS")));
    assert_int_equal(qoq_unit_per(qoq_unit_of("USD"), "day").kind, QOQ_UNIT_NONE);
    assert_int_equal(qoq_unit_per(qoq_unit_of("percent"), "share").kind, QOQ_UNIT_NONE);
    assert_false(qoq_unit_equal(qoq_unit_of("USD"), qoq_unit_of("CNY")));
}

static void every_scale_is_found_by_each_of_its_names(void **state)
{
    int power = 99;

    (void)state;
    for (const qoq_scale *scale = qoq_scales; scale->id; scale++) {
        assert_true(scale->power < power); /* coarse to fine */
        power = scale->power;
        assert_ptr_equal(qoq_scale_find(qoq_slice_of(scale->id)), scale);
        if (scale->power == 0)
            continue;
        assert_ptr_equal(qoq_scale_find(qoq_slice_of(scale->english)), scale);
        assert_ptr_equal(qoq_scale_find(qoq_slice_of(scale->chinese)), scale);
    }
}

static void scales_are_found_by_other_spellings(void **state)
{
    static const struct {
        const char *name;
        int power; /* -1 = none */
    } cases[] = {
        {"billion", 9},   {"BN", 9},   {" mn ", 6},  {"Million", 6}, {"m", 6},
        {"億", 8},        {"亿元", 8}, {"萬", 4},    {"百萬", 6},    {"百万", 6},
        {"trillion", 12}, {"兆", 12},  {"萬億", 12}, {"万亿", 12},   {"thousand", 3},
        {"千", 3},        {"千万", 7}, {"1", 0},     {"元", 0},      {"auto", -1},
        {"", -1},         {"  ", -1},  {"mm", -1},   {"b n", -1},    {"亿亿", -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const qoq_scale *scale = qoq_scale_find(qoq_slice_of(cases[i].name));

        if ((scale ? scale->power : -1) != cases[i].power)
            fail_msg("'%s'", cases[i].name);
    }
    assert_null(qoq_scale_find((qoq_slice){"bn\0\0", 4})); /* NULs are no end */
}

static void largest_value_shows_at_most_four_digits(void **state)
{
    static const struct {
        int64_t value;
        const char *english, *chinese;
    } cases[] = {
        {0, "1", "1"},
        {9999, "1", "1"},
        {10000, "k", "万"},
        {-10000, "k", "万"},
        {9999999, "k", "万"},
        {99999999, "mn", "万"},
        {100000000, "mn", "亿"},
        {543000000, "mn", "亿"},
        {9999999999, "mn", "亿"},
        {10000000000, "bn", "亿"},
        {180022000000, "bn", "亿"},
        {45000000000000, "bn", "亿"}, /* beyond: the coarsest */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        qoq_decimal value = qoq_decimal_of(cases[i].value, 0);

        assert_string_equal(qoq_scale_for(value, false)->id, cases[i].english);
        assert_string_equal(qoq_scale_for(value, true)->id, cases[i].chinese);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_of_the_id_is_the_identity),
        cmocka_unit_test(what_is_no_unit_is_refused),
        cmocka_unit_test(units_have_names_in_both_languages),
        cmocka_unit_test(money_becomes_money_per_share),
        cmocka_unit_test(every_scale_is_found_by_each_of_its_names),
        cmocka_unit_test(scales_are_found_by_other_spellings),
        cmocka_unit_test(largest_value_shows_at_most_four_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "qoq/record.h"

static void columns_are_as_the_format_says(void **state)
{
    static const char *const names[] = {
        "entity",   "axis",   "segment", "metric",   "basis",     "period",
        "measure",  "value",  "unit",    "decimals", "bound",     "status",
        "vintage",  "source", "parent",  "end",      "published", "flags",
        "document", "page",   "line",    "column",   "quote",
    };

    (void)state;
    assert_int_equal(sizeof names / sizeof *names, QOQ_COLUMNS_);
    for (size_t i = 0; i < QOQ_COLUMNS_; i++) {
        assert_string_equal(qoq_columns[i].name, names[i]);
        assert_int_equal(qoq_columns[i].required, i <= QOQ_COL_SOURCE);
        assert_true(strlen(qoq_columns[i].description) > 10);
    }
}

static void every_word_reads_back(void **state)
{
    (void)state;
    for (int i = 0; i < QOQ_MEASURES_; i++) {
        qoq_measure measure;

        assert_true(qoq_measure_parse(&measure,
                                      qoq_slice_of(qoq_measure_name((qoq_measure)i))));
        assert_int_equal(measure, i);
    }
    for (int i = 0; i <= QOQ_DERIVED; i++) {
        qoq_standing standing;

        assert_true(qoq_standing_parse(
            &standing, qoq_slice_of(qoq_standing_name((qoq_standing)i))));
        assert_int_equal(standing, i);
    }
}

static void other_words_are_refused(void **state)
{
    static const char *const wrong[] = {"", "Level", "level ", "yo", "yoyo", "derive"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        qoq_measure measure;
        qoq_standing standing;

        assert_false(qoq_measure_parse(&measure, qoq_slice_of(wrong[i])));
        assert_false(qoq_standing_parse(&standing, qoq_slice_of(wrong[i])));
    }
}

static void dates_read_back(void **state)
{
    static const struct {
        const char *text;
        qoq_date date;
    } rows[] = {
        {"2025-03-31", 20250331}, {"2024-02-29", 20240229}, {"0001-01-01", 10101},
        {"9999-12-31", 99991231}, {"2000-02-29", 20000229},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[16];
        qoq_date date;

        assert_int_equal(qoq_date_parse(&date, qoq_slice_of(rows[i].text), NULL),
                         QOQ_OK);
        assert_int_equal(date, rows[i].date);
        assert_int_equal(qoq_date_format(text, date), 10);
        assert_string_equal(text, rows[i].text);
    }
}

static void no_date_is_the_empty_text(void **state)
{
    char text[16];

    (void)state;
    assert_int_equal(qoq_date_format(text, 0), 0);
    assert_string_equal(text, "");
}

static void days_that_do_not_exist_are_refused(void **state)
{
    static const char *const wrong[] = {
        "",           "2025-02-29", "2025-13-01", "2025-00-10",  "2025-04-31",
        "1900-02-29", "2025-1-01",  "2025/01/01", "20250101",    "2025-01-01 ",
        "2025-01-0x", "0000-01-01", "-025-01-01", "２025-01-01",
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        qoq_error err;
        qoq_date date = 7;

        assert_int_equal(qoq_date_parse(&date, qoq_slice_of(wrong[i]), &err),
                         QOQ_EINPUT);
        assert_int_equal(date, 7);
        assert_non_null(strstr(err.message, wrong[i]));
    }
}

static qoq_record sample(void)
{
    return (qoq_record){.entity = 1,
                        .segment = 2,
                        .metric = 3,
                        .unit = 4,
                        .period = qoq_period_quarter(2025, 1),
                        .number = {{92133, 6}, -6, QOQ_BOUND_NONE}};
}

static void empty_ifrs_and_gaap_are_one_cell(void **state)
{
    qoq_record a = sample(), b = sample();

    (void)state;
    a.basis = QOQ_BASIS_IFRS;
    assert_true(qoq_record_same_cell(&a, &b));
    b.basis = QOQ_BASIS_GAAP;
    assert_true(qoq_record_same_cell(&a, &b));
    b.basis = QOQ_BASIS_NON_IFRS;
    assert_false(qoq_record_same_cell(&a, &b));
    a.basis = QOQ_BASIS_NON_GAAP;
    assert_true(qoq_record_same_cell(&a, &b));
}

static void evidence_does_not_make_another_cell(void **state)
{
    qoq_record a = sample(), b = sample();

    (void)state;
    b.number.value.coefficient++;
    b.source = 9;
    b.vintage = qoq_period_quarter(2026, 1);
    b.standing = QOQ_ESTIMATE;
    b.parent = 8;
    assert_true(qoq_record_same_cell(&a, &b));
    assert_false(qoq_record_equal(&a, &b));
}

static void what_is_measured_makes_another_cell(void **state)
{
    qoq_record a = sample(), rows[] = {a, a, a, a, a, a, a};

    (void)state;
    rows[0].entity = 9;
    rows[1].axis = 9;
    rows[2].segment = 9;
    rows[3].metric = 9;
    rows[4].unit = 9;
    rows[5].measure = QOQ_YOY;
    rows[6].period = qoq_period_quarter(2025, 2);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_false(qoq_record_same_cell(&a, &rows[i]));
}

static void equal_values_may_be_written_differently(void **state)
{
    qoq_record a = sample(), b = sample();

    (void)state;
    b.number.value = (qoq_decimal){92133000, 3};
    assert_true(qoq_record_equal(&a, &b));
    b.number.decimals = -3;
    assert_false(qoq_record_equal(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_as_the_format_says),
        cmocka_unit_test(every_word_reads_back),
        cmocka_unit_test(other_words_are_refused),
        cmocka_unit_test(dates_read_back),
        cmocka_unit_test(no_date_is_the_empty_text),
        cmocka_unit_test(days_that_do_not_exist_are_refused),
        cmocka_unit_test(empty_ifrs_and_gaap_are_one_cell),
        cmocka_unit_test(evidence_does_not_make_another_cell),
        cmocka_unit_test(what_is_measured_makes_another_cell),
        cmocka_unit_test(equal_values_may_be_written_differently),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

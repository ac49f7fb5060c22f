#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/decimal.h"
#include "qoq/period.h"
#include "words/period_private.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { FIRST_YEAR = 1990, LAST_YEAR = 2060 };

static qoq_period parse(const char *text)
{
    qoq_period p = {0};
    qoq_error err = {0};

    if (*text && qoq_period_parse(&p, text, strlen(text), &err) != QOQ_OK)
        fail_msg("%s", err.message);
    return p;
}

static void check(qoq_period p, const char *expected)
{
    char text[16];
    size_t len = qoq_period_format(text, p);

    assert_string_equal(text, expected);
    assert_int_equal(len, strlen(text));
}

/* Every label of a year; returns how many. */
static size_t labels_of(int year, qoq_period out[8])
{
    size_t n = 0;

    for (int span = QOQ_SPAN_QUARTER; span <= QOQ_SPAN_YEAR; span++) {
        for (int index = 1; index <= 4; index++) {
            qoq_period p = qoq_period_of(year, (qoq_span)span, index);

            if (!qoq_period_is_none(p))
                out[n++] = p;
        }
    }
    return n;
}

typedef void (*label_fn)(qoq_period p);

static void each_label(label_fn fn)
{
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        qoq_period labels[8];
        size_t n = labels_of(year, labels);

        assert_int_equal(n, 8); /* Q1-4, H1-2, M9, FY */
        for (size_t i = 0; i < n; i++)
            fn(labels[i]);
    }
}

/* ---- values ---------------------------------------------------------------------- */

static void only_periods_that_exist_are_made(void **state)
{
    (void)state;
    check(qoq_period_quarter(2025, 1), "2025Q1");
    check(qoq_period_of(2025, QOQ_SPAN_NINE, 1), "2025M9");
    check(qoq_period_date(2024, 2, 29), "2024-02-29");
    assert_true(qoq_period_is_none(qoq_period_quarter(2025, 5)));
    assert_true(qoq_period_is_none(qoq_period_quarter(2025, 0)));
    assert_true(qoq_period_is_none(qoq_period_of(2025, QOQ_SPAN_HALF, 3)));
    assert_true(qoq_period_is_none(qoq_period_of(2025, QOQ_SPAN_YEAR, 2)));
    assert_true(qoq_period_is_none(qoq_period_of(2025, QOQ_SPAN_DATE, 1)));
    assert_true(qoq_period_is_none(qoq_period_of(0, QOQ_SPAN_YEAR, 1)));
    assert_true(qoq_period_is_none(qoq_period_of(10000, QOQ_SPAN_YEAR, 1)));
    assert_true(qoq_period_is_none(qoq_period_date(2025, 2, 29)));
    assert_true(qoq_period_is_none(qoq_period_date(2025, 13, 1)));
    check((qoq_period){0}, "");
}

static void check_neighbours(qoq_period p)
{
    int steps = 99;

    assert_true(qoq_period_equal(qoq_period_next(qoq_period_previous(p)), p));
    assert_true(qoq_period_equal(qoq_period_previous(qoq_period_next(p)), p));
    assert_int_equal(qoq_period_compare(qoq_period_previous(p), p), -1);
    assert_int_equal(qoq_period_compare(qoq_period_next(p), p), 1);
    assert_true(qoq_period_steps(&steps, qoq_period_previous(p), p));
    assert_int_equal(steps, 1);
    assert_true(qoq_period_steps(&steps, p, qoq_period_year_ago(p)));
    assert_int_equal(steps * qoq_period_months(p), p.span == QOQ_SPAN_NINE ? -9 : -12);
    assert_true(qoq_period_equal(qoq_period_shift_years(qoq_period_year_ago(p), 1), p));
    assert_int_equal(qoq_period_compare(p, qoq_period_last_quarter(p)),
                     p.span == QOQ_SPAN_QUARTER ? 0 : 1);
}

static void previous_and_next_undo_each_other(void **state)
{
    (void)state;
    each_label(check_neighbours);
    check(qoq_period_previous(parse("2025Q1")), "2024Q4");
    check(qoq_period_previous(parse("2025H1")), "2024H2");
    check(qoq_period_previous(parse("2025M9")), "2024M9");
    check(qoq_period_previous(parse("2025FY")), "2024FY");
    check(qoq_period_previous(parse("2025-03-31")), "");
    check(qoq_period_next(parse("2025Q4")), "2026Q1");
    check(qoq_period_previous(qoq_period_quarter(1, 1)), "");
    check(qoq_period_next(qoq_period_quarter(9999, 4)), "");
}

static void shifted_years_keep_the_rest(void **state)
{
    (void)state;
    check(qoq_period_year_ago(parse("2025Q1")), "2024Q1");
    check(qoq_period_shift_years(parse("2025H2"), 3), "2028H2");
    check(qoq_period_year_ago(parse("2025-03-31")), "2024-03-31");
    check(qoq_period_year_ago(parse("2024-02-29")), "2023-02-28");
    check(qoq_period_shift_years(parse("2024-02-29"), 4), "2028-02-29");
    check(qoq_period_year_ago((qoq_period){0}), "");
}

static void last_quarter_is_the_one_it_ends_with(void **state)
{
    (void)state;
    check(qoq_period_last_quarter(parse("2025Q2")), "2025Q2");
    check(qoq_period_last_quarter(parse("2025H1")), "2025Q2");
    check(qoq_period_last_quarter(parse("2025H2")), "2025Q4");
    check(qoq_period_last_quarter(parse("2025M9")), "2025Q3");
    check(qoq_period_last_quarter(parse("2025FY")), "2025Q4");
    check(qoq_period_last_quarter(parse("2025-03-31")), "");
}

static void steps_need_one_length(void **state)
{
    int steps;

    (void)state;
    assert_true(qoq_period_steps(&steps, parse("2023Q3"), parse("2025Q1")));
    assert_int_equal(steps, 6);
    assert_true(qoq_period_steps(&steps, parse("2025H1"), parse("2024H2")));
    assert_int_equal(steps, -1);
    assert_false(qoq_period_steps(&steps, parse("2025Q1"), parse("2025H1")));
    assert_false(qoq_period_steps(&steps, parse("2025-03-31"), parse("2025-03-31")));
    assert_false(qoq_period_steps(&steps, (qoq_period){0}, (qoq_period){0}));
}

static void order_is_total(void **state)
{
    static const char *const ascending[] = {
        "",           "2024-12-30", "2024-12-31", "2024Q4",     "2024H2", "2024FY",
        "2025-03-01", "2025-03-31", "2025Q1",     "2025-04-01", "2025Q2", "2025H1",
        "2025Q3",     "2025M9",     "2025-10-01", "2025Q4",     "2025H2", "2025FY",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ascending); i++) {
        for (size_t j = 0; j < COUNT(ascending); j++) {
            int expected = (i > j) - (i < j);

            if (qoq_period_compare(parse(ascending[i]), parse(ascending[j])) !=
                expected)
                fail_msg("%s against %s", ascending[i], ascending[j]);
        }
    }
}

/* ---- text ------------------------------------------------------------------------ */

static void check_text(qoq_period p)
{
    char text[48];

    qoq_period_format(text, p);
    assert_true(qoq_period_equal(parse(text), p));
    qoq_period_format_long(text, p, false);
    assert_true(qoq_period_equal(parse(text), p));
    qoq_period_format_long(text, p, true);
    assert_true(qoq_period_equal(parse(text), p));
}

static void parse_of_format_is_the_identity(void **state)
{
    (void)state;
    each_label(check_text);
    for (int year = 2023; year <= 2024; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= qoq_days_in_month(year, month); day++)
                check_text(qoq_period_date(year, month, day));
        }
    }
    check(parse("0001Q1"), "0001Q1");
    check(parse("9999FY"), "9999FY");
}

/* Every spelling for every year: %Y the year, %y its last two digits. */
static const struct {
    const char *spelling, *label;
} spellings[] = {
    {"%YQ1", "Q1"},
    {"%yQ1", "Q1"},
    {"1Q%y", "Q1"},
    {"1Q%Y", "Q1"},
    {"Q1 %Y", "Q1"},
    {"q3-%Y", "Q3"},
    {"%Y-Q1", "Q1"},
    {"%Y Q4", "Q4"},
    {"%Yq2", "Q2"},
    {"%Y年第一季度", "Q1"},
    {"%Y年二季度", "Q2"},
    {"%Y年第3季", "Q3"},
    {"%y年第四季", "Q4"},
    {"%Y年首季", "Q1"},
    {"%Y年Q1", "Q1"},
    {"%Y第一季度", "Q1"},
    {"%Y年1季度", "Q1"},
    {"%YH1", "H1"},
    {"1H%y", "H1"},
    {"H2 %Y", "H2"},
    {"%Y年上半年", "H1"},
    {"%Y年下半年", "H2"},
    {"%YM9", "M9"},
    {"9M%y", "M9"},
    {"9M %Y", "M9"},
    {"%Y年前三季度", "M9"},
    {"%YFY", "FY"},
    {"FY%Y", "FY"},
    {"FY%y", "FY"},
    {"fy %Y", "FY"},
    {"%Y", "FY"},
    {"%Y年", "FY"},
    {"%Y年全年", "FY"},
    {"%Y年度", "FY"},
    {"%Y财年", "FY"},
    {"%y财年", "FY"},
    {"FY%yQ3", "Q3"},
    {"Q3 FY%Y", "Q3"},
    {"%YFY Q3", "Q3"},
    {"%Y财年第三季度", "Q3"},
    {"%Y财年第三财季", "Q3"},
    {"%Y財年上半年", "H1"},
    {"ＦＹ%Y", "FY"},
    {"　%YＱ１　", "Q1"},
    {" %YQ1\n", "Q1"},
};

static void spell(char out[64], const char *spelling, int year)
{
    size_t at = 0;

    for (; *spelling; spelling++) {
        if (*spelling != '%') {
            out[at++] = *spelling;
            continue;
        }
        spelling++;
        at += (size_t)snprintf(out + at, 64 - at, "%0*d", *spelling == 'Y' ? 4 : 2,
                               *spelling == 'Y' ? year : year % 100);
    }
    out[at] = '\0';
}

static void every_spelling_is_read_for_every_year(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(spellings); i++) {
        for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
            char text[64], expected[32], label[16];
            qoq_period p = {0};

            spell(text, spellings[i].spelling, year);
            snprintf(expected, sizeof expected, "%d%s", year, spellings[i].label);
            qoq_period_parse(&p, text, strlen(text), NULL);
            qoq_period_format(label, p);
            if (strcmp(label, expected) != 0)
                fail_msg("'%s' gave '%s'", text, label);
        }
    }
    check(parse("二零二四年第三季"), "2024Q3");
    check(parse("２０２５Ｑ１"), "2025Q1");
    check(parse("民國114年第一季"), "2025Q1");
    check(parse("2025年3月31日"), "2025-03-31");
}

static void what_is_no_period_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "2025Q5",
        "2025Q0",
        "25",
        "Q1",
        "第一季度",
        "2025H3",
        "2025M6",
        "2025-13-01",
        "2025-02-30",
        "2025-1",
        "去年",
        "q12025",
        "2025Q1x",
        "x2025Q1",
        "2025Q12",
        "1Q2Q25",
        "三月底",
        "2025年6月",
        "2025年底",
        "20250331",
        "99999",
        "-2025",
        "2025年第五季度",
        "第一季度第一季度第一季度第一季度第一季度第一季度第一季度第一季度",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        qoq_period p = {7, 7, 7, 7};
        qoq_error err = {0};

        if (qoq_period_parse(&p, texts[i], strlen(texts[i]), &err) != QOQ_EINPUT)
            fail_msg("'%s' was read", texts[i]);
        assert_int_equal(p.year, 7);
        assert_non_null(strstr(err.message, "is no period"));
    }
}

/* ---- the calendar ---------------------------------------------------------------- */

static const struct {
    const char *label;
    int end_month;
    bool by_start;
    const char *end;
} end_cases[] = {
    {"2025Q1", 12, false, "2025-03-31"},
    {"2025Q2", 12, false, "2025-06-30"},
    {"2024FY", 12, false, "2024-12-31"},
    {"2025Q1", 0, false, "2025-03-31"},
    {"2026Q1", 3, false, "2025-06-30"},
    {"2026H1", 3, false, "2025-09-30"},
    {"2026FY", 3, false, "2026-03-31"},
    {"2025Q3", 6, false, "2025-03-31"},
    {"2025M9", 6, false, "2025-03-31"},
    {"2025Q1", 9, false, "2024-12-31"},
    {"2025Q3", 1, false, "2024-10-31"},
    {"2024FY", 2, false, "2024-02-29"},
    {"2025FY", 3, true, "2026-03-31"},
    {"2025Q1", 3, true, "2025-06-30"},
    {"2025FY", 12, true, "2025-12-31"},
    {"2025-03-31", 6, false, "2025-03-31"},
    {"", 12, false, ""},
};

static void periods_end_where_the_calendar_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(end_cases); i++) {
        qoq_calendar calendar = {(uint8_t)end_cases[i].end_month,
                                 end_cases[i].by_start};
        char text[16];

        qoq_period_end_format(text, parse(end_cases[i].label), calendar);
        assert_string_equal(text, end_cases[i].end);
    }
}

static void check_calendars(qoq_period p)
{
    for (uint8_t month = 1; month <= 12; month++) {
        for (int by_start = 0; by_start <= 1; by_start++) {
            qoq_calendar calendar = {month, by_start == 1 && month != 12}, guessed;
            int year, m, day, months = qoq_period_months(p);

            qoq_period_end(p, calendar, &year, &m, &day);
            assert_int_equal(day, qoq_days_in_month(year, m));
            assert_true(
                qoq_period_equal(qoq_period_ending(year, m, day, months, calendar), p));
            assert_true(
                qoq_period_equal(qoq_period_ending(year, m, 0, months, calendar), p));
            assert_true(qoq_period_equal(qoq_period_ending(year, m, 0, 0, calendar),
                                         qoq_period_last_quarter(p)));
            assert_true(qoq_calendar_from(&guessed, p, year, m));
            assert_int_equal(guessed.end_month, month);
            assert_int_equal(guessed.named_by_start, calendar.named_by_start);
        }
    }
}

static void the_period_ending_at_its_end_is_itself(void **state)
{
    (void)state;
    each_label(check_calendars);
}

static const struct {
    int year, month, day, months, end_month;
    const char *label;
} ending_cases[] = {
    {2025, 3, 31, 3, 12, "2025Q1"},
    {2025, 3, 31, 3, 6, "2025Q3"},
    {2025, 9, 30, 6, 3, "2026H1"},
    {2025, 3, 0, 0, 3, "2025Q4"},
    {2025, 9, 30, 9, 12, "2025M9"},
    {2024, 12, 31, 12, 12, "2024FY"},
    {2025, 6, 30, 9, 12, ""},
    {2025, 9, 30, 6, 12, ""},
    {2025, 4, 30, 3, 12, ""},
    {2025, 4, 30, 0, 12, ""},
    {2025, 3, 31, 4, 12, ""},
    {2025, 3, 31, 1, 12, ""},
    {2025, 6, 30, 12, 12, ""},
    {2025, 3, 31, -3, 12, ""},
    /* 52/53 weeks: Saturdays and Sundays round the month's end */
    {2024, 11, 2, 3, 1, "2025Q3"},
    {2024, 11, 2, 0, 1, "2025Q3"},
    {2024, 9, 28, 3, 9, "2024Q4"},
    {2024, 9, 28, 0, 9, "2024Q4"},
    {2022, 6, 25, 3, 9, "2022Q3"},
    {2023, 1, 1, 12, 12, "2022FY"},
    {2023, 1, 1, 0, 12, "2022Q4"},
    {2025, 4, 7, 3, 12, "2025Q1"},
    {2025, 4, 8, 3, 12, ""},
    {2025, 2, 1, 12, 1, "2025FY"},
    /* no ends */
    {2025, 3, 25, 0, 12, ""},
    {2025, 3, 15, 0, 12, ""},
    {2025, 4, 2, 0, 12, ""},
    {2025, 3, 12, 3, 12, ""},
    {2025, 2, 30, 3, 12, ""},
    {2025, 0, 1, 3, 12, ""},
    {2025, 13, 1, 3, 12, ""},
    {0, 3, 31, 3, 12, ""},
};

static void ends_find_their_period(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ending_cases); i++) {
        qoq_calendar calendar = {(uint8_t)ending_cases[i].end_month, false};
        char text[16];

        qoq_period_format(text,
                          qoq_period_ending(ending_cases[i].year, ending_cases[i].month,
                                            ending_cases[i].day, ending_cases[i].months,
                                            calendar));
        if (strcmp(text, ending_cases[i].label) != 0)
            fail_msg("row %zu: '%s', expected '%s'", i, text, ending_cases[i].label);
    }
}

static void calendars_are_guessed_or_refused(void **state)
{
    qoq_calendar calendar;

    (void)state;
    assert_true(qoq_calendar_from(&calendar, parse("2025Q3"), 2025, 3));
    assert_int_equal(calendar.end_month, 6);
    assert_true(qoq_calendar_from(&calendar, parse("2026H1"), 2025, 9));
    assert_int_equal(calendar.end_month, 3);
    assert_false(calendar.named_by_start);
    assert_true(qoq_calendar_from(&calendar, parse("2025H1"), 2025, 9));
    assert_int_equal(calendar.end_month, 3);
    assert_true(calendar.named_by_start);
    assert_false(qoq_calendar_from(&calendar, parse("2025Q1"), 2023, 3));
    assert_false(qoq_calendar_from(&calendar, parse("2025Q1"), 2027, 3));
    assert_false(qoq_calendar_from(&calendar, parse("2025FY"), 2024, 12));
    assert_false(qoq_calendar_from(&calendar, parse("2025-03-31"), 2025, 3));
    assert_false(qoq_calendar_from(&calendar, parse("2025Q1"), 2025, 13));
}

static void leap_years_are_gregorian(void **state)
{
    (void)state;
    assert_int_equal(qoq_days_in_month(2024, 2), 29);
    assert_int_equal(qoq_days_in_month(2025, 2), 28);
    assert_int_equal(qoq_days_in_month(2000, 2), 29);
    assert_int_equal(qoq_days_in_month(2100, 2), 28);
    assert_int_equal(qoq_days_in_month(2025, 12), 31);
}

/* ---- phrases --------------------------------------------------------------------- */

/* What the lexicon would say of the words below; longer ones first. */
static const struct {
    const char *word;
    uint8_t kind;
    int8_t value;
} words[] = {
    {"first nine months", QOQ_PA_NINE, 1},
    {"first quarter", QOQ_PA_QUARTER_N, 1},
    {"first-quarter", QOQ_PA_QUARTER_N, 1},
    {"second quarter", QOQ_PA_QUARTER_N, 2},
    {"third quarter", QOQ_PA_QUARTER_N, 3},
    {"fourth quarter", QOQ_PA_QUARTER_N, 4},
    {"first half", QOQ_PA_HALF_N, 1},
    {"full year", QOQ_PA_FULL_YEAR, 0},
    {"fiscal year", QOQ_PA_FISCAL, 0},
    {"last year's", QOQ_PA_THIS_YEAR, -1},
    {"last year", QOQ_PA_THIS_YEAR, -1},
    {"this year", QOQ_PA_THIS_YEAR, 0},
    {"three months", QOQ_PA_MONTHS_N, 3},
    {"six months", QOQ_PA_MONTHS_N, 6},
    {"nine months", QOQ_PA_MONTHS_N, 9},
    {"thirteen weeks", QOQ_PA_MONTHS_N, 3},
    {"thirty-nine weeks", QOQ_PA_MONTHS_N, 9},
    {"26 weeks", QOQ_PA_MONTHS_N, 6},
    {"52 weeks", QOQ_PA_MONTHS_N, 12},
    {"as of", QOQ_PA_UNTIL, 0},
    {"end of", QOQ_PA_LAST_WORD, 0},
    {"quarter", QOQ_PA_QUARTER, 0},
    {"fiscal", QOQ_PA_FISCAL, 0},
    {"months", QOQ_PA_MONTHS, 0},
    {"ended", QOQ_PA_ENDED, 0},
    {"year", QOQ_PA_FULL_YEAR, 0},
    {"January", QOQ_PA_MONTH_NAME, 1},
    {"March", QOQ_PA_MONTH_NAME, 3},
    {"May", QOQ_PA_MONTH_NAME, 5},
    {"June", QOQ_PA_MONTH_NAME, 6},
    {"July", QOQ_PA_MONTH_NAME, 7},
    {"September", QOQ_PA_MONTH_NAME, 9},
    {"October", QOQ_PA_MONTH_NAME, 10},
    {"November", QOQ_PA_MONTH_NAME, 11},
    {"December", QOQ_PA_MONTH_NAME, 12},
    {"FY", QOQ_PA_FISCAL, 0},
    {"Q1", QOQ_PA_QUARTER_N, 1},
    {"Q3", QOQ_PA_QUARTER_N, 3},
    {"1Q", QOQ_PA_QUARTER_N, 1},
    {"H1", QOQ_PA_HALF_N, 1},
    {"1H", QOQ_PA_HALF_N, 1},
    {"9M", QOQ_PA_NINE, 1},
    {"the", QOQ_PA_OF, 0},
    {"of", QOQ_PA_OF, 0},
    {"in", QOQ_PA_OF, 0},
    {"at", QOQ_PA_UNTIL, 0},
    {"to", QOQ_PA_TO, 0},
    {",", QOQ_PA_OF, 1},
    {"-", QOQ_PA_TO, 0},
    {"half-year", QOQ_PA_HALF_N, 0},
    {"半年", QOQ_PA_HALF_N, 0},
    {"首三季", QOQ_PA_NINE, 1},
    {"前三季度", QOQ_PA_NINE, 1},
    {"首九个月", QOQ_PA_NINE, 1},
    {"上半年", QOQ_PA_HALF_N, 1},
    {"下半年", QOQ_PA_HALF_N, 2},
    {"中期", QOQ_PA_HALF_N, 1},
    {"财政年度", QOQ_PA_FISCAL, 0},
    {"財年", QOQ_PA_FISCAL, 0},
    {"财年", QOQ_PA_FISCAL, 0},
    {"财", QOQ_PA_FISCAL, 0},
    {"全年", QOQ_PA_FULL_YEAR, 0},
    {"年度", QOQ_PA_FULL_YEAR, 0},
    {"今年", QOQ_PA_THIS_YEAR, 0},
    {"去年", QOQ_PA_THIS_YEAR, -1},
    {"上年", QOQ_PA_THIS_YEAR, -1},
    {"前年", QOQ_PA_THIS_YEAR, -2},
    {"年", QOQ_PA_YEAR, 0},
    {"首季", QOQ_PA_QUARTER_N, 1},
    {"季度", QOQ_PA_QUARTER, 0},
    {"季", QOQ_PA_QUARTER, 0},
    {"个月", QOQ_PA_MONTHS, 0},
    {"月", QOQ_PA_MONTH, 0},
    {"日", QOQ_PA_DAY, 0},
    {"第", QOQ_PA_ORDINAL, 0},
    {"截至", QOQ_PA_UNTIL, 0},
    {"于", QOQ_PA_UNTIL, 0},
    {"止", QOQ_PA_ENDED, 0},
    {"至", QOQ_PA_TO, 0},
    {"底", QOQ_PA_LAST_WORD, 0},
    {"末", QOQ_PA_LAST_WORD, 0},
    {"的", QOQ_PA_OF, 0},
    {"民國", QOQ_PA_ROC, 0},
};

typedef struct atom_text {
    qoq_period_atom atoms[32];
    size_t ends[32]; /* where each ends in the text */
    size_t count;
} atom_text;

static size_t read_word(atom_text *out, const char *text)
{
    for (size_t i = 0; i < COUNT(words); i++) {
        size_t n = strlen(words[i].word);

        if (strncmp(text, words[i].word, n) == 0) {
            out->atoms[out->count] =
                (qoq_period_atom){words[i].kind, 0, words[i].value, false};
            return n;
        }
    }
    return 0;
}

static size_t read_number(atom_text *out, const char *text)
{
    qoq_printed_number n;
    size_t len = qoq_number_read(&n, text, strlen(text));

    if (len == 0 || n.percent || n.number.decimals != 0)
        return 0;
    out->atoms[out->count] = (qoq_period_atom){
        QOQ_PA_NUM, n.digits, (int32_t)qoq_decimal_double(n.number.value), false};
    return len;
}

/* Atoms up to the first thing that is none. */
static void read_atoms(atom_text *out, const char *text)
{
    size_t at = 0;

    memset(out, 0, sizeof *out);
    while (text[at] && out->count < 32) {
        bool blank = text[at] == ' ';

        at += blank;
        size_t n = read_word(out, text + at);
        if (n == 0)
            n = read_number(out, text + at);
        if (n == 0)
            return;
        bool latin = at > 0 && (unsigned char)text[at - 1] < 0x80 &&
                     (unsigned char)text[at] < 0x80;
        out->atoms[out->count].glued = latin && !blank;
        at += n;
        out->ends[out->count++] = at;
    }
}

/* A phrase in one line: the year, the label, then what else is set. */
static void describe(char *out, size_t room, const qoq_period_phrase *p)
{
    static const char marks[] = "-QHMY";
    size_t at = 0;

    out[0] = '\0';
#define ADD(...) at += (size_t)snprintf(out + at, room - at, __VA_ARGS__)
    if (p->has_offset)
        ADD(" year%+d", p->year_offset);
    if (p->year)
        ADD(" %d", p->year);
    if (p->span)
        ADD(" %c%d", marks[p->span], p->index);
    if (p->fiscal)
        ADD(" fiscal");
    if (p->months)
        ADD(" %d months", p->months);
    if (p->month)
        ADD(" %02d-%02d", p->month, p->day);
    if (p->date_year)
        ADD(" of %d", p->date_year);
    if (p->point)
        ADD(" point");
#undef ADD
    if (at > 0)
        memmove(out, out + 1, at);
}

static const struct {
    const char *text, *meaning;
    const char *rest; /* what the phrase does not take; "" mostly */
} phrase_cases[] = {
    /* quarters with a year */
    {"2025年第一季度", "2025 Q1", ""},
    {"2025年一季度", "2025 Q1", ""},
    {"2025年Q1", "2025 Q1", ""},
    {"2025年1季度", "2025 Q1", ""},
    {"2025第1季", "2025 Q1", ""},
    {"2025年Q1季度", "2025 Q1", ""},
    {"2025年的第一季度", "2025 Q1", ""},
    {"二零二四年第三季", "2024 Q3", ""},
    {"二零二五年首季", "2025 Q1", ""},
    {"Q1 2025", "2025 Q1", ""},
    {"1Q25", "2025 Q1", ""},
    {"1Q2025", "2025 Q1", ""},
    {"25Q1", "2025 Q1", ""},
    {"2025Q1", "2025 Q1", ""},
    {"2025 Q1", "2025 Q1", ""},
    {"first quarter of 2025", "2025 Q1", ""},
    {"first-quarter 2025", "2025 Q1", ""},
    {"2025 first quarter", "2025 Q1", ""},
    {"first quarter of the year", "Q1", ""},
    {"first nine months of the year", "M1", ""},
    {"July-September quarter of 2025", "2025 3 months 09-00", ""},
    {"113年度", "2024 Y1", ""},
    {"25年第一季度", "2025 Q1", ""},
    {"民國114年第一季", "2025 Q1", ""},
    {"114年第一季", "2025 Q1", ""},
    /* fiscal years */
    {"third quarter of fiscal 2025", "2025 Q3 fiscal", ""},
    {"third quarter of fiscal year 2025", "2025 Q3 fiscal", ""},
    {"third quarter of the fiscal year 2025", "2025 Q3 fiscal", ""},
    {"third quarter fiscal 2025", "2025 Q3 fiscal", ""},
    {"fiscal third quarter 2025", "2025 Q3 fiscal", ""},
    {"2025 fiscal third quarter", "2025 Q3 fiscal", ""},
    {"Q3 FY2025", "2025 Q3 fiscal", ""},
    {"FY2025 Q3", "2025 Q3 fiscal", ""},
    {"FY25Q3", "2025 Q3 fiscal", ""},
    {"Q3 FY25", "2025 Q3 fiscal", ""},
    {"2025财年第三季度", "2025 Q3 fiscal", ""},
    {"2025财年第三财季", "2025 Q3 fiscal", ""},
    {"第三财季", "Q3 fiscal", ""},
    {"2026財年上半年", "2026 H1 fiscal", ""},
    {"fiscal 2025", "2025 Y1 fiscal", ""},
    {"FY2025", "2025 Y1 fiscal", ""},
    {"FY25", "2025 Y1 fiscal", ""},
    {"2025财年", "2025 Y1 fiscal", ""},
    {"25财年", "2025 Y1 fiscal", ""},
    {"FY2024-25", "2025 Y1 fiscal", ""},
    {"2024-25财年第三季度", "2025 Q3 fiscal", ""},
    {"first half of fiscal 2024-25", "2025 H1 fiscal", ""},
    /* without a year */
    {"第一季度", "Q1", ""},
    {"一季度", "Q1", ""},
    {"首季", "Q1", ""},
    {"third quarter", "Q3", ""},
    {"上半年", "H1", ""},
    {"前三季度", "M1", ""},
    {"首三季", "M1", ""},
    {"首九个月", "M1", ""},
    {"first nine months", "M1", ""},
    {"全年", "Y1", ""},
    {"full year", "Y1", ""},
    /* other lengths with a year */
    {"2025年上半年", "2025 H1", ""},
    {"first half of 2025", "2025 H1", ""},
    {"H1 2025", "2025 H1", ""},
    {"1H25", "2025 H1", ""},
    {"2025年中期", "2025 H1", ""},
    {"2025年前三季度", "2025 M1", ""},
    {"2025财年前三季度", "2025 M1 fiscal", ""},
    {"9M25", "2025 M1", ""},
    {"first nine months of 2025", "2025 M1", ""},
    {"nine months of fiscal 2025", "2025 M1 fiscal", ""},
    {"nine months 2025", "2025 M1", ""},
    {"six months of 2025", "2025 H1", ""},
    {"2024年全年", "2024 Y1", ""},
    {"2024年度", "2024 Y1", ""},
    {"2024年年度", "2024 Y1", ""},
    {"full year 2024", "2024 Y1", ""},
    {"full year of 2024", "2024 Y1", ""},
    /* a year alone */
    {"2024年", "2024", ""},
    {"2024", "2024", ""},
    {"去年", "year-1", ""},
    /* years told from here */
    {"今年上半年", "year+0 H1", ""},
    {"去年第四季度", "year-1 Q4", ""},
    {"上年第四季", "year-1 Q4", ""},
    {"前年一季度", "year-2 Q1", ""},
    {"last year's third quarter", "year-1 Q3", ""},
    {"third quarter of last year", "year-1 Q3", ""},
    /* a length and its end */
    {"截至2025年3月31日止三个月", "2025 3 months 03-31", ""},
    {"截至2025年3月31日三个月", "2025 3 months 03-31", ""},
    {"截至2025年3月31日的三个月", "2025 3 months 03-31", ""},
    {"2025年3月31日止三个月", "2025 3 months 03-31", ""},
    {"截至二零二四年九月三十日止三个月及九个月", "2024 3 months 09-30", "及九个月"},
    {"截至二零二四年九月三十日止九个月", "2024 9 months 09-30", ""},
    {"截至二零二四年九月三十日止年度", "2024 12 months 09-30", ""},
    {"截至2025年3月31日止财政年度", "2025 fiscal 12 months 03-31", ""},
    {"截至2025年3月31日止季度", "2025 3 months 03-31", ""},
    {"截至9月30日止六个月", "6 months 09-30", ""},
    {"截至九月底止六个月", "6 months 09-00", ""},
    {"three months ended March 31, 2025", "2025 3 months 03-31", ""},
    {"three months ended 31 March 2025", "2025 3 months 03-31", ""},
    {"thirteen weeks ended November 2,2024", "2024 3 months 11-02", ""},
    {"three months to 31 March 2025", "2025 3 months 03-31", ""},
    {"nine months ended 30 September 2025", "2025 9 months 09-30", ""},
    {"nine months ended September 30", "9 months 09-30", ""},
    {"quarter ended June 30, 2025", "2025 3 months 06-30", ""},
    {"fiscal quarter ended June 30, 2025", "2025 fiscal 3 months 06-30", ""},
    {"year ended 31 December 2024", "2024 12 months 12-31", ""},
    {"fiscal year ended June 30, 2025", "2025 fiscal 12 months 06-30", ""},
    {"six months to 30 September 2025", "2025 6 months 09-30", ""},
    {"thirteen weeks ended November 2, 2024", "2024 3 months 11-02", ""},
    {"thirty-nine weeks ended November 2, 2024", "2024 9 months 11-02", ""},
    {"26 weeks ended 28 September 2024", "2024 6 months 09-28", ""},
    {"52 weeks ended September 28, 2024", "2024 12 months 09-28", ""},
    {"year ended March 2025", "2025 12 months 03-00", ""},
    {"year to end of March 2025", "2025 12 months 03-00", ""},
    {"2025年7月1日至9月30日", "2025 3 months 09-30", ""},
    {"2025年7月1日至2025年9月30日止三个月", "2025 3 months 09-30", ""},
    {"half-year ended 30 June 2025", "2025 6 months 06-30", ""},
    {"截至2025年12月31日止半年", "2025 6 months 12-31", ""},
    {"2025半年", "2025 H1", ""},
    /* a length whose dates stand elsewhere */
    {"three months ended", "3 months", ""},
    {"year ended", "12 months", ""},
    {"止三个月", "3 months", ""},
    {"止年度", "12 months", ""},
    {"截至三个月", "3 months", ""},
    {"three months ended March 31,", "3 months 03-31", ","},
    /* a label and its end */
    {"first quarter ended June 30, 2025", "Q1 3 months 06-30 of 2025", ""},
    {"first quarter to 31 March 2025", "Q1 3 months 03-31 of 2025", ""},
    {"third quarter of fiscal 2025, ended October 31, 2024",
     "2025 Q3 fiscal 3 months 10-31 of 2024", ""},
    {"FY2025 Q3 ended October 31, 2024", "2025 Q3 fiscal 3 months 10-31 of 2024", ""},
    {"fiscal 2025 ended June 30, 2025", "2025 Y1 fiscal 12 months 06-30 of 2025", ""},
    {"截至2025年3月31日止的2025财年第三季度", "2025 Q3 fiscal 3 months 03-31 of 2025",
     ""},
    {"截至2025年9月30日止第二季", "Q2 3 months 09-30 of 2025", ""},
    {"截至2025年3月31日止2025财年", "2025 Y1 fiscal 12 months 03-31 of 2025", ""},
    /* points in time */
    {"截至2025年3月31日", "2025 03-31 point", ""},
    {"于2025年3月31日", "2025 03-31 point", ""},
    {"截至2025年3月31日止", "2025 03-31 point", ""},
    {"2025年3月31日", "2025 03-31 point", ""},
    {"2025-03-31", "2025 03-31 point", ""},
    {"2025年3月底", "2025 03-00 point", ""},
    {"三月底", "03-00 point", ""},
    {"截至9月底", "09-00 point", ""},
    {"截至2025年6月", "2025 06-00 point", ""},
    {"9月30日", "09-30 point", ""},
    {"六月三十日", "06-30 point", ""},
    {"民國114年3月31日", "2025 03-31 point", ""},
    {"as of March 31, 2025", "2025 03-31 point", ""},
    {"at 31 March 2025", "2025 03-31 point", ""},
    {"at 31 March", "03-31 point", ""},
    {"March 31", "03-31 point", ""},
    {"end of March 2025", "2025 03-00 point", ""},
    {"end of September", "09-00 point", ""},
    {"at the end of March", "03-00 point", ""},
    {"as of the end of March 2025", "2025 03-00 point", ""},
    {"去年底", "year-1 12-00 point", ""},
    {"2024年底", "2024 12-00 point", ""},
    {"2024年年底", "2024 12-00 point", ""},
    {"截至去年底", "year-1 12-00 point", ""},
    {"end of 2024", "2024 12-00 point", ""},
    {"at the end of last year", "year-1 12-00 point", ""},
    {"2025财年末", "2025 Y1 fiscal point", ""},
    {"去年12月31日", "year-1 12-31 point", ""},
    {"December 31 of last year", "year-1 12-31 point", ""},
    {"第一季度末", "Q1 point", ""},
    {"上半年末", "H1 point", ""},
    {"2025Q1末", "2025 Q1 point", ""},
    {"2025年第一季度末", "2025 Q1 point", ""},
    {"截至2025年第一季度末", "2025 Q1 point", ""},
    {"截至第三季度末", "Q3 point", ""},
    {"end of the first quarter", "Q1 point", ""},
    {"at the end of the first quarter of 2025", "2025 Q1 point", ""},
    {"end of Q1 2025", "2025 Q1 point", ""},
    /* months */
    {"2025年6月", "2025 1 months 06-00", ""},
    {"6月", "1 months 06-00", ""},
    {"June 2025", "2025 1 months 06-00", ""},
    {"7月至9月", "3 months 09-00", ""},
    {"2025年7-9月", "2025 3 months 09-00", ""},
    {"2025年1月至9月", "2025 9 months 09-00", ""},
    {"July to September 2025", "2025 3 months 09-00", ""},
    {"October to March 2025", "2025 6 months 03-00", ""},
    /* what must not be taken */
    {"last year, fourth quarter", "year-1", ", fourth quarter"},
    {"fourth quarter, 2024", "Q4", ", 2024"},
    {"year to", "Y1", " to"},
    {"Q1 25", "Q1", " 25"},
    {"首季25", "Q1", "25"},
    {"2025年第一季度, 2024年", "2025 Q1", ", 2024年"},
    {"于2025年第一季度", NULL, NULL},
    {"May", NULL, NULL},
    {"三个月", NULL, NULL},
    {"nine months", NULL, NULL},
    {"quarter of 2025", NULL, NULL},
    {"the first quarter", NULL, NULL},
    {"25", NULL, NULL},
    {"25年", NULL, NULL},
    {"114年", NULL, NULL},
    {"1234", NULL, NULL},
    {"第五季", NULL, NULL},
    {"13月", NULL, NULL},
    {"年", NULL, NULL},
    {"", NULL, NULL},
};

static void shapes_are_sound(void **state)
{
    (void)state;
    assert_true(qoq_period_shapes_are_sound());
}

static void phrases_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(phrase_cases); i++) {
        const char *text = phrase_cases[i].text;
        atom_text atoms;
        qoq_period_phrase phrase;
        char meaning[128];

        read_atoms(&atoms, text);
        size_t taken = qoq_period_phrase_match(&phrase, atoms.atoms, atoms.count);
        if (!phrase_cases[i].meaning) {
            if (taken != 0)
                fail_msg("'%s' was taken for a period", text);
            continue;
        }
        describe(meaning, sizeof meaning, &phrase);
        const char *rest = taken ? text + atoms.ends[taken - 1] : text;
        if (strcmp(meaning, phrase_cases[i].meaning) != 0 ||
            strcmp(rest, phrase_cases[i].rest) != 0)
            fail_msg("'%s': %s, rest '%s'", text, meaning, rest);
    }
}

/* ---- phrases in a context -------------------------------------------------------- */

static const struct {
    const char *text, *current;
    int year, end_month;
    bool future;
    const char *period;
} resolve_cases[] = {
    /* the phrase says all */
    {"2025年第一季度", "", 0, 12, false, "2025Q1"},
    {"2025年第一季度", "2025Q3", 2025, 12, false, "2025Q1"},
    {"third quarter of fiscal 2025", "", 2024, 1, false, "2025Q3"},
    {"2024年度", "", 0, 12, false, "2024FY"},
    {"nine months 2025", "", 0, 12, false, "2025M9"},
    {"2025年第一季度末", "", 0, 12, false, "2025Q1"},
    {"2025财年末", "", 0, 6, false, "2025Q4"},
    /* a label without a year */
    {"第四季度", "2025Q1", 2025, 12, false, "2024Q4"},
    {"第一季度", "2025Q1", 2025, 12, false, "2025Q1"},
    {"第一季度", "2025Q2", 2025, 12, false, "2025Q1"},
    {"上半年", "2025Q2", 2025, 12, false, "2025H1"},
    {"上半年", "2025Q1", 2025, 12, false, "2024H1"},
    {"全年", "2024Q4", 2025, 12, false, "2024FY"},
    {"全年", "2025Q1", 2025, 12, false, "2024FY"},
    {"前三季度", "2025Q3", 2025, 12, false, "2025M9"},
    {"第三季度", "2025M9", 2025, 12, false, "2025Q3"},
    {"第二季度", "2025H1", 2025, 12, false, "2025Q2"},
    {"third quarter", "2024FY", 2025, 12, false, "2024Q3"},
    {"第一季度", "", 2025, 12, false, "2025Q1"},
    {"第一季度", "", 0, 12, false, ""},
    {"第三财季", "2025Q3", 2025, 6, false, "2025Q3"},
    {"上半年末", "2025Q3", 2025, 12, false, "2025Q2"},
    {"第四季度", "2025-03-31", 2025, 12, false, "2024Q4"},
    {"第一季度", "2025-03-31", 2025, 12, false, "2025Q1"},
    {"第三季", "2025-03-31", 2025, 6, false, "2025Q3"},
    {"第一季", "2025-08-15", 2025, 3, false, "2026Q1"},
    /* guidance */
    {"第四季度", "2025Q1", 2025, 12, true, "2025Q4"},
    {"second quarter", "2025Q1", 2025, 12, true, "2025Q2"},
    {"first quarter", "2024Q4", 2025, 12, true, "2025Q1"},
    {"first quarter", "2025Q1", 2025, 12, true, "2026Q1"},
    {"全年", "2025Q1", 2025, 12, true, "2025FY"},
    {"下半年", "2025H1", 2025, 12, true, "2025H2"},
    {"12月31日", "2025Q2", 2025, 12, true, "2025Q4"},
    {"first quarter", "2025-01-15", 2025, 12, true, "2025Q1"},
    /* years told from here */
    {"去年第四季度", "2025Q1", 2025, 12, false, "2024Q4"},
    {"去年第四季度", "", 2025, 12, false, "2024Q4"},
    {"今年上半年", "2025Q2", 2025, 12, false, "2025H1"},
    {"今年第四季度", "2025Q2", 2025, 12, false, "2025Q4"},
    {"last year's third quarter", "2025Q3", 0, 12, false, "2024Q3"},
    {"去年第四季度", "", 0, 12, false, ""},
    {"去年底", "2025Q1", 2025, 12, false, "2024Q4"},
    {"去年12月31日", "2025Q3", 2025, 12, false, "2024Q4"},
    {"去年底", "2026Q1", 2025, 3, false, "2025Q3"}, /* of 2024, not fiscal 2025 */
    /* lengths and dates */
    {"截至2025年3月31日止三个月", "", 0, 12, false, "2025Q1"},
    {"截至2025年3月31日止三个月", "", 0, 0, false, "2025Q1"},
    {"截至2025年3月31日止三个月", "", 0, 6, false, "2025Q3"},
    {"截至2025年9月30日止六个月", "", 0, 3, false, "2026H1"},
    {"截至2025年9月30日止六个月", "", 0, 12, false, ""},
    {"截至二零二四年九月三十日止九个月", "", 0, 12, false, "2024M9"},
    {"year ended 31 December 2024", "", 0, 12, false, "2024FY"},
    {"nine months ended September 30", "2025Q3", 2025, 12, false, "2025M9"},
    {"截至9月30日止六个月", "2026Q2", 2025, 3, false, "2026H1"},
    {"thirteen weeks ended November 2, 2024", "", 0, 1, false, "2025Q3"},
    {"52 weeks ended September 28, 2024", "", 0, 9, false, "2024FY"},
    {"7月至9月", "2026Q2", 2025, 3, false, "2026Q2"},
    {"2025年7月1日至9月30日", "", 0, 12, false, "2025Q3"},
    {"half-year ended 30 June 2025", "", 0, 12, false, "2025H1"},
    {"截至2025年12月31日止半年", "", 0, 12, false, "2025H2"},
    {"截至2025年12月31日止半年", "", 0, 6, false, "2026H1"},
    {"half-year", "2025Q2", 2025, 12, false, "2025H1"},
    {"three months ended", "2025Q2", 2025, 12, false, ""},
    /* labels win over a calendar that is not known */
    {"first quarter ended June 30, 2025", "", 0, 0, false, "2026Q1"},
    {"first quarter ended June 30, 2025", "", 0, 3, false, "2026Q1"},
    {"third quarter of fiscal 2025, ended October 31, 2024", "", 0, 0, false, "2025Q3"},
    {"third quarter ended February 1", "", 0, 0, false, ""},
    {"截至2025年3月31日止的2025财年第三季度", "", 0, 0, false, "2025Q3"},
    {"截至2025年9月30日止第二季", "", 0, 12, false, "2026Q2"},
    {"third quarter ended November 2, 2024", "", 0, 0, false, "2025Q3"},
    /* points in time */
    {"于2025年3月31日", "", 0, 12, false, "2025Q1"},
    {"截至2025年6月30日", "2025H1", 2025, 12, false, "2025Q2"},
    {"9月30日", "2025Q3", 2025, 12, false, "2025Q3"},
    {"6月30日", "2025Q3", 2025, 12, false, "2025Q2"},
    {"12月31日", "2025Q2", 2025, 12, false, "2024Q4"},
    {"12月31日", "2024FY", 2025, 12, false, "2024Q4"},
    {"2025年3月底", "2026H1", 2025, 3, false, "2025Q4"},
    {"三月底", "2026Q1", 2025, 3, false, "2025Q4"},
    {"截至9月底", "2026H1", 2025, 3, false, "2026Q2"},
    {"end of September", "2025Q3", 2025, 12, false, "2025Q3"},
    {"as of the end of March 2025", "", 0, 12, false, "2025Q1"},
    {"9月30日", "", 2025, 12, false, "2025Q3"},
    {"9月30日", "", 0, 12, false, ""},
    {"于2025年4月15日", "", 0, 12, false, "2025-04-15"},
    {"截至2025年4月", "", 0, 12, false, "2025-04-30"},
    {"as of November 2, 2024", "2025Q3", 2024, 1, false, "2025Q3"},
    {"November 2", "2025Q3", 2024, 1, false, "2025Q3"},
    /* what stays open */
    {"2024年", "2025Q1", 2025, 12, false, ""},
    {"去年", "2025Q1", 2025, 12, false, ""},
    {"2025年6月", "2025Q2", 2025, 12, false, ""},
};

static void phrases_mean_a_period_in_their_context(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(resolve_cases); i++) {
        qoq_period_context context = {
            .current = parse(resolve_cases[i].current),
            .year = (int16_t)resolve_cases[i].year,
            .calendar = {(uint8_t)resolve_cases[i].end_month, false},
            .future = resolve_cases[i].future,
        };
        atom_text atoms;
        qoq_period_phrase phrase;
        char text[16];

        read_atoms(&atoms, resolve_cases[i].text);
        size_t taken = qoq_period_phrase_match(&phrase, atoms.atoms, atoms.count);
        qoq_period_format(text, qoq_period_resolve(&phrase, &context));
        if (taken == 0 || strcmp(text, resolve_cases[i].period) != 0)
            fail_msg("'%s' in %s: '%s', expected '%s'", resolve_cases[i].text,
                     resolve_cases[i].current, text, resolve_cases[i].period);
    }
}

/* Every sequence of up to four atoms: matching ends, takes no more than there is, and
 * what it finds can be resolved. */
static void any_atoms_can_be_matched(void **state)
{
    static const int32_t values[] = {1, 3, 9, 31, 2025};
    qoq_period_context context = {.current = parse("2025Q1"), .year = 2025};
    uint64_t seed = 1;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        qoq_period_atom atoms[6];
        qoq_period_phrase phrase;

        for (size_t j = 0; j < COUNT(atoms); j++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            uint64_t r = seed >> 33;
            atoms[j].kind = r % 3 ? (uint8_t)(r / 3 % (QOQ_PA_ROC + 1)) : QOQ_PA_NUM;
            atoms[j].value = values[r / 100 % COUNT(values)];
            atoms[j].digits = atoms[j].value > 99 ? 4 : (uint8_t)(r / 1000 % 3);
            atoms[j].glued = r / 10000 % 2;
        }
        size_t taken = qoq_period_phrase_match(&phrase, atoms, COUNT(atoms));
        assert_true(taken <= COUNT(atoms));
        if (taken > 0) {
            qoq_period p = qoq_period_resolve(&phrase, &context);
            char text[16];

            assert_true(qoq_period_is_none(p) == (qoq_period_format(text, p) == 0));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_periods_that_exist_are_made),
        cmocka_unit_test(previous_and_next_undo_each_other),
        cmocka_unit_test(shifted_years_keep_the_rest),
        cmocka_unit_test(last_quarter_is_the_one_it_ends_with),
        cmocka_unit_test(steps_need_one_length),
        cmocka_unit_test(order_is_total),
        cmocka_unit_test(parse_of_format_is_the_identity),
        cmocka_unit_test(every_spelling_is_read_for_every_year),
        cmocka_unit_test(what_is_no_period_is_refused),
        cmocka_unit_test(periods_end_where_the_calendar_says),
        cmocka_unit_test(the_period_ending_at_its_end_is_itself),
        cmocka_unit_test(ends_find_their_period),
        cmocka_unit_test(calendars_are_guessed_or_refused),
        cmocka_unit_test(leap_years_are_gregorian),
        cmocka_unit_test(shapes_are_sound),
        cmocka_unit_test(phrases_are_read),
        cmocka_unit_test(phrases_mean_a_period_in_their_context),
        cmocka_unit_test(any_atoms_can_be_matched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "analysis_fixture.h"

#define ROW(segment, period, value)                                                    \
    "business," segment ",revenue,," period ",level," value ",CNY,-6,," period ","
#define TOTAL(metric, basis, period, value)                                            \
    ",," metric "," basis "," period ",level," value ",CNY,-6,," period ","

static const char *const rows[] = {
    ROW("vas", "2025Q1", "92133000000"),
    ROW("ads", "2025Q1", "31853000000"),
    ROW("fintech", "2025Q1", "54907000000"),
    ROW("others", "2025Q1", "1129000000"),
    ROW("vas", "2024Q4", "79022000000"),
    ROW("ads", "2024Q4", "35004000000"),
    ROW("fintech", "2024Q4", "56125000000"),
    ROW("others", "2024Q4", "2295000000"),
    ROW("vas", "2024Q1", "78629000000"),
    ROW("ads", "2024Q1", "26506000000"),
    ROW("fintech", "2024Q1", "52302000000"),
    ROW("others", "2024Q1", "2064000000"),
    "business,games,revenue,,2025Q1,level,59500000000,CNY,-8,,2025Q1,vas",
    TOTAL("revenue", "", "2025Q1", "180022000000"),
    TOTAL("revenue", "", "2024Q4", "172446000000"),
    TOTAL("revenue", "", "2024Q1", "159501000000"),
    TOTAL("gross_profit", "", "2025Q1", "100493000000"),
    TOTAL("gross_profit", "", "2024Q1", "83870000000"),
    TOTAL("operating_profit", "ifrs", "2025Q1", "57566000000"),
    TOTAL("operating_profit", "non_ifrs", "2025Q1", "69320000000"),
    ",,net_cash,,2024Q4,level,76798000000,CNY,-6,,2024Q4,",
    ",,revenue,,2024FY,level,660257000000,CNY,-6,,2024Q4,",
    ",,revenue,,2023FY,level,609015000000,CNY,-6,,2023Q4,",
    NULL,
};

static void compare(qoq_comparison *out, world *w, qoq_compare_options o)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};

    o.entity = qoq_panel_name(w->panel, "acme");
    if (qoq_compare(out, w->deriver, &o, &err) != QOQ_OK)
        fail_msg("%s", err.message);
}

static const qoq_compare_row *row_of(const qoq_comparison *c, const world *w,
                                     size_t section, const char *segment)
{
    uint32_t name = qoq_panel_name(w->panel, segment);

    for (size_t i = 0; i < c->sections[section].count; i++) {
        if (c->sections[section].rows[i].cell.segment == name)
            return &c->sections[section].rows[i];
    }
    fail_msg("no row '%s'", segment);
    return NULL;
}

static void assert_rate(const qoq_compare_row *row, size_t base, const char *expected)
{
    char text[QOQ_FIGURE_ROOM];

    qoq_growth_format(text, &row->bases[base].growth.rate, "%", false);
    assert_string_equal(text, expected);
}

static void the_latest_quarter_by_default(void **state)
{
    (void)state;
    qoq_comparison c;
    world w;

    world_open(&w, rows);
    compare(&c, &w, (qoq_compare_options){0});
    assert_true(qoq_period_equal(c.now, qoq_period_quarter(2025, 1)));
    assert_int_equal(c.base_count, 2);
    assert_int_equal(c.steps[0], 1);
    assert_true(c.year_ago[1]);
    assert_int_equal(c.count, 4); /* segments, profit, adjusted profit, margins */
    assert_int_equal(c.sections[0].count, 6);
    const qoq_compare_row *vas = row_of(&c, &w, 0, "vas");
    assert_rate(vas, 0, "+16.6%");
    assert_rate(vas, 1, "+17.2%");
    /* parts stand behind what they are part of */
    assert_int_equal(c.sections[0].rows[1].depth, 1);
    assert_int_equal(c.sections[0].rows[5].kind, QOQ_ROW_TOTAL);
    assert_int_equal(c.sections[1].kind, QOQ_SECTION_LINES);
    assert_true(c.sections[2].adjusted);
    assert_int_equal(c.sections[3].kind, QOQ_SECTION_RATIOS);
    assert_non_null(c.sections[3].rows[0].ratio);
    qoq_comparison_clear(&c);
    world_close(&w);
}

/* The points of the top segments add up to the total's growth. */
static void contributions_add_up(void **state)
{
    (void)state;
    qoq_comparison c;
    world w;

    world_open(&w, rows);
    compare(&c, &w, (qoq_compare_options){0});
    for (size_t b = 0; b < c.base_count; b++) {
        double sum = 0, total = 0;
        for (size_t i = 0; i < c.sections[0].count; i++) {
            const qoq_compare_row *row = &c.sections[0].rows[i];
            double points = qoq_figure_double(&row->bases[b].contribution);
            if (row->kind == QOQ_ROW_TOTAL)
                total = points;
            else if (row->depth == 0)
                sum += points;
        }
        assert_true(sum - total < 0.01 && total - sum < 0.01);
    }
    qoq_comparison_clear(&c);
    world_close(&w);
}

static void the_remainder_is_shown(void **state)
{
    (void)state;
    static const char *const with_eliminations[] = {
        ROW("a", "2025Q1", "700000000"),
        ROW("b", "2025Q1", "500000000"),
        ROW("a", "2024Q1", "600000000"),
        ROW("b", "2024Q1", "400000000"),
        TOTAL("revenue", "", "2025Q1", "1150000000"),
        TOTAL("revenue", "", "2024Q1", "960000000"),
        NULL};
    qoq_comparison c;
    world w;

    world_open(&w, with_eliminations);
    compare(&c, &w, (qoq_compare_options){0});
    const qoq_compare_row *rest = &c.sections[0].rows[2];
    assert_int_equal(rest->kind, QOQ_ROW_REMAINDER);
    assert_int_equal(rest->cell.segment, QOQ_NO_NAME);
    assert_true(qoq_figure_double(&rest->now) == -50000000);
    assert_int_equal(rest->bases[1].growth.rate.reason, QOQ_REASON_WIDENED);
    qoq_comparison_clear(&c);
    world_close(&w);
    /* within rounding there is none */
    world_open(&w, rows);
    compare(&c, &w, (qoq_compare_options){0});
    for (size_t i = 0; i < c.sections[0].count; i++)
        assert_int_not_equal(c.sections[0].rows[i].kind, QOQ_ROW_REMAINDER);
    qoq_comparison_clear(&c);
    world_close(&w);
}

static void a_segment_brings_its_parts(void **state)
{
    (void)state;
    qoq_comparison c;
    world w;

    world_open(&w, rows);
    uint32_t vas = qoq_panel_name(w.panel, "vas");
    compare(&c, &w, (qoq_compare_options){.segments = &vas, .segment_count = 1});
    assert_int_equal(c.count, 1);
    assert_int_equal(c.sections[0].count, 2);
    assert_true(qoq_figure_has(&c.sections[0].rows[0].bases[1].contribution));
    qoq_comparison_clear(&c);
    world_close(&w);
}

static void other_metrics(void **state)
{
    (void)state;
    static const char *const metrics[] = {"operating_margin", "net_cash",
                                          "operating_profit", "no_such_metric"};
    qoq_comparison c;
    world w;

    world_open(&w, rows);
    compare(&c, &w,
            (qoq_compare_options){.metrics = metrics,
                                  .metric_count = 4,
                                  .now = qoq_period_quarter(2025, 1)});
    assert_int_equal(c.count, 2);
    assert_int_equal(c.sections[0].kind, QOQ_SECTION_RATIOS);
    assert_int_equal(c.sections[0].count, 2); /* reported and adjusted */
    assert_int_equal(c.sections[1].kind, QOQ_SECTION_LINES);
    assert_int_equal(c.sections[1].count, 3);
    qoq_comparison_clear(&c);
    compare(&c, &w,
            (qoq_compare_options){.metrics = metrics,
                                  .metric_count = 1,
                                  .adjusted_only = true,
                                  .now = qoq_period_quarter(2025, 1)});
    assert_int_equal(c.sections[0].count, 1);
    assert_true(c.sections[0].rows[0].cell.adjusted);
    qoq_comparison_clear(&c);
    world_close(&w);
}

static void years_against_years(void **state)
{
    (void)state;
    static const char *const net_cash[] = {"net_cash"};
    qoq_comparison c;
    world w;

    world_open(&w, rows);
    compare(&c, &w, (qoq_compare_options){.now = period_of("2024FY")});
    assert_int_equal(c.base_count, 1); /* the year before is the period before */
    assert_int_equal(c.sections[0].kind, QOQ_SECTION_LINES);
    assert_rate(&c.sections[0].rows[0], 0, "+8.4%");
    qoq_comparison_clear(&c);
    compare(&c, &w,
            (qoq_compare_options){
                .now = period_of("2024FY"), .metrics = net_cash, .metric_count = 1});
    assert_true(qoq_figure_has(&c.sections[0].rows[0].now)); /* of its last quarter */
    qoq_comparison_clear(&c);
    world_close(&w);
}

static void wrong_periods_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *now, *base;
        qoq_status status;
        const char *message;
    } cases[] = {
        {"2025Q1", "2024H1", QOQ_EUSAGE, "2025Q1 and 2024H1 differ in length"},
        {"2025Q1", "2025Q1", QOQ_EUSAGE, "2025Q1 cannot be compared with itself"},
        {"2025-03-31", NULL, QOQ_EUSAGE,
         "name a second date to compare 2025-03-31 with"},
    };
    world w;

    world_open(&w, rows);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        qoq_compare_options o = {.entity = qoq_panel_name(w.panel, "acme"),
                                 .now = period_of(cases[i].now)};
        qoq_error err = {QOQ_OK, 0, 0, ""};
        qoq_comparison c;
        if (cases[i].base)
            o.bases[o.base_count++] = period_of(cases[i].base);
        assert_int_equal(qoq_compare(&c, w.deriver, &o, &err), cases[i].status);
        assert_string_equal(err.message, cases[i].message);
        assert_int_equal(c.count, 0);
    }
    world_close(&w);
}

static void nothing_to_start_from(void **state)
{
    (void)state;
    static const char *const none[] = {
        ",,net_cash,,2024Q4,level,76798000000,CNY,-6,,2024Q4,", NULL};
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_comparison c;
    world w;

    world_open(&w, none);
    qoq_compare_options o = {.entity = qoq_panel_name(w.panel, "acme")};
    assert_int_equal(qoq_compare(&c, w.deriver, &o, &err), QOQ_EINPUT);
    /* a period without any figure is no error: there is just nothing in it */
    o.now = qoq_period_quarter(1990, 1);
    assert_int_equal(qoq_compare(&c, w.deriver, &o, &err), QOQ_OK);
    assert_int_equal(c.count, 0);
    qoq_comparison_clear(&c);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_latest_quarter_by_default),
        cmocka_unit_test(contributions_add_up),
        cmocka_unit_test(the_remainder_is_shown),
        cmocka_unit_test(a_segment_brings_its_parts),
        cmocka_unit_test(other_metrics),
        cmocka_unit_test(years_against_years),
        cmocka_unit_test(wrong_periods_are_refused),
        cmocka_unit_test(nothing_to_start_from),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

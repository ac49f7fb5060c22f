#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "qoq/chart_data.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Two parts of a company that no lexicon knows. Devices are missing in 2024Q2 and follow
 * from the total; in 2024Q4 nothing says what they were. 2025Q1 leaves 2.0 over, which
 * rounding does not explain. */
static const char figures[] =
    "entity,axis,segment,metric,basis,period,measure,value,unit,decimals,bound,status,"
    "vintage,source\n"
#define LEVEL(segment, period, value)                                                  \
    "halberd," segment ",revenue,," period ",level," value                             \
    "00000000,USD,-8,,actual," period ",r\n"
    LEVEL("business,cloud", "2024Q1", "100") LEVEL("business,cloud", "2024Q2", "120")
        LEVEL("business,cloud", "2024Q3", "140") LEVEL(
            "business,cloud", "2024Q4", "160") LEVEL("business,cloud", "2025Q1", "185")
            LEVEL("business,devices", "2024Q1", "50")
                LEVEL("business,devices", "2024Q2", "60")
                    LEVEL("business,devices", "2024Q3", "65")
                        LEVEL("business,devices", "2025Q1", "70")
                            LEVEL(",", "2024Q1", "150") LEVEL(",", "2024Q2", "180")
                                LEVEL(",", "2024Q3", "205") LEVEL(",", "2025Q1", "275");

typedef struct fixture {
    qoq_dataset dataset;
    qoq_panel *panel;
    qoq_deriver *deriver;
    qoq_arena arena;
    qoq_chart chart;
    qoq_chart_request request;
    qoq_chart_data data;
    qoq_error err;
} fixture;

static void begin(fixture *f, const char *chart)
{
    static const qoq_knowledge_paths nowhere = {{NULL}};
    static const qoq_view latest;

    memset(f, 0, sizeof *f);
    assert_int_equal(qoq_dataset_init(&f->dataset, NULL), QOQ_OK);
    if (qoq_dataset_parse(&f->dataset, figures, strlen(figures), &f->err) != QOQ_OK)
        fail_msg("%zu: %s", f->err.line, f->err.message);
    assert_int_equal(qoq_panel_new(&f->panel, &f->dataset, NULL, latest, NULL), QOQ_OK);
    assert_int_equal(qoq_deriver_new(&f->deriver, f->panel, NULL), QOQ_OK);
    assert_int_equal(qoq_chart_find(&f->chart, chart, &nowhere, &f->arena, &f->err),
                     QOQ_OK);
    f->request.entity = qoq_panel_name(f->panel, "halberd");
}

static qoq_status collect(fixture *f)
{
    return qoq_chart_collect(&f->data, f->deriver, &f->chart, &f->request, &f->arena,
                             &f->err);
}

static void end(fixture *f)
{
    qoq_deriver_free(f->deriver);
    qoq_panel_free(f->panel);
    qoq_dataset_clear(&f->dataset);
    qoq_arena_clear(&f->arena);
}

static const qoq_chart_value *value(const fixture *f, size_t panel, size_t series,
                                    size_t period)
{
    return &f->data.panels[panel].values[series * f->data.category_count + period];
}

static void check_value(const fixture *f, size_t series, size_t period, double want,
                        const char *text)
{
    const qoq_chart_value *v = value(f, 0, series, period);

    if (!(fabs(v->value - want) < 1e-9))
        fail_msg("series %zu, period %zu: %g, not %g", series, period, v->value, want);
    assert_string_equal(v->text, text);
}

static void levels_come_with_their_total_and_what_is_left(void **state)
{
    fixture f;

    (void)state;
    begin(&f, "revenue");
    assert_int_equal(collect(&f), QOQ_OK);
    assert_string_equal(f.data.who, "halberd");
    assert_string_equal(f.data.what, "Revenue by segment");
    assert_string_equal(f.data.when, "2024Q1 to 2025Q1, quarterly");
    assert_string_equal(f.data.panels[0].unit, "USD bn");
    assert_int_equal(f.data.category_count, 5);
    assert_string_equal(f.data.categories[4].id, "2025Q1");
    assert_string_equal(f.data.categories[4].label, "Q1");
    assert_string_equal(f.data.categories[4].group, "2025");
    assert_int_equal(f.data.series_count, 4);
    assert_string_equal(f.data.series[0].id, "cloud");
    assert_string_equal(f.data.series[2].id, "rest");
    assert_int_equal(f.data.series[2].role, QOQ_CHART_OTHER);
    assert_int_equal(f.data.series[3].role, QOQ_CHART_TOTAL);
    check_value(&f, 0, 0, 10, "10.0");
    check_value(&f, 2, 4, 2, "~2");
    check_value(&f, 3, 4, 27.5, "27.5");
    assert_int_equal(value(&f, 0, 2, 4)->mark, QOQ_CHART_DERIVED);
    assert_true(value(&f, 0, 2, 0)->value == 0);
    assert_true(isnan(value(&f, 0, 1, 3)->value));
    assert_int_equal(value(&f, 0, 1, 3)->mark, QOQ_CHART_MISSING);
    end(&f);
}

static void growth_has_a_panel_for_each_measure_and_keeps_gaps(void **state)
{
    fixture f;

    (void)state;
    begin(&f, "growth");
    f.request.chinese = true;
    assert_int_equal(collect(&f), QOQ_OK);
    assert_int_equal(f.data.panel_count, 2);
    assert_string_equal(f.data.panels[0].title, "同比");
    assert_string_equal(f.data.panels[1].title, "环比");
    /* The first quarter has no growth at all and is left out. */
    assert_string_equal(f.data.categories[0].id, "2024Q2");
    check_value(&f, 0, 3, 85, "+85%");
    assert_true(isnan(value(&f, 0, 0, 0)->value));
    assert_true(value(&f, 0, 0, 3)->low < 85 && value(&f, 0, 0, 3)->high > 85);
    assert_true(isnan(value(&f, 1, 1, 2)->value)); /* devices in 2024Q4 */
    assert_true(isnan(value(&f, 1, 1, 3)->value)); /* and the quarter after it */
    assert_true(isfinite(value(&f, 1, 0, 3)->value));
    end(&f);
}

static void a_year_before_the_first_is_a_gap_when_asked_for(void **state)
{
    fixture f;

    (void)state;
    begin(&f, "revenue");
    f.request.from = qoq_period_quarter(2023, 4);
    f.request.to = qoq_period_quarter(2024, 2);
    assert_int_equal(collect(&f), QOQ_OK);
    assert_int_equal(f.data.category_count, 3);
    assert_true(isnan(value(&f, 0, 0, 0)->value));
    end(&f);
}

static void chosen_segments_stand_without_a_total(void **state)
{
    uint32_t segments[1];
    fixture f;

    (void)state;
    begin(&f, "revenue");
    segments[0] = qoq_panel_name(f.panel, "devices");
    f.request.segments = segments;
    f.request.segment_count = 1;
    assert_int_equal(collect(&f), QOQ_OK);
    assert_int_equal(f.data.series_count, 1);
    assert_string_equal(f.data.series[0].id, "devices");
    assert_int_equal(f.data.series[0].role, QOQ_CHART_PART);
    end(&f);
}

static void shares_and_contributions_add_up(void **state)
{
    static const char *const ids[] = {"mix", "contribution"};
    static const double sums[] = {100, 100 * 125.0 / 150};

    (void)state;
    for (size_t i = 0; i < COUNT(ids); i++) {
        double sum = 0;
        size_t last;
        fixture f;

        begin(&f, ids[i]);
        assert_int_equal(collect(&f), QOQ_OK);
        last = f.data.category_count - 1;
        for (size_t s = 0; s < f.data.series_count; s++) {
            if (f.data.series[s].role != QOQ_CHART_TOTAL)
                sum += value(&f, 0, s, last)->value;
        }
        assert_true(fabs(sum - sums[i]) < 0.05);
        end(&f);
    }
}

static void what_cannot_be_drawn_says_why(void **state)
{
    static const char *const two[] = {"revenue", "gross_profit"};
    static const char *const none[] = {"free_cash_flow"};
    static const struct {
        const char *chart, *message;
        const char *const *metrics;
        size_t metric_count;
        qoq_period from, to;
        qoq_status status;
    } rows[] = {
        {"revenue",
         "chart 'revenue' shows one metric by segment",
         two,
         2,
         {0},
         {0},
         QOQ_EUSAGE},
        {"revenue",
         "no figure of 'free_cash_flow' in any period",
         none,
         1,
         {0},
         {0},
         QOQ_EINPUT},
        {"margins",
         "no margin of 'free_cash_flow' is known",
         none,
         1,
         {0},
         {0},
         QOQ_EUSAGE},
        {"revenue",
         "the last period is before the first",
         NULL,
         0,
         {2025, QOQ_SPAN_QUARTER, 1, 0},
         {2024, QOQ_SPAN_QUARTER, 1, 0},
         QOQ_EUSAGE},
        {"revenue",
         "the periods of a chart must be of one length",
         NULL,
         0,
         {2024, QOQ_SPAN_YEAR, 1, 0},
         {2024, QOQ_SPAN_QUARTER, 1, 0},
         QOQ_EUSAGE},
        {"revenue",
         "a chart holds at most 400 periods",
         NULL,
         0,
         {1900, QOQ_SPAN_QUARTER, 1, 0},
         {2024, QOQ_SPAN_QUARTER, 1, 0},
         QOQ_EUSAGE},
        {"revenue",
         "nothing to draw: no value in these periods",
         NULL,
         0,
         {2010, QOQ_SPAN_QUARTER, 1, 0},
         {2011, QOQ_SPAN_QUARTER, 1, 0},
         QOQ_EINPUT},
        {"margins",
         "nothing to draw: no value in these periods",
         NULL,
         0,
         {2024, QOQ_SPAN_QUARTER, 1, 0},
         {2024, QOQ_SPAN_QUARTER, 4, 0},
         QOQ_EINPUT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;

        begin(&f, rows[i].chart);
        f.request.metrics = rows[i].metrics;
        f.request.metric_count = rows[i].metric_count;
        f.request.from = rows[i].from;
        f.request.to = rows[i].to;
        assert_int_equal(collect(&f), rows[i].status);
        assert_string_equal(f.err.message, rows[i].message);
        end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_come_with_their_total_and_what_is_left),
        cmocka_unit_test(growth_has_a_panel_for_each_measure_and_keeps_gaps),
        cmocka_unit_test(a_year_before_the_first_is_a_gap_when_asked_for),
        cmocka_unit_test(chosen_segments_stand_without_a_total),
        cmocka_unit_test(shares_and_contributions_add_up),
        cmocka_unit_test(what_cannot_be_drawn_says_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

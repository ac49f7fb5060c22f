#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/chart_private.h"
#include "output/chart_script.h"
#include "qoq/file.h"
#include "qoq/process.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The gnuplot whose bytes are pinned in tests/unit/chart.*.svg. */
#define GOLDEN_GNUPLOT "gnuplot 5.4 patchlevel 4"

static const qoq_knowledge_paths nowhere = {{NULL}};

/* ---- data for the tests ------------------------------------------------------------- */

enum { QUARTERS = 5, SERIES = 3 };

typedef struct sample {
    qoq_chart_category categories[QUARTERS];
    qoq_chart_series series[SERIES];
    qoq_chart_value values[SERIES * QUARTERS];
    qoq_chart_panel panel;
    const char *note;
    qoq_chart_data data;
} sample;

static qoq_chart_value stated(double value, const char *text)
{
    return (qoq_chart_value){value, NAN, NAN, text, QOQ_CHART_STATED};
}

/* Two parts and their total in five quarters; one value derived, one restated, one that
 * is not there. */
static void fill(sample *s)
{
    static const char *const quarters[QUARTERS][3] = {{"2024Q1", "Q1", "2024"},
                                                      {"2024Q2", "Q2", "2024"},
                                                      {"2024Q3", "Q3", "2024"},
                                                      {"2024Q4", "Q4", "2024"},
                                                      {"2025Q1", "Q1", "2025"}};

    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < QUARTERS; i++)
        s->categories[i] =
            (qoq_chart_category){quarters[i][0], quarters[i][1], quarters[i][2]};
    s->series[0] = (qoq_chart_series){"cloud", "Cloud", QOQ_CHART_PART};
    s->series[1] = (qoq_chart_series){"devices", "Devices", QOQ_CHART_PART};
    s->series[2] = (qoq_chart_series){"", "Total", QOQ_CHART_TOTAL};
    s->values[0] = stated(10, "10.0");
    s->values[1] = stated(12, "12.0");
    s->values[2] = (qoq_chart_value){14, 13, 15, "~14", QOQ_CHART_DERIVED};
    s->values[3] = stated(16, "16.0");
    s->values[4] = stated(18.5, "18.5");
    s->values[5] = stated(5, "5.0");
    s->values[6] = (qoq_chart_value){6, NAN, NAN, "6.0", QOQ_CHART_RESTATED};
    s->values[7] = stated(6.5, "6.5");
    s->values[8] = qoq_chart_gap(QOQ_CHART_MISSING, "n.a.");
    s->values[9] = stated(7.25, "7.3");
    s->values[10] = stated(15, "15.0");
    s->values[11] = stated(18, "18.0");
    s->values[12] = stated(20.5, "20.5");
    s->values[13] = stated(23, "23.0");
    s->values[14] = stated(25.75, "25.8");
    s->panel = (qoq_chart_panel){"level", "", "CNY bn", s->values};
    s->note = "Source: figures made up for this test.";
    s->data = (qoq_chart_data){.who = "Halberd Systems",
                               .what = "Revenue by segment",
                               .when = "2024Q1 to 2025Q1",
                               .categories = s->categories,
                               .category_count = QUARTERS,
                               .series = s->series,
                               .series_count = SERIES,
                               .panels = &s->panel,
                               .panel_count = 1,
                               .notes = &s->note,
                               .note_count = 1};
}

static qoq_chart find(const char *id, qoq_arena *arena)
{
    qoq_chart chart;
    qoq_error err = {0};

    if (qoq_chart_find(&chart, id, &nowhere, arena, &err) != QOQ_OK)
        fail_msg("%s", err.message);
    return chart;
}

static bool has_gnuplot(char version[64])
{
    const char *const argv[] = {"gnuplot", "--version", NULL};
    qoq_process_options options = {0};
    qoq_process_result result = {0};
    bool there = qoq_process_run(&result, argv, &options, NULL) == QOQ_OK;

    version[0] = '\0';
    if (there && result.out)
        snprintf(version, 64, "%.*s", (int)strcspn(result.out, "\n"), result.out);
    qoq_process_clear(&result);
    return there;
}

/* ---- definitions -------------------------------------------------------------------- */

static void the_head_of_a_definition_is_read(void **state)
{
    static const char text[] = "# A remark: it is no key of ours\n"
                               "# title: {metric} by segment\n"
                               "# title-zh: 各分部{metric}\n"
                               "#data:  growth   by  segment \n"
                               "# metric: revenue gross_profit\n"
                               "# measure: yoy qoq\n"
                               "# shape: stack\n"
                               "# size: 1200x675\n"
                               "# periods: 8\n"
                               "plot 1\n"
                               "# data: level by metric\n";
    qoq_arena arena = {0};
    qoq_chart chart;

    (void)state;
    assert_int_equal(qoq_chart_parse(&chart, "x", text, &arena, NULL), QOQ_OK);
    assert_string_equal(chart.title_en, "{metric} by segment");
    assert_string_equal(chart.title_zh, "各分部{metric}");
    assert_string_equal(chart.about_zh, chart.title_en);
    assert_int_equal(chart.what, QOQ_CHART_GROWTH);
    assert_int_equal(chart.by, QOQ_CHART_BY_SEGMENT);
    assert_string_equal(chart.metrics, "revenue gross_profit");
    assert_string_equal(chart.measures, "yoy qoq");
    assert_int_equal(chart.shape, QOQ_CHART_STACK);
    assert_int_equal(chart.width, 1200);
    assert_int_equal(chart.height, 675);
    assert_int_equal(chart.periods, 8);
    qoq_arena_clear(&arena);
}

static void a_wrong_head_is_told_with_its_line(void **state)
{
    static const struct {
        const char *text, *message;
        size_t line;
    } rows[] = {
        {"# data: level of segment\n",
         "data is written as 'level by segment', not 'level of segment'", 1},
        {"# data: profit by segment\n",
         "'profit' is none of level, growth, contribution, share, margin", 1},
        {"#\n# data: level by day\n", "'day' is none of segment, metric", 2},
        {"# data: level by segment\n# shape: pie\n",
         "'pie' is none of lines, stack, cells", 2},
        {"# data: level by segment\n# size: 10x10\n",
         "a size is written as '960x540', not '10x10'", 2},
        {"# data: level by segment\n# size: 960x540px\n",
         "a size is written as '960x540', not '960x540px'", 2},
        {"# data: level by segment\n# periods: all\n",
         "periods is a number from 1 to 400, not 'all'", 2},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_arena arena = {0};
        qoq_error err = {0};
        qoq_chart chart;

        assert_int_equal(qoq_chart_parse(&chart, "x", rows[i].text, &arena, &err),
                         QOQ_EINPUT);
        assert_string_equal(err.message, rows[i].message);
        assert_int_equal(err.line, rows[i].line);
        qoq_arena_clear(&arena);
    }
}

static void every_shipped_chart_is_whole(void **state)
{
    static const char *const wanted[] = {"contribution", "growth", "margins", "mix",
                                         "revenue"};
    qoq_arena arena = {0};
    qoq_chart *charts;
    size_t count, found = 0;

    (void)state;
    assert_int_equal(qoq_chart_list(&charts, &count, &nowhere, &arena, NULL), QOQ_OK);
    for (size_t i = 0; i < count; i++) {
        assert_string_not_equal(charts[i].title_en, charts[i].id);
        assert_string_not_equal(charts[i].title_zh, charts[i].title_en);
        assert_string_not_equal(charts[i].about_en, charts[i].title_en);
        assert_string_not_equal(charts[i].about_zh, charts[i].about_en);
        assert_true(*charts[i].metrics);
        assert_non_null(strstr(charts[i].theme, "font_family"));
        assert_non_null(strstr(charts[i].frame, "xrange"));
        for (size_t j = 0; j < COUNT(wanted); j++)
            found += strcmp(charts[i].id, wanted[j]) == 0;
    }
    assert_int_equal(found, COUNT(wanted));
    qoq_arena_clear(&arena);
}

static void a_mistyped_chart_is_answered_with_the_nearest(void **state)
{
    static const struct {
        const char *id, *message;
    } rows[] = {
        {"revnue", "no chart 'revnue'; did you mean 'revenue'?"},
        {"Growth", "no chart 'Growth'; did you mean 'growth'?"},
        {"heliocentric", "no chart 'heliocentric' (see 'qoq list charts')"},
        {"theme", "no chart 'theme' (see 'qoq list charts')"},
        {"../../etc/passwd", "no chart '../../etc/passwd' (see 'qoq list charts')"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_arena arena = {0};
        qoq_error err = {0};
        qoq_chart chart;

        assert_int_equal(qoq_chart_find(&chart, rows[i].id, &nowhere, &arena, &err),
                         QOQ_EUSAGE);
        assert_string_equal(err.message, rows[i].message);
        qoq_arena_clear(&arena);
    }
}

static void titles_take_the_name_of_the_metric(void **state)
{
    static const struct {
        const char *title, *metric, *want;
    } rows[] = {
        {"{metric} by segment", "revenue", "Revenue by segment"},
        {"{metric} by segment", "Gross profit", "Gross profit by segment"},
        {"Contribution to {metric} growth", "Revenue",
         "Contribution to revenue growth"},
        {"Contribution to {metric} growth", "EBITDA", "Contribution to EBITDA growth"},
        {"Margins", "Revenue", "Margins"},
        {"{metric} by {axis}", "Revenue", "Revenue by region"},
        {"各分部{metric}", "收入", "各分部收入"},
        {"{metric}", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_chart chart = {.title_en = rows[i].title};
        qoq_buffer out = {0};

        qoq_chart_title(&out, &chart, rows[i].metric, "region", false);
        assert_string_equal(qoq_buffer_string(&out), rows[i].want);
        qoq_buffer_clear(&out);
    }
}

static void formats_go_by_the_end_of_the_name(void **state)
{
    static const struct {
        const char *path;
        int format; /* -1 = refused */
    } rows[] = {
        {"a.svg", QOQ_CHART_SVG},
        {"dir.d/A.PNG", QOQ_CHART_PNG},
        {"x.y.pdf", QOQ_CHART_PDF},
        {"a.jpg", -1},
        {"svg", -1},
        {"", -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_chart_format format;
        qoq_status status = qoq_chart_format_of(&format, rows[i].path, NULL);

        assert_int_equal(status, rows[i].format < 0 ? QOQ_EUSAGE : QOQ_OK);
        if (status == QOQ_OK)
            assert_int_equal(format, rows[i].format);
    }
}

/* ---- arithmetic of the layout ------------------------------------------------------- */

static void labels_keep_their_distance_and_their_order(void **state)
{
    static const struct {
        size_t count;
        double y[6];
    } rows[] = {
        {1, {50}},
        {2, {50, 50}},
        {4, {10, 90, 11, 12}},
        {3, {0, 0, 0}},
        {3, {100, 100, 99}},
        {6, {50, 51, 49, 50, 48, 52}},
        {6, {-500, 900, 3, 3, 3, 3}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        double y[6];

        memcpy(y, rows[i].y, sizeof y);
        qoq_chart_spread(y, rows[i].count, 15, 0, 100);
        for (size_t a = 0; a < rows[i].count; a++) {
            assert_true(y[a] >= -1e-9 && y[a] <= 100 + 1e-9);
            for (size_t b = 0; b < rows[i].count; b++) {
                if (a == b)
                    continue;
                assert_true(fabs(y[a] - y[b]) >= 15 - 1e-9);
                if (rows[i].y[a] < rows[i].y[b])
                    assert_true(y[a] < y[b]);
            }
        }
    }
}

static void more_labels_than_fit_are_spread_evenly(void **state)
{
    double y[QOQ_CHART_MAX_SERIES] = {0};

    (void)state;
    qoq_chart_spread(y, QOQ_CHART_MAX_SERIES, 15, 0, 39);
    for (size_t i = 0; i < QOQ_CHART_MAX_SERIES; i++)
        assert_true(fabs(y[i] - (double)i) < 1e-9);
}

static void steps_are_one_two_or_five(void **state)
{
    static const struct {
        double range, wanted, step;
    } rows[] = {
        {100, 5, 20}, {204.8, 5, 50},  {204.8, 8, 20}, {0.03, 3, 0.01},
        {7, 5, 1},    {9e12, 4, 2e12}, {0, 5, 1},      {NAN, 5, 1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_true(fabs(qoq_chart_step(rows[i].range, rows[i].wanted) - rows[i].step) <
                    1e-9 * rows[i].step);
}

static void numbers_have_a_point_and_gaps_are_nan(void **state)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {
        {0, "0"},        {92.133, "92.133"}, {-0.5, "-0.5"},
        {1e21, "1e+21"}, {NAN, "NaN"},       {INFINITY, "NaN"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[QOQ_CHART_NUMBER];

        qoq_chart_number(text, rows[i].value, 15);
        assert_string_equal(text, rows[i].text);
    }
}

/* ---- the script --------------------------------------------------------------------- */

static char *script_of(const qoq_chart *chart, const qoq_chart_data *data)
{
    qoq_chart_options options = {0};
    qoq_buffer out = {0};
    qoq_error err = {0};

    if (qoq_chart_script(&out, chart, data, &options, &err) != QOQ_OK)
        fail_msg("%s", err.message);
    qoq_buffer_char(&out, '\0');
    return out.ptr;
}

/* The lines of a data block, without its ends. */
static char *block_of(const char *script, const char *name)
{
    char head[64];
    const char *from, *to;

    snprintf(head, sizeof head, "\n$%s << END_", name);
    from = strstr(script, head);
    assert_non_null(from);
    from = strchr(from + 1, '\n') + 1;
    to = strstr(from, "END_");
    assert_non_null(to);
    return strndup(from, (size_t)(to - from));
}

static void check_block(const char *script, const char *name, const char *want)
{
    char *got = block_of(script, name);

    assert_string_equal(got, want);
    free(got);
}

static void gaps_stay_gaps_and_derived_values_stand_apart(void **state)
{
    qoq_arena arena = {0};
    qoq_chart chart = find("growth", &arena);
    sample s;
    char *script;

    (void)state;
    fill(&s);
    script = script_of(&chart, &s.data);
    check_block(
        script, "value",
        "1 10 5 15\n2 12 6 18\n3 14 6.5 20.5\n4 16 NaN 23\n5 18.5 7.25 25.75\n\n\n");
    check_block(
        script, "stated",
        "1 10 5 15\n2 12 6 18\n3 NaN 6.5 20.5\n4 16 NaN 23\n5 18.5 7.25 25.75\n\n\n");
    check_block(script, "derived",
                "1 NaN NaN NaN\n2 NaN NaN NaN\n3 14 NaN NaN\n4 NaN NaN NaN\n"
                "5 NaN NaN NaN\n\n\n");
    check_block(script, "whisker", "3 1 13 15\n\n\n");
    check_block(script, "off", "NaN NaN NaN NaN NaN\n\n\n");
    assert_non_null(strstr(script,
                           "\nnote[1] = 'Hollow: derived from other figures, not "
                           "stated. * restated by a later report. Gaps: not "
                           "available or not meaningful."));
    assert_non_null(strstr(script, "\nend_text[1] = 'Cloud  18.5'\n"));
    free(script);
    qoq_arena_clear(&arena);
}

/* x, series, bottom, top, derived, y of the label, shown. */
static void parts_are_stacked_and_what_is_missing_is_outlined(void **state)
{
    qoq_arena arena = {0};
    qoq_chart chart = find("revenue", &arena);
    sample s;
    char *script;

    (void)state;
    fill(&s);
    script = script_of(&chart, &s.data);
    check_block(script, "stack",
                "1 1 0 10 0 5 1\n1 2 10 15 0 12.5 2\n"
                "2 1 0 12 0 6 3\n2 2 12 18 0 15 4\n"
                "3 1 0 14 1 7 5\n3 2 14 20.5 0 17.25 6\n"
                "4 1 0 16 0 8 7\n"
                "5 1 0 18.5 0 9.25 8\n5 2 18.5 25.75 0 22.125 9\n\n\n");
    check_block(script, "rest", "4 16 23\n\n\n");
    assert_non_null(strstr(script, "\nshown[4] = '6.0*'\n"));
    assert_non_null(strstr(script, "\nshown[5] = '~14'\n"));
    assert_non_null(strstr(script, "Dashed: not broken down."));
    free(script);
    qoq_arena_clear(&arena);
}

static void negative_parts_are_stacked_below_zero(void **state)
{
    qoq_arena arena = {0};
    qoq_chart chart = find("contribution", &arena);
    sample s;
    char *script;

    (void)state;
    fill(&s);
    s.values[5].value = -2;
    s.values[6].value = -1;
    s.values[10].value = 8;
    s.values[11].value = 11;
    script = script_of(&chart, &s.data);
    assert_non_null(strstr(script, "\n1 1 0 10 0 "));
    assert_non_null(strstr(script, "\n1 2 -2 0 0 "));
    assert_non_null(strstr(script, "\n2 2 -1 0 0 "));
    free(script);
    qoq_arena_clear(&arena);
}

static void
what_leaves_the_scale_is_a_triangle_and_others_do_not_stretch_it(void **state)
{
    enum { N = 10 };
    static const double growth[3][N] = {{5, 6, 7, 8, 9, 10, 11, 12, 13, 4000},
                                        {900, -80, 5, 6, 700, -60, 7, 300, 400, 500},
                                        {6, 6, 7, 7, 8, 8, 9, 9, 10, 10}};
    qoq_chart_category categories[N];
    qoq_chart_series series[3] = {{"a", "A", QOQ_CHART_PART},
                                  {"o", "Others", QOQ_CHART_OTHER},
                                  {"", "Total", QOQ_CHART_TOTAL}};
    qoq_chart_value values[3 * N];
    qoq_chart_panel panel = {"yoy", "", "%", values};
    qoq_chart_data data = {.who = "W",
                           .what = "Y",
                           .when = "Z",
                           .categories = categories,
                           .category_count = N,
                           .series = series,
                           .series_count = 3,
                           .panels = &panel,
                           .panel_count = 1};
    qoq_arena arena = {0};
    qoq_chart chart = find("growth", &arena);
    qoq_chart_layout layout;

    (void)state;
    for (size_t c = 0; c < N; c++)
        categories[c] = (qoq_chart_category){"p", "Q", ""};
    for (size_t i = 0; i < 3 * N; i++)
        values[i] = stated(growth[i / N][i % N], "x");
    assert_int_equal(qoq_chart_lay_out(&layout, &chart, &data, 960, 540, &arena, NULL),
                     QOQ_OK);
    assert_true(layout.axes[0].max < 50);
    assert_true(layout.axes[0].min <= 0);
    assert_true(layout.has_off);
    assert_int_equal(layout.axes[0].off_count, 1);
    assert_int_equal(layout.axes[0].off[0].category, N - 1);
    assert_true(layout.axes[0].hidden[1]);
    assert_false(layout.axes[0].hidden[0]);
    qoq_arena_clear(&arena);
}

static void years_take_over_when_quarters_do_not_fit(void **state)
{
    enum { N = 50 };
    char ids[N][32], labels[N][16], years[N][16];
    qoq_chart_category categories[N];
    qoq_chart_series series = {"a", "A", QOQ_CHART_PART};
    qoq_chart_value values[N];
    qoq_chart_panel panel = {"level", "", "CNY bn", values};
    qoq_chart_data data = {.who = "W",
                           .what = "Y",
                           .when = "Z",
                           .categories = categories,
                           .series = &series,
                           .series_count = 1,
                           .panels = &panel,
                           .panel_count = 1};
    qoq_arena arena = {0};
    qoq_chart chart = find("revenue", &arena);
    qoq_chart_layout layout;

    (void)state;
    for (int i = 0; i < N; i++) {
        snprintf(ids[i], sizeof ids[i], "%dQ%d", 2014 + i / 4, 1 + i % 4);
        snprintf(labels[i], sizeof labels[i], "Q%d", 1 + i % 4);
        snprintf(years[i], sizeof years[i], "%d", 2014 + i / 4);
        categories[i] = (qoq_chart_category){ids[i], labels[i], years[i]};
        values[i] = stated(i + 1, "1.0");
    }
    data.category_count = N;
    assert_int_equal(qoq_chart_lay_out(&layout, &chart, &data, 960, 540, &arena, NULL),
                     QOQ_OK);
    assert_true(layout.bare);
    assert_int_equal(layout.group_count, 13);
    for (size_t i = 0; i < layout.group_count; i++)
        assert_string_equal(layout.groups[i].label, years[i * 4]);
    data.category_count = 8;
    assert_int_equal(qoq_chart_lay_out(&layout, &chart, &data, 960, 540, &arena, NULL),
                     QOQ_OK);
    assert_false(layout.bare);
    assert_true(layout.ticked[0] && layout.ticked[7]);
    qoq_arena_clear(&arena);
}

static void data_without_a_value_is_refused(void **state)
{
    qoq_arena arena = {0};
    qoq_chart chart = find("revenue", &arena);
    qoq_chart_options options = {0};
    qoq_buffer out = {0};
    qoq_error err = {0};
    sample s;

    (void)state;
    fill(&s);
    for (size_t i = 0; i < COUNT(s.values); i++)
        s.values[i] = qoq_chart_gap(QOQ_CHART_MISSING, "n.a.");
    assert_int_equal(qoq_chart_script(&out, &chart, &s.data, &options, &err),
                     QOQ_EINPUT);
    assert_string_equal(err.message, "nothing to draw: no value in these periods");
    fill(&s);
    s.data.category_count = 0;
    assert_int_equal(qoq_chart_script(&out, &chart, &s.data, &options, &err),
                     QOQ_EINPUT);
    qoq_buffer_clear(&out);
    qoq_arena_clear(&arena);
}

/* ---- hostile texts ------------------------------------------------------------------ */

/* Every one is written so that it leaves a file behind when any of it is run. */
static const char *const hostile[] = {
    "`touch pwned`",
    "'.system('touch pwned').'",
    "'",
    "''",
    "''''; system('touch pwned') #",
    "'; system('touch pwned'); '",
    "\"; system(\"touch pwned\"); \"",
    "a\nsystem('touch pwned')\n",
    "a\r\n!touch pwned\r\n",
    "EOD\n!touch pwned",
    "END_\n!touch pwned\n",
    "\\",
    "a\\'; system('touch pwned') #",
    "\\n\\t\\047\\x27; !touch pwned",
    "{/Symbol x}_a^b@c{d}~e{f}&{g}",
    "@frame @GPFUN_paint $value",
    "%s %d %n %g %%",
    "=cmd|'/c calc'!A0",
    "</text></svg><script>alert(1)</script><svg onload='x'>",
    "&amp; &lt; &#39; ]]> <!-- -->",
    "\x1b[31mred\x1b[0m\a\b",
    "\u202egnp.exe\u2066",
    "# no comment",
    "网络游戏\u3000（国际）",
    "",
};

/* A text must be 'strings' without quotes inside and "'", joined by dots, to the end. */
static bool is_one_string(const char *text)
{
    for (;;) {
        if (strncmp(text, "\"'\"", 3) == 0) {
            text += 3;
        } else if (*text == '\'') {
            for (text++; *text != '\''; text++) {
                if ((unsigned char)*text < ' ')
                    return false;
            }
            text++;
        } else {
            return false;
        }
        if (*text != '.')
            return *text == '\0';
        text++;
    }
}

static bool is_plain_line(const char *line)
{
    return strspn(line, "abcdefghijklmnopqrstuvwxyzADEFNKT_0123456789[].+- =$<") ==
           strlen(line);
}

static void check_preamble(const char *script, const char *theme)
{
    const char *end = strstr(script, theme);
    char *copy, *save = NULL;

    assert_non_null(end);
    copy = strndup(script, (size_t)(end - script));
    for (char *line = strtok_r(copy, "\n", &save); line;
         line = strtok_r(NULL, "\n", &save)) {
        const char *value = strstr(line, " = ");

        if (value && strpbrk(line, "'\"") && strncmp(line, "y_format", 8) != 0) {
            char head[64];

            snprintf(head, sizeof head, "%.*s", (int)(value - line), line);
            if (!is_plain_line(head) || !is_one_string(value + 3))
                fail_msg("not one string: %s", line);
        } else if (strncmp(line, "y_format", 8) != 0 && !is_plain_line(line)) {
            fail_msg("not plain: %s", line);
        }
    }
    free(copy);
}

static void poison(sample *s, const char *text)
{
    fill(s);
    s->data.who = s->data.what = s->data.when = text;
    s->note = text;
    s->panel.unit = s->panel.title = text;
    for (size_t i = 0; i < SERIES; i++)
        s->series[i].name = s->series[i].id = text;
    for (size_t i = 0; i < QUARTERS; i++)
        s->categories[i] = (qoq_chart_category){text, text, text};
    for (size_t i = 0; i < COUNT(s->values); i++) {
        if (s->values[i].text)
            s->values[i].text = text;
    }
}

static void no_text_leaves_its_quotes(void **state)
{
    static const char *const ids[] = {"revenue", "growth"};

    (void)state;
    for (size_t i = 0; i < COUNT(ids); i++) {
        qoq_arena arena = {0};
        qoq_chart chart = find(ids[i], &arena);

        for (size_t j = 0; j < COUNT(hostile); j++) {
            sample s;
            char *script;

            poison(&s, hostile[j]);
            script = script_of(&chart, &s.data);
            check_preamble(script, chart.theme);
            free(script);
        }
        qoq_arena_clear(&arena);
    }
}

static void a_name_of_megabytes_is_cut(void **state)
{
    enum { LONG = 3000000 };
    qoq_arena arena = {0};
    qoq_chart chart = find("revenue", &arena);
    char *name = malloc(LONG + 1), *marks = malloc(LONG + 1), *script;
    sample s;

    (void)state;
    memset(name, 'x', LONG);
    name[LONG] = '\0';
    for (size_t i = 0; i < LONG; i += 2)
        memcpy(marks + i, "\u0301", 2); /* combining: takes no column */
    marks[LONG] = '\0';
    poison(&s, name);
    s.series[0].name = marks;
    script = script_of(&chart, &s.data);
    assert_true(strlen(script) < 100000);
    check_preamble(script, chart.theme);
    free(script);
    free(name);
    free(marks);
    qoq_arena_clear(&arena);
}

static size_t files_here(void)
{
    DIR *here = opendir(".");
    size_t count = 0;

    assert_non_null(here);
    while (readdir(here))
        count++;
    closedir(here);
    return count;
}

/* What a reader of the picture must not meet: elements that run. */
static void check_svg(const qoq_buffer *svg)
{
    const char *end = svg->ptr + svg->len;

    assert_true(qoq_chart_is_whole(svg->ptr, svg->len, QOQ_CHART_SVG));
    for (const char *at = svg->ptr; at < end; at++) {
        const char *close;

        if (*at != '<')
            continue;
        close = memchr(at, '>', (size_t)(end - at));
        assert_non_null(close);
        assert_null(memmem(at, (size_t)(close - at), "<script", 7));
        assert_null(memmem(at, (size_t)(close - at), " on", 3));
    }
    for (const char *at = svg->ptr; at < end; at++)
        assert_false((unsigned char)*at < ' ' && *at != '\n' && *at != '\t');
}

static void gnuplot_draws_hostile_texts_and_runs_none(void **state)
{
    static const char *const ids[] = {"revenue", "growth", "contribution", "mix",
                                      "margins"};
    char version[64], folder[] = "/tmp/qoq-chart-XXXXXX", old[4096];

    (void)state;
    if (!has_gnuplot(version))
        skip();
    assert_non_null(getcwd(old, sizeof old));
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    for (size_t j = 0; j < COUNT(hostile); j++) {
        qoq_arena arena = {0};
        qoq_chart chart = find(ids[j % COUNT(ids)], &arena);
        qoq_chart_options options = {0};
        qoq_buffer out = {0};
        qoq_error err = {0};
        sample s;

        poison(&s, hostile[j]);
        if (qoq_chart_render(&out, &chart, &s.data, &options, &err) != QOQ_OK)
            fail_msg("'%s': %s", hostile[j], err.message);
        check_svg(&out);
        qoq_buffer_clear(&out);
        qoq_arena_clear(&arena);
    }
    assert_int_equal(files_here(), 2); /* . and .. */
    assert_int_equal(chdir(old), 0);
    assert_int_equal(rmdir(folder), 0);
}

/* ---- pictures ----------------------------------------------------------------------- */

static qoq_status render(qoq_buffer *out, const char *id, qoq_chart_options options,
                         qoq_error *err)
{
    qoq_arena arena = {0};
    qoq_chart chart = find(id, &arena);
    qoq_status status;
    sample s;

    fill(&s);
    status = qoq_chart_render(out, &chart, &s.data, &options, err);
    qoq_arena_clear(&arena);
    return status;
}

/* To pin new bytes: QOQ_UPDATE=1 and look at the picture. */
static void svg_bytes_of_gnuplot_5_4_4(void **state)
{
    static const char *const ids[] = {"revenue", "growth"};
    char version[64];

    (void)state;
    if (!has_gnuplot(version) || strcmp(version, GOLDEN_GNUPLOT) != 0)
        skip();
    for (size_t i = 0; i < COUNT(ids); i++) {
        qoq_chart_options options = {.width = 480, .height = 300};
        qoq_buffer out = {0};
        char path[256], *golden;
        size_t len;

        snprintf(path, sizeof path, "%s/tests/unit/chart.%s.svg", QOQ_SOURCE_DIR,
                 ids[i]);
        assert_int_equal(render(&out, ids[i], options, NULL), QOQ_OK);
        if (getenv("QOQ_UPDATE"))
            assert_int_equal(qoq_file_write(path, out.ptr, out.len, NULL), QOQ_OK);
        assert_int_equal(qoq_file_read(&golden, &len, path, 0, NULL), QOQ_OK);
        assert_int_equal(len, out.len);
        assert_memory_equal(golden, out.ptr, len);
        free(golden);
        qoq_buffer_clear(&out);
    }
}

static void png_is_a_picture_and_not_blank(void **state)
{
    qoq_chart_options options = {.format = QOQ_CHART_PNG};
    qoq_buffer out = {0};
    char version[64];

    (void)state;
    if (!has_gnuplot(version))
        skip();
    assert_int_equal(render(&out, "revenue", options, NULL), QOQ_OK);
    assert_true(qoq_chart_is_whole(out.ptr, out.len, QOQ_CHART_PNG));
    assert_memory_equal(out.ptr + 16, "\0\0\x07\x80\0\0\x04\x38", 8); /* 1920 x 1080 */
    assert_true(out.len > 20000); /* a white page of that size takes 6 kB */
    qoq_buffer_clear(&out);
}

static void pdf_is_whole(void **state)
{
    qoq_chart_options options = {.format = QOQ_CHART_PDF};
    qoq_buffer out = {0};
    char version[64];

    (void)state;
    if (!has_gnuplot(version))
        skip();
    assert_int_equal(render(&out, "growth", options, NULL), QOQ_OK);
    assert_true(qoq_chart_is_whole(out.ptr, out.len, QOQ_CHART_PDF));
    qoq_buffer_clear(&out);
}

static void a_cut_picture_is_not_whole(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        qoq_chart_format format;
        bool whole;
    } rows[] = {
        {"<?xml version='1.0'?><svg></svg>\n\n", 34, QOQ_CHART_SVG, true},
        {"<?xml version='1.0'?><svg></sv", 30, QOQ_CHART_SVG, false},
        {"", 0, QOQ_CHART_SVG, false},
        {"\x89PNG\r\n\x1a\n....IEND\xae\x42\x60\x82", 20, QOQ_CHART_PNG, true},
        {"\x89PNG\r\n\x1a\n....IEND\xae\x42\x60", 19, QOQ_CHART_PNG, false},
        {"%PDF-1.5 %%EOF\n", 15, QOQ_CHART_PDF, true},
        {"%PDF-1.5 %%EO", 13, QOQ_CHART_PDF, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(qoq_chart_is_whole(rows[i].bytes, rows[i].len, rows[i].format),
                         rows[i].whole);
}

static void without_gnuplot_there_is_one_clear_line(void **state)
{
    qoq_chart_options options = {.gnuplot = "no-such-gnuplot"};
    qoq_buffer out = {0};
    qoq_error err = {0};

    (void)state;
    assert_int_equal(render(&out, "revenue", options, &err), QOQ_ESYSTEM);
    assert_string_equal(
        err.message,
        "no program 'no-such-gnuplot' on the path; install gnuplot to draw charts");
    assert_int_equal(out.len, 0);
    qoq_buffer_clear(&out);
}

static void a_failing_gnuplot_leaves_the_old_file_whole(void **state)
{
    static const struct {
        const char *program, *message;
    } rows[] = {
        {"true", "gnuplot's picture is not complete (0 bytes); is the disk full?"},
        {"false", "gnuplot failed with exit status 1"},
    };
    char folder[] = "/tmp/qoq-chart-XXXXXX", path[64];

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/old.svg", folder);
    assert_int_equal(qoq_file_write(path, "old", 3, NULL), QOQ_OK);
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_arena arena = {0};
        qoq_chart chart = find("revenue", &arena);
        qoq_chart_options options = {.gnuplot = rows[i].program};
        qoq_error err = {0};
        char *old;
        size_t len;
        sample s;

        fill(&s);
        assert_int_equal(qoq_chart_write(path, &chart, &s.data, &options, &err),
                         QOQ_ESYSTEM);
        assert_string_equal(err.message, rows[i].message);
        assert_int_equal(qoq_file_read(&old, &len, path, 0, NULL), QOQ_OK);
        assert_string_equal(old, "old");
        free(old);
        qoq_arena_clear(&arena);
    }
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void an_error_of_a_definition_is_told_at_its_line(void **state)
{
    static const struct {
        const char *theme, *frame, *text, *message;
    } rows[] = {
        {"a = 1\n", "b = 1\n", "# data: level by segment\n\nplot no_such_thing\n",
         "plots/x.gp:3: gnuplot: undefined variable: no_such_thing"},
        {"a = 1\nbogus\n", "b = 1\n", "# data: level by segment\nplot 1\n",
         "plots/theme.gp:2: gnuplot: invalid command"},
        {"a = 1\n", "if (p == 1) {\n    bogus\n}", "# data: level by segment\nplot 1\n",
         "plots/frame.gp:2: gnuplot: invalid command"},
    };
    char version[64];

    (void)state;
    if (!has_gnuplot(version))
        skip();
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_arena arena = {0};
        qoq_chart_options options = {0};
        qoq_buffer out = {0};
        qoq_error err = {0};
        qoq_chart chart;
        char theme[256];
        sample s;

        fill(&s);
        snprintf(theme, sizeof theme, "%sfont_family = 'x'; paper = '#fff'\n",
                 rows[i].theme);
        assert_int_equal(qoq_chart_parse(&chart, "x", rows[i].text, &arena, NULL),
                         QOQ_OK);
        chart.theme = theme;
        chart.frame = rows[i].frame;
        assert_int_equal(qoq_chart_render(&out, &chart, &s.data, &options, &err),
                         QOQ_ESYSTEM);
        assert_string_equal(err.message, rows[i].message);
        qoq_buffer_clear(&out);
        qoq_arena_clear(&arena);
    }
}

static void svg_is_made_fit_for_a_page(void **state)
{
    static const struct {
        const char *svg, *want;
    } rows[] = {
        {"<g id='a' onmousemove=\"f()\" fill='url(#b)'>x</g>",
         "<g id='p-a' fill='url(#p-b)'>x</g>"},
        {"<use xlink:href='#c' color='#fff'/>",
         "<use xlink:href='#p-c' color='#fff'/>"},
        {"<g><title> </title>a</g>", "<g>a</g>"},
        {"<g a='b'>\n\t</g><g>c</g>", "<g>c</g>"},
        {"<g>c\n</g>\n\n\n<g/>", "<g>c\n</g>\n<g/>"},
        {"<script type='x'><![CDATA[ if (a<b) ]]></script>a", "a"},
        {"<script xlink:href='x'/>a", "a"},
        {"<text>1 &lt; 2 > 0</text>", "<text>1 &lt; 2 > 0</text>"},
        {"<script>never closed", ""},
        {"a < b", "a "},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_buffer out = {0};

        qoq_chart_svg_tidy(&out, rows[i].svg, strlen(rows[i].svg), "p-", "t", "d");
        assert_string_equal(qoq_buffer_string(&out), rows[i].want);
        qoq_buffer_clear(&out);
    }
}

static void svg_has_a_title_and_a_description(void **state)
{
    static const char svg[] = "<?xml version='1.0'?>\n<svg \n width='1'\n>\n"
                              "<title>Gnuplot</title><desc>Produced by</desc></svg>";
    qoq_buffer out = {0};

    (void)state;
    qoq_chart_svg_tidy(&out, svg, strlen(svg), "p-", "A <b> & \"c\"", "D");
    assert_non_null(
        strstr(qoq_buffer_string(&out),
               " role=\"img\" aria-labelledby=\"p-title p-desc\">\n"
               "<title id=\"p-title\">A &lt;b&gt; &amp; &quot;c&quot;</title>\n"
               "<desc id=\"p-desc\">D</desc>"));
    assert_null(strstr(out.ptr, "Gnuplot"));
    assert_null(strstr(out.ptr, "Produced"));
    qoq_buffer_clear(&out);
}

/* ---- CSV and text ------------------------------------------------------------------- */

static void the_data_is_told_as_csv(void **state)
{
    static const char want[] =
        "period,series,name,measure,unit,value,low,high,text,mark\n"
        "2024Q1,cloud,'=Cloud,level,CNY bn,10,,,10.0,\n"
        "2024Q2,cloud,'=Cloud,level,CNY bn,12,,,12.0,\n"
        "2024Q3,cloud,'=Cloud,level,CNY bn,14,13,15,~14,derived\n"
        "2024Q4,cloud,'=Cloud,level,CNY bn,16,,,16.0,\n"
        "2025Q1,cloud,'=Cloud,level,CNY bn,18.5,,,18.5,\n"
        "2024Q1,devices,Devices,level,CNY bn,5,,,5.0,\n"
        "2024Q2,devices,Devices,level,CNY bn,6,,,6.0,restated\n"
        "2024Q3,devices,Devices,level,CNY bn,6.5,,,6.5,\n"
        "2024Q4,devices,Devices,level,CNY bn,,,,n.a.,missing\n"
        "2025Q1,devices,Devices,level,CNY bn,7.25,,,7.3,\n";
    qoq_buffer out = {0};
    sample s;

    (void)state;
    fill(&s);
    s.series[0].name = "=Cloud";
    s.data.series_count = 2;
    qoq_chart_format_csv(&out, &s.data);
    assert_string_equal(qoq_buffer_string(&out), want);
    qoq_buffer_clear(&out);
}

static void check_text(const char *id, bool color, const char *want)
{
    qoq_arena arena = {0};
    qoq_chart chart = find(id, &arena);
    qoq_buffer out = {0};
    sample s;

    fill(&s);
    assert_int_equal(qoq_chart_format_text(&out, &chart, &s.data, 60, color, NULL),
                     QOQ_OK);
    assert_string_equal(qoq_buffer_string(&out), want);
    qoq_buffer_clear(&out);
    qoq_arena_clear(&arena);
}

static void stacks_are_told_as_bars(void **state)
{
    (void)state;
    check_text("revenue", false,
               "Halberd Systems · Revenue by segment\n"
               "2024Q1 to 2025Q1                                      CNY bn\n"
               "\n"
               "2024Q1   █████████████████▓▓▓▓▓▓▓▓▓                     15.0\n"
               "2024Q2   █████████████████████▓▓▓▓▓▓▓▓▓▓                18.0\n"
               "2024Q3~  ████████████████████████▓▓▓▓▓▓▓▓▓▓▓▓           20.5\n"
               "2024Q4   ████████████████████████████╌╌╌╌╌╌╌╌╌╌╌╌       23.0\n"
               "2025Q1   ████████████████████████████████▓▓▓▓▓▓▓▓▓▓▓▓▓  25.8\n"
               "\n"
               "█ Cloud    ▄▅▆▇█  10.0 → 18.5\n"
               "▓ Devices  ▆▇▇·█   5.0 →  7.3\n"
               "\n"
               "~ derived, not stated. * restated by a later report. ╌ not\n"
               "broken down. · no value.\n"
               "Source: figures made up for this test.\n");
}

static void lines_are_told_as_columns(void **state)
{
    (void)state;
    check_text("margins", false,
               "Halberd Systems · Revenue by segment\n"
               "2024Q1 to 2025Q1                                      CNY bn\n"
               "\n"
               "                         ▁▁▁\n"
               "         ▁▁▁ ▃▃▃ ▅▅▅ ▇▇▇ ███\n"
               "Cloud    ███ ███ ███ ███ ███   18.5\n"
               "\n"
               "\n"
               "Devices  ▅▅▅ ▆▆▆ ▆▆▆  ·  ▇▇▇    7.3\n"
               "             ▁▁▁ ▃▃▃ ▅▅▅ ███\n"
               "         ▆▆▆ ███ ███ ███ ███\n"
               "Total    ███ ███ ███ ███ ███   25.8\n"
               "         2024            2025\n"
               "\n"
               "~ derived, not stated. * restated by a later report. · no\n"
               "value.\n"
               "Source: figures made up for this test.\n");
}

/* Any text, any width: no line is wider than asked, no control reaches the terminal. */
static void text_keeps_to_its_width(void **state)
{
    static const char *const ids[] = {"revenue", "growth"};
    static const size_t widths[] = {1, 40, 63, 120};

    (void)state;
    for (size_t k = 0; k < COUNT(ids) * COUNT(widths) * COUNT(hostile); k++) {
        size_t width = widths[k / COUNT(ids) % COUNT(widths)];
        qoq_arena arena = {0};
        qoq_chart chart = find(ids[k % COUNT(ids)], &arena);
        qoq_buffer out = {0};
        char *save = NULL;
        sample s;

        poison(&s, hostile[k / COUNT(ids) / COUNT(widths)]);
        /* Values are figures: short. */
        for (size_t i = 0; i < COUNT(s.values); i++)
            s.values[i].text = "-12.3%";
        assert_int_equal(
            qoq_chart_format_text(&out, &chart, &s.data, width, false, NULL), QOQ_OK);
        qoq_buffer_char(&out, '\0');
        for (char *line = strtok_r(out.ptr, "\n", &save); line;
             line = strtok_r(NULL, "\n", &save)) {
            if (qoq_text_width(line, strlen(line)) > (width < 40 ? 40 : width))
                fail_msg("wider than %zu: %s", width, line);
            for (const char *at = line; *at; at++)
                assert_true((unsigned char)*at >= ' ');
        }
        qoq_buffer_clear(&out);
        qoq_arena_clear(&arena);
    }
}

static void colour_adds_nothing_but_sequences(void **state)
{
    static const char *const ids[] = {"margins", "revenue"};

    (void)state;
    for (size_t i = 0; i < COUNT(ids); i++) {
        qoq_arena arena = {0};
        qoq_chart chart = find(ids[i], &arena);
        qoq_buffer out = {0};
        bool on = false;
        sample s;

        fill(&s);
        assert_int_equal(qoq_chart_format_text(&out, &chart, &s.data, 60, true, NULL),
                         QOQ_OK);
        for (const char *at = qoq_buffer_string(&out); (at = strstr(at, "\033["));
             at++) {
            bool ends = at[2] == '0';

            assert_true(ends == on);
            on = !ends;
        }
        assert_false(on);
        qoq_buffer_clear(&out);
        qoq_arena_clear(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_of_a_definition_is_read),
        cmocka_unit_test(a_wrong_head_is_told_with_its_line),
        cmocka_unit_test(every_shipped_chart_is_whole),
        cmocka_unit_test(a_mistyped_chart_is_answered_with_the_nearest),
        cmocka_unit_test(titles_take_the_name_of_the_metric),
        cmocka_unit_test(formats_go_by_the_end_of_the_name),
        cmocka_unit_test(labels_keep_their_distance_and_their_order),
        cmocka_unit_test(more_labels_than_fit_are_spread_evenly),
        cmocka_unit_test(steps_are_one_two_or_five),
        cmocka_unit_test(numbers_have_a_point_and_gaps_are_nan),
        cmocka_unit_test(gaps_stay_gaps_and_derived_values_stand_apart),
        cmocka_unit_test(parts_are_stacked_and_what_is_missing_is_outlined),
        cmocka_unit_test(negative_parts_are_stacked_below_zero),
        cmocka_unit_test(
            what_leaves_the_scale_is_a_triangle_and_others_do_not_stretch_it),
        cmocka_unit_test(years_take_over_when_quarters_do_not_fit),
        cmocka_unit_test(data_without_a_value_is_refused),
        cmocka_unit_test(no_text_leaves_its_quotes),
        cmocka_unit_test(a_name_of_megabytes_is_cut),
        cmocka_unit_test(gnuplot_draws_hostile_texts_and_runs_none),
        cmocka_unit_test(svg_bytes_of_gnuplot_5_4_4),
        cmocka_unit_test(png_is_a_picture_and_not_blank),
        cmocka_unit_test(pdf_is_whole),
        cmocka_unit_test(a_cut_picture_is_not_whole),
        cmocka_unit_test(without_gnuplot_there_is_one_clear_line),
        cmocka_unit_test(a_failing_gnuplot_leaves_the_old_file_whole),
        cmocka_unit_test(an_error_of_a_definition_is_told_at_its_line),
        cmocka_unit_test(svg_is_made_fit_for_a_page),
        cmocka_unit_test(svg_has_a_title_and_a_description),
        cmocka_unit_test(the_data_is_told_as_csv),
        cmocka_unit_test(stacks_are_told_as_bars),
        cmocka_unit_test(lines_are_told_as_columns),
        cmocka_unit_test(text_keeps_to_its_width),
        cmocka_unit_test(colour_adds_nothing_but_sequences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

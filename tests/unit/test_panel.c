#include "analysis_fixture.h"

static const char *const plain_rows[] = {
    "business,vas,revenue,,2025Q1,level,92133000000,CNY,-6,,2025Q1,",
    "business,vas,revenue,,2025Q1,level,92100000000,CNY,-8,,2025Q1,",
    "business,vas,revenue,,2024Q1,level,78629000000,CNY,-6,,2024Q1,",
    "business,ads,revenue,,2025Q1,level,31853000000,CNY,-6,,2025Q1,",
    "business,vas.games,revenue,,2025Q1,level,59500000000,CNY,-8,,2025Q1,vas",
    "business,vas.social,revenue,,2025Q1,level,32600000000,CNY,-8,,2025Q1,vas",
    "region,china,revenue,,2025Q1,level,100000000000,CNY,-9,about,2025Q1,",
    ",,revenue,,2025Q1,level,180022000000,CNY,-6,,2025Q1,",
    ",,revenue,,2024FY,level,660257000000,CNY,-6,,2024Q4,",
    ",,revenue,,2025Q1,yoy,13,percent,0,,2025Q1,",
    ",,operating_profit,non_ifrs,2025Q1,level,69320000000,CNY,-6,,2025Q1,",
    ",,operating_profit,,2025Q1,level,57566000000,CNY,-6,,2025Q1,",
    ",,eps_diluted,,2025Q1,level,5.129,CNY/share,3,,2025Q1,",
    ",,mystery,,2025Q1,level,7,widgets,0,,2025Q1,",
    NULL,
};

static qoq_figure figure_at(const world *w, const char *path)
{
    qoq_cell cell = cell_at(w, path);
    qoq_figure figure;

    qoq_panel_figure(&figure, w->panel, &cell);
    return figure;
}

static void assert_value(const qoq_figure *figure, const char *expected)
{
    char text[QOQ_DECIMAL_ROOM];

    assert_true(qoq_figure_has(figure));
    qoq_decimal_format(text, figure->shown, 0);
    assert_string_equal(text, expected);
}

/* ---- look-ups ---------------------------------------------------------------------------- */

static void the_most_exact_statement_is_shown(void **state)
{
    (void)state;
    world w;
    qoq_figure f;
    const qoq_record *records[4];
    qoq_cell cell;

    world_open(&w, plain_rows);
    f = figure_at(&w, "vas/revenue/2025Q1");
    assert_value(&f, "92133000000");
    assert_int_equal(f.places, -6);
    assert_int_equal(f.unit.kind, QOQ_UNIT_MONEY);
    assert_false(f.flags & QOQ_FLAG_RESTATED);
    cell = cell_at(&w, "vas/revenue/2025Q1");
    assert_int_equal(qoq_panel_statements(records, 4, w.panel, &cell), 2);
    assert_true(records[0] < records[1]);
    assert_int_equal(qoq_panel_statements(records, 1, w.panel, &cell), 2);
    world_close(&w);
}

static void what_is_not_there_is_missing(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "vas/revenue/2023Q1",     "vas/gross_profit/2025Q1",
        "nothing/revenue/2025Q1", "vas/no_such_metric/2025Q1",
        "-/revenue/2025H1",       "-/eps_diluted@a/2025Q1",
    };
    world w;

    world_open(&w, plain_rows);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        qoq_figure f = figure_at(&w, paths[i]);
        assert_int_equal(f.state, QOQ_FIGURE_MISSING);
        assert_int_equal(f.reason, QOQ_REASON_NOT_STATED);
    }
    world_close(&w);
}

static void reported_and_adjusted_are_two_series(void **state)
{
    (void)state;
    world w;
    qoq_figure f;

    world_open(&w, plain_rows);
    f = figure_at(&w, "-/operating_profit/2025Q1");
    assert_value(&f, "57566000000");
    f = figure_at(&w, "-/operating_profit@adjusted/2025Q1");
    assert_value(&f, "69320000000");
    f = figure_at(&w, "-/revenue@adjusted/2025Q1"); /* neutral: answers to both */
    assert_value(&f, "180022000000");
    world_close(&w);
}

static void approximate_figures_show_fewer_digits(void **state)
{
    (void)state;
    world w;
    qoq_figure f;
    char text[QOQ_FIGURE_ROOM];

    world_open(&w, plain_rows);
    qoq_cell cell = qoq_panel_cell(w.panel, "acme", "region", "china", "revenue");
    cell.period = qoq_period_quarter(2025, 1);
    qoq_panel_figure(&f, w.panel, &cell);
    assert_true(f.flags & QOQ_FLAG_ABOUT);
    qoq_figure_format(text, &f, qoq_scale_find(QOQ_SLICE("bn")), 1, false);
    assert_string_equal(text, "≈100");
    world_close(&w);
}

/* ---- lists --------------------------------------------------------------------------------- */

static void segments_stand_behind_their_parent(void **state)
{
    (void)state;
    /* given in an order that is not the order of tables */
    static const char *const rows[] = {
        "business,x.b,revenue,,2025Q1,level,1,CNY,0,,2025Q1,x",
        "business,y,revenue,,2025Q1,level,1,CNY,0,,2025Q1,",
        "business,x,revenue,,2025Q1,level,1,CNY,0,,2025Q1,",
        "business,x.a,revenue,,2025Q1,level,1,CNY,0,,2025Q1,x",
        "business,x.a.i,revenue,,2025Q1,level,1,CNY,0,,2025Q1,x.a",
        "business,orphan,revenue,,2025Q1,level,1,CNY,0,,2025Q1,nobody",
        /* part of each other: listed once, and no loop */
        "business,p,revenue,,2025Q1,level,1,CNY,0,,2025Q1,q",
        "business,q,revenue,,2025Q1,level,1,CNY,0,,2025Q1,p",
        "business,self,revenue,,2025Q1,level,1,CNY,0,,2025Q1,self", NULL};
    static const char *const order[] = {"y",      "x",    "x.b", "x.a", "x.a.i",
                                        "orphan", "self", "p",   "q"};
    static const int depths[] = {0, 0, 1, 1, 2, 0, 0, 0, 1};
    const qoq_panel_segment *segments;
    world w;

    world_open(&w, rows);
    size_t count = qoq_panel_segments(w.panel, qoq_panel_name(w.panel, "acme"),
                                      qoq_panel_name(w.panel, "business"), &segments);
    assert_int_equal(count, 9);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(qoq_panel_text(w.panel, segments[i].segment), order[i]);
        assert_int_equal(segments[i].depth, depths[i]);
    }
    world_close(&w);
}

static void lists_are_in_order(void **state)
{
    (void)state;
    const qoq_panel_metric *metrics;
    const qoq_period *periods;
    const uint32_t *names;
    char text[16];
    world w;

    world_open(&w, plain_rows);
    uint32_t acme = qoq_panel_name(w.panel, "acme");
    assert_int_equal(qoq_panel_entities(w.panel, &names), 1);
    assert_int_equal(qoq_panel_axes(w.panel, acme, &names), 2);
    assert_string_equal(qoq_panel_text(w.panel, names[0]), "business");
    assert_string_equal(qoq_panel_text(w.panel, names[1]), "region");

    size_t count = qoq_panel_metrics(w.panel, acme, &metrics);
    static const char *const expected[] = {
        "revenue", "operating_profit", "operating_profit", "eps_diluted", "mystery"};
    assert_int_equal(count, 5);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(qoq_panel_text(w.panel, metrics[i].metric), expected[i]);
    assert_false(metrics[1].adjusted);
    assert_true(metrics[2].adjusted);
    assert_true(metrics[0].whole && metrics[0].segments);
    assert_false(metrics[3].segments);
    assert_null(metrics[4].known);

    static const char *const labels[] = {"2024Q1", "2024FY", "2025Q1"};
    assert_int_equal(qoq_panel_periods(w.panel, acme, &periods), 3);
    for (size_t i = 0; i < 3; i++) {
        qoq_period_format(text, periods[i]);
        assert_string_equal(text, labels[i]);
    }
    qoq_period_format(text, qoq_panel_latest(w.panel, acme,
                                             qoq_panel_name(w.panel, "revenue"),
                                             QOQ_SPAN_YEAR));
    assert_string_equal(text, "2024FY");
    assert_true(qoq_period_is_none(qoq_panel_latest(
        w.panel, acme, qoq_panel_name(w.panel, "revenue"), QOQ_SPAN_HALF)));
    assert_int_equal(qoq_panel_metrics(w.panel, 12345, &metrics), 0);
    assert_int_equal(qoq_panel_periods(w.panel, QOQ_NO_NAME, &periods), 0);
    assert_int_equal(qoq_panel_axes(w.panel, 12345, &names), 0);
    world_close(&w);
}

static void the_unit_most_used_is_taken(void **state)
{
    (void)state;
    static const char *const rows[] = {
        ",,revenue,,2025Q1,level,25000000000,USD,-8,,2025Q1,",
        ",,revenue,,2025Q1,level,180022000000,CNY,-6,,2025Q1,",
        ",,revenue,,2024Q4,level,172446000000,CNY,-6,,2024Q4,", NULL};
    world w;
    qoq_figure f;

    world_open(&w, rows);
    f = figure_at(&w, "-/revenue/2025Q1");
    assert_value(&f, "180022000000");
    world_close(&w);
}

/* A lexicon in which `ads` of acme is called `marketing` from 2024Q3 on. */
static qoq_lexicon *lexicon_with_a_renamed_segment(void)
{
    const qoq_slice entity[] = {QOQ_SLICE("acme"), QOQ_SLICE("Acme"), QOQ_SLICE(""),
                                QOQ_SLICE(""),     QOQ_SLICE("us"),   QOQ_SLICE(""),
                                QOQ_SLICE("CNY"),  QOQ_SLICE("12"),   QOQ_SLICE("0"),
                                QOQ_SLICE(""),     QOQ_SLICE(""),     QOQ_SLICE("")};
    const qoq_slice segment[] = {
        QOQ_SLICE("acme"), QOQ_SLICE("business"), QOQ_SLICE("marketing"),
        QOQ_SLICE(""),     QOQ_SLICE("1"),        QOQ_SLICE("2024Q3"),
        QOQ_SLICE(""),     QOQ_SLICE("ads"),      QOQ_SLICE("Marketing"),
        QOQ_SLICE("营销"), QOQ_SLICE(""),         QOQ_SLICE(""),
        QOQ_SLICE("")};
    qoq_slice old[13];
    qoq_lexicon *lexicon = qoq_lexicon_new();

    assert_int_equal(qoq_lexicon_add(lexicon, QOQ_LEXICON_ENTITIES, entity, NULL),
                     QOQ_OK);
    assert_int_equal(qoq_lexicon_add(lexicon, QOQ_LEXICON_SEGMENTS, segment, NULL),
                     QOQ_OK);
    memcpy(old, segment, sizeof old);
    old[2] = QOQ_SLICE("ads");
    old[5] = old[7] = old[8] = old[9] = QOQ_SLICE("");
    assert_int_equal(qoq_lexicon_add(lexicon, QOQ_LEXICON_SEGMENTS, old, NULL), QOQ_OK);
    qoq_error err = {QOQ_OK, 0, 0, ""};
    if (qoq_lexicon_freeze(lexicon, &err) != QOQ_OK)
        fail_msg("%s", err.message);
    return lexicon;
}

static void a_renamed_segment_is_one_series(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "business,ads,revenue,,2024Q1,level,26506000000,CNY,-6,,2024Q1,",
        "business,ads,revenue,,2024Q2,level,29871000000,CNY,-6,,2024Q2,",
        "business,marketing,revenue,,2024Q3,level,29993000000,CNY,-6,,2024Q3,", NULL};
    const qoq_panel_segment *segments;
    world w;

    world_open(&w, rows);
    qoq_lexicon *lexicon = lexicon_with_a_renamed_segment();
    qoq_panel *panel;
    assert_int_equal(
        qoq_panel_new(&panel, &w.dataset, lexicon, qoq_panel_view(w.panel), NULL),
        QOQ_OK);
    static const char *const names[] = {"ads", "marketing"};
    for (size_t i = 0; i < 2; i++) { /* under either name */
        qoq_cell cell = qoq_panel_cell(panel, "acme", "business", names[i], "revenue");
        qoq_figure f;
        cell.period = qoq_period_quarter(2024, 1);
        qoq_panel_figure(&f, panel, &cell);
        assert_value(&f, "26506000000");
        cell.period = qoq_period_quarter(2024, 3);
        qoq_panel_figure(&f, panel, &cell);
        assert_value(&f, "29993000000");
    }
    assert_int_equal(qoq_panel_segments(panel, qoq_panel_name(panel, "acme"),
                                        qoq_panel_name(panel, "business"), &segments),
                     1);
    assert_string_equal(qoq_panel_text(panel, segments[0].segment), "marketing");
    assert_string_equal(segments[0].known->name_hans, "营销");
    qoq_panel_free(panel);
    qoq_lexicon_free(lexicon);
    world_close(&w);
}

static void a_known_segment_finds_its_axis(void **state)
{
    (void)state;
    static const char text[] =
        "entity,axis,segment,metric,basis,period,measure,value,unit,decimals,bound,"
        "status,"
        "vintage,source\n"
        "tencent,,vas,revenue,,2025Q1,level,92133000000,CNY,-6,,actual,2025Q1,a\n"
        "tencent,business,vas,revenue,,2024Q1,level,78629000000,CNY,-6,,actual,2024Q1,"
        "a\n";
    static const char *const rows[] = {NULL};
    qoq_panel *panel;
    qoq_figure f;
    world w;

    world_open(&w, rows);
    assert_int_equal(qoq_dataset_parse(&w.dataset, text, sizeof text - 1, NULL),
                     QOQ_OK);
    assert_int_equal(
        qoq_panel_new(&panel, &w.dataset, w.lexicon, qoq_panel_view(w.panel), NULL),
        QOQ_OK);
    qoq_cell cell = qoq_panel_cell(panel, "tencent", "business", "vas", "revenue");
    cell.period = qoq_period_quarter(2025, 1);
    qoq_panel_figure(&f, panel, &cell);
    assert_value(&f, "92133000000");
    qoq_panel_free(panel);
    world_close(&w);
}

/* ---- vintages ------------------------------------------------------------------------------ */

static const char *const restated_rows[] = {
    ",,operating_profit,ifrs,2023Q1,level,40429000000,CNY,-6,,2023Q1,",
    ",,operating_profit,ifrs,2023Q1,level,38042000000,CNY,-6,,2024Q1,",
    ",,operating_profit,ifrs,2023Q1,level,38000000000,CNY,-8,,2024Q2,",
    NULL,
};

static void views_choose_the_vintage(void **state)
{
    (void)state;
    world w;
    qoq_figure f;
    qoq_cell cell;

    world_open(&w, restated_rows);
    f = figure_at(&w, "-/operating_profit/2023Q1");
    assert_value(&f, "38042000000");
    assert_true(f.flags & QOQ_FLAG_RESTATED);
    /* the later, coarser statement only confirms it */
    assert_true(qoq_period_equal(f.vintage, qoq_period_quarter(2024, 1)));
    cell = cell_at(&w, "-/operating_profit/2023Q1");
    qoq_panel_figure_at(&f, w.panel, &cell, qoq_period_quarter(2023, 4));
    assert_value(&f, "40429000000");
    assert_false(f.flags & QOQ_FLAG_RESTATED);
    qoq_panel_figure_at(&f, w.panel, &cell, qoq_period_quarter(2022, 4));
    assert_false(qoq_figure_has(&f));
    world_close(&w);

    world_open_view(&w, restated_rows, (qoq_view){.kind = QOQ_VIEW_FIRST_REPORTED});
    f = figure_at(&w, "-/operating_profit/2023Q1");
    assert_value(&f, "40429000000");
    world_close(&w);

    world_open_view(&w, restated_rows,
                    (qoq_view){.kind = QOQ_VIEW_AS_OF_VINTAGE,
                               .vintage = qoq_period_quarter(2023, 3)});
    f = figure_at(&w, "-/operating_profit/2023Q1");
    assert_value(&f, "40429000000");
    world_close(&w);
}

/* ---- how figures look ----------------------------------------------------------------------- */

typedef struct format_row {
    const char *value;
    int decimals;
    const char *unit, *scale;
    int shown;
    const char *text;
} format_row;

static const format_row format_rows[] = {
    {"92133000000", -6, "CNY", "bn", 1, "92.1"},
    {"92133000000", -6, "CNY", "亿", 1, "921.3"},
    {"92100000000", -8, "CNY", "亿", 1, "921"},    /* no digit that was not stated */
    {"92100000000", -8, "CNY", "mn", 1, "92,100"}, /* coarser than the scale */
    {"92150000000", -6, "CNY", "bn", 1, "92.2"},   /* half away from zero */
    {"-92150000000", -6, "CNY", "bn", 1, "-92.2"},
    {"40000000", -6, "CNY", "bn", 1, "0.04"}, /* one digit more rather than 0.0 */
    {"4000000", -6, "CNY", "bn", 1, "0.00"},  /* but only one */
    {"0", -6, "CNY", "bn", 1, "0.0"},
    {"1402000000", -6, "accounts", "mn", 1, "1,402"},
    {"5.129", 3, "CNY/share", NULL, 3, "5.129"},
    {"5.1", 1, "CNY/share", NULL, 3, "5.1"},
    {"92133000000", 1000, "CNY", "bn", 1, "92.1"}, /* exact */
};

static void figures_show_what_is_known(void **state)
{
    (void)state;
    char text[QOQ_FIGURE_ROOM];

    for (size_t i = 0; i < sizeof format_rows / sizeof format_rows[0]; i++) {
        const format_row *row = &format_rows[i];
        qoq_figure f = stated(row->value, row->decimals, row->unit);
        const qoq_scale *scale =
            row->scale ? qoq_scale_find(qoq_slice_of(row->scale)) : NULL;
        qoq_figure_format(text, &f, scale, row->shown, false);
        assert_string_equal(text, row->text);
    }
    qoq_figure none = qoq_figure_none(QOQ_FIGURE_NOT_MEANINGFUL, QOQ_REASON_BASE_ZERO);
    qoq_figure_format(text, &none, NULL, 1, false);
    assert_string_equal(text, "n.m.");
    qoq_figure_format(text, &none, NULL, 1, true);
    assert_string_equal(text, "不适用");
}

/* Every reason has words in both languages, for every kind of metric. */
static void every_reason_has_words(void **state)
{
    (void)state;
    const qoq_metric metrics[] = {
        {.id = "a", .sense = 1, .statement = "income"},
        {.id = "net_cash", .sense = 1, .statement = "balance"},
        {.id = "b", .sense = 1, .statement = "cash_flow"},
        {.id = "c", .sense = -1, .statement = "income"}};

    for (int r = QOQ_REASON_NONE + 1; r < QOQ_REASONS_; r++) {
        assert_true(*qoq_reason_text((qoq_reason)r, NULL, false));
        for (size_t m = 0; m < 4; m++) {
            assert_true(*qoq_reason_text((qoq_reason)r, &metrics[m], false));
            assert_true(*qoq_reason_text((qoq_reason)r, &metrics[m], true));
        }
    }
}

/* ---- edges ------------------------------------------------------------------------------------ */

static void nothing_makes_an_empty_panel(void **state)
{
    (void)state;
    static const char *const rows[] = {NULL};
    const uint32_t *names;
    world w;

    world_open(&w, rows);
    assert_int_equal(qoq_panel_entities(w.panel, &names), 0);
    qoq_figure f = figure_at(&w, "vas/revenue/2025Q1");
    assert_false(qoq_figure_has(&f));
    world_close(&w);
}

static void it_works_without_a_lexicon(void **state)
{
    (void)state;
    world w;
    qoq_panel *panel;
    const qoq_panel_segment *segments;

    world_open(&w, plain_rows);
    assert_int_equal(
        qoq_panel_new(&panel, &w.dataset, NULL, qoq_panel_view(w.panel), NULL), QOQ_OK);
    uint32_t acme = qoq_panel_name(panel, "acme");
    assert_int_equal(
        qoq_panel_segments(panel, acme, qoq_panel_name(panel, "business"), &segments),
        4);
    assert_string_equal(
        qoq_panel_metric_name(panel, qoq_panel_name(panel, "revenue"), false),
        "revenue");
    assert_null(qoq_panel_metric_known(panel, qoq_panel_name(panel, "revenue")));
    qoq_panel_free(panel);
    world_close(&w);
}

static void estimates_are_not_figures(void **state)
{
    (void)state;
    static const char text[] =
        "entity,axis,segment,metric,basis,period,measure,value,unit,decimals,bound,"
        "status,"
        "vintage,source\n"
        "acme,,,revenue,,2025Q2,level,100,CNY,0,,estimate,2025Q1,a\n"
        "acme,,,revenue,,2025Q3,level,100,CNY,0,,guidance,2025Q1,a\n";
    static const char *const rows[] = {NULL};
    world w;
    const qoq_period *periods;
    qoq_panel *panel;

    world_open(&w, rows);
    assert_int_equal(qoq_dataset_parse(&w.dataset, text, sizeof text - 1, NULL),
                     QOQ_OK);
    assert_int_equal(
        qoq_panel_new(&panel, &w.dataset, w.lexicon, qoq_panel_view(w.panel), NULL),
        QOQ_OK);
    assert_int_equal(qoq_panel_periods(panel, qoq_panel_name(panel, "acme"), &periods),
                     0);
    qoq_panel_free(panel);
    world_close(&w);
}

/* Thousands of cells: every one is found again, and nothing else. */
static void many_cells_are_found_again(void **state)
{
    (void)state;
    static const char *const rows[] = {NULL};
    qoq_buffer text = {0};
    world w;
    qoq_panel *panel;
    qoq_figure f;

    world_open(&w, rows);
    qoq_buffer_text(&text, "entity,axis,segment,metric,basis,period,measure,value,unit,"
                           "decimals,bound,status,vintage,source\n");
    for (int s = 0; s < 200; s++) {
        for (int y = 1990; y < 2020; y++)
            qoq_buffer_print(
                &text,
                "acme,business,s%d,revenue,,%dQ2,level,%d,CNY,0,,actual,%dQ2,a\n", s, y,
                s * 10000 + y, y);
    }
    assert_int_equal(
        qoq_dataset_parse(&w.dataset, qoq_buffer_string(&text), text.len, NULL),
        QOQ_OK);
    qoq_buffer_clear(&text);
    assert_int_equal(
        qoq_panel_new(&panel, &w.dataset, w.lexicon, qoq_panel_view(w.panel), NULL),
        QOQ_OK);
    for (int s = 0; s < 200; s++) {
        char name[16];
        snprintf(name, sizeof name, "s%d", s);
        qoq_cell cell = qoq_panel_cell(panel, "acme", "business", name, "revenue");
        for (int y = 1989; y < 2021; y++) {
            cell.period = qoq_period_quarter(y, 2);
            qoq_panel_figure(&f, panel, &cell);
            assert_int_equal(qoq_figure_has(&f), y >= 1990 && y < 2020);
            if (qoq_figure_has(&f))
                assert_int_equal((int)qoq_figure_double(&f), s * 10000 + y);
            cell.period = qoq_period_quarter(y, 3);
            qoq_panel_figure(&f, panel, &cell);
            assert_false(qoq_figure_has(&f));
        }
    }
    qoq_panel_free(panel);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_exact_statement_is_shown),
        cmocka_unit_test(what_is_not_there_is_missing),
        cmocka_unit_test(reported_and_adjusted_are_two_series),
        cmocka_unit_test(approximate_figures_show_fewer_digits),
        cmocka_unit_test(segments_stand_behind_their_parent),
        cmocka_unit_test(lists_are_in_order),
        cmocka_unit_test(the_unit_most_used_is_taken),
        cmocka_unit_test(a_renamed_segment_is_one_series),
        cmocka_unit_test(a_known_segment_finds_its_axis),
        cmocka_unit_test(views_choose_the_vintage),
        cmocka_unit_test(figures_show_what_is_known),
        cmocka_unit_test(every_reason_has_words),
        cmocka_unit_test(nothing_makes_an_empty_panel),
        cmocka_unit_test(it_works_without_a_lexicon),
        cmocka_unit_test(estimates_are_not_figures),
        cmocka_unit_test(many_cells_are_found_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

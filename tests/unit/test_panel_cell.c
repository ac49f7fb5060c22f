/* Cells as text, there and back. */
#include "analysis_fixture.h"

static const char *const rows[] = {
    "business,vas,revenue,,2025Q1,level,92133000000,CNY,-6,,2025Q1,",
    "business,vas.domestic_games,revenue,,2025Q1,level,42900000000,CNY,-8,,2025Q1,vas",
    "business,others,revenue,,2025Q1,level,1000000000,CNY,-6,,2025Q1,",
    "region,others,revenue,,2025Q1,level,2000000000,CNY,-6,,2025Q1,",
    "region,北美/欧洲,revenue,,2025Q1,level,3000000000,CNY,-6,,2025Q1,",
    "business,100%:@,revenue,,2025Q1,level,4000000000,CNY,-6,,2025Q1,",
    "business,-,revenue,,2025Q1,level,5000000000,CNY,-6,,2025Q1,",
    ",,revenue,,2025Q1,level,180022000000,CNY,-6,,2025Q1,",
    ",,revenue,,2025Q1,yoy,13,percent,0,,2025Q1,",
    ",,revenue,,2024Q1,level,22000000000,USD,-6,,2024Q1,",
    ",,operating_profit,non_gaap,2025Q1,level,69320000000,CNY,-6,,2025Q1,",
    ",,operating_profit,,2025Q1,level,57566000000,CNY,-6,,2025Q1,",
    ",,net_cash,,2025-02-14,level,90000000000,CNY,-8,,2025Q1,",
    ",,mystery,,2025Q1,level,7,widgets,0,,2025Q1,",
    NULL,
};

static const char *written(const world *w, const qoq_cell *cell, const char *metric)
{
    static char text[512];
    qoq_buffer out = {0};

    qoq_cell_format(&out, w->panel, cell, metric);
    snprintf(text, sizeof text, "%s", qoq_buffer_string(&out));
    qoq_buffer_clear(&out);
    return text;
}

static bool same_cell(const qoq_cell *a, const qoq_cell *b)
{
    return a->entity == b->entity && a->axis == b->axis && a->segment == b->segment &&
           a->metric == b->metric && a->unit == b->unit && a->measure == b->measure &&
           a->adjusted == b->adjusted && qoq_period_equal(a->period, b->period);
}

static void what_people_type_is_written_in_one_way(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *canonical;
    } cases[] = {
        {"acme/vas/revenue/2025Q1", "acme/vas/revenue/2025Q1"},
        {" acme/vas/revenue/2025Q1 ", "acme/vas/revenue/2025Q1"},
        {"vas/revenue/2025Q1", "acme/vas/revenue/2025Q1"},
        {"ACME/VAS/Revenue/1Q25", "acme/vas/revenue/2025Q1"},
        {"acme/vas/收入/2025年第一季度", "acme/vas/revenue/2025Q1"},
        {"acme/domestic_games/revenue/Q1 2025",
         "acme/vas.domestic_games/revenue/2025Q1"},
        {"acme/business:vas/revenue/2025Q1", "acme/vas/revenue/2025Q1"},
        {"acme/region:others/revenue/2025Q1", "acme/region:others/revenue/2025Q1"},
        {"acme/北美%2F欧洲/revenue/2025Q1", "acme/北美%2F欧洲/revenue/2025Q1"},
        {"acme/北美%2f欧洲/revenue/2025Q1", "acme/北美%2F欧洲/revenue/2025Q1"},
        {"acme/100%25%3A%40/revenue/2025Q1", "acme/100%25%3A%40/revenue/2025Q1"},
        {"acme/100%%3A@/revenue/2025Q1", "acme/100%25%3A%40/revenue/2025Q1"},
        {"acme/%2D/revenue/2025Q1", "acme/%2D/revenue/2025Q1"},
        {"-/revenue/2025Q1", "acme/-/revenue/2025Q1"},
        {"acme/-/revenue/2025Q1:yoy", "acme/-/revenue/2025Q1:yoy"},
        {"acme/-/revenue/2025Q1:YoY", "acme/-/revenue/2025Q1:yoy"},
        {"acme/-/revenue/2025Q1:同比", "acme/-/revenue/2025Q1:yoy"},
        {"acme/-/revenue/2025Q1:环比", "acme/-/revenue/2025Q1:qoq"},
        {"acme/-/revenue/2025Q1:level", "acme/-/revenue/2025Q1"},
        {"acme/-/revenue@non_ifrs/2025Q1", "acme/-/revenue/2025Q1"}, /* neutral */
        {"acme/-/operating_profit@adjusted/1H25",
         "acme/-/operating_profit@non_gaap/2025H1"},
        {"acme/-/operating_profit@非国际财务报告准则/2025Q1",
         "acme/-/operating_profit@non_gaap/2025Q1"},
        {"acme/-/operating_profit@IFRS/2025Q1", "acme/-/operating_profit/2025Q1"},
        {"acme/-/扣非净利润/2025Q1", "acme/-/profit_attributable@non_gaap/2025Q1"},
        {"acme/-/net_cash/2025-02-14", "acme/-/net_cash/2025-02-14"},
        {"acme/-/mystery/2025Q1", "acme/-/mystery/2025Q1"},
        {"acme/-/gross_margin/2025Q1", "acme/-/gross_margin/2025Q1"},
        {"acme/-/毛利率/2025Q1:change_pp_yoy",
         "acme/-/gross_margin/2025Q1:change_pp_yoy"},
    };
    world w;

    world_open(&w, rows);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        qoq_error err = {QOQ_OK, 0, 0, ""};
        qoq_cell cell, again;
        const char *metric;
        if (qoq_cell_parse(&cell, &metric, w.panel, qoq_slice_of(cases[i].typed),
                           &err) != QOQ_OK)
            fail_msg("%s: %s", cases[i].typed, err.message);
        assert_string_equal(written(&w, &cell, metric), cases[i].canonical);
        assert_int_equal(qoq_cell_parse(&again, NULL, w.panel,
                                        qoq_slice_of(cases[i].canonical), NULL),
                         QOQ_OK);
        assert_true(same_cell(&cell, &again));
    }
    world_close(&w);
}

static void an_error_names_the_part_and_what_is_near(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *message;
    } cases[] = {
        {"", "'' is no cell such as tencent/vas/revenue/2025Q1 ('-' for the whole "
             "company, %2F for a slash in a name)"},
        {"revenue/2025Q1", "'revenue/2025Q1' is no cell such as "
                           "tencent/vas/revenue/2025Q1 ('-' for the whole company, "
                           "%2F for a slash in a name)"},
        {"acmee/vas/revenue/2025Q1", "no company 'acmee'; did you mean 'acme'?"},
        {"acme/vsa/revenue/2025Q1", "no segment 'vsa' of acme; did you mean 'vas'?"},
        {"acme/games/revenue/2025Q1", "no segment 'games' of acme"},
        {"acme/domestic/revenue/2025Q1",
         "no segment 'domestic' of acme; did you mean 'domestic_games'?"},
        {"acme/others/revenue/2025Q1",
         "segment 'others' may be 'business:others' or 'region:others': say which"},
        {"acme/regoin:others/revenue/2025Q1",
         "no axis 'regoin' of acme; did you mean 'region'?"},
        {"acme/vas/revenu/2025Q1", "no metric 'revenu'; did you mean 'revenue'?"},
        {"acme/-/revenue@non_irfs/2025Q1",
         "no basis 'non_irfs'; did you mean 'non_ifrs'?"},
        {"acme/vas/revenue/2025Q5", "'2025Q5' is no period such as 2025Q1"},
        {"acme/vas/revenue/2025Q1:yyo", "no measure 'yyo'; did you mean 'yoy'?"},
        {"acme//revenue/2025Q1", "cell 'acme//revenue/2025Q1' has no segment"},
        {"acme/vas/revenue", "cell 'acme/vas/revenue' has no period such as 2025Q1"},
        {"acme/vas/revenue/", "cell 'acme/vas/revenue/' has no period"},
        {"acme/vas%00/revenue/2025Q1", "no segment 'vas%00' of acme"},
        {"acme/vas%FF/revenue/2025Q1", "segment 'vas%FF' is no name"},
    };
    world w;

    world_open(&w, rows);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        qoq_error err = {QOQ_OK, 0, 0, ""};
        qoq_cell cell;
        if (qoq_cell_parse(&cell, NULL, w.panel, qoq_slice_of(cases[i].typed), &err) !=
            QOQ_EUSAGE)
            fail_msg("%s is read", cases[i].typed);
        assert_string_equal(err.message, cases[i].message);
    }
    world_close(&w);
}

/* Every cell of a set of records is written in a way that reads as the same cell. */
static void every_cell_comes_back(const world *w)
{
    for (size_t i = 0; i < w->dataset.count; i++) {
        const qoq_record *r = &w->dataset.records[i];
        qoq_error err = {QOQ_OK, 0, 0, ""};
        const qoq_metric *known = qoq_panel_metric_known(w->panel, r->metric);
        qoq_cell back, cell = {.entity = r->entity,
                               .axis = r->axis,
                               .segment = r->segment,
                               .metric = r->metric,
                               .unit = r->unit,
                               .period = r->period,
                               .measure = r->measure,
                               .adjusted = qoq_basis_is_adjusted((qoq_basis)r->basis) &&
                                           !(known && known->neutral)};
        const char *text = written(w, &cell, NULL);
        if (qoq_cell_parse(&back, NULL, w->panel, qoq_slice_of(text), &err) != QOQ_OK)
            fail_msg("%s: %s", text, err.message);
        if (!same_cell(&back, &cell))
            fail_msg("%s is another cell", text);
        assert_true(qoq_panel_statements(NULL, 0, w->panel, &back) > 0);
    }
}

static void all_cells_of_odd_names_come_back(void **state)
{
    (void)state;
    world w;

    world_open(&w, rows);
    every_cell_comes_back(&w);
    world_close(&w);
}

static void all_cells_of_the_shipped_data_come_back(void **state)
{
    (void)state;
    world w;

    world_open_shipped(&w);
    every_cell_comes_back(&w);
    world_close(&w);
}

static void a_name_may_be_long_and_a_cell_may_be_nonsense(void **state)
{
    (void)state;
    world w;
    qoq_buffer text = {0};
    qoq_cell cell;

    world_open(&w, rows);
    qoq_buffer_text(&text, "acme/");
    qoq_buffer_fill(&text, 'x', 100000);
    qoq_buffer_text(&text, "/revenue/2025Q1");
    assert_int_equal(qoq_cell_parse(&cell, NULL, w.panel,
                                    qoq_slice_of(qoq_buffer_string(&text)), NULL),
                     QOQ_EUSAGE);
    qoq_buffer_fill(&text, '/', 100000);
    assert_int_equal(qoq_cell_parse(&cell, NULL, w.panel,
                                    qoq_slice_of(qoq_buffer_string(&text)), NULL),
                     QOQ_EUSAGE);
    assert_int_equal(
        qoq_cell_parse(&cell, NULL, w.panel, (qoq_slice){"\xff/-/a/b", 8}, NULL),
        QOQ_EUSAGE);
    qoq_buffer_clear(&text);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_people_type_is_written_in_one_way),
        cmocka_unit_test(an_error_names_the_part_and_what_is_near),
        cmocka_unit_test(all_cells_of_odd_names_come_back),
        cmocka_unit_test(all_cells_of_the_shipped_data_come_back),
        cmocka_unit_test(a_name_may_be_long_and_a_cell_may_be_nonsense),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

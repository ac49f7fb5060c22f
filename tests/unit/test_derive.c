#include "analysis_fixture.h"

/* What a few statements let conclude, in millions; NULL-ended rows. */
typedef struct derive_row {
    const char *why;
    const char *rows[8];
    const char *path, *shown;
    const char *formula; /* NULL = not derived */
} derive_row;

#define REVENUE(period, value, decimals, vintage)                                      \
    ",,revenue,," period ",level," value ",CNY," decimals ",," vintage ","
#define PROFIT(period, value, vintage)                                                 \
    ",,operating_profit,ifrs," period ",level," value ",CNY,-6,," vintage ","

static const derive_row derive_rows[] = {
    /* ---- year to date ---- */
    {"the fourth quarter is the year less nine months",
     {REVENUE("2024FY", "660257000000", "-6", "2024Q4"),
      REVENUE("2024M9", "487811000000", "-6", "2024Q3")},
     "-/revenue/2024Q4",
     "~172,446",
     "2024FY - 2024M9"},
    {"or the year less three quarters, which is less exact",
     {REVENUE("2024FY", "660257000000", "-6", "2024Q4"),
      REVENUE("2024Q1", "159501000000", "-6", "2024Q1"),
      REVENUE("2024Q2", "161117000000", "-6", "2024Q2"),
      REVENUE("2024Q3", "167193000000", "-6", "2024Q3")},
     "-/revenue/2024Q4",
     "~172,450",
     "2024FY - 2024Q1 - 2024Q2 - 2024Q3"},
    {"the narrower of two ways is taken",
     {REVENUE("2024FY", "660257000000", "-6", "2024Q4"),
      REVENUE("2024M9", "487811000000", "-6", "2024Q3"),
      REVENUE("2024Q1", "159501000000", "-6", "2024Q1"),
      REVENUE("2024Q2", "161117000000", "-6", "2024Q2"),
      REVENUE("2024Q3", "167193000000", "-6", "2024Q3")},
     "-/revenue/2024Q4",
     "~172,446",
     "2024FY - 2024M9"},
    {"second quarter",
     {REVENUE("2024H1", "320618000000", "-6", "2024Q2"),
      REVENUE("2024Q1", "159501000000", "-6", "2024Q1")},
     "-/revenue/2024Q2",
     "~161,117",
     "2024H1 - 2024Q1"},
    {"third quarter",
     {REVENUE("2024M9", "487811000000", "-6", "2024Q3"),
      REVENUE("2024H1", "320618000000", "-6", "2024Q2")},
     "-/revenue/2024Q3",
     "~167,193",
     "2024M9 - 2024H1"},
    {"second half",
     {REVENUE("2024FY", "660257000000", "-6", "2024Q4"),
      REVENUE("2024H1", "320618000000", "-6", "2024Q2")},
     "-/revenue/2024H2",
     "~339,639",
     "2024FY - 2024H1"},
    {"first half",
     {REVENUE("2024Q1", "159501000000", "-6", "2024Q1"),
      REVENUE("2024Q2", "161117000000", "-6", "2024Q2")},
     "-/revenue/2024H1",
     "~320,618",
     "2024Q1 + 2024Q2"},
    {"the year is the sum of its quarters",
     {REVENUE("2024Q1", "159501000000", "-6", "2024Q1"),
      REVENUE("2024Q2", "161117000000", "-6", "2024Q2"),
      REVENUE("2024Q3", "167193000000", "-6", "2024Q3"),
      REVENUE("2024Q4", "172446000000", "-6", "2024Q4")},
     "-/revenue/2024FY",
     "~660,260",
     "2024Q1 + 2024Q2 + 2024Q3 + 2024Q4"},
    {"three quarters are no year",
     {REVENUE("2024Q1", "159501000000", "-6", "2024Q1"),
      REVENUE("2024Q2", "161117000000", "-6", "2024Q2"),
      REVENUE("2024Q3", "167193000000", "-6", "2024Q3")},
     "-/revenue/2024FY",
     "n.a.",
     NULL},
    {"quarters of another year do not help",
     {REVENUE("2024FY", "660257000000", "-6", "2024Q4"),
      REVENUE("2023M9", "453819000000", "-6", "2023Q3")},
     "-/revenue/2024Q4",
     "n.a.",
     NULL},
    {"a derived value inside a coarser stated one sharpens it",
     {REVENUE("2024Q4", "172000000000", "-9", "2024Q4"),
      REVENUE("2024FY", "660257000000", "-6", "2024Q4"),
      REVENUE("2024M9", "487811000000", "-6", "2024Q3")},
     "-/revenue/2024Q4",
     "~172,446",
     "2024FY - 2024M9"},
    {"one that leaves the stated interval does not",
     {REVENUE("2024Q4", "171000000000", "-9", "2024Q4"),
      REVENUE("2024FY", "660257000000", "-6", "2024Q4"),
      REVENUE("2024M9", "487811000000", "-6", "2024Q3")},
     "-/revenue/2024Q4",
     "171,000",
     NULL},
    {"nor one that is less exact",
     {REVENUE("2024Q4", "172446000000", "-6", "2024Q4"),
      REVENUE("2024FY", "660257000000", "-6", "2024Q4"),
      REVENUE("2024M9", "487800000000", "-8", "2024Q3")},
     "-/revenue/2024Q4",
     "172,446",
     NULL},
    {"a loss may come out",
     {PROFIT("2024FY", "100000000", "2024Q4"), PROFIT("2024M9", "150000000", "2024Q3")},
     "-/operating_profit/2024Q4",
     "~-50",
     "2024FY - 2024M9"},
    {"a negative revenue may not",
     {REVENUE("2024FY", "100000000", "-6", "2024Q4"),
      REVENUE("2024M9", "150000000", "-6", "2024Q3")},
     "-/revenue/2024Q4",
     "n.a.",
     NULL},

    /* ---- restatements ---- */
    {"a later restatement of nine months does not touch the year as it was stated",
     {PROFIT("2022FY", "110827000000", "2022Q4"),
      PROFIT("2022M9", "80000000000", "2022Q3"),
      PROFIT("2022M9", "75000000000", "2023Q3")},
     "-/operating_profit/2022Q4",
     "~30,827",
     "2022FY - 2022M9"},
    {"the year restated and nine months not with it: refused",
     {PROFIT("2022FY", "110827000000", "2022Q4"),
      PROFIT("2022FY", "105000000000", "2023Q4"),
      PROFIT("2022M9", "80000000000", "2022Q3")},
     "-/operating_profit/2022Q4",
     "n.a.",
     NULL},
    {"both restated: the restated ones",
     {PROFIT("2022FY", "110827000000", "2022Q4"),
      PROFIT("2022FY", "105000000000", "2023Q4"),
      PROFIT("2022M9", "80000000000", "2022Q3"),
      PROFIT("2022M9", "75000000000", "2023Q3")},
     "-/operating_profit/2022Q4",
     "~30,000*",
     "2022FY - 2022M9"},

    /* ---- implied by printed growth ---- */
    {"the base of a printed growth on the year",
     {REVENUE("2025Q1", "92100000000", "-8", "2025Q1"),
      ",,revenue,,2025Q1,yoy,17,percent,0,,2025Q1,"},
     "-/revenue/2024Q1",
     "~79,000",
     "2025Q1 / (1 + yoy +17%)"},
    {"and on the quarter",
     {REVENUE("2025Q1", "92100000000", "-8", "2025Q1"),
      ",,revenue,,2025Q1,qoq,2,percent,0,,2025Q1,"},
     "-/revenue/2024Q4",
     "~90,000",
     "2025Q1 / (1 + qoq +2%)"},
    {"what came of a base",
     {REVENUE("2024Q1", "78629000000", "-6", "2024Q1"),
      ",,revenue,,2025Q1,yoy,17.2,percent,1,,2025Q1,"},
     "-/revenue/2025Q1",
     "~92,200",
     "2024Q1 * (1 + yoy +17.2%)"},
    {"from an absolute change",
     {REVENUE("2025Q1", "92100000000", "-8", "2025Q1"),
      ",,revenue,,2025Q1,change_yoy,13500000000,CNY,-8,,2025Q1,"},
     "-/revenue/2024Q1",
     "~78,600",
     "2025Q1 - change_yoy"},
    {"a rate over a loss says nothing of its base",
     {PROFIT("2025Q1", "-3000000000", "2025Q1"),
      ",,operating_profit,ifrs,2025Q1,yoy,20,percent,0,,2025Q1,"},
     "-/operating_profit/2024Q1",
     "n.a.",
     NULL},
    {"a fall by everything leaves no base to divide by",
     {REVENUE("2025Q1", "100000000", "-6", "2025Q1"),
      ",,revenue,,2025Q1,yoy,-100,percent,0,,2025Q1,"},
     "-/revenue/2024Q1",
     "n.a.",
     NULL},
    {"what is too inexact is not shown",
     {REVENUE("2025Q1", "200000000", "-8", "2025Q1"),
      ",,revenue,,2025Q1,yoy,50,percent,-2,,2025Q1,"},
     "-/revenue/2024Q1",
     "n.a.",
     NULL},
    {"the level as it stood when the growth was printed",
     {PROFIT("2023Q1", "40429000000", "2023Q1"),
      PROFIT("2023Q1", "38042000000", "2024Q1"),
      ",,operating_profit,ifrs,2023Q1,yoy,8.6,percent,1,,2023Q1,"},
     "-/operating_profit/2022Q1",
     "~37,200",
     "2023Q1 / (1 + yoy +8.6%)"},
    {"an implied value sharpens nothing it does not lie inside",
     {REVENUE("2025Q1", "92100000000", "-8", "2025Q1"),
      ",,revenue,,2025Q1,yoy,17,percent,0,,2025Q1,",
      REVENUE("2024Q1", "78600000000", "-8", "2024Q1")},
     "-/revenue/2024Q1",
     "78,600",
     NULL},

    /* ---- parts and totals ---- */
    {"the missing part, where the parts made the total the year before",
     {"business,a,revenue,,2024Q1,level,60,CNY,0,,2024Q1,",
      "business,b,revenue,,2024Q1,level,40,CNY,0,,2024Q1,",
      REVENUE("2024Q1", "100", "0", "2024Q1"),
      "business,a,revenue,,2025Q1,level,70000000,CNY,-6,,2025Q1,",
      REVENUE("2025Q1", "120000000", "-6", "2025Q1")},
     "b/revenue/2025Q1",
     "~50",
     "total - a"},
    {"not where they did not",
     {"business,a,revenue,,2024Q1,level,60,CNY,0,,2024Q1,",
      "business,b,revenue,,2024Q1,level,30,CNY,0,,2024Q1,",
      REVENUE("2024Q1", "100", "0", "2024Q1"),
      "business,a,revenue,,2025Q1,level,70000000,CNY,-6,,2025Q1,",
      REVENUE("2025Q1", "120000000", "-6", "2025Q1")},
     "b/revenue/2025Q1",
     "n.a.",
     NULL},
    {"not where another part is missing too",
     {"business,a,revenue,,2024Q1,level,60,CNY,0,,2024Q1,",
      "business,b,revenue,,2024Q1,level,30,CNY,0,,2024Q1,",
      "business,c,revenue,,2024Q1,level,10,CNY,0,,2024Q1,",
      REVENUE("2024Q1", "100", "0", "2024Q1"),
      "business,a,revenue,,2025Q1,level,70000000,CNY,-6,,2025Q1,",
      REVENUE("2025Q1", "120000000", "-6", "2025Q1")},
     "b/revenue/2025Q1",
     "n.a.",
     NULL},
    {"the total of all parts",
     {"business,a,revenue,,2024Q1,level,60,CNY,0,,2024Q1,",
      "business,b,revenue,,2024Q1,level,40,CNY,0,,2024Q1,",
      REVENUE("2024Q1", "100", "0", "2024Q1"),
      "business,a,revenue,,2025Q1,level,70000000,CNY,-6,,2025Q1,",
      "business,b,revenue,,2025Q1,level,50000000,CNY,-6,,2025Q1,"},
     "-/revenue/2025Q1",
     "~120",
     "a + b"},
    {"parts alone prove nothing",
     {"business,a,revenue,,2025Q1,level,70000000,CNY,-6,,2025Q1,",
      "business,b,revenue,,2025Q1,level,50000000,CNY,-6,,2025Q1,"},
     "-/revenue/2025Q1",
     "n.a.",
     NULL},

    /* ---- ratios, and what is no flow ---- */
    {"earnings per share are never subtracted",
     {",,eps_diluted,,2024FY,level,20.486,CNY/share,3,,2024Q4,",
      ",,eps_diluted,,2024M9,level,15.0,CNY/share,3,,2024Q3,"},
     "-/eps_diluted/2024Q4",
     "n.a.",
     NULL},
    {"users are never added",
     {",,mau_weixin_wechat,,2024Q1,level,1359000000,accounts,-6,,2024Q1,",
      ",,mau_weixin_wechat,,2024Q2,level,1371000000,accounts,-6,,2024Q2,"},
     "-/mau_weixin_wechat/2024H1",
     "n.a.",
     NULL},
    {"net cash at the end of the year is that of its last quarter",
     {",,net_cash,,2024Q4,level,76798000000,CNY,-6,,2024Q4,"},
     "-/net_cash/2024FY",
     "76,798",
     NULL},
    {"a metric that nobody knows is left alone",
     {",,mystery,,2024FY,level,10,CNY,0,,2024Q4,",
      ",,mystery,,2024M9,level,7,CNY,0,,2024Q3,"},
     "-/mystery/2024Q4",
     "n.a.",
     NULL},
};

static void formula_of(qoq_buffer *out, const world *w, const qoq_figure *figure)
{
    if (figure->derivation)
        qoq_derivation_format(out, figure->derivation, w->panel);
}

static void what_follows_is_derived(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof derive_rows / sizeof derive_rows[0]; i++) {
        const derive_row *row = &derive_rows[i];
        const qoq_scale *mn = qoq_scale_find(QOQ_SLICE("mn"));
        char text[QOQ_FIGURE_ROOM + 1];
        qoq_buffer formula = {0};
        qoq_figure figure;
        world w;

        world_open(&w, row->rows);
        qoq_cell cell = cell_at(&w, row->path);
        qoq_derive_figure(&figure, w.deriver, &cell);
        bool money = figure.unit.kind == QOQ_UNIT_MONEY;
        qoq_figure_format(text, &figure, money ? mn : NULL, 1, false);
        if (figure.flags & QOQ_FLAG_RESTATED && qoq_figure_has(&figure))
            snprintf(text + strlen(text), 2, "*");
        formula_of(&formula, &w, &figure);
        if (strcmp(text, row->shown) != 0 ||
            strcmp(qoq_buffer_string(&formula), row->formula ? row->formula : "") != 0)
            fail_msg("%s: %s by '%s'", row->why, text, qoq_buffer_string(&formula));
        qoq_buffer_clear(&formula);
        world_close(&w);
    }
}

/* Every derived interval encloses what the exact figures would give. */
static void derived_intervals_enclose_the_truth(void **state)
{
    (void)state;
    /* true quarters 159,501,123,456 ... are stated to the hundred million */
    static const char *const rows[] = {
        REVENUE("2024FY", "660300000000", "-8", "2024Q4"),
        REVENUE("2024Q1", "159500000000", "-8", "2024Q1"),
        REVENUE("2024Q2", "161100000000", "-8", "2024Q2"),
        REVENUE("2024Q3", "167200000000", "-8", "2024Q3"), NULL};
    qoq_figure figure;
    world w;

    world_open(&w, rows);
    qoq_cell cell = cell_at(&w, "-/revenue/2024Q4");
    qoq_derive_figure(&figure, w.deriver, &cell);
    assert_true(qoq_interval_contains(figure.interval, qoq_decimal_of(172446, 6)));
    assert_true(figure.flags & QOQ_FLAG_ACROSS);
    assert_true(qoq_period_equal(figure.vintage, qoq_period_quarter(2024, 4)));
    world_close(&w);
}

static void margins_are_computed(void **state)
{
    (void)state;
    static const char *const rows[] = {
        REVENUE("2025Q1", "180022000000", "-6", "2025Q1"),
        ",,gross_profit,,2025Q1,level,100493000000,CNY,-6,,2025Q1,",
        ",,gross_margin,,2024Q4,level,53,percent,0,,2024Q4,",
        REVENUE("2024Q4", "172446000000", "-6", "2024Q4"),
        ",,gross_profit,,2024Q4,level,90701000000,CNY,-6,,2024Q4,",
        ",,gross_margin,,2024Q3,level,53,percent,0,,2024Q3,",
        NULL};
    static const struct {
        const char *period, *shown;
        qoq_figure_state state;
    } cases[] = {
        {"2025Q1", "55.8%", QOQ_FIGURE_DERIVED},
        {"2024Q4", "52.6%", QOQ_FIGURE_DERIVED}, /* sharper than the stated 53 % */
        {"2024Q3", "53%", QOQ_FIGURE_STATED},
        {"2024Q2", "n.a.", QOQ_FIGURE_MISSING},
    };
    char text[QOQ_FIGURE_ROOM];
    qoq_figure figure;
    world w;

    world_open(&w, rows);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        qoq_cell cell = cell_at(&w, "-/gross_margin/2025Q1");
        cell.period = period_of(cases[i].period);
        qoq_derive_ratio(&figure, w.deriver, qoq_ratio_find("gross_margin"), &cell);
        qoq_growth_format_share(text, &figure, false);
        assert_string_equal(text, cases[i].shown);
        assert_int_equal(figure.state, cases[i].state);
        qoq_derive_figure(&figure, w.deriver, &cell);
        assert_int_equal(figure.state, cases[i].state);
    }
    qoq_cell cell = cell_at(&w, "-/operating_margin/2025Q1"); /* in no record */
    qoq_derive_ratio(&figure, w.deriver, qoq_ratio_find("operating_margin"), &cell);
    assert_false(qoq_figure_has(&figure));
    assert_null(qoq_ratio_find("no_such_margin"));
    world_close(&w);
}

static void refusals_have_reasons(void **state)
{
    (void)state;
    static const struct {
        const char *rows[4], *path;
        qoq_reason reason;
    } cases[] = {
        {{PROFIT("2022FY", "110827000000", "2022Q4"),
          PROFIT("2022FY", "105000000000", "2023Q4"),
          PROFIT("2022M9", "80000000000", "2022Q3")},
         "-/operating_profit/2022Q4",
         QOQ_REASON_RESTATED_APART},
        {{",,eps_diluted,,2024FY,level,20.486,CNY/share,3,,2024Q4,"},
         "-/eps_diluted/2024Q4",
         QOQ_REASON_NOT_ADDITIVE},
        {{REVENUE("2024FY", "100000000", "-6", "2024Q4"),
          REVENUE("2024M9", "150000000", "-6", "2024Q3")},
         "-/revenue/2024Q4",
         QOQ_REASON_NEGATIVE},
        {{REVENUE("2024FY", "100000000", "-6", "2024Q4")},
         "-/revenue/2024Q4",
         QOQ_REASON_NOT_STATED},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        qoq_figure figure;
        world w;

        world_open(&w, cases[i].rows);
        qoq_cell cell = cell_at(&w, cases[i].path);
        qoq_derive_figure(&figure, w.deriver, &cell);
        assert_int_equal(figure.state, QOQ_FIGURE_MISSING);
        assert_int_equal(figure.reason, cases[i].reason);
        world_close(&w);
    }
}

static const char *growth_text(world *w, const char *path, const char *base)
{
    static char text[QOQ_FIGURE_ROOM];
    qoq_growth growth;
    qoq_cell cell = cell_at(w, path);

    qoq_derive_growth(&growth, w->deriver, &cell, period_of(base), NULL, NULL);
    qoq_growth_format(text, &growth.rate,
                      growth.rate.unit.kind == QOQ_UNIT_POINTS ? "pp" : "%", false);
    return text;
}

static void growth_uses_levels_and_prints(void **state)
{
    (void)state;
    static const char *const rows[] = {
        REVENUE("2025Q1", "92133000000", "-6", "2025Q1"),
        REVENUE("2024Q1", "78629000000", "-6", "2024Q1"),
        ",,revenue,,2025Q1,qoq,2,percent,0,,2025Q1,",
        ",,gross_margin,,2025Q1,level,55.8,percent,1,,2025Q1,",
        ",,gross_margin,,2024Q1,level,52.6,percent,1,,2024Q1,",
        ",,gross_margin,,2025Q1,change_pp_qoq,3.3,pp,1,,2025Q1,",
        /* restated after the growth of 2023Q1 was printed */
        PROFIT("2023Q1", "40429000000", "2023Q1"),
        PROFIT("2023Q1", "38042000000", "2024Q1"),
        PROFIT("2022Q1", "37217000000", "2022Q1"),
        ",,operating_profit,ifrs,2023Q1,yoy,9,percent,0,,2023Q1,", NULL};
    world w;
    qoq_growth growth;

    world_open(&w, rows);
    assert_string_equal(growth_text(&w, "-/revenue/2025Q1", "2024Q1"), "+17.2%");
    /* no level of 2024Q4: the base is implied, the growth as printed */
    assert_string_equal(growth_text(&w, "-/revenue/2025Q1", "2024Q4"), "+2%");
    assert_string_equal(growth_text(&w, "-/revenue/2025Q1", "2023Q1"), "n.a.");
    assert_string_equal(growth_text(&w, "-/gross_margin/2025Q1", "2024Q1"), "+3pp");
    assert_string_equal(growth_text(&w, "-/gross_margin/2025Q1", "2024Q4"), "+3.3pp");
    assert_string_equal(growth_text(&w, "-/operating_profit/2023Q1", "2022Q1"),
                        "+2.2%");
    qoq_cell cell = cell_at(&w, "-/operating_profit/2023Q1");
    qoq_derive_growth(&growth, w.deriver, &cell, period_of("2022Q1"), NULL, NULL);
    assert_true(growth.rate.flags & QOQ_FLAG_MIXED);
    /* a quarter is never compared with a half-year */
    cell = cell_at(&w, "-/revenue/2025Q1");
    qoq_derive_growth(&growth, w.deriver, &cell, period_of("2024H1"), NULL, NULL);
    assert_int_equal(growth.rate.reason, QOQ_REASON_LENGTHS_DIFFER);
    world_close(&w);
}

/* Asking twice, or in another order, gives the same. */
static void answers_do_not_depend_on_the_order_of_questions(void **state)
{
    (void)state;
    static const char *const rows[] = {
        REVENUE("2024FY", "660257000000", "-6", "2024Q4"),
        REVENUE("2024M9", "487811000000", "-6", "2024Q3"),
        REVENUE("2024H1", "320618000000", "-6", "2024Q2"),
        ",,revenue,,2024Q4,yoy,11,percent,0,,2024Q4,", NULL};
    static const char *const paths[] = {"-/revenue/2024Q4", "-/revenue/2024Q3",
                                        "-/revenue/2023Q4", "-/revenue/2024H2"};
    char first[4][QOQ_FIGURE_ROOM];
    world w;

    world_open(&w, rows);
    for (size_t i = 0; i < 4; i++)
        snprintf(first[i], sizeof first[i], "%s", show(&w, paths[i]));
    for (size_t i = 4; i-- > 0;)
        assert_string_equal(show(&w, paths[i]), first[i]);
    world_close(&w);
    world_open(&w, rows);
    for (size_t i = 4; i-- > 0;)
        assert_string_equal(show(&w, paths[i]), first[i]);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_follows_is_derived),
        cmocka_unit_test(derived_intervals_enclose_the_truth),
        cmocka_unit_test(margins_are_computed),
        cmocka_unit_test(refusals_have_reasons),
        cmocka_unit_test(growth_uses_levels_and_prints),
        cmocka_unit_test(answers_do_not_depend_on_the_order_of_questions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

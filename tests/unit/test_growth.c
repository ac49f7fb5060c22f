#include "analysis_fixture.h"

/* ---- the examples of the finance rules, and their neighbours ------------------------- */

typedef struct growth_row {
    const char *now;
    int now_decimals;
    const char *base;
    int base_decimals;
    const char *unit, *rate, *words;
    int mood; /* of a metric that should rise */
} growth_row;

static const growth_row growth_rows[] = {
    {"92133000000", -6, "78629000000", -6, "CNY", "+17.2%", "", 1},
    {"42900000000", -8, "34500000000", -8, "CNY", "+24%", "", 1},
    {"1100000000", -8, "2100000000", -8, "CNY", "-51…-44%", "", -1},
    {"200000000", -8, "100000000", -8, "CNY", "0…400%", "", 0},
    {"172400000000", -8, "172200000000", -8, "CNY", "+0.1%", "", 1},
    {"-3100000000", -8, "-5000000000", -8, "CNY", "n.m.", "loss narrowed by 1.9 bn", 1},
    {"-5000000000", -8, "-3100000000", -8, "CNY", "n.m.", "loss widened by 1.9 bn", -1},
    {"-3100000000", -8, "-3100000000", -8, "CNY", "n.m.", "loss about the same", 0},
    {"300000000", -8, "-2900000000", -8, "CNY", "n.m.", "turned to profit, up 3.2 bn",
     1},
    {"-300000000", -8, "2900000000", -8, "CNY", "n.m.", "turned to loss, down 3.2 bn",
     -1},
    {"300000000", -8, "0", -8, "CNY", "n.m.", "base is zero, up 0.3 bn", 0},
    {"0", -8, "-2900000000", -8, "CNY", "n.m.", "base is negative, up 2.9 bn", 0},
    /* to exactly zero is a fall of 100 %, no sign turned */
    {"0", 1000, "2900000000", -6, "CNY", "-100.0%", "", -1},
    /* the same twice: no colour on a rounded zero */
    {"78629000000", -6, "78629000000", -6, "CNY", "0.0%", "", 0},
    /* a margin moves in points */
    {"59.6", 1, "57.3", 1, "percent", "+2%", "", 1},
    {"5.129", 3, "4.386", 3, "CNY/share", "+16.9%", "", 1},
};

static void growth_follows_the_rules(void **state)
{
    (void)state;
    const qoq_metric profit = {.id = "operating_profit",
                               .sense = 1,
                               .can_be_negative = true,
                               .statement = "income"};
    const qoq_scale *bn = qoq_scale_find(QOQ_SLICE("bn"));

    for (size_t i = 0; i < sizeof growth_rows / sizeof growth_rows[0]; i++) {
        const growth_row *row = &growth_rows[i];
        qoq_figure now = stated(row->now, row->now_decimals, row->unit);
        qoq_figure base = stated(row->base, row->base_decimals, row->unit);
        char text[QOQ_FIGURE_ROOM];
        qoq_growth growth;

        qoq_growth_of(&growth, &now, &base);
        qoq_growth_format(text, &growth.rate, "%", false);
        assert_string_equal(text, row->rate);
        qoq_growth_words(text, &growth, &profit, bn, false);
        assert_string_equal(text, row->words);
        assert_int_equal(qoq_growth_mood(&growth, &profit), row->mood);
    }
}

/* A cost that rises is bad news; a metric without a sense is neither. */
static void mood_goes_by_the_metric(void **state)
{
    (void)state;
    const qoq_metric cost = {
        .id = "cost_of_revenue", .sense = -1, .statement = "income"};
    const qoq_metric capex = {.id = "capital_expenditures", .statement = "cash_flow"};
    qoq_figure now = stated("120", 0, "CNY"), base = stated("100", 0, "CNY");
    qoq_growth growth;

    qoq_growth_of(&growth, &now, &base);
    assert_int_equal(qoq_growth_mood(&growth, &cost), -1);
    assert_int_equal(qoq_growth_mood(&growth, &capex), 0);
    assert_int_equal(qoq_growth_mood(&growth, NULL), 0);
}

typedef struct turn_row {
    const char *id, *statement, *now, *base, *english, *chinese;
} turn_row;

static const turn_row turn_rows[] = {
    {"operating_profit", "income", "-310000000", "-500000000",
     "loss narrowed by 0.2 bn", "亏损收窄1.9亿"},
    {"operating_profit", "income", "310000000", "-500000000",
     "turned to profit, up 0.8 bn", "扭亏为盈，增加8.1亿"},
    {"operating_profit", "income", "-310000000", "500000000",
     "turned to loss, down 0.8 bn", "转亏，减少8.1亿"},
    {"net_cash", "balance", "-9000000000", "2000000000",
     "turned to net debt, down 11.0 bn", "转为债务净额，减少110.0亿"},
    {"net_cash", "balance", "-1000000000", "-2000000000", "net debt fell by 1.0 bn",
     "债务净额减少10.0亿"},
    {"free_cash_flow", "cash_flow", "-1000000000", "2000000000",
     "turned to outflow, down 3.0 bn", "转为净流出，减少30.0亿"},
    {"other", "operating", "-1000000000", "2000000000", "turned negative, down 3.0 bn",
     "由正转负，减少30.0亿"},
};

static void words_depend_on_what_is_measured(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof turn_rows / sizeof turn_rows[0]; i++) {
        const turn_row *row = &turn_rows[i];
        const qoq_metric metric = {
            .id = row->id, .sense = 1, .statement = row->statement};
        qoq_figure now = stated(row->now, -6, "CNY"),
                   base = stated(row->base, -6, "CNY");
        char text[QOQ_FIGURE_ROOM];
        qoq_growth growth;

        qoq_growth_of(&growth, &now, &base);
        qoq_growth_words(text, &growth, &metric, qoq_scale_find(QOQ_SLICE("bn")),
                         false);
        assert_string_equal(text, row->english);
        qoq_growth_words(text, &growth, &metric, qoq_scale_find(QOQ_SLICE("亿")), true);
        assert_string_equal(text, row->chinese);
    }
}

/* ---- gaps, units ----------------------------------------------------------------------- */

static void gap_stays_gap(void **state)
{
    (void)state;
    const qoq_figure none = qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_NOT_STATED);
    const qoq_figure one = stated("1", 0, "CNY");
    const qoq_figure *parts[] = {&one, &none, &one};
    char text[QOQ_FIGURE_ROOM];
    qoq_figure out;
    qoq_growth growth;

    qoq_growth_of(&growth, &none, &one);
    assert_int_equal(growth.rate.reason, QOQ_REASON_NO_NOW);
    qoq_growth_of(&growth, &one, &none);
    assert_int_equal(growth.rate.reason, QOQ_REASON_NO_BASE);
    qoq_growth_format(text, &growth.rate, "%", false);
    assert_string_equal(text, "n.a.");
    qoq_growth_format(text, &growth.rate, "%", true);
    assert_string_equal(text, "缺");
    qoq_growth_sum(&out, parts, 3);
    assert_false(qoq_figure_has(&out));
    qoq_growth_contribution(&out, &one, &one, &none);
    assert_int_equal(out.reason, QOQ_REASON_NO_TOTAL);
    qoq_growth_share(&out, &none, &one);
    assert_false(qoq_figure_has(&out));
    qoq_growth_cagr(&out, &one, &none, 3);
    assert_false(qoq_figure_has(&out));
    qoq_growth_annualised(&out, &none);
    assert_false(qoq_figure_has(&out));
    qoq_growth_incremental(&out, &one, &one, &one, &none);
    assert_false(qoq_figure_has(&out));
    assert_true(qoq_figure_double(&none) != qoq_figure_double(&none)); /* NaN */
}

static void currencies_are_never_mixed(void **state)
{
    (void)state;
    const qoq_figure yuan = stated("100", 0, "CNY"), dollar = stated("100", 0, "USD");
    const qoq_figure *parts[] = {&yuan, &dollar};
    qoq_growth growth;
    qoq_figure out;

    qoq_growth_of(&growth, &yuan, &dollar);
    assert_int_equal(growth.rate.reason, QOQ_REASON_UNITS_DIFFER);
    qoq_growth_sum(&out, parts, 2);
    assert_int_equal(out.reason, QOQ_REASON_UNITS_DIFFER);
    qoq_growth_share(&out, &yuan, &dollar);
    assert_int_equal(out.reason, QOQ_REASON_UNITS_DIFFER);
}

/* ---- printed and computed -------------------------------------------------------------- */

typedef struct join_row {
    const char *now, *base, *printed;
    int printed_decimals;
    const char *shown;
} join_row;

static const join_row join_rows[] = {
    /* both exact enough: the computed one */
    {"92133000000", "78629000000", "17", 0, "+17.2%"},
    /* the printed one is sharper: shown as printed */
    {"1100000000", "2100000000", "-45.3", 1, "-45.3%"},
    /* each cuts off a part of the other: what both allow */
    {"16600000000", "13600000000", "23", 0, "+23%"},
    /* they contradict each other: the computed one stands */
    {"92133000000", "78629000000", "25", 0, "+17.2%"},
};

static void printed_and_computed_are_joined(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof join_rows / sizeof join_rows[0]; i++) {
        const join_row *row = &join_rows[i];
        int decimals = strstr(row->now, "00000000") ? -8 : -6;
        qoq_figure now = stated(row->now, decimals, "CNY");
        qoq_figure base = stated(row->base, decimals, "CNY");
        qoq_figure printed = stated(row->printed, row->printed_decimals, "percent");
        char text[QOQ_FIGURE_ROOM];
        qoq_growth growth;

        qoq_growth_of(&growth, &now, &base);
        qoq_growth_join(&growth, &printed);
        qoq_growth_format(text, &growth.rate, "%", false);
        assert_string_equal(text, row->shown);
    }
}

static void printed_rate_stands_alone(void **state)
{
    (void)state;
    const qoq_figure none = qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_NOT_STATED);
    qoq_figure printed = stated("-0.9", 1, "percent"), loss = stated("-3", 0, "CNY");
    char text[QOQ_FIGURE_ROOM];
    qoq_growth growth;

    qoq_growth_of(&growth, &none, &none);
    qoq_growth_join(&growth, &printed);
    qoq_growth_format(text, &growth.rate, "%", false);
    assert_string_equal(text, "-0.9%");
    assert_true(growth.rate.flags & QOQ_FLAG_PRINTED);
    /* but a rate over a loss stays without meaning, whatever was printed */
    qoq_growth_of(&growth, &loss, &loss);
    qoq_growth_join(&growth, &printed);
    assert_int_equal(growth.rate.state, QOQ_FIGURE_NOT_MEANINGFUL);
}

/* ---- contribution, share, powers -------------------------------------------------------- */

static void shares_and_contributions(void **state)
{
    (void)state;
    const qoq_figure now = stated("92133", 0, "CNY"), base = stated("78629", 0, "CNY");
    const qoq_figure total = stated("159501", 0, "CNY"), loss = stated("-5", 0, "CNY");
    char text[QOQ_FIGURE_ROOM];
    qoq_figure out;

    qoq_growth_contribution(&out, &now, &base, &total);
    qoq_growth_format_points(text, &out, false);
    assert_string_equal(text, "+8.5");
    assert_int_equal(out.unit.kind, QOQ_UNIT_POINTS);
    qoq_growth_share(&out, &base, &total);
    qoq_growth_format_share(text, &out, false);
    assert_string_equal(text, "49.3%");
    qoq_growth_share(&out, &loss, &total); /* a negative margin is one */
    qoq_growth_format_share(text, &out, false);
    assert_string_equal(text, "0.0%");
    qoq_growth_share(&out, &now, &loss);
    assert_int_equal(out.state, QOQ_FIGURE_NOT_MEANINGFUL);
    qoq_growth_contribution(&out, &now, &base, &loss);
    assert_int_equal(out.state, QOQ_FIGURE_NOT_MEANINGFUL);
}

/* The contributions of all parts add up to the growth of the total. */
static void contributions_add_up(void **state)
{
    (void)state;
    static const char *const now[] = {"92133", "31853", "54907", "1129"};
    static const char *const base[] = {"78629", "26506", "52302", "2064"};
    const qoq_figure total_now = stated("180022", 1000, "CNY");
    const qoq_figure total_base = stated("159501", 1000, "CNY");
    qoq_interval sum = qoq_interval_point(qoq_decimal_of(0, 0));
    qoq_growth growth;

    for (size_t i = 0; i < 4; i++) {
        qoq_figure part_now = stated(now[i], 1000, "CNY"), out;
        qoq_figure part_base = stated(base[i], 1000, "CNY");
        qoq_growth_contribution(&out, &part_now, &part_base, &total_base);
        /* quotients have 17 digits; ten places are enough to add them exactly */
        out.interval.low = qoq_decimal_round(out.interval.low, 10, QOQ_ROUND_DOWN);
        out.interval.high = qoq_decimal_round(out.interval.high, 10, QOQ_ROUND_UP);
        assert_int_equal(qoq_interval_add(&sum, sum, out.interval, NULL), QOQ_OK);
    }
    qoq_growth_of(&growth, &total_now, &total_base);
    assert_true(qoq_interval_contains(sum, qoq_interval_middle(growth.rate.interval)));
    assert_true(qoq_decimal_double(qoq_interval_half_width(sum)) < 1e-6);
}

static void powers(void **state)
{
    (void)state;
    const qoq_figure quarter = stated("2.0", 1, "percent"),
                     exact = stated("2", 1000, "percent");
    const qoq_figure now = stated("172", 1000, "CNY"),
                     base = stated("100", 1000, "CNY");
    const qoq_figure loss = stated("-100", 0, "CNY"), zero = stated("0", 0, "CNY");
    char text[QOQ_FIGURE_ROOM];
    qoq_figure out;

    qoq_growth_annualised(&out, &exact);
    qoq_growth_format(text, &out, "%", false);
    assert_string_equal(text, "+8.2%"); /* 1.02^4 = 1.0824 */
    qoq_growth_annualised(&out, &quarter);
    qoq_growth_format(text, &out, "%", false);
    assert_string_equal(text, "+8%"); /* 2.0 may be 1.95 to 2.05: 8.03 to 8.46 */
    qoq_growth_cagr(&out, &now, &base, 3);
    qoq_growth_format(text, &out, "%", false);
    assert_string_equal(text, "+19.8%"); /* 1.72^(1/3) = 1.1981 */
    qoq_growth_cagr(&out, &now, &loss, 3);
    assert_int_equal(out.state, QOQ_FIGURE_NOT_MEANINGFUL);
    qoq_growth_cagr(&out, &now, &zero, 3);
    assert_int_equal(out.state, QOQ_FIGURE_NOT_MEANINGFUL);
    qoq_growth_cagr(&out, &now, &base, 0);
    assert_false(qoq_figure_has(&out));
    qoq_growth_incremental(&out, &now, &base, &now, &base);
    qoq_growth_format_share(text, &out, false);
    assert_string_equal(text, "100.0%");
    qoq_growth_incremental(&out, &now, &base, &base, &base);
    assert_int_equal(out.state, QOQ_FIGURE_NOT_MEANINGFUL);
}

/* ---- vintages ----------------------------------------------------------------------------- */

static void growth_between_presentations_is_marked(void **state)
{
    (void)state;
    qoq_figure now = stated("38042", 0, "CNY"), base = stated("37217", 0, "CNY");
    qoq_growth growth;

    now.vintage = qoq_period_quarter(2024, 1);
    base.vintage = qoq_period_quarter(2023, 1);
    qoq_growth_of(&growth, &now, &base);
    assert_false(growth.rate.flags & QOQ_FLAG_MIXED);
    now.flags = QOQ_FLAG_RESTATED; /* after the base was last looked at */
    qoq_growth_of(&growth, &now, &base);
    assert_true(growth.rate.flags & QOQ_FLAG_MIXED);
    base.flags = QOQ_FLAG_RESTATED; /* both: one presentation */
    qoq_growth_of(&growth, &now, &base);
    assert_false(growth.rate.flags & QOQ_FLAG_MIXED);
    now.flags = 0; /* a comparative restated in the document of the later quarter */
    base.vintage = now.vintage;
    qoq_growth_of(&growth, &now, &base);
    assert_false(growth.rate.flags & QOQ_FLAG_MIXED);

    /* a sum of both is mixed, and so is growth over it */
    const qoq_figure *parts[] = {&now, &base};
    qoq_figure sum;
    base.flags = 0;
    base.vintage = qoq_period_quarter(2023, 1);
    now.flags = QOQ_FLAG_RESTATED;
    qoq_growth_sum(&sum, parts, 2);
    assert_true(sum.flags & QOQ_FLAG_MIXED);
    qoq_growth_of(&growth, &sum, &base);
    assert_true(growth.rate.flags & QOQ_FLAG_MIXED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growth_follows_the_rules),
        cmocka_unit_test(mood_goes_by_the_metric),
        cmocka_unit_test(words_depend_on_what_is_measured),
        cmocka_unit_test(gap_stays_gap),
        cmocka_unit_test(currencies_are_never_mixed),
        cmocka_unit_test(printed_and_computed_are_joined),
        cmocka_unit_test(printed_rate_stands_alone),
        cmocka_unit_test(shares_and_contributions),
        cmocka_unit_test(contributions_add_up),
        cmocka_unit_test(powers),
        cmocka_unit_test(growth_between_presentations_is_marked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

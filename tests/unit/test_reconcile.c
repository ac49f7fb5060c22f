/* Reconciling: what holds, what does not, and what cannot be tested. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "qoq/reconcile.h"

static qoq_lexicon *lexicon;
static qoq_identities *identities;

static int load(void **unused)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};

    (void)unused;
    assert_int_equal(qoq_knowledge_lexicon(&lexicon, NULL, &err), QOQ_OK);
    assert_int_equal(qoq_identities_load(&identities, NULL, &err), QOQ_OK);
    return 0;
}

static int unload(void **unused)
{
    (void)unused;
    qoq_identities_free(identities);
    qoq_lexicon_free(lexicon);
    return 0;
}

#define HEAD                                                                           \
    "entity,axis,segment,metric,basis,period,measure,value,unit,decimals,bound,"       \
    "status,vintage,source\n"

typedef struct world {
    qoq_dataset data;
    qoq_reconciliation result;
} world;

static void reconcile(world *w, const char *rows, bool keep)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_buffer text = {0};
    qoq_reconcile_options options = {lexicon, identities, keep, 1};

    qoq_buffer_print(&text, "%s%s", HEAD, rows);
    assert_int_equal(qoq_dataset_init(&w->data, &err), QOQ_OK);
    if (qoq_dataset_parse(&w->data, qoq_buffer_string(&text), text.len, &err) != QOQ_OK)
        fail_msg("%zu:%zu: %s", err.line, err.column, err.message);
    assert_int_equal(qoq_reconcile(&w->result, &w->data, &options, &err), QOQ_OK);
    qoq_buffer_clear(&text);
}

static void done(world *w)
{
    qoq_reconciliation_clear(&w->result);
    qoq_dataset_clear(&w->data);
}

/* "contradicts gross-profit times-10" for every finding, in order. */
static void tell(char out[1024], const qoq_reconciliation *r)
{
    size_t len = 0;

    out[0] = '\0';
    for (size_t i = 0; i < r->count; i++) {
        const qoq_finding *f = &r->findings[i];
        const char *cause = qoq_cause_name((qoq_cause)f->cause);
        const char *why = qoq_untestable_name((qoq_untestable)f->why);
        int n = snprintf(out + len, 1024 - len, "%s%s %s%s%s%s%s", i ? "; " : "",
                         qoq_outcome_name((qoq_outcome)f->verdict), qoq_finding_name(f),
                         *cause ? " " : "", cause, *why ? " " : "", why);
        assert_true(n > 0 && (size_t)n < 1024 - len);
        len += (size_t)n;
    }
}

/* clang-format off */
static const struct {
    const char *name, *rows, *findings; /* those that hold are left out */
} cases[] = {
    {"a sum of rounded parts agrees with its rounded total",
     "a,business,x,revenue,,2024Q1,level,1000,USD,0,,actual,2024Q1,d\n"
     "a,business,y,revenue,,2024Q1,level,2000,USD,-2,,actual,2024Q1,d\n"
     "a,,,revenue,,2024Q1,level,2951,USD,0,,actual,2024Q1,d\n",
     ""},
    {"parts that have not added up anywhere may not be all",
     "a,business,x,revenue,,2024Q1,level,1000,USD,0,,actual,2024Q1,d\n"
     "a,business,y,revenue,,2024Q1,level,2000,USD,0,,actual,2024Q1,d\n"
     "a,,,revenue,,2024Q1,level,5000,USD,0,,actual,2024Q1,d\n",
     "untestable segments-revenue incomplete"},
    {"parts that added up a year before are all",
     "a,business,x,revenue,,2023Q1,level,1000,USD,0,,actual,2023Q1,c\n"
     "a,business,y,revenue,,2023Q1,level,2000,USD,0,,actual,2023Q1,c\n"
     "a,,,revenue,,2023Q1,level,3000,USD,0,,actual,2023Q1,c\n"
     "a,business,x,revenue,,2024Q1,level,1000,USD,0,,actual,2024Q1,d\n"
     "a,business,y,revenue,,2024Q1,level,2000,USD,0,,actual,2024Q1,d\n"
     "a,,,revenue,,2024Q1,level,5000,USD,0,,actual,2024Q1,d\n",
     "contradicts segments-revenue"},
    {"all parts the lexicon expects are all",
     "tencent,business,vas,revenue,,2024Q1,level,78629,CNY,0,,actual,2024Q1,d\n"
     "tencent,business,marketing_services,revenue,,2024Q1,level,26506,CNY,0,,actual,2024Q1,d\n"
     "tencent,business,fintech_business_services,revenue,,2024Q1,level,52302,CNY,0,,actual,2024Q1,d\n"
     "tencent,business,others,revenue,,2024Q1,level,20640,CNY,0,,actual,2024Q1,d\n"
     "tencent,,,revenue,,2024Q1,level,159501,CNY,0,,actual,2024Q1,d\n",
     "contradicts segments-revenue times-10"},
    {"two axes add up each for itself",
     "a,business,x,revenue,,2024Q1,level,1000,USD,0,,actual,2024Q1,d\n"
     "a,business,y,revenue,,2024Q1,level,2000,USD,0,,actual,2024Q1,d\n"
     "a,region,x,revenue,,2024Q1,level,2500,USD,0,,actual,2024Q1,d\n"
     "a,region,z,revenue,,2024Q1,level,500,USD,0,,actual,2024Q1,d\n"
     "a,,,revenue,,2024Q1,level,3000,USD,0,,actual,2024Q1,d\n",
     ""},
    {"two currencies are never added",
     "a,business,x,revenue,,2024Q1,level,1000,USD,0,,actual,2024Q1,d\n"
     "a,business,y,revenue,,2024Q1,level,2000,EUR,0,,actual,2024Q1,d\n"
     "a,,,revenue,,2024Q1,level,5000,USD,0,,actual,2024Q1,d\n",
     ""},
    {"a definition holds for everybody",
     "a,,,revenue,,2024Q1,level,1234,USD,0,,actual,2024Q1,d\n"
     "a,,,cost_of_revenue,,2024Q1,level,3210,USD,-1,,actual,2024Q1,d\n"
     "a,,,gross_profit,,2024Q1,level,913,USD,0,,actual,2024Q1,d\n",
     "contradicts gross-profit times-10"},
    {"what is true of some needs a precedent",
     "a,,,profit_before_tax,,2024Q1,level,100,USD,0,,actual,2024Q1,d\n"
     "a,,,income_tax_expense,,2024Q1,level,20,USD,0,,actual,2024Q1,d\n"
     "a,,,profit_for_period,,2024Q1,level,75,USD,0,,actual,2024Q1,d\n",
     "untestable profit-after-tax no-precedent"},
    {"margins count as hundredths",
     "a,,,revenue,,2024Q1,level,900,USD,0,,actual,2024Q1,d\n"
     "a,,,gross_profit,,2024Q1,level,300,USD,0,,actual,2024Q1,d\n"
     "a,,,gross_margin,,2024Q1,level,33.3,percent,1,,actual,2024Q1,d\n",
     ""},
    {"a restated base gives another growth",
     "a,,,revenue,,2023Q1,level,1000,USD,0,,actual,2023Q1,c\n"
     "a,,,revenue,,2023Q1,level,1200,USD,0,,actual,2025Q1,e\n"
     "a,,,revenue,,2024Q1,level,1500,USD,0,,actual,2024Q1,d\n"
     "a,,,revenue,,2024Q1,yoy,25,percent,0,,actual,2024Q1,d\n",
     "restated vintages"},
    {"restated on one side only",
     "a,,,revenue,,2023Q1,level,1000,USD,0,,actual,2023Q1,c\n"
     "a,,,revenue,,2023Q1,level,1200,USD,0,,actual,2025Q1,e\n"
     "a,,,revenue,,2024Q1,level,1500,USD,0,,actual,2024Q1,d\n"
     "a,,,revenue,,2024Q1,yoy,11,percent,0,,actual,2024Q1,d\n",
     "restated vintages; untestable growth restated"},
    {"of two definitions the one that holds more often is the company's",
     "a,,,revenue,,2024Q1,level,1000,USD,0,,actual,2024Q1,d\n"
     "a,,,profit_for_period,,2024Q1,level,200,USD,0,,actual,2024Q1,d\n"
     "a,,,profit_attributable,,2024Q1,level,199,USD,0,,actual,2024Q1,d\n"
     "a,,,net_margin,,2024Q1,level,20,percent,0,,actual,2024Q1,d\n"
     "a,,,revenue,,2024Q2,level,1000,USD,0,,actual,2024Q2,d\n"
     "a,,,profit_for_period,,2024Q2,level,200,USD,0,,actual,2024Q2,d\n"
     "a,,,profit_attributable,,2024Q2,level,150,USD,0,,actual,2024Q2,d\n"
     "a,,,net_margin,,2024Q2,level,20,percent,0,,actual,2024Q2,d\n",
     ""},
    {"a row that looks like a part of a known company",
     "tencent,business,vas,revenue,,2024Q1,level,78629,CNY,0,,actual,2024Q1,d\n"
     "tencent,business,marketing_services,revenue,,2024Q1,level,26506,CNY,0,,actual,2024Q1,d\n"
     "tencent,business,fintech_business_services,revenue,,2024Q1,level,52302,CNY,0,,actual,2024Q1,d\n"
     "tencent,business,others,revenue,,2024Q1,level,2064,CNY,0,,actual,2024Q1,d\n"
     "tencent,business,depreciation,revenue,,2024Q1,level,4000,CNY,0,,actual,2024Q1,d\n"
     "tencent,,,revenue,,2024Q1,level,159501,CNY,0,,actual,2024Q1,d\n",
     ""},
    {"a new part of a known company",
     "tencent,business,vas,revenue,,2024Q1,level,78629,CNY,0,,actual,2024Q1,d\n"
     "tencent,business,marketing_services,revenue,,2024Q1,level,26506,CNY,0,,actual,2024Q1,d\n"
     "tencent,business,fintech_business_services,revenue,,2024Q1,level,50302,CNY,0,,actual,2024Q1,d\n"
     "tencent,business,others,revenue,,2024Q1,level,2064,CNY,0,,actual,2024Q1,d\n"
     "tencent,business,quantum,revenue,,2024Q1,level,2000,CNY,0,,actual,2024Q1,d\n"
     "tencent,,,revenue,,2024Q1,level,159501,CNY,0,,actual,2024Q1,d\n",
     ""},
    {"a growth over a loss is not tested",
     "a,,,operating_profit,,2023Q1,level,-50,USD,0,,actual,2024Q1,d\n"
     "a,,,operating_profit,,2024Q1,level,-10,USD,0,,actual,2024Q1,d\n"
     "a,,,operating_profit,,2024Q1,yoy,80,percent,0,,actual,2024Q1,d\n",
     "untestable growth base"},
    {"a change in points",
     "a,,,gross_margin,,2023Q1,level,30.0,percent,1,,actual,2024Q1,d\n"
     "a,,,gross_margin,,2024Q1,level,32.1,percent,1,,actual,2024Q1,d\n"
     "a,,,gross_margin,,2024Q1,change_pp_yoy,1.2,pp,1,,actual,2024Q1,d\n",
     "contradicts growth digits"},
    {"half-years against half-years",
     "a,,,revenue,,2023H1,level,1000,USD,0,,actual,2024Q2,d\n"
     "a,,,revenue,,2024H1,level,1100,USD,0,,actual,2024Q2,d\n"
     "a,,,revenue,,2024H1,yoy,10,percent,0,,actual,2024Q2,d\n"
     "a,,,revenue,,2024Q1,level,500,USD,0,,actual,2024Q1,c\n"
     "a,,,revenue,,2024Q2,level,600,USD,0,,actual,2024Q2,d\n",
     ""},
    {"a year is its nine months and its last quarter",
     "a,,,revenue,,2024M9,level,3123,USD,0,,actual,2024Q3,c\n"
     "a,,,revenue,,2024Q4,level,1345,USD,0,,actual,2024Q4,d\n"
     "a,,,revenue,,2024FY,level,44680,USD,-1,,actual,2024Q4,d\n",
     "untestable periods not-stated; contradicts periods times-10"},
    {"earnings per share do not add up",
     "a,,,eps_basic,,2024Q1,level,1.00,USD/share,2,,actual,2024Q1,c\n"
     "a,,,eps_basic,,2024Q2,level,1.00,USD/share,2,,actual,2024Q2,d\n"
     "a,,,eps_basic,,2024H1,level,1.90,USD/share,2,,actual,2024Q2,d\n",
     ""},
    {"a value taken back is no restatement",
     "a,,,revenue,,2023Q1,level,1234,USD,0,,actual,2023Q1,c\n"
     "a,,,revenue,,2023Q1,level,1199,USD,0,,actual,2023Q2,d\n"
     "a,,,revenue,,2023Q1,level,1234,USD,0,,actual,2024Q1,e\n",
     "contradicts vintages; contradicts vintages"},
    {"a range agrees with what lies inside",
     "a,,,revenue,,2024Q1,level,1000,USD,-2,low,actual,2024Q1,d\n"
     "a,,,revenue,,2024Q1,level,1200,USD,-2,high,actual,2024Q1,d\n"
     "a,,,revenue,,2024Q1,level,1100,USD,0,,actual,2024Q1,e\n",
     ""},
    {"estimates and guidance take no part",
     "a,,,revenue,,2024Q1,level,1000,USD,0,,estimate,2024Q1,d\n"
     "a,,,revenue,,2024Q1,level,3000,USD,0,,guidance,2024Q1,d\n"
     "a,,,revenue,,2024Q1,level,1100,USD,0,,actual,2024Q1,d\n",
     ""},
    {"one term is not in the total",
     "tencent,,,operating_cash_flow,,2024Q1,level,71341,CNY,0,,actual,2024Q1,d\n"
     "tencent,,,capex_payments,,2024Q1,level,15235,CNY,0,,actual,2024Q1,d\n"
     "tencent,,,media_content_payments,,2024Q1,level,2578,CNY,0,,actual,2024Q1,d\n"
     "tencent,,,lease_liability_payments,,2024Q1,level,1613,CNY,0,,actual,2024Q1,d\n"
     "tencent,,,free_cash_flow,,2024Q1,level,51915,CNY,0,,actual,2024Q1,d\n"
     "tencent,,,operating_cash_flow,,2024Q2,level,61341,CNY,0,,actual,2024Q2,e\n"
     "tencent,,,capex_payments,,2024Q2,level,12235,CNY,0,,actual,2024Q2,e\n"
     "tencent,,,media_content_payments,,2024Q2,level,1578,CNY,0,,actual,2024Q2,e\n"
     "tencent,,,lease_liability_payments,,2024Q2,level,1613,CNY,0,,actual,2024Q2,e\n"
     "tencent,,,free_cash_flow,,2024Q2,level,47528,CNY,0,,actual,2024Q2,e\n",
     "contradicts tencent-free-cash-flow part-missing"},
    {"free cash flow as it was defined before 2020",
     "tencent,,,operating_cash_flow,,2019Q4,level,71341,CNY,0,,actual,2019Q4,d\n"
     "tencent,,,capex_payments,,2019Q4,level,15235,CNY,0,,actual,2019Q4,d\n"
     "tencent,,,media_content_payments,,2019Q4,level,2578,CNY,0,,actual,2019Q4,d\n"
     "tencent,,,lease_liability_payments,,2019Q4,level,1613,CNY,0,,actual,2019Q4,d\n"
     "tencent,,,free_cash_flow,,2019Q4,level,56106,CNY,0,,actual,2019Q4,d\n",
     ""},
    {"a loss per share, diluted, is not larger",
     "a,,,eps_basic,,2024Q1,level,-1.00,USD/share,2,,actual,2024Q1,d\n"
     "a,,,eps_diluted,,2024Q1,level,-1.00,USD/share,2,,actual,2024Q1,d\n"
     "a,,,eps_basic,,2024Q2,level,1.00,USD/share,2,,actual,2024Q2,d\n"
     "a,,,eps_diluted,,2024Q2,level,1.20,USD/share,2,,actual,2024Q2,d\n",
     "contradicts eps-dilution"},
};
/* clang-format on */

static void findings_are_what_they_should_be(void **unused)
{
    bool good = true;

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        world w;
        char found[1024];
        reconcile(&w, cases[i].rows, false);
        tell(found, &w.result);
        if (strcmp(found, cases[i].findings) != 0) {
            print_error("%s: '%s' instead of '%s'\n", cases[i].name, found,
                        cases[i].findings);
            good = false;
        }
        done(&w);
    }
    assert_true(good);
}

/* ---- laws -------------------------------------------------------------------------------- */

static void shuffle(qoq_dataset *data, uint64_t seed)
{
    for (size_t i = data->count; i > 1; i--) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        size_t k = (size_t)(seed >> 33) % i;
        qoq_record swap = data->records[i - 1];
        data->records[i - 1] = data->records[k];
        data->records[k] = swap;
    }
}

static void put_findings(qoq_buffer *out, const qoq_dataset *data,
                         const qoq_reconciliation *r)
{
    char period[16];

    for (size_t i = 0; i < r->count; i++) {
        const qoq_finding *f = &r->findings[i];
        const qoq_record *x = qoq_finding_record(f);
        qoq_period_format(period, x->period);
        qoq_buffer_print(
            out, "%s %s %s/%s/%s %d %d ", qoq_outcome_name((qoq_outcome)f->verdict),
            qoq_finding_name(f), qoq_dataset_text(data, x->segment),
            qoq_dataset_text(data, x->metric), period, f->cause, f->suspect);
        qoq_finding_values(out, f);
        qoq_buffer_char(out, '\n');
    }
}

/* The order of the data and the number of threads never show. */
static void order_and_threads_do_not_show(void **unused)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_dataset data;
    qoq_buffer first = {0}, other = {0};

    (void)unused;
    assert_int_equal(qoq_dataset_init(&data, &err), QOQ_OK);
    assert_int_equal(
        qoq_dataset_read(&data, QOQ_SOURCE_DIR "/datasets/tencent.csv", &err), QOQ_OK);
    for (unsigned turn = 0; turn < 4; turn++) {
        qoq_reconciliation r;
        qoq_reconcile_options options = {lexicon, identities, true, turn % 2 + 1};
        qoq_buffer *out = turn ? &other : &first;
        assert_int_equal(qoq_reconcile(&r, &data, &options, &err), QOQ_OK);
        out->len = 0;
        put_findings(out, &data, &r);
        qoq_reconciliation_clear(&r);
        if (turn)
            assert_string_equal(qoq_buffer_string(&first), qoq_buffer_string(&other));
        shuffle(&data, 7 + turn);
    }
    qoq_buffer_clear(&first);
    qoq_buffer_clear(&other);
    qoq_dataset_clear(&data);
}

/* Whatever the data, every finding has its texts and terms, and tallies count all. */
static void every_finding_is_complete(void **unused)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_dataset data;
    qoq_reconciliation r;
    qoq_reconcile_options options = {lexicon, identities, true, 0};
    size_t told = 0;

    (void)unused;
    assert_int_equal(qoq_dataset_init(&data, &err), QOQ_OK);
    assert_int_equal(
        qoq_dataset_read(&data, QOQ_SOURCE_DIR "/datasets/tencent.csv", &err), QOQ_OK);
    for (size_t i = 0; i < data.count; i += 3) /* a third of the data is wrong */
        data.records[i].number.value.coefficient += (int64_t)(i * 977 % 89);
    assert_int_equal(qoq_reconcile(&r, &data, &options, &err), QOQ_OK);
    for (size_t i = 0; i < r.count; i++) {
        const qoq_finding *f = &r.findings[i];
        assert_non_null(qoq_finding_record(f));
        assert_true(f->count > 0 && f->suspect < (int)f->count);
        assert_true((f->verdict == QOQ_OUTCOME_UNTESTABLE) == (f->why != QOQ_TESTABLE));
        assert_true(!f->cause || f->verdict == QOQ_OUTCOME_CONTRADICTS);
        assert_true((*f->missing != '\0') == (f->why == QOQ_UNTESTABLE_NOT_STATED));
    }
    for (size_t i = 0; i < r.tally_count; i++) {
        for (size_t v = 0; v < QOQ_OUTCOMES_; v++)
            told += r.tallies[i].verdicts[v];
    }
    assert_int_equal(told, r.count);
    qoq_reconciliation_clear(&r);
    qoq_dataset_clear(&data);
}

static void nothing_to_reconcile(void **unused)
{
    world w;

    (void)unused;
    reconcile(&w, "", true);
    assert_int_equal(w.result.count, 0);
    done(&w);
}

static void every_name_is_said_in_both_languages(void **unused)
{
    (void)unused;
    for (int i = 1; i < QOQ_CAUSES_; i++) {
        assert_true(*qoq_cause_name((qoq_cause)i));
        assert_true(*qoq_cause_text((qoq_cause)i, false));
        assert_true(*qoq_cause_text((qoq_cause)i, true));
    }
    for (int i = 1; i < QOQ_UNTESTABLES_; i++) {
        assert_true(*qoq_untestable_name((qoq_untestable)i));
        assert_true(*qoq_untestable_text((qoq_untestable)i, false));
        assert_true(*qoq_untestable_text((qoq_untestable)i, true));
    }
    for (size_t i = 0; i < qoq_identities_count(identities); i++) {
        assert_true(*qoq_identities_at(identities, i)->name_en);
        assert_true(*qoq_identities_at(identities, i)->name_zh);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_are_what_they_should_be),
        cmocka_unit_test(order_and_threads_do_not_show),
        cmocka_unit_test(every_finding_is_complete),
        cmocka_unit_test(nothing_to_reconcile),
        cmocka_unit_test(every_name_is_said_in_both_languages),
    };

    return cmocka_run_group_tests(tests, load, unload);
}

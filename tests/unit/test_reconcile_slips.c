/*
 * Planted slips: how much of what goes wrong in practice does qoq_reconcile find, and does it
 * name the cause?
 *
 * A slip is one mistake of one document: one statement of it is changed (two where the slip
 * swaps two). What other documents state of the same cell stays as it is. For each class 40
 * places are drawn, uniformly and without replacement, from all statements that the class's
 * rule admits (see `classes`); nothing is left out for being hard to find, only where the slip
 * would change nothing beyond rounding. A slip counts as reported when there is a contradiction
 * that the clean data do not have, and its cause as right when at least one of those names the
 * class's cause and none names another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "qoq/reconcile.h"

enum { PLANTED = 40, SEED = 20260731 };

static uint64_t state = SEED;

static uint32_t below(uint32_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % n);
}

/* ---- the data ------------------------------------------------------------------------ */

typedef struct world {
    qoq_dataset data;
    qoq_lexicon *lexicon;
    qoq_identities *identities;
    qoq_reconciliation clean;
    bool *in_sum; /* of each record: stands in a sum that holds */
    uint32_t revenue_quote;
} world;

static world w;

static void reconcile(qoq_reconciliation *out, const qoq_dataset *data, bool keep)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_reconcile_options options = {w.lexicon, w.identities, keep, 1};

    assert_int_equal(qoq_reconcile(out, data, &options, &err), QOQ_OK);
}

static size_t index_of(const qoq_dataset *data, const qoq_record *record)
{
    return (size_t)(record - data->records);
}

static bool is_sum(const qoq_finding *f)
{
    return f->kind == QOQ_FINDING_IDENTITY && f->count > 2 && f->terms[1].sign != 0;
}

static int load(void **unused)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};

    (void)unused;
    assert_int_equal(qoq_dataset_init(&w.data, &err), QOQ_OK);
    assert_int_equal(
        qoq_dataset_read(&w.data, QOQ_SOURCE_DIR "/datasets/tencent.csv", &err),
        QOQ_OK);
    assert_int_equal(qoq_knowledge_lexicon(&w.lexicon, NULL, &err), QOQ_OK);
    assert_int_equal(qoq_identities_load(&w.identities, NULL, &err), QOQ_OK);
    reconcile(&w.clean, &w.data, true);
    w.in_sum = calloc(w.data.count, sizeof *w.in_sum);
    for (size_t i = 0; i < w.clean.count; i++) {
        const qoq_finding *f = &w.clean.findings[i];
        for (size_t k = 0; f->verdict == QOQ_OUTCOME_HOLDS && is_sum(f) && k < f->count;
             k++)
            w.in_sum[index_of(&w.data, f->terms[k].record)] = true;
    }
    return 0;
}

static int unload(void **unused)
{
    (void)unused;
    free(w.in_sum);
    qoq_reconciliation_clear(&w.clean);
    qoq_identities_free(w.identities);
    qoq_lexicon_free(w.lexicon);
    qoq_dataset_clear(&w.data);
    return 0;
}

/* ---- what the rules of the classes ask ------------------------------------------------- */

static const qoq_record *at(size_t i)
{
    return &w.data.records[i];
}

static bool is_level(size_t i)
{
    return at(i)->measure == QOQ_LEVEL && !qoq_decimal_is_zero(at(i)->number.value);
}

static bool agrees(qoq_number a, qoq_number b)
{
    qoq_interval x, y;

    assert_int_equal(qoq_interval_of(&x, a, NULL), QOQ_OK);
    assert_int_equal(qoq_interval_of(&y, b, NULL), QOQ_OK);
    return qoq_interval_agrees(x, y);
}

static bool same_series(const qoq_record *a, const qoq_record *b)
{
    return a->entity == b->entity && a->axis == b->axis && a->segment == b->segment &&
           a->metric == b->metric && a->unit == b->unit && a->measure == b->measure &&
           a->basis == b->basis;
}

static bool same_document(const qoq_record *a, const qoq_record *b)
{
    return a->source == b->source && qoq_period_equal(a->vintage, b->vintage);
}

/* Is a growth printed for this cell, in whatever document? */
static bool has_growth(size_t i)
{
    for (size_t k = 0; k < w.data.count; k++) {
        const qoq_record *a = at(i), *b = at(k);
        if ((b->measure == QOQ_YOY || b->measure == QOQ_QOQ) && a->axis == b->axis &&
            a->segment == b->segment && a->metric == b->metric &&
            a->basis == b->basis && qoq_period_equal(a->period, b->period))
            return true;
    }
    return false;
}

/* ---- slips ------------------------------------------------------------------------------ */

/* Makes the slip at record i of the copy; false when the class does not admit the record. With
 * `data` NULL only that is asked. */
typedef bool (*slip_fn)(qoq_dataset *data, size_t i, int how);

static bool scale(qoq_dataset *data, size_t i, int power)
{
    if (!is_level(i) || !(w.in_sum[i] || has_growth(i)))
        return false;
    if (data)
        assert_int_equal(qoq_number_scale(&data->records[i].number,
                                          data->records[i].number, power, NULL),
                         QOQ_OK);
    return true;
}

/* 518亿 printed as 518 billion: the quote shows the word. */
static bool yi_billion(qoq_dataset *data, size_t i, int power)
{
    char value[QOQ_DECIMAL_ROOM], quote[QOQ_DECIMAL_ROOM + 16];
    qoq_decimal yi;

    if (qoq_unit_of(qoq_dataset_text(&w.data, at(i)->unit)).kind != QOQ_UNIT_MONEY)
        return false;
    if (!scale(data, i, power) || !data)
        return scale(NULL, i, power);
    assert_int_equal(qoq_decimal_scale(&yi, at(i)->number.value, -8, NULL), QOQ_OK);
    qoq_decimal_format(value, yi, 0);
    snprintf(quote, sizeof quote, "%s billion", value);
    data->records[i].quote = qoq_dataset_name(data, qoq_slice_of(quote));
    return true;
}

static bool sign_lost(qoq_dataset *data, size_t i, int how)
{
    (void)how;
    if (qoq_decimal_sign(at(i)->number.value) >= 0)
        return false;
    if (data)
        data->records[i].number.value = qoq_decimal_negate(at(i)->number.value);
    return true;
}

/* Digits as printed, the last at the number's decimals. */
static size_t printed_digits(char digits[32], size_t i, int *exponent)
{
    qoq_number n = at(i)->number;
    long long value =
        n.value.coefficient < 0 ? -n.value.coefficient : n.value.coefficient;

    *exponent = n.value.exponent;
    for (; *exponent > -n.decimals; --*exponent)
        value *= 10;
    return (size_t)snprintf(digits, 32, "%lld", value);
}

static bool digits_transposed(qoq_dataset *data, size_t i, int how)
{
    char digits[32];
    int exponent;
    size_t pairs[32], count = 0;

    (void)how;
    if (!is_level(i))
        return false;
    size_t len = printed_digits(digits, i, &exponent);
    for (size_t k = 0; k + 1 < len; k++) {
        if (digits[k] != digits[k + 1] && !(k == 0 && digits[1] == '0'))
            pairs[count++] = k;
    }
    if (!data)
        return count > 0;
    size_t k = pairs[below((uint32_t)count)];
    char swap = digits[k];
    digits[k] = digits[k + 1];
    digits[k + 1] = swap;
    long long value = strtoll(digits, NULL, 10);
    data->records[i].number.value =
        qoq_decimal_of(at(i)->number.value.coefficient < 0 ? -value : value, exponent);
    return true;
}

/* What the same document states in another column of the row. */
static bool neighbouring_column(qoq_dataset *data, size_t i, int how)
{
    size_t others[64], count = 0;

    (void)how;
    if (!is_level(i))
        return false;
    for (size_t k = 0; k < w.data.count && count < 64; k++) {
        if (k != i && same_series(at(i), at(k)) && same_document(at(i), at(k)) &&
            at(i)->period.span == at(k)->period.span &&
            !qoq_period_equal(at(i)->period, at(k)->period) &&
            !agrees(at(i)->number, at(k)->number))
            others[count++] = k;
    }
    if (data && count)
        data->records[i].number = at(others[below((uint32_t)count)])->number;
    return count > 0;
}

/* Filed under the quarter before or after. */
static bool neighbouring_period(qoq_dataset *data, size_t i, int how)
{
    (void)how;
    if (!is_level(i) || at(i)->period.span != QOQ_SPAN_QUARTER)
        return false;
    qoq_period to = data && below(2) ? qoq_period_next(at(i)->period)
                                     : qoq_period_previous(at(i)->period);
    for (size_t k = 0; k < w.data.count; k++) {
        if (same_series(at(i), at(k)) && qoq_period_equal(at(k)->period, to) &&
            agrees(at(i)->number, at(k)->number))
            return false; /* nothing changes beyond rounding */
    }
    if (data)
        data->records[i].period = to;
    return true;
}

/* The other statement of the same document for which `is_other` holds, or SIZE_MAX. */
static size_t partner(size_t i,
                      bool (*is_other)(const qoq_record *a, const qoq_record *b))
{
    for (size_t k = 0; k < w.data.count; k++) {
        const qoq_record *a = at(i), *b = at(k);
        if (k != i && same_document(a, b) && a->entity == b->entity &&
            a->axis == b->axis && a->segment == b->segment && a->metric == b->metric &&
            qoq_period_equal(a->period, b->period) && is_other(a, b) &&
            !agrees(a->number, b->number))
            return k;
    }
    return SIZE_MAX;
}

static bool swap_with(qoq_dataset *data, size_t i, size_t k)
{
    if (k == SIZE_MAX)
        return false;
    if (data) {
        data->records[i].number = at(k)->number;
        data->records[k].number = at(i)->number;
    }
    return true;
}

static bool yoy_and_qoq(const qoq_record *a, const qoq_record *b)
{
    return a->measure == QOQ_YOY && b->measure == QOQ_QOQ && a->basis == b->basis;
}

static bool yoy_qoq_swapped(qoq_dataset *data, size_t i, int how)
{
    (void)how;
    return swap_with(data, i, partner(i, yoy_and_qoq));
}

static bool two_bases(const qoq_record *a, const qoq_record *b)
{
    return a->measure == QOQ_LEVEL && b->measure == QOQ_LEVEL &&
           a->basis == QOQ_BASIS_IFRS && b->basis == QOQ_BASIS_NON_IFRS;
}

static bool basis_swapped(qoq_dataset *data, size_t i, int how)
{
    (void)how;
    return swap_with(data, i, partner(i, two_bases));
}

/* The figure of the year filed under its last quarter. */
static bool year_for_quarter(qoq_dataset *data, size_t i, int how)
{
    (void)how;
    if (!is_level(i) || at(i)->period.span != QOQ_SPAN_YEAR)
        return false;
    if (data)
        data->records[i].period = qoq_period_quarter(at(i)->period.year, 4);
    return true;
}

/* ---- the classes ------------------------------------------------------------------------- */

/* clang-format off */
static const struct {
    const char *name;
    slip_fn slip;
    int how;
    qoq_cause cause;
    int reported; /* of 100 planted, at least */
} classes[] = {
    /* levels with a printed growth or in a sum */
    {"x10",                 scale,               1, QOQ_CAUSE_TIMES_10,   100},
    {"x100",                scale,               2, QOQ_CAUSE_TIMES_100,  100},
    {"x1000",               scale,               3, QOQ_CAUSE_TIMES_1000, 100},
    {"x1/1000",             scale,              -3, QOQ_CAUSE_THOUSANDTH, 100},
    {"yi for billion",      yi_billion,          1, QOQ_CAUSE_YI_BILLION, 100},
    /* every negative level and growth */
    {"sign lost",           sign_lost,           0, QOQ_CAUSE_SIGN,        90},
    /* every level */
    {"digits transposed",   digits_transposed,   0, QOQ_CAUSE_DIGITS,      90},
    {"neighbouring column", neighbouring_column, 0, QOQ_CAUSE_COLUMN,      90},
    {"neighbouring period", neighbouring_period, 0, QOQ_CAUSE_PERIOD,      90},
    /* every pair in one document */
    {"yoy/qoq swapped",     yoy_qoq_swapped,     0, QOQ_CAUSE_YOY_QOQ,     90},
    {"IFRS/non-IFRS",       basis_swapped,       0, QOQ_CAUSE_BASIS,       90},
    /* every year */
    {"year for quarter",    year_for_quarter,    0, QOQ_CAUSE_YEAR,        90},
};
/* clang-format on */

/* ---- planting and counting ---------------------------------------------------------------- */

/* Is this contradiction one of the clean data, with the same values? (accepted.csv asks the
 * same.) */
static bool is_old(const qoq_dataset *data, const qoq_finding *f)
{
    for (size_t i = 0; i < w.clean.count; i++) {
        const qoq_finding *c = &w.clean.findings[i];
        bool same = c->verdict == QOQ_OUTCOME_CONTRADICTS && c->kind == f->kind &&
                    c->count == f->count;
        for (size_t k = 0; same && k < f->count; k++)
            same = index_of(&w.data, c->terms[k].record) ==
                       index_of(data, f->terms[k].record) &&
                   qoq_decimal_compare(c->terms[k].record->number.value,
                                       f->terms[k].record->number.value) == 0;
        if (same)
            return true;
    }
    return false;
}

typedef struct result {
    int planted, reported, right;
    size_t population;
} result;

static void tell(const qoq_dataset *data, size_t i, const char *name,
                 const qoq_reconciliation *r)
{
    char period[16], value[QOQ_DECIMAL_ROOM];

    if (!getenv("QOQ_SLIPS"))
        return;
    qoq_period_format(period, at(i)->period);
    qoq_decimal_format(value, at(i)->number.value, 0);
    printf("  %s: %s/%s%s/%s %s of %s:", name, qoq_dataset_text(data, at(i)->segment),
           qoq_dataset_text(data, at(i)->metric),
           at(i)->basis == QOQ_BASIS_NON_IFRS ? "@non_ifrs" : "", period, value,
           qoq_dataset_text(data, at(i)->source));
    for (size_t k = 0; k < r->count; k++) {
        const qoq_finding *f = &r->findings[k];
        if (f->verdict == QOQ_OUTCOME_CONTRADICTS && !is_old(data, f))
            printf(" %s=%s", qoq_finding_name(f), qoq_cause_name((qoq_cause)f->cause));
    }
    printf("\n");
}

static void judge(result *out, const qoq_dataset *data, size_t i, size_t class_)
{
    qoq_reconciliation r;
    size_t fresh = 0, named = 0, right = 0;

    reconcile(&r, data, false);
    for (size_t k = 0; k < r.count; k++) {
        const qoq_finding *f = &r.findings[k];
        if (f->verdict != QOQ_OUTCOME_CONTRADICTS || is_old(data, f))
            continue;
        fresh++;
        named += f->cause != QOQ_CAUSE_NONE;
        right += f->cause == (uint8_t)classes[class_].cause;
    }
    out->planted++;
    out->reported += fresh > 0;
    out->right += right > 0 && right == named;
    if (!right || right != named)
        tell(data, i, classes[class_].name, &r);
    qoq_reconciliation_clear(&r);
}

static void plant(result *out, size_t i, size_t class_)
{
    qoq_dataset copy = w.data;

    copy.records = malloc(w.data.count * sizeof *copy.records);
    assert_non_null(copy.records);
    memcpy(copy.records, w.data.records, w.data.count * sizeof *copy.records);
    if (classes[class_].slip(&copy, i, classes[class_].how))
        judge(out, &copy, i, class_);
    free(copy.records);
}

static result run_class(size_t class_)
{
    result out = {0};
    size_t *admitted = calloc(w.data.count, sizeof *admitted);

    assert_non_null(admitted);
    for (size_t i = 0; i < w.data.count; i++) {
        if (classes[class_].slip(NULL, i, classes[class_].how))
            admitted[out.population++] = i;
    }
    size_t left = out.population;
    while (out.planted < PLANTED && left > 0) {
        size_t k = below((uint32_t)left);
        size_t i = admitted[k];
        admitted[k] = admitted[--left];
        plant(&out, i, class_);
    }
    free(admitted);
    return out;
}

static void slips_are_reported_with_their_cause(void **unused)
{
    bool enough = true;

    (void)unused;
    printf("%-20s %10s %8s %9s %12s\n", "class", "of", "planted", "reported",
           "right cause");
    for (size_t c = 0; c < sizeof classes / sizeof classes[0]; c++) {
        result r = run_class(c);
        printf("%-20s %10zu %8d %8d%% %11d%%\n", classes[c].name, r.population,
               r.planted, 100 * r.reported / r.planted,
               r.reported ? 100 * r.right / r.reported : 0);
        enough = enough && r.planted == PLANTED &&
                 100 * r.reported >= classes[c].reported * r.planted &&
                 100 * r.right >= 80 * r.reported;
    }
    assert_true(enough);
}

/* The contradictions that are in the data, each in datasets/accepted.csv with its reason. */
static void clean_data_are_silent(void **unused)
{
    size_t contradictions = 0;

    (void)unused;
    for (size_t i = 0; i < w.clean.count; i++)
        contradictions += w.clean.findings[i].verdict == QOQ_OUTCOME_CONTRADICTS;
    assert_int_equal(contradictions, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_data_are_silent),
        cmocka_unit_test(slips_are_reported_with_their_cause),
    };

    return cmocka_run_group_tests(tests, load, unload);
}

/*
 * Laws of deriving, over random worlds: exact figures are made up, some of them are stated,
 * rounded, in documents of some vintage; whatever is then derived must enclose the truth.
 */
#include "analysis_fixture.h"
#include "lexicon_fixture.h"

enum { YEARS = 3, FIRST_YEAR = 2021, PARTS = 3, WORLDS = 300 };

/* A small generator of our own, so that a seed means the same everywhere. */
typedef struct random_numbers {
    uint64_t state;
} random_numbers;

static uint64_t next_random(random_numbers *r)
{
    r->state = r->state * 6364136223846793005u + 1442695040888963407u;
    return r->state >> 33;
}

static int64_t between(random_numbers *r, int64_t low, int64_t high)
{
    return low + (int64_t)(next_random(r) % (uint64_t)(high - low + 1));
}

static bool chance(random_numbers *r, int percent)
{
    return between(r, 1, 100) <= percent;
}

/* The truth: quarters of each part in yuan, before and after a restatement. Documents of
 * the last year present everything the new way. */
typedef struct truth {
    int64_t quarters[2][PARTS][4 * YEARS];
    bool restates;
} truth;

static void make_truth(truth *t, random_numbers *r, bool restates)
{
    t->restates = restates;
    for (size_t p = 0; p < PARTS; p++) {
        for (size_t q = 0; q < 4 * YEARS; q++) {
            int64_t value = between(r, 20, 90) * 1000000000 + between(r, 0, 999999999);
            t->quarters[0][p][q] = value;
            t->quarters[1][p][q] =
                restates ? value - between(r, 1, 9) * 1000000000 : value;
        }
    }
}

/* The first and the number of quarters of a period; false outside the years. */
static bool quarters_of(qoq_period period, size_t *first, size_t *count)
{
    int year = period.year - FIRST_YEAR;
    size_t start = period.span == QOQ_SPAN_QUARTER ? period.index - 1U
                   : period.span == QOQ_SPAN_HALF  ? 2 * (period.index - 1U)
                                                   : 0;

    *count = (size_t)qoq_period_months(period) / 3;
    *first = 4 * (size_t)year + start;
    return year >= 0 && year < YEARS;
}

/* part PARTS is the total. */
static int64_t true_value(const truth *t, int presentation, size_t part,
                          qoq_period period)
{
    size_t first, count;
    int64_t sum = 0;

    assert_true(quarters_of(period, &first, &count));
    for (size_t p = part == PARTS ? 0 : part; p < (part == PARTS ? PARTS : part + 1);
         p++) {
        for (size_t q = first; q < first + count; q++)
            sum += t->quarters[presentation][p][q];
    }
    return sum;
}

/* Rounded half away to a power of ten. */
static int64_t rounded(int64_t value, int power)
{
    int64_t unit = 1;

    while (power-- > 0)
        unit *= 10;
    return (value + (value < 0 ? -unit / 2 : unit / 2)) / unit * unit;
}

static const char *const part_names[] = {"a", "b", "c", ""};

typedef struct rows {
    qoq_buffer text;
    random_numbers *r;
    const truth *t;
} rows;

static void add_row(rows *out, size_t part, qoq_period period, const char *measure,
                    const char *value, const char *unit, int decimals,
                    qoq_period vintage)
{
    char p[16], v[16];

    qoq_period_format(p, period);
    qoq_period_format(v, vintage);
    qoq_buffer_print(&out->text, "acme,%s,%s,revenue,,%s,%s,%s,%s,%d,,%s,,actual,t\n",
                     part == PARTS ? "" : "business", part_names[part], p, measure,
                     value, unit, decimals, v);
}

static int presentation_of(const truth *t, qoq_period vintage)
{
    return t->restates && vintage.year == FIRST_YEAR + YEARS - 1;
}

static void state_level(rows *out, size_t part, qoq_period period, qoq_period vintage)
{
    char value[32];
    int power = (int)between(out->r, 6, 8);
    int64_t exact = true_value(out->t, presentation_of(out->t, vintage), part, period);

    snprintf(value, sizeof value, "%lld", (long long)rounded(exact, power));
    add_row(out, part, period, "level", value, "CNY", -power, vintage);
}

/* The growth on the year as a document of the period's own vintage prints it; with the
 * comparative that it rests on where that was restated, as documents do. */
static void state_growth(rows *out, size_t part, qoq_period period)
{
    qoq_period vintage = qoq_period_last_quarter(period);
    int presentation = presentation_of(out->t, vintage);
    qoq_period base = qoq_period_year_ago(period);
    size_t first, count;
    char value[32];

    if (!quarters_of(base, &first, &count))
        return;
    if (presentation) {
        state_level(out, part, base, qoq_period_last_quarter(base));
        state_level(out, part, base, vintage);
    }
    int64_t now = true_value(out->t, presentation, part, period);
    int64_t then = true_value(out->t, presentation, part, base);
    /* in hundredths of a percent, rounded to a tenth or a whole */
    double exact = 100.0 * ((double)now / (double)then - 1);
    int decimals = chance(out->r, 50);
    snprintf(value, sizeof value, "%.*f", decimals, exact);
    add_row(out, part, period, "yoy", value, "percent", decimals, vintage);
}

static const qoq_period *all_periods(size_t *count)
{
    static qoq_period periods[8 * YEARS];
    size_t n = 0;

    for (int y = FIRST_YEAR; y < FIRST_YEAR + YEARS; y++) {
        for (int q = 1; q <= 4; q++)
            periods[n++] = qoq_period_quarter(y, q);
        periods[n++] = qoq_period_of(y, QOQ_SPAN_HALF, 1);
        periods[n++] = qoq_period_of(y, QOQ_SPAN_HALF, 2);
        periods[n++] = qoq_period_of(y, QOQ_SPAN_NINE, 1);
        periods[n++] = qoq_period_of(y, QOQ_SPAN_YEAR, 1);
    }
    *count = n;
    return periods;
}

/* Some figures in the documents of their own quarter; some of these again as comparatives a
 * year later, when they may have been restated. */
static void state_some(rows *out, int percent)
{
    size_t count;
    const qoq_period *periods = all_periods(&count);

    for (size_t part = 0; part <= PARTS; part++) {
        for (size_t i = 0; i < count; i++) {
            qoq_period own = qoq_period_last_quarter(periods[i]);
            bool again = periods[i].year < FIRST_YEAR + YEARS - 1;
            if (chance(out->r, percent)) {
                state_level(out, part, periods[i], own);
                if (again && chance(out->r, 50))
                    state_level(out, part, periods[i], qoq_period_shift_years(own, 1));
            }
            if (chance(out->r, 30))
                state_growth(out, part, periods[i]);
        }
    }
}

static bool encloses(const truth *t, size_t part, qoq_period period,
                     qoq_interval interval)
{
    for (int presentation = 0; presentation < 1 + t->restates; presentation++) {
        int64_t value = true_value(t, presentation, part, period);
        if (qoq_interval_contains(interval, qoq_decimal_of(value, 0)))
            return true;
    }
    return false;
}

static void describe(qoq_buffer *out, const world *w, const qoq_figure *f)
{
    for (size_t i = 0; f->derivation && i < f->derivation->count; i++) {
        const qoq_derivation_term *term = &f->derivation->terms[i];
        char vintage[16];
        qoq_period_format(vintage, term->figure.vintage);
        qoq_buffer_text(out, "\n    ");
        qoq_cell_format(out, w->panel, &term->cell, NULL);
        qoq_buffer_print(out, " of %s%s", vintage,
                         term->figure.flags & QOQ_FLAG_RESTATED ? " restated" : "");
    }
}

/* Looks at every cell; counts what was derived. */
static size_t check_levels(world *w, const truth *t, const qoq_buffer *text)
{
    size_t count, derived = 0;
    const qoq_period *periods = all_periods(&count);

    for (size_t part = 0; part <= PARTS; part++) {
        qoq_cell cell =
            qoq_panel_cell(w->panel, "acme", part == PARTS ? "" : "business",
                           part_names[part], "revenue");
        for (size_t i = 0; i < count; i++) {
            qoq_figure f;
            cell.period = periods[i];
            qoq_derive_figure(&f, w->deriver, &cell);
            derived += f.state == QOQ_FIGURE_DERIVED;
            if (!qoq_figure_has(&f) || encloses(t, part, periods[i], f.interval))
                continue;
            qoq_buffer how = {0};
            qoq_cell_format(&how, w->panel, &cell, NULL);
            describe(&how, w, &f);
            fail_msg("%s does not enclose the truth\n%s", qoq_buffer_string(&how),
                     text->ptr);
        }
    }
    return derived;
}

/* Without a restatement growth must enclose the truth as well. */
static size_t check_growth(world *w, const truth *t)
{
    size_t count, known = 0;
    const qoq_period *periods = all_periods(&count);

    for (size_t part = 0; part <= PARTS; part++) {
        qoq_cell cell =
            qoq_panel_cell(w->panel, "acme", part == PARTS ? "" : "business",
                           part_names[part], "revenue");
        for (size_t i = 0; i < count; i++) {
            qoq_period base = qoq_period_year_ago(periods[i]);
            qoq_growth growth;
            if (base.year < FIRST_YEAR)
                continue;
            cell.period = periods[i];
            qoq_derive_growth(&growth, w->deriver, &cell, base, NULL, NULL);
            if (!qoq_figure_has(&growth.rate))
                continue;
            double exact = 100 * ((double)true_value(t, 0, part, periods[i]) /
                                      (double)true_value(t, 0, part, base) -
                                  1);
            known++;
            assert_true(qoq_decimal_double(growth.rate.interval.low) <= exact + 1e-9);
            assert_true(qoq_decimal_double(growth.rate.interval.high) >= exact - 1e-9);
        }
    }
    return known;
}

static size_t check_world(uint64_t seed, int percent, bool restates)
{
    random_numbers r = {seed};
    truth t;
    world w = {.lexicon = lexicon};
    rows out = {.r = &r, .t = &t};
    qoq_error err = {QOQ_OK, 0, 0, ""};

    make_truth(&t, &r, restates);
    qoq_buffer_text(&out.text,
                    "entity,axis,segment,metric,basis,period,measure,value,unit,"
                    "decimals,bound,vintage,parent,status,source\n");
    state_some(&out, percent);
    assert_int_equal(qoq_dataset_init(&w.dataset, NULL), QOQ_OK);
    if (qoq_dataset_parse(&w.dataset, qoq_buffer_string(&out.text), out.text.len,
                          &err) != QOQ_OK)
        fail_msg("row %zu: %s", err.line - 1, err.message);
    world_index(&w, (qoq_view){.kind = QOQ_VIEW_LATEST});
    size_t found = check_levels(&w, &t, &out.text);
    if (!restates)
        found += check_growth(&w, &t);
    qoq_buffer_clear(&out.text);
    w.lexicon = NULL;
    world_close(&w);
    return found;
}

static void what_is_derived_encloses_the_truth(void **state)
{
    (void)state;
    size_t found = 0;

    for (uint64_t seed = 1; seed <= WORLDS; seed++)
        found += check_world(seed, (int)(20 + seed % 7 * 10), false);
    assert_true(found > 10 * WORLDS); /* and it is not because nothing is derived */
}

static void nothing_mixes_what_was_restated_with_what_was_not(void **state)
{
    (void)state;
    size_t found = 0;

    for (uint64_t seed = 1; seed <= WORLDS; seed++)
        found += check_world(1000 + seed, (int)(20 + seed % 7 * 10), true);
    assert_true(found > 5 * WORLDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_derived_encloses_the_truth),
        cmocka_unit_test(nothing_mixes_what_was_restated_with_what_was_not),
    };

    return cmocka_run_group_tests(tests, load, unload);
}

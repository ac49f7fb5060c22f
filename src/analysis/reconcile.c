/*
 * Reconciling a dataset: company by company, over all cores.
 *
 * Each company becomes a ledger, the ledger relations, what comes of those findings. Only
 * findings are kept; ledger and relations go before the next company comes.
 */
#include "qoq/reconcile.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/reconcile_private.h"
#include "qoq/pool.h"

/* ---- names -------------------------------------------------------------------------------- */

const char *qoq_finding_kind_name(qoq_finding_kind kind)
{
    static const char *const names[] = {"identity", "growth",   "periods",
                                        "sources",  "vintages", "time"};

    return names[kind];
}

const char *qoq_outcome_name(qoq_outcome verdict)
{
    static const char *const names[] = {"holds", "contradicts", "untestable",
                                        "restated"};

    return names[verdict];
}

static const struct {
    const char *name, *english, *chinese;
} causes[QOQ_CAUSES_] = {
    [QOQ_CAUSE_NONE] = {"", "", ""},
    [QOQ_CAUSE_TIMES_10] = {"times-10", "ten times too large", "大了10倍"},
    [QOQ_CAUSE_TIMES_100] = {"times-100", "a hundred times too large", "大了100倍"},
    [QOQ_CAUSE_TIMES_1000] = {"times-1000", "a thousand times too large", "大了1000倍"},
    [QOQ_CAUSE_TENTH] = {"tenth", "ten times too small", "小了10倍"},
    [QOQ_CAUSE_HUNDREDTH] = {"hundredth", "a hundred times too small", "小了100倍"},
    [QOQ_CAUSE_THOUSANDTH] = {"thousandth", "a thousand times too small", "小了1000倍"},
    [QOQ_CAUSE_YI_BILLION] = {"yi-billion", "亿 and billion taken for each other",
                              "亿与billion（十亿）混淆"},
    [QOQ_CAUSE_SIGN] = {"sign", "wrong sign", "正负号错误"},
    [QOQ_CAUSE_DIGITS] = {"digits", "two digits in the wrong order",
                          "相邻两位数字颠倒"},
    [QOQ_CAUSE_COLUMN] = {"column", "the figure of a neighbouring column",
                          "取了相邻一栏的数字"},
    [QOQ_CAUSE_PERIOD] = {"period", "the figure of a neighbouring period",
                          "取了相邻期间的数字"},
    [QOQ_CAUSE_YEAR] = {"year", "the figure of a longer period", "取了较长期间的数字"},
    [QOQ_CAUSE_BASIS] = {"basis", "the figure of the other basis",
                         "取了另一口径的数字"},
    [QOQ_CAUSE_YOY_QOQ] = {"yoy-qoq", "growth on year and on quarter swapped",
                           "同比与环比混淆"},
    [QOQ_CAUSE_PART_MISSING] = {"part-missing", "a part is missing from the total",
                                "合计中缺少一项"},
    [QOQ_CAUSE_SHARES_TO_100] = {"shares-to-100",
                                 "rounded so that the shares add up to 100%",
                                 "为使各项占比合计为100%而调整"},
};

const char *qoq_cause_name(qoq_cause cause)
{
    return causes[cause].name;
}

const char *qoq_cause_text(qoq_cause cause, bool chinese)
{
    return chinese ? causes[cause].chinese : causes[cause].english;
}

static const struct {
    const char *name, *english, *chinese;
} untestables[QOQ_UNTESTABLES_] = {
    [QOQ_TESTABLE] = {"", "", ""},
    [QOQ_UNTESTABLE_NOT_STATED] = {"not-stated", "a term is stated nowhere",
                                   "缺少一项"},
    [QOQ_UNTESTABLE_APPROXIMATE] = {"approximate", "rests on an approximate figure",
                                    "依据的是约数"},
    [QOQ_UNTESTABLE_BASE] = {"base", "the base is not positive", "基数为零或负"},
    [QOQ_UNTESTABLE_RESTATED] = {"restated", "one term was restated without the others",
                                 "其中一项经重列，其余未重列"},
    [QOQ_UNTESTABLE_INCOMPLETE] = {"incomplete", "the parts are not known to be all",
                                   "各部分未必齐全"},
    [QOQ_UNTESTABLE_NO_PRECEDENT] = {"no-precedent",
                                     "it has never held for this company",
                                     "该公司从未符合此关系"},
    [QOQ_UNTESTABLE_CURRENCY] = {"currency", "growth at constant currency",
                                 "按固定汇率计算的增长"},
    [QOQ_UNTESTABLE_CALENDAR] = {"calendar", "the company may count years otherwise",
                                 "公司财政年度可能不同"},
    [QOQ_UNTESTABLE_OVERFLOW] = {"overflow", "beyond exact arithmetic",
                                 "超出精确运算范围"},
};

const char *qoq_untestable_name(qoq_untestable why)
{
    return untestables[why].name;
}

const char *qoq_untestable_text(qoq_untestable why, bool chinese)
{
    return chinese ? untestables[why].chinese : untestables[why].english;
}

const qoq_record *qoq_finding_record(const qoq_finding *finding)
{
    /* of two vintages the later one says otherwise, of two sources the lesser */
    bool second =
        finding->kind == QOQ_FINDING_SOURCES || finding->kind == QOQ_FINDING_VINTAGES;

    return finding->terms[second].record;
}

const char *qoq_finding_name(const qoq_finding *finding)
{
    return finding->identity ? finding->identity->id
                             : qoq_finding_kind_name((qoq_finding_kind)finding->kind);
}

qoq_period qoq_finding_vintage(const qoq_finding *finding)
{
    qoq_period latest = {0};

    for (size_t i = 0; i < finding->count; i++) {
        const qoq_record *r = finding->terms[i].record;
        if (r && qoq_period_compare(r->vintage, latest) > 0)
            latest = r->vintage;
    }
    return latest;
}

/* ---- jobs ----------------------------------------------------------------------------------- */

/* Companies that one thread works on in turn. */
typedef struct job {
    size_t first, last; /* companies */
    qoq_arena arena;
    qoq_finding *findings;
    size_t count, room;
    size_t *tallies; /* (identities + kinds) × verdicts */
    qoq_error err;
    qoq_status status;
} job;

typedef struct company {
    uint32_t name;
    size_t first, count; /* of the grouped records */
} company;

typedef struct work {
    const qoq_dataset *dataset;
    const qoq_reconcile_options *options;
    bound_identities identities;
    uint32_t *metrics;
    const qoq_record **records; /* by company */
    company *companies;
    size_t company_count;
    job *jobs;
    size_t job_count;
} work;

static size_t tally_rows(const work *w)
{
    return w->identities.count + QOQ_FINDING_KINDS_ - 1;
}

/* ---- relations into findings ------------------------------------------------------------------ */

typedef struct findings {
    const work *work;
    job *job;
    const ledger *ledger;
    const relations *relations;
} findings;

static qoq_finding_term *copy_terms(const findings *f, const relation_row *relation)
{
    qoq_finding_term *terms =
        qoq_arena_calloc(&f->job->arena, relation->count, sizeof *terms);

    for (size_t i = 0; terms && i < relation->count; i++) {
        const relation_term *t = &f->relations->terms[relation->first + i];
        terms[i].sign = t->sign;
        if (t->statement != RECONCILE_NONE)
            terms[i].record = f->ledger->statements[t->statement].record;
    }
    return terms;
}

/* "free_cash_flow 2022Q4" */
static const char *missing_text(const findings *f, const relation_row *relation)
{
    char period[16], text[256];
    const char *metric;

    if (relation->why != QOQ_UNTESTABLE_NOT_STATED)
        return "";
    metric = relation->missing == RECONCILE_NONE
                 ? ""
                 : qoq_dataset_text(f->work->dataset, relation->missing);
    qoq_period_format(period, relation->missing_period);
    int len = snprintf(text, sizeof text, "%s%s%s", metric, *metric ? " " : "", period);
    return qoq_arena_copy(&f->job->arena, text, len > 0 ? strlen(text) : 0);
}

static qoq_status keep_finding(const findings *f, const relation_row *relation,
                               qoq_error *err)
{
    job *j = f->job;
    trial t;
    qoq_finding *out;

    QOQ_TRY(qoq_grow(&j->findings, &j->room, j->count + 1, sizeof *j->findings, err));
    out = &j->findings[j->count];
    *out = (qoq_finding){.kind = relation->kind,
                         .verdict = relation->verdict,
                         .why = relation->why,
                         .cause = relation->cause,
                         .suspect = (int16_t)relation->suspect,
                         .is_repaired = relation->is_repaired,
                         .repaired = relation->repaired,
                         .other = relation->other,
                         .belongs = relation->belongs,
                         .support = relation->support,
                         .count = relation->count};
    if (relation->kind == QOQ_FINDING_IDENTITY)
        out->identity = &f->work->identities.rows[relation->identity].public;
    out->terms = copy_terms(f, relation);
    out->missing = missing_text(f, relation);
    if (!out->terms || !out->missing)
        return qoq_fail_memory(err);
    if (reconcile_test(&t, f->relations, relation, NULL, 0) != OUTCOME_UNTESTABLE &&
        relation->kind != QOQ_FINDING_TIME) {
        out->is_computed = true;
        out->stated = t.stated;
        out->computed = t.computed;
    }
    j->count++;
    return QOQ_OK;
}

/* Where a finding stands: by cell, then kind, then vintage. */
typedef struct place {
    uint32_t series, period, order, vintage, index;
} place;

static int by_place(const void *pa, const void *pb)
{
    const place *a = pa, *b = pb;
    const uint32_t x[] = {a->series, a->period, a->order, a->vintage, a->index};
    const uint32_t y[] = {b->series, b->period, b->order, b->vintage, b->index};

    for (size_t i = 0; i < sizeof x / sizeof x[0]; i++) {
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    }
    return 0;
}

static place place_of(const findings *f, uint32_t index)
{
    const relation_row *r = &f->relations->items[index];
    const ledger_statement *s =
        &f->ledger->statements[f->relations->terms[r->first].statement];
    const ledger_cell *cell = &f->ledger->cells[s->cell];

    return (place){cell->series, cell->key,
                   r->kind == QOQ_FINDING_IDENTITY ? r->identity : 0x10000u + r->kind,
                   s->vintage, index};
}

static void tally(const findings *f, const relation_row *r)
{
    size_t row = r->kind == QOQ_FINDING_IDENTITY
                     ? r->identity
                     : f->work->identities.count + r->kind - 1;

    f->job->tallies[row * QOQ_OUTCOMES_ + r->verdict]++;
}

static qoq_status keep_findings(const findings *f, qoq_error *err)
{
    size_t kept = 0;
    place *places = malloc((f->relations->count + 1) * sizeof *places);
    qoq_status status = places ? QOQ_OK : qoq_fail_memory(err);

    for (uint32_t i = 0; status == QOQ_OK && i < f->relations->count; i++) {
        tally(f, &f->relations->items[i]);
        if (f->work->options->keep_holding ||
            f->relations->items[i].verdict != QOQ_OUTCOME_HOLDS)
            places[kept++] = place_of(f, i);
    }
    if (status == QOQ_OK && kept > 1)
        qsort(places, kept, sizeof *places, by_place);
    for (size_t i = 0; status == QOQ_OK && i < kept; i++)
        status = keep_finding(f, &f->relations->items[places[i].index], err);
    free(places);
    return status;
}

/* ---- one company --------------------------------------------------------------------------------- */

static qoq_status reconcile_company(const work *w, job *j, const company *c)
{
    ledger l;
    relations r;
    qoq_error *err = &j->err;

    QOQ_TRY(reconcile_ledger_build(&l, w->dataset, w->options->lexicon,
                                   w->records + c->first, c->count, err));
    qoq_status status = reconcile_relations(&r, &l, &w->identities, err);
    if (status == QOQ_OK) {
        status = reconcile_causes(&r, err);
        findings f = {w, j, &l, &r};
        if (status == QOQ_OK)
            status = keep_findings(&f, err);
        reconcile_relations_clear(&r);
    }
    reconcile_ledger_clear(&l);
    return status;
}

static void run_job(void *data, size_t index, unsigned worker)
{
    work *w = data;
    job *j = &w->jobs[index];

    (void)worker;
    j->tallies = calloc(tally_rows(w) * QOQ_OUTCOMES_ + 1, sizeof *j->tallies);
    j->status = j->tallies ? QOQ_OK : qoq_fail_memory(&j->err);
    for (size_t i = j->first; i < j->last && j->status == QOQ_OK; i++)
        j->status = reconcile_company(w, j, &w->companies[i]);
}

/* ---- companies --------------------------------------------------------------------------------- */

/* The actual records, those of each company together. */
static qoq_status group_records(work *w, qoq_error *err)
{
    const qoq_dataset *data = w->dataset;
    size_t names = qoq_names_count(data->names), at = 0;
    size_t *starts = calloc(names + 1, sizeof *starts);

    w->records = calloc(data->count + 1, sizeof(const qoq_record *));
    w->companies = calloc(names + 1, sizeof *w->companies);
    if (!starts || !w->records || !w->companies) {
        free(starts);
        return qoq_fail_memory(err);
    }
    for (size_t i = 0; i < data->count; i++) {
        if (data->records[i].standing == QOQ_ACTUAL)
            starts[data->records[i].entity]++;
    }
    for (size_t n = 0; n < names; n++) {
        size_t count = starts[n];
        starts[n] = at;
        if (count)
            w->companies[w->company_count++] = (company){(uint32_t)n, at, count};
        at += count;
    }
    for (size_t i = 0; i < data->count; i++) {
        if (data->records[i].standing == QOQ_ACTUAL)
            w->records[starts[data->records[i].entity]++] = &data->records[i];
    }
    free(starts);
    return QOQ_OK;
}

typedef struct named_company {
    const char *text;
    company company;
} named_company;

static int by_text(const void *pa, const void *pb)
{
    const named_company *a = pa, *b = pb;

    return strcmp(a->text, b->text);
}

static qoq_status sort_companies(work *w, qoq_error *err)
{
    named_company *named = calloc(w->company_count + 1, sizeof *named);

    if (!named)
        return qoq_fail_memory(err);
    for (size_t i = 0; i < w->company_count; i++)
        named[i] = (named_company){qoq_dataset_text(w->dataset, w->companies[i].name),
                                   w->companies[i]};
    if (w->company_count > 1)
        qsort(named, w->company_count, sizeof *named, by_text);
    for (size_t i = 0; i < w->company_count; i++)
        w->companies[i] = named[i].company;
    free(named);
    return QOQ_OK;
}

/* Companies of some thousand records make a job. */
enum { RECORDS_A_JOB = 4096 };

static qoq_status make_jobs(work *w, qoq_error *err)
{
    w->jobs = calloc(w->company_count + 1, sizeof *w->jobs);
    if (!w->jobs)
        return qoq_fail_memory(err);
    for (size_t i = 0, records = 0; i < w->company_count; i++) {
        if (!w->job_count || records > RECORDS_A_JOB) {
            w->jobs[w->job_count++].first = i;
            records = 0;
        }
        records += w->companies[i].count;
        w->jobs[w->job_count - 1].last = i + 1;
    }
    return QOQ_OK;
}

static qoq_status bind_identities(work *w, qoq_error *err)
{
    const qoq_identities *all = w->options->identities;
    size_t count = qoq_identities_count(all);

    w->metrics = malloc((count + 1) * REFERENCES_AT_MOST * sizeof *w->metrics);
    if (!w->metrics)
        return qoq_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        const identity_row *row = &all->rows[i];
        for (size_t k = 0; k < REFERENCES_AT_MOST; k++) {
            const char *metric =
                k < row->reference_count ? row->references[k].metric : "";
            w->metrics[i * REFERENCES_AT_MOST + k] =
                *metric ? qoq_names_find(w->dataset->names, metric, strlen(metric))
                        : UINT32_MAX;
        }
    }
    w->identities = (bound_identities){count ? all->rows : NULL, count, w->metrics};
    return QOQ_OK;
}

/* ---- putting together ------------------------------------------------------------------------------ */

static qoq_status make_tallies(qoq_reconciliation *out, const work *w, qoq_error *err)
{
    out->tally_count = tally_rows(w);
    out->tallies = calloc(out->tally_count, sizeof *out->tallies);
    if (!out->tallies)
        return qoq_fail_memory(err);
    for (size_t row = 0; row < out->tally_count; row++) {
        qoq_tally *line = &out->tallies[row];
        bool of_identity = row < w->identities.count;
        line->kind = (uint8_t)(of_identity ? QOQ_FINDING_IDENTITY
                                           : row - w->identities.count + 1);
        line->identity = of_identity ? &w->identities.rows[row].public : NULL;
        for (size_t j = 0; j < w->job_count; j++) {
            for (size_t v = 0; v < QOQ_OUTCOMES_; v++)
                line->verdicts[v] += w->jobs[j].tallies[row * QOQ_OUTCOMES_ + v];
        }
    }
    return QOQ_OK;
}

static qoq_status join_jobs(qoq_reconciliation *out, work *w, qoq_error *err)
{
    size_t total = 0;

    for (size_t j = 0; j < w->job_count; j++) {
        if (w->jobs[j].status != QOQ_OK) {
            if (err)
                *err = w->jobs[j].err;
            return w->jobs[j].status;
        }
        total += w->jobs[j].count;
    }
    out->findings = malloc((total + 1) * sizeof *out->findings);
    out->arenas = calloc(w->job_count + 1, sizeof *out->arenas);
    if (!out->findings || !out->arenas)
        return qoq_fail_memory(err);
    for (size_t j = 0; j < w->job_count; j++) {
        if (w->jobs[j].count)
            memcpy(out->findings + out->count, w->jobs[j].findings,
                   w->jobs[j].count * sizeof *out->findings);
        out->count += w->jobs[j].count;
        out->arenas[out->arena_count++] = w->jobs[j].arena;
        w->jobs[j].arena = (qoq_arena){0};
    }
    return make_tallies(out, w, err);
}

static void clear_work(work *w)
{
    for (size_t j = 0; j < w->job_count; j++) {
        qoq_arena_clear(&w->jobs[j].arena);
        free(w->jobs[j].findings);
        free(w->jobs[j].tallies);
    }
    free(w->jobs);
    free(w->companies);
    free(w->records);
    free(w->metrics);
}

static qoq_status run_all(qoq_reconciliation *out, work *w, qoq_error *err)
{
    QOQ_TRY(group_records(w, err));
    QOQ_TRY(sort_companies(w, err));
    QOQ_TRY(make_jobs(w, err));
    QOQ_TRY(bind_identities(w, err));
    QOQ_TRY(qoq_pool_run(w->job_count, w->options->threads, w->job_count, run_job, NULL,
                         w, err));
    return join_jobs(out, w, err);
}

qoq_status qoq_reconcile(qoq_reconciliation *out, const qoq_dataset *dataset,
                         const qoq_reconcile_options *options, qoq_error *err)
{
    work w = {.dataset = dataset, .options = options};

    *out = (qoq_reconciliation){0};
    qoq_status status =
        dataset->count < UINT32_MAX
            ? run_all(out, &w, err)
            : qoq_fail(err, QOQ_EOVERFLOW, "more than 4294967294 records");
    clear_work(&w);
    if (status != QOQ_OK)
        qoq_reconciliation_clear(out);
    return status;
}

void qoq_reconciliation_clear(qoq_reconciliation *r)
{
    for (size_t i = 0; i < r->arena_count; i++)
        qoq_arena_clear(&r->arenas[i]);
    free(r->arenas);
    free(r->findings);
    free(r->tallies);
    *r = (qoq_reconciliation){0};
}

#include "qoq/explain.h"

#include <stdlib.h>
#include <string.h>

const char *qoq_verdict_name(qoq_verdict verdict)
{
    static const char *const names[QOQ_VERDICTS_] = {
        "shown",     "sharpened", "confirms", "coarser", "restated", "outranked",
        "corrected", "later",     "against",  "too-new", "undated"};

    return names[verdict];
}

/* What explaining one cell needs. */
typedef struct work {
    qoq_explanation *out;
    qoq_deriver *deriver;
    const qoq_panel *panel;
    const qoq_dataset *dataset;
    qoq_view view;
    qoq_arena *arena;
    qoq_error *err;
} work;

/* ---- statements ---------------------------------------------------------------------- */

static qoq_interval interval_of(const qoq_record *record)
{
    qoq_interval interval;

    if (qoq_interval_of(&interval, record->number, NULL) != QOQ_OK)
        return qoq_interval_point(record->number.value);
    return interval;
}

static bool is_end(const qoq_evidence *e, qoq_bound bound)
{
    return e->record->number.bound == bound;
}

/* The end of a range agrees with everything on its side. */
static bool admits(const qoq_evidence *end, const qoq_evidence *other)
{
    if (is_end(end, QOQ_BOUND_LOW))
        return qoq_decimal_compare(other->interval.high, end->interval.low) > 0;
    return is_end(end, QOQ_BOUND_HIGH) &&
           qoq_decimal_compare(other->interval.low, end->interval.high) < 0;
}

static bool agree(const qoq_evidence *a, const qoq_evidence *b)
{
    return qoq_interval_agrees(a->interval, b->interval) || admits(a, b) ||
           admits(b, a);
}

static bool is_left_out(qoq_evidence *e, qoq_view view)
{
    const qoq_record *r = e->record;

    if (view.kind == QOQ_VIEW_AS_OF_DATE && !r->published)
        e->verdict = QOQ_VERDICT_UNDATED;
    else if ((view.kind == QOQ_VIEW_AS_OF_DATE && r->published > view.date) ||
             (view.kind == QOQ_VIEW_AS_OF_VINTAGE &&
              qoq_period_compare(r->vintage, view.vintage) > 0))
        e->verdict = QOQ_VERDICT_TOO_NEW;
    else
        return false;
    return true;
}

/* Better evidence of the same vintage that is not against what is shown. */
static const qoq_record *outranking(const work *w, const qoq_evidence *e,
                                    const qoq_evidence *shown)
{
    for (size_t i = 0; i < w->out->evidence_count; i++) {
        const qoq_evidence *other = &w->out->evidence[i];
        if (other->rank < e->rank && agree(other, shown) &&
            qoq_period_equal(other->record->vintage, e->record->vintage))
            return other->record;
    }
    return NULL;
}

enum { RANK_CORRECTION = 0, RANK_NEWS = 4 };

/* Corrections, the issuer and the news are three parties: the first decides alone. */
static int party(int rank)
{
    return rank == RANK_CORRECTION ? 0 : rank == RANK_NEWS ? 2 : 1;
}

/* Why a statement that does not agree with the shown one is not shown itself. */
static void judge_against(const work *w, qoq_evidence *e, const qoq_evidence *shown)
{
    const qoq_record *record = e->record, *chosen = shown->record;
    int vintages = qoq_period_compare(record->vintage, chosen->vintage);

    e->by = chosen;
    if (party(e->rank) > party(shown->rank)) {
        e->verdict = QOQ_VERDICT_OUTRANKED;
    } else if (vintages < 0) {
        e->verdict = QOQ_VERDICT_RESTATED;
    } else if (w->view.kind == QOQ_VIEW_FIRST_REPORTED && vintages > 0) {
        e->verdict = QOQ_VERDICT_LATER;
        e->by = NULL;
    } else if ((e->by = outranking(w, e, shown))) {
        e->verdict = QOQ_VERDICT_OUTRANKED;
    } else if (vintages == 0 && record->published < chosen->published) {
        e->verdict = QOQ_VERDICT_CORRECTED;
        e->by = chosen;
    } else {
        e->verdict = QOQ_VERDICT_AGAINST;
        e->by = chosen;
    }
}

static void judge(const work *w, qoq_evidence *e, const qoq_evidence *shown)
{
    if (is_left_out(e, w->view))
        return;
    if (e == shown)
        e->verdict = QOQ_VERDICT_SHOWN;
    else if (!agree(e, shown))
        judge_against(w, e, shown);
    else if (qoq_decimal_compare(qoq_interval_half_width(e->interval),
                                 qoq_interval_half_width(shown->interval)) > 0)
        e->verdict = QOQ_VERDICT_COARSER;
    else
        e->verdict = QOQ_VERDICT_CONFIRMS;
}

static int by_vintage(const void *a, const void *b)
{
    const qoq_evidence *x = a, *y = b;
    int order = qoq_period_compare(x->record->vintage, y->record->vintage);

    if (!order)
        order = x->rank - y->rank;
    return order ? order : (x->record > y->record) - (x->record < y->record);
}

/* The statements of a cell, judged. */
static qoq_status gather_evidence(work *w, const qoq_cell *cell)
{
    size_t count = qoq_panel_statements(NULL, 0, w->panel, cell);
    const qoq_record **records = malloc((count + 1) * sizeof *records);
    qoq_evidence *all = qoq_arena_calloc(w->arena, count + 1, sizeof *all);
    const qoq_evidence *shown = NULL;
    qoq_choice choice = {0};

    if (!records || !all) {
        free(records);
        return qoq_fail_memory(w->err);
    }
    qoq_panel_statements(records, count, w->panel, cell);
    if (count)
        qoq_view_choose(&choice, w->dataset, records, count, w->view);
    for (size_t i = 0; i < count; i++)
        all[i] = (qoq_evidence){.record = records[i],
                                .interval = interval_of(records[i]),
                                .rank = qoq_dataset_rank(w->dataset, records[i])};
    free(records);
    if (count)
        qsort(all, count, sizeof *all, by_vintage);
    w->out->evidence = all;
    w->out->evidence_count = count;
    for (size_t i = 0; i < count; i++) {
        if (all[i].record == choice.record)
            shown = &all[i];
    }
    for (size_t i = 0; i < count; i++) {
        if (shown)
            judge(w, &all[i], shown);
        else
            is_left_out(&all[i], w->view);
    }
    return QOQ_OK;
}

/* ---- levels -------------------------------------------------------------------------- */

static void mark_sharpened(const qoq_explanation *out, qoq_evidence *all)
{
    for (size_t i = 0; i < out->evidence_count; i++) {
        if (all[i].verdict == QOQ_VERDICT_SHOWN)
            all[i].verdict = QOQ_VERDICT_SHARPENED;
    }
}

static qoq_status explain_level(work *w)
{
    qoq_explanation *out = w->out;

    QOQ_TRY(qoq_derive_attempts(&out->shown, &out->attempts, &out->attempt_count,
                                w->deriver, &out->cell, out->metric, w->err));
    QOQ_TRY(gather_evidence(w, &out->cell));
    if (out->shown.state == QOQ_FIGURE_DERIVED)
        mark_sharpened(out, (qoq_evidence *)out->evidence);
    return QOQ_OK;
}

/* ---- growth -------------------------------------------------------------------------- */

/* How a measure ties a level to an earlier one. */
typedef struct growth_kind {
    qoq_measure measure, of_ratio; /* of_ratio: what it is called of a ratio */
    bool year, rate;
} growth_kind;

static const growth_kind kinds[] = {
    {QOQ_YOY, QOQ_CHANGE_PP_YOY, true, true},
    {QOQ_QOQ, QOQ_CHANGE_PP_QOQ, false, true},
    {QOQ_CHANGE_PP_YOY, QOQ_CHANGE_PP_YOY, true, true},
    {QOQ_CHANGE_PP_QOQ, QOQ_CHANGE_PP_QOQ, false, true},
    {QOQ_CHANGE_YOY, QOQ_CHANGE_PP_YOY, true, false},
    {QOQ_CHANGE_QOQ, QOQ_CHANGE_PP_QOQ, false, false},
};

static const growth_kind *kind_of(uint8_t measure)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].measure == measure)
            return &kinds[i];
    }
    return NULL;
}

static void level_of(qoq_figure *out, const work *w, const qoq_cell *cell)
{
    const qoq_ratio *ratio =
        cell->metric == QOQ_NO_NAME ? qoq_ratio_find(w->out->metric) : NULL;

    if (ratio)
        qoq_derive_ratio(out, w->deriver, ratio, cell);
    else
        qoq_derive_figure(out, w->deriver, cell);
}

static bool is_approximate(const qoq_figure *f)
{
    return f->flags & (QOQ_FLAG_ABOUT | QOQ_FLAG_OVER | QOQ_FLAG_UNDER);
}

static bool same_cell(const qoq_cell *a, const qoq_cell *b)
{
    return a->entity == b->entity && a->axis == b->axis && a->segment == b->segment &&
           a->metric == b->metric && a->measure == b->measure &&
           a->adjusted == b->adjusted && qoq_period_equal(a->period, b->period);
}

/* Does a figure rest on this cell? */
static bool rests_on(const qoq_figure *f, const qoq_cell *cell, int depth)
{
    enum { DEPTH_AT_MOST = 8 };

    for (size_t i = 0; f->derivation && i < f->derivation->count; i++) {
        const qoq_derivation_term *term = &f->derivation->terms[i];
        if (same_cell(&term->cell, cell) ||
            (depth < DEPTH_AT_MOST && rests_on(&term->figure, cell, depth + 1)))
            return true;
    }
    return false;
}

static qoq_agreement agreement_of(const qoq_explanation *e)
{
    const qoq_figure *levels = e->levels;

    if (!qoq_figure_has(&e->computed) || !qoq_figure_has(&e->printed))
        return QOQ_AGREEMENT_NONE;
    if (rests_on(&levels[0], &e->cell, 0) || rests_on(&levels[1], &e->cell, 0))
        return QOQ_AGREEMENT_CIRCULAR;
    if (qoq_derive_is_outdated(&e->printed, &levels[0]) ||
        qoq_derive_is_outdated(&e->printed, &levels[1]))
        return QOQ_AGREEMENT_OUTDATED;
    if (qoq_interval_agrees(e->computed.interval, e->printed.interval))
        return QOQ_AGREEMENT_HOLDS;
    return is_approximate(&e->printed) || is_approximate(&levels[0]) ||
                   is_approximate(&levels[1])
               ? QOQ_AGREEMENT_OPEN
               : QOQ_AGREEMENT_FAILS;
}

/* The two levels of a growth, in cells of their own. */
static void find_levels(work *w, const growth_kind *kind)
{
    qoq_explanation *out = w->out;

    out->now = out->cell;
    out->now.measure = QOQ_LEVEL;
    out->now.unit = qoq_panel_cell_unit(w->panel, &out->now);
    out->base = out->now;
    out->base.period = kind->year ? qoq_period_year_ago(out->cell.period)
                                  : qoq_period_previous(out->cell.period);
    level_of(&out->levels[0], w, &out->now);
    level_of(&out->levels[1], w, &out->base);
}

static bool is_ratio(const work *w)
{
    const qoq_lexicon *lexicon = qoq_panel_lexicon(w->panel);
    const qoq_metric *known =
        lexicon ? qoq_lexicon_metric(lexicon, qoq_slice_of(w->out->metric)) : NULL;

    return qoq_ratio_find(w->out->metric) || (known && known->kind == QOQ_METRIC_RATIO);
}

static qoq_status explain_growth(work *w, const growth_kind *kind)
{
    qoq_explanation *out = w->out;
    qoq_growth growth;

    out->is_growth = true;
    if (is_ratio(w))
        out->cell.measure = (uint8_t)kind->of_ratio;
    out->cell.unit = qoq_panel_cell_unit(w->panel, &out->cell);
    find_levels(w, kind);
    qoq_growth_of(&growth, &out->levels[0], &out->levels[1]);
    out->computed = kind->rate || is_ratio(w) ? growth.rate : growth.change;
    qoq_panel_figure(&out->printed, w->panel, &out->cell);
    out->agreement = (uint8_t)agreement_of(out);
    /* what compare and series show; a change in currency is joined in the same way */
    growth.rate = out->computed;
    if (!qoq_derive_is_outdated(&out->printed, &out->levels[0]) &&
        !qoq_derive_is_outdated(&out->printed, &out->levels[1]) &&
        !qoq_figure_redefined(&out->printed, &out->levels[0]))
        qoq_growth_join(&growth, &out->printed);
    out->shown = growth.rate;
    return gather_evidence(w, &out->cell);
}

/* A stock at the end of a year is stated as that of the quarter that ends there. */
static void name_quarter(qoq_explanation *out, const qoq_panel *panel)
{
    const qoq_metric *metric = qoq_panel_metric_known(panel, out->cell.metric);
    qoq_period period = out->cell.period;

    if (metric && metric->kind == QOQ_METRIC_STOCK && period.span != QOQ_SPAN_DATE)
        out->cell.period = qoq_period_last_quarter(period);
}

qoq_status qoq_explain(qoq_explanation *out, qoq_deriver *deriver, const qoq_cell *cell,
                       const char *metric, qoq_arena *arena, qoq_error *err)
{
    const qoq_panel *panel = qoq_deriver_panel(deriver);
    const growth_kind *kind = kind_of(cell->measure);
    work w = {.out = out,
              .deriver = deriver,
              .panel = panel,
              .dataset = qoq_panel_dataset(panel),
              .view = qoq_panel_view(panel),
              .arena = arena,
              .err = err};

    *out = (qoq_explanation){.cell = *cell, .metric = metric};
    if (!kind || kind->year)
        name_quarter(out, panel);
    if (kind && !qoq_period_is_none(kind->year ? qoq_period_year_ago(cell->period)
                                               : qoq_period_previous(cell->period)))
        return explain_growth(&w, kind);
    return explain_level(&w);
}

/* Which relations there are between the statements of one company, and what holds. */
#include <stdlib.h>
#include <string.h>

#include "analysis/reconcile_relations.h"

/* ---- one relation ------------------------------------------------------------------------- */

qoq_status reconcile_begin(relations *r, qoq_finding_kind kind, relation_row **out)
{
    QOQ_TRY(qoq_grow(&r->items, &r->room, r->count + 1, sizeof *r->items, r->err));
    *out = &r->items[r->count];
    **out = (relation_row){.kind = (uint8_t)kind,
                           .first = (uint32_t)r->term_count,
                           .missing = RECONCILE_NONE,
                           .suspect = -1};
    return QOQ_OK;
}

qoq_status reconcile_add_term(relations *r, relation_row *relation, uint32_t statement,
                              int sign)
{
    QOQ_TRY(qoq_grow(&r->terms, &r->term_room, r->term_count + 1, sizeof *r->terms,
                     r->err));
    r->terms[r->term_count++] = (relation_term){statement, (int8_t)sign};
    relation->count++;
    return QOQ_OK;
}

static bool is_vague(const relations *r, const relation_row *relation)
{
    for (size_t i = 0; i < relation->count; i++) {
        uint32_t statement = r->terms[relation->first + i].statement;
        if (statement != RECONCILE_NONE && statement_at(r, statement)->vague)
            return true;
    }
    return false;
}

void reconcile_finish(relations *r, relation_row *relation)
{
    trial t = {.why = QOQ_TESTABLE};

    switch (reconcile_test(&t, r, relation, NULL, 0)) {
    case OUTCOME_HOLDS:
        relation->verdict = QOQ_OUTCOME_HOLDS;
        break;
    case OUTCOME_FAILS:
        relation->fails = true;
        relation->verdict = QOQ_OUTCOME_CONTRADICTS;
        if (is_vague(r, relation)) {
            relation->verdict = QOQ_OUTCOME_UNTESTABLE;
            relation->why = QOQ_UNTESTABLE_APPROXIMATE;
        }
        break;
    default:
        relation->verdict = QOQ_OUTCOME_UNTESTABLE;
        relation->why = (uint8_t)t.why;
    }
    r->count++;
}

void reconcile_abandon(relations *r, const relation_row *relation)
{
    r->term_count = relation->first;
}

void reconcile_file_missing(relations *r, relation_row *relation, uint32_t metric,
                            qoq_period period)
{
    relation->verdict = QOQ_OUTCOME_UNTESTABLE;
    relation->why = QOQ_UNTESTABLE_NOT_STATED;
    relation->missing = metric;
    relation->missing_period = period;
    r->count++;
}

bool reconcile_rests_on_restated(const relations *r, const relation_row *relation)
{
    for (size_t i = 0; i < relation->count; i++) {
        uint32_t statement = r->terms[relation->first + i].statement;
        if (statement != RECONCILE_NONE &&
            reconcile_is_restated(r->ledger, statement_at(r, statement)->cell))
            return true;
    }
    return false;
}

void reconcile_excuse(relation_row *relation, qoq_untestable why)
{
    relation->verdict = QOQ_OUTCOME_UNTESTABLE;
    relation->why = (uint8_t)why;
}

/* ---- printed growth ----------------------------------------------------------------------- */

/* The levels that a series of growth speaks of: same names, the unit with most periods.
 * Series stand in order of their names, levels before what is said of them. */
static uint32_t levels_of(const relations *r, uint32_t growth)
{
    const ledger_series *g = series_at(r, growth);
    uint32_t best = RECONCILE_NONE;

    for (uint32_t i = growth; i-- > 0;) {
        const ledger_series *s = series_at(r, i);
        if (s->axis != g->axis || s->segment != g->segment || s->metric != g->metric ||
            s->adjusted != g->adjusted)
            break;
        if (s->measure == QOQ_LEVEL &&
            (best == RECONCILE_NONE || s->count >= series_at(r, best)->count))
            best = i;
    }
    return best;
}

static qoq_period base_of(qoq_period period, uint8_t measure)
{
    switch (measure) {
    case QOQ_QOQ:
    case QOQ_CHANGE_QOQ:
    case QOQ_CHANGE_PP_QOQ:
    case QOQ_QOQ_CC:
        return qoq_period_previous(period);
    default:
        return qoq_period_year_ago(period);
    }
}

/* A level as the document of a printed growth has it: its own, its vintage's, the last one
 * before, the first one after. */
static uint32_t level_beside(const relations *r, uint32_t levels, qoq_period period,
                             const ledger_statement *growth)
{
    uint32_t cell = qoq_period_is_none(period)
                        ? RECONCILE_NONE
                        : reconcile_cell(r->ledger, levels, period);
    uint32_t found;

    if (cell == RECONCILE_NONE)
        return RECONCILE_NONE;
    found = reconcile_in_document(r->ledger, cell, growth->record);
    if (found == RECONCILE_NONE)
        found = reconcile_until(r->ledger, cell, growth->vintage);
    if (found == RECONCILE_NONE)
        found = reconcile_after(r->ledger, cell, growth->vintage);
    return found;
}

/* Statements of a level that are tried at most. */
enum { TRIED = 16 };

/* A growth that fails with levels of other vintages than its own may hold with what another
 * document says of them. */
static void try_other_levels(relations *r, relation_row *relation)
{
    relation_term *terms = &r->terms[relation->first];
    const relation_term now = terms[1], base = terms[2];
    uint32_t vintage = statement_at(r, terms[0].statement)->vintage;
    const ledger_cell *n = &r->ledger->cells[statement_at(r, now.statement)->cell];
    const ledger_cell *b = &r->ledger->cells[statement_at(r, base.statement)->cell];
    trial t;

    if (statement_at(r, now.statement)->vintage == vintage &&
        statement_at(r, base.statement)->vintage == vintage)
        return;
    for (uint32_t i = n->first; i < n->first + n->count && i < n->first + TRIED; i++) {
        for (uint32_t k = b->first; k < b->first + b->count && k < b->first + TRIED;
             k++) {
            terms[1].statement = i;
            terms[2].statement = k;
            if (reconcile_test(&t, r, relation, NULL, 0) == OUTCOME_HOLDS) {
                relation->verdict = QOQ_OUTCOME_HOLDS;
                relation->fails = false;
                return;
            }
        }
    }
    terms[1] = now;
    terms[2] = base;
    if (is_contradiction(relation) && reconcile_rests_on_restated(r, relation))
        reconcile_excuse(relation, QOQ_UNTESTABLE_RESTATED);
}

static qoq_status growth_relation(relations *r, uint32_t growth, uint32_t levels)
{
    const ledger_statement *s = statement_at(r, growth);
    qoq_period period = s->record->period;
    qoq_period base_period = base_of(period, s->record->measure);
    uint32_t now = level_beside(r, levels, period, s);
    uint32_t base = level_beside(r, levels, base_period, s);
    relation_row *relation;

    QOQ_TRY(reconcile_begin(r, QOQ_FINDING_GROWTH, &relation));
    QOQ_TRY(reconcile_add_term(r, relation, growth, 0));
    QOQ_TRY(reconcile_add_term(r, relation, now, 0));
    QOQ_TRY(reconcile_add_term(r, relation, base, 0));
    if (now == RECONCILE_NONE || base == RECONCILE_NONE) {
        reconcile_file_missing(r, relation, series_at(r, levels)->metric,
                               now == RECONCILE_NONE ? period : base_period);
        return QOQ_OK;
    }
    reconcile_finish(r, relation);
    if (relation->fails)
        try_other_levels(r, relation);
    return QOQ_OK;
}

static qoq_status growth_relations(relations *r, uint32_t series)
{
    const ledger_series *s = series_at(r, series);
    uint32_t levels = levels_of(r, series);

    if (levels == RECONCILE_NONE || !s->count)
        return QOQ_OK;
    const ledger_cell *first = &r->ledger->cells[s->first];
    const ledger_cell *last = &r->ledger->cells[s->first + s->count - 1];
    for (uint32_t i = first->first; i < last->first + last->count; i++)
        QOQ_TRY(growth_relation(r, i, levels));
    return QOQ_OK;
}

/* ---- periods ------------------------------------------------------------------------------ */

typedef struct made_of {
    uint8_t span, index;
    uint8_t count;
    struct {
        uint8_t span, index;
    } parts[4];
} made_of;

/* The first row of a span tells what is missing; the others need all their parts. */
static const made_of compositions[] = {
    {QOQ_SPAN_YEAR,
     1,
     4,
     {{QOQ_SPAN_QUARTER, 1},
      {QOQ_SPAN_QUARTER, 2},
      {QOQ_SPAN_QUARTER, 3},
      {QOQ_SPAN_QUARTER, 4}}},
    {QOQ_SPAN_YEAR, 1, 2, {{QOQ_SPAN_HALF, 1}, {QOQ_SPAN_HALF, 2}}},
    {QOQ_SPAN_YEAR, 1, 2, {{QOQ_SPAN_NINE, 1}, {QOQ_SPAN_QUARTER, 4}}},
    {QOQ_SPAN_NINE,
     1,
     3,
     {{QOQ_SPAN_QUARTER, 1}, {QOQ_SPAN_QUARTER, 2}, {QOQ_SPAN_QUARTER, 3}}},
    {QOQ_SPAN_NINE, 1, 2, {{QOQ_SPAN_HALF, 1}, {QOQ_SPAN_QUARTER, 3}}},
    {QOQ_SPAN_HALF, 1, 2, {{QOQ_SPAN_QUARTER, 1}, {QOQ_SPAN_QUARTER, 2}}},
    {QOQ_SPAN_HALF, 2, 2, {{QOQ_SPAN_QUARTER, 3}, {QOQ_SPAN_QUARTER, 4}}},
};

enum { COMPOSITIONS = sizeof compositions / sizeof compositions[0] };

static bool is_first_composition(const made_of *row)
{
    return row->parts[0].span == QOQ_SPAN_QUARTER;
}

/* Each part as last stated at the vintage of the longer period. */
static qoq_status period_relation(relations *r, uint32_t longer, uint32_t series,
                                  const made_of *row)
{
    const ledger_statement *s = statement_at(r, longer);
    qoq_period missing = {0};
    size_t stated = 0;
    relation_row *relation;

    QOQ_TRY(reconcile_begin(r, QOQ_FINDING_PERIODS, &relation));
    QOQ_TRY(reconcile_add_term(r, relation, longer, 0));
    for (size_t i = 0; i < row->count; i++) {
        qoq_period part = qoq_period_of(
            s->record->period.year, (qoq_span)row->parts[i].span, row->parts[i].index);
        uint32_t cell = reconcile_cell(r->ledger, series, part);
        uint32_t statement = cell == RECONCILE_NONE
                                 ? RECONCILE_NONE
                                 : reconcile_until(r->ledger, cell, s->vintage);
        if (statement == RECONCILE_NONE && qoq_period_is_none(missing))
            missing = part;
        stated += statement != RECONCILE_NONE;
        QOQ_TRY(reconcile_add_term(r, relation, statement, 1));
    }
    if (stated == row->count) {
        relation->is_sum = true;
        reconcile_finish(r, relation);
        if (is_contradiction(relation) && reconcile_rests_on_restated(r, relation))
            reconcile_excuse(relation, QOQ_UNTESTABLE_RESTATED);
    } else if (stated && is_first_composition(row)) {
        reconcile_file_missing(r, relation, series_at(r, series)->metric, missing);
    } else {
        reconcile_abandon(r, relation);
    }
    return QOQ_OK;
}

static qoq_status cell_periods(relations *r, uint32_t cell)
{
    const ledger_cell *c = &r->ledger->cells[cell];
    uint32_t last = RECONCILE_NONE;

    for (uint32_t i = c->first; i < c->first + c->count; i++) {
        if (statement_at(r, i)->vintage == last)
            continue;
        last = statement_at(r, i)->vintage;
        for (size_t k = 0; k < COMPOSITIONS; k++) {
            if (compositions[k].span == c->period.span &&
                compositions[k].index == c->period.index)
                QOQ_TRY(period_relation(r, i, c->series, &compositions[k]));
        }
    }
    return QOQ_OK;
}

static qoq_status period_relations(relations *r, uint32_t series)
{
    const ledger_series *s = series_at(r, series);

    if (!s->known || s->known->kind != QOQ_METRIC_FLOW)
        return QOQ_OK;
    for (uint32_t i = s->first; i < s->first + s->count; i++) {
        if (r->ledger->cells[i].period.span > QOQ_SPAN_QUARTER &&
            r->ledger->cells[i].period.span < QOQ_SPAN_DATE)
            QOQ_TRY(cell_periods(r, i));
    }
    return QOQ_OK;
}

/* ---- sources and vintages ------------------------------------------------------------------ */

static qoq_status same_relation(relations *r, qoq_finding_kind kind, uint32_t first,
                                uint32_t second)
{
    relation_row *relation;

    QOQ_TRY(reconcile_begin(r, kind, &relation));
    QOQ_TRY(reconcile_add_term(r, relation, first, 0));
    QOQ_TRY(reconcile_add_term(r, relation, second, 0));
    reconcile_finish(r, relation);
    return QOQ_OK;
}

static bool is_sharper(const ledger_statement *a, const ledger_statement *b)
{
    return a->vague == b->vague
               ? qoq_decimal_compare(qoq_interval_half_width(a->interval),
                                     qoq_interval_half_width(b->interval)) < 0
               : b->vague;
}

/* Within a vintage each statement against the best; the best of each vintage against the
 * sharpest of those before it that agree with each other. */
static qoq_status cell_relations(relations *r, const ledger_cell *c)
{
    uint32_t current = c->first, best = c->first;

    for (uint32_t i = c->first + 1; i < c->first + c->count; i++) {
        const ledger_statement *s = statement_at(r, i);
        if (s->vintage == statement_at(r, best)->vintage) {
            QOQ_TRY(same_relation(r, QOQ_FINDING_SOURCES, best, i));
            continue;
        }
        best = i;
        bool dated = statement_at(r, current)->vintage != 0;
        QOQ_TRY(same_relation(r, dated ? QOQ_FINDING_VINTAGES : QOQ_FINDING_SOURCES,
                              current, i));
        if (r->items[r->count - 1].fails || is_sharper(s, statement_at(r, current)))
            current = i;
    }
    return QOQ_OK;
}

/* An actual figure of a quarter that had not ended. Dates lie behind the quarter of their
 * document often enough. */
static qoq_status time_relation(relations *r, uint32_t statement)
{
    const ledger_statement *s = statement_at(r, statement);
    relation_row *relation;

    if (!s->vintage || s->record->period.span == QOQ_SPAN_DATE ||
        s->record->vintage.span == QOQ_SPAN_DATE ||
        reconcile_period_key(qoq_period_last_quarter(s->record->period)) <=
            reconcile_period_key(qoq_period_last_quarter(s->record->vintage)))
        return QOQ_OK;
    QOQ_TRY(reconcile_begin(r, QOQ_FINDING_TIME, &relation));
    QOQ_TRY(reconcile_add_term(r, relation, statement, 0));
    reconcile_finish(r, relation);
    return QOQ_OK;
}

/* ---- all -------------------------------------------------------------------------------------- */

static qoq_status find_currencies(relations *r)
{
    for (size_t i = 0; i < r->ledger->series_count; i++) {
        const ledger_series *s = &r->ledger->series[i];
        bool known = s->unit_kind != QOQ_UNIT_MONEY;
        for (size_t k = 0; k < r->currency_count && !known; k++)
            known = r->currencies[k] == s->unit;
        if (known)
            continue;
        QOQ_TRY(qoq_grow(&r->currencies, &r->currency_room, r->currency_count + 1,
                         sizeof *r->currencies, r->err));
        r->currencies[r->currency_count++] = s->unit;
    }
    return QOQ_OK;
}

static qoq_status make_all(relations *r)
{
    const ledger *l = r->ledger;

    QOQ_TRY(find_currencies(r));
    for (uint32_t i = 0; i < l->series_count; i++) {
        if (l->series[i].measure != QOQ_LEVEL) {
            QOQ_TRY(growth_relations(r, i));
            continue;
        }
        QOQ_TRY(reconcile_formulas(r, i));
        QOQ_TRY(period_relations(r, i));
    }
    for (size_t i = 0; i < l->cell_count; i++)
        QOQ_TRY(cell_relations(r, &l->cells[i]));
    for (uint32_t i = 0; i < l->statement_count; i++)
        QOQ_TRY(time_relation(r, i));
    return QOQ_OK;
}

qoq_status reconcile_relations(relations *out, const ledger *l,
                               const bound_identities *identities, qoq_error *err)
{
    *out = (relations){.ledger = l, .identities = *identities, .err = err};
    out->held = calloc(identities->count + 1, sizeof *out->held);
    out->tested = calloc(identities->count + 1, sizeof *out->tested);
    out->outdone = calloc(identities->count + 1, sizeof *out->outdone);
    qoq_status status =
        out->held && out->tested && out->outdone ? make_all(out) : qoq_fail_memory(err);
    if (status == QOQ_OK)
        status = reconcile_judge_formulas(out);
    if (status != QOQ_OK)
        reconcile_relations_clear(out);
    return status;
}

void reconcile_relations_clear(relations *r)
{
    free(r->items);
    free(r->terms);
    free(r->held);
    free(r->tested);
    free(r->outdone);
    free(r->currencies);
    qoq_panel_map_clear(&r->proved);
    memset(r, 0, sizeof *r);
}

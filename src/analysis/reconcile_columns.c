/*
 * Which periods a document speaks of. A row whose figure stands under a period that the
 * document has for no other row, while it has nothing where the others have theirs, was filed
 * under the wrong column.
 */
#include "analysis/reconcile_search.h"

/* A document that states fewer rows for a period than this tells nothing of its columns. */
enum { ROWS_OF_A_COLUMN = 3, TIMES_AS_MANY = 4 };

static uint64_t column_key(const qoq_record *of, qoq_period period)
{
    uint64_t document =
        of->document ? of->document
                     : (uint64_t)of->source << 32 | reconcile_period_key(of->vintage);

    return panel_mix(panel_mix(document) ^ reconcile_period_key(period));
}

qoq_status reconcile_columns(search *s, qoq_error *err)
{
    for (uint32_t i = 0; i < s->ledger->statement_count; i++) {
        const qoq_record *r = statement_at(s, i)->record;
        if (r->measure != QOQ_LEVEL)
            continue;
        uint32_t *rows = qoq_panel_map_place(&s->columns, column_key(r, r->period));
        if (!rows)
            return qoq_fail_memory(err);
        *rows = *rows == UINT32_MAX ? 1 : *rows + 1;
    }
    return QOQ_OK;
}

static uint32_t rows_of(const search *s, const qoq_record *document, qoq_period period)
{
    uint32_t rows = qoq_panel_map_find(&s->columns, column_key(document, period));

    return rows == UINT32_MAX ? 0 : rows;
}

/* A round-up speaks of companies with other fiscal years under one vintage: 2026Q1 may have
 * ended in 2025Q2. The labels are the company's own where its year is the calendar's or the
 * document has several of its figures for the vintage itself. */
static bool is_own_calendar(const search *s, const qoq_record *r)
{
    const qoq_entity *known =
        s->ledger->lexicon
            ? qoq_lexicon_entity(s->ledger->lexicon, qoq_slice_of(s->ledger->entity))
            : NULL;

    return (known && known->calendar.end_month == 12) ||
           rows_of(s, r, r->vintage) >= ROWS_OF_A_COLUMN;
}

void reconcile_excuse_calendars(search *s)
{
    for (size_t i = 0; i < s->all->count; i++) {
        relation_row *relation = &s->all->items[i];
        if (relation->kind != QOQ_FINDING_TIME ||
            is_own_calendar(
                s, statement_at(s, terms_of(s, relation)[0].statement)->record))
            continue;
        relation->verdict = QOQ_OUTCOME_UNTESTABLE;
        relation->why = QOQ_UNTESTABLE_CALENDAR;
    }
}

static bool states(const search *s, uint32_t series, qoq_period period,
                   const qoq_record *document)
{
    uint32_t cell = reconcile_cell(s->ledger, series, period);

    return cell != RECONCILE_NONE &&
           reconcile_in_document(s->ledger, cell, document) != RECONCILE_NONE;
}

/* Does the document state the cell another time? */
static bool is_doubled(const search *s, uint32_t statement)
{
    const ledger_cell *c = cell_of(s, statement);
    const qoq_record *record = statement_at(s, statement)->record;

    for (uint32_t i = c->first; i < looked_at(c); i++) {
        if (i != statement &&
            reconcile_same_document(statement_at(s, i)->record, record))
            return true;
    }
    return false;
}

/* Would the figure fill a hole in the column of that period? And is it one too many where it
 * stands: twice in its cell, alone in its column, or the row has no figure of the document's
 * own quarter? */
static bool fills_hole(const search *s, uint32_t statement, qoq_period period)
{
    const qoq_record *r = statement_at(s, statement)->record;
    uint32_t series = cell_of(s, statement)->series;
    uint32_t there = rows_of(s, r, period), here = rows_of(s, r, r->period);

    if (there < ROWS_OF_A_COLUMN || states(s, series, period, r))
        return false;
    return is_doubled(s, statement) || here * TIMES_AS_MANY <= there ||
           qoq_period_equal(period, r->vintage);
}

/* Does a growth that the document prints for the period hold with the figure as its level? */
static bool fits_growth(const search *s, uint32_t statement, qoq_period period)
{
    static const uint8_t measures[] = {QOQ_YOY, QOQ_QOQ};
    const ledger_statement *figure = statement_at(s, statement);
    ledger_series wanted = *series_of(s, statement);
    qoq_interval rate;

    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++) {
        qoq_period base = measures[i] == QOQ_YOY ? qoq_period_year_ago(period)
                                                 : qoq_period_previous(period);
        uint32_t levels =
            reconcile_cell(s->ledger, cell_of(s, statement)->series, base);
        wanted.measure = measures[i];
        uint32_t growth = reconcile_rates(s->ledger, &wanted);
        uint32_t cell = growth == RECONCILE_NONE
                            ? RECONCILE_NONE
                            : reconcile_cell(s->ledger, growth, period);
        uint32_t printed = cell == RECONCILE_NONE
                               ? RECONCILE_NONE
                               : reconcile_in_document(s->ledger, cell, figure->record);
        if (printed == RECONCILE_NONE || levels == RECONCILE_NONE)
            continue;
        uint32_t then = reconcile_until(s->ledger, levels, figure->vintage);
        if (then != RECONCILE_NONE && then != statement &&
            qoq_interval_growth(&rate, figure->interval,
                                statement_at(s, then)->interval, NULL) == QOQ_OK &&
            qoq_interval_agrees(rate, statement_at(s, printed)->interval))
            return true;
    }
    return false;
}

/* May it be the figure of that period? What others state of it, or a growth that the document
 * prints, must agree, if there is any. */
static bool may_belong(const search *s, uint32_t statement, qoq_period period)
{
    uint32_t cell = reconcile_cell(s->ledger, cell_of(s, statement)->series, period);

    if (cell == RECONCILE_NONE || fits_growth(s, statement, period))
        return true;
    const ledger_cell *c = &s->ledger->cells[cell];
    for (uint32_t i = c->first; i < looked_at(c); i++) {
        if (reconcile_agree(statement_at(s, i), statement_at(s, statement)))
            return true;
    }
    return false;
}

void reconcile_try_column_of_period(search *s, uint32_t statement)
{
    const qoq_period here = cell_of(s, statement)->period;
    const qoq_period neighbours[] = {qoq_period_previous(here), qoq_period_next(here),
                                     qoq_period_year_ago(here),
                                     qoq_period_shift_years(here, 1)};

    for (size_t i = 0; i < sizeof neighbours / sizeof neighbours[0]; i++) {
        if (!qoq_period_is_none(neighbours[i]) &&
            fills_hole(s, statement, neighbours[i]) &&
            may_belong(s, statement, neighbours[i])) {
            reconcile_try_elsewhere(s, statement, QOQ_CAUSE_PERIOD, NULL,
                                    neighbours[i]);
            return;
        }
    }
}

/* ---- a part under another period -------------------------------------------------------- */

static bool has_series(const search *s, const relation_row *relation, uint32_t series)
{
    for (size_t i = 0; i < relation->count; i++) {
        if (cell_of(s, terms_of(s, relation)[i].statement)->series == series)
            return true;
    }
    return false;
}

/* The document's statement of a cell that fits into the gap. */
static uint32_t fitting(const search *s, uint32_t series, qoq_period period,
                        const qoq_record *document, qoq_interval gap)
{
    uint32_t cell = qoq_period_is_none(period)
                        ? RECONCILE_NONE
                        : reconcile_cell(s->ledger, series, period);

    if (cell == RECONCILE_NONE)
        return RECONCILE_NONE;
    const ledger_cell *c = &s->ledger->cells[cell];
    for (uint32_t i = c->first; i < looked_at(c); i++) {
        const ledger_statement *other = statement_at(s, i);
        if (reconcile_same_document(other->record, document) &&
            reconcile_digits(&other->record->number) >= 3 &&
            qoq_interval_agrees(gap, other->interval))
            return i;
    }
    return RECONCILE_NONE;
}

static void fill_gap(const search *s, relation_row *relation, uint32_t part,
                     qoq_interval gap)
{
    const qoq_record *total =
        statement_at(s, terms_of(s, relation)[0].statement)->record;
    const qoq_period neighbours[] = {
        qoq_period_previous(total->period), qoq_period_next(total->period),
        qoq_period_year_ago(total->period), qoq_period_shift_years(total->period, 1)};

    for (size_t i = 0; i < sizeof neighbours / sizeof neighbours[0]; i++) {
        uint32_t found = fitting(s, part, neighbours[i], total, gap);
        if (found == RECONCILE_NONE)
            continue;
        relation->verdict = QOQ_OUTCOME_CONTRADICTS;
        relation->why = QOQ_TESTABLE;
        relation->cause = QOQ_CAUSE_PERIOD;
        relation->other = statement_at(s, found)->record;
        relation->belongs = total->period;
        return;
    }
}

void reconcile_find_gap(search *s, relation_row *relation)
{
    trial t;
    qoq_interval gap;

    if (relation->why != QOQ_UNTESTABLE_INCOMPLETE ||
        reconcile_test(&t, s->all, relation, NULL, 0) != OUTCOME_FAILS ||
        qoq_interval_subtract(&gap, t.stated, t.computed, NULL) != QOQ_OK)
        return;
    const ledger_series *total = series_of(s, terms_of(s, relation)[0].statement);
    const ledger_series *part = series_of(s, terms_of(s, relation)[1].statement);
    for (uint32_t i = reconcile_parts(s->ledger, total, part->axis);
         i != RECONCILE_NONE && relation->verdict == QOQ_OUTCOME_UNTESTABLE;
         i = s->ledger->series[i].next_part) {
        if (!has_series(s, relation, i))
            fill_gap(s, relation, i, gap);
    }
}

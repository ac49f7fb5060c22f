/* The slips that happen, undone one after the other. */
#include <stdlib.h>
#include <string.h>

#include "analysis/reconcile_search.h"

static int64_t absolute(int64_t x)
{
    return x < 0 ? -x : x;
}

/* ---- repairs of one number --------------------------------------------------------------------- */

static void try_number(search *s, uint32_t statement, qoq_number number,
                       qoq_cause cause, const qoq_record *other)
{
    repair r = {.suspect = statement,
                .count = 1,
                .cause = (uint8_t)cause,
                .has_number = true,
                .number = number,
                .other = other};

    r.replaced[0].statement = statement;
    if (qoq_interval_of(&r.replaced[0].interval, number, NULL) == QOQ_OK)
        reconcile_try(s, &r);
}

/* Does the quote have a scale such as 亿 or billion, which are one place apart? */
static bool quotes_yi_or_billion(const search *s, const qoq_record *record)
{
    const char *quote = qoq_dataset_text(s->ledger->dataset, record->quote);
    size_t len = strlen(quote);
    const qoq_term *term;

    if (!len || len > 4096 || !s->ledger->lexicon)
        return false;
    char *folded = malloc(3 * len + 1);
    bool found = false;
    len = folded ? qoq_text_fold_all(quote, len, folded, NULL) : 0;
    for (size_t at = 0; at < len && !found; at++) {
        if (((unsigned char)folded[at] & 0xC0) == 0x80)
            continue;
        size_t matched = qoq_lexicon_match_kind(s->ledger->lexicon, folded, len, at,
                                                QOQ_TERM_UNIT, &term);
        found = matched && (term->value == 8 || term->value == 9);
    }
    free(folded);
    return found;
}

/* Is there a printed growth to repair that is not about nothing? A rate near zero is given by
 * any small number. */
static bool is_clear_rate(const search *s, uint32_t statement)
{
    trial t;

    for (uint32_t k = s->starts[statement]; k < s->starts[statement + 1]; k++) {
        const relation_row *relation = &s->all->items[s->relations_of[k]];
        if (relation->kind == QOQ_FINDING_GROWTH && relation->fails)
            return reconcile_test(&t, s->all, relation, NULL, 0) == OUTCOME_FAILS &&
                   !qoq_interval_has_zero(t.computed);
    }
    return false;
}

static void try_scales(search *s, uint32_t statement)
{
    static const struct {
        int power;
        qoq_cause cause;
    } scales[] = {
        {-1, QOQ_CAUSE_TIMES_10}, {-2, QOQ_CAUSE_TIMES_100}, {-3, QOQ_CAUSE_TIMES_1000},
        {1, QOQ_CAUSE_TENTH},     {2, QOQ_CAUSE_HUNDREDTH},  {3, QOQ_CAUSE_THOUSANDTH},
    };
    const qoq_record *record = statement_at(s, statement)->record;
    bool is_rate = record->measure != QOQ_LEVEL;

    if (is_rate && !is_clear_rate(s, statement))
        return;
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
        qoq_number number;
        qoq_cause cause = scales[i].cause;
        if (is_rate && scales[i].power != 1 && scales[i].power != -1)
            continue;
        if (qoq_number_scale(&number, record->number, scales[i].power, NULL) != QOQ_OK)
            continue;
        if ((scales[i].power == 1 || scales[i].power == -1) &&
            quotes_yi_or_billion(s, record))
            cause = QOQ_CAUSE_YI_BILLION;
        try_number(s, statement, number, cause, NULL);
    }
}

static void try_sign(search *s, uint32_t statement)
{
    qoq_number number = statement_at(s, statement)->record->number;

    number.value = qoq_decimal_negate(number.value);
    if (!qoq_decimal_is_zero(number.value))
        try_number(s, statement, number, QOQ_CAUSE_SIGN, NULL);
}

/* Two neighbouring digits of the number as printed, the last one at its decimals. */
static void try_digits(search *s, uint32_t statement)
{
    qoq_number number = statement_at(s, statement)->record->number;
    int places = number.decimals > -64 && number.decimals < 64 ? number.decimals : 0;
    int shift = number.value.exponent + places;
    int64_t printed = absolute(number.value.coefficient);
    int exponent = number.value.exponent;

    for (; shift > 0 && printed < INT64_MAX / 10; shift--, exponent--)
        printed *= 10;
    for (int64_t unit = 1; printed / unit >= 10; unit *= 10) {
        int64_t low = printed / unit % 10, high = printed / unit / 10 % 10;
        int64_t swapped = printed + (high - low) * unit - (high - low) * 10 * unit;
        if (low == high || (low == 0 && printed / unit < 100))
            continue;
        number.value = qoq_decimal_of(
            statement_at(s, statement)->record->number.value.coefficient < 0 ? -swapped
                                                                             : swapped,
            exponent);
        try_number(s, statement, number, QOQ_CAUSE_DIGITS, NULL);
        if (unit > INT64_MAX / 100)
            break;
    }
}

/* ---- figures of another place --------------------------------------------------------------------- */

static bool same_value(const search *s, uint32_t a, uint32_t b)
{
    return qoq_decimal_compare(statement_at(s, a)->record->number.value,
                               statement_at(s, b)->record->number.value) == 0;
}

/* The statement has the figure of another place, as `shown` proves. What its own cell is, other
 * statements of the cell say; where there is none it is as if it were not stated. */
void reconcile_try_elsewhere(search *s, uint32_t statement, qoq_cause cause,
                             const qoq_record *shown, qoq_period belongs)
{
    const ledger_cell *cell = cell_of(s, statement);
    repair r = {.suspect = statement,
                .count = 1,
                .cause = (uint8_t)cause,
                .other = shown,
                .shows = true,
                .certain = !shown && cause == QOQ_CAUSE_PERIOD,
                .belongs = shown ? shown->period : belongs};
    uint32_t tried = 0;

    r.replaced[0].statement = statement;
    for (uint32_t i = cell->first; i < looked_at(cell) && tried < 8; i++) {
        const ledger_statement *other = statement_at(s, i);
        if (i == statement || other->vague || same_value(s, i, statement))
            continue;
        tried++;
        r.has_number = true;
        r.number = other->record->number;
        r.replaced[0].interval = other->interval;
        reconcile_try(s, &r);
    }
    r.has_number = false;
    r.replaced[0].absent = true;
    if (!tried && (r.certain || reconcile_own_digits(
                                    &statement_at(s, statement)->record->number) >= 3))
        reconcile_try(s, &r);
}

/* A statement of a cell with the same value, of the document or of any other. */
static const qoq_record *same_in_cell(const search *s, uint32_t cell,
                                      uint32_t statement, bool of_document)
{
    const qoq_record *record = statement_at(s, statement)->record;

    if (cell == RECONCILE_NONE)
        return NULL;
    const ledger_cell *c = &s->ledger->cells[cell];
    for (uint32_t i = c->first; i < looked_at(c); i++) {
        const qoq_record *other = statement_at(s, i)->record;
        if (i != statement && same_value(s, i, statement) &&
            reconcile_same_document(other, record) == of_document)
            return other;
    }
    return NULL;
}

/* Another period of the row, or another segment of the table, in the same document. */
static void try_column(search *s, uint32_t statement)
{
    const ledger *l = s->ledger;
    const ledger_series *series = series_of(s, statement);
    uint32_t here = statement_at(s, statement)->cell, from, to;
    qoq_period period = l->cells[here].period;

    cells_around(s, here, &from, &to);
    for (uint32_t i = from; i < to; i++) {
        const qoq_record *other = i == here || l->cells[i].period.span != period.span
                                      ? NULL
                                      : same_in_cell(s, i, statement, true);
        if (other)
            reconcile_try_elsewhere(s, statement, QOQ_CAUSE_COLUMN, other,
                                    (qoq_period){0});
    }
    for (uint32_t i = 0; i < l->series_count && i < SERIES_LOOKED_AT; i++) {
        const ledger_series *n = &l->series[i];
        if (n == series || n->metric != series->metric || n->unit != series->unit ||
            n->measure != series->measure || n->adjusted != series->adjusted)
            continue;
        const qoq_record *other =
            same_in_cell(s, reconcile_cell(l, i, period), statement, true);
        if (other)
            reconcile_try_elsewhere(s, statement, QOQ_CAUSE_COLUMN, other,
                                    (qoq_period){0});
    }
}

/* A period beside it, as other documents state it. */
static void try_period(search *s, uint32_t statement)
{
    const ledger_cell *cell = cell_of(s, statement);
    const qoq_period neighbours[] = {
        qoq_period_previous(cell->period), qoq_period_next(cell->period),
        qoq_period_year_ago(cell->period), qoq_period_shift_years(cell->period, 1)};

    for (size_t i = 0; i < sizeof neighbours / sizeof neighbours[0]; i++) {
        if (qoq_period_is_none(neighbours[i]))
            continue;
        const qoq_record *other =
            same_in_cell(s, reconcile_cell(s->ledger, cell->series, neighbours[i]),
                         statement, false);
        if (other)
            reconcile_try_elsewhere(s, statement, QOQ_CAUSE_PERIOD, other,
                                    (qoq_period){0});
    }
}

/* The best statement of a period that is not this one. */
static uint32_t best_but(const search *s, uint32_t series, qoq_period period,
                         uint32_t statement)
{
    uint32_t cell = reconcile_cell(s->ledger, series, period);
    uint32_t found = RECONCILE_NONE;

    if (cell == RECONCILE_NONE)
        return RECONCILE_NONE;
    const ledger_cell *c = &s->ledger->cells[cell];
    for (uint32_t i = c->first; i < looked_at(c); i++) {
        if (i != statement && (found == RECONCILE_NONE || !statement_at(s, i)->vague))
            found = i;
    }
    return found;
}

/* Do the quarters from the first of the year to its own add up to the statement? */
static bool is_sum_of_quarters(const search *s, uint32_t statement)
{
    const ledger_cell *cell = cell_of(s, statement);
    qoq_interval sum = qoq_interval_point(qoq_decimal_of(0, 0));
    int last = cell->period.index;

    if (last < 2)
        return false;
    for (int q = 1; q <= last; q++) {
        uint32_t part = best_but(s, cell->series,
                                 qoq_period_quarter(cell->period.year, q), statement);
        if (part == RECONCILE_NONE ||
            qoq_interval_add(&sum, sum, statement_at(s, part)->interval, NULL) !=
                QOQ_OK)
            return false;
    }
    return qoq_interval_agrees(sum, statement_at(s, statement)->interval);
}

/* A quarter that has the figure of the year, half-year or nine months that end with it. */
static void try_year(search *s, uint32_t statement)
{
    static const struct {
        uint8_t span, index, quarter;
    } longer[] = {{QOQ_SPAN_YEAR, 1, 4},
                  {QOQ_SPAN_HALF, 1, 2},
                  {QOQ_SPAN_HALF, 2, 4},
                  {QOQ_SPAN_NINE, 1, 3}};
    const ledger_cell *cell = cell_of(s, statement);
    const ledger_series *series = series_of(s, statement);
    const qoq_record *other = NULL;

    if (cell->period.span != QOQ_SPAN_QUARTER || !series->known ||
        series->known->kind != QOQ_METRIC_FLOW)
        return;
    for (size_t i = 0; i < sizeof longer / sizeof longer[0] && !other; i++) {
        if (longer[i].quarter != cell->period.index)
            continue;
        uint32_t place =
            reconcile_cell(s->ledger, cell->series,
                           qoq_period_of(cell->period.year, (qoq_span)longer[i].span,
                                         longer[i].index));
        other = same_in_cell(s, place, statement, false);
        if (!other)
            other = same_in_cell(s, place, statement, true);
    }
    if (other || is_sum_of_quarters(s, statement))
        reconcile_try_elsewhere(s, statement, QOQ_CAUSE_YEAR, other, (qoq_period){0});
}

/* Exchanges two statements of one document. */
static void try_swap(search *s, uint32_t statement, uint32_t partner, qoq_cause cause)
{
    const ledger_statement *a = statement_at(s, statement),
                           *b = statement_at(s, partner);
    repair r = {.suspect = statement,
                .count = 2,
                .cause = (uint8_t)cause,
                .has_number = true,
                .number = b->record->number,
                .other = b->record};

    r.replaced[0] = (replacement){.statement = statement, .interval = b->interval};
    r.replaced[1] = (replacement){.statement = partner, .interval = a->interval};
    if (!same_value(s, statement, partner))
        reconcile_try(s, &r);
}

/* The series of the same names but for basis and measure. */
static uint32_t twin_series(const search *s, uint32_t statement, bool adjusted,
                            uint8_t measure)
{
    ledger_series wanted = *series_of(s, statement);

    wanted.adjusted = adjusted;
    wanted.measure = measure;
    return reconcile_series(s->ledger, &wanted);
}

/* Reported and adjusted: swapped, or one of them under the other's name. */
static void try_basis(search *s, uint32_t statement)
{
    const ledger_series *series = series_of(s, statement);
    uint32_t twin = twin_series(s, statement, !series->adjusted, series->measure);
    uint32_t cell =
        twin == RECONCILE_NONE || &s->ledger->series[twin] == series
            ? RECONCILE_NONE
            : reconcile_cell(s->ledger, twin, cell_of(s, statement)->period);

    if (cell == RECONCILE_NONE)
        return;
    uint32_t partner =
        reconcile_in_document(s->ledger, cell, statement_at(s, statement)->record);
    if (partner != RECONCILE_NONE)
        try_swap(s, statement, partner, QOQ_CAUSE_BASIS);
    const qoq_record *other = same_in_cell(s, cell, statement, true);
    if (!other)
        other = same_in_cell(s, cell, statement, false);
    if (other)
        reconcile_try_elsewhere(s, statement, QOQ_CAUSE_BASIS, other, (qoq_period){0});
}

static uint8_t other_growth(uint8_t measure)
{
    static const uint8_t others[QOQ_MEASURES_] = {
        [QOQ_YOY] = QOQ_QOQ,
        [QOQ_QOQ] = QOQ_YOY,
        [QOQ_CHANGE_YOY] = QOQ_CHANGE_QOQ,
        [QOQ_CHANGE_QOQ] = QOQ_CHANGE_YOY,
        [QOQ_CHANGE_PP_YOY] = QOQ_CHANGE_PP_QOQ,
        [QOQ_CHANGE_PP_QOQ] = QOQ_CHANGE_PP_YOY,
    };

    return others[measure];
}

/* The rate on the other base, from the level that the failing relation has. */
static bool is_rate_on_other_base(const search *s, uint32_t statement)
{
    const ledger_statement *g = statement_at(s, statement);
    qoq_period period = g->record->period;
    ledger_series wanted = *series_of(s, statement);
    qoq_interval rate;

    for (uint32_t k = s->starts[statement]; k < s->starts[statement + 1]; k++) {
        const relation_row *relation = &s->all->items[s->relations_of[k]];
        if (relation->kind != QOQ_FINDING_GROWTH || !relation->fails)
            continue;
        uint32_t now = terms_of(s, relation)[1].statement;
        uint32_t base =
            best_but(s, cell_of(s, now)->series,
                     wanted.measure == QOQ_YOY ? qoq_period_previous(period)
                                               : qoq_period_year_ago(period),
                     RECONCILE_NONE);
        return base != RECONCILE_NONE && base != terms_of(s, relation)[2].statement &&
               qoq_interval_growth(&rate, statement_at(s, now)->interval,
                                   statement_at(s, base)->interval, NULL) == QOQ_OK &&
               qoq_interval_agrees(rate, g->interval);
    }
    return false;
}

static void try_growth(search *s, uint32_t statement)
{
    const ledger_series *series = series_of(s, statement);
    uint8_t measure = other_growth(series->measure);
    uint32_t twin =
        measure ? twin_series(s, statement, series->adjusted, measure) : RECONCILE_NONE;
    uint32_t cell =
        twin == RECONCILE_NONE
            ? RECONCILE_NONE
            : reconcile_cell(s->ledger, twin, cell_of(s, statement)->period);
    uint32_t partner = cell == RECONCILE_NONE
                           ? RECONCILE_NONE
                           : reconcile_in_document(s->ledger, cell,
                                                   statement_at(s, statement)->record);

    if (partner != RECONCILE_NONE)
        try_swap(s, statement, partner, QOQ_CAUSE_YOY_QOQ);
    else if ((series->measure == QOQ_YOY || series->measure == QOQ_QOQ) &&
             is_rate_on_other_base(s, statement)) {
        repair r = {.suspect = statement,
                    .count = 1,
                    .cause = QOQ_CAUSE_YOY_QOQ,
                    .shows = true};
        r.replaced[0] = (replacement){.statement = statement, .absent = true};
        reconcile_try(s, &r);
    }
}

void reconcile_try_statement(search *s, uint32_t statement)
{
    if (statement_at(s, statement)->unfit)
        return;
    try_scales(s, statement);
    try_sign(s, statement);
    try_digits(s, statement);
    if (series_of(s, statement)->measure == QOQ_LEVEL) {
        try_column(s, statement);
        try_period(s, statement);
        reconcile_try_column_of_period(s, statement);
        try_year(s, statement);
        try_basis(s, statement);
    } else {
        try_growth(s, statement);
    }
}

/* Implied values: a level and its printed growth say what the base was, and a base and
 * the growth what came of it. */
#include "analysis/derive_private.h"

/* A measure that ties a period to another one. */
typedef struct growth_link {
    qoq_measure measure;
    bool year; /* to the year before; else to the period before */
    bool rate; /* percent; else a difference */
} growth_link;

static const growth_link links[] = {
    {QOQ_YOY, true, true},
    {QOQ_QOQ, false, true},
    {QOQ_CHANGE_YOY, true, false},
    {QOQ_CHANGE_QOQ, false, false},
    {QOQ_CHANGE_PP_YOY, true, false},
    {QOQ_CHANGE_PP_QOQ, false, false},
};

enum { LINKS = sizeof links / sizeof links[0] };

/* 1 + percent / 100; false unless it is positive. */
static bool factor_of(qoq_interval *out, qoq_interval percent)
{
    qoq_interval one = qoq_interval_point(qoq_decimal_of(1, 0));

    return qoq_interval_scale(out, percent, -2, NULL) == QOQ_OK &&
           qoq_interval_add(out, *out, one, NULL) == QOQ_OK &&
           qoq_interval_is_positive(*out);
}

/* The level at the other end. A printed rate tells nothing of a base that was not
 * positive. */
static bool other_end(qoq_interval *out, const growth_link *link, bool to_base,
                      qoq_interval level, qoq_interval growth)
{
    qoq_interval factor;

    if (!link->rate)
        return (to_base ? qoq_interval_subtract(out, level, growth, NULL)
                        : qoq_interval_add(out, level, growth, NULL)) == QOQ_OK;
    if (!qoq_interval_is_positive(level) || !factor_of(&factor, growth))
        return false;
    return (to_base ? qoq_interval_divide(out, level, factor, NULL)
                    : qoq_interval_multiply(out, level, factor, NULL)) == QOQ_OK;
}

/* The printed growth of a period by a link. */
static qoq_derivation_term growth_term(const qoq_deriver *deriver, const qoq_cell *cell,
                                       const growth_link *link, qoq_period period)
{
    qoq_derivation_term term = {.cell = *cell, .sign = 1};

    term.cell.period = period;
    term.cell.measure = (uint8_t)link->measure;
    term.cell.unit =
        qoq_panel_unit(deriver->panel, cell->entity, cell->metric, link->measure);
    qoq_panel_figure(&term.figure, deriver->panel, &term.cell);
    return term;
}

/* The level beside a printed growth: as it stood when the growth was printed, else as it
 * was stated later. */
static qoq_derivation_term level_term(qoq_deriver *deriver, const qoq_cell *cell,
                                      qoq_period period, qoq_period vintage)
{
    qoq_derivation_term term = {.cell = *cell, .sign = 1};

    term.cell.period = period;
    term.figure = qoq_derive_additive(deriver, &term.cell, vintage);
    if (!qoq_figure_has(&term.figure))
        term.figure = qoq_derive_additive(deriver, &term.cell, (qoq_period){0});
    return term;
}

/* Does a level rest on something that was restated after the growth was printed? Then the
 * growth belongs to what was stated before. */
static bool restated_after(const qoq_figure *level, qoq_period vintage)
{
    if (!level->derivation)
        return level->flags & QOQ_FLAG_RESTATED &&
               qoq_period_compare(level->vintage, vintage) > 0;
    for (size_t i = 0; i < level->derivation->count; i++) {
        if (restated_after(&level->derivation->terms[i].figure, vintage))
            return true;
    }
    return false;
}

/* The period at the other end of a link: of the level that is known. */
static qoq_period linked_period(qoq_period period, const growth_link *link,
                                bool to_base)
{
    if (to_base)
        return link->year ? qoq_period_shift_years(period, 1) : qoq_period_next(period);
    return link->year ? qoq_period_year_ago(period) : qoq_period_previous(period);
}

static void try_link(derive_best *best, qoq_deriver *deriver, const qoq_cell *cell,
                     const growth_link *link, bool to_base, const qoq_metric *metric)
{
    qoq_rule rule = to_base ? QOQ_RULE_IMPLIED_BASE : QOQ_RULE_IMPLIED_NOW;
    qoq_period other = linked_period(cell->period, link, to_base);
    derive_sum sum = {.of = *cell, .count = 2};
    qoq_derivation_term *terms = sum.terms;
    qoq_interval level;

    if (qoq_period_is_none(other))
        return;
    terms[1] = growth_term(deriver, cell, link, to_base ? other : cell->period);
    if (!qoq_figure_has(&terms[1].figure))
        return;
    terms[0] = level_term(deriver, cell, other, terms[1].figure.vintage);
    if (!qoq_figure_has(&terms[0].figure)) {
        qoq_derive_refuse(best, deriver, rule, &sum, QOQ_REASON_NOT_STATED, 0, 0);
        return;
    }
    if (restated_after(&terms[0].figure, terms[1].figure.vintage)) {
        qoq_derive_refuse(best, deriver, rule, &sum, QOQ_REASON_RESTATED_APART, 0, 1);
        return;
    }
    if (qoq_figure_redefined(&terms[0].figure, &terms[1].figure)) {
        qoq_derive_refuse(best, deriver, rule, &sum, QOQ_REASON_REDEFINED, 0, 1);
        return;
    }
    if ((link->rate && terms[0].figure.unit.kind == QOQ_UNIT_PERCENT) ||
        !other_end(&level, link, to_base, terms[0].figure.interval,
                   terms[1].figure.interval))
        return;
    if (qoq_derive_too_wide(level)) {
        qoq_derive_refuse(best, deriver, rule, &sum, QOQ_REASON_TOO_WIDE, 0, 1);
        return;
    }
    qoq_figure figure = qoq_figure_derived(level, terms[0].figure.unit);
    qoq_derive_record(deriver, &figure, rule, &sum);
    qoq_derive_offer(best, deriver, rule, &sum, &figure, metric);
}

void qoq_derive_implied(derive_best *best, qoq_deriver *deriver, const qoq_cell *cell,
                        const qoq_metric *metric)
{
    if (qoq_period_is_none(cell->period) || cell->period.span == QOQ_SPAN_DATE)
        return;
    for (size_t i = 0; i < LINKS; i++)
        try_link(best, deriver, cell, &links[i], true, metric);
    for (size_t i = 0; i < LINKS; i++)
        try_link(best, deriver, cell, &links[i], false, metric);
}

/*
 * Parts and totals: the one missing part is the total less the others, a missing total the
 * sum of all parts.
 *
 * That holds only when the parts are complete, which no list of names can promise (a
 * company may report eliminations, or name three parts of five). So it must have held, in
 * stated figures, in a neighbouring period with exactly the same parts.
 */
#include "analysis/derive_private.h"

/* An axis with more segments than this is not tried: each missing part would look at all
 * the others in five periods. */
enum { SEGMENTS_AT_MOST = 500 };

/* The parts of one total along one axis. */
typedef struct family {
    qoq_cell total; /* period is set when looked up */
    uint32_t axis;
    const qoq_panel_segment *all;
    size_t count;
} family;

static bool is_part(const family *f, size_t i)
{
    return f->total.segment == 0 ? f->all[i].depth == 0
                                 : f->all[i].parent == f->total.segment;
}

static qoq_derivation_term look_up(qoq_deriver *deriver, qoq_cell cell,
                                   qoq_period period, int sign)
{
    qoq_derivation_term term = {.cell = cell, .sign = (int8_t)sign};

    term.cell.period = period;
    term.figure = qoq_derive_additive(deriver, &term.cell, (qoq_period){0});
    return term;
}

static qoq_derivation_term part_of(qoq_deriver *deriver, const family *f, size_t i,
                                   qoq_period period, int sign)
{
    qoq_cell cell = f->total;

    cell.axis = f->axis;
    cell.segment = f->all[i].segment;
    return look_up(deriver, cell, period, sign);
}

/* Adds the parts that have a figure in a period to `sum`; false when there are too many. */
static bool add_parts(derive_sum *sum, qoq_deriver *deriver, const family *f,
                      qoq_period period, int sign)
{
    for (size_t i = 0; i < f->count; i++) {
        if (!is_part(f, i))
            continue;
        qoq_derivation_term term = part_of(deriver, f, i, period, sign);
        if (!qoq_figure_has(&term.figure))
            continue;
        if (sum->count == DERIVE_TERMS)
            return false;
        sum->terms[sum->count++] = term;
    }
    return true;
}

/* Are the parts of `then` those of `now`, and besides them `missing` (0 = none)? */
static bool same_parts(const derive_sum *now, const derive_sum *then, uint32_t missing)
{
    size_t at = 0;

    for (size_t i = 0; i < then->count; i++) {
        uint32_t segment = then->terms[i].cell.segment;
        if (missing && segment == missing)
            continue;
        if (at == now->count || now->terms[at].cell.segment != segment)
            return false;
        at++;
    }
    return at == now->count && then->count == now->count + (missing ? 1 : 0);
}

/* Did parts and total agree, closely enough that the smallest part would be missed? */
static bool adds_up(const derive_sum *parts, const qoq_figure *total)
{
    qoq_interval sum = qoq_interval_point(qoq_decimal_of(0, 0));
    qoq_decimal width, smallest = {0};

    for (size_t i = 0; i < parts->count; i++) {
        const qoq_figure *f = &parts->terms[i].figure;
        qoq_decimal size = qoq_decimal_absolute(f->shown);
        if (!qoq_unit_equal(f->unit, total->unit) ||
            qoq_interval_add(&sum, sum, f->interval, NULL) != QOQ_OK)
            return false;
        if (i == 0 || qoq_decimal_compare(size, smallest) < 0)
            smallest = size;
    }
    return parts->count > 1 && qoq_interval_agrees(sum, total->interval) &&
           qoq_decimal_add(&width, qoq_interval_half_width(sum),
                           qoq_interval_half_width(total->interval), NULL) == QOQ_OK &&
           qoq_decimal_compare(width, smallest) < 0;
}

/* Is it shown in a neighbouring period that these parts make the total? */
static bool is_proved(qoq_deriver *deriver, const family *f, const derive_sum *now,
                      uint32_t missing, qoq_period period)
{
    const qoq_period neighbours[] = {
        qoq_period_previous(period), qoq_period_next(period),
        qoq_period_year_ago(period), qoq_period_shift_years(period, 1)};

    for (size_t i = 0; i < sizeof neighbours / sizeof neighbours[0]; i++) {
        derive_sum then = {.count = 0};
        qoq_derivation_term total = look_up(deriver, f->total, neighbours[i], 1);
        if (qoq_period_is_none(neighbours[i]) || !qoq_figure_has(&total.figure) ||
            !add_parts(&then, deriver, f, neighbours[i], 1))
            continue;
        if (same_parts(now, &then, missing) && adds_up(&then, &total.figure))
            return true;
    }
    return false;
}

static family family_of(const qoq_deriver *deriver, const qoq_cell *total,
                        uint32_t axis)
{
    family f = {.total = *total, .axis = axis};

    f.count = qoq_panel_segments(deriver->panel, total->entity, axis, &f.all);
    if (f.count > SEGMENTS_AT_MOST)
        f.count = 0;
    return f;
}

static bool is_additive(const qoq_metric *metric)
{
    return metric && metric->kind == QOQ_METRIC_FLOW;
}

void qoq_derive_remainder(derive_best *best, qoq_deriver *deriver, const qoq_cell *cell,
                          const qoq_metric *metric)
{
    qoq_cell total = *cell;
    derive_sum parts = {.count = 0}, sum = {.of = *cell, .count = 0};

    if (!is_additive(metric) || !cell->segment)
        return;
    family f = family_of(deriver, cell, cell->axis);
    total.segment = 0;
    for (size_t i = 0; i < f.count; i++) {
        if (f.all[i].segment == cell->segment && f.all[i].depth > 0)
            total.segment = f.all[i].parent;
    }
    if (!total.segment)
        total.axis = 0;
    f.total = total;
    if (!add_parts(&parts, deriver, &f, cell->period, -1) || !parts.count)
        return;
    sum.terms[sum.count++] = look_up(deriver, total, cell->period, 1);
    if (!qoq_figure_has(&sum.terms[0].figure)) {
        qoq_derive_refuse(best, deriver, QOQ_RULE_REMAINDER, &sum,
                          QOQ_REASON_NOT_STATED, 0, 0);
        return;
    }
    for (size_t i = 0; i < parts.count && sum.count < DERIVE_TERMS; i++)
        sum.terms[sum.count++] = parts.terms[i];
    if (sum.count != parts.count + 1)
        return;
    if (is_proved(deriver, &f, &parts, cell->segment, cell->period))
        qoq_derive_try_sum(best, deriver, QOQ_RULE_REMAINDER, &sum, metric);
    else
        qoq_derive_refuse(best, deriver, QOQ_RULE_REMAINDER, &sum,
                          QOQ_REASON_NOT_PROVED, 0, 0);
}

void qoq_derive_total(derive_best *best, qoq_deriver *deriver, const qoq_cell *cell,
                      const qoq_metric *metric)
{
    const uint32_t *axes = &cell->axis;
    size_t count = 1;

    if (!is_additive(metric))
        return;
    if (!cell->segment)
        count = qoq_panel_axes(deriver->panel, cell->entity, &axes);
    for (size_t i = 0; i < count; i++) {
        derive_sum parts = {.of = *cell, .count = 0};
        family f = family_of(deriver, cell, axes[i]);
        if (!add_parts(&parts, deriver, &f, cell->period, 1) || parts.count < 2)
            continue;
        if (is_proved(deriver, &f, &parts, 0, cell->period))
            qoq_derive_try_sum(best, deriver, QOQ_RULE_REMAINDER, &parts, metric);
        else
            qoq_derive_refuse(best, deriver, QOQ_RULE_REMAINDER, &parts,
                              QOQ_REASON_NOT_PROVED, 0, 0);
    }
}

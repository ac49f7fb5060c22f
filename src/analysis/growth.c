#include "qoq/growth.h"

#include <math.h>
#include <string.h>

static const qoq_unit percent_unit = {.kind = QOQ_UNIT_PERCENT, .id = "percent"};
static const qoq_unit points_unit = {.kind = QOQ_UNIT_POINTS, .id = "pp"};

static qoq_figure missing(qoq_reason reason)
{
    return qoq_figure_none(QOQ_FIGURE_MISSING, reason);
}

static qoq_figure not_meaningful(qoq_reason reason)
{
    return qoq_figure_none(QOQ_FIGURE_NOT_MEANINGFUL, reason);
}

static qoq_period later(qoq_period a, qoq_period b)
{
    return qoq_period_compare(a, b) >= 0 ? a : b;
}

/* A derived figure from two: the later vintage, and whether the two differ. */
static qoq_figure result(qoq_interval interval, qoq_unit unit, const qoq_figure *a,
                         const qoq_figure *b)
{
    qoq_figure out = qoq_figure_derived(interval, unit);

    out.vintage = later(a->vintage, b->vintage);
    out.definition = a->definition == b->definition ? a->definition : 0;
    out.flags |= (a->flags | b->flags) & QOQ_FLAG_FORMER;
    if (!qoq_period_equal(a->vintage, b->vintage))
        out.flags |= QOQ_FLAG_ACROSS;
    return out;
}

/* ---- growth ------------------------------------------------------------------------ */

/* One of two levels was restated after the other one was last looked at: the growth
 * between them tells of the restatement as well. */
static bool is_mixed(const qoq_figure *now, const qoq_figure *base)
{
    bool now_restated = now->flags & QOQ_FLAG_RESTATED;
    bool base_restated = base->flags & QOQ_FLAG_RESTATED;

    if (now_restated == base_restated)
        return false;
    return now_restated ? qoq_period_compare(base->vintage, now->vintage) < 0
                        : qoq_period_compare(now->vintage, base->vintage) < 0;
}

/* What became of a base that is wholly negative. */
static qoq_reason turn_from_loss(qoq_interval now, qoq_interval change)
{
    if (qoq_interval_is_positive(now))
        return QOQ_REASON_TO_POSITIVE;
    if (!qoq_interval_is_negative(now))
        return QOQ_REASON_BASE_NEGATIVE;
    if (qoq_interval_is_positive(change))
        return QOQ_REASON_NARROWED;
    return qoq_interval_is_negative(change) ? QOQ_REASON_WIDENED : QOQ_REASON_SAME_LOSS;
}

static qoq_figure rate_of(const qoq_figure *now, const qoq_figure *base,
                          const qoq_figure *change)
{
    qoq_interval rate;

    if (now->unit.kind == QOQ_UNIT_PERCENT)
        return result(change->interval, points_unit, now, base);
    if (now->unit.kind == QOQ_UNIT_RATIO)
        return *change;
    if (qoq_interval_is_negative(base->interval))
        return not_meaningful(turn_from_loss(now->interval, change->interval));
    if (!qoq_interval_is_positive(base->interval))
        return not_meaningful(QOQ_REASON_BASE_ZERO);
    if (qoq_interval_is_negative(now->interval))
        return not_meaningful(QOQ_REASON_TO_NEGATIVE);
    if (qoq_interval_growth(&rate, now->interval, base->interval, NULL) != QOQ_OK)
        return missing(QOQ_REASON_OVERFLOW);
    return result(rate, percent_unit, now, base);
}

static void no_growth(qoq_growth *out, qoq_reason reason)
{
    out->rate = out->change = missing(reason);
}

void qoq_growth_of(qoq_growth *out, const qoq_figure *now, const qoq_figure *base)
{
    if (!qoq_figure_has(now)) {
        no_growth(out, QOQ_REASON_NO_NOW);
    } else if (!qoq_figure_has(base)) {
        no_growth(out, QOQ_REASON_NO_BASE);
    } else if (!qoq_unit_equal(now->unit, base->unit)) {
        no_growth(out, QOQ_REASON_UNITS_DIFFER);
    } else if (qoq_figure_redefined(now, base)) {
        no_growth(out, QOQ_REASON_REDEFINED);
    } else {
        qoq_growth_difference(&out->change, now, base);
        out->rate = qoq_figure_has(&out->change) ? rate_of(now, base, &out->change)
                                                 : out->change;
        if (is_mixed(now, base) || (now->flags | base->flags) & QOQ_FLAG_MIXED)
            out->rate.flags |= QOQ_FLAG_MIXED;
    }
}

static bool same_interval(qoq_interval a, qoq_interval b)
{
    return qoq_decimal_compare(a.low, b.low) == 0 &&
           qoq_decimal_compare(a.high, b.high) == 0;
}

void qoq_growth_join(qoq_growth *growth, const qoq_figure *printed)
{
    qoq_figure *rate = &growth->rate;
    qoq_interval common;

    if (!qoq_figure_has(printed) || rate->state == QOQ_FIGURE_NOT_MEANINGFUL)
        return;
    if (!qoq_figure_has(rate)) {
        *rate = *printed;
        rate->flags |= QOQ_FLAG_PRINTED;
        return;
    }
    if (!qoq_interval_agrees(rate->interval, printed->interval) ||
        !qoq_interval_meet(&common, rate->interval, printed->interval) ||
        same_interval(common, rate->interval))
        return;
    uint16_t flags = rate->flags;
    if (same_interval(common, printed->interval)) {
        *rate = *printed;
        rate->flags |= QOQ_FLAG_PRINTED | (flags & QOQ_FLAG_MIXED);
    } else {
        rate->interval = common;
        rate->shown = qoq_interval_middle(common);
        rate->places = (int16_t)qoq_interval_places(common);
    }
}

/* ---- sums, differences, quotients ---------------------------------------------------- */

void qoq_growth_difference(qoq_figure *out, const qoq_figure *a, const qoq_figure *b)
{
    qoq_interval difference;

    if (!qoq_figure_has(a))
        *out = missing(QOQ_REASON_NO_NOW);
    else if (!qoq_figure_has(b))
        *out = missing(QOQ_REASON_NO_BASE);
    else if (!qoq_unit_equal(a->unit, b->unit))
        *out = missing(QOQ_REASON_UNITS_DIFFER);
    else if (qoq_figure_redefined(a, b))
        *out = missing(QOQ_REASON_REDEFINED);
    else if (qoq_interval_subtract(&difference, a->interval, b->interval, NULL) !=
             QOQ_OK)
        *out = missing(QOQ_REASON_OVERFLOW);
    else
        *out = result(difference, a->unit, a, b);
}

void qoq_growth_sum(qoq_figure *out, const qoq_figure *const *figures, size_t n)
{
    qoq_figure sum = *figures[0];

    for (size_t i = 0; i < n; i++) {
        const qoq_figure *f = figures[i];
        if (!qoq_figure_has(f)) {
            *out = missing((qoq_reason)f->reason);
            return;
        }
        if (i == 0)
            continue;
        qoq_interval total;
        if (!qoq_unit_equal(sum.unit, f->unit)) {
            *out = missing(QOQ_REASON_UNITS_DIFFER);
            return;
        }
        if (qoq_figure_redefined(figures[0], f)) {
            *out = missing(QOQ_REASON_REDEFINED);
            return;
        }
        if (qoq_interval_add(&total, sum.interval, f->interval, NULL) != QOQ_OK) {
            *out = missing(QOQ_REASON_OVERFLOW);
            return;
        }
        sum = result(total, f->unit, &sum, f);
    }
    *out = qoq_figure_derived(sum.interval, sum.unit);
    out->vintage = sum.vintage;
    out->definition = sum.definition;
    out->flags = sum.flags & (QOQ_FLAG_ACROSS | QOQ_FLAG_FORMER);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++) {
            if (is_mixed(figures[i], figures[k]))
                out->flags |= QOQ_FLAG_MIXED;
        }
    }
}

/* 100 part / whole; whole must be positive. */
static qoq_figure percent_of(const qoq_figure *part, const qoq_figure *whole,
                             qoq_unit unit)
{
    qoq_interval quotient;

    if (!qoq_unit_equal(part->unit, whole->unit))
        return missing(QOQ_REASON_UNITS_DIFFER);
    if (!qoq_interval_is_positive(whole->interval))
        return not_meaningful(qoq_interval_is_negative(whole->interval)
                                  ? QOQ_REASON_BASE_NEGATIVE
                                  : QOQ_REASON_BASE_ZERO);
    if (qoq_interval_divide(&quotient, part->interval, whole->interval, NULL) !=
            QOQ_OK ||
        qoq_interval_scale(&quotient, quotient, 2, NULL) != QOQ_OK)
        return missing(QOQ_REASON_OVERFLOW);
    qoq_figure share = result(quotient, unit, part, whole);
    share.definition = part->definition;
    return share;
}

void qoq_growth_contribution(qoq_figure *out, const qoq_figure *part_now,
                             const qoq_figure *part_base, const qoq_figure *total_base)
{
    qoq_figure change;

    qoq_growth_difference(&change, part_now, part_base);
    if (!qoq_figure_has(&change))
        *out = change;
    else if (!qoq_figure_has(total_base))
        *out = missing(QOQ_REASON_NO_TOTAL);
    else
        *out = percent_of(&change, total_base, points_unit);
}

void qoq_growth_share(qoq_figure *out, const qoq_figure *part, const qoq_figure *total)
{
    if (!qoq_figure_has(part))
        *out = missing(QOQ_REASON_NO_NOW);
    else if (!qoq_figure_has(total))
        *out = missing(QOQ_REASON_NO_TOTAL);
    else
        *out = percent_of(part, total, percent_unit);
}

void qoq_growth_incremental(qoq_figure *out, const qoq_figure *profit_now,
                            const qoq_figure *profit_base,
                            const qoq_figure *revenue_now,
                            const qoq_figure *revenue_base)
{
    qoq_figure profit, revenue;

    qoq_growth_difference(&profit, profit_now, profit_base);
    qoq_growth_difference(&revenue, revenue_now, revenue_base);
    if (!qoq_figure_has(&profit) || !qoq_figure_has(&revenue)) {
        *out = qoq_figure_has(&profit) ? revenue : profit;
        return;
    }
    qoq_interval quotient;
    if (qoq_interval_has_zero(revenue.interval))
        *out = not_meaningful(QOQ_REASON_BASE_ZERO);
    else if (!qoq_unit_equal(profit.unit, revenue.unit))
        *out = missing(QOQ_REASON_UNITS_DIFFER);
    else if (qoq_interval_divide(&quotient, profit.interval, revenue.interval, NULL) !=
                 QOQ_OK ||
             qoq_interval_scale(&quotient, quotient, 2, NULL) != QOQ_OK)
        *out = missing(QOQ_REASON_OVERFLOW);
    else
        *out = result(quotient, percent_unit, &profit, &revenue);
}

/* ---- powers ------------------------------------------------------------------------ */

/* Powers and roots are no decimals; the ends are taken in double and moved outward by more
 * than double can be wrong. False when they are out of range. */
static bool interval_of_doubles(qoq_interval *out, double low, double high)
{
    const double places = 1e9;

    low = floor((low - fabs(low) * 1e-12) * places);
    high = ceil((high + fabs(high) * 1e-12) * places);
    if (!(low > -9e18 && high < 9e18 && low <= high))
        return false;
    out->low = qoq_decimal_of((int64_t)low, -9);
    out->high = qoq_decimal_of((int64_t)high, -9);
    return true;
}

static double compounded(qoq_decimal percent)
{
    double factor = 1 + qoq_decimal_double(percent) / 100;

    return (factor * factor * factor * factor - 1) * 100;
}

void qoq_growth_annualised(qoq_figure *out, const qoq_figure *percent)
{
    qoq_interval annual;

    if (!qoq_figure_has(percent))
        *out = *percent;
    else if (qoq_decimal_compare(percent->interval.low, qoq_decimal_of(-100, 0)) < 0)
        *out = not_meaningful(QOQ_REASON_TO_NEGATIVE);
    else if (!interval_of_doubles(&annual, compounded(percent->interval.low),
                                  compounded(percent->interval.high)))
        *out = missing(QOQ_REASON_OVERFLOW);
    else
        *out = result(annual, percent_unit, percent, percent);
}

static double root(qoq_decimal quotient, int years)
{
    return (pow(qoq_decimal_double(quotient), 1.0 / years) - 1) * 100;
}

void qoq_growth_cagr(qoq_figure *out, const qoq_figure *now, const qoq_figure *base,
                     int years)
{
    qoq_growth growth;
    qoq_interval quotient, rate;

    qoq_growth_of(&growth, now, base);
    if (!qoq_figure_has(&growth.rate)) {
        *out = growth.rate;
        return;
    }
    if (years < 1)
        *out = missing(QOQ_REASON_LENGTHS_DIFFER);
    else if (!qoq_interval_is_positive(now->interval))
        *out = not_meaningful(QOQ_REASON_TO_NEGATIVE);
    else if (qoq_interval_divide(&quotient, now->interval, base->interval, NULL) !=
                 QOQ_OK ||
             !interval_of_doubles(&rate, root(quotient.low, years),
                                  root(quotient.high, years)))
        *out = missing(QOQ_REASON_OVERFLOW);
    else
        *out = result(rate, percent_unit, now, base);
}

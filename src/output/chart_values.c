/* Chart data from a panel: the values, their scale, and what parts do not add up to. */
#include <math.h>
#include <string.h>

#include "output/chart_collect.h"

static uint8_t reason_of(const qoq_figure *figure)
{
    return figure->state == QOQ_FIGURE_NOT_MEANINGFUL ? QOQ_CHART_NOT_MEANINGFUL
                                                      : QOQ_CHART_MISSING;
}

/* ---- values ----------------------------------------------------------------------- */

/* In the scale of the chart; what is computed with two digits more than are known. */
static double scaled(const qoq_chart_collection *w, qoq_decimal value,
                     const qoq_figure *figure, qoq_rounding rounding)
{
    if (figure->state != QOQ_FIGURE_STATED && figure->places < 60)
        value = qoq_decimal_round(value, figure->places + 2, rounding);
    value.exponent -= w->power;
    return qoq_decimal_double(value);
}

static qoq_status set_value(qoq_chart_collection *w, qoq_chart_value *out,
                            const qoq_figure *figure, const char *text, bool derived)
{
    const char *copy = qoq_chart_copy(w, text);

    if (!copy)
        return qoq_fail_memory(w->err);
    if (!qoq_figure_has(figure)) {
        *out = qoq_chart_gap((qoq_chart_mark)reason_of(figure), copy);
        return QOQ_OK;
    }
    out->value = scaled(w, figure->shown, figure, QOQ_ROUND_HALF_AWAY);
    out->low = scaled(w, figure->interval.low, figure, QOQ_ROUND_DOWN);
    out->high = scaled(w, figure->interval.high, figure, QOQ_ROUND_UP);
    out->text = copy;
    out->mark = derived                             ? QOQ_CHART_DERIVED
                : figure->flags & QOQ_FLAG_RESTATED ? QOQ_CHART_RESTATED
                                                    : QOQ_CHART_STATED;
    return QOQ_OK;
}

static bool rests_on_derived(const qoq_figure *a, const qoq_figure *b)
{
    return a->state == QOQ_FIGURE_DERIVED || (b && b->state == QOQ_FIGURE_DERIVED);
}

static void level_at(qoq_chart_collection *w, qoq_figure *out, qoq_cell cell,
                     qoq_period period)
{
    cell.period = period;
    qoq_derive_figure(out, w->deriver, &cell);
}

static qoq_period base_of(qoq_period period, bool year)
{
    return year ? qoq_period_year_ago(period) : qoq_period_previous(period);
}

static qoq_status growth_at(qoq_chart_collection *w, qoq_chart_value *out, size_t s,
                            size_t c, bool year)
{
    qoq_cell cell = w->cells[s];
    qoq_growth growth;
    qoq_figure now, base;
    char text[QOQ_FIGURE_ROOM];
    bool points;

    cell.period = w->periods[c];
    qoq_derive_growth(&growth, w->deriver, &cell, base_of(w->periods[c], year), &now,
                      &base);
    points = growth.rate.unit.kind == QOQ_UNIT_POINTS;
    qoq_growth_format(text, &growth.rate, points ? "pp" : "%", w->chinese);
    return set_value(w, out, &growth.rate, text,
                     !(growth.rate.flags & QOQ_FLAG_PRINTED) &&
                         rests_on_derived(&now, &base));
}

static qoq_status contribution_at(qoq_chart_collection *w, qoq_chart_value *out,
                                  size_t s, size_t c, bool year)
{
    qoq_period then = base_of(w->periods[c], year);
    qoq_figure now, base, total, points;
    char text[QOQ_FIGURE_ROOM];

    level_at(w, &now, w->cells[s], w->periods[c]);
    level_at(w, &base, w->cells[s], then);
    level_at(w, &total, w->total, then);
    qoq_growth_contribution(&points, &now, &base, &total);
    qoq_growth_format_points(text, &points, w->chinese);
    return set_value(w, out, &points, text, rests_on_derived(&now, &base));
}

static qoq_status share_at(qoq_chart_collection *w, qoq_chart_value *out, size_t s,
                           size_t c)
{
    qoq_figure part, total, share;
    char text[QOQ_FIGURE_ROOM];

    level_at(w, &part, w->cells[s], w->periods[c]);
    level_at(w, &total, w->total, w->periods[c]);
    qoq_growth_share(&share, &part, &total);
    qoq_growth_format_share(text, &share, w->chinese);
    return set_value(w, out, &share, text, rests_on_derived(&part, &total));
}

static qoq_status margin_at(qoq_chart_collection *w, qoq_chart_value *out, size_t s,
                            size_t c)
{
    qoq_cell cell = w->cells[s], revenue = w->cells[s];
    qoq_figure margin, profit, base;
    char text[QOQ_FIGURE_ROOM];

    cell.period = revenue.period = w->periods[c];
    qoq_derive_ratio(&margin, w->deriver, w->ratios[s], &cell);
    qoq_growth_format_share(text, &margin, w->chinese);
    revenue.metric = qoq_panel_name(w->panel, w->ratios[s]->denominator);
    level_at(w, &profit, cell, w->periods[c]);
    level_at(w, &base, revenue, w->periods[c]);
    return set_value(w, out, &margin, text, rests_on_derived(&profit, &base));
}

static qoq_status show_level(qoq_chart_collection *w, qoq_chart_value *out,
                             const qoq_figure *figure)
{
    char text[QOQ_FIGURE_ROOM];

    if (w->unit.kind == QOQ_UNIT_PERCENT)
        qoq_growth_format_share(text, figure, w->chinese);
    else
        qoq_figure_format(text, figure, w->scale, w->decimals, w->chinese);
    return set_value(w, out, figure, text, figure->state == QOQ_FIGURE_DERIVED);
}

static qoq_status level_value(qoq_chart_collection *w, qoq_chart_value *out, size_t s,
                              size_t c)
{
    qoq_figure figure;

    level_at(w, &figure, w->cells[s], w->periods[c]);
    if (qoq_figure_has(&figure) && !qoq_unit_equal(figure.unit, w->unit))
        figure = qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_UNITS_DIFFER);
    return show_level(w, out, &figure);
}

static qoq_status value_at(qoq_chart_collection *w, qoq_chart_value *out, size_t s,
                           size_t c, bool year)
{
    switch ((qoq_chart_what)w->chart->what) {
    case QOQ_CHART_GROWTH:
        return growth_at(w, out, s, c, year);
    case QOQ_CHART_CONTRIBUTION:
        return contribution_at(w, out, s, c, year);
    case QOQ_CHART_SHARE:
        return share_at(w, out, s, c);
    case QOQ_CHART_MARGIN:
        return margin_at(w, out, s, c);
    case QOQ_CHART_LEVEL:
        break;
    }
    return level_value(w, out, s, c);
}

/* ---- scale ------------------------------------------------------------------------ */

/* Four digits in all: 92.1 bn, 921 亿, 1,402 million accounts. */
void qoq_chart_choose_scale(qoq_chart_collection *w)
{
    qoq_decimal largest = {0};

    w->unit = (qoq_unit){0};
    w->decimals = 1;
    if (w->chart->what != QOQ_CHART_LEVEL)
        return;
    for (size_t s = 0; s < w->count; s++) {
        for (size_t c = 0; c < w->period_count; c++) {
            qoq_figure figure;
            qoq_decimal size;

            level_at(w, &figure, w->cells[s], w->periods[c]);
            if (!qoq_figure_has(&figure))
                continue;
            if (w->unit.kind == QOQ_UNIT_NONE)
                w->unit = figure.unit;
            size = qoq_decimal_absolute(figure.shown);
            if (qoq_unit_equal(figure.unit, w->unit) &&
                qoq_decimal_compare(size, largest) > 0)
                largest = size;
        }
    }
    if (w->unit.kind == QOQ_UNIT_MONEY || w->unit.kind == QOQ_UNIT_COUNT) {
        double top;

        w->scale =
            w->request->scale ? w->request->scale : qoq_scale_for(largest, w->chinese);
        w->power = w->scale ? w->scale->power : 0;
        top = qoq_decimal_double(largest) / pow(10, w->power);
        w->decimals = w->power == 0 || top >= 1000 ? 0 : 1;
    } else if (w->unit.kind == QOQ_UNIT_PER_SHARE) {
        w->decimals = 3;
    }
}

static const char *unit_text(qoq_chart_collection *w)
{
    const char *name;
    qoq_buffer out = {0};

    if (w->chart->what == QOQ_CHART_CONTRIBUTION)
        return qoq_chart_word_of(w, "percentage points", "个百分点");
    if (w->chart->what != QOQ_CHART_LEVEL || w->unit.kind == QOQ_UNIT_PERCENT)
        return "%";
    name = qoq_unit_name(&w->unit, w->chinese);
    if (!w->scale)
        qoq_buffer_text(&out, name);
    else if (w->chinese)
        qoq_buffer_print(&out, "%s%s", w->scale->chinese, name);
    else if (w->unit.kind == QOQ_UNIT_COUNT)
        qoq_buffer_print(&out, "%s%s%s", w->scale->english,
                         *w->scale->english ? " " : "", name);
    else
        qoq_buffer_print(&out, "%s%s%s", name, *w->scale->english ? " " : "",
                         w->scale->english);
    return qoq_chart_keep(w, &out);
}

/* ---- panels ----------------------------------------------------------------------- */

/* The measures of the definition; a year is its own year before, so it has but one. */
size_t qoq_chart_choose_measures(const qoq_chart_collection *w, bool years[2])
{
    qoq_span span = (qoq_span)w->periods[0].span;
    bool yearly = span == QOQ_SPAN_YEAR || span == QOQ_SPAN_NINE;
    const char *at = w->chart->measures;
    size_t count = 0;

    if (w->chart->what != QOQ_CHART_GROWTH && w->chart->what != QOQ_CHART_CONTRIBUTION)
        goto one;
    while (*at && count < 2) {
        size_t len = strcspn(at, " ");
        bool year = qoq_slice_is((qoq_slice){at, len}, "yoy");

        if (len && (!yearly || count == 0))
            years[count++] = year || yearly;
        at += len + (at[len] == ' ');
    }
    if (count)
        return count;
one:
    years[0] = true;
    return 1;
}

static const char *measure_title(const qoq_chart_collection *w, bool year)
{
    if (year)
        return qoq_chart_word_of(w, "Year on year", "同比");
    if (w->periods[0].span == QOQ_SPAN_HALF)
        return qoq_chart_word_of(w, "Half on half", "环比");
    return qoq_chart_word_of(w, "Quarter on quarter", "环比");
}

static const char *measure_id(const qoq_chart_collection *w, bool year)
{
    static const char *const ids[] = {
        [QOQ_CHART_LEVEL] = "level",   [QOQ_CHART_GROWTH] = "growth",
        [QOQ_CHART_CONTRIBUTION] = "", [QOQ_CHART_SHARE] = "share",
        [QOQ_CHART_MARGIN] = "margin",
    };

    if (w->chart->what == QOQ_CHART_GROWTH)
        return year ? "yoy" : "qoq";
    if (w->chart->what == QOQ_CHART_CONTRIBUTION)
        return year ? "contribution_yoy" : "contribution_qoq";
    return ids[w->chart->what];
}

qoq_status qoq_chart_fill_panel(qoq_chart_collection *w, qoq_chart_panel *out,
                                bool year, bool titled)
{
    qoq_chart_value *values =
        qoq_arena_calloc(w->arena, w->count * w->period_count, sizeof *values);

    if (!values)
        return qoq_fail_memory(w->err);
    for (size_t s = 0; s < w->count; s++) {
        for (size_t c = 0; c < w->period_count; c++)
            QOQ_TRY(value_at(w, &values[s * w->period_count + c], s, c, year));
    }
    *out = (qoq_chart_panel){measure_id(w, year), titled ? measure_title(w, year) : "",
                             unit_text(w), values};
    return out->unit ? QOQ_OK : qoq_fail_memory(w->err);
}

/* ---- what parts do not add up to -------------------------------------------------- */

/* Was the segment reported in this period, as far as a lexicon knows? */
static bool was_reported(const qoq_panel_segment *segment, qoq_period period)
{
    const qoq_segment *known = segment->known;

    if (!known)
        return true;
    return (qoq_period_is_none(known->from) ||
            qoq_period_compare(period, known->from) >= 0) &&
           (qoq_period_is_none(known->to) ||
            qoq_period_compare(period, known->to) <= 0);
}

/* The total less its parts; missing when one of them is. */
static void rest_at(qoq_chart_collection *w, qoq_figure *out, qoq_period period)
{
    qoq_figure parts[QOQ_CHART_MAX_SERIES], total, sum;
    const qoq_figure *list[QOQ_CHART_MAX_SERIES];
    size_t count = 0;

    *out = qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_NOT_STATED);
    for (size_t s = 0; s < w->count - w->has_total; s++) {
        if (!w->segments[s] || !was_reported(w->segments[s], period))
            continue;
        level_at(w, &parts[count], w->cells[s], period);
        if (!qoq_figure_has(&parts[count]))
            return;
        list[count] = &parts[count];
        count++;
    }
    level_at(w, &total, w->total, period);
    if (!count || !qoq_figure_has(&total))
        return;
    qoq_growth_sum(&sum, list, count);
    qoq_growth_difference(out, &total, &sum);
}

/* Rounding alone may be what is left. */
static void forget_rounding(qoq_figure *figure)
{
    if (qoq_figure_has(figure) && qoq_interval_has_zero(figure->interval))
        *figure = qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_NOT_STATED);
}

static qoq_status rest_level(qoq_chart_collection *w, qoq_chart_value *out,
                             qoq_figure *rest)
{
    forget_rounding(rest);
    QOQ_TRY(show_level(w, out, rest));
    /* Too inexact for a digit: no "~0" in a column that is there. */
    if (out->text && !strpbrk(out->text, "123456789"))
        out->text = NULL;
    return QOQ_OK;
}

static qoq_status rest_value(qoq_chart_collection *w, qoq_chart_value *out, size_t c,
                             bool year)
{
    qoq_figure now, then, total, share;
    char text[QOQ_FIGURE_ROOM];
    qoq_period base = base_of(w->periods[c], year);

    rest_at(w, &now, w->periods[c]);
    if (w->chart->what == QOQ_CHART_LEVEL)
        return rest_level(w, out, &now);
    if (w->chart->what == QOQ_CHART_SHARE) {
        forget_rounding(&now);
        level_at(w, &total, w->total, w->periods[c]);
        qoq_growth_share(&share, &now, &total);
        qoq_growth_format_share(text, &share, w->chinese);
    } else {
        rest_at(w, &then, base);
        level_at(w, &total, w->total, base);
        qoq_growth_contribution(&share, &now, &then, &total);
        forget_rounding(&share);
        qoq_growth_format_points(text, &share, w->chinese);
    }
    return set_value(w, out, &share, text, qoq_figure_has(&share));
}

static bool adds_up(const qoq_chart_collection *w)
{
    return w->chart->by == QOQ_CHART_BY_SEGMENT && w->chart->shape == QOQ_CHART_STACK &&
           w->axis && w->chart->what != QOQ_CHART_GROWTH &&
           w->chart->what != QOQ_CHART_MARGIN &&
           (w->has_total ||
            (w->chart->what == QOQ_CHART_SHARE && !w->request->segment_count));
}

/* Puts the remainder in front of the total, if there is one worth showing. */
qoq_status qoq_chart_add_rest(qoq_chart_collection *w, qoq_chart_panel *panel,
                              bool year)
{
    size_t n = w->period_count, at = w->count - w->has_total;
    qoq_chart_value *values, *rest;
    bool some = false;

    if (!adds_up(w))
        return QOQ_OK;
    values = qoq_arena_calloc(w->arena, (w->count + 1) * n, sizeof *values);
    if (!values)
        return qoq_fail_memory(w->err);
    rest = values + at * n;
    for (size_t c = 0; c < n; c++) {
        QOQ_TRY(rest_value(w, &rest[c], c, year));
        some = some || isfinite(rest[c].value);
        if (!isfinite(rest[c].value)) /* nothing left over is no gap */
            rest[c] = (qoq_chart_value){0, NAN, NAN, NULL, QOQ_CHART_STATED};
    }
    if (!some)
        return QOQ_OK;
    memcpy(values, panel->values, at * n * sizeof *values);
    memcpy(values + (at + 1) * n, panel->values + at * n,
           (w->count - at) * n * sizeof *values);
    panel->values = values;
    memmove(&w->series[at + 1], &w->series[at], (w->count - at) * sizeof *w->series);
    w->series[at] = (qoq_chart_series){"rest", qoq_chart_word_of(w, "Rest", "其余"),
                                       QOQ_CHART_OTHER};
    w->count++;
    return QOQ_OK;
}

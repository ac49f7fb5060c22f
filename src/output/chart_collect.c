/* Chart data from a panel. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/chart_private.h"
#include "qoq/chart_data.h"

typedef struct work {
    qoq_deriver *deriver;
    const qoq_panel *panel;
    const qoq_chart *chart;
    const qoq_chart_request *request;
    qoq_arena *arena;
    qoq_error *err;
    bool chinese;
    uint32_t axis; /* 0 = the company has no segments */
    const char *metrics[QOQ_CHART_MAX_SERIES];
    size_t metric_count;
    qoq_period *periods;
    size_t period_count;
    /* series: a cell each; the total, if any, is the last */
    qoq_cell cells[QOQ_CHART_MAX_SERIES];
    const qoq_panel_segment *segments[QOQ_CHART_MAX_SERIES]; /* NULL = none */
    const qoq_ratio *ratios[QOQ_CHART_MAX_SERIES];
    qoq_chart_series series[QOQ_CHART_MAX_SERIES];
    size_t count;
    bool has_total;
    bool whole;         /* nothing but the whole company is left */
    const char *family; /* name of the segment that is taken apart, or NULL */
    qoq_cell total;     /* what shares and contributions refer to */
    const qoq_scale *scale;
    int power, decimals;
    qoq_unit unit;
} work;

static const char *word(const work *w, const char *english, const char *chinese)
{
    return w->chinese ? chinese : english;
}

static const char *text_of(work *w, qoq_buffer *buffer)
{
    const char *text = qoq_buffer_string(buffer);
    char *copy = buffer->failed ? NULL : qoq_arena_copy(w->arena, text, strlen(text));

    qoq_buffer_clear(buffer);
    return copy;
}

static const char *copy_of(work *w, const char *text)
{
    return qoq_arena_copy(w->arena, text, strlen(text));
}

static uint8_t reason_of(const qoq_figure *figure)
{
    return figure->state == QOQ_FIGURE_NOT_MEANINGFUL ? QOQ_CHART_NOT_MEANINGFUL
                                                      : QOQ_CHART_MISSING;
}

/* ---- metrics ---------------------------------------------------------------------- */

static qoq_status split_metrics(work *w)
{
    const char *at = w->chart->metrics;

    if (w->request->metric_count) {
        for (size_t i = 0; i < w->request->metric_count; i++) {
            if (w->metric_count == QOQ_CHART_MAX_SERIES)
                return qoq_fail(w->err, QOQ_EUSAGE, "a chart holds at most %d metrics",
                                QOQ_CHART_MAX_SERIES);
            w->metrics[w->metric_count++] = w->request->metrics[i];
        }
    } else {
        while (*at && w->metric_count < QOQ_CHART_MAX_SERIES) {
            size_t len = strcspn(at, " ");
            char *copy = len ? qoq_arena_copy(w->arena, at, len) : NULL;

            if (len && !copy)
                return qoq_fail_memory(w->err);
            if (len)
                w->metrics[w->metric_count++] = copy;
            at += len + (at[len] == ' ');
        }
    }
    if (!w->metric_count)
        w->metrics[w->metric_count++] = "revenue";
    if (w->chart->by == QOQ_CHART_BY_SEGMENT && w->metric_count > 1)
        return qoq_fail(w->err, QOQ_EUSAGE, "chart '%s' shows one metric by segment",
                        w->chart->id);
    return QOQ_OK;
}

/* gross_margin, or the profit that it is the margin of. */
static const qoq_ratio *ratio_of(const char *metric)
{
    for (const qoq_ratio *r = qoq_ratios; r->id; r++) {
        if (strcmp(r->id, metric) == 0 || strcmp(r->numerator, metric) == 0)
            return r;
    }
    return NULL;
}

/* ---- series ----------------------------------------------------------------------- */

static qoq_cell cell_of(const work *w, const char *segment, const char *metric)
{
    const char *axis = *segment ? qoq_panel_text(w->panel, w->axis) : "";
    qoq_cell cell = qoq_panel_cell(
        w->panel, qoq_panel_text(w->panel, w->request->entity), axis, segment, metric);

    cell.adjusted = w->request->adjusted;
    return cell;
}

/* What is left over by its nature. Printed names stand for companies no lexicon knows. */
static bool is_other(const char *id)
{
    static const char *const ids[] = {
        "others",      "other",     "all_other", "other_segments", "eliminations",
        "unallocated", "corporate", "其他",      "其它",           "抵销",
        "抵消",        "未分配",    "分部间抵销"};

    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        if (strcmp(id, ids[i]) == 0)
            return true;
    }
    return false;
}

static qoq_status add_segment(work *w, const qoq_panel_segment *segment)
{
    const char *id = qoq_panel_text(w->panel, segment->segment);
    const qoq_ratio *ratio =
        w->chart->what == QOQ_CHART_MARGIN ? ratio_of(w->metrics[0]) : NULL;

    if (w->count >= QOQ_CHART_MAX_SERIES - 2)
        return qoq_fail(w->err, QOQ_EUSAGE,
                        "more than %d segments; choose some with -s",
                        QOQ_CHART_MAX_SERIES - 2);
    w->cells[w->count] = cell_of(w, id, ratio ? ratio->numerator : w->metrics[0]);
    w->segments[w->count] = segment;
    w->ratios[w->count] = ratio;
    w->series[w->count] = (qoq_chart_series){
        id,
        qoq_panel_segment_name(w->panel, w->request->entity, segment->axis,
                               segment->segment, w->chinese),
        is_other(id) ? QOQ_CHART_OTHER : QOQ_CHART_PART};
    w->count++;
    return QOQ_OK;
}

static void add_total(work *w, const char *segment, const char *name)
{
    const qoq_ratio *ratio =
        w->chart->what == QOQ_CHART_MARGIN ? ratio_of(w->metrics[0]) : NULL;

    w->total = cell_of(w, segment, ratio ? ratio->numerator : w->metrics[0]);
    /* Shares add up to a hundred by themselves. */
    if (w->chart->what == QOQ_CHART_SHARE)
        return;
    w->cells[w->count] = w->total;
    w->segments[w->count] = NULL;
    w->ratios[w->count] = ratio;
    w->series[w->count] = (qoq_chart_series){segment, name, QOQ_CHART_TOTAL};
    w->count++;
    w->has_total = true;
}

static bool is_requested(const work *w, const qoq_panel_segment *segment)
{
    for (size_t i = 0; i < w->request->segment_count; i++) {
        if (w->request->segments[i] == segment->segment)
            return true;
    }
    return false;
}

static size_t count_parts(const qoq_panel_segment *all, size_t count, uint32_t parent)
{
    size_t parts = 0;

    for (size_t i = 0; i < count; i++)
        parts += all[i].parent == parent;
    return parts;
}

/* One segment with parts: its parts, and itself as the total. */
static qoq_status add_family(work *w, const qoq_panel_segment *all, size_t count,
                             const qoq_panel_segment *head)
{
    for (size_t i = 0; i < count; i++) {
        if (all[i].parent == head->segment)
            QOQ_TRY(add_segment(w, &all[i]));
    }
    w->family = qoq_panel_segment_name(w->panel, w->request->entity, head->axis,
                                       head->segment, w->chinese);
    add_total(w, qoq_panel_text(w->panel, head->segment), word(w, "Total", "合计"));
    return QOQ_OK;
}

static qoq_status add_segments(work *w)
{
    const qoq_panel_segment *all = NULL, *only = NULL;
    size_t count =
        w->axis ? qoq_panel_segments(w->panel, w->request->entity, w->axis, &all) : 0;
    size_t chosen = 0;

    for (size_t i = 0; i < count; i++) {
        if (is_requested(w, &all[i])) {
            only = &all[i];
            chosen++;
        }
    }
    if (w->request->segment_count && !chosen)
        return qoq_fail(w->err, QOQ_EUSAGE, "no such segment along axis '%s'",
                        qoq_panel_text(w->panel, w->axis));
    if (chosen == 1 && count_parts(all, count, only->segment))
        return add_family(w, all, count, only);
    for (size_t i = 0; i < count; i++) {
        bool take = chosen ? is_requested(w, &all[i]) : all[i].depth == 0;

        if (take)
            QOQ_TRY(add_segment(w, &all[i]));
    }
    if (chosen)
        w->total = cell_of(w, "", w->metrics[0]);
    else
        add_total(w, "", word(w, "Total", "合计"));
    return QOQ_OK;
}

/* Metrics of the whole company, or of the one segment that was asked for. */
static qoq_status add_metrics(work *w)
{
    const char *segment = "";

    if (w->request->segment_count > 1)
        return qoq_fail(w->err, QOQ_EUSAGE, "chart '%s' shows one segment at a time",
                        w->chart->id);
    if (w->request->segment_count) {
        segment = qoq_panel_text(w->panel, w->request->segments[0]);
        w->family = qoq_panel_segment_name(w->panel, w->request->entity, w->axis,
                                           w->request->segments[0], w->chinese);
    }
    for (size_t i = 0; i < w->metric_count; i++) {
        const qoq_ratio *ratio =
            w->chart->what == QOQ_CHART_MARGIN ? ratio_of(w->metrics[i]) : NULL;
        const char *id = ratio ? ratio->id : w->metrics[i];
        const char *name = ratio ? word(w, ratio->name_en, ratio->name_zh) : NULL;

        if (w->chart->what == QOQ_CHART_MARGIN && !ratio)
            return qoq_fail(w->err, QOQ_EUSAGE, "no margin of '%s' is known", id);
        w->cells[w->count] = cell_of(w, segment, ratio ? ratio->numerator : id);
        w->ratios[w->count] = ratio;
        if (!name)
            name =
                qoq_panel_metric_name(w->panel, w->cells[w->count].metric, w->chinese);
        w->series[w->count] = (qoq_chart_series){id, *name ? name : id, QOQ_CHART_PART};
        w->count++;
    }
    w->total = cell_of(w, segment, "revenue");
    return QOQ_OK;
}

/* The axis of the segments asked for, the one asked for, or the first there is. */
static void choose_axis(work *w)
{
    const uint32_t *axes;
    size_t count = qoq_panel_axes(w->panel, w->request->entity, &axes);

    w->axis = w->request->axis ? w->request->axis : count ? axes[0] : 0;
    for (size_t a = 0; !w->request->axis && a < count; a++) {
        const qoq_panel_segment *all;
        size_t segments =
            qoq_panel_segments(w->panel, w->request->entity, axes[a], &all);

        for (size_t i = 0; i < segments; i++) {
            if (is_requested(w, &all[i])) {
                w->axis = axes[a];
                return;
            }
        }
    }
}

/* ---- periods ---------------------------------------------------------------------- */

static qoq_period latest(const work *w, qoq_span span)
{
    return qoq_panel_latest(w->panel, w->request->entity, w->cells[w->count - 1].metric,
                            span);
}

/* Quarters, or the coarser spans of a company that reports no quarters. */
static qoq_status choose_end(const work *w, qoq_period *out)
{
    static const qoq_span spans[] = {QOQ_SPAN_QUARTER, QOQ_SPAN_HALF, QOQ_SPAN_NINE,
                                     QOQ_SPAN_YEAR};

    *out = w->request->to;
    if (!qoq_period_is_none(*out))
        return QOQ_OK;
    if (!qoq_period_is_none(w->request->from)) {
        *out = latest(w, (qoq_span)w->request->from.span);
    } else {
        for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
            *out = latest(w, spans[i]);
            if (!qoq_period_is_none(*out))
                return QOQ_OK;
        }
    }
    if (qoq_period_is_none(*out))
        return qoq_fail(w->err, QOQ_EINPUT, "no figure of '%s' in any period",
                        w->metrics[0]);
    return QOQ_OK;
}

static qoq_status choose_periods(work *w)
{
    qoq_period from = w->request->from, to;
    int steps = (int)w->chart->periods - 1;

    QOQ_TRY(choose_end(w, &to));
    if (!qoq_period_is_none(from) && !qoq_period_steps(&steps, from, to))
        return qoq_fail(w->err, QOQ_EUSAGE,
                        "the periods of a chart must be of one length");
    if (steps < 0)
        return qoq_fail(w->err, QOQ_EUSAGE, "the last period is before the first");
    if (steps >= QOQ_CHART_MAX_CATEGORIES)
        return qoq_fail(w->err, QOQ_EUSAGE, "a chart holds at most %d periods",
                        QOQ_CHART_MAX_CATEGORIES);
    w->period_count = (size_t)steps + 1;
    w->periods = qoq_arena_calloc(w->arena, w->period_count, sizeof *w->periods);
    if (!w->periods)
        return qoq_fail_memory(w->err);
    for (size_t i = w->period_count; i-- > 0;) {
        w->periods[i] = to;
        to = qoq_period_previous(to);
    }
    return QOQ_OK;
}

/* ---- values ----------------------------------------------------------------------- */

/* In the scale of the chart; what is computed with two digits more than are known. */
static double scaled(const work *w, qoq_decimal value, const qoq_figure *figure,
                     qoq_rounding rounding)
{
    if (figure->state != QOQ_FIGURE_STATED && figure->places < 60)
        value = qoq_decimal_round(value, figure->places + 2, rounding);
    value.exponent -= w->power;
    return qoq_decimal_double(value);
}

static qoq_status set_value(work *w, qoq_chart_value *out, const qoq_figure *figure,
                            const char *text, bool derived)
{
    const char *copy = copy_of(w, text);

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

static void level_at(work *w, qoq_figure *out, qoq_cell cell, qoq_period period)
{
    cell.period = period;
    qoq_derive_figure(out, w->deriver, &cell);
}

static qoq_period base_of(qoq_period period, bool year)
{
    return year ? qoq_period_year_ago(period) : qoq_period_previous(period);
}

static qoq_status growth_at(work *w, qoq_chart_value *out, size_t s, size_t c,
                            bool year)
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

static qoq_status contribution_at(work *w, qoq_chart_value *out, size_t s, size_t c,
                                  bool year)
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

static qoq_status share_at(work *w, qoq_chart_value *out, size_t s, size_t c)
{
    qoq_figure part, total, share;
    char text[QOQ_FIGURE_ROOM];

    level_at(w, &part, w->cells[s], w->periods[c]);
    level_at(w, &total, w->total, w->periods[c]);
    qoq_growth_share(&share, &part, &total);
    qoq_growth_format_share(text, &share, w->chinese);
    return set_value(w, out, &share, text, rests_on_derived(&part, &total));
}

static qoq_status margin_at(work *w, qoq_chart_value *out, size_t s, size_t c)
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

static qoq_status show_level(work *w, qoq_chart_value *out, const qoq_figure *figure)
{
    char text[QOQ_FIGURE_ROOM];

    if (w->unit.kind == QOQ_UNIT_PERCENT)
        qoq_growth_format_share(text, figure, w->chinese);
    else
        qoq_figure_format(text, figure, w->scale, w->decimals, w->chinese);
    return set_value(w, out, figure, text, figure->state == QOQ_FIGURE_DERIVED);
}

static qoq_status level_value(work *w, qoq_chart_value *out, size_t s, size_t c)
{
    qoq_figure figure;

    level_at(w, &figure, w->cells[s], w->periods[c]);
    if (qoq_figure_has(&figure) && !qoq_unit_equal(figure.unit, w->unit))
        figure = qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_UNITS_DIFFER);
    return show_level(w, out, &figure);
}

static qoq_status value_at(work *w, qoq_chart_value *out, size_t s, size_t c, bool year)
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
static void choose_scale(work *w)
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

static const char *unit_text(work *w)
{
    const char *name;
    qoq_buffer out = {0};

    if (w->chart->what == QOQ_CHART_CONTRIBUTION)
        return word(w, "percentage points", "个百分点");
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
    return text_of(w, &out);
}

/* ---- panels ----------------------------------------------------------------------- */

/* The measures of the definition; a year is its own year before, so it has but one. */
static size_t choose_measures(const work *w, bool years[2])
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

static const char *measure_title(const work *w, bool year)
{
    if (year)
        return word(w, "Year on year", "同比");
    if (w->periods[0].span == QOQ_SPAN_HALF)
        return word(w, "Half on half", "环比");
    return word(w, "Quarter on quarter", "环比");
}

static const char *measure_id(const work *w, bool year)
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

static qoq_status fill_panel(work *w, qoq_chart_panel *out, bool year, bool titled)
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
static void rest_at(work *w, qoq_figure *out, qoq_period period)
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

static qoq_status rest_level(work *w, qoq_chart_value *out, qoq_figure *rest)
{
    forget_rounding(rest);
    QOQ_TRY(show_level(w, out, rest));
    /* Too inexact for a digit: no "~0" in a column that is there. */
    if (out->text && !strpbrk(out->text, "123456789"))
        out->text = NULL;
    return QOQ_OK;
}

static qoq_status rest_value(work *w, qoq_chart_value *out, size_t c, bool year)
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

static bool adds_up(const work *w)
{
    return w->chart->by == QOQ_CHART_BY_SEGMENT && w->chart->shape == QOQ_CHART_STACK &&
           w->axis && w->chart->what != QOQ_CHART_GROWTH &&
           w->chart->what != QOQ_CHART_MARGIN &&
           (w->has_total ||
            (w->chart->what == QOQ_CHART_SHARE && !w->request->segment_count));
}

/* Puts the remainder in front of the total, if there is one worth showing. */
static qoq_status add_rest(work *w, qoq_chart_panel *panel, bool year)
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
    w->series[at] =
        (qoq_chart_series){"rest", word(w, "Rest", "其余"), QOQ_CHART_OTHER};
    w->count++;
    return QOQ_OK;
}

/* ---- leaving out ------------------------------------------------------------------ */

/* Series without a value in any panel; the total stays. */
static qoq_status drop_empty(work *w, qoq_chart_panel *panels, size_t panel_count)
{
    size_t n = w->period_count, kept = 0;

    for (size_t s = 0; s < w->count; s++) {
        bool some = false;

        for (size_t p = 0; p < panel_count; p++) {
            for (size_t c = 0; c < n; c++)
                some = some || isfinite(panels[p].values[s * n + c].value);
        }
        if (!some)
            continue;
        for (size_t p = 0; p < panel_count && kept != s; p++) {
            qoq_chart_value *values =
                qoq_arena_calloc(w->arena, w->count * n, sizeof *values);

            if (!values)
                return qoq_fail_memory(w->err);
            memcpy(values, panels[p].values, w->count * n * sizeof *values);
            memcpy(values + kept * n, panels[p].values + s * n, n * sizeof *values);
            panels[p].values = values;
        }
        w->cells[kept] = w->cells[s];
        w->segments[kept] = w->segments[s];
        w->series[kept++] = w->series[s];
    }
    w->count = kept;
    w->has_total = kept && w->series[kept - 1].role == QOQ_CHART_TOTAL;
    return QOQ_OK;
}

/* Without -p, periods before the first value of all. */
static qoq_status drop_beginning(work *w, qoq_chart_panel *panels, size_t panel_count)
{
    size_t n = w->period_count, first = n;

    if (!qoq_period_is_none(w->request->from))
        return QOQ_OK;
    for (size_t p = 0; p < panel_count; p++) {
        for (size_t i = 0; i < w->count * n; i++) {
            if (isfinite(panels[p].values[i].value) && i % n < first)
                first = i % n;
        }
    }
    if (first == 0 || first == n)
        return QOQ_OK;
    for (size_t p = 0; p < panel_count; p++) {
        qoq_chart_value *values =
            qoq_arena_calloc(w->arena, w->count * (n - first), sizeof *values);

        if (!values)
            return qoq_fail_memory(w->err);
        for (size_t s = 0; s < w->count; s++)
            memcpy(values + s * (n - first), panels[p].values + s * n + first,
                   (n - first) * sizeof *values);
        panels[p].values = values;
    }
    w->periods += first;
    w->period_count -= first;
    return QOQ_OK;
}

/* ---- titles ----------------------------------------------------------------------- */

static bool name_category(work *w, qoq_chart_category *out, qoq_period period)
{
    char id[16], label[16], group[16];

    qoq_period_format(id, period);
    snprintf(label, sizeof label, "%s", id);
    group[0] = '\0';
    /* 2025Q1, 2025H1, 2025M9: the year stands below. */
    if (period.span == QOQ_SPAN_QUARTER || period.span == QOQ_SPAN_HALF ||
        period.span == QOQ_SPAN_NINE) {
        snprintf(label, sizeof label, "%s", id + 4);
        snprintf(group, sizeof group, "%.4s", id);
    }
    *out = (qoq_chart_category){copy_of(w, id), copy_of(w, label), copy_of(w, group)};
    return out->id && out->label && out->group;
}

static qoq_status name_categories(work *w, qoq_chart_data *out)
{
    qoq_chart_category *categories =
        qoq_arena_calloc(w->arena, w->period_count, sizeof *categories);

    for (size_t c = 0; categories && c < w->period_count; c++) {
        if (!name_category(w, &categories[c], w->periods[c]))
            categories = NULL;
    }
    out->categories = categories;
    out->category_count = w->period_count;
    return categories ? QOQ_OK : qoq_fail_memory(w->err);
}

/* "non-IFRS", as the company calls its adjusted series. */
static const char *adjusted_name(const work *w)
{
    const char *id = qoq_panel_text(w->panel, w->request->entity);
    const qoq_lexicon *lexicon = qoq_panel_lexicon(w->panel);
    const qoq_entity *known =
        lexicon ? qoq_lexicon_entity(lexicon, qoq_slice_of(id)) : NULL;

    if (known && known->adjusted == QOQ_BASIS_NON_IFRS)
        return word(w, "non-IFRS", "非国际财务报告准则");
    if (known && known->adjusted == QOQ_BASIS_NON_GAAP)
        return word(w, "non-GAAP", "非公认会计准则");
    return word(w, "adjusted", "经调整");
}

/* "Tencent", or "Tencent · Value-added Services" */
static const char *who_text(work *w)
{
    qoq_buffer out = {0};

    qoq_buffer_text(&out,
                    qoq_panel_entity_name(w->panel, w->request->entity, w->chinese));
    if (w->family)
        qoq_buffer_print(&out, word(w, ", %s", "·%s"), w->family);
    return text_of(w, &out);
}

/* One panel has no title of its own that says against what. */
static void add_measure(const work *w, qoq_buffer *out)
{
    bool years[2];

    if (w->chart->what != QOQ_CHART_CONTRIBUTION && w->chart->what != QOQ_CHART_GROWTH)
        return;
    if (choose_measures(w, years) == 1)
        qoq_buffer_print(out, word(w, ", %s", "（%s）"),
                         years[0] ? word(w, "year on year", "同比")
                                  : word(w, "quarter on quarter", "环比"));
}

static const char *title_text(work *w)
{
    qoq_buffer out = {0};
    uint32_t metric = qoq_panel_name(w->panel, w->metrics[0]);
    const qoq_ratio *ratio =
        w->chart->what == QOQ_CHART_MARGIN ? ratio_of(w->metrics[0]) : NULL;
    const char *name = ratio ? word(w, ratio->name_en, ratio->name_zh)
                             : qoq_panel_metric_name(w->panel, metric, w->chinese);

    qoq_chart_title(&out, w->chart, *name ? name : w->metrics[0],
                    w->whole ? NULL : qoq_panel_text(w->panel, w->axis), w->chinese);
    if (w->request->adjusted)
        qoq_buffer_print(&out, word(w, ", %s", "（%s）"), adjusted_name(w));
    add_measure(w, &out);
    return text_of(w, &out);
}

/* "2023Q3 to 2026Q2, quarterly, as first reported" */
static const char *when_text(work *w)
{
    static const char *const lengths[][2] = {
        [QOQ_SPAN_NONE] = {"", ""},
        [QOQ_SPAN_QUARTER] = {", quarterly", "，单季"},
        [QOQ_SPAN_HALF] = {", half-yearly", "，半年"},
        [QOQ_SPAN_NINE] = {", first nine months", "，首九个月"},
        [QOQ_SPAN_YEAR] = {", yearly", "，全年"},
        [QOQ_SPAN_DATE] = {"", ""},
    };
    qoq_view view = qoq_panel_view(w->panel);
    qoq_buffer out = {0};
    char from[16], to[16], as_of[16] = "";

    qoq_period_format(from, w->periods[0]);
    qoq_period_format(to, w->periods[w->period_count - 1]);
    qoq_buffer_text(&out, from);
    if (strcmp(from, to) != 0)
        qoq_buffer_print(&out, "%s%s", qoq_chart_words(QOQ_CHART_WORD_TO, w->chinese),
                         to);
    qoq_buffer_text(&out, lengths[w->periods[0].span][w->chinese]);
    if (view.kind == QOQ_VIEW_FIRST_REPORTED)
        qoq_buffer_text(&out, word(w, ", as first reported", "，按首次公布"));
    else if (view.kind == QOQ_VIEW_AS_OF_VINTAGE)
        qoq_period_format(as_of, view.vintage);
    else if (view.kind == QOQ_VIEW_AS_OF_DATE)
        qoq_date_format(as_of, view.date);
    if (as_of[0])
        qoq_buffer_print(&out, word(w, ", as known at %s", "，按%s时所知"), as_of);
    return text_of(w, &out);
}

static qoq_status finish(work *w, qoq_chart_data *out, qoq_chart_panel *panels,
                         size_t panel_count)
{
    qoq_chart_series *series = qoq_arena_calloc(w->arena, w->count + 1, sizeof *series);

    if (!series)
        return qoq_fail_memory(w->err);
    /* A whole company without segments is no total of anything. */
    w->whole = w->count == 1 && w->series[0].role == QOQ_CHART_TOTAL && !w->family;
    if (w->whole)
        w->series[0] = (qoq_chart_series){
            "", qoq_panel_entity_name(w->panel, w->request->entity, w->chinese),
            QOQ_CHART_PART};
    memcpy(series, w->series, w->count * sizeof *series);
    QOQ_TRY(name_categories(w, out));
    out->who = who_text(w);
    out->what = title_text(w);
    out->when = when_text(w);
    out->chinese = w->chinese;
    out->series = series;
    out->series_count = w->count;
    out->panels = panels;
    out->panel_count = panel_count;
    return out->who && out->what && out->when ? QOQ_OK : qoq_fail_memory(w->err);
}

qoq_status qoq_chart_collect(qoq_chart_data *out, qoq_deriver *deriver,
                             const qoq_chart *chart, const qoq_chart_request *request,
                             qoq_arena *arena, qoq_error *err)
{
    work w = {.deriver = deriver,
              .panel = qoq_deriver_panel(deriver),
              .chart = chart,
              .request = request,
              .arena = arena,
              .err = err,
              .chinese = request->chinese};
    qoq_chart_panel *panels = qoq_arena_calloc(arena, 2, sizeof *panels);
    bool years[2];
    size_t panel_count;

    *out = (qoq_chart_data){0};
    if (!panels)
        return qoq_fail_memory(err);
    QOQ_TRY(split_metrics(&w));
    choose_axis(&w);
    QOQ_TRY(chart->by == QOQ_CHART_BY_METRIC ? add_metrics(&w) : add_segments(&w));
    QOQ_TRY(choose_periods(&w));
    choose_scale(&w);
    panel_count = choose_measures(&w, years);
    for (size_t p = 0; p < panel_count; p++)
        QOQ_TRY(fill_panel(&w, &panels[p], years[p], panel_count > 1));
    QOQ_TRY(drop_empty(&w, panels, panel_count));
    if (!w.count)
        return qoq_fail(err, QOQ_EINPUT, "nothing to draw: no value in these periods");
    QOQ_TRY(drop_beginning(&w, panels, panel_count));
    if (panel_count == 1)
        QOQ_TRY(add_rest(&w, &panels[0], years[0]));
    return finish(&w, out, panels, panel_count);
}

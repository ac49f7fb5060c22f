/* Chart data from a panel: what to collect, and how it is called. */
#include "output/chart_collect.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "words/lexicon_fixed.h"

const char *qoq_chart_word_of(const qoq_chart_collection *w, const char *english,
                              const char *chinese)
{
    return w->chinese ? chinese : english;
}

const char *qoq_chart_keep(qoq_chart_collection *w, qoq_buffer *buffer)
{
    const char *text = qoq_buffer_string(buffer);
    char *copy = buffer->failed ? NULL : qoq_arena_copy(w->arena, text, strlen(text));

    qoq_buffer_clear(buffer);
    return copy;
}

const char *qoq_chart_copy(qoq_chart_collection *w, const char *text)
{
    return qoq_arena_copy(w->arena, text, strlen(text));
}

/* ---- metrics ---------------------------------------------------------------------- */

static qoq_status split_metrics(qoq_chart_collection *w)
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

static qoq_cell cell_of(const qoq_chart_collection *w, const char *segment,
                        const char *metric)
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
    return qoq_fixed_word_is(QOQ_FIXED_remainder, id, strlen(id));
}

static qoq_status add_segment(qoq_chart_collection *w, const qoq_panel_segment *segment)
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

static void add_total(qoq_chart_collection *w, const char *segment, const char *name)
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

static bool is_requested(const qoq_chart_collection *w,
                         const qoq_panel_segment *segment)
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
static qoq_status add_family(qoq_chart_collection *w, const qoq_panel_segment *all,
                             size_t count, const qoq_panel_segment *head)
{
    for (size_t i = 0; i < count; i++) {
        if (all[i].parent == head->segment)
            QOQ_TRY(add_segment(w, &all[i]));
    }
    w->family = qoq_panel_segment_name(w->panel, w->request->entity, head->axis,
                                       head->segment, w->chinese);
    add_total(w, qoq_panel_text(w->panel, head->segment),
              qoq_chart_word_of(w, "Total", "合计"));
    return QOQ_OK;
}

static qoq_status add_segments(qoq_chart_collection *w)
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
        add_total(w, "", qoq_chart_word_of(w, "Total", "合计"));
    return QOQ_OK;
}

/* Metrics of the whole company, or of the one segment that was asked for. */
static qoq_status add_metrics(qoq_chart_collection *w)
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
        const char *name =
            ratio ? qoq_chart_word_of(w, ratio->name_en, ratio->name_zh) : NULL;

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
static void choose_axis(qoq_chart_collection *w)
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

static qoq_period latest(const qoq_chart_collection *w, qoq_span span)
{
    return qoq_panel_latest(w->panel, w->request->entity, w->cells[w->count - 1].metric,
                            span);
}

/* Quarters, or the coarser spans of a company that reports no quarters. */
static qoq_status choose_end(const qoq_chart_collection *w, qoq_period *out)
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

static qoq_status choose_periods(qoq_chart_collection *w)
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

/* ---- leaving out ------------------------------------------------------------------ */

/* Series without a value in any panel; the total stays. */
static qoq_status drop_empty(qoq_chart_collection *w, qoq_chart_panel *panels,
                             size_t panel_count)
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
static qoq_status drop_beginning(qoq_chart_collection *w, qoq_chart_panel *panels,
                                 size_t panel_count)
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

static bool name_category(qoq_chart_collection *w, qoq_chart_category *out,
                          qoq_period period)
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
    *out = (qoq_chart_category){qoq_chart_copy(w, id), qoq_chart_copy(w, label),
                                qoq_chart_copy(w, group)};
    return out->id && out->label && out->group;
}

static qoq_status name_categories(qoq_chart_collection *w, qoq_chart_data *out)
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
static const char *adjusted_name(const qoq_chart_collection *w)
{
    const char *id = qoq_panel_text(w->panel, w->request->entity);
    const qoq_lexicon *lexicon = qoq_panel_lexicon(w->panel);
    const qoq_entity *known =
        lexicon ? qoq_lexicon_entity(lexicon, qoq_slice_of(id)) : NULL;

    if (known && known->adjusted == QOQ_BASIS_NON_IFRS)
        return qoq_chart_word_of(w, "non-IFRS", "非国际财务报告准则");
    if (known && known->adjusted == QOQ_BASIS_NON_GAAP)
        return qoq_chart_word_of(w, "non-GAAP", "非公认会计准则");
    return qoq_chart_word_of(w, "adjusted", "经调整");
}

/* "Tencent", or "Tencent · Value-added Services" */
static const char *who_text(qoq_chart_collection *w)
{
    qoq_buffer out = {0};

    qoq_buffer_text(&out,
                    qoq_panel_entity_name(w->panel, w->request->entity, w->chinese));
    if (w->family)
        qoq_buffer_print(&out, qoq_chart_word_of(w, ", %s", "·%s"), w->family);
    return qoq_chart_keep(w, &out);
}

/* One panel has no title of its own that says against what. */
static void add_measure(const qoq_chart_collection *w, qoq_buffer *out)
{
    bool years[2];

    if (w->chart->what != QOQ_CHART_CONTRIBUTION && w->chart->what != QOQ_CHART_GROWTH)
        return;
    if (qoq_chart_choose_measures(w, years) == 1)
        qoq_buffer_print(out, qoq_chart_word_of(w, ", %s", "（%s）"),
                         years[0] ? qoq_chart_word_of(w, "year on year", "同比")
                                  : qoq_chart_word_of(w, "quarter on quarter", "环比"));
}

static const char *title_text(qoq_chart_collection *w)
{
    qoq_buffer out = {0};
    uint32_t metric = qoq_panel_name(w->panel, w->metrics[0]);
    const qoq_ratio *ratio =
        w->chart->what == QOQ_CHART_MARGIN ? ratio_of(w->metrics[0]) : NULL;
    const char *name = ratio ? qoq_chart_word_of(w, ratio->name_en, ratio->name_zh)
                             : qoq_panel_metric_name(w->panel, metric, w->chinese);

    qoq_chart_title(&out, w->chart, *name ? name : w->metrics[0],
                    w->whole ? NULL : qoq_panel_text(w->panel, w->axis), w->chinese);
    if (w->request->adjusted)
        qoq_buffer_print(&out, qoq_chart_word_of(w, ", %s", "（%s）"),
                         adjusted_name(w));
    add_measure(w, &out);
    return qoq_chart_keep(w, &out);
}

/* "2023Q3 to 2026Q2, quarterly, as first reported" */
static const char *when_text(qoq_chart_collection *w)
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
        qoq_buffer_text(&out,
                        qoq_chart_word_of(w, ", as first reported", "，按首次公布"));
    else if (view.kind == QOQ_VIEW_AS_OF_VINTAGE)
        qoq_period_format(as_of, view.vintage);
    else if (view.kind == QOQ_VIEW_AS_OF_DATE)
        qoq_date_format(as_of, view.date);
    if (as_of[0])
        qoq_buffer_print(&out, qoq_chart_word_of(w, ", as known at %s", "，按%s时所知"),
                         as_of);
    return qoq_chart_keep(w, &out);
}

/* ---- segments that were redefined -------------------------------------------------- */

/* What a chart tells of the redefinitions of its segments. */
typedef struct break_marks {
    size_t *places;
    const char **notes;
    size_t place_count, note_count;
} break_marks;

enum { BREAKS_AT_MOST = 16 };

/* The first period whose value tells of a break: growth looks a year back. */
static qoq_period first_told(const qoq_chart_collection *w)
{
    bool growth =
        w->chart->what == QOQ_CHART_GROWTH || w->chart->what == QOQ_CHART_CONTRIBUTION;

    return growth ? qoq_period_year_ago(w->periods[0]) : w->periods[0];
}

static void add_place(break_marks *out, const qoq_chart_collection *w, qoq_period from)
{
    size_t c = 0;

    while (c < w->period_count && qoq_period_compare(w->periods[c], from) < 0)
        c++;
    if (c == 0 || c == w->period_count || out->place_count == BREAKS_AT_MOST)
        return;
    for (size_t i = 0; i < out->place_count; i++) {
        if (out->places[i] == c)
            return;
    }
    out->places[out->place_count++] = c;
}

static qoq_status add_break(break_marks *out, qoq_chart_collection *w, size_t s,
                            const qoq_panel_break *b)
{
    qoq_buffer line = {0};

    if (qoq_period_compare(b->from, first_told(w)) <= 0 ||
        qoq_period_compare(b->from, w->periods[w->period_count - 1]) > 0 ||
        out->note_count == BREAKS_AT_MOST)
        return QOQ_OK;
    add_place(out, w, b->from);
    qoq_buffer_print(&line, "%s%s", w->series[s].name,
                     qoq_chart_word_of(w, ": ", "："));
    qoq_panel_break_format(&line, w->panel, &w->cells[s], b, w->chinese);
    const char *note = qoq_chart_keep(w, &line);
    out->notes[out->note_count++] = note;
    return note ? QOQ_OK : qoq_fail_memory(w->err);
}

static qoq_status mark_breaks(qoq_chart_collection *w, qoq_chart_data *out)
{
    break_marks marks = {
        .places = qoq_arena_calloc(w->arena, BREAKS_AT_MOST, sizeof *marks.places),
        .notes = qoq_arena_calloc(w->arena, BREAKS_AT_MOST, sizeof *marks.notes)};
    qoq_panel_break b;

    if (!marks.places || !marks.notes)
        return qoq_fail_memory(w->err);
    for (size_t s = 0; s < w->count; s++) {
        for (size_t i = 0;
             w->segments[s] && qoq_panel_break_at(&b, w->panel, &w->cells[s], i); i++)
            QOQ_TRY(add_break(&marks, w, s, &b));
    }
    out->breaks = marks.places;
    out->break_count = marks.place_count;
    out->notes = marks.notes;
    out->note_count = marks.note_count;
    return QOQ_OK;
}

static qoq_status finish(qoq_chart_collection *w, qoq_chart_data *out,
                         qoq_chart_panel *panels, size_t panel_count)
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
    QOQ_TRY(mark_breaks(w, out));
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
    qoq_chart_collection w = {.deriver = deriver,
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
    qoq_chart_choose_scale(&w);
    panel_count = qoq_chart_choose_measures(&w, years);
    for (size_t p = 0; p < panel_count; p++)
        QOQ_TRY(qoq_chart_fill_panel(&w, &panels[p], years[p], panel_count > 1));
    QOQ_TRY(drop_empty(&w, panels, panel_count));
    if (!w.count)
        return qoq_fail(err, QOQ_EINPUT, "nothing to draw: no value in these periods");
    QOQ_TRY(drop_beginning(&w, panels, panel_count));
    if (panel_count == 1)
        QOQ_TRY(qoq_chart_add_rest(&w, &panels[0], years[0]));
    return finish(&w, out, panels, panel_count);
}

/*
 * Everything of a chart that takes arithmetic: panels, stacks, scales (and labels, in
 * chart_labels.c). gnuplot then only draws.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/chart_layout.h"

/* Sizes in pixels of the page; the font sizes are those of plots/theme.gp. */
enum {
    TITLE_ROOM = 112, /* three lines and the unit above the first panel */
    PANEL_TITLE = 26, /* above each panel that has a title */
    TICK_ROOM = 16,   /* quarters below the last panel */
    GROUP_ROOM = 30,  /* their years */
    PANEL_GAP = 20,
    NOTE_LINE = 15,
    BOTTOM = 10,
    DENSE = 16 /* more categories than this: smaller points, fewer labels */
};

double qoq_chart_step(double range, double wanted)
{
    double rough = range / wanted, power, rest;

    if (!(rough > 0) || !isfinite(rough))
        return 1;
    power = pow(10, floor(log10(rough)));
    rest = rough / power;
    /* Half-way by ratio: 1.41, 3.16, 7.07. */
    return power * (rest < 1.42 ? 1 : rest < 3.17 ? 2 : rest < 7.08 ? 5 : 10);
}

/* ---- the page --------------------------------------------------------------------- */

static qoq_status check(const qoq_chart_data *data, qoq_error *err)
{
    size_t cells = data->series_count * data->category_count;

    if (data->category_count < 1 || data->category_count > QOQ_CHART_MAX_CATEGORIES)
        return qoq_fail(err, QOQ_EINPUT, "a chart holds 1 to %d periods, not %zu",
                        QOQ_CHART_MAX_CATEGORIES, data->category_count);
    if (data->series_count < 1 || data->series_count > QOQ_CHART_MAX_SERIES)
        return qoq_fail(err, QOQ_EINPUT, "a chart holds 1 to %d series, not %zu",
                        QOQ_CHART_MAX_SERIES, data->series_count);
    if (data->panel_count < 1 || data->panel_count > QOQ_CHART_MAX_PANELS)
        return qoq_fail(err, QOQ_EINPUT, "a chart holds 1 to %d panels, not %zu",
                        QOQ_CHART_MAX_PANELS, data->panel_count);
    for (size_t p = 0; p < data->panel_count; p++) {
        for (size_t i = 0; i < cells; i++) {
            if (!qoq_chart_is_gap(&data->panels[p].values[i]))
                return QOQ_OK;
        }
    }
    return qoq_fail(err, QOQ_EINPUT, "nothing to draw: no value in these periods");
}

/* What the marks are, so that the notes below explain those that are there. */
static void look_for_marks(qoq_chart_work *w)
{
    const qoq_chart_data *data = w->data;
    qoq_chart_layout *out = w->out;
    size_t cells = data->series_count * data->category_count;

    for (size_t p = 0; p < data->panel_count; p++) {
        for (size_t i = 0; i < cells; i++) {
            const qoq_chart_value *v = &data->panels[p].values[i];

            if (qoq_chart_is_gap(v)) {
                /* In a stack a part that is not there leaves no gap to be seen. */
                out->has_gaps = out->has_gaps || w->chart->shape != QOQ_CHART_STACK;
                continue;
            }
            out->has_derived = out->has_derived || v->mark == QOQ_CHART_DERIVED;
            out->has_restated = out->has_restated || v->mark == QOQ_CHART_RESTATED;
        }
    }
}

/* ---- stacks ----------------------------------------------------------------------- */

static qoq_chart_box *new_boxes(qoq_chart_work *w, size_t count)
{
    return qoq_arena_calloc(w->arena, count + 1, sizeof(qoq_chart_box));
}

/* What is left of a stated total when a part is missing, on top or below. */
static void add_rest(qoq_chart_work *w, qoq_chart_axis *axis, size_t panel, size_t c,
                     double high, double low)
{
    const qoq_chart_value *total;
    double rest;

    if (!w->out->has_total)
        return;
    total = qoq_chart_value_at(w->data, panel, w->out->parts, c);
    rest = total->value - high - low;
    /* Rounding of the parts is no part. */
    if (qoq_chart_is_gap(total) || fabs(rest) <= 0.005 * fabs(total->value))
        return;
    axis->rest[axis->rest_count++] =
        (qoq_chart_box){.category = c,
                        .series = w->out->parts,
                        .bottom = rest > 0 ? high : low + rest,
                        .top = rest > 0 ? high + rest : low};
    w->out->has_rest = true;
}

/* Stacks one category; what its parts leave of a stated total is not broken down. */
static void stack_category(qoq_chart_work *w, qoq_chart_axis *axis, size_t panel,
                           size_t c)
{
    double high = 0, low = 0;
    bool lacking = false;

    for (size_t s = 0; s < w->out->parts; s++) {
        const qoq_chart_value *v = qoq_chart_value_at(w->data, panel, s, c);
        qoq_chart_box *box;

        if (qoq_chart_is_gap(v)) {
            lacking = true;
            continue;
        }
        box = &axis->boxes[axis->box_count++];
        *box = (qoq_chart_box){.category = c, .series = s, .value = v};
        box->bottom = v->value < 0 ? low + v->value : high;
        box->top = v->value < 0 ? low : high + v->value;
        if (v->value < 0)
            low = box->bottom;
        else
            high = box->top;
    }
    if (high == 0 && low == 0)
        w->out->has_gaps = true;
    if (lacking)
        add_rest(w, axis, panel, c, high, low);
}

static bool stack(qoq_chart_work *w, size_t panel)
{
    qoq_chart_axis *axis = &w->out->axes[panel];

    axis->boxes = new_boxes(w, w->out->parts * w->data->category_count);
    axis->rest = new_boxes(w, w->data->category_count);
    if (!axis->boxes || !axis->rest)
        return false;
    for (size_t c = 0; c < w->data->category_count; c++)
        stack_category(w, axis, panel, c);
    return true;
}

/* ---- scales ----------------------------------------------------------------------- */

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/*
 * How far from zero the scale of lines reaches at most: a first quarter of something new
 * grows by thousands of percent, and would press everything else into one line. Two and a
 * half times what nine values in ten keep within.
 */
static double reach(const qoq_chart_work *w, size_t panel)
{
    const qoq_chart_data *data = w->data;
    size_t cells = data->series_count * data->category_count, count = 0;
    double *sizes = qoq_arena_alloc(w->arena, (cells + 1) * sizeof *sizes), limit;

    if (!sizes)
        return INFINITY;
    for (size_t s = 0; s < data->series_count; s++) {
        for (size_t c = 0; c < data->category_count; c++) {
            const qoq_chart_value *v = qoq_chart_value_at(data, panel, s, c);

            if (!qoq_chart_is_gap(v) && data->series[s].role != QOQ_CHART_OTHER)
                sizes[count++] = fabs(v->value);
        }
    }
    if (count < 8)
        return INFINITY;
    qsort(sizes, count, sizeof *sizes, by_size);
    limit = 2.5 * sizes[count * 9 / 10];
    return limit > 0 ? limit : INFINITY;
}

static void widen(qoq_chart_axis *axis, double value)
{
    if (value < axis->min)
        axis->min = value;
    if (value > axis->max)
        axis->max = value;
}

static void range_of_lines(const qoq_chart_work *w, qoq_chart_axis *axis, size_t panel)
{
    const qoq_chart_data *data = w->data;
    double limit = reach(w, panel);
    bool others_only = true;

    for (size_t s = 0; s < data->series_count; s++) {
        if (data->series[s].role != QOQ_CHART_OTHER)
            others_only = false;
    }
    for (size_t s = 0; s < data->series_count; s++) {
        if (data->series[s].role == QOQ_CHART_OTHER && !others_only)
            continue;
        for (size_t c = 0; c < data->category_count; c++) {
            const qoq_chart_value *v = qoq_chart_value_at(data, panel, s, c);

            if (qoq_chart_is_gap(v) || fabs(v->value) > limit)
                continue;
            widen(axis, v->value);
            if (isfinite(v->low) && fabs(v->low) <= limit)
                widen(axis, v->low);
            if (isfinite(v->high) && fabs(v->high) <= limit)
                widen(axis, v->high);
        }
    }
}

static void range_of_stack(const qoq_chart_work *w, qoq_chart_axis *axis, size_t panel)
{
    for (size_t i = 0; i < axis->box_count; i++) {
        widen(axis, axis->boxes[i].bottom);
        widen(axis, axis->boxes[i].top);
    }
    for (size_t i = 0; i < axis->rest_count; i++) {
        widen(axis, axis->rest[i].bottom);
        widen(axis, axis->rest[i].top);
    }
    for (size_t c = 0; w->out->has_total && c < w->data->category_count; c++) {
        const qoq_chart_value *total =
            qoq_chart_value_at(w->data, panel, w->out->parts, c);

        if (!qoq_chart_is_gap(total))
            widen(axis, total->value);
    }
}

static int places_of(double step)
{
    int places = 0;

    while (places < 6 && fabs(step - round(step)) > 1e-9 * step) {
        step *= 10;
        places++;
    }
    return places;
}

/* The scale always holds zero: no cut columns, and a line of growth needs its zero. */
static void scale(const qoq_chart_work *w, size_t panel)
{
    qoq_chart_axis *axis = &w->out->axes[panel];
    bool stacked = w->chart->shape == QOQ_CHART_STACK;
    double pixels = axis->bottom - axis->top, span;

    axis->min = axis->max = 0;
    if (stacked)
        range_of_stack(w, axis, panel);
    else
        range_of_lines(w, axis, panel);
    span = axis->max - axis->min;
    if (!(span > 0))
        axis->max = span = 1;
    axis->step = qoq_chart_step(span, pixels / 55 > 2 ? pixels / 55 : 2);
    axis->places = places_of(axis->step);
    if (stacked && w->chart->what == QOQ_CHART_SHARE && axis->min >= 0 &&
        axis->max <= 100.5) {
        axis->max = 100;
        axis->step = 25;
        return;
    }
    /* Head room for labels on the columns and for points at the edge. */
    if (axis->max > 0)
        axis->max += span * (stacked ? 24 : 10) / pixels;
    if (axis->min < 0)
        axis->min -= span * (stacked ? 24 : 10) / pixels;
}

double qoq_chart_pixel_of(const qoq_chart_axis *axis, double value)
{
    double share = (value - axis->min) / (axis->max - axis->min);

    return axis->bottom - share * (axis->bottom - axis->top);
}

double qoq_chart_value_of(const qoq_chart_axis *axis, double pixel)
{
    double share = (axis->bottom - pixel) / (axis->bottom - axis->top);

    return axis->min + share * (axis->max - axis->min);
}

static bool is_off(const qoq_chart_axis *axis, const qoq_chart_value *value)
{
    return !qoq_chart_is_gap(value) &&
           (value->value < axis->min || value->value > axis->max);
}

/* Others are small, and jump: where more than a third of their values is beyond the scale
 * of the rest, they would be a row of triangles. */
static void hide_wild(qoq_chart_work *w, size_t panel, size_t s)
{
    qoq_chart_axis *axis = &w->out->axes[panel];
    size_t off = 0, count = 0;

    axis->hidden[s] = false;
    if (w->data->series[s].role != QOQ_CHART_OTHER)
        return;
    for (size_t c = 0; c < w->data->category_count; c++) {
        const qoq_chart_value *v = qoq_chart_value_at(w->data, panel, s, c);

        count += !qoq_chart_is_gap(v);
        off += is_off(axis, v);
    }
    axis->hidden[s] = off * 3 > count;
    if (axis->hidden[s])
        w->out->hidden[s] = true;
}

static bool find_off_scale(qoq_chart_work *w, size_t panel)
{
    const qoq_chart_data *data = w->data;
    qoq_chart_axis *axis = &w->out->axes[panel];

    axis->off = new_boxes(w, data->series_count * data->category_count);
    if (!axis->off)
        return false;
    for (size_t s = 0; s < data->series_count; s++) {
        hide_wild(w, panel, s);
        for (size_t c = 0; c < data->category_count && !axis->hidden[s]; c++) {
            const qoq_chart_value *v = qoq_chart_value_at(data, panel, s, c);

            if (!is_off(axis, v))
                continue;
            axis->off[axis->off_count++] =
                (qoq_chart_box){.category = c,
                                .series = s,
                                .value = v,
                                .bottom = v->value < 0 ? axis->min : axis->max};
            w->out->has_off = true;
        }
    }
    return true;
}

/* Rounding that shows: a bar longer than the point is thick. */
static void look_for_whiskers(qoq_chart_work *w, size_t panel)
{
    const qoq_chart_axis *axis = &w->out->axes[panel];
    size_t cells = w->data->series_count * w->data->category_count;

    for (size_t i = 0; i < cells; i++) {
        const qoq_chart_value *v = &w->data->panels[panel].values[i];

        if (!qoq_chart_is_gap(v) && isfinite(v->low) && isfinite(v->high) &&
            qoq_chart_pixel_of(axis, v->low) - qoq_chart_pixel_of(axis, v->high) > 8)
            w->out->has_whiskers = true;
    }
}

/* ---- all together ----------------------------------------------------------------- */

static qoq_status make_notes(qoq_chart_work *w, qoq_error *err)
{
    bool cells = w->chart->shape == QOQ_CHART_CELLS;
    const struct {
        bool there;
        qoq_chart_word word;
    } own[] = {
        {w->out->has_derived && !cells, QOQ_CHART_WORD_HOLLOW},
        {w->out->has_derived && cells, QOQ_CHART_WORD_TEXT_DERIVED},
        {w->out->has_restated, QOQ_CHART_WORD_RESTATED},
        {w->out->has_rest, QOQ_CHART_WORD_REST},
        {w->out->has_gaps && !cells, QOQ_CHART_WORD_GAPS},
        {w->out->has_gaps && cells, QOQ_CHART_WORD_HATCHED},
        {w->out->has_off, QOQ_CHART_WORD_OFF},
        {w->out->has_whiskers, QOQ_CHART_WORD_WHISKERS},
    };
    size_t columns = (size_t)(w->out->width / (QOQ_CHART_SMALL_FONT * 0.52)), room = 0;
    const char **lines = NULL;
    qoq_buffer first = {0};
    qoq_status status = QOQ_OK;

    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (own[i].there)
            qoq_buffer_print(&first, "%s%s", first.len && !w->data->chinese ? " " : "",
                             qoq_chart_words(own[i].word, w->data->chinese));
    }
    for (size_t i = 0; i < w->data->series_count; i++) {
        const char *name;

        if (!w->out->hidden[i])
            continue;
        name = qoq_chart_clean(w->arena, w->data->series[i].name, 40);
        qoq_buffer_print(&first, "%s%s%s", first.len && !w->data->chinese ? " " : "",
                         name ? name : "",
                         qoq_chart_words(QOQ_CHART_WORD_HIDDEN, w->data->chinese));
    }
    w->out->note_count = 0;
    if (first.len)
        status = qoq_chart_wrap(&lines, &w->out->note_count, &room,
                                qoq_buffer_string(&first), columns, w->arena, err);
    qoq_buffer_clear(&first);
    for (size_t i = 0; status == QOQ_OK && i < w->data->note_count; i++) {
        const char *note = qoq_chart_clean(w->arena, w->data->notes[i], columns * 3);

        status = note ? qoq_chart_wrap(&lines, &w->out->note_count, &room, note,
                                       columns, w->arena, err)
                      : qoq_fail_memory(err);
    }
    w->out->notes = NULL;
    if (status == QOQ_OK && w->out->note_count) {
        w->out->notes = qoq_arena_alloc(w->arena, w->out->note_count * sizeof *lines);
        if (w->out->notes)
            memcpy(w->out->notes, lines, w->out->note_count * sizeof *lines);
        else
            status = qoq_fail_memory(err);
    }
    free(lines);
    return status;
}

/* Panels of equal height one above the other, between title and notes. */
static void place_panels(qoq_chart_work *w)
{
    qoq_chart_layout *out = w->out;
    size_t count = w->data->panel_count;
    double top = TITLE_ROOM;
    double bottom = out->height - BOTTOM - NOTE_LINE * (double)out->note_count -
                    (out->note_count ? 6 : 0) - GROUP_ROOM -
                    (out->bare ? 0 : TICK_ROOM);
    double each;

    if (bottom < top + 40 * (double)count)
        bottom = top + 40 * (double)count; /* very low: notes may be covered */
    each = (bottom - top - PANEL_GAP * (double)(count - 1)) / (double)count;
    for (size_t p = 0; p < count; p++) {
        qoq_chart_axis *axis = &out->axes[p];

        axis->top = top + (each + PANEL_GAP) * (double)p;
        axis->bottom = axis->top + each;
        if (*w->data->panels[p].title)
            axis->top += p ? PANEL_TITLE : 8;
    }
}

static void place_sides(qoq_chart_work *w, double labels)
{
    qoq_chart_layout *out = w->out;

    out->left = 56;
    out->right = out->width - labels - 34;
    if (out->right < out->width * 0.5)
        out->right = out->width * 0.5;
    out->column = (out->right - out->left) / (double)w->data->category_count;
}

static bool lay_out_panel(qoq_chart_work *w, size_t panel)
{
    qoq_chart_axis *axis = &w->out->axes[panel];

    if (w->chart->shape == QOQ_CHART_STACK && !stack(w, panel))
        return false;
    scale(w, panel);
    if (w->chart->shape == QOQ_CHART_LINES) {
        if (!find_off_scale(w, panel))
            return false;
        look_for_whiskers(w, panel);
    }
    axis->ends = qoq_arena_calloc(w->arena, w->data->series_count, sizeof *axis->ends);
    return axis->ends && qoq_chart_name_ends(w, panel);
}

static bool lay_out(qoq_chart_work *w)
{
    place_panels(w);
    for (size_t p = 0; p < w->data->panel_count; p++) {
        qoq_chart_axis *axis = &w->out->axes[p];

        axis->box_count = axis->rest_count = axis->off_count = 0;
        if (!lay_out_panel(w, p))
            return false;
    }
    /* What stands inside a column is not said again at the end, which may widen the
     * columns, never narrow them. */
    place_sides(w, qoq_chart_end_room(w));
    for (size_t p = 0; p < w->data->panel_count; p++) {
        qoq_chart_label_boxes(w, p);
        if (!qoq_chart_name_ends(w, p))
            return false;
    }
    place_sides(w, qoq_chart_end_room(w));
    for (size_t p = 0; p < w->data->panel_count; p++)
        qoq_chart_spread_ends(w, p);
    return qoq_chart_label_totals(w) && qoq_chart_make_groups(w) &&
           qoq_chart_make_ticks(w);
}

qoq_status qoq_chart_lay_out(qoq_chart_layout *out, const qoq_chart *chart,
                             const qoq_chart_data *data, unsigned width,
                             unsigned height, qoq_arena *arena, qoq_error *err)
{
    qoq_chart_work w = {out, chart, data, arena};

    *out = (qoq_chart_layout){.width = width, .height = height};
    QOQ_TRY(check(data, err));
    out->has_total = data->series[data->series_count - 1].role == QOQ_CHART_TOTAL;
    out->parts = data->series_count - (out->has_total ? 1 : 0);
    out->dense = data->category_count > DENSE;
    look_for_marks(&w);
    /* Twice: which notes there are is known after the first time, and they take room. */
    for (int round_ = 0; round_ < 2; round_++) {
        QOQ_TRY(make_notes(&w, err));
        if (!lay_out(&w))
            return qoq_fail_memory(err);
    }
    return QOQ_OK;
}

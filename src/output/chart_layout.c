/*
 * Everything of a chart that takes arithmetic: scales, stacks, where labels go, what is
 * left out when it gets narrow. gnuplot then only draws.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/chart_private.h"

/* Sizes in pixels of the page; the font sizes are those of plots/theme.gp. */
enum {
    TITLE_ROOM = 112, /* three lines and the unit above the first panel */
    PANEL_TITLE = 26, /* above each panel that has a title */
    TICK_ROOM = 16,   /* quarters below the last panel */
    GROUP_ROOM = 30,  /* their years */
    PANEL_GAP = 20,
    NOTE_LINE = 15,
    LABEL_LINE = 15, /* distance of labels at the right end */
    SMALL_FONT = 11,
    LABEL_FONT = 12,
    BOTTOM = 10,
    DENSE = 16 /* more categories than this: smaller points, fewer labels */
};

typedef struct work {
    qoq_chart_layout *out;
    const qoq_chart *chart;
    const qoq_chart_data *data;
    qoq_arena *arena;
} work;

static const qoq_chart_value *value_at(const qoq_chart_data *data, size_t panel,
                                       size_t series, size_t category)
{
    return &data->panels[panel].values[series * data->category_count + category];
}

static bool is_gap(const qoq_chart_value *value)
{
    return !isfinite(value->value);
}

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

/* Pushes up from below what is too near, then down from above what is too high. */
static void settle(double *y, const size_t *order, size_t count, double gap, double low,
                   double high)
{
    for (size_t i = 0; i < count; i++) {
        double floor_ = i ? y[order[i - 1]] + gap : low;

        if (y[order[i]] < floor_)
            y[order[i]] = floor_;
    }
    for (size_t i = count; i-- > 0;) {
        double ceiling = i + 1 < count ? y[order[i + 1]] - gap : high;

        if (y[order[i]] > ceiling)
            y[order[i]] = ceiling;
    }
}

void qoq_chart_spread(double *y, size_t count, double gap, double low, double high)
{
    size_t order[QOQ_CHART_MAX_SERIES];
    double wanted[QOQ_CHART_MAX_SERIES];

    if (count == 0 || count > QOQ_CHART_MAX_SERIES)
        return;
    if (gap * (double)(count - 1) > high - low)
        gap = (high - low) / (double)(count - 1);
    for (size_t i = 0; i < count; i++) {
        size_t at = i;

        for (; at > 0 && y[order[at - 1]] > y[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
        wanted[i] = y[i];
    }
    settle(y, order, count, gap, low, high);
    /* A pushed run stands too high by half its push: centre each run on its wishes. */
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        double shift = wanted[order[i]] - y[order[i]];

        while (end < count && y[order[end]] - y[order[end - 1]] <= gap * 1.0001) {
            shift += wanted[order[end]] - y[order[end]];
            end++;
        }
        shift /= (double)(end - i);
        for (size_t j = i; j < end; j++)
            y[order[j]] += shift;
        i = end;
    }
    settle(y, order, count, gap, low, high);
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
            if (!is_gap(&data->panels[p].values[i]))
                return QOQ_OK;
        }
    }
    return qoq_fail(err, QOQ_EINPUT, "nothing to draw: no value in these periods");
}

/* What the marks are, so that the notes below explain those that are there. */
static void look_for_marks(work *w)
{
    const qoq_chart_data *data = w->data;
    qoq_chart_layout *out = w->out;
    size_t cells = data->series_count * data->category_count;

    for (size_t p = 0; p < data->panel_count; p++) {
        for (size_t i = 0; i < cells; i++) {
            const qoq_chart_value *v = &data->panels[p].values[i];

            if (is_gap(v)) {
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

static qoq_chart_box *new_boxes(work *w, size_t count)
{
    return qoq_arena_calloc(w->arena, count + 1, sizeof(qoq_chart_box));
}

/* What is left of a stated total when a part is missing, on top or below. */
static void add_rest(work *w, qoq_chart_axis *axis, size_t panel, size_t c, double high,
                     double low)
{
    const qoq_chart_value *total;
    double rest;

    if (!w->out->has_total)
        return;
    total = value_at(w->data, panel, w->out->parts, c);
    rest = total->value - high - low;
    /* Rounding of the parts is no part. */
    if (is_gap(total) || fabs(rest) <= 0.005 * fabs(total->value))
        return;
    axis->rest[axis->rest_count++] =
        (qoq_chart_box){.category = c,
                        .series = w->out->parts,
                        .bottom = rest > 0 ? high : low + rest,
                        .top = rest > 0 ? high + rest : low};
    w->out->has_rest = true;
}

/* Stacks one category; what its parts leave of a stated total is not broken down. */
static void stack_category(work *w, qoq_chart_axis *axis, size_t panel, size_t c)
{
    double high = 0, low = 0;
    bool lacking = false;

    for (size_t s = 0; s < w->out->parts; s++) {
        const qoq_chart_value *v = value_at(w->data, panel, s, c);
        qoq_chart_box *box;

        if (is_gap(v)) {
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

static bool stack(work *w, size_t panel)
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
static double reach(const work *w, size_t panel)
{
    const qoq_chart_data *data = w->data;
    size_t cells = data->series_count * data->category_count, count = 0;
    double *sizes = qoq_arena_alloc(w->arena, (cells + 1) * sizeof *sizes), limit;

    if (!sizes)
        return INFINITY;
    for (size_t s = 0; s < data->series_count; s++) {
        for (size_t c = 0; c < data->category_count; c++) {
            const qoq_chart_value *v = value_at(data, panel, s, c);

            if (!is_gap(v) && data->series[s].role != QOQ_CHART_OTHER)
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

static void range_of_lines(const work *w, qoq_chart_axis *axis, size_t panel)
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
            const qoq_chart_value *v = value_at(data, panel, s, c);

            if (is_gap(v) || fabs(v->value) > limit)
                continue;
            widen(axis, v->value);
            if (isfinite(v->low) && fabs(v->low) <= limit)
                widen(axis, v->low);
            if (isfinite(v->high) && fabs(v->high) <= limit)
                widen(axis, v->high);
        }
    }
}

static void range_of_stack(const work *w, qoq_chart_axis *axis, size_t panel)
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
        const qoq_chart_value *total = value_at(w->data, panel, w->out->parts, c);

        if (!is_gap(total))
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
static void scale(const work *w, size_t panel)
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

static double pixel_of(const qoq_chart_axis *axis, double value)
{
    double share = (value - axis->min) / (axis->max - axis->min);

    return axis->bottom - share * (axis->bottom - axis->top);
}

static double value_of(const qoq_chart_axis *axis, double pixel)
{
    double share = (axis->bottom - pixel) / (axis->bottom - axis->top);

    return axis->min + share * (axis->max - axis->min);
}

static bool is_off(const qoq_chart_axis *axis, const qoq_chart_value *value)
{
    return !is_gap(value) && (value->value < axis->min || value->value > axis->max);
}

/* Others are small, and jump: where more than a third of their values is beyond the scale
 * of the rest, they would be a row of triangles. */
static void hide_wild(work *w, size_t panel, size_t s)
{
    qoq_chart_axis *axis = &w->out->axes[panel];
    size_t off = 0, count = 0;

    axis->hidden[s] = false;
    if (w->data->series[s].role != QOQ_CHART_OTHER)
        return;
    for (size_t c = 0; c < w->data->category_count; c++) {
        const qoq_chart_value *v = value_at(w->data, panel, s, c);

        count += !is_gap(v);
        off += is_off(axis, v);
    }
    axis->hidden[s] = off * 3 > count;
    if (axis->hidden[s])
        w->out->hidden[s] = true;
}

static bool find_off_scale(work *w, size_t panel)
{
    const qoq_chart_data *data = w->data;
    qoq_chart_axis *axis = &w->out->axes[panel];

    axis->off = new_boxes(w, data->series_count * data->category_count);
    if (!axis->off)
        return false;
    for (size_t s = 0; s < data->series_count; s++) {
        hide_wild(w, panel, s);
        for (size_t c = 0; c < data->category_count && !axis->hidden[s]; c++) {
            const qoq_chart_value *v = value_at(data, panel, s, c);

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
static void look_for_whiskers(work *w, size_t panel)
{
    const qoq_chart_axis *axis = &w->out->axes[panel];
    size_t cells = w->data->series_count * w->data->category_count;

    for (size_t i = 0; i < cells; i++) {
        const qoq_chart_value *v = &w->data->panels[panel].values[i];

        if (!is_gap(v) && isfinite(v->low) && isfinite(v->high) &&
            pixel_of(axis, v->low) - pixel_of(axis, v->high) > 8)
            w->out->has_whiskers = true;
    }
}

/* ---- labels ----------------------------------------------------------------------- */

/* A marker that crosses a box takes its middle: the label goes to the larger piece. */
static void dodge_marker(const work *w, size_t panel, qoq_chart_box *box)
{
    const qoq_chart_axis *axis = &w->out->axes[panel];
    const qoq_chart_value *total;
    double marker, top = pixel_of(axis, box->top), bottom = pixel_of(axis, box->bottom);

    if (!w->out->has_total || w->chart->what == QOQ_CHART_LEVEL)
        return;
    total = value_at(w->data, panel, w->out->parts, box->category);
    marker = is_gap(total) ? INFINITY : pixel_of(axis, total->value);
    if (fabs(marker - (top + bottom) / 2) > 13)
        return;
    if (bottom - marker > marker - top)
        top = marker + 7;
    else
        bottom = marker - 7;
    box->label_y = value_of(axis, (top + bottom) / 2);
    box->labelled = box->labelled && bottom - top >= 14;
}

static void label_boxes(work *w, size_t panel)
{
    qoq_chart_axis *axis = &w->out->axes[panel];

    for (size_t i = 0; i < axis->box_count; i++) {
        qoq_chart_box *box = &axis->boxes[i];
        char text[QOQ_CHART_SHOWN];

        qoq_chart_shown(text, box->value);
        box->label_y = (box->bottom + box->top) / 2;
        box->labelled =
            text[0] && pixel_of(axis, box->bottom) - pixel_of(axis, box->top) >= 14 &&
            qoq_chart_text_pixels(text, SMALL_FONT) + 3 <= w->out->column * 0.8;
        dodge_marker(w, panel, box);
    }
}

/* How high the columns and totals stand at a category. */
static double top_at(const work *w, size_t panel, size_t c)
{
    const qoq_chart_axis *axis = &w->out->axes[panel];
    double top = 0;

    for (size_t i = 0; i < axis->box_count; i++) {
        if (axis->boxes[i].category == c && axis->boxes[i].top > top)
            top = axis->boxes[i].top;
    }
    for (size_t i = 0; i < axis->rest_count; i++) {
        if (axis->rest[i].category == c && axis->rest[i].top > top)
            top = axis->rest[i].top;
    }
    if (w->out->has_total) {
        const qoq_chart_value *total = value_at(w->data, panel, w->out->parts, c);

        if (!is_gap(total) && total->value > top)
            top = total->value;
    }
    return top;
}

/* The highest column under a label of half width `half` around x (in categories). */
static double top_under(const work *w, size_t panel, double x, double half)
{
    double from = ceil(x - half - 0.45), to = floor(x + half + 0.45), top = 0;

    if (from < 0)
        from = 0;
    for (double c = from; c <= to && c < (double)w->data->category_count; c++) {
        double here = top_at(w, panel, (size_t)c);

        if (here > top)
            top = here;
    }
    return top;
}

/*
 * A label wider than its column would cross a higher neighbour: it stands in the middle,
 * over the left or over the right, whichever needs the least lifting.
 */
static void place_total(work *w, size_t panel, size_t c)
{
    static const double sides[] = {0, -1, 1};
    qoq_chart_total *total = &w->out->axes[panel].totals[c];
    char text[QOQ_CHART_SHOWN];
    double half, best = INFINITY, own = top_at(w, panel, c);

    qoq_chart_shown(text, value_at(w->data, panel, w->out->parts, c));
    half = qoq_chart_text_pixels(text, LABEL_FONT) / 2 / w->out->column;
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        double x = (double)c + sides[i] * (half > 0.45 ? half - 0.45 : 0);
        double top = top_under(w, panel, x, half), lift = top > own ? top - own : 0;

        /* Not into the names at the right end. */
        if (i == 0 && half > 0.5 && x + half > (double)w->data->category_count - 0.3)
            lift = w->out->axes[panel].max;

        if (lift < best) {
            best = lift;
            total->x = x;
            total->y = own + lift;
        }
    }
}

static double widest_total(const work *w)
{
    double widest = 0;

    for (size_t p = 0; w->out->has_total && p < w->data->panel_count; p++) {
        for (size_t c = 0; c < w->data->category_count; c++) {
            char text[QOQ_CHART_SHOWN];
            double pixels;

            qoq_chart_shown(text, value_at(w->data, p, w->out->parts, c));
            pixels = qoq_chart_text_pixels(text, LABEL_FONT);
            if (pixels > widest)
                widest = pixels;
        }
    }
    return widest;
}

/* Totals on top: every one if they fit, else every second..., counted from the last. */
static bool label_totals(work *w)
{
    size_t count = w->data->category_count;
    size_t stride = (size_t)ceil((widest_total(w) + 2) / w->out->column);

    if (stride == 3) /* whole years of quarters read better */
        stride = 4;
    for (size_t p = 0; p < w->data->panel_count; p++) {
        qoq_chart_axis *axis = &w->out->axes[p];

        axis->totals = qoq_arena_calloc(w->arena, count, sizeof *axis->totals);
        if (!axis->totals)
            return false;
        for (size_t c = count; w->out->has_total && stride && c-- > 0;) {
            axis->totals[c].labelled = (count - 1 - c) % stride == 0;
            place_total(w, p, c);
        }
    }
    return true;
}

/* Where the label of a series belongs: its last value, the middle of its last box. */
static double end_of(const work *w, size_t panel, size_t s)
{
    const qoq_chart_data *data = w->data;
    const qoq_chart_axis *axis = &w->out->axes[panel];
    size_t last = data->category_count - 1;
    double y = 0;

    if (w->chart->shape == QOQ_CHART_STACK && s < w->out->parts) {
        for (size_t i = 0; i < axis->box_count; i++) {
            const qoq_chart_box *box = &axis->boxes[i];

            if (box->category == last && box->series == s)
                return (box->bottom + box->top) / 2;
            if (box->category == last && box->series < s)
                y = box->top;
        }
        /* In the order of the stack, also when none of it is there. */
        return y + (double)s * 1e-9 * (axis->max - axis->min);
    }
    for (size_t c = data->category_count; c-- > 0;) {
        const qoq_chart_value *v = value_at(data, panel, s, c);

        if (!is_gap(v)) {
            y = v->value;
            break;
        }
    }
    return y < axis->min ? axis->min : y > axis->max ? axis->max : y;
}

static bool labelled_in_box(const qoq_chart_axis *axis, size_t s, size_t last)
{
    for (size_t i = 0; i < axis->box_count; i++) {
        if (axis->boxes[i].series == s && axis->boxes[i].category == last)
            return axis->boxes[i].labelled;
    }
    return false;
}

/* The total of levels stands on its column and needs no name at the end. */
static bool has_end(const work *w, size_t panel, size_t s)
{
    if (w->out->axes[panel].hidden[s])
        return false;
    return s < w->out->parts || w->chart->shape != QOQ_CHART_STACK ||
           w->chart->what != QOQ_CHART_LEVEL;
}

/* "Others 2.5": the value too, unless it stands inside the column already. */
static const char *end_text(work *w, size_t panel, size_t s)
{
    size_t last = w->data->category_count - 1;
    const char *name = qoq_chart_clean(w->arena, w->data->series[s].name, 30);
    char shown[QOQ_CHART_SHOWN];
    size_t name_len;
    char *text;

    if (!has_end(w, panel, s))
        return "";
    qoq_chart_shown(shown, value_at(w->data, panel, s, last));
    if (!name || !shown[0] || w->chart->shape == QOQ_CHART_CELLS ||
        labelled_in_box(&w->out->axes[panel], s, last))
        return name;
    name_len = strlen(name);
    text = qoq_arena_alloc(w->arena, name_len + strlen(shown) + 3);
    if (!text)
        return NULL;
    memcpy(text, name, name_len);
    memcpy(text + name_len, "  ", 2);
    memcpy(text + name_len + 2, shown, strlen(shown) + 1);
    return text;
}

static bool make_end_texts(work *w, size_t panel)
{
    qoq_chart_axis *axis = &w->out->axes[panel];

    for (size_t s = 0; s < w->data->series_count; s++) {
        axis->ends[s].series = s;
        axis->ends[s].text = end_text(w, panel, s);
        if (!axis->ends[s].text)
            return false;
    }
    return true;
}

static void spread_ends(work *w, size_t panel)
{
    qoq_chart_axis *axis = &w->out->axes[panel];
    double pixels[QOQ_CHART_MAX_SERIES];
    size_t count = 0;

    for (size_t s = 0; s < w->data->series_count; s++) {
        axis->ends[s].y = axis->ends[s].label_y = end_of(w, panel, s);
        if (has_end(w, panel, s))
            pixels[count++] = pixel_of(axis, axis->ends[s].y);
    }
    qoq_chart_spread(pixels, count, LABEL_LINE, axis->top, axis->bottom);
    count = 0;
    for (size_t s = 0; s < w->data->series_count; s++) {
        if (has_end(w, panel, s))
            axis->ends[s].label_y = value_of(axis, pixels[count++]);
        /* No line leads to a value that is not there. */
        if (is_gap(value_at(w->data, panel, s, w->data->category_count - 1)))
            axis->ends[s].y = axis->ends[s].label_y;
    }
}

/* ---- the x axis ------------------------------------------------------------------- */

/* Room that ticks take: their text and a little air. */
static double widest_label(const work *w)
{
    double widest = 0;

    for (size_t c = 0; c < w->data->category_count; c++) {
        double pixels = qoq_chart_text_pixels(w->data->categories[c].label, SMALL_FONT);

        if (pixels > widest)
            widest = pixels;
    }
    return widest + 6;
}

static void find_groups(work *w)
{
    const qoq_chart_data *data = w->data;
    qoq_chart_layout *out = w->out;

    out->group_count = 0;
    for (size_t c = 0; c < data->category_count; c++) {
        const char *label = data->categories[c].group;
        qoq_chart_group *last =
            out->group_count ? &out->groups[out->group_count - 1] : NULL;

        if (!*label)
            continue;
        if (last && last->last + 1 == c && strcmp(label, last->label) == 0)
            last->last = c;
        else
            out->groups[out->group_count++] = (qoq_chart_group){c, c, 0, label};
    }
}

/* Labels in the middle; one at an edge that is wider than its group leans outward. */
static void place_groups(work *w, size_t stride)
{
    qoq_chart_layout *out = w->out;

    for (size_t g = 0; g < out->group_count; g++) {
        qoq_chart_group *group = &out->groups[g];
        double half =
            (qoq_chart_text_pixels(group->label, SMALL_FONT) + 8) / 2 / out->column;
        double from = (double)group->first - 0.5, to = (double)group->last + 0.5;

        group->x = (from + to) / 2;
        if (g + 1 == out->group_count && half > (to - from) / 2)
            group->x = from + half;
        else if (g == 0 && half > (to - from) / 2)
            group->x = to - half;
        if (stride > 1 && (out->group_count - 1 - g) % stride != 0)
            group->label = "";
    }
}

static bool make_groups(work *w)
{
    qoq_chart_layout *out = w->out;
    double widest = 0;
    size_t span = 1;

    out->groups =
        qoq_arena_calloc(w->arena, w->data->category_count, sizeof *out->groups);
    if (!out->groups)
        return false;
    find_groups(w);
    for (size_t g = 0; g < out->group_count; g++) {
        const qoq_chart_group *group = &out->groups[g];
        double pixels = qoq_chart_text_pixels(group->label, SMALL_FONT) + 8;

        if (group->last - group->first + 1 > span)
            span = group->last - group->first + 1;
        if (pixels > widest)
            widest = pixels;
    }
    place_groups(w, (size_t)ceil(widest / (out->column * (double)span)));
    return true;
}

/* Quarters under every column or, when they would touch, none but the years; periods
 * without a year are thinned. */
static bool make_ticks(work *w)
{
    const qoq_chart_data *data = w->data;
    size_t stride = (size_t)ceil(widest_label(w) / w->out->column);

    w->out->ticked = qoq_arena_calloc(w->arena, data->category_count, sizeof(bool));
    if (!w->out->ticked)
        return false;
    w->out->bare = true;
    for (size_t c = 0; c < data->category_count; c++) {
        bool grouped = *data->categories[c].group != '\0';

        w->out->ticked[c] =
            stride <= 1 || (!grouped && (data->category_count - 1 - c) % stride == 0);
        w->out->bare = w->out->bare && !w->out->ticked[c];
    }
    return true;
}

/* ---- all together ----------------------------------------------------------------- */

static qoq_status make_notes(work *w, qoq_error *err)
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
    size_t columns = (size_t)(w->out->width / (SMALL_FONT * 0.52)), room = 0;
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

static double end_label_room(const work *w)
{
    double widest = 0;

    for (size_t p = 0; p < w->data->panel_count; p++) {
        for (size_t s = 0; s < w->data->series_count; s++) {
            double pixels =
                qoq_chart_text_pixels(w->out->axes[p].ends[s].text, LABEL_FONT);

            if (pixels > widest)
                widest = pixels;
        }
    }
    return widest;
}

/* Panels of equal height one above the other, between title and notes. */
static void place_panels(work *w)
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

static void place_sides(work *w, double labels)
{
    qoq_chart_layout *out = w->out;

    out->left = 56;
    out->right = out->width - labels - 34;
    if (out->right < out->width * 0.5)
        out->right = out->width * 0.5;
    out->column = (out->right - out->left) / (double)w->data->category_count;
}

static bool lay_out_panel(work *w, size_t panel)
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
    return axis->ends && make_end_texts(w, panel);
}

static bool lay_out(work *w)
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
    place_sides(w, end_label_room(w));
    for (size_t p = 0; p < w->data->panel_count; p++) {
        label_boxes(w, p);
        if (!make_end_texts(w, p))
            return false;
    }
    place_sides(w, end_label_room(w));
    for (size_t p = 0; p < w->data->panel_count; p++)
        spread_ends(w, p);
    return label_totals(w) && make_groups(w) && make_ticks(w);
}

qoq_status qoq_chart_lay_out(qoq_chart_layout *out, const qoq_chart *chart,
                             const qoq_chart_data *data, unsigned width,
                             unsigned height, qoq_arena *arena, qoq_error *err)
{
    work w = {out, chart, data, arena};

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

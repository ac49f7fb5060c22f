/* What is written on a chart: where there is room for it, and what goes when there is none. */
#include <math.h>
#include <string.h>

#include "output/chart_layout.h"

enum { LABEL_LINE = 15 }; /* pixels between names at the right end */

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

/* ---- labels ----------------------------------------------------------------------- */

/* A marker that crosses a box takes its middle: the label goes to the larger piece. */
static void dodge_marker(const qoq_chart_work *w, size_t panel, qoq_chart_box *box)
{
    const qoq_chart_axis *axis = &w->out->axes[panel];
    const qoq_chart_value *total;
    double marker, top = qoq_chart_pixel_of(axis, box->top),
                   bottom = qoq_chart_pixel_of(axis, box->bottom);

    if (!w->out->has_total || w->chart->what == QOQ_CHART_LEVEL)
        return;
    total = qoq_chart_value_at(w->data, panel, w->out->parts, box->category);
    marker =
        qoq_chart_is_gap(total) ? INFINITY : qoq_chart_pixel_of(axis, total->value);
    if (fabs(marker - (top + bottom) / 2) > 13)
        return;
    if (bottom - marker > marker - top)
        top = marker + 7;
    else
        bottom = marker - 7;
    box->label_y = qoq_chart_value_of(axis, (top + bottom) / 2);
    box->labelled = box->labelled && bottom - top >= 14;
}

void qoq_chart_label_boxes(qoq_chart_work *w, size_t panel)
{
    qoq_chart_axis *axis = &w->out->axes[panel];

    for (size_t i = 0; i < axis->box_count; i++) {
        qoq_chart_box *box = &axis->boxes[i];
        char text[QOQ_CHART_SHOWN];

        qoq_chart_shown(text, box->value);
        box->label_y = (box->bottom + box->top) / 2;
        box->labelled = text[0] &&
                        qoq_chart_pixel_of(axis, box->bottom) -
                                qoq_chart_pixel_of(axis, box->top) >=
                            14 &&
                        qoq_chart_text_pixels(text, QOQ_CHART_SMALL_FONT) + 3 <=
                            w->out->column * 0.8;
        dodge_marker(w, panel, box);
    }
}

/* How high the columns and totals stand at a category. */
static double top_at(const qoq_chart_work *w, size_t panel, size_t c)
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
        const qoq_chart_value *total =
            qoq_chart_value_at(w->data, panel, w->out->parts, c);

        if (!qoq_chart_is_gap(total) && total->value > top)
            top = total->value;
    }
    return top;
}

/* The highest column under a label of half width `half` around x (in categories). */
static double top_under(const qoq_chart_work *w, size_t panel, double x, double half)
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
static void place_total(qoq_chart_work *w, size_t panel, size_t c)
{
    static const double sides[] = {0, -1, 1};
    qoq_chart_total *total = &w->out->axes[panel].totals[c];
    char text[QOQ_CHART_SHOWN];
    double half, best = INFINITY, own = top_at(w, panel, c);

    qoq_chart_shown(text, qoq_chart_value_at(w->data, panel, w->out->parts, c));
    half = qoq_chart_text_pixels(text, QOQ_CHART_LABEL_FONT) / 2 / w->out->column;
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

static double widest_total(const qoq_chart_work *w)
{
    double widest = 0;

    for (size_t p = 0; w->out->has_total && p < w->data->panel_count; p++) {
        for (size_t c = 0; c < w->data->category_count; c++) {
            char text[QOQ_CHART_SHOWN];
            double pixels;

            qoq_chart_shown(text, qoq_chart_value_at(w->data, p, w->out->parts, c));
            pixels = qoq_chart_text_pixels(text, QOQ_CHART_LABEL_FONT);
            if (pixels > widest)
                widest = pixels;
        }
    }
    return widest;
}

/* Totals on top: every one if they fit, else every second..., counted from the last. */
bool qoq_chart_label_totals(qoq_chart_work *w)
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
static double end_of(const qoq_chart_work *w, size_t panel, size_t s)
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
        const qoq_chart_value *v = qoq_chart_value_at(data, panel, s, c);

        if (!qoq_chart_is_gap(v)) {
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
static bool has_end(const qoq_chart_work *w, size_t panel, size_t s)
{
    if (w->out->axes[panel].hidden[s])
        return false;
    return s < w->out->parts || w->chart->shape != QOQ_CHART_STACK ||
           w->chart->what != QOQ_CHART_LEVEL;
}

/* Names may take a third of the page, and never more than thirty columns. */
static size_t name_columns(const qoq_chart_work *w)
{
    double columns = w->out->width * 0.32 / (QOQ_CHART_LABEL_FONT * 0.55);

    return columns > 30 ? 30 : columns < 8 ? 8 : (size_t)columns;
}

/* "Others 2.5": the value too, unless it stands inside the column already. */
static const char *end_text(qoq_chart_work *w, size_t panel, size_t s)
{
    size_t last = w->data->category_count - 1;
    const char *name =
        qoq_chart_clean(w->arena, w->data->series[s].name, name_columns(w));
    char shown[QOQ_CHART_SHOWN];
    size_t name_len;
    char *text;

    if (!has_end(w, panel, s))
        return "";
    qoq_chart_shown(shown, qoq_chart_value_at(w->data, panel, s, last));
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

bool qoq_chart_name_ends(qoq_chart_work *w, size_t panel)
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

void qoq_chart_spread_ends(qoq_chart_work *w, size_t panel)
{
    qoq_chart_axis *axis = &w->out->axes[panel];
    double pixels[QOQ_CHART_MAX_SERIES];
    size_t count = 0;

    for (size_t s = 0; s < w->data->series_count; s++) {
        axis->ends[s].y = axis->ends[s].label_y = end_of(w, panel, s);
        if (has_end(w, panel, s))
            pixels[count++] = qoq_chart_pixel_of(axis, axis->ends[s].y);
    }
    qoq_chart_spread(pixels, count, LABEL_LINE, axis->top, axis->bottom);
    count = 0;
    for (size_t s = 0; s < w->data->series_count; s++) {
        if (has_end(w, panel, s))
            axis->ends[s].label_y = qoq_chart_value_of(axis, pixels[count++]);
        /* No line leads to a value that is not there. */
        if (qoq_chart_is_gap(
                qoq_chart_value_at(w->data, panel, s, w->data->category_count - 1)))
            axis->ends[s].y = axis->ends[s].label_y;
    }
}

/* ---- the x axis ------------------------------------------------------------------- */

/* Room that ticks take: their text and a little air. */
static double widest_label(const qoq_chart_work *w)
{
    double widest = 0;

    for (size_t c = 0; c < w->data->category_count; c++) {
        const char *label = qoq_chart_clean(w->arena, w->data->categories[c].label,
                                            QOQ_CHART_TICK_COLUMNS);
        double pixels = label ? qoq_chart_text_pixels(label, QOQ_CHART_SMALL_FONT) : 0;

        if (pixels > widest)
            widest = pixels;
    }
    return widest + 6;
}

static bool find_groups(qoq_chart_work *w)
{
    const qoq_chart_data *data = w->data;
    qoq_chart_layout *out = w->out;

    out->group_count = 0;
    for (size_t c = 0; c < data->category_count; c++) {
        const char *label = qoq_chart_clean(w->arena, data->categories[c].group,
                                            QOQ_CHART_TICK_COLUMNS);
        qoq_chart_group *last =
            out->group_count ? &out->groups[out->group_count - 1] : NULL;

        if (!label)
            return false;
        if (!*label)
            continue;
        if (last && last->last + 1 == c && strcmp(label, last->label) == 0)
            last->last = c;
        else
            out->groups[out->group_count++] = (qoq_chart_group){c, c, 0, label};
    }
    return true;
}

/* Labels in the middle; one at an edge that is wider than its group leans outward. */
static void place_groups(qoq_chart_work *w, size_t stride)
{
    qoq_chart_layout *out = w->out;

    for (size_t g = 0; g < out->group_count; g++) {
        qoq_chart_group *group = &out->groups[g];
        double half = (qoq_chart_text_pixels(group->label, QOQ_CHART_SMALL_FONT) + 8) /
                      2 / out->column;
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

bool qoq_chart_make_groups(qoq_chart_work *w)
{
    qoq_chart_layout *out = w->out;
    double widest = 0;
    size_t span = 1;

    out->groups =
        qoq_arena_calloc(w->arena, w->data->category_count, sizeof *out->groups);
    if (!out->groups)
        return false;
    if (!find_groups(w))
        return false;
    for (size_t g = 0; g < out->group_count; g++) {
        const qoq_chart_group *group = &out->groups[g];
        double pixels = qoq_chart_text_pixels(group->label, QOQ_CHART_SMALL_FONT) + 8;

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
bool qoq_chart_make_ticks(qoq_chart_work *w)
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

double qoq_chart_end_room(const qoq_chart_work *w)
{
    double widest = 0;

    for (size_t p = 0; p < w->data->panel_count; p++) {
        for (size_t s = 0; s < w->data->series_count; s++) {
            double pixels = qoq_chart_text_pixels(w->out->axes[p].ends[s].text,
                                                  QOQ_CHART_LABEL_FONT);

            if (pixels > widest)
                widest = pixels;
        }
    }
    return widest;
}

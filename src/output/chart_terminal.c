/*
 * Charts as text: stacks become bars, one line a period; lines become rows of small
 * columns about a zero line, one row a series. Scales are those of the picture.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "output/chart_private.h"

typedef struct text_chart {
    qoq_buffer *out;
    const qoq_chart *chart;
    const qoq_chart_data *data;
    const qoq_chart_layout *layout;
    qoq_arena *arena;
    size_t width;
    bool color;
} text_chart;

/* ---- pieces ----------------------------------------------------------------------- */

/* Okabe and Ito's colours as near as the 256 of terminals come. */
static const unsigned char hues[] = {25, 214, 36, 166, 74, 175, 227, 61};

/* Without colour, shades tell the parts apart. */
static const char *const shades[] = {"█", "▓", "▒", "░", "▚", "#", "=", "+"};

static size_t hue_of(const text_chart *t, size_t series)
{
    size_t count = 0;

    for (size_t i = 0; i < series; i++)
        count += t->data->series[i].role == QOQ_CHART_PART;
    return count % (sizeof hues / sizeof *hues);
}

static void begin_color(text_chart *t, size_t series)
{
    if (!t->color)
        return;
    if (t->data->series[series].role == QOQ_CHART_TOTAL)
        qoq_buffer_text(t->out, "\033[1m");
    else if (t->data->series[series].role == QOQ_CHART_OTHER)
        qoq_buffer_text(t->out, "\033[38;5;245m");
    else
        qoq_buffer_print(t->out, "\033[38;5;%um", hues[hue_of(t, series)]);
}

static void begin_soft(text_chart *t)
{
    if (t->color)
        qoq_buffer_text(t->out, "\033[38;5;245m");
}

static void begin_bold(text_chart *t)
{
    if (t->color)
        qoq_buffer_text(t->out, "\033[1m");
}

static void end_color(text_chart *t)
{
    if (t->color)
        qoq_buffer_text(t->out, "\033[0m");
}

static void end_line(text_chart *t)
{
    while (t->out->len && t->out->ptr[t->out->len - 1] == ' ')
        t->out->len--;
    qoq_buffer_char(t->out, '\n');
}

static size_t width_of(const char *text)
{
    return qoq_text_width(text, strlen(text));
}

static void add_padded(text_chart *t, const char *text, size_t width, bool right)
{
    size_t own = width_of(text), pad = own < width ? width - own : 0;

    if (right)
        qoq_buffer_fill(t->out, ' ', pad);
    qoq_buffer_text(t->out, text);
    if (!right)
        qoq_buffer_fill(t->out, ' ', pad);
}

/* Never NULL: without memory nothing is shown, and the buffer has failed as well. */
static const char *clean(text_chart *t, const char *text, size_t columns)
{
    const char *copy = qoq_chart_clean(t->arena, text, columns);

    if (!copy)
        t->out->failed = true;
    return copy ? copy : "";
}

static const qoq_chart_value *value_at(const text_chart *t, size_t panel, size_t series,
                                       size_t category)
{
    return &t->data->panels[panel].values[series * t->data->category_count + category];
}

static size_t widest_value(const text_chart *t, size_t panel, size_t first, size_t last,
                           bool all)
{
    size_t widest = 0, categories = t->data->category_count;

    for (size_t s = first; s < last; s++) {
        for (size_t c = all ? 0 : categories - 1; c < categories; c++) {
            char shown[QOQ_CHART_SHOWN];
            size_t width;

            qoq_chart_shown(shown, value_at(t, panel, s, c));
            width = width_of(shown);
            if (width > widest)
                widest = width;
        }
    }
    return widest;
}

static size_t widest_name(text_chart *t, size_t limit)
{
    size_t widest = 0;

    for (size_t s = 0; s < t->data->series_count; s++) {
        size_t width = width_of(clean(t, t->data->series[s].name, limit));

        if (width > widest)
            widest = width;
    }
    return widest;
}

/* "Tencent · Revenue by segment", then when; the unit at the right end. */
static void add_heading(text_chart *t)
{
    const char *who = clean(t, t->data->who, t->width / 2 - 3);
    size_t taken = width_of(who) + (*who ? 3 : 0);
    const char *what = clean(t, t->data->what, t->width - taken);
    const char *unit = t->data->panel_count == 1
                           ? clean(t, t->data->panels[0].unit, t->width / 4)
                           : "";

    begin_bold(t);
    if (*who)
        qoq_buffer_print(t->out, "%s · ", who);
    qoq_buffer_text(t->out, what);
    end_color(t);
    end_line(t);
    begin_soft(t);
    add_padded(t, clean(t, t->data->when, t->width / 2), t->width - width_of(unit) - 1,
               false);
    qoq_buffer_char(t->out, ' ');
    qoq_buffer_text(t->out, unit);
    end_color(t);
    end_line(t);
}

/* ---- stacks ----------------------------------------------------------------------- */

enum { EMPTY = -1, REST = -2 };

typedef struct bar_scale {
    double low, high;
    size_t width, zero; /* cells; zero = cells left of the line */
    size_t label, value;
} bar_scale;

static double cell_of(const bar_scale *scale, double value)
{
    return round((value - scale->low) / (scale->high - scale->low) *
                 (double)scale->width);
}

static void paint(short *cells, const bar_scale *scale, const qoq_chart_box *box,
                  short what)
{
    size_t from = (size_t)cell_of(scale, box->bottom);
    size_t to = (size_t)cell_of(scale, box->top);

    for (size_t i = from; i < to && i < scale->width; i++)
        cells[i] = what;
}

static void add_cell(text_chart *t, short what)
{
    if (what == EMPTY) {
        qoq_buffer_char(t->out, ' ');
    } else if (what == REST) {
        qoq_buffer_text(t->out, "╌");
    } else {
        size_t series = (size_t)what;
        bool other = t->data->series[series].role == QOQ_CHART_OTHER;

        qoq_buffer_text(t->out, t->color ? "█"
                                : other  ? ":"
                                         : shades[hue_of(t, series)]);
    }
}

/* Cells of one kind share one colour sequence. */
static void add_cells(text_chart *t, const short *cells, const bar_scale *scale)
{
    short now = EMPTY;

    for (size_t i = 0; i < scale->width; i++) {
        if (i == scale->zero && scale->low < 0) {
            if (now != EMPTY)
                end_color(t);
            now = EMPTY;
            qoq_buffer_text(t->out, "│");
        }
        if (cells[i] != now) {
            if (now >= 0)
                end_color(t);
            if (cells[i] >= 0)
                begin_color(t, (size_t)cells[i]);
            now = cells[i];
        }
        add_cell(t, cells[i]);
    }
    if (now >= 0)
        end_color(t);
}

/* Whose value stands behind a bar: the total's, or the only part's. */
static size_t told_series(const text_chart *t)
{
    if (t->layout->has_total)
        return t->layout->parts;
    return t->layout->parts == 1 ? 0 : SIZE_MAX;
}

static void add_bar(text_chart *t, const bar_scale *scale, size_t panel, size_t c,
                    short *cells)
{
    const qoq_chart_axis *axis = &t->layout->axes[panel];
    const char *label = clean(t, t->data->categories[c].id, scale->label - 1);
    bool derived = false;
    char shown[QOQ_CHART_SHOWN] = "";

    for (size_t i = 0; i < scale->width; i++)
        cells[i] = EMPTY;
    for (size_t i = 0; i < axis->box_count; i++) {
        const qoq_chart_box *box = &axis->boxes[i];

        if (box->category != c)
            continue;
        derived = derived || box->value->mark == QOQ_CHART_DERIVED;
        paint(cells, scale, box, (short)box->series);
    }
    for (size_t i = 0; i < axis->rest_count; i++) {
        if (axis->rest[i].category == c)
            paint(cells, scale, &axis->rest[i], REST);
    }
    qoq_buffer_text(t->out, label);
    qoq_buffer_text(t->out, derived ? "~" : " ");
    qoq_buffer_fill(t->out, ' ', scale->label + 1 - width_of(label));
    add_cells(t, cells, scale);
    if (told_series(t) != SIZE_MAX)
        qoq_chart_shown(shown, value_at(t, panel, told_series(t), c));
    qoq_buffer_text(t->out, "  ");
    begin_bold(t);
    add_padded(t, shown, scale->value, true);
    end_color(t);
    end_line(t);
}

static bar_scale scale_bars(text_chart *t, size_t panel)
{
    const qoq_chart_axis *axis = &t->layout->axes[panel];
    bar_scale scale = {0};
    size_t taken;

    for (size_t c = 0; c < t->data->category_count; c++) {
        size_t width = width_of(clean(t, t->data->categories[c].id, 12)) + 1;

        if (width > scale.label)
            scale.label = width;
    }
    for (size_t i = 0; i < axis->box_count; i++) {
        scale.low = fmin(scale.low, axis->boxes[i].bottom);
        scale.high = fmax(scale.high, axis->boxes[i].top);
    }
    for (size_t i = 0; i < axis->rest_count; i++)
        scale.high = fmax(scale.high, axis->rest[i].top);
    if (!(scale.high - scale.low > 0))
        scale.high = scale.low + 1;
    if (told_series(t) != SIZE_MAX)
        scale.value =
            widest_value(t, panel, told_series(t), t->data->series_count, true);
    taken = scale.label + 2 + 2 + scale.value + (scale.low < 0);
    scale.width = t->width > taken + 8 ? t->width - taken : 8;
    scale.zero = (size_t)cell_of(&scale, 0);
    return scale;
}

/* ---- small columns ---------------------------------------------------------------- */

typedef struct column_scale {
    double unit;     /* value of one row */
    size_t up, down; /* rows above and below the zero line */
    size_t cell;     /* terminal columns of a category, its gap included */
    size_t name, value;
    size_t first;       /* the oldest category that there is room for */
    double top, bottom; /* ends of the scale; what lies beyond gets a triangle */
} column_scale;

static const char *const eighths[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

/* What a row shows of a column of `rows` rows: `row` counts from the zero line. Downward
 * there are only three blocks in Unicode: an eighth, a half, the whole. */
static const char *block(double rows, size_t row, bool down)
{
    double part = rows - (double)row;

    if (part >= 1)
        return "█";
    if (part <= 0)
        return " ";
    if (!down)
        return eighths[(size_t)fmax(1, round(part * 8))];
    return part < 0.3 ? "▔" : part < 0.75 ? "▀" : "█";
}

static const char *glyph(const column_scale *scale, const qoq_chart_value *value,
                         size_t row, bool down)
{
    double v = value->value;

    if (!isfinite(v))
        return row == 0 && !down ? "·" : " ";
    if (v > scale->top)
        return down ? " " : row + 1 == scale->up ? "▲" : "█";
    if (v < scale->bottom)
        return !down ? " " : row + 1 == scale->down ? "▼" : "█";
    if (down)
        return v < 0 ? block(-v / scale->unit, row, true) : " ";
    return v > 0                          ? block(v / scale->unit, row, false)
           : row == 0 && scale->down == 0 ? "▁"
                                          : " ";
}

static void add_row(text_chart *t, const column_scale *scale, size_t panel, size_t s,
                    size_t row, bool down)
{
    begin_color(t, s);
    for (size_t c = scale->first; c < t->data->category_count; c++) {
        const char *g = glyph(scale, value_at(t, panel, s, c), row, down);
        size_t wide = scale->cell > 1 ? scale->cell - 1 : 1;

        /* A dot or a triangle stands once, a block fills its column. */
        for (size_t i = 0; i < wide; i++) {
            bool single =
                strcmp(g, "·") == 0 || strcmp(g, "▲") == 0 || strcmp(g, "▼") == 0;

            qoq_buffer_text(t->out, single && i != wide / 2 ? " " : g);
        }
        if (scale->cell > 1)
            qoq_buffer_char(t->out, ' ');
    }
    end_color(t);
}

static void add_series(text_chart *t, const column_scale *scale, size_t panel, size_t s)
{
    char shown[QOQ_CHART_SHOWN];

    qoq_chart_shown(shown, value_at(t, panel, s, t->data->category_count - 1));
    for (size_t row = scale->up; row-- > 0;) {
        begin_color(t, s);
        add_padded(t, row ? "" : clean(t, t->data->series[s].name, scale->name),
                   scale->name, false);
        end_color(t);
        qoq_buffer_text(t->out, "  ");
        add_row(t, scale, panel, s, row, false);
        if (!row) {
            qoq_buffer_text(t->out, "  ");
            add_padded(t, shown, scale->value, true);
        }
        end_line(t);
    }
    for (size_t row = 0; row < scale->down; row++) {
        qoq_buffer_fill(t->out, ' ', scale->name + 2);
        add_row(t, scale, panel, s, row, true);
        end_line(t);
    }
}

/* Years under their first category, as far as they do not touch. */
static void add_years(text_chart *t, const column_scale *scale)
{
    size_t at = 0;

    begin_soft(t);
    qoq_buffer_fill(t->out, ' ', scale->name + 2);
    for (size_t g = 0; g < t->layout->group_count; g++) {
        size_t first = t->layout->groups[g].first, want, width;
        const char *label = clean(t, t->data->categories[first].group, 12);

        if (t->layout->groups[g].last < scale->first)
            continue;
        first = first > scale->first ? first - scale->first : 0;
        want = first * scale->cell;
        width = width_of(label);
        if (want < at || scale->name + 2 + want + width > t->width)
            continue;
        qoq_buffer_fill(t->out, ' ', want - at);
        qoq_buffer_text(t->out, label);
        qoq_buffer_char(t->out, ' ');
        at = want + width + 1;
    }
    end_color(t);
    end_line(t);
}

static column_scale scale_columns(text_chart *t, size_t panel)
{
    const qoq_chart_axis *axis = &t->layout->axes[panel];
    column_scale scale = {0};
    double high = 0, low = 0, rows;
    size_t room;

    for (size_t s = 0; s < t->data->series_count; s++) {
        for (size_t c = 0; c < t->data->category_count; c++) {
            double v = value_at(t, panel, s, c)->value;

            if (!isfinite(v) || axis->hidden[s] || v < axis->min || v > axis->max)
                continue;
            high = fmax(high, v);
            low = fmin(low, v);
        }
    }
    /* Few series may be taller. */
    rows = t->data->series_count * t->data->panel_count <= 4 ? 3 : 1;
    scale.unit = fmax(high, -low) / rows;
    if (!(scale.unit > 0))
        scale.unit = 1;
    scale.up = (size_t)fmax(1, ceil(high / scale.unit - 1e-9));
    scale.down = (size_t)ceil(-low / scale.unit - 1e-9);
    scale.top = high;
    scale.bottom = low;
    scale.value = widest_value(t, panel, 0, t->data->series_count, false);
    scale.name = widest_name(t, t->width / 3);
    room = t->width - 4 > scale.name + scale.value
               ? t->width - 4 - scale.name - scale.value
               : 1;
    if (t->data->category_count > room)
        scale.first = t->data->category_count - room;
    scale.cell = room / (t->data->category_count - scale.first);
    scale.cell = scale.cell > 4 ? 4 : scale.cell < 1 ? 1 : scale.cell;
    return scale;
}

static void add_panel(text_chart *t, size_t panel)
{
    const char *title = clean(t, t->data->panels[panel].title, t->width / 2);
    column_scale scale = scale_columns(t, panel);

    qoq_buffer_char(t->out, '\n');
    if (*title) {
        begin_bold(t);
        qoq_buffer_text(t->out, title);
        end_color(t);
        end_line(t);
    }
    for (size_t s = 0; s < t->data->series_count; s++) {
        if (!t->layout->axes[panel].hidden[s])
            add_series(t, &scale, panel, s);
    }
    add_years(t, &scale);
}

/* ---- legend of stacks ------------------------------------------------------------- */

/* "█ VAS   ▆▆▆▆▇▆▇▇███   75.7 → 98.4": the sparkline starts at zero, like all columns. */
static void add_spark(text_chart *t, size_t panel, size_t s)
{
    size_t count = t->data->category_count;
    double high = 0, low = 0;

    for (size_t c = 0; c < count; c++) {
        double v = value_at(t, panel, s, c)->value;

        if (isfinite(v)) {
            high = fmax(high, v);
            low = fmin(low, v);
        }
    }
    begin_color(t, s);
    for (size_t c = 0; c < count; c++) {
        double v = value_at(t, panel, s, c)->value;

        if (!isfinite(v))
            qoq_buffer_text(t->out, "·");
        else if (v < 0)
            qoq_buffer_text(t->out, "▔");
        else
            qoq_buffer_text(
                t->out, eighths[high > 0 ? (size_t)fmax(1, round(v / high * 8)) : 1]);
    }
    end_color(t);
}

static void add_legend(text_chart *t, size_t panel)
{
    size_t last = t->data->category_count - 1, name, value;
    size_t first_width = 0;
    bool spark;

    for (size_t s = 0; s < t->layout->parts; s++) {
        char shown[QOQ_CHART_SHOWN];

        qoq_chart_shown(shown, value_at(t, panel, s, 0));
        if (width_of(shown) > first_width)
            first_width = width_of(shown);
    }
    value = widest_value(t, panel, 0, t->layout->parts, false);
    name = widest_name(t, t->width / 3);
    spark = 2 + name + 2 + t->data->category_count + 2 + first_width + 3 + value <=
            t->width;
    qoq_buffer_char(t->out, '\n');
    for (size_t s = 0; s < t->layout->parts; s++) {
        char from[QOQ_CHART_SHOWN], to[QOQ_CHART_SHOWN];

        begin_color(t, s);
        add_cell(t, (short)s);
        end_color(t);
        qoq_buffer_char(t->out, ' ');
        add_padded(t, clean(t, t->data->series[s].name, name), name, false);
        qoq_buffer_text(t->out, "  ");
        if (spark) {
            add_spark(t, panel, s);
            qoq_buffer_text(t->out, "  ");
        }
        qoq_chart_shown(from, value_at(t, panel, s, 0));
        qoq_chart_shown(to, value_at(t, panel, s, last));
        add_padded(t, from, first_width, true);
        if (last > 0 && (from[0] || to[0])) {
            qoq_buffer_text(t->out, " → ");
            add_padded(t, to, value, true);
        }
        end_line(t);
    }
}

/* ---- the whole -------------------------------------------------------------------- */

static void add_lines(text_chart *t, const char *text)
{
    const char **lines = NULL;
    size_t count = 0, room = 0;

    if (qoq_chart_wrap(&lines, &count, &room, text, t->width, t->arena, NULL) != QOQ_OK)
        t->out->failed = true;
    for (size_t i = 0; i < count; i++) {
        begin_soft(t);
        qoq_buffer_text(t->out, lines[i]);
        end_color(t);
        end_line(t);
    }
    free(lines);
}

/* Sparklines show a gap of a stack that its bars do not. */
static bool has_dots(const text_chart *t)
{
    for (size_t p = 0; p < t->data->panel_count; p++) {
        for (size_t i = 0; i < t->layout->parts * t->data->category_count; i++) {
            if (!isfinite(t->data->panels[p].values[i].value))
                return true;
        }
    }
    return false;
}

static void add_notes(text_chart *t)
{
    const qoq_chart_layout *layout = t->layout;
    const struct {
        bool there;
        qoq_chart_word word;
    } own[] = {
        {layout->has_derived, QOQ_CHART_WORD_TEXT_DERIVED},
        {layout->has_restated, QOQ_CHART_WORD_RESTATED},
        {layout->has_rest, QOQ_CHART_WORD_TEXT_REST},
        {layout->has_gaps || has_dots(t), QOQ_CHART_WORD_TEXT_GAPS},
        {layout->has_off, QOQ_CHART_WORD_TEXT_OFF},
    };
    qoq_buffer line = {0};

    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (own[i].there)
            qoq_buffer_print(&line, "%s%s", line.len && !t->data->chinese ? " " : "",
                             qoq_chart_words(own[i].word, t->data->chinese));
    }
    for (size_t s = 0; s < t->data->series_count; s++) {
        if (layout->hidden[s])
            qoq_buffer_print(&line, "%s%s%s", line.len && !t->data->chinese ? " " : "",
                             clean(t, t->data->series[s].name, 40),
                             qoq_chart_words(QOQ_CHART_WORD_HIDDEN, t->data->chinese));
    }
    if (line.len || t->data->note_count)
        qoq_buffer_char(t->out, '\n');
    add_lines(t, qoq_buffer_string(&line));
    qoq_buffer_clear(&line);
    for (size_t i = 0; i < t->data->note_count; i++)
        add_lines(t, clean(t, t->data->notes[i], 400));
}

static bool is_break(const text_chart *t, size_t category)
{
    for (size_t i = 0; i < t->data->break_count; i++) {
        if (t->data->breaks[i] == category)
            return true;
    }
    return false;
}

/* A dashed line: a segment was redefined between the bars above and below it. */
static void add_break(text_chart *t)
{
    begin_soft(t);
    for (size_t i = 0; i + 1 < t->width; i += 2)
        qoq_buffer_text(t->out, "╌ ");
    end_color(t);
    end_line(t);
}

static void add_stacks(text_chart *t)
{
    for (size_t p = 0; p < t->data->panel_count; p++) {
        bar_scale scale = scale_bars(t, p);
        short *cells = qoq_arena_calloc(t->arena, scale.width, sizeof *cells);

        if (!cells) {
            t->out->failed = true;
            return;
        }
        qoq_buffer_char(t->out, '\n');
        for (size_t c = 0; c < t->data->category_count; c++) {
            if (is_break(t, c))
                add_break(t);
            add_bar(t, &scale, p, c, cells);
        }
        add_legend(t, p);
    }
}

qoq_status qoq_chart_format_text(qoq_buffer *out, const qoq_chart *chart,
                                 const qoq_chart_data *data, size_t width, bool color,
                                 qoq_error *err)
{
    qoq_arena arena = {0};
    qoq_chart_layout layout;
    text_chart t = {out, chart, data, &layout, &arena, width < 40 ? 40 : width, color};
    qoq_status status = qoq_chart_lay_out(&layout, chart, data, chart->width,
                                          chart->height, &arena, err);

    if (status == QOQ_OK) {
        add_heading(&t);
        if (chart->shape == QOQ_CHART_STACK) {
            add_stacks(&t);
        } else {
            for (size_t p = 0; p < data->panel_count; p++)
                add_panel(&t, p);
        }
        add_notes(&t);
        if (out->failed)
            status = qoq_fail_memory(err);
    }
    qoq_arena_clear(&arena);
    return status;
}

/*
 * The script: variables and data blocks in front of the files of plots/.
 *
 * Texts become single-quoted strings, in which gnuplot expands neither backticks nor @macros
 * nor escapes. Data blocks hold numbers only.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/chart_private.h"
#include "output/chart_script.h"
#include "qoq/file.h"

typedef struct script {
    qoq_buffer *out;
    const qoq_chart *chart;
    const qoq_chart_data *data;
    const qoq_chart_layout *layout;
    qoq_arena *arena;
    bool failed;
} script;

static void add_quoted(script *s, const char *text, size_t columns)
{
    const char *clean = qoq_chart_clean(s->arena, text, columns);

    if (!clean) {
        s->failed = true;
        return;
    }
    /* A doubled quote will not do: gnuplot 5.4 reads it wrongly where it comes first and
     * where two follow each other. A quote is a string of its own: 'a'."'".'b'. */
    qoq_buffer_char(s->out, '\'');
    for (; *clean; clean++) {
        if (*clean == '\'')
            qoq_buffer_text(s->out, "'.\"'\".'");
        else
            qoq_buffer_char(s->out, *clean);
    }
    qoq_buffer_char(s->out, '\'');
}

static void set_text(script *s, const char *name, const char *text, size_t columns)
{
    qoq_buffer_print(s->out, "%s = ", name);
    add_quoted(s, text, columns);
    qoq_buffer_char(s->out, '\n');
}

static void set_wide_item(script *s, const char *name, size_t index, const char *text,
                          size_t columns)
{
    qoq_buffer_print(s->out, "%s[%zu] = ", name, index);
    add_quoted(s, text, columns);
    qoq_buffer_char(s->out, '\n');
}

static void set_item(script *s, const char *name, size_t index, const char *text)
{
    set_wide_item(s, name, index, text, 400);
}

static void add_number(script *s, double value)
{
    char text[QOQ_CHART_NUMBER];

    qoq_chart_number(text, value, 12);
    qoq_buffer_text(s->out, text);
}

static void set_number(script *s, const char *name, double value)
{
    qoq_buffer_print(s->out, "%s = ", name);
    add_number(s, value);
    qoq_buffer_char(s->out, '\n');
}

static void set_entry(script *s, const char *name, size_t index, double value)
{
    qoq_buffer_print(s->out, "%s[%zu] = ", name, index);
    add_number(s, value);
    qoq_buffer_char(s->out, '\n');
}

/* gnuplot refuses an array without entries. */
static void new_array(script *s, const char *name, size_t count)
{
    qoq_buffer_print(s->out, "array %s[%zu]\n", name, count ? count : 1);
}

/* ---- data blocks ------------------------------------------------------------------ */

/* A block is ended by a word that stands nowhere in it: it holds digits, '.', signs, 'e'
 * and NaN, the word is a hash of it. */
static void add_block(script *s, const char *name, qoq_buffer *rows)
{
    char word[17];

    qoq_file_hash(word, qoq_buffer_string(rows), rows->len);
    qoq_buffer_print(s->out, "$%s << END_%s\n", name, word);
    qoq_buffer_add(s->out, qoq_buffer_string(rows), rows->len);
    qoq_buffer_print(s->out, "END_%s\n", word);
    s->failed = s->failed || rows->failed;
    qoq_buffer_clear(rows);
}

static void add_field(qoq_buffer *rows, double value)
{
    char text[QOQ_CHART_NUMBER];

    if (rows->len && rows->ptr[rows->len - 1] != '\n')
        qoq_buffer_char(rows, ' ');
    qoq_chart_number(text, value, 12);
    qoq_buffer_text(rows, text);
}

/* Panels are apart by two blank lines: `index p - 1`. An empty one keeps its place. */
static void end_panel(qoq_buffer *rows, size_t fields, size_t rows_there)
{
    if (!rows_there) {
        for (size_t i = 0; i < fields; i++)
            add_field(rows, NAN);
        qoq_buffer_char(rows, '\n');
    }
    qoq_buffer_text(rows, "\n\n");
}

static const qoq_chart_value *value_at(const script *s, size_t panel, size_t series,
                                       size_t category)
{
    return &s->data->panels[panel].values[series * s->data->category_count + category];
}

typedef enum wanted { ALL, DRAWN, STATED, DERIVED } wanted;

/* DRAWN leaves out what is beyond the scale: a line that shoots off the page tells less
 * than the triangle at its edge. */
static bool is_wanted(const script *s, size_t panel, size_t series,
                      const qoq_chart_value *value, wanted kind)
{
    const qoq_chart_axis *axis = &s->layout->axes[panel];
    bool derived = value->mark == QOQ_CHART_DERIVED;

    if (kind == ALL)
        return true;
    if (axis->hidden[series] || value->value < axis->min || value->value > axis->max)
        return false;
    return kind == DRAWN || (kind == DERIVED) == derived;
}

/* x, then a column for each series. */
static void add_values(script *s, const char *name, wanted kind)
{
    qoq_buffer rows = {0};

    for (size_t p = 0; p < s->data->panel_count; p++) {
        for (size_t c = 0; c < s->data->category_count; c++) {
            add_field(&rows, (double)(c + 1));
            for (size_t i = 0; i < s->data->series_count; i++) {
                const qoq_chart_value *v = value_at(s, p, i, c);

                add_field(&rows, is_wanted(s, p, i, v, kind) ? v->value : NAN);
            }
            qoq_buffer_char(&rows, '\n');
        }
        end_panel(&rows, 1, 1);
    }
    add_block(s, name, &rows);
}

/* x, series, low, high of every value whose rounding shows. */
static void add_whiskers(script *s)
{
    qoq_buffer rows = {0};

    for (size_t p = 0; p < s->data->panel_count; p++) {
        const qoq_chart_axis *axis = &s->layout->axes[p];
        double pixel = (axis->max - axis->min) / (axis->bottom - axis->top);
        size_t count = 0;

        for (size_t i = 0; i < s->data->series_count; i++) {
            for (size_t c = 0; c < s->data->category_count; c++) {
                const qoq_chart_value *v = value_at(s, p, i, c);

                if (!isfinite(v->value) || !(v->high - v->low > 8 * pixel) ||
                    !is_wanted(s, p, i, v, DRAWN))
                    continue;
                add_field(&rows, (double)(c + 1));
                add_field(&rows, (double)(i + 1));
                add_field(&rows, fmax(v->low, axis->min));
                add_field(&rows, fmin(v->high, axis->max));
                qoq_buffer_char(&rows, '\n');
                count++;
            }
        }
        end_panel(&rows, 4, count);
    }
    add_block(s, "whisker", &rows);
}

/* x, series, value of what a later document changed. */
static void add_restated(script *s)
{
    qoq_buffer rows = {0};

    for (size_t p = 0; p < s->data->panel_count; p++) {
        size_t count = 0;

        for (size_t i = 0; i < s->data->series_count; i++) {
            for (size_t c = 0; c < s->data->category_count; c++) {
                const qoq_chart_value *v = value_at(s, p, i, c);

                if (v->mark != QOQ_CHART_RESTATED || !isfinite(v->value) ||
                    !is_wanted(s, p, i, v, DRAWN))
                    continue;
                add_field(&rows, (double)(c + 1));
                add_field(&rows, (double)(i + 1));
                add_field(&rows, v->value);
                qoq_buffer_char(&rows, '\n');
                count++;
            }
        }
        end_panel(&rows, 3, count);
    }
    add_block(s, "restated", &rows);
}

/* Texts of values go to the array `shown`; rows refer to them by number, 0 = none. */
typedef struct shown_list {
    qoq_buffer lines;
    size_t count;
} shown_list;

static double add_shown(script *s, shown_list *list, const qoq_chart_value *value)
{
    char text[QOQ_CHART_SHOWN], *to = text;
    qoq_buffer *out = s->out;

    qoq_chart_shown(text, value);
    /* `with labels` takes backslashes and quotes out of a string; figures have none. */
    for (const char *from = text; *from; from++) {
        if (*from != '\\' && *from != '"')
            *to++ = *from;
    }
    *to = '\0';
    if (!text[0])
        return 0;
    list->count++;
    s->out = &list->lines;
    set_item(s, "shown", list->count, text);
    s->out = out;
    return (double)list->count;
}

/* With the ~ of what was derived, which a cell cannot show by being hollow. */
static double add_marked(script *s, shown_list *list, const qoq_chart_value *value)
{
    qoq_chart_value marked = *value;
    char text[QOQ_CHART_SHOWN + 1];

    if (value->mark == QOQ_CHART_DERIVED && value->text && *value->text != '~') {
        snprintf(text, sizeof text, "~%s", value->text);
        marked.text = text;
    }
    return add_shown(s, list, &marked);
}

/* Every value, for charts that neither stack nor draw lines: x, series, value, mark (0
 * stated, 1 derived, 2 restated, 3 missing, 4 not meaningful), shown. */
static void add_cells(script *s, shown_list *list)
{
    qoq_buffer rows = {0};

    for (size_t p = 0; p < s->data->panel_count; p++) {
        for (size_t i = 0; i < s->data->series_count; i++) {
            for (size_t c = 0; c < s->data->category_count; c++) {
                const qoq_chart_value *v = value_at(s, p, i, c);

                add_field(&rows, (double)(c + 1));
                add_field(&rows, (double)(i + 1));
                add_field(&rows, v->value);
                add_field(&rows, v->mark);
                add_field(&rows, add_marked(s, list, v));
                qoq_buffer_char(&rows, '\n');
            }
        }
        end_panel(&rows, 5, 1);
    }
    add_block(s, "cell", &rows);
}

/* x, series, bottom, top, derived, y of the label, shown. */
static void add_stack(script *s, shown_list *list)
{
    qoq_buffer rows = {0};

    for (size_t p = 0; p < s->data->panel_count; p++) {
        const qoq_chart_axis *axis = &s->layout->axes[p];

        size_t count = 0;

        for (size_t i = 0; i < axis->box_count; i++) {
            const qoq_chart_box *box = &axis->boxes[i];

            if (!(box->top > box->bottom)) /* a stated zero has no height */
                continue;
            count++;
            add_field(&rows, (double)(box->category + 1));
            add_field(&rows, (double)(box->series + 1));
            add_field(&rows, box->bottom);
            add_field(&rows, box->top);
            add_field(&rows, box->value->mark == QOQ_CHART_DERIVED);
            add_field(&rows, box->label_y);
            add_field(&rows, box->labelled ? add_shown(s, list, box->value) : 0);
            qoq_buffer_char(&rows, '\n');
        }
        end_panel(&rows, 7, count);
    }
    add_block(s, "stack", &rows);
}

/* x, bottom, top of what is not broken down. */
static void add_rest(script *s)
{
    qoq_buffer rows = {0};

    for (size_t p = 0; p < s->data->panel_count; p++) {
        const qoq_chart_axis *axis = &s->layout->axes[p];

        for (size_t i = 0; i < axis->rest_count; i++) {
            add_field(&rows, (double)(axis->rest[i].category + 1));
            add_field(&rows, axis->rest[i].bottom);
            add_field(&rows, axis->rest[i].top);
            qoq_buffer_char(&rows, '\n');
        }
        end_panel(&rows, 3, axis->rest_count);
    }
    add_block(s, "rest", &rows);
}

/* x, value, derived, x and y of the label, shown. */
static void add_totals(script *s, shown_list *list)
{
    qoq_buffer rows = {0};

    for (size_t p = 0; p < s->data->panel_count; p++) {
        size_t count = 0;

        for (size_t c = 0; s->layout->has_total && c < s->data->category_count; c++) {
            const qoq_chart_value *v = value_at(s, p, s->layout->parts, c);
            const qoq_chart_total *total = &s->layout->axes[p].totals[c];

            if (!isfinite(v->value))
                continue;
            add_field(&rows, (double)(c + 1));
            add_field(&rows, v->value);
            add_field(&rows, v->mark == QOQ_CHART_DERIVED);
            add_field(&rows, total->x + 1);
            add_field(&rows, total->y);
            add_field(&rows, total->labelled ? add_shown(s, list, v) : 0);
            qoq_buffer_char(&rows, '\n');
            count++;
        }
        end_panel(&rows, 6, count);
    }
    add_block(s, "total", &rows);
}

/* x, series, the edge, 1 or -1, shown. */
static void add_off(script *s, shown_list *list)
{
    qoq_buffer rows = {0};

    for (size_t p = 0; p < s->data->panel_count; p++) {
        const qoq_chart_axis *axis = &s->layout->axes[p];

        for (size_t i = 0; i < axis->off_count; i++) {
            const qoq_chart_box *off = &axis->off[i];

            add_field(&rows, (double)(off->category + 1));
            add_field(&rows, (double)(off->series + 1));
            add_field(&rows, off->bottom);
            add_field(&rows, off->value->value < 0 ? -1 : 1);
            /* The last value stands at the right end anyway. */
            add_field(&rows,
                      s->layout->dense || off->category + 1 == s->data->category_count
                          ? 0
                          : add_shown(s, list, off->value));
            qoq_buffer_char(&rows, '\n');
        }
        end_panel(&rows, 5, axis->off_count);
    }
    add_block(s, "off", &rows);
}

static void add_blocks(script *s)
{
    shown_list list = {{0}, 0};

    add_values(s, "value", ALL);
    if (s->chart->shape == QOQ_CHART_CELLS)
        add_cells(s, &list);
    if (s->chart->shape == QOQ_CHART_STACK) {
        add_stack(s, &list);
        add_rest(s);
        add_totals(s, &list);
    } else if (s->chart->shape == QOQ_CHART_LINES) {
        add_values(s, "drawn", DRAWN);
        add_values(s, "stated", STATED);
        add_values(s, "derived", DERIVED);
        add_restated(s);
        add_whiskers(s);
        add_off(s, &list);
    }
    new_array(s, "shown", list.count);
    if (!list.count)
        qoq_buffer_text(s->out, "shown[1] = ''\n");
    qoq_buffer_add(s->out, qoq_buffer_string(&list.lines), list.lines.len);
    s->failed = s->failed || list.lines.failed;
    qoq_buffer_clear(&list.lines);
}

/* ---- variables -------------------------------------------------------------------- */

static void add_titles(script *s)
{
    const qoq_chart_layout *layout = s->layout;
    size_t columns = (size_t)(layout->width / 10);

    set_text(s, "who", s->data->who, columns);
    set_text(s, "what", s->data->what, columns);
    set_text(s, "when", s->data->when, columns);
    set_number(s, "notes", (double)layout->note_count);
    new_array(s, "note", layout->note_count);
    for (size_t i = 0; i < layout->note_count; i++)
        set_item(s, "note", i + 1, layout->notes[i]);
    set_number(s, "breaks", (double)s->data->break_count);
    new_array(s, "broken", s->data->break_count);
    for (size_t i = 0; i < s->data->break_count; i++)
        qoq_buffer_print(s->out, "broken[%zu] = %zu\n", i + 1, s->data->breaks[i] + 1);
}

static void add_page(script *s)
{
    const qoq_chart_layout *layout = s->layout;

    set_number(s, "width", layout->width);
    set_number(s, "height", layout->height);
    set_number(s, "chinese", s->data->chinese);
    set_number(s, "n", (double)s->data->category_count);
    set_number(s, "m", (double)s->data->series_count);
    set_number(s, "parts", (double)layout->parts);
    set_number(s, "stacked", s->chart->shape == QOQ_CHART_STACK);
    set_number(s, "dense", layout->dense);
    set_number(s, "panels", (double)s->data->panel_count);
    set_number(s, "left", layout->left / layout->width);
    set_number(s, "right", layout->right / layout->width);
    set_number(s, "pitch", layout->column);
}

/* Colours: parts are counted, a total is 0, what is left over -1. */
static double hue_of(const script *s, size_t series)
{
    double count = 0;

    if (s->data->series[series].role == QOQ_CHART_TOTAL)
        return 0;
    if (s->data->series[series].role == QOQ_CHART_OTHER)
        return -1;
    for (size_t i = 0; i <= series; i++)
        count += s->data->series[i].role == QOQ_CHART_PART;
    return count;
}

static void add_series(script *s)
{
    size_t count = s->data->series_count;

    new_array(s, "name", count);
    new_array(s, "hue", count);
    for (size_t i = 0; i < count; i++) {
        const char *name = qoq_chart_clean(s->arena, s->data->series[i].name, 30);

        if (!name) {
            s->failed = true;
            return;
        }
        set_item(s, "name", i + 1, name);
        set_entry(s, "hue", i + 1, hue_of(s, i));
    }
}

static void add_ticks(script *s)
{
    const qoq_chart_layout *layout = s->layout;

    new_array(s, "tick", s->data->category_count);
    for (size_t i = 0; i < s->data->category_count; i++)
        set_wide_item(s, "tick", i + 1,
                      layout->ticked[i] ? s->data->categories[i].label : "",
                      QOQ_CHART_TICK_COLUMNS);
    set_number(s, "ticked", !layout->bare);
    set_number(s, "groups", (double)layout->group_count);
    new_array(s, "group", layout->group_count);
    new_array(s, "group_first", layout->group_count);
    new_array(s, "group_x", layout->group_count);
    for (size_t i = 0; i < layout->group_count; i++) {
        set_item(s, "group", i + 1, layout->groups[i].label);
        set_entry(s, "group_first", i + 1, (double)(layout->groups[i].first + 1));
        set_entry(s, "group_x", i + 1, layout->groups[i].x + 1);
    }
}

static void add_panels(script *s)
{
    static const char *const arrays[] = {"panel_title", "unit",        "y_format",
                                         "y_min",       "y_max",       "y_step",
                                         "panel_top",   "panel_bottom"};
    size_t count = s->data->panel_count;

    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        new_array(s, arrays[i], count);
    for (size_t p = 0; p < count; p++) {
        const qoq_chart_axis *axis = &s->layout->axes[p];
        const char *unit = s->data->panels[p].unit;

        set_item(s, "panel_title", p + 1, s->data->panels[p].title);
        set_item(s, "unit", p + 1, unit);
        qoq_buffer_print(s->out, "y_format[%zu] = '%%.%df%s'\n", p + 1, axis->places,
                         strcmp(unit, "%") == 0 ? "%%" : "");
        set_entry(s, "y_min", p + 1, axis->min);
        set_entry(s, "y_max", p + 1, axis->max);
        set_entry(s, "y_step", p + 1, axis->step);
        set_entry(s, "panel_top", p + 1, 1 - axis->top / s->layout->height);
        set_entry(s, "panel_bottom", p + 1, 1 - axis->bottom / s->layout->height);
    }
}

/* Labels at the right end: entry (p - 1) * m + s, for their text holds the last value. */
static void add_ends(script *s)
{
    size_t count = s->data->series_count;

    new_array(s, "end_text", count * s->data->panel_count);
    new_array(s, "end_y", count * s->data->panel_count);
    new_array(s, "end_label", count * s->data->panel_count);
    for (size_t p = 0; p < s->data->panel_count; p++) {
        for (size_t i = 0; i < count; i++) {
            const qoq_chart_end *end = &s->layout->axes[p].ends[i];

            set_item(s, "end_text", p * count + i + 1, end->text);
            set_entry(s, "end_y", p * count + i + 1, end->y);
            set_entry(s, "end_label", p * count + i + 1, end->label_y);
        }
    }
}

/* ---- the whole -------------------------------------------------------------------- */

static void add_terminal(script *s, const qoq_chart_options *options)
{
    unsigned width = (unsigned)s->layout->width, height = (unsigned)s->layout->height;

    switch ((qoq_chart_format)options->format) {
    case QOQ_CHART_SVG:
        qoq_buffer_print(s->out,
                         "set terminal svg size %u,%u noenhanced "
                         "font font_family.',12' background rgb paper\n",
                         width, height);
        break;
    case QOQ_CHART_PNG:
        /* Double density. Points of pngcairo are 4/3 pixels, hence 1.5 and not 2. */
        qoq_buffer_print(s->out,
                         "set terminal pngcairo size %u,%u fontscale 1.5 linewidth 2 "
                         "pointscale 2 noenhanced font font_family.',12' "
                         "background rgb paper\n",
                         2 * width, 2 * height);
        break;
    case QOQ_CHART_PDF:
        /* Inches of 72 pixels: the page of 960 x 540 is that of a wide slide. */
        qoq_buffer_text(s->out, "set terminal pdfcairo size ");
        add_number(s, width / 72.0);
        qoq_buffer_text(s->out, "in,");
        add_number(s, height / 72.0);
        qoq_buffer_text(s->out,
                        "in fontscale 0.75 linewidth 2 pointscale 1.3 noenhanced "
                        "font font_family.',12' background rgb paper\n");
        break;
    }
}

static size_t count_lines(const qoq_buffer *text)
{
    size_t count = 0;

    for (size_t i = 0; i < text->len; i++)
        count += text->ptr[i] == '\n';
    return count;
}

/* A file of plots/ as it is, closed by a line end; remembers where it stands. */
static void add_file(script *s, qoq_chart_source *source, const char *text)
{
    size_t len = strlen(text);

    source->line[source->count++] = count_lines(s->out);
    qoq_buffer_add(s->out, text, len);
    if (len == 0 || text[len - 1] != '\n')
        qoq_buffer_char(s->out, '\n');
}

static void add_pictures(script *s, qoq_chart_source *source)
{
    if (s->data->panel_count > 1)
        qoq_buffer_text(s->out, "set multiplot\n");
    for (size_t p = 1; p <= s->data->panel_count; p++) {
        qoq_buffer_print(s->out, "p = %zu\n", p);
        add_file(s, source, s->chart->frame);
        add_file(s, source, s->chart->text);
    }
    if (s->data->panel_count > 1)
        qoq_buffer_text(s->out, "unset multiplot\n");
    qoq_buffer_text(s->out, "unset output\n");
}

qoq_status qoq_chart_compose(qoq_buffer *out, qoq_chart_source *source,
                             const qoq_chart *chart, const qoq_chart_data *data,
                             const qoq_chart_options *options, qoq_error *err)
{
    qoq_arena arena = {0};
    qoq_chart_layout layout;
    script s = {out, chart, data, &layout, &arena, false};
    unsigned width = options->width ? options->width : chart->width;
    unsigned height = options->height ? options->height : chart->height;
    qoq_status status;

    *source = (qoq_chart_source){0};
    status = qoq_chart_lay_out(&layout, chart, data, width, height, &arena, err);
    if (status != QOQ_OK)
        goto done;
    qoq_buffer_text(out, "set encoding utf8\n");
    add_titles(&s);
    add_page(&s);
    add_series(&s);
    add_ticks(&s);
    add_panels(&s);
    add_ends(&s);
    add_blocks(&s);
    add_file(&s, source, chart->theme);
    add_terminal(&s, options);
    add_pictures(&s, source);
    if (s.failed || out->failed)
        status = qoq_fail_memory(err);
done:
    qoq_arena_clear(&arena);
    return status;
}

qoq_status qoq_chart_script(qoq_buffer *out, const qoq_chart *chart,
                            const qoq_chart_data *data,
                            const qoq_chart_options *options, qoq_error *err)
{
    qoq_chart_source source;

    return qoq_chart_compose(out, &source, chart, data, options, err);
}

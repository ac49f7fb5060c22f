#include "qoq/terminal.h"

#include <string.h>

enum { GAP = 2 }; /* blanks between two columns */

/* Where things stand: widths of columns, and which are left out. */
typedef struct layout {
    const qoq_table *table;
    qoq_terminal terminal;
    size_t *text, *mark; /* display widths of each column, 0 = left out */
    bool *shown;
    size_t width; /* of a whole line */
} layout;

static size_t width_of(const char *text)
{
    return qoq_text_width(text, strlen(text));
}

static void widen(size_t *width, size_t wanted)
{
    if (wanted > *width)
        *width = wanted;
}

static void measure(layout *l)
{
    const qoq_table *table = l->table;

    for (size_t c = 0; c < table->column_count; c++) {
        l->text[c] = table->no_titles ? 0 : width_of(table->columns[c].title);
        l->mark[c] = 0;
    }
    for (size_t r = 0; r < table->row_count; r++) {
        const qoq_table_row *row = &table->rows[r];
        for (size_t c = 0; c < table->column_count; c++) {
            size_t indent = c == 0 ? row->indent : 0;
            widen(&l->text[c], width_of(row->cells[c].text) + indent);
            widen(&l->mark[c], width_of(row->cells[c].mark));
        }
    }
}

static void add_up(layout *l)
{
    l->width = 0;
    for (size_t c = 0; c < l->table->column_count; c++) {
        if (l->shown[c])
            l->width += l->text[c] + l->mark[c] + (l->width ? GAP : 0);
    }
}

static bool too_wide(const layout *l)
{
    return l->terminal.width && l->width > l->terminal.width;
}

/* Cuts the widest text column that may still be cut, by one column at a time: of two
 * long columns both lose some. */
static void cut_text(layout *l)
{
    while (too_wide(l)) {
        size_t widest = SIZE_MAX;
        for (size_t c = 0; c < l->table->column_count; c++) {
            size_t minimum = l->table->columns[c].minimum;
            if (l->shown[c] && minimum && l->text[c] > minimum &&
                (widest == SIZE_MAX || l->text[c] > l->text[widest]))
                widest = c;
        }
        if (widest == SIZE_MAX)
            return;
        l->text[widest]--;
        l->width--;
    }
}

/* Leaves out the columns of the greatest weight; false when none can be left out. */
static bool drop_columns(layout *l, size_t *dropped)
{
    uint8_t weight = 0;

    for (size_t c = 0; c < l->table->column_count; c++) {
        if (l->shown[c] && l->table->columns[c].weight > weight)
            weight = l->table->columns[c].weight;
    }
    for (size_t c = 0; weight && c < l->table->column_count; c++) {
        if (l->shown[c] && l->table->columns[c].weight == weight) {
            l->shown[c] = false;
            ++*dropped;
        }
    }
    return weight > 0;
}

/* The last resort on a very narrow terminal: columns go from the right, then the first is
 * cut. A line never wraps. */
static void squeeze(layout *l, size_t *dropped)
{
    for (size_t c = l->table->column_count; c-- > 1 && too_wide(l);) {
        if (l->shown[c]) {
            l->shown[c] = false;
            ++*dropped;
            add_up(l);
        }
    }
    if (too_wide(l) && l->table->column_count) {
        size_t rest = l->terminal.width;
        l->mark[0] = l->mark[0] < rest ? l->mark[0] : 0;
        l->text[0] = rest - l->mark[0];
        add_up(l);
    }
}

static size_t fit(layout *l)
{
    size_t dropped = 0;

    for (size_t c = 0; c < l->table->column_count; c++)
        l->shown[c] = true;
    do {
        measure(l);
        add_up(l);
        cut_text(l);
    } while (too_wide(l) && drop_columns(l, &dropped));
    squeeze(l, &dropped);
    return dropped;
}

/* ---- drawing ------------------------------------------------------------------------- */

static const char *style_of(const layout *l, uint8_t kind, int mood)
{
    if (!l->terminal.color)
        return "";
    if (mood)
        return mood > 0 ? "\033[32m" : "\033[31m";
    return kind == QOQ_TABLE_HEADER || kind == QOQ_TABLE_TOTAL ? "\033[1m" : "";
}

static void put_styled(qoq_buffer *out, const char *style, const char *text,
                       size_t width, qoq_align align)
{
    if (*text)
        qoq_buffer_text(out, style);
    qoq_terminal_pad(out, text, width, align);
    if (*style && *text)
        qoq_buffer_text(out, "\033[0m");
}

/* Blanks at the end of a line are taken back: they would only be noise in a diff. */
static void end_line(qoq_buffer *out, size_t start)
{
    while (out->len > start && out->ptr[out->len - 1] == ' ')
        out->len--;
    qoq_buffer_char(out, '\n');
}

/* A numeric column is padded outside its colour, so that only digits are coloured. */
static void draw_cell(qoq_buffer *out, const layout *l, const qoq_table_row *row,
                      size_t c)
{
    const qoq_table_cell *cell = &row->cells[c];
    size_t indent = c == 0 ? row->indent : 0, width = l->text[c];
    const char *style = style_of(l, row->kind, cell->mood);
    size_t wide = width_of(cell->text);
    bool right = l->table->columns[c].align == QOQ_ALIGN_RIGHT;

    indent = indent < width ? indent : 0;
    qoq_buffer_fill(out, ' ', indent);
    width -= indent;
    if (right && wide < width) {
        qoq_buffer_fill(out, ' ', width - wide);
        width = wide;
    }
    size_t behind = !right && wide < width ? width - wide : 0;
    put_styled(out, style, cell->text, width - behind, QOQ_ALIGN_LEFT);
    qoq_buffer_fill(out, ' ', behind);
    if (l->mark[c])
        qoq_terminal_pad(out, cell->mark, l->mark[c], QOQ_ALIGN_LEFT);
}

static void draw_cells(qoq_buffer *out, const layout *l, const qoq_table_row *row)
{
    bool first = true;

    for (size_t c = 0; c < l->table->column_count; c++) {
        if (!l->shown[c])
            continue;
        if (!first)
            qoq_buffer_fill(out, ' ', GAP);
        first = false;
        draw_cell(out, l, row, c);
    }
}

/* Do all remarks fit behind their rows? Else all stand below. */
static bool remarks_fit(const layout *l)
{
    for (size_t r = 0; r < l->table->row_count; r++) {
        size_t wide = width_of(l->table->rows[r].remark);
        if (wide && l->terminal.width && l->width + GAP + wide > l->terminal.width)
            return false;
    }
    return true;
}

static void draw_row(qoq_buffer *out, const layout *l, const qoq_table_row *row,
                     bool beside)
{
    size_t start = out->len;

    if (row->kind == QOQ_TABLE_RULE) {
        qoq_buffer_char(out, '\n');
        return;
    }
    draw_cells(out, l, row);
    if (*row->remark && beside) {
        qoq_buffer_fill(out, ' ', GAP);
        qoq_buffer_text(out, row->remark);
    }
    end_line(out, start);
    if (*row->remark && !beside)
        qoq_terminal_wrap(out, row->remark, l->terminal.width, row->indent + 4u);
}

static void draw_titles(qoq_buffer *out, const layout *l)
{
    const qoq_table *table = l->table;
    size_t start = out->len;
    bool first = true;

    for (size_t c = 0; c < table->column_count; c++) {
        if (!l->shown[c])
            continue;
        if (!first)
            qoq_buffer_fill(out, ' ', GAP);
        first = false;
        size_t width = l->text[c], wide = width_of(table->columns[c].title);
        size_t blanks = wide < width ? width - wide : 0;
        bool right = table->columns[c].align == QOQ_ALIGN_RIGHT;
        qoq_buffer_fill(out, ' ', right ? blanks : 0);
        put_styled(out, style_of(l, QOQ_TABLE_HEADER, 0), table->columns[c].title,
                   width - blanks, QOQ_ALIGN_LEFT);
        qoq_buffer_fill(out, ' ', (right ? 0 : blanks) + l->mark[c]);
    }
    end_line(out, start);
}

/* Title on the left, subtitle at the right edge of the table; on a line of its own where
 * both do not fit. */
static void draw_heading(qoq_buffer *out, const layout *l)
{
    const char *title = l->table->title ? l->table->title : "";
    const char *subtitle = l->table->subtitle ? l->table->subtitle : "";
    size_t left = width_of(title), right = width_of(subtitle), start = out->len;
    size_t limit = l->terminal.width ? l->terminal.width : SIZE_MAX;
    const char *style = style_of(l, QOQ_TABLE_HEADER, 0);

    if (!left && !right)
        return;
    put_styled(out, style, title, left < limit ? left : limit, QOQ_ALIGN_LEFT);
    if (right && left + GAP + right > limit) {
        end_line(out, start);
        start = out->len;
        qoq_terminal_pad(out, subtitle, right < limit ? right : limit, QOQ_ALIGN_LEFT);
    } else if (right) {
        size_t gap = l->width > left + right + GAP ? l->width - left - right : GAP;
        qoq_buffer_fill(out, ' ', gap);
        qoq_buffer_text(out, subtitle);
    }
    end_line(out, start);
}

static void draw_feet(qoq_buffer *out, const layout *l)
{
    if (l->table->foot_count && l->table->row_count)
        qoq_buffer_char(out, '\n');
    for (size_t i = 0; i < l->table->foot_count; i++)
        qoq_terminal_wrap(out, l->table->feet[i], l->terminal.width, 0);
}

size_t qoq_terminal_table(qoq_buffer *out, const qoq_table *table,
                          qoq_terminal terminal)
{
    qoq_arena arena = {0};
    layout l = {.table = table, .terminal = terminal};
    size_t dropped = 0, columns = table->column_count + 1;

    l.text = qoq_arena_calloc(&arena, columns, sizeof *l.text);
    l.mark = qoq_arena_calloc(&arena, columns, sizeof *l.mark);
    l.shown = qoq_arena_calloc(&arena, columns, sizeof *l.shown);
    if (!l.text || !l.mark || !l.shown) {
        out->failed = true;
    } else {
        dropped = fit(&l);
        draw_heading(out, &l);
        if (!table->no_titles && table->column_count)
            draw_titles(out, &l);
        bool beside = remarks_fit(&l);
        for (size_t r = 0; r < table->row_count; r++)
            draw_row(out, &l, &table->rows[r], beside);
        draw_feet(out, &l);
    }
    qoq_arena_clear(&arena);
    return dropped;
}

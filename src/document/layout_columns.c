/* The columns of a table of aligned text.
 *
 * Figures say where columns are: those of different rows that overlap belong together.
 * Headings are put over them afterwards: as many of them as there are columns go one to
 * one; fewer stand over what they overlap, and those that speak of a period, or stand
 * alone in their line, over all the columns whose middle they come nearest to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "document/layout_private.h"

typedef struct columns {
    layout_column items[LAYOUT_COLUMNS];
    size_t count;
    size_t full; /* rows are set askew: one of so many figures has one in each column */
    bool too_many;
    uint32_t margin; /* where labels begin */
    bool plain; /* made of headings: a Chinese character counts one column, as set */
} columns;

/* The right end of a cell as these columns are measured. */
static uint32_t right_in(const qoq_layout *l, const columns *c,
                         const qoq_layout_cell *cell)
{
    if (!c->plain || l->metric == BY_WIDTH)
        return layout_right(l, cell);
    return layout_left(l, cell) +
           (uint32_t)qoq_text_count(l->text + cell->start, cell->end - cell->start);
}

/* ---- ranges ------------------------------------------------------------------------- */

/* Adds a range, joining those that it overlaps. */
static void add_range(columns *c, uint32_t left, uint32_t right)
{
    size_t at = 0, end;
    while (at < c->count && c->items[at].right <= left)
        at++;
    for (end = at; end < c->count && c->items[end].left < right; end++) {
        left = c->items[end].left < left ? c->items[end].left : left;
        right = c->items[end].right > right ? c->items[end].right : right;
    }
    if (end == at && c->count == LAYOUT_COLUMNS) {
        c->too_many = true;
        return;
    }
    memmove(c->items + at + 1, c->items + end, (c->count - end) * sizeof *c->items);
    c->items[at] = (layout_column){left, right, false};
    c->count = c->count - (end - at) + 1;
}

static bool overlaps(const layout_column *column, uint32_t left, uint32_t right)
{
    return column->left < right + 1 && left < column->right + 1;
}

/* The columns that a range overlaps: how many, and the first. */
static size_t find_overlapped(const columns *c, uint32_t left, uint32_t right,
                              size_t *first)
{
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) {
        if (c->items[i].left < right && left < c->items[i].right) {
            *first = count ? *first : i;
            count++;
        }
    }
    return count;
}

/* ---- columns of figures ------------------------------------------------------------- */

static bool has_figures(const qoq_layout *l, size_t line)
{
    return l->rows[line].class == ROW_FIGURES || l->rows[line].class == ROW_FIGURE;
}

static void cover_figures(const qoq_layout *l, const layout_part *part, columns *c)
{
    for (size_t i = part->body; i < part->end; i++) {
        const qoq_layout_cell *cells = layout_cells_of(l, i);
        for (size_t k = 0; has_figures(l, i) && k < l->rows[i].count; k++) {
            if (layout_is_figure(&cells[k]))
                add_range(c, layout_left(l, &cells[k]), layout_right(l, &cells[k]));
        }
    }
}

/* The figures of a line inside a column; *first: the first one's number. */
static size_t figures_inside(const qoq_layout *l, size_t line,
                             const layout_column *column, size_t *first)
{
    const qoq_layout_cell *cells = layout_cells_of(l, line);
    size_t count = 0;
    for (size_t k = 0; has_figures(l, line) && k < l->rows[line].count; k++) {
        if (layout_is_figure(&cells[k]) && layout_left(l, &cells[k]) >= column->left &&
            layout_right(l, &cells[k]) <= column->right) {
            *first = count ? *first : k;
            count++;
        }
    }
    return count;
}

/* Columns that grew together because a row is set askew: taken apart as in the row that has
 * the most figures there. */
static void part_column(const qoq_layout *l, const layout_part *part, columns *c,
                        size_t at)
{
    layout_column whole = c->items[at];
    size_t most = 1, line = 0, from = 0, first = 0;
    for (size_t i = part->body; i < part->end; i++) {
        size_t count = figures_inside(l, i, &whole, &first);
        if (count > most) {
            most = count;
            line = i;
            from = first;
        }
    }
    if (most == 1 || c->count + most - 1 > LAYOUT_COLUMNS)
        return;
    memmove(c->items + at + most, c->items + at + 1,
            (c->count - at - 1) * sizeof *c->items);
    c->count += most - 1;
    const qoq_layout_cell *cells = layout_cells_of(l, line);
    for (size_t k = from, n = 0; n < most; k++) {
        if (layout_is_figure(&cells[k]))
            c->items[at + n++] = (layout_column){layout_left(l, &cells[k]),
                                                 layout_right(l, &cells[k]), false};
    }
}

/* ---- rows set askew ------------------------------------------------------------------ */

static size_t count_figures(const qoq_layout *l, size_t line)
{
    const qoq_layout_cell *cells = layout_cells_of(l, line);
    size_t count = 0;
    for (size_t k = 0; k < l->rows[line].count; k++)
        count += layout_is_figure(&cells[k]);
    return count;
}

/* The most figures that a third of the rows have, two at least: such a row is full. */
static size_t find_full(const qoq_layout *l, const layout_part *part)
{
    size_t rows[LAYOUT_CELLS + 1] = {0}, all = 0;
    for (size_t i = part->body; i < part->end; i++) {
        if (l->rows[i].class == ROW_FIGURES) {
            rows[count_figures(l, i)]++;
            all++;
        }
    }
    for (size_t n = LAYOUT_CELLS; n > 1; n--) {
        if (rows[n] >= 2 && rows[n] * 3 >= all)
            return n;
    }
    return 0;
}

static bool is_full_row(const qoq_layout *l, size_t line, size_t full)
{
    return l->rows[line].class == ROW_FIGURES && count_figures(l, line) == full;
}

/* The figures of a row as columns. */
static void take_figures(const qoq_layout *l, size_t line, layout_column *out)
{
    const qoq_layout_cell *cells = layout_cells_of(l, line);
    for (size_t k = 0, n = 0; k < l->rows[line].count; k++) {
        if (layout_is_figure(&cells[k]))
            out[n++] = (layout_column){layout_left(l, &cells[k]),
                                       layout_right(l, &cells[k]), false};
    }
}

/* Do the figures of all full rows stand in the same columns? */
static bool is_straight(const qoq_layout *l, const layout_part *part, const columns *c,
                        size_t full)
{
    layout_column figures[LAYOUT_CELLS];
    size_t first[LAYOUT_CELLS], at = 0;
    bool begun = false;
    for (size_t i = part->body; i < part->end; i++) {
        if (!is_full_row(l, i, full))
            continue;
        take_figures(l, i, figures);
        for (size_t k = 0; k < full; k++) {
            if (find_overlapped(c, figures[k].left, figures[k].right, &at) == 0)
                return false;
            if (begun && first[k] != at)
                return false;
            first[k] = at;
        }
        begun = true;
    }
    return true;
}

/* Wide dashes push what stands behind them aside: then the order of figures in full rows
 * tells, and a column is where they stand on average. */
static void straighten(const qoq_layout *l, const layout_part *part, columns *c)
{
    size_t full = find_full(l, part), rows = 0;
    uint64_t left[LAYOUT_COLUMNS] = {0}, right[LAYOUT_COLUMNS] = {0};
    layout_column figures[LAYOUT_CELLS];
    if (full == 0 || full > LAYOUT_COLUMNS || is_straight(l, part, c, full))
        return;
    for (size_t i = part->body; i < part->end; i++) {
        if (!is_full_row(l, i, full))
            continue;
        take_figures(l, i, figures);
        rows++;
        for (size_t k = 0; k < full; k++) {
            left[k] += figures[k].left;
            right[k] += figures[k].right;
        }
    }
    c->full = c->count = full;
    for (size_t k = 0; k < full; k++)
        c->items[k] = (layout_column){(uint32_t)(left[k] / rows),
                                      (uint32_t)(right[k] / rows), false};
}

/* ---- columns of text ---------------------------------------------------------------- */

/* Text beside the figures of a line, not its label. */
static bool is_remark(const qoq_layout *l, size_t line, size_t k)
{
    return k > 0 && l->rows[line].class == ROW_FIGURES &&
           layout_cells_of(l, line)[k].kind == CELL_TEXT;
}

/* Texts that stand under one another, in rows of their own columns. */
static void add_text_columns(const qoq_layout *l, const layout_part *part, columns *c)
{
    columns texts = {.count = 0};
    size_t support[LAYOUT_COLUMNS] = {0}, at, first;
    for (size_t i = part->body; i < part->end; i++) {
        const qoq_layout_cell *cell = layout_cells_of(l, i);
        for (size_t k = 0; k < l->rows[i].count; k++, cell++) {
            if (is_remark(l, i, k) && find_overlapped(c, layout_left(l, cell),
                                                      layout_right(l, cell), &at) == 0)
                add_range(&texts, layout_left(l, cell), layout_right(l, cell));
        }
    }
    for (size_t i = part->body; i < part->end; i++) {
        const qoq_layout_cell *cell = layout_cells_of(l, i);
        for (size_t k = 0; k < l->rows[i].count; k++, cell++) {
            if (is_remark(l, i, k) && find_overlapped(&texts, layout_left(l, cell),
                                                      layout_right(l, cell), &at) == 1)
                support[at]++;
        }
    }
    uint32_t end = c->count ? c->items[c->count - 1].right : 0;
    for (size_t i = 0; i < texts.count; i++) {
        bool behind = texts.items[i].left >= end;
        if ((support[i] < 2 && !behind) ||
            find_overlapped(c, texts.items[i].left, texts.items[i].right, &first) > 0)
            continue;
        size_t before = c->count;
        add_range(c, texts.items[i].left, texts.items[i].right);
        for (size_t k = 0; c->count > before && k < c->count; k++) {
            if (c->items[k].left == texts.items[i].left)
                c->items[k].text = true;
        }
    }
}

/* ---- figures into columns ------------------------------------------------------------ */

static double distance(uint32_t a, uint32_t b)
{
    return a > b ? a - b : b - a;
}

/* The column whose right end is nearest, from `from` on, with room for `rest` behind. */
static size_t nearest_column(const columns *c, const qoq_layout *l,
                             const qoq_layout_cell *cell, size_t from, size_t rest)
{
    size_t best = from;
    double least = INFINITY;
    for (size_t i = from; i + rest < c->count; i++) {
        double d = distance(c->items[i].right, layout_right(l, cell));
        if (!overlaps(&c->items[i], layout_left(l, cell), layout_right(l, cell)))
            d += 4;
        if (c->items[i].text)
            d += 20;
        if (d < least) {
            least = d;
            best = i;
        }
    }
    return best;
}

/* Text of a row of figures: its label, or what stands in a column of text. */
static uint16_t place_text(const qoq_layout *l, const columns *c,
                           const qoq_layout_cell *cell)
{
    size_t first = 0;
    size_t count =
        find_overlapped(c, layout_left(l, cell), layout_right(l, cell), &first);
    if (count == 1 && layout_left(l, cell) + 2 >= c->items[first].left)
        return (uint16_t)(first + 1);
    if (layout_left(l, cell) < c->items[0].left)
        return 0;
    while (first + 1 < c->count && c->items[first + 1].left <= layout_left(l, cell))
        first++;
    return (uint16_t)(first + 1);
}

/* Where columns are beside a line: rows nearby are askew in the same way. */
static columns columns_near(const qoq_layout *l, const layout_part *part,
                            const columns *c, size_t line)
{
    enum { FAR = 12 };
    columns near = *c;
    for (size_t d = 0; c->full && c->full == c->count && d <= FAR; d++) {
        bool above = line >= part->body + d && is_full_row(l, line - d, c->full);
        bool below = line + d < part->end && is_full_row(l, line + d, c->full);
        if (above || below) {
            take_figures(l, above ? line - d : line + d, near.items);
            return near;
        }
    }
    return near;
}

static void place_figures(const qoq_layout *l, const columns *c, size_t line)
{
    qoq_layout_cell *cells = layout_cells_of(l, line);
    size_t left = count_figures(l, line), from = 0;
    for (size_t k = 0; k < l->rows[line].count; k++) {
        cells[k].columns = 1;
        if (!layout_is_figure(&cells[k])) {
            cells[k].column = place_text(l, c, &cells[k]);
            continue;
        }
        left--;
        size_t at = nearest_column(c, l, &cells[k], from, left);
        cells[k].column = (uint16_t)(at + 1);
        from = at + 1;
    }
}

/* ---- headings ----------------------------------------------------------------------- */

static double middle(uint32_t left, uint32_t right)
{
    return (left + right) / 2.0;
}

static double middle_of(const qoq_layout *l, const columns *c,
                        const qoq_layout_cell *cell)
{
    return middle(layout_left(l, cell), right_in(l, c, cell));
}

/* A heading over the labels is in front: one more than there are columns, or one that
 * begins where labels do. */
static size_t count_label_heads(const qoq_layout *l, const columns *c, size_t line,
                                bool heading)
{
    enum { IN_FRONT = 4 };
    const qoq_layout_cell *cell = layout_cells_of(l, line);
    if (!heading)
        return layout_left(l, cell) + IN_FRONT < c->items[0].left;
    bool before = middle_of(l, c, cell) < c->items[0].left - 1.0 &&
                  right_in(l, c, cell) <= c->items[0].right;
    return before && (l->rows[line].count != c->count ||
                      layout_left(l, cell) <= c->margin + IN_FRONT);
}

/* '人民幣百萬元 人民幣百萬元' over two columns is two headings. */
static void split_heads(qoq_layout *l, const columns *c, size_t line)
{
    layout_row *row = &l->rows[line];
    size_t count = 0, first, words = 0;
    qoq_layout_cell cells[LAYOUT_CELLS], rest;
    for (size_t k = 0; k < row->count; k++)
        words += layout_count_words(l, &layout_cells_of(l, line)[k]);
    bool all = words == c->count;
    if (words == row->count || words > c->count + 1 || words > LAYOUT_CELLS)
        return;
    for (size_t k = 0; k < row->count; k++) {
        qoq_layout_cell *cell = &cells[count++];
        *cell = layout_cells_of(l, line)[k];
        while (layout_count_words(l, cell) > 1 &&
               (all || find_overlapped(c, layout_left(l, cell), layout_right(l, cell),
                                       &first) > 1)) {
            layout_cut_word(l, cell, &rest);
            cell = &cells[count++];
            *cell = rest;
        }
    }
    l->status = qoq_grow(&l->cells, &l->cell_room, l->cell_count + count,
                         sizeof *l->cells, l->err);
    if (l->status != QOQ_OK)
        return;
    row->first = (uint32_t)l->cell_count;
    row->count = (uint32_t)count;
    memcpy(l->cells + l->cell_count, cells, count * sizeof *cells);
    l->cell_count += count;
}

/* A heading over a column in which no row has a figure makes one. */
static void add_empty_columns(const qoq_layout *l, columns *c, size_t line, size_t from)
{
    const qoq_layout_cell *cells = layout_cells_of(l, line);
    size_t first;
    for (size_t k = from; k < l->rows[line].count && c->count < LAYOUT_COLUMNS; k++) {
        uint32_t left = layout_left(l, &cells[k]), right = layout_right(l, &cells[k]);
        if (l->rows[line].count - from <= c->count)
            return;
        if (find_overlapped(c, left, right, &first) == 0)
            add_range(c, left, right);
    }
}

/* May this heading stand over several columns? */
static bool is_wide_head(const qoq_layout *l, const columns *c,
                         const qoq_layout_cell *cell)
{
    size_t first;
    return find_overlapped(c, layout_left(l, cell), right_in(l, c, cell), &first) != 1;
}

static bool is_dated(const qoq_layout *l, const qoq_layout_cell *cell)
{
    return qoq_line_has_date(l->text + cell->start, cell->end - cell->start);
}

/* A heading alone in its line stands over all columns if it is over several, or in the
 * middle of them and not of one. */
static bool is_over_all(const qoq_layout *l, const columns *c,
                        const qoq_layout_cell *cell)
{
    size_t first = 0;
    uint32_t left = c->items[0].left, right = c->items[c->count - 1].right;
    double off = fabs(middle_of(l, c, cell) - middle(left, right));
    if (is_wide_head(l, c, cell))
        return true;
    find_overlapped(c, layout_left(l, cell), right_in(l, c, cell), &first);
    const layout_column *one = &c->items[first];
    return off <= (right - left) / 8.0 &&
           fabs(middle_of(l, c, cell) - middle(one->left, one->right)) > 2;
}

/* The columns over which a line has headings that are over one only, as bits. */
static uint64_t single_columns(const qoq_layout *l, const columns *c, size_t line)
{
    uint64_t bits = 0;
    size_t first = 0;
    for (size_t k = 0; k < l->rows[line].count; k++) {
        const qoq_layout_cell *cell = &layout_cells_of(l, line)[k];
        if (find_overlapped(c, layout_left(l, cell), right_in(l, c, cell), &first) == 1)
            bits |= (uint64_t)1 << first;
    }
    return bits;
}

/* Headings that share the columns with those of a line beside theirs are over one each:
 * 本报告期 and 本报告期比上年同期增减. */
static bool shares_columns(const qoq_layout *l, const layout_part *part,
                           const columns *c, size_t line)
{
    uint64_t own = single_columns(l, c, line);
    size_t from = line > part->first ? line - 1 : line;
    for (size_t i = from; i <= line + 1 && i < part->body; i++) {
        uint64_t other = i == line ? 0 : single_columns(l, c, i);
        if (other && own && !(other & own) && l->rows[i].count > 1)
            return true;
    }
    return false;
}

/* The column in whose room the middle of a heading lies: figures stand at its right end. */
static size_t column_of_room(const qoq_layout *l, const columns *c,
                             const qoq_layout_cell *cell)
{
    size_t i = 0;
    while (i + 1 < c->count && middle_of(l, c, cell) > c->items[i].right)
        i++;
    return i;
}

/* The columns that headings of a line are over, as bits; 0 = two are over the same, or one is
 * over several. */
static uint64_t rooms_of(const qoq_layout *l, const columns *c, size_t line,
                         size_t from)
{
    uint64_t bits = 0;
    for (size_t k = from; k < l->rows[line].count; k++) {
        const qoq_layout_cell *cell = &layout_cells_of(l, line)[k];
        size_t first = 0;
        uint64_t bit = (uint64_t)1 << column_of_room(l, c, cell);
        if ((bits & bit) ||
            find_overlapped(c, layout_left(l, cell), right_in(l, c, cell), &first) > 1)
            return 0;
        bits |= bit;
    }
    return bits;
}

/* Is each heading of the line over a column of its own, one of them over a column that has no
 * other, and are the columns without one headed further up, with nothing below? 调整前 and 调整后 below 本报告期 on their left. */
static bool fills_gaps(const qoq_layout *l, const layout_part *part, const columns *c,
                       size_t line, size_t from)
{
    uint64_t own = rooms_of(l, c, line, from), above = 0;
    uint64_t all = c->count < 64 ? ((uint64_t)1 << c->count) - 1 : UINT64_MAX;
    if (!own || l->rows[line].count - from == c->count)
        return false;
    for (size_t i = part->first; i < part->body; i++) {
        uint64_t other =
            i == line ? 0 : rooms_of(l, c, i, count_label_heads(l, c, i, true));
        if (i > line && (other & ~own))
            return false;
        above |= other;
    }
    return (own & ~above) && !(all & ~own & ~above);
}

static void place_in_rooms(const qoq_layout *l, const columns *c, size_t line,
                           size_t from)
{
    qoq_layout_cell *cells = layout_cells_of(l, line);
    for (size_t k = from; k < l->rows[line].count; k++) {
        cells[k].column = (uint16_t)(column_of_room(l, c, &cells[k]) + 1);
        cells[k].columns = 1;
    }
}

/* Headings over groups of as many columns each: periods, or wide ones. */
static bool has_equal_groups(const qoq_layout *l, const columns *c, size_t line,
                             size_t from)
{
    const qoq_layout_cell *cell = layout_cells_of(l, line) + from;
    size_t count = l->rows[line].count - from, each = count ? c->count / count : 0;
    if (count == 0 || c->count % count != 0)
        return false;
    if (count == 1)
        return is_over_all(l, c, cell);
    for (size_t k = 0; k < count; k++, cell++) {
        double at = middle_of(l, c, cell);
        if (at < c->items[k * each].left || at > c->items[(k + 1) * each - 1].right ||
            !(is_wide_head(l, c, cell) || is_dated(l, cell)))
            return false;
    }
    return true;
}

static void place_groups(const qoq_layout *l, const columns *c, size_t line,
                         size_t from)
{
    qoq_layout_cell *cell = layout_cells_of(l, line) + from;
    size_t count = l->rows[line].count - from, each = c->count / count;
    for (size_t k = 0; k < count; k++, cell++) {
        cell->column = (uint16_t)(k * each + 1);
        cell->columns = (uint16_t)each;
    }
}

/* What it costs to say that a heading stands over columns [a, b]. */
static double cost_of(const qoq_layout *l, const columns *c,
                      const qoq_layout_cell *cell, bool wide, size_t a, size_t b)
{
    enum { MISSED = 4, NARROW = 100 };
    double cost =
        fabs(middle_of(l, c, cell) - middle(c->items[a].left, c->items[b].right));
    for (size_t i = 0; i < c->count; i++) {
        bool inside = c->items[i].left < right_in(l, c, cell) &&
                      layout_left(l, cell) < c->items[i].right;
        cost += inside && (i < a || i > b) ? MISSED : 0;
    }
    return cost + (wide ? 0 : NARROW * (double)(b - a));
}

typedef struct choice {
    double cost;
    uint8_t from, to; /* columns of the last heading; from == to + 1: none ends here */
} choice;

enum { NOTHING_OVER = 3 };

/* best[k][j]: the first k headings stand over some of the first j columns. */
static void fill_choices(const qoq_layout *l, const columns *c, size_t line,
                         size_t from, choice best[][LAYOUT_COLUMNS + 1])
{
    const qoq_layout_cell *cells = layout_cells_of(l, line);
    size_t count = l->rows[line].count - from;
    bool any_wide = false; /* then its neighbours stand over groups as well */
    for (size_t k = 0; k < count; k++)
        any_wide = any_wide || is_wide_head(l, c, &cells[from + k]);
    for (size_t j = 0; j <= c->count; j++)
        best[0][j] = (choice){NOTHING_OVER * (double)j, 1, 0};
    for (size_t k = 1; k <= count; k++) {
        const qoq_layout_cell *cell = &cells[from + k - 1];
        bool wide = any_wide && count < c->count;
        best[k][0] = (choice){INFINITY, 1, 0};
        for (size_t j = 1; j <= c->count; j++) {
            best[k][j] = (choice){best[k][j - 1].cost + NOTHING_OVER, 1, 0};
            for (size_t a = j; a-- > 0;) {
                if (!wide && a + 1 < j)
                    break;
                double cost = best[k - 1][a].cost + cost_of(l, c, cell, wide, a, j - 1);
                if (cost < best[k][j].cost)
                    best[k][j] = (choice){cost, (uint8_t)a, (uint8_t)(j - 1)};
            }
        }
    }
}

/* Puts headings over columns in the cheapest way, and says what it costs. */
static double choose_heads(qoq_layout *l, const columns *c, size_t line, size_t from)
{
    qoq_layout_cell *cells = layout_cells_of(l, line);
    size_t k = l->rows[line].count - from, j = c->count;
    choice(*best)[LAYOUT_COLUMNS + 1] =
        malloc((k + 1) * sizeof(choice[LAYOUT_COLUMNS + 1]));
    if (!best) {
        l->status = qoq_fail_memory(l->err);
        return 0;
    }
    fill_choices(l, c, line, from, best);
    double cost = best[k][j].cost;
    while (k > 0 && j > 0) {
        const choice *chosen = &best[k][j];
        if (chosen->from > chosen->to) {
            j--;
            continue;
        }
        cells[from + k - 1].column = (uint16_t)(chosen->from + 1);
        cells[from + k - 1].columns = (uint16_t)(chosen->to - chosen->from + 1);
        j = chosen->from;
        k--;
    }
    free(best);
    return cost;
}

/* 佔收入總額 and 佔收入總額: what is said of every second column. */
static bool is_repeated_head(const qoq_layout *l, size_t line, size_t from)
{
    const qoq_layout_cell *first = layout_cells_of(l, line) + from;
    for (size_t k = from + 1; k < l->rows[line].count; k++) {
        const qoq_layout_cell *cell = &layout_cells_of(l, line)[k];
        if (cell->end - cell->start != first->end - first->start ||
            memcmp(l->text + cell->start, l->text + first->start,
                   cell->end - cell->start) != 0)
            return false;
    }
    return true;
}

/* Does each heading of the line stand over one of the others, and no two over the same?
 * Not so those that stand over groups: wide ones and periods. */
static bool is_over_heads(const qoq_layout *l, const columns *c, const columns *heads,
                          size_t line, size_t from)
{
    size_t before = SIZE_MAX, at = 0;
    bool repeated = is_repeated_head(l, line, from);
    for (size_t k = from; k < l->rows[line].count; k++) {
        const qoq_layout_cell *cell = &layout_cells_of(l, line)[k];
        bool group = (!repeated && is_wide_head(l, c, cell)) || is_dated(l, cell);
        if (group ||
            find_overlapped(heads, layout_left(l, cell), right_in(l, heads, cell),
                            &at) != 1 ||
            at == before)
            return false;
        before = at;
    }
    return true;
}

/* Headings set close together stand askew over their figures, but not over each other:
 * those that go one to one tell where the others belong, if that is plain or cheaper. */
static void choose_either(qoq_layout *l, const columns *c, const columns *heads,
                          size_t line, size_t from)
{
    double cost = choose_heads(l, c, line, from);
    if (heads->count != c->count || l->status != QOQ_OK)
        return;
    bool plain =
        l->rows[line].count - from > 1 && is_over_heads(l, c, heads, line, from);
    if (choose_heads(l, heads, line, from) >= cost && !plain)
        choose_heads(l, c, line, from);
}

/* The lowest line of as many headings as there are columns. */
static void find_heads(qoq_layout *l, const layout_part *part, const columns *c,
                       columns *heads)
{
    *heads = (columns){.plain = true};
    for (size_t i = part->body; i-- > part->first && heads->count == 0;) {
        if (l->rows[i].count == 0 || l->status != QOQ_OK)
            continue;
        split_heads(l, c, i);
        size_t from = count_label_heads(l, c, i, true);
        const qoq_layout_cell *cells = layout_cells_of(l, i) + from;
        if (l->rows[i].count - from != c->count)
            continue;
        for (size_t k = 0; k < c->count; k++)
            heads->items[k] = (layout_column){layout_left(l, &cells[k]),
                                              right_in(l, heads, &cells[k]), false};
        heads->count = c->count;
    }
}

/* Headings that go one to one widen their columns: a figure may be narrow. */
static void widen_columns(const qoq_layout *l, columns *c, size_t line, size_t from)
{
    const qoq_layout_cell *cells = layout_cells_of(l, line) + from;
    for (size_t i = 0; i < c->count; i++) {
        uint32_t left = layout_left(l, &cells[i]), right = layout_right(l, &cells[i]);
        uint32_t before = i > 0 ? c->items[i - 1].right : 0;
        uint32_t behind = i + 1 < c->count ? c->items[i + 1].left : UINT32_MAX;
        left = left > before ? left : before;
        right = right < behind ? right : behind;
        c->items[i].left = left < c->items[i].left ? left : c->items[i].left;
        c->items[i].right = right > c->items[i].right ? right : c->items[i].right;
    }
}

/* Each heading over the nearest column. */
static void place_singly(const qoq_layout *l, const columns *c, size_t line,
                         size_t from)
{
    qoq_layout_cell *cells = layout_cells_of(l, line);
    size_t next = 0, left = l->rows[line].count - from;
    for (size_t k = from; k < l->rows[line].count; k++) {
        size_t best = next;
        left--;
        for (size_t i = next; i + left < c->count; i++) {
            double here = middle(c->items[i].left, c->items[i].right);
            double there = middle(c->items[best].left, c->items[best].right);
            double at = middle_of(l, c, &cells[k]);
            if (fabs(at - here) < fabs(at - there))
                best = i;
        }
        cells[k].column = (uint16_t)(best + 1);
        cells[k].columns = 1;
        next = best + 1;
    }
}

static void place_heads(qoq_layout *l, const layout_part *part, columns *c,
                        const columns *heads, size_t line, bool heading)
{
    size_t from = count_label_heads(l, c, line, heading);
    split_heads(l, c, line);
    if (l->status != QOQ_OK)
        return;
    qoq_layout_cell *cells = layout_cells_of(l, line);
    for (size_t k = 0; k < from; k++) {
        cells[k].column = 0;
        cells[k].columns = 1;
    }
    size_t count = l->rows[line].count - from;
    if (heading)
        add_empty_columns(l, c, line, from);
    l->steps += count * c->count;
    if (count == c->count) {
        for (size_t k = 0; k < count; k++) {
            cells[from + k].column = (uint16_t)(k + 1);
            cells[from + k].columns = 1;
        }
        if (heading)
            widen_columns(l, c, line, from);
    } else if (count > 1 && fills_gaps(l, part, c, line, from)) {
        place_in_rooms(l, c, line, from);
    } else if (count > 1 && count < c->count && shares_columns(l, part, c, line)) {
        place_singly(l, c, line, from);
    } else if (has_equal_groups(l, c, line, from)) {
        place_groups(l, c, line, from);
    } else if (count < c->count) {
        choose_either(l, c, heads, line, from);
    } else {
        for (size_t k = 0; k < count; k++)
            cells[from + k].column = (uint16_t)(k < c->count ? k + 1 : c->count);
    }
}

/* Texts below texts of a row of figures stand in their columns: 百分点 below 增加 0.33 个. */
static bool place_below(const qoq_layout *l, size_t line)
{
    if (line == 0 || l->lines[line].gap > 0 || !has_figures(l, line - 1))
        return false;
    const qoq_layout_cell *above = layout_cells_of(l, line - 1);
    qoq_layout_cell *cells = layout_cells_of(l, line);
    size_t i = 0, below = 0;
    for (size_t k = 0; k < l->rows[line].count; k++) {
        while (i < l->rows[line - 1].count &&
               layout_right(l, &above[i]) <= layout_left(l, &cells[k]))
            i++;
        bool over = i < l->rows[line - 1].count && above[i].kind == CELL_TEXT &&
                    layout_left(l, &above[i]) < layout_right(l, &cells[k]);
        if (!over)
            return false;
        cells[k].column = above[i].column;
        cells[k].columns = 1;
        below += above[i].column > 0;
    }
    return below > 0;
}

/* ---- the part ----------------------------------------------------------------------- */

/* Cells that came into the same column are one, and each is set in from the left. */
static void finish_row(qoq_layout *l, size_t line, uint32_t margin)
{
    layout_row *row = &l->rows[line];
    qoq_layout_cell *cells = layout_cells_of(l, line);
    size_t count = 0;
    for (size_t k = 0; k < row->count; k++) {
        qoq_layout_cell *last = count > 0 ? &cells[count - 1] : NULL;
        if (last && cells[k].column < last->column + last->columns) {
            last->end = cells[k].end;
            last->cut = last->resume = last->end;
        } else {
            cells[count++] = cells[k];
        }
    }
    row->count = (uint32_t)count;
    if (count > 0 && cells[0].column == 0 && layout_left(l, &cells[0]) > margin)
        cells[0].indent = (uint16_t)(layout_left(l, &cells[0]) - margin);
}

static uint32_t find_margin(const qoq_layout *l, const layout_part *part)
{
    uint32_t margin = UINT32_MAX;
    for (size_t i = part->body; i < part->end; i++) {
        const qoq_layout_cell *cells = layout_cells_of(l, i);
        if (l->rows[i].count > 0 && cells[0].column == 0 &&
            layout_left(l, &cells[0]) < margin)
            margin = layout_left(l, &cells[0]);
    }
    return margin == UINT32_MAX ? 0 : margin;
}

/* Where labels of rows of figures begin. */
static uint32_t find_label_margin(const qoq_layout *l, const layout_part *part,
                                  const columns *c)
{
    uint32_t margin = c->items[0].left;
    for (size_t i = part->body; i < part->end; i++) {
        const qoq_layout_cell *cell = layout_cells_of(l, i);
        if (l->rows[i].count > 0 && cell->kind == CELL_TEXT &&
            layout_left(l, cell) < margin)
            margin = layout_left(l, cell);
    }
    return margin;
}

void layout_find_columns(qoq_layout *layout, layout_part *part)
{
    columns c = {.count = 0}, heads;
    cover_figures(layout, part, &c);
    for (size_t i = c.count; i-- > 0;)
        part_column(layout, part, &c, i);
    straighten(layout, part, &c);
    add_text_columns(layout, part, &c);
    part->columns = 0;
    if (c.count == 0 || c.too_many)
        return;
    c.margin = find_label_margin(layout, part, &c);
    find_heads(layout, part, &c, &heads);
    for (size_t i = part->body; i-- > part->first && layout->status == QOQ_OK;) {
        if (layout->rows[i].count > 0)
            place_heads(layout, part, &c, &heads, i, true);
    }
    for (size_t i = part->body; i < part->end && layout->status == QOQ_OK; i++) {
        layout->steps += layout->rows[i].count * c.count;
        if (has_figures(layout, i)) {
            columns near = columns_near(layout, part, &c, i);
            place_figures(layout, &near, i);
        }
        if (!has_figures(layout, i) && layout->rows[i].count > 0 &&
            !place_below(layout, i))
            place_heads(layout, part, &c, &heads, i, false);
    }
    if (layout->status != QOQ_OK)
        return;
    uint32_t margin = part->margin = find_margin(layout, part);
    for (size_t i = part->first; i < part->end; i++)
        finish_row(layout, i, i < part->body ? UINT32_MAX : margin);
    part->columns = (uint32_t)c.count + 1;
}

/* Tables in text that is only aligned: pdftotext -layout, or typed by hand.
 *
 * A table is known by its rows of figures. Upwards it takes in the headings above its first
 * row; downwards it goes on over labels, sub-headings and blank lines until a sentence,
 * headings of another period, or rows whose figures stand elsewhere. What a page break
 * parts is put together again where the next page begins with the same headings or none. */
#include <stdlib.h>
#include <string.h>

#include "document/layout_private.h"
#include "words/lexicon_fixed.h"

enum {
    MOST_BETWEEN = 16, /* lines between two rows of figures */
    MOST_BLANK = 3,
    MOST_BLANK_HEADS = 6, /* below headings */
    MOST_HEADS = 16,
    MOST_LABEL = 8, /* lines of one label */
    SET_IN = 8      /* headings do not stand at the margin */
};

/* ---- which way columns are counted --------------------------------------------------- */

static size_t count_aligned(const qoq_layout *l, size_t a, size_t b,
                            layout_metric metric)
{
    const qoq_layout_cell *left = layout_cells_of(l, a), *right = layout_cells_of(l, b);
    size_t count = 0, i = 0, k = 0;
    while (i < l->rows[a].count && k < l->rows[b].count) {
        uint32_t x = left[i].right[metric], y = right[k].right[metric];
        bool figures = layout_is_figure(&left[i]) && layout_is_figure(&right[k]);
        count += figures && (x > y ? x - y : y - x) <= 1;
        if (x <= y)
            i++;
        if (y <= x)
            k++;
    }
    return count;
}

static void choose_metric(qoq_layout *l, bool paged)
{
    enum { NEAR = 4 };
    size_t aligned[METRICS] = {0}, before = SIZE_MAX;
    for (size_t i = 0; i < l->count; i++) {
        if (l->rows[i].class != ROW_FIGURES)
            continue;
        for (int m = 0; before != SIZE_MAX && i - before < NEAR && m < METRICS; m++)
            aligned[m] += count_aligned(l, before, i, (layout_metric)m);
        before = i;
    }
    l->metric = paged ? BY_POINTS : BY_WIDTH;
    if (aligned[BY_POINTS] != aligned[BY_WIDTH])
        l->metric = aligned[BY_POINTS] > aligned[BY_WIDTH] ? BY_POINTS : BY_WIDTH;
}

/* ---- lines around rows of figures ---------------------------------------------------- */

static bool is_prose(const qoq_layout *l, size_t line)
{
    enum { WIDEST = 60, ABBREVIATED = 40 };
    const text_line *t = &l->lines[line];
    if (t->look == LINE_RULE)
        return false;
    if (memmem(l->text + t->first, t->last - t->first, "。", 3))
        return true;
    if (t->ending == ENDING_STOP && t->width > ABBREVIATED)
        return true;
    return (t->look == LINE_BULLET || t->look == LINE_NUMBER) && t->width > WIDEST;
}

static uint32_t left_of(const qoq_layout *l, size_t line)
{
    return l->rows[line].count ? layout_left(l, layout_cells_of(l, line)) : 0;
}

static uint32_t right_of(const qoq_layout *l, size_t line)
{
    const layout_row *row = &l->rows[line];
    return row->count ? layout_right(l, layout_cells_of(l, line) + row->count - 1) : 0;
}

/* Of the last cell, as its metric counts: headings are taken for wider than that. */
static uint32_t plain_right_of(const qoq_layout *l, size_t line)
{
    const layout_row *row = &l->rows[line];
    if (row->count == 0)
        return 0;
    const qoq_layout_cell *cell = layout_cells_of(l, line) + row->count - 1;
    if (l->metric == BY_WIDTH)
        return cell->right[BY_WIDTH];
    return cell->left[BY_POINTS] +
           (uint32_t)qoq_text_count(l->text + cell->start, cell->end - cell->start);
}

/* Does a row of figures right below begin further in: the rest of the label? */
static bool goes_on_below(const qoq_layout *l, size_t line)
{
    enum { WIDEST = 60 };
    size_t below = line + 1;
    return below < l->count && l->lines[below].gap == 0 && !l->lines[below].feed &&
           l->lines[line].width <= WIDEST && l->rows[below].class == ROW_FIGURES &&
           layout_cells_of(l, below)->kind == CELL_TEXT &&
           left_of(l, below) > left_of(l, line);
}

/* "Adjustments to reconcile net income to net cash provided by operating activities:" is wider
 * than its column and says by its colon that rows follow. */
static bool announces(const qoq_layout *l, size_t line)
{
    size_t below = line + 1;
    return l->lines[line].ending == ENDING_COLON && l->lines[line].gap == 0 &&
           l->rows[line].count == 1 && below < l->count && l->lines[below].gap == 0 &&
           !l->lines[below].feed && l->rows[below].class == ROW_FIGURES &&
           layout_cells_of(l, below)->kind == CELL_TEXT &&
           left_of(l, below) >= left_of(l, line);
}

/* A label that has its figures in another line. */
static bool is_label(const qoq_layout *l, size_t line, uint32_t figures)
{
    return l->rows[line].class == ROW_TEXT && !is_prose(l, line) &&
           (plain_right_of(l, line) <= figures + 2 || goes_on_below(l, line) ||
            announces(l, line));
}

static bool is_heading(const qoq_layout *l, size_t line, uint32_t figures)
{
    if (l->rows[line].class == ROW_HEADS)
        return !is_prose(l, line);
    return l->rows[line].class == ROW_TEXT && left_of(l, line) >= SET_IN &&
           (left_of(l, line) + right_of(l, line)) / 2 + 2 >= figures &&
           !is_prose(l, line);
}

static bool is_transparent(const qoq_layout *l, size_t line)
{
    return l->lines[line].look == LINE_RULE;
}

/* Where figures begin, in the row and the next few. */
static uint32_t find_figures(const qoq_layout *l, size_t line)
{
    enum { ROWS = 4, FAR = 12 };
    uint32_t left = UINT32_MAX;
    for (size_t i = line, rows = 0; i < l->count && i < line + FAR && rows < ROWS;
         i++) {
        const qoq_layout_cell *cells = layout_cells_of(l, i);
        size_t k = 0;
        if (l->rows[i].class != ROW_FIGURES)
            continue;
        while (k < l->rows[i].count && !layout_is_figure(&cells[k]))
            k++;
        if (k < l->rows[i].count && layout_left(l, &cells[k]) < left)
            left = layout_left(l, &cells[k]);
        rows++;
    }
    return left;
}

/* ---- upwards: headings --------------------------------------------------------------- */

/* Labels right above the first row, when no heading stands above them: those that announce
 * what follows. */
static size_t label_top(const qoq_layout *l, size_t body, size_t floor,
                        uint32_t figures)
{
    size_t top = body;
    while (top > floor && body - top < MOST_LABEL && l->lines[top].gap == 0 &&
           !l->lines[top].feed && is_label(l, top - 1, figures) &&
           !is_heading(l, top - 1, figures))
        top--;
    while (top < body && l->lines[top].ending != ENDING_COLON)
        top++;
    return top;
}

/* A label between headings: '簡明綜合收益表' over '（摘要）'. */
static bool is_label_head(const qoq_layout *l, size_t line, size_t floor,
                          uint32_t figures)
{
    return line > floor && l->lines[line + 1].gap == 0 && l->lines[line].gap == 0 &&
           is_label(l, line, figures) && is_heading(l, line - 1, figures);
}

static size_t heading_top(const qoq_layout *l, size_t body, size_t floor,
                          uint32_t figures, bool *headed)
{
    size_t top = body, labels = 0;
    *headed = false;
    for (size_t i = body; i-- > floor && body - i <= MOST_HEADS + MOST_LABEL;) {
        unsigned gap = l->lines[i + 1].gap;
        if (gap > MOST_BLANK_HEADS || l->lines[i + 1].feed)
            break;
        if (is_transparent(l, i))
            continue;
        bool heads = is_heading(l, i, figures);
        if (heads && *headed && gap > 0 && l->rows[i].class == ROW_TEXT)
            break;
        if (heads) {
            *headed = true;
            top = i;
        } else if (*headed && !is_label_head(l, i, floor, figures)) {
            break;
        } else if (!is_label(l, i, figures) || labels++ == MOST_LABEL) {
            break;
        }
    }
    return *headed ? top : label_top(l, body, floor, figures);
}

/* ---- downwards: rows ----------------------------------------------------------------- */

/* What the figures of a part take so far. */
typedef struct cover {
    layout_column items[LAYOUT_COLUMNS];
    size_t count;
} cover;

static bool is_covered(const cover *c, uint32_t left, uint32_t right, bool exact)
{
    uint32_t slack = exact ? 0 : 1;
    for (size_t i = 0; i < c->count; i++) {
        if (c->items[i].left < right + slack && left < c->items[i].right + slack)
            return true;
    }
    return false;
}

static void cover_row(qoq_layout *l, cover *c, size_t line)
{
    const qoq_layout_cell *cells = layout_cells_of(l, line);
    for (size_t k = 0; k < l->rows[line].count; k++) {
        uint32_t left = layout_left(l, &cells[k]), right = layout_right(l, &cells[k]);
        size_t at = 0;
        if (!layout_is_figure(&cells[k]))
            continue;
        l->steps += c->count;
        while (at < c->count &&
               !(c->items[at].left < right && left < c->items[at].right))
            at++;
        if (at == LAYOUT_COLUMNS)
            continue;
        if (at == c->count)
            c->items[c->count++] = (layout_column){left, right, false};
        else if (left < c->items[at].left)
            c->items[at].left = left;
        else if (right > c->items[at].right)
            c->items[at].right = right;
    }
}

/* Do most figures of a row stand where others stood? exact: all of them. */
static bool fits(qoq_layout *l, const cover *c, size_t line, bool exact)
{
    const qoq_layout_cell *cells = layout_cells_of(l, line);
    size_t all = 0, inside = 0;
    for (size_t k = 0; k < l->rows[line].count; k++) {
        if (!layout_is_figure(&cells[k]))
            continue;
        l->steps += c->count;
        all++;
        inside +=
            is_covered(c, layout_left(l, &cells[k]), layout_right(l, &cells[k]), exact);
    }
    return all > 0 && (exact ? inside == all : inside * 2 >= all);
}

static bool is_dated(const qoq_layout *l, size_t line)
{
    const text_line *t = &l->lines[line];
    return qoq_line_has_date(l->text + t->first, t->last - t->first);
}

/* Does the line go on with the texts of the row of figures above it? 百分点 below 增加 0.33 个. */
static bool continues_texts(const qoq_layout *l, size_t line, uint32_t figures)
{
    if (line == 0 || l->lines[line].gap > 0 || l->lines[line].feed ||
        l->rows[line - 1].class != ROW_FIGURES)
        return false;
    const qoq_layout_cell *above = layout_cells_of(l, line - 1);
    const qoq_layout_cell *cells = layout_cells_of(l, line);
    size_t below_texts = 0;
    for (size_t k = 0; k < l->rows[line].count; k++) {
        bool found = layout_left(l, &cells[k]) < figures && k == 0;
        for (size_t i = 0; i < l->rows[line - 1].count && !found; i++) {
            found = above[i].kind == CELL_TEXT &&
                    layout_left(l, &above[i]) >= figures &&
                    layout_left(l, &above[i]) < layout_right(l, &cells[k]) &&
                    layout_left(l, &cells[k]) < layout_right(l, &above[i]);
            below_texts += found;
        }
        if (!found)
            return false;
    }
    return below_texts > 0;
}

/* The next row of figures of the same table; SIZE_MAX = none. */
static size_t next_row(qoq_layout *l, const cover *c, size_t last, uint32_t figures)
{
    bool headed = false, dated = false, blank = false;
    for (size_t i = last + 1; i < l->count && i - last <= MOST_BETWEEN; i++) {
        const text_line *t = &l->lines[i];
        row_class class = (row_class)l->rows[i].class;
        blank = blank || t->gap > 0;
        if (t->feed || t->gap > MOST_BLANK)
            return SIZE_MAX;
        if (is_transparent(l, i))
            continue;
        if (class == ROW_FIGURES || class == ROW_FIGURE) {
            bool same = fits(l, c, i, headed);
            bool must = headed || blank || class == ROW_FIGURE;
            return (headed && dated) || (must && !same) ? SIZE_MAX : i;
        }
        if (class == ROW_TEXT && !headed && !blank && left_of(l, i) > figures)
            continue; /* a remark beside the figures goes on */
        if (!headed && !blank && continues_texts(l, i, figures))
            continue;
        if (is_heading(l, i, figures)) {
            headed = true;
            dated = dated || is_dated(l, i);
        } else if (!is_label(l, i, figures)) {
            return SIZE_MAX;
        }
    }
    return SIZE_MAX;
}

/* The label of the last row may go on below its figures. */
static size_t label_end(const qoq_layout *l, size_t last, uint32_t figures)
{
    size_t end = last + 1;
    const qoq_layout_cell *cell = layout_cells_of(l, last);
    while (end < l->count && l->rows[end].class == ROW_TEXT && l->rows[end].count > 0 &&
           l->lines[end].gap == 0 && !l->lines[end].feed && left_of(l, end) > figures &&
           layout_right(l, cell + l->rows[last].count - 1) > left_of(l, end))
        end++; /* the rest of a remark */
    if (end < l->count && continues_texts(l, end, figures))
        end++;
    if (l->rows[last].count == 0 || !layout_is_figure(cell))
        return end;
    while (end < l->count && end - last <= MOST_LABEL && l->lines[end].gap == 0 &&
           !l->lines[end].feed && !is_transparent(l, end) && is_label(l, end, figures))
        end++;
    return end;
}

/* ---- parts --------------------------------------------------------------------------- */

/* The table whose first row of figures is `body`; false = a row alone. */
static bool find_part(qoq_layout *l, layout_part *part, size_t body, size_t floor)
{
    cover c = {.count = 0};
    uint32_t figures = find_figures(l, body);
    size_t last = body, rows = 0;
    bool headed;
    *part = (layout_part){.body = body};
    part->first = heading_top(l, body, floor, figures, &headed);
    for (size_t row = body; row != SIZE_MAX; row = next_row(l, &c, row, figures)) {
        cover_row(l, &c, row);
        last = row;
        rows += l->rows[row].class == ROW_FIGURES;
    }
    part->end = label_end(l, last, figures);
    return rows >= 2 || (headed && rows == 1);
}

static void find_parts(qoq_layout *l)
{
    size_t floor = 0;
    for (size_t i = 0; i < l->count && l->status == QOQ_OK;) {
        layout_part part;
        if (l->rows[i].class != ROW_FIGURES || !find_part(l, &part, i, floor)) {
            i++;
            continue;
        }
        l->status = qoq_grow(&l->parts, &l->part_room, l->part_count + 1,
                             sizeof *l->parts, l->err);
        if (l->status == QOQ_OK)
            l->parts[l->part_count++] = part;
        i = floor = part.end;
    }
}

/* ---- what pages part ------------------------------------------------------------------ */

static qoq_slice line_text(const qoq_layout *l, size_t line)
{
    const text_line *t = &l->lines[line];
    return (qoq_slice){l->text + t->first, t->last - t->first};
}

/* Without '(continued)', （承前頁）, （續）. */
static qoq_slice without_continued(qoq_slice text)
{
    size_t n = qoq_fixed_word_ends(QOQ_FIXED_continued, text.ptr, text.len);
    text.len -= n;
    return n ? qoq_slice_trim(text) : text;
}

/* 'continued on next page', （接次頁） */
static bool is_turn_over(qoq_slice text)
{
    enum { LONGEST = 80 };
    return text.len <= LONGEST &&
           qoq_fixed_word_within(QOQ_FIXED_turn_over, text.ptr, text.len);
}

/* Was it said above the table before: a title that the page repeats? */
static bool is_repeated_above(const qoq_layout *l, size_t line,
                              const layout_part *before)
{
    enum { FAR = 8 };
    qoq_slice text = without_continued(line_text(l, line));
    size_t from = before->first > FAR ? before->first - FAR : 0;
    for (size_t i = from; i < before->first && text.len > 0; i++) {
        qoq_slice other = without_continued(line_text(l, i));
        if (other.len > text.len)
            other.len = text.len;
        if (qoq_text_same(other, text))
            return true;
    }
    return false;
}

/* The next heading of a part from `line` on, passing over labels; part->body = no more. */
static size_t next_heading(const qoq_layout *l, const layout_part *part, size_t line,
                           uint32_t figures)
{
    while (line < part->body && (is_transparent(l, line) || is_label(l, line, figures)))
        line++;
    return line;
}

/* Do both begin with the same headings? */
static bool has_same_heads(const qoq_layout *l, const layout_part *a,
                           const layout_part *b)
{
    uint32_t left = find_figures(l, a->body), right = find_figures(l, b->body);
    size_t i = next_heading(l, a, a->first, left);
    size_t k = next_heading(l, b, b->first, right);
    bool any = i < a->body;
    while (i < a->body && k < b->body &&
           qoq_text_same(line_text(l, i), line_text(l, k))) {
        i = next_heading(l, a, i + 1, left);
        k = next_heading(l, b, k + 1, right);
    }
    return any && i == a->body && k == b->body;
}

static bool is_headed(const qoq_layout *l, const layout_part *part)
{
    return next_heading(l, part, part->first, find_figures(l, part->body)) < part->body;
}

/* Labels at the end of a page or the top of the next one, whose rows are on the other. */
static bool is_turned_label(const qoq_layout *l, size_t line, const layout_part *b)
{
    bool top = l->lines[line].feed || (line > 0 && is_transparent(l, line - 1));
    return (top || l->lines[line].gap <= 1) &&
           is_label(l, line, find_figures(l, b->body));
}

/* May part `b` be the rest of a table that began with part `a` and reached to part
 * `before`, so that nothing but what pages add stands between? */
static bool goes_on(const qoq_layout *l, const layout_part *a,
                    const layout_part *before, const layout_part *b)
{
    bool feed = false, headed = is_headed(l, b);
    if (a->columns != b->columns)
        return false;
    for (size_t i = before->end; i < b->first; i++) {
        feed = feed || l->lines[i].feed;
        if (is_transparent(l, i) || is_turn_over(line_text(l, i)) ||
            is_repeated_above(l, i, a) || (!headed && is_turned_label(l, i, b)))
            continue;
        return false;
    }
    return headed ? has_same_heads(l, a, b) : feed || l->lines[b->first].feed;
}

/* The whole line as one label. */
static void make_label(qoq_layout *l, size_t line)
{
    layout_row *row = &l->rows[line];
    qoq_layout_cell *cells = layout_cells_of(l, line);
    if (row->count == 0)
        return;
    cells[0].end = cells[row->count - 1].end;
    cells[0].cut = cells[0].resume = cells[0].end;
    cells[0].column = 0;
    cells[0].columns = 1;
    row->count = 1;
}

/* Labels at the top of a page are set in as far as those below them. */
static void set_in_labels(qoq_layout *l, const layout_part *part)
{
    for (size_t i = part->first; i < part->body; i++) {
        qoq_layout_cell *cell = layout_cells_of(l, i);
        if (l->rows[i].count == 1 && cell->column == 0 && left_of(l, i) > part->margin)
            cell->indent = (uint16_t)(left_of(l, i) - part->margin);
    }
}

/* Lines between two parts of a table, and the headings that are repeated, are gone; labels
 * go to the second part. */
static void drop_between(qoq_layout *l, const layout_part *a, const layout_part *before,
                         layout_part *b)
{
    bool headed = is_headed(l, b);
    size_t first = b->first;
    for (size_t i = before->end; i < first; i++) {
        bool label = !headed && !is_transparent(l, i) && is_turned_label(l, i, b) &&
                     !is_turn_over(line_text(l, i)) && !is_repeated_above(l, i, a);
        if (!label) {
            l->lines[i].look = LINE_RULE;
            continue;
        }
        make_label(l, i);
        b->first = i < b->first ? i : b->first;
    }
    for (size_t i = first; i < b->body; i++) {
        size_t k = a->first;
        while (k < a->body && !qoq_text_same(line_text(l, k), line_text(l, i)))
            k++;
        if (k < a->body)
            l->lines[i].look = LINE_RULE;
    }
    if (!headed)
        set_in_labels(l, b);
}

static void join_pages(qoq_layout *l)
{
    uint32_t grid = 0;
    const layout_part *origin = NULL;
    for (size_t i = 0; i < l->part_count; i++) {
        layout_part *part = &l->parts[i];
        if (part->columns == 0) {
            origin = NULL;
            continue;
        }
        if (origin && goes_on(l, origin, part - 1, part)) {
            drop_between(l, origin, part - 1, part);
        } else {
            origin = part;
            grid++;
        }
        part->grid = grid;
    }
}

static void mark_lines(qoq_layout *l)
{
    for (size_t p = 0; p < l->part_count; p++) {
        const layout_part *part = &l->parts[p];
        for (size_t i = part->first; part->columns > 0 && i < part->end; i++) {
            text_line *line = &l->lines[i];
            if (line->look == LINE_RULE || l->rows[i].count == 0)
                continue;
            line->look = LINE_CELLS;
            line->table = part->grid;
        }
    }
}

/* ---- the room's door ------------------------------------------------------------------ */

qoq_status qoq_layout_find(qoq_layout **out, const char *text, text_line *lines,
                           size_t count, bool paged, qoq_error *err)
{
    qoq_layout *l = calloc(1, sizeof *l);
    *out = l;
    if (!l)
        return qoq_fail_memory(err);
    l->text = text;
    l->lines = lines;
    l->count = count;
    l->err = err;
    l->rows = calloc(count + 1, sizeof *l->rows);
    if (!l->rows)
        return qoq_fail_memory(err);
    layout_cut_lines(l);
    if (l->status != QOQ_OK)
        return l->status;
    choose_metric(l, paged);
    find_parts(l);
    for (size_t i = 0; i < l->part_count && l->status == QOQ_OK; i++)
        layout_find_columns(l, &l->parts[i]);
    if (l->status == QOQ_OK) {
        join_pages(l);
        mark_lines(l);
    }
    return l->status;
}

const qoq_layout_cell *qoq_layout_cells(const qoq_layout *layout, size_t line,
                                        size_t *count)
{
    *count = layout->rows[line].count;
    return layout_cells_of(layout, line);
}

size_t qoq_layout_steps(const qoq_layout *layout)
{
    return layout->steps;
}

void qoq_layout_free(qoq_layout *layout)
{
    if (!layout)
        return;
    free(layout->rows);
    free(layout->cells);
    free(layout->parts);
    free(layout);
}

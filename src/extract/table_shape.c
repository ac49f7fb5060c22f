/* Which rows are headings, which columns hold numbers, and what the label of a row is. */
#include <string.h>

#include "extract/table_private.h"

qoq_slice table_text(const table *t, const qoq_grid_cell *place)
{
    return (qoq_slice){t->r->document->text + place->start, place->len};
}

const cell *table_cell(const table *t, uint32_t row_index, uint32_t column_index)
{
    const row *r = &t->rows[row_index];
    uint32_t low = r->first, high = r->first + r->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (t->cells[middle].place->column < column_index)
            low = middle + 1;
        else
            high = middle;
    }
    return low < r->first + r->count && t->cells[low].place->column == column_index
               ? &t->cells[low]
               : NULL;
}

bool table_is_slash(qoq_slice text)
{
    return qoq_slice_ends(text, "╱") || qoq_slice_ends(text, "/") ||
           qoq_slice_ends(text, "／");
}

/* The parts with a blank between them, but none behind a slash. */
qoq_slice table_join(table *t, const qoq_slice *parts, size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += parts[i].len + 1;
    char *out = qoq_arena_alloc(&t->arena, len + 1);
    if (!out) {
        t->needs_memory = true;
        return QOQ_SLICE("");
    }
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len == 0)
            continue;
        if (at > 0 && !table_is_slash((qoq_slice){out, at})) /* 盈利╱ ⏎（虧損） */
            out[at++] = ' ';
        memcpy(out + at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    out[at] = '\0';
    return (qoq_slice){out, at};
}

static void read_cells(table *t)
{
    const qoq_grid *g = t->grid;
    for (size_t i = 0; i < g->cell_count; i++) {
        cell_read(t->r, &t->cells[i], &g->cells[i]);
        const qoq_unit *unit = &t->cells[i].quantity.unit;
        if (unit->kind == QOQ_UNIT_MONEY && strlen(unit->id) == 3 && !t->currency[0])
            memcpy(t->currency, unit->id, 4);
        row *r = &t->rows[g->cells[i].row];
        if (r->count == 0)
            r->first = (uint32_t)i;
        r->count++;
    }
}

/* The number of a cell may be broken over two lines of aligned text. */
static void join_cells(table *t)
{
    for (uint32_t i = 1; i < t->grid->rows && t->grid->aligned; i++) {
        row *above = &t->rows[i - 1], *r = &t->rows[i];
        for (uint32_t k = 0, n = 0; k < r->count; k++) {
            cell *rest = &t->cells[r->first + k];
            while (n < above->count &&
                   t->cells[above->first + n].place->column < rest->place->column)
                n++;
            cell *upper = &t->cells[above->first + n];
            if (n < above->count && upper->place->column == rest->place->column &&
                rest->place->column > 0 && rest->kind == CELL_TEXT &&
                cell_goes_on(t->r, upper, rest->place))
                rest->kind = CELL_REST;
        }
    }
}

static bool has_number(const table *t, const row *r, uint32_t from)
{
    for (uint32_t i = 0; i < r->count; i++) {
        const cell *c = &t->cells[r->first + i];
        if (c->kind == CELL_NUMBER && c->place->column >= from)
            return true;
    }
    return false;
}

/* A column of labels may be numbered: 1, 2, 3. */
static bool is_numbering(const table *t, uint32_t column_index)
{
    for (size_t i = 0; i < t->grid->cell_count; i++) {
        const cell *c = &t->cells[i];
        if (c->place->column != column_index || c->kind != CELL_NUMBER)
            continue;
        bool note = c->quantity.plain || (c->quantity.parentheses && /* (1) */
                                          c->quantity.unit.kind == QOQ_UNIT_NONE);
        if (!note || c->quantity.digits > 2 || c->quantity.number.decimals != 0)
            return false;
    }
    return true;
}

/* 4000, 5000, 5900 in front of the labels: codes of accounts, rising, of one length. */
static bool holds_codes(const table *t)
{
    const cell *before = NULL;
    bool any = false;
    for (size_t i = 0; i < t->grid->cell_count; i++) {
        const cell *c = &t->cells[i];
        if (c->place->column != 0 || (c->kind != CELL_NUMBER && c->kind != CELL_YEAR))
            continue;
        if (!c->quantity.plain || c->quantity.digits < 3 ||
            c->quantity.number.decimals != 0 ||
            (before && (c->quantity.digits != before->quantity.digits ||
                        qoq_decimal_compare(c->quantity.number.value,
                                            before->quantity.number.value) <= 0)))
            return false;
        any = any || c->kind == CELL_NUMBER; /* not a column of years */
        before = c;
    }
    return any;
}

/* In front of the figures may stand the numbers of notes: 附註 2, 7(a). */
static void drop_references(table *t)
{
    uint32_t first = t->first_numeric, next = first + 1;
    while (next < t->grid->columns && !t->columns[next].numeric)
        next++;
    if (next >= t->grid->columns || !is_numbering(t, first) || is_numbering(t, next))
        return;
    t->columns[first].numeric = false;
    t->first_numeric = next;
}

/* Counts what rows with numbers hold; headings do not count. */
static qoq_status find_numeric(table *t, qoq_error *err)
{
    const qoq_grid *g = t->grid;
    uint32_t *numbers = qoq_arena_calloc(&t->arena, (size_t)g->columns + 1, 4);
    uint32_t *texts = qoq_arena_calloc(&t->arena, (size_t)g->columns + 1, 4);
    if (!numbers || !texts)
        return qoq_fail_memory(err);
    for (size_t i = 0; i < g->cell_count; i++) {
        const cell *c = &t->cells[i];
        if (!has_number(t, &t->rows[c->place->row], 0) || c->place->columns > 1)
            continue;
        if (c->kind == CELL_NUMBER || c->kind == CELL_YEAR)
            numbers[c->place->column]++;
        else if (c->kind == CELL_TEXT)
            texts[c->place->column]++;
    }
    t->first_numeric = g->columns;
    for (uint32_t i = g->columns; i-- > 0;) {
        bool numeric = numbers[i] > 0 && numbers[i] >= texts[i];
        if (numeric && i == 0 && g->columns > 2 && texts[1] > numbers[1] &&
            (is_numbering(t, 0) || holds_codes(t)))
            numeric = false;
        t->columns[i].numeric = numeric;
        if (numeric)
            t->first_numeric = i;
    }
    drop_references(t);
    return QOQ_OK;
}

bool table_is_over_numbers(const table *t, const cell *c)
{
    return c->place->column >= t->first_numeric ||
           (c->place->column > 0 &&
            c->place->column + c->place->columns > t->first_numeric);
}

/* Does the text say something that columns have? */
static bool says_of_column(table *t, const cell *c)
{
    saying s;
    if (c->kind == CELL_YEAR)
        return true;
    saying_read(t->r, &s, table_text(t, c->place));
    return s.periods || s.measure || s.relative || s.basis || s.definition || s.total ||
           s.has_segment || s.has_standing || s.change || s.units.money ||
           s.units.any || s.units.percent || s.previous || s.restated || s.adjustment;
}

static bool label_says_figure(table *t, const row *r)
{
    saying s;
    saying_read(t->r, &s, r->label);
    return s.definition || s.foreign >= 2;
}

static row_kind kind_of(table *t, const row *r, bool after_body)
{
    size_t texts = 0, years = 0, saying_texts = 0;
    if (has_number(t, r, t->first_numeric))
        return ROW_BODY;
    for (uint32_t i = 0; i < r->count; i++) {
        const cell *c = &t->cells[r->first + i];
        if (!table_is_over_numbers(t, c))
            continue;
        texts += c->kind == CELL_TEXT;
        years += c->kind == CELL_YEAR;
        if (after_body && c->kind == CELL_TEXT)
            saying_texts += says_of_column(t, c);
    }
    if (years > 0 && after_body && texts == 0 && label_says_figure(t, r))
        return ROW_BODY; /* a count that looks like a year */
    if (texts + years > 0)
        return !after_body || (saying_texts + years) * 2 >= texts + years ? ROW_HEADER
                                                                          : ROW_BODY;
    for (uint32_t i = 0; i < r->count; i++) {
        const cell *c = &t->cells[r->first + i];
        if (c->place->column >= t->first_numeric && c->kind == CELL_NOTHING)
            return ROW_BODY;
    }
    return ROW_LABEL;
}

/* A column of units beside the labels: "Basic EPS | pence" says "Basic EPS (pence)". */
static qoq_slice in_brackets(table *t, qoq_slice text)
{
    saying s;
    saying_read(t->r, &s, text);
    bool unit = s.units.money || s.units.any || s.units.share || s.units.count ||
                s.units.percent;
    if (!unit || s.periods || s.definition || s.has_segment || s.foreign >= 2)
        return text;
    char *out = qoq_arena_alloc(&t->arena, text.len + 3);
    if (!out) {
        t->needs_memory = true;
        return text;
    }
    out[0] = '(';
    memcpy(out + 1, text.ptr, text.len);
    memcpy(out + 1 + text.len, ")", 2);
    return (qoq_slice){out, text.len + 2};
}

/* The cells of the row in front of the numbers, those that reach down from above among
 * them. */
static void take_label(table *t, uint32_t index)
{
    row *r = &t->rows[index];
    qoq_slice parts[8];
    size_t count = 0;
    bool placed = false;
    for (uint32_t i = 0; i < r->count; i++) {
        const cell *c = &t->cells[r->first + i];
        uint32_t end = c->place->column + c->place->columns;
        for (uint32_t k = c->place->column; k < end && k < t->grid->columns; k++)
            t->covers[k] = r->first + i + 1;
    }
    for (uint32_t k = 0; k < t->first_numeric && count < 8; k++) {
        const cell *c = t->covers[k] ? &t->cells[t->covers[k] - 1] : NULL;
        if (!c || c->place->row + c->place->rows <= index ||
            (k > 0 && t->covers[k] == t->covers[k - 1]))
            continue;
        if (c->kind == CELL_TEXT || (c->kind == CELL_YEAR && c->place->row == index)) {
            parts[count] = table_text(t, c->place);
            if (count > 0)
                parts[count] = in_brackets(t, parts[count]);
            count++;
            if (!placed && c->place->row == index) {
                r->indent = c->place->indent;
                placed = true;
            }
        }
    }
    r->label = count == 1 ? parts[0] : table_join(t, parts, count);
}

qoq_status table_shape(table *t, qoq_error *err)
{
    const qoq_grid *g = t->grid;
    t->cells = qoq_arena_calloc(&t->arena, g->cell_count + 1, sizeof *t->cells);
    t->rows = qoq_arena_calloc(&t->arena, (size_t)g->rows + 1, sizeof *t->rows);
    t->columns =
        qoq_arena_calloc(&t->arena, (size_t)g->columns + 1, sizeof *t->columns);
    t->covers = qoq_arena_calloc(&t->arena, (size_t)g->columns + 1, sizeof *t->covers);
    if (!t->cells || !t->rows || !t->columns || !t->covers)
        return qoq_fail_memory(err);
    read_cells(t);
    join_cells(t);
    QOQ_TRY(find_numeric(t, err));
    bool after_body = false;
    for (uint32_t i = 0; i < g->rows; i++) {
        take_label(t, i);
        t->rows[i].kind = (uint8_t)kind_of(t, &t->rows[i], after_body);
        after_body = after_body || t->rows[i].kind == ROW_BODY;
    }
    return t->needs_memory ? qoq_fail_memory(err) : QOQ_OK;
}

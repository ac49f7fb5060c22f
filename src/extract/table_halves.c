/* Tables side by side: two columns of labels, each with its own columns of numbers.
 *
 *   资产    期末余额  期初余额    负债和股东权益  期末余额  期初余额
 *   货币资金  88,410  80,116      短期借款        21,000    24,500
 *
 * What stands on the right is no remark about the left: it is cut off and read as a grid of
 * its own. */
#include "extract/table_private.h"

/* MOST_TABLES: how many may stand side by side, so that reading stays linear. */
enum { MOST_TABLES = 4, LEAST_LABELS = 2 };

static bool has_digit(qoq_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
            return true;
    }
    return false;
}

/* A label names a thing; 2.30% 至 3.00% beside an amount does not. */
static bool is_label(table *t, const cell *c)
{
    saying s;
    qoq_slice text = table_text(t, c->place);
    if (c->kind != CELL_TEXT || has_digit(text))
        return false;
    saying_read(t->r, &s, text);
    return s.definition || s.has_segment || s.total || s.noise || s.foreign >= 2;
}

static bool has_number_behind(const table *t, const row *r, uint32_t column_index)
{
    for (uint32_t i = 0; i < r->count; i++) {
        const cell *c = &t->cells[r->first + i];
        if (c->place->column > column_index && c->kind == CELL_NUMBER)
            return true;
    }
    return false;
}

/* Do the texts of the column name what the numbers behind it are of? Most of them must. */
static bool holds_labels(table *t, uint32_t column_index)
{
    size_t labels = 0, others = 0, metrics = 0;
    for (uint32_t i = 0; i < t->grid->rows; i++) {
        const row *r = &t->rows[i];
        const cell *c = table_cell(t, i, column_index);
        if (r->kind != ROW_BODY || !has_number_behind(t, r, column_index))
            continue;
        bool label = c && is_label(t, c);
        *(label ? &labels : &others) += 1;
        if (!label)
            continue;
        saying s;
        saying_read(t->r, &s, table_text(t, c->place));
        metrics += s.definition || s.has_segment || s.total;
    }
    return labels >= LEAST_LABELS && labels > 2 * others && metrics > 0;
}

uint32_t table_second_labels(table *t)
{
    bool numeric_behind = false;
    uint32_t found = UINT32_MAX;
    for (uint32_t k = t->grid->columns; k-- > t->first_numeric;) {
        if (t->columns[k].numeric) {
            numeric_behind = true;
            continue;
        }
        bool numeric_before = k > 0 && t->columns[k - 1].numeric;
        if (numeric_behind && numeric_before && holds_labels(t, k))
            found = k;
    }
    return found;
}

/* Cells from column `from` to before `to`, counted from there. A heading over both tables
 * is one of each. */
static qoq_grid cut(table *t, uint32_t from, uint32_t to)
{
    qoq_grid half = *t->grid;
    qoq_grid_cell *cells =
        qoq_arena_alloc(&t->arena, (t->grid->cell_count + 1) * sizeof *cells);
    half.cells = cells;
    half.cell_count = 0;
    half.columns = to - from;
    for (size_t i = 0; cells && i < t->grid->cell_count; i++) {
        qoq_grid_cell c = t->grid->cells[i];
        uint32_t end = c.column + c.columns;
        if (end <= from || c.column >= to)
            continue;
        uint32_t start = c.column > from ? c.column : from;
        end = end < to ? end : to;
        c.column = start - from;
        c.columns = (uint16_t)(end - start);
        cells[half.cell_count++] = c;
    }
    t->needs_memory = t->needs_memory || !cells;
    return half;
}

qoq_status table_read_halves(table *t, uint32_t second, qoq_error *err)
{
    size_t after = t->r->after;
    qoq_grid left = cut(t, 0, second), right = cut(t, second, t->grid->columns);
    if (t->needs_memory)
        return qoq_fail_memory(err);
    t->r->beside++;
    qoq_status status = table_read(t->r, &left, err);
    t->r->after = after; /* both stand under the same caption */
    if (status == QOQ_OK)
        status = table_read(t->r, &right, err);
    t->r->beside--;
    return status;
}

bool table_may_be_halved(const table *t)
{
    return t->r->beside < MOST_TABLES && t->first_numeric > 0;
}

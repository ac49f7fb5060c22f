/* Grids out of cells, whoever found them: room for the cells of the table being read, and
 * the numbering of its rows and columns at its end. */
#include <stdlib.h>
#include <string.h>

#include "document/decode_private.h"

void qoq_grid_open(qoq_grid_builder *builder, bool aligned)
{
    builder->count = 0;
    builder->open = true;
    builder->aligned = aligned;
    builder->end_block = 0;
    builder->first_block = builder->writer->document->block_count;
}

void qoq_grid_put(qoq_grid_builder *builder, qoq_grid_cell cell)
{
    qoq_writer *writer = builder->writer;
    if (!builder->open || writer->status != QOQ_OK || cell.column >= QOQ_GRID_COLUMNS)
        return;
    qoq_slice text =
        qoq_slice_trim((qoq_slice){writer->document->owned + cell.start, cell.len});
    if (text.len == 0)
        return;
    cell.start = (size_t)(text.ptr - writer->document->owned);
    cell.len = text.len;
    if (cell.columns > QOQ_GRID_COLUMNS - cell.column)
        cell.columns = (uint16_t)(QOQ_GRID_COLUMNS - cell.column);
    writer->status = qoq_grow(&builder->cells, &builder->room, builder->count + 1,
                              sizeof cell, writer->err);
    if (writer->status == QOQ_OK)
        builder->cells[builder->count++] = cell;
}

/* ---- numbering ---------------------------------------------------------------------- */

/* The fewest columns such that every cell stands in one: what is only spanned, or empty
 * all the way down, is for the eye. number[c]: how many of them lie in front of c. */
static uint32_t number_columns(const qoq_grid_builder *b, uint32_t *number)
{
    uint32_t latest[QOQ_GRID_COLUMNS + 1] = {
        0};                          /* start + 1 of a cell that ends here */
    uint32_t chosen = 0, behind = 0; /* the column behind the last chosen */
    for (size_t i = 0; i < b->count; i++) {
        uint32_t end = b->cells[i].column + b->cells[i].columns;
        if (latest[end] < b->cells[i].column + 1)
            latest[end] = b->cells[i].column + 1;
    }
    for (uint32_t end = 1; end <= QOQ_GRID_COLUMNS; end++) {
        number[end - 1] = chosen;
        if (latest[end] > behind) {
            behind = end;
            chosen++;
        }
    }
    number[QOQ_GRID_COLUMNS] = chosen;
    return chosen;
}

/* Rows in which a cell begins are counted. number[r]: how many of them lie in front of the
 * r-th row from the first cell's on. */
static qoq_status number_rows(const qoq_grid_builder *b, uint32_t **number,
                              uint32_t *height, uint32_t *rows)
{
    uint32_t first = b->cells[0].row, count = 0;
    size_t cell = 0;
    *height = b->cells[b->count - 1].row - first + 1;
    *number = malloc(((size_t)*height + 1) * sizeof **number);
    if (!*number)
        return qoq_fail_memory(b->writer->err);
    for (uint32_t row = 0; row < *height; row++) {
        (*number)[row] = count;
        count += b->cells[cell].row - first == row;
        while (cell < b->count && b->cells[cell].row - first == row)
            cell++;
    }
    (*number)[*height] = *rows = count;
    return QOQ_OK;
}

static void renumber(qoq_grid_builder *b, const uint32_t *columns, const uint32_t *rows,
                     uint32_t height)
{
    uint32_t first = b->cells[0].row;
    for (size_t i = 0; i < b->count; i++) {
        qoq_grid_cell *cell = &b->cells[i];
        uint32_t right = cell->column + cell->columns, top = cell->row - first;
        uint32_t below = cell->rows < height - top ? top + cell->rows : height;
        cell->column = columns[cell->column];
        cell->columns = (uint16_t)(columns[right] - cell->column);
        cell->row = rows[top];
        cell->rows = (uint16_t)(rows[below] - cell->row);
    }
}

/* ---- the end of a table ------------------------------------------------------------- */

static void add_grid(qoq_grid_builder *b, uint32_t rows, uint32_t columns)
{
    qoq_document *d = b->writer->document;
    size_t end = b->end_block ? b->end_block : d->block_count;
    qoq_error *err = b->writer->err;
    size_t bytes = b->count * sizeof *b->cells;
    qoq_grid_cell *cells = qoq_arena_alloc(&d->arena, bytes);
    if (!cells) {
        b->writer->status = qoq_fail_memory(err);
        return;
    }
    memcpy(cells, b->cells, bytes);
    b->writer->status =
        qoq_grow(&d->grids, &d->grid_room, d->grid_count + 1, sizeof *d->grids, err);
    if (b->writer->status == QOQ_OK)
        d->grids[d->grid_count++] = (qoq_grid){.cells = cells,
                                               .cell_count = b->count,
                                               .rows = rows,
                                               .columns = columns,
                                               .first_block = b->first_block,
                                               .last_block = end - 1,
                                               .aligned = b->aligned};
}

bool qoq_grid_close(qoq_grid_builder *builder)
{
    uint32_t columns[QOQ_GRID_COLUMNS + 1], *rows = NULL, row_count = 0, height;
    qoq_writer *writer = builder->writer;
    size_t before = writer->document->grid_count;
    bool any = builder->open && builder->count > 0 &&
               writer->document->block_count > builder->first_block;
    builder->open = false;
    if (!any || writer->status != QOQ_OK)
        return false;
    uint32_t column_count = number_columns(builder, columns);
    writer->status = number_rows(builder, &rows, &height, &row_count);
    if (writer->status == QOQ_OK && column_count >= 2 && row_count >= 2) {
        renumber(builder, columns, rows, height);
        add_grid(builder, row_count, column_count);
    }
    free(rows);
    builder->count = 0;
    return writer->document->grid_count > before;
}

void qoq_grid_clear(qoq_grid_builder *builder)
{
    free(builder->cells);
    *builder = (qoq_grid_builder){.writer = builder->writer};
}

/* ---- cells of a line ---------------------------------------------------------------- */

/* How far a label is set in by blanks. */
static uint16_t blanks_before(const char *text, const char *first)
{
    size_t n = (size_t)(first - text);
    return (uint16_t)(n < UINT16_MAX ? n : UINT16_MAX);
}

/* A cell in quotation marks is what stands inside: exports quote what holds a comma. */
static void put_unquoted(qoq_grid_builder *b, qoq_grid_cell cell)
{
    if (b->writer->status != QOQ_OK)
        return;
    qoq_slice text =
        qoq_slice_trim((qoq_slice){b->writer->document->owned + cell.start, cell.len});
    bool quoted = text.len >= 2 && text.ptr[0] == '"' && text.ptr[text.len - 1] == '"';
    if (quoted)
        text = (qoq_slice){text.ptr + 1, text.len - 2};
    qoq_slice bare = qoq_slice_trim(text);
    const char *begin = quoted ? text.ptr : b->writer->document->owned + cell.start;
    if (cell.column == 0 && bare.len > 0)
        cell.indent = blanks_before(begin, bare.ptr);
    cell.start = (size_t)(bare.ptr - b->writer->document->owned);
    cell.len = bare.len;
    qoq_grid_put(b, cell);
}

size_t qoq_cell_end(const char *text, size_t at, size_t end, char separator)
{
    bool quoted = false;
    if (separator == '\t') {
        const char *tab = at < end ? memchr(text + at, '\t', end - at) : NULL;
        return tab ? (size_t)(tab - text) : end;
    }
    for (; at < end; at++) {
        if (text[at] == '"')
            quoted = !quoted; /* a doubled one changes nothing */
        else if (text[at] == separator && !quoted)
            return at;
    }
    return end;
}

void qoq_grid_put_tabbed(qoq_grid_builder *builder, uint32_t row, size_t start,
                         size_t end, char separator)
{
    qoq_grid_cell cell = {.row = row, .rows = 1, .columns = 1};
    for (size_t at = start; at <= end && builder->writer->status == QOQ_OK;) {
        const char *text = builder->writer->document->owned;
        size_t stop = qoq_cell_end(text, at, end, separator);
        cell.start = at;
        cell.len = stop - at;
        put_unquoted(builder, cell);
        cell.column++;
        at = stop + 1;
    }
}

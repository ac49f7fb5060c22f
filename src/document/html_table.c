/* Tables of web pages: where a cell stands, with all that spans, and what of several cells
 * means one figure. */
#include <stdlib.h>
#include <string.h>

#include "document/html_private.h"
#include "words/lexicon_fixed.h"

/* ---- where a cell stands ------------------------------------------------------------ */

/* The first free column from the one the row has come to, and how many are free there. */
static uint32_t free_column(html_table *t, uint32_t *room)
{
    while (t->span_at < t->span_count) {
        const html_span *span = &t->spans[t->span_at];
        bool covers = span->until > t->row && span->column + span->columns > t->column;
        if (covers && span->column > t->column) {
            *room = span->column - t->column;
            return t->column;
        }
        if (covers)
            t->column = span->column + span->columns;
        t->span_at++;
    }
    *room = UINT32_MAX;
    return t->column;
}

static void add_span(html_table *t, qoq_writer *writer, const html_cell *cell)
{
    if (cell->rows < 2 || cell->column >= QOQ_GRID_COLUMNS || writer->status != QOQ_OK)
        return;
    writer->status = qoq_grow(&t->fresh, &t->fresh_room, t->fresh_count + 1,
                              sizeof *t->fresh, writer->err);
    if (writer->status == QOQ_OK)
        t->fresh[t->fresh_count++] =
            (html_span){cell->column, cell->columns, t->row + cell->rows};
}

static int by_column(const void *a, const void *b)
{
    const html_span *left = a, *right = b;
    return (left->column > right->column) - (left->column < right->column);
}

/* The spans that began in the row join those that still reach further. */
static void merge_spans(html_table *t, qoq_writer *writer)
{
    size_t kept = 0;
    if (t->fresh_count == 0)
        return;
    for (size_t i = 0; i < t->span_count; i++) {
        if (t->spans[i].until > t->row + 1)
            t->spans[kept++] = t->spans[i];
    }
    t->span_count = kept;
    if (writer->status == QOQ_OK)
        writer->status = qoq_grow(&t->spans, &t->span_room, kept + t->fresh_count,
                                  sizeof *t->spans, writer->err);
    if (writer->status != QOQ_OK)
        return;
    memcpy(t->spans + kept, t->fresh, t->fresh_count * sizeof *t->fresh);
    t->span_count += t->fresh_count;
    t->fresh_count = 0;
    qsort(t->spans, t->span_count, sizeof *t->spans, by_column);
}

/* ---- the cells of a row ------------------------------------------------------------- */

html_cell *qoq_html_cell(html_table *t)
{
    return t->cell_count > 0 ? &t->cells[t->cell_count - 1] : NULL;
}

/* The cell that is open ends with the text so far; an empty one leaves no trace. */
static void end_cell(html_table *t, size_t len)
{
    html_cell *cell = qoq_html_cell(t);
    if (!cell)
        return;
    if (cell->empty)
        t->cell_count--;
    else if (cell->end == 0)
        cell->end = len;
}

void qoq_html_begin_cell(html_table *t, qoq_writer *writer, const html_tag *tag)
{
    uint32_t room;
    end_cell(t, writer->document->len);
    uint32_t column = free_column(t, &room);
    uint32_t columns = tag->colspan < room ? tag->colspan : room;
    html_cell cell = {.column = column,
                      .columns = columns,
                      .rows = tag->rowspan,
                      .indent = (uint16_t)tag->indent,
                      .header = tag->header,
                      .empty = true};
    t->column = column < QOQ_GRID_COLUMNS ? column + columns : column;
    add_span(t, writer, &cell);
    if (writer->status == QOQ_OK)
        writer->status = qoq_grow(&t->cells, &t->cell_room, t->cell_count + 1,
                                  sizeof *t->cells, writer->err);
    if (writer->status == QOQ_OK)
        t->cells[t->cell_count++] = cell;
}

void qoq_html_begin_row(html_table *t, qoq_writer *writer)
{
    merge_spans(t, writer);
    t->row++;
    t->column = 0;
    t->span_at = 0;
    t->cell_count = 0;
}

/* ---- what is set apart but means one ------------------------------------------------- */

static bool begins_number(qoq_slice text)
{
    static const char *const starts[] = {"(", "（", "-", "−", "–", "—", ".", NULL};
    if (text.len > 0 && text.ptr[0] >= '0' && text.ptr[0] <= '9')
        return true;
    for (size_t i = 0; starts[i]; i++) {
        if (qoq_slice_starts(text, starts[i]))
            return true;
    }
    return false;
}

/* '$' or '(' in a cell of its own, and the figure in the next one. */
static bool is_sign_of(qoq_slice before, qoq_slice text)
{
    size_t open = qoq_slice_starts(before, "(")    ? 1
                  : qoq_slice_starts(before, "（") ? 3
                                                   : 0;
    return begins_number(text) &&
           ((open > 0 && open == before.len) ||
            qoq_fixed_word_is(QOQ_FIXED_sign, before.ptr + open, before.len - open));
}

/* '(11.6' in a cell, and ')' in the next one. */
static bool is_end_of(qoq_slice before, qoq_slice text)
{
    return qoq_fixed_word_is(QOQ_FIXED_tail, text.ptr, text.len) &&
           qoq_line_is_value(before.ptr, before.len);
}

bool qoq_html_joins(const html_table *t, const char *document_text, qoq_slice text)
{
    if (t->cell_count < 2 || t->cells[t->cell_count - 2].column == 0)
        return false;
    const html_cell *before = &t->cells[t->cell_count - 2];
    const html_cell *cell = &t->cells[t->cell_count - 1];
    if (cell->column > before->column + before->columns + 1)
        return false;
    qoq_slice last = qoq_slice_trim(
        (qoq_slice){document_text + before->start, before->end - before->start});
    text = qoq_slice_trim(text);
    return is_sign_of(last, text) || is_end_of(last, text);
}

/* The figure says which column, whatever stands in front of it or behind. */
void qoq_html_join(html_table *t, qoq_slice text)
{
    html_cell *before = &t->cells[t->cell_count - 2];
    html_cell *cell = &t->cells[t->cell_count - 1];
    if (begins_number(qoq_slice_trim(text))) {
        before->column = cell->column;
        before->columns = cell->columns;
        before->rows = cell->rows;
    }
    before->end = 0; /* goes on */
    t->cell_count--;
}

/* ---- rows of the grid --------------------------------------------------------------- */

static void put_cells(html_table *t)
{
    for (size_t i = 0; i < t->cell_count; i++) {
        const html_cell *cell = &t->cells[i];
        qoq_grid_put(
            &t->grid,
            (qoq_grid_cell){.start = cell->start,
                            .len = cell->end - cell->start,
                            .row = t->row,
                            .column = cell->column,
                            .rows = (uint16_t)cell->rows,
                            .columns = (uint16_t)(cell->columns < QOQ_GRID_COLUMNS
                                                      ? cell->columns
                                                      : QOQ_GRID_COLUMNS),
                            .indent = cell->indent,
                            .header = cell->header});
    }
}

static void confirm(html_table *t)
{
    t->sure = t->grid.count;
    t->sure_blocks = t->grid.writer->document->block_count;
}

/* Sentences between rows that turn out to stand inside the table. */
static void make_rows(qoq_document *d, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        d->blocks[i].kind = QOQ_BLOCK_ROW;
        d->blocks[i].level = 0;
    }
}

void qoq_html_end_cells(html_table *t, qoq_writer *writer)
{
    end_cell(t, writer->document->len);
}

void qoq_html_row_begins(html_table *t)
{
    if (!t->at || t->grid.open)
        return;
    qoq_grid_open(&t->grid, false);
    t->sure = 0;
    t->sure_blocks = t->grid.first_block;
}

static bool has_heading(const qoq_document *d, size_t first, size_t end)
{
    while (first < end && d->blocks[first].level == 0)
        first++;
    return first < end;
}

/* The row that was written last begins another table. */
static void begin_with_row(html_table *t)
{
    qoq_html_break(t);
    qoq_grid_open(&t->grid, false);
    t->grid.first_block--;
    t->sure = 0;
    t->sure_blocks = t->grid.first_block;
}

void qoq_html_row_ends(html_table *t, bool prose)
{
    const qoq_document *d = t->grid.writer->document;
    bool alone = t->cell_count < 2;
    if (!t->at || !t->grid.open || t->grid.writer->status != QOQ_OK)
        return;
    if (prose && (!alone || t->sure == 0)) {
        qoq_html_break(t);
        return;
    }
    if (!prose && has_heading(d, t->sure_blocks, d->block_count))
        begin_with_row(t);
    put_cells(t);
    if (prose || (alone && d->block_count > t->sure_blocks + 1))
        return;
    make_rows(t->grid.writer->document, t->sure_blocks, d->block_count);
    confirm(t);
}

/* A row of one cell is a line of text where it belongs to no table. */
static void make_paragraphs(qoq_document *d, size_t first)
{
    for (size_t i = first; i < d->block_count; i++) {
        qoq_block *block = &d->blocks[i];
        if (block->kind == QOQ_BLOCK_ROW &&
            !memchr(d->owned + block->start, '\t', block->len))
            block->kind = QOQ_BLOCK_PARAGRAPH;
    }
}

void qoq_html_break(html_table *t)
{
    if (!t->grid.open)
        return;
    size_t first = t->grid.first_block;
    t->grid.count = t->sure;
    t->grid.end_block = t->sure_blocks;
    bool kept = qoq_grid_close(&t->grid);
    if (t->grid.writer->status == QOQ_OK)
        make_paragraphs(t->grid.writer->document, kept ? t->sure_blocks : first);
}

void qoq_html_begin_table(html_table *t, size_t depth)
{
    /* A table around a table is for the layout of the page. */
    t->sure = 0;
    qoq_html_break(t);
    t->at = depth;
    t->row = 0;
    t->span_count = t->fresh_count = t->cell_count = 0;
}

void qoq_html_end_table(html_table *t)
{
    qoq_html_break(t);
    t->at = 0;
    t->span_count = t->fresh_count = 0;
}

void qoq_html_clear_table(html_table *t)
{
    qoq_grid_clear(&t->grid);
    free(t->cells);
    free(t->spans);
    free(t->fresh);
    *t = (html_table){.grid = t->grid};
}

/*
 * A document as text that shows what was made of it: a line for each block that is in no
 * table, and for each grid its rows, the cells between bars. For unit tests and the program
 * show_document.
 *
 *     P 单位：百万元
 *     grid 2 x 3
 *     | !项目{1x2} | !金额 |
 *     | 2>－基本 |  | 5.762 |
 *
 * '!' says heading, {1x2} one row and two columns, 2> set in by two.
 */
#ifndef QOQ_TESTS_GRID_TEXT_H
#define QOQ_TESTS_GRID_TEXT_H

#include "qoq/decode.h"
#include "qoq/text.h"

static inline void show_text(qoq_buffer *out, const qoq_document *d, size_t start,
                             size_t len)
{
    for (size_t k = start; k < start + len; k++)
        qoq_buffer_char(out, d->text[k] == '\n'   ? '/'
                             : d->text[k] == '\t' ? '\\'
                                                  : d->text[k]);
}

static inline void show_cell(qoq_buffer *out, const qoq_document *d,
                             const qoq_grid_cell *cell)
{
    qoq_buffer_char(out, ' ');
    if (cell->header)
        qoq_buffer_char(out, '!');
    if (cell->indent)
        qoq_buffer_print(out, "%u>", cell->indent);
    show_text(out, d, cell->start, cell->len);
    if (cell->rows != 1 || cell->columns != 1)
        qoq_buffer_print(out, "{%ux%u}", cell->rows, cell->columns);
}

static inline void show_grid(qoq_buffer *out, const qoq_document *d,
                             const qoq_grid *grid)
{
    size_t at = 0;
    qoq_buffer_print(out, "grid %u x %u%s\n", grid->rows, grid->columns,
                     grid->aligned ? " aligned" : "");
    for (uint32_t row = 0; row < grid->rows; row++) {
        qoq_buffer_char(out, '|');
        for (uint32_t column = 0; column < grid->columns; column++) {
            const qoq_grid_cell *cell = &grid->cells[at];
            if (at < grid->cell_count && cell->row == row && cell->column == column) {
                show_cell(out, d, cell);
                at++;
            }
            qoq_buffer_text(out, " |");
        }
        qoq_buffer_char(out, '\n');
    }
}

static inline void show_document(qoq_buffer *out, const qoq_document *d)
{
    size_t next = 0;
    for (size_t i = 0; i < d->block_count; i++) {
        const qoq_block *block = &d->blocks[i];
        if (next < d->grid_count && i == d->grids[next].first_block) {
            show_grid(out, d, &d->grids[next]);
            i = d->grids[next++].last_block;
            continue;
        }
        qoq_buffer_char(out, "THPIR"[block->kind]);
        if (block->kind == QOQ_BLOCK_HEADING)
            qoq_buffer_print(out, "%d", block->level);
        qoq_buffer_char(out, ' ');
        show_text(out, d, block->start, block->len);
        qoq_buffer_char(out, '\n');
    }
}

#endif

/*
 * What holds for every document that was read, whatever it was: for the unit tests and
 * the fuzz targets of the document rooms.
 */
#ifndef QOQ_TESTS_DOCUMENT_LAW_H
#define QOQ_TESTS_DOCUMENT_LAW_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/decode.h"
#include "qoq/text.h"

/* A failed law ends the program: fuzzers and cmocka both report that. */
static inline void law(bool holds, const char *what, size_t at)
{
    if (holds)
        return;
    fprintf(stderr, "document law broken at %zu: %s\n", at, what);
    abort();
}

static inline bool law_is_heading(const qoq_block *block)
{
    return block->kind == QOQ_BLOCK_TITLE || block->kind == QOQ_BLOCK_HEADING;
}

static inline void check_blocks(const qoq_document *d)
{
    size_t end = 0, titles = 0;
    for (size_t i = 0; i < d->block_count; i++) {
        const qoq_block *block = &d->blocks[i];
        qoq_slice text = {d->text + block->start, block->len};
        law(block->start >= end && block->len > 0, "blocks overlap or are empty", i);
        end = block->start + block->len;
        law(end <= d->len && end > block->start, "a block ends behind the text", i);
        law(qoq_slice_equal(qoq_slice_trim(text), text), "a block is not trimmed", i);
        law(qoq_text_is_valid(text.ptr, text.len, NULL), "a block cuts a character", i);
        law(block->kind <= QOQ_BLOCK_ROW, "unknown kind", i);
        law(law_is_heading(block) == (block->level > 0), "a level where none belongs",
            i);
        law(d->form == QOQ_FORM_HTML || !memchr(text.ptr, '\n', text.len),
            "a line end in a block", i);
        titles += block->kind == QOQ_BLOCK_TITLE;
    }
    law(titles <= 1, "two titles", titles);
}

/* 'T腾讯...', 'H2 ...', 'P...', 'I...', 'R...': a line for each block. A line break inside is
 * shown as `line`, a tab as `tab`. */
static inline void show_blocks(qoq_buffer *out, const qoq_document *d, char line,
                               char tab)
{
    for (size_t i = 0; i < d->block_count; i++) {
        const qoq_block *block = &d->blocks[i];
        qoq_buffer_char(out, "THPIR"[block->kind]);
        if (block->kind == QOQ_BLOCK_HEADING)
            qoq_buffer_print(out, "%d", block->level);
        qoq_buffer_char(out, ' ');
        for (size_t k = block->start; k < block->start + block->len; k++) {
            char c = d->text[k];
            qoq_buffer_char(out, c == '\n' ? line : c == '\t' ? tab : c);
        }
        qoq_buffer_char(out, '\n');
    }
}

/* Goes through the original, character by character. */
typedef struct law_place {
    const char *text;
    size_t len, at, line, column;
} law_place;

static inline void law_step(law_place *p)
{
    bool end =
        p->text[p->at] == '\n' ||
        (p->text[p->at] == '\r' && !(p->at + 1 < p->len && p->text[p->at + 1] == '\n'));
    qoq_text_next(p->text, p->len, &p->at);
    p->line += end;
    p->column = end ? 1 : p->column + 1;
}

/* Every character of a block stands in the original where it is said to stand: itself,
 * or an entity in its place; white space may stand for other white space, a line break
 * or what was dropped. `original` is UTF-8 without byte order mark. */
static inline void check_places(const qoq_document *d, const char *original, size_t len)
{
    enum { LOOK = 20000 };
    law_place place = {original, len, 0, 1, 1};
    size_t page, line, column, looked = 0;
    for (size_t i = 0; i < d->block_count; i++) {
        size_t at = d->blocks[i].start, end = at + d->blocks[i].len;
        while (at < end && looked++ < LOOK) {
            qoq_document_locate(d, at, &page, &line, &column);
            uint32_t code = qoq_text_next(d->text, d->len, &at);
            while (place.at < len &&
                   (place.line < line || (place.line == line && place.column < column)))
                law_step(&place);
            bool inside =
                place.line == line && place.column == column && place.at < len;
            if (!inside && qoq_text_is_space(code))
                continue;
            if (getenv("LAW"))
                fprintf(stderr, "U+%04X at %zu:%zu, text %zu\n", code, line, column,
                        at);
            law(inside, "a place outside of the original", at);
            /* &amp; in web pages, and by its full name in Markdown and rows with bars */
            size_t next = place.at, rest = len - next < 8 ? len - next : 8;
            uint32_t there = qoq_text_next(original, len, &next);
            law(there == code || qoq_text_is_space(code) ||
                    (there == '&' && (d->form == QOQ_FORM_HTML ||
                                      memchr(original + place.at, ';', rest))),
                "another character stands there", at);
        }
    }
}

static inline void check_cell(const qoq_document *d, const qoq_grid *grid, size_t index)
{
    const qoq_grid_cell *cell = &grid->cells[index];
    const qoq_block *first = &d->blocks[grid->first_block];
    const qoq_block *last = &d->blocks[grid->last_block];
    qoq_slice text = {d->text + cell->start, cell->len};
    law(cell->len > 0 && cell->start >= first->start &&
            cell->start + cell->len <= last->start + last->len,
        "a cell outside of its blocks", index);
    law(qoq_slice_equal(qoq_slice_trim(text), text), "a cell is not trimmed", index);
    law(qoq_text_is_valid(text.ptr, text.len, NULL), "a cell cuts a character", index);
    law(cell->rows > 0 && cell->columns > 0, "a cell without room", index);
    law(cell->rows <= grid->rows - cell->row &&
            cell->columns <= grid->columns - cell->column,
        "a cell reaches out of its grid", index);
    if (index == 0)
        return;
    const qoq_grid_cell *before = cell - 1;
    law(cell->start >= before->start + before->len, "cells overlap in the text", index);
    law(cell->row > before->row ||
            (cell->row == before->row &&
             cell->column >= (uint32_t)before->column + before->columns),
        "cells are not in order", index);
}

/* No place of a grid belongs to two cells. */
static inline void check_places_of_grid(const qoq_grid *grid)
{
    enum { LARGE = 1 << 20 };
    size_t places = (size_t)grid->rows * grid->columns;
    if (places > LARGE)
        return;
    bool *taken = calloc(places, sizeof *taken);
    for (size_t i = 0; taken && i < grid->cell_count; i++) {
        const qoq_grid_cell *cell = &grid->cells[i];
        for (uint32_t r = cell->row; r < cell->row + cell->rows; r++) {
            for (uint32_t c = cell->column; c < cell->column + cell->columns; c++) {
                law(!taken[(size_t)r * grid->columns + c], "two cells in a place", i);
                taken[(size_t)r * grid->columns + c] = true;
            }
        }
    }
    free(taken);
}

static inline void check_grids(const qoq_document *d)
{
    size_t block = 0;
    for (size_t g = 0; g < d->grid_count; g++) {
        const qoq_grid *grid = &d->grids[g];
        law(grid->rows >= 2 && grid->columns >= 2, "no table", g);
        law(grid->first_block >= block && grid->last_block >= grid->first_block &&
                grid->last_block < d->block_count,
            "grids are not in order", g);
        block = grid->last_block + 1;
        for (size_t i = grid->first_block; i <= grid->last_block; i++)
            law(d->blocks[i].kind == QOQ_BLOCK_ROW, "a block of a grid is no row", i);
        for (size_t i = 0; i < grid->cell_count; i++)
            check_cell(d, grid, i);
        check_places_of_grid(grid);
    }
}

static inline void check_document(const qoq_document *d)
{
    law(d->text[d->len] == '\0', "the text is not terminated", d->len);
    law(qoq_text_is_valid(d->text, d->len, NULL), "the text is not UTF-8", 0);
    for (size_t i = 0; i < d->mark_count; i++) {
        law(d->marks[i].line > 0 && d->marks[i].column > 0, "a mark without place", i);
        law(d->marks[i].offset <= d->len, "a mark behind the text", i);
        law(i == 0 || d->marks[i].offset > d->marks[i - 1].offset, "marks disorder", i);
    }
    check_blocks(d);
    check_grids(d);
}

#endif

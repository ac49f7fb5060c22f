/* One grid, stage by stage: shape, labels, caption, then for each set of headings the
 * columns, the rows, what adds up, and the figures. */
#include "extract/table.h"

#include <string.h>

#include "extract/table_private.h"

void table_clear(table_reader *reader)
{
    tokens_clear(&reader->list);
}

/* Rows from `from` on that stand under one set of headings. */
static uint32_t end_of_headers(const table *t, uint32_t from)
{
    uint32_t end = from;
    for (uint32_t i = from; i < t->grid->rows && t->rows[i].kind != ROW_BODY; i++) {
        if (t->rows[i].kind == ROW_HEADER)
            end = i + 1;
    }
    return end;
}

static uint32_t next_header(const table *t, uint32_t from)
{
    while (from < t->grid->rows && t->rows[from].kind != ROW_HEADER)
        from++;
    return from;
}

/* A grid may hold several statements: the title of the next, 合并年初到报告期末利润表,
 * stands in a row above its headings. */
static void take_title(table *t, uint32_t header)
{
    for (uint32_t i = header; i-- > 0 && header - i <= 4;) {
        saying title;
        if (t->rows[i].kind != ROW_LABEL || t->rows[i].claimed)
            return;
        saying_read(t->r, &title, t->rows[i].label);
        if (!title.relative && !title.periods && !title.units.money && !title.units.any)
            continue;
        if (title.relative || title.periods) {
            t->caption.relative = title.relative;
            t->caption.period = title.period;
            t->caption.periods = title.periods;
        }
        units_fill(&title.units, &t->caption.units);
        t->caption.units = title.units;
    }
}

static void read_sections(table *t)
{
    for (uint32_t at = 0; at < t->grid->rows && !t->needs_memory;) {
        uint32_t body = end_of_headers(t, at), last;
        last = next_header(t, body);
        if (at > 0)
            take_title(t, at);
        table_columns(t, at, body);
        table_rows(t, at, last);
        table_sums(t, body, last);
        table_changes(t, body, last);
        table_places(t, body, last);
        table_spans(t, body, last);
        table_figures(t, body, last);
        at = last > at ? last : at + 1;
    }
}

static bool has_numbers(const table *t)
{
    for (uint32_t i = 0; i < t->grid->columns; i++) {
        if (t->columns[i].numeric)
            return true;
    }
    return false;
}

qoq_status table_read(table_reader *reader, const qoq_grid *grid, qoq_error *err)
{
    table t;
    memset(&t, 0, sizeof t);
    t.r = reader;
    t.grid = grid;
    t.revenue = UINT32_MAX;
    qoq_status status = QOQ_OK;
    if (grid->cell_count > 0 && grid->columns > 1) {
        status = table_shape(&t, err);
        uint32_t second = status == QOQ_OK && table_may_be_halved(&t)
                              ? table_second_labels(&t)
                              : UINT32_MAX;
        if (second != UINT32_MAX) {
            status = table_read_halves(&t, second, err);
        } else if (status == QOQ_OK && has_numbers(&t)) {
            table_labels(&t);
            table_caption(&t);
            read_sections(&t);
        }
        if (status == QOQ_OK && t.needs_memory)
            status = qoq_fail_memory(err);
    }
    said_forget(&reader->said); /* it points into the arena */
    qoq_arena_clear(&t.arena);
    reader->after = grid->last_block + 1;
    return status;
}

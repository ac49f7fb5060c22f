/* The table that every output room renders. */
#include <string.h>

#include "qoq/terminal.h"

void qoq_table_clear(qoq_table *table)
{
    qoq_arena_clear(&table->arena);
    memset(table, 0, sizeof *table);
}

/* A copy that is safe to show. */
static const char *keep(qoq_table *table, const char *text)
{
    size_t room = strlen(text) + 1;
    char *copy = *text ? qoq_arena_alloc(&table->arena, room) : NULL;

    if (!*text)
        return "";
    if (!copy) {
        table->failed = true;
        return "";
    }
    qoq_text_display(copy, room, text, room - 1);
    return copy;
}

/* Arrays live in the arena too: a table is freed in one go. */
static void *grown(qoq_table *table, const void *items, size_t count, size_t *room,
                   size_t size)
{
    size_t wanted = *room ? *room * 2 : 16;
    void *larger = qoq_arena_calloc(&table->arena, wanted, size);

    if (!larger) {
        table->failed = true;
        return NULL;
    }
    if (count)
        memcpy(larger, items, count * size);
    *room = wanted;
    return larger;
}

void qoq_table_title(qoq_table *table, const char *title, const char *subtitle)
{
    table->title = keep(table, title);
    table->subtitle = keep(table, subtitle);
}

qoq_table_column *qoq_table_add_column(qoq_table *table, const char *title,
                                       const char *key, qoq_align align)
{
    if (table->failed)
        return NULL;
    if (table->column_count == table->column_room) {
        qoq_table_column *larger = grown(table, table->columns, table->column_count,
                                         &table->column_room, sizeof *table->columns);
        if (!larger)
            return NULL;
        table->columns = larger;
    }
    qoq_table_column *column = &table->columns[table->column_count++];
    column->title = keep(table, title);
    column->key = key ? keep(table, key) : column->title;
    column->align = (uint8_t)align;
    return column;
}

qoq_table_row *qoq_table_add_row(qoq_table *table, qoq_row_kind kind)
{
    if (table->failed)
        return NULL;
    if (table->row_count == table->row_room) {
        qoq_table_row *larger = grown(table, table->rows, table->row_count,
                                      &table->row_room, sizeof *table->rows);
        if (!larger)
            return NULL;
        table->rows = larger;
    }
    qoq_table_cell *cells =
        qoq_arena_calloc(&table->arena, table->column_count + 1, sizeof *cells);
    if (!cells) {
        table->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < table->column_count; i++)
        cells[i].text = cells[i].mark = "";
    qoq_table_row *row = &table->rows[table->row_count++];
    *row = (qoq_table_row){.kind = (uint8_t)kind, .cells = cells, .remark = ""};
    return row;
}

static qoq_table_row *last_row(qoq_table *table)
{
    return table->failed || !table->row_count ? NULL
                                              : &table->rows[table->row_count - 1];
}

void qoq_table_set(qoq_table *table, size_t column, const char *text)
{
    qoq_table_row *row = last_row(table);

    if (row && column < table->column_count)
        row->cells[column].text = keep(table, text);
}

void qoq_table_set_mark(qoq_table *table, size_t column, const char *mark, int mood)
{
    qoq_table_row *row = last_row(table);

    if (row && column < table->column_count) {
        row->cells[column].mark = keep(table, mark);
        row->cells[column].mood = (int8_t)mood;
    }
}

void qoq_table_remark(qoq_table *table, const char *remark)
{
    qoq_table_row *row = last_row(table);

    if (row)
        row->remark = keep(table, remark);
}

void qoq_table_indent(qoq_table *table, int indent)
{
    qoq_table_row *row = last_row(table);

    if (row)
        row->indent = (uint8_t)(indent < 0 ? 0 : indent > 40 ? 40 : indent);
}

void qoq_table_foot(qoq_table *table, const char *text)
{
    if (table->failed)
        return;
    if (table->foot_count == table->foot_room) {
        const char **larger = grown(table, table->feet, table->foot_count,
                                    &table->foot_room, sizeof *table->feet);
        if (!larger)
            return;
        table->feet = larger;
    }
    table->feet[table->foot_count++] = keep(table, text);
}

#include "qoq/markdown.h"

#include <string.h>

void qoq_markdown_text(qoq_buffer *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("\\`*_{}[]<>#|~&", *text))
            qoq_buffer_char(out, '\\');
        qoq_buffer_char(out, *text);
    }
}

static void put_cell(qoq_buffer *out, const qoq_table_row *row, size_t column)
{
    const qoq_table_cell *cell = &row->cells[column];
    bool strong = row->kind == QOQ_TABLE_TOTAL && *cell->text;

    qoq_buffer_char(out, ' ');
    /* blanks at the front of a cell are dropped by renderers */
    for (unsigned i = 0; column == 0 && i < row->indent; i++)
        qoq_buffer_text(out, "&nbsp;");
    qoq_buffer_text(out, strong ? "**" : "");
    qoq_markdown_text(out, cell->text);
    qoq_buffer_text(out, strong ? "**" : "");
    qoq_markdown_text(out, cell->mark);
    qoq_buffer_text(out, " |");
}

/* A heading that only names its section stands over the columns as they are titled. */
static bool needs_title(const qoq_table *table, const qoq_table_row *row, size_t column)
{
    return row->kind == QOQ_TABLE_HEADER && column > 0 && !table->no_titles &&
           !*row->cells[column].text;
}

static void put_row(qoq_buffer *out, const qoq_table *table, const qoq_table_row *row)
{
    qoq_buffer_char(out, '|');
    for (size_t c = 0; c < table->column_count; c++) {
        if (needs_title(table, row, c)) {
            qoq_buffer_char(out, ' ');
            qoq_markdown_text(out, table->columns[c].title);
            qoq_buffer_text(out, " |");
        } else {
            put_cell(out, row, c);
        }
    }
    qoq_buffer_char(out, '\n');
}

static void put_rule(qoq_buffer *out, const qoq_table *table)
{
    qoq_buffer_char(out, '|');
    for (size_t c = 0; c < table->column_count; c++)
        qoq_buffer_text(out,
                        table->columns[c].align == QOQ_ALIGN_RIGHT ? "---:|" : "---|");
    qoq_buffer_char(out, '\n');
}

static void put_titles(qoq_buffer *out, const qoq_table *table)
{
    qoq_buffer_char(out, '|');
    for (size_t c = 0; c < table->column_count; c++) {
        qoq_buffer_char(out, ' ');
        qoq_markdown_text(out, table->columns[c].title);
        qoq_buffer_text(out, " |");
    }
    qoq_buffer_char(out, '\n');
    put_rule(out, table);
}

static void put_heading(qoq_buffer *out, const qoq_table *table)
{
    bool title = table->title && *table->title;
    bool subtitle = table->subtitle && *table->subtitle;

    if (!title && !subtitle)
        return;
    if (title) {
        qoq_buffer_text(out, "**");
        qoq_markdown_text(out, table->title);
        qoq_buffer_text(out, subtitle ? "** · " : "**");
    }
    if (subtitle)
        qoq_markdown_text(out, table->subtitle);
    qoq_buffer_text(out, "\n\n");
}

/* Remarks and foot notes: one line each, with the two blanks that keep lines apart. */
static void put_feet(qoq_buffer *out, const qoq_table *table)
{
    bool any = false;

    for (size_t r = 0; r < table->row_count; r++) {
        const qoq_table_row *row = &table->rows[r];
        if (!*row->remark)
            continue;
        qoq_buffer_text(out, any ? "  \n" : "\n");
        any = true;
        qoq_markdown_text(out, row->cells[0].text);
        qoq_buffer_text(out, ": ");
        qoq_markdown_text(out, row->remark);
    }
    for (size_t i = 0; i < table->foot_count; i++) {
        qoq_buffer_text(out, any ? "  \n" : "\n");
        any = true;
        qoq_markdown_text(out, table->feet[i]);
    }
    if (any)
        qoq_buffer_char(out, '\n');
}

void qoq_markdown_table(qoq_buffer *out, const qoq_table *table)
{
    put_heading(out, table);
    if (!table->no_titles)
        put_titles(out, table);
    for (size_t r = 0; r < table->row_count; r++) {
        const qoq_table_row *row = &table->rows[r];
        if (row->kind == QOQ_TABLE_RULE)
            continue;
        if (row->kind == QOQ_TABLE_HEADER && r > 0)
            qoq_buffer_char(out, '\n');
        put_row(out, table, row);
        if (row->kind == QOQ_TABLE_HEADER)
            put_rule(out, table);
    }
    put_feet(out, table);
}

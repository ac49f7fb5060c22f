/* qoq list documents, qoq list corrections: what a dataset was made of. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd_list.h"
#include "cli/command.h"

typedef struct column_row {
    const char *english, *chinese, *key;
    uint8_t minimum; /* of a text that may be cut; 0 = never */
    bool number;
    uint8_t weight; /* 0 = always shown */
} column_row;

static void add_columns(const cli *c, qoq_table *table, const column_row *rows,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        qoq_table_column *column = qoq_table_add_column(
            table, c->chinese ? rows[i].chinese : rows[i].english, rows[i].key,
            rows[i].number ? QOQ_ALIGN_RIGHT : QOQ_ALIGN_LEFT);
        if (!column)
            continue;
        column->minimum = rows[i].minimum;
        column->number = rows[i].number;
        column->weight = rows[i].weight;
    }
}

/* ---- documents ------------------------------------------------------------------------ */

static const column_row document_columns[] = {
    {"document", "文档", "document", 0, false, 0},
    {"source", "来源", "source", 16, false, 0},
    {"vintage", "报告期", "vintage", 0, false, 0},
    {"published", "发布日", "published", 0, false, 1},
    {"records", "记录数", "records", 0, true, 0},
};

enum { DOCUMENT_COLUMNS = sizeof document_columns / sizeof document_columns[0] };

static void add_document(qoq_table *table, const qoq_dataset *data,
                         const qoq_document_rows *d)
{
    char text[24];

    qoq_table_add_row(table, QOQ_TABLE_ROW);
    snprintf(text, sizeof text, "%016" PRIx64, d->document);
    qoq_table_set(table, 0, d->document ? text : "");
    qoq_table_set(table, 1, qoq_dataset_text(data, d->source));
    qoq_period_format(text, d->vintage);
    qoq_table_set(table, 2, text);
    qoq_date_format(text, d->published);
    qoq_table_set(table, 3, text);
    snprintf(text, sizeof text, "%zu", d->records);
    qoq_table_set(table, 4, text);
}

typedef struct document_filter {
    const cli *c;
    const selection *s;
    const qoq_dataset *data;
} document_filter;

static bool is_of_document(const void *data, const qoq_record *record)
{
    const document_filter *f = data;

    return cli_selected(f->c, f->s, record) &&
           !qoq_dataset_has_mark(f->data, record, "correction");
}

int cmd_list_documents(cli *c, selection *s, qoq_table *table)
{
    const document_filter filter = {c, s, qoq_panel_dataset(s->panel)};
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_document_rows *documents;
    size_t count;

    add_columns(c, table, document_columns, DOCUMENT_COLUMNS);
    if (qoq_dataset_documents(&documents, &count, filter.data, is_of_document, &filter,
                              &err) != QOQ_OK)
        return cli_fail(c, &err);
    for (size_t i = 0; i < count; i++)
        add_document(table, filter.data, &documents[i]);
    free(documents);
    return EXIT_DONE;
}

/* ---- corrections ---------------------------------------------------------------------- */

static const column_row correction_columns[] = {
    {"cell", "单元", "cell", 0, false, 0},     {"value", "数值", "value", 0, true, 0},
    {"stated", "原值", "stated", 0, true, 0},  {"unit", "单位", "unit", 0, false, 0},
    {"source", "来源", "source", 0, false, 1}, {"why", "原因", "quote", 12, false, 0},
};

enum { CORRECTION_COLUMNS = sizeof correction_columns / sizeof correction_columns[0] };

/* What the documents state of a cell, without corrections. NULL when none does, or when
 * memory is out. */
static const qoq_record *find_stated(const qoq_panel *panel, const qoq_cell *cell)
{
    const qoq_dataset *data = qoq_panel_dataset(panel);
    size_t count = qoq_panel_statements(NULL, 0, panel, cell), kept = 0;
    const qoq_record **all = calloc(count + 1, sizeof *all);
    qoq_choice choice = {0};

    if (!all)
        return NULL;
    qoq_panel_statements(all, count, panel, cell);
    for (size_t i = 0; i < count; i++) {
        if (!qoq_dataset_has_mark(data, all[i], "correction"))
            all[kept++] = all[i];
    }
    if (kept)
        qoq_view_choose(&choice, data, all, kept, qoq_panel_view(panel));
    free(all);
    return choice.record;
}

static void set_value(qoq_table *table, size_t column, const qoq_record *r)
{
    char text[QOQ_DECIMAL_ROOM];
    int decimals = r->number.decimals;

    qoq_decimal_format(text, r->number.value,
                       decimals > 0 && decimals < QOQ_DECIMALS_INF ? decimals : 0);
    qoq_table_set(table, column, text);
}

static void add_correction(cli *c, const selection *s, qoq_table *table,
                           const qoq_record *r)
{
    const qoq_dataset *data = qoq_panel_dataset(s->panel);
    const qoq_cell cell = qoq_cell_of(r);
    const qoq_record *stated = find_stated(s->panel, &cell);
    qoq_buffer name = {0};

    qoq_cell_format(&name, s->panel, &cell, NULL);
    qoq_table_add_row(table, QOQ_TABLE_ROW);
    qoq_table_set(table, 0, qoq_buffer_string(&name));
    set_value(table, 1, r);
    if (stated)
        set_value(table, 2, stated);
    else
        cli_note(c, "correction-alone", QOQ_NOTE_NOTE,
                 "no document states what is corrected: %s", qoq_buffer_string(&name));
    qoq_table_set(table, 3, qoq_dataset_text(data, r->unit));
    qoq_table_set(table, 4, qoq_dataset_text(data, r->source));
    qoq_table_set(table, 5, qoq_dataset_text(data, r->quote));
    qoq_buffer_clear(&name);
}

int cmd_list_corrections(cli *c, selection *s, qoq_table *table)
{
    const qoq_dataset *data = qoq_panel_dataset(s->panel);

    add_columns(c, table, correction_columns, CORRECTION_COLUMNS);
    for (size_t i = 0; i < data->count; i++) {
        const qoq_record *r = &data->records[i];
        if (qoq_dataset_has_mark(data, r, "correction") && cli_selected(c, s, r))
            add_correction(c, s, table, r);
    }
    return EXIT_DONE;
}

/* qoq export: selected records as CSV, JSON, Markdown or a table; long, or wide. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "qoq/json.h"
#include "qoq/spreadsheet.h"

enum { OPTION_MEASURE = OPTION_OWN, OPTION_WIDE, OPTION_SPAN, OPTION_BOM };

static const option_row own_options[] = {
    {OPTION_MEASURE, "measure", "NAME", "level, yoy, qoq...: only what states this"},
    {OPTION_WIDE, "wide", NULL, "one row for each series, one column for each period"},
    {OPTION_SPAN, "span", "SPAN", "quarter, half, nine or year: only such periods"},
    {OPTION_BOM, "bom", NULL, "begin CSV with a byte order mark, for Chinese in Excel"},
    {0, NULL, NULL, NULL},
};

typedef struct export
{
    cli *c;
    selection s;
    bool measures[QOQ_MEASURES_]; /* none set = all */
    bool any_measure;
    qoq_span span; /* NONE = all */
    bool use[QOQ_COLUMNS_];
}
export;

/* ---- options ------------------------------------------------------------------------ */

static int parse_measures(export *e, const char *text)
{
    const char *names[QOQ_MEASURES_];
    qoq_measure measure;

    for (int i = 0; i < QOQ_MEASURES_; i++)
        names[i] = qoq_measure_name((qoq_measure)i);
    while (*text) {
        size_t len = strcspn(text, ",");
        char *word = qoq_arena_copy(&e->c->arena, text, len);
        if (word && !qoq_measure_parse(&measure, qoq_slice_of(word)))
            return cli_unknown(e->c, "measure", word,
                               cli_nearest(word, names, QOQ_MEASURES_),
                               "qoq help cells");
        if (word)
            e->measures[measure] = e->any_measure = true;
        text += len + (text[len] == ',');
    }
    return EXIT_DONE;
}

static int parse_own(export *e)
{
    for (size_t i = 0; i < e->c->own_count; i++) {
        if (e->c->own[i].key == OPTION_MEASURE) {
            int status = parse_measures(e, e->c->own[i].value);
            if (status != EXIT_DONE)
                return status;
        }
    }
    return cli_option_span(e->c, OPTION_SPAN, &e->span);
}

static bool wanted(const export *e, const qoq_record *r)
{
    qoq_figure shown;

    if ((e->any_measure && !e->measures[r->measure]) ||
        (e->span != QOQ_SPAN_NONE && r->period.span != (uint8_t)e->span) ||
        !cli_selected(e->c, &e->s, r))
        return false;
    if (e->c->view.kind == QOQ_VIEW_LATEST)
        return true;
    /* a view other than the default shows one statement for each cell */
    qoq_cell cell = qoq_cell_of(r);
    qoq_panel_figure(&shown, e->s.panel, &cell);
    return shown.record == r;
}

/* ---- long: one record a row ------------------------------------------------------------ */

/* Columns that are written: the required ones, and those that some record fills. */
static void find_columns(export *e, const qoq_dataset *data)
{
    for (int i = 0; i < QOQ_COLUMNS_; i++)
        e->use[i] = qoq_columns[i].required;
    for (size_t i = 0; i < data->count; i++) {
        const qoq_record *r = &data->records[i];
        if (!wanted(e, r))
            continue;
        e->use[QOQ_COL_PARENT] = e->use[QOQ_COL_PARENT] || r->parent;
        e->use[QOQ_COL_END] = e->use[QOQ_COL_END] || r->end;
        e->use[QOQ_COL_PUBLISHED] = e->use[QOQ_COL_PUBLISHED] || r->published;
        e->use[QOQ_COL_FLAGS] = e->use[QOQ_COL_FLAGS] || r->flags;
        e->use[QOQ_COL_DOCUMENT] = e->use[QOQ_COL_DOCUMENT] || r->document;
        e->use[QOQ_COL_PAGE] = e->use[QOQ_COL_PAGE] || r->page;
        e->use[QOQ_COL_LINE] = e->use[QOQ_COL_LINE] || r->line;
        e->use[QOQ_COL_COLUMN] = e->use[QOQ_COL_COLUMN] || r->column;
        e->use[QOQ_COL_QUOTE] = e->use[QOQ_COL_QUOTE] || r->quote;
    }
}

/* The fields of one line of CSV. */
typedef struct fields {
    char **items;
    size_t count, room;
    qoq_arena arena;
} fields;

static qoq_status take_fields(void *data, const qoq_csv_row *row, qoq_error *err)
{
    fields *f = data;

    QOQ_TRY(qoq_grow(&f->items, &f->room, row->count, sizeof *f->items, err));
    for (size_t i = 0; i < row->count; i++) {
        f->items[i] = qoq_arena_copy(&f->arena, row->fields[i].ptr, row->fields[i].len);
        if (!f->items[i])
            return qoq_fail_memory(err);
    }
    f->count = row->count;
    return QOQ_OK;
}

/* False when memory is out: the line is our own and cannot be wrong. */
static bool split_line(fields *f, qoq_buffer *line)
{
    qoq_arena_clear(&f->arena);
    f->count = 0;
    return qoq_csv_read(qoq_buffer_string(line), line->len, take_fields, f, NULL) ==
           QOQ_OK;
}

/* -6 and -0.42 start like a formula, and stand in nearly every line. */
static bool is_negative_number(const qoq_buffer *line, size_t at)
{
    size_t end = at + 1;

    while (end < line->len && strchr("0123456789.", line->ptr[end]))
        end++;
    return line->ptr[at] == '-' && end > at + 1 &&
           (end == line->len || line->ptr[end] == ',');
}

/* Could a spreadsheet or a terminal act on something in this line? */
static bool is_risky(const qoq_buffer *line)
{
    for (size_t i = 0; i < line->len; i++) {
        char c = line->ptr[i];
        bool starts = i == 0 || line->ptr[i - 1] == ',' || line->ptr[i - 1] == '"';
        if ((starts && strchr("=+-@", c) && !is_negative_number(line, i)) ||
            (unsigned char)c < ' ' || c == 0x7f)
            return true;
        if ((unsigned char)c == 0xC2 || (unsigned char)c == 0xE2)
            return true; /* C1 controls, bidi marks: looked at closely */
    }
    return false;
}

/* The line once more, each text made safe for spreadsheets; on a terminal also for it. */
static void put_safely(qoq_buffer *out, fields *f, bool terminal)
{
    for (size_t i = 0; i < f->count; i++) {
        char *text = f->items[i];
        if (terminal)
            qoq_text_display(text, strlen(text) + 1, text, strlen(text));
        if (i > 0)
            qoq_buffer_char(out, ',');
        qoq_csv_put_safe(out, qoq_slice_of(text));
    }
    qoq_buffer_char(out, '\n');
}

static bool is_number_column(const char *name)
{
    static const char *const numbers[] = {"value", "decimals", "page", "line",
                                          "column"};

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (strcmp(numbers[i], name) == 0)
            return true;
    }
    return false;
}

static void put_object(qoq_buffer *out, const fields *names, const fields *f,
                       bool first)
{
    qoq_buffer_text(out, first ? "\n  {" : ",\n  {");
    for (size_t i = 0; i < f->count && i < names->count; i++) {
        if (i > 0)
            qoq_buffer_text(out, ", ");
        qoq_json_string(out, names->items[i], strlen(names->items[i]));
        qoq_buffer_text(out, ": ");
        if (is_number_column(names->items[i]))
            qoq_json_number(out, f->items[i]);
        else
            qoq_json_string(out, f->items[i], strlen(f->items[i]));
    }
    qoq_buffer_char(out, '}');
}

static void fill_fields(qoq_table *table, const fields *f)
{
    qoq_table_add_row(table, QOQ_TABLE_ROW);
    for (size_t i = 0; i < f->count; i++)
        qoq_table_set(table, i, f->items[i]);
}

/* Where records go one by one. */
typedef struct output {
    result_stream stream;
    qoq_table table; /* FORMAT_TABLE, FORMAT_MD: columns must be measured first */
    fields names, line;
    qoq_buffer text;
    size_t count;
    bool terminal;
} output;

static void put_header(export *e, output *o, const qoq_dataset *data)
{
    qoq_dataset_format_header(&o->text, data, e->use);
    if (!split_line(&o->names, &o->text))
        o->stream.text.failed = true;
    switch (e->c->format) {
    case FORMAT_CSV:
        if (cli_option(e->c, OPTION_BOM))
            qoq_buffer_text(&o->stream.text, QOQ_BOM);
        put_safely(&o->stream.text, &o->names, o->terminal);
        break;
    case FORMAT_JSON:
        qoq_buffer_char(&o->stream.text, '[');
        break;
    default:
        for (size_t i = 0; i < o->names.count; i++) {
            const char *name = o->names.items[i];
            bool number = strcmp(name, "value") == 0;
            qoq_table_column *column = qoq_table_add_column(
                &o->table, name, name, number ? QOQ_ALIGN_RIGHT : QOQ_ALIGN_LEFT);
            if (column && i >= QOQ_COL_BOUND)
                column->weight = (uint8_t)(i < 200 ? i : 200);
            if (column && (i == QOQ_COL_SEGMENT || i == QOQ_COL_METRIC))
                column->minimum = 12;
        }
    }
}

static void put_record(export *e, output *o, const qoq_dataset *data,
                       const qoq_record *r)
{
    o->text.len = 0;
    qoq_dataset_format_record(&o->text, data, r, e->use);
    if (e->c->format == FORMAT_CSV && o->text.len) {
        o->text.len--; /* the line end is no danger */
        bool risky = is_risky(&o->text);
        o->text.len++;
        if (!risky) {
            qoq_buffer_add(&o->stream.text, o->text.ptr, o->text.len);
            return;
        }
    }
    if (!split_line(&o->line, &o->text))
        o->stream.text.failed = true;
    else if (e->c->format == FORMAT_CSV)
        put_safely(&o->stream.text, &o->line, o->terminal);
    else if (e->c->format == FORMAT_JSON)
        put_object(&o->stream.text, &o->names, &o->line, o->count == 0);
    else
        fill_fields(&o->table, &o->line);
}

static void output_clear(output *o)
{
    free(o->names.items);
    free(o->line.items);
    qoq_arena_clear(&o->names.arena);
    qoq_arena_clear(&o->line.arena);
    qoq_buffer_clear(&o->text);
    qoq_table_clear(&o->table);
}

static int export_long(export *e)
{
    const qoq_dataset *data = qoq_panel_dataset(e->s.panel);
    bool streamed = e->c->format == FORMAT_CSV || e->c->format == FORMAT_JSON;
    output o = {.terminal = !e->c->output && isatty(STDOUT_FILENO)};
    int status = streamed ? cli_stream_begin(e->c, &o.stream) : EXIT_DONE;

    if (status != EXIT_DONE)
        return status;
    find_columns(e, data);
    put_header(e, &o, data);
    for (size_t i = 0; i < data->count && o.stream.status == EXIT_DONE; i++) {
        if (!wanted(e, &data->records[i]))
            continue;
        put_record(e, &o, data, &data->records[i]);
        o.count++;
        if (streamed)
            cli_stream_more(e->c, &o.stream);
    }
    if (e->c->format == FORMAT_JSON)
        qoq_buffer_text(&o.stream.text, o.count ? "\n]\n" : "]\n");
    status =
        streamed ? cli_stream_end(e->c, &o.stream) : cli_write_table(e->c, &o.table);
    if (o.count == 0 && status == EXIT_DONE)
        cli_note(e->c, "no-figures", QOQ_NOTE_NOTE, "no record fits the selection");
    output_clear(&o);
    return status;
}

/* ---- wide: one series a row ------------------------------------------------------------- */

static const char *const wide_columns[] = {"entity", "axis",    "segment", "metric",
                                           "basis",  "measure", "unit"};

enum { WIDE_COLUMNS = sizeof wide_columns / sizeof wide_columns[0] };

static int by_period(const void *a, const void *b)
{
    return qoq_period_compare(*(const qoq_period *)a, *(const qoq_period *)b);
}

/* Periods of all selected records, in order. */
static qoq_status find_periods(const export *e, qoq_period **out, size_t *count)
{
    const qoq_dataset *data = qoq_panel_dataset(e->s.panel);
    size_t room = 0, kept = 0;

    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < data->count; i++) {
        const qoq_record *r = &data->records[i];
        if (r->standing != QOQ_ACTUAL || !wanted(e, r))
            continue;
        if (*count && qoq_period_equal((*out)[*count - 1], r->period))
            continue;
        QOQ_TRY(qoq_grow(out, &room, *count + 1, sizeof **out, NULL));
        (*out)[(*count)++] = r->period;
    }
    if (*count)
        qsort(*out, *count, sizeof **out, by_period);
    for (size_t i = 0; i < *count; i++) {
        if (kept == 0 || !qoq_period_equal((*out)[kept - 1], (*out)[i]))
            (*out)[kept++] = (*out)[i];
    }
    *count = kept;
    return QOQ_OK;
}

/* A series has the same cell but for the period; the basis as it is filed. */
typedef struct series_row {
    qoq_cell cell;
    size_t appearance;
} series_row;

static int cell_order(const qoq_cell *a, const qoq_cell *b)
{
#define BY(field)                                                                      \
    if (a->field != b->field)                                                          \
    return a->field < b->field ? -1 : 1
    BY(entity);
    BY(axis);
    BY(segment);
    BY(metric);
    BY(adjusted);
    BY(measure);
    BY(unit);
#undef BY
    return 0;
}

static int by_cell(const void *a, const void *b)
{
    const series_row *x = a, *y = b;
    int order = cell_order(&x->cell, &y->cell);

    return order ? order
                 : (x->appearance > y->appearance) - (x->appearance < y->appearance);
}

static int by_appearance(const void *a, const void *b)
{
    const series_row *x = a, *y = b;

    return (x->appearance > y->appearance) - (x->appearance < y->appearance);
}

/* The series of all selected records, in order of appearance. */
static qoq_status find_series(const export *e, series_row **out, size_t *count)
{
    const qoq_dataset *data = qoq_panel_dataset(e->s.panel);
    size_t room = 0, kept = 0;

    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < data->count; i++) {
        const qoq_record *r = &data->records[i];
        if (r->standing != QOQ_ACTUAL || !wanted(e, r))
            continue;
        qoq_cell cell = qoq_cell_of(r);
        cell.period = (qoq_period){0};
        if (*count && cell_order(&(*out)[*count - 1].cell, &cell) == 0)
            continue;
        QOQ_TRY(qoq_grow(out, &room, *count + 1, sizeof **out, NULL));
        (*out)[*count] = (series_row){cell, i};
        ++*count;
    }
    if (*count)
        qsort(*out, *count, sizeof **out, by_cell);
    for (size_t i = 0; i < *count; i++) {
        if (kept == 0 || cell_order(&(*out)[kept - 1].cell, &(*out)[i].cell) != 0)
            (*out)[kept++] = (*out)[i];
    }
    *count = kept;
    if (kept)
        qsort(*out, kept, sizeof **out, by_appearance);
    return QOQ_OK;
}

/* In base units as stated, or in the scale of --unit. */
static void set_value(const export *e, qoq_table *table, size_t column,
                      const qoq_figure *f)
{
    char text[QOQ_DECIMAL_ROOM];
    qoq_decimal value = f->shown;
    bool money = f->unit.kind == QOQ_UNIT_MONEY || f->unit.kind == QOQ_UNIT_COUNT;
    int power = e->c->scale && money ? e->c->scale->power : 0;

    if (!qoq_figure_has(f) || qoq_decimal_scale(&value, value, -power, NULL) != QOQ_OK)
        return;
    int places = f->places + power;
    qoq_decimal_format(text, value, places > 0 && places < 20 ? places : 0);
    qoq_table_set(table, column, text);
}

static void add_series(const export *e, qoq_table *table, qoq_cell cell,
                       const qoq_period *periods, size_t count)
{
    const qoq_panel *panel = e->s.panel;
    qoq_unit unit = qoq_unit_of(qoq_panel_text(panel, cell.unit));
    bool money = unit.kind == QOQ_UNIT_MONEY || unit.kind == QOQ_UNIT_COUNT;
    qoq_buffer name = {0};
    qoq_figure figure;

    qoq_table_add_row(table, QOQ_TABLE_ROW);
    qoq_table_set(table, 0, qoq_panel_text(panel, cell.entity));
    qoq_table_set(table, 1, qoq_panel_text(panel, cell.axis));
    qoq_table_set(table, 2, qoq_panel_text(panel, cell.segment));
    qoq_table_set(table, 3, qoq_panel_text(panel, cell.metric));
    qoq_table_set(table, 4, cell.adjusted ? "adjusted" : "reported");
    qoq_table_set(table, 5, qoq_measure_name((qoq_measure)cell.measure));
    qoq_buffer_text(&name, qoq_panel_text(panel, cell.unit));
    if (e->c->scale && money && e->c->scale->power)
        qoq_buffer_print(&name, " %s", e->c->scale->english);
    qoq_table_set(table, 6, qoq_buffer_string(&name));
    qoq_buffer_clear(&name);
    for (size_t i = 0; i < count; i++) {
        cell.period = periods[i];
        qoq_panel_figure(&figure, panel, &cell);
        set_value(e, table, WIDE_COLUMNS + i, &figure);
    }
}

static void add_wide_columns(qoq_table *table, const qoq_period *periods, size_t count)
{
    char text[16];

    for (size_t i = 0; i < WIDE_COLUMNS; i++) {
        qoq_table_column *column =
            qoq_table_add_column(table, wide_columns[i], NULL, QOQ_ALIGN_LEFT);
        if (column && (i == 2 || i == 3))
            column->minimum = 12;
        else if (column && i > 0)
            column->weight = 1;
    }
    for (size_t i = 0; i < count; i++) {
        qoq_period_format(text, periods[i]);
        qoq_table_column *column =
            qoq_table_add_column(table, text, NULL, QOQ_ALIGN_RIGHT);
        if (!column)
            continue;
        column->number = true;
        /* of many periods the oldest are left out first */
        size_t age = count - 1 - i;
        column->weight = (uint8_t)(age == 0 ? 0 : age + 1 > 250 ? 250 : age + 1);
    }
}

static int write_wide(export *e, qoq_table *table)
{
    qoq_buffer out = {0};

    if (e->c->format != FORMAT_CSV || !cli_option(e->c, OPTION_BOM))
        return cli_write_table(e->c, table);
    qoq_buffer_text(&out, QOQ_BOM);
    qoq_spreadsheet_csv(&out, table);
    out.failed = out.failed || table->failed;
    int status = cli_write(e->c, &out);
    qoq_buffer_clear(&out);
    return status;
}

static int export_wide(export *e)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_period *periods = NULL;
    series_row *series = NULL;
    size_t period_count = 0, series_count = 0;
    qoq_table table = {0};
    int status;

    if (find_periods(e, &periods, &period_count) != QOQ_OK ||
        find_series(e, &series, &series_count) != QOQ_OK) {
        qoq_fail_memory(&err);
        status = cli_fail(e->c, &err);
    } else {
        add_wide_columns(&table, periods, period_count);
        for (size_t i = 0; i < series_count; i++)
            add_series(e, &table, series[i].cell, periods, period_count);
        status = write_wide(e, &table);
        if (series_count == 0 && status == EXIT_DONE)
            cli_note(e->c, "no-figures", QOQ_NOTE_NOTE, "no record fits the selection");
    }
    free(periods);
    free(series);
    qoq_table_clear(&table);
    return status;
}

/* ---- running ----------------------------------------------------------------------------- */

static int run(cli *c)
{
    export e = {.c = c};
    int status;

    if (c->argument_count)
        return cli_usage(c, "export takes no arguments; select with -e -s -m -p");
    if (!c->has_format && c->format == FORMAT_TABLE)
        c->format = FORMAT_CSV;
    if (cli_option(c, OPTION_BOM) && c->format != FORMAT_CSV)
        return cli_usage(c, "--bom is for CSV");
    status = parse_own(&e);
    if (status != EXIT_DONE)
        return status;
    status = cli_select(c, &e.s);
    if (status == EXIT_DONE)
        status = cli_option(c, OPTION_WIDE) ? export_wide(&e) : export_long(&e);
    cli_selection_clear(&e.s);
    return status;
}

const command command_export = {
    "export",
    run,
    "",
    "selected records as CSV, JSON or Markdown",
    COMMON_DATA | COMMON_SELECT | COMMON_PERIODS | COMMON_VIEW | COMMON_DERIVE |
        COMMON_UNIT | COMMON_FORMAT | COMMON_OUTPUT,
    own_options,
    "Prints the records that fit the selection, one a row, as a dataset that every "
    "command "
    "reads again. With --as-of or --first-reported it prints what that view shows, one "
    "record for each cell. With --wide it prints the values of the view, one row for "
    "each "
    "series and one column for each period, for spreadsheets and charts. What is "
    "printed is "
    "stated, never derived, with or without --no-derive.\n"
    "\n"
    "A text that a spreadsheet would run as a formula gets an apostrophe in front. "
    "Numbers "
    "are plain decimals in base units, or in the scale of --unit (with --wide).\n"
    "\n"
    "  qoq export -m revenue --measure level --span quarter --wide -o revenue.csv\n"
    "  qoq export -s vas -p 2024Q1.. -f json"};

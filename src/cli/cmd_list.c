/* qoq list: what there is. */
#include <string.h>

#include "cli/cmd_list.h"
#include "cli/command.h"
#include "qoq/chart.h"

enum { OPTION_ALL = OPTION_OWN };

static const option_row own_options[] = {
    {OPTION_ALL, "all", NULL, "also what the lexicon knows and the data do not hold"},
    {0, NULL, NULL, NULL},
};

enum { COLUMNS_AT_MOST = 16 };

/* A list being made: its columns are set first, then rows left to right. */
typedef struct listing {
    cli *c;
    selection s;
    qoq_table table;
    bool skip[COLUMNS_AT_MOST]; /* columns that are for machines, not for people */
    size_t column_count;        /* with those */
    size_t column;              /* the next cell of the last row */
    size_t place;               /* where it stands in the table */
} listing;

static bool for_people(const listing *l)
{
    return l->c->format == FORMAT_TABLE || l->c->format == FORMAT_MD;
}

/* A column that everybody gets; of text, cut to `minimum` when it must be (0 = never). */
static void column(listing *l, const char *english, const char *chinese,
                   const char *key, size_t minimum)
{
    qoq_table_column *added = qoq_table_add_column(
        &l->table, l->c->chinese ? chinese : english, key, QOQ_ALIGN_LEFT);

    if (added)
        added->minimum = (uint8_t)minimum;
    l->column_count++;
}

/* A column that people get only when `shown`: what they know already, or the name in the
 * other language. */
static void column_if(listing *l, bool shown, const char *english, const char *chinese,
                      const char *key)
{
    if (shown || !for_people(l))
        column(l, english, chinese, key, 0);
    else
        l->skip[l->column_count++] = true;
}

static void number_column(listing *l, const char *english, const char *chinese,
                          const char *key)
{
    qoq_table_column *added = qoq_table_add_column(
        &l->table, l->c->chinese ? chinese : english, key, QOQ_ALIGN_RIGHT);

    if (added)
        added->number = true;
    l->column_count++;
}

/* Names in both languages for machines, in the one of --lang for people. */
static void name_columns(listing *l, size_t minimum)
{
    if (!for_people(l) || !l->c->chinese)
        column(l, "name", "英文名", "name_en", minimum);
    else
        l->skip[l->column_count++] = true;
    if (!for_people(l) || l->c->chinese)
        column(l, "Chinese", "名称", "name_zh", minimum);
    else
        l->skip[l->column_count++] = true;
}

static void start_row(listing *l)
{
    qoq_table_add_row(&l->table, QOQ_TABLE_ROW);
    l->column = l->place = 0;
}

static void cell(listing *l, const char *text)
{
    if (!l->skip[l->column++])
        qoq_table_set(&l->table, l->place++, text);
}

static void number_cell(listing *l, size_t number)
{
    char text[32];

    snprintf(text, sizeof text, "%zu", number);
    cell(l, text);
}

static void period_cell(listing *l, qoq_period period)
{
    char text[16];

    qoq_period_format(text, period);
    cell(l, text);
}

static bool shows_all(const listing *l)
{
    return cli_option(l->c, OPTION_ALL) != NULL;
}

/* The companies to list: those of -e, or all of the data. */
static size_t entities_of(const listing *l, const uint32_t **out)
{
    if (l->s.entity_count) {
        *out = l->s.entities;
        return l->s.entity_count;
    }
    return qoq_panel_entities(l->s.panel, out);
}

/* ---- what the records say of a name --------------------------------------------------- */

typedef struct extent {
    size_t records;
    qoq_period from, to;
} extent;

static void extend(extent *e, const qoq_record *r)
{
    e->records++;
    if (qoq_period_is_none(r->period))
        return;
    if (qoq_period_is_none(e->from) || qoq_period_compare(r->period, e->from) < 0)
        e->from = r->period;
    if (qoq_period_is_none(e->to) || qoq_period_compare(r->period, e->to) > 0)
        e->to = r->period;
}

/* Which of an array of 32-bit names each record counts for, one pass for all of them. */
typedef uint32_t (*name_of)(const qoq_record *r);

static uint32_t entity_of(const qoq_record *r)
{
    return r->entity;
}

static uint32_t metric_of(const qoq_record *r)
{
    return r->metric;
}

/* One extent for each name of the dataset, in the arena; NULL when memory is out. */
static extent *extents(const listing *l, name_of name)
{
    const qoq_dataset *data = qoq_panel_dataset(l->s.panel);
    extent *all =
        qoq_arena_calloc(&l->c->arena, qoq_names_count(data->names) + 1, sizeof *all);

    for (size_t i = 0; all && i < data->count; i++)
        extend(&all[name(&data->records[i])], &data->records[i]);
    return all;
}

/* The records of one company, so that a list by company need not look at all of them for
 * each. */
typedef struct by_entity {
    const qoq_record **records;
    size_t *starts; /* by name: records[starts[n]] .. records[starts[n + 1]] */
} by_entity;

static bool group_by_entity(by_entity *out, const listing *l)
{
    const qoq_dataset *data = qoq_panel_dataset(l->s.panel);
    size_t names = qoq_names_count(data->names);

    out->records =
        qoq_arena_calloc(&l->c->arena, data->count + 1, sizeof(const qoq_record *));
    out->starts = qoq_arena_calloc(&l->c->arena, names + 2, sizeof *out->starts);
    if (!out->records || !out->starts)
        return false;
    /* counted one place further on, so that filling leaves the starts behind */
    for (size_t i = 0; i < data->count; i++)
        out->starts[data->records[i].entity + 2]++;
    for (size_t n = 1; n < names + 2; n++)
        out->starts[n] += out->starts[n - 1];
    for (size_t i = 0; i < data->count; i++)
        out->records[out->starts[data->records[i].entity + 1]++] = &data->records[i];
    return true;
}

static void extent_cells(listing *l, const extent *e)
{
    number_cell(l, e->records);
    period_cell(l, e->from);
    period_cell(l, e->to);
}

static void extent_columns(listing *l)
{
    number_column(l, "records", "记录数", "records");
    column(l, "from", "起", "from", 0);
    column(l, "to", "止", "to", 0);
}

static int no_memory(const listing *l)
{
    qoq_error err;

    qoq_fail_memory(&err);
    return cli_fail(l->c, &err);
}

/* ---- the lists ------------------------------------------------------------------------ */

static int list_entities(listing *l)
{
    const uint32_t *all;
    const qoq_entity *known;
    size_t count = entities_of(l, &all);
    const extent *found = extents(l, entity_of);

    column(l, "id", "代码", "id", 0);
    name_columns(l, 12);
    column(l, "tickers", "股票代码", "tickers", 10);
    column(l, "currency", "货币", "currency", 0);
    extent_columns(l);
    for (size_t i = 0; found && i < count; i++) {
        known = qoq_lexicon_entity(l->c->lexicon,
                                   qoq_slice_of(qoq_panel_text(l->s.panel, all[i])));
        start_row(l);
        cell(l, qoq_panel_text(l->s.panel, all[i]));
        cell(l, qoq_panel_entity_name(l->s.panel, all[i], false));
        cell(l, qoq_panel_entity_name(l->s.panel, all[i], true));
        cell(l, known ? known->tickers : "");
        cell(l, known ? known->currency : "");
        extent_cells(l, &found[all[i]]);
    }
    count = shows_all(l) ? qoq_lexicon_entities(l->c->lexicon, &known) : 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t name = qoq_panel_name(l->s.panel, known[i].id);
        if (name != QOQ_NO_NAME && found && found[name].records)
            continue;
        start_row(l);
        cell(l, known[i].id);
        cell(l, known[i].name_en);
        cell(l, known[i].name_hans);
        cell(l, known[i].tickers);
        cell(l, known[i].currency);
    }
    return EXIT_DONE;
}

/* The records of an axis' segments, by name of the segment; `found` is empty before and must
 * be emptied after. */
static void extend_segments(extent *found, const by_entity *records, uint32_t entity,
                            uint32_t axis, bool empty)
{
    for (size_t i = records->starts[entity]; i < records->starts[entity + 1]; i++) {
        const qoq_record *r = records->records[i];
        if (r->axis != axis)
            continue;
        if (empty)
            found[r->segment] = (extent){0};
        else
            extend(&found[r->segment], r);
    }
}

static void segment_rows(listing *l, const by_entity *records, extent *found,
                         uint32_t entity, uint32_t axis)
{
    const qoq_panel_segment *all;
    size_t count = qoq_panel_segments(l->s.panel, entity, axis, &all);

    extend_segments(found, records, entity, axis, false);
    for (size_t i = 0; i < count; i++) {
        const qoq_panel_segment *segment = &all[i];
        start_row(l);
        qoq_table_indent(&l->table, 2 * segment->depth);
        cell(l, qoq_panel_text(l->s.panel, segment->segment));
        cell(l,
             qoq_panel_segment_name(l->s.panel, entity, axis, segment->segment, false));
        cell(l,
             qoq_panel_segment_name(l->s.panel, entity, axis, segment->segment, true));
        cell(l, qoq_panel_text(l->s.panel, entity));
        cell(l, qoq_panel_text(l->s.panel, axis));
        cell(l, qoq_panel_text(l->s.panel, segment->parent));
        extent_cells(l, &found[segment->segment]);
    }
    extend_segments(found, records, entity, axis, true);
}

/* Is there any other axis than business? */
static bool has_axes(const listing *l, const uint32_t *entities, size_t count)
{
    const uint32_t *axes;

    for (size_t e = 0; e < count; e++) {
        size_t axis_count = qoq_panel_axes(l->s.panel, entities[e], &axes);
        for (size_t a = 0; a < axis_count; a++) {
            if (strcmp(qoq_panel_text(l->s.panel, axes[a]), "business") != 0)
                return true;
        }
    }
    return false;
}

static int list_segments(listing *l)
{
    const uint32_t *entities, *axes;
    size_t count = entities_of(l, &entities);
    by_entity records;

    column(l, "id", "代码", "id", 0);
    name_columns(l, 12);
    column_if(l, count > 1, "entity", "公司", "entity");
    column_if(l, has_axes(l, entities, count), "axis", "维度", "axis");
    column_if(l, false, "part of", "上级", "parent");
    extent_columns(l);
    const qoq_dataset *data = qoq_panel_dataset(l->s.panel);
    extent *found =
        qoq_arena_calloc(&l->c->arena, qoq_names_count(data->names) + 1, sizeof *found);
    if (!found || !group_by_entity(&records, l))
        return no_memory(l);
    for (size_t e = 0; e < count; e++) {
        size_t axis_count = qoq_panel_axes(l->s.panel, entities[e], &axes);
        for (size_t a = 0; a < axis_count; a++)
            segment_rows(l, &records, found, entities[e], axes[a]);
    }
    return EXIT_DONE;
}

static const char *kind_name(const qoq_metric *metric)
{
    static const char *const names[] = {"flow", "stock", "ratio", "per share",
                                        "average"};

    return metric ? names[metric->kind] : "";
}

static void metric_row(listing *l, const char *id, const qoq_metric *known,
                       const extent *found)
{
    start_row(l);
    cell(l, id);
    cell(l, known ? known->name_en : id);
    cell(l, known ? known->name_hans : "");
    cell(l, kind_name(known));
    extent_cells(l, found);
}

/* In the order of the lexicon, then what it does not know. */
static int list_metrics(listing *l)
{
    static const extent nothing;
    const qoq_metric *known;
    const qoq_dataset *data = qoq_panel_dataset(l->s.panel);
    size_t count = qoq_lexicon_metrics(l->c->lexicon, &known);
    const extent *found = extents(l, metric_of);

    column(l, "id", "代码", "id", 0);
    name_columns(l, 12);
    column_if(l, false, "kind", "类型", "kind");
    extent_columns(l);
    for (size_t i = 0; found && i < count; i++) {
        uint32_t name = qoq_panel_name(l->s.panel, known[i].id);
        const extent *e = name == QOQ_NO_NAME ? &nothing : &found[name];
        if (e->records || shows_all(l))
            metric_row(l, known[i].id, &known[i], e);
    }
    for (uint32_t name = 0; found && name < qoq_names_count(data->names); name++) {
        if (found[name].records && !qoq_panel_metric_known(l->s.panel, name))
            metric_row(l, qoq_panel_text(l->s.panel, name), NULL, &found[name]);
    }
    return EXIT_DONE;
}

/* How many records of a company fall into each of its periods; NULL when memory is out. */
static size_t *count_periods(const listing *l, const by_entity *records,
                             uint32_t entity, const qoq_period *periods, size_t count)
{
    size_t *counts = qoq_arena_calloc(&l->c->arena, count + 1, sizeof *counts);

    for (size_t i = records->starts[entity]; counts && i < records->starts[entity + 1];
         i++) {
        size_t low = 0, high = count;
        while (low < high) {
            size_t middle = (low + high) / 2;
            int order =
                qoq_period_compare(periods[middle], records->records[i]->period);
            if (order == 0) {
                counts[middle]++;
                break;
            }
            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }
    }
    return counts;
}

static void period_rows(listing *l, const by_entity *records, uint32_t entity)
{
    const qoq_period *periods;
    size_t count = qoq_panel_periods(l->s.panel, entity, &periods);
    const size_t *counts = count_periods(l, records, entity, periods, count);
    const char *id = qoq_panel_text(l->s.panel, entity);
    const qoq_entity *known = qoq_lexicon_entity(l->c->lexicon, qoq_slice_of(id));
    qoq_calendar calendar = known ? known->calendar : QOQ_CALENDAR_YEAR;
    char text[16];

    for (size_t i = 0; counts && i < count; i++) {
        start_row(l);
        period_cell(l, periods[i]);
        qoq_period_end_format(text, periods[i], calendar);
        cell(l, text);
        cell(l, id);
        number_cell(l, counts[i]);
    }
}

static int list_periods(listing *l)
{
    const uint32_t *entities;
    size_t count = entities_of(l, &entities);
    by_entity records;

    column(l, "period", "期间", "period", 0);
    column(l, "ends", "截至", "end", 0);
    column_if(l, count > 1, "entity", "公司", "entity");
    number_column(l, "records", "记录数", "records");
    if (!group_by_entity(&records, l))
        return no_memory(l);
    for (size_t e = 0; e < count; e++)
        period_rows(l, &records, entities[e]);
    return EXIT_DONE;
}

static int list_charts(listing *l)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_chart *charts;
    size_t count;

    column(l, "chart", "图", "id", 0);
    column(l, "shows", "内容", "about", 20);
    if (qoq_chart_list(&charts, &count, cli_paths(l->c), &l->c->arena, &err) != QOQ_OK)
        return cli_fail(l->c, &err);
    for (size_t i = 0; i < count; i++) {
        start_row(l);
        cell(l, charts[i].id);
        cell(l, l->c->chinese ? charts[i].about_zh : charts[i].about_en);
    }
    return EXIT_DONE;
}

static void add_term(void *data, const qoq_term *term)
{
    static const char *const kinds[] = {"entity", "segment", "metric",
                                        "unit",   "period",  "word"};
    listing *l = data;

    start_row(l);
    cell(l, term->text);
    cell(l, kinds[term->kind]);
    cell(l, term->kind == QOQ_TERM_WORD
                ? qoq_word_class_name((qoq_word_class)term->word)
                : term->id);
    cell(l, term->scope);
    cell(l, qoq_basis_name((qoq_basis)term->basis));
}

static int list_terms(listing *l)
{
    column(l, "term", "词语", "term", 16);
    column(l, "kind", "类别", "kind", 0);
    column(l, "means", "含义", "id", 16);
    column(l, "scope", "范围", "scope", 8);
    column(l, "basis", "口径", "basis", 0);
    qoq_lexicon_each_term(l->c->lexicon, add_term, l);
    return EXIT_DONE;
}

static int list_notes(listing *l)
{
    static const char *const levels[] = {"warning", "note", "detail"};

    column(l, "note", "提示", "id", 0);
    column(l, "level", "级别", "level", 0);
    column(l, "means", "含义", "explanation", 20);
    for (const qoq_note_kind *k = qoq_note_kinds; k->id; k++) {
        start_row(l);
        cell(l, k->id);
        cell(l, levels[k->level]);
        cell(l, k->explanation);
    }
    return EXIT_DONE;
}

static int list_documents(listing *l)
{
    return cmd_list_documents(l->c, &l->s, &l->table);
}

static int list_corrections(listing *l)
{
    return cmd_list_corrections(l->c, &l->s, &l->table);
}

/* ---- running -------------------------------------------------------------------------- */

/* To add a list: one function, one row; help and "did you mean" follow. */
static const struct {
    const char *name;
    int (*fill)(listing *l);
    bool needs_data;
} lists[] = {
    {"entities", list_entities, true},   {"segments", list_segments, true},
    {"metrics", list_metrics, true},     {"periods", list_periods, true},
    {"documents", list_documents, true}, {"corrections", list_corrections, true},
    {"charts", list_charts, false},      {"terms", list_terms, false},
    {"notes", list_notes, false},
};

enum { LISTS = sizeof lists / sizeof lists[0] };

static int unknown_list(cli *c, const char *word)
{
    const char *names[LISTS + 1] = {"unknown"};

    for (size_t i = 0; i < LISTS; i++)
        names[i + 1] = lists[i].name;
    return cli_unknown(c, "list", word, cli_nearest(word, names, LISTS + 1),
                       "qoq help list");
}

static int show(cli *c, size_t which)
{
    listing l = {.c = c};
    int status = EXIT_DONE;

    if (lists[which].needs_data)
        status = cli_select(c, &l.s);
    else
        cli_lexicon(c, &status);
    if (status == EXIT_DONE)
        status = lists[which].fill(&l);
    if (status == EXIT_DONE && l.table.row_count == 0)
        cli_note(c, "no-figures", QOQ_NOTE_NOTE, "no %s in the data",
                 lists[which].name);
    if (status == EXIT_DONE)
        status = cli_write_table(c, &l.table);
    qoq_table_clear(&l.table);
    cli_selection_clear(&l.s);
    return status;
}

static int run(cli *c)
{
    if (c->argument_count != 1)
        return cli_usage(c, "say what to list: entities, segments, metrics, periods, "
                            "documents, corrections, charts, terms, notes or unknown");
    if (strcmp(c->arguments[0], "unknown") == 0)
        return cmd_list_unknown(c);
    for (size_t i = 0; i < LISTS; i++) {
        if (strcmp(lists[i].name, c->arguments[0]) == 0)
            return show(c, i);
    }
    return unknown_list(c, c->arguments[0]);
}

const command command_list = {
    "list",
    run,
    "WHAT",
    "what there is to choose from",
    COMMON_DATA | COMMON_SELECT | COMMON_FORMAT | COMMON_OUTPUT,
    own_options,
    "WHAT is entities, segments, metrics, periods, documents, corrections, charts, "
    "terms, notes or unknown.\n"
    "\n"
    "entities, segments, metrics and periods are those of the data; with --all also "
    "those "
    "that the lexicon knows. documents are what the records come from, with the hash "
    "that 'qoq forget' takes; corrections the rows of corrections.csv beside what the "
    "documents state. charts are what 'qoq plot' can draw, terms the words that "
    "'qoq extract' understands, notes the ids in brackets behind notes. unknown prints "
    "lexicon rows, ready to be completed, for companies and segments of the data that "
    "no lexicon has.\n"
    "\n"
    "Wherever an id is asked for, the names of this list are understood as well: -e "
    "腾讯, "
    "-s 增值服务."};

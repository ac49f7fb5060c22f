/* qoq compare: quarters side by side. */
#include "qoq/compare.h"

#include <string.h>

#include "cli/command.h"

/* What showing one comparison needs. */
typedef struct view {
    cli *c;
    const qoq_panel *panel;
    const qoq_comparison *what;
    qoq_table table;
    const qoq_scale *scale; /* of money */
    qoq_unit money;         /* NONE = no money in it */
    size_t contribution_of; /* base of the contributions; SIZE_MAX = none */
    unsigned marks;         /* MARK_*: those that occur */
    foot_list feet;
} view;

/* Columns of the table: the name, now, then two for each base. */
enum { COLUMN_NAME, COLUMN_NOW, COLUMN_BASES };

static size_t level_column(size_t base)
{
    return COLUMN_BASES + 2 * base;
}

static size_t rate_column(size_t base)
{
    return COLUMN_BASES + 2 * base + 1;
}

static size_t contribution_column(const view *v)
{
    return COLUMN_BASES + 2 * v->what->base_count;
}

static const char *word(const view *v, const char *english, const char *chinese)
{
    return cli_word(v->c, english, chinese);
}

/* ---- scale and names ----------------------------------------------------------------- */

static const qoq_figure *level_of(const qoq_compare_row *row, size_t base)
{
    return base == SIZE_MAX ? &row->now : &row->bases[base].level;
}

/* The largest level of a row, now (base = SIZE_MAX) and then. */
static void widen(qoq_decimal *largest, const qoq_compare_row *row, size_t base_count)
{
    for (size_t i = 0; i <= base_count; i++) {
        const qoq_figure *f = level_of(row, i == base_count ? SIZE_MAX : i);
        qoq_decimal size = qoq_decimal_absolute(f->shown);
        if (qoq_figure_has(f) && qoq_decimal_compare(size, *largest) > 0)
            *largest = size;
    }
}

static qoq_unit unit_of(const qoq_compare_row *row, size_t base_count)
{
    for (size_t i = 0; i <= base_count; i++) {
        const qoq_figure *f = level_of(row, i == base_count ? SIZE_MAX : i);
        if (qoq_figure_has(f))
            return f->unit;
    }
    return (qoq_unit){.kind = QOQ_UNIT_NONE};
}

/* One currency and one scale for the table: that of its first money row. */
static void choose_scale(view *v)
{
    qoq_decimal largest = {0};

    for (size_t s = 0; s < v->what->count; s++) {
        const qoq_compare_section *section = &v->what->sections[s];
        for (size_t r = 0; r < section->count; r++) {
            qoq_unit unit = unit_of(&section->rows[r], v->what->base_count);
            if (unit.kind != QOQ_UNIT_MONEY)
                continue;
            if (v->money.kind == QOQ_UNIT_NONE)
                v->money = unit;
            if (qoq_unit_equal(unit, v->money))
                widen(&largest, &section->rows[r], v->what->base_count);
        }
    }
    v->scale = v->c->scale ? v->c->scale : qoq_scale_for(largest, v->c->chinese);
}

static level_style style_of(const view *v, const qoq_compare_row *row)
{
    qoq_decimal largest = {0};

    widen(&largest, row, v->what->base_count);
    return cli_level_style(v->c, unit_of(row, v->what->base_count), largest, v->money,
                           v->scale);
}

static const char *adjusted_name(const view *v)
{
    return cli_adjusted_name(v->c, v->panel, v->what->entity);
}

static const char *metric_id(const view *v, const qoq_compare_row *row)
{
    return row->ratio ? row->ratio->id : qoq_panel_text(v->panel, row->cell.metric);
}

static const char *metric_name(const view *v, const qoq_compare_row *row)
{
    return cli_metric_name(v->c, v->panel, metric_id(v, row));
}

static void row_name(qoq_buffer *out, const view *v, const qoq_compare_section *section,
                     const qoq_compare_row *row, const level_style *style)
{
    const qoq_cell *cell = &row->cell;

    if (row->kind == QOQ_ROW_REMAINDER)
        qoq_buffer_text(out, word(v, "Rest", "其余"));
    else if (section->kind == QOQ_SECTION_SEGMENTS && cell->segment)
        qoq_buffer_text(out, qoq_panel_segment_name(v->panel, cell->entity, cell->axis,
                                                    cell->segment, v->c->chinese));
    else if (section->kind == QOQ_SECTION_SEGMENTS)
        qoq_buffer_text(out, row->kind == QOQ_ROW_RATIO ? word(v, "Company", "公司")
                                                        : word(v, "Total", "合计"));
    else
        qoq_buffer_text(out, metric_name(v, row));
    if (cell->adjusted && !section->adjusted && section->kind != QOQ_SECTION_SEGMENTS)
        qoq_buffer_print(out, word(v, ", %s", "（%s）"), adjusted_name(v));
    if (*style->unit && section->kind != QOQ_SECTION_SEGMENTS)
        qoq_buffer_print(out, word(v, ", %s", "（%s）"), style->unit);
}

static void section_name(qoq_buffer *out, const view *v,
                         const qoq_compare_section *section)
{
    const qoq_compare_row *first = &section->rows[0];

    if (section->kind == QOQ_SECTION_RATIOS) {
        bool margins = true;
        for (size_t i = 0; i < section->count; i++)
            margins = margins && qoq_ratio_find(metric_id(v, &section->rows[i]));
        qoq_buffer_text(out, margins ? word(v, "Margins", "利润率")
                                     : word(v, "Ratios", "比率"));
    } else if (section->kind == QOQ_SECTION_SEGMENTS) {
        level_style style = style_of(v, first);
        qoq_buffer_text(out, metric_name(v, first));
        const char *axis = qoq_panel_text(v->panel, section->axis);
        if (*axis && strcmp(axis, "business") != 0)
            qoq_buffer_print(out, word(v, " by %s", "（%s）"), axis);
        if (*style.unit)
            qoq_buffer_print(out, word(v, ", %s", "（%s）"), style.unit);
    } else {
        bool income = true, revenue = false;
        for (size_t i = 0; i < section->count; i++) {
            const qoq_metric *m = section->rows[i].metric;
            income = income && m && strcmp(m->statement, "income") == 0;
            revenue = revenue || (m && strcmp(m->id, "revenue") == 0);
        }
        qoq_buffer_text(out, !income   ? word(v, "Company", "公司整体")
                             : revenue ? word(v, "Income", "损益")
                                       : word(v, "Profit", "盈利"));
    }
    if (section->adjusted)
        qoq_buffer_print(out, word(v, ", %s", "（%s）"), adjusted_name(v));
}

/* ---- rows ---------------------------------------------------------------------------- */

static const char *rate_title(const view *v, size_t base)
{
    const qoq_comparison *what = v->what;

    if (what->year_ago[base])
        return word(v, "YoY", "同比");
    if (what->steps[base] == 1 && what->now.span == QOQ_SPAN_QUARTER)
        return word(v, "QoQ", "环比");
    if (what->steps[base] == 1)
        return word(v, "HoH", "环比");
    return word(v, "change", "变动");
}

/* What is said of a row whose growth has no meaning. */
static void set_remark(view *v, const qoq_compare_row *row, const level_style *style)
{
    qoq_buffer remark = {0};
    char words_[QOQ_FIGURE_ROOM];

    for (size_t i = 0; i < v->what->base_count; i++) {
        if (!qoq_growth_words(words_, &row->bases[i].growth, row->metric, style->scale,
                              v->c->chinese))
            continue;
        if (remark.len)
            qoq_buffer_text(&remark, word(v, "; ", "；"));
        if (v->what->base_count > 1)
            qoq_buffer_print(&remark, word(v, "%s: ", "%s："), rate_title(v, i));
        qoq_buffer_text(&remark, words_);
    }
    qoq_table_remark(&v->table, qoq_buffer_string(&remark));
    qoq_buffer_clear(&remark);
}

static void add_row(view *v, const qoq_compare_section *section,
                    const qoq_compare_row *row)
{
    qoq_buffer name = {0};
    char text[QOQ_FIGURE_ROOM];
    bool total = row->kind == QOQ_ROW_TOTAL;
    level_style style = style_of(v, row);

    row_name(&name, v, section, row, &style);
    qoq_table_add_row(&v->table, total ? QOQ_TABLE_TOTAL : QOQ_TABLE_ROW);
    qoq_table_indent(&v->table, 2 * row->depth);
    qoq_table_set(&v->table, COLUMN_NAME, qoq_buffer_string(&name));
    qoq_buffer_clear(&name);
    v->marks |= cli_set_level(v->c, &v->table, COLUMN_NOW, &row->now, &style);
    cli_see_level(&v->feet, &row->cell, &row->now, &style);
    for (size_t i = 0; i < v->what->base_count; i++) {
        const qoq_compare_base *b = &row->bases[i];
        v->marks |= cli_set_level(v->c, &v->table, level_column(i), &b->level, &style);
        qoq_cell then = row->cell;
        then.period = v->what->bases[i];
        cli_see_level(&v->feet, &then, &b->level, &style);
        v->marks |=
            cli_set_rate(v->c, &v->table, rate_column(i), &b->growth, row->metric);
    }
    size_t base = v->contribution_of;
    if (base != SIZE_MAX && section->kind == QOQ_SECTION_SEGMENTS &&
        row->kind != QOQ_ROW_RATIO) {
        qoq_growth_format_points(text, &row->bases[base].contribution, v->c->chinese);
        qoq_table_set(&v->table, contribution_column(v), text);
    }
    set_remark(v, row, &style);
}

/* ---- the table ----------------------------------------------------------------------- */

/* Contributions are to the growth on the year, or on the last base there is. */
static size_t contribution_base(const qoq_comparison *what)
{
    bool any = false;

    for (size_t s = 0; s < what->count; s++) {
        const qoq_compare_section *section = &what->sections[s];
        for (size_t r = 0; r < section->count; r++)
            any = any || (section->kind == QOQ_SECTION_SEGMENTS &&
                          section->rows[r].kind != QOQ_ROW_RATIO);
    }
    for (size_t i = 0; any && i < what->base_count; i++) {
        if (what->year_ago[i])
            return i;
    }
    return any && what->base_count ? what->base_count - 1 : SIZE_MAX;
}

static void add_column(view *v, const char *title, uint8_t weight)
{
    qoq_table_column *column =
        qoq_table_add_column(&v->table, title, NULL, QOQ_ALIGN_RIGHT);

    if (column)
        column->weight = weight;
}

static void add_columns(view *v)
{
    qoq_buffer name = {0};
    char period[16];

    section_name(&name, v, &v->what->sections[0]);
    qoq_table_column *first = qoq_table_add_column(&v->table, qoq_buffer_string(&name),
                                                   "name", QOQ_ALIGN_LEFT);
    if (first)
        first->minimum = 16;
    qoq_buffer_clear(&name);
    qoq_period_format(period, v->what->now);
    add_column(v, period, 0);
    for (size_t i = 0; i < v->what->base_count; i++) {
        /* of many bases the last ones go first, after the contributions */
        uint8_t weight = (uint8_t)(i == 0 ? 0 : i + 1);
        qoq_period_format(period, v->what->bases[i]);
        add_column(v, period, weight);
        add_column(v, rate_title(v, i), weight);
    }
    if (v->contribution_of != SIZE_MAX)
        add_column(v, word(v, "contr. pp", "贡献pp"), 100);
}

static void add_title(view *v)
{
    char period[16];
    qoq_buffer title = {0};

    qoq_period_format(period, v->what->now);
    qoq_buffer_print(&title, "%s · %s",
                     qoq_panel_entity_name(v->panel, v->what->entity, v->c->chinese),
                     period);
    cli_add_title(v->c, &v->table, qoq_buffer_string(&title), v->money, v->scale);
    qoq_buffer_clear(&title);
}

static void add_section(view *v, const qoq_compare_section *section, bool first)
{
    qoq_buffer name = {0};

    if (!first) {
        section_name(&name, v, section);
        qoq_table_add_row(&v->table, QOQ_TABLE_RULE);
        qoq_table_add_row(&v->table, QOQ_TABLE_HEADER);
        qoq_table_set(&v->table, COLUMN_NAME, qoq_buffer_string(&name));
        qoq_buffer_clear(&name);
    }
    for (size_t r = 0; r < section->count; r++)
        add_row(v, section, &section->rows[r]);
}

static void fill_table(view *v)
{
    choose_scale(v);
    v->contribution_of = contribution_base(v->what);
    add_title(v);
    add_columns(v);
    for (size_t s = 0; s < v->what->count; s++)
        add_section(v, &v->what->sections[s], s == 0);
    cli_add_marks(v->c, &v->table, v->marks);
    cli_add_feet(v->c, &v->table, v->panel, &v->feet);
    if (v->marks & MARK_MIXED)
        cli_note(v->c, "mixed-vintages", QOQ_NOTE_NOTE,
                 "growth marked † compares a restated value with one that was not");
}

/* ---- for machines -------------------------------------------------------------------- */

/* One row for each figure and base, plain numbers in base units. */
/* clang-format off */
static const struct {
    const char *key;
    bool number;
} flat_columns[] = {
    {"section", false}, {"kind", false}, {"entity", false}, {"axis", false},
    {"segment", false}, {"metric", false}, {"basis", false}, {"name", false},
    {"unit", false}, {"period", false}, {"value", true}, {"value_low", true},
    {"value_high", true}, {"value_state", false}, {"base_period", false}, {"base", true},
    {"base_low", true}, {"base_high", true}, {"base_state", false}, {"change", true},
    {"growth", true}, {"growth_low", true}, {"growth_high", true}, {"growth_unit", false},
    {"growth_state", false}, {"contribution", true}, {"contribution_low", true},
    {"contribution_high", true}, {"flags", false}, {"remark", false},
    {"value_derivation", false}, {"base_derivation", false},
};
/* clang-format on */

enum { FLAT_COLUMNS = sizeof flat_columns / sizeof flat_columns[0] };

static const char *kind_name(const qoq_compare_row *row)
{
    static const char *const names[] = {"segment", "remainder", "total", "line",
                                        "ratio"};

    return names[row->kind];
}

static void set_names(view *v, size_t *column, const qoq_compare_section *section,
                      const qoq_compare_row *row)
{
    const qoq_cell *cell = &row->cell;
    level_style plain = {.decimals = 0};
    qoq_buffer name = {0};
    const char *metric = qoq_panel_text(v->panel, cell->metric);
    const char *section_id = section->kind == QOQ_SECTION_SEGMENTS
                                 ? qoq_panel_text(v->panel, section->axis)
                             : section->kind == QOQ_SECTION_LINES ? "lines"
                                                                  : "ratios";

    cli_set_text(&v->table, column, section_id);
    cli_set_text(&v->table, column, kind_name(row));
    cli_set_text(&v->table, column, qoq_panel_text(v->panel, cell->entity));
    cli_set_text(&v->table, column, qoq_panel_text(v->panel, section->axis));
    cli_set_text(&v->table, column, qoq_panel_text(v->panel, cell->segment));
    cli_set_text(&v->table, column, *metric || !row->ratio ? metric : row->ratio->id);
    cli_set_text(&v->table, column, cell->adjusted ? "adjusted" : "reported");
    row_name(&name, v, section, row, &plain);
    cli_set_text(&v->table, column, qoq_buffer_string(&name));
    cli_set_text(&v->table, column, unit_of(row, v->what->base_count).id);
    qoq_buffer_clear(&name);
}

static void add_flat_row(view *v, const qoq_compare_section *section,
                         const qoq_compare_row *row, size_t base)
{
    const qoq_compare_base *b = &row->bases[base];
    char text[QOQ_FIGURE_ROOM];
    size_t column = 0;

    qoq_table_add_row(&v->table, QOQ_TABLE_ROW);
    set_names(v, &column, section, row);
    qoq_period_format(text, v->what->now);
    cli_set_text(&v->table, &column, text);
    cli_set_value(&v->table, &column, &row->now, true);
    cli_set_state(&v->table, &column, &row->now);
    qoq_period_format(text, v->what->bases[base]);
    cli_set_text(&v->table, &column, text);
    cli_set_value(&v->table, &column, &b->level, true);
    cli_set_state(&v->table, &column, &b->level);
    cli_set_value(&v->table, &column, &b->growth.change, false);
    cli_set_value(&v->table, &column, &b->growth.rate, true);
    cli_set_text(&v->table, &column,
                 qoq_figure_has(&b->growth.rate) ? b->growth.rate.unit.id : "");
    cli_set_state(&v->table, &column, &b->growth.rate);
    cli_set_value(&v->table, &column, &b->contribution, true);
    cli_set_flags(&v->table, &column,
                  cli_growth_flags(&row->now, &b->level, &b->growth.rate));
    level_style style = style_of(v, row);
    qoq_growth_words(text, &b->growth, row->metric, style.scale, v->c->chinese);
    cli_set_text(&v->table, &column, text);
    cli_set_derivation(&v->table, &column, &row->now, v->panel);
    cli_set_derivation(&v->table, &column, &b->level, v->panel);
}

static void fill_flat(view *v)
{
    choose_scale(v);
    for (size_t i = 0; i < FLAT_COLUMNS; i++) {
        qoq_table_column *column =
            qoq_table_add_column(&v->table, flat_columns[i].key, NULL, QOQ_ALIGN_LEFT);
        if (column)
            column->number = flat_columns[i].number;
    }
    for (size_t s = 0; s < v->what->count; s++) {
        const qoq_compare_section *section = &v->what->sections[s];
        for (size_t r = 0; r < section->count; r++) {
            for (size_t b = 0; b < v->what->base_count; b++)
                add_flat_row(v, section, &section->rows[r], b);
        }
    }
}

/* ---- running ------------------------------------------------------------------------- */

static int show(cli *c, const selection *s, const qoq_comparison *what)
{
    view v = {.c = c, .panel = s->panel, .what = what};
    int status;

    if (what->count == 0)
        cli_note(c, "no-figures", QOQ_NOTE_NOTE, "nothing to compare in these periods");
    if (what->count == 0 && (c->format == FORMAT_TABLE || c->format == FORMAT_MD))
        return EXIT_DONE;
    if (c->format == FORMAT_CSV || c->format == FORMAT_JSON)
        fill_flat(&v);
    else
        fill_table(&v);
    status = cli_write_table(c, &v.table);
    qoq_table_clear(&v.table);
    return status;
}

static int read_periods(cli *c, qoq_compare_options *o)
{
    qoq_error err;

    if (c->argument_count > QOQ_COMPARE_BASES + 1)
        return cli_usage(c, "at most %d periods can be compared",
                         QOQ_COMPARE_BASES + 1);
    for (size_t i = 0; i < c->argument_count; i++) {
        qoq_period *into = i == 0 ? &o->now : &o->bases[o->base_count++];
        const char *text = c->arguments[i];
        if (qoq_period_parse(into, text, strlen(text), &err) != QOQ_OK)
            return cli_usage(c, "%s (see 'qoq help periods')", err.message);
    }
    return EXIT_DONE;
}

static int compare(cli *c, const selection *s, qoq_compare_options *o)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_comparison what;

    o->axes = s->axes;
    o->axis_count = s->axis_count;
    o->segments = s->segments;
    o->segment_count = s->segment_count;
    o->metrics = s->metrics;
    o->metric_count = s->metric_count;
    o->reported_only = s->reported_only;
    o->adjusted_only = s->adjusted_only;
    if (qoq_compare(&what, s->deriver, o, &err) != QOQ_OK)
        return cli_fail(c, &err);
    int status = show(c, s, &what);
    qoq_comparison_clear(&what);
    return status;
}

static int run(cli *c)
{
    qoq_compare_options o = {0};
    selection s = {0};
    int status = read_periods(c, &o);

    if (status != EXIT_DONE)
        return status;
    status = cli_select(c, &s);
    if (status == EXIT_DONE)
        status = cli_select_entity(c, &s, &o.entity);
    if (status == EXIT_DONE && o.entity)
        status = compare(c, &s, &o);
    cli_selection_clear(&s);
    return status;
}

const command command_compare = {
    "compare",
    run,
    "[PERIOD [BASE...]]",
    "quarters side by side: levels, QoQ, YoY, contribution",
    COMMON_DATA | COMMON_SELECT | COMMON_VIEW | COMMON_DERIVE | COMMON_UNIT |
        COMMON_FORMAT | COMMON_OUTPUT,
    NULL,
    "Without a period: the latest quarter with a revenue level, against the quarter "
    "before "
    "and the quarter a year before. With one period: that one. With several: the first "
    "against each of the others, of any length if all are equal.\n"
    "\n"
    "It prints revenue by segment with the total, then profit lines and margins of the "
    "whole company; -m chooses other metrics, -s vas shows VAS and its parts only. The "
    "last "
    "column is the contribution to the total's growth on the year, in points.\n"
    "\n"
    "Levels that no document states are derived where that is possible, and marked ~: "
    "from "
    "year-to-date figures, from printed growth, from the total and the other parts. "
    "'qoq "
    "help marks' explains the marks, 'qoq help units' the digits.\n"
    "\n"
    "  qoq compare                     the latest quarter\n"
    "  qoq compare 2025Q1 2023Q1       two quarters, two years apart\n"
    "  qoq compare 2024FY 2023FY       years\n"
    "  qoq compare -m gross_margin -f csv"};

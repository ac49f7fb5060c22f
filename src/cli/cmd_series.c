/* qoq series: a metric through time. */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

enum { OPTION_SPAN = OPTION_OWN, OPTION_LAST };

static const option_row own_options[] = {
    {OPTION_SPAN, "span", "SPAN", "quarter, half, nine or year (default quarter)"},
    {OPTION_LAST, "last", "N", "how many periods without -p (default 8)"},
    {0, NULL, NULL, NULL},
};

/* One series: a cell without its period. */
typedef struct series {
    qoq_cell cell;
    const char *id; /* of the metric */
    const qoq_metric *metric;
    const qoq_ratio *ratio; /* of a margin that no record names */
} series;

typedef struct view {
    cli *c;
    selection s;
    uint32_t entity;
    qoq_span span;
    series *list;
    size_t count, room;
    qoq_period *periods;
    size_t period_count, period_room;
    qoq_table table;
    const qoq_scale *scale;
    qoq_unit money;
    unsigned marks;
    foot_list feet;
} view;

/* What is shown of one period. */
typedef struct point {
    qoq_figure level, ttm;
    qoq_growth before, year; /* on the period before, on the year */
    qoq_growth ttm_year;
} point;

/* ---- figures -------------------------------------------------------------------------- */

static qoq_figure level_at(const view *v, const series *s, qoq_period period)
{
    qoq_cell cell = s->cell;
    qoq_figure out;

    cell.period = period;
    if (s->ratio)
        qoq_derive_ratio(&out, v->s.deriver, s->ratio, &cell);
    else
        qoq_derive_figure(&out, v->s.deriver, &cell);
    return out;
}

static qoq_growth growth_at(const view *v, const series *s, qoq_period period,
                            qoq_period base)
{
    qoq_cell cell = s->cell;
    qoq_growth out;

    cell.period = period;
    if (s->ratio) {
        qoq_figure now = level_at(v, s, period), then = level_at(v, s, base);
        qoq_growth_of(&out, &now, &then);
    } else {
        qoq_derive_growth(&out, v->s.deriver, &cell, base, NULL, NULL);
    }
    return out;
}

static bool is_flow(const series *s)
{
    return s->metric && s->metric->kind == QOQ_METRIC_FLOW;
}

/* Four quarters, without a gap; at the end of a fiscal year that is the year itself. */
static qoq_figure ttm_at(const view *v, const series *s, qoq_period quarter)
{
    qoq_figure quarters[4], sum;
    const qoq_figure *all[4];

    if (quarter.index == 4) {
        qoq_figure year = level_at(v, s, qoq_period_of(quarter.year, QOQ_SPAN_YEAR, 1));
        if (year.state == QOQ_FIGURE_STATED)
            return year;
    }
    for (size_t i = 0; i < 4; i++) {
        quarters[i] = level_at(v, s, quarter);
        all[i] = &quarters[i];
        quarter = qoq_period_previous(quarter);
    }
    qoq_growth_sum(&sum, all, 4);
    return sum;
}

static bool has_ttm(const view *v)
{
    bool any = false;

    for (size_t i = 0; i < v->count; i++)
        any = any || is_flow(&v->list[i]);
    return any && v->span == QOQ_SPAN_QUARTER;
}

static point point_at(const view *v, const series *s, qoq_period period)
{
    point p = {.level = level_at(v, s, period)};

    p.before = growth_at(v, s, period, qoq_period_previous(period));
    p.year = growth_at(v, s, period, qoq_period_year_ago(period));
    p.ttm = qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_NOT_ADDITIVE);
    if (v->span == QOQ_SPAN_QUARTER && is_flow(s))
        p.ttm = ttm_at(v, s, period);
    qoq_figure base = qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_NOT_ADDITIVE);
    if (qoq_figure_has(&p.ttm))
        base = ttm_at(v, s, qoq_period_year_ago(period));
    qoq_growth_of(&p.ttm_year, &p.ttm, &base);
    return p;
}

/* ---- which series and periods ---------------------------------------------------------- */

/* The period of the span in question that a period of the data lies in or ends. */
static qoq_period period_in_span(const view *v, qoq_period period)
{
    qoq_period quarter = qoq_period_last_quarter(period);
    int index = v->span == QOQ_SPAN_QUARTER ? quarter.index
                : v->span == QOQ_SPAN_HALF  ? (quarter.index + 1) / 2
                                            : 1;

    if (qoq_period_is_none(quarter))
        return quarter;
    return qoq_period_of(quarter.year, v->span, index);
}

/* The first and the last period of the span in which a series has a figure, stated or
 * derived: half-years from quarters as well. */
static void find_range(const view *v, const series *s, qoq_period *first,
                       qoq_period *last)
{
    const qoq_period *periods;
    size_t count = qoq_panel_periods(v->s.panel, v->entity, &periods);

    for (size_t i = 0; i < count; i++) {
        qoq_period period = period_in_span(v, periods[i]);
        if (qoq_period_is_none(period))
            continue;
        qoq_figure f = level_at(v, s, period);
        if (!qoq_figure_has(&f))
            continue;
        if (qoq_period_is_none(*first) || qoq_period_compare(period, *first) < 0)
            *first = period;
        if (qoq_period_is_none(*last) || qoq_period_compare(period, *last) > 0)
            *last = period;
    }
}

static bool has_figure(const view *v, const series *s)
{
    qoq_period first = {0}, last = {0};

    find_range(v, s, &first, &last);
    return !qoq_period_is_none(first);
}

static int add_series(view *v, const char *metric, uint32_t axis, uint32_t segment,
                      bool adjusted)
{
    const qoq_panel *panel = v->s.panel;
    uint32_t name = qoq_panel_name(panel, metric);
    series s = {.cell = {.entity = v->entity,
                         .axis = axis,
                         .segment = segment,
                         .metric = name,
                         .unit = qoq_panel_unit(panel, v->entity, name, QOQ_LEVEL),
                         .measure = QOQ_LEVEL,
                         .adjusted = adjusted},
                .id = metric,
                .metric = qoq_lexicon_metric(v->c->lexicon, qoq_slice_of(metric)),
                .ratio = name == QOQ_NO_NAME ? qoq_ratio_find(metric) : NULL};
    qoq_error err = {QOQ_OK, 0, 0, ""};

    if (s.metric && s.metric->neutral && adjusted)
        return EXIT_DONE;
    bool neutral = s.metric && s.metric->neutral;
    bool left_out = adjusted ? v->s.reported_only : v->s.adjusted_only;
    if ((left_out && !neutral) || !has_figure(v, &s))
        return EXIT_DONE;
    if (qoq_grow(&v->list, &v->room, v->count + 1, sizeof *v->list, &err) != QOQ_OK)
        return cli_fail(v->c, &err);
    v->list[v->count++] = s;
    return EXIT_DONE;
}

/* A segment and its parts, in every axis that has it (or those of -a). */
static int add_segment(view *v, const char *metric, uint32_t segment, bool adjusted)
{
    const qoq_panel_segment *all;
    const uint32_t *axes = v->s.axes;
    size_t axis_count = v->s.axis_count;
    int status = EXIT_DONE;

    if (!axis_count)
        axis_count = qoq_panel_axes(v->s.panel, v->entity, &axes);
    for (size_t a = 0; a < axis_count; a++) {
        size_t count = qoq_panel_segments(v->s.panel, v->entity, axes[a], &all);
        size_t depth = SIZE_MAX; /* of the segment, while its parts follow */
        for (size_t i = 0; i < count && status == EXIT_DONE; i++) {
            if (all[i].segment == segment)
                depth = all[i].depth;
            else if (depth == SIZE_MAX || all[i].depth <= depth)
                depth = SIZE_MAX;
            if (depth != SIZE_MAX)
                status = add_series(v, metric, axes[a], all[i].segment, adjusted);
        }
    }
    return status;
}

static int add_metric(view *v, const char *metric)
{
    int status = EXIT_DONE;

    for (int adjusted = 0; adjusted < 2 && status == EXIT_DONE; adjusted++) {
        if (!v->s.segment_count)
            status = add_series(v, metric, 0, 0, adjusted);
        for (size_t i = 0; i < v->s.segment_count && status == EXIT_DONE; i++)
            status = add_segment(v, metric, v->s.segments[i], adjusted);
    }
    return status;
}

static int find_series(view *v)
{
    int status = EXIT_DONE;

    if (!v->s.metric_count)
        return add_metric(v, "revenue");
    for (size_t i = 0; i < v->s.metric_count && status == EXIT_DONE; i++)
        status = add_metric(v, v->s.metrics[i]);
    return status;
}

/* Every period from the first to the last: a gap stays a gap, and has its row. */
static int find_periods(view *v, long last_count)
{
    qoq_period first = {0}, last = {0};
    qoq_error err = {QOQ_OK, 0, 0, ""};

    for (size_t i = 0; i < v->count; i++)
        find_range(v, &v->list[i], &first, &last);
    if (qoq_period_is_none(first))
        return EXIT_DONE;
    if (v->c->has_periods) {
        while (!qoq_period_is_none(v->c->from) &&
               qoq_period_compare(first, v->c->from) < 0)
            first = qoq_period_next(first);
        while (!qoq_period_is_none(v->c->to) &&
               qoq_period_compare(last, v->c->to) > 0 &&
               qoq_period_compare(first, last) <= 0)
            last = qoq_period_previous(last);
    } else {
        int steps = 0;
        while (qoq_period_steps(&steps, first, last) && steps >= last_count)
            first = qoq_period_next(first);
    }
    for (; qoq_period_compare(first, last) <= 0; first = qoq_period_next(first)) {
        if (qoq_grow(&v->periods, &v->period_room, v->period_count + 1,
                     sizeof *v->periods, &err) != QOQ_OK)
            return cli_fail(v->c, &err);
        v->periods[v->period_count++] = first;
    }
    return EXIT_DONE;
}

/* Leaves out the series that have nothing in these periods: a segment of former years. */
static void drop_empty(view *v)
{
    size_t kept = 0;

    for (size_t i = 0; i < v->count; i++) {
        bool any = false;
        for (size_t k = 0; k < v->period_count && !any; k++) {
            qoq_figure f = level_at(v, &v->list[i], v->periods[k]);
            any = qoq_figure_has(&f);
        }
        if (any)
            v->list[kept++] = v->list[i];
    }
    v->count = kept;
}

/* ---- for people ------------------------------------------------------------------------- */

enum { COLUMN_PERIOD, COLUMN_LEVEL, COLUMN_REST };

static void widen(qoq_decimal *largest, const qoq_figure *f)
{
    qoq_decimal size = qoq_decimal_absolute(f->shown);

    if (qoq_figure_has(f) && qoq_decimal_compare(size, *largest) > 0)
        *largest = size;
}

/* The largest level of a series, and its unit. */
static qoq_decimal largest_of(const view *v, const series *s, qoq_unit *unit)
{
    qoq_decimal largest = {0};

    for (size_t i = 0; i < v->period_count; i++) {
        qoq_figure f = level_at(v, s, v->periods[i]);
        if (qoq_figure_has(&f))
            *unit = f.unit;
        widen(&largest, &f);
    }
    return largest;
}

static void choose_scale(view *v)
{
    qoq_decimal largest = {0};

    for (size_t i = 0; i < v->count; i++) {
        qoq_unit unit = {.kind = QOQ_UNIT_NONE};
        qoq_decimal one = largest_of(v, &v->list[i], &unit);
        if (unit.kind != QOQ_UNIT_MONEY)
            continue;
        if (v->money.kind == QOQ_UNIT_NONE)
            v->money = unit;
        if (qoq_unit_equal(unit, v->money) && qoq_decimal_compare(one, largest) > 0)
            largest = one;
    }
    v->scale = v->c->scale ? v->c->scale : qoq_scale_for(largest, v->c->chinese);
}

static void series_name(qoq_buffer *out, const view *v, const series *s,
                        const level_style *style)
{
    qoq_buffer_text(out, cli_metric_name(v->c, v->s.panel, s->id));
    if (s->cell.segment)
        qoq_buffer_print(out, "%s%s", cli_word(v->c, ", ", "，"),
                         qoq_panel_segment_name(v->s.panel, v->entity, s->cell.axis,
                                                s->cell.segment, v->c->chinese));
    if (s->cell.adjusted)
        qoq_buffer_print(out, "%s%s%s", cli_word(v->c, ", ", "（"),
                         cli_adjusted_name(v->c, v->s.panel, v->entity),
                         cli_word(v->c, "", "）"));
    if (*style->unit)
        qoq_buffer_print(out, "%s%s%s", cli_word(v->c, ", ", "（"), style->unit,
                         cli_word(v->c, "", "）"));
}

/* What is to be said of the growth on the year; or of the one before, when only that
 * stumbled over a redefinition. */
static const char *remark_of(char text[QOQ_FIGURE_ROOM], const view *v, const series *s,
                             const point *p, const qoq_scale *scale)
{
    if (qoq_growth_words(text, &p->year, s->metric, scale, v->c->chinese))
        return text;
    if (p->before.rate.reason == QOQ_REASON_REDEFINED)
        snprintf(text, QOQ_FIGURE_ROOM, "%s%s", cli_word(v->c, "QoQ: ", "环比："),
                 qoq_reason_text(QOQ_REASON_REDEFINED, s->metric, v->c->chinese));
    return text;
}

static void add_row(view *v, const series *s, qoq_period period,
                    const level_style *style)
{
    char text[QOQ_FIGURE_ROOM];
    point p = point_at(v, s, period);
    size_t column = COLUMN_REST;
    qoq_cell cell = s->cell;

    cell.period = period;
    cli_see_level(&v->feet, &cell, &p.level, style);
    cli_see_growth(&v->feet, &cell, &p.before);
    cli_see_growth(&v->feet, &cell, &p.year);

    qoq_table_add_row(&v->table, QOQ_TABLE_ROW);
    qoq_table_indent(&v->table, v->count > 1 ? 2 : 0);
    qoq_period_format(text, period);
    qoq_table_set(&v->table, COLUMN_PERIOD, text);
    v->marks |= cli_set_level(v->c, &v->table, COLUMN_LEVEL, &p.level, style);
    if (v->span == QOQ_SPAN_QUARTER || v->span == QOQ_SPAN_HALF)
        v->marks |= cli_set_rate(v->c, &v->table, column++, &p.before, s->metric);
    v->marks |= cli_set_rate(v->c, &v->table, column++, &p.year, s->metric);
    if (has_ttm(v) && is_flow(s)) {
        if (p.ttm.state == QOQ_FIGURE_DERIVED)
            p.ttm.state = QOQ_FIGURE_STATED; /* always a sum: no tilde */
        v->marks |= cli_set_level(v->c, &v->table, column++, &p.ttm, style);
        v->marks |= cli_set_rate(v->c, &v->table, column++, &p.ttm_year, s->metric);
    }
    qoq_table_remark(&v->table, remark_of(text, v, s, &p, style->scale));
}

static void add_columns(view *v, const char *first)
{
    qoq_table_column *column =
        qoq_table_add_column(&v->table, first, "period", QOQ_ALIGN_LEFT);

    if (column)
        column->minimum = 12;
    qoq_table_add_column(&v->table, cli_word(v->c, "level", "数值"), NULL,
                         QOQ_ALIGN_RIGHT);
    if (v->span == QOQ_SPAN_QUARTER || v->span == QOQ_SPAN_HALF)
        qoq_table_add_column(
            &v->table,
            cli_word(v->c, v->span == QOQ_SPAN_QUARTER ? "QoQ" : "HoH", "环比"), NULL,
            QOQ_ALIGN_RIGHT);
    qoq_table_add_column(&v->table, cli_word(v->c, "YoY", "同比"), NULL,
                         QOQ_ALIGN_RIGHT);
    if (!has_ttm(v))
        return;
    qoq_table_add_column(&v->table, cli_word(v->c, "TTM", "四季合计"), NULL,
                         QOQ_ALIGN_RIGHT);
    qoq_table_add_column(&v->table, cli_word(v->c, "YoY", "同比"), NULL,
                         QOQ_ALIGN_RIGHT);
}

static void fill_table(view *v)
{
    const char *entity = qoq_panel_entity_name(v->s.panel, v->entity, v->c->chinese);

    choose_scale(v);
    cli_add_title(v->c, &v->table, entity, v->money, v->scale);
    for (size_t i = 0; i < v->count; i++) {
        const series *s = &v->list[i];
        qoq_unit unit = {.kind = QOQ_UNIT_NONE};
        qoq_decimal largest = largest_of(v, s, &unit);
        level_style style = cli_level_style(v->c, unit, largest, v->money, v->scale);
        qoq_buffer name = {0};
        series_name(&name, v, s, &style);
        if (i == 0) {
            add_columns(v, qoq_buffer_string(&name));
        } else {
            qoq_table_add_row(&v->table, QOQ_TABLE_RULE);
            qoq_table_add_row(&v->table, QOQ_TABLE_HEADER);
            qoq_table_set(&v->table, COLUMN_PERIOD, qoq_buffer_string(&name));
        }
        qoq_buffer_clear(&name);
        for (size_t k = 0; k < v->period_count; k++)
            add_row(v, s, v->periods[k], &style);
    }
    cli_add_marks(v->c, &v->table, v->marks);
    cli_add_feet(v->c, &v->table, v->s.panel, &v->feet);
}

/* ---- for machines ------------------------------------------------------------------------ */

/* clang-format off */
static const struct {
    const char *key;
    bool number;
} flat_columns[] = {
    {"entity", false}, {"axis", false}, {"segment", false}, {"metric", false},
    {"basis", false}, {"unit", false}, {"period", false}, {"value", true},
    {"value_low", true}, {"value_high", true}, {"value_state", false},
    {"qoq", true}, {"qoq_low", true}, {"qoq_high", true}, {"qoq_state", false},
    {"yoy", true}, {"yoy_low", true}, {"yoy_high", true}, {"yoy_state", false},
    {"growth_unit", false}, {"ttm", true}, {"ttm_low", true}, {"ttm_high", true},
    {"ttm_yoy", true}, {"ttm_yoy_low", true}, {"ttm_yoy_high", true}, {"flags", false},
    {"remark", false}, {"derivation", false},
};
/* clang-format on */

static void add_flat_row(view *v, const series *s, qoq_period period)
{
    qoq_table *t = &v->table;
    const qoq_panel *panel = v->s.panel;
    point p = point_at(v, s, period);
    char text[QOQ_FIGURE_ROOM];
    size_t column = 0;

    qoq_table_add_row(t, QOQ_TABLE_ROW);
    cli_set_text(t, &column, qoq_panel_text(panel, s->cell.entity));
    cli_set_text(t, &column, qoq_panel_text(panel, s->cell.axis));
    cli_set_text(t, &column, qoq_panel_text(panel, s->cell.segment));
    cli_set_text(t, &column, s->id);
    cli_set_text(t, &column, s->cell.adjusted ? "adjusted" : "reported");
    cli_set_text(t, &column, qoq_figure_has(&p.level) ? p.level.unit.id : "");
    qoq_period_format(text, period);
    cli_set_text(t, &column, text);
    cli_set_value(t, &column, &p.level, true);
    cli_set_state(t, &column, &p.level);
    cli_set_value(t, &column, &p.before.rate, true);
    cli_set_state(t, &column, &p.before.rate);
    cli_set_value(t, &column, &p.year.rate, true);
    cli_set_state(t, &column, &p.year.rate);
    const qoq_figure *rate =
        qoq_figure_has(&p.year.rate) ? &p.year.rate : &p.before.rate;
    cli_set_text(t, &column, qoq_figure_has(rate) ? rate->unit.id : "");
    cli_set_value(t, &column, &p.ttm, true);
    cli_set_value(t, &column, &p.ttm_year.rate, true);
    cli_set_flags(t, &column, cli_growth_flags(&p.level, NULL, &p.year.rate));
    qoq_growth_words(text, &p.year, s->metric, NULL, v->c->chinese);
    cli_set_text(t, &column, text);
    cli_set_derivation(t, &column, &p.level, panel);
}

static void fill_flat(view *v)
{
    for (size_t i = 0; i < sizeof flat_columns / sizeof flat_columns[0]; i++) {
        qoq_table_column *column =
            qoq_table_add_column(&v->table, flat_columns[i].key, NULL, QOQ_ALIGN_LEFT);
        if (column)
            column->number = flat_columns[i].number;
    }
    for (size_t i = 0; i < v->count; i++) {
        for (size_t k = 0; k < v->period_count; k++)
            add_flat_row(v, &v->list[i], v->periods[k]);
    }
}

/* ---- running ------------------------------------------------------------------------------ */

/* Arguments are segments: they join those of -s. */
static int take_arguments(cli *c)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};

    for (size_t i = 0; i < c->argument_count; i++) {
        if (qoq_grow(&c->segments.items, &c->segments.room, c->segments.count + 1,
                     sizeof *c->segments.items, &err) != QOQ_OK)
            return cli_fail(c, &err);
        c->segments.items[c->segments.count++] = c->arguments[i];
    }
    return EXIT_DONE;
}

static int show(view *v)
{
    bool people = v->c->format == FORMAT_TABLE || v->c->format == FORMAT_MD;

    if (!v->count)
        cli_note(v->c, "no-figures", QOQ_NOTE_NOTE, "no figures in these periods");
    if (!v->count && people)
        return EXIT_DONE;
    if (people)
        fill_table(v);
    else
        fill_flat(v);
    if (v->marks & MARK_MIXED)
        cli_note(v->c, "mixed-vintages", QOQ_NOTE_NOTE,
                 "growth marked † compares a restated value with one that was not");
    return cli_write_table(v->c, &v->table);
}

static int run(cli *c)
{
    view v = {.c = c, .span = QOQ_SPAN_QUARTER};
    long last = 8;
    int status = cli_option_span(c, OPTION_SPAN, &v.span);

    if (status != EXIT_DONE)
        return status;
    if (!cli_option_number(c, OPTION_LAST, 1, 10000, &last))
        return EXIT_USAGE;
    status = take_arguments(c);
    if (status == EXIT_DONE)
        status = cli_select(c, &v.s);
    if (status == EXIT_DONE)
        status = cli_select_entity(c, &v.s, &v.entity);
    if (status == EXIT_DONE && v.entity)
        status = find_series(&v);
    if (status == EXIT_DONE && v.count)
        status = find_periods(&v, last);
    if (status == EXIT_DONE) {
        drop_empty(&v);
        status = show(&v);
    }
    qoq_table_clear(&v.table);
    free(v.list);
    free(v.periods);
    cli_selection_clear(&v.s);
    return status;
}

const command command_series = {"series",
                                run,
                                "[SEGMENT...]",
                                "a metric through time: level, QoQ, YoY, TTM",
                                COMMON_DATA | COMMON_SELECT | COMMON_PERIODS |
                                    COMMON_VIEW | COMMON_DERIVE | COMMON_UNIT |
                                    COMMON_FORMAT | COMMON_OUTPUT,
                                own_options,
                                "Revenue of the whole company in the last eight "
                                "quarters, or the metric of -m, of the "
                                "segments named. TTM is the sum of four consecutive "
                                "quarters, shown only when all four "
                                "are there. Every period from the first to the last "
                                "has its row: a gap stays a gap.\n"
                                "\n"
                                "  qoq series vas\n"
                                "  qoq series -m operating_profit -p 2022Q1..\n"
                                "  qoq series -m gross_margin --span year"};

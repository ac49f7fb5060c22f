#include "qoq/compare.h"

#include <string.h>

/* What one comparison is being made from. */
typedef struct work {
    qoq_comparison *out;
    qoq_deriver *deriver;
    const qoq_panel *panel;
    const qoq_compare_options *options;
    size_t section_room;
} work;

/* ---- which periods ----------------------------------------------------------------- */

static qoq_period latest_period(const qoq_panel *panel, const qoq_compare_options *o)
{
    static const qoq_span spans[] = {QOQ_SPAN_QUARTER, QOQ_SPAN_HALF, QOQ_SPAN_NINE,
                                     QOQ_SPAN_YEAR};
    const char *wanted = o->metric_count ? o->metrics[0] : "revenue";
    const qoq_ratio *ratio = qoq_ratio_find(wanted);
    uint32_t metric = qoq_panel_name(panel, ratio ? ratio->numerator : wanted);
    qoq_period found = {0};

    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
        found = qoq_panel_latest(panel, o->entity, metric, spans[i]);
        if (!qoq_period_is_none(found))
            break;
    }
    return found;
}

static void add_base(qoq_comparison *out, qoq_period base)
{
    for (size_t i = 0; i < out->base_count; i++) {
        if (qoq_period_equal(out->bases[i], base))
            return;
    }
    out->bases[out->base_count++] = base;
}

static qoq_status set_periods(qoq_comparison *out, const qoq_panel *panel,
                              const qoq_compare_options *o, qoq_error *err)
{
    char now[16], base[16];

    out->now = qoq_period_is_none(o->now) ? latest_period(panel, o) : o->now;
    if (qoq_period_is_none(out->now))
        return qoq_fail(
            err, QOQ_EINPUT,
            "no period with a level to start from; name one, such as 2025Q1");
    if (o->base_count == 0 && out->now.span != QOQ_SPAN_DATE) {
        add_base(out, qoq_period_previous(out->now));
        add_base(out, qoq_period_year_ago(out->now));
    }
    for (size_t i = 0; i < o->base_count && i < QOQ_COMPARE_BASES; i++)
        add_base(out, o->bases[i]);
    qoq_period_format(now, out->now);
    if (out->base_count == 0)
        return qoq_fail(err, QOQ_EUSAGE, "name a second date to compare %s with", now);
    for (size_t i = 0; i < out->base_count; i++) {
        qoq_period_format(base, out->bases[i]);
        out->year_ago[i] =
            qoq_period_equal(out->bases[i], qoq_period_year_ago(out->now));
        if (qoq_period_equal(out->bases[i], out->now))
            return qoq_fail(err, QOQ_EUSAGE, "%s cannot be compared with itself", now);
        bool dates =
            out->now.span == QOQ_SPAN_DATE && out->bases[i].span == out->now.span;
        if (!dates && !qoq_period_steps(&out->steps[i], out->bases[i], out->now))
            return qoq_fail(err, QOQ_EUSAGE, "%s and %s differ in length", now, base);
    }
    return QOQ_OK;
}

/* ---- rows -------------------------------------------------------------------------- */

static const qoq_metric *known_metric(const work *w, const char *id)
{
    const qoq_lexicon *lexicon = qoq_panel_lexicon(w->panel);

    return lexicon ? qoq_lexicon_metric(lexicon, qoq_slice_of(id)) : NULL;
}

static bool is_ratio(const work *w, const char *id)
{
    const qoq_metric *known = known_metric(w, id);

    return qoq_ratio_find(id) || (known && known->kind == QOQ_METRIC_RATIO);
}

static bool wanted_basis(const work *w, const qoq_metric *metric, bool adjusted)
{
    if (metric && metric->neutral)
        return !adjusted;
    return adjusted ? !w->options->reported_only : !w->options->adjusted_only;
}

static qoq_cell cell_of(const work *w, const char *id, bool adjusted)
{
    uint32_t metric = qoq_panel_name(w->panel, id);

    return (qoq_cell){
        .entity = w->options->entity,
        .metric = metric,
        .unit = qoq_panel_unit(w->panel, w->options->entity, metric, QOQ_LEVEL),
        .period = w->out->now,
        .measure = QOQ_LEVEL,
        .adjusted = adjusted};
}

static void fill_base(qoq_compare_base *b, const qoq_compare_row *row, const work *w,
                      qoq_period period)
{
    qoq_cell cell = row->cell;

    b->contribution = qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_NO_TOTAL);
    if (row->ratio && cell.metric == QOQ_NO_NAME) {
        cell.period = period;
        qoq_derive_ratio(&b->level, w->deriver, row->ratio, &cell);
        qoq_growth_of(&b->growth, &row->now, &b->level);
    } else {
        qoq_derive_growth(&b->growth, w->deriver, &cell, period, NULL, &b->level);
    }
}

/* Fills levels and growth; false when there is nothing to show. A ratio whose name no
 * record has is computed only. */
static bool fill_row(qoq_compare_row *row, const work *w)
{
    if (row->ratio && row->cell.metric == QOQ_NO_NAME)
        qoq_derive_ratio(&row->now, w->deriver, row->ratio, &row->cell);
    else
        qoq_derive_figure(&row->now, w->deriver, &row->cell);
    bool any = qoq_figure_has(&row->now);
    for (size_t i = 0; i < w->out->base_count; i++) {
        qoq_compare_base *b = &row->bases[i];
        fill_base(b, row, w, w->out->bases[i]);
        any = any || qoq_figure_has(&b->level) || qoq_figure_has(&b->growth.rate);
    }
    return any;
}

static qoq_compare_row row_of(const work *w, qoq_compare_kind kind, const char *id,
                              qoq_cell cell)
{
    qoq_compare_row row = {.kind = (uint8_t)kind,
                           .cell = cell,
                           .metric = known_metric(w, id),
                           .ratio = qoq_ratio_find(id)};

    if (is_ratio(w, id))
        row.kind = QOQ_ROW_RATIO;
    return row;
}

static qoq_compare_section *add_section(work *w, qoq_compare_section_kind kind,
                                        size_t rows)
{
    qoq_comparison *out = w->out;

    if (out->count == w->section_room) {
        size_t room = w->section_room ? w->section_room * 2 : 8;
        qoq_compare_section *larger =
            qoq_arena_calloc(&out->arena, room, sizeof *larger);
        if (!larger)
            return NULL;
        if (out->count)
            memcpy(larger, out->sections, out->count * sizeof *larger);
        out->sections = larger;
        w->section_room = room;
    }
    qoq_compare_section *section = &out->sections[out->count];
    *section = (qoq_compare_section){.kind = (uint8_t)kind};
    section->rows = qoq_arena_calloc(&out->arena, rows, sizeof *section->rows);
    return section->rows ? section : NULL;
}

/* ---- sections by segment ----------------------------------------------------------- */

static bool is_listed(uint32_t name, const uint32_t *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i] == name)
            return true;
    }
    return false;
}

/* -s vas means vas and what it consists of, however deep. */
static bool is_wanted(const qoq_panel_segment *all, size_t count, size_t i,
                      const qoq_compare_options *o)
{
    uint32_t segment = all[i].segment;

    if (!o->segment_count)
        return true;
    for (int depth = 0; depth < 16 && segment; depth++) {
        if (is_listed(segment, o->segments, o->segment_count))
            return true;
        uint32_t parent = 0;
        for (size_t k = 0; k < count; k++) {
            if (all[k].segment == segment)
                parent = all[k].parent;
        }
        segment = parent;
    }
    return false;
}

static const qoq_figure *level_of(const qoq_compare_row *row, size_t base)
{
    return base == SIZE_MAX ? &row->now : &row->bases[base].level;
}

/* Total minus the top segments, now (SIZE_MAX) or at a base. */
static qoq_figure remainder_of(const qoq_compare_section *section,
                               const qoq_compare_row *total, size_t base)
{
    qoq_figure rest = *level_of(total, base);
    bool any = false;

    for (size_t i = 0; i < section->count; i++) {
        const qoq_figure *part = level_of(&section->rows[i], base);
        if (section->rows[i].depth || !qoq_figure_has(part))
            continue;
        any = true;
        qoq_figure less;
        qoq_growth_difference(&less, &rest, part);
        rest = less;
    }
    return any ? rest : qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_NOT_STATED);
}

static bool is_negligible(const qoq_figure *figure)
{
    return !qoq_figure_has(figure) || qoq_interval_has_zero(figure->interval);
}

/* Half as wide as it is big: no digit of it would mean anything. */
static void drop_if_vague(qoq_figure *figure)
{
    qoq_decimal width;

    if (!qoq_figure_has(figure))
        return;
    if (qoq_decimal_subtract(&width, figure->interval.high, figure->interval.low,
                             NULL) != QOQ_OK ||
        qoq_decimal_compare(width, qoq_decimal_absolute(figure->shown)) > 0)
        *figure = qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_TOO_WIDE);
}

/* Adds what the segments leave of the total, when it is more than rounding. */
static void add_remainder(qoq_compare_section *section, const qoq_compare_row *total,
                          const work *w)
{
    qoq_compare_row row = {
        .kind = QOQ_ROW_REMAINDER, .cell = total->cell, .metric = total->metric};
    bool negligible;

    row.cell.axis = section->axis;
    row.cell.segment = QOQ_NO_NAME;
    row.now = remainder_of(section, total, SIZE_MAX);
    negligible = is_negligible(&row.now);
    drop_if_vague(&row.now);
    for (size_t i = 0; i < w->out->base_count; i++) {
        qoq_compare_base *b = &row.bases[i];
        b->level = remainder_of(section, total, i);
        negligible = negligible && is_negligible(&b->level);
        drop_if_vague(&b->level);
        qoq_growth_of(&b->growth, &row.now, &b->level);
        qoq_growth_contribution(&b->contribution, &row.now, &b->level,
                                &total->bases[i].level);
    }
    if (!negligible)
        section->rows[section->count++] = row;
}

static void add_contributions(qoq_compare_section *section,
                              const qoq_compare_row *total, const work *w)
{
    for (size_t i = 0; i < section->count; i++) {
        qoq_compare_row *row = &section->rows[i];
        for (size_t b = 0; b < w->out->base_count; b++)
            qoq_growth_contribution(&row->bases[b].contribution, &row->now,
                                    &row->bases[b].level, &total->bases[b].level);
    }
}

static size_t add_segments(qoq_compare_section *section, const work *w, const char *id,
                           qoq_cell cell)
{
    const qoq_panel_segment *all;
    size_t count = qoq_panel_segments(w->panel, cell.entity, section->axis, &all);

    for (size_t i = 0; i < count; i++) {
        if (!is_wanted(all, count, i, w->options))
            continue;
        cell.axis = section->axis;
        cell.segment = all[i].segment;
        qoq_compare_row row = row_of(w, QOQ_ROW_SEGMENT, id, cell);
        row.depth = all[i].depth;
        if (fill_row(&row, w))
            section->rows[section->count++] = row;
    }
    return section->count;
}

/* A metric along an axis. *found tells whether any segment has it; without one no section
 * is made. */
static qoq_status segments_section(work *w, const char *id, bool adjusted,
                                   uint32_t axis, bool *found, qoq_error *err)
{
    const qoq_panel_segment *all;
    qoq_cell cell = cell_of(w, id, adjusted);
    size_t count = qoq_panel_segments(w->panel, cell.entity, axis, &all);
    qoq_compare_section *section = add_section(w, QOQ_SECTION_SEGMENTS, count + 2);

    if (!section)
        return qoq_fail_memory(err);
    section->metric = cell.metric;
    section->axis = axis;
    section->adjusted = adjusted;
    if (!add_segments(section, w, id, cell))
        return QOQ_OK;
    *found = true;
    w->out->count++;
    qoq_compare_row total = row_of(w, QOQ_ROW_TOTAL, id, cell);
    bool has_total = fill_row(&total, w);
    if (total.kind == QOQ_ROW_TOTAL &&
        (!total.metric || total.metric->kind == QOQ_METRIC_FLOW)) {
        add_contributions(section, &total, w);
        if (!w->options->segment_count)
            add_remainder(section, &total, w);
        for (size_t b = 0; b < w->out->base_count; b++)
            qoq_growth_contribution(&total.bases[b].contribution, &total.now,
                                    &total.bases[b].level, &total.bases[b].level);
    }
    if (has_total && !w->options->segment_count)
        section->rows[section->count++] = total;
    return QOQ_OK;
}

/* ---- lines and ratios -------------------------------------------------------------- */

/* The lines that are shown when nothing else was asked for. */
typedef struct default_line {
    const char *metric;
    bool adjusted;
    const char *unless; /* only when this one is not there */
} default_line;

static const default_line default_lines[] = {
    {"gross_profit", false, NULL},
    {"operating_profit", false, NULL},
    {"profit_attributable", false, NULL},
    {"profit_for_period", false, "profit_attributable"},
    {"operating_profit", true, NULL},
    {"profit_attributable", true, NULL},
    {"profit_for_period", true, "profit_attributable"},
    {"eps_diluted", false, NULL},
    {"eps_diluted", true, NULL},
};

static const default_line default_ratios[] = {
    {"gross_margin", false, NULL}, {"operating_margin", false, NULL},
    {"net_margin", false, NULL},   {"operating_margin", true, NULL},
    {"net_margin", true, NULL},
};

enum {
    DEFAULT_LINES = sizeof default_lines / sizeof default_lines[0],
    DEFAULT_RATIOS = sizeof default_ratios / sizeof default_ratios[0]
};

/* Adds a line; false when there is nothing to show. */
static bool add_line(qoq_compare_section *section, const work *w, const char *id,
                     bool adjusted)
{
    qoq_compare_row row = row_of(w, QOQ_ROW_LINE, id, cell_of(w, id, adjusted));

    if (!wanted_basis(w, row.metric, adjusted) || !fill_row(&row, w))
        return false;
    section->rows[section->count++] = row;
    return true;
}

/* Profit lines, reported or adjusted. */
static qoq_status lines_section(work *w, bool adjusted, bool with_revenue,
                                qoq_error *err)
{
    bool seen[DEFAULT_LINES] = {false};
    qoq_compare_section *lines = add_section(w, QOQ_SECTION_LINES, DEFAULT_LINES + 1);

    if (!lines)
        return qoq_fail_memory(err);
    lines->adjusted = adjusted;
    if (with_revenue)
        add_line(lines, w, "revenue", false);
    for (size_t i = 0; i < DEFAULT_LINES; i++) {
        const default_line *d = &default_lines[i];
        bool replaced = d->adjusted != adjusted;
        for (size_t k = 0; k < i && d->unless; k++)
            replaced = replaced ||
                       (seen[k] && strcmp(d->unless, default_lines[k].metric) == 0);
        if (!replaced)
            seen[i] = add_line(lines, w, d->metric, d->adjusted);
    }
    w->out->count += lines->count > 0;
    return QOQ_OK;
}

static qoq_status default_sections(work *w, bool has_segments, qoq_error *err)
{
    QOQ_TRY(lines_section(w, false, !has_segments, err));
    QOQ_TRY(lines_section(w, true, false, err));
    qoq_compare_section *ratios = add_section(w, QOQ_SECTION_RATIOS, DEFAULT_RATIOS);
    if (!ratios)
        return qoq_fail_memory(err);
    for (size_t i = 0; i < DEFAULT_RATIOS; i++)
        add_line(ratios, w, default_ratios[i].metric, default_ratios[i].adjusted);
    w->out->count += ratios->count > 0;
    return QOQ_OK;
}

/* ---- putting it together ------------------------------------------------------------ */

/* The axes to show: those asked for, else the first one of the entity (business). */
static size_t axes_of(const work *w, const uint32_t **axes)
{
    if (w->options->axis_count) {
        *axes = w->options->axes;
        return w->options->axis_count;
    }
    return qoq_panel_axes(w->panel, w->options->entity, axes) ? 1 : 0;
}

static qoq_status by_segment(work *w, const char *id, bool adjusted, bool *found,
                             qoq_error *err)
{
    const uint32_t *axes;
    size_t count = axes_of(w, &axes);

    for (size_t i = 0; i < count; i++)
        QOQ_TRY(segments_section(w, id, adjusted, axes[i], found, err));
    return QOQ_OK;
}

/* One metric that was asked for: by segment where there are any, else a line. */
static qoq_status chosen_metric(work *w, const char *id, qoq_error *err)
{
    const qoq_metric *known = known_metric(w, id);

    for (int adjusted = 0; adjusted < 2; adjusted++) {
        bool found = false;
        if (!wanted_basis(w, known, adjusted))
            continue;
        QOQ_TRY(by_segment(w, id, adjusted, &found, err));
        if (found || w->options->segment_count)
            continue;
        qoq_compare_section_kind kind =
            is_ratio(w, id) ? QOQ_SECTION_RATIOS : QOQ_SECTION_LINES;
        /* lines that follow each other stand in one section */
        qoq_compare_section *last =
            w->out->count ? &w->out->sections[w->out->count - 1] : NULL;
        if (!last || last->kind != kind) {
            last = add_section(w, kind, 2 * w->options->metric_count + 2);
            if (!last)
                return qoq_fail_memory(err);
            if (add_line(last, w, id, adjusted))
                w->out->count++;
        } else {
            add_line(last, w, id, adjusted);
        }
    }
    return QOQ_OK;
}

static qoq_status fill(work *w, qoq_error *err)
{
    const qoq_compare_options *o = w->options;
    bool found = false;

    QOQ_TRY(set_periods(w->out, w->panel, o, err));
    for (size_t i = 0; i < o->metric_count; i++)
        QOQ_TRY(chosen_metric(w, o->metrics[i], err));
    if (o->metric_count)
        return QOQ_OK;
    QOQ_TRY(by_segment(w, "revenue", false, &found, err));
    return o->segment_count ? QOQ_OK : default_sections(w, found, err);
}

qoq_status qoq_compare(qoq_comparison *out, qoq_deriver *deriver,
                       const qoq_compare_options *options, qoq_error *err)
{
    work w = {.out = out,
              .deriver = deriver,
              .panel = qoq_deriver_panel(deriver),
              .options = options};

    memset(out, 0, sizeof *out);
    qoq_arena_init(&out->arena);
    out->entity = options->entity;
    qoq_status status = fill(&w, err);
    if (status != QOQ_OK)
        qoq_comparison_clear(out);
    return status;
}

void qoq_comparison_clear(qoq_comparison *comparison)
{
    qoq_arena_clear(&comparison->arena);
    memset(comparison, 0, sizeof *comparison);
}

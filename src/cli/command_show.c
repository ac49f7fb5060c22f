/* Figures in tables: scale, digits, marks, for people and for machines. */
#include <string.h>

#include "cli/command.h"

const char *cli_word(const cli *c, const char *english, const char *chinese)
{
    return c->chinese ? chinese : english;
}

const qoq_scale *cli_finest_scale(const cli *c, qoq_unit unit, int places)
{
    const qoq_scale *found = NULL;

    if (unit.kind != QOQ_UNIT_MONEY && unit.kind != QOQ_UNIT_COUNT)
        return NULL;
    if (c->scale)
        return c->scale;
    for (const qoq_scale *s = qoq_scales; s->id; s++) {
        bool used = c->chinese ? s->power == 8 || s->power == 4 || s->power == 0
                               : s->power % 3 == 0 && s->power < 12;
        if (used && (!found || s->power >= -places))
            found = s;
    }
    return found;
}

void cli_put_place(const cli *c, qoq_buffer *out, const qoq_record *r)
{
    if (r->page)
        qoq_buffer_print(out, cli_word(c, ", page %u", "，第%u页"), r->page);
    if (r->line)
        qoq_buffer_print(out, cli_word(c, ", line %u", "，第%u行"), r->line);
}

/* ---- names --------------------------------------------------------------------------- */

/* Names that are too long to stand in a table beside six columns of figures. */
static const struct {
    const char *metric, *english, *chinese;
} short_names[] = {
    {"profit_attributable", "Attributable profit", "应占盈利"},
    {"eps_basic", "EPS, basic", "每股基本盈利"},
    {"eps_diluted", "EPS, diluted", "每股摊薄盈利"},
};

const char *cli_metric_name(const cli *c, const qoq_panel *panel, const char *id)
{
    const qoq_ratio *ratio = qoq_ratio_find(id);
    const qoq_metric *known = qoq_lexicon_metric(c->lexicon, qoq_slice_of(id));

    for (size_t i = 0; i < sizeof short_names / sizeof short_names[0]; i++) {
        if (strcmp(short_names[i].metric, id) == 0)
            return cli_word(c, short_names[i].english, short_names[i].chinese);
    }
    if (known)
        return cli_word(c, known->name_en, known->name_hans);
    if (ratio)
        return cli_word(c, ratio->name_en, ratio->name_zh);
    return qoq_panel_text(panel, qoq_panel_name(panel, id));
}

/* "non-IFRS", as the company calls its adjusted series. */
const char *cli_adjusted_name(const cli *c, const qoq_panel *panel, uint32_t entity)
{
    const qoq_entity *known =
        qoq_lexicon_entity(c->lexicon, qoq_slice_of(qoq_panel_text(panel, entity)));

    if (known && known->adjusted == QOQ_BASIS_NON_IFRS)
        return cli_word(c, "non-IFRS", "非IFRS");
    if (known && known->adjusted == QOQ_BASIS_NON_GAAP)
        return cli_word(c, "non-GAAP", "非GAAP");
    return cli_word(c, "adjusted", "经调整");
}

/* ---- scale --------------------------------------------------------------------------- */

static int digits_before_point(qoq_decimal largest, int power)
{
    qoq_decimal value;
    int digits = 1;

    if (qoq_decimal_scale(&value, largest, -power, NULL) != QOQ_OK)
        return digits;
    while (digits < 15 && qoq_decimal_compare(value, qoq_decimal_of(1, digits)) >= 0)
        digits++;
    return digits;
}

static void style_money(level_style *out, qoq_unit unit, qoq_unit money,
                        const qoq_scale *scale, bool chinese)
{
    out->scale = scale;
    if (!qoq_unit_equal(unit, money))
        snprintf(out->unit, sizeof out->unit, "%s", qoq_unit_name(&unit, chinese));
    if (scale && scale->power < 4)
        out->decimals = 0;
}

/* Counts have a scale of their own, and four digits in all. What is counted is in the name
 * of the metric; only the scale is not. */
static void style_count(level_style *out, qoq_decimal largest, bool chinese)
{
    out->scale = qoq_scale_for(largest, chinese);
    int digits = digits_before_point(largest, out->scale ? out->scale->power : 0);
    out->decimals = digits < 4 ? 4 - digits : 0;
    if (out->scale && out->scale->power)
        snprintf(out->unit, sizeof out->unit, "%s",
                 chinese ? out->scale->chinese : out->scale->english);
}

level_style cli_level_style(const cli *c, qoq_unit unit, qoq_decimal largest,
                            qoq_unit money, const qoq_scale *scale)
{
    level_style out = {.decimals = 1};

    switch ((qoq_unit_kind)unit.kind) {
    case QOQ_UNIT_MONEY:
        style_money(&out, unit, money, scale, c->chinese);
        break;
    case QOQ_UNIT_COUNT:
        style_count(&out, largest, c->chinese);
        break;
    case QOQ_UNIT_PERCENT:
        out.percent = true;
        break;
    case QOQ_UNIT_NONE:
        out.decimals = 3;
        break;
    default:
        out.decimals = 3;
        /* per share, in the currency of the table: the name says it already */
        if (unit.kind != QOQ_UNIT_PER_SHARE ||
            !qoq_unit_equal(unit, qoq_unit_per(money, "share")))
            snprintf(out.unit, sizeof out.unit, "%s", qoq_unit_name(&unit, c->chinese));
    }
    return out;
}

/* ---- cells for people ---------------------------------------------------------------- */

static unsigned marks_of(const qoq_figure *f)
{
    unsigned marks = 0;

    if (f->state == QOQ_FIGURE_STATED) {
        marks |= f->flags & QOQ_FLAG_ABOUT ? MARK_ABOUT : 0;
        marks |= f->flags & QOQ_FLAG_OVER ? MARK_OVER : 0;
        marks |= f->flags & QOQ_FLAG_UNDER ? MARK_UNDER : 0;
    }
    return marks;
}

unsigned cli_set_level(const cli *c, qoq_table *table, size_t column,
                       const qoq_figure *level, const level_style *style)
{
    char text[QOQ_FIGURE_ROOM];
    unsigned marks = marks_of(level);

    if (style->percent)
        qoq_growth_format_share(text, level, c->chinese);
    else
        qoq_figure_format(text, level, style->scale, style->decimals, c->chinese);
    qoq_table_set(table, column, text);
    /* a margin is always computed or stated as such: no tilde, no mark */
    if (level->state == QOQ_FIGURE_DERIVED && !style->percent)
        marks |= MARK_DERIVED;
    if (qoq_figure_has(level)) {
        bool restated = level->flags & QOQ_FLAG_RESTATED;
        bool former = level->flags & QOQ_FLAG_FORMER;
        qoq_table_set_mark(table, column,
                           restated && former ? "*‡"
                           : former           ? "‡"
                           : restated         ? "*"
                                              : "",
                           0);
        marks |= (restated ? (unsigned)MARK_RESTATED : 0) |
                 (former ? (unsigned)MARK_FORMER : 0);
    }
    return marks;
}

unsigned cli_set_rate(const cli *c, qoq_table *table, size_t column,
                      const qoq_growth *growth, const qoq_metric *metric)
{
    char text[QOQ_FIGURE_ROOM];
    bool points = growth->rate.unit.kind == QOQ_UNIT_POINTS;
    bool mixed = growth->rate.flags & QOQ_FLAG_MIXED && qoq_figure_has(&growth->rate);

    qoq_growth_format(text, &growth->rate, points ? "pp" : "%", c->chinese);
    qoq_table_set(table, column, text);
    qoq_table_set_mark(table, column, mixed ? "†" : "",
                       qoq_growth_mood(growth, metric));
    return marks_of(&growth->rate) | (mixed ? (unsigned)MARK_MIXED : 0);
}

void cli_add_marks(const cli *c, qoq_table *table, unsigned marks)
{
    static const struct {
        unsigned mark;
        const char *english, *chinese;
    } feet[] = {
        {MARK_DERIVED, "~ derived", "~ 推算"},
        {MARK_RESTATED, "* restated", "* 经重列"},
        {MARK_ABOUT, "≈ about", "≈ 约"},
        {MARK_OVER, "> more than", "> 逾"},
        {MARK_UNDER, "< less than", "< 近"},
        {MARK_FORMER, "‡ as it was defined before", "‡ 旧口径"},
        {MARK_MIXED, "† one of the two was restated, the other was not",
         "† 其中一期经重列，另一期未重列"},
    };
    qoq_buffer line = {0};

    for (size_t i = 0; i < sizeof feet / sizeof feet[0]; i++) {
        if (marks & feet[i].mark)
            qoq_buffer_print(&line, "%s%s", line.len ? "   " : "",
                             cli_word(c, feet[i].english, feet[i].chinese));
    }
    if (line.len)
        qoq_table_foot(table, qoq_buffer_string(&line));
    qoq_buffer_clear(&line);
}

/* ---- lines at the foot ------------------------------------------------------------------ */

static bool same_place(const qoq_cell *a, const qoq_cell *b)
{
    return a->segment == b->segment && a->axis == b->axis && a->metric == b->metric &&
           a->adjusted == b->adjusted && qoq_period_equal(a->period, b->period);
}

static void see_redefined(foot_list *list, const qoq_cell *cell)
{
    enum { ROOM = sizeof list->redefined / sizeof list->redefined[0] };

    for (size_t i = 0; i < list->redefined_count; i++) {
        if (list->redefined[i].segment == cell->segment &&
            list->redefined[i].axis == cell->axis)
            return;
    }
    if (list->redefined_count < ROOM)
        list->redefined[list->redefined_count++] = *cell;
}

static void see_sharpened(foot_list *list, const qoq_cell *cell,
                          const qoq_figure *figure, const level_style *style)
{
    enum { ROOM = sizeof list->sharpened / sizeof list->sharpened[0] };

    for (size_t i = 0; i < list->sharpened_count; i++) {
        if (same_place(&list->sharpened[i].cell, cell))
            return;
    }
    if (list->sharpened_count < ROOM)
        list->sharpened[list->sharpened_count++] =
            (seen_level){*cell, *figure, style->scale};
    else
        list->sharpened_more++;
}

void cli_see_level(foot_list *list, const qoq_cell *cell, const qoq_figure *figure,
                   const level_style *style)
{
    if (!qoq_figure_has(figure))
        return;
    if (figure->flags & QOQ_FLAG_FORMER)
        see_redefined(list, cell);
    if (figure->flags & QOQ_FLAG_SHARPENED && figure->record && figure->derivation &&
        !style->percent)
        see_sharpened(list, cell, figure, style);
}

void cli_see_growth(foot_list *list, const qoq_cell *cell, const qoq_growth *growth)
{
    if (growth->rate.state == QOQ_FIGURE_MISSING &&
        growth->rate.reason == QOQ_REASON_REDEFINED)
        see_redefined(list, cell);
}

static void add_break_feet(const cli *c, qoq_table *table, const qoq_panel *panel,
                           const qoq_cell *cell)
{
    qoq_panel_break b;

    for (size_t i = 0; qoq_panel_break_at(&b, panel, cell, i); i++) {
        qoq_buffer line = {0};
        qoq_buffer_print(&line, "%s%s",
                         qoq_panel_segment_name(panel, cell->entity, cell->axis,
                                                cell->segment, c->chinese),
                         cli_word(c, ": ", "："));
        qoq_panel_break_format(&line, panel, cell, &b, c->chinese);
        qoq_table_foot(table, qoq_buffer_string(&line));
        qoq_buffer_clear(&line);
    }
}

/* A statement as it stands in a table of this scale. */
static qoq_figure stated_figure(const qoq_figure *sharper)
{
    const qoq_number number = sharper->record->number;
    int places = number.decimals;

    if (places == QOQ_DECIMALS_INF || places == QOQ_DECIMALS_UNKNOWN)
        places = -qoq_decimal_last_place(number.value);
    return (qoq_figure){.state = QOQ_FIGURE_STATED,
                        .shown = number.value,
                        .places = (int16_t)places,
                        .unit = sharper->unit};
}

/* "Value-added Services 2024Q4: ~79.022 by 2024FY - ..., inside the stated 79.0" */
static void add_sharpened_foot(const cli *c, qoq_table *table, const qoq_panel *panel,
                               const seen_level *seen)
{
    enum { ALL = 60 };
    const qoq_cell *cell = &seen->cell;
    char period[16], value[QOQ_FIGURE_ROOM], stated_value[QOQ_FIGURE_ROOM];
    qoq_figure sharper = seen->figure, stated = stated_figure(&seen->figure);
    qoq_buffer line = {0}, formula = {0};

    sharper.places++; /* one digit more than in the table: the middle */
    qoq_period_format(period, cell->period);
    qoq_figure_format(value, &sharper, seen->scale, ALL, c->chinese);
    qoq_figure_format(stated_value, &stated, seen->scale, ALL, c->chinese);
    qoq_derivation_format(&formula, sharper.derivation, panel);
    const char *name =
        cell->segment ? qoq_panel_segment_name(panel, cell->entity, cell->axis,
                                               cell->segment, c->chinese)
                      : cli_metric_name(c, panel, qoq_panel_text(panel, cell->metric));
    qoq_buffer_print(&line,
                     cli_word(c, "%s %s: %s by %s, inside the stated %s",
                              "%s%s：%s，由%s得出，在披露值%s的区间之内"),
                     name, period, value, qoq_buffer_string(&formula), stated_value);
    qoq_table_foot(table, qoq_buffer_string(&line));
    qoq_buffer_clear(&formula);
    qoq_buffer_clear(&line);
}

void cli_add_feet(const cli *c, qoq_table *table, const qoq_panel *panel,
                  const foot_list *list)
{
    char more[96];

    for (size_t i = 0; i < list->sharpened_count; i++)
        add_sharpened_foot(c, table, panel, &list->sharpened[i]);
    if (list->sharpened_more) {
        snprintf(more, sizeof more,
                 cli_word(c, "%zu more are sharper than stated; see 'qoq explain'",
                          "另有%zu个数值比披露值更精确，见“qoq explain”"),
                 list->sharpened_more);
        qoq_table_foot(table, more);
    }
    for (size_t i = 0; i < list->redefined_count; i++)
        add_break_feet(c, table, panel, &list->redefined[i]);
}

void cli_add_title(const cli *c, qoq_table *table, const char *title, qoq_unit money,
                   const qoq_scale *scale)
{
    qoq_buffer subtitle = {0};
    const char *name = scale ? cli_word(c, scale->english, scale->chinese) : "";

    if (money.kind == QOQ_UNIT_NONE)
        qoq_buffer_text(&subtitle, cli_word(c, "change in %", "变动%"));
    else if (c->chinese)
        qoq_buffer_print(&subtitle, "%s%s，变动%%", name, qoq_unit_name(&money, true));
    else
        qoq_buffer_print(&subtitle, "%s%s%s, change in %%",
                         qoq_unit_name(&money, false), *name ? " " : "", name);
    qoq_table_title(table, title, qoq_buffer_string(&subtitle));
    qoq_buffer_clear(&subtitle);
}

/* ---- cells for machines ---------------------------------------------------------------- */

void cli_set_text(qoq_table *table, size_t *column, const char *text)
{
    qoq_table_set(table, (*column)++, text);
}

static void set_decimal(qoq_table *table, size_t *column, qoq_decimal value, int places,
                        qoq_rounding rounding)
{
    char text[QOQ_DECIMAL_ROOM];

    qoq_decimal_format(text, qoq_decimal_round(value, places, rounding), 0);
    cli_set_text(table, column, text);
}

void cli_set_value(qoq_table *table, size_t *column, const qoq_figure *figure,
                   bool ends)
{
    enum { ALL = 60 }; /* decimal places: none is cut off */
    int places = figure->state == QOQ_FIGURE_STATED ? ALL : figure->places + 2;

    if (!qoq_figure_has(figure)) {
        *column += ends ? 3 : 1;
        return;
    }
    if (places > ALL)
        places = ALL;
    set_decimal(table, column, figure->shown, places, QOQ_ROUND_HALF_AWAY);
    if (ends) {
        set_decimal(table, column, figure->interval.low, places, QOQ_ROUND_DOWN);
        set_decimal(table, column, figure->interval.high, places, QOQ_ROUND_UP);
    }
}

void cli_set_state(qoq_table *table, size_t *column, const qoq_figure *figure)
{
    static const char *const names[] = {"missing", "stated", "derived", "n.m."};

    cli_set_text(table, column, names[figure->state]);
}

void cli_set_derivation(qoq_table *table, size_t *column, const qoq_figure *figure,
                        const qoq_panel *panel)
{
    qoq_buffer formula = {0};

    if (qoq_figure_has(figure) && figure->derivation)
        qoq_derivation_format(&formula, figure->derivation, panel);
    cli_set_text(table, column, qoq_buffer_string(&formula));
    qoq_buffer_clear(&formula);
}

void cli_set_flags(qoq_table *table, size_t *column, unsigned flags)
{
    static const struct {
        unsigned flag;
        const char *name;
    } names[] = {
        {QOQ_FLAG_RESTATED, "restated"},   {QOQ_FLAG_ABOUT, "about"},
        {QOQ_FLAG_OVER, "over"},           {QOQ_FLAG_UNDER, "under"},
        {QOQ_FLAG_CONTESTED, "contested"}, {QOQ_FLAG_MIXED, "mixed-vintages"},
        {QOQ_FLAG_PRINTED, "printed"},     {QOQ_FLAG_ACROSS, "across-vintages"},
        {QOQ_FLAG_SHARPENED, "sharpened"}, {QOQ_FLAG_FORMER, "former-definition"},
    };
    qoq_buffer out = {0};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (flags & names[i].flag)
            qoq_buffer_print(&out, "%s%s", out.len ? " " : "", names[i].name);
    }
    cli_set_text(table, column, qoq_buffer_string(&out));
    qoq_buffer_clear(&out);
}

unsigned cli_growth_flags(const qoq_figure *now, const qoq_figure *base,
                          const qoq_figure *rate)
{
    unsigned growth = rate->flags & ~(unsigned)QOQ_FLAG_ACROSS;

    return now->flags | (base ? base->flags : 0U) | growth;
}

/* A number, what its row says and what its column says: together a binding. */
#include <stdio.h>
#include <string.h>

#include "extract/table_private.h"
#include "words/lexicon_fixed.h"

/* One number being judged. */
typedef struct figure {
    table *t;
    const row *row;
    const column *column;
    const column *change; /* what a change is of, and from which columns computed */
    column of_row;        /* the same for a row of changes */
    const cell *cell;
    uint32_t row_index, column_index;
    uint32_t amounts; /* row of what changed */
    binding b;
    const char *why;  /* it is left out */
    const char *note; /* id of the note that says so */
    qoq_quantity quantity;
} figure;

static bool leave(figure *f, const char *note, const char *why)
{
    f->why = why;
    f->note = note;
    return false;
}

static bool is_percent(const qoq_quantity *q)
{
    return q->unit.kind == QOQ_UNIT_PERCENT;
}

static bool is_points(const qoq_quantity *q)
{
    return q->unit.kind == QOQ_UNIT_POINTS;
}

static bool is_bare(const qoq_quantity *q)
{
    return q->unit.kind == QOQ_UNIT_NONE && !q->currency_open &&
           q->role != QOQ_ROLE_OTHER && q->role != QOQ_ROLE_TIMES;
}

static bool is(const qoq_metric *m, const char *id)
{
    return m && strcmp(m->id, id) == 0;
}

/* The ratio that a metric has to revenue: gross profit's is the gross margin. */
static const qoq_metric *ratio_of_metric(const table *t, const qoq_metric *m)
{
    const qoq_metric *metrics = NULL;
    size_t n = qoq_lexicon_metrics(t->r->lexicon, &metrics);
    for (size_t i = 0; m && i < n; i++) {
        if (metrics[i].kind == QOQ_METRIC_RATIO && metrics[i].parent[0] &&
            strcmp(metrics[i].parent, m->id) == 0 &&
            metrics[i].unit == QOQ_UNIT_PERCENT)
            return &metrics[i];
    }
    return NULL;
}

/* ---- metric ------------------------------------------------------------------------- */

/* 收入 | 同比 | 环比: what states a change or share is of the column before it. */
static const qoq_metric *metric_on_left(const table *t, const column *c)
{
    if (c->says.measure == SAYS_LEVEL && !c->says.units.percent)
        return NULL;
    if (c->says.measure == SAYS_GROWTH && c->now != UINT32_MAX)
        return t->columns[c->now].says.definition;
    while (c-- > t->columns + t->first_numeric) {
        if (c->numeric && !c->dead && c->says.measure == SAYS_LEVEL &&
            c->says.definition)
            return c->says.definition;
    }
    return NULL;
}

/* What a row and a column are of when the row itself does not name it. */
static const qoq_metric *said_around(const table *t, const row *r, const column *c)
{
    if (c->says.definition)
        return c->says.definition;
    if (metric_on_left(t, c))
        return metric_on_left(t, c);
    if (r->definition)
        return r->definition;
    if (t->corner.definition && t->corner.metrics < 2)
        return t->corner.definition;
    return t->caption.metrics < 2 ? t->caption.definition : NULL;
}

const qoq_metric *table_metric(const table *t, const row *r, const column *c)
{
    const qoq_metric *col = c->says.definition;
    if (!r->by_name)
        return said_around(t, r, c);
    if (!col || col == r->definition)
        return r->definition;
    /* the column of margins beside the row of the profit */
    return col->kind == QOQ_METRIC_RATIO &&
                   (strcmp(col->parent, r->definition->id) == 0 ||
                    (is(col, "revenue_share") &&
                     r->definition->kind == QOQ_METRIC_FLOW))
               ? col
               : NULL;
}

/* A share of revenue: of a part's revenue its share, of a profit its margin. */
static bool judge_share(figure *f, const qoq_metric *of)
{
    if (is(of, "revenue") || is(of, "revenue_share")) {
        if (!f->b.has_segment)
            return leave(f, "left-out-noise", "the whole is always 100 % of itself");
        f->b.definition =
            qoq_lexicon_metric(f->t->r->lexicon, QOQ_SLICE("revenue_share"));
    } else {
        f->b.definition = ratio_of_metric(f->t, of);
    }
    f->b.role = ROLE_LEVEL;
    return f->b.definition ||
           leave(f, "left-out-noise", "a share that no metric is kept of");
}

/* Columns headed by nothing but %: shares of revenue, where the amounts bear it out. */
static bool judge_bare_percent(figure *f, const qoq_metric *of)
{
    if (!of)
        return leave(f, "number-without-metric", "nothing says what it is a share of");
    if (of->kind == QOQ_METRIC_RATIO) {
        f->b.definition = of;
        return true;
    }
    if (f->t->caption.ratio && strcmp(f->t->caption.ratio->parent, of->id) == 0) {
        f->b.definition = f->t->caption.ratio;
        return true;
    }
    if (f->t->share_told)
        return judge_share(f, of);
    if (table_share_agrees(f->t, f->row_index, f->column_index, f->cell) == 1)
        return judge_share(f, of);
    if (f->t->percent_changes && of->kind == QOQ_METRIC_FLOW) {
        f->b.definition = of;
        f->b.role = ROLE_GROWTH;
        f->quantity.unit = qoq_unit_of("percent");
        return true;
    }
    return leave(f, "table-percent-unclear",
                 "a percentage that nothing says what it is of");
}

static bool scale_by(figure *f, int power)
{
    if (power && qoq_number_scale(&f->quantity.number, f->quantity.number, power,
                                  NULL) != QOQ_OK)
        return leave(f, "number-without-unit", "it is too large to be scaled");
    return true;
}

/* ---- changes ------------------------------------------------------------------------ */

static const cell *cell_at(const figure *f, uint32_t column_index)
{
    return column_index == UINT32_MAX ? NULL
                                      : table_cell(f->t, f->amounts, column_index);
}

static bool is_negative_cell(const cell *c)
{
    return c && c->kind == CELL_NUMBER &&
           qoq_decimal_sign(c->quantity.number.value) < 0;
}

/* Among its amounts: that they fell by 7.8 % is another thing. */
static bool row_has_negative(const figure *f)
{
    for (uint32_t i = 0; i < f->row->count; i++) {
        const cell *c = &f->t->cells[f->row->first + i];
        const column *over = &f->t->columns[c->place->column];
        if (over->says.measure == SAYS_LEVEL && is_negative_cell(c) &&
            !is_percent(&c->quantity))
            return true;
    }
    return false;
}

/* A minus in front of a cost says that it is an income, a bracket may be the way costs are
 * printed. */
static bool row_has_bracket(const figure *f)
{
    for (uint32_t i = 0; i < f->row->count; i++) {
        if (f->t->cells[f->row->first + i].quantity.parentheses)
            return true;
    }
    return false;
}

/* Does the table print costs in brackets? Then one without is an income. */
static bool costs_are_bracketed(const figure *f)
{
    size_t bracketed = 0, plain = 0;
    uint32_t to = rows_to(f->row_index, f->t->grid->rows);
    for (uint32_t i = rows_from(f->row_index); i < to; i++) {
        const row *r = &f->t->rows[i];
        if (r->kind != ROW_BODY || !r->by_name || r->definition->sense >= 0 ||
            r->definition->can_be_negative || r->definition->unit != QOQ_UNIT_MONEY ||
            r->metric->value == 1)
            continue;
        const cell *c = table_cell(f->t, i, f->column_index);
        if (c && c->kind == CELL_NUMBER)
            *(is_negative_cell(c) ? &bracketed : &plain) += 1;
    }
    return bracketed > plain || (bracketed + plain == 0 && row_has_bracket(f));
}

/* 财务费用 with a minus is an income. */
static bool carries_sign(const figure *f)
{
    return f->row->by_name && f->row->metric && f->row->metric->value == 1 &&
           f->row->metric->metric == f->b.definition;
}

/* Growth on a loss says how the loss changed, which is no growth of the figure; so it is on
 * a cost that is an income. */
static bool grows_on_loss(const figure *f)
{
    const qoq_metric *m = f->b.definition;
    if (!(m->can_be_negative || carries_sign(f)) ||
        (m->sense < 0 && costs_are_bracketed(f)))
        return false;
    if (f->row->by_name && f->row->metric->sign < 0 &&
        !f->row->says.either_sign) /* 经营亏损, net debt */
        return true;
    return is_negative_cell(cell_at(f, f->change->before)) ||
           is_negative_cell(cell_at(f, f->change->now));
}

/* 个百分点 or bps in the label or the heading. */
static bool said_points(const figure *f)
{
    return f->row->says.units.points || f->column->says.units.points;
}

static bool take_points(figure *f)
{
    int power = f->row->says.units.points ? f->row->says.units.points_power
                                          : f->column->says.units.points_power;
    f->b.role = ROLE_POINTS;
    f->quantity.unit = qoq_unit_of("pp");
    return scale_by(f, power);
}

static bool judge_change_of_ratio(figure *f)
{
    const column *c = f->change;
    if (is_points(&f->quantity)) {
        f->b.role = ROLE_POINTS;
        return true;
    }
    if (is_bare(&f->quantity) && said_points(f))
        return take_points(f);
    /* where only the change is printed, nobody prints the growth of a ratio: 毛利率比上年同期增减 */
    int agrees = table_change_agrees(f->t, f->amounts, c, f->cell, true);
    if (agrees == 1 || (agrees < 0 && is_percent(&f->quantity))) {
        f->b.role = ROLE_POINTS;
        f->quantity.unit = qoq_unit_of("pp");
        return true;
    }
    return leave(
        f, "table-percent-unclear",
        "a change of a ratio that is neither called points nor its difference");
}

static bool judge_change(figure *f)
{
    const column *c = f->change;
    bool percent = is_percent(&f->quantity) ||
                   (is_bare(&f->quantity) &&
                    (f->column->says.units.percent || f->row->says.units.percent));
    if (f->row->measure && f->column->says.measure != SAYS_LEVEL)
        return leave(f, "left-out-noise", "a change of a change");
    if (!c->has_growth)
        return leave(f, "table-column-unknown",
                     "nothing says what it is compared with");
    if (f->b.definition->kind == QOQ_METRIC_RATIO)
        return judge_change_of_ratio(f);
    if (is_points(&f->quantity))
        return leave(f, "left-out-noise", "points of a metric that is no ratio");
    if (percent) {
        int agrees = table_change_agrees(f->t, f->amounts, c, f->cell, false);
        if (grows_on_loss(f))
            return leave(f, "left-out-noise", "growth of a loss");
        if (agrees == 0 && f->t->grid->aligned && c->has_growth &&
            table_change_agrees(f->t, f->amounts, c, f->cell, true) == 1)
            return leave(f, "table-percent-unclear", "a difference printed as growth");
        f->b.role = ROLE_GROWTH;
        return true;
    }
    if (table_change_agrees(f->t, f->amounts, c, f->cell, true) == 1) {
        f->b.role = ROLE_CHANGE;
        return true;
    }
    if (table_change_agrees(f->t, f->amounts, c, f->cell, false) == 1) {
        if (grows_on_loss(f))
            return leave(f, "left-out-noise", "growth of a loss");
        f->b.role = ROLE_GROWTH;
        return true;
    }
    return leave(
        f, "table-percent-unclear",
        "a change that is neither the difference nor the growth of the amounts");
}

/* ---- parts -------------------------------------------------------------------------- */

static bool column_names_part(const column *c)
{
    return c->says.has_segment || (c->says.foreign >= 2 && c->says.open.len);
}

static bool axis_is_told(const table *t, const row *r)
{
    return t->axis_told || t->corner.axis || t->corner.segment_noun ||
           r->context.axis || r->context.segment_noun || t->caption.axis ||
           t->caption.segment_noun;
}

/* "Bakery revenue" among others of its kind; alone, 其他收入 may be anything. */
static bool has_siblings(const table *t, uint32_t row_index)
{
    const row *r = &t->rows[row_index];
    uint32_t to = rows_to(row_index, t->grid->rows);
    size_t n = 0;
    for (uint32_t i = rows_from(row_index); r->by_name && i < to; i++) {
        const row *k = &t->rows[i];
        n += k->kind == ROW_BODY && k->role == ROLE_PART && k->by_name &&
             k->definition == r->definition;
    }
    return n >= 2;
}

/* What is taken off from the profits of the parts before they are the company's: corporate
 * expense, 未分配企業開支. */
static bool is_deduction(const row *r)
{
    char name[400];
    if (r->label.len == 0 || r->label.len > 100)
        return false;
    size_t len = qoq_text_fold_all(r->label.ptr, r->label.len, name, NULL);
    const char *comma = memchr(name, ',', len); /* "corporate expenses, net" */
    if (comma)
        len = (size_t)(comma - name);
    return qoq_fixed_word_ends(QOQ_FIXED_deduction, name, len) > 0;
}

static bool part_of_row(figure *f)
{
    const row *r = f->row->amounts ? &f->t->rows[f->row->amounts - 1] : f->row;
    /* where columns are the parts, 折舊 in a row is none */
    bool told = axis_is_told(f->t, r) && f->t->part_columns < 2 && !r->parent;
    if (r->open && !r->proven && !told &&
        !has_siblings(f->t, (uint32_t)(r - f->t->rows)))
        return leave(f, "unknown-metric-row",
                     "no lexicon knows its row, and nothing shows that it is a part");
    if (r->open && !r->by_name && r->definition && r->definition->can_be_negative &&
        is_deduction(r))
        return leave(f, "left-out-noise", "it is taken off from the parts' figures");
    f->b.segment = r->segment;
    f->b.has_segment = true;
    return true;
}

static bool part_of_column(figure *f)
{
    const column *c = f->column;
    if (c->says.has_segment && (c->proven || f->t->strange_columns == 0)) {
        f->b.segment = c->says.segment;
    } else if (c->proven || (axis_is_told(f->t, f->row) && !c->own_period)) {
        f->b.segment = (part){NULL, c->says.open};
    } else {
        return leave(f, "table-column-unknown",
                     "no lexicon knows the heading above it");
    }
    f->b.has_segment = true;
    return true;
}

static bool judge_part(figure *f)
{
    bool by_row = f->row->role == ROLE_PART || f->row->has_segment;
    if (column_names_part(f->column)) {
        if (by_row)
            return leave(f, "unknown-metric-row", "its row and its column name parts");
        return part_of_column(f);
    }
    return by_row ? part_of_row(f) : true;
}

/* ---- period ------------------------------------------------------------------------- */

static bool is_balance(const qoq_metric *m)
{
    return m->kind == QOQ_METRIC_STOCK;
}

static qoq_period period_of_row(const figure *f)
{
    const saying *s = &f->row->says;
    column said;
    memset(&said, 0, sizeof said);
    if (!s->periods)
        return said.period;
    said.says = *s;
    qoq_period_phrase phrase = s->period;
    bool dated = phrase.month && !phrase.months && phrase.span == QOQ_SPAN_NONE;
    if (dated && f->t->corner.period.months && !is_balance(f->b.definition)) {
        phrase.months =
            f->t->corner.period.months; /* "Six months ended" in the corner */
        phrase.point = false;
    }
    said.period = f->t->r->host.resolve(f->t->r->host.data, &phrase);
    if (qoq_period_is_none(said.period) && s->period.year && s->periods == 1)
        said.period = qoq_period_of(s->period.year, QOQ_SPAN_YEAR, 1);
    return said.period;
}

/* Under 非控制性權益 a balance sheet has what others hold of the equity, an income statement
 * what they get of the profit: on a date, among balances, it is no flow. */
static bool is_flow_of_balances(const figure *f)
{
    return f->t->balances && f->column->dated &&
           f->b.definition->kind == QOQ_METRIC_FLOW;
}

static bool judge_period(figure *f)
{
    const column *c = f->column;
    const qoq_metric *m = f->b.definition;
    if (is_flow_of_balances(f))
        return leave(f, "left-out-noise", "a flow among balances");
    qoq_period p = c->period;
    bool average = m->kind == QOQ_METRIC_AVERAGE;
    if (f->b.role != ROLE_LEVEL)
        p = is_balance(m) || average || f->change->now == UINT32_MAX ||
                    !f->t->columns[f->change->now].dated
                ? f->change->target
                : f->t->columns[f->change->now].period;
    else if (average && c->dated)
        p = c->point;
    else if (is_balance(m))
        p = c->point;
    else if (average && qoq_period_is_none(p))
        p = c->point;
    if (f->b.role != ROLE_LEVEL && is_balance(m) && !qoq_period_is_none(p))
        p = qoq_period_last_quarter(
            p); /* the change of a year's end on the one before */
    qoq_period row_period = period_of_row(f);
    if (!qoq_period_is_none(row_period) && !c->own_period)
        p = is_balance(m) && row_period.span != QOQ_SPAN_DATE
                ? qoq_period_last_quarter(row_period)
                : row_period;
    if (qoq_period_is_none(p) || (p.span == QOQ_SPAN_DATE && !is_balance(m)))
        return leave(f, "period-from-context", "no period is known for its column");
    f->b.fixed = p;
    return true;
}

/* ---- units and signs ----------------------------------------------------------------- */

void table_units(const table *t, const row *r, const column *c, units *out)
{
    *out = r->says.units;
    units_fill(out, &r->context.units);
    units_fill(out, &c->says.units);
    units_fill(out, &t->corner.units);
    units_fill(out, &t->caption.units);
    if (!out->money && !out->any)
        units_fill(out, &t->r->carried);
    if (!out->currency[0] && !out->open)
        memcpy(out->currency, t->currency, sizeof out->currency);
}

static void set_money(figure *f, const units *u, const char *currency, bool per_share)
{
    qoq_quantity *q = &f->quantity;
    if (is_bare(q) || q->currency_open || q->unit.kind == QOQ_UNIT_NONE) {
        q->unit = currency[0] ? qoq_unit_of(currency) : (qoq_unit){QOQ_UNIT_MONEY, ""};
        q->currency_open = !currency[0] && u->open;
    }
    q->role = QOQ_ROLE_CURRENCY;
    if (per_share && q->unit.kind == QOQ_UNIT_MONEY && q->unit.id[0])
        q->unit = qoq_unit_per(q->unit, "share");
}

static bool unit_of_money(figure *f, const units *u)
{
    if (f->quantity.unit.kind != QOQ_UNIT_NONE &&
        f->quantity.unit.kind != QOQ_UNIT_MONEY)
        return leave(f, "number-without-metric", "its unit does not fit the metric");
    if (f->quantity.scaled) {
        set_money(f, u, u->currency, false);
        return true;
    }
    if (!u->money && !u->any)
        return leave(f, "number-without-unit",
                     "neither the table nor its caption says in which unit it is");
    set_money(f, u, u->currency, false);
    return scale_by(f, u->money && u->money_power ? u->money_power
                       : u->any                   ? u->any_power
                                                  : u->money_power);
}

static bool unit_per_share(figure *f, const units *u)
{
    const char *currency = u->share_currency[0] ? u->share_currency : u->currency;
    if (is_percent(&f->quantity) || is_points(&f->quantity) || f->quantity.scaled)
        return leave(f, "number-without-metric", "its unit does not fit the metric");
    /* 16,162,945: the number of shares that a heading nobody knew talks of */
    if (f->quantity.digits > 3 && f->quantity.number.decimals <= 0)
        return leave(f, "number-without-metric",
                     "it is too large for an amount per share");
    bool minor = f->quantity.role == QOQ_ROLE_MINOR; /* scaled when it was read */
    set_money(f, u, currency, true);
    return scale_by(f, u->share && !minor ? u->share_power : 0);
}

static bool unit_of_count(figure *f, const units *u)
{
    if (is_percent(&f->quantity) || f->quantity.currency_open ||
        f->quantity.unit.kind == QOQ_UNIT_MONEY)
        return leave(f, "number-without-metric", "its unit does not fit the metric");
    if (f->quantity.scaled || f->quantity.unit.kind == QOQ_UNIT_COUNT)
        return true;
    if (!u->count && !u->any)
        return leave(f, "number-without-unit",
                     "neither the table nor its caption says in which unit it is");
    return scale_by(f, u->count ? u->count_power : u->any_power);
}

static bool unit_of_ratio(figure *f, const units *u)
{
    if (is_percent(&f->quantity))
        return true;
    if (!is_bare(&f->quantity) || !u->percent || said_points(f))
        return leave(f, "number-without-unit",
                     "a ratio that is not said to be percent");
    f->quantity.unit = qoq_unit_of("percent");
    return true;
}

static bool judge_unit(figure *f)
{
    units u;
    table_units(f->t, f->row, f->column, &u);
    if (f->b.role == ROLE_GROWTH || f->b.role == ROLE_POINTS)
        return true;
    switch (f->b.definition->unit) {
    case QOQ_UNIT_MONEY:
        return unit_of_money(f, &u);
    case QOQ_UNIT_PER_SHARE:
        return unit_per_share(f, &u);
    case QOQ_UNIT_COUNT:
        return unit_of_count(f, &u);
    case QOQ_UNIT_PERCENT:
        return unit_of_ratio(f, &u);
    default:
        return leave(f, "number-without-metric", "its unit does not fit the metric");
    }
}

/* "Interest expense, net (1,105)" among costs without brackets: all of the row is in them,
 * and its name knows of no income, so that they only say that it is taken off. */
static bool is_taken_off(const figure *f)
{
    const row *r = f->row;
    size_t numbers = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        const cell *c = &f->t->cells[r->first + i];
        if (c->kind != CELL_NUMBER || is_percent(&c->quantity) ||
            f->t->columns[c->place->column].says.measure != SAYS_LEVEL ||
            !f->t->columns[c->place->column].numeric)
            continue;
        if (!c->quantity.parentheses)
            return false;
        numbers++;
    }
    for (size_t i = 0; i < r->label.len; i++) {
        if (r->label.ptr[i] == '(' || r->label.ptr[i] == '/')
            return false;
    }
    return numbers > 1 && r->by_name && !memmem(r->label.ptr, r->label.len, "（", 3);
}

static void flip(figure *f)
{
    f->quantity.number.value = qoq_decimal_negate(f->quantity.number.value);
}

/* Costs and payments are positive even in brackets; a loss is negative even without. */
static void judge_sign(figure *f)
{
    const qoq_metric *m = f->b.definition;
    bool negative = qoq_decimal_sign(f->quantity.number.value) < 0;
    f->b.sign = 1;
    if (f->b.role != ROLE_LEVEL ||
        (m->kind == QOQ_METRIC_RATIO && (m->sense >= 0 || m->can_be_negative)))
        return;
    if (m->sense <= 0 && !m->can_be_negative && !carries_sign(f)) {
        if (negative && !f->row->eliminates)
            flip(f);
    } else if (m->sense < 0) {
        if (negative ? costs_are_bracketed(f) || is_taken_off(f)
                     : costs_are_bracketed(f))
            flip(f);
    } else if (f->row->by_name && f->row->metric->sign < 0 &&
               !f->row->says.either_sign && !row_has_negative(f)) {
        flip(f);
    }
    f->quantity.parentheses = false;
}

/* ---- one number ---------------------------------------------------------------------- */

static void judge_basis(figure *f)
{
    uint8_t basis = f->row->says.basis;
    if (!basis && f->column->says.reported)
        return;
    if (!basis)
        basis = f->column->says.basis;
    if (!basis && f->b.role != ROLE_LEVEL && f->change->now != UINT32_MAX)
        basis = f->t->columns[f->change->now].says.basis;
    if (!basis)
        basis = f->row->context.basis;
    if (!basis)
        basis = f->t->corner.basis;
    if (!basis)
        basis = f->t->caption.basis;
    f->b.basis = basis;
}

/* The statements behind an outlook are of the period reported on. */
static bool is_reported_already(const figure *f)
{
    qoq_period main = f->t->r->main;
    return f->t->standing_carried && !qoq_period_is_none(main) &&
           f->b.fixed.span != QOQ_SPAN_DATE && main.span != QOQ_SPAN_DATE &&
           qoq_period_compare(qoq_period_last_quarter(f->b.fixed),
                              qoq_period_last_quarter(main)) <= 0;
}

static void judge_standing(figure *f)
{
    const saying *order[] = {&f->column->says, &f->row->says, &f->row->context,
                             &f->t->caption};
    size_t count = sizeof order / sizeof *order;
    for (size_t i = 0; i < count - is_reported_already(f); i++) {
        if (order[i]->has_standing) {
            f->b.standing = order[i]->standing;
            return;
        }
        if (order[i]->actual) /* "FY2024 actual" below "Forecast" */
            return;
    }
}

static bool is_total_by_caption(const figure *f)
{
    return f->row->role == ROLE_TOTAL && !f->row->by_name && !f->row->proven &&
           !f->row->definition && !f->column->says.definition &&
           !axis_is_told(f->t, f->row);
}

/* 佔收入總額百分比 beside costs is the share that the costs have. */
static const qoq_metric *amount_of(const figure *f, const qoq_metric *share)
{
    const qoq_metric *m = f->row->definition;
    if (!m)
        m = f->t->corner.definition;
    if (!m && f->t->caption.metrics < 2)
        m = f->t->caption.definition;
    return m ? m : share;
}

/* Below the segments' profits their total, then what is not theirs, then 經營溢利: the total
 * is not the company's. */
static bool is_sum_of_segments(const figure *f)
{
    const row *r = f->row;
    const qoq_metric *m = f->column->says.definition;
    if (!m && r->definition && r->definition->can_be_negative)
        m = r->definition;
    if (r->role != ROLE_TOTAL || r->by_name || !m || m->kind != QOQ_METRIC_FLOW)
        return false;
    uint32_t to = rows_to(f->row_index, f->t->grid->rows);
    for (uint32_t i = f->row_index + 1; i < to; i++) {
        const row *k = &f->t->rows[i];
        if (k->kind == ROW_HEADER)
            return false;
        if (k->kind == ROW_BODY && k->by_name && !k->has_segment &&
            k->definition == m && table_cell(f->t, i, f->column_index))
            return true;
    }
    return false;
}

/* Between that total and the company's own figure stands what no segment bears: "Unallocated
 * corporate" is no part. */
static bool is_behind_sum(const figure *f)
{
    if (f->row->role != ROLE_PART || f->row->by_name)
        return false;
    uint32_t from = rows_from(f->row_index);
    for (uint32_t i = f->row_index; i-- > from;) {
        const row *k = &f->t->rows[i];
        if (k->kind == ROW_HEADER || k->kind == ROW_LABEL)
            return false;
        if (k->role != ROLE_TOTAL || k->by_name)
            continue;
        figure above = *f;
        above.row = k;
        above.row_index = i;
        return is_sum_of_segments(&above);
    }
    return false;
}

/* 分部業績 in the column of all parts, and below it what is not theirs: 未分配開支. */
static bool is_before_deductions(const figure *f)
{
    const table *t = f->t;
    const row *r = f->row;
    if (t->part_columns < 2 || !r->by_name || !r->definition->can_be_negative ||
        !(r->says.segments || r->says.segment_noun) || column_names_part(f->column))
        return false;
    uint32_t to = rows_to(f->row_index, t->grid->rows);
    for (uint32_t i = f->row_index + 1; i < to && t->rows[i].kind != ROW_HEADER; i++) {
        const row *k = &t->rows[i];
        const cell *c = k->kind == ROW_BODY ? table_cell(t, i, f->column_index) : NULL;
        if (c && c->kind == CELL_NUMBER && k->count == 2 && !k->by_name &&
            is_deduction(k))
            return true;
    }
    return false;
}

static bool judge_row(figure *f)
{
    if (f->t->about_noise)
        return leave(f, "left-out-noise",
                     "the caption says that it is of something else");
    if (f->column->dead)
        return leave(f, "table-column-unknown", f->column->why);
    if (f->row->role == ROLE_NONE)
        return leave(f, "left-out-noise", "its row is of no metric that is kept");
    if (f->row->role == ROLE_UNKNOWN)
        return leave(f, "unknown-metric-row", "no lexicon knows its row");
    if (is_behind_sum(f))
        return leave(f, "left-out-noise", "it stands between the parts and the whole");
    if (is_sum_of_segments(f) || is_before_deductions(f))
        return leave(f, "left-out-noise", "the company's own figure stands below it");
    if (is_total_by_caption(f))
        return leave(f, "unknown-metric-row", "a total of rows that nothing names");
    if (!f->row->by_name && f->row->role == ROLE_TOTAL && f->row->label.len == 0 &&
        !f->row->proven)
        return leave(f, "unknown-metric-row", "its row has no label");
    return true;
}

static bool judge_metric(figure *f)
{
    const qoq_metric *m = table_metric(f->t, f->row, f->column);
    const column *c = f->column;
    uint8_t measure = f->row->measure ? f->row->measure : c->says.measure;
    if (!m)
        return leave(f, "number-without-metric", "nothing says what it is a figure of");
    f->b.definition = m;
    f->b.metric = f->row->by_name ? f->row->metric : c->says.metric;
    f->b.role = ROLE_LEVEL;
    if (measure == SAYS_GROWTH)
        return judge_change(f);
    if (measure == SAYS_SHARE)
        return judge_share(f, m);
    if (is(m, "revenue_share"))
        return judge_share(f, amount_of(f, m));
    bool bare = is_bare(&f->quantity) &&
                ((c->says.units.percent && !c->says.units.money) ||
                 (f->row->says.units.percent && !f->row->says.units.money));
    if ((is_percent(&f->quantity) || bare) && m->kind != QOQ_METRIC_RATIO)
        return judge_bare_percent(f, m);
    return true;
}

static bool parts_may_have_it(figure *f)
{
    if (!f->b.has_segment || f->b.definition->by_part)
        return true;
    return leave(f, "unknown-metric-row", "parts have no such metric");
}

static bool judge(figure *f)
{
    return judge_row(f) && judge_part(f) && judge_metric(f) && parts_may_have_it(f) &&
           judge_period(f) && judge_unit(f);
}

static void trace_figure(figure *f)
{
    char line[400], period[16];
    qoq_period_format(period, f->b.fixed);
    size_t start = f->cell->place->start, end = start + f->cell->place->len;
    snprintf(line, sizeof line, "  column %u '%.*s' -> %s%s%.*s %s %s",
             (unsigned)f->column_index + 1,
             (int)(f->column->heading.len < 80 ? f->column->heading.len : 80),
             f->column->heading.ptr ? f->column->heading.ptr : "",
             f->why            ? "left out: "
             : f->b.definition ? f->b.definition->id
                               : "?",
             f->why             ? f->why
             : f->b.has_segment ? " of "
                                : "",
             f->why || !f->b.has_segment ? 0 : (int)f->b.segment.name.len,
             f->b.segment.name.ptr ? f->b.segment.name.ptr : "", period,
             f->why ? "" : "kept");
    f->t->r->host.trace(f->t->r->host.data, start, end, line);
}

/* "Interest expense, net", "segment operating income" and the 合计 of a breakdown stand for
 * the line only where the document does not state it by itself. */
static bool is_weak(const figure *f)
{
    const row *r = f->row;
    if (f->b.has_segment)
        return false;
    if (!r->by_name)
        return r->role == ROLE_TOTAL;
    return r->says.segments || (r->metric && r->metric->value == 2);
}

static uint8_t axis_of(const figure *f)
{
    const table *t = f->t;
    if (f->row->axis)
        return f->row->axis;
    if (t->places && column_names_part(f->column))
        return AXIS_REGION;
    return f->row->context.axis ? f->row->context.axis
           : t->corner.axis     ? t->corner.axis
                                : t->caption.axis;
}

/* The column of the year, or the quarter, before; UINT32_MAX = there is none. */
static uint32_t column_before(const figure *f, bool quarter)
{
    const table *t = f->t;
    qoq_period now = table_stands_for(f->column);
    qoq_period wanted = quarter ? qoq_period_previous(now) : qoq_period_year_ago(now);
    if (qoq_period_is_none(now) || (quarter && now.span != QOQ_SPAN_QUARTER))
        return UINT32_MAX;
    uint32_t k = f->column_index > t->first_numeric + NEAR_COLUMNS
                     ? f->column_index - NEAR_COLUMNS
                     : t->first_numeric;
    for (; k < t->grid->columns && k <= f->column_index + NEAR_COLUMNS; k++) {
        const column *c = &t->columns[k];
        if (table_is_level(c) && c->says.basis == f->column->says.basis &&
            c->says.standing == f->column->says.standing &&
            qoq_period_equal(table_stands_for(c), wanted))
            return k;
    }
    return UINT32_MAX;
}

static bool agrees_with(figure *f, bool quarter)
{
    f->of_row.before = column_before(f, quarter);
    bool ratio = f->row->definition && f->row->definition->kind == QOQ_METRIC_RATIO;
    return table_change_agrees(f->t, f->amounts, &f->of_row, f->cell, ratio) == 1;
}

/* "YoY growth" in a row below what grew: each column is compared with the one of a year, or a
 * quarter, before. A row that does not say with which is read where the amounts do. */
static void set_change_of_row(figure *f)
{
    f->of_row = *f->column;
    f->change = &f->of_row;
    f->of_row.target = table_stands_for(f->column);
    f->of_row.now = f->row->amounts ? f->column_index : UINT32_MAX;
    f->of_row.before = UINT32_MAX;
    if (f->row->amounts)
        f->amounts = f->row->amounts - 1;
    uint8_t base = f->row->base == BASE_PERIOD ? BASE_NOT_SAID : f->row->base;
    bool whole_year = f->of_row.target.span == QOQ_SPAN_YEAR ||
                      f->of_row.target.span == QOQ_SPAN_NINE;
    if (base == BASE_NOT_SAID && (whole_year || agrees_with(f, false)))
        base = BASE_YEAR;
    if (base == BASE_NOT_SAID && agrees_with(f, true))
        base = BASE_QUARTER;
    f->of_row.base = base;
    f->of_row.before =
        base == BASE_NOT_SAID ? UINT32_MAX : column_before(f, base == BASE_QUARTER);
    f->of_row.has_growth =
        base != BASE_NOT_SAID && !qoq_period_is_none(f->of_row.target);
}

static void state(table *t, uint32_t row_index, const cell *c)
{
    figure f;
    memset(&f, 0, sizeof f);
    f.t = t;
    f.row = &t->rows[row_index];
    f.column_index = c->place->column;
    f.column = f.change = &t->columns[f.column_index];
    f.row_index = f.amounts = row_index;
    f.cell = c;
    if (f.row->measure == SAYS_GROWTH && f.column->says.measure == SAYS_LEVEL)
        set_change_of_row(&f);
    f.quantity = c->quantity;
    size_t start = c->place->start, end = start + c->place->len;
    bool kept = judge(&f);
    if (t->r->host.trace)
        trace_figure(&f);
    if (!kept) {
        t->r->host.say(t->r->host.data, start, end, f.note, QOQ_NOTE_DETAIL, f.why);
        return;
    }
    judge_sign(&f);
    judge_basis(&f);
    judge_standing(&f);
    f.b.quantity = &f.quantity;
    f.b.number_at = c->number_at;
    f.b.quote_start = start;
    f.b.quote_end = end;
    f.b.has_base = f.b.role != ROLE_LEVEL;
    f.b.base.kind = f.change->base == BASE_QUARTER ? WHEN_QUARTER_AGO : WHEN_YEAR_AGO;
    f.b.constant_currency =
        f.column->says.constant_currency || f.row->says.constant_currency;
    f.b.axis = axis_of(&f);
    f.b.from_table = true;
    f.b.weak = is_weak(&f);
    f.b.restated = f.column->says.restated || f.row->says.restated ||
                   (c->starred && t->star_restated);
    t->r->host.bind(t->r->host.data, &f.b);
    if (f.row->by_name && f.row->says.also && f.b.definition == f.row->definition) {
        f.b.definition = f.row->says.also;
        t->r->host.bind(t->r->host.data, &f.b);
    }
}

static void trace_row(table *t, const row *r)
{
    static const char *const roles[] = {"unknown", "metric", "part", "total", "none"};
    char line[300];
    const cell *c = &t->cells[r->first];
    size_t start = c->place->start, end = start + c->place->len;
    snprintf(line, sizeof line, "row '%.*s': %s %s%s%.*s%s",
             (int)(r->label.len < 100 ? r->label.len : 100),
             r->label.ptr ? r->label.ptr : "", roles[r->role],
             r->definition ? r->definition->id : "?", r->has_segment ? " of " : "",
             r->has_segment ? (int)r->segment.name.len : 0,
             r->segment.name.ptr ? r->segment.name.ptr : "",
             r->proven ? ", adds up" : "");
    t->r->host.trace(t->r->host.data, start, end, line);
}

static bool holds_balances(const table *t, uint32_t first, uint32_t last)
{
    uint32_t balances = 0, flows = 0;
    for (uint32_t i = first; i < last; i++) {
        const qoq_metric *m = t->rows[i].definition;
        if (t->rows[i].kind != ROW_BODY || !m || !t->rows[i].by_name)
            continue;
        balances += is_balance(m);
        flows += m->kind == QOQ_METRIC_FLOW;
    }
    return balances > flows;
}

void table_figures(table *t, uint32_t first, uint32_t last)
{
    t->balances = holds_balances(t, first, last);
    for (uint32_t i = first; i < last; i++) {
        const row *r = &t->rows[i];
        if (r->kind != ROW_BODY)
            continue;
        if (t->r->host.trace && r->count > 0)
            trace_row(t, r);
        for (uint32_t k = 0; k < r->count; k++) {
            const cell *c = &t->cells[r->first + k];
            bool number = c->kind == CELL_NUMBER || c->kind == CELL_YEAR;
            if (number && t->columns[c->place->column].numeric)
                state(t, i, c);
        }
    }
}

/* What the numbers themselves prove: parts that add up to their total, shares and changes
 * that agree with the amounts they were computed from. */
#include <string.h>

#include "extract/table_private.h"
#include "qoq/interval.h"

enum { MOST_PARTS = 64, MOST_TOTALS = 8 };

/* ---- sums -------------------------------------------------------------------------- */

typedef struct sum {
    qoq_decimal total;
    int decimals; /* of the coarsest number in it */
    size_t parts;
    bool failed;
} sum;

static void add_cell(sum *s, const cell *c)
{
    if (!c || c->kind == CELL_TEXT) {
        s->failed = true;
        return;
    }
    if (c->kind == CELL_NOTHING)
        return;
    const qoq_number *n = &c->quantity.number;
    if (s->parts == 0 || n->decimals < s->decimals)
        s->decimals = n->decimals;
    s->parts++;
    if (qoq_decimal_add(&s->total, s->total, n->value, NULL) != QOQ_OK)
        s->failed = true;
}

/* Each part may be off by half a unit, and so may the total. */
static bool sum_is(const sum *s, const cell *total)
{
    qoq_decimal off;
    if (s->failed || !total ||
        (total->kind != CELL_NUMBER && total->kind != CELL_YEAR) ||
        qoq_decimal_subtract(&off, s->total, total->quantity.number.value, NULL) !=
            QOQ_OK)
        return false;
    int decimals = s->decimals < total->quantity.number.decimals
                       ? s->decimals
                       : total->quantity.number.decimals;
    qoq_decimal slack =
        qoq_decimal_of(5 * (int64_t)(s->parts + 1), -(int32_t)decimals - 1);
    return qoq_decimal_compare(qoq_decimal_absolute(off), slack) <= 0;
}

static bool is_amount_column(const column *c)
{
    return c->numeric && !c->dead && c->says.measure == SAYS_LEVEL &&
           !c->says.units.percent;
}

static bool is_percent(const cell *c)
{
    return c && c->kind == CELL_NUMBER && c->quantity.unit.kind == QOQ_UNIT_PERCENT;
}

/* Do the rows add up to the total in the columns that hold amounts? */
static bool rows_add_up(const table *t, const uint32_t *parts, size_t count,
                        uint32_t total)
{
    size_t held = 0, failed = 0;
    for (uint32_t k = t->first_numeric; k < t->grid->columns; k++) {
        sum s = {0};
        const cell *whole = table_cell(t, total, k);
        if (!is_amount_column(&t->columns[k]) || !whole ||
            whole->kind == CELL_NOTHING || is_percent(whole))
            continue;
        for (size_t i = 0; i < count; i++)
            add_cell(&s, table_cell(t, parts[i], k));
        if (s.parts < 2)
            continue;
        if (sum_is(&s, whole))
            held++;
        else
            failed++;
    }
    return held > failed;
}

static const char *metric_id(const row *r)
{
    return r->definition ? r->definition->id : "";
}

static bool may_be_part(const row *r, const row *total)
{
    if (r->kind != ROW_BODY)
        return false;
    if (r->role == ROLE_NONE)
        return r->says.elimination;
    return r->role == ROLE_PART &&
           (strcmp(metric_id(r), metric_id(total)) == 0 || !r->by_name);
}

/* "Corporate and eliminations" keeps its name: it is more than what segments sold to each
 * other. */
static qoq_slice eliminations_name(const saying *s, qoq_slice printed)
{
    bool more = s->foreign >= 2 && s->open.len && printed.len;
    return more ? printed : QOQ_SLICE("eliminations");
}

static void mark_proven(table *t, const uint32_t *parts, size_t count, uint32_t total)
{
    row *whole = &t->rows[total];
    for (size_t i = 0; i < count; i++) {
        row *r = &t->rows[parts[i]];
        r->proven = true;
        if (r->role == ROLE_NONE) {
            r->role = ROLE_PART;
            r->eliminates = true;
            r->has_segment = true;
            r->segment = (part){NULL, eliminations_name(&r->says, r->label)};
        }
        if (!r->definition && whole->definition) {
            r->definition = whole->definition;
            r->metric = whole->metric;
        }
    }
    whole->proven = true;
}

static bool is_whole(const row *r)
{
    return r->kind == ROW_BODY && !r->has_segment && r->measure == SAYS_LEVEL &&
           (r->role == ROLE_TOTAL || r->role == ROLE_METRIC);
}

/* Is the row a part of one that stands between it and the total? */
static bool is_in_group(const row *r, uint32_t at, uint32_t total)
{
    return r->parent > at + 1 && r->parent - 1 < total;
}

/* "Total Domestic Commerce" once it is known of what: the rows of its group. */
static void sum_group(table *t, uint32_t first, uint32_t whole)
{
    uint32_t parts[MOST_PARTS];
    size_t count = 0;
    for (uint32_t i = whole; i-- > first && count < MOST_PARTS;) {
        if (t->rows[i].kind == ROW_BODY && t->rows[i].parent != whole + 1)
            break;
        if (t->rows[i].kind == ROW_BODY && t->rows[i].role == ROLE_PART)
            parts[count++] = i;
    }
    if (count >= 2 && rows_add_up(t, parts, count, whole))
        mark_proven(t, parts, count, whole);
}

/* The rows above a total, up to what is no part of it. */
static void sum_above(table *t, uint32_t first, uint32_t total)
{
    uint32_t parts[MOST_PARTS];
    size_t count = 0;
    uint16_t least = UINT16_MAX;
    for (uint32_t i = total; i-- > first && count < MOST_PARTS;) {
        const row *r = &t->rows[i];
        if (r->kind == ROW_LABEL || is_in_group(r, i, total) ||
            (r->kind == ROW_BODY && (r->measure != SAYS_LEVEL || r->says.subtotal)))
            continue;
        if (!may_be_part(r, &t->rows[total]))
            break;
        parts[count++] = i;
        least = r->indent < least ? r->indent : least;
    }
    if (count < 2)
        return;
    if (rows_add_up(t, parts, count, total)) {
        mark_proven(t, parts, count, total);
        return;
    }
    size_t outer = 0;
    for (size_t i = 0; i < count; i++) {
        if (t->rows[parts[i]].indent == least)
            parts[outer++] = parts[i];
    }
    if (outer >= 2 && outer < count && rows_add_up(t, parts, outer, total))
        mark_proven(t, parts, outer, total);
}

/* A row without a label that the rows under a heading add up to is what the heading names:
 * 本公司權益持有人應佔權益 ⏎ 股本 ⏎ 儲備 ⏎ (their sum). */
static void name_subtotal(table *t, uint32_t first, uint32_t total)
{
    uint32_t parts[MOST_PARTS], at = total;
    size_t count = 0;
    row *r = &t->rows[total];
    if (r->label.len > 0 || r->definition)
        return;
    while (at > first && t->rows[at - 1].kind == ROW_BODY && count < MOST_PARTS)
        parts[count++] = --at;
    if (at == first || count < 2 || t->rows[at - 1].kind != ROW_LABEL ||
        t->rows[at - 1].claimed || !rows_add_up(t, parts, count, total))
        return;
    saying heading;
    saying_read(t->r, &heading, t->rows[at - 1].label);
    if (!heading.definition || heading.metrics > 1 || !saying_is_clean(&heading) ||
        heading.has_segment)
        return;
    r->says = heading;
    r->metric = heading.metric;
    r->definition = heading.definition;
    r->role = ROLE_METRIC;
    r->by_name = r->proven = true;
}

/* The rows below a row that are its parts: 其中, dashes, set in. */
static void sum_below(table *t, uint32_t whole, uint32_t last)
{
    uint32_t parts[MOST_PARTS];
    size_t count = 0;
    for (uint32_t i = whole + 1; i < last && count < MOST_PARTS; i++) {
        const row *r = &t->rows[i];
        if (r->kind == ROW_LABEL || (r->kind == ROW_BODY && r->measure != SAYS_LEVEL))
            continue;
        if (r->kind != ROW_BODY || r->role != ROLE_PART ||
            (r->parent != whole + 1 &&
             !(r->by_name && strcmp(metric_id(r), metric_id(&t->rows[whole])) == 0)))
            break;
        parts[count++] = i;
    }
    if (count >= 2 && rows_add_up(t, parts, count, whole))
        mark_proven(t, parts, count, whole);
}

/* ---- parts as columns -------------------------------------------------------------- */

static bool names_part(const column *c)
{
    return c->numeric && !c->dead && c->says.measure == SAYS_LEVEL &&
           !c->says.definition && (c->says.has_segment || c->says.foreign >= 2);
}

static void clear_totals(table *t)
{
    for (uint32_t k = t->first_numeric; k < t->grid->columns; k++) {
        if (t->columns[k].says.total && t->columns[k].says.foreign == 0)
            t->columns[k].says.open.len = 0;
    }
}

static bool is_total_column(const column *c)
{
    return c->numeric && !c->dead && c->says.measure == SAYS_LEVEL &&
           (c->says.total || c->says.company) && c->says.foreign < 2;
}

/* Is a column of the period that the total is of? Where each part has two years, the other
 * one stands between. */
static bool is_of_period(const column *c, const column *total)
{
    return qoq_period_equal(c->period, total->period) ||
           (c->says.elimination && qoq_period_is_none(c->period));
}

/* The first of the columns before a total that may be its parts. */
static uint32_t first_part(const table *t, uint32_t total)
{
    uint32_t from = total;
    while (from > t->first_numeric) {
        const column *c = &t->columns[from - 1];
        if (c->numeric && !c->dead && !names_part(c) && !c->says.elimination &&
            is_of_period(c, &t->columns[total]))
            break;
        from--;
    }
    return from;
}

static bool adds_to(const table *t, uint32_t column_index, uint32_t total)
{
    const column *c = &t->columns[column_index];
    return c->numeric && (!c->dead || c->says.elimination) &&
           is_of_period(c, &t->columns[total]);
}

static bool may_add_to(const table *t, uint32_t column_index, uint32_t total)
{
    const column *c = &t->columns[column_index];
    return c->numeric &&
           (qoq_period_is_none(c->period) || is_of_period(c, &t->columns[total]));
}

/* A total of columns that no lexicon knows and that nothing proves to be parts. */
static void doubt_total(table *t, uint32_t total, uint32_t from)
{
    size_t unknown = 0;
    for (uint32_t k = from; k < total; k++)
        unknown += may_add_to(t, k, total) && !t->columns[k].says.has_segment &&
                   !t->columns[k].says.basis;
    if (unknown < 2 || t->axis_told)
        return;
    t->columns[total].dead = true;
    t->columns[total].why = "its column is a total of columns that nothing names";
}

/* Columns before a total column that a row adds up over. */
static void sum_columns(table *t, uint32_t total, uint32_t first, uint32_t last)
{
    uint32_t from = first_part(t, total);
    size_t held = 0, failed = 0;
    if (total - from < 2)
        return;
    for (uint32_t i = first; i < last; i++) {
        sum s = {0};
        const cell *whole = table_cell(t, i, total);
        const row *r = &t->rows[i];
        if (r->kind != ROW_BODY || !whole || whole->kind != CELL_NUMBER ||
            is_percent(whole))
            continue;
        /* share capital and reserves add up as well, but the profit has no such parts */
        if (!r->definition || !r->definition->by_part)
            continue;
        for (uint32_t k = from; k < total; k++) {
            const cell *c = table_cell(t, i, k);
            if (c && adds_to(t, k, total))
                add_cell(&s, c);
        }
        if (s.parts < 2)
            continue;
        if (sum_is(&s, whole))
            held++;
        else
            failed++;
    }
    for (uint32_t k = from; k < total && held > failed; k++) {
        column *c = &t->columns[k];
        if (!adds_to(t, k, total))
            continue;
        c->proven = true;
        if (c->says.elimination) {
            c->dead = false;
            c->says.open = eliminations_name(&c->says, c->own_heading);
            c->says.foreign = 2;
            if (qoq_period_is_none(c->period)) {
                c->period = t->columns[total].period;
                c->point = t->columns[total].point;
            }
        }
    }
    if (held <= failed)
        doubt_total(t, total, from);
}

/* Do all rows with metrics that parts have add up over the columns to this one? */
static bool columns_add_up(const table *t, uint32_t from, uint32_t total,
                           uint32_t first, uint32_t last)
{
    size_t held = 0;
    for (uint32_t i = first; i < last; i++) {
        sum s = {0};
        const row *r = &t->rows[i];
        const cell *whole = table_cell(t, i, total);
        if (r->kind != ROW_BODY || !whole || whole->kind != CELL_NUMBER ||
            is_percent(whole) || !r->definition || !r->definition->by_part)
            continue;
        for (uint32_t k = from; k < total; k++) {
            const cell *c = table_cell(t, i, k);
            if (c && adds_to(t, k, total))
                add_cell(&s, c);
        }
        if (s.parts < 2 || !sum_is(&s, whole))
            return false;
        held++;
    }
    return held >= 2;
}

/* 綜合, Consolidated, the company's name: the last of the columns that name parts is their
 * total when every row says so, whatever it is called. */
static void find_total_column(table *t, uint32_t first, uint32_t last)
{
    uint32_t end = t->grid->columns, latest = UINT32_MAX;
    for (uint32_t total = end; total-- > t->first_numeric + 2;) {
        column *c = &t->columns[total];
        if (!c->numeric)
            continue;
        /* the last one, and the same of the year beside it */
        if (latest != UINT32_MAX &&
            (latest - total > 2 ||
             !qoq_slice_equal(c->says.open, t->columns[latest].says.open)))
            return;
        uint32_t from = first_part(t, total);
        if (!names_part(c) || c->says.has_segment || total - from < 2 ||
            !columns_add_up(t, from, total, first, last))
            return;
        latest = total;
        c->says.total = true;
        c->says.foreign = 0;
    }
}

/* A heading that names a metric which the rows are not of: 虧損淨額 among adjustments. */
static void doubt_metrics(table *t, uint32_t first, uint32_t last)
{
    for (uint32_t k = t->first_numeric; k < t->grid->columns; k++) {
        column *c = &t->columns[k];
        size_t other = 0, same = 0;
        if (!c->numeric || c->dead || !c->says.definition ||
            c->says.definition->kind == QOQ_METRIC_RATIO)
            continue;
        for (uint32_t i = first; i < last; i++) {
            const row *r = &t->rows[i];
            if (r->kind == ROW_BODY && r->by_name && table_cell(t, i, k))
                *(r->definition == c->says.definition ? &same : &other) += 1;
        }
        if (other > 0 && other >= same) {
            c->dead = true;
            c->why = "its heading names a metric that the rows are not of";
        }
    }
}

/* Rows of percentages from `from` on: where they end, and whether each column of them adds up
 * to a hundred. */
static uint32_t hundred(const table *t, uint32_t from, uint32_t last, bool *holds)
{
    uint32_t end = from;
    size_t columns = 0;
    *holds = true;
    while (end < last && t->rows[end].kind == ROW_BODY &&
           t->rows[end].role == ROLE_PART && !t->rows[end].by_name)
        end++;
    for (uint32_t k = t->first_numeric; k < t->grid->columns; k++) {
        sum s = {0};
        if (!t->columns[k].numeric || t->columns[k].dead ||
            t->columns[k].says.measure != SAYS_LEVEL)
            continue;
        for (uint32_t i = from; i < end; i++) {
            const cell *c = table_cell(t, i, k);
            if (is_percent(c))
                add_cell(&s, c);
            else if (c && c->kind != CELL_NOTHING)
                s.failed = true;
        }
        qoq_decimal off,
            slack = qoq_decimal_of(5 * (int64_t)s.parts, -(int32_t)s.decimals - 1);
        if (s.parts == 0 && !s.failed)
            continue;
        *holds =
            *holds && !s.failed && s.parts >= 3 &&
            qoq_decimal_subtract(&off, s.total, qoq_decimal_of(1, 2), NULL) == QOQ_OK &&
            qoq_decimal_compare(qoq_decimal_absolute(off), slack) <= 0;
        columns++;
    }
    *holds = *holds && columns > 0;
    return end;
}

/* "Net revenue by platform": parts in per cent that make up the whole are its shares. */
static void prove_shares(table *t, uint32_t first, uint32_t last)
{
    const qoq_metric *of = t->corner.definition && t->corner.metrics < 2
                               ? t->corner.definition
                           : t->caption.metrics < 2 ? t->caption.definition
                                                    : NULL;
    if (!of || (strcmp(of->id, "revenue") != 0 && strcmp(of->id, "revenue_share") != 0))
        return;
    for (uint32_t i = first; i < last;) {
        bool holds;
        uint32_t end = hundred(t, i, last, &holds);
        for (uint32_t k = i; k < end && holds; k++)
            t->rows[k].proven = true;
        t->share_told = t->share_told || (holds && end > i);
        i = end > i ? end : i + 1;
    }
}

void table_sums(table *t, uint32_t first, uint32_t last)
{
    doubt_metrics(t, first, last);
    t->strange_columns = t->part_columns = 0;
    find_total_column(t, first, last);
    clear_totals(t);
    for (uint32_t k = t->first_numeric; k < t->grid->columns; k++)
        t->part_columns += names_part(&t->columns[k]);
    size_t totals = 0;
    for (uint32_t k = t->first_numeric; k < t->grid->columns; k++) {
        if (is_total_column(&t->columns[k]) && totals++ < MOST_TOTALS)
            sum_columns(t, k, first, last);
    }
    for (uint32_t k = t->first_numeric; k < t->grid->columns; k++)
        t->strange_columns += names_part(&t->columns[k]) && !t->columns[k].proven &&
                              !t->columns[k].says.has_segment;
    for (uint32_t i = first; i < last; i++) {
        if (!is_whole(&t->rows[i]))
            continue;
        sum_above(t, first, i);
        name_subtotal(t, first, i);
        if (t->rows[i].definition)
            sum_below(t, i, last);
        if (t->rows[i].definition && t->revenue == UINT32_MAX &&
            strcmp(t->rows[i].definition->id, "revenue") == 0)
            t->revenue = i;
    }
    prove_shares(t, first, last);
    for (uint32_t i = first; i < last; i++) {
        const row *r = &t->rows[i];
        if (r->kind == ROW_BODY && r->role == ROLE_PART && r->says.total && r->proven)
            sum_group(t, first, i);
    }
}

/* ---- changes and shares ------------------------------------------------------------- */

static bool interval_of(const cell *c, qoq_interval *out)
{
    return c && (c->kind == CELL_NUMBER || c->kind == CELL_YEAR) &&
           qoq_interval_of(out, c->quantity.number, NULL) == QOQ_OK;
}

static qoq_interval magnitude(qoq_interval x)
{
    if (!qoq_interval_is_negative(x))
        return x;
    return (qoq_interval){qoq_decimal_negate(x.high), qoq_decimal_negate(x.low)};
}

static bool printed_interval(const cell *printed, qoq_interval *out)
{
    qoq_number n = printed->quantity.number;
    return qoq_interval_of(out, n, NULL) == QOQ_OK;
}

int table_change_agrees(const table *t, uint32_t row_index, const column *c,
                        const cell *printed, bool difference)
{
    qoq_interval now, before, computed, said;
    if (c->now == UINT32_MAX || c->before == UINT32_MAX ||
        !interval_of(table_cell(t, row_index, c->now), &now) ||
        !interval_of(table_cell(t, row_index, c->before), &before) ||
        !printed_interval(printed, &said))
        return -1;
    if (difference) {
        if (qoq_interval_subtract(&computed, now, before, NULL) != QOQ_OK)
            return -1;
    } else {
        bool costs = qoq_interval_is_negative(now) && qoq_interval_is_negative(before);
        if (costs) {
            now = magnitude(now);
            before = magnitude(before);
        }
        if (qoq_interval_growth(&computed, now, before, NULL) != QOQ_OK)
            return -1;
    }
    return qoq_interval_agrees(computed, said) ? 1 : 0;
}

int table_share_agrees(const table *t, uint32_t row_index, uint32_t column_index,
                       const cell *printed)
{
    qoq_interval amount, whole, computed, said;
    uint32_t k = column_index;
    while (k > t->first_numeric && !is_amount_column(&t->columns[k - 1]))
        k--;
    if (t->revenue == UINT32_MAX || k == t->first_numeric ||
        !interval_of(table_cell(t, row_index, k - 1), &amount) ||
        !interval_of(table_cell(t, t->revenue, k - 1), &whole) ||
        !printed_interval(printed, &said) ||
        is_percent(table_cell(t, row_index, k - 1)))
        return -1;
    if (qoq_interval_divide(&computed, amount, whole, NULL) != QOQ_OK ||
        qoq_interval_scale(&computed, computed, 2, NULL) != QOQ_OK)
        return -1;
    return qoq_interval_agrees(computed, said) ||
                   qoq_interval_agrees(magnitude(computed), magnitude(said))
               ? 1
               : 0;
}

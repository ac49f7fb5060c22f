/* 本期 in a report of the third quarter is the quarter in one table and the nine months in the
 * next. What its parts add up to tells: no part of a quarter is larger than the quarter. */
#include <math.h>
#include <string.h>

#include "extract/table_private.h"

/* By how much the sum of a breakdown may be off the revenue of the income statement. */
#define ABOUT 1.02

static bool may_be_either(const table *t)
{
    const known_size *size = &t->r->size;
    qoq_period main = t->r->main;
    return size->quarter > 0 && size->to_date > size->quarter &&
           main.span == QOQ_SPAN_QUARTER && t->caption.relative != RELATIVE_TO_DATE &&
           t->caption.periods == 0;
}

static bool is_current(const table *t, const column *c)
{
    return c->numeric && !c->dead && c->says.measure == SAYS_LEVEL &&
           c->says.relative == RELATIVE_CURRENT && c->says.periods == 0 &&
           qoq_period_equal(c->period, t->r->main);
}

static double amount_of(const table *t, const row *r, const column *c, const cell *k)
{
    units u;
    table_units(t, r, c, &u);
    int power = u.money ? u.money_power : u.any ? u.any_power : 0;
    return qoq_decimal_double(k->quantity.number.value) * pow(10, power);
}

/* The largest revenue that the column states. */
static double largest(const table *t, uint32_t first, uint32_t last, uint32_t index)
{
    double most = 0;
    const column *c = &t->columns[index];
    for (uint32_t i = first; i < last; i++) {
        const row *r = &t->rows[i];
        const cell *k = table_cell(t, i, index);
        if (r->kind != ROW_BODY || r->role == ROLE_NONE || r->role == ROLE_UNKNOWN ||
            !k || k->kind != CELL_NUMBER || k->quantity.unit.kind == QOQ_UNIT_PERCENT)
            continue;
        const qoq_metric *m = table_metric(t, r, c);
        double amount = m && strcmp(m->id, "revenue") == 0 ? amount_of(t, r, c, k) : 0;
        most = amount > most ? amount : most;
    }
    return most;
}

static void move(qoq_period *p, qoq_period main)
{
    qoq_period before = qoq_period_year_ago(main);
    if (qoq_period_equal(*p, main))
        *p = table_to_date(main);
    else if (qoq_period_equal(*p, before))
        *p = qoq_period_year_ago(table_to_date(main));
}

void table_spans(table *t, uint32_t first, uint32_t last)
{
    uint32_t index = t->first_numeric;
    if (!may_be_either(t))
        return;
    while (index < t->grid->columns && !is_current(t, &t->columns[index]))
        index++;
    if (index == t->grid->columns)
        return;
    double most = largest(t, first, last, index);
    if (most <= t->r->size.quarter * ABOUT || most > t->r->size.to_date * ABOUT)
        return;
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++) {
        column *c = &t->columns[i];
        if (!c->numeric || c->says.periods)
            continue;
        move(&c->period, t->r->main);
        move(&c->target, t->r->main);
    }
}

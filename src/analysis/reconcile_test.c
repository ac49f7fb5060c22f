/* Testing one relation in interval arithmetic. */
#include "analysis/reconcile_private.h"

/* What a test looks at. */
typedef struct testing {
    const relations *all;
    const relation_row *relation;
    const replacement *replaced;
    size_t replaced_count;
    trial *trial;
} testing;

static const relation_term *term_of(const testing *t, size_t i)
{
    return &t->all->terms[t->relation->first + i];
}

/* The interval of a term; false, with the reason, when it has none. */
static bool interval_of(const testing *t, size_t i, qoq_interval *out)
{
    uint32_t statement = term_of(t, i)->statement;

    t->trial->why = QOQ_UNTESTABLE_NOT_STATED;
    if (statement == RECONCILE_NONE)
        return false;
    for (size_t k = 0; k < t->replaced_count; k++) {
        if (t->replaced[k].statement != statement)
            continue;
        *out = t->replaced[k].interval;
        return !t->replaced[k].absent;
    }
    t->trial->why = QOQ_UNTESTABLE_OVERFLOW;
    *out = t->all->ledger->statements[statement].interval;
    return !t->all->ledger->statements[statement].unfit;
}

static outcome untestable(const testing *t, qoq_untestable why)
{
    t->trial->why = why;
    return OUTCOME_UNTESTABLE;
}

static outcome agreement(const testing *t)
{
    return qoq_interval_agrees(t->trial->stated, t->trial->computed) ? OUTCOME_HOLDS
                                                                     : OUTCOME_FAILS;
}

static outcome test_sum(const testing *t)
{
    trial *out = t->trial;
    qoq_interval x;

    if (!interval_of(t, 0, &out->stated))
        return OUTCOME_UNTESTABLE;
    for (size_t i = 1; i < t->relation->count; i++) {
        if (!interval_of(t, i, &x))
            return OUTCOME_UNTESTABLE;
        bool minus = term_of(t, i)->sign < 0;
        if (i == 1 && !minus) {
            out->computed = x;
            continue;
        }
        if (i == 1)
            out->computed = qoq_interval_point(qoq_decimal_of(0, 0));
        if ((minus
                 ? qoq_interval_subtract(&out->computed, out->computed, x, NULL)
                 : qoq_interval_add(&out->computed, out->computed, x, NULL)) != QOQ_OK)
            return untestable(t, QOQ_UNTESTABLE_OVERFLOW);
    }
    return agreement(t);
}

/* ---- formulas ---------------------------------------------------------------------------- */

static const ledger_series *series_of(const testing *t, size_t i)
{
    const ledger *l = t->all->ledger;

    return &l->series[l->cells[l->statements[term_of(t, i)->statement].cell].series];
}

static bool is_percent(const testing *t, size_t i)
{
    return series_of(t, i)->unit_kind == QOQ_UNIT_PERCENT;
}

static qoq_status combine(qoq_interval *out, uint8_t kind, qoq_interval a,
                          qoq_interval b)
{
    switch (kind) {
    case OP_ADD:
        return qoq_interval_add(out, a, b, NULL);
    case OP_SUBTRACT:
        return qoq_interval_subtract(out, a, b, NULL);
    case OP_MULTIPLY:
        return qoq_interval_multiply(out, a, b, NULL);
    default:
        return qoq_interval_divide(out, a, b, NULL);
    }
}

/* Percent count as hundredths in a formula. */
static bool value_of(const testing *t, const operation *op, qoq_interval *out)
{
    if (op->kind == OP_NUMBER) {
        *out = qoq_interval_point(op->number);
        return true;
    }
    if (!interval_of(t, op->reference, out))
        return false;
    t->trial->why = QOQ_UNTESTABLE_OVERFLOW;
    return !is_percent(t, op->reference) ||
           qoq_interval_scale(out, *out, -2, NULL) == QOQ_OK;
}

static bool run(const testing *t, const operation *operations, size_t count,
                qoq_interval *out)
{
    qoq_interval stack[OPERATIONS_AT_MOST];
    size_t depth = 0;

    for (size_t i = 0; i < count; i++) {
        const operation *op = &operations[i];
        if (op->kind == OP_REFERENCE || op->kind == OP_NUMBER) {
            if (!value_of(t, op, &stack[depth++]))
                return false;
            continue;
        }
        depth--;
        t->trial->why = op->kind == OP_DIVIDE && qoq_interval_has_zero(stack[depth])
                            ? QOQ_UNTESTABLE_BASE
                            : QOQ_UNTESTABLE_OVERFLOW;
        if (combine(&stack[depth - 1], op->kind, stack[depth - 1], stack[depth]) !=
            QOQ_OK)
            return false;
    }
    *out = stack[0];
    return true;
}

/* At most: the lowest that the left side can be must not lie above the highest right. */
static outcome compare_sides(const testing *t, uint8_t how)
{
    const trial *out = t->trial;

    switch (how) {
    case COMPARE_AT_MOST:
        return qoq_decimal_compare(out->stated.low, out->computed.high) <= 0
                   ? OUTCOME_HOLDS
                   : OUTCOME_FAILS;
    case COMPARE_AT_LEAST:
        return qoq_decimal_compare(out->stated.high, out->computed.low) >= 0
                   ? OUTCOME_HOLDS
                   : OUTCOME_FAILS;
    default:
        return agreement(t);
    }
}

static outcome test_formula(const testing *t)
{
    const identity_row *identity = &t->all->identities.rows[t->relation->identity];
    trial *out = t->trial;

    if (!run(t, identity->left, identity->left_count, &out->stated) ||
        !run(t, identity->right, identity->right_count, &out->computed))
        return OUTCOME_UNTESTABLE;
    outcome result = compare_sides(t, identity->comparison);
    if (identity->left_count == 1 && is_percent(t, 0) &&
        (qoq_interval_scale(&out->stated, out->stated, 2, NULL) != QOQ_OK ||
         qoq_interval_scale(&out->computed, out->computed, 2, NULL) != QOQ_OK))
        return untestable(t, QOQ_UNTESTABLE_OVERFLOW);
    return result;
}

/* ---- growth ------------------------------------------------------------------------------ */

static bool is_ratio(const testing *t)
{
    const qoq_metric *known = series_of(t, 0)->known;

    return known && known->kind == QOQ_METRIC_RATIO;
}

/* Growth of a margin "by 2 %" may mean percent or points; either will do. */
static outcome test_rate(const testing *t, qoq_interval now, qoq_interval base)
{
    trial *out = t->trial;

    if (is_ratio(t) &&
        qoq_interval_subtract(&out->computed, now, base, NULL) == QOQ_OK &&
        agreement(t) == OUTCOME_HOLDS)
        return OUTCOME_HOLDS;
    if (!qoq_interval_is_positive(base))
        return untestable(t, QOQ_UNTESTABLE_BASE);
    if (qoq_interval_growth(&out->computed, now, base, NULL) != QOQ_OK)
        return untestable(t, QOQ_UNTESTABLE_OVERFLOW);
    return agreement(t);
}

static outcome test_growth(const testing *t)
{
    trial *out = t->trial;
    qoq_interval now, base;
    const ledger *l = t->all->ledger;

    if (!interval_of(t, 0, &out->stated) || !interval_of(t, 1, &now) ||
        !interval_of(t, 2, &base))
        return OUTCOME_UNTESTABLE;
    switch (l->statements[term_of(t, 0)->statement].record->measure) {
    case QOQ_YOY:
    case QOQ_QOQ:
        return test_rate(t, now, base);
    case QOQ_YOY_CC:
    case QOQ_QOQ_CC:
        return untestable(t, QOQ_UNTESTABLE_CURRENCY);
    default:
        if (qoq_interval_subtract(&out->computed, now, base, NULL) != QOQ_OK)
            return untestable(t, QOQ_UNTESTABLE_OVERFLOW);
        return agreement(t);
    }
}

/* ---- two statements ---------------------------------------------------------------------- */

static outcome test_same(const testing *t)
{
    const ledger *l = t->all->ledger;
    ledger_statement a, b;

    if (!interval_of(t, 0, &t->trial->stated) ||
        !interval_of(t, 1, &t->trial->computed))
        return OUTCOME_UNTESTABLE;
    a = l->statements[term_of(t, 0)->statement];
    b = l->statements[term_of(t, 1)->statement];
    a.interval = t->trial->stated;
    b.interval = t->trial->computed;
    return reconcile_agree(&a, &b) ? OUTCOME_HOLDS : OUTCOME_FAILS;
}

outcome reconcile_test(trial *out, const relations *r, const relation_row *relation,
                       const replacement *replaced, size_t count)
{
    testing t = {r, relation, replaced, count, out};

    switch (relation->kind) {
    case QOQ_FINDING_IDENTITY:
        return relation->is_sum ? test_sum(&t) : test_formula(&t);
    case QOQ_FINDING_PERIODS:
        return test_sum(&t);
    case QOQ_FINDING_GROWTH:
        return test_growth(&t);
    case QOQ_FINDING_TIME:
        return OUTCOME_FAILS;
    default:
        return test_same(&t);
    }
}

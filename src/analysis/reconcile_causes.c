/*
 * What a contradiction comes from, as far as it can be proved.
 *
 * For every statement in a relation that fails, repairs are tried that undo the slips which
 * happen: a point moved, a sign, two digits, another column. A repair counts when relations
 * that failed hold with it and none that held is broken. Each relation takes the repair that
 * mends most; a statement that is wrong mends all of its relations at once, one that is right
 * rarely two.
 *
 * Two vintages that differ are a restatement, unless such a repair explains it.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/reconcile_search.h"

/* A contradiction of a company that has more than these is told without its cause: the data
 * are no copy of anything true. */
enum { SUSPECTS_AT_MOST = 20000 };

/* What a repair counts: much for every relation it mends, then how sure its kind is. */
enum { WEIGHT_MENDED = 8, WEIGHT_EXCUSED = 4, WEIGHT_INEQUALITY = 2 };

static const uint8_t sureness[QOQ_CAUSES_] = {
    [QOQ_CAUSE_TIMES_10] = 5,     [QOQ_CAUSE_TIMES_100] = 5,
    [QOQ_CAUSE_TIMES_1000] = 5,   [QOQ_CAUSE_TENTH] = 5,
    [QOQ_CAUSE_HUNDREDTH] = 5,    [QOQ_CAUSE_THOUSANDTH] = 5,
    [QOQ_CAUSE_YI_BILLION] = 5,   [QOQ_CAUSE_SIGN] = 5,
    [QOQ_CAUSE_YOY_QOQ] = 5,      [QOQ_CAUSE_BASIS] = 4,
    [QOQ_CAUSE_YEAR] = 4,         [QOQ_CAUSE_COLUMN] = 3,
    [QOQ_CAUSE_PERIOD] = 2,       [QOQ_CAUSE_DIGITS] = 1,
    [QOQ_CAUSE_PART_MISSING] = 0, [QOQ_CAUSE_SHARES_TO_100] = 0,
};

/* ---- relations of a statement -------------------------------------------------------------- */

static bool is_open(const relation_row *relation)
{
    return relation->fails && (relation->verdict == QOQ_OUTCOME_CONTRADICTS ||
                               relation->why == QOQ_UNTESTABLE_RESTATED);
}

static bool is_evidence(const relation_row *relation)
{
    return relation->verdict == QOQ_OUTCOME_HOLDS || is_open(relation);
}

static void count_terms(search *s, const relation_row *relation)
{
    bool holds = relation->verdict == QOQ_OUTCOME_HOLDS;

    for (size_t k = 0; k < relation->count; k++) {
        uint32_t statement = terms_of(s, relation)[k].statement;
        s->starts[statement + 1]++;
        s->support[statement] += holds;
    }
}

static qoq_status index_relations(search *s, qoq_error *err)
{
    const relations *all = s->all;
    size_t statements = s->ledger->statement_count;

    s->starts = calloc(statements + 2, sizeof *s->starts);
    s->support = calloc(statements + 1, sizeof *s->support);
    s->relations_of = calloc(all->term_count + 1, sizeof *s->relations_of);
    s->best = calloc(all->count + 1, sizeof *s->best);
    s->seen = calloc(all->count + 1, sizeof *s->seen);
    s->mended = calloc(all->count + 1, sizeof *s->mended);
    if (!s->starts || !s->support || !s->relations_of || !s->best || !s->seen ||
        !s->mended)
        return qoq_fail_memory(err);
    for (size_t i = 0; i < all->count; i++) {
        if (is_evidence(&all->items[i]))
            count_terms(s, &all->items[i]);
    }
    for (size_t i = 0; i < statements; i++)
        s->starts[i + 1] += s->starts[i];
    /* filled from the back: each start ends where it began */
    for (size_t i = all->count; i-- > 0;) {
        const relation_row *relation = &all->items[i];
        for (size_t k = 0; is_evidence(relation) && k < relation->count; k++)
            s->relations_of[--s->starts[terms_of(s, relation)[k].statement + 1]] =
                (uint32_t)i;
    }
    memmove(s->starts, s->starts + 1, statements * sizeof *s->starts);
    s->starts[statements] = 0;
    for (size_t i = 0; i < all->count; i++)
        s->starts[statements] += is_evidence(&all->items[i]) ? all->items[i].count : 0;
    return QOQ_OK;
}

static void clear_search(search *s)
{
    free(s->starts);
    free(s->support);
    free(s->relations_of);
    free(s->best);
    free(s->seen);
    free(s->mended);
    qoq_panel_map_clear(&s->columns);
}

/* ---- trying a repair ------------------------------------------------------------------------- */

/* Does the relation hold with the repair, or is there nothing left to test because the
 * statement belongs elsewhere? */
static bool is_mended(const search *s, const relation_row *relation, const repair *r)
{
    trial t;
    outcome result = reconcile_test(&t, s->all, relation, r->replaced, r->count);

    return result == OUTCOME_HOLDS ||
           (r->shows &&
            (result == OUTCOME_UNTESTABLE || relation->kind == QOQ_FINDING_TIME));
}

static bool is_new(search *s, uint32_t relation)
{
    bool new = s->seen[relation] != s->try_number;

    s->seen[relation] = s->try_number;
    return new;
}

static bool is_inequality(const search *s, const relation_row *relation)
{
    return relation->kind == QOQ_FINDING_IDENTITY &&
           s->all->identities.rows[relation->identity].comparison != COMPARE_EQUAL;
}

static uint32_t weight_of(const search *s, const relation_row *relation)
{
    if (is_inequality(s, relation))
        return WEIGHT_INEQUALITY;
    return relation->verdict == QOQ_OUTCOME_CONTRADICTS ? WEIGHT_MENDED
                                                        : WEIGHT_EXCUSED;
}

/* What it mends, into s->mended. */
static uint32_t find_mended(search *s, const repair *r)
{
    uint32_t score = 0;

    s->try_number++;
    s->mended_count = 0;
    for (size_t i = 0; i < r->count; i++) {
        uint32_t statement = r->replaced[i].statement;
        for (uint32_t k = s->starts[statement]; k < s->starts[statement + 1]; k++) {
            uint32_t number = s->relations_of[k];
            const relation_row *relation = &s->all->items[number];
            if (!relation->fails || !is_new(s, number) || !is_mended(s, relation, r))
                continue;
            s->mended[s->mended_count++] = number;
            score += weight_of(s, relation);
        }
    }
    return score;
}

static bool breaks_something(search *s, const repair *r)
{
    trial t;

    s->try_number++;
    for (size_t i = 0; i < r->count; i++) {
        uint32_t statement = r->replaced[i].statement;
        for (uint32_t k = s->starts[statement]; k < s->starts[statement + 1]; k++) {
            uint32_t number = s->relations_of[k];
            const relation_row *relation = &s->all->items[number];
            if (relation->verdict == QOQ_OUTCOME_HOLDS && is_new(s, number) &&
                reconcile_test(&t, s->all, relation, r->replaced, r->count) ==
                    OUTCOME_FAILS)
                return true;
        }
    }
    return false;
}

/* Digits of the coefficient and places behind: the power of ten of its first digit. */
static int magnitude(qoq_decimal x)
{
    int power = x.exponent;

    for (int64_t c = x.coefficient < 0 ? -x.coefficient : x.coefficient; c >= 10;
         c /= 10)
        power++;
    return power;
}

/* How far the suspect's size is from that of the nearest figures of its series, in powers of
 * ten; where the sign is in question, one that no neighbour has counts as one. */
static uint32_t strangeness(const search *s, const repair *r)
{
    uint32_t statement = r->suspect;
    const ledger_cell *cell = cell_of(s, statement);
    qoq_decimal value = statement_at(s, statement)->record->number.value;
    uint32_t here = statement_at(s, statement)->cell, least = UINT32_MAX, from, to;

    cells_around(s, here, &from, &to);
    for (uint32_t i = from; i < to; i++) {
        const ledger_cell *c = &s->ledger->cells[i];
        if (i == here || c->period.span != cell->period.span)
            continue;
        qoq_decimal other = statement_at(s, c->first)->record->number.value;
        if (qoq_decimal_is_zero(other) || qoq_decimal_is_zero(value))
            continue;
        int apart = magnitude(value) - magnitude(other);
        uint32_t distance = (uint32_t)(apart < 0 ? -apart : apart);
        distance += r->cause == QOQ_CAUSE_SIGN &&
                    qoq_decimal_sign(value) != qoq_decimal_sign(other);
        if (distance < least)
            least = distance;
    }
    return least == UINT32_MAX ? 0 : least;
}

static int64_t absolute(int64_t x)
{
    return x < 0 ? -x : x;
}

int reconcile_own_digits(const qoq_number *number)
{
    int count = 0;

    for (int64_t c = absolute(number->value.coefficient); c > 0; c /= 10)
        count++;
    return count;
}

int reconcile_digits(const qoq_number *number)
{
    int places = number->decimals > -64 && number->decimals < 64
                     ? number->decimals + number->value.exponent
                     : 0;

    return reconcile_own_digits(number) + (places > 0 ? places : 0);
}

/* Figures of few digits are alike by chance: where nothing but statements of one cell is
 * mended, that is no proof. A restatement needs more to be taken for a slip. */
static bool is_coincidence(const search *s, const repair *r)
{
    const qoq_number *number = &statement_at(s, r->suspect)->record->number;
    bool of_vintages = true;

    if (r->certain)
        return false;
    if (r->cause != QOQ_CAUSE_DIGITS && r->cause != QOQ_CAUSE_COLUMN &&
        r->cause != QOQ_CAUSE_PERIOD && r->cause != QOQ_CAUSE_BASIS)
        return false;
    for (size_t i = 0; i < s->mended_count; i++) {
        const relation_row *relation = &s->all->items[s->mended[i]];
        if (relation->verdict != QOQ_OUTCOME_CONTRADICTS)
            continue;
        if (relation->kind != QOQ_FINDING_VINTAGES &&
            relation->kind != QOQ_FINDING_SOURCES)
            return false;
        of_vintages = of_vintages && relation->kind == QOQ_FINDING_VINTAGES;
    }
    if (!of_vintages)
        return reconcile_own_digits(number) < 2;
    return reconcile_digits(number) < (r->cause == QOQ_CAUSE_DIGITS ? 3 : 4);
}

/* That something must be less than something else is mended by many a change: it counts only
 * for a number that is out of scale among its neighbours. */
static bool only_bounds(const search *s, const repair *r)
{
    for (size_t i = 0; i < s->mended_count; i++) {
        if (!is_inequality(s, &s->all->items[s->mended[i]]))
            return false;
    }
    return r->cause > QOQ_CAUSE_YI_BILLION || strangeness(s, r) == 0;
}

static bool is_better(const best_repair *a, const best_repair *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    if (a->strangeness != b->strangeness)
        return a->strangeness > b->strangeness;
    return a->support < b->support;
}

static int32_t index_of(const search *s, const relation_row *relation,
                        uint32_t statement)
{
    for (size_t i = 0; i < relation->count; i++) {
        if (terms_of(s, relation)[i].statement == statement)
            return (int32_t)i;
    }
    return -1;
}

/* Gives the repair to the relations that it mends, where they have no better one. */
static void award(search *s, const repair *r, uint32_t score)
{
    /* a point is rarely moved in a rate; a hole in a column proves less than a number */
    bool is_weak = r->certain || (r->cause <= QOQ_CAUSE_THOUSANDTH &&
                                  series_of(s, r->suspect)->measure != QOQ_LEVEL);
    best_repair new = {score + (is_weak ? 0 : sureness[r->cause]), strangeness(s, r),
                       s->support[r->suspect]};

    for (size_t i = 0; i < s->mended_count; i++) {
        relation_row *relation = &s->all->items[s->mended[i]];
        int32_t suspect = index_of(s, relation, r->suspect);
        if (suspect < 0 && r->count > 1)
            suspect = index_of(s, relation, r->replaced[1].statement);
        if (suspect < 0 || !is_better(&new, &s->best[s->mended[i]]))
            continue;
        s->best[s->mended[i]] = new;
        relation->cause = r->cause;
        relation->suspect = suspect;
        relation->is_repaired = r->has_number;
        relation->repaired = r->number;
        relation->other = r->other;
        relation->belongs = r->belongs;
    }
}

void reconcile_try(search *s, const repair *r)
{
    uint32_t score = find_mended(s, r);

    if (!score || is_coincidence(s, r) || only_bounds(s, r))
        return;
    if (!breaks_something(s, r))
        award(s, r, score);
}

/* ---- one term missing ---------------------------------------------------------------------------- */

/* A term of usual size that was found too large in this one relation: made small it is as good
 * as missing. */
static bool is_like_missing(const search *s, uint32_t number)
{
    const relation_row *relation = &s->all->items[number];

    return relation->cause <= QOQ_CAUSE_TIMES_1000 &&
           s->best[number].strangeness == 0 &&
           s->best[number].score < 2 * WEIGHT_MENDED;
}

static void try_missing_part(search *s, uint32_t number)
{
    relation_row *relation = &s->all->items[number];
    const relation_term *terms = terms_of(s, relation);
    trial t;

    if (!relation->is_sum || relation->count < 4 ||
        (relation->cause && !is_like_missing(s, number)))
        return;
    for (size_t i = 1; i < relation->count; i++) {
        replacement nothing = {.statement = terms[i].statement,
                               .interval = qoq_interval_point(qoq_decimal_of(0, 0))};
        if (reconcile_test(&t, s->all, relation, &nothing, 1) != OUTCOME_HOLDS ||
            (relation->cause && relation->suspect != (int32_t)i))
            continue;
        relation->cause = QOQ_CAUSE_PART_MISSING;
        relation->suspect = 0;
        relation->is_repaired = false;
        relation->other = statement_at(s, terms[i].statement)->record;
    }
}

/* ---- shares that add up to 100 ---------------------------------------------------------------- */

static bool is_share_of_total(const search *s, const relation_row *relation)
{
    const identity_row *row = &s->all->identities.rows[relation->identity];

    if (relation->kind != QOQ_FINDING_IDENTITY || !row->of_parts || relation->count < 2)
        return false;
    for (size_t i = 1; i < row->reference_count; i++) {
        if (row->references[i].of == OF_TOTAL)
            return series_of(s, terms_of(s, relation)[0].statement)->unit_kind ==
                   QOQ_UNIT_PERCENT;
    }
    return false;
}

/* Do the shares of a period that the statement's document states of it and its siblings add
 * up to 100? */
static bool shares_add_up(const search *s, uint32_t statement)
{
    const ledger_series *share = series_of(s, statement);
    const qoq_record *record = statement_at(s, statement)->record;
    ledger_series whole = *share;
    qoq_decimal sum = qoq_decimal_of(0, 0);
    size_t count = 0;

    whole.segment = share->parent;
    for (uint32_t part = reconcile_parts(s->ledger, &whole, share->axis);
         part != RECONCILE_NONE && count < SERIES_LOOKED_AT;
         part = s->ledger->series[part].next_part) {
        uint32_t cell = reconcile_cell(s->ledger, part, record->period);
        uint32_t stated = cell == RECONCILE_NONE
                              ? RECONCILE_NONE
                              : reconcile_in_document(s->ledger, cell, record);
        if (stated == RECONCILE_NONE)
            continue;
        if (qoq_decimal_add(&sum, sum, statement_at(s, stated)->record->number.value,
                            NULL) != QOQ_OK)
            return false;
        count++;
    }
    return count > 2 && qoq_decimal_compare(sum, qoq_decimal_of(100, 0)) == 0;
}

/* The share of one part is rounded the wrong way where rounding all of them would make 99 or
 * 101: with twice the rounding it holds. */
static void try_shares(search *s, uint32_t number)
{
    relation_row *relation = &s->all->items[number];
    trial t;

    if (relation->cause || !is_share_of_total(s, relation))
        return;
    uint32_t share = terms_of(s, relation)[0].statement;
    qoq_interval stated = statement_at(s, share)->interval, twice;
    if (qoq_interval_subtract(&twice, stated, stated, NULL) != QOQ_OK ||
        qoq_interval_add(
            &twice, twice,
            qoq_interval_point(statement_at(s, share)->record->number.value),
            NULL) != QOQ_OK)
        return;
    replacement wider = {.statement = share, .interval = twice};
    if (reconcile_test(&t, s->all, relation, &wider, 1) != OUTCOME_HOLDS ||
        !shares_add_up(s, share))
        return;
    relation->cause = QOQ_CAUSE_SHARES_TO_100;
    relation->suspect = 0;
    relation->is_repaired = false;
}

/* ---- judging ------------------------------------------------------------------------------------- */

/* Does a statement of the cell, on one side of the vintages, agree with one of two that differ
 * and not with the other? */
static bool is_outvoted(const search *s, const ledger_statement *outvoted,
                        const ledger_statement *kept, bool later)
{
    const ledger_cell *c = &s->ledger->cells[kept->cell];

    for (uint32_t i = c->first; i < looked_at(c); i++) {
        const ledger_statement *z = statement_at(s, i);
        bool beyond =
            later ? z->vintage > outvoted->vintage : z->vintage < outvoted->vintage;
        if (beyond && !z->vague && reconcile_agree(kept, z) &&
            !reconcile_agree(outvoted, z))
            return true;
    }
    return false;
}

/* Two vintages that differ: a restatement, unless a repair explains it or a third takes one
 * of them back. */
static void judge_vintages(const search *s, relation_row *relation)
{
    const ledger_statement *x, *y;

    if (relation->kind != QOQ_FINDING_VINTAGES ||
        relation->verdict != QOQ_OUTCOME_CONTRADICTS || relation->cause)
        return;
    x = statement_at(s, terms_of(s, relation)[0].statement);
    y = statement_at(s, terms_of(s, relation)[1].statement);
    if (is_outvoted(s, y, x, true))
        relation->suspect = 1;
    else if (is_outvoted(s, x, y, false))
        relation->suspect = 0;
    else
        relation->verdict = QOQ_OUTCOME_RESTATED;
}

/* Without a cause the statement is suspect that stands in no relation that holds, if it is the
 * only one. */
static void suspect_by_support(const search *s, relation_row *relation)
{
    uint32_t least = UINT32_MAX;
    int32_t alone = -1;

    for (size_t i = 0; i < relation->count; i++) {
        uint32_t support = s->support[terms_of(s, relation)[i].statement];
        if (support > 0)
            least = support < least ? support : least;
        else
            alone = alone == -1 ? (int32_t)i : -2;
    }
    if (relation->suspect < 0 && alone >= 0 && least != UINT32_MAX)
        relation->suspect = alone;
    if (relation->suspect >= 0 && least != UINT32_MAX)
        relation->support = least;
}

/* Two statements of which either may be the wrong one: the repair says what is wrong, not
 * where. */
static void suspect_neither(const search *s, relation_row *relation)
{
    if ((relation->cause != QOQ_CAUSE_DIGITS && relation->cause != QOQ_CAUSE_SIGN) ||
        (relation->kind != QOQ_FINDING_SOURCES &&
         relation->kind != QOQ_FINDING_VINTAGES) ||
        s->support[terms_of(s, relation)[0].statement] !=
            s->support[terms_of(s, relation)[1].statement])
        return;
    relation->suspect = -1;
    relation->is_repaired = false;
}

static bool needs_cause(const relation_row *relation)
{
    return relation->fails && relation->verdict == QOQ_OUTCOME_CONTRADICTS;
}

/* Each statement of a relation that fails is tried once. */
static qoq_status try_all(search *s, qoq_error *err)
{
    const relations *all = s->all;
    size_t suspects = 0;
    bool *tried = calloc(s->ledger->statement_count + 1, sizeof *tried);

    if (!tried)
        return qoq_fail_memory(err);
    for (size_t i = 0; i < all->count && suspects < SUSPECTS_AT_MOST; i++) {
        const relation_row *relation = &all->items[i];
        for (size_t k = 0; needs_cause(relation) && k < relation->count; k++) {
            uint32_t statement = terms_of(s, relation)[k].statement;
            if (tried[statement])
                continue;
            tried[statement] = true;
            suspects++;
            reconcile_try_statement(s, statement);
        }
    }
    free(tried);
    return QOQ_OK;
}

static void judge(search *s)
{
    for (size_t i = 0; i < s->all->count; i++) {
        if (needs_cause(&s->all->items[i]))
            try_missing_part(s, (uint32_t)i);
        if (needs_cause(&s->all->items[i]))
            try_shares(s, (uint32_t)i);
    }
    for (size_t i = 0; i < s->all->count; i++)
        judge_vintages(s, &s->all->items[i]);
    for (size_t i = 0; i < s->all->count; i++)
        reconcile_find_gap(s, &s->all->items[i]);
    for (size_t i = 0; i < s->all->count; i++) {
        relation_row *relation = &s->all->items[i];
        if (needs_cause(relation)) {
            suspect_neither(s, relation);
            suspect_by_support(s, relation);
        }
        if (relation->verdict == QOQ_OUTCOME_CONTRADICTS)
            continue;
        relation->cause = QOQ_CAUSE_NONE;
        relation->suspect = -1;
        relation->is_repaired = false;
        relation->other = NULL;
        relation->belongs = (qoq_period){0};
    }
}

qoq_status reconcile_causes(relations *r, qoq_error *err)
{
    search s = {.all = r, .ledger = r->ledger};
    bool any = false;

    for (size_t i = 0; i < r->count && !any; i++)
        any = needs_cause(&r->items[i]) || r->items[i].why == QOQ_UNTESTABLE_INCOMPLETE;
    if (!any)
        return QOQ_OK;
    qoq_status status = index_relations(&s, err);
    if (status == QOQ_OK)
        status = reconcile_columns(&s, err);
    if (status == QOQ_OK)
        reconcile_excuse_calendars(&s);
    if (status == QOQ_OK)
        status = try_all(&s, err);
    if (status == QOQ_OK)
        judge(&s);
    clear_search(&s);
    return status;
}

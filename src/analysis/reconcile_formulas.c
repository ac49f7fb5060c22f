/* The relations of identities.csv: formulas, and sums of parts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/reconcile_relations.h"

/* ---- formulas -------------------------------------------------------------------- */

/* An identity for one figure: the series of its references. */
typedef struct instance {
    size_t identity;
    const identity_row *row;
    uint32_t series[REFERENCES_AT_MOST]; /* RECONCILE_NONE: not in the data */
    uint32_t metrics[REFERENCES_AT_MOST];
} instance;

/* The unit that a metric has beside a currency: CNY, CNY/share, percent. */
static uint32_t unit_beside(const relations *r, const char *metric,
                            uint32_t subject_unit, uint32_t currency)
{
    const qoq_names *names = r->ledger->dataset->names;
    const qoq_metric *known =
        r->ledger->lexicon
            ? qoq_lexicon_metric(r->ledger->lexicon, qoq_slice_of(metric))
            : NULL;
    char per_share[32];

    if (!known)
        return subject_unit;
    switch (known->unit) {
    case QOQ_UNIT_MONEY:
        return currency;
    case QOQ_UNIT_PER_SHARE:
        if (qoq_unit_of(text_of(r, subject_unit)).kind == QOQ_UNIT_PER_SHARE)
            return subject_unit;
        qoq_unit_per(qoq_unit_of(text_of(r, currency)), "share");
        snprintf(per_share, sizeof per_share, "%s/share", text_of(r, currency));
        return qoq_names_find(names, per_share, strlen(per_share));
    case QOQ_UNIT_PERCENT:
        return qoq_names_find(names, "percent", 7);
    case QOQ_UNIT_COUNT:
        return qoq_names_find(names, known->count_unit, strlen(known->count_unit));
    default:
        return subject_unit;
    }
}

static uint32_t resolve(const relations *r, const instance *in, size_t i,
                        const ledger_series *subject, uint32_t currency)
{
    const reference *ref = &in->row->references[i];
    ledger_series wanted = {.axis = subject->axis,
                            .segment = subject->segment,
                            .metric = in->metrics[i],
                            .measure = QOQ_LEVEL,
                            .adjusted = subject->adjusted};

    if (in->metrics[i] == UINT32_MAX)
        return RECONCILE_NONE;
    if (ref->of == OF_TOTAL)
        wanted.axis = wanted.segment = 0;
    if (ref->basis != BASIS_OF_SUBJECT)
        wanted.adjusted = ref->basis == BASIS_ADJUSTED;
    wanted.unit = unit_beside(r, ref->metric, subject->unit, currency);
    return wanted.unit == UINT32_MAX ? RECONCILE_NONE
                                     : reconcile_series(r->ledger, &wanted);
}

/* The vintages for which an identity holds. */
static bool is_in_force(const identity_row *row, uint32_t vintage)
{
    uint32_t from = reconcile_period_key(row->public.from);
    uint32_t to = reconcile_period_key(row->public.to);

    return (!from || vintage >= from) && (!to || vintage <= to);
}

/* Adds the statements of one vintage; false when one is missing. */
static bool add_pure(relations *r, relation_row *relation, const instance *in,
                     qoq_period period, uint32_t vintage, qoq_status *status)
{
    for (size_t i = 0; i < in->row->reference_count && *status == QOQ_OK; i++) {
        uint32_t cell = in->series[i] == RECONCILE_NONE
                            ? RECONCILE_NONE
                            : reconcile_cell(r->ledger, in->series[i], period);
        uint32_t statement = cell == RECONCILE_NONE
                                 ? RECONCILE_NONE
                                 : reconcile_at(r->ledger, cell, vintage);
        if (statement == RECONCILE_NONE)
            return false;
        *status =
            reconcile_add_term(r, relation, statement, in->row->references[i].sign);
    }
    return *status == QOQ_OK;
}

static void finish_identity(relations *r, relation_row *relation, const instance *in,
                            bool mixed)
{
    const identity_row *row = in->row;

    relation->identity = (uint16_t)in->identity;
    relation->is_sum = row->reference_count > 1 && row->references[1].sign != 0;
    reconcile_finish(r, relation);
    r->tested[in->identity] = true;
    r->held[in->identity] += relation->verdict == QOQ_OUTCOME_HOLDS;
    if (mixed && is_contradiction(relation) && reconcile_rests_on_restated(r, relation))
        reconcile_excuse(relation, QOQ_UNTESTABLE_RESTATED);
}

/* One relation for each vintage that states all terms. Returns how many there were. */
static qoq_status pure_relations(relations *r, const instance *in,
                                 const ledger_cell *subject, size_t *found)
{
    qoq_status status = QOQ_OK;
    uint32_t last = RECONCILE_NONE;

    for (uint32_t i = subject->first; i < subject->first + subject->count; i++) {
        relation_row *relation;
        uint32_t vintage = statement_at(r, i)->vintage;
        if (vintage == last || !is_in_force(in->row, vintage))
            continue;
        last = vintage;
        QOQ_TRY(reconcile_begin(r, QOQ_FINDING_IDENTITY, &relation));
        if (add_pure(r, relation, in, subject->period, vintage, &status)) {
            finish_identity(r, relation, in, false);
            ++*found;
        } else {
            reconcile_abandon(r, relation);
            QOQ_TRY(status);
        }
    }
    return QOQ_OK;
}

/* Is there a metric that the company never states? Then the identity is not about it. */
static bool lacks_series(const instance *in)
{
    for (size_t i = 0; i < in->row->reference_count; i++) {
        if (in->series[i] == RECONCILE_NONE)
            return true;
    }
    return false;
}

/* No vintage states all terms: each as last stated. What some of the right side is stated
 * for, but not all, cannot be tested. */
static qoq_status mixed_relation(relations *r, const instance *in,
                                 const ledger_cell *subject)
{
    uint32_t missing = RECONCILE_NONE;
    size_t stated = 0;
    relation_row *relation;

    if (lacks_series(in))
        return QOQ_OK;
    QOQ_TRY(reconcile_begin(r, QOQ_FINDING_IDENTITY, &relation));
    for (size_t i = 0; i < in->row->reference_count; i++) {
        uint32_t cell = in->series[i] == RECONCILE_NONE
                            ? RECONCILE_NONE
                            : reconcile_cell(r->ledger, in->series[i], subject->period);
        uint32_t statement = cell == RECONCILE_NONE
                                 ? RECONCILE_NONE
                                 : reconcile_until(r->ledger, cell, UINT32_MAX);
        if (statement != RECONCILE_NONE &&
            !is_in_force(in->row, statement_at(r, statement)->vintage)) {
            reconcile_abandon(r, relation);
            return QOQ_OK;
        }
        stated += i > 0 && statement != RECONCILE_NONE;
        if (statement == RECONCILE_NONE && missing == RECONCILE_NONE)
            missing = (uint32_t)i;
        QOQ_TRY(
            reconcile_add_term(r, relation, statement, in->row->references[i].sign));
    }
    relation->identity = (uint16_t)in->identity;
    if (missing == RECONCILE_NONE)
        finish_identity(r, relation, in, true);
    else if (stated > 0)
        reconcile_file_missing(r, relation, in->metrics[missing], subject->period);
    else
        reconcile_abandon(r, relation);
    return QOQ_OK;
}

static qoq_status instance_relations(relations *r, const instance *in)
{
    const ledger_series *subject = series_at(r, in->series[0]);

    for (uint32_t i = subject->first; i < subject->first + subject->count; i++) {
        size_t found = 0;
        QOQ_TRY(pure_relations(r, in, &r->ledger->cells[i], &found));
        if (!found)
            QOQ_TRY(mixed_relation(r, in, &r->ledger->cells[i]));
    }
    return QOQ_OK;
}

/* The identity in one currency; nothing when none of its right side is in the data. */
static qoq_status in_currency(relations *r, instance *in, uint32_t subject,
                              uint32_t currency, bool *any)
{
    size_t there = 0;

    in->series[0] = subject;
    for (size_t i = 1; i < in->row->reference_count; i++) {
        in->series[i] = resolve(r, in, i, series_at(r, subject), currency);
        there += in->series[i] != RECONCILE_NONE;
    }
    *any = there > 0;
    return there ? instance_relations(r, in) : QOQ_OK;
}

static uint32_t currency_of(const relations *r, const ledger_series *s)
{
    const char *unit = text_of(r, s->unit), *slash = strchr(unit, '/');

    if (s->unit_kind == QOQ_UNIT_MONEY)
        return s->unit;
    if (s->unit_kind != QOQ_UNIT_PER_SHARE || !slash)
        return 0;
    return qoq_names_find(r->ledger->dataset->names, unit, (size_t)(slash - unit));
}

static qoq_status plain_identity(relations *r, instance *in, uint32_t subject)
{
    uint32_t currency = currency_of(r, series_at(r, subject));
    bool any = false;

    if (currency)
        return in_currency(r, in, subject, currency, &any);
    for (size_t i = 0; i < r->currency_count && !any; i++)
        QOQ_TRY(in_currency(r, in, subject, r->currencies[i], &any));
    return any || r->currency_count ? QOQ_OK : in_currency(r, in, subject, 0, &any);
}

/* ---- sums of parts ----------------------------------------------------------------------- */

static uint64_t set_of(const relations *r, const relation_row *relation)
{
    uint64_t set = 1;

    for (size_t i = 1; i < relation->count; i++) {
        uint32_t statement = r->terms[relation->first + i].statement;
        set =
            panel_mix(set ^ r->ledger->cells[statement_at(r, statement)->cell].series);
    }
    return set ? set : 1;
}

/* The set in the year of the document, or some years later: what are all parts today need
 * not be all in ten years. */
static uint64_t set_in_year(const relations *r, const relation_row *relation, int later)
{
    uint32_t total = r->terms[relation->first].statement;

    return panel_mix(
        relation->set ^
        (uint64_t)(uint32_t)(statement_at(r, total)->record->vintage.year + later));
}

static bool is_proved(const relations *r, const relation_row *relation)
{
    for (int later = -1; later <= 1; later++) {
        if (qoq_panel_map_find(&r->proved, set_in_year(r, relation, later)) !=
            UINT32_MAX)
            return true;
    }
    return false;
}

/* Does the lexicon expect no other part of the company in that quarter? */
static bool is_expected_set(const relations *r, const relation_row *relation,
                            uint32_t parts)
{
    const ledger_series *first = series_at(r, parts);
    const qoq_segment *all;
    size_t count, expected = 0, known = 0;
    qoq_period quarter = qoq_period_last_quarter(
        statement_at(r, r->terms[relation->first].statement)->record->period);

    if (!first->part || first->parent)
        return false;
    count = qoq_lexicon_segments(r->ledger->lexicon, &all);
    for (size_t i = 0; i < count; i++) {
        const qoq_segment *s = &all[i];
        if (strcmp(s->entity, r->ledger->entity) != 0 || *s->parent ||
            strcmp(s->axis, first->part->axis) != 0 ||
            (!qoq_period_is_none(s->from) &&
             qoq_period_compare(quarter, s->from) < 0) ||
            (!qoq_period_is_none(s->to) && qoq_period_compare(quarter, s->to) > 0))
            continue;
        expected++;
    }
    for (size_t i = 1; i < relation->count; i++) {
        uint32_t statement = r->terms[relation->first + i].statement;
        known += series_at(r, r->ledger->cells[statement_at(r, statement)->cell].series)
                     ->part != NULL;
    }
    return expected > 0 && known >= expected;
}

static qoq_status finish_parts(relations *r, relation_row *relation, const instance *in,
                               uint32_t parts, bool mixed)
{
    relation->set = set_of(r, relation);
    relation->is_sum = true;
    relation->identity = (uint16_t)in->identity;
    reconcile_finish(r, relation);
    bool holds = relation->verdict == QOQ_OUTCOME_HOLDS;
    if (holds)
        r->held[in->identity]++;
    if (holds || (relation->fails && is_expected_set(r, relation, parts))) {
        uint32_t *place = qoq_panel_map_place(&r->proved, set_in_year(r, relation, 0));
        if (!place)
            return qoq_fail_memory(r->err);
        *place = 1;
    }
    if (mixed && is_contradiction(relation) && reconcile_rests_on_restated(r, relation))
        reconcile_excuse(relation, QOQ_UNTESTABLE_RESTATED);
    return QOQ_OK;
}

/* Which parts of a total are added up. */
typedef struct parts_choice {
    uint32_t first; /* series; the others by next_part */
    qoq_period period;
    uint32_t vintage; /* what it states; each as last stated when `mixed` */
    bool mixed, known_only;
} parts_choice;

/* The statement of a part, RECONCILE_NONE when it is not chosen. */
static uint32_t chosen_part(const relations *r, const parts_choice *choice,
                            uint32_t part)
{
    uint32_t cell = choice->known_only && !series_at(r, part)->part
                        ? RECONCILE_NONE
                        : reconcile_cell(r->ledger, part, choice->period);

    if (cell == RECONCILE_NONE)
        return RECONCILE_NONE;
    return choice->mixed ? reconcile_until(r->ledger, cell, UINT32_MAX)
                         : reconcile_at(r->ledger, cell, choice->vintage);
}

static qoq_status add_parts(relations *r, relation_row *relation, uint32_t total,
                            const parts_choice *choice)
{
    QOQ_TRY(reconcile_add_term(r, relation, total, 0));
    for (uint32_t part = choice->first; part != RECONCILE_NONE;
         part = series_at(r, part)->next_part) {
        uint32_t statement = chosen_part(r, choice, part);
        if (statement != RECONCILE_NONE)
            QOQ_TRY(reconcile_add_term(r, relation, statement, 1));
    }
    return QOQ_OK;
}

static bool adds_up(const relations *r, relation_row *relation)
{
    trial t;

    relation->is_sum = true;
    return relation->count > 2 &&
           reconcile_test(&t, r, relation, NULL, 0) == OUTCOME_HOLDS;
}

/* The parts that the lexicon knows add up, or all that there are are tested: a company may
 * report a new part, and a document have a row that looks like one. */
static qoq_status parts_relation(relations *r, const instance *in, uint32_t total,
                                 parts_choice choice, bool *made)
{
    relation_row *relation;

    choice.vintage = statement_at(r, total)->vintage;
    choice.known_only = true;
    QOQ_TRY(reconcile_begin(r, QOQ_FINDING_IDENTITY, &relation));
    QOQ_TRY(add_parts(r, relation, total, &choice));
    if (!adds_up(r, relation)) {
        reconcile_abandon(r, relation);
        choice.known_only = false;
        QOQ_TRY(reconcile_begin(r, QOQ_FINDING_IDENTITY, &relation));
        QOQ_TRY(add_parts(r, relation, total, &choice));
    }
    *made = relation->count > 2;
    if (*made)
        return finish_parts(r, relation, in, choice.first, choice.mixed);
    reconcile_abandon(r, relation);
    return QOQ_OK;
}

static qoq_status parts_of_cell(relations *r, const instance *in, uint32_t cell,
                                uint32_t parts)
{
    const ledger_cell *c = &r->ledger->cells[cell];
    uint32_t last = RECONCILE_NONE;
    bool any = false, made;

    for (uint32_t i = c->first; i < c->first + c->count; i++) {
        uint32_t vintage = statement_at(r, i)->vintage;
        if (vintage == last || !is_in_force(in->row, vintage))
            continue;
        last = vintage;
        QOQ_TRY(parts_relation(
            r, in, i, (parts_choice){.first = parts, .period = c->period}, &made));
        any = any || made;
    }
    uint32_t latest = reconcile_until(r->ledger, cell, UINT32_MAX);
    if (any || !is_in_force(in->row, statement_at(r, latest)->vintage))
        return QOQ_OK;
    return parts_relation(
        r, in, latest,
        (parts_choice){.first = parts, .period = c->period, .mixed = true}, &made);
}

static qoq_status sum_of_parts(relations *r, const instance *in, uint32_t subject)
{
    const ledger_series *s = series_at(r, subject);

    for (size_t a = 0; a < r->ledger->axis_count; a++) {
        uint32_t axis = r->ledger->axes[a];
        uint32_t parts = s->segment && s->axis != axis
                             ? RECONCILE_NONE
                             : reconcile_parts(r->ledger, s, axis);
        if (parts == RECONCILE_NONE)
            continue;
        for (uint32_t i = s->first; i < s->first + s->count; i++)
            QOQ_TRY(parts_of_cell(r, in, i, parts));
    }
    return QOQ_OK;
}

/* ---- which identity for which figure ------------------------------------------------------ */

static bool applies(const relations *r, const identity_row *row, const ledger_series *s)
{
    bool adjusted = s->adjusted;

    if (*row->public.entity && strcmp(row->public.entity, r->ledger->entity) != 0)
        return false;
    if (!(s->segment ? row->of_parts : row->of_whole))
        return false;
    if (row->references[0].basis != BASIS_OF_SUBJECT)
        return adjusted == (row->references[0].basis == BASIS_ADJUSTED);
    return adjusted ? row->adjusted : row->reported;
}

qoq_status reconcile_formulas(relations *r, uint32_t subject)
{
    const ledger_series *s = series_at(r, subject);

    for (size_t i = 0; i < r->identities.count; i++) {
        instance in = {.identity = i, .row = &r->identities.rows[i]};
        const uint32_t *metrics = r->identities.metrics + i * REFERENCES_AT_MOST;
        if (metrics[0] != s->metric || !applies(r, in.row, s))
            continue;
        memcpy(in.metrics, metrics, sizeof in.metrics);
        if (in.row->public.is_sum_of_parts)
            QOQ_TRY(sum_of_parts(r, &in, subject));
        else
            QOQ_TRY(plain_identity(r, &in, subject));
    }
    return QOQ_OK;
}

/* ---- judging --------------------------------------------------------------------- */

/* What needs to know all relations: a sum fails only where these parts are known to be all,
 * an identity that is true of some companies only where it has held. */
static void judge_identity(relations *r, relation_row *relation)
{
    const identity_row *row = &r->identities.rows[relation->identity];

    if (!is_contradiction(relation))
        return;
    if (relation->set && !is_proved(r, relation))
        reconcile_excuse(relation, QOQ_UNTESTABLE_INCOMPLETE);
    if (!relation->set && !row->definition && !r->held[relation->identity])
        reconcile_excuse(relation, QOQ_UNTESTABLE_NO_PRECEDENT);
}

static bool is_same_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool overlap(const identity_row *a, const identity_row *b)
{
    uint32_t a_to = reconcile_period_key(a->public.to);
    uint32_t b_to = reconcile_period_key(b->public.to);

    return (!a_to || reconcile_period_key(b->public.from) <= a_to) &&
           (!b_to || reconcile_period_key(a->public.from) <= b_to);
}

/* Two ways in which companies define one figure: net margin of all holders or of the parent's.
 * The one that holds more often is the company's, the other is not about it. */
static bool has_better_rival(const relations *r, size_t i)
{
    const identity_row *row = &r->identities.rows[i];

    for (size_t k = 0; k < r->identities.count && !row->definition; k++) {
        const identity_row *rival = &r->identities.rows[k];
        if (!rival->definition && !rival->public.is_sum_of_parts &&
            !row->public.is_sum_of_parts && r->held[k] > r->held[i] &&
            is_same_text(rival->references[0].metric, row->references[0].metric) &&
            rival->references[0].basis == row->references[0].basis &&
            rival->comparison == row->comparison && overlap(row, rival))
            return true;
    }
    return false;
}

/* The cell that an identity is about. */
static uint32_t subject_of(const relations *r, const relation_row *relation)
{
    return statement_at(r, r->terms[relation->first].statement)->cell;
}

/* A figure that one identity has tested is not listed for what another one lacks, and an
 * identity that the company never gives all terms of is not about it. */
static bool is_needless(const relations *r, const relation_row *relation,
                        const bool *tested)
{
    if (relation->kind != QOQ_FINDING_IDENTITY)
        return false;
    if (r->outdone[relation->identity])
        return true;
    return relation->why == QOQ_UNTESTABLE_NOT_STATED &&
           (tested[subject_of(r, relation)] || !r->tested[relation->identity]);
}

static void drop_needless(relations *r, const bool *tested)
{
    size_t kept = 0;

    for (size_t i = 0; i < r->count; i++) {
        if (!is_needless(r, &r->items[i], tested))
            r->items[kept++] = r->items[i];
    }
    r->count = kept;
}

qoq_status reconcile_judge_formulas(relations *r)
{
    bool *tested = calloc(r->ledger->cell_count + 1, sizeof *tested);

    if (!tested)
        return qoq_fail_memory(r->err);
    for (size_t i = 0; i < r->identities.count; i++)
        r->outdone[i] = has_better_rival(r, i);
    for (size_t i = 0; i < r->count; i++) {
        relation_row *relation = &r->items[i];
        if (relation->kind != QOQ_FINDING_IDENTITY)
            continue;
        judge_identity(r, relation);
        if (relation->verdict == QOQ_OUTCOME_HOLDS && !relation->set)
            tested[subject_of(r, relation)] = true;
    }
    drop_needless(r, tested);
    free(tested);
    return QOQ_OK;
}

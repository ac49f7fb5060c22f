/* Making relations: what reconcile_relations.c and reconcile_formulas.c share. */
#ifndef QOQ_ANALYSIS_RECONCILE_RELATIONS_H
#define QOQ_ANALYSIS_RECONCILE_RELATIONS_H

#include "analysis/reconcile_private.h"

static inline const ledger_series *series_at(const relations *r, uint32_t series)
{
    return &r->ledger->series[series];
}

static inline const ledger_statement *statement_at(const relations *r,
                                                   uint32_t statement)
{
    return &r->ledger->statements[statement];
}

static inline const char *text_of(const relations *r, uint32_t name)
{
    return qoq_dataset_text(r->ledger->dataset, name);
}

static inline bool is_contradiction(const relation_row *relation)
{
    return relation->verdict == QOQ_OUTCOME_CONTRADICTS;
}

/* Begins a relation; its terms follow. The row is valid until the next one begins. */
qoq_status reconcile_begin(relations *r, qoq_finding_kind kind, relation_row **out);
qoq_status reconcile_add_term(relations *r, relation_row *relation, uint32_t statement,
                              int sign);
/* Tests it and files it. What fails is taken for a contradiction unless it rests on something
 * vague; the callers know more. */
void reconcile_finish(relations *r, relation_row *relation);
/* Takes back a relation that was begun. */
void reconcile_abandon(relations *r, const relation_row *relation);
/* Files one that cannot be tested: `metric` is a name, `period` that of the figure nobody
 * states. */
void reconcile_file_missing(relations *r, relation_row *relation, uint32_t metric,
                            qoq_period period);
/* Are there two values of one of the cells? Then a failure may come of a restatement. */
bool reconcile_rests_on_restated(const relations *r, const relation_row *relation);
void reconcile_excuse(relation_row *relation, qoq_untestable why);

/* The identities of a series, and, when all relations are made, which of those that fail are
 * contradictions: reconcile_formulas.c. */
qoq_status reconcile_formulas(relations *r, uint32_t subject);
qoq_status reconcile_judge_formulas(relations *r);

#endif

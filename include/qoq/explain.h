/**
 * Explaining one cell: every statement of it, which one is shown and why, or how it was
 * derived; for growth the arithmetic (design.md, `qoq explain`).
 *
 * This room gathers and judges; what it says in words, and how that looks, is the business
 * of whoever shows it.
 */
#ifndef QOQ_EXPLAIN_H
#define QOQ_EXPLAIN_H

#include "qoq/derive.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What became of a statement under the view. */
typedef enum qoq_verdict {
    QOQ_VERDICT_SHOWN,
    QOQ_VERDICT_SHARPENED, /* would be shown; a derived value lies inside it */
    QOQ_VERDICT_CONFIRMS,  /* agrees, as exactly */
    QOQ_VERDICT_COARSER,   /* agrees, less exactly */
    QOQ_VERDICT_RESTATED,  /* a later vintage said otherwise: `by` */
    QOQ_VERDICT_OUTRANKED, /* better evidence says otherwise: `by` */
    QOQ_VERDICT_CORRECTED, /* a later publication of the same vintage: `by` */
    QOQ_VERDICT_LATER,     /* a restatement, and the view shows first values */
    QOQ_VERDICT_AGAINST,   /* contradicts what is shown, with equal right */
    QOQ_VERDICT_TOO_NEW,   /* later than --as-of */
    QOQ_VERDICT_UNDATED,   /* --as-of a day, and no date of publication */
    QOQ_VERDICTS_
} qoq_verdict;

/** A stable name for machines: "shown", "restated"... */
QOQ_API const char *qoq_verdict_name(qoq_verdict verdict);

/** One statement of the cell. */
typedef struct qoq_evidence {
    const qoq_record *record;
    qoq_interval interval; /* a point when it is beyond exact arithmetic */
    int rank;              /* qoq_dataset_rank */
    uint8_t verdict;       /* qoq_verdict */
    const qoq_record *by;  /* the statement that decided against it, or NULL */
} qoq_evidence;

/** Does the printed growth agree with the one computed from the levels? */
typedef enum qoq_agreement {
    QOQ_AGREEMENT_NONE, /* one of the two is missing */
    QOQ_AGREEMENT_HOLDS,
    QOQ_AGREEMENT_FAILS,
    QOQ_AGREEMENT_OPEN,     /* they differ, but one is approximate: cannot be tested */
    QOQ_AGREEMENT_OUTDATED, /* printed before a level was restated */
    QOQ_AGREEMENT_CIRCULAR  /* a level was derived from this very growth */
} qoq_agreement;

/**
 * Everything about one cell.
 *
 * shown     what every command shows for it: stated, derived, or why not
 * evidence  its statements by vintage, better evidence first
 * attempts  ways to derive a level (of a growth: none)
 *
 * Of a growth, a change, or a change in points:
 *
 * now, base       the cells of the two levels
 * levels          the two figures, now first
 * computed        from the levels alone; missing with its reason
 * printed         as the documents say it, under the view
 * agreement       of the two
 */
typedef struct qoq_explanation {
    qoq_cell cell;
    const char *metric; /* id */
    qoq_figure shown;
    const qoq_evidence *evidence;
    const qoq_attempt *attempts;
    size_t evidence_count, attempt_count;
    bool is_growth;
    qoq_cell now, base;
    qoq_figure levels[2];
    qoq_figure computed, printed;
    uint8_t agreement; /* qoq_agreement */
} qoq_explanation;

/**
 * Explains a cell (as qoq_cell_parse gives it, with the metric's id). yoy of a ratio is its
 * change in points.
 *
 * Memory  *out borrows from the dataset, the deriver and the arena
 */
QOQ_API qoq_status qoq_explain(qoq_explanation *out, qoq_deriver *deriver,
                               const qoq_cell *cell, const char *metric,
                               qoq_arena *arena, qoq_error *err);

#ifdef __cplusplus
}
#endif

#endif

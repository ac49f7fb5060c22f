/**
 * Reconciling: what is printed against what can be computed (finance.md, "Identities").
 *
 * Every statement of a dataset is put into *relations* that must hold if all of them are
 * true: a total and its parts, a year and its quarters, a printed growth and the two
 * levels, two statements of one cell. A relation is tested in interval arithmetic: it
 * holds when both sides overlap in more than a point. What comes of it is a finding.
 *
 *     identity   a row of identities.csv
 *     growth     a printed growth or change against the two levels
 *     periods    a half-year, nine months or a year against the periods it is made of
 *     sources    two statements of a cell in one vintage: two documents, table and prose
 *     vintages   a statement against the last one of an earlier vintage
 *     time       an actual figure of a period that its document cannot know yet
 *
 * For a contradiction the cause is searched that can be proved: a change to one statement
 * (a point moved, a sign, two digits, another column) with which the violated relations
 * hold and none that held is broken.
 */
#ifndef QOQ_RECONCILE_H
#define QOQ_RECONCILE_H

#include "qoq/dataset.h"
#include "qoq/interval.h"
#include "qoq/knowledge.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- identities ------------------------------------------------------------------ */

/**
 * The rows of identities.csv. datasets/README.md describes the columns and the formula.
 * Frozen once loaded; any number of threads may use them.
 */
typedef struct qoq_identities qoq_identities;

/** One of them, for people. Borrowed. */
typedef struct qoq_identity {
    const char *id;      /* "gross-profit" */
    const char *entity;  /* "" = every company */
    const char *formula; /* "gross_profit = revenue - cost_of_revenue" */
    const char *name_en, *name_zh;
    qoq_period from, to;  /* vintages; none = open */
    bool is_sum_of_parts; /* the formula adds up the parts of an axis */
} qoq_identity;

/**
 * Compiled-in rows, then those of `identities.csv` in each folder: a row takes the place of
 * the row of the same id, the flag `retired` takes it out. *out is yours
 * (qoq_identities_free).
 *
 * Errors  QOQ_EINPUT for a wrong row; the message starts with "FILE:LINE:COLUMN: "
 */
QOQ_API qoq_status qoq_identities_load(qoq_identities **out,
                                       const qoq_knowledge_paths *paths,
                                       qoq_error *err);
QOQ_API void qoq_identities_free(qoq_identities *identities);
QOQ_API size_t qoq_identities_count(const qoq_identities *identities);
QOQ_API const qoq_identity *qoq_identities_at(const qoq_identities *identities,
                                              size_t index);

/* ---- findings -------------------------------------------------------------------- */

typedef enum qoq_finding_kind {
    QOQ_FINDING_IDENTITY,
    QOQ_FINDING_GROWTH,
    QOQ_FINDING_PERIODS,
    QOQ_FINDING_SOURCES,
    QOQ_FINDING_VINTAGES,
    QOQ_FINDING_TIME,
    QOQ_FINDING_KINDS_
} qoq_finding_kind;

typedef enum qoq_outcome {
    QOQ_OUTCOME_HOLDS,
    QOQ_OUTCOME_CONTRADICTS,
    QOQ_OUTCOME_UNTESTABLE, /* `why` says why */
    QOQ_OUTCOME_RESTATED, /* of vintages only: a later one says otherwise, as it may */
    QOQ_OUTCOMES_
} qoq_outcome;

/** Why a relation cannot be tested. */
typedef enum qoq_untestable {
    QOQ_TESTABLE,
    QOQ_UNTESTABLE_NOT_STATED,   /* a term is stated nowhere */
    QOQ_UNTESTABLE_APPROXIMATE,  /* it fails, but rests on 约, 逾, near, a range */
    QOQ_UNTESTABLE_BASE,         /* the base of a growth is not positive */
    QOQ_UNTESTABLE_RESTATED,     /* one term was restated, another was not with it */
    QOQ_UNTESTABLE_INCOMPLETE,   /* the parts are not known to be all */
    QOQ_UNTESTABLE_NO_PRECEDENT, /* it fails, and never held for this company */
    QOQ_UNTESTABLE_CURRENCY,     /* growth at constant currency */
    QOQ_UNTESTABLE_CALENDAR,     /* the document may count years otherwise */
    QOQ_UNTESTABLE_OVERFLOW,
    QOQ_UNTESTABLES_
} qoq_untestable;

/** What a contradiction comes from, as far as it can be proved. */
typedef enum qoq_cause {
    QOQ_CAUSE_NONE,
    QOQ_CAUSE_TIMES_10, /* ten times too large */
    QOQ_CAUSE_TIMES_100,
    QOQ_CAUSE_TIMES_1000,
    QOQ_CAUSE_TENTH, /* ten times too small */
    QOQ_CAUSE_HUNDREDTH,
    QOQ_CAUSE_THOUSANDTH,
    QOQ_CAUSE_YI_BILLION, /* 亿 and billion taken for each other: the quote has one */
    QOQ_CAUSE_SIGN,       /* a sign lost or added */
    QOQ_CAUSE_DIGITS,     /* two neighbouring digits in the wrong order */
    QOQ_CAUSE_COLUMN,     /* what the document states in a neighbouring column */
    QOQ_CAUSE_PERIOD,     /* the figure of a neighbouring period */
    QOQ_CAUSE_YEAR,       /* a longer period (the year) called a quarter */
    QOQ_CAUSE_BASIS,      /* reported and adjusted taken for each other */
    QOQ_CAUSE_YOY_QOQ,    /* growth on the year and on the quarter swapped */
    QOQ_CAUSE_PART_MISSING, /* one term is not in the printed total */
    QOQ_CAUSE_SHARES_TO_100, /* a share was rounded so that all of them add up to 100 % */
    QOQ_CAUSES_
} qoq_cause;

/** A statement in a relation. */
typedef struct qoq_finding_term {
    const qoq_record *record; /* NULL: stated nowhere */
    int8_t sign;              /* of a sum: +1, -1; else 0 */
} qoq_finding_term;

/**
 * What came of one relation.
 *
 * terms     identity: the left side first, then the right; growth: printed, now, base;
 *           periods: the longer one, then its parts; sources, vintages: two statements, the
 *           earlier or better one first; time: one
 * stated    the left side; of growth the printed one; of sources and vintages the first
 * computed  the right side, in the unit of the left. Both only when is_computed
 * missing   metric, segment or period of a term that is stated nowhere: its text, or ""
 * suspect   index of the term that is most likely wrong, -1 when all are alike
 * cause     and how the suspect reads when repaired (is_repaired)
 * other     the statement that shows the cause: of the neighbouring column, period, basis
 *           or growth, the part that is missing; NULL
 * belongs   the period that the suspect's figure is of, when that is the cause; or none
 * support   how many other relations the terms besides the suspect satisfy
 */
typedef struct qoq_finding {
    uint8_t kind, verdict, why, cause;
    bool is_computed, is_repaired;
    int16_t suspect;
    const qoq_identity *identity; /* of QOQ_FINDING_IDENTITY, else NULL */
    const qoq_finding_term *terms;
    size_t count;
    qoq_interval stated, computed;
    qoq_number repaired;
    const qoq_record *other;
    qoq_period belongs;
    size_t support;
    const char *missing;
} qoq_finding;

typedef struct qoq_reconcile_options {
    const qoq_lexicon *lexicon;       /* NULL = every name is unknown */
    const qoq_identities *identities; /* NULL = none */
    bool keep_holding; /* also findings that hold; else they are only counted */
    unsigned threads;  /* 0 = one for each core */
} qoq_reconcile_options;

/** How many findings there are of a kind, by verdict. */
typedef struct qoq_tally {
    const qoq_identity *identity; /* of identities: one row each; else NULL */
    uint8_t kind;
    size_t verdicts[QOQ_OUTCOMES_];
} qoq_tally;

typedef struct qoq_reconciliation {
    qoq_finding
        *findings; /* by company and cell, in an order that the order of the data
                              does not show in */
    size_t count;
    qoq_tally
        *tallies; /* identities in the order of their file, then the other kinds */
    size_t tally_count;
    qoq_arena *arenas; /* what findings borrow */
    size_t arena_count;
} qoq_reconciliation;

/**
 * Tests everything. Borrows the dataset, which must outlive the result. Corrections (flag
 * `correction`) stand for their cells alone; estimates and guidance take no part.
 *
 * Cost    about 1 s for a million records on two cores
 */
QOQ_API qoq_status qoq_reconcile(qoq_reconciliation *out, const qoq_dataset *dataset,
                                 const qoq_reconcile_options *options, qoq_error *err);
QOQ_API void qoq_reconciliation_clear(qoq_reconciliation *r);

/** The statement that stands for a finding: its cell is the finding's. Never NULL. */
QOQ_API const qoq_record *qoq_finding_record(const qoq_finding *finding);

/** "gross-profit", "growth", "vintages": how accepted.csv calls it. Static or borrowed. */
QOQ_API const char *qoq_finding_name(const qoq_finding *finding);

/** The vintage in which it came up: the latest of its terms. */
QOQ_API qoq_period qoq_finding_vintage(const qoq_finding *finding);

QOQ_API const char *qoq_finding_kind_name(qoq_finding_kind kind); /* "growth" */
QOQ_API const char *qoq_outcome_name(qoq_outcome verdict);        /* "holds" */
QOQ_API const char *qoq_cause_name(qoq_cause cause); /* "times-10"; "" for none */
/** For people: "ten times too large" / "大了10倍". */
QOQ_API const char *qoq_cause_text(qoq_cause cause, bool chinese);
QOQ_API const char *qoq_untestable_name(qoq_untestable why); /* "not-stated" */
QOQ_API const char *qoq_untestable_text(qoq_untestable why, bool chinese);

/* ---- what was accepted ----------------------------------------------------------- */

/**
 * A row of accepted.csv: a contradiction that an analyst has looked into.
 *
 * values  what the statements said then (qoq_finding_values), "" = whatever they say: a new
 *         slip in the same place is then covered as well
 */
typedef struct qoq_acceptance {
    const char *cell;    /* as written: tencent/-/free_cash_flow/2023Q4:yoy */
    const char *finding; /* qoq_finding_name, or with the vintage: growth@2023Q4 */
    const char *values;
    const char *reason, *date; /* date "" or YYYY-MM-DD */
    size_t line;
} qoq_acceptance;

/**
 * Reads the rows of an accepted.csv; texts live in the arena. *out is an array on the heap
 * (free) that rows are appended to, *room its capacity.
 *
 * Errors  QOQ_EINPUT with line and column: a missing column, an empty cell, finding or
 *         reason, a date that is none
 */
QOQ_API qoq_status qoq_acceptances_parse(qoq_acceptance **out, size_t *count,
                                         size_t *room, qoq_arena *arena,
                                         const char *text, size_t len, qoq_error *err);

/** The values of a finding's statements in order, with blanks between: "42 34200000000
 * 23100000000"; "-" for a term that is stated nowhere. Appends to out. */
QOQ_API void qoq_finding_values(qoq_buffer *out, const qoq_finding *finding);

/** Does it speak of this finding? `cell` is the finding's cell as text. */
QOQ_API bool qoq_acceptance_covers(const qoq_acceptance *acceptance,
                                   const qoq_finding *finding, const char *cell);

#ifdef __cplusplus
}
#endif

#endif

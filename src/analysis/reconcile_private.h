/* Inside of the reconcile room. */
#ifndef QOQ_ANALYSIS_RECONCILE_PRIVATE_H
#define QOQ_ANALYSIS_RECONCILE_PRIVATE_H

#include "analysis/panel_map.h"
#include "qoq/arena.h"
#include "qoq/reconcile.h"

#define RECONCILE_NONE UINT32_MAX

/* ---- identities: reconcile_identities.c ---------------------------------------------- */

enum { REFERENCES_AT_MOST = 12, OPERATIONS_AT_MOST = 32 };

/* Whose figure a formula speaks of: of the subject itself, of its parts, of the company. */
typedef enum reference_of { OF_SELF, OF_PARTS, OF_TOTAL } reference_of;

typedef enum reference_basis {
    BASIS_OF_SUBJECT,
    BASIS_REPORTED,
    BASIS_ADJUSTED
} reference_basis;

typedef struct reference {
    const char *metric;
    uint8_t of;    /* reference_of */
    uint8_t basis; /* reference_basis */
    int8_t sign;   /* in a sum; 0 in anything else */
} reference;

/* A side of a formula in reverse Polish order. */
typedef enum operation_kind {
    OP_REFERENCE,
    OP_NUMBER,
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE
} operation_kind;

typedef struct operation {
    uint8_t kind; /* operation_kind */
    uint8_t reference;
    qoq_decimal number;
} operation;

typedef enum comparison { COMPARE_EQUAL, COMPARE_AT_MOST, COMPARE_AT_LEAST } comparison;

/* A row of identities.csv. The left side's first reference is number 0. */
typedef struct identity_row {
    qoq_identity public;
    reference references[REFERENCES_AT_MOST];
    size_t reference_count;
    operation left[OPERATIONS_AT_MOST], right[OPERATIONS_AT_MOST];
    size_t left_count, right_count;
    uint8_t comparison;
    bool of_whole, of_parts; /* scope */
    bool reported, adjusted; /* basis */
    bool definition;         /* true of every company */
    bool retired;
} identity_row;

struct qoq_identities {
    identity_row *rows;
    size_t count, room;
    qoq_arena arena;
};

/* Adds the rows of one identities.csv; those that are retired stay in until all is read. */
qoq_status reconcile_identities_parse(qoq_identities *all, const char *text, size_t len,
                                      qoq_error *err);

/* ---- the ledger of one company: reconcile_ledger.c ------------------------------------- */

/* A figure through time: everything of a cell but its period. */
typedef struct ledger_series {
    uint32_t axis, segment, metric, unit; /* names; the segment as it is called today */
    uint8_t measure;                      /* qoq_measure */
    bool adjusted;
    uint8_t unit_kind;       /* qoq_unit_kind */
    const qoq_metric *known; /* NULL: the lexicon has no such metric */
    const qoq_segment *part; /* NULL: the lexicon has no such segment */
    uint32_t parent;         /* segment that it is part of; 0 = of the company */
    uint32_t next_part;      /* the next series with the same parent; RECONCILE_NONE */
    uint32_t first, count;   /* cells */
} ledger_series;

typedef struct ledger_cell {
    qoq_period period;
    uint32_t key; /* orders periods: reconcile_period_key */
    uint32_t series;
    uint32_t first, count; /* statements, by vintage, then from the best to the worst */
} ledger_cell;

typedef struct ledger_statement {
    const qoq_record *record;
    qoq_interval interval;
    uint32_t vintage; /* reconcile_period_key */
    uint32_t cell;
    uint8_t rank; /* of evidence */
    bool vague;   /* 约, 逾, an end of a range, exactness not known */
    bool unfit;   /* beyond exact arithmetic: takes no part */
} ledger_statement;

typedef struct ledger {
    const qoq_dataset *dataset;
    const qoq_lexicon *lexicon; /* may be NULL */
    const char *entity;
    ledger_series *series;
    size_t series_count, series_room;
    ledger_cell *cells;
    size_t cell_count;
    ledger_statement *statements;
    size_t statement_count;
    uint32_t *axes; /* those that have segments */
    size_t axis_count, axis_room;
    panel_map
        series_of; /* hash of a series -> its number; chained by `next_same_hash` */
    panel_map parts_of; /* (axis, parent, metric, unit, adjusted) -> first series */
} ledger;

/* A total order of periods as numbers: qoq_period_compare; 0 for none. */
uint32_t reconcile_period_key(qoq_period period);

/* Of all actual records of one company. */
qoq_status reconcile_ledger_build(ledger *out, const qoq_dataset *dataset,
                                  const qoq_lexicon *lexicon,
                                  const qoq_record *const *records, size_t count,
                                  qoq_error *err);
void reconcile_ledger_clear(ledger *l);

/* Number of the series of levels, RECONCILE_NONE when there is none. A neutral metric
 * answers to adjusted as well. */
uint32_t reconcile_series(const ledger *l, const ledger_series *wanted);
/* Number of a series of printed growth in percent, of the same names. */
uint32_t reconcile_rates(const ledger *l, const ledger_series *wanted);
/* The first of the series that are parts of (axis, parent); then next_part. */
uint32_t reconcile_parts(const ledger *l, const ledger_series *total, uint32_t axis);
/* Number of a series' cell of a period, RECONCILE_NONE when there is none. */
uint32_t reconcile_cell(const ledger *l, uint32_t series, qoq_period period);

/* Statements of a cell, each RECONCILE_NONE when there is none: the best of a vintage; the
 * best of the last vintage up to one; the best of the first one behind it. */
uint32_t reconcile_at(const ledger *l, uint32_t cell, uint32_t vintage);
uint32_t reconcile_until(const ledger *l, uint32_t cell, uint32_t vintage);
uint32_t reconcile_after(const ledger *l, uint32_t cell, uint32_t vintage);
/* The best of one document, RECONCILE_NONE when it does not state the cell. */
uint32_t reconcile_in_document(const ledger *l, uint32_t cell, const qoq_record *of);
bool reconcile_same_document(const qoq_record *a, const qoq_record *b);

/* Do two statements of one cell agree? The end of a range agrees with what lies inside. */
bool reconcile_agree(const ledger_statement *a, const ledger_statement *b);
/* Do all numbers of a cell agree? Ends of ranges aside. */
bool reconcile_is_restated(const ledger *l, uint32_t cell);

/* ---- relations: reconcile_relations.c ---------------------------------------------------- */

typedef struct relation_term {
    uint32_t statement; /* RECONCILE_NONE: stated nowhere */
    int8_t sign;        /* in a sum: of the right side */
} relation_term;

typedef struct relation_row {
    uint8_t kind;    /* qoq_finding_kind */
    uint8_t verdict; /* qoq_outcome */
    uint8_t why;     /* qoq_untestable */
    uint8_t cause;   /* qoq_cause */
    bool is_sum;     /* left = sum of the right terms */
    bool fails;      /* the numbers do not agree, whatever the verdict */
    bool is_repaired;
    uint16_t identity;     /* index, of QOQ_FINDING_IDENTITY */
    uint32_t first, count; /* terms */
    uint64_t set;          /* of a sum of parts: which parts; else 0 */
    uint32_t missing;      /* name of the metric that is not stated; RECONCILE_NONE */
    qoq_period missing_period; /* and of which period */
    int32_t suspect;           /* index of a term, -1 */
    uint32_t support;
    qoq_number repaired;
    const qoq_record *other;
    qoq_period belongs;
} relation_row;

/* The identities with their metrics as names of a dataset; shared by all companies. */
typedef struct bound_identities {
    const identity_row *rows;
    size_t count;
    const uint32_t
        *metrics; /* REFERENCES_AT_MOST a row; UINT32_MAX = not in the data */
} bound_identities;

typedef struct relations {
    const ledger *ledger;
    bound_identities identities;
    relation_row *items;
    size_t count, room;
    relation_term *terms;
    size_t term_count, term_room;
    panel_map proved; /* sets of parts that have added up */
    bool *tested;     /* whether an identity could be tested anywhere */
    bool *outdone;    /* whether another identity defines its figure for this company */
    uint32_t *held;   /* how often each identity held */
    uint32_t *currencies; /* units of money of this company */
    size_t currency_count, currency_room;
    qoq_error *err;
} relations;

/* Makes every relation of the ledger and tests it. */
qoq_status reconcile_relations(relations *out, const ledger *l,
                               const bound_identities *identities, qoq_error *err);
void reconcile_relations_clear(relations *r);

/* Another value for a statement while a relation is tried. */
typedef struct replacement {
    uint32_t statement;
    bool absent; /* as if it were not stated */
    qoq_interval interval;
} replacement;

typedef enum outcome { OUTCOME_HOLDS, OUTCOME_FAILS, OUTCOME_UNTESTABLE } outcome;

typedef struct trial {
    qoq_interval stated, computed; /* when the outcome is holds or fails */
    qoq_untestable why;
} trial;

/* Tests a relation with replacements: reconcile_test.c. */
outcome reconcile_test(trial *out, const relations *r, const relation_row *relation,
                       const replacement *replaced, size_t count);

/* ---- causes: reconcile_causes.c ---------------------------------------------------------- */

/* Finds for every relation that fails what repairs it, and tells restatements from slips. */
qoq_status reconcile_causes(relations *r, qoq_error *err);

#endif

/* Inside of the derive room. */
#ifndef QOQ_ANALYSIS_DERIVE_PRIVATE_H
#define QOQ_ANALYSIS_DERIVE_PRIVATE_H

#include "analysis/panel_map.h"
#include "qoq/arena.h"
#include "qoq/derive.h"

/* A cell that was asked for, and the answer. */
typedef struct derive_memo {
    qoq_cell cell;
    qoq_figure figure;
} derive_memo;

struct qoq_deriver {
    const qoq_panel *panel;
    qoq_note_sink notes;
    bool only_stated;
    qoq_arena arena; /* derivations */
    panel_map memo_of;
    derive_memo *memos;
    size_t memo_count, memo_room;
};

enum { DERIVE_TERMS = 200 }; /* of one derivation, at most */

/* Everything that was tried; kept only when somebody asks. */
typedef struct derive_log {
    qoq_attempt *items;
    size_t count, room;
    bool failed; /* memory ran out */
} derive_log;

/* What a rule found: the narrowest so far, and why others were refused. */
typedef struct derive_best {
    qoq_figure figure;
    qoq_reason refused;
    derive_log *log; /* may be NULL */
} derive_best;

/* The terms of a sum that is being tried. */
typedef struct derive_sum {
    qoq_cell of; /* the cell to derive */
    qoq_derivation_term terms[DERIVE_TERMS];
    size_t count;
} derive_sum;

/* Stated, or from year-to-date figures, with nothing later than a vintage (none = no
 * limit): what the other rules build on. */
qoq_figure qoq_derive_additive(qoq_deriver *deriver, const qoq_cell *cell,
                               qoq_period limit);

/* Adds up the terms and offers the result. */
void qoq_derive_try_sum(derive_best *best, qoq_deriver *deriver, qoq_rule rule,
                        const derive_sum *sum, const qoq_metric *metric);

/* Offers a result: kept when narrower than what is there, refused when it is negative and
 * cannot be. */
void qoq_derive_offer(derive_best *best, qoq_deriver *deriver, qoq_rule rule,
                      const derive_sum *terms, const qoq_figure *figure,
                      const qoq_metric *metric);

/* A rule that leads to nothing: why, and which of its terms are to blame. */
void qoq_derive_refuse(derive_best *best, qoq_deriver *deriver, qoq_rule rule,
                       const derive_sum *terms, qoq_reason reason, size_t about,
                       size_t other);

/* Sets figure->derivation (left NULL when memory is out), its flags and vintage. */
void qoq_derive_record(qoq_deriver *deriver, qoq_figure *figure, qoq_rule rule,
                       const derive_sum *terms);

/* Half as wide as it is big, or more: nothing to show. */
bool qoq_derive_too_wide(qoq_interval x);

/* derive_parts.c: the missing part of a total, the total of all parts. */
void qoq_derive_remainder(derive_best *best, qoq_deriver *deriver, const qoq_cell *cell,
                          const qoq_metric *metric);
void qoq_derive_total(derive_best *best, qoq_deriver *deriver, const qoq_cell *cell,
                      const qoq_metric *metric);

/* derive_implied.c: from a level and a printed growth. */
void qoq_derive_implied(derive_best *best, qoq_deriver *deriver, const qoq_cell *cell,
                        const qoq_metric *metric);

#endif

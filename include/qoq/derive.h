/**
 * Deriving: what follows from what is stated (finance.md, "year-to-date", "implied values").
 *
 * A derived figure stands only where no statement does, or where its interval lies inside
 * the stated one and so sharpens it. Rules, in order of preference when equally exact:
 *
 *   year to date   Q4 = FY - M9, Q2 = H1 - Q1, H1 = Q1 + Q2, ... flows only; each term as
 *                  last stated at the vintage of the longest period; refused when one term
 *                  was restated and another was not with it
 *   remainder      the one missing part of an axis = total - the other parts; the total =
 *                  sum of all parts: axes of companies the lexicon knows, for the segments
 *                  it says were reported in that quarter
 *   implied base   level / (1 + printed growth) for the period the growth is measured from
 *   implied now    base × (1 + printed growth)
 *   ratio          gross_margin = gross_profit / revenue, ...
 *
 * A deriver remembers what it found. One thread at a time.
 */
#ifndef QOQ_DERIVE_H
#define QOQ_DERIVE_H

#include "qoq/growth.h"
#include "qoq/panel.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum qoq_rule {
    QOQ_RULE_YEAR_TO_DATE,
    QOQ_RULE_REMAINDER,
    QOQ_RULE_IMPLIED_BASE,
    QOQ_RULE_IMPLIED_NOW,
    QOQ_RULE_RATIO
} qoq_rule;

/** One term of a derivation: a cell, what it was taken to be, and its sign. */
typedef struct qoq_derivation_term {
    qoq_cell cell;
    qoq_figure figure;
    int8_t sign; /* +1, -1; of a rule that is no sum: +1 */
} qoq_derivation_term;

/** "year to date", "remainder", "implied base"... Static. */
QOQ_API const char *qoq_rule_name(qoq_rule rule, bool chinese);

/** How a figure was derived. Lives as long as its deriver. */
typedef struct qoq_derivation {
    uint8_t rule; /* qoq_rule */
    uint8_t count;
    /* sums: all terms; implied: level, growth; ratio: numerator, denominator */
    const qoq_derivation_term *terms;
} qoq_derivation;

typedef struct qoq_deriver qoq_deriver;

/** The panel is borrowed and must outlive the deriver. */
QOQ_API qoq_status qoq_deriver_new(qoq_deriver **out, const qoq_panel *panel,
                                   qoq_error *err);
QOQ_API void qoq_deriver_free(qoq_deriver *deriver);
QOQ_API const qoq_panel *qoq_deriver_panel(const qoq_deriver *deriver);

/** From now on levels are only those that documents state (--no-derive). Growth, margins
 * and sums are computed all the same, from these. */
QOQ_API void qoq_deriver_only_stated(qoq_deriver *deriver);

/** Where to say what is odd: `derived-negative`, a value that follows from the statements
 * and cannot be. Once a cell. */
QOQ_API void qoq_deriver_notes(qoq_deriver *deriver, qoq_note_sink notes);

/**
 * The best figure for a level cell: stated, or derived where that is allowed. A stock
 * asked for a half-year or year answers with the quarter that ends there.
 *
 * Gaps    missing, with the reason of the rule that came nearest
 */
QOQ_API void qoq_derive_figure(qoq_figure *out, qoq_deriver *deriver,
                               const qoq_cell *cell);

/**
 * One way to derive a cell that was tried.
 *
 * how     its rule and terms; one that is missing has no value
 * figure  what follows; or missing, with the reason why nothing does
 * about   the term that the reason speaks of: the first missing one (QOQ_REASON_NOT_STATED), the
 *         one that was restated (QOQ_REASON_RESTATED_APART)
 * other   the one that was not restated with it
 */
typedef struct qoq_attempt {
    qoq_derivation how;
    qoq_figure figure;
    uint8_t about, other;
} qoq_attempt;

/**
 * The best figure of a level cell, as qoq_derive_figure gives it, and every way of deriving
 * it that was tried, in order of preference: which one was taken (its derivation is that of
 * *out), which would have given the same or less, and why the others gave nothing.
 *
 * metric (may be NULL) is the id of a ratio that no record names (cell->metric is
 * QOQ_NO_NAME).
 *
 * Memory  borrowed, as long as the deriver
 */
QOQ_API qoq_status qoq_derive_attempts(qoq_figure *out, const qoq_attempt **attempts,
                                       size_t *count, qoq_deriver *deriver,
                                       const qoq_cell *cell, const char *metric,
                                       qoq_error *err);

/** Why an attempt gave nothing: "2023M9 was restated at 2024Q3, 2023H1 was not restated
 * with it", "2024FY is not stated". Appends to out. */
QOQ_API void qoq_attempt_reason(qoq_buffer *out, const qoq_attempt *attempt,
                                const qoq_panel *panel, bool chinese);

/**
 * Growth of a level cell against another period of equal length: computed from the two
 * best levels and joined with the printed rate (qoq_growth_join), unless that was printed
 * before one of the levels was restated. now and base, when not NULL, receive the levels.
 */
QOQ_API void qoq_derive_growth(qoq_growth *out, qoq_deriver *deriver,
                               const qoq_cell *cell, qoq_period base_period,
                               qoq_figure *now, qoq_figure *base);

/** Was a growth printed before its level was restated? It belongs to the old level then. */
QOQ_API bool qoq_derive_is_outdated(const qoq_figure *printed, const qoq_figure *level);

/** A ratio that qoq computes: profit per revenue. */
typedef struct qoq_ratio {
    const char *id;        /* gross_margin */
    const char *numerator; /* gross_profit */
    const char *denominator;
    const char *name_en, *name_zh; /* when the lexicon has no such metric */
} qoq_ratio;

/** All of them; the last row has a NULL id. */
QOQ_API extern const qoq_ratio qoq_ratios[];
QOQ_API const qoq_ratio *qoq_ratio_find(const char *id);

/**
 * A ratio of the cell's entity, segment, period and basis (cell->metric and unit are not
 * looked at): computed from the two best levels, or as stated when that is sharper or the
 * levels are missing.
 */
QOQ_API void qoq_derive_ratio(qoq_figure *out, qoq_deriver *deriver,
                              const qoq_ratio *ratio, const qoq_cell *cell);

/** What tells a term from the others of its rule: "2024FY", "vas", "gross_profit". Appends
 * to out. */
QOQ_API void qoq_derivation_term_format(qoq_buffer *out,
                                        const qoq_derivation *derivation, size_t term,
                                        const qoq_panel *panel);

/** The arithmetic in words: "2024FY - 2024Q1 - 2024Q2 - 2024Q3", "2025Q1 / (1 + yoy)".
 * Appends to out. */
QOQ_API void qoq_derivation_format(qoq_buffer *out, const qoq_derivation *derivation,
                                   const qoq_panel *panel);

#ifdef __cplusplus
}
#endif

#endif

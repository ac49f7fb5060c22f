/**
 * Growth, change, contribution, share, margin: arithmetic on figures (finance.md).
 *
 * Every function takes figures with their intervals and gives a figure with the interval
 * that follows. A missing input gives a missing result with a reason, never a zero.
 */
#ifndef QOQ_GROWTH_H
#define QOQ_GROWTH_H

#include "qoq/panel.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * How a figure moved from a base.
 *
 * rate    growth in percent; of a ratio (percent) the change in points (unit pp). Not
 *         meaningful, with the reason, where the base is not positive or the sign turned
 * change  now - base in the unit of the level; missing when one of the two is
 */
typedef struct qoq_growth {
    qoq_figure rate, change;
} qoq_growth;

/**
 * Growth between two levels.
 *
 *     rate = 100 (now / base - 1)          base > 0
 *
 * Gaps    now or base missing: missing (QOQ_REASON_NO_NOW, QOQ_REASON_NO_BASE)
 *         base zero or negative, or now negative: not meaningful, with what happened
 * Units   must be the same, else missing (QOQ_REASON_UNITS_DIFFER); percent → points
 * Flags   QOQ_FLAG_MIXED when one of the two was restated and the other is older than
 *         that restatement
 * Example -3.1 bn after -5.0 bn: rate n.m. QOQ_REASON_NARROWED, change 1.9 bn
 */
QOQ_API void qoq_growth_of(qoq_growth *out, const qoq_figure *now,
                           const qoq_figure *base);

/**
 * Joins a computed rate with a printed one (finance.md; either may be missing). Where they
 * agree both are true, so the rate lies in what they have in common: 16.6 after 13.6 bn is
 * 21.2 to 22.9 %, the document prints 23 %, so it is 22.5 to 22.9. A printed rate that
 * stands alone, or lies inside the computed one, is shown as it was printed, with
 * QOQ_FLAG_PRINTED. Where they contradict each other the computed one stands.
 */
QOQ_API void qoq_growth_join(qoq_growth *growth, const qoq_figure *printed);

/**
 * Contribution of a part to the total's growth, in points.
 *
 *     100 (part_now - part_base) / total_base
 *
 * Gaps    part_now, part_base or total_base missing; total_base not positive: n.m.
 */
QOQ_API void qoq_growth_contribution(qoq_figure *out, const qoq_figure *part_now,
                                     const qoq_figure *part_base,
                                     const qoq_figure *total_base);

/** 100 part / total: share or margin, in percent. n.m. when total is not positive. */
QOQ_API void qoq_growth_share(qoq_figure *out, const qoq_figure *part,
                              const qoq_figure *total);

/** Sum of figures of one unit; missing as soon as one of them is. n >= 1. Flagged MIXED when
 * one was restated and another is older than that. */
QOQ_API void qoq_growth_sum(qoq_figure *out, const qoq_figure *const *figures,
                            size_t n);

/** a - b. */
QOQ_API void qoq_growth_difference(qoq_figure *out, const qoq_figure *a,
                                   const qoq_figure *b);

/** (1 + g)^4 - 1 of a quarter's growth in percent. Never a default; label it. */
QOQ_API void qoq_growth_annualised(qoq_figure *out, const qoq_figure *percent);

/** Compound growth a year over `years` > 0 years, in percent; both ends must be
 * positive. */
QOQ_API void qoq_growth_cagr(qoq_figure *out, const qoq_figure *now,
                             const qoq_figure *base, int years);

/** 100 Δprofit / Δrevenue; n.m. when the interval of Δrevenue contains 0. */
QOQ_API void qoq_growth_incremental(qoq_figure *out, const qoq_figure *profit_now,
                                    const qoq_figure *profit_base,
                                    const qoq_figure *revenue_now,
                                    const qoq_figure *revenue_base);

/**
 * A rate for people: "+17.2%", "-51…-44%", "+8.5" (suffix ""), "n.m.", "n.a.".
 * `suffix` is "%" for percent and "" for points. A printed rate shows its own digits.
 *
 * Memory  out has QOQ_FIGURE_ROOM bytes; returns the length
 */
QOQ_API size_t qoq_growth_format(char out[QOQ_FIGURE_ROOM], const qoq_figure *rate,
                                 const char *suffix, bool chinese);

/**
 * A contribution for people: "+5.3", "+8", "-0…+4". One decimal when it is known to 0.15
 * points, for contributions are read side by side and add up; else like a rate.
 */
QOQ_API size_t qoq_growth_format_points(char out[QOQ_FIGURE_ROOM],
                                        const qoq_figure *points, bool chinese);

/** A share or margin for people, without a sign: "55.8%", "56%", "54…58%". */
QOQ_API size_t qoq_growth_format_share(char out[QOQ_FIGURE_ROOM],
                                       const qoq_figure *share, bool chinese);

/**
 * What to say of a rate that is not meaningful: "loss narrowed by 1.9 bn", "turned to
 * profit, up 3.2 bn", "亏损收窄19.0亿"; "" when there is nothing to say.
 */
QOQ_API size_t qoq_growth_words(char out[QOQ_FIGURE_ROOM], const qoq_growth *growth,
                                const qoq_metric *metric, const qoq_scale *scale,
                                bool chinese);

/**
 * Is a rise good news? 1 favourable, -1 unfavourable, 0 neither: no sense in the metric,
 * nothing moved, or what would be shown is a rounded zero.
 */
QOQ_API int qoq_growth_mood(const qoq_growth *growth, const qoq_metric *metric);

#ifdef __cplusplus
}
#endif

#endif

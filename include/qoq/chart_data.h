/**
 * Chart data from a panel: what a chart's definition asks for, collected.
 *
 * Series are the top segments of one axis with the whole company as their total; or, when
 * one segment with parts is asked for, its parts with that segment as total; or the
 * segments that were asked for, with no total. A chart by metric has a series for each
 * metric of the whole company. What parts do not add up to is shown as a series of its
 * own. Series without any value are left out.
 */
#ifndef QOQ_CHART_DATA_H
#define QOQ_CHART_DATA_H

#include "qoq/chart.h"
#include "qoq/derive.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What to collect. A zeroed struct with `entity` set is the default. */
typedef struct qoq_chart_request {
    uint32_t entity;
    uint32_t axis;              /* 0 = the company's first axis with segments */
    const uint32_t *segments;   /* names of the panel's dataset */
    size_t segment_count;       /* 0 = the top segments */
    const char *const *metrics; /* ids */
    size_t metric_count;        /* 0 = those of the definition */
    bool adjusted;              /* the adjusted series */
    qoq_period from, to; /* none = as many as the definition says, up to the latest */
    const qoq_scale *scale; /* of levels; NULL = by their size */
    bool chinese;
} qoq_chart_request;

/**
 * Collects the data. Everything lives in the arena, or in the panel's dataset and
 * lexicon.
 *
 * Gaps    what cannot be computed is a gap with its reason; values that rest on a derived
 *         level are marked derived
 * Units   levels of money and counts are scaled, and the unit says by what; values of
 *         different units are never drawn in one chart: those of the first one stay
 * Errors  QOQ_EUSAGE: periods of different length, or in the wrong order, more than 400;
 *         several metrics for a chart by segment; a margin that qoq does not know
 *         QOQ_EINPUT: the entity has no value of this metric in any period
 */
QOQ_API qoq_status qoq_chart_collect(qoq_chart_data *out, qoq_deriver *deriver,
                                     const qoq_chart *chart,
                                     const qoq_chart_request *request, qoq_arena *arena,
                                     qoq_error *err);

#ifdef __cplusplus
}
#endif

#endif

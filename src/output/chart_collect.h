/*
 * Inside the collecting of chart data: chart_collect.c chooses metrics, series and periods and
 * finds titles, chart_values.c works out the values.
 */
#ifndef QOQ_OUTPUT_CHART_COLLECT_H
#define QOQ_OUTPUT_CHART_COLLECT_H

#include "output/chart_private.h"
#include "qoq/chart_data.h"

typedef struct qoq_chart_collection {
    qoq_deriver *deriver;
    const qoq_panel *panel;
    const qoq_chart *chart;
    const qoq_chart_request *request;
    qoq_arena *arena;
    qoq_error *err;
    bool chinese;
    uint32_t axis; /* 0 = the company has no segments */
    const char *metrics[QOQ_CHART_MAX_SERIES];
    size_t metric_count;
    qoq_period *periods;
    size_t period_count;
    /* series: a cell each; the total, if any, is the last */
    qoq_cell cells[QOQ_CHART_MAX_SERIES];
    const qoq_panel_segment *segments[QOQ_CHART_MAX_SERIES]; /* NULL = none */
    const qoq_ratio *ratios[QOQ_CHART_MAX_SERIES];
    qoq_chart_series series[QOQ_CHART_MAX_SERIES];
    size_t count;
    bool has_total;
    bool whole;         /* nothing but the whole company is left */
    const char *family; /* name of the segment that is taken apart, or NULL */
    qoq_cell total;     /* what shares and contributions refer to */
    const qoq_scale *scale;
    int power, decimals;
    qoq_unit unit;
} qoq_chart_collection;

/* One of two words by the language; a copy in the arena, of a buffer or a text. */
const char *qoq_chart_word_of(const qoq_chart_collection *w, const char *english,
                              const char *chinese);
const char *qoq_chart_keep(qoq_chart_collection *w, qoq_buffer *buffer);
const char *qoq_chart_copy(qoq_chart_collection *w, const char *text);

/* The scale of levels, from the largest of them. */
void qoq_chart_choose_scale(qoq_chart_collection *w);

/* The measures of the definition; returns how many, at most two. */
size_t qoq_chart_choose_measures(const qoq_chart_collection *w, bool years[2]);

/* All values of all series. */
qoq_status qoq_chart_fill_panel(qoq_chart_collection *w, qoq_chart_panel *out,
                                bool year, bool titled);

/* Puts the remainder in front of the total, if there is one worth showing. */
qoq_status qoq_chart_add_rest(qoq_chart_collection *w, qoq_chart_panel *panel,
                              bool year);

#endif

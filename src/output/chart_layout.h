/*
 * Inside the layout of a chart: chart_layout.c places panels, stacks and scales,
 * chart_labels.c what is written on them.
 */
#ifndef QOQ_OUTPUT_CHART_LAYOUT_H
#define QOQ_OUTPUT_CHART_LAYOUT_H

#include <math.h>

#include "output/chart_private.h"

/* Sizes of fonts in pixels, those of plots/. */
enum { QOQ_CHART_SMALL_FONT = 11, QOQ_CHART_LABEL_FONT = 12 };

typedef struct qoq_chart_work {
    qoq_chart_layout *out;
    const qoq_chart *chart;
    const qoq_chart_data *data;
    qoq_arena *arena;
} qoq_chart_work;

static inline const qoq_chart_value *qoq_chart_value_at(const qoq_chart_data *data,
                                                        size_t panel, size_t series,
                                                        size_t category)
{
    return &data->panels[panel].values[series * data->category_count + category];
}

static inline bool qoq_chart_is_gap(const qoq_chart_value *value)
{
    return !isfinite(value->value);
}

/* Where a value stands on the page, and back. */
double qoq_chart_pixel_of(const qoq_chart_axis *axis, double value);
double qoq_chart_value_of(const qoq_chart_axis *axis, double pixel);

/* Which boxes of a stack have room for their text, and where. */
void qoq_chart_label_boxes(qoq_chart_work *w, size_t panel);
/* The texts of totals; of names at the right end; of the x axis. False: no memory. */
bool qoq_chart_label_totals(qoq_chart_work *w);
bool qoq_chart_name_ends(qoq_chart_work *w, size_t panel);
bool qoq_chart_make_groups(qoq_chart_work *w);
bool qoq_chart_make_ticks(qoq_chart_work *w);
/* Moves the names at the right end apart. */
void qoq_chart_spread_ends(qoq_chart_work *w, size_t panel);
/* Pixels that the widest of them takes. */
double qoq_chart_end_room(const qoq_chart_work *w);

#endif

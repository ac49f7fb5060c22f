/*
 * The script together with where the files of plots/ stand in it, so that a message of
 * gnuplot can be told with the line of the file that an analyst edits.
 */
#ifndef QOQ_OUTPUT_CHART_SCRIPT_H
#define QOQ_OUTPUT_CHART_SCRIPT_H

#include "output/chart_private.h"

/* Lines of the script before each file: theme, then frame and definition of each panel. */
typedef struct qoq_chart_source {
    size_t line[1 + 2 * QOQ_CHART_MAX_PANELS];
    size_t count;
} qoq_chart_source;

qoq_status qoq_chart_compose(qoq_buffer *out, qoq_chart_source *source,
                             const qoq_chart *chart, const qoq_chart_data *data,
                             const qoq_chart_options *options, qoq_error *err);

#endif

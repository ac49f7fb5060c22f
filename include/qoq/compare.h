/**
 * Comparing one period with others: levels, growth, contribution (design.md section 4).
 *
 * A comparison is sections of rows: revenue by segment with its total, profit lines,
 * margins. Each row holds the figure now and, for each base, the figure then, how it moved,
 * and (in a section that adds up to a total) its contribution. What is shown of it, and
 * how, is the business of the output rooms.
 */
#ifndef QOQ_COMPARE_H
#define QOQ_COMPARE_H

#include "qoq/derive.h"

#ifdef __cplusplus
extern "C" {
#endif

#define QOQ_COMPARE_BASES 8 /* at most */

/** What to compare. A zeroed struct with `entity` set is the default. Axes and segments
 * are names of the panel's dataset; metrics are ids, for a margin can be asked for that no
 * record has. Count 0 = default. */
typedef struct qoq_compare_options {
    uint32_t entity;
    qoq_period
        now; /* none = the latest quarter with a revenue level (or with one of the
                       first metric asked for), else half-year, nine months, year */
    qoq_period bases[QOQ_COMPARE_BASES];
    size_t base_count; /* 0 = the period before and the one a year before */
    const uint32_t *axes, *segments;
    const char *const *metrics;
    size_t axis_count, segment_count, metric_count;
    bool reported_only, adjusted_only; /* -b */
} qoq_compare_options;

typedef enum qoq_compare_kind {
    QOQ_ROW_SEGMENT,
    QOQ_ROW_REMAINDER, /* total minus the top segments: eliminations, rounding */
    QOQ_ROW_TOTAL,
    QOQ_ROW_LINE, /* a line of the whole company */
    QOQ_ROW_RATIO /* a ratio, of the whole company or of a segment: moves in points */
} qoq_compare_kind;

/** Against one base. */
typedef struct qoq_compare_base {
    qoq_figure level;
    qoq_growth growth;
    qoq_figure contribution; /* segments, remainder and total only */
} qoq_compare_base;

typedef struct qoq_compare_row {
    uint8_t kind;             /* qoq_compare_kind */
    uint8_t depth;            /* of a segment */
    qoq_cell cell;            /* period: now; of a remainder: segment QOQ_NO_NAME */
    const qoq_metric *metric; /* NULL when unknown */
    const qoq_ratio *ratio;   /* of a QOQ_ROW_RATIO that is computed, else NULL */
    qoq_figure now;
    qoq_compare_base bases[QOQ_COMPARE_BASES];
} qoq_compare_row;

typedef enum qoq_compare_section_kind {
    QOQ_SECTION_SEGMENTS, /* a metric by segment along an axis, with its total */
    QOQ_SECTION_LINES,    /* lines of the whole company: profit, EPS */
    QOQ_SECTION_RATIOS    /* margins of the whole company */
} qoq_compare_section_kind;

/** Rows that belong together; metric and axis are of a section by segment, else 0. */
typedef struct qoq_compare_section {
    uint8_t kind; /* qoq_compare_section_kind */
    uint32_t metric, axis;
    bool adjusted;
    qoq_compare_row *rows;
    size_t count;
} qoq_compare_section;

typedef struct qoq_comparison {
    uint32_t entity;
    qoq_period now;
    qoq_period bases[QOQ_COMPARE_BASES];
    size_t base_count;
    int steps[QOQ_COMPARE_BASES]; /* periods from base to now: 1 = the one before */
    bool year_ago[QOQ_COMPARE_BASES];
    qoq_compare_section *sections;
    size_t count;
    qoq_arena arena; /* holds the above */
} qoq_comparison;

/**
 * Errors  QOQ_EUSAGE: periods of different length, a base equal to now, no base at all
 *         QOQ_EINPUT: no period was named and there is none with a level
 * Memory  *out is yours: qoq_comparison_clear. Figures borrow from dataset and deriver
 */
QOQ_API qoq_status qoq_compare(qoq_comparison *out, qoq_deriver *deriver,
                               const qoq_compare_options *options, qoq_error *err);
QOQ_API void qoq_comparison_clear(qoq_comparison *comparison);

#ifdef __cplusplus
}
#endif

#endif

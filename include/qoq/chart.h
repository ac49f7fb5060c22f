/**
 * Charts by gnuplot, and the same data as text and as CSV.
 *
 * A chart is two things that know nothing of each other: a *definition*, a file
 * plots/NAME.gp that says how to draw, and *chart data*, plain texts and numbers made by
 * the caller. This room joins them to a script, runs gnuplot, checks the picture and
 * hands over its bytes. plots/README.md says what a definition may use.
 *
 * No text of a document is ever part of the script but inside a single-quoted string, in
 * which gnuplot expands nothing; data blocks hold numbers only; gnuplot is never given a
 * file name of the user's.
 */
#ifndef QOQ_CHART_H
#define QOQ_CHART_H

#include "qoq/arena.h"
#include "qoq/knowledge.h"
#include "qoq/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- definitions ----------------------------------------------------------------- */

/** What the values of a chart are: the first word of `# data: level by segment`. */
typedef enum qoq_chart_what {
    QOQ_CHART_LEVEL,        /* level: values as stated, scaled */
    QOQ_CHART_GROWTH,       /* growth: percent; one panel for each word of `measure` */
    QOQ_CHART_CONTRIBUTION, /* contribution: points of the total's growth */
    QOQ_CHART_SHARE,        /* share: percent of the total */
    QOQ_CHART_MARGIN        /* margin: percent of revenue */
} qoq_chart_what;

/** What its series are: the last word of `# data: level by segment`. */
typedef enum qoq_chart_by {
    QOQ_CHART_BY_SEGMENT, /* the top segments of one axis, then the whole company */
    QOQ_CHART_BY_METRIC   /* metrics of the whole company */
} qoq_chart_by;

/** How values use the page, so that ranges and labels can be worked out for it. */
typedef enum qoq_chart_shape {
    QOQ_CHART_LINES, /* every value where it is */
    QOQ_CHART_STACK, /* parts upon each other, negative ones below zero */
    QOQ_CHART_CELLS  /* a table: periods across, series down */
} qoq_chart_shape;

/**
 * The head of a plots/NAME.gp: comment lines `# key: value`.
 *
 *     # title: {metric} by {axis}       the name of the metric, "segment" or "region"...
 *     # title-zh: 各{axis}{metric}
 *     # about: stacked columns by segment, with the total on top
 *     # about-zh: 按分部堆积的柱形，顶部为合计
 *     # data: level by segment
 *     # metric: revenue                 ids, blank-separated; the default of -m
 *     # measure: yoy qoq                of growth and contribution; default yoy
 *     # shape: stack                    or cells, or lines (the default)
 *     # size: 960x540                   pixels at single density; the default
 *     # periods: 12                     how many without -p; the default
 *
 * A file without `data` is no chart but a part of all (theme.gp, frame.gp). Texts live in
 * the arena they were read into.
 */
typedef struct qoq_chart {
    const char *id; /* revenue, of plots/revenue.gp */
    const char *title_en, *title_zh;
    const char *about_en, *about_zh;
    const char *metrics, *measures; /* "" when not given */
    uint8_t what;                   /* qoq_chart_what */
    uint8_t by;                     /* qoq_chart_by */
    uint8_t shape;                  /* qoq_chart_shape */
    unsigned width, height, periods;
    const char *text;          /* the whole file */
    const char *theme, *frame; /* the parts of all charts, as found beside it */
} qoq_chart;

/**
 * Reads the head of a definition. `id` and `text` must outlive `out`; the parts theme and
 * frame are left alone.
 *
 * Errors  QOQ_EINPUT with the line, for a value that its key cannot hold; QOQ_ENOTFOUND
 *         when the text has no `data` line
 */
QOQ_API qoq_status qoq_chart_parse(qoq_chart *out, const char *id, const char *text,
                                   qoq_arena *arena, qoq_error *err);

/**
 * The chart of that id, from the last folder that has it.
 *
 * Errors  QOQ_EUSAGE with the nearest id when there is none
 */
QOQ_API qoq_status qoq_chart_find(qoq_chart *out, const char *id,
                                  const qoq_knowledge_paths *paths, qoq_arena *arena,
                                  qoq_error *err);

/** All charts by id; the array lives in the arena. */
QOQ_API qoq_status qoq_chart_list(qoq_chart **out, size_t *count,
                                  const qoq_knowledge_paths *paths, qoq_arena *arena,
                                  qoq_error *err);

/** The title with {metric} and {axis} filled in: `axis` is the id of an axis (business:
 * "segment", 分部), NULL = of the whole company: " by {axis}" and 各{axis} go. The first letter of the whole in upper case, a metric elsewhere in lower
 * case. Appends to `out`. */
QOQ_API void qoq_chart_title(qoq_buffer *out, const qoq_chart *chart,
                             const char *metric, const char *axis, bool chinese);

/* ---- data ------------------------------------------------------------------------ */

/** How a value came to be, or why there is none. */
typedef enum qoq_chart_mark {
    QOQ_CHART_STATED,        /* as stated, or computed from what is stated */
    QOQ_CHART_DERIVED,       /* drawn hollow */
    QOQ_CHART_RESTATED,      /* a later document changed it: labelled with * */
    QOQ_CHART_MISSING,       /* a gap: n.a. */
    QOQ_CHART_NOT_MEANINGFUL /* a gap: n.m. */
} qoq_chart_mark;

/** One value. Zeroed it is a stated 0: fill gaps by qoq_chart_gap. */
typedef struct qoq_chart_value {
    double value;     /* NaN = a gap, whatever the mark says */
    double low, high; /* what rounding allows; both NaN or equal when exact */
    const char *text; /* with the digits that are known: "92.1", "~79", "+24%"; of a gap
                         its reason: "n.m."; NULL = no label. The * of what was restated
                         is added here */
    uint8_t mark;     /* qoq_chart_mark */
} qoq_chart_value;

/** A place on the x axis: Q1 of group 2025. Groups of equal text stand together. */
typedef struct qoq_chart_category {
    const char *id;    /* 2025Q1, for the CSV and the title */
    const char *label; /* Q1 */
    const char *group; /* 2025; "" = none */
} qoq_chart_category;

typedef enum qoq_chart_role {
    QOQ_CHART_PART,
    QOQ_CHART_OTHER, /* others, eliminations, the remainder: grey, and does not stretch
                        the scale of lines */
    QOQ_CHART_TOTAL  /* the whole: black, not stacked; at most one, the last series */
} qoq_chart_role;

typedef struct qoq_chart_series {
    const char *id, *name;
    uint8_t role; /* qoq_chart_role */
} qoq_chart_series;

/** One system of axes. Most charts have one; growth has one for YoY and one for QoQ. */
typedef struct qoq_chart_panel {
    const char *id;    /* level, yoy, qoq...: the measure, for the CSV */
    const char *title; /* "YoY"; "" when the chart's title says it all */
    const char *unit;  /* "CNY bn", "%", "pp" */
    /* series after series, oldest category first: values[s * category_count + c] */
    const qoq_chart_value *values;
} qoq_chart_panel;

/** Everything a chart shows. Texts are UTF-8 of any content; the caller owns all. */
typedef struct qoq_chart_data {
    const char *who;  /* Tencent */
    const char *what; /* Revenue by segment */
    const char *when; /* 2023Q3 to 2026Q2 */
    bool chinese;
    const qoq_chart_category *categories;
    size_t category_count; /* 1..400 */
    const qoq_chart_series *series;
    size_t series_count; /* 1..40 */
    const qoq_chart_panel *panels;
    size_t panel_count;       /* 1..4 */
    const char *const *notes; /* lines below the chart; what hollow means is added */
    size_t note_count;
    /* categories in front of which a segment was redefined: a dashed line; a note says what
     * changed */
    const size_t *breaks;
    size_t break_count;
} qoq_chart_data;

/** A gap with its reason as mark and text. */
QOQ_API qoq_chart_value qoq_chart_gap(qoq_chart_mark reason, const char *text);

/* ---- output ---------------------------------------------------------------------- */

typedef enum qoq_chart_format {
    QOQ_CHART_SVG,
    QOQ_CHART_PNG, /* at double density: 960x540 gives 1920x1080 pixels */
    QOQ_CHART_PDF
} qoq_chart_format;

/** By the extension of a file name: .svg, .png, .pdf, upper or lower case.
 * Errors  QOQ_EUSAGE, naming the three */
QOQ_API qoq_status qoq_chart_format_of(qoq_chart_format *out, const char *path,
                                       qoq_error *err);

typedef struct qoq_chart_options {
    uint8_t format;         /* qoq_chart_format */
    unsigned width, height; /* 0 = as the definition says */
    const char *gnuplot;    /* program; NULL = gnuplot, looked up on PATH */
    const char *ids;        /* what the ids of an SVG begin with; NULL = qoq-ID- */
    int limit_ms;           /* time limit; 0 = 60,000 */
} qoq_chart_options;

/**
 * The whole script as gnuplot gets it. Equal arguments give equal bytes.
 *
 * Errors  QOQ_EINPUT when the data has no value at all, or is larger than a chart holds
 */
QOQ_API qoq_status qoq_chart_script(qoq_buffer *out, const qoq_chart *chart,
                                    const qoq_chart_data *data,
                                    const qoq_chart_options *options, qoq_error *err);

/**
 * Runs gnuplot and appends the checked picture to `out`. An SVG carries a title and a
 * description for readers who cannot see it, no script, and ids of its own, so that
 * several may stand in one page.
 *
 * Errors  QOQ_ESYSTEM: no gnuplot, or its first message (at the line of plots/NAME.gp
 *         when it is about one), or a picture that is not complete
 */
QOQ_API qoq_status qoq_chart_render(qoq_buffer *out, const qoq_chart *chart,
                                    const qoq_chart_data *data,
                                    const qoq_chart_options *options, qoq_error *err);

/** The same into a file, atomically; nothing is written unless the picture is whole. */
QOQ_API qoq_status qoq_chart_write(const char *path, const qoq_chart *chart,
                                   const qoq_chart_data *data,
                                   const qoq_chart_options *options, qoq_error *err);

/**
 * The data as CSV, one row a value: period,series,name,measure,unit,value,low,high,text,
 * mark. Safe for spreadsheets. A mark is empty, derived, restated, or the reason of a gap
 * (missing, not_meaningful), whose value is empty.
 */
QOQ_API void qoq_chart_format_csv(qoq_buffer *out, const qoq_chart_data *data);

/**
 * The chart as text of `width` columns (at least 40 are used), with ANSI colours when
 * `color` is set. Stacks become bars, lines become small columns about a zero line.
 */
QOQ_API qoq_status qoq_chart_format_text(qoq_buffer *out, const qoq_chart *chart,
                                         const qoq_chart_data *data, size_t width,
                                         bool color, qoq_error *err);

#ifdef __cplusplus
}
#endif

#endif

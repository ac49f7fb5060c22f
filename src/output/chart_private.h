/*
 * What the files of the chart room share: layout (numbers worked out before gnuplot sees
 * anything), cleaned texts, and the words the room adds to a chart by itself.
 */
#ifndef QOQ_OUTPUT_CHART_PRIVATE_H
#define QOQ_OUTPUT_CHART_PRIVATE_H

#include "qoq/chart.h"

#define QOQ_CHART_MAX_PANELS     4
#define QOQ_CHART_MAX_SERIES     40
#define QOQ_CHART_MAX_CATEGORIES 400
#define QOQ_CHART_TICK_COLUMNS   20 /* widest label of the x axis */

/* ---- texts ------------------------------------------------------------------------ */

/* Words that charts add, in both languages. */
typedef enum qoq_chart_word {
    QOQ_CHART_WORD_HOLLOW,
    QOQ_CHART_WORD_RESTATED,
    QOQ_CHART_WORD_GAPS,
    QOQ_CHART_WORD_HATCHED,
    QOQ_CHART_WORD_REST,
    QOQ_CHART_WORD_OFF,
    QOQ_CHART_WORD_HIDDEN, /* behind the name of a series */
    QOQ_CHART_WORD_WHISKERS,
    QOQ_CHART_WORD_TEXT_DERIVED, /* from here: below charts of text */
    QOQ_CHART_WORD_TEXT_GAPS,
    QOQ_CHART_WORD_TEXT_OFF,
    QOQ_CHART_WORD_TEXT_REST,
    QOQ_CHART_WORD_TO,    /* between the ends of a range of periods */
    QOQ_CHART_WORD_COLON, /* between a name and its values */
    QOQ_CHART_WORD_COMMA,
    QOQ_CHART_WORDS_
} qoq_chart_word;

const char *qoq_chart_words(qoq_chart_word word, bool chinese);

/* A copy without controls and line ends, at most `columns` wide, with an ellipsis when it
 * was cut; "" for NULL. NULL when memory is out. */
const char *qoq_chart_clean(qoq_arena *arena, const char *text, size_t columns);

/* The text of a value with its mark: "~79", "172.4*", "n.m."; "" when it has none. */
#define QOQ_CHART_SHOWN 96
void qoq_chart_shown(char out[QOQ_CHART_SHOWN], const qoq_chart_value *value);

/* Estimated width in pixels of a text in a font of `size` pixels: gnuplot cannot tell
 * before it draws. */
double qoq_chart_text_pixels(const char *text, double size);

/* A number as scripts and CSV need it, '.' in every locale; "NaN" for a gap. */
#define QOQ_CHART_NUMBER 40
void qoq_chart_number(char out[QOQ_CHART_NUMBER], double value, int digits);

/* Breaks a text into lines of at most `columns`; between Han characters or at blanks. */
qoq_status qoq_chart_wrap(const char ***lines, size_t *count, size_t *room,
                          const char *text, size_t columns, qoq_arena *arena,
                          qoq_error *err);

/* ---- layout ----------------------------------------------------------------------- */

/* A box of a stack, a point beyond the scale, or a total: something at a category. */
typedef struct qoq_chart_box {
    size_t category, series;
    double bottom, top;
    const qoq_chart_value *value; /* NULL for what is not broken down */
    double label_y;
    bool labelled;
} qoq_chart_box;

/* The label at the right end of a series. */
typedef struct qoq_chart_end {
    size_t series;
    double y, label_y; /* where it belongs, where there is room */
    const char *text;
} qoq_chart_end;

/* Where the label of a total stands: x in categories from 0. */
typedef struct qoq_chart_total {
    double x, y;
    bool labelled;
} qoq_chart_total;

typedef struct qoq_chart_group {
    size_t first, last; /* categories */
    double x;           /* middle of its label, in categories */
    const char *label;  /* "" when thinned out */
} qoq_chart_group;

typedef struct qoq_chart_axis {
    double min, max, step;
    int places;
    double top, bottom; /* pixels from the top of the page */
    qoq_chart_box *boxes, *rest, *off;
    size_t box_count, rest_count, off_count;
    qoq_chart_total *totals; /* of each category */
    qoq_chart_end *ends;
    bool hidden[QOQ_CHART_MAX_SERIES]; /* mostly beyond the scale: not drawn */
} qoq_chart_axis;

typedef struct qoq_chart_layout {
    double width, height, left, right; /* pixels; right from the left edge */
    double column;                     /* pixels of a category */
    size_t parts;                      /* series before the total */
    bool has_total, dense;
    qoq_chart_axis axes[QOQ_CHART_MAX_PANELS];
    bool *ticked; /* of each category */
    qoq_chart_group *groups;
    size_t group_count;
    const char **notes;
    size_t note_count;
    bool hidden[QOQ_CHART_MAX_SERIES]; /* in some panel */
    bool bare;                         /* only groups below the axis, no ticks */
    bool has_derived, has_restated, has_gaps, has_rest, has_off, has_whiskers;
} qoq_chart_layout;

/* Errors as qoq_chart_script. Everything lives in the arena. */
qoq_status qoq_chart_lay_out(qoq_chart_layout *out, const qoq_chart *chart,
                             const qoq_chart_data *data, unsigned width,
                             unsigned height, qoq_arena *arena, qoq_error *err);

/* Labels at `y` (pixels, any order) moved apart by at least `gap` within low..high, each
 * as near to its place as the order allows. */
void qoq_chart_spread(double *y, size_t count, double gap, double low, double high);

/* A step of 1, 2 or 5 times a power of ten that cuts `range` into about `wanted`. */
double qoq_chart_step(double range, double wanted);

/* ---- svg -------------------------------------------------------------------------- */

/*
 * gnuplot's SVG made fit for a page: role, title and description; no script, no event
 * attributes, no link; every id prefixed; full list of fonts. Appends to out.
 */
void qoq_chart_svg_tidy(qoq_buffer *out, const char *svg, size_t len,
                        const char *prefix, const char *title, const char *description);

/* The chart in words, for the description. */
void qoq_chart_describe(qoq_buffer *out, const qoq_chart_data *data);

/* Is it whole? By its beginning and its last bytes. */
bool qoq_chart_is_whole(const char *bytes, size_t len, qoq_chart_format format);

#endif

/**
 * A panel: the figures of a dataset by entity, segment, metric and period, under a view.
 *
 * The panel answers what is *stated*; the derive room adds what can be concluded. A panel
 * borrows its dataset and lexicon, which must outlive it and not change. It is read-only
 * once built: any number of threads may ask it.
 *
 * Records of a segment that another one continues (lexicon, column `continues`) are filed
 * under the newer id, so that a renamed segment is one series. A segment that was redefined
 * (column `breaks`) keeps its name and becomes another series: each figure knows by its
 * vintage which definition it is of, and arithmetic refuses to mix them.
 */
#ifndef QOQ_PANEL_H
#define QOQ_PANEL_H

#include "qoq/dataset.h"
#include "qoq/interval.h"
#include "qoq/lexicon.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- figures --------------------------------------------------------------------- */

typedef enum qoq_figure_state {
    QOQ_FIGURE_MISSING,       /* n.a. */
    QOQ_FIGURE_STATED,        /* some document says so */
    QOQ_FIGURE_DERIVED,       /* concluded or computed from statements */
    QOQ_FIGURE_NOT_MEANINGFUL /* n.m.: growth over a base that is not positive */
} qoq_figure_state;

/** Why a figure is missing or not meaningful. */
typedef enum qoq_reason {
    QOQ_REASON_NONE,
    QOQ_REASON_NOT_STATED,     /* no document of this view says it */
    QOQ_REASON_NO_NOW,         /* growth: the later level is missing */
    QOQ_REASON_NO_BASE,        /* growth: the earlier level is missing */
    QOQ_REASON_NO_TOTAL,       /* contribution, share: the total is missing */
    QOQ_REASON_BASE_ZERO,      /* the base is zero, or may be within its rounding */
    QOQ_REASON_BASE_NEGATIVE,  /* the base is negative, the later value about zero */
    QOQ_REASON_TO_NEGATIVE,    /* turned to loss 转亏 */
    QOQ_REASON_TO_POSITIVE,    /* turned to profit 扭亏为盈 */
    QOQ_REASON_NARROWED,       /* loss narrowed 亏损收窄 */
    QOQ_REASON_WIDENED,        /* loss widened 亏损扩大 */
    QOQ_REASON_SAME_LOSS,      /* both negative and equal within their rounding */
    QOQ_REASON_UNITS_DIFFER,   /* two currencies are never compared */
    QOQ_REASON_LENGTHS_DIFFER, /* a quarter is never compared with a half-year */
    QOQ_REASON_NOT_ADDITIVE,   /* EPS, ratios, averages, counts: never added or taken
                                   apart over time */
    QOQ_REASON_NOT_PROVED,     /* nothing shows that these parts make the total */
    QOQ_REASON_RESTATED_APART, /* one term was restated, another was not with it */
    QOQ_REASON_REDEFINED,      /* the segment was redefined between the two */
    QOQ_REASON_TOO_WIDE,       /* what follows is too inexact to be of use */
    QOQ_REASON_NEGATIVE,       /* what follows is negative and cannot be */
    QOQ_REASON_OVERFLOW,       /* the exact value does not fit */
    QOQ_REASONS_
} qoq_reason;

/** Words for a reason: "turned to loss" / "转亏". Static. The words of a sign turn depend on
 * what is measured: loss, net debt, outflow (metric may be NULL). */
QOQ_API const char *qoq_reason_text(qoq_reason reason, const qoq_metric *metric,
                                    bool chinese);

enum {
    QOQ_FLAG_RESTATED = 1,   /* an earlier vintage said otherwise: * */
    QOQ_FLAG_ABOUT = 2,      /* 约: shown with ≈ */
    QOQ_FLAG_OVER = 4,       /* 逾: shown with > */
    QOQ_FLAG_UNDER = 8,      /* 近: shown with < */
    QOQ_FLAG_CONTESTED = 16, /* a statement of equal rank contradicts it */
    QOQ_FLAG_ACROSS = 32,    /* derived from terms of different vintages */
    QOQ_FLAG_PRINTED = 64,   /* growth as printed, not computed from levels */
    QOQ_FLAG_MIXED =
        128, /* growth between two presentations: a restatement lies between */
    QOQ_FLAG_SHARPENED = 256, /* derived, and inside a coarser statement (`record`) */
    QOQ_FLAG_FORMER = 512 /* of a definition of its segment that was given up: ‡ */
};

struct qoq_derivation;

/**
 * One number with what is known of it.
 *
 * interval   where the true value lies; of a stated or derived figure only
 * shown      what to show: the stated value, or the middle of a derived interval
 * places     digits to show at most, as XBRL decimals (-8 = to the hundred million)
 * unit       of the value; percent or pp for growth, margins and contributions
 * record     stated: the chosen statement; derived and sharpened: the coarser one; or NULL.
 *            Borrowed from the dataset
 * derivation derived by the derive room: how. Borrowed from the deriver; or NULL
 * definition of its segment, a number that tells its definitions apart; 0 = the segment
 *            was never redefined, or it is not known
 * vintage    the first that stated what is shown; derived: the latest among its terms
 * reason     of a figure that is missing or not meaningful
 */
typedef struct qoq_figure {
    qoq_interval interval;
    qoq_decimal shown;
    qoq_unit unit;
    const qoq_record *record;
    const struct qoq_derivation *derivation;
    qoq_period vintage;
    uint32_t definition;
    int16_t places;
    uint16_t flags; /* QOQ_FLAG_* */
    uint8_t state;  /* qoq_figure_state */
    uint8_t reason; /* qoq_reason */
} qoq_figure;

/** Stated or derived: it has a value. */
QOQ_API bool qoq_figure_has(const qoq_figure *figure);

/** A figure without a value, of a state and reason. */
QOQ_API qoq_figure qoq_figure_none(qoq_figure_state state, qoq_reason reason);

/** A derived figure of an interval: shown = middle, places by qoq_interval_places. */
QOQ_API qoq_figure qoq_figure_derived(qoq_interval interval, qoq_unit unit);

/** Are these two of one segment, before and after it was redefined? Then there is no
 * difference, sum or growth of them. */
QOQ_API bool qoq_figure_redefined(const qoq_figure *a, const qoq_figure *b);

/** `shown` as a double, NaN when there is no value. For GSL and charts only. */
QOQ_API double qoq_figure_double(const qoq_figure *figure);

/**
 * A level for people: "92.1", "~79", "≈180", ">100", "n.a.", "n.m."; in a scale, with
 * `decimals` digits behind the point at most, and no digit that the figure does not have.
 * scale NULL = in its own unit. Half away from zero; a value that rounds to zero shows one
 * more digit if it has one. In Chinese n.a. is 缺, n.m. is 不适用.
 *
 * Memory  out has QOQ_FIGURE_ROOM bytes; returns the length
 */
#define QOQ_FIGURE_ROOM 192
QOQ_API size_t qoq_figure_format(char out[QOQ_FIGURE_ROOM], const qoq_figure *figure,
                                 const qoq_scale *scale, int decimals, bool chinese);

/* ---- cells ----------------------------------------------------------------------- */

/** The address of a figure. Names are numbers of the panel's dataset; 0 is empty (the
 * whole company), QOQ_NO_NAME a name that the dataset does not have. */
typedef struct qoq_cell {
    uint32_t entity, axis, segment, metric, unit;
    qoq_period period;
    uint8_t measure; /* qoq_measure */
    bool adjusted;   /* the adjusted series (non-IFRS, non-GAAP) */
} qoq_cell;

#define QOQ_NO_NAME UINT32_MAX

/** The cell that a record of the panel's dataset states: without a segment, also without
 * an axis. */
QOQ_API qoq_cell qoq_cell_of(const qoq_record *record);

/* ---- the panel ------------------------------------------------------------------- */

typedef struct qoq_panel qoq_panel;

/**
 * Indexes the actual statements of a dataset. lexicon may be NULL: then every name is
 * unknown, nothing is neutral, and order is by appearance.
 *
 * Cost  one pass; about 40 bytes a record
 */
QOQ_API qoq_status qoq_panel_new(qoq_panel **out, const qoq_dataset *dataset,
                                 const qoq_lexicon *lexicon, qoq_view view,
                                 qoq_error *err);
QOQ_API void qoq_panel_free(qoq_panel *panel);

QOQ_API const qoq_dataset *qoq_panel_dataset(const qoq_panel *panel);
QOQ_API const qoq_lexicon *qoq_panel_lexicon(const qoq_panel *panel);
QOQ_API qoq_view qoq_panel_view(const qoq_panel *panel);

/**
 * A cell from texts ("" = none): the reported level in the unit that this entity uses most
 * for the metric, period none. A name that is not in the dataset makes every look-up miss.
 *
 * Example qoq_cell c = qoq_panel_cell(panel, "tencent", "business", "vas", "revenue");
 *         c.period = qoq_period_quarter(2025, 1);
 */
QOQ_API qoq_cell qoq_panel_cell(const qoq_panel *panel, const char *entity,
                                const char *axis, const char *segment,
                                const char *metric);

/** The unit that an entity's statements of a metric and measure carry most often; 0 when
 * there are none. */
QOQ_API uint32_t qoq_panel_unit(const qoq_panel *panel, uint32_t entity,
                                uint32_t metric, qoq_measure measure);

/** What is stated for a cell under the panel's view. A neutral metric answers to reported
 * and adjusted alike. */
QOQ_API void qoq_panel_figure(qoq_figure *out, const qoq_panel *panel,
                              const qoq_cell *cell);

/** The same, with nothing of a vintage later than this one (none = no limit). The view of
 * first values becomes the last one up to that vintage. */
QOQ_API void qoq_panel_figure_at(qoq_figure *out, const qoq_panel *panel,
                                 const qoq_cell *cell, qoq_period vintage);

/** All statements of a cell, in order of the dataset: up to `room` are written to `out`;
 * returns how many there are. */
QOQ_API size_t qoq_panel_statements(const qoq_record **out, size_t room,
                                    const qoq_panel *panel, const qoq_cell *cell);

/* ---- cells as text --------------------------------------------------------------- */

/**
 * Reads a cell as it is written everywhere:
 *
 *     entity/segment/metric[@basis]/period[:measure]
 *     tencent/vas/revenue/2024Q4
 *     tencent/-/operating_profit@non_ifrs/2025Q1:yoy
 *     tencent/region:others/revenue/2025Q1
 *
 * `-` is the whole company; `axis:segment` is needed where two axes have a segment of that
 * id. In a name %2F is a slash, %25 a percent sign, %3A a colon, %40 an at sign. What people
 * type is understood as in other places: ids and names in either language, the last part
 * of an id (`domestic_games`), an id that was renamed, any form of qoq_period_parse
 * (1Q25), 同比 for yoy. With one company in the data its part may be left out.
 *
 * metric, when not NULL, receives the id of the metric, borrowed from lexicon or dataset: a
 * ratio that is only computed stands in no record, and out->metric is then QOQ_NO_NAME.
 * out->unit is qoq_panel_cell_unit's.
 *
 * Errors  QOQ_EUSAGE, the message names the part that is wrong and what is nearest to it:
 *         "no segment 'vsa' of tencent; did you mean 'vas'?"
 */
QOQ_API qoq_status qoq_cell_parse(qoq_cell *out, const char **metric,
                                  const qoq_panel *panel, qoq_slice text,
                                  qoq_error *err);

/**
 * Appends the one canonical spelling: ids, the axis only where it is needed, @non_ifrs or
 * @non_gaap (as the company calls it, else @adjusted) for the adjusted series, no measure for
 * a level. metric (may be NULL) is the id to write when cell->metric is QOQ_NO_NAME. What
 * it writes qoq_cell_parse reads as the same cell.
 */
QOQ_API void qoq_cell_format(qoq_buffer *out, const qoq_panel *panel,
                             const qoq_cell *cell, const char *metric);

/** The unit in which a cell is stated (cell->unit is not looked at): the one its entity uses
 * most for metric and measure, unless the cell is stated in others only. 0 when nothing
 * like it is stated. */
QOQ_API uint32_t qoq_panel_cell_unit(const qoq_panel *panel, const qoq_cell *cell);

/* ---- breaks ---------------------------------------------------------------------- */

/** A redefinition of a segment, as the view shows it. */
typedef struct qoq_panel_break {
    qoq_period from;    /* the first period that is shown as redefined */
    qoq_period vintage; /* of the first documents that report it so */
    bool clean;         /* everything from then on is */
    qoq_slice moved;    /* as in qoq_segment_break */
} qoq_panel_break;

/** Break number `index` in the series of a cell (its period is not looked at), oldest first;
 * false when there is none, or the view knows nothing of it yet, or shows nothing of the time
 * before it. */
QOQ_API bool qoq_panel_break_at(qoq_panel_break *out, const qoq_panel *panel,
                                const qoq_cell *cell, size_t index);

/** "before 2018Q1 it included FinTech and Business Services". Appends to out; raw text. */
QOQ_API void qoq_panel_break_format(qoq_buffer *out, const qoq_panel *panel,
                                    const qoq_cell *cell, const qoq_panel_break *b,
                                    bool chinese);

/** The definition of its segment that documents of a vintage use for a cell (qoq_figure),
 * and whether it was given up since (QOQ_FLAG_FORMER or 0). */
QOQ_API uint32_t qoq_panel_definition(const qoq_panel *panel, const qoq_cell *cell,
                                      qoq_period vintage, uint16_t *flag);

/* ---- what there is --------------------------------------------------------------- */

/** Entities: known ones by id, then the others by appearance. */
QOQ_API size_t qoq_panel_entities(const qoq_panel *panel, const uint32_t **out);

/** Axes of an entity that have segments: business first, then by appearance. */
QOQ_API size_t qoq_panel_axes(const qoq_panel *panel, uint32_t entity,
                              const uint32_t **out);

/** A segment as it stands in tables. */
typedef struct qoq_panel_segment {
    uint32_t axis, segment, parent; /* parent 0 = none */
    uint8_t depth;                  /* 0 = top */
    const qoq_segment *known;       /* NULL when the lexicon has none */
} qoq_panel_segment;

/** Segments of an entity along an axis: in the lexicon's order, unknown ones by
 * appearance behind them, parts behind the segment they are part of. */
QOQ_API size_t qoq_panel_segments(const qoq_panel *panel, uint32_t entity,
                                  uint32_t axis, const qoq_panel_segment **out);

/** A metric an entity has statements of, and which series. */
typedef struct qoq_panel_metric {
    uint32_t metric;
    bool adjusted;           /* this row is the adjusted series */
    bool whole, segments;    /* stated of the whole company, of segments */
    const qoq_metric *known; /* NULL when the lexicon has none */
} qoq_panel_metric;

/** Metrics of an entity in the lexicon's order, reported before adjusted, unknown ones
 * by appearance at the end. */
QOQ_API size_t qoq_panel_metrics(const qoq_panel *panel, uint32_t entity,
                                 const qoq_panel_metric **out);

/** Periods of an entity for which some level is stated, in order (qoq_period_compare). */
QOQ_API size_t qoq_panel_periods(const qoq_panel *panel, uint32_t entity,
                                 const qoq_period **out);

/** The last period of a span for which the whole company (or, failing that, some segment)
 * has a level of a metric under the view; none when there is no such period. */
QOQ_API qoq_period qoq_panel_latest(const qoq_panel *panel, uint32_t entity,
                                    uint32_t metric, qoq_span span);

/* ---- names ----------------------------------------------------------------------- */

/** Text of a name of the dataset; "" for 0 and QOQ_NO_NAME. Borrowed. */
QOQ_API const char *qoq_panel_text(const qoq_panel *panel, uint32_t name);
/** The number of a text, QOQ_NO_NAME when the dataset does not have it. */
QOQ_API uint32_t qoq_panel_name(const qoq_panel *panel, const char *text);

/** Names for people: from the lexicon, else the id. Raw text: pass it through
 * qoq_text_display before it is shown. Borrowed. */
QOQ_API const char *qoq_panel_entity_name(const qoq_panel *panel, uint32_t entity,
                                          bool chinese);
QOQ_API const char *qoq_panel_segment_name(const qoq_panel *panel, uint32_t entity,
                                           uint32_t axis, uint32_t segment,
                                           bool chinese);
QOQ_API const char *qoq_panel_metric_name(const qoq_panel *panel, uint32_t metric,
                                          bool chinese);
/** The definition of a metric; NULL when the lexicon has none. */
QOQ_API const qoq_metric *qoq_panel_metric_known(const qoq_panel *panel,
                                                 uint32_t metric);

#ifdef __cplusplus
}
#endif

#endif

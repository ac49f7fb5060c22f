/**
 * Units of values: money, money per share, percent, points, counts, ratios.
 *
 * A unit is written as in the dataset: `CNY`, `USD/share`, `percent`, `pp`, `accounts`,
 * `persons`, `ratio`. Which printed words mean which unit, and by what power of ten
 * they scale, is data (datasets/lexicon/units.csv), read by the lexicon room; this room
 * holds the kinds, the ids, and how a value is shown in a chosen scale.
 */
#ifndef QOQ_UNIT_H
#define QOQ_UNIT_H

#include "qoq/decimal.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum qoq_unit_kind {
    QOQ_UNIT_NONE,      /* not known */
    QOQ_UNIT_MONEY,     /* CNY */
    QOQ_UNIT_PER_SHARE, /* CNY/share, USD/ADS */
    QOQ_UNIT_PERCENT,
    QOQ_UNIT_POINTS, /* pp */
    QOQ_UNIT_COUNT, /* accounts, persons, subscribers, orders: any word in lower case */
    QOQ_UNIT_RATIO
} qoq_unit_kind;

/** A unit by value: its kind and its id as in the dataset. The id is its only spelling:
 * what qoq_unit_parse reads is what is written. */
typedef struct qoq_unit {
    uint8_t kind; /* qoq_unit_kind */
    char id[23];  /* terminated */
} qoq_unit;

/** From the dataset's id. Three capitals = money; with `/share` or `/ADS` = per share;
 * `percent`, `pp`, `ratio`; any other word of a-z, 0-9 and _ that starts with a letter
 * = a count. QOQ_EINPUT for the rest. */
QOQ_API qoq_status qoq_unit_parse(qoq_unit *out, const char *text, size_t len,
                                  qoq_error *err);
QOQ_API qoq_unit qoq_unit_of(const char *id); /* NONE when it is none */
QOQ_API bool qoq_unit_equal(qoq_unit a, qoq_unit b);

/** CNY → CNY/share; per = "share" or "ADS". NONE when `money` is no money. */
QOQ_API qoq_unit qoq_unit_per(qoq_unit money, const char *per);

/** How levels are shown: `--unit`. */
typedef struct qoq_scale {
    const char *id;      /* "tn", "bn", "亿", "千万", "mn", "万", "k", "1" */
    int power;           /* value shown = value / 10^power */
    const char *english; /* "bn"; "" for the power 0 */
    const char *chinese; /* "十亿" */
} qoq_scale;

/** All of them, coarse to fine; the last row has a NULL id. */
QOQ_API extern const qoq_scale qoq_scales[];

/** By id, either name or another spelling of it (億, billion, 百萬, m), in any case; NULL
 * when there is none (also for "auto"). */
QOQ_API const qoq_scale *qoq_scale_find(qoq_slice name);

/** The finest scale in which the largest of the values shows at most four digits before
 * the point, the coarsest when none does: English 1, k, mn, bn; Chinese 1, 万, 亿. */
QOQ_API const qoq_scale *qoq_scale_for(qoq_decimal largest, bool chinese);

/** Name of a unit for people: "CNY", "元/股", "%"; the id where there is no other name,
 * "" for NONE. Borrowed, from *unit or for ever. */
QOQ_API const char *qoq_unit_name(const qoq_unit *unit, bool chinese);

#ifdef __cplusplus
}
#endif

#endif

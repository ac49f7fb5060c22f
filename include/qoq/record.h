/**
 * A record: one statement of a figure, with its exactness and its evidence.
 *
 * The columns are those of design.md section 2. Texts are numbers into the names of the
 * dataset that holds the record (qoq_dataset_text); 0 is the empty text.
 */
#ifndef QOQ_RECORD_H
#define QOQ_RECORD_H

#include "qoq/decimal.h"
#include "qoq/lexicon.h"
#include "qoq/period.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What the number states. */
typedef enum qoq_measure {
    QOQ_LEVEL,
    QOQ_YOY,
    QOQ_QOQ,
    QOQ_CHANGE_YOY,
    QOQ_CHANGE_QOQ,
    QOQ_CHANGE_PP_YOY,
    QOQ_CHANGE_PP_QOQ,
    QOQ_YOY_CC,
    QOQ_QOQ_CC,
    QOQ_MEASURES_
} qoq_measure;

QOQ_API const char *qoq_measure_name(qoq_measure measure);
QOQ_API bool qoq_measure_parse(qoq_measure *out, qoq_slice text);

/** Whose figure it is. DERIVED appears in results only, never in a dataset. */
typedef enum qoq_standing {
    QOQ_ACTUAL,
    QOQ_ESTIMATE,
    QOQ_GUIDANCE,
    QOQ_DERIVED
} qoq_standing;

QOQ_API const char *qoq_standing_name(qoq_standing standing);
QOQ_API bool qoq_standing_parse(qoq_standing *out, qoq_slice text);

/** A calendar date as a number: 20250331; 0 = none. */
typedef uint32_t qoq_date;

/** YYYY-MM-DD, a day that exists. Errors QOQ_EINPUT, for the empty text too. */
QOQ_API qoq_status qoq_date_parse(qoq_date *out, qoq_slice text, qoq_error *err);
QOQ_API size_t qoq_date_format(char out[16], qoq_date date); /* 2025-03-31, "" for 0 */

/** 16 hex digits of a document's SHA-256 as a number; 0 = none. */
typedef uint64_t qoq_document_id;

typedef struct qoq_record {
    qoq_number number;
    qoq_document_id document;
    uint32_t entity, axis, segment, metric, unit, source; /* names */
    uint32_t parent, flags, quote;                        /* names, optional columns */
    uint32_t extra;              /* unknown columns: see dataset */
    uint32_t page, line, column; /* 0 = not known */
    qoq_date end, published;
    qoq_period period, vintage;
    uint8_t basis;    /* qoq_basis */
    uint8_t measure;  /* qoq_measure */
    uint8_t standing; /* qoq_standing */
} qoq_record;

/** Columns of the dataset file, in canonical order. */
typedef enum qoq_column {
    QOQ_COL_ENTITY,
    QOQ_COL_AXIS,
    QOQ_COL_SEGMENT,
    QOQ_COL_METRIC,
    QOQ_COL_BASIS,
    QOQ_COL_PERIOD,
    QOQ_COL_MEASURE,
    QOQ_COL_VALUE,
    QOQ_COL_UNIT,
    QOQ_COL_DECIMALS,
    QOQ_COL_BOUND,
    QOQ_COL_STATUS,
    QOQ_COL_VINTAGE,
    QOQ_COL_SOURCE, /* the last required one */
    QOQ_COL_PARENT,
    QOQ_COL_END,
    QOQ_COL_PUBLISHED,
    QOQ_COL_FLAGS,
    QOQ_COL_DOCUMENT,
    QOQ_COL_PAGE,
    QOQ_COL_LINE,
    QOQ_COL_COLUMN,
    QOQ_COL_QUOTE,
    QOQ_COLUMNS_
} qoq_column;

/** Name, whether required, one line of description for people and datapackage.json. */
typedef struct qoq_column_info {
    const char *name;
    bool required;
    const char *description;
} qoq_column_info;

QOQ_API extern const qoq_column_info qoq_columns[QOQ_COLUMNS_];

/** Do two records of one dataset speak of the same cell: entity, axis, segment, metric,
 * reported or adjusted, period, measure, unit? */
QOQ_API bool qoq_record_same_cell(const qoq_record *a, const qoq_record *b);

/** Are two records of one dataset the same in every column? 17.0 and 17 with the same
 * decimals are. */
QOQ_API bool qoq_record_equal(const qoq_record *a, const qoq_record *b);

#ifdef __cplusplus
}
#endif

#endif

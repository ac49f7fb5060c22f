/**
 * A dataset: a set of statements, and the views that decide what to show.
 *
 * Merging is the union of sets: idempotent, associative, commutative. Nothing is thrown
 * away by a view. Records and names live as long as their dataset. Two threads may use
 * two datasets at once.
 *
 *     qoq_dataset data;
 *     QOQ_TRY(qoq_dataset_init(&data, err));
 *     qoq_status status = qoq_dataset_read(&data, "tencent.csv", err);
 *     for (size_t i = 0; status == QOQ_OK && i < data.count; i++)
 *         use(qoq_dataset_text(&data, data.records[i].metric), data.records[i].number);
 *     qoq_dataset_clear(&data);
 */
#ifndef QOQ_DATASET_H
#define QOQ_DATASET_H

#include <stdio.h>

#include "qoq/csv.h"
#include "qoq/record.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qoq_dataset {
    qoq_names *names;    /* every text of every record */
    qoq_record *records; /* in order of addition until sorted */
    size_t count, room;
    /* unknown columns that a file brought, in order of name; a record's `extra` is the
     * name of their values joined by U+001F */
    uint32_t *extra_columns;
    size_t extra_count;
} qoq_dataset;

QOQ_API qoq_status qoq_dataset_init(qoq_dataset *dataset, qoq_error *err);
QOQ_API void qoq_dataset_clear(qoq_dataset *dataset);

/** Text of a name, terminated, borrowed. */
QOQ_API const char *qoq_dataset_text(const qoq_dataset *dataset, uint32_t name);
/** Its number, added if new; 0 for "". UINT32_MAX when memory is out. */
QOQ_API uint32_t qoq_dataset_name(qoq_dataset *dataset, qoq_slice text);

/** Adds a copy; its names must be of this dataset. */
QOQ_API qoq_status qoq_dataset_add(qoq_dataset *dataset, const qoq_record *record,
                                   qoq_error *err);

/** Adds a record of another dataset, names translated. */
QOQ_API qoq_status qoq_dataset_add_from(qoq_dataset *dataset, const qoq_dataset *from,
                                        const qoq_record *record, qoq_error *err);

/**
 * Reads CSV text into the dataset. Columns are found by header name; unknown ones are
 * kept. Values must be written as qoq_dataset_format writes them: a period is 2025Q1,
 * not 1Q25.
 *
 * Errors  have line and column and name the column: "column 'value': '1.2.3' is no plain
 *         decimal number such as 92133000000 or -0.42". Every wrong row is an error, status
 *         `derived` among them; the first one is returned and nothing of the text is added
 * Cost    0.5 s and 112 bytes a record for a million rows on two cores; texts over 4 MB
 *         are read on all cores
 */
QOQ_API qoq_status qoq_dataset_parse(qoq_dataset *dataset, const char *text, size_t len,
                                     qoq_error *err);

/** Reads a file ("-" = standard input) in the same way. */
QOQ_API qoq_status qoq_dataset_read(qoq_dataset *dataset, const char *path,
                                    qoq_error *err);

/** Canonical order: all key columns, then decimals from exact to coarse, then the rest.
 * A total order by text, so that the order of addition never shows. Drops records that
 * are equal in every column. */
QOQ_API void qoq_dataset_sort(qoq_dataset *dataset);

/** The order of two records of one dataset as in qoq_dataset_sort: <0, 0, >0; 0 for
 * equal records only. */
QOQ_API int qoq_dataset_compare(const qoq_dataset *dataset, const qoq_record *a,
                                const qoq_record *b);

/**
 * Makes one set of what was added from several places: canonical order without doubles,
 * and each document by one name.
 *
 * A document is known by its hash, whatever it is called. Where its rows come with several
 * sources they all get the one that begins with `secondary:`, if there is one, else the
 * first in order of bytes, "-" (standard input) last. So the result depends only on the
 * set of rows, never on their order or on how they were split.
 */
QOQ_API qoq_status qoq_dataset_unite(qoq_dataset *dataset, qoq_error *err);

/** Union: adds what the other has, and unites. For many files it is faster to read them
 * all into one dataset and to unite once. */
QOQ_API qoq_status qoq_dataset_merge(qoq_dataset *dataset, const qoq_dataset *other,
                                     qoq_error *err);

/** Adds a mark to the flags of the records from index `first` on that do not have it
 * yet: `correction` to those that were just read from corrections.csv. */
QOQ_API qoq_status qoq_dataset_mark(qoq_dataset *dataset, size_t first,
                                    const char *mark, qoq_error *err);

/** Is this one of the marks, separated by blanks, in the record's flags? */
QOQ_API bool qoq_dataset_has_mark(const qoq_dataset *dataset, const qoq_record *record,
                                  const char *mark);

/** Takes out all records of a document. Returns how many. */
QOQ_API size_t qoq_dataset_forget(qoq_dataset *dataset, qoq_document_id document);

/** Takes out all records of a source that have no document. Returns how many. */
QOQ_API size_t qoq_dataset_forget_source(qoq_dataset *dataset, uint32_t source);

/** A document that a dataset has rows of. Rows without a hash count as one document for
 * each source. */
typedef struct qoq_document_rows {
    qoq_document_id document; /* 0 = no hash */
    uint32_t source;          /* name; of a document with several the first met */
    qoq_period vintage;       /* the latest */
    qoq_date published;       /* the latest */
    size_t records;
} qoq_document_rows;

typedef bool (*qoq_record_test)(const void *data, const qoq_record *record);

/** The documents of the rows that pass a test (NULL = all), in order of source, then of
 * hash. *out is yours (free); NULL when there are none. */
QOQ_API qoq_status qoq_dataset_documents(qoq_document_rows **out, size_t *count,
                                         const qoq_dataset *dataset,
                                         qoq_record_test wanted, const void *data,
                                         qoq_error *err);

/** Which columns are to be written: the required ones, and the optional ones that some
 * record has a value for. Unknown columns are always written. */
QOQ_API void qoq_dataset_used(const qoq_dataset *dataset, bool use[QOQ_COLUMNS_]);

/** The header line and one line per record in the order held. Optional columns appear
 * when some record has a value, or when `all` is set. */
QOQ_API void qoq_dataset_format(qoq_buffer *out, const qoq_dataset *dataset, bool all);
QOQ_API void qoq_dataset_format_header(qoq_buffer *out, const qoq_dataset *dataset,
                                       const bool use[QOQ_COLUMNS_]);
QOQ_API void qoq_dataset_format_record(qoq_buffer *out, const qoq_dataset *dataset,
                                       const qoq_record *record,
                                       const bool use[QOQ_COLUMNS_]);

/** qoq_dataset_format to a stream, piece by piece. A failure of the stream is
 * QOQ_ESYSTEM without a message: flushing it says why (qoq_file_flush). */
QOQ_API qoq_status qoq_dataset_print(const qoq_dataset *dataset, FILE *stream,
                                     qoq_error *err);

/** Writes the dataset in canonical order to a file, atomically. */
QOQ_API qoq_status qoq_dataset_write(qoq_dataset *dataset, const char *path,
                                     qoq_error *err);

/* ---- corrections ------------------------------------------------------------------ */

/*
 * A file corrections.csv beside a dataset has the same columns and is written by people
 * only. Its rows outrank every document; each says in its quote why, and since when.
 */

/** Is this the name of such a file? */
QOQ_API bool qoq_corrections_is(const char *path);

/** The path of corrections.csv beside a dataset, whether it is there or not. Yours (free);
 * NULL when memory is out. */
QOQ_API char *qoq_corrections_path(const char *path);

/**
 * Reads such a file and marks its rows `correction`.
 *
 * Notes   correction-without-reason, with its line
 * Errors  those of qoq_dataset_read
 */
QOQ_API qoq_status qoq_corrections_read(qoq_dataset *dataset, const char *path,
                                        qoq_note_sink notes, qoq_error *err);

/* ---- views ----------------------------------------------------------------------- */

/** Which statements to believe. */
typedef enum qoq_view_kind {
    QOQ_VIEW_LATEST,         /* later vintages replace what they do not overlap */
    QOQ_VIEW_FIRST_REPORTED, /* the first vintage that states a cell */
    QOQ_VIEW_AS_OF_VINTAGE,  /* nothing of a later vintage than this */
    QOQ_VIEW_AS_OF_DATE /* nothing published after this day; undated rows left out */
} qoq_view_kind;

typedef struct qoq_view {
    qoq_view_kind kind;
    qoq_period vintage;
    qoq_date date;
} qoq_view;

/**
 * What a view shows for one cell: the chosen statement, and how it came to be chosen.
 *
 * restated  an earlier vintage's interval does not overlap the chosen one's
 * agreeing  statements that agree with the chosen one (itself not counted)
 * against   statements that do not, of the same or a later vintage and the same rank
 */
typedef struct qoq_choice {
    const qoq_record *record;
    bool restated;
    uint32_t statements, agreeing, against;
    const qoq_record *first; /* of the earliest vintage */
} qoq_choice;

/** Rank of evidence: 0 corrections, 1 statement table, 2 segment table, 3 prose of the
 * issuer, 4 news. By flags (`table`, `segment_table`, `prose`, `news`) and source; a
 * row without a mark counts as prose of the issuer, `secondary:` as news. */
QOQ_API int qoq_dataset_rank(const qoq_dataset *dataset, const qoq_record *record);

/**
 * Chooses among statements of one cell. `records` are `count` pointers to statements of
 * the same cell (any order). choice->record is NULL when the view allows none of them.
 * Only actual statements take part.
 *
 * If there are corrections they decide alone; else the issuer's documents; else the
 * news. Of these, vintage after vintage (an empty one first): the best evidence of a
 * vintage either agrees with what was shown so far, and then the most exact of them is
 * shown, the earliest of equally exact ones; or it does not, and then it restates it.
 * Going step by step keeps a value that was restated from coming back because a later
 * rounded figure agrees with it too. Within a vintage and rank what was published last
 * counts most. News may sharpen a value of the issuer that it agrees with, never
 * replace it. The ends of a range agree with what lies inside, and are shown only when
 * there is no number.
 *
 * Example  40,429 (2023Q1), 40,429 (2023Q2), 38,042 (2024Q1), in million: latest 38,042,
 *          restated; first reported and as of 2023Q4 40,429
 */
QOQ_API void qoq_view_choose(qoq_choice *choice, const qoq_dataset *dataset,
                             const qoq_record *const *records, size_t count,
                             qoq_view view);

/** Parses `2024Q3` or `2024-11-13`. Errors QOQ_EUSAGE. */
QOQ_API qoq_status qoq_view_parse(qoq_view *out, qoq_slice text, qoq_error *err);

#ifdef __cplusplus
}
#endif

#endif

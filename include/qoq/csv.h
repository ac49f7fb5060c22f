/**
 * CSV by libcsv, strictly: RFC 4180, UTF-8, line and column in every error.
 *
 * Accepted: a BOM, CRLF or LF, newlines inside quotes, a missing last line end.
 * Refused, with the place: bytes that are not UTF-8, a stray or unclosed quote, a row
 * with more or fewer fields than the header, a doubled or missing required column, NUL.
 *
 * Blanks around a field are part of it, as RFC 4180 says. A line without any character
 * is skipped wherever it stands; a row whose one field is empty is written `""`.
 */
#ifndef QOQ_CSV_H
#define QOQ_CSV_H

#include "qoq/arena.h"
#include "qoq/error.h"
#include "qoq/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One row while it is being read. Slices are valid until the callback returns. */
typedef struct qoq_csv_row {
    const qoq_slice *fields;
    size_t count;
    size_t line;           /* where the row starts, 1-based physical line */
    const size_t *columns; /* of each field: its column (code points) in its line */
    const size_t *lines;   /* of each field: its physical line */
} qoq_csv_row;

/** Takes a row; the first row of a file is the header. A status other than QOQ_OK
 * stops. */
typedef qoq_status (*qoq_csv_row_fn)(void *data, const qoq_csv_row *row,
                                     qoq_error *err);

/**
 * Reads a whole text. Rows are handed out in order, all of the header's width. An empty
 * text is an error ("empty file: a header line is needed"). Rows before a mistake have
 * been handed out when it is found.
 *
 * Errors  QOQ_EINPUT with line and column of the culprit: of the byte, of the quote that
 *         is wrong or never closed, of the first field too many, of the end of a row that
 *         is too short; whatever fn returned
 * Memory  fields are slices of `data`, but for those with doubled quotes
 */
QOQ_API qoq_status qoq_csv_read(const char *data, size_t len, qoq_csv_row_fn fn,
                                void *context, qoq_error *err);

/**
 * Finds columns by name in a header row. wanted: NULL-ended, the first `required` of
 * them must be there; at[i] = index in the row or SIZE_MAX. A doubled column is an
 * error. An unknown column is not.
 */
QOQ_API qoq_status qoq_csv_columns(size_t *at, const qoq_csv_row *header,
                                   const char *const *wanted, size_t required,
                                   qoq_error *err);

/**
 * Writes one field, quoted only when it must be (quote, comma, line end, leading or
 * trailing blank). Commas between fields are the caller's.
 */
QOQ_API void qoq_csv_put(qoq_buffer *out, qoq_slice field);

/**
 * The same for a spreadsheet: a text that starts with = + - @ tab or CR, and is no
 * plain number, gets a leading apostrophe, so that it is never run as a formula.
 */
QOQ_API void qoq_csv_put_safe(qoq_buffer *out, qoq_slice field);

/**
 * Ends a row with a line feed. A row of one empty field becomes `""`, for an empty line
 * would be no row. Not needed where a row has several fields.
 */
QOQ_API void qoq_csv_end_row(qoq_buffer *out);

#ifdef __cplusplus
}
#endif

#endif

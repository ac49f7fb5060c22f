/**
 * Spreadsheets: a table as CSV that Excel, LibreOffice and Numbers open without harm.
 *
 * Numbers are plain decimals with a point and no separators, in columns that hold nothing
 * else. A text that a spreadsheet would run as a formula gets a leading apostrophe
 * (qoq_csv_put_safe).
 */
#ifndef QOQ_SPREADSHEET_H
#define QOQ_SPREADSHEET_H

#include "qoq/csv.h"
#include "qoq/terminal.h"

#ifdef __cplusplus
extern "C" {
#endif

/** UTF-8's byte order mark: without it Excel takes Chinese for Latin-1. */
#define QOQ_BOM "\xEF\xBB\xBF"

/** The rows of a table under a line of the columns' keys. Headings, rules, titles and foot
 * notes are for people and left out. */
QOQ_API void qoq_spreadsheet_csv(qoq_buffer *out, const qoq_table *table);

#ifdef __cplusplus
}
#endif

#endif

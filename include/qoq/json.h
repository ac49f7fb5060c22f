/**
 * JSON: texts escaped, and a table as an array of objects.
 *
 * Output is UTF-8 with every control character escaped, so that nothing in it can act on a
 * terminal. Numbers are the exact decimals, never rounded through a double.
 */
#ifndef QOQ_JSON_H
#define QOQ_JSON_H

#include "qoq/terminal.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A text as a JSON string, with its quotes. */
QOQ_API void qoq_json_string(qoq_buffer *out, const char *text, size_t len);

/** A plain decimal as a JSON number; null when the text is empty; a string when it is no
 * JSON number. */
QOQ_API void qoq_json_number(qoq_buffer *out, const char *text);

/**
 * The rows of a table: one object a row, keyed by the columns' keys; columns marked
 * `number` hold numbers, empty ones null. Headings, rules, titles and foot notes are for
 * people and left out.
 *
 * Example [{"segment": "vas", "2025Q1": 92133000000},
 *          {"segment": "others", "2025Q1": null}]
 */
QOQ_API void qoq_json_table(qoq_buffer *out, const qoq_table *table);

#ifdef __cplusplus
}
#endif

#endif

/**
 * Markdown: a table in pipe form, for reports and mail.
 *
 * Every character of a text that Markdown could take for its own is escaped: a company
 * called *Star* | <b> stays one.
 */
#ifndef QOQ_MARKDOWN_H
#define QOQ_MARKDOWN_H

#include "qoq/terminal.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A text with Markdown's characters escaped. */
QOQ_API void qoq_markdown_text(qoq_buffer *out, const char *text);

/** A table with its title, remarks and foot notes. A HEADER row begins a new pipe table,
 * for Markdown has no headings inside one. */
QOQ_API void qoq_markdown_table(qoq_buffer *out, const qoq_table *table);

#ifdef __cplusplus
}
#endif

#endif

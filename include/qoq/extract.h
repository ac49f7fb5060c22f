/**
 * Extraction: a document in, records out.
 *
 * tokens → clauses → bindings → context → statements; ARCHITECTURE.md explains each stage.
 * Everything a document prints about a company's own figures becomes a record with its
 * place; what it prints about other things is left out, and said in a note.
 */
#ifndef QOQ_EXTRACT_H
#define QOQ_EXTRACT_H

#include "qoq/dataset.h"
#include "qoq/decode.h"
#include "qoq/lexicon.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What the reader did, stage by stage, for `--trace`: called with lines of text. */
typedef void (*qoq_trace_fn)(void *data, const char *line);

typedef struct qoq_extract_options {
    const qoq_lexicon *lexicon; /* required */
    qoq_note_sink notes;
    size_t trace_line; /* 0 = none; the line of the original to trace */
    qoq_trace_fn trace;
    void *trace_data;
} qoq_extract_options;

/** Counters, so that tests can prove the work stays linear. */
typedef struct qoq_extract_counts {
    size_t tokens, clauses, bindings, statements, steps;
} qoq_extract_counts;

/**
 * Adds the records of a document to `out`, in the order in which they stand in it.
 * counts may be NULL. A document without figures adds nothing and is no error.
 */
QOQ_API qoq_status qoq_extract(qoq_dataset *out, const qoq_document *document,
                               const qoq_extract_options *options,
                               qoq_extract_counts *counts, qoq_error *err);

#ifdef __cplusplus
}
#endif

#endif

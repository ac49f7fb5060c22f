/* Collecting names in one block: which stretch of tokens is one, and where names stand. */
#ifndef QOQ_TOKENS_COLLECT_H
#define QOQ_TOKENS_COLLECT_H

#include "extract/tokens_names.h"

typedef name_span span;

typedef struct collector {
    names *list;
    const tokens *block;
    const token *t;
    size_t n;
    qoq_slice text;
    size_t index;
    name_place place;
    qoq_error *err;
    bool listing; /* the block has said that it goes through the parts */
} collector;

/* ---- tokens_spans.c ---- */

/* 云业务 and 云业务分部: one letter is no name, so 业务 belongs to it, but 分部 does not. */
bool is_short_business(const collector *c, size_t noun);

/* Bytes of the last token of a name that are part of it. */
size_t name_end(const collector *c, span s);

bool is_latin_word(const collector *c, size_t i);
bool touches(const collector *c, size_t left);
size_t han_length(const token *t);
bool is_inner(const collector *c, size_t i);

/* Capitalised words with "and", "&", "of" between them, ending before token i. */
bool latin_before(const collector *c, size_t i, span *out);

/* The same behind token i. */
bool latin_after(const collector *c, size_t i, span *out);

/* ---- tokens_subjects.c ---- */

/* "Tissue, which is up for sale, slipped": the token behind the name when a remark between
 * commas ends in front of token i; else i. */
size_t name_before_aside(const collector *c, size_t i);

/* "Roofing had an excellent half, with revenue rising": what the sentence is about, of the
 * metric behind "with". */
bool name_led_by(const collector *c, size_t metric, span *out);

/* "Telecom came in at $97 million" where parts are listed: the amount's subject. */
bool name_announced(const collector *c, size_t money, span *out);

/* Either. */
bool name_before(const collector *c, size_t i, span *out);

#endif

/* Open vocabulary: parts and companies that no lexicon knows, found by grammar.
 *
 * 云服务业务收入, "revenue from Cloud Platform", "the Skincare segment" name a part;
 * a title or the subject of "reported" names a company. A name seen once in a doubtful
 * place teaches nothing: it takes a noun that says what it is (业务, segment), a second
 * mention, or a sibling in the same block. */
#ifndef QOQ_TOKENS_NAMES_H
#define QOQ_TOKENS_NAMES_H

#include "extract/tokens.h"
#include "qoq/arena.h"

typedef struct candidate {
    const char *folded;
    size_t len;
    qoq_slice original; /* in the document */
    uint32_t strong;  /* followed by 业务, segment... or preceded by "revenue from" */
    uint32_t weak;    /* beside a metric */
    uint32_t numbers; /* of those, with an amount behind */
    uint32_t company; /* stands where a company stands */
    uint32_t titles;  /* of those, at the head of the title before a period or metric */
    uint32_t headings; /* of those, a heading by itself */
    bool text;         /* holds a word that no lexicon knows */
    uint32_t direct; /* of those, at the head of a block before "2024年第四季收入" */
    uint32_t reports; /* of those, with a period or metric in the same clause */
    size_t block;     /* of the last mention */
    bool sibling;
} candidate;

typedef struct names {
    candidate *items;
    size_t count, room;
    size_t block_first; /* index of the first candidate of this block */
    qoq_names *index;   /* folded name → item + 1 */
} names;

void names_clear(names *list);

typedef enum name_place { PLACE_TEXT, PLACE_HEADING, PLACE_TITLE } name_place;

/* Collects candidates of one block. */
qoq_status names_collect(names *list, const tokens *block, qoq_slice text, size_t index,
                         name_place place, qoq_error *err);

/* A stretch of tokens. */
typedef struct name_span {
    size_t from, to;
} name_span;

/* How many numbers stand in the list that follows token i in its clause ("收入分别为A、B和C":
 * 3); 0 when none follows, 1 for a single number. */
size_t names_numbers_ahead(const tokens *block, size_t i);

/* The n parts named in a list that ends before token i ("影像设备、体外诊断、服务与耗材三个
 * 分部的" and three numbers): only a list of exactly n is one. Returns whether it is. */
bool names_list(const tokens *block, size_t i, size_t n, name_span *out);

/* The same behind token i: "revenue in Life Sciences, Metrology and Monitoring was A, B and
 * C". Returns how many; *end is the token behind the list. */
size_t names_list_behind(const tokens *block, size_t i, name_span *out, size_t most,
                         size_t *end);

/* The names that are believed (out->items is yours to free). Texts stay in `list`. */
qoq_status names_believed(const names *list, taught_names *out, qoq_error *err);

#endif

/* Room tokens: a stretch of a document as words with meaning.
 *
 * The first stage of reading. Text is folded (full-width, traditional and upper-case forms
 * become one), then cut from left to right: a period phrase, else the longer of a quantity
 * and a lexicon term, else a piece of plain text. Offsets point into the folded text, and
 * `map` leads back to the original. */
#ifndef QOQ_TOKENS_H
#define QOQ_TOKENS_H

#include "qoq/lexicon.h"

typedef enum token_kind {
    TOKEN_TEXT, /* what no lexicon knows: one Latin word, or a run of Han characters */
    TOKEN_NAME, /* text that grammar showed to be the name of a part */
    TOKEN_ENTITY,
    TOKEN_SEGMENT,
    TOKEN_METRIC,
    TOKEN_PERIOD,
    TOKEN_QUANTITY,
    TOKEN_WORD, /* grammar: `word` is its class */
    TOKEN_MARK  /* punctuation: `mark` is , ; : . ( ) | " - / or '+' for 、 */
} token_kind;

/* A name that the document itself taught: found by grammar, known from then on. */
typedef struct taught_name {
    const char *folded; /* without blanks at the ends */
    size_t len;
    qoq_slice original;   /* as first printed */
    bool company;         /* else a part */
    bool tabled;          /* a table has it */
    bool small;           /* a part printed in small letters */
    const qoq_term *term; /* of a company that the lexicon knows by this name */
} taught_name;

/* What a document taught, longest name first. */
typedef struct taught_names {
    taught_name *items;
    size_t count;
    bool starts[256]; /* can a name begin with this byte? */
} taught_names;

typedef struct token {
    uint8_t kind; /* token_kind */
    uint8_t word; /* qoq_word_class */
    char mark;
    bool space;           /* white space stood before it */
    bool han;             /* text that holds Han characters */
    bool capital;         /* text whose original begins with a capital letter */
    uint32_t start, end;  /* bytes of the folded text */
    const qoq_term *term; /* its meanings, chained; NULL for text, marks, quantities */
    const taught_name *taught; /* of a name or company that the document taught */
    union {
        struct {
            qoq_quantity quantity;
            uint32_t number_at; /* of the first digit */
        };
        qoq_period_phrase phrase;
    };
} token;

/* A short name that is also an ordinary word (Apple, 理想), where it was taken as text. */
typedef struct short_name {
    const qoq_term *term;
    uint32_t start, end; /* bytes of the folded text */
} short_name;

enum { MOST_SHORT_NAMES = 4 }; /* of a block */

/* Reusable room for one block at a time. Zero-initialise. */
typedef struct tokens {
    token *items;
    size_t count, room;
    char *folded;
    uint32_t *map;
    size_t folded_len, folded_room;
    short_name short_names[MOST_SHORT_NAMES]; /* the first ones that stand in it */
    size_t short_count;
    bool tabular; /* set before reading: words that mean something in tables only do */
    size_t steps; /* work done so far, for tests of linearity */
} tokens;

void tokens_clear(tokens *list);

/* Puts a copy into `out` in place of the copy it held; no larger than it must be, and in
 * one piece: free(out->items). */
qoq_status tokens_copy(tokens *out, const tokens *list, qoq_error *err);

/* Cuts `text` into tokens, replacing what `list` held. taught: names to know, or NULL. */
qoq_status tokens_read(tokens *list, const qoq_lexicon *lexicon, qoq_slice text,
                       const taught_names *taught, qoq_error *err);

/* Does the folded text of the list hold a taught name, so that it must be cut anew? */
bool tokens_hold(const tokens *list, const taught_names *taught);

/* The meaning of a token in one kind, or NULL. */
const qoq_term *token_meaning(const token *t, qoq_term_kind kind);

static inline bool token_is_word(const token *t, qoq_word_class word)
{
    return t->kind == TOKEN_WORD && t->word == word;
}
static inline bool token_is_mark(const token *t, char mark)
{
    return t->kind == TOKEN_MARK && t->mark == mark;
}

/* Takes brackets such as （虧損） out of the folded text of a label where a metric is longer
 * without them: 應佔（虧損）溢利. The map goes with it. */
void tokens_drop_alternatives(tokens *list, const qoq_lexicon *lexicon);

/* A number that can only be a year: 2024. */
bool token_is_year(const token *t);

/* Digits behind the point of a number as printed. */
int token_printed_decimals(const tokens *list, const token *t);

/* Does the block say where and when the document was published, and no more or before its
 * text begins? "Hong Kong, August 21, 2025", "BOISE, Idaho, May 6, 2025 -- Acme today". */
bool tokens_dateline(const tokens *list, const qoq_lexicon *lexicon,
                     qoq_period_phrase *out);

/* A line that shows a token list, for traces. */
void tokens_describe(qoq_buffer *out, const tokens *list, size_t from, size_t to);

#endif

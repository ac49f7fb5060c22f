/**
 * Inside the lexicon room: rows while they are added, and what freeze makes of them.
 *
 *   lexicon.c           new, free, look-ups, lists
 *   lexicon_tables.c    the columns of the files; a row of text becomes a row struct
 *   lexicon_freeze.c    rows of definitions become definitions; their names terms
 *   lexicon_terms.c     references of terms, overriding, two meanings, chains
 *   lexicon_trie.c      the terms' texts as a double array
 *   lexicon_match.c     the longest term at a place of a text
 *   lexicon_quantity.c  a number with what belongs to it
 *   lexicon_period.c    a whole text as a period phrase
 *   lexicon_image.c     the shipped lexicon, frozen when qoq was built
 */
#ifndef QOQ_WORDS_LEXICON_PRIVATE_H
#define QOQ_WORDS_LEXICON_PRIVATE_H

#include "base/text_inline.h"
#include "qoq/arena.h"
#include "qoq/lexicon.h"

/* ---- rows ------------------------------------------------------------------------- */

/* Where a row stands. Rows added without a place are in layer 0 and replace each other. */
typedef struct row_origin {
    const char *file; /* NULL = not told */
    size_t line;
    int layer;
    bool strict; /* two rows with one key in this layer are a mistake */
} row_origin;

typedef struct entity_row {
    qoq_entity entity;
    row_origin origin;
    bool there, retired, needs_company;
} entity_row;

typedef struct segment_row {
    qoq_segment segment;
    row_origin origin;
    bool there, retired, needs_company;
} segment_row;

typedef struct metric_row {
    qoq_metric metric;
    row_origin origin;
    bool there, retired, needs_company;
} metric_row;

/* A row of terms.csv, units.csv, period_words.csv or words.csv, or a name of a
 * definition. */
typedef struct term_row {
    struct term_row *next; /* while rows of one key are gathered */
    qoq_term term;
    row_origin origin;
    uint32_t key; /* name of kind, scope and folded text: one meaning each */
    bool retired, from_definition;
} term_row;

typedef struct lexicon_rows {
    qoq_names *entity_keys, *segment_keys, *metric_keys, *term_keys;
    entity_row *entities; /* [number of its key] */
    segment_row *segments;
    metric_row *metrics;
    size_t entity_room, segment_room, metric_room;
    term_row *terms; /* in order of addition */
    size_t term_count, term_room;
} lexicon_rows;

/* ---- what is matched -------------------------------------------------------------- */

/* Longest term in code points; longer ones are refused. */
#define LEXICON_TERM_MAX 120

/* What a term begins or ends with, for word boundaries. */
enum { CLASS_OTHER, CLASS_LETTER, CLASS_DIGIT };

/* A cell of the double array: the child of node n by character c is cell base[n] + c,
 * provided that its check is n. */
typedef struct trie_cell {
    uint32_t base, check;
    uint32_t head; /* 1 + index of the text that ends here; 0 = none does */
} trie_cell;

#define TRIE_FREE UINT32_MAX
#define TRIE_ROOT (UINT32_MAX - 1) /* check of cell 0 */

/* One text and its meanings. */
typedef struct trie_head {
    uint32_t
        term; /* index of the first; those that may be glued to a digit stand last */
    uint8_t first_class, last_class;
    uint8_t kinds; /* bit (1 << kind) */
    bool not_after_digit;
} trie_head;

enum { TRIE_STARTS = 1 << 16, TRIE_PAIRS = 1 << 13 }; /* bytes of start and pairs */

typedef struct trie {
    const trie_cell *cells;
    size_t cell_count;
    const trie_head *heads;
    size_t head_count;
    /* Characters by number, 0 = in no term. The Basic Multilingual Plane goes by pages of
     * 256; what is beyond is a list. */
    uint16_t page[256];
    const uint16_t (*pages)[256]; /* the first one is empty */
    size_t page_count;
    const uint32_t *rare;
    const uint16_t *rare_number;
    size_t rare_count;
    uint32_t number_count; /* highest number + 1 */
    /* What may start with a character: bit 1 << kind for terms, and the two below. Most
     * places of a text are dismissed by this one look. */
    const uint8_t *start;
    bool start_byte[256]; /* may a term? */
    /* A bit for each two characters that a term may begin with, by a hash. Most walks end
     * at the second one; this tells so without touching the cells, which are many. */
    const uint8_t *pairs;
} trie;

#define START_NUMBER 0x40u
#define START_AMOUNT 0x80u /* a currency, or a word such as 约, 超过, 左右 */

static inline unsigned trie_start(const trie *t, uint32_t code)
{
    return code < TRIE_STARTS ? t->start[code] : 0xFF;
}

struct qoq_lexicon {
    qoq_arena store; /* texts and frozen arrays, unless they are compiled in */
    bool frozen;
    row_origin origin; /* of rows added next */
    lexicon_rows rows; /* until frozen */

    /* What freeze makes. tools/freeze_lexicon.c writes out each of these. */
    const qoq_entity *entities; /* by id */
    size_t entity_count;
    const qoq_segment *segments; /* by entity, axis, order, id */
    size_t segment_count;
    const qoq_segment *const *segments_by_id; /* by entity, id, axis */
    const qoq_metric *metrics;                /* by order, id */
    size_t metric_count;
    const qoq_metric *const *metrics_by_id;
    const qoq_term *terms; /* by text; those of one text are a chain */
    size_t term_count;
    const uint32_t *terms_in_order; /* their indexes, by kind and text */
    trie trie;
};

/* A text as it is matched: folded, blanks and hyphens made even. Returns how many code
 * points, 0 for nothing, LEXICON_TERM_MAX + 1 when it is too long. */
size_t qoq_lexicon_normal(uint32_t codes[LEXICON_TERM_MAX], qoq_slice text);

/* Adds a term row under the key of its kind, its scope and its text as matched. */
qoq_status qoq_lexicon_add_term(qoq_lexicon *lexicon, const term_row *row,
                                const uint32_t *codes, size_t count, qoq_error *err);

/* Resolves references of terms, overrides, chains what is left and builds the trie. */
qoq_status qoq_lexicon_freeze_terms(qoq_lexicon *lexicon, qoq_error *err);

/* The row of an entity, retired ones too; NULL when there is none. */
const entity_row *qoq_lexicon_entity_row(const lexicon_rows *rows, const char *id);

/* A failure of a row: "terms.csv:12:1: " goes before what is wrong. */
qoq_status qoq_lexicon_fail_row(qoq_error *err, const row_origin *origin,
                                const char *format, ...) QOQ_PRINTF(3, 4);

/* A copy of a value in the store. "" for an empty one. NULL when memory is out. */
const char *qoq_lexicon_copy(qoq_lexicon *lexicon, qoq_slice value);

void qoq_lexicon_rows_clear(lexicon_rows *rows);

/* Builds the trie over `count` different texts in byte order; texts[i] is that of
 * lexicon->trie.heads[i], which are there already. */
qoq_status qoq_lexicon_build(qoq_lexicon *lexicon, const char *const *texts,
                             size_t count, qoq_error *err);

/* The number of a character, 0 = in no term. */
static inline uint32_t trie_number(const trie *t, uint32_t code)
{
    if (code < 0x10000)
        return t->pages[t->page[code >> 8]][code & 0xFF];
    for (size_t i = 0; i < t->rare_count; i++) {
        if (t->rare[i] == code)
            return t->rare_number[i];
    }
    return 0;
}

static inline uint32_t trie_pair(uint32_t first, uint32_t second)
{
    return (first * 0x9E3779B1U ^ second * 0x85EBCA6BU) >> 16;
}

/* May a term begin with these two? Numbers of characters. */
static inline bool trie_may_begin(const trie *t, uint32_t first, uint32_t second)
{
    uint32_t pair = trie_pair(first, second);

    return t->pairs[pair >> 3] >> (pair & 7) & 1;
}

/* The child of a node, 0 = none (the root is nobody's child). */
static inline uint32_t trie_child(const trie *t, uint32_t node, uint32_t number)
{
    uint32_t child = t->cells[node].base + number;

    return t->cells[child].check == node ? child : 0;
}

/* a to z, and the accented letters of the Latin blocks; folded text has no capitals. */
static inline bool is_latin_letter(uint32_t code)
{
    if (code < 0x80)
        return code - 'a' < 26;
    return (code >= 0xC0 && code <= 0x24F && code != 0xD7 && code != 0xF7) ||
           (code >= 0x1E00 && code <= 0x1EFF);
}

static inline int class_of(uint32_t code)
{
    if (code - '0' < 10)
        return CLASS_DIGIT;
    return is_latin_letter(code) ? CLASS_LETTER : CLASS_OTHER;
}

#endif

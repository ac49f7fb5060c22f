#include "words/lexicon_private.h"

#include <assert.h>
#include <string.h>

/* ---- the text as terms are written --------------------------------------------------- */

/* Text is walked in the same form as qoq_lexicon_normal gives to terms: blanks beside Han
 * characters vanish, other runs of blanks are one, a hyphen between Latin letters (and
 * the line end that may follow it) is a blank. */
typedef struct walker {
    const char *text;
    size_t len, at;
    uint32_t before; /* the character just walked over */
} walker;

static size_t skip_blanks(const char *text, size_t len, size_t at)
{
    while (at < len && text[at] == ' ')
        at++;
    return at;
}

/* What a blank at w->at is; 0 at the end of the text. */
static uint32_t walk_blank(walker *w)
{
    size_t next = skip_blanks(w->text, w->len, w->at), behind = next;
    uint32_t code;

    if (next == w->len)
        return 0;
    code = text_next(w->text, w->len, &behind);
    if (qoq_text_is_han(w->before) || qoq_text_is_han(code)) {
        w->at = behind;
        return code;
    }
    w->at = next;
    return ' ';
}

static uint32_t walk_hyphen(walker *w)
{
    size_t next = skip_blanks(w->text, w->len, w->at + 1), behind = next;

    if (next < w->len && is_latin_letter(text_next(w->text, w->len, &behind))) {
        w->at = next;
        return ' ';
    }
    w->at++;
    return '-';
}

/* A blank or a hyphen. A walker of its own keeps the other one in registers. */
static uint32_t walk_special(walker w, size_t *at)
{
    uint32_t code = '-';

    if (w.text[w.at] == ' ')
        code = walk_blank(&w);
    else if (is_latin_letter(w.before))
        code = walk_hyphen(&w);
    else
        w.at++;
    *at = w.at;
    return code;
}

/* The next character, 0 at the end. */
static inline uint32_t walk(walker *w)
{
    if (w->at >= w->len)
        return 0;
    if (w->text[w->at] == ' ' || w->text[w->at] == '-')
        w->before = walk_special(*w, &w->at);
    else
        w->before = text_next(w->text, w->len, &w->at);
    return w->before;
}

/* ---- word boundaries ----------------------------------------------------------------- */

static uint32_t wide_before(const char *text, size_t at)
{
    size_t start = at;

    do
        start--;
    while (start > 0 && ((unsigned char)text[start] & 0xC0) == 0x80);
    return text_next(text, at, &start);
}

/* The character before `at`; 0 at the start. */
static inline uint32_t code_before(const char *text, size_t at)
{
    if (at == 0)
        return 0;
    if ((unsigned char)text[at - 1] < 0x80)
        return (unsigned char)text[at - 1];
    return wide_before(text, at);
}

/* 2024年增: the digit may be Chinese, and a blank may stand between. */
static bool is_after_digit(const char *text, size_t at)
{
    static const uint32_t numerals[] = {0x3007, 0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                        0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341,
                                        0x4E24, 0x51E0, 0x6570}; /* 〇 零 一 ... 两 几 数 */
    uint32_t code;

    while (at > 0 && text[at - 1] == ' ')
        at--;
    code = code_before(text, at);
    if (code < 0x80)
        return code - '0' < 10;
    for (size_t i = 0; i < sizeof numerals / sizeof *numerals; i++) {
        if (numerals[i] == code)
            return true;
    }
    return false;
}

/* May this meaning be glued to a neighbour of the other class (letter to digit)? Units
 * follow their number (5m, 1.4x), currencies come before it (rmb88), period words do both
 * (1q25, 2025q1, fy25). */
static bool may_be_glued(const qoq_term *term, bool digit_before, bool letter_behind)
{
    if (term->kind == QOQ_TERM_PERIOD)
        return true;
    if (term->kind != QOQ_TERM_UNIT || letter_behind)
        return false;
    return digit_before || term->role == QOQ_ROLE_CURRENCY;
}

typedef struct edges {
    int before;     /* class of the character before the term; -1 = not looked at yet */
    size_t at;      /* where it starts */
    unsigned kinds; /* wanted, as bits */
} edges;

/* The meanings of `head` that may stand between its neighbours, NULL for none. Those that
 * are left are the end of the chain: see chain_rank. */
static const qoq_term *meanings_here(const qoq_lexicon *lexicon, edges *e,
                                     const trie_head *head, const char *text,
                                     size_t len, size_t end)
{
    const qoq_term *term = &lexicon->terms[head->term];
    size_t next = end;
    int after = CLASS_OTHER;

    if (!(head->kinds & e->kinds))
        return NULL;
    if (e->before < 0)
        e->before = class_of(code_before(text, e->at));
    if (head->not_after_digit && is_after_digit(text, e->at))
        return NULL;
    if (head->last_class != CLASS_OTHER && end < len)
        after = class_of(text_next(text, len, &next));
    if (head->first_class == CLASS_OTHER || e->before == CLASS_OTHER) {
        if (after == CLASS_OTHER)
            return term;
    } else if (head->first_class == e->before) {
        return NULL;
    }
    if (after != CLASS_OTHER && after == head->last_class)
        return NULL;

    bool glued_before = head->first_class != CLASS_OTHER && e->before != CLASS_OTHER;
    bool glued_after = after != CLASS_OTHER;
    for (; term; term = term->next) {
        bool good = !glued_before || may_be_glued(term, e->before == CLASS_DIGIT,
                                                  e->before != CLASS_DIGIT);

        if (good && glued_after)
            good = may_be_glued(term, false, after == CLASS_LETTER);
        if (good)
            break;
    }
    for (const qoq_term *m = term; m; m = m->next) {
        if (1u << m->kind & e->kinds)
            return term;
    }
    return NULL;
}

#define KINDS ((2u << QOQ_TERM_WORD) - 1)

/* Inside a Latin word or a number nothing starts: meanings_here would find out at the end
 * of the walk. */
static inline bool may_start(const trie *t, uint32_t code, edges *e, const char *text)
{
    int first;

    if (!(trie_start(t, code) & e->kinds & KINDS))
        return false;
    first = class_of(code);
    if (first != CLASS_OTHER)
        e->before = class_of(code_before(text, e->at));
    return first == CLASS_OTHER || first != e->before;
}

/* ---- matching ------------------------------------------------------------------------ */

size_t qoq_lexicon_match_kinds(const qoq_lexicon *lexicon, const char *folded,
                               size_t len, size_t at, unsigned kinds,
                               const qoq_term **term)
{
    const trie *t = &lexicon->trie;
    walker w = {folded, len, at, 0};
    edges e = {-1, at, kinds};
    uint32_t node = 0, first = 0; /* number of the first character */
    size_t longest = 0, next = at;

    assert(lexicon->frozen);
    *term = NULL;
    if (at >= len || !may_start(t, text_next(folded, len, &next), &e, folded))
        return 0;
    for (uint32_t code; (code = walk(&w)) != 0;) {
        uint32_t number = trie_number(t, code);
        const qoq_term *found;

        if (number == 0 || (first && !trie_may_begin(t, first, number)))
            break;
        first = node ? 0 : number;
        node = trie_child(t, node, number);
        if (node == 0)
            break;
        if (t->cells[node].head == 0)
            continue;
        found = meanings_here(lexicon, &e, &t->heads[t->cells[node].head - 1], folded,
                              len, w.at);
        if (found) {
            *term = found;
            longest = w.at - at;
        }
    }
    return longest;
}

size_t qoq_lexicon_match(const qoq_lexicon *lexicon, const char *folded, size_t len,
                         size_t at, const qoq_term **term)
{
    return qoq_lexicon_match_kinds(lexicon, folded, len, at, ~0u, term);
}

size_t qoq_lexicon_match_kind(const qoq_lexicon *lexicon, const char *folded,
                              size_t len, size_t at, qoq_term_kind kind,
                              const qoq_term **term)
{
    return qoq_lexicon_match_kinds(lexicon, folded, len, at, 1u << kind, term);
}

bool qoq_lexicon_may_start(const qoq_lexicon *lexicon, unsigned char byte)
{
    return lexicon->trie.start_byte[byte];
}

size_t qoq_lexicon_skip(const qoq_lexicon *lexicon, const char *folded, size_t len,
                        size_t at)
{
    const trie *t = &lexicon->trie;
    uint32_t before = code_before(folded, at);

    while (at < len) {
        size_t start = at;
        uint32_t code = text_next(folded, len, &at);

        /* Inside a Latin word nothing starts. */
        if (is_latin_letter(code) && is_latin_letter(before))
            continue;
        if (trie_start(t, code))
            return start;
        before = code;
    }
    return len;
}

const qoq_term *qoq_lexicon_find(const qoq_lexicon *lexicon, qoq_slice text)
{
    const trie *t = &lexicon->trie;
    uint32_t codes[LEXICON_TERM_MAX], node = 0;
    size_t count = qoq_lexicon_normal(codes, text);

    assert(lexicon->frozen);
    if (count == 0 || count > LEXICON_TERM_MAX)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        uint32_t number = trie_number(t, codes[i]);

        node = number ? trie_child(t, node, number) : 0;
        if (node == 0)
            return NULL;
    }
    if (t->cells[node].head == 0)
        return NULL;
    return &lexicon->terms[t->heads[t->cells[node].head - 1].term];
}

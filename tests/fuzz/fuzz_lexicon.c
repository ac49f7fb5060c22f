/*
 * The matcher, the reader of quantities and that of periods on any text, with the lexicon
 * that is compiled in: nothing is read past the end (the text is copied to its own block),
 * lengths stay inside, skipping misses nothing, what is read can be read again.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/knowledge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_start(const char *text, size_t at)
{
    return ((unsigned char)text[at] & 0xC0) != 0x80;
}

static void check_terms(const qoq_lexicon *lexicon, const char *text, size_t len,
                        size_t at)
{
    const qoq_term *term;
    size_t longest = qoq_lexicon_match(lexicon, text, len, at, &term);

    assert(longest <= len - at && !term == !longest);
    if (longest > 0) {
        assert(qoq_lexicon_may_start(lexicon, (unsigned char)text[at]));
        assert(qoq_lexicon_skip(lexicon, text, len, at) == at);
        assert(at + longest == len || is_start(text, at + longest));
        assert(text[at + longest - 1] != ' ');
    }
    for (int kind = QOQ_TERM_ENTITY; kind <= QOQ_TERM_WORD; kind++) {
        size_t n =
            qoq_lexicon_match_kind(lexicon, text, len, at, (qoq_term_kind)kind, &term);

        assert(n <= longest);
        while (n && term && term->kind != kind)
            term = term->next;
        assert(!term == !n);
    }
}

static void check_quantity(const qoq_lexicon *lexicon, const char *text, size_t len,
                           size_t at)
{
    qoq_quantity q, again;
    size_t number_at = SIZE_MAX, n, m;

    n = qoq_lexicon_quantity(&q, lexicon, text, len, at, &number_at);
    assert(n <= len - at);
    if (n == 0)
        return;
    assert(number_at >= at && number_at < at + n && is_start(text, number_at));
    assert(at + n == len || is_start(text, at + n));
    assert(qoq_lexicon_skip(lexicon, text, len, at) == at);
    assert(q.unit.id[sizeof q.unit.id - 1] == '\0');
    assert(!q.currency_open || q.unit.kind == QOQ_UNIT_MONEY ||
           q.unit.kind == QOQ_UNIT_PER_SHARE);
    assert(!q.plain || q.unit.kind == QOQ_UNIT_NONE);
    /* What follows may only make it longer. */
    m = qoq_lexicon_quantity(&again, lexicon, text, at + n, at, &number_at);
    assert(m == 0 || m <= n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static qoq_lexicon *lexicon; /* once: loading takes longer than a run */
    qoq_error err = {0};
    qoq_period_context context = {.current = {2024, QOQ_SPAN_QUARTER, 3, 0},
                                  .year = 2024};
    qoq_period period;
    char *folded, *text;
    size_t len;

    if (!lexicon && qoq_knowledge_lexicon(&lexicon, NULL, &err) != QOQ_OK)
        abort();
    if (size > 4096 || !qoq_text_is_valid((const char *)data, size, NULL))
        return 0;
    folded = malloc(3 * size + 1);
    len = qoq_text_fold_all((const char *)data, size, folded, NULL);
    text = malloc(len ? len : 1);
    memcpy(text, folded, len);
    free(folded);
    for (size_t at = 0; at < len; at++) {
        qoq_period_phrase phrase;

        if (!is_start(text, at))
            continue;
        check_terms(lexicon, text, len, at);
        check_quantity(lexicon, text, len, at);
        assert(qoq_lexicon_phrase(&phrase, lexicon, text, len, at) <= len - at);
        assert(qoq_lexicon_skip(lexicon, text, len, at) <= len);
    }
    qoq_lexicon_find(lexicon, (qoq_slice){(const char *)data, size});
    qoq_lexicon_period(&period, lexicon, (qoq_slice){(const char *)data, size},
                       &context, &err);
    free(text);
    return 0;
}

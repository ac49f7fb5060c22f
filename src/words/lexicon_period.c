#include "words/lexicon_private.h"

#include <stdlib.h>
#include <string.h>

/* "for the first nine months ended 30 September 2025" has ten atoms. */
#define MOST_ATOMS 24

static size_t skip_blanks(const char *text, size_t len, size_t at)
{
    while (at < len && text[at] == ' ')
        at++;
    return at;
}

static bool is_ascii_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* A number that may stand in a date: at most four digits, nothing but digits. */
static size_t read_number(qoq_period_atom *out, const char *text, size_t len)
{
    qoq_printed_number n;
    size_t end = qoq_number_read(&n, text, len);
    int64_t value;

    if (end == 0 || n.percent || n.parentheses || n.signed_ || n.grouped ||
        n.number.decimals != 0 || n.digits > 4)
        return 0;
    value = n.number.value.coefficient;
    for (int i = 0; i < n.number.value.exponent; i++)
        value = value > 9999 ? value : value * 10;
    if (value > 9999)
        return 0;
    *out = (qoq_period_atom){
        .kind = QOQ_PA_NUM, .digits = n.digits, .value = (int32_t)value};
    return end;
}

/* The words and numbers from `at` on; ends[i] is where atom i ends. */
static size_t read_atoms(const qoq_lexicon *lexicon, const char *text, size_t len,
                         size_t at, qoq_period_atom *atoms, size_t *ends)
{
    size_t count = 0;

    for (; at < len && count < MOST_ATOMS; at = skip_blanks(text, len, at)) {
        const qoq_term *term;
        size_t n =
            qoq_lexicon_match_kind(lexicon, text, len, at, QOQ_TERM_PERIOD, &term);

        if (n > 0) {
            while (term->kind != QOQ_TERM_PERIOD)
                term = term->next;
            atoms[count] = (qoq_period_atom){.kind = term->atom, .value = term->value};
        } else {
            n = read_number(&atoms[count], text + at, len - at);
        }
        if (n == 0)
            break;
        atoms[count].glued = count > 0 && ends[count - 1] == at &&
                             is_ascii_word(text[at - 1]) && is_ascii_word(text[at]);
        at += n;
        ends[count++] = at;
    }
    return count;
}

size_t qoq_lexicon_phrase(qoq_period_phrase *out, const qoq_lexicon *lexicon,
                          const char *folded, size_t len, size_t at)
{
    qoq_period_atom atoms[MOST_ATOMS];
    size_t ends[MOST_ATOMS], count, taken;

    if (at >= len || folded[at] == ' ')
        return 0;
    count = read_atoms(lexicon, folded, len, at, atoms, ends);
    taken = count ? qoq_period_phrase_match(out, atoms, count) : 0;
    return taken ? ends[taken - 1] - at : 0;
}

static bool is_phrase(qoq_period_phrase *out, const qoq_lexicon *lexicon,
                      qoq_slice text, char *folded)
{
    size_t len = qoq_text_fold_all(text.ptr, text.len, folded, NULL);
    size_t at = skip_blanks(folded, len, 0);
    size_t n = qoq_lexicon_phrase(out, lexicon, folded, len, at);

    return n > 0 && skip_blanks(folded, len, at + n) == len;
}

qoq_status qoq_lexicon_period(qoq_period *out, const qoq_lexicon *lexicon,
                              qoq_slice text, const qoq_period_context *context,
                              qoq_error *err)
{
    qoq_slice shown = {text.ptr, text.len < 60 ? text.len : 60};
    qoq_period_phrase phrase = {0};
    qoq_period period = {0};
    char *folded = malloc(3 * text.len + 1);
    bool found;

    if (!folded)
        return qoq_fail_memory(err);
    found = is_phrase(&phrase, lexicon, text, folded);
    free(folded);
    if (found)
        period = qoq_period_resolve(&phrase, context);
    else if (qoq_period_parse(&period, text.ptr, text.len, NULL) == QOQ_OK)
        found = true;
    if (!found)
        return qoq_fail(err, QOQ_EINPUT, "'%.*s' is no period", (int)shown.len,
                        shown.ptr);
    if (qoq_period_is_none(period))
        return qoq_fail(err, QOQ_EINPUT, "'%.*s' does not say which period",
                        (int)shown.len, shown.ptr);
    *out = period;
    return QOQ_OK;
}

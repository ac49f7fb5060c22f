#include "words/lexicon_private.h"

#include <stdlib.h>
#include <string.h>

/* "for the first nine months ended 30 September 2025" has ten atoms. */
#define MOST_ATOMS 24

/* Bytes looked at for a number of a date; a longer one is none. Keeps a megabyte of digits
 * from being read again from each of them. */
#define WINDOW 64

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
            n = read_number(&atoms[count], text + at,
                            len - at < WINDOW ? len - at : WINDOW);
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

/* for the, in, 于: words that may lead in a period and are no part of it. */
static size_t skip_lead(const qoq_lexicon *lexicon, const char *text, size_t len,
                        size_t at)
{
    const qoq_term *term;
    size_t n = qoq_lexicon_match(lexicon, text, len, at, &term);

    for (; n > 0 && term; term = term->next) {
        if ((term->kind == QOQ_TERM_PERIOD && term->atom == QOQ_PA_OF) ||
            (term->kind == QOQ_TERM_WORD && term->word == QOQ_WORD_FILLER))
            return skip_blanks(text, len, at + n);
    }
    return at;
}

static bool is_phrase(qoq_period_phrase *out, const qoq_lexicon *lexicon,
                      const char *text, size_t len)
{
    size_t at = skip_blanks(text, len, 0), n, next;

    while ((n = qoq_lexicon_phrase(out, lexicon, text, len, at)) == 0) {
        next = skip_lead(lexicon, text, len, at);
        if (next == at)
            return false;
        at = next;
    }
    return skip_blanks(text, len, at + n) == len;
}

/* 2024-09-30, 2024/9/30, 2024.9.30. */
static bool read_date(const char *text, size_t len, int parts[3])
{
    size_t at = 0;

    for (int i = 0; i < 3; i++) {
        size_t start = at;

        parts[i] = 0;
        for (; at < len && at < start + 4 && text[at] >= '0' && text[at] <= '9'; at++)
            parts[i] = parts[i] * 10 + (text[at] - '0');
        if (at == start || (i == 0 && at != 4))
            return false;
        if (i < 2 && (at == len || !strchr("-/.", text[at]) || text[at] != text[4]))
            return false;
        at += i < 2;
    }
    return at == len && parts[1] >= 1 && parts[1] <= 12 && parts[2] >= 1 &&
           parts[2] <= qoq_days_in_month(parts[0], parts[1]);
}

/* What people type. A date that ends a quarter is that quarter. */
static bool is_typed(qoq_period *out, const char *text, size_t len,
                     qoq_calendar calendar)
{
    int date[3];

    if (!read_date(text, len, date))
        return qoq_period_parse(out, text, len, NULL) == QOQ_OK;
    if (calendar.end_month == 0)
        calendar = QOQ_CALENDAR_YEAR;
    *out = qoq_period_ending(date[0], date[1], date[2], 0, calendar);
    if (qoq_period_is_none(*out))
        *out = (qoq_period){.year = (int16_t)date[0],
                            .span = QOQ_SPAN_DATE,
                            .index = (uint8_t)date[1],
                            .day = (uint8_t)date[2]};
    return true;
}

static qoq_status read_period(qoq_period *out, const qoq_lexicon *lexicon,
                              const char *folded, size_t len,
                              const qoq_period_context *context, qoq_error *err)
{
    qoq_period_phrase phrase = {0};
    int shown = (int)(len < 60 ? len : 60);

    if (!is_phrase(&phrase, lexicon, folded, len)) {
        if (is_typed(out, folded, len, context->calendar))
            return QOQ_OK;
        return qoq_fail(err, QOQ_EINPUT, "'%.*s' is no period", shown, folded);
    }
    *out = qoq_period_resolve(&phrase, context);
    if (qoq_period_is_none(*out))
        return qoq_fail(err, QOQ_EINPUT, "'%.*s' does not say which period", shown,
                        folded);
    return QOQ_OK;
}

qoq_status qoq_lexicon_period(qoq_period *out, const qoq_lexicon *lexicon,
                              qoq_slice text, const qoq_period_context *context,
                              qoq_error *err)
{
    qoq_slice trimmed = qoq_slice_trim(text);
    char *folded = malloc(3 * trimmed.len + 1);
    qoq_period period = {0};
    qoq_status status;
    size_t len;

    if (!folded)
        return qoq_fail_memory(err);
    len = qoq_text_fold_all(trimmed.ptr, trimmed.len, folded, NULL);
    status = read_period(&period, lexicon, folded, len, context, err);
    free(folded);
    if (status == QOQ_OK)
        *out = period;
    return status;
}

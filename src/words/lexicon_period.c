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

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_ascii_word(char c)
{
    return (c >= 'a' && c <= 'z') || is_digit(c);
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

/* Q1, H1, 9M, FY: what a year of two digits may stand behind. */
static bool is_label(const qoq_period_atom *atom)
{
    return atom->kind == QOQ_PA_QUARTER_N || atom->kind == QOQ_PA_HALF_N ||
           atom->kind == QOQ_PA_NINE || atom->kind == QOQ_PA_FISCAL;
}

static bool is_two_digits(const char *text, size_t len, size_t at)
{
    return len - at >= 2 && is_digit(text[at]) && is_digit(text[at + 1]) &&
           (len - at == 2 || !is_ascii_word(text[at + 2]));
}

/* Behind "Q2 24": nothing, a bracket, a colon or a word that is no unit. */
static bool ends_label(const qoq_lexicon *lexicon, const char *text, size_t len,
                       size_t at)
{
    const qoq_term *unit;

    if (at == len || text[at] == ':' || text[at] == ')')
        return true;
    return text[at] == ' ' && len - at > 1 && text[at + 1] >= 'a' &&
           text[at + 1] <= 'z' &&
           qoq_lexicon_match_kind(lexicon, text, len, at + 1, QOQ_TERM_UNIT, &unit) ==
               0;
}

/* A year of two digits that is not glued to its label: Q1'25, FY '25; and, as heads of
 * columns have it, "Q2 24 actual", but not Q2 24%, Q2 24 million, Q2 24 30. `end` is where
 * the label ends. Returns the bytes of the year. */
static size_t read_short_year(qoq_period_atom *out, const qoq_lexicon *lexicon,
                              const char *text, size_t len, size_t end, size_t at)
{
    bool quoted = at < len && text[at] == '\'';
    size_t digits = at + quoted;

    if (!is_ascii_word(text[end - 1]) || at > end + 1 ||
        !is_two_digits(text, len, digits))
        return 0;
    if (!quoted && (text[digits] < '1' || text[digits] > '4' || at == end ||
                    !ends_label(lexicon, text, len, digits + 2)))
        return 0;
    *out =
        (qoq_period_atom){.kind = QOQ_PA_NUM,
                          .digits = 2,
                          .value = (text[digits] - '0') * 10 + text[digits + 1] - '0',
                          .glued = true};
    return digits + 2 - at;
}

/* 2024A: the year as it was, beside the 2025E of a forecast. */
static bool is_actual_mark(const qoq_period_atom *year, const char *text, size_t len,
                           size_t at)
{
    return year->kind == QOQ_PA_NUM && year->digits == 4 && text[at] == 'a' &&
           is_digit(text[at - 1]) && (at + 1 == len || !is_ascii_word(text[at + 1]));
}

/* One word or number; `end` is where the one before, out[-1], ends. */
static size_t read_atom(qoq_period_atom *out, const qoq_lexicon *lexicon,
                        const char *text, size_t len, size_t at, size_t end)
{
    const qoq_term *term;
    size_t next = at, n = end && is_label(out - 1)
                              ? read_short_year(out, lexicon, text, len, end, at)
                              : 0;
    unsigned starts;

    if (n > 0)
        return n;
    if (end == at && end > 0 && is_actual_mark(out - 1, text, len, at)) {
        *out = (qoq_period_atom){.kind = QOQ_PA_FULL_YEAR};
        return 1;
    }
    starts = trie_start(&lexicon->trie, text_next(text, len, &next));
    if (starts & 1u << QOQ_TERM_PERIOD)
        n = qoq_lexicon_match_kind(lexicon, text, len, at, QOQ_TERM_PERIOD, &term);
    if (n == 0 && (!(starts & START_NUMBER) ||
                   (!is_digit(text[at]) && (unsigned char)text[at] < 0x80)))
        return 0;
    if (n == 0)
        return read_number(out, text + at, len - at < WINDOW ? len - at : WINDOW);
    while (term->kind != QOQ_TERM_PERIOD)
        term = term->next;
    *out = (qoq_period_atom){.kind = term->atom, .value = term->value};
    return n;
}

/* The words and numbers from `at` on; ends[i] is where atom i ends. */
static size_t read_atoms(const qoq_lexicon *lexicon, const char *text, size_t len,
                         size_t at, qoq_period_atom *atoms, size_t *ends)
{
    size_t count = 0;

    for (; at < len && count < MOST_ATOMS; at = skip_blanks(text, len, at)) {
        size_t end = count ? ends[count - 1] : 0;
        size_t n = read_atom(&atoms[count], lexicon, text, len, at, end);

        if (n == 0 ||
            (count == 0 && atoms[0].kind == QOQ_PA_OF)) /* glue begins nothing */
            break;
        atoms[count].glued = atoms[count].glued ||
                             (end == at && end > 0 && is_ascii_word(text[at - 1]) &&
                              is_ascii_word(text[at]));
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

/* Cells: numbers, nothing, or text. */
#include <stdlib.h>
#include <string.h>

#include "extract/table_private.h"

enum { MOST_NUMBER = 96 }; /* bytes: what is longer is text */

static bool is_word(const qoq_term *term, qoq_word_class a, qoq_word_class b)
{
    for (; term; term = term->next) {
        if (term->kind == QOQ_TERM_WORD && (term->word == a || term->word == b))
            return true;
    }
    return false;
}

/* –, --, …, n.m., 不適用, nil */
static bool is_nothing(const table_reader *r, const char *s, size_t len)
{
    size_t dashes = 0, marks = 0;
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '-' || s[i] == '.' || s[i] == ' ' || s[i] == '/' || s[i] == '*' ||
            s[i] == '$' || s[i] == '%')
            marks++;
        dashes += s[i] == '-' || s[i] == '.' || s[i] == '*';
    }
    if (marks == len)
        return dashes > 0; /* % alone heads a column */
    const qoq_term *term = NULL;
    size_t got = qoq_lexicon_match_kind(r->lexicon, s, len, 0, QOQ_TERM_WORD, &term);
    while (got < len && (s[got] == ' ' || s[got] == '*' || s[got] == '.' ||
                         (s[got] >= '0' && s[got] <= '9')))
        got++;
    return got == len && is_word(term, QOQ_WORD_FLAT, QOQ_WORD_ZERO);
}

/* What may stand behind a number in its cell: the mark of a footnote. */
static bool is_mark_of_note(const char *s, size_t len)
{
    size_t letters = 0;
    bool inside = false;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        inside = c == '(' || (inside && c != ')');
        if (c == ' ' || c == '*' || c == '#' || c == '(' || c == ')' || c == '^' ||
            c == ',')
            continue;
        if (len - i >= 3 &&
            (memcmp(s + i, "†", 3) == 0 || memcmp(s + i, "‡", 3) == 0 ||
             memcmp(s + i, "△", 3) == 0 || memcmp(s + i, "※", 3) == 0)) {
            i += 2;
            continue;
        }
        if (c >= 0x80 || !inside || ++letters > 2)
            return false;
    }
    return true;
}

static bool is_year_like(const qoq_quantity *q)
{
    if (!q->plain || q->digits != 4 || q->number.decimals != 0)
        return false;
    double year = qoq_decimal_double(q->number.value);
    return year >= 1980 && year <= 2100;
}

/* "(12.5)%", "(1,234)": the bracket is a minus. */
static void take_sign(qoq_quantity *q)
{
    if (q->parentheses && qoq_decimal_sign(q->number.value) > 0)
        q->number.value = qoq_decimal_negate(q->number.value);
}

/* "(11.6": the closing bracket stands in a cell of its own, or was lost. */
static size_t open_bracket(const char *s, size_t len, char *closed)
{
    memcpy(closed, s, len);
    closed[len] = ')';
    return len + 1;
}

static bool read_number(table_reader *r, cell *out, const char *s, size_t len,
                        const uint32_t *map)
{
    size_t at = 0, number_at = 0;
    /* marks before a number: "*1,234" */
    while (at < len && (s[at] == '*' || s[at] == ' '))
        at++;
    size_t got =
        qoq_lexicon_quantity(&out->quantity, r->lexicon, s, len, at, &number_at);
    /* "3 months to" heads a column */
    if (got == 0 || out->quantity.chinese || out->quantity.role == QOQ_ROLE_OTHER)
        return false;
    /* € 000 is a unit */
    if (out->quantity.digits == 3 && qoq_decimal_is_zero(out->quantity.number.value) &&
        out->quantity.number.decimals == 0)
        return false;
    if (!is_mark_of_note(s + at + got, len - at - got))
        return false;
    out->starred = at + got < len;
    out->number_at = out->place->start + map[number_at];
    out->kind = is_year_like(&out->quantity) ? CELL_YEAR : CELL_NUMBER;
    take_sign(&out->quantity);
    return true;
}

void cell_read(table_reader *r, cell *out, const qoq_grid_cell *place)
{
    char folded[3 * MOST_NUMBER + 2], closed[3 * MOST_NUMBER + 3];
    uint32_t map[3 * MOST_NUMBER + 3];
    memset(out, 0, sizeof *out);
    out->place = place;
    out->kind = CELL_TEXT;
    r->steps++;
    if (place->len > MOST_NUMBER)
        return;
    const char *text = r->document->text + place->start;
    size_t len = qoq_text_fold_all(text, place->len, folded, map);
    while (len > 0 && folded[len - 1] == ' ')
        len--;
    if (len == 0 || is_nothing(r, folded, len)) {
        out->kind = CELL_NOTHING;
        return;
    }
    qoq_period_phrase phrase;
    if (qoq_lexicon_phrase(&phrase, r->lexicon, folded, len, 0) == len &&
        !(phrase.year && len == 4))
        return; /* 6M, 3Q24: a heading */
    if (read_number(r, out, folded, len, map))
        return;
    if (memchr(folded, '(', len) && !memchr(folded, ')', len)) {
        size_t more = open_bracket(folded, len, closed);
        map[len] = (uint32_t)place->len;
        read_number(r, out, closed, more, map);
    }
}

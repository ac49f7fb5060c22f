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

/* 增加0.58个百分点, "up 2.1 pts": the word is the sign. */
static size_t direction(const table_reader *r, const char *s, size_t len, bool *down)
{
    const qoq_term *term = NULL;
    size_t got = qoq_lexicon_match_kind(r->lexicon, s, len, 0, QOQ_TERM_WORD, &term);
    while (term && (term->kind != QOQ_TERM_WORD ||
                    (term->word != QOQ_WORD_UP && term->word != QOQ_WORD_DOWN)))
        term = term->next;
    if (!term || got == 0)
        return 0;
    *down = term->word == QOQ_WORD_DOWN;
    while (got < len && s[got] == ' ')
        got++;
    return got;
}

static void read_directed(table_reader *r, cell *out, const char *s, size_t len,
                          const uint32_t *map)
{
    bool down = false;
    size_t from = direction(r, s, len, &down);
    if (from == 0 || from >= len || s[from] < '0' || s[from] > '9' ||
        !read_number(r, out, s + from, len - from, map + from))
        return;
    if (out->kind != CELL_NUMBER || (out->quantity.unit.kind != QOQ_UNIT_POINTS &&
                                     out->quantity.unit.kind != QOQ_UNIT_PERCENT)) {
        out->kind = CELL_TEXT; /* 增加 3 家 */
        return;
    }
    if (down)
        out->quantity.number.value = qoq_decimal_negate(out->quantity.number.value);
}

/* A cell of more than one line: 增加 0.33 个 ⏎ 百分点. */
bool cell_goes_on(table_reader *r, cell *upper, const qoq_grid_cell *lower)
{
    char text[2 * MOST_NUMBER], folded[6 * MOST_NUMBER + 2];
    uint32_t map[6 * MOST_NUMBER + 3];
    size_t first = upper->place->len;
    if (upper->kind != CELL_TEXT || first + lower->len > MOST_NUMBER)
        return false;
    memcpy(text, r->document->text + upper->place->start, first);
    memcpy(text + first, r->document->text + lower->start, lower->len);
    size_t len = qoq_text_fold_all(text, first + lower->len, folded, map);
    cell both = {.place = upper->place, .kind = CELL_TEXT};
    r->steps++;
    if (read_number(r, &both, folded, len, map) == false)
        read_directed(r, &both, folded, len, map);
    if (both.kind != CELL_NUMBER)
        return false;
    *upper = both;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_at(const char *s, size_t len, size_t at)
{
    size_t n = 0;
    while (at + n < len && is_digit(s[at + n]))
        n++;
    return n;
}

/* "1 312": a blank before three digits parts thousands. Takes the blanks of the first number
 * out; the length that is left. */
static size_t join_thousands(char *s, size_t len, uint32_t *map)
{
    size_t at = 0;
    while (at < len && !is_digit(s[at]))
        at++;
    size_t group = digits_at(s, len, at);
    if (group == 0 || group > 3)
        return len;
    at += group;
    while (at + 3 < len && s[at] == ' ' && digits_at(s, len, at + 1) == 3) {
        memmove(s + at, s + at + 1, len - at - 1);
        memmove(map + at, map + at + 1, (len - at) * sizeof *map);
        len--;
        at += 3;
    }
    return len;
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* "HK28.4 cents" says 28.4 "HK cents": the number goes in front of the unit that was parted by
 * it. The new length; 0 = it is not so. */
static size_t number_first(const char *s, size_t len, const uint32_t *map, char *out,
                           uint32_t *places)
{
    size_t from = 0, to, n = 0;
    while (from < len && is_letter(s[from]))
        from++;
    to = from;
    while (to < len && (is_digit(s[to]) || s[to] == '.' || s[to] == ','))
        to++;
    size_t rest = to;
    while (rest < len && s[rest] == ' ')
        rest++;
    if (from == 0 || from > 3 || to == from || rest == len || !is_letter(s[rest]))
        return 0;
    for (size_t i = from; i < to; i++, n++) {
        out[n] = s[i];
        places[n] = map[i];
    }
    const size_t parts[2][2] = {{0, from}, {rest, len}};
    for (size_t k = 0; k < 2; k++) {
        out[n] = ' ';
        places[n++] = map[to];
        for (size_t i = parts[k][0]; i < parts[k][1]; i++, n++) {
            out[n] = s[i];
            places[n] = map[to];
        }
    }
    places[n] = map[len];
    return n;
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
    len = join_thousands(folded, len, map);
    if (read_number(r, out, folded, len, map))
        return;
    read_directed(r, out, folded, len, map);
    if (out->kind != CELL_TEXT)
        return;
    uint32_t places[3 * MOST_NUMBER + 3];
    size_t parted = number_first(folded, len, map, closed, places);
    if (parted > 0 && read_number(r, out, closed, parted, places))
        return;
    if (memchr(folded, '(', len) && !memchr(folded, ')', len)) {
        size_t more = open_bracket(folded, len, closed);
        map[len] = (uint32_t)place->len;
        read_number(r, out, closed, more, map);
    }
}

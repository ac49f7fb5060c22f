#include "extract/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "base/text_inline.h"
#include "qoq/arena.h"
#include "words/lexicon_fixed.h"

void tokens_clear(tokens *list)
{
    free(list->items);
    free(list->folded);
    free(list->map);
    memset(list, 0, sizeof *list);
}

qoq_status tokens_copy(tokens *out, const tokens *list, qoq_error *err)
{
    size_t items = list->count * sizeof *list->items;
    size_t map = (list->folded_len + 1) * sizeof *list->map;
    char *room = malloc(items + map + list->folded_len + 1);
    if (!room)
        return qoq_fail_memory(err);
    free(out->items);
    *out = *list;
    out->items = (token *)(void *)room;
    out->map = (uint32_t *)(void *)(room + items);
    out->folded = room + items + map;
    if (items > 0)
        memcpy(out->items, list->items, items);
    memcpy(out->map, list->map, map);
    memcpy(out->folded, list->folded, list->folded_len);
    out->folded[list->folded_len] = '\0';
    return QOQ_OK;
}

const qoq_term *token_meaning(const token *t, qoq_term_kind kind)
{
    for (const qoq_term *m = t->term; m; m = m->next) {
        if (m->kind == kind)
            return m;
    }
    return NULL;
}

typedef struct reader {
    tokens *list;
    const qoq_lexicon *lexicon;
    const char *text; /* folded */
    size_t len, at;
    qoq_slice original;
    const taught_names *taught;
    qoq_error *err;
    bool space;
} reader;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_latin(char c)
{
    return (c >= 'a' && c <= 'z');
}

static uint32_t code_at(const reader *r, size_t at)
{
    return at < r->len ? text_next(r->text, r->len, &at) : 0;
}

static token *push(reader *r, token_kind kind, size_t end)
{
    tokens *list = r->list;
    if (qoq_grow(&list->items, &list->room, list->count + 1, sizeof *list->items,
                 r->err) != QOQ_OK)
        return NULL;
    token *t = &list->items[list->count++];
    memset(t, 0, sizeof *t);
    t->kind = (uint8_t)kind;
    t->space = r->space;
    t->start = (uint32_t)r->at;
    t->end = (uint32_t)end;
    r->space = false;
    r->at = end;
    list->steps++;
    return t;
}

static const qoq_term *meaning(const qoq_term *term, qoq_term_kind kind)
{
    while (term && term->kind != kind)
        term = term->next;
    return term;
}

/* What a text means first when it can mean several things; the reader of clauses may
 * look for another meaning. */
static token_kind first_kind(const qoq_term *term)
{
    static const struct {
        qoq_term_kind term;
        token_kind token;
    } order[] = {{QOQ_TERM_ENTITY, TOKEN_ENTITY},
                 {QOQ_TERM_METRIC, TOKEN_METRIC},
                 {QOQ_TERM_SEGMENT, TOKEN_SEGMENT},
                 {QOQ_TERM_WORD, TOKEN_WORD}};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (meaning(term, order[i].term))
            return order[i].token;
    }
    return TOKEN_TEXT;
}

/* ---- period phrases ---------------------------------------------------------------- */

/* Could a period phrase begin here? Most positions are dismissed by one look. */
static bool period_may_start(const reader *r, const qoq_term *term)
{
    return is_digit(r->text[r->at]) || meaning(term, QOQ_TERM_PERIOD) ||
           qoq_text_is_han(code_at(r, r->at));
}

/* "nine-month sales": the length of the figure behind it. */
static bool before_metric(const reader *r, size_t at)
{
    const qoq_term *term = NULL;
    while (at < r->len && r->text[at] == ' ')
        at++;
    return r->text[at - 1] == ' ' && is_latin(r->text[r->at]) &&
           qoq_lexicon_match_kind(r->lexicon, r->text, r->len, at, QOQ_TERM_METRIC,
                                  &term) > 0;
}

/* "the nine months" is a period, "nine months" only a length of time. */
static size_t read_length(const reader *r, qoq_period_phrase *out)
{
    const tokens *list = r->list;
    const token *last = list->count ? &list->items[list->count - 1] : NULL;
    const qoq_term *term = NULL;
    /* 截至九月三十日止三個月及九個月 */
    const token *first = list->count > 1 && token_is_word(last, QOQ_WORD_AND) &&
                                 last[-1].kind == TOKEN_PERIOD && last[-1].phrase.months
                             ? last - 1
                             : NULL;
    size_t len = qoq_lexicon_match_kind(r->lexicon, r->text, r->len, r->at,
                                        QOQ_TERM_PERIOD, &term);
    term = len ? meaning(term, QOQ_TERM_PERIOD) : NULL;
    if (!term || term->atom != QOQ_PA_MONTHS_N)
        return 0;
    bool the = last && last->end - last->start >= 3 &&
               memcmp(list->folded + last->end - 3, "the", 3) == 0;
    if (!first && !the && !before_metric(r, r->at + len))
        return 0;
    memset(out, 0, sizeof *out);
    if (first)
        *out = first->phrase;
    out->months = (uint8_t)term->value;
    return len;
}

/* "较112年的9.3亿元成长19.4%", "112年为8.61元": a year of the Republic of China alone, where
 * something is compared with it. */
static size_t read_roc_year(const reader *r, qoq_period_phrase *out)
{
    const token *last = r->list->count ? &r->list->items[r->list->count - 1] : NULL;
    const char *s = r->text + r->at;
    if (r->at + 6 > r->len || s[0] != '1' || !is_digit(s[1]) || !is_digit(s[2]) ||
        memcmp(s + 3, "年", 3) != 0 || (r->at > 0 && is_digit(s[-1])) || !last)
        return 0;
    bool compared =
        token_is_word(last, QOQ_WORD_THAN) || token_is_word(last, QOQ_WORD_FROM) ||
        (token_is_mark(last, ',') &&
         qoq_fixed_word_begins(QOQ_FIXED_year_behind, s + 6, r->len - r->at - 6) > 0);
    if (!compared)
        return 0;
    memset(out, 0, sizeof *out);
    out->year = (int16_t)(1911 + 100 + (s[1] - '0') * 10 + (s[2] - '0'));
    return 6;
}

/* 年初至报告期末, in a sentence: nine months, for only reports on the third quarter say so. */
static size_t read_year_to_date(const reader *r, qoq_period_phrase *out)
{
    size_t len = r->list->tabular
                     ? 0
                     : qoq_fixed_word_begins(QOQ_FIXED_year_begins, r->text + r->at,
                                             r->len - r->at);
    if (len > 0)
        *out = (qoq_period_phrase){.months = 9};
    return len;
}

/* A lone number that could be a year is left to the reader of quantities. */
static bool is_lone_number(const reader *r, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (!is_digit(r->text[r->at + i]))
            return false;
    }
    return true;
}

/* term_len: length of a term of other kinds that starts here too; a longer one wins
 * (去年同期 against 去年). */
static bool read_period(reader *r, size_t term_len)
{
    qoq_period_phrase phrase;
    size_t len = qoq_lexicon_phrase(&phrase, r->lexicon, r->text, r->len, r->at);
    r->list->steps++;
    if (len == 0)
        len = read_length(r, &phrase);
    if (len == 0)
        len = read_roc_year(r, &phrase);
    if (len == 0)
        len = read_year_to_date(r, &phrase);
    if (len == 0 || len < term_len || is_lone_number(r, len))
        return false;
    token *t = push(r, TOKEN_PERIOD, r->at + len);
    if (t)
        t->phrase = phrase;
    return true;
}

/* ---- text -------------------------------------------------------------------------- */

static bool begins_with_capital(const reader *r, size_t at)
{
    size_t i = r->list->map[at];
    return i < r->original.len && r->original.ptr[i] >= 'A' &&
           r->original.ptr[i] <= 'Z';
}

/* A Latin word with the digits, dots, dashes and apostrophes inside it. */
static size_t latin_end(const reader *r, size_t at)
{
    while (at < r->len) {
        char c = r->text[at];
        bool inside = (c == '\'' || c == '-' || c == '.') && at + 1 < r->len &&
                      (is_latin(r->text[at + 1]) || is_digit(r->text[at + 1]));
        if (!is_latin(c) && !is_digit(c) && !inside && (unsigned char)c < 0x80)
            break;
        if ((unsigned char)c >= 0x80) {
            size_t next = at;
            uint32_t code = text_next(r->text, r->len, &next);
            if (code < 0xC0 || code > 0x24F) /* accented letters go on */
                break;
            at = next;
            continue;
        }
        at++;
    }
    return at;
}

static void push_latin(reader *r)
{
    size_t end = latin_end(r, r->at);
    if (end == r->at)
        end++;
    bool capital = begins_with_capital(r, r->at);
    token *t = push(r, TOKEN_TEXT, end);
    if (t)
        t->capital = capital;
}

/* Letter-spaced Chinese (小 程 序): a letter alone on one side of the blank at least. Two
 * words with a blank between them are two. */
static bool is_letter_spaced(const reader *r)
{
    size_t next = r->at, before = 0;
    for (int letters = 0; letters < 2; letters++) {
        if (next >= r->len || !qoq_text_is_han(code_at(r, next)))
            return true;
        next += 3;
    }
    for (size_t i = r->list->items[r->list->count - 1].end;
         i > 0 && r->text[i - 1] != ' ';)
        before += ((unsigned char)r->text[--i] & 0xC0) != 0x80;
    return before < 2;
}

/* Adds one character to the run of Han text before it, or begins one. */
static void push_other(reader *r, size_t end)
{
    tokens *list = r->list;
    if (list->count > 0) {
        token *last = &list->items[list->count - 1];
        if (last->kind == TOKEN_TEXT && last->han && last->end == r->at) {
            last->end = (uint32_t)end;
            r->at = end;
            list->steps++;
            return;
        }
        /* Letter-spaced Chinese is one run. */
        if (last->kind == TOKEN_TEXT && last->han && r->space &&
            qoq_text_is_han(code_at(r, r->at)) && is_letter_spaced(r)) {
            last->end = (uint32_t)end;
            r->at = end;
            r->space = false;
            list->steps++;
            return;
        }
    }
    token *t = push(r, TOKEN_TEXT, end);
    if (t)
        t->han = true;
}

/* ---- punctuation ------------------------------------------------------------------- */

static const struct {
    uint32_t code;
    char mark;
} marks[] = {{',', ','},    {';', ';'},    {':', ':'},    {'(', '('},    {')', ')'},
             {'!', '.'},    {'?', '.'},    {'|', '|'},    {'"', '"'},    {'\'', '"'},
             {'-', '-'},    {'/', '/'},    {'[', '('},    {']', ')'},    {'~', '-'},
             {'*', '*'},    {'&', '&'},    {0x3002, '.'}, {0x3001, '+'}, {0x300A, '"'},
             {0x300B, '"'}, {0x300C, '"'}, {0x300D, '"'}, {0x300E, '"'}, {0x300F, '"'},
             {0x3010, '('}, {0x3011, ')'}, {0x2014, '-'}, {0x2013, '-'}, {0x2026, '-'},
             {0x2022, '*'}, {0x00B7, '*'}, {'#', '*'},    {'>', '*'},    {'<', '*'},
             {0xFF61, '.'}, {0x25CF, '*'}, {0x25A0, '*'}, {0x3008, '"'}, {0x3009, '"'},
             {0x301C, '-'}, {0x25C6, '*'}, {0x2015, '-'}, {0xB7, '*'},   {0x4E28, '|'}};

static char mark_of(uint32_t code)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (marks[i].code == code)
            return marks[i].mark;
    }
    return 0;
}

/* Words whose full stop ends no sentence. Single letters (U.S., J. Smith) never do. */
static bool is_abbreviation(const reader *r)
{
    size_t start = r->at;
    while (start > 0 && is_latin(r->text[start - 1]))
        start--;
    size_t len = r->at - start;
    if (len == 1) /* "£19m." ends one */
        return start == 0 || !is_digit(r->text[start - 1]);
    return qoq_fixed_word_is(QOQ_FIXED_abbreviation, r->text + start, len);
}

static size_t skip_blanks(const reader *r, size_t at)
{
    while (at < r->len && r->text[at] == ' ')
        at++;
    return at;
}

/* An ASCII full stop ends a sentence when a blank or the end follows and what comes then
 * does not go on in lower case. */
static bool stop_ends(const reader *r)
{
    size_t next = r->at + 1;
    if (next < r->len && r->text[next] == '"')
        next++;
    if (next >= r->len)
        return true;
    if (r->text[next] != ' ' && (unsigned char)r->text[next] < 0x80)
        return false;
    if (is_abbreviation(r))
        return false;
    next = skip_blanks(r, next);
    return next >= r->len || !is_latin(r->text[next]) || begins_with_capital(r, next);
}

static bool push_mark(reader *r)
{
    size_t end = r->at;
    uint32_t code = text_next(r->text, r->len, &end);
    char mark = mark_of(code);
    if (code == '.') {
        if (stop_ends(r))
            mark = '.';
        else
            mark = '*';
    }
    if (!mark)
        return false;
    token *t = push(r, TOKEN_MARK, end);
    if (t)
        t->mark = mark;
    return true;
}

/* ---- terms and quantities ---------------------------------------------------------- */

/* A unit without a number is text: 羽 of 翎羽航空, 款 of 汇款, "subscription". A currency
 * alone still declares something. */
static bool is_plain_text(const reader *r, const qoq_term *term)
{
    const qoq_term *unit = meaning(term, QOQ_TERM_UNIT);
    if (unit && unit->role == QOQ_ROLE_CURRENCY)
        return false;
    return unit && !meaning(term, QOQ_TERM_PERIOD) &&
           (is_latin(r->text[r->at]) || qoq_text_is_han(code_at(r, r->at)));
}

/* 商品销售收入 is the revenue of 商品销售, not the 销售收入 of 商品: what the two could both
 * claim goes to the name that touches it. */
static size_t give_back(reader *r, const qoq_term **term, size_t len)
{
    tokens *list = r->list;
    token *last = list->count ? &list->items[list->count - 1] : NULL;
    if (!last || last->kind != TOKEN_TEXT || !last->han || last->end != r->at)
        return len;
    const qoq_term *rest = NULL;
    size_t lent = qoq_fixed_word_begins(QOQ_FIXED_lent, r->text + r->at, len);
    size_t rest_len = lent && lent < len
                          ? qoq_lexicon_match_kind(r->lexicon, r->text, r->len,
                                                   r->at + lent, QOQ_TERM_METRIC, &rest)
                          : 0;
    if (rest_len == 0 || rest_len + lent != len)
        return len;
    last->end += (uint32_t)lent;
    r->at += lent;
    *term = rest;
    return rest_len;
}

/* "spot" is no SPOT: a name in Latin letters has its capitals, a ticker all of them. */
static bool is_spelt_as_name(const reader *r, const qoq_term *term, size_t len)
{
    const qoq_term *entity = meaning(term, QOQ_TERM_ENTITY);
    if (entity->needs_company)
        return false;
    if (!is_latin(r->text[r->at]))
        return true;
    bool ticker = true;
    for (const char *c = entity->text; *c; c++)
        ticker = ticker && !is_latin(*c);
    if (!ticker)
        return begins_with_capital(r, r->at);
    for (size_t i = r->at; i < r->at + len; i++) {
        if (is_latin(r->text[i]) && !begins_with_capital(r, i))
            return false;
    }
    return true;
}

static token_kind kind_here(const reader *r, const qoq_term *term, size_t len)
{
    token_kind kind = first_kind(term);
    if (kind != TOKEN_ENTITY || is_spelt_as_name(r, term, len))
        return kind;
    return meaning(term, QOQ_TERM_METRIC)    ? TOKEN_METRIC
           : meaning(term, QOQ_TERM_SEGMENT) ? TOKEN_SEGMENT
           : meaning(term, QOQ_TERM_WORD)    ? TOKEN_WORD
                                             : TOKEN_ENTITY;
}

static void remember_short_name(reader *r, const qoq_term *term, size_t len)
{
    tokens *list = r->list;
    const qoq_term *entity = meaning(term, QOQ_TERM_ENTITY);
    if (!entity->needs_company || list->short_count == MOST_SHORT_NAMES ||
        (is_latin(r->text[r->at]) && !begins_with_capital(r, r->at)))
        return;
    list->short_names[list->short_count++] =
        (short_name){entity, (uint32_t)r->at, (uint32_t)(r->at + len)};
}

/* Could an amount begin here: a digit, a numeral, a currency? */
static bool begins_amount(const reader *r, size_t at)
{
    const qoq_term *term = NULL;
    while (at < r->len && r->text[at] == ' ')
        at++;
    return at >= r->len || (unsigned char)r->text[at] < 0x80 ||
           qoq_fixed_word_begins(QOQ_FIXED_numeral, r->text + at, r->len - at) > 0 ||
           qoq_lexicon_match_kind(r->lexicon, r->text, r->len, at, QOQ_TERM_UNIT,
                                  &term) > 0;
}

/* 超 of 商超, 约 of 合约生产: one letter inside unknown text, and no amount behind it. */
static bool is_inside_text(const reader *r, const qoq_term *term, size_t len)
{
    const tokens *list = r->list;
    const token *last = list->count ? &list->items[list->count - 1] : NULL;
    const qoq_term *word = meaning(term, QOQ_TERM_WORD);
    bool bound =
        word && (word->word == QOQ_WORD_OVER || word->word == QOQ_WORD_UNDER ||
                 word->word == QOQ_WORD_ABOUT ||
                 qoq_fixed_word_is(QOQ_FIXED_verb_letter, r->text + r->at, len));
    /* 合约生产 at the head of a clause */
    if (len > 3)
        return qoq_fixed_word_is(QOQ_FIXED_verb_letter, r->text + r->at, len) &&
               !begins_amount(r, r->at + len);
    return bound && !r->space && last && last->kind == TOKEN_TEXT && last->han &&
           last->end == r->at && !begins_amount(r, r->at + len);
}

static void push_term(reader *r, const qoq_term *term, size_t len)
{
    if (is_inside_text(r, term, len)) {
        push_other(r, r->at + len);
        return;
    }
    token_kind kind = kind_here(r, term, len);
    if (kind == TOKEN_ENTITY && !is_spelt_as_name(r, term, len)) {
        remember_short_name(r, term, len);
        if (is_latin(r->text[r->at]))
            push_latin(r);
        else
            push_other(r, r->at + len);
        return;
    }
    if (kind == TOKEN_TEXT && is_plain_text(r, term)) {
        if (is_latin(r->text[r->at]))
            push_latin(r);
        else
            push_other(r, r->at + len);
        return;
    }
    if (kind == TOKEN_TEXT && push_mark(r))
        return; /* a comma is glue inside a period phrase only */
    if (kind == TOKEN_TEXT) {
        /* A bare unit or half a period phrase: known, but it says nothing alone. */
        bool capital = begins_with_capital(r, r->at);
        token *t = push(r, TOKEN_WORD, r->at + len);
        if (t) {
            t->word = QOQ_WORD_FILLER;
            t->term = term;
            t->capital = capital;
        }
        return;
    }
    if (kind == TOKEN_METRIC)
        len = give_back(r, &term, len);
    bool capital = begins_with_capital(r, r->at);
    token *t = push(r, kind, r->at + len);
    if (!t)
        return;
    t->term = term;
    t->capital = capital;
    const qoq_term *word = meaning(term, QOQ_TERM_WORD);
    if (kind == TOKEN_WORD)
        t->word = word->word;
    if (kind == TOKEN_WORD && !r->list->tabular && meaning(term, QOQ_TERM_UNIT) &&
        qoq_word_is_tabular((qoq_word_class)word->word))
        t->word = QOQ_WORD_FILLER;
}

/* A number glued to letters is a name or a model: A6, 5G, H20. */
static bool glued(const reader *r, size_t end)
{
    return end < r->len && is_latin(r->text[end]) && is_digit(r->text[end - 1]);
}

static bool useful(const qoq_quantity *q)
{
    return !q->chinese || q->unit.kind != QOQ_UNIT_NONE || q->scaled ||
           q->currency_open || q->role == QOQ_ROLE_TIMES;
}

/* 松岭乳业(600998), 某某(2330): a stock code behind a name, no negative number. Four digits
 * may as well be a year. */
static bool is_stock_code(const reader *r, const qoq_quantity *q)
{
    const tokens *list = r->list;
    const token *before = list->count ? &list->items[list->count - 1] : NULL;
    if (!q->parentheses || q->scaled || !before || list->tabular)
        return false;
    size_t digits = r->at + 1, n = 0;
    while (digits + n < r->len && is_digit(r->text[digits + n]))
        n++;
    bool named = before->kind == TOKEN_ENTITY ||
                 token_is_word(before, QOQ_WORD_SUFFIX) ||
                 (before->kind == TOKEN_TEXT && before->han);
    bool year = n == 4 && ((r->text[digits] == '1' && r->text[digits + 1] == '9') ||
                           (r->text[digits] == '2' && r->text[digits + 1] == '0'));
    return named && n >= 4 && n <= 6 && !year && r->text[digits + n] == ')';
}

static bool read_quantity(reader *r, size_t term_len)
{
    qoq_quantity quantity;
    size_t number_at = r->at;
    size_t len =
        qoq_lexicon_quantity(&quantity, r->lexicon, r->text, r->len, r->at, &number_at);
    r->list->steps++;
    if (len == 0 || len < term_len || !useful(&quantity))
        return false;
    if (glued(r, r->at + len) || is_stock_code(r, &quantity))
        return false;
    token *t = push(r, TOKEN_QUANTITY, r->at + len);
    if (t) {
        t->quantity = quantity;
        t->number_at = (uint32_t)number_at;
    }
    return true;
}

static const taught_name *taught_at(const taught_names *taught, const char *text,
                                    size_t len)
{
    for (size_t i = 0; i < taught->count; i++) {
        const taught_name *n = &taught->items[i];
        if (n->len <= len && n->folded[n->len - 1] == text[n->len - 1] &&
            memcmp(n->folded, text, n->len) == 0)
            return n;
    }
    return NULL;
}

bool tokens_hold(const tokens *list, const taught_names *taught)
{
    for (size_t i = 0; taught->count && i < list->folded_len; i++) {
        if (taught->starts[(unsigned char)list->folded[i]] &&
            taught_at(taught, list->folded + i, list->folded_len - i))
            return true;
    }
    return false;
}

static bool read_taught(reader *r, const qoq_term *term, size_t term_len)
{
    if (!r->taught || !r->taught->starts[(unsigned char)r->text[r->at]])
        return false;
    const taught_name *name = taught_at(r->taught, r->text + r->at, r->len - r->at);
    if (!name || name->len < term_len)
        return false;
    if (name->len == term_len && !name->company &&
        (meaning(term, QOQ_TERM_SEGMENT) || meaning(term, QOQ_TERM_METRIC)))
        return false;
    char before = r->at ? r->text[r->at - 1] : ' ';
    char after = r->at + name->len < r->len ? r->text[r->at + name->len] : ' ';
    if ((is_latin(before) && is_latin(name->folded[0])) ||
        (is_latin(after) && is_latin(name->folded[name->len - 1])))
        return false;
    bool capital = begins_with_capital(r, r->at);
    bool han = qoq_text_is_han(code_at(r, r->at));
    if (is_latin(name->folded[0]) && !capital && !name->small)
        return false;
    token *t = push(r, name->company ? TOKEN_ENTITY : TOKEN_NAME, r->at + name->len);
    if (t) {
        t->taught = name;
        t->term = name->term;
        t->capital = capital;
        t->han = han;
    }
    return true;
}

static bool may_be_number(const reader *r)
{
    char c = r->text[r->at];
    if (is_digit(c))
        return !(r->at > 0 && is_latin(r->text[r->at - 1]));
    return (unsigned char)c >= 0x80 || strchr("+-.($", c) != NULL;
}

/* Words that only tables know, and names of places, which are text like any name. "Year to
 * date, cash flow was $231 million" is said in sentences too. */
static bool is_hidden(const reader *r, qoq_word_class word)
{
    if (word == QOQ_WORD_TO_DATE && is_latin(r->text[r->at]))
        return false;
    return word == QOQ_WORD_PLACE || (!r->list->tabular && qoq_word_is_tabular(word));
}

/* HK$, about, more than: what may stand before a number and belong to it. */
static bool leads_amount(const qoq_term *term)
{
    const qoq_term *unit = meaning(term, QOQ_TERM_UNIT);
    const qoq_term *word = meaning(term, QOQ_TERM_WORD);
    return (unit && unit->role == QOQ_ROLE_CURRENCY) ||
           (word && (word->word == QOQ_WORD_ABOUT || word->word == QOQ_WORD_OVER ||
                     word->word == QOQ_WORD_UNDER));
}

/* Outside of tables a word of tables (调整, 期末余额) is what it would be without its row:
 * a shorter term, or plain text. */
static size_t prose_match(const reader *r, size_t len, const qoq_term **term)
{
    while (*term && first_kind(*term) == TOKEN_WORD &&
           !meaning(*term, QOQ_TERM_UNIT) && /* 人民币 declares a currency */
           is_hidden(r, (qoq_word_class)meaning(*term, QOQ_TERM_WORD)->word)) {
        size_t shorter = len - 1;
        if (is_latin(r->text[r->at])) {
            while (shorter > 0 && r->text[r->at + shorter] != ' ')
                shorter--;
        }
        len = qoq_lexicon_match(r->lexicon, r->text, r->at + shorter, r->at, term);
    }
    return len;
}

static void step(reader *r)
{
    const qoq_term *term = NULL;
    size_t len = qoq_lexicon_match(r->lexicon, r->text, r->len, r->at, &term);
    len = prose_match(r, len, &term);
    r->list->steps++;
    if (read_taught(r, term, len))
        return;
    if (period_may_start(r, term) &&
        read_period(r, first_kind(term) == TOKEN_TEXT ? 0 : len))
        return;
    if ((may_be_number(r) || leads_amount(term)) && read_quantity(r, len))
        return;
    if (len == 1 && !is_latin(r->text[r->at]) && push_mark(r))
        return;
    if (len > 0) {
        push_term(r, term, len);
        return;
    }
    if (is_latin(r->text[r->at]) || is_digit(r->text[r->at])) {
        push_latin(r);
        return;
    }
    if (push_mark(r))
        return;
    size_t end = r->at;
    uint32_t code = text_next(r->text, r->len, &end);
    if (code >= 0xC0 && code <= 0x24F)
        push_latin(r);
    else
        push_other(r, end);
}

/* ---- lists with one unit ------------------------------------------------------------ */

/* A number with nothing around it, but for a sign: 27.3, -1.1. */
static bool is_bare(const token *t)
{
    const qoq_quantity *q = &t->quantity;
    return t->kind == TOKEN_QUANTITY && q->unit.kind == QOQ_UNIT_NONE && !q->scaled &&
           !q->parentheses && !q->chinese && !q->currency_open &&
           q->role == QOQ_ROLE_SCALE && q->number.bound == QOQ_BOUND_NONE &&
           !token_is_year(t);
}

int token_printed_decimals(const tokens *list, const token *t)
{
    const char *s = list->folded;
    int n = 0;
    bool point = false;
    for (size_t k = t->number_at; k < t->end; k++) {
        if (is_digit(s[k]))
            n += point;
        else if (s[k] == '.')
            point = true;
        else if (s[k] != ',')
            break;
    }
    return n;
}

static void take_unit(tokens *list, token *t, const token *from)
{
    qoq_quantity shared = from->quantity;
    int power = token_printed_decimals(list, from) - shared.number.decimals;
    if (shared.unit.kind == QOQ_UNIT_PERCENT || shared.unit.kind == QOQ_UNIT_POINTS)
        power = 0;
    if (qoq_number_scale(&shared.number, t->quantity.number, power, NULL) != QOQ_OK)
        return;
    shared.signed_ = t->quantity.signed_;
    shared.digits = t->quantity.digits;
    t->quantity = shared;
}

/* "2.02、2.79和3.71亿元", "12.6/-1.4亿元": the unit is printed once, behind the last. */
static void share_units(tokens *list)
{
    for (size_t i = 2; i < list->count; i++) {
        const token *last = &list->items[i];
        if (last->kind != TOKEN_QUANTITY || is_bare(last) ||
            (unsigned char)list->folded[last->start] >= 0x80 ||
            (last->quantity.unit.kind == QOQ_UNIT_NONE && !last->quantity.scaled) ||
            last->quantity.parentheses || last->quantity.chinese ||
            last->quantity.unit.kind == QOQ_UNIT_PER_SHARE)
            continue;
        bool money = (unsigned char)list->folded[last->end - 1] >= 0x80;
        for (size_t k = i; k >= 2 && is_bare(&list->items[k - 2]); k -= 2) {
            const token *join = &list->items[k - 1];
            bool joins = token_is_mark(join, '+') || token_is_mark(join, '/') ||
                         (token_is_word(join, QOQ_WORD_AND) && money);
            if (!joins || (!money && last->quantity.unit.kind != QOQ_UNIT_PERCENT))
                break;
            take_unit(list, &list->items[k - 2], last);
        }
    }
}

static qoq_status make_room(tokens *list, size_t len, qoq_error *err)
{
    size_t want = 3 * len + 1;
    if (want <= list->folded_room)
        return QOQ_OK;
    char *folded = realloc(list->folded, want);
    if (!folded)
        return qoq_fail_memory(err);
    list->folded = folded;
    uint32_t *map = realloc(list->map, want * sizeof *map);
    if (!map)
        return qoq_fail_memory(err);
    list->map = map;
    list->folded_room = want;
    /* A token of usual text has seven bytes; more are grown when they come. */
    return qoq_grow(&list->items, &list->room, len / 8 + 8, sizeof *list->items, err);
}

/* ---- footnotes --------------------------------------------------------------------- */

/* The end of "(1)" or "[12]" at a bracket, or the bracket itself: no such mark. */
static size_t bracketed_number_end(const char *s, size_t len, size_t at)
{
    size_t end = at + 1;
    while (end < len && is_digit(s[end]))
        end++;
    bool closed = end < len && s[end] == (s[at] == '(' ? ')' : ']');
    return closed && end > at + 1 && end <= at + 3 && s[at + 1] != '0' ? end + 1 : at;
}

/* The length of "(1)", "[12]", "*" or a dagger right behind a word of Latin letters: the mark
 * of a footnote. "£86m(9)" is no word. */
static size_t footnote_mark(const char *s, size_t len, size_t at)
{
    size_t end = at, word = at;
    if (s[at] == '(' || s[at] == '[')
        end = bracketed_number_end(s, len, at);
    else if (s[at] == '*')
        end = at + 1;
    else if (at + 3 <= len && (memcmp(s + at, "\xE2\x80\xA0", 3) == 0 ||
                               memcmp(s + at, "\xE2\x80\xA1", 3) == 0))
        end = at + 3;
    if (end == at)
        return 0;
    while (word > 0 && is_latin(s[word - 1]))
        word--;
    bool glued_on = end < len && (is_latin(s[end]) || is_digit(s[end]) ||
                                  s[end] == '%' || s[end] == '*');
    bool no_word =
        at - word < 3 || (word > 0 && (is_digit(s[word - 1]) || s[word - 1] == '*'));
    return glued_on || no_word ? 0 : end - at;
}

/* "Underlying(1) operating profit" is one name: the marks of footnotes are taken out. */
static void drop_footnotes(tokens *list)
{
    size_t to = 0, len = list->folded_len;
    for (size_t from = 0; from <= len; from++) {
        size_t mark = from < len ? footnote_mark(list->folded, len, from) : 0;
        from += mark;
        list->folded[to] = list->folded[from];
        list->map[to] = list->map[from];
        to++;
    }
    list->folded_len = to - 1;
}

qoq_status tokens_read(tokens *list, const qoq_lexicon *lexicon, qoq_slice text,
                       const taught_names *taught, qoq_error *err)
{
    list->count = 0;
    list->short_count = 0;
    QOQ_TRY(make_room(list, text.len, err));
    list->folded_len = qoq_text_fold_all(text.ptr, text.len, list->folded, list->map);
    if (list->tabular)
        tokens_drop_alternatives(list, lexicon);
    else
        drop_footnotes(list);
    qoq_error memory = {QOQ_OK, 0, 0, ""};
    reader r = {.list = list,
                .lexicon = lexicon,
                .text = list->folded,
                .len = list->folded_len,
                .original = text,
                .taught = taught,
                .err = &memory};
    while (r.at < r.len && memory.status == QOQ_OK) {
        if (r.text[r.at] == ' ') {
            r.space = true;
            r.at++;
            continue;
        }
        step(&r);
    }
    if (!list->tabular)
        share_units(list);
    if (memory.status != QOQ_OK && err)
        *err = memory;
    return memory.status;
}

bool token_is_year(const token *t)
{
    if (t->kind != TOKEN_QUANTITY || !t->quantity.plain || t->quantity.digits != 4 ||
        t->quantity.number.decimals != 0 || t->end - t->number_at > 4)
        return false;
    double year = qoq_decimal_double(t->quantity.number.value);
    return year >= 1980 && year <= 2100;
}

/* ---- traces ------------------------------------------------------------------------ */

static void describe(qoq_buffer *out, const tokens *list, const token *t)
{
    static const char *const names[] = {"text",     "name",   "entity",
                                        "segment",  "metric", "period",
                                        "quantity", "word",   "mark"};
    char shown[128];
    size_t len = qoq_text_display(shown, sizeof shown, list->folded + t->start,
                                  t->end - t->start);
    qoq_buffer_print(out, "%s", names[t->kind]);
    if (t->kind == TOKEN_WORD)
        qoq_buffer_print(out, ".%s", qoq_word_class_name((qoq_word_class)t->word));
    const qoq_term *term = t->term;
    if (t->kind == TOKEN_METRIC)
        term = token_meaning(t, QOQ_TERM_METRIC);
    if ((t->kind == TOKEN_METRIC || t->kind == TOKEN_SEGMENT ||
         t->kind == TOKEN_ENTITY) &&
        term)
        qoq_buffer_print(out, "=%s", term->id);
    if (t->kind == TOKEN_QUANTITY) {
        char value[QOQ_DECIMAL_ROOM];
        qoq_decimal_format(value, t->quantity.number.value, 0);
        qoq_buffer_print(out, "=%s %s%s", value, t->quantity.unit.id,
                         t->quantity.currency_open ? "currency?" : "");
    }
    qoq_buffer_print(out, "[%.*s]", (int)len, shown);
}

void tokens_describe(qoq_buffer *out, const tokens *list, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < list->count; i++) {
        if (i > from)
            qoq_buffer_char(out, ' ');
        describe(out, list, &list->items[i]);
    }
}

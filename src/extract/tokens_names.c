#include "extract/tokens_names.h"

#include <stdlib.h>
#include <string.h>

/* More candidates than this are noise: the text is no earnings document. Fewer names are
 * believed than looked at, because every position of the text is compared with those. */
#define MOST_CANDIDATES 4000
#define MOST_BELIEVED   300
#define MOST_LISTED     12

/* Values of fillers. */
enum { NAME_ENDS = 12 };

/* Of nouns: this and the letters that belong to a name of one letter. Smaller values say by
 * what a table breaks down. */
enum { NO_LETTERS = 10 };

void names_clear(names *list)
{
    free(list->items);
    qoq_names_free(list->index);
    qoq_buffer_clear(&list->text);
    free(list->origin);
    memset(list, 0, sizeof *list);
}

/* ---- candidates --------------------------------------------------------------------- */

typedef name_span span;

typedef struct collector {
    names *list;
    const tokens *block;
    const token *t;
    size_t n;
    qoq_slice text;
    size_t index;
    name_place place;
    qoq_error *err;
} collector;

/* A short word glued into a run of unknown text is part of a name: 翎羽航空, 华住. */
static const char particles[] =
    "其该此这那是为之也亦均皆都已曾才就仍仅尚还获达呈称等的净";

static bool is_particle(const collector *c, const token *t)
{
    char letter[4] = {0};
    memcpy(letter, c->block->folded + t->start, 3);
    return strstr(particles, letter) != NULL;
}

/* How many letters of the noun belong to a name of one letter. */
static size_t noun_letters(const token *t)
{
    const qoq_term *term = token_meaning(t, QOQ_TERM_WORD);
    return token_is_word(t, QOQ_WORD_SEGMENT_NOUN) && term && term->value > NO_LETTERS
               ? (size_t)(term->value - NO_LETTERS)
               : 0;
}

/* 云业务 and 云业务分部: one letter is no name, so 业务 belongs to it, but 分部 does not. */
static bool is_short_business(const collector *c, size_t noun)
{
    const token *t = &c->t[noun];
    if (noun == 0 || t->end - t->start < 6 || c->t[noun - 1].kind != TOKEN_TEXT ||
        !c->t[noun - 1].han || c->t[noun - 1].end != t->start ||
        c->t[noun - 1].end - c->t[noun - 1].start != 3)
        return false;
    return noun_letters(t) > 0 && !is_particle(c, &c->t[noun - 1]);
}

/* Bytes of the last token of a name that are part of it. */
static size_t name_end(const collector *c, span s)
{
    const token *last = &c->t[s.to - 1];
    bool business = s.to == s.from + 2 && is_short_business(c, s.to - 1);
    return business ? last->start + 3 * noun_letters(last) : last->end;
}

static candidate *add(collector *c, span s)
{
    const char *folded = c->block->folded + c->t[s.from].start;
    size_t len = name_end(c, s) - c->t[s.from].start;
    if (!c->list->index && !(c->list->index = qoq_names_new()))
        return NULL;
    uint32_t number = qoq_names_find(c->list->index, folded, len);
    if (number != UINT32_MAX && number > 0) {
        candidate *known = &c->list->items[number - 1];
        known->block = c->index;
        known->capital = known->capital || c->t[s.from].capital;
        return known;
    }
    if (c->list->count >= MOST_CANDIDATES || len == 0)
        return NULL;
    if (qoq_grow(&c->list->items, &c->list->room, c->list->count + 1,
                 sizeof *c->list->items, c->err) != QOQ_OK)
        return NULL;
    candidate *made = &c->list->items[c->list->count];
    memset(made, 0, sizeof *made);
    number = qoq_names_add(c->list->index, folded, len);
    if (number != c->list->count + 1)
        return NULL;
    made->folded = qoq_names_text(c->list->index, number);
    size_t start = c->block->map[c->t[s.from].start];
    size_t end = c->block->map[name_end(c, s)];
    made->len = len;
    made->original = qoq_slice_trim((qoq_slice){c->text.ptr + start, end - start});
    made->block = c->index;
    made->capital = c->t[s.from].capital;
    for (size_t k = s.from; k < s.to; k++)
        made->text = made->text || c->t[k].kind == TOKEN_TEXT;
    c->list->count++;
    return made;
}

/* ---- which stretch of tokens is a name ---------------------------------------------- */

static bool is_latin_word(const collector *c, size_t i)
{
    unsigned char first = (unsigned char)c->block->folded[c->t[i].start];
    return first < 0x80 && c->t[i].kind != TOKEN_MARK && c->t[i].kind != TOKEN_QUANTITY;
}

static bool touches(const collector *c, size_t left)
{
    return c->t[left].end == c->t[left + 1].start;
}

/* Words that begin a sentence or describe, and are no part of a name. */
static bool is_name_text(const token *t);

static bool is_function_word(const token *t)
{
    return t->kind == TOKEN_WORD && !is_name_text(t) &&
           t->word != QOQ_WORD_SEGMENT_NOUN && t->word != QOQ_WORD_NOISE &&
           t->word != QOQ_WORD_OTHERS;
}

/* A capitalised word of some length can be a name though the lexicon knows it as an
 * ordinary one: "Subscription revenue", "Services". */
static bool is_name_text(const token *t)
{
    return t->kind == TOKEN_TEXT || t->kind == TOKEN_SEGMENT || t->kind == TOKEN_NAME ||
           (t->kind == TOKEN_WORD && t->capital && t->end - t->start >= 4 &&
            (t->word == QOQ_WORD_FILLER || t->word == QOQ_WORD_NOISE ||
             t->word == QOQ_WORD_SEGMENT_NOUN ||
             (t->word == QOQ_WORD_COMPANY && t->term->value)));
}

static size_t han_length(const token *t)
{
    return (t->end - t->start) / 3;
}

static bool is_inner(const collector *c, size_t i)
{
    const token *t = &c->t[i];
    return t->kind == TOKEN_WORD && t->end - t->start == 3 && !is_particle(c, t) &&
           i + 1 < c->n && touches(c, i) && c->t[i + 1].kind == TOKEN_TEXT &&
           !token_is_word(t, QOQ_WORD_AND) && !token_is_word(t, QOQ_WORD_FROM) &&
           !token_is_word(t, QOQ_WORD_TO) && !token_is_word(t, QOQ_WORD_THAN);
}

/* Is the short word before token j the first letter of a name rather than a word? 增 of
 * 增值方案 behind a comma, 即 of 的即时零售: a verb or adverb with nothing before it. */
static bool begins_name(const collector *c, size_t j)
{
    if (j == 0 || !touches(c, j - 1))
        return false;
    const token *t = &c->t[j - 1];
    if (t->kind != TOKEN_WORD || t->end - t->start != 3)
        return false;
    bool alone = j == 1 || c->t[j - 2].kind == TOKEN_MARK ||
                 c->t[j - 2].kind == TOKEN_PERIOD ||
                 (touches(c, j - 2) && token_is_word(&c->t[j - 2], QOQ_WORD_FILLER));
    if (!alone)
        return false;
    switch (t->word) {
    case QOQ_WORD_UP:
    case QOQ_WORD_DOWN:
    case QOQ_WORD_OVER:
    case QOQ_WORD_FILLER:
    case QOQ_WORD_NUMBERISH:
        break;
    default:
        return false;
    }
    return !is_particle(c, t);
}

/* "授权与设计服务收入1.11亿元": one number, so one name, though 与 stands in it. */
static void join_names(const collector *c, size_t anchor, span *s)
{
    if (names_numbers_ahead(c->block, anchor) > 1)
        return;
    while (s->from > 1 && touches(c, s->from - 1) &&
           token_is_word(&c->t[s->from - 1], QOQ_WORD_AND) && touches(c, s->from - 2) &&
           c->t[s->from - 2].kind == TOKEN_TEXT && c->t[s->from - 2].han)
        s->from -= 2;
}

/* 保健食品第二季营收: a period between name and metric. With a year in it, or when the head of
 * the document names it, the name is more likely the company's. */
static bool is_part_before_period(const collector *c, size_t i)
{
    const token *name = &c->t[i - 1], *t = &c->t[i];
    size_t head = c->list->text.len < 240 ? c->list->text.len : 240;
    if (t->kind != TOKEN_PERIOD || t->phrase.year || t->phrase.has_offset ||
        c->place == PLACE_TITLE || head == 0)
        return false;
    /* 从收入结构看,创新药前三季度销售收入...: a list of parts, whatever the head names */
    for (size_t k = i; k > 0 && !token_is_mark(&c->t[k - 1], '.'); k--) {
        if (token_is_word(&c->t[k - 1], QOQ_WORD_PART))
            return true;
    }
    return memmem(c->list->text.ptr, head, c->block->folded + name->start,
                  name->end - name->start) == NULL;
}

/* "Data Center third-quarter revenue": the same in English. */
static bool is_latin_part_before_period(const collector *c, size_t i)
{
    return i > 0 && c->t[i].kind == TOKEN_PERIOD && c->t[i - 1].kind == TOKEN_TEXT &&
           c->t[i - 1].capital && is_latin_word(c, i - 1) &&
           is_part_before_period(c, i);
}

/* 服务及其他: a word that belongs to the name it ends. */
static bool ends_name(const token *t)
{
    const qoq_term *term = token_meaning(t, QOQ_TERM_WORD);
    return token_is_word(t, QOQ_WORD_FILLER) && term && term->value == NAME_ENDS;
}

/* The Chinese name that ends before token i: a run of unknown text, with the Latin
 * letters that touch it. */
static bool han_before(const collector *c, size_t i, span *out)
{
    if (i == 0 || !touches(c, i - 1))
        return false;
    if (i > 1 && touches(c, i - 2) && is_part_before_period(c, i - 1))
        i--;
    size_t j = i - 1;
    if (j > 0 && ends_name(&c->t[j]) && touches(c, j - 1))
        j--;
    if (c->t[j].kind != TOKEN_TEXT || !(c->t[j].han || is_latin_word(c, j)))
        return false;
    while (j > 0 && touches(c, j - 1) &&
           (c->t[j - 1].kind == TOKEN_TEXT ||
            (j > 1 && is_inner(c, j - 1) && c->t[j - 2].kind == TOKEN_TEXT &&
             touches(c, j - 2))))
        j--;
    if (begins_name(c, j))
        j--;
    size_t length = 0;
    for (size_t k = j; k < i; k++)
        length += (unsigned char)c->block->folded[c->t[k].start] >= 0x80
                      ? han_length(&c->t[k])
                      : 2;
    *out = (span){j, i};
    join_names(c, i, out);
    return length >= 2 && length <= 12;
}

/* Capitalised words with "and", "&", "of" between them, ending before token i. */
static bool latin_before(const collector *c, size_t i, span *out)
{
    if (i > 0 && is_latin_part_before_period(c, i - 1))
        i--;
    size_t j = i;
    while (j > 0) {
        const token *t = &c->t[j - 1];
        if (!is_latin_word(c, j - 1) || t->kind == TOKEN_PERIOD ||
            t->kind == TOKEN_ENTITY || t->kind == TOKEN_METRIC)
            break;
        bool joins = token_is_word(t, QOQ_WORD_AND) && j > 1 && c->t[j - 2].capital &&
                     j < i && c->t[j].capital;
        if (!t->capital && !joins)
            break;
        if (c->t[j].kind == TOKEN_MARK && j < i)
            break;
        j--;
    }
    while (j < i && (is_function_word(&c->t[j]) || c->t[j].kind == TOKEN_METRIC))
        j++;
    bool named = false;
    for (size_t k = j; k < i; k++)
        named = named || is_name_text(&c->t[k]);
    *out = (span){j, i};
    return named && i - j <= 6 && !token_is_word(&c->t[j], QOQ_WORD_NOISE);
}

static bool latin_after(const collector *c, size_t i, span *out)
{
    size_t j = i;
    while (j < c->n && is_latin_word(c, j) && c->t[j].kind != TOKEN_PERIOD &&
           c->t[j].kind != TOKEN_ENTITY && c->t[j].kind != TOKEN_METRIC) {
        bool joins = token_is_word(&c->t[j], QOQ_WORD_AND) && j > i && j + 1 < c->n &&
                     c->t[j + 1].capital;
        if (!c->t[j].capital && !joins)
            break;
        j++;
    }
    bool named = false;
    for (size_t k = i; k < j; k++) {
        const qoq_term *month = token_meaning(&c->t[k], QOQ_TERM_PERIOD);
        if (month && month->atom == QOQ_PA_MONTH_NAME)
            return false; /* "revenue between April and June" */
        named = named || is_name_text(&c->t[k]);
    }
    *out = (span){i, j};
    return named && j - i <= 6 && j > i;
}

static bool name_before(const collector *c, size_t i, span *out)
{
    if (i == 0)
        return false;
    if (is_latin_word(c, i))
        return latin_before(c, i, out);
    return han_before(c, i, out);
}

/* ---- lists -------------------------------------------------------------------------- */

size_t names_numbers_ahead(const tokens *block, size_t i)
{
    size_t k = i + 1, n = 0;
    while (k < block->count && block->items[k].kind != TOKEN_QUANTITY) {
        const token *t = &block->items[k];
        if (t->kind == TOKEN_MARK || t->kind == TOKEN_METRIC || k > i + 16)
            return 0;
        k++;
    }
    while (k < block->count && block->items[k].kind == TOKEN_QUANTITY) {
        n++;
        k++;
        while (k + 1 < block->count &&
               (token_is_mark(&block->items[k], '+') ||
                token_is_mark(&block->items[k], ',') ||
                token_is_word(&block->items[k], QOQ_WORD_AND)) &&
               (block->items[k + 1].kind == TOKEN_QUANTITY ||
                token_is_word(&block->items[k + 1], QOQ_WORD_AND)))
            k++;
    }
    return n;
}

static bool is_comma_like(const tokens *block, const token *t)
{
    return token_is_mark(t, '+') ||
           (token_is_word(t, QOQ_WORD_AND) && t->end - t->start == 3 &&
            memcmp(block->folded + t->start, "\xE3\x80\x81", 3) == 0);
}

static bool names_something(const token *t)
{
    return t->kind == TOKEN_TEXT || t->kind == TOKEN_SEGMENT || t->kind == TOKEN_NAME;
}

/* Without the words around a name: 其中, 的, 三个分部. */
static bool trim_name(const tokens *block, span *s)
{
    while (s->from < s->to && !names_something(&block->items[s->from]))
        s->from++;
    while (s->to > s->from && !names_something(&block->items[s->to - 1]))
        s->to--;
    if (s->from >= s->to)
        return false;
    size_t len = block->items[s->to - 1].end - block->items[s->from].start;
    return len >= 4 && len <= 60;
}

bool names_list(const tokens *block, size_t i, size_t n, name_span *out)
{
    size_t from = i, count = 0;
    while (from > 0) {
        const token *t = &block->items[from - 1];
        if (t->kind == TOKEN_QUANTITY || t->kind == TOKEN_METRIC ||
            t->kind == TOKEN_PERIOD ||
            (t->kind == TOKEN_MARK && !is_comma_like(block, t)))
            break;
        from--;
    }
    size_t start = from;
    for (size_t k = from; k <= i && count < n; k++) {
        if (k == i || is_comma_like(block, &block->items[k])) {
            out[count++] = (span){start, k};
            start = k + 1;
            if (k < i && count == n)
                return false;
        }
    }
    /* "A、B和C": the last 、-piece holds two. */
    while (count > 0 && count < n) {
        span *last = &out[count - 1];
        size_t at = last->to;
        while (at > last->from && !token_is_word(&block->items[at - 1], QOQ_WORD_AND))
            at--;
        if (at <= last->from + 1)
            return false;
        out[count] = (span){at, last->to};
        last->to = at - 1;
        count++;
    }
    for (size_t k = 0; k < count; k++) {
        if (!trim_name(block, &out[k]))
            return false;
    }
    return count == n;
}

size_t names_list_behind(const tokens *block, size_t i, name_span *out, size_t most,
                         size_t *end)
{
    collector c = {.block = block, .t = block->items, .n = block->count};
    size_t k = i + 1, count = 0;
    if (k + 1 >= c.n || c.t[k].kind != TOKEN_WORD || !is_latin_word(&c, k))
        return 0;
    for (k++; k < c.n && count < most;) {
        size_t from = k;
        while (k < c.n && is_latin_word(&c, k) && c.t[k].capital &&
               c.t[k].kind != TOKEN_METRIC && c.t[k].kind != TOKEN_PERIOD)
            k++;
        if (k == from)
            break;
        out[count++] = (span){from, k};
        *end = k;
        if (k < c.n && token_is_mark(&c.t[k], ','))
            k++;
        if (k < c.n && token_is_word(&c.t[k], QOQ_WORD_AND))
            k++;
        if (k == *end)
            break;
    }
    return count;
}

/* ---- where names stand -------------------------------------------------------------- */

static bool parts_metric(const token *t)
{
    const qoq_term *term = token_meaning(t, QOQ_TERM_METRIC);
    return t->kind == TOKEN_METRIC && term && term->metric->by_part;
}

static bool amount_follows(const collector *c, size_t i)
{
    size_t k = i + 1;
    if (k + 1 < c->n && token_is_mark(&c->t[k], ',') &&
        token_is_word(&c->t[k + 1], QOQ_WORD_ASIDE)) {
        for (k += 2; k < c->n && !token_is_mark(&c->t[k], ',');)
            k++; /* "Subscription revenue, which matters most, was $264 million" */
        k++;
    }
    for (size_t end = k + 7; k < c->n && k < end; k++) {
        if (c->t[k].kind == TOKEN_QUANTITY)
            return true;
        if (c->t[k].kind == TOKEN_METRIC && token_is_word(&c->t[k - 1], QOQ_WORD_SHARE))
            continue; /* 美洲市场收入占总收入46.2% */
        if (c->t[k].kind == TOKEN_METRIC || token_is_mark(&c->t[k], '.') ||
            token_is_mark(&c->t[k], ';'))
            return false;
    }
    return false;
}

static bool is_money(const token *t)
{
    return t->kind == TOKEN_QUANTITY &&
           (t->quantity.unit.kind == QOQ_UNIT_MONEY || t->quantity.currency_open);
}

static bool money_follows(const collector *c, size_t i)
{
    for (size_t k = i + 1; k < c->n && k < i + 8; k++) {
        if (is_money(&c->t[k]))
            return true;
        if (c->t[k].kind == TOKEN_METRIC || token_is_mark(&c->t[k], '.') ||
            token_is_mark(&c->t[k], ';') || token_is_mark(&c->t[k], ','))
            return false;
    }
    return false;
}

/* 来自云服务的收入, revenue from Cloud, revenue in Cloud: METRIC word NAME. */
static void collect_behind(collector *c, size_t i)
{
    span s, listed[MOST_LISTED];
    size_t k = i + 1, end = 0;
    if (k + 1 >= c->n || c->t[k].kind != TOKEN_WORD || !is_latin_word(c, k))
        return;
    size_t n = names_list_behind(c->block, i, listed, MOST_LISTED, &end);
    if (n >= 2 && names_numbers_ahead(c->block, end) == n) {
        for (size_t m = 0; m < n; m++) {
            candidate *part =
                c->t[listed[m].from].kind == TOKEN_SEGMENT ? NULL : add(c, listed[m]);
            if (part)
                part->strong++;
        }
        return;
    }
    if (!latin_after(c, k + 1, &s))
        return;
    candidate *found = add(c, s);
    if (found)
        found->strong++;
}

static bool collect_list(collector *c, size_t i)
{
    span parts[MOST_LISTED];
    size_t n = names_numbers_ahead(c->block, i);
    if (n < 2 || n > MOST_LISTED || !names_list(c->block, i, n, parts))
        return false;
    for (size_t k = 0; k < n; k++) {
        if (parts[k].to == parts[k].from + 1 &&
            c->t[parts[k].from].kind == TOKEN_SEGMENT)
            continue;
        candidate *found = add(c, parts[k]);
        if (found)
            found->strong++;
    }
    return true;
}

static void collect_anchor(collector *c, size_t i, bool noun)
{
    span s;
    if (collect_list(c, i))
        return;
    if (noun && is_short_business(c, i))
        s = (span){i - 1, i + 1};
    else if (!name_before(c, i, &s))
        return;
    candidate *found = add(c, s);
    if (!found)
        return;
    if (noun) {
        found->strong++;
    } else {
        found->weak++;
        found->numbers += amount_follows(c, i);
    }
}

static bool parts_metric_before(const collector *c, size_t i)
{
    size_t stops = 0;
    for (size_t k = i; k > 0 && stops < 3; k--) {
        const token *t = &c->t[k - 1];
        stops += token_is_mark(t, '.');
        if (parts_metric(t) && k > 1 &&
            (c->t[k - 2].kind == TOKEN_SEGMENT || c->t[k - 2].kind == TOKEN_NAME ||
             c->t[k - 2].kind == TOKEN_TEXT) &&
            c->t[k - 2].capital)
            return true;
    }
    return false;
}

/* "Cloud revenue was $541m. Enterprise was $219m, up 5%.": a sentence that names the next
 * of the parts, and its growth behind the amount. */
static void collect_going_on(collector *c, size_t i)
{
    span s;
    const token *t = &c->t[i];
    if (!is_money(t) || i < 2 || !token_is_word(&c->t[i - 1], QOQ_WORD_FILLER) ||
        i + 2 >= c->n || !token_is_mark(&c->t[i + 1], ',') ||
        !latin_before(c, i - 1, &s) || s.from == 0)
        return;
    const token *before = &c->t[s.from - 1];
    bool begins = token_is_mark(before, '.') || token_is_mark(before, ';') ||
                  token_is_word(before, QOQ_WORD_AND);
    bool growth = false;
    for (size_t k = i + 2; k < c->n && k < i + 6; k++)
        growth = growth || (c->t[k].kind == TOKEN_QUANTITY &&
                            c->t[k].quantity.unit.kind == QOQ_UNIT_PERCENT);
    candidate *found =
        begins && growth && parts_metric_before(c, s.from) ? add(c, s) : NULL;
    if (found)
        found->members++;
}

static size_t before_verb(const collector *c, size_t i)
{
    size_t k = i;
    while (k > 0 && i - k < 3 && is_latin_word(c, k - 1) && !c->t[k - 1].capital &&
           (token_is_word(&c->t[k - 1], QOQ_WORD_FILLER) ||
            token_is_word(&c->t[k - 1], QOQ_WORD_REPORT) ||
            token_is_word(&c->t[k - 1], QOQ_WORD_ABOUT)))
        k--;
    return k;
}

/* "Optical Devices recorded net sales of ¥289 billion", "Machine Tools had sales of",
 * "In Wastewater, revenue grew": in front of the metric at token i. */
static void collect_speaking(collector *c, size_t i)
{
    span s;
    size_t k = i;
    if (!parts_metric(&c->t[i]) || !is_latin_word(c, i) || !money_follows(c, i))
        return;
    bool comma = k > 0 && token_is_mark(&c->t[k - 1], ',');
    if (comma)
        k--;
    else
        k = before_verb(c, i);
    if (k == 0 || (k == i && !comma) || !latin_before(c, k, &s) || s.to != k)
        return;
    const token *before = s.from > 0 ? &c->t[s.from - 1] : NULL;
    bool inside = before && token_is_word(before, QOQ_WORD_FILLER) && before->capital &&
                  before->end - before->start == 2;
    bool begins = !before || before->kind == TOKEN_MARK ||
                  token_is_word(before, QOQ_WORD_AND) ||
                  token_is_word(before, QOQ_WORD_CONTRAST);
    if (comma ? !inside : !begins)
        return;
    candidate *found = add(c, s);
    if (found) {
        found->weak++;
        found->numbers++;
    }
}

/* "Skincare: €1,731 million", "Storage grew 21% to $192 million". */
static void collect_bare(collector *c, size_t i)
{
    span s;
    const token *t = &c->t[i];
    bool verb = token_is_word(t, QOQ_WORD_UP) || token_is_word(t, QOQ_WORD_DOWN) ||
                token_is_word(t, QOQ_WORD_UP_TO);
    /* "Consumer generated $127 million of revenue" */
    bool made =
        token_is_word(t, QOQ_WORD_REPORT) && i + 1 < c->n && is_money(&c->t[i + 1]);
    bool colon = token_is_mark(t, ':') && i + 1 < c->n && is_money(&c->t[i + 1]);
    bool money = is_money(t);
    /* "Structures +1% to $64m" */
    bool sign = t->kind == TOKEN_QUANTITY && t->quantity.signed_ &&
                t->quantity.unit.kind == QOQ_UNIT_PERCENT && money_follows(c, i);
    collect_going_on(c, i);
    if (!verb && !colon && !money && !made && !sign)
        return;
    if (money)
        i = before_verb(c, i); /* "Routing at $178m", "Services brought in $93m" */
    if (i == 0 || !is_latin_word(c, i - 1) || !latin_before(c, i, &s))
        return;
    if (verb && !money_follows(c, i))
        return;
    if (names_numbers_ahead(c->block, s.to - 1) > 1)
        return; /* the last of a list */
    candidate *found = add(c, s);
    if (found) {
        found->weak++;
        found->numbers++;
    }
}

/* Names without a noun beside them; tokens_parts.c says where they stand. */
static void collect_unmarked(collector *c, size_t i)
{
    span s;
    candidate *found = NULL;
    if (names_source(c->block, i, &s) && (found = add(c, s)) != NULL)
        found->strong += c->t[s.from].kind == TOKEN_TEXT;
    if (names_member(c->block, i, &s) && (found = add(c, s)) != NULL)
        found->members++;
    if (names_small(c->block, i, &s) && (found = add(c, s)) != NULL) {
        found->small = true;
        found->numbers++;
        found->strong += token_is_word(&c->t[i], QOQ_WORD_SEGMENT_NOUN);
    }
}

/* "Boat Engines, our largest business area, reported": a remark says that it is a part. */
static void collect_described(collector *c, size_t i)
{
    span s;
    if (!is_latin_word(c, i) || !latin_after(c, i, &s) || s.from != i || s.to >= c->n ||
        !token_is_mark(&c->t[s.to], ','))
        return;
    for (size_t k = s.to + 1; k < c->n && k < s.to + 7; k++) {
        const token *t = &c->t[k];
        if (t->kind == TOKEN_QUANTITY || t->kind == TOKEN_MARK ||
            t->kind == TOKEN_METRIC)
            return;
        if (!token_is_word(t, QOQ_WORD_SEGMENT_NOUN))
            continue;
        candidate *found = c->t[i].kind == TOKEN_SEGMENT ? NULL : add(c, s);
        if (found)
            found->strong++;
        return;
    }
}

static void collect_label(collector *c)
{
    span s;
    candidate *found = names_label(c->block, &s) ? add(c, s) : NULL;
    if (!found)
        return;
    c->list->label_count += found->labels == 0;
    found->labels++;
}

/* ---- companies ----------------------------------------------------------------------- */

static size_t first_token(const collector *c)
{
    size_t i = 0;
    while (i < c->n && c->t[i].kind == TOKEN_MARK)
        i++;
    return i;
}

/* Does the clause that goes on at token i talk of a period or a metric? */
static bool reports(const collector *c, size_t i)
{
    size_t depth = 0;
    for (size_t k = i; k < c->n && k < i + 24; k++) {
        const token *t = &c->t[k];
        if (t->kind == TOKEN_MARK) {
            depth += t->mark == '(';
            depth -= t->mark == ')' && depth > 0;
            if (depth == 0 && strchr(",;:.", t->mark))
                return false;
        }
        if (depth == 0 && (t->kind == TOKEN_PERIOD || t->kind == TOKEN_METRIC))
            return true;
    }
    return false;
}

/* What ends a company's name in a headline or the head of a sentence. */
static bool ends_company(const collector *c, size_t i)
{
    if (i >= c->n)
        return false;
    const token *t = &c->t[i];
    return t->kind == TOKEN_PERIOD || t->kind == TOKEN_METRIC ||
           (t->kind == TOKEN_MARK && strchr(":,(-", t->mark)) ||
           token_is_word(t, QOQ_WORD_REPORT) || token_is_word(t, QOQ_WORD_SUFFIX);
}

/* A company stands at the start of a title or a sentence, before a verb of reporting, a
 * period, a bracket, or the metric itself. */
static void collect_company(collector *c, size_t i)
{
    span s;
    size_t to = i;
    if (c->t[i].kind != TOKEN_TEXT && c->t[i].kind != TOKEN_SEGMENT)
        return;
    if (is_latin_word(c, i)) {
        if (!latin_after(c, i, &s) || s.from != i)
            return;
        for (to = i; to < s.to && !(to > i && ends_company(c, to));)
            to++;
        s.to = to;
    } else {
        while (to < c->n &&
               (c->t[to].kind == TOKEN_TEXT || (to > i && is_inner(c, to))) &&
               (to == i || touches(c, to - 1)))
            to++;
        s = (span){i, to};
        size_t length = 0;
        for (size_t k = i; k < to; k++)
            length += c->t[k].han ? han_length(&c->t[k]) : 1;
        if (length < 2 || length > 12)
            return;
    }
    if (to == i)
        return;
    candidate *found = add(c, s);
    if (found) {
        found->company++;
        bool suffix = to < c->n && token_is_word(&c->t[to], QOQ_WORD_SUFFIX);
        found->reports += suffix || reports(c, to);
        found->titles +=
            (c->place == PLACE_TITLE) && i == first_token(c) && ends_company(c, to);
        found->headings +=
            c->place == PLACE_HEADING && to == c->n && i == first_token(c);
        found->direct += i == first_token(c) && to + 1 < c->n && touches(c, to - 1) &&
                         c->t[to].kind == TOKEN_PERIOD && c->t[to].phrase.year &&
                         c->t[to + 1].kind == TOKEN_METRIC;
    }
}

static bool begins_sentence(const collector *c, size_t i)
{
    if (i == 0)
        return true;
    const token *before = &c->t[i - 1];
    return token_is_mark(before, '.') || token_is_mark(before, '*') ||
           token_is_mark(before, ';') ||
           ((c->place == PLACE_TITLE) && i == first_token(c));
}

static void mark_siblings(collector *c)
{
    size_t with = 0;
    for (size_t k = 0; k < c->list->count; k++) {
        const candidate *x = &c->list->items[k];
        with += x->block + 1 >= c->index && x->numbers > 0;
    }
    if (with < 2)
        return;
    for (size_t k = 0; k < c->list->count; k++) {
        candidate *x = &c->list->items[k];
        if (x->block + 1 >= c->index && x->numbers > 0)
            x->sibling = true;
    }
}

qoq_status names_collect(names *list, const tokens *block, qoq_slice text, size_t index,
                         name_place place, qoq_error *err)
{
    collector c = {list, block, block->items, block->count, text, index, place, err};
    collect_label(&c);
    for (size_t i = 0; i < c.n; i++) {
        const token *t = &c.t[i];
        collect_unmarked(&c, i);
        if (parts_metric(t)) {
            collect_speaking(&c, i);
            collect_anchor(&c, i, false);
            collect_behind(&c, i);
        } else if (token_is_word(t, QOQ_WORD_SEGMENT_NOUN)) {
            collect_anchor(&c, i, true);
        } else {
            collect_bare(&c, i);
        }
        if (begins_sentence(&c, i)) {
            collect_described(&c, i);
            collect_company(&c, i);
        }
    }
    mark_siblings(&c);
    return QOQ_OK;
}

/* ---- belief -------------------------------------------------------------------------- */

static bool is_han(const candidate *x)
{
    return (unsigned char)x->folded[x->len - 1] >= 0xE0;
}

/* Unknown Chinese text glued to 收入 with an amount behind is a part; a capitalised
 * English word may just begin its sentence. */
static bool is_part(const names *list, const candidate *x)
{
    if (x->small && !x->capital && x->strong == 0)
        return x->sibling;
    if ((x->labels > 0 && list->label_count > 1) || x->members > 0)
        return true;
    return x->strong > 0 || x->sibling ||
           x->numbers >= (is_han(x) || x->text ? 1u : 2u);
}

/* A heading that is a name and then reports something (a speaker's name is set above what
 * he says as well), or "某某2024年第四季收入" at the head of a block: companies of a round-up,
 * which the head of the document need not name. */
static bool is_company(const candidate *x)
{
    if (x->direct > 0 && x->strong + x->weak == 0)
        return true;
    return x->headings > 0 && x->company >= 2 && x->reports > 0 &&
           x->strong + x->weak == 0;
}

static int longer_first(const void *pa, const void *pb)
{
    const taught_name *a = pa, *b = pb;
    if (a->len != b->len)
        return a->len > b->len ? -1 : 1;
    return memcmp(a->folded, b->folded, a->len);
}

static void teach(taught_names *out, const char *folded, size_t len, qoq_slice original,
                  bool company)
{
    for (size_t i = 0; i < out->count; i++) {
        if (out->items[i].len == len && memcmp(out->items[i].folded, folded, len) == 0)
            return;
    }
    out->items[out->count++] = (taught_name){
        .folded = folded, .len = len, .original = original, .company = company};
    out->starts[(unsigned char)folded[0]] = true;
}

/* "Halberd" of Halberd Systems: the first word of a company's name stands for it. */
static void teach_company(taught_names *out, const char *folded, size_t len,
                          qoq_slice original)
{
    teach(out, folded, len, original, true);
    const char *blank = memchr(folded, ' ', len);
    size_t first = blank ? (size_t)(blank - folded) : 0;
    if (first >= 5)
        teach(out, folded, first, original, true);
}

/* 拓北重工海外收入: the company is no part of the part's name. */
static void teach_part(taught_names *out, const candidate *x)
{
    for (size_t i = 0; i < out->count; i++) {
        const taught_name *c = &out->items[i];
        if (c->company && c->len < x->len &&
            memcmp(c->folded, x->folded, c->len) == 0) {
            if (x->len - c->len >= 6 && (unsigned char)x->folded[c->len] >= 0x80)
                teach(out, x->folded + c->len, x->len - c->len,
                      (qoq_slice){x->original.ptr + x->original.len - (x->len - c->len),
                                  x->len - c->len},
                      false);
            return;
        }
    }
    teach(out, x->folded, x->len, x->original, false);
    if (out->count > 0 && out->items[out->count - 1].folded == x->folded)
        out->items[out->count - 1].small = x->small;
}

static const candidate *named(const names *list, const company_seed *s)
{
    uint32_t number =
        list->index ? qoq_names_find(list->index, s->folded, s->len) : UINT32_MAX;
    return number != UINT32_MAX && number > 0 ? &list->items[number - 1] : NULL;
}

static void mention_in_full(names *list, const qoq_entity *company)
{
    for (size_t i = 0; i < list->full_count; i++) {
        if (list->full[i] == company)
            return;
    }
    if (list->full_count < MOST_WAITING)
        list->full[list->full_count++] = company;
}

static void mention_in_short(names *list, const tokens *block, const short_name *name)
{
    size_t len = name->end - name->start;
    for (size_t i = 0; i < list->waiting_count; i++) {
        if (list->waiting[i].term == name->term)
            return;
    }
    if (list->waiting_count == MOST_WAITING || len > sizeof list->waiting->folded)
        return;
    waiting_name *w = &list->waiting[list->waiting_count++];
    *w = (waiting_name){.len = len, .term = name->term};
    memcpy(w->folded, block->folded + name->start, len);
}

void names_mention(names *list, const tokens *block)
{
    for (size_t i = 0; i < block->count; i++) {
        const token *t = &block->items[i];
        if (t->kind == TOKEN_ENTITY)
            mention_in_full(list, token_meaning(t, QOQ_TERM_ENTITY)->entity);
    }
    for (size_t i = 0; i < block->short_count; i++)
        mention_in_short(list, block, &block->short_names[i]);
}

static void teach_waiting(taught_names *out, const names *list)
{
    for (size_t i = 0; i < list->waiting_count; i++) {
        const waiting_name *w = &list->waiting[i];
        for (size_t k = 0; k < list->full_count; k++) {
            if (list->full[k] == w->term->entity)
                teach(out, w->folded, w->len, qoq_slice_of(w->term->text), true);
        }
    }
}

/* "Apple" may be believed by how the document uses it: it is still the known company. */
static void recognise(taught_names *out, const qoq_lexicon *lexicon)
{
    for (size_t i = 0; i < out->count; i++) {
        taught_name *name = &out->items[i];
        const qoq_term *term =
            name->company
                ? qoq_lexicon_find(lexicon, (qoq_slice){name->folded, name->len})
                : NULL;
        while (term && term->kind != QOQ_TERM_ENTITY)
            term = term->next;
        name->term = term;
    }
}

qoq_status names_believed(names *list, const qoq_lexicon *lexicon, const char *document,
                          taught_names *out, qoq_error *err)
{
    company_seed *companies = NULL;
    size_t n = names_companies(list, lexicon, document, &companies);
    memset(out, 0, sizeof *out);
    out->items = calloc(2 * n + 2 * MOST_BELIEVED + MOST_WAITING, sizeof *out->items);
    if (!out->items)
        return qoq_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        const company_seed *s = &companies[i];
        const candidate *part = named(list, s);
        qoq_slice original = {document + s->origin, s->origin_end - s->origin};
        bool is_part_too =
            part && (s->plain ? part->strong + part->weak : part->strong);
        if (!is_part_too || s->backward)
            teach_company(out, s->folded, s->len, qoq_slice_trim(original));
    }
    for (size_t i = 0; i < list->count && out->count < MOST_BELIEVED; i++) {
        const candidate *x = &list->items[i];
        if (is_company(x))
            teach_company(out, x->folded, x->len, x->original);
        else if (is_part(list, x))
            teach_part(out, x);
    }
    teach_waiting(out, list);
    recognise(out, lexicon);
    qsort(out->items, out->count, sizeof *out->items, longer_first);
    return QOQ_OK;
}

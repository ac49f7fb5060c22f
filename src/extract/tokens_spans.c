/* Which stretch of tokens is a name, and lists of names. */
#include <string.h>

#include "extract/tokens_collect.h"
#include "words/lexicon_fixed.h"

/* Values of fillers. */
enum { NAME_ENDS = 12, NAME_TOO = 14 };

/* Of nouns: this and the letters that belong to a name of one letter. Smaller values say by
 * what a table breaks down. */
enum { NO_LETTERS = 10 };

/* A short word glued into a run of unknown text is part of a name: 翎羽航空, 华住. */
static bool is_particle(const collector *c, const token *t)
{
    return qoq_fixed_word_is(QOQ_FIXED_particle, c->block->folded + t->start, 3);
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
bool is_short_business(const collector *c, size_t noun)
{
    const token *t = &c->t[noun];
    if (noun == 0 || t->end - t->start < 6 || c->t[noun - 1].kind != TOKEN_TEXT ||
        !c->t[noun - 1].han || c->t[noun - 1].end != t->start ||
        c->t[noun - 1].end - c->t[noun - 1].start != 3)
        return false;
    return noun_letters(t) > 0 && !is_particle(c, &c->t[noun - 1]);
}

/* Bytes of the last token of a name that are part of it. */
size_t name_end(const collector *c, span s)
{
    const token *last = &c->t[s.to - 1];
    bool business = s.to == s.from + 2 && is_short_business(c, s.to - 1);
    return business ? last->start + 3 * noun_letters(last) : last->end;
}

bool is_latin_word(const collector *c, size_t i)
{
    unsigned char first = (unsigned char)c->block->folded[c->t[i].start];
    return first < 0x80 && c->t[i].kind != TOKEN_MARK && c->t[i].kind != TOKEN_QUANTITY;
}

bool touches(const collector *c, size_t left)
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
            !strchr(t->term->text, ' ') &&
            (t->word == QOQ_WORD_FILLER || t->word == QOQ_WORD_NOISE ||
             t->word == QOQ_WORD_SEGMENT_NOUN ||
             (t->word == QOQ_WORD_COMPANY && t->term->value)));
}

size_t han_length(const token *t)
{
    return (t->end - t->start) / 3;
}

bool is_inner(const collector *c, size_t i)
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

/* 增值服务 of 社区增值服务: the part of some other company is a part of the name here. */
static bool is_foreign_segment(const collector *c, size_t i)
{
    const token *t = &c->t[i];
    if (t->kind != TOKEN_SEGMENT || is_latin_word(c, i))
        return false;
    for (const qoq_term *m = t->term; m; m = m->next) {
        for (size_t k = 0; m->kind == QOQ_TERM_SEGMENT && k < c->list->full_count;
             k++) {
            if (strcmp(m->scope, c->list->full[k]->id) == 0)
                return false;
        }
    }
    return true;
}

/* Is it a metric that parts have, and no share or count? */
static bool parts_money(const token *t)
{
    const qoq_term *term = token_meaning(t, QOQ_TERM_METRIC);
    return t->kind == TOKEN_METRIC && term && term->metric->by_part &&
           term->metric->unit == QOQ_UNIT_MONEY;
}

/* 门店 counts, and is a part of the company in front of 收入. */
static bool is_part_noun(const token *t)
{
    const qoq_term *term = token_meaning(t, QOQ_TERM_WORD);
    return token_is_word(t, QOQ_WORD_NOISE) && term && term->value == NAME_TOO;
}

/* May the run of unknown text before token i go on with it? */
static bool goes_on_with(const collector *c, size_t i)
{
    /* IDC, the research house, of IDC服务 */
    bool house = token_is_word(&c->t[i], QOQ_WORD_OTHERS) && is_latin_word(c, i);
    return c->t[i].kind == TOKEN_TEXT || is_foreign_segment(c, i) || house;
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
    bool ends = c->t[j].kind == TOKEN_TEXT && (c->t[j].han || is_latin_word(c, j));
    bool noun =
        is_part_noun(&c->t[j]) &&
        (parts_money(&c->t[i]) || token_is_word(&c->t[i], QOQ_WORD_SEGMENT_NOUN));
    bool foreign = is_foreign_segment(c, j) && j > 0 && touches(c, j - 1) &&
                   c->t[j - 1].kind == TOKEN_TEXT;
    if (!ends && !noun && !foreign)
        return false;
    while (j > 0 && touches(c, j - 1) &&
           (goes_on_with(c, j - 1) ||
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
bool latin_before(const collector *c, size_t i, span *out)
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

bool latin_after(const collector *c, size_t i, span *out)
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

bool name_before(const collector *c, size_t i, span *out)
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
                token_is_mark(&block->items[k], '/') ||
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
    return token_is_mark(t, '+') || token_is_mark(t, '/') ||
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

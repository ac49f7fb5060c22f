/* English sentences that are about a part: a name in front of a remark, of "with revenue", or
 * of an amount where parts are listed. */
#include <string.h>

#include "extract/tokens_collect.h"
#include "words/lexicon_fixed.h"

static bool reads(const collector *c, size_t i, const char *word)
{
    size_t len = strlen(word);
    const token *t = &c->t[i];
    return t->end - t->start == len &&
           memcmp(c->block->folded + t->start, word, len) == 0;
}

static bool is_money(const token *t)
{
    return t->kind == TOKEN_QUANTITY &&
           (t->quantity.unit.kind == QOQ_UNIT_MONEY || t->quantity.scaled ||
            t->quantity.currency_open);
}

static bool is_figure(const token *t)
{
    return is_money(t) ||
           (t->kind == TOKEN_QUANTITY && (t->quantity.unit.kind == QOQ_UNIT_PERCENT ||
                                          t->quantity.unit.kind == QOQ_UNIT_POINTS));
}

size_t name_before_aside(const collector *c, size_t i)
{
    enum { LONGEST = 18 };
    if (i < 3 || !token_is_mark(&c->t[i - 1], ','))
        return i;
    for (size_t k = i - 1; k > 1 && i - k < LONGEST; k--) {
        const token *t = &c->t[k - 1];
        if (token_is_mark(t, ','))
            return token_is_word(&c->t[k], QOQ_WORD_ASIDE) ? k - 1 : i;
        if (is_figure(t) || token_is_mark(t, '.') || token_is_mark(t, ';'))
            return i;
    }
    return i;
}

/* The token that the sentence of token i begins with; i = it is too long. */
static size_t sentence_of(const collector *c, size_t i, size_t longest)
{
    size_t k = i;
    while (k > 0 && i - k < longest && !token_is_mark(&c->t[k - 1], '.') &&
           !token_is_mark(&c->t[k - 1], ';') && !token_is_mark(&c->t[k - 1], '*'))
        k--;
    return i - k < longest ? k : i;
}

/* "Demand" beside "demand": a word, and no name. */
static bool is_ordinary_word(const collector *c, span s)
{
    enum { NEIGHBOURHOOD = 150 };
    const token *name = &c->t[s.from];
    size_t len = name->end - name->start;
    if (s.to != s.from + 1)
        return false;
    size_t k = s.from > NEIGHBOURHOOD ? s.from - NEIGHBOURHOOD : 0;
    for (; k < c->n && k < s.from + NEIGHBOURHOOD; k++) {
        const token *t = &c->t[k];
        if (t->kind == TOKEN_TEXT && !t->capital && t->end - t->start == len &&
            memcmp(c->block->folded + t->start, c->block->folded + name->start, len) ==
                0)
            return true;
    }
    return false;
}

/* The unknown name that a sentence begins with. */
static bool name_at(const collector *c, size_t from, span *out)
{
    return is_latin_word(c, from) && c->t[from].kind == TOKEN_TEXT &&
           latin_after(c, from, out) && out->from == from && out->to < c->n &&
           !is_ordinary_word(c, *out);
}

bool name_led_by(const collector *c, size_t metric, span *out)
{
    if (metric < 4 || !reads(c, metric - 1, "with") ||
        !token_is_mark(&c->t[metric - 2], ','))
        return false;
    size_t from = sentence_of(c, metric, 24);
    if (from == metric || !name_at(c, from, out) || out->to + 2 > metric)
        return false;
    for (size_t k = out->to; k < metric; k++) {
        if (is_figure(&c->t[k]) || c->t[k].kind == TOKEN_METRIC)
            return false;
    }
    const token *verb = &c->t[out->to];
    return qoq_fixed_word_is(QOQ_FIXED_fared, c->block->folded + verb->start,
                             verb->end - verb->start);
}

bool name_announced(const collector *c, size_t money, span *out)
{
    size_t from = sentence_of(c, money, 14);
    if (!is_money(&c->t[money]) || from == money || !name_at(c, from, out))
        return false;
    for (size_t k = out->to; k < money; k++) {
        const token *t = &c->t[k];
        if (t->kind == TOKEN_METRIC || t->kind == TOKEN_MARK ||
            t->kind == TOKEN_QUANTITY || t->kind == TOKEN_ENTITY || t->capital ||
            reads(c, k, "stood at"))
            return false;
    }
    return out->to < money && c->t[out->to].kind == TOKEN_WORD;
}

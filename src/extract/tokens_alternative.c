/* Labels that name both signs: 本公司擁有人應佔（虧損）╱溢利, "(loss) profit for the period".
 *
 * The number's own sign tells which it was. A lexicon has the common forms, but the bracket
 * may stand inside any name; where a metric is longer without it, it is taken out. */
#include <string.h>

#include "extract/tokens.h"

/* MOST_CUTS: how many a label may have. */
enum { REACH = 96, MOST_INSIDE = 24, MOST_CUTS = 8 }; /* bytes */

/* A bracket and the slash beside it. */
typedef struct bracket {
    size_t from, to;
} bracket;

static bool is_loss(const qoq_lexicon *lexicon, const char *text, size_t len)
{
    const qoq_term *term = qoq_lexicon_find(lexicon, (qoq_slice){text, len});
    for (; term; term = term->next) {
        if ((term->kind == QOQ_TERM_METRIC && term->sign < 0) ||
            (term->kind == QOQ_TERM_WORD && term->word == QOQ_WORD_LOSS))
            return true;
    }
    return false;
}

static bool is_slash(const char *text, size_t len, size_t at)
{
    return at < len && (text[at] == '/' || text[at] == ' ');
}

/* Does a bracket with nothing but a loss in it open here? */
static bool find_bracket(const tokens *list, const qoq_lexicon *lexicon, size_t at,
                         bracket *out)
{
    const char *s = list->folded;
    size_t len = list->folded_len, close = at + 1;
    while (close < len && close <= at + MOST_INSIDE && s[close] != ')')
        close++;
    if (close >= len || s[close] != ')' ||
        !is_loss(lexicon, s + at + 1, close - at - 1))
        return false;
    *out = (bracket){at, close + 1};
    while (is_slash(s, len, out->to))
        out->to++;
    while (out->from > 0 && s[out->from - 1] == '/')
        out->from--;
    return true;
}

/* Bytes of the longest metric that begins before `joint` or there and goes on behind it. */
static size_t longest_over(const qoq_lexicon *lexicon, const char *s, size_t len,
                           size_t joint)
{
    size_t longest = 0;
    for (size_t at = 0; at <= joint; at++) {
        const qoq_term *term = NULL;
        if (((unsigned char)s[at] & 0xC0) == 0x80)
            continue;
        size_t got =
            qoq_lexicon_match_kind(lexicon, s, len, at, QOQ_TERM_METRIC, &term);
        if (at + got > joint && got > longest)
            longest = got;
    }
    return longest;
}

/* Is a metric longer without the bracket? Looked for near it only. */
static bool is_in_the_way(const tokens *list, const qoq_lexicon *lexicon,
                          const bracket *b)
{
    char with[2 * REACH + 2 * MOST_INSIDE], without[2 * REACH + 2 * MOST_INSIDE];
    const char *s = list->folded;
    size_t low = b->from > REACH ? b->from - REACH : 0;
    while (low < b->from && ((unsigned char)s[low] & 0xC0) == 0x80)
        low++;
    size_t high = b->to + REACH < list->folded_len ? b->to + REACH : list->folded_len;
    while (high > b->to && high < list->folded_len &&
           ((unsigned char)s[high] & 0xC0) == 0x80)
        high--;
    size_t before = b->from - low, behind = high - b->to, gap = b->to - b->from;
    if (before + gap + behind > sizeof with)
        return false;
    memcpy(with, s + low, before + gap + behind);
    memcpy(without, s + low, before);
    memcpy(without + before, s + b->to, behind);
    size_t whole = longest_over(lexicon, with, before + gap + behind, before);
    size_t named = whole > gap ? whole - gap : 0;
    return longest_over(lexicon, without, before + behind, before) > named;
}

/* Moves what is kept together. The last item of the map is the end of the text. */
static void take_out(tokens *list, const bracket *cuts, size_t count)
{
    size_t kept = 0, next = 0;
    for (size_t at = 0; at <= list->folded_len; at++) {
        if (next < count && at == cuts[next].from)
            at = cuts[next++].to;
        list->folded[kept] = list->folded[at];
        list->map[kept++] = list->map[at];
    }
    list->folded_len = kept - 1;
}

void tokens_drop_alternatives(tokens *list, const qoq_lexicon *lexicon)
{
    bracket cuts[MOST_CUTS];
    size_t count = 0;
    for (size_t at = 0; at < list->folded_len && count < MOST_CUTS; at++) {
        bracket b;
        if (list->folded[at] != '(' || !find_bracket(list, lexicon, at, &b) ||
            (count > 0 && b.from < cuts[count - 1].to) ||
            !is_in_the_way(list, lexicon, &b))
            continue;
        cuts[count++] = b;
        at = b.to - 1;
    }
    if (count > 0)
        take_out(list, cuts, count);
}

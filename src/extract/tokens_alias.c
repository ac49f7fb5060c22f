/* Short names of companies: what a bracket says (以下简称"天朗微"), what a longer name of the
 * same company begins with, and what the text calls the company when it quotes it (成丰表示,
 * of 成丰食品). */
#include <string.h>

#include "extract/tokens_names.h"

/* ---- said in a bracket ------------------------------------------------------------------ */

static bool is_calling(const token *t)
{
    const qoq_term *term = token_meaning(t, QOQ_TERM_WORD);
    return token_is_word(t, QOQ_WORD_LISTED) && term &&
           strstr(term->text, "称") != NULL;
}

static bool is_name_token(const token *t)
{
    return t->kind == TOKEN_TEXT || t->kind == TOKEN_NAME || t->kind == TOKEN_SEGMENT ||
           (t->kind == TOKEN_WORD && t->word == QOQ_WORD_FILLER);
}

void names_seed_alias(names *list, const tokens *block, size_t i)
{
    size_t from = i + 1, to;
    if (!is_calling(&block->items[i]) || list->seed_count == 0 ||
        list->alias_count == MOST_ALIASES)
        return;
    while (from < block->count && block->items[from].kind == TOKEN_MARK &&
           strchr("\":", block->items[from].mark))
        from++;
    for (to = from; to < block->count && is_name_token(&block->items[to]);)
        to++;
    if (to == from || to == block->count || block->items[to].kind != TOKEN_MARK)
        return;
    const company_seed *owner = &list->seeds[list->seed_count - 1];
    company_alias *alias = &list->aliases[list->alias_count];
    size_t len = block->items[to - 1].end - block->items[from].start;
    if (len < 6 || len > sizeof alias->folded)
        return;
    memcpy(alias->folded, block->folded + block->items[from].start, len);
    alias->len = len;
    memcpy(alias->owner, owner->folded, owner->len);
    alias->owner_len = owner->len;
    list->alias_count++;
}

static bool is_owner(const company_alias *alias, const company_seed *s)
{
    return memmem(alias->owner, alias->owner_len, s->folded, s->len) ||
           memmem(s->folded, s->len, alias->owner, alias->owner_len);
}

/* The company that an alias stands for; NULL = none that is believed. */
const company_seed *names_alias_owner(const company_alias *alias,
                                      const company_seed *companies, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (is_owner(alias, &companies[i]))
            return &companies[i];
    }
    return n == 1 ? &companies[0] : NULL;
}

/* ---- the beginning of a longer name ------------------------------------------------------ */

static bool begins_with(const company_seed *longer, const company_seed *s)
{
    return longer->len > s->len && memcmp(longer->folded, s->folded, s->len) == 0;
}

const company_seed *names_longer(const company_seed *s, const company_seed *companies,
                                 size_t n)
{
    const company_seed *best = s;
    for (size_t i = 0; i < n; i++) {
        if (!s->latin && !companies[i].latin && begins_with(&companies[i], best))
            best = &companies[i];
    }
    return best;
}

/* ---- what the text calls it --------------------------------------------------------------- */

static bool is_clause_start(const qoq_buffer *text, size_t at)
{
    static const char *const marks[] = {"。", "、", "」", "』", "》", "】"};
    if (at == 0 || strchr("\n,;:.!? )\"", text->ptr[at - 1]))
        return true;
    for (size_t i = 0; at >= 3 && i < sizeof marks / sizeof *marks; i++) {
        if (memcmp(text->ptr + at - 3, marks[i], 3) == 0)
            return true;
    }
    return false;
}

static bool says_something(const qoq_lexicon *lexicon, const qoq_buffer *text,
                           size_t at)
{
    for (int words = 0; words < 2; words++) {
        const qoq_term *term = NULL;
        size_t len = qoq_lexicon_match(lexicon, text->ptr, text->len, at, &term);
        bool filler = false;
        for (; len && term; term = term->next) {
            if (term->kind == QOQ_TERM_WORD && term->word == QOQ_WORD_REPORT)
                return true;
            filler = filler || (term->kind == QOQ_TERM_WORD && len <= 6);
        }
        if (!filler)
            return false;
        at += len;
    }
    return false;
}

/* How long the beginning of a name of four letters or more is by which the text goes on to
 * call the company, in bytes; 0 = it does not. */
size_t names_short_form(const names *list, const company_seed *s)
{
    const qoq_buffer *text = &list->text;
    enum { LEAST = 6, SHORT = 2 };
    if (s->latin || s->len < 4 * 3 || s->len % 3 != 0)
        return 0;
    size_t len = LEAST, times = 0, said = 0;
    if (qoq_lexicon_find(list->lexicon, (qoq_slice){s->folded, len}))
        return 0;
    for (const char *found = text->ptr;
         times < 40 && (found = memmem(found, (size_t)(text->ptr + text->len - found),
                                       s->folded, len)) != NULL;
         found += len) {
        size_t at = (size_t)(found - text->ptr);
        bool whole = at + s->len <= text->len && memcmp(found, s->folded, s->len) == 0;
        if (whole || !is_clause_start(text, at))
            continue;
        times++;
        said += says_something(list->lexicon, text, at + len);
    }
    return said >= 1 && times >= SHORT ? len : 0;
}

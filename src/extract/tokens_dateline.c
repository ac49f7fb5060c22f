/* Lines that say where and when a document was published. */
#include "extract/tokens.h"

/* A place has few words: "ASHEVILLE, N.C.", 香港, "Published". */
enum { MOST_BEFORE = 9, MOST_LENGTH = 100 };

/* 截至2025年6月30日, "as at 30 June 2025" are dates of balances. */
static bool begins_as_point(const tokens *list, const qoq_lexicon *lexicon,
                            const token *t)
{
    const qoq_term *term = NULL;
    qoq_lexicon_match_kind(lexicon, list->folded, t->end, t->start, QOQ_TERM_PERIOD,
                           &term);
    while (term && term->kind != QOQ_TERM_PERIOD)
        term = term->next;
    return term && (term->atom == QOQ_PA_UNTIL || term->atom == QOQ_PA_ENDED ||
                    term->atom == QOQ_PA_LAST_WORD);
}

static bool is_full_date(const tokens *list, const qoq_lexicon *lexicon, const token *t)
{
    const qoq_period_phrase *p = &t->phrase;
    return t->kind == TOKEN_PERIOD && p->year && p->month && p->day && !p->months &&
           p->span == QOQ_SPAN_NONE && !begins_as_point(list, lexicon, t);
}

/* What may stand in front of the date: a place, the company, a word such as Date. */
static bool may_lead(const token *t)
{
    return t->kind == TOKEN_TEXT || t->kind == TOKEN_MARK || t->kind == TOKEN_ENTITY ||
           t->kind == TOKEN_SEGMENT || t->kind == TOKEN_NAME ||
           token_meaning(t, QOQ_TERM_UNIT) || token_is_word(t, QOQ_WORD_LISTED) ||
           token_is_word(t, QOQ_WORD_REPORT); /* "Published 28 October 2025" */
}

static bool is_lead(const token *t)
{
    return token_is_mark(t, ',') || token_is_mark(t, ':') || token_is_mark(t, '-');
}

/* Behind the date of a release its text begins: "May 6, 2025 -- Acme today announced". */
static bool ends_dateline(const token *t)
{
    return token_is_mark(t, '-') || token_is_mark(t, '/') || token_is_mark(t, '(') ||
           token_is_mark(t, ')') || token_is_mark(t, '.') || token_is_mark(t, ':') ||
           token_is_mark(t, '|');
}

bool tokens_dateline(const tokens *list, const qoq_lexicon *lexicon,
                     qoq_period_phrase *out)
{
    size_t at = 0, words = 0;
    while (at < list->count && at < MOST_BEFORE && may_lead(&list->items[at]))
        words += list->items[at++].kind != TOKEN_MARK;
    if (at == list->count || list->items[at].end > MOST_LENGTH ||
        !is_full_date(list, lexicon, &list->items[at]))
        return false;
    bool alone = at + 1 == list->count;
    bool led = at > 0 && is_lead(&list->items[at - 1]);
    if (!alone && !(led && words > 0 && ends_dateline(&list->items[at + 1])))
        return false;
    if (words > 1 && !led)
        return false;
    *out = list->items[at].phrase;
    return true;
}

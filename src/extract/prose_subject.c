/* Who and what a sentence talks of: parts, metrics, and lists of both. */
#include <string.h>

#include "extract/prose_private.h"
#include "extract/tokens_names.h"
#include "words/lexicon_fixed.h"

const qoq_term *metric_term(const token *t)
{
    return token_meaning(t, QOQ_TERM_METRIC);
}

static bool reads(const reading *r, size_t i, const char *word)
{
    size_t len = strlen(word);
    return r->t[i].end - r->t[i].start == len &&
           memcmp(r->list->folded + r->t[i].start, word, len) == 0;
}

static qoq_slice original(const reading *r, const token *t)
{
    size_t start = r->list->map[t->start], end = r->list->map[t->end];
    return qoq_slice_trim((qoq_slice){r->text.ptr + start, end - start});
}

static part part_of(const reading *r, size_t i)
{
    const token *t = &r->t[i];
    return (part){token_meaning(t, QOQ_TERM_SEGMENT), original(r, t)};
}

/* The part that the tokens [from, to) name. */
part part_over(const tokens *list, qoq_slice text, size_t from, size_t to)
{
    size_t start = list->map[list->items[from].start];
    size_t end = list->map[list->items[to - 1].end];
    return (part){to == from + 1 ? token_meaning(&list->items[from], QOQ_TERM_SEGMENT)
                                 : NULL,
                  qoq_slice_trim((qoq_slice){text.ptr + start, end - start})};
}

static bool same_part(part a, part b)
{
    if (a.term && b.term)
        return strcmp(a.term->id, b.term->id) == 0;
    return qoq_text_same(a.name, b.name);
}

/* Remembers the order in which parts were named; the newest comes last. */
static void remember(reading *r, part named)
{
    carry *c = &r->p->carry;
    for (size_t i = 0; i < c->recent_count; i++) {
        if (same_part(c->recent[i], named)) {
            memmove(&c->recent[i], &c->recent[i + 1],
                    (c->recent_count - i - 1) * sizeof *c->recent);
            c->recent_count--;
            break;
        }
    }
    if (c->recent_count == MOST_ITEMS) {
        memmove(&c->recent[0], &c->recent[1], (MOST_ITEMS - 1) * sizeof *c->recent);
        c->recent_count--;
    }
    c->recent[c->recent_count++] = named;
}

static item *add_item(reading *r, size_t at)
{
    if (r->item_count == MOST_ITEMS)
        return NULL;
    item *added = &r->items[r->item_count++];
    memset(added, 0, sizeof *added);
    added->at = (uint32_t)at;
    added->in_clause = true;
    return added;
}

static void begin_subject(reading *r)
{
    r->items_fresh = true;
    r->items_used = false;
    r->lost = false;
    r->dead = r->others ? DEAD_OTHERS : ALIVE;
    r->c.foreign = 0;
    r->c.not_reported_before = false;
}

/* The metric that goes on when only a part is named: "网络广告299亿元" after revenue. */
static item stale_metric(const reading *r)
{
    item last = {0};
    if (r->item_count > 0)
        last = r->items[r->item_count - 1];
    return last;
}

/* What a part earns is its operating profit, when the word is only profit or loss. */
static const qoq_term *term_of_part(const reading *r, const qoq_term *term)
{
    if (strlen(term->text) > 7 || strcmp(term->metric->id, "profit_for_period") != 0)
        return term;
    const qoq_term *found =
        qoq_lexicon_find(r->p->lexicon, term->sign < 0 ? QOQ_SLICE("operating loss")
                                                       : QOQ_SLICE("operating profit"));
    while (found && found->kind != QOQ_TERM_METRIC)
        found = found->next;
    return found ? found : term;
}

/* "Operating profit in Farming was", "profits at its Farming arm": the metric stands in
 * front of the part. */
static bool is_metric_of(const reading *r, size_t i, const item *metric)
{
    enum { FARTHEST = 4 };
    static const char *const links[] = {"at", "in", "of", "for", "from"};
    size_t at = i;
    if (!r->items_fresh || r->items_used || r->item_count != 1 || !metric->metric)
        return false;
    while (at > r->from && i - at < FARTHEST &&
           (token_is_word(&r->t[at - 1], QOQ_WORD_FILLER) ||
            token_is_word(&r->t[at - 1], QOQ_WORD_FROM)))
        at--;
    if (at == i || at == r->from || r->t[at - 1].kind != TOKEN_METRIC)
        return false;
    for (size_t k = 0; k < sizeof links / sizeof *links; k++) {
        if (reads(r, at, links[k]))
            return true;
    }
    return false;
}

/* "Display advertising", "retail advertising": the word before makes another part of the one
 * that the lexicon knows. */
static bool is_open_name(const reading *r, size_t i)
{
    const token *before = i > r->from ? &r->t[i - 1] : NULL;
    return before && r->t[i].kind == TOKEN_SEGMENT && !r->t[i].capital &&
           before->kind == TOKEN_TEXT && !before->han &&
           before->end - before->start > 2 && before->end + 1 == r->t[i].start;
}

/* "Tesal Europe", where only Tesal is known: a part of a part. */
static bool goes_on_as_name(const reading *r, size_t i)
{
    const token *next = i + 1 < r->to ? &r->t[i + 1] : NULL;
    return next && r->t[i].kind == TOKEN_NAME && next->kind == TOKEN_TEXT &&
           !next->han && next->capital && r->t[i].end + 1 == next->start &&
           r->list->folded[r->t[i].end] == ' ';
}

/* A part that no single token names. */
void subject_part(reading *r, size_t i, part named)
{
    r->item_count = 0;
    item *added = add_item(r, i);
    added->segment = named;
    added->has_segment = true;
    begin_subject(r);
    remember(r, named);
    r->list_open = false;
}

void subject_segment(reading *r, size_t i)
{
    part named = part_of(r, i);
    item before = stale_metric(r);
    r->strange_part = false;
    /* "客户在转向订阅,软件许可收入因此下降": a clause of its own on a part of the company */
    if (r->others && r->c.start > r->others_at)
        r->others = false;
    bool goes_on = r->list_open && r->items_fresh && !r->items_used;
    if (goes_on_as_name(r, i)) {
        named = part_over(r->list, r->text, i, i + 2);
        r->skip = i + 2;
    }
    if (is_open_name(r, i))
        named = part_over(r->list, r->text, i - 1, i + 1);
    bool of_it = !goes_on && is_metric_of(r, i, &before);
    /* "Tesal sales in the Americas"; but not "..., and sales of oil", which only goes on */
    bool crossed = of_it && before.has_segment && r->t[before.at].kind != TOKEN_METRIC;
    if (!goes_on)
        r->item_count = 0;
    item *added = add_item(r, i);
    if (!added)
        return;
    added->segment = named;
    added->has_segment = true;
    if (of_it) {
        const qoq_term *term = term_of_part(r, before.metric);
        added->metric = term;
        added->definition = term->metric;
        added->basis = before.basis;
        added->foreign = crossed || !term->metric->by_part;
    } else if (!goes_on && before.definition &&
               before.definition->kind == QOQ_METRIC_RATIO) {
        /* A list of margins goes on with margins; anything else with revenue. */
        added->metric = before.metric;
        added->definition = before.definition;
    }
    if (r->in_place)
        added->foreign = true; /* "In Europe, consumer sales were": a part of a part */
    begin_subject(r);
    remember(r, named);
    r->list_open = false;
}

/* 后者, 该分部, the segment: the part named last, or that of the heading; 前者: the one before. */
static void subject_one(reading *r, size_t i, size_t back)
{
    const carry *c = &r->p->carry;
    bool label = back == 1 && c->recent_count == 0 && c->has_label;
    if (back > c->recent_count && !label)
        return;
    if (r->lost) { /* "Basic chemicals sales shrank to $9m, with the segment ..." */
        r->item_count = 0;
        r->strange_part = true;
        return;
    }
    part named = label ? c->label : c->recent[c->recent_count - back];
    item *last = r->item_count == 1 ? &r->items[0] : NULL;
    if (last && last->definition && !last->has_segment && r->items_fresh &&
        !r->items_used && last->definition->by_part) {
        last->segment = named; /* "EBIT of the division" */
        last->has_segment = true;
        return;
    }
    r->item_count = 0;
    item *added = add_item(r, i);
    added->segment = named;
    added->has_segment = true;
    begin_subject(r);
}

void subject_each(reading *r, size_t i)
{
    const qoq_term *term = token_meaning(&r->t[i], QOQ_TERM_WORD);
    carry *c = &r->p->carry;
    if (term && term->value < 0) {
        subject_one(r, i, (size_t)-term->value);
        return;
    }
    size_t want = term && term->value > 0 ? (size_t)term->value : c->recent_count;
    if (want == 0 || want > c->recent_count)
        want = c->recent_count;
    if (want < 2)
        return;
    item before = stale_metric(r);
    r->item_count = 0;
    for (size_t k = c->recent_count - want; k < c->recent_count; k++) {
        item *added = add_item(r, i);
        if (!added)
            return;
        added->segment = c->recent[k];
        added->has_segment = true;
        added->metric = before.metric;
        added->definition = before.definition;
    }
    begin_subject(r);
}

void subject_company(reading *r)
{
    /* 公司, the Group: what follows is about the whole, and in a new sentence about
     * something new. */
    r->whole = true;
    r->strange_part = r->in_place = false;
    if (!r->items_fresh)
        r->item_count = 0;
    for (size_t k = 0; k < r->item_count; k++)
        r->items[k].has_segment = false;
    if (r->item_count > 1)
        r->item_count = 1;
}

/* "operating profit was X, giving a margin of 9.3%": the ratio of the line before. */
void subject_margin(reading *r, size_t i)
{
    const item *last = r->item_count > 0 ? &r->items[r->item_count - 1] : NULL;
    const qoq_metric *ratio = last && last->definition &&
                                      last->definition->can_be_negative &&
                                      last->definition->unit == QOQ_UNIT_MONEY
                                  ? ratio_of(r->p, last->definition->id)
                                  : NULL;
    /* "EBIT was X. Revenue fell to Y. That left the margin at 12.8%" */
    bool left =
        (!ratio || !r->items_fresh) && i > r->from && i + 2 < r->to &&
        r->p->carry.profit.definition && !(last && last->has_segment) &&
        (r->t[i + 1].kind == TOKEN_QUANTITY || r->t[i + 2].kind == TOKEN_QUANTITY);
    if (left) {
        last = &r->p->carry.profit;
        ratio = ratio_of(r->p, last->definition->id);
    }
    if (!ratio || (!r->items_fresh && !left))
        return;
    item kept = *last;
    r->strange_part = false;
    kept.metric = NULL;
    kept.definition = ratio;
    kept.at = (uint32_t)i;
    kept.in_clause = true;
    r->items[0] = kept;
    r->item_count = 1;
    begin_subject(r);
}

static bool is_place(const reading *r, size_t from, size_t to)
{
    size_t start = r->t[from].start;
    qoq_slice name = {r->list->folded + start, r->t[to - 1].end - start};
    for (const qoq_term *m = qoq_lexicon_find(r->p->lexicon, name); m; m = m->next) {
        if (m->kind == QOQ_TERM_WORD && m->word == QOQ_WORD_PLACE)
            return m->value == 0;
    }
    return false;
}

/* "in" or "in the" in front of token i, at the head of a clause. */
static bool begins_with_in(const reading *r, size_t i)
{
    if (i > r->from && reads(r, i - 1, "the"))
        i--;
    if (i == r->from || !reads(r, i - 1, "in"))
        return false;
    return i - 1 == r->from || r->t[i - 2].kind == TOKEN_MARK ||
           token_is_word(&r->t[i - 2], QOQ_WORD_AND) ||
           token_is_word(&r->t[i - 2], QOQ_WORD_CONTRAST);
}

enum { AXIS_REGION = 2 };

/* "In France they fell 1.5%", "in Europe, sales were": the figures of the clause are of a
 * place, when it begins with it. */
size_t subject_place(reading *r, size_t i)
{
    enum { LONGEST = 3 };
    size_t to = i;
    if (!r->t[i].capital || !begins_with_in(r, i))
        return 0;
    while (to < r->to && to < i + LONGEST &&
           (r->t[to].kind == TOKEN_TEXT || r->t[to].kind == TOKEN_NAME))
        to++;
    while (to > i && !is_place(r, i, to))
        to--;
    if (to == i)
        return 0;
    r->in_place = true;
    r->place = part_over(r->list, r->text, i, to);
    item *last = r->item_count == 1 ? &r->items[0] : NULL;
    if (last && r->items_fresh && last->definition && last->definition->by_part &&
        !last->has_segment) {
        last->segment = r->place;
        last->has_segment = true;
        last->axis = 1 + AXIS_REGION;
        last->in_clause = true;
    }
    return to;
}

/* A metric or a part of a clause about a place: sales there, and no part of the company. */
static void set_place(const reading *r, item *it)
{
    if (!r->in_place)
        return;
    if (it->has_segment || !it->definition || !it->definition->by_part) {
        it->foreign = true;
        return;
    }
    it->segment = r->place;
    it->has_segment = true;
    it->axis = 1 + AXIS_REGION;
}

/* "EBIT of the division came to": the metric in front is that of the part named last. */
static bool is_owner_noun(reading *r, size_t i)
{
    const carry *c = &r->p->carry;
    /* "Profits at its regional arm": of one that nothing names */
    if (r->items_fresh && !r->items_used && r->item_count == 1 && r->items[0].metric &&
        !r->items[0].has_segment && r->t[i - 1].kind == TOKEN_TEXT &&
        i < r->items[0].at + 6 && r->items[0].at + 1 < i &&
        (reads(r, r->items[0].at + 1, "at") || reads(r, r->items[0].at + 1, "in") ||
         reads(r, r->items[0].at + 1, "of") || reads(r, r->items[0].at + 1, "from") ||
         reads(r, r->items[0].at + 1, "for"))) {
        r->items[0].foreign = true;
        r->strange_part = true;
        return true;
    }
    if (i < r->from + 3 || !reads(r, i - 1, "the") ||
        !(reads(r, i - 2, "of") || reads(r, i - 2, "at") || reads(r, i - 2, "in")) ||
        r->t[i - 3].kind != TOKEN_METRIC || !r->items_fresh || r->items_used ||
        r->item_count != 1 || r->items[0].has_segment || reads(r, i, "business") ||
        r->list->folded[r->t[i].end - 1] == 's')
        return false;
    if (c->recent_count == 0) {
        r->items[0].foreign = true;
        return true;
    }
    r->items[0].segment = c->recent[c->recent_count - 1];
    r->items[0].has_segment = true;
    return true;
}

/* "The segment posted a profit": the part named last. "The wholesale unit posted...": one
 * that nothing names, and neither the company nor the part before. */
void subject_noun(reading *r, size_t i)
{
    const token *before = i > r->from ? &r->t[i - 1] : NULL;
    if ((unsigned char)r->list->folded[r->t[i].start] >= 0x80 || !before || r->cause)
        return;
    if (is_owner_noun(r, i))
        return;
    if ((r->items_fresh && !r->items_used) || r->bracket > 0)
        return;
    bool the = reads(r, i - 1, "the") || reads(r, i - 1, "that");
    bool business = reads(r, i, "business") || reads(r, i, "businesses");
    if (the && (r->strange_part || (r->item_count > 0 && r->items[0].foreign))) {
        r->item_count = 0; /* "Foo sales fell, with the segment swinging to a loss" */
        r->strange_part = true;
        return;
    }
    if (the && !business && r->t[i].end - r->t[i].start <= 8 &&
        r->list->folded[r->t[i].end - 1] != 's') {
        r->strange_part = r->p->carry.recent_count == 0;
        subject_one(r, i, 1);
        return;
    }
    if (before->kind != TOKEN_TEXT || before->han || i < r->from + 2 ||
        reads(r, i - 2, "our"))
        return;
    r->item_count = 0;
    r->strange_part = true;
}

static uint8_t basis_for(const reading *r, const qoq_term *term, const item *before)
{
    if (term->basis)
        return term->basis;
    if (r->c.basis)
        return r->c.basis;
    if (r->sentence_basis_set)
        return r->sentence_basis;
    /* "non-IFRS operating profit was X, the margin Y": the ratio of the same line. */
    if (before && before->definition && term->metric && r->items_used &&
        term->metric->kind == QOQ_METRIC_RATIO &&
        strcmp(term->metric->parent, before->definition->id) == 0)
        return before->basis;
    return r->p->carry.basis;
}

/* "Revenue in A, B and C was x, y and z": the list stands behind the metric. The parts
 * become the items; the reader meets their tokens again and is told to pass. */
static bool subject_list_behind(reading *r, size_t i, const qoq_term *term)
{
    name_span spans[MOST_ITEMS];
    size_t end = 0;
    size_t n = names_list_behind(r->list, i, spans, MOST_ITEMS, &end);
    if (n < 2 || end > r->to || names_numbers_ahead(r->list, end) != n)
        return false;
    r->item_count = 0;
    for (size_t k = 0; k < n; k++) {
        item *added = add_item(r, i);
        const token *first = &r->t[spans[k].from], *last = &r->t[spans[k].to - 1];
        size_t from = r->list->map[first->start], to = r->list->map[last->end];
        added->segment = (part){
            spans[k].to == spans[k].from + 1 ? token_meaning(first, QOQ_TERM_SEGMENT)
                                             : NULL,
            qoq_slice_trim((qoq_slice){r->text.ptr + from, to - from})};
        added->has_segment = true;
        added->metric = term;
        added->definition = term->metric;
        added->basis = term->basis ? term->basis : r->c.basis;
        remember(r, added->segment);
    }
    begin_subject(r);
    r->pass = end;
    return true;
}

/* Parts that no lexicon knows, named in a list before a list of as many numbers. */
static void subject_list(reading *r, size_t i)
{
    name_span spans[MOST_ITEMS];
    size_t n = names_numbers_ahead(r->list, i);
    if (n < 2 || n > MOST_ITEMS || r->item_count == n ||
        !names_list(r->list, i, n, spans) || spans[0].from < r->from)
        return;
    r->item_count = 0;
    for (size_t k = 0; k < n; k++) {
        item *added = add_item(r, spans[k].from);
        const token *first = &r->t[spans[k].from], *last = &r->t[spans[k].to - 1];
        size_t start = r->list->map[first->start], end = r->list->map[last->end];
        added->segment = (part){
            spans[k].to == spans[k].from + 1 ? token_meaning(first, QOQ_TERM_SEGMENT)
                                             : NULL,
            qoq_slice_trim((qoq_slice){r->text.ptr + start, end - start})};
        added->has_segment = true;
        remember(r, added->segment);
    }
    begin_subject(r);
}

static void set_metric(const reading *r, item *it, const qoq_term *term,
                       const item *before)
{
    it->metric = term;
    it->definition = term->metric;
    it->basis = basis_for(r, term, before);
    if (term->metric->can_be_negative && term->metric->unit == QOQ_UNIT_MONEY &&
        !it->has_segment && ratio_of(r->p, term->metric->id))
        r->p->carry.profit = *it;
}

/* A metric in a sentence that already talks of a part keeps to that part when it is one
 * that parts have ("Studios revenue was X, with operating income of Y"). */
static bool keeps_part(const reading *r, const item *before, const qoq_term *term)
{
    return before->has_segment && r->items_fresh && term->metric->by_part;
}

/* "Crop Nutrition was the star. Its revenue rose 6.9%": of the part that the sentence before
 * was about. */
static bool is_its(const reading *r, size_t i, const item *before, const qoq_term *term)
{
    bool colon = i > r->from + 1 && token_is_mark(&r->t[i - 2], ':');
    if (r->items_fresh || colon || r->whole || !before->has_segment ||
        before->foreign || !term->metric->by_part)
        return false;
    if (i + 1 < r->to && reads(r, i + 1, "there"))
        return true; /* "Sales there were $4 million" */
    return i > r->from && reads(r, i - 1, "its") &&
           (i - 1 == r->from || token_is_mark(&r->t[i - 2], ',') ||
            token_is_mark(&r->t[i - 2], '"') ||
            token_is_word(&r->t[i - 2], QOQ_WORD_AND));
}

/* "same-restaurant sales", "product revenue": a word in small letters that nothing knows
 * makes it the revenue of a part, or of another kind; the company's it is not. */
static bool is_qualified(const reading *r, size_t i, const qoq_term *term)
{
    const token *before = i > r->from ? &r->t[i - 1] : NULL;
    /* "Rendezvous keeps growing: its revenue climbed", of what nothing names */
    if (before && i > r->from + 2 && reads(r, i - 1, "its") &&
        token_is_mark(&r->t[i - 2], ':') && term->metric->by_part && !r->items_fresh &&
        r->t[r->from].kind == TOKEN_TEXT && r->t[r->from].capital &&
        r->t[r->from + 1].kind == TOKEN_WORD)
        return true;
    /* "adjusted net sales": revenue of another kind */
    if (before && token_is_word(before, QOQ_WORD_BASIS) && term->metric->neutral &&
        strcmp(term->metric->id, "revenue") == 0 &&
        r->list->folded[before->start] == 'a')
        return true;
    if (!before || before->kind != TOKEN_TEXT || before->han || before->capital ||
        !term->metric->by_part || before->end - before->start < 3)
        return false;
    const char *end = r->list->folded + before->end;
    return memcmp(end - 2, "ly", 2) != 0 && memcmp(end - 2, "'s", 2) != 0 &&
           before->end < r->t[i].start && before->end + 2 > r->t[i].start;
}

/* "segment profit", "segment revenue": of the part named last. Returns whether the term is
 * of that kind; then `out` is told, or made foreign when no part was named. */
static bool is_of_segment(const reading *r, size_t i, const qoq_term *term, item *out)
{
    const carry *c = &r->p->carry;
    const token *t = &r->t[i];
    static const char word[] = "segment ";
    if (out->has_segment || !term->metric->by_part ||
        t->end - t->start < sizeof word - 1 ||
        memcmp(r->list->folded + t->start, word, sizeof word - 1) != 0)
        return false;
    out->foreign = c->recent_count == 0 && !c->has_label;
    if (!out->foreign) {
        out->segment = c->recent_count ? c->recent[c->recent_count - 1] : c->label;
        out->has_segment = true;
    }
    return true;
}

/* "内地餐厅转为盈利740万元": the same where the part stands in front. */
static const qoq_term *profit_of_part(const reading *r, size_t i, const qoq_term *term)
{
    const item *last = r->item_count == 1 ? &r->items[0] : NULL;
    const token *t = &r->t[i];
    bool open = last && (!last->metric ||
                         strcmp(last->definition->id, "operating_profit") == 0);
    if (!open || !last->has_segment || !r->items_fresh || t->end - t->start > 6)
        return term;
    return term_of_part(r, term);
}

/* "diluted non-IFRS EPS": the noun behind the basis is what "diluted" stands before. */
static bool is_noun_of(const reading *r, size_t i, const qoq_term *term)
{
    if (i < r->from + 2 || r->item_count == 0 || r->items_used || !r->items_fresh ||
        !token_is_word(&r->t[i - 1], QOQ_WORD_BASIS) ||
        r->t[i - 2].kind != TOKEN_METRIC)
        return false;
    const qoq_metric *before = r->items[r->item_count - 1].definition;
    return before && before->unit == QOQ_UNIT_PER_SHARE &&
           term->metric->unit == QOQ_UNIT_PER_SHARE;
}

/* The metric that a word of a list is short for: 销售, of 销售、管理和研发费用. */
static const qoq_term *completed(const reading *r, const token *t, const char *tail,
                                 size_t tail_len)
{
    char text[64];
    size_t len = t->end - t->start;
    if (len + tail_len > sizeof text)
        return NULL;
    memcpy(text, r->list->folded + t->start, len);
    memcpy(text + len, tail, tail_len);
    const qoq_term *term =
        qoq_lexicon_find(r->p->lexicon, (qoq_slice){text, len + tail_len});
    while (term && term->kind != QOQ_TERM_METRIC)
        term = term->next;
    return term;
}

/* "销售、管理、研发和财务费用分别为A、B、C和D", "销售/管理费用率": the noun is said once. */
static bool subject_shortened(reading *r, size_t i, const qoq_term *last)
{
    const token *t = &r->t[i];
    const char *text = r->list->folded + t->start;
    size_t tail = qoq_fixed_word_ends(QOQ_FIXED_shared_noun, text, t->end - t->start);
    const qoq_term *terms[MOST_ITEMS];
    size_t n = 0, k = i;
    if (tail == 0 || tail == t->end - t->start)
        return false;
    while (k > r->c.start + 1 && n + 1 < MOST_ITEMS &&
           (token_is_mark(&r->t[k - 1], '/') || token_is_mark(&r->t[k - 1], '+') ||
            token_is_word(&r->t[k - 1], QOQ_WORD_AND))) {
        const qoq_term *term =
            completed(r, &r->t[k - 2], text + (t->end - t->start) - tail, tail);
        if (!term)
            break;
        terms[n++] = term;
        k -= 2;
    }
    if (n == 0)
        return false;
    r->item_count = 0;
    for (size_t m = 0; m <= n; m++) {
        item *added = add_item(r, i);
        const qoq_term *term = m < n ? terms[n - 1 - m] : last;
        added->metric = term;
        added->definition = term->metric;
        added->basis = basis_for(r, term, NULL);
    }
    begin_subject(r);
    r->list_open = false;
    return true;
}

void subject_metric(reading *r, size_t i)
{
    const qoq_term *term = metric_term(&r->t[i]);
    if (!term || !term->metric)
        return;
    if (is_noun_of(r, i, term)) {
        if (r->c.basis)
            r->items[r->item_count - 1].basis = r->c.basis;
        return;
    }
    if (subject_shortened(r, i, term))
        return;
    if (term->metric->by_part) {
        if (subject_list_behind(r, i, term))
            return;
        subject_list(r, i);
    }
    item before = stale_metric(r);
    /* "自由现金流404亿元,由经营活动现金流净额541亿元减去...": another metric behind 由 is no
     * earlier level of this one. */
    if (r->c.intro == INTRO_FROM && !r->c.has_other && before.definition &&
        before.definition != term->metric)
        r->c.intro = INTRO_NONE;
    term = profit_of_part(r, i, term);
    if (r->c.not_reported_handed &&
        (term->basis || strcmp(term->metric->id, "adjusted_ebitda") == 0))
        r->c.not_reported = r->c.not_reported_before = r->c.not_reported_handed = false;
    size_t open = 0;
    if (r->items_fresh && !r->items_used) {
        for (size_t k = 0; k < r->item_count; k++)
            open += r->items[k].has_segment &&
                    (!r->items[k].metric || r->items[k].at >= r->c.start);
    }
    if (open > 0 && !(r->list_open && before.metric)) {
        for (size_t k = 0; k < r->item_count; k++) {
            if (term->metric->by_part || !r->items[k].has_segment) {
                if (!r->items[k].metric || k + open >= r->item_count)
                    set_metric(r, &r->items[k], term, &before);
            } else {
                r->items[k].has_segment = false;
                set_metric(r, &r->items[k], term, &before);
            }
        }
    } else if (r->list_open && r->items_fresh && !r->items_used && before.metric) {
        item *added = add_item(r, i);
        if (added) {
            set_metric(r, added, term, NULL);
            added->segment = before.segment;
            added->has_segment = before.has_segment && term->metric->by_part;
            added->foreign = is_qualified(r, i, term);
        }
    } else {
        /* "Wholesale revenue was $1.3m and retail revenue $1.1m": of another part */
        bool other = before.definition == term->metric && is_qualified(r, i, term);
        bool keep = keeps_part(r, &before, term) && r->item_count == 1 && !other;
        bool its = r->item_count == 1 && is_its(r, i, &before, term);
        r->item_count = 0;
        item *added = add_item(r, i);
        if (added) {
            set_metric(r, added, term, &before);
            if (r->bracket > 0 && r->bracket_part > 0 && term->metric->by_part) {
                /* "North American Retail (sales up 7.3%)" */
                added->segment = part_of(r, r->bracket_part);
                added->has_segment = true;
            } else if (keep) {
                added->segment = before.segment;
                added->has_segment = true;
            } else if (its) {
                added->segment = before.segment;
                added->has_segment = true;
            } else if (r->p->carry.has_label && term->metric->by_part && !r->whole) {
                added->segment = r->p->carry.label;
                added->has_segment = true;
            }
            if (!is_of_segment(r, i, term, added))
                added->foreign = !added->has_segment &&
                                 (is_qualified(r, i, term) || r->strange_part);
            set_place(r, added);
        }
    }
    begin_subject(r);
    r->list_open = false;
}

const qoq_metric *ratio_of(const prose *p, const char *metric_id)
{
    const qoq_metric *metrics = NULL;
    size_t n = qoq_lexicon_metrics(p->lexicon, &metrics);
    for (size_t i = 0; i < n; i++) {
        if (metrics[i].kind == QOQ_METRIC_RATIO &&
            strcmp(metrics[i].parent, metric_id) == 0 &&
            metrics[i].unit == QOQ_UNIT_PERCENT)
            return &metrics[i];
    }
    return NULL;
}

bool counts_as_text(const reading *r, size_t i)
{
    const token *t = &r->t[i];
    if (t->kind != TOKEN_TEXT)
        return false;
    return t->han || t->end - t->start > 1;
}

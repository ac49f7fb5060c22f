/* Which candidates are believed to be names, and what is taught of them. */
#include <stdlib.h>
#include <string.h>

#include "extract/tokens_names.h"

#define MOST_BELIEVED 300

void names_clear(names *list)
{
    free(list->items);
    qoq_names_free(list->index);
    qoq_buffer_clear(&list->text);
    free(list->origin);
    memset(list, 0, sizeof *list);
}

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
static bool is_company(const candidate *x, bool nobody)
{
    if (nobody && x->achieves > 0 && x->strong + x->weak == 0)
        return true; /* 某某2024年第三季度实现收入, and no company is named elsewhere */
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

static qoq_slice original_of(const company_seed *s, const char *document)
{
    return qoq_slice_trim((qoq_slice){document + s->origin, s->origin_end - s->origin});
}

/* The short names of the companies that are believed. */
static void teach_short_names(taught_names *out, const names *list,
                              const company_seed *companies, size_t n,
                              const char *document)
{
    for (size_t i = 0; i < list->alias_count; i++) {
        const company_alias *alias = &list->aliases[i];
        const company_seed *owner = names_alias_owner(alias, companies, n);
        if (owner)
            teach(out, alias->folded, alias->len, original_of(owner, document), true);
    }
    for (size_t i = 0; i < n && i < MOST_ALIASES; i++) {
        size_t len = names_short_form(list, &companies[i]);
        if (len > 0)
            teach(out, companies[i].folded, len, original_of(&companies[i], document),
                  true);
    }
}

qoq_status names_believed(names *list, const qoq_lexicon *lexicon, const char *document,
                          taught_names *out, qoq_error *err)
{
    company_seed *companies = NULL;
    size_t n = names_companies(list, lexicon, document, &companies);
    memset(out, 0, sizeof *out);
    out->items = calloc(2 * n + 2 * MOST_BELIEVED + MOST_WAITING + 2 * MOST_ALIASES,
                        sizeof *out->items);
    if (!out->items)
        return qoq_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        const company_seed *s = &companies[i];
        const candidate *part = named(list, s);
        qoq_slice original = original_of(names_longer(s, companies, n), document);
        bool is_part_too =
            part && !s->sure && (s->plain ? part->strong + part->weak : part->strong);
        if (!is_part_too || s->backward)
            teach_company(out, s->folded, s->len, original);
    }
    teach_short_names(out, list, companies, n, document);
    for (size_t i = 0; i < list->count && out->count < MOST_BELIEVED; i++) {
        const candidate *x = &list->items[i];
        if (is_company(x, n == 0 && list->full_count == 0))
            teach_company(out, x->folded, x->len, x->original);
        else if (is_part(list, x))
            teach_part(out, x);
    }
    teach_waiting(out, list);
    recognise(out, lexicon);
    qsort(out->items, out->count, sizeof *out->items, longer_first);
    return QOQ_OK;
}

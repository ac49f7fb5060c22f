/* What the words behind a number make of it: the metric or the part that stands there, a
 * second amount in a bracket. */
#include <string.h>

#include "extract/prose_number.h"

/* The token that the bracket around number i opens with when nothing stands in it but
 * the number and perhaps "prior year:"; 0 = it is no such bracket. */
static size_t bracket_of(const reading *r, size_t i)
{
    size_t k = i;
    if (i + 1 >= r->to || !token_is_mark(&r->t[i + 1], ')'))
        return 0;
    while (k > r->from &&
           (token_is_mark(&r->t[k - 1], ':') || token_is_year(&r->t[k - 1]) ||
            token_is_word(&r->t[k - 1], QOQ_WORD_YEAR_AGO) ||
            (r->t[k - 1].kind == TOKEN_PERIOD && r->t[k - 1].phrase.has_offset &&
             r->t[k - 1].phrase.year_offset == -1)))
        k--;
    return k > r->from + 1 && token_is_mark(&r->t[k - 1], '(') ? k - 1 : 0;
}

/* "Net sales were SEK 1,284 million (1,351)", "a margin of 11.5 percent (prior year:
 * 10.3)": the bare number is the same of the year before, in the same unit. */
bool year_before(reading *r, size_t i)
{
    const token *t = &r->t[i];
    size_t open = t->quantity.parentheses ? i : bracket_of(r, i);
    if (open == 0 || r->list->folded[r->t[open].start] == '[' || !r->stated ||
        r->last.token + 1 != open || r->last.target.kind != WHEN_CURRENT ||
        t->quantity.scaled ||
        (t->quantity.unit.kind != QOQ_UNIT_NONE &&
         t->quantity.unit.kind != r->last.quantity->unit.kind))
        return false;
    const qoq_quantity *before = r->last.quantity;
    int power =
        token_printed_decimals(r->list, &r->t[r->last.token]) - before->number.decimals;
    if (is_percent(before))
        power = 0;
    r->own = *before;
    r->own.parentheses = false;
    if (qoq_number_scale(&r->own.number, t->quantity.number, power, NULL) != QOQ_OK)
        return false;
    r->own.number.value = qoq_decimal_absolute(r->own.number.value);
    double ratio = qoq_decimal_double(r->own.number.value) /
                   qoq_decimal_double(before->number.value);
    if (!(ratio > 0.05 && ratio < 20))
        return false;
    binding b = r->last;
    b.quantity = &r->own;
    b.token = i;
    b.number_at = original_at(r, t->number_at);
    b.quote_end = original_at(r, t->end);
    b.target = (when){.kind = WHEN_YEAR_AGO};
    for (size_t k = open; k < i; k++) {
        if (token_is_year(&r->t[k]))
            b.target = when_year(&r->t[k]);
    }
    r->stated = false;
    r->p->counts.bindings++;
    r->p->bind(r->p->data, &b);
    return true;
}

/* "$88 million of operating cash", "a 31% gross margin", "$0.31 per diluted share": the
 * metric stands behind. It wins over a subject that is not of this clause or does not
 * fit. */
bool metric_behind(const reading *r, size_t i, const right *after, item *out)
{
    const qoq_quantity *q = &r->t[i].quantity;
    if (!after->metric || !after->metric->metric ||
        (after->share_of && q->unit.kind != QOQ_UNIT_MONEY && !q->currency_open))
        return false;
    if (!fits(q, after->metric->metric))
        return false;
    bool has = r->item_count > 0 && r->items[0].in_clause && r->dead == ALIVE &&
               !r->items_used && fits(q, r->items[0].definition);
    if (has && after->metric->metric->unit != QOQ_UNIT_PER_SHARE)
        return false;
    /* "29% more than the $33m earned in the same months of 2020" */
    if (r->c.intro == INTRO_FROM && r->c.has_number && r->item_count > 0 &&
        r->dead == ALIVE && fits(q, r->items[0].definition))
        return false;
    memset(out, 0, sizeof *out);
    out->metric = after->metric;
    out->definition = after->metric->metric;
    out->basis =
        after->metric->basis ? after->metric->basis
        : after->basis       ? after->basis
        : r->c.basis         ? r->c.basis
        : r->item_count > 0 && after->metric->metric->unit == QOQ_UNIT_PER_SHARE
            ? r->items[0].basis
            : r->p->carry.basis;
    out->at = (uint32_t)i;
    out->in_clause = true;
    /* "云业务贡献了3.28亿元收入": the part stood in front */
    const item *first = &r->items[0];
    if (r->item_count == 1 && first->has_segment &&
        (!first->definition || after->share_of) && r->items_fresh &&
        out->definition->by_part) {
        out->segment = first->segment;
        out->has_segment = true;
    }
    return true;
}

/* Conversions: "RMB192.9 billion (USD27.1 billion)". Another currency in a bracket behind
 * an amount, or any amount behind 约合. */
bool is_conversion(const reading *r, size_t i)
{
    const qoq_quantity *q = &r->t[i].quantity;
    if (r->bracket == 0 || !r->last_money || q->unit.kind != QOQ_UNIT_MONEY)
        return false;
    return r->last_money->unit.kind == QOQ_UNIT_MONEY
               ? !qoq_unit_equal(q->unit, r->last_money->unit)
               : r->last_money->currency_open && i > 0;
}

/* "非国际财务报告准则下为573.13亿元,同比增长53%": a basis said anew for the same metric. */
void renew_basis(reading *r)
{
    for (size_t k = 0; r->c.basis && k < r->item_count; k++) {
        if (!r->items[k].in_clause)
            r->items[k].basis = r->c.basis;
    }
}

static bool says(qoq_slice text, const char *word)
{
    return memmem(text.ptr, text.len, word, strlen(word)) != NULL;
}

/* "$0.31 per diluted share": the unit itself is the metric. */
bool per_share(const reading *r, size_t i, const item *it, item *out)
{
    const token *t = &r->t[i];
    if (t->quantity.unit.kind != QOQ_UNIT_PER_SHARE ||
        (it && it->definition && it->definition->unit == QOQ_UNIT_PER_SHARE))
        return false;
    /* a price per share is nobody's profit */
    if (!r->per_share.definition &&
        !(it && it->definition && it->definition->can_be_negative))
        return false;
    qoq_slice shown = {r->list->folded + t->start, t->end - t->start};
    /* A loss is diluted by no further share: alone it is the basic one. */
    bool loss = it && ((it->metric && it->metric->sign < 0) || r->c.loss ||
                       qoq_decimal_sign(t->quantity.number.value) < 0 ||
                       t->quantity.parentheses);
    bool basic = says(shown, "basic") || (loss && !says(shown, "diluted"));
    memset(out, 0, sizeof *out);
    out->definition = qoq_lexicon_metric(
        r->p->lexicon, basic ? QOQ_SLICE("eps_basic") : QOQ_SLICE("eps_diluted"));
    out->metric = it ? it->metric : NULL; /* a loss stays one */
    out->basis = it ? it->basis : r->p->carry.basis;
    out->at = (uint32_t)i;
    out->in_clause = true;
    return out->definition != NULL;
}

/* "reported a 2% fall in quarterly revenue" */
bool growth_of_metric(const reading *r, size_t i, const right *after, item *out)
{
    const qoq_term *term =
        after->growth_of ? metric_term(&r->t[after->growth_of]) : NULL;
    if (!term || !term->metric ||
        (term->metric->unit != QOQ_UNIT_MONEY &&
         term->metric->unit != QOQ_UNIT_PER_SHARE) ||
        !is_percent(&r->t[i].quantity) || r->dead == DEAD_NOISE)
        return false;
    memset(out, 0, sizeof *out);
    out->metric = term;
    out->definition = term->metric;
    out->basis = term->basis  ? term->basis
                 : r->c.basis ? r->c.basis
                              : r->p->carry.basis;
    out->at = (uint32_t)i;
    out->in_clause = true;
    return true;
}

/* "operating profit of $72 million, a 17.4% margin": the ratio of the line before. */
bool margin_behind(const reading *r, size_t i, const item *it, item *out)
{
    if (!is_percent(&r->t[i].quantity) || i + 1 >= r->to || !r->items_fresh ||
        !token_is_word(&r->t[i + 1], QOQ_WORD_MARGIN) || !it || !it->definition ||
        !it->definition->can_be_negative || it->definition->unit != QOQ_UNIT_MONEY)
        return false;
    const qoq_metric *ratio = ratio_of(r->p, it->definition->id);
    if (!ratio)
        return false;
    *out = *it;
    out->metric = NULL;
    out->definition = ratio;
    return true;
}

/* "$0.52 per share, basic and diluted": returns the token behind that; 0 = nothing such. */
size_t names_both(const reading *r, size_t i, const qoq_metric *first)
{
    const qoq_term *basic, *diluted;
    if (strcmp(first->id, "eps_basic") != 0 || i + 4 >= r->to ||
        !token_is_mark(&r->t[i + 1], ',') || r->t[i + 2].kind != TOKEN_METRIC ||
        !token_is_word(&r->t[i + 3], QOQ_WORD_AND) || r->t[i + 4].kind != TOKEN_METRIC)
        return 0;
    basic = metric_term(&r->t[i + 2]);
    diluted = metric_term(&r->t[i + 4]);
    return basic && diluted && strcmp(basic->id, "eps_basic") == 0 &&
                   strcmp(diluted->id, "eps_diluted") == 0
               ? i + 5
               : 0;
}

bool part_behind(const reading *r, size_t i, const right *after, const item *it,
                 item *out)
{
    if (after->segment && after->owner && (!it || !it->in_clause)) {
        memset(out, 0, sizeof *out);
        out->definition = qoq_lexicon_metric(r->p->lexicon, QOQ_SLICE("revenue"));
        out->segment = part_over(r->list, r->text, after->segment, after->segment + 1);
        out->has_segment = out->in_clause = true;
        out->at = (uint32_t)i;
        return true;
    }
    if (!after->segment || after->owner || !it || (it->has_segment && !after->source))
        return false;
    /* 其余1.43亿元来自儿童美术: of the revenue that is being divided, never of a profit */
    if (after->source && it->definition &&
        (strcmp(it->definition->id, "revenue") != 0 || is_percent(&r->t[i].quantity)))
        return false;
    *out = *it;
    out->segment = part_over(r->list, r->text, after->segment, after->segment + 1);
    out->has_segment = true;
    return true;
}

/* "ended the year with 41.7 million subscribers": what is counted is the metric. */
bool counted(const reading *r, size_t i, const item *it, item *out)
{
    const qoq_quantity *q = &r->t[i].quantity;
    if (q->unit.kind != QOQ_UNIT_COUNT || strcmp(q->unit.id, "subscribers") != 0 ||
        !q->scaled || (it && it->in_clause && fits(q, it->definition)))
        return false;
    memset(out, 0, sizeof *out);
    out->definition = qoq_lexicon_metric(r->p->lexicon, QOQ_SLICE("subscribers"));
    out->at = (uint32_t)i;
    out->in_clause = true;
    return out->definition != NULL;
}

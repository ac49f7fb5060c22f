/* Where names stand in a block: candidates for companies and parts. */
#include <string.h>

#include "extract/tokens_collect.h"

/* More candidates than this are noise: the text is no earnings document. Fewer names are
 * believed than looked at, because every position of the text is compared with those. */
#define MOST_CANDIDATES 4000
#define MOST_BELIEVED   300
#define MOST_LISTED     12

/* 'Segment' of "Segment cost of services" calls no part by its name. */
static bool is_noun_only(const collector *c, span s)
{
    size_t k = s.from;
    while (k < s.to && token_is_word(&c->t[k], QOQ_WORD_SEGMENT_NOUN))
        k++;
    return k == s.to;
}

static candidate *add(collector *c, span s)
{
    if (is_noun_only(c, s))
        return NULL;
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

/* "sales at China's biggest internet company": whose it is, in front of a noun. */
static bool is_owners_name(const collector *c, span s)
{
    const token *last = &c->t[s.to - 1];
    if (last->end - last->start < 3 ||
        memcmp(c->block->folded + last->end - 2, "'s", 2) != 0)
        return false;
    for (size_t k = s.to; k < c->n && k < s.to + 5; k++) {
        const token *t = &c->t[k];
        if (t->kind == TOKEN_TEXT || token_is_word(t, QOQ_WORD_COMPANY) ||
            token_is_word(t, QOQ_WORD_SEGMENT_NOUN))
            return true;
        if (t->kind != TOKEN_WORD || token_is_word(t, QOQ_WORD_UP) ||
            token_is_word(t, QOQ_WORD_DOWN) || token_is_word(t, QOQ_WORD_UP_TO))
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
    if (!latin_after(c, k + 1, &s) || is_owners_name(c, s))
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
            token_is_word(&c->t[k - 1], QOQ_WORD_SHARE) ||
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
        k = name_before_aside(c, k) < k ? name_before_aside(c, k) : k - 1;
    else
        k = before_verb(c, i);
    if (k < i && !comma && name_before_aside(c, k) < k) {
        /* "Logistics, which we bought, posted revenue of": as a company may, so only
         * beside other parts */
        k = name_before_aside(c, k);
        candidate *found = latin_before(c, k, &s) && s.to == k ? add(c, s) : NULL;
        if (found)
            found->led++;
        return;
    }
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

/* "Roofing had an excellent half, with revenue rising 7% to £313m": a part, if other parts
 * are named beside it. */
static void collect_led(collector *c, size_t i)
{
    span s;
    candidate *found = money_follows(c, i) && name_led_by(c, i, &s) ? add(c, s) : NULL;
    if (found)
        found->led++;
}

/* "slipped 7% to 2.26 billion", where the currency was said before. */
static bool rises_to(const collector *c, size_t i)
{
    return i + 3 < c->n && c->t[i + 1].kind == TOKEN_QUANTITY &&
           c->t[i + 1].quantity.unit.kind == QOQ_UNIT_PERCENT &&
           token_is_word(&c->t[i + 2], QOQ_WORD_TO) &&
           c->t[i + 3].kind == TOKEN_QUANTITY && c->t[i + 3].quantity.scaled &&
           c->t[i + 3].quantity.unit.kind == QOQ_UNIT_NONE;
}

/* Values of fillers. */
enum { FORECASTERS = 17 };

static bool is_word_for(const collector *c, size_t i)
{
    const token *t = &c->t[i];
    return t->end - t->start == 3 && memcmp(c->block->folded + t->start, "for", 3) == 0;
}

static bool forecasts(const token *t)
{
    const qoq_term *term = token_meaning(t, QOQ_TERM_WORD);
    return token_is_word(t, QOQ_WORD_FILLER) && term && term->value == FORECASTERS;
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
    if (money && i > 0 && is_word_for(c, i - 1))
        return; /* "the acquisition of Foo for £48m" */
    bool listed = money && c->listing && name_announced(c, i, &s);
    if (money && !listed)
        i = before_verb(c, i); /* "Routing at $178m", "Services brought in $93m" */
    if (verb && (money_follows(c, i) || rises_to(c, i)) && name_before_aside(c, i) < i)
        i = name_before_aside(c, i); /* "Tissue, which is up for sale, slipped" */
    else if (verb && !money_follows(c, i))
        return;
    if (!listed && (i == 0 || !is_latin_word(c, i - 1) || !latin_before(c, i, &s)))
        return;
    if (token_is_word(&c->t[s.to - 1], QOQ_WORD_NOISE))
        return; /* "Declares Special Dividend of £340M" */
    if (s.from > 1 && forecasts(&c->t[s.from - 2]))
        return; /* "Analysts at Foo Capital cut" */
    if (!listed && names_numbers_ahead(c->block, s.to - 1) > 1)
        return; /* the last of a list */
    candidate *found = add(c, s);
    if (found) {
        found->weak++;
        found->numbers++;
    }
}

/* "Crop Nutrition was the star. Its revenue rose 6.9% to $243 million": of the name that the
 * sentence before begins with, or the one that the colon ends. */
static void collect_owner(collector *c, size_t i)
{
    enum { LONGEST = 24 };
    span s;
    if (i < 4 || !parts_metric(&c->t[i]) || c->t[i - 1].end - c->t[i - 1].start != 3 ||
        memcmp(c->block->folded + c->t[i - 1].start, "its", 3) != 0 ||
        !(token_is_mark(&c->t[i - 2], '.') || token_is_mark(&c->t[i - 2], ':')) ||
        !money_follows(c, i))
        return;
    size_t from = i - 2;
    while (from > 0 && i - from < LONGEST && !token_is_mark(&c->t[from - 1], '.'))
        from--;
    if (token_is_word(&c->t[from], QOQ_WORD_FILLER) &&
        c->t[from].end - c->t[from].start == 3)
        from++; /* "The Handling segment ..." */
    if (i - from >= LONGEST || !is_latin_word(c, from) || !latin_after(c, from, &s) ||
        s.from != from || s.to + 2 >= i || c->t[s.to].kind != TOKEN_WORD)
        return;
    candidate *found = add(c, s);
    if (found)
        found->numbers++;
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

/* "generated sales of $102 million": a verb, and a figure that parts have. */
static bool has_figure(const collector *c, size_t verb)
{
    for (size_t k = verb + 1; k < c->n && k < verb + 3; k++) {
        if (parts_metric(&c->t[k]))
            return c->t[verb].kind == TOKEN_WORD && money_follows(c, k);
    }
    return false;
}

/* "Embers, our flagship app, contributed $296 million": a thing of the company's, when token
 * k is the comma behind it and an amount follows. */
static bool is_ours(const collector *c, size_t i, size_t k)
{
    const token *t = &c->t[i];
    const char *s = c->block->folded + t->start;
    return t->end - t->start == 3 &&
           (memcmp(s, "our", 3) == 0 || memcmp(s, "its", 3) == 0) && k + 1 < c->n &&
           token_is_mark(&c->t[k + 1], ',') &&
           (money_follows(c, k + 1) || has_figure(c, k + 2));
}

/* "Boat Engines, our largest business area, reported": a remark says that it is a part. */
static void collect_described(collector *c, size_t i)
{
    span s;
    if (i + 1 < c->n && c->t[i].kind == TOKEN_WORD && c->t[i].end - c->t[i].start <= 3)
        i++; /* "At Associated Pumps, our ..." */
    if (!is_latin_word(c, i) || !latin_after(c, i, &s) || s.from != i || s.to >= c->n ||
        !token_is_mark(&c->t[s.to], ','))
        return;
    for (size_t k = s.to + 1; k < c->n && k < s.to + 7; k++) {
        const token *t = &c->t[k];
        if (t->kind == TOKEN_QUANTITY || t->kind == TOKEN_MARK ||
            t->kind == TOKEN_METRIC)
            return;
        if (!token_is_word(t, QOQ_WORD_SEGMENT_NOUN) && !is_ours(c, s.to + 1, k))
            continue;
        candidate *found = c->t[i].kind == TOKEN_SEGMENT ? NULL : add(c, s);
        if (found)
            found->strong++;
        return;
    }
}

static void count_label(names *list, candidate *found)
{
    list->label_count += found->labels == 0;
    found->labels++;
}

/* "冷链配送" by itself, and below it "收益为4.6亿元": the part's name is its heading. */
static void collect_heading(collector *c)
{
    names *list = c->list;
    span s;
    size_t above = list->heading;
    list->heading = 0;
    if (above > 0 && names_opens_with_revenue(c->block))
        count_label(list, &list->items[above - 1]);
    if (c->place != PLACE_HEADING || !names_heading(c->block, &s))
        return;
    candidate *found = add(c, s);
    if (found)
        list->heading = (size_t)(found - list->items) + 1;
}

static void collect_label(collector *c)
{
    span s;
    candidate *found = names_label(c->block, &s) ? add(c, s) : NULL;
    if (found)
        count_label(c->list, found);
    else if (names_label_beside(c->block, &s) && (found = add(c, s)) != NULL)
        found->members++;
}

static void collect_label_inside(collector *c, size_t i)
{
    span s;
    if (names_counted(c->block, i, &s) || names_contributor(c->block, i, &s)) {
        candidate *part = add(c, s);
        if (part)
            part->members++;
        return;
    }
    candidate *found = names_label_inside(c->block, i, &s) ? add(c, s) : NULL;
    if (found)
        found->members++;
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
        bool dated = i == first_token(c) && to + 1 < c->n && touches(c, to - 1) &&
                     c->t[to].kind == TOKEN_PERIOD && c->t[to].phrase.year;
        found->direct += dated && c->t[to + 1].kind == TOKEN_METRIC;
        found->achieves += dated && to + 2 < c->n &&
                           token_is_word(&c->t[to + 1], QOQ_WORD_FILLER) &&
                           c->t[to + 2].kind == TOKEN_METRIC;
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
    if (with < 1)
        return;
    for (size_t k = 0; k < c->list->count; k++) {
        candidate *x = &c->list->items[k];
        bool beside = x->block + 1 >= c->index;
        if (beside && ((x->numbers > 0 && with > 1) || x->led > 0))
            x->sibling = true;
    }
}

qoq_status names_collect(names *list, const tokens *block, qoq_slice text, size_t index,
                         name_place place, qoq_error *err)
{
    collector c = {list,  block, block->items, block->count, text,
                   index, place, err,          false};
    collect_heading(&c);
    collect_label(&c);
    for (size_t i = 0; i < c.n; i++) {
        const token *t = &c.t[i];
        c.listing = c.listing || token_is_word(t, QOQ_WORD_PART);
        collect_unmarked(&c, i);
        collect_label_inside(&c, i);
        if (parts_metric(t)) {
            collect_speaking(&c, i);
            collect_anchor(&c, i, false);
            collect_behind(&c, i);
            collect_owner(&c, i);
            collect_led(&c, i);
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

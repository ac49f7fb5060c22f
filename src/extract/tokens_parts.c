/* Parts of a company that no noun marks: labels in front of a paragraph, members of a list,
 * what an amount comes from, and English names in small letters. */
#include <string.h>

#include "extract/tokens_names.h"
#include "words/lexicon_fixed.h"

/* Values of fillers. */
enum { NAME_ENDS = 12 };

static bool is_latin(const tokens *block, size_t i)
{
    return i < block->count &&
           (unsigned char)block->folded[block->items[i].start] < 0x80;
}

static bool touches(const tokens *block, size_t left)
{
    return block->items[left].end == block->items[left + 1].start;
}

static bool is_named(const token *t)
{
    return t->kind == TOKEN_TEXT || t->kind == TOKEN_SEGMENT || t->kind == TOKEN_NAME;
}

static bool parts_have(const token *t)
{
    const qoq_term *term = token_meaning(t, QOQ_TERM_METRIC);
    return t->kind == TOKEN_METRIC && term && term->metric->by_part;
}

static bool is_revenue(const token *t)
{
    return parts_have(t) &&
           strcmp(token_meaning(t, QOQ_TERM_METRIC)->metric->id, "revenue") == 0;
}

static bool is_money(const token *t)
{
    return t->kind == TOKEN_QUANTITY &&
           (t->quantity.unit.kind == QOQ_UNIT_MONEY || t->quantity.currency_open);
}

static bool is_percent(const token *t)
{
    return t->kind == TOKEN_QUANTITY && t->quantity.unit.kind == QOQ_UNIT_PERCENT;
}

/* ---- labels -------------------------------------------------------------------------- */

/* "1、", "(2)", "3) ", "* ": the number of a paragraph. Returns the token behind. */
static size_t skip_number(const tokens *block)
{
    size_t i = 0;
    while (i < block->count && block->items[i].kind == TOKEN_MARK &&
           strchr("*-(", block->items[i].mark))
        i++;
    if (i + 1 >= block->count || block->items[i].kind != TOKEN_QUANTITY ||
        !block->items[i].quantity.plain)
        return i;
    const token *behind = &block->items[i + 1];
    bool ends = behind->kind == TOKEN_MARK || token_is_word(behind, QOQ_WORD_AND);
    return ends ? i + 2 : i;
}

/* A word that may stand in a label: unknown text; in English a capital or "and". */
static bool in_label(const tokens *block, size_t i, bool latin)
{
    const token *t = &block->items[i];
    if (!latin)
        return is_named(t) || token_is_word(t, QOQ_WORD_AND);
    if (!is_latin(block, i))
        return false;
    return is_named(t) || token_is_word(t, QOQ_WORD_AND) || token_is_mark(t, '&') ||
           (t->kind == TOKEN_WORD && t->word == QOQ_WORD_FILLER && t->capital);
}

/* A word of one Chinese character that is glued to a run of unknown text begins its name. */
static bool is_first_letter(const tokens *block, size_t i)
{
    const token *t = &block->items[i];
    /* 减 of 减震器, 减速 of 减速器 */
    bool turns = token_is_word(t, QOQ_WORD_CHANGE) && t->end - t->start == 6;
    return t->kind == TOKEN_WORD && (t->end - t->start == 3 || turns) &&
           !is_latin(block, i) && i + 1 < block->count && touches(block, i) &&
           block->items[i + 1].kind == TOKEN_TEXT;
}

/* The label that begins at a token; *behind is what stands behind its mark. */
static bool label_run(const tokens *block, size_t from, name_span *out, size_t *behind)
{
    size_t to = from;
    bool latin = is_latin(block, from);
    if (from + 1 < block->count && is_first_letter(block, from))
        to++; /* 减速器 */
    else if (from >= block->count || !is_named(&block->items[from]) ||
             (latin && !block->items[from].capital))
        return false;
    while (to < block->count && to < from + 6 && in_label(block, to, latin))
        to++;
    size_t k = to;
    while (k < block->count && token_is_word(&block->items[k], QOQ_WORD_SEGMENT_NOUN))
        k++;
    if (k >= block->count || block->items[to - 1].kind == TOKEN_WORD ||
        !(token_is_mark(&block->items[k], ':') || token_is_mark(&block->items[k], '.')))
        return false;
    size_t len = block->items[to - 1].end - block->items[from].start;
    for (k++; k < block->count && token_is_word(&block->items[k], QOQ_WORD_FILLER);)
        k++;
    *out = (name_span){from, to};
    *behind = k;
    return len >= 4 && len <= 48;
}

/* "Margins. Gross profit was..." labels a topic; only parts begin with revenue. */
static bool label_at(const tokens *block, size_t from, name_span *out)
{
    size_t k = 0;
    return label_run(block, from, out, &k) && k < block->count &&
           is_revenue(&block->items[k]);
}

bool names_label(const tokens *block, name_span *out)
{
    return label_at(block, skip_number(block), out);
}

/* "...；减速器：实现收入...": in a list that goes on behind a semicolon, in Chinese. */
bool names_label_inside(const tokens *block, size_t i, name_span *out)
{
    return (token_is_mark(&block->items[i], ';') ||
            token_is_mark(&block->items[i], '.')) &&
           i + 2 < block->count && !is_latin(block, i + 1) &&
           label_at(block, i + 1, out) && token_is_mark(&block->items[out->to], ':');
}

bool names_heading(const tokens *block, name_span *out)
{
    size_t from = skip_number(block), to = from;
    bool latin = is_latin(block, from);
    if (from >= block->count || !is_named(&block->items[from]) ||
        (latin && !block->items[from].capital))
        return false;
    while (to < block->count && to < from + 6 && in_label(block, to, latin))
        to++;
    *out = (name_span){from, to};
    while (to < block->count && token_is_word(&block->items[to], QOQ_WORD_SEGMENT_NOUN))
        to++;
    size_t len = block->items[out->to - 1].end - block->items[from].start;
    return to == block->count && block->items[out->to - 1].kind != TOKEN_WORD &&
           len >= 4 && len <= 48;
}

/* "此分部之收益", "Second-quarter revenue" */
bool names_opens_with_revenue(const tokens *block)
{
    for (size_t i = 0; i < block->count && i < 5; i++) {
        const token *t = &block->items[i];
        if (is_revenue(t))
            return true;
        bool short_text = t->kind == TOKEN_TEXT && t->end - t->start <= 4;
        if (!short_text && t->kind != TOKEN_PERIOD &&
            !token_is_word(t, QOQ_WORD_FILLER) && !token_is_word(t, QOQ_WORD_EACH) &&
            !token_is_word(t, QOQ_WORD_SEGMENT_NOUN))
            return false;
    }
    return false;
}

enum { MOST_BESIDE = 120 }; /* tokens */

static bool is_fixed(const tokens *block, size_t i, qoq_fixed_word class)
{
    const token *t = &block->items[i];
    return t->kind == TOKEN_WORD &&
           qoq_fixed_word_is(class, block->folded + t->start, t->end - t->start);
}

/* "一是在线营销，收入58.3亿元；二是云与企业服务，收入29.7亿元": token i counts them. */
bool names_counted(const tokens *block, size_t i, name_span *out)
{
    size_t to = i + 1;
    if (!is_fixed(block, i, QOQ_FIXED_ordinal))
        return false;
    while (to < block->count && to < i + 6 && in_label(block, to, false))
        to++;
    *out = (name_span){i + 1, to};
    return to > i + 1 && to + 1 < block->count &&
           block->items[to - 1].kind != TOKEN_WORD &&
           token_is_mark(&block->items[to], ',') && is_revenue(&block->items[to + 1]);
}

/* 图像传感器贡献收入28.9亿元: in front of the verb at token i. */
bool names_contributor(const tokens *block, size_t i, name_span *out)
{
    size_t from = i, k = i + 1;
    if (!is_fixed(block, i, QOQ_FIXED_contributes) || i == 0)
        return false;
    while (from > 0 && block->items[from - 1].kind == TOKEN_TEXT &&
           touches(block, from - 1))
        from--;
    *out = (name_span){from, i};
    if (k < block->count && is_revenue(&block->items[k]))
        k++;
    return from < i && k < block->count && is_money(&block->items[k]) &&
           (from == 0 || block->items[from - 1].kind == TOKEN_MARK) &&
           block->items[i - 1].end - block->items[from].start >= 6 &&
           block->items[i - 1].end - block->items[from].start <= 24;
}

/* "水电：上半年发电量...,实现收入...。新能源：实现收入...": a label whose sentence comes to revenue,
 * beside one inside the same paragraph. */
bool names_label_beside(const tokens *block, name_span *out)
{
    name_span other;
    size_t k = 0;
    bool beside = false;
    if (is_latin(block, 0) || !label_run(block, skip_number(block), out, &k) ||
        !token_is_mark(&block->items[out->to], ':'))
        return false;
    for (size_t i = k; i < block->count && i < MOST_BESIDE && !beside; i++)
        beside = names_label_inside(block, i, &other);
    for (; beside && k < block->count && !token_is_mark(&block->items[k], '.'); k++) {
        if (is_revenue(&block->items[k]))
            return true;
    }
    return false;
}

enum { MOST_SENTENCE = 250 }; /* tokens */

/* ---- members of a list ---------------------------------------------------------------- */

/* The token behind the full stop before token i; in an endless sentence not that far. */
static size_t sentence_start(const tokens *block, size_t i)
{
    size_t least = i > MOST_SENTENCE ? i - MOST_SENTENCE : 0;
    while (i > least && !token_is_mark(&block->items[i - 1], '.'))
        i--;
    return i;
}

/* Does the sentence so far list parts: 分产品看, "by segment", or a share of something? */
static bool lists_parts(const tokens *block, size_t from, size_t to, bool shares)
{
    for (size_t k = from; k < to; k++) {
        const token *t = &block->items[k];
        const qoq_term *metric = token_meaning(t, QOQ_TERM_METRIC);
        const qoq_term *each = token_meaning(t, QOQ_TERM_WORD);
        if (token_is_word(t, shares ? QOQ_WORD_SHARE : QOQ_WORD_PART) ||
            (token_is_word(t, QOQ_WORD_EACH) && each && each->value >= 0) ||
            (shares && t->kind == TOKEN_METRIC && metric &&
             strcmp(metric->metric->id, "revenue_share") == 0))
            return true;
    }
    return false;
}

/* 及其他: a word that belongs to the name it ends. */
static bool ends_name(const token *t)
{
    const qoq_term *term = token_meaning(t, QOQ_TERM_WORD);
    return token_is_word(t, QOQ_WORD_FILLER) && term && term->value == NAME_ENDS;
}

/* Words that may stand between a part and its number: 全年卖了, 约, "was flat at". */
static bool is_between(const tokens *block, size_t i)
{
    const token *t = &block->items[i];
    if (ends_name(t))
        return false;
    return token_is_word(t, QOQ_WORD_FILLER) || token_is_word(t, QOQ_WORD_ABOUT) ||
           token_is_word(t, QOQ_WORD_OVER) || token_is_word(t, QOQ_WORD_UNDER) ||
           token_is_word(t, QOQ_WORD_SHARE) || token_is_word(t, QOQ_WORD_FLAT) ||
           t->kind == TOKEN_PERIOD ||
           (parts_have(t) && i > 0 &&
            token_is_word(&block->items[i - 1], QOQ_WORD_SHARE));
}

static bool begins_clause(const tokens *block, size_t i)
{
    if (i == 0)
        return true;
    const token *before = &block->items[i - 1];
    return (before->kind == TOKEN_MARK && strchr(",;.:+-", before->mark)) ||
           before->kind == TOKEN_PERIOD || token_is_word(before, QOQ_WORD_AND) ||
           token_is_word(before, QOQ_WORD_PART) ||
           token_is_word(before, QOQ_WORD_CONTRAST);
}

static bool is_han_run(const tokens *block, size_t from, size_t to)
{
    size_t length = 0;
    for (size_t k = from; k < to; k++)
        length +=
            block->items[k].han ? (block->items[k].end - block->items[k].start) / 3 : 1;
    return length >= 2 && length <= 8;
}

bool names_member(const tokens *block, size_t i, name_span *out)
{
    const token *number = &block->items[i];
    bool percent = is_percent(number);
    if (!percent && !is_money(number))
        return false;
    size_t to = i, start = sentence_start(block, i);
    while (to > start && i - to < 4 && is_between(block, to - 1))
        to--;
    size_t from = to;
    if (from > start && ends_name(&block->items[from - 1]))
        from--; /* 亚洲及其他占25% */
    while (from > start && block->items[from - 1].kind == TOKEN_TEXT &&
           !(is_latin(block, from - 1) && !block->items[from - 1].capital) &&
           (from == to || touches(block, from - 1)))
        from--;
    if (from > start && from < to && is_first_letter(block, from - 1) &&
        begins_clause(block, from - 1))
        from--; /* 近洋线 */
    if (from == to || is_latin(block, to - 1) || !begins_clause(block, from) ||
        !is_han_run(block, from, to))
        return false;
    /* 茶饮及果汁占比近40%: one number for the two of them */
    if (from > start + 1 && token_is_word(&block->items[from - 1], QOQ_WORD_AND) &&
        block->items[from - 1].end - block->items[from - 1].start == 3 &&
        memcmp(block->folded + block->items[from - 1].start, "、", 3) != 0 &&
        is_named(&block->items[from - 2]))
        return false;
    *out = (name_span){from, to};
    return lists_parts(block, start, to, percent) ||
           lists_parts(block, start, i, percent);
}

/* ---- what an amount comes from --------------------------------------------------------- */

bool names_source(const tokens *block, size_t i, name_span *out)
{
    size_t from = i + 1;
    if (!is_money(&block->items[i]) || from + 1 >= block->count ||
        !token_is_word(&block->items[from], QOQ_WORD_SOURCE))
        return false;
    from++;
    bool latin = is_latin(block, from);
    size_t to = from;
    while (to < block->count && is_named(&block->items[to]) &&
           (latin ? block->items[to].capital : to == from || touches(block, to - 1)))
        to++;
    *out = (name_span){from, to};
    return to > from && (latin || is_han_run(block, from, to) ||
                         block->items[from].kind != TOKEN_TEXT);
}

/* ---- names in small letters ------------------------------------------------------------ */

static bool is_small(const tokens *block, size_t i)
{
    return i < block->count && block->items[i].kind == TOKEN_TEXT &&
           is_latin(block, i) && !block->items[i].capital &&
           block->items[i].end - block->items[i].start > 2;
}

static bool turns(const token *t)
{
    return token_is_word(t, QOQ_WORD_UP) || token_is_word(t, QOQ_WORD_DOWN) ||
           token_is_word(t, QOQ_WORD_UP_TO) || token_is_word(t, QOQ_WORD_FLAT) ||
           token_is_word(t, QOQ_WORD_FILLER);
}

static bool begins_sentence(const tokens *block, size_t i)
{
    return i == 0 || token_is_mark(&block->items[i - 1], '.') ||
           token_is_mark(&block->items[i - 1], ';') ||
           token_is_mark(&block->items[i - 1], '*');
}

/* An amount of money in the clause behind token i. */
static bool money_ahead(const tokens *block, size_t i)
{
    for (size_t k = i; k < block->count && k < i + 7; k++) {
        const token *t = &block->items[k];
        if (is_money(t))
            return true;
        if (t->kind == TOKEN_MARK || t->kind == TOKEN_METRIC || t->kind == TOKEN_TEXT)
            return false;
    }
    return false;
}

/* "factory automation sales fell 11% to ¥129 billion": before the metric at token i. */
static bool small_before(const tokens *block, size_t i, name_span *out)
{
    size_t from = i;
    while (from > 0 && i - from < 3 && is_small(block, from - 1))
        from--;
    *out = (name_span){from, i};
    /* "Accommodation reservation services revenues": the sentence begins with it */
    if (from < i && from > 0 && i - from < 4 && is_latin(block, from - 1) &&
        (block->items[from - 1].kind == TOKEN_TEXT ||
         block->items[from - 1].kind == TOKEN_SEGMENT) &&
        block->items[from - 1].capital && begins_sentence(block, from - 1))
        from--;
    *out = (name_span){from, i};
    if (from == i || !begins_clause(block, from) || i + 1 >= block->count)
        return false;
    /* "drink sales, at £158.4m, were" */
    if (token_is_mark(&block->items[i + 1], ','))
        return i + 3 < block->count && turns(&block->items[i + 2]) &&
               is_money(&block->items[i + 3]);
    return (is_money(&block->items[i + 1]) || turns(&block->items[i + 1])) &&
           money_ahead(block, i + 1);
}

/* "electronic materials logged sales of 265 billion yen": before the verb in front of the
 * metric at token i, in a sentence that says that it is of parts. */
static bool small_before_verb(const tokens *block, size_t i, name_span *out)
{
    size_t to = i > 0 ? i - 1 : 0, from = to;
    if (!to || !token_is_word(&block->items[to], QOQ_WORD_REPORT))
        return false;
    while (from > 0 && to - from < 3 && is_small(block, from - 1))
        from--;
    *out = (name_span){from, to};
    return from < to && begins_clause(block, from) && money_ahead(block, i + 1) &&
           lists_parts(block, sentence_start(block, from), from, false);
}

/* "sales of consumables jumped 8.4% to $6.9 billion": behind it. */
static bool small_behind(const tokens *block, size_t i, name_span *out)
{
    size_t from = i + 2, to = from;
    if (from >= block->count || block->items[i + 1].kind != TOKEN_WORD ||
        block->items[i + 1].end - block->items[i + 1].start > 4)
        return false;
    while (to < from + 3 && is_small(block, to))
        to++;
    *out = (name_span){from, to};
    return to > from && to < block->count && turns(&block->items[to]) &&
           money_ahead(block, to);
}

/* "..., while apparel was flat at $1.1 billion and home goods slipped 2% to $1.8 billion":
 * the list goes on without the metric; token i is the verb. */
static bool small_member(const tokens *block, size_t i, name_span *out)
{
    size_t from = i, start = sentence_start(block, i);
    while (from > start && i - from < 3 && is_small(block, from - 1))
        from--;
    if (from == i || from == start || !begins_clause(block, from) ||
        !money_ahead(block, i))
        return false;
    *out = (name_span){from, i};
    for (size_t k = start; k < from; k++) {
        if (parts_have(&block->items[k]) && is_latin(block, k))
            return true;
    }
    return false;
}

/* "its online arm", "the valves business": before the noun at token i, in a sentence that
 * states an amount of something that parts have. */
static bool small_before_noun(const tokens *block, size_t i, name_span *out)
{
    size_t from = i;
    /* "the engineering products and services segment" */
    while (from > 0 && i - from < 5 &&
           (is_small(block, from - 1) ||
            (token_is_word(&block->items[from - 1], QOQ_WORD_AND) && from < i &&
             from > 1 && is_small(block, from - 2))))
        from--;
    *out = (name_span){from, i};
    if (from == i || from == 0 ||
        !token_is_word(&block->items[from - 1], QOQ_WORD_FILLER))
        return false;
    bool metric = false;
    for (size_t k = i + 1; k < block->count && k < i + 20; k++) {
        metric = metric || parts_have(&block->items[k]);
        if (is_money(&block->items[k]))
            return metric || k < i + 4;
        if (token_is_mark(&block->items[k], '.'))
            return false;
    }
    return false;
}

bool names_small(const tokens *block, size_t i, name_span *out)
{
    const token *t = &block->items[i];
    if (!is_latin(block, i))
        return false;
    if (token_is_word(t, QOQ_WORD_SEGMENT_NOUN))
        return small_before_noun(block, i, out);
    if (parts_have(t))
        return small_before(block, i, out) || small_before_verb(block, i, out) ||
               small_behind(block, i, out);
    return turns(t) && small_member(block, i, out);
}

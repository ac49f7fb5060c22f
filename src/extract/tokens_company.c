/* Companies that no lexicon knows.
 *
 * A name has no end that grammar could see: 青岚文旅暑期旺季 is one run of unknown text. But
 * a document repeats the name of its company and not what happens to stand beside it, so
 * the longest beginning of a headline, or the longest ending of the text before a
 * bracket, that comes back elsewhere is the name. It is believed when somewhere a bracket,
 * a verb of reporting or a period follows it. */
#include <stdlib.h>
#include <string.h>

#include "extract/tokens_names.h"
#include "words/lexicon_fixed.h"

/* A name is told at the head of a document; further down only what is repeated counts. */
#define HEAD_BYTES 65536
#define MOST_NAME  90 /* bytes */

/* A value of fillers: they link a name to what stands before it (的). */
enum { LINKS = 13 };

static bool is_ascii(const tokens *block, size_t i)
{
    return (unsigned char)block->folded[block->items[i].start] < 0x80;
}

static bool touching(const tokens *block, size_t left)
{
    return block->items[left].end == block->items[left + 1].start;
}

/* 盛和云: a single letter before 和 is no word that 和 could join to another. */
static bool joins_letters(const tokens *block, size_t i)
{
    const token *t = &block->items[i];
    return token_is_word(t, QOQ_WORD_AND) && t->end - t->start == 3 && i > 0 &&
           i + 1 < block->count && block->items[i - 1].kind == TOKEN_TEXT &&
           block->items[i - 1].end - block->items[i - 1].start == 3 &&
           block->items[i + 1].kind == TOKEN_TEXT && touching(block, i - 1) &&
           touching(block, i);
}

/* Text, or a short word glued into text. */
static bool in_run(const tokens *block, size_t i)
{
    const token *t = &block->items[i];
    if (joins_letters(block, i))
        return true;
    if (t->kind == TOKEN_TEXT || t->kind == TOKEN_NAME)
        return true;
    if (t->kind == TOKEN_SEGMENT)
        return true;
    return t->kind == TOKEN_WORD && t->end - t->start <= 6 &&
           !token_is_word(t, QOQ_WORD_AND) && !token_is_word(t, QOQ_WORD_REPORT) &&
           !token_is_word(t, QOQ_WORD_SUFFIX) && !token_is_word(t, QOQ_WORD_COMPANY) &&
           !token_is_word(t, QOQ_WORD_SEGMENT_NOUN);
}

/* Marrow & Pike */
static bool joins_capitals(const tokens *block, size_t i)
{
    return token_is_mark(&block->items[i], '&') && i > 0 && i + 1 < block->count &&
           block->items[i - 1].capital && block->items[i + 1].capital;
}

static bool in_latin_run(const tokens *block, size_t i)
{
    const token *t = &block->items[i];
    if (joins_capitals(block, i))
        return true;
    if (!is_ascii(block, i) || t->kind == TOKEN_PERIOD || t->kind == TOKEN_METRIC ||
        t->kind == TOKEN_QUANTITY || t->kind == TOKEN_MARK || t->kind == TOKEN_ENTITY)
        return false;
    return t->capital && !token_is_word(t, QOQ_WORD_REPORT) &&
           !token_is_word(t, QOQ_WORD_SUFFIX) &&
           !(token_is_word(t, QOQ_WORD_COMPANY) && !t->term->value);
}

/* ---- what a bracket says ---------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* (600519), (00700.HK), (VXN): three to six digits or up to five letters, then the end, a
 * blank or a mark; (688xxx): some of the digits are not told. */
static bool is_code(const char *text, size_t len)
{
    size_t digits = 0, letters = 0;
    while (digits < len && is_digit(text[digits]))
        digits++;
    while (digits == 0 && letters < len && is_letter(text[letters]))
        letters++;
    size_t n = digits + letters;
    bool ends = n == len || (unsigned char)text[n] < 0x80;
    size_t masked = digits;
    while (digits > 0 && masked < len && (text[masked] == 'x' || text[masked] == '*'))
        masked++;
    if (masked > digits)
        return masked == len && masked >= 4 && masked <= 6;
    if (digits > 0)
        return digits >= 3 && digits <= 6 && ends &&
               (n == len || strchr(" .,:)", text[n]) != NULL);
    return letters > 0 && letters <= 5 && n == len;
}

/* (以下公司均属虚构), (文中公司为虚构): said of the text, not of what stands before the bracket. */
static bool is_about_text(const char *text, size_t len)
{
    return qoq_fixed_word_begins(QOQ_FIXED_of_text, text, len) > 0;
}

/* Does the bracket that opens at `at` stand behind a company's name? It holds a code, or a
 * word such as 股份代号, 以下简称, NYSE or plc. */
static bool lists_company(const qoq_lexicon *lexicon, const char *text, size_t len,
                          size_t at)
{
    size_t from = at, end;
    /* a line of nothing but brackets must stay linear */
    while (from < len && from < at + 4 && (text[from] == '(' || text[from] == ' '))
        from++;
    if (from == at) /* 【 */
        return false;
    for (end = from; end < len && end < from + 90 && text[end] != ')';)
        end++;
    if (is_code(text + from, end - from))
        return true;
    if (is_about_text(text + from, end - from))
        return false;
    for (size_t k = from; k < end; k++) {
        const qoq_term *term = NULL;
        if (((unsigned char)text[k] & 0xC0) == 0x80)
            continue;
        qoq_lexicon_match(lexicon, text, end, k, &term);
        for (; term; term = term->next) {
            if (term->kind == QOQ_TERM_WORD &&
                (term->word == QOQ_WORD_LISTED || term->word == QOQ_WORD_NUMBERISH ||
                 term->word == QOQ_WORD_COMPANY || term->word == QOQ_WORD_SUFFIX))
                return true;
        }
    }
    return false;
}

/* In a title a mark may end a name, and as well a label: "Brightwater: ...", "快讯:...". */
static bool is_label_mark(const tokens *block, size_t i)
{
    return i < block->count && block->items[i].kind == TOKEN_MARK &&
           strchr(":,-|", block->items[i].mark) != NULL;
}

/* 【财报】某某: a bracket that the block begins with is closed before token i. */
static bool follows_label(const tokens *block, size_t i)
{
    if (i < 3 || !token_is_mark(&block->items[0], '(') ||
        !token_is_mark(&block->items[i - 1], ')'))
        return false;
    for (size_t k = 1; k + 1 < i; k++) {
        if (token_is_mark(&block->items[k], ')'))
            return false;
    }
    return true;
}

/* NULL when it can be no name. */
static company_seed *add_seed(names *list, const tokens *block, size_t from, size_t to,
                              bool ends, bool title)
{
    if (list->seed_count >= MOST_SEEDS || from >= to)
        return NULL;
    size_t len = block->items[to - 1].end - block->items[from].start;
    if (len < 3 || len > MOST_NAME)
        return NULL;
    company_seed *seed = &list->seeds[list->seed_count];
    memset(seed, 0, sizeof *seed);
    memcpy(seed->folded, block->folded + block->items[from].start, len);
    seed->len = len;
    seed->ends = ends;
    seed->title = title;
    seed->opens = title && !is_ascii(block, from) &&
                  (from == 0 || follows_label(block, from) ||
                   token_is_mark(&block->items[from - 1], ':') ||
                   token_is_mark(&block->items[from - 1], '*'));
    bool closes = to == block->count && from > 0 && is_label_mark(block, from - 1);
    seed->labelled = title && (is_label_mark(block, to) || closes);
    seed->latin = is_ascii(block, from);
    list->seed_count++;
    return seed;
}

/* Verdalia Group: a name of the company goes on with what it is. */
static bool is_group(const tokens *block, size_t i)
{
    return i < block->count && is_ascii(block, i) && block->items[i].capital &&
           token_is_word(&block->items[i], QOQ_WORD_COMPANY);
}

/* ", Inc.", "Group Limited" */
static bool is_suffix(const tokens *block, size_t i)
{
    if (i + 1 < block->count && token_is_mark(&block->items[i], ','))
        i++;
    if (is_group(block, i))
        i++;
    return i < block->count && token_is_word(&block->items[i], QOQ_WORD_SUFFIX);
}

/* "(任何字) 2025年半年报": the token behind a short bracket, 0 = it does not close. */
static size_t behind_bracket(const tokens *block, size_t i)
{
    for (size_t k = i + 1; k < block->count && k < i + 12; k++) {
        if (token_is_mark(&block->items[k], ')'))
            return k + 1;
    }
    return 0;
}

/* What follows a name and shows that it is one. */
static bool shows_name(const names *list, const tokens *block, size_t i, bool title)
{
    if (i >= block->count)
        return false;
    const token *t = &block->items[i];
    if (token_is_mark(t, '(')) {
        size_t behind = title ? behind_bracket(block, i) : 0;
        return lists_company(list->lexicon, block->folded, block->folded_len,
                             t->start) ||
               (behind > 0 && behind < block->count &&
                block->items[behind].kind == TOKEN_PERIOD);
    }
    if (title && is_group(block, i))
        return i + 1 == block->count || is_label_mark(block, i + 1) ||
               shows_name(list, block, i + 1, title);
    /* 某某分产品经营数据 */
    if (title && !is_ascii(block, i) && token_is_word(t, QOQ_WORD_PART))
        return true;
    return token_is_word(t, QOQ_WORD_REPORT) || is_suffix(block, i) ||
           t->kind == TOKEN_PERIOD;
}

/* "财报速递 | 2025年一季度 某某": set apart from the period, and with it the end of a title. */
static bool ends_title(const tokens *block, size_t i)
{
    return i > 0 && i + 1 == block->count && block->items[i].space &&
           block->items[i].kind == TOKEN_TEXT &&
           block->items[i - 1].kind == TOKEN_PERIOD;
}

static bool starts_clause(const tokens *block, size_t i)
{
    if (i == 0 || follows_label(block, i))
        return true;
    const token *before = &block->items[i - 1];
    if (i == 1 && token_is_word(before, QOQ_WORD_FILLER) && !is_ascii(block, 0) &&
        before->end - before->start >= 12)
        return true; /* 一图看懂某某 */
    return (before->kind == TOKEN_MARK && !token_is_mark(before, '(') &&
            !token_is_mark(before, ')')) ||
           token_is_word(before, QOQ_WORD_AND);
}

/* "Tarnbrook, the Leeds-based software group, posted": what stands between the commas says
 * who reports. Token i is the first comma. */
static bool shows_reporter(const tokens *block, size_t i)
{
    if (i >= block->count || !token_is_mark(&block->items[i], ','))
        return false;
    for (size_t k = i + 1; k + 1 < block->count && k < i + 16; k++) {
        const token *t = &block->items[k];
        if (token_is_mark(t, ','))
            return token_is_word(&block->items[k + 1], QOQ_WORD_REPORT);
        if (t->kind == TOKEN_METRIC || t->kind == TOKEN_QUANTITY ||
            token_is_mark(t, '.'))
            return false;
    }
    return false;
}

/* Norway's Fjellvik → Fjellvik. */
static bool is_possessive(const tokens *block, size_t i)
{
    const token *t = &block->items[i];
    return t->end - t->start > 2 && memcmp(block->folded + t->end - 2, "'s", 2) == 0;
}

static void seed_latin(names *list, const tokens *block, size_t i, bool title)
{
    size_t to = i;
    while (to < block->count && in_latin_run(block, to))
        to++;
    if (to == i)
        return;
    size_t from = i;
    for (size_t k = i; k + 1 < to; k++) {
        if (is_possessive(block, k))
            from = k + 1;
    }
    bool owner = is_possessive(block, to - 1);
    company_seed *seed = add_seed(list, block, from, to,
                                  shows_name(list, block, to, title) ||
                                      (i == 0 && shows_reporter(block, to)),
                                  title);
    if (seed)
        seed->sure = is_suffix(block, to);
    if (seed && owner) {
        seed->len -= 2;
        /* "Hartwell's cheap groceries": when nothing else names a company */
        seed->labelled = seed->labelled || (title && i == 0);
    }
}

/* 国内宠物食品企业萌岑, 散热厂冠霖: where the name begins behind what describes it. */
static size_t behind_maker(const char *text, size_t len)
{
    for (size_t at = 6; at + 6 <= len; at += 3) {
        size_t n = qoq_fixed_word_begins(QOQ_FIXED_maker, text + at, len - at);
        if (n > 0 && at + n + 6 <= len)
            return at + n;
    }
    return 0;
}

static void seed_han(names *list, const tokens *block, size_t i, bool title, bool heads)
{
    size_t to = i;
    while (to < block->count && in_run(block, to) &&
           (to == i || touching(block, to - 1)))
        to++;
    bool last = ends_title(block, i);
    if (last && (!title || list->full_count > 0))
        return;
    company_seed *seed = add_seed(list, block, i, to,
                                  !last && shows_name(list, block, to, title), title);
    if (last && seed)
        seed->labelled = true;
    size_t cut =
        seed && seed->ends && to < block->count && token_is_mark(&block->items[to], '(')
            ? behind_maker(seed->folded, seed->len)
            : 0;
    if (cut > 0) { /* 全台最大自行车零件厂皓轮(1526) */
        memmove(seed->folded, seed->folded + cut, seed->len - cut);
        seed->len -= cut;
    }
    if (seed)
        seed->heads = heads && to < block->count &&
                      token_is_word(&block->items[to], QOQ_WORD_REPORT);
}

/* 其中, 此外, 截至: no letter of the name that follows. */
static bool leads_to_name(const tokens *block, size_t i)
{
    const token *t = &block->items[i];
    return t->kind == TOKEN_WORD && t->end - t->start >= 6 && !is_ascii(block, i) &&
           !token_is_word(t, QOQ_WORD_FILLER) && !token_is_word(t, QOQ_WORD_NOISE);
}

/* The text before a bracket or a verb of reporting, back to where it begins. */
static void seed_before(names *list, const tokens *block, size_t i)
{
    bool comma = i > 1 && token_is_mark(&block->items[i - 1], ','); /* "Health, Inc." */
    size_t end = comma ? i - 1 : i;
    if (end > 1 && is_group(block, end - 1)) /* Verdalia Group Limited */
        end--;
    size_t from = end;
    bool latin = end > 0 && is_ascii(block, end - 1);
    while (
        from > 0 && (latin ? in_latin_run(block, from - 1) : in_run(block, from - 1)) &&
        (latin || from == end || touching(block, from - 1)) &&
        !leads_to_name(block, from - 1) && !(latin && is_possessive(block, from - 1)))
        from--;
    company_seed *seed = add_seed(list, block, from, end,
                                  !token_is_mark(&block->items[i], '(') ||
                                      shows_name(list, block, i, false),
                                  false);
    size_t cut = seed && !latin ? behind_maker(seed->folded, seed->len) : 0;
    if (cut > 0) {
        memmove(seed->folded, seed->folded + cut, seed->len - cut);
        seed->len -= cut;
    }
    if (seed)
        seed->backward = true;
    if (seed)
        seed->sure = token_is_word(&block->items[i], QOQ_WORD_SUFFIX);
    /* 霜叶啤酒与拓北重工(两家公司): the bracket is about both */
    if (seed && from > 1 && token_is_word(&block->items[from - 1], QOQ_WORD_AND))
        seed_before(list, block, from - 1);
}

/* 公司(翠微轴承,虚构): the bracket says who it is. */
static void seed_inside(names *list, const tokens *block, size_t i)
{
    size_t from = i + 1, to = from;
    if (!token_is_mark(&block->items[i], '(') || i == 0 ||
        !token_is_word(&block->items[i - 1], QOQ_WORD_COMPANY) ||
        is_ascii(block, i - 1))
        return;
    while (to < block->count && in_run(block, to) &&
           (to == from || touching(block, to - 1)))
        to++;
    if (to + 1 >= block->count || to == from ||
        !token_is_mark(&block->items[to], ',') ||
        !token_is_word(&block->items[to + 1], QOQ_WORD_LISTED))
        return;
    company_seed *seed = add_seed(list, block, from, to, true, false);
    if (seed)
        seed->backward = true;
}

/* 首予某某"增持": the mark of a broker stands behind the company. */
static void seed_rated(names *list, const tokens *block, size_t i)
{
    size_t to = i;
    while (to > 0 && token_is_mark(&block->items[to], '"') && in_run(block, to - 1) &&
           block->items[to - 1].kind == TOKEN_TEXT)
        to--;
    if (i == 0 || i + 1 >= block->count || to != i - 1 ||
        !token_is_mark(&block->items[i], '"'))
        return;
    const token *mark = &block->items[i + 1], *name = &block->items[i - 1];
    bool rated = qoq_fixed_word_begins(QOQ_FIXED_rating, block->folded + mark->start,
                                       block->folded_len - mark->start) > 0;
    bool house = i > 1 && !is_ascii(block, i - 2) &&
                 qoq_fixed_word_begins(
                     QOQ_FIXED_house_verb, block->folded + block->items[i - 2].start,
                     block->folded_len - block->items[i - 2].start) > 0;
    if (!rated || !house || !name->han)
        return;
    company_seed *seed = add_seed(list, block, i - 1, i, true, false);
    if (seed)
        seed->backward = true;
}

/* "MADRID (Reuters) - ": a place and an agency, at the head of a block. */
static bool is_dateline(const tokens *block, size_t bracket)
{
    size_t k = bracket + 1;
    while (k < block->count && k < bracket + 5 && block->items[k].kind == TOKEN_TEXT)
        k++;
    if (bracket == 0 || bracket > 4 || k == bracket + 1 || k + 1 >= block->count)
        return false;
    return token_is_mark(&block->items[k], ')') &&
           token_is_mark(&block->items[k + 1], '-');
}

/* "Spanish retailer Pellworth on Thursday reported": the name before the first verb of
 * reporting, where the head of the document has one. Returns the token behind the name. */
static size_t before_report(const tokens *block, size_t i)
{
    if (!token_is_word(&block->items[i], QOQ_WORD_REPORT))
        return 0;
    while (i > 0 && (token_is_word(&block->items[i - 1], QOQ_WORD_FILLER) ||
                     block->items[i - 1].kind == TOKEN_PERIOD))
        i--;
    return i > 0 && is_ascii(block, i - 1) && block->items[i - 1].kind == TOKEN_TEXT
               ? i
               : 0;
}

static bool has_metric(const tokens *block, size_t from)
{
    for (size_t k = from; k < block->count; k++) {
        if (block->items[k].kind == TOKEN_METRIC)
            return true;
    }
    return false;
}

/* 【桑珞文具】 at the head of a paragraph: one of several companies, or just a label. */
static void seed_boxed(names *list, const tokens *block)
{
    size_t to = 1;
    if (block->count < 4 || !token_is_mark(&block->items[0], '(') ||
        memcmp(block->folded + block->items[0].start, "【", 3) != 0)
        return;
    while (to < block->count && (in_run(block, to) || in_latin_run(block, to)))
        to++;
    if (to == block->count || !token_is_mark(&block->items[to], ')'))
        return;
    bool proven = has_metric(block, to);
    if (!proven && to + 1 == block->count)
        return; /* 【风险提示】 alone */
    company_seed *seed = add_seed(list, block, 1, to, true, false);
    if (!seed)
        return;
    seed->boxed = true;
    seed->unproven = !proven;
    if (!proven)
        list->open_box = list->seed_count;
}

/* The text below a headline that begins with 【】 shows that it is about a company. */
static void prove_boxed(names *list, const tokens *block)
{
    if (list->open_box > 0)
        list->seeds[list->open_box - 1].unproven = !has_metric(block, 0);
    list->open_box = 0;
}

/* "Aurevia. The flavour maker's sales fell": a name alone, and then what it reports. Only
 * where nothing else names a company, for a label is set in front of a paragraph as well. */
static void seed_run_in(names *list, const tokens *block)
{
    size_t to = 0;
    while (to < block->count && to < 4 && in_latin_run(block, to) &&
           block->items[to].kind == TOKEN_TEXT)
        to++;
    if (to == 0 || to == block->count || !token_is_mark(&block->items[to], '.'))
        return;
    for (size_t k = to; k < block->count; k++) {
        if (block->items[k].kind != TOKEN_METRIC)
            continue;
        company_seed *seed = add_seed(list, block, 0, to, true, false);
        if (seed)
            seed->boxed = seed->run_in = true;
        return;
    }
}

/* Two words with capitals or more, for the full form of a name that is believed by its
 * first word alone: Hartwell Stores. */
static void seed_full_forms(names *list, const tokens *block)
{
    for (size_t i = 0; i < block->count; i++) {
        size_t to = i;
        while (to < block->count && in_latin_run(block, to) &&
               !is_possessive(block, to) &&
               !token_is_word(&block->items[to], QOQ_WORD_SUFFIX))
            to++;
        company_seed *seed =
            to > i + 1 ? add_seed(list, block, i, to, false, false) : NULL;
        if (seed)
            seed->full_form = true;
        i = to > i ? to : i;
    }
}

void names_seed(names *list, const tokens *block, size_t index, name_place place)
{
    prove_boxed(list, block);
    if (place != PLACE_TITLE)
        seed_boxed(list, block);
    if (place == PLACE_TEXT)
        seed_run_in(list, block);
    if (index <= 8)
        seed_full_forms(list, block);
    bool reported = index > 2;
    if (index >= 16 && place == PLACE_TEXT)
        return;
    for (size_t i = 0; i < block->count && !reported; i++) {
        size_t end = before_report(block, i);
        reported = token_is_word(&block->items[i], QOQ_WORD_REPORT);
        if (end > 0)
            seed_before(list, block, end);
    }
    for (size_t i = 0; i < block->count; i++) {
        const token *t = &block->items[i];
        if (token_is_mark(t, '(') && is_dateline(block, i))
            continue;
        names_seed_alias(list, block, i);
        seed_inside(list, block, i);
        seed_rated(list, block, i);
        if (i > 0 && (token_is_mark(t, '(') || token_is_word(t, QOQ_WORD_SUFFIX)))
            seed_before(list, block, i);
        if (!(starts_clause(block, i) || ends_title(block, i)) || (index > 3 && i > 0))
            continue;
        if (in_latin_run(block, i))
            seed_latin(list, block, i, place == PLACE_TITLE);
        else if (!is_ascii(block, i) &&
                 (t->kind == TOKEN_TEXT || t->kind == TOKEN_SEGMENT))
            seed_han(list, block, i, place == PLACE_TITLE, index == 0 && i == 0);
    }
}

qoq_status names_remember_text(names *list, const tokens *block, size_t start,
                               qoq_error *err)
{
    size_t len = list->text.len;
    if (len + block->folded_len > HEAD_BYTES)
        return QOQ_OK;
    QOQ_TRY(qoq_grow(&list->origin, &list->origin_room, len + block->folded_len + 1,
                     sizeof *list->origin, err));
    for (size_t i = 0; i <= block->folded_len; i++)
        list->origin[len + i] = (uint32_t)(start + block->map[i]);
    qoq_buffer_add(&list->text, block->folded, block->folded_len);
    qoq_buffer_char(&list->text, '\n');
    return list->text.failed ? qoq_fail_memory(err) : QOQ_OK;
}

/* ---- where a piece of text stands -------------------------------------------------------- */

/* The places of each stretch of WINDOW bytes, chained by a hash, lowest first; 1 + place,
 * 0 = none. Without memory for it, or for shorter pieces, the text is searched. */
enum { WINDOW = 5, SLOT_BITS = 14 };

typedef struct places {
    const qoq_buffer *text;
    const char *document;   /* with its capitals */
    const uint32_t *origin; /* of each byte of the text, in the document */
    uint32_t *first;        /* [slot]; NULL = no memory */
    uint32_t *next;         /* [place] */
} places;

static uint32_t slot_of(const char *at)
{
    uint32_t four;
    memcpy(&four, at, sizeof four);
    return ((four ^ (uint32_t)(unsigned char)at[4] << 13) * 0x9E3779B1U) >>
           (32 - SLOT_BITS);
}

static void places_init(places *p, const names *list, const char *document)
{
    const qoq_buffer *text = &list->text;
    *p = (places){text, document, list->origin, NULL, NULL};
    if (text->len < WINDOW)
        return;
    p->first = calloc((size_t)1 << SLOT_BITS, sizeof *p->first);
    p->next = malloc(text->len * sizeof *p->next);
    if (!p->first || !p->next) {
        free(p->first);
        p->first = NULL;
        return;
    }
    for (size_t at = text->len - WINDOW + 1; at-- > 0;) {
        uint32_t *slot = &p->first[slot_of(text->ptr + at)];
        p->next[at] = *slot;
        *slot = (uint32_t)at + 1;
    }
}

static void places_clear(places *p)
{
    free(p->first);
    free(p->next);
}

/* The next place of a piece behind `before` (1 + place, 0 = from the start), as 1 + place;
 * 0 = there is none. */
static size_t next_place(const places *p, const char *piece, size_t len, size_t before)
{
    const qoq_buffer *text = p->text;
    if (!p->first || len < WINDOW) {
        const char *found = before < text->len ? memmem(text->ptr + before,
                                                        text->len - before, piece, len)
                                               : NULL;
        return found ? (size_t)(found - text->ptr) + 1 : 0;
    }
    size_t at = before ? p->next[before - 1] : p->first[slot_of(piece)];
    while (at &&
           (at - 1 + len > text->len || memcmp(text->ptr + at - 1, piece, len) != 0))
        at = p->next[at - 1];
    return at;
}

/* ---- how long a name is ---------------------------------------------------------------- */

static bool at_boundary(const qoq_buffer *text, const char *found, size_t len,
                        bool latin)
{
    if (!latin)
        return true;
    char before = found > text->ptr ? found[-1] : ' ';
    char after = found + len < text->ptr + text->len ? found[len] : ' ';
    return !((before >= 'a' && before <= 'z') || (after >= 'a' && after <= 'z'));
}

typedef struct seen {
    size_t times, first;
    bool shown; /* once a bracket, a verb of reporting or a period follows */
} seen;

static bool is_year(const qoq_buffer *text, size_t at)
{
    if (at + 4 > text->len || (text->ptr[at] != '1' && text->ptr[at] != '2'))
        return false;
    size_t n = 0;
    while (at + n < text->len && text->ptr[at + n] >= '0' && text->ptr[at + n] <= '9')
        n++;
    return n == 4;
}

static bool before_bracket(const qoq_lexicon *lexicon, const qoq_buffer *text,
                           size_t at)
{
    while (at < text->len && text->ptr[at] == ' ')
        at++;
    return at < text->len && text->ptr[at] == '(' &&
           lists_company(lexicon, text->ptr, text->len, at);
}

/* Does a word begin here? Not inside another one: 现金流 of 自由现金流. */
static bool begins_word(const qoq_lexicon *lexicon, const qoq_buffer *text, size_t at)
{
    size_t start = 0;
    if (at < 3 || (unsigned char)text->ptr[at - 1] < 0x80 ||
        !qoq_text_is_han(qoq_text_next(text->ptr + at - 3, 3, &start)))
        return true;
    const qoq_term *term =
        qoq_lexicon_find(lexicon, (qoq_slice){text->ptr + at - 3, 3});
    for (; term; term = term->next) {
        if (term->kind == QOQ_TERM_WORD &&
            (term->word == QOQ_WORD_AND || term->word == QOQ_WORD_FROM ||
             term->value == LINKS))
            return true;
    }
    return false;
}

/* Does what stands behind a name show that it is a company's? A year, a verb of reporting,
 * the end of a name, or a figure that only companies have; short words may stand between
 * ("先后发布"). */
static bool shown_by(const qoq_lexicon *lexicon, const qoq_buffer *text, size_t at)
{
    for (int words = 0; words < 3; words++) {
        const qoq_term *term = NULL;
        while (at < text->len && text->ptr[at] == ' ')
            at++;
        if (at >= text->len)
            return false;
        if (words == 0 && is_year(text, at))
            return true;
        size_t len = qoq_lexicon_match(lexicon, text->ptr, text->len, at, &term);
        bool filler = false;
        for (; len && term; term = term->next) {
            if (term->kind == QOQ_TERM_WORD &&
                (term->word == QOQ_WORD_REPORT || term->word == QOQ_WORD_SUFFIX))
                return true;
            if (term->kind == QOQ_TERM_METRIC && !term->metric->by_part)
                return true;
            filler = filler || (term->kind == QOQ_TERM_WORD &&
                                term->word == QOQ_WORD_FILLER && len <= 12);
        }
        if (!filler)
            return false;
        at += len;
    }
    return false;
}

/* "Corlane. Revenue rose": the name alone heads a paragraph. */
static bool heads_paragraph(const qoq_buffer *text, size_t at, size_t end)
{
    if (at > 0 && text->ptr[at - 1] != '\n')
        return false;
    for (size_t k = end; k + 1 < text->len && k < end + 30; k++) {
        char c = text->ptr[k];
        if (strchr(".,:;-(\n", c) || is_digit(c))
            return c == '.' && text->ptr[k + 1] == ' ';
    }
    return false;
}

/* "operating" is not the Operating of a heading. */
static bool is_capital(const places *p, size_t at)
{
    char c = p->document[p->origin[at]];
    return c >= 'A' && c <= 'Z';
}

static seen look_for(const qoq_lexicon *lexicon, const places *p, const char *name,
                     size_t len, bool latin, bool title)
{
    const qoq_buffer *text = p->text;
    seen result = {0, 0, false};
    for (size_t at = 0; result.times < 40 && (at = next_place(p, name, len, at)) > 0;) {
        size_t start = at - 1;
        if (!at_boundary(text, text->ptr + start, len, latin) ||
            (latin && is_letter(*name) && !is_capital(p, start)))
            continue;
        if (result.times++ == 0)
            result.first = start;
        result.shown =
            result.shown || before_bracket(lexicon, text, start + len) ||
            (latin && title && heads_paragraph(text, start, start + len)) ||
            (begins_word(lexicon, text, start) && shown_by(lexicon, text, start + len));
    }
    return result;
}

static bool is_break(const company_seed *s, size_t at)
{
    return s->latin ? s->folded[at] == ' '
                    : ((unsigned char)s->folded[at] & 0xC0) != 0x80;
}

static size_t characters(const char *text, size_t len)
{
    return qoq_text_count(text, len);
}

/* No number of repetitions makes a name of it. */
static bool too_short(const company_seed *s, const char *name, size_t len)
{
    return characters(name, len) < (s->latin ? 5u : 2u);
}

/* A word or two in Latin letters; three Han characters, two only where grammar shows both
 * ends of the name. */
static bool long_enough(const company_seed *s, const char *name, size_t len)
{
    size_t n = characters(name, len);
    if (s->latin)
        return n >= 5;
    return n >= 3 || (n == 2 && len == s->len && s->ends);
}

static void take_piece(const names *list, company_seed *s, const char *name, size_t len,
                       seen found)
{
    memmove(s->folded, name, len);
    s->len = len;
    s->times = (uint32_t)found.times;
    s->plain = !found.shown;
    s->origin = list->origin[found.first];
    s->origin_end = list->origin[found.first + len];
}

/* No piece of the seed (its beginning, or its end where that is the name) that is longer
 * than this stands in the text twice. Most seeds have none at all. */
static size_t longest_repeat(const places *p, const company_seed *s)
{
    if (!p->first || s->len < WINDOW)
        return s->len;
    for (size_t n = 0; n + WINDOW <= s->len; n++) {
        size_t at = s->backward ? s->len - WINDOW - n : n;
        uint32_t first = p->first[slot_of(s->folded + at)];
        if (first == 0 || p->next[first - 1] == 0)
            return n + WINDOW - 1;
    }
    return s->len;
}

/* The longest piece of the seed that is repeated. Nothing is: the whole of it, where
 * grammar shows its end, if it begins a title or, as the last resort, if it is short. */
static bool settle_seed(const qoq_lexicon *lexicon, const names *list, const places *p,
                        bool last, company_seed *s)
{
    seen whole = {0, 0, false};
    if (s->ends && !too_short(s, s->folded, s->len))
        whole = look_for(lexicon, p, s->folded, s->len, s->latin, s->title);
    bool ends = s->ends && whole.times >= 1 && long_enough(s, s->folded, s->len);
    /* 白沙纸业再度预增: said once, while its beginning is what the text goes on with */
    bool once = whole.times == 1 && s->title && !s->latin && !last;
    if (ends && !s->backward && !once && (s->title || whole.times >= 2)) {
        take_piece(list, s, s->folded, s->len, whole);
        return true;
    }
    for (size_t cut = s->len - longest_repeat(p, s); cut < s->len; cut++) {
        size_t len = s->len - cut;
        /* Capitals show where a Latin name begins; only a headline's may end earlier. */
        if (cut > 0 &&
            ((s->latin && s->backward) || !is_break(s, s->backward ? cut : len)))
            continue;
        const char *name = s->backward ? s->folded + cut : s->folded;
        if (*name == ' ') {
            name++;
            len--;
        }
        if (too_short(s, name, len))
            break;
        seen found = look_for(lexicon, p, name, len, s->latin, s->title);
        bool headed = last && s->latin && s->title; /* "Hartwell frets as ..." */
        if (found.times < 2 || !(found.shown || s->opens || headed) ||
            !long_enough(s, name, len))
            continue;
        /* what follows the whole says nothing of a beginning that is only repeated */
        s->ends = s->ends && len == s->len;
        take_piece(list, s, name, len, found);
        return true;
    }
    if (ends && once && !s->backward) {
        take_piece(list, s, s->folded, s->len, whole);
        return true;
    }
    if ((last || (!s->latin && s->backward)) && ends &&
        (s->latin || s->backward || s->heads) &&
        characters(s->folded, s->len) <= (s->latin ? 60u : 8u)) {
        take_piece(list, s, s->folded, s->len, whole);
        return true;
    }
    return false;
}

/* One 【】 is a label ("【本报讯】"), several are the companies of a round-up. */
static bool is_roundup(const names *list, bool run_in)
{
    size_t n = 0;
    const company_seed *first = NULL;
    for (size_t i = 0; i < list->seed_count; i++) {
        const company_seed *s = &list->seeds[i];
        if (!s->boxed || s->unproven || s->run_in != run_in ||
            (first && first->len == s->len &&
             memcmp(first->folded, s->folded, s->len) == 0))
            continue;
        first = first ? first : s;
        n++;
    }
    return n > 1;
}

/* Does the title begin with a name that comes back? */
static bool title_names(const qoq_lexicon *lexicon, const names *list, const places *p)
{
    for (size_t i = 0; i < list->seed_count; i++) {
        const company_seed *s = &list->seeds[i];
        if (!s->title || !s->latin || s->full_form)
            continue;
        const char *blank = memchr(s->folded, ' ', s->len);
        size_t len = blank ? (size_t)(blank - s->folded) : s->len;
        if (len >= 5 && look_for(lexicon, p, s->folded, len, true, true).times >= 2)
            return true;
    }
    return false;
}

static bool take_boxed(const qoq_lexicon *lexicon, const names *list, const places *p,
                       company_seed *s)
{
    seen found = look_for(lexicon, p, s->folded, s->len, s->latin, s->title);
    if (found.times == 0)
        return false;
    take_piece(list, s, s->folded, s->len, found);
    s->plain = false;
    return true;
}

/* Makes "hartwell" of "Hartwell Stores" whole, where the head of the document has that. */
static void take_full_form(const qoq_lexicon *lexicon, const names *list,
                           const company_seed *forms, size_t count, const places *p,
                           company_seed *s)
{
    if (!s->latin || memchr(s->folded, ' ', s->len))
        return;
    for (size_t i = 0; i < count; i++) {
        const company_seed *f = &forms[i];
        if (!f->full_form || f->len <= s->len + 1 || f->folded[s->len] != ' ' ||
            memcmp(f->folded, s->folded, s->len) != 0)
            continue;
        seen found = look_for(lexicon, p, f->folded, f->len, true, false);
        if (found.times == 0)
            continue;
        bool plain = s->plain;
        take_piece(list, s, f->folded, f->len, found);
        s->plain =
            plain && s->plain; /* what showed the short form shows the full one */
        return;
    }
}

/* Is a name of several words called by its first one alone, as companies are and neither
 * persons nor places? */
static bool is_shortened(const places *p, const company_seed *s)
{
    const qoq_buffer *text = p->text;
    const char *blank = memchr(s->folded, ' ', s->len);
    size_t len = blank ? (size_t)(blank - s->folded) : 0;
    if (len < 5)
        return false;
    for (size_t times = 0, at = 0;
         times < 40 && (at = next_place(p, s->folded, len, at)) > 0; times++) {
        size_t start = at - 1, end = start + len;
        if (!at_boundary(text, text->ptr + start, len, true) || !is_capital(p, start))
            continue;
        while (end < text->len && text->ptr[end] == ' ')
            end++;
        bool goes_on =
            end < text->len && is_letter(text->ptr[end]) && is_capital(p, end);
        bool joined = end < text->len && text->ptr[end] == '&';
        if (!goes_on && !joined)
            return true;
    }
    return false;
}

static bool take_shortened(const qoq_lexicon *lexicon, const names *list,
                           const places *p, company_seed *s)
{
    if (!is_shortened(p, s))
        return false;
    seen found = look_for(lexicon, p, s->folded, s->len, true, false);
    if (found.times == 0)
        return false;
    take_piece(list, s, s->folded, s->len, found);
    s->plain = false;
    return true;
}

static bool is_known(const qoq_lexicon *lexicon, const company_seed *s)
{
    const qoq_term *term = qoq_lexicon_find(lexicon, (qoq_slice){s->folded, s->len});
    while (term && term->kind == QOQ_TERM_ENTITY && term->needs_company)
        term = term->next;
    return term != NULL;
}

static bool is_twice(company_seed *seeds, size_t n, const company_seed *s)
{
    for (size_t k = 0; k < n; k++) {
        if (seeds[k].len == s->len && memcmp(seeds[k].folded, s->folded, s->len) == 0) {
            seeds[k].backward = seeds[k].backward || s->backward;
            seeds[k].ends = seeds[k].ends || s->ends;
            seeds[k].sure = seeds[k].sure || s->sure;
            return true;
        }
    }
    return false;
}

/* Is it a later word of another name? Brewing, of Thornbury Brewing. */
static bool is_later_word(const company_seed *seeds, size_t n, const company_seed *s)
{
    for (size_t i = 0; i < n; i++) {
        const char *found =
            s->latin ? memmem(seeds[i].folded, seeds[i].len, s->folded, s->len) : NULL;
        if (found && found > seeds[i].folded && found[-1] == ' ')
            return true;
    }
    return false;
}

/* A piece that is only repeated names nobody beside one that is shown to be a name. */
static size_t without_plain(company_seed *seeds, size_t n)
{
    size_t kept = 0, shown = 0;
    for (size_t i = 0; i < n; i++)
        shown += !seeds[i].plain || seeds[i].ends;
    if (shown == 0)
        return n;
    for (size_t i = 0; i < n; i++) {
        if ((!seeds[i].plain || seeds[i].ends) && !is_later_word(seeds, n, &seeds[i]))
            seeds[kept++] = seeds[i];
    }
    return kept;
}

size_t names_companies(names *list, const qoq_lexicon *lexicon, const char *document,
                       company_seed **out)
{
    enum { SHOWN, RUN_IN, LAST_RESORT, SHORTENED, ROUNDS };
    company_seed *seeds = list->seeds, *believed = list->believed;
    size_t n = 0;
    places p;
    places_init(&p, list, document);
    bool boxed = is_roundup(list, false);
    bool run_in = list->full_count == 0 && is_roundup(list, true) &&
                  !title_names(lexicon, list, &p);
    /* where a known company is named, nothing less than what shows a name counts */
    int rounds = list->full_count > 0 ? LAST_RESORT : ROUNDS;
    for (int round = SHOWN; round < rounds && n == 0; round++) {
        for (size_t i = 0; i < list->seed_count; i++) {
            company_seed s = seeds[i];
            if (s.unproven || (round == SHORTENED) != s.full_form ||
                (s.boxed && !(s.run_in ? run_in : boxed)) ||
                (round == RUN_IN) != s.run_in)
                continue;
            s.ends = s.ends || (round == LAST_RESORT && s.labelled);
            bool taken = s.full_form ? take_shortened(lexicon, list, &p, &s)
                         : s.boxed
                             ? take_boxed(lexicon, list, &p, &s)
                             : settle_seed(lexicon, list, &p, round == LAST_RESORT, &s);
            if (!taken || is_known(lexicon, &s))
                continue;
            take_full_form(lexicon, list, seeds, list->seed_count, &p, &s);
            if (!is_twice(believed, n, &s))
                believed[n++] = s;
        }
    }
    places_clear(&p);
    *out = believed;
    return without_plain(believed, n);
}

/* Units that a caption, a heading or a label declares: 人民幣百萬元, US$'000, in millions,
 * except per share data. */
#include <string.h>

#include "extract/table_private.h"

enum { MOST_HITS = 24 };

typedef struct hit {
    size_t start, end;
    const qoq_term *term;
    bool solid; /* it can be nothing but a unit here */
} hit;

/* A stretch between commas; its exceptions (每股, per share) hold for all of it. */
typedef struct stretch {
    hit hits[MOST_HITS];
    size_t count;
} stretch;

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A comma or full stop; within a bracket a comma parts as well. */
static size_t separator(const char *s, size_t len, size_t at)
{
    if (s[at] == ',' || s[at] == ';' || s[at] == '|' || s[at] == '\n')
        return 1;
    if (s[at] == '.' && (at + 1 == len || s[at + 1] == ' '))
        return 1;
    return len - at >= 3 && memcmp(s + at, "\xE3\x80\x82", 3) == 0 ? 3 : 0;
}

static bool parts_piece(char c)
{
    return c == '(' || c == ')' || c == '[' || c == ']' || c == ':';
}

static bool is_role(const hit *h, qoq_unit_role wanted)
{
    return h->term->role == wanted;
}

static bool is_money(const hit *h)
{
    return is_role(h, QOQ_ROLE_CURRENCY) || is_role(h, QOQ_ROLE_MINOR);
}

/* Nothing but blanks, slashes and small words between two units: HK$ in millions. */
static bool touches(const char *s, const hit *a, const hit *b)
{
    size_t letters = 0;
    for (size_t i = a->end; i < b->start; i++) {
        if (parts_piece(s[i]) || (unsigned char)s[i] >= 0x80)
            return false;
        letters += is_letter(s[i]) || is_digit(s[i]);
    }
    return letters <= 2;
}

/* Is there nothing but units between brackets or colons: (億元), 單位：千元? */
static bool is_whole(const char *s, size_t from, size_t to, const stretch *st)
{
    size_t at = from, rest = 0;
    while (at < to) {
        size_t next = at;
        for (size_t i = 0; i < st->count; i++) {
            if (st->hits[i].start == at)
                next = st->hits[i].end;
        }
        if (next > at) {
            at = next;
            continue;
        }
        rest += (unsigned char)s[at] >= 0x80 || is_letter(s[at]) || is_digit(s[at]);
        at++;
    }
    return rest <= 2; /* "in" */
}

/* million, thousands, bn can be nothing else; m, b, 千 and 元 need company. */
static bool is_plain_scale(const char *s, const hit *h)
{
    return is_role(h, QOQ_ROLE_SCALE) && is_letter(s[h->start]) &&
           h->end - h->start >= 2;
}

static bool is_symbol(const char *s, const hit *h)
{
    return is_money(h) && !is_letter(s[h->end - 1]) && h->term->id[0] &&
           !((unsigned char)s[h->start] >= 0xE3 && (unsigned char)s[h->start] < 0xF0);
}

static void harden(const char *s, size_t from, size_t to, stretch *st)
{
    size_t start = from;
    for (size_t at = from; at <= to; at++) {
        if (at < to && !parts_piece(s[at]))
            continue;
        bool whole = is_whole(s, start, at, st);
        for (size_t i = 0; i < st->count; i++) {
            hit *h = &st->hits[i];
            if (h->start >= start && h->end <= at)
                h->solid = h->solid || whole || is_plain_scale(s, h) || is_symbol(s, h);
        }
        start = at + 1;
    }
    for (size_t i = 0; i + 1 < st->count; i++) {
        hit *a = &st->hits[i], *b = &st->hits[i + 1];
        bool pair = is_role(a, QOQ_ROLE_SCALE) || is_role(b, QOQ_ROLE_SCALE);
        if (pair && touches(s, a, b))
            a->solid = b->solid = true;
    }
}

static void find_units(const qoq_lexicon *lexicon, const char *s, size_t from,
                       size_t to, stretch *st)
{
    st->count = 0;
    for (size_t at = from; at < to && st->count < MOST_HITS;) {
        const qoq_term *term = NULL;
        size_t len = qoq_lexicon_match_kind(lexicon, s, to, at, QOQ_TERM_UNIT, &term);
        while (term && term->kind != QOQ_TERM_UNIT)
            term = term->next;
        bool counted = at > 0 && is_digit(s[at - 1]) && !is_digit(s[at]);
        /* 单 and 位 count things, but 单位 is a word */
        const qoq_term *word = NULL;
        size_t longest = qoq_lexicon_match(lexicon, s, to, at, &word);
        bool metric = false; /* 净利润（元） may be a name by itself */
        for (const qoq_term *m = word; m; m = m->next)
            metric = metric || m->kind == QOQ_TERM_METRIC;
        if (longest > len && !metric && !(term && term->role == QOQ_ROLE_PER)) {
            at += longest;
            continue;
        }
        if (len == 0 || !term || counted) {
            at += len ? len : 1;
            while (at < to && ((unsigned char)s[at] & 0xC0) == 0x80)
                at++;
            continue;
        }
        st->hits[st->count++] = (hit){at, at + len, term, false};
        at += len;
    }
}

static const hit *find(const stretch *st, qoq_unit_role wanted)
{
    for (size_t i = 0; i < st->count; i++) {
        if (is_role(&st->hits[i], wanted) &&
            (st->hits[i].solid || wanted == QOQ_ROLE_PER ||
             wanted == QOQ_ROLE_PERCENT || wanted == QOQ_ROLE_POINTS))
            return &st->hits[i];
    }
    return NULL;
}

static bool find_any(const stretch *st, qoq_unit_role wanted)
{
    for (size_t i = 0; i < st->count; i++) {
        if (is_role(&st->hits[i], wanted))
            return true;
    }
    return false;
}

static void take_currency(char out[8], bool *open, const stretch *st, bool all)
{
    for (size_t i = 0; i < st->count; i++) {
        const hit *h = &st->hits[i];
        if (!is_money(h) || !(h->solid || all) || (is_role(h, QOQ_ROLE_MINOR) && !all))
            continue;
        if (!h->term->id[0] && !out[0])
            *open = true;
        else if (h->term->id[0] && !out[0] && strlen(h->term->id) == 3)
            memcpy(out, h->term->id, 4);
    }
}

static int8_t power_of(const stretch *st)
{
    int power = 0;
    bool any = false;
    for (size_t i = 0; i < st->count; i++) {
        bool scale = is_role(&st->hits[i], QOQ_ROLE_SCALE) && st->hits[i].solid;
        if (any && !scale)
            break; /* 人民币百万元 人民币百万元 */
        if (scale)
            power += st->hits[i].term->value;
        any = any || scale;
    }
    return (int8_t)(power > 15 ? 15 : power);
}

/* "Products (US$ million)": the scale is the currency's, and the word in front no unit. */
static bool scales_money(const stretch *st)
{
    for (size_t i = 0; i < st->count; i++) {
        const hit *h = &st->hits[i];
        if (is_role(h, QOQ_ROLE_SCALE) && h->solid)
            return (i > 0 && is_money(&st->hits[i - 1])) ||
                   (i + 1 < st->count && is_money(&st->hits[i + 1]));
    }
    return false;
}

static void take_stretch(const stretch *st, units *out)
{
    char currency[8] = "";
    bool open = false;
    const hit *points = find(st, QOQ_ROLE_POINTS);
    if (find(st, QOQ_ROLE_PERCENT) || points)
        out->percent = true;
    if (points) {
        out->points = true;
        out->points_power = (int8_t)points->term->value;
    }
    const hit *minor = find(st, QOQ_ROLE_MINOR);
    bool cents = minor && minor->end - minor->start > 3; /* 分 alone is half a word */
    if (find(st, QOQ_ROLE_PER) || cents) {
        take_currency(out->share_currency, &open, st, true);
        out->open = out->open || (open && !out->currency[0]); /* 元/股 */
        if (!out->share && find_any(st, QOQ_ROLE_MINOR))
            out->share_power = -2;
        out->share = true;
        return;
    }
    bool scaled = find(st, QOQ_ROLE_SCALE) != NULL;
    if (!scales_money(st) &&
        (find(st, QOQ_ROLE_COUNT) || (find(st, QOQ_ROLE_OTHER) && scaled))) {
        if (!out->count)
            out->count_power = power_of(st);
        out->count = true;
        return;
    }
    take_currency(currency, &open, st, false);
    if (currency[0] || open) {
        if (!out->money || (scaled && out->money_power == 0))
            out->money_power = power_of(st);
        out->money = true;
        if (!out->currency[0])
            memcpy(out->currency, currency, sizeof currency);
        out->open = !out->currency[0];
    } else if (scaled && !out->any) {
        out->any = true;
        out->any_power = power_of(st);
    }
}

void units_read(const qoq_lexicon *lexicon, const char *folded, size_t len, units *out)
{
    size_t start = 0;
    memset(out, 0, sizeof *out);
    for (size_t at = 0; at <= len;) {
        size_t gap = at < len ? separator(folded, len, at) : 1;
        if (gap == 0) {
            at++;
            continue;
        }
        stretch st;
        find_units(lexicon, folded, start, at < len ? at : len, &st);
        harden(folded, start, at < len ? at : len, &st);
        take_stretch(&st, out);
        at += gap;
        start = at;
    }
    /* "RMB, in millions": a currency and a scale that a comma parts */
    if (out->money && out->any && out->money_power == 0) {
        out->money_power = out->any_power;
    }
}

void units_fill(units *into, const units *from)
{
    if (from->money && !into->money && !into->any) {
        into->money = true;
        into->money_power = from->money_power;
        into->open = from->open;
    }
    if (!into->currency[0] && !into->open) {
        memcpy(into->currency, from->currency, sizeof into->currency);
        into->open = from->open;
    }
    if (from->any && !into->any) {
        into->any = true;
        into->any_power = from->any_power;
    }
    if (from->count && !into->count) {
        into->count = true;
        into->count_power = from->count_power;
    }
    if (from->share && !into->share) {
        into->share = true;
        into->share_power = from->share_power;
    }
    if (!into->share_currency[0])
        memcpy(into->share_currency, from->share_currency, sizeof into->share_currency);
    into->percent = into->percent || from->percent;
    if (from->points && !into->points) {
        into->points = true;
        into->points_power = from->points_power;
    }
}

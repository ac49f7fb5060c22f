#include <string.h>
#include <utf8proc.h>

#include "base/error_utf8.h"
#include "base/text_inline.h"
#include "base/text_variants.h"
#include "qoq/text.h"

enum {
    DROP = 0,
    DIGIT_BLANK = 0x202F /* what stays of a blank inside a number */
};

typedef struct fold_range {
    uint32_t first, last, to;
} fold_range;

/* Where matching wants something else than NFKC and lower case give. Sorted by code. */
/* clang-format off */
static const fold_range own_folds[] = {
    {0x00AD,  0x00AD,  DROP},   /* soft hyphen */
    {0x00B2,  0x00B3,  DROP},   /* ² ³, which NFKC would make digits */
    {0x00B9,  0x00B9,  DROP},   /* ¹ */
    {0x02BC,  0x02BC,  '\''},   /* ʼ as an apostrophe */
    {0x034F,  0x034F,  DROP},   /* invisible joiner */
    {0x061C,  0x061C,  DROP},   /* bidi mark */
    {0x200C,  0x200F,  DROP},   /* joiners, bidi marks */
    {0x2010,  0x2015,  '-'},    /* hyphens and dashes: minus, nil, ranges */
    {0x2018,  0x201B,  '\''},   /* ‘ ’ ‚ ‛ */
    {0x201C,  0x201F,  '"'},    /* “ ” „ ‟ */
    {0x2027,  0x2027,  0x00B7}, /* ‧ in names, as printed in Taiwan */
    {0x202A,  0x202E,  DROP},   /* bidi embeddings */
    {0x2043,  0x2043,  '-'},    /* ⁃ */
    {0x2044,  0x2044,  '/'},    /* fraction slash */
    {0x2060,  0x206F,  DROP},   /* word joiner, bidi isolates */
    {0x2070,  0x2070,  DROP},   /* ⁰ */
    {0x2074,  0x207E,  DROP},   /* ⁴ to ⁹, and ⁺ ⁻ ⁼ ⁽ ⁾ of footnote marks */
    {0x2212,  0x2212,  '-'},    /* minus sign */
    {0x2215,  0x2215,  '/'},    /* ∕ */
    {0x2219,  0x2219,  0x00B7}, /* ∙ */
    {0x223C,  0x223C,  '~'},    /* ∼ */
    {0x22C5,  0x22C5,  0x00B7}, /* ⋅ */
    {0x2460,  0x2473,  DROP},   /* ① to ⑳ */
    {0x24EA,  0x24FF,  DROP},   /* ⓪, ⓫ to ⓴, ⓵ to ⓾, ⓿ */
    {0x2500,  0x2500,  '-'},    /* ─ as a dash */
    {0x2571,  0x2571,  '/'},    /* ╱ in Hong Kong announcements */
    {0x25CB,  0x25CB,  0x3007}, /* ○ typed for 〇 in dates: 二○二四年 */
    {0x25EF,  0x25EF,  0x3007}, /* ◯ */
    {0x2776,  0x2793,  DROP},   /* ❶ to ➓ */
    {0x301C,  0x301C,  '~'},    /* 〜 between the ends of a range */
    {0x30FB,  0x30FB,  0x00B7}, /* ・ in names */
    {0x3248,  0x324F,  DROP},   /* circled numbers on black squares */
    {0x3251,  0x325F,  DROP},   /* ㉑ to ㉟ */
    {0x3280,  0x3289,  DROP},   /* ㊀ to ㊉ */
    {0x32B1,  0x32BF,  DROP},   /* ㊱ to ㊿ */
    {0x4E28,  0x4E28,  '|'},    /* 丨 typed for a bar between column and headline */
    {0xFE00,  0xFE0F,  DROP},   /* variation selectors */
    {0x1F10B, 0x1F10C, DROP},   /* circled zeros of dingbat fonts */
    {0xE0100, 0xE01EF, DROP},   /* variation selectors */
};
/* clang-format on */

static const fold_range *find_own_fold(uint32_t code)
{
    size_t low = 0, high = sizeof own_folds / sizeof *own_folds;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (own_folds[middle].last < code)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < sizeof own_folds / sizeof *own_folds && own_folds[low].first <= code)
        return &own_folds[low];
    return NULL;
}

static uint32_t simplify(uint32_t code)
{
    size_t low = 0, high = qoq_variant_rest_count;

    if (code >= QOQ_VARIANT_FIRST && code <= QOQ_VARIANT_LAST) {
        uint32_t simple = qoq_variant_main[code - QOQ_VARIANT_FIRST];

        return simple ? simple : code;
    }
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (qoq_variant_rest[middle].from < code)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < qoq_variant_rest_count && qoq_variant_rest[low].from == code)
        return qoq_variant_rest[low].to;
    return code;
}

static uint32_t fold_ascii(uint32_t code)
{
    if (code - 'A' < 26)
        return code + ('a' - 'A');
    return code - '\t' <= '\r' - '\t' ? ' ' : code;
}

/* Latin ﬀ to ﬆ and Armenian ﬓ to ﬗ: broken words of a PDF, to be whole again. */
static bool is_ligature(uint32_t code)
{
    return (code >= 0xFB00 && code <= 0xFB06) || (code >= 0xFB13 && code <= 0xFB17);
}

/* NFKC of one code point; `code` itself when that would be longer and is no ligature. */
static size_t compatible(uint32_t code, uint32_t out[4])
{
    utf8proc_int32_t parts[32];
    int last_class = 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)code, parts, 32,
                                UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &last_class);

    out[0] = code;
    if (count < 1 || count > 32)
        return 1;
    count = utf8proc_normalize_utf32(parts, count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    if (count < 1 || count > 4 || (count > 1 && !is_ligature(code)))
        return 1;
    for (utf8proc_ssize_t i = 0; i < count; i++)
        out[i] = (uint32_t)parts[i];
    return (size_t)count;
}

/* What is left when the ranges that reports are made of have been dealt with. */
static size_t fold_rare(uint32_t code, uint32_t out[4])
{
    const fold_range *own = find_own_fold(code);
    size_t count, kept = 0;

    if (own) {
        out[0] = own->to;
        return own->to != DROP;
    }
    if (code > 0x10FFFF) {
        out[0] = code;
        return 1;
    }
    count = compatible(code, out);
    for (size_t i = 0; i < count; i++) {
        uint32_t part = (uint32_t)utf8proc_tolower((utf8proc_int32_t)out[i]);

        own = part < 0x80 ? NULL : find_own_fold(part);
        part = own ? own->to : part < 0x80 ? fold_ascii(part) : simplify(part);
        if (part != DROP)
            out[kept++] = part;
    }
    return kept;
}

size_t qoq_text_fold(uint32_t code, uint32_t out[4])
{
    if (code >= 0xFF01 && code <= 0xFF5E) /* full-width ASCII */
        code -= 0xFEE0;
    if (code < 0x80)
        out[0] = fold_ascii(code);
    else if (code >= QOQ_VARIANT_FIRST && code <= QOQ_VARIANT_LAST)
        out[0] = simplify(code);
    else if (code >= 0x3001 && code <= 0x301B) /* 、。《》「」 */
        out[0] = code;
    else if (qoq_text_is_space(code))
        out[0] = ' ';
    else
        return fold_rare(code, out);
    return out[0] != DROP;
}

static void mark_origin(uint32_t *map, size_t from, size_t to, size_t at)
{
    if (!map)
        return;
    for (size_t i = from; i < to; i++)
        map[i] = (uint32_t)at;
}

/* The folded code points of a text, one after the other. */
typedef struct folded {
    qoq_slice text;
    size_t at, next, count;
    uint32_t codes[4];
} folded;

/* False at the end. */
static bool next_folded(folded *f, uint32_t *code)
{
    while (f->next == f->count) {
        if (f->at >= f->text.len)
            return false;
        f->count =
            qoq_text_fold(qoq_text_next(f->text.ptr, f->text.len, &f->at), f->codes);
        f->next = 0;
    }
    *code = f->codes[f->next++];
    return true;
}

/* Blanks that are put between the digits of a number: no-break, figure, thin, narrow. */
static bool is_digit_blank(uint32_t code)
{
    return code == 0xA0 || code == 0x2007 || code == 0x2009 || code == DIGIT_BLANK;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Does the folded text end with the first digits of a number in groups: one to three, or
 * a whole group behind another one? "2025 123" and "H1 123" are two things. */
static bool ends_with_group(const char *out, size_t used)
{
    size_t start = used, count;

    while (start > 0 && used - start < 4 && is_digit(out[start - 1]))
        start--;
    count = used - start;
    if (count == 0 || count > 3)
        return false;
    if (start >= 3 && memcmp(out + start - 3, "\xE2\x80\xAF", 3) == 0)
        return count == 3;
    if (out[start] == '0' ||
        (start > 0 && (out[start - 1] == '.' || out[start - 1] == ',')))
        return false;
    return start == 0 || !is_letter(out[start - 1]) ||
           (start > 1 && is_letter(out[start - 2]));
}

/* Exactly three digits, once folded. */
static bool begins_with_group(qoq_slice rest)
{
    folded f = {.text = rest};
    uint32_t code;
    int count = 0;

    while (count < 4 && next_folded(&f, &code) && code - '0' < 10)
        count++;
    return count == 3;
}

size_t qoq_text_fold_all(const char *text, size_t len, char *out, uint32_t *map)
{
    size_t used = 0, at = 0;

    while (at < len) {
        uint32_t codes[4], code = (unsigned char)text[at];
        size_t start = at, begin = used, count;

        if (code < 0x80 && code > 0) {
            out[used] = (char)fold_ascii(code);
            if (map)
                map[used] = (uint32_t)at;
            used++;
            at++;
            continue;
        }
        code = text_next(text, len, &at);
        if (code >= QOQ_VARIANT_FIRST && code <= QOQ_VARIANT_LAST) {
            used += qoq_text_put(out + used, simplify(code));
            mark_origin(map, begin, used, start);
            continue;
        }
        count = qoq_text_fold(code, codes);
        if (is_digit_blank(code) && ends_with_group(out, used) &&
            begins_with_group((qoq_slice){text + at, len - at}))
            codes[0] = DIGIT_BLANK;
        for (size_t i = 0; i < count; i++)
            used += qoq_text_put(out + used, codes[i]);
        mark_origin(map, begin, used, start);
    }
    out[used] = '\0';
    mark_origin(map, used, used + 1, len);
    return used;
}

static bool next_mark(folded *f, uint32_t *code)
{
    do {
        if (!next_folded(f, code))
            return false;
    } while (*code == ' ');
    return true;
}

bool qoq_text_same(qoq_slice a, qoq_slice b)
{
    folded left = {.text = a}, right = {.text = b};

    for (;;) {
        uint32_t x = 0, y = 0;
        bool more = next_mark(&left, &x);

        if (next_mark(&right, &y) != more)
            return false;
        if (!more)
            return true;
        if (x != y)
            return false;
    }
}

/* Words longer than this are no typing errors of one another. */
enum { LONGEST_WORD = 128 };

/* Returns LONGEST_WORD + 1 when there is more. */
static size_t fold_word(qoq_slice text, uint32_t out[LONGEST_WORD])
{
    folded f = {.text = text};
    size_t count = 0;
    uint32_t code;

    while (next_folded(&f, &code)) {
        if (count == LONGEST_WORD)
            return LONGEST_WORD + 1;
        out[count++] = code;
    }
    return count;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* One row of the table of distances (optimal string alignment): row[j] is the distance
 * of the first i letters of x from the first j of y. Returns the least of the row. */
static size_t fill_row(size_t *row, const size_t *above, const size_t *two_above,
                       const uint32_t *x, size_t i, const uint32_t *y, size_t y_len)
{
    size_t smallest = i;

    row[0] = i;
    for (size_t j = 1; j <= y_len; j++) {
        row[j] = above[j - 1] + (x[i - 1] != y[j - 1]);
        row[j] = least(row[j], least(above[j], row[j - 1]) + 1);
        if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
            row[j] = least(row[j], two_above[j - 2] + 1);
        smallest = least(smallest, row[j]);
    }
    return smallest;
}

size_t qoq_text_distance(qoq_slice a, qoq_slice b, size_t limit)
{
    uint32_t x[LONGEST_WORD], y[LONGEST_WORD];
    size_t rows[3][LONGEST_WORD + 1];
    size_t x_len = fold_word(a, x), y_len = fold_word(b, y);
    size_t above_limit = limit < SIZE_MAX ? limit + 1 : limit, before = 0;

    if (x_len > LONGEST_WORD || y_len > LONGEST_WORD)
        return qoq_text_same(a, b) ? 0 : above_limit;
    if ((x_len > y_len ? x_len - y_len : y_len - x_len) > limit)
        return above_limit;
    for (size_t j = 0; j <= y_len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= x_len; i++) {
        size_t smallest =
            fill_row(rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3], x, i, y, y_len);

        /* A swap reaches back two rows, so both have to be above the limit. */
        if (i > 1 && smallest > limit && before > limit)
            return above_limit;
        before = smallest;
    }
    return least(rows[x_len % 3][y_len], above_limit);
}

static bool has_han(qoq_slice name)
{
    size_t at = 0;

    while (at < name.len) {
        if (qoq_text_is_han(qoq_text_next(name.ptr, name.len, &at)))
            return true;
    }
    return false;
}

/* Appends a code point unless it would not fit; says whether it did. */
static bool append(char *out, size_t room, size_t *used, uint32_t code)
{
    char bytes[4];
    size_t len = qoq_text_put(bytes, code);

    if (*used + len >= room)
        return false;
    memcpy(out + *used, bytes, len);
    *used += len;
    return true;
}

static size_t copy_han(char *out, size_t room, qoq_slice name)
{
    uint32_t last = 0;
    size_t used = 0, at = 0;
    bool space = false;

    while (at < name.len) {
        uint32_t code = qoq_text_next(name.ptr, name.len, &at);

        if (qoq_text_is_space(code)) {
            space = used > 0;
            continue;
        }
        if (qoq_text_is_control(code))
            continue;
        if (space && !(qoq_text_is_han(last) && qoq_text_is_han(code))) {
            char both[4];

            /* A blank only together with what follows it. */
            if (used + 1 + qoq_text_put(both, code) >= room)
                break;
            append(out, room, &used, ' ');
        }
        if (!append(out, room, &used, code))
            break;
        space = false;
        last = code;
    }
    return used;
}

static bool is_word_character(uint32_t code)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);

    if (code < 0x80)
        return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9');
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           category == UTF8PROC_CATEGORY_ND;
}

/* é → e: the accent is a part of its own after decomposition, and no word character. */
static uint32_t bare_letter(uint32_t code)
{
    utf8proc_int32_t parts[32];
    int last_class = 0;

    if (code < 0x80 || (code >= 0xAC00 && code <= 0xD7A3)) /* Hangul stays whole */
        return code;
    if (utf8proc_decompose_char((utf8proc_int32_t)code, parts, 32, UTF8PROC_DECOMPOSE,
                                &last_class) < 1)
        return code;
    return (uint32_t)parts[0];
}

static size_t make_slug(char *out, size_t room, qoq_slice name)
{
    folded f = {.text = name};
    size_t used = 0;
    bool gap = false;
    uint32_t code;

    while (next_folded(&f, &code)) {
        code = bare_letter(code);
        if (!is_word_character(code)) {
            /* McDonald's is one word; a loose accent belongs to its letter. */
            if (code != '\'' &&
                utf8proc_category((utf8proc_int32_t)code) != UTF8PROC_CATEGORY_MN)
                gap = used > 0;
            continue;
        }
        if (gap) {
            char both[4];

            if (used + 1 + qoq_text_put(both, code) >= room)
                break;
            append(out, room, &used, '_');
        }
        if (!append(out, room, &used, code))
            break;
        gap = false;
    }
    return used;
}

size_t qoq_text_slug(char *out, size_t room, qoq_slice name)
{
    size_t used;

    if (room == 0)
        return 0;
    used = has_han(name) ? copy_han(out, room, name) : make_slug(out, room, name);
    out[used] = '\0';
    return used;
}

#include "qoq/text.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

#include "base/error_utf8.h"

/* Valid text is a precondition. A byte that breaks it is taken as U+FFFD and stepped
 * over, so that a bug elsewhere cannot make a loop endless or read past the end. */
uint32_t qoq_text_next(const char *text, size_t len, size_t *at)
{
    uint32_t code = 0;
    size_t bytes;

    assert(*at < len);
    bytes = qoq_utf8_decode(text + *at, len - *at, &code);
    *at += bytes ? bytes : 1;
    return bytes ? code : 0xFFFD;
}

size_t qoq_text_put(char out[4], uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        code = 0xFFFD;
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

size_t qoq_text_count(const char *text, size_t len)
{
    const uint64_t ones = 0x0101010101010101U;
    size_t tails = 0, at = 0;

    /* Eight bytes at once: a byte of the sum is 1 for each 10xxxxxx in its column. */
    while (len - at >= sizeof ones) {
        size_t words = (len - at) / sizeof ones < 255 ? (len - at) / sizeof ones : 255;
        uint64_t sum = 0, word;

        for (; words > 0; words--, at += sizeof word) {
            memcpy(&word, text + at, sizeof word);
            sum += word >> 7 & ~word >> 6 & ones;
        }
        sum = (sum & 0x00FF00FF00FF00FFU) + (sum >> 8 & 0x00FF00FF00FF00FFU);
        tails += (size_t)(sum * 0x0001000100010001U >> 48);
    }
    for (; at < len; at++)
        tails += ((unsigned char)text[at] & 0xC0) == 0x80;
    return len - tails;
}

bool qoq_text_is_valid(const char *text, size_t len, size_t *bad)
{
    const uint64_t high_bits = 0x8080808080808080U;
    size_t at = 0;

    while (at < len) {
        uint64_t word;
        uint32_t code;
        size_t bytes;

        /* Eight ASCII bytes at once: most of an English report. */
        if (len - at >= sizeof word) {
            memcpy(&word, text + at, sizeof word);
            if (!(word & high_bits)) {
                at += sizeof word;
                continue;
            }
        }
        bytes = qoq_utf8_decode(text + at, len - at, &code);
        if (!bytes) {
            if (bad)
                *bad = at;
            return false;
        }
        at += bytes;
    }
    return true;
}

/* utf8proc counts characters of ambiguous width (box drawing, the ellipsis, Greek) as 1,
 * as terminals outside East Asian locales do. Private-use characters are the bullets of
 * word processors: one column, though Unicode does not know. */
size_t qoq_text_code_width(uint32_t code)
{
    int width;

    if (code < 0x7F)
        return code >= 0x20;
    if (code >= 0x4E00 && code <= 0x9FFF)
        return 2;
    if (qoq_utf8_is_control(code) || code == 0xAD)
        return 0;
    if (code >= 0xE000 && code <= 0xF8FF)
        return 1;
    width = code <= 0x10FFFF ? utf8proc_charwidth((utf8proc_int32_t)code) : 0;
    return width > 0 ? (size_t)width : 0;
}

size_t qoq_text_width(const char *text, size_t len)
{
    size_t width = 0, at = 0;

    while (at < len)
        width += qoq_text_code_width(qoq_text_next(text, len, &at));
    return width;
}

size_t qoq_text_fit(const char *text, size_t len, size_t width)
{
    size_t at = 0, used = 0;

    while (at < len) {
        size_t next = at;

        used += qoq_text_code_width(qoq_text_next(text, len, &next));
        if (used > width)
            break;
        at = next;
    }
    return at;
}

typedef struct range {
    uint32_t first, last;
} range;

/* The script Han of Unicode 15, from its Scripts.txt, in order; planes 2 and 3 are set
 * aside for it as a whole. */
static const range han_ranges[] = {
    {0x2E80, 0x2E99}, {0x2E9B, 0x2EF3}, {0x2F00, 0x2FD5},   {0x3005, 0x3005},
    {0x3007, 0x3007}, {0x3021, 0x3029}, {0x3038, 0x303B},   {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF}, {0xF900, 0xFAD9}, {0x20000, 0x3FFFD},
};

bool qoq_text_is_han(uint32_t code)
{
    if (code >= 0x4E00 && code <= 0x9FFF)
        return true;
    if (code < 0x2E80)
        return false;
    for (size_t i = 0; i < sizeof han_ranges / sizeof *han_ranges; i++) {
        if (code <= han_ranges[i].last)
            return code >= han_ranges[i].first;
    }
    return false;
}

bool qoq_text_is_space(uint32_t code)
{
    if (code < 0x80)
        return code == ' ' || (code >= '\t' && code <= '\r');
    if (code >= 0x2000 && code <= 0x200B)
        return true;
    switch (code) {
    case 0x85:
    case 0xA0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
    case 0xFEFF:
        return true;
    default:
        return false;
    }
}

bool qoq_text_is_control(uint32_t code)
{
    return qoq_utf8_is_control(code);
}

size_t qoq_text_display(char *out, size_t room, const char *text, size_t len)
{
    return qoq_utf8_clean(out, room, text, len, ' ');
}

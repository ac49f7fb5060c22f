#include "base/error_utf8.h"

#include <string.h>

static bool is_tail(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Two bytes: C0 and C1 would be overlong forms of ASCII. */
static size_t decode_two(const unsigned char *s, size_t len, uint32_t *code)
{
    if (s[0] < 0xC2 || len < 2 || !is_tail(s[1]))
        return 0;
    *code = (uint32_t)(s[0] & 0x1F) << 6 | (s[1] & 0x3F);
    return 2;
}

static size_t decode_three(const unsigned char *s, size_t len, uint32_t *code)
{
    if (len < 3 || !is_tail(s[1]) || !is_tail(s[2]))
        return 0;
    *code =
        (uint32_t)(s[0] & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (s[2] & 0x3F);
    if (*code < 0x800 || (*code >= 0xD800 && *code <= 0xDFFF))
        return 0;
    return 3;
}

static size_t decode_four(const unsigned char *s, size_t len, uint32_t *code)
{
    if (s[0] > 0xF4 || len < 4 || !is_tail(s[1]) || !is_tail(s[2]) || !is_tail(s[3]))
        return 0;
    *code = (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3F) << 12 |
            (uint32_t)(s[2] & 0x3F) << 6 | (s[3] & 0x3F);
    return *code < 0x10000 || *code > 0x10FFFF ? 0 : 4;
}

size_t qoq_utf8_decode(const char *text, size_t len, uint32_t *code)
{
    const unsigned char *s = (const unsigned char *)text;

    if (s[0] < 0x80) {
        *code = s[0];
        return 1;
    }
    if (s[0] < 0xE0)
        return decode_two(s, len, code);
    if (s[0] < 0xF0)
        return decode_three(s, len, code);
    return decode_four(s, len, code);
}

bool qoq_utf8_is_control(uint32_t code)
{
    if (code < 0x20 || (code >= 0x7F && code < 0xA0))
        return true;
    if (code < 0x61C || code > 0x2069)
        return false;
    return code == 0x61C || code == 0x200E || code == 0x200F ||
           (code >= 0x2028 && code <= 0x202E) || code >= 0x2066;
}

size_t qoq_utf8_clean(char *out, size_t room, const char *text, size_t len, char blank)
{
    size_t used = 0, at = 0;

    if (room == 0)
        return 0;
    while (at < len) {
        uint32_t code = 0;
        size_t bytes = qoq_utf8_decode(text + at, len - at, &code);
        size_t wanted = bytes;
        char mark = '?';

        if (bytes && (code == '\t' || code == '\n' || code == '\r')) {
            mark = blank;
            if (code == '\r' && at + 1 < len && text[at + 1] == '\n')
                bytes = 2;
            wanted = 0;
        } else if (bytes && qoq_utf8_is_control(code)) {
            wanted = 0;
        }
        if (used + (wanted ? wanted : 1) >= room)
            break;
        if (wanted) {
            memcpy(out + used, text + at, wanted);
            used += wanted;
        } else {
            out[used++] = mark;
        }
        at += bytes ? bytes : 1;
    }
    out[used] = '\0';
    return used;
}

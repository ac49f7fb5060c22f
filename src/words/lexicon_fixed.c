#include "words/lexicon_fixed.h"

#include <string.h>
#include <strings.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Most texts begin with no word at all: one look is cheaper than a comparison. */
static bool begins_with(const char *text, size_t len, qoq_slice word)
{
    return len >= word.len && ((text[0] ^ word.ptr[0]) & ~0x20) == 0 &&
           strncasecmp(text, word.ptr, word.len) == 0;
}

bool qoq_fixed_word_is(qoq_fixed_word class, const char *text, size_t len)
{
    const qoq_fixed_words *words = &qoq_fixed_word_table[class];
    if (len == 0 || !(words->lengths[text[0] & 31] >> (len < 31 ? len : 31) & 1))
        return false;
    for (size_t i = 0; i < words->count; i++) {
        if (len == words->items[i].len && begins_with(text, len, words->items[i]))
            return true;
    }
    return false;
}

size_t qoq_fixed_word_begins(qoq_fixed_word class, const char *text, size_t len)
{
    const qoq_fixed_words *words = &qoq_fixed_word_table[class];
    size_t longest = 0;
    if (len == 0 || !words->lengths[text[0] & 31])
        return 0;
    for (size_t i = 0; i < words->count; i++) {
        qoq_slice word = words->items[i];
        bool whole = begins_with(text, len, word) &&
                     (len == word.len || !is_letter(word.ptr[word.len - 1]) ||
                      !is_letter(text[word.len]));
        if (whole && word.len > longest)
            longest = word.len;
    }
    return longest;
}

size_t qoq_fixed_word_ends(qoq_fixed_word class, const char *text, size_t len)
{
    const qoq_fixed_words *words = &qoq_fixed_word_table[class];
    size_t longest = 0;
    for (size_t i = 0; i < words->count; i++) {
        size_t n = words->items[i].len;
        if (n <= len && n > longest && begins_with(text + len - n, n, words->items[i]))
            longest = n;
    }
    return longest;
}

bool qoq_fixed_word_within(qoq_fixed_word class, const char *text, size_t len)
{
    const qoq_fixed_words *words = &qoq_fixed_word_table[class];
    for (size_t at = 0; at < len; at++) {
        for (size_t i = 0; i < words->count; i++) {
            if (begins_with(text + at, len - at, words->items[i]))
                return true;
        }
    }
    return false;
}

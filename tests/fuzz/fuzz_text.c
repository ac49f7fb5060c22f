/*
 * The contracts of the room text, for any bytes: what is valid folds to what is valid,
 * the way back from a folded text is monotone and ends at the end, a displayed text holds
 * no control, and nothing is cut inside a character.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_display(const char *text, size_t len)
{
    char out[64];

    for (size_t room = 0; room <= sizeof out; room += 7) {
        size_t shown = qoq_text_display(out, room, text, len), at = 0;

        require(room == 0 ? shown == 0 : shown < room && out[shown] == '\0');
        require(qoq_text_is_valid(out, shown, NULL));
        while (at < shown)
            require(!qoq_text_is_control(qoq_text_next(out, shown, &at)));
    }
}

/* On the heap with no byte to spare, so that a sanitizer sees one too many. */
static char *copy(const char *text, size_t len)
{
    char *bytes = malloc(len ? len : 1);

    require(bytes != NULL);
    if (len)
        memcpy(bytes, text, len);
    return bytes;
}

static void check_fold(const char *text, size_t len)
{
    char *out = malloc(3 * len + 1), *again;
    uint32_t *map = malloc((3 * len + 1) * sizeof *map);
    size_t folded, twice;

    require(out && map);
    folded = qoq_text_fold_all(text, len, out, map);
    require(folded <= 3 * len && out[folded] == '\0' && map[folded] == len);
    require(qoq_text_is_valid(out, folded, NULL));
    for (size_t i = 0; i < folded; i++) {
        require(map[i] <= map[i + 1] && map[i] < len);
        require(((unsigned char)text[map[i]] & 0xC0) != 0x80);
    }
    again = malloc(3 * folded + 1);
    require(again != NULL);
    twice = qoq_text_fold_all(out, folded, again, NULL);
    require(twice == folded && memcmp(out, again, folded) == 0);
    require(qoq_text_same((qoq_slice){text, len}, (qoq_slice){out, folded}));
    require(qoq_text_distance((qoq_slice){text, len}, (qoq_slice){out, folded}, 2) ==
            0);
    free(again);
    free(map);
    free(out);
}

static void check_parts(const char *text, size_t len)
{
    qoq_slice whole = {text, len}, trimmed = qoq_slice_trim(whole);
    size_t width = qoq_text_width(text, len), count = qoq_text_count(text, len), at = 0;
    char slug[40];

    require(trimmed.len <= len && qoq_text_is_valid(trimmed.ptr, trimmed.len, NULL));
    require(qoq_slice_equal(qoq_slice_trim(trimmed), trimmed));
    require(width <= 2 * count && qoq_text_fit(text, len, width) == len);
    for (size_t room = 0; room < width && room < 50; room++) {
        size_t fit = qoq_text_fit(text, len, room);

        require(qoq_text_is_valid(text, fit, NULL) &&
                qoq_text_width(text, fit) <= room);
    }
    while (at < len) {
        char bytes[4];
        size_t start = at;
        uint32_t code = qoq_text_next(text, len, &at);

        require(qoq_text_put(bytes, code) == at - start);
        require(memcmp(bytes, text + start, at - start) == 0);
        count--;
    }
    require(count == 0 && at == len);
    for (size_t room = 0; room <= sizeof slug; room += 3) {
        size_t put = qoq_text_slug(slug, room, whole);

        require(room == 0 ? put == 0 : put < room && slug[put] == '\0');
        require(qoq_text_is_valid(slug, put, NULL));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = copy((const char *)data, size);
    size_t bad = size;

    check_display(text, size);
    if (!qoq_text_is_valid(text, size, &bad))
        require(bad < size && qoq_text_is_valid(text, bad, NULL));
    /* What lies before the first bad byte is a valid text: every input tests folding. */
    check_fold(text, bad);
    check_parts(text, bad);
    free(text);
    return 0;
}

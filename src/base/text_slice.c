#include <string.h>

#include "base/text_inline.h"

qoq_slice qoq_slice_of(const char *terminated)
{
    return (qoq_slice){terminated, strlen(terminated)};
}

bool qoq_slice_is(qoq_slice slice, const char *terminated)
{
    return qoq_slice_equal(slice, qoq_slice_of(terminated));
}

/* An empty slice may have no pointer, which memcmp must not see. */
bool qoq_slice_equal(qoq_slice a, qoq_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

int qoq_slice_compare(qoq_slice a, qoq_slice b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.ptr, b.ptr, common) : 0;

    if (order)
        return order < 0 ? -1 : 1;
    return (a.len > b.len) - (a.len < b.len);
}

bool qoq_slice_starts(qoq_slice slice, const char *prefix)
{
    size_t len = strlen(prefix);

    return slice.len >= len && (len == 0 || memcmp(slice.ptr, prefix, len) == 0);
}

bool qoq_slice_ends(qoq_slice slice, const char *suffix)
{
    size_t len = strlen(suffix);

    return slice.len >= len &&
           (len == 0 || memcmp(slice.ptr + slice.len - len, suffix, len) == 0);
}

/* Where the character before `end` starts. */
static size_t step_back(const char *text, size_t end)
{
    do
        end--;
    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80);
    return end;
}

qoq_slice qoq_slice_trim(qoq_slice slice)
{
    size_t from = 0, to = slice.len;

    while (from < to) {
        size_t at = from;

        if (!qoq_text_is_space(text_next(slice.ptr, to, &at)))
            break;
        from = at;
    }
    while (to > from) {
        size_t start = step_back(slice.ptr, to), at = start;

        if (!qoq_text_is_space(text_next(slice.ptr, to, &at)))
            break;
        to = start;
    }
    return (qoq_slice){slice.ptr ? slice.ptr + from : NULL, to - from};
}

/* ---- did you mean ----------------------------------------------------------------- */

qoq_nearest qoq_nearest_to(qoq_slice typed)
{
    size_t limit = 1 + qoq_text_count(typed.ptr, typed.len) / 4;

    return (qoq_nearest){.typed = typed, .limit = limit, .distance = limit + 1};
}

static bool begins(qoq_slice whole, qoq_slice start)
{
    return whole.len >= start.len && memcmp(whole.ptr, start.ptr, start.len) == 0;
}

void qoq_nearest_offer(qoq_nearest *nearest, const char *candidate)
{
    qoq_slice text = qoq_slice_of(candidate);
    size_t distance = qoq_text_distance(nearest->typed, text, nearest->limit);

    if (distance > nearest->limit && nearest->typed.len >= 3 &&
        begins(text, nearest->typed))
        distance = nearest->limit;
    if (distance < nearest->distance) {
        nearest->distance = distance;
        nearest->near = candidate;
    }
}

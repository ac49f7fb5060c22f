/**
 * Characters: UTF-8 slices, folding for matching, widths for terminals, safe display.
 *
 * A slice is a pointer and a length in bytes into text that somebody else owns; it is
 * not terminated. All text inside qoq is valid UTF-8: the document layer decodes, the
 * csv room refuses what is not.
 */
#ifndef QOQ_TEXT_H
#define QOQ_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "qoq/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qoq_slice {
    const char *ptr;
    size_t len;
} qoq_slice;

#define QOQ_SLICE(literal) ((qoq_slice){(literal), sizeof(literal) - 1})

QOQ_API qoq_slice qoq_slice_of(const char *terminated);
QOQ_API bool qoq_slice_is(qoq_slice slice, const char *terminated);
QOQ_API bool qoq_slice_equal(qoq_slice a, qoq_slice b);
QOQ_API int qoq_slice_compare(qoq_slice a, qoq_slice b); /* byte order */
QOQ_API bool qoq_slice_starts(qoq_slice slice, const char *prefix);
QOQ_API bool qoq_slice_ends(qoq_slice slice, const char *suffix);

/**
 * Without white space at both ends: ASCII, U+0085, U+00A0, U+1680, U+2000..200B,
 * U+2028, U+2029, U+202F, U+205F, U+3000, U+FEFF.
 */
QOQ_API qoq_slice qoq_slice_trim(qoq_slice slice);

/**
 * The code point at *at, and *at moved behind it. Text must be valid UTF-8 and
 * *at < len.
 */
QOQ_API uint32_t qoq_text_next(const char *text, size_t len, size_t *at);

/** Writes a code point as UTF-8 into out[4]; returns the number of bytes. */
QOQ_API size_t qoq_text_put(char out[4], uint32_t code);

/** Code points in a valid UTF-8 text. */
QOQ_API size_t qoq_text_count(const char *text, size_t len);

/**
 * Is it valid UTF-8 (no surrogates, no overlong forms)? If not, *bad (may be NULL) is
 * the offset of the first byte that is not.
 */
QOQ_API bool qoq_text_is_valid(const char *text, size_t len, size_t *bad);

/**
 * Columns a text takes in a terminal: Chinese 2, combining marks and controls 0;
 * characters of ambiguous width (box drawing, …) 1.
 */
QOQ_API size_t qoq_text_width(const char *text, size_t len);
QOQ_API size_t qoq_text_code_width(uint32_t code);

/** The longest prefix that fits into `width` columns, in bytes. */
QOQ_API size_t qoq_text_fit(const char *text, size_t len, size_t width);

/** Is this a Han character (with 々 〇, radicals, compatibility and extensions)? */
QOQ_API bool qoq_text_is_han(uint32_t code);
QOQ_API bool qoq_text_is_space(uint32_t code);   /* as for qoq_slice_trim */
QOQ_API bool qoq_text_is_control(uint32_t code); /* C0, C1, bidi and line separators */

/**
 * Folds one code point for matching:
 *
 *     NFKC for single characters             １ → 1   （ → (   ｱ → ア   Ⓐ → a
 *     lower case                             A → a   É → é
 *     traditional to simplified Chinese      騰 → 腾   (datasets/lexicon/variants.csv
 *                                            as compiled in)
 *     minus sign, hyphens, dashes, ─         − – — ― － → -
 *     ╱ and other slashes                    → /
 *     curly quotes                           “ ” → "   ‘ ’ → '
 *     〜 ～                                   → ~
 *     ・ ‧ between the parts of a name       → ·
 *     ○ typed for 〇                          二○二四 → 二〇二四
 *     white space of any kind                → ' '
 *     superscript digits ¹²³⁰⁴..⁹, circled   → dropped, for NFKC would turn a footnote
 *     numbers ①❶, superscript ⁺⁻⁽⁾             mark into a digit
 *     soft hyphen, joiners, bidi marks,      → dropped
 *     variation selectors, NUL
 *
 * A character whose NFKC is longer than one code point (½ ㎡ … ⑴ №) folds to itself
 * unless it is a ligature (ﬁ), of which the parts are given. Folding what is folded
 * changes nothing.
 *
 * Shape   out: up to 4 code points; returns how many (0 = drop)
 */
QOQ_API size_t qoq_text_fold(uint32_t code, uint32_t out[4]);

/**
 * A folded copy with the way back: out receives folded UTF-8 (room: 3 * len + 1 bytes,
 * NUL-terminated), map[i] (room: 3 * len + 1 entries, may be NULL) the offset in `text`
 * of the character that gave out byte i; map[returned length] = len. Runs of white
 * space are kept as that many single blanks. Returns the length of out.
 *
 * A no-break, figure, thin or narrow blank between the digits of a number in groups of
 * three (184 210) is no blank between words: it becomes U+202F, which qoq_number_read
 * takes for a separator.
 */
QOQ_API size_t qoq_text_fold_all(const char *text, size_t len, char *out,
                                 uint32_t *map);

/** Are two texts the same after folding, leaving out white space? */
QOQ_API bool qoq_text_same(qoq_slice a, qoq_slice b);

/**
 * A copy safe to show on a terminal or in a message: controls, escapes, bidi marks and
 * invalid bytes become '?'; a tab, LF, CR or CR LF becomes one blank. out has room for
 * `room` bytes, is terminated and cut at a character boundary. Returns its length.
 */
QOQ_API size_t qoq_text_display(char *out, size_t room, const char *text, size_t len);

/**
 * Edit distance of two words in code points after folding (Damerau, adjacent swaps),
 * for "did you mean"; stops and returns limit + 1 once it must be above limit. Words of
 * more than 128 code points are either the same (0) or above limit.
 */
QOQ_API size_t qoq_text_distance(qoq_slice a, qoq_slice b, size_t limit);

/**
 * "Did you mean": offered one candidate after the other, keeps the one nearest to a typed
 * word. near is NULL when none is near; else borrowed from the caller. What was begun and
 * not finished ('fintech' for 'fintech_business_services') is near as well.
 *
 *     qoq_nearest n = qoq_nearest_to(typed);
 *     qoq_nearest_offer(&n, "vas");
 *     if (n.near) ...
 */
typedef struct qoq_nearest {
    qoq_slice typed;
    const char *near;
    size_t limit, distance;
} qoq_nearest;

QOQ_API qoq_nearest qoq_nearest_to(qoq_slice typed);
QOQ_API void qoq_nearest_offer(qoq_nearest *nearest, const char *candidate);

/**
 * snake_case slug of a Latin name ('Halberd Systems' → 'halberd_systems'); a text with
 * Han characters is copied as printed, white space between Han characters left out.
 * Accents are taken off ('Société' → 'societe'), an apostrophe is no gap.
 * Returns the length; out is terminated; cut to room at a character boundary.
 */
QOQ_API size_t qoq_text_slug(char *out, size_t room, qoq_slice name);

/** A growing text on the heap. Zero-initialise; free with qoq_buffer_clear. */
typedef struct qoq_buffer {
    char *ptr;
    size_t len, room;
    bool failed; /* memory ran out at some point: what is there is not complete */
} qoq_buffer;

QOQ_API void qoq_buffer_clear(qoq_buffer *buffer);
QOQ_API void qoq_buffer_add(qoq_buffer *buffer, const char *text, size_t len);
QOQ_API void qoq_buffer_text(qoq_buffer *buffer, const char *terminated);
QOQ_API void qoq_buffer_char(qoq_buffer *buffer, char c);
QOQ_API void qoq_buffer_print(qoq_buffer *buffer, const char *format, ...)
    QOQ_PRINTF(2, 3);
/** Adds `count` times the same character. */
QOQ_API void qoq_buffer_fill(qoq_buffer *buffer, char c, size_t count);
/** The text, terminated; "" when nothing was added. Borrowed. */
QOQ_API const char *qoq_buffer_string(qoq_buffer *buffer);

#ifdef __cplusplus
}
#endif

#endif

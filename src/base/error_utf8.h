/**
 * UTF-8 as the rooms error and text both need it. Not public: qoq/text.h is.
 */
#ifndef QOQ_ERROR_UTF8_H
#define QOQ_ERROR_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Decodes the character that starts at text[0]: *code receives it, and its length in
 * bytes (1..4) is returned. 0 when the bytes are not UTF-8 (RFC 3629: no surrogates, no
 * overlong forms, nothing above U+10FFFF, not cut short). len must be above 0.
 */
size_t qoq_utf8_decode(const char *text, size_t len, uint32_t *code);

/** C0, DEL, C1, bidi controls and the line and paragraph separators. */
bool qoq_utf8_is_control(uint32_t code);

/**
 * Copies text so that it can be shown: controls and bytes that are not UTF-8 become '?';
 * tab, line feed, carriage return and CR LF become `blank`. out is terminated and cut at
 * a character boundary; its length is returned. room 0 writes nothing.
 */
size_t qoq_utf8_clean(char *out, size_t room, const char *text, size_t len, char blank);

#endif

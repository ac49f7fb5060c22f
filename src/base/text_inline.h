/**
 * What the loops over characters need to be quick. Not public: qoq/text.h is.
 */
#ifndef QOQ_TEXT_INLINE_H
#define QOQ_TEXT_INLINE_H

#include "qoq/text.h"

/**
 * qoq_text_next without a call for what most text is made of: ASCII, and characters of
 * three bytes. Text must be valid UTF-8 and *at < len.
 */
static inline uint32_t text_next(const char *text, size_t len, size_t *at)
{
    const unsigned char *p = (const unsigned char *)text + *at;
    size_t next = *at; /* so that the caller's may stay in a register */
    uint32_t code;

    if (*p < 0x80) {
        ++*at;
        return *p;
    }
    if ((*p & 0xF0) == 0xE0 && len - *at >= 3) {
        *at += 3;
        return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    }
    code = qoq_text_next(text, len, &next);
    *at = next;
    return code;
}

#endif

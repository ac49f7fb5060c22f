/* Strict conversion by iconv. */
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "document/decode_private.h"

enum { FIRST_ROOM = 4096 };

bool qoq_charset_exists(const char *name)
{
    /* 'X//TRANSLIT' would make iconv put other characters for those it does not know. */
    if (name[0] == '\0' || strchr(name, '/'))
        return false;
    iconv_t open = iconv_open("UTF-8", name);
    if (open == (iconv_t)-1)
        return false;
    iconv_close(open);
    return true;
}

/* iconv until it is done or cannot go on; 0, or why it stopped (EILSEQ, EINVAL, ENOMEM).
 * A last call without input brings out what some encodings hold back (Big5-HKSCS writes
 * two characters for one). */
static int run(iconv_t open, const char **data, size_t *len, qoq_buffer *text)
{
    /* POSIX wants char **, though iconv does not write there. */
    union {
        const char *in;
        char *in_out;
    } from = {*data};
    bool flush = false;
    for (;;) {
        size_t want = *len + *len / 2 + 64;
        if (text->room - text->len < 64 &&
            qoq_grow(&text->ptr, &text->room, text->len + want, 1, NULL) != QOQ_OK)
            return ENOMEM;
        char *out = text->ptr + text->len;
        size_t room = text->room - text->len;
        size_t done = flush ? iconv(open, NULL, NULL, &out, &room)
                            : iconv(open, &from.in_out, len, &out, &room);
        int why = errno;
        text->len = (size_t)(out - text->ptr);
        *data = from.in;
        if (done != (size_t)-1) {
            if (flush)
                return 0;
            flush = true;
        } else if (why != E2BIG) {
            return why;
        } else if (qoq_grow(&text->ptr, &text->room, text->room + FIRST_ROOM, 1,
                            NULL) != QOQ_OK) {
            return ENOMEM;
        }
    }
}

static qoq_status fail_at_byte(const qoq_buffer *text, const char *name,
                               unsigned char byte, bool cut, qoq_error *err)
{
    qoq_place place = {0, 1, 1, 0};
    qoq_place_move(&place, text->ptr, text->len, text->len);
    if (cut)
        return qoq_fail_at(err, QOQ_EINPUT, place.line, place.column,
                           "the document ends in the middle of a character of %s; it "
                           "was cut, or --encoding has to name another encoding",
                           name);
    return qoq_fail_at(err, QOQ_EINPUT, place.line, place.column,
                       "not valid %s (byte 0x%02X); repair it there, or say by "
                       "--encoding what it is written in",
                       name, byte);
}

qoq_status qoq_charset_convert(char **text, size_t *text_len, const char *data,
                               size_t len, const char *name, qoq_error *err)
{
    qoq_buffer out = {0};
    qoq_status status = QOQ_OK;
    *text = NULL;
    *text_len = 0;
    iconv_t open = iconv_open("UTF-8", name);
    if (open == (iconv_t)-1)
        return qoq_fail(err, QOQ_EUSAGE, "unknown encoding '%s'", name);
    int why = run(open, &data, &len, &out);
    if (why == ENOMEM)
        status = qoq_fail_memory(err);
    else if (why != 0)
        status = fail_at_byte(&out, name, (unsigned char)(len ? *data : 0),
                              why == EINVAL, err);
    iconv_close(open);
    if (status == QOQ_OK) {
        *text = out.ptr;
        *text_len = out.len;
    } else {
        qoq_buffer_clear(&out);
    }
    return status;
}

bool qoq_charset_sample(qoq_buffer *text, size_t *bad, const char *data, size_t len,
                        const char *name)
{
    iconv_t open = iconv_open("UTF-8", name);
    *bad = 0;
    if (open == (iconv_t)-1)
        return false;
    while (len > 0 && run(open, &data, &len, text) == EILSEQ) {
        ++*bad;
        data++;
        len--;
    }
    iconv_close(open);
    return true;
}

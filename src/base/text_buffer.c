#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/arena.h"
#include "qoq/text.h"

void qoq_buffer_clear(qoq_buffer *buffer)
{
    free(buffer->ptr);
    *buffer = (qoq_buffer){0};
}

/* Room for `more` bytes and the NUL behind them. After the first failure nothing is added
 * any more, so that what is there has no hole in it. */
static bool make_room(qoq_buffer *buffer, size_t more)
{
    if (buffer->failed)
        return false;
    if (more >= SIZE_MAX - buffer->len ||
        qoq_grow(&buffer->ptr, &buffer->room, buffer->len + more + 1, 1, NULL) !=
            QOQ_OK)
        buffer->failed = true;
    return !buffer->failed;
}

void qoq_buffer_add(qoq_buffer *buffer, const char *text, size_t len)
{
    if (!make_room(buffer, len))
        return;
    if (len)
        memcpy(buffer->ptr + buffer->len, text, len);
    buffer->len += len;
    buffer->ptr[buffer->len] = '\0';
}

void qoq_buffer_text(qoq_buffer *buffer, const char *terminated)
{
    qoq_buffer_add(buffer, terminated, strlen(terminated));
}

void qoq_buffer_char(qoq_buffer *buffer, char c)
{
    qoq_buffer_add(buffer, &c, 1);
}

void qoq_buffer_print(qoq_buffer *buffer, const char *format, ...)
{
    va_list args, again;
    int needed;

    va_start(args, format);
    va_copy(again, args);
    needed = vsnprintf(NULL, 0, format, args);
    if (needed < 0) {
        buffer->failed = true;
    } else if (make_room(buffer, (size_t)needed)) {
        vsnprintf(buffer->ptr + buffer->len, (size_t)needed + 1, format, again);
        buffer->len += (size_t)needed;
    }
    va_end(again);
    va_end(args);
}

void qoq_buffer_fill(qoq_buffer *buffer, char c, size_t count)
{
    if (!make_room(buffer, count))
        return;
    memset(buffer->ptr + buffer->len, c, count);
    buffer->len += count;
    buffer->ptr[buffer->len] = '\0';
}

const char *qoq_buffer_string(qoq_buffer *buffer)
{
    return buffer->ptr ? buffer->ptr : "";
}

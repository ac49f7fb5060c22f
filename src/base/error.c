#include "qoq/error.h"

#include <ctype.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/error_utf8.h"

/* Longer than any message, so that cleaning, which only shortens, still fills it. */
enum { SCRATCH = 1024 };

/* Through a scratch text: an argument may be the message of the same error, and the end
 * of a cut vsnprintf is not a character boundary. */
QOQ_PRINTF(3, 0)
static void write_message(char *out, size_t room, const char *format, va_list args)
{
    char scratch[SCRATCH];
    int length = vsnprintf(scratch, sizeof scratch, format, args);
    size_t len = length < 0 ? 0 : (size_t)length;

    if (len >= sizeof scratch)
        len = sizeof scratch - 1;
    qoq_utf8_clean(out, room, scratch, len, '?');
}

QOQ_PRINTF(5, 0)
static qoq_status fill(qoq_error *err, qoq_status status, size_t line, size_t column,
                       const char *format, va_list args)
{
    if (!err)
        return status;
    write_message(err->message, sizeof err->message, format, args);
    err->status = status;
    err->line = line;
    err->column = column;
    return status;
}

qoq_status qoq_fail(qoq_error *err, qoq_status status, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fill(err, status, 0, 0, format, args);
    va_end(args);
    return status;
}

qoq_status qoq_fail_at(qoq_error *err, qoq_status status, size_t line, size_t column,
                       const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fill(err, status, line, column, format, args);
    va_end(args);
    return status;
}

/* The words of the C locale, whatever locale the program runs in: messages are English
 * and the same everywhere. First letter small, as messages go on in the line. */
static size_t system_words(char *out, size_t room, int number)
{
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    const char *words = c_locale ? strerror_l(number, c_locale) : NULL;
    size_t len;

    if (words)
        len = qoq_utf8_clean(out, room, words, strlen(words), '?');
    else
        len = (size_t)snprintf(out, room, "error %d", number);
    if (len > 1 && islower((unsigned char)out[1]))
        out[0] = (char)tolower((unsigned char)out[0]);
    if (c_locale)
        freelocale(c_locale);
    return len;
}

qoq_status qoq_fail_errno(qoq_error *err, int number, const char *format, ...)
{
    char words[96] = ": ";
    size_t words_len, front_len;
    va_list args;

    if (!err)
        return QOQ_ESYSTEM;
    words_len = 2 + system_words(words + 2, sizeof words - 2, number);
    /* A long path gives way: the reason is what the reader needs most. */
    va_start(args, format);
    write_message(err->message, sizeof err->message - words_len, format, args);
    va_end(args);
    front_len = strlen(err->message);
    memcpy(err->message + front_len, words, words_len + 1);
    err->status = QOQ_ESYSTEM;
    err->line = err->column = 0;
    return QOQ_ESYSTEM;
}

qoq_status qoq_fail_memory(qoq_error *err)
{
    static const char message[] = "out of memory";

    if (err) {
        err->status = QOQ_EMEMORY;
        err->line = err->column = 0;
        memcpy(err->message, message, sizeof message);
    }
    return QOQ_EMEMORY;
}

void qoq_note_send(qoq_note_sink sink, qoq_note note, const char *format, ...)
{
    char message[SCRATCH];
    va_list args;

    if (!sink.fn)
        return;
    va_start(args, format);
    write_message(message, sizeof message, format, args);
    va_end(args);
    note.message = message;
    sink.fn(sink.data, &note);
}

const qoq_note_kind *qoq_note_kind_find(const char *id)
{
    for (const qoq_note_kind *kind = qoq_note_kinds; kind->id; kind++) {
        if (strcmp(kind->id, id) == 0)
            return kind;
    }
    return NULL;
}

int qoq_status_exit(qoq_status status)
{
    switch (status) {
    case QOQ_OK:
    case QOQ_EPIPE:
        return 0;
    case QOQ_EINPUT:
    case QOQ_EOVERFLOW:
    case QOQ_ENOTFOUND:
        return 1;
    case QOQ_EUSAGE:
        return 2;
    case QOQ_ESYSTEM:
    case QOQ_EMEMORY:
        return 4;
    }
    return 4;
}

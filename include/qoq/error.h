/**
 * Three kinds of trouble, kept apart.
 *
 *   the call failed       a qoq_status is returned and the caller's qoq_error filled
 *   the document is odd   a qoq_note is handed to the caller's note function; the call
 *                         goes on and succeeds
 *   we have a bug         assert
 *
 * The library never prints, never exits and keeps no last-error global. The caller owns
 * the qoq_error and may pass NULL wherever one is asked for.
 */
#ifndef QOQ_ERROR_H
#define QOQ_ERROR_H

#include <stdarg.h>
#include <stddef.h>

#include "qoq/api.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What kind of failure. The command maps each to an exit status (qoq_status_exit). */
typedef enum qoq_status {
    QOQ_OK = 0,
    QOQ_EINPUT,    /* the data or document is wrong or cannot be read: exit 1 */
    QOQ_EUSAGE,    /* the caller asked for something that does not exist: exit 2 */
    QOQ_EOVERFLOW, /* an exact value does not fit; nothing is wrapped: exit 1 */
    QOQ_ENOTFOUND, /* a name or file that is not there: exit 1 */
    QOQ_ESYSTEM,   /* disk full, no gnuplot, lock held, killed child: exit 4 */
    QOQ_EMEMORY,   /* allocation failed: exit 4 */
    QOQ_EPIPE      /* the reader of our output went away: exit 0, quietly */
} qoq_status;

/**
 * One failure: what, and where in a text if it is about a place.
 *
 * line, column  1-based, column in code points; 0 = not about a place
 * message       lower case, no full stop, culprit in 'single quotes', and what to do;
 *               control characters of quoted text are shown as '?'; cut at a character
 *               boundary when too long
 */
typedef struct qoq_error {
    qoq_status status;
    size_t line, column;
    char message[256];
} qoq_error;

/** Fills *err (if not NULL), returns status: `return qoq_fail(err, QOQ_EINPUT, ...)`. */
QOQ_API qoq_status qoq_fail(qoq_error *err, qoq_status status, const char *format, ...)
    QOQ_PRINTF(3, 4);

/** The same for a failure at a place in a text. */
QOQ_API qoq_status qoq_fail_at(qoq_error *err, qoq_status status, size_t line,
                               size_t column, const char *format, ...) QOQ_PRINTF(5, 6);

/** QOQ_ESYSTEM with the system's words for errno value `number` appended. */
QOQ_API qoq_status qoq_fail_errno(qoq_error *err, int number, const char *format, ...)
    QOQ_PRINTF(3, 4);

/** QOQ_EMEMORY with a fixed message; allocates nothing. */
QOQ_API qoq_status qoq_fail_memory(qoq_error *err);

/** Passes a failure up. Only where nothing is held that must be released. */
#define QOQ_TRY(call)                                                                  \
    do {                                                                               \
        qoq_status qoq_try_status_ = (call);                                           \
        if (qoq_try_status_ != QOQ_OK)                                                 \
            return qoq_try_status_;                                                    \
    } while (0)

/** How much a note weighs. Notes of level `detail` are for `-v`. */
typedef enum qoq_note_level {
    QOQ_NOTE_WARNING, /* a figure may be wrong or lost */
    QOQ_NOTE_NOTE,    /* something was decided for the reader */
    QOQ_NOTE_DETAIL   /* left out on purpose, or told for debugging */
} qoq_note_level;

/**
 * Something odd in a document or dataset.
 *
 * id       stable, in lower case with dashes: `unit-from-heading`; a row of
 *          qoq_note_kinds
 * source   the name of the document as the user gave it; NULL = not about one
 * page     0 where there are no pages; line, column as in qoq_error
 * message  UTF-8, borrowed for the duration of the call
 */
typedef struct qoq_note {
    const char *id;
    qoq_note_level level;
    const char *source;
    size_t page, line, column;
    const char *message;
} qoq_note;

typedef void (*qoq_note_fn)(void *data, const qoq_note *note);

/** Where notes go. A zeroed sink swallows them. */
typedef struct qoq_note_sink {
    qoq_note_fn fn;
    void *data;
} qoq_note_sink;

/** Formats the message into `note`, which holds everything else, and hands it over. */
QOQ_API void qoq_note_send(qoq_note_sink sink, qoq_note note, const char *format, ...)
    QOQ_PRINTF(3, 4);

/** A kind of note: its id and the paragraph that `qoq help note ID` prints. */
typedef struct qoq_note_kind {
    const char *id;
    qoq_note_level level;
    const char *explanation;
} qoq_note_kind;

/** Every kind of note there is, by id; the last row has a NULL id. */
QOQ_API extern const qoq_note_kind qoq_note_kinds[];

/** The row of a kind, or NULL. */
QOQ_API const qoq_note_kind *qoq_note_kind_find(const char *id);

/** 0, 1, 2 or 4: the exit status of design.md section 4 for a status. */
QOQ_API int qoq_status_exit(qoq_status status);

#ifdef __cplusplus
}
#endif

#endif

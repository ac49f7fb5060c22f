/**
 * Files: whole reads, atomic writes, locks.
 *
 * A write goes to a temporary file beside the target, is synced, and renamed over it; a
 * killed run or a full disk leaves the old file whole. What a killed writer leaves
 * behind (`.name.qoq-XXXXXX`) the next writer of that target takes away.
 */
#ifndef QOQ_FILE_H
#define QOQ_FILE_H

#include <stdio.h>

#include "qoq/error.h"
#include "qoq/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Reads a whole file; path "-" is standard input. *data is yours (free), with a NUL
 * behind that is not counted. A folder, a missing or an unreadable file is QOQ_EINPUT
 * with one clear line ("cannot read 'x': no such file or directory"); files over
 * `limit` bytes (0 = 1 GiB) are refused by size.
 */
QOQ_API qoq_status qoq_file_read(char **data, size_t *len, const char *path,
                                 size_t limit, qoq_error *err);

/** A file being written. Keep the struct until commit or abandon. */
typedef struct qoq_file_writer {
    FILE *stream;           /* write here; errors are found at commit */
    char *path, *temporary; /* where it goes, links followed; NULL = written directly */
    int lock; /* -1; a descriptor of qoq_file_lock put here is unlocked at the end */
} qoq_file_writer;

/**
 * Starts an atomic write of `path`. A path that is a symbolic link writes its target.
 * An existing file keeps its permissions, and one that may not be written stays as it
 * is. Something that is no regular file (/dev/stdout, a pipe) is written directly.
 */
QOQ_API qoq_status qoq_file_begin(qoq_file_writer *writer, const char *path,
                                  qoq_error *err);

/** Flushes, syncs, renames. After a failure the old file is whole, nothing is left. */
QOQ_API qoq_status qoq_file_commit(qoq_file_writer *writer, qoq_error *err);

/** Gives up: removes the temporary file. Harmless after commit. */
QOQ_API void qoq_file_abandon(qoq_file_writer *writer);

/** The whole of `text` as the new content of `path`, atomically. */
QOQ_API qoq_status qoq_file_write(const char *path, const char *text, size_t len,
                                  qoq_error *err);

/**
 * Takes the lock that guards `path` (the file `path` + ".lock" beside it, by flock),
 * waiting up to `wait_ms`. *lock is the descriptor for qoq_file_unlock, -1 on failure.
 * Works for a path that does not exist yet; a symbolic link shares the lock of its
 * target. The lock file stays: taking it away would let two hold "the" lock at once.
 */
QOQ_API qoq_status qoq_file_lock(int *lock, const char *path, int wait_ms,
                                 qoq_error *err);
QOQ_API void qoq_file_unlock(int lock);

/** Flushes a stream; QOQ_EPIPE if its reader went away, else QOQ_ESYSTEM on failure. */
QOQ_API qoq_status qoq_file_flush(FILE *stream, const char *name, qoq_error *err);

/** The part behind the last '/'. Borrowed. */
QOQ_API const char *qoq_file_base(const char *path);

/** Does a file of this name exist, of any kind? */
QOQ_API bool qoq_file_exists(const char *path);

/** The first 16 hex digits of the SHA-256 of `len` bytes, terminated. */
QOQ_API void qoq_file_hash(char out[17], const char *data, size_t len);

#ifdef __cplusplus
}
#endif

#endif

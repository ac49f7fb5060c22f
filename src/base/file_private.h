/**
 * What the sources of the room file share.
 */
#ifndef QOQ_FILE_PRIVATE_H
#define QOQ_FILE_PRIVATE_H

#include <stdio.h>
#include <sys/types.h>

#include "qoq/error.h"

/** Flushes; 0, or the errno value of this failure or of an earlier one. */
int qoq_file_flush_stream(FILE *stream);

/** The failure to write a file, as a status and a message. */
qoq_status qoq_file_fail_writing(qoq_error *err, int number, const char *name);

/** Creates `.name.qoq-XXXXXX` beside `path` and locks it. *name is the caller's, also after
 * a failure. -1 with errno set. */
int qoq_file_create_temporary(char **name, const char *path, mode_t mode);

/** Removes temporary files of `path` whose writers are gone. */
void qoq_file_clear_stale(const char *path);

#endif

/**
 * What the sources of the room file share.
 */
#ifndef QOQ_FILE_PRIVATE_H
#define QOQ_FILE_PRIVATE_H

#include <stdio.h>

#include "qoq/error.h"

/** Flushes; 0, or the errno value of this failure or of an earlier one. */
int qoq_file_flush_stream(FILE *stream);

/** The failure to write a file, as a status and a message. */
qoq_status qoq_file_fail_writing(qoq_error *err, int number, const char *name);

#endif

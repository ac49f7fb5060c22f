/**
 * A child process: no shell, one input text, captured output, a time limit.
 *
 * There are no pipes: input and output are unnamed temporary files, because writing one
 * pipe while reading another deadlocks with some programs (gnuplot, reproduced), and a
 * child that stops reading would send SIGPIPE. The child gets LC_ALL=C.UTF-8 unless
 * said otherwise, runs in a process group of its own, and is killed with its group when
 * the time is up or when it has written more than 1 GiB. What it leaves running in that
 * group when it ends is killed as well.
 */
#ifndef QOQ_PROCESS_H
#define QOQ_PROCESS_H

#include "qoq/error.h"
#include "qoq/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * input, input_len  bytes for standard input; NULL = empty
 * limit_ms          time limit; 0 = 60,000
 * env               "NAME=value" entries put over the environment, ended by NULL; a name
 *                   alone ("GNUPLOT_LIB") is taken out; NULL = none
 * meanwhile, data   called once while the child runs, for work that needs nothing of it; NULL =
 *                   none. Not called when the child cannot be started
 */
typedef struct qoq_process_options {
    const char *input;
    size_t input_len;
    int limit_ms;
    const char *const *env;
    void (*meanwhile)(void *data);
    void *data;
} qoq_process_options;

/** What a child left: output and error text (heap, terminated) and how it ended. */
typedef struct qoq_process_result {
    char *out, *err;
    size_t out_len, err_len;
    int exit_status; /* 0..255; 128 + signal number when a signal ended it */
    bool timed_out;
} qoq_process_result;

/**
 * Runs argv[0], looked up on PATH, and waits for it. argv ends with NULL; options may
 * be NULL. An exit status other than 0 is no failure of this call, and neither is a child
 * that does not read its input.
 *
 * Errors  QOQ_ENOTFOUND there is no such program; QOQ_ESYSTEM it cannot be started, or
 *         the time ran out (timed_out is set, and what it wrote until then is there)
 * Memory  *result is yours whatever is returned: qoq_process_clear
 * Example const char *const argv[] = {"gnuplot", "-d", NULL};
 */
QOQ_API qoq_status qoq_process_run(qoq_process_result *result, const char *const *argv,
                                   const qoq_process_options *options, qoq_error *err);
QOQ_API void qoq_process_clear(qoq_process_result *result);

#ifdef __cplusplus
}
#endif

#endif

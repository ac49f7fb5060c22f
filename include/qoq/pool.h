/**
 * Threads: many independent jobs over all cores, results taken in order.
 */
#ifndef QOQ_POOL_H
#define QOQ_POOL_H

#include "qoq/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Works on job `index`; runs on any thread. What it made is stored by the caller, for
 * instance in slots[index % window].
 */
typedef void (*qoq_pool_work)(void *data, size_t index, unsigned worker);

/** Takes the result of job `index`; called in the order of indices, one at a time. A
 * status other than QOQ_OK stops the pool: no further job is begun. */
typedef qoq_status (*qoq_pool_take)(void *data, size_t index);

/** Number of threads worth starting on this machine (the affinity mask counted). */
QOQ_API unsigned qoq_pool_cores(void);

/**
 * Runs `count` jobs on `threads` threads (0 = qoq_pool_cores). At most `window` jobs
 * are begun and not yet taken at any time (0 = four per thread), which bounds the memory
 * in flight. `take` may be NULL; it runs in the calling thread. With one thread everything
 * does, each job being taken before the next is begun.
 * Returns the first status of `take` that was not QOQ_OK (whose qoq_error `take` fills
 * itself, through data), or QOQ_ESYSTEM when no thread could be started. When `take`
 * stops the pool, jobs begun before are finished but not taken: what they stored is for
 * the caller to release.
 */
QOQ_API qoq_status qoq_pool_run(size_t count, unsigned threads, size_t window,
                                qoq_pool_work work, qoq_pool_take take, void *data,
                                qoq_error *err);

#ifdef __cplusplus
}
#endif

#endif

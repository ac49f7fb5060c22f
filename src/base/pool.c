#include "qoq/pool.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

enum { JOBS_PER_THREAD = 4 };

/* Jobs taken <= jobs begun <= taken + window, always. */
typedef struct pool {
    pthread_mutex_t mutex;
    pthread_cond_t space, done; /* a job may begin; the next job to take is done */
    size_t count, window;
    size_t begun, taken;
    bool *finished; /* [index % window] */
    bool stop;
    qoq_pool_work work;
    void *data;
} pool;

typedef struct worker {
    pool *pool;
    unsigned number;
    pthread_t thread;
} worker;

unsigned qoq_pool_cores(void)
{
    cpu_set_t allowed;
    long cores;

    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0 && CPU_COUNT(&allowed) > 0)
        return (unsigned)CPU_COUNT(&allowed);
    cores = sysconf(_SC_NPROCESSORS_ONLN); /* more than 1,024 cores */
    return cores > 0 ? (unsigned)cores : 1;
}

/* With the mutex held. False when nothing is left to begin. */
static bool wait_for_space(pool *p)
{
    while (!p->stop && p->begun < p->count && p->begun - p->taken >= p->window)
        pthread_cond_wait(&p->space, &p->mutex);
    return !p->stop && p->begun < p->count;
}

static void *run_worker(void *data)
{
    worker *me = data;
    pool *p = me->pool;

    pthread_mutex_lock(&p->mutex);
    while (wait_for_space(p)) {
        size_t index = p->begun++;

        pthread_mutex_unlock(&p->mutex);
        p->work(p->data, index, me->number);
        pthread_mutex_lock(&p->mutex);
        p->finished[index % p->window] = true;
        if (index == p->taken)
            pthread_cond_signal(&p->done);
    }
    pthread_mutex_unlock(&p->mutex);
    return NULL;
}

/* In the calling thread, while the workers work. */
static qoq_status take_all(pool *p, qoq_pool_take take)
{
    qoq_status status = QOQ_OK;

    pthread_mutex_lock(&p->mutex);
    while (p->taken < p->count) {
        size_t index = p->taken;

        while (!p->finished[index % p->window])
            pthread_cond_wait(&p->done, &p->mutex);
        pthread_mutex_unlock(&p->mutex);
        if (take)
            status = take(p->data, index);
        pthread_mutex_lock(&p->mutex);
        if (status != QOQ_OK)
            break;
        p->finished[index % p->window] = false;
        p->taken++;
        pthread_cond_signal(&p->space);
    }
    p->stop = true;
    pthread_cond_broadcast(&p->space);
    pthread_mutex_unlock(&p->mutex);
    return status;
}

/* Starts up to `threads` workers and says how many there are. Signals go to the caller's
 * threads: a handler of the program must not find itself on one of ours. */
static unsigned start_workers(pool *p, worker *workers, unsigned threads, int *number)
{
    sigset_t all, before;
    unsigned started = 0;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (; started < threads; started++) {
        worker *w = &workers[started];

        w->pool = p;
        w->number = started;
        *number = pthread_create(&w->thread, NULL, run_worker, w);
        if (*number)
            break;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static qoq_status run_here(size_t count, qoq_pool_work work, qoq_pool_take take,
                           void *data)
{
    for (size_t i = 0; i < count; i++) {
        work(data, i, 0);
        if (take)
            QOQ_TRY(take(data, i));
    }
    return QOQ_OK;
}

static qoq_status run_threads(pool *p, unsigned threads, qoq_pool_take take,
                              qoq_error *err)
{
    worker *workers = calloc(threads, sizeof *workers);
    unsigned started;
    qoq_status status;
    int number = 0;

    p->finished = calloc(p->window, sizeof *p->finished);
    if (!workers || !p->finished) {
        free(workers);
        free(p->finished);
        return qoq_fail_memory(err);
    }
    pthread_mutex_init(&p->mutex, NULL);
    pthread_cond_init(&p->space, NULL);
    pthread_cond_init(&p->done, NULL);
    started = start_workers(p, workers, threads, &number);
    if (started > 0) /* fewer than asked for do the same work, only slower */
        status = take_all(p, take);
    else
        status = qoq_fail_errno(err, number, "cannot start a thread");
    for (unsigned i = 0; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    pthread_cond_destroy(&p->done);
    pthread_cond_destroy(&p->space);
    pthread_mutex_destroy(&p->mutex);
    free(p->finished);
    free(workers);
    return status;
}

qoq_status qoq_pool_run(size_t count, unsigned threads, size_t window,
                        qoq_pool_work work, qoq_pool_take take, void *data,
                        qoq_error *err)
{
    pool p = {.count = count, .work = work, .data = data};

    if (threads == 0)
        threads = qoq_pool_cores();
    if (threads > count)
        threads = (unsigned)count;
    if (threads <= 1)
        return run_here(count, work, take, data);
    p.window = window ? window : (size_t)threads * JOBS_PER_THREAD;
    if (p.window > count)
        p.window = count;
    return run_threads(&p, threads, take, err);
}

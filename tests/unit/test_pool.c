#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/pool.h"

/* A run that checks itself. Slots are plain memory: the pool must order the accesses. */
typedef struct probe {
    size_t count, window, stop_at;
    unsigned threads;
    size_t *slots; /* [index % window] */
    size_t taken;
    atomic_size_t begun, in_flight, most_in_flight;
    pthread_t caller;
    bool wrong;
} probe;

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static void work(void *data, size_t index, unsigned worker)
{
    probe *p = data;
    size_t now = atomic_fetch_add(&p->in_flight, 1) + 1;
    size_t most = atomic_load(&p->most_in_flight);
    unsigned seed = (unsigned)index * 7919U + 1;

    while (now > most && !atomic_compare_exchange_weak(&p->most_in_flight, &most, now))
        continue;
    if (worker >= p->threads || index >= p->count)
        abort();
    atomic_fetch_add(&p->begun, 1);
    for (unsigned i = next_random(&seed) % 4; i > 0; i--)
        sched_yield();
    p->slots[index % p->window] = index * 3 + 1;
}

static qoq_status take(void *data, size_t index)
{
    probe *p = data;

    if (index != p->taken || p->slots[index % p->window] != index * 3 + 1 ||
        !pthread_equal(pthread_self(), p->caller))
        p->wrong = true;
    p->slots[index % p->window] = 0;
    p->taken++;
    atomic_fetch_sub(&p->in_flight, 1);
    return index == p->stop_at ? QOQ_EINPUT : QOQ_OK;
}

static void run_probe(probe *p, qoq_status expected)
{
    p->slots = calloc(p->window, sizeof *p->slots);
    p->caller = pthread_self();
    assert_non_null(p->slots);
    assert_int_equal(qoq_pool_run(p->count, p->threads, p->window, work, take, p, NULL),
                     expected);
    assert_false(p->wrong);
    assert_true(atomic_load(&p->most_in_flight) <= p->window);
    free(p->slots);
}

static void results_are_taken_in_order_within_the_window(void **state)
{
    unsigned seed = 42;

    (void)state;
    for (size_t round = 0; round < 200; round++) {
        probe p = {.count = next_random(&seed) % 300,
                   .threads = 1 + next_random(&seed) % 9,
                   .window = 1 + next_random(&seed) % 20,
                   .stop_at = SIZE_MAX};

        run_probe(&p, QOQ_OK);
        assert_int_equal(p.taken, p.count);
        assert_int_equal(atomic_load(&p.begun), p.count);
    }
}

static void a_status_stops_the_pool(void **state)
{
    unsigned seed = 7;

    (void)state;
    for (size_t round = 0; round < 100; round++) {
        probe p = {.count = 1 + next_random(&seed) % 300,
                   .threads = 1 + next_random(&seed) % 9,
                   .window = 1 + next_random(&seed) % 20};

        p.stop_at = next_random(&seed) % p.count;
        run_probe(&p, QOQ_EINPUT);
        assert_int_equal(p.taken, p.stop_at + 1);
        assert_true(atomic_load(&p.begun) <= p.stop_at + p.window);
    }
}

static void count_job(void *data, size_t index, unsigned worker)
{
    (void)index;
    (void)worker;
    atomic_fetch_add((atomic_size_t *)data, 1);
}

static void usual_threads_and_window_and_nobody_who_takes(void **state)
{
    static const size_t counts[] = {0, 1, 2, 1000};

    (void)state;
    assert_true(qoq_pool_cores() >= 1);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        atomic_size_t done = 0;

        assert_int_equal(qoq_pool_run(counts[i], 0, 0, count_job, NULL, &done, NULL),
                         QOQ_OK);
        assert_int_equal(atomic_load(&done), counts[i]);
        assert_int_equal(qoq_pool_run(counts[i], 5, 0, count_job, NULL, &done, NULL),
                         QOQ_OK);
        assert_int_equal(atomic_load(&done), 2 * counts[i]);
    }
}

static void note_thread(void *data, size_t index, unsigned worker)
{
    (void)index;
    assert_int_equal(worker, 0);
    assert_true(pthread_equal(*(pthread_t *)data, pthread_self()));
}

static void one_thread_is_the_calling_one(void **state)
{
    pthread_t self = pthread_self();

    (void)state;
    assert_int_equal(qoq_pool_run(20, 1, 0, note_thread, NULL, &self, NULL), QOQ_OK);
}

static void run_inside(void *data, size_t index, unsigned worker)
{
    (void)index;
    (void)worker;
    if (qoq_pool_run(10, 3, 2, count_job, NULL, data, NULL) != QOQ_OK)
        abort();
}

static void pools_may_run_inside_one_another(void **state)
{
    atomic_size_t done = 0;

    (void)state;
    assert_int_equal(qoq_pool_run(10, 3, 2, run_inside, NULL, &done, NULL), QOQ_OK);
    assert_int_equal(atomic_load(&done), 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_are_taken_in_order_within_the_window),
        cmocka_unit_test(a_status_stops_the_pool),
        cmocka_unit_test(usual_threads_and_window_and_nobody_who_takes),
        cmocka_unit_test(one_thread_is_the_calling_one),
        cmocka_unit_test(pools_may_run_inside_one_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

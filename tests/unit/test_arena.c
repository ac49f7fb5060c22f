#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/arena.h"

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static void pieces_are_aligned_and_do_not_overlap(void **state)
{
    enum { PIECES = 3000 };
    static unsigned char *pieces[PIECES];
    static size_t sizes[PIECES];
    qoq_arena arena = {0};
    size_t asked = 0;
    unsigned seed = 1;

    (void)state;
    for (size_t i = 0; i < PIECES; i++) {
        /* Mostly small, now and then larger than a block. */
        sizes[i] = i % 97 ? next_random(&seed) % 200 : next_random(&seed) % 100000;
        pieces[i] = qoq_arena_alloc(&arena, sizes[i]);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        memset(pieces[i], (int)(i % 251), sizes[i]);
        asked += sizes[i];
    }
    for (size_t i = 0; i < PIECES; i++) {
        for (size_t j = 0; j < sizes[i]; j++)
            assert_int_equal(pieces[i][j], i % 251);
    }
    assert_int_equal(arena.used, asked);
    assert_true(qoq_arena_held(&arena) >= asked);
    assert_true(qoq_arena_held(&arena) < 4 * asked);
    qoq_arena_clear(&arena);
    assert_int_equal(arena.used, 0);
    assert_int_equal(qoq_arena_held(&arena), 0);
}

static void a_cleared_arena_is_good_again(void **state)
{
    qoq_arena arena;

    (void)state;
    qoq_arena_init(&arena);
    qoq_arena_clear(&arena);
    assert_string_equal(qoq_arena_copy(&arena, "abc", 2), "ab");
    qoq_arena_clear(&arena);
    assert_string_equal(qoq_arena_copy(&arena, NULL, 0), "");
    qoq_arena_clear(&arena);
}

static void sizes_that_overflow_are_refused(void **state)
{
    qoq_arena arena = {0};

    (void)state;
    assert_null(qoq_arena_calloc(&arena, SIZE_MAX / 2, 3));
    assert_null(qoq_arena_alloc(&arena, SIZE_MAX));
    assert_null(qoq_arena_alloc(&arena, SIZE_MAX - 16));
    assert_null(qoq_arena_copy(&arena, "", SIZE_MAX));
    assert_int_equal(arena.used, 0);
    assert_non_null(qoq_arena_calloc(&arena, 0, 8));
    assert_non_null(qoq_arena_calloc(&arena, 8, 0));
    qoq_arena_clear(&arena);
}

static void calloc_gives_zeros(void **state)
{
    qoq_arena arena = {0};

    (void)state;
    for (size_t round = 0; round < 20; round++) {
        unsigned char *bytes = qoq_arena_calloc(&arena, 100, 7);

        assert_non_null(bytes);
        for (size_t i = 0; i < 700; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 255, 700);
    }
    qoq_arena_clear(&arena);
}

static void names_are_numbered_as_they_come(void **state)
{
    enum { NAMES = 50000 };
    qoq_names *names = qoq_names_new();
    const char *early;
    char text[32];

    (void)state;
    assert_non_null(names);
    assert_int_equal(qoq_names_count(names), 1);
    assert_string_equal(qoq_names_text(names, 0), "");
    assert_int_equal(qoq_names_add(names, "", 0), 0);
    assert_int_equal(qoq_names_add(names, NULL, 0), 0);
    assert_int_equal(qoq_names_find(names, "name 1", 6), UINT32_MAX);
    for (unsigned i = 1; i <= NAMES; i++) {
        int len = snprintf(text, sizeof text, "name %u", i);

        assert_int_equal(qoq_names_add(names, text, (size_t)len), i);
    }
    early = qoq_names_text(names, 1);
    for (unsigned i = 1; i <= NAMES; i++) {
        int len = snprintf(text, sizeof text, "name %u", i);

        assert_int_equal(qoq_names_add(names, text, (size_t)len), i);
        assert_int_equal(qoq_names_find(names, text, (size_t)len), i);
        assert_string_equal(qoq_names_text(names, i), text);
        assert_int_equal(qoq_names_length(names, i), len);
    }
    assert_ptr_equal(early, qoq_names_text(names, 1));
    assert_int_equal(qoq_names_count(names), NAMES + 1);
    qoq_names_free(names);
    qoq_names_free(NULL);
}

static void names_differ_in_any_byte_and_in_length(void **state)
{
    static const struct {
        const char *text;
        size_t len;
    } rows[] = {
        {"a", 1},       {"a\0", 2},       {"a\0b", 3},       {"\0", 1},
        {"\0\0", 2},    {"腾讯", 6},      {"腾讯控", 9},     {"12345678", 8},
        {"1234567", 7}, {"123456789", 9}, {"12345678\0", 9}, {"\0\0\0\0\0\0\0\0", 8},
    };
    qoq_names *names = qoq_names_new();

    (void)state;
    for (uint32_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(qoq_names_add(names, rows[i].text, rows[i].len), i + 1);
    for (uint32_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(qoq_names_length(names, i + 1), rows[i].len);
        assert_memory_equal(qoq_names_text(names, i + 1), rows[i].text, rows[i].len);
    }
    qoq_names_free(names);
}

static void arrays_grow_by_doubling_and_keep_their_items(void **state)
{
    long *items = NULL;
    size_t room = 0, moves = 0;

    (void)state;
    for (size_t i = 0; i < 100000; i++) {
        size_t before = room;

        assert_int_equal(qoq_grow(&items, &room, i + 1, sizeof *items, NULL), QOQ_OK);
        assert_true(room > i);
        moves += room != before;
        items[i] = (long)i;
    }
    assert_true(moves < 20);
    for (size_t i = 0; i < 100000; i++)
        assert_int_equal(items[i], i);
    free(items);
}

static void an_array_that_cannot_grow_stays_as_it_is(void **state)
{
    qoq_error err = {0};
    size_t room = 0;
    long *items = NULL, *before;

    (void)state;
    assert_int_equal(qoq_grow(&items, &room, 3, sizeof *items, NULL), QOQ_OK);
    before = items;
    assert_int_equal(qoq_grow(&items, &room, SIZE_MAX / 4, sizeof *items, &err),
                     QOQ_EMEMORY);
    assert_int_equal(err.status, QOQ_EMEMORY);
    assert_int_equal(qoq_grow(&items, &room, SIZE_MAX, 1, NULL), QOQ_EMEMORY);
    assert_ptr_equal(items, before);
    assert_int_equal(room, 8);
    free(items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_and_do_not_overlap),
        cmocka_unit_test(a_cleared_arena_is_good_again),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(calloc_gives_zeros),
        cmocka_unit_test(names_are_numbered_as_they_come),
        cmocka_unit_test(names_differ_in_any_byte_and_in_length),
        cmocka_unit_test(arrays_grow_by_doubling_and_keep_their_items),
        cmocka_unit_test(an_array_that_cannot_grow_stays_as_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

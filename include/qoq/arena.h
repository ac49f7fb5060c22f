/**
 * Memory that lives together: an arena, and names stored once.
 *
 * Records and names live as long as their arena and are never freed alone. An arena is
 * not safe for two threads at once; give each its own.
 */
#ifndef QOQ_ARENA_H
#define QOQ_ARENA_H

#include <stdint.h>

#include "qoq/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qoq_arena_block qoq_arena_block;

/** Zero-initialise, or call qoq_arena_init. */
typedef struct qoq_arena {
    qoq_arena_block *blocks;
    size_t used; /* bytes handed out in all */
} qoq_arena;

QOQ_API void qoq_arena_init(qoq_arena *arena);
QOQ_API void qoq_arena_clear(qoq_arena *arena); /* frees everything, reusable */

/** `size` bytes aligned for any type, not zeroed; NULL when memory is out. */
QOQ_API void *qoq_arena_alloc(qoq_arena *arena, size_t size);

/** The same, zeroed, for `count` items of `size`; NULL also if the product overflows. */
QOQ_API void *qoq_arena_calloc(qoq_arena *arena, size_t count, size_t size);

/** A copy of len bytes with a NUL behind; NULL when memory is out. */
QOQ_API char *qoq_arena_copy(qoq_arena *arena, const char *text, size_t len);

/** Bytes the arena holds from the system. */
QOQ_API size_t qoq_arena_held(const qoq_arena *arena);

/**
 * Names: each different string once, known by a number.
 *
 * 0 is always the empty string. Numbers are given in order of first appearance, stay
 * valid, and so do the returned texts, until qoq_names_clear.
 */
typedef struct qoq_names qoq_names;

QOQ_API qoq_names *qoq_names_new(void); /* NULL when memory is out */
QOQ_API void qoq_names_free(qoq_names *names);

/** The number of a name, added if new. UINT32_MAX when memory is out. */
QOQ_API uint32_t qoq_names_add(qoq_names *names, const char *text, size_t len);

/** Fetches from memory what looking this name up will need, in two steps (1, then 2), for
 * those who have other work to do meanwhile. */
QOQ_API void qoq_names_prepare(const qoq_names *names, const char *text, size_t len,
                               int step);

/** The number of a name that is there; UINT32_MAX when it is not. */
QOQ_API uint32_t qoq_names_find(const qoq_names *names, const char *text, size_t len);

/** Borrowed, NUL-terminated. `name` must come from this table. */
QOQ_API const char *qoq_names_text(const qoq_names *names, uint32_t name);
QOQ_API size_t qoq_names_length(const qoq_names *names, uint32_t name); /* bytes */
QOQ_API size_t qoq_names_count(const qoq_names *names);

/**
 * Grows a heap array: makes room for `want` items of `size` in *items, whose capacity
 * is *room, at least doubling. The one way arrays grow in qoq.
 *
 * Shape   items: the address of the pointer (`&rows`, rows may be NULL with room 0)
 * Errors  QOQ_EMEMORY; then nothing has changed
 * Example QOQ_TRY(qoq_grow(&rows, &room, count + 1, sizeof *rows, err));
 */
QOQ_API qoq_status qoq_grow(void *items, size_t *room, size_t want, size_t size,
                            qoq_error *err);

#ifdef __cplusplus
}
#endif

#endif

#include "qoq/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Blocks double from small to large: a short-lived arena costs one page, ten million
 * records a few hundred calls of malloc. */
enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 22 };

struct qoq_arena_block {
    qoq_arena_block *next;
    size_t size, used; /* of bytes */
    alignas(max_align_t) char bytes[];
};

void qoq_arena_init(qoq_arena *arena)
{
    *arena = (qoq_arena){0};
}

void qoq_arena_clear(qoq_arena *arena)
{
    qoq_arena_block *block = arena->blocks;

    while (block) {
        qoq_arena_block *next = block->next;

        free(block);
        block = next;
    }
    qoq_arena_init(arena);
}

static qoq_arena_block *new_block(size_t size)
{
    qoq_arena_block *block;

    if (size > PTRDIFF_MAX - sizeof *block)
        return NULL;
    block = malloc(sizeof *block + size);
    if (block)
        *block = (qoq_arena_block){.size = size};
    return block;
}

/* Makes a block with room for `size` bytes. A large one goes behind the first, whose rest
 * is still good for small ones. */
static qoq_arena_block *add_block(qoq_arena *arena, size_t size)
{
    qoq_arena_block *first = arena->blocks, *block;
    size_t usual = FIRST_BLOCK - sizeof *block;

    if (first && first->size <= LARGEST_BLOCK / 2)
        usual = 2 * first->size;
    else if (first)
        usual = LARGEST_BLOCK;
    block = new_block(size > usual / 4 ? size : usual);
    if (!block)
        return NULL;
    if (first && size > usual / 4) {
        block->next = first->next;
        first->next = block;
    } else {
        block->next = first;
        arena->blocks = block;
    }
    return block;
}

void *qoq_arena_alloc(qoq_arena *arena, size_t size)
{
    const size_t unit = alignof(max_align_t);
    qoq_arena_block *block = arena->blocks;
    size_t rounded;
    char *bytes;

    if (size > SIZE_MAX - unit)
        return NULL;
    rounded = size ? (size + unit - 1) / unit * unit : unit;
    if (!block || block->size - block->used < rounded) {
        block = add_block(arena, rounded);
        if (!block)
            return NULL;
    }
    bytes = block->bytes + block->used;
    block->used += rounded;
    arena->used += size;
    return bytes;
}

void *qoq_arena_calloc(qoq_arena *arena, size_t count, size_t size)
{
    void *bytes;

    if (size && count > SIZE_MAX / size)
        return NULL;
    bytes = qoq_arena_alloc(arena, count * size);
    if (bytes)
        memset(bytes, 0, count * size);
    return bytes;
}

char *qoq_arena_copy(qoq_arena *arena, const char *text, size_t len)
{
    char *copy = len < SIZE_MAX ? qoq_arena_alloc(arena, len + 1) : NULL;

    if (!copy)
        return NULL;
    if (len)
        memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

size_t qoq_arena_held(const qoq_arena *arena)
{
    size_t held = 0;

    for (const qoq_arena_block *block = arena->blocks; block; block = block->next)
        held += sizeof *block + block->size;
    return held;
}

qoq_status qoq_grow(void *items, size_t *room, size_t want, size_t size, qoq_error *err)
{
    size_t wider = *room < SIZE_MAX / 2 ? 2 * *room : want;
    void *old, *grown;

    assert(size > 0);
    if (want <= *room)
        return QOQ_OK;
    if (wider < want)
        wider = want;
    if (wider < 8)
        wider = 8;
    if (wider > PTRDIFF_MAX / size)
        wider = want;
    if (wider > PTRDIFF_MAX / size) /* no object of C is larger */
        return qoq_fail_memory(err);
    /* items is the address of a pointer of any type: copied, for a T ** is not a void ** */
    memcpy(&old, items, sizeof old);
    grown = realloc(old, wider * size);
    if (!grown)
        return qoq_fail_memory(err);
    memcpy(items, &grown, sizeof grown);
    *room = wider;
    return QOQ_OK;
}

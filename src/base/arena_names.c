#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/arena.h"

typedef struct entry {
    const char *text;
    size_t len;
    uint64_t hash;
} entry;

/* Open addressing with linear steps; a slot holds 1 + the number of a name, 0 is free.
 * The table is never more than half full. */
struct qoq_names {
    qoq_arena texts;
    entry *entries;
    size_t count, room;
    uint32_t *slots;
    size_t slot_count; /* a power of two */
};

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
    return hash ^ hash >> 29;
}

static uint64_t hash_text(const char *text, size_t len)
{
    uint64_t hash = mix(0xD1B54A32D192ED03U, len), word;
    size_t at = 0;

    for (; at + sizeof word <= len; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        hash = mix(hash, word);
    }
    if (at < len) {
        word = 0;
        memcpy(&word, text + at, len - at);
        hash = mix(hash, word);
    }
    return mix(hash, hash >> 32);
}

/* The slot where the name is or would be. */
static size_t find_slot(const qoq_names *names, const char *text, size_t len,
                        uint64_t hash)
{
    size_t mask = names->slot_count - 1, slot = (size_t)hash & mask;

    for (; names->slots[slot]; slot = (slot + 1) & mask) {
        const entry *e = &names->entries[names->slots[slot] - 1];

        if (e->hash == hash && e->len == len && (!len || !memcmp(e->text, text, len)))
            break;
    }
    return slot;
}

static qoq_status widen(qoq_names *names)
{
    size_t wider = names->slot_count ? 2 * names->slot_count : 64;
    uint32_t *slots = calloc(wider, sizeof *slots);

    if (!slots)
        return QOQ_EMEMORY;
    for (size_t i = 0; i < names->count; i++) {
        size_t slot = (size_t)names->entries[i].hash & (wider - 1);

        while (slots[slot])
            slot = (slot + 1) & (wider - 1);
        slots[slot] = (uint32_t)i + 1;
    }
    free(names->slots);
    names->slots = slots;
    names->slot_count = wider;
    return QOQ_OK;
}

qoq_names *qoq_names_new(void)
{
    qoq_names *names = calloc(1, sizeof *names);

    if (names && qoq_names_add(names, "", 0) != 0) {
        qoq_names_free(names);
        return NULL;
    }
    return names;
}

void qoq_names_free(qoq_names *names)
{
    if (!names)
        return;
    qoq_arena_clear(&names->texts);
    free(names->entries);
    free(names->slots);
    free(names);
}

uint32_t qoq_names_add(qoq_names *names, const char *text, size_t len)
{
    uint64_t hash = hash_text(text, len);
    char *copy;
    size_t slot;

    if (names->slot_count) {
        slot = find_slot(names, text, len, hash);
        if (names->slots[slot])
            return names->slots[slot] - 1;
    }
    if (names->count >= UINT32_MAX - 1)
        return UINT32_MAX;
    if (2 * (names->count + 1) > names->slot_count && widen(names) != QOQ_OK)
        return UINT32_MAX;
    if (qoq_grow(&names->entries, &names->room, names->count + 1,
                 sizeof *names->entries, NULL) != QOQ_OK)
        return UINT32_MAX;
    copy = qoq_arena_copy(&names->texts, text, len);
    if (!copy)
        return UINT32_MAX;
    slot = find_slot(names, text, len, hash);
    names->entries[names->count] = (entry){copy, len, hash};
    names->slots[slot] = (uint32_t)++names->count;
    return (uint32_t)names->count - 1;
}

uint32_t qoq_names_find(const qoq_names *names, const char *text, size_t len)
{
    size_t slot = find_slot(names, text, len, hash_text(text, len));

    return names->slots[slot] ? names->slots[slot] - 1 : UINT32_MAX;
}

const char *qoq_names_text(const qoq_names *names, uint32_t name)
{
    assert(name < names->count);
    return names->entries[name].text;
}

size_t qoq_names_length(const qoq_names *names, uint32_t name)
{
    assert(name < names->count);
    return names->entries[name].len;
}

size_t qoq_names_count(const qoq_names *names)
{
    return names->count;
}

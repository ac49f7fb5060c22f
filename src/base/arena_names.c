#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/arena.h"

typedef struct entry {
    const char *text;
    size_t len;
} entry;

/* What looking a name up needs, in one place: far more names than the caches hold are
 * looked up while a large dataset is read, and every further look at memory shows. */
typedef struct slot {
    const char *text; /* NULL = free */
    uint32_t hash;
    uint32_t number;
} slot;

/* Open addressing with linear steps; the table is never more than half full. */
struct qoq_names {
    qoq_arena texts; /* each text with its length in front */
    entry *entries;
    size_t count, room;
    slot *slots;
    size_t slot_count; /* a power of two */
};

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
    return hash ^ hash >> 29;
}

/* Fewer than eight bytes as a word, by loads of a fixed size: copying a length that is only
 * known when it runs is a call. */
static uint64_t short_word(const char *text, size_t len)
{
    uint32_t first, last;

    if (len >= sizeof first) {
        memcpy(&first, text, sizeof first);
        memcpy(&last, text + len - sizeof last, sizeof last);
        return (uint64_t)last << 32 | first;
    }
    if (len == 0)
        return 0;
    return (uint64_t)(unsigned char)text[0] |
           (uint64_t)(unsigned char)text[len / 2] << 8 |
           (uint64_t)(unsigned char)text[len - 1] << 16;
}

/* What is only in the highest bits must reach the lowest, which choose the slot. */
static uint32_t last_mix(uint64_t hash)
{
    return (uint32_t)(mix(hash, hash >> 32) >> 32);
}

static uint32_t hash_text(const char *text, size_t len)
{
    uint64_t hash = mix(0xD1B54A32D192ED03U, len), word;

    if (len < sizeof word)
        return last_mix(mix(hash, short_word(text, len)));
    for (size_t at = 0; at + sizeof word < len; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        hash = mix(hash, word);
    }
    memcpy(&word, text + len - sizeof word, sizeof word); /* may overlap */
    return last_mix(mix(hash, word));
}

static bool is_text(const slot *s, const char *text, size_t len)
{
    size_t length;

    memcpy(&length, s->text - sizeof length, sizeof length);
    return length == len && (len == 0 || memcmp(s->text, text, len) == 0);
}

/* The slot where the name is or would be. */
static slot *find_slot(const qoq_names *names, const char *text, size_t len,
                       uint32_t hash)
{
    size_t mask = names->slot_count - 1, at = hash & mask;

    while (names->slots[at].text &&
           (names->slots[at].hash != hash || !is_text(&names->slots[at], text, len)))
        at = (at + 1) & mask;
    return &names->slots[at];
}

static qoq_status widen(qoq_names *names)
{
    size_t wider = names->slot_count ? 2 * names->slot_count : 64;
    slot *slots = calloc(wider, sizeof *slots);

    if (!slots)
        return QOQ_EMEMORY;
    for (size_t i = 0; i < names->slot_count; i++) {
        size_t at = names->slots[i].hash & (wider - 1);

        if (!names->slots[i].text)
            continue;
        while (slots[at].text)
            at = (at + 1) & (wider - 1);
        slots[at] = names->slots[i];
    }
    free(names->slots);
    names->slots = slots;
    names->slot_count = wider;
    return QOQ_OK;
}

/* The text behind its length; NULL when memory is out. */
static const char *keep_text(qoq_names *names, const char *text, size_t len)
{
    char *kept = len < SIZE_MAX - sizeof len - 1
                     ? qoq_arena_alloc(&names->texts, sizeof len + len + 1)
                     : NULL;

    if (!kept)
        return NULL;
    memcpy(kept, &len, sizeof len);
    kept += sizeof len;
    if (len)
        memcpy(kept, text, len);
    kept[len] = '\0';
    return kept;
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
    uint32_t hash = hash_text(text, len);
    const char *kept;

    if (names->slot_count) {
        const slot *found = find_slot(names, text, len, hash);

        if (found->text)
            return found->number;
    }
    if (names->count >= UINT32_MAX - 1)
        return UINT32_MAX;
    if (2 * (names->count + 1) > names->slot_count && widen(names) != QOQ_OK)
        return UINT32_MAX;
    if (qoq_grow(&names->entries, &names->room, names->count + 1,
                 sizeof *names->entries, NULL) != QOQ_OK)
        return UINT32_MAX;
    kept = keep_text(names, text, len);
    if (!kept)
        return UINT32_MAX;
    *find_slot(names, text, len, hash) = (slot){kept, hash, (uint32_t)names->count};
    names->entries[names->count] = (entry){kept, len};
    return (uint32_t)names->count++;
}

void qoq_names_prepare(const qoq_names *names, const char *text, size_t len, int step)
{
    const slot *at = &names->slots[hash_text(text, len) & (names->slot_count - 1)];

    if (step == 1)
        __builtin_prefetch(at);
    else if (at->text)
        __builtin_prefetch(at->text);
}

uint32_t qoq_names_find(const qoq_names *names, const char *text, size_t len)
{
    const slot *found = find_slot(names, text, len, hash_text(text, len));

    return found->text ? found->number : UINT32_MAX;
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

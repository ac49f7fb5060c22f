/*
 * A hash map from 64-bit keys to 32-bit numbers, for the panel's cells: two plain arrays,
 * linear probing, no removal.
 */
#ifndef QOQ_ANALYSIS_PANEL_MAP_H
#define QOQ_ANALYSIS_PANEL_MAP_H

#include <stdbool.h>

#include <stddef.h>
#include <stdint.h>

/* Zero-initialise. A value of UINT32_MAX marks a free place. */
typedef struct panel_map {
    uint64_t *keys;
    uint32_t *values;
    size_t count, size; /* size: a power of two, or 0 */
} panel_map;

void qoq_panel_map_clear(panel_map *map);

/* The value of a key; UINT32_MAX when it is not there. */
uint32_t qoq_panel_map_find(const panel_map *map, uint64_t key);

/* Where the value of a key stands, UINT32_MAX there when the key is new; NULL when memory
 * is out. Valid until the next call. The caller sets a new value at once. */
uint32_t *qoq_panel_map_place(panel_map *map, uint64_t key);

/* Spreads the bits of a key. */
static inline uint64_t panel_mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0x9E3779B97F4A7C15u;
    x ^= x >> 29;
    x *= 0xBF58476D1CE4E5B9u;
    return x ^ x >> 32;
}

#endif

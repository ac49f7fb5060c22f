#include "analysis/panel_map.h"

#include <stdlib.h>
#include <string.h>

void qoq_panel_map_clear(panel_map *map)
{
    free(map->keys);
    free(map->values);
    memset(map, 0, sizeof *map);
}

static size_t slot_of(const panel_map *map, uint64_t key)
{
    size_t at = (size_t)panel_mix(key) & (map->size - 1);

    while (map->values[at] != UINT32_MAX && map->keys[at] != key)
        at = (at + 1) & (map->size - 1);
    return at;
}

uint32_t qoq_panel_map_find(const panel_map *map, uint64_t key)
{
    return map->size ? map->values[slot_of(map, key)] : UINT32_MAX;
}

static bool resize(panel_map *map, size_t size)
{
    panel_map larger = {malloc(size * sizeof *larger.keys),
                        malloc(size * sizeof *larger.values), map->count, size};

    if (!larger.keys || !larger.values) {
        qoq_panel_map_clear(&larger);
        return false;
    }
    memset(larger.values, 0xff, size * sizeof *larger.values);
    for (size_t i = 0; i < map->size; i++) {
        if (map->values[i] == UINT32_MAX)
            continue;
        size_t at = slot_of(&larger, map->keys[i]);
        larger.keys[at] = map->keys[i];
        larger.values[at] = map->values[i];
    }
    qoq_panel_map_clear(map);
    *map = larger;
    return true;
}

uint32_t *qoq_panel_map_place(panel_map *map, uint64_t key)
{
    /* at most two thirds full */
    if (map->count * 3 >= map->size * 2 && !resize(map, map->size ? map->size * 2 : 64))
        return NULL;
    size_t at = slot_of(map, key);
    if (map->values[at] == UINT32_MAX) {
        map->keys[at] = key;
        map->count++;
    }
    return &map->values[at];
}

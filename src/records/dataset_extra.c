#include <stdlib.h>
#include <string.h>

#include "records/dataset_private.h"

/* At least one item, so that NULL always means that memory is out. */
static void *new_array(size_t count, size_t size)
{
    return calloc(count ? count : 1, size);
}

void qoq_extra_map_clear(qoq_extra_map *map)
{
    free(map->columns);
    free(map->old_place);
    free(map->new_place);
    *map = (qoq_extra_map){0};
}

/* Both lists are in order: one walk through the two. */
static void unite(qoq_extra_map *map, const qoq_dataset *dataset,
                  const uint32_t *incoming, size_t count)
{
    size_t i = 0, j = 0;

    while (i < dataset->extra_count || j < count) {
        int order;

        if (i == dataset->extra_count)
            order = 1;
        else if (j == count)
            order = -1;
        else
            order =
                qoq_slice_compare(qoq_dataset_slice(dataset, dataset->extra_columns[i]),
                                  qoq_dataset_slice(dataset, incoming[j]));
        map->columns[map->count] = order <= 0 ? dataset->extra_columns[i] : incoming[j];
        if (order <= 0)
            map->old_place[i++] = map->count;
        if (order >= 0)
            map->new_place[j++] = map->count;
        map->count++;
    }
    map->widens = map->count > dataset->extra_count;
}

qoq_status qoq_extra_map_make(qoq_extra_map *map, const qoq_dataset *dataset,
                              const uint32_t *incoming, size_t count, qoq_error *err)
{
    *map = (qoq_extra_map){
        .columns = new_array(dataset->extra_count + count, sizeof *map->columns),
        .old_place = new_array(dataset->extra_count, sizeof *map->old_place),
        .new_place = new_array(count, sizeof *map->new_place),
    };
    if (!map->columns || !map->old_place || !map->new_place) {
        qoq_extra_map_clear(map);
        return qoq_fail_memory(err);
    }
    unite(map, dataset, incoming, count);
    return QOQ_OK;
}

uint32_t qoq_extra_join(qoq_dataset *dataset, qoq_buffer *scratch,
                        const qoq_slice *values, const size_t *place, size_t count,
                        size_t total)
{
    size_t bytes = 0, at = 0;

    scratch->len = 0;
    for (size_t i = 0; i < count; i++) {
        qoq_buffer_fill(scratch, QOQ_EXTRA_SEPARATOR, place[i] - at);
        qoq_buffer_add(scratch, values[i].ptr, values[i].len);
        at = place[i];
        bytes += values[i].len;
    }
    if (bytes == 0)
        return 0;
    qoq_buffer_fill(scratch, QOQ_EXTRA_SEPARATOR, total - 1 - at);
    if (scratch->failed)
        return UINT32_MAX;
    return qoq_names_add(dataset->names, scratch->ptr, scratch->len);
}

void qoq_extra_split(qoq_slice *values, size_t count, const char *joined, size_t len)
{
    const char *end = joined + len;

    for (size_t i = 0; i < count; i++) {
        const char *stop = memchr(joined, QOQ_EXTRA_SEPARATOR, (size_t)(end - joined));

        if (!stop)
            stop = end;
        values[i] = (qoq_slice){joined, (size_t)(stop - joined)};
        joined = stop < end ? stop + 1 : end;
    }
}

/* What stays the same while the records of a dataset get wider. */
typedef struct widening {
    qoq_dataset *dataset;
    const qoq_extra_map *map;
    qoq_slice *values;
    qoq_buffer scratch;
    uint32_t
        *wider; /* of each name that was there: 1 + the wider one, 0 = not made yet */
} widening;

static bool widen_name(widening *w, uint32_t name)
{
    qoq_dataset *dataset = w->dataset;
    qoq_slice joined = qoq_dataset_slice(dataset, name);
    uint32_t wider;

    qoq_extra_split(w->values, dataset->extra_count, joined.ptr, joined.len);
    wider = qoq_extra_join(dataset, &w->scratch, w->values, w->map->old_place,
                           dataset->extra_count, w->map->count);
    w->wider[name] = wider + 1;
    return wider != UINT32_MAX;
}

/* All names are made before the first record changes: a failure leaves the dataset as it
 * was. */
static bool widen_records(widening *w, size_t count)
{
    qoq_record *records = w->dataset->records;

    for (size_t i = 0; i < count; i++) {
        uint32_t name = records[i].extra;

        if (name && !w->wider[name] && !widen_name(w, name))
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (records[i].extra)
            records[i].extra = w->wider[records[i].extra] - 1;
    }
    return true;
}

qoq_status qoq_extra_widen(qoq_dataset *dataset, qoq_extra_map *map, size_t records,
                           qoq_error *err)
{
    widening w = {.dataset = dataset, .map = map};
    bool done = true;

    if (!map->widens)
        return QOQ_OK;
    if (dataset->extra_count > 0) {
        w.values = new_array(dataset->extra_count, sizeof *w.values);
        w.wider = new_array(qoq_names_count(dataset->names), sizeof *w.wider);
        done = w.values && w.wider && widen_records(&w, records);
    }
    free(w.values);
    free(w.wider);
    qoq_buffer_clear(&w.scratch);
    if (!done)
        return qoq_fail_memory(err);
    free(dataset->extra_columns);
    dataset->extra_columns = map->columns;
    dataset->extra_count = map->count;
    map->columns = NULL;
    return QOQ_OK;
}

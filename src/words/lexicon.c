#include "qoq/lexicon.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "words/lexicon_private.h"

void qoq_lexicon_rows_clear(lexicon_rows *rows)
{
    qoq_names_free(rows->entity_keys);
    qoq_names_free(rows->segment_keys);
    qoq_names_free(rows->metric_keys);
    qoq_names_free(rows->term_keys);
    free(rows->entities);
    free(rows->segments);
    free(rows->metrics);
    free(rows->terms);
    *rows = (lexicon_rows){0};
}

qoq_lexicon *qoq_lexicon_new(void)
{
    qoq_lexicon *lexicon = calloc(1, sizeof *lexicon);

    if (!lexicon)
        return NULL;
    qoq_arena_init(&lexicon->store);
    lexicon->rows.entity_keys = qoq_names_new();
    lexicon->rows.segment_keys = qoq_names_new();
    lexicon->rows.metric_keys = qoq_names_new();
    lexicon->rows.term_keys = qoq_names_new();
    if (!lexicon->rows.entity_keys || !lexicon->rows.segment_keys ||
        !lexicon->rows.metric_keys || !lexicon->rows.term_keys) {
        qoq_lexicon_free(lexicon);
        return NULL;
    }
    return lexicon;
}

void qoq_lexicon_free(qoq_lexicon *lexicon)
{
    if (!lexicon)
        return;
    qoq_lexicon_rows_clear(&lexicon->rows);
    qoq_arena_clear(&lexicon->store);
    free(lexicon);
}

const char *qoq_lexicon_copy(qoq_lexicon *lexicon, qoq_slice value)
{
    return value.len == 0 ? "" : qoq_arena_copy(&lexicon->store, value.ptr, value.len);
}

qoq_status qoq_lexicon_at(qoq_lexicon *lexicon, int layer, const char *file,
                          size_t line, qoq_error *err)
{
    row_origin *origin = &lexicon->origin;

    assert(!lexicon->frozen);
    /* The name is the same for thousands of rows in turn: one copy. */
    if (!origin->file || strcmp(origin->file, file) != 0) {
        const char *copy = qoq_lexicon_copy(lexicon, qoq_slice_of(file));

        if (!copy)
            return qoq_fail_memory(err);
        origin->file = copy;
    }
    origin->line = line;
    origin->layer = layer;
    origin->strict = true;
    return QOQ_OK;
}

/* ---- look-ups --------------------------------------------------------------------- */

const qoq_entity *qoq_lexicon_entity(const qoq_lexicon *lexicon, qoq_slice id)
{
    size_t low = 0, high = lexicon->entity_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = qoq_slice_compare(qoq_slice_of(lexicon->entities[middle].id), id);

        if (order == 0)
            return &lexicon->entities[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const qoq_metric *qoq_lexicon_metric(const qoq_lexicon *lexicon, qoq_slice id)
{
    size_t low = 0, high = lexicon->metric_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        const qoq_metric *metric = lexicon->metrics_by_id[middle];
        int order = qoq_slice_compare(qoq_slice_of(metric->id), id);

        if (order == 0)
            return metric;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const qoq_segment *qoq_lexicon_segment(const qoq_lexicon *lexicon, qoq_slice entity,
                                       qoq_slice axis, qoq_slice id)
{
    size_t low = 0, high = lexicon->segment_count;

    while (low < high) { /* the first that is not before (entity, id) */
        size_t middle = (low + high) / 2;
        const qoq_segment *s = lexicon->segments_by_id[middle];
        int order = qoq_slice_compare(qoq_slice_of(s->entity), entity);

        if (order == 0)
            order = qoq_slice_compare(qoq_slice_of(s->id), id);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < lexicon->segment_count; low++) {
        const qoq_segment *s = lexicon->segments_by_id[low];

        if (!qoq_slice_is(entity, s->entity) || !qoq_slice_is(id, s->id))
            return NULL;
        if (axis.len == 0 || qoq_slice_is(axis, s->axis))
            return s;
    }
    return NULL;
}

size_t qoq_lexicon_entities(const qoq_lexicon *lexicon, const qoq_entity **first)
{
    *first = lexicon->entities;
    return lexicon->entity_count;
}

size_t qoq_lexicon_segments(const qoq_lexicon *lexicon, const qoq_segment **first)
{
    *first = lexicon->segments;
    return lexicon->segment_count;
}

size_t qoq_lexicon_metrics(const qoq_lexicon *lexicon, const qoq_metric **first)
{
    *first = lexicon->metrics;
    return lexicon->metric_count;
}

void qoq_lexicon_each_term(const qoq_lexicon *lexicon,
                           void (*fn)(void *data, const qoq_term *term), void *data)
{
    for (size_t i = 0; i < lexicon->term_count; i++)
        fn(data, &lexicon->terms[lexicon->terms_in_order[i]]);
}

const char *qoq_lexicon_metric_near(const qoq_lexicon *lexicon, qoq_slice id)
{
    /* A third of the letters may be wrong, but not two of "ebit". */
    size_t limit = id.len < 5 ? 1 : id.len < 12 ? 2 : 3;
    const char *best = NULL;

    for (size_t i = 0; i < lexicon->metric_count; i++) {
        const char *other = lexicon->metrics[i].id;
        size_t distance = qoq_text_distance(id, qoq_slice_of(other), limit);

        if (distance > limit || (best && distance == limit))
            continue;
        best = other;
        limit = distance;
    }
    return best;
}

/* ---- breaks of segments -------------------------------------------------------------- */

bool qoq_segment_break_at(qoq_segment_break *out, const qoq_segment *segment,
                          size_t index)
{
    const char *at = segment->breaks;

    for (;; index--) {
        at += strspn(at, " ");
        if (!*at)
            return false;
        size_t len = strcspn(at, " "), label = strcspn(at, "+- ");
        *out = (qoq_segment_break){.moved = {at + label, len - label}};
        if (qoq_period_parse(&out->vintage, at, label, NULL) != QOQ_OK ||
            out->vintage.span != QOQ_SPAN_QUARTER)
            return false;
        if (index == 0)
            return true;
        at += len;
    }
}

bool qoq_segment_moved_next(qoq_slice *id, char *sign, qoq_slice *moved)
{
    size_t len = 1;

    if (moved->len < 2)
        return false;
    *sign = moved->ptr[0];
    while (len < moved->len && moved->ptr[len] != '+' && moved->ptr[len] != '-')
        len++;
    *id = (qoq_slice){moved->ptr + 1, len - 1};
    *moved = (qoq_slice){moved->ptr + len, moved->len - len};
    return true;
}

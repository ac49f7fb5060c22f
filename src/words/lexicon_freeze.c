#include "words/lexicon_private.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- errors ------------------------------------------------------------------------ */

qoq_status qoq_lexicon_fail_row(qoq_error *err, const row_origin *origin,
                                const char *format, ...)
{
    char message[256];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (!origin->file)
        return qoq_fail(err, QOQ_EINPUT, "%s", message);
    return qoq_fail_at(err, QOQ_EINPUT, origin->line, 1, "%s:%zu:1: %s", origin->file,
                       origin->line, message);
}

/* ---- definitions ------------------------------------------------------------------ */

static int by_entity_id(const void *left, const void *right)
{
    const qoq_entity *a = left, *b = right;

    return strcmp(a->id, b->id);
}

static qoq_status build_entities(qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;
    size_t keys = qoq_names_count(rows->entity_keys), count = 0, used = 0;
    qoq_entity *entities;

    for (size_t i = 1; i < keys; i++)
        count += rows->entities[i].there && !rows->entities[i].retired;
    entities = qoq_arena_calloc(&lexicon->store, count + 1, sizeof *entities);
    if (!entities)
        return qoq_fail_memory(err);
    for (size_t i = 1; i < keys; i++) {
        if (rows->entities[i].there && !rows->entities[i].retired)
            entities[used++] = rows->entities[i].entity;
    }
    qsort(entities, count, sizeof *entities, by_entity_id);
    lexicon->entities = entities;
    lexicon->entity_count = count;
    return QOQ_OK;
}

const entity_row *qoq_lexicon_entity_row(const lexicon_rows *rows, const char *id)
{
    uint32_t number = qoq_names_find(rows->entity_keys, id, strlen(id));

    if (number == UINT32_MAX || number >= rows->entity_room ||
        !rows->entities[number].there)
        return NULL;
    return &rows->entities[number];
}

static int by_metric_order(const void *left, const void *right)
{
    const qoq_metric *a = left, *b = right;

    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return strcmp(a->id, b->id);
}

static int by_metric_id(const void *left, const void *right)
{
    const qoq_metric *const *a = left, *const *b = right;

    return strcmp((*a)->id, (*b)->id);
}

static qoq_status build_metrics(qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;
    size_t keys = qoq_names_count(rows->metric_keys), count = 0, used = 0;
    const qoq_metric **by_id;
    qoq_metric *metrics;

    for (size_t i = 1; i < keys; i++)
        count += rows->metrics[i].there && !rows->metrics[i].retired;
    metrics = qoq_arena_calloc(&lexicon->store, count + 1, sizeof *metrics);
    by_id = qoq_arena_calloc(&lexicon->store, count + 1, sizeof *by_id);
    if (!metrics || !by_id)
        return qoq_fail_memory(err);
    for (size_t i = 1; i < keys; i++) {
        if (rows->metrics[i].there && !rows->metrics[i].retired)
            metrics[used++] = rows->metrics[i].metric;
    }
    qsort(metrics, count, sizeof *metrics, by_metric_order);
    for (size_t i = 0; i < count; i++)
        by_id[i] = &metrics[i];
    qsort(by_id, count, sizeof *by_id, by_metric_id);
    lexicon->metrics = metrics;
    lexicon->metrics_by_id = by_id;
    lexicon->metric_count = count;
    return QOQ_OK;
}

static qoq_status check_metrics(const qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;

    for (size_t i = 1; i < qoq_names_count(rows->metric_keys); i++) {
        const metric_row *row = &rows->metrics[i];
        const char *parent = row->metric.parent;

        if (row->there && !row->retired && parent[0] &&
            !qoq_lexicon_metric(lexicon, qoq_slice_of(parent)))
            return qoq_lexicon_fail_row(err, &row->origin,
                                        "metric '%s': its parent '%s' is no metric",
                                        row->metric.id, parent);
    }
    return QOQ_OK;
}

static int by_segment_order(const void *left, const void *right)
{
    const qoq_segment *a = left, *b = right;
    int order = strcmp(a->entity, b->entity);

    if (order == 0)
        order = strcmp(a->axis, b->axis);
    if (order == 0)
        order = (a->order > b->order) - (a->order < b->order);
    return order ? order : strcmp(a->id, b->id);
}

/* Of two axes with one id the business axis, the issuer's own, comes first. */
static int by_segment_id(const void *left, const void *right)
{
    const qoq_segment *const *a = left, *const *b = right;
    int order = strcmp((*a)->entity, (*b)->entity);

    if (order == 0)
        order = strcmp((*a)->id, (*b)->id);
    if (order == 0)
        order = (strcmp((*b)->axis, "business") == 0) -
                (strcmp((*a)->axis, "business") == 0);
    return order ? order : strcmp((*a)->axis, (*b)->axis);
}

/* A segment whose company was retired goes with it. */
static bool keep_segment(const lexicon_rows *rows, const segment_row *row)
{
    const entity_row *company = qoq_lexicon_entity_row(rows, row->segment.entity);

    return row->there && !row->retired && !(company && company->retired);
}

static qoq_status build_segments(qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;
    size_t keys = qoq_names_count(rows->segment_keys), count = 0, used = 0;
    const qoq_segment **by_id;
    qoq_segment *segments;

    for (size_t i = 1; i < keys; i++)
        count += keep_segment(rows, &rows->segments[i]);
    segments = qoq_arena_calloc(&lexicon->store, count + 1, sizeof *segments);
    by_id = qoq_arena_calloc(&lexicon->store, count + 1, sizeof *by_id);
    if (!segments || !by_id)
        return qoq_fail_memory(err);
    for (size_t i = 1; i < keys; i++) {
        if (keep_segment(rows, &rows->segments[i]))
            segments[used++] = rows->segments[i].segment;
    }
    qsort(segments, count, sizeof *segments, by_segment_order);
    for (size_t i = 0; i < count; i++)
        by_id[i] = &segments[i];
    qsort(by_id, count, sizeof *by_id, by_segment_id);
    lexicon->segments = segments;
    lexicon->segments_by_id = by_id;
    lexicon->segment_count = count;
    return QOQ_OK;
}

/* What moved in or out of a segment is a segment too. */
static qoq_status check_breaks(const qoq_lexicon *lexicon, const segment_row *row,
                               qoq_error *err)
{
    const qoq_segment *s = &row->segment;
    qoq_segment_break one;
    qoq_slice id;
    char sign;

    for (size_t i = 0; qoq_segment_break_at(&one, s, i); i++) {
        while (qoq_segment_moved_next(&id, &sign, &one.moved)) {
            if (!qoq_lexicon_segment(lexicon, qoq_slice_of(s->entity),
                                     qoq_slice_of(s->axis), id))
                return qoq_lexicon_fail_row(
                    err, &row->origin,
                    "segment '%s': '%.*s', which moved, is no segment of '%s' on axis "
                    "'%s'",
                    s->id, (int)id.len, id.ptr, s->entity, s->axis);
        }
    }
    return QOQ_OK;
}

static qoq_status check_segment(const qoq_lexicon *lexicon, const segment_row *row,
                                qoq_error *err)
{
    const qoq_segment *s = &row->segment;
    qoq_slice entity = qoq_slice_of(s->entity), axis = qoq_slice_of(s->axis);

    if (!qoq_lexicon_entity(lexicon, entity))
        return qoq_lexicon_fail_row(err, &row->origin,
                                    "segment '%s' is of '%s', which is no entity",
                                    s->id, s->entity);
    if (s->parent[0] &&
        !qoq_lexicon_segment(lexicon, entity, axis, qoq_slice_of(s->parent)))
        return qoq_lexicon_fail_row(
            err, &row->origin,
            "segment '%s': its parent '%s' is no segment of '%s' on axis '%s'", s->id,
            s->parent, s->entity, s->axis);
    if (s->continues[0] && !qoq_lexicon_segment(lexicon, entity, QOQ_SLICE(""),
                                                qoq_slice_of(s->continues)))
        return qoq_lexicon_fail_row(
            err, &row->origin,
            "segment '%s' continues '%s', which is no segment of '%s'", s->id,
            s->continues, s->entity);
    QOQ_TRY(check_breaks(lexicon, row, err));
    if (!qoq_period_is_none(s->from) && !qoq_period_is_none(s->to) &&
        qoq_period_compare(s->from, s->to) > 0)
        return qoq_lexicon_fail_row(err, &row->origin,
                                    "segment '%s' ends before it begins", s->id);
    return QOQ_OK;
}

static qoq_status check_segments(const qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;

    for (size_t i = 1; i < qoq_names_count(rows->segment_keys); i++) {
        if (keep_segment(rows, &rows->segments[i]))
            QOQ_TRY(check_segment(lexicon, &rows->segments[i], err));
    }
    return QOQ_OK;
}

/* ---- names of definitions as terms --------------------------------------------------- */

/* Would a name match more than it names? One letter, or a bare number (a ticker). */
static bool is_too_plain(const uint32_t *codes, size_t count)
{
    size_t digits = 0;

    for (size_t i = 0; i < count; i++)
        digits += codes[i] - '0' < 10;
    return digits == count || (count == 1 && is_latin_letter(codes[0]));
}

static qoq_status add_name(qoq_lexicon *lexicon, term_row row, qoq_slice name,
                           const char *lang, qoq_error *err)
{
    uint32_t codes[LEXICON_TERM_MAX];
    size_t count = qoq_lexicon_normal(codes, name);

    if (count == 0 || count > LEXICON_TERM_MAX || is_too_plain(codes, count))
        return QOQ_OK;
    row.term.text = qoq_lexicon_copy(lexicon, name);
    if (!row.term.text)
        return qoq_fail_memory(err);
    row.term.lang = lang;
    row.term.sign = 1;
    row.from_definition = true;
    return qoq_lexicon_add_term(lexicon, &row, codes, count, err);
}

static qoq_status add_names(qoq_lexicon *lexicon, const term_row *row, const char *en,
                            const char *hans, const char *hant, qoq_error *err)
{
    QOQ_TRY(add_name(lexicon, *row, qoq_slice_of(en), "en", err));
    QOQ_TRY(add_name(lexicon, *row, qoq_slice_of(hans), "zh", err));
    return add_name(lexicon, *row, qoq_slice_of(hant), "zh-Hant", err);
}

static qoq_status add_tickers(qoq_lexicon *lexicon, const term_row *row,
                              const char *tickers, qoq_error *err)
{
    while (*tickers) {
        size_t n = strcspn(tickers, " ");

        QOQ_TRY(add_name(lexicon, *row, (qoq_slice){tickers, n}, "en", err));
        tickers += n + (tickers[n] == ' ');
    }
    return QOQ_OK;
}

static qoq_status add_entity_names(qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;

    for (size_t i = 1; i < qoq_names_count(rows->entity_keys); i++) {
        const entity_row *from = &rows->entities[i];
        const qoq_entity *e = &from->entity;
        term_row row = {.origin = from->origin};

        if (!from->there || from->retired)
            continue;
        row.term.kind = QOQ_TERM_ENTITY;
        row.term.id = e->id;
        row.term.scope = "";
        row.term.needs_company = from->needs_company;
        QOQ_TRY(add_names(lexicon, &row, e->name_en, e->name_hans, e->name_hant, err));
        row.term.needs_company = false;
        QOQ_TRY(add_tickers(lexicon, &row, e->tickers, err));
    }
    return QOQ_OK;
}

static qoq_status add_segment_names(qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;

    for (size_t i = 1; i < qoq_names_count(rows->segment_keys); i++) {
        const segment_row *from = &rows->segments[i];
        const qoq_segment *s = &from->segment;
        term_row row = {.origin = from->origin};

        if (!keep_segment(rows, from))
            continue;
        row.term.kind = QOQ_TERM_SEGMENT;
        row.term.id = s->id;
        row.term.scope = s->entity;
        row.term.needs_company = from->needs_company;
        row.term.segment =
            qoq_lexicon_segment(lexicon, qoq_slice_of(s->entity), qoq_slice_of(s->axis),
                                qoq_slice_of(s->id));
        QOQ_TRY(add_names(lexicon, &row, s->name_en, s->name_hans, s->name_hant, err));
    }
    return QOQ_OK;
}

static qoq_status add_metric_names(qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;

    for (size_t i = 1; i < qoq_names_count(rows->metric_keys); i++) {
        const metric_row *from = &rows->metrics[i];
        const qoq_metric *m = &from->metric;
        term_row row = {.origin = from->origin};

        if (!from->there || from->retired)
            continue;
        row.term.kind = QOQ_TERM_METRIC;
        row.term.id = m->id;
        row.term.scope = "";
        row.term.needs_company = from->needs_company;
        QOQ_TRY(add_names(lexicon, &row, m->name_en, m->name_hans, m->name_hant, err));
    }
    return QOQ_OK;
}

qoq_status qoq_lexicon_freeze(qoq_lexicon *lexicon, qoq_error *err)
{
    assert(!lexicon->frozen);
    QOQ_TRY(build_entities(lexicon, err));
    QOQ_TRY(build_segments(lexicon, err));
    QOQ_TRY(build_metrics(lexicon, err));
    QOQ_TRY(check_segments(lexicon, err));
    QOQ_TRY(check_metrics(lexicon, err));
    QOQ_TRY(add_entity_names(lexicon, err));
    QOQ_TRY(add_segment_names(lexicon, err));
    QOQ_TRY(add_metric_names(lexicon, err));
    QOQ_TRY(qoq_lexicon_freeze_terms(lexicon, err));
    qoq_lexicon_rows_clear(&lexicon->rows);
    lexicon->frozen = true;
    return QOQ_OK;
}

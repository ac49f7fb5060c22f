/* What there is in a panel: entities, axes, segments, metrics, periods, each in the order
 * in which people expect them. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/panel_private.h"

static const char *text_of(const qoq_panel *panel, uint32_t name)
{
    return qoq_dataset_text(panel->dataset, name);
}

/* The canonical series of each entity, side by side. */
typedef struct series_lists {
    uint32_t *order,
        *starts; /* of entity e: order[starts[e]] .. order[starts[e + 1]] */
} series_lists;

static qoq_status list_series(series_lists *lists, const qoq_panel *panel,
                              qoq_error *err)
{
    size_t entities = panel->entity_count;

    lists->starts = calloc(entities + 2, sizeof *lists->starts);
    lists->order = malloc((panel->series_count + 1) * sizeof *lists->order);
    if (!lists->starts || !lists->order)
        return qoq_fail_memory(err);
    /* counted one place further on, so that filling leaves the starts behind */
    for (size_t i = 0; i < panel->series_count; i++)
        lists->starts[panel->series[i].entity_index + 2] +=
            panel->series[i].canonical == i;
    for (size_t e = 2; e < entities + 2; e++)
        lists->starts[e] += lists->starts[e - 1];
    for (size_t i = 0; i < panel->series_count; i++) {
        if (panel->series[i].canonical == i)
            lists->order[lists->starts[panel->series[i].entity_index + 1]++] =
                (uint32_t)i;
    }
    return QOQ_OK;
}

/* ---- axes and segments ------------------------------------------------------------- */

enum { NO_DRAFT = -1 };

/* A segment while its axis is being put in order. */
typedef struct draft {
    qoq_panel_segment segment;
    int order;             /* of the lexicon, INT_MAX = unknown */
    size_t appearance;     /* breaks ties */
    int64_t parts, next;   /* its first part, the next part of the same whole */
    bool is_part, is_done; /* it stands behind another one; it has its place */
} draft;

static int by_order(const void *a, const void *b)
{
    const draft *x = a, *y = b;

    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return (x->appearance > y->appearance) - (x->appearance < y->appearance);
}

static draft draft_of(const qoq_panel *panel, const panel_series *s, size_t appearance)
{
    draft d = {.segment = {.axis = s->axis, .segment = s->segment, .parent = s->parent},
               .order = INT_MAX,
               .appearance = appearance};

    if (panel->lexicon)
        d.segment.known =
            qoq_lexicon_segment(panel->lexicon, qoq_slice_of(text_of(panel, s->entity)),
                                qoq_slice_of(text_of(panel, s->axis)),
                                qoq_slice_of(text_of(panel, s->segment)));
    if (d.segment.known) {
        const char *parent = d.segment.known->parent;
        d.order = d.segment.known->order;
        d.segment.parent =
            qoq_names_find(panel->dataset->names, parent, strlen(parent));
        if (d.segment.parent == UINT32_MAX)
            d.segment.parent = 0;
    }
    return d;
}

/* Writes a segment and, behind it, its parts. Depth is limited, so that segments that are
 * part of each other end. */
static void place_segment(panel_axis *axis, draft *drafts, int64_t i, unsigned depth)
{
    drafts[i].is_done = true;
    drafts[i].segment.depth = (uint8_t)depth;
    axis->segments[axis->count++] = drafts[i].segment;
    if (depth >= 16)
        return;
    for (int64_t part = drafts[i].parts; part != NO_DRAFT; part = drafts[part].next) {
        if (!drafts[part].is_done)
            place_segment(axis, drafts, part, depth + 1);
    }
}

/* Chains the parts of each segment, in order. */
static qoq_status chain_parts(draft *drafts, size_t count, qoq_error *err)
{
    panel_map place_of = {0};
    qoq_status status = QOQ_OK;

    for (size_t i = 0; i < count && status == QOQ_OK; i++) {
        uint32_t *place = qoq_panel_map_place(&place_of, drafts[i].segment.segment);
        drafts[i].parts = drafts[i].next = NO_DRAFT;
        if (place)
            *place = (uint32_t)i;
        else
            status = qoq_fail_memory(err);
    }
    for (size_t i = count; i-- > 0 && status == QOQ_OK;) {
        uint32_t whole = qoq_panel_map_find(&place_of, drafts[i].segment.parent);
        drafts[i].is_part = whole != UINT32_MAX && whole != i;
        if (!drafts[i].is_part)
            continue;
        drafts[i].next = drafts[whole].parts;
        drafts[whole].parts = (int64_t)i;
    }
    qoq_panel_map_clear(&place_of);
    return status;
}

static qoq_status order_axis(panel_axis *axis, draft *drafts, size_t count,
                             qoq_error *err)
{
    qsort(drafts, count, sizeof *drafts, by_order);
    QOQ_TRY(chain_parts(drafts, count, err));
    for (size_t i = 0; i < count; i++) {
        if (!drafts[i].is_part)
            place_segment(axis, drafts, (int64_t)i, 0);
    }
    for (size_t i = 0; i < count; i++) { /* rings of parents */
        if (!drafts[i].is_done)
            place_segment(axis, drafts, (int64_t)i, 0);
    }
    return QOQ_OK;
}

/* The names of an entity's axes; business first. */
static qoq_status find_axes(panel_entity *entity, qoq_panel *panel,
                            const uint32_t *series, size_t count, qoq_error *err)
{
    uint32_t business = qoq_names_find(panel->dataset->names, "business", 8);

    entity->axis_names = qoq_arena_calloc(&panel->arena, count + 1, sizeof(uint32_t));
    if (!entity->axis_names)
        return qoq_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        const panel_series *s = &panel->series[series[i]];
        bool seen = s->segment == 0;
        for (size_t k = 0; k < entity->axis_count && !seen; k++)
            seen = entity->axis_names[k] == s->axis;
        if (seen)
            continue;
        entity->axis_names[entity->axis_count++] = s->axis;
        if (s->axis == business) {
            memmove(entity->axis_names + 1, entity->axis_names,
                    (entity->axis_count - 1) * sizeof *entity->axis_names);
            entity->axis_names[0] = business;
        }
    }
    return QOQ_OK;
}

static qoq_status fill_axis(panel_axis *axis, qoq_panel *panel, const uint32_t *series,
                            size_t count, draft *drafts, qoq_error *err)
{
    panel_map seen = {0};
    size_t found = 0;
    qoq_status status = QOQ_OK;

    for (size_t i = 0; i < count && status == QOQ_OK; i++) {
        const panel_series *s = &panel->series[series[i]];
        if (!s->segment || s->axis != axis->axis)
            continue;
        uint32_t *place = qoq_panel_map_place(&seen, s->segment);
        if (!place) {
            status = qoq_fail_memory(err);
        } else if (*place == UINT32_MAX) {
            *place = (uint32_t)found;
            drafts[found] = draft_of(panel, s, found);
            found++;
        } else if (!drafts[*place].segment.parent && !drafts[*place].segment.known) {
            drafts[*place].segment.parent = s->parent;
        }
    }
    qoq_panel_map_clear(&seen);
    if (status != QOQ_OK)
        return status;
    axis->segments = qoq_arena_calloc(&panel->arena, found + 1, sizeof *axis->segments);
    if (!axis->segments)
        return qoq_fail_memory(err);
    return order_axis(axis, drafts, found, err);
}

static qoq_status build_axes(panel_entity *entity, qoq_panel *panel,
                             const uint32_t *series, size_t count, qoq_error *err)
{
    QOQ_TRY(find_axes(entity, panel, series, count, err));
    entity->axes =
        qoq_arena_calloc(&panel->arena, entity->axis_count + 1, sizeof *entity->axes);
    draft *drafts = malloc((count + 1) * sizeof *drafts);
    qoq_status status = entity->axes && drafts ? QOQ_OK : qoq_fail_memory(err);
    for (size_t i = 0; i < entity->axis_count && status == QOQ_OK; i++) {
        entity->axes[i].axis = entity->axis_names[i];
        status = fill_axis(&entity->axes[i], panel, series, count, drafts, err);
    }
    free(drafts);
    return status;
}

/* ---- metrics ----------------------------------------------------------------------- */

typedef struct metric_draft {
    qoq_panel_metric metric;
    int order;
    size_t appearance;
} metric_draft;

static int by_metric_order(const void *a, const void *b)
{
    const metric_draft *x = a, *y = b;

    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    if (x->appearance != y->appearance)
        return x->appearance < y->appearance ? -1 : 1;
    return x->metric.adjusted - y->metric.adjusted;
}

/* Fills drafts with one entry for each metric and series; their number goes to *found. */
static qoq_status draft_metrics(metric_draft *drafts, size_t *found, panel_map *seen,
                                const qoq_panel *panel, const uint32_t *series,
                                size_t count, qoq_error *err)
{
    for (size_t i = 0; i < count; i++) {
        const panel_series *s = &panel->series[series[i]];
        uint32_t *place =
            qoq_panel_map_place(seen, (uint64_t)s->metric << 1 | (uint64_t)s->adjusted);
        if (!place)
            return qoq_fail_memory(err);
        if (*place == UINT32_MAX) {
            *place = (uint32_t)*found;
            /* the two series of an unknown metric stand together */
            uint32_t other = qoq_panel_map_find(seen, (uint64_t)s->metric << 1 |
                                                          (uint64_t)!s->adjusted);
            drafts[(*found)++] = (metric_draft){
                .metric = {.metric = s->metric,
                           .adjusted = s->adjusted,
                           .known = s->known},
                .order = s->known ? s->known->order : INT_MAX,
                .appearance = other == UINT32_MAX ? i : drafts[other].appearance};
        }
        qoq_panel_metric *m =
            &drafts[qoq_panel_map_find(seen, (uint64_t)s->metric << 1 |
                                                 (uint64_t)s->adjusted)]
                 .metric;
        m->segments = m->segments || s->segment;
        m->whole = m->whole || !s->segment;
    }
    return QOQ_OK;
}

static qoq_status build_metrics(panel_entity *entity, qoq_panel *panel,
                                const uint32_t *series, size_t count, qoq_error *err)
{
    panel_map seen = {0};
    size_t found = 0;
    metric_draft *drafts = malloc((count + 1) * sizeof *drafts);
    qoq_status status = drafts ? QOQ_OK : qoq_fail_memory(err);

    if (status == QOQ_OK)
        status = draft_metrics(drafts, &found, &seen, panel, series, count, err);
    qoq_panel_map_clear(&seen);
    if (status == QOQ_OK) {
        entity->metrics =
            qoq_arena_calloc(&panel->arena, found + 1, sizeof *entity->metrics);
        status = entity->metrics ? QOQ_OK : qoq_fail_memory(err);
    }
    if (status == QOQ_OK) {
        qsort(drafts, found, sizeof *drafts, by_metric_order);
        for (size_t i = 0; i < found; i++)
            entity->metrics[i] = drafts[i].metric;
        entity->metric_count = found;
    }
    free(drafts);
    return status;
}

/* ---- periods and entities ---------------------------------------------------------- */

static int by_period(const void *a, const void *b)
{
    return qoq_period_compare(*(const qoq_period *)a, *(const qoq_period *)b);
}

static qoq_status build_periods(qoq_panel *panel, const panel_seen *seen, size_t count,
                                qoq_error *err)
{
    for (size_t i = 0; i < count; i++)
        panel->entities[seen[i].entity_index].period_count++;
    for (size_t e = 0; e < panel->entity_count; e++) {
        panel_entity *entity = &panel->entities[e];
        entity->periods = qoq_arena_calloc(&panel->arena, entity->period_count + 1,
                                           sizeof *entity->periods);
        if (!entity->periods)
            return qoq_fail_memory(err);
        entity->period_count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        panel_entity *entity = &panel->entities[seen[i].entity_index];
        entity->periods[entity->period_count++] = seen[i].period;
    }
    for (size_t e = 0; e < panel->entity_count; e++)
        qsort(panel->entities[e].periods, panel->entities[e].period_count,
              sizeof *panel->entities[e].periods, by_period);
    return QOQ_OK;
}

/* Known ones by id, then the others as they came. */
static int by_known(const void *a, const void *b)
{
    const panel_entity *x = *(const panel_entity *const *)a;
    const panel_entity *y = *(const panel_entity *const *)b;

    if (!x->known != !y->known)
        return x->known ? -1 : 1;
    if (x->known)
        return strcmp(x->known->id, y->known->id);
    return (x > y) - (x < y);
}

static qoq_status order_entities(qoq_panel *panel, qoq_error *err)
{
    size_t count = panel->entity_count;
    const panel_entity **order = malloc((count + 1) * sizeof *order);

    panel->entity_names = qoq_arena_calloc(&panel->arena, count + 1, sizeof(uint32_t));
    if (!order || !panel->entity_names) {
        free(order);
        return qoq_fail_memory(err);
    }
    for (size_t i = 0; i < count; i++)
        order[i] = &panel->entities[i];
    qsort(order, count, sizeof *order, by_known);
    for (size_t i = 0; i < count; i++)
        panel->entity_names[i] = order[i]->name;
    free(order);
    return QOQ_OK;
}

static qoq_status build_entities(qoq_panel *panel, const series_lists *lists,
                                 qoq_error *err)
{
    for (size_t e = 0; e < panel->entity_count; e++) {
        const uint32_t *series = lists->order + lists->starts[e];
        size_t count = lists->starts[e + 1] - lists->starts[e];
        QOQ_TRY(build_axes(&panel->entities[e], panel, series, count, err));
        QOQ_TRY(build_metrics(&panel->entities[e], panel, series, count, err));
    }
    return QOQ_OK;
}

qoq_status qoq_panel_build_lists(qoq_panel *panel, const panel_seen *seen,
                                 size_t seen_count, qoq_error *err)
{
    series_lists lists = {0};
    qoq_status status = list_series(&lists, panel, err);

    if (status == QOQ_OK)
        status = build_entities(panel, &lists, err);
    if (status == QOQ_OK)
        status = build_periods(panel, seen, seen_count, err);
    if (status == QOQ_OK)
        status = order_entities(panel, err);
    free(lists.starts);
    free(lists.order);
    return status;
}

/* ---- asking ------------------------------------------------------------------------ */

static const panel_entity *entity_of(const qoq_panel *panel, uint32_t name)
{
    uint32_t index = qoq_panel_map_find(&panel->entity_of, name);

    return index == UINT32_MAX ? NULL : &panel->entities[index];
}

size_t qoq_panel_entities(const qoq_panel *panel, const uint32_t **out)
{
    *out = panel->entity_names;
    return panel->entity_count;
}

size_t qoq_panel_axes(const qoq_panel *panel, uint32_t entity, const uint32_t **out)
{
    const panel_entity *e = entity_of(panel, entity);

    *out = e ? e->axis_names : NULL;
    return e ? e->axis_count : 0;
}

size_t qoq_panel_segments(const qoq_panel *panel, uint32_t entity, uint32_t axis,
                          const qoq_panel_segment **out)
{
    const panel_entity *e = entity_of(panel, entity);

    *out = NULL;
    for (size_t i = 0; e && i < e->axis_count; i++) {
        if (e->axes[i].axis == axis) {
            *out = e->axes[i].segments;
            return e->axes[i].count;
        }
    }
    return 0;
}

size_t qoq_panel_metrics(const qoq_panel *panel, uint32_t entity,
                         const qoq_panel_metric **out)
{
    const panel_entity *e = entity_of(panel, entity);

    *out = e ? e->metrics : NULL;
    return e ? e->metric_count : 0;
}

size_t qoq_panel_periods(const qoq_panel *panel, uint32_t entity,
                         const qoq_period **out)
{
    const panel_entity *e = entity_of(panel, entity);

    *out = e ? e->periods : NULL;
    return e ? e->period_count : 0;
}

/* Has the whole company or one of its segments a level in this period? */
static bool has_level(const qoq_panel *panel, const panel_entity *entity, qoq_cell cell)
{
    qoq_figure figure;

    qoq_panel_figure(&figure, panel, &cell);
    for (size_t a = 0; a < entity->axis_count && !qoq_figure_has(&figure); a++) {
        const panel_axis *axis = &entity->axes[a];
        cell.axis = axis->axis;
        for (size_t i = 0; i < axis->count && !qoq_figure_has(&figure); i++) {
            cell.segment = axis->segments[i].segment;
            qoq_panel_figure(&figure, panel, &cell);
        }
    }
    return qoq_figure_has(&figure);
}

qoq_period qoq_panel_latest(const qoq_panel *panel, uint32_t entity, uint32_t metric,
                            qoq_span span)
{
    const panel_entity *e = entity_of(panel, entity);
    qoq_cell cell = {.entity = entity,
                     .metric = metric,
                     .unit = qoq_panel_unit(panel, entity, metric, QOQ_LEVEL),
                     .measure = QOQ_LEVEL};

    for (size_t i = e ? e->period_count : 0; i-- > 0;) {
        cell.period = e->periods[i];
        cell.adjusted = false;
        if (e->periods[i].span == span && has_level(panel, e, cell))
            return e->periods[i];
        cell.adjusted = true;
        if (e->periods[i].span == span && has_level(panel, e, cell))
            return e->periods[i];
    }
    return (qoq_period){0};
}

#include "qoq/panel.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/panel_private.h"

/* ---- series ------------------------------------------------------------------------ */

static uint64_t series_hash(const panel_series *s)
{
    uint64_t hash = panel_mix((uint64_t)s->entity << 32 | s->axis);

    hash = panel_mix(hash ^ ((uint64_t)s->segment << 32 | s->metric));
    return panel_mix(hash ^ ((uint64_t)s->unit << 32 | (uint64_t)s->measure << 1 |
                             (uint64_t)s->adjusted));
}

static bool series_same(const panel_series *a, const panel_series *b)
{
    return a->entity == b->entity && a->axis == b->axis && a->segment == b->segment &&
           a->metric == b->metric && a->unit == b->unit && a->measure == b->measure &&
           a->adjusted == b->adjusted;
}

static size_t series_slot(const qoq_panel *panel, const panel_series *wanted)
{
    size_t at = (size_t)series_hash(wanted) & (panel->series_size - 1);

    while (panel->series_slots[at] != UINT32_MAX &&
           !series_same(&panel->series[panel->series_slots[at]], wanted))
        at = (at + 1) & (panel->series_size - 1);
    return at;
}

uint32_t qoq_panel_series_find(const qoq_panel *panel, const panel_series *wanted)
{
    return panel->series_size ? panel->series_slots[series_slot(panel, wanted)]
                              : UINT32_MAX;
}

static qoq_status series_resize(qoq_panel *panel, size_t size, qoq_error *err)
{
    uint32_t *slots = malloc(size * sizeof *slots);

    if (!slots)
        return qoq_fail_memory(err);
    memset(slots, 0xff, size * sizeof *slots);
    free(panel->series_slots);
    panel->series_slots = slots;
    panel->series_size = size;
    for (size_t i = 0; i < panel->series_count; i++)
        slots[series_slot(panel, &panel->series[i])] = (uint32_t)i;
    return QOQ_OK;
}

/* ---- building ---------------------------------------------------------------------- */

static const char *text_of(const qoq_panel *panel, uint32_t name)
{
    return qoq_dataset_text(panel->dataset, name);
}

static qoq_slice slice_of(const qoq_panel *panel, uint32_t name)
{
    return qoq_slice_of(text_of(panel, name));
}

/* The number of the id that a segment's series is filed under today. A ring of
 * continuations in a user's lexicon must not hang us, hence the count. */
static uint32_t successor(const qoq_panel *panel, const panel_series *s)
{
    const qoq_segment *all;
    size_t count = qoq_lexicon_segments(panel->lexicon, &all);
    const char *entity = text_of(panel, s->entity), *axis = text_of(panel, s->axis);
    const char *id = text_of(panel, s->segment);

    for (int step = 0; step < 8; step++) {
        const char *next = NULL;
        for (size_t i = 0; i < count && !next; i++) {
            if (strcmp(all[i].continues, id) == 0 && strcmp(all[i].id, id) != 0 &&
                strcmp(all[i].entity, entity) == 0 && strcmp(all[i].axis, axis) == 0)
                next = all[i].id;
        }
        if (!next)
            break;
        id = next;
    }
    /* a successor that the data never mention has no number: stay with the old one */
    uint32_t name = qoq_names_find(panel->dataset->names, id, strlen(id));
    return name == UINT32_MAX ? s->segment : name;
}

static qoq_status entity_add(qoq_panel *panel, uint32_t name, uint32_t *index,
                             qoq_error *err)
{
    uint32_t *place = qoq_panel_map_place(&panel->entity_of, name);

    if (!place)
        return qoq_fail_memory(err);
    if (*place == UINT32_MAX) {
        QOQ_TRY(qoq_grow(&panel->entities, &panel->entity_room, panel->entity_count + 1,
                         sizeof *panel->entities, err));
        panel_entity entity = {.name = name};
        if (panel->lexicon)
            entity.known = qoq_lexicon_entity(panel->lexicon, slice_of(panel, name));
        panel->entities[panel->entity_count] = entity;
        *place = (uint32_t)panel->entity_count++;
    }
    *index = *place;
    return QOQ_OK;
}

static qoq_status series_add(qoq_panel *panel, panel_series s, uint32_t *out,
                             qoq_error *err)
{
    if (panel->series_count * 3 >= panel->series_size * 2)
        QOQ_TRY(series_resize(panel, panel->series_size ? panel->series_size * 2 : 64,
                              err));
    QOQ_TRY(qoq_grow(&panel->series, &panel->series_room, panel->series_count + 1,
                     sizeof *panel->series, err));
    QOQ_TRY(entity_add(panel, s.entity, &s.entity_index, err));
    s.canonical = (uint32_t)panel->series_count;
    s.parsed = qoq_unit_of(text_of(panel, s.unit));
    if (panel->lexicon)
        s.known = qoq_lexicon_metric(panel->lexicon, slice_of(panel, s.metric));
    if (panel->lexicon && s.segment) {
        const qoq_segment *segment =
            qoq_lexicon_segment(panel->lexicon, slice_of(panel, s.entity),
                                slice_of(panel, s.axis), slice_of(panel, s.segment));
        s.redefined = segment && *segment->breaks ? segment : NULL;
    }
    panel->series_slots[series_slot(panel, &s)] = s.canonical;
    panel->series[panel->series_count] = s;
    *out = (uint32_t)panel->series_count++;
    return QOQ_OK;
}

/* A known segment whose record names no axis belongs to the one the lexicon gives it. */
static uint32_t axis_of(const qoq_panel *panel, const panel_series *s)
{
    const qoq_segment *known =
        qoq_lexicon_segment(panel->lexicon, slice_of(panel, s->entity),
                            slice_of(panel, 0), slice_of(panel, s->segment));
    uint32_t name = UINT32_MAX;

    if (known)
        name = qoq_names_find(panel->dataset->names, known->axis, strlen(known->axis));
    return name == UINT32_MAX ? 0 : name;
}

/* The canonical series of a record's series; both are added when new. */
static qoq_status series_of(qoq_panel *panel, const qoq_record *r, uint32_t *out,
                            qoq_error *err)
{
    panel_series raw = {.entity = r->entity,
                        .axis = r->segment ? r->axis : 0,
                        .segment = r->segment,
                        .metric = r->metric,
                        .unit = r->unit,
                        .measure = r->measure,
                        .adjusted = qoq_basis_is_adjusted((qoq_basis)r->basis)};
    uint32_t found = qoq_panel_series_find(panel, &raw);

    if (found == UINT32_MAX) {
        QOQ_TRY(series_add(panel, raw, &found, err));
        panel_series filed = raw;
        const qoq_metric *known = panel->series[found].known;
        if (known && known->neutral)
            filed.adjusted = false;
        if (filed.segment && panel->lexicon && !filed.axis)
            filed.axis = axis_of(panel, &raw);
        if (filed.segment && panel->lexicon)
            filed.segment = successor(panel, &filed);
        uint32_t canonical = qoq_panel_series_find(panel, &filed);
        if (canonical == UINT32_MAX)
            QOQ_TRY(series_add(panel, filed, &canonical, err));
        panel->series[found].canonical = panel->series[canonical].canonical;
    }
    panel_series *s = &panel->series[panel->series[found].canonical];
    s->statements++;
    if (raw.adjusted && !panel->entities[s->entity_index].adjusted)
        panel->entities[s->entity_index].adjusted = r->basis;
    if (!s->parent && r->segment == s->segment)
        s->parent = r->parent;
    *out = s->canonical;
    return QOQ_OK;
}

bool qoq_panel_allows(const qoq_panel *panel, const qoq_record *record)
{
    qoq_view view = panel->view;

    if (view.kind == QOQ_VIEW_AS_OF_VINTAGE)
        return qoq_period_compare(record->vintage, view.vintage) <= 0;
    return view.kind != QOQ_VIEW_AS_OF_DATE ||
           (record->published && record->published <= view.date);
}

/* What building needs and the panel does not. */
typedef struct build {
    uint32_t *group_of; /* of each record; UINT32_MAX = not an actual statement */
    uint32_t *sizes;    /* of each group */
    size_t size_room;
    panel_map seen_set;
    panel_seen *seen;
    size_t seen_count, seen_room;
} build;

static void build_clear(build *b)
{
    free(b->group_of);
    free(b->sizes);
    free(b->seen);
    qoq_panel_map_clear(&b->seen_set);
}

static qoq_status note_period(build *b, const panel_series *s, qoq_period period,
                              qoq_error *err)
{
    if (s->measure != QOQ_LEVEL || qoq_period_is_none(period))
        return QOQ_OK;
    uint32_t *place =
        qoq_panel_map_place(&b->seen_set, panel_cell_key(s->entity_index, period));
    if (!place)
        return qoq_fail_memory(err);
    if (*place != UINT32_MAX)
        return QOQ_OK;
    *place = 1;
    QOQ_TRY(qoq_grow(&b->seen, &b->seen_room, b->seen_count + 1, sizeof *b->seen, err));
    b->seen[b->seen_count++] = (panel_seen){s->entity_index, period};
    return QOQ_OK;
}

static qoq_status file_record(qoq_panel *panel, build *b, size_t i, qoq_error *err)
{
    const qoq_record *r = &panel->dataset->records[i];
    uint32_t series;

    b->group_of[i] = UINT32_MAX;
    if (r->standing != QOQ_ACTUAL)
        return QOQ_OK;
    if (qoq_panel_allows(panel, r) &&
        qoq_period_compare(r->vintage, panel->known_until) > 0)
        panel->known_until = r->vintage;
    QOQ_TRY(series_of(panel, r, &series, err));
    uint32_t *group =
        qoq_panel_map_place(&panel->cells, panel_cell_key(series, r->period));
    if (!group)
        return qoq_fail_memory(err);
    if (*group == UINT32_MAX) {
        QOQ_TRY(qoq_grow(&b->sizes, &b->size_room, panel->group_count + 1,
                         sizeof *b->sizes, err));
        b->sizes[panel->group_count] = 0;
        *group = (uint32_t)panel->group_count++;
        b->group_of[i] = *group;
        QOQ_TRY(note_period(b, &panel->series[series], r->period, err));
    } else {
        b->group_of[i] = *group;
    }
    b->sizes[b->group_of[i]]++;
    return QOQ_OK;
}

static int by_vintage(const void *a, const void *b)
{
    const qoq_record *x = *(const qoq_record *const *)a;
    const qoq_record *y = *(const qoq_record *const *)b;
    int order = qoq_period_compare(x->vintage, y->vintage);

    return order ? order : (x > y) - (x < y);
}

/* Puts the records of each cell side by side, by vintage, so that "up to a vintage" is the
 * beginning of a group. */
static qoq_status group_records(qoq_panel *panel, const build *b, qoq_error *err)
{
    size_t groups = panel->group_count, total = 0;

    panel->starts = calloc(groups + 1, sizeof *panel->starts);
    if (!panel->starts)
        return qoq_fail_memory(err);
    for (size_t g = 0; g < groups; g++) {
        panel->starts[g] = (uint32_t)total;
        total += b->sizes[g];
    }
    panel->starts[groups] = (uint32_t)total;
    panel->grouped = calloc(total ? total : 1, sizeof *panel->grouped);
    if (!panel->grouped)
        return qoq_fail_memory(err);
    for (size_t i = panel->dataset->count; i-- > 0;) {
        uint32_t g = b->group_of[i];
        if (g != UINT32_MAX) /* from the back, so that appearance is kept */
            panel->grouped[panel->starts[g] + --b->sizes[g]] =
                &panel->dataset->records[i];
    }
    for (size_t g = 0; g < groups; g++) {
        uint32_t start = panel->starts[g], count = panel->starts[g + 1] - start;
        if (count > 1)
            qsort(panel->grouped + start, count, sizeof(const qoq_record *),
                  by_vintage);
    }
    return QOQ_OK;
}

/* The unit of most statements for each entity, metric and measure. */
static qoq_status find_units(qoq_panel *panel, qoq_error *err)
{
    for (size_t i = 0; i < panel->series_count; i++) {
        const panel_series *s = &panel->series[i];
        if (s->canonical != i || !s->statements)
            continue;
        uint32_t *best = qoq_panel_map_place(
            &panel->units, panel_unit_key(s->entity_index, s->metric, s->measure));
        if (!best)
            return qoq_fail_memory(err);
        /* The value is a series until all are seen; whole company before segments. */
        if (*best == UINT32_MAX || panel->series[*best].statements < s->statements)
            *best = (uint32_t)i;
    }
    for (size_t i = 0; i < panel->units.size; i++) {
        if (panel->units.values[i] != UINT32_MAX)
            panel->units.values[i] = panel->series[panel->units.values[i]].unit;
    }
    return QOQ_OK;
}

static qoq_status panel_build(qoq_panel *panel, build *b, qoq_error *err)
{
    size_t count = panel->dataset->count;

    if (count >= UINT32_MAX)
        return qoq_fail(err, QOQ_EOVERFLOW, "more than 4294967294 records");
    b->group_of = malloc((count ? count : 1) * sizeof *b->group_of);
    if (!b->group_of)
        return qoq_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        QOQ_TRY(file_record(panel, b, i, err));
    QOQ_TRY(group_records(panel, b, err));
    QOQ_TRY(find_units(panel, err));
    return qoq_panel_build_lists(panel, b->seen, b->seen_count, err);
}

qoq_status qoq_panel_new(qoq_panel **out, const qoq_dataset *dataset,
                         const qoq_lexicon *lexicon, qoq_view view, qoq_error *err)
{
    build b = {0};
    qoq_panel *panel = calloc(1, sizeof *panel);

    *out = NULL;
    if (!panel)
        return qoq_fail_memory(err);
    panel->dataset = dataset;
    panel->lexicon = lexicon;
    panel->view = view;
    qoq_arena_init(&panel->arena);
    qoq_status status = panel_build(panel, &b, err);
    build_clear(&b);
    if (status != QOQ_OK)
        qoq_panel_free(panel);
    else
        *out = panel;
    return status;
}

void qoq_panel_free(qoq_panel *panel)
{
    if (!panel)
        return;
    free(panel->series);
    free(panel->series_slots);
    free(panel->starts);
    free(panel->grouped);
    free(panel->entities);
    qoq_panel_map_clear(&panel->cells);
    qoq_panel_map_clear(&panel->entity_of);
    qoq_panel_map_clear(&panel->units);
    qoq_arena_clear(&panel->arena);
    free(panel);
}

const qoq_dataset *qoq_panel_dataset(const qoq_panel *panel)
{
    return panel->dataset;
}

const qoq_lexicon *qoq_panel_lexicon(const qoq_panel *panel)
{
    return panel->lexicon;
}

qoq_view qoq_panel_view(const qoq_panel *panel)
{
    return panel->view;
}

/* ---- asking ------------------------------------------------------------------------ */

uint32_t qoq_panel_unit(const qoq_panel *panel, uint32_t entity, uint32_t metric,
                        qoq_measure measure)
{
    uint32_t index = qoq_panel_map_find(&panel->entity_of, entity);

    if (index == UINT32_MAX)
        return 0;
    uint32_t unit = qoq_panel_map_find(&panel->units,
                                       panel_unit_key(index, metric, (uint8_t)measure));
    return unit == UINT32_MAX ? 0 : unit;
}

qoq_cell qoq_panel_cell(const qoq_panel *panel, const char *entity, const char *axis,
                        const char *segment, const char *metric)
{
    qoq_cell cell = {.entity = qoq_panel_name(panel, entity),
                     .axis = qoq_panel_name(panel, axis),
                     .segment = qoq_panel_name(panel, segment),
                     .metric = qoq_panel_name(panel, metric),
                     .measure = QOQ_LEVEL};

    cell.unit = qoq_panel_unit(panel, cell.entity, cell.metric, QOQ_LEVEL);
    return cell;
}

const panel_series *qoq_panel_series_of(const qoq_panel *panel, const qoq_cell *cell)
{
    panel_series wanted = {.entity = cell->entity,
                           .axis = cell->segment ? cell->axis : 0,
                           .segment = cell->segment,
                           .metric = cell->metric,
                           .unit = cell->unit,
                           .measure = cell->measure,
                           .adjusted = cell->adjusted};
    uint32_t found = qoq_panel_series_find(panel, &wanted);

    if (found == UINT32_MAX && cell->adjusted) {
        /* a neutral metric is filed as reported and answers to both */
        wanted.adjusted = false;
        found = qoq_panel_series_find(panel, &wanted);
        if (found != UINT32_MAX &&
            !(panel->series[found].known && panel->series[found].known->neutral))
            return NULL;
    }
    return found == UINT32_MAX ? NULL : &panel->series[panel->series[found].canonical];
}

/* The statements of a cell, by vintage. */
static const qoq_record *const *group_of_cell(const qoq_panel *panel,
                                              const qoq_cell *cell,
                                              const panel_series **series,
                                              size_t *count)
{
    *count = 0;
    *series = qoq_panel_series_of(panel, cell);
    if (!*series)
        return NULL;
    uint32_t group = qoq_panel_map_find(
        &panel->cells, panel_cell_key((*series)->canonical, cell->period));
    if (group == UINT32_MAX)
        return NULL;
    *count = panel->starts[group + 1] - panel->starts[group];
    return panel->grouped + panel->starts[group];
}

/* The first vintage that said what is shown: a later statement that only confirms it, or
 * states it more exactly, does not make it younger. */
static qoq_period first_vintage(const qoq_figure *figure,
                                const qoq_record *const *records, size_t count)
{
    qoq_interval other;

    for (size_t i = 0; i < count; i++) {
        if (records[i] == figure->record ||
            (qoq_interval_of(&other, records[i]->number, NULL) == QOQ_OK &&
             qoq_interval_agrees(other, figure->interval)))
            return records[i]->vintage;
    }
    return figure->record->vintage;
}

/* Places to show of a stated number: of an approximate one only the digits it needs. */
static int places_of(qoq_number number)
{
    if (number.decimals == QOQ_DECIMALS_UNKNOWN || number.bound == QOQ_BOUND_ABOUT ||
        number.bound == QOQ_BOUND_OVER || number.bound == QOQ_BOUND_UNDER)
        return -qoq_decimal_last_place(number.value);
    return number.decimals;
}

static uint16_t flags_of(const qoq_choice *choice)
{
    unsigned flags = 0;

    if (choice->restated)
        flags |= QOQ_FLAG_RESTATED;
    if (choice->against)
        flags |= QOQ_FLAG_CONTESTED;
    switch (choice->record->number.bound) {
    case QOQ_BOUND_ABOUT:
        flags |= QOQ_FLAG_ABOUT;
        break;
    case QOQ_BOUND_OVER:
        flags |= QOQ_FLAG_OVER;
        break;
    case QOQ_BOUND_UNDER:
        flags |= QOQ_FLAG_UNDER;
        break;
    default:
        break;
    }
    return (uint16_t)flags;
}

static void choose(qoq_figure *out, const qoq_panel *panel, const panel_series *series,
                   const qoq_record *const *records, size_t count, qoq_view view)
{
    qoq_choice choice = {0};

    *out = qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_NOT_STATED);
    if (!count)
        return;
    qoq_view_choose(&choice, panel->dataset, records, count, view);
    if (!choice.record)
        return;
    if (qoq_interval_of(&out->interval, choice.record->number, NULL) != QOQ_OK) {
        out->reason = QOQ_REASON_OVERFLOW;
        return;
    }
    out->state = QOQ_FIGURE_STATED;
    out->reason = QOQ_REASON_NONE;
    out->shown = choice.record->number.value;
    out->places = (int16_t)places_of(choice.record->number);
    out->unit = series->parsed;
    out->record = choice.record;
    out->flags = flags_of(&choice);
    out->vintage = first_vintage(out, records, count);
    if (series->redefined)
        qoq_panel_define(out, panel, series, records, count);
}

void qoq_panel_figure(qoq_figure *out, const qoq_panel *panel, const qoq_cell *cell)
{
    size_t count;
    const panel_series *series;
    const qoq_record *const *records = group_of_cell(panel, cell, &series, &count);

    choose(out, panel, series, records, count, panel->view);
}

void qoq_panel_figure_at(qoq_figure *out, const qoq_panel *panel, const qoq_cell *cell,
                         qoq_period vintage)
{
    size_t count;
    const panel_series *series;
    const qoq_record *const *records = group_of_cell(panel, cell, &series, &count);
    qoq_view view = panel->view;

    if (!qoq_period_is_none(vintage)) {
        while (count && qoq_period_compare(records[count - 1]->vintage, vintage) > 0)
            count--;
        if (view.kind == QOQ_VIEW_FIRST_REPORTED)
            view.kind = QOQ_VIEW_LATEST;
    }
    choose(out, panel, series, records, count, view);
}

static int by_address(const void *a, const void *b)
{
    const qoq_record *x = *(const qoq_record *const *)a;
    const qoq_record *y = *(const qoq_record *const *)b;

    return (x > y) - (x < y);
}

size_t qoq_panel_statements(const qoq_record **out, size_t room, const qoq_panel *panel,
                            const qoq_cell *cell)
{
    size_t count;
    const panel_series *series;
    const qoq_record *const *records = group_of_cell(panel, cell, &series, &count);
    size_t copied = count < room ? count : room;

    if (copied) {
        memcpy(out, records, copied * sizeof *out);
        qsort(out, copied, sizeof *out, by_address);
    }
    return count;
}

/* ---- names ------------------------------------------------------------------------- */

const char *qoq_panel_text(const qoq_panel *panel, uint32_t name)
{
    return name == QOQ_NO_NAME ? "" : text_of(panel, name);
}

uint32_t qoq_panel_name(const qoq_panel *panel, const char *text)
{
    return qoq_names_find(panel->dataset->names, text, strlen(text));
}

static const char *name_or(const char *english, const char *chinese, bool want_chinese,
                           const char *id)
{
    const char *first = want_chinese ? chinese : english;
    const char *second = want_chinese ? english : chinese;

    if (*first)
        return first;
    return *second ? second : id;
}

const char *qoq_panel_entity_name(const qoq_panel *panel, uint32_t entity, bool chinese)
{
    const char *id = qoq_panel_text(panel, entity);
    const qoq_entity *known =
        panel->lexicon ? qoq_lexicon_entity(panel->lexicon, qoq_slice_of(id)) : NULL;

    return known ? name_or(known->name_en, known->name_hans, chinese, id) : id;
}

const char *qoq_panel_segment_name(const qoq_panel *panel, uint32_t entity,
                                   uint32_t axis, uint32_t segment, bool chinese)
{
    const char *id = qoq_panel_text(panel, segment);
    const qoq_segment *known = NULL;

    if (panel->lexicon)
        known = qoq_lexicon_segment(
            panel->lexicon, qoq_slice_of(qoq_panel_text(panel, entity)),
            qoq_slice_of(qoq_panel_text(panel, axis)), qoq_slice_of(id));
    return known ? name_or(known->name_en, known->name_hans, chinese, id) : id;
}

const char *qoq_panel_metric_name(const qoq_panel *panel, uint32_t metric, bool chinese)
{
    const qoq_metric *known = qoq_panel_metric_known(panel, metric);

    return known ? name_or(known->name_en, known->name_hans, chinese, known->id)
                 : qoq_panel_text(panel, metric);
}

const qoq_metric *qoq_panel_metric_known(const qoq_panel *panel, uint32_t metric)
{
    if (!panel->lexicon)
        return NULL;
    return qoq_lexicon_metric(panel->lexicon,
                              qoq_slice_of(qoq_panel_text(panel, metric)));
}

/* Inside of the panel room. */
#ifndef QOQ_ANALYSIS_PANEL_PRIVATE_H
#define QOQ_ANALYSIS_PANEL_PRIVATE_H

#include "analysis/panel_map.h"
#include "qoq/arena.h"
#include "qoq/panel.h"

/* A cell without its period. Series as the records have them ("raw") and as the panel
 * files them stand in one table: `canonical` leads from one to the other, and to itself. */
typedef struct panel_series {
    uint32_t entity, axis, segment, metric, unit;
    uint8_t measure;
    bool adjusted;
    uint32_t canonical;
    uint32_t entity_index; /* of panel.entities */
    uint32_t parent;       /* of the segment, as its records say; 0 = they do not */
    uint32_t statements;
    const qoq_metric *known;
    const qoq_segment *redefined; /* the segment, when it ever was; else NULL */
    qoq_unit parsed;
} panel_series;

typedef struct panel_axis {
    uint32_t axis;
    qoq_panel_segment *segments;
    size_t count;
} panel_axis;

typedef struct panel_entity {
    uint32_t name;
    const qoq_entity *known;
    uint8_t adjusted; /* qoq_basis of its first adjusted record */
    uint32_t *axis_names;
    panel_axis *axes;
    size_t axis_count;
    qoq_panel_metric *metrics;
    size_t metric_count;
    qoq_period *periods;
    size_t period_count;
} panel_entity;

struct qoq_panel {
    const qoq_dataset *dataset;
    const qoq_lexicon *lexicon; /* may be NULL */
    qoq_view view;
    qoq_period known_until; /* the latest vintage that the view allows */

    panel_series *series;
    size_t series_count, series_room;
    uint32_t *series_slots; /* hash table of numbers into series */
    size_t series_size;

    panel_map cells;            /* (canonical series, period) -> group */
    uint32_t *starts;           /* of group g: grouped[starts[g]] .. starts[g + 1] */
    const qoq_record **grouped; /* within a group by vintage */
    size_t group_count;

    panel_entity *entities;
    uint32_t *entity_names; /* in the order of qoq_panel_entities */
    size_t entity_count, entity_room;
    panel_map entity_of; /* name -> index of entities */
    panel_map units;     /* (entity, metric, measure) -> unit used most */

    qoq_arena arena; /* the lists */
};

/* A level seen for an entity in a period; for the list of periods. */
typedef struct panel_seen {
    uint32_t entity_index;
    qoq_period period;
} panel_seen;

/* Number of a series with these fields (canonical is not looked at), UINT32_MAX = none. */
uint32_t qoq_panel_series_find(const qoq_panel *panel, const panel_series *wanted);

/* The canonical series of a cell, or NULL. */
const panel_series *qoq_panel_series_of(const qoq_panel *panel, const qoq_cell *cell);

/* Does the view allow this record? */
bool qoq_panel_allows(const qoq_panel *panel, const qoq_record *record);

/* panel_break.c: sets the definition of a figure that statements of a cell give. */
void qoq_panel_define(qoq_figure *figure, const qoq_panel *panel,
                      const panel_series *series, const qoq_record *const *records,
                      size_t count);

/* panel_lists.c: fills entities from series and the periods seen. */
qoq_status qoq_panel_build_lists(qoq_panel *panel, const panel_seen *seen,
                                 size_t seen_count, qoq_error *err);

static inline uint64_t panel_cell_key(uint32_t series, qoq_period p)
{
    uint32_t packed = (uint32_t)(uint16_t)p.year << 16 | (uint32_t)(p.span & 7) << 9 |
                      (uint32_t)(p.index & 15) << 5 | (uint32_t)(p.day & 31);

    return (uint64_t)series << 32 | packed;
}

static inline uint64_t panel_unit_key(uint32_t entity_index, uint32_t metric,
                                      uint8_t measure)
{
    return (uint64_t)entity_index << 36 | (uint64_t)metric << 4 | measure;
}

#endif

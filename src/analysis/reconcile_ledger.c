/*
 * The ledger of one company: its statements by series, period and vintage.
 *
 * One company at a time keeps what is looked up small, whatever the dataset, and lets
 * companies be worked on by several threads.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/reconcile_private.h"

uint32_t reconcile_period_key(qoq_period p)
{
    /* what ends a day earlier comes first, of one end a date, then the shorter span */
    static const uint8_t months[] = {[QOQ_SPAN_QUARTER] = 3,
                                     [QOQ_SPAN_HALF] = 6,
                                     [QOQ_SPAN_NINE] = 9,
                                     [QOQ_SPAN_YEAR] = 12};
    static const uint8_t days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_date = p.span == QOQ_SPAN_DATE;

    if (qoq_period_is_none(p))
        return 0;
    uint32_t month = is_date ? p.index : (uint32_t)months[p.span] * p.index;
    uint32_t day = is_date ? p.day : days[month];
    return (((uint32_t)p.year * 16 + month) * 32 + day) * 8 + (is_date ? 0 : p.span);
}

/* ---- series ------------------------------------------------------------------------------ */

static uint64_t series_key(const ledger_series *s)
{
    uint64_t key = panel_mix((uint64_t)s->axis << 32 | s->segment);

    key = panel_mix(key ^ ((uint64_t)s->metric << 32 | s->unit));
    /* a value of all ones never comes out twice in practice; two series of one key would
     * only be compared as one, hence the check when they are found */
    return panel_mix(key ^ ((uint64_t)s->measure << 1 | (uint64_t)s->adjusted));
}

static bool same_series(const ledger_series *a, const ledger_series *b)
{
    return a->axis == b->axis && a->segment == b->segment && a->metric == b->metric &&
           a->unit == b->unit && a->measure == b->measure && a->adjusted == b->adjusted;
}

/* Keys are 64 mixed bits; should two series share one, the next key is tried. */
static uint32_t find_series(const ledger *l, const ledger_series *wanted)
{
    for (uint64_t key = series_key(wanted);; key++) {
        uint32_t found = qoq_panel_map_find(&l->series_of, key);
        if (found == UINT32_MAX || same_series(&l->series[found], wanted))
            return found;
    }
}

static const char *text_of(const ledger *l, uint32_t name)
{
    return qoq_dataset_text(l->dataset, name);
}

static const qoq_segment *known_segment(const ledger *l, uint32_t axis, const char *id)
{
    if (!l->lexicon || !*id)
        return NULL;
    return qoq_lexicon_segment(l->lexicon, qoq_slice_of(l->entity),
                               qoq_slice_of(text_of(l, axis)), qoq_slice_of(id));
}

/* A series as its records name it gets the names of today, and what the lexicon knows. A ring
 * of continuations in a user's lexicon must not hang us, hence the count. */
static void describe(ledger *l, ledger_series *s, const qoq_record *r)
{
    uint32_t name;
    const qoq_segment *all;
    size_t count = l->lexicon ? qoq_lexicon_segments(l->lexicon, &all) : 0;

    for (int step = 0; step < 8 && s->segment; step++) {
        const char *id = text_of(l, s->segment), *next = NULL;
        for (size_t i = 0; i < count && !next; i++) {
            if (*all[i].continues && strcmp(all[i].continues, id) == 0 &&
                strcmp(all[i].entity, l->entity) == 0 &&
                strcmp(all[i].axis, text_of(l, s->axis)) == 0)
                next = all[i].id;
        }
        name =
            next ? qoq_names_find(l->dataset->names, next, strlen(next)) : UINT32_MAX;
        if (name == UINT32_MAX)
            break;
        s->segment = name;
    }
    s->known = l->lexicon
                   ? qoq_lexicon_metric(l->lexicon, qoq_slice_of(text_of(l, s->metric)))
                   : NULL;
    s->unit_kind = qoq_unit_of(text_of(l, s->unit)).kind;
    s->part = known_segment(l, s->axis, text_of(l, s->segment));
    s->parent = r->parent;
    if (s->part)
        s->parent =
            qoq_names_find(l->dataset->names, s->part->parent, strlen(s->part->parent));
    if (s->known && s->known->neutral)
        s->adjusted = false;
}

static qoq_status add_series(ledger *l, const ledger_series *s, uint32_t *out,
                             qoq_error *err)
{
    uint64_t key = series_key(s);

    QOQ_TRY(qoq_grow(&l->series, &l->series_room, l->series_count + 1,
                     sizeof *l->series, err));
    while (qoq_panel_map_find(&l->series_of, key) != UINT32_MAX)
        key++;
    uint32_t *place = qoq_panel_map_place(&l->series_of, key);
    if (!place)
        return qoq_fail_memory(err);
    *out = *place = (uint32_t)l->series_count;
    l->series[l->series_count++] = *s;
    return QOQ_OK;
}

/* ---- records into statements ------------------------------------------------------------- */

/* A record on its way into the ledger. */
typedef struct entry {
    const qoq_dataset *dataset;
    const qoq_record *record;
    uint32_t series, period, vintage;
    uint8_t rank, vagueness;
    int16_t decimals;
} entry;

/* Series as the records name them; `filed` is the one of today. */
typedef struct raw_series {
    ledger_series series;
    uint32_t filed;
} raw_series;

typedef struct filing {
    ledger *ledger;
    panel_map raw_of; /* key -> raw */
    raw_series *raw;
    size_t raw_count, raw_room;
} filing;

static ledger_series raw_of(const qoq_record *r)
{
    return (ledger_series){.axis = r->segment ? r->axis : 0,
                           .segment = r->segment,
                           .metric = r->metric,
                           .unit = r->unit,
                           .measure = r->measure,
                           .adjusted = qoq_basis_is_adjusted((qoq_basis)r->basis),
                           .next_part = RECONCILE_NONE};
}

static qoq_status file_series(filing *f, const qoq_record *r, uint32_t *out,
                              qoq_error *err)
{
    ledger_series named = raw_of(r), today;
    uint64_t key = series_key(&named);

    for (;; key++) {
        uint32_t found = qoq_panel_map_find(&f->raw_of, key);
        if (found == UINT32_MAX)
            break;
        if (same_series(&f->raw[found].series, &named)) {
            *out = f->raw[found].filed;
            return QOQ_OK;
        }
    }
    today = named;
    describe(f->ledger, &today, r);
    *out = find_series(f->ledger, &today);
    if (*out == UINT32_MAX)
        QOQ_TRY(add_series(f->ledger, &today, out, err));
    QOQ_TRY(qoq_grow(&f->raw, &f->raw_room, f->raw_count + 1, sizeof *f->raw, err));
    uint32_t *place = qoq_panel_map_place(&f->raw_of, key);
    if (!place)
        return qoq_fail_memory(err);
    *place = (uint32_t)f->raw_count;
    f->raw[f->raw_count++] = (raw_series){named, *out};
    return QOQ_OK;
}

static bool is_vague(const qoq_number *n)
{
    return n->bound != QOQ_BOUND_NONE || n->decimals == QOQ_DECIMALS_UNKNOWN;
}

/* The end of a range says least, then what is not exact. */
static uint8_t vagueness_of(const qoq_number *n)
{
    if (n->bound == QOQ_BOUND_LOW || n->bound == QOQ_BOUND_HIGH)
        return 2;
    return is_vague(n);
}

static qoq_status file_records(filing *f, entry *entries,
                               const qoq_record *const *records, size_t count,
                               qoq_error *err)
{
    const qoq_record *last = NULL;
    uint8_t rank = 0;

    for (size_t i = 0; i < count; i++) {
        const qoq_record *r = records[i];
        /* neighbours mostly come from one document */
        if (!last || last->flags != r->flags || last->source != r->source)
            rank = (uint8_t)qoq_dataset_rank(f->ledger->dataset, r);
        last = r;
        entries[i] = (entry){.dataset = f->ledger->dataset,
                             .record = r,
                             .period = reconcile_period_key(r->period),
                             .vintage = reconcile_period_key(r->vintage),
                             .rank = rank,
                             .vagueness = vagueness_of(&r->number),
                             .decimals = r->number.decimals};
        QOQ_TRY(file_series(f, r, &entries[i].series, err));
    }
    return QOQ_OK;
}

/* By cell, then vintage, then from the best statement to the worst; the order of the data
 * never decides. */
static int by_entry(const void *pa, const void *pb)
{
    const entry *a = pa, *b = pb;

    if (a->series != b->series)
        return a->series < b->series ? -1 : 1;
    if (a->period != b->period)
        return a->period < b->period ? -1 : 1;
    if (a->vintage != b->vintage)
        return a->vintage < b->vintage ? -1 : 1;
    if (a->vagueness != b->vagueness)
        return a->vagueness < b->vagueness ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->decimals != b->decimals)
        return a->decimals > b->decimals ? -1 : 1;
    return qoq_dataset_compare(a->dataset, a->record, b->record);
}

static ledger_statement statement_of(const entry *e, uint32_t cell)
{
    ledger_statement s = {.record = e->record,
                          .vintage = e->vintage,
                          .cell = cell,
                          .rank = e->rank,
                          .vague = e->vagueness > 0};

    s.unfit = qoq_interval_of(&s.interval, e->record->number, NULL) != QOQ_OK;
    return s;
}

/* A correction stands for its cell alone. Returns where the cell's entries end. */
static size_t only_corrections(entry *entries, size_t from, size_t to)
{
    size_t kept = from;

    for (size_t i = from; i < to; i++) {
        if (entries[i].rank == 0)
            entries[kept++] = entries[i];
    }
    return kept > from ? kept : to;
}

static qoq_status make_cells(ledger *l, entry *entries, size_t count, qoq_error *err)
{
    l->cells = calloc(count + 1, sizeof *l->cells);
    l->statements = calloc(count + 1, sizeof *l->statements);
    if (!l->cells || !l->statements)
        return qoq_fail_memory(err);
    for (size_t i = 0, end; i < count; i = end) {
        uint32_t number = (uint32_t)l->cell_count++;
        ledger_cell *cell = &l->cells[number];
        for (end = i + 1; end < count && entries[end].series == entries[i].series &&
                          entries[end].period == entries[i].period;)
            end++;
        *cell = (ledger_cell){.period = entries[i].record->period,
                              .key = entries[i].period,
                              .series = entries[i].series,
                              .first = (uint32_t)l->statement_count};
        size_t stop = only_corrections(entries, i, end);
        for (size_t k = i; k < stop; k++)
            l->statements[l->statement_count++] = statement_of(&entries[k], number);
        cell->count = (uint32_t)l->statement_count - cell->first;
        ledger_series *s = &l->series[cell->series];
        if (!s->count++)
            s->first = number;
    }
    return QOQ_OK;
}

/* ---- parts ------------------------------------------------------------------------------ */

static uint64_t parts_key(const ledger_series *s, uint32_t axis, uint32_t parent)
{
    uint64_t key = panel_mix((uint64_t)axis << 32 | parent);

    key = panel_mix(key ^ ((uint64_t)s->metric << 32 | s->unit));
    return panel_mix(key ^ (uint64_t)s->adjusted);
}

static qoq_status note_axis(ledger *l, uint32_t axis, qoq_error *err)
{
    for (size_t i = 0; i < l->axis_count; i++) {
        if (l->axes[i] == axis)
            return QOQ_OK;
    }
    QOQ_TRY(qoq_grow(&l->axes, &l->axis_room, l->axis_count + 1, sizeof *l->axes, err));
    l->axes[l->axis_count++] = axis;
    return QOQ_OK;
}

/* From the back, so that a list is in the order of the series. */
static qoq_status link_parts(ledger *l, qoq_error *err)
{
    for (size_t i = l->series_count; i-- > 0;) {
        ledger_series *s = &l->series[i];
        if (!s->segment || s->measure != QOQ_LEVEL)
            continue;
        uint32_t *first =
            qoq_panel_map_place(&l->parts_of, parts_key(s, s->axis, s->parent));
        if (!first)
            return qoq_fail_memory(err);
        s->next_part = *first;
        *first = (uint32_t)i;
        QOQ_TRY(note_axis(l, s->axis, err));
    }
    return QOQ_OK;
}

/* ---- building ---------------------------------------------------------------------------- */

static int by_name(const ledger *l, uint32_t a, uint32_t b)
{
    return a == b ? 0 : strcmp(text_of(l, a), text_of(l, b));
}

static int by_names(const ledger *l, const ledger_series *a, const ledger_series *b)
{
    int order = by_name(l, a->axis, b->axis);

    order = order ? order : by_name(l, a->segment, b->segment);
    order = order ? order : by_name(l, a->metric, b->metric);
    order = order ? order : (int)a->adjusted - (int)b->adjusted;
    order = order ? order : (int)a->measure - (int)b->measure;
    return order ? order : by_name(l, a->unit, b->unit);
}

/* For sorting numbers of series; qsort has no context. */
typedef struct named_series {
    const ledger *ledger;
    uint32_t number;
} named_series;

static int by_series(const void *pa, const void *pb)
{
    const named_series *a = pa, *b = pb;

    return by_names(a->ledger, &a->ledger->series[a->number],
                    &b->ledger->series[b->number]);
}

/* Series in order of their names, so that nothing depends on the order of the data. */
static qoq_status sort_series(ledger *l, entry *entries, size_t count, qoq_error *err)
{
    size_t n = l->series_count;
    named_series *order = calloc(n + 1, sizeof *order);
    ledger_series *sorted = calloc(n + 1, sizeof *sorted);
    uint32_t *place = calloc(n + 1, sizeof *place);
    qoq_status status = order && sorted && place ? QOQ_OK : qoq_fail_memory(err);

    for (size_t i = 0; status == QOQ_OK && i < n; i++)
        order[i] = (named_series){l, (uint32_t)i};
    if (status == QOQ_OK && n > 1)
        qsort(order, n, sizeof *order, by_series);
    for (size_t i = 0; status == QOQ_OK && i < n; i++) {
        sorted[i] = l->series[order[i].number];
        place[order[i].number] = (uint32_t)i;
    }
    if (status == QOQ_OK) {
        memcpy(l->series, sorted, n * sizeof *sorted);
        for (size_t i = 0; i < l->series_of.size; i++) {
            uint32_t *value = &l->series_of.values[i];
            *value = *value == UINT32_MAX ? UINT32_MAX : place[*value];
        }
        for (size_t i = 0; i < count; i++)
            entries[i].series = place[entries[i].series];
    }
    free(order);
    free(sorted);
    free(place);
    return status;
}

static qoq_status build(ledger *l, filing *f, entry *entries,
                        const qoq_record *const *records, size_t count, qoq_error *err)
{
    QOQ_TRY(file_records(f, entries, records, count, err));
    QOQ_TRY(sort_series(l, entries, count, err));
    if (count > 1)
        qsort(entries, count, sizeof *entries, by_entry);
    QOQ_TRY(make_cells(l, entries, count, err));
    return link_parts(l, err);
}

qoq_status reconcile_ledger_build(ledger *out, const qoq_dataset *dataset,
                                  const qoq_lexicon *lexicon,
                                  const qoq_record *const *records, size_t count,
                                  qoq_error *err)
{
    filing f = {.ledger = out};
    entry *entries = calloc(count + 1, sizeof *entries);

    *out = (ledger){.dataset = dataset, .lexicon = lexicon};
    out->entity = count ? qoq_dataset_text(dataset, records[0]->entity) : "";
    qoq_status status =
        entries ? build(out, &f, entries, records, count, err) : qoq_fail_memory(err);
    free(entries);
    free(f.raw);
    qoq_panel_map_clear(&f.raw_of);
    if (status != QOQ_OK)
        reconcile_ledger_clear(out);
    return status;
}

void reconcile_ledger_clear(ledger *l)
{
    free(l->series);
    free(l->cells);
    free(l->statements);
    free(l->axes);
    qoq_panel_map_clear(&l->series_of);
    qoq_panel_map_clear(&l->parts_of);
    memset(l, 0, sizeof *l);
}

/* ---- asking ------------------------------------------------------------------------------- */

uint32_t reconcile_series(const ledger *l, const ledger_series *wanted)
{
    ledger_series s = *wanted;
    uint32_t found = find_series(l, &s);

    if (found == UINT32_MAX && s.adjusted) {
        s.adjusted = false; /* a neutral metric is filed as reported */
        found = find_series(l, &s);
        if (found != UINT32_MAX &&
            !(l->series[found].known && l->series[found].known->neutral))
            return RECONCILE_NONE;
    }
    return found;
}

uint32_t reconcile_rates(const ledger *l, const ledger_series *wanted)
{
    ledger_series s = *wanted;

    s.unit = qoq_names_find(l->dataset->names, "percent", 7);
    return s.unit == UINT32_MAX ? RECONCILE_NONE : find_series(l, &s);
}

uint32_t reconcile_parts(const ledger *l, const ledger_series *total, uint32_t axis)
{
    return qoq_panel_map_find(&l->parts_of, parts_key(total, axis, total->segment));
}

uint32_t reconcile_cell(const ledger *l, uint32_t series, qoq_period period)
{
    uint32_t key = reconcile_period_key(period);
    const ledger_series *s = &l->series[series];
    uint32_t low = s->first, high = s->first + s->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (l->cells[middle].key == key)
            return middle;
        if (l->cells[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return RECONCILE_NONE;
}

/* The first statement of a cell that is not of an earlier vintage; their end when there is
 * none. */
static uint32_t vintage_start(const ledger *l, uint32_t cell, uint32_t vintage)
{
    const ledger_cell *c = &l->cells[cell];
    uint32_t low = c->first, high = c->first + c->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (l->statements[middle].vintage < vintage)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t end_of(const ledger *l, uint32_t cell)
{
    return l->cells[cell].first + l->cells[cell].count;
}

uint32_t reconcile_at(const ledger *l, uint32_t cell, uint32_t vintage)
{
    uint32_t i = vintage_start(l, cell, vintage);

    return i < end_of(l, cell) && l->statements[i].vintage == vintage ? i
                                                                      : RECONCILE_NONE;
}

uint32_t reconcile_until(const ledger *l, uint32_t cell, uint32_t vintage)
{
    uint32_t end =
        vintage == UINT32_MAX ? end_of(l, cell) : vintage_start(l, cell, vintage + 1);

    if (end == l->cells[cell].first)
        return RECONCILE_NONE;
    return vintage_start(l, cell, l->statements[end - 1].vintage);
}

uint32_t reconcile_after(const ledger *l, uint32_t cell, uint32_t vintage)
{
    uint32_t i = vintage_start(l, cell, vintage + 1);

    return i < end_of(l, cell) ? i : RECONCILE_NONE;
}

bool reconcile_same_document(const qoq_record *a, const qoq_record *b)
{
    if (a->document && b->document)
        return a->document == b->document;
    return a->source == b->source && qoq_period_equal(a->vintage, b->vintage);
}

/* A cell that more documents of one vintage state than this is not searched to its end. */
enum { DOCUMENTS_AT_MOST = 64 };

uint32_t reconcile_in_document(const ledger *l, uint32_t cell, const qoq_record *of)
{
    uint32_t vintage = reconcile_period_key(of->vintage);
    uint32_t first = vintage_start(l, cell, vintage), end = end_of(l, cell);

    for (uint32_t i = first; i < end && i - first < DOCUMENTS_AT_MOST &&
                             l->statements[i].vintage == vintage;
         i++) {
        if (reconcile_same_document(l->statements[i].record, of))
            return i;
    }
    return RECONCILE_NONE;
}

/* The lower end of a range agrees with whatever is above it, the upper with what is below. */
static bool admits(const ledger_statement *end, const ledger_statement *other)
{
    if (end->record->number.bound == QOQ_BOUND_LOW)
        return qoq_decimal_compare(other->interval.high, end->interval.low) > 0;
    if (end->record->number.bound == QOQ_BOUND_HIGH)
        return qoq_decimal_compare(other->interval.low, end->interval.high) < 0;
    return false;
}

bool reconcile_agree(const ledger_statement *a, const ledger_statement *b)
{
    return qoq_interval_agrees(a->interval, b->interval) || admits(a, b) ||
           admits(b, a);
}

bool reconcile_is_restated(const ledger *l, uint32_t cell)
{
    const ledger_cell *c = &l->cells[cell];

    for (uint32_t i = c->first + 1; i < c->first + c->count; i++) {
        if (!l->statements[i].vague &&
            !reconcile_agree(&l->statements[c->first], &l->statements[i]))
            return true;
    }
    return false;
}

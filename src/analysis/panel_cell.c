/* Cells as text: entity/segment/metric[@basis]/period[:measure]. */
#include <string.h>

#include "analysis/panel_private.h"

qoq_cell qoq_cell_of(const qoq_record *r)
{
    return (qoq_cell){.entity = r->entity,
                      .axis = r->segment ? r->axis : 0,
                      .segment = r->segment,
                      .metric = r->metric,
                      .unit = r->unit,
                      .period = r->period,
                      .measure = r->measure,
                      .adjusted = qoq_basis_is_adjusted((qoq_basis)r->basis)};
}

/* ---- parts --------------------------------------------------------------------------- */

enum { PARTS = 4 };

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A part with its %XX undone; NULL when that is no text (or memory is out). A percent sign
 * that no two hex digits follow stands for itself. */
static const char *decode(qoq_arena *arena, qoq_slice text)
{
    char *out = qoq_arena_calloc(arena, text.len + 1, 1);
    size_t len = 0;

    for (size_t i = 0; out && i < text.len; i++) {
        int high = -1, low = -1;
        if (text.ptr[i] == '%' && i + 2 < text.len) {
            high = hex_digit(text.ptr[i + 1]);
            low = hex_digit(text.ptr[i + 2]);
        }
        bool escaped = high >= 0 && low >= 0 && high + low > 0;
        out[len++] = (char)(escaped ? high << 4 | low : text.ptr[i]);
        i += escaped ? 2 : 0;
    }
    return out && qoq_text_is_valid(out, len, NULL) ? out : NULL;
}

static qoq_slice before(qoq_slice text, char mark)
{
    const char *at = text.len ? memchr(text.ptr, mark, text.len) : NULL;

    return at ? (qoq_slice){text.ptr, (size_t)(at - text.ptr)} : text;
}

/* What stands behind `head` and the mark after it; empty when there is no mark. */
static qoq_slice after(qoq_slice text, qoq_slice head)
{
    size_t from = head.len < text.len ? head.len + 1 : text.len;

    return (qoq_slice){text.ptr + from, text.len - from};
}

static void put_name(qoq_buffer *out, const char *name)
{
    if (strcmp(name, "-") == 0) {
        qoq_buffer_text(out, "%2D");
        return;
    }
    for (; *name; name++) {
        if (strchr("%/:@", *name))
            qoq_buffer_print(out, "%%%02X", (unsigned char)*name);
        else
            qoq_buffer_char(out, *name);
    }
}

/* ---- what a reading needs ------------------------------------------------------------ */

typedef struct reading {
    const qoq_panel *panel;
    qoq_cell cell;
    const char *metric; /* id */
    bool has_basis;
    qoq_arena arena; /* parts */
    qoq_error *err;
} reading;

static qoq_status no_name(const reading *r, const char *what, qoq_slice text)
{
    return qoq_fail(r->err, QOQ_EUSAGE, "%s '%.*s' is no name", what, (int)text.len,
                    text.ptr);
}

static qoq_status unknown(const reading *r, const char *what, const char *of,
                          const qoq_nearest *nearest)
{
    int len = (int)nearest->typed.len;
    const char *link = *of ? " of " : "";

    if (nearest->near)
        return qoq_fail(r->err, QOQ_EUSAGE, "no %s '%.*s'%s%s; did you mean '%s'?",
                        what, len, nearest->typed.ptr, link, of, nearest->near);
    return qoq_fail(r->err, QOQ_EUSAGE, "no %s '%.*s'%s%s", what, len,
                    nearest->typed.ptr, link, of);
}

static bool is_called(const char *word, const char *id, const char *english,
                      const char *chinese)
{
    qoq_slice w = qoq_slice_of(word);

    return qoq_text_same(w, qoq_slice_of(id)) ||
           qoq_text_same(w, qoq_slice_of(english)) ||
           qoq_text_same(w, qoq_slice_of(chinese));
}

static const qoq_term *terms_of(const reading *r, const char *word)
{
    return r->panel->lexicon ? qoq_lexicon_find(r->panel->lexicon, qoq_slice_of(word))
                             : NULL;
}

/* Does the lexicon give this word the meaning `id`? */
static bool means(const qoq_term *term, qoq_term_kind kind, const char *scope,
                  const char *id)
{
    for (; term; term = term->next) {
        if (term->kind == (uint8_t)kind && strcmp(term->id, id) == 0 &&
            (kind != QOQ_TERM_SEGMENT || strcmp(term->scope, scope) == 0))
            return true;
    }
    return false;
}

/* ---- entity -------------------------------------------------------------------------- */

static bool entity_is(const reading *r, uint32_t entity, const char *word)
{
    const char *id = qoq_panel_text(r->panel, entity);

    return is_called(word, id, qoq_panel_entity_name(r->panel, entity, false),
                     qoq_panel_entity_name(r->panel, entity, true)) ||
           means(terms_of(r, word), QOQ_TERM_ENTITY, "", id);
}

static qoq_status read_entity(reading *r, const char *word)
{
    const uint32_t *all;
    size_t count = qoq_panel_entities(r->panel, &all), found = count;
    qoq_nearest nearest = qoq_nearest_to(qoq_slice_of(word));

    for (size_t i = 0; i < count; i++) {
        const char *id = qoq_panel_text(r->panel, all[i]);
        if (strcmp(word, id) == 0) {
            r->cell.entity = all[i];
            return QOQ_OK;
        }
        if (found == count && entity_is(r, all[i], word))
            found = i;
        qoq_nearest_offer(&nearest, id);
    }
    if (found == count)
        return unknown(r, "company", "", &nearest);
    r->cell.entity = all[found];
    return QOQ_OK;
}

static qoq_status only_entity(reading *r, qoq_slice text)
{
    const uint32_t *all;
    size_t count = qoq_panel_entities(r->panel, &all);

    if (count != 1)
        return qoq_fail(r->err, QOQ_EUSAGE,
                        "cell '%.*s' names no company and the data hold %zu: "
                        "entity/segment/metric/period",
                        (int)text.len, text.ptr, count);
    r->cell.entity = all[0];
    return QOQ_OK;
}

/* ---- segment ------------------------------------------------------------------------- */

/* vas.domestic_games may be called domestic_games. */
static const char *last_part(const char *id)
{
    const char *dot = strrchr(id, '.');

    return dot ? dot + 1 : id;
}

enum { NO_MATCH, LOOSE_MATCH, ID_MATCH };

static int match_segment(const reading *r, const qoq_panel_segment *s, const char *word,
                         const qoq_term *terms)
{
    const char *id = qoq_panel_text(r->panel, s->segment);
    const char *entity = qoq_panel_text(r->panel, r->cell.entity);

    if (strcmp(word, id) == 0)
        return ID_MATCH;
    if (is_called(word, last_part(id),
                  qoq_panel_segment_name(r->panel, r->cell.entity, s->axis, s->segment,
                                         false),
                  qoq_panel_segment_name(r->panel, r->cell.entity, s->axis, s->segment,
                                         true)) ||
        qoq_text_same(qoq_slice_of(word), qoq_slice_of(id)) ||
        (s->known && *s->known->continues && strcmp(s->known->continues, word) == 0) ||
        means(terms, QOQ_TERM_SEGMENT, entity, id))
        return LOOSE_MATCH;
    return NO_MATCH;
}

/* The segments that a word may mean: the best one, and another that is as good. */
typedef struct segment_search {
    const qoq_panel_segment *best, *other;
    int match;
    qoq_nearest nearest;
} segment_search;

static void search_axis(segment_search *found, const reading *r, uint32_t axis,
                        const char *word)
{
    const qoq_panel_segment *all;
    size_t count = qoq_panel_segments(r->panel, r->cell.entity, axis, &all);
    const qoq_term *terms = terms_of(r, word);

    for (size_t i = 0; i < count; i++) {
        int match = match_segment(r, &all[i], word, terms);
        const char *id = qoq_panel_text(r->panel, all[i].segment);
        if (match > found->match) {
            found->best = &all[i];
            found->other = NULL;
            found->match = match;
        } else if (match && match == found->match) {
            found->other = &all[i];
        }
        qoq_nearest_offer(&found->nearest, id);
        qoq_nearest_offer(&found->nearest, last_part(id));
    }
}

static qoq_status read_axis(const reading *r, const char *word, uint32_t *axis)
{
    const uint32_t *axes;
    const char *entity = qoq_panel_text(r->panel, r->cell.entity);
    size_t count = qoq_panel_axes(r->panel, r->cell.entity, &axes);
    qoq_nearest nearest = qoq_nearest_to(qoq_slice_of(word));

    for (size_t i = 0; i < count; i++) {
        if (strcmp(qoq_panel_text(r->panel, axes[i]), word) == 0) {
            *axis = axes[i];
            return QOQ_OK;
        }
        qoq_nearest_offer(&nearest, qoq_panel_text(r->panel, axes[i]));
    }
    return unknown(r, "axis", entity, &nearest);
}

static qoq_status fail_ambiguous(const reading *r, const char *word,
                                 const segment_search *found)
{
    const qoq_panel_segment *a = found->best, *b = found->other;

    return qoq_fail(
        r->err, QOQ_EUSAGE, "segment '%s' may be '%s:%s' or '%s:%s': say which", word,
        qoq_panel_text(r->panel, a->axis), qoq_panel_text(r->panel, a->segment),
        qoq_panel_text(r->panel, b->axis), qoq_panel_text(r->panel, b->segment));
}

static qoq_status read_segment(reading *r, const char *axis_word, const char *word)
{
    const uint32_t *axes;
    size_t count = qoq_panel_axes(r->panel, r->cell.entity, &axes);
    segment_search found = {.nearest = qoq_nearest_to(qoq_slice_of(word))};
    uint32_t axis = 0;

    if (axis_word) {
        QOQ_TRY(read_axis(r, axis_word, &axis));
        search_axis(&found, r, axis, word);
    }
    for (size_t i = 0; i < count && !axis_word; i++)
        search_axis(&found, r, axes[i], word);
    if (!found.best)
        return unknown(r, "segment", qoq_panel_text(r->panel, r->cell.entity),
                       &found.nearest);
    if (found.other)
        return fail_ambiguous(r, word, &found);
    r->cell.axis = found.best->axis;
    r->cell.segment = found.best->segment;
    return QOQ_OK;
}

static qoq_status read_segment_part(reading *r, qoq_slice text)
{
    qoq_slice head = before(text, ':');
    bool has_axis = head.len < text.len;

    if (qoq_slice_is(text, "-"))
        return QOQ_OK;
    const char *axis = decode(&r->arena, head);
    const char *segment = has_axis ? decode(&r->arena, after(text, head)) : axis;
    if (!axis || !segment)
        return no_name(r, "segment", text);
    return read_segment(r, has_axis ? axis : NULL, segment);
}

/* ---- metric and basis ---------------------------------------------------------------- */

static const char *metric_of_term(reading *r, const char *word)
{
    for (const qoq_term *t = terms_of(r, word); t; t = t->next) {
        if (t->kind != QOQ_TERM_METRIC)
            continue;
        /* 扣非净利润 is the adjusted one of its own */
        if (!r->has_basis)
            r->cell.adjusted = qoq_basis_is_adjusted((qoq_basis)t->basis);
        return t->id;
    }
    return NULL;
}

/* A metric that the data or the lexicon have under exactly this id, else one of this name. */
static const char *find_metric(reading *r, const char *word, qoq_nearest *nearest)
{
    const qoq_metric *known = NULL;
    const qoq_panel_metric *metrics;
    size_t count = qoq_panel_metrics(r->panel, r->cell.entity, &metrics);
    size_t definitions =
        r->panel->lexicon ? qoq_lexicon_metrics(r->panel->lexicon, &known) : 0;

    for (size_t i = 0; i < count; i++) {
        const char *id = qoq_panel_text(r->panel, metrics[i].metric);
        if (strcmp(word, id) == 0)
            return id;
        qoq_nearest_offer(nearest, id);
    }
    for (size_t i = 0; i < definitions; i++) {
        if (is_called(word, known[i].id, known[i].name_en, known[i].name_hans))
            return known[i].id;
        qoq_nearest_offer(nearest, known[i].id);
    }
    for (size_t i = 0; i < count; i++) {
        const char *id = qoq_panel_text(r->panel, metrics[i].metric);
        if (qoq_text_same(qoq_slice_of(word), qoq_slice_of(id)))
            return id;
    }
    return metric_of_term(r, word);
}

static const qoq_metric *known_metric(const qoq_panel *panel, const char *id)
{
    return panel->lexicon ? qoq_lexicon_metric(panel->lexicon, qoq_slice_of(id)) : NULL;
}

static qoq_status read_metric(reading *r, const char *word)
{
    qoq_nearest nearest = qoq_nearest_to(qoq_slice_of(word));

    r->metric = find_metric(r, word, &nearest);
    if (!r->metric)
        return unknown(r, "metric", "", &nearest);
    r->cell.metric = qoq_panel_name(r->panel, r->metric);
    const qoq_metric *known = known_metric(r->panel, r->metric);
    if (known && known->neutral)
        r->cell.adjusted = false;
    return QOQ_OK;
}

static qoq_status read_basis(reading *r, const char *word)
{
    static const char *const names[] = {"reported", "ifrs",     "gaap",
                                        "adjusted", "non_ifrs", "non_gaap"};
    enum { NAMES = sizeof names / sizeof names[0], ADJUSTED_FROM = 3 };
    qoq_nearest nearest = qoq_nearest_to(qoq_slice_of(word));

    r->has_basis = true;
    for (size_t i = 0; i < NAMES; i++) {
        if (qoq_text_same(qoq_slice_of(word), qoq_slice_of(names[i]))) {
            r->cell.adjusted = i >= ADJUSTED_FROM;
            return QOQ_OK;
        }
        qoq_nearest_offer(&nearest, names[i]);
    }
    for (const qoq_term *t = terms_of(r, word); t; t = t->next) {
        if (t->kind == QOQ_TERM_WORD && t->word == QOQ_WORD_BASIS) {
            r->cell.adjusted = qoq_basis_is_adjusted((qoq_basis)t->value);
            return QOQ_OK;
        }
    }
    return unknown(r, "basis", "", &nearest);
}

static qoq_status read_metric_part(reading *r, qoq_slice text)
{
    qoq_slice head = before(text, '@');
    const char *metric = decode(&r->arena, head);
    const char *basis = decode(&r->arena, after(text, head));

    if (!metric || !basis)
        return no_name(r, "metric", text);
    if (head.len < text.len)
        QOQ_TRY(read_basis(r, basis));
    return read_metric(r, metric);
}

/* ---- period and measure -------------------------------------------------------------- */

static qoq_status read_measure(reading *r, const char *word)
{
    qoq_slice text = qoq_slice_of(word);
    qoq_nearest nearest = qoq_nearest_to(text);

    for (int i = 0; i < QOQ_MEASURES_; i++) {
        if (qoq_text_same(text, qoq_slice_of(qoq_measure_name((qoq_measure)i)))) {
            r->cell.measure = (uint8_t)i;
            return QOQ_OK;
        }
        qoq_nearest_offer(&nearest, qoq_measure_name((qoq_measure)i));
    }
    for (const qoq_term *t = terms_of(r, word); t; t = t->next) {
        if (t->kind != QOQ_TERM_WORD ||
            (t->word != QOQ_WORD_YOY && t->word != QOQ_WORD_QOQ))
            continue;
        r->cell.measure = t->word == QOQ_WORD_YOY ? QOQ_YOY : QOQ_QOQ;
        return QOQ_OK;
    }
    return unknown(r, "measure", "", &nearest);
}

static qoq_status read_period_part(reading *r, qoq_slice text)
{
    qoq_slice head = before(text, ':');

    if (qoq_period_parse(&r->cell.period, head.ptr, head.len, NULL) != QOQ_OK)
        return qoq_fail(r->err, QOQ_EUSAGE, "'%.*s' is no period such as 2025Q1",
                        (int)head.len, head.ptr);
    if (head.len == text.len)
        return QOQ_OK;
    const char *measure = decode(&r->arena, after(text, head));
    return measure ? read_measure(r, measure) : no_name(r, "measure", text);
}

/* ---- the whole ----------------------------------------------------------------------- */

/* The parts between slashes; their number, which may be more than PARTS. */
static size_t split(qoq_slice parts[PARTS], qoq_slice text)
{
    size_t count = 0;

    for (;;) {
        qoq_slice head = before(text, '/');
        if (count < PARTS)
            parts[count] = head;
        count++;
        if (head.len == text.len)
            return count;
        text = after(text, head);
    }
}

static qoq_status read_cell(reading *r, qoq_slice text)
{
    static const char *const names[] = {"entity", "segment", "metric", "period"};
    qoq_slice parts[PARTS];
    size_t count = split(parts, text), skip = count == PARTS - 1;

    if (count != PARTS && !skip)
        return qoq_fail(r->err, QOQ_EUSAGE,
                        "'%.*s' is no cell such as tencent/vas/revenue/2025Q1 ('-' "
                        "for the whole company, %%2F for a slash in a name)",
                        text.len > 80 ? 80 : (int)text.len, text.ptr);
    for (size_t i = 0; i < count; i++) {
        if (!parts[i].len)
            return qoq_fail(r->err, QOQ_EUSAGE, "cell '%.*s' has no %s", (int)text.len,
                            text.ptr, names[i + skip]);
    }
    if (skip) {
        /* tencent/vas/revenue: it is the end that is missing */
        if (qoq_period_parse(&r->cell.period, parts[2].ptr, before(parts[2], ':').len,
                             NULL) != QOQ_OK)
            return qoq_fail(r->err, QOQ_EUSAGE,
                            "cell '%.*s' has no period such as 2025Q1", (int)text.len,
                            text.ptr);
        QOQ_TRY(only_entity(r, text));
    } else {
        const char *entity = decode(&r->arena, parts[0]);
        if (!entity)
            return no_name(r, "company", parts[0]);
        QOQ_TRY(read_entity(r, entity));
    }
    QOQ_TRY(read_segment_part(r, parts[1 - skip]));
    QOQ_TRY(read_metric_part(r, parts[2 - skip]));
    return read_period_part(r, parts[3 - skip]);
}

qoq_status qoq_cell_parse(qoq_cell *out, const char **metric, const qoq_panel *panel,
                          qoq_slice text, qoq_error *err)
{
    reading r = {.panel = panel, .err = err};

    if (!qoq_text_is_valid(text.ptr, text.len, NULL))
        return qoq_fail(err, QOQ_EUSAGE, "a cell must be valid UTF-8");
    qoq_arena_init(&r.arena);
    qoq_status status = read_cell(&r, qoq_slice_trim(text));
    qoq_arena_clear(&r.arena);
    QOQ_TRY(status);
    r.cell.unit = qoq_panel_cell_unit(panel, &r.cell);
    *out = r.cell;
    if (metric)
        *metric = r.metric;
    return QOQ_OK;
}

/* ---- writing ------------------------------------------------------------------------- */

/* Does another axis of the entity have a segment of this id? */
static bool needs_axis(const qoq_panel *panel, const qoq_cell *cell)
{
    const uint32_t *axes;
    const qoq_panel_segment *all;
    size_t count = qoq_panel_axes(panel, cell->entity, &axes);

    for (size_t a = 0; a < count; a++) {
        if (axes[a] == cell->axis)
            continue;
        size_t segments = qoq_panel_segments(panel, cell->entity, axes[a], &all);
        for (size_t i = 0; i < segments; i++) {
            if (all[i].segment == cell->segment)
                return true;
        }
    }
    return false;
}

static const char *basis_of(const qoq_panel *panel, uint32_t entity)
{
    uint32_t index = qoq_panel_map_find(&panel->entity_of, entity);
    const panel_entity *e = index == UINT32_MAX ? NULL : &panel->entities[index];
    qoq_basis basis = QOQ_BASIS_ADJUSTED;

    if (e && e->known && e->known->adjusted)
        basis = (qoq_basis)e->known->adjusted;
    else if (e && e->adjusted)
        basis = (qoq_basis)e->adjusted;
    return qoq_basis_name(basis);
}

void qoq_cell_format(qoq_buffer *out, const qoq_panel *panel, const qoq_cell *cell,
                     const char *metric)
{
    char period[16];
    const char *id = cell->metric == QOQ_NO_NAME && metric
                         ? metric
                         : qoq_panel_text(panel, cell->metric);
    const qoq_metric *known = known_metric(panel, id);

    put_name(out, qoq_panel_text(panel, cell->entity));
    qoq_buffer_char(out, '/');
    if (!cell->segment)
        qoq_buffer_char(out, '-');
    if (cell->segment && needs_axis(panel, cell)) {
        put_name(out, qoq_panel_text(panel, cell->axis));
        qoq_buffer_char(out, ':');
    }
    if (cell->segment)
        put_name(out, qoq_panel_text(panel, cell->segment));
    qoq_buffer_char(out, '/');
    put_name(out, id);
    if (cell->adjusted && !(known && known->neutral))
        qoq_buffer_print(out, "@%s", basis_of(panel, cell->entity));
    qoq_period_format(period, cell->period);
    qoq_buffer_print(out, "/%s", period);
    if (cell->measure != QOQ_LEVEL)
        qoq_buffer_print(out, ":%s", qoq_measure_name((qoq_measure)cell->measure));
}

/* ---- the unit of a cell -------------------------------------------------------------- */

uint32_t qoq_panel_cell_unit(const qoq_panel *panel, const qoq_cell *cell)
{
    qoq_cell c = *cell;
    uint32_t usual =
        qoq_panel_unit(panel, cell->entity, cell->metric, (qoq_measure)cell->measure);

    c.unit = usual;
    if (qoq_panel_statements(NULL, 0, panel, &c))
        return usual;
    for (size_t i = 0; i < panel->series_count; i++) {
        const panel_series *s = &panel->series[i];
        if (s->entity != cell->entity || s->metric != cell->metric ||
            s->segment != cell->segment || s->measure != cell->measure ||
            s->unit == usual)
            continue;
        c.unit = s->unit;
        if (qoq_panel_statements(NULL, 0, panel, &c))
            return s->unit;
    }
    return usual;
}

/* -e -a -s -m -b: words of the user into names of the data. */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

/* Candidates for "did you mean", on the heap. */
typedef struct candidates {
    const char **items;
    size_t count, room;
} candidates;

static void add_candidate(candidates *list, const char *text)
{
    if (*text && qoq_grow(&list->items, &list->room, list->count + 1,
                          sizeof *list->items, NULL) == QOQ_OK)
        list->items[list->count++] = text;
}

static int unknown_word(const cli *c, const char *what, const char *word,
                        candidates *list, const char *hint)
{
    int status =
        cli_unknown(c, what, word, cli_nearest(word, list->items, list->count), hint);

    free(list->items);
    return status;
}

/* Is this what the user calls something of that id and these names? */
static bool is_called(const char *word, const char *id, const char *english,
                      const char *chinese)
{
    qoq_slice w = qoq_slice_of(word);

    return strcmp(word, id) == 0 || qoq_text_same(w, qoq_slice_of(id)) ||
           qoq_text_same(w, qoq_slice_of(english)) ||
           qoq_text_same(w, qoq_slice_of(chinese));
}

/* The id that the lexicon gives to a word in some kind; NULL when it knows none. */
static const char *id_of_term(const cli *c, const char *word, qoq_term_kind kind)
{
    const qoq_term *term =
        c->lexicon ? qoq_lexicon_find(c->lexicon, qoq_slice_of(word)) : NULL;

    for (; term; term = term->next) {
        if (term->kind == (uint8_t)kind)
            return term->id;
    }
    return NULL;
}

/* ---- entities ------------------------------------------------------------------------ */

static int find_entity(const cli *c, const selection *s, const char *word,
                       uint32_t *out)
{
    const uint32_t *all;
    size_t count = qoq_panel_entities(s->panel, &all);
    const char *id = id_of_term(c, word, QOQ_TERM_ENTITY);
    candidates list = {0};

    for (size_t i = 0; i < count; i++) {
        const char *text = qoq_panel_text(s->panel, all[i]);
        if (is_called(word, text, qoq_panel_entity_name(s->panel, all[i], false),
                      qoq_panel_entity_name(s->panel, all[i], true)) ||
            (id && strcmp(id, text) == 0)) {
            *out = all[i];
            free(list.items);
            return EXIT_DONE;
        }
        add_candidate(&list, text);
    }
    return unknown_word(c, "company", word, &list, "qoq list entities");
}

int cli_select_entity(cli *c, const selection *s, uint32_t *out)
{
    const uint32_t *all;
    size_t count = qoq_panel_entities(s->panel, &all);
    qoq_buffer names = {0};

    if (s->entity_count == 1 || (s->entity_count == 0 && count == 1)) {
        *out = s->entity_count ? s->entities[0] : all[0];
        return EXIT_DONE;
    }
    if (s->entity_count > 1)
        return cli_usage(c, "one company at a time; choose with -e");
    for (size_t i = 0; i < count && i < 8; i++)
        qoq_buffer_print(&names, "%s%s", i ? ", " : "",
                         qoq_panel_text(s->panel, all[i]));
    int status =
        count ? cli_usage(c, "the data hold %zu companies; choose with -e: %s%s", count,
                          qoq_buffer_string(&names), count > 8 ? ", ..." : "")
              : EXIT_DONE;
    if (!count)
        cli_note(c, "no-figures", QOQ_NOTE_NOTE, "the data hold no figures");
    qoq_buffer_clear(&names);
    return status;
}

/* ---- axes and segments --------------------------------------------------------------- */

/* The companies to search: those chosen, or all. */
static size_t searched(const selection *s, const uint32_t **out)
{
    if (s->entity_count) {
        *out = s->entities;
        return s->entity_count;
    }
    return qoq_panel_entities(s->panel, out);
}

static int find_axis(const cli *c, const selection *s, const char *word, uint32_t *out)
{
    const uint32_t *entities, *axes;
    size_t count = searched(s, &entities);
    candidates list = {0};

    for (size_t e = 0; e < count; e++) {
        size_t axis_count = qoq_panel_axes(s->panel, entities[e], &axes);
        for (size_t i = 0; i < axis_count; i++) {
            if (strcmp(qoq_panel_text(s->panel, axes[i]), word) == 0) {
                *out = axes[i];
                free(list.items);
                return EXIT_DONE;
            }
            add_candidate(&list, qoq_panel_text(s->panel, axes[i]));
        }
    }
    return unknown_word(c, "axis", word, &list, "qoq list segments");
}

/* vas.domestic_games may be called domestic_games. */
static const char *last_part(const char *id)
{
    const char *dot = strrchr(id, '.');

    return dot ? dot + 1 : id;
}

static bool segment_is(const selection *s, uint32_t entity,
                       const qoq_panel_segment *segment, const char *word,
                       const char *axis, size_t axis_len)
{
    const char *id = qoq_panel_text(s->panel, segment->segment);

    if (axis_len &&
        !qoq_slice_equal((qoq_slice){axis, axis_len},
                         qoq_slice_of(qoq_panel_text(s->panel, segment->axis))))
        return false;
    return strcmp(last_part(id), word) == 0 ||
           is_called(word, id,
                     qoq_panel_segment_name(s->panel, entity, segment->axis,
                                            segment->segment, false),
                     qoq_panel_segment_name(s->panel, entity, segment->axis,
                                            segment->segment, true));
}

static int find_segment(const cli *c, const selection *s, const char *typed,
                        uint32_t *out)
{
    const char *colon = strchr(typed, ':');
    const char *word = colon ? colon + 1 : typed;
    size_t axis_len = colon ? (size_t)(colon - typed) : 0;
    const char *id = id_of_term(c, word, QOQ_TERM_SEGMENT);
    const uint32_t *entities, *axes;
    const qoq_panel_segment *all;
    size_t count = searched(s, &entities);
    candidates list = {0};

    for (size_t e = 0; e < count; e++) {
        size_t axis_count = qoq_panel_axes(s->panel, entities[e], &axes);
        for (size_t a = 0; a < axis_count; a++) {
            size_t segments = qoq_panel_segments(s->panel, entities[e], axes[a], &all);
            for (size_t i = 0; i < segments; i++) {
                const char *text = qoq_panel_text(s->panel, all[i].segment);
                if (segment_is(s, entities[e], &all[i], word, typed, axis_len) ||
                    (id && strcmp(id, text) == 0)) {
                    *out = all[i].segment;
                    free(list.items);
                    return EXIT_DONE;
                }
                add_candidate(&list, text);
                add_candidate(&list, last_part(text));
            }
        }
    }
    return unknown_word(c, "segment", word, &list, "qoq list segments");
}

/* ---- metrics and bases --------------------------------------------------------------- */

static int find_metric(const cli *c, const selection *s, const char *word,
                       const char **out)
{
    const qoq_metric *known = NULL;
    const uint32_t *entities;
    size_t count = qoq_panel_entities(s->panel, &entities);
    size_t definitions = qoq_lexicon_metrics(c->lexicon, &known);
    const char *id = id_of_term(c, word, QOQ_TERM_METRIC);
    candidates list = {0};

    *out = NULL;
    for (size_t i = 0; i < definitions && !*out; i++) {
        if (is_called(word, known[i].id, known[i].name_en, known[i].name_hans) ||
            (id && strcmp(id, known[i].id) == 0))
            *out = known[i].id;
        add_candidate(&list, known[i].id);
    }
    for (const qoq_ratio *r = qoq_ratios; r->id && !*out; r++) {
        if (is_called(word, r->id, r->name_en, r->name_zh))
            *out = r->id;
    }
    for (size_t e = 0; e < count && !*out; e++) {
        const qoq_panel_metric *metrics;
        size_t n = qoq_panel_metrics(s->panel, entities[e], &metrics);
        for (size_t i = 0; i < n && !*out; i++) {
            if (strcmp(qoq_panel_text(s->panel, metrics[i].metric), word) == 0)
                *out = qoq_panel_text(s->panel, metrics[i].metric);
        }
    }
    if (!*out)
        return unknown_word(c, "metric", word, &list, "qoq list metrics");
    free(list.items);
    return EXIT_DONE;
}

static int find_bases(const cli *c, selection *s)
{
    static const char *const names[] = {"reported", "ifrs",     "gaap",
                                        "adjusted", "non_ifrs", "non_gaap"};
    enum { NAMES = sizeof names / sizeof names[0], ADJUSTED_FROM = 3 };
    bool reported = false, adjusted = false;

    for (size_t i = 0; i < c->bases.count; i++) {
        const char *word = c->bases.items[i];
        size_t k = 0;
        while (k < NAMES && strcmp(names[k], word) != 0)
            k++;
        if (k == NAMES)
            return cli_unknown(c, "basis", word, cli_nearest(word, names, NAMES),
                               "qoq help compare");
        reported = reported || k < ADJUSTED_FROM;
        adjusted = adjusted || k >= ADJUSTED_FROM;
    }
    s->reported_only = reported && !adjusted;
    s->adjusted_only = adjusted && !reported;
    return EXIT_DONE;
}

/* ---- segments with their parts -------------------------------------------------------- */

static bool is_in(uint32_t name, const uint32_t *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i] == name)
            return true;
    }
    return false;
}

static int by_segment(const void *a, const void *b)
{
    const chosen_segment *x = a, *y = b;

    if (x->entity != y->entity)
        return x->entity < y->entity ? -1 : 1;
    if (x->axis != y->axis)
        return x->axis < y->axis ? -1 : 1;
    return (x->segment > y->segment) - (x->segment < y->segment);
}

/* Parts stand behind their segment, one level deeper. */
static qoq_status choose_in_axis(selection *s, uint32_t entity, uint32_t axis,
                                 qoq_error *err)
{
    const qoq_panel_segment *all;
    size_t count = qoq_panel_segments(s->panel, entity, axis, &all);
    size_t depth = SIZE_MAX; /* of the chosen one whose parts follow */

    for (size_t i = 0; i < count; i++) {
        if (depth != SIZE_MAX && all[i].depth <= depth)
            depth = SIZE_MAX;
        if (depth == SIZE_MAX && is_in(all[i].segment, s->segments, s->segment_count))
            depth = all[i].depth;
        if (depth == SIZE_MAX)
            continue;
        QOQ_TRY(qoq_grow(&s->chosen, &s->chosen_room, s->chosen_count + 1,
                         sizeof *s->chosen, err));
        s->chosen[s->chosen_count++] = (chosen_segment){entity, axis, all[i].segment};
    }
    return QOQ_OK;
}

static int choose_segments(const cli *c, selection *s)
{
    const uint32_t *entities, *axes;
    size_t count = s->segment_count ? searched(s, &entities) : 0;
    qoq_error err = {QOQ_OK, 0, 0, ""};

    for (size_t e = 0; e < count; e++) {
        size_t axis_count = qoq_panel_axes(s->panel, entities[e], &axes);
        for (size_t a = 0; a < axis_count; a++) {
            if (choose_in_axis(s, entities[e], axes[a], &err) != QOQ_OK)
                return cli_fail(c, &err);
        }
    }
    if (s->chosen_count)
        qsort(s->chosen, s->chosen_count, sizeof *s->chosen, by_segment);
    return EXIT_DONE;
}

/* ---- all of it ----------------------------------------------------------------------- */

typedef int (*find_fn)(const cli *c, const selection *s, const char *word,
                       uint32_t *out);

static int find_all(cli *c, const selection *s, const words *given, find_fn find,
                    uint32_t **out, size_t *count)
{
    *out = qoq_arena_calloc(&c->arena, given->count + 1, sizeof **out);
    for (size_t i = 0; *out && i < given->count; i++) {
        int status = find(c, s, given->items[i], *out + i);
        if (status != EXIT_DONE)
            return status;
    }
    *count = *out ? given->count : 0;
    return EXIT_DONE;
}

static int find_metrics(cli *c, selection *s)
{
    s->metrics = qoq_arena_calloc(&c->arena, c->metrics.count + 1, sizeof *s->metrics);
    for (size_t i = 0; s->metrics && i < c->metrics.count; i++) {
        int status = find_metric(c, s, c->metrics.items[i], &s->metrics[i]);
        if (status != EXIT_DONE)
            return status;
    }
    s->metric_count = s->metrics ? c->metrics.count : 0;
    return EXIT_DONE;
}

/* --as-of a day goes by the date of publication; rows without one cannot be placed. */
static void tell_undated(cli *c, const qoq_dataset *data)
{
    size_t undated = 0;

    if (c->view.kind != QOQ_VIEW_AS_OF_DATE)
        return;
    for (size_t i = 0; i < data->count; i++)
        undated += data->records[i].published == 0;
    if (undated)
        cli_note(c, "undated-row", QOQ_NOTE_NOTE,
                 "%zu of %zu rows have no date of publication and were left out",
                 undated, data->count);
}

int cli_select(cli *c, selection *out)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    int status = EXIT_DONE;

    memset(out, 0, sizeof *out);
    const qoq_lexicon *lexicon = cli_lexicon(c, &status);
    const qoq_dataset *data = lexicon ? cli_dataset(c, &status) : NULL;
    if (!data)
        return status;
    if (qoq_panel_new(&out->panel, data, lexicon, c->view, &err) != QOQ_OK ||
        qoq_deriver_new(&out->deriver, out->panel, &err) != QOQ_OK)
        return cli_fail(c, &err);
    qoq_deriver_notes(out->deriver, cli_notes(c));
    if (c->no_derive)
        qoq_deriver_only_stated(out->deriver);
    tell_undated(c, data);
    status =
        find_all(c, out, &c->entities, find_entity, &out->entities, &out->entity_count);
    if (status == EXIT_DONE)
        status = find_all(c, out, &c->axes, find_axis, &out->axes, &out->axis_count);
    if (status == EXIT_DONE)
        status = find_all(c, out, &c->segments, find_segment, &out->segments,
                          &out->segment_count);
    if (status == EXIT_DONE)
        status = choose_segments(c, out);
    if (status == EXIT_DONE)
        status = find_metrics(c, out);
    return status == EXIT_DONE ? find_bases(c, out) : status;
}

void cli_selection_clear(selection *s)
{
    free(s->chosen);
    qoq_deriver_free(s->deriver);
    qoq_panel_free(s->panel);
}

/* ---- records ------------------------------------------------------------------------- */

static bool segment_selected(const selection *s, const qoq_record *r)
{
    const chosen_segment wanted = {r->entity, r->axis, r->segment};

    return is_in(r->segment, s->segments, s->segment_count) ||
           (s->chosen_count &&
            bsearch(&wanted, s->chosen, s->chosen_count, sizeof wanted, by_segment));
}

static bool metric_selected(const selection *s, const qoq_record *r)
{
    for (size_t i = 0; i < s->metric_count; i++) {
        if (strcmp(s->metrics[i], qoq_panel_text(s->panel, r->metric)) == 0)
            return true;
    }
    return s->metric_count == 0;
}

static bool basis_selected(const selection *s, const qoq_record *r)
{
    const qoq_metric *metric = qoq_panel_metric_known(s->panel, r->metric);
    bool adjusted = qoq_basis_is_adjusted((qoq_basis)r->basis);

    if (metric && metric->neutral)
        return true;
    return adjusted ? !s->reported_only : !s->adjusted_only;
}

bool cli_selected(const cli *c, const selection *s, const qoq_record *r)
{
    if (s->entity_count && !is_in(r->entity, s->entities, s->entity_count))
        return false;
    if (s->axis_count && !is_in(r->axis, s->axes, s->axis_count))
        return false;
    if (s->segment_count && !segment_selected(s, r))
        return false;
    if (!metric_selected(s, r) || !basis_selected(s, r))
        return false;
    if (!c->has_periods)
        return true;
    return (qoq_period_is_none(c->from) ||
            qoq_period_compare(r->period, c->from) >= 0) &&
           (qoq_period_is_none(c->to) || qoq_period_compare(r->period, c->to) <= 0);
}

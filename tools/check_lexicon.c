/*
 * check_lexicon
 *
 * Loads the lexicon that is compiled in and says what is wrong with it, a line each as
 * compilers write. Runs with every build, so that a wrong row never gets further:
 *
 *   it loads (no text with two meanings, no reference to nothing: qoq_lexicon_freeze)
 *   every entity, segment and metric has a name in English and in both Chinese scripts
 *   every name finds its own id
 *   the shipped dataset uses no entity, segment, metric or unit that it does not define
 *   counts have a unit, and every unit a name that a dataset may hold
 */
#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "qoq/knowledge.h"

static int wrong; /* lines written */

static void complain(const char *file, const char *id, const char *what,
                     const char *name)
{
    fprintf(stderr, "datasets/lexicon/%s: %s: %s%s\n", file, id, what, name);
    wrong++;
}

static bool has_meaning(const qoq_lexicon *lexicon, const char *name,
                        qoq_term_kind kind, const char *scope, const char *id)
{
    const qoq_term *term = qoq_lexicon_find(lexicon, qoq_slice_of(name));

    for (; term; term = term->next) {
        if (term->kind == kind && strcmp(term->id, id) == 0 &&
            strcmp(term->scope, scope) == 0)
            return true;
    }
    return false;
}

static void check_names(const qoq_lexicon *lexicon, qoq_term_kind kind,
                        const char *scope, const char *id, const char *const names[3])
{
    static const char *const files[] = {"entities.csv", "segments.csv", "metrics.csv"};
    static const char *const columns[] = {"name_en", "name_zh_hans", "name_zh_hant"};

    for (int i = 0; i < 3; i++) {
        if (names[i][0] == '\0')
            complain(files[kind], id, "no ", columns[i]);
        else if (!has_meaning(lexicon, names[i], kind, scope, id))
            complain(files[kind], id, "its own name means something else: ", names[i]);
    }
}

static void check_definitions(const qoq_lexicon *lexicon)
{
    const qoq_entity *entities;
    const qoq_segment *segments;
    const qoq_metric *metrics;
    size_t entity_count = qoq_lexicon_entities(lexicon, &entities);
    size_t segment_count = qoq_lexicon_segments(lexicon, &segments);
    size_t metric_count = qoq_lexicon_metrics(lexicon, &metrics);

    if (!entity_count || !metric_count)
        complain("", "lexicon", "it is empty", "");
    for (size_t i = 0; i < entity_count; i++) {
        const qoq_entity *e = &entities[i];
        const char *const names[] = {e->name_en, e->name_hans, e->name_hant};

        check_names(lexicon, QOQ_TERM_ENTITY, "", e->id, names);
    }
    for (size_t i = 0; i < segment_count; i++) {
        const qoq_segment *s = &segments[i];
        const char *const names[] = {s->name_en, s->name_hans, s->name_hant};

        check_names(lexicon, QOQ_TERM_SEGMENT, s->entity, s->id, names);
    }
    for (size_t i = 0; i < metric_count; i++) {
        const qoq_metric *m = &metrics[i];
        const char *const names[] = {m->name_en, m->name_hans, m->name_hant};

        check_names(lexicon, QOQ_TERM_METRIC, "", m->id, names);
        if (m->unit == QOQ_UNIT_COUNT && m->count_unit[0] == '\0')
            complain("metrics.csv", m->id, "a count needs a ", "count_unit");
    }
}

static void check_unit(void *data, const qoq_term *term)
{
    qoq_unit unit;

    (void)data;
    if (term->kind != QOQ_TERM_UNIT || term->id[0] == '\0' ||
        term->role == QOQ_ROLE_PER || term->role == QOQ_ROLE_OTHER)
        return;
    if (qoq_unit_parse(&unit, term->id, strlen(term->id), NULL) != QOQ_OK)
        complain("units.csv", term->text, "no unit of a dataset: ", term->id);
}

/* ---- the shipped dataset -------------------------------------------------------------- */

enum { ENTITY, AXIS, SEGMENT, METRIC };

typedef struct dataset_check {
    const qoq_lexicon *lexicon;
    size_t at[METRIC + 1];
    bool has_header;
} dataset_check;

static void check_use(const char *what, qoq_slice id, const qoq_csv_row *row,
                      bool known)
{
    if (known || wrong > 20) /* the first lines are enough */
        return;
    fprintf(stderr, "datasets/tencent.csv:%zu: %s '%.*s' is not in the lexicon\n",
            row->line, what, (int)id.len, id.ptr);
    wrong++;
}

static qoq_status check_row(void *data, const qoq_csv_row *row, qoq_error *err)
{
    static const char *const columns[] = {"entity", "axis", "segment", "metric", NULL};
    dataset_check *c = data;
    qoq_slice entity, segment, metric;

    if (!c->has_header) {
        c->has_header = true;
        return qoq_csv_columns(c->at, row, columns, METRIC + 1, err);
    }
    entity = row->fields[c->at[ENTITY]];
    segment = row->fields[c->at[SEGMENT]];
    metric = row->fields[c->at[METRIC]];
    check_use("entity", entity, row, qoq_lexicon_entity(c->lexicon, entity) != NULL);
    check_use("metric", metric, row, qoq_lexicon_metric(c->lexicon, metric) != NULL);
    check_use(
        "segment", segment, row,
        segment.len == 0 ||
            qoq_lexicon_segment(c->lexicon, entity, row->fields[c->at[AXIS]], segment));
    return QOQ_OK;
}

static void check_dataset(const qoq_lexicon *lexicon)
{
    const qoq_embedded_file *file = qoq_embedded_find("tencent.csv");
    dataset_check check = {.lexicon = lexicon};
    qoq_error err = {0};

    if (file && qoq_csv_read((const char *)file->data, file->size, check_row, &check,
                             &err) != QOQ_OK) {
        fprintf(stderr, "datasets/tencent.csv:%zu:%zu: %s\n", err.line, err.column,
                err.message);
        wrong++;
    }
}

int main(void)
{
    qoq_lexicon *lexicon = NULL;
    qoq_error err = {0};

    if (qoq_knowledge_lexicon(&lexicon, NULL, &err) != QOQ_OK) {
        fprintf(stderr, "datasets/%s\n", err.message);
        return 1;
    }
    check_definitions(lexicon);
    qoq_lexicon_each_term(lexicon, check_unit, NULL);
    check_dataset(lexicon);
    qoq_lexicon_free(lexicon);
    return wrong > 0;
}

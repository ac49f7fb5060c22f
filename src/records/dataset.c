#include "qoq/dataset.h"

#include <stdlib.h>
#include <string.h>

#include "records/dataset_private.h"

qoq_status qoq_dataset_init(qoq_dataset *dataset, qoq_error *err)
{
    *dataset = (qoq_dataset){.names = qoq_names_new()};
    return dataset->names ? QOQ_OK : qoq_fail_memory(err);
}

void qoq_dataset_clear(qoq_dataset *dataset)
{
    qoq_names_free(dataset->names);
    free(dataset->records);
    free(dataset->extra_columns);
    *dataset = (qoq_dataset){0};
}

const char *qoq_dataset_text(const qoq_dataset *dataset, uint32_t name)
{
    return qoq_names_text(dataset->names, name);
}

uint32_t qoq_dataset_name(qoq_dataset *dataset, qoq_slice text)
{
    return qoq_names_add(dataset->names, text.ptr, text.len);
}

qoq_status qoq_dataset_add(qoq_dataset *dataset, const qoq_record *record,
                           qoq_error *err)
{
    qoq_record copy = *record; /* it may be one of our own, and these may move */

    if (record->standing == QOQ_DERIVED)
        return qoq_fail(err, QOQ_EINPUT, "a derived value is no part of a dataset");
    QOQ_TRY(qoq_grow(&dataset->records, &dataset->room, dataset->count + 1,
                     sizeof *dataset->records, err));
    dataset->records[dataset->count++] = copy;
    return QOQ_OK;
}

/* ---- records of another dataset -------------------------------------------------- */

/* From one dataset into another. `known` remembers names that were translated before; it
 * may be NULL for a single record. */
typedef struct translation {
    qoq_dataset *to;
    const qoq_dataset *from;
    uint32_t *known;
    bool same_columns; /* unknown columns are where they will be in `to` */
    qoq_extra_map extra;
    qoq_slice *values; /* room for the unknown columns of one record */
    qoq_buffer scratch;
} translation;

static void translation_clear(translation *t)
{
    free(t->values);
    qoq_extra_map_clear(&t->extra);
    qoq_buffer_clear(&t->scratch);
}

static bool translate(translation *t, uint32_t *name)
{
    qoq_slice text;
    uint32_t there;

    if (*name == 0)
        return true;
    if (t->known && t->known[*name] != 0) {
        *name = t->known[*name];
        return true;
    }
    text = qoq_dataset_slice(t->from, *name);
    there = qoq_names_add(t->to->names, text.ptr, text.len);
    if (t->known && there != UINT32_MAX)
        t->known[*name] = there;
    *name = there;
    return there != UINT32_MAX;
}

/* The unknown columns of `from` may stand in other places in `to`, so that `known`, which
 * holds plain translations, does not help. */
static bool translate_extra(translation *t, uint32_t *extra)
{
    size_t count = t->from->extra_count;
    uint32_t old = *extra;
    qoq_slice joined;

    if (old == 0)
        return true;
    if (t->same_columns)
        return translate(t, extra);
    joined = qoq_dataset_slice(t->from, old);
    qoq_extra_split(t->values, count, joined.ptr, joined.len);
    *extra = qoq_extra_join(t->to, &t->scratch, t->values, t->extra.new_place, count,
                            t->to->extra_count);
    return *extra != UINT32_MAX;
}

static bool translate_record(translation *t, qoq_record *record)
{
    return translate(t, &record->entity) && translate(t, &record->axis) &&
           translate(t, &record->segment) && translate(t, &record->metric) &&
           translate(t, &record->unit) && translate(t, &record->source) &&
           translate(t, &record->parent) && translate(t, &record->flags) &&
           translate(t, &record->quote) && translate_extra(t, &record->extra);
}

/* Brings the unknown columns of `from` into `to`. */
static qoq_status translate_columns(translation *t, qoq_error *err)
{
    size_t count = t->from->extra_count;
    uint32_t *columns;
    qoq_status status = QOQ_OK;

    if (count == 0)
        return QOQ_OK;
    columns = malloc(count * sizeof *columns);
    t->values = malloc(count * sizeof *t->values);
    if (!columns || !t->values)
        status = qoq_fail_memory(err);
    for (size_t i = 0; i < count && status == QOQ_OK; i++) {
        qoq_slice text = qoq_dataset_slice(t->from, t->from->extra_columns[i]);

        columns[i] = qoq_names_add(t->to->names, text.ptr, text.len);
        if (columns[i] == UINT32_MAX)
            status = qoq_fail_memory(err);
    }
    if (status == QOQ_OK)
        status = qoq_extra_map_make(&t->extra, t->to, columns, count, err);
    if (status == QOQ_OK)
        status = qoq_extra_widen(t->to, &t->extra, t->to->count, err);
    free(columns);
    return status;
}

qoq_status qoq_dataset_add_from(qoq_dataset *dataset, const qoq_dataset *from,
                                const qoq_record *record, qoq_error *err)
{
    translation t = {.to = dataset, .from = from};
    qoq_record copy = *record;
    qoq_status status;

    if (from == dataset)
        return qoq_dataset_add(dataset, record, err);
    status = translate_columns(&t, err);
    if (status == QOQ_OK && !translate_record(&t, &copy))
        status = qoq_fail_memory(err);
    translation_clear(&t);
    if (status == QOQ_OK)
        status = qoq_dataset_add(dataset, &copy, err);
    return status;
}

static qoq_status widen_known(qoq_translated *known, size_t names, qoq_error *err)
{
    QOQ_TRY(qoq_grow(&known->names, &known->room, names, sizeof *known->names, err));
    if (names > known->count)
        memset(known->names + known->count, 0,
               (names - known->count) * sizeof *known->names);
    known->count = names;
    return QOQ_OK;
}

/* Appends all records; on failure none. */
static qoq_status append_all(translation *t, qoq_translated *known, qoq_error *err)
{
    size_t count = t->from->count, first = t->to->count;

    QOQ_TRY(widen_known(known, qoq_names_count(t->from->names), err));
    t->known = known->names;
    QOQ_TRY(qoq_grow(&t->to->records, &t->to->room, first + count,
                     sizeof *t->to->records, err));
    for (size_t i = 0; i < count; i++) {
        t->to->records[first + i] = t->from->records[i];
        if (!translate_record(t, &t->to->records[first + i]))
            return qoq_fail_memory(err);
    }
    t->to->count += count;
    return QOQ_OK;
}

qoq_status qoq_dataset_append(qoq_dataset *dataset, const qoq_dataset *other,
                              qoq_translated *known, qoq_error *err)
{
    translation t = {.to = dataset, .from = other, .same_columns = true};
    qoq_status status = append_all(&t, known, err);

    translation_clear(&t);
    return status;
}

qoq_status qoq_dataset_merge(qoq_dataset *dataset, const qoq_dataset *other,
                             qoq_error *err)
{
    translation t = {.to = dataset, .from = other};
    qoq_translated known = {0};
    qoq_status status = QOQ_OK;

    if (other != dataset) {
        status = translate_columns(&t, err);
        if (status == QOQ_OK)
            status = append_all(&t, &known, err);
    }
    translation_clear(&t);
    free(known.names);
    if (status == QOQ_OK)
        status = qoq_dataset_unite(dataset, err);
    return status;
}

/* Those of one source only, unless it is NULL. */
static size_t forget(qoq_dataset *dataset, qoq_document_id document,
                     const uint32_t *source)
{
    size_t kept = 0, gone;

    for (size_t i = 0; i < dataset->count; i++) {
        const qoq_record *record = &dataset->records[i];

        if (record->document != document || (source && record->source != *source))
            dataset->records[kept++] = *record;
    }
    gone = dataset->count - kept;
    dataset->count = kept;
    return gone;
}

size_t qoq_dataset_forget(qoq_dataset *dataset, qoq_document_id document)
{
    /* 0 is no document at all, such as that of the rows of corrections */
    return document ? forget(dataset, document, NULL) : 0;
}

size_t qoq_dataset_forget_source(qoq_dataset *dataset, uint32_t source)
{
    return forget(dataset, 0, &source);
}

/* ---- marks ------------------------------------------------------------------------ */

bool qoq_marks_next(qoq_slice *mark, qoq_slice *marks)
{
    const char *at = marks->ptr, *end = at + marks->len;

    while (at < end && *at == ' ')
        at++;
    mark->ptr = at;
    while (at < end && *at != ' ')
        at++;
    mark->len = (size_t)(at - mark->ptr);
    *marks = (qoq_slice){at, (size_t)(end - at)};
    return mark->len > 0;
}

bool qoq_dataset_has_mark(const qoq_dataset *dataset, const qoq_record *record,
                          const char *mark)
{
    qoq_slice marks = qoq_dataset_slice(dataset, record->flags), one;

    while (qoq_marks_next(&one, &marks)) {
        if (qoq_slice_is(one, mark))
            return true;
    }
    return false;
}

qoq_status qoq_dataset_mark(qoq_dataset *dataset, size_t first, const char *mark,
                            qoq_error *err)
{
    qoq_buffer flags = {0};
    qoq_status status = QOQ_OK;

    for (size_t i = first; i < dataset->count && status == QOQ_OK; i++) {
        qoq_record *record = &dataset->records[i];
        uint32_t name;

        if (qoq_dataset_has_mark(dataset, record, mark))
            continue;
        flags.len = 0;
        qoq_buffer_text(&flags, qoq_dataset_text(dataset, record->flags));
        if (flags.len > 0)
            qoq_buffer_char(&flags, ' ');
        qoq_buffer_text(&flags, mark);
        name = flags.failed ? UINT32_MAX
                            : qoq_names_add(dataset->names, flags.ptr, flags.len);
        if (name == UINT32_MAX)
            status = qoq_fail_memory(err);
        else
            record->flags = name;
    }
    qoq_buffer_clear(&flags);
    return status;
}

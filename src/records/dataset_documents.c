#include <stdlib.h>
#include <string.h>

#include "records/dataset_private.h"

/* ---- documents of a dataset ------------------------------------------------------- */

/* Documents by number while they are being found; a name stands for the hash, or for the
 * source of rows that have none. */
typedef struct document_list {
    const qoq_dataset *dataset;
    qoq_names *keys;
    qoq_document_rows *items;
    size_t count, room;
} document_list;

/* The number of the document a record is of; UINT32_MAX when memory is out. */
static uint32_t document_number(document_list *list, const qoq_record *record)
{
    struct {
        qoq_document_id document;
        uint64_t source;
    } key = {record->document, record->document ? 0 : record->source};
    uint32_t name = qoq_names_add(list->keys, (const char *)&key, sizeof key);

    return name == UINT32_MAX ? name : name - 1; /* name 0 is the empty text */
}

static qoq_status count_row(document_list *list, const qoq_record *record,
                            qoq_error *err)
{
    uint32_t number = document_number(list, record);
    qoq_document_rows *d;

    if (number == UINT32_MAX)
        return qoq_fail_memory(err);
    if (number == list->count) {
        QOQ_TRY(qoq_grow(&list->items, &list->room, list->count + 1,
                         sizeof *list->items, err));
        list->items[list->count++] =
            (qoq_document_rows){.document = record->document, .source = record->source};
    }
    d = &list->items[number];
    d->records++;
    if (qoq_period_is_none(d->vintage) ||
        (!qoq_period_is_none(record->vintage) &&
         qoq_period_compare(record->vintage, d->vintage) > 0))
        d->vintage = record->vintage;
    if (record->published > d->published)
        d->published = record->published;
    return QOQ_OK;
}

/* The items know no dataset, so that qsort can do without one: the texts are put into an
 * array beside them first. */
typedef struct named_document {
    qoq_slice source;
    qoq_document_rows rows;
} named_document;

static int compare_documents(const void *a, const void *b)
{
    const named_document *x = a, *y = b;
    int order = qoq_slice_compare(x->source, y->source);

    if (order != 0)
        return order;
    return (x->rows.document > y->rows.document) -
           (x->rows.document < y->rows.document);
}

static qoq_status sort_documents(document_list *list, qoq_error *err)
{
    named_document *named = calloc(list->count + 1, sizeof *named);

    if (!named)
        return qoq_fail_memory(err);
    for (size_t i = 0; i < list->count; i++)
        named[i] = (named_document){
            qoq_dataset_slice(list->dataset, list->items[i].source), list->items[i]};
    qsort(named, list->count, sizeof *named, compare_documents);
    for (size_t i = 0; i < list->count; i++)
        list->items[i] = named[i].rows;
    free(named);
    return QOQ_OK;
}

qoq_status qoq_dataset_documents(qoq_document_rows **out, size_t *count,
                                 const qoq_dataset *dataset, qoq_record_test wanted,
                                 const void *data, qoq_error *err)
{
    document_list list = {.dataset = dataset, .keys = qoq_names_new()};
    qoq_status status = list.keys ? QOQ_OK : qoq_fail_memory(err);

    for (size_t i = 0; i < dataset->count && status == QOQ_OK; i++) {
        if (!wanted || wanted(data, &dataset->records[i]))
            status = count_row(&list, &dataset->records[i], err);
    }
    if (status == QOQ_OK)
        status = sort_documents(&list, err);
    qoq_names_free(list.keys);
    if (status != QOQ_OK) {
        free(list.items);
        list = (document_list){0};
    }
    *out = list.items;
    *count = list.count;
    return status;
}

/* ---- one name for each document --------------------------------------------------- */

/* Lower is better. What others copied must stay known as that, or it would rank higher
 * than before; and any name says more than that of standard input. */
static int name_class(qoq_slice name)
{
    if (qoq_slice_starts(name, "secondary:"))
        return 0;
    return qoq_slice_is(name, "-") || name.len == 0 ? 2 : 1;
}

static bool is_better_name(const qoq_dataset *dataset, uint32_t a, uint32_t b)
{
    qoq_slice x = qoq_dataset_slice(dataset, a), y = qoq_dataset_slice(dataset, b);
    int order = name_class(x) - name_class(y);

    return order ? order < 0 : qoq_slice_compare(x, y) < 0;
}

/* The best name of each document by its number. */
typedef struct name_choice {
    qoq_names *keys;
    uint32_t *best;
    size_t count, room;
    bool several; /* some document goes by more than one */
} name_choice;

static qoq_status choose_name(name_choice *choice, const qoq_dataset *dataset,
                              const qoq_record *record, qoq_error *err)
{
    uint32_t number = qoq_names_add(choice->keys, (const char *)&record->document,
                                    sizeof record->document);
    uint32_t *best;

    if (number == UINT32_MAX)
        return qoq_fail_memory(err);
    if (number > choice->count) {
        QOQ_TRY(qoq_grow(&choice->best, &choice->room, choice->count + 1,
                         sizeof *choice->best, err));
        choice->best[choice->count++] = record->source;
    }
    best = &choice->best[number - 1];
    choice->several |= *best != record->source;
    if (*best != record->source && is_better_name(dataset, record->source, *best))
        *best = record->source;
    return QOQ_OK;
}

static void rename_rows(qoq_dataset *dataset, const name_choice *choice)
{
    for (size_t i = 0; i < dataset->count; i++) {
        qoq_record *record = &dataset->records[i];

        if (record->document)
            record->source =
                choice
                    ->best[qoq_names_find(choice->keys, (const char *)&record->document,
                                          sizeof record->document) -
                           1];
    }
}

static qoq_status name_documents(qoq_dataset *dataset, qoq_error *err)
{
    name_choice choice = {.keys = qoq_names_new()};
    qoq_status status = choice.keys ? QOQ_OK : qoq_fail_memory(err);

    for (size_t i = 0; i < dataset->count && status == QOQ_OK; i++) {
        const qoq_record *record = &dataset->records[i];

        if (record->document && (i == 0 || record->document != record[-1].document ||
                                 record->source != record[-1].source))
            status = choose_name(&choice, dataset, record, err);
    }
    if (status == QOQ_OK && choice.several)
        rename_rows(dataset, &choice);
    qoq_names_free(choice.keys);
    free(choice.best);
    return status;
}

qoq_status qoq_dataset_unite(qoq_dataset *dataset, qoq_error *err)
{
    QOQ_TRY(name_documents(dataset, err));
    qoq_dataset_sort(dataset);
    return QOQ_OK;
}

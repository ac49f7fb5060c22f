#include "extract/settle.h"

#include <stdlib.h>
#include <string.h>

#include "qoq/interval.h"

static bool same_cell(const statement *a, const statement *b)
{
    return qoq_record_same_cell(&a->record, &b->record) &&
           a->record.standing == b->record.standing;
}

static bool same_value(const qoq_record *a, const qoq_record *b)
{
    return qoq_decimal_compare(a->number.value, b->number.value) == 0;
}

static bool agree(const qoq_record *a, const qoq_record *b)
{
    qoq_interval x, y;
    if (qoq_interval_of(&x, a->number, NULL) != QOQ_OK ||
        qoq_interval_of(&y, b->number, NULL) != QOQ_OK)
        return same_value(a, b);
    return qoq_interval_agrees(x, y) || same_value(a, b);
}

static bool is_rough(const qoq_record *r)
{
    return r->number.bound == QOQ_BOUND_ABOUT || r->number.bound == QOQ_BOUND_OVER ||
           r->number.bound == QOQ_BOUND_UNDER;
}

/* Does `b` make `a` superfluous? The same fact told again adds nothing; a rough figure
 * adds nothing beside an exact one that it allows. */
static bool covers(const statement *b, const statement *a)
{
    const qoq_record *x = &a->record, *y = &b->record;
    if (same_value(x, y) && x->number.decimals == y->number.decimals &&
        x->number.bound == y->number.bound)
        return b->at < a->at;
    if (is_rough(x) && !is_rough(y))
        return agree(x, y);
    return is_rough(x) && is_rough(y) && agree(x, y) &&
           x->number.decimals < y->number.decimals;
}

typedef struct order {
    const statement *items;
} order;

static int by_cell(const void *pa, const void *pb)
{
    const statement *a = *(const statement *const *)pa;
    const statement *b = *(const statement *const *)pb;
    const qoq_record *x = &a->record, *y = &b->record;
#define BY(field)                                                                      \
    if (x->field != y->field)                                                          \
        return x->field < y->field ? -1 : 1;
    BY(entity)
    BY(metric)
    BY(segment)
    BY(axis)
    BY(measure)
    BY(unit)
    BY(standing)
#undef BY
    int period = qoq_period_compare(x->period, y->period);
    if (period)
        return period;
    return a->at < b->at ? -1 : a->at > b->at;
}

static void say_contradiction(const qoq_dataset *dataset, const statement *a,
                              const statement *b, const qoq_document *document,
                              const qoq_extract_options *options)
{
    char period[16];
    qoq_period_format(period, b->record.period);
    qoq_note note = {.id = "contradicting-fact",
                     .level = QOQ_NOTE_WARNING,
                     .source = document->path,
                     .page = b->record.page,
                     .line = b->record.line,
                     .column = b->record.column};
    qoq_note_send(options->notes, note,
                  "%s of %s stated here and in line %u do not agree; both are kept",
                  qoq_dataset_text(dataset, b->record.metric), period, a->record.line);
}

/* Marks superfluous statements of one cell; says what contradicts. Cells are small. */
static void settle_cell(const qoq_dataset *dataset, statement **cell, size_t n,
                        bool *dropped, const statement *base,
                        const qoq_document *document,
                        const qoq_extract_options *options)
{
    bool said = false;
    size_t most = n < 64 ? n : 64;
    for (size_t i = 0; i < most; i++) {
        for (size_t j = 0; j < most; j++) {
            if (i == j || dropped[cell[j] - base] || !same_cell(cell[i], cell[j]))
                continue;
            if (covers(cell[j], cell[i])) {
                dropped[cell[i] - base] = true;
                break;
            }
        }
    }
    for (size_t i = 0; i + 1 < most && !said; i++) {
        for (size_t j = i + 1; j < most && !said; j++) {
            if (dropped[cell[i] - base] || dropped[cell[j] - base] ||
                !same_cell(cell[i], cell[j]) || cell[i]->record.standing != QOQ_ACTUAL)
                continue;
            if (!agree(&cell[i]->record, &cell[j]->record)) {
                say_contradiction(dataset, cell[i], cell[j], document, options);
                said = true;
            }
        }
    }
}

/* "净利润2.95亿元" in a headline and "归母净利润2.95亿元" below it: the headline names the line
 * by its parent's name. */
static bool is_child_of(const statement *a, const statement *b,
                        const qoq_dataset *dataset, const qoq_lexicon *lexicon)
{
    const char *id = qoq_dataset_text(dataset, b->record.metric);
    const qoq_metric *m = qoq_lexicon_metric(lexicon, qoq_slice_of(id));
    return m && strcmp(m->parent, qoq_dataset_text(dataset, a->record.metric)) == 0 &&
           m->unit == QOQ_UNIT_MONEY;
}

static void drop_headlines(const qoq_dataset *dataset, const statements *found,
                           bool *dropped, const qoq_document *document,
                           const qoq_lexicon *lexicon)
{
    if (document->block_count == 0 || document->blocks[0].kind != QOQ_BLOCK_TITLE)
        return;
    size_t end = document->blocks[0].start + document->blocks[0].len;
    for (size_t i = 0; i < found->count && found->items[i].at < end; i++) {
        const statement *a = &found->items[i];
        for (size_t j = i + 1; j < found->count && !dropped[i]; j++) {
            const statement *b = &found->items[j];
            const qoq_record *x = &a->record, *y = &b->record;
            dropped[i] = b->at >= end && x->entity == y->entity &&
                         x->segment == y->segment && x->measure == y->measure &&
                         x->unit == y->unit && x->standing == y->standing &&
                         qoq_period_equal(x->period, y->period) && agree(x, y) &&
                         is_child_of(a, b, dataset, lexicon);
        }
    }
}

static bool same_group(const statement *a, const statement *b)
{
    const qoq_record *x = &a->record, *y = &b->record;
    return x->entity == y->entity && x->metric == y->metric &&
           x->segment == y->segment && x->axis == y->axis && x->measure == y->measure &&
           x->unit == y->unit && x->standing == y->standing &&
           qoq_period_equal(x->period, y->period);
}

qoq_status settle(qoq_dataset *dataset, statements *found, const qoq_document *document,
                  const qoq_extract_options *options, qoq_error *err)
{
    if (found->count == 0)
        return QOQ_OK;
    qoq_status status = QOQ_OK;
    statement **sorted = malloc(found->count * sizeof *sorted);
    bool *dropped = calloc(found->count, sizeof *dropped);
    if (!sorted || !dropped) {
        status = qoq_fail_memory(err);
        goto done;
    }
    for (size_t i = 0; i < found->count; i++)
        sorted[i] = &found->items[i];
    qsort(sorted, found->count, sizeof *sorted, by_cell);
    for (size_t i = 0; i < found->count;) {
        size_t j = i + 1;
        while (j < found->count && same_group(sorted[i], sorted[j]))
            j++;
        settle_cell(dataset, sorted + i, j - i, dropped, found->items, document,
                    options);
        i = j;
    }
    drop_headlines(dataset, found, dropped, document, options->lexicon);
    for (size_t i = 0; i < found->count && status == QOQ_OK; i++) {
        if (!dropped[i])
            status = qoq_dataset_add(dataset, &found->items[i].record, err);
    }
done:
    free(sorted);
    free(dropped);
    return status;
}

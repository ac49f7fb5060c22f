#include "extract/settle.h"
#include "extract/settle_private.h"

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
    for (size_t i = 0; i < most; i++) {
        for (size_t j = 0; cell[i]->weak && j < most && !dropped[cell[i] - base]; j++)
            dropped[cell[i] - base] = !cell[j]->weak && same_cell(cell[i], cell[j]) &&
                                      !agree(&cell[i]->record, &cell[j]->record);
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

/* Does a later statement, within reach, name the line of a headline's figure? */
static bool named_below(const qoq_dataset *dataset, const statements *found, size_t i,
                        size_t end, const qoq_lexicon *lexicon)
{
    enum { REACH = 64 };
    const statement *a = &found->items[i];
    for (size_t j = i + 1, n = 0; j < found->count && n < REACH; j++) {
        const statement *b = &found->items[j];
        const qoq_record *x = &a->record, *y = &b->record;
        if (b->at < end)
            continue;
        n++;
        if (x->entity == y->entity && x->segment == y->segment &&
            x->measure == y->measure && x->unit == y->unit &&
            x->standing == y->standing && qoq_period_equal(x->period, y->period) &&
            agree(x, y) && is_child_of(a, b, dataset, lexicon))
            return true;
    }
    return false;
}

static void drop_headlines(const qoq_dataset *dataset, const statements *found,
                           bool *dropped, const qoq_document *document,
                           const qoq_lexicon *lexicon)
{
    size_t i = 0;
    for (size_t k = 0; k < document->block_count && i < found->count; k++) {
        const qoq_block *block = &document->blocks[k];
        size_t end = block->start + block->len;
        bool heading =
            block->kind == QOQ_BLOCK_TITLE || block->kind == QOQ_BLOCK_HEADING;
        for (; i < found->count && found->items[i].at < end; i++)
            dropped[i] =
                dropped[i] || (heading && named_below(dataset, found, i, end, lexicon));
    }
}

/* ---- prose against tables ------------------------------------------------------------- */

bool settle_is_of_table(const qoq_dataset *dataset, const statement *s)
{
    return qoq_dataset_has_mark(dataset, &s->record, "table") ||
           qoq_dataset_has_mark(dataset, &s->record, "segment_table");
}

/* Is a figure so far from another that they cannot be of one thing? A slip of the pen or
 * a rounding is not: those are kept for 'qoq check'. */
static bool is_far(const qoq_record *a, const qoq_record *b)
{
    double x = qoq_decimal_double(a->number.value),
           y = qoq_decimal_double(b->number.value);
    double off = x > y ? x - y : y - x;
    double size = y < 0 ? -y : y;
    bool percent = a->measure != QOQ_LEVEL || size < 100;
    return percent ? off > 2 : off > size / 10;
}

/* Rounded to more than a twentieth of itself. */
static bool is_coarse(const qoq_record *r)
{
    qoq_interval x;
    if (r->measure != QOQ_LEVEL || qoq_decimal_is_zero(r->number.value) ||
        qoq_interval_of(&x, r->number, NULL) != QOQ_OK)
        return false;
    double half = qoq_decimal_double(qoq_interval_half_width(x));
    double size = qoq_decimal_double(qoq_decimal_absolute(r->number.value));
    return size >= 1000 && half > size / 20;
}

static void say_against_table(const statement *a, const statement *b,
                              const qoq_document *document,
                              const qoq_extract_options *options)
{
    qoq_note note = {.id = "against-table",
                     .level = QOQ_NOTE_DETAIL,
                     .source = document->path,
                     .page = a->record.page,
                     .line = a->record.line,
                     .column = a->record.column};
    qoq_note_send(options->notes, note,
                  "far from what the table in line %u states; it is of something else",
                  b->record.line);
}

/* Is a sentence's figure what a table states, cut off at its last place and not rounded:
 * 761億 where the table has 76,167 million? */
static bool is_cut_off(const qoq_record *a, const qoq_record *table)
{
    const qoq_number *x = &a->number, *y = &table->number;
    if (a->measure != QOQ_LEVEL || a->unit != table->unit ||
        x->bound != QOQ_BOUND_NONE || x->decimals == QOQ_DECIMALS_INF ||
        x->decimals == QOQ_DECIMALS_UNKNOWN || y->decimals <= x->decimals ||
        qoq_decimal_sign(x->value) != qoq_decimal_sign(y->value))
        return false;
    qoq_decimal cut =
        qoq_decimal_round(qoq_decimal_absolute(y->value), x->decimals, QOQ_ROUND_DOWN);
    return qoq_decimal_compare(cut, qoq_decimal_absolute(x->value)) == 0;
}

/* Half a unit of the last place does not reach the true value, half a unit of the place
 * before does: that is the place to which a figure that was cut off is accurate. */
static void loosen_cut_off(statement *a, const statement *table,
                           const qoq_document *document,
                           const qoq_extract_options *options)
{
    a->record.number.decimals--;
    qoq_note note = {.id = "cut-off-figure",
                     .level = QOQ_NOTE_DETAIL,
                     .source = document->path,
                     .page = a->record.page,
                     .line = a->record.line,
                     .column = a->record.column};
    qoq_note_send(options->notes, note,
                  "this is what the table in line %u states, cut off instead of "
                  "rounded; taken as exact to one place less",
                  table->record.line);
}

/* A sentence whose figure is far from every table of the document was misunderstood. */
static void trust_tables(const qoq_dataset *dataset, statement **cell, size_t n,
                         bool *dropped, const statement *base,
                         const qoq_document *document,
                         const qoq_extract_options *options)
{
    size_t most = n < 64 ? n : 64;
    for (size_t i = 0; i < most; i++) {
        const statement *table = NULL, *cut = NULL;
        bool near = false, agrees = false;
        if (settle_is_of_table(dataset, cell[i]) ||
            cell[i]->record.standing != QOQ_ACTUAL)
            continue;
        for (size_t k = 0; k < most; k++) {
            if (!settle_is_of_table(dataset, cell[k]) || !same_cell(cell[i], cell[k]))
                continue;
            table = cell[k];
            if (is_cut_off(&cell[i]->record, &cell[k]->record))
                cut = cell[k];
            agrees = agrees || agree(&cell[i]->record, &cell[k]->record);
            near = near || agrees || !is_far(&cell[i]->record, &cell[k]->record);
        }
        if (cut && near && !agrees)
            loosen_cut_off(cell[i], cut, document, options);
        /* 1億 beside 93 million in the table: true, and says nothing */
        if (table && near && is_coarse(&cell[i]->record)) {
            dropped[cell[i] - base] = true;
            continue;
        }
        if (table && !near) {
            dropped[cell[i] - base] = true;
            say_against_table(cell[i], table, document, options);
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
    settle_move_parts(dataset, found, document);
    for (size_t i = 0; i < found->count; i++)
        sorted[i] = &found->items[i];
    qsort(sorted, found->count, sizeof *sorted, by_cell);
    for (size_t i = 0; i < found->count;) {
        size_t j = i + 1;
        while (j < found->count && same_group(sorted[i], sorted[j]))
            j++;
        trust_tables(dataset, sorted + i, j - i, dropped, found->items, document,
                     options);
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

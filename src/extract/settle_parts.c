/* A part that is larger than the whole: "第四季度收入39.9亿元。分业务看，装卸收入68.2亿元" in a report
 * on the year. The sentence goes on about the year, and so do its neighbours. */
#include <string.h>

#include "extract/settle_private.h"

enum { MOST_WHOLES = 64 };

static bool is_revenue_level(const qoq_dataset *dataset, const qoq_record *x)
{
    return x->measure == QOQ_LEVEL && x->standing == QOQ_ACTUAL &&
           strcmp(qoq_dataset_text(dataset, x->metric), "revenue") == 0;
}

static bool is_more(const qoq_record *piece, const qoq_record *whole)
{
    return qoq_decimal_double(piece->number.value) >
           1.02 * qoq_decimal_double(whole->number.value);
}

/* Revenue of whole companies that sentences state. */
typedef struct wholes {
    const qoq_record *items[MOST_WHOLES];
    size_t count;
} wholes;

static void collect(wholes *out, const qoq_dataset *dataset, const statements *found)
{
    for (size_t i = 0; i < found->count && out->count < MOST_WHOLES; i++) {
        const qoq_record *x = &found->items[i].record;
        if (!x->segment && is_revenue_level(dataset, x) &&
            !settle_is_of_table(dataset, &found->items[i]))
            out->items[out->count++] = x;
    }
}

/* The longer period that ends with the one a part was taken for, when only its whole is
 * large enough; none otherwise. */
static qoq_period period_of_part(const wholes *all, const qoq_record *piece)
{
    qoq_period longer = {0};
    bool larger = false;
    for (size_t i = 0; i < all->count; i++) {
        const qoq_record *whole = all->items[i];
        if (whole->entity != piece->entity || whole->unit != piece->unit)
            continue;
        if (qoq_period_equal(whole->period, piece->period)) {
            if (!is_more(piece, whole))
                return (qoq_period){0};
            larger = true;
        } else if (!is_more(piece, whole) && piece->period.span == QOQ_SPAN_QUARTER &&
                   whole->period.span != QOQ_SPAN_QUARTER &&
                   qoq_period_equal(qoq_period_last_quarter(whole->period),
                                    piece->period)) {
            longer = whole->period;
        }
    }
    return larger ? longer : (qoq_period){0};
}

static size_t block_of(const qoq_document *document, size_t at)
{
    size_t low = 0, high = document->block_count;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (document->blocks[middle].start <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* All that the paragraph says of parts in the one period is said of the other. */
static void move(const qoq_dataset *dataset, statements *found, size_t from, size_t end,
                 qoq_period was, qoq_period is)
{
    uint32_t entity = found->items[from].record.entity;
    for (size_t i = from; i < found->count && found->items[i].at < end; i++) {
        qoq_record *x = &found->items[i].record;
        if (x->entity != entity || !x->segment ||
            settle_is_of_table(dataset, &found->items[i]))
            continue;
        if (qoq_period_equal(x->period, was))
            x->period = is;
        else if (qoq_period_equal(x->period, qoq_period_year_ago(was)))
            x->period = qoq_period_year_ago(is);
    }
}

void settle_move_parts(const qoq_dataset *dataset, statements *found,
                       const qoq_document *document)
{
    wholes all;
    all.count = 0;
    collect(&all, dataset, found);
    for (size_t i = 0; i < found->count; i++) {
        const statement *s = &found->items[i];
        if (!s->record.segment || !is_revenue_level(dataset, &s->record) ||
            settle_is_of_table(dataset, s))
            continue;
        qoq_period was = s->record.period;
        qoq_period longer = period_of_part(&all, &s->record);
        if (qoq_period_is_none(longer))
            continue;
        const qoq_block *block = &document->blocks[block_of(document, s->at)];
        size_t from = i;
        while (from > 0 && found->items[from - 1].at >= block->start)
            from--;
        while (from < i && (found->items[from].record.entity != s->record.entity ||
                            !found->items[from].record.segment))
            from++;
        move(dataset, found, from, block->start + block->len, was, longer);
    }
}

/*
 * qoq_dataset_parse and what follows from it: what is refused leaves the dataset empty and
 * has a place; what is accepted is written and read back to the same bytes, sorts to the
 * same order both ways, and merges from any split to the whole.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/dataset.h"
#include "records/dataset_private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void init(qoq_dataset *dataset)
{
    qoq_status status = qoq_dataset_init(dataset, NULL);

    assert(status == QOQ_OK);
    (void)status;
}

static void assert_same(const qoq_buffer *a, const qoq_buffer *b)
{
    assert(!a->failed && !b->failed && a->len == b->len);
    assert(memcmp(a->ptr, b->ptr, a->len) == 0);
    (void)a;
    (void)b;
}

static void check_reading_back(const qoq_buffer *canonical)
{
    qoq_dataset again;
    qoq_buffer text = {0};
    qoq_status status;

    init(&again);
    status = qoq_dataset_parse(&again, canonical->ptr, canonical->len, NULL);
    assert(status == QOQ_OK);
    (void)status;
    qoq_dataset_format(&text, &again, false);
    assert_same(canonical, &text);
    text.len = 0;
    qoq_dataset_sort_in_place(&again);
    qoq_dataset_format(&text, &again, false);
    assert_same(canonical, &text);
    qoq_buffer_clear(&text);
    qoq_dataset_clear(&again);
}

/* The input chooses how its own rows are dealt out. */
static void check_union(const qoq_dataset *all, const qoq_buffer *canonical,
                        const uint8_t *data, size_t size)
{
    qoq_dataset parts[2];
    qoq_buffer text = {0};
    qoq_status status = QOQ_OK;

    init(&parts[0]);
    init(&parts[1]);
    for (size_t i = all->count; i-- > 0 && status == QOQ_OK;)
        status = qoq_dataset_add_from(&parts[data[i % size] & 1], all, &all->records[i],
                                      NULL);
    assert(status == QOQ_OK);
    for (int i = 0; i < 2 && status == QOQ_OK; i++)
        status = qoq_dataset_merge(&parts[i], &parts[1 - i], NULL);
    assert(status == QOQ_OK);
    for (int i = 0; i < 2 && all->count > 0; i++) {
        text.len = 0;
        qoq_dataset_format(&text, &parts[i], false);
        assert_same(canonical, &text);
    }
    qoq_buffer_clear(&text);
    qoq_dataset_clear(&parts[0]);
    qoq_dataset_clear(&parts[1]);
}

/* Records of a cell stand together once sorted, but for the basis. */
static void check_views(const qoq_dataset *dataset)
{
    static const qoq_view views[] = {
        {.kind = QOQ_VIEW_LATEST},
        {.kind = QOQ_VIEW_FIRST_REPORTED},
        {.kind = QOQ_VIEW_AS_OF_VINTAGE, .vintage = {2024, QOQ_SPAN_QUARTER, 1, 0}},
        {.kind = QOQ_VIEW_AS_OF_DATE, .date = 20240601},
    };
    const qoq_record *cell[32];
    size_t count = 0;

    for (size_t i = 0; i < dataset->count && count < 32; i++) {
        if (qoq_record_same_cell(&dataset->records[0], &dataset->records[i]))
            cell[count++] = &dataset->records[i];
    }
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        qoq_choice choice;

        qoq_view_choose(&choice, dataset, cell, count, views[i]);
        assert(!choice.record == !choice.first);
        assert(!choice.record == !choice.statements);
        assert(choice.agreeing + choice.against <= choice.statements);
        assert(choice.statements <= count);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    qoq_dataset dataset;
    qoq_buffer text = {0};
    qoq_error err = {0};
    qoq_status status;

    init(&dataset);
    status = qoq_dataset_parse(&dataset, (const char *)data, size, &err);
    if (status == QOQ_OK) {
        qoq_dataset_sort(&dataset);
        qoq_dataset_format(&text, &dataset, false);
        check_reading_back(&text);
        status = qoq_dataset_unite(&dataset, NULL);
        assert(status == QOQ_OK);
        text.len = 0;
        qoq_dataset_format(&text, &dataset, false);
        check_reading_back(&text);
        check_union(&dataset, &text, data, size);
        check_views(&dataset);
    } else {
        assert(status == QOQ_EINPUT || status == QOQ_EOVERFLOW);
        assert(err.line > 0 && err.column > 0 && err.message[0] != '\0');
        assert(dataset.count == 0 && dataset.extra_count == 0);
    }
    qoq_buffer_clear(&text);
    qoq_dataset_clear(&dataset);
    return 0;
}

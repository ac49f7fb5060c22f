/*
 * The contracts of cells as text, for any bytes: what is read is written in one way, which
 * reads as the same cell; what is not read is an error with words; and a cell of any name
 * that a dataset can hold comes back.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/knowledge.h"
#include "qoq/panel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static bool same_cell(const qoq_cell *a, const qoq_cell *b)
{
    return a->entity == b->entity && a->axis == b->axis && a->segment == b->segment &&
           a->metric == b->metric && a->unit == b->unit && a->measure == b->measure &&
           a->adjusted == b->adjusted && qoq_period_equal(a->period, b->period);
}

static void comes_back(const qoq_panel *panel, const qoq_cell *cell, const char *metric)
{
    qoq_buffer text = {0};
    qoq_cell again;

    qoq_cell_format(&text, panel, cell, metric);
    require(qoq_cell_parse(&again, NULL, panel, qoq_slice_of(qoq_buffer_string(&text)),
                           NULL) == QOQ_OK);
    require(same_cell(&again, cell));
    qoq_buffer_clear(&text);
}

static void read_text(const qoq_panel *panel, qoq_slice text)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    const char *metric;
    qoq_cell cell;

    if (qoq_cell_parse(&cell, &metric, panel, text, &err) == QOQ_OK)
        comes_back(panel, &cell, metric);
    else
        require(err.status == QOQ_EUSAGE && err.message[0]);
}

/* A record whose segment is named by the input, beside one that has a usual name. */
static void add_records(qoq_dataset *data, qoq_slice name)
{
    static const qoq_slice usual = {"others", 6};
    const qoq_slice *const names[] = {&name, &usual};

    for (size_t i = 0; i < 2; i++) {
        qoq_record r = {
            .entity = qoq_dataset_name(data, QOQ_SLICE("acme/co")),
            .axis = qoq_dataset_name(data, i ? QOQ_SLICE("region") : QOQ_SLICE("line")),
            .segment = qoq_dataset_name(data, *names[i]),
            .metric = qoq_dataset_name(data, QOQ_SLICE("revenue")),
            .unit = qoq_dataset_name(data, QOQ_SLICE("CNY")),
            .period = qoq_period_quarter(2025, 1)};
        require(qoq_dataset_add(data, &r, NULL) == QOQ_OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static qoq_lexicon *lexicon; /* loading it takes longer than everything else */
    qoq_knowledge_paths none = {{NULL}};
    qoq_slice text = {(const char *)bytes, size};
    qoq_dataset data;
    qoq_panel *panel;

    if (!lexicon)
        require(qoq_knowledge_lexicon(&lexicon, &none, NULL) == QOQ_OK);
    require(qoq_dataset_init(&data, NULL) == QOQ_OK);
    bool is_name = size && qoq_text_is_valid(text.ptr, text.len, NULL) &&
                   !memchr(text.ptr, '\0', text.len);
    add_records(&data, is_name ? text : QOQ_SLICE("a"));
    require(qoq_panel_new(&panel, &data, lexicon, (qoq_view){.kind = QOQ_VIEW_LATEST},
                          NULL) == QOQ_OK);
    read_text(panel, text);
    for (size_t i = 0; i < data.count; i++) {
        const qoq_record *r = &data.records[i];
        qoq_cell cell = {.entity = r->entity,
                         .axis = r->segment ? r->axis : 0,
                         .segment = r->segment,
                         .metric = r->metric,
                         .unit = r->unit,
                         .period = r->period};
        comes_back(panel, &cell, NULL);
    }
    qoq_panel_free(panel);
    qoq_dataset_clear(&data);
    return 0;
}

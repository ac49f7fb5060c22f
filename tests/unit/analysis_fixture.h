/*
 * What the tests of layer 5 share: a small world made from a few rows of data.
 *
 * A row is short: "axis,segment,metric,basis,period,measure,value,unit,decimals,bound,
 * vintage,parent"; entity `acme`, status and source are filled in.
 */
#ifndef QOQ_TEST_ANALYSIS_FIXTURE_H
#define QOQ_TEST_ANALYSIS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/compare.h"
#include "qoq/knowledge.h"

typedef struct world {
    qoq_dataset dataset;
    qoq_lexicon *lexicon;
    qoq_panel *panel;
    qoq_deriver *deriver;
} world;

static inline void world_fill(world *w, const char *const *rows, const char *source)
{
    qoq_buffer text = {0};
    qoq_error err = {QOQ_OK, 0, 0, ""};

    qoq_buffer_text(&text, "entity,axis,segment,metric,basis,period,measure,value,unit,"
                           "decimals,bound,vintage,parent,status,source\n");
    for (; *rows; rows++)
        qoq_buffer_print(&text, "acme,%s,actual,%s\n", *rows, source);
    if (qoq_dataset_parse(&w->dataset, qoq_buffer_string(&text), text.len, &err) !=
        QOQ_OK)
        fail_msg("row %zu: %s", err.line - 1, err.message);
    qoq_buffer_clear(&text);
}

static inline void world_index(world *w, qoq_view view)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};

    if (qoq_panel_new(&w->panel, &w->dataset, w->lexicon, view, &err) != QOQ_OK ||
        qoq_deriver_new(&w->deriver, w->panel, &err) != QOQ_OK)
        fail_msg("%s", err.message);
}

/* rows: NULL-ended. */
static inline void world_open_view(world *w, const char *const *rows, qoq_view view)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_knowledge_paths paths = {{NULL}};

    memset(w, 0, sizeof *w);
    if (qoq_knowledge_lexicon(&w->lexicon, &paths, &err) != QOQ_OK)
        fail_msg("%s", err.message);
    assert_int_equal(qoq_dataset_init(&w->dataset, NULL), QOQ_OK);
    world_fill(w, rows, "test");
    world_index(w, view);
}

/* The data that come with qoq. */
static inline void world_open_shipped(world *w)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_knowledge_paths paths = {{NULL}};

    memset(w, 0, sizeof *w);
    if (qoq_knowledge_lexicon(&w->lexicon, &paths, &err) != QOQ_OK ||
        qoq_dataset_init(&w->dataset, &err) != QOQ_OK ||
        qoq_dataset_read(&w->dataset, QOQ_SOURCE_DIR "/datasets/tencent.csv", &err) !=
            QOQ_OK)
        fail_msg("%s", err.message);
    world_index(w, (qoq_view){.kind = QOQ_VIEW_LATEST});
}

static inline void world_open(world *w, const char *const *rows)
{
    world_open_view(w, rows, (qoq_view){.kind = QOQ_VIEW_LATEST});
}

static inline void world_close(world *w)
{
    qoq_deriver_free(w->deriver);
    qoq_panel_free(w->panel);
    qoq_dataset_clear(&w->dataset);
    qoq_lexicon_free(w->lexicon);
}

static inline qoq_period period_of(const char *text)
{
    qoq_period period;

    assert_int_equal(qoq_period_parse(&period, text, strlen(text), NULL), QOQ_OK);
    return period;
}

/* "segment/metric[@adjusted]/period" of the business axis; "-" = the whole company. */
static inline qoq_cell cell_at(const world *w, const char *path)
{
    char segment[64], metric[64], period[32];

    assert_int_equal(sscanf(path, "%63[^/]/%63[^/]/%31s", segment, metric, period), 3);
    char *at = strchr(metric, '@');
    if (at)
        *at = '\0';
    bool whole = strcmp(segment, "-") == 0;
    qoq_cell cell = qoq_panel_cell(w->panel, "acme", whole ? "" : "business",
                                   whole ? "" : segment, metric);
    cell.adjusted = at != NULL;
    cell.period = period_of(period);
    return cell;
}

/* The best figure, shown in millions with one decimal. */
static inline const char *show(world *w, const char *path)
{
    static char text[QOQ_FIGURE_ROOM];
    qoq_figure figure;
    qoq_cell cell = cell_at(w, path);
    const qoq_scale *mn = qoq_scale_find(QOQ_SLICE("mn"));

    qoq_derive_figure(&figure, w->deriver, &cell);
    qoq_figure_format(text, &figure, figure.unit.kind == QOQ_UNIT_MONEY ? mn : NULL, 1,
                      false);
    return text;
}

/* A level as stated: value in units, decimals as XBRL. */
static inline qoq_figure stated(const char *value, int decimals, const char *unit)
{
    qoq_figure f = {.state = QOQ_FIGURE_STATED,
                    .unit = qoq_unit_of(unit),
                    .places = (int16_t)decimals};
    qoq_number number = {.decimals = (int16_t)decimals};

    assert_int_equal(qoq_decimal_parse(&number.value, value, strlen(value), NULL),
                     QOQ_OK);
    assert_int_equal(qoq_interval_of(&f.interval, number, NULL), QOQ_OK);
    f.shown = number.value;
    return f;
}

#endif

/*
 * Segments that were redefined: Tencent's Others included FinTech and Business Services until
 * documents of 2019Q1 took it apart, with restated figures back to 2018Q1.
 *
 * Which definition a figure is of shows in the documents that say it: the latest vintage that
 * still does. So nothing but the break's vintage has to be known, and how far back the
 * comparatives reach is found in the data.
 */
#include <string.h>

#include "analysis/panel_private.h"

enum { GENERATIONS = 16 };

/* How many breaks lie at or before a vintage. */
static size_t generation_of(const qoq_segment *segment, qoq_period vintage)
{
    qoq_segment_break b;
    size_t count = 0;

    while (count < GENERATIONS - 1 && qoq_segment_break_at(&b, segment, count) &&
           qoq_period_compare(b.vintage, vintage) <= 0)
        count++;
    return count;
}

static uint32_t definition_of(const qoq_panel *panel, const panel_series *s,
                              qoq_period vintage, uint16_t *flag)
{
    size_t generation = generation_of(s->redefined, vintage);

    *flag = 0;
    if (generation < generation_of(s->redefined, panel->known_until))
        *flag = QOQ_FLAG_FORMER;
    return s->segment * GENERATIONS + (uint32_t)generation + 1;
}

void qoq_panel_define(qoq_figure *figure, const qoq_panel *panel,
                      const panel_series *series, const qoq_record *const *records,
                      size_t count)
{
    qoq_period last = figure->record->vintage;
    qoq_interval other;
    uint16_t flag;

    for (size_t i = 0; i < count; i++) {
        if (qoq_panel_allows(panel, records[i]) &&
            qoq_period_compare(records[i]->vintage, last) > 0 &&
            qoq_interval_of(&other, records[i]->number, NULL) == QOQ_OK &&
            qoq_interval_agrees(other, figure->interval))
            last = records[i]->vintage;
    }
    if (qoq_period_is_none(last))
        last = qoq_period_last_quarter(figure->record->period);
    figure->definition = definition_of(panel, series, last, &flag);
    figure->flags |= flag;
}

uint32_t qoq_panel_definition(const qoq_panel *panel, const qoq_cell *cell,
                              qoq_period vintage, uint16_t *flag)
{
    const panel_series *s = qoq_panel_series_of(panel, cell);

    *flag = 0;
    return s && s->redefined ? definition_of(panel, s, vintage, flag) : 0;
}

bool qoq_figure_redefined(const qoq_figure *a, const qoq_figure *b)
{
    return a->definition && b->definition && a->definition != b->definition &&
           (a->definition - 1) / GENERATIONS == (b->definition - 1) / GENERATIONS;
}

/* ---- said in words --------------------------------------------------------------------- */

static size_t generation_shown(const qoq_panel *panel, const qoq_cell *cell,
                               qoq_period period, bool *any)
{
    qoq_cell at = *cell;
    qoq_figure figure;

    at.period = period;
    qoq_panel_figure(&figure, panel, &at);
    *any = qoq_figure_has(&figure) && figure.definition;
    return *any ? (figure.definition - 1) % GENERATIONS : 0;
}

/* Break number `number` of the lexicon, as the figures show it; false when they are all of one
 * side: then nothing has to be told apart. */
static bool break_between(qoq_panel_break *out, const qoq_panel *panel,
                          const qoq_cell *cell, const qoq_segment_break *b,
                          size_t number)
{
    const qoq_period *periods;
    size_t count = qoq_panel_periods(panel, cell->entity, &periods);
    bool former = false;

    *out = (qoq_panel_break){.vintage = b->vintage, .moved = b->moved, .clean = true};
    for (size_t i = 0; i < count; i++) {
        bool any;
        size_t shown = generation_shown(panel, cell, periods[i], &any);
        former = former || (any && shown <= number);
        if (any && shown > number && qoq_period_is_none(out->from))
            out->from = periods[i];
        else if (any && shown <= number && !qoq_period_is_none(out->from))
            out->clean = false;
    }
    return former && !qoq_period_is_none(out->from);
}

bool qoq_panel_break_at(qoq_panel_break *out, const qoq_panel *panel,
                        const qoq_cell *cell, size_t index)
{
    const panel_series *s = qoq_panel_series_of(panel, cell);
    qoq_segment_break b;

    if (!s || !s->redefined)
        return false;
    for (size_t k = 0; qoq_segment_break_at(&b, s->redefined, k); k++) {
        if (break_between(out, panel, cell, &b, k) && index-- == 0)
            return true;
    }
    return false;
}

/* The names of what moved with one sign, "A, B and C". */
static size_t put_moved(qoq_buffer *out, const qoq_panel *panel, const qoq_cell *cell,
                        qoq_slice moved, char wanted, bool chinese)
{
    size_t count = 0;
    qoq_slice id;
    char sign;

    while (qoq_segment_moved_next(&id, &sign, &moved)) {
        const qoq_segment *known = qoq_lexicon_segment(
            panel->lexicon, qoq_slice_of(qoq_panel_text(panel, cell->entity)),
            qoq_slice_of(qoq_panel_text(panel, cell->axis)), id);
        if (sign != wanted || !known)
            continue;
        const char *name = chinese ? known->name_hans : known->name_en;
        if (count++)
            qoq_buffer_text(out, chinese ? "、" : ", ");
        qoq_buffer_text(out, *name ? name : known->id);
    }
    return count;
}

static void put_side(qoq_buffer *out, const qoq_panel *panel, const qoq_cell *cell,
                     const qoq_panel_break *b, char sign, const char *words,
                     bool chinese)
{
    qoq_buffer names = {0};

    if (put_moved(&names, panel, cell, b->moved, sign, chinese))
        qoq_buffer_print(out, "%s%s", words, qoq_buffer_string(&names));
    qoq_buffer_clear(&names);
}

void qoq_panel_break_format(qoq_buffer *out, const qoq_panel *panel,
                            const qoq_cell *cell, const qoq_panel_break *b,
                            bool chinese)
{
    char at[16];

    qoq_period_format(at, b->clean ? b->from : b->vintage);
    if (b->clean)
        qoq_buffer_print(out, chinese ? "%s之前" : "before %s", at);
    else
        qoq_buffer_print(out, chinese ? "%s之前披露的数值" : "as reported before %s",
                         at);
    if (!b->moved.len) {
        qoq_buffer_text(out, chinese ? "口径不同" : " it was defined otherwise");
        return;
    }
    put_side(out, panel, cell, b, '+', chinese ? "包含" : " it included ", chinese);
    put_side(out, panel, cell, b, '-',
             memchr(b->moved.ptr, '+', b->moved.len)
                 ? (chinese ? "，不含" : ", and did not include ")
                 : (chinese ? "不含" : " it did not include "),
             chinese);
}

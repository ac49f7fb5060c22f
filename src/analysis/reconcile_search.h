/* The search for causes: what reconcile_causes.c, _repairs.c and _columns.c share. */
#ifndef QOQ_ANALYSIS_RECONCILE_SEARCH_H
#define QOQ_ANALYSIS_RECONCILE_SEARCH_H

#include "analysis/reconcile_private.h"

/* The best repair of a relation so far. */
typedef struct best_repair {
    uint32_t score;
    uint32_t strangeness; /* of the suspect among its neighbours */
    uint32_t support;     /* of the suspect: relations it stands in that hold */
} best_repair;

typedef struct search {
    relations *all;
    const ledger *ledger;
    uint32_t *starts; /* of statement s: relations_of[starts[s]] .. starts[s + 1] */
    uint32_t *relations_of;
    uint32_t *support; /* of each statement: relations that hold */
    best_repair *best; /* of each relation */
    uint32_t *seen;    /* of each relation: the last try that looked at it */
    uint32_t try_number;
    uint32_t *mended; /* relations that the repair in hand mends */
    size_t mended_count;
    panel_map columns; /* (document, period) -> statements of levels */
} search;

/* A repair that is being tried. */
typedef struct repair {
    uint32_t suspect;
    replacement replaced[2];
    size_t count;
    uint8_t cause;
    bool has_number;
    qoq_number number;
    const qoq_record *other;
    bool shows; /* something else shows it: proof even where nothing is left to test */
    bool certain;       /* few digits may be coincidence, this is none */
    qoq_period belongs; /* the period that the figure is of; or none */
} repair;

static inline const ledger_statement *statement_at(const search *s, uint32_t statement)
{
    return &s->ledger->statements[statement];
}

static inline const ledger_cell *cell_of(const search *s, uint32_t statement)
{
    return &s->ledger->cells[statement_at(s, statement)->cell];
}

/* A cell with more statements than this, a series with more periods around one, a company with
 * more series is not searched to its end: the search stays linear in the data. */
enum { STATEMENTS_LOOKED_AT = 64, PERIODS_LOOKED_AT = 16, SERIES_LOOKED_AT = 4096 };

static inline uint32_t looked_at(const ledger_cell *c)
{
    return c->first +
           (c->count < STATEMENTS_LOOKED_AT ? c->count : STATEMENTS_LOOKED_AT);
}

static inline const ledger_series *series_of(const search *s, uint32_t statement)
{
    return &s->ledger->series[cell_of(s, statement)->series];
}

/* The cells of a series around one of them. */
static inline void cells_around(const search *s, uint32_t cell, uint32_t *from,
                                uint32_t *to)
{
    const ledger_series *series = &s->ledger->series[s->ledger->cells[cell].series];
    uint32_t last = series->first + series->count;

    *from = cell - series->first > PERIODS_LOOKED_AT ? cell - PERIODS_LOOKED_AT
                                                     : series->first;
    *to = last - cell > PERIODS_LOOKED_AT ? cell + PERIODS_LOOKED_AT : last;
}

static inline const relation_term *terms_of(const search *s,
                                            const relation_row *relation)
{
    return &s->all->terms[relation->first];
}

/* Digits that a number shows: a coincidence of few says little. */
int reconcile_digits(const qoq_number *number);
/* The same without zeros at the end: round numbers are alike by chance. */
int reconcile_own_digits(const qoq_number *number);

/* Gives a repair to the relations that it mends, unless it breaks others or they have a better
 * one. */
void reconcile_try(search *s, const repair *r);

/* All repairs that a statement may need: reconcile_repairs.c. */
void reconcile_try_statement(search *s, uint32_t statement);

/* The statement has the figure of another place, as `shown` (may be NULL) proves. */
void reconcile_try_elsewhere(search *s, uint32_t statement, qoq_cause cause,
                             const qoq_record *shown, qoq_period belongs);

/* Periods of documents: reconcile_columns.c. */
qoq_status reconcile_columns(search *s, qoq_error *err);
/* A period behind its document is none where the document counts years otherwise. */
void reconcile_excuse_calendars(search *s);
/* A figure filed under a period beside its own, as the other columns of its document show. */
void reconcile_try_column_of_period(search *s, uint32_t statement);
/* A sum that lacks a part whose figure the document has under another period. */
void reconcile_find_gap(search *s, relation_row *relation);

#endif

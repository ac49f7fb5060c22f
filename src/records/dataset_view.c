#include "qoq/interval.h"
#include "records/dataset_private.h"

/* ---- rank of evidence ------------------------------------------------------------ */

enum rank { RANK_CORRECTION, RANK_TABLE, RANK_SEGMENT_TABLE, RANK_PROSE, RANK_NEWS };

/* Marks that tell where a statement stands; others, such as `restated`, do not. */
static const struct {
    const char *mark;
    enum rank rank;
} marks[] = {
    {"correction", RANK_CORRECTION},
    {"table", RANK_TABLE},
    {"segment_table", RANK_SEGMENT_TABLE},
    {"prose", RANK_PROSE},
    {"news", RANK_NEWS},
};

enum { MARKS = sizeof marks / sizeof marks[0], NO_MARK = -1 };

static int rank_of_mark(qoq_slice mark)
{
    for (size_t i = 0; i < MARKS; i++) {
        if (qoq_slice_is(mark, marks[i].mark))
            return (int)marks[i].rank;
    }
    return NO_MARK;
}

/* A correction stays one wherever it was found, and a table in the news is news. */
static int stronger_mark(int a, int b)
{
    if (a == NO_MARK || b == RANK_CORRECTION)
        return b;
    if (b == NO_MARK || a == RANK_CORRECTION)
        return a;
    if (a == RANK_NEWS || b == RANK_NEWS)
        return RANK_NEWS;
    return a < b ? a : b;
}

static int rank_of_flags(qoq_slice flags)
{
    int rank = NO_MARK;
    qoq_slice mark;

    while (qoq_marks_next(&mark, &flags))
        rank = stronger_mark(rank, rank_of_mark(mark));
    return rank;
}

int qoq_dataset_rank(const qoq_dataset *dataset, const qoq_record *record)
{
    int rank = rank_of_flags(qoq_dataset_slice(dataset, record->flags));

    if (qoq_slice_starts(qoq_dataset_slice(dataset, record->source), "secondary:"))
        rank = stronger_mark(rank, RANK_NEWS);
    return rank == NO_MARK ? RANK_PROSE : rank;
}

/* ---- two statements of one cell -------------------------------------------------- */

/* A statement with what deciding about it takes. */
typedef struct weighed {
    const qoq_record *record; /* NULL = none */
    int rank;
    qoq_interval interval;
    int vagueness; /* 0 a number, 1 the end of a range, 2 beyond exact arithmetic */
} weighed;

static weighed weigh(const qoq_dataset *dataset, const qoq_record *record)
{
    weighed w = {.record = record, .rank = qoq_dataset_rank(dataset, record)};

    if (record->number.bound == QOQ_BOUND_LOW || record->number.bound == QOQ_BOUND_HIGH)
        w.vagueness = 1;
    if (qoq_interval_of(&w.interval, record->number, NULL) != QOQ_OK) {
        w.interval = qoq_interval_point(record->number.value);
        w.vagueness = 2;
    }
    return w;
}

/* The lower end of a range agrees with whatever is above it, the upper with what is below. */
static bool admits(const weighed *end, const weighed *other)
{
    if (end->record->number.bound == QOQ_BOUND_LOW)
        return qoq_decimal_compare(other->interval.high, end->interval.low) > 0;
    if (end->record->number.bound == QOQ_BOUND_HIGH)
        return qoq_decimal_compare(other->interval.low, end->interval.high) < 0;
    return false;
}

static bool agree(const weighed *a, const weighed *b)
{
    return qoq_interval_agrees(a->interval, b->interval) || admits(a, b) ||
           admits(b, a);
}

/* <0: a states the value more exactly. */
static int compare_exactness(const weighed *a, const weighed *b)
{
    if (a->vagueness != b->vagueness)
        return a->vagueness - b->vagueness;
    return qoq_decimal_compare(qoq_interval_half_width(a->interval),
                               qoq_interval_half_width(b->interval));
}

/* The base of a vintage: best evidence first; of equal evidence what was published last,
 * for a corrected announcement keeps the vintage of the one it corrects. */
static bool is_better_base(const qoq_dataset *dataset, const weighed *a,
                           const weighed *b)
{
    int exactness;

    if (a->rank != b->rank)
        return a->rank < b->rank;
    if (a->record->published != b->record->published)
        return a->record->published > b->record->published;
    exactness = compare_exactness(a, b);
    if (exactness != 0)
        return exactness < 0;
    return qoq_dataset_compare(dataset, a->record, b->record) < 0;
}

/* Among those that agree the most exact is shown, then the best evidence, then the first
 * that said so. */
static bool is_sharper(const qoq_dataset *dataset, const weighed *a, const weighed *b)
{
    int order = compare_exactness(a, b);

    if (order == 0)
        order = a->rank - b->rank;
    if (order == 0)
        order = qoq_period_compare(a->record->vintage, b->record->vintage);
    if (order == 0)
        order = qoq_dataset_compare(dataset, a->record, b->record);
    return order < 0;
}

/* ---- choosing -------------------------------------------------------------------- */

/* Who says so. Corrections outrank every document, and news never restates an issuer:
 * each party decides only where none before it says anything. */
enum party { PARTY_CORRECTION, PARTY_ISSUER, PARTY_NEWS, PARTIES };

static enum party party_of(int rank)
{
    if (rank == RANK_CORRECTION)
        return PARTY_CORRECTION;
    return rank == RANK_NEWS ? PARTY_NEWS : PARTY_ISSUER;
}

/* Statements that are weighed once and kept; cells that have more weigh them every time. */
enum { KEPT = 16 };

/* The statements of a cell as a view sees them. Nothing is allocated: choosing cannot
 * fail, and a cell has a handful of statements. */
typedef struct cell {
    const qoq_dataset *dataset;
    const qoq_record *const *records;
    size_t count;
    qoq_view view;
    weighed kept[KEPT];
    size_t kept_count; /* SIZE_MAX = there are more */
} cell;

static bool allows(qoq_view view, const qoq_record *record)
{
    if (record->standing != QOQ_ACTUAL)
        return false;
    if (view.kind == QOQ_VIEW_AS_OF_VINTAGE)
        return qoq_period_compare(record->vintage, view.vintage) <= 0;
    if (view.kind == QOQ_VIEW_AS_OF_DATE)
        return record->published != 0 && record->published <= view.date;
    return true;
}

static void keep_weighed(cell *c)
{
    c->kept_count = 0;
    for (size_t i = 0; i < c->count; i++) {
        if (!allows(c->view, c->records[i]))
            continue;
        if (c->kept_count == KEPT) {
            c->kept_count = SIZE_MAX;
            return;
        }
        c->kept[c->kept_count++] = weigh(c->dataset, c->records[i]);
    }
}

/* The next statement the view allows, from *at on; false at the end. */
static bool next(weighed *out, const cell *c, size_t *at)
{
    if (c->kept_count != SIZE_MAX) {
        if (*at >= c->kept_count)
            return false;
        *out = c->kept[(*at)++];
        return true;
    }
    while (*at < c->count) {
        const qoq_record *record = c->records[(*at)++];

        if (allows(c->view, record)) {
            *out = weigh(c->dataset, record);
            return true;
        }
    }
    return false;
}

/* The first party that says something; PARTIES when none does. With a vintage, in that
 * vintage only. */
static enum party best_party(const cell *c, const qoq_period *vintage)
{
    enum party best = PARTIES;
    weighed w;

    for (size_t at = 0; next(&w, c, &at);) {
        if ((!vintage || qoq_period_equal(w.record->vintage, *vintage)) &&
            party_of(w.rank) < best)
            best = party_of(w.rank);
    }
    return best;
}

/* The earliest vintage behind `after` (NULL: of all) in which one of the parties
 * from..to says something. */
static bool next_vintage(qoq_period *out, const cell *c, const qoq_period *after,
                         enum party from, enum party to)
{
    bool found = false;
    weighed w;

    for (size_t at = 0; next(&w, c, &at);) {
        qoq_period vintage = w.record->vintage;

        if (party_of(w.rank) < from || party_of(w.rank) > to ||
            (after && qoq_period_compare(vintage, *after) <= 0))
            continue;
        if (!found || qoq_period_compare(vintage, *out) < 0)
            *out = vintage;
        found = true;
    }
    return found;
}

/* Replaces *shown by the sharpest statement of a party that agrees with it. */
static void sharpen(weighed *shown, const cell *c, enum party party,
                    const qoq_period *vintage)
{
    weighed best = *shown, w;

    for (size_t at = 0; next(&w, c, &at);) {
        if (party_of(w.rank) == party &&
            (!vintage || qoq_period_equal(w.record->vintage, *vintage)) &&
            agree(&w, shown) && is_sharper(c->dataset, &w, &best))
            best = w;
    }
    *shown = best;
}

/* One vintage: its base confirms what was shown before, or restates it. */
static void take_vintage(weighed *shown, const cell *c, enum party party,
                         qoq_period vintage)
{
    weighed base = {0}, w;

    for (size_t at = 0; next(&w, c, &at);) {
        if (party_of(w.rank) == party && qoq_period_equal(w.record->vintage, vintage) &&
            (!base.record || is_better_base(c->dataset, &w, &base)))
            base = w;
    }
    if (!shown->record || !agree(&base, shown))
        *shown = base;
    sharpen(shown, c, party, &vintage);
}

/* Vintage after vintage, so that a value that was restated does not come back because a
 * later rounded figure would agree with it as well. */
static weighed choose_latest(const cell *c)
{
    enum party party = best_party(c, NULL);
    weighed shown = {0};
    qoq_period vintage, before;
    const qoq_period *after = NULL;

    while (next_vintage(&vintage, c, after, party, party)) {
        take_vintage(&shown, c, party, vintage);
        before = vintage;
        after = &before;
    }
    if (party == PARTY_ISSUER)
        sharpen(&shown, c, PARTY_NEWS, NULL);
    return shown;
}

static weighed choose_first(const cell *c)
{
    enum party party;
    weighed shown = {0};
    qoq_period vintage;

    if (!next_vintage(&vintage, c, NULL, PARTY_CORRECTION, PARTY_ISSUER) &&
        !next_vintage(&vintage, c, NULL, PARTY_NEWS, PARTY_NEWS))
        return shown;
    party = best_party(c, &vintage);
    take_vintage(&shown, c, party, vintage);
    if (party == PARTY_ISSUER)
        sharpen(&shown, c, PARTY_NEWS, &vintage);
    return shown;
}

/* What all the others say about the chosen one. */
static void compare_with_others(qoq_choice *choice, const cell *c,
                                const weighed *chosen)
{
    enum party most = party_of(chosen->rank);
    weighed w;

    if (most < PARTY_ISSUER)
        most = PARTY_ISSUER;
    for (size_t at = 0; next(&w, c, &at);) {
        int vintages;

        choice->statements++;
        if (w.record == chosen->record)
            continue;
        if (agree(&w, chosen)) {
            choice->agreeing++;
            continue;
        }
        vintages = qoq_period_compare(w.record->vintage, chosen->record->vintage);
        if (vintages < 0 && party_of(w.rank) <= most)
            choice->restated = true;
        if (vintages >= 0 && w.rank == chosen->rank)
            choice->against++;
    }
}

void qoq_view_choose(qoq_choice *choice, const qoq_dataset *dataset,
                     const qoq_record *const *records, size_t count, qoq_view view)
{
    cell c;
    weighed first, chosen;

    *choice = (qoq_choice){0};
    if (count == 1) { /* most cells by far */
        if (allows(view, records[0]))
            *choice = (qoq_choice){
                .record = records[0], .statements = 1, .first = records[0]};
        return;
    }
    c.dataset = dataset;
    c.records = records;
    c.count = count;
    c.view = view;
    keep_weighed(&c);
    first = choose_first(&c);
    chosen = view.kind == QOQ_VIEW_FIRST_REPORTED ? first : choose_latest(&c);
    choice->record = chosen.record;
    choice->first = first.record;
    if (chosen.record)
        compare_with_others(choice, &c, &chosen);
}

qoq_status qoq_view_parse(qoq_view *out, qoq_slice text, qoq_error *err)
{
    char shown[64];
    qoq_period period;

    if (qoq_period_parse(&period, text.ptr, text.len, NULL) == QOQ_OK) {
        if (period.span == QOQ_SPAN_DATE)
            *out = (qoq_view){.kind = QOQ_VIEW_AS_OF_DATE,
                              .date = (qoq_date)(period.year * 10000 +
                                                 period.index * 100 + period.day)};
        else
            *out = (qoq_view){.kind = QOQ_VIEW_AS_OF_VINTAGE,
                              .vintage = qoq_period_last_quarter(period)};
        return QOQ_OK;
    }
    qoq_text_display(shown, sizeof shown, text.ptr, text.len);
    return qoq_fail(err, QOQ_EUSAGE,
                    "'%s' is no vintage such as 2024Q3 and no date "
                    "such as 2024-11-13",
                    shown);
}

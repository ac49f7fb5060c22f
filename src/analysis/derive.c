#include "qoq/derive.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/derive_private.h"

/* ---- year to date ------------------------------------------------------------------ */

typedef struct span_term {
    uint8_t span, index;
    int8_t sign; /* 0 ends the list */
} span_term;

typedef struct span_rule {
    span_term is; /* sign not used */
    span_term terms[5];
} span_rule;

/* clang-format off */
#define Q(n) QOQ_SPAN_QUARTER, n
#define H(n) QOQ_SPAN_HALF, n
#define M9 QOQ_SPAN_NINE, 1
#define FY QOQ_SPAN_YEAR, 1

/* Within one fiscal year. The longest period stands first; where a term is taken away, the
 * first one decides at which vintage the others are looked up. */
static const span_rule span_rules[] = {
    {{Q(4), 1}, {{FY, 1}, {M9, -1}}},
    {{Q(4), 1}, {{FY, 1}, {Q(1), -1}, {Q(2), -1}, {Q(3), -1}}},
    {{Q(4), 1}, {{FY, 1}, {H(1), -1}, {Q(3), -1}}},
    {{Q(4), 1}, {{H(2), 1}, {Q(3), -1}}},
    {{Q(3), 1}, {{M9, 1}, {H(1), -1}}},
    {{Q(3), 1}, {{M9, 1}, {Q(1), -1}, {Q(2), -1}}},
    {{Q(3), 1}, {{H(2), 1}, {Q(4), -1}}},
    {{Q(3), 1}, {{FY, 1}, {Q(1), -1}, {Q(2), -1}, {Q(4), -1}}},
    {{Q(2), 1}, {{H(1), 1}, {Q(1), -1}}},
    {{Q(2), 1}, {{M9, 1}, {Q(1), -1}, {Q(3), -1}}},
    {{Q(2), 1}, {{FY, 1}, {Q(1), -1}, {Q(3), -1}, {Q(4), -1}}},
    {{Q(1), 1}, {{H(1), 1}, {Q(2), -1}}},
    {{Q(1), 1}, {{M9, 1}, {Q(2), -1}, {Q(3), -1}}},
    {{Q(1), 1}, {{FY, 1}, {Q(2), -1}, {Q(3), -1}, {Q(4), -1}}},
    {{H(1), 1}, {{Q(1), 1}, {Q(2), 1}}},
    {{H(1), 1}, {{M9, 1}, {Q(3), -1}}},
    {{H(1), 1}, {{FY, 1}, {H(2), -1}}},
    {{H(2), 1}, {{FY, 1}, {H(1), -1}}},
    {{H(2), 1}, {{Q(3), 1}, {Q(4), 1}}},
    {{H(2), 1}, {{FY, 1}, {Q(1), -1}, {Q(2), -1}}},
    {{M9, 1}, {{H(1), 1}, {Q(3), 1}}},
    {{M9, 1}, {{Q(1), 1}, {Q(2), 1}, {Q(3), 1}}},
    {{M9, 1}, {{FY, 1}, {Q(4), -1}}},
    {{FY, 1}, {{H(1), 1}, {H(2), 1}}},
    {{FY, 1}, {{M9, 1}, {Q(4), 1}}},
    {{FY, 1}, {{H(1), 1}, {Q(3), 1}, {Q(4), 1}}},
    {{FY, 1}, {{Q(1), 1}, {Q(2), 1}, {Q(3), 1}, {Q(4), 1}}},
};

#undef Q
#undef H
#undef M9
#undef FY
/* clang-format on */

enum { SPAN_RULES = sizeof span_rules / sizeof span_rules[0] };

static qoq_period earlier(qoq_period a, qoq_period b)
{
    if (qoq_period_is_none(a))
        return b;
    return qoq_period_is_none(b) || qoq_period_compare(a, b) <= 0 ? a : b;
}

/* Was one term (*about) restated and another one (*other) not with it? A restatement at
 * vintage R reaches a term that was first stated at R or later, and one that was itself
 * restated within the year before R: the quarters of a year are restated one by one, as
 * comparatives of the next year's quarters. */
static bool restated_apart(const derive_sum *sum, size_t *about, size_t *other)
{
    qoq_period last = {0};

    for (size_t i = 0; i < sum->count; i++) {
        const qoq_figure *f = &sum->terms[i].figure;
        if (f->flags & QOQ_FLAG_RESTATED && qoq_period_compare(f->vintage, last) > 0) {
            last = f->vintage;
            *about = i;
        }
    }
    if (qoq_period_is_none(last))
        return false;
    for (size_t i = 0; i < sum->count; i++) {
        const qoq_figure *f = &sum->terms[i].figure;
        bool with_it =
            f->flags & QOQ_FLAG_RESTATED
                ? qoq_period_compare(f->vintage, qoq_period_year_ago(last)) > 0
                : qoq_period_compare(f->vintage, last) >= 0;
        if (!with_it) {
            *other = i;
            return true;
        }
    }
    return false;
}

/* ---- what was tried ------------------------------------------------------------------ */

static const qoq_derivation_term *keep_terms(qoq_deriver *deriver,
                                             const derive_sum *sum)
{
    qoq_derivation_term *copy =
        qoq_arena_calloc(&deriver->arena, sum->count, sizeof *copy);

    if (copy)
        memcpy(copy, sum->terms, sum->count * sizeof *copy);
    return copy;
}

static void add_attempt(derive_log *log, qoq_deriver *deriver, qoq_attempt attempt,
                        const derive_sum *terms)
{
    if (!log)
        return;
    attempt.how.count = (uint8_t)terms->count;
    attempt.how.terms = keep_terms(deriver, terms);
    if (!attempt.how.terms || qoq_grow(&log->items, &log->room, log->count + 1,
                                       sizeof *log->items, NULL) != QOQ_OK)
        log->failed = true;
    else
        log->items[log->count++] = attempt;
}

void qoq_derive_refuse(derive_best *best, qoq_deriver *deriver, qoq_rule rule,
                       const derive_sum *terms, qoq_reason reason, size_t about,
                       size_t other)
{
    qoq_attempt attempt = {.how = {.rule = (uint8_t)rule},
                           .figure = qoq_figure_none(QOQ_FIGURE_MISSING, reason),
                           .about = (uint8_t)about,
                           .other = (uint8_t)other};

    if (reason > best->refused)
        best->refused = reason;
    if (terms)
        add_attempt(best->log, deriver, attempt, terms);
}

void qoq_derive_offer(derive_best *best, qoq_deriver *deriver, qoq_rule rule,
                      const derive_sum *terms, const qoq_figure *figure,
                      const qoq_metric *metric)
{
    qoq_attempt attempt = {.how = {.rule = (uint8_t)rule}, .figure = *figure};

    if (metric && !metric->can_be_negative &&
        qoq_interval_is_negative(figure->interval)) {
        qoq_derive_refuse(best, deriver, rule, terms, QOQ_REASON_NEGATIVE, 0, 0);
        return;
    }
    add_attempt(best->log, deriver, attempt, terms);
    if (!qoq_figure_has(&best->figure) ||
        qoq_decimal_compare(qoq_interval_half_width(figure->interval),
                            qoq_interval_half_width(best->figure.interval)) < 0)
        best->figure = *figure;
}

bool qoq_derive_too_wide(qoq_interval x)
{
    qoq_decimal width, middle = qoq_decimal_absolute(qoq_interval_middle(x));

    return qoq_decimal_subtract(&width, x.high, x.low, NULL) != QOQ_OK ||
           qoq_decimal_compare(width, middle) > 0;
}

/* What follows from figures of one series is of their definition; what follows from other
 * segments, of the one in use when the last of them was said. */
static void define(qoq_figure *figure, const qoq_deriver *deriver, qoq_rule rule,
                   const derive_sum *sum)
{
    const qoq_figure *first = &sum->terms[0].figure;
    uint16_t flag = first->flags & QOQ_FLAG_FORMER;

    figure->flags &= (uint16_t)~QOQ_FLAG_FORMER;
    if (rule == QOQ_RULE_REMAINDER)
        figure->definition =
            qoq_panel_definition(deriver->panel, &sum->of, figure->vintage, &flag);
    else
        figure->definition = first->definition;
    figure->flags |= flag;
}

/* A term of another definition of the segment than the first one of it; SIZE_MAX = none. */
static size_t redefined_term(const derive_sum *sum, size_t *about)
{
    for (size_t i = 1; i < sum->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (qoq_figure_redefined(&sum->terms[k].figure, &sum->terms[i].figure)) {
                *about = k;
                return i;
            }
        }
    }
    return SIZE_MAX;
}

void qoq_derive_record(qoq_deriver *deriver, qoq_figure *figure, qoq_rule rule,
                       const derive_sum *sum)
{
    const qoq_derivation_term *terms = sum->terms;
    qoq_derivation *d = qoq_arena_calloc(&deriver->arena, 1, sizeof *d);
    const qoq_derivation_term *kept = keep_terms(deriver, sum);

    figure->vintage = terms[0].figure.vintage;
    for (size_t i = 1; i < sum->count; i++) {
        qoq_period vintage = terms[i].figure.vintage;
        if (!qoq_period_equal(vintage, terms[0].figure.vintage))
            figure->flags |= QOQ_FLAG_ACROSS;
        if (qoq_period_compare(vintage, figure->vintage) > 0)
            figure->vintage = vintage;
    }
    figure->flags |= terms[0].figure.flags & QOQ_FLAG_RESTATED;
    define(figure, deriver, rule, sum);
    if (!d || !kept)
        return;
    *d = (qoq_derivation){
        .rule = (uint8_t)rule, .count = (uint8_t)sum->count, .terms = kept};
    figure->derivation = d;
}

void qoq_derive_try_sum(derive_best *best, qoq_deriver *deriver, qoq_rule rule,
                        const derive_sum *sum, const qoq_metric *metric)
{
    qoq_interval total = qoq_interval_point(qoq_decimal_of(0, 0));
    qoq_unit unit = sum->terms[0].figure.unit;
    size_t about = 0, other = 0;

    if ((other = redefined_term(sum, &about)) != SIZE_MAX) {
        qoq_derive_refuse(best, deriver, rule, sum, QOQ_REASON_REDEFINED, about, other);
        return;
    }
    if (restated_apart(sum, &about, &other)) {
        qoq_derive_refuse(best, deriver, rule, sum, QOQ_REASON_RESTATED_APART, about,
                          other);
        return;
    }
    for (size_t i = 0; i < sum->count; i++) {
        const qoq_derivation_term *t = &sum->terms[i];
        qoq_status status =
            t->sign > 0
                ? qoq_interval_add(&total, total, t->figure.interval, NULL)
                : qoq_interval_subtract(&total, total, t->figure.interval, NULL);
        if (status != QOQ_OK) {
            qoq_derive_refuse(best, deriver, rule, sum, QOQ_REASON_OVERFLOW, i, i);
            return;
        }
        if (!qoq_unit_equal(unit, t->figure.unit)) {
            qoq_derive_refuse(best, deriver, rule, sum, QOQ_REASON_UNITS_DIFFER, i, 0);
            return;
        }
    }
    qoq_figure figure = qoq_figure_derived(total, unit);
    if (rule == QOQ_RULE_REMAINDER && qoq_derive_too_wide(total)) {
        qoq_derive_refuse(best, deriver, rule, sum, QOQ_REASON_TOO_WIDE, 0, 0);
        return;
    }
    qoq_derive_record(deriver, &figure, rule, sum);
    qoq_derive_offer(best, deriver, rule, sum, &figure, metric);
}

/* Looks up the terms of a rule: the number of the first that is not stated, or how many
 * there are. The others are looked up all the same, to tell what would be needed. */
static size_t collect_terms(derive_sum *sum, const qoq_deriver *deriver,
                            const span_rule *rule, const qoq_cell *cell,
                            qoq_period limit)
{
    bool subtracts = false;
    size_t missing = SIZE_MAX;

    sum->of = *cell;
    for (size_t i = 0; rule->terms[i].sign; i++)
        subtracts = subtracts || rule->terms[i].sign < 0;
    sum->count = 0;
    for (const span_term *t = rule->terms; t->sign; t++) {
        qoq_derivation_term *term = &sum->terms[sum->count++];
        term->cell = *cell;
        term->cell.period =
            qoq_period_of(cell->period.year, (qoq_span)t->span, t->index);
        term->sign = t->sign;
        qoq_panel_figure_at(&term->figure, deriver->panel, &term->cell, limit);
        if (!qoq_figure_has(&term->figure)) {
            missing = missing == SIZE_MAX ? sum->count - 1 : missing;
        } else if (t == rule->terms && subtracts) {
            limit = earlier(limit, term->figure.vintage);
        }
    }
    return missing == SIZE_MAX ? sum->count : missing;
}

static void year_to_date(derive_best *best, qoq_deriver *deriver, const qoq_cell *cell,
                         const qoq_metric *metric, qoq_period limit)
{
    derive_sum sum;

    if (cell->measure != QOQ_LEVEL || !metric)
        return;
    if (metric->kind != QOQ_METRIC_FLOW) {
        qoq_derive_refuse(best, deriver, QOQ_RULE_YEAR_TO_DATE, NULL,
                          QOQ_REASON_NOT_ADDITIVE, 0, 0);
        return;
    }
    for (size_t i = 0; i < SPAN_RULES; i++) {
        const span_rule *rule = &span_rules[i];
        if (rule->is.span != cell->period.span || rule->is.index != cell->period.index)
            continue;
        size_t missing = collect_terms(&sum, deriver, rule, cell, limit);
        if (missing == sum.count)
            qoq_derive_try_sum(best, deriver, QOQ_RULE_YEAR_TO_DATE, &sum, metric);
        else
            qoq_derive_refuse(best, deriver, QOQ_RULE_YEAR_TO_DATE, &sum,
                              QOQ_REASON_NOT_STATED, missing, 0);
    }
}

/* ---- the best figure --------------------------------------------------------------- */

/* Does the derived figure tell more than the stated one, and of the same thing? What was
 * derived from figures of before a restatement does not sharpen what was restated. */
static bool sharpens(const qoq_figure *derived, const qoq_figure *stated)
{
    if (!qoq_figure_has(derived) ||
        !qoq_interval_inside(derived->interval, stated->interval) ||
        qoq_decimal_compare(qoq_interval_half_width(derived->interval),
                            qoq_interval_half_width(stated->interval)) >= 0)
        return false;
    if (qoq_figure_redefined(derived, stated))
        return false;
    return !(stated->flags & QOQ_FLAG_RESTATED) ||
           qoq_period_compare(derived->vintage, stated->vintage) >= 0;
}

/* What is stated, unless the derived one lies inside it and is narrower. */
static qoq_figure settle(const qoq_figure *stated, const derive_best *best)
{
    if (!qoq_figure_has(stated)) {
        if (qoq_figure_has(&best->figure))
            return best->figure;
        if (stated->reason == QOQ_REASON_NOT_STATED &&
            best->refused > QOQ_REASON_NOT_STATED)
            return qoq_figure_none(QOQ_FIGURE_MISSING, best->refused);
        return *stated;
    }
    if (!sharpens(&best->figure, stated))
        return *stated;
    qoq_figure sharper = best->figure;
    sharper.record = stated->record;
    sharper.flags |= QOQ_FLAG_SHARPENED | (stated->flags & QOQ_FLAG_RESTATED);
    return sharper;
}

qoq_figure qoq_derive_additive(qoq_deriver *deriver, const qoq_cell *cell,
                               qoq_period limit)
{
    derive_best best = {0};
    qoq_figure stated;

    qoq_panel_figure_at(&stated, deriver->panel, cell, limit);
    year_to_date(&best, deriver, cell,
                 qoq_panel_metric_known(deriver->panel, cell->metric), limit);
    return settle(&stated, &best);
}

/* "acme/vas/revenue/2024Q4: would be negative" */
static void note_negative(const qoq_deriver *deriver, const qoq_cell *cell)
{
    qoq_buffer name = {0};

    if (!deriver->notes.fn)
        return;
    qoq_cell_format(&name, deriver->panel, cell, NULL);
    qoq_note_send(deriver->notes,
                  (qoq_note){.id = "derived-negative", .level = QOQ_NOTE_NOTE},
                  "%s would be negative, and cannot be; 'qoq explain' shows from what",
                  qoq_buffer_string(&name));
    qoq_buffer_clear(&name);
}

static qoq_figure derive_level(qoq_deriver *deriver, const qoq_cell *cell,
                               derive_log *log)
{
    derive_best best = {.log = log};
    qoq_figure stated;
    const qoq_metric *metric = qoq_panel_metric_known(deriver->panel, cell->metric);

    qoq_panel_figure(&stated, deriver->panel, cell);
    if (cell->measure != QOQ_LEVEL || deriver->only_stated)
        return stated;
    year_to_date(&best, deriver, cell, metric, (qoq_period){0});
    if (!qoq_figure_has(&stated) && !qoq_figure_has(&best.figure)) {
        qoq_derive_remainder(&best, deriver, cell, metric);
        qoq_derive_total(&best, deriver, cell, metric);
    }
    qoq_derive_implied(&best, deriver, cell, metric);
    if (best.refused == QOQ_REASON_NEGATIVE && !log)
        note_negative(deriver, cell);
    return settle(&stated, &best);
}

/* A stock at the end of a half-year or year is the one of the quarter that ends there. */
static qoq_period period_of_kind(const qoq_metric *metric, qoq_period period)
{
    if (metric && metric->kind == QOQ_METRIC_STOCK && period.span != QOQ_SPAN_DATE &&
        period.span != QOQ_SPAN_QUARTER && !qoq_period_is_none(period))
        return qoq_period_last_quarter(period);
    return period;
}

static bool same_cell(const qoq_cell *a, const qoq_cell *b)
{
    return a->entity == b->entity && a->axis == b->axis && a->segment == b->segment &&
           a->metric == b->metric && a->unit == b->unit && a->measure == b->measure &&
           a->adjusted == b->adjusted && qoq_period_equal(a->period, b->period);
}

static uint64_t hash_of(const qoq_cell *c)
{
    uint64_t h = panel_mix((uint64_t)c->entity << 32 | c->axis);

    h = panel_mix(h ^ ((uint64_t)c->segment << 32 | c->metric));
    h = panel_mix(h ^ ((uint64_t)c->unit << 32 | (uint64_t)c->measure << 1 |
                       (uint64_t)c->adjusted));
    return panel_mix(h ^ ((uint64_t)(uint16_t)c->period.year << 32 |
                          (uint64_t)c->period.span << 16 |
                          (uint64_t)c->period.index << 8 | c->period.day));
}

/* Remembers; when memory is out, or two cells share a hash, it only does not remember. */
static void remember(qoq_deriver *deriver, const qoq_cell *cell,
                     const qoq_figure *figure)
{
    uint32_t *place = qoq_panel_map_place(&deriver->memo_of, hash_of(cell));

    if (!place || *place != UINT32_MAX)
        return;
    *place = (uint32_t)deriver->memo_count;
    if (qoq_grow(&deriver->memos, &deriver->memo_room, deriver->memo_count + 1,
                 sizeof *deriver->memos, NULL) != QOQ_OK)
        return;
    deriver->memos[deriver->memo_count++] = (derive_memo){*cell, *figure};
}

static const qoq_ratio *ratio_of_metric(const qoq_panel *panel, uint32_t metric)
{
    return qoq_ratio_find(qoq_panel_text(panel, metric));
}

void qoq_derive_figure(qoq_figure *out, qoq_deriver *deriver, const qoq_cell *cell)
{
    qoq_cell c = *cell;
    uint32_t found;
    const qoq_ratio *ratio = ratio_of_metric(deriver->panel, cell->metric);

    c.period =
        period_of_kind(qoq_panel_metric_known(deriver->panel, c.metric), c.period);
    if (!c.segment)
        c.axis = 0;
    found = qoq_panel_map_find(&deriver->memo_of, hash_of(&c));
    if (found < deriver->memo_count && same_cell(&deriver->memos[found].cell, &c)) {
        *out = deriver->memos[found].figure;
        return;
    }
    if (ratio && c.measure == QOQ_LEVEL)
        qoq_derive_ratio(out, deriver, ratio, &c);
    else
        *out = derive_level(deriver, &c, NULL);
    remember(deriver, &c, out);
}

/* ---- growth ------------------------------------------------------------------------ */

/* The printed growth between two periods, missing when none is printed. */
static qoq_figure printed_growth(const qoq_panel *panel, const qoq_cell *cell,
                                 qoq_period base, bool points)
{
    qoq_figure printed = qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_NOT_STATED);
    qoq_cell c = *cell;

    if (qoq_period_equal(base, qoq_period_year_ago(cell->period))) {
        c.measure = points ? QOQ_CHANGE_PP_YOY : QOQ_YOY;
        c.unit = qoq_panel_unit(panel, c.entity, c.metric, (qoq_measure)c.measure);
        qoq_panel_figure(&printed, panel, &c);
    }
    if (!qoq_figure_has(&printed) &&
        qoq_period_equal(base, qoq_period_previous(cell->period))) {
        c.measure = points ? QOQ_CHANGE_PP_QOQ : QOQ_QOQ;
        c.unit = qoq_panel_unit(panel, c.entity, c.metric, (qoq_measure)c.measure);
        qoq_panel_figure(&printed, panel, &c);
    }
    return printed;
}

bool qoq_derive_is_outdated(const qoq_figure *printed, const qoq_figure *level)
{
    return qoq_figure_has(printed) && qoq_figure_has(level) &&
           level->flags & QOQ_FLAG_RESTATED &&
           qoq_period_compare(printed->vintage, level->vintage) < 0;
}

void qoq_derive_growth(qoq_growth *out, qoq_deriver *deriver, const qoq_cell *cell,
                       qoq_period base_period, qoq_figure *now, qoq_figure *base)
{
    const qoq_metric *metric = qoq_panel_metric_known(deriver->panel, cell->metric);
    bool stock = metric && metric->kind == QOQ_METRIC_STOCK;
    qoq_cell now_cell = *cell, base_cell = *cell;
    qoq_figure now_level, base_level;
    int steps;

    now_cell.period = period_of_kind(metric, cell->period);
    base_cell.period = period_of_kind(metric, base_period);
    qoq_derive_figure(&now_level, deriver, &now_cell);
    qoq_derive_figure(&base_level, deriver, &base_cell);
    if (now)
        *now = now_level;
    if (base)
        *base = base_level;
    if (!stock && !qoq_period_steps(&steps, base_cell.period, now_cell.period)) {
        out->rate = out->change =
            qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_LENGTHS_DIFFER);
        return;
    }
    qoq_growth_of(out, &now_level, &base_level);
    bool points = now_level.unit.kind == QOQ_UNIT_PERCENT ||
                  (metric && metric->kind == QOQ_METRIC_RATIO);
    qoq_figure printed =
        printed_growth(deriver->panel, &now_cell, base_cell.period, points);
    if (!qoq_derive_is_outdated(&printed, &now_level) &&
        !qoq_derive_is_outdated(&printed, &base_level) &&
        !qoq_figure_redefined(&printed, &now_level))
        qoq_growth_join(out, &printed);
}

/* ---- ratios ------------------------------------------------------------------------ */

const qoq_ratio qoq_ratios[] = {
#include "derive_ratios.inc"
    {NULL, NULL, NULL, NULL, NULL},
};

const qoq_ratio *qoq_ratio_find(const char *id)
{
    for (const qoq_ratio *r = qoq_ratios; r->id; r++) {
        if (strcmp(r->id, id) == 0)
            return r;
    }
    return NULL;
}

static void set_metric(qoq_cell *cell, const qoq_panel *panel, const char *metric)
{
    cell->metric = qoq_panel_name(panel, metric);
    cell->unit = qoq_panel_unit(panel, cell->entity, cell->metric, QOQ_LEVEL);
}

/* A ratio from its two levels, and as stated. */
static void derive_ratio(qoq_figure *out, qoq_deriver *deriver, const qoq_ratio *ratio,
                         const qoq_cell *cell, derive_log *log)
{
    derive_sum terms = {
        .of = *cell,
        .terms = {{.cell = *cell, .sign = 1}, {.cell = *cell, .sign = 1}},
        .count = 2};
    qoq_cell whole = *cell;
    derive_best best = {.log = log};
    qoq_figure stated, computed;

    set_metric(&terms.terms[0].cell, deriver->panel, ratio->numerator);
    set_metric(&terms.terms[1].cell, deriver->panel, ratio->denominator);
    for (size_t i = 0; i < 2; i++)
        qoq_derive_figure(&terms.terms[i].figure, deriver, &terms.terms[i].cell);
    qoq_growth_share(&computed, &terms.terms[0].figure, &terms.terms[1].figure);
    if (qoq_figure_has(&computed)) {
        qoq_derive_record(deriver, &computed, QOQ_RULE_RATIO, &terms);
        qoq_derive_offer(&best, deriver, QOQ_RULE_RATIO, &terms, &computed, NULL);
    } else {
        qoq_derive_refuse(&best, deriver, QOQ_RULE_RATIO, &terms,
                          (qoq_reason)computed.reason,
                          qoq_figure_has(&terms.terms[0].figure), 0);
    }
    set_metric(&whole, deriver->panel, ratio->id);
    qoq_panel_figure(&stated, deriver->panel, &whole);
    *out = settle(&stated, &best);
    if (out->state == QOQ_FIGURE_MISSING)
        *out = computed;
}

void qoq_derive_ratio(qoq_figure *out, qoq_deriver *deriver, const qoq_ratio *ratio,
                      const qoq_cell *cell)
{
    derive_ratio(out, deriver, ratio, cell, NULL);
}

/* ---- everything that was tried ------------------------------------------------------- */

qoq_status qoq_derive_attempts(qoq_figure *out, const qoq_attempt **attempts,
                               size_t *count, qoq_deriver *deriver,
                               const qoq_cell *cell, const char *metric, qoq_error *err)
{
    derive_log log = {0};
    qoq_cell c = *cell;
    const qoq_ratio *ratio =
        metric ? qoq_ratio_find(metric) : ratio_of_metric(deriver->panel, cell->metric);

    c.period =
        period_of_kind(qoq_panel_metric_known(deriver->panel, c.metric), c.period);
    if (ratio && c.measure == QOQ_LEVEL)
        derive_ratio(out, deriver, ratio, &c, &log);
    else
        *out = derive_level(deriver, &c, &log);
    qoq_attempt *kept = qoq_arena_calloc(&deriver->arena, log.count + 1, sizeof *kept);
    if (kept && log.count)
        memcpy(kept, log.items, log.count * sizeof *kept);
    *attempts = kept;
    *count = log.count;
    free(log.items);
    return kept && !log.failed ? QOQ_OK : qoq_fail_memory(err);
}

/* ---- the deriver ------------------------------------------------------------------- */

qoq_status qoq_deriver_new(qoq_deriver **out, const qoq_panel *panel, qoq_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return qoq_fail_memory(err);
    (*out)->panel = panel;
    qoq_arena_init(&(*out)->arena);
    return QOQ_OK;
}

void qoq_deriver_free(qoq_deriver *deriver)
{
    if (!deriver)
        return;
    qoq_arena_clear(&deriver->arena);
    qoq_panel_map_clear(&deriver->memo_of);
    free(deriver->memos);
    free(deriver);
}

const qoq_panel *qoq_deriver_panel(const qoq_deriver *deriver)
{
    return deriver->panel;
}

void qoq_deriver_only_stated(qoq_deriver *deriver)
{
    deriver->only_stated = true;
}

void qoq_deriver_notes(qoq_deriver *deriver, qoq_note_sink notes)
{
    deriver->notes = notes;
}

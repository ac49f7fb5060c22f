/* What rows are of: metric, part, basis and unit from the label and from the headings that
 * it stands under. */
#include <string.h>

#include "extract/table_private.h"

enum { MOST_HEADINGS = 6 };

/* A line of the table that holds for rows below it. */
typedef struct heading {
    saying says;
    uint16_t indent;
    bool deeper;   /* what follows is set in from it */
    bool followed; /* a row was read under it */
    uint32_t at;   /* its row */
} heading;

/* Where the reading of rows stands. */
typedef struct walk {
    table *t;
    heading stack[MOST_HEADINGS];
    size_t depth;
    saying closed;   /* the heading that ended last, for the total of its rows */
    uint8_t basis;   /* of a heading that says nothing else: until the next such */
    units scale;     /* the same of units: "For the period (in HK$ million)" */
    uint32_t last;   /* body row with a metric of its own before this one; UINT32_MAX */
    uint32_t before; /* the row of levels before this one; UINT32_MAX = none */
    bool last_noise;
    bool last_was_label;
} walk;

static bool is_basis_only(const saying *s)
{
    return s->basis && !s->definition && !s->open.len && !s->has_segment && !s->periods;
}

/* Headings that no longer hold for a line set in this far. */
static void leave(walk *w, uint16_t indent, bool label)
{
    while (w->depth > 0) {
        const heading *top = &w->stack[w->depth - 1];
        bool over = top->indent > indent ||
                    (top->indent == indent && (label ? top->followed : top->deeper));
        if (!over)
            break;
        w->closed = top->says;
        w->depth--;
    }
}

static void enter(walk *w, const row *r, uint32_t index)
{
    saying says;
    saying_read(w->t->r, &says, r->label);
    if (is_basis_only(&says)) {
        w->basis = says.basis;
        w->depth = 0;
        return;
    }
    if ((says.units.money || says.units.any) && !says.definition && !says.has_segment)
        w->scale = says.units;
    leave(w, r->indent, true);
    memset(&w->closed, 0, sizeof w->closed);
    w->before = UINT32_MAX;
    if (!says.part)
        w->last = UINT32_MAX; /* what follows is under the heading, not under a row */
    if (says.attributable && w->last_noise)
        says.noise = true;
    if (w->depth == MOST_HEADINGS) {
        memmove(&w->stack[0], &w->stack[1], (MOST_HEADINGS - 1) * sizeof w->stack[0]);
        w->depth--;
    }
    w->stack[w->depth++] = (heading){.says = says, .indent = r->indent, .at = index};
}

/* Is a row under this heading none of the company's figures because the heading is none? A
 * line of a form that was left empty looks like a heading, but has nothing under it:
 * 退保金 above 销售费用, neither with a colon nor set in. */
static bool covers(const walk *w, const heading *h, const row *r)
{
    if (h->says.adjustment)
        return true;
    return h->says.noise && !h->says.groups &&
           (!w->t->grid->aligned || h->says.colon || r->indent > h->indent);
}

/* "Total", not set in, below rows that are: the total of the list that it closes. */
static bool is_total_only(const saying *s)
{
    return s->total && !s->subtotal && !s->definition && !s->has_segment &&
           s->foreign < 2 && !s->noise;
}

/* What all headings above say together, the nearest first. */
static void gather(walk *w, row *r)
{
    saying *c = &r->context;
    memset(c, 0, sizeof *c);
    for (size_t i = w->depth; i-- > 0;) {
        heading *h = &w->stack[i];
        if (h->indent > r->indent)
            continue;
        if (!h->followed && r->indent > h->indent)
            h->deeper = true;
        h->followed = true;
        if (h->says.open.len && !h->says.has_segment && !c->open.len &&
            !c->has_segment && !h->says.definition) {
            c->open = h->says.open;
            c->foreign = h->says.foreign;
        }
        saying_fill(c, &h->says);
        c->noise = c->noise || covers(w, h, r);
        c->groups = c->groups || (h->says.noise && h->says.groups);
        c->attributable = c->attributable || h->says.attributable;
    }
    if (!c->basis)
        c->basis = w->basis;
    if (is_total_only(&r->says) && !c->definition && w->closed.metrics == 1)
        saying_fill(c, &w->closed);
    units_fill(&c->units, &w->scale);
}

/* ---- roles ------------------------------------------------------------------------- */

static void take_metric(row *r, const saying *s)
{
    r->metric = s->metric;
    r->definition = s->definition;
}

static void take_part(row *r)
{
    const saying *s = &r->says;
    r->has_segment = true;
    if (s->has_segment && (s->foreign < 2 || !s->open.len)) {
        r->segment = s->segment;
        return;
    }
    r->segment = (part){NULL, s->open};
    r->open = true;
}

/* "% of revenue" below the operating income is its margin. */
static const qoq_metric *ratio_of_last(const walk *w, const saying *s)
{
    const qoq_metric *metrics = NULL;
    size_t n = qoq_lexicon_metrics(w->t->r->lexicon, &metrics);
    if (w->last == UINT32_MAX || strcmp(s->definition->id, "revenue_share") != 0)
        return NULL;
    const qoq_metric *of = w->t->rows[w->last].definition;
    for (size_t i = 0; of && i < n; i++) {
        if (metrics[i].kind == QOQ_METRIC_RATIO && metrics[i].parent[0] &&
            strcmp(metrics[i].parent, of->id) == 0 &&
            metrics[i].unit == QOQ_UNIT_PERCENT)
            return &metrics[i];
    }
    return NULL;
}

/* "Bakery revenue", "Revenue, Offshore Vessels", 分部收入. */
static void own_metric(const walk *w, row *r)
{
    const saying *s = &r->says;
    take_metric(r, s);
    r->by_name = true;
    bool named = s->has_segment || s->foreign >= 2;
    const qoq_metric *ratio = named ? NULL : ratio_of_last(w, s);
    if (ratio) {
        r->definition = ratio;
        r->role = ROLE_METRIC;
        r->context.basis =
            r->says.basis ? r->says.basis : w->t->rows[w->last].says.basis;
    } else if (s->metrics > 1) {
        r->role = ROLE_NONE;
    } else if (!named) {
        r->role = s->total ? ROLE_TOTAL : ROLE_METRIC;
    } else if (s->definition->by_part) {
        r->role = ROLE_PART;
        take_part(r);
    } else {
        r->role = s->foreign >= 2 ? ROLE_UNKNOWN : ROLE_METRIC;
    }
}

static void take_over(row *r, const row *of)
{
    r->metric = of->metric;
    r->definition = of->definition;
    r->segment = of->segment;
    r->has_segment = of->has_segment;
    r->open = of->open;
    r->role = of->role;
    r->by_name = of->by_name;
    r->proven = of->proven;
}

void table_changes(table *t, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i < last; i++) {
        row *r = &t->rows[i];
        if (r->kind != ROW_BODY || !r->amounts || r->parent != r->amounts)
            continue;
        const row *of = &t->rows[r->amounts - 1];
        take_over(r, of);
        if (of->label.len == 0 && !of->proven)
            r->role = ROLE_NONE; /* of we do not know what */
    }
}

/* A growth or share in a row of its own belongs to the row before, whatever that is of. */
static bool says_measure_only(const saying *s)
{
    return !s->definition && s->foreign < 2 && !s->has_segment &&
           (s->measure != SAYS_LEVEL || s->change);
}

static void measure_of_row(walk *w, row *r)
{
    const row *of = w->before == UINT32_MAX ? NULL : &w->t->rows[w->before];
    if (!of || of->noise || of->role == ROLE_NONE || of->role == ROLE_UNKNOWN) {
        r->role = ROLE_NONE;
        r->noise = of && of->noise;
        return;
    }
    take_over(r, of);
    r->parent = w->before + 1;
    r->amounts = w->before + 1;
    r->measure = r->says.measure == SAYS_LEVEL ? SAYS_GROWTH : r->says.measure;
    r->base = r->says.base;
}

static bool holds_percents(const table *t, const row *r)
{
    for (uint32_t i = 0; i < r->count; i++) {
        const cell *c = &t->cells[r->first + i];
        if (c->kind == CELL_NUMBER && c->quantity.unit.kind == QOQ_UNIT_PERCENT &&
            t->columns[c->place->column].says.measure == SAYS_LEVEL)
            return true;
    }
    return false;
}

/* "Revenue growth YoY", 毛利率同比变动; 毛利增長 only where percentages follow. */
static bool grows_by_name(const table *t, const row *r)
{
    const saying *s = &r->says;
    if (!r->by_name || s->measure == SAYS_SHARE)
        return false;
    if (s->measure == SAYS_GROWTH || (s->change && s->units.points))
        return true;
    return s->change && r->definition->kind != QOQ_METRIC_RATIO && holds_percents(t, r);
}

/* The row of what changed is looked for above it. */
static void growth_by_name(walk *w, row *r)
{
    const saying *s = &r->says;
    uint32_t index = (uint32_t)(r - w->t->rows);
    if (!grows_by_name(w->t, r))
        return;
    r->measure = SAYS_GROWTH;
    r->base = s->base;
    for (uint32_t i = index; i-- > rows_from(index);) {
        const row *of = &w->t->rows[i];
        bool same = of->kind == ROW_BODY && of->by_name && of->measure == SAYS_LEVEL &&
                    of->definition == r->definition && of->says.basis == s->basis &&
                    of->has_segment == r->has_segment;
        if (same &&
            (!r->has_segment || qoq_slice_equal(of->segment.name, r->segment.name))) {
            r->amounts = i + 1;
            return;
        }
    }
}

/* 其中：企业版订阅, "– Specialty", set in under a row with a metric: parts of that row. */
static bool is_part_of_last(walk *w, const row *r)
{
    if (w->last == UINT32_MAX)
        return false;
    const row *of = &w->t->rows[w->last];
    if (!of->definition || !of->definition->by_part || of->has_segment)
        return false;
    return r->says.part || r->says.dash || r->indent > of->indent;
}

static void unnamed(walk *w, row *r)
{
    const saying *s = &r->says;
    const saying *c = &r->context;
    bool named = s->has_segment || s->open.len > 0;
    if (is_part_of_last(w, r) && named) {
        const row *of = &w->t->rows[w->last];
        r->metric = of->metric;
        r->definition = of->definition;
        r->parent = w->last + 1;
        r->role = ROLE_PART;
        take_part(r);
        return;
    }
    if (c->definition && c->metrics < 2)
        take_metric(r, c);
    if (named && !(s->total && s->foreign < 2 && !s->has_segment)) {
        r->role = ROLE_PART;
        take_part(r);
        if (s->total)
            r->role = ROLE_NONE; /* 流动资产合计: a total of we do not know what */
        return;
    }
    r->role = s->total || s->company || r->label.len == 0 || s->periods || s->relative
                  ? ROLE_TOTAL
                  : ROLE_UNKNOWN;
}

static qoq_slice name_of(const saying *s)
{
    return s->has_segment && s->foreign < 2 ? s->segment.name : s->open;
}

/* "Total Domestic Commerce" closes what "Domestic Commerce:" opened: it is the part's own
 * figure, and the rows between are parts of it. */
static void close_group(walk *w, row *r, uint32_t index)
{
    qoq_slice name = name_of(&r->says);
    for (size_t i = w->depth; r->says.total && name.len > 0 && i-- > 0;) {
        const heading *h = &w->stack[i];
        qoq_slice opened = name_of(&h->says);
        if (!qoq_slice_equal(opened, name) || h->says.definition)
            continue;
        for (uint32_t k = h->at + 1; k < index; k++) {
            if (w->t->rows[k].kind == ROW_BODY && !w->t->rows[k].parent)
                w->t->rows[k].parent = index + 1;
        }
        if (r->role == ROLE_NONE && !r->noise)
            r->role = ROLE_PART;
        w->depth = i;
        w->last = UINT32_MAX;
        return;
    }
}

/* Under "Americas:" rows with metrics that parts have are the part's. */
static void part_from_heading(row *r)
{
    const saying *c = &r->context;
    if (r->role != ROLE_METRIC && r->role != ROLE_TOTAL)
        return;
    if (!r->by_name || !r->definition->by_part || r->has_segment)
        return;
    if (c->has_segment) {
        r->segment = c->segment;
    } else if (c->foreign >= 2 && c->open.len && !c->definition) {
        r->segment = (part){NULL, c->open};
        r->open = true;
    } else {
        return;
    }
    r->has_segment = true;
    r->role = ROLE_PART;
}

/* 其中：利息费用 under 财务费用: some of it, in another word for the same. */
static bool is_component(const walk *w, const row *r)
{
    if (!r->says.part || w->last == UINT32_MAX || !r->says.definition ||
        r->says.definition->by_part)
        return false;
    return w->t->rows[w->last].definition == r->says.definition;
}

/* "Subscriptions" under "Revenue:" are no subscribers but what is paid for them. */
static void name_of_part(row *r)
{
    saying *s = &r->says;
    const qoq_metric *above = r->context.definition;
    if (!s->definition || s->definition->unit != QOQ_UNIT_COUNT || !above ||
        above->unit != QOQ_UNIT_MONEY || !above->by_part)
        return;
    s->definition = NULL;
    s->metric = NULL;
    s->metrics = 0;
    s->open = r->label;
    s->foreign = 2;
}

/* Cash under 流动资产 is the company's, unlike what nobody knows and unlike 借款 under
 * 流动负债, which are a part of them; 经营活动产生的现金流量净额 is
 * what everything above adds up to. */
static bool is_covered(const row *r)
{
    const qoq_metric *m = r->says.definition;
    if (r->context.noise)
        return !m || !m->sums_up;
    return r->context.groups &&
           (!m || (m->kind == QOQ_METRIC_STOCK && m->sense < 0 && !m->sums_up));
}

/* Do the numbers of a row stand for amounts? A percent sign, or a column of percentages,
 * says no. */
static bool holds_amounts(const table *t, const row *r)
{
    size_t amounts = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        const cell *c = &t->cells[r->first + i];
        const column *over = &t->columns[c->place->column];
        if (!over->numeric || (c->kind != CELL_NUMBER && c->kind != CELL_YEAR) ||
            over->says.measure != SAYS_LEVEL || over->says.units.percent)
            continue;
        if (c->quantity.unit.kind == QOQ_UNIT_PERCENT || r->says.units.percent)
            return false;
        amounts += c->quantity.unit.kind == QOQ_UNIT_MONEY ||
                   c->quantity.currency_open || c->quantity.digits > 3;
    }
    return amounts > 0;
}

/* American reports call the gross profit gross margin: "Gross margin 35,885". */
static void amount_of_ratio(walk *w, row *r)
{
    const qoq_metric *ratio = r->definition;
    if (!ratio || ratio->kind != QOQ_METRIC_RATIO || !ratio->parent[0] ||
        !holds_amounts(w->t, r))
        return;
    r->definition = qoq_lexicon_metric(w->t->r->lexicon, qoq_slice_of(ratio->parent));
}

static void judge(walk *w, row *r)
{
    const saying *s = &r->says;
    name_of_part(r);
    if (s->noise || s->adjustment || s->previous || s->elimination || s->in_currency ||
        is_covered(r) || is_component(w, r)) {
        r->role = ROLE_NONE;
        r->noise = true;
        return;
    }
    if (s->definition)
        own_metric(w, r);
    else if (says_measure_only(s))
        measure_of_row(w, r);
    else
        unnamed(w, r);
    growth_by_name(w, r);
    amount_of_ratio(w, r);
    part_from_heading(r);
}

static void read_row(walk *w, uint32_t index)
{
    row *r = &w->t->rows[index];
    saying_read(w->t->r, &r->says, r->label);
    leave(w, r->indent, false);
    gather(w, r);
    judge(w, r);
    close_group(w, r, index);
    w->last_noise = r->noise;
    if (r->measure == SAYS_LEVEL)
        w->before = index;
    if (r->by_name && r->measure == SAYS_LEVEL && r->role != ROLE_UNKNOWN)
        w->last = index;
    /* what is no part of the row before ends its list */
    if (r->noise || r->role == ROLE_UNKNOWN ||
        (r->role == ROLE_PART && !r->parent && !r->by_name))
        w->last = r->role == ROLE_PART ? UINT32_MAX : w->last;
}

/* The only metric that is a part of the other; NULL = none, or several. */
static const qoq_metric *only_child(const table *t, const qoq_metric *of)
{
    const qoq_metric *metrics = NULL, *found = NULL;
    size_t n = qoq_lexicon_metrics(t->r->lexicon, &metrics);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(metrics[i].parent, of->id) != 0)
            continue;
        if (found)
            return NULL;
        found = &metrics[i];
    }
    return found;
}

/* "Total stockholders' equity" above "Total equity" is what the owners have of it. */
static void part_equity(table *t, uint32_t first, uint32_t last)
{
    row *above = NULL;
    for (uint32_t i = first; i < last; i++) {
        row *r = &t->rows[i];
        if (r->kind != ROW_BODY || r->noise || !r->by_name || r->has_segment ||
            !r->definition || !r->definition->sums_up ||
            r->definition->kind != QOQ_METRIC_STOCK)
            continue;
        const qoq_metric *child = above && above->definition == r->definition
                                      ? only_child(t, r->definition)
                                      : NULL;
        if (child && !r->says.company)
            above->definition = child;
        above = r;
    }
}

static bool is_unnamed_total(const row *r)
{
    return r->kind == ROW_BODY && r->role == ROLE_TOTAL && !r->by_name;
}

/* 小计 is the whole only where it is the only total there is. */
static void drop_subtotals(table *t, uint32_t first, uint32_t last)
{
    size_t totals = 0;
    for (uint32_t i = first; i < last; i++)
        totals += is_unnamed_total(&t->rows[i]) && t->rows[i].says.total;
    for (uint32_t i = first; i < last && totals > 1; i++) {
        row *r = &t->rows[i];
        if (!is_unnamed_total(r) || !r->says.subtotal)
            continue;
        r->role = ROLE_NONE;
        r->noise = true;
    }
}

/* Of all segments together: "Segment operating income", "Total segment profit". */
static bool is_of_segments(const row *r)
{
    return (r->role == ROLE_METRIC || r->role == ROLE_TOTAL) && r->by_name &&
           (r->says.segment_noun || r->says.segments);
}

/* "Segment operating income" beside "Total operating income" is what the segments made
 * before what is not theirs. */
static void drop_segment_sums(table *t, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i < last; i++) {
        row *r = &t->rows[i];
        if (r->kind != ROW_BODY || !is_of_segments(r))
            continue;
        uint32_t from = rows_from(i) > first ? rows_from(i) : first;
        for (uint32_t k = from; k < rows_to(i, last); k++) {
            const row *other = &t->rows[k];
            if (other->kind == ROW_BODY && other->by_name && !other->has_segment &&
                !is_of_segments(other) && other->definition == r->definition) {
                r->role = ROLE_NONE;
                r->noise = true;
            }
        }
    }
}

static bool opens(const row *r)
{
    return r->kind == ROW_BODY && r->says.relative == RELATIVE_OPENING;
}

static bool closes(const row *r)
{
    return r->kind == ROW_BODY && (r->says.relative == RELATIVE_CLOSING ||
                                   r->says.relative == RELATIVE_CURRENT);
}

/* What stands between 期初 and 期末 moves one balance and is no figure of the period. */
static void drop_movements(table *t, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i < last; i++) {
        uint32_t end = i + 1;
        if (!opens(&t->rows[i]))
            continue;
        uint32_t far = rows_to(i, last);
        while (end < far && !closes(&t->rows[end]))
            end++;
        for (uint32_t k = i; end < far && k <= end; k++) {
            if (k == end && t->rows[k].by_name)
                continue; /* the balance at the end of the period */
            t->rows[k].role = ROLE_NONE;
            t->rows[k].noise = true;
        }
    }
}

void table_rows(table *t, uint32_t first, uint32_t last)
{
    walk w;
    memset(&w, 0, sizeof w);
    w.t = t;
    w.last = w.before = UINT32_MAX;
    w.basis = t->basis;
    /* a heading over headings: it belongs to the rows below them */
    while (first > 0 && t->rows[first - 1].kind == ROW_LABEL &&
           !t->rows[first - 1].claimed)
        first--;
    for (uint32_t i = first; i < last; i++) {
        row *r = &t->rows[i];
        if (r->kind == ROW_BODY)
            read_row(&w, i);
        else if (r->kind == ROW_LABEL && !r->claimed && r->label.len > 0)
            enter(&w, r, i);
    }
    t->basis = w.basis;
    drop_movements(t, first, last);
    drop_subtotals(t, first, last);
    part_equity(t, first, last);
    drop_segment_sums(t, first, last);
}

/* What columns are: period, measure, basis and part from the headings above them. */
#include <string.h>

#include "extract/table_private.h"
#include "words/lexicon_fixed.h"

enum { MOST_STACK = 12 };

/* ---- periods ------------------------------------------------------------------------ */

static bool is_year_only(const qoq_period_phrase *p)
{
    return (p->year || p->has_offset) && p->span == QOQ_SPAN_NONE && !p->months &&
           !p->month && !p->point;
}

static void end_of_main(const table *t, int *month, int *day)
{
    int year;
    qoq_period_end(t->r->main, t->r->calendar, &year, month, day);
}

/* How many different years do columns name that name nothing else? */
static size_t years_named(const table *t)
{
    int16_t seen[8];
    size_t n = 0;
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++) {
        const saying *s = &t->columns[i].says;
        size_t k = 0;
        if (!t->columns[i].numeric || !s->periods || !is_year_only(&s->period))
            continue;
        while (k < n && seen[k] != s->period.year)
            k++;
        if (k == n && n < 8)
            seen[n++] = s->period.year;
    }
    return n;
}

/* "2024" over a column: the year, or that year's quarter where the table or the document
 * talks of quarters and compares two years. */
static void complete_year(const table *t, qoq_period_phrase *p)
{
    const qoq_period_phrase *c = &t->caption.period;
    if (t->caption.periods && (c->span != QOQ_SPAN_NONE || c->months || c->month)) {
        qoq_period_phrase filled = *c;
        filled.year = p->year;
        filled.date_year = c->span != QOQ_SPAN_NONE && c->month ? 0 : p->year;
        if (!(c->span != QOQ_SPAN_NONE && c->month))
            filled.date_year = 0;
        filled.has_offset = p->has_offset;
        filled.year_offset = p->year_offset;
        *p = filled;
        return;
    }
    int gap = t->r->main.year - p->year;
    if (!qoq_period_is_none(t->r->main) && years_named(t) <= 2 && gap >= 0 &&
        gap <= 1) {
        p->span = t->r->main.span;
        p->index = t->r->main.index;
    } else {
        p->span = QOQ_SPAN_YEAR;
        p->index = 1;
    }
}

static qoq_period resolve(const table *t, const qoq_period_phrase *p)
{
    return t->r->host.resolve(t->r->host.data, p);
}

static void set_period(const table *t, column *c, qoq_period_phrase p)
{
    bool dated = p.month && !p.months && p.span == QOQ_SPAN_NONE;
    if (p.months && !p.month && p.year && p.span == QOQ_SPAN_NONE &&
        !qoq_period_is_none(t->r->main)) {
        int month, day;
        end_of_main(t, &month, &day);
        p.month = (uint8_t)month;
        p.day = (uint8_t)day;
    }
    if (is_year_only(&p) && c->says.to_date && p.year &&
        !qoq_period_is_none(t->r->main)) {
        c->period = table_to_date(t->r->main); /* "YTD 2025" */
        c->period.year = p.year;
        c->point = qoq_period_last_quarter(c->period);
        return;
    }
    if (is_year_only(&p))
        complete_year(t, &p);
    if (dated) {
        qoq_period_phrase point = p;
        point.point = true;
        c->point = resolve(t, &point);
        const qoq_period_phrase *cap = &t->caption.period;
        /* a date over a flow is its end; how long it was the caption tells */
        if (t->caption.periods && cap->months)
            p.months = cap->months;
        else if (t->caption.periods && cap->span != QOQ_SPAN_NONE && !cap->month)
            p.months = (uint8_t)qoq_period_months(
                qoq_period_of(2000, (qoq_span)cap->span, cap->index));
        else if (!qoq_period_is_none(t->r->main) && t->r->main.span != QOQ_SPAN_DATE)
            p.months = (uint8_t)qoq_period_months(t->r->main);
        c->dated = true;
        p.point = false;
        if (p.months)
            c->period = resolve(t, &p);
        return;
    }
    c->period = resolve(t, &p);
    if (!qoq_period_is_none(c->period) && c->period.span != QOQ_SPAN_DATE)
        c->point = qoq_period_last_quarter(c->period);
    else if (c->period.span == QOQ_SPAN_DATE)
        c->point = c->period;
}

/* The first quarter, half, nine months or year that ends where the period ends. */
qoq_period table_to_date(qoq_period main)
{
    qoq_period last = qoq_period_last_quarter(main);
    switch (last.index) {
    case 1:
        return last;
    case 2:
        return qoq_period_of(last.year, QOQ_SPAN_HALF, 1);
    case 3:
        return qoq_period_of(last.year, QOQ_SPAN_NINE, 1);
    default:
        return qoq_period_of(last.year, QOQ_SPAN_YEAR, 1);
    }
}

static qoq_period opening_of(qoq_period main)
{
    qoq_period last = qoq_period_last_quarter(main);
    return qoq_period_quarter(last.year - 1, 4);
}

/* 本期 in a table whose caption says 年初到报告期末, or below 2024年1-9月. */
static qoq_period current_of(const table *t, const column *c)
{
    if (c->says.periods == 1 && !c->says.period.has_offset) {
        qoq_period over = resolve(t, &c->says.period);
        if (!qoq_period_is_none(over) && over.span != QOQ_SPAN_DATE &&
            !c->says.period.point)
            return over;
    }
    if (t->caption.relative == RELATIVE_TO_DATE)
        return table_to_date(t->r->main);
    if (t->caption.periods == 1 && !t->caption.period.has_offset) {
        qoq_period said = resolve(t, &t->caption.period);
        if (!qoq_period_is_none(said) && said.span != QOQ_SPAN_DATE)
            return said;
    }
    return t->r->main;
}

/* Where balances are closed: at the date above 期末余额, else at the end of the report. */
static qoq_period closing_of(const table *t, const column *c)
{
    if (c->says.periods == 1 && !c->says.period.has_offset) {
        qoq_period over = resolve(t, &c->says.period);
        if (!qoq_period_is_none(over) && over.span != QOQ_SPAN_DATE)
            return qoq_period_last_quarter(over);
    }
    return qoq_period_last_quarter(t->r->main);
}

static void set_relative(const table *t, column *c)
{
    qoq_period now = current_of(t, c);
    if (qoq_period_is_none(now))
        return;
    switch (c->says.relative) {
    case RELATIVE_YEAR_AGO:
        now = qoq_period_year_ago(now);
        break;
    case RELATIVE_QUARTER_AGO:
        now = qoq_period_previous(now);
        break;
    case RELATIVE_TO_DATE:
        now = table_to_date(t->r->main);
        break;
    case RELATIVE_TO_DATE_YEAR_AGO:
        now = qoq_period_year_ago(table_to_date(t->r->main));
        break;
    case RELATIVE_CLOSING:
        c->point = closing_of(t, c);
        return;
    case RELATIVE_OPENING:
        c->point = opening_of(closing_of(t, c));
        return;
    default:
        break;
    }
    c->period = now;
    c->point = qoq_period_last_quarter(now);
}

/* ---- headings ----------------------------------------------------------------------- */

static uint32_t count_numeric(const table *t)
{
    uint32_t n = 0;
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++)
        n += t->columns[i].numeric;
    return n;
}

/* 集團, 公司: of whom the columns below are. */
static bool is_consolidation(const qoq_slice line)
{
    char text[64];
    if (line.len == 0 || line.len > 20)
        return false;
    size_t len = qoq_text_fold_all(line.ptr, line.len, text, NULL);
    return qoq_fixed_word_is(QOQ_FIXED_consolidated, text, len) ||
           qoq_fixed_word_is(QOQ_FIXED_unconsolidated, text, len);
}

/* Three Months Ended, 止三個月: a length, and no year; or whose the columns are. */
static bool heads_several(table *t, const cell *c)
{
    saying s;
    if (c->kind != CELL_TEXT || !table_is_over_numbers(t, c))
        return false;
    if (is_consolidation(table_text(t, c->place)))
        return true;
    saying_read(t->r, &s, table_text(t, c->place));
    return s.periods == 1 && s.period.months && !s.period.year;
}

/* Does the cell stand over columns of its share, and over no others: the numeric columns of
 * these ranks? */
static bool is_over_share(const table *t, const cell *c, uint32_t first_rank,
                          uint32_t share)
{
    uint32_t rank = 0, inside = 0, end = c->place->column + c->place->columns;
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++) {
        if (!t->columns[i].numeric)
            continue;
        if (i >= c->place->column && i < end) {
            if (rank < first_rank || rank >= first_rank + share)
                return false;
            inside++;
        }
        rank++;
    }
    return inside > 0;
}

/* In aligned text a heading over several columns may be found over the one below its
 * middle. Lengths that part the columns evenly are each over their share of them. */
static const cell *several_over(table *t, const row *r, uint32_t index)
{
    const cell *lengths[8];
    uint32_t count = 0, numeric = count_numeric(t), rank = 0;
    if (!t->grid->aligned)
        return NULL;
    for (uint32_t k = 0; k < r->count && count < 8; k++) {
        if (heads_several(t, &t->cells[r->first + k]))
            lengths[count++] = &t->cells[r->first + k];
    }
    if (count < 2 || numeric % count != 0 || numeric == count)
        return NULL;
    uint32_t share = numeric / count;
    for (uint32_t k = 0; k < count; k++) {
        if (!is_over_share(t, lengths[k], k * share, share))
            return NULL;
    }
    for (uint32_t i = t->first_numeric; i < index; i++)
        rank += t->columns[i].numeric;
    return lengths[rank / share];
}

static bool is_heading(const table *t, const cell *c)
{
    return (c->kind == CELL_TEXT || c->kind == CELL_YEAR) && c->place->len > 0 &&
           table_is_over_numbers(t, c);
}

/* Is there a row of headings below with one over every column? */
static bool is_row_below_full(const table *t, uint32_t row_index, uint32_t last,
                              uint32_t numeric)
{
    for (uint32_t i = row_index + 1; i < last; i++) {
        const row *r = &t->rows[i];
        uint32_t headings = 0;
        for (uint32_t k = 0; r->kind == ROW_HEADER && k < r->count; k++)
            headings += is_heading(t, &t->cells[r->first + k]);
        if (headings == numeric)
            return true;
    }
    return false;
}

/* Markdown and files of values have no cells over several columns: what stands over the first
 * of some, with nothing over the others, is over all of them where it parts the columns
 * evenly. */
static const cell *spread_over(const table *t, uint32_t row_index, uint32_t last,
                               uint32_t index)
{
    enum { MOST_SPREAD = 8, MOST_WIDE = 64 };
    const row *r = &t->rows[row_index];
    const cell *found[MOST_SPREAD];
    uint32_t count = 0, numeric = count_numeric(t), rank = 0, at = 0;
    if (t->grid->aligned || numeric > MOST_WIDE || r->count > MOST_WIDE)
        return NULL;
    for (uint32_t k = 0; k < r->count; k++) {
        const cell *c = &t->cells[r->first + k];
        if (!is_heading(t, c))
            continue;
        if (c->place->columns > 1 || count == MOST_SPREAD)
            return NULL;
        found[count++] = c;
    }
    if (count == 0 || numeric % count != 0 || numeric == count ||
        !is_row_below_full(t, row_index, last, numeric))
        return NULL;
    uint32_t share = numeric / count;
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++) {
        if (!t->columns[i].numeric)
            continue;
        if (at % share == 0 && found[at / share]->place->column != i)
            return NULL;
        rank = i == index ? at : rank;
        at++;
    }
    return found[rank / share];
}

/* Does the heading end in 及, and, so that it must go on below? */
static bool is_unfinished(table *t, const cell *c)
{
    saying s;
    if (c->place->len > 60)
        return false;
    saying_read(t->r, &s, table_text(t, c->place));
    return s.unfinished;
}

/* 金融科技及 stands over the column in which it goes on to be a term: 企業服務, not 其他
 * beside it. UINT32_MAX: nothing shows that it belongs to another column. */
static uint32_t home_of(table *t, uint32_t row_index, const cell *c)
{
    uint32_t home = UINT32_MAX, from = c->place->column, to = from + c->place->columns;
    uint32_t below = row_index + 1;
    if (!t->grid->aligned || below >= t->grid->rows ||
        t->rows[below].kind != ROW_HEADER)
        return home;
    bool unfinished = is_unfinished(t, c);
    from = from > t->first_numeric ? from - 1 : from;
    for (uint32_t k = from; k <= to && k < t->grid->columns; k++) {
        const cell *rest = table_cell(t, below, k);
        qoq_slice lines[2] = {table_text(t, c->place), {NULL, 0}};
        if (!rest || rest->kind != CELL_TEXT)
            continue;
        lines[1] = table_text(t, rest->place);
        if (unfinished ? table_is_one_label(t, lines, 2)
                       : table_word_goes_on(t, lines)) {
            if (home != UINT32_MAX)
                return UINT32_MAX;
            home = k;
        }
    }
    return home;
}

/* The same, found once: every column near the cell asks. */
static uint32_t known_home(table *t, uint32_t row_index, cell *c)
{
    if (c->home == 0)
        c->home = home_of(t, row_index, c) + 2; /* none, UINT32_MAX, becomes 1 */
    return c->home - 2;
}

/* The cells over a column, from top to bottom. */
static size_t stack_over(table *t, uint32_t index, uint32_t first, uint32_t last,
                         const cell **out)
{
    size_t n = 0;
    for (uint32_t i = first; i < last; i++) {
        const row *r = &t->rows[i];
        if (r->kind != ROW_HEADER)
            continue;
        const cell *length = several_over(t, r, index);
        if (!length)
            length = spread_over(t, i, last, index);
        if (length && n < MOST_STACK) {
            out[n++] = length;
            continue;
        }
        for (uint32_t k = 0; k < r->count && n < MOST_STACK; k++) {
            cell *c = &t->cells[r->first + k];
            uint32_t from = c->place->column, to = from + c->place->columns;
            uint32_t home = UINT32_MAX;
            if (!table_is_over_numbers(t, c) || c->kind == CELL_NOTHING ||
                to + 1 < index || from > index + 1)
                continue;
            if (c->kind == CELL_TEXT &&
                !(from == index && to == index + 1 && !t->grid->aligned))
                home = known_home(t, i, c);
            if (home == UINT32_MAX ? from <= index && index < to : home == index)
                out[n++] = c;
        }
    }
    return n;
}

/* 千港元 below 零售 is no part of the name. */
static bool is_unit_line(table *t, qoq_slice line)
{
    saying s;
    saying_read(t->r, &s, line);
    return (s.units.money || s.units.any) && !s.periods && !s.definition &&
           !s.has_segment && s.foreign < 2;
}

/* 調整 over all columns was meant for those between the first and the last. */
static void forget_wide(table *t, column *c, const cell **stack, size_t n)
{
    qoq_slice lines[MOST_STACK];
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool all = stack[i]->place->columns + t->first_numeric >= t->grid->columns;
        if (!all || stack[i]->place->columns == 1)
            lines[kept++] = label_without_notes(t->r, table_text(t, stack[i]->place));
    }
    saying narrow;
    saying_read(t->r, &narrow, table_join(t, lines, kept));
    c->says.adjustment = narrow.adjustment;
    c->says.noise = narrow.noise;
}

/* Are there numbers in the column that can be no percentages? */
static bool holds_amounts(const table *t, const column *c)
{
    size_t amounts = 0, percents = 0;
    for (uint32_t i = 0; i < t->grid->rows; i++) {
        const cell *k = t->rows[i].kind == ROW_BODY
                            ? table_cell(t, i, (uint32_t)(c - t->columns))
                            : NULL;
        if (!k || k->kind != CELL_NUMBER)
            continue;
        percents += k->quantity.unit.kind == QOQ_UNIT_PERCENT;
        amounts += k->quantity.unit.kind != QOQ_UNIT_PERCENT && k->quantity.digits > 3;
    }
    return amounts > percents;
}

/* Reads the stack as one text, so that what was broken over lines comes together. Units are
 * read apart from it: in "2024 RMB'000" there is no amount. */
static void read_lines(table *t, saying *out, const qoq_slice *lines, size_t n)
{
    qoq_slice words[MOST_STACK], scales[MOST_STACK];
    size_t worded = 0, scaled = 0;
    for (size_t i = 0; i < n; i++) {
        if (is_unit_line(t, lines[i]))
            scales[scaled++] = lines[i];
        else
            words[worded++] = lines[i];
    }
    saying_read(t->r, out, table_join(t, words, worded));
    if (scaled == 0)
        return;
    saying unit;
    saying_read(t->r, &unit, table_join(t, scales, scaled));
    units_fill(&out->units, &unit.units);
}

/* "Braking" over 2025 and 2024, beside "Steering" over the same: the name of both. What stands
 * over all columns is a title. */
static void take_shared_name(table *t, column *c, const cell **stack, size_t n)
{
    uint32_t numeric = count_numeric(t);
    for (size_t i = n; i-- > 0;) {
        saying s;
        const cell *k = stack[i];
        if (k->place->columns < 2 || k->place->columns >= numeric)
            continue;
        saying_read(t->r, &s, label_without_notes(t->r, table_text(t, k->place)));
        if (s.foreign < 2 || s.periods || s.definition || s.basis || s.relative ||
            s.noise || s.measure != SAYS_LEVEL || s.units.money || s.units.any)
            continue;
        c->says.open = s.open;
        c->says.foreign = s.foreign;
        return;
    }
}

/* 集團 over some columns and 公司 over others. */
static void hear_consolidation(column *c, qoq_slice line)
{
    char text[64];
    if (line.len == 0 || line.len > 20)
        return;
    size_t len = qoq_text_fold_all(line.ptr, line.len, text, NULL);
    c->consolidated =
        c->consolidated || qoq_fixed_word_is(QOQ_FIXED_consolidated, text, len);
    c->parent = c->parent || qoq_fixed_word_is(QOQ_FIXED_unconsolidated, text, len);
}

/* What stands over several columns may hold words that say nothing of each. */
static void read_stack(table *t, column *c, const cell **stack, size_t n)
{
    qoq_slice lines[MOST_STACK] = {{NULL, 0}}, own[MOST_STACK];
    size_t owned = 0;
    for (size_t i = 0; i < n; i++) {
        lines[i] = label_without_notes(t->r, table_text(t, stack[i]->place));
        hear_consolidation(c, lines[i]);
        if (stack[i]->place->columns == 1 && !is_unit_line(t, lines[i]))
            own[owned++] = lines[i];
    }
    c->heading = table_join(t, lines, n);
    read_lines(t, &c->says, lines, n);
    if (c->says.adjustment || c->says.noise)
        forget_wide(t, c, stack, n);
    saying mine; /* what stands over this column alone */
    memset(&mine, 0, sizeof mine);
    if (owned > 0) {
        c->own_heading = table_join(t, own, owned);
        saying_read(t->r, &mine, c->own_heading);
    }
    c->own_period = mine.periods > 0 || mine.relative;
    if (c->says.measure == SAYS_LEVEL && mine.relative &&
        !mine.periods) /* 期初余额 below a date */
        c->says.relative = mine.relative;
    if (c->says.measure == SAYS_GROWTH && mine.measure == SAYS_LEVEL && c->own_period &&
        holds_amounts(t, c)) {
        /* 比上年同期增減 over this column and the next */
        c->says.measure = SAYS_LEVEL;
        c->says.base = BASE_NOT_SAID;
        c->says.relative = mine.relative;
    }
    if (c->says.measure == SAYS_GROWTH && mine.measure == SAYS_LEVEL &&
        mine.basis == QOQ_BASIS_ADJUSTED && holds_amounts(t, c)) {
        /* 增减 of the next column over 调整后 */
        c->says.measure = SAYS_LEVEL;
        c->says.base = BASE_NOT_SAID;
        c->says.relative = RELATIVE_NONE;
    }
    if (c->says.measure == SAYS_SHARE && holds_amounts(t, c)) {
        /* 佔收入總額 over 金額 and 百分比 */
        c->says.measure = SAYS_LEVEL;
        c->says.metric = NULL;
        c->says.definition = NULL;
    }
    if (c->says.definition && c->says.definition->kind == QOQ_METRIC_RATIO &&
        holds_amounts(t, c)) {
        c->says.metric = NULL;
        c->says.definition = NULL;
    }
    c->own = c->own_period || mine.basis || mine.has_segment || mine.definition ||
             mine.total || mine.company || mine.reported || mine.has_standing ||
             mine.foreign >= 2;
    if (c->says.measure == SAYS_GROWTH && !c->own_period && c->says.period.point)
        c->says.periods = 0; /* 於二零二四年 over 同比變動 belongs to the next column */
    c->says.open = mine.open;
    c->says.foreign = mine.foreign;
    if (!mine.open.len && !mine.has_segment)
        take_shared_name(t, c, stack, n);
    if (mine.has_segment && !c->says.has_segment) { /* 金融科技及 ⏎ 其他: no 及其他 */
        c->says.segment = mine.segment;
        c->says.has_segment = true;
    }
}

/* "$" over a column says in which currency it is, "in thousands of US dollars" in the caption
 * how much of it. 元 is no such sign but a unit. */
static void scale_signs(const table *t, units *u)
{
    const units *said = &t->caption.units;
    if (u->money && u->money_power == 0 && !u->any && !u->open && said->money &&
        said->money_power != 0 && strcmp(u->currency, said->currency) == 0)
        u->money_power = said->money_power;
}

/* A cell that says nothing but a unit stands over one column or over some and is meant for
 * all: （人民币百万元）. */
static void share_units(table *t, uint32_t first, uint32_t last)
{
    units shared;
    memset(&shared, 0, sizeof shared);
    for (uint32_t i = first; i < last; i++) {
        const row *r = &t->rows[i];
        for (uint32_t k = 0; r->kind == ROW_HEADER && k < r->count; k++) {
            const cell *c = &t->cells[r->first + k];
            saying s;
            if (c->kind != CELL_TEXT || c->place->column < t->first_numeric)
                continue;
            saying_read(t->r, &s, table_text(t, c->place));
            bool only = (s.units.money || s.units.any) && !s.periods && !s.definition &&
                        !s.has_segment && s.foreign < 2 && s.measure == SAYS_LEVEL;
            if (only)
                units_fill(&shared, &s.units);
        }
    }
    shared.percent = false;
    if (shared.money || shared.any) /* for tables below, as that of a caption */
        t->r->carried = shared;
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++) {
        units *u = &t->columns[i].says.units;
        if (t->columns[i].numeric && !u->money && !u->any && !u->percent)
            units_fill(u, &shared);
        if (t->columns[i].numeric)
            scale_signs(t, u);
    }
}

enum { MOST_YEARS = 8 };

/* The years of the first row of headings that holds nothing else that is a period. */
static size_t years_above(table *t, uint32_t first, uint32_t last, int16_t *years)
{
    size_t n = 0;
    for (uint32_t i = first; i < last && n == 0; i++) {
        const row *r = &t->rows[i];
        for (uint32_t k = 0; r->kind == ROW_HEADER && k < r->count; k++) {
            const cell *c = &t->cells[r->first + k];
            saying s;
            if (c->place->column < t->first_numeric || c->kind == CELL_NOTHING)
                continue;
            saying_read(t->r, &s, table_text(t, c->place));
            if (!s.periods)
                continue;
            if (s.periods > 1 || !is_year_only(&s.period) || !s.period.year ||
                n == MOST_YEARS)
                return 0;
            years[n++] = s.period.year;
        }
    }
    return n;
}

/* The order of the parts of a year: Q1, Q2, H1, Q3, nine months, Q4, the year. */
static int place_in_year(const column *c)
{
    const qoq_period_phrase *p = &c->says.period;
    if (!c->numeric || c->says.periods != 1 || c->says.measure != SAYS_LEVEL ||
        p->span == QOQ_SPAN_NONE || p->month)
        return 0;
    int months = qoq_period_months(qoq_period_of(2000, (qoq_span)p->span, p->index));
    return 10 * (p->span == QOQ_SPAN_QUARTER || p->span == QOQ_SPAN_HALF
                     ? months * p->index
                     : months) +
           months;
}

/* Gives each run of columns that goes on in one direction the next of the years; false = there
 * are as many runs as years no more. */
static bool number_runs(table *t, const int16_t *years, size_t count, int direction,
                        bool set)
{
    size_t run = 0;
    int before = 0;
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++) {
        column *c = &t->columns[i];
        int here = place_in_year(c);
        if (here == 0)
            continue;
        if (before == 0 || (here - before) * direction <= 0)
            run++;
        before = here;
        if (run > count)
            return false;
        if (set)
            c->says.period.year = years[run - 1];
    }
    return run == count;
}

/* "2024" and "2025" over Q1 Q2 Q3 Q4 FY and Q1: each stands over one column of aligned text
 * and is meant for a run of them. */
static void share_years(table *t, uint32_t first, uint32_t last)
{
    int16_t years[MOST_YEARS];
    size_t n = t->grid->aligned ? years_above(t, first, last, years) : 0;
    if (n == 0)
        return;
    if (number_runs(t, years, n, 1, false))
        number_runs(t, years, n, 1, true);
    else if (number_runs(t, years, n, -1, false))
        number_runs(t, years, n, -1, true);
}

/* The only cell over figures in its row; NULL = there are more, or none. */
static const cell *lone_cell(const table *t, const row *r)
{
    const cell *found = NULL;
    for (uint32_t k = 0; k < r->count; k++) {
        const cell *c = &t->cells[r->first + k];
        if (c->place->column < t->first_numeric || c->kind == CELL_NOTHING)
            continue;
        if (found)
            return NULL;
        found = c;
    }
    return found;
}

/* "September 25, 2021" alone in a row stands over one column of aligned text, and is meant
 * for all that say no period of their own. */
static void share_period(table *t, uint32_t first, uint32_t last)
{
    saying s;
    memset(&s, 0, sizeof s);
    for (uint32_t i = first; i < last && t->grid->aligned && !s.periods; i++) {
        const cell *c =
            t->rows[i].kind == ROW_HEADER ? lone_cell(t, &t->rows[i]) : NULL;
        if (c)
            saying_read(t->r, &s, table_text(t, c->place));
        if (s.periods != 1 || s.foreign >= 2 || s.definition || s.measure != SAYS_LEVEL)
            s.periods = 0;
    }
    if (!s.periods)
        return;
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++) {
        const column *c = &t->columns[i];
        if (c->numeric && c->says.periods && !phrase_same(&c->says.period, &s.period))
            return;
    }
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++) {
        column *c = &t->columns[i];
        if (!c->numeric || c->says.periods || c->says.relative ||
            c->says.measure == SAYS_GROWTH)
            continue;
        c->says.period = s.period;
        c->says.periods = 1;
    }
}

static void keep_periods(column *to, const column *from)
{
    to->says.period = from->says.period;
    to->says.periods = from->says.periods;
    to->says.relative = from->says.relative;
}

/* 调整前 | 调整后 without what was adjusted between them: figures before and after a
 * restatement, not on another basis. */
static void tell_restated(table *t)
{
    bool before = false, between = false;
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++) {
        const saying *s = &t->columns[i].says;
        before = before || (t->columns[i].numeric && s->previous);
        between = between || (t->columns[i].numeric && s->adjustment);
    }
    for (uint32_t i = t->first_numeric; before && !between && i < t->grid->columns;
         i++) {
        saying *s = &t->columns[i].says;
        if (s->basis != QOQ_BASIS_ADJUSTED || s->definition || s->previous)
            continue;
        s->basis = QOQ_BASIS_NONE;
        s->restated = s->measure == SAYS_LEVEL;
        const column *left = i > t->first_numeric ? &t->columns[i - 1] : NULL;
        if (s->restated && !s->periods && !s->relative && left && left->numeric &&
            left->says.previous) /* 上年同期 over both, found over one */
            keep_periods(&t->columns[i], left);
    }
}

/* New headings take the place of those before; periods and units that they do not name go
 * on, and a heading over everything only adds to what there is. */
static void merge_headings(table *t, const column *before, bool individual, bool dated)
{
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++) {
        column *c = &t->columns[i];
        const column *b = &before[i];
        if (!c->numeric)
            continue;
        if (!individual) {
            saying over = c->says;
            *c = *b;
            if (over.periods) {
                c->says.period = over.period;
                c->says.periods = over.periods;
            }
            if (over.basis)
                c->says.basis = over.basis;
            if (over.definition) {
                c->says.metric = over.metric;
                c->says.definition = over.definition;
            }
            units_fill(&over.units, &c->says.units);
            c->says.units = over.units;
        } else if (!dated) {
            keep_periods(c, b);
        }
        if (individual)
            units_fill(&c->says.units, &b->says.units);
    }
}

static void take_corner(table *t, uint32_t first, uint32_t last)
{
    saying corner;
    memset(&corner, 0, sizeof corner);
    for (uint32_t i = first; i < last; i++) {
        saying s;
        if (t->rows[i].kind != ROW_HEADER || t->rows[i].label.len == 0)
            continue;
        saying_read(t->r, &s, t->rows[i].label);
        saying_fill(&corner, &s);
        corner.segment_noun = corner.segment_noun || s.segment_noun;
    }
    saying_fill(&corner, &t->corner);
    t->corner = corner;
}

/* ---- what each column is then ------------------------------------------------------- */

/* What columns are compared by: dates of balances by the quarters that end there. */
qoq_period table_stands_for(const column *c)
{
    return c->dated ? c->point : c->period;
}

bool table_is_level(const column *c)
{
    return c->numeric && !c->dead && c->says.measure == SAYS_LEVEL &&
           !qoq_period_is_none(table_stands_for(c)) && !c->says.has_segment &&
           !c->says.open.len;
}

static bool same_length(qoq_period a, qoq_period b)
{
    return a.span == b.span;
}

/* Which columns a growth may be computed from. */
typedef struct pair_rule {
    bool shares, estimates;
} pair_rule;

static bool is_share(const saying *s)
{
    return s->measure == SAYS_SHARE || s->units.percent ||
           (s->definition && s->definition->kind == QOQ_METRIC_RATIO);
}

/* The two level columns on the left that a growth was computed from: the nearest pair that
 * is a year, or a quarter, apart. */
static bool find_pair(const table *t, uint32_t growth, uint8_t base, pair_rule rule,
                      uint32_t *now, uint32_t *before, uint8_t *found)
{
    uint32_t first = growth > t->first_numeric + NEAR_COLUMNS ? growth - NEAR_COLUMNS
                                                              : t->first_numeric;
    for (uint32_t b = growth; b-- > first && !t->columns[b].ambiguous;) {
        for (uint32_t a = b; a-- > first && !t->columns[a].ambiguous;) {
            const column *x = &t->columns[a], *y = &t->columns[b];
            if (!rule.estimates && (x->says.has_standing || y->says.has_standing))
                continue;
            if (!rule.shares && (is_share(&x->says) || is_share(&y->says)))
                continue;
            if (!table_is_level(x) || !table_is_level(y) ||
                !same_length(table_stands_for(x), table_stands_for(y)))
                continue;
            for (int turn = 0; turn < 2; turn++) {
                qoq_period later = table_stands_for(turn ? y : x);
                qoq_period earlier = table_stands_for(turn ? x : y);
                bool year = qoq_period_equal(earlier, qoq_period_year_ago(later));
                bool quarter = later.span == QOQ_SPAN_QUARTER &&
                               qoq_period_equal(earlier, qoq_period_previous(later));
                if (!(year && base != BASE_QUARTER) && !(quarter && base != BASE_YEAR))
                    continue;
                *now = turn ? b : a;
                *before = turn ? a : b;
                *found = year ? BASE_YEAR : BASE_QUARTER;
                return true;
            }
        }
    }
    return false;
}

/* The latest level column on the left, of the nearest stretch of one length. */
static const column *latest_left(const table *t, uint32_t growth)
{
    const column *best = NULL;
    for (uint32_t i = growth; i-- > t->first_numeric;) {
        const column *c = &t->columns[i];
        if (c->ambiguous)
            break;
        if (!table_is_level(c))
            continue;
        if (best && !same_length(table_stands_for(best), table_stands_for(c)))
            break;
        if (!best ||
            qoq_period_compare(table_stands_for(c), table_stands_for(best)) > 0)
            best = c;
    }
    return best;
}

/* "1H25 v 2H24": by how much it is earlier decides. A change on anything but the year or the
 * quarter before is none of ours. */
static void judge_compared(const table *t, column *c)
{
    qoq_period before = resolve(t, &c->says.than);
    if (!c->says.has_than || qoq_period_is_none(before))
        return;
    c->base = qoq_period_equal(before, qoq_period_year_ago(c->target)) ? BASE_YEAR
              : c->target.span == QOQ_SPAN_QUARTER &&
                      qoq_period_equal(before, qoq_period_previous(c->target))
                  ? BASE_QUARTER
                  : BASE_NOT_SAID;
    for (uint32_t i = t->first_numeric; c->now != UINT32_MAX && i < t->grid->columns;
         i++) {
        if (table_is_level(&t->columns[i]) &&
            qoq_period_equal(table_stands_for(&t->columns[i]), before))
            c->before = i;
    }
    c->has_growth = c->base != BASE_NOT_SAID && !qoq_period_is_none(c->target);
}

static void set_growth(table *t, uint32_t index)
{
    column *c = &t->columns[index];
    uint8_t base = c->says.base, found = BASE_NOT_SAID;
    c->now = c->before = UINT32_MAX;
    if (base == BASE_PERIOD)
        base = BASE_NOT_SAID;
    /* amounts before shares, what was before what is expected */
    static const pair_rule rules[] = {
        {false, false}, {true, false}, {false, true}, {true, true}};
    bool pair = false;
    for (size_t i = 0; i < sizeof rules / sizeof *rules && !pair; i++)
        pair = find_pair(t, index, base, rules[i], &c->now, &c->before, &found);
    const column *of = pair ? &t->columns[c->now] : latest_left(t, index);
    if (c->own_period && !qoq_period_is_none(c->period)) {
        c->target = c->period;
        if (pair && !qoq_period_equal(table_stands_for(&t->columns[c->now]), c->target))
            c->now = c->before = UINT32_MAX;
    } else if (of) {
        c->target = table_stands_for(of);
    } else {
        c->target = c->period;
    }
    if (of && of->says.has_standing && !c->says.has_standing) {
        c->says.has_standing = true; /* the growth of an estimate is one */
        c->says.standing = of->says.standing;
    }
    c->base = base != BASE_NOT_SAID ? base : found;
    c->has_growth = c->base != BASE_NOT_SAID && !qoq_period_is_none(c->target);
    judge_compared(t, c);
}

/* Does any column tell its period? Then one that does not is of none. */
static bool periods_are_told(const table *t)
{
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++) {
        const column *c = &t->columns[i];
        if (c->numeric && (c->says.periods || c->says.relative))
            return true;
    }
    return false;
}

static void set_default_period(const table *t, column *c)
{
    if (t->caption.periods == 1) {
        set_period(t, c, t->caption.period);
    } else if (t->caption.relative) {
        c->says.relative = RELATIVE_CURRENT;
        set_relative(t, c);
        c->says.relative = RELATIVE_NONE;
    } else if (t->caption.periods == 0) {
        c->period = t->r->main;
        c->point = qoq_period_last_quarter(t->r->main);
    }
}

static void kill(column *c, const char *why)
{
    c->dead = true;
    c->why = why;
}

/* 百分比 stands beside its amount, over which the date is; "Our est." beside "Q2 25 actual" is for the same quarter. */
static bool period_of_left(const table *t, column *c)
{
    for (const column *left = c; left-- > t->columns;) {
        if (!left->numeric || left->dead || left->says.measure != SAYS_LEVEL ||
            qoq_period_is_none(left->period))
            continue;
        c->period = left->period;
        c->point = left->point;
        return true;
    }
    return false;
}

static void judge_column(table *t, column *c, bool told, bool headed)
{
    saying *s = &c->says;
    if (s->change && s->measure == SAYS_LEVEL && !s->definition)
        s->measure = SAYS_GROWTH;
    if (s->elimination && s->periods == 1)
        set_period(t, c, s->period); /* it may yet add up with the others */
    if (s->noise || s->adjustment || s->previous || s->elimination) {
        kill(c, "its column holds no figures of the company");
        return;
    }
    if (s->periods > 1) {
        kill(c, "its column is headed by two periods");
        return;
    }
    if (!c->heading.len && (headed || !t->single)) {
        kill(c, "nothing stands over its column");
        return;
    }
    if (told && !c->own_period && (s->has_standing || is_share(s)) &&
        period_of_left(t, c))
        return;
    if (s->periods && !(s->relative && s->measure == SAYS_LEVEL))
        set_period(t, c, s->period);
    else if (s->relative)
        set_relative(t, c);
    else if (!told || s->has_segment || s->open.len || s->definition || s->total)
        set_default_period(t, c);
}

static bool any_heading(const table *t)
{
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++) {
        if (t->columns[i].numeric && t->columns[i].heading.len)
            return true;
    }
    return false;
}

/* Does a heading of the rows stand over fewer columns than all? Is a period among them? */
static void look_at_headings(table *t, uint32_t first, uint32_t last, bool *individual,
                             bool *dated)
{
    *individual = *dated = false;
    uint32_t numeric = 0;
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++)
        numeric += t->columns[i].numeric;
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++) {
        const cell *stack[MOST_STACK];
        if (!t->columns[i].numeric)
            continue;
        size_t n = stack_over(t, i, first, last, stack);
        for (size_t k = 0; k < n; k++)
            *individual =
                *individual || numeric == 1 || stack[k]->place->columns < numeric;
        *dated = *dated || t->columns[i].says.periods || t->columns[i].says.relative;
    }
}

/* ---- columns that say the same ------------------------------------------------------- */

static bool is_amount(const column *c)
{
    return c->numeric && !c->dead && c->says.measure == SAYS_LEVEL &&
           !c->says.units.percent;
}

static bool same_part(const saying *a, const saying *b)
{
    bool open_a = a->foreign >= 2, open_b = b->foreign >= 2;
    if (a->has_segment != b->has_segment || open_a != open_b ||
        (open_a && !qoq_slice_equal(a->open, b->open)))
        return false;
    return !a->has_segment || qoq_slice_equal(a->segment.name, b->segment.name);
}

/* Numbers of notes beside a column of figures. */
static bool holds_references(const table *t, uint32_t index)
{
    size_t small = 0;
    for (uint32_t i = 0; i < t->grid->rows; i++) {
        const cell *c = t->rows[i].kind == ROW_BODY ? table_cell(t, i, index) : NULL;
        if (!c || (c->kind != CELL_NUMBER && c->kind != CELL_YEAR))
            continue;
        if (!c->quantity.plain || c->quantity.digits > 2)
            return false;
        small++;
    }
    return small > 0;
}

/* Do two columns hold different figures in most rows? */
static bool contradict(const table *t, uint32_t a, uint32_t b)
{
    size_t same = 0, other = 0;
    for (uint32_t i = 0; i < t->grid->rows; i++) {
        const cell *x = table_cell(t, i, a), *y = table_cell(t, i, b);
        if (t->rows[i].kind != ROW_BODY || !x || !y || x->kind != CELL_NUMBER ||
            y->kind != CELL_NUMBER || x->quantity.unit.kind != y->quantity.unit.kind)
            continue;
        bool equal = qoq_decimal_compare(x->quantity.number.value,
                                         y->quantity.number.value) == 0;
        *(equal ? &same : &other) += 1;
    }
    return other > same;
}

static bool are_twins(const column *a, const column *b)
{
    return qoq_period_equal(a->period, b->period) &&
           qoq_period_equal(a->point, b->point) &&
           qoq_basis_is_adjusted((qoq_basis)a->says.basis) ==
               qoq_basis_is_adjusted((qoq_basis)b->says.basis) &&
           a->says.definition == b->says.definition &&
           a->says.standing == b->says.standing &&
           a->says.restated == b->says.restated && same_part(&a->says, &b->says);
}

/* Says the heading what is in the column? 經重列 or a unit does not. */
static bool is_silent(const column *c)
{
    const saying *s = &c->says;
    return !s->periods && !s->relative && s->measure == SAYS_LEVEL && !s->basis &&
           !s->definition && !s->has_segment && !s->total && !s->company &&
           !s->has_standing && !s->reported && s->foreign < 2 && !s->units.percent;
}

/* Several columns of which nothing is said: each may be anything. */
static void drop_silent(table *t)
{
    size_t silent = 0;
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++)
        silent += t->columns[i].numeric && is_silent(&t->columns[i]);
    for (uint32_t i = t->first_numeric; silent > 1 && i < t->grid->columns; i++) {
        if (t->columns[i].numeric && is_silent(&t->columns[i]))
            kill(&t->columns[i], "nothing says what is in its column");
    }
}

/* Two columns of amounts cannot be of the same thing: the one over which nothing of its own
 * stands lost its heading to a neighbour; one in another currency is a translation. */
static void part_twins(table *t)
{
    uint32_t columns = t->grid->columns;
    for (uint32_t i = t->first_numeric; i < columns; i++) {
        for (uint32_t k = i + 1; k < columns && k < i + NEAR_COLUMNS; k++) {
            column *a = &t->columns[i], *b = &t->columns[k];
            if (!is_amount(a) || !is_amount(b) || !are_twins(a, b))
                continue;
            if (b->says.units.currency[0] && a->says.units.currency[0] &&
                strcmp(a->says.units.currency, b->says.units.currency) != 0)
                kill(b, "the same amounts in another currency");
            if (b->dead)
                continue;
            bool notes_a = holds_references(t, i), notes_b = holds_references(t, k);
            if (notes_a != notes_b) {
                kill(notes_a ? a : b, "its column holds the numbers of notes");
                continue;
            }
            if (a->own && b->own && !a->says.has_standing && contradict(t, i, k)) {
                kill(a, "another column says the same with other figures");
                kill(b, "another column says the same with other figures");
                a->ambiguous = b->ambiguous = true;
            }
            if (!b->own)
                kill(b, "nothing stands over its column alone");
            if (!a->own)
                kill(a, "nothing stands over its column alone");
        }
    }
}

static bool has_year(const saying *s)
{
    return s->relative || (s->periods && (s->period.year || s->period.date_year ||
                                          s->period.has_offset));
}

/* In aligned text "2025年" in the middle over 收益 and 佔總額% may be found over the second
 * alone: the amount on the left of the share is of the same year. */
static void take_years(table *t)
{
    for (uint32_t i = t->first_numeric; i + 1 < t->grid->columns; i++) {
        column *c = &t->columns[i], *right = &t->columns[i + 1];
        if (!t->grid->aligned || !c->numeric || !right->numeric ||
            c->says.measure != SAYS_LEVEL || is_share(&c->says) ||
            !is_share(&right->says) || has_year(&c->says) || !has_year(&right->says) ||
            c->says.periods > 1 || right->says.periods != 1)
            continue;
        phrase_fill(&c->says.period, &right->says.period);
        c->says.periods = 1;
        c->own = c->own_period = true;
    }
}

/* Beside the group's figures those of the parent alone are not the company's. */
static void drop_parent(table *t)
{
    bool group = false;
    for (uint32_t i = t->first_numeric; i < t->grid->columns; i++)
        group = group || (t->columns[i].numeric && t->columns[i].consolidated);
    for (uint32_t i = t->first_numeric; group && i < t->grid->columns; i++) {
        if (t->columns[i].numeric && t->columns[i].parent &&
            !t->columns[i].consolidated)
            kill(&t->columns[i], "its column is of the parent without the group");
    }
}

void table_columns(table *t, uint32_t first, uint32_t last)
{
    uint32_t n = t->grid->columns;
    column *before = qoq_arena_alloc(&t->arena, ((size_t)n + 1) * sizeof *before);
    if (!before) {
        t->needs_memory = true;
        return;
    }
    memcpy(before, t->columns, (size_t)n * sizeof *before);
    for (uint32_t i = t->first_numeric; i < n; i++) {
        const cell *stack[MOST_STACK];
        column *c = &t->columns[i];
        bool numeric = c->numeric;
        if (!numeric)
            continue;
        memset(c, 0, sizeof *c);
        c->numeric = true;
        c->now = c->before = UINT32_MAX;
        size_t count = stack_over(t, i, first, last, stack);
        if (count > 0)
            read_stack(t, c, stack, count);
    }
    take_corner(t, first, last);
    share_units(t, first, last);
    share_years(t, first, last);
    share_period(t, first, last);
    tell_restated(t);
    bool individual, dated;
    look_at_headings(t, first, last, &individual, &dated);
    if (last > first)
        merge_headings(t, before, individual, dated);
    take_years(t);
    bool told = periods_are_told(t), headed = any_heading(t);
    t->single = count_numeric(t) == 1;
    for (uint32_t i = t->first_numeric; i < n; i++) {
        if (t->columns[i].numeric) {
            t->columns[i].dead = false;
            judge_column(t, &t->columns[i], told, headed);
        }
    }
    drop_parent(t);
    drop_silent(t);
    part_twins(t);
    for (uint32_t i = t->first_numeric; i < n; i++) {
        column *c = &t->columns[i];
        if (c->numeric && !c->dead && c->says.measure == SAYS_GROWTH)
            set_growth(t, i);
    }
}

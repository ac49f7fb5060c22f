/* Labels that were broken over lines: which lines are one label, and which are headings.
 *
 * Numbers stand on the last line of a label, on the first, or in the middle. Lines are one
 * label when a term goes over the line end (非國際財務報告準則本公司 ⏎ 權益持有人應佔盈利), or
 * when a line says nothing by itself and only one row follows it. */
#include <string.h>

#include "extract/table_private.h"

enum { MOST_ABOVE = 4, MOST_BELOW = 3, MOST_LINES = MOST_ABOVE + MOST_BELOW + 1 };

/* Joins lines; joints[i] is the byte where line i + 1 begins. */
static qoq_slice join_lines(table *t, const qoq_slice *lines, size_t count,
                            size_t *joints)
{
    qoq_slice bare[MOST_LINES];
    size_t at = 0, kept = 0, n = 0;
    bool slash = false;
    for (size_t i = 0; i < count; i++) {
        bare[i] = label_without_notes(t->r, lines[i]);
        if (bare[i].len == 0)
            continue;
        if (kept > 0) {
            at += !slash;
            joints[n++] = at;
        }
        at += bare[i].len;
        slash = table_is_slash(bare[i]);
        kept++;
    }
    for (; n < MOST_LINES; n++)
        joints[n] = SIZE_MAX;
    return table_join(t, bare, count);
}

static bool crosses(const tokens *list, size_t joint)
{
    for (size_t i = 0; i < list->count; i++) {
        const token *k = &list->items[i];
        if (k->kind != TOKEN_METRIC && k->kind != TOKEN_SEGMENT &&
            k->kind != TOKEN_NAME && !token_is_word(k, QOQ_WORD_NOISE) &&
            !token_is_word(k, QOQ_WORD_BASIS))
            continue;
        if (list->map[k->start] < joint && list->map[k->end] > joint)
            return true;
    }
    return false;
}

/* 比上年同期增 ⏎ 减变动幅度: does a word that says what a column is go over the line end? */
bool table_word_goes_on(table *t, const qoq_slice *lines)
{
    size_t joints[MOST_LINES];
    qoq_slice joined = join_lines(t, lines, 2, joints);
    if (joints[0] == SIZE_MAX || joined.len > 400)
        return false;
    t->r->list.tabular = true;
    if (tokens_read(&t->r->list, t->r->lexicon, joined, t->r->taught, NULL) != QOQ_OK)
        return false;
    t->r->steps += joined.len;
    for (size_t i = 0; i < t->r->list.count; i++) {
        const token *k = &t->r->list.items[i];
        if (k->kind == TOKEN_WORD && t->r->list.map[k->start] < joints[0] &&
            t->r->list.map[k->end] > joints[0])
            return true;
    }
    return false;
}

/* Does a term go over every line end? */
bool table_is_one_label(table *t, const qoq_slice *lines, size_t count)
{
    size_t joints[MOST_LINES];
    qoq_slice joined = join_lines(t, lines, count, joints);
    if (joints[0] == SIZE_MAX || joined.len > 400)
        return false;
    t->r->list.tabular = true;
    if (tokens_read(&t->r->list, t->r->lexicon, joined, t->r->taught, NULL) != QOQ_OK)
        return false;
    t->r->steps += joined.len;
    for (size_t i = 0; joints[i] != SIZE_MAX; i++) {
        if (!crosses(&t->r->list, joints[i]))
            return false;
    }
    return true;
}

static bool is_child_of_many(const table *t, uint32_t at, uint16_t indent)
{
    for (uint32_t i = at + 1; i < t->grid->rows; i++) {
        const row *r = &t->rows[i];
        if (r->kind == ROW_HEADER || r->label.len == 0)
            return false;
        if (r->kind == ROW_BODY)
            return r->indent > indent;
        if (r->indent <= indent)
            return false;
    }
    return false;
}

/* "Net income per share:" is a heading, even if a term goes on behind it. */
static bool is_heading(table *t, uint32_t at)
{
    const row *line = &t->rows[at];
    saying says;
    saying_read(t->r, &says, line->label);
    if (says.colon || !says.definition ||
        says.definition->kind != QOQ_METRIC_PER_SHARE || says.foreign >= 2 ||
        says.metrics > 1)
        return says.colon;
    /* 為計算每股攤薄盈利的本公司 ⏎ 權益持有人應佔盈利 is none */
    qoq_slice both[] = {line->label, t->rows[at + 1].label};
    uint32_t body = at + 1;
    while (body + 1 < t->grid->rows && t->rows[body].kind == ROW_LABEL)
        body++;
    return is_child_of_many(t, body, line->indent) || !table_is_one_label(t, both, 2);
}

static size_t free_above(table *t, uint32_t at)
{
    size_t n = 0;
    while (n < MOST_ABOVE && at > n && t->rows[at - n - 1].kind == ROW_LABEL &&
           !t->rows[at - n - 1].claimed &&
           (t->rows[at].label.len == 0 || !is_heading(t, at - (uint32_t)n - 1)))
        n++;
    return n;
}

/* "Shares used in computing:" begins something else. */
static bool ends_in_colon(qoq_slice label)
{
    return qoq_slice_ends(label, ":") || qoq_slice_ends(label, "：");
}

static size_t free_below(const table *t, uint32_t at)
{
    size_t n = 0;
    while (n < MOST_BELOW && at + n + 1 < t->grid->rows &&
           t->rows[at + n + 1].kind == ROW_LABEL &&
           !ends_in_colon(t->rows[at + n + 1].label))
        n++;
    return n;
}

static void claim(table *t, uint32_t at, size_t above, size_t below)
{
    qoq_slice lines[MOST_LINES];
    size_t joints[MOST_LINES], n = 0;
    for (uint32_t i = at - (uint32_t)above; i <= at + below; i++) {
        lines[n++] = t->rows[i].label;
        if (i != at)
            t->rows[i].claimed = true;
    }
    if (above > 0)
        t->rows[at].indent = t->rows[at - above].indent;
    t->rows[at].label = join_lines(t, lines, n, joints);
}

static bool try_terms(table *t, uint32_t at, size_t above, size_t below)
{
    qoq_slice lines[MOST_LINES];
    for (size_t sum = above + below; sum > 0; sum--) {
        for (size_t a = above + 1; a-- > 0;) {
            size_t b = sum - a, n = 0;
            if (a > sum || b > below || (a == 0 && t->rows[at].label.len == 0))
                continue;
            for (uint32_t i = at - (uint32_t)a; i <= at + b; i++)
                lines[n++] = t->rows[i].label;
            if (table_is_one_label(t, lines, n)) {
                claim(t, at, a, b);
                return true;
            }
        }
    }
    return false;
}

/* Begins like the rest of a line: lower case, or an opening bracket. */
static bool begins_as_rest(qoq_slice label)
{
    return label.len > 0 && ((label.ptr[0] >= 'a' && label.ptr[0] <= 'z') ||
                             label.ptr[0] == '(' || qoq_slice_starts(label, "（"));
}

/* Is the line above the beginning of the label? It says nothing whole by itself and leads
 * one row only, or a term goes over the line end. */
static bool goes_on(table *t, uint32_t at, const row *line, qoq_slice label)
{
    const row *r = &t->rows[at];
    qoq_slice both[] = {line->label, label};
    saying says, own;
    saying_read(t->r, &says, line->label);
    if (says.colon)
        return false;
    if (label.len == 0) /* the numbers of a label stand on a line of their own */
        return says.definition || says.foreign >= 2;
    saying_read(t->r, &own, label);
    if (own.dash)
        return false;
    if (table_is_one_label(t, both, 2) || (begins_as_rest(label) && !own.colon))
        return true;
    return t->grid->aligned && says.foreign >= 2 && !says.definition &&
           r->indent > line->indent && !is_child_of_many(t, at, line->indent);
}

static void try_rest(table *t, uint32_t at, size_t above)
{
    qoq_slice lines[MOST_LINES];
    size_t joints[MOST_LINES], taken = 0;
    qoq_slice label = t->rows[at].label;
    while (taken < above && goes_on(t, at, &t->rows[at - taken - 1], label)) {
        lines[0] = t->rows[at - taken - 1].label;
        lines[1] = label;
        label = join_lines(t, lines, 2, joints);
        taken++;
    }
    if (taken > 0)
        claim(t, at, taken, 0);
}

/* How many brackets the text leaves open; negative: closes. */
static int brackets(qoq_slice s)
{
    int open = 0;
    for (size_t i = 0; i < s.len; i++) {
        open += s.ptr[i] == '(';
        open -= s.ptr[i] == ')';
        if (s.len - i >= 3 && memcmp(s.ptr + i, "（", 3) == 0)
            open++;
        else if (s.len - i >= 3 && memcmp(s.ptr + i, "）", 3) == 0)
            open--;
    }
    return open;
}

/* 營業利潤（虧損以「－」號填 ⏎ 列）: the bracket goes on in the next line. */
static void close_bracket(table *t, uint32_t at)
{
    if (at + 1 < t->grid->rows && t->rows[at + 1].kind == ROW_LABEL &&
        !t->rows[at + 1].claimed && brackets(t->rows[at].label) > 0 &&
        brackets(t->rows[at + 1].label) < 0)
        claim(t, at, 0, 1);
}

/* 加权平均净资产收益率 ⏎ （%）: the unit of the row in a line of its own. */
static void take_unit(table *t, uint32_t at)
{
    saying says;
    if (at + 1 >= t->grid->rows || t->rows[at + 1].kind != ROW_LABEL ||
        t->rows[at + 1].claimed || !begins_as_rest(t->rows[at + 1].label))
        return;
    saying_read(t->r, &says, t->rows[at + 1].label);
    if ((says.units.percent || says.units.money || says.units.any) &&
        !says.definition && !says.periods && says.foreign == 0)
        claim(t, at, 0, 1);
}

void table_labels(table *t)
{
    for (uint32_t i = 0; i < t->grid->rows; i++) {
        if (t->rows[i].kind != ROW_BODY)
            continue;
        size_t above = free_above(t, i), below = free_below(t, i);
        if (above + below == 0 || try_terms(t, i, above, below))
            continue;
        try_rest(t, i, above);
        close_bracket(t, i);
        take_unit(t, i);
    }
}

/* What the lines in front of a table say for all of it: metric, period, unit, basis. */
#include <string.h>

#include "extract/table_private.h"

enum { MOST_CAPTION = 8, MOST_FOOT = 8, LONG_CAPTION = 240 };

static qoq_slice block_text(const table *t, size_t block)
{
    const qoq_document *d = t->r->document;
    return (qoq_slice){d->text + d->blocks[block].start, d->blocks[block].len};
}

/* Of a paragraph the last sentence leads in: "下表载列本集团按分部划分的收入：". */
static qoq_slice last_sentence(qoq_slice s)
{
    size_t from = 0;
    for (size_t i = 0; i + 3 < s.len; i++) {
        bool stop =
            memcmp(s.ptr + i, "。", 3) == 0 || (s.ptr[i] == '.' && s.ptr[i + 1] == ' ');
        if (stop && i + 4 < s.len)
            from = i + (s.ptr[i] == '.' ? 1 : 3);
    }
    return qoq_slice_trim((qoq_slice){s.ptr + from, s.len - from});
}

static bool is_open(const qoq_period_phrase *p)
{
    return p->span == QOQ_SPAN_NONE && (!p->month || !p->months);
}

/* Adds what a line further up says. Several metrics in one line tell nothing. */
static void add(saying *into, const saying *line, bool *metric_over, bool label)
{
    saying rest = *line;
    if (!label)
        rest.has_standing = false;
    if (*metric_over || line->metrics > 1 || line->noise) {
        rest.metric = NULL;
        rest.definition = NULL;
    }
    if (line->bases > 1 || !label || line->foreign >= 2) /* a story may talk of both */
        rest.basis = QOQ_BASIS_NONE;
    *metric_over = *metric_over || line->metrics > 0;
    if (into->periods && !(is_open(&into->period) && !into->period.point))
        rest.periods = 0;
    rest.has_segment = false;
    saying_fill(into, &rest);
    into->segment_noun = into->segment_noun || line->segment_noun;
}

/* A line that is a sentence of a story, not one that leads in. */
static bool tells(qoq_slice s, const qoq_block *block)
{
    return block->kind == QOQ_BLOCK_PARAGRAPH && s.len > LONG_CAPTION &&
           !qoq_slice_ends(s, "：") && !qoq_slice_ends(s, ":");
}

static bool is_heading(const qoq_block *block)
{
    return block->kind == QOQ_BLOCK_HEADING || block->kind == QOQ_BLOCK_TITLE;
}

static void look_up(table *t)
{
    const qoq_document *d = t->r->document;
    bool over = t->caption.metrics > 0, named = false;
    size_t first = t->grid->first_block, seen = 0;
    for (size_t i = first; i-- > t->r->after && seen < MOST_CAPTION;) {
        const qoq_block *block = &d->blocks[i];
        if (block->kind == QOQ_BLOCK_ROW)
            break;
        qoq_slice text = block_text(t, i);
        seen++;
        if (tells(text, block))
            continue;
        if (text.len > LONG_CAPTION)
            text = last_sentence(text);
        if (text.len > 2 * LONG_CAPTION)
            continue;
        saying line;
        saying_read(t->r, &line, text);
        qoq_period_phrase published;
        if (tokens_dateline(&t->r->list, t->r->lexicon, &published))
            continue;
        if (named) /* "Financial Outlook" further up is of another section */
            line.has_standing = false;
        bool label = block->kind == QOQ_BLOCK_HEADING || qoq_slice_ends(text, ":") ||
                     qoq_slice_ends(text, "：");
        add(&t->caption, &line, &over, label && text.len < LONG_CAPTION / 2);
        t->axis_told = t->axis_told || line.axis;
        t->percent_changes =
            t->percent_changes ||
            (line.measure == SAYS_GROWTH && line.base == BASE_YEAR &&
             !line.definition && memchr(text.ptr, '%', text.len) != NULL);
        t->share_told = t->share_told || (label && line.measure == SAYS_SHARE);
        /* 綜合權益變動表: none of it is a figure of ours; the nearest heading decides that is
         * more than a period or a unit */
        bool telling =
            is_heading(block) &&
            (line.topic_noise || line.definition || line.foreign >= 2 ||
             line.has_segment || !(line.periods || line.units.any || line.units.money));
        if (telling && !named) {
            t->about_noise =
                line.topic_noise && !line.definition && text.len < LONG_CAPTION / 4;
            named = true;
        }
        if (block->kind == QOQ_BLOCK_TITLE ||
            (block->kind == QOQ_BLOCK_HEADING && line.metrics > 0))
            break;
    }
}

/* Lines of the grid above its headings. */
static void look_inside(table *t)
{
    bool over = false;
    uint32_t headers = 0;
    for (uint32_t i = 0; i < t->grid->rows && t->rows[i].kind != ROW_BODY; i++)
        headers = t->rows[i].kind == ROW_HEADER ? i : headers;
    for (uint32_t i = headers; i-- > 0;) {
        saying line;
        if (t->rows[i].kind != ROW_LABEL)
            continue;
        saying_read(t->r, &line, t->rows[i].label);
        add(&t->caption, &line, &over, true);
        t->rows[i].claimed = true;
    }
}

/* The star may be taken for the mark of a list and stand in front of the block. */
static bool has_star(const table *t, qoq_slice text)
{
    const char *first = t->r->document->text, *at = text.ptr;
    if (text.len > 0 && *at == '*')
        return true;
    while (at > first && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    return at > first && at[-1] == '*';
}

/* "* 比较数字经重列": a footnote of the figures with a star. */
static void look_down(table *t)
{
    const qoq_document *d = t->r->document;
    size_t last = t->grid->last_block + 1 + MOST_FOOT;
    for (size_t i = t->grid->last_block + 1; i < d->block_count && i < last; i++) {
        qoq_slice text = block_text(t, i);
        if (!has_star(t, text) || text.len > 2000)
            continue;
        saying line;
        saying_read(t->r, &line, text);
        t->star_restated = t->star_restated || line.restated;
    }
}

void table_caption(table *t)
{
    memset(&t->caption, 0, sizeof t->caption);
    look_inside(t);
    look_up(t);
    look_down(t);
    /* "单位：人民币百万元" over the first table holds for those below */
    bool scaled = t->caption.units.money || t->caption.units.any;
    if (scaled)
        t->r->carried = t->caption.units;
    if (!t->caption.basis)
        t->caption.basis = t->r->basis;
    if (!t->caption.has_standing && t->r->standing != QOQ_ACTUAL) {
        t->caption.standing = t->r->standing;
        t->caption.has_standing = true;
        t->standing_carried = true;
    }
}

/* Lines of a text that was set in pages, mended before anything is read: what stands on
 * every page goes, and a paragraph that goes on over a page is one. */
#include <stdlib.h>
#include <string.h>

#include "base/text_inline.h"
#include "document/decode_private.h"

enum {
    EDGE_LINES = 2, /* of a page, that may be its head or foot */
    FEW_PAGES = 3,
    LEAST_WIDTH = 40 /* of a line that goes on over a page */
};

/* ---- heads and feet ------------------------------------------------------------------ */

typedef struct edge {
    uint64_t hash; /* of its text without digits and blanks */
    size_t line;
} edge;

typedef struct edges {
    edge *items;
    size_t count, room, pages;
} edges;

enum { NO_TEXT = 0 };

static uint64_t hash_line(const char *text, const text_line *line)
{
    const uint64_t start = 1469598103934665603u;
    uint64_t hash = start;
    for (size_t i = line->first; i < line->last; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c > ' ' && !(c >= '0' && c <= '9'))
            hash = (hash ^ c) * 1099511628211u;
    }
    return hash == start ? NO_TEXT : hash;
}

static qoq_status add_edge(edges *e, const char *text, const text_line *lines,
                           size_t line, qoq_error *err)
{
    uint64_t hash = hash_line(text, &lines[line]);
    if (hash == NO_TEXT)
        return QOQ_OK;
    QOQ_TRY(qoq_grow(&e->items, &e->room, e->count + 1, sizeof *e->items, err));
    e->items[e->count++] = (edge){hash, line};
    return QOQ_OK;
}

/* The first and last lines of the page [from, end). */
static qoq_status add_page(edges *e, const char *text, const text_line *lines,
                           size_t from, size_t end, qoq_error *err)
{
    e->pages++;
    for (size_t i = 0; i < EDGE_LINES && from + i < end; i++)
        QOQ_TRY(add_edge(e, text, lines, from + i, err));
    for (size_t i = 1; i <= EDGE_LINES && from + EDGE_LINES + i <= end; i++)
        QOQ_TRY(add_edge(e, text, lines, end - i, err));
    return QOQ_OK;
}

static int by_hash(const void *a, const void *b)
{
    const edge *left = a, *right = b;
    if (left->hash != right->hash)
        return left->hash > right->hash ? 1 : -1;
    return (left->line > right->line) - (left->line < right->line);
}

static void pass(text_line *line)
{
    line->look = LINE_RULE;
    line->level = 0;
    line->passed = true;
}

/* What stands at the edge of four pages in ten is no text of the document but once: it may
 * be its title. */
static void pass_repeated(edges *e, text_line *lines)
{
    if (e->count == 0)
        return;
    qsort(e->items, e->count, sizeof *e->items, by_hash);
    for (size_t i = 0, end; i < e->count; i = end) {
        for (end = i + 1; end < e->count && e->items[end].hash == e->items[i].hash;)
            end++;
        if (end - i < FEW_PAGES || (end - i) * 10 < e->pages * 4)
            continue;
        for (size_t k = i + 1; k < end; k++)
            pass(&lines[e->items[k].line]);
    }
}

/* The number of the page: the first or last line that is left. */
static void pass_numbers(const char *text, text_line *lines, size_t from, size_t end)
{
    while (from < end && lines[from].passed)
        from++;
    while (end > from && lines[end - 1].passed)
        end--;
    if (from < end && qoq_line_is_page_number(text, &lines[from]))
        pass(&lines[from]);
    if (from < end && qoq_line_is_page_number(text, &lines[end - 1]))
        pass(&lines[end - 1]);
}

static size_t page_end(const text_line *lines, size_t from, size_t count)
{
    size_t end = from + 1;
    while (end < count && !lines[end].feed)
        end++;
    return end;
}

static qoq_status pass_edges(const char *text, text_line *lines, size_t count,
                             qoq_error *err)
{
    edges e = {NULL, 0, 0, 0};
    qoq_status status = QOQ_OK;
    for (size_t from = 0, end; from < count && status == QOQ_OK; from = end) {
        end = page_end(lines, from, count);
        status = add_page(&e, text, lines, from, end, err);
    }
    if (status == QOQ_OK)
        pass_repeated(&e, lines);
    free(e.items);
    for (size_t from = 0, end; from < count && status == QOQ_OK; from = end) {
        end = page_end(lines, from, count);
        pass_numbers(text, lines, from, end);
    }
    return status;
}

/* ---- lines --------------------------------------------------------------------------- */

/* How many blanks spread Chinese characters over the line: 小 程 序. */
static uint32_t count_spread(const char *text, const text_line *line)
{
    uint32_t blanks = 0, before = 0, code = 0;
    for (size_t at = line->first; at < line->last;) {
        uint32_t next = text_next(text, line->last, &at);
        blanks += code == ' ' && before >= 0x2E80 && next >= 0x2E80;
        before = code;
        code = next;
    }
    return blanks;
}

static bool is_prose_line(const text_line *line)
{
    return line->look == LINE_TEXT || line->look == LINE_BULLET ||
           line->look == LINE_NUMBER;
}

static bool begins_bracket(const char *text, const text_line *line)
{
    return line->last - line->first > 3 && (memcmp(text + line->first, "（", 3) == 0 ||
                                            memcmp(text + line->first, "「", 3) == 0);
}

/* pdftotext sets a wide bracket, and what is behind it, into a line of its own, where the
 * line before ended. */
static void mend_bracket(const char *text, const text_line *before, text_line *line)
{
    enum { ASKEW = 6 };
    if (!is_prose_line(before) || line->look != LINE_TEXT || line->gap > 0 ||
        line->feed || !begins_bracket(text, line))
        return;
    size_t end = before->points +
                 qoq_text_count(text + before->first, before->last - before->first);
    if (line->points + ASKEW < end || line->points > end + ASKEW)
        return;
    line->indent = before->indent;
    line->hang = before->hang;
    line->points = before->points;
    line->width += before->width;
    line->joined = true;
}

static void mend_lines(const char *text, text_line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_prose_line(&lines[i]) || lines[i].width >= LINE_WIDE)
            continue;
        uint32_t spread = count_spread(text, &lines[i]);
        lines[i].width -= spread < lines[i].width ? spread : 0;
        if (i > 0)
            mend_bracket(text, &lines[i - 1], &lines[i]);
    }
}

/* ---- paragraphs over pages ------------------------------------------------------------ */

/* Prose before and behind the turn of a page, and no sentence ended, no paragraph begun.
 * widest: of the lines of prose on the page before. */
static bool goes_over(const char *text, const text_line *before, uint32_t widest,
                      const text_line *line, const text_line *behind)
{
    if (before->width * 4 < widest * 3)
        return false;
    if (!is_prose_line(before) || line->look != LINE_TEXT ||
        before->width < LEAST_WIDTH || before->ending == ENDING_STOP ||
        before->ending == ENDING_COLON)
        return false;
    if (line->indent > before->hang + 1)
        return false;
    bool alone = !behind || behind->gap > 0 || behind->feed;
    return !alone || line->ending == ENDING_STOP ||
           !qoq_line_is_headline(text + line->first, line->last - line->first);
}

static void join_over(text_line *lines, size_t from, size_t to)
{
    for (size_t i = from; i <= to; i++) {
        lines[i].gap = 0;
        lines[i].feed = false;
    }
    lines[to].joined = true;
}

static void mend_turns(const char *text, text_line *lines, size_t count)
{
    size_t before = 0;
    bool turned = false;
    uint32_t widest = 0;
    for (size_t i = 0; i < count; i++) {
        turned = turned || lines[i].feed;
        if (lines[i].passed)
            continue;
        if (turned && i > 0 && !lines[before].passed &&
            goes_over(text, &lines[before], widest, &lines[i],
                      i + 1 < count ? &lines[i + 1] : NULL))
            join_over(lines, before + 1, i);
        widest = turned ? 0 : widest;
        if (is_prose_line(&lines[i]) && lines[i].width > widest)
            widest = lines[i].width;
        before = i;
        turned = false;
    }
}

qoq_status qoq_pages_mend(const char *text, text_line *lines, size_t count,
                          qoq_error *err)
{
    QOQ_TRY(pass_edges(text, lines, count, err));
    mend_lines(text, lines, count);
    mend_turns(text, lines, count);
    return QOQ_OK;
}

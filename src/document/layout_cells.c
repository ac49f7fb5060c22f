/* A line of aligned text as cells.
 *
 * Two blanks or more set cells apart; one does where it stands between figures, which
 * pdftotext sets close together, but not inside '184 210' or between words. */
#include <string.h>

#include "base/text_inline.h"
#include "document/layout_private.h"
#include "words/lexicon_fixed.h"

enum { TAB = 8, LONGEST_LINE = 4000, WIDEST_HEAD = 60, FAR_SIGN = 30 };

typedef enum word_kind {
    WORD_TEXT,
    WORD_WEAK,
    WORD_STRONG,
    WORD_NIL,
    WORD_SIGN,
    WORD_TAIL
} word_kind;

typedef struct word {
    size_t start, end;
    uint32_t gap; /* columns of blanks in front */
    uint32_t left[METRICS], right[METRICS];
    uint8_t kind; /* word_kind */
} word;

/* ---- words -------------------------------------------------------------------------- */

typedef struct cursor {
    const char *text;
    size_t at, end;
    uint32_t column[METRICS];
} cursor;

static bool is_ascii_digit(const char *text, size_t at, size_t end)
{
    return at < end && text[at] >= '0' && text[at] <= '9';
}

/* A narrow or no-break blank inside a number is a thousands separator. */
static bool is_blank(const cursor *c, uint32_t code, size_t at, size_t next)
{
    if (code < 0x80)
        return code == ' ' || (code >= '\t' && code <= '\r');
    if (!qoq_text_is_space(code))
        return false;
    bool narrow = code == 0xA0 || code == 0x2007 || code == 0x2009 || code == 0x202F;
    return !(narrow && at > 0 && is_ascii_digit(c->text, at - 1, c->end) &&
             is_ascii_digit(c->text, next, c->end));
}

static void count_code(cursor *c, uint32_t code)
{
    if (code == '\t') {
        c->column[BY_POINTS] += TAB - c->column[BY_POINTS] % TAB;
        c->column[BY_WIDTH] += TAB - c->column[BY_WIDTH] % TAB;
    } else if (code != '\f') {
        c->column[BY_POINTS]++;
        c->column[BY_WIDTH] += code >= 0x2E80 && code != 0xFEFF ? 2 : 1;
    }
}

/* Moves over blanks, or over what is none; false = the end. */
static bool move(cursor *c, bool blanks)
{
    while (c->at < c->end) {
        size_t next = c->at;
        uint32_t code = text_next(c->text, c->end, &next);
        if (is_blank(c, code, c->at, next) != blanks)
            return true;
        count_code(c, code);
        c->at = next;
    }
    return false;
}

static size_t count_of(const char *text, size_t len, const char *what)
{
    size_t n = strlen(what), count = 0;
    for (size_t i = 0; i + n <= len; i++)
        count += memcmp(text + i, what, n) == 0;
    return count;
}

/* Groups, a fraction, a percent sign or brackets: no number of a list or a year, and not
 * the end of （附註 8(c)）. */
static bool is_strong(const char *text, size_t len)
{
    if (count_of(text, len, ")") + count_of(text, len, "）") >
        count_of(text, len, "(") + count_of(text, len, "（"))
        return false;
    for (size_t i = 0; i < len; i++) {
        if (strchr(",.%()", text[i]) || (unsigned char)text[i] >= 0x80)
            return true;
    }
    return len >= 5;
}

/* 30.6.2024 */
static bool is_dotted_date(const char *text, size_t len)
{
    size_t dots = 0;
    for (size_t i = 0; i < len; i++)
        dots += text[i] == '.';
    return dots > 1;
}

static word_kind kind_of(const char *text, size_t len)
{
    size_t open = len > 1 && text[0] == '('; /* "($" in front of "12)" */
    if (qoq_fixed_word_is(QOQ_FIXED_sign, text + open, len - open))
        return WORD_SIGN;
    if (qoq_fixed_word_is(QOQ_FIXED_tail, text, len))
        return WORD_TAIL;
    if (qoq_line_is_nil(text, len))
        return WORD_NIL;
    if (!qoq_line_is_value(text, len) || is_dotted_date(text, len))
        return WORD_TEXT;
    return is_strong(text, len) ? WORD_STRONG : WORD_WEAK;
}

static size_t cut_words(const char *text, const text_line *line, word *words)
{
    cursor c = {.text = text, .at = line->start, .end = line->end};
    size_t count = 0;
    if (line->end - line->start > LONGEST_LINE)
        return 0;
    for (;;) {
        uint32_t before = c.column[BY_WIDTH], points_before = c.column[BY_POINTS];
        bool tab = c.at < c.end && text[c.at] == '\t';
        if (!move(&c, true))
            return count;
        if (count == LAYOUT_WORDS)
            return 0;
        word *w = &words[count++];
        uint32_t points = c.column[BY_POINTS] - points_before;
        /* one wide blank parts words of a title */
        *w = (word){.start = c.at,
                    .gap = points == 1 && !tab ? 1 : c.column[BY_WIDTH] - before};
        memcpy(w->left, c.column, sizeof w->left);
        move(&c, false);
        memcpy(w->right, c.column, sizeof w->right);
        w->end = c.at;
        w->kind = (uint8_t)kind_of(text + w->start, w->end - w->start);
    }
}

/* ---- cells -------------------------------------------------------------------------- */

static size_t count_han(const char *text, size_t start, size_t end)
{
    size_t count = 0;
    for (size_t at = start; at < end;)
        count += text_next(text, end, &at) >= 0x2E80;
    return count;
}

/* pdftotext gives a Chinese character one column, where on the page it takes nearly two. */
static void widen(const char *text, qoq_layout_cell *cell)
{
    size_t han = count_han(text, cell->start, cell->end);
    if (cell->kind == CELL_TEXT)
        cell->right[BY_POINTS] += (uint32_t)(han * 3 / 4);
}

static void begin_cell(qoq_layout_cell *cell, const word *w)
{
    *cell = (qoq_layout_cell){.start = w->start,
                              .end = w->end,
                              .cut = w->end,
                              .resume = w->end,
                              .columns = 1,
                              .gap = w->gap,
                              .kind = w->kind == WORD_NIL ? CELL_NIL
                                      : w->kind == WORD_WEAK || w->kind == WORD_STRONG
                                          ? CELL_VALUE
                                          : CELL_TEXT,
                              .strong = w->kind == WORD_STRONG};
    memcpy(cell->left, w->left, sizeof cell->left);
    memcpy(cell->right, w->right, sizeof cell->right);
}

static void extend(qoq_layout_cell *cell, const word *w)
{
    bool whole = cell->cut == cell->end;
    cell->end = w->end;
    if (whole)
        cell->cut = cell->resume = w->end;
    memcpy(cell->right, w->right, sizeof cell->right);
}

static bool is_figure_word(const word *w)
{
    return w->kind == WORD_WEAK || w->kind == WORD_STRONG || w->kind == WORD_NIL;
}

/* '184' and '210' */
static bool is_group_of(const char *text, const qoq_layout_cell *cell, const word *w)
{
    size_t digits = 0, from = cell->end;
    while (from > cell->start && is_ascii_digit(text, from - 1, cell->end))
        from--;
    while (w->start + digits < w->end &&
           is_ascii_digit(text, w->start + digits, w->end))
        digits++;
    size_t rest = w->end - w->start - digits;
    bool first = from == cell->start || text[from - 1] == '(' ||
                 text[from - 1] == '-' || text[from - 1] == ' ';
    return first && cell->end - from >= 1 && cell->end - from <= 3 && digits == 3 &&
           (rest == 0 || (rest == 1 && text[w->end - 1] == ')'));
}

/* '(1)', '(1)(2)': marks of footnotes. */
static bool is_note_mark(const char *text, const word *w)
{
    size_t at = w->start;
    while (at < w->end) {
        size_t from = at + 1, digits = from;
        if (text[at] != '(')
            return false;
        while (is_ascii_digit(text, digits, w->end))
            digits++;
        if (digits == from || digits > from + 2 || digits == w->end ||
            text[digits] != ')')
            return false;
        at = digits + 1;
    }
    return true;
}

/* Does the word stand in a cell of its own though only one blank is in front? */
static bool stands_alone(const char *text, const qoq_layout_cell *cell, const word *w,
                         const word *next, bool first)
{
    bool before_gap = !next || next->gap > 1 || is_figure_word(next);
    switch (cell->kind) {
    case CELL_VALUE:
        if (w->kind == WORD_TEXT || w->kind == WORD_TAIL)
            return cell->strong && !first; /* '12.05 億元）' begins a line of prose */
        return !(w->kind == WORD_WEAK && is_group_of(text, cell, w));
    case CELL_NIL:
        return is_figure_word(w);
    default:
        if (next && next->gap > 1 && is_note_mark(text, w))
            return false; /* figures follow in their columns */
        return before_gap && (w->kind == WORD_STRONG || w->kind == WORD_NIL);
    }
}

/* '$', far in front of its figure, which says where the cell stands. */
static bool takes_sign(const qoq_layout_cell *cells, size_t count, const word *w,
                       const word *next)
{
    bool in_text = count > 0 && w->gap == 1 && cells[count - 1].kind == CELL_TEXT &&
                   next && next->gap == 1;
    return w->kind == WORD_SIGN && next && is_figure_word(next) &&
           next->gap <= FAR_SIGN && !in_text;
}

static void put_sign(qoq_layout_cell *cell, const word *sign, const word *figure)
{
    begin_cell(cell, figure);
    cell->start = sign->start;
    cell->cut = sign->end;
    cell->resume = figure->start;
    cell->gap = sign->gap;
    cell->kind = figure->kind == WORD_NIL ? CELL_NIL : CELL_VALUE;
    cell->strong = true;
}

/* Words of a line into cells; 0 = too many. */
static size_t join_words(const char *text, const word *words, size_t count,
                         qoq_layout_cell *cells)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const word *w = &words[i], *next = i + 1 < count ? w + 1 : NULL;
        qoq_layout_cell *last = n > 0 ? &cells[n - 1] : NULL;
        if (n == LAYOUT_CELLS)
            return 0;
        if (takes_sign(cells, n, w, next)) {
            put_sign(&cells[n++], w, next);
            i++;
        } else if (last && w->kind == WORD_TAIL && last->kind == CELL_VALUE &&
                   w->gap <= 2) {
            extend(last, w);
        } else if (last && w->gap == 1 && !stands_alone(text, last, w, next, n == 1)) {
            bool number = last->kind == CELL_VALUE && w->kind == WORD_WEAK;
            extend(last, w);
            last->kind = number ? CELL_VALUE : CELL_TEXT;
            last->strong = number;
        } else {
            begin_cell(&cells[n++], w);
        }
    }
    return n;
}

/* '2   分部資料', '–    增值服務；': the mark of a list, not a figure. */
static size_t join_mark(qoq_layout_cell *cells, size_t count)
{
    bool mark = count >= 2 && layout_is_figure(&cells[0]) && !cells[0].strong &&
                cells[0].end - cells[0].start <= 3 && cells[1].kind == CELL_TEXT;
    if (!mark)
        return count;
    cells[1].start = cells[0].start;
    cells[1].gap = cells[0].gap;
    memcpy(cells[1].left, cells[0].left, sizeof cells[1].left);
    memmove(cells, cells + 1, (count - 1) * sizeof *cells);
    return count - 1;
}

/* ---- rows --------------------------------------------------------------------------- */

/* '二零二四年 二零二三年': two of one length, or three and more. */
static bool is_row_of_words(const qoq_layout *l, const qoq_layout_cell *cell)
{
    qoq_layout_cell first = *cell, rest;
    size_t words = layout_count_words(l, cell);
    if (words != 2)
        return words > 2;
    layout_cut_word(l, &first, &rest);
    return first.end - first.start == rest.end - rest.start;
}

/* A paragraph on one line: longer than any row, and nothing set apart in it by more than one
 * blank, wherever figures stand close together ("US$303m (+15% y/y)"). */
static bool is_paragraph(const qoq_layout_cell *cells, size_t count)
{
    enum { LONGEST_ROW = 160 };
    for (size_t i = 1; i < count; i++) {
        if (cells[i].gap > 1)
            return false;
    }
    return count > 1 &&
           cells[count - 1].right[BY_WIDTH] - cells[0].left[BY_WIDTH] > LONGEST_ROW;
}

static row_class classof(const qoq_layout *l, const qoq_layout_cell *cells,
                         size_t count)
{
    size_t figures = 0;
    bool apart = false, wide = false;
    if (is_paragraph(cells, count))
        return ROW_TEXT;
    for (size_t i = 0; i < count; i++) {
        bool figure = layout_is_figure(&cells[i]);
        figures += figure;
        apart = apart || (figure && (cells[i].gap > 1 ||
                                     (i > 0 && layout_is_figure(&cells[i - 1]))));
        wide = wide || cells[i].right[BY_WIDTH] - cells[i].left[BY_WIDTH] > WIDEST_HEAD;
    }
    if (count == 1 && figures == 0)
        return is_row_of_words(l, &cells[0]) ? ROW_HEADS : ROW_TEXT;
    if (count == 1)
        return cells[0].strong ? ROW_FIGURE : ROW_TEXT;
    if (figures > 0 && apart)
        return ROW_FIGURES;
    const qoq_layout_cell *last = count > 0 ? &cells[count - 1] : NULL;
    if (count == 0 || wide ||
        qoq_line_ending(l->text + last->start, last->end - last->start, NULL) ==
            ENDING_STOP)
        return ROW_TEXT;
    return ROW_HEADS;
}

static void cut_line(qoq_layout *l, size_t line)
{
    word words[LAYOUT_WORDS];
    layout_row *row = &l->rows[line];
    size_t count = 0;
    row->first = (uint32_t)l->cell_count;
    if (l->lines[line].look != LINE_RULE && !l->lines[line].tabbed &&
        !l->lines[line].piped)
        count = cut_words(l->text, &l->lines[line], words);
    l->steps += count;
    if (l->status == QOQ_OK)
        l->status = qoq_grow(&l->cells, &l->cell_room, l->cell_count + LAYOUT_CELLS,
                             sizeof *l->cells, l->err);
    if (l->status != QOQ_OK)
        return;
    qoq_layout_cell *cells = l->cells + l->cell_count;
    count = join_mark(cells, join_words(l->text, words, count, cells));
    for (size_t i = 0; i < count; i++)
        widen(l->text, &cells[i]);
    row->count = (uint32_t)count;
    row->class = (uint8_t)classof(l, cells, count);
    l->cell_count += count;
}

void layout_cut_lines(qoq_layout *layout)
{
    for (size_t i = 0; i < layout->count && layout->status == QOQ_OK; i++)
        cut_line(layout, i);
}

/* ---- headings set close together ---------------------------------------------------- */

/* Is the blank at `at` one between two Chinese words? */
static bool is_between_words(const qoq_layout *l, const qoq_layout_cell *cell,
                             size_t at)
{
    if (l->text[at] != ' ' || at < cell->start + 6 || at + 7 > cell->end)
        return false;
    size_t before = at - 3, behind = at + 1;
    const unsigned char *t = (const unsigned char *)l->text;
    bool two_before = t[at - 6] >= 0xE3 && t[before] >= 0xE3;
    return two_before && t[behind] >= 0xE3 && t[behind + 3] >= 0xE3;
}

size_t layout_count_words(const qoq_layout *layout, const qoq_layout_cell *cell)
{
    size_t count = 1;
    for (size_t at = cell->start; at < cell->end; at++)
        count += is_between_words(layout, cell, at);
    return count;
}

void layout_cut_word(const qoq_layout *layout, qoq_layout_cell *cell,
                     qoq_layout_cell *rest)
{
    size_t at = cell->start;
    while (at < cell->end && !is_between_words(layout, cell, at))
        at++;
    *rest = *cell;
    uint32_t points =
        (uint32_t)qoq_text_count(layout->text + cell->start, at - cell->start);
    uint32_t width =
        (uint32_t)qoq_text_width(layout->text + cell->start, at - cell->start);
    rest->start = at + 1;
    rest->left[BY_POINTS] = cell->left[BY_POINTS] + points + 1;
    rest->left[BY_WIDTH] = cell->left[BY_WIDTH] + width + 1;
    rest->gap = 1;
    cell->end = cell->cut = cell->resume = at;
    cell->right[BY_POINTS] =
        cell->left[BY_POINTS] + points +
        (uint32_t)(count_han(layout->text, cell->start, at) * 3 / 4);
    cell->right[BY_WIDTH] = cell->left[BY_WIDTH] + width;
}

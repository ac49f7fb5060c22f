/* Plain text and Markdown into blocks.
 *
 * Lines between two blank ones are a run, and are judged together: which of them are rows
 * of a table, which belong to one paragraph, which stand alone. Chinese news and most
 * exports write a paragraph a line; what was wrapped by hand shows by its line lengths,
 * which is looked for once in the whole document. */
#include <stdlib.h>
#include <string.h>

#include "base/text_inline.h"
#include "document/decode_private.h"

enum {
    WINDOW = 8192,        /* lines in which tables are looked for together */
    LOOK_BYTES = 1 << 18, /* of the document, for how it is wrapped */
    NARROW = 44,          /* nobody wraps at fewer columns */
    WIDE = 130,           /* nor at more */
    TITLE_BLOCKS = 8,     /* a title comes among the first blocks */
    MOST_KEPT = 1 << 12   /* lines that are looked at but once */
};

typedef struct splitter {
    qoq_writer *writer;
    const char *text;
    char separator; /* of cells: a tab, or what a file of values parts them with */
    uint32_t wrap;  /* column at which the document was wrapped by hand; 0 = was not */
    bool paged;     /* the text was set in pages: every paragraph is wrapped */
    uint32_t run_width; /* of the widest line of prose in the run */
    bool titled;
    qoq_grid_builder grid;
    uint32_t grid_row; /* the next one of the table that is open */
    bool grid_piped;   /* it is one of Markdown, else its rows have tabs */
    size_t grid_tabs;  /* of its widest row */
    uint32_t
        grid_table;     /* number of the table of aligned text that is open; 0 = none */
    qoq_layout *layout; /* tables of aligned text in the window */
    text_line *window;  /* lines read ahead, but for blank ones */
    size_t window_count, window_room;
    text_line *lines; /* of the run: those of the window that no blank line parts */
    size_t count;
} splitter;

/* ---- lines ---------------------------------------------------------------------------- */

/* Lines of the text from its start. Those of a document of usual size are looked at once
 * and kept, for they are gone through four times. */
typedef struct line_source {
    line_reader reader;
    text_line *kept; /* NULL: they are not */
    size_t count, at;
} line_source;

static bool next_line(line_source *source, text_line *line)
{
    if (!source->kept)
        return qoq_line_read(&source->reader, line);
    if (source->at == source->count)
        return false;
    *line = source->kept[source->at++];
    return true;
}

static void keep_lines(line_source *source)
{
    line_reader reader = source->reader;
    size_t room = 0;
    text_line line;
    while (qoq_line_read(&reader, &line)) {
        if (source->count == MOST_KEPT ||
            qoq_grow(&source->kept, &room, source->count + 1, sizeof line, NULL) !=
                QOQ_OK) {
            free(source->kept);
            source->kept = NULL;
            return;
        }
        source->kept[source->count++] = line;
    }
}

/* ---- wrapped by hand? --------------------------------------------------------------- */

static bool is_prose(const text_line *line)
{
    return line->look == LINE_TEXT || line->look == LINE_NUMBER ||
           line->look == LINE_BULLET;
}

static bool is_wide_code(uint32_t code)
{
    return code >= 0x2E80;
}

static bool is_lower(uint32_t code)
{
    return code >= 'a' && code <= 'z';
}

/* Columns of what could have stood at the end of the line before: a word, or one Chinese
 * character. */
static uint32_t first_word(const char *text, const text_line *line)
{
    uint32_t width = 0;
    for (size_t at = line->first; at < line->last && width < 30;) {
        uint32_t code = text_next(text, line->last, &at);
        if (is_wide_code(code))
            return width ? width : 2;
        if (code == ' ' || code == '\t')
            break;
        width++;
    }
    return width;
}

/* Would the first word of `b` have been too much for line `a`? Proportional fonts, as in
 * text copied from a PDF, make English lines differ by an eighth. */
static bool is_full(const char *text, const text_line *a, const text_line *b,
                    uint32_t wrap)
{
    bool wide = is_wide_code(a->last_code) && is_wide_code(b->first_code);
    uint32_t slack = wide ? 4 : wrap / 8;
    return a->hang + a->width + 1 + first_word(text, b) + slack > wrap;
}

/* Set in further than a paragraph goes on, or by the wide blanks of Chinese: the first
 * line of the next one. */
static bool begins_indented(const char *text, const text_line *a, const text_line *b)
{
    static const char wide_blank[] = "　";
    if (b->first - b->start >= 3 && memcmp(text + b->start, wide_blank, 3) == 0)
        return true;
    return b->indent > a->indent + 1 && a->look == LINE_TEXT;
}

/* The column that all but a fiftieth of the lines keep to. */
static uint32_t find_margin(line_source source)
{
    size_t ends[WIDE + 2] = {0}, lines = 0, beyond = 0;
    text_line line;
    while (next_line(&source, &line)) {
        if (!is_prose(&line))
            continue;
        uint32_t end = line.hang + line.width;
        ends[end <= WIDE ? end : WIDE + 1]++;
        lines++;
    }
    for (uint32_t end = WIDE + 1; end >= NARROW; end--) {
        beyond += ends[end];
        if (beyond * 50 > lines)
            return end <= WIDE ? end : 0;
    }
    return 0;
}

/* Lines that go on in the next one, counted over the document. */
typedef struct pairs {
    size_t all, full; /* ...and reach the margin */
    size_t broken;    /* ...in the middle of a sentence */
    size_t upper;     /* ...and the next one begins with a capital letter */
} pairs;

static void count_pair(pairs *p, const char *text, const text_line *a,
                       const text_line *b, uint32_t margin)
{
    p->all++;
    if (!is_full(text, a, b, margin))
        return;
    p->full++;
    if (a->ending == ENDING_STOP || a->ending == ENDING_COLON)
        return;
    p->broken++;
    p->upper += b->first_code >= 'A' && b->first_code <= 'Z';
}

static uint32_t find_wrap(line_source source)
{
    const char *text = source.reader.text;
    uint32_t margin = find_margin(source);
    pairs p = {0, 0, 0, 0};
    text_line a = {.look = LINE_BLANK}, b;
    if (margin == 0)
        return 0;
    while (next_line(&source, &b)) {
        if (is_prose(&a) && b.look == LINE_TEXT && !begins_indented(text, &a, &b))
            count_pair(&p, text, &a, &b, margin);
        a = b;
    }
    bool wrapped = p.broken >= 2 && p.full * 10 >= p.all * 6 && p.upper * 2 <= p.broken;
    return wrapped ? margin : 0;
}

/* A '# ' heading or the rule of a table says Markdown. */
static bool looks_like_markdown(line_source source)
{
    const char *text = source.reader.text;
    text_line line;
    while (next_line(&source, &line)) {
        if (line.look == LINE_HASHES && line.level > 1)
            return true;
        if (line.look == LINE_RULE &&
            memchr(text + line.first, '|', line.last - line.first))
            return true;
    }
    return false;
}

/* ---- rows of which the text says where a cell ends ----------------------------------- */

static bool has_byte(const splitter *s, const text_line *line, char byte)
{
    return memchr(s->text + line->first, byte, line->last - line->first) != NULL;
}

static bool is_markdown_rule(const splitter *s, const text_line *line)
{
    return line->look == LINE_RULE && has_byte(s, line, '|');
}

static bool is_markdown(const splitter *s)
{
    return s->writer->document->form == QOQ_FORM_MARKDOWN;
}

/* Item | 2025 above its ---|---: the rows of a table may go without the outer bars. */
static void mark_piped(splitter *s)
{
    bool inside = s->grid.open && s->grid_piped;
    for (size_t i = 0; i < s->count; i++) {
        text_line *line = &s->lines[i];
        bool heads = line->look == LINE_TEXT && i + 1 < s->count &&
                     is_markdown_rule(s, &s->lines[i + 1]);
        line->piped = line->piped || (line->look == LINE_CELLS && !line->tabbed &&
                                      s->text[line->first] == '|');
        if ((heads || (inside && line->look == LINE_TEXT)) && has_byte(s, line, '|')) {
            line->look = LINE_CELLS;
            line->piped = true;
        }
        inside = line->piped || is_markdown_rule(s, line);
    }
}

/* In text, lines that hold tabs have cells between them. */
static size_t count_tabs(const splitter *s, const text_line *line)
{
    size_t count = 0;
    for (size_t at = line->start; at < line->last; at++) {
        at = qoq_cell_end(s->text, at, line->last, s->separator);
        count += at < line->last;
    }
    return count;
}

static bool is_named_tabbed(const splitter *s)
{
    qoq_document_form form = s->writer->document->form;
    return form == QOQ_FORM_TSV || form == QOQ_FORM_CSV;
}

/* Commas or semicolons: what there is more of outside of quotation marks. */
static char separator_of(const qoq_document *document, const char *text, size_t len)
{
    size_t commas = 0, semicolons = 0;
    bool quoted = false;
    if (document->form != QOQ_FORM_CSV)
        return '\t';
    for (size_t i = 0; i < len && i < LOOK_BYTES; i++) {
        quoted = quoted != (text[i] == '"');
        commas += text[i] == ',' && !quoted;
        semicolons += text[i] == ';' && !quoted;
    }
    return semicolons > commas ? ';' : ',';
}

/* Tabs that set cells apart, not words of a table that blanks align. */
static size_t count_cell_tabs(const splitter *s, const text_line *line)
{
    size_t len = line->last - line->start;
    bool blanks = memmem(s->text + line->start, len, "   ", 3) != NULL;
    return line->look != LINE_CELLS || blanks ? 0 : count_tabs(s, line);
}

/* Do most lines with tabs in the run have as many? Else tabs are for the eye. */
static bool is_tabbed_run(const splitter *s)
{
    size_t most = 0, full = 0, all = 0;
    for (size_t i = 0; i < s->count; i++) {
        size_t tabs = count_cell_tabs(s, &s->lines[i]);
        full = tabs > most ? 1 : full + (tabs > 0 && tabs == most);
        most = tabs > most ? tabs : most;
        all += tabs > 0;
    }
    return full >= 2 && full * 2 >= all;
}

static void make_tabbed(const splitter *s, text_line *line)
{
    qoq_slice text = {s->text + line->start, line->last - line->start};
    line->first = (size_t)(qoq_slice_trim(text).ptr - s->text);
    line->look = LINE_CELLS;
    line->tabbed = true;
}

/* A line with a tab is a row where the name of the document says so; in other text, where
 * its neighbours have as many. */
static void mark_tabbed(splitter *s)
{
    bool named = is_named_tabbed(s);
    if (is_markdown(s) || (!named && !is_tabbed_run(s)))
        return;
    for (size_t i = 0; i < s->count; i++) {
        text_line *line = &s->lines[i];
        if (named ? count_tabs(s, line) > 0 : count_cell_tabs(s, line) > 0)
            make_tabbed(s, line);
    }
}

/* ---- rows --------------------------------------------------------------------------- */

/* The nearest row on one side, `reach` lines away at most. */
static bool has_row_near(const splitter *s, size_t at, int step, size_t reach)
{
    for (size_t n = 0; n < reach; n++) {
        if (step < 0 && at == 0)
            return false;
        at = step < 0 ? at - 1 : at + 1;
        if (at >= s->count)
            return false;
        if (s->lines[at].look == LINE_CELLS)
            return true;
    }
    return false;
}

/* Lines of a table that have no columns of their own: header words set over a column,
 * labels that go on in the next line, '每股盈利' over its two rows. */
static bool is_row_by_place(const splitter *s, size_t at)
{
    enum { FAR_IN = 8, LABEL = 60 };
    const text_line *line = &s->lines[at];
    bool before = has_row_near(s, at, -1, 3), behind = has_row_near(s, at, 1, 3);
    if (line->look != LINE_TEXT || line->ending == ENDING_STOP || line->width > LABEL)
        return false;
    if (line->cells == 2 && (has_row_near(s, at, -1, 1) || has_row_near(s, at, 1, 1)))
        return true;
    if (line->indent >= FAR_IN && (before || has_row_near(s, at, 1, 6)))
        return true;
    return before && behind &&
           qoq_line_figures(s->text + line->first, line->last - line->first, 1) == 0;
}

/* "某某中绩｜次季盈利升33%　广告收入逾30亿": two halves of a headline above no table are no cells. */
static void mark_headline(splitter *s)
{
    text_line *line = s->lines;
    if (s->writer->document->block_count > 0 || s->count == 0 || line->tabbed ||
        line->look != LINE_CELLS || line->cells != 2 || s->text[line->first] == '|' ||
        has_row_near(s, 0, 1, 3))
        return;
    line->look = LINE_TEXT;
}

/* From both ends, so that what a neighbour turned out to be counts. */
static void mark_rows(splitter *s)
{
    bool any = false;
    if (is_markdown(s)) /* a table may have begun in the window before */
        mark_piped(s);
    if (s->layout) /* it has looked at all lines together */
        return;
    mark_headline(s);
    for (size_t i = 0; i < s->count; i++)
        any = any || s->lines[i].look == LINE_CELLS;
    for (size_t i = 0; any && i < s->count; i++) {
        if (is_row_by_place(s, i))
            s->lines[i].look = LINE_CELLS;
    }
    for (size_t i = s->count; any && i-- > 0;) {
        if (is_row_by_place(s, i))
            s->lines[i].look = LINE_CELLS;
    }
    for (size_t i = 0; i < s->count && is_named_tabbed(s); i++)
        s->lines[i].tabbed = s->lines[i].look == LINE_CELLS;
}

/* ---- paragraphs --------------------------------------------------------------------- */

/* Set in pages, all lines of a paragraph but the last are about as wide as the widest. */
static bool is_set_full(const splitter *s, const text_line *a)
{
    enum { LEAST = 40 };
    return a->width >= LEAST && a->width * 4 >= s->run_width * 3;
}

/* Does the paragraph of line `a` go on in `b`? */
static bool goes_on(const splitter *s, const text_line *a, const text_line *b)
{
    enum { SHORT = 40, LONG = 50 };
    bool markdown = is_markdown(s);
    bool english = !is_wide_code(a->last_code) && !is_wide_code(b->first_code);
    if (b->look != LINE_TEXT || a->bold || b->bold ||
        (a->quote != b->quote && b->quote))
        return false;
    if (b->joined)
        return true;
    if (markdown && a->hard)
        return false;
    if (begins_indented(s->text, a, b))
        return false;
    if (s->paged && is_set_full(s, a))
        return true;
    if (s->wrap && is_full(s->text, a, b, s->wrap))
        return true;
    if (a->ending == ENDING_STOP || a->ending == ENDING_COLON || a->width < SHORT ||
        a->width >= LINE_WIDE)
        return false;
    if (is_lower(b->first_code) || (a->ending == ENDING_COMMA && a->width <= WIDE))
        return true;
    /* Markdown joins all lines up to a blank one; Chinese writers take them apart. */
    return markdown && english && a->width >= LONG && a->width <= WIDE;
}

static const text_line *line_at(const splitter *s, size_t at)
{
    return at < s->count ? &s->lines[at] : NULL;
}

static size_t figures_of(const splitter *s, const text_line *line)
{
    return qoq_line_figures(s->text + line->first, line->last - line->first, 2);
}

/* One of several lines that each give a figure: a list without marks, no headline. */
static bool is_listed(const splitter *s, size_t at)
{
    const text_line *line = line_at(s, at);
    const text_line *before = at > 0 ? line_at(s, at - 1) : NULL;
    const text_line *behind = line_at(s, at + 1);
    size_t own = figures_of(s, line);
    if (own == 0)
        return false;
    return (before && before->look == LINE_TEXT && before->ending != ENDING_STOP &&
            figures_of(s, before) > 0) ||
           (behind && behind->look == LINE_TEXT && behind->ending != ENDING_STOP &&
            figures_of(s, behind) > 0);
}

static bool is_numbered_alike(const text_line *a, const text_line *b)
{
    return a && b && b->look == LINE_NUMBER && b->level == a->level;
}

/* Most lines are paragraphs, and those end in a stop: they are not looked at again. */
static bool is_headline(const splitter *s, const text_line *line)
{
    return line->ending != ENDING_STOP && line->width < LINE_WIDE &&
           qoq_line_is_headline(s->text + line->first, line->last - line->first);
}

/* '一、分部收入' alone is a heading; '(1)…;' beneath '(2)…;' are items. */
static qoq_block_kind kind_of_number(const splitter *s, size_t at, int *level)
{
    enum { LONGEST = 60 };
    const text_line *line = line_at(s, at);
    const text_line *before = at > 0 ? line_at(s, at - 1) : NULL;
    *level = line->level + 1;
    if (line->width > LONGEST || !is_headline(s, line) || figures_of(s, line) > 0 ||
        is_numbered_alike(line, before) || is_numbered_alike(line, line_at(s, at + 1)))
        return QOQ_BLOCK_ITEM;
    return QOQ_BLOCK_HEADING;
}

static bool is_underline(const text_line *line)
{
    return line && line->look == LINE_RULE && line->level > 0;
}

static qoq_block_kind kind_of_text(const splitter *s, size_t at, int *level)
{
    const text_line *line = line_at(s, at);
    if (line->quote)
        return QOQ_BLOCK_PARAGRAPH;
    if (is_underline(line_at(s, at + 1)) && line->width < LINE_WIDE &&
        line->ending != ENDING_STOP) {
        *level = line_at(s, at + 1)->level;
        return QOQ_BLOCK_HEADING;
    }
    if (!is_headline(s, line) || (!line->bold && is_listed(s, at)))
        return QOQ_BLOCK_PARAGRAPH;
    *level = line->bold ? 3 : 2;
    return QOQ_BLOCK_HEADING;
}

static qoq_block_kind kind_of(const splitter *s, size_t at, size_t last, int *level)
{
    const text_line *line = line_at(s, at);
    switch (line->look) {
    case LINE_HASHES:
        *level = line->level;
        return QOQ_BLOCK_HEADING;
    case LINE_BULLET:
        return QOQ_BLOCK_ITEM;
    case LINE_CELLS:
        return QOQ_BLOCK_ROW;
    case LINE_NUMBER:
        return at == last ? kind_of_number(s, at, level) : QOQ_BLOCK_ITEM;
    default:
        return at == last ? kind_of_text(s, at, level) : QOQ_BLOCK_PARAGRAPH;
    }
}

/* The first line of a document is its title also where it asks or exclaims, or is a list
 * line by its looks; not so when it is a paragraph, a date or a label. */
static bool is_opening_title(const splitter *s, size_t at, size_t last)
{
    enum { LONGEST = 110 };
    const text_line *line = line_at(s, at);
    if (s->writer->document->block_count > 0 || at != last || line->look != LINE_TEXT ||
        line->width > LONGEST || line->quote)
        return false;
    bool asks = line->ending == ENDING_STOP &&
                (line->last_code == '?' || line->last_code == '!' ||
                 line->last_code == 0xFF1F || line->last_code == 0xFF01);
    return asks || is_headline(s, line);
}

/* ---- writing rows ------------------------------------------------------------------- */

/* Does the table that is open go on over a blank line? Where the row has no more cells,
 * and figures in them: else it is the heading of the next table. */
static bool goes_on_tabbed(const splitter *s, const text_line *line)
{
    return line->tabbed && count_tabs(s, line) <= s->grid_tabs &&
           qoq_line_has_value(s->text + line->first, line->last - line->first,
                              s->separator);
}

static void close_grid(splitter *s)
{
    qoq_grid_close(&s->grid);
}

static void open_grid(splitter *s, const text_line *line)
{
    if (s->grid.open && line->piped == s->grid_piped && line->table == s->grid_table)
        return;
    close_grid(s);
    s->grid_row = 0;
    s->grid_tabs = 0;
    s->grid_piped = line->piped;
    s->grid_table = line->table;
    qoq_grid_open(&s->grid, line->table > 0);
}

static size_t pipe_end(const splitter *s, size_t at, size_t end)
{
    while (at < end) {
        const char *pipe = memchr(s->text + at, '|', end - at);
        if (!pipe)
            break;
        at = (size_t)(pipe - s->text);
        if (at == 0 || s->text[at - 1] != '\\')
            return at;
        at++;
    }
    return end;
}

/* "&nbsp;&nbsp;Lenses": blanks that are no mere padding set a label in. */
static void take_indent(const qoq_document *d, qoq_grid_cell *cell)
{
    const char *text = d->owned + cell->start;
    size_t at = 0, set_in = 0;
    while (at < cell->len) {
        bool hard = cell->len - at >= 2 && memcmp(text + at, "\xC2\xA0", 2) == 0;
        if (!hard && text[at] != ' ')
            break;
        set_in += hard;
        at += hard ? 2 : 1;
    }
    if (set_in == 0)
        return;
    cell->start += at;
    cell->len -= at;
    cell->indent = (uint16_t)(set_in < UINT16_MAX ? set_in : UINT16_MAX);
}

/* | a | b |, cell by cell: marks of emphasis do not reach over a bar. */
static void write_piped(splitter *s, const text_line *line)
{
    qoq_document *d = s->writer->document;
    qoq_grid_cell cell = {.row = s->grid_row, .rows = 1, .columns = 1};
    size_t at = line->first + (s->text[line->first] == '|');
    while (at < line->last) {
        size_t end = pipe_end(s, at, line->last);
        qoq_writer_copy(s->writer, at);
        cell.start = d->len;
        qoq_inline_copy(s->writer, end, INLINE_MARKDOWN);
        cell.len = d->len - cell.start;
        cell.indent = 0;
        if (cell.column == 0)
            take_indent(d, &cell);
        qoq_grid_put(&s->grid, cell);
        cell.column++;
        at = end + 1;
    }
    qoq_writer_copy(s->writer, line->last);
}

/* The cells that layout found; the gap between a sign and its figure goes. */
static void write_aligned(splitter *s, const text_line *line)
{
    qoq_document *d = s->writer->document;
    size_t count;
    const qoq_layout_cell *cells =
        qoq_layout_cells(s->layout, (size_t)(line - s->window), &count);
    for (size_t i = 0; i < count; i++) {
        qoq_writer_copy(s->writer, cells[i].start);
        qoq_grid_cell cell = {.start = d->len,
                              .row = s->grid_row,
                              .column = cells[i].column,
                              .rows = 1,
                              .columns = cells[i].columns,
                              .indent = cells[i].indent};
        qoq_writer_copy(s->writer, cells[i].cut);
        qoq_writer_skip(s->writer, cells[i].resume);
        qoq_writer_copy(s->writer, cells[i].end);
        cell.len = d->len - cell.start;
        qoq_grid_put(&s->grid, cell);
    }
}

static void write_row(splitter *s, const text_line *line)
{
    qoq_document *d = s->writer->document;
    bool whole = line->tabbed || line->table;
    qoq_writer_copy(s->writer, whole ? line->start : line->first);
    size_t start = d->len;
    if (line->piped || line->tabbed || line->table)
        open_grid(s, line);
    else
        close_grid(s);
    if (line->piped)
        write_piped(s, line);
    else if (line->table)
        write_aligned(s, line);
    else
        qoq_writer_copy(s->writer, line->last);
    if (line->tabbed) {
        size_t tabs = count_tabs(s, line);
        s->grid_tabs = tabs > s->grid_tabs ? tabs : s->grid_tabs;
        qoq_grid_put_tabbed(&s->grid, s->grid_row, start, d->len, s->separator);
    }
    s->grid_row++;
    qoq_writer_block(s->writer, QOQ_BLOCK_ROW, 0, start, d->len);
}

/* The rule of Markdown: what stands above it is heading. */
static void take_rule(splitter *s, const text_line *line)
{
    bool heads = s->grid.open && s->grid_piped && is_markdown_rule(s, line);
    for (size_t i = 0; heads && i < s->grid.count; i++)
        s->grid.cells[i].header = true;
}

/* ---- writing blocks ----------------------------------------------------------------- */

/* The lines of a block, without what pages have put between them. */
static void copy_lines(splitter *s, size_t at, size_t last, int what)
{
    for (size_t i = at; i <= last; i++) {
        bool parted = i + 1 <= last && s->lines[i + 1].passed;
        if (i < last && !parted)
            continue;
        qoq_inline_copy(s->writer, s->lines[i].last, what);
        while (i < last && s->lines[i + 1].passed)
            i++;
        if (i < last)
            qoq_inline_join(s->writer, s->lines[i + 1].first);
    }
}

static void write_block(splitter *s, size_t at, size_t last)
{
    qoq_document *document = s->writer->document;
    const text_line *line = line_at(s, at);
    int level = 0;
    qoq_block_kind kind = kind_of(s, at, last, &level);
    if (kind == QOQ_BLOCK_ROW) {
        write_row(s, line);
        return;
    }
    close_grid(s);
    if (!s->titled && document->block_count < TITLE_BLOCKS &&
        line->ending != ENDING_COLON &&
        (kind == QOQ_BLOCK_HEADING || is_opening_title(s, at, last))) {
        kind = QOQ_BLOCK_TITLE;
        level = 1;
        s->titled = true;
    }
    int what = (document->form == QOQ_FORM_MARKDOWN ? INLINE_MARKDOWN : 0) |
               (line->quote ? INLINE_QUOTE : 0);
    qoq_writer_copy(s->writer, line->first);
    size_t start = document->len;
    copy_lines(s, at, last, what);
    bool heading = kind == QOQ_BLOCK_TITLE || kind == QOQ_BLOCK_HEADING;
    qoq_writer_block(s->writer, kind, heading ? level : 0, start, document->len);
}

/* The first line of the run that is not passed over, or NULL. */
static const text_line *first_line(const splitter *s)
{
    for (size_t i = 0; i < s->count; i++) {
        if (s->lines[i].look != LINE_RULE)
            return &s->lines[i];
    }
    return NULL;
}

/* The next line that no page has put there; s->count = none. */
static size_t next_in_run(const splitter *s, size_t at)
{
    at++;
    while (at < s->count && s->lines[at].passed)
        at++;
    return at;
}

static void measure_run(splitter *s)
{
    s->run_width = 0;
    for (size_t i = 0; i < s->count; i++) {
        const text_line *line = &s->lines[i];
        if (is_prose(line) && line->width > s->run_width && !line->joined)
            s->run_width = line->width;
    }
}

static void write_run(splitter *s)
{
    mark_rows(s);
    measure_run(s);
    const text_line *first = first_line(s);
    bool parted = s->lines[0].gap > 0 || s->lines[0].feed;
    if (first && parted && s->grid.open && !first->table && !goes_on_tabbed(s, first))
        close_grid(s);
    for (size_t i = 0; i < s->count; i++) {
        size_t last = i;
        if (s->lines[i].look == LINE_RULE) {
            take_rule(s, &s->lines[i]);
            continue;
        }
        for (size_t next; is_prose(&s->lines[i]); last = next) {
            next = next_in_run(s, last);
            if (next == s->count || !goes_on(s, &s->lines[last], &s->lines[next]))
                break;
        }
        write_block(s, i, last);
        i = last;
    }
}

/* ---- lines read ahead --------------------------------------------------------------- */

static bool begins_run(const text_line *line)
{
    return line->gap > 0 || line->feed;
}

/* How many lines of the window are done with now: whole runs, if there are. */
static size_t whole_runs(const splitter *s, bool all)
{
    size_t end = s->window_count;
    while (!all && end > 1 && !begins_run(&s->window[end - 1]))
        end--;
    return all || end < 2 ? s->window_count : end - 1;
}

static bool is_aligned_form(const splitter *s)
{
    return s->writer->document->form == QOQ_FORM_TEXT ||
           s->writer->document->form == QOQ_FORM_PDF;
}

/* The next run of the window from `at` on; false = no more. */
static bool next_run(splitter *s, size_t *at, size_t end)
{
    if (*at >= end)
        return false;
    s->lines = s->window + *at;
    s->count = 1;
    while (*at + s->count < end && !begins_run(&s->lines[s->count]))
        s->count++;
    *at += s->count;
    return true;
}

static void write_window(splitter *s, bool all)
{
    size_t end = whole_runs(s, all);
    qoq_writer *writer = s->writer;
    if (s->grid_table)
        close_grid(s);
    for (size_t at = 0; next_run(s, &at, end);) {
        mark_tabbed(s);
        if (!is_named_tabbed(s))
            mark_piped(s);
    }
    if (s->paged && writer->status == QOQ_OK)
        writer->status = qoq_pages_mend(s->text, s->window, end, writer->err);
    if (is_aligned_form(s) && writer->status == QOQ_OK)
        writer->status =
            qoq_layout_find(&s->layout, s->text, s->window, end,
                            writer->document->form == QOQ_FORM_PDF, writer->err);
    for (size_t at = 0; writer->status == QOQ_OK && next_run(s, &at, end);)
        write_run(s);
    qoq_layout_free(s->layout);
    s->layout = NULL;
    s->window_count -= end;
    memmove(s->window, s->window + end, s->window_count * sizeof *s->window);
}

static void read_lines(splitter *s, line_source *source)
{
    qoq_writer *writer = s->writer;
    text_line line;
    uint16_t gap = 0;
    bool feed = false;
    while (writer->status == QOQ_OK && next_line(source, &line)) {
        feed = feed || line.feed;
        if (line.look == LINE_BLANK) {
            gap = (uint16_t)(gap + (gap < UINT16_MAX));
            continue;
        }
        line.gap = gap;
        line.feed = feed;
        gap = 0;
        feed = false;
        if (s->window_count == WINDOW)
            write_window(s, false);
        writer->status = qoq_grow(&s->window, &s->window_room, s->window_count + 1,
                                  sizeof line, writer->err);
        if (writer->status == QOQ_OK)
            s->window[s->window_count++] = line;
    }
    if (writer->status == QOQ_OK && s->window_count > 0)
        write_window(s, true);
}

void qoq_document_split(qoq_writer *writer)
{
    splitter s = {.writer = writer, .text = writer->source, .grid = {.writer = writer}};
    s.separator = separator_of(writer->document, writer->source, writer->len);
    s.paged = writer->document->form == QOQ_FORM_PDF ||
              (writer->document->form == QOQ_FORM_TEXT &&
               memchr(writer->source, '\f', writer->len));
    line_source source = {
        .reader = {.text = writer->source, .len = writer->len, .paged = s.paged}};
    line_source first = source;
    if (writer->len <= LOOK_BYTES) {
        keep_lines(&source);
        first = source;
    }
    first.reader.len = writer->len < LOOK_BYTES ? writer->len : LOOK_BYTES;
    if (writer->document->form == QOQ_FORM_TEXT && !s.paged &&
        looks_like_markdown(first))
        writer->document->form = QOQ_FORM_MARKDOWN;
    s.wrap = s.paged ? 0 : find_wrap(first);
    read_lines(&s, &source);
    close_grid(&s);
    qoq_grid_clear(&s.grid);
    qoq_writer_copy(writer, writer->len);
    free(source.kept);
    free(s.window);
}

/* What the parser finds in a web page, into blocks. */
#include <string.h>

#include "document/html_private.h"

enum {
    PROSE = 100,     /* columns that make a cell a paragraph */
    SENTENCE = 60,   /* ...that do when it ends like a sentence */
    NUMBERED = 60,   /* longest numbered heading */
    TITLE_BLOCKS = 8 /* a title comes among the first blocks */
};

/* ---- blocks ------------------------------------------------------------------------- */

static const qoq_document *document_of(const html_blocks *h)
{
    return h->writer->document;
}

static bool is_empty(const html_blocks *h)
{
    return document_of(h)->len == h->start;
}

/* The text from `start` on, without white space at both ends. */
static qoq_slice text_from(const html_blocks *h, size_t start)
{
    const qoq_document *d = document_of(h);
    if (h->writer->status != QOQ_OK || d->len <= start)
        return (qoq_slice){"", 0};
    return qoq_slice_trim((qoq_slice){d->owned + start, d->len - start});
}

/* A paragraph may be a heading by its looks: all bold, or '一、分部收入'; or the item of a
 * list that was typed. Takes off the mark. */
static qoq_block_kind look_closer(qoq_slice *text, bool strong, int *level)
{
    uint8_t number = 0;
    size_t bullet = qoq_line_bullet(text->ptr, text->len);
    size_t mark = bullet ? bullet : qoq_line_number(text->ptr, text->len, &number);
    qoq_slice rest = {text->ptr + mark, text->len - mark};
    bool headline = !bullet && qoq_line_is_headline(rest.ptr, rest.len);
    if (mark > 0) {
        *text = rest;
        *level = number + 1;
        if (headline && qoq_line_width(rest.ptr, rest.len) <= NUMBERED &&
            qoq_line_figures(rest.ptr, rest.len, 1) == 0)
            return QOQ_BLOCK_HEADING;
        return QOQ_BLOCK_ITEM;
    }
    *level = 4;
    return strong && headline ? QOQ_BLOCK_HEADING : QOQ_BLOCK_PARAGRAPH;
}

static void add_block(html_blocks *h, qoq_block_kind kind, int level, qoq_slice text)
{
    size_t start = (size_t)(text.ptr - document_of(h)->owned);
    qoq_writer_block(h->writer, kind, level, start, start + text.len);
}

static void add_paragraph(html_blocks *h, qoq_slice text, bool strong)
{
    int level = 0;
    qoq_block_kind kind = look_closer(&text, strong, &level);
    add_block(h, kind, kind == QOQ_BLOCK_HEADING ? level : 0, text);
}

static void begin_block(html_blocks *h)
{
    if (!is_empty(h))
        qoq_writer_say(h->writer, "\n", 1);
    h->start = document_of(h)->len;
    h->gap = h->line = false;
    h->all_strong = true;
    h->kind = QOQ_BLOCK_PARAGRAPH;
}

static void end_block(html_blocks *h)
{
    qoq_slice text = text_from(h, h->start);
    if (text.len > 0 && h->heading_at)
        add_block(h, QOQ_BLOCK_HEADING, h->level, text);
    else if (text.len > 0 && h->kind != QOQ_BLOCK_PARAGRAPH)
        add_block(h, (qoq_block_kind)h->kind, 0, text);
    else if (text.len > 0)
        add_paragraph(h, text, h->all_strong);
    begin_block(h);
}

/* ---- rows --------------------------------------------------------------------------- */

/* The next piece of a row between tabs and line breaks; false = no more. */
static bool next_piece(qoq_slice *piece, qoq_slice *rest)
{
    if (rest->len == 0)
        return false;
    size_t len = 0;
    while (len < rest->len && rest->ptr[len] != '\t' && rest->ptr[len] != '\n')
        len++;
    *piece = qoq_slice_trim((qoq_slice){rest->ptr, len});
    size_t step = len < rest->len ? len + 1 : len;
    rest->ptr += step;
    rest->len -= step;
    return true;
}

/* Pages were once laid out by tables: a cell that holds sentences is no cell. */
static bool is_prose(qoq_slice piece)
{
    uint32_t width = qoq_line_width(piece.ptr, piece.len);
    return width >= PROSE ||
           (width >= SENTENCE &&
            qoq_line_ending(piece.ptr, piece.len, NULL) == ENDING_STOP);
}

/* A label of many words is no prose where figures stand beside it. */
static bool has_prose(qoq_slice row)
{
    qoq_slice piece;
    bool sentence = false, wide = false, value = false;
    while (next_piece(&piece, &row)) {
        bool prose = is_prose(piece);
        wide = wide || prose;
        sentence = sentence || (prose && qoq_line_ending(piece.ptr, piece.len, NULL) ==
                                             ENDING_STOP);
        value = value || qoq_line_is_value(piece.ptr, piece.len);
    }
    return sentence || (wide && !value);
}

static bool has_word(qoq_slice text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t code = qoq_text_next(text.ptr, text.len, &at);
        if ((code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') ||
            (code >= 'A' && code <= 'Z') || (code >= 0xC0 && code < 0x2000) ||
            (code >= 0x3400 && code < 0xE000) || code >= 0xFF10)
            return true;
    }
    return false;
}

/* '•', tab, text: a list set as a table. Bytes of the mark, or 0. */
static size_t item_mark(qoq_slice row)
{
    uint8_t level;
    size_t mark = qoq_line_bullet(row.ptr, row.len);
    if (mark == 0)
        mark = qoq_line_number(row.ptr, row.len, &level);
    bool alone = mark > 0 && memchr(row.ptr, '\t', mark) &&
                 !memchr(row.ptr + mark, '\t', row.len - mark);
    return alone ? mark : 0;
}

static void end_row(html_blocks *h)
{
    qoq_slice row = text_from(h, h->start), piece;
    size_t mark = item_mark(row);
    h->in_row = false;
    qoq_html_end_cells(&h->table, h->writer);
    if (mark > 0) {
        qoq_html_break(&h->table);
        add_block(h, QOQ_BLOCK_ITEM, 0, (qoq_slice){row.ptr + mark, row.len - mark});
    } else if (row.len > 0 && has_prose(row)) {
        while (next_piece(&piece, &row)) {
            if (has_word(piece))
                add_paragraph(h, piece, false);
        }
        qoq_html_row_ends(&h->table, true);
    } else if (row.len > 0 && !h->table.at && !memchr(row.ptr, '\t', row.len)) {
        add_paragraph(h, row, false);
    } else if (row.len > 0) {
        qoq_html_row_begins(&h->table);
        add_block(h, QOQ_BLOCK_ROW, 0, row);
        qoq_html_row_ends(&h->table, false);
    }
    h->table.cell_count = 0;
    begin_block(h);
}

/* Whatever is open ends here. */
static void end_any(html_blocks *h)
{
    if (h->in_row)
        end_row(h);
    else
        end_block(h);
}

static void begin_row(html_blocks *h)
{
    end_any(h);
    h->in_row = true;
    h->cells = h->tabs = 0;
    qoq_html_begin_row(&h->table, h->writer);
}

static void begin_cell(html_blocks *h, const html_tag *tag)
{
    if (!h->in_row) {
        end_block(h);
        h->in_row = true;
        h->cells = h->tabs = 0;
    }
    if (h->cells++ > 0)
        h->tabs++;
    h->gap = h->line = false;
    qoq_html_begin_cell(&h->table, h->writer, tag);
}

/* The cell that is open and has no text yet, or NULL. */
static html_cell *empty_cell(html_blocks *h)
{
    html_cell *cell = h->in_row ? qoq_html_cell(&h->table) : NULL;
    return cell && cell->empty ? cell : NULL;
}

static void put_tabs(html_blocks *h)
{
    static const char tabs[] = "\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t";
    while (h->tabs > 0) {
        size_t count = h->tabs < sizeof tabs - 1 ? h->tabs : sizeof tabs - 1;
        qoq_writer_say(h->writer, tabs, count);
        h->tabs -= count;
    }
}

/* The first text of a cell comes. */
static void start_cell(html_blocks *h, html_cell *cell, qoq_slice text)
{
    if (h->writer->status == QOQ_OK &&
        qoq_html_joins(&h->table, document_of(h)->owned, text)) {
        qoq_html_join(&h->table, text);
        h->tabs = 0;
    } else {
        put_tabs(h);
        cell->start = document_of(h)->len;
        cell->empty = false;
    }
    h->gap = h->line = false;
}

/* Blanks in front of a label set it in; how many bytes of them there are. */
static size_t take_indent(html_cell *cell, const char *text, size_t len)
{
    size_t at = 0;
    while (at < len) {
        size_t next = at;
        uint32_t code = qoq_text_next(text, len, &next);
        if (!qoq_text_is_space(code) || code < 0x80)
            break;
        cell->indent =
            (uint16_t)(cell->indent + (code == 0x3000 || code == 0x2003) + 1);
        at = next;
    }
    return at;
}

/* ---- preformatted text -------------------------------------------------------------- */

static void end_paragraph(html_blocks *h, qoq_slice *paragraph)
{
    if (paragraph->len > 0)
        add_paragraph(h, *paragraph, false);
    *paragraph = (qoq_slice){NULL, 0};
}

/* Lines as they were typed: rows where columns are, paragraphs between blank lines. */
static void end_preformatted(html_blocks *h)
{
    qoq_slice paragraph = {NULL, 0};
    const char *text = document_of(h)->owned;
    line_reader reader = {.text = text, .len = document_of(h)->len, .at = h->start};
    text_line line;
    while (h->writer->status == QOQ_OK && qoq_line_read(&reader, &line)) {
        if (line.look == LINE_BLANK || line.look == LINE_RULE ||
            line.look == LINE_CELLS) {
            end_paragraph(h, &paragraph);
            if (line.look == LINE_CELLS)
                add_block(h, QOQ_BLOCK_ROW, 0,
                          (qoq_slice){text + line.first, line.last - line.first});
            continue;
        }
        if (paragraph.len == 0)
            paragraph.ptr = text + line.first;
        paragraph.len = (size_t)(text + line.last - paragraph.ptr);
    }
    end_paragraph(h, &paragraph);
    begin_block(h);
}

/* ---- text --------------------------------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static char last_byte(const html_blocks *h)
{
    const qoq_document *d = document_of(h);
    return h->writer->status == QOQ_OK && !is_empty(h) ? d->owned[d->len - 1] : '\n';
}

/* White space, a line break or the beginning of a cell that came before this text. */
static void settle_gap(html_blocks *h, qoq_slice text)
{
    html_cell *cell = empty_cell(h);
    if (cell)
        start_cell(h, cell, text);
    char last = last_byte(h);
    bool between = last != '\t' && last != '\n';
    if (h->line && between) {
        qoq_writer_say(h->writer, "\n", 1);
    } else if (h->gap && between) {
        qoq_writer_skip(h->writer, h->gap_at);
        if (h->writer->done == h->gap_at && h->writer->source[h->gap_at] == ' ')
            qoq_writer_copy(h->writer, h->gap_at + 1);
        else
            qoq_writer_say(h->writer, " ", 1);
    }
    h->gap = h->line = false;
    if (!h->strong_at)
        h->all_strong = false;
}

static void note_gap(html_blocks *h, size_t at)
{
    if (!h->gap)
        h->gap_at = at;
    h->gap = true;
}

/* Words from `at` on, with single blanks between them. */
static size_t words_end(const char *source, size_t at, size_t to)
{
    while (at < to && (!is_space(source[at]) ||
                       (source[at] == ' ' && at + 1 < to && !is_space(source[at + 1]))))
        at++;
    return at;
}

/* Text that stands in the source as it is. */
static void put_source(html_blocks *h, size_t at, size_t to)
{
    const char *source = h->writer->source;
    if (h->pre_at) {
        qoq_writer_skip(h->writer, at);
        qoq_writer_copy(h->writer, to);
        return;
    }
    while (at < to) {
        if (is_space(source[at])) {
            note_gap(h, at++);
            continue;
        }
        /* A wide blank after <br> indents a new paragraph. */
        if (h->line && !h->in_row && to - at >= 3 && memcmp(source + at, "　", 3) == 0)
            end_block(h);
        html_cell *cell = empty_cell(h);
        size_t set_in = cell ? take_indent(cell, source + at, to - at) : 0;
        if (set_in > 0) {
            at += set_in;
            continue;
        }
        size_t end = words_end(source, at, to);
        settle_gap(h, (qoq_slice){source + at, end - at});
        qoq_writer_skip(h->writer, at);
        qoq_writer_copy(h->writer, end);
        at = end;
    }
}

/* Text that the source writes as an entity, which begins at `at`. */
static void put_other(html_blocks *h, const char *text, size_t len, size_t at,
                      size_t to)
{
    html_cell *cell = empty_cell(h);
    if (len == 1 && is_space(text[0]) && !h->pre_at) {
        note_gap(h, at);
    } else if (!cell || take_indent(cell, text, len) < len) {
        settle_gap(h, (qoq_slice){text, len});
        qoq_writer_skip(h->writer, at);
        qoq_writer_say(h->writer, text, len);
        qoq_writer_skip(h->writer, to);
    }
}

static bool stands_at(const html_blocks *h, size_t at, const char *text, size_t len)
{
    return at <= h->writer->len && h->writer->len - at >= len &&
           memcmp(h->writer->source + at, text, len) == 0;
}

static size_t last_char_bytes(const char *text, size_t len)
{
    size_t bytes = 1;
    while (bytes < len && bytes < 4 &&
           ((unsigned char)text[len - bytes] & 0xC0) == 0x80)
        bytes++;
    return bytes;
}

/* Where in the source this text begins: right behind the text before; or so that it ends
 * where the parser has read to; or, if it is long, a character further, for the parser
 * hands over each thousand bytes of a text before it steps over the last character.
 * False = nowhere: the source writes it as an entity. */
static bool find_text(const html_blocks *h, const char *text, size_t len,
                      size_t consumed, size_t *at)
{
    enum { LONG = 500 };
    const size_t ends[] = {h->seen + len, consumed,
                           consumed + last_char_bytes(text, len)};
    for (size_t i = 0; i < (len < LONG ? 2 : 3); i++) {
        *at = ends[i] - len;
        if (ends[i] >= len && *at >= h->seen && stands_at(h, *at, text, len))
            return true;
    }
    return false;
}

/* The '&' that was read last: of an entity, or alone, when the name behind it has been
 * read as well. */
static size_t find_ampersand(const html_blocks *h, size_t consumed)
{
    const char *from = h->writer->source + h->seen;
    const char *found =
        consumed > h->seen ? memrchr(from, '&', consumed - h->seen) : NULL;
    return found ? (size_t)(found - h->writer->source) : h->seen;
}

void qoq_html_text(html_blocks *h, const char *text, size_t len, size_t consumed)
{
    size_t at = consumed;
    if (h->skip_at || len == 0)
        return;
    if (consumed > h->writer->len)
        consumed = h->writer->len;
    bool less = len == 1 && text[0] == '<';
    bool found = less && stands_at(h, at, "<", 1);
    if (!found && len == 1 && text[0] == '&') {
        at = find_ampersand(h, consumed);
        found = stands_at(h, at, "&", 1);
    }
    /* A '<' that does not stand there is an entity; the next one in the page is a tag's. */
    if (found || (!less && find_text(h, text, len, consumed, &at))) {
        put_source(h, at, at + len);
        h->seen = at + len;
    } else {
        at = find_ampersand(h, consumed);
        h->seen = consumed > at ? consumed : at;
        put_other(h, text, len, at, h->seen);
    }
}

/* ---- elements ----------------------------------------------------------------------- */

/* One line break goes on in the same block; two, or one behind a sentence, end it. */
static void take_break(html_blocks *h)
{
    qoq_slice text = text_from(h, h->start);
    if (h->pre_at) {
        qoq_writer_say(h->writer, "\n", 1);
        return;
    }
    bool ends = h->line || qoq_line_ending(text.ptr, text.len, NULL) == ENDING_STOP;
    if (text.len > 0 && ends && !h->in_row)
        end_block(h);
    else if (text.len > 0)
        h->line = true;
}

static void open_block(html_blocks *h)
{
    if (h->in_row)
        h->line = !is_empty(h) && !empty_cell(h);
    else if (!is_empty(h))
        end_block(h);
}

static void open_heading(html_blocks *h, int level)
{
    end_any(h);
    if (h->heading_at)
        return;
    h->heading_at = h->depth;
    h->level = (uint8_t)level;
}

static void open_raised(html_blocks *h)
{
    if (h->raised_at)
        return;
    h->raised_at = h->depth;
    h->raised_start = document_of(h)->len;
    h->raised_tabs = h->tabs;
    h->raised_gap = h->gap;
}

static void open_title(html_blocks *h)
{
    end_any(h);
    if (h->title_at)
        return;
    h->title_at = h->depth;
}

static bool has_letter(qoq_slice text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t code = qoq_text_next(text.ptr, text.len, &at);
        if ((code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
            (code >= 0xC0 && code < 0x2000 && code != 0xD7 && code != 0xF7) ||
            qoq_text_is_han(code))
            return true;
    }
    return false;
}

/* '*' and '#' mark a figure as restated or explained. */
static bool is_mark(qoq_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '*' && text.ptr[i] != '#')
            return false;
    }
    return text.len > 0;
}

/* 13,355.8<sup>1</sup> would read 13,355.81. */
static void close_raised(html_blocks *h)
{
    qoq_slice text = text_from(h, h->raised_start);
    html_cell *cell = h->in_row ? qoq_html_cell(&h->table) : NULL;
    h->raised_at = 0;
    if (h->raised_start < h->start || has_letter(text) || (cell && is_mark(text)))
        return;
    if (document_of(h)->len <= h->raised_start)
        return;
    qoq_writer_cut(h->writer, h->raised_start);
    h->gap = h->raised_gap;
    if (cell && !cell->empty && cell->start >= h->raised_start) {
        cell->empty = true;
        h->tabs = h->raised_tabs;
    }
}

/* Never closed, it would reach to the end of the page. */
static bool ends_raised(html_role role)
{
    return role != ROLE_INLINE && role != ROLE_STRONG && role != ROLE_RAISED &&
           role != ROLE_BREAK;
}

static void open_table(html_blocks *h)
{
    end_any(h);
    qoq_html_begin_table(&h->table, h->depth);
}

static void take_open(html_blocks *h, html_role role, int level, const html_tag *tag)
{
    html_cell *cell = empty_cell(h);
    if (cell && role != ROLE_CELL)
        cell->indent = (uint16_t)(cell->indent + tag->indent);
    if (h->raised_at && ends_raised(role))
        close_raised(h);
    if (h->pre_at && role != ROLE_BREAK)
        return;
    switch (role) {
    case ROLE_BLOCK:
        open_block(h);
        break;
    case ROLE_HEADING:
        open_heading(h, level);
        break;
    case ROLE_LIST:
        end_any(h);
        break;
    case ROLE_TABLE:
        open_table(h);
        break;
    case ROLE_ITEM:
        end_any(h);
        h->kind = QOQ_BLOCK_ITEM;
        break;
    case ROLE_ROW:
        begin_row(h);
        break;
    case ROLE_CELL:
        begin_cell(h, tag);
        break;
    case ROLE_BREAK:
        take_break(h);
        break;
    case ROLE_PRE:
        end_any(h);
        h->pre_at = h->depth;
        break;
    case ROLE_TITLE:
        open_title(h);
        break;
    case ROLE_STRONG:
        h->strong_at = h->strong_at ? h->strong_at : h->depth;
        break;
    case ROLE_RAISED:
        open_raised(h);
        break;
    default:
        break;
    }
}

void qoq_html_open(html_blocks *h, const html_tag *tag)
{
    int level = 0;
    html_role role = qoq_html_role(tag->name, &level);
    h->depth++;
    if (h->skip_at)
        return;
    bool left_out = (tag->hidden || role == ROLE_SKIP_NAV) && !h->keep_all;
    if (role == ROLE_SKIP || left_out) {
        if (role != ROLE_SKIP) {
            h->left_out = true;
            open_block(h);
        }
        h->skip_at = h->depth;
        return;
    }
    take_open(h, role == ROLE_SKIP_NAV ? ROLE_BLOCK : role, level, tag);
}

static void close_heading(html_blocks *h, int level)
{
    size_t before = document_of(h)->block_count;
    end_any(h);
    h->heading_at = 0;
    const qoq_document *d = document_of(h);
    if (level == 1 && !h->first_h1 && d->block_count > before &&
        d->blocks[before].kind == QOQ_BLOCK_HEADING)
        h->first_h1 = before + 1;
}

/* The title of the page; of a second page in the same file it is a heading. */
static void close_title(html_blocks *h)
{
    qoq_slice text = text_from(h, h->start);
    h->title_at = 0;
    if (h->in_row) { /* it was never closed, and a table began inside */
        end_row(h);
        return;
    }
    if (text.len > 0) {
        add_block(h, QOQ_BLOCK_HEADING, 1, text);
        if (!h->title)
            h->title = document_of(h)->block_count;
    }
    begin_block(h);
}

static void close_one(html_blocks *h, html_role role, int level)
{
    switch (role) {
    case ROLE_HEADING:
        if (h->heading_at == h->depth)
            close_heading(h, level);
        break;
    case ROLE_BLOCK:
    case ROLE_SKIP_NAV:
        open_block(h);
        break;
    case ROLE_LIST:
    case ROLE_ITEM:
    case ROLE_ROW:
        end_any(h);
        break;
    case ROLE_TABLE:
        end_any(h);
        if (h->table.at == h->depth)
            qoq_html_end_table(&h->table);
        break;
    case ROLE_PRE:
        if (h->pre_at == h->depth) {
            h->pre_at = 0;
            end_preformatted(h);
        }
        break;
    case ROLE_TITLE:
        if (h->title_at == h->depth)
            close_title(h);
        break;
    default:
        break;
    }
}

void qoq_html_close(html_blocks *h, const char *name)
{
    int level = 0;
    if (h->depth == 0)
        return;
    if (h->skip_at == h->depth) {
        h->skip_at = 0;
    } else if (!h->skip_at) {
        html_role role = qoq_html_role(name, &level);
        if (h->raised_at == h->depth)
            close_raised(h);
        if (h->strong_at == h->depth)
            h->strong_at = 0;
        if (!h->pre_at || role == ROLE_PRE)
            close_one(h, role, level);
    }
    h->depth--;
}

void qoq_html_rise(html_blocks *h, size_t depth)
{
    size_t *const open[] = {&h->skip_at, &h->strong_at,  &h->raised_at,
                            &h->pre_at,  &h->heading_at, &h->title_at};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        if (*open[i] > depth)
            *open[i] = 0;
    }
    if (h->table.at > depth)
        qoq_html_end_table(&h->table);
    h->depth = depth;
}

/* ---- the title ---------------------------------------------------------------------- */

static qoq_slice block_text(const html_blocks *h, size_t index)
{
    const qoq_document *d = document_of(h);
    return (qoq_slice){d->owned + d->blocks[index].start, d->blocks[index].len};
}

static void remove_block(html_blocks *h, size_t index)
{
    qoq_document *d = h->writer->document;
    memmove(d->blocks + index, d->blocks + index + 1,
            (d->block_count - index - 1) * sizeof *d->blocks);
    d->block_count--;
    for (size_t i = 0; i < d->grid_count; i++) {
        d->grids[i].first_block -= d->grids[i].first_block > index;
        d->grids[i].last_block -= d->grids[i].last_block > index;
    }
}

/* A heading near the top that says the same as the title of the page, or begins it
 * ('... - Finance Channel'); else any heading near the top if `any`. Block + 1. */
static size_t find_heading(const html_blocks *h, bool any)
{
    const qoq_document *d = document_of(h);
    for (size_t i = 0; i < d->block_count && i < TITLE_BLOCKS; i++) {
        if (i + 1 == h->title || d->blocks[i].kind != QOQ_BLOCK_HEADING)
            continue;
        qoq_slice text = block_text(h, i);
        qoq_slice title = any ? text : block_text(h, h->title - 1);
        if (title.len > text.len)
            title.len = text.len;
        if (any || qoq_text_same(title, text))
            return i + 1;
    }
    return 0;
}

/* A first paragraph of several lines that begins like a headline and ends no sentence:
 * filings centre their title, <br> by <br>. Block + 1. */
static size_t find_first_line(const html_blocks *h)
{
    enum { LONGEST = 250 };
    if (document_of(h)->block_count == 0 ||
        document_of(h)->blocks[0].kind != QOQ_BLOCK_PARAGRAPH)
        return 0;
    qoq_slice text = block_text(h, 0), rest = text, first = {"", 0};
    bool has_first = next_piece(&first, &rest);
    return has_first && rest.len > 0 && qoq_line_is_headline(first.ptr, first.len) &&
           qoq_line_width(text.ptr, text.len) <= LONGEST &&
           qoq_line_ending(text.ptr, text.len, NULL) != ENDING_STOP;
}

/* <h1> first; then a heading that repeats <title>; then <title>; then any heading. */
static void choose_title(html_blocks *h)
{
    qoq_document *d = h->writer->document;
    size_t title = h->first_h1;
    if (!title)
        title = find_heading(h, !h->title);
    if (!title)
        title = h->title ? h->title : find_first_line(h);
    if (!title)
        return;
    d->blocks[title - 1].kind = QOQ_BLOCK_TITLE;
    d->blocks[title - 1].level = 1;
    if (h->title && title != h->title)
        remove_block(h, h->title - 1);
}

void qoq_html_finish(html_blocks *h)
{
    if (h->pre_at) {
        h->pre_at = 0;
        end_preformatted(h);
    }
    end_any(h);
    qoq_html_end_table(&h->table);
    if (h->writer->status == QOQ_OK)
        choose_title(h);
}

/* Plain text and Markdown into blocks.
 *
 * A line is a paragraph: Chinese news and most exports write one paragraph a line. Text
 * that was wrapped by hand is joined: a long line that ends in no full stop goes on in the
 * next one. A heading is a line that ends no sentence; the first one is the title. */
#include <string.h>

#include "document/decode_private.h"
#include "qoq/text.h"

typedef struct line {
    size_t start, end;  /* without the line end */
    size_t first, last; /* without white space at both ends */
    bool blank;
} line;

static line next_line(const qoq_document *document, size_t at)
{
    line l = {at, at, at, at, true};
    const char *end = memchr(document->text + at, '\n', document->len - at);
    l.end = end ? (size_t)(end - document->text) : document->len;
    qoq_slice trimmed =
        qoq_slice_trim((qoq_slice){document->text + at, l.end - at});
    if (trimmed.len > 0 && trimmed.ptr[trimmed.len - 1] == '\r')
        trimmed.len--;
    l.blank = trimmed.len == 0;
    if (!l.blank) {
        l.first = (size_t)(trimmed.ptr - document->text);
        l.last = l.first + trimmed.len;
    }
    return l;
}

static uint32_t last_code(const char *text, size_t len)
{
    size_t at = len;
    while (at > 0) {
        at--;
        if (((unsigned char)text[at] & 0xC0) != 0x80)
            break;
    }
    return len ? qoq_text_next(text, len, &at) : 0;
}

static bool ends_sentence(uint32_t code)
{
    switch (code) {
    case '.': case '!': case '?': case ';': case ':': case ',':
    case 0x3002: case 0xFF01: case 0xFF1F: case 0xFF1B: case 0xFF1A: case 0xFF0C:
    case 0x201D: case 0x300D: case 0x3001: case 0xFF0E:
        return true;
    default:
        return false;
    }
}

/* 'x.' of a list: '- ', '* ', '• ', '(1)', '1.', '1、', '一、' is a heading or an item by
 * what follows; only the bullets are marks. */
static size_t bullet(const char *text, size_t len)
{
    if (len > 2 && (text[0] == '-' || text[0] == '*' || text[0] == '+') && text[1] == ' ')
        return 2;
    size_t at = 0;
    if (len == 0)
        return 0;
    uint32_t code = qoq_text_next(text, len, &at);
    bool mark = code == 0x2022 || code == 0x25CF || code == 0x00B7 || code == 0x25A0 ||
                code == 0x25AA || code == 0x25E6 || code == 0xF0B7 || code == 0x2013 ||
                code == 0x25C6 || code == 0x27A2;
    return mark ? at : 0;
}

static bool is_rule(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (!strchr("-=_*|: ", text[i]))
            return false;
    }
    return len >= 3;
}

static bool is_table_row(const char *text, size_t len)
{
    size_t bars = 0, tabs = 0;
    for (size_t i = 0; i < len; i++) {
        bars += text[i] == '|';
        tabs += text[i] == '\t';
    }
    return bars >= 2 || tabs >= 2;
}

/* Runs of three blanks between words on one line: columns laid out for a fixed pitch. */
static bool is_layout_row(const char *text, size_t len)
{
    size_t gaps = 0, run = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == ' ') {
            run++;
            continue;
        }
        gaps += run >= 3;
        run = 0;
    }
    return gaps >= 1;
}

static bool goes_on(const qoq_document *document, line a, line b)
{
    const char *text = document->text;
    if (b.blank || qoq_text_width(text + a.first, a.last - a.first) < 56)
        return false;
    uint32_t end = last_code(text + a.first, a.last - a.first);
    if (ends_sentence(end) && end != ',' && end != 0xFF0C && end != 0x3001)
        return false;
    if (bullet(text + b.first, b.last - b.first) || text[b.first] == '#')
        return false;
    if (is_table_row(text + b.first, b.last - b.first) ||
        is_layout_row(text + b.first, b.last - b.first))
        return false;
    size_t at = 0;
    uint32_t code = qoq_text_next(text + b.first, b.last - b.first, &at);
    if (end < 0x80 || code < 0x80)
        return (code >= 'a' && code <= 'z') || (end >= 'a' && end <= 'z') || end == ',';
    /* Chinese wrapped by hand fills its lines; a line of another length is a paragraph
     * of its own. */
    return qoq_text_width(text + a.first, a.last - a.first) <= 100;
}

static qoq_block_kind kind_of(const qoq_document *document, size_t start, size_t end,
                              int *level)
{
    const char *text = document->text + start;
    size_t len = end - start;
    *level = 1;
    if (text[0] == '#') {
        size_t n = 0;
        while (n < len && text[n] == '#')
            n++;
        *level = (int)n;
        return QOQ_BLOCK_HEADING;
    }
    if (is_table_row(text, len) || is_layout_row(text, len))
        return QOQ_BLOCK_ROW;
    if (bullet(text, len))
        return QOQ_BLOCK_ITEM;
    if (!ends_sentence(last_code(text, len)) && qoq_text_width(text, len) <= 110) {
        *level = 2;
        return QOQ_BLOCK_HEADING;
    }
    return QOQ_BLOCK_PARAGRAPH;
}

qoq_status qoq_document_split(qoq_document *document, size_t from, qoq_error *err)
{
    bool titled = false;
    size_t at = from;
    while (at < document->len) {
        line l = next_line(document, at);
        size_t first = l.first;
        at = l.end + 1;
        if (l.blank || is_rule(document->text + l.first, l.last - l.first))
            continue;
        int level = 0;
        qoq_block_kind kind = kind_of(document, first, l.last, &level);
        while (kind != QOQ_BLOCK_ROW && at < document->len) {
            line more = next_line(document, at);
            if (!goes_on(document, l, more))
                break;
            at = more.end + 1;
            l = more;
            if (kind == QOQ_BLOCK_HEADING)
                kind = kind_of(document, first, l.last, &level);
        }
        if (kind == QOQ_BLOCK_HEADING && !titled) {
            kind = QOQ_BLOCK_TITLE;
            titled = true;
        }
        QOQ_TRY(qoq_document_add_block(document, kind, level, first, l.last - first,
                                       err));
    }
    return QOQ_OK;
}

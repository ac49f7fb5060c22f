/* Web pages, by libxml2's SAX interface: no tree is built, so that size and nesting do not
 * matter and the place of every character is at hand.
 *
 * The parser gets a copy of the source in UTF-8, out of which is taken what would stop it
 * early: controls, and the ends of <body> and <html>, behind which it reads nothing though
 * saved pages and filings go on there. Blanks are put instead, so that every byte keeps
 * its place. */
#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "document/html_private.h"

enum {
    PIECE = 8192, /* bytes between two looks at the depth */
    DEEPEST =
        256 /* elements; an end tag without a start looks through all that are open */
};

typedef struct html_reader {
    html_blocks blocks;
    htmlParserCtxtPtr parser;
    qoq_note_sink notes;
    bool told_deep;
} html_reader;

/* ---- what the parser finds ---------------------------------------------------------- */

static size_t consumed_of(const html_reader *r)
{
    long consumed = xmlByteConsumed(r->parser);
    return consumed > 0 ? (size_t)consumed : 0;
}

static bool is_display_none(const char *style)
{
    for (; *style; style++) {
        if (strncasecmp(style, "display", 7) != 0)
            continue;
        const char *value = style + 7; /* may be the end: style stays behind it */
        value += strspn(value, " \t\r\n");
        if (*value != ':')
            continue;
        value++;
        value += strspn(value, " \t\r\n");
        if (strncasecmp(value, "none", 4) == 0)
            return true;
    }
    return false;
}

/* '12pt' in columns of about 6 points. */
static double columns_of_length(const char *text)
{
    static const struct {
        const char *unit;
        double columns;
    } units[] = {{"px", 1 / 8.0}, {"pt", 1 / 6.0}, {"em", 2}, {"rem", 2}, {"in", 12}};
    char *end;
    double value = strtod(text, &end);
    if (end == text || !(value > -1000 && value < 1000))
        return 0;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strncasecmp(end, units[i].unit, strlen(units[i].unit)) == 0)
            return value * units[i].columns;
    }
    return 0;
}

/* The fourth of the four lengths of 'padding:2px 1pt 2px 13pt'. */
static double columns_on_left(const char *text)
{
    for (int i = 0; i < 3; i++) {
        text += strspn(text, " ");
        text += strcspn(text, " ;");
    }
    return columns_of_length(text + strspn(text, " "));
}

/* How far a style sets the text in: paddings, margins, and what text-indent takes off. */
static int indent_of(const char *style)
{
    static const char *const names[] = {"padding-left", "margin-left", "text-indent",
                                        "padding", "margin"};
    enum { FIRST_SHORTHAND = 3, MOST = 60 };
    double columns = 0;
    while (*style) {
        style += strspn(style, " ;\t\r\n");
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            size_t n = strlen(names[i]);
            if (strncasecmp(style, names[i], n) != 0 || style[n] != ':')
                continue;
            const char *value = style + n + 1;
            columns += i < FIRST_SHORTHAND
                           ? columns_of_length(value + strspn(value, " "))
                           : columns_on_left(value);
        }
        style += strcspn(style, ";");
    }
    return columns < 0.5 ? 0 : columns > MOST ? MOST : (int)(columns + 0.5);
}

static uint32_t span_of(const char *value, uint32_t most)
{
    unsigned long span = value ? strtoul(value, NULL, 10) : 1;
    return span < most ? (uint32_t)span : most;
}

static void read_attribute(html_tag *tag, const char *name, const char *value)
{
    if (strcmp(name, "hidden") == 0)
        tag->hidden = true;
    else if (strcmp(name, "colspan") == 0)
        tag->colspan = span_of(value, QOQ_GRID_COLUMNS);
    else if (strcmp(name, "rowspan") == 0)
        tag->rowspan = span_of(value, QOQ_GRID_ROWSPAN);
    else if (value && strcmp(name, "style") == 0) {
        tag->hidden = tag->hidden || is_display_none(value);
        tag->indent = indent_of(value);
    }
}

static void on_start(void *data, const xmlChar *name, const xmlChar **attributes)
{
    html_reader *r = data;
    html_tag tag = {.name = (const char *)name, .colspan = 1, .rowspan = 1};
    for (; attributes && attributes[0]; attributes += 2)
        read_attribute(&tag, (const char *)attributes[0], (const char *)attributes[1]);
    tag.header = strcmp(tag.name, "th") == 0;
    tag.colspan += tag.colspan == 0;
    if (tag.rowspan == 0) /* down to the end of the table */
        tag.rowspan = QOQ_GRID_ROWSPAN;
    qoq_html_open(&r->blocks, &tag);
}

static void on_end(void *data, const xmlChar *name)
{
    html_reader *r = data;
    qoq_html_close(&r->blocks, (const char *)name);
}

static void on_text(void *data, const xmlChar *text, int len)
{
    html_reader *r = data;
    if (len > 0)
        qoq_html_text(&r->blocks, (const char *)text, (size_t)len, consumed_of(r));
}

/* ---- feeding the parser ------------------------------------------------------------- */

/* '</body>' and '</html >': their bytes, or 0. */
static size_t closing_tag(const char *text, size_t len)
{
    enum { FAR = 100 };
    size_t at = 6;
    if (len < 7 || text[1] != '/' ||
        (strncasecmp(text + 2, "body", 4) != 0 &&
         strncasecmp(text + 2, "html", 4) != 0))
        return 0;
    while (at < len && at < FAR && strchr(" \t\r\n", text[at]))
        at++;
    return at < len && text[at] == '>' ? at + 1 : 0;
}

/* U+FFFE and U+FFFF, which XML does not allow. */
static bool is_noncharacter(const char *text, size_t len)
{
    return len >= 3 && memcmp(text, "\xEF\xBF", 2) == 0 &&
           ((unsigned char)text[2] & 0xFE) == 0xBE;
}

static void blank_out(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] != '\r' && text[i] != '\n')
            text[i] = ' ';
    }
}

/* A copy of the source with blanks where the parser must not look, and a line end behind
 * it: one character alone behind the last tag would be lost. Every character has the same
 * place in it. */
static char *copy_source(const qoq_writer *writer)
{
    char *text = malloc(writer->len + 2);
    if (!text)
        return NULL;
    memcpy(text, writer->source, writer->len);
    memcpy(text + writer->len, "\n", 2);
    for (size_t at = 0; at < writer->len; at++) {
        unsigned char c = (unsigned char)text[at];
        if (c == '<')
            blank_out(text + at, closing_tag(text + at, writer->len - at));
        else if (c == 0xEF && is_noncharacter(text + at, writer->len - at))
            memcpy(text + at, "\u3000", 3);
        else if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
            text[at] = ' ';
    }
    return text;
}

/* The parser keeps the names of all open elements; those below DEEPEST are taken away, and
 * what follows is read as if it stood there. */
static void limit_depth(html_reader *r)
{
    htmlParserCtxtPtr parser = r->parser;
    if (parser->nameNr <= DEEPEST)
        return;
    if (!r->told_deep && r->notes.fn) {
        qoq_place place = {0, 1, 1, 0};
        qoq_place_move(&place, r->blocks.writer->source, r->blocks.writer->len,
                       consumed_of(r));
        qoq_note note = {.id = "deep-nesting",
                         .level = QOQ_NOTE_WARNING,
                         .source = r->blocks.writer->document->path,
                         .line = place.line,
                         .column = place.column};
        qoq_note_send(r->notes, note, "more than %d elements inside one another",
                      DEEPEST);
    }
    r->told_deep = true;
    while (parser->nameNr > DEEPEST)
        parser->nameTab[--parser->nameNr] = NULL;
    parser->name = parser->nameTab[parser->nameNr - 1];
    qoq_html_rise(&r->blocks, DEEPEST);
}

static void feed(html_reader *r)
{
    qoq_writer *writer = r->blocks.writer;
    int trouble = 0;
    for (size_t at = 0; at < writer->len && writer->status == QOQ_OK;) {
        size_t len = writer->len - at < PIECE ? writer->len - at : PIECE;
        trouble = htmlParseChunk(r->parser, writer->source + at, (int)len, 0);
        if (trouble == XML_ERR_NO_MEMORY)
            break;
        limit_depth(r);
        at += len;
    }
    if (trouble != XML_ERR_NO_MEMORY)
        trouble = htmlParseChunk(r->parser, NULL, 0, 1);
    if (trouble == XML_ERR_NO_MEMORY && writer->status == QOQ_OK)
        writer->status = qoq_fail_memory(writer->err);
}

static void read_page(html_reader *r)
{
    htmlSAXHandler handler;
    qoq_writer *writer = r->blocks.writer;
    memset(&handler, 0, sizeof handler);
    handler.startElement = on_start;
    handler.endElement = on_end;
    handler.characters = on_text;
    handler.ignorableWhitespace = on_text;
    r->parser =
        htmlCreatePushParserCtxt(&handler, r, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (!r->parser) {
        writer->status = qoq_fail_memory(writer->err);
        return;
    }
    htmlCtxtUseOptions(r->parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                      HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                                      HTML_PARSE_IGNORE_ENC | HTML_PARSE_COMPACT);
    feed(r);
    if (writer->status == QOQ_OK)
        qoq_html_finish(&r->blocks);
    htmlFreeParserCtxt(r->parser);
}

static void forget_text(qoq_writer *writer)
{
    qoq_document *document = writer->document;
    document->len = document->block_count = document->mark_count = 0;
    document->grid_count = 0;
    writer->done = writer->marked = 0;
    writer->place = (qoq_place){0, 1, 1, 0};
    writer->broken = true;
}

static void read_again(html_reader *r)
{
    forget_text(r->blocks.writer);
    qoq_html_clear_table(&r->blocks.table);
    r->blocks = (html_blocks){.writer = r->blocks.writer,
                              .all_strong = true,
                              .kind = QOQ_BLOCK_PARAGRAPH,
                              .keep_all = true,
                              .table.grid.writer = r->blocks.writer};
    read_page(r);
}

void qoq_html_split(qoq_writer *writer, qoq_note_sink notes)
{
    html_reader r = {.blocks = {.writer = writer,
                                .all_strong = true,
                                .kind = QOQ_BLOCK_PARAGRAPH,
                                .table.grid.writer = writer},
                     .notes = notes};
    const char *original = writer->source;
    char *source = copy_source(writer);
    if (!source) {
        writer->status = qoq_fail_memory(writer->err);
        return;
    }
    writer->source = source;
    writer->len++;
    read_page(&r);
    /* A page that hides all it has until a script shows it, or never ends its <nav>. */
    if (writer->status == QOQ_OK && writer->document->block_count == 0 &&
        r.blocks.left_out)
        read_again(&r);
    qoq_html_clear_table(&r.blocks.table);
    writer->source = original;
    writer->len--;
    free(source);
}

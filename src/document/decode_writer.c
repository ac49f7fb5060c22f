/* Text that remembers where it came from. A mark is set only where text and source do not
 * run side by side, and every MARK_STEP bytes, so that finding a place never has to count
 * far: one mark in half a KB of news, none for each line. */
#include <stdlib.h>
#include <string.h>

#include "document/decode_private.h"

enum { MARK_STEP = 512 };

/* ---- places ------------------------------------------------------------------------- */

static bool is_line_end(const char *text, size_t len, size_t at)
{
    if (text[at] == '\n')
        return true;
    return text[at] == '\r' && !(at + 1 < len && text[at + 1] == '\n');
}

/* With a CR in it, looked at byte by byte. */
static void move_slowly(qoq_place *place, const char *text, size_t len, size_t to)
{
    for (; place->at < to; place->at++) {
        if (is_line_end(text, len, place->at)) {
            place->line++;
            place->column = 1;
        } else {
            place->column += ((unsigned char)text[place->at] & 0xC0) != 0x80;
        }
    }
}

/* On one page. */
static void move_on_page(qoq_place *place, const char *text, size_t len, size_t to)
{
    const char *from = text + place->at;
    size_t bytes = to - place->at;
    if (memchr(from, '\r', bytes)) {
        move_slowly(place, text, len, to);
        return;
    }
    for (const char *feed; (feed = memchr(from, '\n', bytes)) != NULL;) {
        place->line++;
        place->column = 1;
        bytes -= (size_t)(feed + 1 - from);
        from = feed + 1;
    }
    place->column += qoq_text_count(from, bytes);
    place->at = to;
}

void qoq_place_move(qoq_place *place, const char *text, size_t len, size_t to)
{
    while (place->page > 0 && to > place->at) {
        const char *feed = memchr(text + place->at, '\f', to - place->at);
        if (!feed)
            break;
        place->at = (size_t)(feed - text) + 1;
        place->page++;
        place->line = place->column = 1;
    }
    if (to > place->at)
        move_on_page(place, text, len, to);
}

void qoq_document_locate(const qoq_document *document, size_t offset, size_t *page,
                         size_t *line, size_t *column)
{
    size_t low = 0, high = document->mark_count;
    *page = *line = *column = 0;
    if (high == 0)
        return;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (document->marks[middle].offset <= offset)
            low = middle;
        else
            high = middle;
    }
    const qoq_mark *mark = &document->marks[low];
    qoq_place place = {mark->offset, mark->line, mark->column, mark->page};
    qoq_place_move(&place, document->text, document->len,
                   offset < document->len ? offset : document->len);
    *page = place.page;
    *line = place.line;
    *column = place.column;
}

/* ---- writing ------------------------------------------------------------------------ */

static bool make_room(qoq_writer *writer, size_t more)
{
    qoq_document *document = writer->document;
    if (writer->status == QOQ_OK && document->len + more + 1 > writer->room)
        writer->status = qoq_grow(&document->owned, &writer->room,
                                  document->len + more + 1, 1, writer->err);
    return writer->status == QOQ_OK;
}

static void append(qoq_writer *writer, const char *text, size_t len)
{
    if (!make_room(writer, len))
        return;
    memcpy(writer->document->owned + writer->document->len, text, len);
    writer->document->len += len;
}

static void add_mark(qoq_writer *writer)
{
    qoq_document *d = writer->document;
    qoq_place_move(&writer->place, writer->source, writer->len, writer->done);
    writer->marked = d->len;
    writer->broken = false;
    if (d->mark_count > 0 && d->marks[d->mark_count - 1].offset == d->len)
        d->mark_count--;
    if (writer->status == QOQ_OK)
        writer->status = qoq_grow(&d->marks, &d->mark_room, d->mark_count + 1,
                                  sizeof *d->marks, writer->err);
    if (writer->status == QOQ_OK)
        d->marks[d->mark_count++] =
            (qoq_mark){d->len, (uint32_t)writer->place.page,
                       (uint32_t)writer->place.line, (uint32_t)writer->place.column};
}

void qoq_writer_begin(qoq_writer *writer, qoq_document *document, const char *source,
                      size_t len, qoq_error *err)
{
    *writer = (qoq_writer){.document = document,
                           .source = source,
                           .len = len,
                           .broken = true,
                           .place = {0, 1, 1, document->form == QOQ_FORM_PDF},
                           .status = QOQ_OK,
                           .err = err};
    /* Pages are written to only when text comes: cheap for a web page, too. */
    document->owned = malloc(len + 1);
    writer->room = document->owned ? len + 1 : 0;
    if (!document->owned)
        writer->status = qoq_fail_memory(err);
}

static bool is_tail(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

void qoq_writer_copy(qoq_writer *writer, size_t to)
{
    while (writer->done < to && writer->status == QOQ_OK) {
        if (writer->broken || writer->document->len - writer->marked >= MARK_STEP)
            add_mark(writer);
        size_t end = to - writer->done > MARK_STEP ? writer->done + MARK_STEP : to;
        while (end < to && is_tail(writer->source[end]))
            end++;
        append(writer, writer->source + writer->done, end - writer->done);
        writer->done = end;
    }
}

void qoq_writer_skip(qoq_writer *writer, size_t to)
{
    if (to <= writer->done)
        return;
    writer->done = to;
    writer->broken = true;
}

void qoq_writer_say(qoq_writer *writer, const char *text, size_t len)
{
    if (writer->broken || writer->document->len - writer->marked >= MARK_STEP)
        add_mark(writer);
    append(writer, text, len);
    writer->broken = true;
}

void qoq_writer_cut(qoq_writer *writer, size_t len)
{
    qoq_document *document = writer->document;
    while (document->mark_count > 0 &&
           document->marks[document->mark_count - 1].offset >= len)
        document->mark_count--;
    document->len = len;
    writer->broken = true;
}

void qoq_writer_block(qoq_writer *writer, qoq_block_kind kind, int level, size_t start,
                      size_t end)
{
    qoq_document *d = writer->document;
    qoq_slice text = {NULL, 0};
    if (writer->status == QOQ_OK && end > start)
        text = qoq_slice_trim((qoq_slice){d->owned + start, end - start});
    if (text.len == 0)
        return;
    writer->status = qoq_grow(&d->blocks, &d->block_room, d->block_count + 1,
                              sizeof *d->blocks, writer->err);
    if (writer->status == QOQ_OK)
        d->blocks[d->block_count++] = (qoq_block){
            (uint8_t)kind, (uint8_t)level, (size_t)(text.ptr - d->owned), text.len};
}

qoq_status qoq_writer_end(qoq_writer *writer)
{
    qoq_document *document = writer->document;
    if (!make_room(writer, 0))
        return writer->status;
    document->owned[document->len] = '\0';
    if (writer->room > 2 * document->len + MARK_STEP) {
        char *smaller = realloc(document->owned, document->len + 1);
        document->owned = smaller ? smaller : document->owned;
    }
    document->text = document->owned;
    return QOQ_OK;
}

/* Bytes → document. Text that is UTF-8 stays as it is, so that offsets are the original's;
 * a byte order mark is stepped over. */
#include "qoq/decode.h"

#include <stdlib.h>
#include <string.h>

#include "qoq/file.h"
#include "qoq/text.h"
#include "document/decode_private.h"

static qoq_status broken_at(const char *text, size_t len, size_t bad, qoq_error *err)
{
    size_t line = 1, start = 0;
    for (size_t i = 0; i < bad; i++) {
        if (text[i] == '\n') {
            line++;
            start = i + 1;
        }
    }
    size_t column = qoq_text_count(text + start, bad - start) + 1;
    unsigned char byte = bad < len ? (unsigned char)text[bad] : 0;
    return qoq_fail_at(err, QOQ_EINPUT, line, column,
                       "not valid UTF-8 (byte 0x%02X); convert the document to UTF-8 "
                       "first",
                       byte);
}

/* NUL bytes or many control characters: no text at all. A few stray controls are what
 * real documents have, and only those are let through. */
static bool looks_binary(const char *data, size_t len)
{
    size_t look = len < 65536 ? len : 65536, odd = 0;
    for (size_t i = 0; i < look; i++) {
        unsigned char c = (unsigned char)data[i];
        if (c == 0)
            return true;
        odd += c < 32 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
    }
    return odd * 50 > look;
}

qoq_status qoq_document_add_mark(qoq_document *document, size_t offset, size_t page,
                                 size_t line, size_t column, qoq_error *err)
{
    QOQ_TRY(qoq_grow(&document->marks, &document->mark_room, document->mark_count + 1,
                     sizeof *document->marks, err));
    document->marks[document->mark_count++] =
        (qoq_mark){offset, (uint32_t)page, (uint32_t)line, (uint32_t)column};
    return QOQ_OK;
}

qoq_status qoq_document_add_block(qoq_document *document, qoq_block_kind kind, int level,
                                  size_t start, size_t len, qoq_error *err)
{
    QOQ_TRY(qoq_grow(&document->blocks, &document->block_room, document->block_count + 1,
                     sizeof *document->blocks, err));
    document->blocks[document->block_count++] =
        (qoq_block){(uint8_t)kind, (uint8_t)level, start, len};
    return QOQ_OK;
}

static qoq_status mark_lines(qoq_document *document, size_t from, qoq_error *err)
{
    size_t line = 1;
    QOQ_TRY(qoq_document_add_mark(document, from, 0, line, 1, err));
    for (size_t i = from; i < document->len; i++) {
        if (document->text[i] == '\n')
            QOQ_TRY(qoq_document_add_mark(document, i + 1, 0, ++line, 1, err));
    }
    return QOQ_OK;
}

static qoq_status take_text(qoq_document *out, const char *data, size_t len,
                            qoq_error *err)
{
    size_t from = len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    size_t bad = 0;
    if (len == from)
        return qoq_fail(err, QOQ_EINPUT, "empty document: there is nothing to read");
    if (looks_binary(data, len))
        return qoq_fail(err, QOQ_EINPUT,
                        "not a text document (binary data); give text in UTF-8");
    if (!qoq_text_is_valid(data + from, len - from, &bad))
        return broken_at(data + from, len - from, bad, err);
    out->owned = malloc(len + 1);
    if (!out->owned)
        return qoq_fail_memory(err);
    memcpy(out->owned, data, len);
    out->owned[len] = '\0';
    out->text = out->owned;
    out->len = len;
    out->encoding = "UTF-8";
    QOQ_TRY(mark_lines(out, from, err));
    return qoq_document_split(out, from, err);
}

qoq_status qoq_document_parse(qoq_document *out, const char *path, const char *data,
                              size_t len, const qoq_decode_options *options,
                              qoq_error *err)
{
    char hash[17];
    (void)options;
    memset(out, 0, sizeof *out);
    qoq_file_hash(hash, data, len);
    out->id = strtoull(hash, NULL, 16);
    out->path = qoq_arena_copy(&out->arena, path, strlen(path));
    if (!out->path)
        return qoq_fail_memory(err);
    out->source = strcmp(path, "-") == 0 ? "-" : qoq_file_base(out->path);
    qoq_status status = take_text(out, data, len, err);
    if (status != QOQ_OK)
        qoq_document_clear(out);
    return status;
}

qoq_status qoq_document_read(qoq_document *out, const char *path,
                             const qoq_decode_options *options, qoq_error *err)
{
    char *data = NULL;
    size_t len = 0;
    memset(out, 0, sizeof *out);
    QOQ_TRY(qoq_file_read(&data, &len, path, 0, err));
    qoq_status status = qoq_document_parse(out, path, data, len, options, err);
    free(data);
    return status;
}

void qoq_document_clear(qoq_document *document)
{
    free(document->owned);
    free(document->blocks);
    free(document->marks);
    qoq_arena_clear(&document->arena);
    memset(document, 0, sizeof *document);
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
    size_t end = offset < document->len ? offset : document->len;
    *page = mark->page;
    *line = mark->line;
    *column = mark->column;
    if (end > mark->offset)
        *column += qoq_text_count(document->text + mark->offset, end - mark->offset);
}

/*
 * qoq_csv_read: what is accepted has the header's width everywhere and places inside the
 * text, and reads the same again after it was written; what is refused has a place.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct copy {
    qoq_buffer text;
    size_t width, line;
} copy;

static qoq_status write_row(void *data, const qoq_csv_row *row, qoq_error *err)
{
    copy *c = data;

    (void)err;
    if (c->width == 0)
        c->width = row->count;
    assert(row->count == c->width && row->line > c->line);
    c->line = row->line;
    for (size_t i = 0; i < row->count; i++) {
        assert(row->lines[i] >= row->line && row->columns[i] >= 1);
        assert(i == 0 || row->lines[i] > row->lines[i - 1] ||
               row->columns[i] > row->columns[i - 1]);
        if (i > 0)
            qoq_buffer_char(&c->text, ',');
        qoq_csv_put(&c->text, row->fields[i]);
    }
    if (row->count == 1)
        qoq_csv_end_row(&c->text);
    else
        qoq_buffer_char(&c->text, '\n');
    return QOQ_OK;
}

/* Every field in quotes, so that all of it goes through libcsv. */
static qoq_status write_quoted(void *data, const qoq_csv_row *row, qoq_error *err)
{
    qoq_buffer *text = data;

    (void)err;
    for (size_t i = 0; i < row->count; i++) {
        qoq_buffer_text(text, i > 0 ? ",\"" : "\"");
        for (size_t j = 0; j < row->fields[i].len; j++) {
            char c = row->fields[i].ptr[j];

            qoq_buffer_char(text, c);
            if (c == '"')
                qoq_buffer_char(text, c);
        }
        qoq_buffer_char(text, '"');
    }
    qoq_buffer_char(text, '\n');
    return QOQ_OK;
}

static void check_quoted(const uint8_t *data, size_t size, const copy *plain)
{
    qoq_buffer quoted = {0};
    copy again = {0};
    qoq_status status =
        qoq_csv_read((const char *)data, size, write_quoted, &quoted, NULL);

    assert(status == QOQ_OK);
    status = qoq_csv_read(quoted.ptr, quoted.len, write_row, &again, NULL);
    assert(status == QOQ_OK);
    (void)status;
    assert(again.text.len == plain->text.len);
    assert(memcmp(again.text.ptr, plain->text.ptr, again.text.len) == 0);
    (void)plain;
    qoq_buffer_clear(&quoted);
    qoq_buffer_clear(&again.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    copy first = {0}, second = {0};
    qoq_error err = {0};
    qoq_status status = qoq_csv_read((const char *)data, size, write_row, &first, &err);

    if (status == QOQ_OK) {
        assert(first.width > 0);
        status = qoq_csv_read(first.text.ptr, first.text.len, write_row, &second, NULL);
        assert(status == QOQ_OK);
        assert(first.text.len == second.text.len);
        assert(memcmp(first.text.ptr, second.text.ptr, first.text.len) == 0);
        check_quoted(data, size, &first);
    } else {
        assert(status == QOQ_EINPUT && err.line > 0 && err.column > 0);
        assert(err.message[0] != '\0');
    }
    qoq_buffer_clear(&first.text);
    qoq_buffer_clear(&second.text);
    return 0;
}

#include "qoq/csv.h"

#include <assert.h>
#include <csv.h>
#include <stdint.h>
#include <string.h>

/*
 * libcsv finds where fields and rows end and whether quotes are right; it does not say
 * where in the text it is. This room follows it with a cursor: an unquoted field takes as
 * many bytes as it has, a quoted one two more and one for every doubled quote. So most
 * fields are handed out as slices of the text itself, without a copy. What stands before
 * the first quote of a line needs no parser and does not go through it.
 *
 * Blanks around a field are part of it (RFC 4180, section 2.4); libcsv would drop them.
 */

/* Small enough to stop soon after a callback asked for it. */
enum { CHUNK = 1 << 16 };

#define BOM "\xEF\xBB\xBF"

typedef struct reader {
    const char *text; /* behind the BOM */
    size_t len;
    bool ascii; /* bytes are columns */
    size_t at;  /* where the next field starts */
    size_t line, column;
    size_t width; /* fields of the header; 0 = not read yet */
    size_t row_line;

    qoq_slice *fields;
    size_t *columns, *lines;
    size_t count, field_room, column_room, line_room;
    qoq_buffer undoubled; /* fields of this row that had doubled quotes, end to end */

    qoq_csv_row_fn fn;
    void *context;
    qoq_status status;
    qoq_error *err;
} reader;

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Moves line and column over n bytes of the text at `from`. CRLF is one line end. */
static void move_over(const reader *r, size_t from, size_t n, size_t *line,
                      size_t *column)
{
    for (size_t i = from; i < from + n; i++) {
        char c = r->text[i];

        if (c == '\n' || (c == '\r' && (i + 1 == r->len || r->text[i + 1] != '\n'))) {
            ++*line;
            *column = 1;
        } else if (c != '\r') {
            *column += ((unsigned char)c & 0xC0) != 0x80;
        }
    }
}

static void advance(reader *r, size_t n)
{
    move_over(r, r->at, n, &r->line, &r->column);
    r->at += n;
}

static qoq_status fail_at_offset(const reader *r, size_t offset, const char *message)
{
    size_t line = 1, column = 1;

    move_over(r, 0, offset, &line, &column);
    return qoq_fail_at(r->err, QOQ_EINPUT, line, column, "%s", message);
}

static size_t count_quotes(const char *text, size_t len)
{
    size_t count = 0;

    for (size_t i = 0; i < len; i++)
        count += text[i] == '"';
    return count;
}

static bool make_room(reader *r)
{
    size_t want = r->count + 1;
    qoq_status status =
        qoq_grow(&r->fields, &r->field_room, want, sizeof *r->fields, r->err);

    if (status == QOQ_OK)
        status =
            qoq_grow(&r->columns, &r->column_room, want, sizeof *r->columns, r->err);
    if (status == QOQ_OK)
        status = qoq_grow(&r->lines, &r->line_room, want, sizeof *r->lines, r->err);
    r->status = status;
    return status == QOQ_OK;
}

/* A quoted field: `value` is what libcsv made of it. One with doubled quotes is kept aside,
 * its pointer set when the row is complete, for the buffer may move until then. */
static qoq_slice take_quoted(reader *r, const char *value, size_t len)
{
    size_t doubled = count_quotes(value, len);
    qoq_slice field = {r->text + r->at + 1, len};

    if (doubled > 0) {
        field.ptr = NULL;
        qoq_buffer_add(&r->undoubled, value, len);
    }
    advance(r, len + doubled + 2);
    return field;
}

static qoq_slice take_plain(reader *r, size_t len)
{
    qoq_slice field = {r->text + r->at, len};

    r->column += r->ascii ? len : qoq_text_count(field.ptr, len);
    r->at += len;
    return field;
}

static void on_field(void *value, size_t len, void *data)
{
    reader *r = data;

    if (r->status != QOQ_OK)
        return;
    if (r->count == r->line_room && !make_room(r))
        return;
    if (r->count == 0)
        r->row_line = r->line;
    r->lines[r->count] = r->line;
    r->columns[r->count] = r->column;
    /* The cursor stands at the end of the text before an empty last field. */
    if (r->at < r->len && r->text[r->at] == '"')
        r->fields[r->count] = take_quoted(r, value, len);
    else
        r->fields[r->count] = take_plain(r, len);
    r->count++;
    if (r->at < r->len && r->text[r->at] == ',') {
        r->at++;
        r->column++;
    }
}

static void point_into_buffer(reader *r)
{
    size_t used = 0;

    if (r->undoubled.len == 0)
        return;
    for (size_t i = 0; i < r->count; i++) {
        if (r->fields[i].ptr)
            continue;
        r->fields[i].ptr = r->undoubled.ptr + used;
        used += r->fields[i].len;
    }
    assert(used == r->undoubled.len);
    r->undoubled.len = 0;
}

static qoq_status ragged(const reader *r)
{
    if (r->count < r->width)
        return qoq_fail_at(
            r->err, QOQ_EINPUT, r->line, r->column,
            "the row ends after %zu of %zu fields: add the missing commas", r->count,
            r->width);
    return qoq_fail_at(r->err, QOQ_EINPUT, r->lines[r->width], r->columns[r->width],
                       "the row has %zu fields, the header %zu: put a field that holds "
                       "commas in quotes",
                       r->count, r->width);
}

static qoq_status hand_out(reader *r)
{
    qoq_csv_row row = {r->fields, r->count, r->row_line, r->columns, r->lines};

    if (r->undoubled.failed)
        return qoq_fail_memory(r->err);
    if (r->width == 0)
        r->width = r->count;
    if (r->count != r->width)
        return ragged(r);
    point_into_buffer(r);
    return r->fn(r->context, &row, r->err);
}

/* Line ends, also of the blank lines that libcsv skips without a word. */
static void skip_line_ends(reader *r)
{
    while (r->at < r->len && is_line_end(r->text[r->at]))
        advance(r, 1);
}

static void on_row(int line_end, void *data)
{
    reader *r = data;

    (void)line_end;
    if (r->status != QOQ_OK)
        return;
    r->status = hand_out(r);
    r->count = 0;
    skip_line_ends(r);
}

static int no_blank(unsigned char byte)
{
    (void)byte;
    return 0;
}

/* libcsv refused the byte at `offset`, which is in the field at the cursor. */
static qoq_status wrong_quote(const reader *r, size_t offset)
{
    if (r->at < r->len && r->text[r->at] == '"')
        return fail_at_offset(r, offset,
                              "text after a closing quote: double the quotes inside a "
                              "quoted field");
    return fail_at_offset(r, offset,
                          "a quote inside an unquoted field: put the whole field in "
                          "quotes and double the ones inside");
}

/* ---- a row ------------------------------------------------------------------------ */

/* Where the line that starts at `from` ends, its line feed not counted. */
static size_t find_line_end(const reader *r, size_t from)
{
    const char *end = memchr(r->text + from, '\n', r->len - from);

    return end ? (size_t)(end - r->text) : r->len;
}

/*
 * The fields of a line that stand before any quote: where they end is beyond doubt, and
 * memchr finds it several times faster than a parser that looks at every byte. Most rows
 * have none but these. The rest, from the first field with a quote on, and lines with a
 * carriage return are libcsv's. True when the row is complete.
 */
static bool split_plain(reader *r, size_t end)
{
    const char *quote = memchr(r->text + r->at, '"', end - r->at), *comma;
    size_t limit = quote ? (size_t)(quote - r->text) : end;

    if (memchr(r->text + r->at, '\r', end - r->at))
        return false;
    while (r->at < limit && r->status == QOQ_OK &&
           (comma = memchr(r->text + r->at, ',', limit - r->at)) != NULL)
        on_field(NULL, (size_t)(comma - r->text) - r->at, r);
    if (quote || r->status != QOQ_OK)
        return false;
    on_field(NULL, end - r->at, r);
    on_row(0, r);
    return true;
}

/* Gives libcsv the text up to `end`, in pieces, so that it stops soon when it must. */
static qoq_status feed(reader *r, struct csv_parser *parser, size_t from, size_t end)
{
    while (from < end) {
        size_t chunk = end - from < CHUNK ? end - from : CHUNK;
        size_t done = csv_parse(parser, r->text + from, chunk, on_field, on_row, r);

        if (r->status != QOQ_OK)
            return r->status;
        if (done != chunk)
            return csv_error(parser) == CSV_EPARSE ? wrong_quote(r, from + done)
                                                   : qoq_fail_memory(r->err);
        from += chunk;
    }
    return QOQ_OK;
}

/* Line by line. The cursor stands behind a line that was read unless it ended inside
 * quotes: then the row goes on. */
static qoq_status run_parser(reader *r, struct csv_parser *parser)
{
    size_t from = r->at;

    while (from < r->len) {
        size_t end = find_line_end(r, from);
        bool between = r->at >= from;

        if (between && split_plain(r, end)) {
            from = r->at;
        } else if (r->status == QOQ_OK) {
            if (between)
                from = r->at;
            end += end < r->len;
            QOQ_TRY(feed(r, parser, from, end));
            from = r->at > end ? r->at : end;
        }
        if (r->status != QOQ_OK)
            return r->status;
    }
    if (csv_fini(parser, on_field, on_row, r) != 0) {
        if (csv_error(parser) != CSV_EPARSE)
            return qoq_fail_memory(r->err);
        return fail_at_offset(r, r->at, "this quote is never closed");
    }
    return r->status;
}

/* Eight bytes at a time. */
static bool is_ascii(const char *text, size_t len)
{
    uint64_t any = 0, word = 0;

    for (; len >= sizeof word; text += sizeof word, len -= sizeof word) {
        memcpy(&word, text, sizeof word);
        any |= word;
    }
    word = 0;
    if (len > 0)
        memcpy(&word, text, len);
    return ((any | word) & 0x8080808080808080U) == 0;
}

/* What libcsv would let pass. */
static qoq_status check_bytes(reader *r)
{
    const char *nul = r->len ? memchr(r->text, '\0', r->len) : NULL;
    size_t bad = 0;

    if (!qoq_text_is_valid(r->text, r->len, &bad))
        return fail_at_offset(r, bad, "this is not UTF-8: convert the file first");
    if (nul)
        return fail_at_offset(r, (size_t)(nul - r->text),
                              "a NUL byte: this is no text file");
    r->ascii = is_ascii(r->text, r->len);
    return QOQ_OK;
}

static void clear(reader *r, struct csv_parser *parser)
{
    csv_free(parser);
    free(r->fields);
    free(r->columns);
    free(r->lines);
    qoq_buffer_clear(&r->undoubled);
}

qoq_status qoq_csv_read(const char *data, size_t len, qoq_csv_row_fn fn, void *context,
                        qoq_error *err)
{
    reader r = {.text = data, .len = len, .line = 1, .column = 1};
    struct csv_parser parser;
    qoq_status status;

    r.fn = fn;
    r.context = context;
    r.err = err;
    if (qoq_slice_starts((qoq_slice){data, len}, BOM)) {
        r.text += 3;
        r.len -= 3;
    }
    QOQ_TRY(check_bytes(&r));
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL |
                              CSV_EMPTY_IS_NULL) != 0)
        return qoq_fail_memory(err);
    csv_set_space_func(&parser, no_blank);
    csv_set_blk_size(&parser, CHUNK);
    skip_line_ends(&r);
    status = run_parser(&r, &parser);
    if (status == QOQ_OK && r.width == 0)
        status =
            qoq_fail_at(err, QOQ_EINPUT, 1, 1, "empty file: a header line is needed");
    clear(&r, &parser);
    return status;
}

/* ---- columns ---------------------------------------------------------------------- */

static qoq_status doubled(const qoq_csv_row *header, size_t i, qoq_error *err)
{
    return qoq_fail_at(err, QOQ_EINPUT, header->lines[i], header->columns[i],
                       "column '%.*s' is there twice: take one out",
                       (int)(header->fields[i].len < 60 ? header->fields[i].len : 60),
                       header->fields[i].ptr);
}

qoq_status qoq_csv_columns(size_t *at, const qoq_csv_row *header,
                           const char *const *wanted, size_t required, qoq_error *err)
{
    for (size_t i = 0; i < header->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (qoq_slice_equal(header->fields[i], header->fields[j]))
                return doubled(header, i, err);
        }
    }
    for (size_t w = 0; wanted[w]; w++) {
        at[w] = SIZE_MAX;
        for (size_t i = 0; i < header->count; i++) {
            if (qoq_slice_is(header->fields[i], wanted[w]))
                at[w] = i;
        }
        if (at[w] == SIZE_MAX && w < required)
            return qoq_fail_at(err, QOQ_EINPUT, header->line, 1,
                               "column '%s' is missing: add it to the header line",
                               wanted[w]);
    }
    return QOQ_OK;
}

/* ---- writing ---------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool needs_quotes(qoq_slice field)
{
    if (field.len == 0)
        return false;
    if (is_blank(field.ptr[0]) || is_blank(field.ptr[field.len - 1]))
        return true;
    if (field.ptr[0] == BOM[0] &&
        qoq_slice_starts(field, BOM)) /* it would vanish at the start of a file */
        return true;
    for (size_t i = 0; i < field.len; i++) {
        char c = field.ptr[i];

        if (c == '"' || c == ',' || is_line_end(c))
            return true;
    }
    return false;
}

/* `prefix` is '\0' or a character that goes before the text, inside the quotes. */
static void put(qoq_buffer *out, qoq_slice field, char prefix)
{
    bool quoted = needs_quotes(field);

    if (quoted)
        qoq_buffer_char(out, '"');
    if (prefix)
        qoq_buffer_char(out, prefix);
    if (!quoted) {
        qoq_buffer_add(out, field.ptr, field.len);
        return;
    }
    while (field.len > 0) {
        const char *quote = memchr(field.ptr, '"', field.len);
        size_t n = quote ? (size_t)(quote - field.ptr) + 1 : field.len;

        qoq_buffer_add(out, field.ptr, n);
        if (quote)
            qoq_buffer_char(out, '"');
        field.ptr += n;
        field.len -= n;
    }
    qoq_buffer_char(out, '"');
}

void qoq_csv_put(qoq_buffer *out, qoq_slice field)
{
    put(out, field, '\0');
}

/* -12.5 and +3 are numbers for a spreadsheet, -1+2 is a formula. */
static bool is_plain_number(qoq_slice field)
{
    size_t at = field.len > 0 && (field.ptr[0] == '-' || field.ptr[0] == '+');
    size_t digits = 0, points = 0;

    for (; at < field.len; at++) {
        if (field.ptr[at] >= '0' && field.ptr[at] <= '9')
            digits++;
        else if (field.ptr[at] == '.')
            points++;
        else if (!(field.ptr[at] == '%' && at + 1 == field.len))
            return false;
    }
    return digits > 0 && points <= 1;
}

void qoq_csv_put_safe(qoq_buffer *out, qoq_slice field)
{
    bool risky =
        field.len > 0 && memchr("=+-@\t\r", field.ptr[0], 6) && !is_plain_number(field);

    put(out, field, risky ? '\'' : '\0');
}

void qoq_csv_end_row(qoq_buffer *out)
{
    if (out->len == 0 || out->ptr[out->len - 1] == '\n')
        qoq_buffer_text(out, "\"\"");
    qoq_buffer_char(out, '\n');
}

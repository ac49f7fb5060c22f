/* Bytes → document: what kind of bytes, in which encoding, text, web page or PDF. */
#include "qoq/decode.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "document/decode_private.h"
#include "qoq/file.h"

/* ---- what is no text ---------------------------------------------------------------- */

/* To add a kind of file that people hand us: its first bytes and what to do about it. */
static const struct {
    const char *bytes;
    size_t count;
    const char *what;
} magics[] = {
    {"PK\3\4", 4, "an Office or ZIP file; save the document as text or HTML"},
    {"\xD0\xCF\x11\xE0", 4, "an old Office file; save the document as text or HTML"},
    {"{\\rtf", 5, "RTF is not read; save the document as text or HTML"},
    {"\x89PNG", 4, "a picture (PNG); it holds no text"},
    {"\xFF\xD8\xFF", 3, "a picture (JPEG); it holds no text"},
    {"GIF8", 4, "a picture (GIF); it holds no text"},
    {"II*\0", 4, "a picture (TIFF); it holds no text"},
    {"MM\0*", 4, "a picture (TIFF); it holds no text"},
    {"%!PS", 4, "PostScript is not read; convert it to text"},
    {"\x1F\x8B", 2, "a gzip file; unpack it first"},
    {"BZh", 3, "a bzip2 file; unpack it first"},
    {"\xFD"
     "7zXZ",
     5, "an xz file; unpack it first"},
    {"\x28\xB5\x2F\xFD", 4, "a zstd file; unpack it first"},
    {"7z\xBC\xAF", 4, "a 7-Zip file; unpack it first"},
    {"Rar!", 4, "a RAR file; unpack it first"},
    {"\x7F"
     "ELF",
     4, "a program, not a document"},
    {"SQLite format 3", 15, "a database, not a document"},
};

static qoq_status check_magic(const char *data, size_t len, qoq_error *err)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        if (len >= magics[i].count &&
            memcmp(data, magics[i].bytes, magics[i].count) == 0)
            return qoq_fail(err, QOQ_EINPUT, "%s", magics[i].what);
    }
    return QOQ_OK;
}

static qoq_status check_controls(const char *text, size_t len, qoq_error *err)
{
    if (qoq_charset_is_binary(text, len))
        return qoq_fail(err, QOQ_EINPUT,
                        "not a text document: binary data; save it as text");
    return QOQ_OK;
}

static qoq_status fail_at_byte(const char *text, size_t len, size_t bad, qoq_error *err)
{
    qoq_place place = {0, 1, 1, 0};
    qoq_place_move(&place, text, len, bad);
    return qoq_fail_at(err, QOQ_EINPUT, place.line, place.column,
                       "not valid UTF-8 (byte 0x%02X); repair it there, or save the "
                       "whole document as UTF-8 again",
                       (unsigned char)text[bad]);
}

static qoq_status fail_at_nul(const char *text, size_t len, const char *nul,
                              qoq_error *err)
{
    qoq_place place = {0, 1, 1, 0};
    qoq_place_move(&place, text, len, (size_t)(nul - text));
    return qoq_fail_at(err, QOQ_EINPUT, place.line, place.column,
                       "not a text document: a NUL character; save it as text");
}

static bool is_blank(const char *data, size_t len)
{
    size_t at = 0;
    while (at < len && data[at] && strchr(" \t\r\n\f\v", data[at]))
        at++;
    return at == len;
}

static qoq_status fail_empty(qoq_error *err)
{
    return qoq_fail(err, QOQ_EINPUT, "empty document: there is nothing to read");
}

static qoq_status check_text(const char *text, size_t len, qoq_error *err)
{
    if (qoq_slice_trim((qoq_slice){text, len}).len == 0)
        return fail_empty(err);
    const char *nul = memchr(text, 0, len);
    return nul ? fail_at_nul(text, len, nul, err) : check_controls(text, len, err);
}

/* ---- text, Markdown or a web page --------------------------------------------------- */

static bool ends_in(const char *path, const char *const *endings)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && endings[i]; i++) {
        if (strcasecmp(dot, endings[i]) == 0)
            return true;
    }
    return false;
}

static bool is_tag(const char *text, size_t len, const char *name)
{
    size_t n = strlen(name);
    return len > n + 1 && text[0] == '<' && strncasecmp(text + 1, name, n) == 0 &&
           strchr(" \t\r\n/>", text[n + 1]);
}

/* A tag that only pages have, in the first KB. */
static bool looks_like_page(const char *text, size_t len)
{
    static const char *const tags[] = {"!doctype html", "html", "head", "body"};
    size_t look = len < 1024 ? len : 1024;
    qoq_slice trimmed = qoq_slice_trim((qoq_slice){text, look});
    if (trimmed.len == 0 || trimmed.ptr[0] != '<')
        return false;
    for (size_t at = 0; at < look; at++) {
        const char *open = memchr(text + at, '<', look - at);
        if (!open)
            return false;
        at = (size_t)(open - text);
        for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
            if (is_tag(open, len - at, tags[i]))
                return true;
        }
    }
    return false;
}

static bool has_tag(const char *text, size_t len)
{
    for (size_t at = 0; at + 1 < len; at++) {
        const char *open = memchr(text + at, '<', len - 1 - at);
        if (!open)
            return false;
        at = (size_t)(open - text);
        char c = (char)(open[1] | 0x20);
        if ((c >= 'a' && c <= 'z') || open[1] == '/' || open[1] == '!')
            return true;
    }
    return false;
}

static qoq_document_form form_of(const char *path, const char *text, size_t len)
{
    static const char *const pages[] = {".html", ".htm", ".xhtml", ".shtml", NULL};
    static const char *const markdown[] = {".md", ".markdown", ".mkd", NULL};
    static const char *const tabbed[] = {".tsv", ".tab", NULL};
    static const char *const commas[] = {".csv", NULL};
    if (ends_in(path, markdown))
        return QOQ_FORM_MARKDOWN;
    if (ends_in(path, tabbed))
        return QOQ_FORM_TSV;
    if (ends_in(path, commas))
        return QOQ_FORM_CSV;
    if (looks_like_page(text, len) || (ends_in(path, pages) && has_tag(text, len)))
        return QOQ_FORM_HTML;
    return QOQ_FORM_TEXT;
}

static qoq_status split(qoq_document *out, const char *text, size_t len,
                        const qoq_decode_options *options, qoq_error *err)
{
    const qoq_note_sink silent = {NULL, NULL};
    qoq_writer writer;
    if (out->form != QOQ_FORM_PDF)
        out->form = form_of(out->path, text, len);
    qoq_writer_begin(&writer, out, text, len, err);
    if (out->form == QOQ_FORM_HTML)
        qoq_html_split(&writer, options ? options->notes : silent);
    else
        qoq_document_split(&writer);
    QOQ_TRY(qoq_writer_end(&writer));
    if (out->form == QOQ_FORM_HTML && out->block_count == 0)
        return qoq_fail(err, QOQ_EINPUT,
                        "no text in this web page; if a script draws it, save the page "
                        "from a browser");
    return QOQ_OK;
}

/* ---- reading ------------------------------------------------------------------------ */

static void tell_guess(const qoq_document *document, const qoq_decode_options *options)
{
    if (!options || !options->notes.fn)
        return;
    qoq_note_send(options->notes,
                  (qoq_note){.id = "encoding-guessed",
                             .level = QOQ_NOTE_DETAIL,
                             .source = document->path},
                  "read as %s; --encoding overrules", document->encoding);
}

/* Big5 of Taiwan has signs that Hong Kong's lacks, the wide '／' among them: what is not
 * the one is tried as the other. */
static qoq_status convert(qoq_slice *text, char **converted, qoq_charset *charset,
                          qoq_error *err)
{
    static const char taiwan[] = "CP950";
    const qoq_slice bytes = *text;
    qoq_status status = qoq_charset_convert(converted, &text->len, bytes.ptr, bytes.len,
                                            charset->name, err);
    if (status == QOQ_EINPUT && strcmp(charset->name, "Big5-HKSCS") == 0 &&
        qoq_charset_convert(converted, &text->len, bytes.ptr, bytes.len, taiwan,
                            NULL) == QOQ_OK) {
        memcpy(charset->name, taiwan, sizeof taiwan);
        status = QOQ_OK;
    }
    text->ptr = *converted;
    return status;
}

/* *converted is the caller's (free) where the bytes were not UTF-8. */
static qoq_status to_utf8(qoq_slice *text, char **converted, qoq_charset *charset,
                          qoq_error *err)
{
    size_t bad = 0;
    text->ptr += charset->skip;
    text->len -= charset->skip;
    if (strcmp(charset->name, "UTF-8") != 0)
        return convert(text, converted, charset, err);
    if (!charset->valid && !qoq_text_is_valid(text->ptr, text->len, &bad))
        return fail_at_byte(text->ptr, text->len, bad, err);
    return QOQ_OK;
}

typedef struct identity {
    qoq_document *document;
    qoq_slice bytes;
} identity;

static void identify(void *data)
{
    const identity *of = data;
    char hash[17];
    qoq_file_hash(hash, of->bytes.ptr, of->bytes.len);
    of->document->id = strtoull(hash, NULL, 16);
}

/* The hash of a megabyte takes milliseconds, which pdftotext takes as well. */
static qoq_status read_pdf(qoq_document *out, qoq_slice bytes, char **converted,
                           const qoq_decode_options *options, qoq_error *err)
{
    const qoq_note_sink silent = {NULL, NULL};
    identity of = {out, bytes};
    const qoq_pdf_source source = {out->path, bytes, options ? options->notes : silent,
                                   identify, &of};
    size_t len;
    out->form = QOQ_FORM_PDF;
    out->encoding = "UTF-8";
    QOQ_TRY(qoq_pdf_text(converted, &len, &source, err));
    return split(out, *converted, len, options, err);
}

static qoq_status read_text(qoq_document *out, qoq_slice bytes, char **converted,
                            const qoq_decode_options *options, qoq_error *err)
{
    qoq_charset charset;
    if (is_blank(bytes.ptr, bytes.len))
        return fail_empty(err);
    if (qoq_pdf_is(bytes.ptr, bytes.len))
        return read_pdf(out, bytes, converted, options, err);
    identify(&(identity){out, bytes});
    QOQ_TRY(check_magic(bytes.ptr, bytes.len, err));
    QOQ_TRY(qoq_charset_find(&charset, bytes.ptr, bytes.len,
                             options ? options->encoding : NULL, err));
    QOQ_TRY(to_utf8(&bytes, converted, &charset, err));
    out->encoding = qoq_arena_copy(&out->arena, charset.name, strlen(charset.name));
    if (!out->encoding)
        return qoq_fail_memory(err);
    QOQ_TRY(check_text(bytes.ptr, bytes.len, err));
    if (charset.guessed)
        tell_guess(out, options);
    return split(out, bytes.ptr, bytes.len, options, err);
}

qoq_status qoq_document_parse(qoq_document *out, const char *path, const char *data,
                              size_t len, const qoq_decode_options *options,
                              qoq_error *err)
{
    memset(out, 0, sizeof *out);
    out->path = qoq_arena_copy(&out->arena, path, strlen(path));
    if (!out->path)
        return qoq_fail_memory(err);
    out->source = strcmp(path, "-") == 0 ? "-" : qoq_file_base(out->path);
    char *converted = NULL;
    qoq_status status =
        read_text(out, (qoq_slice){data, len}, &converted, options, err);
    free(converted);
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
    free(document->grids);
    free(document->marks);
    qoq_arena_clear(&document->arena);
    memset(document, 0, sizeof *document);
}

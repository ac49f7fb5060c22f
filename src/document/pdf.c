/* The text of a PDF, by pdftotext of poppler-utils: as a child process, so that a file made
 * to crash a reader of PDF crashes only that, and its licence stays its own. */
#include <stdlib.h>
#include <string.h>

#include "document/decode_private.h"
#include "qoq/process.h"

enum { LIMIT_MS = 300000, LOOK = 1024 };

/* '%PDF-1.7' at the beginning of a line near the top: readers allow some rubbish before. */
bool qoq_pdf_is(const char *data, size_t len)
{
    const char *end = data + (len < LOOK ? len : LOOK);
    for (const char *at = data; at < end; at++) {
        at = memmem(at, (size_t)(end - at), "%PDF-", 5);
        if (!at)
            return false;
        bool begins =
            at == data || (unsigned char)at[-1] < ' ' || (unsigned char)at[-1] >= 0x80;
        if (begins && end - at > 6 && at[5] >= '0' && at[5] <= '9' && at[6] == '.')
            return true;
    }
    return false;
}

static bool says(const qoq_process_result *result, const char *words)
{
    return memmem(result->err, result->err_len, words, strlen(words)) != NULL;
}

static bool is_blank(const char *text, size_t len)
{
    size_t at = 0;
    while (at < len && (unsigned char)text[at] <= ' ')
        at++;
    return at == len;
}

/* To add a way in which a PDF cannot be read: what pdftotext says, and what to do. */
static const struct {
    const char *words, *message;
} troubles[] = {
    {"Incorrect password",
     "this PDF is locked with a password; open it and save a copy without one"},
    {"Copying of text from this document is not allowed",
     "this PDF forbids copying its text; ask its publisher for one that does not"},
    {"Unsupported security handler", "this PDF is encrypted in a way that pdftotext "
                                     "does not know; save a copy without"},
    {"Syntax Error", "this PDF is damaged; fetch it again"},
    {"Syntax Warning", "this PDF is damaged; fetch it again"},
};

static qoq_status explain(const qoq_process_result *result, qoq_error *err)
{
    for (size_t i = 0; i < sizeof troubles / sizeof *troubles; i++) {
        if (says(result, troubles[i].words))
            return qoq_fail(err, QOQ_EINPUT, "%s", troubles[i].message);
    }
    if (result->exit_status == 3)
        return qoq_fail(err, QOQ_EINPUT, "%s", troubles[1].message);
    return qoq_fail(err, QOQ_EINPUT,
                    "pdftotext cannot read this PDF (status %d); fetch it again",
                    result->exit_status);
}

static qoq_status check(const qoq_process_result *result, qoq_error *err)
{
    if (result->exit_status != 0)
        return explain(result, err);
    if (is_blank(result->out, result->out_len))
        return says(result, "Syntax Error")
                   ? explain(result, err)
                   : qoq_fail(err, QOQ_EINPUT,
                              "no text in this PDF: its pages are pictures; put it "
                              "through text recognition (ocrmypdf) first");
    if (!qoq_text_is_valid(result->out, result->out_len, NULL))
        return qoq_fail(err, QOQ_EINPUT, "the text of this PDF is not valid UTF-8");
    return QOQ_OK;
}

static qoq_status fail_run(const qoq_process_result *result, qoq_status status,
                           qoq_error *err)
{
    if (status == QOQ_ENOTFOUND)
        return qoq_fail(err, QOQ_ESYSTEM,
                        "reading PDF needs pdftotext, which is not there; install the "
                        "package poppler-utils");
    if (result->timed_out)
        return qoq_fail(err, QOQ_ESYSTEM, "pdftotext did not end within %d seconds",
                        LIMIT_MS / 1000);
    return status;
}

static void tell_fonts(const qoq_process_result *result, const char *path,
                       qoq_note_sink notes)
{
    if (!notes.fn || !says(result, "Missing language pack"))
        return;
    qoq_note_send(
        notes, (qoq_note){.id = "pdf-fonts", .level = QOQ_NOTE_WARNING, .source = path},
        "Chinese characters of this PDF are lost; install the package "
        "poppler-data");
}

qoq_status qoq_pdf_text(char **text, size_t *text_len, const qoq_pdf_source *source,
                        qoq_error *err)
{
    static const char *const argv[] = {"pdftotext", "-layout", "-enc", "UTF-8",
                                       "-",         "-",       NULL};
    const qoq_process_options options = {.input = source->bytes.ptr,
                                         .input_len = source->bytes.len,
                                         .limit_ms = LIMIT_MS,
                                         .meanwhile = source->meanwhile,
                                         .data = source->data};
    qoq_process_result result;
    qoq_status status = qoq_process_run(&result, argv, &options, err);
    if (status != QOQ_OK) {
        status = fail_run(&result, status, err);
    } else {
        status = check(&result, err);
        tell_fonts(&result, source->path, source->notes);
    }
    if (status == QOQ_OK) {
        *text = result.out;
        *text_len = result.out_len;
        result.out = NULL;
        for (size_t i = 0; i < *text_len; i++) {
            if ((*text)[i] == '\0')
                (*text)[i] = ' ';
        }
    }
    qoq_process_clear(&result);
    return status;
}

/*
 * qoq_document_parse on any bytes: what is read is valid UTF-8 cut into blocks that keep
 * the laws, and every character stands where it is said to; what is refused says why. The
 * first byte of the input chooses a name and an encoding to ask for.
 */
#include <assert.h>

#include "../document_law.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void swallow(void *data, const qoq_note *note)
{
    (void)data;
    assert(qoq_note_kind_find(note->id));
    assert(note->message[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a.txt", "a.md", "a.txt", "a.txt"};
    static const char *const encodings[] = {NULL, NULL, "gb18030", "big5"};
    qoq_decode_options options = {NULL, {swallow, NULL}};
    qoq_document document;
    qoq_error err = {0};
    if (size == 0)
        return 0;
    options.encoding = encodings[data[0] & 3];
    const char *text = (const char *)data + 1;
    size_t len = size - 1;
    if (memmem(text, len, "%PDF-", 5)) /* that is for pdftotext to read */
        return 0;
    qoq_status status =
        qoq_document_parse(&document, names[data[0] & 3], text, len, &options, &err);
    if (status != QOQ_OK) {
        assert(status == QOQ_EINPUT && err.message[0] != '\0');
        assert(!document.owned && !document.blocks && !document.marks);
        return 0;
    }
    check_document(&document);
    if (strcmp(document.encoding, "UTF-8") == 0) {
        size_t mark = len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
        check_places(&document, text + mark, len - mark);
    }
    qoq_document_clear(&document);
    return 0;
}

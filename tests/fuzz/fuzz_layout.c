/*
 * Any valid UTF-8 as aligned text, as a tab-separated file or as Markdown, by its first
 * byte: grids keep the laws, characters their places, and the work stays linear.
 */
#include <assert.h>

#include "../document_law.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a.txt", "a.txt", "a.tsv", "a.md"};
    const qoq_decode_options options = {"utf-8", {NULL, NULL}};
    qoq_document document;
    qoq_error err = {0};
    if (size == 0 || memmem(data, size, "%PDF-", 5))
        return 0;
    const char *text = (const char *)data + 1;
    size_t len = size - 1;
    if (qoq_document_parse(&document, names[data[0] & 3], text, len, &options, &err) !=
        QOQ_OK) {
        assert(err.status == QOQ_EINPUT && err.message[0] != '\0');
        return 0;
    }
    size_t mark = len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    check_document(&document);
    check_places(&document, text + mark, len - mark);
    qoq_document_clear(&document);
    return 0;
}

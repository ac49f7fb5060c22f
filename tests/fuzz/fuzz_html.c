/*
 * Any valid UTF-8 as a web page: the blocks keep the laws, and every character stands in
 * the page where it is said to, but for those written as entities.
 */
#include <assert.h>

#include "../document_law.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const qoq_decode_options options = {"utf-8", {NULL, NULL}};
    const char *text = (const char *)data;
    qoq_document document;
    qoq_error err = {0};
    qoq_status status =
        qoq_document_parse(&document, "page.html", text, size, &options, &err);
    if (status != QOQ_OK) {
        assert(status == QOQ_EINPUT && err.message[0] != '\0');
        return 0;
    }
    size_t mark = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    check_document(&document);
    check_places(&document, text + mark, size - mark);
    qoq_document_clear(&document);
    return 0;
}

/* The sentence reader: whatever the text, records point into it and hold together. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "qoq/extract.h"
#include "qoq/knowledge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const qoq_lexicon *lexicon_once(void)
{
    static qoq_lexicon *lexicon;
    static const qoq_knowledge_paths none;
    if (!lexicon)
        assert(qoq_knowledge_lexicon(&lexicon, &none, NULL) == QOQ_OK);
    return lexicon;
}

static void check_record(const qoq_dataset *out, const qoq_record *r)
{
    const char *quote = qoq_dataset_text(out, r->quote);
    assert(r->entity && r->metric && r->unit && r->source);
    assert(r->line > 0 && r->column > 0);
    assert(!qoq_period_is_none(r->period));
    assert(qoq_text_is_valid(quote, strlen(quote), NULL));
    assert(r->measure < QOQ_MEASURES_ && r->standing != QOQ_DERIVED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    qoq_dataset out;
    qoq_document document;
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_extract_options options = {.lexicon = lexicon_once()};
    if (memmem(data, size, "%PDF-", 5)) /* that is for pdftotext to read */
        return 0;
    if (qoq_document_parse(&document, "x.txt", (const char *)data, size, NULL, &err) !=
        QOQ_OK)
        return 0;
    assert(qoq_dataset_init(&out, &err) == QOQ_OK);
    if (qoq_extract(&out, &document, &options, NULL, &err) == QOQ_OK) {
        for (size_t i = 0; i < out.count; i++)
            check_record(&out, &out.records[i]);
    }
    qoq_dataset_clear(&out);
    qoq_document_clear(&document);
    return 0;
}

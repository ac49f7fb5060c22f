/* The pipeline: document → statements → records. */
#include "qoq/extract.h"

#include <stdlib.h>
#include <string.h>

#include "extract/context.h"
#include "extract/settle.h"

qoq_status qoq_extract(qoq_dataset *out, const qoq_document *document,
                       const qoq_extract_options *options, qoq_extract_counts *counts,
                       qoq_error *err)
{
    statements found = {0};
    qoq_status status = context_read(&found, out, document, options, counts, err);
    if (status == QOQ_OK)
        status = settle(out, &found, document, options, err);
    free(found.items);
    return status;
}

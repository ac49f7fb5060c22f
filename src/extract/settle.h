/* Room settle: statements of one document → records.
 *
 * Says each fact once: identical statements become one, a rough bound ("over 200bn") gives
 * way to an exact figure that it allows, contradictions are kept and noted. */
#ifndef QOQ_SETTLE_H
#define QOQ_SETTLE_H

#include "extract/context.h"

qoq_status settle(qoq_dataset *dataset, statements *found, const qoq_document *document,
                  const qoq_extract_options *options, qoq_error *err);

#endif

/* Shared by the files that settle what was found. */
#ifndef QOQ_SETTLE_PRIVATE_H
#define QOQ_SETTLE_PRIVATE_H

#include "extract/context.h"

/* Does a statement stand in a table? */
bool settle_is_of_table(const qoq_dataset *dataset, const statement *s);

/* settle_parts.c: gives parts that are larger than the whole of their period the longer
 * period that ends with it and is large enough. */
void settle_move_parts(const qoq_dataset *dataset, statements *found,
                       const qoq_document *document);

#endif

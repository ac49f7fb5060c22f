/* The shipped lexicon, read once for all tests of a group. */
#ifndef QOQ_TEST_LEXICON_FIXTURE_H
#define QOQ_TEST_LEXICON_FIXTURE_H

#include <stddef.h>

#include "qoq/knowledge.h"

static qoq_lexicon *lexicon;

static inline int load(void **state)
{
    static const qoq_knowledge_paths none;
    (void)state;
    return qoq_knowledge_lexicon(&lexicon, &none, NULL) == QOQ_OK ? 0 : -1;
}

static inline int unload(void **state)
{
    (void)state;
    qoq_lexicon_free(lexicon);
    return 0;
}

#endif

/*
 * The shipped lexicon, frozen when qoq was built: tools/freeze_lexicon.c reads the tables
 * of datasets/lexicon as any start could, and writes what freeze made of them as constants
 * of the same types. So a start costs nothing of the reading, and there is one structure,
 * made by one loader.
 */
#ifndef QOQ_WORDS_LEXICON_IMAGE_H
#define QOQ_WORDS_LEXICON_IMAGE_H

#include "qoq/lexicon.h"

/* Its store is empty, for what it points to is compiled in. */
extern const qoq_lexicon qoq_lexicon_image;

/* The image as a lexicon of the caller (qoq_lexicon_free); NULL when memory is out. */
qoq_lexicon *qoq_lexicon_shipped(void);

#endif

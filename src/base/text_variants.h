/*
 * Traditional to simplified Chinese, one code point to one, for matching only. The table
 * behind it is written at build time by tools/make_variants.c from
 * datasets/lexicon/variants.csv.
 */
#ifndef QOQ_TEXT_VARIANTS_H
#define QOQ_TEXT_VARIANTS_H

#include <stddef.h>
#include <stdint.h>

enum { QOQ_VARIANT_FIRST = 0x4E00, QOQ_VARIANT_LAST = 0x9FFF };

/* Of the main Han block: [code - FIRST] is the simplified character, 0 = none. Looked up
 * for every Chinese character read, hence a plain array. */
extern const uint16_t qoq_variant_main[QOQ_VARIANT_LAST - QOQ_VARIANT_FIRST + 1];

/* The few outside it (radicals that PDFs print, extension A), sorted. */
typedef struct qoq_variant {
    uint32_t from, to;
} qoq_variant;

extern const qoq_variant qoq_variant_rest[];
extern const size_t qoq_variant_rest_count;

#endif

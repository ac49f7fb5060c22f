/* Words that are needed where no lexicon is at hand, or before it reads: datasets/lexicon/
 * fixed_words.csv, compiled in by tools/make_fixed_words.c. The README beside the file says
 * what each class is for. Letters match whether capital or small. */
#ifndef QOQ_LEXICON_FIXED_H
#define QOQ_LEXICON_FIXED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qoq/text.h"

/* The classes, as in the file. */
#define QOQ_FIXED_WORD_CLASSES(CLASS)                                                  \
    CLASS(nil)                                                                         \
    CLASS(value_word)                                                                  \
    CLASS(unit)                                                                        \
    CLASS(label)                                                                       \
    CLASS(date)                                                                        \
    CLASS(period)                                                                      \
    CLASS(continued)                                                                   \
    CLASS(turn_over)                                                                   \
    CLASS(sign)                                                                        \
    CLASS(tail)                                                                        \
    CLASS(company_form)                                                                \
    CLASS(abbreviation)                                                                \
    CLASS(particle)                                                                    \
    CLASS(lent)                                                                        \
    CLASS(deduction)                                                                   \
    CLASS(consolidated)                                                                \
    CLASS(unconsolidated)                                                              \
    CLASS(remainder)                                                                   \
    CLASS(of_text)                                                                     \
    CLASS(report_name)                                                                 \
    CLASS(of_companies)                                                                \
    CLASS(year_behind)                                                                 \
    CLASS(numeral)                                                                     \
    CLASS(depositary)                                                                  \
    CLASS(house_verb)                                                                  \
    CLASS(annual)                                                                      \
    CLASS(ordinal)                                                                     \
    CLASS(contributes)                                                                 \
    CLASS(year_begins)                                                                 \
    CLASS(shared_noun)                                                                 \
    CLASS(maker)                                                                       \
    CLASS(own_line)                                                                    \
    CLASS(rating)                                                                      \
    CLASS(verb_letter)                                                                 \
    CLASS(fared)

#define QOQ_FIXED_WORD_(name) QOQ_FIXED_##name,
typedef enum qoq_fixed_word {
    QOQ_FIXED_WORD_CLASSES(QOQ_FIXED_WORD_) QOQ_FIXED_WORD_COUNT_
} qoq_fixed_word;
#undef QOQ_FIXED_WORD_

/* lengths[c & 31]: a bit for each length (31 and more: the last) of the words that begin
 * with the byte c, capital or small. Nearly all texts are dismissed by it. */
typedef struct qoq_fixed_words {
    const qoq_slice *items;
    size_t count;
    uint32_t lengths[32];
} qoq_fixed_words;

extern const qoq_fixed_words qoq_fixed_word_table[QOQ_FIXED_WORD_COUNT_];

/* Is the text one of these words? */
bool qoq_fixed_word_is(qoq_fixed_word class, const char *text, size_t len);

/* Bytes of the longest of these words that the text begins with; 0 = none. A word that
 * ends in a Latin letter ends where letters do. */
size_t qoq_fixed_word_begins(qoq_fixed_word class, const char *text, size_t len);

/* The same at the end of the text, without a look at what stands before. */
size_t qoq_fixed_word_ends(qoq_fixed_word class, const char *text, size_t len);

/* Does one stand anywhere in the text? For short texts: all places are tried. */
bool qoq_fixed_word_within(qoq_fixed_word class, const char *text, size_t len);

#endif

/**
 * What the tests of the period room see besides its public header.
 */
#ifndef QOQ_WORDS_PERIOD_PRIVATE_H
#define QOQ_WORDS_PERIOD_PRIVATE_H

#include <stdbool.h>

/** Do the tables of period_phrase.c agree with each other: every shape ends, the kinds
 * noted for each part are those its shapes begin with, rows that begin alike stand
 * together? */
bool qoq_period_shapes_are_sound(void);

#endif

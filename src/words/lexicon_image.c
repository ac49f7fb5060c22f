#include "words/lexicon_image.h"

#include <stdlib.h>

#include "words/lexicon_private.h"

qoq_lexicon *qoq_lexicon_shipped(void)
{
    qoq_lexicon *lexicon = malloc(sizeof *lexicon);

    if (lexicon)
        *lexicon = qoq_lexicon_image;
    return lexicon;
}

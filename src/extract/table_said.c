/* What the texts of a table said. A heading is asked again for each column that it stands
 * over, a label by every stage: of ten texts that are read one is new. */
#include <stdlib.h>
#include <string.h>

#include "extract/table_private.h"

struct said_text {
    const char *text; /* that the slices of the saying point into */
    saying says;
};

void said_forget(said_texts *said)
{
    qoq_names_free(said->names);
    free(said->items);
    *said = (said_texts){0};
}

/* The number of a text, with room for its item; UINT32_MAX when memory is out. */
static uint32_t number_of(said_texts *said, qoq_slice text)
{
    if (!said->names)
        said->names = qoq_names_new();
    if (!said->names || qoq_grow(&said->items, &said->room, said->count + 1,
                                 sizeof *said->items, NULL) != QOQ_OK)
        return UINT32_MAX;
    uint32_t name = qoq_names_add(said->names, text.ptr, text.len);
    return name == UINT32_MAX ? name : name - 1; /* names begin with the empty one */
}

/* The same characters of another copy of the text. */
static void move(qoq_slice *slice, const char *from, const char *to)
{
    if (slice->ptr)
        slice->ptr = to + (slice->ptr - from);
}

void saying_read(table_reader *r, saying *out, qoq_slice text)
{
    said_texts *said = &r->said;
    uint32_t number = text.len > 0 ? number_of(said, text) : UINT32_MAX;
    r->steps++;
    if (number < said->count) {
        const said_text *known = &said->items[number];
        *out = known->says;
        move(&out->open, known->text, text.ptr);
        move(&out->segment.name, known->text, text.ptr);
        return;
    }
    saying_listen(r, out, text);
    if (number == said->count)
        said->items[said->count++] = (said_text){text.ptr, *out};
}

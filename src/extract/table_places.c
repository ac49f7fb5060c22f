/* Parts that are named after places are regions, whatever the heading calls them: segments
 * of the one table, "net sales by geography" in the next. */
#include <string.h>

#include "extract/table_private.h"

enum { MOST_NAME = 80 };

typedef enum place_kind {
    PLACE_NONE,   /* 游戏: something else */
    PLACE_SILENT, /* 其他, corporate */
    PLACE_NAMED
} place_kind;

static const qoq_term *word_at(const table_reader *r, const char *s, size_t len,
                               size_t at, size_t *got)
{
    const qoq_term *term = NULL;
    *got = qoq_lexicon_match_kind(r->lexicon, s, len, at, QOQ_TERM_WORD, &term);
    while (term && term->kind != QOQ_TERM_WORD)
        term = term->next;
    return term;
}

/* Words that may stand around the name of a place: 地区, the rest of, 及. */
static bool is_silent(const qoq_term *word)
{
    switch (word->word) {
    case QOQ_WORD_PLACE:
        return word->value == 1;
    case QOQ_WORD_AND:
    case QOQ_WORD_AXIS:
    case QOQ_WORD_FILLER:
    case QOQ_WORD_SEGMENT_NOUN:
        return true;
    default:
        return false;
    }
}

/* A name that places, and words around them, are all of. */
static place_kind kind_of_name(const table_reader *r, qoq_slice name)
{
    char s[3 * MOST_NAME + 1];
    place_kind kind = PLACE_SILENT;
    if (name.len == 0 || name.len > MOST_NAME)
        return PLACE_NONE;
    size_t len = qoq_text_fold_all(name.ptr, name.len, s, NULL);
    for (size_t at = 0; at < len;) {
        size_t got;
        const qoq_term *word = word_at(r, s, len, at, &got);
        if (strchr(" -,./&()", s[at])) {
            at++;
            continue;
        }
        if (!word || got == 0)
            return PLACE_NONE;
        if (word->word == QOQ_WORD_PLACE && word->value == 0)
            kind = PLACE_NAMED;
        else if (!is_silent(word))
            return PLACE_NONE;
        at += got;
    }
    return kind;
}

/* What of a run of parts is known so far. */
typedef struct run {
    uint32_t from;
    size_t places;
    bool mixed;
} run;

static void hear_name(const table *t, run *parts, qoq_slice name)
{
    place_kind kind = kind_of_name(t->r, name);
    parts->places += kind == PLACE_NAMED;
    parts->mixed = parts->mixed || kind == PLACE_NONE;
}

static void end_run(table *t, run *parts, uint32_t end, uint32_t next)
{
    for (uint32_t i = parts->from; i < end && parts->places > 1 && !parts->mixed; i++) {
        if (t->rows[i].kind == ROW_BODY && t->rows[i].role == ROLE_PART)
            t->rows[i].axis = AXIS_REGION;
    }
    *parts = (run){.from = next};
}

/* A total, or a heading that begins another breakdown, ends a run of parts. */
static bool parts_runs(const row *r)
{
    if (r->kind == ROW_BODY)
        return r->role == ROLE_TOTAL || r->role == ROLE_METRIC;
    return r->kind == ROW_HEADER;
}

static void look_at_columns(table *t)
{
    run all = {0};
    for (uint32_t k = t->first_numeric; k < t->grid->columns; k++) {
        const column *c = &t->columns[k];
        if (!c->numeric || c->dead || c->says.measure != SAYS_LEVEL ||
            c->says.definition)
            continue;
        if (c->says.has_segment)
            hear_name(t, &all, c->says.segment.name);
        else if (c->says.foreign >= 2 && !c->says.elimination)
            hear_name(t, &all, c->says.open);
    }
    t->places = all.places > 1 && !all.mixed;
}

void table_places(table *t, uint32_t first, uint32_t last)
{
    run parts = {.from = first};
    for (uint32_t i = first; i < last; i++) {
        const row *r = &t->rows[i];
        if (parts_runs(r))
            end_run(t, &parts, i, i + 1);
        else if (r->kind == ROW_BODY && r->role == ROLE_PART && !r->eliminates)
            hear_name(t, &parts, r->segment.name);
    }
    end_run(t, &parts, last, last);
    look_at_columns(t);
}

#include "words/lexicon_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/*
 * A double array (Aoe 1989) over characters: one cell of 12 bytes a node, one step a
 * character. Characters of the terms are numbered first, so that the array is dense
 * although Unicode is wide; a character without a number ends every search at once.
 */

/* A node whose children wait for their cells: the texts low..high go on from it, and
 * agree in their first `depth` characters. */
typedef struct node {
    uint32_t cell, low, high, depth;
} node;

typedef struct builder {
    trie *trie;
    qoq_arena *store;
    uint16_t (*pages)[256]; /* the trie's own, while they are filled */
    uint32_t *rare;
    uint16_t *rare_number;
    uint16_t *numbers;      /* the texts as numbers, end to end */
    const uint32_t *starts; /* of text i; starts[i + 1] is its end */
    trie_cell *cells;
    uint32_t *next; /* a taken cell: one nearer to a free one; a free one: itself */
    size_t room, next_room;
    size_t top; /* highest cell taken */
    struct node *queue;
    size_t queued, queue_room;
    qoq_error *err;
} builder;

/* ---- numbers of characters -------------------------------------------------------------- */

static uint16_t *number_slot(builder *b, uint32_t code)
{
    trie *t = b->trie;

    if (code < 0x10000)
        return &b->pages[t->page[code >> 8]][code & 0xFF];
    for (size_t i = 0; i < t->rare_count; i++) {
        if (b->rare[i] == code)
            return &b->rare_number[i];
    }
    b->rare[t->rare_count] = code;
    return &b->rare_number[t->rare_count++];
}

/* Marks the pages in use; returns how many characters there are, and how many of them
 * beyond the Basic Multilingual Plane. */
static size_t survey(trie *t, const char *const *texts, size_t count, size_t *rare)
{
    size_t codes = 0;

    *rare = 0;
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(texts[i]);

        for (size_t at = 0; at < len; codes++) {
            uint32_t code = text_next(texts[i], len, &at);

            if (code < 0x10000)
                t->page[code >> 8] = 1;
            else
                ++*rare;
        }
    }
    return codes;
}

static bool make_pages(builder *b, size_t rare)
{
    trie *t = b->trie;
    uint16_t pages = 1;

    for (size_t i = 0; i < 256; i++) {
        if (t->page[i])
            t->page[i] = pages++;
    }
    b->pages = qoq_arena_calloc(b->store, pages, sizeof *b->pages);
    b->rare = qoq_arena_calloc(b->store, rare + 1, sizeof *b->rare);
    b->rare_number = qoq_arena_calloc(b->store, rare + 1, sizeof *b->rare_number);
    t->pages = (const uint16_t(*)[256])b->pages;
    t->page_count = pages;
    t->rare = b->rare;
    t->rare_number = b->rare_number;
    t->number_count = 1;
    return b->pages && b->rare && b->rare_number;
}

static void number_texts(builder *b, const char *const *texts, size_t count,
                         uint32_t *starts)
{
    uint32_t used = 0;

    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(texts[i]);

        starts[i] = used;
        for (size_t at = 0; at < len;) {
            uint16_t *slot = number_slot(b, text_next(texts[i], len, &at));

            if (*slot == 0)
                *slot = (uint16_t)b->trie->number_count++;
            b->numbers[used++] = *slot;
        }
    }
    starts[count] = used;
}

/* ---- the array ---------------------------------------------------------------------- */

static bool is_used(const builder *b, size_t cell)
{
    return b->next[cell] != cell;
}

/* One entry of `next` more than there are cells: the last one stands for "none". */
static qoq_status make_cells(builder *b, size_t want)
{
    size_t before = b->room, known = b->next_room;

    QOQ_TRY(qoq_grow(&b->cells, &b->room, want, sizeof *b->cells, b->err));
    for (size_t i = before; i < b->room; i++)
        b->cells[i] = (trie_cell){0, TRIE_FREE, 0};
    QOQ_TRY(qoq_grow(&b->next, &b->next_room, b->room + 1, sizeof *b->next, b->err));
    for (size_t i = known; i < b->next_room; i++)
        b->next[i] = (uint32_t)i;
    return QOQ_OK;
}

static void take_cell(builder *b, size_t cell, uint32_t check)
{
    b->cells[cell].check = check;
    b->next[cell] = (uint32_t)cell + 1;
    if (cell > b->top)
        b->top = cell;
}

/* The first free cell from `from` on. Every step halves the way of the next search, so
 * that a thousand single children do not walk over the same full cells. */
static size_t next_free(builder *b, size_t from)
{
    while (from < b->room && is_used(b, from)) {
        b->next[from] = b->next[b->next[from]];
        from = b->next[from];
    }
    return from;
}

static uint16_t number_of(const builder *b, size_t text, size_t depth)
{
    return b->numbers[b->starts[text] + depth];
}

/* The end of the texts from `text` on that go on with the same character. */
static size_t group_end(const builder *b, size_t text, size_t high, size_t depth)
{
    uint16_t number = number_of(b, text, depth);

    do
        text++;
    while (text < high && number_of(b, text, depth) == number);
    return text;
}

/* Does every child of the node fit when its base is this? */
static bool fits(const builder *b, size_t base, size_t low, size_t high, size_t depth)
{
    for (size_t i = low; i < high; i = group_end(b, i, high, depth)) {
        size_t cell = base + number_of(b, i, depth);

        if (cell < b->room && is_used(b, cell))
            return false;
    }
    return true;
}

static size_t find_base(builder *b, size_t low, size_t high, size_t depth)
{
    size_t least = SIZE_MAX, cell;

    for (size_t i = low; i < high; i = group_end(b, i, high, depth)) {
        size_t number = number_of(b, i, depth);

        if (number < least)
            least = number;
    }
    cell = next_free(b, least + 1);
    while (!fits(b, cell - least, low, high, depth))
        cell = next_free(b, cell + 1);
    return cell - least;
}

static qoq_status queue_node(builder *b, node n)
{
    QOQ_TRY(
        qoq_grow(&b->queue, &b->queue_room, b->queued + 1, sizeof *b->queue, b->err));
    b->queue[b->queued++] = n;
    return QOQ_OK;
}

static qoq_status place_children(builder *b, node n)
{
    size_t base, next;

    if (b->starts[n.low] + n.depth ==
        b->starts[n.low + 1]) { /* the shortest is first */
        b->cells[n.cell].head = n.low + 1;
        n.low++;
    }
    if (n.low == n.high)
        return QOQ_OK;
    base = find_base(b, n.low, n.high, n.depth);
    QOQ_TRY(make_cells(b, base + b->trie->number_count + 1));
    b->cells[n.cell].base = (uint32_t)base;
    for (size_t i = n.low; i < n.high; i = next) {
        size_t cell = base + number_of(b, i, n.depth);

        next = group_end(b, i, n.high, n.depth);
        take_cell(b, cell, n.cell);
        QOQ_TRY(queue_node(
            b, (node){(uint32_t)cell, (uint32_t)i, (uint32_t)next, n.depth + 1}));
    }
    return QOQ_OK;
}

/* Nearest to the root first: most searches end there, and find their cells side by side. */
static qoq_status place_all(builder *b, size_t texts)
{
    if (texts > 0)
        QOQ_TRY(queue_node(b, (node){0, 0, (uint32_t)texts, 0}));
    for (size_t i = 0; i < b->queued; i++)
        QOQ_TRY(place_children(b, b->queue[i]));
    return QOQ_OK;
}

/* ---- where something may start ------------------------------------------------------ */

static unsigned starts_of(const qoq_term *term)
{
    unsigned bits = 0;

    for (; term; term = term->next) {
        bits |= 1u << term->kind;
        if ((term->kind == QOQ_TERM_UNIT && term->role == QOQ_ROLE_CURRENCY) ||
            (term->kind == QOQ_TERM_WORD &&
             (term->word == QOQ_WORD_ABOUT || term->word == QOQ_WORD_OVER ||
              term->word == QOQ_WORD_UNDER)))
            bits |= START_AMOUNT;
    }
    return bits;
}

static void mark_start(uint8_t *start, uint32_t code, unsigned bits)
{
    if (code < TRIE_STARTS)
        start[code] |= (uint8_t)bits;
}

static void mark_pair(uint8_t *pairs, const trie *t, uint32_t first, uint32_t second)
{
    uint32_t pair = trie_pair(trie_number(t, first), trie_number(t, second));

    pairs[pair >> 3] |= (uint8_t)(1u << (pair & 7));
}

static bool mark_starts(builder *b, const qoq_term *terms, const char *const *texts,
                        size_t count)
{
    /* What a number may begin with in folded text. */
    static const char numbers[] = "0123456789.+-(〇零一二三四五六七八九十百千万两廿卅"
                                  "壹贰叁肆伍陆柒捌玖拾佰仟负△▲";
    trie *t = b->trie;
    uint8_t *start = qoq_arena_calloc(b->store, TRIE_STARTS, 1);
    uint8_t *pairs = qoq_arena_calloc(b->store, TRIE_PAIRS, 1);

    if (!start || !pairs)
        return false;
    for (size_t at = 0; at < sizeof numbers - 1;)
        mark_start(start, text_next(numbers, sizeof numbers - 1, &at), START_NUMBER);
    for (size_t i = 0; i < count; i++) {
        size_t at = 0, len = strlen(texts[i]);
        uint32_t code = text_next(texts[i], len, &at);

        mark_start(start, code, starts_of(&terms[t->heads[i].term]));
        if (at < len)
            mark_pair(pairs, t, code, text_next(texts[i], len, &at));
        t->start_byte[(unsigned char)texts[i][0]] = true;
    }
    t->start = start;
    t->pairs = pairs;
    return true;
}

/* ---- together ------------------------------------------------------------------------- */

/* Every base plus every number stays inside: the end is padded. */
static qoq_status keep_cells(builder *b)
{
    size_t count = b->top + b->trie->number_count + 1;
    trie_cell *cells = qoq_arena_alloc(b->store, count * sizeof *cells);

    if (!cells)
        return qoq_fail_memory(b->err);
    for (size_t i = 0; i < count; i++)
        cells[i] = i < b->room ? b->cells[i] : (trie_cell){0, TRIE_FREE, 0};
    b->trie->cells = cells;
    b->trie->cell_count = count;
    return QOQ_OK;
}

static qoq_status build_cells(builder *b, size_t texts)
{
    QOQ_TRY(make_cells(b, b->trie->number_count + 1));
    take_cell(b, 0, TRIE_ROOT);
    QOQ_TRY(place_all(b, texts));
    return keep_cells(b);
}

qoq_status qoq_lexicon_build(qoq_lexicon *lexicon, const char *const *texts,
                             size_t count, qoq_error *err)
{
    builder b = {.trie = &lexicon->trie, .store = &lexicon->store, .err = err};
    size_t rare, codes = survey(b.trie, texts, count, &rare);
    uint32_t *starts = calloc(count + 1, sizeof *starts);
    qoq_status status;

    b.numbers = calloc(codes + 1, sizeof *b.numbers);
    b.starts = starts;
    if (!starts || !b.numbers || !make_pages(&b, rare)) {
        status = qoq_fail_memory(err);
        goto done;
    }
    if (codes > UINT32_MAX) {
        status = qoq_fail(err, QOQ_EOVERFLOW, "the lexicon is too large");
        goto done;
    }
    number_texts(&b, texts, count, starts);
    if (!mark_starts(&b, lexicon->terms, texts, count))
        status = qoq_fail_memory(err);
    else if (b.trie->number_count > UINT16_MAX)
        status = qoq_fail(err, QOQ_EOVERFLOW, "the lexicon has too many characters");
    else
        status = build_cells(&b, count);
done:
    free(starts);
    free(b.numbers);
    free(b.cells);
    free(b.next);
    free(b.queue);
    return status;
}

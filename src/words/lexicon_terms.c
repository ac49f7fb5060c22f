#include "words/lexicon_private.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- texts as they are matched ------------------------------------------------------ */

static bool is_joined(uint32_t before, uint32_t after)
{
    return qoq_text_is_han(before) || qoq_text_is_han(after);
}

/* Blanks next to a Han character go, other runs of them become one; a hyphen between
 * Latin letters is a blank: year-on-year, year on year. The matcher reads text the same
 * way. */
static size_t even_out(uint32_t *codes, size_t count)
{
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t code = codes[i];

        if (code == '-' && used > 0 && is_latin_letter(codes[used - 1]) &&
            i + 1 < count && is_latin_letter(codes[i + 1]))
            code = ' ';
        if (code == ' ') {
            while (i + 1 < count && codes[i + 1] == ' ')
                i++;
            if (used == 0 || i + 1 == count || is_joined(codes[used - 1], codes[i + 1]))
                continue;
        }
        codes[used++] = code;
    }
    return used;
}

size_t qoq_lexicon_normal(uint32_t codes[LEXICON_TERM_MAX], qoq_slice text)
{
    size_t at = 0, count = 0;

    text = qoq_slice_trim(text);
    while (at < text.len) {
        uint32_t folded[4];
        size_t n = qoq_text_fold(text_next(text.ptr, text.len, &at), folded);

        if (count + n > LEXICON_TERM_MAX)
            return LEXICON_TERM_MAX + 1;
        memcpy(codes + count, folded, n * sizeof *folded);
        count += n;
    }
    return even_out(codes, count);
}

/* ---- term rows -------------------------------------------------------------------- */

/* The key of a term: kind, scope, text. Scopes hold no control characters. */
static void make_key(qoq_buffer *key, const term_row *row, const uint32_t *codes,
                     size_t count)
{
    char text[4 * LEXICON_TERM_MAX];
    size_t len = 0;

    qoq_buffer_char(key, (char)('0' + row->term.kind));
    qoq_buffer_text(key, row->term.scope);
    qoq_buffer_char(key, '\x1f');
    for (size_t i = 0; i < count; i++)
        len += qoq_text_put(text + len, codes[i]);
    qoq_buffer_add(key, text, len);
}

qoq_status qoq_lexicon_add_term(qoq_lexicon *lexicon, const term_row *row,
                                const uint32_t *codes, size_t count, qoq_error *err)
{
    lexicon_rows *rows = &lexicon->rows;
    qoq_buffer key = {0};
    term_row copy = *row;

    assert(count > 0 && count <= LEXICON_TERM_MAX);
    make_key(&key, row, codes, count);
    copy.key =
        key.failed ? UINT32_MAX : qoq_names_add(rows->term_keys, key.ptr, key.len);
    qoq_buffer_clear(&key);
    if (copy.key == UINT32_MAX)
        return qoq_fail_memory(err);
    QOQ_TRY(qoq_grow(&rows->terms, &rows->term_room, rows->term_count + 1,
                     sizeof *rows->terms, err));
    rows->terms[rows->term_count++] = copy;
    return QOQ_OK;
}

/* ---- references of terms -------------------------------------------------------------- */

static bool was_retired(const lexicon_rows *rows, const qoq_term *term)
{
    const entity_row *company;
    uint32_t number;

    switch (term->kind) {
    case QOQ_TERM_ENTITY:
        company = qoq_lexicon_entity_row(rows, term->id);
        return company && company->retired;
    case QOQ_TERM_METRIC:
        number = qoq_names_find(rows->metric_keys, term->id, strlen(term->id));
        return number != UINT32_MAX && rows->metrics[number].retired;
    case QOQ_TERM_SEGMENT:
        company = qoq_lexicon_entity_row(rows, term->scope);
        if (company && company->retired)
            return true;
        for (size_t i = 1; i < qoq_names_count(rows->segment_keys); i++) {
            const segment_row *row = &rows->segments[i];

            if (row->there && row->retired && strcmp(row->segment.id, term->id) == 0 &&
                strcmp(row->segment.entity, term->scope) == 0)
                return true;
        }
        return false;
    default:
        return false;
    }
}

static bool resolve(const qoq_lexicon *lexicon, qoq_term *term)
{
    qoq_slice id = qoq_slice_of(term->id), scope = qoq_slice_of(term->scope);

    switch (term->kind) {
    case QOQ_TERM_ENTITY:
        term->entity = qoq_lexicon_entity(lexicon, id);
        return term->entity != NULL;
    case QOQ_TERM_METRIC:
        term->metric = qoq_lexicon_metric(lexicon, id);
        return term->metric != NULL;
    case QOQ_TERM_SEGMENT:
        term->entity = qoq_lexicon_entity(lexicon, scope);
        if (!term->segment)
            term->segment = qoq_lexicon_segment(lexicon, scope, QOQ_SLICE(""), id);
        return term->segment != NULL;
    default:
        return true;
    }
}

static const char *const kind_names[] = {"entity", "segment", "metric",
                                         "unit",   "period",  "word"};

/* Takes out rows whose definition was retired (key 0); an id that never was is an error. */
static qoq_status resolve_terms(qoq_lexicon *lexicon, qoq_error *err)
{
    lexicon_rows *rows = &lexicon->rows;

    for (size_t i = 0; i < rows->term_count; i++) {
        term_row *row = &rows->terms[i];

        if (row->retired || resolve(lexicon, &row->term))
            continue;
        if (!was_retired(rows, &row->term))
            return qoq_lexicon_fail_row(
                err, &row->origin, "'%s' means %s '%s%s%s', which is not defined",
                row->term.text, kind_names[row->term.kind], row->term.scope,
                row->term.scope[0] ? "/" : "", row->term.id);
        row->key = 0;
    }
    return QOQ_OK;
}

/* ---- overriding ---------------------------------------------------------------------- */

static bool same_meaning(const qoq_term *a, const qoq_term *b)
{
    switch (a->kind) {
    case QOQ_TERM_UNIT:
        return a->role == b->role && a->value == b->value && strcmp(a->id, b->id) == 0;
    case QOQ_TERM_PERIOD:
        return a->atom == b->atom && a->value == b->value;
    case QOQ_TERM_WORD:
        return a->word == b->word && a->value == b->value;
    default:
        return strcmp(a->id, b->id) == 0 && a->sign == b->sign && a->basis == b->basis;
    }
}

/* Reported in different quarters: the same name means the one or the other, never both. */
static bool are_apart(const qoq_segment *a, const qoq_segment *b)
{
    if (!a || !b)
        return false;
    if (!qoq_period_is_none(a->to) && !qoq_period_is_none(b->from) &&
        qoq_period_compare(a->to, b->from) < 0)
        return true;
    return !qoq_period_is_none(b->to) && !qoq_period_is_none(a->from) &&
           qoq_period_compare(b->to, a->from) < 0;
}

static void describe(char out[80], const qoq_term *term)
{
    switch (term->kind) {
    case QOQ_TERM_UNIT:
        snprintf(out, 80, "unit '%s' of power %d", term->id, term->value);
        break;
    case QOQ_TERM_WORD:
        snprintf(out, 80, "word '%s' %d",
                 qoq_word_class_name((qoq_word_class)term->word), term->value);
        break;
    case QOQ_TERM_PERIOD:
        snprintf(out, 80, "period word %d %d", term->atom, term->value);
        break;
    default:
        snprintf(out, 80, "%s '%.60s'", kind_names[term->kind], term->id);
        break;
    }
}

static qoq_status two_meanings(const term_row *a, const term_row *b, qoq_error *err)
{
    char first[80], second[80];

    describe(first, &a->term);
    describe(second, &b->term);
    return qoq_lexicon_fail_row(
        err, &b->origin,
        "'%s' has two meanings: %s and, by '%s' at %s:%zu, %s: take one out",
        b->term.text, second, a->term.text, a->origin.file ? a->origin.file : "",
        a->origin.line, first);
}

/* What a row does to one that was kept before it in the same layer. */
typedef enum verdict { BOTH_STAND, ONE_MEANING, NEW_ONE_WINS, CONFLICT } verdict;

static verdict compare_rows(const term_row *old, const term_row *row)
{
    if (same_meaning(&old->term, &row->term))
        return ONE_MEANING;
    /* A name says less than a row of terms.csv that knows the sign or basis. */
    if (old->from_definition != row->from_definition &&
        strcmp(old->term.id, row->term.id) == 0)
        return row->from_definition ? ONE_MEANING : NEW_ONE_WINS;
    if (are_apart(old->term.segment, row->term.segment))
        return BOTH_STAND;
    if (!row->origin.strict && !old->from_definition && !row->from_definition)
        return NEW_ONE_WINS;
    return CONFLICT;
}

/* Puts a row of a group to those kept from `first` on. */
static qoq_status keep_row(term_row **kept, size_t first, size_t *count, term_row *row,
                           qoq_error *err)
{
    for (size_t i = first; i < *count; i++) {
        switch (compare_rows(kept[i], row)) {
        case BOTH_STAND:
            break;
        case ONE_MEANING:
            kept[i]->term.not_after_digit |= row->term.not_after_digit;
            kept[i]->term.needs_company |= row->term.needs_company;
            return QOQ_OK;
        case NEW_ONE_WINS:
            kept[i] = row;
            return QOQ_OK;
        case CONFLICT:
            return two_meanings(kept[i], row, err);
        }
    }
    kept[(*count)++] = row;
    return QOQ_OK;
}

/* Rows of one key, in order of addition. */
typedef struct row_group {
    term_row *first, *last;
    int layer;    /* the highest */
    bool retired; /* says the last row of that layer that is no definition's name */
} row_group;

static void join_group(row_group *group, term_row *row)
{
    if (!group->first || row->origin.layer > group->layer) {
        group->layer = row->origin.layer;
        group->retired = false;
    }
    if (row->origin.layer == group->layer && !row->from_definition)
        group->retired = row->retired;
    if (group->first)
        group->last->next = row;
    else
        group->first = row;
    group->last = row;
}

static qoq_status keep_group(term_row **kept, size_t *count, const row_group *group,
                             qoq_error *err)
{
    size_t first = *count;

    if (group->retired)
        return QOQ_OK;
    for (term_row *row = group->first; row; row = row->next) {
        if (row->origin.layer == group->layer && !row->retired)
            QOQ_TRY(keep_row(kept, first, count, row, err));
    }
    return QOQ_OK;
}

/* Of every key the rows of its highest layer. */
static qoq_status override_terms(lexicon_rows *rows, term_row **kept, size_t *count,
                                 qoq_error *err)
{
    size_t keys = qoq_names_count(rows->term_keys);
    row_group *groups = calloc(keys + 1, sizeof *groups);
    qoq_status status = groups ? QOQ_OK : qoq_fail_memory(err);

    *count = 0;
    for (size_t i = 0; i < rows->term_count && status == QOQ_OK; i++)
        join_group(&groups[rows->terms[i].key], &rows->terms[i]);
    for (size_t key = 1; key < keys && status == QOQ_OK; key++)
        status = keep_group(kept, count, &groups[key], err);
    free(groups);
    return status;
}

/* ---- texts and their meanings --------------------------------------------------------- */

/* A term on its way into a chain. */
typedef struct chain_item {
    uint64_t prefix;  /* the first eight bytes of the text: most comparisons end here */
    const char *text; /* as matched, of the key */
    const qoq_term *term;
} chain_item;

/* Place in a chain: the meanings that may be glued to digits stand last, so that what is
 * left of a chain there is an end of it. See lexicon_match.c. */
static int chain_rank(const qoq_term *term)
{
    switch (term->kind) {
    case QOQ_TERM_UNIT:
        return term->role == QOQ_ROLE_CURRENCY ? 6 : 4;
    case QOQ_TERM_PERIOD:
        return 5;
    case QOQ_TERM_WORD:
        return 3;
    default:
        return term->kind;
    }
}

static int by_text_and_rank(const void *left, const void *right)
{
    const chain_item *a = left, *b = right;
    int order = (a->prefix > b->prefix) - (a->prefix < b->prefix);

    if (order == 0)
        order = strcmp(a->text, b->text);
    if (order == 0)
        order = chain_rank(a->term) - chain_rank(b->term);
    if (order == 0)
        order = strcmp(a->term->scope, b->term->scope);
    return order ? order : strcmp(a->term->id, b->term->id);
}

static chain_item make_item(const lexicon_rows *rows, const term_row *row)
{
    chain_item item = {.term = &row->term};

    item.text = strchr(qoq_names_text(rows->term_keys, row->key), '\x1f') + 1;
    for (size_t i = 0, len = strnlen(item.text, 8); i < 8; i++)
        item.prefix = item.prefix << 8 | (i < len ? (unsigned char)item.text[i] : 0);
    return item;
}

static void start_head(trie_head *head, const char *text, size_t term)
{
    size_t len = strlen(text), at = 0;
    uint32_t code = 0;

    head->term = (uint32_t)term;
    head->first_class = (uint8_t)class_of(text_next(text, len, &at));
    for (at = 0; at < len;)
        code = text_next(text, len, &at);
    head->last_class = (uint8_t)class_of(code);
}

/* Sorted items become the terms, chained, and the heads of the trie. Returns how many
 * texts there are. */
static size_t make_chains(qoq_term *terms, trie_head *heads, const char **texts,
                          const chain_item *items, size_t count)
{
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        qoq_term *term = &terms[i];

        *term = *items[i].term;
        if (i > 0 && strcmp(items[i - 1].text, items[i].text) == 0) {
            terms[i - 1].next = term;
        } else {
            texts[used] = items[i].text;
            start_head(&heads[used++], items[i].text, i);
        }
        heads[used - 1].kinds |= (uint8_t)(1u << term->kind);
        heads[used - 1].not_after_digit |= term->not_after_digit;
    }
    return used;
}

/* By kind, and within a kind by text as matched: the terms are in that order already. */
static void order_by_kind(uint32_t *ordered, const qoq_term *terms, size_t count)
{
    size_t used = 0;

    for (int kind = QOQ_TERM_ENTITY; kind <= QOQ_TERM_WORD; kind++) {
        for (size_t i = 0; i < count; i++) {
            if (terms[i].kind == kind)
                ordered[used++] = (uint32_t)i;
        }
    }
}

static qoq_status build_terms(qoq_lexicon *lexicon, term_row *const *kept, size_t count,
                              qoq_error *err)
{
    chain_item *items = calloc(count + 1, sizeof *items);
    const char **texts = calloc(count + 1, sizeof *texts);
    qoq_arena *store = &lexicon->store;
    qoq_term *terms = qoq_arena_calloc(store, count + 1, sizeof *terms);
    uint32_t *ordered = qoq_arena_calloc(store, count + 1, sizeof *ordered);
    trie_head *heads = qoq_arena_calloc(store, count + 1, sizeof *heads);
    qoq_status status;

    if (!items || !texts || !terms || !ordered || !heads) {
        status = qoq_fail_memory(err);
        goto done;
    }
    for (size_t i = 0; i < count; i++)
        items[i] = make_item(&lexicon->rows, kept[i]);
    qsort(items, count, sizeof *items, by_text_and_rank);
    lexicon->term_count = count;
    lexicon->terms = terms;
    lexicon->terms_in_order = ordered;
    lexicon->trie.heads = heads;
    lexicon->trie.head_count = make_chains(terms, heads, texts, items, count);
    order_by_kind(ordered, terms, count);
    status = qoq_lexicon_build(lexicon, texts, lexicon->trie.head_count, err);
done:
    free(items);
    free(texts);
    return status;
}

qoq_status qoq_lexicon_freeze_terms(qoq_lexicon *lexicon, qoq_error *err)
{
    size_t count = 0;
    term_row **kept;
    qoq_status status;

    QOQ_TRY(resolve_terms(lexicon, err));
    kept = calloc(lexicon->rows.term_count + 1, sizeof *kept);
    if (!kept)
        return qoq_fail_memory(err);
    status = override_terms(&lexicon->rows, kept, &count, err);
    if (status == QOQ_OK)
        status = build_terms(lexicon, kept, count, err);
    free(kept);
    return status;
}

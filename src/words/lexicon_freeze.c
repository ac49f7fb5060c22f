#include "words/lexicon_private.h"

#include <assert.h>
#include <stdarg.h>
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
        size_t n = qoq_text_fold(qoq_text_next(text.ptr, text.len, &at), folded);

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
    qoq_buffer_char(key, (char)('0' + row->term.kind));
    qoq_buffer_text(key, row->term.scope);
    qoq_buffer_char(key, '\x1f');
    for (size_t i = 0; i < count; i++) {
        char bytes[4];

        qoq_buffer_add(key, bytes, qoq_text_put(bytes, codes[i]));
    }
}

qoq_status qoq_lexicon_add_term(qoq_lexicon *lexicon, const term_row *row,
                                qoq_error *err)
{
    lexicon_rows *rows = &lexicon->rows;
    uint32_t codes[LEXICON_TERM_MAX];
    size_t count = qoq_lexicon_normal(codes, qoq_slice_of(row->term.text));
    qoq_buffer key = {0};
    term_row copy = *row;

    assert(count > 0 && count <= LEXICON_TERM_MAX);
    make_key(&key, row, codes, count);
    copy.key =
        key.failed ? UINT32_MAX : qoq_names_add(rows->term_keys, key.ptr, key.len);
    copy.number = (uint32_t)rows->term_count;
    qoq_buffer_clear(&key);
    if (copy.key == UINT32_MAX)
        return qoq_fail_memory(err);
    QOQ_TRY(qoq_grow(&rows->terms, &rows->term_room, rows->term_count + 1,
                     sizeof *rows->terms, err));
    rows->terms[rows->term_count++] = copy;
    return QOQ_OK;
}

/* ---- errors ------------------------------------------------------------------------ */

/* A failure of a row: "terms.csv:12:1: " goes before what is wrong. */
static qoq_status fail_row(qoq_error *err, const row_origin *origin, const char *format,
                           ...) QOQ_PRINTF(3, 4);

static qoq_status fail_row(qoq_error *err, const row_origin *origin, const char *format,
                           ...)
{
    char message[256];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (!origin->file)
        return qoq_fail(err, QOQ_EINPUT, "%s", message);
    return qoq_fail_at(err, QOQ_EINPUT, origin->line, 1, "%s:%zu:1: %s", origin->file,
                       origin->line, message);
}

/* ---- definitions ------------------------------------------------------------------ */

static int by_entity_id(const void *left, const void *right)
{
    const qoq_entity *a = left, *b = right;

    return strcmp(a->id, b->id);
}

static qoq_status build_entities(qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;
    size_t keys = qoq_names_count(rows->entity_keys), count = 0;

    for (size_t i = 1; i < keys; i++)
        count += rows->entities[i].there && !rows->entities[i].retired;
    lexicon->entities =
        qoq_arena_calloc(&lexicon->store, count + 1, sizeof(qoq_entity));
    if (!lexicon->entities)
        return qoq_fail_memory(err);
    for (size_t i = 1; i < keys; i++) {
        if (rows->entities[i].there && !rows->entities[i].retired)
            lexicon->entities[lexicon->entity_count++] = rows->entities[i].entity;
    }
    qsort(lexicon->entities, count, sizeof(qoq_entity), by_entity_id);
    return QOQ_OK;
}

static const entity_row *find_entity_row(const lexicon_rows *rows, const char *id)
{
    uint32_t number = qoq_names_find(rows->entity_keys, id, strlen(id));

    if (number == UINT32_MAX || number >= rows->entity_room ||
        !rows->entities[number].there)
        return NULL;
    return &rows->entities[number];
}

static int by_metric_order(const void *left, const void *right)
{
    const qoq_metric *a = left, *b = right;

    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return strcmp(a->id, b->id);
}

static int by_metric_id(const void *left, const void *right)
{
    const qoq_metric *const *a = left, *const *b = right;

    return strcmp((*a)->id, (*b)->id);
}

static qoq_status build_metrics(qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;
    size_t keys = qoq_names_count(rows->metric_keys), count = 0;

    for (size_t i = 1; i < keys; i++)
        count += rows->metrics[i].there && !rows->metrics[i].retired;
    lexicon->metrics = qoq_arena_calloc(&lexicon->store, count + 1, sizeof(qoq_metric));
    lexicon->metrics_by_id =
        qoq_arena_calloc(&lexicon->store, count + 1, sizeof *lexicon->metrics_by_id);
    if (!lexicon->metrics || !lexicon->metrics_by_id)
        return qoq_fail_memory(err);
    for (size_t i = 1; i < keys; i++) {
        if (rows->metrics[i].there && !rows->metrics[i].retired)
            lexicon->metrics[lexicon->metric_count++] = rows->metrics[i].metric;
    }
    qsort(lexicon->metrics, count, sizeof(qoq_metric), by_metric_order);
    for (size_t i = 0; i < count; i++)
        lexicon->metrics_by_id[i] = &lexicon->metrics[i];
    qsort(lexicon->metrics_by_id, count, sizeof *lexicon->metrics_by_id, by_metric_id);
    return QOQ_OK;
}

static qoq_status check_metrics(const qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;

    for (size_t i = 1; i < qoq_names_count(rows->metric_keys); i++) {
        const metric_row *row = &rows->metrics[i];
        const char *parent = row->metric.parent;

        if (row->there && !row->retired && parent[0] &&
            !qoq_lexicon_metric(lexicon, qoq_slice_of(parent)))
            return fail_row(err, &row->origin,
                            "metric '%s': its parent '%s' is no metric", row->metric.id,
                            parent);
    }
    return QOQ_OK;
}

static int by_segment_order(const void *left, const void *right)
{
    const qoq_segment *a = left, *b = right;
    int order = strcmp(a->entity, b->entity);

    if (order == 0)
        order = strcmp(a->axis, b->axis);
    if (order == 0)
        order = (a->order > b->order) - (a->order < b->order);
    return order ? order : strcmp(a->id, b->id);
}

/* Of two axes with one id the business axis, the issuer's own, comes first. */
static int by_segment_id(const void *left, const void *right)
{
    const qoq_segment *const *a = left, *const *b = right;
    int order = strcmp((*a)->entity, (*b)->entity);

    if (order == 0)
        order = strcmp((*a)->id, (*b)->id);
    if (order == 0)
        order = (strcmp((*b)->axis, "business") == 0) -
                (strcmp((*a)->axis, "business") == 0);
    return order ? order : strcmp((*a)->axis, (*b)->axis);
}

/* A segment whose company was retired goes with it. */
static bool keep_segment(const lexicon_rows *rows, const segment_row *row)
{
    const entity_row *company = find_entity_row(rows, row->segment.entity);

    return row->there && !row->retired && !(company && company->retired);
}

static qoq_status build_segments(qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;
    size_t keys = qoq_names_count(rows->segment_keys), count = 0;

    for (size_t i = 1; i < keys; i++)
        count += keep_segment(rows, &rows->segments[i]);
    lexicon->segments =
        qoq_arena_calloc(&lexicon->store, count + 1, sizeof(qoq_segment));
    lexicon->segments_by_id =
        qoq_arena_calloc(&lexicon->store, count + 1, sizeof *lexicon->segments_by_id);
    if (!lexicon->segments || !lexicon->segments_by_id)
        return qoq_fail_memory(err);
    for (size_t i = 1; i < keys; i++) {
        if (keep_segment(rows, &rows->segments[i]))
            lexicon->segments[lexicon->segment_count++] = rows->segments[i].segment;
    }
    qsort(lexicon->segments, count, sizeof(qoq_segment), by_segment_order);
    for (size_t i = 0; i < count; i++)
        lexicon->segments_by_id[i] = &lexicon->segments[i];
    qsort(lexicon->segments_by_id, count, sizeof *lexicon->segments_by_id,
          by_segment_id);
    return QOQ_OK;
}

static qoq_status check_segment(const qoq_lexicon *lexicon, const segment_row *row,
                                qoq_error *err)
{
    const qoq_segment *s = &row->segment;
    qoq_slice entity = qoq_slice_of(s->entity), axis = qoq_slice_of(s->axis);

    if (!qoq_lexicon_entity(lexicon, entity))
        return fail_row(err, &row->origin,
                        "segment '%s' is of '%s', which is no entity", s->id,
                        s->entity);
    if (s->parent[0] &&
        !qoq_lexicon_segment(lexicon, entity, axis, qoq_slice_of(s->parent)))
        return fail_row(
            err, &row->origin,
            "segment '%s': its parent '%s' is no segment of '%s' on axis '%s'", s->id,
            s->parent, s->entity, s->axis);
    if (s->continues[0] && !qoq_lexicon_segment(lexicon, entity, QOQ_SLICE(""),
                                                qoq_slice_of(s->continues)))
        return fail_row(err, &row->origin,
                        "segment '%s' continues '%s', which is no segment of '%s'",
                        s->id, s->continues, s->entity);
    if (!qoq_period_is_none(s->from) && !qoq_period_is_none(s->to) &&
        qoq_period_compare(s->from, s->to) > 0)
        return fail_row(err, &row->origin, "segment '%s' ends before it begins", s->id);
    return QOQ_OK;
}

static qoq_status check_segments(const qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;

    for (size_t i = 1; i < qoq_names_count(rows->segment_keys); i++) {
        if (keep_segment(rows, &rows->segments[i]))
            QOQ_TRY(check_segment(lexicon, &rows->segments[i], err));
    }
    return QOQ_OK;
}

/* ---- names of definitions as terms --------------------------------------------------- */

/* Would a name match more than it names? One letter, or a bare number (a ticker). */
static bool is_too_plain(const uint32_t *codes, size_t count)
{
    size_t digits = 0;

    for (size_t i = 0; i < count; i++)
        digits += codes[i] - '0' < 10;
    return digits == count || (count == 1 && is_latin_letter(codes[0]));
}

static qoq_status add_name(qoq_lexicon *lexicon, term_row row, qoq_slice name,
                           const char *lang, qoq_error *err)
{
    uint32_t codes[LEXICON_TERM_MAX];
    size_t count = qoq_lexicon_normal(codes, name);

    if (count == 0 || count > LEXICON_TERM_MAX || is_too_plain(codes, count))
        return QOQ_OK;
    row.term.text = qoq_lexicon_copy(lexicon, name);
    if (!row.term.text)
        return qoq_fail_memory(err);
    row.term.lang = lang;
    row.term.sign = 1;
    row.from_definition = true;
    return qoq_lexicon_add_term(lexicon, &row, err);
}

static qoq_status add_names(qoq_lexicon *lexicon, const term_row *row, const char *en,
                            const char *hans, const char *hant, qoq_error *err)
{
    QOQ_TRY(add_name(lexicon, *row, qoq_slice_of(en), "en", err));
    QOQ_TRY(add_name(lexicon, *row, qoq_slice_of(hans), "zh", err));
    return add_name(lexicon, *row, qoq_slice_of(hant), "zh-Hant", err);
}

static qoq_status add_tickers(qoq_lexicon *lexicon, const term_row *row,
                              const char *tickers, qoq_error *err)
{
    while (*tickers) {
        size_t n = strcspn(tickers, " ");

        QOQ_TRY(add_name(lexicon, *row, (qoq_slice){tickers, n}, "en", err));
        tickers += n + (tickers[n] == ' ');
    }
    return QOQ_OK;
}

static qoq_status add_entity_names(qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;

    for (size_t i = 1; i < qoq_names_count(rows->entity_keys); i++) {
        const entity_row *from = &rows->entities[i];
        const qoq_entity *e = &from->entity;
        term_row row = {.origin = from->origin};

        if (!from->there || from->retired)
            continue;
        row.term.kind = QOQ_TERM_ENTITY;
        row.term.id = e->id;
        row.term.scope = "";
        row.term.needs_company = from->needs_company;
        QOQ_TRY(add_names(lexicon, &row, e->name_en, e->name_hans, e->name_hant, err));
        row.term.needs_company = false;
        QOQ_TRY(add_tickers(lexicon, &row, e->tickers, err));
    }
    return QOQ_OK;
}

static qoq_status add_segment_names(qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;

    for (size_t i = 1; i < qoq_names_count(rows->segment_keys); i++) {
        const segment_row *from = &rows->segments[i];
        const qoq_segment *s = &from->segment;
        term_row row = {.origin = from->origin};

        if (!keep_segment(rows, from))
            continue;
        row.term.kind = QOQ_TERM_SEGMENT;
        row.term.id = s->id;
        row.term.scope = s->entity;
        row.term.needs_company = from->needs_company;
        row.term.segment =
            qoq_lexicon_segment(lexicon, qoq_slice_of(s->entity), qoq_slice_of(s->axis),
                                qoq_slice_of(s->id));
        QOQ_TRY(add_names(lexicon, &row, s->name_en, s->name_hans, s->name_hant, err));
    }
    return QOQ_OK;
}

static qoq_status add_metric_names(qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;

    for (size_t i = 1; i < qoq_names_count(rows->metric_keys); i++) {
        const metric_row *from = &rows->metrics[i];
        const qoq_metric *m = &from->metric;
        term_row row = {.origin = from->origin};

        if (!from->there || from->retired)
            continue;
        row.term.kind = QOQ_TERM_METRIC;
        row.term.id = m->id;
        row.term.scope = "";
        row.term.needs_company = from->needs_company;
        QOQ_TRY(add_names(lexicon, &row, m->name_en, m->name_hans, m->name_hant, err));
    }
    return QOQ_OK;
}

/* ---- references of terms -------------------------------------------------------------- */

static bool was_retired(const lexicon_rows *rows, const qoq_term *term)
{
    const entity_row *company;
    uint32_t number;

    switch (term->kind) {
    case QOQ_TERM_ENTITY:
        company = find_entity_row(rows, term->id);
        return company && company->retired;
    case QOQ_TERM_METRIC:
        number = qoq_names_find(rows->metric_keys, term->id, strlen(term->id));
        return number != UINT32_MAX && rows->metrics[number].retired;
    case QOQ_TERM_SEGMENT:
        company = find_entity_row(rows, term->scope);
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
            return fail_row(err, &row->origin,
                            "'%s' means %s '%s%s%s', which is not defined",
                            row->term.text, kind_names[row->term.kind], row->term.scope,
                            row->term.scope[0] ? "/" : "", row->term.id);
        row->key = 0;
    }
    return QOQ_OK;
}

/* ---- overriding ---------------------------------------------------------------------- */

static int by_key_and_layer(const void *left, const void *right)
{
    const term_row *a = left, *b = right;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->origin.layer != b->origin.layer)
        return a->origin.layer > b->origin.layer ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

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
    return fail_row(
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
static qoq_status keep_row(term_row *kept, size_t first, size_t *count,
                           const term_row *row, qoq_error *err)
{
    for (size_t i = first; i < *count; i++) {
        switch (compare_rows(&kept[i], row)) {
        case BOTH_STAND:
            break;
        case ONE_MEANING:
            kept[i].term.not_after_digit |= row->term.not_after_digit;
            kept[i].term.needs_company |= row->term.needs_company;
            return QOQ_OK;
        case NEW_ONE_WINS:
            kept[i] = *row;
            return QOQ_OK;
        case CONFLICT:
            return two_meanings(&kept[i], row, err);
        }
    }
    kept[(*count)++] = *row;
    return QOQ_OK;
}

/* Is the last word of this layer that the text is no term? */
static bool group_is_retired(const term_row *rows, size_t count)
{
    for (size_t i = count; i > 0; i--) {
        if (!rows[i - 1].from_definition)
            return rows[i - 1].retired;
    }
    return false;
}

/* Leaves of every key the rows of its highest layer, in place. */
static qoq_status override_terms(lexicon_rows *rows, qoq_error *err)
{
    size_t kept = 0;

    if (rows->term_count > 0)
        qsort(rows->terms, rows->term_count, sizeof *rows->terms, by_key_and_layer);
    for (size_t i = 0, next; i < rows->term_count; i = next) {
        size_t top = i, first = kept;

        for (next = i;
             next < rows->term_count && rows->terms[next].key == rows->terms[i].key;
             next++)
            top += rows->terms[next].origin.layer == rows->terms[i].origin.layer;
        if (rows->terms[i].key == 0 || group_is_retired(rows->terms + i, top - i))
            continue;
        for (size_t j = i; j < top; j++) {
            if (!rows->terms[j].retired)
                QOQ_TRY(keep_row(rows->terms, first, &kept, &rows->terms[j], err));
        }
    }
    rows->term_count = kept;
    return QOQ_OK;
}

/* ---- texts and their meanings --------------------------------------------------------- */

/* A term on its way into a chain. */
typedef struct chain_item {
    const char *text; /* as matched, of the key */
    qoq_term term;
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
    int order = strcmp(a->text, b->text);

    if (order == 0)
        order = chain_rank(&a->term) - chain_rank(&b->term);
    if (order == 0)
        order = strcmp(a->term.scope, b->term.scope);
    return order ? order : strcmp(a->term.id, b->term.id);
}

static int by_kind_and_text(const void *left, const void *right)
{
    const qoq_term *const *a = left, *const *b = right;
    int order = (*a)->kind - (*b)->kind;

    if (order == 0)
        order = strcmp((*a)->text, (*b)->text);
    if (order == 0)
        order = strcmp((*a)->scope, (*b)->scope);
    return order ? order : strcmp((*a)->id, (*b)->id);
}

static void start_head(trie_head *head, const char *text, const qoq_term *term)
{
    size_t len = strlen(text), at = 0;
    uint32_t code = 0;

    head->term = term;
    head->first_class = (uint8_t)class_of(qoq_text_next(text, len, &at));
    for (at = 0; at < len;)
        code = qoq_text_next(text, len, &at);
    head->last_class = (uint8_t)class_of(code);
}

/* Sorted items become the terms, chained, and the heads of the trie. */
static size_t make_chains(qoq_lexicon *lexicon, const chain_item *items,
                          const char **texts)
{
    trie *t = &lexicon->trie;

    for (size_t i = 0; i < lexicon->term_count; i++) {
        qoq_term *term = &lexicon->terms[i];

        *term = items[i].term;
        lexicon->terms_in_order[i] = term;
        if (i > 0 && strcmp(items[i - 1].text, items[i].text) == 0) {
            lexicon->terms[i - 1].next = term;
        } else {
            texts[t->head_count] = items[i].text;
            start_head(&t->heads[t->head_count++], items[i].text, term);
        }
        trie_head *head = &t->heads[t->head_count - 1];
        head->kinds |= (uint8_t)(1u << term->kind);
        head->not_after_digit |= term->not_after_digit;
    }
    return t->head_count;
}

static qoq_status build_terms(qoq_lexicon *lexicon, qoq_error *err)
{
    const lexicon_rows *rows = &lexicon->rows;
    size_t count = rows->term_count;
    chain_item *items = calloc(count + 1, sizeof *items);
    const char **texts = calloc(count + 1, sizeof *texts);
    qoq_status status;

    lexicon->term_count = count;
    lexicon->terms = qoq_arena_calloc(&lexicon->store, count + 1, sizeof(qoq_term));
    lexicon->terms_in_order =
        qoq_arena_calloc(&lexicon->store, count + 1, sizeof *lexicon->terms_in_order);
    lexicon->trie.heads =
        qoq_arena_calloc(&lexicon->store, count + 1, sizeof *lexicon->trie.heads);
    if (!items || !texts || !lexicon->terms || !lexicon->terms_in_order ||
        !lexicon->trie.heads) {
        status = qoq_fail_memory(err);
        goto done;
    }
    for (size_t i = 0; i < count; i++) {
        const char *key = qoq_names_text(rows->term_keys, rows->terms[i].key);

        items[i] = (chain_item){strchr(key, '\x1f') + 1, rows->terms[i].term};
    }
    qsort(items, count, sizeof *items, by_text_and_rank);
    make_chains(lexicon, items, texts);
    qsort(lexicon->terms_in_order, count, sizeof *lexicon->terms_in_order,
          by_kind_and_text);
    status = qoq_lexicon_build(lexicon, texts, lexicon->trie.head_count, err);
done:
    free(items);
    free(texts);
    return status;
}

qoq_status qoq_lexicon_freeze(qoq_lexicon *lexicon, qoq_error *err)
{
    assert(!lexicon->frozen);
    QOQ_TRY(build_entities(lexicon, err));
    QOQ_TRY(build_segments(lexicon, err));
    QOQ_TRY(build_metrics(lexicon, err));
    QOQ_TRY(check_segments(lexicon, err));
    QOQ_TRY(check_metrics(lexicon, err));
    QOQ_TRY(add_entity_names(lexicon, err));
    QOQ_TRY(add_segment_names(lexicon, err));
    QOQ_TRY(add_metric_names(lexicon, err));
    QOQ_TRY(resolve_terms(lexicon, err));
    QOQ_TRY(override_terms(&lexicon->rows, err));
    QOQ_TRY(build_terms(lexicon, err));
    qoq_lexicon_rows_clear(&lexicon->rows);
    lexicon->frozen = true;
    return QOQ_OK;
}

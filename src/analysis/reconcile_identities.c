/* identities.csv: rows, and formulas in reverse Polish order. */
#include <stdlib.h>
#include <string.h>

#include "analysis/reconcile_private.h"
#include "qoq/csv.h"

enum {
    COLUMN_ID,
    COLUMN_FORMULA,
    COLUMN_ENTITY,
    COLUMN_SCOPE,
    COLUMN_BASIS,
    COLUMN_FROM,
    COLUMN_TO,
    COLUMN_FLAGS,
    COLUMN_NAME_EN,
    COLUMN_NAME_ZH,
    COLUMNS
};

static const char *const columns[] = {"id",      "formula", "entity", "scope",
                                      "basis",   "from",    "to",     "flags",
                                      "name_en", "name_zh", NULL};

typedef struct reader {
    qoq_identities *all;
    size_t at[COLUMNS];
    bool has_header;
    const qoq_csv_row *row;
    qoq_error *err;
} reader;

static qoq_slice field(const reader *r, int column)
{
    return r->at[column] == SIZE_MAX ? QOQ_SLICE("") : r->row->fields[r->at[column]];
}

/* A failure at a field of the row. */
static qoq_status wrong(const reader *r, int column, const char *what, qoq_slice text)
{
    size_t at = r->at[column];
    size_t line = at == SIZE_MAX ? r->row->line : r->row->lines[at];
    int len = text.len > 60 ? 60 : (int)text.len;

    return qoq_fail_at(r->err, QOQ_EINPUT, line,
                       at == SIZE_MAX ? 1 : r->row->columns[at],
                       "column '%s': '%.*s' %s", columns[column], len, text.ptr, what);
}

/* ---- formulas ---------------------------------------------------------------------------- */

/* Operators that wait for their right side; a bracket has the kind OP_NUMBER. */
typedef struct formula_reader {
    const reader *row;
    qoq_slice rest;
    identity_row *identity;
    operation *out;
    size_t *count;
    uint8_t waiting[OPERATIONS_AT_MOST];
    size_t waiting_count;
    bool wants_value;
} formula_reader;

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '@';
}

static void skip_blanks(qoq_slice *rest)
{
    while (rest->len && *rest->ptr == ' ') {
        rest->ptr++;
        rest->len--;
    }
}

static qoq_slice take(qoq_slice *rest, size_t len)
{
    qoq_slice taken = {rest->ptr, len};

    rest->ptr += len;
    rest->len -= len;
    return taken;
}

static qoq_status bad_formula(const formula_reader *f, const char *what)
{
    return wrong(f->row, COLUMN_FORMULA, what, field(f->row, COLUMN_FORMULA));
}

static qoq_status put(formula_reader *f, operation op)
{
    if (*f->count == OPERATIONS_AT_MOST)
        return bad_formula(f, "is too long a formula");
    f->out[(*f->count)++] = op;
    return QOQ_OK;
}

static bool cut_prefix(qoq_slice *text, const char *prefix)
{
    if (!qoq_slice_starts(*text, prefix))
        return false;
    take(text, strlen(prefix));
    return true;
}

static bool cut_suffix(qoq_slice *text, const char *suffix)
{
    if (!qoq_slice_ends(*text, suffix))
        return false;
    text->len -= strlen(suffix);
    return true;
}

/* parts.revenue, total.revenue, eps_basic@adjusted */
static qoq_status put_reference(formula_reader *f, qoq_slice word)
{
    identity_row *identity = f->identity;
    reference ref = {0};

    if (cut_prefix(&word, "parts."))
        ref.of = OF_PARTS;
    else if (cut_prefix(&word, "total."))
        ref.of = OF_TOTAL;
    if (cut_suffix(&word, "@adjusted"))
        ref.basis = BASIS_ADJUSTED;
    else if (cut_suffix(&word, "@reported"))
        ref.basis = BASIS_REPORTED;
    if (!word.len || memchr(word.ptr, '.', word.len) || memchr(word.ptr, '@', word.len))
        return bad_formula(f, "has a term that is no metric, such as revenue, "
                              "parts.revenue, total.revenue, eps_basic@adjusted");
    if (identity->reference_count == REFERENCES_AT_MOST)
        return bad_formula(f, "is too long a formula");
    ref.metric = qoq_arena_copy(&f->row->all->arena, word.ptr, word.len);
    if (!ref.metric)
        return qoq_fail_memory(f->row->err);
    identity->references[identity->reference_count] = ref;
    return put(f, (operation){.kind = OP_REFERENCE,
                              .reference = (uint8_t)identity->reference_count++});
}

static qoq_status put_value(formula_reader *f)
{
    size_t len = 0;
    qoq_decimal number;

    while (len < f->rest.len && is_name_byte(f->rest.ptr[len]))
        len++;
    qoq_slice word = take(&f->rest, len);
    if (!len)
        return bad_formula(f, "lacks a metric or number");
    f->wants_value = false;
    if (*word.ptr < '0' || *word.ptr > '9')
        return put_reference(f, word);
    if (qoq_decimal_parse(&number, word.ptr, word.len, NULL) != QOQ_OK)
        return bad_formula(f, "has a number that is none");
    return put(f, (operation){.kind = OP_NUMBER, .number = number});
}

static int strength(uint8_t kind)
{
    if (kind == OP_NUMBER)
        return 0;
    return kind == OP_MULTIPLY || kind == OP_DIVIDE ? 2 : 1;
}

static qoq_status put_waiting(formula_reader *f, int at_least)
{
    while (f->waiting_count && strength(f->waiting[f->waiting_count - 1]) >= at_least)
        QOQ_TRY(put(f, (operation){.kind = f->waiting[--f->waiting_count]}));
    return QOQ_OK;
}

static qoq_status wait_for(formula_reader *f, uint8_t kind)
{
    if (f->waiting_count == OPERATIONS_AT_MOST)
        return bad_formula(f, "is too long a formula");
    f->waiting[f->waiting_count++] = kind;
    return QOQ_OK;
}

static qoq_status put_closing(formula_reader *f)
{
    QOQ_TRY(put_waiting(f, 1));
    if (!f->waiting_count)
        return bad_formula(f, "closes a bracket that is not open");
    f->waiting_count--;
    return QOQ_OK;
}

/* One operator or bracket; false through *known when it is none. */
static qoq_status put_operator(formula_reader *f, char c)
{
    static const struct {
        char c;
        uint8_t kind;
    } operators[] = {
        {'+', OP_ADD}, {'-', OP_SUBTRACT}, {'*', OP_MULTIPLY}, {'/', OP_DIVIDE}};

    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        if (operators[i].c != c)
            continue;
        QOQ_TRY(put_waiting(f, strength(operators[i].kind)));
        f->wants_value = true;
        return wait_for(f, operators[i].kind);
    }
    return c == ')' ? put_closing(f) : bad_formula(f, "has a sign that is no operator");
}

/* A side, up to a comparison or the end. */
static qoq_status read_side(formula_reader *f, operation *out, size_t *count)
{
    f->out = out;
    f->count = count;
    f->wants_value = true;
    for (;;) {
        skip_blanks(&f->rest);
        if (!f->rest.len || strchr("=<>", *f->rest.ptr))
            break;
        if (f->wants_value && *f->rest.ptr == '(') {
            take(&f->rest, 1);
            QOQ_TRY(wait_for(f, OP_NUMBER));
        } else if (f->wants_value) {
            QOQ_TRY(put_value(f));
        } else {
            QOQ_TRY(put_operator(f, *take(&f->rest, 1).ptr));
        }
    }
    if (f->wants_value)
        return bad_formula(f, "lacks a metric or number");
    QOQ_TRY(put_waiting(f, 1));
    return f->waiting_count ? bad_formula(f, "has a bracket that is not closed")
                            : QOQ_OK;
}

static qoq_status read_comparison(formula_reader *f)
{
    if (cut_prefix(&f->rest, "<="))
        f->identity->comparison = COMPARE_AT_MOST;
    else if (cut_prefix(&f->rest, ">="))
        f->identity->comparison = COMPARE_AT_LEAST;
    else if (cut_prefix(&f->rest, "="))
        f->identity->comparison = COMPARE_EQUAL;
    else
        return bad_formula(f, "has no '=', '<=' or '>=' between two sides");
    return QOQ_OK;
}

/* Gives the references of a right side that only adds and subtracts their signs. */
static void find_signs(identity_row *identity)
{
    size_t depth = 0;
    reference *references = identity->references;

    if (identity->left_count != 1 || identity->comparison != COMPARE_EQUAL)
        return;
    for (size_t i = 0; i < identity->right_count; i++) {
        uint8_t kind = identity->right[i].kind;
        depth += kind == OP_REFERENCE ? 1 : (size_t)-1;
        /* no brackets: at most one value waits for the next */
        if ((kind != OP_REFERENCE && kind != OP_ADD && kind != OP_SUBTRACT) ||
            depth > 2)
            return;
    }
    for (size_t i = 0, last = 0; i < identity->right_count; i++) {
        if (identity->right[i].kind == OP_REFERENCE) {
            last = identity->right[i].reference;
            references[last].sign = 1;
        } else if (identity->right[i].kind == OP_SUBTRACT) {
            references[last].sign = -1;
        }
    }
}

static qoq_status check_formula(const formula_reader *f)
{
    const identity_row *identity = f->identity;

    if (identity->left[0].kind != OP_REFERENCE || identity->references[0].of != OF_SELF)
        return bad_formula(f,
                           "must begin with a metric of the company or segment itself");
    for (size_t i = 0; i < identity->reference_count; i++) {
        if (identity->references[i].of == OF_PARTS &&
            (identity->right_count != 1 || identity->left_count != 1 ||
             identity->comparison != COMPARE_EQUAL))
            return bad_formula(f, "may have parts only as 'METRIC = parts.METRIC'");
    }
    return QOQ_OK;
}

static qoq_status read_formula(const reader *r, identity_row *identity)
{
    formula_reader f = {
        .row = r, .identity = identity, .rest = field(r, COLUMN_FORMULA)};

    QOQ_TRY(read_side(&f, identity->left, &identity->left_count));
    QOQ_TRY(read_comparison(&f));
    QOQ_TRY(read_side(&f, identity->right, &identity->right_count));
    if (f.rest.len)
        return bad_formula(&f, "has more than one comparison");
    QOQ_TRY(check_formula(&f));
    find_signs(identity);
    identity->public.is_sum_of_parts =
        identity->references[identity->reference_count - 1].of == OF_PARTS;
    return QOQ_OK;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static qoq_status read_scope(const reader *r, identity_row *identity)
{
    qoq_slice scope = field(r, COLUMN_SCOPE), basis = field(r, COLUMN_BASIS);

    identity->of_whole = !qoq_slice_is(scope, "parts");
    identity->of_parts = !qoq_slice_is(scope, "whole");
    if (scope.len && identity->of_whole && identity->of_parts &&
        !qoq_slice_is(scope, "any"))
        return wrong(r, COLUMN_SCOPE, "is none of whole, parts, any", scope);
    identity->reported = !qoq_slice_is(basis, "adjusted");
    identity->adjusted = qoq_slice_is(basis, "adjusted") || qoq_slice_is(basis, "both");
    if (basis.len && !identity->adjusted && !qoq_slice_is(basis, "reported"))
        return wrong(r, COLUMN_BASIS, "is none of reported, adjusted, both", basis);
    return QOQ_OK;
}

static qoq_status read_vintage(const reader *r, int column, qoq_period *out)
{
    qoq_slice text = field(r, column);

    if (!text.len)
        return QOQ_OK;
    if (qoq_period_parse(out, text.ptr, text.len, NULL) != QOQ_OK ||
        out->span != QOQ_SPAN_QUARTER)
        return wrong(r, column, "is no quarter such as 2020Q1", text);
    return QOQ_OK;
}

/* The next of the words separated by blanks; false at the end. */
static bool next_word(qoq_slice *word, qoq_slice *rest)
{
    size_t len = 0;

    skip_blanks(rest);
    while (len < rest->len && rest->ptr[len] != ' ')
        len++;
    *word = take(rest, len);
    return len > 0;
}

static qoq_status read_flags(const reader *r, identity_row *identity)
{
    qoq_slice flags = field(r, COLUMN_FLAGS), word;

    while (next_word(&word, &flags)) {
        if (qoq_slice_is(word, "retired"))
            identity->retired = true;
        else if (qoq_slice_is(word, "definition"))
            identity->definition = true;
        else
            return wrong(r, COLUMN_FLAGS, "is not made of definition, retired",
                         field(r, COLUMN_FLAGS));
    }
    return QOQ_OK;
}

static qoq_status keep_text(const reader *r, int column, const char **out)
{
    qoq_slice text = field(r, column);

    *out = qoq_arena_copy(&r->all->arena, text.ptr, text.len);
    return *out ? QOQ_OK : qoq_fail_memory(r->err);
}

static qoq_status read_identity(const reader *r, identity_row *identity)
{
    if (!field(r, COLUMN_ID).len)
        return wrong(r, COLUMN_ID, "names no identity", field(r, COLUMN_ID));
    QOQ_TRY(keep_text(r, COLUMN_ID, &identity->public.id));
    QOQ_TRY(read_flags(r, identity));
    if (identity->retired)
        return QOQ_OK;
    QOQ_TRY(keep_text(r, COLUMN_ENTITY, &identity->public.entity));
    QOQ_TRY(keep_text(r, COLUMN_FORMULA, &identity->public.formula));
    QOQ_TRY(keep_text(r, COLUMN_NAME_EN, &identity->public.name_en));
    QOQ_TRY(keep_text(r, COLUMN_NAME_ZH, &identity->public.name_zh));
    QOQ_TRY(read_vintage(r, COLUMN_FROM, &identity->public.from));
    QOQ_TRY(read_vintage(r, COLUMN_TO, &identity->public.to));
    QOQ_TRY(read_scope(r, identity));
    return read_formula(r, identity);
}

/* The row of this id, or a new one behind the others. */
static qoq_status place_of(qoq_identities *all, const char *id, identity_row **out,
                           qoq_error *err)
{
    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(all->rows[i].public.id, id) == 0) {
            *out = &all->rows[i];
            return QOQ_OK;
        }
    }
    QOQ_TRY(qoq_grow(&all->rows, &all->room, all->count + 1, sizeof *all->rows, err));
    *out = &all->rows[all->count++];
    return QOQ_OK;
}

static qoq_status read_row(void *data, const qoq_csv_row *row, qoq_error *err)
{
    reader *r = data;
    identity_row read = {0}, *place;

    r->err = err;
    r->row = row;
    if (!r->has_header) {
        r->has_header = true;
        return qoq_csv_columns(r->at, row, columns, 2, err);
    }
    QOQ_TRY(read_identity(r, &read));
    QOQ_TRY(place_of(r->all, read.public.id, &place, err));
    *place = read;
    return QOQ_OK;
}

qoq_status reconcile_identities_parse(qoq_identities *all, const char *text, size_t len,
                                      qoq_error *err)
{
    reader r = {.all = all};

    return qoq_csv_read(text, len, read_row, &r, err);
}

static qoq_status read_version(void *data, const char *path, const char *text,
                               size_t len, qoq_error *err)
{
    (void)path;
    return reconcile_identities_parse(data, text, len, err);
}

static void drop_retired(qoq_identities *all)
{
    size_t kept = 0;

    for (size_t i = 0; i < all->count; i++) {
        if (!all->rows[i].retired)
            all->rows[kept++] = all->rows[i];
    }
    all->count = kept;
}

qoq_status qoq_identities_load(qoq_identities **out, const qoq_knowledge_paths *paths,
                               qoq_error *err)
{
    qoq_identities *all = calloc(1, sizeof *all);

    *out = NULL;
    if (!all)
        return qoq_fail_memory(err);
    qoq_arena_init(&all->arena);
    qoq_status status =
        qoq_knowledge_each("identities.csv", paths, read_version, all, err);
    if (status != QOQ_OK) {
        qoq_identities_free(all);
        return status;
    }
    drop_retired(all);
    *out = all;
    return QOQ_OK;
}

void qoq_identities_free(qoq_identities *identities)
{
    if (!identities)
        return;
    free(identities->rows);
    qoq_arena_clear(&identities->arena);
    free(identities);
}

size_t qoq_identities_count(const qoq_identities *identities)
{
    return identities ? identities->count : 0;
}

const qoq_identity *qoq_identities_at(const qoq_identities *identities, size_t index)
{
    return &identities->rows[index].public;
}

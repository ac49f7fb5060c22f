/* Tables of the document being read: what the reader of tables asks, and what tables teach
 * before the text is read. */
#include <stdlib.h>
#include <string.h>

#include "extract/context_private.h"

/* ---- what the reader of tables asks ------------------------------------------------- */

static qoq_period host_resolve(void *data, const qoq_period_phrase *phrase)
{
    const reader *r = data;
    return context_resolve(r, phrase, r->main, false);
}

static bool host_knows_part(void *data, const qoq_term *term)
{
    const reader *r = data;
    part named = {.term = term};
    return context_segment(r, &named) != NULL;
}

static bool host_is_company(void *data, const token *t)
{
    const reader *r = data;
    return context_same_company(&r->company, t);
}

static void host_say(void *data, size_t start, size_t end, const char *id,
                     qoq_note_level level, const char *what)
{
    binding place;
    memset(&place, 0, sizeof place);
    place.number_at = place.quote_start = start;
    place.quote_end = end;
    context_say(data, &place, id, level, what);
}

static bool traces_at(const reader *r, size_t start, size_t end)
{
    size_t page, first, last, column;
    qoq_document_locate(r->document, start, &page, &first, &column);
    qoq_document_locate(r->document, end, &page, &last, &column);
    return r->options->trace_line >= first && r->options->trace_line <= last;
}

static void host_trace(void *data, size_t start, size_t end, const char *line)
{
    reader *r = data;
    if (traces_at(r, start, end))
        r->options->trace(r->options->trace_data, line);
}

static void host_bind(void *data, const binding *b)
{
    reader *r = data;
    r->tracing = r->options->trace && r->options->trace_line &&
                 traces_at(r, b->quote_start, b->quote_end);
    context_bind(data, b);
    r->tracing = false;
}

static void prepare(reader *r)
{
    table_reader *t = &r->tables;
    size_t steps = t->steps;
    tokens list = t->list;
    memset(t, 0, sizeof *t);
    t->steps = steps;
    t->list = list;
    t->lexicon = r->options->lexicon;
    t->document = r->document;
    t->taught = &r->taught;
    t->main = r->main;
    t->calendar = r->company.calendar;
    t->host = (table_host){.data = r,
                           .resolve = host_resolve,
                           .knows_part = host_knows_part,
                           .is_company = host_is_company};
}

void context_clear_tables(reader *r)
{
    table_clear(&r->tables);
    qoq_arena_clear(&r->table_names);
}

/* ---- before the reading ------------------------------------------------------------- */

/* What a first look at the tables finds. */
typedef struct first_look {
    reader *r;
    qoq_period latest; /* of actual levels */
    known_size size;
    bool failed;
} first_look;

static bool is_taught(taught_names *taught, const char *folded, size_t len)
{
    for (size_t i = 0; i < taught->count; i++) {
        if (taught->items[i].len == len &&
            memcmp(taught->items[i].folded, folded, len) == 0) {
            taught->items[i].tabled = true;
            return true;
        }
    }
    return false;
}

static void teach(first_look *look, qoq_slice name)
{
    reader *r = look->r;
    char folded[384];
    if (name.len < 4 || name.len > 100)
        return;
    size_t len = qoq_text_fold_all(name.ptr, name.len, folded, NULL);
    if (len == 0 || is_taught(&r->taught, folded, len))
        return;
    char *copy = qoq_arena_copy(&r->table_names, folded, len);
    char *original = qoq_arena_copy(&r->table_names, name.ptr, name.len);
    company *const talked_of[] = {&r->company, &r->main_company, &r->section_company};
    size_t index[3] = {0};
    for (size_t k = 0; k < 3; k++)
        index[k] = talked_of[k]->taught
                       ? (size_t)(talked_of[k]->taught - r->taught.items) + 1
                       : 0;
    taught_name *grown =
        realloc(r->taught.items, (r->taught.count + 1) * sizeof *r->taught.items);
    if (grown)
        r->taught.items = grown;
    for (size_t k = 0; k < 3 && grown; k++) {
        if (index[k]) /* the companies that are talked of have moved */
            talked_of[k]->taught = &grown[index[k] - 1];
    }
    if (!copy || !original || !grown) {
        look->failed = true;
        return;
    }
    taught_name added = {
        .tabled = true, .folded = copy, .len = len, .original = {original, name.len}};
    size_t at = 0; /* longest names first */
    while (at < r->taught.count && r->taught.items[at].len >= len)
        at++;
    memmove(&grown[at + 1], &grown[at], (r->taught.count - at) * sizeof *grown);
    for (size_t k = 0; k < 3; k++) {
        if (index[k] > at)
            talked_of[k]->taught = &grown[index[k]];
    }
    grown[at] = added;
    r->taught.count++;
    r->taught.starts[(unsigned char)copy[0]] = true;
}

/* The revenue of the company, as the first table states it. */
static void look_at_size(first_look *look, const binding *b)
{
    qoq_period main = look->r->main;
    if (b->standing != QOQ_ACTUAL || b->role != ROLE_LEVEL || b->has_segment ||
        strcmp(b->definition->id, "revenue") != 0)
        return;
    double *known = qoq_period_equal(b->fixed, main) ? &look->size.quarter
                    : qoq_period_equal(b->fixed, table_to_date(main))
                        ? &look->size.to_date
                        : NULL;
    if (known && *known == 0)
        *known = qoq_decimal_double(b->quantity->number.value);
}

static void look_at(void *data, const binding *b)
{
    first_look *look = data;
    look_at_size(look, b);
    if (b->standing == QOQ_ACTUAL && b->role == ROLE_LEVEL &&
        b->fixed.span != QOQ_SPAN_DATE &&
        qoq_period_compare(b->fixed, look->latest) > 0)
        look->latest = b->fixed;
    const qoq_unit *unit = &b->quantity->unit;
    if (unit->kind == QOQ_UNIT_MONEY && strlen(unit->id) == 3 && !look->r->currency[0])
        memcpy(look->r->currency, unit->id, 4);
    if (b->has_segment && !b->segment.term)
        teach(look, b->segment.name);
}

static qoq_period look_resolve(void *data, const qoq_period_phrase *phrase)
{
    return host_resolve(((first_look *)data)->r, phrase);
}

static bool look_knows_part(void *data, const qoq_term *term)
{
    return host_knows_part(((first_look *)data)->r, term);
}

static bool look_is_company(void *data, const token *t)
{
    return host_is_company(((first_look *)data)->r, t);
}

static void look_say(void *data, size_t start, size_t end, const char *id,
                     qoq_note_level level, const char *what)
{
    (void)data, (void)start, (void)end, (void)id, (void)level, (void)what;
}

qoq_status context_survey_tables(reader *r, qoq_error *err)
{
    const qoq_document *d = r->document;
    first_look look = {.r = r};
    prepare(r);
    r->tables.taught = NULL;
    r->tables.host = (table_host){.data = &look,
                                  .resolve = look_resolve,
                                  .knows_part = look_knows_part,
                                  .is_company = look_is_company,
                                  .bind = look_at,
                                  .say = look_say};
    size_t taught = r->taught.count;
    for (size_t i = 0; i < d->grid_count; i++)
        QOQ_TRY(table_read(&r->tables, &d->grids[i], err));
    if (look.failed)
        return qoq_fail_memory(err);
    for (size_t i = 0; r->kept && r->taught.count > taught && i < d->block_count; i++)
        r->kept[i].final = false;
    if (qoq_period_is_none(r->main) && !qoq_period_is_none(look.latest)) {
        r->main = r->section = look.latest;
        r->vintage = qoq_period_last_quarter(look.latest);
        if (!r->year)
            r->year = look.latest.year;
    }
    prepare(r);
    r->tables.size = look.size;
    r->tables.host.bind = host_bind;
    r->tables.host.say = host_say;
    if (r->options->trace && r->options->trace_line)
        r->tables.host.trace = host_trace;
    r->whole = (qoq_block){.kind = QOQ_BLOCK_ROW, .len = d->len};
    return QOQ_OK;
}

/* ---- the reading -------------------------------------------------------------------- */

qoq_status context_read_table(reader *r, size_t block, qoq_error *err)
{
    const qoq_document *d = r->document;
    while (r->grid < d->grid_count && d->grids[r->grid].first_block < block)
        r->grid++;
    if (r->grid == d->grid_count || d->grids[r->grid].first_block != block)
        return QOQ_OK;
    r->company = r->section_company;
    r->block = &r->whole;
    r->tables.main = r->section;
    r->tables.calendar = r->company.calendar;
    /* headings of aligned text are guesses: a caption says the basis itself */
    bool aligned = d->grids[r->grid].aligned;
    r->tables.basis = aligned ? QOQ_BASIS_NONE : r->prose.carry.basis;
    r->tables.standing = r->prose.carry.standing;
    QOQ_TRY(table_read(&r->tables, &d->grids[r->grid], err));
    if (r->error.status != QOQ_OK && err)
        *err = r->error;
    return r->error.status;
}

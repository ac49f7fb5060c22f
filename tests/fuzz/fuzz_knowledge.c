/*
 * Files of a user's data folder, of any bytes: tables of the lexicon, identities.csv and
 * accepted.csv. What is refused has words and the place of a row; what is taken works: a
 * lexicon matches, identities are tested on figures, acceptances are held against findings.
 *
 * A line "@words.csv" begins a file of that name.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/reconcile_private.h"
#include "records/knowledge_private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct folder {
    qoq_lexicon *lexicon;
    qoq_identities *identities;
    qoq_acceptance *accepted;
    size_t accepted_count, accepted_room;
    qoq_arena arena;
} folder;

/* Figures that most identities speak of. */
static const char figures[] =
    "entity,axis,segment,metric,basis,period,measure,value,unit,decimals,bound,status,"
    "vintage,source\n"
    "a,,,revenue,,2024Q1,level,100,USD,0,,actual,2024Q1,d\n"
    "a,,,cost_of_revenue,,2024Q1,level,60,USD,0,,actual,2024Q1,d\n"
    "a,,,gross_profit,,2024Q1,level,40,USD,0,,actual,2024Q1,d\n"
    "a,,,gross_margin,,2024Q1,level,40,percent,0,,actual,2024Q1,d\n"
    "a,,,operating_profit,non_ifrs,2024Q1,level,0,USD,0,,actual,2024Q1,d\n"
    "a,business,x,revenue,,2024Q1,level,70,USD,0,,actual,2024Q1,d\n"
    "a,business,y,revenue,,2024Q1,level,-9223372036854775807,USD,0,,actual,2024Q1,d\n"
    "a,,,revenue,,2024Q2,level,3,USD,0,,actual,2024Q2,e\n";

static void check_error(qoq_status status, const qoq_error *err)
{
    assert(status == QOQ_EINPUT || status == QOQ_EOVERFLOW);
    assert(err->status == status && err->message[0]);
    assert(qoq_text_is_valid(err->message, strlen(err->message), NULL));
}

static bool add_file(folder *f, qoq_slice name, qoq_slice text)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_status status = QOQ_OK;
    for (int t = 0; t < QOQ_LEXICON_TABLES_; t++) {
        const char *file = qoq_lexicon_table_file((qoq_lexicon_table)t);
        if (qoq_slice_is(name, file))
            status = qoq_knowledge_read_table(f->lexicon, (qoq_lexicon_table)t, file, 1,
                                              text.ptr, text.len, &err);
    }
    if (qoq_slice_is(name, "identities.csv"))
        status = reconcile_identities_parse(f->identities, text.ptr, text.len, &err);
    else if (qoq_slice_is(name, "accepted.csv"))
        status =
            qoq_acceptances_parse(&f->accepted, &f->accepted_count, &f->accepted_room,
                                  &f->arena, text.ptr, text.len, &err);
    if (status != QOQ_OK)
        check_error(status, &err);
    return status == QOQ_OK;
}

/* Each file is a block of its own, so that nobody reads behind its end unseen. */
static bool add_files(folder *f, const char *text, const char *end)
{
    while (text < end) {
        const char *line = memchr(text, '\n', (size_t)(end - text));
        const char *from = line ? line + 1 : end, *next = from;
        while (next < end && *next != '@') {
            const char *stop = memchr(next, '\n', (size_t)(end - next));
            next = stop ? stop + 1 : end;
        }
        size_t len = (size_t)(next - from);
        char *block = malloc(len + 1);
        if (len)
            memcpy(block, from, len);
        block[len] = '\0';
        qoq_slice name = {text, (size_t)((line ? line : end) - text)};
        if (name.len)
            name = (qoq_slice){name.ptr + 1, name.len - 1};
        bool added = add_file(f, name, (qoq_slice){block, len});
        free(block);
        if (!added)
            return false;
        text = next;
    }
    return true;
}

static void use_lexicon(qoq_lexicon *lexicon, const char *text, size_t size)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    if (qoq_lexicon_freeze(lexicon, &err) != QOQ_OK) {
        check_error(err.status, &err);
        return;
    }
    if (!qoq_text_is_valid(text, size, NULL))
        return;
    char *folded = malloc(3 * size + 1);
    size_t len = qoq_text_fold_all(text, size, folded, NULL);
    for (size_t at = 0; at < len; at++) {
        const qoq_term *term = NULL;
        qoq_quantity quantity;
        qoq_period_phrase phrase;
        size_t number_at;
        if (((unsigned char)folded[at] & 0xC0) == 0x80)
            continue;
        assert(qoq_lexicon_match(lexicon, folded, len, at, &term) <= len - at);
        assert(qoq_lexicon_quantity(&quantity, lexicon, folded, len, at, &number_at) <=
               len - at);
        assert(qoq_lexicon_phrase(&phrase, lexicon, folded, len, at) <= len - at);
    }
    free(folded);
}

static void use_identities(const folder *f)
{
    qoq_reconcile_options options = {NULL, f->identities, true, 1};
    qoq_reconciliation result;
    qoq_dataset dataset;
    assert(qoq_dataset_init(&dataset, NULL) == QOQ_OK);
    assert(qoq_dataset_parse(&dataset, figures, sizeof figures - 1, NULL) == QOQ_OK);
    assert(qoq_reconcile(&result, &dataset, &options, NULL) == QOQ_OK);
    for (size_t i = 0; i < result.count; i++) {
        assert(qoq_finding_record(&result.findings[i]));
        for (size_t k = 0; k < f->accepted_count; k++)
            qoq_acceptance_covers(&f->accepted[k], &result.findings[i],
                                  "a/-/revenue/2024Q1");
    }
    qoq_reconciliation_clear(&result);
    qoq_dataset_clear(&dataset);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *text = (const char *)bytes;
    folder f = {.lexicon = qoq_lexicon_new(),
                .identities = calloc(1, sizeof(qoq_identities))};
    assert(f.lexicon && f.identities);
    qoq_arena_init(&f.arena);
    qoq_arena_init(&f.identities->arena);
    if (size <= 16384 && add_files(&f, text, text + size)) {
        use_lexicon(f.lexicon, text, size);
        use_identities(&f);
    }
    qoq_lexicon_free(f.lexicon);
    qoq_identities_free(f.identities);
    free(f.accepted);
    qoq_arena_clear(&f.arena);
    return 0;
}

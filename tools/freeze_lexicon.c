/*
 * freeze_lexicon OUTPUT
 *
 * Reads the lexicon that is compiled in and writes what freeze made of it as a C source:
 * `qoq_lexicon_image`, see src/words/lexicon_image.h. Every structure is written as its
 * type declares it, member by member and in that order, so that a member that is added
 * there and not here is a warning of the compiler. Runs at build time, as a program of
 * the machine that is built for; the source it writes depends on no machine.
 */
#include <stdio.h>
#include <string.h>

#include "records/knowledge_private.h"
#include "words/lexicon_private.h"

/* ---- values ------------------------------------------------------------------------- */

/* As a literal; '?' is escaped because of trigraphs. */
static void put_text(FILE *out, const char *text)
{
    putc('"', out);
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte < ' ' || byte == 0x7F)
            fprintf(out, "\\%03o", byte);
        else
            fprintf(out, strchr("\"\\?", byte) ? "\\%c" : "%c", byte);
    }
    putc('"', out);
}

static void put_texts(FILE *out, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        put_text(out, texts[i]);
        fputs(", ", out);
    }
}

static void put_flag(FILE *out, bool flag)
{
    fputs(flag ? "true" : "false", out);
}

static void put_period(FILE *out, qoq_period p)
{
    fprintf(out, "{%d, %u, %u, %u}", p.year, p.span, p.index, p.day);
}

/* The address of an item of one of the arrays, or NULL. */
static void put_item(FILE *out, const char *array, bool there, ptrdiff_t index)
{
    if (there)
        fprintf(out, "%s + %td", array, index);
    else
        fputs("NULL", out);
}

/* An array of numbers; `at` gives each. */
static void put_numbers(FILE *out, const void *numbers, size_t count,
                        uint32_t (*at)(const void *numbers, size_t i))
{
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%u,%s", at(numbers, i), i % 24 == 23 ? "\n" : "");
}

static uint32_t byte_at(const void *numbers, size_t i)
{
    return ((const uint8_t *)numbers)[i];
}

static uint32_t short_at(const void *numbers, size_t i)
{
    return ((const uint16_t *)numbers)[i];
}

static uint32_t long_at(const void *numbers, size_t i)
{
    return ((const uint32_t *)numbers)[i];
}

static uint32_t flag_at(const void *numbers, size_t i)
{
    return ((const bool *)numbers)[i];
}

/* ---- definitions -------------------------------------------------------------------- */

/* C has no empty arrays: each has one item more than is counted. */

static void put_entities(FILE *out, const qoq_lexicon *lexicon)
{
    fprintf(out, "static const qoq_entity entities[%zu] = {\n",
            lexicon->entity_count + 1);
    for (size_t i = 0; i < lexicon->entity_count; i++) {
        const qoq_entity *e = &lexicon->entities[i];
        const char *const texts[] = {e->id,     e->name_en, e->name_hans, e->name_hant,
                                     e->market, e->tickers, e->currency};

        putc('{', out);
        put_texts(out, texts, 7);
        fprintf(out, "{%u, ", e->calendar.end_month);
        put_flag(out, e->calendar.named_by_start);
        fprintf(out, "}, %u, %u},\n", e->reported, e->adjusted);
    }
    fputs("{0}};\n\n", out);
}

static void put_segments(FILE *out, const qoq_lexicon *lexicon)
{
    size_t count = lexicon->segment_count;

    fprintf(out, "static const qoq_segment segments[%zu] = {\n", count + 1);
    for (size_t i = 0; i < count; i++) {
        const qoq_segment *s = &lexicon->segments[i];
        const char *const texts[] = {s->entity,  s->axis,      s->id,       s->parent,
                                     s->name_en, s->name_hans, s->name_hant};

        putc('{', out);
        put_texts(out, texts, 7);
        fprintf(out, "%d, ", s->order);
        put_period(out, s->from);
        fputs(", ", out);
        put_period(out, s->to);
        fputs(", ", out);
        put_text(out, s->continues);
        fputs(", ", out);
        put_text(out, s->breaks);
        fputs("},\n", out);
    }
    fprintf(out, "{0}};\n\nstatic const qoq_segment *const segments_by_id[%zu] = {\n",
            count + 1);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "segments + %td,\n",
                lexicon->segments_by_id[i] - lexicon->segments);
    fputs("NULL};\n\n", out);
}

static void put_metrics(FILE *out, const qoq_lexicon *lexicon)
{
    size_t count = lexicon->metric_count;

    fprintf(out, "static const qoq_metric metrics[%zu] = {\n", count + 1);
    for (size_t i = 0; i < count; i++) {
        const qoq_metric *m = &lexicon->metrics[i];
        const char *const names[] = {m->name_en, m->name_hans, m->name_hant};

        putc('{', out);
        put_text(out, m->id);
        fprintf(out, ", %u, %u, ", m->kind, m->unit);
        put_text(out, m->count_unit);
        fputs(", ", out);
        put_flag(out, m->neutral);
        fprintf(out, ", %d, ", m->sense);
        put_flag(out, m->can_be_negative);
        fputs(", ", out);
        put_flag(out, m->by_part);
        fputs(", ", out);
        put_flag(out, m->sums_up);
        fputs(", ", out);
        put_text(out, m->statement);
        fputs(", ", out);
        put_text(out, m->parent);
        fprintf(out, ", %d, ", m->order);
        put_texts(out, names, 3);
        fputs("},\n", out);
    }
    fprintf(out, "{0}};\n\nstatic const qoq_metric *const metrics_by_id[%zu] = {\n",
            count + 1);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "metrics + %td,\n", lexicon->metrics_by_id[i] - lexicon->metrics);
    fputs("NULL};\n\n", out);
}

/* ---- terms -------------------------------------------------------------------------- */

static void put_term(FILE *out, const qoq_lexicon *lexicon, const qoq_term *t)
{
    const char *const texts[] = {t->text, t->lang, t->id, t->scope};

    putc('{', out);
    put_item(out, "terms", t->next, t->next ? t->next - lexicon->terms : 0);
    fputs(", ", out);
    put_texts(out, texts, 4);
    fprintf(out, "%u, %u, %u, %u, %d, %u, %d, ", t->kind, t->role, t->word, t->atom,
            t->sign, t->basis, t->value);
    put_flag(out, t->not_after_digit);
    fputs(", ", out);
    put_flag(out, t->needs_company);
    fputs(", ", out);
    put_item(out, "metrics", t->metric, t->metric ? t->metric - lexicon->metrics : 0);
    fputs(", ", out);
    put_item(out, "segments", t->segment,
             t->segment ? t->segment - lexicon->segments : 0);
    fputs(", ", out);
    put_item(out, "entities", t->entity, t->entity ? t->entity - lexicon->entities : 0);
    fputs("},\n", out);
}

static void put_terms(FILE *out, const qoq_lexicon *lexicon)
{
    size_t count = lexicon->term_count;

    fprintf(out, "static const qoq_term terms[%zu] = {\n", count + 1);
    for (size_t i = 0; i < count; i++)
        put_term(out, lexicon, &lexicon->terms[i]);
    fprintf(out, "{0}};\n\nstatic const uint32_t terms_in_order[%zu] = {\n", count + 1);
    put_numbers(out, lexicon->terms_in_order, count, long_at);
    fputs("0};\n\n", out);
}

/* ---- the trie ----------------------------------------------------------------------- */

static void put_cells(FILE *out, const qoq_lexicon *lexicon)
{
    const trie *t = &lexicon->trie;

    fprintf(out, "static const trie_cell cells[%zu] = {\n", t->cell_count);
    for (size_t i = 0; i < t->cell_count; i++)
        fprintf(out, "{%u, %u, %u},\n", t->cells[i].base, t->cells[i].check,
                t->cells[i].head);
    fprintf(out, "};\n\nstatic const trie_head heads[%zu] = {\n", t->head_count + 1);
    for (size_t i = 0; i < t->head_count; i++) {
        const trie_head *h = &t->heads[i];

        fprintf(out, "{%u, %u, %u, %u, ", h->term, h->first_class, h->last_class,
                h->kinds);
        put_flag(out, h->not_after_digit);
        fputs("},\n", out);
    }
    fputs("{0}};\n\n", out);
}

static void put_characters(FILE *out, const trie *t)
{
    fprintf(out, "static const uint16_t pages[%zu][256] = {\n", t->page_count);
    for (size_t i = 0; i < t->page_count; i++) {
        putc('{', out);
        put_numbers(out, t->pages[i], 256, short_at);
        fputs("},\n", out);
    }
    fprintf(out, "};\n\nstatic const uint32_t rare[%zu] = {", t->rare_count + 1);
    put_numbers(out, t->rare, t->rare_count, long_at);
    fprintf(out, "0};\n\nstatic const uint16_t rare_number[%zu] = {",
            t->rare_count + 1);
    put_numbers(out, t->rare_number, t->rare_count, short_at);
    fputs("0};\n\nstatic const uint8_t start[TRIE_STARTS] = {\n", out);
    put_numbers(out, t->start, TRIE_STARTS, byte_at);
    fputs("};\n\nstatic const uint8_t pairs[TRIE_PAIRS] = {\n", out);
    put_numbers(out, t->pairs, TRIE_PAIRS, byte_at);
    fputs("};\n\n", out);
}

static void put_trie(FILE *out, const trie *t)
{
    fprintf(out, "{cells, %zu, heads, %zu,\n{", t->cell_count, t->head_count);
    put_numbers(out, t->page, 256, short_at);
    fprintf(out, "},\npages, %zu, rare, rare_number, %zu, %u, start,\n{", t->page_count,
            t->rare_count, t->number_count);
    put_numbers(out, t->start_byte, 256, flag_at);
    fputs("},\npairs}", out);
}

/* ---- together ----------------------------------------------------------------------- */

static void put_lexicon(FILE *out, const qoq_lexicon *lexicon)
{
    fputs("/* Written by tools/freeze_lexicon.c; do not edit. */\n"
          "#include \"words/lexicon_image.h\"\n"
          "#include \"words/lexicon_private.h\"\n\n",
          out);
    put_entities(out, lexicon);
    put_segments(out, lexicon);
    put_metrics(out, lexicon);
    put_terms(out, lexicon);
    put_cells(out, lexicon);
    put_characters(out, &lexicon->trie);
    fprintf(out,
            "const qoq_lexicon qoq_lexicon_image = {{NULL, 0}, true, "
            "{NULL, 0, 0, false},\n"
            "{NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, NULL, 0, 0},\n"
            "entities, %zu, segments, %zu, segments_by_id, metrics, %zu, "
            "metrics_by_id, terms, %zu, terms_in_order,\n",
            lexicon->entity_count, lexicon->segment_count, lexicon->metric_count,
            lexicon->term_count);
    put_trie(out, &lexicon->trie);
    fputs("};\n", out);
}

static int write_lexicon(const char *path, const qoq_lexicon *lexicon)
{
    FILE *out = fopen(path, "wb");
    bool failed;

    if (!out) {
        perror(path);
        return 1;
    }
    put_lexicon(out, lexicon);
    failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        perror(path);
        remove(path);
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    qoq_lexicon *lexicon;
    qoq_error err = {0};
    int status;

    if (argc != 2) {
        fputs("usage: freeze_lexicon OUTPUT\n", stderr);
        return 2;
    }
    if (qoq_knowledge_build(&lexicon, NULL, &err) != QOQ_OK) {
        fprintf(stderr, "datasets/%s\n", err.message);
        return 1;
    }
    status = write_lexicon(argv[1], lexicon);
    qoq_lexicon_free(lexicon);
    return status;
}

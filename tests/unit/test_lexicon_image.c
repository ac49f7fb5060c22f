/* The lexicon that was frozen when qoq was built is the one that its tables give, member
 * by member, and is used exactly when no folder adds to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/embedded.h"
#include "records/knowledge_private.h"
#include "words/lexicon_image.h"
#include "words/lexicon_private.h"

static qoq_lexicon *made;
static const qoq_lexicon *image = &qoq_lexicon_image;

static int read_tables(void **state)
{
    qoq_error err;

    (void)state;
    return qoq_knowledge_build(&made, NULL, &err) == QOQ_OK ? 0 : -1;
}

static int forget_tables(void **state)
{
    (void)state;
    qoq_lexicon_free(made);
    return 0;
}

/* ---- member by member --------------------------------------------------------------- */

static void same_texts(const char *const *a, const char *const *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_string_equal(a[i], b[i]);
}

static void same_period(qoq_period a, qoq_period b)
{
    assert_int_equal(a.year, b.year);
    assert_int_equal(a.span, b.span);
    assert_int_equal(a.index, b.index);
    assert_int_equal(a.day, b.day);
}

/* The same place in the arrays of two lexicons, or none in both. */
#define SAME_ITEM(a, first_a, b, first_b)                                              \
    do {                                                                               \
        assert_int_equal((a) == NULL, (b) == NULL);                                    \
        if (a)                                                                         \
            assert_int_equal((a) - (first_a), (b) - (first_b));                        \
    } while (0)

static void entities_are_the_same(void **state)
{
    (void)state;
    assert_true(made->entity_count > 0);
    assert_int_equal(made->entity_count, image->entity_count);
    for (size_t i = 0; i < made->entity_count; i++) {
        const qoq_entity *a = &made->entities[i], *b = &image->entities[i];

        same_texts((const char *[]){a->id, a->name_en, a->name_hans, a->name_hant,
                                    a->market, a->tickers, a->currency},
                   (const char *[]){b->id, b->name_en, b->name_hans, b->name_hant,
                                    b->market, b->tickers, b->currency},
                   7);
        assert_int_equal(a->calendar.end_month, b->calendar.end_month);
        assert_int_equal(a->calendar.named_by_start, b->calendar.named_by_start);
        assert_int_equal(a->reported, b->reported);
        assert_int_equal(a->adjusted, b->adjusted);
    }
}

static void segments_are_the_same(void **state)
{
    (void)state;
    assert_true(made->segment_count > 0);
    assert_int_equal(made->segment_count, image->segment_count);
    for (size_t i = 0; i < made->segment_count; i++) {
        const qoq_segment *a = &made->segments[i], *b = &image->segments[i];

        same_texts(
            (const char *[]){a->entity, a->axis, a->id, a->parent, a->name_en,
                             a->name_hans, a->name_hant, a->continues, a->breaks},
            (const char *[]){b->entity, b->axis, b->id, b->parent, b->name_en,
                             b->name_hans, b->name_hant, b->continues, b->breaks},
            9);
        assert_int_equal(a->order, b->order);
        same_period(a->from, b->from);
        same_period(a->to, b->to);
        SAME_ITEM(made->segments_by_id[i], made->segments, image->segments_by_id[i],
                  image->segments);
    }
}

static void metrics_are_the_same(void **state)
{
    (void)state;
    assert_true(made->metric_count > 0);
    assert_int_equal(made->metric_count, image->metric_count);
    for (size_t i = 0; i < made->metric_count; i++) {
        const qoq_metric *a = &made->metrics[i], *b = &image->metrics[i];

        same_texts((const char *[]){a->id, a->count_unit, a->statement, a->parent,
                                    a->name_en, a->name_hans, a->name_hant},
                   (const char *[]){b->id, b->count_unit, b->statement, b->parent,
                                    b->name_en, b->name_hans, b->name_hant},
                   7);
        assert_int_equal(a->kind, b->kind);
        assert_int_equal(a->unit, b->unit);
        assert_int_equal(a->neutral, b->neutral);
        assert_int_equal(a->sense, b->sense);
        assert_int_equal(a->can_be_negative, b->can_be_negative);
        assert_int_equal(a->by_part, b->by_part);
        assert_int_equal(a->sums_up, b->sums_up);
        assert_int_equal(a->order, b->order);
        SAME_ITEM(made->metrics_by_id[i], made->metrics, image->metrics_by_id[i],
                  image->metrics);
    }
}

static void same_term(const qoq_term *a, const qoq_term *b)
{
    same_texts((const char *[]){a->text, a->lang, a->id, a->scope},
               (const char *[]){b->text, b->lang, b->id, b->scope}, 4);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->role, b->role);
    assert_int_equal(a->word, b->word);
    assert_int_equal(a->atom, b->atom);
    assert_int_equal(a->sign, b->sign);
    assert_int_equal(a->basis, b->basis);
    assert_int_equal(a->value, b->value);
    assert_int_equal(a->not_after_digit, b->not_after_digit);
    assert_int_equal(a->needs_company, b->needs_company);
    SAME_ITEM(a->next, made->terms, b->next, image->terms);
    SAME_ITEM(a->metric, made->metrics, b->metric, image->metrics);
    SAME_ITEM(a->segment, made->segments, b->segment, image->segments);
    SAME_ITEM(a->entity, made->entities, b->entity, image->entities);
}

static void terms_are_the_same(void **state)
{
    (void)state;
    assert_true(made->term_count > 10000);
    assert_int_equal(made->term_count, image->term_count);
    for (size_t i = 0; i < made->term_count; i++) {
        same_term(&made->terms[i], &image->terms[i]);
        assert_int_equal(made->terms_in_order[i], image->terms_in_order[i]);
    }
}

static void the_matcher_is_the_same(void **state)
{
    const trie *a = &made->trie, *b = &image->trie;

    (void)state;
    assert_int_equal(a->cell_count, b->cell_count);
    assert_int_equal(a->head_count, b->head_count);
    assert_int_equal(a->page_count, b->page_count);
    assert_int_equal(a->rare_count, b->rare_count);
    assert_int_equal(a->number_count, b->number_count);
    assert_memory_equal(a->cells, b->cells, a->cell_count * sizeof *a->cells);
    for (size_t i = 0; i < a->head_count; i++) {
        assert_int_equal(a->heads[i].term, b->heads[i].term);
        assert_int_equal(a->heads[i].first_class, b->heads[i].first_class);
        assert_int_equal(a->heads[i].last_class, b->heads[i].last_class);
        assert_int_equal(a->heads[i].kinds, b->heads[i].kinds);
        assert_int_equal(a->heads[i].not_after_digit, b->heads[i].not_after_digit);
    }
    assert_memory_equal(a->page, b->page, sizeof a->page);
    assert_memory_equal(a->pages, b->pages, a->page_count * sizeof *a->pages);
    assert_memory_equal(a->rare, b->rare, a->rare_count * sizeof *a->rare);
    assert_memory_equal(a->rare_number, b->rare_number,
                        a->rare_count * sizeof *a->rare_number);
    assert_memory_equal(a->start, b->start, TRIE_STARTS);
    assert_memory_equal(a->start_byte, b->start_byte, sizeof a->start_byte);
    assert_memory_equal(a->pairs, b->pairs, TRIE_PAIRS);
    assert_true(image->frozen);
}

/* ---- when it is used ---------------------------------------------------------------- */

static char folder[] = "image-XXXXXX";

/* Puts a table of the compiled-in ones into the folder's lexicon, and more behind it. */
static void copy_table(qoq_lexicon_table table, const char *more)
{
    char name[64], path[100];
    const qoq_embedded_file *file;
    FILE *out;

    qoq_knowledge_table(name, table);
    file = qoq_embedded_find(name);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(fwrite(file->data, 1, file->size, out), file->size);
    fputs(more, out);
    assert_int_equal(fclose(out), 0);
}

/* Is what these folders give the image, and nothing that was read now? */
static bool is_image(const qoq_knowledge_paths *paths)
{
    qoq_lexicon *lexicon;
    bool same;

    assert_int_equal(qoq_knowledge_lexicon(&lexicon, paths, NULL), QOQ_OK);
    same = lexicon->terms == image->terms;
    qoq_lexicon_free(lexicon);
    return same;
}

static void it_is_used_unless_a_folder_adds_rows(void **state)
{
    const qoq_knowledge_paths paths = {{folder}};
    char path[100];

    (void)state;
    assert_true(is_image(NULL));
    assert_non_null(mkdtemp(folder));
    assert_true(is_image(&paths)); /* charts, say, and no lexicon */
    snprintf(path, sizeof path, "%s/lexicon", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    for (int t = 0; t < QOQ_LEXICON_TABLES_; t++) {
        assert_int_equal(is_image(&paths), t == 0); /* some of our tables, not all */
        copy_table((qoq_lexicon_table)t, "");
    }
    assert_true(is_image(&paths)); /* a full copy, as an installed qoq has it */
    copy_table(QOQ_LEXICON_WORDS, "flapping,en,up,,\n");
    assert_false(is_image(&paths));
    for (int t = 0; t < QOQ_LEXICON_TABLES_; t++) {
        char name[64];

        qoq_knowledge_table(name, (qoq_lexicon_table)t);
        snprintf(path, sizeof path, "%s/%s", folder, name);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/lexicon", folder);
    rmdir(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entities_are_the_same),
        cmocka_unit_test(segments_are_the_same),
        cmocka_unit_test(metrics_are_the_same),
        cmocka_unit_test(terms_are_the_same),
        cmocka_unit_test(the_matcher_is_the_same),
        cmocka_unit_test(it_is_used_unless_a_folder_adds_rows),
    };

    return cmocka_run_group_tests(tests, read_tables, forget_tables);
}

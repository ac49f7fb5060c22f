/* Every document of examples/documents gives exactly the records beside it, and documents
 * of one quarter in two languages state the same figures. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lexicon_fixture.h"
#include "qoq/extract.h"
#include "qoq/file.h"

#define FOLDER QOQ_SOURCE_DIR "/examples/documents/"

static void extract(qoq_dataset *out, const char *name)
{
    char path[512];
    qoq_document document;
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_extract_options options = {.lexicon = lexicon};
    snprintf(path, sizeof path, FOLDER "%s", name);
    assert_int_equal(qoq_dataset_init(out, &err), QOQ_OK);
    assert_int_equal(qoq_document_read(&document, path, NULL, &err), QOQ_OK);
    assert_int_equal(qoq_extract(out, &document, &options, NULL, &err), QOQ_OK);
    qoq_document_clear(&document);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_document(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && strcmp(dot, ".csv") != 0 && entry->d_name[0] != '.';
}

static void check_golden(const char *name)
{
    char path[512];
    char *expected = NULL;
    size_t len = 0;
    qoq_dataset found;
    qoq_buffer out = {0};
    extract(&found, name);
    qoq_dataset_format(&out, &found, true);
    snprintf(path, sizeof path, FOLDER "%.*s.records.csv",
             (int)(strrchr(name, '.') - name), name);
    if (getenv("QOQ_UPDATE")) {
        assert_int_equal(qoq_file_write(path, out.ptr, out.len, NULL), QOQ_OK);
    } else {
        assert_int_equal(qoq_file_read(&expected, &len, path, 0, NULL), QOQ_OK);
        assert_string_equal(qoq_buffer_string(&out), expected);
    }
    free(expected);
    qoq_buffer_clear(&out);
    qoq_dataset_clear(&found);
}

static void every_document_gives_its_records(void **state)
{
    struct dirent **entries = NULL;
    (void)state;
    int n = scandir(FOLDER, &entries, is_document, by_name);
    assert_true(n >= 4);
    for (int i = 0; i < n; i++) {
        check_golden(entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

static const qoq_record *same_cell(const qoq_dataset *in, const qoq_dataset *from,
                                   const qoq_record *wanted)
{
    for (size_t i = 0; i < in->count; i++) {
        const qoq_record *r = &in->records[i];
        if (strcmp(qoq_dataset_text(in, r->segment),
                   qoq_dataset_text(from, wanted->segment)) == 0 &&
            strcmp(qoq_dataset_text(in, r->metric),
                   qoq_dataset_text(from, wanted->metric)) == 0 &&
            strcmp(qoq_dataset_text(in, r->unit),
                   qoq_dataset_text(from, wanted->unit)) == 0 &&
            qoq_basis_is_adjusted((qoq_basis)r->basis) ==
                qoq_basis_is_adjusted((qoq_basis)wanted->basis) &&
            r->measure == wanted->measure &&
            qoq_period_equal(r->period, wanted->period) &&
            qoq_decimal_compare(r->number.value, wanted->number.value) == 0)
            return r;
    }
    return NULL;
}

static void same_facts(const char *a, const char *b)
{
    qoq_dataset x, y;
    extract(&x, a);
    extract(&y, b);
    assert_true(x.count > 20);
    for (size_t i = 0; i < x.count; i++) {
        /* A headline rounds; the body states the same figure exactly. */
        if (x.records[i].line > 1 && !same_cell(&y, &x, &x.records[i]))
            fail_msg("%s: %s of line %u is not in %s", a,
                     qoq_dataset_text(&x, x.records[i].metric), x.records[i].line, b);
    }
    qoq_dataset_clear(&x);
    qoq_dataset_clear(&y);
}

static void two_languages_state_the_same(void **state)
{
    (void)state;
    same_facts("tencent-2024q3.zh.txt", "tencent-2024q3.en.txt");
    same_facts("tencent-2024q3.en.txt", "tencent-2024q3.zh.txt");
    same_facts("tencent-2025q2.zh.txt", "tencent-2025q2.en.txt");
    same_facts("tencent-2025q2.en.txt", "tencent-2025q2.zh.txt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_document_gives_its_records),
        cmocka_unit_test(two_languages_state_the_same),
    };
    return cmocka_run_group_tests(tests, load, unload);
}

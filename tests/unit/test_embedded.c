#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"

static void files_are_sorted_and_end_with_null(void **state)
{
    (void)state;
    for (size_t i = 1; i < qoq_embedded_count; i++)
        assert_true(strcmp(qoq_embedded_files[i - 1].path, qoq_embedded_files[i].path) <
                    0);
    assert_null(qoq_embedded_files[qoq_embedded_count].path);
}

static void every_file_is_found_and_ends_with_nul(void **state)
{
    (void)state;
    for (size_t i = 0; i < qoq_embedded_count; i++) {
        const qoq_embedded_file *file = &qoq_embedded_files[i];

        assert_ptr_equal(qoq_embedded_find(file->path), file);
        assert_int_equal(file->data[file->size], 0);
    }
}

static void unknown_paths_are_not_found(void **state)
{
    (void)state;
    assert_null(qoq_embedded_find(""));
    assert_null(qoq_embedded_find("datasets"));
    assert_null(qoq_embedded_find("zzz"));
}

/* The source file is in the tree the tests were built from. */
static FILE *open_source(const char *path)
{
    char name[4096];
    int length = snprintf(name, sizeof name, "%s/%s%s", QOQ_SOURCE_DIR,
                          strncmp(path, "plots/", 6) == 0 ? "" : "datasets/", path);

    assert_true(length > 0 && (size_t)length < sizeof name);
    return fopen(name, "rb");
}

static void bytes_are_those_of_the_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < qoq_embedded_count; i++) {
        const qoq_embedded_file *file = &qoq_embedded_files[i];
        unsigned char *bytes = malloc(file->size + 1);
        FILE *in = open_source(file->path);

        assert_non_null(bytes);
        assert_non_null(in);
        assert_int_equal(fread(bytes, 1, file->size + 1, in), file->size);
        assert_memory_equal(bytes, file->data, file->size);
        fclose(in);
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_sorted_and_end_with_null),
        cmocka_unit_test(every_file_is_found_and_ends_with_nul),
        cmocka_unit_test(unknown_paths_are_not_found),
        cmocka_unit_test(bytes_are_those_of_the_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "qoq/knowledge.h"

static int remove_entry(const char *path, const struct stat *info, int kind,
                        struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

static int set_up(void **state)
{
    char *folder = strdup("knowledge-XXXXXX");

    *state = folder;
    return folder && mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    nftw(*state, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return 0;
}

/* Writes a file below the test's folder, with the folders it needs. */
static void put_file(const char *folder, const char *name, const char *text)
{
    char path[300];
    FILE *out;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    for (char *slash = path; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static const char *under(const char *folder, const char *name)
{
    static char path[2][300];
    static int turn;

    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

static void the_compiled_in_lexicon_loads(void **state)
{
    qoq_lexicon *lexicon = NULL;
    qoq_error err = {0};

    (void)state;
    if (qoq_knowledge_lexicon(&lexicon, NULL, &err) != QOQ_OK)
        fail_msg("%s", err.message);
    assert_non_null(qoq_lexicon_metric(lexicon, QOQ_SLICE("revenue")));
    assert_non_null(qoq_lexicon_entity(lexicon, QOQ_SLICE("tencent")));
    qoq_lexicon_free(lexicon);
}

static void folders_override_in_their_order(void **state)
{
    const char *folder = *state;
    char first[300], second[300];
    qoq_knowledge_paths paths = {{first, second}};
    qoq_lexicon *lexicon = NULL;
    qoq_error err = {0};
    const qoq_term *term;

    snprintf(first, sizeof first, "%s/first", folder);
    snprintf(second, sizeof second, "%s/second", folder);
    put_file(first, "lexicon/metrics.csv",
             "id,kind,unit,name_en\nwidgets,flow,count,Widgets sold\n");
    put_file(first, "lexicon/terms.csv",
             "term,id,kind\nwidget sales,widgets,metric\nturnover of "
             "widgets,revenue,metric\n");
    put_file(second, "lexicon/terms.csv",
             "kind,id,term,flags\n"
             "metric,revenue,widget sales,\nmetric,,turnover of widgets,retired\n");
    if (qoq_knowledge_lexicon(&lexicon, &paths, &err) != QOQ_OK)
        fail_msg("%s", err.message);
    assert_int_equal(qoq_lexicon_metric(lexicon, QOQ_SLICE("widgets"))->unit,
                     QOQ_UNIT_COUNT);
    term = qoq_lexicon_find(lexicon, QOQ_SLICE("Widget Sales"));
    assert_string_equal(term->id, "revenue");
    assert_null(qoq_lexicon_find(lexicon, QOQ_SLICE("turnover of widgets")));
    assert_non_null(qoq_lexicon_find(lexicon, QOQ_SLICE("Widgets sold")));
    qoq_lexicon_free(lexicon);
}

static void wrong_rows_are_named_with_their_place(void **state)
{
    static const struct {
        const char *file, *text, *place, *message;
        size_t line, column;
    } table[] = {
        {"metrics.csv", "id,kind,unit\nm,flow,money\nn,flows,money\n",
         ":3:3: ", "column 'kind': 'flows' is not one of flow", 3, 3},
        {"metrics.csv", "id,kind\n", ":1:1: ", "column 'unit' is missing", 1, 1},
        {"units.csv", "role,power,term\n\nscale,x,\"\n\n许\"\n",
         ":3:7: ", "column 'power': 'x' is not a whole number", 3, 7},
        {"words.csv", "class,term\nup,\"\n \"\n",
         ":2:4: ", "column 'term': '? ' is not a text that can be matched", 2, 4},
        {"terms.csv", "kind,id,term\nmetric,no_such_metric,blooms\n", ":2:1: ",
         "'blooms' means metric 'no_such_metric', which is not defined", 2, 1},
        {"terms.csv", "kind,id,term\nmetric,revenue,blooms\nmetric,mau,Blooms\n",
         ":3:1: ", "'Blooms' has two meanings", 3, 1},
        {"words.csv", "term,class\nup,up", ":2:1: ", NULL, 0, 0},
        {"words.csv", "term,class\n\"up,up", ":2:1: ", "this quote is never closed", 2,
         1},
        {"words.csv", "", ":1:1: ", "empty file", 1, 1},
    };
    const char *folder = *state;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        qoq_knowledge_paths paths = {{folder}};
        char name[100], place[400];
        qoq_lexicon *lexicon = NULL;
        qoq_error err = {0};
        qoq_status status;

        snprintf(name, sizeof name, "lexicon/%s", table[i].file);
        put_file(folder, name, table[i].text);
        status = qoq_knowledge_lexicon(&lexicon, &paths, &err);
        unlink(under(folder, name));
        if (!table[i].message) {
            assert_int_equal(status, QOQ_OK);
            qoq_lexicon_free(lexicon);
            continue;
        }
        assert_int_equal(status, QOQ_EINPUT);
        assert_null(lexicon);
        snprintf(place, sizeof place, "%s/%s%s%s", folder, name, table[i].place,
                 table[i].message);
        if (strncmp(err.message, place, strlen(place)) != 0)
            fail_msg("'%s' is not '%s'", err.message, place);
        assert_int_equal(err.line, table[i].line);
        assert_int_equal(err.column, table[i].column);
        assert_int_equal(qoq_knowledge_lexicon(&lexicon, &paths, NULL), QOQ_OK);
        qoq_lexicon_free(lexicon);
    }
}

static void missing_folders_and_misspelt_files_are_told(void **state)
{
    const char *folder = *state;
    qoq_knowledge_paths paths = {{"no/such/folder"}};
    qoq_lexicon *lexicon = NULL;
    qoq_error err = {0};

    assert_int_equal(qoq_knowledge_lexicon(&lexicon, &paths, &err), QOQ_EINPUT);
    assert_string_equal(err.message, "there is no data folder 'no/such/folder'");
    paths.folders[0] = folder;
    put_file(folder, "lexicon/README.md", "text");
    put_file(folder, "lexicon/variants.csv", "traditional,simplified\n");
    assert_int_equal(qoq_knowledge_lexicon(&lexicon, &paths, &err), QOQ_OK);
    qoq_lexicon_free(lexicon);
    put_file(folder, "lexicon/metric.csv", "id,kind,unit\n");
    assert_int_equal(qoq_knowledge_lexicon(&lexicon, &paths, &err), QOQ_EINPUT);
    assert_non_null(
        strstr(err.message, "lexicon/metric.csv' is no table of the lexicon"));
}

static void a_file_comes_from_the_last_folder_that_has_it(void **state)
{
    const char *folder = *state;
    char first[300], second[300];
    qoq_knowledge_paths paths = {{first, second, "no/such/folder"}};
    qoq_error err = {0};
    char *data = NULL;
    size_t len = 0;

    snprintf(first, sizeof first, "%s/first", folder);
    snprintf(second, sizeof second, "%s/second", folder);
    put_file(first, "plots/a.gp", "first a");
    put_file(first, "plots/b.gp", "first b");
    put_file(second, "plots/b.gp", "second b");

    assert_int_equal(qoq_knowledge_file(&data, &len, "plots/a.gp", &paths, &err),
                     QOQ_OK);
    assert_string_equal(data, "first a");
    assert_int_equal(len, 7);
    free(data);
    assert_int_equal(qoq_knowledge_file(&data, &len, "plots/b.gp", &paths, &err),
                     QOQ_OK);
    assert_string_equal(data, "second b");
    free(data);
    assert_int_equal(
        qoq_knowledge_file(&data, &len, "lexicon/metrics.csv", &paths, &err), QOQ_OK);
    assert_memory_equal(data, "id,", 3);
    assert_int_equal(strlen(data), len);
    free(data);
    assert_int_equal(qoq_knowledge_file(&data, &len, "plots/no.gp", &paths, &err),
                     QOQ_ENOTFOUND);
    assert_null(data);
}

static void a_name_stays_in_its_folder(void **state)
{
    static const char *const names[] = {
        "../secret", "plots/../../secret", "/etc/passwd", "plots//a", "plots/", "",
        ".."};
    const char *folder = *state;
    qoq_knowledge_paths paths = {{under(folder, "inner")}};

    put_file(folder, "secret", "x");
    put_file(folder, "inner/file", "x");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *data = NULL;
        size_t len;

        assert_int_equal(qoq_knowledge_file(&data, &len, names[i], &paths, NULL),
                         QOQ_EUSAGE);
        assert_null(data);
    }
}

static void names_are_listed_once_and_sorted(void **state)
{
    const char *folder = *state;
    char first[300], second[300];
    qoq_knowledge_paths paths = {{first, second, "no/such/folder"}};
    qoq_arena arena = {0};
    const char **names = NULL;
    size_t count = 0, found = 0;
    qoq_error err = {0};

    snprintf(first, sizeof first, "%s/first", folder);
    snprintf(second, sizeof second, "%s/second", folder);
    put_file(first, "lexicon/zz.csv", "");
    put_file(first, "lexicon/metrics.csv", "id,kind,unit\n");
    put_file(second, "lexicon/zz.csv", "");
    put_file(second, "lexicon/.hidden", "");
    put_file(second, "lexicon/inner/x.csv", "");
    assert_int_equal(
        qoq_knowledge_list(&names, &count, "lexicon/", &paths, &arena, &err), QOQ_OK);
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || strcmp(names[i - 1], names[i]) < 0);
        found += strcmp(names[i], "lexicon/metrics.csv") == 0;
        assert_null(strstr(names[i], "hidden"));
        assert_null(strstr(names[i], "inner"));
    }
    assert_int_equal(found, 1);
    assert_string_equal(names[count - 1], "lexicon/zz.csv");
    assert_null(names[count]);

    assert_int_equal(
        qoq_knowledge_list(&names, &count, "nothing/", &paths, &arena, &err), QOQ_OK);
    assert_int_equal(count, 0);
    qoq_arena_clear(&arena);
}

static void folders_come_from_the_environment(void **state)
{
    const char *folder = *state;
    qoq_knowledge_paths paths;
    qoq_arena store = {0};
    char config[600], here[300];
    size_t share; /* there when qoq is installed on this machine */

    assert_non_null(getcwd(here, sizeof here));
    snprintf(config, sizeof config, "%s/%s", here, folder);
    put_file(folder, "qoq/lexicon/none.csv", "");
    put_file(folder, ".config/qoq/none.csv", "");
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("QOQ_HOME");
    unsetenv("HOME");
    qoq_knowledge_find(&paths, NULL, &store);
    share = paths.folders[0] != NULL;
    assert_null(paths.folders[share]);

    setenv("HOME", config, 1);
    qoq_knowledge_find(&paths, "given", &store);
    assert_string_equal(paths.folders[share] + strlen(config), "/.config/qoq");
    assert_string_equal(paths.folders[share + 1], "given");
    assert_null(paths.folders[share + 2]);

    setenv("XDG_CONFIG_HOME", config, 1);
    setenv("QOQ_HOME", "elsewhere", 1);
    qoq_knowledge_find(&paths, NULL, &store);
    assert_string_equal(paths.folders[share] + strlen(config), "/qoq");
    assert_string_equal(paths.folders[share + 1], "elsewhere");
    assert_null(paths.folders[share + 2]);

    setenv("XDG_CONFIG_HOME", folder, 1); /* relative: not used */
    setenv("HOME", "/no/such/home", 1);
    setenv("QOQ_HOME", "", 1);
    qoq_knowledge_find(&paths, NULL, &store);
    assert_null(paths.folders[share]);
    qoq_arena_clear(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_compiled_in_lexicon_loads),
        cmocka_unit_test_setup_teardown(folders_override_in_their_order, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(wrong_rows_are_named_with_their_place, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(missing_folders_and_misspelt_files_are_told,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_comes_from_the_last_folder_that_has_it,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_stays_in_its_folder, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_are_listed_once_and_sorted, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(folders_come_from_the_environment, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

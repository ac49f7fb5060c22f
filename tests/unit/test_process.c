#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "qoq/process.h"

static const qoq_process_options usual = {0};

/* Runs a line of shell; the library itself never does. */
static qoq_status run_shell(qoq_process_result *result, const char *line,
                            const qoq_process_options *options, qoq_error *err)
{
    const char *const argv[] = {"sh", "-c", line, NULL};

    return qoq_process_run(result, argv, options, err);
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void both_outputs_and_the_status_come_back(void **state)
{
    qoq_process_result result;

    (void)state;
    assert_int_equal(
        run_shell(&result, "printf out; printf err >&2; exit 3", &usual, NULL), QOQ_OK);
    assert_string_equal(result.out, "out");
    assert_string_equal(result.err, "err");
    assert_int_equal(result.out_len, 3);
    assert_int_equal(result.exit_status, 3);
    assert_false(result.timed_out);
    qoq_process_clear(&result);
    qoq_process_clear(&result);
    assert_int_equal(run_shell(&result, "kill -9 $$", NULL, NULL), QOQ_OK);
    assert_int_equal(result.exit_status, 128 + 9);
    assert_string_equal(result.out, "");
    qoq_process_clear(&result);
}

static void a_program_that_is_not_there_is_told(void **state)
{
    const char *const missing[] = {"qoq-no-such-program", NULL};
    const char *const no_program[] = {"/dev/null", NULL};
    qoq_process_result result;
    qoq_error err;

    (void)state;
    assert_int_equal(qoq_process_run(&result, missing, &usual, &err), QOQ_ENOTFOUND);
    assert_string_equal(err.message,
                        "there is no program 'qoq-no-such-program' here; install it");
    qoq_process_clear(&result);
    assert_int_equal(qoq_process_run(&result, no_program, &usual, &err), QOQ_ESYSTEM);
    assert_string_equal(err.message, "cannot start '/dev/null': permission denied");
    qoq_process_clear(&result);
}

static void arguments_go_through_no_shell(void **state)
{
    const char *const argv[] = {"printf", "%s|", "$HOME", "`id`",
                                "a b",    "'\"", "",      NULL};
    qoq_process_result result;

    (void)state;
    assert_int_equal(qoq_process_run(&result, argv, &usual, NULL), QOQ_OK);
    assert_string_equal(result.out, "$HOME|`id`|a b|'\"||");
    qoq_process_clear(&result);
}

static void input_may_be_large_and_hold_anything(void **state)
{
    const char *const argv[] = {"cat", NULL};
    size_t len = 5000000;
    char *input = malloc(len);
    qoq_process_options options = {.input = input, .input_len = len};
    qoq_process_result result;

    (void)state;
    assert_non_null(input);
    for (size_t i = 0; i < len; i++)
        input[i] = (char)(i * 31 % 256);
    assert_int_equal(qoq_process_run(&result, argv, &options, NULL), QOQ_OK);
    assert_int_equal(result.out_len, len);
    assert_memory_equal(result.out, input, len);
    qoq_process_clear(&result);
    free(input);
}

/* Lets the child end, which waits for a file that only this call makes. */
static void make_file(void *data)
{
    FILE *out = fopen(data, "w");

    assert_non_null(out);
    fclose(out);
}

static void work_is_done_while_the_child_runs(void **state)
{
    char name[] = "meanwhile.tmp", none[] = "meanwhile.none";
    const char *const missing[] = {"qoq-no-such-program", NULL};
    qoq_process_options options = {.meanwhile = make_file, .data = name};
    qoq_process_result result;

    (void)state;
    remove(name);
    assert_int_equal(run_shell(&result,
                               "until test -e meanwhile.tmp; do sleep 0.01; done; "
                               "rm meanwhile.tmp; echo seen",
                               &options, NULL),
                     QOQ_OK);
    assert_string_equal(result.out, "seen\n");
    qoq_process_clear(&result);
    options.data = none;
    assert_int_equal(qoq_process_run(&result, missing, &options, NULL), QOQ_ENOTFOUND);
    qoq_process_clear(&result);
    assert_int_not_equal(remove(none), 0);
}

static void a_child_that_does_not_read_is_no_trouble(void **state)
{
    size_t len = 3000000;
    char *input = calloc(len, 1);
    qoq_process_options options = {.input = input, .input_len = len};
    qoq_process_result result;

    (void)state;
    assert_non_null(input);
    assert_int_equal(run_shell(&result, "exec <&-; echo fine", &options, NULL), QOQ_OK);
    assert_string_equal(result.out, "fine\n");
    qoq_process_clear(&result);
    assert_int_equal(run_shell(&result, "head -c 1 >/dev/null; exit 7", &options, NULL),
                     QOQ_OK);
    assert_int_equal(result.exit_status, 7);
    qoq_process_clear(&result);
    free(input);
}

static void no_input_is_an_empty_one(void **state)
{
    qoq_process_result result;

    (void)state;
    assert_int_equal(run_shell(&result, "wc -c", &usual, NULL), QOQ_OK);
    assert_int_equal(atol(result.out), 0);
    qoq_process_clear(&result);
}

static void a_child_is_stopped_in_time_with_its_children(void **state)
{
    qoq_process_options options = {.limit_ms = 200};
    qoq_process_result result;
    int64_t begin = now_ms();
    long grandchild;
    qoq_error err;

    (void)state;
    assert_int_equal(
        run_shell(&result, "sleep 60 & echo $!; echo so far >&2; wait", &options, &err),
        QOQ_ESYSTEM);
    assert_true(now_ms() - begin < 5000);
    assert_true(result.timed_out);
    assert_string_equal(err.message, "'sh' took longer than 0.2 s and was stopped");
    assert_string_equal(result.err, "so far\n");
    assert_int_equal(result.exit_status, 128 + SIGKILL);
    grandchild = strtol(result.out, NULL, 10);
    assert_true(grandchild > 1);
    /* Reaped by init at some moment after the kill. */
    for (int i = 0; i < 100 && kill((pid_t)grandchild, 0) == 0; i++) {
        char path[64], line[200] = "";
        FILE *stat;

        snprintf(path, sizeof path, "/proc/%ld/stat", grandchild);
        stat = fopen(path, "r");
        if (stat) {
            char *got = fgets(line, sizeof line, stat);

            fclose(stat);
            if (got && strstr(line, ") Z"))
                break;
        }
        usleep(20000);
        assert_true(i < 99);
    }
    qoq_process_clear(&result);
}

static void what_a_child_leaves_running_is_not_waited_for(void **state)
{
    qoq_process_result result;
    int64_t begin = now_ms();

    (void)state;
    assert_int_equal(run_shell(&result, "sleep 30 & echo done", &usual, NULL), QOQ_OK);
    assert_string_equal(result.out, "done\n");
    assert_true(now_ms() - begin < 10000);
    qoq_process_clear(&result);
}

static void the_environment_is_ours_with_changes(void **state)
{
    static const char *const env[] = {"QOQ_TEST_A=1", "QOQ_TEST_B=2", "QOQ_TEST_A=3",
                                      "QOQ_TEST_GONE", NULL};
    static const char *const other_locale[] = {"LC_ALL=C", NULL};
    const char *line = "echo \"$QOQ_TEST_A|$QOQ_TEST_B|${QOQ_TEST_GONE-gone}|"
                       "$QOQ_TEST_KEPT|$LC_ALL\"";
    qoq_process_options options = {.env = env};
    qoq_process_result result;

    (void)state;
    setenv("QOQ_TEST_GONE", "here", 1);
    setenv("QOQ_TEST_KEPT", "kept", 1);
    assert_int_equal(run_shell(&result, line, &options, NULL), QOQ_OK);
    assert_string_equal(result.out, "3|2|gone|kept|C.UTF-8\n");
    qoq_process_clear(&result);
    options.env = other_locale;
    assert_int_equal(run_shell(&result, line, &options, NULL), QOQ_OK);
    assert_string_equal(result.out, "||here|kept|C\n");
    qoq_process_clear(&result);
}

/* A caller that ignores SIGPIPE and blocks signals has children that do not. */
static void the_child_has_usual_signals(void **state)
{
    void (*handler)(int) = signal(SIGPIPE, SIG_IGN);
    qoq_process_result result;
    sigset_t all, before;

    (void)state;
    sigfillset(&all);
    assert_int_equal(sigprocmask(SIG_SETMASK, &all, &before), 0);
    assert_int_equal(
        run_shell(&result, "grep -E '^Sig(Blk|Ign)' /proc/self/status", &usual, NULL),
        QOQ_OK);
    assert_int_equal(sigprocmask(SIG_SETMASK, &before, NULL), 0);
    signal(SIGPIPE, handler);
    assert_non_null(strstr(result.out, "SigBlk:\t0000000000000000"));
    assert_null(strstr(result.out, "1000\n")); /* bit 12 is SIGPIPE */
    qoq_process_clear(&result);
}

/* Even so the descriptors of the child are its own three. */
static void a_caller_without_standard_input_is_no_trouble(void **state)
{
    qoq_process_options options = {.input = "text", .input_len = 4};
    int saved = dup(STDIN_FILENO);
    qoq_process_result result;
    qoq_status status;

    (void)state;
    close(STDIN_FILENO);
    status = run_shell(&result, "cat; echo err >&2", &options, NULL);
    if (saved >= 0) {
        dup2(saved, STDIN_FILENO);
        close(saved);
    }
    assert_int_equal(status, QOQ_OK);
    assert_string_equal(result.out, "text");
    assert_string_equal(result.err, "err\n");
    qoq_process_clear(&result);
}

static void nothing_stays_open(void **state)
{
    qoq_process_result result;
    int before = dup(0), after;

    (void)state;
    close(before);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(run_shell(&result, "exit 0", &usual, NULL), QOQ_OK);
        qoq_process_clear(&result);
    }
    after = dup(0);
    close(after);
    assert_int_equal(before, after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_outputs_and_the_status_come_back),
        cmocka_unit_test(a_program_that_is_not_there_is_told),
        cmocka_unit_test(arguments_go_through_no_shell),
        cmocka_unit_test(input_may_be_large_and_hold_anything),
        cmocka_unit_test(work_is_done_while_the_child_runs),
        cmocka_unit_test(a_child_that_does_not_read_is_no_trouble),
        cmocka_unit_test(no_input_is_an_empty_one),
        cmocka_unit_test(a_child_is_stopped_in_time_with_its_children),
        cmocka_unit_test(what_a_child_leaves_running_is_not_waited_for),
        cmocka_unit_test(the_environment_is_ours_with_changes),
        cmocka_unit_test(the_child_has_usual_signals),
        cmocka_unit_test(a_caller_without_standard_input_is_no_trouble),
        cmocka_unit_test(nothing_stays_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Writers that are killed, that fail at every step, and that come all at once: the file is
 * always the old one or the new one, whole, and nothing that was put in is lost.
 *
 * The system calls of the library are wrapped by the linker (--wrap, in
 * tests/CMakeLists.txt), so that the library itself knows nothing of it. What stdio writes
 * inside the C library cannot be wrapped: there a limit on the size of files makes each
 * write fail, at any byte.
 */
#include "store_fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

/* ---- calls that fail --------------------------------------------------------------- */

enum trouble { FAIL, KILL_BEFORE, KILL_AFTER };

/* The call that goes wrong, counted over all wrapped functions; 0 = none. */
static struct {
    bool counting;
    enum trouble trouble;
    unsigned at, calls;
    const char *name; /* of the function it hit */
} plan;

static bool is_hit(const char *name)
{
    if (!plan.counting || ++plan.calls != plan.at)
        return false;
    plan.name = name;
    if (plan.trouble == KILL_BEFORE)
        raise(SIGKILL);
    return true;
}

/* Behind the call that was hit. True when it is to be said that it failed. */
static bool fails(void)
{
    if (plan.trouble == KILL_AFTER)
        raise(SIGKILL);
    errno = EIO;
    return true;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
FILE *__real_fdopen(int file, const char *mode);
FILE *__wrap_fdopen(int file, const char *mode);
int __real_fsync(int file);
int __wrap_fsync(int file);
int __real_fclose(FILE *stream);
int __wrap_fclose(FILE *stream);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __real_flock(int file, int operation);
int __wrap_flock(int file, int operation);

int __wrap_open(const char *path, int flags, ...)
{
    mode_t mode = 0;
    bool hit = is_hit("open");

    if (flags & O_CREAT) {
        va_list rest;

        va_start(rest, flags);
        mode = (mode_t)va_arg(rest, int);
        va_end(rest);
    }
    if (hit && plan.trouble == FAIL && fails())
        return -1;
    int file = __real_open(path, flags, mode);
    return hit && fails() ? -1 : file;
}

FILE *__wrap_fdopen(int file, const char *mode)
{
    return is_hit("fdopen") && fails() ? NULL : __real_fdopen(file, mode);
}

int __wrap_fsync(int file)
{
    bool hit = is_hit("fsync");
    int result = __real_fsync(file);

    return hit && fails() ? -1 : result;
}

int __wrap_fclose(FILE *stream)
{
    bool hit = is_hit("fclose");
    int result = __real_fclose(stream);

    return hit && fails() ? EOF : result;
}

int __wrap_rename(const char *from, const char *to)
{
    bool hit = is_hit("rename");

    if (hit && plan.trouble == FAIL && fails())
        return -1;
    int result = __real_rename(from, to);
    return hit && fails() ? -1 : result;
}

int __wrap_flock(int file, int operation)
{
    bool hit = is_hit("flock");

    if (hit && plan.trouble == FAIL && fails())
        return -1;
    int result = __real_flock(file, operation);
    return hit && fails() ? -1 : result;
}

/* ---- a file and what may become of it ---------------------------------------------- */

enum { ROWS = 200, CHANGED = 9 };

/* Three documents, and one more that is changed again and again. */
static void make_file(const char *path)
{
    for (uint64_t id = 1; id <= 3; id++)
        assert_int_equal(put_document(path, id, ROWS, (int64_t)id, NULL), QOQ_OK);
    assert_int_equal(put_document(path, CHANGED, ROWS, 1000, NULL), QOQ_OK);
}

static qoq_status change(const char *path, int64_t value, qoq_error *err)
{
    return put_document(path, CHANGED, ROWS, value, err);
}

/* What the file holds after a change that nothing disturbed, made without the store. */
static char *changed_text(const char *before, int64_t value)
{
    qoq_dataset dataset;
    qoq_buffer text = {0};

    init(&dataset);
    assert_int_equal(qoq_dataset_parse(&dataset, before, strlen(before), NULL), QOQ_OK);
    qoq_dataset_forget(&dataset, CHANGED);
    make_document(&dataset, CHANGED, ROWS, value);
    assert_int_equal(qoq_dataset_unite(&dataset, NULL), QOQ_OK);
    qoq_dataset_format(&text, &dataset, false);
    qoq_dataset_clear(&dataset);
    return text.ptr;
}

/* The next writer does its work, and finds or leaves no rubbish. */
static void assert_next_writer_is_fine(void)
{
    assert_int_equal(change("d.csv", 77, NULL), QOQ_OK);
    assert_int_equal(count_entries(), 1);
}

static uint64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void wait_us(uint64_t microseconds)
{
    struct timespec time = {.tv_sec = (time_t)(microseconds / 1000000),
                            .tv_nsec = (long)(microseconds % 1000000) * 1000};

    nanosleep(&time, NULL);
}

/* ---- kills ------------------------------------------------------------------------- */

/* Starts a change and kills it after a while. True when it was not quicker. */
static bool kill_change(int64_t value, uint64_t after)
{
    pid_t child = fork();
    int status = 0;

    assert_true(child >= 0);
    if (child == 0)
        _exit(change("d.csv", value, NULL) != QOQ_OK);
    wait_us(after);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status);
}

/* The longest wait follows how long a change takes, so that kills fall into all of it on
 * any machine and under any load. */
static void two_hundred_kills_at_random_moments_lose_nothing(void **state)
{
    uint64_t seed = 11, longest, start;
    unsigned kills = 0;

    (void)state;
    make_file("d.csv");
    start = now_us();
    assert_int_equal(change("d.csv", 1001, NULL), QOQ_OK);
    longest = now_us() - start;
    for (int64_t round = 0; kills < 200 && round < 20000; round++) {
        char *before = read_all("d.csv"), *after = changed_text(before, 2000 + round);
        bool killed = kill_change(2000 + round, draw(&seed, longest + 1));
        char *now = read_all("d.csv");

        kills += killed;
        longest = killed ? longest + longest / 50 + 1 : longest - longest / 20;
        if (strcmp(now, before) != 0 && strcmp(now, after) != 0)
            fail_msg("neither the old nor the new file after kill %u", kills);
        free(before);
        free(after);
        free(now);
    }
    assert_int_equal(kills, 200);
    assert_next_writer_is_fine();
}

/* Runs a change in a child of its own with trouble at one call. Its exit status: that of
 * the change (as a qoq_status), 100 when there are fewer calls, -1 when it was killed. */
static int change_with_trouble(enum trouble trouble, unsigned at, int64_t value,
                               qoq_error *err, char name[16])
{
    int answer[2], status = 0;
    pid_t child;

    assert_int_equal(pipe(answer), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        qoq_error failure = {0};
        char hit[16] = "";
        qoq_status result;

        plan.trouble = trouble;
        plan.at = at;
        plan.counting = true;
        result = change("d.csv", value, &failure);
        plan.counting = false;
        if (plan.name)
            snprintf(hit, sizeof hit, "%s", plan.name);
        if (write(answer[1], &failure, sizeof failure) != (ssize_t)sizeof failure ||
            write(answer[1], hit, sizeof hit) != (ssize_t)sizeof hit)
            _exit(101);
        _exit(plan.calls < at ? 100 : (int)result);
    }
    close(answer[1]);
    if (read(answer[0], err, sizeof *err) != (ssize_t)sizeof *err ||
        read(answer[0], name, 16) != 16)
        name[0] = '\0';
    close(answer[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? -1 : WEXITSTATUS(status);
}

static void a_kill_at_any_call_loses_nothing(void **state)
{
    char *before, name[16];
    qoq_error err;

    (void)state;
    make_file("d.csv");
    before = read_all("d.csv");
    for (enum trouble trouble = KILL_BEFORE; trouble <= KILL_AFTER; trouble++) {
        char *after = changed_text(before, 5000 + (int64_t)trouble);
        unsigned at = 0;
        int result = -1;

        while (result == -1) {
            result =
                change_with_trouble(trouble, ++at, 5000 + (int64_t)trouble, &err, name);
            char *now = read_all("d.csv");

            if (strcmp(now, before) != 0 && strcmp(now, after) != 0)
                fail_msg("neither the old nor the new file after call %u", at);
            assert_int_equal(qoq_file_write("d.csv", before, strlen(before), NULL),
                             QOQ_OK);
            free(now);
        }
        assert_int_equal(result, 100); /* it was killed at all of them */
        assert_true(at > 8);
        free(after);
    }
    free(before);
    assert_next_writer_is_fine();
}

/* ---- failures ---------------------------------------------------------------------- */

static void assert_one_clear_line(const qoq_error *err)
{
    assert_int_equal(qoq_status_exit(err->status), 4);
    assert_non_null(strstr(err->message, "'d.csv'"));
    assert_null(strchr(err->message, '\n'));
}

/* Each call of the library that opens, syncs, closes, renames or locks fails once. What
 * only helps (syncing the folder, looking for rubbish) may fail without harm. */
static void a_failure_at_any_call_leaves_the_old_file(void **state)
{
    static const char *const names[] = {"open",   "fdopen", "fsync",
                                        "fclose", "rename", "flock"};
    enum { NAMES = sizeof names / sizeof *names };
    unsigned failed[NAMES] = {0};
    char *before, *after, name[16];
    qoq_error err;
    int result = 0;

    (void)state;
    make_file("d.csv");
    before = read_all("d.csv");
    after = changed_text(before, 6000);
    for (unsigned at = 1; result != 100; at++) {
        char *now;

        result = change_with_trouble(FAIL, at, 6000, &err, name);
        now = read_all("d.csv");
        assert_true(result == QOQ_OK || result == QOQ_ESYSTEM || result == QOQ_EINPUT ||
                    result == 100);
        if (result == QOQ_OK || result == 100) {
            assert_string_equal(now, after);
        } else {
            assert_string_equal(now, before);
            if (result == QOQ_ESYSTEM)
                assert_one_clear_line(&err);
            else /* reading it failed */
                assert_string_equal(name, "open");
            for (size_t i = 0; i < NAMES; i++)
                failed[i] += strcmp(names[i], name) == 0;
        }
        assert_int_equal(count_entries(), 1);
        assert_int_equal(qoq_file_write("d.csv", before, strlen(before), NULL), QOQ_OK);
        free(now);
    }
    for (size_t i = 0; i < NAMES; i++)
        assert_true(failed[i] > 0);
    free(before);
    free(after);
    assert_next_writer_is_fine();
}

/* A change in a child whose files may not grow beyond `most` bytes. */
static qoq_status change_with_limit(size_t most, int64_t value, qoq_error *err)
{
    int answer[2], status = 0;
    pid_t child;

    assert_int_equal(pipe(answer), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit limit = {.rlim_cur = most, .rlim_max = RLIM_INFINITY};
        qoq_error failure = {0};
        qoq_status result;

        signal(SIGXFSZ, SIG_IGN);
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
            _exit(101);
        result = change("d.csv", value, &failure);
        if (write(answer[1], &failure, sizeof failure) != (ssize_t)sizeof failure)
            _exit(101);
        _exit((int)result);
    }
    close(answer[1]);
    if (read(answer[0], err, sizeof *err) != (ssize_t)sizeof *err)
        fail_msg("no answer");
    close(answer[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return (qoq_status)WEXITSTATUS(status);
}

/* Every write of stdio fails once, whole or in part: blocks end at multiples of 512. */
static void a_write_that_fails_anywhere_leaves_the_old_file(void **state)
{
    char *before, *after;
    size_t len;

    (void)state;
    make_file("d.csv");
    before = read_all("d.csv");
    after = changed_text(before, 7000);
    len = strlen(after);
    for (size_t most = 0; most < len; most = most + 511 < len - 1 ? most + 511 : len) {
        qoq_error err;
        char *now;

        assert_int_equal(change_with_limit(most, 7000, &err), QOQ_ESYSTEM);
        assert_one_clear_line(&err);
        now = read_all("d.csv");
        assert_string_equal(now, before);
        assert_int_equal(count_entries(), 1);
        free(now);
    }
    {
        qoq_error err;
        char *now;

        assert_int_equal(change_with_limit(len, 7000, &err), QOQ_OK);
        now = read_all("d.csv");
        assert_string_equal(now, after);
        free(now);
    }
    free(before);
    free(after);
    assert_next_writer_is_fine();
}

/* ---- all at once ------------------------------------------------------------------- */

enum { WRITERS = 8, EACH = 12 };

/* Writer w puts in its documents one by one, each twice: first as a draft. */
static int write_documents(int w)
{
    for (int i = 0; i < EACH; i++) {
        uint64_t id = (uint64_t)(1 + w * EACH + i);

        if (put_document("d.csv", id, 20, 5, NULL) != QOQ_OK ||
            put_document("d.csv", id, 25, (int64_t)id, NULL) != QOQ_OK)
            return 1;
    }
    return 0;
}

static void eight_writers_at_once_lose_nothing(void **state)
{
    char *together, *alone;

    (void)state;
    for (int w = 0; w < WRITERS; w++) {
        pid_t child = fork();

        assert_true(child >= 0);
        if (child == 0)
            _exit(write_documents(w));
    }
    for (int w = 0; w < WRITERS; w++) {
        int status = -1;

        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_int_equal(count_entries(), 1);
    together = read_all("d.csv");
    assert_int_equal(unlink("d.csv"), 0);
    for (int id = WRITERS * EACH; id > 0; id--)
        assert_int_equal(put_document("d.csv", (uint64_t)id, 25, id, NULL), QOQ_OK);
    alone = read_all("d.csv");
    assert_string_equal(together, alone);
    free(together);
    free(alone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_hundred_kills_at_random_moments_lose_nothing),
        TEST(a_kill_at_any_call_loses_nothing),
        TEST(a_failure_at_any_call_leaves_the_old_file),
        TEST(a_write_that_fails_anywhere_leaves_the_old_file),
        TEST(eight_writers_at_once_lose_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

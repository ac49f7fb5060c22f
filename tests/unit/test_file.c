#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "folder_fixture.h"
#include "qoq/file.h"

static void put(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static void assert_holds(const char *path, const char *text)
{
    char *data;
    size_t len;

    assert_int_equal(qoq_file_read(&data, &len, path, 0, NULL), QOQ_OK);
    assert_string_equal(data, text);
    assert_int_equal(len, strlen(text));
    free(data);
}

static size_t count_entries(void)
{
    DIR *list = opendir(".");
    struct dirent *entry;
    size_t count = 0;

    assert_non_null(list);
    while ((entry = readdir(list)))
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(list);
    return count;
}

static mode_t mode_of(const char *path)
{
    struct stat info;

    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 07777;
}

static void a_file_is_read_whole(void **state)
{
    static const size_t sizes[] = {0, 1, 65534, 65535, 65536, 65537, 300000};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *bytes = malloc(sizes[i] + 1), *data;
        size_t len;

        assert_non_null(bytes);
        for (size_t j = 0; j < sizes[i]; j++)
            bytes[j] = (char)(j * 7 % 256); /* NULs are among them */
        assert_int_equal(qoq_file_write("x", bytes, sizes[i], NULL), QOQ_OK);
        assert_int_equal(qoq_file_read(&data, &len, "x", 0, NULL), QOQ_OK);
        assert_int_equal(len, sizes[i]);
        assert_memory_equal(data, bytes, len);
        assert_int_equal(data[len], 0);
        free(data);
        free(bytes);
    }
}

static void files_of_unknown_size_are_read_as_well(void **state)
{
    char *data;
    size_t len;

    (void)state;
    assert_int_equal(qoq_file_read(&data, &len, "/proc/self/status", 0, NULL), QOQ_OK);
    assert_true(len > 0);
    assert_non_null(strstr(data, "Name:"));
    free(data);
}

static void what_cannot_be_read_is_told_in_one_line(void **state)
{
    static const struct {
        const char *path, *message;
    } rows[] = {
        {"nothing", "cannot read 'nothing': no such file or directory"},
        {"", "cannot read '': no such file or directory"},
        {"folder", "cannot read 'folder': is a directory"},
        {"file/x", "cannot read 'file/x': not a directory"},
        {"a\nb\x1b", "cannot read 'a?b?': no such file or directory"},
    };
    qoq_error err;
    char *data;
    size_t len;

    (void)state;
    put("file", "");
    assert_int_equal(mkdir("folder", 0777), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(qoq_file_read(&data, &len, rows[i].path, 0, &err), QOQ_EINPUT);
        assert_string_equal(err.message, rows[i].message);
        assert_int_equal(err.status, QOQ_EINPUT);
        assert_null(data);
        assert_int_equal(len, 0);
    }
}

static void files_over_the_limit_are_refused(void **state)
{
    qoq_error err;
    char *data;
    size_t len;

    (void)state;
    put("x", "12345");
    assert_int_equal(qoq_file_read(&data, &len, "x", 5, NULL), QOQ_OK);
    free(data);
    assert_int_equal(qoq_file_read(&data, &len, "x", 4, &err), QOQ_EINPUT);
    assert_string_equal(err.message, "cannot read 'x': 5 bytes, more than 4");
    assert_int_equal(qoq_file_read(&data, &len, "/dev/zero", 100000, &err), QOQ_EINPUT);
    assert_string_equal(err.message, "cannot read '/dev/zero': more than 100000 bytes");
    /* A sparse file takes no room: the size alone is enough to say no. */
    assert_int_equal(truncate("x", (off_t)2 << 30), 0);
    assert_int_equal(qoq_file_read(&data, &len, "x", 0, &err), QOQ_EINPUT);
    assert_string_equal(err.message, "cannot read 'x': 2147483648 bytes, more than "
                                     "1073741824");
}

static void a_dash_is_standard_input(void **state)
{
    int saved = dup(STDIN_FILENO), pipes[2];
    char *data;
    size_t len;

    (void)state;
    assert_int_equal(pipe(pipes), 0);
    assert_int_equal(write(pipes[1], "in\0put", 6), 6);
    close(pipes[1]);
    assert_int_equal(dup2(pipes[0], STDIN_FILENO), STDIN_FILENO);
    close(pipes[0]);
    assert_int_equal(qoq_file_read(&data, &len, "-", 0, NULL), QOQ_OK);
    assert_int_equal(len, 6);
    assert_memory_equal(data, "in\0put", 7);
    free(data);
    if (saved >= 0) {
        dup2(saved, STDIN_FILENO);
        close(saved);
    } else {
        close(STDIN_FILENO);
    }
}

static void a_new_file_gets_the_usual_permissions(void **state)
{
    mode_t before = umask(027);

    (void)state;
    assert_int_equal(qoq_file_write("new", "text", 4, NULL), QOQ_OK);
    umask(before);
    assert_holds("new", "text");
    assert_int_equal(mode_of("new"), 0640);
    assert_int_equal(count_entries(), 1);
}

static void an_old_file_keeps_its_permissions(void **state)
{
    static const mode_t modes[] = {0600, 0644, 0664, 0755, 0200};

    (void)state;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        put("old", "old");
        assert_int_equal(chmod("old", modes[i]), 0);
        assert_int_equal(qoq_file_write("old", "new", 3, NULL), QOQ_OK);
        assert_int_equal(mode_of("old"), modes[i]);
        assert_int_equal(unlink("old"), 0);
    }
}

static void the_old_file_is_there_until_commit(void **state)
{
    qoq_file_writer writer;

    (void)state;
    put("x", "old");
    assert_int_equal(qoq_file_begin(&writer, "x", NULL), QOQ_OK);
    assert_int_equal(writer.lock, -1);
    fputs("new", writer.stream);
    fflush(writer.stream);
    assert_holds("x", "old");
    assert_int_equal(count_entries(), 2);
    assert_int_equal(qoq_file_commit(&writer, NULL), QOQ_OK);
    assert_holds("x", "new");
    qoq_file_abandon(&writer);
    assert_holds("x", "new");
    assert_int_equal(count_entries(), 1);
}

static void an_abandoned_write_leaves_nothing(void **state)
{
    qoq_file_writer writer;

    (void)state;
    put("x", "old");
    assert_int_equal(qoq_file_begin(&writer, "x", NULL), QOQ_OK);
    fputs("new", writer.stream);
    qoq_file_abandon(&writer);
    qoq_file_abandon(&writer);
    assert_holds("x", "old");
    assert_int_equal(count_entries(), 1);
    assert_int_equal(qoq_file_begin(&writer, "y", NULL), QOQ_OK);
    qoq_file_abandon(&writer);
    assert_false(qoq_file_exists("y"));
}

static void links_are_followed(void **state)
{
    char here[4000];

    (void)state;
    put("target", "old");
    assert_int_equal(symlink("target", "link"), 0);
    assert_int_equal(symlink("link", "link2"), 0);
    assert_int_equal(qoq_file_write("link2", "new", 3, NULL), QOQ_OK);
    assert_holds("target", "new");
    assert_true(readlink("link2", here, sizeof here) == 4);
    assert_true(readlink("link", here, sizeof here) == 6);
    /* To a file that is not there yet, by an absolute path. */
    assert_non_null(getcwd(here, sizeof here - 10));
    strncat(here, "/later", 10);
    assert_int_equal(symlink(here, "link3"), 0);
    assert_int_equal(qoq_file_write("link3", "later", 5, NULL), QOQ_OK);
    assert_holds("later", "later");
}

static void links_in_a_circle_are_told(void **state)
{
    qoq_error err;

    (void)state;
    assert_int_equal(symlink("b", "a"), 0);
    assert_int_equal(symlink("a", "b"), 0);
    assert_int_equal(qoq_file_write("a", "x", 1, &err), QOQ_ESYSTEM);
    assert_string_equal(err.message,
                        "cannot write 'a': too many levels of symbolic links");
    assert_int_equal(count_entries(), 2);
}

static void what_cannot_be_written_is_told_in_one_line(void **state)
{
    static const struct {
        const char *path, *message;
    } rows[] = {
        {"no/x", "cannot write 'no/x': no such file or directory"},
        {"folder", "cannot write 'folder': is a directory"},
        {"folder/", "cannot write 'folder/': is a directory"},
        {"no/", "cannot write 'no/': is a directory"},
        {"", "cannot write '': no such file or directory"},
        {"file/x", "cannot write 'file/x': not a directory"},
        {"/dev/fd/777", "cannot write '/dev/fd/777': bad file descriptor"},
    };
    qoq_error err;

    (void)state;
    put("file", "");
    assert_int_equal(mkdir("folder", 0777), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(qoq_file_write(rows[i].path, "x", 1, &err), QOQ_ESYSTEM);
        assert_string_equal(err.message, rows[i].message);
    }
    assert_int_equal(count_entries(), 2);
}

static void a_protected_file_stays(void **state)
{
    qoq_error err;

    (void)state;
    put("x", "old");
    assert_int_equal(chmod("x", 0444), 0);
    if (geteuid() == 0) /* may write everything */
        skip();
    assert_int_equal(qoq_file_write("x", "new", 3, &err), QOQ_ESYSTEM);
    assert_string_equal(err.message, "cannot write 'x': permission denied");
    assert_holds("x", "old");
}

static void a_full_device_is_told(void **state)
{
    static char much[100000];
    qoq_error err;

    (void)state;
    if (!qoq_file_exists("/dev/full"))
        skip();
    assert_int_equal(qoq_file_write("/dev/full", "x", 1, &err), QOQ_ESYSTEM);
    assert_string_equal(err.message,
                        "cannot write '/dev/full': no space left on device");
    /* More than the buffer: the failure comes before the commit. */
    memset(much, 'x', sizeof much);
    assert_int_equal(qoq_file_write("/dev/full", much, sizeof much, &err), QOQ_ESYSTEM);
    assert_string_equal(err.message,
                        "cannot write '/dev/full': no space left on device");
}

/* A disk that fills up half-way, as far as that can be had without one. */
static void a_write_that_does_not_fit_leaves_the_old_file(void **state)
{
    static char much[50000];
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    struct rlimit before, small;
    qoq_status status;
    qoq_error err;

    (void)state;
    put("x", "old");
    memset(much, 'x', sizeof much);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){.rlim_cur = 20000, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    status = qoq_file_write("x", much, sizeof much, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, handler);
    assert_int_equal(status, QOQ_ESYSTEM);
    assert_string_equal(err.message, "cannot write 'x': file too large");
    assert_holds("x", "old");
    assert_int_equal(count_entries(), 1);
}

static void a_pipe_is_written_directly(void **state)
{
    char path[40], got[10] = "";
    int pipes[2];

    (void)state;
    assert_int_equal(pipe(pipes), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", pipes[1]);
    assert_int_equal(qoq_file_write(path, "hello", 5, NULL), QOQ_OK);
    assert_int_equal(read(pipes[0], got, sizeof got), 5);
    assert_string_equal(got, "hello");
    close(pipes[0]);
    close(pipes[1]);
    assert_int_equal(count_entries(), 0);
}

static void a_descriptor_of_a_file_is_written_where_it_stands(void **state)
{
    char path[40];
    int file;

    (void)state;
    put("log", "first\n");
    file = open("log", O_WRONLY | O_APPEND);
    assert_true(file >= 0);
    snprintf(path, sizeof path, "/dev/fd/%d", file);
    assert_int_equal(qoq_file_write(path, "second\n", 7, NULL), QOQ_OK);
    close(file);
    assert_holds("log", "first\nsecond\n");
}

static void a_fifo_is_written_directly(void **state)
{
    char got[10] = "";
    int reader;

    (void)state;
    assert_int_equal(mkfifo("fifo", 0600), 0);
    reader = open("fifo", O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    assert_int_equal(qoq_file_write("fifo", "hello", 5, NULL), QOQ_OK);
    assert_int_equal(read(reader, got, sizeof got), 5);
    close(reader);
    assert_int_equal(count_entries(), 1);
}

static void a_reader_that_went_away_is_not_a_failure_of_the_system(void **state)
{
    void (*handler)(int) = signal(SIGPIPE, SIG_IGN);
    static char much[100000];
    qoq_error err;

    (void)state;
    for (size_t len = 1; len <= sizeof much; len += sizeof much - 1) {
        int pipes[2];
        FILE *out;

        assert_int_equal(pipe(pipes), 0);
        out = fdopen(pipes[1], "w");
        assert_non_null(out);
        close(pipes[0]);
        fwrite(much, 1, len, out);
        assert_int_equal(qoq_file_flush(out, "standard output", &err), QOQ_EPIPE);
        assert_int_equal(err.status, QOQ_EPIPE);
        fclose(out);
    }
    signal(SIGPIPE, handler);
}

static void a_flush_tells_of_earlier_failures(void **state)
{
    static char much[100000];
    qoq_error err;
    FILE *out;

    (void)state;
    if (!qoq_file_exists("/dev/full"))
        skip();
    for (size_t len = 1; len <= sizeof much; len += sizeof much - 1) {
        out = fopen("/dev/full", "w");
        assert_non_null(out);
        fwrite(much, 1, len, out);
        assert_int_equal(qoq_file_flush(out, "x", &err), QOQ_ESYSTEM);
        assert_string_equal(err.message, "cannot write 'x': no space left on device");
        fclose(out);
    }
    out = fopen("fine", "w");
    assert_non_null(out);
    fputs("text", out);
    assert_int_equal(qoq_file_flush(out, "fine", &err), QOQ_OK);
    assert_holds("fine", "text");
    fclose(out);
}

static void names_may_be_as_long_as_the_system_allows(void **state)
{
    char name[256];

    (void)state;
    memset(name, 'n', 255);
    name[255] = '\0';
    assert_int_equal(qoq_file_write(name, "x", 1, NULL), QOQ_OK);
    assert_holds(name, "x");
    assert_int_equal(count_entries(), 1);
}

static void a_lock_is_held_by_one(void **state)
{
    int first, second;
    qoq_error err;

    (void)state;
    assert_int_equal(qoq_file_lock(&first, "data.csv", 0, NULL), QOQ_OK);
    assert_int_equal(qoq_file_lock(&second, "data.csv", 30, &err), QOQ_ESYSTEM);
    assert_int_equal(second, -1);
    assert_string_equal(err.message, "'data.csv' is being written by another process, "
                                     "try again later");
    assert_int_equal(qoq_file_lock(&second, "other.csv", 0, NULL), QOQ_OK);
    qoq_file_unlock(second);
    qoq_file_unlock(first);
    assert_int_equal(qoq_file_lock(&second, "data.csv", 0, NULL), QOQ_OK);
    qoq_file_unlock(second);
    qoq_file_unlock(-1);
    assert_int_equal(qoq_file_lock(&first, "no/data.csv", 0, &err), QOQ_ESYSTEM);
    assert_string_equal(err.message,
                        "cannot lock 'no/data.csv': no such file or directory");
}

static void a_link_has_the_lock_of_its_target(void **state)
{
    int first, second;

    (void)state;
    assert_int_equal(symlink("data.csv", "link.csv"), 0);
    assert_int_equal(qoq_file_lock(&first, "link.csv", 0, NULL), QOQ_OK);
    assert_int_equal(qoq_file_lock(&second, "data.csv", 0, NULL), QOQ_ESYSTEM);
    qoq_file_unlock(first);
}

static void a_writer_gives_its_lock_back(void **state)
{
    qoq_file_writer writer;
    int lock;

    (void)state;
    for (int commit = 0; commit < 2; commit++) {
        assert_int_equal(qoq_file_lock(&lock, "x", 0, NULL), QOQ_OK);
        assert_int_equal(qoq_file_begin(&writer, "x", NULL), QOQ_OK);
        writer.lock = lock;
        if (commit)
            assert_int_equal(qoq_file_commit(&writer, NULL), QOQ_OK);
        else
            qoq_file_abandon(&writer);
        assert_int_equal(writer.lock, -1);
    }
    assert_int_equal(qoq_file_lock(&lock, "x", 0, NULL), QOQ_OK);
    qoq_file_unlock(lock);
}

/* Ten processes add a line each to what they read. */
static void writers_wait_for_one_another(void **state)
{
    enum { WRITERS = 10 };
    char *data;
    size_t len;

    (void)state;
    put("x", "");
    for (int i = 0; i < WRITERS; i++) {
        if (fork() == 0) {
            int lock = -1;
            bool fine = qoq_file_lock(&lock, "x", 20000, NULL) == QOQ_OK &&
                        qoq_file_read(&data, &len, "x", 0, NULL) == QOQ_OK;

            if (fine) {
                data[len] = '+'; /* in place of the NUL */
                fine = qoq_file_write("x", data, len + 1, NULL) == QOQ_OK;
            }
            qoq_file_unlock(lock);
            _exit(!fine);
        }
    }
    for (int i = 0; i < WRITERS; i++) {
        int status = -1;

        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_holds("x", "++++++++++");
}

/* What killed writers left goes with the next write; what only looks like it stays. */
static void what_killed_writers_left_is_taken_away(void **state)
{
    static const char *const others[] = {
        ".x.backup",     ".x.qoq-abcde", ".x.qoq-abcdefg", ".x.qoq-ABCDEF",
        ".y.qoq-abcdef", "x.qoq-abcdef", ".x.qoq-folder",
    };
    enum { OTHERS = sizeof others / sizeof *others };
    qoq_file_writer writer;
    pid_t child = fork();
    int status;

    (void)state;
    if (child == 0) {
        if (qoq_file_begin(&writer, "x", NULL) == QOQ_OK)
            raise(SIGKILL);
        _exit(1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(count_entries(), 1);
    put(".x.qoq-a0b1c2", "half of it");
    for (int i = 0; i < OTHERS - 1; i++)
        put(others[i], "mine");
    assert_int_equal(mkdir(others[OTHERS - 1], 0700), 0);
    assert_int_equal(qoq_file_write("x", "whole", 5, NULL), QOQ_OK);
    assert_holds("x", "whole");
    assert_int_equal(count_entries(), OTHERS + 1);
    for (int i = 0; i < OTHERS - 1; i++)
        assert_holds(others[i], "mine");
}

static void what_a_living_writer_writes_stays(void **state)
{
    qoq_file_writer writer;

    (void)state;
    assert_int_equal(qoq_file_begin(&writer, "x", NULL), QOQ_OK);
    assert_true(fputs("slow", writer.stream) >= 0);
    assert_int_equal(qoq_file_write("x", "quick", 5, NULL), QOQ_OK);
    assert_holds("x", "quick");
    assert_int_equal(qoq_file_commit(&writer, NULL), QOQ_OK);
    assert_holds("x", "slow");
    assert_int_equal(count_entries(), 1);
}

static void small_things(void **state)
{
    char hash[17];

    (void)state;
    assert_string_equal(qoq_file_base("a/b/c.csv"), "c.csv");
    assert_string_equal(qoq_file_base("c.csv"), "c.csv");
    assert_string_equal(qoq_file_base("a/"), "");
    assert_true(qoq_file_exists("."));
    assert_false(qoq_file_exists("nothing"));
    /* FIPS 180-2, appendix B.1, and the empty text */
    qoq_file_hash(hash, "abc", 3);
    assert_string_equal(hash, "ba7816bf8f01cfea");
    qoq_file_hash(hash, "", 0);
    assert_string_equal(hash, "e3b0c44298fc1c14");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_read_whole),
        TEST(files_of_unknown_size_are_read_as_well),
        TEST(what_cannot_be_read_is_told_in_one_line),
        TEST(files_over_the_limit_are_refused),
        TEST(a_dash_is_standard_input),
        TEST(a_new_file_gets_the_usual_permissions),
        TEST(an_old_file_keeps_its_permissions),
        TEST(the_old_file_is_there_until_commit),
        TEST(an_abandoned_write_leaves_nothing),
        TEST(links_are_followed),
        TEST(links_in_a_circle_are_told),
        TEST(what_cannot_be_written_is_told_in_one_line),
        TEST(a_protected_file_stays),
        TEST(a_full_device_is_told),
        TEST(a_write_that_does_not_fit_leaves_the_old_file),
        TEST(a_pipe_is_written_directly),
        TEST(a_descriptor_of_a_file_is_written_where_it_stands),
        TEST(a_fifo_is_written_directly),
        TEST(a_reader_that_went_away_is_not_a_failure_of_the_system),
        TEST(a_flush_tells_of_earlier_failures),
        TEST(names_may_be_as_long_as_the_system_allows),
        TEST(a_lock_is_held_by_one),
        TEST(a_link_has_the_lock_of_its_target),
        TEST(a_writer_gives_its_lock_back),
        TEST(writers_wait_for_one_another),
        TEST(what_killed_writers_left_is_taken_away),
        TEST(what_a_living_writer_writes_stays),
        TEST(small_things),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

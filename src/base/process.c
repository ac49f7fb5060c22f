#include "qoq/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { USUAL_LIMIT_MS = 60000, LOOK_EVERY_MS = 50, LONGEST_NAP_MS = 5 };

/* A child that writes without end is stopped before it fills the memory. */
static const off_t most_output = (off_t)1 << 30;

/* What a run holds. -1 = not open. */
typedef struct run {
    int in, out, err;
    char **env;       /* ends with NULL; the texts are borrowed */
    const char *name; /* of the program, for messages */
    pid_t child;
    int handle; /* pidfd; -1 where the kernel has none */
} run;

/* An unnamed file that ends with its last descriptor. Above the standard descriptors, so
 * that giving one of them to the child cannot close another, even where the caller runs
 * with standard input closed. */
static int open_unnamed(void)
{
    char name[] = "/tmp/qoq.XXXXXX";
    int file = memfd_create("qoq", MFD_CLOEXEC), high;

    if (file < 0) {
        file = mkostemp(name, O_CLOEXEC);
        if (file < 0)
            return -1;
        unlink(name);
    }
    if (file > STDERR_FILENO)
        return file;
    high = fcntl(file, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    close(file);
    return high;
}

static bool write_all(int file, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t put = write(file, text, len);

        if (put < 0 && errno != EINTR)
            return false;
        if (put > 0) {
            text += put;
            len -= (size_t)put;
        }
    }
    return true;
}

/* The input is a file as well: a child may read it as late as it likes or not at all, and
 * nobody waits for anybody. */
static qoq_status open_files(run *r, const qoq_process_options *options, qoq_error *err)
{
    r->in = open_unnamed();
    r->out = open_unnamed();
    r->err = open_unnamed();
    if (r->in < 0 || r->out < 0 || r->err < 0)
        return qoq_fail_errno(err, errno, "cannot make a temporary file");
    if (options->input && !write_all(r->in, options->input, options->input_len))
        return qoq_fail_errno(err, errno, "cannot write a temporary file");
    if (lseek(r->in, 0, SEEK_SET) != 0)
        return qoq_fail_errno(err, errno, "cannot read a temporary file");
    return QOQ_OK;
}

static size_t name_length(const char *entry)
{
    return strcspn(entry, "=");
}

static bool same_name(const char *a, const char *b)
{
    size_t len = name_length(a);

    return len == name_length(b) && memcmp(a, b, len) == 0;
}

/* Puts "NAME=value" over an entry of that name, or behind all; "NAME" takes it out. */
static void put_env(char **env, size_t *count, const char *entry)
{
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++) {
        if (!same_name(env[i], entry))
            env[kept++] = env[i];
    }
    if (entry[name_length(entry)] == '=')
        env[kept++] = (char *)(uintptr_t)entry; /* posix_spawn does not write to it */
    env[kept] = NULL;
    *count = kept;
}

static qoq_status make_env(run *r, const char *const *over, qoq_error *err)
{
    size_t room = 2, count = 0;

    for (char **entry = environ; entry && *entry; entry++)
        room++;
    for (size_t i = 0; over && over[i]; i++)
        room++;
    r->env = malloc(room * sizeof *r->env);
    if (!r->env)
        return qoq_fail_memory(err);
    for (char **entry = environ; entry && *entry; entry++)
        r->env[count++] = *entry;
    put_env(r->env, &count, "LC_ALL=C.UTF-8");
    for (size_t i = 0; over && over[i]; i++)
        put_env(r->env, &count, over[i]);
    return QOQ_OK;
}

/* A group of its own, so that its children can be stopped with it; no signal blocked, and
 * SIGPIPE and SIGXFSZ as programs expect them, whatever the caller does with its own. */
static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, defaults;
    int number;

    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGXFSZ);
    number = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP |
                                                      POSIX_SPAWN_SETSIGMASK |
                                                      POSIX_SPAWN_SETSIGDEF);
    if (!number)
        number = posix_spawnattr_setpgroup(attributes, 0);
    if (!number)
        number = posix_spawnattr_setsigmask(attributes, &none);
    return number ? number : posix_spawnattr_setsigdefault(attributes, &defaults);
}

static int set_files(posix_spawn_file_actions_t *actions, const run *r)
{
    int number = posix_spawn_file_actions_adddup2(actions, r->in, STDIN_FILENO);

    if (!number)
        number = posix_spawn_file_actions_adddup2(actions, r->out, STDOUT_FILENO);
    return number ? number
                  : posix_spawn_file_actions_adddup2(actions, r->err, STDERR_FILENO);
}

/* posix_spawn takes an array of pointers to char that it does not write through. */
static char *const *as_spawn_argv(const char *const *argv)
{
    char *const *result;

    memcpy(&result, &argv, sizeof result);
    return result;
}

/* 0 or the errno value. */
static int spawn(run *r, const char *const *argv)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int number = posix_spawn_file_actions_init(&actions);

    if (number)
        return number;
    number = posix_spawnattr_init(&attributes);
    if (!number) {
        number = set_attributes(&attributes);
        if (!number)
            number = set_files(&actions, r);
        if (!number)
            number = posix_spawnp(&r->child, argv[0], &actions, &attributes,
                                  as_spawn_argv(argv), r->env);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return number;
}

static qoq_status start(run *r, const char *const *argv, qoq_error *err)
{
    int number = spawn(r, argv);

    if (number == ENOENT || number == ENOTDIR)
        return qoq_fail(err, QOQ_ENOTFOUND, "there is no program '%s' here; install it",
                        argv[0]);
    if (number == ENOMEM)
        return qoq_fail_memory(err);
    if (number)
        return qoq_fail_errno(err, number, "cannot start '%s'", argv[0]);
#ifdef SYS_pidfd_open
    r->handle = (int)syscall(SYS_pidfd_open, r->child, 0);
#endif
    return QOQ_OK;
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Sleeps until the child may have ended, `most_ms` at most. */
static void wait_a_little(const run *r, int64_t most_ms, int turn)
{
    if (r->handle >= 0) {
        struct pollfd end = {.fd = r->handle, .events = POLLIN};

        poll(&end, 1, (int)(most_ms < LOOK_EVERY_MS ? most_ms : LOOK_EVERY_MS));
    } else {
        int64_t ms = turn < LONGEST_NAP_MS ? turn : LONGEST_NAP_MS;
        struct timespec nap = {.tv_nsec = (ms < most_ms ? ms : most_ms) * 1000000};

        nanosleep(&nap, NULL);
    }
}

static off_t size_of(int file)
{
    struct stat info;

    return fstat(file, &info) == 0 ? info.st_size : 0;
}

static bool has_written_too_much(const run *r)
{
    return size_of(r->out) > most_output || size_of(r->err) > most_output;
}

/* Has it ended? It is not reaped yet, so that its number still names its group. */
static bool has_ended(const run *r, int *number)
{
    siginfo_t info = {0};

    if (waitid(P_PID, (id_t)r->child, &info, WEXITED | WNOHANG | WNOWAIT) != 0) {
        *number = errno;
        return errno != EINTR;
    }
    return info.si_pid == r->child;
}

/* Waits for the end or makes one; then nothing of the group runs any more. */
static qoq_status finish(run *r, qoq_process_result *result, int limit_ms,
                         qoq_error *err)
{
    int64_t end = now_ms() + limit_ms;
    int number = 0, state = 0;

    for (int turn = 0; !has_ended(r, &number); turn++) {
        int64_t left = end - now_ms();

        result->timed_out = left <= 0;
        if (result->timed_out || has_written_too_much(r))
            break;
        wait_a_little(r, left, turn);
    }
    if (number == 0) /* else the child is gone, and its number may be another's */
        kill(-r->child, SIGKILL);
    while (waitpid(r->child, &state, 0) < 0) {
        if (errno != EINTR) /* a caller that ignores SIGCHLD never learns the status */
            return qoq_fail_errno(err, number ? number : errno,
                                  "cannot learn how '%s' ended", r->name);
    }
    result->exit_status = WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
    if (has_written_too_much(r))
        return qoq_fail(err, QOQ_ESYSTEM,
                        "'%s' wrote more than %jd bytes and was stopped", r->name,
                        (intmax_t)most_output);
    if (result->timed_out)
        return qoq_fail(err, QOQ_ESYSTEM,
                        "'%s' took longer than %d.%01d s and was stopped", r->name,
                        limit_ms / 1000, limit_ms % 1000 / 100);
    return QOQ_OK;
}

static qoq_status take_text(int file, char **text, size_t *len, qoq_error *err)
{
    off_t size = size_of(file);
    size_t used = 0, room = size > most_output ? (size_t)most_output : (size_t)size;
    char *bytes = malloc(room + 1);

    if (!bytes)
        return qoq_fail_memory(err);
    while (used < room) {
        ssize_t got = pread(file, bytes + used, room - used, (off_t)used);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        used += (size_t)got;
    }
    bytes[used] = '\0';
    *text = bytes;
    *len = used;
    return QOQ_OK;
}

static void close_if_open(int file)
{
    if (file >= 0)
        close(file);
}

qoq_status qoq_process_run(qoq_process_result *result, const char *const *argv,
                           const qoq_process_options *options, qoq_error *err)
{
    static const qoq_process_options usual = {0};
    run r = {.in = -1, .out = -1, .err = -1, .handle = -1, .name = argv[0]};
    qoq_status status;

    *result = (qoq_process_result){0};
    if (!options)
        options = &usual;
    status = open_files(&r, options, err);
    if (status == QOQ_OK)
        status = make_env(&r, options->env, err);
    if (status == QOQ_OK)
        status = start(&r, argv, err);
    if (status == QOQ_OK) {
        /* What was written until a child was stopped may say why it took so long. */
        qoq_status taken;

        if (options->meanwhile)
            options->meanwhile(options->data);
        status =
            finish(&r, result,
                   options->limit_ms > 0 ? options->limit_ms : USUAL_LIMIT_MS, err);
        taken = take_text(r.out, &result->out, &result->out_len, err);
        if (taken == QOQ_OK)
            taken = take_text(r.err, &result->err, &result->err_len, err);
        if (status == QOQ_OK)
            status = taken;
    }
    close_if_open(r.in);
    close_if_open(r.out);
    close_if_open(r.err);
    close_if_open(r.handle);
    free(r.env);
    return status;
}

void qoq_process_clear(qoq_process_result *result)
{
    free(result->out);
    free(result->err);
    *result = (qoq_process_result){0};
}

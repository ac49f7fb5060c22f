#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file_private.h"
#include "qoq/file.h"

enum { MOST_LINKS = 40, LONGEST_NAP_MS = 50 };

/* The first `head` bytes of `path`, then `tail`. Heap; NULL with errno set. */
static char *join(const char *path, size_t head, const char *tail)
{
    size_t tail_len = strlen(tail);
    char *joined = malloc(head + tail_len + 1);

    if (!joined)
        return NULL;
    memcpy(joined, path, head);
    memcpy(joined + head, tail, tail_len + 1);
    return joined;
}

/* The length of the folder part with its slash; 0 = the current folder. */
static size_t folder_length(const char *path)
{
    return (size_t)(qoq_file_base(path) - path);
}

/* What a symbolic link says, seen from where the link is. NULL with errno set. */
static char *follow(const char *path)
{
    char target[PATH_MAX];
    ssize_t len = readlink(path, target, sizeof target - 1);

    if (len < 0)
        return NULL;
    target[len] = '\0';
    return join(path, target[0] == '/' ? 0 : folder_length(path), target);
}

/* The path behind the links of its last part. That part need not exist (a link may point
 * to a file that is yet to be written), which is why this is not realpath. NULL with errno
 * set. */
static char *resolve(const char *path)
{
    char *now = join(path, strlen(path), "");

    for (int links = 0; now && links <= MOST_LINKS; links++) {
        struct stat info;
        char *next;

        if (lstat(now, &info) != 0) {
            if (errno == ENOENT)
                return now;
            break;
        }
        if (!S_ISLNK(info.st_mode))
            return now;
        next = follow(now);
        free(now);
        now = next;
        errno = now ? ELOOP : errno;
    }
    free(now); /* keeps errno, by POSIX 2024 and glibc before it */
    return NULL;
}

/* /dev/stdout opened anew would start at the beginning of a file that the shell gave us
 * to append to: the descriptor itself is written to. -1 = no such path. */
static int named_descriptor(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};

    if (strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t len = strlen(folders[i]);

        if (strncmp(path, folders[i], len) == 0 && path[len]) {
            char *end;
            long number = strtol(path + len, &end, 10);

            if (*end == '\0' && number >= 0 && number <= INT_MAX)
                return (int)number;
        }
    }
    return -1;
}

/* The new file is to look like the old one; when the owner cannot be kept (only root
 * may give files away), the writer owns it, as with any editor. */
static void copy_permissions(int file, const struct stat *old)
{
    struct stat info;

    if (fstat(file, &info) == 0 &&
        (info.st_uid != old->st_uid || info.st_gid != old->st_gid) &&
        fchown(file, old->st_uid, old->st_gid) != 0 && info.st_gid != old->st_gid) {
        /* A group that cannot be kept gets no more rights than everybody has. */
        fchmod(file, (old->st_mode & 0707) | (old->st_mode & 07) << 3);
        return;
    }
    fchmod(file, old->st_mode & 0777);
}

/* Opens what is to be written to: the temporary file, or `path` itself when that is no
 * regular file. -1 with errno set. */
static int open_target(qoq_file_writer *writer)
{
    struct stat old;
    int file;

    if (*qoq_file_base(writer->path) == '\0') {
        errno = *writer->path ? EISDIR : ENOENT;
        return -1;
    }
    if (stat(writer->path, &old) != 0)
        return errno == ENOENT
                   ? qoq_file_create_temporary(&writer->temporary, writer->path, 0666)
                   : -1;
    if (S_ISDIR(old.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    if (!S_ISREG(old.st_mode))
        return open(writer->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    /* rename would replace it all the same, but whoever took the right away meant it. */
    if (access(writer->path, W_OK) != 0)
        return -1;
    file = qoq_file_create_temporary(&writer->temporary, writer->path, 0600);
    if (file >= 0)
        copy_permissions(file, &old);
    return file;
}

static void release(qoq_file_writer *writer)
{
    if (writer->path && writer->lock >= 0)
        qoq_file_unlock(writer->lock);
    free(writer->path);
    free(writer->temporary);
    *writer = (qoq_file_writer){.lock = -1};
}

qoq_status qoq_file_begin(qoq_file_writer *writer, const char *path, qoq_error *err)
{
    int descriptor = named_descriptor(path), file, number;

    *writer = (qoq_file_writer){.lock = -1};
    writer->path = descriptor >= 0 ? join(path, strlen(path), "") : resolve(path);
    if (!writer->path)
        return errno == ENOMEM ? qoq_fail_memory(err)
                               : qoq_file_fail_writing(err, errno, path);
    if (descriptor >= 0) {
        file = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    } else {
        qoq_file_clear_stale(writer->path);
        file = open_target(writer);
    }
    number = errno;
    if (file >= 0) {
        writer->stream = fdopen(file, "w");
        if (writer->stream)
            return QOQ_OK;
        number = errno;
        close(file);
        if (writer->temporary)
            unlink(writer->temporary);
    }
    release(writer);
    return number == ENOMEM ? qoq_fail_memory(err)
                            : qoq_file_fail_writing(err, number, path);
}

/* Makes the rename last over a power cut. By then the new file is in place, so a file
 * system that cannot do it is no failure. */
static void sync_folder(const char *path)
{
    size_t len = folder_length(path);
    char *folder = len ? join(path, len, "") : join(".", 1, "");
    int file = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

    if (file >= 0) {
        (void)fsync(file);
        close(file);
    }
    free(folder);
}

static int sync_file(FILE *stream)
{
    int result;

    do
        result = fsync(fileno(stream));
    while (result != 0 && errno == EINTR);
    return result;
}

qoq_status qoq_file_commit(qoq_file_writer *writer, qoq_error *err)
{
    int number, held = -1;
    qoq_status status = QOQ_OK;

    assert(writer->stream);
    if (writer->temporary) /* locked until it has its name */
        held = fcntl(fileno(writer->stream), F_DUPFD_CLOEXEC, 0);
    number = qoq_file_flush_stream(writer->stream);
    if (!number && writer->temporary && sync_file(writer->stream) != 0)
        number = errno;
    if (fclose(writer->stream) != 0 && !number)
        number = errno;
    writer->stream = NULL;
    if (writer->temporary) {
        if (!number && rename(writer->temporary, writer->path) != 0)
            number = errno;
        if (number)
            unlink(writer->temporary);
        else
            sync_folder(writer->path);
    }
    if (held >= 0)
        close(held);
    if (number)
        status = qoq_file_fail_writing(err, number, writer->path);
    release(writer);
    return status;
}

void qoq_file_abandon(qoq_file_writer *writer)
{
    if (writer->stream)
        fclose(writer->stream);
    if (writer->temporary)
        unlink(writer->temporary);
    release(writer);
}

qoq_status qoq_file_write(const char *path, const char *text, size_t len,
                          qoq_error *err)
{
    qoq_file_writer writer;

    QOQ_TRY(qoq_file_begin(&writer, path, err));
    if (len)
        fwrite(text, 1, len, writer.stream); /* a failure is found at commit */
    return qoq_file_commit(&writer, err);
}

static void nap(int milliseconds)
{
    struct timespec time = {.tv_sec = milliseconds / 1000,
                            .tv_nsec = milliseconds % 1000 * 1000000L};

    nanosleep(&time, NULL);
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* 0, or errno; EWOULDBLOCK when somebody else kept it all the time. flock can wait, but
 * not for a limited time without a signal, which a library has no right to. */
static int wait_for_lock(int file, int wait_ms)
{
    int64_t end = now_ms() + wait_ms;

    for (int pause = 1;;
         pause = pause < LONGEST_NAP_MS / 2 ? 2 * pause : LONGEST_NAP_MS) {
        int64_t left;

        if (flock(file, LOCK_EX | LOCK_NB) == 0)
            return 0;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return errno;
        left = end - now_ms();
        if (left <= 0)
            return EWOULDBLOCK;
        nap(left < pause ? (int)left : pause);
    }
}

qoq_status qoq_file_lock(int *lock, const char *path, int wait_ms, qoq_error *err)
{
    char *real = resolve(path), *name = NULL;
    int number = errno, file = -1;

    *lock = -1;
    if (real) {
        name = join(real, strlen(real), ".lock");
        file = name ? open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
        /* somebody else's: reading is enough */
        if (name && file < 0 && errno == EACCES)
            file = open(name, O_RDONLY | O_CLOEXEC);
        number = file < 0 ? errno : wait_for_lock(file, wait_ms);
    }
    free(real);
    free(name);
    if (file >= 0 && number == 0) {
        *lock = file;
        return QOQ_OK;
    }
    if (file >= 0)
        close(file);
    if (number == ENOMEM)
        return qoq_fail_memory(err);
    if (number == EWOULDBLOCK)
        return qoq_fail(err, QOQ_ESYSTEM,
                        "'%s' is being written by another process, try again later",
                        path);
    return qoq_fail_errno(err, number, "cannot lock '%s'", path);
}

void qoq_file_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}

#include "qoq/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sha2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file_private.h"
#include "qoq/arena.h"

enum { FIRST_ROOM = 1 << 16 };

const char *qoq_file_base(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

bool qoq_file_exists(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0;
}

void qoq_file_hash(char out[17], const char *data, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA2_CTX context;

    SHA256Init(&context);
    SHA256Update(&context, (const uint8_t *)data, len);
    SHA256Final(digest, &context);
    for (size_t i = 0; i < 8; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[16] = '\0';
}

/* A file that cannot be read is the user's to put right, unless the machine is out of
 * something. */
static qoq_status fail_reading(qoq_error *err, int number, const char *name)
{
    qoq_status status = QOQ_EINPUT;

    if (number == ENOMEM)
        return qoq_fail_memory(err);
    qoq_fail_errno(err, number, "cannot read %s", name);
    if (number == EMFILE || number == ENFILE)
        status = QOQ_ESYSTEM;
    if (err)
        err->status = status;
    return status;
}

/* Reads on until the end; *data may be moved. */
static qoq_status read_all(int file, char **data, size_t *room, size_t *len,
                           size_t limit, const char *name, qoq_error *err)
{
    for (;;) {
        ssize_t got;

        if (*len > limit)
            return qoq_fail(err, QOQ_EINPUT, "cannot read %s: more than %zu bytes",
                            name, limit);
        if (*room - *len < 2)
            QOQ_TRY(qoq_grow(data, room, *len + FIRST_ROOM, 1, err));
        got = read(file, *data + *len, *room - *len - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail_reading(err, errno, name);
        if (got == 0)
            return QOQ_OK;
        *len += (size_t)got;
    }
}

/* The size is only a hint: /proc says 0, and a file may grow while it is read. */
static qoq_status look_before_reading(int file, size_t *size, size_t limit,
                                      const char *name, qoq_error *err)
{
    struct stat info;

    *size = 0;
    if (fstat(file, &info) != 0)
        return fail_reading(err, errno, name);
    if (S_ISDIR(info.st_mode))
        return fail_reading(err, EISDIR, name);
    if (!S_ISREG(info.st_mode) || info.st_size <= 0)
        return QOQ_OK;
    if ((uintmax_t)info.st_size > limit)
        return qoq_fail(err, QOQ_EINPUT, "cannot read %s: %jd bytes, more than %zu",
                        name, (intmax_t)info.st_size, limit);
    *size = (size_t)info.st_size;
    return QOQ_OK;
}

qoq_status qoq_file_read(char **data, size_t *len, const char *path, size_t limit,
                         qoq_error *err)
{
    bool standard_input = strcmp(path, "-") == 0;
    char quoted[200], *bytes = NULL;
    size_t size, room = 0, used = 0;
    qoq_status status;
    int file;

    *data = NULL;
    *len = 0;
    if (limit == 0)
        limit = (size_t)1 << 30;
    if (standard_input)
        snprintf(quoted, sizeof quoted, "standard input");
    else
        snprintf(quoted, sizeof quoted, "'%s'", path);
    file = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0)
        return fail_reading(err, errno, quoted);
    status = look_before_reading(file, &size, limit, quoted, err);
    /* One byte for the NUL, one so that the read that finds the end has room. */
    if (status == QOQ_OK)
        status = qoq_grow(&bytes, &room, size ? size + 2 : FIRST_ROOM, 1, err);
    if (status == QOQ_OK)
        status = read_all(file, &bytes, &room, &used, limit, quoted, err);
    if (!standard_input)
        close(file);
    if (status != QOQ_OK) {
        free(bytes);
        return status;
    }
    bytes[used] = '\0';
    *data = bytes;
    *len = used;
    return QOQ_OK;
}

/* Why did an earlier write to a stream fail? stdio keeps the fact but not the reason, so
 * the descriptor is asked again, without writing to what others read. */
static int reason_of_failure(FILE *stream)
{
    int file = fileno(stream);
    struct pollfd probe = {.fd = file, .events = POLLOUT};
    struct stat info;
    struct statvfs space;
    struct rlimit most;

    if (file < 0 || fstat(file, &info) != 0)
        return EBADF;
    if (poll(&probe, 1, 0) > 0 && (probe.revents & POLLERR))
        return EPIPE;
    if (!S_ISREG(info.st_mode))
        return write(file, "", 0) < 0 ? errno : EIO; /* /dev/full tells even so */
    if (getrlimit(RLIMIT_FSIZE, &most) == 0 && most.rlim_cur != RLIM_INFINITY &&
        (uintmax_t)info.st_size >= most.rlim_cur)
        return EFBIG;
    if (fstatvfs(file, &space) == 0 && space.f_bavail == 0)
        return ENOSPC;
    return EIO;
}

int qoq_file_flush_stream(FILE *stream)
{
    bool failed_before = ferror(stream) != 0;

    errno = 0;
    if (fflush(stream) != 0)
        return errno ? errno : EIO;
    return failed_before ? reason_of_failure(stream) : 0;
}

qoq_status qoq_file_fail_writing(qoq_error *err, int number, const char *name)
{
    if (number != EPIPE)
        return qoq_fail_errno(err, number, "cannot write '%s'", name);
    return qoq_fail(err, QOQ_EPIPE, "cannot write '%s': its reader went away", name);
}

qoq_status qoq_file_flush(FILE *stream, const char *name, qoq_error *err)
{
    int number = qoq_file_flush_stream(stream);

    return number ? qoq_file_fail_writing(err, number, name) : QOQ_OK;
}

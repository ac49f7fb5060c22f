/*
 * Temporary files of writers, and what becomes of them when a writer is killed.
 *
 * A writer holds a flock on its temporary file as long as it lives; the system takes the
 * lock away with the process, however that ends. So a file of that name which nobody
 * holds is rubbish, and the next writer of the same target takes it away.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file_private.h"
#include "qoq/file.h"

enum { MOST_ATTEMPTS = 100, LONGEST_STEM = 200, LETTERS = 6 };

static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";

/* Distinct enough that no file of the user's has such a name. */
static const char infix[] = ".qoq-";

static void random_letters(char *out)
{
    uint64_t bits;

    if (getrandom(&bits, sizeof bits, GRND_NONBLOCK) != (ssize_t)sizeof bits) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        bits = (uint64_t)now.tv_nsec * 1000003U + (uint64_t)getpid();
    }
    for (size_t i = 0; i < LETTERS; i++, bits /= sizeof letters - 1)
        out[i] = letters[bits % (sizeof letters - 1)];
}

/* `.name.qoq-` beside the target with room for the letters, whose place is *at. A name
 * near NAME_MAX must not become too long. NULL when memory is out. */
static char *temporary_name(const char *path, size_t *at)
{
    const char *base = qoq_file_base(path);
    size_t folder = (size_t)(base - path), stem = strlen(base);
    char *name;

    if (stem > LONGEST_STEM)
        stem = LONGEST_STEM;
    *at = folder + 1 + stem + strlen(infix);
    name = malloc(*at + LETTERS + 1);
    if (!name)
        return NULL;
    memcpy(name, path, folder);
    name[folder] = '.';
    memcpy(name + folder + 1, base, stem);
    memcpy(name + folder + 1 + stem, infix, strlen(infix));
    memset(name + *at, 0, LETTERS + 1);
    return name;
}

/* Does somebody who was quicker see it as left behind? Then it goes, and another one is
 * made: nothing is waited for. Where there are no locks, nobody clears up. */
static bool was_taken_away(int file)
{
    struct stat info;

    if (flock(file, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK;
    return fstat(file, &info) == 0 && info.st_nlink == 0;
}

/* Not mkstemp, which makes every file 0600: asking for the umask to widen that again
 * would change it for other threads. */
int qoq_file_create_temporary(char **name, const char *path, mode_t mode)
{
    size_t at;
    int file;

    *name = temporary_name(path, &at);
    for (int attempt = 0; *name && attempt < MOST_ATTEMPTS; attempt++) {
        random_letters(*name + at);
        file = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (file < 0 && errno != EEXIST)
            return -1;
        if (file >= 0 && !was_taken_away(file))
            return file;
        if (file >= 0) {
            unlink(*name);
            close(file);
        }
    }
    return -1;
}

static bool is_temporary(const char *entry, const char *start, size_t len)
{
    return strncmp(entry, start, len) == 0 && strlen(entry) == len + LETTERS &&
           strspn(entry + len, letters) == LETTERS;
}

/* A writer that was quick may have renamed it meanwhile: then the name is no longer that
 * of the file we hold. */
static bool is_still_there(int folder, const char *entry, int file)
{
    struct stat held, named;

    return fstat(file, &held) == 0 && S_ISREG(held.st_mode) &&
           fstatat(folder, entry, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

static void remove_if_left_behind(int folder, const char *entry)
{
    int file = openat(folder, entry,
                      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

    if (file < 0)
        return;
    if (flock(file, LOCK_EX | LOCK_NB) == 0 && is_still_there(folder, entry, file))
        unlinkat(folder, entry, 0);
    close(file);
}

void qoq_file_clear_stale(const char *path)
{
    size_t at, folder = (size_t)(qoq_file_base(path) - path);
    char *name = temporary_name(path, &at);
    char *where = folder ? strndup(path, folder) : strdup(".");
    DIR *list = where && name ? opendir(where) : NULL;
    struct dirent *entry;

    while (list && (entry = readdir(list))) {
        if (is_temporary(entry->d_name, name + folder, at - folder))
            remove_if_left_behind(dirfd(list), entry->d_name);
    }
    if (list)
        closedir(list);
    free(where);
    free(name);
}

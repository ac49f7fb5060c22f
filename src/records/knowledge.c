#include "qoq/knowledge.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/embedded.h"
#include "qoq/file.h"
#include "records/knowledge_private.h"

/* No table that an analyst wrote is larger. */
#define LARGEST_FILE (64u << 20)

/* ---- folders ------------------------------------------------------------------------ */

bool qoq_knowledge_is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static const char *join(qoq_arena *store, const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = qoq_arena_alloc(store, size);

    if (path)
        snprintf(path, size, "%s/%s", folder, name);
    return path;
}

static const char *user_folder(qoq_arena *store)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

    /* A relative path is to be ignored: XDG Base Directory, "Basics". */
    if (config && config[0] == '/')
        return join(store, config, "qoq");
    return home && home[0] ? join(store, home, ".config/qoq") : NULL;
}

/* The two folders that need not be there are left out when they are not; one that was
 * asked for by name stays, and loading the lexicon says that it is missing. */
void qoq_knowledge_find(qoq_knowledge_paths *paths, const char *data_dir,
                        qoq_arena *store)
{
    const char *user = user_folder(store), *home = getenv("QOQ_HOME");
    size_t count = 0;

    *paths = (qoq_knowledge_paths){{NULL}};
    if (qoq_knowledge_is_folder(QOQ_SHARE_DIR))
        paths->folders[count++] = QOQ_SHARE_DIR;
    if (user && qoq_knowledge_is_folder(user))
        paths->folders[count++] = user;
    if (home && home[0])
        paths->folders[count++] = qoq_arena_copy(store, home, strlen(home));
    if (data_dir && (count == 0 || paths->folders[count - 1]))
        paths->folders[count++] = data_dir;
}

/* ---- one file ------------------------------------------------------------------------- */

/* A name stays inside its folder. */
static bool is_inside(const char *name)
{
    for (const char *part = name;; part++) {
        size_t n = strcspn(part, "/");

        if (n == 0 || (n == 2 && part[0] == '.' && part[1] == '.'))
            return false;
        part += n;
        if (*part == '\0')
            return true;
    }
}

char *qoq_knowledge_path(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);

    if (path)
        snprintf(path, size, "%s/%s", folder, name);
    return path;
}

qoq_status qoq_knowledge_read(char **data, size_t *len, const char *folder,
                              const char *name, qoq_error *err)
{
    char *path = qoq_knowledge_path(folder, name);
    qoq_status status = QOQ_OK;

    *data = NULL;
    if (!path)
        return qoq_fail_memory(err);
    if (qoq_file_exists(path))
        status = qoq_file_read(data, len, path, LARGEST_FILE, err);
    free(path);
    return status;
}

static qoq_status copy_embedded(char **data, size_t *len, const qoq_embedded_file *file,
                                qoq_error *err)
{
    *data = malloc(file->size + 1);
    if (!*data)
        return qoq_fail_memory(err);
    memcpy(*data, file->data, file->size + 1);
    *len = file->size;
    return QOQ_OK;
}

size_t qoq_knowledge_folders(const qoq_knowledge_paths *paths)
{
    const size_t most = sizeof paths->folders / sizeof *paths->folders;
    size_t count = 0;

    while (paths && count < most && paths->folders[count])
        count++;
    return count;
}

qoq_status qoq_knowledge_file(char **data, size_t *len, const char *name,
                              const qoq_knowledge_paths *paths, qoq_error *err)
{
    const qoq_embedded_file *file;

    *data = NULL;
    if (!is_inside(name))
        return qoq_fail(err, QOQ_EUSAGE, "'%s' is no name of a data file", name);
    for (size_t i = qoq_knowledge_folders(paths); i > 0; i--) {
        QOQ_TRY(qoq_knowledge_read(data, len, paths->folders[i - 1], name, err));
        if (*data)
            return QOQ_OK;
    }
    file = qoq_embedded_find(name);
    if (!file)
        return qoq_fail(err, QOQ_ENOTFOUND,
                        "there is no data file '%s', compiled in or in a data folder",
                        name);
    return copy_embedded(data, len, file, err);
}

void qoq_knowledge_place(qoq_error *err, const char *file)
{
    qoq_error old;

    if (!err || err->line == 0)
        return;
    old = *err;
    qoq_fail_at(err, old.status, old.line, old.column, "%s:%zu:%zu: %s", file, old.line,
                old.column, old.message);
}

static qoq_status hand_over(qoq_knowledge_fn fn, void *data, const char *path,
                            const char *text, size_t len, qoq_error *err)
{
    qoq_error place = {QOQ_OK, 0, 0, ""};
    qoq_status status = fn(data, path, text, len, &place);

    if (status != QOQ_OK) {
        qoq_knowledge_place(&place, path);
        if (err)
            *err = place;
    }
    return status;
}

qoq_status qoq_knowledge_each(const char *name, const qoq_knowledge_paths *paths,
                              qoq_knowledge_fn fn, void *data, qoq_error *err)
{
    const qoq_embedded_file *file = qoq_embedded_find(name);

    if (!is_inside(name))
        return qoq_fail(err, QOQ_EUSAGE, "'%s' is no name of a data file", name);
    if (file)
        QOQ_TRY(hand_over(fn, data, name, (const char *)file->data, file->size, err));
    for (size_t i = 0; i < qoq_knowledge_folders(paths); i++) {
        char *text, *path;
        size_t len = 0;

        QOQ_TRY(qoq_knowledge_read(&text, &len, paths->folders[i], name, err));
        if (!text)
            continue;
        path = qoq_knowledge_path(paths->folders[i], name);
        qoq_status status =
            path ? hand_over(fn, data, path, text, len, err) : qoq_fail_memory(err);
        free(path);
        free(text);
        QOQ_TRY(status);
    }
    return QOQ_OK;
}

/* ---- lists -------------------------------------------------------------------------- */

typedef struct name_list {
    const char **names;
    size_t count, room;
    qoq_arena *arena;
    qoq_error *err;
} name_list;

static qoq_status add_name(name_list *list, const char *prefix, const char *name)
{
    size_t size = strlen(prefix) + strlen(name) + 1;
    char *copy = qoq_arena_alloc(list->arena, size);

    if (!copy)
        return qoq_fail_memory(list->err);
    snprintf(copy, size, "%s%s", prefix, name);
    QOQ_TRY(qoq_grow(&list->names, &list->room, list->count + 1, sizeof *list->names,
                     list->err));
    list->names[list->count++] = copy;
    return QOQ_OK;
}

static qoq_status list_embedded(name_list *list, const char *prefix)
{
    size_t len = strlen(prefix);

    for (size_t i = 0; i < qoq_embedded_count; i++) {
        const char *path = qoq_embedded_files[i].path;

        if (strncmp(path, prefix, len) == 0 && !strchr(path + len, '/'))
            QOQ_TRY(add_name(list, prefix, path + len));
    }
    return QOQ_OK;
}

static bool is_file_in(const char *folder, const char *name)
{
    char *path = qoq_knowledge_path(folder, name);
    struct stat info;
    bool is_file = path && stat(path, &info) == 0 && S_ISREG(info.st_mode);

    free(path);
    return is_file;
}

static qoq_status list_folder(name_list *list, const char *folder, const char *prefix)
{
    char *path = qoq_knowledge_path(folder, prefix);
    qoq_status status = QOQ_OK;
    DIR *dir;

    if (!path)
        return qoq_fail_memory(list->err);
    dir = opendir(path);
    if (!dir && errno != ENOENT && errno != ENOTDIR)
        status = qoq_fail(list->err, QOQ_EINPUT, "cannot read folder '%s'", path);
    for (struct dirent *entry; dir && status == QOQ_OK && (entry = readdir(dir));) {
        if (entry->d_name[0] != '.' && is_file_in(path, entry->d_name))
            status = add_name(list, prefix, entry->d_name);
    }
    if (dir)
        closedir(dir);
    free(path);
    return status;
}

static int by_name(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;

    return strcmp(*a, *b);
}

static void drop_doubles(name_list *list)
{
    size_t kept = 0;

    if (list->count > 0)
        qsort(list->names, list->count, sizeof *list->names, by_name);
    for (size_t i = 0; i < list->count; i++) {
        if (kept == 0 || strcmp(list->names[kept - 1], list->names[i]) != 0)
            list->names[kept++] = list->names[i];
    }
    list->count = kept;
}

qoq_status qoq_knowledge_list(const char ***names, size_t *count, const char *prefix,
                              const qoq_knowledge_paths *paths, qoq_arena *arena,
                              qoq_error *err)
{
    name_list list = {.arena = arena, .err = err};
    qoq_status status = list_embedded(&list, prefix);

    for (size_t i = 0; i < qoq_knowledge_folders(paths) && status == QOQ_OK; i++)
        status = list_folder(&list, paths->folders[i], prefix);
    if (status == QOQ_OK) {
        drop_doubles(&list);
        *names = qoq_arena_calloc(arena, list.count + 1, sizeof **names);
        if (*names && list.count > 0)
            memcpy(*names, list.names, list.count * sizeof **names);
        *count = list.count;
        status = *names ? QOQ_OK : qoq_fail_memory(err);
    }
    free(list.names);
    return status;
}

#include "qoq/knowledge.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/embedded.h"
#include "qoq/file.h"

/* No table that an analyst wrote is larger. */
#define LARGEST_FILE (64u << 20)

/* ---- folders ------------------------------------------------------------------------ */

static bool is_folder(const char *path)
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
    if (is_folder(QOQ_SHARE_DIR))
        paths->folders[count++] = QOQ_SHARE_DIR;
    if (user && is_folder(user))
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

static char *path_of(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);

    if (path)
        snprintf(path, size, "%s/%s", folder, name);
    return path;
}

/* The file of a folder; *data stays NULL when it has none. */
static qoq_status read_from(char **data, size_t *len, const char *folder,
                            const char *name, qoq_error *err)
{
    char *path = path_of(folder, name);
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

static size_t folder_count(const qoq_knowledge_paths *paths)
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
    for (size_t i = folder_count(paths); i > 0; i--) {
        QOQ_TRY(read_from(data, len, paths->folders[i - 1], name, err));
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

/* Puts "FILE:LINE:COLUMN: " before the message of a failed row. */
static void name_the_file(qoq_error *err, const char *file)
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
        name_the_file(&place, path);
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
    for (size_t i = 0; i < folder_count(paths); i++) {
        char *text, *path;
        size_t len = 0;

        QOQ_TRY(read_from(&text, &len, paths->folders[i], name, err));
        if (!text)
            continue;
        path = path_of(paths->folders[i], name);
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
    char *path = path_of(folder, name);
    struct stat info;
    bool is_file = path && stat(path, &info) == 0 && S_ISREG(info.st_mode);

    free(path);
    return is_file;
}

static qoq_status list_folder(name_list *list, const char *folder, const char *prefix)
{
    char *path = path_of(folder, prefix);
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

    for (size_t i = 0; i < folder_count(paths) && status == QOQ_OK; i++)
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

/* ---- the lexicon ------------------------------------------------------------------------ */

enum { MOST_COLUMNS = 16 };

typedef struct table_reader {
    qoq_lexicon *lexicon;
    qoq_lexicon_table table;
    const char *file; /* for messages */
    int layer;
    const char *const *columns;
    size_t column_count;
    size_t at[MOST_COLUMNS]; /* of each column in the file */
    bool has_header;
} table_reader;

static qoq_status read_header(table_reader *r, const qoq_csv_row *row, qoq_error *err)
{
    size_t required;

    r->columns = qoq_lexicon_table_columns(r->table, &required);
    for (r->column_count = 0; r->columns[r->column_count];)
        r->column_count++;
    r->has_header = true;
    return qoq_csv_columns(r->at, row, r->columns, required, err);
}

static qoq_status read_row(void *data, const qoq_csv_row *row, qoq_error *err)
{
    table_reader *r = data;
    qoq_slice values[MOST_COLUMNS];
    qoq_status status;

    if (!r->has_header)
        return read_header(r, row, err);
    for (size_t i = 0; i < r->column_count; i++)
        values[i] = r->at[i] == SIZE_MAX ? QOQ_SLICE("") : row->fields[r->at[i]];
    QOQ_TRY(qoq_lexicon_at(r->lexicon, r->layer, r->file, row->line, err));
    status = qoq_lexicon_add(r->lexicon, r->table, values, err);
    if (status != QOQ_OK && err && err->column > 0) {
        size_t field = r->at[err->column - 1]; /* the table's column becomes a place */

        err->line = field == SIZE_MAX ? row->line : row->lines[field];
        err->column = field == SIZE_MAX ? 1 : row->columns[field];
    }
    return status;
}

static qoq_status read_table(qoq_lexicon *lexicon, qoq_lexicon_table table,
                             const char *file, int layer, const char *data, size_t len,
                             qoq_error *err)
{
    table_reader r = {.lexicon = lexicon, .table = table, .file = file, .layer = layer};
    qoq_status status = qoq_csv_read(data, len, read_row, &r, err);

    if (status == QOQ_EINPUT)
        name_the_file(err, file);
    return status;
}

static qoq_status read_embedded_tables(qoq_lexicon *lexicon, qoq_error *err)
{
    for (int t = 0; t < QOQ_LEXICON_TABLES_; t++) {
        qoq_lexicon_table table = (qoq_lexicon_table)t;
        char name[64];
        const qoq_embedded_file *file;

        snprintf(name, sizeof name, "lexicon/%s", qoq_lexicon_table_file(table));
        file = qoq_embedded_find(name);
        if (file)
            QOQ_TRY(read_table(lexicon, table, name, 0, (const char *)file->data,
                               file->size, err));
    }
    return QOQ_OK;
}

/* variants.csv is read when qoq is built; a copy of the whole folder holds it as well. */
static bool is_table_file(const char *name)
{
    for (int t = 0; t < QOQ_LEXICON_TABLES_; t++) {
        if (strcmp(name, qoq_lexicon_table_file((qoq_lexicon_table)t)) == 0)
            return true;
    }
    return strcmp(name, "variants.csv") == 0;
}

/* A misspelt metric.csv would be passed over without a word. */
static qoq_status check_file_names(const char *folder, qoq_error *err)
{
    char *path = path_of(folder, "lexicon");
    qoq_status status = QOQ_OK;
    DIR *dir;

    if (!path)
        return qoq_fail_memory(err);
    dir = opendir(path);
    for (struct dirent *entry; dir && status == QOQ_OK && (entry = readdir(dir));) {
        qoq_slice name = qoq_slice_of(entry->d_name);

        if (name.ptr[0] != '.' && qoq_slice_ends(name, ".csv") &&
            !is_table_file(name.ptr))
            status = qoq_fail(err, QOQ_EINPUT,
                              "'%s/%s' is no table of the lexicon: see entities, "
                              "segments, metrics, terms, units, period_words, words",
                              path, name.ptr);
    }
    if (dir)
        closedir(dir);
    free(path);
    return status;
}

static qoq_status read_folder_tables(qoq_lexicon *lexicon, const char *folder,
                                     int layer, qoq_error *err)
{
    if (!is_folder(folder))
        return qoq_fail(err, QOQ_EINPUT, "there is no data folder '%s'", folder);
    QOQ_TRY(check_file_names(folder, err));
    for (int t = 0; t < QOQ_LEXICON_TABLES_; t++) {
        qoq_lexicon_table table = (qoq_lexicon_table)t;
        char name[64], *data, *path;
        size_t len = 0;
        qoq_status status;

        snprintf(name, sizeof name, "lexicon/%s", qoq_lexicon_table_file(table));
        QOQ_TRY(read_from(&data, &len, folder, name, err));
        if (!data)
            continue;
        path = path_of(folder, name);
        status = path ? read_table(lexicon, table, path, layer, data, len, err)
                      : qoq_fail_memory(err);
        free(path);
        free(data);
        QOQ_TRY(status);
    }
    return QOQ_OK;
}

qoq_status qoq_knowledge_lexicon(qoq_lexicon **out, const qoq_knowledge_paths *paths,
                                 qoq_error *err)
{
    qoq_lexicon *lexicon = qoq_lexicon_new();
    qoq_status status;

    *out = NULL;
    if (!lexicon)
        return qoq_fail_memory(err);
    status = read_embedded_tables(lexicon, err);
    for (size_t i = 0; i < folder_count(paths) && status == QOQ_OK; i++)
        status = read_folder_tables(lexicon, paths->folders[i], (int)i + 1, err);
    if (status == QOQ_OK)
        status = qoq_lexicon_freeze(lexicon, err);
    if (status != QOQ_OK) {
        qoq_lexicon_free(lexicon);
        return status;
    }
    *out = lexicon;
    return QOQ_OK;
}

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "qoq/file.h"
#include "records/knowledge_private.h"
#include "words/lexicon_image.h"

/* These are read when qoq is built; a copy of the whole folder holds them as well. */
static bool is_built_in(const char *name)
{
    return strcmp(name, "variants.csv") == 0 || strcmp(name, "fixed_words.csv") == 0 ||
           strcmp(name, "ratios.csv") == 0;
}

static bool is_table_file(const char *name)
{
    for (int t = 0; t < QOQ_LEXICON_TABLES_; t++) {
        if (strcmp(name, qoq_lexicon_table_file((qoq_lexicon_table)t)) == 0)
            return true;
    }
    return is_built_in(name);
}

/* A misspelt metric.csv would be passed over without a word. */
static qoq_status check_file_names(const char *folder, qoq_error *err)
{
    char *path = qoq_knowledge_path(folder, "lexicon");
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

/* ---- what a folder adds ------------------------------------------------------------- */

/* Is a table of the folder the one that is compiled in, byte for byte? */
static qoq_status is_ours(bool *ours, const char *folder, const char *name,
                          qoq_error *err)
{
    const qoq_embedded_file *file = qoq_embedded_find(name);
    size_t len = 0;
    char *data;

    QOQ_TRY(qoq_knowledge_read(&data, &len, folder, name, err));
    *ours = data && file && len == file->size && memcmp(data, file->data, len) == 0;
    free(data);
    return QOQ_OK;
}

static int count_tables(const char *folder)
{
    int count = 0;

    for (int t = 0; t < QOQ_LEXICON_TABLES_; t++) {
        char name[64], *path;

        qoq_knowledge_table(name, (qoq_lexicon_table)t);
        path = qoq_knowledge_path(folder, name);
        count += !path || qoq_file_exists(path);
        free(path);
    }
    return count;
}

/* The share folder of an installed qoq holds a copy of every table, and says nothing new.
 * A copy of some of them does: its rows stand above the rest. */
static qoq_status adds_rows(bool *adds, const char *folder, qoq_error *err)
{
    int count;

    if (!qoq_knowledge_is_folder(folder))
        return qoq_fail(err, QOQ_EINPUT, "there is no data folder '%s'", folder);
    QOQ_TRY(check_file_names(folder, err));
    count = count_tables(folder);
    *adds = count > 0 && count < QOQ_LEXICON_TABLES_;
    for (int t = 0; t < QOQ_LEXICON_TABLES_ && count > 0 && !*adds; t++) {
        char name[64];
        bool ours;

        qoq_knowledge_table(name, (qoq_lexicon_table)t);
        QOQ_TRY(is_ours(&ours, folder, name, err));
        *adds = !ours;
    }
    return QOQ_OK;
}

qoq_status qoq_knowledge_lexicon(qoq_lexicon **out, const qoq_knowledge_paths *paths,
                                 qoq_error *err)
{
    qoq_knowledge_paths adding = {{NULL}};
    size_t count = 0;

    *out = NULL;
    for (size_t i = 0; i < qoq_knowledge_folders(paths); i++) {
        bool adds = false;

        QOQ_TRY(adds_rows(&adds, paths->folders[i], err));
        if (adds)
            adding.folders[count++] = paths->folders[i];
    }
    if (count > 0)
        return qoq_knowledge_build(out, &adding, err);
    *out = qoq_lexicon_shipped();
    return *out ? QOQ_OK : qoq_fail_memory(err);
}

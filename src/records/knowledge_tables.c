#include <stdio.h>
#include <stdlib.h>

#include "base/embedded.h"
#include "records/knowledge_private.h"

void qoq_knowledge_table(char name[64], qoq_lexicon_table table)
{
    snprintf(name, 64, "lexicon/%s", qoq_lexicon_table_file(table));
}

/* ---- a table ------------------------------------------------------------------------ */

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

qoq_status qoq_knowledge_read_table(qoq_lexicon *lexicon, qoq_lexicon_table table,
                                    const char *file, int layer, const char *data,
                                    size_t len, qoq_error *err)
{
    table_reader r = {.lexicon = lexicon, .table = table, .file = file, .layer = layer};
    qoq_status status = qoq_csv_read(data, len, read_row, &r, err);

    if (status == QOQ_EINPUT)
        qoq_knowledge_place(err, file);
    return status;
}

/* ---- all tables --------------------------------------------------------------------- */

static qoq_status read_embedded_tables(qoq_lexicon *lexicon, qoq_error *err)
{
    for (int t = 0; t < QOQ_LEXICON_TABLES_; t++) {
        qoq_lexicon_table table = (qoq_lexicon_table)t;
        char name[64];
        const qoq_embedded_file *file;

        qoq_knowledge_table(name, table);
        file = qoq_embedded_find(name);
        if (file)
            QOQ_TRY(qoq_knowledge_read_table(
                lexicon, table, name, 0, (const char *)file->data, file->size, err));
    }
    return QOQ_OK;
}

static qoq_status read_folder_tables(qoq_lexicon *lexicon, const char *folder,
                                     int layer, qoq_error *err)
{
    for (int t = 0; t < QOQ_LEXICON_TABLES_; t++) {
        qoq_lexicon_table table = (qoq_lexicon_table)t;
        char name[64], *data, *path;
        size_t len = 0;
        qoq_status status;

        qoq_knowledge_table(name, table);
        QOQ_TRY(qoq_knowledge_read(&data, &len, folder, name, err));
        if (!data)
            continue;
        path = qoq_knowledge_path(folder, name);
        status =
            path ? qoq_knowledge_read_table(lexicon, table, path, layer, data, len, err)
                 : qoq_fail_memory(err);
        free(path);
        free(data);
        QOQ_TRY(status);
    }
    return QOQ_OK;
}

qoq_status qoq_knowledge_build(qoq_lexicon **out, const qoq_knowledge_paths *paths,
                               qoq_error *err)
{
    qoq_lexicon *lexicon = qoq_lexicon_new();
    qoq_status status;

    *out = NULL;
    if (!lexicon)
        return qoq_fail_memory(err);
    status = read_embedded_tables(lexicon, err);
    for (size_t i = 0; i < qoq_knowledge_folders(paths) && status == QOQ_OK; i++)
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

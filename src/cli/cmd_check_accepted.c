/* accepted.csv of all places. */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd_check.h"
#include "qoq/file.h"

typedef struct loading {
    accepted *out;
    bool is_own;
    bool is_first; /* the compiled-in version, which belongs to the shipped data */
    bool shipped_data;
} loading;

static qoq_status add_file(accepted *a, const char *path, bool is_own, const char *text,
                           size_t len, qoq_error *err)
{
    accepted_file file = {.is_own = is_own, .first = a->count};

    file.path = qoq_arena_copy(&a->arena, path, strlen(path));
    if (!file.path)
        return qoq_fail_memory(err);
    QOQ_TRY(qoq_acceptances_parse(&a->rows, &a->count, &a->room, &a->arena, text, len,
                                  err));
    file.count = a->count - file.first;
    QOQ_TRY(
        qoq_grow(&a->files, &a->file_room, a->file_count + 1, sizeof *a->files, err));
    a->files[a->file_count++] = file;
    return QOQ_OK;
}

static qoq_status take_version(void *data, const char *path, const char *text,
                               size_t len, qoq_error *err)
{
    loading *l = data;
    bool is_own = l->is_first && l->shipped_data;

    l->is_first = false;
    return add_file(l->out, path, is_own, text, len, err);
}

/* accepted.csv beside a dataset. */
static int add_beside(cli *c, accepted *a, const char *path)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    const char *base = qoq_file_base(path);
    qoq_buffer name = {0};
    char *text = NULL;
    size_t len = 0;
    int status = EXIT_DONE;

    qoq_buffer_add(&name, path, (size_t)(base - path));
    qoq_buffer_text(&name, "accepted.csv");
    const char *file = qoq_buffer_string(&name);
    if (strcmp(path, "-") != 0 && qoq_file_exists(file) &&
        (qoq_file_read(&text, &len, file, 0, &err) != QOQ_OK ||
         add_file(a, file, true, text, len, &err) != QOQ_OK))
        status = cli_fail_in(c, file, &err);
    free(text);
    qoq_buffer_clear(&name);
    return status;
}

static bool is_loaded(const words *files, size_t count, const char *path)
{
    size_t folder = (size_t)(qoq_file_base(path) - path);

    for (size_t i = 0; i < count; i++) {
        const char *other = files->items[i];
        if ((size_t)(qoq_file_base(other) - other) == folder &&
            strncmp(other, path, folder) == 0)
            return true;
    }
    return false;
}

static int add_all_beside(cli *c, accepted *a)
{
    const char *variable = getenv("QOQ_DATA");
    int status = EXIT_DONE;

    if (!c->data.count && variable && *variable)
        return add_beside(c, a, variable);
    for (size_t i = 0; i < c->data.count && status == EXIT_DONE; i++) {
        if (!is_loaded(&c->data, i, c->data.items[i]))
            status = add_beside(c, a, c->data.items[i]);
    }
    return status;
}

int check_accepted_load(cli *c, accepted *out, const char *dataset)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    const char *variable = getenv("QOQ_DATA");
    loading l = {.out = out,
                 .is_first = true,
                 .shipped_data =
                     !dataset && !c->data.count && !(variable && *variable)};

    memset(out, 0, sizeof *out);
    if (qoq_knowledge_each("accepted.csv", cli_paths(c), take_version, &l, &err) !=
        QOQ_OK)
        return cli_fail(c, &err);
    int status = dataset ? add_beside(c, out, dataset) : add_all_beside(c, out);
    if (status != EXIT_DONE)
        return status;
    out->used = calloc(out->count + 1, sizeof *out->used);
    if (out->used)
        return EXIT_DONE;
    qoq_fail_memory(&err);
    return cli_fail(c, &err);
}

void check_accepted_clear(accepted *a)
{
    free(a->rows);
    free(a->used);
    free(a->files);
    qoq_arena_clear(&a->arena);
}

const qoq_acceptance *check_accepted_find(accepted *a, const qoq_finding *finding,
                                          const char *cell)
{
    const qoq_acceptance *found = NULL;

    for (size_t i = 0; i < a->count; i++) {
        if (!qoq_acceptance_covers(&a->rows[i], finding, cell))
            continue;
        a->used[i] = true;
        found = found ? found : &a->rows[i];
    }
    return found;
}

void check_accepted_stale(cli *c, const accepted *a)
{
    for (size_t f = 0; f < a->file_count; f++) {
        const accepted_file *file = &a->files[f];
        for (size_t i = file->first; i < file->first + file->count; i++) {
            const qoq_acceptance *row = &a->rows[i];
            if (!file->is_own || a->used[i])
                continue;
            qoq_note_send(cli_notes(c),
                          (qoq_note){.id = "accepted-stale",
                                     .level = QOQ_NOTE_NOTE,
                                     .source = file->path,
                                     .line = row->line,
                                     .column = 1},
                          "no contradiction '%s' of %s any more", row->finding,
                          row->cell);
        }
    }
}

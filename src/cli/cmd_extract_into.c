#include "cli/cmd_extract.h"

#include <stdlib.h>
#include <string.h>

int into_begin(into *in, cli *c, const char *path)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};

    *in = (into){.c = c, .path = path};
    int status = cli_refuse_target(c, path);
    if (status != EXIT_DONE)
        return status;
    if (c->output)
        return cli_usage(c, "records go to one place: say --into or -o");
    if (qoq_store_check(path, &err) != QOQ_OK)
        return cli_fail_in(c, path, &err);
    in->known = qoq_names_new();
    if (!in->known || qoq_dataset_init(&in->records, &err) != QOQ_OK) {
        qoq_fail_memory(&err);
        return cli_fail(c, &err);
    }
    return EXIT_DONE;
}

void into_clear(into *in)
{
    if (in->records.names)
        qoq_dataset_clear(&in->records);
    qoq_names_free(in->known);
    free(in->documents);
    *in = (into){0};
}

/* The number of a document, added if new. */
static qoq_status number_document(into *in, const char *path, qoq_document_id id,
                                  uint32_t *number, qoq_error *err)
{
    *number = qoq_names_add(in->known, (const char *)&id, sizeof id);
    if (*number == UINT32_MAX)
        return qoq_fail_memory(err);
    --*number; /* name 0 is the empty text */
    if (*number < in->count)
        return QOQ_OK;
    QOQ_TRY(
        qoq_grow(&in->documents, &in->room, in->count + 1, sizeof *in->documents, err));
    in->documents[in->count++] = (into_document){id, path};
    return QOQ_OK;
}

int into_take(into *in, const char *path, qoq_document_id id,
              const qoq_dataset *records)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    size_t before = in->count;
    uint32_t number;
    qoq_status status = number_document(in, path, id, &number, &err);

    if (status == QOQ_OK && in->count == before)
        cli_note(in->c, "same-document", QOQ_NOTE_NOTE,
                 "%s: the same document as '%s', counted once", path,
                 in->documents[number].path);
    for (size_t i = 0; i < records->count && status == QOQ_OK; i++)
        status =
            qoq_dataset_add_from(&in->records, records, &records->records[i], &err);
    return status == QOQ_OK ? EXIT_DONE : cli_fail(in->c, &err);
}

/* ---- what happened --------------------------------------------------------------------- */

static const qoq_store_document *find(const qoq_store_document *all, size_t count,
                                      qoq_document_id id)
{
    for (size_t low = 0, high = count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].id == id)
            return &all[middle];
        if (all[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static void say_document(const into *in, const char *path, const qoq_store_document *d)
{
    if (d->before && !d->now)
        cli_note(in->c, "figures-gone", QOQ_NOTE_WARNING,
                 "%s: states no figure any more; what '%s' had of it is taken out: %s",
                 path, in->path, cli_count(in->c, d->before, "record"));
    if (d->has_namesakes)
        cli_note(in->c, "other-version", QOQ_NOTE_NOTE,
                 "%s: '%s' keeps several other documents of this name; 'qoq list "
                 "documents' shows them",
                 path, in->path);
    else if (d->namesake)
        cli_note(in->c, "other-version", QOQ_NOTE_NOTE,
                 "%s: '%s' keeps another document of this name; 'qoq forget %s "
                 "%016llx' takes it out",
                 path, in->path, in->path, (unsigned long long)d->namesake);
}

static void say_all(const into *in, const qoq_store_document *all, bool written,
                    size_t holds)
{
    cli *c = in->c;
    size_t now = 0, added = 0, gone = 0;

    for (size_t i = 0; i < in->count; i++) {
        const qoq_store_document *d = find(all, in->count, in->documents[i].id);
        say_document(in, in->documents[i].path, d);
        now += d->now;
        added += d->added;
        gone += d->gone;
    }
    const char *holding = cli_count(c, holds, "record");
    const char *records = cli_count(c, now, "record");
    const char *documents = cli_count(c, in->count, "document");
    if (written)
        cli_note(c, "dataset-written", QOQ_NOTE_NOTE,
                 "%s of %s put into '%s': %zu new, %zu gone; it holds %s", records,
                 documents, in->path, added, gone, holding);
    else if (now) /* else it was told that there was nothing to put in */
        cli_note(c, "dataset-unchanged", QOQ_NOTE_NOTE,
                 "%s of %s are in '%s' already; it holds %s and was not written",
                 records, documents, in->path, holding);
}

static qoq_status change(into *in, qoq_store *store, qoq_store_document *documents,
                         bool *written, qoq_error *err)
{
    for (size_t i = 0; i < in->count; i++)
        documents[i].id = in->documents[i].id;
    QOQ_TRY(qoq_dataset_unite(&in->records, err));
    QOQ_TRY(qoq_store_open(store, in->path, CLI_LOCK_WAIT, err));
    QOQ_TRY(qoq_store_replace(store, &in->records, documents, in->count, err));
    return qoq_store_commit(store, written, err);
}

int into_end(into *in)
{
    qoq_store store = {.lock = -1};
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_store_document *documents = calloc(in->count + 1, sizeof *documents);
    bool written = false;
    int result = EXIT_DONE;

    if (!documents) {
        qoq_fail_memory(&err);
        return cli_fail(in->c, &err);
    }
    if (in->count == 0) {
        /* nothing could be read, which was told */
    } else if (change(in, &store, documents, &written, &err) != QOQ_OK) {
        result = cli_fail_in(in->c, in->path, &err);
    } else {
        say_all(in, documents, written, store.data.count);
    }
    qoq_store_close(&store);
    free(documents);
    return result;
}

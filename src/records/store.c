#include "qoq/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "qoq/file.h"
#include "records/dataset_private.h"

/* ---- opening ---------------------------------------------------------------------- */

/* What lies at a path. */
typedef enum target_kind { TARGET_MISSING, TARGET_EMPTY, TARGET_FILE } target_kind;

static qoq_status look_at(target_kind *out, const char *path, qoq_error *err)
{
    struct stat info;

    *out = TARGET_MISSING;
    if (stat(path, &info) != 0)
        return QOQ_OK; /* locking or writing it will tell what is wrong */
    if (S_ISDIR(info.st_mode))
        return qoq_fail(err, QOQ_EINPUT, "'%s' is a folder, not a dataset", path);
    if (!S_ISREG(info.st_mode))
        return qoq_fail(err, QOQ_EINPUT,
                        "'%s' is no file that could be read and written again", path);
    *out = info.st_size > 0 ? TARGET_FILE : TARGET_EMPTY;
    return QOQ_OK;
}

/* The beginning of a file, which is long enough for any header. */
enum { HEADER_ROOM = 1 << 16 };

static ssize_t read_start(char *start, const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    ssize_t len = 0, got = 1;

    if (file < 0)
        return -1;
    while (len < HEADER_ROOM && got > 0) {
        got = read(file, start + len, (size_t)(HEADER_ROOM - len));
        if (got > 0)
            len += got;
    }
    close(file);
    return got < 0 ? -1 : len;
}

/* The first line by itself is a dataset without rows. One that is too long, or that goes
 * on inside quotes, is left to the reader of the whole. */
static qoq_status check_header(const char *path, qoq_error *err)
{
    char *start = malloc(HEADER_ROOM);
    ssize_t len = start ? read_start(start, path) : 0;
    char *end = len > 0 ? memchr(start, '\n', (size_t)len) : NULL;
    size_t line = end ? (size_t)(end - start) + 1 : (size_t)(len > 0 ? len : 0);
    qoq_dataset dataset = {0};
    qoq_status status = QOQ_OK;

    if (!start)
        return qoq_fail_memory(err);
    if (len < 0) {
        qoq_fail_errno(err, errno, "cannot read '%s'", path);
        status = QOQ_EINPUT;
    } else if ((end || len < HEADER_ROOM) && !memchr(start, '"', line)) {
        status = qoq_dataset_init(&dataset, err);
        if (status == QOQ_OK)
            status = qoq_dataset_parse(&dataset, start, line, err);
        qoq_dataset_clear(&dataset);
    }
    free(start);
    if (err && status == QOQ_EINPUT)
        err->status = status;
    return status;
}

static qoq_status check_rights(const char *path, target_kind target, qoq_error *err)
{
    size_t len = (size_t)(qoq_file_base(path) - path);
    char *folder = len ? strndup(path, len) : strdup(".");
    qoq_status status = QOQ_OK;

    if (!folder)
        return qoq_fail_memory(err);
    if ((target != TARGET_MISSING && access(path, W_OK) != 0) ||
        access(folder, W_OK | X_OK) != 0)
        status = qoq_fail_errno(err, errno, "cannot write '%s'", path);
    free(folder);
    return status;
}

qoq_status qoq_store_check(const char *path, qoq_error *err)
{
    target_kind target;

    QOQ_TRY(look_at(&target, path, err));
    QOQ_TRY(check_rights(path, target, err));
    return target == TARGET_FILE ? check_header(path, err) : QOQ_OK;
}

qoq_status qoq_store_begin(qoq_store *store, const char *path, int wait_ms,
                           qoq_error *err)
{
    target_kind target;

    *store = (qoq_store){.lock = -1};
    QOQ_TRY(look_at(&target, path, err));
    QOQ_TRY(check_rights(path, target, err));
    QOQ_TRY(qoq_dataset_init(&store->data, err));
    store->path = strdup(path);
    if (!store->path)
        return qoq_fail_memory(err);
    return qoq_file_lock(&store->lock, path, wait_ms, err);
}

qoq_status qoq_store_open(qoq_store *store, const char *path, int wait_ms,
                          qoq_error *err)
{
    target_kind target;

    QOQ_TRY(qoq_store_begin(store, path, wait_ms, err));
    QOQ_TRY(look_at(&target, path, err));
    return target == TARGET_FILE ? qoq_dataset_read(&store->data, path, err) : QOQ_OK;
}

void qoq_store_close(qoq_store *store)
{
    if (store->data.names)
        qoq_dataset_clear(&store->data);
    if (store->lock >= 0)
        qoq_file_unlock(store->lock);
    free(store->path);
    *store = (qoq_store){.lock = -1};
}

qoq_status qoq_store_commit(qoq_store *store, bool *written, qoq_error *err)
{
    bool same = false;

    if (written)
        *written = false;
    QOQ_TRY(qoq_dataset_unite(&store->data, err));
    QOQ_TRY(qoq_dataset_is_in_file(&same, &store->data, store->path, err));
    if (same)
        return QOQ_OK;
    QOQ_TRY(qoq_dataset_write(&store->data, store->path, err));
    if (written)
        *written = true;
    return QOQ_OK;
}

/* ---- documents that take the place of what was known of them ---------------------- */

/* The rows are parts of the store's dataset and share its names. */
typedef struct replacement {
    qoq_store *store;
    qoq_store_document *documents; /* sorted by id */
    size_t count;
    qoq_dataset old;   /* rows of the documents, taken out */
    qoq_dataset made;  /* rows that take their place, before they are put in */
    uint32_t *sources; /* the new name of each document; 0 = it has no rows */
    qoq_error *err;
} replacement;

static int compare_ids(const void *a, const void *b)
{
    qoq_document_id x = ((const qoq_store_document *)a)->id,
                    y = ((const qoq_store_document *)b)->id;

    return (x > y) - (x < y);
}

/* The place of a record's document in the list; `count` when it is none of them. */
static size_t find_document(const replacement *r, const qoq_record *record)
{
    qoq_store_document key = {.id = record->document};
    const qoq_store_document *found =
        key.id ? bsearch(&key, r->documents, r->count, sizeof key, compare_ids) : NULL;

    return found ? (size_t)(found - r->documents) : r->count;
}

/* Behind the rows of the store, which translates their names and takes their unknown
 * columns. */
static qoq_status append_made(replacement *r, const qoq_dataset *records)
{
    for (size_t i = 0; i < records->count; i++) {
        if (find_document(r, &records->records[i]) == r->count)
            return qoq_fail(r->err, QOQ_EUSAGE,
                            "a record is of none of the documents to be replaced");
        QOQ_TRY(qoq_dataset_add_from(&r->store->data, records, &records->records[i],
                                     r->err));
    }
    return QOQ_OK;
}

static qoq_status take_out_made(replacement *r, size_t first)
{
    qoq_dataset *data = &r->store->data;

    for (size_t i = first; i < data->count; i++) {
        const qoq_record *record = &data->records[i];
        uint32_t *source = &r->sources[find_document(r, record)];

        if (*source == 0)
            *source = record->source;
        QOQ_TRY(qoq_dataset_add(&r->made, record, r->err));
    }
    data->count = first;
    return QOQ_OK;
}

static qoq_status take_out_old(replacement *r)
{
    qoq_dataset *data = &r->store->data;
    size_t kept = 0;

    for (size_t i = 0; i < data->count; i++) {
        const qoq_record *record = &data->records[i];
        size_t place = find_document(r, record);

        if (place == r->count) {
            data->records[kept++] = *record;
            continue;
        }
        r->documents[place].before++;
        QOQ_TRY(qoq_dataset_add(&r->old, record, r->err));
    }
    data->count = kept;
    return QOQ_OK;
}

/* Old rows under the new name: a document that was renamed says what it said before. */
static void rename_old(replacement *r)
{
    for (size_t i = 0; i < r->old.count; i++) {
        qoq_record *record = &r->old.records[i];
        uint32_t source = r->sources[find_document(r, record)];

        if (source)
            record->source = source;
    }
}

static int compare_statements(const qoq_dataset *data, const qoq_record *a,
                              const qoq_record *b)
{
    qoq_record x = *a, y = *b;

    x.extra = y.extra = 0;
    return qoq_dataset_compare(data, &x, &y);
}

/* Counts a row of the old or new ones; both lists know only documents of ours. */
static void count_row(replacement *r, const qoq_record *record, bool was, bool is)
{
    qoq_store_document *d = &r->documents[find_document(r, record)];

    d->now += is;
    d->added += is && !was;
    d->gone += was && !is;
}

/* Puts in the row that is made again, or those it is made again as: the old ones with
 * what their unknown columns say. Returns how many old ones are behind us. */
static qoq_status put_in(replacement *r, const qoq_record *made, size_t *old)
{
    qoq_dataset *data = &r->store->data;
    bool again = false;

    for (; *old < r->old.count; ++*old) {
        const qoq_record *record = &r->old.records[*old];
        int order = compare_statements(data, record, made);

        if (order > 0)
            break;
        if (order < 0) {
            count_row(r, record, true, false);
            continue;
        }
        again = true;
        QOQ_TRY(qoq_dataset_add(data, record, r->err));
    }
    count_row(r, made, again, true);
    return again && made->extra == 0 ? QOQ_OK : qoq_dataset_add(data, made, r->err);
}

static qoq_status put_in_all(replacement *r)
{
    size_t old = 0;

    qoq_dataset_sort(&r->old);
    qoq_dataset_sort(&r->made);
    for (size_t i = 0; i < r->made.count; i++)
        QOQ_TRY(put_in(r, &r->made.records[i], &old));
    for (; old < r->old.count; old++)
        count_row(r, &r->old.records[old], true, false);
    return QOQ_OK;
}

/* Documents that go by the same source as one of ours, and are none of them. */
static qoq_status find_namesakes(replacement *r)
{
    const qoq_dataset *data = &r->store->data;
    size_t *owner = calloc(qoq_names_count(data->names), sizeof *owner);

    if (!owner)
        return qoq_fail_memory(r->err);
    for (size_t i = 0; i < r->count; i++) {
        if (r->sources[i])
            owner[r->sources[i]] = i + 1;
    }
    for (size_t i = 0; i < data->count; i++) {
        const qoq_record *record = &data->records[i];
        qoq_store_document *d;

        if (!record->document || !owner[record->source])
            continue;
        d = &r->documents[owner[record->source] - 1];
        d->has_namesakes |= d->namesake && d->namesake != record->document;
        d->namesake = record->document;
    }
    free(owner);
    return QOQ_OK;
}

static qoq_status replace(replacement *r, const qoq_dataset *records)
{
    size_t first = r->store->data.count;

    r->sources = calloc(r->count + 1, sizeof *r->sources);
    if (!r->sources)
        return qoq_fail_memory(r->err);
    QOQ_TRY(append_made(r, records));
    QOQ_TRY(take_out_made(r, first));
    QOQ_TRY(take_out_old(r));
    rename_old(r);
    QOQ_TRY(find_namesakes(r));
    return put_in_all(r);
}

qoq_status qoq_store_replace(qoq_store *store, const qoq_dataset *records,
                             qoq_store_document *documents, size_t count,
                             qoq_error *err)
{
    replacement r = {.store = store,
                     .documents = documents,
                     .count = count,
                     .old.names = store->data.names,
                     .made.names = store->data.names,
                     .err = err};
    qoq_status status;

    for (size_t i = 0; i < count; i++)
        documents[i] = (qoq_store_document){.id = documents[i].id};
    qsort(documents, count, sizeof *documents, compare_ids);
    status = replace(&r, records);
    free(r.sources);
    free(r.old.records);
    free(r.made.records);
    return status;
}

/* qoq forget: takes documents out of a dataset again. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "qoq/store.h"

typedef struct forgetting {
    cli *c;
    const char *path;
    qoq_store store;
    qoq_document_rows *documents;
    size_t count;
} forgetting;

static const char *source_of(const forgetting *f, const qoq_document_rows *d)
{
    return qoq_dataset_text(&f->store.data, d->source);
}

/* ---- which document is meant ---------------------------------------------------------- */

static const qoq_document_rows *find_hash(const forgetting *f, qoq_document_id id)
{
    for (size_t i = 0; i < f->count && id; i++) {
        if (f->documents[i].document == id)
            return &f->documents[i];
    }
    return NULL;
}

/* The first of this source; *count says how many there are. */
static const qoq_document_rows *find_source(const forgetting *f, const char *source,
                                            size_t *count)
{
    const qoq_document_rows *first = NULL;

    *count = 0;
    for (size_t i = 0; i < f->count; i++) {
        if (strcmp(source_of(f, &f->documents[i]), source) != 0)
            continue;
        if (!first)
            first = &f->documents[i];
        ++*count;
    }
    return first;
}

static qoq_document_id hash_of_text(const char *text)
{
    if (strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16)
        return 0;
    return strtoull(text, NULL, 16);
}

/* 0 when it is no file, or cannot be read. */
static qoq_document_id hash_of_file(const char *path)
{
    struct stat info;
    char hash[17], *text;
    size_t len;

    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode) ||
        qoq_file_read(&text, &len, path, 0, NULL) != QOQ_OK)
        return 0;
    qoq_file_hash(hash, text, len);
    free(text);
    return strtoull(hash, NULL, 16);
}

static void put_document(qoq_buffer *out, const forgetting *f,
                         const qoq_document_rows *d)
{
    qoq_buffer_print(out, "'%s'", source_of(f, d));
    if (d->document)
        qoq_buffer_print(out, " (%016" PRIx64 ")", d->document);
}

enum { SHOWN_AT_MOST = 8 };

/* What there is, or those of one source only. */
static void put_documents(qoq_buffer *out, const forgetting *f, const char *source)
{
    size_t shown = 0, all = 0;

    for (size_t i = 0; i < f->count; i++) {
        if (source && strcmp(source_of(f, &f->documents[i]), source) != 0)
            continue;
        if (all++ >= SHOWN_AT_MOST)
            continue;
        if (shown++)
            qoq_buffer_text(out, ", ");
        put_document(out, f, &f->documents[i]);
    }
    if (all > shown)
        qoq_buffer_print(out, " and %zu more (see 'qoq list documents -d %s')",
                         all - shown, f->path);
}

/* The command line is fine, the dataset is another one than was thought. */
static int fail_with(const forgetting *f, qoq_buffer *message)
{
    (void)cli_usage(f->c, "%s", qoq_buffer_string(message));
    qoq_buffer_clear(message);
    return EXIT_INPUT;
}

static int unknown_document(const forgetting *f, const char *word)
{
    const char **names = calloc(f->count + 1, sizeof *names);
    const char *near = NULL;
    qoq_buffer message = {0};

    for (size_t i = 0; names && i < f->count; i++)
        names[i] = source_of(f, &f->documents[i]);
    if (names)
        near = cli_nearest(word, names, f->count);
    qoq_buffer_print(&message, "no document '%s' in '%s'", word, f->path);
    if (near) {
        qoq_buffer_print(&message, "; did you mean '%s'?", near);
    } else if (f->count) {
        qoq_buffer_text(&message, "; there are ");
        put_documents(&message, f, NULL);
    } else {
        qoq_buffer_text(&message, ", nor any other");
    }
    free(names);
    return fail_with(f, &message);
}

static int several_documents(const forgetting *f, const char *source)
{
    qoq_buffer message = {0};

    qoq_buffer_print(&message,
                     "several documents of '%s' are called so; say which: ", f->path);
    put_documents(&message, f, source);
    return fail_with(f, &message);
}

/* A file of that name is there, but it is not what was extracted. */
static int other_file(const forgetting *f, const char *path)
{
    qoq_buffer message = {0};

    qoq_buffer_print(&message,
                     "the file '%s' is not what '%s' has under this name; say which is "
                     "meant: ",
                     path, f->path);
    put_documents(&message, f, qoq_file_base(path));
    return fail_with(f, &message);
}

static int find(const forgetting *f, const char *word, const qoq_document_rows **out)
{
    qoq_document_id file = hash_of_file(word);
    size_t count;

    *out = find_hash(f, hash_of_text(word));
    if (!*out)
        *out = find_hash(f, file);
    if (*out)
        return EXIT_DONE;
    if (file && find_source(f, qoq_file_base(word), &count))
        return other_file(f, word);
    *out = find_source(f, word, &count);
    if (count > 1)
        return several_documents(f, word);
    return *out ? EXIT_DONE : unknown_document(f, word);
}

/* ---- taking it out -------------------------------------------------------------------- */

/* What was taken out, to be told once that is written. */
typedef struct taken {
    const qoq_document_rows *document;
    size_t gone; /* 0 when it was named twice */
} taken;

static size_t take_out(forgetting *f, const qoq_document_rows *d)
{
    return d->document ? qoq_dataset_forget(&f->store.data, d->document)
                       : qoq_dataset_forget_source(&f->store.data, d->source);
}

static void say_taken(const forgetting *f, const taken *t)
{
    qoq_buffer name = {0};

    put_document(&name, f, t->document);
    cli_note(f->c, "forgotten", QOQ_NOTE_NOTE, "%s taken out of '%s': %s",
             qoq_buffer_string(&name), f->path, cli_count(f->c, t->gone, "record"));
    qoq_buffer_clear(&name);
}

/* Fills `all`, one for each document that is there; *count is how many. */
static int take_all(forgetting *f, taken *all, size_t *count)
{
    cli *c = f->c;
    int status = EXIT_DONE;

    *count = 0;
    for (size_t i = 1; i < c->argument_count; i++) {
        const qoq_document_rows *document;
        int one = find(f, c->arguments[i], &document);
        size_t gone = one == EXIT_DONE ? take_out(f, document) : 0;
        if (gone)
            all[(*count)++] = (taken){document, gone};
        if (one != EXIT_DONE)
            status = one;
    }
    return status;
}

static int forget_all(forgetting *f)
{
    cli *c = f->c;
    qoq_error err = {QOQ_OK, 0, 0, ""};
    taken *all = calloc(c->argument_count, sizeof *all);
    size_t count;

    if (!all)
        qoq_fail_memory(&err);
    if (!all || qoq_dataset_documents(&f->documents, &f->count, &f->store.data, NULL,
                                      NULL, &err) != QOQ_OK) {
        free(all);
        return cli_fail(c, &err);
    }
    int status = take_all(f, all, &count);
    if (count && qoq_store_commit(&f->store, NULL, &err) != QOQ_OK) {
        status = cli_fail(c, &err);
        count = 0;
    }
    for (size_t i = 0; i < count; i++)
        say_taken(f, &all[i]);
    free(all);
    return status;
}

static int run(cli *c)
{
    forgetting f = {.c = c, .store.lock = -1};
    qoq_error err = {QOQ_OK, 0, 0, ""};

    if (c->argument_count < 2)
        return cli_usage(c, "say a dataset and which documents to take out of it");
    f.path = c->arguments[0];
    int status = cli_refuse_target(c, f.path);
    if (status != EXIT_DONE)
        return status;
    if (!qoq_file_exists(f.path)) {
        qoq_fail(&err, QOQ_EINPUT, "cannot read '%s': no such file or directory",
                 f.path);
        return cli_fail(c, &err);
    }
    if (qoq_store_open(&f.store, f.path, CLI_LOCK_WAIT, &err) != QOQ_OK)
        status = cli_fail_in(c, f.path, &err);
    else
        status = forget_all(&f);
    free(f.documents);
    qoq_store_close(&f.store);
    return status;
}

const command command_forget = {
    "forget",
    run,
    "DATASET DOC...",
    "takes documents out of a dataset again",
    0,
    NULL,
    "Takes all records of the documents out of the dataset, which 'qoq extract --into' "
    "put there. DOC is the document itself, whatever it is called now; or its hash, 16 "
    "digits of the column document; or its name in the column source, when only one "
    "document has it. 'qoq list documents -d DATASET' shows them.\n\n"
    "A document that the dataset does not have is an error; the others are taken out "
    "all "
    "the same."};

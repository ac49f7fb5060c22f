/* qoq extract: documents → records on standard output, or into a dataset.
 *
 * Documents are read over all cores and written in the order given; at any time only the
 * few in flight are in memory, so a folder of any size can be read. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cmd_extract.h"
#include "cli/command.h"
#include "qoq/extract.h"
#include "qoq/file.h"
#include "qoq/pool.h"

enum { OPTION_TRACE = OPTION_OWN, OPTION_ENCODING, OPTION_INTO, OPTION_VERIFY };

static const option_row own_options[] = {
    {OPTION_INTO, "into", "DATASET",
     "put the records into this file, in place of what it has of these documents"},
    {OPTION_VERIFY, "verify", NULL,
     "reconcile what was read of each document; exit status 3 when it does not"},
    {'m', "metric", "ID", "metric that is wanted: said when no document states it"},
    {'r', "recursive", NULL, "read folders, with the folders in them"},
    {'j', "jobs", "N", "documents read at once (default: one for each core)"},
    {OPTION_ENCODING, "encoding", "NAME",
     "character set of the documents, not guessed"},
    {OPTION_TRACE, "trace", "LINE", "show how this line is read, stage by stage"},
    {0, NULL, NULL, NULL},
};

/* ---- which documents ---------------------------------------------------------------- */

typedef struct paths {
    char **items;
    size_t count, room;
} paths;

static void clear_paths(paths *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
}

static int add_path(cli *c, paths *list, const char *folder, const char *name)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    size_t room = strlen(folder) + strlen(name) + 2;
    char *path = malloc(room);
    if (!path || qoq_grow(&list->items, &list->room, list->count + 1,
                          sizeof *list->items, &err) != QOQ_OK) {
        free(path);
        qoq_fail_memory(&err);
        return cli_fail(c, &err);
    }
    size_t len = strlen(folder);
    snprintf(path, room, "%s%s%s", folder, len && folder[len - 1] != '/' ? "/" : "",
             name);
    list->items[list->count++] = path;
    return EXIT_DONE;
}

static bool is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* What a folder may hold that is a document; other files are passed over. */
static bool is_document(const char *name)
{
    static const char *const endings[] = {
        ".txt", ".md", ".html", ".htm", ".xhtml", ".text", ".markdown", ".pdf", ".tsv"};
    size_t len = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t n = strlen(endings[i]);
        if (len > n && strcasecmp(name + len - n, endings[i]) == 0)
            return true;
    }
    return false;
}

static int not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int add_folder(cli *c, paths *list, const char *folder)
{
    struct dirent **entries = NULL;
    int status = EXIT_DONE;
    int n = scandir(folder, &entries, not_hidden, by_name);
    if (n < 0) {
        qoq_error err;
        qoq_fail(&err, QOQ_EINPUT, "cannot read folder '%s'", folder);
        return cli_fail(c, &err);
    }
    for (int i = 0; i < n; i++) {
        paths one = {0};
        if (status == EXIT_DONE)
            status = add_path(c, &one, folder, entries[i]->d_name);
        if (status == EXIT_DONE && is_folder(one.items[0]))
            status = add_folder(c, list, one.items[0]);
        else if (status == EXIT_DONE && is_document(entries[i]->d_name))
            status = add_path(c, list, "", one.items[0]);
        clear_paths(&one);
        free(entries[i]);
    }
    free(entries);
    return status;
}

/* @list: a file with one path a line. */
static int add_list(cli *c, paths *list, const char *name)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    char *text = NULL;
    size_t len = 0;
    int status = EXIT_DONE;
    if (qoq_file_read(&text, &len, name, 0, &err) != QOQ_OK)
        return cli_fail(c, &err);
    for (char *line = text; line < text + len && status == EXIT_DONE;) {
        char *end = memchr(line, '\n', (size_t)(text + len - line));
        char *next = end ? end + 1 : text + len;
        size_t n = (size_t)((end ? end : text + len) - line);
        if (n && line[n - 1] == '\r')
            n--;
        line[n] = '\0'; /* the buffer has room for one more */
        if (n)
            status = add_path(c, list, "", line);
        line = next;
    }
    free(text);
    return status;
}

static int folder_without_r(const cli *c, const char *folder)
{
    qoq_error err;
    qoq_fail(&err, QOQ_EINPUT, "'%s' is a folder; -r reads the documents in it",
             folder);
    return cli_fail(c, &err);
}

static int gather(cli *c, paths *list)
{
    int worst = EXIT_DONE;
    bool recursive = cli_option(c, 'r') != NULL;
    for (size_t i = 0; i < c->argument_count; i++) {
        const char *given = c->arguments[i];
        int status;
        if (given[0] == '@' && given[1])
            status = add_list(c, list, given + 1);
        else if (recursive && is_folder(given))
            status = add_folder(c, list, given);
        else if (is_folder(given))
            status = folder_without_r(c, given);
        else
            status = add_path(c, list, "", given);
        if (status == EXIT_SYSTEM)
            return status;
        if (status > worst)
            worst = status;
    }
    return worst;
}

/* ---- one document, on any thread ------------------------------------------------------ */

/* A note kept until its document's turn comes. */
typedef struct kept_note {
    qoq_note note;
    char *message;
} kept_note;

typedef struct slot {
    qoq_dataset records;
    qoq_document_id document;
    qoq_error err;
    kept_note *notes;
    size_t note_count, note_room;
    qoq_buffer trace;
    bool failed, used;
} slot;

typedef struct job {
    cli *c;
    paths documents;
    slot *slots;
    size_t window;
    qoq_extract_options options;
    qoq_decode_options decode;
    result_stream out;
    into *into;     /* NULL = to `out` */
    verify *verify; /* NULL without --verify */
    bool *stated;   /* of the metrics wanted */
    size_t found;
    int status;
} job;

static void keep_note(void *data, const qoq_note *note)
{
    slot *s = data;
    if (qoq_grow(&s->notes, &s->note_room, s->note_count + 1, sizeof *s->notes, NULL) !=
        QOQ_OK)
        return;
    kept_note *kept = &s->notes[s->note_count];
    kept->note = *note;
    kept->message = strdup(note->message);
    if (kept->message)
        s->note_count++;
}

static void keep_trace(void *data, const char *line)
{
    slot *s = data;
    qoq_buffer_text(&s->trace, line);
    qoq_buffer_char(&s->trace, '\n');
}

static void read_one(void *data, size_t index, unsigned worker)
{
    job *j = data;
    slot *s = &j->slots[index % j->window];
    qoq_document document;
    (void)worker;
    memset(s, 0, sizeof *s);
    s->used = true;
    qoq_extract_options options = j->options;
    qoq_decode_options decode = j->decode;
    if (j->c->verbosity >= 0)
        options.notes = decode.notes = (qoq_note_sink){keep_note, s};
    options.trace = keep_trace;
    options.trace_data = s;
    if (qoq_dataset_init(&s->records, &s->err) != QOQ_OK) {
        s->failed = true;
        return;
    }
    if (qoq_document_read(&document, j->documents.items[index], &decode, &s->err) !=
        QOQ_OK) {
        s->failed = true;
        return;
    }
    s->document = document.id;
    s->failed = qoq_extract(&s->records, &document, &options, NULL, &s->err) != QOQ_OK;
    for (size_t i = 0; i < s->note_count; i++)
        s->notes[i].note.source = j->documents.items[index]; /* the document goes now */
    qoq_document_clear(&document);
}

static void clear_slot(slot *s)
{
    for (size_t i = 0; i < s->note_count; i++)
        free(s->notes[i].message);
    free(s->notes);
    qoq_buffer_clear(&s->trace);
    qoq_dataset_clear(&s->records);
    memset(s, 0, sizeof *s);
}

/* ---- in order ------------------------------------------------------------------------- */

static void mark_stated(job *j, const slot *s)
{
    for (size_t i = 0; i < s->records.count; i++) {
        const char *metric =
            qoq_dataset_text(&s->records, s->records.records[i].metric);
        for (size_t k = 0; k < j->c->metrics.count; k++)
            j->stated[k] = j->stated[k] || strcmp(metric, j->c->metrics.items[k]) == 0;
    }
}

static void raise_status(job *j, int status)
{
    if (status > j->status)
        j->status = status;
}

/* One line that names the document, whatever the trouble. */
static int say_failure(cli *c, const char *path, const qoq_error *err)
{
    qoq_error named;
    if (err->line > 0 || strstr(err->message, path))
        return cli_fail_in(c, path, err);
    qoq_fail(&named, err->status, "%s: %s", path, err->message);
    return cli_fail(c, &named);
}

static void put_records(job *j, const slot *s, const char *path)
{
    static const bool all[QOQ_COLUMNS_] = {
        true, true, true, true, true, true, true, true, true, true, true, true,
        true, true, true, true, true, true, true, true, true, true, true};
    if (j->into && !s->failed)
        j->out.status = into_take(j->into, path, s->document, &s->records);
    for (size_t i = 0; i < s->records.count && !j->into; i++)
        qoq_dataset_format_record(&j->out.text, &s->records, &s->records.records[i],
                                  all);
    if (!j->into)
        cli_stream_more(j->c, &j->out);
}

static qoq_status take_one(void *data, size_t index)
{
    job *j = data;
    slot *s = &j->slots[index % j->window];
    const char *path = j->documents.items[index];
    qoq_note_sink notes = cli_notes(j->c);
    if (s->trace.len)
        fputs(qoq_buffer_string(&s->trace), stderr);
    for (size_t i = 0; i < s->note_count; i++) {
        s->notes[i].note.message = s->notes[i].message;
        notes.fn(notes.data, &s->notes[i].note);
    }
    if (s->failed)
        raise_status(j, say_failure(j->c, path, &s->err));
    else if (s->records.count == 0)
        cli_note(j->c, "nothing-found", QOQ_NOTE_NOTE,
                 "%s: no figures of a company found", path);
    put_records(j, s, path);
    if (j->verify && s->records.count)
        raise_status(j, verify_take(j->verify, path, &s->records));
    j->found += s->records.count;
    mark_stated(j, s);
    clear_slot(s);
    return j->out.status == EXIT_DONE ? QOQ_OK : QOQ_ESYSTEM;
}

static int write_header(job *j)
{
    qoq_dataset empty;
    qoq_error err = {QOQ_OK, 0, 0, ""};
    if (qoq_dataset_init(&empty, &err) != QOQ_OK)
        return cli_fail(j->c, &err);
    qoq_dataset_format(&j->out.text, &empty, true);
    qoq_dataset_clear(&empty);
    return EXIT_DONE;
}

/* A metric that was asked for and that no document states is named, never passed over. */
static void say_missing(const job *j)
{
    for (size_t k = 0; k < j->c->metrics.count; k++) {
        if (!j->stated[k])
            cli_note(j->c, "no-evidence", QOQ_NOTE_WARNING, "no document states '%s'",
                     j->c->metrics.items[k]);
    }
}

static int read_all(job *j, long jobs)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    unsigned threads = jobs ? (unsigned)jobs : qoq_pool_cores();
    if (j->documents.count < threads)
        threads = j->documents.count ? (unsigned)j->documents.count : 1;
    j->window = 8u * threads;
    j->slots = calloc(j->window, sizeof *j->slots);
    j->stated = calloc(j->c->metrics.count + 1, sizeof *j->stated);
    if (!j->slots || !j->stated) {
        qoq_fail_memory(&err);
        return cli_fail(j->c, &err);
    }
    if (!j->into && cli_stream_begin(j->c, &j->out) != EXIT_DONE)
        return j->out.status;
    if (!j->into)
        raise_status(j, write_header(j));
    qoq_status status = qoq_pool_run(j->documents.count, threads, j->window, read_one,
                                     take_one, j, &err);
    if (status != QOQ_OK && j->out.status == EXIT_DONE)
        raise_status(j, cli_fail(j->c, &err));
    for (size_t i = 0; i < j->window; i++) {
        if (j->slots[i].used)
            clear_slot(&j->slots[i]);
    }
    if (!j->into)
        raise_status(j, cli_stream_end(j->c, &j->out));
    else
        raise_status(j, j->out.status == EXIT_DONE ? into_end(j->into) : j->out.status);
    say_missing(j);
    return j->status;
}

static int unknown_metric(cli *c, const qoq_lexicon *lexicon)
{
    for (size_t i = 0; i < c->metrics.count; i++) {
        qoq_slice id = qoq_slice_of(c->metrics.items[i]);
        if (!qoq_lexicon_metric(lexicon, id))
            return cli_unknown(c, "metric", c->metrics.items[i],
                               qoq_lexicon_metric_near(lexicon, id),
                               "qoq list metrics");
    }
    return EXIT_DONE;
}

/* -m of this command is not the selecting one: it takes the same words. */
static int take_metrics(cli *c)
{
    for (size_t i = 0; i < c->own_count; i++) {
        if (c->own[i].key != 'm')
            continue;
        if (qoq_grow(&c->metrics.items, &c->metrics.room, c->metrics.count + 1,
                     sizeof *c->metrics.items, NULL) != QOQ_OK)
            return EXIT_SYSTEM;
        c->metrics.items[c->metrics.count++] = c->own[i].value;
    }
    return EXIT_DONE;
}

static int read_into(job *j, long jobs);

static int read_verified(job *j, long jobs)
{
    verify checks = {0};
    int status;
    if (!cli_option(j->c, OPTION_VERIFY))
        return read_into(j, jobs);
    status = verify_begin(&checks, j->c, cli_option(j->c, OPTION_INTO));
    j->verify = &checks;
    if (status == EXIT_DONE)
        status = read_into(j, jobs);
    verify_clear(&checks);
    j->verify = NULL;
    return status;
}

/* Where the records go: into a dataset, or out. */
static int read_into(job *j, long jobs)
{
    const char *path = cli_option(j->c, OPTION_INTO);
    into target = {0};
    int status;
    if (!path)
        return read_all(j, jobs);
    status = into_begin(&target, j->c, path);
    j->into = &target;
    if (status == EXIT_DONE)
        status = read_all(j, jobs);
    into_clear(&target);
    return status;
}

static int run(cli *c)
{
    long trace = 0, jobs = 0;
    job j = {.c = c, .status = EXIT_DONE};
    int status = EXIT_DONE;
    if (c->argument_count == 0)
        return cli_usage(c, "no document given; say which files to read ('-' for "
                            "standard input)");
    if (!cli_option_number(c, OPTION_TRACE, 1, 1000000000, &trace) ||
        !cli_option_number(c, 'j', 1, 256, &jobs))
        return EXIT_USAGE;
    j.options.lexicon = cli_lexicon(c, &status);
    if (!j.options.lexicon)
        return status;
    if (take_metrics(c) != EXIT_DONE ||
        (status = unknown_metric(c, j.options.lexicon)) != EXIT_DONE)
        return status;
    j.options.trace_line = (size_t)trace;
    j.decode.encoding = cli_option(c, OPTION_ENCODING);
    status = gather(c, &j.documents);
    if (status == EXIT_DONE && j.documents.count == 0)
        cli_note(c, "nothing-found", QOQ_NOTE_NOTE, "there is no document to read");
    if (status != EXIT_SYSTEM) {
        raise_status(&j, status);
        status = read_verified(&j, jobs);
    }
    free(j.slots);
    free(j.stated);
    clear_paths(&j.documents);
    return status;
}

const command command_extract = {
    "extract",
    run,
    "DOC...",
    "documents to records",
    COMMON_OUTPUT,
    own_options,
    "Reads earnings documents (news, announcements, notes; Chinese or English) and "
    "prints every figure they state of a company as a record: one row of CSV with "
    "value, "
    "unit, exactness, period and the place it came from. '-' is standard input, @FILE "
    "a "
    "list of documents, -r reads folders.\n\n"
    "What is no figure of the company (prices, forecasts by others, other companies) "
    "is "
    "left out; -v says what and why, --trace shows how one line was read. A document "
    "that "
    "cannot be read is named, and the others are still read.\n\n"
    "--into puts the records into a dataset, which is made if it is not there. A "
    "document is known by its content, whatever it is called: reading it again takes "
    "its old records out, and nothing is written when they are the same. Several "
    "may do so at once. A document that cannot be read keeps the records it has.\n\n"
    "--verify puts what was read of each document through the tests of 'qoq check' and "
    "tells how many identities hold; what does not reconcile is a warning at its "
    "place, "
    "and the exit status is 3 unless accepted.csv lists it."};

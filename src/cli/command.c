/* What every command needs: trouble told, data loaded, results written. */
#include "cli/command.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "qoq/file.h"
#include "qoq/json.h"
#include "qoq/markdown.h"
#include "qoq/spreadsheet.h"

/* ---- trouble ------------------------------------------------------------------------ */

/* To standard error, with nothing in it that a terminal would act on. */
static void complain(const char *text)
{
    size_t len = strlen(text);
    char *shown = malloc(len + 1);

    if (!shown) {
        fputs("qoq: out of memory\n", stderr);
        return;
    }
    qoq_text_display(shown, len + 1, text, len);
    fprintf(stderr, "%s\n", shown);
    free(shown);
}

int cli_usage(const cli *c, const char *format, ...)
{
    qoq_buffer line = {0};
    char message[1024];
    va_list args;

    (void)c;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    qoq_buffer_print(&line, "qoq: %s", message);
    complain(qoq_buffer_string(&line));
    qoq_buffer_clear(&line);
    return EXIT_USAGE;
}

int cli_fail(const cli *c, const qoq_error *err)
{
    qoq_buffer line = {0};

    (void)c;
    if (err->status != QOQ_EPIPE) {
        qoq_buffer_print(&line, "qoq: %s", err->message);
        complain(qoq_buffer_string(&line));
        qoq_buffer_clear(&line);
    }
    return qoq_status_exit(err->status);
}

int cli_fail_in(const cli *c, const char *source, const qoq_error *err)
{
    qoq_buffer line = {0};

    if (!err->line || err->status == QOQ_EPIPE)
        return cli_fail(c, err);
    qoq_buffer_print(&line, "%s:%zu:", source, err->line);
    if (err->column)
        qoq_buffer_print(&line, "%zu:", err->column);
    qoq_buffer_print(&line, " error: %s", err->message);
    complain(qoq_buffer_string(&line));
    qoq_buffer_clear(&line);
    return qoq_status_exit(err->status);
}

static void print_note(void *data, const qoq_note *note)
{
    static const char *const levels[] = {"warning", "note", "detail"};
    cli *c = data;
    qoq_buffer line = {0};

    if (note->level == QOQ_NOTE_WARNING)
        c->warnings++;
    if (c->verbosity < 0 || (note->level == QOQ_NOTE_DETAIL && c->verbosity < 1))
        return;
    qoq_buffer_text(&line, note->source ? note->source : "qoq");
    if (note->page)
        qoq_buffer_print(&line, ":p%zu", note->page);
    if (note->line)
        qoq_buffer_print(&line, ":%zu:%zu", note->line, note->column);
    qoq_buffer_print(&line, ": %s: %s [%s]", levels[note->level], note->message,
                     note->id);
    complain(qoq_buffer_string(&line));
    qoq_buffer_clear(&line);
}

qoq_note_sink cli_notes(cli *c)
{
    return (qoq_note_sink){print_note, c};
}

void cli_note(cli *c, const char *id, qoq_note_level level, const char *format, ...)
{
    char message[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    qoq_note_send(cli_notes(c), (qoq_note){.id = id, .level = level}, "%s", message);
}

const char *cli_count(cli *c, size_t count, const char *what)
{
    char text[64];
    int len =
        snprintf(text, sizeof text, "%zu %s%s", count, what, count == 1 ? "" : "s");
    const char *kept = qoq_arena_copy(&c->arena, text, (size_t)len);

    return kept ? kept : what;
}

const char *cli_nearest(const char *word, const char *const *candidates, size_t count)
{
    qoq_nearest nearest = qoq_nearest_to(qoq_slice_of(word));

    for (size_t i = 0; i < count; i++)
        qoq_nearest_offer(&nearest, candidates[i]);
    return nearest.near;
}

int cli_unknown(const cli *c, const char *what, const char *word, const char *nearest,
                const char *hint)
{
    if (nearest)
        return cli_usage(c, "no %s '%s'; did you mean '%s'?", what, word, nearest);
    return cli_usage(c, "no %s '%s' (see '%s')", what, word, hint);
}

/* ---- things loaded on demand -------------------------------------------------------- */

void cli_clear(cli *c)
{
    words *const lists[] = {&c->data,    &c->entities, &c->axes,       &c->segments,
                            &c->metrics, &c->bases,    &c->corrections};

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        free(lists[i]->items);
    free(c->own);
    if (c->has_dataset)
        qoq_dataset_clear(&c->dataset);
    qoq_lexicon_free(c->lexicon);
    qoq_arena_clear(&c->arena);
}

const qoq_knowledge_paths *cli_paths(cli *c)
{
    if (!c->has_paths)
        qoq_knowledge_find(&c->paths, c->data_dir, &c->arena);
    c->has_paths = true;
    return &c->paths;
}

const qoq_lexicon *cli_lexicon(cli *c, int *status)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};

    if (!c->lexicon &&
        qoq_knowledge_lexicon(&c->lexicon, cli_paths(c), &err) != QOQ_OK) {
        *status = cli_fail(c, &err);
        return NULL;
    }
    return c->lexicon;
}

static int read_shipped(cli *c)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    char *text;
    size_t len;

    if (qoq_knowledge_file(&text, &len, "tencent.csv", cli_paths(c), &err) != QOQ_OK)
        return cli_fail(c, &err);
    int status = EXIT_DONE;
    if (qoq_dataset_parse(&c->dataset, text, len, &err) != QOQ_OK)
        status = cli_fail_in(c, "tencent.csv", &err);
    free(text);
    if (status == EXIT_DONE)
        cli_note(
            c, "shipped-data", QOQ_NOTE_NOTE,
            "using the shipped data on Tencent; -d FILE or QOQ_DATA names your own");
    return status;
}

/* Remembers a file of corrections. False when it was read before. */
static bool is_first_time(cli *c, const char *path)
{
    words *known = &c->corrections;

    for (size_t i = 0; i < known->count; i++) {
        if (strcmp(known->items[i], path) == 0)
            return false;
    }
    if (qoq_grow(&known->items, &known->room, known->count + 1, sizeof *known->items,
                 NULL) == QOQ_OK)
        known->items[known->count++] = path;
    return true;
}

static int read_corrections(cli *c, const char *path)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    size_t before = c->dataset.count;

    if (!is_first_time(c, path))
        return EXIT_DONE;
    if (qoq_corrections_read(&c->dataset, path, cli_notes(c), &err) != QOQ_OK)
        return cli_fail_in(c, path, &err);
    if (c->dataset.count > before)
        cli_note(c, "corrections-used", QOQ_NOTE_NOTE,
                 "rows of '%s' that outrank every document: %zu", path,
                 c->dataset.count - before);
    return EXIT_DONE;
}

/* corrections.csv beside a dataset is read with it, once for all datasets beside it. */
static int read_beside(cli *c, const char *path)
{
    char *beside = qoq_corrections_path(path);
    const char *kept =
        beside ? qoq_arena_copy(&c->arena, beside, strlen(beside)) : NULL;
    qoq_error err;

    free(beside);
    if (kept)
        return qoq_file_exists(kept) ? read_corrections(c, kept) : EXIT_DONE;
    qoq_fail_memory(&err);
    return cli_fail(c, &err);
}

static int read_file(cli *c, const char *path)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};

    if (qoq_corrections_is(path))
        return read_corrections(c, path);
    if (qoq_dataset_read(&c->dataset, path, &err) != QOQ_OK)
        return cli_fail_in(c, strcmp(path, "-") == 0 ? "<stdin>" : path, &err);
    return strcmp(path, "-") == 0 ? EXIT_DONE : read_beside(c, path);
}

static int read_data(cli *c)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    const char *variable = getenv("QOQ_DATA");
    int status = EXIT_DONE;

    if (c->data.count == 0)
        return variable && *variable ? read_file(c, variable) : read_shipped(c);
    for (size_t i = 0; i < c->data.count; i++) {
        int one = read_file(c, c->data.items[i]);
        if (one > status)
            status = one;
    }
    /* a union of sets: the order says nothing */
    if (c->data.count > 1 && qoq_dataset_unite(&c->dataset, &err) != QOQ_OK)
        status = cli_fail(c, &err);
    return status;
}

qoq_dataset *cli_dataset(cli *c, int *status)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};

    if (c->has_dataset)
        return &c->dataset;
    if (qoq_dataset_init(&c->dataset, &err) != QOQ_OK) {
        *status = cli_fail(c, &err);
        return NULL;
    }
    c->has_dataset = true;
    *status = read_data(c);
    return *status == EXIT_DONE ? &c->dataset : NULL;
}

int cli_refuse_target(const cli *c, const char *path)
{
    if (strcmp(path, "-") == 0)
        return cli_usage(c, "a dataset that is changed must be a file, not '-'");
    if (qoq_corrections_is(path))
        return cli_usage(c, "'%s' is written by people only; name another file", path);
    return EXIT_DONE;
}

/* ---- results ------------------------------------------------------------------------ */

static bool to_stdout(const cli *c)
{
    return !c->output || strcmp(c->output, "-") == 0;
}

int cli_write(cli *c, qoq_buffer *text)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    const char *bytes = qoq_buffer_string(text);
    qoq_status status;

    if (text->failed) {
        qoq_fail_memory(&err);
        return cli_fail(c, &err);
    }
    if (to_stdout(c)) {
        fwrite(bytes, 1, text->len, stdout);
        status = qoq_file_flush(stdout, "standard output", &err);
    } else {
        status = qoq_file_write(c->output, bytes, text->len, &err);
    }
    return status == QOQ_OK ? EXIT_DONE : cli_fail(c, &err);
}

int cli_stream_begin(cli *c, result_stream *stream)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};

    *stream = (result_stream){.status = EXIT_DONE};
    if (to_stdout(c))
        stream->file.stream = stdout;
    else if (qoq_file_begin(&stream->file, c->output, &err) != QOQ_OK)
        stream->status = cli_fail(c, &err);
    return stream->status;
}

static void stream_flush(cli *c, result_stream *stream)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    FILE *file = stream->file.stream;

    if (stream->status == EXIT_DONE && stream->text.failed) {
        qoq_fail_memory(&err);
        stream->status = cli_fail(c, &err);
    }
    if (stream->status == EXIT_DONE && stream->text.len) {
        fwrite(stream->text.ptr, 1, stream->text.len, file);
        if (file == stdout && ferror(file) &&
            qoq_file_flush(file, "standard output", &err) != QOQ_OK)
            stream->status = cli_fail(c, &err);
    }
    stream->text.len = 0;
}

void cli_stream_more(cli *c, result_stream *stream)
{
    if (stream->text.len > 1 << 20)
        stream_flush(c, stream);
}

int cli_stream_end(cli *c, result_stream *stream)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_status status = QOQ_OK;

    stream_flush(c, stream);
    qoq_buffer_clear(&stream->text);
    if (to_stdout(c)) {
        if (stream->status == EXIT_DONE)
            status = qoq_file_flush(stdout, "standard output", &err);
    } else if (stream->status == EXIT_DONE) {
        status = qoq_file_commit(&stream->file, &err);
    } else {
        qoq_file_abandon(&stream->file);
    }
    if (status != QOQ_OK)
        stream->status = cli_fail(c, &err);
    return stream->status;
}

size_t cli_width(const cli *c)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    qoq_decimal width;

    if (to_stdout(c) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    if (columns &&
        qoq_decimal_parse(&width, columns, strlen(columns), NULL) == QOQ_OK &&
        qoq_decimal_double(width) >= 20 && qoq_decimal_double(width) < 10000)
        return (size_t)qoq_decimal_double(width);
    return 80;
}

bool cli_colored(const cli *c)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");

    if (c->color != COLOR_AUTO)
        return c->color == COLOR_ALWAYS;
    if (no_color && *no_color)
        return false;
    if (terminal && strcmp(terminal, "dumb") == 0)
        return false;
    return to_stdout(c) && isatty(STDOUT_FILENO);
}

int cli_write_table(cli *c, const qoq_table *table)
{
    qoq_buffer out = {0};
    size_t dropped = 0;

    out.failed = table->failed;
    switch (c->format) {
    case FORMAT_CSV:
        qoq_spreadsheet_csv(&out, table);
        break;
    case FORMAT_JSON:
        qoq_json_table(&out, table);
        break;
    case FORMAT_MD:
        qoq_markdown_table(&out, table);
        break;
    case FORMAT_TABLE:
        dropped = qoq_terminal_table(
            &out, table,
            (qoq_terminal){.width = cli_width(c), .color = cli_colored(c)});
    }
    int status = cli_write(c, &out);
    qoq_buffer_clear(&out);
    if (dropped && status == EXIT_DONE)
        cli_note(c, "narrow-terminal", QOQ_NOTE_NOTE,
                 "%zu column%s left out to fit %zu columns of text; -f csv has all",
                 dropped, dropped == 1 ? "" : "s", cli_width(c));
    return status;
}

/* qoq merge: the union of datasets. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "qoq/store.h"

/* Is it the file that is to be written? Such an input is read under the lock only, so that
 * nothing that somebody puts in meanwhile is lost. */
static bool is_target(const cli *c, const char *path)
{
    struct stat input, output;

    return c->output && strcmp(path, "-") != 0 && stat(path, &input) == 0 &&
           stat(c->output, &output) == 0 && input.st_dev == output.st_dev &&
           input.st_ino == output.st_ino;
}

static int read_input(cli *c, qoq_dataset *data, const char *path)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_status status = qoq_corrections_is(path)
                            ? qoq_corrections_read(data, path, cli_notes(c), &err)
                            : qoq_dataset_read(data, path, &err);

    return status == QOQ_OK
               ? EXIT_DONE
               : cli_fail_in(c, strcmp(path, "-") == 0 ? "<stdin>" : path, &err);
}

/* All inputs that are, or are not, the target. Every one that is wrong is told. */
static int read_inputs(cli *c, qoq_dataset *data, bool target)
{
    int status = EXIT_DONE;

    for (size_t i = 0; i < c->argument_count; i++) {
        int one = EXIT_DONE;
        if (is_target(c, c->arguments[i]) == target)
            one = read_input(c, data, c->arguments[i]);
        if (one > status)
            status = one;
    }
    return status;
}

static int print(cli *c, qoq_dataset *data)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_status status = qoq_dataset_unite(data, &err);

    if (status == QOQ_OK)
        status = qoq_dataset_print(data, stdout, &err);
    if (status == QOQ_OK || status == QOQ_ESYSTEM)
        status = qoq_file_flush(stdout, "standard output", &err);
    return status == QOQ_OK ? EXIT_DONE : cli_fail(c, &err);
}

static void say_written(cli *c, size_t read, size_t holds, bool written)
{
    const char *datasets = cli_count(c, c->argument_count, "dataset");
    const char *records = cli_count(c, holds, "record");
    if (written)
        cli_note(c, "dataset-written", QOQ_NOTE_NOTE,
                 "%s united into '%s': %zu rows read, it holds %s", datasets, c->output,
                 read, records);
    else
        cli_note(c, "dataset-unchanged", QOQ_NOTE_NOTE,
                 "'%s' is the union of %s already; it holds %s and was not written",
                 c->output, datasets, records);
}

/* *data goes into the store, which owns it then. */
static int write_locked(cli *c, qoq_store *store, qoq_dataset *data)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    bool written;

    if (qoq_store_begin(store, c->output, CLI_LOCK_WAIT, &err) != QOQ_OK)
        return cli_fail(c, &err);
    int status = read_inputs(c, data, true);
    if (status != EXIT_DONE)
        return status;
    qoq_dataset_clear(&store->data);
    store->data = *data;
    *data = (qoq_dataset){0};
    size_t read = store->data.count;
    if (qoq_store_commit(store, &written, &err) != QOQ_OK)
        return cli_fail(c, &err);
    say_written(c, read, store->data.count, written);
    return EXIT_DONE;
}

/* /dev/stdout, a pipe: nothing to lock, and nothing that could be read before. */
static int write_special(cli *c, qoq_dataset *data)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_status status = qoq_dataset_unite(data, &err);

    if (status == QOQ_OK)
        status = qoq_dataset_write(data, c->output, &err);
    return status == QOQ_OK ? EXIT_DONE : cli_fail(c, &err);
}

static bool is_special(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

static int merge(cli *c, qoq_dataset *data)
{
    bool to_stdout = !c->output || strcmp(c->output, "-") == 0;
    qoq_store store = {.lock = -1};
    int status = to_stdout ? EXIT_DONE : cli_refuse_target(c, c->output);

    if (status == EXIT_DONE)
        status = read_inputs(c, data, false);
    if (status != EXIT_DONE)
        return status;
    if (to_stdout)
        return print(c, data);
    if (is_special(c->output))
        return write_special(c, data);
    status = write_locked(c, &store, data);
    qoq_store_close(&store);
    return status;
}

static int run(cli *c)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_dataset data;

    if (c->argument_count == 0)
        return cli_usage(c, "no dataset given; say which to unite ('-' for standard "
                            "input)");
    if (qoq_dataset_init(&data, &err) != QOQ_OK)
        return cli_fail(c, &err);
    int status = merge(c, &data);
    if (data.names)
        qoq_dataset_clear(&data);
    return status;
}

const command command_merge = {
    "merge",
    run,
    "DATASET...",
    "the union of datasets",
    COMMON_OUTPUT,
    NULL,
    "Every statement of the datasets once, in canonical order: whatever the order of "
    "the datasets, and however the documents were spread over them, the result is the "
    "same. '-' is standard input. Columns that qoq does not know are kept. A document "
    "is known by its content; where it goes by several names, it gets the first of "
    "them.\n\n"
    "-o may name one of the datasets: it is read and replaced under a lock, so that "
    "several processes may put something in at once. When one of the datasets is "
    "wrong, "
    "nothing is written. A file corrections.csv is read as what it is when it is named "
    "here, and never written."};

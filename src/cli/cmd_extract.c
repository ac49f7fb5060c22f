/* qoq extract: documents → records on standard output. */
#include <string.h>

#include "cli/command.h"
#include "qoq/extract.h"

enum { OPTION_TRACE = OPTION_OWN };

static const option_row own_options[] = {
    {OPTION_TRACE, "trace", "LINE", "show how this line is read, stage by stage"},
    {0, NULL, NULL, NULL},
};

static void print_trace(void *data, const char *line)
{
    (void)data;
    fprintf(stderr, "%s\n", line);
}

/* Reads one document into the records; its trouble is said here and does not stop the
 * others. */
static int extract_one(cli *c, const char *path, const qoq_extract_options *options,
                       qoq_dataset *records)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_document document;
    qoq_decode_options decode = {.notes = options->notes};
    if (qoq_document_read(&document, path, &decode, &err) != QOQ_OK)
        return cli_fail_in(c, path, &err);
    size_t before = records->count;
    int status = EXIT_DONE;
    if (qoq_extract(records, &document, options, NULL, &err) != QOQ_OK)
        status = cli_fail_in(c, path, &err);
    else if (records->count == before)
        cli_note(c, "nothing-found", QOQ_NOTE_NOTE, "%s: no figures of a company found",
                 path);
    qoq_document_clear(&document);
    return status;
}

static int write_records(cli *c, qoq_dataset *records)
{
    qoq_buffer out = {0};
    qoq_dataset_format(&out, records, true);
    int status = cli_write(c, &out);
    qoq_buffer_clear(&out);
    return status;
}

static int run(cli *c)
{
    int status = EXIT_DONE;
    long trace = 0;
    if (c->argument_count == 0)
        return cli_usage(c, "no document given; say which files to read ('-' for "
                            "standard input)");
    if (!cli_option_number(c, OPTION_TRACE, 1, 1000000000, &trace))
        return EXIT_USAGE;
    const qoq_lexicon *lexicon = cli_lexicon(c, &status);
    if (!lexicon)
        return status;
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_dataset records;
    if (qoq_dataset_init(&records, &err) != QOQ_OK)
        return cli_fail(c, &err);
    qoq_extract_options options = {.lexicon = lexicon,
                                   .notes = cli_notes(c),
                                   .trace_line = (size_t)trace,
                                   .trace = print_trace};
    for (size_t i = 0; i < c->argument_count; i++) {
        int one = extract_one(c, c->arguments[i], &options, &records);
        if (one > status)
            status = one;
    }
    int written = write_records(c, &records);
    qoq_dataset_clear(&records);
    return written > status ? written : status;
}

const command command_extract = {
    "extract",
    run,
    "DOC...",
    "documents to records",
    COMMON_OUTPUT,
    own_options,
    "Reads earnings documents (news, announcements, notes; Chinese or English) and "
    "prints every figure they state of a company as a record: one row of CSV with value, "
    "unit, exactness, period and the place it came from. What is no figure of the "
    "company (prices, forecasts by others, other companies) is left out; -v says what "
    "and why. A document that cannot be read is named, and the others are still read."};

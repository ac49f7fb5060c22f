/* qoq plot: a chart as picture, as text or as CSV. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "qoq/chart_data.h"
#include "qoq/file.h"

enum { OPTION_CSV = OPTION_OWN, OPTION_SIZE, OPTION_TEXT, OPTION_SCRIPT };

static const option_row own_options[] = {
    {OPTION_CSV, "csv", "FILE",
     "write the chart's data as CSV too ('-': that alone, to standard output)"},
    {OPTION_SIZE, "size", "WxH",
     "size in pixels (default 960x540; a PNG has twice that)"},
    {OPTION_TEXT, "text", NULL, "draw with characters, as on a terminal"},
    {OPTION_SCRIPT, "script", NULL, "write the gnuplot script instead of the picture"},
    {0, NULL, NULL, NULL},
};

/* Everything one chart needs. */
typedef struct plot {
    cli *c;
    qoq_chart chart;
    qoq_chart_data data;
    qoq_chart_options options;
} plot;

/* ---- options ------------------------------------------------------------------------ */

/* A number of two to four digits; *text moves behind it. */
static unsigned read_pixels(const char **text)
{
    unsigned value = 0;

    for (int i = 0; i < 4 && **text >= '0' && **text <= '9'; i++)
        value = value * 10 + (unsigned)(*(*text)++ - '0');
    return value;
}

static int read_size(plot *p)
{
    const char *size = cli_option(p->c, OPTION_SIZE), *at = size;

    if (!size)
        return EXIT_DONE;
    p->options.width = read_pixels(&at);
    at += *at == 'x';
    p->options.height = read_pixels(&at);
    if (*at || p->options.width < 200 || p->options.height < 150)
        return cli_usage(
            p->c, "a size is written as 960x540, 200x150 at least, not '%s'", size);
    return EXIT_DONE;
}

static bool is_stdout(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

static bool has_output(const cli *c)
{
    return c->output && !is_stdout(c->output);
}

/* By the extension of -o; into a pipe an SVG. */
static int choose_format(plot *p)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_chart_format format = QOQ_CHART_SVG;

    if (has_output(p->c) && !cli_option(p->c, OPTION_TEXT) &&
        !cli_option(p->c, OPTION_SCRIPT) &&
        qoq_chart_format_of(&format, p->c->output, &err) != QOQ_OK)
        return cli_fail(p->c, &err);
    p->options.format = (uint8_t)format;
    return EXIT_DONE;
}

static int find_chart(plot *p)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};

    if (p->c->argument_count != 1)
        return cli_usage(p->c, "one chart is needed, such as revenue or growth "
                               "(see 'qoq list charts')");
    if (qoq_chart_find(&p->chart, p->c->arguments[0], cli_paths(p->c), &p->c->arena,
                       &err) != QOQ_OK)
        return cli_fail(p->c, &err);
    return EXIT_DONE;
}

/* ---- data --------------------------------------------------------------------------- */

static int collect(plot *p, const selection *s)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_chart_request request = {
        .segments = s->segments,
        .segment_count = s->segment_count,
        .metrics = s->metrics,
        .metric_count = s->metric_count,
        .adjusted = s->adjusted_only,
        .scale = p->c->scale,
        .chinese = p->c->chinese,
    };
    int status = cli_select_entity(p->c, s, &request.entity);

    if (status != EXIT_DONE || !request.entity) /* no data at all: the note is out */
        return status;
    if (s->axis_count > 1)
        return cli_usage(p->c, "one axis at a time; choose with -a");
    if (s->axis_count)
        request.axis = s->axes[0];
    if (p->c->has_periods) {
        request.from = p->c->from;
        request.to = p->c->to;
    }
    qoq_status found = qoq_chart_collect(&p->data, s->deriver, &p->chart, &request,
                                         &p->c->arena, &err);
    if (found == QOQ_EINPUT) { /* no value: series_count is 0, nothing is written */
        p->data.series_count = 0;
        cli_note(p->c, "no-figures", QOQ_NOTE_NOTE, "%s", err.message);
    } else if (found != QOQ_OK) {
        return cli_fail(p->c, &err);
    }
    return EXIT_DONE;
}

/* ---- results ------------------------------------------------------------------------ */

static int write_csv(plot *p)
{
    const char *path = cli_option(p->c, OPTION_CSV);
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_buffer out = {0};
    int status = EXIT_DONE;

    if (!path)
        return EXIT_DONE;
    qoq_chart_format_csv(&out, &p->data);
    if (out.failed) {
        qoq_fail_memory(&err);
    } else if (is_stdout(path)) {
        fwrite(out.ptr, 1, out.len, stdout);
        qoq_file_flush(stdout, "standard output", &err);
    } else {
        qoq_file_write(path, out.ptr, out.len, &err);
    }
    if (err.status != QOQ_OK)
        status = cli_fail(p->c, &err);
    qoq_buffer_clear(&out);
    return status;
}

/* Text, script or SVG, to -o or standard output. */
static int write_text(plot *p, bool as_text)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_buffer out = {0};
    qoq_status made;
    int status;

    if (as_text)
        made = qoq_chart_format_text(&out, &p->chart, &p->data, cli_width(p->c),
                                     cli_colored(p->c), &err);
    else if (cli_option(p->c, OPTION_SCRIPT))
        made = qoq_chart_script(&out, &p->chart, &p->data, &p->options, &err);
    else
        made = qoq_chart_render(&out, &p->chart, &p->data, &p->options, &err);
    status = made == QOQ_OK ? cli_write(p->c, &out) : cli_fail(p->c, &err);
    qoq_buffer_clear(&out);
    return status;
}

static int write_chart(plot *p)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    bool script = cli_option(p->c, OPTION_SCRIPT);
    bool as_text = cli_option(p->c, OPTION_TEXT) ||
                   (!script && !p->c->output && isatty(STDOUT_FILENO));

    /* The CSV alone was asked for. */
    if (is_stdout(cli_option(p->c, OPTION_CSV)) && !p->c->output)
        return EXIT_DONE;
    if (as_text || script || !has_output(p->c))
        return write_text(p, as_text);
    if (qoq_chart_write(p->c->output, &p->chart, &p->data, &p->options, &err) != QOQ_OK)
        return cli_fail(p->c, &err);
    return EXIT_DONE;
}

static int run(cli *c)
{
    plot p = {.c = c};
    selection s = {0};
    int status = find_chart(&p);

    if (status == EXIT_DONE)
        status = read_size(&p);
    if (status == EXIT_DONE)
        status = choose_format(&p);
    if (status != EXIT_DONE)
        return status;
    status = cli_select(c, &s);
    if (status == EXIT_DONE)
        status = collect(&p, &s);
    if (status == EXIT_DONE && p.data.series_count)
        status = write_csv(&p);
    if (status == EXIT_DONE && p.data.series_count)
        status = write_chart(&p);
    cli_selection_clear(&s);
    return status;
}

const command command_plot = {
    "plot",
    run,
    "CHART",
    "charts by gnuplot: PNG, SVG, PDF, or drawn on the terminal",
    COMMON_DATA | COMMON_SELECT | COMMON_PERIODS | COMMON_VIEW | COMMON_DERIVE |
        COMMON_UNIT | COMMON_OUTPUT,
    own_options,
    "The chart is written to -o as PNG, SVG or PDF, by the end of its name. Without -o "
    "it is "
    "drawn with characters on a terminal, and written as SVG into a pipe. 'qoq list "
    "charts' "
    "shows what there is.\n\n"
    "The last twelve periods are shown unless -p says otherwise. With -s one segment "
    "is "
    "taken apart (its parts, and itself as the total), or several are compared. Values "
    "that "
    "were derived are hollow; what is missing or has no meaning stays a gap.\n\n"
    "A chart is a file plots/NAME.gp: gnuplot commands below a few lines that say what "
    "data "
    "it wants. To add one, put a file into the folder plots of --data-dir, $QOQ_HOME "
    "or "
    "~/.config/qoq.",
};

/* Running gnuplot, judging what it left, and what goes beside a picture: words and CSV. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/chart_private.h"
#include "output/chart_script.h"
#include "qoq/csv.h"
#include "qoq/file.h"
#include "qoq/process.h"

/* ---- is it whole? ----------------------------------------------------------------- */

static bool begins(const char *bytes, size_t len, const char *head, size_t head_len)
{
    return len >= head_len && memcmp(bytes, head, head_len) == 0;
}

static bool ends(const char *bytes, size_t len, const char *tail, size_t tail_len)
{
    return len >= tail_len && memcmp(bytes + len - tail_len, tail, tail_len) == 0;
}

/* gnuplot says nothing of a full disk: only the last bytes tell. */
bool qoq_chart_is_whole(const char *bytes, size_t len, qoq_chart_format format)
{
    while (format != QOQ_CHART_PNG && len > 0 &&
           (bytes[len - 1] == '\n' || bytes[len - 1] == ' '))
        len--;
    switch (format) {
    case QOQ_CHART_SVG:
        return begins(bytes, len, "<?xml", 5) && ends(bytes, len, "</svg>", 6);
    case QOQ_CHART_PNG:
        return begins(bytes, len, "\x89PNG\r\n\x1a\n", 8) &&
               ends(bytes, len, "IEND\xae\x42\x60\x82", 8);
    case QOQ_CHART_PDF:
        return begins(bytes, len, "%PDF-", 5) && ends(bytes, len, "%%EOF", 5);
    }
    return false;
}

/* ---- messages of gnuplot ---------------------------------------------------------- */

/* "line 18: unknown function" at the start of a line, or behind the name of the input. */
static bool read_message(qoq_slice line, size_t *number, qoq_slice *words)
{
    const char *at = memmem(line.ptr, line.len, "line ", 5);
    const char *end = line.ptr + line.len;

    if (!at)
        return false;
    *number = 0;
    for (at += 5; at < end && *at >= '0' && *at <= '9'; at++)
        *number = *number * 10 + (size_t)(*at - '0');
    if (*number == 0 || *number > 10000000 || end - at < 2 || *at != ':')
        return false;
    *words = qoq_slice_trim((qoq_slice){at + 1, (size_t)(end - at - 1)});
    return !qoq_slice_starts(*words, "warning");
}

/* Which file of plots/ a line of the script is of; NULL = none, our own part. */
static const char *file_of(const qoq_chart_source *source, const qoq_chart *chart,
                           size_t *number)
{
    size_t at = source->count;

    while (at > 0 && source->line[at - 1] >= *number)
        at--;
    if (at == 0)
        return NULL;
    *number -= source->line[at - 1];
    return at == 1 ? "theme" : at % 2 == 0 ? "frame" : chart->id;
}

static qoq_status fail_by_message(const qoq_process_result *result,
                                  const qoq_chart_source *source,
                                  const qoq_chart *chart, qoq_error *err)
{
    qoq_slice rest = {result->err, result->err_len}, first = {"", 0};

    while (rest.len) {
        const char *end = memchr(rest.ptr, '\n', rest.len);
        size_t len = end ? (size_t)(end - rest.ptr) : rest.len, number;
        qoq_slice line = qoq_slice_trim((qoq_slice){rest.ptr, len}), words;

        if (read_message(line, &number, &words)) {
            const char *file = file_of(source, chart, &number);

            if (file)
                return qoq_fail(err, QOQ_ESYSTEM, "plots/%s.gp:%zu: gnuplot: %.*s",
                                file, number, (int)words.len, words.ptr);
            return qoq_fail(err, QOQ_ESYSTEM, "gnuplot: %.*s", (int)words.len,
                            words.ptr);
        }
        if (!first.len)
            first = line;
        rest.ptr += end ? len + 1 : len;
        rest.len -= end ? len + 1 : len;
    }
    if (first.len)
        return qoq_fail(err, QOQ_ESYSTEM, "gnuplot: %.*s", (int)first.len, first.ptr);
    return qoq_fail(err, QOQ_ESYSTEM, "gnuplot failed with exit status %d",
                    result->exit_status);
}

/* ---- running ---------------------------------------------------------------------- */

static qoq_status run(qoq_process_result *result, qoq_buffer *script,
                      const qoq_chart_options *options, qoq_error *err)
{
    static const char *const env[] = {"GNUPLOT_LIB", "GNUTERM", "GNUPLOT_PS_DIR", NULL};
    const char *program = options->gnuplot ? options->gnuplot : "gnuplot";
    /* -d: without it ~/.gnuplot is run first, whatever it says. Standard input by its name,
     * because without one gnuplot goes on after an error and counts no lines. */
    const char *const argv[] = {program, "-d", "/dev/stdin", NULL};
    qoq_process_options how = {.input = qoq_buffer_string(script),
                               .input_len = script->len,
                               .limit_ms = options->limit_ms,
                               .env = env};
    qoq_status status = qoq_process_run(result, argv, &how, err);

    if (status == QOQ_ENOTFOUND)
        return qoq_fail(err, QOQ_ESYSTEM,
                        "no program '%s' on the path; install gnuplot to draw charts",
                        program);
    return status;
}

static qoq_status draw(qoq_process_result *result, const qoq_chart *chart,
                       const qoq_chart_data *data, const qoq_chart_options *options,
                       qoq_error *err)
{
    qoq_buffer script = {0};
    qoq_chart_source source;
    qoq_status status = qoq_chart_compose(&script, &source, chart, data, options, err);

    if (status == QOQ_OK)
        status = run(result, &script, options, err);
    qoq_buffer_clear(&script);
    if (status != QOQ_OK)
        return status;
    if (result->exit_status != 0)
        return fail_by_message(result, &source, chart, err);
    if (!qoq_chart_is_whole(result->out, result->out_len,
                            (qoq_chart_format)options->format))
        return qoq_fail(
            err, QOQ_ESYSTEM,
            "gnuplot's picture is not complete (%zu bytes); is the disk full?",
            result->out_len);
    return QOQ_OK;
}

/* "qoq-revenue-": letters, digits and dashes of the chart's id. */
static void add_prefix(qoq_buffer *out, const char *id)
{
    qoq_buffer_text(out, "qoq-");
    for (; *id; id++) {
        bool plain = (*id >= 'a' && *id <= 'z') || (*id >= 'A' && *id <= 'Z') ||
                     (*id >= '0' && *id <= '9');

        qoq_buffer_char(out, plain ? *id : '-');
    }
    qoq_buffer_char(out, '-');
}

static void add_title(qoq_buffer *out, const qoq_chart_data *data, qoq_arena *arena)
{
    const char *texts[] = {data->who, data->what, data->when};

    for (size_t i = 0; i < 3; i++) {
        const char *clean = qoq_chart_clean(arena, texts[i], 200);

        if (!clean || !*clean)
            continue;
        if (out->len)
            qoq_buffer_text(out, qoq_chart_words(QOQ_CHART_WORD_COMMA, data->chinese));
        qoq_buffer_text(out, clean);
    }
}

static void add_svg(qoq_buffer *out, const qoq_process_result *result,
                    const qoq_chart *chart, const qoq_chart_data *data,
                    const qoq_chart_options *options)
{
    qoq_buffer prefix = {0}, title = {0}, description = {0};
    qoq_arena arena = {0};

    if (options->ids)
        qoq_buffer_text(&prefix, options->ids);
    else
        add_prefix(&prefix, chart->id);
    add_title(&title, data, &arena);
    qoq_chart_describe(&description, data);
    qoq_chart_svg_tidy(out, result->out, result->out_len, qoq_buffer_string(&prefix),
                       qoq_buffer_string(&title), qoq_buffer_string(&description));
    out->failed = out->failed || prefix.failed || title.failed || description.failed;
    qoq_buffer_clear(&prefix);
    qoq_buffer_clear(&title);
    qoq_buffer_clear(&description);
    qoq_arena_clear(&arena);
}

qoq_status qoq_chart_render(qoq_buffer *out, const qoq_chart *chart,
                            const qoq_chart_data *data,
                            const qoq_chart_options *options, qoq_error *err)
{
    qoq_process_result result = {0};
    qoq_status status = draw(&result, chart, data, options, err);

    if (status == QOQ_OK && options->format == QOQ_CHART_SVG)
        add_svg(out, &result, chart, data, options);
    else if (status == QOQ_OK)
        qoq_buffer_add(out, result.out, result.out_len);
    qoq_process_clear(&result);
    if (status == QOQ_OK && out->failed)
        status = qoq_fail_memory(err);
    return status;
}

qoq_status qoq_chart_write(const char *path, const qoq_chart *chart,
                           const qoq_chart_data *data, const qoq_chart_options *options,
                           qoq_error *err)
{
    qoq_buffer picture = {0};
    qoq_status status = qoq_chart_render(&picture, chart, data, options, err);

    if (status == QOQ_OK)
        status = qoq_file_write(path, picture.ptr, picture.len, err);
    qoq_buffer_clear(&picture);
    return status;
}

/* ---- in words --------------------------------------------------------------------- */

/* "VAS: 2025Q1 92.1, 2025Q2 91.4." A long chart tells its ends and no more than twelve
 * values a series: the CSV has them all. */
static void describe_series(qoq_buffer *out, const qoq_chart_data *data, size_t panel,
                            size_t series, qoq_arena *arena)
{
    const qoq_chart_value *values =
        &data->panels[panel].values[series * data->category_count];
    size_t from = data->category_count > 12 ? data->category_count - 12 : 0;
    const char *name = qoq_chart_clean(arena, data->series[series].name, 60);
    bool first = true;

    if (out->len && !data->chinese)
        qoq_buffer_char(out, ' ');
    qoq_buffer_text(out, name ? name : "");
    qoq_buffer_text(out, qoq_chart_words(QOQ_CHART_WORD_COLON, data->chinese));
    for (size_t c = from; c < data->category_count; c++) {
        const char *period = qoq_chart_clean(arena, data->categories[c].id, 20);
        char shown[QOQ_CHART_SHOWN];

        qoq_chart_shown(shown, &values[c]);
        if (!shown[0])
            continue;
        if (!first)
            qoq_buffer_text(out, qoq_chart_words(QOQ_CHART_WORD_COMMA, data->chinese));
        qoq_buffer_print(out, "%s %s", period ? period : "", shown);
        first = false;
    }
    qoq_buffer_text(out, data->chinese ? "。" : ".");
}

void qoq_chart_describe(qoq_buffer *out, const qoq_chart_data *data)
{
    qoq_arena arena = {0};

    for (size_t p = 0; p < data->panel_count; p++) {
        const char *texts[] = {data->panels[p].title, data->panels[p].unit};
        bool some = false;

        for (size_t i = 0; i < 2; i++) {
            const char *clean = qoq_chart_clean(&arena, texts[i], 60);

            if (!clean || !*clean)
                continue;
            if (some)
                qoq_buffer_text(out,
                                qoq_chart_words(QOQ_CHART_WORD_COMMA, data->chinese));
            else if (out->len && !data->chinese)
                qoq_buffer_char(out, ' ');
            qoq_buffer_text(out, clean);
            some = true;
        }
        if (some)
            qoq_buffer_text(out, data->chinese ? "。" : ".");
        for (size_t s = 0; s < data->series_count; s++)
            describe_series(out, data, p, s, &arena);
    }
    qoq_arena_clear(&arena);
}

/* ---- CSV -------------------------------------------------------------------------- */

static const char *mark_name(const qoq_chart_value *value)
{
    static const char *const names[] = {
        [QOQ_CHART_STATED] = "",
        [QOQ_CHART_DERIVED] = "derived",
        [QOQ_CHART_RESTATED] = "restated",
        [QOQ_CHART_MISSING] = "missing",
        [QOQ_CHART_NOT_MEANINGFUL] = "not_meaningful",
    };

    if (!isfinite(value->value) && value->mark < QOQ_CHART_MISSING)
        return names[QOQ_CHART_MISSING];
    return names[value->mark];
}

static void put(qoq_buffer *out, const char *text)
{
    qoq_csv_put_safe(out, qoq_slice_of(text ? text : ""));
    qoq_buffer_char(out, ',');
}

static void put_number(qoq_buffer *out, double value, bool there)
{
    char text[QOQ_CHART_NUMBER];

    if (there && isfinite(value)) {
        qoq_chart_number(text, value, 15);
        qoq_buffer_text(out, text);
    }
    qoq_buffer_char(out, ',');
}

static void put_row(qoq_buffer *out, const qoq_chart_data *data,
                    const qoq_chart_panel *panel, size_t s, size_t c)
{
    const qoq_chart_value *value = &panel->values[s * data->category_count + c];
    bool there = isfinite(value->value);

    put(out, data->categories[c].id);
    put(out, data->series[s].id);
    put(out, data->series[s].name);
    put(out, panel->id);
    put(out, panel->unit);
    put_number(out, value->value, there);
    put_number(out, value->low, there);
    put_number(out, value->high, there);
    put(out, value->text);
    qoq_buffer_text(out, mark_name(value));
    qoq_buffer_char(out, '\n');
}

void qoq_chart_format_csv(qoq_buffer *out, const qoq_chart_data *data)
{
    qoq_buffer_text(out, "period,series,name,measure,unit,value,low,high,text,mark\n");
    for (size_t p = 0; p < data->panel_count; p++) {
        for (size_t s = 0; s < data->series_count; s++) {
            for (size_t c = 0; c < data->category_count; c++)
                put_row(out, data, &data->panels[p], s, c);
        }
    }
}

/* Definitions: the head of plots/NAME.gp, finding and listing. */
#include "qoq/chart.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "plots/"
#define SUFFIX ".gp"

typedef struct choice {
    const char *word;
    uint8_t value;
} choice;

static const choice whats[] = {
    {"level", QOQ_CHART_LEVEL},
    {"growth", QOQ_CHART_GROWTH},
    {"contribution", QOQ_CHART_CONTRIBUTION},
    {"share", QOQ_CHART_SHARE},
    {"margin", QOQ_CHART_MARGIN},
    {NULL, 0},
};

static const choice bys[] = {
    {"segment", QOQ_CHART_BY_SEGMENT},
    {"metric", QOQ_CHART_BY_METRIC},
    {NULL, 0},
};

static const choice shapes[] = {
    {"lines", QOQ_CHART_LINES},
    {"stack", QOQ_CHART_STACK},
    {"cells", QOQ_CHART_CELLS},
    {NULL, 0},
};

/* A line of the head while it is being read. */
typedef struct head {
    qoq_chart *chart;
    qoq_arena *arena;
    qoq_slice value;
    size_t line;
    bool has_data;
} head;

static qoq_status pick(uint8_t *out, const choice *choices, qoq_slice word,
                       const head *at, qoq_error *err)
{
    qoq_buffer known = {0};

    for (const choice *c = choices; c->word; c++) {
        if (qoq_slice_is(word, c->word)) {
            *out = c->value;
            return QOQ_OK;
        }
    }
    for (const choice *c = choices; c->word; c++)
        qoq_buffer_print(&known, "%s%s", c == choices ? "" : ", ", c->word);
    qoq_fail_at(err, QOQ_EINPUT, at->line, 1, "'%.*s' is none of %s", (int)word.len,
                word.ptr, qoq_buffer_string(&known));
    qoq_buffer_clear(&known);
    return QOQ_EINPUT;
}

/* A whole number from low to high at the start of a text; the rest is given back. */
static bool read_number(unsigned *out, qoq_slice *text, unsigned low, unsigned high)
{
    unsigned value = 0;
    size_t at = 0;

    while (at < text->len && at < 6 && text->ptr[at] >= '0' && text->ptr[at] <= '9')
        value = value * 10 + (unsigned)(text->ptr[at++] - '0');
    if (at == 0 || value < low || value > high)
        return false;
    *out = value;
    text->ptr += at;
    text->len -= at;
    return true;
}

static qoq_status read_text(const char **out, const head *at, qoq_error *err)
{
    *out = qoq_arena_copy(at->arena, at->value.ptr, at->value.len);
    return *out ? QOQ_OK : qoq_fail_memory(err);
}

/* "level by segment" */
static qoq_status read_data(head *at, qoq_error *err)
{
    qoq_slice what = at->value, by = at->value;
    size_t blank = 0;

    while (blank < what.len && what.ptr[blank] != ' ')
        blank++;
    what.len = blank;
    by.ptr += blank;
    by.len -= blank;
    by = qoq_slice_trim(by);
    if (!qoq_slice_starts(by, "by "))
        return qoq_fail_at(err, QOQ_EINPUT, at->line, 1,
                           "data is written as 'level by segment', not '%.*s'",
                           (int)at->value.len, at->value.ptr);
    by.ptr += 3;
    by.len -= 3;
    at->has_data = true;
    QOQ_TRY(pick(&at->chart->what, whats, what, at, err));
    return pick(&at->chart->by, bys, qoq_slice_trim(by), at, err);
}

static qoq_status read_size(head *at, qoq_error *err)
{
    qoq_slice text = at->value;

    if (!read_number(&at->chart->width, &text, 200, 8000) ||
        !qoq_slice_starts(text, "x"))
        goto wrong;
    text.ptr++;
    text.len--;
    if (read_number(&at->chart->height, &text, 150, 8000) && text.len == 0)
        return QOQ_OK;
wrong:
    return qoq_fail_at(err, QOQ_EINPUT, at->line, 1,
                       "a size is written as '960x540', not '%.*s'", (int)at->value.len,
                       at->value.ptr);
}

static qoq_status read_periods(head *at, qoq_error *err)
{
    qoq_slice text = at->value;

    if (read_number(&at->chart->periods, &text, 1, 400) && text.len == 0)
        return QOQ_OK;
    return qoq_fail_at(err, QOQ_EINPUT, at->line, 1,
                       "periods is a number from 1 to 400, not '%.*s'",
                       (int)at->value.len, at->value.ptr);
}

/* A key this version does not know is an ordinary comment. */
static qoq_status read_key(head *at, qoq_slice key, qoq_error *err)
{
    qoq_chart *chart = at->chart;
    const struct {
        const char *key;
        const char **text;
    } texts[] = {
        {"title", &chart->title_en}, {"title-zh", &chart->title_zh},
        {"about", &chart->about_en}, {"about-zh", &chart->about_zh},
        {"metric", &chart->metrics}, {"measure", &chart->measures},
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (qoq_slice_is(key, texts[i].key))
            return read_text(texts[i].text, at, err);
    }
    if (qoq_slice_is(key, "data"))
        return read_data(at, err);
    if (qoq_slice_is(key, "shape"))
        return pick(&chart->shape, shapes, at->value, at, err);
    if (qoq_slice_is(key, "size"))
        return read_size(at, err);
    if (qoq_slice_is(key, "periods"))
        return read_periods(at, err);
    return QOQ_OK;
}

/* "# key: value"; anything else is passed over. */
static qoq_status read_line(head *at, qoq_slice line, qoq_error *err)
{
    const char *colon;
    qoq_slice key = {line.ptr + 1, 0};

    colon = memchr(line.ptr, ':', line.len);
    if (!colon)
        return QOQ_OK;
    key.len = (size_t)(colon - key.ptr);
    at->value.ptr = colon + 1;
    at->value.len = line.len - (size_t)(colon + 1 - line.ptr);
    at->value = qoq_slice_trim(at->value);
    return read_key(at, qoq_slice_trim(key), err);
}

static void default_texts(qoq_chart *chart)
{
    if (!chart->title_en)
        chart->title_en = chart->id;
    if (!chart->title_zh)
        chart->title_zh = chart->title_en;
    if (!chart->about_en)
        chart->about_en = chart->title_en;
    if (!chart->about_zh)
        chart->about_zh = chart->about_en;
    if (!chart->metrics)
        chart->metrics = "";
    if (!chart->measures)
        chart->measures = "";
}

qoq_status qoq_chart_parse(qoq_chart *out, const char *id, const char *text,
                           qoq_arena *arena, qoq_error *err)
{
    head at = {.chart = out, .arena = arena};
    const char *next = text;

    *out = (qoq_chart){.id = id,
                       .text = text,
                       .shape = QOQ_CHART_LINES,
                       .width = 960,
                       .height = 540,
                       .periods = 12,
                       .theme = "",
                       .frame = ""};
    while (*next == '#') {
        size_t len = strcspn(next, "\n");

        at.line++;
        QOQ_TRY(read_line(&at, (qoq_slice){next, len}, err));
        next += len + (next[len] == '\n');
    }
    if (!at.has_data)
        return qoq_fail(err, QOQ_ENOTFOUND, "'%s' has no line '# data: ...'", id);
    if (out->by == QOQ_CHART_BY_METRIC &&
        (out->what == QOQ_CHART_CONTRIBUTION || out->what == QOQ_CHART_SHARE))
        return qoq_fail_at(
            err, QOQ_EINPUT, 1, 1,
            "a share or contribution is one of segments, not of metrics");
    default_texts(out);
    return QOQ_OK;
}

/* ---- finding ---------------------------------------------------------------------- */

static qoq_status load(const char **out, const char *name,
                       const qoq_knowledge_paths *paths, qoq_arena *arena,
                       qoq_error *err)
{
    char *data;
    size_t len;

    QOQ_TRY(qoq_knowledge_file(&data, &len, name, paths, err));
    *out = qoq_arena_copy(arena, data, len);
    free(data);
    return *out ? QOQ_OK : qoq_fail_memory(err);
}

/* plots/revenue.gp → revenue; NULL for what is no definition by its name. */
static const char *id_of(const char *name, qoq_arena *arena)
{
    size_t len = strlen(name), head_len = strlen(PREFIX), tail_len = strlen(SUFFIX);

    if (len <= head_len + tail_len || strncmp(name, PREFIX, head_len) != 0 ||
        strcmp(name + len - tail_len, SUFFIX) != 0 || strchr(name + head_len, '/'))
        return NULL;
    return qoq_arena_copy(arena, name + head_len, len - head_len - tail_len);
}

static qoq_status add_parts(qoq_chart *chart, const qoq_knowledge_paths *paths,
                            qoq_arena *arena, qoq_error *err)
{
    QOQ_TRY(load(&chart->theme, PREFIX "theme" SUFFIX, paths, arena, err));
    return load(&chart->frame, PREFIX "frame" SUFFIX, paths, arena, err);
}

/* Puts the file's name in front of a message about its head. */
static qoq_status blame(const char *name, qoq_error *err)
{
    qoq_error inner;

    if (!err)
        return QOQ_EINPUT;
    inner = *err;
    return qoq_fail_at(err, inner.status, inner.line, inner.column, "%s:%zu: %s", name,
                       inner.line, inner.message);
}

/* QOQ_ENOTFOUND for a file that is no chart. */
static qoq_status read_chart(qoq_chart *out, const char *id, const char *name,
                             const qoq_knowledge_paths *paths, qoq_arena *arena,
                             qoq_error *err)
{
    const char *text;
    qoq_status status;

    QOQ_TRY(load(&text, name, paths, arena, err));
    status = qoq_chart_parse(out, id, text, arena, err);
    if (status == QOQ_EINPUT)
        return blame(name, err);
    QOQ_TRY(status);
    return add_parts(out, paths, arena, err);
}

qoq_status qoq_chart_list(qoq_chart **out, size_t *count,
                          const qoq_knowledge_paths *paths, qoq_arena *arena,
                          qoq_error *err)
{
    const char **names;
    size_t name_count;
    qoq_chart *charts;

    *out = NULL;
    *count = 0;
    QOQ_TRY(qoq_knowledge_list(&names, &name_count, PREFIX, paths, arena, err));
    charts = qoq_arena_calloc(arena, name_count + 1, sizeof *charts);
    if (!charts)
        return qoq_fail_memory(err);
    for (size_t i = 0; i < name_count; i++) {
        const char *id = id_of(names[i], arena);
        qoq_status status;

        if (!id)
            continue;
        status = read_chart(&charts[*count], id, names[i], paths, arena, err);
        if (status == QOQ_ENOTFOUND)
            continue;
        QOQ_TRY(status);
        ++*count;
    }
    *out = charts;
    return QOQ_OK;
}

/* Is the file there? If not, *near is the id that looks most like it, or NULL. */
static bool is_there(const char *id, const char **names, size_t count,
                     const char **near, qoq_arena *arena)
{
    size_t best = 4;

    *near = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *other = id_of(names[i], arena);
        size_t distance;

        if (!other || strcmp(other, "theme") == 0 || strcmp(other, "frame") == 0)
            continue;
        if (strcmp(id, other) == 0)
            return true;
        distance = qoq_text_distance(qoq_slice_of(id), qoq_slice_of(other), best - 1);
        if (distance < best) {
            best = distance;
            *near = other;
        }
    }
    return false;
}

qoq_status qoq_chart_find(qoq_chart *out, const char *id,
                          const qoq_knowledge_paths *paths, qoq_arena *arena,
                          qoq_error *err)
{
    qoq_buffer name = {0};
    const char **names, *near, *copy = qoq_arena_copy(arena, id, strlen(id));
    size_t count;
    qoq_status status;

    if (!copy)
        return qoq_fail_memory(err);
    QOQ_TRY(qoq_knowledge_list(&names, &count, PREFIX, paths, arena, err));
    if (is_there(id, names, count, &near, arena)) {
        qoq_buffer_print(&name, PREFIX "%s" SUFFIX, id);
        status = read_chart(out, copy, qoq_buffer_string(&name), paths, arena, err);
        qoq_buffer_clear(&name);
        return status;
    }
    if (near)
        return qoq_fail(err, QOQ_EUSAGE, "no chart '%s'; did you mean '%s'?", id, near);
    return qoq_fail(err, QOQ_EUSAGE, "no chart '%s' (see 'qoq list charts')", id);
}

/* ---- titles ----------------------------------------------------------------------- */

static void add_capital(qoq_buffer *out, const char *text)
{
    if (*text >= 'a' && *text <= 'z') {
        qoq_buffer_char(out, (char)(*text - 'a' + 'A'));
        text++;
    }
    qoq_buffer_text(out, text);
}

/* "Revenue" inside a sentence is "revenue"; "EBITDA" and "R&D costs" stay. */
static void add_metric(qoq_buffer *out, const char *metric, bool first)
{
    bool word =
        *metric >= 'A' && *metric <= 'Z' && metric[1] >= 'a' && metric[1] <= 'z';

    if (first)
        add_capital(out, metric);
    else if (word)
        qoq_buffer_print(out, "%c%s", *metric - 'A' + 'a', metric + 1);
    else
        qoq_buffer_text(out, metric);
}

static const char *axis_name(const char *axis, bool chinese)
{
    static const char *const names[][3] = {
        {"", "segment", "分部"},        {"business", "segment", "分部"},
        {"product", "product", "产品"}, {"region", "region", "地区"},
        {"channel", "channel", "渠道"}, {"customer", "customer", "客户"},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(axis, names[i][0]) == 0)
            return names[i][chinese ? 2 : 1];
    }
    return axis;
}

void qoq_chart_title(qoq_buffer *out, const qoq_chart *chart, const char *metric,
                     const char *axis, bool chinese)
{
    const char *title = chinese ? chart->title_zh : chart->title_en;

    for (const char *at = title; *at;) {
        bool first = at == title;

        if (!axis && strncmp(at, " by {axis}", 10) == 0) {
            at += 10;
            continue;
        }
        if (!axis && strncmp(at, "各{axis}", strlen("各{axis}")) == 0) {
            at += strlen("各{axis}");
            continue;
        }

        if (strncmp(at, "{metric}", 8) == 0) {
            add_metric(out, metric, first);
            at += 8;
        } else if (strncmp(at, "{axis}", 6) == 0) {
            add_metric(out, axis ? axis_name(axis, chinese) : "", first);
            at += 6;
        } else {
            qoq_buffer_char(out, *at++);
        }
    }
}

/* ---- small things ----------------------------------------------------------------- */

static bool ends_like(const char *path, const char *extension)
{
    size_t len = strlen(path), tail = strlen(extension);

    if (len < tail)
        return false;
    for (size_t i = 0; i < tail; i++) {
        char c = path[len - tail + i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != extension[i])
            return false;
    }
    return true;
}

qoq_status qoq_chart_format_of(qoq_chart_format *out, const char *path, qoq_error *err)
{
    static const char *const extensions[] = {".svg", ".png", ".pdf"};

    for (int i = 0; i < 3; i++) {
        if (ends_like(path, extensions[i])) {
            *out = (qoq_chart_format)i;
            return QOQ_OK;
        }
    }
    return qoq_fail(err, QOQ_EUSAGE,
                    "a chart's file ends in .svg, .png or .pdf, not '%s'", path);
}

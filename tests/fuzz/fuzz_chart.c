/*
 * Charts of any texts: every text of the script is one string, data blocks are numbers,
 * and no SVG that comes out runs anything. Definitions and SVG of any bytes do no harm.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/chart_private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CATEGORIES = 3, SERIES = 3 };

/* 'strings' without quotes inside and "'", joined by dots, to the end of the line. */
static bool is_one_string(const char *text, const char *end)
{
    for (;;) {
        if (end - text >= 3 && memcmp(text, "\"'\"", 3) == 0) {
            text += 3;
        } else if (text < end && *text == '\'') {
            text = memchr(text + 1, '\'', (size_t)(end - text - 1));
            if (!text)
                return false;
            text++;
        } else {
            return false;
        }
        if (text == end)
            return true;
        if (*text++ != '.')
            return false;
    }
}

/* Lines up to the theme: `name = string` or nothing but names and numbers. */
static void check_script(const char *text)
{
    const char *theme = strstr(text, "THEME\n");

    assert(theme);
    while (text < theme) {
        const char *end = strchr(text, '\n');
        const char *quote = memchr(text, '\'', (size_t)(end - text));

        if (quote) {
            const char *value = strstr(text, " = ");

            assert(value && value + 3 <= quote);
            assert(is_one_string(value + 3, end));
        } else {
            size_t plain =
                strspn(text, "abcdefghijklmnopqrstuvwxyzDEN_0123456789[]$<+-. =");

            assert(text + plain >= end);
        }
        text = end + 1;
    }
}

static void draw(const char *text, double value, uint8_t shape)
{
    qoq_chart_category categories[CATEGORIES] = {
        {text, text, text}, {"b", "b", text}, {"c", "c", "d"}};
    qoq_chart_series series[SERIES] = {{text, text, QOQ_CHART_PART},
                                       {"o", text, QOQ_CHART_OTHER},
                                       {"", text, QOQ_CHART_TOTAL}};
    qoq_chart_value values[SERIES * CATEGORIES];
    qoq_chart_panel panel = {text, text, text, values};
    const char *notes[] = {text, "note"};
    qoq_chart_data data = {text,   text,   text, false, categories, CATEGORIES, series,
                           SERIES, &panel, 1,    notes, 2,          NULL,       0};
    qoq_chart chart = {.id = "x",
                       .shape = shape,
                       .width = 960,
                       .height = 540,
                       .text = "plot 1\n",
                       .theme = "THEME\n",
                       .frame = ""};
    qoq_chart_options options = {0};
    qoq_buffer out = {0};

    for (size_t i = 0; i < SERIES * CATEGORIES; i++)
        values[i] = (qoq_chart_value){value * (double)i, value, 2 * value, text,
                                      (uint8_t)(i % 3)};
    if (qoq_chart_script(&out, &chart, &data, &options, NULL) == QOQ_OK)
        check_script(qoq_buffer_string(&out));
    qoq_buffer_clear(&out);
    if (qoq_chart_format_text(&out, &chart, &data, 50, true, NULL) == QOQ_OK)
        qoq_buffer_string(&out);
    qoq_buffer_clear(&out);
    qoq_chart_format_csv(&out, &data);
    qoq_buffer_clear(&out);
}

/* What comes in is gnuplot's own in earnest; any bytes must do no harm all the same. */
static void tidy(const char *text, size_t size)
{
    qoq_buffer out = {0};

    qoq_chart_svg_tidy(&out, text, size, "p-", text, text);
    qoq_buffer_clear(&out);
}

static void parse(const char *text)
{
    qoq_arena arena = {0};
    qoq_chart chart;
    qoq_error err = {0};

    if (qoq_chart_parse(&chart, "x", text, &arena, &err) == QOQ_OK) {
        qoq_buffer out = {0};

        assert(chart.width >= 200 && chart.periods >= 1);
        qoq_chart_title(&out, &chart, text, text, false);
        qoq_buffer_clear(&out);
    } else {
        assert(err.message[0]);
    }
    qoq_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    double value = 1;

    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    if (size >= sizeof value)
        memcpy(&value, data, sizeof value);
    parse(text);
    tidy(text, size);
    if (qoq_text_is_valid(text, strlen(text), NULL)) {
        draw(text, value, QOQ_CHART_LINES);
        draw(text, 1, QOQ_CHART_STACK);
        draw(text, value, QOQ_CHART_STACK);
        draw(text, -value, QOQ_CHART_CELLS);
    }
    free(text);
    return 0;
}

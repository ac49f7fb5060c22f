/* Texts of a chart: cleaned, measured, wrapped; numbers; the words the room adds. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/chart_private.h"

static const char *const words[QOQ_CHART_WORDS_][2] = {
    [QOQ_CHART_WORD_HOLLOW] = {"Hollow: derived from other figures, not stated.",
                               "空心：由其他数字推算，并非披露值。"},
    [QOQ_CHART_WORD_RESTATED] = {"* restated by a later report.",
                                 "* 其后的报告已重列。"},
    [QOQ_CHART_WORD_GAPS] = {"Gaps: not available or not meaningful.",
                             "空缺：无数据或不适用。"},
    [QOQ_CHART_WORD_HATCHED] = {"Hatched: not available or not meaningful.",
                                "斜线：无数据或不适用。"},
    [QOQ_CHART_WORD_REST] = {"Dashed: not broken down.", "虚线：未作拆分。"},
    [QOQ_CHART_WORD_OFF] = {"Triangles at the edge: beyond the scale.",
                            "边缘三角：超出坐标范围。"},
    [QOQ_CHART_WORD_HIDDEN] = {" not drawn: mostly beyond the scale.",
                               "未绘出：大多超出坐标范围。"},
    [QOQ_CHART_WORD_WHISKERS] = {"Thin bars: what rounding leaves open.",
                                 "细线：四舍五入所致的可能区间。"},
    [QOQ_CHART_WORD_TEXT_DERIVED] = {"~ derived, not stated.", "~ 推算，并非披露值。"},
    [QOQ_CHART_WORD_TEXT_GAPS] = {"· no value.", "· 无数据或不适用。"},
    [QOQ_CHART_WORD_TEXT_OFF] = {"▲▼ beyond the scale.", "▲▼ 超出坐标范围。"},
    [QOQ_CHART_WORD_TEXT_REST] = {"╌ not broken down.", "╌ 未作拆分。"},
    [QOQ_CHART_WORD_TO] = {" to ", "至"},
    [QOQ_CHART_WORD_COLON] = {": ", "："},
    [QOQ_CHART_WORD_COMMA] = {", ", "，"},
};

const char *qoq_chart_words(qoq_chart_word word, bool chinese)
{
    return words[word][chinese];
}

qoq_chart_value qoq_chart_gap(qoq_chart_mark reason, const char *text)
{
    return (qoq_chart_value){NAN, NAN, NAN, text, (uint8_t)reason};
}

const char *qoq_chart_clean(qoq_arena *arena, const char *text, size_t columns)
{
    static const char ellipsis[] = "…";
    size_t len = text ? strlen(text) : 0;
    bool cut = len > columns * 16; /* megabytes, or marks that take no column */
    char *copy;

    if (cut) {
        len = columns * 16;
        while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
            len--;
    }
    copy = qoq_arena_alloc(arena, len + sizeof ellipsis);
    if (!copy)
        return NULL;
    len = qoq_text_display(copy, len + 1, text ? text : "", len);
    if (!cut && qoq_text_width(copy, len) <= columns)
        return copy;
    len = qoq_text_fit(copy, len, columns - 1);
    while (len > 0 && copy[len - 1] == ' ')
        len--;
    memcpy(copy + len, ellipsis, sizeof ellipsis);
    return copy;
}

void qoq_chart_shown(char out[QOQ_CHART_SHOWN], const qoq_chart_value *value)
{
    size_t len;

    out[0] = '\0';
    if (!value->text || !*value->text)
        return;
    len = qoq_text_display(out, QOQ_CHART_SHOWN - 1, value->text, strlen(value->text));
    if (value->mark == QOQ_CHART_RESTATED)
        memcpy(out + len, "*", 2);
}

double qoq_chart_text_pixels(const char *text, double size)
{
    size_t len = strlen(text), at = 0;
    double em = 0;

    while (at < len) {
        uint32_t code = qoq_text_next(text, len, &at);
        size_t width = qoq_text_code_width(code);

        /* Latin of the usual sans-serif fonts: capitals and digits are wider. */
        if (width == 2)
            em += 1;
        else if (width == 1 && code >= 'A' && code <= 'Z')
            em += 0.64;
        else if (width == 1)
            em += 0.55;
    }
    return em * size;
}

void qoq_chart_number(char out[QOQ_CHART_NUMBER], double value, int digits)
{
    char text[64];
    size_t to = 0;
    bool point = false;

    if (!isfinite(value)) {
        strncpy(out, "NaN", QOQ_CHART_NUMBER);
        return;
    }
    snprintf(text, sizeof text, "%.*g", digits, value);
    /* The host program may have set a locale with a decimal comma, of several bytes even. */
    for (const char *from = text; *from && to < QOQ_CHART_NUMBER - 1; from++) {
        bool plain = (*from >= '0' && *from <= '9') || *from == '-' || *from == '+' ||
                     *from == 'e';

        if (plain)
            out[to++] = *from;
        else if (!point)
            out[to++] = '.';
        point = point || !plain;
    }
    out[to] = '\0';
}

/* Where to break: the longest piece of at most `columns` that ends before a blank, or
 * beside a Han character that is no punctuation in front of the break. */
static size_t piece(const char *text, size_t len, size_t columns)
{
    size_t fit = qoq_text_fit(text, len, columns), at = 0, best = 0;

    if (fit == len)
        return len;
    while (at < fit) {
        size_t here = at;
        uint32_t code = qoq_text_next(text, len, &at);

        if (code == ' ')
            best = here;
        else if (qoq_text_is_han(code))
            best = here;
    }
    return best ? best : fit ? fit : at;
}

qoq_status qoq_chart_wrap(const char ***lines, size_t *count, size_t *room,
                          const char *text, size_t columns, qoq_arena *arena,
                          qoq_error *err)
{
    qoq_slice rest = qoq_slice_trim(qoq_slice_of(text));

    while (rest.len) {
        size_t len = piece(rest.ptr, rest.len, columns);

        QOQ_TRY(qoq_grow(lines, room, *count + 1, sizeof **lines, err));
        (*lines)[*count] = qoq_arena_copy(arena, rest.ptr, len);
        if (!(*lines)[*count])
            return qoq_fail_memory(err);
        ++*count;
        rest.ptr += len;
        rest.len -= len;
        rest = qoq_slice_trim(rest);
    }
    return QOQ_OK;
}

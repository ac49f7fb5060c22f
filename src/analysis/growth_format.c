/* Growth in words and digits. */
#include <stdio.h>
#include <string.h>

#include "qoq/growth.h"

static size_t put(char out[QOQ_FIGURE_ROOM], const char *text)
{
    size_t len = strlen(text);

    memcpy(out, text, len + 1);
    return len;
}

static size_t put_none(char out[QOQ_FIGURE_ROOM], const qoq_figure *figure,
                       bool chinese)
{
    return qoq_figure_format(out, figure, NULL, 0, chinese);
}

/* A printed rate keeps the digits it was printed with, and says "about" if it did. */
static size_t put_printed(char out[QOQ_FIGURE_ROOM], const qoq_figure *rate,
                          const char *suffix)
{
    size_t len = 0;
    int places = rate->places;

    if (places == QOQ_DECIMALS_INF)
        places = -qoq_decimal_last_place(rate->shown);
    if (rate->flags & QOQ_FLAG_ABOUT)
        len += put(out + len, "≈");
    else if (rate->flags & QOQ_FLAG_OVER)
        len += put(out + len, ">");
    else if (rate->flags & QOQ_FLAG_UNDER)
        len += put(out + len, "<");
    if (qoq_decimal_sign(rate->shown) > 0)
        len += put(out + len, "+");
    len += qoq_decimal_format(out + len, rate->shown, places > 0 ? places : 0);
    return len + put(out + len, suffix);
}

size_t qoq_growth_format(char out[QOQ_FIGURE_ROOM], const qoq_figure *rate,
                         const char *suffix, bool chinese)
{
    char short_form[64];

    if (!qoq_figure_has(rate))
        return put_none(out, rate, chinese);
    if (rate->state == QOQ_FIGURE_STATED)
        return put_printed(out, rate, suffix);
    qoq_interval_format_growth(short_form, rate->interval, suffix);
    return put(out, short_form);
}

size_t qoq_growth_format_points(char out[QOQ_FIGURE_ROOM], const qoq_figure *points,
                                bool chinese)
{
    static const qoq_decimal enough = {15, -2};

    if (!qoq_figure_has(points) ||
        qoq_decimal_compare(qoq_interval_half_width(points->interval), enough) > 0)
        return qoq_growth_format(out, points, "", chinese);
    qoq_decimal value = qoq_decimal_round(qoq_interval_middle(points->interval), 1,
                                          QOQ_ROUND_HALF_AWAY);
    size_t len = qoq_decimal_sign(value) > 0 ? put(out, "+") : 0;
    return len + qoq_decimal_format(out + len, value, 1);
}

size_t qoq_growth_format_share(char out[QOQ_FIGURE_ROOM], const qoq_figure *share,
                               bool chinese)
{
    char with_sign[64];
    size_t len = 0;

    if (!qoq_figure_has(share))
        return put_none(out, share, chinese);
    qoq_interval_format_growth(with_sign, share->interval, "%");
    for (const char *c = with_sign; *c; c++) {
        if (*c != '+')
            out[len++] = *c;
    }
    out[len] = '\0';
    return len;
}

/* The size of a change with its unit: "1.9 bn", "19.0亿". */
static size_t put_size(char out[QOQ_FIGURE_ROOM], const qoq_figure *change,
                       const qoq_scale *scale, bool chinese)
{
    qoq_figure size = *change;

    size.state = QOQ_FIGURE_STATED; /* no tilde inside a sentence */
    size.flags = 0;
    size.shown = qoq_decimal_absolute(change->shown);
    size_t len = qoq_figure_format(out, &size, scale, scale ? 1 : 3, chinese);
    if (scale && scale->power) {
        if (!chinese)
            len += put(out + len, " ");
        len += put(out + len, chinese ? scale->chinese : scale->english);
    }
    return len;
}

size_t qoq_growth_words(char out[QOQ_FIGURE_ROOM], const qoq_growth *growth,
                        const qoq_metric *metric, const qoq_scale *scale, bool chinese)
{
    const qoq_figure *rate = &growth->rate, *change = &growth->change;
    qoq_reason reason = (qoq_reason)rate->reason;
    bool sized = reason == QOQ_REASON_NARROWED || reason == QOQ_REASON_WIDENED;
    char size[QOQ_FIGURE_ROOM];

    out[0] = '\0';
    if (rate->state == QOQ_FIGURE_MISSING && reason == QOQ_REASON_REDEFINED)
        return put(out, qoq_reason_text(reason, metric, chinese));
    if (rate->state != QOQ_FIGURE_NOT_MEANINGFUL)
        return 0;
    const char *words = qoq_reason_text(reason, metric, chinese);
    int direction = qoq_decimal_sign(change->shown);
    if (!qoq_figure_has(change) || direction == 0 || reason == QOQ_REASON_SAME_LOSS)
        return put(out, words);
    put_size(size, change, scale, chinese);
    const char *link = sized           ? (chinese ? "" : " by ")
                       : direction > 0 ? (chinese ? "，增加" : ", up ")
                                       : (chinese ? "，减少" : ", down ");
    int len = snprintf(out, QOQ_FIGURE_ROOM, "%s%s%s", words, link, size);
    return len < QOQ_FIGURE_ROOM ? (size_t)len : QOQ_FIGURE_ROOM - 1;
}

static int direction_of(const qoq_figure *rate)
{
    char text[QOQ_FIGURE_ROOM];

    switch (rate->reason) {
    case QOQ_REASON_TO_POSITIVE:
    case QOQ_REASON_NARROWED:
        return 1;
    case QOQ_REASON_TO_NEGATIVE:
    case QOQ_REASON_WIDENED:
        return -1;
    default:
        break;
    }
    if (!qoq_figure_has(rate))
        return 0;
    if (qoq_decimal_sign(rate->interval.low) * qoq_decimal_sign(rate->interval.high) <=
        0)
        return 0; /* it may have gone either way */
    qoq_growth_format(text, rate, "", false);
    return strpbrk(text, "123456789") ? qoq_decimal_sign(rate->shown) : 0;
}

int qoq_growth_mood(const qoq_growth *growth, const qoq_metric *metric)
{
    return metric ? direction_of(&growth->rate) * metric->sense : 0;
}

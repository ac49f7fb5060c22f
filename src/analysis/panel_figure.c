/* Figures: a value with its exactness, as it is shown. */
#include <math.h>
#include <string.h>

#include "qoq/panel.h"

typedef struct words_of_reason {
    const char *english, *chinese;
} words_of_reason;

/* Sign turns stand below, for they depend on what is measured. */
static const words_of_reason reasons[QOQ_REASONS_] = {
    [QOQ_REASON_NONE] = {"", ""},
    [QOQ_REASON_NOT_STATED] = {"no document states it", "没有文件披露"},
    [QOQ_REASON_NO_NOW] = {"the later value is missing", "缺本期数"},
    [QOQ_REASON_NO_BASE] = {"the earlier value is missing", "缺基期数"},
    [QOQ_REASON_NO_TOTAL] = {"the total is missing", "缺合计数"},
    [QOQ_REASON_BASE_ZERO] = {"base is zero", "基数为零"},
    [QOQ_REASON_BASE_NEGATIVE] = {"base is negative", "基数为负"},
    [QOQ_REASON_UNITS_DIFFER] = {"units differ", "单位不同"},
    [QOQ_REASON_LENGTHS_DIFFER] = {"periods differ in length", "期间长度不同"},
    [QOQ_REASON_NOT_ADDITIVE] = {"does not add up over time", "不可跨期加减"},
    [QOQ_REASON_NOT_PROVED] = {"no other period shows that these parts make the total",
                               "没有其他期间证明各部分之和等于合计"},
    [QOQ_REASON_RESTATED_APART] = {"one term was restated, another was not with it",
                                   "部分数据经重列，其余未重列"},
    [QOQ_REASON_REDEFINED] = {"redefined in between", "其间口径变更"},
    [QOQ_REASON_TOO_WIDE] = {"known too inexactly", "精度不足"},
    [QOQ_REASON_NEGATIVE] = {"would be negative", "推算结果为负"},
    [QOQ_REASON_OVERFLOW] = {"too large a number", "数值超出范围"},
};

enum { TURNS = QOQ_REASON_SAME_LOSS - QOQ_REASON_TO_NEGATIVE + 1 };

/* What is negative: a loss, net debt, an outflow, or just a number below zero. */
typedef struct turn_words {
    words_of_reason turn[TURNS];
} turn_words;

static const turn_words loss_words = {{{"turned to loss", "转亏"},
                                       {"turned to profit", "扭亏为盈"},
                                       {"loss narrowed", "亏损收窄"},
                                       {"loss widened", "亏损扩大"},
                                       {"loss about the same", "亏损持平"}}};
static const turn_words debt_words = {{{"turned to net debt", "转为债务净额"},
                                       {"turned to net cash", "转为现金净额"},
                                       {"net debt fell", "债务净额减少"},
                                       {"net debt rose", "债务净额增加"},
                                       {"net debt about the same", "债务净额持平"}}};
static const turn_words outflow_words = {{{"turned to outflow", "转为净流出"},
                                          {"turned to inflow", "转为净流入"},
                                          {"outflow narrowed", "净流出收窄"},
                                          {"outflow widened", "净流出扩大"},
                                          {"outflow about the same", "净流出持平"}}};
static const turn_words plain_words = {{{"turned negative", "由正转负"},
                                        {"turned positive", "由负转正"},
                                        {"less negative", "负值收窄"},
                                        {"more negative", "负值扩大"},
                                        {"negative, about the same", "负值持平"}}};

static const turn_words *turns_of(const qoq_metric *metric)
{
    if (!metric || metric->sense <= 0)
        return &plain_words;
    if (strcmp(metric->id, "net_cash") == 0)
        return &debt_words;
    if (strcmp(metric->statement, "income") == 0)
        return &loss_words;
    if (strcmp(metric->statement, "cash_flow") == 0)
        return &outflow_words;
    return &plain_words;
}

const char *qoq_reason_text(qoq_reason reason, const qoq_metric *metric, bool chinese)
{
    const words_of_reason *words = &reasons[reason];

    if (reason >= QOQ_REASON_TO_NEGATIVE && reason <= QOQ_REASON_SAME_LOSS)
        words = &turns_of(metric)->turn[reason - QOQ_REASON_TO_NEGATIVE];
    return chinese ? words->chinese : words->english;
}

bool qoq_figure_has(const qoq_figure *figure)
{
    return figure->state == QOQ_FIGURE_STATED || figure->state == QOQ_FIGURE_DERIVED;
}

qoq_figure qoq_figure_none(qoq_figure_state state, qoq_reason reason)
{
    return (qoq_figure){.state = (uint8_t)state, .reason = (uint8_t)reason};
}

qoq_figure qoq_figure_derived(qoq_interval interval, qoq_unit unit)
{
    return (qoq_figure){.interval = interval,
                        .shown = qoq_interval_middle(interval),
                        .unit = unit,
                        .places = (int16_t)qoq_interval_places(interval),
                        .state = QOQ_FIGURE_DERIVED};
}

double qoq_figure_double(const qoq_figure *figure)
{
    return qoq_figure_has(figure) ? qoq_decimal_double(figure->shown) : NAN;
}

static const char *prefix_of(const qoq_figure *figure)
{
    if (figure->state == QOQ_FIGURE_DERIVED)
        return "~";
    if (figure->flags & QOQ_FLAG_ABOUT)
        return "≈";
    if (figure->flags & QOQ_FLAG_OVER)
        return ">";
    return figure->flags & QOQ_FLAG_UNDER ? "<" : "";
}

static size_t put(char out[QOQ_FIGURE_ROOM], const char *text)
{
    size_t len = strlen(text);

    memcpy(out, text, len + 1);
    return len;
}

size_t qoq_figure_format(char out[QOQ_FIGURE_ROOM], const qoq_figure *figure,
                         const qoq_scale *scale, int decimals, bool chinese)
{
    int power = scale ? scale->power : 0;
    qoq_decimal value;

    if (figure->state == QOQ_FIGURE_NOT_MEANINGFUL)
        return put(out, chinese ? "不适用" : "n.m.");
    if (!qoq_figure_has(figure) ||
        qoq_decimal_scale(&value, figure->shown, -power, NULL) != QOQ_OK)
        return put(out, chinese ? "缺" : "n.a.");

    int has = figure->places + power; /* digits behind the point that are known */
    int places = decimals < has ? decimals : has;
    qoq_decimal rounded = qoq_decimal_round(value, places, QOQ_ROUND_HALF_AWAY);
    if (qoq_decimal_is_zero(rounded) && !qoq_decimal_is_zero(value) && places < has)
        rounded = qoq_decimal_round(value, ++places, QOQ_ROUND_HALF_AWAY);

    size_t len = put(out, prefix_of(figure));
    return len +
           qoq_decimal_format_grouped(out + len, rounded, places > 0 ? places : 0);
}

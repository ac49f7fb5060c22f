/* Derivations in words. */
#include "analysis/derive_private.h"

/* What tells the terms of a rule apart: their periods, segments or metrics. */
void qoq_derivation_term_format(qoq_buffer *out, const qoq_derivation *d, size_t i,
                                const qoq_panel *panel)
{
    const qoq_cell *cell = &d->terms[i].cell;
    char text[QOQ_FIGURE_ROOM];

    switch ((qoq_rule)d->rule) {
    case QOQ_RULE_REMAINDER:
        qoq_buffer_text(out,
                        cell->segment ? qoq_panel_text(panel, cell->segment) : "total");
        break;
    case QOQ_RULE_RATIO:
        if (cell->metric == QOQ_NO_NAME) /* no record has it */
            qoq_buffer_text(out, i ? "denominator" : "numerator");
        else
            qoq_buffer_text(out, qoq_panel_text(panel, cell->metric));
        break;
    default:
        qoq_period_format(text, cell->period);
        qoq_buffer_text(out, text);
        if (cell->measure != QOQ_LEVEL)
            qoq_buffer_print(out, ":%s", qoq_measure_name((qoq_measure)cell->measure));
    }
}

/* " / (1 + yoy +17%)", " - change_yoy" */
static void put_growth(qoq_buffer *out, const qoq_derivation *d)
{
    qoq_measure measure = (qoq_measure)d->terms[1].cell.measure;
    bool base = d->rule == QOQ_RULE_IMPLIED_BASE;
    char rate[QOQ_FIGURE_ROOM];

    qoq_growth_format(rate, &d->terms[1].figure, "%", false);
    if (measure == QOQ_YOY || measure == QOQ_QOQ)
        qoq_buffer_print(out, " %s (1 + %s %s)", base ? "/" : "*",
                         qoq_measure_name(measure), rate);
    else
        qoq_buffer_print(out, " %s %s", base ? "-" : "+", qoq_measure_name(measure));
}

void qoq_derivation_format(qoq_buffer *out, const qoq_derivation *derivation,
                           const qoq_panel *panel)
{
    const qoq_derivation_term *terms = derivation->terms;

    qoq_derivation_term_format(out, derivation, 0, panel);
    switch ((qoq_rule)derivation->rule) {
    case QOQ_RULE_IMPLIED_BASE:
    case QOQ_RULE_IMPLIED_NOW:
        put_growth(out, derivation);
        break;
    case QOQ_RULE_RATIO:
        qoq_buffer_text(out, " / ");
        qoq_derivation_term_format(out, derivation, 1, panel);
        break;
    default:
        for (size_t i = 1; i < derivation->count; i++) {
            qoq_buffer_text(out, terms[i].sign > 0 ? " + " : " - ");
            qoq_derivation_term_format(out, derivation, i, panel);
        }
    }
}

const char *qoq_rule_name(qoq_rule rule, bool chinese)
{
    static const char *const names[][2] = {
        [QOQ_RULE_YEAR_TO_DATE] = {"year to date", "累计数推算"},
        [QOQ_RULE_REMAINDER] = {"total and parts", "合计与各部分推算"},
        [QOQ_RULE_IMPLIED_BASE] = {"implied by the printed growth", "由披露增速反推"},
        [QOQ_RULE_IMPLIED_NOW] = {"implied by the printed growth", "由披露增速推算"},
        [QOQ_RULE_RATIO] = {"ratio", "比率"},
    };

    return names[rule][chinese];
}

/* ---- refusals ------------------------------------------------------------------------ */

/* "2023M9 was restated at 2024Q3, 2023H1 was not restated with it" */
static void put_restated_apart(qoq_buffer *out, const qoq_attempt *attempt,
                               const qoq_panel *panel, bool chinese)
{
    const qoq_figure *restated = &attempt->how.terms[attempt->about].figure;
    char vintage[16];

    qoq_period_format(vintage, restated->vintage);
    qoq_derivation_term_format(out, &attempt->how, attempt->about, panel);
    qoq_buffer_print(out, chinese ? "于%s经重列，" : " was restated at %s, ", vintage);
    qoq_derivation_term_format(out, &attempt->how, attempt->other, panel);
    qoq_buffer_text(out, chinese ? "未随之重列" : " was not restated with it");
}

/* A term that is stated, but only by documents after those that the others are taken from. */
static bool put_stated_later(qoq_buffer *out, const qoq_attempt *attempt,
                             const qoq_panel *panel, bool chinese)
{
    qoq_figure figure;
    char vintage[16];

    qoq_panel_figure(&figure, panel, &attempt->how.terms[attempt->about].cell);
    if (!qoq_figure_has(&figure))
        return false;
    qoq_period_format(vintage, figure.vintage);
    qoq_buffer_print(
        out, chinese ? "仅见于较晚的%s版本" : " is stated only later, at %s", vintage);
    return true;
}

void qoq_attempt_reason(qoq_buffer *out, const qoq_attempt *attempt,
                        const qoq_panel *panel, bool chinese)
{
    qoq_reason reason = (qoq_reason)attempt->figure.reason;
    const qoq_metric *metric =
        qoq_panel_metric_known(panel, attempt->how.terms[0].cell.metric);

    switch (reason) {
    case QOQ_REASON_RESTATED_APART:
        put_restated_apart(out, attempt, panel, chinese);
        break;
    case QOQ_REASON_REDEFINED:
        qoq_derivation_term_format(out, &attempt->how, attempt->about, panel);
        qoq_buffer_text(out, chinese ? "与" : " and ");
        qoq_derivation_term_format(out, &attempt->how, attempt->other, panel);
        qoq_buffer_text(out, chinese ? "的分部口径不同"
                                     : " are of two definitions of the segment");
        break;
    case QOQ_REASON_NOT_STATED:
    case QOQ_REASON_NO_NOW:
    case QOQ_REASON_NO_TOTAL:
        qoq_derivation_term_format(out, &attempt->how, attempt->about, panel);
        if (attempt->how.rule != QOQ_RULE_YEAR_TO_DATE ||
            !put_stated_later(out, attempt, panel, chinese))
            qoq_buffer_text(out, chinese ? "没有披露" : " is not stated");
        break;
    default:
        qoq_buffer_text(out, qoq_reason_text(reason, metric, chinese));
    }
}

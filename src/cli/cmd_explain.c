/* qoq explain: where a number came from, and the arithmetic. */
#include "cli/cmd_explain.h"

#include <stdlib.h>
#include <string.h>

#include "qoq/markdown.h"

/* ---- statements ---------------------------------------------------------------------- */

typedef struct verdict_words {
    const char *mark, *english, *chinese;
} verdict_words;

static const verdict_words verdicts[QOQ_VERDICTS_] = {
    [QOQ_VERDICT_SHOWN] = {">", "", ""},
    [QOQ_VERDICT_SHARPENED] = {">", "the derived value lies inside it and is narrower",
                               "推算值在其区间之内且更精确"},
    [QOQ_VERDICT_CONFIRMS] = {"=", "agrees", "一致"},
    [QOQ_VERDICT_COARSER] = {"=", "agrees, less exact", "一致，精度较低"},
    [QOQ_VERDICT_RESTATED] = {"x", "restated at %s", "已于%s重列"},
    [QOQ_VERDICT_OUTRANKED] = {"x", "outranked by better evidence: %s",
                               "让位于更可靠的出处：%s"},
    [QOQ_VERDICT_CORRECTED] = {"x",
                               "replaced by a later publication of the same period",
                               "被同期较晚发布的文件取代"},
    [QOQ_VERDICT_LATER] = {"x", "restated it later; the view shows first values",
                           "其后重列；此视图取首次披露值"},
    [QOQ_VERDICT_AGAINST] = {"!", "contradicts what is shown, with equal right",
                             "与所示数值矛盾，两者同等可靠"},
    [QOQ_VERDICT_TOO_NEW] = {"-", "later than --as-of", "晚于--as-of"},
    [QOQ_VERDICT_UNDATED] = {"-", "no date of publication, which --as-of a day needs",
                             "无发布日期，无法按日查看"},
};

static void tell_verdict(teller *t, const qoq_evidence *e)
{
    const verdict_words *w = &verdicts[e->verdict];
    const char *format = explain_word(t, w->english, w->chinese);
    qoq_buffer text = {0};
    char by[16] = "";

    if (e->by && e->verdict == QOQ_VERDICT_RESTATED)
        qoq_period_format(by, e->by->vintage);
    const char *name = by;
    if (e->by && e->verdict == QOQ_VERDICT_OUTRANKED)
        name = explain_rank_name(t->c,
                                 qoq_dataset_rank(qoq_panel_dataset(t->panel), e->by));
    const char *hole = strstr(format, "%s");
    if (hole) {
        qoq_buffer_add(&text, format, (size_t)(hole - format));
        qoq_buffer_text(&text, name);
        format = hole + 2;
    }
    qoq_buffer_text(&text, format);
    explain_tell(t, 2, &text);
}

static void tell_quote(teller *t, const qoq_record *r)
{
    const char *quote = qoq_panel_text(t->panel, r->quote);
    qoq_buffer text = {0};

    if (!*quote)
        return;
    qoq_buffer_print(&text, explain_word(t, "\"%s\"", "“%s”"), quote);
    explain_tell(t, 2, &text);
}

/* A printed growth is shown itself only where it is narrower than what can be computed. */
static const char *mark_of(const teller *t, const qoq_evidence *e)
{
    if (!t->e->is_growth || e->verdict != QOQ_VERDICT_SHOWN)
        return verdicts[e->verdict].mark;
    switch ((qoq_agreement)t->e->agreement) {
    case QOQ_AGREEMENT_FAILS:
        return "!";
    case QOQ_AGREEMENT_OUTDATED:
        return "x";
    default:
        return t->e->shown.flags & QOQ_FLAG_PRINTED ? ">" : "=";
    }
}

/* "> 92,133 mn CNY, 92,132.5 to 92,133.5 (decimals -6)" and where it stands. */
static void tell_statement(teller *t, const qoq_evidence *e)
{
    qoq_figure f = explain_figure_of(t, e);
    qoq_bound bound = (qoq_bound)e->record->number.bound;
    int decimals = e->record->number.decimals;
    qoq_buffer text = {0};

    qoq_buffer_print(&text, "%s ", mark_of(t, e));
    explain_put_level(&text, t, &f);
    if (decimals != QOQ_DECIMALS_INF && decimals != QOQ_DECIMALS_UNKNOWN)
        qoq_buffer_print(&text, explain_word(t, " (decimals %d", "（decimals %d"),
                         decimals);
    else
        qoq_buffer_print(&text, explain_word(t, " (decimals %s", "（decimals %s"),
                         decimals == QOQ_DECIMALS_INF
                             ? "INF"
                             : explain_word(t, "not known", "未知"));
    if (bound != QOQ_BOUND_NONE)
        qoq_buffer_print(&text, explain_word(t, ", %s", "，%s"), qoq_bound_name(bound));
    qoq_buffer_text(&text, explain_word(t, ")", "）"));
    explain_tell(t, 0, &text);
    explain_put_vintage(&text, e->record->vintage);
    qoq_buffer_text(&text, " · ");
    explain_put_source(&text, t, e->record);
    qoq_buffer_print(&text, " · %s", explain_evidence_name(t, e->record));
    explain_tell(t, 2, &text);
    tell_quote(t, e->record);
    tell_verdict(t, e);
}

static void tell_statements(teller *t, const char *label)
{
    t->label = label;
    for (size_t i = 0; i < t->e->evidence_count; i++)
        tell_statement(t, &t->e->evidence[i]);
}

/* ---- what is shown ------------------------------------------------------------------- */

static size_t count_verdicts(const teller *t, unsigned set)
{
    size_t count = 0;

    for (size_t i = 0; i < t->e->evidence_count; i++)
        count += set >> t->e->evidence[i].verdict & 1;
    return count;
}

enum {
    AGREEING = 1 << QOQ_VERDICT_CONFIRMS | 1 << QOQ_VERDICT_COARSER,
    REPLACED = 1 << QOQ_VERDICT_RESTATED,
    BEATEN = 1 << QOQ_VERDICT_OUTRANKED | 1 << QOQ_VERDICT_CORRECTED,
    OPPOSED = 1 << QOQ_VERDICT_AGAINST
};

static void add_reason(qoq_buffer *out, const teller *t, const char *english,
                       const char *chinese)
{
    if (out->len)
        qoq_buffer_text(out, explain_word(t, "; ", "；"));
    qoq_buffer_text(out, explain_word(t, english, chinese));
}

/* Why this statement and no other. */
static void tell_choice(teller *t, const qoq_evidence *chosen)
{
    qoq_buffer text = {0};
    const qoq_view view = qoq_panel_view(t->panel);
    size_t agreeing = count_verdicts(t, AGREEING);

    if (chosen->rank == 0)
        add_reason(&text, t, "a correction outranks every document",
                   "更正优先于一切文件");
    if (view.kind == QOQ_VIEW_FIRST_REPORTED)
        add_reason(&text, t, "the first value reported", "首次披露值");
    if (count_verdicts(t, REPLACED))
        add_reason(&text, t,
                   "restated: a later vintage replaces an earlier one it "
                   "does not agree with",
                   "经重列：较晚版本与较早版本不一致，以较晚者为准");
    if (count_verdicts(t, 1U << QOQ_VERDICT_COARSER))
        add_reason(&text, t, "the most exact of those that agree", "一致者中最精确");
    else if (agreeing)
        add_reason(&text, t, "the first to say so; others confirm it",
                   "最先披露，其余一致");
    if (chosen->rank > 0 && count_verdicts(t, BEATEN))
        add_reason(&text, t, "the best evidence of its vintage", "同版本中最可靠");
    if (count_verdicts(t, OPPOSED))
        add_reason(&text, t, "contradicted by a statement of equal right",
                   "与同等可靠的披露矛盾");
    if (!text.len)
        add_reason(&text, t, "the only statement", "唯一披露");
    explain_tell(t, 0, &text);
}

static void put_reason(qoq_buffer *out, const teller *t, const qoq_figure *f)
{
    const qoq_metric *metric = qoq_panel_metric_known(t->panel, t->e->cell.metric);
    char text[QOQ_FIGURE_ROOM] = "";
    qoq_growth growth;

    /* "loss narrowed by 100 mn" */
    if (t->e->is_growth && f->state == QOQ_FIGURE_NOT_MEANINGFUL) {
        qoq_growth_of(&growth, &t->e->levels[0], &t->e->levels[1]);
        qoq_growth_words(text, &growth, metric, explain_scale_of(t, &t->e->levels[0]),
                         t->c->chinese);
    }
    qoq_buffer_text(
        out,
        *text ? text : qoq_reason_text((qoq_reason)f->reason, metric, t->c->chinese));
}

static void tell_missing(teller *t)
{
    qoq_buffer text = {0};

    put_reason(&text, t, &t->e->shown);
    explain_tell(t, 0, &text);
}

static void put_rate(qoq_buffer *out, const teller *t, const qoq_figure *f)
{
    char text[QOQ_FIGURE_ROOM];

    if (f->unit.kind == QOQ_UNIT_PERCENT || f->unit.kind == QOQ_UNIT_POINTS)
        qoq_growth_format(text, f, f->unit.kind == QOQ_UNIT_POINTS ? "pp" : "%",
                          t->c->chinese);
    else
        text[0] = '\0';
    if (*text)
        qoq_buffer_text(out, text);
    else
        explain_put_value(out, t, f, explain_scale_of(t, f));
}

/* The ends of a growth with three digits more than people see. */
static void put_rate_interval(qoq_buffer *out, const teller *t, const qoq_figure *f)
{
    qoq_figure wide = *f;

    wide.places = f->state == QOQ_FIGURE_STATED ? f->places : 2;
    explain_put_interval(out, t, &wide, explain_scale_of(t, f));
}

static void tell_shown_level(teller *t)
{
    const qoq_figure *shown = &t->e->shown;
    const qoq_evidence *chosen = explain_shown_statement(t);
    qoq_buffer text = {0};
    bool share =
        shown->unit.kind == QOQ_UNIT_PERCENT && shown->state == QOQ_FIGURE_DERIVED;

    t->label = explain_word(t, "shown", "显示");
    if (share) {
        char rate[QOQ_FIGURE_ROOM];
        qoq_growth_format_share(rate, shown, t->c->chinese);
        qoq_buffer_print(&text, explain_word(t, "%s, ", "%s，"), rate);
        put_rate_interval(&text, t, shown);
    } else {
        explain_put_level(&text, t, shown);
    }
    explain_tell(t, 0, &text);
    if (!qoq_figure_has(shown)) {
        tell_missing(t);
    } else if (shown->derivation) {
        qoq_buffer_text(&text, explain_word(t, "derived: ", "推算："));
        qoq_derivation_format(&text, shown->derivation, t->panel);
        if (shown->flags & QOQ_FLAG_SHARPENED)
            qoq_buffer_text(&text,
                            explain_word(t, ", inside what is stated and narrower",
                                         "，在披露值区间之内且更精确"));
        explain_tell(t, 0, &text);
    } else if (chosen) {
        tell_choice(t, chosen);
    }
}

/* What the name of the segment meant before. */
static void tell_breaks(teller *t, const qoq_cell *cell)
{
    qoq_panel_break b;
    qoq_buffer text = {0};

    t->label = explain_word(t, "break", "口径");
    for (size_t i = 0; qoq_panel_break_at(&b, t->panel, cell, i); i++) {
        qoq_panel_break_format(&text, t->panel, cell, &b, t->c->chinese);
        explain_tell(t, 0, &text);
    }
    if (!*t->label && !t->e->is_growth && t->e->shown.flags & QOQ_FLAG_FORMER) {
        qoq_buffer_text(&text, explain_word(t, "this value is of the former definition",
                                            "此数值为旧口径"));
        explain_tell(t, 0, &text);
    }
}

/* Whether one more thing is worth a paragraph: what contradicts is, what cannot be tested
 * with -v only. */
static bool is_told(const teller *t, const qoq_finding *f)
{
    return f->verdict == QOQ_OUTCOME_CONTRADICTS ||
           (f->verdict == QOQ_OUTCOME_UNTESTABLE && t->c->verbosity > 0);
}

static void tell_finding(teller *t, const explain_finding *x)
{
    const check_teller voice = {t->c, qoq_panel_dataset(t->panel)};
    bool contradicts = x->finding->verdict == QOQ_OUTCOME_CONTRADICTS;
    qoq_buffer text = {0};

    qoq_buffer_print(&text, "%s %s%s", contradicts ? "!" : "?",
                     check_name(t->c, x->finding), explain_word(t, ": ", "："));
    check_tell(&text, &voice, x->finding);
    explain_tell(t, 0, &text);
    if (!x->accepted)
        return;
    qoq_buffer_print(&text, explain_word(t, "accepted%s%s: %s", "已接受%s%s：%s"),
                     *x->accepted->date ? " " : "", x->accepted->date,
                     x->accepted->reason);
    explain_tell(t, 2, &text);
}

/* What other figures say of these statements, as `qoq check` finds it. */
static void tell_checks(teller *t)
{
    explain_finding x;
    size_t holding = 0;
    qoq_buffer text = {0};

    for (size_t at = 0; explain_checks_next(&x, t->checks, &at, t->panel, t->e);) {
        holding += x.finding->verdict == QOQ_OUTCOME_HOLDS;
        if (is_told(t, x.finding))
            tell_finding(t, &x);
    }
    if (holding == 1)
        qoq_buffer_text(&text, explain_word(t, "1 relation to other figures holds",
                                            "与其他数值的1项关系成立"));
    else if (holding)
        qoq_buffer_print(&text,
                         explain_word(t, "%zu relations to other figures hold",
                                      "与其他数值的%zu项关系成立"),
                         holding);
    explain_tell(t, 0, &text);
}

static void tell_level(teller *t)
{
    tell_shown_level(t);
    tell_breaks(t, &t->e->cell);
    tell_statements(t, explain_word(t, "stated", "披露"));
    t->label = explain_word(t, "check", "核对");
    tell_checks(t);
    explain_tell_derivations(t);
    if (!qoq_figure_has(&t->e->shown) || t->c->verbosity > 0) {
        explain_tell_refusals(t);
        if (!qoq_figure_has(&t->e->shown))
            explain_tell_needs(t);
    }
}

/* ---- growth -------------------------------------------------------------------------- */

/* The rule by which a rate shows its digits. */
static void tell_digits(teller *t, const qoq_figure *f)
{
    static const qoq_decimal tenth = {5, -2}, whole = {15, -1};
    qoq_decimal half = qoq_interval_half_width(f->interval);
    char width[QOQ_DECIMAL_ROOM];
    qoq_buffer text = {0};
    const char *rule;

    if (f->state == QOQ_FIGURE_STATED) {
        qoq_buffer_text(
            &text, explain_word(t, "as printed: narrower than what the levels allow",
                                "按披露值：比两期数值所能确定的更窄"));
        explain_tell(t, 0, &text);
        return;
    }
    qoq_decimal_format(width, qoq_decimal_round(half, 4, QOQ_ROUND_UP), 0);
    if (qoq_decimal_compare(half, tenth) <= 0)
        rule = explain_word(t, "at most 0.05: one decimal", "不超过0.05：一位小数");
    else if (qoq_decimal_compare(half, whole) <= 0)
        rule = explain_word(t, "at most 1.5: whole percent, the middle",
                            "不超过1.5：取整，取中点");
    else
        rule = explain_word(t, "above 1.5: the two ends", "超过1.5：给出两端");
    qoq_buffer_print(&text,
                     explain_word(t, "known to ±%s points, %s", "误差±%s个百分点，%s"),
                     width, rule);
    explain_tell(t, 0, &text);
}

static void tell_level_of(teller *t, const qoq_cell *cell, const qoq_figure *f,
                          const char *label)
{
    qoq_buffer text = {0};

    t->label = label;
    explain_put_vintage(&text, cell->period);
    qoq_buffer_text(&text, explain_word(t, ": ", "："));
    explain_put_level(&text, t, f);
    if (f->derivation) {
        qoq_buffer_text(&text, " = ");
        explain_put_formula(&text, t, f->derivation);
    } else if (f->record) {
        explain_put_origin(&text, t, f->record);
    } else {
        qoq_buffer_print(
            &text, explain_word(t, ", %s", "，%s"),
            qoq_reason_text((qoq_reason)f->reason,
                            qoq_panel_metric_known(t->panel, t->e->cell.metric),
                            t->c->chinese));
    }
    explain_tell(t, 0, &text);
    if (f->derivation)
        explain_tell_terms(t, f->derivation, 1);
}

/* "92,132.5 / 78,629.5 - 1 to 92,133.5 / 78,628.5 - 1 = 17.171 to 17.174 %" */
static void put_quotient(qoq_buffer *out, const teller *t, const qoq_figure *now,
                         const qoq_figure *base)
{
    const qoq_scale *scale = explain_scale_of(t, now);
    qoq_figure ends = *base;

    explain_put_end(out, now->interval.low, now, scale, QOQ_ROUND_DOWN);
    qoq_buffer_text(out, " / ");
    explain_put_end(out, base->interval.high, &ends, scale, QOQ_ROUND_UP);
    qoq_buffer_text(out, explain_word(t, " - 1 to ", " - 1 至 "));
    explain_put_end(out, now->interval.high, now, scale, QOQ_ROUND_UP);
    qoq_buffer_text(out, " / ");
    explain_put_end(out, base->interval.low, &ends, scale, QOQ_ROUND_DOWN);
    qoq_buffer_text(out, " - 1 = ");
}

static void put_difference(qoq_buffer *out, const teller *t, const qoq_figure *now,
                           const qoq_figure *base)
{
    const qoq_scale *scale = explain_scale_of(t, now);
    qoq_figure n = *now, b = *base;

    if (explain_is_share(now))
        n.places = b.places = 2;
    explain_put_end(out, now->interval.low, &n, scale, QOQ_ROUND_DOWN);
    qoq_buffer_text(out, " - ");
    explain_put_end(out, base->interval.high, &b, scale, QOQ_ROUND_UP);
    qoq_buffer_text(out, explain_word(t, " to ", " 至 "));
    explain_put_end(out, now->interval.high, &n, scale, QOQ_ROUND_UP);
    qoq_buffer_text(out, " - ");
    explain_put_end(out, base->interval.low, &b, scale, QOQ_ROUND_DOWN);
    qoq_buffer_text(out, " = ");
}

static void tell_computed(teller *t)
{
    const qoq_explanation *e = t->e;
    qoq_buffer text = {0};

    t->label = explain_word(t, "computed", "计算");
    if (!qoq_figure_has(&e->computed)) {
        qoq_figure_state state = (qoq_figure_state)e->computed.state;
        qoq_buffer_text(&text, state == QOQ_FIGURE_NOT_MEANINGFUL
                                   ? explain_word(t, "n.m., ", "不适用，")
                                   : explain_word(t, "n.a., ", "缺，"));
        put_reason(&text, t, &e->computed);
        explain_tell(t, 0, &text);
        return;
    }
    if (e->computed.unit.kind == QOQ_UNIT_PERCENT)
        put_quotient(&text, t, &e->levels[0], &e->levels[1]);
    else
        put_difference(&text, t, &e->levels[0], &e->levels[1]);
    put_rate_interval(&text, t, &e->computed);
    explain_put_unit(&text, t, &e->computed, explain_scale_of(t, &e->computed));
    explain_tell(t, 0, &text);
    if (e->computed.flags & QOQ_FLAG_MIXED) {
        qoq_buffer_text(
            &text, explain_word(t,
                                "one of the two levels was restated, the other was "
                                "not: the growth may tell of the restatement",
                                "其中一期经重列而另一期未重列：增速可能只反映重列"));
        explain_tell(t, 0, &text);
    }
}

static void tell_agreement(teller *t)
{
    static const char *const says[][2] = {
        [QOQ_AGREEMENT_NONE] = {"", ""},
        [QOQ_AGREEMENT_HOLDS] = {"printed and computed agree: the intervals overlap",
                                 "披露与计算一致：区间重叠"},
        [QOQ_AGREEMENT_FAILS] = {"printed and computed contradict each other; the "
                                 "computed one is shown",
                                 "披露与计算矛盾；显示计算值"},
        [QOQ_AGREEMENT_OPEN] = {"printed and computed differ, but one is approximate: "
                                "cannot be tested",
                                "披露与计算不同，但其一为约数：无法检验"},
        [QOQ_AGREEMENT_OUTDATED] = {"printed before a level was restated: it belongs "
                                    "to the old one",
                                    "披露早于重列，对应的是旧值"},
        [QOQ_AGREEMENT_CIRCULAR] = {"nothing to check: a level was derived from this "
                                    "very growth",
                                    "无从核对：其中一期由该增速推算"},
    };
    qoq_buffer text = {0};

    t->label = explain_word(t, "check", "核对");
    qoq_buffer_text(&text, says[t->e->agreement][t->c->chinese]);
    explain_tell(t, 0, &text);
}

/* Where both are known and overlap, both are true. */
static void tell_common(teller *t)
{
    const qoq_figure *shown = &t->e->shown, *computed = &t->e->computed;
    qoq_buffer text = {0};

    if (shown->state != QOQ_FIGURE_DERIVED || !qoq_figure_has(computed) ||
        (qoq_decimal_compare(shown->interval.low, computed->interval.low) == 0 &&
         qoq_decimal_compare(shown->interval.high, computed->interval.high) == 0))
        return;
    qoq_buffer_text(&text,
                    explain_word(t, "what computed and printed growth have in common",
                                 "计算与披露增速的公共区间"));
    explain_tell(t, 0, &text);
}

static void tell_growth(teller *t)
{
    const qoq_explanation *e = t->e;
    qoq_buffer text = {0};

    t->label = explain_word(t, "shown", "显示");
    if (qoq_figure_has(&e->shown)) {
        put_rate(&text, t, &e->shown);
        qoq_buffer_text(&text, explain_word(t, ", ", "，"));
        put_rate_interval(&text, t, &e->shown);
        explain_tell(t, 0, &text);
        tell_common(t);
        if (explain_is_share(&e->shown))
            tell_digits(t, &e->shown);
    } else {
        put_rate(&text, t, &e->shown);
        explain_tell(t, 0, &text);
        tell_missing(t);
    }
    tell_breaks(t, &e->now);
    tell_level_of(t, &e->now, &e->levels[0], explain_word(t, "now", "本期"));
    tell_level_of(t, &e->base, &e->levels[1], explain_word(t, "base", "基期"));
    tell_computed(t);
    tell_statements(t, explain_word(t, "printed", "披露"));
    tell_agreement(t);
    tell_checks(t);
}

/* ---- one cell ------------------------------------------------------------------------ */

static void put_title(qoq_buffer *out, const teller *t)
{
    const qoq_cell *cell = &t->e->cell;

    qoq_buffer_print(out, " · %s",
                     qoq_panel_entity_name(t->panel, cell->entity, t->c->chinese));
    if (cell->segment)
        qoq_buffer_print(out, " · %s",
                         qoq_panel_segment_name(t->panel, cell->entity, cell->axis,
                                                cell->segment, t->c->chinese));
    qoq_buffer_print(out, " · %s", cli_metric_name(t->c, t->panel, t->e->metric));
    if (cell->adjusted)
        qoq_buffer_print(out, " · %s", cli_adjusted_name(t->c, t->panel, cell->entity));
}

static void tell_title(teller *t)
{
    qoq_buffer name = {0}, title = {0}, wrapped = {0};
    char safe[1024];

    qoq_cell_format(&name, t->panel, &t->e->cell, t->e->metric);
    put_title(&title, t);
    qoq_buffer_text(&name, qoq_buffer_string(&title));
    qoq_text_display(safe, sizeof safe, qoq_buffer_string(&name), name.len);
    if (t->out.len)
        qoq_buffer_char(&t->out, '\n');
    if (t->c->format == FORMAT_MD) {
        qoq_buffer_text(&t->out, "### ");
        qoq_markdown_text(&t->out, safe);
        qoq_buffer_text(&t->out, "\n\n");
    } else {
        qoq_terminal_wrap(&wrapped, safe, t->width, 0);
        explain_style(t, "\33[1m");
        qoq_buffer_text(&t->out, qoq_buffer_string(&wrapped));
        explain_style(t, "\33[0m");
    }
    qoq_buffer_clear(&wrapped);
    qoq_buffer_clear(&title);
    qoq_buffer_clear(&name);
}

static int tell_all(cli *c, const selection *s, explain_checks *checks,
                    const qoq_explanation *all, size_t count)
{
    teller t = {.c = c,
                .s = s,
                .panel = s->panel,
                .checks = checks,
                .label = "",
                .width = cli_width(c),
                .color = cli_colored(c)};

    for (size_t i = 0; i < count; i++) {
        t.e = &all[i];
        tell_title(&t);
        if (t.e->is_growth)
            tell_growth(&t);
        else
            tell_level(&t);
    }
    int status = cli_write(c, &t.out);
    qoq_buffer_clear(&t.out);
    return status;
}

/* ---- running ------------------------------------------------------------------------- */

static int explain_cells(cli *c, const selection *s, explain_checks *checks,
                         qoq_explanation *all)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};

    for (size_t i = 0; i < c->argument_count; i++) {
        qoq_cell cell;
        const char *metric;
        if (qoq_cell_parse(&cell, &metric, s->panel, qoq_slice_of(c->arguments[i]),
                           &err) != QOQ_OK)
            return cli_usage(c, "%s (see 'qoq help explain')", err.message);
        if (qoq_explain(&all[i], s->deriver, &cell, metric, &c->arena, &err) != QOQ_OK)
            return cli_fail(c, &err);
    }
    if (c->format == FORMAT_CSV || c->format == FORMAT_JSON)
        return explain_flat(c, s, checks, all, c->argument_count);
    return tell_all(c, s, checks, all, c->argument_count);
}

static int run(cli *c)
{
    selection s = {0};
    explain_checks checks = {0};

    if (!c->argument_count)
        return cli_usage(c, "name a cell, such as tencent/vas/revenue/2025Q1 (see "
                            "'qoq help explain')");
    qoq_explanation *all = qoq_arena_calloc(&c->arena, c->argument_count, sizeof *all);
    int status = all ? cli_select(c, &s) : EXIT_SYSTEM;
    if (status == EXIT_DONE)
        status = explain_checks_load(c, &checks);
    if (status == EXIT_DONE)
        status = explain_cells(c, &s, &checks, all);
    explain_checks_clear(&checks);
    cli_selection_clear(&s);
    return status;
}

const command command_explain = {
    "explain",
    run,
    "CELL...",
    "where a number came from, and the arithmetic",
    COMMON_DATA | COMMON_VIEW | COMMON_DERIVE | COMMON_UNIT | COMMON_FORMAT |
        COMMON_OUTPUT,
    NULL,
    "Prints every statement of a cell with its document, its exactness and its "
    "vintage, "
    "which of them is shown and why the others are not; or how the value was derived, "
    "down "
    "to the statements; of a growth the two levels, their quotient and what the "
    "documents "
    "print. What is missing says why, and what would be needed.\n"
    "\n"
    "A cell is written entity/segment/metric/period. '-' stands for the whole company, "
    "@non_ifrs behind the metric for the adjusted series, :yoy or :qoq behind the "
    "period "
    "for the growth, axis:segment where two axes have a segment of that name, %2F for "
    "a "
    "slash. With one company in the data its name may be left out.\n"
    "\n"
    "  qoq explain tencent/vas/revenue/2024Q4\n"
    "  qoq explain tencent/-/operating_profit@non_ifrs/2025Q1:yoy\n"
    "  qoq explain -/gross_margin/2025Q1 -f json\n"
    "\n"
    "> shown   = agrees   x replaced   ! contradicts   - not in this view"};

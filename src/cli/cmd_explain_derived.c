/* How a level was derived, what else would have given it, and what is missing. */
#include "cli/cmd_explain.h"

enum { TREE_AT_MOST = 6 }; /* derivations of derivations that are told */

/* ---- derivations --------------------------------------------------------------------- */

void explain_put_formula(qoq_buffer *out, const teller *t, const qoq_derivation *how)
{
    qoq_derivation_format(out, how, t->panel);
    qoq_buffer_print(out, " (%s)", qoq_rule_name((qoq_rule)how->rule, t->c->chinese));
}

/* "- 2024Q1  78,629 mn CNY, 78,628.5 to 78,629.5 · 2024Q1 · SOURCE · prose"; below it its
 * own derivation, if it has one. */
static void tell_term(teller *t, const qoq_derivation *how, size_t i, int depth)
{
    const qoq_derivation_term *term = &how->terms[i];
    bool sum = how->rule == QOQ_RULE_YEAR_TO_DATE || how->rule == QOQ_RULE_REMAINDER;
    qoq_buffer text = {0};

    if (sum)
        qoq_buffer_text(&text, term->sign > 0 ? "+ " : "- ");
    qoq_derivation_term_format(&text, how, i, t->panel);
    qoq_buffer_text(&text, explain_word(t, ": ", "："));
    explain_put_level(&text, t, &term->figure);
    if (term->figure.derivation) {
        qoq_buffer_text(&text, " = ");
        explain_put_formula(&text, t, term->figure.derivation);
    } else if (term->figure.record) {
        explain_put_origin(&text, t, term->figure.record);
    }
    explain_tell(t, depth, &text);
    if (term->figure.derivation && depth < TREE_AT_MOST)
        explain_tell_terms(t, term->figure.derivation, depth + 1);
}

void explain_tell_terms(teller *t, const qoq_derivation *how, int depth)
{
    for (size_t i = 0; i < how->count; i++)
        tell_term(t, how, i, depth);
}

const qoq_evidence *explain_shown_statement(const teller *t)
{
    for (size_t i = 0; i < t->e->evidence_count; i++) {
        uint8_t verdict = t->e->evidence[i].verdict;
        if (verdict == QOQ_VERDICT_SHOWN || verdict == QOQ_VERDICT_SHARPENED)
            return &t->e->evidence[i];
    }
    return NULL;
}

static bool is_taken(const teller *t, const qoq_attempt *a)
{
    return a->figure.derivation && a->figure.derivation == t->e->shown.derivation;
}

/* What a derivation is worth beside what is stated. */
static const char *attempt_words(const teller *t, const qoq_attempt *a)
{
    const qoq_evidence *stated = explain_shown_statement(t);

    if (is_taken(t, a))
        return stated ? explain_word(
                            t, "shown: it lies inside the stated value and is narrower",
                            "采用：在披露值区间之内且更精确")
                      : "";
    if (!stated)
        return explain_word(t, "less exact", "精度较低");
    if (qoq_interval_agrees(a->figure.interval, stated->interval))
        return explain_word(t, "agrees with the stated value, tells no more",
                            "与披露值一致，不更精确");
    return explain_word(t, "does not agree with the stated value, which stands",
                        "与披露值不一致，以披露值为准");
}

static void tell_attempt(teller *t, const qoq_attempt *a)
{
    qoq_buffer text = {0};
    bool shown = is_taken(t, a);
    const char *worth = attempt_words(t, a);

    qoq_buffer_print(&text, "%s ", shown ? ">" : "=");
    explain_put_level(&text, t, &a->figure);
    qoq_buffer_text(&text, " = ");
    explain_put_formula(&text, t, &a->how);
    if (a->figure.flags & QOQ_FLAG_ACROSS)
        qoq_buffer_text(&text, explain_word(t, ", across vintages", "，跨版本"));
    explain_tell(t, 0, &text);
    qoq_buffer_text(&text, worth);
    explain_tell(t, 1, &text);
    if (shown || t->c->verbosity > 0)
        explain_tell_terms(t, &a->how, 1);
}

/* How many derivations agree with what is stated, and how many do not. */
static void tell_other_ways(teller *t, const qoq_evidence *stated)
{
    size_t agree = 0, differ = 0;
    qoq_buffer text = {0};

    for (size_t i = 0; i < t->e->attempt_count; i++) {
        const qoq_figure *f = &t->e->attempts[i].figure;
        if (!qoq_figure_has(f) || is_taken(t, &t->e->attempts[i]))
            continue;
        if (qoq_interval_agrees(f->interval, stated->interval))
            agree++;
        else
            differ++;
    }
    if (agree + differ == 0)
        return;
    if (agree)
        qoq_buffer_print(
            &text,
            agree == 1 ? explain_word(t, "%zu other way agrees", "另有%zu种推算一致")
                       : explain_word(t, "%zu other ways agree", "另有%zu种推算一致"),
            agree);
    if (agree && differ)
        qoq_buffer_text(&text, explain_word(t, ", ", "，"));
    if (differ)
        qoq_buffer_print(
            &text,
            differ == 1
                ? explain_word(t, "%zu way gives something else", "%zu种推算不一致")
                : explain_word(t, "%zu ways give something else", "%zu种推算不一致"),
            differ);
    qoq_buffer_text(&text, explain_word(t, "; -v shows more", "；-v 列出"));
    explain_tell(t, 0, &text);
}

/* The one that was taken, then the others. */
void explain_tell_derivations(teller *t)
{
    const qoq_evidence *stated = explain_shown_statement(t);

    t->label = explain_word(t, "derived", "推算");
    for (size_t i = 0; i < t->e->attempt_count && stated && t->c->verbosity <= 0; i++) {
        if (is_taken(t, &t->e->attempts[i]))
            tell_attempt(t, &t->e->attempts[i]);
    }
    if (stated && t->c->verbosity <= 0) {
        tell_other_ways(t, stated);
        return;
    }
    for (int taken = 1; taken >= 0; taken--) {
        for (size_t i = 0; i < t->e->attempt_count; i++) {
            const qoq_attempt *a = &t->e->attempts[i];
            if (qoq_figure_has(&a->figure) && is_taken(t, a) == taken)
                tell_attempt(t, a);
        }
    }
}

/* Is a missing term stated after all, but later than the others? */
static bool is_stated_later(const teller *t, const qoq_attempt *a)
{
    qoq_figure figure;

    if (a->how.rule != QOQ_RULE_YEAR_TO_DATE ||
        a->figure.reason != QOQ_REASON_NOT_STATED)
        return false;
    qoq_panel_figure(&figure, t->panel, &a->how.terms[a->about].cell);
    return qoq_figure_has(&figure);
}

static size_t missing_terms(const qoq_attempt *a)
{
    size_t count = 0;

    for (size_t i = 0; i < a->how.count; i++)
        count += !qoq_figure_has(&a->how.terms[i].figure);
    return count;
}

static void tell_refusal(teller *t, const qoq_attempt *a)
{
    qoq_buffer text = {0};

    qoq_derivation_format(&text, &a->how, t->panel);
    qoq_buffer_text(&text, explain_word(t, ": ", "："));
    qoq_attempt_reason(&text, a, t->panel, t->c->chinese);
    explain_tell(t, 0, &text);
    explain_tell_terms(t, &a->how, 1);
}

/* What has all it needs, and was refused all the same. */
void explain_tell_refusals(teller *t)
{
    t->label = explain_word(t, "refused", "不予推算");
    for (size_t i = 0; i < t->e->attempt_count; i++) {
        const qoq_attempt *a = &t->e->attempts[i];
        if (!qoq_figure_has(&a->figure) && (!missing_terms(a) || is_stated_later(t, a)))
            tell_refusal(t, a);
    }
}

/* Of the derivations that lack something, those that lack least: what would help. */
void explain_tell_needs(teller *t)
{
    size_t least = SIZE_MAX;

    for (size_t i = 0; i < t->e->attempt_count; i++) {
        size_t missing = missing_terms(&t->e->attempts[i]);
        if (missing && !is_stated_later(t, &t->e->attempts[i]) &&
            missing < t->e->attempts[i].how.count && missing < least)
            least = missing;
    }
    t->label = explain_word(t, "needed", "尚需");
    for (size_t i = 0; i < t->e->attempt_count; i++) {
        const qoq_attempt *a = &t->e->attempts[i];
        qoq_buffer text = {0};
        const char *link = "";
        if (missing_terms(a) != least || is_stated_later(t, a))
            continue;
        for (size_t k = 0; k < a->how.count; k++) {
            if (qoq_figure_has(&a->how.terms[k].figure))
                continue;
            qoq_buffer_text(&text, link);
            qoq_derivation_term_format(&text, &a->how, k, t->panel);
            link = explain_word(t, " and ", "及");
        }
        qoq_buffer_text(&text, explain_word(t, ", for ", "，以便推算 "));
        qoq_derivation_format(&text, &a->how, t->panel);
        explain_tell(t, 0, &text);
    }
    if (*t->label) {
        qoq_buffer text = {0};
        qoq_buffer_text(&text,
                        explain_word(t, "a document that states it", "披露该数的文件"));
        explain_tell(t, 0, &text);
    }
}

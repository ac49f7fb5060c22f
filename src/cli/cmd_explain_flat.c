/* qoq explain for machines: one row for each thing that is said. */
#include "cli/cmd_explain.h"

#include <string.h>

/* clang-format off */
static const struct {
    const char *key;
    bool number;
} columns[] = {
    {"cell", false}, {"role", false}, {"depth", true}, {"sign", true}, {"name", false},
    {"formula", false}, {"value", true}, {"value_low", true}, {"value_high", true},
    {"unit", false}, {"state", false}, {"decimals", false}, {"bound", false},
    {"vintage", false}, {"source", false}, {"document", false}, {"page", true},
    {"line", true}, {"column", true}, {"quote", false}, {"rank", false},
    {"verdict", false}, {"flags", false}, {"reason", false},
};
/* clang-format on */

/* What makes the rows. */
typedef struct rows {
    const cli *c;
    const qoq_panel *panel;
    qoq_table *table;
    char cell[1024];
    const qoq_explanation *e;
    explain_checks *checks;
} rows;

/* One row, filled from what there is. */
typedef struct row {
    const char *role, *name, *verdict, *reason;
    int depth, sign; /* sign 0 = no term of a sum */
    const qoq_derivation *how;
    const qoq_figure *figure;
    const qoq_record *record;
    int rank;
} row;

static void set_count(qoq_table *table, size_t *column, uint32_t value)
{
    char text[16] = "";

    if (value)
        snprintf(text, sizeof text, "%u", (unsigned)value);
    cli_set_text(table, column, text);
}

static void set_evidence(const rows *r, size_t *column, const qoq_record *record)
{
    char text[32] = "";

    cli_set_text(r->table, column, qoq_panel_text(r->panel, record->source));
    if (record->document)
        snprintf(text, sizeof text, "%016llx", (unsigned long long)record->document);
    cli_set_text(r->table, column, text);
    set_count(r->table, column, record->page);
    set_count(r->table, column, record->line);
    set_count(r->table, column, record->column);
    cli_set_text(r->table, column, qoq_panel_text(r->panel, record->quote));
    cli_set_text(
        r->table, column,
        explain_rank_name(r->c, qoq_dataset_rank(qoq_panel_dataset(r->panel), record)));
}

static void set_exactness(const rows *r, size_t *column, const qoq_record *record)
{
    char text[16] = "";

    if (record && record->number.decimals == QOQ_DECIMALS_INF)
        snprintf(text, sizeof text, "INF");
    else if (record && record->number.decimals != QOQ_DECIMALS_UNKNOWN)
        snprintf(text, sizeof text, "%d", record->number.decimals);
    cli_set_text(r->table, column, text);
    cli_set_text(r->table, column,
                 record ? qoq_bound_name((qoq_bound)record->number.bound) : "");
}

static void add_row(const rows *r, const row *x)
{
    enum { EVIDENCE = 7 };
    qoq_buffer formula = {0};
    char text[32];
    size_t column = 0;

    qoq_table_add_row(r->table, QOQ_TABLE_ROW);
    cli_set_text(r->table, &column, r->cell);
    cli_set_text(r->table, &column, x->role);
    snprintf(text, sizeof text, "%d", x->depth);
    cli_set_text(r->table, &column, text);
    cli_set_text(r->table, &column, x->sign ? (x->sign < 0 ? "-1" : "1") : "");
    cli_set_text(r->table, &column, x->name);
    if (x->how)
        qoq_derivation_format(&formula, x->how, r->panel);
    cli_set_text(r->table, &column, qoq_buffer_string(&formula));
    qoq_buffer_clear(&formula);
    cli_set_value(r->table, &column, x->figure, true);
    cli_set_text(r->table, &column,
                 qoq_figure_has(x->figure) ? x->figure->unit.id : "");
    cli_set_state(r->table, &column, x->figure);
    set_exactness(r, &column, x->record);
    qoq_period_format(text, x->record ? x->record->vintage : x->figure->vintage);
    cli_set_text(r->table, &column, text);
    if (x->record)
        set_evidence(r, &column, x->record);
    else
        column += EVIDENCE;
    cli_set_text(r->table, &column, x->verdict);
    cli_set_flags(r->table, &column, x->figure->flags);
    cli_set_text(r->table, &column, x->reason);
}

static const char *reason_of(const rows *r, const qoq_figure *f)
{
    return qoq_reason_text((qoq_reason)f->reason,
                           qoq_panel_metric_known(r->panel, r->e->cell.metric),
                           r->c->chinese);
}

static void add_figure(const rows *r, const char *role, const char *name,
                       const qoq_figure *f, int depth, int sign)
{
    row x = {.role = role,
             .name = name,
             .verdict = "",
             .reason = reason_of(r, f),
             .depth = depth,
             .sign = sign,
             .how = f->derivation,
             .figure = f,
             .record = f->derivation ? NULL : f->record};

    add_row(r, &x);
}

static void add_terms(const rows *r, const qoq_derivation *how, int depth)
{
    enum { DEPTH_AT_MOST = 8 };
    bool sum = how->rule == QOQ_RULE_YEAR_TO_DATE || how->rule == QOQ_RULE_REMAINDER;

    for (size_t i = 0; i < how->count; i++) {
        const qoq_derivation_term *term = &how->terms[i];
        qoq_buffer name = {0};
        qoq_cell_format(&name, r->panel, &term->cell, NULL);
        add_figure(r, "term", qoq_buffer_string(&name), &term->figure, depth,
                   sum ? term->sign : 0);
        qoq_buffer_clear(&name);
        if (term->figure.derivation && depth < DEPTH_AT_MOST)
            add_terms(r, term->figure.derivation, depth + 1);
    }
}

static void add_statement(const rows *r, const qoq_evidence *e)
{
    qoq_figure f = {.state = QOQ_FIGURE_STATED,
                    .interval = e->interval,
                    .shown = e->record->number.value,
                    .unit = qoq_unit_of(qoq_panel_text(r->panel, e->record->unit))};
    row x = {.role = "statement",
             .name = "",
             .verdict = qoq_verdict_name((qoq_verdict)e->verdict),
             .reason = "",
             .figure = &f,
             .record = e->record};

    add_row(r, &x);
}

static void add_attempt(const rows *r, const qoq_attempt *a)
{
    bool taken = a->figure.derivation && a->figure.derivation == r->e->shown.derivation;
    qoq_buffer reason = {0};

    if (!qoq_figure_has(&a->figure))
        qoq_attempt_reason(&reason, a, r->panel, r->c->chinese);
    row x = {.role = qoq_figure_has(&a->figure) ? "derivation" : "refusal",
             .name = qoq_rule_name((qoq_rule)a->how.rule, r->c->chinese),
             .verdict = taken ? "shown" : "",
             .reason = qoq_buffer_string(&reason),
             .how = &a->how,
             .figure = &a->figure};
    add_row(r, &x);
    qoq_buffer_clear(&reason);
    add_terms(r, &a->how, 1);
}

/* What contradicts and what cannot be tested; what holds with -v. */
static void add_findings(const rows *r)
{
    const check_teller voice = {r->c, qoq_panel_dataset(r->panel)};
    qoq_figure none = qoq_figure_none(QOQ_FIGURE_MISSING, QOQ_REASON_NONE);
    explain_finding x;

    for (size_t at = 0; explain_checks_next(&x, r->checks, &at, r->panel, r->e);) {
        qoq_outcome outcome = (qoq_outcome)x.finding->verdict;
        qoq_buffer text = {0};
        if (outcome == QOQ_OUTCOME_HOLDS && r->c->verbosity <= 0)
            continue;
        check_tell(&text, &voice, x.finding);
        if (x.accepted)
            qoq_buffer_print(&text, "; %s", x.accepted->reason);
        row y = {.role = "finding",
                 .name = qoq_finding_name(x.finding),
                 .verdict = x.accepted ? "accepted" : qoq_outcome_name(outcome),
                 .reason = qoq_buffer_string(&text),
                 .figure = &none};
        add_row(r, &y);
        qoq_buffer_clear(&text);
    }
}

static void add_cell(rows *r, const qoq_explanation *e)
{
    static const char *const agreements[] = {
        "", "agree", "contradict", "not testable", "outdated", "circular"};
    char period[16];
    qoq_buffer name = {0};

    r->e = e;
    qoq_cell_format(&name, r->panel, &e->cell, e->metric);
    snprintf(r->cell, sizeof r->cell, "%s", qoq_buffer_string(&name));
    qoq_buffer_clear(&name);
    add_figure(r, "shown", "", &e->shown, 0, 0);
    if (e->is_growth) {
        qoq_period_format(period, e->now.period);
        add_figure(r, "now", period, &e->levels[0], 0, 0);
        if (e->levels[0].derivation)
            add_terms(r, e->levels[0].derivation, 1);
        qoq_period_format(period, e->base.period);
        add_figure(r, "base", period, &e->levels[1], 0, 0);
        if (e->levels[1].derivation)
            add_terms(r, e->levels[1].derivation, 1);
        row x = {.role = "computed",
                 .name = "",
                 .verdict = agreements[e->agreement],
                 .reason = reason_of(r, &e->computed),
                 .figure = &e->computed};
        add_row(r, &x);
    }
    for (size_t i = 0; i < e->evidence_count; i++)
        add_statement(r, &e->evidence[i]);
    add_findings(r);
    /* what gave nothing matters where nothing is shown, or with -v */
    bool all = !qoq_figure_has(&e->shown) || r->c->verbosity > 0;
    for (size_t i = 0; i < e->attempt_count; i++) {
        if (all || qoq_figure_has(&e->attempts[i].figure))
            add_attempt(r, &e->attempts[i]);
    }
}

int explain_flat(cli *c, const selection *s, explain_checks *checks,
                 const qoq_explanation *all, size_t count)
{
    qoq_table table = {0};
    rows r = {.c = c, .panel = s->panel, .table = &table, .checks = checks};

    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        qoq_table_column *column =
            qoq_table_add_column(&table, columns[i].key, NULL, QOQ_ALIGN_LEFT);
        if (column)
            column->number = columns[i].number;
    }
    for (size_t i = 0; i < count; i++)
        add_cell(&r, &all[i]);
    int status = cli_write_table(c, &table);
    qoq_table_clear(&table);
    return status;
}

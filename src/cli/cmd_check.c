/* qoq check: what is printed against what can be computed. */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd_check.h"
#include "qoq/markdown.h"

enum { OPTION_RESTATED = OPTION_OWN };

static const option_row own_options[] = {
    {OPTION_RESTATED, "restated", NULL,
     "list the cells that a later vintage restated, with both values"},
    {0, NULL, NULL, NULL},
};

/* A finding that is shown, with what it takes. */
typedef struct shown {
    const qoq_finding *finding;
    const qoq_acceptance *accepted;
    const char *cell;
} shown;

typedef struct checking {
    cli *c;
    selection s;
    bool selects; /* some of the data only */
    qoq_identities *identities;
    qoq_reconciliation result;
    accepted accepted;
    shown *list;
    size_t count, room;
    qoq_tally *tallies; /* of what was selected */
    size_t *accepted_counts;
    size_t contradictions; /* not accepted */
    check_teller teller;
} checking;

static const char *word(const checking *k, const char *english, const char *chinese)
{
    return cli_word(k->c, english, chinese);
}

/* ---- what is shown ---------------------------------------------------------------------- */

static bool has_selection(const cli *c)
{
    return c->entities.count || c->axes.count || c->segments.count ||
           c->metrics.count || c->bases.count || c->has_periods;
}

static bool wants(const checking *k, const qoq_finding *f)
{
    if (cli_option(k->c, OPTION_RESTATED))
        return f->verdict == QOQ_OUTCOME_RESTATED;
    return f->verdict == QOQ_OUTCOME_CONTRADICTS || k->c->verbosity > 0;
}

static qoq_tally *tally_of(const checking *k, const qoq_finding *f)
{
    for (size_t i = 0; i < k->result.tally_count; i++) {
        if (k->tallies[i].kind == f->kind && k->tallies[i].identity == f->identity)
            return &k->tallies[i];
    }
    return NULL;
}

static int out_of_memory(const checking *k)
{
    qoq_error err;

    qoq_fail_memory(&err);
    return cli_fail(k->c, &err);
}

static const char *cell_text(checking *k, const qoq_finding *f)
{
    qoq_buffer cell = {0};

    check_put_cell(&cell, k->s.panel, qoq_finding_record(f));
    const char *text = qoq_arena_copy(&k->c->arena, qoq_buffer_string(&cell), cell.len);
    qoq_buffer_clear(&cell);
    return text;
}

static int add_shown(checking *k, const qoq_finding *f)
{
    const qoq_acceptance *accepted_by = NULL;
    bool contradicts = f->verdict == QOQ_OUTCOME_CONTRADICTS;
    const char *cell;

    if (!contradicts && !wants(k, f))
        return EXIT_DONE;
    cell = cell_text(k, f);
    if (!cell ||
        qoq_grow(&k->list, &k->room, k->count + 1, sizeof *k->list, NULL) != QOQ_OK)
        return out_of_memory(k);
    if (contradicts)
        accepted_by = check_accepted_find(&k->accepted, f, cell);
    if (accepted_by) {
        qoq_tally *tally = tally_of(k, f);
        tally->verdicts[QOQ_OUTCOME_CONTRADICTS]--;
        k->accepted_counts[tally - k->tallies]++;
    } else if (contradicts) {
        k->contradictions++;
    }
    if (wants(k, f))
        k->list[k->count++] = (shown){f, accepted_by, cell};
    return EXIT_DONE;
}

static int choose(checking *k)
{
    size_t rows = k->result.tally_count;

    k->tallies = calloc(rows + 1, sizeof *k->tallies);
    k->accepted_counts = calloc(rows + 1, sizeof *k->accepted_counts);
    if (!k->tallies || !k->accepted_counts)
        return out_of_memory(k);
    memcpy(k->tallies, k->result.tallies, rows * sizeof *k->tallies);
    for (size_t i = 0; k->selects && i < rows; i++)
        memset(k->tallies[i].verdicts, 0, sizeof k->tallies[i].verdicts);
    for (size_t i = 0; i < k->result.count; i++) {
        const qoq_finding *f = &k->result.findings[i];
        if (k->selects && !cli_selected(k->c, &k->s, qoq_finding_record(f)))
            continue;
        if (k->selects)
            tally_of(k, f)->verdicts[f->verdict]++;
        int status = add_shown(k, f);
        if (status != EXIT_DONE)
            return status;
    }
    return EXIT_DONE;
}

/* ---- for people ---------------------------------------------------------------------------- */

/* The entity is said once, in the heading, when there is one only. */
static const char *short_cell(const checking *k, const char *cell)
{
    const uint32_t *entities;
    const char *slash = strchr(cell, '/');

    return slash && qoq_panel_entities(k->s.panel, &entities) == 1 ? slash + 1 : cell;
}

static const char *verdict_word(const checking *k, const shown *s)
{
    static const char *const spelled[][2] = {{"holds", "相符"},
                                             {"contradicts", "矛盾"},
                                             {"untested", "无法检验"},
                                             {"restated", "经重列"}};

    return s->accepted ? word(k, "accepted", "已接受")
                       : spelled[s->finding->verdict][k->c->chinese];
}

static void people_row(const checking *k, qoq_table *table, const shown *s)
{
    qoq_buffer remark = {0};
    const qoq_finding *f = s->finding;
    bool bad = f->verdict == QOQ_OUTCOME_CONTRADICTS && !s->accepted;

    qoq_table_add_row(table, QOQ_TABLE_ROW);
    qoq_table_set(table, 0, short_cell(k, s->cell));
    qoq_table_set(table, 1, check_name(k->c, f));
    qoq_table_set(table, 2, verdict_word(k, s));
    qoq_table_set_mark(table, 2, "", bad ? -1 : 0);
    check_tell(&remark, &k->teller, f);
    if (s->accepted)
        qoq_buffer_print(&remark, word(k, ". Accepted%s%s: %s", "。已接受%s%s：%s"),
                         *s->accepted->date ? " " : "", s->accepted->date,
                         s->accepted->reason);
    qoq_table_remark(table, qoq_buffer_string(&remark));
    qoq_buffer_clear(&remark);
}

static void people_table(const checking *k, qoq_table *table)
{
    const uint32_t *entities;

    if (k->count && qoq_panel_entities(k->s.panel, &entities) == 1)
        qoq_table_title(
            table, qoq_panel_entity_name(k->s.panel, entities[0], k->c->chinese), "");
    qoq_table_add_column(table, word(k, "Cell", "单元"), "cell", QOQ_ALIGN_LEFT);
    /* the remark below says what was compared: the name of the finding may be cut */
    qoq_table_column *finding = qoq_table_add_column(table, word(k, "Finding", "检验"),
                                                     "finding", QOQ_ALIGN_LEFT);
    if (finding)
        finding->minimum = 8;
    qoq_table_add_column(table, word(k, "Verdict", "结果"), "verdict", QOQ_ALIGN_LEFT);
    for (size_t i = 0; i < k->count; i++)
        people_row(k, table, &k->list[i]);
}

/* ---- for machines ---------------------------------------------------------------------------- */

static const char *const machine_columns[] = {"verdict",
                                              "kind",
                                              "finding",
                                              "cell",
                                              "vintage",
                                              "stated_low",
                                              "stated_high",
                                              "computed_low",
                                              "computed_high",
                                              "unit",
                                              "why",
                                              "missing",
                                              "cause",
                                              "suspect",
                                              "suspect_source",
                                              "repaired",
                                              "belongs",
                                              "support",
                                              "values",
                                              "sources",
                                              "accepted",
                                              "text",
                                              NULL};

static void set_decimal(qoq_table *table, size_t *column, qoq_decimal value,
                        qoq_rounding rounding)
{
    char text[QOQ_DECIMAL_ROOM];

    qoq_decimal_format(text, qoq_decimal_round(value, 9, rounding), 0);
    cli_set_text(table, column, text);
}

static void set_interval(qoq_table *table, size_t *column, const qoq_finding *f,
                         qoq_interval x)
{
    if (!f->is_computed) {
        *column += 2;
        return;
    }
    set_decimal(table, column, x.low, QOQ_ROUND_DOWN);
    set_decimal(table, column, x.high, QOQ_ROUND_UP);
}

static void set_period(qoq_table *table, size_t *column, qoq_period period)
{
    char text[16];

    qoq_period_format(text, period);
    cli_set_text(table, column, text);
}

static void set_suspect(const checking *k, qoq_table *table, size_t *column,
                        const qoq_finding *f)
{
    const qoq_record *suspect = f->suspect >= 0 ? f->terms[f->suspect].record : NULL;
    qoq_buffer source = {0};

    if (!suspect) {
        *column += 2;
        return;
    }
    set_decimal(table, column, suspect->number.value, QOQ_ROUND_HALF_AWAY);
    check_put_source(&source, &k->teller, suspect);
    cli_set_text(table, column, qoq_buffer_string(&source));
    qoq_buffer_clear(&source);
}

static void set_repair(qoq_table *table, size_t *column, const qoq_finding *f)
{
    char support[32] = "";

    if (f->is_repaired)
        set_decimal(table, column, f->repaired.value, QOQ_ROUND_HALF_AWAY);
    else
        ++*column;
    set_period(table, column, f->belongs);
    if (f->verdict == QOQ_OUTCOME_CONTRADICTS)
        snprintf(support, sizeof support, "%zu", f->support);
    cli_set_text(table, column, support);
}

/* Values and sources of all statements, in the order of the terms. */
static void set_statements(const checking *k, qoq_table *table, size_t *column,
                           const qoq_finding *f)
{
    qoq_buffer text = {0};

    qoq_finding_values(&text, f);
    cli_set_text(table, column, qoq_buffer_string(&text));
    text.len = 0;
    for (size_t i = 0; i < f->count; i++) {
        if (!f->terms[i].record)
            continue;
        qoq_buffer_text(&text, text.len ? "; " : "");
        check_put_source(&text, &k->teller, f->terms[i].record);
    }
    cli_set_text(table, column, qoq_buffer_string(&text));
    qoq_buffer_clear(&text);
}

static void machine_row(const checking *k, qoq_table *table, const shown *s)
{
    const qoq_finding *f = s->finding;
    qoq_buffer text = {0};
    size_t column = 0;

    qoq_table_add_row(table, QOQ_TABLE_ROW);
    cli_set_text(table, &column,
                 s->accepted ? "accepted" : qoq_outcome_name((qoq_outcome)f->verdict));
    cli_set_text(table, &column, qoq_finding_kind_name((qoq_finding_kind)f->kind));
    cli_set_text(table, &column, qoq_finding_name(f));
    cli_set_text(table, &column, s->cell);
    set_period(table, &column, qoq_finding_vintage(f));
    set_interval(table, &column, f, f->stated);
    set_interval(table, &column, f, f->computed);
    cli_set_text(table, &column,
                 qoq_panel_text(k->s.panel, qoq_finding_record(f)->unit));
    cli_set_text(table, &column, qoq_untestable_name((qoq_untestable)f->why));
    cli_set_text(table, &column, f->missing);
    cli_set_text(table, &column, qoq_cause_name((qoq_cause)f->cause));
    set_suspect(k, table, &column, f);
    set_repair(table, &column, f);
    set_statements(k, table, &column, f);
    cli_set_text(table, &column, s->accepted ? s->accepted->reason : "");
    check_tell(&text, &k->teller, f);
    cli_set_text(table, &column, qoq_buffer_string(&text));
    qoq_buffer_clear(&text);
}

static bool is_number_column(const char *key)
{
    return strstr(key, "_low") || strstr(key, "_high") || strcmp(key, "suspect") == 0 ||
           strcmp(key, "repaired") == 0 || strcmp(key, "support") == 0;
}

static void machine_table(const checking *k, qoq_table *table)
{
    for (size_t i = 0; machine_columns[i]; i++) {
        qoq_table_column *added =
            qoq_table_add_column(table, machine_columns[i], NULL, QOQ_ALIGN_LEFT);
        if (added)
            added->number = is_number_column(machine_columns[i]);
    }
    for (size_t i = 0; i < k->count; i++)
        machine_row(k, table, &k->list[i]);
}

/* ---- the summary ---------------------------------------------------------------------------- */

static void set_count(qoq_table *table, size_t *column, size_t count)
{
    char text[32];

    snprintf(text, sizeof text, "%zu", count);
    cli_set_text(table, column, text);
}

static void summary_row(qoq_table *table, const char *name, const size_t *verdicts,
                        size_t accepted_count, qoq_row_kind kind)
{
    size_t column = 0;

    qoq_table_add_row(table, kind);
    cli_set_text(table, &column, name);
    set_count(table, &column, verdicts[QOQ_OUTCOME_HOLDS]);
    set_count(table, &column, verdicts[QOQ_OUTCOME_CONTRADICTS]);
    if (verdicts[QOQ_OUTCOME_CONTRADICTS])
        qoq_table_set_mark(table, column - 1, "", -1);
    set_count(table, &column, accepted_count);
    set_count(table, &column, verdicts[QOQ_OUTCOME_UNTESTABLE]);
    set_count(table, &column, verdicts[QOQ_OUTCOME_RESTATED]);
}

static void summary_columns(const checking *k, qoq_table *table)
{
    static const char *const keys[] = {"holds", "contradicts", "accepted", "untestable",
                                       "restated"};
    static const char *const titles[][2] = {{"holds", "相符"},
                                            {"contradicts", "矛盾"},
                                            {"accepted", "已接受"},
                                            {"untested", "无法检验"},
                                            {"restated", "经重列"}};
    bool machine = k->c->format == FORMAT_CSV || k->c->format == FORMAT_JSON;

    qoq_table_add_column(table, machine ? "finding" : word(k, "Finding", "检验"),
                         "finding", QOQ_ALIGN_LEFT);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        qoq_table_column *added = qoq_table_add_column(table, titles[i][k->c->chinese],
                                                       keys[i], QOQ_ALIGN_RIGHT);
        if (added)
            added->number = true;
    }
}

static void summary_table(const checking *k, qoq_table *table)
{
    size_t total[QOQ_OUTCOMES_] = {0}, accepted_total = 0;
    bool machine = k->c->format == FORMAT_CSV || k->c->format == FORMAT_JSON;

    summary_columns(k, table);
    for (size_t i = 0; i < k->result.tally_count; i++) {
        const qoq_tally *t = &k->tallies[i];
        size_t all = k->accepted_counts[i];
        for (size_t v = 0; v < QOQ_OUTCOMES_; v++) {
            total[v] += t->verdicts[v];
            all += t->verdicts[v];
        }
        accepted_total += k->accepted_counts[i];
        if (!all)
            continue;
        const char *id = t->identity ? t->identity->id
                                     : qoq_finding_kind_name((qoq_finding_kind)t->kind);
        summary_row(table, machine ? id : check_kind_name(k->c, t), t->verdicts,
                    k->accepted_counts[i], QOQ_TABLE_ROW);
    }
    if (!machine)
        summary_row(table, word(k, "Total", "合计"), total, accepted_total,
                    QOQ_TABLE_TOTAL);
}

/* ---- writing ------------------------------------------------------------------------------- */

/* Findings, then the summary, as one result: a file or a page holds both. */
static int write_people(checking *k, const qoq_table *findings,
                        const qoq_table *summary)
{
    const qoq_table *const tables[] = {k->count ? findings : NULL, summary};
    qoq_terminal terminal = {.width = cli_width(k->c), .color = cli_colored(k->c)};
    qoq_buffer out = {0};
    size_t dropped = 0;

    for (size_t i = 0; i < 2; i++) {
        if (!tables[i])
            continue;
        if (out.len)
            qoq_buffer_char(&out, '\n');
        out.failed = out.failed || tables[i]->failed;
        if (k->c->format == FORMAT_MD)
            qoq_markdown_table(&out, tables[i]);
        else
            dropped += qoq_terminal_table(&out, tables[i], terminal);
    }
    int status = cli_write(k->c, &out);
    qoq_buffer_clear(&out);
    if (dropped && status == EXIT_DONE)
        cli_note(k->c, "narrow-terminal", QOQ_NOTE_NOTE,
                 "%zu column%s left out to fit %zu columns of text; -f csv has all",
                 dropped, dropped == 1 ? "" : "s", terminal.width);
    return status;
}

static int write_result(checking *k)
{
    qoq_table findings = {0}, summary = {0};
    bool machine = k->c->format == FORMAT_CSV || k->c->format == FORMAT_JSON;
    int status;

    if (k->c->verbosity < 0)
        k->count = 0;
    if (machine && k->c->verbosity >= 0) {
        machine_table(k, &findings);
        status = cli_write_table(k->c, &findings);
    } else if (machine) {
        summary_table(k, &summary);
        status = cli_write_table(k->c, &summary);
    } else {
        if (k->count)
            people_table(k, &findings);
        summary_table(k, &summary);
        status = write_people(k, &findings, &summary);
    }
    qoq_table_clear(&findings);
    qoq_table_clear(&summary);
    return status;
}

/* ---- running -------------------------------------------------------------------------------- */

static int reconcile(checking *k)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    int status = EXIT_DONE;
    const qoq_lexicon *lexicon = cli_lexicon(k->c, &status);
    const qoq_dataset *data = lexicon ? cli_dataset(k->c, &status) : NULL;

    if (!data)
        return status;
    k->teller = (check_teller){k->c, data};
    if (qoq_identities_load(&k->identities, cli_paths(k->c), &err) != QOQ_OK)
        return cli_fail(k->c, &err);
    qoq_reconcile_options options = {.lexicon = lexicon,
                                     .identities = k->identities,
                                     .keep_holding = k->selects || k->c->verbosity > 0};
    if (qoq_reconcile(&k->result, data, &options, &err) != QOQ_OK)
        return cli_fail(k->c, &err);
    return EXIT_DONE;
}

/* A panel is needed to select and to name cells: not where there is nothing to tell. */
static bool needs_panel(const checking *k)
{
    bool any = k->selects;

    for (size_t i = 0; i < k->result.count && !any; i++)
        any = wants(k, &k->result.findings[i]) ||
              k->result.findings[i].verdict == QOQ_OUTCOME_CONTRADICTS;
    return any;
}

static int check(checking *k)
{
    int status = reconcile(k);

    if (status == EXIT_DONE)
        status = check_accepted_load(k->c, &k->accepted, NULL);
    if (status == EXIT_DONE && needs_panel(k))
        status = cli_select(k->c, &k->s);
    if (status == EXIT_DONE)
        status = choose(k);
    if (status == EXIT_DONE)
        status = write_result(k);
    if (status != EXIT_DONE)
        return status;
    if (!k->selects)
        check_accepted_stale(k->c, &k->accepted);
    return k->contradictions ? EXIT_FINDINGS : EXIT_DONE;
}

static int run(cli *c)
{
    checking k = {.c = c, .selects = has_selection(c)};

    if (c->argument_count)
        return cli_usage(c, "qoq check takes no arguments; -d names the data");
    int status = check(&k);
    free(k.list);
    free(k.tallies);
    free(k.accepted_counts);
    check_accepted_clear(&k.accepted);
    qoq_reconciliation_clear(&k.result);
    qoq_identities_free(k.identities);
    cli_selection_clear(&k.s);
    return status;
}

const command command_check = {
    "check",
    run,
    "",
    "reconcile: what is printed against what can be computed",
    COMMON_DATA | COMMON_SELECT | COMMON_PERIODS | COMMON_UNIT | COMMON_FORMAT |
        COMMON_OUTPUT,
    own_options,
    "Puts every statement into the relations that must hold if all of them are true: "
    "the "
    "identities of identities.csv (segments and totals, gross profit, margins, cash "
    "flows), "
    "printed growth and the two levels, years and their quarters, two documents on one "
    "cell, a later vintage and an earlier one. All arithmetic is on intervals, so that "
    "rounding is never a contradiction; what rests on 约 or 'more than' cannot be "
    "tested.\n"
    "\n"
    "Contradictions are listed with their sources and the cause that can be proved: a "
    "change to one statement with which the failing relations hold and none is broken. "
    "A "
    "restatement is no contradiction; --restated lists those. -v lists also what holds "
    "and what cannot be tested, with the reason; -q prints the summary only.\n"
    "\n"
    "A contradiction that was looked into is listed in accepted.csv (cell, finding, "
    "values, "
    "reason, date), beside the data or in a data folder: it is shown and not counted. "
    "A row "
    "that no finding needs any more is named. Columns 'cell', 'finding' and 'values' "
    "are "
    "those of -f csv; without values the row covers whatever the statements say.\n"
    "\n"
    "The exit status is 3 when a contradiction is not accepted."};

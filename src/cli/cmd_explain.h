/* Inside of qoq explain: cmd_explain.c says it in words (with cmd_explain_say.c and
 * cmd_explain_derived.c), cmd_explain_flat.c in rows, cmd_explain_check.c adds what `qoq
 * check` has to say of the cell. */
#ifndef QOQ_CLI_CMD_EXPLAIN_H
#define QOQ_CLI_CMD_EXPLAIN_H

#include "cli/cmd_check.h"
#include "qoq/explain.h"

/* What came of reconciling the data, for all cells that are explained. */
typedef struct explain_checks {
    qoq_identities *identities;
    qoq_reconciliation result;
    accepted accepted;
    bool has_result, has_accepted;
} explain_checks;

/* Returns an exit status. Clear in either case. */
int explain_checks_load(cli *c, explain_checks *out);
void explain_checks_clear(explain_checks *checks);

/* A relation that a statement of the cell takes part in. */
typedef struct explain_finding {
    const qoq_finding *finding;
    const qoq_acceptance *accepted; /* NULL = it was not */
} explain_finding;

/* The next finding about the statements of a cell that the view allows, from *at on; false
 * at the end. */
bool explain_checks_next(explain_finding *out, explain_checks *checks, size_t *at,
                         const qoq_panel *panel, const qoq_explanation *e);

/* One row for each thing that is said of the cells: results, statements, derivations and
 * their terms, findings. */
int explain_flat(cli *c, const selection *s, explain_checks *checks,
                 const qoq_explanation *all, size_t count);

/* "statement table"... of a rank of evidence. */
const char *explain_rank_name(const cli *c, int rank);

/* ---- in words -------------------------------------------------------------------------- */

/* What is being told of one cell: paragraphs with a label in the margin, on a terminal or
 * as a list in Markdown. */
typedef struct teller {
    cli *c;
    const selection *s;
    const qoq_panel *panel;
    explain_checks *checks;
    const qoq_explanation *e;
    qoq_buffer out;
    const char *label; /* of the next paragraph; "" = as the one before */
    size_t width;
    bool color;
} teller;

/* English or Chinese. */
const char *explain_word(const teller *t, const char *english, const char *chinese);

/* An escape sequence, where there is colour. */
void explain_style(teller *t, const char *code);

/* Tells a paragraph and empties it; the label, if one is set, stands in the margin. Texts of
 * documents are made safe here. */
void explain_tell(teller *t, int depth, qoq_buffer *text);

/* The finest scale in which a figure has no digit that is not known. */
const qoq_scale *explain_scale_of(const teller *t, const qoq_figure *f);
bool explain_is_share(const qoq_figure *f);

/* " mn CNY", "亿元"; an end of an interval; both; "~79,022 ± 2 mn CNY"; that with its interval.
 * All append. */
void explain_put_unit(qoq_buffer *out, const teller *t, const qoq_figure *f,
                      const qoq_scale *scale);
void explain_put_end(qoq_buffer *out, qoq_decimal end, const qoq_figure *f,
                     const qoq_scale *scale, qoq_rounding rounding);
void explain_put_interval(qoq_buffer *out, const teller *t, const qoq_figure *f,
                          const qoq_scale *scale);
void explain_put_value(qoq_buffer *out, const teller *t, const qoq_figure *f,
                       const qoq_scale *scale);
void explain_put_level(qoq_buffer *out, const teller *t, const qoq_figure *f);

/* A statement as a figure of its own. */
qoq_figure explain_figure_of(const teller *t, const qoq_evidence *e);

/* "Tencent results announcement 2025Q1, page 3, line 12, column 5"; "segment table"; "2025Q1";
 * all three behind a value. */
void explain_put_source(qoq_buffer *out, const teller *t, const qoq_record *r);
const char *explain_evidence_name(const teller *t, const qoq_record *r);
void explain_put_vintage(qoq_buffer *out, qoq_period vintage);
void explain_put_origin(qoq_buffer *out, const teller *t, const qoq_record *r);

/* The statement that is shown, or would be if nothing sharpened it; or NULL. */
const qoq_evidence *explain_shown_statement(const teller *t);

/* "2024FY - 2024M9 (year to date)". Appends. */
void explain_put_formula(qoq_buffer *out, const teller *t, const qoq_derivation *how);

/* The terms of a derivation, each with its own below it. */
void explain_tell_terms(teller *t, const qoq_derivation *how, int depth);

/* The derivation that was taken and the others; those that were refused; what would help. */
void explain_tell_derivations(teller *t);
void explain_tell_refusals(teller *t);
void explain_tell_needs(teller *t);

#endif

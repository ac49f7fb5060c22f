/* Inside of qoq explain: cmd_explain.c says it in words, cmd_explain_flat.c in rows,
 * cmd_explain_check.c adds what `qoq check` has to say of the cell. */
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

#endif

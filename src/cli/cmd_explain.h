/* Inside of qoq explain: cmd_explain.c says it in words, cmd_explain_flat.c in rows. */
#ifndef QOQ_CLI_CMD_EXPLAIN_H
#define QOQ_CLI_CMD_EXPLAIN_H

#include "cli/command.h"
#include "qoq/explain.h"

/* One row for each thing that is said of the cells: results, statements, derivations and
 * their terms. */
int cli_explain_flat(cli *c, const selection *s, const qoq_explanation *all,
                     size_t count);

/* "statement table"... of a rank of evidence. */
const char *cli_rank_name(const cli *c, int rank);

#endif

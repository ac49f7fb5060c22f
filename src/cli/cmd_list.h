/* Parts of `qoq list` that are files of their own. */
#ifndef QOQ_CLI_CMD_LIST_H
#define QOQ_CLI_CMD_LIST_H

#include "cli/command.h"

/* qoq list unknown: prints rows for the lexicon's files instead of a table. */
int cmd_list_unknown(cli *c);

/* Fill a table from the data that were selected. */
int cmd_list_documents(cli *c, selection *s, qoq_table *table);
int cmd_list_corrections(cli *c, selection *s, qoq_table *table);

#endif

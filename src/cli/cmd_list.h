/* Parts of `qoq list` that are files of their own. */
#ifndef QOQ_CLI_CMD_LIST_H
#define QOQ_CLI_CMD_LIST_H

#include "cli/command.h"

/* qoq list unknown: prints rows for the lexicon's files instead of a table. */
int cmd_list_unknown(cli *c);

#endif

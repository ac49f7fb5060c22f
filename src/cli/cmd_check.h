/* What `qoq check` and `qoq extract --verify` share: the run, what was accepted, and how a
 * finding is told. */
#ifndef QOQ_CLI_CMD_CHECK_H
#define QOQ_CLI_CMD_CHECK_H

#include "cli/command.h"
#include "qoq/reconcile.h"

/* Rows of accepted.csv, of all places. */
typedef struct accepted_file {
    const char *path; /* as in messages */
    bool is_own;      /* beside the data, so that what is stale is worth telling */
    size_t first, count;
} accepted_file;

typedef struct accepted {
    qoq_acceptance *rows;
    size_t count, room;
    bool *used; /* one a row */
    accepted_file *files;
    size_t file_count, file_room;
    qoq_arena arena;
} accepted;

/* The compiled-in rows, those of the user's folders, and accepted.csv beside `dataset` or,
 * when it is NULL, beside each file of -d. Returns an exit status. Clear in either case. */
int check_accepted_load(cli *c, accepted *out, const char *dataset);
void check_accepted_clear(accepted *a);

/* The row that covers a finding, marked as used; NULL when it was not accepted. */
const qoq_acceptance *check_accepted_find(accepted *a, const qoq_finding *finding,
                                          const char *cell);

/* A note for each row of its own files that no finding needs any more. */
void check_accepted_stale(cli *c, const accepted *a);

/* The finding's cell: tencent/vas/revenue/2025Q1. Appends. */
void check_put_cell(qoq_buffer *out, const qoq_panel *panel, const qoq_record *record);

/* Who is told of a finding, in what language and scale. */
typedef struct check_teller {
    const cli *c;
    const qoq_dataset *data;
} check_teller;

/* "21,443 mn", "42%", "≈1,000 bn". Appends. */
void check_put_value(qoq_buffer *out, const check_teller *t, const qoq_record *record,
                     qoq_number number);

/* "Tencent results announcement 2022Q3, page 3". Appends. */
void check_put_source(qoq_buffer *out, const check_teller *t, const qoq_record *record);

/* One line of text: what is stated, what follows, where it stands, and what it comes of. */
void check_tell(qoq_buffer *out, const check_teller *t, const qoq_finding *finding);

/* Name of a finding for people: "Gross profit", "printed growth". */
const char *check_name(const cli *c, const qoq_finding *finding);
const char *check_kind_name(const cli *c, const qoq_tally *tally);

#endif

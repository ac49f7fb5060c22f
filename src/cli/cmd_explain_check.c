/* What `qoq check` has to say of the statements of a cell. */
#include <string.h>

#include "cli/cmd_explain.h"

int explain_checks_load(cli *c, explain_checks *out)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    int status = EXIT_DONE;
    const qoq_lexicon *lexicon = cli_lexicon(c, &status);
    const qoq_dataset *data = lexicon ? cli_dataset(c, &status) : NULL;

    if (!data)
        return status;
    if (qoq_identities_load(&out->identities, cli_paths(c), &err) != QOQ_OK)
        return cli_fail(c, &err);
    qoq_reconcile_options options = {
        .lexicon = lexicon, .identities = out->identities, .keep_holding = true};
    if (qoq_reconcile(&out->result, data, &options, &err) != QOQ_OK)
        return cli_fail(c, &err);
    out->has_result = true;
    status = check_accepted_load(c, &out->accepted, NULL);
    out->has_accepted = true;
    return status;
}

void explain_checks_clear(explain_checks *checks)
{
    if (checks->has_result)
        qoq_reconciliation_clear(&checks->result);
    if (checks->has_accepted)
        check_accepted_clear(&checks->accepted);
    qoq_identities_free(checks->identities);
}

static bool is_in_view(const qoq_evidence *e)
{
    return e->verdict != QOQ_VERDICT_TOO_NEW && e->verdict != QOQ_VERDICT_UNDATED;
}

/* Does one of the cell's statements take part? */
static bool speaks_of(const qoq_finding *f, const qoq_explanation *e)
{
    for (size_t i = 0; i < f->count; i++) {
        for (size_t k = 0; f->terms[i].record && k < e->evidence_count; k++) {
            if (e->evidence[k].record == f->terms[i].record &&
                is_in_view(&e->evidence[k]))
                return true;
        }
    }
    return false;
}

bool explain_checks_next(explain_finding *out, explain_checks *checks, size_t *at,
                         const qoq_panel *panel, const qoq_explanation *e)
{
    for (; *at < checks->result.count; ++*at) {
        const qoq_finding *f = &checks->result.findings[*at];
        if (!speaks_of(f, e))
            continue;
        *out = (explain_finding){.finding = f};
        if (f->verdict == QOQ_OUTCOME_CONTRADICTS) {
            qoq_buffer cell = {0};
            check_put_cell(&cell, panel, qoq_finding_record(f));
            out->accepted =
                check_accepted_find(&checks->accepted, f, qoq_buffer_string(&cell));
            qoq_buffer_clear(&cell);
        }
        ++*at;
        return true;
    }
    return false;
}

/* qoq extract --verify: what was read of a document, reconciled. */
#include "cli/cmd_check.h"
#include "cli/cmd_extract.h"

int verify_begin(verify *v, cli *c, const char *dataset)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};

    *v = (verify){.c = c};
    if (qoq_identities_load(&v->identities, cli_paths(c), &err) != QOQ_OK)
        return cli_fail(c, &err);
    return check_accepted_load(c, &v->accepted, dataset);
}

void verify_clear(verify *v)
{
    qoq_identities_free(v->identities);
    check_accepted_clear(&v->accepted);
}

/* A document with its result. */
typedef struct verifying {
    verify *v;
    const char *path;
    const qoq_dataset *records;
    const qoq_panel *panel;
    qoq_reconciliation result;
    size_t accepted;
} verifying;

static bool is_accepted(const verifying *d, const qoq_finding *f, qoq_buffer *cell)
{
    check_put_cell(cell, d->panel, qoq_finding_record(f));
    return check_accepted_find(&d->v->accepted, f, qoq_buffer_string(cell)) != NULL;
}

/* A warning at the place of the statement that is most likely wrong. */
static void tell_contradiction(const verifying *d, const qoq_finding *f,
                               const char *cell)
{
    const qoq_record *r =
        f->suspect >= 0 ? f->terms[f->suspect].record : qoq_finding_record(f);
    check_teller teller = {d->v->c, d->records};
    qoq_buffer text = {0};

    check_tell(&text, &teller, f);
    qoq_note_send(cli_notes(d->v->c),
                  (qoq_note){.id = "does-not-reconcile",
                             .level = QOQ_NOTE_WARNING,
                             .source = d->path,
                             .page = r->page,
                             .line = r->line,
                             .column = r->column},
                  "%s, %s: %s", cell, check_name(d->v->c, f), qoq_buffer_string(&text));
    qoq_buffer_clear(&text);
}

static void tell_contradictions(verifying *d)
{
    for (size_t i = 0; i < d->result.count; i++) {
        const qoq_finding *f = &d->result.findings[i];
        qoq_buffer cell = {0};
        if (f->verdict != QOQ_OUTCOME_CONTRADICTS)
            continue;
        if (is_accepted(d, f, &cell)) {
            d->accepted++;
        } else {
            tell_contradiction(d, f, qoq_buffer_string(&cell));
            d->v->found = true;
        }
        qoq_buffer_clear(&cell);
    }
}

/* "34 identities hold, 1 fails; 20 of 20 printed growth rates hold" */
static void tell_counts(const verifying *d)
{
    size_t holds[QOQ_FINDING_KINDS_] = {0}, fails[QOQ_FINDING_KINDS_] = {0},
           untested = 0;
    qoq_buffer text = {0};

    for (size_t i = 0; i < d->result.tally_count; i++) {
        const qoq_tally *t = &d->result.tallies[i];
        int kind = t->kind == QOQ_FINDING_PERIODS ? QOQ_FINDING_IDENTITY : t->kind;
        holds[kind] += t->verdicts[QOQ_OUTCOME_HOLDS];
        fails[kind] += t->verdicts[QOQ_OUTCOME_CONTRADICTS];
        untested += t->verdicts[QOQ_OUTCOME_UNTESTABLE];
    }
    qoq_buffer_print(&text, "%zu %s, %zu %s", holds[QOQ_FINDING_IDENTITY],
                     holds[QOQ_FINDING_IDENTITY] == 1 ? "identity holds"
                                                      : "identities hold",
                     fails[QOQ_FINDING_IDENTITY],
                     fails[QOQ_FINDING_IDENTITY] == 1 ? "fails" : "fail");
    size_t rates = holds[QOQ_FINDING_GROWTH] + fails[QOQ_FINDING_GROWTH];
    if (rates)
        qoq_buffer_print(&text, "; %zu of %zu printed growth rates hold",
                         holds[QOQ_FINDING_GROWTH], rates);
    size_t twice = holds[QOQ_FINDING_SOURCES] + fails[QOQ_FINDING_SOURCES];
    if (twice)
        qoq_buffer_print(&text, "; %zu of %zu figures stated twice agree",
                         holds[QOQ_FINDING_SOURCES], twice);
    if (untested)
        qoq_buffer_print(&text, "; %zu cannot be tested", untested);
    if (d->accepted)
        qoq_buffer_print(&text, "; accepted: %zu", d->accepted);
    qoq_note_send(
        cli_notes(d->v->c),
        (qoq_note){.id = "reconciled", .level = QOQ_NOTE_NOTE, .source = d->path}, "%s",
        qoq_buffer_string(&text));
    qoq_buffer_clear(&text);
}

static qoq_status reconcile_document(verifying *d, qoq_panel **panel, qoq_error *err)
{
    int status = EXIT_DONE;
    const qoq_lexicon *lexicon = cli_lexicon(d->v->c, &status);
    qoq_reconcile_options options = {
        .lexicon = lexicon, .identities = d->v->identities, .threads = 1};

    QOQ_TRY(qoq_panel_new(panel, d->records, lexicon,
                          (qoq_view){.kind = QOQ_VIEW_LATEST}, err));
    d->panel = *panel;
    return qoq_reconcile(&d->result, d->records, &options, err);
}

int verify_take(verify *v, const char *path, const qoq_dataset *records)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    verifying d = {.v = v, .path = path, .records = records};
    qoq_panel *panel = NULL;
    int status = EXIT_DONE;

    if (reconcile_document(&d, &panel, &err) == QOQ_OK) {
        tell_contradictions(&d);
        tell_counts(&d);
    } else {
        status = cli_fail(v->c, &err);
    }
    qoq_reconciliation_clear(&d.result);
    qoq_panel_free(panel);
    return status == EXIT_DONE && v->found ? EXIT_FINDINGS : status;
}

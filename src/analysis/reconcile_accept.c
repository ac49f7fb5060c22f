/* accepted.csv: contradictions that an analyst has looked into. */
#include <string.h>

#include "analysis/reconcile_private.h"
#include "qoq/csv.h"

enum {
    COLUMN_CELL,
    COLUMN_FINDING,
    COLUMN_REASON,
    COLUMN_VALUES,
    COLUMN_DATE,
    COLUMNS
};

static const char *const columns[] = {"cell",   "finding", "reason",
                                      "values", "date",    NULL};

typedef struct reader {
    qoq_acceptance **out;
    size_t *count, *room;
    qoq_arena *arena;
    size_t at[COLUMNS];
    bool has_header;
} reader;

static qoq_status keep(const reader *r, const qoq_csv_row *row, int column,
                       const char **out, qoq_error *err)
{
    size_t at = r->at[column];
    qoq_slice text = at == SIZE_MAX ? QOQ_SLICE("") : row->fields[at];

    text = qoq_slice_trim(text);
    if (!text.len && column <= COLUMN_REASON)
        return qoq_fail_at(
            err, QOQ_EINPUT, row->lines[at], row->columns[at],
            "column '%s' is empty: say which cell, which finding, and why",
            columns[column]);
    *out = qoq_arena_copy(r->arena, text.ptr, text.len);
    return *out ? QOQ_OK : qoq_fail_memory(err);
}

static qoq_status check_date(const reader *r, const qoq_csv_row *row, const char *date,
                             qoq_error *err)
{
    qoq_date parsed;
    size_t at = r->at[COLUMN_DATE];

    if (!*date || qoq_date_parse(&parsed, qoq_slice_of(date), NULL) == QOQ_OK)
        return QOQ_OK;
    return qoq_fail_at(err, QOQ_EINPUT, row->lines[at], row->columns[at],
                       "column 'date': '%.40s' is no date such as 2025-03-31", date);
}

static qoq_status read_row(void *data, const qoq_csv_row *row, qoq_error *err)
{
    reader *r = data;
    qoq_acceptance a = {.line = row->line};

    if (!r->has_header) {
        r->has_header = true;
        return qoq_csv_columns(r->at, row, columns, 3, err);
    }
    QOQ_TRY(keep(r, row, COLUMN_CELL, &a.cell, err));
    QOQ_TRY(keep(r, row, COLUMN_FINDING, &a.finding, err));
    QOQ_TRY(keep(r, row, COLUMN_REASON, &a.reason, err));
    QOQ_TRY(keep(r, row, COLUMN_VALUES, &a.values, err));
    QOQ_TRY(keep(r, row, COLUMN_DATE, &a.date, err));
    QOQ_TRY(check_date(r, row, a.date, err));
    QOQ_TRY(qoq_grow(r->out, r->room, *r->count + 1, sizeof **r->out, err));
    (*r->out)[(*r->count)++] = a;
    return QOQ_OK;
}

qoq_status qoq_acceptances_parse(qoq_acceptance **out, size_t *count, size_t *room,
                                 qoq_arena *arena, const char *text, size_t len,
                                 qoq_error *err)
{
    reader r = {.out = out, .count = count, .room = room, .arena = arena};

    return qoq_csv_read(text, len, read_row, &r, err);
}

void qoq_finding_values(qoq_buffer *out, const qoq_finding *finding)
{
    char value[QOQ_DECIMAL_ROOM];

    for (size_t i = 0; i < finding->count; i++) {
        const qoq_record *r = finding->terms[i].record;
        qoq_buffer_text(out, i ? " " : "");
        if (!r) {
            qoq_buffer_char(out, '-');
            continue;
        }
        qoq_decimal_format(value, r->number.value, r->number.decimals);
        qoq_buffer_text(out, value);
    }
}

static bool names_finding(const char *named, const qoq_finding *finding)
{
    const char *name = qoq_finding_name(finding);
    size_t len = strlen(name);
    char vintage[16];

    if (strncmp(named, name, len) != 0)
        return false;
    if (!named[len])
        return true;
    qoq_period_format(vintage, qoq_finding_vintage(finding));
    return named[len] == '@' && strcmp(named + len + 1, vintage) == 0;
}

bool qoq_acceptance_covers(const qoq_acceptance *acceptance, const qoq_finding *finding,
                           const char *cell)
{
    qoq_buffer values = {0};

    if (strcmp(acceptance->cell, cell) != 0 ||
        !names_finding(acceptance->finding, finding))
        return false;
    qoq_finding_values(&values, finding);
    bool same =
        !*acceptance->values ||
        (!values.failed && strcmp(acceptance->values, qoq_buffer_string(&values)) == 0);
    qoq_buffer_clear(&values);
    return same;
}

#include "qoq/spreadsheet.h"

#include <string.h>

void qoq_spreadsheet_csv(qoq_buffer *out, const qoq_table *table)
{
    for (size_t c = 0; c < table->column_count; c++) {
        if (c > 0)
            qoq_buffer_char(out, ',');
        qoq_csv_put_safe(out, qoq_slice_of(table->columns[c].key));
    }
    qoq_buffer_char(out, '\n');
    for (size_t r = 0; r < table->row_count; r++) {
        const qoq_table_row *row = &table->rows[r];
        if (row->kind == QOQ_TABLE_HEADER || row->kind == QOQ_TABLE_RULE)
            continue;
        for (size_t c = 0; c < table->column_count; c++) {
            if (c > 0)
                qoq_buffer_char(out, ',');
            qoq_csv_put_safe(out, qoq_slice_of(row->cells[c].text));
        }
        qoq_buffer_char(out, '\n');
    }
}

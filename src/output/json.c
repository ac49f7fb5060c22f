#include "qoq/json.h"

#include <string.h>

void qoq_json_string(qoq_buffer *out, const char *text, size_t len)
{
    qoq_buffer_char(out, '"');
    for (size_t at = 0; at < len;) {
        size_t start = at;
        uint32_t code = qoq_text_next(text, len, &at);
        if (code == '"' || code == '\\')
            qoq_buffer_print(out, "\\%c", (int)code);
        else if (code == '\n')
            qoq_buffer_text(out, "\\n");
        else if (code == '\t')
            qoq_buffer_text(out, "\\t");
        else if (qoq_text_is_control(code) && code <= 0xffff)
            qoq_buffer_print(out, "\\u%04x", (unsigned)code);
        else
            qoq_buffer_add(out, text + start, at - start);
    }
    qoq_buffer_char(out, '"');
}

/* [-]digits[.digits] without needless zeros at the front: what JSON calls a number, without
 * exponents, which we never write. */
static bool is_number(const char *text)
{
    size_t digits;

    text += *text == '-';
    digits = strspn(text, "0123456789");
    if (digits == 0 || (*text == '0' && digits > 1))
        return false;
    text += digits;
    if (*text == '.') {
        digits = strspn(++text, "0123456789");
        text += digits;
    }
    return digits > 0 && *text == '\0';
}

void qoq_json_number(qoq_buffer *out, const char *text)
{
    if (!*text)
        qoq_buffer_text(out, "null");
    else if (is_number(text))
        qoq_buffer_text(out, text);
    else
        qoq_json_string(out, text, strlen(text));
}

static void put_row(qoq_buffer *out, const qoq_table *table, const qoq_table_row *row)
{
    qoq_buffer_text(out, "  {");
    for (size_t c = 0; c < table->column_count; c++) {
        const qoq_table_column *column = &table->columns[c];
        const char *text = row->cells[c].text;
        if (c > 0)
            qoq_buffer_text(out, ", ");
        qoq_json_string(out, column->key, strlen(column->key));
        qoq_buffer_text(out, ": ");
        if (column->number)
            qoq_json_number(out, text);
        else
            qoq_json_string(out, text, strlen(text));
    }
    qoq_buffer_char(out, '}');
}

void qoq_json_table(qoq_buffer *out, const qoq_table *table)
{
    bool first = true;

    qoq_buffer_char(out, '[');
    for (size_t r = 0; r < table->row_count; r++) {
        const qoq_table_row *row = &table->rows[r];
        if (row->kind == QOQ_TABLE_HEADER || row->kind == QOQ_TABLE_RULE)
            continue;
        qoq_buffer_text(out, first ? "\n" : ",\n");
        first = false;
        put_row(out, table, row);
    }
    qoq_buffer_text(out, first ? "]\n" : "\n]\n");
}

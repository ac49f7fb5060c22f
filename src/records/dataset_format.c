#include <string.h>

#include "qoq/file.h"
#include "records/dataset_private.h"

/* How much is formatted before it is handed to the file. */
enum { CHUNK = 1 << 18 };

/* Decimal digits of a number, in the shortest form. */
static void put_integer(qoq_buffer *out, int64_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    do
        digits[--at] = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (number < 0)
        digits[--at] = '-';
    qoq_buffer_add(out, digits + at, sizeof digits - at);
}

static void put_place(qoq_buffer *out, uint32_t place)
{
    if (place > 0)
        put_integer(out, place);
}

static void put_value(qoq_buffer *out, const qoq_number *number)
{
    char text[QOQ_DECIMAL_ROOM];
    bool known = number->decimals > 0 && number->decimals < QOQ_DECIMALS_INF;

    qoq_buffer_add(
        out, text,
        qoq_decimal_format(text, number->value, known ? number->decimals : 0));
}

static void put_decimals(qoq_buffer *out, int decimals)
{
    if (decimals == QOQ_DECIMALS_INF)
        qoq_buffer_add(out, "INF", 3);
    else if (decimals != QOQ_DECIMALS_UNKNOWN)
        put_integer(out, decimals);
}

static void put_period(qoq_buffer *out, qoq_period period)
{
    char text[16];

    qoq_buffer_add(out, text, qoq_period_format(text, period));
}

static void put_date(qoq_buffer *out, qoq_date date)
{
    char text[16];

    qoq_buffer_add(out, text, qoq_date_format(text, date));
}

static void put_document(qoq_buffer *out, qoq_document_id document)
{
    char text[16];

    if (document == 0)
        return;
    for (size_t i = sizeof text; i-- > 0; document >>= 4)
        text[i] = "0123456789abcdef"[document & 15];
    qoq_buffer_add(out, text, sizeof text);
}

static void put_name(qoq_buffer *out, const qoq_dataset *dataset, uint32_t name)
{
    if (name != 0)
        qoq_csv_put(out, qoq_dataset_slice(dataset, name));
}

static void put_column(qoq_buffer *out, const qoq_dataset *dataset, const qoq_record *r,
                       qoq_column column)
{
    switch (column) {
    case QOQ_COL_ENTITY:
        put_name(out, dataset, r->entity);
        break;
    case QOQ_COL_AXIS:
        put_name(out, dataset, r->axis);
        break;
    case QOQ_COL_SEGMENT:
        put_name(out, dataset, r->segment);
        break;
    case QOQ_COL_METRIC:
        put_name(out, dataset, r->metric);
        break;
    case QOQ_COL_BASIS:
        qoq_buffer_text(out, qoq_basis_name((qoq_basis)r->basis));
        break;
    case QOQ_COL_PERIOD:
        put_period(out, r->period);
        break;
    case QOQ_COL_MEASURE:
        qoq_buffer_text(out, qoq_measure_name((qoq_measure)r->measure));
        break;
    case QOQ_COL_VALUE:
        put_value(out, &r->number);
        break;
    case QOQ_COL_UNIT:
        put_name(out, dataset, r->unit);
        break;
    case QOQ_COL_DECIMALS:
        put_decimals(out, r->number.decimals);
        break;
    case QOQ_COL_BOUND:
        qoq_buffer_text(out, qoq_bound_name((qoq_bound)r->number.bound));
        break;
    case QOQ_COL_STATUS:
        qoq_buffer_text(out, qoq_standing_name((qoq_standing)r->standing));
        break;
    case QOQ_COL_VINTAGE:
        put_period(out, r->vintage);
        break;
    case QOQ_COL_SOURCE:
        put_name(out, dataset, r->source);
        break;
    case QOQ_COL_PARENT:
        put_name(out, dataset, r->parent);
        break;
    case QOQ_COL_END:
        put_date(out, r->end);
        break;
    case QOQ_COL_PUBLISHED:
        put_date(out, r->published);
        break;
    case QOQ_COL_FLAGS:
        put_name(out, dataset, r->flags);
        break;
    case QOQ_COL_DOCUMENT:
        put_document(out, r->document);
        break;
    case QOQ_COL_PAGE:
        put_place(out, r->page);
        break;
    case QOQ_COL_LINE:
        put_place(out, r->line);
        break;
    case QOQ_COL_COLUMN:
        put_place(out, r->column);
        break;
    case QOQ_COL_QUOTE:
        put_name(out, dataset, r->quote);
        break;
    case QOQ_COLUMNS_:
        break;
    }
}

/* One at a time, without an array: there may be thousands of unknown columns. */
static void put_extra(qoq_buffer *out, const qoq_dataset *dataset, uint32_t extra)
{
    qoq_slice rest = qoq_dataset_slice(dataset, extra), value;

    for (size_t i = 0; i < dataset->extra_count; i++) {
        qoq_extra_split(&value, 1, rest.ptr, rest.len);
        qoq_buffer_char(out, ',');
        qoq_csv_put(out, value);
        rest.ptr += value.len;
        rest.len -= value.len;
        if (rest.len > 0) { /* the separator */
            rest.ptr++;
            rest.len--;
        }
    }
}

void qoq_dataset_used(const qoq_dataset *dataset, bool use[QOQ_COLUMNS_])
{
    for (size_t i = 0; i < QOQ_COLUMNS_; i++)
        use[i] = qoq_columns[i].required;
    for (size_t i = 0; i < dataset->count; i++) {
        const qoq_record *r = &dataset->records[i];

        use[QOQ_COL_PARENT] |= r->parent != 0;
        use[QOQ_COL_END] |= r->end != 0;
        use[QOQ_COL_PUBLISHED] |= r->published != 0;
        use[QOQ_COL_FLAGS] |= r->flags != 0;
        use[QOQ_COL_DOCUMENT] |= r->document != 0;
        use[QOQ_COL_PAGE] |= r->page != 0;
        use[QOQ_COL_LINE] |= r->line != 0;
        use[QOQ_COL_COLUMN] |= r->column != 0;
        use[QOQ_COL_QUOTE] |= r->quote != 0;
    }
}

void qoq_dataset_format_header(qoq_buffer *out, const qoq_dataset *dataset,
                               const bool use[QOQ_COLUMNS_])
{
    bool first = true;

    for (size_t i = 0; i < QOQ_COLUMNS_; i++) {
        if (!use[i])
            continue;
        if (!first)
            qoq_buffer_char(out, ',');
        qoq_buffer_text(out, qoq_columns[i].name);
        first = false;
    }
    for (size_t i = 0; i < dataset->extra_count; i++) {
        qoq_buffer_char(out, ',');
        qoq_csv_put(out, qoq_dataset_slice(dataset, dataset->extra_columns[i]));
    }
    qoq_buffer_char(out, '\n');
}

void qoq_dataset_format_record(qoq_buffer *out, const qoq_dataset *dataset,
                               const qoq_record *record, const bool use[QOQ_COLUMNS_])
{
    bool first = true;

    for (size_t i = 0; i < QOQ_COLUMNS_; i++) {
        if (!use[i])
            continue;
        if (!first)
            qoq_buffer_char(out, ',');
        put_column(out, dataset, record, (qoq_column)i);
        first = false;
    }
    if (dataset->extra_count > 0)
        put_extra(out, dataset, record->extra);
    qoq_buffer_char(out, '\n');
}

void qoq_dataset_format(qoq_buffer *out, const qoq_dataset *dataset, bool all)
{
    bool use[QOQ_COLUMNS_];

    qoq_dataset_used(dataset, use);
    if (all)
        memset(use, true, sizeof use);
    qoq_dataset_format_header(out, dataset, use);
    for (size_t i = 0; i < dataset->count; i++)
        qoq_dataset_format_record(out, dataset, &dataset->records[i], use);
}

/* Hands what is formatted to the stream once it is at least `least` bytes. */
static bool spill(qoq_buffer *buffer, FILE *stream, size_t least)
{
    if (buffer->len >= least && buffer->len > 0) {
        if (fwrite(buffer->ptr, 1, buffer->len, stream) != buffer->len)
            return false;
        buffer->len = 0;
    }
    return true;
}

static bool write_rows(const qoq_dataset *dataset, FILE *stream, qoq_buffer *buffer)
{
    bool use[QOQ_COLUMNS_];

    qoq_dataset_used(dataset, use);
    qoq_dataset_format_header(buffer, dataset, use);
    for (size_t i = 0; i < dataset->count; i++) {
        qoq_dataset_format_record(buffer, dataset, &dataset->records[i], use);
        if (!spill(buffer, stream, CHUNK))
            return false;
    }
    return spill(buffer, stream, 0);
}

qoq_status qoq_dataset_write(qoq_dataset *dataset, const char *path, qoq_error *err)
{
    qoq_file_writer writer;
    qoq_buffer buffer = {0};
    qoq_status status;

    qoq_dataset_sort(dataset);
    QOQ_TRY(qoq_file_begin(&writer, path, err));
    /* A stream that failed says so at commit. */
    write_rows(dataset, writer.stream, &buffer);
    if (buffer.failed) {
        qoq_file_abandon(&writer);
        status = qoq_fail_memory(err);
    } else {
        status = qoq_file_commit(&writer, err);
    }
    qoq_buffer_clear(&buffer);
    return status;
}

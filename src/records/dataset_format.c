#include <stdlib.h>
#include <string.h>

#include "qoq/file.h"
#include "qoq/pool.h"
#include "records/dataset_private.h"

/* Labels of periods that were written before, by a hash. */
enum { PERIOD_CACHE = 256 };

typedef struct known_label {
    qoq_period period; /* none = free */
    uint8_t len;
    char text[16];
} known_label;

/*
 * What is written, and what makes writing many rows fast. Both helps may be NULL: then
 * every text is looked at and every period formatted anew.
 */
typedef struct writer {
    const qoq_dataset *dataset;
    const bool *use;
    const bool *plain;   /* of each name: it needs no quotes */
    known_label *labels; /* [PERIOD_CACHE] */
    qoq_buffer *out;
} writer;

/* ---- fields ---------------------------------------------------------------------- */

/* qoq_buffer_add where there is room, which is nearly always, without a call. The row's
 * end puts the NUL behind. */
static inline void put(writer *w, const char *text, size_t len)
{
    qoq_buffer *out = w->out;

    if (out->failed || out->room - out->len <= len) {
        qoq_buffer_add(out, text, len);
    } else {
        memcpy(out->ptr + out->len, text, len);
        out->len += len;
    }
}

static inline void put_word(writer *w, const char *word)
{
    put(w, word, strlen(word));
}

/* Decimal digits of a number, in the shortest form. */
static void put_integer(writer *w, int64_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    do
        digits[--at] = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (number < 0)
        digits[--at] = '-';
    put(w, digits + at, sizeof digits - at);
}

static void put_place(writer *w, uint32_t place)
{
    if (place > 0)
        put_integer(w, place);
}

static void put_value(writer *w, const qoq_number *number)
{
    char text[QOQ_DECIMAL_ROOM];
    bool known = number->decimals > 0 && number->decimals < QOQ_DECIMALS_INF;

    put(w, text, qoq_decimal_format(text, number->value, known ? number->decimals : 0));
}

static void put_decimals(writer *w, int decimals)
{
    if (decimals == QOQ_DECIMALS_INF)
        put(w, "INF", 3);
    else if (decimals != QOQ_DECIMALS_UNKNOWN)
        put_integer(w, decimals);
}

static known_label *label_slot(writer *w, qoq_period period)
{
    uint32_t hash = (uint32_t)(uint16_t)period.year << 16 |
                    (uint32_t)period.span << 13 | (uint32_t)period.index << 6 |
                    period.day;

    return &w->labels[hash * 0x9E3779B1U >> 16 & (PERIOD_CACHE - 1)];
}

static void put_period(writer *w, qoq_period period)
{
    char text[16];
    known_label *known;

    if (qoq_period_is_none(period))
        return;
    if (!w->labels) {
        put(w, text, qoq_period_format(text, period));
        return;
    }
    known = label_slot(w, period);
    if (!qoq_period_equal(known->period, period)) {
        known->len = (uint8_t)qoq_period_format(known->text, period);
        known->period = period;
    }
    put(w, known->text, known->len);
}

static void put_date(writer *w, qoq_date date)
{
    char text[16];

    if (date > 0)
        put(w, text, qoq_date_format(text, date));
}

static void put_document(writer *w, qoq_document_id document)
{
    char text[16];

    if (document == 0)
        return;
    for (size_t i = sizeof text; i-- > 0; document >>= 4)
        text[i] = "0123456789abcdef"[document & 15];
    put(w, text, sizeof text);
}

static void put_name(writer *w, uint32_t name)
{
    qoq_slice text;

    if (name == 0)
        return;
    text = qoq_dataset_slice(w->dataset, name);
    if (w->plain && w->plain[name])
        put(w, text.ptr, text.len);
    else
        qoq_csv_put(w->out, text);
}

static void put_column(writer *w, const qoq_record *r, qoq_column column)
{
    switch (column) {
    case QOQ_COL_ENTITY:
        put_name(w, r->entity);
        break;
    case QOQ_COL_AXIS:
        put_name(w, r->axis);
        break;
    case QOQ_COL_SEGMENT:
        put_name(w, r->segment);
        break;
    case QOQ_COL_METRIC:
        put_name(w, r->metric);
        break;
    case QOQ_COL_BASIS:
        put_word(w, qoq_basis_name((qoq_basis)r->basis));
        break;
    case QOQ_COL_PERIOD:
        put_period(w, r->period);
        break;
    case QOQ_COL_MEASURE:
        put_word(w, qoq_measure_name((qoq_measure)r->measure));
        break;
    case QOQ_COL_VALUE:
        put_value(w, &r->number);
        break;
    case QOQ_COL_UNIT:
        put_name(w, r->unit);
        break;
    case QOQ_COL_DECIMALS:
        put_decimals(w, r->number.decimals);
        break;
    case QOQ_COL_BOUND:
        put_word(w, qoq_bound_name((qoq_bound)r->number.bound));
        break;
    case QOQ_COL_STATUS:
        put_word(w, qoq_standing_name((qoq_standing)r->standing));
        break;
    case QOQ_COL_VINTAGE:
        put_period(w, r->vintage);
        break;
    case QOQ_COL_SOURCE:
        put_name(w, r->source);
        break;
    case QOQ_COL_PARENT:
        put_name(w, r->parent);
        break;
    case QOQ_COL_END:
        put_date(w, r->end);
        break;
    case QOQ_COL_PUBLISHED:
        put_date(w, r->published);
        break;
    case QOQ_COL_FLAGS:
        put_name(w, r->flags);
        break;
    case QOQ_COL_DOCUMENT:
        put_document(w, r->document);
        break;
    case QOQ_COL_PAGE:
        put_place(w, r->page);
        break;
    case QOQ_COL_LINE:
        put_place(w, r->line);
        break;
    case QOQ_COL_COLUMN:
        put_place(w, r->column);
        break;
    case QOQ_COL_QUOTE:
        put_name(w, r->quote);
        break;
    case QOQ_COLUMNS_:
        break;
    }
}

/* One at a time, without an array: there may be thousands of unknown columns. */
static void put_extra(writer *w, uint32_t extra)
{
    qoq_slice rest = qoq_dataset_slice(w->dataset, extra), value;

    for (size_t i = 0; i < w->dataset->extra_count; i++) {
        qoq_extra_split(&value, 1, rest.ptr, rest.len);
        put(w, ",", 1);
        qoq_csv_put(w->out, value);
        rest.ptr += value.len;
        rest.len -= value.len;
        if (rest.len > 0) { /* the separator */
            rest.ptr++;
            rest.len--;
        }
    }
}

static void put_record(writer *w, const qoq_record *record)
{
    bool first = true;

    for (size_t i = 0; i < QOQ_COLUMNS_; i++) {
        if (!w->use[i])
            continue;
        if (!first)
            put(w, ",", 1);
        put_column(w, record, (qoq_column)i);
        first = false;
    }
    if (w->dataset->extra_count > 0)
        put_extra(w, record->extra);
    qoq_buffer_char(w->out, '\n');
}

/* ---- the public functions -------------------------------------------------------- */

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
    writer w = {.dataset = dataset, .use = use, .out = out};

    put_record(&w, record);
}

/* ---- many rows ------------------------------------------------------------------- */

/* Pieces of the records are formatted on all cores and taken in order. */
enum { PIECE = 8192 };

typedef struct row_pool {
    const qoq_dataset *dataset;
    const bool *use;
    bool *plain;
    qoq_buffer *slots; /* [index % window] */
    size_t window;
    /* where the rows go: one of these */
    qoq_buffer *out;
    FILE *stream;
    FILE *old;       /* nowhere: they are compared with what comes from here */
    qoq_buffer read; /* from there */
    qoq_error *err;
} row_pool;

/* Which names need no quotes; a name is looked at once, however often it is written. NULL
 * when memory is out, which only costs time. */
static bool *find_plain(const qoq_dataset *dataset)
{
    size_t count = qoq_names_count(dataset->names);
    bool *plain = malloc(count * sizeof *plain);
    qoq_buffer scratch = {0};

    for (uint32_t i = 0; plain && i < count; i++) {
        qoq_slice text = qoq_dataset_slice(dataset, i);

        scratch.len = 0;
        qoq_csv_put(&scratch, text);
        plain[i] = scratch.len == text.len;
    }
    qoq_buffer_clear(&scratch);
    return plain;
}

static void format_piece(void *data, size_t index, unsigned worker)
{
    row_pool *pool = data;
    const qoq_dataset *dataset = pool->dataset;
    known_label labels[PERIOD_CACHE] = {0};
    writer w = {.dataset = dataset,
                .use = pool->use,
                .plain = pool->plain,
                .labels = labels,
                .out = &pool->slots[index % pool->window]};
    size_t end = (index + 1) * PIECE;

    (void)worker;
    w.out->len = 0;
    for (size_t i = index * PIECE; i < end && i < dataset->count; i++)
        put_record(&w, &dataset->records[i]);
}

/* QOQ_ENOTFOUND when something else comes from the file. */
static qoq_status compare_text(row_pool *pool, const char *text, size_t len)
{
    qoq_buffer *read = &pool->read;

    read->len = 0;
    qoq_buffer_fill(read, 0, len);
    if (read->failed)
        return qoq_fail_memory(pool->err);
    if (fread(read->ptr, 1, len, pool->old) != len || memcmp(read->ptr, text, len) != 0)
        return QOQ_ENOTFOUND;
    return QOQ_OK;
}

static qoq_status put_text(row_pool *pool, const qoq_buffer *text)
{
    if (text->failed)
        return qoq_fail_memory(pool->err);
    if (pool->old)
        return compare_text(pool, text->ptr, text->len);
    if (pool->out) {
        qoq_buffer_add(pool->out, text->ptr, text->len);
        return pool->out->failed ? qoq_fail_memory(pool->err) : QOQ_OK;
    }
    /* A stream that failed says so when the file is committed. */
    if (fwrite(text->ptr, 1, text->len, pool->stream) != text->len)
        return QOQ_ESYSTEM;
    return QOQ_OK;
}

static qoq_status take_piece(void *data, size_t index)
{
    row_pool *pool = data;

    return put_text(pool, &pool->slots[index % pool->window]);
}

static qoq_status put_rows(row_pool *pool)
{
    size_t pieces = (pool->dataset->count + PIECE - 1) / PIECE;
    unsigned threads = pieces > 1 ? qoq_pool_cores() : 1;
    qoq_status status;

    pool->window = 2 * (size_t)threads;
    pool->slots = calloc(pool->window, sizeof *pool->slots);
    if (!pool->slots)
        return qoq_fail_memory(pool->err);
    pool->plain = find_plain(pool->dataset);
    status = qoq_pool_run(pieces, threads, pool->window, format_piece, take_piece, pool,
                          pool->err);
    free(pool->plain);
    for (size_t i = 0; i < pool->window; i++)
        qoq_buffer_clear(&pool->slots[i]);
    free(pool->slots);
    return status;
}

static qoq_status put_all(row_pool *pool)
{
    qoq_buffer header = {0};
    qoq_status status;

    qoq_dataset_format_header(&header, pool->dataset, pool->use);
    status = put_text(pool, &header);
    qoq_buffer_clear(&header);
    return status == QOQ_OK ? put_rows(pool) : status;
}

void qoq_dataset_format(qoq_buffer *out, const qoq_dataset *dataset, bool all)
{
    bool use[QOQ_COLUMNS_];
    row_pool pool = {.dataset = dataset, .use = use, .out = out};

    qoq_dataset_used(dataset, use);
    if (all)
        memset(use, true, sizeof use);
    if (put_all(&pool) != QOQ_OK)
        out->failed = true;
}

qoq_status qoq_dataset_print(const qoq_dataset *dataset, FILE *stream, qoq_error *err)
{
    bool use[QOQ_COLUMNS_];
    row_pool pool = {.dataset = dataset, .use = use, .stream = stream, .err = err};

    qoq_dataset_used(dataset, use);
    return put_all(&pool);
}

qoq_status qoq_dataset_is_in_file(bool *same, const qoq_dataset *dataset,
                                  const char *path, qoq_error *err)
{
    bool use[QOQ_COLUMNS_];
    row_pool pool = {
        .dataset = dataset, .use = use, .old = fopen(path, "re"), .err = err};
    qoq_status status;

    *same = false;
    if (!pool.old)
        return QOQ_OK;
    qoq_dataset_used(dataset, use);
    status = put_all(&pool);
    *same = status == QOQ_OK && getc(pool.old) == EOF;
    fclose(pool.old);
    qoq_buffer_clear(&pool.read);
    return status == QOQ_ENOTFOUND ? QOQ_OK : status;
}

qoq_status qoq_dataset_write(qoq_dataset *dataset, const char *path, qoq_error *err)
{
    qoq_file_writer file;
    qoq_status status;

    qoq_dataset_sort(dataset);
    QOQ_TRY(qoq_file_begin(&file, path, err));
    status = qoq_dataset_print(dataset, file.stream, err);
    if (status != QOQ_OK && !ferror(file.stream))
        qoq_file_abandon(&file);
    else
        status = qoq_file_commit(&file, err);
    return status;
}

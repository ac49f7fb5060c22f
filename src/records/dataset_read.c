#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/file.h"
#include "qoq/pool.h"
#include "records/dataset_private.h"

/* A dataset of ten million records takes a few gigabytes. */
#define LARGEST_FILE ((size_t)1 << 40)

#define BOM "\xEF\xBB\xBF"

/* Beyond the exponents of qoq_decimal there is no last place to be accurate to. */
enum { MOST_DECIMALS = 64 };

/* Labels of periods that were read before, by a hash of their text. */
enum { PERIOD_CACHE = 1024 };

typedef struct known_period {
    char text[8]; /* padded with zeros; all zero = free */
    qoq_period period;
} known_period;

/* What the header says; read only once it is made. */
typedef struct file_layout {
    size_t width;            /* fields of a row; 0 = no header read yet */
    size_t at[QOQ_COLUMNS_]; /* field of each column, SIZE_MAX = not in this file */
    /* unknown columns of this file, in order of name */
    size_t *extra_at; /* their fields */
    size_t extra_count;
    qoq_extra_map extra;
} file_layout;

typedef struct reader {
    qoq_dataset *dataset;
    file_layout *layout;
    known_period periods[PERIOD_CACHE];
    qoq_slice *values; /* room for the unknown columns of a row */
    qoq_buffer joined;
} reader;

/* ---- fields ---------------------------------------------------------------------- */

/*
 * A reader of a field sets its member of the record. Empty fields do not come here unless
 * the column says so (read_number_of). QOQ_EINPUT: the field is wrong; the caller, who
 * knows the column, finds the words.
 */
typedef qoq_status (*field_fn)(reader *r, void *member, qoq_slice field);

static qoq_status read_name(reader *r, void *member, qoq_slice field)
{
    uint32_t name = qoq_names_add(r->dataset->names, field.ptr, field.len);

    if (name == UINT32_MAX)
        return QOQ_EMEMORY;
    *(uint32_t *)member = name;
    return QOQ_OK;
}

static qoq_status read_basis(reader *r, void *member, qoq_slice field)
{
    qoq_basis basis;

    (void)r;
    if (!qoq_basis_parse(&basis, field) || basis == QOQ_BASIS_ADJUSTED)
        return QOQ_EINPUT;
    *(uint8_t *)member = (uint8_t)basis;
    return QOQ_OK;
}

/* Only as it is written back: a dataset is no place for 1Q25. */
static qoq_status parse_period(qoq_period *out, qoq_slice field)
{
    char text[16];
    size_t len;

    QOQ_TRY(qoq_period_parse(out, field.ptr, field.len, NULL));
    len = qoq_period_format(text, *out);
    return qoq_slice_equal(field, (qoq_slice){text, len}) ? QOQ_OK : QOQ_EINPUT;
}

/* Ten million rows name a few hundred periods. */
static qoq_status read_period(reader *r, void *member, qoq_slice field)
{
    char text[sizeof r->periods->text] = {0};
    known_period *known;
    uint64_t hash;

    if (field.len > sizeof text)
        return parse_period(member, field);
    memcpy(text, field.ptr, field.len);
    memcpy(&hash, text, sizeof hash);
    known = &r->periods[hash * 0x9E3779B97F4A7C15U >> 32 & (PERIOD_CACHE - 1)];
    if (memcmp(known->text, text, sizeof text) != 0) {
        QOQ_TRY(parse_period(&known->period, field));
        memcpy(known->text, text, sizeof text);
    }
    *(qoq_period *)member = known->period;
    return QOQ_OK;
}

static qoq_status read_vintage(reader *r, void *member, qoq_slice field)
{
    qoq_period *vintage = member;

    QOQ_TRY(read_period(r, vintage, field));
    return vintage->span == QOQ_SPAN_QUARTER ? QOQ_OK : QOQ_EINPUT;
}

static qoq_status read_measure(reader *r, void *member, qoq_slice field)
{
    qoq_measure measure;

    (void)r;
    if (!qoq_measure_parse(&measure, field))
        return QOQ_EINPUT;
    *(uint8_t *)member = (uint8_t)measure;
    return QOQ_OK;
}

static qoq_status read_value(reader *r, void *member, qoq_slice field)
{
    (void)r;
    return qoq_decimal_parse(member, field.ptr, field.len, NULL);
}

/* Digits only, at most `most`; false when it is not that. */
static bool read_whole(uint64_t *out, qoq_slice field, uint64_t most)
{
    uint64_t number = 0;

    for (size_t i = 0; i < field.len; i++) {
        unsigned digit = (unsigned char)field.ptr[i] - (unsigned)'0';

        if (digit > 9 || number > (most - digit) / 10)
            return false;
        number = 10 * number + digit;
    }
    *out = number;
    return field.len > 0;
}

static qoq_status read_decimals(reader *r, void *member, qoq_slice field)
{
    bool negative = field.len > 0 && field.ptr[0] == '-';
    qoq_slice digits = {field.ptr + negative, field.len - negative};
    uint64_t number = QOQ_DECIMALS_INF;

    (void)r;
    if (!qoq_slice_is(field, "INF") && !read_whole(&number, digits, MOST_DECIMALS))
        return QOQ_EINPUT;
    *(int16_t *)member = (int16_t)(negative ? -(int)number : (int)number);
    return QOQ_OK;
}

static qoq_status read_bound(reader *r, void *member, qoq_slice field)
{
    qoq_bound bound;

    (void)r;
    if (!qoq_bound_parse(&bound, field))
        return QOQ_EINPUT;
    *(uint8_t *)member = (uint8_t)bound;
    return QOQ_OK;
}

static qoq_status read_standing(reader *r, void *member, qoq_slice field)
{
    qoq_standing standing;

    (void)r;
    if (!qoq_standing_parse(&standing, field) || standing == QOQ_DERIVED)
        return QOQ_EINPUT;
    *(uint8_t *)member = (uint8_t)standing;
    return QOQ_OK;
}

static qoq_status read_date(reader *r, void *member, qoq_slice field)
{
    (void)r;
    return qoq_date_parse(member, field, NULL);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

static qoq_status read_document(reader *r, void *member, qoq_slice field)
{
    qoq_document_id document = 0;

    (void)r;
    if (field.len != 16)
        return QOQ_EINPUT;
    for (size_t i = 0; i < field.len; i++) {
        int digit = hex_digit(field.ptr[i]);

        if (digit < 0)
            return QOQ_EINPUT;
        document = document << 4 | (unsigned)digit;
    }
    *(qoq_document_id *)member = document;
    return document ? QOQ_OK : QOQ_EINPUT;
}

static qoq_status read_place(reader *r, void *member, qoq_slice field)
{
    uint64_t place;

    (void)r;
    if (!read_whole(&place, field, UINT32_MAX) || place == 0)
        return QOQ_EINPUT;
    *(uint32_t *)member = (uint32_t)place;
    return QOQ_OK;
}

/* How each column is read; in the order of qoq_column. */
static const struct {
    field_fn read;
    size_t member;
    bool filled;      /* an empty field is wrong */
    const char *what; /* "'x' is no ..." */
} fields[QOQ_COLUMNS_] = {
    {read_name, offsetof(qoq_record, entity), false, "id"},
    {read_name, offsetof(qoq_record, axis), false, "id"},
    {read_name, offsetof(qoq_record, segment), false, "id"},
    {read_name, offsetof(qoq_record, metric), true, "metric id such as revenue"},
    {read_basis, offsetof(qoq_record, basis), false,
     "basis (ifrs, non_ifrs, gaap, non_gaap or empty)"},
    {read_period, offsetof(qoq_record, period), true,
     "period such as 2025Q1, 2025H1, 2025M9, 2025FY or 2025-01-31"},
    {read_measure, offsetof(qoq_record, measure), true,
     "measure (level, yoy, qoq, change_yoy, change_qoq, change_pp_yoy, change_pp_qoq, "
     "yoy_cc or qoq_cc)"},
    {read_value, offsetof(qoq_record, number.value), true,
     "plain decimal number such as 92133000000 or -0.42"},
    {read_name, offsetof(qoq_record, unit), false, "unit"},
    {read_decimals, offsetof(qoq_record, number.decimals), false,
     "number of decimal places (-64 to 64, INF or empty)"},
    {read_bound, offsetof(qoq_record, number.bound), false,
     "bound (about, over, under, low, high or empty)"},
    {read_standing, offsetof(qoq_record, standing), true,
     "status of a dataset (actual, estimate or guidance)"},
    {read_vintage, offsetof(qoq_record, vintage), false,
     "quarter such as 2025Q1, or empty"},
    {read_name, offsetof(qoq_record, source), false, "source"},
    {read_name, offsetof(qoq_record, parent), false, "id"},
    {read_date, offsetof(qoq_record, end), false, "date such as 2025-03-31, or empty"},
    {read_date, offsetof(qoq_record, published), false,
     "date such as 2025-05-14, or empty"},
    {read_name, offsetof(qoq_record, flags), false, "mark"},
    {read_document, offsetof(qoq_record, document), false,
     "16 lower-case hex digits of a SHA-256, or empty"},
    {read_place, offsetof(qoq_record, page), false, "whole number from 1, or empty"},
    {read_place, offsetof(qoq_record, line), false, "whole number from 1, or empty"},
    {read_place, offsetof(qoq_record, column), false, "whole number from 1, or empty"},
    {read_name, offsetof(qoq_record, quote), false, "quote"},
};

/* ---- rows ------------------------------------------------------------------------ */

static qoq_status fail_field(const qoq_csv_row *row, size_t field, size_t column,
                             qoq_status status, qoq_error *err)
{
    const char *name = qoq_columns[column].name;
    char shown[64];

    if (status == QOQ_EMEMORY)
        return qoq_fail_memory(err);
    qoq_text_display(shown, sizeof shown, row->fields[field].ptr,
                     row->fields[field].len);
    if (status == QOQ_EOVERFLOW)
        return qoq_fail_at(err, status, row->lines[field], row->columns[field],
                           "column '%s': '%s' has more than 18 significant digits",
                           name, shown);
    return qoq_fail_at(err, status, row->lines[field], row->columns[field],
                       "column '%s': '%s' is no %s", name, shown, fields[column].what);
}

/* Of these columns a large dataset has more different texts than the caches hold. They are
 * looked up last, and fetched meanwhile. */
static bool is_varied(size_t column)
{
    return column == QOQ_COL_ENTITY || column == QOQ_COL_SOURCE ||
           column == QOQ_COL_QUOTE;
}

static void prepare_varied(const reader *r, const qoq_csv_row *row, int step)
{
    for (size_t column = 0; column < QOQ_COLUMNS_; column++) {
        size_t field = r->layout->at[column];

        if (is_varied(column) && field != SIZE_MAX)
            qoq_names_prepare(r->dataset->names, row->fields[field].ptr,
                              row->fields[field].len, step);
    }
}

static qoq_status read_some(reader *r, qoq_record *record, const qoq_csv_row *row,
                            bool varied, qoq_error *err)
{
    for (size_t column = 0; column < QOQ_COLUMNS_; column++) {
        size_t field = r->layout->at[column];
        qoq_status status;

        if (field == SIZE_MAX || is_varied(column) != varied)
            continue;
        if (row->fields[field].len == 0)
            status = fields[column].filled ? QOQ_EINPUT : QOQ_OK;
        else
            status = fields[column].read(r, (char *)record + fields[column].member,
                                         row->fields[field]);
        if (status != QOQ_OK)
            return fail_field(row, field, column, status, err);
    }
    return QOQ_OK;
}

static qoq_status read_fields(reader *r, qoq_record *record, const qoq_csv_row *row,
                              qoq_error *err)
{
    prepare_varied(r, row, 1);
    QOQ_TRY(read_some(r, record, row, false, err));
    prepare_varied(r, row, 2);
    return read_some(r, record, row, true, err);
}

static qoq_status read_extra(reader *r, qoq_record *record, const qoq_csv_row *row,
                             qoq_error *err)
{
    const file_layout *layout = r->layout;

    if (!r->values)
        r->values = calloc(layout->extra_count, sizeof *r->values);
    if (!r->values)
        return qoq_fail_memory(err);
    for (size_t i = 0; i < layout->extra_count; i++) {
        size_t field = layout->extra_at[i];

        r->values[i] = row->fields[field];
        if (r->values[i].len > 0 &&
            memchr(r->values[i].ptr, QOQ_EXTRA_SEPARATOR, r->values[i].len))
            return qoq_fail_at(err, QOQ_EINPUT, row->lines[field], row->columns[field],
                               "the control character U+001F cannot be kept");
    }
    record->extra =
        qoq_extra_join(r->dataset, &r->joined, r->values, layout->extra.new_place,
                       layout->extra_count, layout->extra.count);
    return record->extra == UINT32_MAX ? qoq_fail_memory(err) : QOQ_OK;
}

static qoq_status take_record(void *context, const qoq_csv_row *row, qoq_error *err)
{
    reader *r = context;
    qoq_dataset *dataset = r->dataset;
    qoq_record *record;

    /* Only a piece can have another width of its own, and only when the file is wrong. */
    if (row->count != r->layout->width)
        return qoq_fail(err, QOQ_EINPUT, "a row of another width");
    QOQ_TRY(qoq_grow(&dataset->records, &dataset->room, dataset->count + 1,
                     sizeof *dataset->records, err));
    record = &dataset->records[dataset->count];
    *record = (qoq_record){.number.decimals = QOQ_DECIMALS_UNKNOWN};
    QOQ_TRY(read_fields(r, record, row, err));
    if (r->layout->extra_count > 0)
        QOQ_TRY(read_extra(r, record, row, err));
    dataset->count++;
    return QOQ_OK;
}

/* ---- the header ------------------------------------------------------------------ */

/* An unknown column: its name and its field. */
typedef struct unknown_column {
    qoq_slice name;
    size_t field;
} unknown_column;

static int compare_unknown(const void *a, const void *b)
{
    return qoq_slice_compare(((const unknown_column *)a)->name,
                             ((const unknown_column *)b)->name);
}

static bool is_ours(const file_layout *layout, size_t field)
{
    for (size_t i = 0; i < QOQ_COLUMNS_; i++) {
        if (layout->at[i] == field)
            return true;
    }
    return false;
}

/* Unknown columns of the header in order of name. The csv room refused doubled ones. */
static size_t sort_unknown(unknown_column *unknown, const file_layout *layout,
                           const qoq_csv_row *row)
{
    size_t count = 0;

    for (size_t i = 0; i < row->count; i++) {
        if (!is_ours(layout, i))
            unknown[count++] = (unknown_column){row->fields[i], i};
    }
    qsort(unknown, count, sizeof *unknown, compare_unknown);
    return count;
}

static qoq_status map_unknown(reader *r, const unknown_column *unknown, uint32_t *names,
                              qoq_error *err)
{
    file_layout *layout = r->layout;
    size_t count = layout->extra_count;

    layout->extra_at = calloc(count, sizeof *layout->extra_at);
    if (!layout->extra_at)
        return qoq_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        layout->extra_at[i] = unknown[i].field;
        names[i] =
            qoq_names_add(r->dataset->names, unknown[i].name.ptr, unknown[i].name.len);
        if (names[i] == UINT32_MAX)
            return qoq_fail_memory(err);
    }
    return qoq_extra_map_make(&layout->extra, r->dataset, names, count, err);
}

static qoq_status take_unknown(reader *r, const qoq_csv_row *row, qoq_error *err)
{
    unknown_column *unknown = calloc(row->count, sizeof *unknown);
    uint32_t *names = calloc(row->count, sizeof *names);
    qoq_status status = QOQ_OK;

    if (!unknown || !names)
        status = qoq_fail_memory(err);
    else
        r->layout->extra_count = sort_unknown(unknown, r->layout, row);
    if (r->layout->extra_count > 0)
        status = map_unknown(r, unknown, names, err);
    free(unknown);
    free(names);
    return status;
}

static qoq_status take_header(reader *r, const qoq_csv_row *row, qoq_error *err)
{
    const char *wanted[QOQ_COLUMNS_ + 1] = {NULL};

    for (size_t i = 0; i < QOQ_COLUMNS_; i++)
        wanted[i] = qoq_columns[i].name;
    r->layout->width = row->count;
    QOQ_TRY(qoq_csv_columns(r->layout->at, row, wanted, QOQ_COL_SOURCE + 1, err));
    return take_unknown(r, row, err);
}

static qoq_status take_row(void *context, const qoq_csv_row *row, qoq_error *err)
{
    reader *r = context;

    return r->layout->width ? take_record(r, row, err) : take_header(r, row, err);
}

/* ---- a whole text ---------------------------------------------------------------- */

static void clear_layout(file_layout *layout)
{
    free(layout->extra_at);
    qoq_extra_map_clear(&layout->extra);
    *layout = (file_layout){0};
}

/* Reads rows of a layout (the header first when there is none yet) into a dataset. */
static qoq_status read_rows(qoq_dataset *dataset, file_layout *layout, qoq_slice text,
                            qoq_error *err)
{
    reader r = {.dataset = dataset, .layout = layout};
    qoq_status status = qoq_csv_read(text.ptr, text.len, take_row, &r, err);

    free(r.values);
    qoq_buffer_clear(&r.joined);
    return status;
}

/*
 * Large texts are cut into pieces, which are read on all cores, each into a dataset of its
 * own with its own names, and appended in order. A place in a piece is no place in the
 * text, and a stray quote may have led to a wrong cut: so when a piece fails, the text is
 * read once more as a whole, and that says what is wrong and where.
 */
enum { PIECE = 1 << 21 };

/* Names of pieces are kept while they are few: then most of the next piece are there. */
enum { MOST_NAMES = 1 << 16 };

/* What a piece is read into. The room of its records and its names serve the next piece in
 * the slot. */
typedef struct piece_slot {
    qoq_dataset dataset;
    qoq_translated known; /* names of the slot in the dataset that is read */
    qoq_status status;
} piece_slot;

typedef struct piece_pool {
    qoq_dataset *dataset;
    file_layout *layout;
    const qoq_slice *pieces;
    piece_slot *slots; /* [index % window] */
    size_t window;
} piece_pool;

static bool ends_quoted(const char *text, size_t len)
{
    const char *at = text, *end = text + len;
    bool quoted = false;

    while ((at = memchr(at, '"', (size_t)(end - at))) != NULL) {
        quoted = !quoted;
        at++;
    }
    return quoted;
}

/* Where a row ends at or behind `least`, when one starts at `from`: behind a line end with
 * an even number of quotes before it. A row that starts with a BOM goes with the one
 * before, for at the start of a text it would vanish. */
static size_t find_row_end(qoq_slice text, size_t from, size_t least)
{
    bool quoted;

    if (least >= text.len)
        return text.len;
    quoted = ends_quoted(text.ptr + from, least - from);
    for (size_t at = least; at < text.len; at++) {
        qoq_slice rest = {text.ptr + at + 1, text.len - at - 1};

        if (text.ptr[at] == '"')
            quoted = !quoted;
        else if (text.ptr[at] == '\n' && !quoted && !qoq_slice_starts(rest, BOM))
            return at + 1;
    }
    return text.len;
}

static void read_piece(void *data, size_t index, unsigned worker)
{
    piece_pool *pool = data;
    piece_slot *slot = &pool->slots[index % pool->window];

    (void)worker;
    slot->dataset.count = 0;
    if (slot->dataset.names && qoq_names_count(slot->dataset.names) > MOST_NAMES) {
        qoq_names_free(slot->dataset.names);
        slot->dataset.names = NULL;
        slot->known.count = 0;
    }
    if (!slot->dataset.names)
        slot->dataset.names = qoq_names_new();
    slot->status = QOQ_EMEMORY;
    if (slot->dataset.names)
        slot->status =
            read_rows(&slot->dataset, pool->layout, pool->pieces[index], NULL);
}

static qoq_status take_piece(void *data, size_t index)
{
    piece_pool *pool = data;
    piece_slot *slot = &pool->slots[index % pool->window];
    qoq_status status = slot->status;

    if (status == QOQ_OK)
        status = qoq_dataset_append(pool->dataset, &slot->dataset, &slot->known, NULL);
    return status;
}

static qoq_status read_pieces(qoq_dataset *dataset, file_layout *layout,
                              const qoq_slice *pieces, size_t count)
{
    piece_pool pool = {.dataset = dataset,
                       .layout = layout,
                       .pieces = pieces,
                       .window = 2 * (size_t)qoq_pool_cores()};
    qoq_status status;

    pool.slots = calloc(pool.window, sizeof *pool.slots);
    if (!pool.slots)
        return QOQ_EMEMORY;
    status = qoq_pool_run(count, 0, pool.window, read_piece, take_piece, &pool, NULL);
    for (size_t i = 0; i < pool.window; i++) {
        qoq_dataset_clear(&pool.slots[i].dataset);
        free(pool.slots[i].known.names);
    }
    free(pool.slots);
    return status;
}

/* The header is read alone, before the pieces. */
static qoq_status read_in_pieces(qoq_dataset *dataset, file_layout *layout,
                                 qoq_slice text)
{
    size_t count = 0, at = find_row_end(text, 0, 0);
    qoq_slice *pieces;
    qoq_status status;

    QOQ_TRY(read_rows(dataset, layout, (qoq_slice){text.ptr, at}, NULL));
    pieces = calloc(text.len / PIECE + 1, sizeof *pieces);
    if (!pieces)
        return QOQ_EMEMORY;
    while (at < text.len) {
        size_t end = find_row_end(text, at, at + PIECE);

        pieces[count++] = (qoq_slice){text.ptr + at, end - at};
        at = end;
    }
    status = read_pieces(dataset, layout, pieces, count);
    free(pieces);
    return status;
}

static void forget_rows(qoq_dataset *dataset, file_layout *layout, size_t before)
{
    dataset->count = before;
    clear_layout(layout);
}

qoq_status qoq_dataset_parse(qoq_dataset *dataset, const char *text, size_t len,
                             qoq_error *err)
{
    qoq_slice whole = {text, len};
    file_layout layout = {0};
    size_t before = dataset->count;
    qoq_status status = QOQ_EINPUT;

    if (len > 2 * PIECE && qoq_pool_cores() > 1) {
        status = read_in_pieces(dataset, &layout, whole);
        if (status != QOQ_OK)
            forget_rows(dataset, &layout, before);
    }
    if (status != QOQ_OK)
        status = read_rows(dataset, &layout, whole, err);
    if (status == QOQ_OK)
        status = qoq_extra_widen(dataset, &layout.extra, before, err);
    if (status != QOQ_OK)
        dataset->count = before;
    clear_layout(&layout);
    return status;
}

qoq_status qoq_dataset_read(qoq_dataset *dataset, const char *path, qoq_error *err)
{
    char *text;
    size_t len;
    qoq_status status;

    QOQ_TRY(qoq_file_read(&text, &len, path, LARGEST_FILE, err));
    status = qoq_dataset_parse(dataset, text, len, err);
    free(text);
    return status;
}

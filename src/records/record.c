#include "qoq/record.h"

#include <assert.h>
#include <string.h>

static const char *const measure_names[QOQ_MEASURES_] = {
    [QOQ_LEVEL] = "level",
    [QOQ_YOY] = "yoy",
    [QOQ_QOQ] = "qoq",
    [QOQ_CHANGE_YOY] = "change_yoy",
    [QOQ_CHANGE_QOQ] = "change_qoq",
    [QOQ_CHANGE_PP_YOY] = "change_pp_yoy",
    [QOQ_CHANGE_PP_QOQ] = "change_pp_qoq",
    [QOQ_YOY_CC] = "yoy_cc",
    [QOQ_QOQ_CC] = "qoq_cc",
};

static const char *const standing_names[] = {
    [QOQ_ACTUAL] = "actual",
    [QOQ_ESTIMATE] = "estimate",
    [QOQ_GUIDANCE] = "guidance",
    [QOQ_DERIVED] = "derived",
};

#define STANDINGS (sizeof standing_names / sizeof standing_names[0])

const qoq_column_info qoq_columns[QOQ_COLUMNS_] = {
    {"entity", true,
     "id of the company; for one that no lexicon knows, its printed name as a slug"},
    {"axis", true,
     "breakdown the segment belongs to: business, product, region, channel, customer; "
     "empty = whole company"},
    {"segment", true, "id of the segment; empty = whole company"},
    {"metric", true, "id of what is measured: revenue, gross_profit, mau"},
    {"basis", true,
     "accounting basis: ifrs, non_ifrs, gaap, non_gaap; empty = the document does not "
     "say, "
     "or the metric is the same under both"},
    {"period", true,
     "fiscal period as the company labels it: 2025Q1, 2025H1, 2025M9, 2025FY; a point "
     "in "
     "time that ends no quarter: 2025-01-31"},
    {"measure", true,
     "what the number states: level, yoy, qoq (percent), change_yoy, change_qoq "
     "(absolute), "
     "change_pp_yoy, change_pp_qoq (points), yoy_cc, qoq_cc (constant currency)"},
    {"value", true, "plain decimal in base units: 92133000000, -0.42, 17"},
    {"unit", true, "CNY, USD, CNY/share, percent, pp, accounts, persons, ratio"},
    {"decimals", true,
     "place to which the value is accurate: -6 = to the million, 2 = to the cent; INF "
     "= "
     "exact; empty = not known"},
    {"bound", true,
     "about, over, under: an approximate number; low, high: the ends of a range; empty "
     "= "
     "as stated"},
    {"status", true,
     "actual, estimate (consensus, broker), guidance (the company's own outlook)"},
    {"vintage", true, "quarter that ends the period the document reports on: 2025Q1"},
    {"source", true, "the document: base name of its file, or a citation"},
    {"parent", false, "id of the segment this one is part of"},
    {"end", false, "last day of the period: 2025-03-31"},
    {"published", false, "day of publication of the document: 2025-05-14"},
    {"flags", false, "marks separated by blanks: restated, table, correction"},
    {"document", false, "first 16 hex digits of the document's SHA-256"},
    {"page", false, "page of the document where the number starts, from 1"},
    {"line", false, "line where the number starts, from 1"},
    {"column", false, "column in code points where the number starts, from 1"},
    {"quote", false, "the shortest stretch of text that states the number"},
};

/* The index of text among count names, or count. */
static size_t find_name(const char *const *names, size_t count, qoq_slice text)
{
    size_t i = 0;

    while (i < count && !qoq_slice_is(text, names[i]))
        i++;
    return i;
}

const char *qoq_measure_name(qoq_measure measure)
{
    assert((unsigned)measure < QOQ_MEASURES_);
    return measure_names[measure];
}

bool qoq_measure_parse(qoq_measure *out, qoq_slice text)
{
    size_t i = find_name(measure_names, QOQ_MEASURES_, text);

    if (i == QOQ_MEASURES_)
        return false;
    *out = (qoq_measure)i;
    return true;
}

const char *qoq_standing_name(qoq_standing standing)
{
    assert((size_t)standing < STANDINGS);
    return standing_names[standing];
}

bool qoq_standing_parse(qoq_standing *out, qoq_slice text)
{
    size_t i = find_name(standing_names, STANDINGS, text);

    if (i == STANDINGS)
        return false;
    *out = (qoq_standing)i;
    return true;
}

/* Exactly `digits` digits at the start of text as a number, -1 when they are not. */
static int read_digits(const char *text, int digits)
{
    int number = 0;

    for (int i = 0; i < digits; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = 10 * number + (text[i] - '0');
    }
    return number;
}

static bool read_date(qoq_date *out, qoq_slice text)
{
    int year, month, day;

    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-')
        return false;
    year = read_digits(text.ptr, 4);
    month = read_digits(text.ptr + 5, 2);
    day = read_digits(text.ptr + 8, 2);
    if (year < 1 || month < 1 || month > 12 || day < 1 ||
        day > qoq_days_in_month(year, month))
        return false;
    *out = (qoq_date)(10000 * year + 100 * month + day);
    return true;
}

qoq_status qoq_date_parse(qoq_date *out, qoq_slice text, qoq_error *err)
{
    char shown[64];

    if (read_date(out, text))
        return QOQ_OK;
    qoq_text_display(shown, sizeof shown, text.ptr, text.len);
    return qoq_fail(err, QOQ_EINPUT, "'%s' is no date such as 2025-03-31", shown);
}

size_t qoq_date_format(char out[16], qoq_date date)
{
    /* places of the eight digits in YYYY-MM-DD */
    static const uint8_t place[] = {0, 1, 2, 3, 5, 6, 8, 9};

    if (date == 0 || date > 99991231) {
        out[0] = '\0';
        return 0;
    }
    memcpy(out, "0000-00-00", 11);
    for (size_t i = 8; i-- > 0; date /= 10)
        out[place[i]] = (char)('0' + date % 10);
    return 10;
}

bool qoq_record_same_cell(const qoq_record *a, const qoq_record *b)
{
    return a->entity == b->entity && a->axis == b->axis && a->segment == b->segment &&
           a->metric == b->metric && a->unit == b->unit && a->measure == b->measure &&
           qoq_basis_is_adjusted((qoq_basis)a->basis) ==
               qoq_basis_is_adjusted((qoq_basis)b->basis) &&
           qoq_period_equal(a->period, b->period);
}

static bool same_number(const qoq_number *a, const qoq_number *b)
{
    return a->decimals == b->decimals && a->bound == b->bound &&
           qoq_decimal_compare(a->value, b->value) == 0;
}

/* Not by memcmp: the gaps between members have no value, and 1000 × 10^0 is 1 × 10^3. */
bool qoq_record_equal(const qoq_record *a, const qoq_record *b)
{
    return same_number(&a->number, &b->number) && a->document == b->document &&
           a->entity == b->entity && a->axis == b->axis && a->segment == b->segment &&
           a->metric == b->metric && a->unit == b->unit && a->source == b->source &&
           a->parent == b->parent && a->flags == b->flags && a->quote == b->quote &&
           a->extra == b->extra && a->page == b->page && a->line == b->line &&
           a->column == b->column && a->end == b->end && a->published == b->published &&
           qoq_period_equal(a->period, b->period) &&
           qoq_period_equal(a->vintage, b->vintage) && a->basis == b->basis &&
           a->measure == b->measure && a->standing == b->standing;
}

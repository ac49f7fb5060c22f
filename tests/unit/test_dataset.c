#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "qoq/dataset.h"
#include "qoq/file.h"
#include "records/dataset_private.h"

#define HEADER                                                                         \
    "entity,axis,segment,metric,basis,period,measure,value,unit,decimals,bound,"       \
    "status,"                                                                          \
    "vintage,source"
#define ROW                                                                            \
    "tencent,business,vas,revenue,,2025Q1,level,92133000000,CNY,-6,,actual,2025Q1,a"

static void init(qoq_dataset *dataset)
{
    assert_int_equal(qoq_dataset_init(dataset, NULL), QOQ_OK);
}

/* Parses a text that must be right. */
static void parse(qoq_dataset *dataset, const char *text)
{
    qoq_error err = {0};

    if (qoq_dataset_parse(dataset, text, strlen(text), &err) != QOQ_OK)
        fail_msg("%zu:%zu: %s", err.line, err.column, err.message);
}

static void assert_format(const qoq_dataset *dataset, const char *expected)
{
    qoq_buffer text = {0};

    qoq_dataset_format(&text, dataset, false);
    assert_string_equal(qoq_buffer_string(&text), expected);
    qoq_buffer_clear(&text);
}

/* In canonical order and back. */
static void assert_canonical(const char *text, const char *expected)
{
    qoq_dataset dataset;

    init(&dataset);
    parse(&dataset, text);
    qoq_dataset_sort(&dataset);
    assert_format(&dataset, expected);
    qoq_dataset_clear(&dataset);
}

static char *format(const qoq_dataset *dataset)
{
    qoq_buffer text = {0};

    qoq_dataset_format(&text, dataset, false);
    assert_false(text.failed);
    return text.ptr;
}

/* ---- reading --------------------------------------------------------------------- */

static const char every_column[] = HEADER
    ",parent,end,published,flags,document,page,line,column,quote\n"
    "tencent,business,domestic_games,revenue,ifrs,2025Q1,yoy,24.0,percent,1,about,"
    "actual,"
    "2025Q1,q1.pdf,vas,2025-03-31,2025-05-14,restated table,00ff00ff00ff00ff,3,41,18,"
    "\"增长24.0%, 达429亿\"\n";

static void every_column_is_kept(void **state)
{
    qoq_dataset dataset;
    const qoq_record *r;

    (void)state;
    init(&dataset);
    parse(&dataset, every_column);
    assert_int_equal(dataset.count, 1);
    r = dataset.records;
    assert_string_equal(qoq_dataset_text(&dataset, r->entity), "tencent");
    assert_string_equal(qoq_dataset_text(&dataset, r->axis), "business");
    assert_string_equal(qoq_dataset_text(&dataset, r->segment), "domestic_games");
    assert_string_equal(qoq_dataset_text(&dataset, r->metric), "revenue");
    assert_int_equal(r->basis, QOQ_BASIS_IFRS);
    assert_true(qoq_period_equal(r->period, qoq_period_quarter(2025, 1)));
    assert_int_equal(r->measure, QOQ_YOY);
    assert_int_equal(qoq_decimal_compare(r->number.value, (qoq_decimal){24, 0}), 0);
    assert_string_equal(qoq_dataset_text(&dataset, r->unit), "percent");
    assert_int_equal(r->number.decimals, 1);
    assert_int_equal(r->number.bound, QOQ_BOUND_ABOUT);
    assert_int_equal(r->standing, QOQ_ACTUAL);
    assert_true(qoq_period_equal(r->vintage, qoq_period_quarter(2025, 1)));
    assert_string_equal(qoq_dataset_text(&dataset, r->source), "q1.pdf");
    assert_string_equal(qoq_dataset_text(&dataset, r->parent), "vas");
    assert_int_equal(r->end, 20250331);
    assert_int_equal(r->published, 20250514);
    assert_string_equal(qoq_dataset_text(&dataset, r->flags), "restated table");
    assert_true(r->document == 0x00ff00ff00ff00ffU);
    assert_int_equal(r->page, 3);
    assert_int_equal(r->line, 41);
    assert_int_equal(r->column, 18);
    assert_string_equal(qoq_dataset_text(&dataset, r->quote), "增长24.0%, 达429亿");
    assert_format(&dataset, every_column);
    qoq_dataset_clear(&dataset);
}

static void values_are_written_plainly(void **state)
{
    static const struct {
        const char *value, *decimals, *written;
    } rows[] = {
        {"92133000000", "-6", "92133000000"},
        {"92133000000.00", "-6", "92133000000"},
        {"-0.420", "2", "-0.42"},
        {"-0.42", "3", "-0.420"},
        {"17", "0", "17"},
        {"17", "2", "17.00"},
        {"17.256", "1", "17.256"},
        {"0017.5", "", "17.5"},
        {"17.50", "INF", "17.5"},
        {"-0", "0", "0"},
        {"-0.0", "1", "0.0"},
        {"0.000000000000000000001", "21", "0.000000000000000000001"},
        {"123456789012345678000000000", "-9", "123456789012345678000000000"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[512], expected[512];
        const char *form = HEADER "\nx,,,revenue,,2025Q1,level,%s,CNY,%s,,actual,,\n";

        snprintf(text, sizeof text, form, rows[i].value, rows[i].decimals);
        snprintf(expected, sizeof expected, form, rows[i].written, rows[i].decimals);
        assert_canonical(text, expected);
    }
}

static void columns_come_in_any_order(void **state)
{
    (void)state;
    assert_canonical(
        "source,vintage,status,bound,decimals,unit,value,measure,period,basis,"
        "metric,segment,axis,entity\n"
        "a,2025Q1,actual,,-6,CNY,92133000000,level,2025Q1,,revenue,vas,"
        "business,tencent\n",
        HEADER "\n" ROW "\n");
}

static void files_of_other_systems_are_read(void **state)
{
    (void)state;
    assert_canonical("\xEF\xBB\xBF" HEADER "\r\n" ROW "\r\n", HEADER "\n" ROW "\n");
    assert_canonical(HEADER "\n" ROW, HEADER "\n" ROW "\n");
    assert_canonical(HEADER ",quote\n" ROW ",\"two\nlines, \"\"quoted\"\"\"\n",
                     HEADER ",quote\n" ROW ",\"two\nlines, \"\"quoted\"\"\"\n");
}

static void a_header_alone_is_an_empty_dataset(void **state)
{
    (void)state;
    assert_canonical(HEADER "\n", HEADER "\n");
}

static void optional_columns_are_written_when_used_or_asked_for(void **state)
{
    qoq_dataset dataset;
    qoq_buffer text = {0};

    (void)state;
    assert_canonical(HEADER ",page,quote\n" ROW ",7,\n", HEADER ",page\n" ROW ",7\n");
    init(&dataset);
    parse(&dataset, HEADER "\n" ROW "\n");
    qoq_dataset_format(&text, &dataset, true);
    assert_string_equal(qoq_buffer_string(&text),
                        HEADER ",parent,end,published,flags,document,page,line,column,"
                               "quote\n" ROW ",,,,,,,,,\n");
    qoq_buffer_clear(&text);
    qoq_dataset_clear(&dataset);
}

/* ---- wrong files ----------------------------------------------------------------- */

/* Parses `text` into a dataset that holds a row; it must fail and change nothing. */
static void assert_refused(const char *text, size_t line, size_t column,
                           const char *message)
{
    qoq_dataset dataset;
    qoq_error err = {0};

    init(&dataset);
    parse(&dataset, HEADER ",note\n" ROW ",kept\n");
    assert_int_not_equal(qoq_dataset_parse(&dataset, text, strlen(text), &err), QOQ_OK);
    if (!strstr(err.message, message))
        fail_msg("'%s' is not in: %s", message, err.message);
    assert_int_equal(err.line, line);
    assert_int_equal(err.column, column);
    assert_format(&dataset, HEADER ",note\n" ROW ",kept\n");
    qoq_dataset_clear(&dataset);
}

static void a_wrong_value_is_shown_with_its_place(void **state)
{
    static const struct {
        const char *row;
        size_t column;
        const char *message;
    } rows[] = {
        {"腾讯,,,revenue,,2025Q1,level,1.2.3,CNY,-6,,actual,,", 28,
         "column 'value': '1.2.3' is no plain decimal number such as 92133000000"},
        {"x,,,revenue,,2025Q1,level,1e3,CNY,-6,,actual,,", 27,
         "column 'value': '1e3' is"},
        {"x,,,revenue,,2025Q1,level,,CNY,-6,,actual,,", 27, "column 'value': '' is no"},
        {"x,,,revenue,,2025Q1,level,1234567890123456789012,CNY,-6,,actual,,", 27,
         "column 'value': '1234567890123456789012' has more than 18 significant "
         "digits"},
        {"x,,,,,2025Q1,level,1,CNY,-6,,actual,,", 5,
         "column 'metric': '' is no metric id such as revenue"},
        {"x,,,revenue,adjusted,2025Q1,level,1,CNY,-6,,actual,,", 13,
         "column 'basis': 'adjusted' is no basis (ifrs, non_ifrs, gaap, non_gaap"},
        {"x,,,revenue,,2025Q5,level,1,CNY,-6,,actual,,", 14,
         "column 'period': '2025Q5' is no period such as 2025Q1"},
        {"x,,,revenue,,1Q25,level,1,CNY,-6,,actual,,", 14,
         "column 'period': '1Q25' is no"},
        {"x,,,revenue,,,level,1,CNY,-6,,actual,,", 14, "column 'period': '' is no"},
        {"x,,,revenue,,2025Q1,Level,1,CNY,-6,,actual,,", 21,
         "column 'measure': 'Level' is no measure (level, yoy"},
        {"x,,,revenue,,2025Q1,level,1,CNY,inf,,actual,,", 33,
         "column 'decimals': 'inf' is no number of decimal places"},
        {"x,,,revenue,,2025Q1,level,1,CNY,65,,actual,,", 33,
         "column 'decimals': '65' is"},
        {"x,,,revenue,,2025Q1,level,1,CNY,-,,actual,,", 33,
         "column 'decimals': '-' is"},
        {"x,,,revenue,,2025Q1,level,1,CNY,-6,roughly,actual,,", 36,
         "column 'bound': 'roughly' is no bound (about, over"},
        {"x,,,revenue,,2025Q1,level,1,CNY,-6,,derived,,", 37,
         "column 'status': 'derived' is no status of a dataset (actual"},
        {"x,,,revenue,,2025Q1,level,1,CNY,-6,,,,", 37,
         "column 'status': '' is no status"},
        {"x,,,revenue,,2025Q1,level,1,CNY,-6,,actual,2025H1,", 44,
         "column 'vintage': '2025H1' is no quarter such as 2025Q1"},
        {"x,,,revenue,,2025Q1,level,1,CNY,-6,,actual,\"2025Q1\n\",", 44,
         "column 'vintage': '2025Q1 ' is no quarter"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[512];

        snprintf(text, sizeof text, HEADER "\n" ROW "\n%s\n", rows[i].row);
        assert_refused(text, 3, rows[i].column, rows[i].message);
    }
}

static void a_wrong_optional_value_is_refused(void **state)
{
    static const struct {
        const char *column, *value, *message;
    } rows[] = {
        {"end", "2025-02-30", "'2025-02-30' is no date such as 2025-03-31"},
        {"published", "14 May 2025", "'14 May 2025' is no date"},
        {"document", "00ff", "'00ff' is no 16 lower-case hex digits of a SHA-256"},
        {"document", "00FF00FF00FF00FF", "is no 16 lower-case hex digits"},
        {"document", "0000000000000000", "is no 16 lower-case hex digits"},
        {"page", "0", "'0' is no whole number from 1"},
        {"line", "-1", "'-1' is no whole number from 1"},
        {"column", "4294967296", "'4294967296' is no whole number from 1"},
        {"line", "99999999999999999999", "is no whole number from 1"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[512], message[128];

        snprintf(text, sizeof text, HEADER ",%s\n" ROW ",%s\n", rows[i].column,
                 rows[i].value);
        snprintf(message, sizeof message, "column '%s': ", rows[i].column);
        assert_refused(text, 2, strlen(ROW) + 2, message);
        assert_refused(text, 2, strlen(ROW) + 2, rows[i].message);
    }
}

static void the_last_value_of_a_place_is_accepted(void **state)
{
    (void)state;
    assert_canonical(HEADER ",page,line\n" ROW ",4294967295,1\n",
                     HEADER ",page,line\n" ROW ",4294967295,1\n");
}

static void a_wrong_header_names_the_column(void **state)
{
    (void)state;
    assert_refused("entity,axis\nx,y\n", 1, 1, "'segment'");
    assert_refused(HEADER ",quote,quote\n", 1, strlen(HEADER) + 8, "'quote'");
    assert_refused(HEADER ",unit\n", 1, strlen(HEADER) + 2, "'unit'");
    assert_refused(HEADER ",z,note,z\n", 1, strlen(HEADER) + 9, "'z'");
    assert_refused("", 1, 1, "empty file");
}

static void a_long_value_is_cut_in_the_message(void **state)
{
    char text[2048] = HEADER "\nx,,,revenue,,", *end = text + strlen(text);

    (void)state;
    for (int i = 0; i < 300; i++)
        end += snprintf(end, 8, "额");
    snprintf(end, 64, ",level,1,CNY,-6,,actual,,\n");
    assert_refused(text, 2, 14,
                   "额' is no period such as 2025Q1, 2025H1, 2025M9, 2025FY");
}

static void a_derived_record_cannot_be_added(void **state)
{
    qoq_dataset dataset;
    qoq_record record = {.standing = QOQ_DERIVED};

    (void)state;
    init(&dataset);
    assert_int_equal(qoq_dataset_add(&dataset, &record, NULL), QOQ_EINPUT);
    assert_int_equal(dataset.count, 0);
    qoq_dataset_clear(&dataset);
}

/* ---- large texts ------------------------------------------------------------------ */

/* Large enough to be read in pieces. Every row has line ends and commas in quotes, so that a
 * cut at the wrong place would show. */
static char *large_text(size_t rows)
{
    qoq_buffer text = {0};

    qoq_buffer_text(&text, HEADER ",line,quote,note\n");
    for (size_t i = 0; i < rows; i++)
        qoq_buffer_print(
            &text,
            "tencent,business,vas,revenue,,2025Q1,level,%zu,CNY,-6,,actual,"
            "2025Q1,document %zu,%zu,\"the \"\"%zu\"\"\n,,level,x,\n\",\"n\n%zu\"\n",
            i + 1, i % 7, i + 1, i, i % 3);
    assert_false(text.failed);
    return text.ptr;
}

enum { LARGE = 50000, LINES_OF_A_ROW = 4 };

static void large_texts_keep_every_row(void **state)
{
    char *text = large_text(LARGE), *written;
    qoq_dataset dataset;

    (void)state;
    init(&dataset);
    parse(&dataset, text);
    assert_int_equal(dataset.count, LARGE);
    for (size_t i = 0; i < LARGE; i++)
        assert_int_equal(dataset.records[i].line, i + 1);
    written = format(&dataset);
    assert_string_equal(text, written);
    free(written);
    free(text);
    qoq_dataset_clear(&dataset);
}

/* Changes one byte of a row far behind; the place is that of the whole text. */
static void assert_large_refused(const char *find, char instead, size_t behind,
                                 const char *message)
{
    char *text = large_text(LARGE), *at = strstr(text, find);
    size_t line = 1, column = 1;

    assert_non_null(at);
    at += behind;
    for (const char *c = text; c < at; c++) {
        line += *c == '\n';
        column = *c == '\n' ? 1 : column + 1;
    }
    *at = instead;
    assert_refused(text, line, column, message);
    free(text);
}

static void large_texts_say_where_they_are_wrong(void **state)
{
    (void)state;
    assert_large_refused(",40000,CNY", 'x', 1, "column 'value': 'x0000' is no plain");
    assert_large_refused(",40000,CNY", '"', 2, "a quote inside an unquoted field");
}

/* ---- unknown columns ------------------------------------------------------------- */

static void unknown_columns_are_kept_in_order_of_name(void **state)
{
    (void)state;
    assert_canonical("zebra,note," HEADER ",alpha\n3,2," ROW ",1\n",
                     HEADER ",alpha,note,zebra\n" ROW ",1,2,3\n");
    assert_canonical(HEADER ",\"a,b\",\n" ROW ",\"x,y\",\n",
                     HEADER ",,\"a,b\"\n" ROW ",,\"x,y\"\n");
    assert_canonical(HEADER ",empty\n" ROW ",\n", HEADER ",empty\n" ROW ",\n");
}

static void unknown_columns_of_several_files_are_united(void **state)
{
    static const char first[] = HEADER ",b,d\n" ROW ",1,2\n";
    static const char second[] = "a," HEADER ",c\n3," ROW ",4\n";
    static const char third[] = HEADER "\n" ROW "\n";
    static const char united[] =
        HEADER ",a,b,c,d\n" ROW ",,,,\n" ROW ",,1,,2\n" ROW ",3,,4,\n";
    static const char *const orders[][3] = {
        {first, second, third}, {third, second, first}, {second, first, third}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        qoq_dataset parsed, merged, part;

        init(&parsed);
        init(&merged);
        for (size_t j = 0; j < 3; j++) {
            parse(&parsed, orders[i][j]);
            init(&part);
            parse(&part, orders[i][j]);
            assert_int_equal(qoq_dataset_merge(&merged, &part, NULL), QOQ_OK);
            qoq_dataset_clear(&part);
        }
        qoq_dataset_sort(&parsed);
        assert_format(&parsed, united);
        assert_format(&merged, united);
        qoq_dataset_clear(&parsed);
        qoq_dataset_clear(&merged);
    }
}

static void unknown_columns_survive_copying_of_records(void **state)
{
    qoq_dataset from, to;

    (void)state;
    init(&from);
    init(&to);
    parse(&from, HEADER ",b\n" ROW ",vas\n" ROW ",\n");
    parse(&to, HEADER ",a,c\n" ROW ",1,2\n");
    for (size_t i = 0; i < from.count; i++)
        assert_int_equal(qoq_dataset_add_from(&to, &from, &from.records[i], NULL),
                         QOQ_OK);
    assert_format(&to, HEADER ",a,b,c\n" ROW ",1,,2\n" ROW ",,vas,\n" ROW ",,,\n");
    qoq_dataset_clear(&from);
    qoq_dataset_clear(&to);
}

static void the_separator_of_unknown_values_is_refused(void **state)
{
    (void)state;
    assert_refused(HEADER ",x\n" ROW ",a\x1F"
                          "b\n",
                   2, strlen(ROW) + 2, "U+001F");
}

/* ---- canonical order ------------------------------------------------------------- */

/* Row by row: each differs from the one before in the column that decides. */
static const char in_order[] =
    HEADER ",parent,end,published,flags,document,page,line,column,quote,x\n"
           ",b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,Z,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,l,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2024FY,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,change_yoy,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,t,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2024Q4,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,INF,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1.00,u,2,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,-3,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,x\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,q,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,2,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,10,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,1,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,1,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,f,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,2025-01-01,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,2025-03-31,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,p,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,about,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,2,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,-1,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,0000000000000001,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,f000000000000000,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,ab,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q2,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,estimate,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,u,0,,guidance,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,level,1,ua,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,qoq,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q1,yoy,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025Q2,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,,2025H1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,gaap,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,ifrs,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,non_gaap,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,m,non_ifrs,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,s,ma,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,b,业务,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "a,c,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n"
           "ab,b,s,m,,2025Q1,level,1,u,0,,actual,2025Q1,a,,,,,,,,,,\n";

/* Small and the same on every machine. */
static uint32_t draw(uint64_t *seed, size_t below)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)((*seed >> 33) % below);
}

static void shuffle(qoq_dataset *dataset, uint64_t *seed)
{
    for (size_t i = dataset->count; i > 1; i--) {
        size_t j = draw(seed, i);
        qoq_record swap = dataset->records[i - 1];

        dataset->records[i - 1] = dataset->records[j];
        dataset->records[j] = swap;
    }
}

static void the_order_is_canonical(void **state)
{
    qoq_dataset dataset;
    uint64_t seed = 1;

    (void)state;
    init(&dataset);
    parse(&dataset, in_order);
    for (int round = 0; round < 20; round++) {
        shuffle(&dataset, &seed);
        if (round % 2)
            qoq_dataset_sort(&dataset);
        else
            qoq_dataset_sort_in_place(&dataset);
        assert_format(&dataset, in_order);
    }
    for (size_t i = 0; i < dataset.count; i++) {
        for (size_t j = 0; j < dataset.count; j++) {
            int order =
                qoq_dataset_compare(&dataset, &dataset.records[i], &dataset.records[j]);

            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
    }
    qoq_dataset_clear(&dataset);
}

static void doubles_are_dropped(void **state)
{
    (void)state;
    assert_canonical(HEADER "\n" ROW "\n" ROW "\n" ROW "\n", HEADER "\n" ROW "\n");
}

/* More different values than an integer has bits for: 2^13 entities, axes, segments,
 * metrics, units and sources. */
static void many_names_are_still_in_order(void **state)
{
    enum { ROWS = 1 << 13 };
    qoq_dataset dataset;
    qoq_record record = {.number.decimals = 0, .period = qoq_period_quarter(2025, 1)};
    uint64_t seed = 7;

    (void)state;
    init(&dataset);
    for (int i = 0; i < 2 * ROWS; i++) {
        uint32_t *members[] = {&record.entity, &record.axis, &record.segment,
                               &record.metric, &record.unit, &record.source};
        char text[16];

        for (size_t m = 0; m < sizeof members / sizeof *members; m++) {
            snprintf(text, sizeof text, "%x", draw(&seed, i < ROWS ? ROWS : 2));
            *members[m] = qoq_dataset_name(&dataset, qoq_slice_of(text));
        }
        assert_int_equal(qoq_dataset_add(&dataset, &record, NULL), QOQ_OK);
    }
    qoq_dataset_sort(&dataset);
    for (size_t i = 1; i < dataset.count; i++)
        assert_true(qoq_dataset_compare(&dataset, &dataset.records[i - 1],
                                        &dataset.records[i]) < 0);
    qoq_dataset_clear(&dataset);
}

/* ---- union ----------------------------------------------------------------------- */

/* A random subset of the rows, in random order, in a dataset with names of its own. */
static void draw_part(qoq_dataset *part, const qoq_dataset *all, uint64_t *seed)
{
    init(part);
    for (size_t i = 0; i < all->count; i++) {
        if (draw(seed, 3) > 0)
            assert_int_equal(qoq_dataset_add_from(part, all, &all->records[i], NULL),
                             QOQ_OK);
    }
    shuffle(part, seed);
}

static void merge(qoq_dataset *to, const qoq_dataset *from)
{
    assert_int_equal(qoq_dataset_merge(to, from, NULL), QOQ_OK);
}

/* a + (b + c) and (c + b) + a + a, each from an empty dataset. */
static void assert_union(const qoq_dataset *a, const qoq_dataset *b,
                         const qoq_dataset *c)
{
    qoq_dataset right, left, inner;
    char *one, *other;

    init(&right);
    init(&left);
    init(&inner);
    merge(&inner, b);
    merge(&inner, c);
    merge(&right, a);
    merge(&right, &inner);
    merge(&left, c);
    merge(&left, b);
    merge(&left, a);
    merge(&left, a);
    merge(&left, &left);
    one = format(&right);
    other = format(&left);
    assert_string_equal(one, other);
    free(one);
    free(other);
    qoq_dataset_clear(&right);
    qoq_dataset_clear(&left);
    qoq_dataset_clear(&inner);
}

static void merging_is_a_union(void **state)
{
    qoq_dataset all, parts[3];
    uint64_t seed = 42;

    (void)state;
    init(&all);
    parse(&all, in_order);
    for (int round = 0; round < 40; round++) {
        for (int i = 0; i < 3; i++)
            draw_part(&parts[i], &all, &seed);
        assert_union(&parts[0], &parts[1], &parts[2]);
        for (int i = 0; i < 3; i++)
            qoq_dataset_clear(&parts[i]);
    }
    qoq_dataset_clear(&all);
}

/* Any split of the rows over any number of datasets gives the bytes of the whole. */
static void every_split_merges_to_the_same_bytes(void **state)
{
    enum { PARTS = 5 };
    qoq_dataset all, parts[PARTS], merged;
    uint64_t seed = 43;

    (void)state;
    init(&all);
    parse(&all, in_order);
    for (int round = 0; round < 40; round++) {
        for (int i = 0; i < PARTS; i++)
            init(&parts[i]);
        shuffle(&all, &seed);
        for (size_t i = 0; i < all.count; i++)
            assert_int_equal(qoq_dataset_add_from(&parts[draw(&seed, PARTS)], &all,
                                                  &all.records[i], NULL),
                             QOQ_OK);
        init(&merged);
        for (int i = 0; i < PARTS; i++) {
            merge(&merged, &parts[i]);
            qoq_dataset_clear(&parts[i]);
        }
        assert_format(&merged, in_order);
        qoq_dataset_clear(&merged);
    }
    qoq_dataset_clear(&all);
}

/* One document under several names: the best of them, whatever the order. */
static void a_document_has_one_name(void **state)
{
    static const struct {
        const char *names[3], *best;
    } cases[] = {
        {{"b.txt", "a.txt", "c.txt"}, "a.txt"},
        {{"-", "z.txt", "-"}, "z.txt"},
        {{"", "-", ""}, ""},
        {{"a.txt", "secondary: z", "secondary: y"}, "secondary: y"},
        {{"二季度.txt", "二季度.txt", "q2.txt"}, "q2.txt"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t turn = 0; turn < 3; turn++) {
            qoq_dataset dataset;
            qoq_buffer text = {0};

            init(&dataset);
            qoq_buffer_text(&text, HEADER ",document\n");
            for (size_t j = 0; j < 3; j++)
                qoq_buffer_print(&text,
                                 "e,,,m,,2025Q%zu,level,1,u,0,,actual,,%s,%016d\n",
                                 j % 2 + 1, cases[i].names[(j + turn) % 3], 77);
            qoq_buffer_text(&text,
                            "e,,,m,,2025Q1,level,1,u,0,,actual,,q,0000000000000078\n"
                            "e,,,m,,2025Q1,level,1,u,0,,actual,,q,\n"
                            "e,,,m,,2025Q1,level,1,u,0,,actual,,r,\n");
            parse(&dataset, qoq_buffer_string(&text));
            assert_int_equal(qoq_dataset_unite(&dataset, NULL), QOQ_OK);
            assert_int_equal(dataset.count, 5); /* two of the three became one */
            for (size_t j = 0; j < dataset.count; j++) {
                if (dataset.records[j].document == 0x77)
                    assert_string_equal(
                        qoq_dataset_text(&dataset, dataset.records[j].source),
                        cases[i].best);
            }
            qoq_buffer_clear(&text);
            qoq_dataset_clear(&dataset);
        }
    }
}

static bool is_first_quarter(const void *data, const qoq_record *record)
{
    (void)data;
    return record->period.index == 1;
}

static void documents_are_counted(void **state)
{
    qoq_dataset dataset;
    qoq_document_rows *documents;
    size_t count;

    (void)state;
    init(&dataset);
    parse(&dataset, HEADER ",published,document\n"
                           "e,,,m,,2025Q1,level,1,u,0,,actual,2025Q1,b,2025-05-01,"
                           "00000000000000bb\n"
                           "e,,,m,,2025Q2,level,1,u,0,,actual,2025Q2,b,,"
                           "00000000000000bb\n"
                           "e,,,m,,2025Q1,level,1,u,0,,actual,,b,,\n"
                           "e,,,m,,2025Q1,level,1,u,0,,actual,,a,,\n"
                           "e,,,m,,2025Q1,level,1,u,0,,actual,,b,,00000000000000aa\n");
    assert_int_equal(
        qoq_dataset_documents(&documents, &count, &dataset, NULL, NULL, NULL), QOQ_OK);
    assert_int_equal(count, 4);
    assert_string_equal(qoq_dataset_text(&dataset, documents[0].source), "a");
    assert_int_equal(documents[0].document, 0);
    assert_int_equal(documents[1].document, 0);
    assert_int_equal(documents[2].document, 0xaa);
    assert_int_equal(documents[3].document, 0xbb);
    assert_int_equal(documents[3].records, 2);
    assert_true(qoq_period_equal(documents[3].vintage, qoq_period_quarter(2025, 2)));
    assert_int_equal(documents[3].published, 20250501);
    free(documents);
    assert_int_equal(qoq_dataset_documents(&documents, &count, &dataset,
                                           is_first_quarter, NULL, NULL),
                     QOQ_OK);
    assert_int_equal(count, 4);
    assert_int_equal(documents[3].records, 1);
    free(documents);
    qoq_dataset_clear(&dataset);
    init(&dataset);
    assert_int_equal(
        qoq_dataset_documents(&documents, &count, &dataset, NULL, NULL, NULL), QOQ_OK);
    assert_int_equal(count, 0);
    free(documents);
    qoq_dataset_clear(&dataset);
}

static void a_document_is_forgotten_whole(void **state)
{
    qoq_dataset dataset;

    (void)state;
    init(&dataset);
    parse(&dataset, HEADER ",document\n" ROW ",00000000000000aa\n" ROW ",\n" ROW
                           "b,00000000000000bb\n" ROW "c,00000000000000aa\n");
    assert_int_equal(qoq_dataset_forget(&dataset, 0), 0);
    assert_int_equal(qoq_dataset_forget(&dataset, 0xaa), 2);
    assert_int_equal(qoq_dataset_forget(&dataset, 0xaa), 0);
    assert_format(&dataset, HEADER ",document\n" ROW ",\n" ROW "b,00000000000000bb\n");
    /* by name only what has no hash */
    assert_int_equal(qoq_dataset_forget_source(&dataset, dataset.records[1].source), 0);
    assert_int_equal(qoq_dataset_forget_source(&dataset, dataset.records[0].source), 1);
    assert_format(&dataset, HEADER ",document\n" ROW "b,00000000000000bb\n");
    qoq_dataset_clear(&dataset);
}

static void records_added_from_themselves_are_safe(void **state)
{
    qoq_dataset dataset;

    (void)state;
    init(&dataset);
    parse(&dataset, HEADER "\n" ROW "\n");
    for (int i = 0; i < 100; i++) {
        assert_int_equal(qoq_dataset_add(&dataset, dataset.records, NULL), QOQ_OK);
        assert_int_equal(
            qoq_dataset_add_from(&dataset, &dataset, dataset.records, NULL), QOQ_OK);
    }
    qoq_dataset_sort(&dataset);
    assert_format(&dataset, HEADER "\n" ROW "\n");
    qoq_dataset_clear(&dataset);
}

/* ---- files ----------------------------------------------------------------------- */

static void written_and_read_again_gives_the_same_bytes(void **state)
{
    char path[] = "test_dataset_XXXXXX", *text;
    int file = mkstemp(path);
    qoq_dataset dataset;
    uint64_t seed = 5;
    size_t len;

    (void)state;
    assert_true(file >= 0);
    close(file);
    init(&dataset);
    parse(&dataset, in_order);
    shuffle(&dataset, &seed);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(qoq_dataset_write(&dataset, path, NULL), QOQ_OK);
        assert_int_equal(qoq_file_read(&text, &len, path, 0, NULL), QOQ_OK);
        assert_string_equal(text, in_order);
        free(text);
        qoq_dataset_clear(&dataset);
        init(&dataset);
        assert_int_equal(qoq_dataset_read(&dataset, path, NULL), QOQ_OK);
    }
    qoq_dataset_clear(&dataset);
    unlink(path);
}

/* The shipped data: parse, format, parse, format; sorting moves nothing, however the rows
 * came. */
static void shipped_data_is_canonical(void **state)
{
    qoq_dataset dataset, again;
    qoq_error err = {0};
    char *file = NULL;
    size_t len;

    (void)state;
    assert_int_equal(
        qoq_file_read(&file, &len, QOQ_SOURCE_DIR "/datasets/tencent.csv", 0, &err),
        QOQ_OK);
    init(&dataset);
    parse(&dataset, file);
    assert_true(dataset.count > 1000);
    assert_format(&dataset, file);
    qoq_dataset_sort(&dataset);
    assert_format(&dataset, file);
    init(&again);
    for (size_t i = dataset.count; i-- > 0;)
        assert_int_equal(
            qoq_dataset_add_from(&again, &dataset, &dataset.records[i], NULL), QOQ_OK);
    qoq_dataset_sort(&again);
    assert_format(&again, file);
    qoq_dataset_clear(&again);
    qoq_dataset_clear(&dataset);
    free(file);
}

static void a_missing_file_is_told(void **state)
{
    qoq_dataset dataset;
    qoq_error err;

    (void)state;
    init(&dataset);
    assert_int_not_equal(qoq_dataset_read(&dataset, "no/such/file.csv", &err), QOQ_OK);
    assert_non_null(strstr(err.message, "no/such/file.csv"));
    assert_int_not_equal(qoq_dataset_write(&dataset, "no/such/file.csv", &err), QOQ_OK);
    qoq_dataset_clear(&dataset);
}

/* ---- views ----------------------------------------------------------------------- */

/* Statements of one cell, in CNY million; what a view shows of them. */
typedef struct statement {
    const char *value, *decimals, *bound, *vintage, *published, *flags, *source;
} statement;

enum { MOST_STATEMENTS = 8 };

static void state_all(qoq_dataset *dataset, const statement *rows)
{
    qoq_buffer text = {0};

    qoq_buffer_text(&text, HEADER ",published,flags\n");
    for (; rows->value; rows++)
        qoq_buffer_print(
            &text,
            "x,,,operating_profit,,2023Q1,level,%s000000,CNY,%s,%s,actual,%s,%s"
            ",%s,%s\n",
            rows->value, rows->decimals, rows->bound, rows->vintage, rows->source,
            rows->published, rows->flags);
    init(dataset);
    parse(dataset, qoq_buffer_string(&text));
    qoq_buffer_clear(&text);
}

/* The choice among the rows, which must not depend on their order. */
static qoq_choice choose(qoq_dataset *dataset, const char *view)
{
    const qoq_record *records[MOST_STATEMENTS];
    qoq_choice choice, again;
    qoq_view v = {.kind = QOQ_VIEW_LATEST};
    uint64_t seed = 3;

    if (strcmp(view, "first") == 0)
        v.kind = QOQ_VIEW_FIRST_REPORTED;
    else if (*view)
        assert_int_equal(qoq_view_parse(&v, qoq_slice_of(view), NULL), QOQ_OK);
    assert_true(dataset->count <= MOST_STATEMENTS);
    for (size_t i = 0; i < dataset->count; i++)
        records[i] = &dataset->records[i];
    qoq_view_choose(&choice, dataset, records, dataset->count, v);
    for (int round = 0; round < 20; round++) {
        for (size_t i = dataset->count; i > 1; i--) {
            size_t j = draw(&seed, i);
            const qoq_record *swap = records[i - 1];

            records[i - 1] = records[j];
            records[j] = swap;
        }
        qoq_view_choose(&again, dataset, records, dataset->count, v);
        assert_ptr_equal(again.record, choice.record);
        assert_ptr_equal(again.first, choice.first);
        assert_int_equal(again.agreeing, choice.agreeing);
        assert_int_equal(again.against, choice.against);
        assert_int_equal(again.restated, choice.restated);
    }
    return choice;
}

/* `shown` and `first` are rows, -1 = none. */
static void assert_choice(const statement *rows, const char *view, int shown, int first,
                          bool restated, uint32_t agreeing, uint32_t against)
{
    qoq_dataset dataset;
    qoq_choice choice;

    state_all(&dataset, rows);
    choice = choose(&dataset, view);
    assert_int_equal(choice.record ? choice.record - dataset.records : -1, shown);
    assert_int_equal(choice.first ? choice.first - dataset.records : -1, first);
    assert_int_equal(choice.restated, restated);
    assert_int_equal(choice.agreeing, agreeing);
    assert_int_equal(choice.against, against);
    qoq_dataset_clear(&dataset);
}

/* Tencent moved items below operating profit in 2023Q4: 40,429 became 38,042 million. */
static const statement restated_profit[] = {
    {"40429", "-6", "", "2023Q1", "2023-05-17", "table", "2023Q1"},
    {"40429", "-6", "", "2023Q2", "2023-08-16", "table", "2023Q2"},
    {"38042", "-6", "", "2024Q1", "2024-05-14", "table", "2024Q1"},
    {0},
};

static void a_restatement_replaces_the_first_value(void **state)
{
    (void)state;
    assert_choice(restated_profit, "", 2, 0, true, 0, 0);
    assert_choice(restated_profit, "first", 0, 0, false, 1, 1);
    assert_choice(restated_profit, "2023Q4", 0, 0, false, 1, 0);
    assert_choice(restated_profit, "2024Q1", 2, 0, true, 0, 0);
    assert_choice(restated_profit, "2022Q4", -1, -1, false, 0, 0);
    assert_choice(restated_profit, "2024-05-13", 0, 0, false, 1, 0);
    assert_choice(restated_profit, "2024-05-14", 2, 0, true, 0, 0);
    assert_choice(restated_profit, "2020-01-01", -1, -1, false, 0, 0);
}

/* FinTech and Business Services was split out of Others: 15,962 became 780 million. */
static void a_segment_that_was_split_is_restated(void **state)
{
    static const statement rows[] = {
        {"780", "-6", "", "2019Q1", "", "", "2019Q1"},
        {"15962", "-6", "", "2018Q1", "", "", "2018Q1"},
        {0},
    };

    (void)state;
    assert_choice(rows, "", 0, 1, true, 0, 0);
    assert_choice(rows, "first", 1, 1, false, 0, 1);
    assert_choice(rows, "2018Q4", 1, 1, false, 0, 0);
    /* neither says when it was published */
    assert_choice(rows, "2025-01-01", -1, -1, false, 0, 0);
}

static void a_later_vintage_that_agrees_only_confirms(void **state)
{
    static const statement coarse_later[] = {
        {"40429", "-6", "", "2023Q1", "", "table", "a"},
        {"40400", "-8", "", "2024Q1", "", "table", "b"},
        {0},
    };
    static const statement exact_later[] = {
        {"40400", "-8", "", "2023Q1", "", "", "a"},
        {"40429", "-6", "", "2024Q1", "", "table", "b"},
        {0},
    };

    (void)state;
    assert_choice(coarse_later, "", 0, 0, false, 1, 0);
    assert_choice(exact_later, "", 1, 0, false, 1, 0);
    assert_choice(exact_later, "first", 0, 0, false, 1, 0);
    assert_choice(exact_later, "2023Q4", 0, 0, false, 0, 0);
}

/* About 400 hundred million agrees with both values; it must not bring the old one back. */
static void a_rounded_figure_does_not_bring_back_what_was_restated(void **state)
{
    static const statement rows[] = {
        {"40429", "-6", "", "2023Q1", "", "table", "a"},
        {"38042", "-6", "", "2024Q1", "", "table", "b"},
        {"40000", "-10", "about", "2024Q2", "", "prose", "c"},
        {0},
    };

    (void)state;
    assert_choice(rows, "", 1, 0, true, 1, 0);
}

static void news_never_restates_an_issuer(void **state)
{
    static const statement rows[] = {
        {"40429", "-6", "", "2023Q1", "", "table", "a"},
        {"44029", "-6", "", "2023Q2", "", "news", "b"},
        {"44029", "-6", "", "2023Q3", "", "", "secondary: c"},
        {0},
    };
    static const statement only_news[] = {
        {"40400", "-8", "", "2023Q1", "", "news", "a"},
        {"44029", "-6", "", "2023Q2", "", "news", "b"},
        {0},
    };

    (void)state;
    assert_choice(rows, "", 0, 0, false, 0, 0);
    assert_choice(only_news, "", 1, 0, true, 0, 0);
}

static void news_may_sharpen_what_it_agrees_with(void **state)
{
    static const statement rows[] = {
        {"40400", "-8", "", "2023Q1", "", "prose", "a"},
        {"40429", "-6", "", "2023Q1", "", "news", "b"},
        {0},
    };

    (void)state;
    assert_choice(rows, "", 1, 1, false, 1, 0);
}

static void better_evidence_decides_within_a_vintage(void **state)
{
    static const statement rows[] = {
        {"41000", "-9", "", "2023Q1", "", "prose", "a"},
        {"40429", "-6", "", "2023Q1", "", "segment_table", "b"},
        {"40100", "-8", "", "2023Q1", "", "table", "c"},
        {0},
    };
    static const statement same[] = {
        {"40429", "-6", "", "2023Q1", "", "prose", "a"},
        {"40429", "-6", "", "2023Q1", "", "table", "b"},
        {0},
    };

    (void)state;
    assert_choice(rows, "", 2, 2, false, 0, 0);
    assert_choice(same, "", 1, 1, false, 1, 0);
}

static void two_tables_of_one_vintage_that_disagree_are_told(void **state)
{
    static const statement rows[] = {
        {"40429", "-6", "", "2023Q1", "", "table", "a"},
        {"40492", "-6", "", "2023Q1", "", "table", "b"},
        {0},
    };
    static const statement dated[] = {
        {"40429", "-6", "", "2023Q1", "2023-05-17", "table", "a"},
        {"40492", "-6", "", "2023Q1", "2023-05-18", "table", "b"},
        {0},
    };

    (void)state;
    assert_choice(rows, "", 0, 0, false, 0, 1);
    assert_choice(dated, "", 1, 1, false, 0, 1);
}

static void a_correction_outranks_every_document(void **state)
{
    static const statement rows[] = {
        {"40429", "-6", "", "2023Q1", "", "table", "a"},
        {"40492", "-6", "", "2023Q1", "", "correction", "corrections"},
        {"38042", "-6", "", "2024Q1", "", "table", "b"},
        {0},
    };

    (void)state;
    assert_choice(rows, "", 1, 1, false, 0, 0);
    assert_choice(rows, "first", 1, 1, false, 0, 0);
}

static void an_empty_vintage_is_the_first(void **state)
{
    static const statement rows[] = {
        {"38042", "-6", "", "2024Q1", "", "", "a"},
        {"40429", "-6", "", "", "", "", "b"},
        {0},
    };

    (void)state;
    assert_choice(rows, "", 0, 1, true, 0, 0);
    assert_choice(rows, "first", 1, 1, false, 0, 1);
    assert_choice(rows, "2023Q4", 1, 1, false, 0, 0);
}

/* The same statements many times over: the choice must not depend on how many fit into
 * what is kept at hand. */
static void many_statements_are_chosen_from_as_few_are(void **state)
{
    enum { COPIES = 100 };
    const qoq_record *records[3 * COPIES];
    qoq_record *copies = malloc(3 * COPIES * sizeof *copies);
    qoq_dataset dataset;

    (void)state;
    assert_non_null(copies);
    state_all(&dataset, restated_profit);
    for (size_t i = 0; i < 3 * COPIES; i++) {
        copies[i] = dataset.records[i % 3];
        copies[i].line = (uint32_t)i;
        records[i] = &copies[i];
    }
    for (size_t count = 3; count <= 3 * COPIES; count += 3) {
        qoq_choice choice;

        qoq_view_choose(&choice, &dataset, records, count, (qoq_view){0});
        assert_ptr_equal(choice.record, &copies[2]);
        assert_ptr_equal(choice.first, &copies[0]);
        assert_true(choice.restated);
        assert_int_equal(choice.statements, count);
        assert_int_equal(choice.agreeing, count / 3 - 1);
        assert_int_equal(choice.against, 0);
    }
    free(copies);
    qoq_dataset_clear(&dataset);
}

static void ends_of_a_range_give_way_to_a_number(void **state)
{
    static const statement rows[] = {
        {"40000", "-9", "low", "2023Q1", "", "", "a"},
        {"41000", "-9", "high", "2023Q1", "", "", "a"},
        {"40429", "-6", "", "2023Q2", "", "", "b"},
        {0},
    };
    static const statement range[] = {
        {"40000", "-9", "low", "2023Q1", "", "", "a"},
        {"41000", "-9", "high", "2023Q1", "", "", "a"},
        {0},
    };

    (void)state;
    assert_choice(rows, "", 2, 0, false, 2, 0);
    assert_choice(range, "", 0, 0, false, 1, 0);
}

static void numbers_beyond_exact_arithmetic_are_shown_last(void **state)
{
    static const statement rows[] = {
        {"40429", "64", "", "2023Q1", "", "", "a"},
        {"40429", "-6", "", "2023Q1", "", "", "b"},
        {0},
    };

    (void)state;
    assert_choice(rows, "", 1, 1, false, 1, 0);
}

static void only_actual_statements_take_part(void **state)
{
    qoq_dataset dataset;
    qoq_choice choice;

    (void)state;
    state_all(&dataset, restated_profit);
    dataset.records[2].standing = QOQ_ESTIMATE;
    choice = choose(&dataset, "");
    assert_ptr_equal(choice.record, &dataset.records[0]);
    assert_int_equal(choice.statements, 2);
    for (size_t i = 0; i < 2; i++)
        dataset.records[i].standing = QOQ_GUIDANCE;
    assert_null(choose(&dataset, "").record);
    dataset.count = 1;
    assert_null(choose(&dataset, "").record);
    dataset.count = 0;
    assert_null(choose(&dataset, "").record);
    qoq_dataset_clear(&dataset);
}

static void marks_are_added_once(void **state)
{
    qoq_dataset dataset;

    (void)state;
    init(&dataset);
    parse(&dataset, HEADER ",flags\n" ROW ",\n" ROW ",\n" ROW ",table\n" ROW
                           ",correction  x\n" ROW ",corrections\n");
    assert_int_equal(qoq_dataset_mark(&dataset, 1, "correction", NULL), QOQ_OK);
    assert_int_equal(qoq_dataset_mark(&dataset, 1, "correction", NULL), QOQ_OK);
    assert_format(&dataset, HEADER ",flags\n" ROW ",\n" ROW ",correction\n" ROW
                                   ",table correction\n" ROW ",correction  x\n" ROW
                                   ",corrections correction\n");
    assert_false(qoq_dataset_has_mark(&dataset, &dataset.records[0], "correction"));
    assert_true(qoq_dataset_has_mark(&dataset, &dataset.records[2], "correction"));
    assert_true(qoq_dataset_has_mark(&dataset, &dataset.records[3], "x"));
    assert_false(qoq_dataset_has_mark(&dataset, &dataset.records[2], "tab"));
    qoq_dataset_clear(&dataset);
}

static void ranks_follow_flags_and_source(void **state)
{
    static const struct {
        const char *flags, *source;
        int rank;
    } rows[] = {
        {"", "q1.pdf", 3},
        {"restated", "q1.pdf", 3},
        {"prose", "q1.pdf", 3},
        {"table", "q1.pdf", 1},
        {"restated table", "q1.pdf", 1},
        {"segment_table", "q1.pdf", 2},
        {"news", "q1.pdf", 4},
        {"table news", "q1.pdf", 4},
        {"", "secondary: someone", 4},
        {"table", "secondary: someone", 4},
        {"correction", "secondary: someone", 0},
        {"table correction", "q1.pdf", 0},
        {"tables", "not secondary: x", 3},
        {" table ", "q1.pdf", 1},
    };
    qoq_dataset dataset;

    (void)state;
    init(&dataset);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        qoq_record record = {
            .flags = qoq_dataset_name(&dataset, qoq_slice_of(rows[i].flags)),
            .source = qoq_dataset_name(&dataset, qoq_slice_of(rows[i].source))};

        assert_int_equal(qoq_dataset_rank(&dataset, &record), rows[i].rank);
    }
    qoq_dataset_clear(&dataset);
}

static void views_are_parsed(void **state)
{
    qoq_view view;
    qoq_error err;

    (void)state;
    assert_int_equal(qoq_view_parse(&view, QOQ_SLICE("2024Q3"), NULL), QOQ_OK);
    assert_int_equal(view.kind, QOQ_VIEW_AS_OF_VINTAGE);
    assert_true(qoq_period_equal(view.vintage, qoq_period_quarter(2024, 3)));
    assert_int_equal(qoq_view_parse(&view, QOQ_SLICE("2024FY"), NULL), QOQ_OK);
    assert_true(qoq_period_equal(view.vintage, qoq_period_quarter(2024, 4)));
    assert_int_equal(qoq_view_parse(&view, QOQ_SLICE("2024-11-13"), NULL), QOQ_OK);
    assert_int_equal(view.kind, QOQ_VIEW_AS_OF_DATE);
    assert_int_equal(view.date, 20241113);
    assert_int_equal(qoq_view_parse(&view, QOQ_SLICE("yesterday"), &err), QOQ_EUSAGE);
    assert_non_null(strstr(err.message, "'yesterday'"));
    assert_int_equal(qoq_view_parse(&view, QOQ_SLICE("2024-11-31"), &err), QOQ_EUSAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_is_kept),
        cmocka_unit_test(values_are_written_plainly),
        cmocka_unit_test(columns_come_in_any_order),
        cmocka_unit_test(files_of_other_systems_are_read),
        cmocka_unit_test(a_header_alone_is_an_empty_dataset),
        cmocka_unit_test(optional_columns_are_written_when_used_or_asked_for),
        cmocka_unit_test(a_wrong_value_is_shown_with_its_place),
        cmocka_unit_test(a_wrong_optional_value_is_refused),
        cmocka_unit_test(the_last_value_of_a_place_is_accepted),
        cmocka_unit_test(a_wrong_header_names_the_column),
        cmocka_unit_test(a_long_value_is_cut_in_the_message),
        cmocka_unit_test(a_derived_record_cannot_be_added),
        cmocka_unit_test(large_texts_keep_every_row),
        cmocka_unit_test(large_texts_say_where_they_are_wrong),
        cmocka_unit_test(unknown_columns_are_kept_in_order_of_name),
        cmocka_unit_test(unknown_columns_of_several_files_are_united),
        cmocka_unit_test(unknown_columns_survive_copying_of_records),
        cmocka_unit_test(the_separator_of_unknown_values_is_refused),
        cmocka_unit_test(the_order_is_canonical),
        cmocka_unit_test(doubles_are_dropped),
        cmocka_unit_test(many_names_are_still_in_order),
        cmocka_unit_test(merging_is_a_union),
        cmocka_unit_test(every_split_merges_to_the_same_bytes),
        cmocka_unit_test(a_document_has_one_name),
        cmocka_unit_test(documents_are_counted),
        cmocka_unit_test(a_document_is_forgotten_whole),
        cmocka_unit_test(records_added_from_themselves_are_safe),
        cmocka_unit_test(written_and_read_again_gives_the_same_bytes),
        cmocka_unit_test(shipped_data_is_canonical),
        cmocka_unit_test(a_missing_file_is_told),
        cmocka_unit_test(a_restatement_replaces_the_first_value),
        cmocka_unit_test(a_segment_that_was_split_is_restated),
        cmocka_unit_test(a_later_vintage_that_agrees_only_confirms),
        cmocka_unit_test(a_rounded_figure_does_not_bring_back_what_was_restated),
        cmocka_unit_test(news_never_restates_an_issuer),
        cmocka_unit_test(news_may_sharpen_what_it_agrees_with),
        cmocka_unit_test(better_evidence_decides_within_a_vintage),
        cmocka_unit_test(two_tables_of_one_vintage_that_disagree_are_told),
        cmocka_unit_test(a_correction_outranks_every_document),
        cmocka_unit_test(an_empty_vintage_is_the_first),
        cmocka_unit_test(many_statements_are_chosen_from_as_few_are),
        cmocka_unit_test(ends_of_a_range_give_way_to_a_number),
        cmocka_unit_test(numbers_beyond_exact_arithmetic_are_shown_last),
        cmocka_unit_test(only_actual_statements_take_part),
        cmocka_unit_test(marks_are_added_once),
        cmocka_unit_test(ranks_follow_flags_and_source),
        cmocka_unit_test(views_are_parsed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/csv.h"

/* Rows as text: fields in brackets with the line and column where each starts. */
static qoq_status show_row(void *data, const qoq_csv_row *row, qoq_error *err)
{
    qoq_buffer *out = data;

    (void)err;
    qoq_buffer_print(out, "%zu:", row->line);
    for (size_t i = 0; i < row->count; i++)
        qoq_buffer_print(out, "[%.*s]@%zu:%zu", (int)row->fields[i].len,
                         row->fields[i].len ? row->fields[i].ptr : "", row->lines[i],
                         row->columns[i]);
    qoq_buffer_char(out, '|');
    return QOQ_OK;
}

static void good_files(void **state)
{
    static const struct {
        const char *text, *rows;
    } table[] = {
        {"a,b\n1,2\n", "1:[a]@1:1[b]@1:3|2:[1]@2:1[2]@2:3|"},
        {"a,b\n1,2", "1:[a]@1:1[b]@1:3|2:[1]@2:1[2]@2:3|"},
        {"a,b\r\n1,2\r\n", "1:[a]@1:1[b]@1:3|2:[1]@2:1[2]@2:3|"},
        {"a,b\r1,2\r", "1:[a]@1:1[b]@1:3|2:[1]@2:1[2]@2:3|"},
        {"\xEF\xBB\xBF"
         "a,b\n1,2\n",
         "1:[a]@1:1[b]@1:3|2:[1]@2:1[2]@2:3|"},
        {"\xEF\xBB\xBF\"a\",b\n1,2\n", "1:[a]@1:1[b]@1:5|2:[1]@2:1[2]@2:3|"},
        /* columns are characters, not bytes */
        {"收入,\"增值,服务\",c\n", "1:[收入]@1:1[增值,服务]@1:4[c]@1:12|"},
        /* quotes: none inside, doubled ones, empty, line ends */
        {"\"a\",\"b \"\"x\"\" c\",\"\",\"\"\"\"\n",
         "1:[a]@1:1[b \"x\" c]@1:5[]@1:17[\"]@1:20|"},
        {"a,b\n\"x\ny\",z\n1,2\n",
         "1:[a]@1:1[b]@1:3|2:[x\ny]@2:1[z]@3:4|4:[1]@4:1[2]@4:3|"},
        {"a,b\r\n\"x\r\ny\",z\r\n", "1:[a]@1:1[b]@1:3|2:[x\r\ny]@2:1[z]@3:4|"},
        {"\"\"\"\",\"x\"\"\"\n\"\"\"\"\"\",y\n",
         "1:[\"]@1:1[x\"]@1:6|2:[\"\"]@2:1[y]@2:8|"},
        /* empty fields */
        {"a,b,c\n,,\n,1,\n",
         "1:[a]@1:1[b]@1:3[c]@1:5|2:[]@2:1[]@2:2[]@2:3|3:[]@3:1[1]@3:2[]@3:4|"},
        {",\n,", "1:[]@1:1[]@1:2|2:[]@2:1[]@2:2|"},
        {"a,b\n1,", "1:[a]@1:1[b]@1:3|2:[1]@2:1[]@2:3|"},
        {"a\n\"\"\nb\n", "1:[a]@1:1|2:[]@2:1|3:[b]@3:1|"},
        /* blanks are data */
        {" a ,\tb\n 1,2 \n", "1:[ a ]@1:1[\tb]@1:5|2:[ 1]@2:1[2 ]@2:4|"},
        {"a\n \n", "1:[a]@1:1|2:[ ]@2:1|"},
        /* lines without a character are skipped, and counted */
        {"\n\na,b\n\n\r\n1,2\n\n", "3:[a]@3:1[b]@3:3|6:[1]@6:1[2]@6:3|"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        qoq_buffer out = {0};
        qoq_error err = {0};

        assert_int_equal(
            qoq_csv_read(table[i].text, strlen(table[i].text), show_row, &out, &err),
            QOQ_OK);
        assert_string_equal(qoq_buffer_string(&out), table[i].rows);
        qoq_buffer_clear(&out);
    }
}

static void wrong_files(void **state)
{
#define TEXT(literal) literal, sizeof(literal) - 1
    static const struct {
        const char *text;
        size_t len, line, column;
        const char *message;
    } table[] = {
        {TEXT(""), 1, 1, "empty file: a header line is needed"},
        {TEXT("\xEF\xBB\xBF"), 1, 1, "empty file"},
        {TEXT("\n\r\n\n"), 1, 1, "empty file"},
        {TEXT("a,b\n1\n"), 2, 2, "the row ends after 1 of 2 fields"},
        {TEXT("a,b\n1,2,3\n"), 2, 5, "the row has 3 fields, the header 2"},
        {TEXT("a,b\n \n"), 2, 2, "the row ends after 1 of 2 fields"},
        {TEXT("a,b\n1,2\n增长,x\"y\n"), 3, 5, "a quote inside an unquoted field"},
        {TEXT("a,b\n1, \"y\"\n"), 2, 4, "a quote inside an unquoted field"},
        {TEXT("a,b\n1,\"y\"z\n"), 2, 6, "text after a closing quote"},
        {TEXT("a,b\n1,\"y\" \n"), 2, 6, "text after a closing quote"},
        {TEXT("a,b\n1,\"y\n2,3\n"), 2, 3, "this quote is never closed"},
        {TEXT("a,b\n1,\""), 2, 3, "this quote is never closed"},
        {TEXT("a,b\n1,\"\"\""), 2, 3, "this quote is never closed"},
        {TEXT("a,b\n1,\xB9\xFA\n"), 2, 3, "this is not UTF-8"},
        {TEXT("\xFF\xFE"
              "a\0,\0"),
         1, 1, "this is not UTF-8"},
        {TEXT("a,b\n1,2\0\n"), 2, 4, "a NUL byte"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        qoq_buffer out = {0};
        qoq_error err = {0};
        char *exact = malloc(table[i].len + 1); /* so that a read past the end shows */

        memcpy(exact, table[i].text, table[i].len);
        exact = realloc(exact, table[i].len ? table[i].len : 1);
        assert_int_equal(qoq_csv_read(exact, table[i].len, show_row, &out, &err),
                         QOQ_EINPUT);
        if (!strstr(err.message, table[i].message))
            fail_msg("'%s' is not in '%s'", table[i].message, err.message);
        assert_int_equal(err.line, table[i].line);
        assert_int_equal(err.column, table[i].column);
        qoq_buffer_clear(&out);
        free(exact);
    }
}

/* Chunks end anywhere: in a quoted field, between CR and LF, in a character. */
static void long_files_keep_their_places(void **state)
{
    qoq_buffer text = {0}, out = {0}, expected = {0};
    qoq_error err = {0};
    size_t line = 1;

    (void)state;
    qoq_buffer_text(&text, "n,text,z\r\n");
    qoq_buffer_text(&expected, "1:[n]@1:1[text]@1:3[z]@1:8|");
    for (int i = 0; i < 30000; i++) {
        line++;
        qoq_buffer_print(&text, "%d,\"服务 \"\"%d\"\"\r\n\",é\r\n", i % 10, i);
        qoq_buffer_print(&expected, "%zu:[%d]@%zu:1[服务 \"%d\"\r\n]@%zu:3[é]@%zu:3|",
                         line, i % 10, line, i, line, line + 1);
        line++;
    }
    assert_int_equal(qoq_csv_read(text.ptr, text.len, show_row, &out, &err), QOQ_OK);
    assert_string_equal(qoq_buffer_string(&out), qoq_buffer_string(&expected));
    qoq_buffer_clear(&text);
    qoq_buffer_clear(&out);
    qoq_buffer_clear(&expected);
}

static void a_field_may_be_ten_megabytes(void **state)
{
    qoq_buffer text = {0}, out = {0};
    qoq_error err = {0};

    (void)state;
    qoq_buffer_text(&text, "a,b\n\"");
    qoq_buffer_fill(&text, 'x', 10000000);
    qoq_buffer_text(&text, "\"\"\",1\n");
    assert_int_equal(qoq_csv_read(text.ptr, text.len, show_row, &out, &err), QOQ_OK);
    assert_int_equal(out.len, strlen("1:[a]@1:1[b]@1:3|2:[") + 10000000 +
                                  strlen("\"]@2:1[1]@2:10000006|"));
    qoq_buffer_clear(&text);
    qoq_buffer_clear(&out);
}

static void ten_thousand_columns(void **state)
{
    qoq_buffer text = {0}, out = {0};
    qoq_error err = {0};

    (void)state;
    for (int row = 0; row < 2; row++) {
        qoq_buffer_text(&text, "x");
        qoq_buffer_fill(&text, ',', 9999);
        qoq_buffer_char(&text, '\n');
    }
    qoq_buffer_fill(&text, ',', 10000);
    assert_int_equal(qoq_csv_read(text.ptr, text.len, show_row, &out, &err),
                     QOQ_EINPUT);
    assert_int_equal(err.line, 3);
    assert_int_equal(err.column, 10001);
    qoq_buffer_clear(&text);
    qoq_buffer_clear(&out);
}

static qoq_status stop_at_three(void *data, const qoq_csv_row *row, qoq_error *err)
{
    int *rows = data;

    (void)row;
    return ++*rows == 3 ? qoq_fail(err, QOQ_ENOTFOUND, "enough") : QOQ_OK;
}

static void a_callback_stops_the_reading(void **state)
{
    static const char text[] = "a\n1\n2\n3\n4\n\"never closed";
    qoq_error err = {0};
    int rows = 0;

    (void)state;
    assert_int_equal(qoq_csv_read(text, sizeof text - 1, stop_at_three, &rows, &err),
                     QOQ_ENOTFOUND);
    assert_int_equal(rows, 3);
    assert_string_equal(err.message, "enough");
    assert_int_equal(qoq_csv_read("", 0, stop_at_three, &rows, NULL), QOQ_EINPUT);
}

typedef struct lookup {
    size_t at[4];
    qoq_status status;
} lookup;

static qoq_status find_columns(void *data, const qoq_csv_row *row, qoq_error *err)
{
    static const char *const wanted[] = {"id", "name", "flags", NULL};
    lookup *l = data;

    l->status = qoq_csv_columns(l->at, row, wanted, 2, err);
    return l->status;
}

static void columns_are_found_by_name(void **state)
{
    lookup l = {0};
    qoq_error err = {0};

    (void)state;
    assert_int_equal(qoq_csv_read("x,name,id\n", 10, find_columns, &l, &err), QOQ_OK);
    assert_int_equal(l.at[0], 2);
    assert_int_equal(l.at[1], 1);
    assert_int_equal(l.at[2], SIZE_MAX);

    assert_int_equal(qoq_csv_read("\nx,id\n", 6, find_columns, &l, &err), QOQ_EINPUT);
    assert_string_equal(err.message,
                        "column 'name' is missing: add it to the header line");
    assert_int_equal(err.line, 2);

    assert_int_equal(qoq_csv_read("id,name,x,x\n", 12, find_columns, &l, &err),
                     QOQ_EINPUT);
    assert_string_equal(err.message, "column 'x' is there twice: take one out");
    assert_int_equal(err.column, 11);
}

static void fields_are_quoted_when_they_must_be(void **state)
{
    static const struct {
        const char *text, *plain, *safe;
    } table[] = {
        {"", "", ""},
        {"abc", "abc", "abc"},
        {"a b", "a b", "a b"},
        {" a", "\" a\"", "\" a\""},
        {"a\t", "\"a\t\"", "\"a\t\""},
        {"a,b", "\"a,b\"", "\"a,b\""},
        {"a\"b\"", "\"a\"\"b\"\"\"", "\"a\"\"b\"\"\""},
        {"a\nb", "\"a\nb\"", "\"a\nb\""},
        {"a\rb", "\"a\rb\"", "\"a\rb\""},
        {"增值服务", "增值服务", "增值服务"},
        {"-12.5", "-12.5", "-12.5"},
        {"+3%", "+3%", "+3%"},
        {"=1+2", "=1+2", "'=1+2"},
        {"-1+2", "-1+2", "'-1+2"},
        {"-", "-", "'-"},
        {"-1.2.3", "-1.2.3", "'-1.2.3"},
        {"@cmd", "@cmd", "'@cmd"},
        {"\t=x", "\"\t=x\"", "\"'\t=x\""},
        {"=a,\"b\"", "\"=a,\"\"b\"\"\"", "\"'=a,\"\"b\"\"\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        qoq_buffer out = {0};

        qoq_csv_put(&out, qoq_slice_of(table[i].text));
        assert_string_equal(qoq_buffer_string(&out), table[i].plain);
        out.len = 0;
        qoq_csv_put_safe(&out, qoq_slice_of(table[i].text));
        qoq_buffer_add(&out, "", 0);
        assert_string_equal(qoq_buffer_string(&out), table[i].safe);
        qoq_buffer_clear(&out);
    }
}

static void a_row_of_one_empty_field_is_written_as_quotes(void **state)
{
    qoq_buffer out = {0};

    (void)state;
    qoq_csv_put(&out, QOQ_SLICE("a"));
    qoq_csv_end_row(&out);
    qoq_csv_put(&out, QOQ_SLICE(""));
    qoq_csv_end_row(&out);
    qoq_csv_put(&out, QOQ_SLICE("b"));
    qoq_csv_end_row(&out);
    assert_string_equal(qoq_buffer_string(&out), "a\n\"\"\nb\n");
    qoq_buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_files),
        cmocka_unit_test(wrong_files),
        cmocka_unit_test(long_files_keep_their_places),
        cmocka_unit_test(a_field_may_be_ten_megabytes),
        cmocka_unit_test(ten_thousand_columns),
        cmocka_unit_test(a_callback_stops_the_reading),
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(fields_are_quoted_when_they_must_be),
        cmocka_unit_test(a_row_of_one_empty_field_is_written_as_quotes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "qoq/json.h"
#include "qoq/markdown.h"
#include "qoq/spreadsheet.h"
#include "qoq/terminal.h"

/* A small table as the commands make them. */
static void fill(qoq_table *table)
{
    qoq_table_column *column;

    memset(table, 0, sizeof *table);
    qoq_table_title(table, "Acme · 2025Q1", "CNY bn");
    column = qoq_table_add_column(table, "Revenue", "name", QOQ_ALIGN_LEFT);
    column->minimum = 8;
    qoq_table_add_column(table, "2025Q1", "value", QOQ_ALIGN_RIGHT)->number = true;
    column = qoq_table_add_column(table, "YoY", "yoy", QOQ_ALIGN_RIGHT);
    column->weight = 1;
    qoq_table_add_row(table, QOQ_TABLE_ROW);
    qoq_table_set(table, 0, "Value-added services");
    qoq_table_set(table, 1, "92.1");
    qoq_table_set(table, 2, "+17.2%");
    qoq_table_set_mark(table, 1, "*", 0);
    qoq_table_set_mark(table, 2, "", 1);
    qoq_table_add_row(table, QOQ_TABLE_ROW);
    qoq_table_indent(table, 2);
    qoq_table_set(table, 0, "社交网络");
    qoq_table_set(table, 1, "3.1");
    qoq_table_set(table, 2, "n.m.");
    qoq_table_remark(table, "loss narrowed by 1.9 bn");
    qoq_table_add_row(table, QOQ_TABLE_RULE);
    qoq_table_add_row(table, QOQ_TABLE_TOTAL);
    qoq_table_set(table, 0, "Total");
    qoq_table_set(table, 1, "180.0");
    qoq_table_set(table, 2, "-0.5%");
    qoq_table_set_mark(table, 2, "", -1);
    qoq_table_foot(table, "* restated");
}

static void assert_drawn(size_t width, bool color, size_t dropped, const char *expected)
{
    qoq_buffer out = {0};
    qoq_table table;

    fill(&table);
    assert_int_equal(qoq_terminal_table(&out, &table, (qoq_terminal){width, color}),
                     dropped);
    assert_string_equal(qoq_buffer_string(&out), expected);
    qoq_buffer_clear(&out);
    qoq_table_clear(&table);
}

/* Chinese takes two columns a character; a mark has a column of its own; remarks that do
 * not fit behind stand below. */
static void columns_are_aligned(void **state)
{
    (void)state;
    assert_drawn(80, false, 0,
                 "Acme · 2025Q1                  CNY bn\n"
                 "Revenue               2025Q1      YoY\n"
                 "Value-added services    92.1*  +17.2%\n"
                 "  社交网络               3.1     n.m.  loss narrowed by 1.9 bn\n"
                 "\n"
                 "Total                  180.0    -0.5%\n"
                 "\n"
                 "* restated\n");
}

static void long_names_are_cut_before_columns_go(void **state)
{
    (void)state;
    assert_drawn(30, false, 0,
                 "Acme · 2025Q1           CNY bn\n"
                 "Revenue        2025Q1      YoY\n"
                 "Value-added …    92.1*  +17.2%\n"
                 "  社交网络        3.1     n.m.\n"
                 "      loss narrowed by 1.9 bn\n"
                 "\n"
                 "Total           180.0    -0.5%\n"
                 "\n"
                 "* restated\n");
    assert_drawn(20, false, 1,
                 "Acme · 2025Q1\n"
                 "CNY bn\n"
                 "Revenue      2025Q1\n"
                 "Value-adde…    92.1*\n"
                 "  社交网络      3.1\n"
                 "      loss narrowed\n"
                 "      by 1.9 bn\n"
                 "\n"
                 "Total         180.0\n"
                 "\n"
                 "* restated\n");
}

/* However narrow: no line is wider than the terminal. */
static void no_line_ever_wraps(void **state)
{
    (void)state;
    for (size_t width = 1; width < 60; width++) {
        qoq_buffer out = {0};
        qoq_table table;

        fill(&table);
        qoq_terminal_table(&out, &table, (qoq_terminal){width, false});
        for (const char *line = qoq_buffer_string(&out); *line;) {
            size_t len = strcspn(line, "\n");
            /* a remark has an indent that a few columns cannot hold */
            if (width >= 10)
                assert_true(qoq_text_width(line, len) <= width);
            line += len + (line[len] == '\n');
        }
        qoq_buffer_clear(&out);
        qoq_table_clear(&table);
    }
}

static void colours_tell_good_from_bad(void **state)
{
    (void)state;
    qoq_buffer out = {0};
    qoq_table table;

    fill(&table);
    qoq_terminal_table(&out, &table, (qoq_terminal){0, true});
    const char *text = qoq_buffer_string(&out);
    assert_non_null(strstr(text, "\033[32m+17.2%\033[0m"));
    assert_non_null(strstr(text, "\033[31m-0.5%\033[0m"));
    assert_non_null(strstr(text, "\033[1mTotal\033[0m"));
    assert_null(strstr(text, "m92.1"));
    /* without the colours it is the same table */
    qoq_buffer plain = {0}, stripped = {0};
    qoq_terminal_table(&plain, &table, (qoq_terminal){0, false});
    for (const char *c = text; *c; c++) {
        if (*c == '\033')
            c = strchr(c, 'm');
        else
            qoq_buffer_char(&stripped, *c);
    }
    assert_string_equal(qoq_buffer_string(&stripped), qoq_buffer_string(&plain));
    qoq_buffer_clear(&out);
    qoq_buffer_clear(&plain);
    qoq_buffer_clear(&stripped);
    qoq_table_clear(&table);
}

static void hostile_texts_do_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "\033[2J\033[31mred",
        "line\nbreak\rreturn",
        "\xE2\x80\xAEreversed",
        "\xC2\x9B\x33\x31mC1",
        "=HYPERLINK(\"x\")",
        "a|b`c*d<e>",
        "\"quoted\\\"",
        "",
        "\t tab",
        "@sum",
        "-2+3",
        "名称",
    };
    qoq_table table = {0};
    qoq_buffer out = {0};

    qoq_table_add_column(&table, "name\033[1m", "na\033me", QOQ_ALIGN_LEFT);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        qoq_table_add_row(&table, QOQ_TABLE_ROW);
        qoq_table_set(&table, 0, texts[i]);
    }
    qoq_terminal_table(&out, &table, (qoq_terminal){0, false});
    qoq_markdown_table(&out, &table);
    qoq_json_table(&out, &table);
    qoq_spreadsheet_csv(&out, &table);
    const char *all = qoq_buffer_string(&out);
    assert_null(strchr(all, '\033'));
    assert_null(strchr(all, '\r'));
    assert_null(strchr(all, '\t'));
    assert_null(strstr(all, "\xE2\x80\xAE"));
    assert_null(strstr(all, "\xC2\x9B"));
    assert_non_null(strstr(all, "a\\|b\\`c\\*d\\<e\\>"));       /* Markdown */
    assert_non_null(strstr(all, "\"'=HYPERLINK(\"\"x\"\")\"")); /* CSV */
    assert_non_null(strstr(all, "'@sum"));
    assert_non_null(strstr(all, "'-2+3"));
    assert_non_null(strstr(all, "\"\\\"quoted\\\\\\\"\"")); /* JSON */
    qoq_buffer_clear(&out);
    qoq_table_clear(&table);
}

static void the_same_table_everywhere(void **state)
{
    (void)state;
    qoq_buffer out = {0};
    qoq_table table;

    fill(&table);
    qoq_spreadsheet_csv(&out, &table);
    assert_string_equal(qoq_buffer_string(&out), "name,value,yoy\n"
                                                 "Value-added services,92.1,+17.2%\n"
                                                 "社交网络,3.1,n.m.\n"
                                                 "Total,180.0,-0.5%\n");
    out.len = 0;
    qoq_json_table(&out, &table);
    assert_string_equal(
        qoq_buffer_string(&out),
        "[\n"
        "  {\"name\": \"Value-added services\", \"value\": 92.1, \"yoy\": "
        "\"+17.2%\"},\n"
        "  {\"name\": \"社交网络\", \"value\": 3.1, \"yoy\": \"n.m.\"},\n"
        "  {\"name\": \"Total\", \"value\": 180.0, \"yoy\": \"-0.5%\"}\n"
        "]\n");
    out.len = 0;
    qoq_markdown_table(&out, &table);
    assert_string_equal(qoq_buffer_string(&out),
                        "**Acme · 2025Q1** · CNY bn\n"
                        "\n"
                        "| Revenue | 2025Q1 | YoY |\n"
                        "|---|---:|---:|\n"
                        "| Value-added services | 92.1\\* | +17.2% |\n"
                        "| &nbsp;&nbsp;社交网络 | 3.1 | n.m. |\n"
                        "| **Total** | **180.0** | **-0.5%** |\n"
                        "\n"
                        "社交网络: loss narrowed by 1.9 bn  \n"
                        "\\* restated\n");
    qoq_buffer_clear(&out);
    qoq_table_clear(&table);
}

static void json_numbers(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"92133000000", "92133000000"},
        {"-0.42", "-0.42"},
        {"0", "0"},
        {"0.5", "0.5"},
        {"", "null"},
        {"007", "\"007\""},
        {"1.", "\"1.\""},
        {"INF", "\"INF\""},
        {"~79.0", "\"~79.0\""},
        {"1,402", "\"1,402\""},
        {"-", "\"-\""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        qoq_buffer out = {0};
        qoq_json_number(&out, cases[i][0]);
        assert_string_equal(qoq_buffer_string(&out), cases[i][1]);
        qoq_buffer_clear(&out);
    }
}

static void assert_padded(const char *text, size_t width, qoq_align align,
                          const char *expected)
{
    qoq_buffer out = {0};

    qoq_terminal_pad(&out, text, width, align);
    assert_string_equal(qoq_buffer_string(&out), expected);
    qoq_buffer_clear(&out);
}

static void padding_counts_columns(void **state)
{
    (void)state;
    assert_padded("增值", 6, QOQ_ALIGN_LEFT, "增值  ");
    assert_padded("增值", 6, QOQ_ALIGN_RIGHT, "  增值");
    assert_padded("增值服务", 6, QOQ_ALIGN_LEFT, "增值… ");
    assert_padded("增值服务", 5, QOQ_ALIGN_LEFT, "增值…");
    assert_padded("abc", 3, QOQ_ALIGN_LEFT, "abc");
    assert_padded("abcd", 1, QOQ_ALIGN_LEFT, "…");
    assert_padded("abcd", 0, QOQ_ALIGN_LEFT, "");
}

static void text_is_wrapped(void **state)
{
    (void)state;
    qoq_buffer out = {0};

    qoq_terminal_wrap(&out, "one two three\n  kept as it is, however long\n\nend", 9,
                      0);
    assert_string_equal(qoq_buffer_string(&out),
                        "one two\nthree\n  kept as it is, however long\n\nend\n");
    out.len = 0;
    qoq_terminal_wrap(&out, "增值服务收入，同比增长", 10, 2);
    assert_string_equal(qoq_buffer_string(&out), "  增值服务\n  收入，同\n  比增长\n");
    out.len = 0;
    qoq_terminal_wrap(&out, "incomprehensibilities", 10, 2);
    assert_string_equal(qoq_buffer_string(&out), "  incompre\n  hensibil\n  ities\n");
    qoq_buffer_clear(&out);
}

static void empty_tables_draw_nothing_wrong(void **state)
{
    (void)state;
    qoq_table table = {0};
    qoq_buffer out = {0};

    assert_int_equal(qoq_terminal_table(&out, &table, (qoq_terminal){80, true}), 0);
    assert_string_equal(qoq_buffer_string(&out), "");
    qoq_table_set(&table, 3, "nowhere"); /* no row, no column */
    qoq_json_table(&out, &table);
    assert_string_equal(qoq_buffer_string(&out), "[]\n");
    qoq_buffer_clear(&out);
    qoq_table_clear(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_aligned),
        cmocka_unit_test(long_names_are_cut_before_columns_go),
        cmocka_unit_test(no_line_ever_wraps),
        cmocka_unit_test(colours_tell_good_from_bad),
        cmocka_unit_test(hostile_texts_do_nothing),
        cmocka_unit_test(the_same_table_everywhere),
        cmocka_unit_test(json_numbers),
        cmocka_unit_test(padding_counts_columns),
        cmocka_unit_test(text_is_wrapped),
        cmocka_unit_test(empty_tables_draw_nothing_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../document_law.h"
#include "../grid_text.h"
#include "document/layout_private.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- what is a figure --------------------------------------------------------------- */

static void figures_and_words(void **state)
{
    static const struct {
        const char *text;
        bool value, nil;
    } rows[] = {
        {"167,193", true, false},
        {"(56)", true, false},
        {"44,348*", true, false},
        {"-2%", true, false},
        {"(8.5%)", true, false},
        {"$1.20", true, false},
        {"0.7pp", true, false},
        {"7(a)", true, false},
        {"184\u202f210", true, false},
        {"2024", false, false},
        {"1999", false, false},
        {"30,", false, false},
        {"2024-09-30", false, false},
        {"3Q2024", false, false},
        {"Q1", false, false},
        {"30 September", false, false},
        {"二零二四年", false, false},
        {"", false, false},
        {"–", false, true},
        {"n.m.", false, true},
        {"不適用", false, true},
        {"N/A", false, true},
        {"--", false, true},
        {"none", false, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t len = strlen(rows[i].text);
        if (qoq_line_is_value(rows[i].text, len) != rows[i].value)
            fail_msg("value? '%s'", rows[i].text);
        if (qoq_line_is_nil(rows[i].text, len) != rows[i].nil)
            fail_msg("nil? '%s'", rows[i].text);
    }
}

static void headings_of_periods(void **state)
{
    static const struct {
        const char *text;
        bool dated;
    } rows[] = {
        {"2024", true},       {"Three months ended", true},
        {"二零二四年", true}, {"30 Sept 2025", true},
        {"第三季", true},     {"同比變動", false},
        {"Change", false},    {"RMB in millions", false},
        {"12345", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (qoq_line_has_date(rows[i].text, strlen(rows[i].text)) != rows[i].dated)
            fail_msg("date? '%s'", rows[i].text);
    }
}

/* ---- work --------------------------------------------------------------------------- */

static text_line *read_lines(const char *text, size_t len, size_t *count)
{
    line_reader reader = {.text = text, .len = len};
    text_line *lines = NULL, line;
    size_t room = 0;
    uint16_t gap = 0;
    *count = 0;
    while (qoq_line_read(&reader, &line)) {
        if (line.look == LINE_BLANK) {
            gap++;
            continue;
        }
        line.gap = gap;
        gap = 0;
        assert_int_equal(qoq_grow(&lines, &room, *count + 1, sizeof line, NULL),
                         QOQ_OK);
        lines[(*count)++] = line;
    }
    return lines;
}

static size_t steps_for(const char *piece, size_t times)
{
    qoq_buffer text = {0};
    qoq_layout *layout = NULL;
    size_t count;
    for (size_t i = 0; i < times; i++)
        qoq_buffer_text(&text, piece);
    text_line *lines = read_lines(text.ptr, text.len, &count);
    assert_int_equal(qoq_layout_find(&layout, text.ptr, lines, count, false, NULL),
                     QOQ_OK);
    size_t steps = qoq_layout_steps(layout);
    qoq_layout_free(layout);
    free(lines);
    qoq_buffer_clear(&text);
    return steps;
}

static void steps_grow_with_the_text_alone(void **state)
{
    static const char *const pieces[] = {
        "Revenue         1,234    5,678\n",
        "                2024     2023\nRevenue         1,234    5,678\n",
        "                2024     2023\n",
        "Revenue 1  2  3  4  5  6  7  8  9  10  11  12  13  14  15  16  17  18  19\n",
        "  1,0   2,0   3,0\n       4,0   5,0   6,0\n",
        "a\n",
        "a      b      c\n",
        "–  –  –  –  –  –\n\n",
        "(  (  )  )  $  $  %  %\n",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(pieces); i++) {
        size_t some = steps_for(pieces[i], 500), more = steps_for(pieces[i], 2000);
        if (more > 5 * some + 100)
            fail_msg("'%s': %zu steps, then %zu", pieces[i], some, more);
    }
}

static void read_and_check(const char *name, const char *text, size_t len)
{
    qoq_document document;
    assert_int_equal(qoq_document_parse(&document, name, text, len, NULL, NULL),
                     QOQ_OK);
    check_document(&document);
    qoq_document_clear(&document);
}

/* Each ends in far less than the time limit of the test. */
static void large_inputs_end(void **state)
{
    static const struct {
        const char *name, *begin, *piece;
    } rows[] = {
        {"a.md", "", "|"},
        {"a.md", "", "|a|b|\n"},
        {"a.tsv", "", "1\t"},
        {"a.tsv", "", "\t1,5\tx\n"},
        {"a.txt", "", "x      1,234  "},
        {"a.txt", "", "x      1,234\n"},
        {"a.txt", "", "x\f"},
        {"a.html", "<table><tr>", "<td>1"},
        {"a.html", "<table>", "<tr><td rowspan=9>1<td>2"},
        {"a.html", "", "<table><tr><td>1"},
    };
    enum { SIZE = 2000000 };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_buffer text = {0};
        qoq_buffer_text(&text, rows[i].begin);
        while (text.len < SIZE)
            qoq_buffer_text(&text, rows[i].piece);
        read_and_check(rows[i].name, text.ptr, text.len);
        qoq_buffer_clear(&text);
    }
}

/* ---- places ------------------------------------------------------------------------- */

static void cells_know_their_place(void **state)
{
    static const char text[] = "title\n\n"
                               "              2024     2023\n"
                               "收入          1,234    5,678\n"
                               "  毛利       $  234    (78)*\n";
    static const struct {
        size_t cell, line, column;
        const char *text;
        unsigned indent;
    } rows[] = {{0, 3, 15, "2024", 0}, {2, 4, 1, "收入", 0},  {3, 4, 13, "1,234", 0},
                {5, 5, 3, "毛利", 2},  {6, 5, 12, "$234", 0}, {7, 5, 22, "(78)*", 0}};
    qoq_document d;
    size_t page, line, column;
    (void)state;
    assert_int_equal(qoq_document_parse(&d, "a.txt", text, sizeof text - 1, NULL, NULL),
                     QOQ_OK);
    check_document(&d);
    check_places(&d, text, sizeof text - 1);
    assert_int_equal(d.grid_count, 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const qoq_grid_cell *cell = &d.grids[0].cells[rows[i].cell];
        qoq_document_locate(&d, cell->start, &page, &line, &column);
        assert_int_equal(page, 0);
        assert_int_equal(line, rows[i].line);
        assert_int_equal(column, rows[i].column);
        assert_int_equal(cell->indent, rows[i].indent);
        assert_int_equal(cell->len, strlen(rows[i].text));
        assert_memory_equal(d.text + cell->start, rows[i].text, cell->len);
    }
    qoq_document_clear(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_and_words),
        cmocka_unit_test(headings_of_periods),
        cmocka_unit_test(steps_grow_with_the_text_alone),
        cmocka_unit_test(large_inputs_end),
        cmocka_unit_test(cells_know_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

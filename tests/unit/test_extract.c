/* The reader of documents: linear in hostile input, and its notes. The rules of reading
 * have their examples in tests/spec/extract.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lexicon_fixture.h"
#include "qoq/extract.h"

static void count_note(void *data, const qoq_note *note)
{
    assert_non_null(qoq_note_kind_find(note->id));
    assert_true(note->line > 0);
    (*(size_t *)data)++;
}

static size_t read_text(const char *text, size_t len, qoq_extract_counts *counts,
                        size_t *notes)
{
    qoq_dataset out;
    qoq_document document;
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_extract_options options = {.lexicon = lexicon, .notes = {count_note, notes}};
    assert_int_equal(qoq_dataset_init(&out, &err), QOQ_OK);
    assert_int_equal(
        qoq_document_parse(&document,
                           text[0] == 'A' && strstr(text, "\n|") ? "x.md" : "x.txt",
                           text, len, NULL, &err),
        QOQ_OK);
    memset(counts, 0, sizeof *counts);
    assert_int_equal(qoq_extract(&out, &document, &options, counts, &err), QOQ_OK);
    size_t n = out.count;
    qoq_document_clear(&document);
    qoq_dataset_clear(&out);
    return n;
}

/* Steps of work per byte of text must not grow with the text. A large document is cut
 * three times (names, head, reading), a small one once: at most three times the steps,
 * where work that grows with the square would take four times for four times the text. */
static void stays_linear(const char *head, const char *unit)
{
    double per_byte[2];
    for (int round = 0; round < 2; round++) {
        size_t times = round ? 40000 : 10000, notes = 0;
        qoq_buffer text = {0};
        qoq_extract_counts counts;
        qoq_buffer_text(&text, head);
        for (size_t i = 0; i < times; i++)
            qoq_buffer_text(&text, unit);
        read_text(text.ptr, text.len, &counts, &notes);
        per_byte[round] = (double)counts.steps / (double)text.len;
        qoq_buffer_clear(&text);
    }
    if (per_byte[1] > per_byte[0] * 3.2 + 0.1)
        fail_msg("%.3f steps per byte became %.3f for '%s'", per_byte[0], per_byte[1],
                 unit);
}

static void hostile_text_takes_linear_work(void **state)
{
    static const char title[] = "腾讯2025年第一季度业绩\n";
    static const char *const units[] = {
        "收入为1800亿元,同比增长13%;", /* one sentence with 80,000 numbers */
        "1、",
        "(((",
        "由至较同比环比分别",
        "增值服务、",
        "云服务业务收入和",
        "A B and C, ",
        "revenue of $5 million and ",
        "2025年第一季度",
        "%",
        "二零二四",
        "收入为1亿元。\n"};
    (void)state;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        stays_linear(title, units[i]);
}

/* The rules of tables have their examples in tests/spec/figures.md. */
static void hostile_tables_take_linear_work(void **state)
{
    static const char head[] = "Acme Inc. Q2 2025\n\nIn USD millions\n\n"
                               "| | Q2 2025 | Q2 2024 | YoY |\n|---|--:|--:|--:|\n";
    static const char *const rows[] = {
        "| Revenue | 12.5 | 11.0 | 13.6% |\n",
        "| Cloud revenue | 12.5 | 11.0 | 13.6% |\n", /* a part, and its siblings */
        "| Lenses | 12.5 | 11.0 | 13.6% |\n| Total | 25.0 | 22.0 | 13.6% |\n",
        "| Segment operating income | 1 | 2 | - |\n",
        "| Opening balance | 1 | 2 | - |\n",
        "| Income tax expense | (1) | 2 | - |\n",
        "| Net income per share: | | | |\n",
        "| 2025 | 2024 | 2023 | 2022 |\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        stays_linear(head, rows[i]);
}

static void what_is_left_out_is_said(void **state)
{
    static const char text[] =
        "腾讯2025年第一季度业绩\n"
        "腾讯股价521港元。一季度收入1800亿元。平均每部手机重217克。\n";
    qoq_extract_counts counts;
    size_t notes = 0;
    (void)state;
    assert_int_equal(read_text(text, sizeof text - 1, &counts, &notes), 1);
    assert_true(notes >= 1);
    assert_true(counts.tokens > 0 && counts.clauses > 0 && counts.statements == 1);
}

static void no_company_no_records(void **state)
{
    static const char text[] = "收入为1800亿元,同比增长13%。\n";
    qoq_extract_counts counts;
    size_t notes = 0;
    (void)state;
    assert_int_equal(read_text(text, sizeof text - 1, &counts, &notes), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_text_takes_linear_work),
        cmocka_unit_test(hostile_tables_take_linear_work),
        cmocka_unit_test(what_is_left_out_is_said),
        cmocka_unit_test(no_company_no_records),
    };
    return cmocka_run_group_tests(tests, load, unload);
}

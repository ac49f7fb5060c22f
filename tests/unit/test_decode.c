#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../document_law.h"
#include "document/decode_private.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void assert_blocks(const char *path, const char *text, size_t len,
                          const char *blocks)
{
    qoq_buffer out = {0};
    qoq_document document;
    qoq_error err = {0};
    if (qoq_document_parse(&document, path, text, len, NULL, &err) != QOQ_OK)
        fail_msg("'%s': %s", text, err.message);
    check_document(&document);
    check_places(&document, text, len);
    show_blocks(&out, &document, '\n', '\t');
    assert_string_equal(qoq_buffer_string(&out), blocks);
    qoq_buffer_clear(&out);
    qoq_document_clear(&document);
}

typedef struct block_row {
    const char *text, *blocks;
} block_row;

static void assert_rows(const char *path, const block_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_blocks(path, rows[i].text, strlen(rows[i].text), rows[i].blocks);
}

/* ---- plain text --------------------------------------------------------------------- */

static void a_line_is_a_paragraph(void **state)
{
    static const block_row rows[] = {
        {"腾讯一季度收入1,800.22亿元 同比增长13%\n\n"
         "毛利为1,004.93亿元。\n经营盈利为575.66亿元。\n",
         "T 腾讯一季度收入1,800.22亿元 同比增长13%\n"
         "P 毛利为1,004.93亿元。\nP 经营盈利为575.66亿元。\n"},
        {"Tencent in the first quarter\n\nBy segment\nVAS was RMB92.1 billion.\n",
         "T Tencent in the first quarter\nH2 By segment\nP VAS was RMB92.1 billion.\n"},
        {"收入180亿元", "T 收入180亿元\n"},
        {"  　收入180亿元。　 ", "P 收入180亿元。\n"},
        {"Revenue was 5 million.", "P Revenue was 5 million.\n"},
    };
    (void)state;
    assert_rows("a.txt", rows, COUNT(rows));
}

static void what_is_told_about_a_text_is_no_headline(void **state)
{
    static const block_row rows[] = {
        /* a date line is not the title */
        {"2025年5月15日 下午7:30\n\n腾讯一季度业绩\n\n收入增长。\n",
         "P 2025年5月15日 下午7:30\nT 腾讯一季度业绩\nP 收入增长。\n"},
        {"May 15, 2025\n\nFirst quarter results\n\nRevenue rose.\n",
         "P May 15, 2025\nT First quarter results\nP Revenue rose.\n"},
        {"业绩\n\n图源：公司公告\n\n(责任编辑：某某)\n\n记者|甲    编辑|乙\n\n文。\n",
         "T 业绩\nP 图源：公司公告\nP (责任编辑：某某)\nP 记者|甲    编辑|乙\nP "
         "文。\n"},
        {"Is growth back?\nRevenue rose.\n", "T Is growth back?\nP Revenue rose.\n"},
        /* a list without marks */
        {"业绩\n\n收入1,800亿元，同比增长13%\n毛利1,005亿元，同比增长20%\n",
         "T 业绩\nP 收入1,800亿元，同比增长13%\nP 毛利1,005亿元，同比增长20%\n"},
        {"A\n\nRating: Buy | Target: HK$600\n",
         "T A\nP Rating: Buy | Target: HK$600\n"},
        {"A\n\nMargins. Gross profit US$534mn, gross margin\n\nSales rose.\n",
         "T A\nP Margins. Gross profit US$534mn, gross margin\nP Sales rose.\n"},
        {"Halberd Systems, Inc.\nRevenue was $5 million.\n",
         "T Halberd Systems, Inc.\nP Revenue was $5 million.\n"},
    };
    (void)state;
    assert_rows("a.txt", rows, COUNT(rows));
}

static void numbers_and_bullets_make_headings_and_items(void **state)
{
    static const block_row rows[] = {
        {"业绩\n\n一、分部收入\n增值服务增长。\n\n（一）本土市场游戏\n增长24%。\n",
         "T 业绩\nH2 分部收入\nP 增值服务增长。\nH3 本土市场游戏\nP 增长24%。\n"},
        {"Report\n\n1. Revenue\nIt rose.\n\n2. Costs\nThey fell.\n",
         "T Report\nH4 Revenue\nP It rose.\nH4 Costs\nP They fell.\n"},
        {"其中：\n(1)游戏收入增长24%;\n(2)广告收入增长20%。\n",
         "H2 其中：\nI 游戏收入增长24%;\nI 广告收入增长20%。\n"},
        {"A\n\n- one\n* two\n• three\n－四\n– five\n● 六\n",
         "T A\nI one\nI two\nI three\nI 四\nI five\nI 六\n"},
        {"A\n\n1. one\n2. two\n", "T A\nI one\nI two\n"},
        /* no list: a figure, a sign, a range */
        {"A\n\n1.5亿元的收入。\n-0.1%的变动。\n－5%。\n",
         "T A\nP 1.5亿元的收入。\nP -0.1%的变动。\nP －5%。\n"},
    };
    (void)state;
    assert_rows("a.txt", rows, COUNT(rows));
}

static void lines_wrapped_by_hand_are_joined(void **state)
{
    static const block_row rows[] = {
        {"Results\n\n"
         "Revenue in the quarter was RMB180.0 billion, which is thirteen percent more\n"
         "than in the same quarter of the year before. Gross profit was RMB100.5\n"
         "billion.\n\n"
         "Capital expenditure was RMB27.5 billion, mostly for servers that train and\n"
         "run models.\n",
         "T Results\n"
         "P Revenue in the quarter was RMB180.0 billion, which is thirteen percent "
         "more "
         "than in the same quarter of the year before. Gross profit was RMB100.5 "
         "billion.\n"
         "P Capital expenditure was RMB27.5 billion, mostly for servers that train and "
         "run models.\n"},
        {"业绩\n\n"
         "　　腾讯今日公布二零二五年第一季度的业绩，收入为一千八百亿元，毛\n"
         "利为一千零五亿元，比去年同期增长两成，增值服务和营销服务都在增\n"
         "长。\n"
         "　　社交网络收入为三百二十六亿元，比去年同期增长百分之七，主要由\n"
         "于手机游戏。\n",
         "T 业绩\n"
         "P 腾讯今日公布二零二五年第一季度的业绩，收入为一千八百亿元，毛"
         "利为一千零五亿元，比去年同期增长两成，增值服务和营销服务都在增"
         "长。\n"
         "P 社交网络收入为三百二十六亿元，比去年同期增长百分之七，主要由"
         "于手机游戏。\n"},
        /* one line that goes on in small letters, in a document that is not wrapped */
        {"A\n\nRevenue rose by five percent, and gross profit rose by\nsix percent.\n"
         "Costs fell.\n",
         "T A\nP Revenue rose by five percent, and gross profit rose by six percent.\n"
         "P Costs fell.\n"},
        {"A\n\n- Revenue rose by five percent, and gross profit by\n  six percent.\n- "
         "B\n",
         "T A\nI Revenue rose by five percent, and gross profit by six percent.\nI "
         "B\n"},
        /* half-width punctuation, and lines that begin with GMV or a number */
        {"业绩\n\n"
         "一季度,腾讯实现营收约1800亿元,同比增长13%;毛利约1005亿元,同比增长\n"
         "20%;经营利润(Non-IFRS)为693亿元,同比增长18%,小店商品交易总额,即\n"
         "GMV,也在增长,增速比上一季度的百分之十一略快,营销服务收入增长20%,\n"
         "2025年第一季度为319亿元。\n",
         "T 业绩\n"
         "P 一季度,腾讯实现营收约1800亿元,同比增长13%;毛利约1005亿元,同比增长"
         "20%;经营利润(Non-IFRS)为693亿元,同比增长18%,小店商品交易总额,即"
         "GMV,也在增长,增速比上一季度的百分之十一略快,营销服务收入增长20%,"
         "2025年第一季度为319亿元。\n"},
        /* hyphens that break a line are the word's own */
        {"A\n\nRevenue rose by five percent from the level of a year-\non-year base.\n",
         "T A\nP Revenue rose by five percent from the level of a year-on-year "
         "base.\n"},
        /* alike, but each its own */
        {"Divisions\n"
         "Skincare: €731 million, up 7.4% reported (9.9% like-for-like), 45.0% of it\n"
         "Fragrance: €269 million, up 6.0% reported (10.1% like-for-like), 33.0% of "
         "it\n"
         "Make-up: €846 million, down 0.5% reported (up 2.2% like-for-like), a third\n",
         "T Divisions\n"
         "P Skincare: €731 million, up 7.4% reported (9.9% like-for-like), 45.0% of "
         "it\n"
         "P Fragrance: €269 million, up 6.0% reported (10.1% like-for-like), 33.0% of "
         "it\n"
         "P Make-up: €846 million, down 0.5% reported (up 2.2% like-for-like), a "
         "third\n"},
    };
    (void)state;
    assert_rows("a.txt", rows, COUNT(rows));
}

static void columns_are_rows(void **state)
{
    static const block_row rows[] = {
        {"业绩摘要\n"
         "                    未经审计\n"
         "            二零二五年     二零二四年     同比\n"
         "收入           180,022        159,501      13%\n"
         "每股盈利（元）\n"
         "- 基本           5.252          4.479      17%\n"
         "* 经重列。\n",
         "T 业绩摘要\nR 未经审计\nR 二零二五年     二零二四年     同比\n"
         "R 收入           180,022        159,501      13%\nR 每股盈利（元）\n"
         "R - 基本           5.252          4.479      17%\nI 经重列。\n"},
        {"Item\tQ1\tQ2\nRevenue\t5.0\t6.0\nTotal\t7\n",
         "R Item\tQ1\tQ2\nR Revenue\t5.0\t6.0\nR Total\t7\n"},
        {"Revenue      n.m.\nProfit attributable to\n  owners      (5)    –\n",
         "R Revenue      n.m.\nR Profit attributable to\nR owners      (5)    –\n"},
        {"A\n\n----------\n\nfirst\n\n- 2 -\n\nPage 3 of 9\n\n–8–\n\n第3頁\n\nB.\n",
         "T A\nH2 first\nP B.\n"},
        {"A\f第一頁。\n\f\n                    7\nB\fC", "P A\f第一頁。\nT B\fC\n"},
        {"Segment results\n===============\nRevenue rose.\n",
         "T Segment results\nP Revenue rose.\n"},
    };
    (void)state;
    assert_rows("a.txt", rows, COUNT(rows));
}

/* ---- Markdown ----------------------------------------------------------------------- */

static void marks_of_markdown_are_left_out(void **state)
{
    static const block_row rows[] = {
        {"# 腾讯2025年第一季度 #\n\n## 要点\n\n**收入**1,800亿元，*同比*增长13%。\n",
         "T 腾讯2025年第一季度\nH2 要点\nP 收入1,800亿元，同比增长13%。\n"},
        {"# A\n\n**第四季度**\n\n收入增长。\n", "T A\nH3 第四季度\nP 收入增长。\n"},
        {"# A\n\n> 单位：元\n> 另有说明除外\n", "T A\nP 单位：元\nP 另有说明除外\n"},
        {"# A\n\n[收入](http://x/99812)增长`13%`，![图5](a.png)毛利\\*增长[^1]。\n",
         "T A\nP 收入增长13%，毛利*增长。\n"},
        {"# A\n\n| 业务 | 收入 |\n|:---|---:|\n| **合计** | 1<br>2 |\n",
         "T A\nR | 业务 | 收入 |\nR | 合计 | 1 2 |\n"},
        {"# A\n\n```\n收入增长。\n```\n", "T A\nP 收入增长。\n"},
        {"# A\n\n__Revenue__ of _snake_case_name_ 2*3*4 ** not ** closed **\n",
         "T A\nH2 Revenue of snake_case_name 2*3*4 ** not ** closed **\n"},
        {"# A\n\nSee for this and for more [the **second** quarter of\nthe "
         "year](http://x/*5*) and "
         "*six*.\n",
         "T A\nP See for this and for more the second quarter of the year and six.\n"},
        {"# A\n\n***both*** and **one *inside* it**.\n",
         "T A\nP both and one inside it.\n"},
        {"# A\n\n**Top line.** Net revenue was US$1.2bn, and Merchant\nSolutions "
         "rose.\n",
         "T A\nP Top line. Net revenue was US$1.2bn, and Merchant Solutions rose.\n"},
        {"# A\n\nline one ends here  \nand two is its own.\n",
         "T A\nH2 line one ends here\nP and two is its own.\n"},
    };
    (void)state;
    assert_rows("a.md", rows, COUNT(rows));
}

static void two_stars_are_left_out_of_any_text(void **state)
{
    static const block_row rows[] = {
        {"业绩\n\n**营收“增”**：1,800亿元**\n", "T 业绩\nH2 营收“增”：1,800亿元**\n"},
        /* footnotes of a table stay */
        {"A    51,668**    44,348**\n", "R A    51,668**    44,348**\n"},
        {"A _b_ [c](d) `e`.\n", "P A _b_ [c](d) `e`.\n"},
    };
    (void)state;
    assert_rows("a.txt", rows, COUNT(rows));
}

static void markdown_is_known_by_its_looks(void **state)
{
    static const char *const texts[] = {"# A\n\n## B\n\nc *d*.\n",
                                        "A\n\n|x|y|\n|---|---|\n|1|2|\n\nc *d*.\n"};
    qoq_document document;
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_int_equal(
            qoq_document_parse(&document, "-", texts[i], strlen(texts[i]), NULL, NULL),
            QOQ_OK);
        assert_int_equal(document.form, QOQ_FORM_MARKDOWN);
        assert_string_equal(document.source, "-");
        qoq_document_clear(&document);
    }
}

/* ---- encodings ---------------------------------------------------------------------- */

static void encode(qoq_buffer *out, const char *to, const char *text)
{
    size_t len = strlen(text), room = 4 * len + 16;
    iconv_t open = iconv_open(to, "UTF-8");
    char *copy = malloc(len + 1), *in = copy, *bytes = malloc(room), *end = bytes;
    assert_true(open != (iconv_t)-1 && copy && bytes);
    memcpy(copy, text, len + 1);
    if (iconv(open, &in, &len, &end, &room) == (size_t)-1)
        fail_msg("'%s' is not %s", text, to);
    assert_true(iconv(open, NULL, NULL, &end, &room) != (size_t)-1);
    qoq_buffer_add(out, bytes, (size_t)(end - bytes));
    iconv_close(open);
    free(copy);
    free(bytes);
}

/* LF → CR LF or CR. */
static void with_line_ends(qoq_buffer *out, const char *text, const char *end)
{
    for (; *text; text++) {
        if (*text == '\n')
            qoq_buffer_text(out, end);
        else
            qoq_buffer_char(out, *text);
    }
}

static void assert_same_document(const qoq_document *a, const qoq_document *b)
{
    assert_int_equal(a->block_count, b->block_count);
    for (size_t i = 0; i < a->block_count; i++) {
        const qoq_block *x = &a->blocks[i], *y = &b->blocks[i];
        assert_int_equal(x->kind, y->kind);
        assert_int_equal(x->len, y->len);
        assert_memory_equal(a->text + x->start, b->text + y->start, x->len);
        for (size_t k = 0; k < x->len; k++) {
            size_t page, line[2], column[2];
            qoq_document_locate(a, x->start + k, &page, &line[0], &column[0]);
            qoq_document_locate(b, y->start + k, &page, &line[1], &column[1]);
            assert_int_equal(line[0], line[1]);
            assert_int_equal(column[0], column[1]);
        }
    }
}

typedef struct guess {
    size_t notes;
} guess;

static void on_note(void *data, const qoq_note *note)
{
    guess *g = data;
    g->notes++;
    assert_string_equal(note->id, "encoding-guessed");
    assert_int_equal(note->level, QOQ_NOTE_DETAIL);
    assert_non_null(qoq_note_kind_find(note->id));
}

static void assert_read_as(const qoq_document *expected, const char *mark,
                           size_t mark_len, const qoq_buffer *bytes,
                           const char *encoding, bool guessed)
{
    guess g = {0};
    qoq_decode_options options = {NULL, {on_note, &g}};
    qoq_buffer all = {0};
    qoq_document document;
    qoq_error err = {0};
    qoq_buffer_add(&all, mark, mark_len);
    qoq_buffer_add(&all, bytes->ptr, bytes->len);
    if (qoq_document_parse(&document, "a.txt", all.ptr, all.len, &options, &err))
        fail_msg("%s: %s", encoding, err.message);
    check_document(&document);
    assert_string_equal(document.encoding, encoding);
    assert_int_equal(g.notes, guessed);
    assert_same_document(expected, &document);
    qoq_document_clear(&document);
    qoq_buffer_clear(&all);
}

static const struct {
    const char *iconv, *name, *mark;
    size_t mark_len;
    bool guessed;
    const char *scripts; /* which of s, t, e it can write */
} encodings[] = {
    {"UTF-8", "UTF-8", "", 0, false, "ste"},
    {"UTF-8", "UTF-8", "\xEF\xBB\xBF", 3, false, "ste"},
    {"UTF-16LE", "UTF-16LE", "\xFF\xFE", 2, false, "ste"},
    {"UTF-16BE", "UTF-16BE", "\xFE\xFF", 2, false, "ste"},
    {"UTF-16LE", "UTF-16LE", "", 0, true, "ste"},
    {"UTF-16BE", "UTF-16BE", "", 0, true, "ste"},
    {"UTF-32LE", "UTF-32LE", "\xFF\xFE\0\0", 4, false, "ste"},
    {"GB18030", "GB18030", "", 0, true, "st"},
    {"GBK", "GB18030", "", 0, true, "st"},
    {"BIG5-HKSCS", "Big5-HKSCS", "", 0, true, "t"},
    {"BIG5", "Big5-HKSCS", "", 0, true, "t"},
    {"WINDOWS-1252", "Windows-1252", "", 0, true, "e"},
};

static const struct {
    char script;
    const char *text;
} samples[] = {
    {'s', "腾讯控股2025年第一季度业绩\n\n收入为1,800.22亿元，同比增长13%；毛利1,004."
          "93亿元。\n"
          "一、分部\n营销服务收入318.53亿元，同比增长20%。\n"},
    {'s', "收入5亿元"},
    {'t', "騰訊控股二零二五年第一季度業績\n\n收入為1,800.22億元，同比增長13%；毛利1,"
          "004.93億元。\n"
          "一、分部\n網絡廣告收入318.53億元，同比增長20%。\n"},
    {'t', "經營盈利增長"},
    {'e', "Northwind Instruments\n\nRevenue was £412.6 million, or €480 million in the "
          "café’s “own” count – a résumé.\nNestlé rose.\n"},
    {'e', "Revenue: £5m"},
};

static void the_same_text_is_read_the_same_in_every_encoding(void **state)
{
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    (void)state;
    for (size_t s = 0; s < COUNT(samples); s++) {
        qoq_document expected;
        assert_int_equal(qoq_document_parse(&expected, "a.txt", samples[s].text,
                                            strlen(samples[s].text), NULL, NULL),
                         QOQ_OK);
        for (size_t e = 0; e < COUNT(encodings) * COUNT(ends); e++) {
            qoq_buffer lines = {0}, bytes = {0};
            size_t n = e / COUNT(ends);
            if (!strchr(encodings[n].scripts, samples[s].script))
                continue;
            with_line_ends(&lines, samples[s].text, ends[e % COUNT(ends)]);
            encode(&bytes, encodings[n].iconv, qoq_buffer_string(&lines));
            assert_read_as(&expected, encodings[n].mark, encodings[n].mark_len, &bytes,
                           encodings[n].name, encodings[n].guessed);
            qoq_buffer_clear(&lines);
            qoq_buffer_clear(&bytes);
        }
        qoq_document_clear(&expected);
    }
}

static void an_encoding_that_is_named_is_taken(void **state)
{
    static const struct {
        const char *wanted, *bytes, *encoding, *text;
    } rows[] = {
        {"gb2312", "\xCA\xD5\xC8\xEB", "GB18030", "收入"},
        {"GBK", "\xCA\xD5\xC8\xEB", "GB18030", "收入"},
        {"big5", "\xA6\xAC\xA4J", "Big5-HKSCS", "收入"},
        {"big5", "\xA6\xAC\xA1\xFE\xA4J", "CP950", "收／入"},
        {"latin1", "caf\xE9 \x80", "Windows-1252", "café €"},
        {"shift_jis", "\x93\xFA\x96{", "shift_jis", "日本"},
        {"utf-16", "6\x65\x65\x51", "UTF-16LE", "收入"},
        {"utf-8", "\xEF\xBB\xBF收入", "UTF-8", "收入"},
        {"", "收入", "UTF-8", "收入"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_decode_options options = {rows[i].wanted, {NULL, NULL}};
        qoq_document d;
        qoq_error err = {0};
        if (qoq_document_parse(&d, "a", rows[i].bytes, strlen(rows[i].bytes), &options,
                               &err))
            fail_msg("%s: %s", rows[i].wanted, err.message);
        assert_string_equal(d.encoding, rows[i].encoding);
        assert_string_equal(d.text, rows[i].text);
        qoq_document_clear(&d);
    }
}

static void what_a_page_declares_is_a_hint(void **state)
{
    static const struct {
        const char *text, *encoding;
    } rows[] = {
        /* two bytes that are Chinese either way */
        {"<html><meta charset=big5><p>\xA6\xAC\xA4J</p>", "Big5-HKSCS"},
        {"<html><meta charset='gb2312'><p>\xCA\xD5\xC8\xEB</p>", "GB18030"},
        /* wrong: what the bytes say counts */
        {"<html><meta charset=gb2312><p>收入增长</p>", "UTF-8"},
        {"<html><meta charset=utf-8><p>\xCA\xD5\xC8\xEB\xD4\xF6\xB3\xA4</p>",
         "GB18030"},
        {"<?xml version='1.0' "
         "encoding=\"shift_jis\"?><html><p>\x82\xA0\x82\xA2\x82\xE0",
         "shift_jis"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_document d;
        qoq_error err = {0};
        if (qoq_document_parse(&d, "a.html", rows[i].text, strlen(rows[i].text), NULL,
                               &err))
            fail_msg("row %zu: %s", i, err.message);
        assert_string_equal(d.encoding, rows[i].encoding);
        qoq_document_clear(&d);
    }
}

/* ---- what cannot be read ------------------------------------------------------------ */

static void what_cannot_be_read_says_why_and_where(void **state)
{
    static const struct {
        const char *encoding, *bytes;
        size_t len;
        qoq_status status;
        size_t line, column;
        const char *message;
    } rows[] = {
        {NULL, "", 0, QOQ_EINPUT, 0, 0, "empty document"},
        {NULL, " \n\t\r\n", 5, QOQ_EINPUT, 0, 0, "empty document"},
        {NULL, "\xEF\xBB\xBF", 3, QOQ_EINPUT, 0, 0, "empty document"},
        {NULL, "　\n", 4, QOQ_EINPUT, 0, 0, "empty document"},
        {NULL, "\xFF\xFE", 2, QOQ_EINPUT, 0, 0, "empty document"},
        {NULL, "PK\3\4abcdef", 10, QOQ_EINPUT, 0, 0, "an Office or ZIP file"},
        {NULL, "\x89PNG\r\n\x1a\n", 8, QOQ_EINPUT, 0, 0, "a picture (PNG)"},
        {NULL, "\x1F\x8B\x08\x00", 4, QOQ_EINPUT, 0, 0, "a gzip file"},
        {NULL, "{\\rtf1 x}", 9, QOQ_EINPUT, 0, 0, "RTF is not read"},
        {NULL, "Revenue\0rose 5%.", 16, QOQ_EINPUT, 1, 8,
         "not a text document: a NUL character"},
        {NULL, "\xFF\0\1\0\0\0\xC3(", 8, QOQ_EINPUT, 0, 0,
         "not a text document: it has NUL"},
        {NULL, "\1\2\3\4\5\6abc", 9, QOQ_EINPUT, 0, 0, "not a text document: binary"},
        {NULL, "收入增长\n毛利\xFF增长，同比增长", 31, QOQ_EINPUT, 2, 3,
         "not valid UTF-8 (byte 0xFF)"},
        {NULL, "abc \xFF def", 9, QOQ_EINPUT, 1, 5, "not valid UTF-8 (byte 0xFF)"},
        {NULL, "收入增长，毛利增\xE9\x95", 26, QOQ_EINPUT, 1, 9,
         "not valid UTF-8 (byte 0xE9)"},
        {NULL, "\xEF\xBB\xBF\xCA\xD5\xC8\xEB", 7, QOQ_EINPUT, 1, 1,
         "not valid UTF-8 (byte 0xCA)"},
        {"gbk", "\xCA\xD5\n\xC8\xEB\xFF\xFF", 7, QOQ_EINPUT, 2, 2,
         "not valid GB18030 (byte 0xFF)"},
        {"gbk", "\xCA\xD5\xC8", 3, QOQ_EINPUT, 1, 2, "the document ends in the middle"},
        {"utf-16le", "\x00\xD8\x41\x00", 4, QOQ_EINPUT, 1, 1, "not valid UTF-16LE"},
        {"utf-8", "\xCA\xD5", 2, QOQ_EINPUT, 1, 1, "not valid UTF-8 (byte 0xCA)"},
        {"gb2321", "a", 1, QOQ_EUSAGE, 0, 0,
         "unknown encoding 'gb2321', did you mean 'gb2312'?; there are"},
        {"klingon", "a", 1, QOQ_EUSAGE, 0, 0, "unknown encoding 'klingon'; there are"},
        {"gbk//IGNORE", "a", 1, QOQ_EUSAGE, 0, 0, "unknown encoding 'gbk//IGNORE'"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_decode_options options = {rows[i].encoding, {NULL, NULL}};
        qoq_document d;
        qoq_error err = {0};
        qoq_status status =
            qoq_document_parse(&d, "a.txt", rows[i].bytes, rows[i].len, &options, &err);
        if (status != rows[i].status || err.line != rows[i].line ||
            err.column != rows[i].column ||
            strncmp(err.message, rows[i].message, strlen(rows[i].message)) != 0)
            fail_msg("row %zu: status %d, %zu:%zu: %s", i, status, err.line, err.column,
                     err.message);
        assert_null(d.owned);
        assert_int_equal(
            qoq_document_parse(&d, "a.txt", rows[i].bytes, rows[i].len, &options, NULL),
            rows[i].status);
    }
}

static void a_file_is_read_like_its_bytes(void **state)
{
    qoq_document d;
    qoq_error err = {0};
    char path[] = "/tmp/qoq_decode_XXXXXX";
    int file = mkstemp(path);
    FILE *out = fdopen(file, "w");
    (void)state;
    fputs("收入增长。\n", out);
    fclose(out);
    assert_int_equal(qoq_document_read(&d, path, NULL, &err), QOQ_OK);
    assert_string_equal(d.path, path);
    assert_string_equal(d.source, strrchr(path, '/') + 1);
    assert_int_equal(d.block_count, 1);
    assert_true(d.id != 0);
    qoq_document_clear(&d);
    remove(path);
    assert_int_equal(qoq_document_read(&d, path, NULL, &err), QOQ_EINPUT);
}

/* ---- places ------------------------------------------------------------------------- */

static void places_are_those_of_the_original(void **state)
{
    static const struct {
        const char *text, *find;
        size_t line, column;
    } rows[] = {
        {"a\nb收c\n", "c", 2, 3},
        {"a\r\nb收c\r\n", "c", 2, 3},
        {"a\rb收c\r", "c", 2, 3},
        {"\xEF\xBB\xBF"
         "a收c",
         "c", 1, 3},
        {"# t\n\n**毛**利 *x* c。", "c", 3, 12},
        {"# t\n\n> a收入增长\n> 利c。", "c", 4, 4},
        {"𠀀c", "c", 1, 2},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_document d;
        size_t page, line, column;
        assert_int_equal(qoq_document_parse(&d, "a.md", rows[i].text,
                                            strlen(rows[i].text), NULL, NULL),
                         QOQ_OK);
        size_t at = (size_t)(strstr(d.text, rows[i].find) - d.text);
        qoq_document_locate(&d, at, &page, &line, &column);
        assert_int_equal(page, 0);
        assert_int_equal(line, rows[i].line);
        assert_int_equal(column, rows[i].column);
        qoq_document_locate(&d, d.len + 99, &page, &line, &column);
        assert_true(line >= rows[i].line);
        qoq_document_clear(&d);
    }
}

/* Long enough for many marks: each line number is printed in its line. */
static void places_hold_far_into_a_text(void **state)
{
    enum { LINES = 20000 };
    qoq_buffer text = {0};
    qoq_document d;
    size_t page, line, column;
    (void)state;
    for (int i = 1; i <= LINES; i++)
        qoq_buffer_print(&text, "第%d行，收入增长。%s", i, i % 3 ? "\n" : "\r\n");
    assert_int_equal(qoq_document_parse(&d, "a", text.ptr, text.len, NULL, NULL),
                     QOQ_OK);
    assert_int_equal(d.block_count, LINES);
    for (size_t i = 0; i < LINES; i += 97) {
        qoq_document_locate(&d, d.blocks[i].start + strlen("第"), &page, &line,
                            &column);
        assert_int_equal(line, i + 1);
        assert_int_equal(column, 2);
        assert_int_equal(strtoul(d.text + d.blocks[i].start + strlen("第"), NULL, 10),
                         line);
    }
    assert_true(d.mark_count * 200 < d.len);
    qoq_document_clear(&d);
    qoq_buffer_clear(&text);
}

/* ---- hostile input ------------------------------------------------------------------ */

/* Anything but linear would not end within the time a test has. */
static void a_long_text_takes_no_longer_than_its_length(void **state)
{
    static const struct {
        const char *path, *head, *part;
    } rows[] = {
        {"a.txt", "", "收入同比增长13%，"},
        {"a.txt", "", "Revenue rose 5%. "},
        {"a.txt", "", "a\n"},
        {"a.txt", "", "a\r"},
        {"a.txt", "x", "\n"},
        {"a.txt", "x", " "},
        {"a.txt", "", "**a "},
        {"a.md", "", "*a _b `c "},
        {"a.md", "", "[a](b "},
        {"a.md", "", "["},
        {"a.md", "", "> "},
        {"a.txt", "", "- "},
        {"a.txt", "", "1. "},
        {"a.txt", "x", "   1"},
        {"a.txt", "", "|"},
        {"a.txt", "", "\xE9t"},
        {"a.txt", "", "\xCA\xD5\xC8\xEB"},
        {"a.txt", "", "#"},
        {"a.txt", "x", "\f"},
        {"a.txt", "", "a  \n"},
    };
    enum { BYTES = 4000000 };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_buffer text = {0};
        qoq_document d;
        qoq_error err = {0};
        qoq_buffer_text(&text, rows[i].head);
        while (text.len < BYTES)
            qoq_buffer_text(&text, rows[i].part);
        if (qoq_document_parse(&d, rows[i].path, text.ptr, text.len, NULL, &err))
            fail_msg("row %zu: %s", i, err.message);
        check_document(&d);
        qoq_document_clear(&d);
        qoq_buffer_clear(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_a_paragraph),
        cmocka_unit_test(what_is_told_about_a_text_is_no_headline),
        cmocka_unit_test(numbers_and_bullets_make_headings_and_items),
        cmocka_unit_test(lines_wrapped_by_hand_are_joined),
        cmocka_unit_test(columns_are_rows),
        cmocka_unit_test(marks_of_markdown_are_left_out),
        cmocka_unit_test(two_stars_are_left_out_of_any_text),
        cmocka_unit_test(markdown_is_known_by_its_looks),
        cmocka_unit_test(the_same_text_is_read_the_same_in_every_encoding),
        cmocka_unit_test(an_encoding_that_is_named_is_taken),
        cmocka_unit_test(what_a_page_declares_is_a_hint),
        cmocka_unit_test(what_cannot_be_read_says_why_and_where),
        cmocka_unit_test(a_file_is_read_like_its_bytes),
        cmocka_unit_test(places_are_those_of_the_original),
        cmocka_unit_test(places_hold_far_into_a_text),
        cmocka_unit_test(a_long_text_takes_no_longer_than_its_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

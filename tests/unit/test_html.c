#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../document_law.h"
#include "document/html_private.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void read_page(qoq_document *d, const char *text, size_t len)
{
    qoq_error err = {0};
    if (qoq_document_parse(d, "a.html", text, len, NULL, &err) != QOQ_OK)
        fail_msg("'%.200s': %s", text, err.message);
    assert_int_equal(d->form, QOQ_FORM_HTML);
    check_document(d);
    check_places(d, text, len);
}

typedef struct page_row {
    const char *text, *blocks;
} page_row;

static void assert_rows(const page_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        qoq_buffer out = {0};
        qoq_document document;
        read_page(&document, rows[i].text, strlen(rows[i].text));
        show_blocks(&out, &document, '/', '|');
        assert_string_equal(qoq_buffer_string(&out), rows[i].blocks);
        qoq_buffer_clear(&out);
        qoq_document_clear(&document);
    }
}

/* ---- text --------------------------------------------------------------------------- */

static void elements_make_blocks(void **state)
{
    static const page_row rows[] = {
        {"<h1>业绩</h1><p>收入增长。<p>毛利增长。<h3>分部</h3><div>甲<div>乙</div>丙</"
         "div>",
         "T 业绩\nP 收入增长。\nP 毛利增长。\nH3 分部\nP 甲\nP 乙\nP 丙\n"},
        {"<ul><li>one<li><p>two</p></ul>three<dl><dt>four<dd>five</dl>",
         "I one\nI two\nP three\nP four\nP five\n"},
        {"a<blockquote>b</blockquote>c<hr>d<section>e</section><footer>f</footer>",
         "P a\nP b\nP c\nP d\nP e\nP f\n"},
        {"<p>Revenue   was\n\t RMB 5\n million </p>", "P Revenue was RMB 5 million\n"},
        {"<h2>A<p>B</h2><p>C</p>", "T A\nP B\nP C\n"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows));
}

static void inline_tags_join_without_a_gap(void **state)
{
    static const page_row rows[] = {
        {"<p>收入为1,<span>672</span>亿元，<b>同比</b>增长<a href=x>8%</a>。",
         "P 收入为1,672亿元，同比增长8%。\n"},
        {"<p>a <b>b</b> c<i> d</i>e <u> f", "P a b c de f\n"},
        {"<p>a<!-- 9 "
         "-->b<script>1</script>c<style>p{}</style>d<svg><text>7</text></svg>e",
         "P abcde\n"},
        {"<p>R&D 5 < 6 <7 & &copy 8", "P R&D 5 < 6 <7 & &copy 8\n"},
        {"<p>5&nbsp;million &lt;&amp;&#x20AC;&#165;&minus;3&#37;&#32;x&unknown;",
         "P 5\u00a0million <&€¥−3% x&unknown;\n"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows));
}

static void footnote_marks_are_left_out(void **state)
{
    static const page_row rows[] = {
        {"<p>US$13,355.8<sup>1</sup> million (<sup>(2)</sup>) and <sup>*</sup>51",
         "P US$13,355.8 million () and 51\n"},
        {"<p>the 1<sup>st</sup> quarter, 30<sup>th</sup>", "P the 1st quarter, 30th\n"},
        {"<p>a<sup>¹</sup>b<sup><a href=#1>3</a></sup> c", "P ab c\n"},
        {"<p>one<sup>2<p>two", "P one\nP two\n"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows));
}

static void what_is_not_shown_is_left_out(void **state)
{
    static const page_row rows[] = {
        {"<nav><p>1</p></nav><noscript>2</noscript><template>3</template>"
         "<p hidden>4</p><p style='color:red; display : none'>5</p><select><option>6"
         "</select><iframe>7</iframe><button>8</button><p>text",
         "P text\n"},
        {"<p style='x:y; display'>c</p>", "P c\n"},
        {"<div style='visibility: hidden; display:block'>a</div><p>b", "P a\nP b\n"},
        {"<p>was <del>5</del><s>6</s> 7", "P was 7\n"},
        /* a page that hides all it has */
        {"<body style='display:none'><p>a</p></body>", "P a\n"},
        {"<nav><a>menu</a><p>never closed", "P menu\nP never closed\n"},
        /* what follows the end of the page */
        {"<html><body><p>a</p></body></html>\n<html><body><p>b</body></html >c",
         "P a\nP b c\n"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows));
}

static void line_breaks(void **state)
{
    static const page_row rows[] = {
        {"<p>ACME, Inc.<br>Income statement<br/>(unaudited)</p>",
         "T ACME, Inc./Income statement/(unaudited)\n"},
        /* old pages write paragraphs by two of them, or indent by a wide blank */
        {"<p>one<br><br>two<br> <br />three", "P one\nP two\nP three\n"},
        {"收入增长<br>　　毛利增长", "P 收入增长\nP 毛利增长\n"},
        {"收入增长。<br>毛利增长。", "P 收入增长。\nP 毛利增长。\n"},
        {"<br><br>a<br>", "P a\n"},
        {"<pre>\nSegment revenue\nof the quarter\n\nVAS      5.0    6.0\n---\n</pre>b",
         "T Segment revenue/of the quarter\nR VAS      5.0    6.0\nP b\n"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows));
}

static void paragraphs_that_are_headings(void **state)
{
    static const page_row rows[] = {
        {"<h1>A</h1><p><strong>分部收入</strong></p><p><b>x</b> y</p><p><b>It "
         "rose.</b>",
         "T A\nH4 分部收入\nP x y\nP It rose.\n"},
        {"<h1>A</h1><p>一、分部收入</p><p>（1）增值服务收入增长9%。</p><p>• "
         "广告增长</p>",
         "T A\nH2 分部收入\nI 增值服务收入增长9%。\nI 广告增长\n"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows));
}

/* ---- titles ------------------------------------------------------------------------- */

static void the_title(void **state)
{
    static const page_row rows[] = {
        {"<title>业绩_财经</title><h2>站点</h2><h1>业绩</h1><h1>二</h1>",
         "H2 站点\nT 业绩\nH1 二\n"},
        {"<title>业绩</title><h2>业绩</h2><p>a", "T 业绩\nP a\n"},
        {"<title>业绩_财经频道</title><h2>业绩</h2><p>a", "T 业绩\nP a\n"},
        {"<title>业绩</title><h2>分部</h2><p>a", "T 业绩\nH2 分部\nP a\n"},
        {"<title> </title><h3>分部</h3><p>a", "T 分部\nP a\n"},
        {"<title>业绩</title><p>a", "T 业绩\nP a\n"},
        {"<h1></h1><h2>b</h2><p>c", "T b\nP c\n"},
        {"<p>Nothing here is a title.", "P Nothing here is a title.\n"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows));
}

/* ---- tables ------------------------------------------------------------------------- */

static void table_rows(void **state)
{
    static const page_row rows[] = {
        {"<table><caption>百万元</caption><thead><tr><th></th><th>2025<br>Q1</th>"
         "<th>2024Q1</th></thead><tr><td>收入<sup>1</sup></td><td> 180,022 </td>"
         "<td><p>159,501</p></td></tr><tr><td>其他<td></td><td>(8)</table>",
         "P 百万元\nR 2025/Q1|2024Q1\nR 收入|180,022|159,501\nR 其他||(8)\n"},
        {"<table><tr><td><div>a</div><div>b</div></td><td>c</table>d",
         "R a/b|c\nP d\n"},
        {"<tr><td>Revenue:</td></tr><td>x<td>y", "P Revenue:\nR x|y\n"},
        /* a page laid out by a table */
        {"<table><tr><td><a>Home</a></td><td><h1>A</h1><p>Revenue rose by five percent "
         "in the quarter, and gross profit rose, too.</p><p>Costs fell.</p></td></tr>"
         "<tr><td><table><tr><td>Revenue<td>5</table>behind</td></tr></table>",
         "P Home\nT A\nP Revenue rose by five percent in the quarter, and gross profit "
         "rose, too.\nP Costs fell.\nR Revenue|5\nP behind\n"},
        {"<table><tr><td>x<td>Revenue rose by five percent in the quarter, it was said "
         "on Monday; gross profit was flat.</table>",
         "P x\nP Revenue rose by five percent in the quarter, it was said on Monday; "
         "gross profit was flat.\n"},
        /* a list set as a table */
        {"<table><tr><td>•<td>Revenue of $418.3 million, up 31%<tr><td>(1)<td>As "
         "restated"
         "</table>",
         "I Revenue of $418.3 million, up 31%\nI As restated\n"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows));
}

/* ---- which documents are pages ------------------------------------------------------ */

static void pages_are_known_by_content_or_name(void **state)
{
    static const struct {
        const char *path, *text;
        qoq_document_form form;
    } rows[] = {
        {"a.txt", "<!DOCTYPE html><p>a", QOQ_FORM_HTML},
        {"-", " \n<HTML lang=en><p>a", QOQ_FORM_HTML},
        {"a", "<DOCUMENT>\n<TYPE>EX-99.1\n<TEXT>\n<body bgcolor=white>a",
         QOQ_FORM_HTML},
        {"a.HTM", "<p>a", QOQ_FORM_HTML},
        {"a.xhtml", "<?xml version='1.0'?><p>a</p>", QOQ_FORM_HTML},
        {"a.html", "5 < 6, said he", QOQ_FORM_TEXT},
        {"a.txt", "The tag <html> begins a page", QOQ_FORM_TEXT},
        {"a.txt", "<headline>a", QOQ_FORM_TEXT},
        {"a.md", "<body>a", QOQ_FORM_MARKDOWN},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_document d;
        assert_int_equal(qoq_document_parse(&d, rows[i].path, rows[i].text,
                                            strlen(rows[i].text), NULL, NULL),
                         QOQ_OK);
        if (d.form != rows[i].form)
            fail_msg("'%s' was read as %d", rows[i].text, (int)d.form);
        qoq_document_clear(&d);
    }
}

static void a_page_without_text_is_an_error(void **state)
{
    static const char *const pages[] = {"<html><script>draw()</script></html>",
                                        "<html><body> <p> &nbsp; </p></body>",
                                        "<!doctype html><img src=a.png>"};
    (void)state;
    for (size_t i = 0; i < COUNT(pages); i++) {
        qoq_document d;
        qoq_error err = {0};
        assert_int_equal(
            qoq_document_parse(&d, "a", pages[i], strlen(pages[i]), NULL, &err),
            QOQ_EINPUT);
        assert_non_null(strstr(err.message, "no text in this web page"));
    }
}

static void elements_are_found_by_name(void **state)
{
    static const struct {
        const char *name;
        html_role role;
        int level;
    } rows[] = {{"address", ROLE_BLOCK, 0},
                {"h6", ROLE_HEADING, 6},
                {"video", ROLE_SKIP, 0},
                {"span", ROLE_INLINE, 0},
                {"td", ROLE_CELL, 0},
                {"tr", ROLE_ROW, 0},
                {"b", ROLE_STRONG, 0},
                {"", ROLE_INLINE, 0},
                {"ix:nonfraction", ROLE_INLINE, 0}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int level = -1;
        assert_int_equal(qoq_html_role(rows[i].name, &level), rows[i].role);
        assert_int_equal(level, rows[i].level);
    }
}

/* ---- places ------------------------------------------------------------------------- */

static void places_are_those_of_the_source(void **state)
{
    static const struct {
        const char *text, *find;
        size_t line, column;
    } rows[] = {
        {"<p>收<b>入</b>c", "c", 1, 13},
        {"<p>\r\n收&nbsp;&amp;&#8364;x", "x", 2, 20},
        {"<p>\r\n收&nbsp;&amp;&#8364;x", "€", 2, 13},
        {"<p>a<sup>1</sup>\n  b", "b", 2, 3},
        {"<table><tr><td>a</td>\n<td>5.0", "5.0", 2, 5},
        {"\xEF\xBB\xBF<p>a", "a", 1, 4},
        {"<p>\x01收\uFFFE入", "入", 1, 7},
        {"<p>a<br>\nb", "b", 2, 1},
        {"<p>x</body>\n</html>\ny", "y", 3, 1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_document d;
        size_t page, line, column;
        assert_int_equal(qoq_document_parse(&d, "a.html", rows[i].text,
                                            strlen(rows[i].text), NULL, NULL),
                         QOQ_OK);
        const char *found = strstr(d.text, rows[i].find);
        assert_non_null(found);
        qoq_document_locate(&d, (size_t)(found - d.text), &page, &line, &column);
        if (line != rows[i].line || column != rows[i].column)
            fail_msg("'%s': %zu:%zu", rows[i].text, line, column);
        qoq_document_clear(&d);
    }
}

static const char whole_page[] =
    "<!doctype html>\r\n<html><head><title>业绩 &amp; more</title></head><body>\n"
    "<h1>腾讯一季度收入1,800.22亿元</h1>\n"
    "<p>毛利为<b>1,004</b>.93亿元，R&D 5 < 6 &lt; 7 &copy;。</p><!-- 9 -->\n"
    "<table><tr><td>增值服务</td><td>92,133&nbsp;</td></tr></table>\n"
    "<p>end<br>of it<sup>(1)</sup></p></body></html>";

/* Tags, entities and characters fall apart between two pieces in every possible way. */
static void pieces_do_not_show(void **state)
{
    enum { PIECE = 8192 };
    qoq_document plain;
    qoq_buffer expected = {0};
    (void)state;
    read_page(&plain, whole_page, strlen(whole_page));
    show_blocks(&expected, &plain, '/', '|');
    for (size_t shift = 0; shift <= strlen(whole_page); shift += 3) {
        qoq_buffer page = {0}, out = {0};
        qoq_document d;
        qoq_buffer_text(&page, "<!--");
        qoq_buffer_fill(&page, '-', PIECE - 7 - shift);
        qoq_buffer_text(&page, "-->");
        qoq_buffer_text(&page, whole_page);
        read_page(&d, page.ptr, page.len);
        show_blocks(&out, &d, '/', '|');
        assert_string_equal(qoq_buffer_string(&out), qoq_buffer_string(&expected));
        qoq_document_clear(&d);
        qoq_buffer_clear(&page);
        qoq_buffer_clear(&out);
    }
    qoq_document_clear(&plain);
    qoq_buffer_clear(&expected);
}

/* The parser hands over each thousand bytes of a text by themselves. */
static void long_texts_keep_their_places(void **state)
{
    static const char *const parts[] = {
        "收入同比增长13%，", "a", "word ", "=", "ü ", "𠀀"};
    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++) {
        qoq_buffer page = {0};
        qoq_document d;
        qoq_buffer_text(&page, "<p class=a>");
        while (page.len < 15000)
            qoq_buffer_text(&page, parts[i]);
        qoq_buffer_text(&page, "<b>&amp;</b>end");
        read_page(&d, page.ptr, page.len);
        assert_int_equal(d.block_count, 1);
        qoq_document_clear(&d);
        qoq_buffer_clear(&page);
    }
}

/* ---- hostile input ------------------------------------------------------------------ */

typedef struct deep_notes {
    size_t count;
} deep_notes;

static void on_note(void *data, const qoq_note *note)
{
    deep_notes *notes = data;
    assert_string_equal(note->id, "deep-nesting");
    assert_true(note->line == 1 && note->column > 1);
    notes->count++;
}

static void deep_nesting_loses_no_text(void **state)
{
    static const char *const closing[] = {"</div>", "</span>", ""};
    (void)state;
    for (size_t i = 0; i < COUNT(closing); i++) {
        deep_notes notes = {0};
        const qoq_decode_options options = {NULL, {on_note, &notes}};
        qoq_buffer page = {0}, out = {0};
        qoq_document d;
        for (int k = 0; k < 100000; k++)
            qoq_buffer_text(&page, "<div>");
        qoq_buffer_text(&page, "Revenue was 5 million.");
        for (int k = 0; k < 100000; k++)
            qoq_buffer_text(&page, closing[i]);
        qoq_buffer_text(&page, "<p>Behind.</p>");
        assert_int_equal(
            qoq_document_parse(&d, "a.html", page.ptr, page.len, &options, NULL),
            QOQ_OK);
        assert_int_equal(notes.count, 1);
        show_blocks(&out, &d, '/', '|');
        assert_string_equal(qoq_buffer_string(&out),
                            "P Revenue was 5 million.\nP Behind.\n");
        qoq_document_clear(&d);
        qoq_buffer_clear(&page);
        qoq_buffer_clear(&out);
    }
}

/* Anything but linear would not end within the time a test has. */
static void a_long_page_takes_no_longer_than_its_length(void **state)
{
    static const char *const parts[] = {
        "Revenue rose 5%. ",
        "<p>a",
        "<b>x</i>",
        "<",
        "< ",
        "&",
        "&amp;",
        "&#65;",
        "</p>",
        "<table><tr><td>",
        "<ul><li>",
        "<!x",
        "<?",
        "<a b=c ",
        "<![CDATA[",
        "</body>",
        "<sup>1",
        "<br>",
        "<tr><td>x",
        "<p hidden>",
        "<title>a",
        "<pre>a\n",
        "\t\n",
        "<h1>",
    };
    enum { BYTES = 1000000 };
    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++) {
        qoq_buffer page = {0};
        qoq_document d;
        qoq_error err = {0};
        qoq_buffer_text(&page, "<html><body><p>x");
        while (page.len < BYTES)
            qoq_buffer_text(&page, parts[i]);
        if (qoq_document_parse(&d, "a.html", page.ptr, page.len, NULL, &err))
            fail_msg("%s: %s", parts[i], err.message);
        check_document(&d);
        qoq_document_clear(&d);
        qoq_buffer_clear(&page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_make_blocks),
        cmocka_unit_test(inline_tags_join_without_a_gap),
        cmocka_unit_test(footnote_marks_are_left_out),
        cmocka_unit_test(what_is_not_shown_is_left_out),
        cmocka_unit_test(line_breaks),
        cmocka_unit_test(paragraphs_that_are_headings),
        cmocka_unit_test(the_title),
        cmocka_unit_test(table_rows),
        cmocka_unit_test(pages_are_known_by_content_or_name),
        cmocka_unit_test(a_page_without_text_is_an_error),
        cmocka_unit_test(elements_are_found_by_name),
        cmocka_unit_test(places_are_those_of_the_source),
        cmocka_unit_test(pieces_do_not_show),
        cmocka_unit_test(long_texts_keep_their_places),
        cmocka_unit_test(deep_nesting_loses_no_text),
        cmocka_unit_test(a_long_page_takes_no_longer_than_its_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

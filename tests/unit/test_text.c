#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_variants.h"
#include "qoq/text.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { LAST_CODE = 0x10FFFF };

static bool is_surrogate(uint32_t code)
{
    return code >= 0xD800 && code <= 0xDFFF;
}

static void slices_are_compared_by_bytes(void **state)
{
    qoq_slice a = QOQ_SLICE("abc"), empty = {NULL, 0};

    (void)state;
    assert_true(qoq_slice_is(a, "abc"));
    assert_false(qoq_slice_is(a, "ab"));
    assert_false(qoq_slice_is(a, "abd"));
    assert_true(qoq_slice_is(empty, ""));
    assert_true(qoq_slice_equal(empty, QOQ_SLICE("")));
    assert_int_equal(qoq_slice_compare(a, qoq_slice_of("abd")), -1);
    assert_int_equal(qoq_slice_compare(a, qoq_slice_of("ab")), 1);
    assert_int_equal(qoq_slice_compare(a, a), 0);
    assert_int_equal(qoq_slice_compare(empty, a), -1);
    assert_int_equal(qoq_slice_compare(QOQ_SLICE("\xff"), QOQ_SLICE("a")), 1);
    assert_true(qoq_slice_starts(a, "ab"));
    assert_true(qoq_slice_starts(a, ""));
    assert_true(qoq_slice_starts(empty, ""));
    assert_false(qoq_slice_starts(a, "abcd"));
    assert_true(qoq_slice_ends(a, "bc"));
    assert_true(qoq_slice_ends(empty, ""));
    assert_false(qoq_slice_ends(a, "ac"));
}

static void trimming_takes_every_kind_of_space(void **state)
{
    static const struct {
        const char *text, *trimmed;
    } rows[] = {
        {"", ""},
        {"a", "a"},
        {" \t\r\n\v\f ", ""},
        {" a b ", "a b"},
        {"\u00a0\u3000收入\u200b\ufeff\u2009\u202f\u2028", "收入"},
        {"　增值 服务　", "增值 服务"},
        {"\u3000", ""},
        {"·a·", "·a·"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        qoq_slice got = qoq_slice_trim(qoq_slice_of(rows[i].text));

        assert_true(qoq_slice_is(got, rows[i].trimmed));
    }
    assert_int_equal(qoq_slice_trim((qoq_slice){NULL, 0}).len, 0);
}

static void every_code_point_goes_out_and_in(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= LAST_CODE; code++) {
        char bytes[4];
        size_t len = qoq_text_put(bytes, code), at = 0;

        assert_true(qoq_text_is_valid(bytes, len, NULL));
        assert_int_equal(qoq_text_count(bytes, len), 1);
        assert_int_equal(qoq_text_next(bytes, len, &at),
                         is_surrogate(code) ? 0xFFFD : code);
        assert_int_equal(at, len);
    }
    {
        char bytes[4];

        assert_int_equal(qoq_text_put(bytes, LAST_CODE + 1), 3);
        assert_memory_equal(bytes, "\xef\xbf\xbd", 3);
    }
}

static void the_first_bad_byte_is_told(void **state)
{
    static const struct {
        const char *text;
        size_t bad; /* its length = all good */
    } rows[] = {
        {"", 0},
        {"0123456789abcdef", 16},
        {"亿元 ok", 9},
        {"\x80", 0},
        {"01234567\xff", 8},
        {"0123456\xe4\xba", 7},
        {"亿\xed\xa0\x80", 3},
        {"01234567890\xc0\xaf", 11},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t len = strlen(rows[i].text), bad = len;

        assert_int_equal(qoq_text_is_valid(rows[i].text, len, &bad),
                         rows[i].bad == len);
        assert_int_equal(bad, rows[i].bad);
    }
}

static void widths_are_those_of_a_terminal(void **state)
{
    static const struct {
        const char *text;
        size_t width;
    } rows[] = {
        {"", 0},         {"abc", 3},
        {"增值服务", 8}, {"１％（", 6},
        {"e\u0301", 1},  {"\t\n\x1b\x7f", 0},
        {"│─…█▁", 5},    {"\u200b\u200d\u202e", 0},
        {"ｱ", 1},        {"한", 2},
        {"\uf0b7 a", 3}, {"–—“”", 4},
        {"¥€£", 3},      {"😀", 2},
        {"〇々", 4},     {"㎡", 2},
        {"a\u00adb", 2},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t got = qoq_text_width(rows[i].text, strlen(rows[i].text));

        if (got != rows[i].width)
            fail_msg("'%s' takes %zu columns, not %zu", rows[i].text, got,
                     rows[i].width);
    }
}

static void the_longest_prefix_fits(void **state)
{
    static const struct {
        const char *text;
        size_t width, bytes;
    } rows[] = {
        {"", 5, 0},
        {"abc", 0, 0},
        {"abc", 2, 2},
        {"abc", 9, 3},
        {"亿元", 1, 0},
        {"亿元", 2, 3},
        {"亿元", 3, 3},
        {"亿元", 4, 6},
        {"a亿", 2, 1},
        {"a亿", 3, 4},
        {"e\u0301e\u0301", 1, 3},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(
            qoq_text_fit(rows[i].text, strlen(rows[i].text), rows[i].width),
            rows[i].bytes);
}

static void characters_are_of_their_kind(void **state)
{
    static const uint32_t han[] = {0x4E00, 0x9FFF,  0x3400, 0x3007, 0x3005,
                                   0xF900, 0x20000, 0x2F00, 0x2ED3, 0x2A6DF};
    static const uint32_t not_han[] = {'a',    0x3001, 0x3042,  0xAC00, 0xFF10,
                                       0x2E7F, 0xF8FF, 0x1F600, 0xFB00, 0x3131};
    static const uint32_t control[] = {0,      0x1B,   0x7F,   0x85,   0x9F,
                                       0x2028, 0x2029, 0x202E, 0x2066, 0x200E};
    static const uint32_t no_control[] = {' ', 'a', 0xA0, 0x4E00, 0x2010, 0x206A, 0xAD};

    (void)state;
    for (size_t i = 0; i < COUNT(han); i++)
        assert_true(qoq_text_is_han(han[i]));
    for (size_t i = 0; i < COUNT(not_han); i++)
        assert_false(qoq_text_is_han(not_han[i]));
    for (size_t i = 0; i < COUNT(control); i++)
        assert_true(qoq_text_is_control(control[i]));
    for (size_t i = 0; i < COUNT(no_control); i++)
        assert_false(qoq_text_is_control(no_control[i]));
    assert_true(qoq_text_is_space(' ') && qoq_text_is_space(0x3000));
    assert_false(qoq_text_is_space(0x200C) || qoq_text_is_space('x'));
}

/* What a text folds to. */
static const char *fold(const char *text)
{
    static char out[1000];
    size_t len = strlen(text);

    assert_true(3 * len + 1 <= sizeof out);
    qoq_text_fold_all(text, len, out, NULL);
    return out;
}

static void folding_makes_spellings_one(void **state)
{
    static const struct {
        const char *text, *folded;
    } rows[] = {
        {"", ""},
        {"ABCxyz 019", "abcxyz 019"},
        {"（１２．５）％", "(12.5)%"},
        {"ＡＢＣａｚ：，；～", "abcaz:,;~"},
        {"增长¹至²亿³元⁰⁴⁹⁽¹⁾", "增长至亿元"},
        {"①收入❶⑳⓪㊿", "收入"},
        {"H₂O", "h2o"},
        {"⑴½㎡…№", "⑴½㎡…№"},
        {"A╱B／C⁄D∕E", "a/b/c/d/e"},
        {"－−–—‐‑‒―﹣─", "----------"},
        {"“x”‘y’", "\"x\"'y'"},
        {"騰訊網絡廣告營銷業務", "腾讯网络广告营销业务"},
        {"遊戲國際經營盈利應佔權益持有", "游戏国际经营盈利应占权益持有"},
        {"財務報告準則億萬與個點區間為從至於", "财务报告准则亿万与个点区间为从至于"},
        {"環比增長減幅擴闊虧損轉淨額現資產負", "环比增长减幅扩阔亏损转净额现资产负"},
        {"債類數據雲軟體電源車幣圓費開發研究稅後歸屬東漲跌漸軌臺灣",
         "债类数据云软体电源车币圆费开发研究税后归属东涨跌渐轨台湾"},
        {"裏裡里 紀 溢利 營業額 季績 按年", "里里里 纪 溢利 营业额 季绩 按年"},
        {"値増産説", "值增产说"},
        {"⼀⾦⻓⻚", "一金长页"},
        {"豈", "岂"},
        {"ﬁrst ﬀ ﬃ ﬂ ﬅ", "first ff ffi fl st"},
        {"ÉCOLE Straße ΣΑΣ", "école straße σασ"},
        {"ＫＫ\u212a", "kkk"},
        {"ⒶⅣⅷ", "aⅳⅷ"},
        {"二○二四年", "二〇二四年"},
        {"80～90〜∼", "80~90~~"},
        {"史蒂夫・喬布斯 ‧ ･", "史蒂夫·乔布斯 · ·"},
        {"a\u00a0\u3000\u2009\tb\r\nc", "a    b  c"},
        {"so\u00adft\u200d\u202e\u2060\ufe0f", "soft"},
        {"￥¥", "¥¥"},
        {"ｱｲ한글", "アイ한글"},
        {"、。「」《》", "、。「」《》"},
        {"％﹪", "%%"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (strcmp(fold(rows[i].text), rows[i].folded) != 0)
            fail_msg("'%s' folds to '%s', not '%s'", rows[i].text, fold(rows[i].text),
                     rows[i].folded);
    }
}

/* Valid, not longer than three times, and the same when folded again. */
static void folding_is_safe_for_every_code_point(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= LAST_CODE; code++) {
        char bytes[4], once[32], twice[64];
        size_t len, once_len, twice_len;

        if (is_surrogate(code))
            continue;
        len = qoq_text_put(bytes, code);
        once_len = qoq_text_fold_all(bytes, len, once, NULL);
        if (once_len > 3 * len || !qoq_text_is_valid(once, once_len, NULL))
            fail_msg("U+%04X folds to something that is not right", (unsigned)code);
        twice_len = qoq_text_fold_all(once, once_len, twice, NULL);
        if (twice_len != once_len || memcmp(once, twice, once_len) != 0)
            fail_msg("U+%04X folds to '%s' and then to '%s'", (unsigned)code, once,
                     twice);
        if (qoq_text_is_space(code) && strcmp(once, " ") != 0)
            fail_msg("U+%04X does not fold to a blank", (unsigned)code);
    }
}

static void fold_all_does_what_fold_does(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= LAST_CODE; code++) {
        char bytes[4], all[32], single[32];
        uint32_t codes[4];
        size_t count, used = 0;

        if (is_surrogate(code))
            continue;
        count = qoq_text_fold(code, codes);
        assert_true(count <= 4);
        for (size_t i = 0; i < count; i++)
            used += qoq_text_put(single + used, codes[i]);
        assert_int_equal(qoq_text_fold_all(bytes, qoq_text_put(bytes, code), all, NULL),
                         used);
        assert_memory_equal(all, single, used);
    }
}

static void the_map_leads_back(void **state)
{
    /* Offsets: a 0, 騰 1, ¹ 4, （ 6, ﬁ 9, the soft hyphen 12, x 14. */
    const char *text = "a騰¹（ﬁ\u00adx";
    static const uint32_t expected[] = {0, 1, 1, 1, 6, 9, 9, 14, 15};
    char out[64];
    uint32_t map[64];
    size_t len = qoq_text_fold_all(text, strlen(text), out, map);

    (void)state;
    assert_string_equal(out, "a腾(fix");
    assert_int_equal(len, 8);
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_int_equal(map[i], expected[i]);
    assert_int_equal(qoq_text_fold_all("", 0, out, map), 0);
    assert_int_equal(map[0], 0);
    assert_string_equal(out, "");
}

/* A blank inside a number stays apart from those between words. */
static void blanks_inside_numbers_are_kept(void **state)
{
    static const struct {
        const char *text, *folded;
    } cases[] = {
        {"184\u202f210", "184\u202f210"},
        {"1\u00a0234", "1\u202f234"},
        {"12\u2009345\u2009678.5", "12\u202f345\u202f678.5"},
        {"1\u2007234,5", "1\u202f234,5"},
        {"(224\u202f810)", "(224\u202f810)"},
        {"RMB1\u00a0234", "rmb1\u202f234"},
        {"\uff11\u00a0\uff12\uff13\uff14", "1\u202f234"},
        {"2025\u00a0184\u00a0210", "2025 184\u202f210"},
        /* none of a number's */
        {"184 210", "184 210"},
        {"184\u00a0\u00a0210", "184  210"},
        {"184\u3000210", "184 210"},
        {"2025\u00a0123", "2025 123"},
        {"12\u00a034", "12 34"},
        {"1\u00a02345", "1 2345"},
        {"1\u00a0234\u00ad5", "1 2345"},
        {"1\u00a0234\uff15", "1 2345"},
        {"0\u00a0123", "0 123"},
        {"1,234\u00a0567", "1,234 567"},
        {"0.5\u00a0123", "0.5 123"},
        {"12\u00a0345\u00a067", "12\u202f345 67"},
        {"Q1\u00a0234", "q1 234"},
        {"A\u00a0234", "a 234"},
        {"12\u00a0m", "12 m"},
        {"\u00a0123", " 123"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char once[64], twice[192];
        uint32_t map[64];
        size_t len = strlen(cases[i].text), used;

        used = qoq_text_fold_all(cases[i].text, len, once, map);
        assert_string_equal(once, cases[i].folded);
        for (size_t b = 0; b < used; b++)
            assert_true(map[b] <= map[b + 1] && map[b + 1] <= len);
        qoq_text_fold_all(once, used, twice, NULL);
        assert_string_equal(twice, once);
    }
}

static void variants_are_one_to_one_and_final(void **state)
{
    size_t count = qoq_variant_rest_count;

    (void)state;
    for (uint32_t code = QOQ_VARIANT_FIRST; code <= QOQ_VARIANT_LAST; code++) {
        uint32_t out[4], simple = qoq_variant_main[code - QOQ_VARIANT_FIRST];

        if (!simple)
            continue;
        count++;
        assert_int_equal(qoq_text_fold(simple, out), 1);
        assert_int_equal(out[0], simple);
        assert_true(qoq_text_is_han(simple));
    }
    for (size_t i = 1; i < qoq_variant_rest_count; i++)
        assert_true(qoq_variant_rest[i - 1].from < qoq_variant_rest[i].from);
    assert_true(count > 2000);
}

static void same_texts_differ_in_space_and_spelling_only(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        {"", "", true},
        {"", "  \u3000", true},
        {"增 值 服 務", "增值服务", true},
        {"FinTech  and Business", "fintech andbusiness", true},
        {"（經重列）", "(经重列)", true},
        {"ﬁnance¹", "Finance", true},
        {"收入", "收", false},
        {"收", "收入", false},
        {"收入", "收益", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(
            qoq_text_same(qoq_slice_of(rows[i].a), qoq_slice_of(rows[i].b)),
            rows[i].same);
}

static void displayed_text_is_harmless(void **state)
{
    static const struct {
        const char *text, *shown;
    } rows[] = {
        {"plain 亿元", "plain 亿元"},
        {"\x1b]0;title\x07x", "?]0;title?x"},
        {"a\tb\nc\r\nd\re", "a b c d e"},
        {"\u202egnp\u2066.exe\u200f", "?gnp?.exe?"},
        {"\xc2\x9b"
         "31m",
         "?31m"},
        {"\xff\xfe\xe4\xba", "????"},
        {"line\u2028sep\x7f", "line?sep?"},
    };
    char out[100];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t len =
            qoq_text_display(out, sizeof out, rows[i].text, strlen(rows[i].text));

        assert_string_equal(out, rows[i].shown);
        assert_int_equal(len, strlen(out));
    }
    assert_int_equal(qoq_text_display(out, 3, "a\0b", 3), 2);
    assert_string_equal(out, "a?");
}

static void display_cuts_between_characters(void **state)
{
    char out[8];

    (void)state;
    assert_int_equal(qoq_text_display(out, 0, "亿元", 6), 0);
    assert_int_equal(qoq_text_display(out, 1, "亿元", 6), 0);
    assert_int_equal(qoq_text_display(out, 3, "亿元", 6), 0);
    assert_int_equal(qoq_text_display(out, 4, "亿元", 6), 3);
    assert_string_equal(out, "亿");
    assert_int_equal(qoq_text_display(out, 6, "亿元", 6), 3);
    assert_int_equal(qoq_text_display(out, 7, "亿元", 6), 6);
}

static void distances_count_single_mistakes(void **state)
{
    static const struct {
        const char *a, *b;
        size_t limit, distance;
    } rows[] = {
        {"", "", 2, 0},
        {"revenue", "revenue", 2, 0},
        {"revenue", "Revenue", 2, 0},
        {"revneue", "revenue", 2, 1},
        {"revenu", "revenue", 2, 1},
        {"revenuee", "revenue", 2, 1},
        {"ravenue", "revenue", 2, 1},
        {"ervneue", "revenue", 2, 2},
        {"abc", "", 3, 3},
        {"", "abc", 3, 3},
        {"", "abc", 2, 3},
        {"kitten", "sitting", 5, 3},
        {"kitten", "sitting", 2, 3},
        {"kitten", "sitting", 1, 2},
        {"ab", "ba", 1, 1},
        {"ca", "abc", 5, 3}, /* optimal string alignment, not unrestricted: 2 */
        {"騰訊", "腾讯", 2, 0},
        {"增值", "增值服务", 2, 2},
        {"abcdef", "ghijkl", 3, 4},
        {"abcdef", "badcfe", 3, 3},
        {"x", "y", 0, 1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t got = qoq_text_distance(qoq_slice_of(rows[i].a), qoq_slice_of(rows[i].b),
                                       rows[i].limit);

        if (got != rows[i].distance)
            fail_msg("'%s' to '%s': %zu, not %zu", rows[i].a, rows[i].b, got,
                     rows[i].distance);
    }
}

static void long_words_are_the_same_or_not(void **state)
{
    static char a[300], b[300];

    (void)state;
    memset(a, 'a', sizeof a);
    memset(b, 'a', sizeof b);
    assert_int_equal(qoq_text_distance((qoq_slice){a, 300}, (qoq_slice){b, 300}, 2), 0);
    b[299] = 'b';
    assert_int_equal(qoq_text_distance((qoq_slice){a, 300}, (qoq_slice){b, 300}, 2), 3);
    assert_int_equal(qoq_text_distance((qoq_slice){a, 128}, (qoq_slice){b, 127}, 2), 1);
    assert_int_equal(
        qoq_text_distance((qoq_slice){a, 300}, (qoq_slice){b, 3}, SIZE_MAX), SIZE_MAX);
}

static void slugs_are_ids(void **state)
{
    static const struct {
        const char *name, *slug;
    } rows[] = {
        {"Halberd Systems", "halberd_systems"},
        {"  Halberd--Systems, Ltd. ", "halberd_systems_ltd"},
        {"AT&T", "at_t"},
        {"McDonald’s", "mcdonalds"},
        {"Société Générale", "societe_generale"},
        {"e\u0301cole", "ecole"},
        {"Ｆｉｎｔｅｃｈ　２", "fintech_2"},
        {"Cloud¹ & AI", "cloud_ai"},
        {"3.5", "3_5"},
        {"***", ""},
        {"", ""},
        {"金融科技及企業服務", "金融科技及企業服務"},
        {" 腾 讯 控 股 ", "腾讯控股"},
        {"QQ 音乐  业务", "QQ 音乐业务"},
        {"腾讯 Music 娱乐", "腾讯 Music 娱乐"},
        {"Ελλάδα", "ελλαδα"},
        {"삼성 전자", "삼성_전자"},
        {"任天堂 ゲーム", "任天堂 ゲーム"},
    };
    char out[100];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t len = qoq_text_slug(out, sizeof out, qoq_slice_of(rows[i].name));

        assert_string_equal(out, rows[i].slug);
        assert_int_equal(len, strlen(out));
    }
}

static void slugs_are_cut_to_room(void **state)
{
    char out[16];

    (void)state;
    assert_int_equal(qoq_text_slug(out, 0, QOQ_SLICE("abc")), 0);
    assert_int_equal(qoq_text_slug(out, 1, QOQ_SLICE("abc")), 0);
    assert_string_equal(out, "");
    qoq_text_slug(out, 5, QOQ_SLICE("abcd efg"));
    assert_string_equal(out, "abcd");
    qoq_text_slug(out, 6, QOQ_SLICE("abcd efg"));
    assert_string_equal(out, "abcd");
    qoq_text_slug(out, 7, QOQ_SLICE("abcd efg"));
    assert_string_equal(out, "abcd_e");
    qoq_text_slug(out, 6, QOQ_SLICE("腾讯"));
    assert_string_equal(out, "腾");
    qoq_text_slug(out, 5, QOQ_SLICE("A 讯"));
    assert_string_equal(out, "A");
}

static void a_buffer_takes_everything_in_order(void **state)
{
    qoq_buffer buffer = {0};

    (void)state;
    assert_string_equal(qoq_buffer_string(&buffer), "");
    qoq_buffer_text(&buffer, "ab");
    qoq_buffer_char(&buffer, 'c');
    qoq_buffer_add(&buffer, NULL, 0);
    qoq_buffer_add(&buffer, "d\0e", 3);
    qoq_buffer_fill(&buffer, '-', 3);
    qoq_buffer_fill(&buffer, '-', 0);
    qoq_buffer_print(&buffer, "%d%s", 42, "亿");
    assert_int_equal(buffer.len, 14);
    assert_memory_equal(qoq_buffer_string(&buffer), "abcd\0e---42亿", 15);
    assert_false(buffer.failed);
    qoq_buffer_clear(&buffer);
    assert_int_equal(buffer.len, 0);
    for (int i = 0; i < 10000; i++)
        qoq_buffer_print(&buffer, "%d,", i);
    assert_int_equal(buffer.len, 10 * 2 + 90 * 3 + 900 * 4 + 9000 * 5);
    qoq_buffer_clear(&buffer);
    qoq_buffer_print(&buffer, "%s", "");
    assert_string_equal(qoq_buffer_string(&buffer), "");
    qoq_buffer_clear(&buffer);
}

static void a_buffer_that_failed_stays_as_it_was(void **state)
{
    qoq_buffer buffer = {0};

    (void)state;
    qoq_buffer_text(&buffer, "kept");
    qoq_buffer_fill(&buffer, 'x', SIZE_MAX - 2);
    assert_true(buffer.failed);
    qoq_buffer_text(&buffer, " and no more");
    assert_string_equal(qoq_buffer_string(&buffer), "kept");
    qoq_buffer_clear(&buffer);
    assert_false(buffer.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_compared_by_bytes),
        cmocka_unit_test(trimming_takes_every_kind_of_space),
        cmocka_unit_test(every_code_point_goes_out_and_in),
        cmocka_unit_test(the_first_bad_byte_is_told),
        cmocka_unit_test(widths_are_those_of_a_terminal),
        cmocka_unit_test(the_longest_prefix_fits),
        cmocka_unit_test(characters_are_of_their_kind),
        cmocka_unit_test(folding_makes_spellings_one),
        cmocka_unit_test(folding_is_safe_for_every_code_point),
        cmocka_unit_test(fold_all_does_what_fold_does),
        cmocka_unit_test(the_map_leads_back),
        cmocka_unit_test(blanks_inside_numbers_are_kept),
        cmocka_unit_test(variants_are_one_to_one_and_final),
        cmocka_unit_test(same_texts_differ_in_space_and_spelling_only),
        cmocka_unit_test(displayed_text_is_harmless),
        cmocka_unit_test(display_cuts_between_characters),
        cmocka_unit_test(distances_count_single_mistakes),
        cmocka_unit_test(long_words_are_the_same_or_not),
        cmocka_unit_test(slugs_are_ids),
        cmocka_unit_test(slugs_are_cut_to_room),
        cmocka_unit_test(a_buffer_takes_everything_in_order),
        cmocka_unit_test(a_buffer_that_failed_stays_as_it_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

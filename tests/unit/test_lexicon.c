#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/lexicon.h"

/* A row as text, its values parted by '|' in the order of the table's columns. */
static qoq_status add(qoq_lexicon *lexicon, qoq_lexicon_table table, const char *row,
                      qoq_error *err)
{
    qoq_slice values[20] = {{0}};
    size_t columns = 0, i = 0;

    while (qoq_lexicon_table_columns(table, NULL)[columns])
        columns++;
    for (size_t c = 0; c < columns; c++)
        values[c] = QOQ_SLICE("");
    for (; *row || i == 0; i++) {
        size_t n = strcspn(row, "|");

        assert_true(i < columns);
        values[i] = (qoq_slice){row, n};
        row += n + (row[n] == '|');
    }
    return qoq_lexicon_add(lexicon, table, values, err);
}

static void must_add(qoq_lexicon *lexicon, qoq_lexicon_table table, const char *row)
{
    qoq_error err = {0};

    if (add(lexicon, table, row, &err) != QOQ_OK)
        fail_msg("%s: %s", row, err.message);
}

typedef struct row {
    qoq_lexicon_table table;
    const char *text;
} row;

/* clang-format off */
static const row small[] = {
    {QOQ_LEXICON_ENTITIES, "tencent|Tencent|腾讯控股|騰訊控股|hk|0700.HK TCEHY 700|CNY|12|0|ifrs|non_ifrs"},
    {QOQ_LEXICON_ENTITIES, "halberd|Halberd Systems||||HLBD|USD|6||gaap|non_gaap"},
    {QOQ_LEXICON_SEGMENTS, "tencent|business|vas||10||||VAS|增值服务|增值服務"},
    {QOQ_LEXICON_SEGMENTS, "tencent|business|vas.domestic_games|vas|11||||Domestic Games|本土市场游戏|本土市場遊戲"},
    {QOQ_LEXICON_SEGMENTS, "tencent|business|others||40|2019Q1|||Others|其他|其他"},
    {QOQ_LEXICON_SEGMENTS, "tencent|business|others_old||41||2018Q4||Others|其他|其他"},
    {QOQ_LEXICON_SEGMENTS, "halberd|business|cloud||1||||Cloud|云|雲"},
    {QOQ_LEXICON_METRICS, "revenue|flow|money||1|1|0|income||10|Revenue|收入|收入"},
    {QOQ_LEXICON_METRICS, "profit_attributable|flow|money||0|1|1|income||30|Profit attributable to equity holders|权益持有人应占盈利|權益持有人應佔盈利"},
    {QOQ_LEXICON_METRICS, "mau|average|count|accounts|1|1|0|operating||90|Monthly active users|月活跃账户数|月活躍賬戶數"},
    {QOQ_LEXICON_METRICS, "gross_margin|ratio|percent||1|1|1|income||20|Gross margin|毛利率|毛利率"},
    {QOQ_LEXICON_TERMS, "entity|tencent|腾讯||zh"},
    {QOQ_LEXICON_TERMS, "entity|tencent|腾讯音乐||zh"},
    {QOQ_LEXICON_TERMS, "metric|profit_attributable|loss attributable||en|-1"},
    {QOQ_LEXICON_TERMS, "metric|profit_attributable|non-IFRS profit||en||non_ifrs"},
    {QOQ_LEXICON_TERMS, "metric|revenue|total revenues||en"},
    {QOQ_LEXICON_TERMS, "metric|revenue|Revenue||en"},
    {QOQ_LEXICON_TERMS, "segment|vas|value-added services|tencent|en"},
    {QOQ_LEXICON_TERMS, "segment|vas|QQ 音乐|tencent|zh"},
    {QOQ_LEXICON_UNITS, "万|scale|zh||4"}, {QOQ_LEXICON_UNITS, "亿|scale|zh||8"},
    {QOQ_LEXICON_UNITS, "百万|scale|zh||6"}, {QOQ_LEXICON_UNITS, "十亿|scale|zh||9"},
    {QOQ_LEXICON_UNITS, "million|scale|en||6"}, {QOQ_LEXICON_UNITS, "billion|scale|en||9"},
    {QOQ_LEXICON_UNITS, "m|scale|en||6"}, {QOQ_LEXICON_UNITS, "bn|scale|en||9"},
    {QOQ_LEXICON_UNITS, "k|scale|en||3"}, {QOQ_LEXICON_UNITS, "mn|scale|en||6"},
    {QOQ_LEXICON_UNITS, "人民币|currency|zh|CNY"}, {QOQ_LEXICON_UNITS, "rmb|currency|en|CNY"},
    {QOQ_LEXICON_UNITS, "元|currency|zh"}, {QOQ_LEXICON_UNITS, "yuan|currency|en|CNY"},
    {QOQ_LEXICON_UNITS, "美元|currency|zh|USD"}, {QOQ_LEXICON_UNITS, "us$|currency|en|USD"},
    {QOQ_LEXICON_UNITS, "$|currency|en|USD"}, {QOQ_LEXICON_UNITS, "us dollars|currency|en|USD"},
    {QOQ_LEXICON_UNITS, "hk$|currency|en|HKD"}, {QOQ_LEXICON_UNITS, "港元|currency|zh|HKD"},
    {QOQ_LEXICON_UNITS, "港币|currency|zh|HKD"}, {QOQ_LEXICON_UNITS, "新台币|currency|zh|TWD"},
    {QOQ_LEXICON_UNITS, "£|currency|en|GBP"}, {QOQ_LEXICON_UNITS, "€|currency|en|EUR"},
    {QOQ_LEXICON_UNITS, "¥|currency|en|"}, {QOQ_LEXICON_UNITS, "pence|minor|en|GBP"},
    {QOQ_LEXICON_UNITS, "港仙|minor|zh|HKD"}, {QOQ_LEXICON_UNITS, "仙|minor|zh|"},
    {QOQ_LEXICON_UNITS, "cents|minor|en|"},
    {QOQ_LEXICON_UNITS, "%|percent|en"}, {QOQ_LEXICON_UNITS, "per cent|percent|en"},
    {QOQ_LEXICON_UNITS, "percent|percent|en"}, {QOQ_LEXICON_UNITS, "pct|points|en"},
    {QOQ_LEXICON_UNITS, "个百分点|points|zh"}, {QOQ_LEXICON_UNITS, "percentage points|points|en"},
    {QOQ_LEXICON_UNITS, "个基点|points|zh||-2"}, {QOQ_LEXICON_UNITS, "basis points|points|en||-2"},
    {QOQ_LEXICON_UNITS, "倍|times|zh"}, {QOQ_LEXICON_UNITS, "x|times|en"},
    {QOQ_LEXICON_UNITS, "fold|times|en"}, {QOQ_LEXICON_UNITS, "times|times|en"},
    {QOQ_LEXICON_UNITS, "户|count|zh|accounts"}, {QOQ_LEXICON_UNITS, "账户|count|zh|accounts"},
    {QOQ_LEXICON_UNITS, "名|count|zh|persons"}, {QOQ_LEXICON_UNITS, "人|count|zh|persons"},
    {QOQ_LEXICON_UNITS, "users|count|en|users"}, {QOQ_LEXICON_UNITS, "用户|count|zh|users"},
    {QOQ_LEXICON_UNITS, "per share|per|en|share"}, {QOQ_LEXICON_UNITS, "per ads|per|en|ADS"},
    {QOQ_LEXICON_UNITS, "每股|per|zh|share"}, {QOQ_LEXICON_UNITS, "gwh|other|en"},
    {QOQ_LEXICON_UNITS, "家|other|zh"}, {QOQ_LEXICON_UNITS, "天|other|zh"},
    {QOQ_LEXICON_PERIOD_WORDS, "年|year|zh"}, {QOQ_LEXICON_PERIOD_WORDS, "月|month|zh"},
    {QOQ_LEXICON_PERIOD_WORDS, "日|day|zh"}, {QOQ_LEXICON_PERIOD_WORDS, "第|ordinal|zh"},
    {QOQ_LEXICON_PERIOD_WORDS, "季|quarter|zh"}, {QOQ_LEXICON_PERIOD_WORDS, "季度|quarter|zh"},
    {QOQ_LEXICON_PERIOD_WORDS, "q1|quarter_n|en|1"}, {QOQ_LEXICON_PERIOD_WORDS, "1q|quarter_n|en|1"},
    {QOQ_LEXICON_PERIOD_WORDS, "first quarter|quarter_n|en|1"}, {QOQ_LEXICON_PERIOD_WORDS, "9m|nine|en"},
    {QOQ_LEXICON_PERIOD_WORDS, "fy|fiscal|en"}, {QOQ_LEXICON_PERIOD_WORDS, "截至|until|zh"},
    {QOQ_LEXICON_PERIOD_WORDS, "止|ended|zh"}, {QOQ_LEXICON_PERIOD_WORDS, "三个月|months_n|zh|3"},
    {QOQ_LEXICON_PERIOD_WORDS, "three months|months_n|en|3"}, {QOQ_LEXICON_PERIOD_WORDS, "ended|ended|en"},
    {QOQ_LEXICON_PERIOD_WORDS, "march|month_name|en|3"}, {QOQ_LEXICON_PERIOD_WORDS, "of|of|en"},
    {QOQ_LEXICON_PERIOD_WORDS, ",|of|en"}, {QOQ_LEXICON_PERIOD_WORDS, "个月|months|zh"},
    {QOQ_LEXICON_PERIOD_WORDS, "至|to|zh"}, {QOQ_LEXICON_PERIOD_WORDS, "去年|this_year|zh|-1"},
    {QOQ_LEXICON_PERIOD_WORDS, "1h|half_n|en|1"}, {QOQ_LEXICON_PERIOD_WORDS, "首季|quarter_n|zh|1"},
    {QOQ_LEXICON_WORDS, "至|to|zh"}, {QOQ_LEXICON_WORDS, "同比|yoy|zh"},
    {QOQ_LEXICON_WORDS, "年增|yoy|zh|1|not_after_digit"}, {QOQ_LEXICON_WORDS, "季增|qoq|zh|1|not_after_digit"},
    {QOQ_LEXICON_WORDS, "year-on-year|yoy|en"}, {QOQ_LEXICON_WORDS, "增长|up|zh"},
    {QOQ_LEXICON_WORDS, "倍增|up|zh"}, {QOQ_LEXICON_WORDS, "增|up|zh"},
    {QOQ_LEXICON_WORDS, "约|about|zh"}, {QOQ_LEXICON_WORDS, "超过|over|zh"},
    {QOQ_LEXICON_WORDS, "逾|over|zh"}, {QOQ_LEXICON_WORDS, "近|under|zh"},
    {QOQ_LEXICON_WORDS, "about|about|en"}, {QOQ_LEXICON_WORDS, "over|over|en"},
    {QOQ_LEXICON_WORDS, "more than|over|en"}, {QOQ_LEXICON_WORDS, "左右|about|zh|1"},
    {QOQ_LEXICON_WORDS, "or so|about|en|1"}, {QOQ_LEXICON_WORDS, "多|over|zh|1"},
    {QOQ_LEXICON_WORDS, "余|over|zh|1"}, {QOQ_LEXICON_WORDS, "以上|over|zh|1"},
    {QOQ_LEXICON_WORDS, "+|over|en|1"},
    {QOQ_LEXICON_WORDS, "non-ifrs|basis|en|non_ifrs"}, {QOQ_LEXICON_WORDS, "a|filler|en"},
};
/* clang-format on */

static qoq_lexicon *make_small(void)
{
    qoq_lexicon *lexicon = qoq_lexicon_new();
    qoq_error err = {0};

    assert_non_null(lexicon);
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        must_add(lexicon, small[i].table, small[i].text);
    }
    if (qoq_lexicon_freeze(lexicon, &err) != QOQ_OK)
        fail_msg("%s", err.message);
    return lexicon;
}

static int set_up(void **state)
{
    *state = make_small();
    return 0;
}

static int tear_down(void **state)
{
    qoq_lexicon_free(*state);
    return 0;
}

static size_t fold(char *out, const char *text)
{
    return qoq_text_fold_all(text, strlen(text), out, NULL);
}

/* ---- matching --------------------------------------------------------------------- */

/* "kind:id" of the longest term behind the mark ^ of a text, and its length in bytes of
 * the folded text. */
static void check_match(const qoq_lexicon *lexicon, const char *marked,
                        const char *wanted, const char *matched)
{
    static const char *const kinds[] = {"entity", "segment", "metric",
                                        "unit",   "period",  "word"};
    char text[300], folded[900], found[100] = "none";
    const char *mark = strchr(marked, '^');
    const qoq_term *term = NULL;
    size_t at, n, len;

    assert_non_null(mark);
    snprintf(text, sizeof text, "%.*s%s", (int)(mark - marked), marked, mark + 1);
    snprintf(found, sizeof found, "%.*s", (int)(mark - marked), marked);
    at = fold(folded, found);
    len = fold(folded, text);
    n = qoq_lexicon_match(lexicon, folded, len, at, &term);
    strcpy(found, "none");
    if (n > 0)
        snprintf(found, sizeof found, "%s:%s%d", kinds[term->kind], term->id,
                 term->value);
    if (strcmp(found, wanted) != 0)
        fail_msg("'%s': %s, not %s", marked, found, wanted);
    if (n != strlen(matched) || memcmp(folded + at, matched, n) != 0)
        fail_msg("'%s': '%.*s', not '%s'", marked, (int)n, folded + at, matched);
}

static void terms_are_matched(void **state)
{
    /* clang-format off */
    static const struct {
        const char *text, *term, *matched;
    } table[] = {
        {"^腾讯发布", "entity:tencent0", "腾讯"},
        {"^腾讯音乐", "entity:tencent0", "腾讯音乐"},
        {"^騰訊控股有限公司", "entity:tencent0", "腾讯控股"},
        {"^ＴＥＮＣＥＮＴ's revenue", "entity:tencent0", "tencent"},
        {"^0700.HK", "entity:tencent0", "0700.hk"},
        {"^700 million", "none", ""},
        /* letter-spaced, and blanks beside Han */
        {"^腾 讯 控  股", "entity:tencent0", "腾 讯 控  股"},
        {"^增 值\n服务", "segment:vas0", "增 值 服务"},
        {"^QQ音乐", "segment:vas0", "qq音乐"},
        {"^QQ 音乐", "segment:vas0", "qq 音乐"},
        /* Latin word boundaries */
        {"pre^revenue", "none", ""},
        {"^revenues", "none", ""},
        {"^Revenue.", "metric:revenue0", "revenue"},
        {"总^revenue增长", "metric:revenue0", "revenue"},
        {"2^revenue", "none", ""},
        {"^revenue2", "none", ""},
        {"é^revenue", "none", ""},
        {"^Total  revenues grew", "metric:revenue0", "total  revenues"},
        /* hyphens */
        {"^year-on-year", "word:0", "year-on-year"},
        {"^Year on year", "word:0", "year on year"},
        {"^year-on- year", "word:0", "year-on- year"},
        {"^year - on year", "none", ""},
        {"^value added services", "segment:vas0", "value added services"},
        {"^Non‑IFRS profit", "metric:profit_attributable0", "non-ifrs profit"},
        {"^non IFRS", "word:2", "non ifrs"},
        /* the longest one that ends at a boundary */
        {"^total revenuesx", "none", ""},
        {"^增长", "word:0", "增长"},
        {"^增收", "word:0", "增"},
        /* 年增 is a word, but not behind a digit */
        {"收入^年增8%", "word:1", "年增"},
        {"2024^年增长", "period:0", "年"},
        {"2024 ^年增长", "period:0", "年"},
        {"二零二四^年增长", "period:0", "年"},
        {"第三^季增长", "period:0", "季"},
        /* units and period words beside digits */
        {"5^m", "unit:6", "m"},
        {"5^million", "unit:6", "million"},
        {"a^m", "none", ""},
        {"5^m2", "none", ""},
        {"^rmb88", "unit:CNY0", "rmb"},
        {"^million88", "none", ""},
        {"^1q25", "period:1", "1q"},
        {"2025^q1", "period:1", "q1"},
        {"^q1fy26", "period:1", "q1"},
        {"q1^fy26", "period:0", "fy"},
        {"^q12", "none", ""},
        {"1^1q", "none", ""},
        {"^9m25", "period:0", "9m"},
        {"19^9m", "none", ""},
        {"^fy2025", "period:0", "fy"},
        {"^至", "word:0", "至"},
        {"^ revenue", "none", ""},
        {"x^", "none", ""},
    };
    /* clang-format on */

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        check_match(*state, table[i].text, table[i].term, table[i].matched);
}

static void a_kind_can_be_asked_for(void **state)
{
    static const char text[] = "三季增长";
    const qoq_lexicon *lexicon = *state;
    const qoq_term *term;

    assert_int_equal(
        qoq_lexicon_match_kind(lexicon, "季增长", 9, 0, QOQ_TERM_WORD, &term), 6);
    assert_int_equal(term->word, QOQ_WORD_QOQ);
    assert_int_equal(qoq_lexicon_match_kind(lexicon, text, sizeof text - 1, 3,
                                            QOQ_TERM_PERIOD, &term),
                     3);
    assert_int_equal(term->atom, QOQ_PA_QUARTER);
    assert_int_equal(
        qoq_lexicon_match_kind(lexicon, "收入", 6, 0, QOQ_TERM_WORD, &term), 0);
    assert_null(term);
    assert_int_equal(
        qoq_lexicon_match_kinds(lexicon, "至", 3, 0, 1u << QOQ_TERM_PERIOD, &term), 3);
    assert_int_equal(term->kind,
                     QOQ_TERM_WORD); /* the chain of the text, period in it */
    assert_int_equal(term->next->kind, QOQ_TERM_PERIOD);
}

/* Skipping finds every place where a match is found. */
static void skip_misses_nothing(void **state)
{
    static const char *const texts[] = {
        "腾讯控股有限公司发布截至2024年9月30日止三个月业绩,收入1,671.93亿元,同比增长8%"
        "。",
        "the Group's total revenues were RMB167.2 billion, up 8% year-on-year (-2.9% "
        "qoq)",
        "x\xF0\xA0\x80\x80y QQ音乐 ünder 五亿六千万 +3 .5 (2.1) -7",
    };
    const qoq_lexicon *lexicon = *state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char folded[1000];
        size_t len = fold(folded, texts[i]), next = 0;

        for (size_t at = 0; at < len; at++) {
            const qoq_term *term;
            qoq_quantity quantity;
            size_t number_at;
            bool starts;

            if (((unsigned char)folded[at] & 0xC0) == 0x80)
                continue;
            starts = qoq_lexicon_match(lexicon, folded, len, at, &term) > 0;
            if (starts)
                assert_true(qoq_lexicon_may_start(lexicon, (unsigned char)folded[at]));
            starts = starts || qoq_lexicon_quantity(&quantity, lexicon, folded, len, at,
                                                    &number_at) > 0;
            next = qoq_lexicon_skip(lexicon, folded, len, at);
            assert_true(next >= at && next <= len);
            if (starts)
                assert_int_equal(next, at);
        }
        assert_int_equal(qoq_lexicon_skip(lexicon, folded, len, len), len);
    }
}

static void texts_are_found_in_any_spelling(void **state)
{
    const qoq_lexicon *lexicon = *state;
    const qoq_term *term = qoq_lexicon_find(lexicon, QOQ_SLICE("  Total   REVENUES "));

    assert_non_null(term);
    assert_string_equal(term->id, "revenue");
    assert_ptr_equal(term->metric, qoq_lexicon_metric(lexicon, QOQ_SLICE("revenue")));
    term = qoq_lexicon_find(lexicon, QOQ_SLICE("增 值 服 務"));
    assert_string_equal(term->id, "vas");
    assert_string_equal(term->scope, "tencent");
    assert_string_equal(term->segment->name_hant, "增值服務");
    assert_string_equal(term->entity->id, "tencent");
    assert_null(qoq_lexicon_find(lexicon, QOQ_SLICE("")));
    assert_null(qoq_lexicon_find(lexicon, QOQ_SLICE("total")));
    assert_null(qoq_lexicon_find(lexicon, QOQ_SLICE("total revenues of")));
}

/* One name, two segments that never stand in one report. */
static void segments_of_different_years_share_a_name(void **state)
{
    const qoq_term *term = qoq_lexicon_find(*state, QOQ_SLICE("其他"));

    assert_string_equal(term->id, "others");
    assert_string_equal(term->next->id, "others_old");
    assert_null(term->next->next);
}

static void terms_carry_what_the_file_says(void **state)
{
    const qoq_term *term = qoq_lexicon_find(*state, QOQ_SLICE("loss attributable"));

    assert_int_equal(term->sign, -1);
    assert_string_equal(term->lang, "en");
    term = qoq_lexicon_find(*state, QOQ_SLICE("non-ifrs profit"));
    assert_int_equal(term->sign, 1);
    assert_int_equal(term->basis, QOQ_BASIS_NON_IFRS);
    term = qoq_lexicon_find(*state, QOQ_SLICE("NON-IFRS"));
    assert_int_equal(term->word, QOQ_WORD_BASIS);
    assert_int_equal(term->value, QOQ_BASIS_NON_IFRS);
    term = qoq_lexicon_find(*state, QOQ_SLICE("basis points"));
    assert_int_equal(term->role, QOQ_ROLE_POINTS);
    assert_int_equal(term->value, -2);
}

/* ---- definitions ------------------------------------------------------------------ */

static void definitions_are_found_by_id(void **state)
{
    const qoq_lexicon *lexicon = *state;
    const qoq_entity *entity = qoq_lexicon_entity(lexicon, QOQ_SLICE("halberd")), *all;
    const qoq_segment *segment, *segments;
    const qoq_metric *metrics;

    assert_int_equal(entity->calendar.end_month, 6);
    assert_int_equal(entity->reported, QOQ_BASIS_GAAP);
    assert_int_equal(entity->adjusted, QOQ_BASIS_NON_GAAP);
    assert_string_equal(entity->currency, "USD");
    assert_string_equal(entity->name_hans, "");
    assert_null(qoq_lexicon_entity(lexicon, QOQ_SLICE("halber")));
    assert_int_equal(qoq_lexicon_entities(lexicon, &all), 2);
    assert_string_equal(all[0].id, "halberd");

    segment = qoq_lexicon_segment(lexicon, QOQ_SLICE("tencent"), QOQ_SLICE(""),
                                  QOQ_SLICE("others"));
    assert_int_equal(segment->order, 40);
    assert_int_equal(segment->from.year, 2019);
    assert_true(qoq_period_is_none(segment->to));
    assert_null(qoq_lexicon_segment(lexicon, QOQ_SLICE("tencent"), QOQ_SLICE("region"),
                                    QOQ_SLICE("others")));
    assert_null(qoq_lexicon_segment(lexicon, QOQ_SLICE("halberd"), QOQ_SLICE(""),
                                    QOQ_SLICE("others")));
    assert_int_equal(qoq_lexicon_segments(lexicon, &segments), 5);
    assert_string_equal(segments[0].id, "cloud");
    assert_string_equal(segments[1].id, "vas");
    assert_string_equal(segments[2].parent, "vas");

    assert_int_equal(qoq_lexicon_metrics(lexicon, &metrics), 4);
    assert_string_equal(metrics[0].id, "revenue");
    assert_int_equal(metrics[0].unit, QOQ_UNIT_MONEY);
    assert_true(metrics[0].neutral);
    assert_int_equal(metrics[3].kind, QOQ_METRIC_AVERAGE);
    assert_string_equal(metrics[3].count_unit, "accounts");
}

static void mistyped_metrics_have_a_neighbour(void **state)
{
    assert_string_equal(qoq_lexicon_metric_near(*state, QOQ_SLICE("revenu")),
                        "revenue");
    assert_string_equal(qoq_lexicon_metric_near(*state, QOQ_SLICE("gros_margn")),
                        "gross_margin");
    assert_null(qoq_lexicon_metric_near(*state, QOQ_SLICE("ebitda")));
}

typedef struct order_check {
    const qoq_term *last;
    size_t count;
} order_check;

static void check_order(void *data, const qoq_term *term)
{
    order_check *check = data;

    if (check->last)
        assert_true(check->last->kind <= term->kind);
    if (check->last && check->last->kind == term->kind &&
        strchr(check->last->text, '-') == NULL && strchr(term->text, '-') == NULL) {
        char before[600], now[600];

        fold(before, check->last->text);
        fold(now, term->text);
        assert_true(strcmp(before, now) <= 0);
    }
    check->last = term;
    check->count++;
}

static void each_term_comes_in_order(void **state)
{
    order_check check = {0};

    qoq_lexicon_each_term(*state, check_order, &check);
    assert_true(check.count > 100);
}

/* Every text of the lexicon matches itself as a whole. */
static void match_itself(void *data, const qoq_term *term)
{
    const qoq_lexicon *lexicon = data;
    char folded[600];
    size_t len = fold(folded, term->text);
    const qoq_term *found;

    assert_int_equal(qoq_lexicon_match(lexicon, folded, len, 0, &found), len);
    while (found && found != term)
        found = found->next;
    assert_ptr_equal(found, term);
}

static void every_term_matches_itself(void **state)
{
    qoq_lexicon_each_term(*state, match_itself, *state);
}

/* ---- rows that are wrong --------------------------------------------------------- */

static void wrong_rows(void **state)
{
    /* clang-format off */
    static const struct {
        qoq_lexicon_table table;
        const char *row;
        size_t column;
        const char *message;
    } table[] = {
        {QOQ_LEXICON_ENTITIES, "", 1, "column 'id': '' is not an id"},
        {QOQ_LEXICON_ENTITIES, "a b", 1, "is not an id"},
        {QOQ_LEXICON_ENTITIES, "a|A||||| RMB", 7, "'currency': ' RMB' is not a currency code"},
        {QOQ_LEXICON_ENTITIES, "a|A||||||13", 8, "'year_end': '13' is not a number in reach"},
        {QOQ_LEXICON_ENTITIES, "a|A||||||x", 8, "is not a whole number"},
        {QOQ_LEXICON_ENTITIES, "a|A|||||||2", 9, "one of 0 1"},
        {QOQ_LEXICON_ENTITIES, "a|A||||||||non_ifrs", 10, "ifrs, gaap or empty"},
        {QOQ_LEXICON_ENTITIES, "a|A|||||||||ifrs", 11, "non_ifrs, non_gaap or empty"},
        {QOQ_LEXICON_ENTITIES, "a|A||||||||||odd", 12, "'flags': 'odd' is not made of"},
        {QOQ_LEXICON_SEGMENTS, "tencent||vas", 2, "column 'axis'"},
        {QOQ_LEXICON_SEGMENTS, "tencent|business|vas|||2019", 6, "'2019' is not a quarter"},
        {QOQ_LEXICON_SEGMENTS, "tencent|business|vas||||||||||2019+others", 13,
         "is not quarters in order"},
        {QOQ_LEXICON_SEGMENTS, "tencent|business|vas||||||||||2019Q1 soon", 13,
         "is not quarters in order"},
        {QOQ_LEXICON_SEGMENTS, "tencent|business|vas||||||||||2019Q1 2018Q1", 13,
         "is not quarters in order"},
        {QOQ_LEXICON_METRICS, "m|flows|money", 2, "one of flow stock ratio per_share average"},
        {QOQ_LEXICON_METRICS, "m|flow|-", 3, "'unit': '-' is not one of money per_share"},
        {QOQ_LEXICON_METRICS, "m|flow|money||2", 5, "one of 0 1"},
        {QOQ_LEXICON_METRICS, "m|flow|money|||2", 6, "'sense'"},
        {QOQ_LEXICON_METRICS, "m|flow|money|||||profit", 8, "'statement'"},
        {QOQ_LEXICON_TERMS, "word|m|x", 1, "one of entity segment metric"},
        {QOQ_LEXICON_TERMS, "metric||收入", 2, "an id"},
        {QOQ_LEXICON_TERMS, "metric|revenue|  ", 3, "a text that can be matched"},
        {QOQ_LEXICON_TERMS, "metric|revenue|x", 3, "one letter may only be a unit"},
        {QOQ_LEXICON_TERMS, "segment|vas|增值", 4, "an id"},
        {QOQ_LEXICON_TERMS, "metric|revenue|收入|tencent", 4, "only a segment has a scope"},
        {QOQ_LEXICON_TERMS, "metric|revenue|收入||fr", 5, "one of en zh zh-Hant"},
        {QOQ_LEXICON_TERMS, "metric|revenue|收入||zh|2", 6, "'sign'"},
        {QOQ_LEXICON_TERMS, "metric|revenue|收入||zh||none", 7, "'basis'"},
        {QOQ_LEXICON_UNITS, "亿|scales", 2, "one of scale currency"},
        {QOQ_LEXICON_UNITS, "户|count|zh", 4, "an id"},
        {QOQ_LEXICON_UNITS, "元|currency|zh|cny", 4, "a currency code"},
        {QOQ_LEXICON_UNITS, "亿|scale|zh||8.5", 5, "a whole number"},
        {QOQ_LEXICON_UNITS, "亿|scale|zh||-", 5, "a whole number"},
        {QOQ_LEXICON_PERIOD_WORDS, "季|num", 2, "'atom'"},
        {QOQ_LEXICON_PERIOD_WORDS, "季|quarter|zh|99999999999", 4, "'value'"},
        {QOQ_LEXICON_WORDS, "同比|yoyo", 2, "one of yoy qoq year_ago"},
        {QOQ_LEXICON_WORDS, "经调整|basis|zh|x", 4, "one of ifrs"},
        {QOQ_LEXICON_WORDS, "a|up|en", 1, "one letter may only be a unit"},
    };
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        qoq_lexicon *lexicon = qoq_lexicon_new();
        qoq_error err = {0};

        if (add(lexicon, table[i].table, table[i].row, &err) != QOQ_EINPUT)
            fail_msg("'%s' was accepted", table[i].row);
        if (err.column != table[i].column || !strstr(err.message, table[i].message))
            fail_msg("'%s': %zu: %s", table[i].row, err.column, err.message);
        qoq_lexicon_free(lexicon);
    }
}

/* Rows that are right one by one and wrong together. `%s` stands for nothing, or for the
 * place that qoq_lexicon_at gave. */
static void wrong_lexicons(void **state)
{
    static const struct {
        row rows[4];
        const char *message;
    } table[] = {
        {{{QOQ_LEXICON_SEGMENTS, "nobody|business|vas"}},
         "segment 'vas' is of 'nobody', which is no entity"},
        {{{QOQ_LEXICON_ENTITIES, "t|T"},
          {QOQ_LEXICON_SEGMENTS, "t|business|vas|games"}},
         "its parent 'games' is no segment of 't' on axis 'business'"},
        {{{QOQ_LEXICON_ENTITIES, "t|T"},
          {QOQ_LEXICON_SEGMENTS, "t|business|vas|||||media"}},
         "segment 'vas' continues 'media', which is no segment of 't'"},
        {{{QOQ_LEXICON_ENTITIES, "t|T"},
          {QOQ_LEXICON_SEGMENTS, "t|business|vas|||2020Q1|2019Q4"}},
         "segment 'vas' ends before it begins"},
        {{{QOQ_LEXICON_METRICS, "m|flow|money||||||sales"}},
         "metric 'm': its parent 'sales' is no metric"},
        {{{QOQ_LEXICON_TERMS, "metric|revenue|收入"}},
         "'收入' means metric 'revenue', which is not defined"},
        {{{QOQ_LEXICON_TERMS, "segment|vas|增值服务|tencent"}},
         "'增值服务' means segment 'tencent/vas', which is not defined"},
        {{{QOQ_LEXICON_METRICS, "a|flow|money||||||||Revenue"},
          {QOQ_LEXICON_METRICS, "b|flow|money||||||||revenue"}},
         "'revenue' has two meanings: metric 'b' and, by 'Revenue' at lexicon.csv:1, "
         "metric 'a'"},
        {{{QOQ_LEXICON_WORDS, "增|up"}, {QOQ_LEXICON_WORDS, "增|down"}},
         "'增' has two meanings: word 'down' 0 and, by '增' at lexicon.csv:1, word "
         "'up' 0"},
        {{{QOQ_LEXICON_UNITS, "億|scale|zh||8"}, {QOQ_LEXICON_UNITS, "亿|scale|zh||9"}},
         "'亿' has two meanings: unit '' of power 9 and, by '億'"},
        {{{QOQ_LEXICON_METRICS, "a|flow|money"},
          {QOQ_LEXICON_TERMS, "metric|a|loss||en|-1"},
          {QOQ_LEXICON_TERMS, "metric|a|Loss||en|1"}},
         "'Loss' has two meanings"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        qoq_lexicon *lexicon = qoq_lexicon_new();
        qoq_error err = {0};

        for (size_t j = 0; j < 4 && table[i].rows[j].text; j++) {
            assert_int_equal(qoq_lexicon_at(lexicon, 0, "lexicon.csv", j + 1, NULL),
                             QOQ_OK);
            must_add(lexicon, table[i].rows[j].table, table[i].rows[j].text);
        }
        assert_int_equal(qoq_lexicon_freeze(lexicon, &err), QOQ_EINPUT);
        if (!strstr(err.message, table[i].message) ||
            strncmp(err.message, "lexicon.csv:", 12) != 0)
            fail_msg("%s", err.message);
        assert_true(err.line > 0);
        qoq_lexicon_free(lexicon);
    }
}

static void a_definition_stands_once_in_a_layer(void **state)
{
    qoq_lexicon *lexicon = qoq_lexicon_new();
    qoq_error err = {0};

    (void)state;
    qoq_lexicon_at(lexicon, 0, "a.csv", 7, NULL);
    must_add(lexicon, QOQ_LEXICON_METRICS, "m|flow|money");
    qoq_lexicon_at(lexicon, 0, "a.csv", 9, NULL);
    assert_int_equal(add(lexicon, QOQ_LEXICON_METRICS, "m|stock|money", &err),
                     QOQ_EINPUT);
    assert_string_equal(
        err.message, "metric 'm' is defined twice, also at a.csv:7: take one row out");
    qoq_lexicon_at(lexicon, 1, "b.csv", 2, NULL);
    must_add(lexicon, QOQ_LEXICON_METRICS, "m|stock|money");
    assert_int_equal(qoq_lexicon_freeze(lexicon, &err), QOQ_OK);
    assert_int_equal(qoq_lexicon_metric(lexicon, QOQ_SLICE("m"))->kind,
                     QOQ_METRIC_STOCK);
    qoq_lexicon_free(lexicon);
}

/* ---- overriding -------------------------------------------------------------------- */

static const char *meaning_of(const qoq_lexicon *lexicon, const char *text)
{
    const qoq_term *term = qoq_lexicon_find(lexicon, qoq_slice_of(text));

    return term ? term->id : "none";
}

static void later_layers_override_and_retire(void **state)
{
    qoq_lexicon *lexicon = qoq_lexicon_new();
    qoq_error err = {0};

    (void)state;
    qoq_lexicon_at(lexicon, 0, "base.csv", 1, NULL);
    must_add(lexicon, QOQ_LEXICON_METRICS, "a|flow|money||||||||Sales|销售|銷售");
    must_add(lexicon, QOQ_LEXICON_METRICS,
             "b|flow|money||||||||Turnover|营业额|營業額");
    must_add(lexicon, QOQ_LEXICON_METRICS, "gone|flow|money||||||||Gone|没了|");
    must_add(lexicon, QOQ_LEXICON_ENTITIES, "t|Tee Inc");
    must_add(lexicon, QOQ_LEXICON_SEGMENTS, "t|business|s|||||| Part");
    must_add(lexicon, QOQ_LEXICON_TERMS, "metric|a|sold||en");
    must_add(lexicon, QOQ_LEXICON_TERMS, "metric|gone|went||en");
    must_add(lexicon, QOQ_LEXICON_TERMS, "segment|s|piece|t|en");
    must_add(lexicon, QOQ_LEXICON_WORDS, "增|up|zh");
    /* the user's */
    qoq_lexicon_at(lexicon, 2, "user.csv", 1, NULL);
    must_add(lexicon, QOQ_LEXICON_TERMS, "metric|b|SOLD||en");
    must_add(lexicon, QOQ_LEXICON_TERMS, "metric|b|sales||en");
    must_add(lexicon, QOQ_LEXICON_TERMS, "metric||營業額||zh||| retired");
    must_add(lexicon, QOQ_LEXICON_WORDS, "增||zh||retired");
    must_add(lexicon, QOQ_LEXICON_METRICS, "gone|||||||||||||retired");
    must_add(lexicon, QOQ_LEXICON_ENTITIES, "t|||||||||||retired");
    /* of a layer between, added last */
    qoq_lexicon_at(lexicon, 1, "share.csv", 1, NULL);
    must_add(lexicon, QOQ_LEXICON_TERMS, "metric|a|sold||en");
    must_add(lexicon, QOQ_LEXICON_METRICS, "a|stock|money||||||||Sales|销售|");
    assert_int_equal(qoq_lexicon_freeze(lexicon, &err), QOQ_OK);

    assert_string_equal(meaning_of(lexicon, "sold"), "b");
    assert_string_equal(meaning_of(lexicon, "sales"), "b");
    assert_string_equal(meaning_of(lexicon, "销售"), "a");
    assert_string_equal(meaning_of(lexicon, "营业额"), "none");
    assert_string_equal(meaning_of(lexicon, "turnover"), "b");
    assert_string_equal(meaning_of(lexicon, "增"), "none");
    assert_string_equal(meaning_of(lexicon, "went"), "none");
    assert_string_equal(meaning_of(lexicon, "gone"), "none");
    assert_string_equal(meaning_of(lexicon, "piece"), "none");
    assert_string_equal(meaning_of(lexicon, "part"), "none");
    assert_null(qoq_lexicon_entity(lexicon, QOQ_SLICE("t")));
    assert_int_equal(qoq_lexicon_metric(lexicon, QOQ_SLICE("a"))->kind,
                     QOQ_METRIC_STOCK);
    qoq_lexicon_free(lexicon);
}

static void without_layers_the_last_row_counts(void **state)
{
    qoq_lexicon *lexicon = qoq_lexicon_new();

    (void)state;
    must_add(lexicon, QOQ_LEXICON_METRICS, "a|flow|money");
    must_add(lexicon, QOQ_LEXICON_METRICS, "b|flow|money");
    must_add(lexicon, QOQ_LEXICON_TERMS, "metric|a|sold");
    must_add(lexicon, QOQ_LEXICON_TERMS, "metric|b|sold");
    must_add(lexicon, QOQ_LEXICON_TERMS, "metric|b|bought");
    must_add(lexicon, QOQ_LEXICON_TERMS, "metric|b|bought||||| retired");
    assert_int_equal(qoq_lexicon_freeze(lexicon, NULL), QOQ_OK);
    assert_string_equal(meaning_of(lexicon, "sold"), "b");
    assert_string_equal(meaning_of(lexicon, "bought"), "none");
    qoq_lexicon_free(lexicon);
}

static void an_empty_lexicon_matches_nothing(void **state)
{
    qoq_lexicon *lexicon = qoq_lexicon_new();
    const qoq_term *term;

    (void)state;
    assert_int_equal(qoq_lexicon_freeze(lexicon, NULL), QOQ_OK);
    assert_int_equal(qoq_lexicon_match(lexicon, "revenue", 7, 0, &term), 0);
    assert_null(qoq_lexicon_find(lexicon, QOQ_SLICE("revenue")));
    assert_int_equal(qoq_lexicon_skip(lexicon, "revenue", 7, 0), 7);
    assert_null(qoq_lexicon_metric_near(lexicon, QOQ_SLICE("revenue")));
    qoq_lexicon_free(lexicon);
    qoq_lexicon_free(NULL);
}

/* Thousands of terms: all are found, and none is found where it is not. */
static void a_large_lexicon_keeps_every_term(void **state)
{
    enum { TERMS = 4000 };
    qoq_lexicon *lexicon = qoq_lexicon_new();
    qoq_error err = {0};
    char text[64];

    (void)state;
    must_add(lexicon, QOQ_LEXICON_METRICS, "m|flow|money");
    for (unsigned i = 0; i < TERMS; i++) {
        char row_text[128], han[16];
        unsigned hash = i * 2654435761u;
        size_t n = 0;

        for (int j = 0; j < 3; j++)
            n += qoq_text_put(han + n, 0x4E00 + (hash >> 7 * j) % 3001);
        han[n] = '\0';
        snprintf(row_text, sizeof row_text, "metric|m|%s%u%s||zh", han, i,
                 i % 2 ? "x" : "");
        must_add(lexicon, QOQ_LEXICON_TERMS, row_text);
    }
    assert_int_equal(qoq_lexicon_freeze(lexicon, &err), QOQ_OK);
    for (unsigned i = 0; i < TERMS; i++) {
        unsigned hash = i * 2654435761u;
        char folded[256];
        const qoq_term *term;
        size_t n = 0, len;

        for (int j = 0; j < 3; j++)
            n += qoq_text_put(text + n, 0x4E00 + (hash >> 7 * j) % 3001);
        snprintf(text + n, sizeof text - n, "%u%s", i, i % 2 ? "x" : "");
        len = fold(folded, text);
        assert_int_equal(qoq_lexicon_match(lexicon, folded, len, 0, &term), len);
        folded[len - 1] = '!';
        assert_int_equal(qoq_lexicon_match(lexicon, folded, len, 0, &term), 0);
    }
    qoq_lexicon_free(lexicon);
}

/* ---- quantities ------------------------------------------------------------------- */

/* What a quantity says in one line: value unit decimals, then marks. `read` is how much of
 * the text it took, NULL = all of it. */
static void describe(char out[400], const qoq_quantity *q)
{
    static const char *const roles[] = {"",      "money", "minor", "percent", "points",
                                        "times", "count", "per",   "other"};
    char value[QOQ_DECIMAL_ROOM];

    qoq_decimal_format(value, q->number.value,
                       q->number.decimals > 0 ? q->number.decimals : 0);
    snprintf(out, 400, "%s %s %d%s%s%s%s%s%s%s%s%s", value, q->unit.id,
             q->number.decimals, q->role ? " " : "", roles[q->role],
             q->number.bound ? " " : "", qoq_bound_name((qoq_bound)q->number.bound),
             q->scaled ? " scaled" : "", q->currency_open ? " open" : "",
             q->signed_ ? " signed" : "", q->parentheses ? " parentheses" : "",
             q->plain ? " plain" : "");
}

static void quantities_are_read(void **state)
{
    /* clang-format off */
    static const struct {
        const char *text, *quantity, *read;
    } table[] = {
        {"US$1.2bn", "1200000000 USD -8 money scaled", NULL},
        {"$458 million", "458000000 USD -6 money scaled", NULL},
        {"RMB88,821 million", "88821000000 CNY -6 money scaled", NULL},
        {"€1\u202f234.5 million", "1234500000 EUR -5 money scaled", NULL},
        {"12\u00a0345\u00a0678美元", "12345678 USD 0 money", NULL},
        {"(224\u202f810)", "-224810  0 parentheses", NULL},
        {"2025\u202f810", "2025  0 plain", "2025"},
        {"人民币37.9亿元", "3790000000 CNY -7 money scaled", NULL},
        {"人民幣 37.9 億元", "3790000000 CNY -7 money scaled", NULL},
        {"1,004.93亿元", "100493000000  -6 money scaled open", NULL},
        {"4.79万亿港元", "4790000000000 HKD -10 money scaled", NULL},
        {"HK$ 5.2 billion", "5200000000 HKD -8 money scaled", NULL},
        {"新台币286.4亿元", "28640000000 TWD -7 money scaled", NULL},
        {"1.024万亿元", "1024000000000  -9 money scaled open", NULL},
        {"五亿六千万元", "560000000  -7 money scaled open", NULL},
        {"三千六百二十万元", "36200000  -5 money scaled open", NULL},
        {"百分之十五", "15 percent 0 percent", NULL},
        {"25.0%", "25.0 percent 1 percent", NULL},
        {"25.0 %", "25.0 percent 1 percent", NULL},
        {"15 per cent", "15 percent 0 percent", NULL},
        {"15 percent of", "15 percent 0 percent", "15 percent"},
        {"3.6个百分点", "3.6 pp 1 points", NULL},
        {"1.9 pct", "1.9 pp 1 points", NULL},
        {"2 percentage points", "2 pp 0 points", NULL},
        {"80个基点", "0.80 pp 2 points", NULL},
        {"60 basis points", "0.60 pp 2 points", NULL},
        {"18.4 pence", "0.184 GBP 3 minor", NULL},
        {"7.9港仙", "0.079 HKD 3 minor", NULL},
        {"4.1仙", "0.041  3 minor open", NULL},
        {"44 cents", "0.44  2 minor open", NULL},
        {"5.34亿", "534000000  -6 scaled", NULL},
        {"693亿", "69300000000  -8 scaled", NULL},
        {"8,620万", "86200000  -4 scaled", NULL},
        {"2.68亿户", "268000000 accounts -6 count scaled", NULL},
        {"1.402 billion", "1402000000  -6 scaled", NULL},
        {"50 million users", "50000000 users -6 count scaled", NULL},
        {"34.6GWh", "34.6  1 other", NULL},
        {"26,705名", "26705 persons 0 count", NULL},
        {"1.4倍", "1.4  1 times", NULL},
        {"1.4x", "1.4  1 times", NULL},
        {"5 x 3", "5  0 plain", "5"},
        {"3-fold", "3  0 times", NULL},
        {"3倍增长", "3  0 times", "3倍"},
        {"£84.3 million", "84300000 GBP -5 money scaled", NULL},
        {"€ 12.3m", "12300000 EUR -5 money scaled", NULL},
        {"$84.3 m", "84300000 USD -5 money scaled", NULL},
        {"84.3 m", "84.3  1", "84.3"},
        {"¥41.2 billion", "41200000000  -8 money scaled open", NULL},
        {"149.99 billion yuan", "149990000000 CNY -7 money scaled", NULL},
        {"5,000 million US dollars", "5000000000 USD -6 money scaled", NULL},
        {"人民币16,480百万元", "16480000000 CNY -6 money scaled", NULL},
        {"7.41十亿元", "7410000000  -7 money scaled open", NULL},
        {"12亿元人民币", "1200000000 CNY -8 money scaled", NULL},
        {"12亿美元", "1200000000 USD -8 money scaled", NULL},
        {"+8%", "8 percent 0 percent signed", NULL},
        {"-2.9%", "-2.9 percent 1 percent signed", NULL},
        {"−2.9％", "-2.9 percent 1 percent signed", NULL},
        {"-$1.2bn", "-1200000000 USD -8 money scaled signed", NULL},
        {"$-1.2bn", "-1200000000 USD -8 money scaled signed", NULL},
        {"(12.5)%", "-12.5 percent 1 percent parentheses", NULL},
        {"(25%)", "-25 percent 0 percent parentheses", NULL},
        {"(279)", "-279  0 parentheses", NULL},
        {"约1800亿元左右", "180000000000  -8 money about scaled open", NULL},
        {"约1800亿", "180000000000  -8 about scaled", NULL},
        {"人民币约37.9亿元", "3790000000 CNY -7 money about scaled", NULL},
        {"1,800多亿元", "180000000000  -8 money over scaled open", NULL},
        {"1800余亿元", "180000000000  -8 money over scaled open", NULL},
        {"约1800多亿元", "180000000000  -8 money over scaled open", NULL},
        {"超过3成", "30 percent -1 percent over", NULL},
        {"近两成", "20 percent -1 percent under", NULL},
        {"30%以上", "30 percent 0 percent over", NULL},
        {"about US$1.2bn or so", "1200000000 USD -8 money about scaled", NULL},
        {"more than 15%", "15 percent 0 percent over", NULL},
        {"逾一倍", "1  0 times over", NULL},
        {"3亿5000万元", "350000000  -4 money scaled open", NULL},
        {"1亿2000万户", "120000000 accounts -4 count scaled", NULL},
        {"$1.25 per ADS", "1.25 USD/ADS 2 money", NULL},
        {"5.762元每股", "5.762 /share 3 money open", NULL},
        {"18.4 pence per share", "0.184 GBP/share 3 minor", NULL},
        {"港币7.9仙", "0.079 HKD 3 minor", NULL},
        {"2024", "2024  0 plain", NULL},
        {"2024年", "2024  0 plain", "2024"},
        {"2,024", "2024  0", NULL},
        {"0.5", "0.5  1", NULL},
        {"三", "3  0", NULL},
        {"30家", "30  0 other", NULL},
        {"5万账户", "50000 accounts -4 count scaled", NULL},
        {"5万个账户", "50000 accounts -4 count scaled", NULL},
        /* a currency that belongs to the next number */
        {"2025 人民币37.9亿元", "2025  0 plain", "2025"},
        {"15%至人民币37.9亿元", "15 percent 0 percent", "15%"},
        {"US$1.2bn RMB8bn", "1200000000 USD -8 money scaled", "us$1.2bn"},
        {"4,800万家用户", "48000000 users -4 count scaled", NULL},
        {"1.2亿名用户", "120000000 users -7 count scaled", NULL},
        {"十仙", "10  0", "十"},
        {"港币十仙", "0.10 HKD 2 minor", NULL},
        {"16,403      港元", "16403  0", "16,403"},
        {"119.56 亿      美元", "11956000000 USD -6 money scaled", NULL},
        {"26,705 名", "26705 persons 0 count", NULL},
        {"5   家", "5  0 plain", "5"},
        {"200亿 家电", "20000000000  -8 scaled", "200亿"},
        {"30家家电", "30  0 other", "30家"},
        {"100元 2024", "100  0 money open", "100元"},
        {"元 2024", NULL, NULL},
        {"(300) 名", "-300  0 parentheses", "(300)"},
        {"(3)亿元", "-300000000  -8 money scaled open parentheses", NULL},
        {"(300)   亿", "-300  0 parentheses", "(300)"},
        /* blanks of a joined line */
        {"1,004.93   亿 元", "100493000000  -6 money scaled open", NULL},
        {"YoY^-5%", "-5 percent 0 percent signed", NULL},
        {"500+", "500  0 over", NULL},
        {"5亿+元", "500000000  -8 money over scaled open", NULL},
        {"668 +10%", "668  0 plain", "668"},
        {"668 + 10", "668  0 plain", "668"},
        {"12+3", "12  0 plain", "12"},
        /* none */
        {"人民币百万元", NULL, NULL},
        {"人民币2024年", NULL, NULL},
        {"over 2024", NULL, NULL},
        {"约", NULL, NULL},
        {"$", NULL, NULL},
        {"", NULL, NULL},
        {"-", NULL, NULL},
        {"亿元", NULL, NULL},
        {"5g", NULL, NULL},
        {"a^6", NULL, NULL},
        {"1^2", NULL, NULL},
        {"1.^2", NULL, NULL},
        {"1,^200", NULL, NULL},
        {"gpt^-4", NULL, NULL},
        {"10^-12%", NULL, NULL},
        {"5%^-7%", NULL, NULL},
        {"1.2.3", NULL, NULL},
    };
    /* clang-format on */

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const char *mark = strchr(table[i].text, '^');
        char text[200], folded[600], found[400] = "none";
        qoq_quantity q;
        size_t at = 0, number_at = 0, n, len;

        snprintf(text, sizeof text, "%s", table[i].text);
        if (mark) {
            at = (size_t)(mark - table[i].text);
            memmove(text + at, text + at + 1, strlen(text + at));
        }
        len = fold(folded, text);
        /* on the heap without an end mark, so that a read past it shows */
        char *exact = malloc(len ? len : 1);
        memcpy(exact, folded, len);
        if (mark) {
            char before[200];

            snprintf(before, sizeof before, "%.*s", (int)at, text);
            at = fold(folded, before);
        }
        n = qoq_lexicon_quantity(&q, *state, exact, len, at, &number_at);
        if (n > 0)
            describe(found, &q);
        if (strcmp(found, table[i].quantity ? table[i].quantity : "none") != 0)
            fail_msg("'%s': '%s', not '%s'", table[i].text, found, table[i].quantity);
        if (n > 0 && (n != (table[i].read ? strlen(table[i].read) : len - at) ||
                      (table[i].read && memcmp(exact, table[i].read, n) != 0)))
            fail_msg("'%s': read '%.*s'", table[i].text, (int)n, exact + at);
        free(exact);
    }
}

static void the_place_of_the_number_is_told(void **state)
{
    static const struct {
        const char *text;
        size_t at;
    } table[] = {
        {"us$1.2bn", 3}, {"约人民币37.9亿元", 12}, {"-2.9%", 1},   {"-$ 1.2bn", 3},
        {"( 12.5)%", 2}, {"百分之十五", 0},        {"负3.2亿", 3}, {"1800亿", 0},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        qoq_quantity q;
        size_t number_at = 99;

        assert_true(qoq_lexicon_quantity(&q, *state, table[i].text,
                                         strlen(table[i].text), 0, &number_at) > 0);
        if (number_at != table[i].at)
            fail_msg("'%s': %zu", table[i].text, number_at);
    }
}

/* Every place of a long text, repeated: quadratic work would run into the time limit. */
static void odd_texts_take_linear_time(void **state)
{
    static const char *const units[] = {
        "收 ",   "收                    ",
        "1",     "1,",
        "1.",    "(",
        "111,",  "-",
        "约",    "人民币",
        "亿",    " ",
        "五",    "年",
        "year-", "1亿 ",
        "$",     "q1",
        "百",    "多",
        "年增",  "3亿5000万",
    };
    enum { SIZE = 200000 };
    char *text = malloc(SIZE);

    assert_non_null(text);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i]), len = SIZE / n * n, found = 0;

        for (size_t at = 0; at < len; at++)
            text[at] = units[i][at % n];
        for (size_t at = 0; (at = qoq_lexicon_skip(*state, text, len, at)) < len;) {
            const qoq_term *term;
            qoq_quantity quantity;
            qoq_period_phrase phrase;
            size_t number_at;

            found += qoq_lexicon_match(*state, text, len, at, &term) > 0;
            found +=
                qoq_lexicon_quantity(&quantity, *state, text, len, at, &number_at) > 0;
            found += qoq_lexicon_phrase(&phrase, *state, text, len, at) > 0;
            qoq_text_next(text, len, &at);
        }
        assert_true(found <= 3 * len);
    }
    free(text);
}

/* ---- periods ---------------------------------------------------------------------- */

static void phrases_are_resolved(void **state)
{
    static const struct {
        const char *text, *period;
    } table[] = {
        {"二零二四年第三季", "2024Q3"},
        {"2024年第三季度", "2024Q3"},
        {" 2024 年 第 3 季度 ", "2024Q3"},
        {"截至二零二四年九月三十日止三個月", "2024Q3"},
        {"1Q25", "2025Q1"},
        {"Q1 2025", "2025Q1"},
        {"first quarter of 2025", "2025Q1"},
        {"three months ended 31 March 2025", "2025Q1"},
        {"three months ended March 31, 2025", "2025Q1"},
        {"2025Q1", "2025Q1"},
        {"2025H1", "2025H1"},
        {"第一季度", "2024Q1"},
        {"2024/9/30", "2024Q3"},
        {"2024.09.30", "2024Q3"},
        {"2024-10-05", "2024Q3"},
        {"2024-10-15", "2024-10-15"},
        {"of of first quarter of 2025", "2025Q1"},
        {"revenue", NULL},
        {"2024年第三季度收入", NULL},
        {"", NULL},
    };
    const qoq_period_context context = {
        .current = qoq_period_quarter(2024, 3), .year = 2024, .calendar = {12, false}};

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        qoq_period period = {0};
        qoq_error err = {0};
        char shown[16] = "";
        qoq_status status = qoq_lexicon_period(
            &period, *state, qoq_slice_of(table[i].text), &context, &err);

        if (!table[i].period) {
            assert_int_equal(status, QOQ_EINPUT);
            continue;
        }
        if (status != QOQ_OK)
            fail_msg("%s", err.message);
        qoq_period_format(shown, period);
        if (strcmp(shown, table[i].period) != 0)
            fail_msg("'%s': %s", table[i].text, shown);
    }
}

static void a_phrase_that_stays_open_is_an_error(void **state)
{
    qoq_period period = {0};
    qoq_period_context context = {0};
    qoq_error err = {0};

    assert_int_equal(
        qoq_lexicon_period(&period, *state, QOQ_SLICE("第一季度"), &context, &err),
        QOQ_EINPUT);
    assert_string_equal(err.message, "'第一季度' does not say which period");
}

static void phrases_are_found_inside_a_text(void **state)
{
    static const char text[] = "于2024年第三季度收入";
    qoq_period_phrase phrase = {0};

    assert_int_equal(qoq_lexicon_phrase(&phrase, *state, text, sizeof text - 1, 3),
                     strlen("2024年第三季度"));
    assert_int_equal(phrase.year, 2024);
    assert_int_equal(phrase.index, 3);
    assert_int_equal(
        qoq_lexicon_phrase(&phrase, *state, text, sizeof text - 1, sizeof text - 1), 0);
}

/* How heads of columns and notes write years, and what looks like it. */
static void short_years_are_read(void **state)
{
    static const struct {
        const char *text, *phrase, *period;
    } table[] = {
        {"Q1 24", "q1 24", "2024Q1"},
        {"Q1 24 actual", "q1 24", "2024Q1"},
        {"1H 24: revenue", "1h 24", "2024H1"},
        {"(Q1 24)", "q1 24", "2024Q1"},
        {"Q1'25", "q1'25", "2025Q1"},
        {"Q1 ’25 revenue", "q1 '25", "2025Q1"},
        {"FY'25 revenue", "fy'25", "2025FY"},
        {"FY ’98", "fy '98", "1998FY"},
        {"9M '25 was 3", "9m '25", "2025M9"},
        {"2024A", "2024a", "2024FY"},
        {"2024A revenue", "2024a", "2024FY"},
        /* a label, and a number that is no year */
        {"Q1 24%", "q1", "2024Q1"},
        {"Q1 24 %", "q1", "2024Q1"},
        {"Q1 24 million", "q1", "2024Q1"},
        {"Q1 24m", "q1", "2024Q1"},
        {"Q1 24.5", "q1", "2024Q1"},
        {"Q1 24 30", "q1", "2024Q1"},
        {"Q1 24, 30", "q1", "2024Q1"},
        {"Q1  24 actual", "q1", "2024Q1"},
        {"Q1 98 stores", "q1", "2024Q1"},
        {"Q1 '245", "q1", "2024Q1"},
        {"Q1 '24h", "q1", "2024Q1"},
        {"首季 24 actual", "首季", "2024Q1"},
        {"2024 A", "2024", ""},
        {"2024ab", "2024", ""},
        {"2024E", "2024", ""},
    };
    const qoq_period_context context = {.current = qoq_period_quarter(2024, 3)};

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char folded[100], shown[16];
        qoq_period_phrase phrase = {0};
        size_t len = fold(folded, table[i].text), at = folded[0] == '(';
        size_t n = qoq_lexicon_phrase(&phrase, *state, folded, len, at);

        qoq_period_format(shown, qoq_period_resolve(&phrase, &context));
        if (n != strlen(table[i].phrase) ||
            memcmp(folded + at, table[i].phrase, n) != 0 ||
            strcmp(shown, table[i].period) != 0)
            fail_msg("'%s': '%.*s', %s", table[i].text, (int)n, folded + at, shown);
    }
}

static void names_of_tables_and_classes(void **state)
{
    size_t required;

    (void)state;
    assert_string_equal(qoq_lexicon_table_file(QOQ_LEXICON_WORDS), "words.csv");
    assert_null(qoq_lexicon_table_file(QOQ_LEXICON_TABLES_));
    for (int t = 0; t < QOQ_LEXICON_TABLES_; t++) {
        assert_non_null(qoq_lexicon_table_columns((qoq_lexicon_table)t, &required)[0]);
        assert_true(required >= 1);
    }
    assert_string_equal(qoq_word_class_name(QOQ_WORD_NONE), "");
    assert_string_equal(qoq_word_class_name(QOQ_WORD_YOY), "yoy");
    assert_string_equal(qoq_word_class_name(QOQ_WORD_CONSTANT_CURRENCY),
                        "constant_currency");
    assert_string_equal(qoq_word_class_name(QOQ_WORD_FILLER), "filler");
}

static void bases_are_named(void **state)
{
    qoq_basis basis = QOQ_BASIS_NONE;

    (void)state;
    for (int i = QOQ_BASIS_NONE; i <= QOQ_BASIS_ADJUSTED; i++) {
        assert_true(
            qoq_basis_parse(&basis, qoq_slice_of(qoq_basis_name((qoq_basis)i))));
        assert_int_equal(basis, i);
    }
    assert_false(qoq_basis_parse(&basis, QOQ_SLICE("IFRS")));
    assert_false(qoq_basis_parse(&basis, QOQ_SLICE("-")));
    assert_true(qoq_basis_is_adjusted(QOQ_BASIS_NON_GAAP));
    assert_true(qoq_basis_is_adjusted(QOQ_BASIS_ADJUSTED));
    assert_false(qoq_basis_is_adjusted(QOQ_BASIS_GAAP));
    assert_false(qoq_basis_is_adjusted(QOQ_BASIS_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_are_matched),
        cmocka_unit_test(a_kind_can_be_asked_for),
        cmocka_unit_test(skip_misses_nothing),
        cmocka_unit_test(texts_are_found_in_any_spelling),
        cmocka_unit_test(segments_of_different_years_share_a_name),
        cmocka_unit_test(terms_carry_what_the_file_says),
        cmocka_unit_test(definitions_are_found_by_id),
        cmocka_unit_test(mistyped_metrics_have_a_neighbour),
        cmocka_unit_test(each_term_comes_in_order),
        cmocka_unit_test(every_term_matches_itself),
        cmocka_unit_test(wrong_rows),
        cmocka_unit_test(wrong_lexicons),
        cmocka_unit_test(a_definition_stands_once_in_a_layer),
        cmocka_unit_test(later_layers_override_and_retire),
        cmocka_unit_test(without_layers_the_last_row_counts),
        cmocka_unit_test(an_empty_lexicon_matches_nothing),
        cmocka_unit_test(a_large_lexicon_keeps_every_term),
        cmocka_unit_test(quantities_are_read),
        cmocka_unit_test(the_place_of_the_number_is_told),
        cmocka_unit_test(odd_texts_take_linear_time),
        cmocka_unit_test(phrases_are_resolved),
        cmocka_unit_test(a_phrase_that_stays_open_is_an_error),
        cmocka_unit_test(phrases_are_found_inside_a_text),
        cmocka_unit_test(short_years_are_read),
        cmocka_unit_test(names_of_tables_and_classes),
        cmocka_unit_test(bases_are_named),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

#include "qoq/unit.h"

#include <stdlib.h>
#include <string.h>

/* ---- ids ------------------------------------------------------------------------- */

static const struct {
    const char *id;
    qoq_unit_kind kind;
} fixed_units[] = {
    {"percent", QOQ_UNIT_PERCENT},
    {"pp", QOQ_UNIT_POINTS},
    {"ratio", QOQ_UNIT_RATIO},
};

static bool is_currency(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] < 'A' || text[i] > 'Z')
            return false;
    }
    return len == 3;
}

static bool is_share(qoq_slice per)
{
    return qoq_slice_is(per, "share") || qoq_slice_is(per, "ADS");
}

static bool is_word(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        bool letter = text[i] >= 'a' && text[i] <= 'z';
        bool other = (text[i] >= '0' && text[i] <= '9') || text[i] == '_';

        if (!letter && (i == 0 || !other))
            return false;
    }
    return len > 0;
}

static qoq_unit_kind kind_of(const char *text, size_t len)
{
    for (size_t i = 0; i < sizeof fixed_units / sizeof fixed_units[0]; i++) {
        if (qoq_slice_is((qoq_slice){text, len}, fixed_units[i].id))
            return fixed_units[i].kind;
    }
    if (is_currency(text, len))
        return QOQ_UNIT_MONEY;
    if (len > 4 && text[3] == '/' && is_currency(text, 3) &&
        is_share((qoq_slice){text + 4, len - 4}))
        return QOQ_UNIT_PER_SHARE;
    return is_word(text, len) ? QOQ_UNIT_COUNT : QOQ_UNIT_NONE;
}

static qoq_unit make(qoq_unit_kind kind, const char *text, size_t len)
{
    qoq_unit unit = {0};

    if (kind == QOQ_UNIT_NONE || len >= sizeof unit.id)
        return unit;
    unit.kind = (uint8_t)kind;
    memcpy(unit.id, text, len);
    return unit;
}

qoq_status qoq_unit_parse(qoq_unit *out, const char *text, size_t len, qoq_error *err)
{
    qoq_unit unit = make(kind_of(text, len), text, len);

    if (unit.kind == QOQ_UNIT_NONE)
        return qoq_fail(err, QOQ_EINPUT,
                        "unknown unit '%.*s': expected CNY, CNY/share, percent, pp, "
                        "ratio or a word such as accounts",
                        (int)(len > 40 ? 40 : len), text);
    *out = unit;
    return QOQ_OK;
}

qoq_unit qoq_unit_of(const char *id)
{
    return make(kind_of(id, strlen(id)), id, strlen(id));
}

bool qoq_unit_equal(qoq_unit a, qoq_unit b)
{
    return a.kind == b.kind && strcmp(a.id, b.id) == 0;
}

qoq_unit qoq_unit_per(qoq_unit money, const char *per)
{
    qoq_unit unit = {0};

    if (money.kind != QOQ_UNIT_MONEY || !is_share(qoq_slice_of(per)))
        return unit;
    unit.kind = QOQ_UNIT_PER_SHARE;
    memcpy(unit.id, money.id, 3);
    unit.id[3] = '/';
    memcpy(unit.id + 4, per, strlen(per));
    return unit;
}

/* ---- scales ---------------------------------------------------------------------- */

/* clang-format off */
const qoq_scale qoq_scales[] = {
    {"tn",   12, "tn",     "万亿"},
    {"bn",    9, "bn",     "十亿"},
    {"亿",    8, "100 mn", "亿"},
    {"千万",  7, "10 mn",  "千万"},
    {"mn",    6, "mn",     "百万"},
    {"万",    4, "10k",    "万"},
    {"k",     3, "k",      "千"},
    {"1",     0, "",       ""},
    {NULL,    0, NULL,     NULL},
};

static const struct {
    const char *spelling, *id;
} scale_spellings[] = {
    {"trillion", "tn"},  {"trn", "tn"},     {"萬億", "tn"},  {"兆", "tn"},
    {"billion", "bn"},   {"b", "bn"},       {"十億", "bn"},
    {"億", "亿"},        {"億元", "亿"},    {"亿元", "亿"},  {"yi", "亿"},
    {"千萬", "千万"},
    {"million", "mn"},   {"m", "mn"},       {"百萬", "mn"},  {"mio", "mn"},
    {"萬", "万"},        {"萬元", "万"},    {"万元", "万"},  {"wan", "万"},
    {"thousand", "k"},   {"仟", "k"},       {"千元", "k"},   {"百万元", "mn"},
    {"百萬元", "mn"},    {"one", "1"},      {"元", "1"},
};
/* clang-format on */

/* ASCII letters in either case; the rest byte by byte. */
static bool same_name(qoq_slice a, const char *b)
{
    for (size_t i = 0; i < a.len; i++) {
        char c = a.ptr[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (b[i] == '\0' || c != b[i])
            return false;
    }
    return b[a.len] == '\0';
}

static const qoq_scale *find_scale(qoq_slice name)
{
    for (const qoq_scale *scale = qoq_scales; scale->id; scale++) {
        if (same_name(name, scale->id) || same_name(name, scale->english) ||
            same_name(name, scale->chinese))
            return scale;
    }
    return NULL;
}

const qoq_scale *qoq_scale_find(qoq_slice name)
{
    const qoq_scale *scale;

    name = qoq_slice_trim(name);
    if (name.len == 0)
        return NULL;
    scale = find_scale(name);
    for (size_t i = 0; !scale && i < sizeof scale_spellings / sizeof scale_spellings[0];
         i++) {
        if (same_name(name, scale_spellings[i].spelling))
            scale = find_scale(qoq_slice_of(scale_spellings[i].id));
    }
    return scale;
}

const qoq_scale *qoq_scale_for(qoq_decimal largest, bool chinese)
{
    static const char *const english_ids[] = {"1", "k", "mn", "bn", NULL};
    static const char *const chinese_ids[] = {"1", "万", "亿", NULL};
    const char *const *id = chinese ? chinese_ids : english_ids;
    qoq_decimal size = qoq_decimal_absolute(largest);
    const qoq_scale *scale = find_scale(qoq_slice_of(*id));

    while (qoq_decimal_compare(size, qoq_decimal_of(1, scale->power + 4)) >= 0 && id[1])
        scale = find_scale(qoq_slice_of(*++id));
    return scale;
}

/* ---- names ----------------------------------------------------------------------- */

static const struct {
    const char *id, *english, *chinese;
} unit_names[] = {
    {"percent", "%", "%"},
    {"pp", "pp", "个百分点"},
    {"ratio", "x", "倍"},
    {"accounts", "accounts", "账户"},
    {"persons", "persons", "人"},
    {"subscribers", "subscribers", "订阅用户"},
    {"subscriptions", "subscriptions", "订阅"},
    {"users", "users", "用户"},
    {"orders", "orders", "单"},
    {"units", "units", "台"},
    {"stores", "stores", "家"},
    {"shares", "shares", "股"},
};

/* The currencies of the documents qoq reads most; any other shows its code. */
#define CURRENCY(code, name)                                                           \
    {                                                                                  \
        code, code, name, name "/股", name "/ADS"                                      \
    }

static const struct {
    const char *id, *english, *chinese, *per_share, *per_ads;
} currency_names[] = {
    CURRENCY("CNY", "元"),           CURRENCY("USD", "美元"),
    CURRENCY("HKD", "港元"),         CURRENCY("TWD", "新台币"),
    CURRENCY("EUR", "欧元"),         CURRENCY("GBP", "英镑"),
    CURRENCY("JPY", "日元"),         CURRENCY("KRW", "韩元"),
    CURRENCY("SGD", "新加坡元"),     CURRENCY("MOP", "澳门元"),
    CURRENCY("AUD", "澳元"),         CURRENCY("CAD", "加元"),
    CURRENCY("NZD", "新西兰元"),     CURRENCY("CHF", "瑞士法郎"),
    CURRENCY("SEK", "瑞典克朗"),     CURRENCY("NOK", "挪威克朗"),
    CURRENCY("DKK", "丹麦克朗"),     CURRENCY("INR", "印度卢比"),
    CURRENCY("IDR", "印尼盾"),       CURRENCY("MYR", "马来西亚林吉特"),
    CURRENCY("THB", "泰铢"),         CURRENCY("VND", "越南盾"),
    CURRENCY("PHP", "菲律宾比索"),   CURRENCY("BRL", "巴西雷亚尔"),
    CURRENCY("MXN", "墨西哥比索"),   CURRENCY("ZAR", "南非兰特"),
    CURRENCY("RUB", "卢布"),         CURRENCY("TRY", "土耳其里拉"),
    CURRENCY("SAR", "沙特里亚尔"),   CURRENCY("AED", "阿联酋迪拉姆"),
    CURRENCY("ILS", "以色列谢克尔"), CURRENCY("PLN", "波兰兹罗提"),
};

static const char *chinese_money(const qoq_unit *unit)
{
    size_t rows = sizeof currency_names / sizeof currency_names[0];

    for (size_t i = 0; i < rows; i++) {
        if (strncmp(unit->id, currency_names[i].id, 3) != 0)
            continue;
        if (unit->kind == QOQ_UNIT_MONEY)
            return currency_names[i].chinese;
        return strcmp(unit->id + 4, "ADS") == 0 ? currency_names[i].per_ads
                                                : currency_names[i].per_share;
    }
    return unit->id;
}

const char *qoq_unit_name(const qoq_unit *unit, bool chinese)
{
    if (unit->kind == QOQ_UNIT_MONEY || unit->kind == QOQ_UNIT_PER_SHARE)
        return chinese ? chinese_money(unit) : unit->id;
    for (size_t i = 0; i < sizeof unit_names / sizeof unit_names[0]; i++) {
        if (strcmp(unit->id, unit_names[i].id) == 0)
            return chinese ? unit_names[i].chinese : unit_names[i].english;
    }
    return unit->id;
}

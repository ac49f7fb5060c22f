/* Numbers as documents print them. Nothing is allocated and ASCII digits come first:
 * this runs over every character of hundreds of megabytes. Bytes are looked at by hand,
 * so a character that starts no number costs one switch. */
#include "qoq/decimal.h"

#include <string.h>

#include "words/decimal_private.h"

/* ---- characters ------------------------------------------------------------------ */

/* The code point of the three-byte character at `at` (all Han and full-width ones are);
 * 0 when there is none. */
static uint32_t wide_at(const char *text, size_t len, size_t at)
{
    if (len - at < 3)
        return 0;
    unsigned char a = (unsigned char)text[at], b = (unsigned char)text[at + 1],
                  c = (unsigned char)text[at + 2];

    if ((a & 0xF0) != 0xE0 || (b & 0xC0) != 0x80 || (c & 0xC0) != 0x80)
        return 0;
    return (a & 0x0Fu) << 12 | (b & 0x3Fu) << 6 | (c & 0x3Fu);
}

/* The digit at `at` and its width in bytes; -1 when there is none. */
static inline int digit_at(const char *text, size_t len, size_t at, size_t *width)
{
    if (at >= len)
        return -1;
    unsigned d = (unsigned)(unsigned char)text[at] - '0';

    *width = 1;
    if (d <= 9)
        return (int)d;
    if (text[at] != '\xEF')
        return -1;
    uint32_t code = wide_at(text, len, at);
    *width = 3;
    return code >= 0xFF10 && code <= 0xFF19 ? (int)(code - 0xFF10) : -1;
}

static bool is_digit(const char *text, size_t len, size_t at)
{
    size_t width;

    return digit_at(text, len, at, &width) >= 0;
}

static size_t point_at(const char *text, size_t len, size_t at)
{
    if (at < len && text[at] == '.')
        return 1;
    return at < len && wide_at(text, len, at) == 0xFF0E ? 3 : 0; /* ． */
}

static size_t colon_at(const char *text, size_t len, size_t at)
{
    if (at < len && text[at] == ':')
        return 1;
    return at < len && wide_at(text, len, at) == 0xFF1A ? 3 : 0; /* ： */
}

static bool starts(const char *text, size_t len, size_t at, const char *word)
{
    size_t n = strlen(word);

    return len - at >= n && memcmp(text + at, word, n) == 0;
}

static bool is_one_of(uint32_t code, const uint32_t *codes)
{
    for (; *codes; codes++) {
        if (*codes == code)
            return true;
    }
    return false;
}

typedef enum sign { SIGN_NONE, SIGN_PLUS, SIGN_MINUS } sign;

static sign wide_sign(uint32_t code)
{
    switch (code) {
    case 0x2011: /* non-breaking hyphen */
    case 0x2013: /* – */
    case 0x2212: /* − */
    case 0x25B2: /* ▲, as Japanese and Taiwan tables mark losses */
    case 0x25B3: /* △ */
    case 0x8CA0: /* 負 */
    case 0x8D1F: /* 负 */
    case 0xFE63: /* ﹣ */
    case 0xFF0D: /* － */
        return SIGN_MINUS;
    case 0xFF0B: /* ＋ */
        return SIGN_PLUS;
    default:
        return SIGN_NONE;
    }
}

static sign sign_at(const char *text, size_t len, size_t *width)
{
    *width = 1;
    if (text[0] == '-')
        return SIGN_MINUS;
    if (text[0] == '+')
        return SIGN_PLUS;
    *width = 3;
    return wide_sign(wide_at(text, len, 0));
}

/* ---- Arabic digits --------------------------------------------------------------- */

typedef struct figures {
    uint64_t value;
    unsigned count, behind; /* digits before and behind the point */
    bool wide;              /* the last digit was full-width */
    bool overflow, grouped;
} figures;

static size_t take_digits(figures *out, const char *text, size_t len, size_t at,
                          unsigned *count)
{
    size_t width;
    int d;

    while ((d = digit_at(text, len, at, &width)) >= 0) {
        if (out->value > (INT64_MAX - 9) / 10)
            out->overflow = true;
        else
            out->value = out->value * 10 + (unsigned)d;
        out->wide = width == 3;
        ++*count;
        at += width;
    }
    return at;
}

typedef enum separator { SEP_NONE, SEP_COMMA, SEP_BLANK, SEP_APOSTROPHE } separator;

static separator separator_at(const char *text, size_t len, size_t at, bool wide,
                              size_t *width)
{
    *width = 1;
    if (at >= len)
        return SEP_NONE;
    if (text[at] == ',')
        return SEP_COMMA;
    if (text[at] == '\'')
        return SEP_APOSTROPHE;
    if (text[at] == '\xC2') {
        *width = 2;
        return len - at >= 2 && text[at + 1] == '\xA0' ? SEP_BLANK : SEP_NONE;
    }
    *width = 3;
    switch (wide_at(text, len, at)) {
    case 0x2007: /* figure space */
    case 0x2009: /* thin space */
    case 0x202F: /* narrow no-break space */
        return SEP_BLANK;
    case 0x2019:
        return SEP_APOSTROPHE;
    case 0xFF0C: /* ，: behind ASCII digits it is the comma of the sentence */
        return wide ? SEP_COMMA : SEP_NONE;
    default:
        return SEP_NONE;
    }
}

/* Is there a group of exactly three digits at `at`? */
static bool is_group(const char *text, size_t len, size_t at)
{
    for (int i = 0; i < 3; i++) {
        size_t width;

        if (digit_at(text, len, at, &width) < 0)
            return false;
        at += width;
    }
    return !is_digit(text, len, at);
}

static size_t take_groups(figures *out, const char *text, size_t len, size_t at)
{
    size_t width;
    separator kind = separator_at(text, len, at, out->wide, &width);

    if (out->count > 3 || out->value == 0 ||
        out->value < qoq_powers_of_ten[out->count - 1])
        return at;
    while (kind != SEP_NONE && separator_at(text, len, at, out->wide, &width) == kind &&
           is_group(text, len, at + width)) {
        at = take_digits(out, text, len, at + width, &out->count);
        out->grouped = true;
    }
    return at;
}

/* November 2,2024: a day, and the year glued to its comma. */
static bool is_day_and_year(const figures *f, const char *text, size_t len, size_t at)
{
    figures year = {0};
    unsigned count = 0;

    if (f->grouped || f->behind > 0 || f->count > 2 || f->value > 31)
        return false;
    take_digits(&year, text, len, at, &count);
    return count == 4 && year.value >= 1950 && year.value <= 2100;
}

/* A comma with a digit behind it that made no group: 12,34 or 1.234,56. Reading a part of
 * it would be a wrong number. */
static bool is_broken_group(const figures *f, const char *text, size_t len, size_t at)
{
    size_t width;

    return separator_at(text, len, at, f->wide, &width) == SEP_COMMA &&
           is_digit(text, len, at + width) &&
           !is_day_and_year(f, text, len, at + width);
}

/* 12:30 and 08:45, but not Q2:42亿 in text with half-width punctuation. */
static bool is_time(const figures *f, const char *text, size_t len, size_t at)
{
    static const uint32_t amounts[] = {0x4EBF, 0x5104, 0x4E07, 0x842C, 0x5343,
                                       0x767E, 0x5143, 0x4E2A, 0x500B, 0x500D,
                                       0x6210, 0xFF05, 0xFF0E, 0}; /* 亿億万萬千百元个個
                                                                      倍成％． */
    figures minutes = {0};
    unsigned count = 0;
    size_t width = colon_at(text, len, at);

    if (width == 0 || f->count > 2 || f->grouped || f->value > 24)
        return false;
    at = take_digits(&minutes, text, len, at + width, &count);
    if (count != 2 || minutes.value > 59)
        return false;
    if (at < len && (text[at] == '%' || text[at] == ','))
        return false;
    if (at + 1 < len && text[at] == '.' && is_digit(text, len, at + 1))
        return false;
    return at >= len || !is_one_of(wide_at(text, len, at), amounts);
}

/* Digits with their separators and point. Returns the end, 0 when refused. */
static size_t read_figures(figures *out, const char *text, size_t len, size_t at)
{
    size_t point;

    *out = (figures){0};
    at = take_digits(out, text, len, at, &out->count);
    if (out->count > 0)
        at = take_groups(out, text, len, at);
    if (is_broken_group(out, text, len, at))
        return 0;
    point = point_at(text, len, at);
    if (point && is_digit(text, len, at + point)) {
        at = take_digits(out, text, len, at + point, &out->behind);
        point = point_at(text, len, at);
        if (point && is_digit(text, len, at + point)) /* 1.2.3 */
            return 0;
        if (is_broken_group(out, text, len, at))
            return 0;
    } else if (out->count == 0 || is_time(out, text, len, at)) {
        return 0;
    }
    if (out->overflow)
        return 0;
    return at;
}

/* ---- Chinese numerals ------------------------------------------------------------ */

typedef enum numeral_kind {
    NOT_NUMERAL,
    DIGIT, /* 零 to 九 */
    PAIR,  /* 两: 2, never in a string of digits */
    TENS,  /* 廿 卅 */
    UNIT,  /* 十 百 千 as a power of ten */
    SCALE, /* 万 亿 兆 as a power of ten */
    POINT, /* 点 */
    SOME   /* 几 数: makes any numeral no number */
} numeral_kind;

typedef struct numeral {
    uint8_t kind, value;
} numeral;

static numeral numeral_of(uint32_t code)
{
    /* clang-format off */
    switch (code) {
    case 0x96F6: case 0x3007: case 0x25CB:              /* 零 〇 ○ */
        return (numeral){DIGIT, 0};
    case 0x4E00: case 0x58F9: return (numeral){DIGIT, 1};                /* 一 壹 */
    case 0x4E8C: case 0x8D30: case 0x8CB3: return (numeral){DIGIT, 2};   /* 二 贰 貳 */
    case 0x4E09: case 0x53C1: case 0x53C3: return (numeral){DIGIT, 3};   /* 三 叁 參 */
    case 0x56DB: case 0x8086: return (numeral){DIGIT, 4};                /* 四 肆 */
    case 0x4E94: case 0x4F0D: return (numeral){DIGIT, 5};                /* 五 伍 */
    case 0x516D: case 0x9646: case 0x9678: return (numeral){DIGIT, 6};   /* 六 陆 陸 */
    case 0x4E03: case 0x67D2: return (numeral){DIGIT, 7};                /* 七 柒 */
    case 0x516B: case 0x634C: return (numeral){DIGIT, 8};                /* 八 捌 */
    case 0x4E5D: case 0x7396: return (numeral){DIGIT, 9};                /* 九 玖 */
    case 0x4E24: case 0x5169: return (numeral){PAIR, 2};                 /* 两 兩 */
    case 0x5EFF: return (numeral){TENS, 2};                              /* 廿 */
    case 0x5345: return (numeral){TENS, 3};                              /* 卅 */
    case 0x5341: case 0x62FE: return (numeral){UNIT, 1};                 /* 十 拾 */
    case 0x767E: case 0x4F70: return (numeral){UNIT, 2};                 /* 百 佰 */
    case 0x5343: case 0x4EDF: return (numeral){UNIT, 3};                 /* 千 仟 */
    case 0x4E07: case 0x842C: return (numeral){SCALE, 4};                /* 万 萬 */
    case 0x4EBF: case 0x5104: return (numeral){SCALE, 8};                /* 亿 億 */
    case 0x5146: return (numeral){SCALE, 12};                            /* 兆 */
    case 0x70B9: case 0x9EDE: return (numeral){POINT, 0};                /* 点 點 */
    case 0x51E0: case 0x5E7E: case 0x6570: case 0x6578:                /* 几 幾 数 數 */
        return (numeral){SOME, 0};
    default:
        return (numeral){NOT_NUMERAL, 0};
    }
    /* clang-format on */
}

static numeral numeral_at(const char *text, size_t len, size_t at)
{
    static const uint32_t words[] = {0x636E, 0x64DA, 0x5B57, 0x91CF,
                                     0x989D, 0x984D, 0}; /* 据據字量额額 */
    numeral n;

    if (at >= len)
        return (numeral){NOT_NUMERAL, 0};
    n = numeral_of(wide_at(text, len, at));
    /* 数据, 数字: the word, not "some" */
    if (n.kind == SOME && len - at > 3 && is_one_of(wide_at(text, len, at + 3), words))
        n.kind = NOT_NUMERAL;
    return n;
}

/* A positional numeral while it is read: 一兆二千亿三千四百万五千六百七十八. */
typedef struct positional {
    int64_t high;      /* what 兆 and 亿 have closed */
    int64_t ten_thous; /* what 万 has closed since */
    int64_t section;   /* 千 百 十 since */
    int digit;         /* waiting for its unit; -1 = none */
    int unit;          /* last unit of the section, as a power; 4 = none yet */
    int scale;         /* the smallest scale so far; 99 = none yet */
    bool gap;          /* a 零 since the last unit */
    bool anything;     /* in this section */
    int place;         /* power of the last digit that is not zero */
} positional;

static bool take_numeral_digit(positional *p, int value)
{
    if (p->digit >= 0)
        return false;
    if (value == 0) {
        if (!p->anything && p->scale == 99)
            return false;
        p->gap = true;
        return true;
    }
    p->digit = value;
    p->place = 0;
    p->anything = true;
    return true;
}

static bool take_numeral_unit(positional *p, int power)
{
    if (power >= p->unit)
        return false;
    if (p->digit < 0) {
        if (power != 1 || p->anything)
            return false;
        p->digit = 1; /* 十五 */
    }
    p->section += p->digit * (int64_t)qoq_powers_of_ten[power];
    p->digit = -1;
    p->unit = p->place = power;
    p->gap = false;
    p->anything = true;
    return true;
}

/* The digit at the end of a section. 一百五 would be 150 in speech: not read. */
static bool close_section(positional *p)
{
    if (p->digit < 0)
        return true;
    if (!p->gap && (p->unit == 2 || p->unit == 3))
        return false;
    p->section += p->digit;
    p->digit = -1;
    return true;
}

static bool take_scale(positional *p, int power)
{
    if (!close_section(p))
        return false;
    int64_t closed = p->ten_thous + p->section;
    if (power == 4) {
        if (p->scale == 4 || p->section == 0)
            return false;
        p->ten_thous = p->section * 10000;
    } else {
        /* 万亿 is a scale as well; 亿 and 兆 close everything before them. */
        int before = p->scale == 4 ? (p->high > 0 ? 12 : 99) : p->scale;

        if (closed == 0 || power >= before || closed > 8000000)
            return false;
        p->high += closed * (int64_t)qoq_powers_of_ten[power];
        p->ten_thous = 0;
    }
    p->scale = power;
    p->section = 0;
    p->unit = 4;
    p->place += power;
    p->gap = p->anything = false;
    return true;
}

static bool take_positional(positional *p, numeral n)
{
    switch (n.kind) {
    case DIGIT:
    case PAIR:
        return take_numeral_digit(p, n.value);
    case TENS:
        return take_numeral_digit(p, n.value) && take_numeral_unit(p, 1);
    case UNIT:
        return take_numeral_unit(p, n.value);
    case SCALE:
        return take_scale(p, n.value);
    default:
        return false;
    }
}

typedef struct chinese {
    int64_t value;
    int power, decimals;
    unsigned digits; /* of a string of digits */
} chinese;

/* 二零二四: at least three digits, or two with a zero; 七八 and 两三 mean "some". */
static bool is_digit_string(const char *text, size_t len, size_t at, size_t *end,
                            chinese *out)
{
    bool zero = false;
    numeral n;

    *out = (chinese){0};
    for (; (n = numeral_at(text, len, at)).kind == DIGIT && out->digits < 18; at += 3) {
        out->value = out->value * 10 + n.value;
        out->digits++;
        zero = zero || n.value == 0;
    }
    *end = at;
    if (n.kind != NOT_NUMERAL && n.kind != POINT)
        return false;
    return out->digits > 2 || (out->digits == 2 && zero);
}

/* The integer part up to a point or the end of the numeral. Returns the end; 0 = none.
 * */
static size_t read_positional(chinese *out, const char *text, size_t len, size_t at)
{
    positional p = {.digit = -1, .unit = 4, .scale = 99};
    numeral n;

    *out = (chinese){0};
    n = numeral_at(text, len, at);
    if (n.kind == DIGIT && n.value == 0) /* 零点三; a lone 零 is 零售 */
        return numeral_at(text, len, at + 3).kind == POINT ? at + 3 : 0;
    for (; (n = numeral_at(text, len, at)).kind != NOT_NUMERAL && n.kind != POINT;
         at += 3) {
        if (!take_positional(&p, n))
            return 0;
    }
    if (!p.anything && p.scale == 99)
        return 0;
    if (p.gap && p.digit < 0) /* 一百零 */
        return 0;
    if (p.digit >= 0 && p.unit == 4 && p.scale != 99 && !p.gap) /* 一万五 */
        return 0;
    if (!close_section(&p))
        return 0;
    out->value = p.high + p.ten_thous + p.section;
    /* 二十 is a plain count; 二千万 was rounded to the thousand 万. */
    out->decimals = p.scale == 99 ? 0 : -p.place;
    return at;
}

/* 点五, and the scale behind it: 一点五亿. Returns the end, or `at` when no digit
 * follows (三点: three o'clock); 0 when it does not fit. */
static size_t read_behind_point(chinese *out, const char *text, size_t len, size_t at)
{
    numeral n = numeral_at(text, len, at + 3);
    int behind = 0;

    if (n.kind != DIGIT || out->decimals != 0)
        return at;
    for (at += 3; (n = numeral_at(text, len, at)).kind == DIGIT; at += 3, behind++) {
        if (out->value > (INT64_MAX - 9) / 10)
            return 0;
        out->value = out->value * 10 + n.value;
    }
    int power = 0;
    for (; (n = numeral_at(text, len, at)).kind == SCALE; at += 3)
        power += n.value;
    if (n.kind != NOT_NUMERAL || power > 16)
        return 0;
    out->power = power - behind;
    out->decimals = behind - power;
    return at;
}

/* Returns the end, 0 when no Chinese numeral starts at `at`. */
static size_t read_chinese(chinese *out, const char *text, size_t len, size_t at)
{
    size_t end;

    if (!is_digit_string(text, len, at, &end, out)) {
        end = read_positional(out, text, len, at);
        if (end == 0)
            return 0;
    }
    if (numeral_at(text, len, end).kind == POINT)
        end = read_behind_point(out, text, len, end);
    /* 一半 is no one. */
    return end > 0 && wide_at(text, len, end) == 0x534A ? 0 : end;
}

/* ---- together -------------------------------------------------------------------- */

static bool set_value(qoq_printed_number *out, int64_t value, int power, int decimals)
{
    out->number.decimals = (int16_t)decimals;
    out->number.bound = QOQ_BOUND_NONE;
    return qoq_decimal_fit(&out->number.value, value, power);
}

static size_t read_arabic(qoq_printed_number *out, const char *text, size_t len,
                          size_t at)
{
    figures f;
    size_t end = read_figures(&f, text, len, at);

    if (end == 0 || f.behind > 60)
        return 0;
    out->digits = (uint8_t)f.count;
    out->grouped = f.grouped;
    if (!set_value(out, (int64_t)f.value, -(int)f.behind, (int)f.behind))
        return 0;
    return end;
}

static size_t read_numeral(qoq_printed_number *out, const char *text, size_t len,
                           size_t at)
{
    chinese c;
    size_t end = read_chinese(&c, text, len, at);

    if (end == 0 || !set_value(out, c.value, c.power, c.decimals))
        return 0;
    out->chinese = true;
    out->digits = (uint8_t)c.digits;
    return end;
}

static size_t read_either(qoq_printed_number *out, const char *text, size_t len,
                          size_t at)
{
    if (at < len && (is_digit(text, len, at) || text[at] == '.'))
        return read_arabic(out, text, len, at);
    return read_numeral(out, text, len, at);
}

/* 百分之十五, 千分之三. Returns the end, 0 when it is no such phrase. */
static size_t read_percent_phrase(qoq_printed_number *out, const char *text, size_t len,
                                  size_t at)
{
    numeral n = numeral_at(text, len, at);

    if ((n.kind != UNIT && n.kind != SCALE) || n.value < 2 || n.value > 4 ||
        !starts(text, len, at + 3, "分之"))
        return 0;
    int power = 2 - n.value;
    at += 9;
    out->percent = true;
    size_t end = read_either(out, text, len, at);
    if (end == 0) {
        if (numeral_at(text, len, at).value != 2 ||
            numeral_at(text, len, at).kind != UNIT) /* 百分之百 */
            return 0;
        end = at + 3;
        set_value(out, 100, 0, 0);
    }
    if (power != 0 &&
        qoq_number_scale(&out->number, out->number, power, NULL) != QOQ_OK)
        return 0;
    return end;
}

/* Words that begin with 成; what may follow them and makes it tenths after all. */
static const struct {
    uint32_t next, unless;
} words_with_cheng[] = {
    {0x957F, 0},      {0x9577, 0},      /* 成长 成長 */
    {0x672C, 0},      {0x529F, 0},      /* 成本 成功 */
    {0x4E3A, 0},      {0x70BA, 0},      /* 成为 成為 */
    {0x7ACB, 0},      {0x719F, 0},      /* 成立 成熟 */
    {0x679C, 0},      {0x54C1, 0},      /* 成果 成品 */
    {0x7EE9, 0},      {0x7E3E, 0},      /* 成绩 成績 */
    {0x5C31, 0},      {0x6548, 0},      /* 成就 成效 */
    {0x578B, 0},      {0x4E0D, 0},      /* 成型 一成不变 */
    {0x5206, 0},      {0x90FD, 0},      /* 成分 成都 */
    {0x5458, 0x5DE5}, {0x54E1, 0x5DE5}, /* 成员, but 三成员工 */
    {0x4EA4, 0x6613},                   /* 成交, but 三成交易 */
};

/* Does 成 at `at` mean tenths? */
static bool is_tenths(const char *text, size_t len, size_t at)
{
    if (wide_at(text, len, at) != 0x6210)
        return false;
    uint32_t next = wide_at(text, len, at + 3);
    size_t rows = sizeof words_with_cheng / sizeof words_with_cheng[0];

    for (size_t i = 0; i < rows; i++) {
        if (next != words_with_cheng[i].next)
            continue;
        uint32_t unless = words_with_cheng[i].unless;
        return unless != 0 && len - at >= 6 && wide_at(text, len, at + 6) == unless;
    }
    return true;
}

/* 3成 is 30 percent, 三成半 and 三成五 35. Returns the new end. */
static size_t read_tenths(qoq_printed_number *out, const char *text, size_t len,
                          size_t at)
{
    qoq_decimal ten = {10, 0}, five = {5, 0};
    qoq_number scaled;

    if (!is_tenths(text, len, at) || qoq_decimal_compare(out->number.value, ten) > 0 ||
        out->number.decimals < 0 ||
        qoq_number_scale(&scaled, out->number, 1, NULL) != QOQ_OK)
        return at;
    at += 3;
    if (len - at >= 3 && wide_at(text, len, at) == 0x534A && scaled.decimals == -1) {
        if (qoq_decimal_add(&scaled.value, scaled.value, five, NULL) != QOQ_OK)
            return at;
        scaled.decimals = 0;
        at += 3;
    } else if (scaled.decimals == -1) {
        numeral n = numeral_at(text, len, at);
        qoq_decimal ones = {n.value, 0};
        if (n.kind == DIGIT && n.value > 0 &&
            numeral_at(text, len, at + 3).kind == NOT_NUMERAL &&
            qoq_decimal_add(&scaled.value, scaled.value, ones, NULL) == QOQ_OK) {
            scaled.decimals = 0;
            at += 3;
        }
    }
    out->number = scaled;
    out->percent = true;
    return at;
}

/* Skips blanks inside brackets; pdftotext leaves one before ')' now and then. */
static size_t skip_blanks(const char *text, size_t len, size_t at)
{
    while (at < len) {
        if (text[at] == ' ')
            at++;
        else if (len - at >= 2 && text[at] == '\xC2' && text[at + 1] == '\xA0')
            at += 2;
        else
            break;
    }
    return at;
}

/* (1,234), （1.2％）: closed right behind the number, no sign inside. */
static size_t read_parentheses(qoq_printed_number *out, const char *text, size_t len,
                               size_t at)
{
    at = skip_blanks(text, len, at);
    if (at >= len || (!is_digit(text, len, at) && text[at] != '.'))
        return 0;
    at = read_arabic(out, text, len, at);
    if (at == 0)
        return 0;
    at = skip_blanks(text, len, at);
    if (at < len && (text[at] == '%' || wide_at(text, len, at) == 0xFF05)) {
        out->percent = true;
        at = skip_blanks(text, len, at + (text[at] == '%' ? 1 : 3));
    }
    if (at >= len || (text[at] != ')' && wide_at(text, len, at) != 0xFF09))
        return 0;
    out->parentheses = true;
    out->number.value = qoq_decimal_negate(out->number.value);
    return at + (text[at] == ')' ? 1 : 3);
}

/* What follows an unsigned number: 成, or something that makes it none. */
static size_t finish(qoq_printed_number *out, const char *text, size_t len, size_t at)
{
    if (at == 0 || at >= len || (signed char)text[at] >= 0)
        return at;
    if (starts(text, len, at, "分之")) /* 三分之一 */
        return 0;
    return out->percent ? at : read_tenths(out, text, len, at);
}

static size_t read_signed(qoq_printed_number *out, const char *text, size_t len,
                          size_t width, bool negative)
{
    bool word =
        (unsigned char)text[0] >= 0xE4 && (unsigned char)text[0] <= 0xE9; /* 负 */
    size_t end;

    if (width >= len)
        return 0;
    if (is_digit(text, len, width) || text[width] == '.') {
        end = read_arabic(out, text, len, width);
    } else if (word) {
        end = read_percent_phrase(out, text, len, width);
        if (end == 0)
            end = read_numeral(out, text, len, width);
    } else {
        return 0;
    }
    end = finish(out, text, len, end);
    out->signed_ = true;
    if (negative)
        out->number.value = qoq_decimal_negate(out->number.value);
    return end;
}

static size_t read_wide(qoq_printed_number *out, const char *text, size_t len)
{
    uint32_t code = wide_at(text, len, 0);
    sign s = wide_sign(code);

    if (s != SIGN_NONE)
        return read_signed(out, text, len, 3, s == SIGN_MINUS);
    if (code >= 0xFF10 && code <= 0xFF19)
        return finish(out, text, len, read_arabic(out, text, len, 0));
    if (code == 0xFF08) /* （ */
        return read_parentheses(out, text, len, 3);
    numeral n = numeral_of(code);
    if (n.kind == NOT_NUMERAL || n.kind == SOME || n.kind == POINT)
        return 0;
    size_t end = read_percent_phrase(out, text, len, 0);
    if (end == 0) {
        out->percent = false;
        end = read_numeral(out, text, len, 0);
    }
    return finish(out, text, len, end);
}

size_t qoq_number_read(qoq_printed_number *out, const char *text, size_t len)
{
    size_t width;
    sign s;

    if (len == 0)
        return 0;
    unsigned char first = (unsigned char)text[0];
    *out = (qoq_printed_number){0};
    if ((unsigned)first - '0' <= 9 || first == '.')
        return finish(out, text, len, read_arabic(out, text, len, 0));
    if (first >= 0x80)
        return first >= 0xE2 ? read_wide(out, text, len) : 0;
    if (first == '(')
        return read_parentheses(out, text, len, 1);
    s = sign_at(text, len, &width);
    return s == SIGN_NONE ? 0 : read_signed(out, text, len, width, s == SIGN_MINUS);
}

/* ---- stepping over what was refused ---------------------------------------------- */

/* Digits and single marks between them: 4.2.1, 12:30, 12,34. */
static size_t skip_figures(const char *text, size_t len, size_t at)
{
    size_t start = at, width;
    figures f = {0};

    for (;;) {
        unsigned count = 0;
        size_t end = take_digits(&f, text, len, at, &count);

        if (count == 0)
            return at == start ? 0 : at;
        at = end;
        width = point_at(text, len, end) + colon_at(text, len, end);
        if (width == 0 && separator_at(text, len, end, f.wide, &width) != SEP_COMMA)
            return at;
        if (!is_digit(text, len, end + width))
            return at;
        at = end + width;
    }
}

/* 数十, 十几, 三分之一, 七八, 一半. 数 and 几 count only before 十, 百, 千...: 数据. */
static size_t skip_numerals(const char *text, size_t len)
{
    numeral n = numeral_at(text, len, 0), next = numeral_at(text, len, 3);
    size_t at = 0;

    if (n.kind == NOT_NUMERAL || n.kind == POINT || n.kind == SCALE ||
        (n.kind == UNIT && n.value > 1))
        return 0;
    if (n.kind == SOME && next.kind != UNIT && next.kind != SCALE)
        return 0;
    for (;;) {
        n = numeral_at(text, len, at);
        if (n.kind != NOT_NUMERAL && n.kind != POINT)
            at += 3;
        else if (at > 0 && at < len && starts(text, len, at, "分之"))
            at += 6;
        else
            break;
    }
    return at + (at < len && wide_at(text, len, at) == 0x534A ? 3 : 0);
}

size_t qoq_number_skip(const char *text, size_t len)
{
    size_t width = 0, end;

    if (len == 0)
        return 0;
    if (sign_at(text, len, &width) == SIGN_NONE)
        width = 0;
    if (width < len && text[width] == '.')
        width++;
    end = skip_figures(text, len, width);
    if (end > 0)
        return end;
    return width > 0 ? 0 : skip_numerals(text, len);
}

qoq_status qoq_number_parse(qoq_printed_number *out, const char *text, size_t len,
                            qoq_error *err)
{
    qoq_slice trimmed = qoq_slice_trim((qoq_slice){text, len});
    size_t end = qoq_number_read(out, trimmed.ptr, trimmed.len);

    if (end == 0 || end != trimmed.len)
        return qoq_fail(err, QOQ_EINPUT, "'%.*s' is not a number",
                        (int)(trimmed.len > 60 ? 60 : trimmed.len), trimmed.ptr);
    return QOQ_OK;
}

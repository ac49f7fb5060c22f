/* Labels as people type them: 2025Q1, 1Q25, FY2025, 2025年第一季度. The text becomes
 * atoms by a lexicon of a dozen words, and the shapes of period_phrase.c read it. */
#include "qoq/period.h"

#include <string.h>

#include "qoq/decimal.h"

#define TEXT_MAX 64
#define ATOM_MAX 24

/* After folding: lower case, simplified, half-width. Longer words first. */
static const struct {
    const char *word;
    uint8_t kind, value;
} words[] = {
    {"前三季度", QOQ_PA_NINE, 1},
    {"首三季", QOQ_PA_NINE, 1},
    {"上半年", QOQ_PA_HALF_N, 1},
    {"下半年", QOQ_PA_HALF_N, 2},
    {"财政年度", QOQ_PA_FISCAL, 0},
    {"财年", QOQ_PA_FISCAL, 0},
    {"全年", QOQ_PA_FULL_YEAR, 0},
    {"年度", QOQ_PA_FULL_YEAR, 0},
    {"季度", QOQ_PA_QUARTER, 0},
    {"首季", QOQ_PA_QUARTER_N, 1},
    {"财季", QOQ_PA_QUARTER, 0},
    {"季", QOQ_PA_QUARTER, 0},
    {"年", QOQ_PA_YEAR, 0},
    {"月", QOQ_PA_MONTH, 0},
    {"日", QOQ_PA_DAY, 0},
    {"第", QOQ_PA_ORDINAL, 0},
    {"民国", QOQ_PA_ROC, 0},
    {"q1", QOQ_PA_QUARTER_N, 1},
    {"q2", QOQ_PA_QUARTER_N, 2},
    {"q3", QOQ_PA_QUARTER_N, 3},
    {"q4", QOQ_PA_QUARTER_N, 4},
    {"1q", QOQ_PA_QUARTER_N, 1},
    {"2q", QOQ_PA_QUARTER_N, 2},
    {"3q", QOQ_PA_QUARTER_N, 3},
    {"4q", QOQ_PA_QUARTER_N, 4},
    {"h1", QOQ_PA_HALF_N, 1},
    {"h2", QOQ_PA_HALF_N, 2},
    {"1h", QOQ_PA_HALF_N, 1},
    {"2h", QOQ_PA_HALF_N, 2},
    {"m9", QOQ_PA_NINE, 1},
    {"9m", QOQ_PA_NINE, 1},
    {"fy", QOQ_PA_FISCAL, 0},
    {"january", QOQ_PA_MONTH_NAME, 1},
    {"february", QOQ_PA_MONTH_NAME, 2},
    {"march", QOQ_PA_MONTH_NAME, 3},
    {"april", QOQ_PA_MONTH_NAME, 4},
    {"may", QOQ_PA_MONTH_NAME, 5},
    {"june", QOQ_PA_MONTH_NAME, 6},
    {"july", QOQ_PA_MONTH_NAME, 7},
    {"august", QOQ_PA_MONTH_NAME, 8},
    {"september", QOQ_PA_MONTH_NAME, 9},
    {"october", QOQ_PA_MONTH_NAME, 10},
    {"november", QOQ_PA_MONTH_NAME, 11},
    {"december", QOQ_PA_MONTH_NAME, 12},
};

typedef struct atom_list {
    qoq_period_atom atoms[ATOM_MAX];
    size_t count;
} atom_list;

static bool add_atom(atom_list *list, qoq_period_atom atom)
{
    if (list->count == ATOM_MAX)
        return false;
    atom.glued = true;
    list->atoms[list->count++] = atom;
    return true;
}

static bool is_ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A word that ends in a digit must not go on with one: the q1 of "q12" is none. "q125"
 * stays unread, for nobody knows which. */
static size_t take_word(atom_list *list, const char *text)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i].word);

        if (strncmp(text, words[i].word, n) != 0)
            continue;
        if (is_ascii_digit(text[n - 1]) && is_ascii_digit(text[n]))
            continue;
        qoq_period_atom atom = {words[i].kind, 0, words[i].value, true};
        return add_atom(list, atom) ? n : 0;
    }
    return 0;
}

static size_t take_number(atom_list *list, const char *text, size_t len)
{
    qoq_period_atom atom = {QOQ_PA_NUM, 0, 0, true};
    size_t n = 0;

    for (; n < len && n < 5 && is_ascii_digit(text[n]); n++)
        atom.value = atom.value * 10 + (text[n] - '0');
    atom.digits = (uint8_t)n;
    if (n == 0) {
        qoq_printed_number number;

        n = qoq_number_read(&number, text, len);
        if (n == 0 || !number.chinese || number.percent ||
            number.number.value.exponent < 0)
            return 0;
        double value = qoq_decimal_double(number.number.value);
        if (!(value >= 0 && value <= 9999))
            return 0;
        atom.value = (int32_t)value;
        atom.digits = number.digits;
    }
    return add_atom(list, atom) ? n : 0;
}

static bool make_atoms(atom_list *list, const char *text, size_t len)
{
    size_t at = 0;

    while (at < len) {
        bool mark = text[at] == '-' || text[at] == '/';
        bool blank = text[at] == ' ' || (mark && at > 0);
        size_t taken = blank ? 1 : take_word(list, text + at);

        /* A digit before a letter is a word (1q25), before a digit a number. */
        if (taken == 0)
            taken = take_number(list, text + at, len - at);
        if (taken == 0)
            return false;
        at += taken;
    }
    return true;
}

/* YYYY-MM-DD and nothing else. */
static bool parse_date(qoq_period *out, const char *text, size_t len)
{
    static const char shape[] = "0000-00-00";
    int part[3] = {0}, at = 0;

    if (len != sizeof shape - 1)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (shape[i] == '-' ? text[i] != '-' : !is_ascii_digit(text[i]))
            return false;
        if (shape[i] == '-')
            at++;
        else
            part[at] = part[at] * 10 + (text[i] - '0');
    }
    *out = qoq_period_date(part[0], part[1], part[2]);
    return !qoq_period_is_none(*out);
}

/* The label's own letters behind any year from 1 to 9999, as qoq_period_format writes.
 * */
static bool parse_label(qoq_period *out, const char *text, size_t len)
{
    static const qoq_span all[] = {QOQ_SPAN_QUARTER, QOQ_SPAN_HALF, QOQ_SPAN_NINE,
                                   QOQ_SPAN_YEAR};
    int year = 0;

    if (len != 6)
        return false;
    for (size_t i = 0; i < 4; i++) {
        if (!is_ascii_digit(text[i]))
            return false;
        year = year * 10 + (text[i] - '0');
    }
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        for (int index = 1; index <= 4; index++) {
            qoq_period period = qoq_period_of(year, all[i], index);
            char label[16];

            if (qoq_period_format(label, period) != 6 || (label[4] | 0x20) != text[4] ||
                (label[5] | 0x20) != (text[5] | 0x20))
                continue;
            *out = period;
            return true;
        }
    }
    return false;
}

static qoq_period from_phrase(const qoq_period_phrase *phrase)
{
    if (phrase->year == 0 || phrase->has_offset)
        return (qoq_period){0};
    if (phrase->month != 0)
        return phrase->day && phrase->span == QOQ_SPAN_NONE
                   ? qoq_period_date(phrase->year, phrase->month, phrase->day)
                   : (qoq_period){0};
    if (phrase->span == QOQ_SPAN_NONE)
        return qoq_period_of(phrase->year, QOQ_SPAN_YEAR, 1);
    return qoq_period_of(phrase->year, (qoq_span)phrase->span, phrase->index);
}

static qoq_period parse_phrase(const char *text, size_t len)
{
    atom_list list = {.count = 0};
    qoq_period_phrase phrase;

    if (!make_atoms(&list, text, len) || list.count == 0 ||
        qoq_period_phrase_match(&phrase, list.atoms, list.count) != list.count)
        return (qoq_period){0};
    return from_phrase(&phrase);
}

qoq_status qoq_period_parse(qoq_period *out, const char *text, size_t len,
                            qoq_error *err)
{
    char folded[3 * TEXT_MAX + 1];
    qoq_slice typed = qoq_slice_trim((qoq_slice){text, len});
    qoq_period period = {0};

    if (typed.len > 0 && typed.len <= TEXT_MAX) {
        size_t n = qoq_text_fold_all(typed.ptr, typed.len, folded, NULL);

        if (!parse_date(&period, folded, n) && !parse_label(&period, folded, n))
            period = parse_phrase(folded, n);
    }
    if (qoq_period_is_none(period))
        return qoq_fail(err, QOQ_EINPUT,
                        "'%.*s' is no period: expected such as 2025Q1, 2025H1, 2025M9, "
                        "2025FY or 2025-03-31",
                        (int)(typed.len > 40 ? 40 : typed.len), typed.ptr);
    *out = period;
    return QOQ_OK;
}

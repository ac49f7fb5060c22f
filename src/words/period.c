#include "qoq/period.h"

#include <stdio.h>
#include <string.h>

#define YEAR_MIN 1
#define YEAR_MAX 9999

static const qoq_period no_period;

/* One row a span: how many of it a year has, its length, its letters in a label. */
static const struct {
    int count, months;
    const char *mark; /* put between year and index; NULL = no label of that kind */
    bool numbered;
} spans[] = {
    [QOQ_SPAN_NONE] = {0, 0, NULL, false},  [QOQ_SPAN_QUARTER] = {4, 3, "Q", true},
    [QOQ_SPAN_HALF] = {2, 6, "H", true},    [QOQ_SPAN_NINE] = {1, 9, "M9", false},
    [QOQ_SPAN_YEAR] = {1, 12, "FY", false}, [QOQ_SPAN_DATE] = {0, 0, NULL, false},
};

static bool is_label(qoq_period period)
{
    return period.span >= QOQ_SPAN_QUARTER && period.span <= QOQ_SPAN_YEAR;
}

qoq_period qoq_period_of(int year, qoq_span span, int index)
{
    if (year < YEAR_MIN || year > YEAR_MAX || span > QOQ_SPAN_YEAR || index < 1 ||
        index > spans[span].count)
        return no_period;
    return (qoq_period){(int16_t)year, (uint8_t)span, (uint8_t)index, 0};
}

qoq_period qoq_period_quarter(int year, int quarter)
{
    return qoq_period_of(year, QOQ_SPAN_QUARTER, quarter);
}

qoq_period qoq_period_date(int year, int month, int day)
{
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1 ||
        day > qoq_days_in_month(year, month))
        return no_period;
    return (qoq_period){(int16_t)year, QOQ_SPAN_DATE, (uint8_t)month, (uint8_t)day};
}

bool qoq_period_is_none(qoq_period period)
{
    return period.span == QOQ_SPAN_NONE;
}

bool qoq_period_equal(qoq_period a, qoq_period b)
{
    return a.year == b.year && a.span == b.span && a.index == b.index && a.day == b.day;
}

int qoq_period_months(qoq_period period)
{
    return spans[period.span].months;
}

/* Months of the fiscal year that have passed at its end: H1 6, M9 9, Q4 12. */
static int months_passed(qoq_period period)
{
    return spans[period.span].months * period.index;
}

/* ---- order and steps ------------------------------------------------------------- */

static int compare_numbers(int a, int b)
{
    return (a > b) - (a < b);
}

/* Day number of the end that sorts like the date, in a calendar fiscal year. */
static int end_key(qoq_period period)
{
    int year, month, day;

    if (period.span == QOQ_SPAN_NONE)
        return 0;
    qoq_period_end(period, QOQ_CALENDAR_YEAR, &year, &month, &day);
    return (year * 12 + month) * 32 + day;
}

int qoq_period_compare(qoq_period a, qoq_period b)
{
    int order = compare_numbers(end_key(a), end_key(b));

    return order ? order : compare_numbers(qoq_period_months(a), qoq_period_months(b));
}

/* Periods of its length since the year 0. */
static int serial(qoq_period period)
{
    return period.year * spans[period.span].count + period.index - 1;
}

static qoq_period of_serial(qoq_span span, int number)
{
    int count = spans[span].count;

    if (number < YEAR_MIN * count)
        return no_period;
    return qoq_period_of(number / count, span, number % count + 1);
}

static qoq_period shift(qoq_period period, int steps)
{
    if (!is_label(period))
        return no_period;
    return of_serial((qoq_span)period.span, serial(period) + steps);
}

qoq_period qoq_period_previous(qoq_period period)
{
    return shift(period, -1);
}

qoq_period qoq_period_next(qoq_period period)
{
    return shift(period, 1);
}

qoq_period qoq_period_shift_years(qoq_period period, int years)
{
    int year = period.year + years, day = period.day;

    if (period.span != QOQ_SPAN_DATE)
        return qoq_period_of(year, (qoq_span)period.span, period.index);
    if (day == 29 && period.index == 2 && qoq_days_in_month(year, 2) == 28)
        day = 28;
    return qoq_period_date(year, period.index, day);
}

qoq_period qoq_period_year_ago(qoq_period period)
{
    return qoq_period_shift_years(period, -1);
}

qoq_period qoq_period_last_quarter(qoq_period period)
{
    if (!is_label(period))
        return no_period;
    return qoq_period_quarter(period.year, months_passed(period) / 3);
}

bool qoq_period_steps(int *out, qoq_period a, qoq_period b)
{
    if (a.span != b.span || !is_label(a))
        return false;
    *out = serial(b) - serial(a);
    return true;
}

/* ---- the calendar ---------------------------------------------------------------- */

int qoq_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
        return 29;
    return days[month - 1];
}

static int end_month_of(qoq_calendar calendar)
{
    return calendar.end_month ? calendar.end_month : 12;
}

/* A calendar year has one name, however a fiscal year is called. */
static int name_shift(qoq_calendar calendar)
{
    return calendar.named_by_start && end_month_of(calendar) != 12;
}

void qoq_period_end(qoq_period period, qoq_calendar calendar, int *year, int *month,
                    int *day)
{
    if (!is_label(period)) {
        *year = period.year;
        *month = period.index;
        *day = period.day;
        return;
    }
    int months = (period.year + name_shift(calendar)) * 12 + end_month_of(calendar) -
                 1 - (12 - months_passed(period));
    *year = months / 12;
    *month = months % 12 + 1;
    *day = qoq_days_in_month(*year, *month);
}

size_t qoq_period_end_format(char out[16], qoq_period period, qoq_calendar calendar)
{
    int year, month, day;

    out[0] = '\0';
    if (qoq_period_is_none(period))
        return 0;
    qoq_period_end(period, calendar, &year, &month, &day);
    return (size_t)snprintf(out, 16, "%04u-%02u-%02u", (unsigned)year % 10000u,
                            (unsigned)month % 100u, (unsigned)day % 100u);
}

/* 0 = Sunday. Sakamoto's method. */
static int weekday(int year, int month, int day)
{
    static const int shifts[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};

    if (month < 3)
        year--;
    return (year + year / 4 - year / 100 + year / 400 + shifts[month - 1] + day) % 7;
}

/* Moves an end in the first week of a month back, as a 52/53-week year ends on the
 * weekday nearest to the month's end. False when nothing ends on that day: a stated
 * length vouches for any day of the last ten, a bare date must be the month's end or a
 * Friday, Saturday or Sunday of the week before it or after. */
static bool find_end_month(int *year, int *month, int day, bool stated_length)
{
    int last = qoq_days_in_month(*year, *month);

    if (day == 0 || day == last)
        return true;
    int on = weekday(*year, *month, day);
    if (!stated_length && on != 0 && on < 5)
        return false;
    if (day <= 7) {
        *year -= *month == 1;
        *month = *month == 1 ? 12 : *month - 1;
        return true;
    }
    return day > last - (stated_length ? 10 : 7);
}

qoq_period qoq_period_ending(int year, int month, int day, int months,
                             qoq_calendar calendar)
{
    int end_month = end_month_of(calendar);

    if (year <= YEAR_MIN || year >= YEAR_MAX || month < 1 || month > 12 || day < 0 ||
        day > qoq_days_in_month(year, month) ||
        !find_end_month(&year, &month, day, months > 0))
        return no_period;
    int passed = (month - end_month + 23) % 12 + 1;
    int label = year + (month > end_month) - name_shift(calendar);
    int length = months == 0 ? 3 : months;

    if (passed % 3 != 0)
        return no_period;
    for (int span = QOQ_SPAN_QUARTER; span <= QOQ_SPAN_YEAR; span++) {
        if (spans[span].months == length && passed % length == 0)
            return qoq_period_of(label, (qoq_span)span, passed / length);
    }
    return no_period;
}

bool qoq_calendar_from(qoq_calendar *out, qoq_period label, int year, int month)
{
    if (!is_label(label) || month < 1 || month > 12)
        return false;
    int months = year * 12 + month - 1 + (12 - months_passed(label));
    int end_year = months / 12, end_month = months % 12 + 1;
    bool by_start = label.year == end_year - 1 && end_month != 12;

    if (label.year != end_year && !by_start)
        return false;
    *out = (qoq_calendar){(uint8_t)end_month, by_start};
    return true;
}

/* ---- labels as text -------------------------------------------------------------- */

size_t qoq_period_format(char out[16], qoq_period period)
{
    unsigned year = (unsigned)period.year % 10000u;
    size_t len = 4;

    out[0] = '\0';
    if (period.span == QOQ_SPAN_DATE)
        return qoq_period_end_format(out, period, QOQ_CALENDAR_YEAR);
    if (!is_label(period))
        return 0;
    /* Twice in every record that is written: by hand, ten times as fast as printf. */
    for (size_t i = 4; i-- > 0; year /= 10)
        out[i] = (char)('0' + year % 10);
    for (const char *mark = spans[period.span].mark; *mark; mark++)
        out[len++] = *mark;
    if (spans[period.span].numbered)
        out[len++] = (char)('0' + period.index % 10);
    out[len] = '\0';
    return len;
}

static size_t format_chinese(char out[48], qoq_period period)
{
    static const char *const quarters[] = {"一", "二", "三", "四"};
    int len = 0, year = period.year;

    out[0] = '\0';
    switch ((qoq_span)period.span) {
    case QOQ_SPAN_NONE:
        break;
    case QOQ_SPAN_QUARTER:
        len = snprintf(out, 48, "%d年第%s季度", year, quarters[(period.index - 1) % 4]);
        break;
    case QOQ_SPAN_HALF:
        len = snprintf(out, 48, "%d年%s半年", year, period.index == 1 ? "上" : "下");
        break;
    case QOQ_SPAN_NINE:
        len = snprintf(out, 48, "%d年前三季度", year);
        break;
    case QOQ_SPAN_YEAR:
        len = snprintf(out, 48, "%d年全年", year);
        break;
    case QOQ_SPAN_DATE:
        len = snprintf(out, 48, "%d年%d月%d日", year, period.index, period.day);
        break;
    }
    return (size_t)len;
}

static size_t format_english(char out[48], qoq_period period)
{
    static const char *const months[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    int len = 0, year = period.year;

    out[0] = '\0';
    switch ((qoq_span)period.span) {
    case QOQ_SPAN_NONE:
        break;
    case QOQ_SPAN_QUARTER:
    case QOQ_SPAN_HALF:
        len = snprintf(out, 48, "%s%d %d", spans[period.span].mark, period.index, year);
        break;
    case QOQ_SPAN_NINE:
        len = snprintf(out, 48, "9M %d", year);
        break;
    case QOQ_SPAN_YEAR:
        len = snprintf(out, 48, "FY %d", year);
        break;
    case QOQ_SPAN_DATE:
        len = snprintf(out, 48, "%d %s %d", period.day,
                       months[(period.index + 11) % 12], year);
        break;
    }
    return (size_t)len;
}

size_t qoq_period_format_long(char out[48], qoq_period period, bool chinese)
{
    return chinese ? format_chinese(out, period) : format_english(out, period);
}

/**
 * Fiscal periods: quarters, half-years, nine months, years, dates.
 *
 * A period carries the company's own label. `2025Q1` is a quarter, `2025H1`/`H2` a
 * half, `2025M9` the first nine months, `2025FY` the year; a point in time that ends no
 * quarter is a date. A fiscal calendar (the month in which the fiscal year ends, how
 * years are named) places labels in the calendar.
 */
#ifndef QOQ_PERIOD_H
#define QOQ_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

#include "qoq/error.h"
#include "qoq/text.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum qoq_span {
    QOQ_SPAN_NONE,
    QOQ_SPAN_QUARTER, /* index 1..4 */
    QOQ_SPAN_HALF,    /* index 1..2 */
    QOQ_SPAN_NINE,    /* first nine months; index 1 */
    QOQ_SPAN_YEAR,    /* index 1 */
    QOQ_SPAN_DATE     /* year, month, day */
} qoq_span;

/** A zeroed period is "none". */
typedef struct qoq_period {
    int16_t year;
    uint8_t span;  /* qoq_span */
    uint8_t index; /* quarter 1..4, half 1..2, else 1; month for a date */
    uint8_t day;   /* of a date, else 0 */
} qoq_period;

/** None when there is no such period (years go from 1 to 9999). */
QOQ_API qoq_period qoq_period_quarter(int year, int quarter);
QOQ_API qoq_period qoq_period_of(int year, qoq_span span, int index); /* no date */
QOQ_API qoq_period qoq_period_date(int year, int month, int day);

/** As written in datasets, `2025Q1`; and what people type: 1Q25, Q1 2025, 25Q1,
 * 2025-Q1, 2025年第一季度, 2025H1, 1H25, 2025FY, FY2025, 2025M9, 9M25, 2025-03-31, 2025 (the
 * year). Upper or lower case, full-width accepted. Errors QOQ_EINPUT, for the empty
 * text too. */
QOQ_API qoq_status qoq_period_parse(qoq_period *out, const char *text, size_t len,
                                    qoq_error *err);

/** "2025Q1", "2025-03-31"; "" for none. out has 16 bytes; returns the length. */
QOQ_API size_t qoq_period_format(char out[16], qoq_period period);

/** For people: "Q1 2025", "31 March 2025" / "2025年第一季度". out has 48 bytes. */
QOQ_API size_t qoq_period_format_long(char out[48], qoq_period period, bool chinese);

QOQ_API bool qoq_period_is_none(qoq_period period);
QOQ_API bool qoq_period_equal(qoq_period a, qoq_period b);

/**
 * Order: by the day on which it ends, assuming a calendar fiscal year; of one end a
 * date first, then the shorter span; none before all. A total order.
 */
QOQ_API int qoq_period_compare(qoq_period a, qoq_period b);

/** The one of equal length just before (Q1 → Q4 of last year; H1 → H2; a nine-month
 * period and a year → a year earlier). None for a date. */
QOQ_API qoq_period qoq_period_previous(qoq_period period);
QOQ_API qoq_period qoq_period_next(qoq_period period);
/** The same a year earlier, and `years` later. */
QOQ_API qoq_period qoq_period_year_ago(qoq_period period);
QOQ_API qoq_period qoq_period_shift_years(qoq_period period, int years);

/** Number of months: 3, 6, 9, 12; 0 for a date. */
QOQ_API int qoq_period_months(qoq_period period);

/** The quarter at whose end it ends: H1 → Q2, FY → Q4; the quarter itself; none for a
 * date. */
QOQ_API qoq_period qoq_period_last_quarter(qoq_period period);

/** Steps from a to b in units of their common length (2024Q4 to 2025Q1: 1); false when
 * they are not of one length. */
QOQ_API bool qoq_period_steps(int *out, qoq_period a, qoq_period b);

/**
 * When a fiscal year ends, and what it is called.
 *
 * end_month  1..12 (12 = calendar year; 3 = March, 6 = June, 9 = September)
 * A fiscal year carries the calendar year in which it ends (year ended 31 March 2026 =
 * fiscal 2026), the rule of Hong Kong, Japan and the US. `named_by_start` is for the
 * few that name it by its beginning.
 */
typedef struct qoq_calendar {
    uint8_t end_month;
    bool named_by_start;
} qoq_calendar;

#define QOQ_CALENDAR_YEAR ((qoq_calendar){12, false})

/** Last day of a period; a date ends on itself, none on 0-0-0. */
QOQ_API void qoq_period_end(qoq_period period, qoq_calendar calendar, int *year,
                            int *month, int *day);

/** "2025-03-31"; "" for none. */
QOQ_API size_t qoq_period_end_format(char out[16], qoq_period period,
                                     qoq_calendar calendar);

/**
 * The period of `months` length (3, 6, 9, 12; 0 = a point in time, which takes the
 * quarter) that ends in this month, in the company's labels. None when no period of
 * that length ends there (six months that end in no half, nine months that are not the
 * first nine, a month that ends no quarter). 52/53-week calendars: an end day within
 * the first seven days of a month counts as the month before. With a length any of the
 * month's last ten days is its end too (day 0 always is); a point in time that is not
 * the last day must be a Friday, Saturday or Sunday of the week before or after it: 28
 * September 2024 ends a quarter, 25 March 2025 (a Tuesday) none.
 */
QOQ_API qoq_period qoq_period_ending(int year, int month, int day, int months,
                                     qoq_calendar calendar);

/** The calendar guessed from a label and the date on which that period ends. False when
 * they cannot belong together. */
QOQ_API bool qoq_calendar_from(qoq_calendar *out, qoq_period label, int year,
                               int month);

/** Days in a month of the Gregorian calendar. */
QOQ_API int qoq_days_in_month(int year, int month);

/* ---- period phrases of documents ------------------------------------------------- */

/**
 * Words of period phrases, as the lexicon names them
 * (datasets/lexicon/period_words.csv): the alphabet of the shapes below. NUM is a
 * number of the text (Arabic or Chinese), everything else a word.
 */
/* clang-format off */
typedef enum qoq_period_atom_kind {
    QOQ_PA_NONE,
    QOQ_PA_NUM,        /* value = the number; digits = how many */
    QOQ_PA_YEAR,       /* 年 */
    QOQ_PA_FISCAL,     /* 财年, fiscal, FY, fiscal year; 财政年度; 财 of 第三财季 */
    QOQ_PA_MONTH,      /* 月 */
    QOQ_PA_DAY,        /* 日, 号 */
    QOQ_PA_ORDINAL,    /* 第 */
    QOQ_PA_QUARTER,    /* 季, 季度, quarter */
    QOQ_PA_QUARTER_N,  /* first quarter, 首季, Q1, 1Q: value 1..4 */
    QOQ_PA_HALF_N,     /* 上半年, first half, H1, 1H, 下半年, 中期(1): value 1..2; 0: 半年,
                          half-year, taken as the first where no date tells which */
    QOQ_PA_NINE,       /* 首三季, 前三季度, 首九个月, first nine months, 9M */
    QOQ_PA_FULL_YEAR,  /* 全年, 年度, full year, the year */
    QOQ_PA_MONTHS,     /* 个月, months */
    QOQ_PA_MONTHS_N,   /* three months, 半年, thirteen weeks: value 3, 6, 9, 12 */
    QOQ_PA_MONTH_NAME, /* March: value 1..12 */
    QOQ_PA_UNTIL,      /* 截至, 于, as of, at */
    QOQ_PA_ENDED,      /* 止, ended; a TO is taken for it as well */
    QOQ_PA_TO,         /* 至, to, - between months */
    QOQ_PA_THIS_YEAR,  /* 今年, 本年 this year: value 0; 去年, 上年 last year: -1; 前年 -2 */
    QOQ_PA_LAST_WORD,  /* 末, 底, end of */
    QOQ_PA_OF,         /* of, the, in, 的: glue that a shape may skip; value 1: a comma,
                          skipped inside dates only */
    QOQ_PA_ROC         /* 民国: years count from 1912 */
} qoq_period_atom_kind;
/* clang-format on */

/* clang-format off */
typedef struct qoq_period_atom {
    uint8_t kind;   /* qoq_period_atom_kind */
    uint8_t digits; /* of NUM as printed, 0 for Chinese numerals that are no digit string */
    int32_t value;
    bool glued; /* Latin letters and ASCII digits without a blank between this atom and
                   the one before: the 25 of 1Q25 and FY25, the Q1 of 25Q1. Only there,
                   or where the reader of the text knows better (Q1 '25), is a number of
                   two digits a year: not in "Q1 25%", not in 首季25亿元 */
} qoq_period_atom;
/* clang-format on */

/**
 * What a phrase says. Parts that it leaves open are 0 / false; the reader of the
 * document fills them from context (qoq_period_resolve).
 *
 *     2025年第一季度, 1Q25           year 2025, span QUARTER, index 1
 *     去年第四季度                    has_offset, year_offset -1, QUARTER 4
 *     2024年, 2024                    year only: no period by itself
 *     fiscal 2025, 2025财年, 2024年度 year, span YEAR (and fiscal)
 *     截至2025年3月31日止三个月        months 3, month 3, day 31, year 2025
 *     third quarter of fiscal 2025 ended October 31, 2024
 *                                     year 2025, fiscal, QUARTER 3, months 3, month 10,
 *                                     day 31, date_year 2024
 *     于2025年3月31日, 9月30日        point, month, day
 *     2025年3月底, 去年底             point, month, day 0
 *     第一季度末                      point, QUARTER 1
 *     2025年6月                       months 1: a single month, which is no period here
 *     7月至9月                        months 3, month 9, day 0
 *     Three Months Ended, 止三个月    months 3: the dates stand elsewhere, as in a table
 */
/* clang-format off */
typedef struct qoq_period_phrase {
    int16_t year;        /* four digits; 0 = not said */
    int16_t date_year;   /* of the date, where a label (its year in `year`) has one */
    int8_t year_offset;  /* with has_offset: 去年 = -1, 今年 = 0 */
    bool has_offset;
    bool fiscal;         /* a fiscal label: do not read it as a calendar year */
    uint8_t span, index; /* qoq_span; NONE when only a date or a year's end is said */
    uint8_t months;      /* 1 to 12 when a length is said ("three months ended") */
    uint8_t month, day;  /* of a date; day 0 = the month's end */
    bool point;          /* a point in time (于...日, 三月底), not a span */
} qoq_period_phrase;
/* clang-format on */

/**
 * The longest phrase that starts at atoms[0]. Returns the number of atoms it takes, 0 =
 * none. A four-digit number from 1950 to 2100 alone is a phrase too (year only):
 * whether it is a year or an amount the caller sees by what follows. The shapes are
 * tables in period_phrase.c, in two levels: parts such as {NUM, YEAR} and {ORDINAL,
 * NUM, QUARTER}, and phrases made of parts.
 */
QOQ_API size_t qoq_period_phrase_match(qoq_period_phrase *out,
                                       const qoq_period_atom *atoms, size_t count);

/** What the context supplies to a phrase. */
typedef struct qoq_period_context {
    qoq_period current; /* the period being talked of; may be none */
    int16_t year;       /* year of the document (published or reported), 0 = unknown */
    qoq_calendar calendar; /* of the company; end_month 0 = not known, taken as 12 */
    bool future;           /* guidance: a period without a year lies ahead */
} qoq_period_context;

/**
 * The period that a phrase means in a context; none when it stays open (a year alone, a
 * length alone, a single month).
 *
 * - A phrase with a date and a length gives the fiscal label by the calendar. Where the
 *   company's own label stands beside the date, the label wins and the date its year.
 * - A point in time gives the quarter that ends there, else the date.
 * - 去年 counts from the year of the current period, without one from the year of the
 *   document; before a date from the calendar year in which the current period ends.
 * - Without a year the period or date takes that year as well, but never lies behind the
 *   end of the current period: in an article on 2025Q1 "the fourth quarter" is 2024Q4,
 *   "31 December" the end of 2024. With `future` it is the first behind it instead.
 */
QOQ_API qoq_period qoq_period_resolve(const qoq_period_phrase *phrase,
                                      const qoq_period_context *context);

#ifdef __cplusplus
}
#endif

#endif

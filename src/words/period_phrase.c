/* Period phrases of documents: shapes, and what they mean in a context.
 *
 * The shapes are a small grammar in two levels: one way to write a year, a span, a date
 * or a length is a row of that part; a row of `phrases` puts parts together. To add a
 * spelling, add a row. The longest match wins; of two equally long ones the first. */
#include "qoq/period.h"

#include "words/period_private.h"

typedef enum symbol {
    END,
    /* Numbers: a NUM atom in one of its meanings. */
    Y,          /* year of four digits */
    YY,         /* year of two digits */
    GLUED_YY,   /* one glued to Latin letters: 1Q25, FY25 */
    ROCY,       /* year of the Republic of China, without or with 民国 before it */
    ROC_DIGITS, /* one of three digits, which is no two-digit year */
    QN,         /* quarter */
    FIRST_Q,    /* 1, the first quarter of several: 1-3Q25 */
    MN,         /* month */
    FROM,       /* month in which a range begins */
    DN,         /* day */
    LEN,        /* 3, 6, 9 or 12 */
    /* Words: one atom of that kind. */
    YEAR,
    FISCAL,
    MONTH,
    DAY,
    ORDINAL,
    QUARTER,
    QUARTER_N,
    HALF_N,
    NINE,
    FULL_YEAR,
    MONTHS,
    MONTHS_N,
    MONTH_NAME,
    FROM_NAME, /* a MONTH_NAME in which a range begins */
    UNTIL,
    ENDED, /* also TO: "six months to 30 September" */
    STOP,  /* ENDED alone */
    TO,
    THIS_YEAR,
    LAST,
    ROC,
    THE_YEAR, /* "of the year": says nothing new */
    OF_,      /* none, one or two words of glue */
    OF1,      /* one or two */
    COMMA_,   /* as OF_, and the comma of dates; between two clauses it would join what
               is apart: "above last year, fourth-quarter revenue" */
    /* What a row means beyond its words; takes no atom. POINT stands last. */
    POINT,
    QUARTER_LONG,
    YEAR_LONG,
    DATED,    /* what was read is a label; a date follows */
    LABELLED, /* what was read is a date; a label follows */
    SINCE,    /* what was read is the first day of a range */
    /* Parts. */
    YEARS,       /* a year that can stand alone */
    YEARS_SHORT, /* one that is a year only beside a span or date */
    YEARS_FISCAL,
    SPAN,
    SHORT_SPAN, /* one that a two-digit year may be glued to */
    LENGTH,
    LENGTH_MONTHS, /* one that is told in months */
    DATE,
    DATE_MONTH,
    RANGE,
    SYMBOL_COUNT
} symbol;

#define SHAPE_MAX 12

typedef uint8_t shape[SHAPE_MAX]; /* symbols up to an END */

/* clang-format off */
static const shape years[] = {
    {Y, YEAR},           /* 2025年 */
    {Y},                 /* 2025 */
    {ROC, ROCY, YEAR},   /* 民国114年 */
    {THIS_YEAR},         /* 去年 */
    {YEARS_FISCAL},
    {THIS_YEAR, FISCAL}, /* 上财年 */
};

static const shape fiscal_years[] = {
    {Y, FISCAL},         /* 2025财年, 2025FY */
    {Y, YEAR, FISCAL},   /* 2025年财政年度 */
    {Y, TO, YY, FISCAL}, /* 2024-25财年: the year in which it ends */
    {YY, FISCAL},        /* 25财年 */
    {FISCAL, Y},         /* fiscal 2025, FY2025 */
    {FISCAL, Y, TO, YY}, /* FY2024-25 */
    {FISCAL, YEAR, Y},   /* fiscal year 2025 */
    {FISCAL, GLUED_YY},  /* FY25 */
};

static const shape short_years[] = {
    {YY, YEAR},   /* 25年第一季 */
    {ROCY, YEAR}, /* 114年第一季 */
};

static const shape spans[] = {
    {QUARTER_N},                    /* 首季, Q1, first quarter */
    {QUARTER_N, QUARTER},           /* Q1季度 */
    {FISCAL, OF_, QUARTER_N},       /* fiscal third quarter */
    {ORDINAL, QN, QUARTER},         /* 第一季度 */
    {QN, QUARTER},                  /* 一季度 */
    {ORDINAL, QN, FISCAL, QUARTER}, /* 第三财季 */
    {HALF_N},                       /* 上半年 */
    {FISCAL, OF_, HALF_N},          /* fiscal first half */
    {NINE},                         /* 前三季度 */
    {FISCAL, OF_, NINE},
    {FULL_YEAR},                    /* 全年 */
    {FISCAL, FULL_YEAR},            /* fiscal full year */
};

static const shape short_spans[] = {
    {QUARTER_N}, /* 1Q25 */
    {HALF_N},    /* 1H25 */
    {NINE},      /* 9M25 */
};

static const shape lengths_in_months[] = {
    {MONTHS_N},    /* three months */
    {LEN, MONTHS}, /* 三个月 */
};

static const shape lengths[] = {
    {LENGTH_MONTHS},
    {QUARTER_LONG, QUARTER},         /* quarter ended, 止季度 */
    {YEAR_LONG, FULL_YEAR},          /* 止年度 */
    {YEAR_LONG, YEAR},               /* year ended */
    {YEAR_LONG, FISCAL},             /* 止财政年度, fiscal year ended */
    {YEAR_LONG, FISCAL, YEAR},
    {YEAR_LONG, FISCAL, FULL_YEAR},
    {YEAR_LONG, FULL_YEAR, YEAR},
    {QUARTER_LONG, FISCAL, QUARTER}, /* fiscal quarter ended */
};

static const shape dates[] = {
    {YEARS, OF_, MN, MONTH, DN, DAY},  /* 2025年3月31日 */
    {YEARS_SHORT, MN, MONTH, DN, DAY}, /* 114年3月31日 */
    {MN, MONTH, DN, DAY},              /* 9月30日 */
    {MONTH_NAME, DN, COMMA_, YEARS},      /* March 31, 2025 */
    {DN, MONTH_NAME, COMMA_, YEARS},      /* 31 March 2025 */
    {MONTH_NAME, DN},                  /* March 31 */
    {DN, MONTH_NAME},                  /* 31 March */
    {Y, TO, MN, TO, DN},               /* 2025-03-31 */
};

static const shape months[] = {
    {YEARS, OF_, MN, MONTH},  /* 2025年3月 */
    {YEARS_SHORT, MN, MONTH}, /* 114年3月 */
    {MN, MONTH},              /* 三月 */
    {MONTH_NAME, COMMA_, YEARS}, /* March 2025 */
    {MONTH_NAME},             /* March */
};

static const shape ranges[] = {
    {FROM, MONTH, TO, MN, MONTH}, /* 7月至9月 */
    {FROM, TO, MN, MONTH},        /* 7-9月 */
    {FROM_NAME, TO, MONTH_NAME},  /* July to September */
};

/* The shapes of a part, and the kinds of atom that may begin it. A row is tried only
 * where they fit, which makes matching several times faster; a test compares them with
 * the shapes. */
#define KIND(name) (UINT32_C(1) << QOQ_PA_##name)
#define PART(shapes) shapes, sizeof shapes / sizeof shapes[0]

typedef struct part {
    const shape *shapes;
    size_t count;
    uint32_t kinds;
} part;

static const part parts[SYMBOL_COUNT] = {
    [YEARS] = {PART(years), KIND(NUM) | KIND(ROC) | KIND(THIS_YEAR) | KIND(FISCAL)},
    [YEARS_FISCAL] = {PART(fiscal_years), KIND(NUM) | KIND(FISCAL)},
    [YEARS_SHORT] = {PART(short_years), KIND(NUM)},
    [SPAN] = {PART(spans), KIND(QUARTER_N) | KIND(FISCAL) | KIND(ORDINAL) |
        KIND(NUM) | KIND(HALF_N) | KIND(NINE) | KIND(FULL_YEAR)},
    [SHORT_SPAN] = {PART(short_spans), KIND(QUARTER_N) | KIND(HALF_N) | KIND(NINE)},
    [LENGTH_MONTHS] = {PART(lengths_in_months), KIND(MONTHS_N) | KIND(NUM)},
    [LENGTH] = {PART(lengths), KIND(MONTHS_N) | KIND(NUM) | KIND(QUARTER) |
        KIND(FULL_YEAR) | KIND(YEAR) | KIND(FISCAL)},
    [DATE] = {PART(dates), KIND(NUM) | KIND(ROC) | KIND(THIS_YEAR) | KIND(FISCAL) |
        KIND(MONTH_NAME)},
    [DATE_MONTH] = {PART(months), KIND(NUM) | KIND(ROC) | KIND(THIS_YEAR) |
        KIND(FISCAL) | KIND(MONTH_NAME)},
    [RANGE] = {PART(ranges), KIND(NUM) | KIND(MONTH_NAME)},
};

/* Rows that begin alike stand together, for what they share is matched once. */
static const shape phrases[] = {
    /* Lengths. They stand before the labels: "year ended" is no full year. */
    {LENGTH, OF_, ENDED, OF_, DATE},                     /* three months ended ... */
    {LENGTH, OF_, ENDED, OF_, DATE_MONTH},               /* year ended March 2025 */
    {LENGTH, OF_, ENDED, OF_, LAST, OF_, DATE_MONTH},    /* year to end of March 2025 */
    {LENGTH, OF_, STOP},                                 /* Three Months Ended */
    {LENGTH_MONTHS, OF_, YEARS},                         /* nine months of 2025 */
    {STOP, OF_, LENGTH},                                 /* 止三个月 */

    /* Labels without a year, and those that one follows. */
    {SPAN},                                              /* 第一季度 */
    {SPAN, OF_, YEARS},                                  /* first quarter of 2025 */
    {SPAN, OF1, THE_YEAR},                               /* nine months of the year */
    {SPAN, OF_, YEARS, COMMA_, ENDED, OF_, DATED, DATE}, /* Q3 of FY2025 ended ... */
    {SPAN, COMMA_, ENDED, OF_, DATED, DATE},             /* first quarter ended ... */
    {SPAN, COMMA_, ENDED, OF_, DATED, DATE_MONTH},
    {SPAN, LAST, POINT},                                 /* 第一季度末 */

    /* What begins with a year. */
    {YEARS},                                             /* 2024年 */
    {YEARS, OF_, SPAN},                                  /* 2025年第一季度 */
    {YEARS, OF_, SPAN, COMMA_, ENDED, OF_, DATED, DATE}, /* FY2025 Q3 ended ... */
    {YEARS, OF_, SPAN, LAST, POINT},                     /* 2025Q1末 */
    {YEARS, OF_, MN, MONTH},                             /* 2025年6月 */
    {YEARS, OF_, RANGE},                                 /* 2025年7月至9月 */
    {YEARS, LAST, POINT},                                /* 去年底 */
    {YEARS, YEAR, LAST, POINT},                          /* 2024年年底 */
    {YEARS_SHORT, SPAN},                                 /* 25年第一季度 */
    {YEARS_SHORT, SPAN, LAST, POINT},
    {YEARS_SHORT, MN, MONTH},
    {YEARS_FISCAL, COMMA_, ENDED, OF_, DATED, DATE},     /* fiscal 2025 ended ... */
    {ROC_DIGITS, FULL_YEAR},                             /* 113年度 */
    {GLUED_YY, SHORT_SPAN},                              /* 25Q1 */
    {SHORT_SPAN, GLUED_YY},                              /* 1Q25 */
    {FIRST_Q, TO, SHORT_SPAN, GLUED_YY},                 /* 1-3Q25 */

    /* What begins with a date. */
    {DATE, ENDED, OF_, LENGTH},                          /* 3月31日止三个月 */
    {DATE, SINCE, ENDED, DATE},                          /* 7月1日至9月30日 */
    {DATE, SINCE, ENDED, DATE, ENDED, OF_, LENGTH},      /* ...止三个月 */
    {DATE, POINT},                                       /* 9月30日 */
    {DATE_MONTH, LAST, POINT},                           /* 2025年3月底 */

    /* What begins with 截至, as of. */
    {UNTIL, OF_, DATE, ENDED, OF_, LENGTH},              /* 截至...日止三个月 */
    {UNTIL, OF_, DATE, ENDED, OF_, LABELLED, SPAN},      /* 截至...日止第一季度 */
    {UNTIL, OF_, DATE, ENDED, OF_, LABELLED, YEARS, OF_, SPAN},
    {UNTIL, OF_, DATE, ENDED, OF_, LABELLED, YEARS_FISCAL}, /* 截至...日止2025财年 */
    {UNTIL, OF_, DATE, ENDED, POINT},                    /* 截至2025年3月31日止 */
    {UNTIL, OF_, DATE, OF_, LENGTH},                     /* 截至...日的三个月 */
    {UNTIL, OF_, DATE, POINT},                           /* 截至2025年3月31日 */
    {UNTIL, OF_, DATE_MONTH, ENDED, OF_, LENGTH},        /* 截至2025年3月止三个月 */
    {UNTIL, OF_, DATE_MONTH, OF1, LENGTH},               /* 截至2025年3月的三个月 */
    {UNTIL, OF_, DATE_MONTH, LAST, ENDED, OF_, LENGTH},  /* 截至2025年3月底止年度 */
    {UNTIL, OF_, DATE_MONTH, LAST, POINT},
    {UNTIL, OF_, DATE_MONTH, POINT},                     /* 截至2025年3月 */
    {UNTIL, OF_, LENGTH_MONTHS},                         /* 截至下列日期 三个月 */
    {UNTIL, OF_, STOP, OF_, LENGTH},
    {UNTIL, OF_, LAST, OF_, DATE_MONTH, POINT},          /* at the end of March */
    {UNTIL, OF_, LAST, OF_, SPAN, POINT},
    {UNTIL, OF_, LAST, OF_, SPAN, OF_, YEARS, POINT},
    {UNTIL, OF_, LAST, OF_, YEARS, OF_, SPAN, POINT},
    {UNTIL, OF_, LAST, OF_, YEARS, POINT},               /* at the end of 2024 */
    {UNTIL, OF_, SPAN, LAST, POINT},                     /* 截至第一季度末 */
    {UNTIL, OF_, YEARS, OF_, SPAN, LAST, POINT},
    {UNTIL, OF_, YEARS, LAST, POINT},                    /* 截至2024年底 */
    {UNTIL, OF_, YEARS, YEAR, LAST, POINT},

    /* What begins with "end of". */
    {LAST, OF_, DATE_MONTH, POINT},                      /* end of March 2025 */
    {LAST, OF_, SPAN, POINT},                            /* end of the first quarter */
    {LAST, OF_, SPAN, OF_, YEARS, POINT},
    {LAST, OF_, YEARS, OF_, SPAN, POINT},
    {LAST, OF_, YEARS, POINT},                           /* end of 2024 */
    {LAST, TO, DATE_MONTH, POINT},                       /* end-June, end-June 2025 */
    {LAST, TO, YEARS, POINT},                            /* end-2024 */

    /* Months. A month's name alone is no phrase: May. */
    {MN, MONTH},                                         /* 6月 */
    {MONTH_NAME, COMMA_, YEARS},                         /* June 2025 */
    {MONTH_NAME, QUARTER_LONG, QUARTER},                 /* June quarter */
    {MONTH_NAME, QUARTER_LONG, QUARTER, OF_, YEARS},
    {RANGE},                                             /* 7月至9月 */
    {RANGE, OF_, YEARS},                                 /* July to September 2025 */
    {RANGE, QUARTER},                                    /* July-September quarter */
    {RANGE, QUARTER, OF_, YEARS},
};
/* clang-format on */

/* ---- matching -------------------------------------------------------------------- */

/* What is gathered on the way through one shape. */
typedef struct draft {
    qoq_period_phrase phrase;
    uint8_t from;  /* month in which a range begins */
    bool dated;    /* a label was read; years are the date's now */
    bool label;    /* label and date stand together */
    bool quarters; /* several, from the first on */
    bool a_half;   /* 半年: which one only a date tells */
} draft;

/* Shapes that agree in their first `depth` symbols, which are matched already. */
typedef struct bundle {
    const shape *shapes;
    size_t count, depth;
} bundle;

/* What is to match behind a part. */
typedef struct pending {
    bundle shapes;
    const struct pending *then;
} pending;

typedef struct matcher {
    const qoq_period_atom *atoms;
    size_t count, best;
    draft found;
} matcher;

/* The kind of atom that a word symbol takes. */
static const uint8_t word_kinds[SYMBOL_COUNT] = {
    [YEAR] = QOQ_PA_YEAR,
    [FISCAL] = QOQ_PA_FISCAL,
    [MONTH] = QOQ_PA_MONTH,
    [DAY] = QOQ_PA_DAY,
    [ORDINAL] = QOQ_PA_ORDINAL,
    [QUARTER] = QOQ_PA_QUARTER,
    [QUARTER_N] = QOQ_PA_QUARTER_N,
    [HALF_N] = QOQ_PA_HALF_N,
    [NINE] = QOQ_PA_NINE,
    [FULL_YEAR] = QOQ_PA_FULL_YEAR,
    [MONTHS] = QOQ_PA_MONTHS,
    [MONTHS_N] = QOQ_PA_MONTHS_N,
    [MONTH_NAME] = QOQ_PA_MONTH_NAME,
    [FROM_NAME] = QOQ_PA_MONTH_NAME,
    [STOP] = QOQ_PA_ENDED,
    [UNTIL] = QOQ_PA_UNTIL,
    [ENDED] = QOQ_PA_ENDED,
    [TO] = QOQ_PA_TO,
    [THIS_YEAR] = QOQ_PA_THIS_YEAR,
    [LAST] = QOQ_PA_LAST_WORD,
    [ROC] = QOQ_PA_ROC,
    [THE_YEAR] = QOQ_PA_FULL_YEAR,
};

static bool is_between(int32_t value, int32_t low, int32_t high)
{
    return value >= low && value <= high;
}

static void set_year(draft *d, int32_t year)
{
    if (d->dated)
        d->phrase.date_year = (int16_t)year;
    else
        d->phrase.year = (int16_t)year;
}

/* Takes a NUM in the meaning the shape asks for; false when it cannot mean that. */
static bool take_number(draft *d, symbol meaning, const qoq_period_atom *atom)
{
    int32_t value = atom->value;

    switch (meaning) {
    case Y:
        if (atom->digits != 4 || !is_between(value, 1950, 2100))
            return false;
        set_year(d, value);
        return true;
    case YY:
    case GLUED_YY:
        if (atom->digits != 2 || !is_between(value, 0, 99))
            return false;
        set_year(d, value + (value < 70 ? 2000 : 1900));
        return true;
    case ROCY:
        if (!is_between(value, 60, 189))
            return false;
        set_year(d, value + 1911);
        return true;
    case ROC_DIGITS:
        if (atom->digits != 3 || !is_between(value, 100, 189))
            return false;
        set_year(d, value + 1911);
        return true;
    case FIRST_Q:
        d->quarters = true;
        return value == 1 && atom->digits == 1;
    case QN:
        d->phrase.span = QOQ_SPAN_QUARTER;
        d->phrase.index = (uint8_t)value;
        return is_between(value, 1, 4) && atom->digits < 2;
    case MN:
        d->phrase.month = (uint8_t)value;
        return is_between(value, 1, 12);
    case FROM:
        d->from = (uint8_t)value;
        return is_between(value, 1, 12);
    case DN:
        d->phrase.day = (uint8_t)value;
        return is_between(value, 1, 31) && atom->digits < 3;
    case LEN:
        d->phrase.months = (uint8_t)value;
        return is_between(value, 1, 12) && value % 3 == 0;
    default:
        return false;
    }
}

static bool set_span(draft *d, qoq_span span, int32_t index, int32_t count)
{
    d->phrase.span = (uint8_t)span;
    d->phrase.index = (uint8_t)index;
    return is_between(index, 1, count);
}

/* The first two, three or four quarters. */
static bool set_quarters(draft *d, int32_t value)
{
    static const uint8_t spans_of[] = {0, 0, QOQ_SPAN_HALF, QOQ_SPAN_NINE,
                                       QOQ_SPAN_YEAR};

    return is_between(value, 2, 4) && set_span(d, (qoq_span)spans_of[value], 1, 1);
}

static bool take_word(draft *d, symbol word, int32_t value)
{
    switch (word) {
    case QUARTER_N:
        return d->quarters ? set_quarters(d, value)
                           : set_span(d, QOQ_SPAN_QUARTER, value, 4);
    case HALF_N:
        d->a_half = value == 0;
        return set_span(d, QOQ_SPAN_HALF, value ? value : 1, 2);
    case NINE:
        return set_span(d, QOQ_SPAN_NINE, 1, 1);
    case FULL_YEAR:
        return set_span(d, QOQ_SPAN_YEAR, 1, 1);
    case FISCAL:
        d->phrase.fiscal = true;
        return true;
    case MONTHS_N:
        d->phrase.months = (uint8_t)value;
        return is_between(value, 1, 12);
    case MONTH_NAME:
        d->phrase.month = (uint8_t)value;
        return is_between(value, 1, 12);
    case FROM_NAME:
        d->from = (uint8_t)value;
        return is_between(value, 1, 12);
    case THIS_YEAR:
        d->phrase.has_offset = true;
        d->phrase.year_offset = (int8_t)value;
        return is_between(value, -100, 100);
    default:
        return true;
    }
}

/* 1Q25 is glued to the atom before, 25Q1 to the one behind. */
static bool is_glued(const matcher *m, size_t at)
{
    return at > 0 ? m->atoms[at].glued : m->count > 1 && m->atoms[1].glued;
}

static bool take_atom(draft *d, symbol s, const matcher *m, size_t at)
{
    const qoq_period_atom *atom = &m->atoms[at];

    if (atom->kind == QOQ_PA_NUM)
        return s >= Y && s <= LEN && (s != GLUED_YY || is_glued(m, at)) &&
               take_number(d, s, atom);
    if (s == ENDED && atom->kind == QOQ_PA_TO)
        return true;
    return word_kinds[s] == atom->kind && take_word(d, s, atom->value);
}

/* Marks take no atom. The words FULL_YEAR and QUARTER of a length are no labels. */
static void take_mark(draft *d, symbol s)
{
    switch (s) {
    case POINT:
        d->phrase.point = true;
        break;
    case QUARTER_LONG:
        d->phrase.months = 3;
        break;
    case YEAR_LONG:
        d->phrase.months = 12;
        break;
    case DATED:
        d->dated = d->label = true;
        break;
    case LABELLED:
        d->label = true;
        d->phrase.date_year = d->phrase.year;
        d->phrase.year = 0;
        break;
    case SINCE:
        d->from = d->phrase.month;
        break;
    default:
        break;
    }
}

static bool is_mark(symbol s)
{
    return s >= POINT && s < YEARS;
}

static bool is_glue_symbol(symbol s)
{
    return s == OF_ || s == OF1 || s == COMMA_;
}

/* May it be matched without an atom? */
static bool takes_none(symbol s)
{
    return is_mark(s) || s == OF_ || s == COMMA_;
}

/* The kinds of atom that may stand where a symbol begins. */
static uint32_t kinds_of(symbol s)
{
    if (s >= YEARS)
        return parts[s].kinds;
    if (takes_none(s))
        return UINT32_MAX;
    if (s == OF1)
        return KIND(OF);
    if (s <= LEN)
        return KIND(NUM);
    return UINT32_C(1) << word_kinds[s] | (s == ENDED ? KIND(TO) : 0);
}

static bool can_begin(symbol s, const matcher *m, size_t at)
{
    if (at == m->count)
        return takes_none(s);
    return kinds_of(s) >> m->atoms[at].kind & 1;
}

static void walk(matcher *m, const pending *todo, size_t at, const draft *d);

static bool is_glue(const matcher *m, size_t at, bool commas)
{
    return at < m->count && m->atoms[at].kind == QOQ_PA_OF &&
           (commas || m->atoms[at].value == 0);
}

static void walk_glue(matcher *m, symbol glue, const pending *behind, size_t at,
                      const draft *d)
{
    if (glue != OF1)
        walk(m, behind, at, d);
    for (int i = 0; i < 2 && is_glue(m, at, glue == COMMA_); i++)
        walk(m, behind, ++at, d);
}

/* Matches one symbol, and then what is behind it. */
static void step(matcher *m, symbol s, const pending *behind, size_t at, const draft *d)
{
    draft next = *d;

    if (is_glue_symbol(s)) {
        walk_glue(m, s, behind, at, d);
    } else if (is_mark(s)) {
        take_mark(&next, s);
        walk(m, behind, at, &next);
    } else if (take_atom(&next, s, m, at)) {
        walk(m, behind, at + 1, &next);
    }
}

static void end_shape(matcher *m, const pending *todo, size_t at, const draft *d)
{
    if (todo->then) {
        walk(m, todo->then, at, d);
    } else if (at > m->best) {
        m->best = at;
        m->found = *d;
    }
}

/* Follows all shapes of a bundle: those with the same next symbol together. The depth
 * of the recursion is bounded by the length of the shapes, for parts nest but three
 * deep. */
static void walk(matcher *m, const pending *todo, size_t at, const draft *d)
{
    const bundle *b = &todo->shapes;

    for (size_t i = 0, n; i < b->count; i += n) {
        symbol s = (symbol)b->shapes[i][b->depth];

        for (n = 1; i + n < b->count && b->shapes[i + n][b->depth] == s; n++)
            ;
        if (s == END) {
            end_shape(m, todo, at, d);
        } else if (can_begin(s, m, at)) {
            pending behind = {{b->shapes + i, n, b->depth + 1}, todo->then};
            pending inside = {{parts[s].shapes, parts[s].count, 0}, &behind};

            if (s >= YEARS)
                walk(m, &inside, at, d);
            else
                step(m, s, &behind, at, d);
        }
    }
}

/* A length of months and a year: nine months of 2025. */
static void label_length(qoq_period_phrase *p)
{
    static const uint8_t by_length[] = {QOQ_SPAN_NONE, QOQ_SPAN_QUARTER, QOQ_SPAN_HALF,
                                        QOQ_SPAN_NINE, QOQ_SPAN_YEAR};

    if (p->months % 3 == 0) {
        p->span = by_length[p->months / 3];
        p->index = 1;
    }
    p->months = 0;
}

static uint8_t length_of(const qoq_period_phrase *p)
{
    return (uint8_t)qoq_period_months((qoq_period){.span = p->span});
}

/* What a phrase without a date says. */
static void finish_label(qoq_period_phrase *p)
{
    bool has_year = p->year != 0 || p->has_offset;

    if (p->months > 0 && has_year)
        label_length(p);
    if (p->span == QOQ_SPAN_NONE && p->fiscal && has_year) {
        p->span = QOQ_SPAN_YEAR;
        p->index = 1;
    }
    if (p->point && p->span == QOQ_SPAN_NONE)
        p->month = 12; /* 去年底 */
}

static void finish_date(qoq_period_phrase *p, bool label, bool a_half)
{
    if (a_half && p->year == 0 && !p->point) { /* half-year ended ... */
        p->year = p->date_year;
        p->date_year = 0;
        p->span = p->index = 0;
        p->months = 6;
    } else if (label && p->span == QOQ_SPAN_NONE) { /* fiscal 2025 ended ... */
        p->span = QOQ_SPAN_YEAR;
        p->index = 1;
    }
    if (p->span != QOQ_SPAN_NONE && !p->point)
        p->months = length_of(p);
    if (p->span == QOQ_SPAN_NONE && p->months == 0 && !p->point)
        p->months = 1;
}

/* Says in one way what the shapes say in many. */
static qoq_period_phrase finish(const draft *d)
{
    qoq_period_phrase p = d->phrase;

    if (d->from != 0 && p.months == 0)
        p.months = (uint8_t)((p.month - d->from + 12) % 12 + 1);
    if (p.months > 0 && p.span == QOQ_SPAN_YEAR) /* 止年度 is a length, no label */
        p.span = p.index = 0;
    if (p.month == 0)
        finish_label(&p);
    else
        finish_date(&p, d->label, d->a_half);
    return p;
}

size_t qoq_period_phrase_match(qoq_period_phrase *out, const qoq_period_atom *atoms,
                               size_t count)
{
    matcher m = {.atoms = atoms, .count = count};

    *out = (qoq_period_phrase){0};
    if (count == 0 || atoms[0].kind == QOQ_PA_OF || atoms[0].kind == QOQ_PA_NONE)
        return 0;
    if (count == 1 && atoms[0].kind == QOQ_PA_NUM && atoms[0].digits != 4)
        return 0; /* nearly all numbers: alone they are a year or nothing */
    const pending all = {{phrases, sizeof phrases / sizeof phrases[0], 0}, NULL};
    walk(&m, &all, 0, &(draft){0});
    if (m.best > 0)
        *out = finish(&m.found);
    return m.best;
}

static uint32_t first_kinds(const uint8_t *symbols)
{
    while (is_mark((symbol)*symbols))
        symbols++;
    return kinds_of((symbol)*symbols);
}

bool qoq_period_shapes_are_sound(void)
{
    size_t rows = sizeof phrases / sizeof phrases[0];

    for (size_t s = YEARS; s < SYMBOL_COUNT; s++) {
        uint32_t kinds = 0;

        for (size_t i = 0; i < parts[s].count; i++) {
            kinds |= first_kinds(parts[s].shapes[i]);
            if (parts[s].shapes[i][SHAPE_MAX - 1] != END)
                return false;
        }
        if (kinds != parts[s].kinds)
            return false;
    }
    for (size_t i = 0; i < rows; i++) {
        if (phrases[i][SHAPE_MAX - 1] != END)
            return false;
        for (size_t j = 0; j + 1 < i; j++) {
            /* Two rows that begin alike have none between them that does not. */
            if (phrases[j][0] == phrases[i][0] && phrases[i - 1][0] != phrases[i][0])
                return false;
        }
    }
    return true;
}

/* ---- meaning in a context -------------------------------------------------------- */

/* The day on which the current period ends as year, month, day; false when it is none.
 * */
static bool current_end(const qoq_period_context *context, int end[3])
{
    if (qoq_period_is_none(context->current))
        return false;
    qoq_period_end(context->current, context->calendar, &end[0], &end[1], &end[2]);
    return true;
}

/* Does a date of that year lie behind the end of the current period? The first week of
 * the next month still belongs to a 52/53-week period. */
static bool is_behind(const qoq_period_phrase *phrase, int year, const int end[3])
{
    int distance = (year - end[0]) * 12 + phrase->month - end[1];

    return distance > 1 || (distance == 1 && (phrase->day == 0 || phrase->day > 7)) ||
           (distance == 0 && phrase->day > end[2]);
}

/* The calendar year of a date that was printed with that year (0 = none); 0 = unknown.
 * */
static int date_year(const qoq_period_phrase *phrase, int printed,
                     const qoq_period_context *context)
{
    int end[3];
    bool known = current_end(context, end);
    int year = known ? end[0] : context->year;

    if (printed)
        return printed;
    if (year == 0)
        return 0;
    if (phrase->has_offset)
        return year + phrase->year_offset;
    if (!known)
        return year;
    if (context->future) {
        while (!is_behind(phrase, year, end))
            year++;
    } else if (is_behind(phrase, year, end)) {
        year--;
    }
    return year;
}

/* First quarter ended June 30, 2025: the label tells where the fiscal year ends,
 * whatever the calendar was thought to be. */
static qoq_period label_with_date(const qoq_period_phrase *phrase,
                                  const qoq_period_context *context)
{
    qoq_span span = (qoq_span)phrase->span;
    int month = phrase->month, day = phrase->day;
    int passed = phrase->months * phrase->index;
    qoq_calendar calendar = context->calendar;

    if (phrase->year)
        return qoq_period_of(phrase->year, span, phrase->index);
    int year = date_year(phrase, phrase->date_year, context);
    if (day >= 1 && day <= 7) /* 52/53 weeks: the end of the month before */
        month--;
    calendar.end_month = (uint8_t)((month + 11 - passed + 12) % 12 + 1);
    return qoq_period_ending(year, phrase->month, day, phrase->months, calendar);
}

static qoq_period at_date(const qoq_period_phrase *phrase,
                          const qoq_period_context *context)
{
    int year = date_year(phrase, phrase->year, context), day = phrase->day;

    if (year == 0)
        return (qoq_period){0};
    qoq_period ending =
        qoq_period_ending(year, phrase->month, day, phrase->months, context->calendar);
    if (!qoq_period_is_none(ending) || !phrase->point)
        return ending;
    if (day == 0)
        day = qoq_days_in_month(year, phrase->month);
    return qoq_period_date(year, phrase->month, day);
}

static int end_number(qoq_period period, qoq_calendar calendar)
{
    int year, month, day;

    qoq_period_end(period, calendar, &year, &month, &day);
    return (year * 12 + month) * 32 + day;
}

/* The period of that name nearest to the end of the current one: the last that does not
 * end behind it, or the first that does. */
static qoq_period nearest(const qoq_period_phrase *phrase,
                          const qoq_period_context *context)
{
    qoq_span span = (qoq_span)phrase->span;
    int year = context->current.year,
        end = end_number(context->current, context->calendar);
    qoq_period period;

    for (int i = 1; i >= -1; i--) {
        period = qoq_period_of(year + (context->future ? -i : i), span, phrase->index);
        if (qoq_period_is_none(period))
            continue;
        bool behind = end_number(period, context->calendar) > end;
        if (behind == context->future)
            break;
    }
    return period;
}

static qoq_period by_label(const qoq_period_phrase *phrase,
                           const qoq_period_context *context)
{
    bool known = !qoq_period_is_none(context->current);
    int year = known ? context->current.year : context->year;
    qoq_span span = (qoq_span)phrase->span;

    if (phrase->year)
        return qoq_period_of(phrase->year, span, phrase->index);
    if (phrase->has_offset)
        return qoq_period_of(year ? year + phrase->year_offset : 0, span,
                             phrase->index);
    if (known)
        return nearest(phrase, context);
    return qoq_period_of(year, span, phrase->index);
}

qoq_period qoq_period_resolve(const qoq_period_phrase *phrase,
                              const qoq_period_context *context)
{
    if (phrase->month == 0 && phrase->span == QOQ_SPAN_NONE)
        return (qoq_period){0};
    if (phrase->month == 0) {
        qoq_period period = by_label(phrase, context);

        return phrase->point ? qoq_period_last_quarter(period) : period;
    }
    if (phrase->span != QOQ_SPAN_NONE && !phrase->point)
        return label_with_date(phrase, context);
    if (phrase->months == 1 && !phrase->point)
        return (qoq_period){0};
    return at_date(phrase, context);
}

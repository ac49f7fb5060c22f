/* When the fiscal year ends, of a document whose head does not say it: a title that names a
 * quarter of a fiscal year, and tables below.
 *
 * What the head itself says is the business of context_survey.c. */
#include "extract/context_private.h"

bool context_calendar_from_end(qoq_calendar *out, qoq_period label, int year, int month,
                               int day)
{
    if (day > 0 && day <= 7) {
        year -= month == 1;
        month = month == 1 ? 12 : month - 1;
    }
    return qoq_calendar_from(out, label, year, month);
}

/* Is it the plain word: "fiscal year", 财政年度? */
static bool is_fiscal_word(const token *t)
{
    const qoq_term *word = token_meaning(t, QOQ_TERM_PERIOD);
    return t->kind != TOKEN_PERIOD && word && word->atom == QOQ_PA_FISCAL;
}

/* "Our fiscal year ends on the Saturday nearest June 30": the month, 0 = nothing says it. */
static uint8_t month_told(const tokens *list)
{
    enum { NEAR = 10 };
    for (size_t i = 0; i < list->count; i++) {
        if (!is_fiscal_word(&list->items[i]))
            continue;
        for (size_t k = i + 1; k < list->count && k < i + NEAR; k++) {
            const token *t = &list->items[k];
            const qoq_term *word = token_meaning(t, QOQ_TERM_PERIOD);
            if (t->kind == TOKEN_PERIOD)
                return t->phrase.month && !t->phrase.year &&
                               (t->phrase.months == 0 || t->phrase.months == 12)
                           ? t->phrase.month
                           : 0;
            if (word && word->atom == QOQ_PA_MONTH_NAME)
                return (uint8_t)word->value;
        }
    }
    return 0;
}

/* Of ordinary documents only, the tokens of which are kept. */
static qoq_status look_for_sentence(reader *r, qoq_error *err)
{
    const qoq_document *d = r->document;
    const tokens *list = NULL;
    for (size_t i = 0; r->kept && i < d->block_count; i++) {
        if (d->blocks[i].kind == QOQ_BLOCK_ROW)
            continue;
        QOQ_TRY(context_tokens(r, i, &list, err));
        uint8_t month = month_told(list);
        if (month) {
            r->calendar = (qoq_calendar){month, false};
            break;
        }
    }
    return QOQ_OK;
}

/* The latest date that headings of a table name for stretches of so many months. */
typedef struct latest_end {
    int months;
    bool told; /* the headings said the length */
    qoq_period_phrase date;
} latest_end;

static bool is_later(const qoq_period_phrase *a, const qoq_period_phrase *b)
{
    return a->year != b->year     ? a->year > b->year
           : a->month != b->month ? a->month > b->month
                                  : a->day > b->day;
}

static void look_at_heading(latest_end *out, const token *t)
{
    const qoq_period_phrase *p = &t->phrase;
    if (t->kind != TOKEN_PERIOD || p->span != QOQ_SPAN_NONE)
        return;
    out->told = out->told || p->months == out->months;
    bool fits = out->told && (p->months == 0 || p->months == out->months);
    if (fits && p->year && p->month && p->day && is_later(p, &out->date))
        out->date = *p;
}

/* "Three Months Ended" over "December 28, 2024" and "December 30, 2023". */
static qoq_status look_at_table(reader *r, const qoq_grid *grid, latest_end *out,
                                qoq_error *err)
{
    enum { MOST_HEADERS = 5 };
    const tokens *list = NULL;
    size_t last = grid->last_block < grid->first_block + MOST_HEADERS
                      ? grid->last_block
                      : grid->first_block + MOST_HEADERS;
    out->told = false;
    for (size_t i = grid->first_block; i <= last; i++) {
        QOQ_TRY(context_tokens(r, i, &list, err));
        for (size_t k = 0; k < list->count; k++)
            look_at_heading(out, &list->items[k]);
    }
    return QOQ_OK;
}

static qoq_status look_at_tables(reader *r, qoq_period label, qoq_error *err)
{
    enum { MOST_TABLES = 4 };
    const qoq_document *d = r->document;
    latest_end end = {.months = qoq_period_months(label)};
    for (size_t i = 0; i < d->grid_count && i < MOST_TABLES && !end.date.year; i++)
        QOQ_TRY(look_at_table(r, &d->grids[i], &end, err));
    if (end.date.year)
        context_calendar_from_end(&r->calendar, label, end.date.year, end.date.month,
                                  end.date.day);
    return QOQ_OK;
}

qoq_status context_survey_calendar(reader *r, const qoq_period_phrase *label,
                                   qoq_error *err)
{
    if (!label->fiscal || !label->year || label->span == QOQ_SPAN_NONE)
        return QOQ_OK;
    QOQ_TRY(look_for_sentence(r, err));
    if (r->calendar.end_month)
        return QOQ_OK;
    qoq_period period = qoq_period_of(label->year, (qoq_span)label->span, label->index);
    return look_at_tables(r, period, err);
}

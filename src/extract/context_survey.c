/* The first look at a document: whose figures, of which period, in which currency. */
#include <stdlib.h>
#include <string.h>

#include "extract/context_private.h"
#include "words/lexicon_fixed.h"

/* How many blocks from the top may say it. Release heads are long; a page is enough. */
#define TOP_BLOCKS 12

/* Traditional letters that a simplified text may hold, in names. */
#define MOST_STRAY 12

typedef struct survey {
    const qoq_term *entity;    /* first named */
    const taught_name *taught; /* the same, of a company that no lexicon knows */
    qoq_period_phrase first;   /* first span named, perhaps without a year */
    bool has_first;
    qoq_period_phrase full; /* first span with a year that fits `first` */
    bool has_full;
    qoq_period_phrase date; /* first full date */
    bool has_date;
    int16_t year;      /* first year said, of anything */
    int16_t bare_year; /* first number that is a year and no more: "its 2025 sales" */
    int16_t compared_year; /* first year that something is compared with */
    char currency[8];      /* of the first amount, or declared */
    bool to_date;          /* 年初至报告期末 is said */
    bool report;           /* spans so far were names of a report: 三季报 */
    bool fiscal;           /* the first span says that it is one of a fiscal year */
    uint8_t quarter_end;   /* the same of the first three months */
    uint8_t six_end;       /* month in which the first six months end that are told */
    bool open_first;       /* the first amount is in 元 without a currency */
    bool declared;         /* a currency stands alone: 单位为港元 */
    char hint[8];          /* of the place whose words are used */
    size_t traditional;    /* letters printed in traditional form */
    bool offset_topic; /* 去年第四季 begins a clause: written in the year behind */
    int16_t last_year; /* the latest year of a span */
    bool offset_span;  /* 去年第四季: the main span as one of last year */
    uint8_t adjusted;
    qoq_period_phrase label; /* first fiscal label: "First Quarter Fiscal 2026" */
    qoq_period_phrase
        ended; /* first end of a quarter: "quarter ended April 30, 2025" */
} survey;

static bool has_span(const qoq_period_phrase *p)
{
    return (p->span != QOQ_SPAN_NONE || p->months >= 3) && !p->point;
}

static bool has_year(const qoq_period_phrase *p)
{
    return p->year != 0 || p->date_year != 0;
}

/* 0 = the phrase does not say */
static int months_of(const qoq_period_phrase *p)
{
    if (p->span != QOQ_SPAN_NONE)
        return qoq_period_months((qoq_period){.span = p->span});
    return p->months;
}

/* May both be the same stretch of a year? */
static bool same_span(const qoq_period_phrase *a, const qoq_period_phrase *b)
{
    if (a->span != QOQ_SPAN_NONE && b->span != QOQ_SPAN_NONE)
        return a->span == b->span && a->index == b->index;
    return !months_of(a) || !months_of(b) || months_of(a) == months_of(b);
}

static void survey_period(survey *s, const qoq_period_phrase *p)
{
    /* "its fiscal fourth quarter ... the quarter ended Oct. 26" */
    if (!s->quarter_end && p->months == 3 && p->month && p->span == QOQ_SPAN_NONE)
        s->quarter_end = p->month;
    if (!s->six_end && p->months == 6)
        s->six_end = p->day ? 0 : p->month;
    if (!s->has_date && p->year && p->month && p->day && p->months == 0) {
        s->date = *p;
        s->has_date = true;
    }
    if (!s->year && has_year(p))
        s->year = p->date_year ? p->date_year : p->year;
    /* 去年 before any span: the document is of the year behind the one it reports on */
    if (!s->has_first && p->has_offset && p->year_offset == -1)
        s->offset_span = true;
    if (!has_span(p))
        return;
    if (p->year > s->last_year)
        s->last_year = p->year;
    if (!s->has_first) {
        s->first = *p;
        if (p->span == QOQ_SPAN_NONE && p->months == 9 && !p->month) {
            s->first.span = QOQ_SPAN_NINE; /* "nine-month sales" */
            s->first.index = 1;
            s->first.months = 0;
        }
        s->has_first = true;
        s->offset_span = s->offset_span || (p->has_offset && p->year_offset == -1);
    }
    /* "Q2 profit rises", and below "the second quarter ended September 30" */
    if (!has_year(&s->first) && !s->first.month && p->month &&
        s->first.span == QOQ_SPAN_QUARTER && p->span == s->first.span &&
        p->index == s->first.index)
        s->first = *p;
    if (!s->has_full && has_year(p) && same_span(&s->first, p)) {
        s->full = *p;
        s->has_full = true;
    }
}

/* "(人民币,下同)", "以下金额单位为港元", "in US dollars": a currency that is declared, not one
 * that is talked of. */
static bool is_declared(const tokens *list, size_t i)
{
    const token *before = i > 0 ? &list->items[i - 1] : NULL;
    const token *after = i + 1 < list->count ? &list->items[i + 1] : NULL;
    if (after && (token_is_word(after, QOQ_WORD_HEREAFTER) ||
                  (after->kind == TOKEN_MARK && strchr(",.*", after->mark) &&
                   i + 2 < list->count &&
                   token_is_word(&list->items[i + 2], QOQ_WORD_HEREAFTER))))
        return true;
    if (!before)
        return false;
    const char *end = list->folded + before->end;
    size_t len = before->end - before->start;
    return token_is_mark(before, '(') || (len >= 3 && memcmp(end - 3, "为", 3) == 0) ||
           (len >= 2 && memcmp(end - 2, "in", 2) == 0);
}

/* "Over the first half, ...": it compares only behind something. */
static bool opens(const tokens *list, size_t i)
{
    return i == 0 || (list->items[i - 1].kind == TOKEN_MARK &&
                      !token_is_mark(&list->items[i - 1], '('));
}

/* "than in Q2 2024", "(H1 2024: £9m)", "the same period of 2024", 2024年同期: what the document
 * compares with, not what it reports on. */
static bool is_compared(const tokens *list, size_t i)
{
    const token *behind = i + 1 < list->count ? &list->items[i + 1] : NULL;
    bool bracket = i > 0 && token_is_mark(&list->items[i - 1], '(');
    /* "2024年則派10仙" */
    bool then = behind && token_is_word(behind, QOQ_WORD_CONTRAST) &&
                behind->end - behind->start == 3 &&
                memcmp(list->folded + behind->start, "则", 3) == 0;
    if (behind && (token_is_word(behind, QOQ_WORD_SAME_PERIOD) || then ||
                   (bracket && token_is_mark(behind, ':'))))
        return true;
    for (size_t k = i; k > 0 && k + 5 > i; k--) {
        const token *t = &list->items[k - 1];
        if (token_is_word(t, QOQ_WORD_SAME_PERIOD) ||
            (token_is_word(t, QOQ_WORD_FROM) && !list->items[i].phrase.months) ||
            token_is_word(t, QOQ_WORD_THAN))
            return !opens(list, k - 1) || t->end - t->start > 8;
        if (!token_is_word(t, QOQ_WORD_FILLER) || t->end - t->start > 6)
            return false;
    }
    return false;
}

/* "raised its full-year profit forecast": a year that is only looked forward to. */
static bool is_outlook(const tokens *list, size_t i)
{
    if (list->items[i].phrase.span != QOQ_SPAN_YEAR)
        return false;
    for (size_t k = i + 1; k < list->count && k < i + 3; k++) {
        const token *t = &list->items[k];
        if (token_is_word(t, QOQ_WORD_GUIDANCE))
            return true;
        if (t->kind != TOKEN_METRIC && !token_is_word(t, QOQ_WORD_FILLER))
            return false;
    }
    return false;
}

static void survey_year(survey *s, const tokens *list, size_t i)
{
    int16_t year = (int16_t)qoq_decimal_double(list->items[i].quantity.number.value);
    if (is_compared(list, i))
        s->compared_year = s->compared_year ? s->compared_year : year;
    else if (!s->bare_year)
        s->bare_year = year;
}

/* 三季报, 第三季度报告: a report on nine months where the text goes on with 前三季度. */
static void survey_report(survey *s, const tokens *list, const token *t)
{
    const qoq_period_phrase *p = &t->phrase;
    const char *said = list->folded + t->start;
    size_t len = t->end - t->start;
    if (!has_span(p) || (s->has_first && !s->report))
        return;
    s->report = qoq_fixed_word_within(QOQ_FIXED_report_name, said, len);
    if (s->has_first && !s->report && p->span == QOQ_SPAN_NINE &&
        s->first.span == QOQ_SPAN_QUARTER && s->first.index == 3 &&
        (!p->has_offset || p->year_offset == 0) &&
        (!p->year || !s->first.year || p->year == s->first.year)) {
        s->first.span = QOQ_SPAN_NINE;
        s->first.index = 1;
        s->has_full = s->first.year != 0;
        s->full = s->first;
    }
}

/* The headline may name the fiscal quarter, and another sentence the day on which it ended. */
static void survey_fiscal(survey *s, const qoq_period_phrase *p)
{
    bool interim = p->span == QOQ_SPAN_QUARTER || p->span == QOQ_SPAN_HALF ||
                   p->span == QOQ_SPAN_NINE;
    if (p->fiscal && p->year && interim && !s->label.year)
        s->label = *p;
    if (p->month && (p->date_year || p->year) && !s->ended.month &&
        ((p->span == QOQ_SPAN_QUARTER && !p->fiscal) ||
         (p->span == QOQ_SPAN_NONE &&
          (p->months == 3 || p->months == 6 || p->months == 9))))
        s->ended = *p;
}

/* "2023年财报": the report on a year. */
static bool is_annual(const tokens *list, size_t i)
{
    const qoq_period_phrase *p = &list->items[i].phrase;
    const token *behind = i + 1 < list->count ? &list->items[i + 1] : NULL;
    return behind && behind->start == list->items[i].end && p->year &&
           p->span == QOQ_SPAN_NONE && !p->months && !p->month && !p->point &&
           qoq_fixed_word_begins(QOQ_FIXED_annual, list->folded + behind->start,
                                 list->folded_len - behind->start) > 0;
}

static void survey_span(survey *s, const tokens *list, size_t i)
{
    const qoq_period_phrase *p = &list->items[i].phrase;
    if (!is_outlook(list, i))
        survey_fiscal(s, p);
    qoq_period_phrase year = *p;
    if (is_annual(list, i)) {
        year.span = QOQ_SPAN_YEAR;
        year.index = 1;
        p = &year;
    }
    if (!is_compared(list, i)) {
        const token *t = &list->items[i];
        survey_report(s, list, t);
        if (!s->has_first && has_span(p))
            s->fiscal = memmem(list->folded + t->start, t->end - t->start, "fiscal", 6);
        /* "公布2023年财报,去年营收325.8亿元" begins with what it reports on */
        bool first = !s->open_first && !s->currency[0] && p->span == QOQ_SPAN_NONE &&
                     !p->months && i + 1 < list->count &&
                     list->items[i + 1].kind == TOKEN_METRIC;
        if (s->has_first && p->has_offset && p->year_offset == -1 && opens(list, i) &&
            (p->span == QOQ_SPAN_QUARTER || p->span == QOQ_SPAN_HALF || first))
            s->offset_topic = true;
        if (!is_outlook(list, i))
            survey_period(s, p);
    } else if (!s->compared_year && has_year(p)) {
        s->compared_year = p->date_year ? p->date_year : p->year;
    }
}

/* 某某证券维持..., 某某证券研报指: who writes about the company. */
static bool is_house(const tokens *list, size_t i)
{
    const token *behind = i + 1 < list->count ? &list->items[i + 1] : NULL;
    return behind && behind->start == list->items[i].end &&
           qoq_fixed_word_begins(QOQ_FIXED_house_verb, list->folded + behind->start,
                                 list->folded_len - behind->start) > 0;
}

static void survey_token(survey *s, const tokens *list, size_t i)
{
    const token *t = &list->items[i];
    const qoq_term *entity = token_meaning(t, QOQ_TERM_ENTITY);
    if (t->kind == TOKEN_ENTITY && !s->entity && !s->taught && !is_house(list, i)) {
        s->entity = entity;
        s->taught = t->taught;
    }
    if (t->kind == TOKEN_PERIOD)
        survey_span(s, list, i);
    s->to_date = s->to_date ||
                 (t->kind == TOKEN_PERIOD &&
                  qoq_fixed_word_begins(QOQ_FIXED_year_begins, list->folded + t->start,
                                        t->end - t->start) > 0);
    if (token_is_year(t))
        survey_year(s, list, i);
    if (t->kind == TOKEN_QUANTITY) {
        /* 收益21.4亿人民币(下同) */
        bool hereafter = !s->declared && t->quantity.unit.kind == QOQ_UNIT_MONEY &&
                         t->quantity.unit.id[0] && i + 2 < list->count &&
                         token_is_mark(&list->items[i + 1], '(') &&
                         token_is_word(&list->items[i + 2], QOQ_WORD_HEREAFTER);
        if (t->quantity.currency_open && t->quantity.scaled && !s->currency[0])
            s->open_first = true; /* 28.64亿元; a price in 元 decides nothing */
        else if (t->quantity.unit.kind == QOQ_UNIT_MONEY && t->quantity.unit.id[0] &&
                 (hereafter || (!s->currency[0] && !s->open_first)))
            memcpy(s->currency, t->quantity.unit.id, 4);
        s->declared = s->declared || hereafter;
    }
    const qoq_term *unit = token_meaning(t, QOQ_TERM_UNIT);
    if (unit && unit->role == QOQ_ROLE_HINT && !s->hint[0] && strlen(unit->id) == 3)
        memcpy(s->hint, unit->id, 4);
    if (t->kind != TOKEN_QUANTITY && unit && unit->role == QOQ_ROLE_CURRENCY &&
        strlen(unit->id) == 3 && !s->declared && is_declared(list, i)) {
        /* "以下金额单位为港元", "(人民币,下同)" */
        memcpy(s->currency, unit->id, 4);
        s->declared = true;
    }
    if (token_is_word(t, QOQ_WORD_BASIS) && !s->adjusted) {
        uint8_t basis = t->term->basis;
        if (basis == QOQ_BASIS_NON_IFRS || basis == QOQ_BASIS_NON_GAAP)
            s->adjusted = basis;
    }
}

static qoq_slice text_of(const qoq_document *d, size_t i)
{
    return (qoq_slice){d->text + d->blocks[i].start, d->blocks[i].len};
}

/* Tokens take a hundred times the room of their text: only those of ordinary documents
 * are kept from one pass to the next. */
#define MOST_KEPT (1u << 20)

static qoq_status cut_block(reader *r, size_t block, const taught_names *taught,
                            const tokens **out, qoq_error *err)
{
    *out = &r->list;
    QOQ_TRY(tokens_read(&r->list, r->options->lexicon, text_of(r->document, block),
                        taught, err));
    if (!r->kept)
        return QOQ_OK;
    *out = &r->kept[block].list;
    return tokens_copy(&r->kept[block].list, &r->list, err);
}

qoq_status context_tokens(reader *r, size_t block, const tokens **out, qoq_error *err)
{
    kept_tokens *kept = r->kept ? &r->kept[block] : NULL;
    bool known = kept && (kept->final || !tokens_hold(&kept->list, &r->taught));
    if (kept)
        kept->final = true;
    if (!known)
        return cut_block(r, block, &r->taught, out, err);
    *out = &kept->list;
    return QOQ_OK;
}

/* "水处理 | 2025年上半年 | 1,204,500 | ...": a line of a table begins with a part. */
static bool is_row_of_numbers(const tokens *list)
{
    size_t n = 0;
    for (size_t i = 0; i < list->count && n < 3; i++)
        n += list->items[i].kind == TOKEN_QUANTITY;
    return n == 3;
}

/* Names first: what the document itself teaches is known when its head is read. */
static qoq_status learn(reader *r, qoq_error *err)
{
    const qoq_document *d = r->document;
    const tokens *list = NULL;
    r->names.lexicon = r->options->lexicon;
    if (d->len <= MOST_KEPT && d->block_count > 0) {
        r->kept = calloc(d->block_count, sizeof *r->kept);
        if (!r->kept)
            return qoq_fail_memory(err);
    }
    for (size_t i = 0; i < d->block_count; i++) {
        name_place place = d->blocks[i].kind == QOQ_BLOCK_TITLE     ? PLACE_TITLE
                           : d->blocks[i].kind == QOQ_BLOCK_HEADING ? PLACE_HEADING
                                                                    : PLACE_TEXT;
        QOQ_TRY(cut_block(r, i, NULL, &list, err));
        QOQ_TRY(names_collect(&r->names, list, text_of(d, i), i, place, err));
        names_mention(&r->names, list);
        QOQ_TRY(names_remember_text(&r->names, list, d->blocks[i].start, err));
        if (d->blocks[i].kind != QOQ_BLOCK_ROW || !is_row_of_numbers(list))
            names_seed(&r->names, list, i, place);
    }
    return names_believed(&r->names, r->options->lexicon, d->text, &r->taught, err);
}

/* Are several companies named, of which each may have a year of its own? "Halberd" and
 * "Halberd Systems" are one. */
static bool names_several(const taught_names *taught)
{
    const taught_name *first = NULL;
    for (size_t i = 0; i < taught->count; i++) {
        const taught_name *name = &taught->items[i];
        if (!name->company)
            continue;
        if (first && memcmp(first->folded, name->folded,
                            first->len < name->len ? first->len : name->len) != 0)
            return true;
        first = name;
    }
    return false;
}

/* "the second quarter ended September 30", "the nine months to December": their year ends in
 * March. What ends in no quarter of
 * the calendar, or with the year, is left to the label. */
static void survey_quarter_end(reader *r, const qoq_period_phrase *p)
{
    int month = p->month - (p->day > 0 && p->day <= 7);
    int left = p->months == 9 ? 3 : p->months == 6 ? 6 : 3 * (4 - p->index);
    /* 截至2025年5月31日止第四季度: a year that ends in the same year has no other name */
    bool dated = p->span == QOQ_SPAN_QUARTER && p->date_year && month + left <= 12;
    if (month < 1 || (month % 3 != 0 && !dated) || names_several(&r->taught))
        return;
    int end = (month + left - 1) % 12 + 1;
    if (end != 12 && r->calendar.end_month == 0)
        r->calendar = (qoq_calendar){(uint8_t)end, false};
}

/* Years of 52 weeks end in the first days of the next month as well. */
static uint8_t last_month(const qoq_period_phrase *p)
{
    if (p->day == 0 || p->day > 7)
        return p->month;
    return p->month == 1 ? 12 : (uint8_t)(p->month - 1);
}

/* "The fiscal year ends March 31, 2026 (FY2025)." */
static bool survey_fiscal_end(reader *r, const tokens *list)
{
    size_t fiscal_at = SIZE_MAX, ended_at = SIZE_MAX;
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->items[i];
        const qoq_term *word = token_meaning(t, QOQ_TERM_PERIOD);
        const qoq_period_phrase *p = &t->phrase;
        if (t->kind != TOKEN_PERIOD) {
            fiscal_at = word && word->atom == QOQ_PA_FISCAL ? i : fiscal_at;
            continue;
        }
        if (p->span == QOQ_SPAN_NONE && p->month && p->year && !p->months &&
            fiscal_at != SIZE_MAX && i - fiscal_at <= 4)
            ended_at = i;
        else if (p->span == QOQ_SPAN_YEAR && p->year && ended_at != SIZE_MAX &&
                 i - ended_at <= 3) {
            const qoq_period_phrase *end = &list->items[ended_at].phrase;
            return context_calendar_from_end(&r->calendar,
                                             qoq_period_of(p->year, QOQ_SPAN_YEAR, 1),
                                             end->year, end->month, end->day);
        }
    }
    return false;
}

/* When the fiscal year ends, from a label and the date on which that period ended ("2026
 * 财年上半年(截至2025年9月30日止六个月)"), or said outright ("财政年度于三月三十一日结束"). */
static void survey_calendar(reader *r, const tokens *list)
{
    if (survey_fiscal_end(r, list))
        return;
    qoq_period label = {0};
    qoq_period_phrase ended = {0};
    size_t label_at = 0, fiscal_at = 0, ended_at = 0;
    bool fiscal = false;
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->items[i];
        const qoq_term *word = token_meaning(t, QOQ_TERM_PERIOD);
        if (t->kind != TOKEN_PERIOD && word && word->atom == QOQ_PA_FISCAL) {
            fiscal = true;
            fiscal_at = i;
        }
        /* "The company's fiscal year runs through March." */
        if (t->kind != TOKEN_PERIOD && fiscal && i - fiscal_at < 6 && word &&
            word->atom == QOQ_PA_MONTH_NAME) {
            r->calendar = (qoq_calendar){(uint8_t)word->value, false};
            return;
        }
        if (t->kind != TOKEN_PERIOD)
            continue;
        const qoq_period_phrase *p = &t->phrase;
        if (fiscal && i - fiscal_at < 10 && p->month && !p->year &&
            (p->months == 0 || p->months == 12)) {
            r->calendar = (qoq_calendar){p->month, false};
            return;
        }
        /* "the year ended 31 March 2025" */
        if (p->months == 12 && p->month && p->span == QOQ_SPAN_NONE && !label.span) {
            r->calendar = (qoq_calendar){last_month(p), false};
            return;
        }
        bool labelled = p->span != QOQ_SPAN_NONE && p->year && p->span != QOQ_SPAN_DATE;
        /* "the quarter ended September 30, 2025 (Q2 FY26)" */
        if (labelled && ended.month && i - ended_at < 4 &&
            context_calendar_from_end(
                &r->calendar, qoq_period_of(p->year, (qoq_span)p->span, p->index),
                ended.year, ended.month, ended.day))
            return;
        if (p->months >= 3 && p->month && p->year && !labelled) {
            ended = *p;
            ended_at = i;
        }
        bool first_months =
            p->span == QOQ_SPAN_NONE &&
            (p->months == 9 || (p->months == 6 && (p->month == 3 || p->month == 9)));
        if (p->month && (first_months || (p->span == QOQ_SPAN_QUARTER && !p->year)))
            survey_quarter_end(r, p);
        if (labelled) {
            label = qoq_period_of(p->year, (qoq_span)p->span, p->index);
            label_at = i;
        }
        int year = p->date_year ? p->date_year : p->year;
        bool ends = p->month && year && (p->months >= 3 || p->point || labelled);
        if (ends && label.span && (labelled || i - label_at < 6) &&
            context_calendar_from_end(&r->calendar, label, year, p->month, p->day))
            return;
    }
}

/* How many letters were printed in their traditional form. */
static size_t count_traditional(const tokens *list, qoq_slice text)
{
    size_t n = 0;
    for (size_t i = 0; i + 3 <= list->folded_len; i++) {
        const char *folded = list->folded + i;
        size_t at = list->map[i];
        n += (unsigned char)*folded >= 0xE3 && at + 3 <= text.len &&
             (unsigned char)text.ptr[at] >= 0xE3 &&
             memcmp(folded, text.ptr + at, 3) != 0;
    }
    return n;
}

/* "1H profit ... the six months through December": a half that is the first and ends in
 * December is one of a fiscal year. */
static void survey_half(reader *r, const survey *s)
{
    if (r->calendar.end_month == 0 && s->first.span == QOQ_SPAN_HALF &&
        s->first.index == 1 && s->six_end && s->six_end != 6 && s->six_end % 3 == 0)
        r->calendar = (qoq_calendar){(uint8_t)((s->six_end + 5) % 12 + 1), false};
    int year = s->has_date ? s->date.year : s->year;
    if (r->calendar.end_month == 0 && s->fiscal && s->quarter_end && year &&
        s->first.span == QOQ_SPAN_QUARTER && !s->first.has_offset) {
        int label = s->first.year ? s->first.year : year;
        bool before = s->has_date && s->quarter_end > s->date.month;
        qoq_calendar_from(&r->calendar,
                          qoq_period_of(label, QOQ_SPAN_QUARTER, s->first.index),
                          before ? year - 1 : year, s->quarter_end);
    }
}

/* Is what ended the period of the label? "Six months" end with the second quarter. */
static bool is_same_length(const qoq_period_phrase *label,
                           const qoq_period_phrase *ended)
{
    if (ended->span == QOQ_SPAN_QUARTER)
        return label->span == QOQ_SPAN_QUARTER && label->index == ended->index;
    int quarter = label->span == QOQ_SPAN_QUARTER ? label->index
                  : label->span == QOQ_SPAN_HALF  ? 2 * label->index
                                                  : 3;
    return ended->months == 3 || ended->months == 3 * quarter;
}

static void survey_label(reader *r, const survey *s)
{
    const qoq_period_phrase *label = &s->label, *ended = &s->ended;
    if (r->calendar.end_month || !label->year || !ended->month ||
        (!r->report && names_several(&r->taught)) || !is_same_length(label, ended))
        return;
    context_calendar_from_end(
        &r->calendar, qoq_period_of(label->year, (qoq_span)label->span, label->index),
        ended->date_year ? ended->date_year : ended->year, ended->month, ended->day);
}

/* A quarterly report says somewhere in its notes which was the last annual one: "Form 10-K
 * for the fiscal year ended January 31, 2025". */
static qoq_status look_for_year_end(reader *r, qoq_error *err)
{
    const qoq_document *d = r->document;
    const tokens *list = NULL;
    for (size_t i = TOP_BLOCKS; i < d->block_count && !r->calendar.end_month; i++) {
        const qoq_block *block = &d->blocks[i];
        if (block->kind == QOQ_BLOCK_ROW ||
            !memmem(d->text + block->start, block->len, "iscal year ended", 16))
            continue;
        QOQ_TRY(context_tokens(r, i, &list, err));
        for (size_t k = 0; k < list->count && !r->calendar.end_month; k++) {
            const qoq_period_phrase *p = &list->items[k].phrase;
            if (list->items[k].kind == TOKEN_PERIOD && p->months == 12 && p->month &&
                p->span == QOQ_SPAN_NONE)
                r->calendar = (qoq_calendar){last_month(p), false};
        }
    }
    return QOQ_OK;
}

static qoq_status look(reader *r, survey *s, qoq_error *err)
{
    const tokens *list = NULL;
    for (size_t i = 0; i < r->document->block_count && i < TOP_BLOCKS; i++) {
        QOQ_TRY(context_tokens(r, i, &list, err));
        bool row = r->document->blocks[i].kind == QOQ_BLOCK_ROW;
        for (size_t k = 0; k < list->count; k++) {
            /* columns of a table are of many periods: they are looked at by themselves */
            if (!row || list->items[k].kind == TOKEN_ENTITY)
                survey_token(s, list, k);
        }
        s->traditional += count_traditional(list, text_of(r->document, i));
        if (r->calendar.end_month == 0 && !row)
            survey_calendar(r, list);
    }
    return QOQ_OK;
}

/* ---- companies named further down ----------------------------------------------------- */

enum { MOST_NAMED = 24 };

/* How often the text names the companies that it names. */
typedef struct named {
    struct {
        const qoq_term *term;
        size_t times;
    } items[MOST_NAMED];
    size_t count;
    const qoq_term *defined; /* 「本公司」 腾讯控股有限公司 */
} named;

static void count_mention(named *out, const qoq_term *term)
{
    for (size_t i = 0; i < out->count; i++) {
        if (out->items[i].term->entity == term->entity) {
            out->items[i].times++;
            return;
        }
    }
    if (out->count < MOST_NAMED) {
        out->items[out->count].term = term;
        out->items[out->count++].times = 1;
    }
}

/* Only marks stand between 「本公司」 and the name. */
static bool defines(const tokens *list, size_t i)
{
    while (i > 0 && list->items[i - 1].kind == TOKEN_MARK)
        i--;
    return i > 0 && token_is_word(&list->items[i - 1], QOQ_WORD_COMPANY) && i <= 4;
}

static void count_block(named *out, const tokens *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const qoq_term *term = token_meaning(&list->items[i], QOQ_TERM_ENTITY);
        if (list->items[i].kind != TOKEN_ENTITY || !term)
            continue;
        count_mention(out, term);
        if (!out->defined && defines(list, i))
            out->defined = term;
    }
}

/* The head of an announcement may show the company's name as a picture. Then it is the one
 * that the text defines as the company, or names by far most often. */
static qoq_status look_further(reader *r, survey *s, qoq_error *err)
{
    const tokens *list = NULL;
    named found;
    memset(&found, 0, sizeof found);
    for (size_t i = 0; i < r->document->block_count; i++) {
        QOQ_TRY(context_tokens(r, i, &list, err));
        count_block(&found, list);
    }
    size_t best = 0, second = 0;
    for (size_t i = 0; i < found.count; i++) {
        size_t times = found.items[i].times;
        if (times > best) {
            second = best;
            best = times;
            s->entity = found.items[i].term;
        } else if (times > second) {
            second = times;
        }
    }
    if (found.defined)
        s->entity = found.defined;
    else if (best < 3 || best < 2 * second)
        s->entity = NULL;
    return QOQ_OK;
}

/* A name of two letters is too short without what follows it: 礁石控股. */
static qoq_slice with_suffix(const reader *r, qoq_slice name)
{
    const char *end = r->document->text + r->document->len;
    const char *behind = name.ptr + name.len;
    char folded[64];
    const qoq_term *term = NULL;
    if (qoq_text_count(name.ptr, name.len) != 2 || (unsigned char)name.ptr[0] < 0xE0 ||
        name.ptr < r->document->text || behind + 6 > end)
        return name;
    size_t left = (size_t)(end - behind) < 18 ? (size_t)(end - behind) : 18;
    while (left > 0 && left < (size_t)(end - behind) &&
           ((unsigned char)behind[left] & 0xC0) == 0x80)
        left--;
    size_t len = qoq_text_fold_all(behind, left, folded, NULL);
    if (len > 6)
        len = 6; /* 百屿股份, of 百屿股份有限公司 */
    size_t suffix = qoq_lexicon_match_kind(r->options->lexicon, folded, len, 0,
                                           QOQ_TERM_WORD, &term);
    while (term && term->kind != QOQ_TERM_WORD)
        term = term->next;
    if (suffix == 6 && term && term->word == QOQ_WORD_SUFFIX)
        name.len += suffix;
    return name;
}

void context_take_company(reader *r, const qoq_term *term, const taught_name *taught)
{
    memset(&r->company, 0, sizeof r->company);
    r->company.calendar = r->calendar.end_month ? r->calendar : QOQ_CALENDAR_YEAR;
    if (term && term->entity) {
        r->company.known = term->entity;
        r->company.name = qoq_dataset_name(r->dataset, qoq_slice_of(term->entity->id));
        r->company.calendar = term->entity->calendar;
    } else if (taught) {
        char slug[256];
        qoq_text_slug(slug, sizeof slug, with_suffix(r, taught->original));
        r->company.taught = taught;
        r->company.name = qoq_dataset_name(r->dataset, qoq_slice_of(slug));
    }
}

static void take_company(reader *r, const survey *s)
{
    context_take_company(r, s->entity, s->taught);
    r->main_company = r->section_company = r->company;
}

/* A document that names no year of its own is of the year it writes about, or of the one
 * behind that which it compares with. */
static void guess_year(survey *s)
{
    if (s->year || s->has_date)
        return;
    if (s->bare_year && s->bare_year != s->compared_year)
        s->year = s->bare_year;
    else if (s->compared_year)
        s->year = (int16_t)(s->compared_year + 1);
}

/* The year of a span without one: the first that is said; where the text carries the date of
 * the year behind that, the one in which the span was over by then ("首季...2024年全年...
 * 2025年4月29日" is of 2025). */
static int16_t year_before_date(const reader *r, const survey *s)
{
    bool same = s->has_date && s->date.year == s->year;
    if (!s->has_date || !(same || s->date.year == s->year + 1) ||
        s->first.span == QOQ_SPAN_NONE || s->first.month ||
        r->company.calendar.end_month != 12)
        return s->year;
    qoq_period_phrase phrase = s->first;
    int year, month, day;
    phrase.year = s->date.year;
    qoq_period_context context = {.year = s->date.year,
                                  .calendar = r->company.calendar};
    qoq_period period = qoq_period_resolve(&phrase, &context);
    if (qoq_period_is_none(period))
        return s->year;
    qoq_period_end(period, r->company.calendar, &year, &month, &day);
    bool over =
        year < s->date.year ||
        (year == s->date.year &&
         (month < s->date.month || (month == s->date.month && day < s->date.day)));
    /* 全年 in a text of March is the year before */
    bool whole =
        period.span == QOQ_SPAN_YEAR || qoq_period_last_quarter(period).index == 4;
    if (same)
        return (int16_t)(over || !whole ? s->year : s->year - 1);
    return over ? s->date.year : s->year;
}

static void take_period(reader *r, survey *s)
{
    guess_year(s);
    qoq_period_phrase phrase = s->first;
    r->year = s->has_date ? s->date.year : s->year;
    /* "前三季度...": a span without a year takes the first year that is said, unless the
     * same span follows with that year in full. */
    if (s->has_full && s->first.has_offset)
        phrase = s->full;
    else if (s->has_full && (s->full.year == s->year || s->full.date_year == s->year))
        phrase = s->full;
    else if (s->has_first && !has_year(&s->first) && !s->first.has_offset &&
             s->has_date && phrase.month && phrase.span == QOQ_SPAN_QUARTER)
        phrase.date_year = (int16_t)(s->date.year - (phrase.month > s->date.month));
    else if (s->has_first && !has_year(&s->first) && !s->first.has_offset)
        phrase.year = year_before_date(r, s);
    if (!s->has_first) {
        /* "revenue for 2025 edged up", and no other period in the whole text */
        if (!s->bare_year)
            return;
        phrase = (qoq_period_phrase){
            .year = s->bare_year, .span = QOQ_SPAN_YEAR, .index = 1};
    }
    qoq_period_context context = {.year = r->year, .calendar = r->company.calendar};
    r->main = context_period(&phrase, &context);
    if (s->has_date)
        r->now = s->date.year;
    else if (s->offset_topic && r->main.span == QOQ_SPAN_YEAR)
        r->now = (int16_t)(r->main.year + 1);
    else if (s->offset_span && !qoq_period_is_none(r->main) && s->has_full)
        r->now = (int16_t)(r->main.year + 1);
    else if (s->last_year == r->main.year + 1 &&
             qoq_period_equal(qoq_period_last_quarter(r->main),
                              qoq_period_of(r->main.year, QOQ_SPAN_QUARTER, 4)))
        r->now = s->last_year; /* an annual report that talks of the year behind it */
    r->section = r->main;
    r->vintage = qoq_period_last_quarter(r->main);
}

static void take_currency(reader *r, const survey *s)
{
    const qoq_entity *known = r->company.known;
    if (known && known->currency[0] && strlen(known->currency) < sizeof r->currency)
        memcpy(r->currency, known->currency, strlen(known->currency) + 1);
    else if (s->currency[0])
        memcpy(r->currency, s->currency, sizeof r->currency);
    else if (s->open_first)
        memcpy(r->currency,
               s->hint[0] && s->traditional >= MOST_STRAY ? s->hint : "CNY", 4);
}

static qoq_date date_of(const qoq_period_phrase *p)
{
    return (qoq_date)p->year * 10000 + (qoq_date)p->month * 100 + p->day;
}

/* A document comes out behind the period that it reports on, and within a year. */
static bool may_be_published(const reader *r, const qoq_period_phrase *p)
{
    int year, month, day;
    if (qoq_period_is_none(r->main))
        return true;
    qoq_period_end(r->main, r->company.calendar, &year, &month, &day);
    int passed = (p->year - year) * 12 + p->month - month;
    return passed >= 0 && passed < 12 && (passed > 0 || p->day > day);
}

/* May a block be the line? Those of a large document, whose tokens are not kept, would have
 * to be cut anew: of it only short ones near its ends. */
static bool may_be_dateline(const reader *r, size_t i)
{
    enum { SHORT_BLOCK = 200, NEAR_END = 50 };
    const qoq_document *d = r->document;
    if (d->blocks[i].kind == QOQ_BLOCK_ROW)
        return false;
    return r->kept || (d->blocks[i].len <= SHORT_BLOCK &&
                       (i < TOP_BLOCKS || i + NEAR_END >= d->block_count));
}

/* 香港，二零二四年十一月十三日 at the end, or the place and day that a release begins with:
 * the first line that says so. */
static qoq_status take_published(reader *r, qoq_error *err)
{
    const qoq_document *d = r->document;
    const tokens *list = NULL;
    for (size_t i = 0; i < d->block_count && !r->published; i++) {
        qoq_period_phrase date;
        if (!may_be_dateline(r, i))
            continue;
        QOQ_TRY(context_tokens(r, i, &list, err));
        if (tokens_dateline(list, r->options->lexicon, &date) &&
            may_be_published(r, &date))
            r->published = date_of(&date);
    }
    return QOQ_OK;
}

/* A section about a company of its own reports on its own period. */
qoq_status context_survey_section(reader *r, size_t heading, qoq_error *err)
{
    const qoq_document *d = r->document;
    const tokens *list = NULL;
    qoq_status status = QOQ_OK;
    survey s;
    memset(&s, 0, sizeof s);
    qoq_calendar calendar = r->calendar;
    r->calendar = (qoq_calendar){0, false};
    for (size_t i = heading + 1; i < d->block_count && i < heading + 6; i++) {
        if (d->blocks[i].kind == QOQ_BLOCK_HEADING)
            break;
        status = context_tokens(r, i, &list, err);
        if (status != QOQ_OK)
            break;
        for (size_t k = 0; k < list->count; k++)
            survey_token(&s, list, k);
        if (r->calendar.end_month == 0)
            survey_calendar(r, list);
    }
    if (!r->company.known)
        r->company.calendar = r->calendar.end_month ? r->calendar : QOQ_CALENDAR_YEAR;
    if (s.has_first) {
        if (!s.year) /* the document said it once for all */
            s.year = r->main.year;
        qoq_period main = r->main, vintage = r->vintage;
        take_period(r, &s);
        r->section = r->main;
        r->main = main;
        r->vintage = vintage;
    }
    r->currency[0] = '\0';
    take_currency(r, &s);
    r->calendar = calendar;
    return status;
}

/* A document with pages, or with tables of aligned text and no end, is a report: nobody
 * appends articles about others to one, as web pages do. */
static bool is_report(const qoq_document *d)
{
    size_t aligned = 0;
    for (size_t i = 0; i < d->grid_count; i++)
        aligned += d->grids[i].aligned;
    return aligned >= 2 || d->form == QOQ_FORM_PDF;
}

qoq_status context_survey(reader *r, qoq_error *err)
{
    survey s;
    memset(&s, 0, sizeof s);
    QOQ_TRY(learn(r, err));
    QOQ_TRY(look(r, &s, err));
    r->report = is_report(r->document);
    if (!s.entity && (!s.taught || r->report) && r->document->block_count > TOP_BLOCKS)
        QOQ_TRY(look_further(r, &s, err));
    survey_label(r, &s);
    if (r->report && !r->calendar.end_month && s.ended.month)
        QOQ_TRY(look_for_year_end(r, err));
    survey_half(r, &s);
    if (!s.entity && s.has_first && r->calendar.end_month == 0 &&
        !names_several(&r->taught))
        QOQ_TRY(context_survey_calendar(r, s.has_full ? &s.full : &s.first, err));
    take_company(r, &s);
    take_period(r, &s);
    take_currency(r, &s);
    r->adjusted = s.adjusted;
    r->prose.to_date = s.to_date;
    QOQ_TRY(context_survey_tables(r, err));
    return take_published(r, err);
}

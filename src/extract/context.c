#include "extract/context.h"

#include <stdlib.h>
#include <string.h>

#include "extract/context_private.h"
#include "words/lexicon_fixed.h"

/* ---- names, units ------------------------------------------------------------------- */

static uint32_t name_of(reader *r, const char *text)
{
    return qoq_dataset_name(r->dataset, qoq_slice_of(text));
}

static uint32_t slug_name(reader *r, qoq_slice text)
{
    char slug[256];
    qoq_text_slug(slug, sizeof slug, text);
    return name_of(r, slug);
}

/* The part's row in the lexicon when the company is known to have it. */
const qoq_segment *context_segment(const reader *r, const part *segment)
{
    for (const qoq_term *m = segment->term; m; m = m->next) {
        if (m->kind == QOQ_TERM_SEGMENT && r->company.known &&
            strcmp(m->scope, r->company.known->id) == 0)
            return m->segment;
    }
    return NULL;
}

/* "$97 million, or 81 cents a share", "88 million euros against 80 million": in English what
 * prints no currency has that of the amount before. */
static bool spoken_currency(const reader *r, const binding *b)
{
    const char *end = r->document->text + r->block->start + b->quote_end;
    return r->spoken[0] && !b->from_table && b->quote_end > 0 &&
           (unsigned char)end[-1] < 0x80;
}

/* 摊薄后每ADS收益, 每股美国存托股收益 */
static bool is_per_ads(const qoq_term *said)
{
    return said &&
           qoq_fixed_word_within(QOQ_FIXED_depositary, said->text, strlen(said->text));
}

static bool unit_of(reader *r, const binding *b, qoq_unit *out)
{
    const qoq_quantity *q = b->quantity;
    const qoq_metric *m = b->definition;
    if (b->role == ROLE_GROWTH) {
        *out = qoq_unit_of("percent");
        return true;
    }
    if (b->role == ROLE_POINTS) {
        *out = qoq_unit_of("pp");
        return true;
    }
    if (m->unit == QOQ_UNIT_PERCENT) {
        *out = qoq_unit_of("percent");
        return true;
    }
    if (m->unit == QOQ_UNIT_COUNT) {
        *out = q->unit.kind == QOQ_UNIT_COUNT ? q->unit : qoq_unit_of(m->count_unit);
        return out->kind != QOQ_UNIT_NONE;
    }
    qoq_unit money = q->unit;
    if (!money.id[0] || money.id[0] == '/' ||
        (money.kind != QOQ_UNIT_MONEY && money.kind != QOQ_UNIT_PER_SHARE)) {
        /* 元 of a table whose document names no currency is the yuan */
        const char *currency = spoken_currency(r, b)               ? r->spoken
                               : r->currency[0]                    ? r->currency
                               : b->from_table && q->currency_open ? "CNY"
                                                                   : "";
        if (!currency[0])
            return false;
        money = qoq_unit_of(currency);
    } else if (!b->from_table && strlen(money.id) == 3) {
        memcpy(r->spoken, money.id, 4);
    }
    if (m->unit == QOQ_UNIT_PER_SHARE && money.kind == QOQ_UNIT_MONEY)
        money = qoq_unit_per(money, is_per_ads(b->metric) ? "ADS" : "share");
    *out = money;
    return true;
}

/* ---- periods ------------------------------------------------------------------------ */

/* "For the nine months": those that end where the reported period ends. */
static qoq_period of_length(const reader *r, int months)
{
    int year, month, day;
    if (qoq_period_is_none(r->main))
        return r->main;
    if (months == MONTHS_TO_DATE)
        months = 3 * qoq_period_last_quarter(r->main).index;
    qoq_period_end(r->main, r->company.calendar, &year, &month, &day);
    return qoq_period_ending(year, month, day, months, r->company.calendar);
}

/* Three, six or nine months that fit no quarter of the calendar, when no fiscal year is
 * known: those that end nearest. "Three months ended August 2" is the second quarter. */
static qoq_period nearest(const qoq_period_phrase *said,
                          const qoq_period_context *context)
{
    qoq_period_phrase moved = *said;
    int month = moved.month - (moved.day > 0 && moved.day <= 7);
    if (moved.months != 3 && moved.months != 6 && moved.months != 9)
        return (qoq_period){0};
    month += month % 3 == 2 ? 1 : month % 3 == 1 ? -1 : 0;
    if (month < 1) {
        month += 12;
        moved.year = (int16_t)(moved.year ? moved.year - 1 : 0);
        moved.date_year = (int16_t)(moved.date_year ? moved.date_year - 1 : 0);
    }
    moved.month = (uint8_t)month;
    moved.day = 0;
    return qoq_period_resolve(&moved, context);
}

qoq_period context_period(const qoq_period_phrase *said,
                          const qoq_period_context *context)
{
    qoq_period found = qoq_period_resolve(said, context);
    if (qoq_period_is_none(found) && said->month && said->span == QOQ_SPAN_NONE)
        found = nearest(said, context);
    return found;
}

qoq_period context_resolve(const reader *r, const qoq_period_phrase *said,
                           qoq_period current, bool future)
{
    qoq_period_phrase fixed = *said, *phrase = &fixed;
    if (fixed.months == 3 && !fixed.month && fixed.span == QOQ_SPAN_NONE &&
        r->section.span == QOQ_SPAN_QUARTER)
        return r->section;
    if (fixed.months && !fixed.month && fixed.span == QOQ_SPAN_NONE)
        return of_length(r, fixed.months);
    if (!fixed.year && !fixed.has_offset && r->later.year && !fixed.month &&
        fixed.span == r->later.span && fixed.index == r->later.index && !future)
        fixed.year = r->later.year;
    /* 去年 counts from the day the document was written. */
    if (fixed.has_offset && !fixed.year && r->now) {
        fixed.year = (int16_t)(r->now + fixed.year_offset);
        fixed.has_offset = false;
    }
    qoq_period_context context = {.current = current,
                                  .year = r->year,
                                  .calendar = r->company.calendar,
                                  .future = future};
    return context_period(phrase, &context);
}

static bool is_stock(const qoq_metric *m)
{
    return m->kind == QOQ_METRIC_STOCK;
}

static bool is_point(const qoq_period_phrase *p)
{
    return p->point || (p->span == QOQ_SPAN_NONE && p->months == 0);
}

/* 2024年, 上年: a year and nothing else. */
static bool is_year_only(const qoq_period_phrase *p)
{
    return (p->year || p->has_offset) && p->span == QOQ_SPAN_NONE && !p->months &&
           !p->month && !p->point;
}

/* The same quarter, half or year in that year. */
static qoq_period with_year(qoq_period p, const qoq_period_phrase *year)
{
    p.year = (int16_t)(year->year ? year->year : p.year + year->year_offset);
    return p;
}

/* 去年 counts from when the document was written, if that is known. */
static qoq_period with_offset(const reader *r, qoq_period p,
                              const qoq_period_phrase *year)
{
    if (r->now && year->has_offset)
        p.year = (int16_t)(r->now + year->year_offset);
    else
        p = with_year(p, year);
    return p;
}

/* 全年, full year: of the year that is being talked of. */
static bool is_bare_year(const qoq_period_phrase *p)
{
    return p->span == QOQ_SPAN_YEAR && !p->year && !p->has_offset && !p->month &&
           !p->months;
}

/* A length of time that is told, not a day or a year. */
static bool is_stretch(const qoq_period_phrase *p)
{
    return !p->point && (p->span != QOQ_SPAN_NONE || (p->months > 0 && !p->day));
}

/* A forecast is of the period reported on or of one ahead: "analysts expect third-quarter
 * revenue of" beside the figures of the second. */
static qoq_period resolve_topic(const reader *r, const binding *b)
{
    bool future = b->future || b->standing == QOQ_GUIDANCE;
    qoq_period said = context_resolve(r, &b->topic, r->section, future);
    bool open = b->topic.span != QOQ_SPAN_NONE && !b->topic.year &&
                !b->topic.has_offset && !b->topic.month;
    if (future || b->standing != QOQ_ESTIMATE || !open || qoq_period_is_none(said) ||
        qoq_period_equal(qoq_period_last_quarter(said),
                         qoq_period_last_quarter(r->section)))
        return said;
    return context_resolve(r, &b->topic, r->section, true);
}

/* The period that the sentence talks of, before any "a year ago". A date says when a
 * balance was struck; it does not move a flow out of its quarter. */
static qoq_period current_period(const reader *r, const binding *b)
{
    qoq_period current = r->section;
    if (!qoq_period_is_none(b->fixed))
        return b->fixed;
    const qoq_metric *m = b->definition;
    if (b->has_topic) {
        qoq_period said = resolve_topic(r, b);
        bool point = is_point(&b->topic);
        if (is_bare_year(&b->topic) && r->section.span != QOQ_SPAN_YEAR &&
            qoq_period_last_quarter(r->section).index < 4)
            said =
                qoq_period_of(r->section.year, QOQ_SPAN_YEAR, 1); /* it is not over */
        if (is_year_only(&b->topic) && b->topic.year)
            current = qoq_period_of(b->topic.year, QOQ_SPAN_YEAR, 1);
        else if (is_year_only(&b->topic))
            current = with_offset(r, current, &b->topic);
        else if (qoq_period_is_none(said) && is_stretch(&b->topic) && !is_stock(m))
            return said; /* a month, five months: no period of ours */
        else if (!qoq_period_is_none(said) &&
                 (!point || is_stock(m) || m->kind == QOQ_METRIC_AVERAGE) &&
                 !(said.span == QOQ_SPAN_DATE && !b->topic.point))
            current = said;
    }
    if ((is_stock(m) || (m->kind == QOQ_METRIC_AVERAGE)) &&
        current.span != QOQ_SPAN_DATE && is_stock(m))
        current = qoq_period_last_quarter(current);
    return current;
}

/* "(2013: £19m)" beside six months that ended in September 2014: of the calendar, though the
 * fiscal year that they begin is 2015. */
static qoq_period in_year(const reader *r, qoq_period p, int16_t said)
{
    int year = 0, month, day;
    if (r->company.calendar.end_month % 12 != 0)
        qoq_period_end(p, r->company.calendar, &year, &month, &day);
    if (year > 0 && year != p.year && said == year - 1)
        return qoq_period_year_ago(p);
    p.year = said;
    return p;
}

static qoq_period apply(const reader *r, const binding *b, const when *w,
                        qoq_period from)
{
    qoq_period p = from;
    switch (w->kind) {
    case WHEN_YEAR_AGO:
        return qoq_period_year_ago(from);
    case WHEN_QUARTER_AGO: /* no quarter comes before a year but that before its last */
        return qoq_period_previous(
            from.span == QOQ_SPAN_YEAR ? qoq_period_last_quarter(from) : from);
    case WHEN_YEAR:
        return in_year(r, from, w->year);
    case WHEN_PHRASE:
        if (is_year_only(&w->phrase)) {
            /* "up 6% from the prior year": of a fiscal year the one before it */
            if (w->phrase.has_offset && w->phrase.year_offset == -1 &&
                (r->company.calendar.end_month % 12 != 0 || from.year > r->now))
                return qoq_period_year_ago(from);
            p = with_offset(r, from, &w->phrase);
            /* what is compared with is another year than the one talked of */
            return p.year == from.year ? with_year(from, &w->phrase) : p;
        }
        p = context_resolve(r, &w->phrase, from, false);
        if (is_stock(b->definition) && !qoq_period_is_none(p) &&
            p.span != QOQ_SPAN_DATE)
            p = qoq_period_last_quarter(p);
        return p;
    default:
        return from;
    }
}

/* ---- statements --------------------------------------------------------------------- */

void context_say(reader *r, const binding *b, const char *id, qoq_note_level level,
                 const char *what)
{
    size_t page, line, column;
    if (!r->options->notes.fn)
        return;
    qoq_document_locate(r->document, r->block->start + b->number_at, &page, &line,
                        &column);
    qoq_slice quote = {r->document->text + r->block->start + b->quote_start,
                       b->quote_end - b->quote_start};
    qoq_note note = {.id = id,
                     .level = level,
                     .source = r->document->path,
                     .page = page,
                     .line = line,
                     .column = column};
    qoq_note_send(r->options->notes, note, "'%.*s': %s",
                  (int)(quote.len < 80 ? quote.len : 80), quote.ptr, what);
}

static void say_left_out(reader *r, const binding *b)
{
    static const struct {
        left_out why;
        const char *id, *what;
    } rows[] = {
        {LEFT_NO_METRIC, "number-without-metric",
         "nothing says what it is a figure of"},
        {LEFT_NOISE, "left-out-noise", "belongs to no metric that is kept"},
        {LEFT_OTHERS, "other-company", "is said of somebody else"},
        {LEFT_CONVERSION, "left-out-noise", "the same amount in another currency"},
        {LEFT_UNIT, "number-without-metric", "its unit does not fit the metric"},
        {LEFT_GROWTH, "left-out-noise", "growth of a kind that is not kept"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].why == (left_out)b->left)
            context_say(r, b, rows[i].id, QOQ_NOTE_DETAIL, rows[i].what);
    }
}

static uint8_t basis_of(const reader *r, const binding *b)
{
    if (b->definition->neutral)
        return QOQ_BASIS_NONE;
    if (b->basis != QOQ_BASIS_ADJUSTED)
        return b->basis;
    if (r->company.known && r->company.known->adjusted)
        return r->company.known->adjusted;
    return r->adjusted ? r->adjusted : QOQ_BASIS_NON_GAAP;
}

/* yoy or qoq by what a growth is compared with; false when it is neither. */
static bool measure_of(const reader *r, const binding *b, qoq_period target,
                       uint8_t *measure)
{
    bool year = true;
    if (b->has_base && b->base.kind == WHEN_QUARTER_AGO) {
        if (target.span != QOQ_SPAN_QUARTER)
            return false; /* a half-year against the one before is neither */
        year = false;
    } else if (b->has_base &&
               (b->base.kind == WHEN_PHRASE || b->base.kind == WHEN_YEAR)) {
        qoq_period base = apply(r, b, &b->base, target);
        if (qoq_period_equal(base, qoq_period_previous(target)) &&
            target.span == QOQ_SPAN_QUARTER)
            year = false;
        else if (!qoq_period_equal(base, qoq_period_year_ago(target)))
            return false;
    }
    switch (b->role) {
    case ROLE_GROWTH:
        *measure = b->constant_currency ? (year ? QOQ_YOY_CC : QOQ_QOQ_CC)
                                        : (year ? QOQ_YOY : QOQ_QOQ);
        return true;
    case ROLE_POINTS:
        *measure = year ? QOQ_CHANGE_PP_YOY : QOQ_CHANGE_PP_QOQ;
        return true;
    default:
        *measure = year ? QOQ_CHANGE_YOY : QOQ_CHANGE_QOQ;
        return true;
    }
}

static bool set_value(reader *r, const binding *b, qoq_number *out)
{
    *out = b->quantity->number;
    if (b->quantity->role == QOQ_ROLE_TIMES &&
        qoq_number_scale(out, *out, 2, NULL) != QOQ_OK)
        return false;
    if (b->plain)
        out->value = qoq_decimal_absolute(out->value);
    if (b->sign < 0 && qoq_decimal_sign(out->value) > 0)
        out->value = qoq_decimal_negate(out->value);
    if (b->quantity->parentheses && qoq_decimal_sign(out->value) > 0 && r->in_table)
        out->value = qoq_decimal_negate(out->value);
    if (b->range_low)
        out->bound = QOQ_BOUND_LOW;
    if (b->range_high)
        out->bound = QOQ_BOUND_HIGH;
    return true;
}

/* 其他业务 → 其他, "Cloud segment" → Cloud; but 云业务, for 云 alone is no name. */
static qoq_slice without_noun(const reader *r, qoq_slice name)
{
    for (size_t at = 1; at < name.len; at++) {
        if (((unsigned char)name.ptr[at] & 0xC0) == 0x80 ||
            (at == 3 && (unsigned char)name.ptr[0] >= 0xE0))
            continue;
        qoq_slice tail = qoq_slice_trim((qoq_slice){name.ptr + at, name.len - at});
        for (const qoq_term *m = qoq_lexicon_find(r->options->lexicon, tail); m;
             m = m->next) {
            if (m->kind == QOQ_TERM_WORD && m->word == QOQ_WORD_SEGMENT_NOUN)
                return qoq_slice_trim((qoq_slice){name.ptr, at});
        }
    }
    return name;
}

static void set_segment(reader *r, const binding *b, qoq_record *record)
{
    if (!b->has_segment)
        return;
    const qoq_segment *known = context_segment(r, &b->segment);
    if (known) {
        record->axis = name_of(r, known->axis);
        record->segment = name_of(r, known->id);
        record->parent = name_of(r, known->parent);
        return;
    }
    static const char *const axes[] = {"business", "product", "region", "channel",
                                       "customer"};
    record->axis = name_of(r, axes[b->axis > 0 && b->axis <= 5 ? b->axis - 1 : 0]);
    record->segment = slug_name(r, without_noun(r, b->segment.name));
}

static qoq_date end_date(const reader *r, qoq_period period)
{
    int year, month, day;
    qoq_period_end(period, r->company.calendar, &year, &month, &day);
    return (qoq_date)(year * 10000 + month * 100 + day);
}

static void set_place(reader *r, const binding *b, qoq_record *record)
{
    size_t page, line, column;
    qoq_document_locate(r->document, r->block->start + b->number_at, &page, &line,
                        &column);
    record->page = (uint32_t)page;
    record->line = (uint32_t)line;
    record->column = (uint32_t)column;
    qoq_slice quote = {r->document->text + r->block->start + b->quote_start,
                       b->quote_end - b->quote_start};
    if (quote.len > 400)
        quote = (qoq_slice){r->document->text + r->block->start + b->number_at,
                            b->quote_end - b->number_at};
    record->quote = qoq_dataset_name(r->dataset, quote);
    record->source = name_of(r, r->document->source);
    record->document = r->document->id;
}

static void trace_statement(reader *r, const qoq_record *record)
{
    qoq_buffer out = {0};
    char value[QOQ_DECIMAL_ROOM], period[16];
    qoq_decimal_format(value, record->number.value, record->number.decimals);
    qoq_period_format(period, record->period);
    qoq_buffer_print(&out, "  statement: %s/%s/%s/%s:%s = %s %s",
                     qoq_dataset_text(r->dataset, record->entity),
                     record->segment ? qoq_dataset_text(r->dataset, record->segment)
                                     : "-",
                     qoq_dataset_text(r->dataset, record->metric), period,
                     qoq_measure_name((qoq_measure)record->measure), value,
                     qoq_dataset_text(r->dataset, record->unit));
    r->options->trace(r->options->trace_data, qoq_buffer_string(&out));
    qoq_buffer_clear(&out);
}

/* What a record of a table is marked with: how it ranks as evidence, and what is printed
 * beside it. */
static uint32_t marks_of(reader *r, const binding *b)
{
    if (!b->from_table)
        return 0;
    if (b->has_segment)
        return name_of(r, b->restated ? "segment_table restated" : "segment_table");
    return name_of(r, b->restated ? "table restated" : "table");
}

/* "全年资本支出约62亿元" in a third-quarter report: the year is not over. */
static bool is_to_come(const reader *r, qoq_period p)
{
    qoq_period reported = r->section;
    if (p.span == QOQ_SPAN_YEAR && p.year > reported.year && reported.year &&
        (!r->now || r->now <= p.year))
        return true;
    return p.span == QOQ_SPAN_YEAR && p.year == reported.year &&
           reported.span != QOQ_SPAN_YEAR && !qoq_period_is_none(reported) &&
           !qoq_period_equal(qoq_period_last_quarter(p),
                             qoq_period_last_quarter(reported));
}

/* In a report every part of the company stands in some table; what only looks like the name
 * of one in a sentence of the notes (總酬金成本) is none. */
static bool is_part_of_report(const reader *r, const binding *b)
{
    if (!r->report || b->from_table || !b->has_segment ||
        context_segment(r, &b->segment))
        return true;
    for (size_t i = 0; i < r->taught.count; i++) {
        const taught_name *name = &r->taught.items[i];
        if (name->tabled && qoq_text_same(name->original, b->segment.name))
            return true;
    }
    return false;
}

static void state(reader *r, const binding *b)
{
    statement s;
    qoq_unit unit;
    memset(&s, 0, sizeof s);
    qoq_period current = current_period(r, b);
    if (qoq_period_is_none(current)) {
        context_say(r, b, "period-from-context", QOQ_NOTE_WARNING,
                    "no period is known for it; left out");
        return;
    }
    qoq_period target = apply(r, b, &b->target, current);
    /* "slipped to £318m from £331m in the six months": the period is that of both */
    if (b->earlier && qoq_period_equal(target, current))
        target = qoq_period_year_ago(current);
    if (qoq_period_is_none(target)) {
        context_say(r, b, "period-from-context", QOQ_NOTE_WARNING,
                    "its period could not be told; left out");
        return;
    }
    s.record.measure = QOQ_LEVEL;
    if (b->role != ROLE_LEVEL && !measure_of(r, b, target, &s.record.measure)) {
        context_say(r, b, "left-out-noise", QOQ_NOTE_DETAIL,
                    "compared with neither the year nor the quarter before");
        return;
    }
    if (!unit_of(r, b, &unit)) {
        context_say(r, b, "number-without-unit", QOQ_NOTE_WARNING,
                    "its currency is not known; left out");
        return;
    }
    if (!set_value(r, b, &s.record.number))
        return;
    s.record.entity = r->company.name;
    s.record.metric = name_of(r, b->definition->id);
    s.record.unit = name_of(r, unit.id);
    s.record.basis = basis_of(r, b);
    s.record.period = target;
    s.record.vintage = r->vintage;
    s.record.standing = b->standing;
    if (b->standing == QOQ_ACTUAL && is_to_come(r, target))
        s.record.standing = QOQ_GUIDANCE;
    s.record.end = end_date(r, target);
    s.record.published = r->published;
    s.record.flags = marks_of(r, b);
    set_segment(r, b, &s.record);
    set_place(r, b, &s.record);
    s.at = r->block->start + b->number_at;
    s.weak = b->weak;
    if (r->tracing)
        trace_statement(r, &s.record);
    if (qoq_grow(&r->out->items, &r->out->room, r->out->count + 1,
                 sizeof *r->out->items, &r->error) == QOQ_OK)
        r->out->items[r->out->count++] = s;
}

static void trace_binding(reader *r, const binding *b)
{
    static const char *const roles[] = {"level", "growth", "points", "change"};
    static const char *const left[] = {"",           "no metric", "noise", "others",
                                       "conversion", "unit",      "growth"};
    qoq_buffer out = {0};
    qoq_buffer_print(
        &out, "  binding: %s %s%s%.*s -> %s", roles[b->role],
        b->definition ? b->definition->id : "?", b->has_segment ? " of " : "",
        b->has_segment ? (int)b->segment.name.len : 0,
        b->has_segment ? b->segment.name.ptr : "", b->left ? "left out: " : "kept");
    qoq_buffer_text(&out, left[b->left]);
    qoq_buffer_print(&out, " [%.*s]", (int)(b->quote_end - b->quote_start),
                     r->document->text + r->block->start + b->quote_start);
    r->options->trace(r->options->trace_data, qoq_buffer_string(&out));
    qoq_buffer_clear(&out);
}

void context_bind(void *data, const binding *b)
{
    reader *r = data;
    if (r->error.status != QOQ_OK)
        return;
    if (r->tracing)
        trace_binding(r, b);
    if (b->left || !b->definition) {
        say_left_out(r, b);
        return;
    }
    if (r->unrelated) {
        context_say(
            r, b, "unrelated-article", QOQ_NOTE_DETAIL,
            "stands in a part of the document that does not talk of the company");
        return;
    }
    if (!is_part_of_report(r, b)) {
        context_say(r, b, "unknown-metric-row", QOQ_NOTE_DETAIL,
                    "no table of the report has such a part");
        return;
    }
    if (!r->company.name) {
        context_say(r, b, "entity-from-title", QOQ_NOTE_WARNING,
                    "whose figure it is could not be told; left out");
        return;
    }
    state(r, b);
}

bool context_same_company(const company *c, const token *t)
{
    const qoq_term *m = token_meaning(t, QOQ_TERM_ENTITY);
    return m ? c->known == m->entity
             : c->taught && t->taught &&
                   c->taught->original.ptr == t->taught->original.ptr;
}

/* A company that begins a clause is what the clause is about; one that is merely
 * mentioned changes nothing. */
static bool on_entity(void *data, const token *t, bool subject)
{
    reader *r = data;
    if (!subject || r->report || context_same_company(&r->company, t))
        return false;
    context_take_company(r, token_meaning(t, QOQ_TERM_ENTITY), t->taught);
    return true;
}

/* ---- blocks ------------------------------------------------------------------------- */

static bool is_heading(const qoq_block *block)
{
    return block->kind == QOQ_BLOCK_TITLE || block->kind == QOQ_BLOCK_HEADING;
}

static qoq_slice block_text(const reader *r, const qoq_block *block)
{
    return (qoq_slice){r->document->text + block->start, block->len};
}

/* A heading that is a headline of its own, about something else: much text that no
 * lexicon knows, and neither the company nor anything that companies report. */
static bool is_foreign_headline(const reader *r, const tokens *list)
{
    size_t text = 0;
    (void)r;
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->items[i];
        if (t->kind == TOKEN_ENTITY || t->kind == TOKEN_METRIC ||
            t->kind == TOKEN_SEGMENT)
            return false;
        /* "某某证券 · 2025-11-16 17:15": a line that says who wrote, and when */
        if (t->kind == TOKEN_PERIOD && t->phrase.year && t->phrase.day &&
            t->phrase.months == 0)
            return false;
        if (t->kind == TOKEN_TEXT)
            text += t->han ? (t->end - t->start) / 3 : 2;
    }
    return text >= 8;
}

static bool mentions_company(const reader *r, const tokens *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const qoq_term *m = token_meaning(&list->items[i], QOQ_TERM_ENTITY);
        if (m && r->company.known && m->entity == r->company.known)
            return true;
        if (r->company.taught && list->items[i].taught &&
            list->items[i].taught->original.ptr == r->company.taught->original.ptr)
            return true;
        if (token_is_word(&list->items[i], QOQ_WORD_COMPANY) && !r->unrelated)
            return true;
    }
    return false;
}

/* Does any block up to the next heading talk of the company? */
static bool section_mentions(reader *r, size_t from)
{
    const tokens *list = NULL;
    bool found = false;
    for (size_t i = from; i < r->document->block_count && !found; i++) {
        const qoq_block *block = &r->document->blocks[i];
        if (i > from && is_heading(block))
            break;
        if (context_tokens(r, i, &list, &r->error) != QOQ_OK)
            break;
        found = mentions_company(r, list);
    }
    return found;
}

/* A heading that only labels what follows ("盈利预测", "Financial outlook"), not a headline
 * that says something. */
static bool is_label(const tokens *list)
{
    size_t text = 0;
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->items[i];
        if (t->kind == TOKEN_ENTITY || t->kind == TOKEN_QUANTITY)
            return false;
        if (t->kind == TOKEN_TEXT)
            text += t->han ? (t->end - t->start) / 3 : 2;
    }
    return text <= 4;
}

/* "Profit forecast", but not "Profit tops estimates" and "Sales rise ahead of forecasts". */
static bool is_outlook(const tokens *list, size_t i)
{
    if (i > 0 && list->items[i - 1].kind == TOKEN_TEXT && !list->items[i - 1].han)
        return false;
    for (size_t k = 0; k < i; k++) {
        const token *t = &list->items[k];
        if (token_is_word(t, QOQ_WORD_UP) || token_is_word(t, QOQ_WORD_DOWN) ||
            token_is_word(t, QOQ_WORD_OVER) || token_is_word(t, QOQ_WORD_UNDER))
            return false;
    }
    return is_label(list);
}

/* "二零二四年第三季與二零二四年第二季的比較": what growth below it is against. Nothing but two
 * periods is in it, of one length. */
static void enter_comparison(reader *r, const tokens *list)
{
    const qoq_period_phrase *phrases[2] = {NULL, NULL};
    size_t n = 0, text = 0;
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->items[i];
        if (t->kind == TOKEN_PERIOD && n++ < 2)
            phrases[n - 1] = &t->phrase;
        else if (t->kind == TOKEN_TEXT)
            text += t->han ? (t->end - t->start) / 3 : 2;
        else if (t->kind != TOKEN_WORD && t->kind != TOKEN_MARK &&
                 t->kind != TOKEN_PERIOD)
            return;
    }
    if (n != 2 || text > 4)
        return;
    qoq_period now = context_resolve(r, phrases[0], r->main, false);
    qoq_period before = context_resolve(r, phrases[1], now, false);
    if (qoq_period_is_none(now) || now.span != before.span ||
        qoq_period_compare(before, now) >= 0)
        return;
    r->prose.carry.base = (when){.kind = WHEN_PHRASE, .phrase = *phrases[1]};
    r->prose.carry.has_base = true;
}

/* "次季非國際準則盈利升33%": a title that states a figure says of what basis that one is, not
 * the document. */
static bool is_headline_of_figures(const reader *r, const tokens *list)
{
    if (r->block->kind != QOQ_BLOCK_TITLE)
        return false;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].kind == TOKEN_QUANTITY && !token_is_year(&list->items[i]))
            return true;
    }
    return false;
}

/* What a heading sets for the blocks below it. */
static void enter_heading(reader *r, size_t index, const tokens *list)
{
    r->prose.carry.basis = 0;
    r->prose.carry.standing = QOQ_ACTUAL;
    r->section = r->main;
    r->company = r->main_company;
    if (r->unrelated) {
        if (section_mentions(r, index))
            r->unrelated = false;
    } else if (r->out->count > 0 && !r->report && is_foreign_headline(r, list) &&
               !section_mentions(r, index)) {
        r->unrelated = true;
    }
    enter_comparison(r, list);
    bool spanned = r->block->kind == QOQ_BLOCK_TITLE;
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->items[i];
        bool compared = i > 0 && token_is_mark(&list->items[i - 1], '(') &&
                        i + 1 < list->count && token_is_mark(&list->items[i + 1], ':');
        if (t->kind == TOKEN_PERIOD && !is_point(&t->phrase) && !spanned && !compared) {
            qoq_period said = context_resolve(r, &t->phrase, r->main, false);
            if (!qoq_period_is_none(said) && said.span != QOQ_SPAN_DATE) {
                r->section = said;
                spanned = true;
            }
        } else if (token_is_word(t, QOQ_WORD_BASIS) &&
                   !is_headline_of_figures(r, list)) {
            r->prose.carry.basis = t->term->basis;
        } else if (token_is_word(t, QOQ_WORD_GUIDANCE) && is_outlook(list, i)) {
            r->prose.carry.standing = QOQ_GUIDANCE;
        } else if (token_is_word(t, QOQ_WORD_ESTIMATE) && is_outlook(list, i)) {
            r->prose.carry.standing = QOQ_ESTIMATE;
        }
    }
}

/* A block that ends in a colon leads in the items that follow: "Fourth-quarter revenue by
 * segment:". What it talked of is handed on to them. */
static bool leads_in(const tokens *list)
{
    return list->count > 0 && token_is_mark(&list->items[list->count - 1], ':');
}

static void begin_block(reader *r, bool heading)
{
    /* A heading's company holds for its section; a paragraph's for itself. */
    if (!heading)
        r->company = r->section_company;
    carry *c = &r->prose.carry;
    uint8_t basis = c->basis, standing = c->standing;
    when base = c->base;
    bool has_base = c->has_base;
    r->spoken[0] = '\0';
    bool lead = r->lead && r->block->kind == QOQ_BLOCK_ITEM && r->lead_has_topic;
    qoq_period_phrase topic = r->lead_topic;
    part recent[MOST_ITEMS]; /* 上述三个分部: those of the paragraph before */
    size_t recent_count = heading ? 0 : c->recent_count;
    memcpy(recent, c->recent, recent_count * sizeof *recent);
    memset(c, 0, sizeof *c);
    memcpy(c->recent, recent, recent_count * sizeof *recent);
    c->recent_count = recent_count;
    c->has_topic = lead;
    c->has_label = !heading && r->has_label;
    c->label = r->label;
    if (lead)
        c->topic = topic;
    c->basis = basis;
    c->standing = standing;
    c->base = base;
    c->has_base = has_base;
}

static void trace_tokens(reader *r, const tokens *list)
{
    qoq_buffer out = {0};
    qoq_buffer_text(&out, "tokens: ");
    tokens_describe(&out, list, 0, list->count);
    r->options->trace(r->options->trace_data, qoq_buffer_string(&out));
    qoq_buffer_clear(&out);
}

static bool traces(const reader *r, const qoq_block *block)
{
    size_t page, first, last, column;
    if (!r->options->trace || r->options->trace_line == 0)
        return false;
    qoq_document_locate(r->document, block->start, &page, &first, &column);
    qoq_document_locate(r->document, block->start + block->len, &page, &last, &column);
    return r->options->trace_line >= first && r->options->trace_line <= last;
}

/* "请问2025年一季度的情况？" and then 一季度: a period behind the one that the document reports
 * on, for this paragraph and the next. */
static void remember_later(reader *r, size_t index, const tokens *list)
{
    if (index > r->later_at + 1)
        r->later = (qoq_period_phrase){0};
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->items[i];
        if (t->kind != TOKEN_PERIOD || t->phrase.span == QOQ_SPAN_NONE ||
            t->phrase.month || t->phrase.fiscal || !r->main.year ||
            t->phrase.year != r->main.year + 1)
            continue;
        r->later = t->phrase;
        r->later_at = index;
    }
}

/* Does a block begin with a company, so that it is about it? */
static bool begins_with_company(const tokens *list)
{
    size_t i = 0;
    while (i < list->count &&
           (list->items[i].kind == TOKEN_MARK || list->items[i].kind == TOKEN_WORD))
        i++;
    return i < list->count && list->items[i].kind == TOKEN_ENTITY;
}

static qoq_status read_block(reader *r, size_t index, qoq_error *err)
{
    const qoq_block *block = &r->document->blocks[index];
    if (block->kind == QOQ_BLOCK_ROW)
        return context_read_table(r, index, err);
    r->block = block;
    const tokens *list = NULL;
    QOQ_TRY(context_tokens(r, index, &list, err));
    r->tracing = traces(r, block);
    if (r->tracing)
        trace_tokens(r, list);
    bool heading = is_heading(block);
    if (heading) {
        enter_heading(r, index, list);
        /* looking ahead may have cut another block into the shared room */
        QOQ_TRY(context_tokens(r, index, &list, err));
    }
    if (heading)
        r->has_label = prose_label(list, block_text(r, block), true, &r->label);
    begin_block(r, heading);
    remember_later(r, index, list);
    size_t before = r->out->count;
    prose_read(&r->prose, list, block_text(r, block), heading);
    if (leads_in(list)) {
        r->lead = true;
        r->lead_has_topic = r->prose.carry.has_topic;
        r->lead_topic = r->prose.carry.topic;
    } else if (block->kind != QOQ_BLOCK_ITEM) {
        r->lead = false;
    }
    if (heading) {
        bool other = r->company.name != r->main_company.name;
        /* a title may name several companies; a heading's is that of its section */
        if (other && block->kind != QOQ_BLOCK_TITLE)
            QOQ_TRY(context_survey_section(r, index, err));
        r->section_company =
            block->kind == QOQ_BLOCK_TITLE ? r->main_company : r->company;
    } else if (r->company.name != r->section_company.name && r->out->count > before &&
               begins_with_company(list)) {
        r->section_company = r->company; /* the paragraphs below go on about it */
    }
    if (r->error.status != QOQ_OK && err)
        *err = r->error;
    return r->error.status;
}

qoq_status context_read(statements *out, qoq_dataset *dataset,
                        const qoq_document *document,
                        const qoq_extract_options *options, qoq_extract_counts *counts,
                        qoq_error *err)
{
    reader r;
    memset(&r, 0, sizeof r);
    r.out = out;
    r.dataset = dataset;
    r.document = document;
    r.options = options;
    r.prose.lexicon = options->lexicon;
    r.prose.bind = context_bind;
    r.prose.entity = on_entity;
    r.prose.data = &r;
    qoq_status status = context_survey(&r, err);
    r.prose.year = r.main.year;
    r.prose.dated = r.now != 0;
    for (size_t i = 0; status == QOQ_OK && i < document->block_count; i++)
        status = read_block(&r, i, err);
    size_t steps = r.list.steps;
    for (size_t i = 0; r.kept && i < document->block_count; i++)
        free(r.kept[i].list.items);
    free(r.kept);
    if (counts) {
        counts->tokens += steps;
        counts->clauses += r.prose.counts.clauses;
        counts->bindings += r.prose.counts.bindings;
        counts->statements += out->count;
        counts->steps += steps + r.prose.counts.steps + r.tables.steps;
    }
    tokens_clear(&r.list);
    context_clear_tables(&r);
    free(r.taught.items);
    names_clear(&r.names);
    return status;
}

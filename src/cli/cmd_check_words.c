/* A finding in words. */
#include <string.h>

#include "cli/cmd_check.h"

enum { TERMS_TOLD = 8 }; /* of a sum */

static const char *word(const check_teller *t, const char *english, const char *chinese)
{
    return cli_word(t->c, english, chinese);
}

/* ---- names ------------------------------------------------------------------------------ */

static const char *kind_name(const cli *c, qoq_finding_kind kind)
{
    static const char *const names[QOQ_FINDING_KINDS_][2] = {
        [QOQ_FINDING_IDENTITY] = {"Identity", "恒等关系"},
        [QOQ_FINDING_GROWTH] = {"Printed growth", "所列增长率"},
        [QOQ_FINDING_PERIODS] = {"Periods", "各期加总"},
        [QOQ_FINDING_SOURCES] = {"Sources", "不同来源"},
        [QOQ_FINDING_VINTAGES] = {"Vintages", "不同期次"},
        [QOQ_FINDING_TIME] = {"Time", "时间"},
    };

    return names[kind][c->chinese];
}

static const char *identity_name(const cli *c, const qoq_identity *identity)
{
    const char *name = c->chinese ? identity->name_zh : identity->name_en;

    return *name ? name : identity->id;
}

const char *check_name(const cli *c, const qoq_finding *finding)
{
    return finding->identity ? identity_name(c, finding->identity)
                             : kind_name(c, (qoq_finding_kind)finding->kind);
}

const char *check_kind_name(const cli *c, const qoq_tally *tally)
{
    return tally->identity ? identity_name(c, tally->identity)
                           : kind_name(c, (qoq_finding_kind)tally->kind);
}

void check_put_cell(qoq_buffer *out, const qoq_panel *panel, const qoq_record *r)
{
    qoq_cell cell = qoq_cell_of(r);

    qoq_cell_format(out, panel, &cell, NULL);
}

/* ---- values and sources ------------------------------------------------------------------- */

static int places_of(qoq_number number)
{
    bool plain = number.bound == QOQ_BOUND_NONE || number.bound == QOQ_BOUND_LOW ||
                 number.bound == QOQ_BOUND_HIGH;

    if (plain && number.decimals != QOQ_DECIMALS_UNKNOWN &&
        number.decimals != QOQ_DECIMALS_INF)
        return number.decimals;
    return -qoq_decimal_last_place(number.value);
}

static void put_unit(qoq_buffer *out, const check_teller *t, qoq_unit unit,
                     const qoq_scale *scale)
{
    const char *name =
        scale && scale->power ? word(t, scale->english, scale->chinese) : "";

    if (unit.kind == QOQ_UNIT_PERCENT)
        qoq_buffer_char(out, '%');
    else if (unit.kind == QOQ_UNIT_POINTS)
        qoq_buffer_text(out, "pp");
    else if (*name)
        qoq_buffer_print(out, "%s%s", t->c->chinese ? "" : " ", name);
}

static void put_number(qoq_buffer *out, const check_teller *t, qoq_unit unit,
                       qoq_number number)
{
    enum { ALL = 60 };
    char text[QOQ_FIGURE_ROOM];
    unsigned flags = number.bound == QOQ_BOUND_ABOUT   ? QOQ_FLAG_ABOUT
                     : number.bound == QOQ_BOUND_OVER  ? QOQ_FLAG_OVER
                     : number.bound == QOQ_BOUND_UNDER ? QOQ_FLAG_UNDER
                                                       : 0u;
    int places = places_of(number);
    const qoq_scale *scale = cli_finest_scale(t->c, unit, places);
    qoq_figure figure = {.state = QOQ_FIGURE_STATED,
                         .shown = number.value,
                         .places = (int16_t)places,
                         .unit = unit,
                         .flags = (uint16_t)flags};

    if (qoq_interval_of(&figure.interval, number, NULL) != QOQ_OK)
        figure.interval = qoq_interval_point(number.value);
    qoq_figure_format(text, &figure, scale, ALL, t->c->chinese);
    qoq_buffer_text(out, text);
    put_unit(out, t, unit, scale);
}

static qoq_unit unit_of(const check_teller *t, const qoq_record *r)
{
    return qoq_unit_of(qoq_dataset_text(t->data, r->unit));
}

void check_put_value(qoq_buffer *out, const check_teller *t, const qoq_record *r,
                     qoq_number number)
{
    put_number(out, t, unit_of(t, r), number);
}

/* A computed interval as a value: its middle, with the digits that it has. */
static void put_interval(qoq_buffer *out, const check_teller *t, qoq_unit unit,
                         qoq_interval x)
{
    char text[64];
    qoq_number middle = {.value = qoq_interval_middle(x), .bound = QOQ_BOUND_NONE};

    if (unit.kind == QOQ_UNIT_PERCENT || unit.kind == QOQ_UNIT_POINTS) {
        qoq_interval_format_growth(text, x, unit.kind == QOQ_UNIT_PERCENT ? "%" : "pp");
        qoq_buffer_text(out, text + (*text == '+')); /* as statements are shown */
        return;
    }
    int places = qoq_interval_places(x);
    if (places != QOQ_DECIMALS_INF) {
        middle.decimals = (int16_t)places;
        middle.value = qoq_decimal_round(middle.value, places, QOQ_ROUND_HALF_AWAY);
    } else {
        middle.decimals = QOQ_DECIMALS_INF;
    }
    put_number(out, t, unit, middle);
}

void check_put_source(qoq_buffer *out, const check_teller *t, const qoq_record *r)
{
    qoq_buffer_text(out, qoq_dataset_text(t->data, r->source));
    cli_put_place(t->c, out, r);
}

/* "21,443 mn (Tencent results announcement 2022Q3)" */
static void put_statement(qoq_buffer *out, const check_teller *t, const qoq_record *r)
{
    check_put_value(out, t, r, r->number);
    qoq_buffer_text(out, word(t, " (", "（"));
    check_put_source(out, t, r);
    qoq_buffer_text(out, word(t, ")", "）"));
}

/* ---- what was tested ------------------------------------------------------------------------ */

/* Ids in English, as in cells; the lexicon's names in Chinese. */
static const char *metric_name(const check_teller *t, const qoq_record *r)
{
    const char *id = qoq_dataset_text(t->data, r->metric);
    const qoq_metric *known = t->c->chinese && t->c->lexicon
                                  ? qoq_lexicon_metric(t->c->lexicon, qoq_slice_of(id))
                                  : NULL;

    return known && *known->name_hans ? known->name_hans : id;
}

static const char *segment_name(const check_teller *t, const qoq_record *r)
{
    const char *id = qoq_dataset_text(t->data, r->segment);
    const qoq_segment *known =
        t->c->chinese && t->c->lexicon
            ? qoq_lexicon_segment(
                  t->c->lexicon, qoq_slice_of(qoq_dataset_text(t->data, r->entity)),
                  qoq_slice_of(qoq_dataset_text(t->data, r->axis)), qoq_slice_of(id))
            : NULL;

    return known && *known->name_hans ? known->name_hans : id;
}

static void put_name(qoq_buffer *out, const check_teller *t, const qoq_finding *f,
                     const qoq_record *r)
{
    const qoq_record *first = f->terms[0].record;
    char period[16];

    if (f->kind == QOQ_FINDING_PERIODS) {
        qoq_period_format(period, r->period);
        qoq_buffer_text(out, period);
    } else if (r->metric == first->metric && r->segment &&
               r->segment != first->segment) {
        qoq_buffer_text(out, segment_name(t, r));
    } else {
        qoq_buffer_text(out, metric_name(t, r));
        if (qoq_basis_is_adjusted((qoq_basis)r->basis))
            qoq_buffer_print(out, "@%s", qoq_basis_name((qoq_basis)r->basis));
    }
}

/* "gross_profit 100,493 mn (SOURCE): revenue 180,022 mn - cost_of_revenue 79,529 mn = ..." */
static void tell_terms(qoq_buffer *out, const check_teller *t, const qoq_finding *f)
{
    put_name(out, t, f, f->terms[0].record);
    qoq_buffer_char(out, ' ');
    put_statement(out, t, f->terms[0].record);
    qoq_buffer_text(out, word(t, "; ", "；"));
    for (size_t i = 1; i < f->count && i <= TERMS_TOLD; i++) {
        const qoq_finding_term *term = &f->terms[i];
        if (!term->record)
            continue;
        qoq_buffer_text(out, i == 1           ? ""
                             : term->sign < 0 ? " - "
                             : term->sign     ? " + "
                                              : ", ");
        put_name(out, t, f, term->record);
        qoq_buffer_char(out, ' ');
        check_put_value(out, t, term->record, term->record->number);
    }
    if (f->count > TERMS_TOLD + 1)
        qoq_buffer_text(out, " …");
    if (!f->is_computed || f->terms[0].record->unit == 0)
        return;
    if (f->count > 1 && f->terms[1].sign == 0 && f->stated.low.exponent == 0 &&
        unit_of(t, f->terms[0].record).kind == QOQ_UNIT_NONE)
        return;
    if (f->identity && strchr(f->identity->formula, '<'))
        return;
    qoq_buffer_text(out, word(t, " gives ", "，得出"));
    put_interval(out, t, unit_of(t, f->terms[0].record), f->computed);
}

static void tell_growth(qoq_buffer *out, const check_teller *t, const qoq_finding *f)
{
    const qoq_record *now = f->terms[1].record, *base = f->terms[2].record;

    qoq_buffer_text(out, word(t, "printed ", "所列"));
    put_statement(out, t, f->terms[0].record);
    if (!now || !base)
        return;
    qoq_buffer_text(out, word(t, "; ", "；"));
    put_statement(out, t, now);
    qoq_buffer_text(out, word(t, " after ", "，基期"));
    put_statement(out, t, base);
    if (!f->is_computed)
        return;
    qoq_buffer_text(out, word(t, " is ", "，得出"));
    put_interval(out, t, unit_of(t, f->terms[0].record), f->computed);
}

static void tell_two(qoq_buffer *out, const check_teller *t, const qoq_finding *f)
{
    put_statement(out, t, f->terms[0].record);
    qoq_buffer_text(out, f->verdict == QOQ_OUTCOME_HOLDS ? word(t, " and ", "与")
                         : f->kind == QOQ_FINDING_SOURCES
                             ? word(t, " against ", "，另为")
                             : word(t, ", later ", "，其后为"));
    put_statement(out, t, f->terms[1].record);
}

static void tell_time(qoq_buffer *out, const check_teller *t, const qoq_finding *f)
{
    char vintage[16];

    put_statement(out, t, f->terms[0].record);
    qoq_period_format(vintage, f->terms[0].record->vintage);
    qoq_buffer_print(out,
                     word(t, " by a document on %s, when the period had not ended",
                          "，而文件所报告的期间为%s，其时该期间尚未结束"),
                     vintage);
}

static void tell_test(qoq_buffer *out, const check_teller *t, const qoq_finding *f)
{
    switch (f->kind) {
    case QOQ_FINDING_GROWTH:
        tell_growth(out, t, f);
        break;
    case QOQ_FINDING_SOURCES:
    case QOQ_FINDING_VINTAGES:
        tell_two(out, t, f);
        break;
    case QOQ_FINDING_TIME:
        tell_time(out, t, f);
        break;
    default:
        tell_terms(out, t, f);
    }
}

/* ---- what it comes of ------------------------------------------------------------------------- */

/* " (2022Q2)", " (toys)": where the figure belongs, or what is missing. */
static void tell_place(qoq_buffer *out, const check_teller *t, const qoq_finding *f,
                       const qoq_record *suspect)
{
    char period[16];
    const char *place = period;

    qoq_period_format(period, f->belongs);
    if (f->cause == QOQ_CAUSE_PART_MISSING && f->other)
        place = qoq_dataset_text(t->data, f->other->segment ? f->other->segment
                                                            : f->other->metric);
    else if (f->other && suspect && f->other->segment != suspect->segment)
        place = qoq_dataset_text(t->data, f->other->segment);
    else if (suspect && qoq_period_equal(f->belongs, suspect->period))
        place = "";
    if (*place)
        qoq_buffer_print(out, word(t, " (%s)", "（%s）"), place);
}

/* A repaired number with no more places than it needs or the suspect has: 92,133, not
 * 92,133.0 because a point was moved. */
static qoq_number without_new_digits(qoq_number number, const qoq_record *suspect)
{
    int needed = -qoq_decimal_last_place(number.value);

    if (needed < suspect->number.decimals)
        needed = suspect->number.decimals;
    if (needed < number.decimals)
        number.decimals = (int16_t)needed;
    return number;
}

static void tell_cause(qoq_buffer *out, const check_teller *t, const qoq_finding *f)
{
    const qoq_record *suspect =
        f->suspect >= 0 ? f->terms[f->suspect].record : f->other;

    qoq_buffer_text(out, word(t, ". Most likely ", "。很可能"));
    if (suspect) {
        check_put_value(out, t, suspect, suspect->number);
        qoq_buffer_text(out, word(t, ": ", "："));
    }
    qoq_buffer_text(out, qoq_cause_text((qoq_cause)f->cause, t->c->chinese));
    if (!suspect)
        qoq_buffer_text(out, word(t, " in one of them", "，二者之一有误"));
    tell_place(out, t, f, suspect);
    if (f->is_repaired && suspect) {
        qoq_buffer_text(out, word(t, "; with ", "；改为"));
        check_put_value(out, t, suspect, without_new_digits(f->repaired, suspect));
        qoq_buffer_text(out, word(t, " it holds", "则相符"));
    }
}

static void tell_support(qoq_buffer *out, const check_teller *t, const qoq_finding *f)
{
    const qoq_record *suspect = f->terms[f->suspect].record;

    qoq_buffer_text(out, word(t, ". No cause can be proved; ", "。原因无法证明；"));
    check_put_value(out, t, suspect, suspect->number);
    if (f->support == 1)
        qoq_buffer_text(
            out, word(t, " stands alone, the rest in another relation that holds",
                      "没有佐证，其余各数另有一项关系佐证"));
    else
        qoq_buffer_print(
            out,
            word(t, " stands alone, the rest in %zu other relations that hold",
                 "没有佐证，其余各数另有%zu项关系佐证"),
            f->support);
}

static void tell_why(qoq_buffer *out, const check_teller *t, const qoq_finding *f)
{
    qoq_buffer_print(out, word(t, ". Not tested: %s", "。无法检验：%s"),
                     qoq_untestable_text((qoq_untestable)f->why, t->c->chinese));
    if (*f->missing)
        qoq_buffer_print(out, word(t, ": %s", "：%s"), f->missing);
}

void check_tell(qoq_buffer *out, const check_teller *t, const qoq_finding *f)
{
    tell_test(out, t, f);
    if (f->verdict == QOQ_OUTCOME_UNTESTABLE)
        tell_why(out, t, f);
    else if (f->verdict == QOQ_OUTCOME_CONTRADICTS && f->cause)
        tell_cause(out, t, f);
    else if (f->verdict == QOQ_OUTCOME_CONTRADICTS && f->suspect >= 0 && f->support)
        tell_support(out, t, f);
    else if (f->verdict == QOQ_OUTCOME_CONTRADICTS)
        qoq_buffer_text(out, word(t, ". No cause can be proved", "。原因无法证明"));
}

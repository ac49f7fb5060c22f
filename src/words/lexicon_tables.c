#include "words/lexicon_private.h"

#include <assert.h>
#include <string.h>

/* The files and their columns. A new column: a row here, an index below, a line where the
 * row is read, a line in datasets/lexicon/README.md. */

enum {
    ENTITY_ID,
    ENTITY_EN,
    ENTITY_HANS,
    ENTITY_HANT,
    ENTITY_MARKET,
    ENTITY_TICKERS,
    ENTITY_CURRENCY,
    ENTITY_YEAR_END,
    ENTITY_BY_START,
    ENTITY_REPORTED,
    ENTITY_ADJUSTED,
    ENTITY_FLAGS
};

static const char *const entity_columns[] = {
    "id",       "name_en",  "name_zh_hans",   "name_zh_hant", "market",   "tickers",
    "currency", "year_end", "named_by_start", "reported",     "adjusted", "flags",
    NULL};

enum {
    SEGMENT_ENTITY,
    SEGMENT_AXIS,
    SEGMENT_ID,
    SEGMENT_PARENT,
    SEGMENT_ORDER,
    SEGMENT_FROM,
    SEGMENT_TO,
    SEGMENT_CONTINUES,
    SEGMENT_EN,
    SEGMENT_HANS,
    SEGMENT_HANT,
    SEGMENT_FLAGS,
    SEGMENT_BREAKS
};

static const char *const segment_columns[] = {
    "entity",    "axis",    "id",           "parent",       "order", "from",   "to",
    "continues", "name_en", "name_zh_hans", "name_zh_hant", "flags", "breaks", NULL};

enum {
    METRIC_ID,
    METRIC_KIND,
    METRIC_UNIT,
    METRIC_COUNT_UNIT,
    METRIC_NEUTRAL,
    METRIC_SENSE,
    METRIC_NEGATIVE,
    METRIC_STATEMENT,
    METRIC_PARENT,
    METRIC_ORDER,
    METRIC_EN,
    METRIC_HANS,
    METRIC_HANT,
    METRIC_FLAGS
};

static const char *const metric_columns[] = {"id",
                                             "kind",
                                             "unit",
                                             "count_unit",
                                             "neutral",
                                             "sense",
                                             "can_be_negative",
                                             "statement",
                                             "parent",
                                             "order",
                                             "name_en",
                                             "name_zh_hans",
                                             "name_zh_hant",
                                             "flags",
                                             NULL};

enum {
    TERM_KIND,
    TERM_ID,
    TERM_TEXT,
    TERM_SCOPE,
    TERM_LANG,
    TERM_SIGN,
    TERM_BASIS,
    TERM_FLAGS
};

static const char *const term_columns[] = {"kind", "id",    "term",  "scope", "lang",
                                           "sign", "basis", "flags", NULL};

enum { UNIT_TEXT, UNIT_ROLE, UNIT_LANG, UNIT_ID, UNIT_POWER, UNIT_FLAGS };

static const char *const unit_columns[] = {"term",  "role",  "lang", "id",
                                           "power", "flags", NULL};

enum { WORD_TEXT, WORD_CLASS, WORD_LANG, WORD_VALUE, WORD_FLAGS };

static const char *const period_word_columns[] = {"term",  "atom",  "lang",
                                                  "value", "flags", NULL};
static const char *const word_columns[] = {"term",  "class", "lang",
                                           "value", "flags", NULL};

static qoq_status add_entity(qoq_lexicon *, const qoq_slice *, qoq_error *);
static qoq_status add_segment(qoq_lexicon *, const qoq_slice *, qoq_error *);
static qoq_status add_metric(qoq_lexicon *, const qoq_slice *, qoq_error *);
static qoq_status add_term(qoq_lexicon *, const qoq_slice *, qoq_error *);
static qoq_status add_unit(qoq_lexicon *, const qoq_slice *, qoq_error *);
static qoq_status add_period_word(qoq_lexicon *, const qoq_slice *, qoq_error *);
static qoq_status add_word(qoq_lexicon *, const qoq_slice *, qoq_error *);

static const struct {
    const char *file;
    const char *const *columns;
    size_t required;
    qoq_status (*add)(qoq_lexicon *lexicon, const qoq_slice *values, qoq_error *err);
} tables[QOQ_LEXICON_TABLES_] = {
    [QOQ_LEXICON_ENTITIES] = {"entities.csv", entity_columns, 1, add_entity},
    [QOQ_LEXICON_SEGMENTS] = {"segments.csv", segment_columns, 3, add_segment},
    [QOQ_LEXICON_METRICS] = {"metrics.csv", metric_columns, 3, add_metric},
    [QOQ_LEXICON_TERMS] = {"terms.csv", term_columns, 3, add_term},
    [QOQ_LEXICON_UNITS] = {"units.csv", unit_columns, 2, add_unit},
    [QOQ_LEXICON_PERIOD_WORDS] = {"period_words.csv", period_word_columns, 2,
                                  add_period_word},
    [QOQ_LEXICON_WORDS] = {"words.csv", word_columns, 2, add_word},
};

const char *qoq_lexicon_table_file(qoq_lexicon_table table)
{
    return table < QOQ_LEXICON_TABLES_ ? tables[table].file : NULL;
}

const char *const *qoq_lexicon_table_columns(qoq_lexicon_table table, size_t *required)
{
    assert(table < QOQ_LEXICON_TABLES_);
    if (required)
        *required = tables[table].required;
    return tables[table].columns;
}

qoq_status qoq_lexicon_add(qoq_lexicon *lexicon, qoq_lexicon_table table,
                           const qoq_slice *values, qoq_error *err)
{
    assert(!lexicon->frozen && table < QOQ_LEXICON_TABLES_);
    return tables[table].add(lexicon, values, err);
}

/* ---- values ----------------------------------------------------------------------- */

/* A choice of words; what is read is the index. Unused indexes are "-", which no file
 * holds. */
static const char *const basis_names[] = {"",         "ifrs",     "non_ifrs", "gaap",
                                          "non_gaap", "adjusted", NULL};
static const char *const term_kinds[] = {"entity", "segment", "metric", NULL};
static const char *const languages[] = {"", "en", "zh", "zh-Hant", NULL};
static const char *const switches[] = {"0", "1", NULL};
static const char *const metric_kinds[] = {"flow",      "stock",   "ratio",
                                           "per_share", "average", NULL};
static const char *const metric_units[] = {"-",  "money", "per_share", "percent",
                                           "pp", "count", "ratio",     NULL};
static const char *const unit_roles[] = {"scale",  "currency", "minor", "percent",
                                         "points", "times",    "count", "per",
                                         "other",  "hint",     NULL};
static const char *const statements[] = {"",        "income",    "cash_flow",
                                         "balance", "operating", NULL};
static const char *const atoms[] = {
    "-",         "-",         "year",       "fiscal", "month", "day",
    "ordinal",   "quarter",   "quarter_n",  "half_n", "nine",  "full_year",
    "months",    "months_n",  "month_name", "until",  "ended", "to",
    "this_year", "last_word", "of",         "roc",    NULL};
static const char *const word_classes[] = {"-",
                                           "yoy",
                                           "qoq",
                                           "year_ago",
                                           "quarter_ago",
                                           "same_period",
                                           "up",
                                           "down",
                                           "change",
                                           "flat",
                                           "narrow",
                                           "widen",
                                           "to",
                                           "up_to",
                                           "from",
                                           "than",
                                           "by",
                                           "about",
                                           "over",
                                           "under",
                                           "respectively",
                                           "share",
                                           "total",
                                           "part",
                                           "and",
                                           "cause",
                                           "contrast",
                                           "guidance",
                                           "estimate",
                                           "basis",
                                           "constant_currency",
                                           "not_reported",
                                           "noise",
                                           "others",
                                           "company",
                                           "segment_noun",
                                           "each",
                                           "conversion",
                                           "hereafter",
                                           "loss",
                                           "quarter_of",
                                           "negative",
                                           "zero",
                                           "numberish",
                                           "filler",
                                           "report",
                                           "suffix",
                                           "source",
                                           "aside",
                                           "margin",
                                           "listed",
                                           "restated",
                                           "previous",
                                           "reported",
                                           "adjustment",
                                           "elimination",
                                           "attributable",
                                           "axis",
                                           "to_date",
                                           "opening",
                                           "closing",
                                           "label",
                                           "place",
                                           NULL};

_Static_assert(sizeof atoms / sizeof *atoms == QOQ_PA_ROC + 2, "a name for every atom");
_Static_assert(sizeof word_classes / sizeof *word_classes == QOQ_WORD_COUNT_ + 1,
               "a name for every class");

const char *qoq_basis_name(qoq_basis basis)
{
    assert(basis <= QOQ_BASIS_ADJUSTED);
    return basis_names[basis];
}

static int index_of(const char *const *words, qoq_slice value)
{
    if (qoq_slice_is(value, "-"))
        return -1;
    for (int i = 0; words[i]; i++) {
        if (qoq_slice_is(value, words[i]))
            return i;
    }
    return -1;
}

bool qoq_basis_parse(qoq_basis *out, qoq_slice text)
{
    int index = index_of(basis_names, text);

    if (index < 0)
        return false;
    *out = (qoq_basis)index;
    return true;
}

bool qoq_basis_is_adjusted(qoq_basis basis)
{
    return basis == QOQ_BASIS_NON_IFRS || basis == QOQ_BASIS_NON_GAAP ||
           basis == QOQ_BASIS_ADJUSTED;
}

const char *qoq_word_class_name(qoq_word_class class_)
{
    assert(class_ < QOQ_WORD_COUNT_);
    return class_ == QOQ_WORD_NONE ? "" : word_classes[class_];
}

/* What a row is read with: after the first wrong value the others are not looked at. */
typedef struct row_reader {
    qoq_lexicon *lexicon;
    const qoq_slice *values;
    const char *const *columns;
    qoq_status status;
    qoq_error *err;
} row_reader;

static row_reader start_row(qoq_lexicon *lexicon, qoq_lexicon_table table,
                            const qoq_slice *values, qoq_error *err)
{
    return (row_reader){lexicon, values, tables[table].columns, QOQ_OK, err};
}

static void refuse(row_reader *r, size_t column, const char *wanted)
{
    qoq_slice value = r->values[column];

    if (r->status != QOQ_OK)
        return;
    r->status =
        qoq_fail_at(r->err, QOQ_EINPUT, 0, column + 1, "column '%s': '%.*s' is not %s",
                    r->columns[column], (int)(value.len < 60 ? value.len : 60),
                    value.len ? value.ptr : "", wanted);
}

/* The first words of a choice, for a message: "flow, stock, ratio... ". */
static void refuse_choice(row_reader *r, size_t column, const char *const *words)
{
    char wanted[160] = "one of";
    size_t len = strlen(wanted);

    for (; *words; words++) {
        size_t more = strlen(*words);

        if (more == 0 || strcmp(*words, "-") == 0)
            continue;
        if (len + more + 5 > sizeof wanted) {
            memcpy(wanted + len, "...", 4);
            break;
        }
        wanted[len++] = ' ';
        memcpy(wanted + len, *words, more + 1);
        len += more;
    }
    refuse(r, column, wanted);
}

static int read_choice(row_reader *r, size_t column, const char *const *words)
{
    int index = index_of(words, r->values[column]);

    if (index < 0)
        refuse_choice(r, column, words);
    return index < 0 ? 0 : index;
}

static bool read_switch(row_reader *r, size_t column)
{
    if (r->values[column].len == 0)
        return false;
    return read_choice(r, column, switches) == 1;
}

/* A whole number; empty = `missing`. */
static int read_int(row_reader *r, size_t column, int least, int most, int missing)
{
    qoq_slice v = r->values[column];
    size_t at = v.len > 0 && v.ptr[0] == '-';
    long value = 0;

    if (v.len == 0)
        return missing;
    if (at == v.len)
        refuse(r, column, "a whole number");
    for (; at < v.len; at++) {
        if (v.ptr[at] < '0' || v.ptr[at] > '9' || value > 1000000) {
            refuse(r, column, "a whole number in reach");
            return missing;
        }
        value = value * 10 + (v.ptr[at] - '0');
    }
    if (v.ptr[0] == '-')
        value = -value;
    if (value < least || value > most)
        refuse(r, column, "a number in reach");
    return (int)value;
}

static const char *read_text(row_reader *r, size_t column)
{
    const char *copy = qoq_lexicon_copy(r->lexicon, r->values[column]);

    if (!copy && r->status == QOQ_OK)
        r->status = qoq_fail_memory(r->err);
    return copy ? copy : "";
}

/* Ids end up in cells such as tencent/vas/revenue and in space-separated lists. */
static const char *read_id(row_reader *r, size_t column, bool may_be_empty)
{
    qoq_slice v = r->values[column];

    for (size_t i = 0; i < v.len; i++) {
        unsigned char c = (unsigned char)v.ptr[i];

        if (c <= ' ' || (c < 0x80 && strchr("\"',/:@;", c)))
            refuse(r, column, "an id: leave out blanks and punctuation");
    }
    if (v.len == 0 && !may_be_empty)
        refuse(r, column, "an id");
    return read_text(r, column);
}

static const char *read_currency(row_reader *r, size_t column)
{
    qoq_slice v = r->values[column];
    bool good = v.len == 0 || v.len == 3;

    for (size_t i = 0; i < v.len; i++)
        good = good && v.ptr[i] >= 'A' && v.ptr[i] <= 'Z';
    if (!good)
        refuse(r, column, "a currency code such as CNY");
    return read_text(r, column);
}

static qoq_period read_quarter(row_reader *r, size_t column)
{
    qoq_slice v = r->values[column];
    qoq_period period = {0};

    if (v.len == 0)
        return period;
    if (qoq_period_parse(&period, v.ptr, v.len, NULL) != QOQ_OK ||
        period.span != QOQ_SPAN_QUARTER)
        refuse(r, column, "a quarter such as 2019Q1");
    return period;
}

/* "2019Q1+fintech_business_services", several apart by blanks, oldest first. */
static const char *read_breaks(row_reader *r, size_t column)
{
    qoq_segment segment = {.breaks = read_text(r, column)};
    qoq_segment_break one;
    qoq_period last = {0};
    size_t words = 0, count = 0;

    for (const char *at = segment.breaks; *at; at++)
        words += *at != ' ' && (at == segment.breaks || at[-1] == ' ');
    while (qoq_segment_break_at(&one, &segment, count) &&
           qoq_period_compare(one.vintage, last) > 0) {
        last = one.vintage;
        count++;
    }
    if (count < words)
        refuse(r, column, "quarters in order, such as 2019Q1+cloud-media");
    return segment.breaks;
}

typedef struct row_flags {
    bool retired, not_after_digit, needs_company, by_part, sums_up, carries_sign, net;
} row_flags;

static row_flags read_flags(row_reader *r, size_t column)
{
    qoq_slice rest = r->values[column];
    row_flags flags = {0};

    while (rest.len > 0) {
        size_t n = 0;

        while (n < rest.len && rest.ptr[n] != ' ')
            n++;
        qoq_slice word = {rest.ptr, n};
        if (qoq_slice_is(word, "retired"))
            flags.retired = true;
        else if (qoq_slice_is(word, "not_after_digit"))
            flags.not_after_digit = true;
        else if (qoq_slice_is(word, "needs_company"))
            flags.needs_company = true;
        else if (qoq_slice_is(word, "by_part"))
            flags.by_part = true;
        else if (qoq_slice_is(word, "sums_up"))
            flags.sums_up = true;
        else if (qoq_slice_is(word, "signed"))
            flags.carries_sign = true;
        else if (qoq_slice_is(word, "net"))
            flags.net = true;
        else if (n > 0)
            refuse(r, column,
                   "made of retired, not_after_digit, needs_company, by_part, "
                   "sums_up, signed, net");
        rest.ptr += n;
        rest.len -= n;
        if (rest.len > 0) {
            rest.ptr++;
            rest.len--;
        }
    }
    return flags;
}

/* ---- definitions ------------------------------------------------------------------ */

/* A definition may replace the one that has its key, unless both stand in one layer. */
static qoq_status may_replace(const row_reader *r, bool there, const row_origin *old,
                              const char *what, const char *id)
{
    const row_origin *origin = &r->lexicon->origin;

    if (!there || !origin->strict || origin->layer != old->layer)
        return QOQ_OK;
    return qoq_fail_at(r->err, QOQ_EINPUT, 0, 1,
                       "%s '%s' is defined twice, also at %s:%zu: take one row out",
                       what, id, old->file ? old->file : "", old->line);
}

/* Number of a key, and room for its row in *rows (new ones zeroed). */
static qoq_status key_row(qoq_names *keys, qoq_slice key, void *rows, size_t *room,
                          size_t size, uint32_t *number, qoq_error *err)
{
    size_t before = *room;
    char *base;

    *number = qoq_names_add(keys, key.ptr, key.len);
    if (*number == UINT32_MAX)
        return qoq_fail_memory(err);
    QOQ_TRY(qoq_grow(rows, room, (size_t)*number + 1, size, err));
    memcpy(&base, rows, sizeof base);
    memset(base + before * size, 0, (*room - before) * size);
    return QOQ_OK;
}

static qoq_status add_entity(qoq_lexicon *lexicon, const qoq_slice *values,
                             qoq_error *err)
{
    row_reader r = start_row(lexicon, QOQ_LEXICON_ENTITIES, values, err);
    lexicon_rows *rows = &lexicon->rows;
    row_flags flags = read_flags(&r, ENTITY_FLAGS);
    entity_row row = {.origin = lexicon->origin, .there = true};
    uint32_t number;

    row.retired = flags.retired;
    row.needs_company = flags.needs_company;
    row.entity.id = read_id(&r, ENTITY_ID, false);
    row.entity.name_en = read_text(&r, ENTITY_EN);
    row.entity.name_hans = read_text(&r, ENTITY_HANS);
    row.entity.name_hant = read_text(&r, ENTITY_HANT);
    row.entity.market = read_text(&r, ENTITY_MARKET);
    row.entity.tickers = read_text(&r, ENTITY_TICKERS);
    row.entity.currency = read_currency(&r, ENTITY_CURRENCY);
    row.entity.calendar.end_month = (uint8_t)read_int(&r, ENTITY_YEAR_END, 1, 12, 12);
    row.entity.calendar.named_by_start = read_switch(&r, ENTITY_BY_START);
    row.entity.reported = (uint8_t)read_choice(&r, ENTITY_REPORTED, basis_names);
    if (row.entity.reported > QOQ_BASIS_IFRS && row.entity.reported != QOQ_BASIS_GAAP)
        refuse(&r, ENTITY_REPORTED, "ifrs, gaap or empty");
    row.entity.adjusted = (uint8_t)read_choice(&r, ENTITY_ADJUSTED, basis_names);
    if (row.entity.adjusted && row.entity.adjusted != QOQ_BASIS_NON_IFRS &&
        row.entity.adjusted != QOQ_BASIS_NON_GAAP)
        refuse(&r, ENTITY_ADJUSTED, "non_ifrs, non_gaap or empty");
    QOQ_TRY(r.status);
    QOQ_TRY(key_row(rows->entity_keys, values[ENTITY_ID], &rows->entities,
                    &rows->entity_room, sizeof *rows->entities, &number, err));
    entity_row *old = &rows->entities[number];
    QOQ_TRY(may_replace(&r, old->there, &old->origin, "entity", row.entity.id));
    *old = row;
    return QOQ_OK;
}

static qoq_status add_segment(qoq_lexicon *lexicon, const qoq_slice *values,
                              qoq_error *err)
{
    row_reader r = start_row(lexicon, QOQ_LEXICON_SEGMENTS, values, err);
    lexicon_rows *rows = &lexicon->rows;
    row_flags flags = read_flags(&r, SEGMENT_FLAGS);
    segment_row row = {.origin = lexicon->origin, .there = true};
    qoq_buffer key = {0};
    uint32_t number = 0;
    qoq_status status;

    row.retired = flags.retired;
    row.needs_company = flags.needs_company;
    row.segment.entity = read_id(&r, SEGMENT_ENTITY, false);
    row.segment.axis = read_id(&r, SEGMENT_AXIS, false);
    row.segment.id = read_id(&r, SEGMENT_ID, false);
    row.segment.parent = read_id(&r, SEGMENT_PARENT, true);
    row.segment.order = read_int(&r, SEGMENT_ORDER, 0, 1000000, 0);
    row.segment.from = read_quarter(&r, SEGMENT_FROM);
    row.segment.to = read_quarter(&r, SEGMENT_TO);
    row.segment.continues = read_id(&r, SEGMENT_CONTINUES, true);
    row.segment.breaks = read_breaks(&r, SEGMENT_BREAKS);
    row.segment.name_en = read_text(&r, SEGMENT_EN);
    row.segment.name_hans = read_text(&r, SEGMENT_HANS);
    row.segment.name_hant = read_text(&r, SEGMENT_HANT);
    QOQ_TRY(r.status);
    qoq_buffer_print(&key, "%s\x1f%s\x1f%s", row.segment.entity, row.segment.axis,
                     row.segment.id);
    status = key.failed ? qoq_fail_memory(err)
                        : key_row(rows->segment_keys, (qoq_slice){key.ptr, key.len},
                                  &rows->segments, &rows->segment_room,
                                  sizeof *rows->segments, &number, err);
    qoq_buffer_clear(&key);
    QOQ_TRY(status);
    segment_row *old = &rows->segments[number];
    QOQ_TRY(may_replace(&r, old->there, &old->origin, "segment", row.segment.id));
    *old = row;
    return QOQ_OK;
}

static qoq_status add_metric(qoq_lexicon *lexicon, const qoq_slice *values,
                             qoq_error *err)
{
    row_reader r = start_row(lexicon, QOQ_LEXICON_METRICS, values, err);
    lexicon_rows *rows = &lexicon->rows;
    row_flags flags = read_flags(&r, METRIC_FLAGS);
    metric_row row = {.origin = lexicon->origin, .there = true};
    uint32_t number;

    row.retired = flags.retired;
    row.needs_company = flags.needs_company;
    row.metric.id = read_id(&r, METRIC_ID, false);
    if (!flags.retired) {
        row.metric.kind = (uint8_t)read_choice(&r, METRIC_KIND, metric_kinds);
        row.metric.unit = (uint8_t)read_choice(&r, METRIC_UNIT, metric_units);
    }
    row.metric.count_unit = read_id(&r, METRIC_COUNT_UNIT, true);
    row.metric.neutral = read_switch(&r, METRIC_NEUTRAL);
    row.metric.sense = (int8_t)read_int(&r, METRIC_SENSE, -1, 1, 0);
    row.metric.can_be_negative = read_switch(&r, METRIC_NEGATIVE);
    row.metric.by_part = flags.by_part;
    row.metric.sums_up = flags.sums_up;
    row.metric.statement = statements[read_choice(&r, METRIC_STATEMENT, statements)];
    row.metric.parent = read_id(&r, METRIC_PARENT, true);
    row.metric.order = read_int(&r, METRIC_ORDER, 0, 1000000, 0);
    row.metric.name_en = read_text(&r, METRIC_EN);
    row.metric.name_hans = read_text(&r, METRIC_HANS);
    row.metric.name_hant = read_text(&r, METRIC_HANT);
    QOQ_TRY(r.status);
    QOQ_TRY(key_row(rows->metric_keys, values[METRIC_ID], &rows->metrics,
                    &rows->metric_room, sizeof *rows->metrics, &number, err));
    metric_row *old = &rows->metrics[number];
    QOQ_TRY(may_replace(&r, old->there, &old->origin, "metric", row.metric.id));
    *old = row;
    return QOQ_OK;
}

/* ---- terms ------------------------------------------------------------------------ */

/* The text of a term and its flags. One Latin letter is a unit (m, x, k), a filler (a) or
 * nothing: in a sentence it would match an initial, a footnote, a list mark. */
static term_row start_term(row_reader *r, size_t text, size_t lang, size_t flags_column)
{
    row_flags flags = read_flags(r, flags_column);
    term_row row = {.origin = r->lexicon->origin};

    row.retired = flags.retired;
    row.term.text = read_text(r, text);
    row.term.id = row.term.scope = "";
    row.term.lang = languages[read_choice(r, lang, languages)];
    row.term.sign = 1;
    row.term.not_after_digit = flags.not_after_digit;
    row.term.needs_company = flags.needs_company;
    row.term.value =
        flags.net ? 2 : flags.carries_sign; /* of a metric; other kinds read theirs */
    return row;
}

static qoq_status finish_term(row_reader *r, size_t text, term_row *row)
{
    uint32_t codes[LEXICON_TERM_MAX];
    size_t count = qoq_lexicon_normal(codes, r->values[text]);

    if (count == 0)
        refuse(r, text, "a text that can be matched");
    else if (count > LEXICON_TERM_MAX)
        refuse(r, text, "a term: it is too long");
    else if (count == 1 && is_latin_letter(codes[0]) &&
             row->term.kind != QOQ_TERM_UNIT && row->term.word != QOQ_WORD_FILLER)
        refuse(r, text, "a term: one letter may only be a unit or a filler");
    QOQ_TRY(r->status);
    return qoq_lexicon_add_term(r->lexicon, row, codes, count, r->err);
}

static qoq_status add_term(qoq_lexicon *lexicon, const qoq_slice *values,
                           qoq_error *err)
{
    row_reader r = start_row(lexicon, QOQ_LEXICON_TERMS, values, err);
    term_row row = start_term(&r, TERM_TEXT, TERM_LANG, TERM_FLAGS);

    row.term.kind = (uint8_t)read_choice(&r, TERM_KIND, term_kinds);
    row.term.id = read_id(&r, TERM_ID, row.retired);
    row.term.scope = read_id(&r, TERM_SCOPE, row.term.kind != QOQ_TERM_SEGMENT);
    if (row.term.kind != QOQ_TERM_SEGMENT && values[TERM_SCOPE].len > 0)
        refuse(&r, TERM_SCOPE, "empty, as only a segment has a scope");
    row.term.sign = (int8_t)read_int(&r, TERM_SIGN, -1, 1, 1);
    row.term.basis = (uint8_t)read_choice(&r, TERM_BASIS, basis_names);
    return finish_term(&r, TERM_TEXT, &row);
}

static qoq_status add_unit(qoq_lexicon *lexicon, const qoq_slice *values,
                           qoq_error *err)
{
    row_reader r = start_row(lexicon, QOQ_LEXICON_UNITS, values, err);
    term_row row = start_term(&r, UNIT_TEXT, UNIT_LANG, UNIT_FLAGS);

    row.term.kind = QOQ_TERM_UNIT;
    if (!row.retired)
        row.term.role = (uint8_t)read_choice(&r, UNIT_ROLE, unit_roles);
    row.term.value = (int16_t)read_int(&r, UNIT_POWER, -12, 15, 0);
    if (row.term.role == QOQ_ROLE_CURRENCY || row.term.role == QOQ_ROLE_MINOR)
        row.term.id = read_currency(&r, UNIT_ID);
    else
        row.term.id =
            read_id(&r, UNIT_ID,
                    row.term.role != QOQ_ROLE_COUNT && row.term.role != QOQ_ROLE_PER);
    if (values[UNIT_ID].len >= sizeof((qoq_unit){0}.id))
        refuse(&r, UNIT_ID, "the id of a unit: it is too long");
    return finish_term(&r, UNIT_TEXT, &row);
}

static qoq_status add_period_word(qoq_lexicon *lexicon, const qoq_slice *values,
                                  qoq_error *err)
{
    row_reader r = start_row(lexicon, QOQ_LEXICON_PERIOD_WORDS, values, err);
    term_row row = start_term(&r, WORD_TEXT, WORD_LANG, WORD_FLAGS);

    row.term.kind = QOQ_TERM_PERIOD;
    if (!row.retired)
        row.term.atom = (uint8_t)read_choice(&r, WORD_CLASS, atoms);
    row.term.value = (int16_t)read_int(&r, WORD_VALUE, -20, 2000, 0);
    return finish_term(&r, WORD_TEXT, &row);
}

static qoq_status add_word(qoq_lexicon *lexicon, const qoq_slice *values,
                           qoq_error *err)
{
    row_reader r = start_row(lexicon, QOQ_LEXICON_WORDS, values, err);
    term_row row = start_term(&r, WORD_TEXT, WORD_LANG, WORD_FLAGS);

    row.term.kind = QOQ_TERM_WORD;
    if (!row.retired)
        row.term.word = (uint8_t)read_choice(&r, WORD_CLASS, word_classes);
    if (row.term.word == QOQ_WORD_BASIS) {
        row.term.basis = (uint8_t)read_choice(&r, WORD_VALUE, basis_names);
        row.term.value = row.term.basis;
    } else {
        row.term.value = (int16_t)read_int(&r, WORD_VALUE, -1000, 1000, 0);
    }
    return finish_term(&r, WORD_TEXT, &row);
}

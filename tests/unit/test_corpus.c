/*
 * The corpus beside the project, where it is there: what its documents print is read as
 * their gold says, and the gold survives reading and writing.
 *
 * This is about words, not about sentences: each figure of the gold must come out of some
 * number of its document, exactly and with its exactness, and each period out of some
 * phrase. Which number is whose is for the tests of extraction.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "qoq/dataset.h"
#include "qoq/decode.h"
#include "qoq/file.h"
#include "qoq/knowledge.h"

#define CORPUS       QOQ_SOURCE_DIR "/../shared/corpus/"
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static qoq_lexicon *lexicon;

/* ---- gold ------------------------------------------------------------------------ */

enum { DOC, SEGMENT, METRIC, PERIOD, VALUE, UNIT, DECIMALS, BOUND, STATUS, COLUMNS };

static const char *const columns[] = {"doc",  "segment",  "metric", "period", "value",
                                      "unit", "decimals", "bound",  "status", NULL};

typedef struct gold_row {
    const char *doc, *segment, *metric; /* in the arena */
    qoq_period period;
    qoq_number number;
    qoq_unit unit;
    size_t line;
} gold_row;

/* The actual rows in order of the file, in which those of a document stand together. */
typedef struct gold {
    const char *folder;
    gold_row *rows;
    size_t count, room;
    qoq_arena arena;
    size_t at[COLUMNS];
} gold;

static const char *keep(gold *g, qoq_slice field)
{
    const char *copy = qoq_arena_copy(&g->arena, field.ptr, field.len);

    assert_non_null(copy);
    return copy;
}

static qoq_status take_row(void *data, const qoq_csv_row *row, qoq_error *err)
{
    gold *g = data;
    qoq_slice field[COLUMNS];
    gold_row r = {.line = row->line};
    qoq_bound bound;

    if (row->line == 1)
        return qoq_csv_columns(g->at, row, columns, COLUMNS, err);
    for (int i = 0; i < COLUMNS; i++)
        field[i] = row->fields[g->at[i]];
    if (!qoq_slice_is(field[STATUS], "actual"))
        return QOQ_OK;
    r.doc = keep(g, field[DOC]);
    r.segment = keep(g, field[SEGMENT]);
    r.metric = keep(g, field[METRIC]);
    QOQ_TRY(qoq_period_parse(&r.period, field[PERIOD].ptr, field[PERIOD].len, err));
    QOQ_TRY(
        qoq_decimal_parse(&r.number.value, field[VALUE].ptr, field[VALUE].len, err));
    QOQ_TRY(qoq_unit_parse(&r.unit, field[UNIT].ptr, field[UNIT].len, err));
    r.number.decimals = (int16_t)strtol(keep(g, field[DECIMALS]), NULL, 10);
    assert_true(qoq_bound_parse(&bound, field[BOUND]));
    r.number.bound = (uint8_t)bound;
    QOQ_TRY(qoq_grow(&g->rows, &g->room, g->count + 1, sizeof *g->rows, err));
    g->rows[g->count++] = r;
    return QOQ_OK;
}

static char *read_file(const char *path, size_t *len)
{
    qoq_error err = {0};
    char *text = NULL;

    if (qoq_file_read(&text, len, path, 0, &err) != QOQ_OK)
        fail_msg("%s", err.message);
    return text;
}

static void read_gold(gold *g, const char *folder)
{
    char path[1024], *text;
    size_t len;
    qoq_error err = {0};

    *g = (gold){.folder = folder};
    snprintf(path, sizeof path, CORPUS "%s/gold.csv", folder);
    text = read_file(path, &len);
    if (qoq_csv_read(text, len, take_row, g, &err) != QOQ_OK)
        fail_msg("%s:%zu: %s", path, err.line, err.message);
    free(text);
    assert_true(g->count > 0);
}

static void clear_gold(gold *g)
{
    free(g->rows);
    qoq_arena_clear(&g->arena);
}

/* ---- what a document prints ------------------------------------------------------ */

/* A number with what stands around it. */
typedef struct form {
    qoq_quantity quantity;
    bool row; /* in a row of a table: its unit may stand in a heading */
} form;

typedef struct printed {
    form *forms;
    size_t count, room;
    qoq_period *periods; /* each once */
    size_t period_count, period_room;
    bool year_ago, quarter_ago; /* it says 去年同期, 上季 somewhere */
    /* Heads of columns over several lines: three months ended / 30 June / 2025 2024. */
    qoq_period_phrase lengths[8], dates[8], years[8];
    size_t length_count, date_count, year_count;
} printed;

static void scan_numbers(printed *p, const char *text, size_t len, bool row)
{
    for (size_t at = 0; at < len;) {
        qoq_quantity quantity;
        size_t first, n;

        n = qoq_lexicon_quantity(&quantity, lexicon, text, len, at, &first);
        if (n == 0) {
            qoq_text_next(text, len, &at);
            continue;
        }
        assert_int_equal(
            qoq_grow(&p->forms, &p->room, p->count + 1, sizeof *p->forms, NULL),
            QOQ_OK);
        p->forms[p->count++] = (form){quantity, row};
        at += n;
    }
}

static void add_period(printed *p, qoq_period period)
{
    if (qoq_period_is_none(period))
        return;
    for (size_t i = 0; i < p->period_count; i++) {
        if (qoq_period_equal(p->periods[i], period))
            return;
    }
    assert_int_equal(qoq_grow(&p->periods, &p->period_room, p->period_count + 1,
                              sizeof *p->periods, NULL),
                     QOQ_OK);
    p->periods[p->period_count++] = period;
}

static bool is_year_alone(const qoq_period_phrase *x)
{
    return x->year != 0 && x->span == QOQ_SPAN_NONE && x->months == 0 && x->month == 0;
}

static bool has_year(const qoq_period_phrase *x)
{
    return x->year != 0 || x->date_year != 0 || x->has_offset;
}

static void add_part(qoq_period_phrase parts[8], size_t *count, qoq_period_phrase x)
{
    if (*count < 8)
        parts[(*count)++] = x;
}

static void add_parts(printed *p, qoq_period_phrase x)
{
    if (is_year_alone(&x))
        add_part(p->years, &p->year_count, x);
    else if (!has_year(&x) && x.month != 0)
        add_part(p->dates, &p->date_count, x);
    else if (!has_year(&x) && x.months != 0)
        add_part(p->lengths, &p->length_count, x);
}

static void join_parts(printed *p, const qoq_period_context *context)
{
    for (size_t i = 0; i < p->length_count * p->date_count * p->year_count; i++) {
        qoq_period_phrase x = p->dates[i % p->date_count];

        x.point = false;
        x.year = p->years[i / p->date_count % p->year_count].year;
        x.months = p->lengths[i / p->date_count / p->year_count].months;
        add_period(p, qoq_period_resolve(&x, context));
    }
}

static bool is_word(const char *text, size_t len, size_t at, qoq_word_class word)
{
    const qoq_term *term;

    qoq_lexicon_match_kind(lexicon, text, len, at, QOQ_TERM_WORD, &term);
    for (; term; term = term->next) {
        if (term->kind == QOQ_TERM_WORD && term->word == word)
            return true;
    }
    return false;
}

/* A year said alone holds for what follows in the block: 2011年上市时，全年收入... */
static void scan_periods(printed *p, const char *text, size_t len, bool row,
                         const qoq_period_context *context)
{
    qoq_period_context said = {.calendar = context->calendar};

    for (size_t at = 0; at < len;) {
        qoq_period_phrase x;
        size_t n = qoq_lexicon_phrase(&x, lexicon, text, len, at);

        p->year_ago = p->year_ago || is_word(text, len, at, QOQ_WORD_YEAR_AGO);
        p->quarter_ago = p->quarter_ago || is_word(text, len, at, QOQ_WORD_QUARTER_AGO);
        if (n == 0) {
            qoq_text_next(text, len, &at);
            continue;
        }
        at += n;
        add_period(p, qoq_period_resolve(&x, context));
        if (!has_year(&x) && said.year != 0)
            add_period(p, qoq_period_resolve(&x, &said));
        if (is_year_alone(&x))
            said.year = x.year;
        if (row)
            add_parts(p, x);
    }
}

static void scan(printed *p, const char *path, const qoq_period_context *context)
{
    qoq_document document;
    qoq_error err = {0};
    char *folded;

    *p = (printed){0};
    if (qoq_document_read(&document, path, NULL, &err) != QOQ_OK)
        fail_msg("%s: %s", path, err.message);
    folded = malloc(3 * document.len + 1);
    assert_non_null(folded);
    for (size_t i = 0; i < document.block_count; i++) {
        const qoq_block *b = &document.blocks[i];
        bool row = b->kind == QOQ_BLOCK_ROW;
        size_t len = qoq_text_fold_all(document.text + b->start, b->len, folded, NULL);

        scan_numbers(p, folded, len, row);
        scan_periods(p, folded, len, row, context);
    }
    join_parts(p, context);
    free(folded);
    qoq_document_clear(&document);
}

static void clear_printed(printed *p)
{
    free(p->forms);
    free(p->periods);
}

/* ---- figures --------------------------------------------------------------------- */

/* The gold writes 逾 (over) as about. */
static bool same_bound(const gold_row *g, const qoq_quantity *q)
{
    uint8_t bound =
        q->number.bound == QOQ_BOUND_OVER ? QOQ_BOUND_ABOUT : q->number.bound;

    return bound == g->number.bound;
}

/* A loss may be printed without a sign, a cost in parentheses; else the signs agree. */
static bool same_value(const gold_row *g, const qoq_quantity *q, qoq_number x)
{
    bool any_sign = q->parentheses || qoq_decimal_sign(g->number.value) < 0;
    qoq_decimal gold_value = g->number.value;

    if (any_sign) {
        x.value = qoq_decimal_absolute(x.value);
        gold_value = qoq_decimal_absolute(gold_value);
    }
    return x.decimals == g->number.decimals &&
           qoq_decimal_compare(x.value, gold_value) == 0;
}

static bool same_currency(const gold_row *g, const qoq_quantity *q)
{
    return q->currency_open || strncmp(q->unit.id, g->unit.id, 3) == 0;
}

/* "Earnings per share of 0.36元": the metric says what the amount is per. */
static bool same_unit(const gold_row *g, const qoq_quantity *q)
{
    switch ((qoq_unit_kind)g->unit.kind) {
    case QOQ_UNIT_MONEY:
        return q->unit.kind == QOQ_UNIT_MONEY && same_currency(g, q);
    case QOQ_UNIT_PER_SHARE:
        return (q->unit.kind == QOQ_UNIT_MONEY || q->unit.kind == QOQ_UNIT_PER_SHARE) &&
               same_currency(g, q);
    case QOQ_UNIT_PERCENT:
    case QOQ_UNIT_POINTS:
        return qoq_unit_equal(q->unit, g->unit);
    case QOQ_UNIT_COUNT:
        return q->unit.kind == QOQ_UNIT_COUNT;
    case QOQ_UNIT_NONE:
    case QOQ_UNIT_RATIO:
        break;
    }
    return false;
}

/* Is it printed here with a scale and unit of its own? From ... billion to RMB... billion:
 * a scale is enough. */
static bool is_stated(const gold_row *g, const qoq_quantity *q)
{
    bool money_or_count =
        g->unit.kind == QOQ_UNIT_MONEY || g->unit.kind == QOQ_UNIT_COUNT;

    return same_value(g, q, q->number) &&
           (same_unit(g, q) ||
            (q->scaled && q->unit.kind == QOQ_UNIT_NONE && money_or_count));
}

/* In a table the caption or the head says by how much: thousands, 万, 百万, 亿. */
static bool is_in_table(const gold_row *g, const form *f)
{
    static const int powers[] = {0, 3, 4, 6, 8};
    const qoq_quantity *q = &f->quantity;

    if (!f->row || q->scaled || (q->unit.kind != QOQ_UNIT_NONE && !same_unit(g, q)))
        return false;
    for (size_t i = 0; i < COUNT(powers); i++) {
        qoq_number x;

        if (qoq_number_scale(&x, q->number, powers[i], NULL) == QOQ_OK &&
            same_value(g, q, x))
            return true;
    }
    return false;
}

static bool is_printed(const printed *p, const gold_row *g)
{
    for (size_t i = 0; i < p->count; i++) {
        const form *f = &p->forms[i];

        if (same_bound(g, &f->quantity) &&
            (is_stated(g, &f->quantity) || is_in_table(g, f)))
            return true;
    }
    return false;
}

static size_t check_figures(const printed *p, const char *folder, const gold_row *rows,
                            size_t count)
{
    size_t missing = 0;

    for (size_t i = 0; i < count; i++) {
        const gold_row *g = &rows[i];
        char value[QOQ_DECIMAL_ROOM], period[16];

        if (is_printed(p, g))
            continue;
        missing++;
        qoq_decimal_format(value, g->number.value, g->number.decimals);
        qoq_period_format(period, g->period);
        print_error("%s/gold.csv:%zu: %s: %s %s %s: no %s %s, decimals %d\n", folder,
                    g->line, g->doc, g->segment, g->metric, period, value, g->unit.id,
                    g->number.decimals);
    }
    return missing;
}

/* ---- periods --------------------------------------------------------------------- */

/* Documents of companies whose year does not end in December: they say so. */
static const struct {
    const char *doc;
    uint8_t end_month;
} fiscal_years[] = {{"018-", 6}, {"029-", 3}, {"040-", 3},
                    {"041-", 1}, {"059-", 6}, {"060-", 3}};

static qoq_calendar calendar_of(const char *doc)
{
    for (size_t i = 0; i < COUNT(fiscal_years); i++) {
        if (strncmp(doc, fiscal_years[i].doc, 4) == 0)
            return (qoq_calendar){fiscal_years[i].end_month, false};
    }
    return QOQ_CALENDAR_YEAR;
}

/* The one that most rows are about. */
static qoq_period main_period(const gold_row *rows, size_t count)
{
    qoq_period best = {0};
    size_t most = 0;

    for (size_t i = 0; i < count; i++) {
        size_t same = 0;

        for (size_t j = 0; j < count; j++)
            same += qoq_period_equal(rows[i].period, rows[j].period);
        if (same > most) {
            most = same;
            best = rows[i].period;
        }
    }
    return best;
}

static bool is_said(const printed *p, qoq_period period)
{
    for (size_t i = 0; i < p->period_count; i++) {
        qoq_period x = p->periods[i];

        if (qoq_period_equal(x, period) ||
            (p->year_ago && qoq_period_equal(qoq_period_year_ago(x), period)) ||
            (p->quarter_ago && qoq_period_equal(qoq_period_previous(x), period)))
            return true;
    }
    return false;
}

static void report_period(const printed *p, const gold_row *g)
{
    char text[16];

    qoq_period_format(text, g->period);
    print_error("%s: no %s; said are", g->doc, text);
    for (size_t i = 0; i < p->period_count; i++) {
        qoq_period_format(text, p->periods[i]);
        print_error(" %s", text);
    }
    print_error("%s%s\n", p->year_ago ? ", a year ago" : "",
                p->quarter_ago ? ", a quarter ago" : "");
}

static size_t check_periods(const printed *p, const gold_row *rows, size_t count)
{
    size_t missing = 0;

    for (size_t i = 0; i < count; i++) {
        bool checked = false;

        for (size_t j = 0; j < i && !checked; j++)
            checked = qoq_period_equal(rows[i].period, rows[j].period);
        if (checked || is_said(p, rows[i].period))
            continue;
        missing++;
        report_period(p, &rows[i]);
    }
    return missing;
}

/* ---- every document -------------------------------------------------------------- */

/* Returns how many figures and periods were not found. */
static size_t check_document(const char *folder, const gold_row *rows, size_t count)
{
    qoq_period current = main_period(rows, count);
    qoq_period_context context = {
        .current = current, .year = current.year, .calendar = calendar_of(rows->doc)};
    char path[1024];
    printed p;
    size_t missing;

    snprintf(path, sizeof path, CORPUS "%s/%s", folder, rows->doc);
    scan(&p, path, &context);
    missing = check_figures(&p, folder, rows, count) + check_periods(&p, rows, count);
    clear_printed(&p);
    return missing;
}

static size_t check_folder(const char *folder, size_t *documents)
{
    gold g;
    size_t missing = 0;

    read_gold(&g, folder);
    for (size_t i = 0, end; i < g.count; i = end) {
        for (end = i; end < g.count && strcmp(g.rows[end].doc, g.rows[i].doc) == 0;)
            end++;
        missing += check_document(folder, &g.rows[i], end - i);
        ++*documents;
    }
    clear_gold(&g);
    return missing;
}

static void printed_forms_are_read_as_the_gold_says(void **state)
{
    size_t documents = 0, missing;

    (void)state;
    missing = check_folder("seeds", &documents);
    missing += check_folder("dev", &documents);
    assert_int_equal(missing, 0);
    assert_true(documents >= 62);
}

/* ---- gold as datasets ------------------------------------------------------------ */

typedef struct conversion {
    qoq_buffer text;
    size_t at[QOQ_COL_SOURCE + 1];
} conversion;

/* The columns of a dataset, of which gold has some. Its `doc` is the source. */
static qoq_status convert_row(void *data, const qoq_csv_row *row, qoq_error *err)
{
    conversion *c = data;
    const char *wanted[QOQ_COL_SOURCE + 2] = {0};

    for (int i = 0; i <= QOQ_COL_SOURCE; i++)
        wanted[i] = i == QOQ_COL_SOURCE ? "doc" : qoq_columns[i].name;
    if (row->line == 1)
        QOQ_TRY(qoq_csv_columns(c->at, row, wanted, 0, err));
    for (int i = 0; i <= QOQ_COL_SOURCE; i++) {
        if (i > 0)
            qoq_buffer_char(&c->text, ',');
        if (row->line == 1)
            qoq_buffer_text(&c->text, qoq_columns[i].name);
        else if (c->at[i] != SIZE_MAX)
            qoq_csv_put(&c->text, row->fields[c->at[i]]);
    }
    qoq_csv_end_row(&c->text);
    return QOQ_OK;
}

static void parse(qoq_dataset *dataset, const char *name, const qoq_buffer *text)
{
    qoq_error err = {0};

    assert_int_equal(qoq_dataset_init(dataset, NULL), QOQ_OK);
    if (qoq_dataset_parse(dataset, text->ptr, text->len, &err) != QOQ_OK)
        fail_msg("%s:%zu:%zu: %s", name, err.line, err.column, err.message);
}

static void assert_format(const qoq_dataset *dataset, const qoq_buffer *expected)
{
    qoq_buffer text = {0};

    qoq_dataset_format(&text, dataset, false);
    assert_int_equal(text.len, expected->len);
    assert_memory_equal(text.ptr, expected->ptr, text.len);
    qoq_buffer_clear(&text);
}

/* Written in canonical order, read, and sorted again: nothing moves. */
static void assert_sorted_once(qoq_dataset *dataset, const char *name)
{
    qoq_buffer sorted = {0};
    qoq_dataset again;

    qoq_dataset_sort(dataset);
    qoq_dataset_format(&sorted, dataset, false);
    parse(&again, name, &sorted);
    assert_format(&again, &sorted);
    qoq_dataset_sort(&again);
    assert_format(&again, &sorted);
    qoq_dataset_clear(&again);
    qoq_buffer_clear(&sorted);
}

static void turn_round(qoq_dataset *dataset)
{
    for (size_t i = 0, j = dataset->count; i + 1 < j; i++) {
        qoq_record r = dataset->records[i];

        dataset->records[i] = dataset->records[--j];
        dataset->records[j] = r;
    }
}

static void check_gold_file(const char *folder)
{
    char path[1024], *file;
    size_t len;
    conversion c = {0};
    qoq_buffer sorted = {0};
    qoq_dataset dataset, reversed;

    snprintf(path, sizeof path, CORPUS "%s/gold.csv", folder);
    file = read_file(path, &len);
    assert_int_equal(qoq_csv_read(file, len, convert_row, &c, NULL), QOQ_OK);
    parse(&dataset, path, &c.text);
    assert_true(dataset.count > 0);
    assert_format(&dataset, &c.text);

    parse(&reversed, path, &c.text);
    turn_round(&reversed);
    assert_sorted_once(&dataset, path);
    qoq_dataset_format(&sorted, &dataset, false);
    qoq_dataset_sort(&reversed);
    assert_format(&reversed, &sorted);

    qoq_dataset_clear(&dataset);
    qoq_dataset_clear(&reversed);
    qoq_buffer_clear(&sorted);
    qoq_buffer_clear(&c.text);
    free(file);
}

static void gold_is_written_as_it_was_read(void **state)
{
    (void)state;
    check_gold_file("seeds");
    check_gold_file("dev");
    check_gold_file("announcements");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printed_forms_are_read_as_the_gold_says),
        cmocka_unit_test(gold_is_written_as_it_was_read),
    };
    qoq_error err = {0};
    int failed;

    if (access(CORPUS, R_OK) != 0) {
        puts("skipped: ../shared is not here");
        return 77;
    }
    if (qoq_knowledge_lexicon(&lexicon, NULL, &err) != QOQ_OK) {
        puts(err.message);
        return 1;
    }
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    qoq_lexicon_free(lexicon);
    return failed;
}

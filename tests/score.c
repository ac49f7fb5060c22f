/*
 * score [-v] FLOORS.csv [SET...]: how well qoq reads the documents of the sets that the file
 * names (all of them, or those whose name holds SET), against facts written down by hand.
 *
 * FLOORS.csv has the columns gold (a file beside its documents, by its path from the file),
 * recall and precision: what a set must reach. The exit status is 1 when one does not, or
 * when a folder holds a gold*.csv that no row names. -v tells what was missed and what came
 * out that no fact bears out.
 *
 * A fact is found when a record of its document has the same company, segment, metric,
 * period, measure, unit and basis (reported or adjusted), and a value that agrees to half a
 * unit of the last stated digit of the coarser of the two, where a record coarser than 5% is
 * no statement. Estimates and guidance count on neither side, but taken for actual figures
 * they are wrong. Metrics and measures that no fact of the set has do not count.
 */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/csv.h"
#include "qoq/extract.h"
#include "qoq/file.h"
#include "qoq/knowledge.h"

typedef struct score {
    size_t facts, hit, records, spurious, wrong;
} score;

typedef struct floor_row {
    char gold[512];
    double recall, precision;
} floor_row;

typedef struct floors {
    char folder[512];
    floor_row rows[64];
    size_t count;
} floors;

enum { MOST_FLOORS = sizeof((floors *)NULL)->rows / sizeof(floor_row) };

/* Bytes of a path up to its last stroke. */
static size_t folder_len(const char *gold)
{
    const char *slash = strrchr(gold, '/');
    return slash ? (size_t)(slash - gold + 1) : 0;
}

/* ---- one figure, of the gold or of a document ---------------------------------------- */

/* Without blanks and strokes, in small letters: "Life_Sciences" is life sciences. */
static void put_plain(qoq_buffer *out, const char *text)
{
    for (; *text; text++) {
        char c = *text;
        if (strchr(" \t_-/", c))
            continue;
        qoq_buffer_char(out, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
    }
}

/* Are two texts the same when written plainly? */
static bool is_same(const char *a, const char *b)
{
    qoq_buffer x = {0}, y = {0};
    put_plain(&x, a);
    put_plain(&y, b);
    bool same = strcmp(qoq_buffer_string(&x), qoq_buffer_string(&y)) == 0;
    qoq_buffer_clear(&x);
    qoq_buffer_clear(&y);
    return same;
}

static const char *without_parent(const char *segment)
{
    const char *dot = strrchr(segment, '.');
    return dot ? dot + 1 : segment;
}

static bool is_same_segment(const char *a, const char *b)
{
    if (!*a || !*b)
        return *a == *b;
    return is_same(a, b) || is_same(without_parent(a), b) ||
           is_same(a, without_parent(b)) ||
           is_same(without_parent(a), without_parent(b));
}

static const char *unit_of(const char *unit)
{
    static const char *const counts[] = {"accounts", "persons", "subscribers", "users"};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (strcmp(unit, counts[i]) == 0)
            return "count";
    }
    return unit;
}

typedef struct figure {
    const qoq_dataset *in;
    const qoq_record *r;
} figure;

static const char *text_of(figure f, uint32_t name)
{
    return qoq_dataset_text(f.in, name);
}

static bool is_same_cell(figure a, figure b)
{
    return a.r->measure == b.r->measure && qoq_period_equal(a.r->period, b.r->period) &&
           qoq_basis_is_adjusted((qoq_basis)a.r->basis) ==
               qoq_basis_is_adjusted((qoq_basis)b.r->basis) &&
           strcmp(text_of(a, a.r->metric), text_of(b, b.r->metric)) == 0 &&
           is_same(text_of(a, a.r->entity), text_of(b, b.r->entity)) &&
           is_same_segment(text_of(a, a.r->segment), text_of(b, b.r->segment));
}

static double half_unit(const qoq_record *r)
{
    return r->number.decimals == QOQ_DECIMALS_INF ||
                   r->number.decimals == QOQ_DECIMALS_UNKNOWN
               ? 0
               : pow(10, -r->number.decimals) / 2;
}

static bool agrees(figure found, figure fact)
{
    const char *unit = unit_of(text_of(found, found.r->unit));
    double x = qoq_decimal_double(found.r->number.value);
    double y = qoq_decimal_double(fact.r->number.value);
    double half = half_unit(found.r), other = half_unit(fact.r);
    bool rate = strcmp(unit, "percent") == 0 || strcmp(unit, "pp") == 0;
    if (strcmp(unit, unit_of(text_of(fact, fact.r->unit))) != 0)
        return false;
    if (rate ? half > fmax(other, 0.5) : half > other && half > fabs(x) / 20)
        return false;
    return fabs(x - y) <= fmax(half, other) * (1 + 1e-9) + fabs(x) * 1e-12;
}

/* ---- a set ---------------------------------------------------------------------------- */

typedef struct set {
    const floor_row *floor;
    const qoq_lexicon *lexicon;
    char folder[1024];
    qoq_dataset gold;
    qoq_buffer rows; /* of the gold, as a dataset has them */
    size_t columns[16];
    bool verbose;
    score total;
} set;

/* The gold as a dataset: `doc` is the source; axis and vintage are not told. */
static qoq_status take_row(void *data, const qoq_csv_row *row, qoq_error *err)
{
    static const char *const names[] = {
        "entity", "segment",  "metric", "basis",  "period", "measure", "value",
        "unit",   "decimals", "bound",  "status", "doc",    NULL};
    enum { COUNT = sizeof names / sizeof *names - 1 };
    set *s = data;
    if (row->line == 1) {
        qoq_buffer_text(&s->rows,
                        "entity,segment,metric,basis,period,measure,value,unit,"
                        "decimals,bound,status,source,axis,vintage\n");
        return qoq_csv_columns(s->columns, row, names, COUNT, err);
    }
    for (size_t i = 0; i < COUNT; i++) {
        qoq_csv_put(&s->rows, row->fields[s->columns[i]]);
        qoq_buffer_char(&s->rows, ',');
    }
    qoq_buffer_text(&s->rows, ",2000Q1\n");
    return QOQ_OK;
}

static qoq_status read_gold(set *s, const char *path, qoq_error *err)
{
    char *text = NULL;
    size_t len = 0;
    QOQ_TRY(qoq_file_read(&text, &len, path, 0, err));
    qoq_status status = qoq_csv_read(text, len, take_row, s, err);
    if (status == QOQ_OK)
        status = qoq_dataset_parse(&s->gold, s->rows.ptr, s->rows.len, err);
    free(text);
    return status;
}

static bool is_asked_for(const qoq_dataset *gold, figure f)
{
    bool metric = false, measure = false;
    for (size_t i = 0; i < gold->count && !(metric && measure); i++) {
        const qoq_record *g = &gold->records[i];
        metric = metric || strcmp(qoq_dataset_text(gold, g->metric),
                                  text_of(f, f.r->metric)) == 0;
        measure = measure || g->measure == f.r->measure;
    }
    return metric && measure;
}

static void tell(const char *what, figure f)
{
    char period[16], value[QOQ_DECIMAL_ROOM];
    qoq_period_format(period, f.r->period);
    qoq_decimal_format(value, f.r->number.value, f.r->number.decimals);
    printf("  %s %s/%s/%s%s/%s:%s %s %s", what, text_of(f, f.r->entity),
           text_of(f, f.r->segment), text_of(f, f.r->metric),
           qoq_basis_is_adjusted((qoq_basis)f.r->basis) ? "@adjusted" : "", period,
           qoq_measure_name((qoq_measure)f.r->measure), value, text_of(f, f.r->unit));
    if (f.r->line)
        printf("  line %u: %s", f.r->line, text_of(f, f.r->quote));
    putchar('\n');
}

/* What a document gave twice counts once. */
static bool was_seen(const qoq_dataset *found, size_t index)
{
    const qoq_record *r = &found->records[index];
    for (size_t i = 0; i < index; i++) {
        const qoq_record *x = &found->records[i];
        if (x->standing == QOQ_ACTUAL && x->unit == r->unit &&
            x->number.decimals == r->number.decimals &&
            qoq_decimal_compare(x->number.value, r->number.value) == 0 &&
            is_same_cell((figure){found, x}, (figure){found, r}))
            return true;
    }
    return false;
}

static void count_facts(set *s, const qoq_dataset *found, const char *document)
{
    for (size_t i = 0; i < s->gold.count; i++) {
        figure fact = {&s->gold, &s->gold.records[i]};
        bool hit = false;
        if (fact.r->standing != QOQ_ACTUAL ||
            strcmp(text_of(fact, fact.r->source), document) != 0)
            continue;
        for (size_t k = 0; k < found->count && !hit; k++) {
            figure f = {found, &found->records[k]};
            hit =
                f.r->standing == QOQ_ACTUAL && is_same_cell(f, fact) && agrees(f, fact);
        }
        s->total.facts++;
        s->total.hit += hit;
        if (!hit && s->verbose)
            tell("missed  ", fact);
    }
}

static void count_records(set *s, const qoq_dataset *found, const char *document)
{
    for (size_t k = 0; k < found->count; k++) {
        figure f = {found, &found->records[k]};
        bool borne_out = false, known = false;
        if (f.r->standing != QOQ_ACTUAL || !is_asked_for(&s->gold, f) ||
            was_seen(found, k))
            continue;
        for (size_t i = 0; i < s->gold.count && !borne_out; i++) {
            figure fact = {&s->gold, &s->gold.records[i]};
            if (fact.r->standing != QOQ_ACTUAL ||
                strcmp(text_of(fact, fact.r->source), document) != 0 ||
                !is_same_cell(f, fact))
                continue;
            known = true;
            borne_out = agrees(f, fact);
        }
        s->total.records++;
        s->total.spurious += !borne_out;
        s->total.wrong += known && !borne_out;
        if (!borne_out && s->verbose)
            tell("spurious", f);
    }
}

static qoq_status score_document(set *s, const char *name, qoq_error *err)
{
    char path[2048];
    qoq_document document;
    qoq_dataset found;
    qoq_extract_options options = {.lexicon = s->lexicon};
    snprintf(path, sizeof path, "%s%s", s->folder, name);
    QOQ_TRY(qoq_document_read(&document, path, NULL, err));
    qoq_status status = qoq_dataset_init(&found, err);
    if (status == QOQ_OK)
        status = qoq_extract(&found, &document, &options, NULL, err);
    if (status == QOQ_OK) {
        if (s->verbose)
            printf("%s\n", path);
        count_facts(s, &found, name);
        count_records(s, &found, name);
    }
    qoq_dataset_clear(&found);
    qoq_document_clear(&document);
    return status;
}

static qoq_status score_documents(set *s, qoq_error *err)
{
    for (size_t i = 0; i < s->gold.count; i++) {
        uint32_t source = s->gold.records[i].source;
        bool first = true;
        for (size_t k = 0; k < i && first; k++)
            first = s->gold.records[k].source != source;
        if (first)
            QOQ_TRY(score_document(s, qoq_dataset_text(&s->gold, source), err));
    }
    return QOQ_OK;
}

/* Down to four digits, as floors are written. */
static double cut(double x)
{
    return floor(x * 10000 + 1e-6) / 10000;
}

static int tell_set(const set *s)
{
    const score *n = &s->total;
    double recall = n->facts ? (double)n->hit / (double)n->facts : 0;
    double precision = n->records ? 1 - (double)n->spurious / (double)n->records : 0;
    bool low = cut(recall) < s->floor->recall,
         loose = cut(precision) < s->floor->precision;
    printf("%s: facts %zu, recall %.4f, precision %.4f, wrong values %zu\n",
           s->floor->gold, n->facts, cut(recall), cut(precision), n->wrong);
    if (low)
        printf("%s: recall is below %.4f\n", s->floor->gold, s->floor->recall);
    if (loose)
        printf("%s: precision is below %.4f\n", s->floor->gold, s->floor->precision);
    return low || loose;
}

static int score_set(const floors *f, const floor_row *floor,
                     const qoq_lexicon *lexicon, bool verbose)
{
    qoq_error err = {QOQ_OK, 0, 0, ""};
    set s = {.floor = floor, .lexicon = lexicon, .verbose = verbose};
    char path[1024];
    int failed = 1;
    snprintf(path, sizeof path, "%s%s", f->folder, floor->gold);
    snprintf(s.folder, sizeof s.folder, "%.*s", (int)folder_len(path), path);
    if (qoq_dataset_init(&s.gold, &err) == QOQ_OK &&
        read_gold(&s, path, &err) == QOQ_OK && score_documents(&s, &err) == QOQ_OK)
        failed = tell_set(&s);
    else
        fprintf(stderr, "%s: %s\n", path, err.message);
    qoq_dataset_clear(&s.gold);
    qoq_buffer_clear(&s.rows);
    return failed;
}

/* ---- the file of floors ---------------------------------------------------------------- */

static qoq_status take_floor(void *data, const qoq_csv_row *row, qoq_error *err)
{
    static const char *const names[] = {"gold", "recall", "precision", NULL};
    floors *f = data;
    size_t at[3];
    if (row->line == 1) {
        QOQ_TRY(qoq_csv_columns(at, row, names, 3, err));
        return at[0] == 0 && at[1] == 1 && at[2] == 2
                   ? QOQ_OK
                   : qoq_fail(err, QOQ_EINPUT, "columns: gold,recall,precision");
    }
    if (f->count == MOST_FLOORS || row->fields[0].len >= sizeof f->rows[0].gold)
        return qoq_fail(err, QOQ_EINPUT, "too many sets, or too long a name");
    floor_row *r = &f->rows[f->count++];
    snprintf(r->gold, sizeof r->gold, "%.*s", (int)row->fields[0].len,
             row->fields[0].ptr);
    qoq_decimal x, y;
    QOQ_TRY(qoq_decimal_parse(&x, row->fields[1].ptr, row->fields[1].len, err));
    QOQ_TRY(qoq_decimal_parse(&y, row->fields[2].ptr, row->fields[2].len, err));
    r->recall = qoq_decimal_double(x);
    r->precision = qoq_decimal_double(y);
    return QOQ_OK;
}

static bool has_floor(const floors *f, const char *gold)
{
    for (size_t i = 0; i < f->count; i++) {
        if (strcmp(f->rows[i].gold, gold) == 0)
            return true;
    }
    return false;
}

static bool is_first_of_folder(const floors *f, size_t row)
{
    size_t len = folder_len(f->rows[row].gold);
    for (size_t i = 0; i < row; i++) {
        if (folder_len(f->rows[i].gold) == len &&
            memcmp(f->rows[i].gold, f->rows[row].gold, len) == 0)
            return false;
    }
    return true;
}

/* Gold beside that of a row, which no row names. */
static int find_forgotten(const floors *f, const floor_row *row)
{
    int inner = (int)folder_len(row->gold), forgotten = 0;
    char folder[1100], gold[1024];
    snprintf(folder, sizeof folder, "%s%.*s.", f->folder, inner, row->gold);
    DIR *list = opendir(folder);
    for (struct dirent *e; list && (e = readdir(list));) {
        size_t len = strlen(e->d_name);
        if (strncmp(e->d_name, "gold", 4) != 0 || len < 4 ||
            strcmp(e->d_name + len - 4, ".csv") != 0)
            continue;
        snprintf(gold, sizeof gold, "%.*s%s", inner, row->gold, e->d_name);
        if (has_floor(f, gold))
            continue;
        printf("%s: no row of the floors names this set; add '%s,RECALL,PRECISION'\n",
               gold, gold);
        forgotten = 1;
    }
    if (list)
        closedir(list);
    return forgotten;
}

static qoq_status read_floors(floors *f, const char *path, qoq_error *err)
{
    char *text = NULL;
    size_t len = 0;
    snprintf(f->folder, sizeof f->folder, "%.*s", (int)folder_len(path), path);
    QOQ_TRY(qoq_file_read(&text, &len, path, 0, err));
    qoq_status status = qoq_csv_read(text, len, take_floor, f, err);
    free(text);
    return status;
}

static bool is_wanted(const char *gold, int argc, char **argv, int first)
{
    for (int i = first; i < argc; i++) {
        if (strstr(gold, argv[i]))
            return true;
    }
    return first >= argc;
}

int main(int argc, char **argv)
{
    bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    int file = 1 + verbose, failed = 0;
    qoq_error err = {QOQ_OK, 0, 0, ""};
    static const qoq_knowledge_paths none;
    static floors f;
    qoq_lexicon *lexicon = NULL;
    if (argc <= file) {
        fputs("usage: score [-v] FLOORS.csv [SET...]\n", stderr);
        return 2;
    }
    if (read_floors(&f, argv[file], &err) != QOQ_OK ||
        qoq_knowledge_lexicon(&lexicon, &none, &err) != QOQ_OK) {
        fprintf(stderr, "%s: %s\n", argv[file], err.message);
        return 1;
    }
    for (size_t i = 0; i < f.count; i++) {
        if (is_wanted(f.rows[i].gold, argc, argv, file + 1))
            failed |= score_set(&f, &f.rows[i], lexicon, verbose);
        if (is_first_of_folder(&f, i))
            failed |= find_forgotten(&f, &f.rows[i]);
    }
    qoq_lexicon_free(lexicon);
    return failed;
}

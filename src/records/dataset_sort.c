#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "records/dataset_private.h"

/* ---- the order, record by record ------------------------------------------------- */

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

/* Names are stored once: the same number is the same text. */
static int order_names(const qoq_dataset *dataset, uint32_t a, uint32_t b)
{
    if (a == b)
        return 0;
    return qoq_slice_compare(qoq_dataset_slice(dataset, a),
                             qoq_dataset_slice(dataset, b));
}

/* Words of fixed lists go by their bytes as well, so that the order of the file can be
 * checked without knowing the lists. */
static int order_basis(uint8_t a, uint8_t b)
{
    return strcmp(qoq_basis_name((qoq_basis)a), qoq_basis_name((qoq_basis)b));
}

static int order_measures(uint8_t a, uint8_t b)
{
    return strcmp(qoq_measure_name((qoq_measure)a), qoq_measure_name((qoq_measure)b));
}

static int order_standings(uint8_t a, uint8_t b)
{
    return strcmp(qoq_standing_name((qoq_standing)a),
                  qoq_standing_name((qoq_standing)b));
}

static int order_bounds(uint8_t a, uint8_t b)
{
    return strcmp(qoq_bound_name((qoq_bound)a), qoq_bound_name((qoq_bound)b));
}

/* The first comparison that finds a difference decides. */
#define BY(comparison)                                                                 \
    do {                                                                               \
        int order_ = (comparison);                                                     \
        if (order_ != 0)                                                               \
            return order_;                                                             \
    } while (0)

static int compare_keys(const qoq_dataset *d, const qoq_record *a, const qoq_record *b)
{
    BY(order_names(d, a->entity, b->entity));
    BY(order_names(d, a->axis, b->axis));
    BY(order_names(d, a->segment, b->segment));
    BY(order_names(d, a->metric, b->metric));
    BY(order_basis(a->basis, b->basis));
    BY(qoq_period_compare(a->period, b->period));
    BY(order_measures(a->measure, b->measure));
    BY(order_names(d, a->unit, b->unit));
    BY(order_standings(a->standing, b->standing));
    BY(qoq_period_compare(a->vintage, b->vintage));
    BY(order_names(d, a->source, b->source));
    BY(ORDER(a->document, b->document));
    return 0;
}

int qoq_dataset_compare(const qoq_dataset *dataset, const qoq_record *a,
                        const qoq_record *b)
{
    BY(compare_keys(dataset, a, b));
    BY(ORDER(b->number.decimals, a->number.decimals)); /* from exact to coarse */
    BY(qoq_decimal_compare(a->number.value, b->number.value));
    BY(order_bounds(a->number.bound, b->number.bound));
    BY(order_names(dataset, a->parent, b->parent));
    BY(ORDER(a->end, b->end));
    BY(ORDER(a->published, b->published));
    BY(order_names(dataset, a->flags, b->flags));
    BY(ORDER(a->page, b->page));
    BY(ORDER(a->line, b->line));
    BY(ORDER(a->column, b->column));
    BY(order_names(dataset, a->quote, b->quote));
    return order_names(dataset, a->extra, b->extra);
}

/* ---- integer keys ---------------------------------------------------------------- */

/*
 * Comparing texts n log n times is what makes sorting slow. Instead the different texts
 * and periods are ranked once, every record's key columns become one integer, and the
 * integers are sorted digit by digit. Only records whose integers are equal are compared
 * one by one.
 */
typedef struct sort_item {
    uint64_t key;
    size_t index; /* of the record */
} sort_item;

enum key_kind { KEY_NAME, KEY_PERIOD, KEY_BASIS, KEY_MEASURE, KEY_STANDING };

/* Columns of the integer, most significant first. */
static const struct {
    enum key_kind kind;
    size_t member;
} key_columns[] = {
    {KEY_NAME, offsetof(qoq_record, entity)},
    {KEY_NAME, offsetof(qoq_record, axis)},
    {KEY_NAME, offsetof(qoq_record, segment)},
    {KEY_NAME, offsetof(qoq_record, metric)},
    {KEY_BASIS, offsetof(qoq_record, basis)},
    {KEY_PERIOD, offsetof(qoq_record, period)},
    {KEY_MEASURE, offsetof(qoq_record, measure)},
    {KEY_NAME, offsetof(qoq_record, unit)},
    {KEY_STANDING, offsetof(qoq_record, standing)},
    {KEY_PERIOD, offsetof(qoq_record, vintage)},
    {KEY_NAME, offsetof(qoq_record, source)},
};

enum { KEY_COLUMNS = sizeof key_columns / sizeof key_columns[0], KEY_BITS = 64 };

/* A text or period that stands in some key column. */
typedef struct key_value {
    qoq_slice text;
    qoq_period period;
    uint32_t number;  /* in order of first appearance */
    uint32_t columns; /* bit i: it stands in column i */
} key_value;

/* The different texts, or the different periods. */
typedef struct key_set {
    key_value *values;
    size_t count, room;
} key_set;

/* Periods that were looked up before, by a hash. */
enum { PERIOD_CACHE = 256 };

typedef struct key_ranks {
    uint32_t
        *text_number; /* of each name: 1 + its number in texts, 0 = not there yet */
    key_set texts, periods;
    qoq_names *period_names; /* bytes of a period -> 1 + its number in periods */
    struct {
        uint64_t bytes;
        uint32_t number;
    } cache[PERIOD_CACHE];
    uint32_t *rank[KEY_COLUMNS]; /* of each number, from 0; dense within its column */
    unsigned bits[KEY_COLUMNS];  /* that the ranks of a column take */
} key_ranks;

static void clear_ranks(key_ranks *ranks)
{
    free(ranks->text_number);
    free(ranks->texts.values);
    free(ranks->periods.values);
    qoq_names_free(ranks->period_names);
    for (size_t i = 0; i < KEY_COLUMNS; i++)
        free(ranks->rank[i]);
}

static const void *member_of(const qoq_record *record, size_t column)
{
    return (const char *)record + key_columns[column].member;
}

static key_value *new_value(key_set *set)
{
    if (qoq_grow(&set->values, &set->room, set->count + 1, sizeof *set->values, NULL) !=
        QOQ_OK)
        return NULL;
    set->values[set->count] = (key_value){.number = (uint32_t)set->count};
    return &set->values[set->count++];
}

/* The number of a period, whether it is there yet or not; UINT32_MAX when memory is out. */
static uint32_t period_number(key_ranks *ranks, qoq_period period)
{
    uint64_t bytes = (uint64_t)(uint16_t)period.year << 32 |
                     (uint64_t)period.span << 24 | (uint64_t)period.index << 16 |
                     (uint64_t)period.day << 8 | 1;
    size_t slot = (size_t)(bytes * 0x9E3779B97F4A7C15U >> 40) % PERIOD_CACHE;
    uint32_t name;

    if (ranks->cache[slot].bytes == bytes)
        return ranks->cache[slot].number;
    name = qoq_names_add(ranks->period_names, (const char *)&bytes, sizeof bytes);
    if (name == UINT32_MAX)
        return UINT32_MAX;
    ranks->cache[slot].bytes = bytes;
    ranks->cache[slot].number = name - 1; /* name 0 is the empty text */
    return name - 1;
}

static bool collect_name(key_ranks *ranks, const qoq_dataset *dataset, uint32_t name,
                         size_t column)
{
    uint32_t number = ranks->text_number[name];

    if (number == 0) {
        key_value *value = new_value(&ranks->texts);

        if (!value)
            return false;
        value->text = qoq_dataset_slice(dataset, name);
        number = ranks->text_number[name] = value->number + 1;
    }
    ranks->texts.values[number - 1].columns |= 1u << column;
    return true;
}

static bool collect_period(key_ranks *ranks, qoq_period period, size_t column)
{
    uint32_t number = period_number(ranks, period);

    if (number == UINT32_MAX)
        return false;
    if (number == ranks->periods.count) {
        key_value *value = new_value(&ranks->periods);

        if (!value)
            return false;
        value->period = period;
    }
    ranks->periods.values[number].columns |= 1u << column;
    return true;
}

static bool collect_record(key_ranks *ranks, const qoq_dataset *dataset,
                           const qoq_record *record)
{
    for (size_t i = 0; i < KEY_COLUMNS; i++) {
        const void *member = member_of(record, i);
        bool done = true;

        if (key_columns[i].kind == KEY_NAME)
            done = collect_name(ranks, dataset, *(const uint32_t *)member, i);
        else if (key_columns[i].kind == KEY_PERIOD)
            done = collect_period(ranks, *(const qoq_period *)member, i);
        if (!done)
            return false;
    }
    return true;
}

static int compare_texts(const void *a, const void *b)
{
    return qoq_slice_compare(((const key_value *)a)->text,
                             ((const key_value *)b)->text);
}

static int compare_periods(const void *a, const void *b)
{
    return qoq_period_compare(((const key_value *)a)->period,
                              ((const key_value *)b)->period);
}

static unsigned bits_for(size_t count)
{
    unsigned bits = 0;

    while (count > (size_t)1 << bits)
        bits++;
    return bits;
}

/* Ranks of one column from the values of its set, which are in order. */
static bool rank_values(key_ranks *ranks, size_t column, const key_set *set)
{
    uint32_t *rank = malloc(set->count * sizeof *rank), next = 0;

    if (!rank)
        return false;
    for (size_t i = 0; i < set->count; i++) {
        if (set->values[i].columns & 1u << column)
            rank[set->values[i].number] = next++;
    }
    ranks->rank[column] = rank;
    ranks->bits[column] = bits_for(next);
    return true;
}

static const char *word(enum key_kind kind, size_t i)
{
    if (kind == KEY_BASIS)
        return qoq_basis_name((qoq_basis)i);
    if (kind == KEY_MEASURE)
        return qoq_measure_name((qoq_measure)i);
    return qoq_standing_name((qoq_standing)i);
}

/* Ranks of the words of a fixed list: how many of them come before. */
static bool rank_words(key_ranks *ranks, size_t column)
{
    static const size_t counts[] = {[KEY_BASIS] = QOQ_BASIS_ADJUSTED + 1,
                                    [KEY_MEASURE] = QOQ_MEASURES_,
                                    [KEY_STANDING] = QOQ_DERIVED + 1};
    enum key_kind kind = key_columns[column].kind;
    size_t count = counts[kind];
    uint32_t *rank = calloc(count, sizeof *rank);

    if (!rank)
        return false;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++)
            rank[i] += strcmp(word(kind, j), word(kind, i)) < 0;
    }
    ranks->rank[column] = rank;
    ranks->bits[column] = bits_for(count);
    return true;
}

static bool make_ranks(key_ranks *ranks, const qoq_dataset *dataset)
{
    ranks->text_number =
        calloc(qoq_names_count(dataset->names), sizeof *ranks->text_number);
    ranks->period_names = qoq_names_new();
    if (!ranks->text_number || !ranks->period_names)
        return false;
    for (size_t i = 0; i < dataset->count; i++) {
        if (!collect_record(ranks, dataset, &dataset->records[i]))
            return false;
    }
    qsort(ranks->texts.values, ranks->texts.count, sizeof *ranks->texts.values,
          compare_texts);
    qsort(ranks->periods.values, ranks->periods.count, sizeof *ranks->periods.values,
          compare_periods);
    for (size_t i = 0; i < KEY_COLUMNS; i++) {
        bool done;

        if (key_columns[i].kind == KEY_NAME)
            done = rank_values(ranks, i, &ranks->texts);
        else if (key_columns[i].kind == KEY_PERIOD)
            done = rank_values(ranks, i, &ranks->periods);
        else
            done = rank_words(ranks, i);
        if (!done)
            return false;
    }
    return true;
}

static uint32_t rank_of(key_ranks *ranks, const qoq_record *record, size_t column)
{
    const void *member = member_of(record, column);

    switch (key_columns[column].kind) {
    case KEY_NAME:
        return ranks->rank[column][ranks->text_number[*(const uint32_t *)member] - 1];
    case KEY_PERIOD:
        return ranks->rank[column][period_number(ranks, *(const qoq_period *)member)];
    case KEY_BASIS:
    case KEY_MEASURE:
    case KEY_STANDING:
        break;
    }
    return ranks->rank[column][*(const uint8_t *)member];
}

/* As many columns as fit into the integer; of the first that does not, its upper bits. */
static uint64_t key_of(key_ranks *ranks, const qoq_record *record)
{
    uint64_t key = 0;
    unsigned room = KEY_BITS;

    for (size_t i = 0; i < KEY_COLUMNS && room > 0; i++) {
        unsigned bits = ranks->bits[i];
        uint64_t rank;

        if (bits == 0)
            continue;
        rank = rank_of(ranks, record, i);
        if (bits > room) {
            rank >>= bits - room;
            bits = room;
        }
        key = (bits < KEY_BITS ? key << bits : 0) | rank;
        room -= bits;
    }
    return key;
}

/* ---- sorting --------------------------------------------------------------------- */

enum { DIGIT_BITS = 8, DIGITS = 1 << DIGIT_BITS };

/* One pass by one digit, stable. False when all records have the same digit there and
 * nothing was moved. */
static bool sort_by_digit(sort_item *to, const sort_item *from, size_t count,
                          unsigned shift)
{
    size_t start[DIGITS] = {0}, sum = 0;

    for (size_t i = 0; i < count; i++)
        start[from[i].key >> shift & (DIGITS - 1)]++;
    if (start[from[0].key >> shift & (DIGITS - 1)] == count)
        return false;
    for (size_t i = 0; i < DIGITS; i++) {
        size_t here = start[i];

        start[i] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        to[start[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
    return true;
}

/* Items in order of key; the result is in one of the two arrays. */
static sort_item *sort_keys(sort_item *items, sort_item *spare, size_t count)
{
    size_t i = 1;

    while (i < count && items[i - 1].key <= items[i].key)
        i++;
    if (i >= count)
        return items;
    for (unsigned shift = 0; shift < KEY_BITS; shift += DIGIT_BITS) {
        if (sort_by_digit(spare, items, count, shift)) {
            sort_item *swap = items;

            items = spare;
            spare = swap;
        }
    }
    return items;
}

static int compare_items(const qoq_dataset *dataset, sort_item a, sort_item b)
{
    return qoq_dataset_compare(dataset, &dataset->records[a.index],
                               &dataset->records[b.index]);
}

/* Merge sort of items with equal keys, by the records themselves. */
static void sort_ties(const qoq_dataset *dataset, sort_item *items, sort_item *spare,
                      size_t count)
{
    size_t half = count / 2, i = 0, j = half, out = 0;

    if (count < 2)
        return;
    sort_ties(dataset, items, spare, half);
    sort_ties(dataset, items + half, spare, count - half);
    if (compare_items(dataset, items[half - 1], items[half]) <= 0)
        return;
    memcpy(spare, items, half * sizeof *items);
    while (i < half && j < count) {
        if (compare_items(dataset, spare[i], items[j]) <= 0)
            items[out++] = spare[i++];
        else
            items[out++] = items[j++];
    }
    memcpy(items + out, spare + i, (half - i) * sizeof *items);
}

static void sort_all_ties(const qoq_dataset *dataset, sort_item *items,
                          sort_item *spare)
{
    size_t end;

    for (size_t start = 0; start < dataset->count; start = end) {
        end = start + 1;
        while (end < dataset->count && items[end].key == items[start].key)
            end++;
        sort_ties(dataset, items + start, spare, end - start);
    }
}

/* Moves every record to its place, along the cycles of the permutation: a second array of
 * records would double the memory. from[i] is where record i comes from. The records of a
 * cycle lie anywhere, so those a few steps ahead are fetched meanwhile. */
static void permute(qoq_record *records, uint32_t *from, size_t count)
{
    enum { AHEAD = 4 };

    for (size_t i = 0; i < count; i++) {
        qoq_record held = records[i];
        size_t hole = i, next = from[i], ahead = next;

        for (int step = 0; step < AHEAD && ahead != i; step++)
            ahead = from[ahead];
        while (next != i) {
            __builtin_prefetch(&records[ahead]);
            __builtin_prefetch((const char *)&records[ahead] + 64);
            if (ahead != i)
                ahead = from[ahead];
            records[hole] = records[next];
            from[hole] = (uint32_t)hole;
            hole = next;
            next = from[hole];
        }
        records[hole] = held;
        from[hole] = (uint32_t)hole;
    }
}

/* Orders the records by integer keys; both arrays have an item for each. */
static void sort_with(qoq_dataset *dataset, key_ranks *ranks, sort_item *items,
                      sort_item *spare)
{
    size_t count = dataset->count;
    sort_item *sorted;
    uint32_t *from;

    for (size_t i = 0; i < count; i++)
        items[i] = (sort_item){key_of(ranks, &dataset->records[i]), i};
    sorted = sort_keys(items, spare, count);
    if (sorted == spare)
        spare = items;
    sort_all_ties(dataset, sorted, spare);
    /* Short indices make the walk along the cycles, one memory access after another,
     * three times faster. */
    from = (uint32_t *)(void *)spare;
    for (size_t i = 0; i < count; i++)
        from[i] = (uint32_t)sorted[i].index;
    permute(dataset->records, from, count);
}

static bool sort_by_keys(qoq_dataset *dataset)
{
    size_t count = dataset->count;
    sort_item *items, *spare;
    key_ranks ranks = {0};
    bool done;

    if (count > UINT32_MAX)
        return false;
    items = malloc(count * sizeof *items);
    spare = malloc(count * sizeof *spare);
    done = items && spare && make_ranks(&ranks, dataset);
    if (done)
        sort_with(dataset, &ranks, items, spare);
    clear_ranks(&ranks);
    free(items);
    free(spare);
    return done;
}

/* ---- without memory -------------------------------------------------------------- */

static void sift_down(const qoq_dataset *dataset, size_t root, size_t count)
{
    qoq_record *records = dataset->records, held = records[root];
    size_t child;

    for (; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count &&
            qoq_dataset_compare(dataset, &records[child], &records[child + 1]) < 0)
            child++;
        if (qoq_dataset_compare(dataset, &held, &records[child]) >= 0)
            break;
        records[root] = records[child];
    }
    records[root] = held;
}

void qoq_dataset_sort_in_place(qoq_dataset *dataset)
{
    qoq_record *records = dataset->records;

    for (size_t i = dataset->count / 2; i-- > 0;)
        sift_down(dataset, i, dataset->count);
    for (size_t i = dataset->count; i-- > 1;) {
        qoq_record last = records[i];

        records[i] = records[0];
        records[0] = last;
        sift_down(dataset, 0, i);
    }
}

/* ---- the whole ------------------------------------------------------------------- */

static void drop_doubles(qoq_dataset *dataset)
{
    size_t kept = 1;

    for (size_t i = 1; i < dataset->count; i++) {
        if (!qoq_record_equal(&dataset->records[kept - 1], &dataset->records[i]))
            dataset->records[kept++] = dataset->records[i];
    }
    dataset->count = kept;
}

/* In order and without doubles, as every file that was written by us. */
static bool is_sorted(const qoq_dataset *dataset)
{
    for (size_t i = 1; i < dataset->count; i++) {
        if (qoq_dataset_compare(dataset, &dataset->records[i - 1],
                                &dataset->records[i]) >= 0)
            return false;
    }
    return true;
}

void qoq_dataset_sort(qoq_dataset *dataset)
{
    if (is_sorted(dataset))
        return;
    if (!sort_by_keys(dataset))
        qoq_dataset_sort_in_place(dataset);
    drop_doubles(dataset);
}

#include "store_fixture.h"

/* ---- replacing documents ---------------------------------------------------------- */

static const char a1[] = "2025Q1,level,1,u,0,,actual,,a.txt,000000000000000a";
static const char a2[] = "2025Q2,level,2,u,0,,actual,,a.txt,000000000000000a";
static const char a3[] = "2025Q3,level,3,u,0,,actual,,a.txt,000000000000000a";
static const char b1[] = "2025Q1,level,1,u,0,,actual,,b.txt,000000000000000b";
static const char none[] = "2025Q1,level,1,u,0,,actual,,annual report,";

/* Puts rows in the place of documents a and b of the store. */
static void replace(qoq_store *store, const char *more, const char *const *rows,
                    qoq_store_document documents[2])
{
    qoq_dataset records;

    init(&records);
    parse(&records, more, rows);
    documents[0] = (qoq_store_document){.id = 0xb, .gone = 99};
    documents[1] = (qoq_store_document){.id = 0xa};
    assert_int_equal(qoq_store_replace(store, &records, documents, 2, NULL), QOQ_OK);
    qoq_dataset_clear(&records);
}

static void assert_counts(const qoq_store_document *d, uint64_t id, size_t before,
                          size_t now, size_t added, size_t gone)
{
    assert_int_equal(d->id, id);
    assert_int_equal(d->before, before);
    assert_int_equal(d->now, now);
    assert_int_equal(d->added, added);
    assert_int_equal(d->gone, gone);
}

static void assert_stored(qoq_store *store, const char *more, const char *const *rows)
{
    qoq_buffer expected = {0};
    char *text;

    qoq_buffer_print(&expected, HEADER "%s\n", more);
    for (; *rows; rows++)
        qoq_buffer_print(&expected, "e,,,m,,%s\n", *rows);
    assert_int_equal(qoq_store_commit(store, NULL, NULL), QOQ_OK);
    text = read_all("d.csv");
    assert_string_equal(text, qoq_buffer_string(&expected));
    free(text);
    qoq_buffer_clear(&expected);
}

static void open_store(qoq_store *store)
{
    qoq_error err = {0};

    if (qoq_store_open(store, "d.csv", 0, &err) != QOQ_OK)
        fail_msg("%s", err.message);
}

static void a_documents_rows_take_the_place_of_its_old_ones(void **state)
{
    qoq_store_document d[2];
    qoq_store store;

    (void)state;
    open_store(&store);
    assert_int_equal(store.data.count, 0);
    parse(&store.data, "", (const char *[]){a1, a2, none, NULL});
    replace(&store, "", (const char *[]){a2, a3, b1, NULL}, d);
    assert_counts(&d[0], 0xa, 2, 2, 1, 1);
    assert_counts(&d[1], 0xb, 0, 1, 1, 0);
    assert_stored(&store, "", (const char *[]){none, b1, a2, a3, NULL});
    replace(&store, "", (const char *[]){a2, a3, NULL}, d);
    assert_counts(&d[0], 0xa, 2, 2, 0, 0);
    assert_counts(&d[1], 0xb, 1, 0, 0, 1); /* states nothing any more */
    assert_stored(&store, "", (const char *[]){none, a2, a3, NULL});
    qoq_store_close(&store);
}

static void a_renamed_document_is_the_same(void **state)
{
    static const char z2[] = "2025Q2,level,2,u,0,,actual,,z.txt,000000000000000a";
    qoq_store_document d[2];
    qoq_store store;

    (void)state;
    open_store(&store);
    parse(&store.data, "", (const char *[]){a2, NULL});
    replace(&store, "", (const char *[]){z2, NULL}, d);
    assert_counts(&d[0], 0xa, 1, 1, 0, 0);
    assert_stored(&store, "", (const char *[]){z2, NULL});
    qoq_store_close(&store);
}

/* What people wrote into columns of their own stays with the statement. */
static void unknown_columns_stay_with_their_statement(void **state)
{
    static const char noted1[] =
        "2025Q1,level,1,u,0,,actual,,a.txt,000000000000000a,sure,";
    static const char noted2[] =
        "2025Q1,level,1,u,0,,actual,,a.txt,000000000000000a,twice,";
    static const char bare2[] = "2025Q2,level,2,u,0,,actual,,a.txt,000000000000000a,,";
    static const char made3[] =
        "2025Q3,level,3,u,0,,actual,,a.txt,000000000000000a,,odd";
    qoq_store_document d[2];
    qoq_store store;

    (void)state;
    open_store(&store);
    parse(&store.data, ",mine,yours", (const char *[]){noted1, noted2, bare2, NULL});
    replace(&store, "", (const char *[]){a1, a2, NULL}, d);
    assert_counts(&d[0], 0xa, 3, 2, 0, 0);
    assert_stored(&store, ",mine,yours", (const char *[]){noted1, noted2, bare2, NULL});
    /* and new ones may bring columns */
    replace(&store, ",mine,yours", (const char *[]){made3, bare2, NULL}, d);
    assert_stored(&store, ",mine,yours", (const char *[]){bare2, made3, NULL});
    qoq_store_close(&store);
}

static void new_columns_widen_what_is_there(void **state)
{
    qoq_store_document d[2];
    qoq_store store;

    (void)state;
    open_store(&store);
    parse(&store.data, ",mine",
          (const char *[]){"2025Q1,level,1,u,0,,actual,,a.txt,000000000000000a,sure",
                           "2025Q1,level,1,u,0,,actual,,x,,other", NULL});
    replace(&store, ",her",
            (const char *[]){"2025Q1,level,1,u,0,,actual,,a.txt,000000000000000a,",
                             "2025Q1,level,1,u,0,,actual,,b.txt,000000000000000b,new",
                             NULL},
            d);
    assert_stored(
        &store, ",her,mine",
        (const char *[]){"2025Q1,level,1,u,0,,actual,,a.txt,000000000000000a,,sure",
                         "2025Q1,level,1,u,0,,actual,,b.txt,000000000000000b,new,",
                         "2025Q1,level,1,u,0,,actual,,x,,,other", NULL});
    qoq_store_close(&store);
}

static void documents_of_the_same_name_are_told(void **state)
{
    static const char c1[] = "2025Q1,level,1,u,0,,actual,,a.txt,000000000000000c";
    static const char d1[] = "2025Q1,level,1,u,0,,actual,,a.txt,000000000000000d";
    qoq_store_document d[2];
    qoq_store store;

    (void)state;
    open_store(&store);
    parse(&store.data, "", (const char *[]){c1, none, NULL});
    replace(&store, "", (const char *[]){a1, b1, NULL}, d);
    assert_true(d[0].namesake == 0xc);
    assert_false(d[0].has_namesakes);
    assert_true(d[1].namesake == 0);
    parse(&store.data, "", (const char *[]){d1, NULL});
    replace(&store, "", (const char *[]){a1, NULL}, d);
    assert_true(d[0].has_namesakes);
    qoq_store_close(&store);
}

static void a_record_of_no_document_is_refused(void **state)
{
    qoq_store_document d = {.id = 0xa};
    qoq_dataset records;
    qoq_store store;
    qoq_error err;

    (void)state;
    init(&records);
    parse(&records, "", (const char *[]){none, NULL});
    open_store(&store);
    assert_int_equal(qoq_store_replace(&store, &records, &d, 1, &err), QOQ_EUSAGE);
    qoq_store_close(&store);
    qoq_store_close(&store);
    qoq_dataset_clear(&records);
}

/* ---- files ------------------------------------------------------------------------ */

static void the_same_bytes_are_not_written_again(void **state)
{
    struct stat before, after;
    qoq_store store;
    bool written;

    (void)state;
    for (size_t rows = 3; rows < 40000; rows += 39000) {
        assert_int_equal(put_document("d.csv", 7, rows, 1, NULL), QOQ_OK);
        assert_int_equal(stat("d.csv", &before), 0);
        assert_int_equal(put_document("d.csv", 7, rows, 1, NULL), QOQ_OK);
        assert_int_equal(stat("d.csv", &after), 0);
        assert_int_equal(before.st_ino, after.st_ino);
        assert_int_equal(put_document("d.csv", 7, rows, 2, NULL), QOQ_OK);
        assert_int_equal(stat("d.csv", &after), 0);
        assert_int_not_equal(before.st_ino, after.st_ino);
    }
    /* the same rows in other bytes are written as they should be */
    assert_int_equal(qoq_store_open(&store, "d.csv", 0, NULL), QOQ_OK);
    assert_int_equal(qoq_store_commit(&store, &written, NULL), QOQ_OK);
    assert_false(written);
    store.data.count--;
    assert_int_equal(qoq_store_commit(&store, &written, NULL), QOQ_OK);
    assert_true(written);
    assert_int_equal(qoq_store_commit(&store, &written, NULL), QOQ_OK);
    assert_false(written);
    qoq_store_close(&store);
    assert_int_equal(count_entries(), 1);
}

static void write_text(const char *path, const char *text)
{
    assert_int_equal(qoq_file_write(path, text, strlen(text), NULL), QOQ_OK);
}

/* What cannot be opened is refused before the long work as well, where that is possible. */
static void what_is_no_dataset_is_refused(void **state)
{
    static const struct {
        const char *text, *message;
        size_t line, column;
        bool checked; /* by the header alone */
    } cases[] = {
        {"some text\n", "column 'entity' is missing: add it to the header line", 1, 1,
         true},
        {HEADER ",value\n", "column 'value' is there twice: take one out", 1, 106,
         true},
        {HEADER "\ne,,,m,,2025Q1,level,x,u,0,,actual,,a,\n",
         "column 'value': 'x' is no plain decimal number such as 92133000000 or -0.42",
         2, 21, false},
    };
    qoq_store store;
    qoq_error err;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_text("d.csv", cases[i].text);
        assert_int_equal(qoq_store_check("d.csv", &err),
                         cases[i].checked ? QOQ_EINPUT : QOQ_OK);
        err = (qoq_error){0};
        assert_int_equal(qoq_store_open(&store, "d.csv", 0, &err), QOQ_EINPUT);
        assert_string_equal(err.message, cases[i].message);
        assert_int_equal(err.line, cases[i].line);
        assert_int_equal(err.column, cases[i].column);
        qoq_store_close(&store);
    }
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(qoq_store_check("folder", &err), QOQ_EINPUT);
    assert_string_equal(err.message, "'folder' is a folder, not a dataset");
    assert_int_equal(qoq_store_open(&store, "folder", 0, &err), QOQ_EINPUT);
    qoq_store_close(&store);
    assert_int_equal(qoq_store_check("no/d.csv", &err), QOQ_ESYSTEM);
    assert_string_equal(err.message,
                        "cannot write 'no/d.csv': no such file or directory");
    assert_int_equal(qoq_store_begin(&store, "no/d.csv", 0, &err), QOQ_ESYSTEM);
    qoq_store_close(&store);
    assert_int_equal(qoq_store_check("new.csv", &err), QOQ_OK);
    write_text("empty.csv", "");
    assert_int_equal(qoq_store_check("empty.csv", &err), QOQ_OK);
    assert_int_equal(qoq_store_open(&store, "empty.csv", 0, &err), QOQ_OK);
    assert_int_equal(store.data.count, 0);
    qoq_store_close(&store);
}

static void one_changes_it_at_a_time(void **state)
{
    qoq_store first, second;
    qoq_error err;

    (void)state;
    open_store(&first);
    assert_int_equal(qoq_store_open(&second, "d.csv", 20, &err), QOQ_ESYSTEM);
    assert_string_equal(err.message, "'d.csv' is being written by another process, try "
                                     "again later");
    qoq_store_close(&second);
    qoq_store_close(&first);
    open_store(&second);
    qoq_store_close(&second);
    assert_false(qoq_file_exists("d.csv")); /* nothing was committed */
}

/* ---- the laws of a set ------------------------------------------------------------ */

/* A world of rows: documents of several names, rows without any, unknown columns,
 * doubles, corrections. Few different values, so that much of it meets. */
enum { WORLD_ROWS = 70, DOCUMENTS = 5 };

typedef struct world {
    qoq_dataset rows;
    uint64_t seed;
} world;

static void add_row(qoq_buffer *text, uint64_t *seed)
{
    static const char *const names[] = {"q1.txt", "copy.txt", "-", "secondary: x",
                                        "一季度.txt"};
    static const char *const flags[] = {"", "correction", "table restated"};
    static const char *const notes[] = {"", "", "ok", "\"a, b\""};
    uint32_t document = draw(seed, DOCUMENTS + 1);

    qoq_buffer_print(text, "e%u,,,m,,202%uQ1,level,%u,u,%d,,actual,,%s,", draw(seed, 2),
                     draw(seed, 2), draw(seed, 3), -(int)draw(seed, 2),
                     names[draw(seed, 5)]);
    if (document)
        qoq_buffer_print(text, "%016u", document);
    qoq_buffer_print(text, ",%s,%s,%s\n", flags[draw(seed, 8) < 2 ? draw(seed, 3) : 0],
                     notes[draw(seed, 4)], notes[draw(seed, 4)]);
}

static void make_world(world *w, uint64_t seed)
{
    qoq_buffer text = {0};
    qoq_error err = {0};

    w->seed = seed;
    init(&w->rows);
    qoq_buffer_text(&text, HEADER ",flags,note,desk\n");
    for (int i = 0; i < WORLD_ROWS; i++)
        add_row(&text, &w->seed);
    if (qoq_dataset_parse(&w->rows, qoq_buffer_string(&text), text.len, &err) != QOQ_OK)
        fail_msg("%zu:%zu: %s", err.line, err.column, err.message);
    qoq_buffer_clear(&text);
}

static char *format(const qoq_dataset *dataset)
{
    qoq_buffer text = {0};

    qoq_dataset_format(&text, dataset, true);
    assert_false(text.failed);
    return text.ptr;
}

static void assert_same(const qoq_dataset *a, const qoq_dataset *b)
{
    char *x = format(a), *y = format(b);

    assert_string_equal(x, y);
    free(x);
    free(y);
}

static void add_all(qoq_dataset *to, const qoq_dataset *from)
{
    for (size_t i = 0; i < from->count; i++)
        assert_int_equal(qoq_dataset_add_from(to, from, &from->records[i], NULL),
                         QOQ_OK);
}

/* Deals the rows out to parts in random order; some go to several. Then the parts are
 * merged pairwise in random order, in one of two ways, until one is left. */
static void merge_split(qoq_dataset *out, world *w, size_t parts_count)
{
    qoq_dataset parts[8];

    for (size_t i = 0; i < parts_count; i++)
        init(&parts[i]);
    for (size_t i = w->rows.count; i > 1; i--) {
        size_t j = draw(&w->seed, i);
        qoq_record swap = w->rows.records[i - 1];

        w->rows.records[i - 1] = w->rows.records[j];
        w->rows.records[j] = swap;
    }
    for (size_t i = 0; i < w->rows.count; i++) {
        for (size_t copies = 1 + draw(&w->seed, 4) / 3; copies > 0; copies--)
            assert_int_equal(qoq_dataset_add_from(&parts[draw(&w->seed, parts_count)],
                                                  &w->rows, &w->rows.records[i], NULL),
                             QOQ_OK);
    }
    while (parts_count > 1) {
        size_t to = draw(&w->seed, parts_count);
        size_t from = (to + 1 + draw(&w->seed, parts_count - 1)) % parts_count;

        assert_int_equal(qoq_dataset_merge(&parts[to], &parts[from], NULL), QOQ_OK);
        if (draw(&w->seed, 4) == 0) /* once more changes nothing */
            assert_int_equal(qoq_dataset_merge(&parts[to], &parts[from], NULL), QOQ_OK);
        qoq_dataset_clear(&parts[from]);
        parts[from] = parts[--parts_count];
    }
    *out = parts[0];
}

static void any_split_and_order_merges_to_the_same_bytes(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 25; seed++) {
        world w;
        qoq_dataset whole, merged;

        make_world(&w, seed);
        init(&whole);
        add_all(&whole, &w.rows);
        assert_int_equal(qoq_dataset_unite(&whole, NULL), QOQ_OK);
        for (size_t parts = 1; parts <= 8; parts++) {
            merge_split(&merged, &w, parts);
            assert_int_equal(qoq_dataset_unite(&merged, NULL), QOQ_OK);
            assert_same(&whole, &merged);
            qoq_dataset_clear(&merged);
        }
        qoq_dataset_clear(&whole);
        qoq_dataset_clear(&w.rows);
    }
}

/* The law, said another way and slowly: the names of each document made one, then every
 * different row once. */
static const char *best_name(const qoq_dataset *rows, const qoq_record *of)
{
    const char *best = NULL;

    for (size_t i = 0; i < rows->count; i++) {
        const qoq_record *r = &rows->records[i];
        const char *name = qoq_dataset_text(rows, r->source);
        bool secondary = strncmp(name, "secondary:", 10) == 0,
             dash = !strcmp(name, "-");

        if (r->document != of->document || (best && !strncmp(best, "secondary:", 10)))
            continue;
        if (!best || secondary || !strcmp(best, "-") ||
            (!dash && strcmp(name, best) < 0))
            best = name;
    }
    return best;
}

static void nothing_is_lost_and_nothing_added(void **state)
{
    (void)state;
    for (uint64_t seed = 100; seed < 120; seed++) {
        world w;
        qoq_dataset united;
        size_t different = 0;

        make_world(&w, seed);
        init(&united);
        add_all(&united, &w.rows);
        assert_int_equal(qoq_dataset_unite(&united, NULL), QOQ_OK);
        for (size_t i = 0; i < w.rows.count; i++) {
            qoq_record *r = &w.rows.records[i];

            if (r->document)
                r->source =
                    qoq_dataset_name(&w.rows, qoq_slice_of(best_name(&w.rows, r)));
        }
        for (size_t i = 0; i < w.rows.count; i++) {
            size_t before = 0;

            while (!qoq_record_equal(&w.rows.records[before], &w.rows.records[i]))
                before++;
            different += before == i;
        }
        assert_int_equal(united.count, different);
        add_all(&united, &w.rows); /* every one of them is there already */
        qoq_dataset_sort(&united);
        assert_int_equal(united.count, different);
        qoq_dataset_clear(&united);
        qoq_dataset_clear(&w.rows);
    }
}

/* Documents put in one after the other or together, in any order and repeatedly, and
 * merged from any parts: the bytes of the file are the same. */
static void any_order_of_documents_gives_the_same_file(void **state)
{
    uint64_t seed = 5;
    char *expected = NULL;

    (void)state;
    for (int round = 0; round < 12; round++) {
        for (int i = 0; i < 12; i++) {
            uint64_t id = i < 6 ? (uint64_t)i + 1 : draw(&seed, 6) + 1;

            if (round % 2 && i < 6)
                id = 6 - (uint64_t)i;
            assert_int_equal(put_document("d.csv", id, 3 + id, (int64_t)id * 100, NULL),
                             QOQ_OK);
        }
        char *text = read_all("d.csv");

        if (!expected)
            expected = strdup(text);
        assert_string_equal(text, expected);
        free(text);
        assert_int_equal(unlink("d.csv"), 0);
    }
    free(expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_documents_rows_take_the_place_of_its_old_ones),
        TEST(a_renamed_document_is_the_same),
        TEST(unknown_columns_stay_with_their_statement),
        TEST(new_columns_widen_what_is_there),
        TEST(documents_of_the_same_name_are_told),
        TEST(a_record_of_no_document_is_refused),
        TEST(the_same_bytes_are_not_written_again),
        TEST(what_is_no_dataset_is_refused),
        TEST(one_changes_it_at_a_time),
        TEST(any_split_and_order_merges_to_the_same_bytes),
        TEST(nothing_is_lost_and_nothing_added),
        TEST(any_order_of_documents_gives_the_same_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * What the tests of the store share: a folder of their own, small records, random numbers
 * that are the same on every machine.
 */
#ifndef QOQ_TEST_STORE_FIXTURE_H
#define QOQ_TEST_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder_fixture.h"
#include "qoq/file.h"
#include "qoq/store.h"

/* Small and the same on every machine. */
static inline uint32_t draw(uint64_t *seed, size_t below)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)((*seed >> 33) % below);
}

static inline void init(qoq_dataset *dataset)
{
    assert_int_equal(qoq_dataset_init(dataset, NULL), QOQ_OK);
}

#define HEADER                                                                         \
    "entity,axis,segment,metric,basis,period,measure,value,unit,decimals,bound,"       \
    "status,vintage,source,document"

/* Reads rows that are written shortly: "period value source hash extra...". */
static inline void parse(qoq_dataset *dataset, const char *more,
                         const char *const *rows)
{
    qoq_buffer text = {0};
    qoq_error err = {0};

    qoq_buffer_print(&text, HEADER "%s\n", more);
    for (; *rows; rows++)
        qoq_buffer_print(&text, "e,,,m,,%s\n", *rows);
    if (qoq_dataset_parse(dataset, qoq_buffer_string(&text), text.len, &err) != QOQ_OK)
        fail_msg("%zu:%zu: %s", err.line, err.column, err.message);
    qoq_buffer_clear(&text);
}

/* All rows of one document: `count` of them, a quarter and a value each. */
static inline void make_document(qoq_dataset *dataset, uint64_t id, size_t count,
                                 int64_t value)
{
    char name[32];
    qoq_record record = {.number.decimals = 0,
                         .document = id,
                         .measure = QOQ_LEVEL,
                         .standing = QOQ_ACTUAL};

    snprintf(name, sizeof name, "%u.txt", (unsigned)id);
    record.entity = qoq_dataset_name(dataset, qoq_slice_of("kite"));
    record.metric = qoq_dataset_name(dataset, qoq_slice_of("revenue"));
    record.unit = qoq_dataset_name(dataset, qoq_slice_of("CNY"));
    record.source = qoq_dataset_name(dataset, qoq_slice_of(name));
    for (size_t i = 0; i < count; i++) {
        record.period = qoq_period_quarter((int)(2000 + i / 4 % 100), (int)(i % 4 + 1));
        record.number.value = qoq_decimal_of(value + (int64_t)i, 0);
        record.line = (uint32_t)i + 1;
        assert_int_equal(qoq_dataset_add(dataset, &record, NULL), QOQ_OK);
    }
}

/* Puts one such document into the file, as `qoq extract --into` does. */
static inline qoq_status put_document(const char *path, uint64_t id, size_t count,
                                      int64_t value, qoq_error *err)
{
    qoq_store_document document = {.id = id};
    qoq_dataset records;
    qoq_store store;
    qoq_status status;

    init(&records);
    make_document(&records, id, count, value);
    status = qoq_store_open(&store, path, 60000, err);
    if (status == QOQ_OK)
        status = qoq_store_replace(&store, &records, &document, 1, err);
    if (status == QOQ_OK)
        status = qoq_store_commit(&store, NULL, err);
    qoq_store_close(&store);
    qoq_dataset_clear(&records);
    return status;
}

static inline char *read_all(const char *path)
{
    char *text;
    size_t len;

    assert_int_equal(qoq_file_read(&text, &len, path, 0, NULL), QOQ_OK);
    return text;
}

/* Names in the folder, those of locks not counted. */
static inline size_t count_entries(void)
{
    DIR *list = opendir(".");
    struct dirent *entry;
    size_t count = 0;

    assert_non_null(list);
    while ((entry = readdir(list))) {
        size_t len = strlen(entry->d_name);

        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
                 (len < 5 || strcmp(entry->d_name + len - 5, ".lock") != 0);
    }
    closedir(list);
    return count;
}

#endif

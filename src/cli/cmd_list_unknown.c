/* qoq list unknown: lexicon rows for companies and parts that no lexicon has. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd_list.h"
#include "cli/command.h"

/* halberd_systems → Halberd Systems; a Chinese name stays as it is. */
static void put_name(qoq_buffer *out, const char *id)
{
    qoq_buffer name = {0};
    bool start = true;
    for (const char *at = id; *at; at++) {
        char c = *at == '_' ? ' ' : *at;
        qoq_buffer_char(&name, start ? (char)toupper((unsigned char)c) : c);
        start = c == ' ';
    }
    qoq_csv_put(out, qoq_slice_of(qoq_buffer_string(&name)));
    qoq_buffer_clear(&name);
}

static void put_names(qoq_buffer *out, const char *id)
{
    for (int i = 0; i < 3; i++) {
        qoq_buffer_char(out, ',');
        put_name(out, id);
    }
}

typedef struct row_key {
    uint32_t entity, axis, segment;
} row_key;

/* By first appearance in the data: names are numbered in that order. */
static int by_key(const void *pa, const void *pb)
{
    const row_key *a = pa, *b = pb;
    if (a->entity != b->entity)
        return a->entity < b->entity ? -1 : 1;
    if (a->axis != b->axis)
        return a->axis < b->axis ? -1 : 1;
    if (a->segment != b->segment)
        return a->segment < b->segment ? -1 : 1;
    return 0;
}

/* The distinct keys of the data, in the order of the data's names. */
static row_key *gather(const qoq_dataset *data, size_t *count)
{
    row_key *keys = calloc(data->count + 1, sizeof *keys);
    size_t n = 0;
    if (!keys)
        return NULL;
    for (size_t i = 0; i < data->count; i++) {
        const qoq_record *r = &data->records[i];
        keys[i] = (row_key){r->entity, r->axis, r->segment};
    }
    qsort(keys, data->count, sizeof *keys, by_key);
    for (size_t i = 0; i < data->count; i++) {
        if (i == 0 || by_key(&keys[i], &keys[n - 1]) != 0)
            keys[n++] = keys[i];
    }
    *count = n;
    return keys;
}

static const char *currency_of(const qoq_dataset *data, uint32_t entity)
{
    for (size_t i = 0; i < data->count; i++) {
        const qoq_record *r = &data->records[i];
        const char *unit = qoq_dataset_text(data, r->unit);
        if (r->entity == entity && qoq_unit_of(unit).kind == QOQ_UNIT_MONEY)
            return unit;
    }
    return "";
}

static size_t put_entities(qoq_buffer *out, const qoq_dataset *data,
                           const qoq_lexicon *lexicon, const row_key *keys, size_t n)
{
    size_t rows = 0;
    for (size_t i = 0; i < n; i++) {
        const char *id = qoq_dataset_text(data, keys[i].entity);
        if ((i > 0 && keys[i].entity == keys[i - 1].entity) || !id[0] ||
            qoq_lexicon_entity(lexicon, qoq_slice_of(id)))
            continue;
        if (rows++ == 0)
            qoq_buffer_text(out, "# lexicon/entities.csv\n"
                                 "id,name_en,name_zh_hans,name_zh_hant,market,tickers,"
                                 "currency,year_end\n");
        qoq_csv_put(out, qoq_slice_of(id));
        put_names(out, id);
        qoq_buffer_print(out, ",,,%s,12\n", currency_of(data, keys[i].entity));
    }
    return rows;
}

static size_t put_segments(qoq_buffer *out, const qoq_dataset *data,
                           const qoq_lexicon *lexicon, const row_key *keys, size_t n)
{
    size_t rows = 0;
    for (size_t i = 0; i < n; i++) {
        qoq_slice entity = qoq_slice_of(qoq_dataset_text(data, keys[i].entity));
        qoq_slice axis = qoq_slice_of(qoq_dataset_text(data, keys[i].axis));
        const char *id = qoq_dataset_text(data, keys[i].segment);
        if (!id[0] || qoq_lexicon_segment(lexicon, entity, axis, qoq_slice_of(id)))
            continue;
        if (rows == 0)
            qoq_buffer_text(out, "# lexicon/segments.csv\n"
                                 "entity,axis,id,parent,order,name_en,name_zh_hans,"
                                 "name_zh_hant\n");
        rows++;
        qoq_csv_put(out, entity);
        qoq_buffer_char(out, ',');
        qoq_csv_put(out, axis);
        qoq_buffer_char(out, ',');
        qoq_csv_put(out, qoq_slice_of(id));
        qoq_buffer_print(out, ",,%zu", 10 * rows);
        put_names(out, id);
        qoq_buffer_char(out, '\n');
    }
    return rows;
}

int cmd_list_unknown(cli *c)
{
    int status = EXIT_DONE;
    qoq_error err = {QOQ_OK, 0, 0, ""};
    qoq_buffer out = {0};
    size_t n = 0;
    const qoq_lexicon *lexicon = cli_lexicon(c, &status);
    const qoq_dataset *data = lexicon ? cli_dataset(c, &status) : NULL;
    if (!data)
        return status;
    row_key *keys = gather(data, &n);
    if (!keys) {
        qoq_fail_memory(&err);
        return cli_fail(c, &err);
    }
    size_t rows = put_entities(&out, data, lexicon, keys, n);
    rows += put_segments(&out, data, lexicon, keys, n);
    free(keys);
    if (rows == 0)
        cli_note(c, "no-figures", QOQ_NOTE_NOTE,
                 "the lexicon knows every company and segment of the data");
    status = cli_write(c, &out);
    qoq_buffer_clear(&out);
    return status;
}

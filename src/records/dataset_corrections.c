#include <stdlib.h>
#include <string.h>

#include "qoq/file.h"
#include "records/dataset_private.h"

static const char file_name[] = "corrections.csv";

bool qoq_corrections_is(const char *path)
{
    return strcmp(qoq_file_base(path), file_name) == 0;
}

char *qoq_corrections_path(const char *path)
{
    size_t folder = (size_t)(qoq_file_base(path) - path);
    char *beside = malloc(folder + sizeof file_name);

    if (beside) {
        memcpy(beside, path, folder);
        memcpy(beside + folder, file_name, sizeof file_name);
    }
    return beside;
}

/* ---- rows that do not say why ------------------------------------------------------ */

/* The file is read once more for the lines of such rows; it is small. */
typedef struct reason_check {
    const qoq_record *records; /* of the file, in its order */
    size_t row;                /* 0 = the header */
    const char *path;
    qoq_note_sink notes;
} reason_check;

static qoq_status check_reason(void *data, const qoq_csv_row *row, qoq_error *err)
{
    reason_check *check = data;
    size_t number = check->row++;

    (void)err;
    if (number > 0 && check->records[number - 1].quote == 0)
        qoq_note_send(check->notes,
                      (qoq_note){.id = "correction-without-reason",
                                 .level = QOQ_NOTE_WARNING,
                                 .source = check->path,
                                 .line = row->line,
                                 .column = 1},
                      "a correction says in its quote why, and since when");
    return QOQ_OK;
}

qoq_status qoq_corrections_read(qoq_dataset *dataset, const char *path,
                                qoq_note_sink notes, qoq_error *err)
{
    size_t before = dataset->count, len;
    char *text;
    qoq_status status;

    QOQ_TRY(qoq_file_read(&text, &len, path, 0, err));
    status = qoq_dataset_parse(dataset, text, len, err);
    if (status == QOQ_OK)
        status = qoq_dataset_mark(dataset, before, "correction", err);
    if (status == QOQ_OK) {
        reason_check check = {
            .records = dataset->records + before, .path = path, .notes = notes};

        status = qoq_csv_read(text, len, check_reason, &check, err);
    }
    free(text);
    return status;
}

/*
 * show_document FILE...: what the document layer makes of files, for the examples of
 * tests/spec/tables.md and for looking. -p puts page, line and column in front of each
 * cell.
 */
#include <stdio.h>
#include <string.h>

#include "document_law.h"
#include "grid_text.h"

static void show_places(const qoq_document *d)
{
    size_t page, line, column;
    for (size_t g = 0; g < d->grid_count; g++) {
        for (size_t i = 0; i < d->grids[g].cell_count; i++) {
            const qoq_grid_cell *cell = &d->grids[g].cells[i];
            qoq_document_locate(d, cell->start, &page, &line, &column);
            printf("%zu:%zu:%zu %.*s\n", page, line, column, (int)cell->len,
                   d->text + cell->start);
        }
    }
}

static int show(const char *path, bool places)
{
    qoq_document document;
    qoq_buffer out = {0};
    qoq_error err = {0};
    if (qoq_document_read(&document, path, NULL, &err) != QOQ_OK) {
        fprintf(stderr, "%s\n", err.message);
        return qoq_status_exit(err.status);
    }
    check_document(&document);
    show_document(&out, &document);
    fputs(qoq_buffer_string(&out), stdout);
    if (places)
        show_places(&document);
    qoq_buffer_clear(&out);
    qoq_document_clear(&document);
    return 0;
}

int main(int argc, char **argv)
{
    int status = 0;
    bool places = argc > 1 && strcmp(argv[1], "-p") == 0;
    for (int i = 1 + places; i < argc && status == 0; i++)
        status = show(argv[i], places);
    return status;
}

#include "base/embedded.h"

#include <stdlib.h>
#include <string.h>

static int compare_path(const void *key, const void *element)
{
    const qoq_embedded_file *file = element;

    return strcmp(key, file->path);
}

const qoq_embedded_file *qoq_embedded_find(const char *path)
{
    return bsearch(path, qoq_embedded_files, qoq_embedded_count,
                   sizeof *qoq_embedded_files, compare_path);
}

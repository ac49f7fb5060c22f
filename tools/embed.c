/*
 * embed OUTPUT [NAME FILE]...
 *
 * Writes a C source with the bytes of each FILE and a table of them sorted by NAME; see
 * src/base/embedded.h. Runs at build time on the machine that builds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct input {
    const char *name, *path;
    size_t size;
} input;

static int by_name(const void *left, const void *right)
{
    const input *a = left, *b = right;

    return strcmp(a->name, b->name);
}

/* Small decimal numbers compile faster than the same bytes in hexadecimal. */
static int write_bytes(FILE *out, input *file, size_t index)
{
    FILE *in = fopen(file->path, "rb");
    int byte;

    if (!in) {
        perror(file->path);
        return -1;
    }
    fprintf(out, "static const unsigned char file_%zu[] = {", index);
    file->size = 0;
    while ((byte = getc(in)) != EOF) {
        fprintf(out, "%s%d,", file->size % 32 ? "" : "\n", byte);
        file->size++;
    }
    fputs("\n0};\n\n", out);
    if (ferror(in)) {
        perror(file->path);
        fclose(in);
        return -1;
    }
    fclose(in);
    return 0;
}

static int write_source(FILE *out, input *files, size_t count)
{
    fputs("/* Written by tools/embed.c; do not edit. */\n"
          "#include \"base/embedded.h\"\n\n",
          out);
    for (size_t i = 0; i < count; i++) {
        if (write_bytes(out, &files[i], i) < 0)
            return -1;
    }
    fputs("const qoq_embedded_file qoq_embedded_files[] = {\n", out);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "    {\"%s\", file_%zu, %zu},\n", files[i].name, i, files[i].size);
    fprintf(out, "    {NULL, NULL, 0},\n};\n\nconst size_t qoq_embedded_count = %zu;\n",
            count);
    return ferror(out) ? -1 : 0;
}

int main(int argc, char **argv)
{
    size_t count = argc > 2 ? (size_t)(argc - 2) / 2 : 0;
    input *files = calloc(count + 1, sizeof *files);
    FILE *out;
    int status;

    if (argc < 2 || argc % 2 || !files) {
        fputs("usage: embed OUTPUT [NAME FILE]...\n", stderr);
        free(files);
        return 2;
    }
    for (size_t i = 0; i < count; i++) {
        files[i].name = argv[2 + 2 * i];
        files[i].path = argv[3 + 2 * i];
    }
    qsort(files, count, sizeof *files, by_name);
    out = fopen(argv[1], "wb");
    if (!out) {
        perror(argv[1]);
        free(files);
        return 1;
    }
    status = write_source(out, files, count);
    if (fclose(out) != 0)
        status = -1;
    if (status < 0)
        remove(argv[1]);
    free(files);
    return status < 0;
}

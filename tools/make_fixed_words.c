/*
 * make_fixed_words CSV OUTPUT
 *
 * Writes the C source of the table in src/words/lexicon_fixed.h from
 * datasets/lexicon/fixed_words.csv (header "class,term", then a row a word; no quotes).
 * Runs at build time on the machine that builds, and refuses a class that it does not
 * know and a word that a class has twice.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words/lexicon_fixed.h"

enum { LONGEST = 200, MOST = 4000 };

typedef struct row {
    int class;
    char term[LONGEST];
} row;

#define NAME(name) #name,
static const char *const classes[] = {QOQ_FIXED_WORD_CLASSES(NAME) NULL};

static int class_of(const char *name, size_t len)
{
    for (int i = 0; classes[i]; i++) {
        if (strlen(classes[i]) == len && memcmp(classes[i], name, len) == 0)
            return i;
    }
    return -1;
}

static int is_given(const row *rows, size_t count, const row *r)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].class == r->class && strcmp(rows[i].term, r->term) == 0)
            return 1;
    }
    return 0;
}

/* "nil,n.a.\n" without its line end; NULL, or what is wrong. */
static const char *read_row(row *out, char *line)
{
    size_t len = strcspn(line, "\n");
    char *comma = memchr(line, ',', len);

    if (line[len] != '\n' || !comma || strchr(line, '"') || comma[1] == '\n' ||
        memchr(comma + 1, ',', (size_t)(line + len - comma - 1)))
        return "not 'class,term'";
    line[len] = '\0';
    out->class = class_of(line, (size_t)(comma - line));
    strcpy(out->term, comma + 1);
    return out->class < 0 ? "no class of this name" : NULL;
}

static int read_table(FILE *in, const char *name, row *rows, size_t *count)
{
    char line[LONGEST];
    int number = 1;

    if (!fgets(line, sizeof line, in) || strcmp(line, "class,term\n") != 0) {
        fprintf(stderr, "%s:1: the header is not 'class,term'\n", name);
        return -1;
    }
    while (fgets(line, sizeof line, in)) {
        row *r = &rows[*count];
        const char *wrong = *count == MOST ? "too many rows" : read_row(r, line);

        number++;
        if (!wrong && is_given(rows, *count, r))
            wrong = "given before";
        if (wrong) {
            fprintf(stderr, "%s:%d: %s\n", name, number, wrong);
            return -1;
        }
        (*count)++;
    }
    return ferror(in) ? -1 : 0;
}

/* Octal, so that no digit behind is taken for a part of it. */
static void write_term(FILE *out, const char *term)
{
    fputs("    {\"", out);
    for (const char *s = term; *s; s++)
        fprintf(out, "\\%03o", (unsigned)(unsigned char)*s);
    fprintf(out, "\", %zu},\n", strlen(term));
}

/* See qoq_fixed_words. */
static void write_lengths(FILE *out, const row *rows, size_t count, int class)
{
    unsigned long lengths[32] = {0};

    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(rows[i].term);

        if (rows[i].class == class)
            lengths[rows[i].term[0] & 31] |= 1ul << (len < 31 ? len : 31);
    }
    for (size_t i = 0; i < 32; i++)
        fprintf(out, "%s%luu", i ? ", " : "", lengths[i]);
}

static int write_tables(FILE *out, const row *rows, size_t count)
{
    fputs("/* Written by tools/make_fixed_words.c; do not edit. */\n"
          "#include \"words/lexicon_fixed.h\"\n",
          out);
    for (int k = 0; classes[k]; k++) {
        fprintf(out, "\nstatic const qoq_slice words_of_%s[] = {\n", classes[k]);
        for (size_t i = 0; i < count; i++) {
            if (rows[i].class == k)
                write_term(out, rows[i].term);
        }
        fputs("    {NULL, 0},\n};\n", out);
    }
    fputs("\nconst qoq_fixed_words qoq_fixed_word_table[QOQ_FIXED_WORD_COUNT_] = {\n",
          out);
    for (int k = 0; classes[k]; k++) {
        fprintf(out, "    {words_of_%s, sizeof words_of_%s / sizeof(qoq_slice) - 1,\n{",
                classes[k], classes[k]);
        write_lengths(out, rows, count, k);
        fputs("}},\n", out);
    }
    fputs("};\n", out);
    return ferror(out) ? -1 : 0;
}

int main(int argc, char **argv)
{
    row *rows = calloc(MOST + 1, sizeof *rows);
    size_t count = 0;
    FILE *in, *out = NULL;
    int status = 1;

    if (argc != 3 || !rows) {
        fputs("usage: make_fixed_words CSV OUTPUT\n", stderr);
        free(rows);
        return 2;
    }
    in = fopen(argv[1], "rb");
    if (!in)
        perror(argv[1]);
    else if (read_table(in, argv[1], rows, &count) == 0) {
        out = fopen(argv[2], "wb");
        if (!out)
            perror(argv[2]);
        else
            status = write_tables(out, rows, count) < 0;
    }
    if (out && fclose(out) != 0)
        status = 1;
    if (out && status)
        remove(argv[2]);
    if (in)
        fclose(in);
    free(rows);
    return status;
}

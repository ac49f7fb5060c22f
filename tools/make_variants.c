/*
 * make_variants CSV OUTPUT
 *
 * Writes the C source of the tables in src/base/text_variants.h from
 * datasets/lexicon/variants.csv (header "traditional,simplified", then one character,
 * a comma, one character a line). Runs at build time on the machine that builds, and
 * refuses a table that would make folding depend on how often it is done: a character
 * given twice, or a simplified character that is itself to be replaced.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 0x4E00, LAST = 0x9FFF, MOST = 0x10000 };

/* [code] is the simplified character, 0 = none. Both lie in plane 0. */
static uint16_t simple[MOST];

/* A three-byte character; all of them are. 0 = something else. */
static uint32_t decode(const unsigned char *s)
{
    if ((s[0] & 0xF0) != 0xE0 || (s[1] & 0xC0) != 0x80 || (s[2] & 0xC0) != 0x80)
        return 0;
    return (uint32_t)(s[0] & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (s[2] & 0x3F);
}

static int read_table(FILE *in, const char *name)
{
    char line[64];
    int number = 1;

    if (!fgets(line, sizeof line, in) ||
        strcmp(line, "traditional,simplified\n") != 0) {
        fprintf(stderr, "%s:1: the header is not 'traditional,simplified'\n", name);
        return -1;
    }
    while (fgets(line, sizeof line, in)) {
        const unsigned char *s = (const unsigned char *)line;
        uint32_t from, to;

        number++;
        from = strlen(line) == 8 && line[3] == ',' && line[7] == '\n' ? decode(s) : 0;
        to = from ? decode(s + 4) : 0;
        if (!from || !to || from == to) {
            fprintf(stderr, "%s:%d: not two different characters\n", name, number);
            return -1;
        }
        if (simple[from]) {
            fprintf(stderr, "%s:%d: %.3s was given before\n", name, number, line);
            return -1;
        }
        simple[from] = (uint16_t)to;
    }
    return ferror(in) ? -1 : 0;
}

static int check_chains(const char *name)
{
    for (uint32_t code = 0; code < MOST; code++) {
        if (simple[code] && simple[simple[code]]) {
            fprintf(stderr, "%s: U+%04X becomes U+%04X, which becomes U+%04X\n", name,
                    (unsigned)code, (unsigned)simple[code],
                    (unsigned)simple[simple[code]]);
            return -1;
        }
    }
    return 0;
}

static int write_tables(FILE *out)
{
    size_t rest = 0;

    fputs(
        "/* Written by tools/make_variants.c; do not edit. */\n"
        "#include \"base/text_variants.h\"\n\n"
        "const uint16_t qoq_variant_main[QOQ_VARIANT_LAST - QOQ_VARIANT_FIRST + 1] = {",
        out);
    for (uint32_t code = FIRST; code <= LAST; code++)
        fprintf(out, "%s%u,", (code - FIRST) % 16 ? "" : "\n", (unsigned)simple[code]);
    fputs("\n};\n\nconst qoq_variant qoq_variant_rest[] = {\n", out);
    for (uint32_t code = 0; code < MOST; code++) {
        if (simple[code] && (code < FIRST || code > LAST)) {
            fprintf(out, "    {%u, %u},\n", (unsigned)code, (unsigned)simple[code]);
            rest++;
        }
    }
    fprintf(out, "    {0, 0},\n};\n\nconst size_t qoq_variant_rest_count = %zu;\n",
            rest);
    return ferror(out) ? -1 : 0;
}

int main(int argc, char **argv)
{
    FILE *in, *out;
    int status;

    if (argc != 3) {
        fputs("usage: make_variants CSV OUTPUT\n", stderr);
        return 2;
    }
    in = fopen(argv[1], "rb");
    if (!in) {
        perror(argv[1]);
        return 1;
    }
    status = read_table(in, argv[1]);
    fclose(in);
    if (status < 0 || check_chains(argv[1]) < 0)
        return 1;
    out = fopen(argv[2], "wb");
    if (!out) {
        perror(argv[2]);
        return 1;
    }
    status = write_tables(out);
    if (fclose(out) != 0)
        status = -1;
    if (status < 0)
        remove(argv[2]);
    return status < 0;
}

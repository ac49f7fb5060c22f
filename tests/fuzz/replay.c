/*
 * replay [FILE|FOLDER]...
 *
 * Stands in for libFuzzer where a fuzz target is built without it: runs the target once
 * on no input and once on each file, so that every build tries the seeds.
 */
#include <errno.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count; /* nftw has no argument for it */

static int replay(const char *path, const struct stat *info, int kind,
                  struct FTW *where)
{
    size_t size = (size_t)info->st_size;
    uint8_t *data;
    FILE *in;

    (void)where;
    if (kind != FTW_F)
        return 0;
    data = malloc(size + 1);
    in = fopen(path, "rb");
    if (!data || !in || fread(data, 1, size, in) != size) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(2);
    }
    fclose(in);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    count++;
    return 0;
}

int main(int argc, char **argv)
{
    static const uint8_t nothing[1];

    LLVMFuzzerTestOneInput(nothing, 0);
    for (int i = 1; i < argc; i++) {
        if (nftw(argv[i], replay, 16, FTW_PHYS) != 0) {
            fprintf(stderr, "%s: %s\n", argv[i], strerror(errno));
            return 2;
        }
    }
    printf("%zu files replayed\n", count);
    return 0;
}

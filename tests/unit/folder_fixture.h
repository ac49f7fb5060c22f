/* Tests that run in an empty folder of their own, which goes away with what is in it. */
#ifndef QOQ_TEST_FOLDER_FIXTURE_H
#define QOQ_TEST_FOLDER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter_folder, leave_folder)

/* In memory where that can be had: hundreds of writes are synced. */
static inline int enter_folder(void **state)
{
    bool memory = access("/dev/shm", W_OK | X_OK) == 0;
    char *folder = strdup(memory ? "/dev/shm/qoq-test.XXXXXX" : "/tmp/qoq-test.XXXXXX");

    if (!folder || !mkdtemp(folder) || chdir(folder) != 0)
        return -1;
    *state = folder;
    return 0;
}

static inline int leave_folder(void **state)
{
    char *folder = *state;
    DIR *list = opendir(".");
    struct dirent *entry;

    while (list && (entry = readdir(list))) {
        if (unlink(entry->d_name) != 0)
            rmdir(entry->d_name);
    }
    if (list)
        closedir(list);
    if (chdir("/") != 0 || rmdir(folder) != 0)
        return -1;
    free(folder);
    return 0;
}

#endif

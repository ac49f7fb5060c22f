/* The command. */
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "cli/command.h"

/* `qoq compare --help` and `qoq --help` are `qoq help ...`. */
static int run_help(const char *topic)
{
    char name[] = "help";
    char *argv[] = {name, NULL, NULL};
    const command *help = cli_find_command("help");
    qoq_arena arena = {0};
    cli c;

    argv[1] = topic ? qoq_arena_copy(&arena, topic, strlen(topic)) : NULL;
    int status = cli_parse(&c, help, argv[1] ? 2 : 1, argv);
    if (status == EXIT_DONE)
        status = help->run(&c);
    cli_clear(&c);
    qoq_arena_clear(&arena);
    return status;
}

static int unknown_command(const char *name)
{
    const char *names[32];
    size_t count = 0;
    cli nothing = {0};

    if (name[0] == '-')
        return cli_usage(&nothing,
                         "'%s' before a command; options come behind it "
                         "(see 'qoq help')",
                         name);
    for (; commands[count] && count < 32; count++)
        names[count] = commands[count]->name;
    return cli_unknown(&nothing, "command", name, cli_nearest(name, names, count),
                       "qoq help");
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0)
            break;
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    }
    return false;
}

static int run_command(int argc, char **argv)
{
    const command *cmd;
    cli c;

    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return run_help(NULL);
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
        return run_help("version");
    cmd = cli_find_command(argv[1]);
    if (!cmd)
        return unknown_command(argv[1]);
    if (wants_help(argc - 1, argv + 1))
        return run_help(cmd->name);
    int status = cli_parse(&c, cmd, argc - 1, argv + 1);
    if (status == EXIT_DONE)
        status = cmd->run(&c);
    cli_clear(&c);
    return status;
}

/* What one document gave back to the system the next one would take again, page by page:
 * 4 % of the time of small ones. Larger pieces still come and go alone. */
static void keep_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

int main(int argc, char **argv)
{
    keep_memory();
    /* A reader that goes away is found by the flush of cli_write, and is no failure. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a failed write */
    gsl_set_error_handler_off();
    return run_command(argc, argv);
}

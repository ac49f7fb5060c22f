/*
 * run [--update] [--bin FOLDER] [--src FOLDER] [--limit SECONDS] FILE.md...
 *
 * Runs the fenced examples of Markdown files and compares what they print with what the
 * files say. tests/spec/runner.md describes the format, and is a test of this program.
 *
 * Exit status: 0 all passed, 1 some failed, 2 usage or a broken file, 77 skipped.
 */
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    EXIT_FAILED = 1,
    EXIT_BROKEN = 2,
    EXIT_SKIPPED = 77,
    EXIT_TIME_OUT = 124,
    CONTEXT = 3
};

extern char **environ;

static const char *source_dir = ".";
static char source[PATH_MAX]; /* the same, absolute */
static const char *bin_dir;
static long limit_seconds = 60; /* for one example */
static bool update;
static size_t passed, failed;

static _Noreturn void give_up(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("spec: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(EXIT_BROKEN);
}

/* ---- growing text and lists of lines ---- */

typedef struct text {
    char *ptr;
    size_t len, room;
} text;

static void add(text *t, const char *bytes, size_t len)
{
    if (t->len + len + 1 > t->room) {
        t->room = (t->len + len + 1) * 2;
        t->ptr = realloc(t->ptr, t->room);
        if (!t->ptr)
            give_up("out of memory");
    }
    if (len > 0)
        memcpy(t->ptr + t->len, bytes, len);
    t->len += len;
    t->ptr[t->len] = '\0';
}

static void add_string(text *t, const char *string)
{
    add(t, string, strlen(string));
}

static text read_stream(FILE *in)
{
    text t = {0};
    char chunk[65536];
    size_t got;

    add(&t, "", 0);
    while ((got = fread(chunk, 1, sizeof chunk, in)) > 0)
        add(&t, chunk, got);
    return t;
}

typedef struct line {
    const char *ptr;
    size_t len; /* without the line end */
} line;

typedef struct lines {
    line *at;
    size_t count;
} lines;

/* Slices of t; a missing last line end makes no difference. */
static lines split(const text *t)
{
    lines out = {calloc(t->len + 1, sizeof(line)), 0};
    const char *from = t->ptr, *end = t->ptr + t->len;

    if (!out.at)
        give_up("out of memory");
    while (from < end) {
        const char *stop = memchr(from, '\n', (size_t)(end - from));

        if (!stop)
            stop = end;
        out.at[out.count++] = (line){from, (size_t)(stop - from)};
        from = stop + 1;
    }
    return out;
}

static bool is(line l, const char *string)
{
    return l.len == strlen(string) && memcmp(l.ptr, string, l.len) == 0;
}

static bool same(line a, line b)
{
    return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

static void add_lines(text *t, lines from, size_t start, size_t stop)
{
    for (size_t i = start; i < stop; i++) {
        add(t, from.at[i].ptr, from.at[i].len);
        add(t, "\n", 1);
    }
}

/* ---- differences ---- */

static void print_line(char mark, line l)
{
    printf("%c%.*s\n", mark, (int)l.len, l.ptr);
}

/* Longest common subsequence of the tails: table[i * width + j] for a[i..], b[j..]. */
static unsigned *common_lengths(lines a, lines b)
{
    size_t width = b.count + 1;
    unsigned *table = calloc((a.count + 1) * width, sizeof *table);

    if (!table)
        give_up("out of memory");
    for (size_t i = a.count; i-- > 0;) {
        for (size_t j = b.count; j-- > 0;) {
            unsigned down = table[(i + 1) * width + j],
                     right = table[i * width + j + 1];

            if (same(a.at[i], b.at[j]))
                table[i * width + j] = table[(i + 1) * width + j + 1] + 1;
            else
                table[i * width + j] = down > right ? down : right;
        }
    }
    return table;
}

static void print_whole(lines a, lines b)
{
    for (size_t i = 0; i < a.count; i++)
        print_line('-', a.at[i]);
    for (size_t j = 0; j < b.count; j++)
        print_line('+', b.at[j]);
}

/* Lines of the changed middle, removed ones with '-', added ones with '+'. */
static void print_middle(lines a, lines b)
{
    size_t i = 0, j = 0, width = b.count + 1;
    unsigned *table;

    if (a.count > 0 &&
        b.count > 2000000 / a.count) { /* a table of that size is no help */
        print_whole(a, b);
        return;
    }
    table = common_lengths(a, b);
    while (i < a.count || j < b.count) {
        if (i < a.count && j < b.count && same(a.at[i], b.at[j])) {
            print_line(' ', a.at[i++]);
            j++;
        } else if (i < a.count && (j == b.count || table[(i + 1) * width + j] >=
                                                       table[i * width + j + 1])) {
            print_line('-', a.at[i++]);
        } else {
            print_line('+', b.at[j++]);
        }
    }
    free(table);
}

static void print_difference(const char *what, const text *expected, const text *got)
{
    lines a = split(expected), b = split(got);
    size_t start = 0, end = 0;

    while (start < a.count && start < b.count && same(a.at[start], b.at[start]))
        start++;
    while (end < a.count - start && end < b.count - start &&
           same(a.at[a.count - 1 - end], b.at[b.count - 1 - end]))
        end++;
    printf("--- %s, expected\n+++ %s, got\n@@ line %zu @@\n", what, what, start + 1);
    for (size_t i = start > CONTEXT ? start - CONTEXT : 0; i < start; i++)
        print_line(' ', a.at[i]);
    print_middle((lines){a.at + start, a.count - start - end},
                 (lines){b.at + start, b.count - start - end});
    for (size_t i = a.count - end; i < a.count && i < a.count - end + CONTEXT; i++)
        print_line(' ', a.at[i]);
    free(a.at);
    free(b.at);
}

/* ---- running ---- */

typedef struct result {
    text out, err;
    int status;
} result;

/* What a Markdown file can hold: control characters as \xNN, a line that is a single dot
 * as \., the folders of this run by name, a word about a missing last line end. */
static void add_visible(text *to, const text *from, const char *dir)
{
    size_t dir_len = strlen(dir), source_len = strlen(source);
    char escape[8];

    for (size_t i = 0; i < from->len;) {
        const char *at = from->ptr + i;
        unsigned char c = (unsigned char)*at;

        if (strncmp(at, dir, dir_len) == 0) {
            add_string(to, "$HOME");
            i += dir_len;
            continue;
        }
        if (strncmp(at, source, source_len) == 0) {
            add_string(to, "$SRC");
            i += source_len;
            continue;
        }
        if (c == '.' && (i == 0 || at[-1] == '\n') &&
            (at[1] == '\n' || at[1] == '\0')) {
            add_string(to, "\\.");
        } else if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f) {
            snprintf(escape, sizeof escape, "\\x%02x", c);
            add_string(to, escape);
        } else {
            add(to, at, 1);
        }
        i++;
    }
    if (from->len > 0 && from->ptr[from->len - 1] != '\n')
        add_string(to, "\n\\ no line end\n");
}

static _Noreturn void run_child(const char *script, const char *dir, FILE *out,
                                FILE *err)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0);
    if (chdir(dir) != 0 || !freopen("/dev/null", "r", stdin) ||
        dup2(fileno(out), STDOUT_FILENO) < 0 || dup2(fileno(err), STDERR_FILENO) < 0)
        _exit(126);
    execl("/bin/sh", "sh", "-c", script, (char *)NULL);
    _exit(127);
}

/* The exit status as a shell gives it; the whole process group is killed in the end. */
static int wait_for(pid_t child)
{
    const struct timespec limit = {limit_seconds, 0};
    sigset_t set;
    int status = 0, code;
    bool in_time;

    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    while ((in_time = sigtimedwait(&set, NULL, &limit) == SIGCHLD || errno == EINTR) &&
           waitpid(child, &status, WNOHANG) == 0)
        continue;
    kill(-child, SIGKILL);
    if (!in_time) {
        waitpid(child, &status, 0);
        return EXIT_TIME_OUT;
    }
    code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return code;
}

static text collect(FILE *from, const char *dir)
{
    text raw, visible = {0};

    rewind(from);
    raw = read_stream(from);
    add(&visible, "", 0);
    add_visible(&visible, &raw, dir);
    free(raw.ptr);
    fclose(from);
    return visible;
}

static result run_script(const char *script, const char *dir)
{
    FILE *out = tmpfile(), *err = tmpfile();
    result r = {0};
    pid_t child;

    if (!out || !err)
        give_up("no temporary file: %s", strerror(errno));
    fflush(NULL);
    child = fork();
    if (child < 0)
        give_up("fork: %s", strerror(errno));
    if (child == 0)
        run_child(script, dir, out, err);
    setpgid(child, child); /* here as well: whoever comes first */
    r.status = wait_for(child);
    r.out = collect(out, dir);
    r.err = collect(err, dir);
    if (r.status == EXIT_TIME_OUT)
        add_string(&r.err, "spec: the time is up\n");
    return r;
}

/* ---- the fences ---- */

/* Lines start .. stop - 1 of a file lie between the fences, of `ticks` backticks. */
typedef struct fence {
    size_t start, stop, ticks;
    line info;
} fence;

typedef struct example {
    text script, out, err;
    int status;
} example;

static size_t count_ticks(line l)
{
    size_t n = 0;

    while (n < l.len && l.ptr[n] == '`')
        n++;
    return n;
}

static bool closes(line l, size_t ticks)
{
    size_t n = count_ticks(l);

    if (n < ticks)
        return false;
    while (n < l.len && l.ptr[n] == ' ')
        n++;
    return n == l.len;
}

static bool is_exit(line l, int *status)
{
    char digits[8];
    char *end;

    if (l.len < 6 || l.len > 8 || memcmp(l.ptr, "exit ", 5) != 0)
        return false;
    memcpy(digits, l.ptr + 5, l.len - 5);
    digits[l.len - 5] = '\0';
    *status = (int)strtol(digits, &end, 10);
    return *end == '\0';
}

/* Parts are set apart by lines of one dot; a last line `exit N` after a dot is the exit
 * status whatever parts were left out before it. */
static example parse_example(const lines *file, const fence *f)
{
    example e = {0};
    text *parts[] = {&e.script, &e.out, &e.err};
    size_t part = 0, stop = f->stop;

    if (stop >= f->start + 2 && is(file->at[stop - 2], ".") &&
        is_exit(file->at[stop - 1], &e.status))
        stop -= 2;
    for (size_t i = 0; i < 3; i++)
        add(parts[i], "", 0);
    for (size_t i = f->start; i < stop; i++) {
        if (is(file->at[i], ".")) {
            if (++part > 2)
                give_up("line %zu: a part too many", i + 1);
            continue;
        }
        add_lines(parts[part], *file, i, i + 1);
    }
    return e;
}

static bool equal(const text *a, const text *b)
{
    return a->len == b->len && memcmp(a->ptr, b->ptr, a->len) == 0;
}

static bool agree(const example *e, const result *r)
{
    return e->status == r->status && equal(&e->out, &r->out) && equal(&e->err, &r->err);
}

static void report(const char *path, const fence *f, const example *e, const result *r)
{
    printf("%s:%zu: FAILED\n%s", path, f->start, e->script.ptr);
    if (!equal(&e->out, &r->out))
        print_difference("stdout", &e->out, &r->out);
    if (!equal(&e->err, &r->err))
        print_difference("stderr", &e->err, &r->err);
    if (e->status != r->status)
        printf("--- exit %d, expected\n+++ exit %d, got\n", e->status, r->status);
    putchar('\n');
}

static size_t longest_ticks(const text *t)
{
    lines l = split(t);
    size_t most = 0;

    for (size_t i = 0; i < l.count; i++) {
        size_t n = count_ticks(l.at[i]);

        if (n > most)
            most = n;
    }
    free(l.at);
    return most;
}

static void add_ticks(text *to, size_t count)
{
    while (count-- > 0)
        add(to, "`", 1);
}

/* The whole fence anew, with what was printed. */
static void write_example(text *to, const fence *f, const example *e, const result *r)
{
    size_t ticks = f->ticks, most = longest_ticks(&r->out);
    char number[24];

    if (longest_ticks(&r->err) > most)
        most = longest_ticks(&r->err);
    if (most >= ticks)
        ticks = most + 1;
    add_ticks(to, ticks);
    add(to, f->info.ptr, f->info.len);
    add(to, "\n", 1);
    add(to, e->script.ptr, e->script.len);
    if (r->out.len > 0 || r->err.len > 0) {
        add_string(to, ".\n");
        add(to, r->out.ptr, r->out.len);
    }
    if (r->err.len > 0) {
        add_string(to, ".\n");
        add(to, r->err.ptr, r->err.len);
    }
    if (r->status != 0) {
        snprintf(number, sizeof number, ".\nexit %d\n", r->status);
        add_string(to, number);
    }
    add_ticks(to, ticks);
    add(to, "\n", 1);
}

/* Runs one example; returns whether its fence was written anew into `to`. */
static bool do_example(text *to, const char *path, const lines *file, const fence *f,
                       const char *dir)
{
    example e = parse_example(file, f);
    result r = run_script(e.script.ptr, dir);
    bool fine = agree(&e, &r), rewritten = !fine && update;

    if (fine)
        passed++;
    else if (!update)
        failed++;
    if (rewritten) {
        printf("%s:%zu: updated\n", path, f->start);
        write_example(to, f, &e, &r);
        passed++;
    } else if (!fine) {
        report(path, f, &e, &r);
    }
    free(e.script.ptr);
    free(e.out.ptr);
    free(e.err.ptr);
    free(r.out.ptr);
    free(r.err.ptr);
    return rewritten;
}

static void make_parents(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
}

static void do_file(const lines *file, const fence *f, line name, const char *dir)
{
    text path = {0}, content = {0};
    FILE *out;

    add_string(&path, dir);
    add(&path, "/", 1);
    add(&path, name.ptr, name.len);
    if (name.len == 0 || name.ptr[0] == '/' || strstr(path.ptr, "/../"))
        give_up("line %zu: a file needs a name below the folder of the test", f->start);
    make_parents(path.ptr);
    add(&content, "", 0);
    add_lines(&content, *file, f->start, f->stop);
    out = fopen(path.ptr, "wb");
    if (!out || fwrite(content.ptr, 1, content.len, out) != content.len ||
        fclose(out) != 0)
        give_up("%s: %s", path.ptr, strerror(errno));
    free(path.ptr);
    free(content.ptr);
}

static bool find_fence(const lines *file, size_t at, fence *f)
{
    size_t ticks = count_ticks(file->at[at]);

    if (ticks < 3)
        return false;
    f->ticks = ticks;
    f->info = (line){file->at[at].ptr + ticks, file->at[at].len - ticks};
    f->start = at + 1;
    for (f->stop = f->start; f->stop < file->count; f->stop++) {
        if (closes(file->at[f->stop], ticks))
            return true;
    }
    give_up("line %zu: this fence is never closed", at + 1);
}

/* Walks the fences in order; `to` becomes the file with what was updated. */
static bool do_fences(text *to, const char *path, const lines *file, const char *dir)
{
    bool changed = false;
    fence f;

    for (size_t i = 0; i < file->count; i++) {
        bool rewritten = false;

        if (!find_fence(file, i, &f)) {
            add_lines(to, *file, i, i + 1);
            continue;
        }
        if (is(f.info, "example"))
            rewritten = do_example(to, path, file, &f, dir);
        else if (f.info.len > 5 && memcmp(f.info.ptr, "file ", 5) == 0)
            do_file(file, &f, (line){f.info.ptr + 5, f.info.len - 5}, dir);
        if (!rewritten)
            add_lines(to, *file, i, f.stop + 1);
        changed |= rewritten;
        i = f.stop;
    }
    return changed;
}

/* ---- a file ---- */

/* `<!-- needs: WORD -->`: a path below the project or a program. */
static bool is_there(const char *needed)
{
    text command = {0};
    int status;
    result r;

    add_string(&command,
               "test -e \"$SRC/$NEEDED\" || command -v \"$NEEDED\" >/dev/null");
    setenv("NEEDED", needed, 1);
    r = run_script(command.ptr, "/");
    unsetenv("NEEDED");
    status = r.status;
    free(r.out.ptr);
    free(r.err.ptr);
    free(command.ptr);
    return status == 0;
}

static bool has_what_it_needs(const char *path, const lines *file)
{
    static const char mark[] = "<!-- needs: ";
    char needed[256];
    fence f;

    for (size_t i = 0; i < file->count; i++) {
        line l = file->at[i];

        if (find_fence(file, i, &f)) {
            i = f.stop;
            continue;
        }
        if (l.len <= sizeof mark - 1 || memcmp(l.ptr, mark, sizeof mark - 1) != 0)
            continue;
        snprintf(needed, sizeof needed, "%.*s", (int)(l.len - (sizeof mark - 1)),
                 l.ptr + sizeof mark - 1);
        needed[strcspn(needed, " ")] = '\0';
        if (!is_there(needed)) {
            printf("%s: skipped, needs %s\n", path, needed);
            return false;
        }
    }
    return true;
}

static int remove_entry(const char *path, const struct stat *info, int kind,
                        struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

static void write_atomically(const char *path, const text *content)
{
    text temporary = {0};
    FILE *out;

    add_string(&temporary, path);
    add_string(&temporary, ".new");
    out = fopen(temporary.ptr, "wb");
    if (!out || fwrite(content->ptr, 1, content->len, out) != content->len ||
        fclose(out) != 0 || rename(temporary.ptr, path) != 0)
        give_up("%s: %s", path, strerror(errno));
    free(temporary.ptr);
}

static bool run_file(const char *path)
{
    char dir[] = "/tmp/spec.XXXXXX", config[sizeof dir + 16];
    size_t before = passed + failed;
    text whole, changed = {0};
    FILE *in = fopen(path, "rb");
    lines file;
    bool wanted;

    if (!in)
        give_up("%s: %s", path, strerror(errno));
    whole = read_stream(in);
    fclose(in);
    file = split(&whole);
    wanted = has_what_it_needs(path, &file);
    if (wanted) {
        if (!mkdtemp(dir))
            give_up("%s: %s", dir, strerror(errno));
        snprintf(config, sizeof config, "%s/.config", dir);
        setenv("HOME", dir, 1);
        setenv("XDG_CONFIG_HOME", config, 1);
        add(&changed, "", 0);
        if (do_fences(&changed, path, &file, dir))
            write_atomically(path, &changed);
        nftw(dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
        if (passed + failed == before)
            give_up("%s: no example in this file", path);
    }
    free(file.at);
    free(whole.ptr);
    free(changed.ptr);
    return wanted;
}

/* ---- surroundings ---- */

/* Nothing of the user's settings reaches an example. */
static void clean_environment(void)
{
    static const char *const unwanted[] = {"NO_COLOR", "LANG",  "LANGUAGE",
                                           "LINES",    "PAGER", "GNUPLOT_LIB",
                                           "GNUTERM",  "TMPDIR"};
    char name[256];

    for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++)
        unsetenv(unwanted[i]);
    for (char **at = environ; *at;) {
        if (strncmp(*at, "QOQ_", 4) == 0) {
            snprintf(name, sizeof name, "%.*s", (int)strcspn(*at, "="), *at);
            unsetenv(name);
            at = environ;
        } else {
            at++;
        }
    }
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("COLUMNS", "80", 1);
    setenv("TERM", "dumb", 1);
    setenv("TZ", "UTC", 1);
}

/* PATH_MAX is enough for realpath, says POSIX. */
static void set_absolute(const char *name, const char *path)
{
    char real[PATH_MAX];

    if (!realpath(path, real))
        give_up("%s: %s", path, strerror(errno));
    setenv(name, real, 1);
}

static void set_path(void)
{
    const char *old = getenv("PATH");
    text path = {0};

    if (bin_dir) {
        set_absolute("BIN", bin_dir);
        add_string(&path, getenv("BIN"));
        add(&path, ":", 1);
    }
    add_string(&path, old ? old : "/usr/bin:/bin");
    setenv("PATH", path.ptr, 1);
    free(path.ptr);
    set_absolute("SRC", source_dir);
    snprintf(source, sizeof source, "%s", getenv("SRC"));
    set_absolute("SPEC_RUN", "/proc/self/exe"); /* runner.md tries the runner itself */
}

static int usage(void)
{
    fputs("usage: run [--update] [--bin FOLDER] [--src FOLDER] [--limit SECONDS] "
          "FILE.md...\n",
          stderr);
    return EXIT_BROKEN;
}

int main(int argc, char **argv)
{
    int i = 1, wanted = 0;
    sigset_t set;

    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
        if (strcmp(argv[i], "--update") == 0)
            update = true;
        else if (strcmp(argv[i], "--bin") == 0 && i + 1 < argc)
            bin_dir = argv[++i];
        else if (strcmp(argv[i], "--src") == 0 && i + 1 < argc)
            source_dir = argv[++i];
        else if (strcmp(argv[i], "--limit") == 0 && i + 1 < argc)
            limit_seconds = strtol(argv[++i], NULL, 10);
        else
            return usage();
    }
    if (i == argc)
        return usage();
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    clean_environment();
    set_path();
    for (; i < argc; i++)
        wanted += run_file(argv[i]);
    if (wanted == 0)
        return EXIT_SKIPPED;
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed > 0 ? EXIT_FAILED : 0;
}

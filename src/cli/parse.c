/* Arguments of a command into struct cli, by the option rows. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

enum {
    OPTION_AS_OF = 256,
    OPTION_FIRST,
    OPTION_UNIT,
    OPTION_LANG,
    OPTION_COLOR,
    OPTION_DATA_DIR,
    OPTION_NO_DERIVE
};

typedef struct common_row {
    unsigned group; /* COMMON_*; 0 = every command */
    option_row row;
} common_row;

static const common_row common_rows[] = {
    {COMMON_DATA,
     {'d', "data", "FILE",
      "dataset to use; repeatable, '-' is standard input (default $QOQ_DATA, else the "
      "shipped data)"}},
    {COMMON_SELECT, {'e', "entity", "ID", "company, see 'qoq list entities'"}},
    {COMMON_SELECT, {'a', "axis", "ID", "breakdown: business, product, region..."}},
    {COMMON_SELECT,
     {'s', "segment", "ID",
      "segment and what it consists of, see 'qoq list segments'"}},
    {COMMON_SELECT, {'m', "metric", "ID", "metric, see 'qoq list metrics'"}},
    {COMMON_SELECT,
     {'b', "basis", "ID", "reported or adjusted; also ifrs, gaap, non_ifrs, non_gaap"}},
    {COMMON_PERIODS,
     {'p', "periods", "FROM..TO", "periods to show: 2024Q1..2025Q1, 2024Q1.., 2025Q1"}},
    {COMMON_VIEW,
     {OPTION_AS_OF, "as-of", "WHEN",
      "as known then: a vintage (2024Q3) or a day (2024-11-13)"}},
    {COMMON_VIEW,
     {OPTION_FIRST, "first-reported", NULL,
      "values as first reported, not as restated later"}},
    {COMMON_DERIVE,
     {OPTION_NO_DERIVE, "no-derive", NULL,
      "levels only as documents state them, none derived"}},
    {COMMON_UNIT,
     {OPTION_UNIT, "unit", "UNIT", "scale of levels: auto, bn, mn, 亿, 百万..."}},
    {COMMON_FORMAT, {'f', "format", "FORMAT", "table, csv, json or md"}},
    {COMMON_OUTPUT, {'o', "output", "FILE", "write to a file, whole or not at all"}},
    {0, {OPTION_LANG, "lang", "LANG", "language of names and words: en or zh"}},
    {0, {OPTION_COLOR, "color", "WHEN", "auto, always or never (also NO_COLOR)"}},
    {0,
     {OPTION_DATA_DIR, "data-dir", "FOLDER",
      "lexicon, charts and identities of your own"}},
    {0, {'q', "quiet", NULL, "no notes"}},
    {0, {'v', "verbose", NULL, "more notes"}},
    {0, {'h', "help", NULL, "show this help"}},
};

enum { COMMON_ROWS = sizeof common_rows / sizeof common_rows[0], OPTIONS_AT_MOST = 64 };

const option_row *cli_option_row(const command *cmd, size_t index)
{
    for (const option_row *own = cmd->own; own && own->name; own++) {
        if (index-- == 0)
            return own;
    }
    for (size_t i = 0; i < COMMON_ROWS; i++) {
        const common_row *row = &common_rows[i];
        if ((row->group == 0 || row->group & cmd->common) && index-- == 0)
            return &row->row;
    }
    return NULL;
}

const command *cli_find_command(const char *name)
{
    for (size_t i = 0; commands[i]; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}

/* ---- values ------------------------------------------------------------------------- */

static bool no_memory(const cli *c)
{
    qoq_error err;

    qoq_fail_memory(&err);
    cli_fail(c, &err);
    return false;
}

static bool add_word(cli *c, words *list, const char *text, size_t len)
{
    char *copy = qoq_arena_copy(&c->arena, text, len);

    if (!copy || qoq_grow(&list->items, &list->room, list->count + 1,
                          sizeof *list->items, NULL) != QOQ_OK)
        return no_memory(c);
    list->items[list->count++] = copy;
    return true;
}

static bool add_words(cli *c, words *list, const char *text)
{
    for (;;) {
        size_t len = strcspn(text, ",");
        if (len && !add_word(c, list, text, len))
            return false;
        if (!text[len])
            return true;
        text += len + 1;
    }
}

/* One of a few words; -1 after an error line. */
static int one_of(const cli *c, const char *option, const char *value,
                  const char *const *choices, size_t count)
{
    qoq_buffer list = {0};

    for (size_t i = 0; i < count; i++) {
        if (strcmp(choices[i], value) == 0) {
            qoq_buffer_clear(&list);
            return (int)i;
        }
        qoq_buffer_print(&list, "%s%s",
                         i == 0           ? ""
                         : i + 1 == count ? " or "
                                          : ", ",
                         choices[i]);
    }
    cli_usage(c, "--%s is %s, not '%s'", option, qoq_buffer_string(&list), value);
    qoq_buffer_clear(&list);
    return -1;
}

static bool parse_period(const cli *c, qoq_period *out, const char *text, size_t len)
{
    qoq_error err;

    if (qoq_period_parse(out, text, len, &err) == QOQ_OK)
        return true;
    cli_usage(c, "%s (see 'qoq help periods')", err.message);
    return false;
}

static bool parse_periods(cli *c, const char *text)
{
    const char *dots = strstr(text, "..");
    size_t len = dots ? (size_t)(dots - text) : strlen(text);

    c->has_periods = true;
    c->from = c->to = (qoq_period){0};
    if (!dots)
        return parse_period(c, &c->from, text, len) &&
               parse_period(c, &c->to, text, len);
    if (len && !parse_period(c, &c->from, text, len))
        return false;
    const char *to = dots + 2;
    if (*to && !parse_period(c, &c->to, to, strlen(to)))
        return false;
    if (*to && len && qoq_period_compare(c->from, c->to) > 0) {
        cli_usage(c, "periods '%s' run backwards", text);
        return false;
    }
    return true;
}

static bool parse_as_of(cli *c, const char *text)
{
    qoq_error err;

    if (c->view.kind == QOQ_VIEW_FIRST_REPORTED) {
        cli_usage(c, "--as-of and --first-reported exclude each other");
        return false;
    }
    if (qoq_view_parse(&c->view, qoq_slice_of(text), &err) == QOQ_OK)
        return true;
    cli_usage(c, "--as-of: %s", err.message);
    return false;
}

static bool parse_first(cli *c)
{
    if (c->view.kind != QOQ_VIEW_LATEST && c->view.kind != QOQ_VIEW_FIRST_REPORTED) {
        cli_usage(c, "--as-of and --first-reported exclude each other");
        return false;
    }
    c->view.kind = QOQ_VIEW_FIRST_REPORTED;
    return true;
}

static bool parse_unit(cli *c, const char *text)
{
    c->scale = qoq_scale_find(qoq_slice_of(text));
    if (c->scale || strcmp(text, "auto") == 0)
        return true;
    qoq_buffer list = {0};
    for (const qoq_scale *s = qoq_scales; s->id; s++)
        qoq_buffer_print(&list, ", %s", s->id);
    cli_usage(c, "no unit '%s'; there are auto%s", text, qoq_buffer_string(&list));
    qoq_buffer_clear(&list);
    return false;
}

static const char *const format_names[] = {"table", "csv", "json", "md"};
static const char *const language_names[] = {"en", "zh"};
static const char *const color_names[] = {"auto", "always", "never"};

static bool set_common(cli *c, int key, const char *value)
{
    int choice;

    switch (key) {
    case 'd':
        return add_word(c, &c->data, value, strlen(value));
    case 'e':
        return add_words(c, &c->entities, value);
    case 'a':
        return add_words(c, &c->axes, value);
    case 's':
        return add_words(c, &c->segments, value);
    case 'm':
        return add_words(c, &c->metrics, value);
    case 'b':
        return add_words(c, &c->bases, value);
    case 'p':
        return parse_periods(c, value);
    case 'o':
        c->output = value;
        return true;
    case 'q':
        c->verbosity = -1;
        return true;
    case 'v':
        c->verbosity = 1;
        return true;
    case OPTION_AS_OF:
        return parse_as_of(c, value);
    case OPTION_FIRST:
        return parse_first(c);
    case OPTION_NO_DERIVE:
        c->no_derive = true;
        return true;
    case OPTION_UNIT:
        return parse_unit(c, value);
    case OPTION_DATA_DIR:
        c->data_dir = value;
        return true;
    case OPTION_LANG:
        choice = one_of(c, "lang", value, language_names, 2);
        c->chinese = choice == 1;
        return choice >= 0;
    case OPTION_COLOR:
        choice = one_of(c, "color", value, color_names, 3);
        c->color = (color_choice)choice;
        return choice >= 0;
    default: /* 'f' */
        choice = one_of(c, "format", value, format_names, 4);
        c->format = (output_format)choice;
        c->has_format = true;
        return choice >= 0;
    }
}

static bool add_own(cli *c, int key, const char *value)
{
    if (qoq_grow(&c->own, &c->own_room, c->own_count + 1, sizeof *c->own, NULL) !=
        QOQ_OK)
        return no_memory(c);
    c->own[c->own_count++] = (given_option){key, value};
    return true;
}

static bool is_own(const cli *c, int key)
{
    for (const option_row *own = c->command->own; own && own->name; own++) {
        if (own->key == key)
            return true;
    }
    return false;
}

/* ---- the loop ------------------------------------------------------------------------ */

/* What getopt_long wants, made from the option rows. */
typedef struct getopt_tables {
    struct option rows[OPTIONS_AT_MOST + 1];
    char letters[3 * OPTIONS_AT_MOST + 3];
} getopt_tables;

static void make_tables(getopt_tables *t, const command *cmd)
{
    const option_row *row;
    size_t count = 0;
    char *letter = t->letters;

    *letter++ = '+'; /* arguments are collected by us */
    *letter++ = ':'; /* a missing value is told apart */
    for (; count < OPTIONS_AT_MOST && (row = cli_option_row(cmd, count)); count++) {
        t->rows[count] = (struct option){
            row->name, row->argument ? required_argument : no_argument, NULL, row->key};
        if (row->key >= 256)
            continue;
        *letter++ = (char)row->key;
        if (row->argument)
            *letter++ = ':';
    }
    t->rows[count] = (struct option){NULL, 0, NULL, 0};
    *letter = '\0';
}

/* A dash and a letter make an option: -200 and - stay arguments. */
static bool is_option(const char *text)
{
    if (text[0] != '-')
        return false;
    return text[1] == '-' || (text[1] >= 'a' && text[1] <= 'z') ||
           (text[1] >= 'A' && text[1] <= 'Z');
}

static int unknown_option(const cli *c, const char *word)
{
    const char *names[OPTIONS_AT_MOST];
    char name[64];
    const option_row *row;
    size_t count = 0;

    if (word[1] != '-')
        return cli_usage(c, "no option '-%c' (see 'qoq help %s')", optopt,
                         c->command->name);
    for (; count < OPTIONS_AT_MOST && (row = cli_option_row(c->command, count));
         count++)
        names[count] = row->name;
    size_t len = strcspn(word + 2, "=");
    len = len < sizeof name - 1 ? len : sizeof name - 1;
    memcpy(name, word + 2, len);
    name[len] = '\0';
    const char *near = cli_nearest(name, names, count);
    if (near)
        return cli_usage(c, "no option '--%s'; did you mean '--%s'?", name, near);
    return cli_usage(c, "no option '--%s' (see 'qoq help %s')", name, c->command->name);
}

static int bad_option(const cli *c, int result, const char *word)
{
    if (result == ':')
        return cli_usage(c, "'%s' needs a value", word);
    if (optopt && word[1] == '-')
        return cli_usage(c, "'%s': this option takes no value", word);
    return unknown_option(c, word);
}

static int parse_all(cli *c, int argc, char **argv)
{
    getopt_tables tables;
    bool only_arguments = false;

    make_tables(&tables, c->command);
    c->arguments = argv + 1; /* moved to the front as they are met */
    optind = 1;
    opterr = 0;
    while (optind < argc) {
        char *word = argv[optind];
        if (only_arguments || !is_option(word)) {
            c->arguments[c->argument_count++] = word;
            optind++;
            continue;
        }
        if (strcmp(word, "--") == 0) {
            only_arguments = true;
            optind++;
            continue;
        }
        int key = getopt_long(argc, argv, tables.letters, tables.rows, NULL);
        if (key == '?' || key == ':')
            return bad_option(c, key, word);
        bool own = is_own(c, key);
        if (own ? !add_own(c, key, optarg ? optarg : "") : !set_common(c, key, optarg))
            return EXIT_USAGE;
    }
    return EXIT_DONE;
}

/* -o table.csv says which format is meant, unless -f does. */
static void format_of_output(cli *c)
{
    const char *dot = c->output ? strrchr(c->output, '.') : NULL;

    if (!dot || c->has_format || !(c->command->common & COMMON_FORMAT))
        return;
    for (size_t i = 1; i < sizeof format_names / sizeof format_names[0]; i++) {
        if (strcmp(dot + 1, format_names[i]) == 0)
            c->format = (output_format)i;
    }
}

int cli_parse(cli *c, const command *cmd, int argc, char **argv)
{
    memset(c, 0, sizeof *c);
    qoq_arena_init(&c->arena);
    c->command = cmd;
    int status = parse_all(c, argc, argv);
    format_of_output(c);
    return status;
}

const char *cli_option(const cli *c, int key)
{
    const char *value = NULL;

    for (size_t i = 0; i < c->own_count; i++) {
        if (c->own[i].key == key)
            value = c->own[i].value;
    }
    return value;
}

int cli_option_span(const cli *c, int key, qoq_span *out)
{
    static const struct {
        const char *name;
        qoq_span span;
    } spans[] = {{"quarter", QOQ_SPAN_QUARTER},
                 {"half", QOQ_SPAN_HALF},
                 {"nine", QOQ_SPAN_NINE},
                 {"year", QOQ_SPAN_YEAR}};
    enum { SPANS = sizeof spans / sizeof spans[0] };
    const char *names[SPANS], *word = cli_option(c, key);

    for (size_t i = 0; word && i < SPANS; i++) {
        names[i] = spans[i].name;
        if (strcmp(spans[i].name, word) == 0) {
            *out = spans[i].span;
            return EXIT_DONE;
        }
    }
    return word ? cli_unknown(c, "span", word, cli_nearest(word, names, SPANS),
                              "qoq help periods")
                : EXIT_DONE;
}

bool cli_option_number(cli *c, int key, long low, long high, long *out)
{
    const char *text = cli_option(c, key);
    const char *name = "";
    qoq_decimal value;

    if (!text)
        return true;
    for (const option_row *own = c->command->own; own && own->name; own++) {
        if (own->key == key)
            name = own->name;
    }
    if (qoq_decimal_parse(&value, text, strlen(text), NULL) != QOQ_OK ||
        qoq_decimal_compare(value, qoq_decimal_of(low, 0)) < 0 ||
        qoq_decimal_compare(value, qoq_decimal_of(high, 0)) > 0 || value.exponent < 0) {
        cli_usage(c, "--%s is a whole number from %ld to %ld, not '%s'", name, low,
                  high, text);
        return false;
    }
    *out = (long)qoq_decimal_double(value);
    return true;
}

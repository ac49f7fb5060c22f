/*
 * The command line: one row per command, one row per option. Parsing, `qoq help`, the
 * man page and completion read these rows; nothing is spelled twice.
 *
 * To add a command: cmd_NAME.c with
 *
 *     static const option_row own_options[] = {
 *         {'j', "jobs", "N", "threads (default: one per core)"},
 *         {OPTION_INTO, "into", "DATASET", "put the records into this file"},
 *         {0, NULL, NULL, NULL},
 *     };
 *     static int run(cli *c) { ... return EXIT_DONE; }
 *     const command command_extract = {"extract", run, "DOC...", "documents to records",
 *         COMMON_DATA | COMMON_OUTPUT, own_options, "A paragraph for help."};
 *
 * a declaration and a row of commands[] in command_table.c, and a line of
 * QOQ_COMMAND_SOURCES. A key below 256 is the short letter; long-only options count up
 * from OPTION_OWN.
 */
#ifndef QOQ_CLI_COMMAND_H
#define QOQ_CLI_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include "qoq/dataset.h"
#include "qoq/derive.h"
#include "qoq/file.h"
#include "qoq/knowledge.h"
#include "qoq/lexicon.h"
#include "qoq/terminal.h"
#include "qoq/unit.h"

/* Exit statuses of the command; qoq_status_exit gives them for a library status. */
enum {
    EXIT_DONE = 0,
    EXIT_INPUT = 1,
    EXIT_USAGE = 2,
    EXIT_FINDINGS = 3,
    EXIT_SYSTEM = 4
};

typedef struct cli cli;

/* One option. argument NULL = a switch. */
typedef struct option_row {
    int key;
    const char *name, *argument, *help;
} option_row;

enum { OPTION_OWN = 512 }; /* long-only options of a command: OPTION_OWN, + 1, ... */

/* Groups of common options that a command accepts. Every command accepts -q, -v,
 * --lang, --color, --data-dir and --help. */
enum {
    COMMON_DATA = 1,    /* -d */
    COMMON_SELECT = 2,  /* -e -a -s -m -b */
    COMMON_PERIODS = 4, /* -p */
    COMMON_VIEW = 8,    /* --as-of --first-reported */
    COMMON_UNIT = 16,   /* --unit */
    COMMON_FORMAT = 32, /* -f */
    COMMON_OUTPUT = 64, /* -o */
    COMMON_DERIVE = 128 /* --no-derive */
};

typedef struct command {
    const char *name;
    int (*run)(cli *c);
    const char *arguments; /* "[P [BASE...]]" */
    const char *summary;   /* one line, lower case, no full stop */
    unsigned common;       /* COMMON_* */
    const option_row *own; /* ended by a row whose name is NULL; may be NULL */
    const char *help;      /* paragraphs for `qoq help NAME`, wrapped when shown */
} command;

extern const command *const commands[]; /* ended by NULL */

/* Words given by a repeatable, comma-separated option. */
typedef struct words {
    const char **items;
    size_t count, room;
} words;

typedef enum output_format {
    FORMAT_TABLE,
    FORMAT_CSV,
    FORMAT_JSON,
    FORMAT_MD
} output_format;

typedef enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color_choice;

/* An option of the command itself as it was given. */
typedef struct given_option {
    int key;
    const char *value; /* NULL for a switch */
} given_option;

/* Everything one run knows. Filled by cli_parse; texts live as long as argv or arena. */
struct cli {
    const command *command;

    /* common options */
    words data, entities, axes, segments, metrics, bases;
    bool has_periods;
    qoq_period from, to; /* none = open on that side */
    qoq_view view;
    bool no_derive;
    const qoq_scale *scale; /* NULL = auto */
    bool chinese;
    output_format format;
    bool has_format;
    const char *output; /* -o; NULL = standard output */
    color_choice color;
    const char *data_dir;
    int verbosity; /* -1 with -q, 0, 1 with -v */

    /* the command's own options and its arguments, in the order given */
    given_option *own;
    size_t own_count, own_room;
    char **arguments;
    size_t argument_count;

    /* loaded on demand, released by cli_clear */
    qoq_arena arena;
    qoq_knowledge_paths paths;
    qoq_lexicon *lexicon;
    qoq_dataset dataset;
    bool has_paths, has_dataset;
    words corrections; /* files of them that were read */
    size_t warnings;   /* notes of level warning printed so far */
};

/* ---- options ------------------------------------------------------------------------ */

/* The value of the last own option of this key: NULL when it was not given, "" for a
 * switch. */
const char *cli_option(const cli *c, int key);

/* An own option as a whole number from low to high; *out untouched when it was not given.
 * False after an error line (then return EXIT_USAGE). */
bool cli_option_number(cli *c, int key, long low, long high, long *out);

/* An own option that names a span: quarter, half, nine, year; *out untouched when it was
 * not given. EXIT_DONE, or EXIT_USAGE after an error line. */
int cli_option_span(const cli *c, int key, qoq_span *out);

/* ---- trouble ------------------------------------------------------------------------ */

/* "qoq: MESSAGE" on stderr; returns EXIT_USAGE, or the status's exit. */
int cli_usage(const cli *c, const char *format, ...) QOQ_PRINTF(2, 3);
int cli_fail(const cli *c, const qoq_error *err);
/* "qoq: SOURCE:LINE:COLUMN: MESSAGE" for a failure inside a file. */
int cli_fail_in(const cli *c, const char *source, const qoq_error *err);

/* Notes like a compiler's on stderr, by -q and -v; counts warnings in c->warnings. */
qoq_note_sink cli_notes(cli *c);
void cli_note(cli *c, const char *id, qoq_note_level level, const char *format, ...)
    QOQ_PRINTF(4, 5);

/* "1 record", "2 records". In the arena. */
const char *cli_count(cli *c, size_t count, const char *what);

/* The nearest of the candidates to a mistyped word, or NULL when none is near. */
const char *cli_nearest(const char *word, const char *const *candidates, size_t count);
/* Like cli_usage: "no WHAT 'word'; did you mean 'x'? (see 'HINT')". */
int cli_unknown(const cli *c, const char *what, const char *word, const char *nearest,
                const char *hint);

/* ---- things loaded on demand -------------------------------------------------------- */

/* Each returns NULL after its error line; *status is then the exit status. */
const qoq_knowledge_paths *cli_paths(cli *c);
const qoq_lexicon *cli_lexicon(cli *c, int *status);
/* -d files, else $QOQ_DATA, else the shipped dataset with a note. Sorted when
 * several files were given (their union). */
qoq_dataset *cli_dataset(cli *c, int *status);

/* How long a dataset that another process changes is waited for, in milliseconds. */
enum { CLI_LOCK_WAIT = 120000 };

/* May this path be changed as a dataset? EXIT_DONE, or EXIT_USAGE after an error line. */
int cli_refuse_target(const cli *c, const char *path);

/* ---- what was selected -------------------------------------------------------------- */

/* The data under the view of the options, with -e -a -s -m -b looked up. Names are those
 * of the panel's dataset. An empty list means that the option was not given. Ids and names
 * in either language are understood ('vas', '增值服务'). */
typedef struct chosen_segment {
    uint32_t entity, axis, segment;
} chosen_segment;

typedef struct selection {
    qoq_panel *panel;
    qoq_deriver *deriver;
    uint32_t *entities, *axes, *segments;
    const char **metrics; /* ids */
    size_t entity_count, axis_count, segment_count, metric_count;
    bool reported_only, adjusted_only;
    chosen_segment *chosen; /* those of -s with all their parts, sorted */
    size_t chosen_count, chosen_room;
} selection;

/* Loads lexicon and data and looks everything up. EXIT_DONE, or the status after its error
 * line. Clear in either case. */
int cli_select(cli *c, selection *out);
void cli_selection_clear(selection *s);

/* The one company that is meant: -e, or the only one of the data. EXIT_DONE, or EXIT_USAGE
 * after a line that names the companies there are. */
int cli_select_entity(cli *c, const selection *s, uint32_t *out);

/* Does -s (a segment or what it is part of), -a, -m, -b, -e and -p let a record's cell
 * through? */
bool cli_selected(const cli *c, const selection *s, const qoq_record *record);

/* ---- results ------------------------------------------------------------------------ */

/* Text to -o (atomically) or standard output. Returns an exit status. */
int cli_write(cli *c, qoq_buffer *text);
/* A table in the format of -f, to where results go. */
int cli_write_table(cli *c, const qoq_table *table);
/* Results that are too long to be held in one text: begin, then add to `text` and call
 * cli_stream_more now and then, then end. Each returns an exit status; after a failure
 * nothing more is written and the end says so. */
typedef struct result_stream {
    qoq_buffer text;
    qoq_file_writer file;
    int status;
} result_stream;

int cli_stream_begin(cli *c, result_stream *stream);
void cli_stream_more(cli *c, result_stream *stream);
int cli_stream_end(cli *c, result_stream *stream);

/* Columns of the terminal that standard output is: TIOCGWINSZ, COLUMNS, 80. */
size_t cli_width(const cli *c);
/* Are results coloured? A terminal and neither NO_COLOR nor --color never, or always. */
bool cli_colored(const cli *c);

/* ---- figures in tables: command_show.c ------------------------------------------------ */

/* Marks that occur in a table, for its foot. */
enum {
    MARK_DERIVED = 1,
    MARK_RESTATED = 2,
    MARK_ABOUT = 4,
    MARK_OVER = 8,
    MARK_UNDER = 16,
    MARK_MIXED = 32,
    MARK_FORMER = 64
};

/* How the levels of one series are shown. */
typedef struct level_style {
    const qoq_scale *scale;
    int decimals;
    bool percent;
    char unit[96]; /* to be said behind the name; "" when the table's heading says it */
} level_style;

/* The style of levels in a unit, the largest of which is given. Money of the table's
 * currency takes the table's scale. */
level_style cli_level_style(const cli *c, qoq_unit unit, qoq_decimal largest,
                            qoq_unit money, const qoq_scale *scale);

/* Each sets a cell of the table's last row and returns the marks that it shows. */
unsigned cli_set_level(const cli *c, qoq_table *table, size_t column,
                       const qoq_figure *level, const level_style *style);
unsigned cli_set_rate(const cli *c, qoq_table *table, size_t column,
                      const qoq_growth *growth, const qoq_metric *metric);

/* The finest scale in which a number with so many places has no digit that is not known: 92.1
 * bn, 92,133 mn. NULL for a unit that has no scales. */
const qoq_scale *cli_finest_scale(const cli *c, qoq_unit unit, int places);

/* ", page 3, line 12" of a record's source, as far as known. */
void cli_put_place(const cli *c, qoq_buffer *out, const qoq_record *r);

/* One line at the foot that explains the marks, and only those that occur. */
void cli_add_marks(const cli *c, qoq_table *table, unsigned marks);

/* What the levels of a table make necessary to say at its foot: segments that were redefined,
 * statements that were sharpened. Begin with an empty list, offer every level that is
 * shown, then add what was found. */
typedef struct seen_level {
    qoq_cell cell;
    qoq_figure figure;
    const qoq_scale *scale;
} seen_level;

typedef struct foot_list {
    qoq_cell redefined[16]; /* one for each segment */
    seen_level sharpened[4];
    size_t redefined_count, sharpened_count, sharpened_more;
} foot_list;

void cli_see_level(foot_list *list, const qoq_cell *cell, const qoq_figure *figure,
                   const level_style *style);
/* A growth that was refused for a redefinition says so as well. */
void cli_see_growth(foot_list *list, const qoq_cell *cell, const qoq_growth *growth);
void cli_add_feet(const cli *c, qoq_table *table, const qoq_panel *panel,
                  const foot_list *list);

/* "CNY bn, change in %" / "亿元，变动%". */
void cli_add_title(const cli *c, qoq_table *table, const char *title, qoq_unit money,
                   const qoq_scale *scale);

/* For machines: plain numbers in base units, in columns from *column on, which is moved. What
 * is stated goes out as it is, what is computed with two digits more than people see and
 * its ends rounded outward. Without a value the cells stay empty. */
void cli_set_value(qoq_table *table, size_t *column, const qoq_figure *figure,
                   bool ends);
void cli_set_state(qoq_table *table, size_t *column, const qoq_figure *figure);
/* "2024FY - 2024M9" of a derived figure, else empty. */
void cli_set_derivation(qoq_table *table, size_t *column, const qoq_figure *figure,
                        const qoq_panel *panel);
void cli_set_text(qoq_table *table, size_t *column, const char *text);
/* "restated about mixed-vintages", of a level (and the growth over its base, or NULL). */
void cli_set_flags(qoq_table *table, size_t *column, unsigned flags);

/* Flags of levels and of the growth between them: that it spans vintages says nothing. base
 * may be NULL. */
unsigned cli_growth_flags(const qoq_figure *now, const qoq_figure *base,
                          const qoq_figure *rate);

/* Names as they fit into a table. Borrowed. */
const char *cli_metric_name(const cli *c, const qoq_panel *panel, const char *id);
const char *cli_adjusted_name(const cli *c, const qoq_panel *panel, uint32_t entity);

/* English or Chinese, by --lang. */
const char *cli_word(const cli *c, const char *english, const char *chinese);

/* ---- main.c and parse.c --------------------------------------------------------------- */

/* Fills *c from the arguments behind the command's name. EXIT_DONE to go on. */
int cli_parse(cli *c, const command *cmd, int argc, char **argv);
void cli_clear(cli *c);
/* The option rows of a command, common ones included, one after the other: index from 0;
 * NULL past the last. */
const option_row *cli_option_row(const command *cmd, size_t index);
const command *cli_find_command(const char *name);

#endif

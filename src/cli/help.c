/* qoq help: everything here is made from the rows of commands, options, notes and topics. */
#include <string.h>

#include "cli/help_private.h"

const char qoq_help_about[] =
    "qoq compares the quarters of companies: it reads earnings documents, keeps the "
    "figures per business segment, and shows growth, margins, contribution and charts.";

/* clang-format off */
const help_topic qoq_help_topics[] = {
    {"periods", "how periods are written",
     "A quarter is 2025Q1. Also accepted: 1Q25, Q1 2025, 25Q1, 2025-Q1, "
     "2025年第一季度.\n"
     "\n"
     "  2025Q1    a quarter                  2025M9        the first nine months\n"
     "  2025H1    a half-year                2025FY, 2025  a year\n"
     "  2025-03-31                           a point in time that ends no quarter\n"
     "\n"
     "Labels are the company's own: fiscal 2026 of a company whose year ends in March is "
     "the year to March 2026. -p takes a range, either end of which may be left out: "
     "2024Q1..2025Q1, 2024Q1.., ..2024Q4. Periods are compared with periods of the same "
     "length only, and matched by label, never by their place in a list: a gap stays a "
     "gap. Net cash and other figures at a point in time carry the quarter that ends "
     "there.\n"},
    {"cells", "how a single figure is named",
     "A cell is entity/segment/metric[@basis]/period[:measure], with - for the whole "
     "company, axis:segment where two axes share an id, %2F for a slash:\n"
     "\n"
     "  tencent/vas/revenue/2024Q4\n"
     "  tencent/-/operating_profit@non_ifrs/2025Q1:yoy\n"
     "\n"
     "The measure is level unless said otherwise: yoy and qoq (printed growth in "
     "percent), change_yoy, change_qoq, change_pp_yoy, change_pp_qoq, yoy_cc, qoq_cc (at "
     "constant currency).\n"},
    {"units", "scales and how many digits are shown",
     "Levels of one table are shown in one scale. --unit chooses it: auto (billions or "
     "亿), bn, mn, k, 亿, 百万, 万, 1.\n"
     "\n"
     "No digit is shown that nobody stated. 921亿 is 92.1 bn, give or take 0.05; what is "
     "computed from it carries that interval along. Growth shows one decimal when it is "
     "known to 0.05 points, whole percent when to 1.5, and beyond that its two ends: "
     "-51…-44%. A derived level stops at the digit that is still known.\n"},
    {"marks", "~ * ≈ n.a. n.m. and others",
     "  ~      derived: no document states it, or not as exactly\n"
     "  *      restated: an earlier document said otherwise (--first-reported shows it)\n"
     "  ≈      about: the document says 约, about\n"
     "  > <    more than, less than: the document says 逾, 近\n"
     "  ‡      a segment as it was defined before; a line at the foot says what changed\n"
     "  †      growth between two presentations: one value was restated, the other not\n"
     "  n.a.   a value is missing; a missing number is never taken as zero\n"
     "  n.m.   not meaningful: the base is zero or negative, or the sign turned; what\n"
     "         happened is told in words\n"
     "\n"
     "In Chinese n.a. is 缺 and n.m. 不适用. Green is favourable and red unfavourable, "
     "whichever way the number went: falling costs are green.\n"},
    {"data", "datasets: where figures are kept",
     "A dataset is a CSV file, one statement a row, with the columns entity, axis, "
     "segment, metric, basis, period, measure, value, unit, decimals, bound, status, "
     "vintage, source and some that may be left out; columns are found by name and "
     "unknown ones are kept. 'qoq extract' writes such rows, 'qoq export' prints them.\n"
     "\n"
     "'qoq extract --into' puts the records of documents into a dataset, 'qoq forget' "
     "takes them out, 'qoq merge' unites datasets. A document is known by its content, so "
     "putting it in again changes nothing. The file is replaced in one step and under "
     "a lock (FILE.lock beside it, which may stay); unknown columns are kept.\n"
     "\n"
     "Rows of a file corrections.csv beside a dataset outrank every document and are "
     "written by people only, with the reason and the day in the quote. 'qoq list "
     "corrections' shows them.\n"
     "\n"
     "-d names a dataset and may be repeated; the union is taken. Without it $QOQ_DATA is "
     "used, and without that the data on Tencent that come with qoq.\n"
     "\n"
     "All statements are kept, contradicting ones too. What is shown for a cell is a "
     "view: the latest values; as known at a vintage or a day (--as-of 2024Q3, --as-of "
     "2024-11-13); or as first reported (--first-reported).\n"},
    {"exit", "exit statuses",
     "  0  done; also when nothing was found, which a note then says\n"
     "  1  input wrong or unreadable; the rest is done first\n"
     "  2  the command line is wrong\n"
     "  3  a contradiction was found that is not listed as accepted\n"
     "  4  system trouble: disk full, no gnuplot\n"
     "\n"
     "Results go to standard output, everything else to standard error. A reader that "
     "goes away (| head) is no failure.\n"},
    {NULL, NULL, NULL},
};
/* clang-format on */

enum { TEXT_WIDTH = 80 };

static size_t text_width(const cli *c)
{
    size_t width = cli_width(c);

    return width < TEXT_WIDTH ? width : TEXT_WIDTH;
}

/* "  name    text", the text wrapped and aligned behind the longest name. */
static void put_item(qoq_buffer *out, const char *name, const char *text, size_t column,
                     size_t width)
{
    qoq_buffer body = {0};

    qoq_terminal_wrap(&body, text, width, column);
    qoq_buffer_text(out, "  ");
    qoq_terminal_pad(out, name, column - 2, QOQ_ALIGN_LEFT);
    const char *wrapped = qoq_buffer_string(&body);
    qoq_buffer_text(out, body.len > column ? wrapped + column : "\n");
    qoq_buffer_clear(&body);
}

static int put_text(cli *c, qoq_buffer *out)
{
    int status = cli_write(c, out);

    qoq_buffer_clear(out);
    return status;
}

static int overview(cli *c)
{
    qoq_buffer out = {0};
    size_t width = text_width(c);

    qoq_terminal_wrap(&out, qoq_help_about, width, 0);
    qoq_buffer_text(&out,
                    "\nusage: qoq COMMAND [OPTION...] [ARGUMENT...]\n\ncommands\n");
    for (size_t i = 0; commands[i]; i++)
        put_item(&out, commands[i]->name, commands[i]->summary, 12, width);
    qoq_buffer_text(&out, "\ntopics\n");
    for (const help_topic *t = qoq_help_topics; t->name; t++)
        put_item(&out, t->name, t->summary, 12, width);
    put_item(&out, "notes", "what each note means; 'note ID' explains one", 12, width);
    put_item(&out, "man, bash", "the manual page, completion for bash", 12, width);
    qoq_buffer_text(&out, "\n'qoq help WORD' tells more about a command or topic.\n");
    return put_text(c, &out);
}

/* "-f, --format FORMAT" */
static void option_name(char *out, size_t room, const option_row *row)
{
    char letter[8] = "    ";

    if (row->key < 256)
        snprintf(letter, sizeof letter, "-%c, ", row->key);
    snprintf(out, room, "%s--%s%s%s", letter, row->name, row->argument ? " " : "",
             row->argument ? row->argument : "");
}

static int command_page(cli *c, const command *cmd)
{
    qoq_buffer out = {0};
    char name[80];
    const option_row *row;
    size_t width = text_width(c), column = 0;

    qoq_buffer_print(&out, "qoq %s: %s\n\nusage: qoq %s [OPTION...]%s%s\n\n", cmd->name,
                     cmd->summary, cmd->name, *cmd->arguments ? " " : "",
                     cmd->arguments);
    qoq_terminal_wrap(&out, cmd->help, width, 0);
    qoq_buffer_text(&out, "\noptions\n");
    for (size_t i = 0; (row = cli_option_row(cmd, i)); i++) {
        option_name(name, sizeof name, row);
        if (strlen(name) + 4 > column)
            column = strlen(name) + 4;
    }
    for (size_t i = 0; (row = cli_option_row(cmd, i)); i++) {
        option_name(name, sizeof name, row);
        put_item(&out, name, row->help, column, width);
    }
    return put_text(c, &out);
}

static int topic_page(cli *c, const help_topic *t)
{
    qoq_buffer out = {0};

    qoq_buffer_print(&out, "%s: %s\n\n", t->name, t->summary);
    qoq_terminal_wrap(&out, t->text, text_width(c), 0);
    return put_text(c, &out);
}

static int notes_page(cli *c)
{
    static const char *const levels[] = {"warning", "note", "with -v"};
    qoq_buffer out = {0};

    qoq_terminal_wrap(
        &out,
        "Notes go to standard error, like a compiler's: SOURCE:LINE:COLUMN: "
        "note: MESSAGE [ID]. 'qoq help note ID' explains one.",
        text_width(c), 0);
    qoq_buffer_char(&out, '\n');
    for (const qoq_note_kind *k = qoq_note_kinds; k->id; k++)
        put_item(&out, k->id, levels[k->level], 26, text_width(c));
    return put_text(c, &out);
}

static int note_page(cli *c, const char *id)
{
    const qoq_note_kind *kind = qoq_note_kind_find(id);
    const char *ids[256];
    size_t count = 0;
    qoq_buffer out = {0};

    if (kind) {
        qoq_buffer_print(&out, "%s\n\n", kind->id);
        qoq_terminal_wrap(&out, kind->explanation, text_width(c), 0);
        qoq_buffer_char(&out, '\n');
        out.len--;
        return put_text(c, &out);
    }
    for (const qoq_note_kind *k = qoq_note_kinds; k->id && count < 256; k++)
        ids[count++] = k->id;
    return cli_unknown(c, "note", id, cli_nearest(id, ids, count), "qoq help notes");
}

static int version(cli *c)
{
    qoq_buffer out = {0};

    qoq_buffer_text(&out, "qoq " QOQ_VERSION "\n");
    return put_text(c, &out);
}

static int made_page(cli *c, void (*make)(qoq_buffer *out))
{
    qoq_buffer out = {0};

    make(&out);
    return put_text(c, &out);
}

static int unknown_topic(cli *c, const char *word)
{
    const char *names[64] = {"notes", "note", "man", "bash"};
    size_t count = 4;

    for (size_t i = 0; commands[i] && count < 64; i++)
        names[count++] = commands[i]->name;
    for (const help_topic *t = qoq_help_topics; t->name && count < 64; t++)
        names[count++] = t->name;
    return cli_unknown(c, "command or topic", word, cli_nearest(word, names, count),
                       "qoq help");
}

static int run(cli *c)
{
    const char *word = c->argument_count ? c->arguments[0] : NULL;
    const command *cmd = word ? cli_find_command(word) : NULL;

    if (c->argument_count > 2 || (c->argument_count == 2 && strcmp(word, "note") != 0))
        return cli_usage(c, "help is about one command or topic at a time");
    if (!word)
        return overview(c);
    if (cmd)
        return command_page(c, cmd);
    for (const help_topic *t = qoq_help_topics; t->name; t++) {
        if (strcmp(t->name, word) == 0)
            return topic_page(c, t);
    }
    if (strcmp(word, "man") == 0)
        return made_page(c, qoq_help_man);
    if (strcmp(word, "bash") == 0)
        return made_page(c, qoq_help_bash);
    if (strcmp(word, "note") == 0 && c->argument_count == 2)
        return note_page(c, c->arguments[1]);
    if (strcmp(word, "notes") == 0 || strcmp(word, "note") == 0)
        return notes_page(c);
    if (strcmp(word, "version") == 0)
        return version(c);
    return unknown_topic(c, word);
}

const command command_help = {"help",
                              run,
                              "[COMMAND|TOPIC]",
                              "help on a command, a topic, or a note",
                              0,
                              NULL,
                              "Without an argument: all commands and topics. 'qoq help "
                              "note ID' explains a note by the "
                              "id that stands behind it in brackets."};

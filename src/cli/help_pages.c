/* The manual page and the completion for bash, from the same rows as everything else. */
#include <string.h>

#include "cli/help_private.h"

/* ---- the manual page ------------------------------------------------------------------- */

/* A text for roff: its escapes doubled, a point or quote at the start of a line hidden. */
static void put_roff(qoq_buffer *out, const char *text)
{
    bool starts = true;

    for (; *text; text++) {
        if (starts && (*text == '.' || *text == '\''))
            qoq_buffer_text(out, "\\&");
        if (*text == '\\')
            qoq_buffer_text(out, "\\e");
        else if (*text == '-')
            qoq_buffer_text(out, "\\-");
        else
            qoq_buffer_char(out, *text);
        starts = *text == '\n';
    }
}

/* Paragraphs; lines that begin with a blank are shown as they are. */
static void put_paragraphs(qoq_buffer *out, const char *text)
{
    bool verbatim = false;

    while (*text) {
        size_t len = strcspn(text, "\n");
        qoq_buffer line = {0};
        if (verbatim != (*text == ' ') && len > 0) {
            verbatim = *text == ' ';
            qoq_buffer_text(out, verbatim ? ".nf\n" : ".fi\n");
        }
        if (len == 0)
            qoq_buffer_text(out, ".PP\n");
        qoq_buffer_add(&line, text, len);
        put_roff(out, qoq_buffer_string(&line));
        if (len > 0)
            qoq_buffer_char(out, '\n');
        qoq_buffer_clear(&line);
        text += len + (text[len] == '\n');
    }
    if (verbatim)
        qoq_buffer_text(out, ".fi\n");
}

static void put_option(qoq_buffer *out, const option_row *row)
{
    qoq_buffer_text(out, ".TP\n.B ");
    if (row->key < 256)
        qoq_buffer_print(out, "\\-%c, ", row->key);
    qoq_buffer_text(out, "\\-\\-");
    put_roff(out, row->name);
    if (row->argument)
        qoq_buffer_print(out, " \\fI%s\\fR", row->argument);
    qoq_buffer_char(out, '\n');
    put_roff(out, row->help);
    qoq_buffer_char(out, '\n');
}

static void put_command(qoq_buffer *out, const command *cmd)
{
    const option_row *row;

    qoq_buffer_print(out, ".SS \"qoq %s [OPTION...]%s", cmd->name,
                     *cmd->arguments ? " " : "");
    put_roff(out, cmd->arguments);
    qoq_buffer_text(out, "\"\n");
    put_paragraphs(out, cmd->help);
    for (size_t i = 0; (row = cli_option_row(cmd, i)); i++)
        put_option(out, row);
}

void qoq_help_man(qoq_buffer *out)
{
    qoq_buffer_text(out, ".\\\" Made by 'qoq help man'; do not edit.\n"
                         ".TH QOQ 1 \"\" \"qoq " QOQ_VERSION "\" \"User Commands\"\n"
                         ".SH NAME\nqoq \\- compare the quarters of companies\n"
                         ".SH SYNOPSIS\n.B qoq\n.I COMMAND\n[OPTION...] [ARGUMENT...]\n"
                         ".SH DESCRIPTION\n");
    put_roff(out, qoq_help_about);
    qoq_buffer_text(out, "\n.SH COMMANDS\n");
    for (size_t i = 0; commands[i]; i++)
        put_command(out, commands[i]);
    for (const help_topic *t = qoq_help_topics; t->name; t++) {
        qoq_buffer_text(out, ".SH \"");
        for (const char *c = t->name; *c; c++)
            qoq_buffer_char(out, (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c));
        qoq_buffer_text(out, "\"\n");
        put_paragraphs(out, t->text);
    }
}

/* ---- completion ------------------------------------------------------------------------- */

static void put_words(qoq_buffer *out, const command *cmd)
{
    const option_row *row;

    for (size_t i = 0; (row = cli_option_row(cmd, i)); i++) {
        if (row->key < 256)
            qoq_buffer_print(out, "-%c ", row->key);
        qoq_buffer_print(out, "--%s ", row->name);
    }
    /* alternatives such as entities|segments are words to choose from */
    if (strchr(cmd->arguments, '|') && cmd->arguments[0] != '[') {
        for (const char *c = cmd->arguments; *c; c++)
            qoq_buffer_char(out, *c == '|' ? ' ' : *c);
    }
}

static void put_command_names(qoq_buffer *out)
{
    for (size_t i = 0; commands[i]; i++)
        qoq_buffer_print(out, "%s%s", i ? " " : "", commands[i]->name);
}

/* Words of options that are chosen from a list; ids are asked of qoq itself. */
static const struct {
    const char *options, *words;
} values[] = {
    {"--format|-f", "table csv json md"},
    {"--color", "auto always never"},
    {"--lang", "en zh"},
    {"--basis|-b", "reported adjusted ifrs gaap non_ifrs non_gaap"},
    {"--span", "quarter half nine year"},
    {"--entity|-e", "$(qoq list entities -q -f csv 2>/dev/null | sed '1d;s/,.*//')"},
    {"--segment|-s", "$(qoq list segments -q -f csv 2>/dev/null | sed '1d;s/,.*//')"},
    {"--metric|-m", "$(qoq list metrics -q -f csv 2>/dev/null | sed '1d;s/,.*//')"},
};

void qoq_help_bash(qoq_buffer *out)
{
    qoq_buffer_text(out, "# Completion of qoq for bash; made by 'qoq help bash'.\n"
                         "_qoq() {\n"
                         "    local word=${COMP_WORDS[COMP_CWORD]}\n"
                         "    local before=${COMP_WORDS[COMP_CWORD - 1]}\n"
                         "    local words=\n"
                         "    if [ \"$COMP_CWORD\" = 1 ]; then\n"
                         "        words='");
    put_command_names(out);
    qoq_buffer_text(out, "'\n    else\n        case $before in\n");
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        bool asks = values[i].words[0] == '$';
        qoq_buffer_print(out, "        %s) words=%s%s%s ;;\n", values[i].options,
                         asks ? "" : "'", values[i].words, asks ? "" : "'");
    }
    qoq_buffer_text(out, "        *) case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; commands[i]; i++) {
        qoq_buffer_print(out, "            %s) words='", commands[i]->name);
        if (strcmp(commands[i]->name, "help") == 0) {
            put_command_names(out);
            for (const help_topic *t = qoq_help_topics; t->name; t++)
                qoq_buffer_print(out, " %s", t->name);
            qoq_buffer_text(out, " notes note man bash");
        } else {
            put_words(out, commands[i]);
        }
        qoq_buffer_text(out, "' ;;\n");
    }
    qoq_buffer_text(out, "            esac ;;\n"
                         "        esac\n"
                         "    fi\n"
                         "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                         "}\n"
                         "complete -o default -F _qoq qoq\n");
}

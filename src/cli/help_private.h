/* What the files of the help room share. */
#ifndef QOQ_CLI_HELP_PRIVATE_H
#define QOQ_CLI_HELP_PRIVATE_H

#include "cli/command.h"

/* A page of help that is no command. To add one: a row of qoq_help_topics. A line that
 * begins with a blank is shown as it is. */
typedef struct help_topic {
    const char *name, *summary, *text;
} help_topic;

extern const help_topic qoq_help_topics[]; /* ended by a row whose name is NULL */
extern const char qoq_help_about[];        /* what qoq is, in one paragraph */

void qoq_help_man(qoq_buffer *out);
void qoq_help_bash(qoq_buffer *out);

#endif

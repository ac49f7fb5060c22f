/* Every command there is. To add one: a declaration and a row. */
#include "cli/command.h"

extern const command command_compare, command_export, command_list, command_plot,
    command_help;

const command *const commands[] = {
    &command_compare, &command_export, &command_list, &command_plot, &command_help, NULL,
};

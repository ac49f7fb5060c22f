/* Every command there is, in the order of the help. To add one: a declaration and a row. */
#include "cli/command.h"

extern const command command_extract, command_merge, command_forget, command_compare,
    command_series, command_plot, command_export, command_explain, command_check,
    command_list, command_help;

const command *const commands[] = {
    &command_extract, &command_merge, &command_forget, &command_compare,
    &command_series,  &command_plot,  &command_export, &command_explain,
    &command_check,   &command_list,  &command_help,   NULL,
};

/* commands.h: the descriptor of each command; main.c has the table of them. */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "options.h"

/* Each stands at the end of the file of its name. */
extern const struct command command_run, command_replay, command_convert, command_list, command_show,
    command_check, command_test, command_rebuild;

#endif

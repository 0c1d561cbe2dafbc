/*
 * main.c: finds the command, hands it its options, and turns what it returns into an exit status:
 * 0 fine, 1 findings, 2 the policy does not load, 3 usage, input or system error.
 */
#include <cmd/commands.h>
#include <fusion/fusion.h>
#include <screen/display.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
    &command_run,  &command_replay, &command_convert, &command_list,
    &command_show, &command_check,  &command_test,    &command_rebuild,
};
#define COMMAND_COUNT (sizeof commands / sizeof *commands)

static void usage(FILE *to) {
    (void)fprintf(to, "usage: fusion COMMAND [OPTION...] [FILE...]\n\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        (void)fprintf(to, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    (void)fprintf(to, "\n`fusion COMMAND --help` says more; `fusion --version` prints the version.\n");
}

static int fail(const char *command, const struct error *e) {
    struct buffer text = BUFFER_EMPTY;
    error_print(e, &text);
    (void)fflush(stdout);
    display_line(stderr, "fusion%s%s: %.*s", command[0] ? " " : "", command, (int)text.size,
                 text.size ? text.data : "");
    buffer_release(&text);
    return error_exit_status(e->code);
}

static int command_unknown(const char *found) {
    const char *names[COMMAND_COUNT + 3] = {"--help", "--version"};
    struct error e = ERROR_EMPTY;
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        names[2 + i] = commands[i]->name;
    struct error_offer offer = error_offer(bytes_of(found), names, "", "");
    if (found[0] == '-' && !offer.text[0])
        error_set(&e, ERROR_USAGE, "found %s, expected a command first: fusion COMMAND [OPTION...]", found);
    else
        error_set(&e, ERROR_USAGE, "unknown command %s, expected one that `fusion --help` lists%s", found,
                  offer.text);
    return fail("", &e);
}

static int help_print(const struct command *c) {
    struct buffer text = BUFFER_EMPTY;
    options_help(c, &text);
    (void)fwrite(text.data, 1, text.size, stdout);
    buffer_release(&text);
    return 0;
}

/* What was written is out, or the command has failed after all. */
static int finish(const char *command, int status) {
    struct error e = ERROR_EMPTY;
    if (fflush(stdout) == 0)
        return status;
    error_set(&e, ERROR_SYSTEM, "cannot write the output: %s", strerror(errno));
    return fail(command, &e);
}

static int command_run_with(const struct command *c, int argc, char **argv) {
    struct options o;
    struct error e = ERROR_EMPTY;
    int result = options_parse(c, argc, argv, &o, &e);
    if (result == 0)
        result = option_given(&o, OPTION_HELP) ? help_print(c) : c->run(&o, &e);
    if (result < 0) {
        assert(e.code < 0);
        return fail(c->name, &e);
    }
    return finish(c->name, result);
}

/* A closed standard descriptor would be given to the next file that is opened, a record perhaps. What stands
 * in its place fails when it is read (0) or written (1). */
static void descriptors_hold(void) {
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDWR};
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) < 0)
            return;
}

int main(int argc, char **argv) {
    const char *word = argc > 1 ? argv[1] : "";
    descriptors_hold();
    display_locale();
    if (strcmp(word, "--version") == 0) {
        (void)printf("fusion %s\n", FUSION_VERSION);
        return finish("", 0);
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0 || argc < 2) {
        usage(argc < 2 ? stderr : stdout);
        return finish("", argc < 2 ? error_exit_status(ERROR_USAGE) : 0);
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i]->name, word) == 0)
            return command_run_with(commands[i], argc - 1, argv + 1);
    return command_unknown(word);
}

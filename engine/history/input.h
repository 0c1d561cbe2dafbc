/*
 * input.h: the lines of files, one file after another, ready for the cell.
 *
 * With an adapter, each row becomes a line with the message that was made of it, or a refused line with the
 * row's own bytes and the reason. Blank lines are counted and left out.
 */
#ifndef HISTORY_INPUT_H
#define HISTORY_INPUT_H

#include <fusion/adapter.h>
#include <fusion/ports.h>
#include <live/policy_source.h>

struct input;

/* What to read. */
struct input_config {
    char **names;        /* of files, `-` is stdin; must outlive the input */
    size_t count;        /* 0: stdin alone */
    const char *adapter; /* of the policy: makes messages of rows; NULL: the lines are messages */
};
/* Look at every file, so that a wrong name is told before any work is done, and load the adapter. On an error
 * *out is NULL. */
int input_open(const struct input_config *config, const struct policy_source *policy, struct input **out,
               struct error *e) CHECKED;
void input_close(struct input *in); /* NULL: nothing to close */
/* The next line, without instant and salt; its bytes are valid until the next call. 1: a line; 0: the end of
 * the last file, or a signal came; negative: error. Waits where nothing is there yet. */
int input_next(struct input *in, struct frame_line *out, struct error *e) CHECKED;
size_t input_count(const struct input *in);               /* of files */
uint32_t input_number(const struct input *in, size_t i);  /* 0: stdin; else its place on the command line */
const char *input_name(const struct input *in, size_t i); /* `stdin`, or as given */
const char *input_current(const struct input *in); /* the name of the file that the last line came from */
uint64_t input_line(const struct input *in);  /* line of that file where the last row began; 0: not known */
bool input_sorts(const struct input *in);     /* does the adapter ask for sorting by time? */
uint64_t input_blank(const struct input *in); /* blank lines left out so far */
/* Bytes read so far, and in all files (0: unknown). */
void input_progress(const struct input *in, uint64_t *read, uint64_t *size);

#endif

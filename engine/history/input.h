/*
 * input.h: the lines of files, one file after another, ready for the cell.
 *
 * With an adapter, each row becomes the line of the message that was made of it, or a refused one that
 * carries the row's bytes and the reason. Blank lines are counted and left out.
 */
#ifndef HISTORY_INPUT_H
#define HISTORY_INPUT_H

#include <fusion/adapter.h>
#include <fusion/ports.h>
#include <live/policy_source.h>

struct input;

struct input_config {
    char **names;        /* of files, `-` is stdin; must outlive the input */
    size_t count;        /* 0: stdin alone */
    const char *adapter; /* of the policy, which makes messages of the rows; NULL: the lines are messages */
};
/* Every file is looked at, so that a wrong name is told before any work is done. */
int input_open(const struct input_config *config, const struct policy_source *policy, struct input **out,
               struct error *e) CHECKED;
void input_close(struct input *in);
/* One line, without instant and salt; its bytes are valid until the next call. 1, 0 at the end, negative.
 * Waits for what is not there yet; once a signal came it is the end. */
int input_next(struct input *in, struct frame_line *out, struct error *e) CHECKED;
size_t input_count(const struct input *in);              /* of files */
uint32_t input_number(const struct input *in, size_t i); /* 0: stdin; else its place on the command line */
const char *input_name(const struct input *in, size_t i);
const char *input_current(const struct input *in); /* the file that the last line came from */
uint64_t input_line(const struct input *in);       /* of it, where the last row begins; 0: not known */
bool input_sorts(const struct input *in);          /* the adapter asks for it */
uint64_t input_blank(const struct input *in);
/* Bytes read so far and in all (0: unknown). */
void input_progress(const struct input *in, uint64_t *read, uint64_t *size);

#endif

/* input.c: reading files one after another, lines or rows. See history/input.h. */
#include "input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *only_stdin[] = {"-"};

struct input {
    char **names;
    size_t count, next; /* names[next - 1] is open, if any is */
    struct adapter *adapter;
    struct lines *lines; /* of the open file, which has lines or rows; else NULL */
    struct rows *rows;
    uint64_t blank, read_before, size; /* read_before: bytes of the files before the open one */
    uint64_t row_line;                 /* of the file, where the row at hand begins */
    struct buffer line, reason;        /* of the row at hand: its message, or why it is refused */
};

/* Can every file be read, and how large are all together (0 where one is not a regular file)? */
static int names_check(struct input *in, struct error *e) {
    bool known = true;
    for (size_t i = 0; i < in->count; i++) {
        struct stat about;
        if (strcmp(in->names[i], "-") == 0) {
            known = known && fstat(STDIN_FILENO, &about) == 0 && S_ISREG(about.st_mode);
            in->size += known ? (uint64_t)about.st_size : 0;
            continue;
        }
        if (stat(in->names[i], &about) != 0 || access(in->names[i], R_OK) != 0)
            return error_at(e, ERROR_INPUT, in->names[i], 0, 0, "cannot be read: %s", strerror(errno));
        known = known && S_ISREG(about.st_mode);
        in->size += known ? (uint64_t)about.st_size : 0;
    }
    in->size = known ? in->size : 0;
    return 0;
}

int input_open(const struct input_config *config, const struct policy_source *policy, struct input **out,
               struct error *e) {
    struct input *in = calloc(1, sizeof *in);
    *out = NULL;
    if (!in)
        return error_memory(e);
    in->names = config->count ? config->names : only_stdin;
    in->count = config->count ? config->count : 1;
    int code = names_check(in, e);
    if (code == 0 && config->adapter &&
        adapter_new(policy->files, policy->count, config->adapter, &in->adapter, e) < 0)
        code = policy_source_place(policy, e);
    if (code < 0) {
        input_close(in);
        return code;
    }
    *out = in;
    return 0;
}

void input_close(struct input *in) {
    if (!in)
        return;
    lines_close(in->lines);
    rows_close(in->rows);
    adapter_free(in->adapter);
    buffer_release(&in->line);
    buffer_release(&in->reason);
    free(in);
}

size_t input_count(const struct input *in) {
    return in->count;
}

uint32_t input_number(const struct input *in, size_t i) {
    return strcmp(in->names[i], "-") == 0 ? 0 : (uint32_t)i + 1;
}

const char *input_name(const struct input *in, size_t i) {
    return strcmp(in->names[i], "-") == 0 ? "stdin" : in->names[i];
}

const char *input_current(const struct input *in) {
    return in->next ? input_name(in, in->next - 1) : "";
}

uint64_t input_line(const struct input *in) {
    return in->row_line;
}

bool input_sorts(const struct input *in) {
    return in->adapter && adapter_archive(in->adapter)->sorts;
}

uint64_t input_blank(const struct input *in) {
    return in->blank;
}

/* Bytes read of the open file. */
static uint64_t open_read(const struct input *in) {
    uint64_t read = 0, size = 0;
    if (in->lines)
        lines_progress(in->lines, &read, &size);
    if (in->rows)
        rows_progress(in->rows, &read, &size);
    return read;
}

void input_progress(const struct input *in, uint64_t *read, uint64_t *size) {
    *read = in->read_before + open_read(in);
    *size = in->size;
}

static int file_open(struct input *in, struct error *e) {
    const char *name = in->names[in->next++];
    return in->adapter ? rows_open(name, adapter_archive(in->adapter), &in->rows, e)
                       : lines_open(name, &in->lines, e);
}

static void file_close(struct input *in) {
    in->read_before += open_read(in);
    lines_close(in->lines);
    rows_close(in->rows);
    in->lines = NULL;
    in->rows = NULL;
}

/* As lines_next: 1, 0, 2 or negative; 3: a blank line. */
static int line_take(struct input *in, struct frame_line *out, struct error *e) {
    struct line line;
    int got = lines_next(in->lines, &line, e);
    if (got != 1)
        return got;
    if (line.condition != LINE_TOO_LONG && line_is_blank(line.bytes))
        return 3;
    /* a file of history is complete: its last line needs no newline */
    *out = (struct frame_line){.condition = line.condition == LINE_TOO_LONG ? LINE_TOO_LONG : LINE_WHOLE,
                               .number = line.number,
                               .size = line.size,
                               .sha256 = line.sha256,
                               .bytes = line.bytes};
    return 1;
}

/* Make a message of a row. 0: it is in in->line; 1: the row is refused, for in->reason; negative: error. */
static int row_map(struct input *in, const struct table_row *row, struct error *e) {
    buffer_clear(&in->line);
    buffer_clear(&in->reason);
    int got = 1;
    if (row->fault)
        buffer_append_text(&in->reason, row->fault);
    else if (row->object)
        got = adapter_map_json(in->adapter, row->number, row->object, &in->line, &in->reason);
    else
        got = adapter_map_row(in->adapter, row->number, row->names, row->values, row->count, &in->line,
                              &in->reason);
    if (got < 0 || in->line.failed || in->reason.failed)
        return error_memory(e);
    if (got == 0 && in->line.size > LINE_BYTES_MAX) {
        buffer_append_text(&in->reason, "the message made of it is over 65,536 bytes");
        got = 1;
    }
    return got;
}

/* As rows_next: 1, 0, 2 or negative. */
static int row_take(struct input *in, struct frame_line *out, struct error *e) {
    struct table_row row;
    int got = rows_next(in->rows, &row, e);
    if (got != 1)
        return got;
    int refused = row_map(in, &row, e);
    if (refused < 0)
        return refused;
    *out =
        (struct frame_line){.number = (uint64_t)row.number, .condition = refused ? LINE_REFUSED : LINE_WHOLE};
    out->bytes = refused ? row.raw : buffer_bytes(&in->line);
    out->size = refused ? row.raw_size : out->bytes.size;
    out->sha256 = row.sha256;
    in->row_line = row.line;
    if (refused)
        out->reason = buffer_bytes(&in->reason);
    return 1;
}

static void input_await(const struct input *in) {
    int fd = in->lines ? lines_fd(in->lines) : rows_fd(in->rows);
    (void)clock_port_real.wait(clock_port_real.context, fd, -1);
}

int input_next(struct input *in, struct frame_line *out, struct error *e) {
    while (!signals_ended()) {
        if (!in->lines && !in->rows) {
            if (in->next == in->count)
                return 0;
            int code = file_open(in, e);
            if (code < 0)
                return code;
        }
        int got = in->lines ? line_take(in, out, e) : row_take(in, out, e);
        if (got == 1)
            out->input = input_number(in, in->next - 1);
        if (got == 1 || got < 0)
            return got;
        if (got == 0)
            file_close(in);
        else if (got == 2)
            input_await(in);
        else
            in->blank++;
    }
    return 0;
}

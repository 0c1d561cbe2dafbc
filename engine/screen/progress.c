/* progress.c: the bar, drawn over itself. See screen/progress.h. */
#include "progress.h"

#include <fusion/ports.h>

#include <stdio.h>
#include <unistd.h>

#define CALLS_A_LOOK 64u /* the clock is asked once in so many calls */
#define DRAW_MS      100 /* between two drawings, at least */
#define BAR_WIDTH    30  /* characters */

static int64_t now_ms(void) {
    return clock_port_real.boot_ms(clock_port_real.context);
}

struct progress progress_begin(const char *noun, bool quiet) {
    bool shown = !quiet && isatty(STDERR_FILENO);
    int64_t now = now_ms();
    return (struct progress){.shown = shown, .noun = noun, .begun_ms = now, .drawn_ms = now};
}

static void draw(uint64_t done, uint64_t all, uint64_t count, const char *noun) {
    char bar[BAR_WIDTH + 1];
    uint64_t full = all ? (done < all ? done : all) * BAR_WIDTH / all : 0;
    for (unsigned i = 0; i < BAR_WIDTH; i++)
        bar[i] = i < full ? '#' : '.';
    bar[BAR_WIDTH] = '\0';
    if (all)
        (void)fprintf(stderr, "\r[%s] %3llu %%  %llu %s ", bar, (unsigned long long)(done * 100 / all),
                      (unsigned long long)count, noun);
    else
        (void)fprintf(stderr, "\r%llu %s ", (unsigned long long)count, noun);
    (void)fflush(stderr);
}

void progress_draw(struct progress *p, uint64_t done, uint64_t all, uint64_t count) {
    if (!p->shown || ++p->skipped < CALLS_A_LOOK)
        return;
    p->skipped = 0;
    int64_t now = now_ms();
    if (now - p->drawn_ms < DRAW_MS)
        return;
    p->drawn_ms = now;
    p->drawn = true;
    draw(done, all, count, p->noun);
}

int64_t progress_end(struct progress *p) {
    if (p->drawn)
        (void)fprintf(stderr, "\r\033[K");
    p->drawn = false;
    return now_ms() - p->begun_ms;
}

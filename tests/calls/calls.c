/*
 * calls.c: linked into a program built with -finstrument-functions, it writes who calls whom to a file of its
 * own in the folder $CALLS when the program ends: each pair once, in the order in which they were first seen.
 *
 * A line is `CALLEE SITE THROUGH`. CALLEE and SITE, where the call returns to, are offsets into the program.
 * Where a library made the call (SQLite, Lua, qsort), SITE is the first of the program below it on the stack,
 * 0 where there is none, and THROUGH the library's file; else `-`.
 *
 * With $CALLS_ORDER every call is written, as it is made, with a fourth column: where the callee's frame
 * begins. The stack grows down: a call whose frame begins no lower than that of one before it has come after
 * that one's return.
 */
#include <dlfcn.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unwind.h>

#define CALLS_MAX 32768
#define SLOTS     (2 * CALLS_MAX) /* a power of two */
#define UNTRACED  __attribute__((no_instrument_function))

struct call {
    uintptr_t callee, site;
    const char *through; /* NULL: no library. Else the dynamic linker's own text: one pointer a library */
};

/* Where a walk up the stack stands. */
struct walk {
    uintptr_t made_at; /* the library's call; 0 once the walk is past it */
    struct call *call;
};

extern const char __executable_start[], etext[];
void __cyg_profile_func_enter(void *callee, void *site);
void __cyg_profile_func_exit(void *callee, void *site);

static bool tracing;
static FILE *in_order; /* NULL: a set */
static struct call calls[CALLS_MAX];
static size_t call_count;
static uint16_t slots[SLOTS]; /* of a call its number, from 1; 0: free */

/* --- out ----------------------------------------------------------------------------- */

UNTRACED static _Noreturn void give_up(const char *what) {
    (void)fprintf(stderr, "calls: %s\n", what);
    abort();
}

UNTRACED static uintptr_t offset(uintptr_t address) {
    return address ? address - (uintptr_t)__executable_start : 0;
}

UNTRACED static void call_write(FILE *file, const struct call *c, const char *end) {
    (void)fprintf(file, "%" PRIxPTR " %" PRIxPTR " %s%s", offset(c->callee), offset(c->site),
                  c->through ? c->through : "-", end);
}

UNTRACED static FILE *file_open(void) {
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/XXXXXX", getenv("CALLS"));
    int fd = mkstemp(path);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    if (!file)
        give_up("cannot write to the folder $CALLS");
    return file;
}

UNTRACED __attribute__((constructor)) static void calls_begin(void) {
    bool is_product = strcmp(program_invocation_short_name, "fusion") == 0; /* and not what embeds it */
    tracing = is_product && getenv("CALLS");
    if (tracing && getenv("CALLS_ORDER"))
        in_order = file_open();
}

/* What is written at the end alone is opened there, too: the program may want to begin without a stdout. */
UNTRACED __attribute__((destructor)) static void calls_end(void) {
    if (!tracing)
        return;
    tracing = false;
    FILE *file = in_order ? in_order : file_open();
    for (size_t i = 0; i < call_count; i++)
        call_write(file, &calls[i], "\n");
    if (fclose(file) != 0)
        give_up("cannot write the calls");
}

/* --- the set ------------------------------------------------------------------------- */

UNTRACED static size_t call_slot(const struct call *c) {
    uint64_t mixed = (c->callee * 31 + c->site * 17 + (uintptr_t)c->through) * 0x9e3779b97f4a7c15u;
    size_t slot = (size_t)(mixed >> 32) % SLOTS;
    while (slots[slot] && memcmp(&calls[slots[slot] - 1], c, sizeof *c) != 0)
        slot = (slot + 1) % SLOTS;
    return slot;
}

/* Allocates nothing: a signal may have come in the middle of that. */
UNTRACED static void call_keep(const struct call *c) {
    size_t slot = call_slot(c);
    if (slots[slot])
        return;
    if (call_count == CALLS_MAX)
        give_up("more pairs than CALLS_MAX");
    calls[call_count++] = *c;
    slots[slot] = (uint16_t)call_count;
}

/* --- a call -------------------------------------------------------------------------- */

UNTRACED static bool is_ours(uintptr_t address) {
    return address >= (uintptr_t)__executable_start && address < (uintptr_t)etext;
}

UNTRACED static _Unwind_Reason_Code frame_look(struct _Unwind_Context *frame, void *context) {
    struct walk *w = context;
    int interrupted = 0;
    uintptr_t at = _Unwind_GetIPInfo(frame, &interrupted);
    if (w->made_at) {
        w->made_at = at == w->made_at ? 0 : w->made_at;
        return _URC_NO_REASON;
    }
    if (interrupted) /* by a signal: this frame has called nobody */
        return _URC_END_OF_STACK;
    if (!is_ours(at))
        return _URC_NO_REASON;
    w->call->site = at;
    return _URC_END_OF_STACK;
}

/* Its site is in a library: that becomes what it came through. */
UNTRACED static void caller_find(struct call *c) {
    Dl_info library;
    struct walk walk = {c->site, c};
    c->through = dladdr((void *)c->site, &library) ? library.dli_fname : "unknown";
    c->site = 0;
    (void)_Unwind_Backtrace(frame_look, &walk);
}

/* The program keeps frame pointers: it is built with -O0. */
#pragma GCC diagnostic ignored "-Wframe-address"
UNTRACED void __cyg_profile_func_enter(void *callee, void *site) {
    struct call c = {(uintptr_t)callee, (uintptr_t)site, NULL};
    if (!tracing)
        return;
    if (!is_ours(c.site))
        caller_find(&c);
    if (!in_order) {
        call_keep(&c);
        return;
    }
    call_write(in_order, &c, " ");
    (void)fprintf(in_order, "%" PRIxPTR "\n", (uintptr_t)__builtin_frame_address(1));
}

UNTRACED void __cyg_profile_func_exit(void *callee, void *site) {
    (void)callee;
    (void)site;
}

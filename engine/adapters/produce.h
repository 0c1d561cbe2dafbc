/*
 * produce.h: what an adapter's `map` returned, as one line of canonical JSON.
 */
#ifndef ADAPTERS_PRODUCE_H
#define ADAPTERS_PRODUCE_H

#include <lua/sandbox.h>

/* Write the table at `index`: the fields of a message in the order of docs/messages.md, unknown ones after
 * them;
 * `"fuse":"never"` where asked for and not said. Raises what cannot be written. */
void produce_message(lua_State *lua, int index, bool fuse_never, struct buffer *out);

#endif

/*
 * codec.h: how one type of field is written into an incident's document and read back.
 *
 * A codec gets the field and the struct that owns it (for lists, whose count is the owner's).
 */
#ifndef FUSION_CELL_CODEC_H
#define FUSION_CELL_CODEC_H

#include <fusion/incident.h>

/* `present`: is there anything to write? `read` is false where the node is no such value, or memory ran out.
 */
struct codec {
    bool (*present)(const void *field, const void *owner);
    void (*write)(void *field, void *owner, const struct words *words, struct json_writer *w);
    bool (*read)(void *field, void *owner, struct words *words, const struct json *node);
};

/* The codecs of the types named in engine/state/fields.h, but for the lists CASES, CLOCKS, STATEMENTS and
 * RESPONSES (document.c). */
extern const struct codec codec_INSTANT, codec_LAST_REPORT, codec_METRES, codec_NUMBER, codec_SMALL,
    codec_COUNT, codec_BYTE, codec_FLAG, codec_PARENT, codec_TEXT, codec_KIND, codec_WORD, codec_STATUS,
    codec_CASE_STATE, codec_CLOCK_STATE, codec_PARTY, codec_OBLIGES, codec_ACCUSES, codec_NAMES, codec_ASKS,
    codec_REL_TO, codec_PAIR, codec_PAIR_SAID, codec_WITHDRAWN, codec_CLAIMS, codec_MESSAGE_TYPE,
    codec_NOTICE, codec_POINT_LAT, codec_POINT_LON, codec_CASE_BITS, codec_STATEMENT_SET, codec_MET,
    codec_STEPS;

#endif

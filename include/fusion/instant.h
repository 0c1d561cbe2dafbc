/*
 * instant.h: time as text and as `int64_t` milliseconds since 1970-01-01T00:00:00Z.
 *
 * The proleptic Gregorian calendar, without leap seconds (second 60 is refused). Years 0001 to 9999.
 */
#ifndef FUSION_INSTANT_H
#define FUSION_INSTANT_H

#include <fusion/bytes.h>

#define INSTANT_NONE      INT64_MIN           /* there is no instant, or it is not known */
#define INSTANT_LAST      INT64_MAX           /* after everything: a tick to it fires all that is left */
#define INSTANT_YEAR_1    (-62135596800000LL) /* 0001-01-01T00:00:00Z, the first that can be said */
#define INSTANT_YEAR_9999 253402300799999LL   /* its last millisecond, the last that can be said */

/* Spans of time in milliseconds. */
#define SECOND_MS 1000LL
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

#define INSTANT_TEXT_BYTES 32 /* room for any text of this header and its NUL */

/* RFC 3339 with an offset (`2026-03-27T02:00:00Z`, `...T04:00:00.250+02:00`); digits beyond the millisecond
 * are cut. False when the text is anything else. */
bool instant_parse(struct bytes text, int64_t *out_ms);
/* `2026-03-27`, as 00:00Z of that day. False when the text is anything else. */
bool instant_parse_date(struct bytes text, int64_t *out_ms);
/* RFC 3339 in UTC, `2026-03-27T02:00:00Z`; milliseconds only where they are not 0, `...T02:00:00.250Z`. */
void instant_format(int64_t at_ms, char out[INSTANT_TEXT_BYTES]);
/* `90s`, `5m`, `48h`, `15d`: elapsed time, at most 100 years. False when the text is anything else. */
bool duration_parse(struct bytes text, int64_t *out_ms);
/* In the largest unit that divides it: 7200000 gives `2h`, 1500 gives `1500ms`. */
void duration_format(int64_t duration_ms, char out[INSTANT_TEXT_BYTES]);

#endif

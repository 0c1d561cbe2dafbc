/* iso3166.h: the assigned alpha-3 codes of ISO 3166-1, in order. Whether a party has one, party_is_iso says;
 * this is for who needs them all. */
#ifndef MESSAGE_ISO3166_H
#define MESSAGE_ISO3166_H

/* Sorted by their bytes, NUL-terminated. */
#define ISO3166_COUNT 249
extern const char iso3166_alpha3[ISO3166_COUNT][4];

#endif

/* party.c: see fusion/party.h. A code's bytes stand big-endian in the integer: "UNK" is 0x554e4b. */
#include "iso3166.h"
#include <fusion/party.h>

#include <string.h>

_Static_assert(PARTY_BYTES_MAX <= sizeof(party_id), "a code fits into its integer");

bool party_parse(struct bytes code, party_id *out) {
    party_id packed = 0;
    if (code.size < 2 || code.size > PARTY_BYTES_MAX)
        return false;
    for (size_t i = 0; i < code.size; i++) {
        char c = code.data[i];
        if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9'))
            return false;
        packed = packed << 8 | (unsigned char)c;
    }
    *out = packed;
    return true;
}

struct bytes party_text(party_id party, char out[PARTY_BYTES_MAX + 1]) {
    size_t size = 0;
    for (unsigned shift = 8 * PARTY_BYTES_MAX; shift > 0;) {
        shift -= 8;
        char c = (char)(party >> shift & 0xff);
        if (c)
            out[size++] = c;
    }
    out[size] = '\0';
    return (struct bytes){out, size};
}

bool party_is_iso(party_id party) {
    const char code[4] = {(char)(party >> 16 & 0xff), (char)(party >> 8 & 0xff), (char)(party & 0xff), 0};
    size_t low = 0, high = ISO3166_COUNT;
    if (party > 0xffffff)
        return false;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = memcmp(code, iso3166_alpha3[middle], sizeof code);
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

/*
 * instant.c: see fusion/instant.h.
 *
 * Dates become days, and days dates, as Howard Hinnant describes it in "chrono-compatible low-level date
 * algorithms" (days_from_civil, civil_from_days; public domain): a year begins in March, so that its leap day
 * is the last.
 */
#include <fusion/instant.h>

#include <stdio.h>

static int64_t days_from_civil(int64_t year, int64_t month, int64_t day) {
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static void civil_from_days(int64_t days, int64_t *year, int64_t *month, int64_t *day) {
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;
    *day = day_of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

static bool digits(struct bytes text, size_t at, size_t count, int64_t *out) {
    return at + count <= text.size && bytes_to_unsigned(bytes_slice(text, at, at + count), 9999, out);
}

static bool is_at(struct bytes text, size_t at, char c) {
    return at < text.size && text.data[at] == c;
}

static bool date_parse(struct bytes text, int64_t *days) {
    static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t year, month, day;
    if (!digits(text, 0, 4, &year) || !is_at(text, 4, '-') || !digits(text, 5, 2, &month) ||
        !is_at(text, 7, '-') || !digits(text, 8, 2, &day))
        return false;
    if (year < 1 || month < 1 || month > 12)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (day < 1 || day > month_days[month - 1] + (month == 2 && leap))
        return false;
    *days = days_from_civil(year, month, day);
    return true;
}

bool instant_parse_date(struct bytes text, int64_t *out_ms) {
    int64_t days;
    if (text.size != 10 || !date_parse(text, &days))
        return false;
    *out_ms = days * DAY_MS;
    return true;
}

/* The offset behind the time of day: `Z`, `+02:00`. Milliseconds east of UTC. */
static bool zone_offset_parse(struct bytes text, int64_t *out_ms) {
    int64_t hours, minutes;
    if (text.size == 1 && (text.data[0] == 'Z' || text.data[0] == 'z')) {
        *out_ms = 0;
        return true;
    }
    if (text.size != 6 || (text.data[0] != '+' && text.data[0] != '-') || text.data[3] != ':' ||
        !digits(text, 1, 2, &hours) || !digits(text, 4, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *out_ms = (hours * HOUR_MS + minutes * MINUTE_MS) * (text.data[0] == '-' ? -1 : 1);
    return true;
}

bool instant_parse(struct bytes text, int64_t *out_ms) {
    int64_t days, hour, minute, second, fraction_ms = 0, offset_ms;
    if (!date_parse(text, &days) || !(is_at(text, 10, 'T') || is_at(text, 10, 't')))
        return false;
    if (!digits(text, 11, 2, &hour) || !is_at(text, 13, ':') || !digits(text, 14, 2, &minute) ||
        !is_at(text, 16, ':') || !digits(text, 17, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    size_t at = 19;
    if (is_at(text, at, '.')) {
        size_t start = ++at;
        for (int64_t unit = 100; at < text.size && text.data[at] >= '0' && text.data[at] <= '9'; at++) {
            fraction_ms += unit * (text.data[at] - '0');
            unit /= 10;
        }
        if (at == start)
            return false;
    }
    if (!zone_offset_parse(bytes_slice(text, at, text.size), &offset_ms))
        return false;
    *out_ms =
        days * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + fraction_ms - offset_ms;
    return true;
}

void instant_format(int64_t at_ms, char out[INSTANT_TEXT_BYTES]) {
    int64_t days = at_ms / DAY_MS, rest = at_ms % DAY_MS, year, month, day;
    if (rest < 0) {
        rest += DAY_MS;
        days--;
    }
    civil_from_days(days, &year, &month, &day);
    int used =
        snprintf(out, INSTANT_TEXT_BYTES, "%04d-%02d-%02dT%02d:%02d:%02d", (int)(year % 100000), (int)month,
                 (int)day, (int)(rest / HOUR_MS), (int)(rest / MINUTE_MS % 60), (int)(rest / SECOND_MS % 60));
    if (used < 0 || used >= INSTANT_TEXT_BYTES - 6)
        return;
    if (rest % SECOND_MS)
        (void)snprintf(out + used, INSTANT_TEXT_BYTES - (size_t)used, ".%03dZ", (int)(rest % SECOND_MS));
    else
        (void)snprintf(out + used, INSTANT_TEXT_BYTES - (size_t)used, "Z");
}

static const struct {
    char letter;
    int64_t unit_ms;
} units[] = {{'d', DAY_MS}, {'h', HOUR_MS}, {'m', MINUTE_MS}, {'s', SECOND_MS}};

bool duration_parse(struct bytes text, int64_t *out_ms) {
    const int64_t longest_ms = 36525 * DAY_MS;
    int64_t count;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (text.size < 2 || text.data[text.size - 1] != units[i].letter)
            continue;
        if (!bytes_to_unsigned(bytes_slice(text, 0, text.size - 1), longest_ms / units[i].unit_ms, &count))
            return false;
        *out_ms = count * units[i].unit_ms;
        return true;
    }
    return false;
}

void duration_format(int64_t duration_ms, char out[INSTANT_TEXT_BYTES]) {
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (duration_ms % units[i].unit_ms == 0 && (duration_ms || units[i].letter == 's')) {
            (void)snprintf(out, INSTANT_TEXT_BYTES, "%lld%c", (long long)(duration_ms / units[i].unit_ms),
                           units[i].letter);
            return;
        }
    (void)snprintf(out, INSTANT_TEXT_BYTES, "%lldms", (long long)duration_ms);
}

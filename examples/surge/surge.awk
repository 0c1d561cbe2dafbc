# surge.awk: 600 invented reports of overflights, 14 April 2026, one every 144 seconds. The same lines on every machine.
#     awk -f examples/surge/surge.awk > overflights.ndjson

function draw(below) { seed = seed * 16807 % 2147483647; return seed % below } # Park and Miller, exact in doubles

function instant(s) { # seconds from 13 April 2026, 00:00Z
    return sprintf("2026-04-%dT%02d:%02d:%02dZ", 13 + int(s / 86400), int(s / 3600) % 24, int(s / 60) % 60, s % 60)
}

function degrees(thousandths) { return sprintf("%d.%03d", int(thousandths / 1000), thousandths % 1000) }

function report(n,    from, actor, came, seen, lat, lon) {
    from = n % 10 == 0 ? "UNDOF" : draw(2) ? "ISR" : "SYR"
    actor = from == "ISR" || from == "UNDOF" && draw(2) ? "SYR" : "ISR"
    came = 86400 + n * 144 - 1
    # sent within nine minutes; each 40th comes by courier, two hours after it was seen, each 200th 25 hours after
    seen = came - (n % 200 == 33 ? 90000 : n % 40 == 7 ? 7200 : 60 + draw(480))
    lat = degrees(32750 + draw(600)) # along the line of 1974, from the Yarmouk to Mount Hermon
    lon = degrees(35800 + draw(80))
    return sprintf("{\"id\":\"%s-%03d\",\"from\":\"%s\",\"time\":\"%s\",\"received\":\"%s\",\"kind\":\"airspace.aircraft\"," \
        "\"actors\":[{\"party\":\"%s\",\"role\":\"actor\"},{\"party\":\"%s\",\"role\":\"target\"}]," \
        "\"place\":{\"lat\":%s,\"lon\":%s,\"precision_m\":%d}}", tolower(substr(from, 1, 1)), n, from, instant(seen),
        instant(came), actor, actor == "SYR" ? "ISR" : "SYR", lat, lon, 500 * (1 + draw(4)))
}

BEGIN {
    seed = 1974
    for (n = 1; n <= 600; n++) {
        line = report(n)
        print line
        if (n % 50 == 21) print line # the connection broke, the sender tries again
    }
}

# stream.awk: `awk -v lines=N -f stream.awk`: messages for the bench where no archive is at hand, the same each
# time. Of ten, eight report, the ninth acknowledges and the tenth answers what the other party reported shortly
# before.
function random(n) {
    seed = seed * 16807 % 2147483647 # exact in doubles
    return seed % n
}
function sender(n) {
    return parties[n % 2 + 1]
}
function report(n) {
    printf "{\"id\":\"s-%d\",\"type\":\"report\",\"from\":\"%s/liaison\",\"time\":\"%s\",\"kind\":\"%s\",", \
        n, sender(n), time, kinds[random(kind_count) + 1]
    printf "\"actors\":[{\"party\":\"UNK\",\"role\":\"actor\"},{\"party\":\"%s\",\"role\":\"affected\"}],", sender(n)
    printf "\"place\":{\"lat\":33.%04d,\"lon\":35.%04d,\"precision_m\":250},", random(10000), random(10000)
    printf "\"harm\":{\"killed\":%d,\"injured\":%d},", random(3), random(5)
    printf "\"text\":\"Two rounds near the fence, no further firing was heard\"}\n"
}
# `back` is odd: of the other party.
function answer(n, back, type, rest) {
    printf "{\"id\":\"s-%d\",\"type\":\"%s\",\"from\":\"%s/liaison\",\"time\":\"%s\",\"refs\":[\"%s:s-%d\"],%s}\n", \
        n, type, sender(n), time, sender(n - back), n - back, rest
}
BEGIN {
    seed = 1
    split("ISR SYR", parties)
    kind_count = split("fire.mortar fire.small-arms airspace.drone border.crossing statement.accusation", kinds)
    for (n = 1; n <= lines; n++) {
        minute = n * 17
        day = int(minute / 1440)
        time = sprintf("%04d-%02d-%02dT%02d:%02d:00Z", 2000 + int(day / 336), int(day % 336 / 28) + 1, \
            day % 28 + 1, int(minute % 1440 / 60), minute % 60)
        if (n % 10 == 9)
            answer(n, 3, "ack", "\"level\":\"understood\"")
        else if (n % 10 == 0)
            answer(n, 5, "reply", "\"explanation\":\"accident\"")
        else
            report(n)
    }
}

#!/bin/sh
# The shipped adapters for archives that are not here: rows as their codebooks describe them, made up.
. "$(dirname "$0")/lib.sh"

# gdelt WIDTH NAME=VALUE...: one row of GDELT events; the other columns are empty.
gdelt() {
  awk -v width="$1" -v given="$(shift && printf '%s\n' "$@")" 'BEGIN {
    people = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code"
    places = width == 61 ? "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID" \
                         : "Type FullName CountryCode ADM1Code Lat Long FeatureID"
    all = "GLOBALEVENTID SQLDATE MonthYear Year FractionDate"
    all = all add("Actor1", people) add("Actor2", people)
    all = all " IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale NumMentions NumSources"
    all = all " NumArticles AvgTone" add("Actor1Geo_", places) add("Actor2Geo_", places) add("ActionGeo_", places)
    all = all " DATEADDED SOURCEURL"
    rows = split(given, pairs, "\n")
    for (i = 1; i <= rows; i++) {
      at = index(pairs[i], "=")
      value[substr(pairs[i], 1, at - 1)] = substr(pairs[i], at + 1)
    }
    columns = split(all, name, " ")
    for (i = 1; i <= width; i++)
      printf "%s%s", value[name[i]], i < width ? "\t" : "\n"
  }
  function add(before, names,   list, i, n, out) {
    n = split(names, list, " ")
    for (i = 1; i <= n; i++)
      out = out " " before list[i]
    return out
  }'
}

{
  gdelt 61 GLOBALEVENTID=901 SQLDATE=20190102 Actor1Code=ISRMIL Actor1Name="ISRAELI ARMY" Actor2Code=REB \
    Actor2Name=REBEL IsRootEvent=1 EventCode=1951 QuadClass=4 GoldsteinScale=-10.0 NumMentions=6 AvgTone=-4.5 \
    ActionGeo_Type=4 ActionGeo_FullName="Quneitra, Al Qunaytirah, Syria" ActionGeo_Lat=33.1258 \
    ActionGeo_Long=35.8246 Actor1Geo_Lat=1 Actor2Geo_Long=2 DATEADDED=20190103011500 SOURCEURL=https://example.org/1
  gdelt 61 GLOBALEVENTID=902 SQLDATE=20190102 Actor1Code=ROMGOV Actor1Name=ROMANIA Actor2Code=MNCUSA \
    Actor2Name=COMPANY EventCode=010 ActionGeo_Type=1 ActionGeo_Lat=46 ActionGeo_Long=25 DATEADDED=20190103011500
  gdelt 61 GLOBALEVENTID=903 SQLDATE=20190102 EventCode=0871 ActionGeo_Type=0 DATEADDED=20190103013000
  gdelt 61 GLOBALEVENTID=904 SQLDATE=20190102 EventCode=--- DATEADDED=20190103013000
  gdelt 61 GLOBALEVENTID=905 SQLDATE=20190231 EventCode=190 DATEADDED=20190103013000
  gdelt 61 GLOBALEVENTID=906 SQLDATE=20190102 EventCode=190 DATEADDED=2019010399
  gdelt 61 GLOBALEVENTID=907 SQLDATE=20190102 Actor1Code=SYRREB Actor1Name=SYRIA Actor1Type1Code=REB \
    Actor2Code=SYROPP Actor2Name=OPPOSITION Actor2Type1Code=OPP EventCode=190 DATEADDED=20190103013000
  gdelt 61 GLOBALEVENTID=908 SQLDATE=20190102 Actor1Code=IRQELIUAF Actor1Name=IRAQ Actor1Type1Code=ELI \
    Actor1Type2Code=UAF EventCode=190 DATEADDED=20190103013000
} >20190103011500.export.CSV
exits 0 "GDELT 2.0 converts" convert -p "$RULES" --from gdelt 20190103011500.export.CSV
is "$(head -n 1 out)" '{"id":"gdelt-901","from":"OBS/observer","time":"2019-01-02","received":"2019-01-03T01:15:00Z","kind":"fire.airstrike","code":"1951","actors":[{"name":"ISRAELI ARMY","party":"ISR","role":"actor"},{"name":"REBEL","party":"UNK","role":"target"}],"place":{"lat":33.1258,"lon":35.8246,"name":"Quneitra, Al Qunaytirah, Syria","precision_m":10000},"fuse":"never","data":{"actor1":"ISRMIL","actor2":"REB","goldstein":-10,"mentions":6,"quad":4,"root":true,"tone":-4.5,"url":"https://example.org/1"}}' \
  "a whole row: kind by the first three digits, the place of the action, the instant it was added"
like out '"name":"ROMANIA","party":"ROU"' "a country code of CAMEO alone becomes that of ISO 3166-1"
like out '"name":"COMPANY","party":"UNK"' "a company is not the country it is from"
like out '"lat":46,"lon":25,"precision_m":500000' "the middle of a country is as vague as the country"
like out '"id":"gdelt-903",.*"kind":"talks.agreement","code":"0871","fuse"' "a row that involves nobody, nowhere, is a message"
like err 'export.CSV:4: row 4: EventCode .---. is no CAMEO code' "no code"
like err 'export.CSV:5: row 5: SQLDATE .20190231. is no date' "no date"
like err 'export.CSV:6: row 6: DATEADDED .2019010399. is no date' "which of the two, and what it says"
like out '"id":"gdelt-907".*"actors":\[{"name":"SYRREB","party":"UNK","role":"actor"},{"name":"OPPOSITION","party":"SYR","role":"target"}\]' \
  "rebels are not the state that they are coded with; a political opposition bears no arms"
like out '"id":"gdelt-908".*"actors":\[{"name":"IRQELIUAF","party":"UNK","role":"actor"}\]' "whichever of the types says so"
exits 0 "and replays" replay -p "$RULES" -d gdelt.db --from gdelt 20190103011500.export.CSV
is "$(sql gdelt.db "SELECT line, reason, detail FROM quarantine")" "4|refused-row|EventCode \`---\` is no CAMEO code
5|refused-row|SQLDATE \`20190231\` is no date
6|refused-row|DATEADDED \`2019010399\` is no date" "what convert refuses, replay quarantines"
is "$(sql gdelt.db "SELECT count(*), sum(late_ms > 0) FROM messages")" "5|0" "in the order of DATEADDED"

{
  gdelt 58 GLOBALEVENTID=801 SQLDATE=20120301 Actor1Code=SYR EventCode=193 ActionGeo_Type=5 ActionGeo_Lat=33 \
    ActionGeo_Long=36 DATEADDED=20140301 SOURCEURL=https://example.org/2
  gdelt 57 GLOBALEVENTID=802 SQLDATE=20120301 Actor1Code=SYR EventCode=193 ActionGeo_Type=5 ActionGeo_Lat=33 \
    ActionGeo_Long=36 DATEADDED=20120301
  gdelt 56 GLOBALEVENTID=803
} >20120301.export.CSV
exits 0 "GDELT 1.0 converts, with and without SOURCEURL" convert -p "$RULES" --from gdelt 20120301.export.CSV
like out '"id":"gdelt-801",.*"received":"2014-03-01T23:59:59Z",.*"precision_m":110000.*"url":"https://example.org/2"' "58 columns"
like out '"id":"gdelt-802",.*"lat":33,"lon":36' "57 columns"
like err 'row 3: 56 fields; expected 61 or 58 or 57 as in .columns.' "any other number is refused"

# ACLED
header=event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp
{
  printf '\357\273\277%s\r\n' "$header"
  printf '%s\r\n' \
    'SYR9003,2019-02-15,2019,3,Political violence,Battles,Armed clash,Military Forces of Syria (2000-2024) Fourth Division,,1,Opposition Rebels (Syria),,2,12,,760,Middle East,Syria,Daraa,Izra,Hrak,Hrak,32.75,36.31,1,Made up,Subnational,"Fire, they say, was ""exchanged"".",4,,1' \
    'SYR9002,2019-01-30,2019,2,Political violence,Violence against civilians,Attack,Unidentified Armed Group (Syria),,3,Civilians (Syria),,7,37,Civilian targeting,760,Middle East,Syria,Daraa,Daraa,Daraa,Daraa,32.62,36.10,2,Made up,National,Somebody was hurt.,1,,1' \
    'SYR9001,2019-01-02,2019,1,Political violence,Explosions/Remote violence,Air/drone strike,Military Forces of Israel (2022-),,State forces,Military Forces of the United States (2021-2025),,State forces,State forces-State forces,,760,Middle East,Syria,Quneitra,Quneitra,Khan Arnaba,Hadar,33.28,35.83,3,Made up,International,A strike.,0,,1' \
    'SYR9000,2019-01-01,2019,1,,Made-up type,Made-up sub-type,A,,1,,,0,10,,760,Middle East,Syria,,,,,,,1,,,,0,,1'
} >acled.csv
exits 0 "ACLED converts" convert -p "$RULES" --from acled acled.csv
like out '"id":"acled-SYR9003".*"time":"2019-02-01","until":"2019-02-28","kind":"fire"' "a month is a month"
like out '"id":"acled-SYR9002".*"time":"2019-01-24","until":"2019-02-05","kind":"force.assault"' "some week around the day"
like out '"id":"acled-SYR9001".*"time":"2019-01-02","kind":"fire.airstrike"' "a day is a day"
like out '"name":"Military Forces of Syria (2000-2024) Fourth Division","party":"SYR","role":"actor"},{"name":"Opposition Rebels (Syria)","party":"UNK","role":"actor"' "a state by the name of its forces; in a battle both act"
like out '"name":"Civilians (Syria)","party":"UNK","role":"affected"' "civilians are affected"
like out '"party":"ISR","role":"actor"},{"name":"Military Forces of the United States (2021-2025)","party":"USA","role":"target"' "the United States, with its article"
like out '"harm":{"civilian":true,"killed":1}' "civilians among the dead"
like out '"text":"Fire, they say, was ..exchanged..\."' "notes as they are"
like err 'acled.csv:5: row 4: no known event_type or sub_event_type: Made-up type, Made-up sub-type' "an unknown type is refused"
run replay -q -p "$RULES" -d acled.db --from acled acled.csv
is "$(sql acled.db "SELECT group_concat(id) FROM (SELECT id FROM messages ORDER BY entry)")" \
   "acled-SYR9001,acled-SYR9002,acled-SYR9003" "sorted by time"
{
  echo 'data_id,iso,event_id_cnty,event_id_no_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,timestamp,iso3'
  echo '77,760,SYR70,70,02 January 2019,2019,1,Battles,Armed clash,A,,1,B,,2,12,Middle East,Syria,Daraa,Izra,Hrak,Hrak,32.75,36.31,1,Made up,National,Note.,0,1,SYR'
} >acled-2019.csv
exits 0 "an export of 2019 converts" convert --strict -p "$RULES" --from acled acled-2019.csv
like out '"id":"acled-SYR70".*"time":"2019-01-02"' "by its older form of dates, without the newer columns"

# An adapter of one's own: what a slip of the pen says.
cp -r "$RULES" own
cat >own/adapters/slip.lua <<'LUA'
adapter "slip" {
  format = "csv",
  separator = ";",
  map = function(row, n)
    return { id = "s-" .. n, from = "OBS", time = row.dat, kind = "fire" }
  end,
}
LUA
printf 'date;place\n2019-01-02;Hadar\n' >slip.csv
exits 1 "--strict: a column that the file lacks" convert --strict -p own --from slip slip.csv
like err 'slip.csv:2: row 1: adapters/slip.lua:5: the row has no column .dat.; did you mean .date.' "the nearest column"
gzip -c slip.csv >slip.csv.gz
exits 3 "a gzip file" convert -p own --from slip slip.csv.gz
like err 'slip.csv.gz: found a gzip file, expected text; unpack it: zcat FILE' "what to do"
: >empty.csv
exits 0 "an empty file" convert -p own --from slip empty.csv
like err 'converted 0 rows, refused 0' "has no rows"
echo 'date;place' >header.csv
exits 0 "a header alone" convert -p own --from slip header.csv
printf 'date;place;date\n' >twice.csv
exits 3 "a column that stands twice" convert -p own --from slip twice.csv
like err 'twice.csv:1: column .date. stands twice in the header (1 and 3)' "where"

# JSON that holds its rows deeper, and a file that is not UTF-8.
cat >own/adapters/map.lua <<'LUA'
adapter "map" {
  format = "json",
  rows = "features",
  map = function(row)
    local p, at = row.properties, row.geometry.coordinates
    return { id = p.id, from = "OBS", time = p.day, kind = "fire", place = { lat = at[2], lon = at[1] } }
  end,
}
LUA
cat >map.geojson <<'JSON'
{"type": "FeatureCollection", "features": [
  {"type": "Feature", "geometry": {"type": "Point", "coordinates": [35.8, 33.1]}, "properties": {"id": "m1", "day": "2019-01-02"}},
  {"type": "Feature", "geometry": null, "properties": {"id": "m2", "day": "2019-01-02"}}]}
JSON
exits 0 "GeoJSON" convert -p own --from map map.geojson
is "$(cat out)" '{"id":"m1","from":"OBS","time":"2019-01-02","kind":"fire","place":{"lat":33.1,"lon":35.8}}' "a feature is a row"
like err 'map.geojson: row 2: adapters/map.lua:5: attempt to index a nil value' "a row of JSON is named by its number"
sed 's/"slip"/"arabic"/; s/separator/encoding = "windows-1256", separator/; s/row.dat/row.date/' own/adapters/slip.lua >own/adapters/arabic.lua
printf 'date;place\n2019-01-02;\307\341\n;\307\341\n2019-01-02\n' >arabic.csv
exits 0 "windows-1256" replay -p own -d arabic.db --from arabic arabic.csv
is "$(sql arabic.db "SELECT line, reason FROM quarantine ORDER BY line")" "2|wrong-form
3|refused-row" "a message out of form and a row that is none are quarantined"
printf 'date;place\n;\307\341\n;\n;\307\341;\n' >arabic.csv
run replay -p own -q -d arabic2.db --from arabic arabic.csv
is "$(sql arabic2.db "SELECT head FROM quarantine WHERE line = 3")" ";ال;" "a refused row is kept as UTF-8"

# What docs/rules.md shows.
awk '/^    local kinds = \{ shelling/ {on = 1} /^With this file/ {exit} on {print substr($0, 5)}' "$ROOT/docs/rules.md" \
  >own/adapters/field-notes.lua
awk '/^    date,type,position/ {on = 1} /^$/ {on = 0} on {print substr($0, 5)}' "$ROOT/docs/rules.md" >notes.csv
exits 0 "the adapter of the page" convert -p own --from field-notes notes.csv
is "$(cat out)" '{"id":"notes-1","from":"OBS/observer","time":"2017-01-02","kind":"fire.artillery","place":{"lat":33.1,"lon":35.8,"precision_m":500},"harm":{"killed":2},"text":"near the school"}' "makes a message"
like err '^notes.csv:3: row 2: unknown type rumour$' "and refuses a row, as the page says"
{
  echo 'adapter "forms" { format = "lines", map = function() return nil, table.concat({'
  sed -n 's/^    \(date(.*)\)   *[0-9][0-9T:+Z-]*$/\1,/p' "$ROOT/docs/rules.md"
  echo '}, " ") end }'
} >own/adapters/forms.lua
echo x >forms.txt
run convert -q -p own --from forms forms.txt
is "$(sed 's/.*row 1: //' err)" "$(sed -n 's/^    date(.*)   *\([0-9][0-9T:+Z-]*\)$/\1/p' "$ROOT/docs/rules.md" | tr '\n' ' ' | sed 's/ $//')" \
  "the dates of the page"
is "$(grep -c date own/adapters/forms.lua)" 5 "all of them"

# Out of order, unless it is sorted.
printf 'adapter "late" { format = "tsv", columns = { "day" }, map = function(row, n)\n' >own/adapters/late.lua
printf '  return { id = "l-" .. n, from = "OBS", time = date(row.day, "DD.MM.YYYY"), kind = "fire" } end }\n' >>own/adapters/late.lua
printf '02.01.2019\n03.01.2019\n01.01.2019\n' >late.tsv
exits 0 "rows out of order" replay -p own -d late.db --from late late.tsv
like err '^late  *1  *archive out of order: try --sort' "the summary says so"
sed -i 's/format = "tsv"/format = "tsv", sort = true/' own/adapters/late.lua
exits 0 "sorted by the adapter" replay -p own -d sorted.db --from late late.tsv
is "$(grep -c '^late' err)" 0 "none is late"
done_testing

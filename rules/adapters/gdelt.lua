-- GDELT events: the files *.export.CSV, which are tab-separated and have no header. Columns as in the event
-- codebook of GDELT 2.0 (61 columns) and of 1.0 (58; the files before April 2013 end without SOURCEURL: 57).
--
-- A machine made each row from the first reports of a happening. Rows come in the order in which they were added,
-- and some are of a day long before.
local actor = { "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code",
  "Type1Code", "Type2Code", "Type3Code" }

-- The columns; `adm2`: those of version 2, `url`: with SOURCEURL.
local function columns(adm2, url)
  local all = { "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate" }
  for _, who in ipairs { "Actor1", "Actor2" } do
    for _, name in ipairs(actor) do
      table.insert(all, who .. name)
    end
  end
  for _, name in ipairs { "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass",
    "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone" } do
    table.insert(all, name)
  end
  for _, what in ipairs { "Actor1Geo_", "Actor2Geo_", "ActionGeo_" } do
    for _, name in ipairs { "Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long",
      "FeatureID" } do
      if adm2 or name ~= "ADM2Code" then
        table.insert(all, what .. name)
      end
    end
  end
  table.insert(all, "DATEADDED")
  if url then
    table.insert(all, "SOURCEURL")
  end
  return all
end

local codes = list "cameo"               -- CAMEO code to kind, with the reason
local countries = list "cameo-countries" -- where CAMEO's country codes are not those of ISO 3166-1

-- ActionGeo_Type says what the coordinates are the middle of. The radius of what is meant, in metres:
local precision = {
  ["1"] = 500000, -- a country: a circle of the mean area of 195 states, about 760,000 km2
  ["2"] = 250000, -- a state of the United States: the same of 50, about 190,000 km2
  ["3"] = 10000,  -- a city or landmark of the United States: a large town, and what lies around it
  ["4"] = 10000,  -- the same elsewhere
  ["5"] = 110000, -- a first-level division elsewhere: the same of some 3,600, about 37,000 km2
}

local utc = { offset = "Z" }

-- When the row was made known. Version 1 knows the day alone: its files close with it.
local function added(text)
  if #text == 14 then
    return date(text, "YYYYMMDDhhmmss", utc)
  end
  local day = date(text, "YYYYMMDD")
  return day and day .. "T23:59:59Z"
end

local function kind_of(code)
  local row = codes[code] or codes[code:sub(1, 3)] or codes[code:sub(1, 2)]
  return row and row.kind
end

-- Types of those who bear arms and are not the state that they are coded with: rebels, insurgents, separatists and
-- armed forces that belong to nobody (SYRREB fights SYR).
local armed = { REB = true, INS = true, SEP = true, UAF = true }

-- Nobody, where the machine saw nobody. Who acts for a country is coded with that country first (USAGOV); who is
-- coded otherwise (REB, a company MNCUSA) or bears arms for others is unknown, with a name.
local function add_party(actors, role, row, who)
  local code, name = row[who .. "Code"], row[who .. "Name"]
  if code == "" and name == "" then
    return
  end
  for i = 1, 3 do
    if armed[row[who .. "Type" .. i .. "Code"]] and #code > 3 then
      table.insert(actors, { party = "UNK", role = role, name = code })
      return
    end
  end
  local country = code:sub(1, 3)
  country = countries[country] and countries[country].party or country
  table.insert(actors, {
    party = is_country(country) and country or "UNK",
    role = role,
    name = name ~= "" and name or code,
  })
end

local function given(text)
  return text ~= "" and text or nil
end

local function place_of(row)
  local lat, lon = number(row.ActionGeo_Lat), number(row.ActionGeo_Long)
  local radius = precision[row.ActionGeo_Type]
  if not (lat and lon and radius) then
    return nil
  end
  return { lat = lat, lon = lon, precision_m = radius, name = given(row.ActionGeo_FullName) }
end

adapter "gdelt" {
  format = "tsv",
  columns = { columns(true, true), columns(false, true), columns(false, false) },
  fuse = "never", -- mentions of one event are counted by the source already

  map = function(row)
    local kind, day = kind_of(row.EventCode), date(row.SQLDATE, "YYYYMMDD")
    local received = added(row.DATEADDED)
    if not kind then
      return nil, "EventCode `" .. row.EventCode .. "` is no CAMEO code"
    end
    if not day then
      return nil, "SQLDATE `" .. row.SQLDATE .. "` is no date"
    end
    if not received then
      return nil, "DATEADDED `" .. row.DATEADDED .. "` is no date"
    end
    local actors = {}
    add_party(actors, "actor", row, "Actor1")
    add_party(actors, "target", row, "Actor2")
    return {
      id = "gdelt-" .. row.GLOBALEVENTID,
      from = "OBS/observer",
      time = day,
      received = received,
      kind = kind,
      code = row.EventCode,
      actors = actors[1] and actors,
      place = place_of(row),
      data = {
        actor1 = given(row.Actor1Code),
        actor2 = given(row.Actor2Code),
        goldstein = number(row.GoldsteinScale),
        mentions = number(row.NumMentions),
        quad = number(row.QuadClass),
        root = row.IsRootEvent == "1",
        tone = number(row.AvgTone),
        url = given(optional(row, "SOURCEURL") or ""),
      },
    }
  end,
}

-- ACLED: armed conflict and protest, one row an event; columns as in the codebook, in the CSV exports of before and
-- after March 2023. The rows are incidents already, so none is fused with another. They know days, not hours.
local types = list "acled"         -- sub-event and event types to kinds, with the reason
local countries = list "countries" -- names to codes, as the forces of a state are named

-- geo_precision says what the coordinates stand for. The radius of what is meant, in metres:
local precision = {
  ["1"] = 2000,   -- a named town or village: its extent
  ["2"] = 25000,  -- a part of a region, or near a town: a district's extent
  ["3"] = 110000, -- a region, its largest town given: a first-level division of the mean area, 37,000 km2
}

-- "Military Forces of Syria (2000-2024) Fourth Division" acts for a state. Everybody else is kept by name.
local forces = { "Military Forces of ", "Police Forces of ", "Government of " }

local function state_of(name)
  for _, before in ipairs(forces) do
    if name:sub(1, #before) == before then
      local country = split(name:sub(#before + 1), " (")[1]
      country = country:sub(1, 4) == "the " and country:sub(5) or country
      return countries[country] and countries[country].party
    end
  end
  return nil
end

local function add_party(actors, name, role)
  if name ~= "" then
    table.insert(actors, { party = state_of(name) or "UNK", role = role, name = name })
  end
end

-- The span that is meant: a day; some week around it; the month.
local function span(day, code)
  local n = days(day)
  if code == "2" then
    return date(n - 6, "days"), date(n + 6, "days")
  elseif code == "3" then
    local first = day:sub(1, 8) .. "01"
    local next_month = date(days(first) + 31, "days"):sub(1, 8) .. "01"
    return first, date(days(next_month) - 1, "days")
  end
  return day, nil
end

local function given(text)
  return text ~= "" and text or nil
end

adapter "acled" {
  format = "csv",
  sort = true, -- exports begin with the latest day
  fuse = "never",

  map = function(row)
    local kind = types[row.sub_event_type] or types[row.event_type]
    local day = date(row.event_date, "YYYY-MM-DD") or date(row.event_date, "D MMMM YYYY")
    local lat, lon = number(row.latitude), number(row.longitude)
    local killed = number(row.fatalities)
    if not kind then
      return nil, "no known event_type or sub_event_type: " .. row.event_type .. ", " .. row.sub_event_type
    end
    if not day then
      return nil, "event_date is no date"
    end

    -- Two that fight are both actors; who acts alone has a target, and a target without arms is affected.
    local at_civilians = row.event_type == "Violence against civilians"
      or optional(row, "civilian_targeting") == "Civilian targeting"
    local battle = row.event_type:sub(1, 6) == "Battle"
    local actors = {}
    add_party(actors, row.actor1, "actor")
    add_party(actors, row.actor2, battle and "actor" or at_civilians and "affected" or "target")

    local from, till = span(day, row.time_precision)
    return {
      id = "acled-" .. row.event_id_cnty,
      from = "OBS/observer",
      time = from,
      ["until"] = till,
      kind = kind.kind,
      actors = actors,
      place = lat and lon and {
        lat = lat,
        lon = lon,
        precision_m = precision[row.geo_precision],
        name = given(row.location),
      },
      harm = killed and { killed = killed, civilian = killed > 0 and at_civilians or nil },
      text = given(row.notes),
      data = { -- its types are words, too long for a code
        type = row.event_type,
        sub_type = given(row.sub_event_type),
        date = till and day,
        source = given(row.source),
        tags = given(optional(row, "tags") or ""),
      },
    }
  end,
}

-- UCDP Georeferenced Event Dataset: one row is one lethal incident, told by an observer long after it.
-- Sundberg and Melander, Journal of Peace Research 50(4), 2013; columns as in the GED codebook 19.1.
--
-- The rows are incidents already, so none is fused with another. They know days, not hours.

-- The state actors that occur near the line, by the names of the data set. Every other name is kept whole,
-- commas and dashes included, as that of a party that no code stands for.
local states = {
  ["Government of Syria"] = "SYR",
  ["Government of Israel"] = "ISR",
  ["Government of United States of America"] = "USA",
  ["Government of Turkey"] = "TUR",
  ["Government of Iran"] = "IRN",
  ["Government of Iraq"] = "IRQ",
  ["Government of Jordan"] = "JOR",
  ["Government of Lebanon"] = "LBN",
  ["Government of Russia (Soviet Union)"] = "RUS",
}

-- where_prec says what the coordinates stand for. The radius of what is meant, in metres:
local precision = {
  ["1"] = 1000,   -- a known place, "exact": a village or a quarter has that extent
  ["2"] = 25000,  -- "within about 25 km of a known point"
  ["3"] = 30000,  -- a district: a circle of the mean area of Syria's 65, about 2,850 km2
  ["4"] = 65000,  -- a governorate: the same of 14, about 13,200 km2
  ["5"] = 100000, -- a line or a vague region, represented by some point of it
  ["6"] = 250000, -- the country: a circle of its area, 185,180 km2
  ["7"] = 100000, -- water or airspace, as vague as 5
}

-- What is not known of fire is what was fired: a row tells of deaths and sides, and of no weapon.
local kinds = {
  ["1"] = "fire",          -- a state and an armed group, or two states
  ["2"] = "fire",          -- two armed groups
  ["3"] = "force.assault", -- one-sided: a deliberate killing of civilians
}

-- Longer than this, a row sums up a period (deaths of a siege, of a year): counted once, it is no incident.
local longest_days = 31

-- Days since some fixed day, of YYYY-MM-DD, in the proleptic Gregorian calendar: March is the first month, so
-- that the leap day ends the year.
local function day_number(date)
  local year, month = tonumber(date:sub(1, 4)), tonumber(date:sub(6, 7))
  local day = tonumber(date:sub(9, 10))
  if not (year and month and day and #date == 10) then
    return nil
  end
  if month < 3 then
    year, month = year - 1, month + 12
  end
  return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day
end

local function party(name, role)
  local code = states[name]
  if code then
    return { party = code, role = role }
  end
  return { party = "UNK", role = role, name = name }
end

adapter "ucdp-ged" {
  format = "csv",
  sort = true, -- the archive is in the order of its files, not of time
  fuse = "never",

  map = function(row)
    local first, last = day_number(row.date_start), day_number(row.date_end)
    local kind = kinds[row.type_of_violence]
    local killed = tonumber(row.best)
    if not (first and last) then
      return nil, "date_start or date_end is no date"
    end
    if not kind then
      return nil, "type_of_violence is none of 1, 2 and 3"
    end
    if last - first > longest_days then
      kind = "summary.period"
    end

    -- Civilians are counted apart. None counted and some unknown dead says nothing about civilians.
    local civilian = nil
    if (tonumber(row.deaths_civilians) or 0) > 0 or row.type_of_violence == "3" then
      civilian = true
    elseif row.deaths_unknown == "0" then
      civilian = false
    end

    local victims = row.type_of_violence == "3" and "affected" or "target"
    return {
      id = "ged-" .. row.id,
      from = "OBS/observer",
      time = row.date_start,
      ["until"] = row.date_end,
      kind = kind,
      code = row.type_of_violence,
      actors = { party(row.side_a, "actor"), party(row.side_b, victims) },
      place = {
        lat = tonumber(row.latitude),
        lon = tonumber(row.longitude),
        precision_m = precision[row.where_prec],
        name = row.where_coordinates ~= "" and row.where_coordinates or nil,
      },
      harm = { killed = killed, civilian = civilian },
      text = row.source_headline ~= "" and row.source_headline or nil,
      data = { low = tonumber(row.low), high = tonumber(row.high), date_prec = tonumber(row.date_prec) },
    }
  end,
}

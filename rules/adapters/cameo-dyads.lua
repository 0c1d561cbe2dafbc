-- Machine-coded political events as dyads: date, source, target and a CAMEO code (Schrodt, CAMEO 1.1), as in the
-- KEDS Levant data. No text, no place, no hour, and no id: the number of the row is the key.
--
-- lists/cameo.csv says which kind a code is, and why. Codes are text: `010` is a statement, `10` a demand. A code
-- that the list lacks has the kind of its first three digits, else of its first two.
local codes = list "cameo"

-- Codes that CAMEO writes in another way than ISO 3166-1 does today.
local countries = list "cameo-countries"

local function kind_of(code)
  local row = codes[code] or codes[code:sub(1, 3)] or codes[code:sub(1, 2)]
  return row and row.kind
end

-- A code of a state that is no more, of a region or of a people (USR, PAL, ARB) names nobody who could be called:
-- it stays as the name of an unknown party.
local function party(code, role)
  local country = code:sub(1, 3)
  country = countries[country] and countries[country].party or country
  if not is_country(country) then
    return { party = "UNK", role = role, name = code }
  end
  return { party = country, role = role, name = #code > 3 and code or nil } -- ISRMIL: who in the country
end

adapter "cameo-dyads" {
  format = "csv",
  fuse = "never", -- a coder made one event of a news story

  map = function(row, n)
    local kind = kind_of(row.code)
    if not kind then
      return nil, "`" .. row.code .. "` is no CAMEO code"
    end
    if row.source == "" or row.target == "" then
      return nil, "source or target is empty"
    end
    return {
      id = "levant-" .. n,
      from = "OBS/observer",
      time = row.date,
      kind = kind,
      code = row.code,
      actors = { party(row.source, "actor"), party(row.target, "target") },
    }
  end,
}

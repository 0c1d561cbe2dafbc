-- Machine-coded political events as dyads: date, source, target and a CAMEO code (Schrodt, CAMEO 1.1), as in the
-- KEDS Levant data. No text, no place, no hour, and no id: the number of the row is the key.
--
-- Codes are text: `010` is a statement, `10` a demand. A code that the table lacks has the kind of its first three
-- digits, else of its first two. Kinds decide the track (rules/*.lua):
--   de-escalation  15 and 17 to 20, and all that is said or done about military co-operation (062)
--   intelligence   064, and what asks for it or offers it
--   commercial     economic and material matters: co-operation, aid, sanctions
--   diplomatic     the other words and deeds of diplomacy: 02 to 05, 08 to 14, 16
--   none           01, a comment
local kinds = {
  -- 01 public statements: recorded, nobody has to answer a comment
  ["01"] = "statement.comment",

  -- 02 appeals
  ["02"] = "statement.appeal",
  ["021"] = "trade.cooperation",        -- for material co-operation
  ["0211"] = "trade.cooperation",       -- economic
  ["0212"] = "force.cooperation",       -- military: the like of 062
  ["0213"] = "statement.appeal",        -- judicial: courts and prisoners are for diplomats
  ["0214"] = "intelligence.request",    -- the like of 064
  ["023"] = "aid",
  ["0231"] = "aid.economic",
  ["0232"] = "aid.military",
  ["0233"] = "aid.humanitarian",
  ["0234"] = "force.cooperation",       -- protection, peacekeeping: soldiers, by agreement
  ["0254"] = "trade.sanction",          -- to ease sanctions
  ["026"] = "talks.consult",
  ["028"] = "talks.mediation",

  -- 03 intentions: as the deed intended
  ["03"] = "statement.intent",
  ["031"] = "trade.cooperation",
  ["0311"] = "trade.cooperation",
  ["0312"] = "force.cooperation",
  ["0313"] = "statement.intent",
  ["0314"] = "intelligence.cooperation",
  ["033"] = "aid",
  ["0331"] = "aid.economic",
  ["0332"] = "aid.military",
  ["0333"] = "aid.humanitarian",
  ["0334"] = "force.cooperation",
  ["0354"] = "trade.sanction",
  ["036"] = "talks.consult",
  ["038"] = "talks.mediation",
  ["039"] = "talks.mediation",

  -- 04 consultation, 05 diplomatic co-operation
  ["04"] = "talks.consult",
  ["042"] = "talks.visit",
  ["043"] = "talks.visit",
  ["045"] = "talks.mediation",
  ["05"] = "talks.cooperation",
  ["051"] = "statement.public",         -- praise
  ["052"] = "statement.public",         -- defence in words
  ["053"] = "statement.public",         -- support rallied
  ["054"] = "talks.recognition",
  ["057"] = "talks.agreement",

  -- 06 material co-operation, 07 aid
  ["06"] = "trade.cooperation",
  ["062"] = "force.cooperation",
  ["063"] = "talks.cooperation",        -- judicial
  ["064"] = "intelligence.cooperation",
  ["07"] = "aid",
  ["071"] = "aid.economic",
  ["072"] = "aid.military",             -- material first: what, when, through whom
  ["073"] = "aid.humanitarian",
  ["074"] = "force.cooperation",
  ["075"] = "aid.asylum",               -- a person's status: for diplomats

  -- 08 yielding: concessions are deeds of diplomacy, a truce and a withdrawal among them
  ["08"] = "talks.yield",
  ["085"] = "trade.sanction",           -- economic sanctions eased
  ["0871"] = "talks.agreement",         -- a truce
  ["0874"] = "talks.withdrawal",

  -- 09 investigations
  ["09"] = "talks.investigation",

  -- 10 demands
  ["10"] = "statement.demand",
  ["101"] = "trade.cooperation",
  ["1011"] = "trade.cooperation",
  ["1012"] = "force.cooperation",
  ["1013"] = "statement.demand",
  ["1014"] = "intelligence.request",
  ["103"] = "aid",                      -- aid demanded is a material matter, of whatever sort
  ["1031"] = "aid.economic",
  ["1032"] = "aid.military",
  ["1033"] = "aid.humanitarian",
  ["1034"] = "aid.military",            -- protection demanded; no troops have been agreed on, so not as 074
  ["1054"] = "trade.sanction",

  -- 11 disapproval, 12 rejection, 13 threats (a threat of force is still a word), 14 protest
  ["11"] = "statement.accusation",
  ["114"] = "statement.protest",        -- an official complaint
  ["12"] = "statement.reject",
  ["121"] = "trade.cooperation",        -- material co-operation rejected
  ["1211"] = "trade.cooperation",
  ["1212"] = "force.cooperation",
  ["1213"] = "statement.reject",
  ["122"] = "aid",
  ["1221"] = "aid.economic",
  ["1222"] = "aid.military",
  ["1223"] = "aid.humanitarian",
  ["1244"] = "trade.sanction",
  ["13"] = "statement.threat",
  ["1311"] = "aid",                     -- to stop aid
  ["1312"] = "trade.sanction",          -- to impose sanctions
  ["14"] = "statement.protest",

  -- 15 force shown
  ["15"] = "force.posture",
  ["154"] = "force.build-up",

  -- 16 relations reduced
  ["16"] = "talks.reduction",
  ["162"] = "aid",
  ["1621"] = "aid.economic",
  ["1622"] = "aid.military",
  ["1623"] = "aid.humanitarian",
  ["163"] = "trade.sanction",

  -- 17 coercion, 18 assault, 19 fighting, 20 mass violence
  ["17"] = "force.coercion",
  ["18"] = "force.assault",
  ["19"] = "fire",
  ["191"] = "force.blockade",
  ["192"] = "force.occupation",
  ["193"] = "fire.small-arms",
  ["194"] = "fire.artillery",
  ["195"] = "fire.airstrike",
  ["20"] = "force.mass-violence",
}

local function kind_of(code)
  return kinds[code] or kinds[code:sub(1, 3)] or kinds[code:sub(1, 2)]
end

-- Country codes that ISO 3166-1 assigns today. A code of a state that is no more, of a region or of a people
-- (USR, PAL, ARB) names nobody who could be called: it stays as the name of an unknown party.
local countries = " " ..
  "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR " ..
  "BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL " ..
  "COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK " ..
  "FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV " ..
  "HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO " ..
  "LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG " ..
  "MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN " ..
  "PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE " ..
  "SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO " ..
  "TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE "

local function party(code, role)
  local country = code:sub(1, 3)
  if #country < 3 or not countries:find(" " .. country .. " ", 1, true) then
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

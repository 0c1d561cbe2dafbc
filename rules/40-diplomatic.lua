-- Words and deeds of diplomacy: the diplomatic track.

rule "diplomatic.words" {
  on = { "report", "notice", "request" },
  kind = {
    "statement.public", "statement.appeal", "statement.intent", "statement.accusation", "statement.demand",
    "statement.protest", "statement.reject", "statement.threat",
  },
  propose = { track = "diplomatic", urgency = "routine", severity = 1 },
  because = "a word between governments",
}

-- CAMEO 138 and 139: force threatened, an ultimatum.
rule "diplomatic.threat-of-force" {
  on = "report",
  kind = { "statement.threat" },
  where = { code = prefix("138"), actors_members = at_least(2) },
  propose = { track = "diplomatic", urgency = "urgent", severity = 3 },
  because = "force is threatened between member parties",
}

rule "diplomatic.ultimatum" {
  on = "report",
  kind = { "statement.threat" },
  where = { code = prefix("139"), actors_members = at_least(2) },
  propose = { track = "diplomatic", urgency = "urgent", severity = 3 },
  because = "an ultimatum between member parties",
}

rule "diplomatic.deeds" {
  on = { "report", "notice", "request" },
  kind = { "talks.*", "aid.asylum" },
  propose = { track = "diplomatic", urgency = "routine", severity = 1 },
  because = "a deed of diplomacy",
}

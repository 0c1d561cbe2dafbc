-- Words and deeds of diplomacy: the diplomatic track.

rule "diplomatic.words" {
  on = { "report", "notice", "request" },
  kind = {
    "statement", "statement.public", "statement.appeal", "statement.intent", "statement.accusation", "statement.demand",
    "statement.protest", "statement.reject", "statement.threat",
  },
  propose = { track = "diplomatic", urgency = "routine", severity = 1 },
  because = "a word between governments",
}

-- A party that reports a threat feels threatened; it should not wait a week for an answer.
rule "diplomatic.threat.reported" {
  on = "report",
  kind = { "statement.threat" },
  where = { role = { "liaison", "alternate", "head", "supervisor", "principals" } },
  propose = { track = "diplomatic", urgency = "urgent", severity = 2 },
  because = "a party reports a threat against it",
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

-- What was announced, and what happens beside it. Nothing is dropped because it was announced: it is recorded, routed and
-- asked to be acknowledged; only how urgent it is, a notice may change.

rule "notices.planned" {
  on = "notice",
  kind = { "fire.*", "airspace.*", "border.*", "force.*", "convoy.*", "site.*" },
  where = { ["notice.lead"] = "sufficient" },
  propose = { track = "de-escalation", urgency = "routine", severity = 1 },
  because = "announced in time",
}

-- Whoever hears of a flight a minute before it must be reached in that minute.
rule "notices.late" {
  on = "notice",
  kind = { "fire.*", "airspace.*", "border.*", "force.*", "convoy.*" },
  where = { ["notice.lead"] = "insufficient" },
  propose = { track = "de-escalation", urgency = "urgent", severity = 2 },
  because = "announced with insufficient lead",
}

-- A movement notice that is received and not passed on protects nobody.
rule "notices.relay" {
  on = "notice",
  kind = { "convoy.*" },
  propose = { clock = { "relay" } },
  because = "those on the ground must know",
}

rule "notices.conflict" {
  on = "notice",
  where = { ["notice.conflicts"] = present },
  propose = { notify = { "supervisor" }, severity = 2, tags = { "conflict" } },
  because = "two notices that must not meet",
}

local parties = { "liaison", "alternate", "head", "supervisor", "principals" }

-- What a notice matches is the matter of whoever announced it, named or not: hence `concern`.
rule "notices.inside" {
  on = "report",
  where = { ["notice.announced"] = true },
  propose = { track = "de-escalation", urgency = "routine", severity = 1, concern = true, tags = { "announced" } },
  because = "what was announced",
}

rule "notices.inside.harm" {
  on = { "report", "update" },
  where = { ["notice.announced"] = true, ["harm.total"] = at_least(1) },
  propose = { track = "de-escalation", urgency = "urgent" },
  because = "people came to harm by what was announced",
}

rule "notices.exceeded" {
  on = "report",
  where = { role = parties, ["notice.match"] = { "outside-time", "outside-place" } },
  propose = { track = "de-escalation", urgency = "urgent", severity = 2, concern = true, tags = { "exceeded" } },
  because = "more than was announced",
}

rule "notices.unready" {
  on = "report",
  where = { role = parties, ["notice.match"] = { "insufficient-lead", "overdue-relay" } },
  propose = { track = "de-escalation", urgency = "urgent", severity = 2, concern = true },
  because = "announced, but not so that others could be ready for it",
}

-- A listed site, a convoy under way: it was announced so that it would be spared. The supervisor is told by name, and
-- the capitals talk, as after any damage at a site.
rule "notices.protected" {
  on = { "report", "update" },
  where = { ["notice.protected"] = present },
  propose = {
    track = "de-escalation", urgency = "urgent", severity = 3, concern = true,
    also = { diplomatic = "routine" }, notify = { "supervisor" }, tags = { "protected" },
  },
  because = "at what was announced to be spared",
}

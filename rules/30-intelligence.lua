-- Tips, warnings and what parties share: the intelligence track.

-- Whose lives, and who threatens them, is what a warning often cannot say: it concerns the parties all the same.
rule "intelligence.life" {
  on = { "report", "notice", "request" },
  kind = { "threat.*" },
  propose = { track = "intelligence", urgency = "life-threat", severity = 5, concern = true },
  because = "lives are threatened",
}

rule "intelligence.shared" {
  on = { "report", "notice", "request" },
  kind = { "intelligence.*" },
  propose = { track = "intelligence", urgency = "routine", severity = 1 },
  because = "intelligence, shared or asked for",
}

-- Who warns knows how urgent it is.
rule "intelligence.warning.life" {
  on = { "report", "notice" },
  kind = { "intelligence.warning" },
  where = { urgency = { "life-threat" } },
  propose = { track = "intelligence", urgency = "life-threat", severity = 5, concern = true },
  because = "the sender warns of a threat to life",
}

-- Fire by men whom nobody knows: each party may hold a part of the answer. UNK is no party.
rule "intelligence.unknown-actor" {
  on = "report",
  kind = { "fire.*", "border.incursion", "force.assault" },
  where = { role = { "liaison", "alternate", "head", "supervisor", "principals" }, actor = { "UNK" } },
  propose = { also = { intelligence = "routine" } },
  because = "nobody knows who did it",
}

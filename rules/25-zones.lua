-- What the areas of 1974 change: the area of separation (AOS) holds no armed forces but the observers', the areas of
-- limitation (AOL) on either side of it hold few. What was announced for a place in time is left out: whether it may be
-- there was to be settled when the notice came.

rule "zones.separation.grave" {
  on = { "report", "update" },
  kind = {
    "fire.*", "airspace.drone", "airspace.interception", "border.incursion",
    "force.assault", "force.occupation", "force.mass-violence",
  },
  where = { ["zone.name"] = "AOS", ["notice.announced"] = false },
  propose = { track = "de-escalation", urgency = "urgent", severity = 3 },
  because = "force in the area of separation",
}

-- Urgent before a shot falls: whoever finds the other's soldiers there has to decide within the hour what they mean.
rule "zones.separation.forces" {
  on = { "report", "update" },
  kind = { "force.movement", "force.exercise", "force.build-up", "force.posture", "convoy.military" },
  where = { ["zone.name"] = "AOS", ["notice.announced"] = false },
  propose = { track = "de-escalation", urgency = "urgent", severity = 3 },
  because = "armed forces in the area of separation",
}

-- Not urgent: whether a limit is kept is for an inspection to say, and the review in 15 days asks for one.
rule "zones.limitation" {
  on = { "report", "update" },
  kind = { "force.movement", "force.exercise", "force.build-up", "force.posture", "convoy.military" },
  where = { ["zone.name"] = prefix("AOL") },
  propose = { track = "de-escalation", urgency = "routine", severity = 2, tags = { "limitation" } },
  because = "forces where the agreement limits them",
}

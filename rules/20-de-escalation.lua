-- Fire, flights, borders, forces, sites and convoys: the de-escalation track.
--
-- What a party itself reports on this line concerns the other one, else it would not be on the line: fire is urgent
-- then, whoever is alleged. An observer also tells of what goes on within one country. That is urgent where two
-- member parties are alleged, or where it happened in the area of separation (25-zones.lua).

local parties = { "liaison", "alternate", "head", "supervisor", "principals" }
local observer = { "observer" }

-- Kinds by which people come to harm, or ground is taken.
local grave = {
  "fire.*", "airspace.drone", "airspace.interception", "border.incursion",
  "force.assault", "force.occupation", "force.mass-violence",
}

rule "de-escalation.grave" {
  on = "report",
  kind = grave,
  where = { role = parties, ["notice.announced"] = false }, -- 18-notices.lua
  propose = { track = "de-escalation", urgency = "urgent", severity = 2 },
  because = "a party reports force against it",
}

rule "de-escalation.grave.between-members" {
  on = "report",
  kind = grave,
  where = { role = observer, actors_members = at_least(2), ["notice.announced"] = false },
  propose = { track = "de-escalation", urgency = "urgent", severity = 2 },
  because = "an observer reports force between two member parties",
}

rule "de-escalation.grave.within" {
  on = "report",
  kind = grave,
  where = { role = observer, actors_members = at_most(1) },
  propose = { track = "de-escalation", urgency = "routine", severity = 2 },
  because = "force that no second member party is said to have a part in",
}

-- A blockade takes hold slowly; between two member parties it will not wait for a day. So does what a party itself
-- feels as pressure. What an observer files under coercion may be an arrest that a court ordered: a day is enough.
rule "de-escalation.blockade.between-members" {
  on = "report",
  kind = { "force.blockade" },
  where = { actors_members = at_least(2) },
  propose = { track = "de-escalation", urgency = "urgent", severity = 2 },
  because = "a blockade between two member parties",
}

rule "de-escalation.coercion" {
  on = "report",
  kind = { "force.coercion" },
  where = { role = parties },
  propose = { track = "de-escalation", urgency = "urgent", severity = 2 },
  because = "a party reports pressure on it",
}

rule "de-escalation.harm" {
  on = { "report", "update" },
  kind = { "airspace.*", "border.*", "convoy.*" },
  where = { role = parties, ["harm.total"] = at_least(1) },
  propose = { track = "de-escalation", urgency = "urgent" },
  because = "people came to harm",
}

-- A person who is held is talked about at once, by those who talk to the family and to the other capital.
rule "de-escalation.detention" {
  on = "report",
  kind = { "border.detention" },
  where = { role = parties },
  propose = { track = "de-escalation", urgency = "routine", also = { diplomatic = "urgent" } },
  because = "a person is held on the other side",
}

rule "de-escalation.site" {
  on = "report",
  kind = { "site.*" },
  propose = {
    track = "de-escalation", urgency = "urgent", severity = 3,
    also = { diplomatic = "routine" }, notify = { "supervisor" },
  },
  because = "damage at a site",
}

rule "de-escalation.site.asked" {
  on = { "notice", "request" },
  kind = { "site.*" },
  propose = { track = "de-escalation", urgency = "routine", severity = 1 },
  because = "a site to be spared",
}

-- Last, so that where another rule of this file holds, its reason is the one that is told.
rule "de-escalation.military" {
  on = { "report", "notice", "request" },
  kind = { "fire.*", "airspace.*", "border.*", "force.*", "convoy.*" },
  propose = { track = "de-escalation", urgency = "routine", severity = 1 },
  because = "a military matter",
}

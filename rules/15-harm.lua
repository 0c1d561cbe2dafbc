-- How grave: by who was harmed, whatever the kind. The gravest of all proposals counts.

rule "harm.injured" {
  on = { "report", "update" },
  where = { ["harm.injured"] = at_least(1) },
  propose = { severity = 3 },
  because = "people were injured",
}

rule "harm.killed" {
  on = { "report", "update" },
  where = { ["harm.killed"] = at_least(1) },
  propose = { severity = 4 },
  because = "people were killed",
}

rule "harm.killed.many" {
  on = { "report", "update" },
  where = { ["harm.killed"] = at_least(10) },
  propose = { severity = 5 },
  because = "ten people or more were killed",
}

rule "harm.civilian" {
  on = { "report", "update" },
  where = { ["harm.civilian"] = true, ["harm.total"] = at_least(1) },
  propose = { severity = 4 },
  because = "civilians were harmed",
}

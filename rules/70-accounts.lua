-- Two accounts of one happening.

-- Nothing is averaged and nobody is believed: what differs is put before both sides and the supervisor, who may ask each
-- for what it has.
rule "accounts.contested" {
  on = "contested",
  where = { ["incident.severity"] = at_least(2) }, -- not every overflight that was seen a kilometre apart
  propose = { notify = { "supervisor" }, tags = { "contested" } },
  because = "the accounts differ",
}

-- Two that one report would fit are perhaps one. The engine merges nothing; a person may.
rule "accounts.merge" {
  on = "fused",
  where = { ["incident.near"] = present, ["incident.severity"] = at_least(2) },
  propose = { notify = { "supervisor" }, tags = { "merge" } },
  because = "another incident would fit, too; a person may merge the two",
}

-- A place too vague to say which happening it is of.
rule "accounts.vague" {
  on = "report",
  where = { ["incident.near"] = present, ["incident.reports"] = 1 },
  propose = { notify = { "supervisor" }, tags = { "vague" } },
  because = "the place of one of the two is too vague to say whether they are one; a person may merge them",
}

-- A further party that tells the same is what a person needs to corroborate a report. The engine only says that it is
-- there: two reports of one party never are, and whether two parties' are is for a person to say.
rule "accounts.corroborated" {
  on = "fused",
  where = { ["incident.contested"] = absent, ["incident.own_reports"] = 1, ["incident.severity"] = at_least(2) },
  propose = { notify = { "supervisor" }, tags = { "further-account" } },
  because = "a further party tells the same; a person may take it as corroborated",
}

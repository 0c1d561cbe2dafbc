-- What is recorded and opens no case.

rule "recorded.comment" {
  on = "report",
  kind = { "statement.comment" },
  propose = { track = "none" },
  because = "a comment asks for no answer",
}

rule "recorded.period" {
  on = "report",
  kind = { "summary.*" },
  propose = { track = "none" },
  because = "a summary of a period is no incident",
}

-- What a country says and settles with itself is its own affair, though an archive files it under its name twice.
-- Force is left out here: it may cross the line whoever it was meant for. So are reports of the parties: what one of
-- them brings to the cell is the cell's.
rule "recorded.internal" {
  on = "report",
  kind = {
    "statement.*", "talks.*", "intelligence.*", "aid.*", "trade.*",
    "permit.*", "energy.*", "water.*", "agriculture.*", "medicine.*",
  },
  where = { role = "observer", internal = true },
  propose = { track = "none" },
  because = "within one party, and no matter between parties",
}

-- What the sender asks for, and what the hour of the report says.

local parties = { "liaison", "alternate", "head", "supervisor", "principals" }

-- Too urgent is a nuisance, too slow is a harm. Trade is left out: its `urgent` is the clock of the sick.
rule "asked.urgent" {
  on = { "report", "request", "notice" },
  kind = { "fire.*", "airspace.*", "border.*", "force.*", "site.*", "convoy.*", "statement.*", "talks.*" },
  where = { role = parties, urgency = "urgent" },
  propose = { urgency = "urgent" },
  because = "the sender asks for urgency",
}

-- The Monitoring Group of 1996 asked for complaints within 24 hours. A later one is taken all the same, and marked:
-- who has to look into it knows then why the traces are cold.
local a_day_ms = 24 * 60 * 60 * 1000

rule "asked.late-complaint" {
  on = "report",
  where = { role = parties },
  when = function(m)
    return m.at - m.time > a_day_ms
  end,
  propose = { tags = { "late-complaint" } },
  because = "reported more than a day after it was seen",
}

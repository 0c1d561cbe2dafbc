-- Economic and material matters, and the talks that go along in medicine, energy, water and agriculture: the
-- commercial track.

rule "commercial.medical" {
  on = { "report", "request" },
  kind = { "permit.medical", "medicine.evacuation" },
  propose = { track = "commercial", urgency = "urgent", severity = 3 },
  because = "a person needs care in time",
}

rule "commercial.goods" {
  on = { "report", "notice", "request" },
  kind = {
    "trade.*", "permit.*", "energy.*", "water.*", "agriculture.*", "medicine.*",
    "aid", "aid.economic", "aid.military", "aid.humanitarian", -- asylum is for diplomats
  },
  propose = { track = "commercial", urgency = "standard", severity = 1 },
  because = "an economic or material matter",
}

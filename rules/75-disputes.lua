-- Disputes. A party opens one by a message; these rules open one where a party has said as much without the word.

rule "disputes.rejected" {
  on = "position",
  where = { stance = "reject" },
  propose = { also = { dispute = "standard" } },
  because = "what the other side says is rejected",
}

-- Whether the matter is the cell's at all is for the supervisor to say, by a finding. Until then it is.
rule "disputes.scope" {
  on = "position",
  where = { stance = "out-of-scope" },
  propose = { also = { dispute = "standard" }, notify = { "supervisor" }, tags = { "scope" } },
  because = "a party says that the matter is out of scope: a question for the supervisor",
}

-- Absence is recorded, and is no consent.
rule "disputes.no-show" {
  on = "meeting",
  where = { held = "no-show" },
  propose = { notify = { "supervisor" }, tags = { "absence" } },
  because = "a party did not come to a meeting; nothing follows from that by itself",
}

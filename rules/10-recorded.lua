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

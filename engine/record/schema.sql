-- The tables of the record. docs/record.md explains them to users; views.sql is what people read.
--
-- `entries` and `payloads` are the log. `documents` and `touched` are folded from it (`fusion rebuild` makes
-- them anew). The rest is not derived from entries, and each table says so. Rows are the cost of everything:
-- what can be taken out of a body or a document is a view, and not stored again.

-- The log ---------------------------------------------------------------------------------------------------

CREATE TABLE entries (
  n        INTEGER PRIMARY KEY, -- from 1, without gaps
  at       INTEGER NOT NULL,    -- the cell's instant, ms; never goes back
  kind     TEXT NOT NULL,
  incident INTEGER,             -- the one it is about
  key      INTEGER,             -- by which it is recalled: of `PARTY:id`, or of a quarantined line
  body     TEXT NOT NULL
) STRICT;

-- On the text that the views show, so that WHERE incident = 'I-17' on a view finds it.
CREATE INDEX entries_incident ON entries('I-' || incident) WHERE ('I-' || incident) IS NOT NULL;
CREATE INDEX entries_key ON entries(key) WHERE key IS NOT NULL;
-- The few among the many; costs the many nothing.
CREATE INDEX entries_rare ON entries(kind) WHERE kind = 'policy' OR kind = 'quarantine';

CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
BEGIN SELECT raise(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
BEGIN SELECT raise(ABORT, 'entries are append-only'); END;

-- What bodies commit to by SHA-256(salt, bytes): input lines, and the files of policies.
CREATE TABLE payloads (
  n     INTEGER PRIMARY KEY, -- of the entry
  salt  BLOB NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

-- Folded from entries ---------------------------------------------------------------------------------------

-- The JSON merge of every `changes` member about an incident.
CREATE TABLE documents (
  id       INTEGER PRIMARY KEY,
  dormant  INTEGER, -- NULL: awake; -9223372036854775807: closed; else the instant from which it is dormant, ms
  document TEXT NOT NULL
) STRICT;
CREATE INDEX documents_incident ON documents('I-' || id);

-- Incidents that an entry changed or acted on besides the one it is about. Few, so no column of entries.
CREATE TABLE touched (
  incident TEXT NOT NULL,
  n        INTEGER NOT NULL,
  PRIMARY KEY (incident, n)
) STRICT, WITHOUT ROWID;

-- Not derived from entries ----------------------------------------------------------------------------------

-- Not derived: each start of a program that writes. Its entries are those from `first` to the next session's.
CREATE TABLE sessions (
  id    INTEGER PRIMARY KEY,
  kind  TEXT NOT NULL CHECK (kind IN ('run', 'replay')),
  first INTEGER NOT NULL,
  emits INTEGER NOT NULL CHECK (emits IN (0, 1)) -- 0: its actions are held for ever
) STRICT;
CREATE INDEX sessions_first ON sessions(first);

-- Not derived: the name behind `stdin` (0) and `input N`.
CREATE TABLE sources (
  session INTEGER NOT NULL REFERENCES sessions(id),
  input   INTEGER NOT NULL,
  name    TEXT NOT NULL,
  PRIMARY KEY (session, input)
) STRICT, WITHOUT ROWID;

-- Not derived: how often an entry's line came again, byte for byte.
CREATE TABLE repeats (
  n     INTEGER PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT;

-- Not derived: `emitted` is the last action that went out (ENTRY.K).
CREATE TABLE cursors (
  name  TEXT PRIMARY KEY,
  entry INTEGER NOT NULL,
  k     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO cursors VALUES ('emitted', 0, 0);

-- The views of the record: what docs/record.md promises to users.
--
-- They stand in the file for those who read it with other programs. Fusion itself makes them anew as
-- temporary ones whenever it opens a record, so that it believes no view of a file that others may have
-- written to.
--
-- One expression turns milliseconds into RFC 3339 and recurs in most of them, as SQLite has no macros:
--     replace(strftime('%Y-%m-%dT%H:%M:%fZ', MS / 1000.0, 'unixepoch'), '.000Z', 'Z')
-- It is exact for every millisecond of the years 0001 to 9999 (a test says so), and NULL for NULL.
--
-- An entry made before the cell had an instant (a bad line at the very start of a history) has 0: unknown, NULL.
--
-- A filter by one incident must reach an index: no view groups, sorts or counts at its top.

CREATE VIEW messages AS
SELECT e.n AS entry,
       e.body ->> '$.message.id' AS id,
       substr(e.body ->> '$.message.from', 1, instr((e.body ->> '$.message.from') || '/', '/') - 1)
         AS from_party,
       CASE instr(e.body ->> '$.message.from', '/') WHEN 0 THEN
         (SELECT a.body ->> '$.bare_role' FROM entries a
          WHERE a.kind = 'policy' AND a.n <= e.n AND a.body ->> '$.accepted' IS NOT 0 ORDER BY a.n DESC LIMIT 1)
       ELSE substr(e.body ->> '$.message.from', instr(e.body ->> '$.message.from', '/') + 1) END AS from_role,
       coalesce(e.body ->> '$.message.type', 'report') AS type,
       e.body ->> '$.message.kind' AS kind,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (e.body ->> '$.message.time') / 1000.0,
                        'unixepoch'), '.000Z', 'Z')
         AS occurred_at,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (e.at - coalesce(e.body ->> '$.late', 0)) / 1000.0,
                        'unixepoch'),
               '.000Z', 'Z') AS received_at,
       coalesce(e.body ->> '$.late', 0) AS late_ms,
       'I-' || e.incident AS incident,
       CASE WHEN json_valid(CAST(p.bytes AS TEXT)) THEN CAST(p.bytes AS TEXT) ->> '$.text' END AS text,
       coalesce(e.body ->> '$.message.status', 'actual') AS status,
       e.body -> '$.message.refs' AS refs,
       e.body ->> '$.message.level' AS level,
       e.body ->> '$.effect' AS effect,
       coalesce(r.count, 0) AS repeats,
       coalesce(e.body ->> '$.message.level', e.body ->> '$.message.explanation', e.body ->> '$.message.stance',
                e.body ->> '$.message.held', e.body ->> '$.message.finding', e.body ->> '$.message.decision',
                e.body ->> '$.message.outcome') AS verdict,
       CASE WHEN json_valid(CAST(p.bytes AS TEXT)) THEN CAST(p.bytes AS TEXT) ->> '$.reason' END AS reason
FROM entries e LEFT JOIN payloads p ON p.n = e.n LEFT JOIN repeats r ON r.n = e.n
WHERE e.kind = 'message';

CREATE VIEW incidents AS
SELECT 'I-' || d.id AS id,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (d.document ->> '$.opened_at') / 1000.0, 'unixepoch'),
               '.000Z', 'Z') AS opened_at,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (d.document ->> '$.closed_at') / 1000.0, 'unixepoch'),
               '.000Z', 'Z') AS closed_at,
       d.document ->> '$.kind' AS kind,
       d.document ->> '$.severity' AS severity,
       CASE WHEN d.document ->> '$.closed_at' IS NOT NULL THEN 'closed'
            WHEN d.dormant IS NULL
              OR d.dormant > (SELECT at FROM entries WHERE n = (SELECT max(n) FROM entries)) THEN 'open'
            ELSE 'dormant' END AS state,
       coalesce(d.document ->> '$.reports', 0) AS reports,
       (SELECT group_concat(party, ',')
        FROM (SELECT s.value ->> '$.party' AS party FROM json_each(d.document, '$.statements') s
              WHERE s.value ->> '$.update' IS NULL AND s.value ->> '$.moved_to' IS NULL
              GROUP BY 1 ORDER BY min(s.id))) AS parties,
       (d.document ->> '$.lat_e7') / 1e7 AS lat,
       (d.document ->> '$.lon_e7') / 1e7 AS lon,
       d.document ->> '$.place' AS place,
       d.document ->> '$.zone' AS zone,
       d.document -> '$.contested' IS NOT NULL AS contested,
       coalesce(d.document ->> '$.title', (d.document ->> '$.kind') || ' at ' || (d.document ->> '$.place'),
                d.document ->> '$.kind') AS title,
       d.document ->> '$.outcome' AS outcome,
       (SELECT p.body ->> '$.digest' FROM entries p WHERE p.n = d.document ->> '$.policy') AS policy,
       coalesce(d.document ->> '$.status', 'actual') AS status,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(d.document ->> '$.last_report_at', d.document ->> '$.opened_at') / 1000.0, 'unixepoch'),
               '.000Z', 'Z') AS last_report_at,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (d.document ->> '$.dormant_at') / 1000.0, 'unixepoch'),
               '.000Z', 'Z') AS dormant_at,
       'I-' || (d.document ->> '$.into') AS merged_into,
       d.document ->> '$.series' AS series
FROM documents d;

-- Which messages say something of which incident: those that are about it and were not split off, and those that a merge
-- or a split brought.
CREATE VIEW said AS
SELECT 'I-' || e.incident AS incident, e.n AS n
FROM entries e
WHERE e.kind = 'message'
  AND NOT EXISTS (SELECT 1 FROM documents d, json_each(d.document, '$.statements') s
                  WHERE d.id = e.incident AND s.value ->> '$.entry' = e.n AND s.value ->> '$.moved_to' IS NOT NULL)
UNION ALL
SELECT 'I-' || d.id, e.n
FROM documents d, json_each(d.document, '$.statements') s JOIN entries e ON e.n = s.value ->> '$.entry'
WHERE s.value ->> '$.moved_to' IS NULL AND e.incident <> d.id;

CREATE VIEW claims AS
SELECT x.incident AS incident,
       f.key AS field,
       substr(e.body ->> '$.message.from', 1, instr((e.body ->> '$.message.from') || '/', '/') - 1) AS party,
       CAST(f.value AS TEXT) AS value,
       substr(e.body ->> '$.message.from', 1, instr((e.body ->> '$.message.from') || '/', '/') - 1) || ':'
         || (e.body ->> '$.message.id') AS message,
       e.n AS entry,
       EXISTS (SELECT 1 FROM json_each(d.document, '$.withdrawn') w WHERE w.value = e.n)
         OR EXISTS (SELECT 1 FROM json_each(d.document, '$.statements') s
                    WHERE s.value ->> '$.entry' = e.n AND s.value ->> '$.withdrawn') AS withdrawn,
       e.body ->> '$.message.grade' AS grade,
       CASE WHEN EXISTS (SELECT 1 FROM json_each(d.document, '$.contested') c WHERE c.value = f.key) THEN 'contested'
            WHEN EXISTS (SELECT 1 FROM json_each(d.document, '$.agreed') c WHERE c.value = f.key)
              THEN 'agreed' ELSE 'single-source' END AS state
FROM said x CROSS JOIN entries e ON e.n = x.n CROSS JOIN documents d ON d.id = CAST(substr(x.incident, 3) AS INTEGER)
     CROSS JOIN json_each(json_object(
       'actor', (SELECT group_concat(a.value ->> '$.party', ',') FROM json_each(e.body, '$.message.actors') a
                 WHERE a.value ->> '$.role' = 'actor'),
       'target', (SELECT group_concat(a.value ->> '$.party', ',') FROM json_each(e.body, '$.message.actors') a
                  WHERE a.value ->> '$.role' = 'target'),
       'kind', e.body ->> '$.message.kind',
       'time', CASE WHEN e.body ->> '$.message.type' IS NOT 'update' THEN
                 replace(strftime('%Y-%m-%dT%H:%M:%fZ', (e.body ->> '$.message.time') / 1000.0, 'unixepoch'),
                         '.000Z', 'Z') END,
       'place', coalesce((e.body ->> '$.message.place.lat') || ',' || (e.body ->> '$.message.place.lon'),
                         e.body ->> '$.message.place.name', e.body ->> '$.message.place.area'),
       'harm.killed', e.body ->> '$.message.harm.killed',
       'harm.injured', e.body ->> '$.message.harm.injured',
       'harm.civilian', CASE e.body ->> '$.message.harm.civilian' WHEN 1 THEN 'true'
                                                                  WHEN 0 THEN 'false' END)) f
WHERE e.kind = 'message' AND f.type <> 'null'
  AND (e.body ->> '$.effect' IN ('opened', 'fused')
       OR (e.body ->> '$.effect' = 'attached'
           AND coalesce(e.body ->> '$.message.type', 'report') IN ('report', 'update')));

CREATE VIEW cases AS
SELECT 'I-' || d.id AS incident,
       c.value ->> '$.track' AS track,
       d.document ->> ('$.cases.' || (c.value ->> '$.parent') || '.track') AS parent,
       c.value ->> '$.urgency' AS urgency,
       c.value ->> '$.state' AS state,
       c.value ->> '$.rung' AS rung,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (c.value ->> '$.opened_at') / 1000.0,
                        'unixepoch'), '.000Z', 'Z')
         AS opened_at,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (c.value ->> '$.met.acknowledged') / 1000.0, 'unixepoch'),
               '.000Z', 'Z') AS acknowledged_at,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (c.value ->> '$.met.answered') / 1000.0, 'unixepoch'),
               '.000Z', 'Z') AS answered_at,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (c.value ->> '$.met.settled') / 1000.0, 'unixepoch'),
               '.000Z', 'Z') AS settled_at,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (c.value ->> '$.closed_at') / 1000.0,
                        'unixepoch'), '.000Z', 'Z')
         AS closed_at,
       c.value ->> '$.outcome' AS outcome,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (c.value ->> '$.next_at') / 1000.0, 'unixepoch'), '.000Z', 'Z')
         AS next_at,
       c.value ->> '$.next_rung' AS next_rung,
       CAST(c.key AS INTEGER) AS k
FROM documents d, json_each(d.document, '$.cases') c;

CREATE VIEW clocks AS
SELECT 'I-' || d.id AS incident,
       c.value ->> '$.track' AS track,
       l.value ->> '$.milestone' AS milestone,
       l.value ->> '$.party' AS party,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (l.value ->> '$.set_at') / 1000.0, 'unixepoch'), '.000Z', 'Z')
         AS set_at,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (l.value ->> '$.due_at') / 1000.0, 'unixepoch'), '.000Z', 'Z')
         AS due_at,
       l.value ->> '$.state' AS state,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (l.value ->> '$.ended_at') / 1000.0, 'unixepoch'), '.000Z', 'Z')
         AS ended_at,
       CASE WHEN l.value ->> '$.state' IN ('running', 'overdue') THEN
         replace(strftime('%Y-%m-%dT%H:%M:%fZ',
                          (l.value ->> ('$.steps[' || coalesce(l.value ->> '$.fired', 0) || '][0]')) / 1000.0,
                          'unixepoch'), '.000Z', 'Z') END AS next_at,
       l.value ->> '$.rung' AS rung,
       CAST(c.key AS INTEGER) AS k,
       CAST(l.key AS INTEGER) AS clock
FROM documents d, json_each(d.document, '$.cases') c, json_each(c.value, '$.clocks') l;

CREATE VIEW acks AS
SELECT x.incident AS incident,
       substr(e.body ->> '$.message.from', 1, instr((e.body ->> '$.message.from') || '/', '/') - 1) AS party,
       e.body ->> '$.message.level' AS level,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (e.at - coalesce(e.body ->> '$.late', 0)) / 1000.0,
                        'unixepoch'),
               '.000Z', 'Z') AS at,
       substr(e.body ->> '$.message.from', 1, instr((e.body ->> '$.message.from') || '/', '/') - 1) || ':'
         || (e.body ->> '$.message.id') AS message,
       (SELECT group_concat(value, ',') FROM json_each(e.body, '$.message.relayed_to')) AS relayed_to,
       e.n AS entry
FROM about x CROSS JOIN entries e ON e.n = x.n
WHERE e.kind = 'message' AND e.body ->> '$.message.type' = 'ack' AND e.body ->> '$.effect' = 'attached'
  AND ('I-' || e.incident = x.incident OR x.incident IN (SELECT value FROM json_each(e.body, '$.also')));

-- Which entries are about which incident, or touch it. An entry about none is here once, with NULL.
CREATE VIEW about AS
SELECT 'I-' || e.incident AS incident, e.n AS n FROM entries e
UNION ALL
SELECT t.incident, t.n FROM touched t;

CREATE VIEW decisions AS
SELECT x.n AS entry,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', e.at / 1000.0, 'unixepoch'), '.000Z', 'Z') AS at,
       x.incident AS incident,
       r.value ->> '$.rule' AS rule,
       r.value -> '$.propose' AS proposal,
       coalesce((SELECT group_concat(w.value, ',') FROM json_each(r.value, '$.won') w), '') AS won,
       r.value ->> '$.because' AS because,
       (SELECT p.body ->> '$.digest' FROM entries p
        WHERE p.kind = 'policy' AND p.n <= e.n AND p.body ->> '$.accepted' IS NOT 0
        ORDER BY p.n DESC LIMIT 1) AS policy,
       r.value ->> '$.fault' AS fault,
       r.key + 1 AS k
FROM about x CROSS JOIN entries e ON e.n = x.n CROSS JOIN json_each(e.body, '$.rules') r
WHERE coalesce(r.value ->> '$.incident', 'I-' || e.incident) IS x.incident;

-- Every action with its sentence, made only of what its own entry says and what never changes, so that it reads
-- for ever as it was sent; in order: what the view `actions` and the stream of actions are made of.
-- `is_emitted` and `emits` decide the status; `drill` is what never calls anyone for real.
CREATE VIEW acted AS
SELECT e.n AS entry,
       (a.value ->> '$.k') + who.key AS k,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', nullif(e.at, 0) / 1000.0, 'unixepoch'), '.000Z', 'Z') AS at,
       coalesce(a.value ->> '$.incident', 'I-' || e.incident) AS incident,
       a.value ->> '$.track' AS track,
       a.value ->> '$.verb' AS verb,
       substr(who.value, 1, instr(who.value || '/', '/') - 1) AS to_party,
       substr(who.value, instr(who.value, '/') + 1) AS to_role,
       a.value ->> '$.rung' AS rung,
       coalesce(nullif(a.value ->> '$.because', ''), iif(a.value ->> '$.copy', 'copy', NULL)) AS because,
       coalesce(a.value ->> '$.copy', 0) AS copy,
       coalesce(d.document ->> '$.status', e.body ->> '$.message.status', 'actual') <> 'actual' AS drill,
       coalesce((SELECT s.emits FROM sessions s WHERE s.first <= e.n
                 ORDER BY s.first DESC, s.id DESC LIMIT 1), 0) AS emits,
       (e.n, (a.value ->> '$.k') + who.key) <= (SELECT entry, k FROM cursors WHERE name = 'emitted') AS is_emitted,
       CASE WHEN e.kind = 'quarantine' THEN
              'Line ' || (e.body ->> '$.number') || ' of ' || (e.body ->> '$.source') || ' was not taken: '
              || (e.body ->> '$.reason') || coalesce(' (' || (e.body ->> '$.detail') || ')', '')
              || coalesce('; it tells of ' || (e.body ->> '$.tells'), '')
            WHEN a.value ->> '$.verb' = 'correct' AND e.kind = 'message' THEN
              'Message ' || substr(e.body ->> '$.message.from', 1,
                                   instr((e.body ->> '$.message.from') || '/', '/') - 1)
              || ':' || (e.body ->> '$.message.id')
              || iif(e.body ->> '$.effect' = 'refused', ' had no effect', '')
              || coalesce(': ' || nullif(a.value ->> '$.because', ''), '')
            ELSE
              coalesce(a.value ->> '$.incident', 'I-' || e.incident, 'Entry ' || e.n)
              || coalesce(' (' || (a.value ->> '$.track') || ')', '') || ': '
              || CASE WHEN a.value ->> '$.verb' IN ('escalate', 'remind') THEN
                   'not ' || coalesce(d.document ->> ('$.cases.' || (e.body ->> '$.case') || '.clocks.'
                                                      || (e.body ->> '$.clock') || '.milestone'), 'met')
                   || coalesce(' by ' || replace(strftime('%Y-%m-%dT%H:%M:%fZ', (e.body ->> '$.due') / 1000.0,
                                                          'unixepoch'), '.000Z', 'Z'), ' in time')
                   || coalesce((SELECT ' (' || group_concat(value, ', ') || iif(count(*) > 1, ' are', ' is')
                                       || ' silent)' FROM json_each(e.body, '$.silent') HAVING count(*) > 0), '')
                   || '; ' || (SELECT group_concat(value, ', ') || iif(count(*) > 1, ' are', ' is')
                               FROM json_each(a.value, '$.to'))
                   || iif(a.value ->> '$.rung' IS NULL, ' reminded', ' called')
                   || iif(instr(a.value ->> '$.because', '; '),
                          substr(a.value ->> '$.because', instr(a.value ->> '$.because', '; ')), '')
                   || '. This notice authorises nothing'
                 WHEN a.value ->> '$.verb' = 'hold' THEN
                   'on hold' || coalesce('; ' || nullif(a.value ->> '$.because', ''), '')
                 WHEN a.value ->> '$.verb' = 'withhold' THEN
                   'what is marked for others was withheld'
                   || coalesce('; ' || nullif(a.value ->> '$.because', ''), '')
                 WHEN a.value ->> '$.verb' = 'close' THEN
                   'closed'
                   || coalesce('; ' || nullif(a.value ->> '$.because', ''), '')
                 ELSE
                   coalesce((e.body ->> '$.message.kind')
                            || coalesce(' at ' || (e.body ->> '$.message.place.name'), '')
                            || coalesce(', severity ' || (e.body ->> ('$.changes."'
                                        || coalesce(a.value ->> '$.incident', 'I-' || e.incident) || '".severity')), '')
                            || coalesce('; ' || nullif(a.value ->> '$.because', ''), iif(a.value ->> '$.copy', '; copy', '')),
                            nullif(a.value ->> '$.because', ''), iif(a.value ->> '$.copy', 'copy', NULL),
                            a.value ->> '$.verb')
                   || CASE WHEN a.value ->> '$.verb' = 'request-ack' THEN
                        '; please acknowledge' || coalesce(' by ' ||
                          (SELECT replace(strftime('%Y-%m-%dT%H:%M:%fZ', min(l.value ->> '$.due_at') / 1000.0,
                                                   'unixepoch'), '.000Z', 'Z')
                           FROM json_each(e.body, '$.changes."' || coalesce(a.value ->> '$.incident',
                                                                             'I-' || e.incident)
                                                  || '".cases') c,
                                json_each(c.value, '$.clocks') l
                           WHERE d.document ->> ('$.cases.' || c.key || '.clocks.' || l.key || '.milestone')
                                 = 'acknowledged'
                             AND d.document ->> ('$.cases.' || c.key || '.track') IS a.value ->> '$.track'
                             AND d.document ->> ('$.cases.' || c.key || '.clocks.' || l.key || '.party') =
                             substr(who.value, 1, instr(who.value || '/', '/') - 1)), '')
                      ELSE '' END
                 END
            END || '.' AS text
FROM entries e CROSS JOIN json_each(e.body, '$.actions') a CROSS JOIN json_each(a.value, '$.to') who
     LEFT JOIN documents d
       ON d.id = coalesce(CAST(substr(a.value ->> '$.incident', 3) AS INTEGER), e.incident);

CREATE VIEW actions AS
SELECT a.entry || '.' || a.k AS id, x.n AS entry, a.at AS at, x.incident AS incident, a.track AS track,
       a.verb AS verb, a.to_party AS to_party, a.to_role AS to_role, a.rung AS rung, a.because AS because,
       CASE WHEN a.drill THEN 'drill' WHEN NOT a.emits THEN 'held' WHEN a.is_emitted THEN 'emitted'
       ELSE 'pending' END AS status,
       a.text AS text, a.copy AS copy
FROM about x CROSS JOIN acted a ON a.entry = x.n AND a.incident IS x.incident;

CREATE VIEW quarantine AS
SELECT e.n AS entry,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', nullif(e.at, 0) / 1000.0, 'unixepoch'), '.000Z', 'Z') AS at,
       e.body ->> '$.source' AS source,
       e.body ->> '$.number' AS line,
       e.body ->> '$.reason' AS reason,
       e.body ->> '$.detail' AS detail,
       e.body ->> '$.size' AS size,
       e.body ->> '$.sha256' AS sha256,
       -- a text ends at a NUL for those who read it: those at the beginning are counted, others written as \x00
       (SELECT iif(nuls, '\x00 (' || nuls || ' times)', '')
               || iif(instr(rest, x'00'),
                      replace(replace(substr(json_quote(CAST(rest AS TEXT)), 2,
                                             length(json_quote(CAST(rest AS TEXT))) - 2), '\u0000', '\x00'), '\"', '"'),
                      CAST(rest AS TEXT))
        FROM (SELECT nuls, substr(p.bytes, 1 + nuls, 256) AS rest
              FROM (SELECT iif(substr(p.bytes, 1, 1) = x'00',
                               (length(hex(p.bytes)) - length(ltrim(hex(p.bytes), '0'))) / 2, 0) AS nuls))) AS head,
       e.body ->> '$.from' AS from_party,
       coalesce(r.count, 0) AS repeats
FROM entries e LEFT JOIN payloads p ON p.n = e.n LEFT JOIN repeats r ON r.n = e.n
WHERE e.kind = 'quarantine';

CREATE VIEW policies AS
SELECT e.body ->> '$.digest' AS digest,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', nullif(e.at, 0) / 1000.0, 'unixepoch'), '.000Z', 'Z') AS activated_at,
       e.n AS entry,
       e.body ->> '$.name' AS name,
       coalesce(e.body ->> '$.accepted', 1) AS accepted,
       e.body ->> '$.reason' AS reason,
       e.body ->> '$.semantics' AS semantics,
       e.body ->> '$.lua' AS lua
FROM entries e WHERE e.kind = 'policy';

-- Views: what is announced, asked for, disputed, and set beside each other ----------------------------------

CREATE VIEW notices AS
SELECT e.n AS entry, 'I-' || e.incident AS incident,
       substr(e.body ->> '$.message.from', 1, instr((e.body ->> '$.message.from') || '/', '/') - 1) AS party,
       e.body ->> '$.message.id' AS id,
       e.body ->> '$.message.kind' AS kind,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (d.document ->> '$.notice.from') / 1000.0, 'unixepoch'),
               '.000Z', 'Z') AS window_from,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (d.document ->> '$.notice.until') / 1000.0, 'unixepoch'),
               '.000Z', 'Z') AS window_until,
       d.document ->> '$.notice.lead_ms' AS lead_ms,
       CASE WHEN d.document ->> '$.notice.short' THEN 'insufficient' ELSE 'sufficient' END AS lead,
       CASE WHEN d.document ->> '$.notice.withdrawn' THEN 'withdrawn'
            WHEN d.document ->> '$.closed_at' IS NOT NULL THEN 'closed'
            WHEN d.document ->> '$.notice.until' < l.at THEN 'over'
            WHEN d.document ->> '$.notice.from' > l.at THEN 'announced'
            ELSE 'active' END AS state,
       CASE WHEN d.document ->> '$.notice.polygon' THEN 'polygon'
            WHEN d.document ->> '$.notice.area' IS NOT NULL THEN 'corridor'
            WHEN d.document ->> '$.lat_e7' IS NOT NULL THEN 'circle' END AS shape,
       (SELECT group_concat(value, ',') FROM json_each(e.body, '$.conflicts')) AS conflicts
FROM entries e CROSS JOIN documents d ON d.id = e.incident
     CROSS JOIN (SELECT at FROM entries WHERE n = (SELECT max(n) FROM entries)) l
WHERE e.kind = 'message' AND e.body ->> '$.message.type' = 'notice' AND e.body ->> '$.effect' = 'opened';

CREATE VIEW requests AS
SELECT e.n AS entry, 'I-' || e.incident AS incident,
       substr(e.body ->> '$.message.from', 1, instr((e.body ->> '$.message.from') || '/', '/') - 1) AS party,
       e.body ->> '$.message.id' AS id,
       e.body ->> '$.message.kind' AS kind,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (e.body ->> '$.message.need_by') / 1000.0, 'unixepoch'),
               '.000Z', 'Z') AS need_by
FROM entries e WHERE e.kind = 'message' AND e.body ->> '$.message.type' = 'request';

-- Which messages say something in which dispute: those about it, and those about its incident as a whole, or about what
-- it disputes, from the entry that opened it to its end; where a split took it from another incident, also what was
-- said there before.
CREATE VIEW disputed AS
SELECT d.id AS document, CAST(c.key AS INTEGER) AS k, e.n AS n, e.at AS at, e.body AS body
FROM documents d CROSS JOIN json_each(d.document, '$.cases') c
     CROSS JOIN entries o ON o.n = c.value ->> '$.disputed_by'
     CROSS JOIN entries e
WHERE ('I-' || e.incident IN ('I-' || d.id, 'I-' || o.incident)
       OR e.n IN (SELECT t.n FROM touched t WHERE t.incident IN ('I-' || d.id, 'I-' || o.incident))
          AND EXISTS (SELECT 1 FROM json_each(e.body, '$.also') a
                      WHERE a.value IN ('I-' || d.id, 'I-' || o.incident)))
  AND e.n >= o.n AND e.kind = 'message' AND e.body ->> '$.effect' = 'attached'
  AND e.at <= coalesce(c.value ->> '$.closed_at', e.at)
  AND (e.body ->> '$.about' IS o.n
       OR NOT EXISTS (SELECT 1 FROM documents b CROSS JOIN json_each(b.document, '$.cases') other
                      WHERE b.id IN (d.id, o.incident)
                        AND other.value ->> '$.disputed_by' = e.body ->> '$.about')
          AND (e.incident = d.id OR 'I-' || d.id IN (SELECT value FROM json_each(e.body, '$.also'))
               OR e.at <= (SELECT was.value ->> '$.closed_at'
                           FROM documents h CROSS JOIN json_each(h.document, '$.cases') was
                           WHERE h.id = o.incident AND was.value ->> '$.disputed_by' = o.n)));

-- A dispute with what was said in it, from the entry that opened it to its end.
CREATE VIEW disputes AS
SELECT c.value ->> '$.disputed_by' AS entry, 'I-' || d.id AS incident,
       substr(o.body ->> '$.message.from', 1, instr((o.body ->> '$.message.from') || '/', '/') - 1) AS party,
       o.body ->> '$.message.id' AS id,
       o.body -> '$.message.refs' AS refs,
       c.value ->> '$.state' AS state,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (c.value ->> '$.opened_at') / 1000.0, 'unixepoch'),
               '.000Z', 'Z') AS opened_at,
       (SELECT group_concat(substr(m.body ->> '$.message.from', 1,
                                   instr((m.body ->> '$.message.from') || '/', '/') - 1)
                            || ':' || (m.body ->> '$.message.stance'), ',')
        FROM disputed m
        WHERE m.document = d.id AND m.k = c.key AND m.body ->> '$.message.type' = 'position') AS positions,
       (SELECT group_concat(m.body ->> '$.message.held', ',')
        FROM disputed m
        WHERE m.document = d.id AND m.k = c.key AND m.body ->> '$.message.type' = 'meeting') AS meetings,
       (SELECT group_concat(DISTINCT a.value)
        FROM disputed m, json_each(m.body, '$.message.absent') a
        WHERE m.document = d.id AND m.k = c.key AND m.body ->> '$.message.type' = 'meeting') AS absent,
       (SELECT m.body ->> '$.message.finding'
        FROM disputed m
        WHERE m.document = d.id AND m.k = c.key AND m.body ->> '$.message.type' = 'finding'
          AND m.at = c.value ->> '$.closed_at'
          AND m.body ->> '$.message.finding' = c.value ->> '$.outcome' LIMIT 1) AS finding,
       c.value ->> '$.outcome' AS outcome,
       replace(strftime('%Y-%m-%dT%H:%M:%fZ', (c.value ->> '$.closed_at') / 1000.0, 'unixepoch'),
               '.000Z', 'Z') AS closed_at,
       CAST(c.key AS INTEGER) AS k
FROM documents d CROSS JOIN json_each(d.document, '$.cases') c
     LEFT JOIN entries o ON o.n = c.value ->> '$.disputed_by'
WHERE c.value ->> '$.disputed_by' IS NOT NULL;

-- What is set beside what: `how` is `rule` (a rule says so), `notice` (a report beside one; `detail`: how they match),
-- `protected`, `near` (another that the report would have fitted, or is near to where a place is too vague), `conflict`, `merge`, `split`.
CREATE VIEW links AS
SELECT x.n AS entry, x.incident AS incident, l.value AS linked, r.value ->> '$.rule' AS rule, 'rule' AS how,
       NULL AS detail
FROM about x CROSS JOIN entries e ON e.n = x.n CROSS JOIN json_each(e.body, '$.rules') r
     CROSS JOIN json_each(r.value, '$.propose.link') l
WHERE coalesce(r.value ->> '$.incident', 'I-' || e.incident) IS x.incident
UNION ALL
SELECT e.n, 'I-' || e.incident, e.body ->> '$.notice.incident', NULL, 'notice',
       (SELECT group_concat(value, ',') FROM json_each(e.body, '$.notice.match'))
FROM entries e WHERE e.kind = 'message' AND e.body ->> '$.notice.incident' IS NOT NULL
UNION ALL
SELECT e.n, 'I-' || e.incident, e.body ->> '$.protected', NULL, 'protected', NULL
FROM entries e WHERE e.kind = 'message' AND e.body ->> '$.protected' IS NOT NULL
UNION ALL
SELECT e.n, 'I-' || e.incident, e.body ->> '$.near', NULL, 'near', NULL
FROM entries e WHERE e.kind = 'message' AND e.body ->> '$.near' IS NOT NULL
UNION ALL
SELECT e.n, 'I-' || e.incident, l.value, NULL, 'conflict', NULL
FROM entries e, json_each(e.body, '$.conflicts') l WHERE e.kind = 'message'
UNION ALL
SELECT e.n, x.incident, l.key, NULL, e.body ->> '$.message.type', NULL
FROM about x CROSS JOIN entries e ON e.n = x.n, json_each(e.body, '$.changes') l
WHERE e.kind = 'message' AND e.body ->> '$.message.type' IN ('merge', 'split') AND l.key <> x.incident;

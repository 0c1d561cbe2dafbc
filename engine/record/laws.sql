-- What must hold in every record, one question each: a law in words, and a SELECT of whatever breaks it: the place,
-- and what was found there. No row: it holds. `fusion test` asks them after every test.

-- entries are numbered from 1 without a gap
SELECT 'entry ' || n AS place, 'the one before it is ' || coalesce(before, 'none') AS found
FROM (SELECT n, lag(n) OVER (ORDER BY n) AS before FROM entries) WHERE n <> coalesce(before, 0) + 1;

-- time never goes back
SELECT 'entry ' || n AS place, at || ' behind ' || before AS found
FROM (SELECT n, at, lag(at) OVER (ORDER BY n) AS before FROM entries)
WHERE at < before AND before <> 0;

-- a body says what its row says
SELECT 'entry ' || n AS place, body ->> '$.n' || ' at ' || (body ->> '$.at') || ' ' || (body ->> '$.kind') AS found
FROM entries
WHERE (body ->> '$.n', body ->> '$.at', body ->> '$.kind') IS NOT (n, at, kind)
   OR body ->> '$.incident' IS NOT 'I-' || incident;

-- what a body commits to is kept, and no more
SELECT 'entry ' || coalesce(e.n, p.n) AS place, CASE WHEN p.n IS NULL THEN 'no payload' ELSE 'no entry' END AS found
FROM (SELECT n FROM entries WHERE kind IN ('message', 'quarantine', 'policy')) e FULL JOIN payloads p ON p.n = e.n
WHERE e.n IS NULL OR p.n IS NULL;

-- an incident has as many reports as stand in it
SELECT 'I-' || d.id AS place, coalesce(d.document ->> '$.reports', 0) || ' reports' AS found
FROM documents d
WHERE d.document ->> '$.into' IS NULL
  AND coalesce(d.document ->> '$.reports', 0) <>
      (SELECT coalesce(sum(coalesce(s.value ->> '$.counted', 1)), 0) FROM json_each(d.document, '$.statements') s
       WHERE s.value ->> '$.update' IS NULL AND s.value ->> '$.withdrawn' IS NULL AND s.value ->> '$.moved_to' IS NULL);

-- no report is lost or doubled: all that were taken, but those taken back, stand in one incident
SELECT 'all incidents' AS place, standing || ' reports stand of ' || (taken - back) AS found
FROM (SELECT coalesce(sum(d.document ->> '$.reports'), 0) AS standing FROM documents d
      WHERE d.document ->> '$.into' IS NULL),
     (SELECT count(*) AS taken FROM entries e
      WHERE e.kind = 'message'
        AND (e.body ->> '$.effect' IN ('opened', 'fused', 'folded')
             OR (e.body ->> '$.effect' = 'attached'
                 AND coalesce(e.body ->> '$.message.type', 'report') IN ('report', 'notice', 'request')))),
     (SELECT (SELECT count(DISTINCT w.value) FROM documents d, json_each(d.document, '$.withdrawn') w)
        + (SELECT count(*) FROM documents d, json_each(d.document, '$.statements') s
           WHERE d.document ->> '$.into' IS NULL AND s.value ->> '$.withdrawn' AND s.value ->> '$.counted' IS NULL
             AND s.value ->> '$.update' IS NULL AND s.value ->> '$.moved_to' IS NULL) AS back)
WHERE standing <> taken - back;

-- what was merged is closed, and part of an incident that was opened before it
SELECT 'I-' || d.id AS place, 'into I-' || (d.document ->> '$.into') AS found
FROM documents d
WHERE d.document ->> '$.into' IS NOT NULL
  AND (d.document ->> '$.into' >= d.id OR d.document ->> '$.closed_at' IS NULL
       OR NOT EXISTS (SELECT 1 FROM documents t WHERE t.id = d.document ->> '$.into'));

-- a report stands in one incident
SELECT 'entry ' || (s.value ->> '$.entry') AS place, count(*) || ' incidents' AS found
FROM documents d, json_each(d.document, '$.statements') s
WHERE d.document ->> '$.into' IS NULL AND s.value ->> '$.moved_to' IS NULL AND s.value ->> '$.update' IS NULL
GROUP BY s.value ->> '$.entry' HAVING count(*) > 1;

-- what is counted in a series calls nobody
SELECT 'entry ' || e.n AS place, a.value ->> '$.verb' AS found
FROM entries e, json_each(e.body, '$.actions') a
WHERE e.kind = 'message' AND e.body ->> '$.effect' = 'folded' AND a.value ->> '$.verb' = 'escalate';

-- the lead of a notice counts from its receipt
SELECT 'I-' || d.id AS place, d.document ->> '$.notice.lead_ms' AS found
FROM documents d JOIN entries e ON e.n = d.document ->> '$.entry'
WHERE d.document ->> '$.notice.from' IS NOT NULL
  AND d.document ->> '$.notice.lead_ms' <> (d.document ->> '$.notice.from') - e.at + coalesce(e.body ->> '$.late', 0);

-- a report is set beside a notice
SELECT 'entry ' || e.n AS place, coalesce(e.body ->> '$.notice.incident', e.body ->> '$.protected') AS found
FROM entries e
WHERE e.kind = 'message' AND coalesce(e.body ->> '$.notice.incident', e.body ->> '$.protected') IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM documents d
                  WHERE 'I-' || d.id = coalesce(e.body ->> '$.notice.incident', e.body ->> '$.protected')
                    AND d.document -> '$.notice' IS NOT NULL);

-- a dispute is opened by a message, and found by a finding
SELECT x.incident || ' ' || x.k AS place, coalesce(x.finding, 'opened by nobody') AS found
FROM disputes x
WHERE x.id IS NULL
   OR (x.finding IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM about a CROSS JOIN entries e ON e.n = a.n
                       WHERE a.incident = x.incident AND e.kind = 'message' AND e.n > x.entry
                         AND e.body ->> '$.message.type' = 'finding'));

-- a closed incident has an outcome, an instant, and no open case
SELECT i.id AS place, i.state || ', ' || c.track || ' ' || c.state AS found
FROM incidents i JOIN cases c ON c.incident = i.id
WHERE i.closed_at IS NOT NULL AND (c.state <> 'closed' OR i.outcome IS NULL);

-- a case is closed with an outcome at an instant, or with neither
SELECT incident || ' ' || track AS place, state || ' ' || coalesce(outcome, 'no outcome') AS found
FROM cases WHERE (state = 'closed') <> (closed_at IS NOT NULL) OR (state = 'closed') <> (outcome IS NOT NULL);

-- a case is overdue as long as one of its clocks is
SELECT c.incident || ' ' || c.track AS place, c.state AS found
FROM cases c
WHERE c.state IN ('open', 'overdue')
  AND (c.state = 'overdue') <> EXISTS (SELECT 1 FROM clocks l WHERE l.incident = c.incident AND l.k = c.k
                                         AND l.state = 'overdue');

-- a closed case has no clock that runs
SELECT c.incident || ' ' || c.track AS place, l.milestone || ' ' || l.state AS found
FROM cases c JOIN clocks l ON l.incident = c.incident AND l.k = c.k
WHERE c.state = 'closed' AND l.state IN ('running', 'overdue');

-- a clock that runs has not ended, and one that ended says when, not before it was set
SELECT 'I-' || d.id || ' ' || (c.value ->> '$.track') || ' ' || (l.value ->> '$.milestone') AS place,
       (l.value ->> '$.state') || ' ' || coalesce(l.value ->> '$.ended_at', 'no end') AS found
FROM documents d, json_each(d.document, '$.cases') c, json_each(c.value, '$.clocks') l
WHERE (l.value ->> '$.state' IN ('running', 'overdue')) <> (l.value ->> '$.ended_at' IS NULL)
   OR l.value ->> '$.ended_at' < l.value ->> '$.set_at';

-- met is before due, met-late behind it
SELECT 'I-' || d.id || ' ' || (l.value ->> '$.milestone') AS place, l.value ->> '$.state' AS found
FROM documents d, json_each(d.document, '$.cases') c, json_each(c.value, '$.clocks') l
WHERE (l.value ->> '$.state' = 'met' AND l.value ->> '$.ended_at' > l.value ->> '$.due_at')
   OR (l.value ->> '$.state' = 'met-late' AND l.value ->> '$.ended_at' < l.value ->> '$.due_at');

-- no step is left behind the cell's instant
SELECT 'I-' || d.id || ' ' || (c.value ->> '$.track') AS place, c.value ->> '$.next_at' AS found
FROM documents d, json_each(d.document, '$.cases') c
WHERE c.value ->> '$.next_at' < (SELECT at FROM entries WHERE n = (SELECT max(n) FROM entries));

-- a clock fires each step once
SELECT 'I-' || incident || ' case ' || (body ->> '$.case') || ' clock ' || (body ->> '$.clock') AS place,
       count(*) || ' times step ' || (body ->> '$.step') AS found
FROM entries WHERE kind = 'deadline' AND body ->> '$.step' IS NOT NULL
GROUP BY incident, body ->> '$.case', body ->> '$.clock', body ->> '$.step', body ->> '$.due' HAVING count(*) > 1;

-- a clock has fired as many steps as entries say since it was set
SELECT 'I-' || d.id || ' ' || (l.value ->> '$.milestone') AS place, (l.value ->> '$.fired') || ' fired' AS found
FROM documents d, json_each(d.document, '$.cases') c, json_each(c.value, '$.clocks') l
WHERE coalesce(l.value ->> '$.fired', 0) - coalesce(l.value ->> '$.carried', 0) <>
      (SELECT count(*) FROM entries e
       WHERE 'I-' || e.incident = 'I-' || d.id AND e.kind = 'deadline' AND e.n > l.value ->> '$.set_by'
         AND e.body ->> '$.case' = CAST(c.key AS INTEGER) AND e.body ->> '$.clock' = CAST(l.key AS INTEGER)
         AND e.body ->> '$.step' IS NOT NULL);

-- only a deadline escalates, and it is due
SELECT 'entry ' || e.n AS place, e.kind || ' due ' || coalesce(e.body ->> '$.due', 'never') AS found
FROM entries e
WHERE EXISTS (SELECT 1 FROM json_each(e.body, '$.actions') a WHERE a.value ->> '$.verb' = 'escalate')
  AND (e.kind <> 'deadline' OR e.body ->> '$.due' > e.at);

-- every action says to whom and why
SELECT 'entry ' || e.n AS place, a.value AS found
FROM entries e, json_each(e.body, '$.actions') a
WHERE coalesce(json_array_length(a.value, '$.to'), 0) = 0 OR (coalesce(a.value ->> '$.because', '') = '' AND coalesce(a.value ->> '$.copy', 0) = 0);

-- the actions of an entry are numbered from 1, one for each receiver
SELECT 'entry ' || e.n AS place, a.value ->> '$.k' AS found
FROM entries e, json_each(e.body, '$.actions') a
WHERE a.value ->> '$.k' <> CASE a.key WHEN 0 THEN 1 ELSE
      1 + (SELECT sum(json_array_length(b.value, '$.to')) FROM json_each(e.body, '$.actions') b WHERE b.key < a.key) END;

-- nobody is told of what a marking keeps from it
SELECT a.id AS place, a.verb || ' to ' || a.to_party AS found
FROM documents d CROSS JOIN actions a ON a.incident = 'I-' || d.id
WHERE d.document -> '$.rel_to' IS NOT NULL AND a.verb <> 'withhold'
  AND a.to_party NOT IN (SELECT value FROM json_each(d.document, '$.rel_to'));

-- a further report or update ends no clock but its sender's own, or one of a milestone that it names
SELECT 'entry ' || e.n || ' ' || i.key AS place,
       coalesce(l.value ->> '$.party', d.document ->> ('$.cases.' || c.key || '.clocks.' || l.key || '.party'), 'the case')
         || ' ' || (l.value ->> '$.state') AS found
FROM entries e CROSS JOIN json_each(e.body, '$.changes') i CROSS JOIN json_each(i.value, '$.cases') c
     CROSS JOIN json_each(c.value, '$.clocks') l CROSS JOIN documents d ON d.id = CAST(substr(i.key, 3) AS INTEGER)
WHERE e.kind = 'message' AND e.body ->> '$.effect' <> 'refused' AND e.body ->> '$.message.milestone' IS NULL
  AND coalesce(e.body ->> '$.message.type', 'report') IN ('report', 'notice', 'request', 'update')
  AND l.value ->> '$.state' IN ('met', 'met-late', 'cancelled', 'expired')
  AND coalesce(l.value ->> '$.party', d.document ->> ('$.cases.' || c.key || '.clocks.' || l.key || '.party'), '')
      <> substr(e.body ->> '$.message.from', 1, instr((e.body ->> '$.message.from') || '/', '/') - 1);

-- a case waits for no milestone that it has met
SELECT 'I-' || d.id || ' ' || (c.value ->> '$.track') AS place, l.value ->> '$.milestone' AS found
FROM documents d, json_each(d.document, '$.cases') c, json_each(c.value, '$.clocks') l
WHERE l.value ->> '$.state' IN ('running', 'overdue') AND l.value ->> '$.party' IS NULL
  AND l.value ->> '$.by_rule' IS NULL
  AND c.value -> ('$.met.' || json_quote(l.value ->> '$.milestone')) IS NOT NULL;

-- who owes by itself is obliged by a statement, or a side
SELECT 'I-' || d.id || ' ' || (l.value ->> '$.milestone') AS place, l.value ->> '$.party' AS found
FROM documents d, json_each(d.document, '$.cases') c, json_each(c.value, '$.clocks') l
WHERE l.value ->> '$.state' IN ('running', 'overdue') AND l.value ->> '$.party' IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM json_each(d.document, '$.statements') s
                  WHERE s.value ->> '$.moved_to' IS NULL
                    AND (s.value ->> '$.party' = l.value ->> '$.party'
                         OR l.value ->> '$.party' IN (SELECT value FROM json_each(s.value, '$.obliges'))))
  AND l.value ->> '$.party' NOT IN (SELECT value FROM json_each(c.value, '$.sides'));

-- what was answered stands where it was answered
SELECT 'I-' || d.id || ' response ' || r.key AS place, a.value AS found
FROM documents d, json_each(d.document, '$.responses') r, json_each(r.value, '$.about') a
WHERE d.document -> ('$.statements.' || a.value) IS NULL;

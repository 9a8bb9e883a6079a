-- SPDX-License-Identifier: Apache-2.0
-- Version of ties: where a case's host is, and what cases have in common by what was learned about their names.

ALTER TABLE cases ADD COLUMN country TEXT;  -- of the host, two letters; NULL: not known, or not judged since it is kept
-- Whom a case asks; most bulk cases ask nobody by name, and are not in it.
CREATE INDEX cases_actor ON cases(actor) WHERE actor IS NOT NULL;

-- The country again, two bytes a case, 400 cases a row as in hot: what lists filter by and nothing is sorted by.
CREATE TABLE side(chunk INTEGER PRIMARY KEY, data BLOB NOT NULL);

-- From an address, a name server or a registrant's handle back to the names of which a fact says so; kept with the facts.
CREATE TABLE tie(
  kind INTEGER NOT NULL,          -- domain/tie.h
  value TEXT NOT NULL,
  subject TEXT NOT NULL,          -- as in fact
  PRIMARY KEY(kind, value, subject)
) WITHOUT ROWID;
INSERT OR IGNORE INTO tie(kind, value, subject)
SELECT 0, lower(rtrim(r.value, '.')), f.subject FROM fact f, json_each(f.body, '$.records') r
WHERE f.kind = 'dns' AND upper(json_extract(f.body, '$.type')) IN ('A', 'AAAA') AND r.type = 'text' AND length(r.value) BETWEEN 1 AND 253;
INSERT OR IGNORE INTO tie(kind, value, subject)
SELECT 1, lower(rtrim(r.value, '.')), f.subject FROM fact f, json_each(f.body, '$.records') r
WHERE f.kind = 'dns' AND upper(json_extract(f.body, '$.type')) = 'NS' AND r.type = 'text' AND length(r.value) BETWEEN 1 AND 253;
INSERT OR IGNORE INTO tie(kind, value, subject)
SELECT 1, lower(rtrim(r.value, '.')), f.subject FROM fact f, json_each(f.body, '$.nameservers') r
WHERE f.kind = 'registration' AND r.type = 'text' AND length(r.value) BETWEEN 1 AND 253;

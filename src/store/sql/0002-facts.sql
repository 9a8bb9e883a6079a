-- SPDX-License-Identifier: Apache-2.0
-- Version 2.  What was learned about names and addresses is kept as evidence; a report's row says whether
-- its target names a page.

CREATE TABLE fact(
  id INTEGER PRIMARY KEY,         -- of two learned at the same second the later one counts
  subject TEXT NOT NULL,          -- lower case, no trailing dot
  kind TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  source TEXT NOT NULL,
  digest BLOB NOT NULL,           -- of the body: the same fact is kept once
  body TEXT NOT NULL              -- the JSON object as learned
);
CREATE UNIQUE INDEX fact_subject ON fact(subject, seen_at, kind, digest);

ALTER TABLE report ADD COLUMN page INTEGER;  -- 1: names a page; 0: a host alone; NULL: of version 1, see the spool

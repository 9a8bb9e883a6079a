-- SPDX-License-Identifier: Apache-2.0
-- Version 1.  Everything here follows from the spool, except what people decided (event, moved).

-- Small facts about the store: watermark, next case number, id of the store.
CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- Words that many rows share: actors, action names, reporters, brands.
CREATE TABLE word(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

-- Names of actions, numbered for the packed columns of hot.
CREATE TABLE action(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

-- Where the reports from number first_ord on lie in the spool.
CREATE TABLE block(
  first_ord INTEGER PRIMARY KEY,
  n INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  at INTEGER NOT NULL
);

-- What changes rarely about a case.  What every report changes is in hot.
CREATE TABLE cases(
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  class INTEGER NOT NULL,
  part INTEGER NOT NULL,          -- 0: reports on the site join here; else split off, and its own id
  site_kind INTEGER NOT NULL,
  harm INTEGER NOT NULL,          -- of the first report
  opened_at INTEGER NOT NULL,
  target TEXT NOT NULL,           -- canonical, of the report with the best evidence; empty for CSAM
  brand INTEGER,
  names INTEGER NOT NULL,         -- most names one notice named together
  missing INTEGER NOT NULL,
  verdict INTEGER NOT NULL,
  decision INTEGER NOT NULL,
  action INTEGER, role INTEGER, actor INTEGER, effect INTEGER, collateral INTEGER,
  next_action INTEGER, next_role INTEGER, next_actor INTEGER,
  worked_at INTEGER NOT NULL,     -- when the stages last ran
  recurrences INTEGER NOT NULL DEFAULT 0,
  merged_into INTEGER,
  routing TEXT                    -- CSAM only: what is known for routing, as JSON
);

-- Which case a report on a site joins; also the order by site.
CREATE TABLE home(
  site TEXT NOT NULL,
  class INTEGER NOT NULL,
  part INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  via INTEGER,                    -- the case of this site, where that was merged into case_id
  PRIMARY KEY(site, class, part)
) WITHOUT ROWID;

-- What reports change and lists filter and sort by: 400 cases a row, columns side by side (hot.h).
CREATE TABLE hot(chunk INTEGER PRIMARY KEY, data BLOB NOT NULL);

-- One row a report and target.  via: the case it would have joined, where that is another.
CREATE TABLE report(
  case_id INTEGER NOT NULL,
  ord INTEGER NOT NULL,
  via INTEGER,
  reporter INTEGER NOT NULL,
  harm INTEGER NOT NULL,
  tier INTEGER NOT NULL,
  evidence INTEGER NOT NULL,
  incident_at INTEGER,
  PRIMARY KEY(case_id, ord)
) WITHOUT ROWID;

-- Every change of state, one line, never changed; the ledger is made from it.
CREATE TABLE event(
  seq INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  undoes INTEGER,                 -- the event this one takes back
  detail TEXT NOT NULL DEFAULT ''
);
CREATE INDEX event_case ON event(case_id, seq);

-- Which reports a split or merge moved, so that it can be undone exactly.
CREATE TABLE moved(
  event INTEGER NOT NULL,
  ord INTEGER NOT NULL,
  from_case INTEGER NOT NULL,
  to_case INTEGER NOT NULL,
  via INTEGER,                    -- what report.via was
  PRIMARY KEY(event, ord)
) WITHOUT ROWID;

-- The state of a case before an event that people may undo.
CREATE TABLE before(
  event INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  state INTEGER NOT NULL,
  PRIMARY KEY(event, case_id)
) WITHOUT ROWID;

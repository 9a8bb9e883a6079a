-- SPDX-License-Identifier: Apache-2.0
-- Version 4.  What was decided, the steps that follow from it, the letters that carry them, and to whom.
-- States only move forward; the triggers refuse anything else.

CREATE TABLE decision(
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  kind INTEGER NOT NULL,          -- enum decision_kind
  action INTEGER, actor INTEGER, role INTEGER,
  effect INTEGER NOT NULL,
  effect_on TEXT NOT NULL,
  collateral INTEGER NOT NULL,
  target TEXT NOT NULL,           -- empty for CSAM
  clause TEXT NOT NULL, pack TEXT NOT NULL, pack_version TEXT NOT NULL,
  person INTEGER NOT NULL,        -- 0: a rule
  rule TEXT NOT NULL,
  second_person INTEGER NOT NULL,
  reached INTEGER NOT NULL,
  automated INTEGER NOT NULL,
  exception TEXT NOT NULL,
  why TEXT NOT NULL,
  reasons TEXT NOT NULL,          -- statement of reasons, JSON
  ladder TEXT NOT NULL,           -- what could have been chosen, a line for each rung
  follows INTEGER,
  nonce BLOB NOT NULL,            -- with the secret, makes the token of its page
  token_hash BLOB NOT NULL
);
CREATE INDEX decision_case ON decision(case_id, id);
CREATE UNIQUE INDEX decision_token ON decision(token_hash);
CREATE INDEX decision_waiting ON decision(id) WHERE state = 0;
CREATE TRIGGER decision_forward BEFORE UPDATE OF state ON decision
WHEN NEW.state < OLD.state OR (OLD.state >= 2 AND NEW.state <> OLD.state)
BEGIN SELECT RAISE(ABORT, 'a decision only moves forward'); END;
CREATE TRIGGER decision_stays BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;

CREATE TABLE measure(
  id INTEGER PRIMARY KEY,
  decision_id INTEGER NOT NULL UNIQUE,
  case_id INTEGER NOT NULL,
  state INTEGER NOT NULL,
  from_at INTEGER,
  until_at INTEGER,               -- it ends by itself; NULL: not
  channel INTEGER NOT NULL,
  reference TEXT NOT NULL,
  restored INTEGER NOT NULL
);
CREATE INDEX measure_case ON measure(case_id, id);
CREATE INDEX measure_ending ON measure(until_at) WHERE state = 1 AND until_at IS NOT NULL;
CREATE TRIGGER measure_forward BEFORE UPDATE OF state ON measure
WHEN NEW.state < OLD.state
BEGIN SELECT RAISE(ABORT, 'a measure only moves forward'); END;

CREATE TABLE letter(
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL UNIQUE,
  case_id INTEGER NOT NULL,
  decision_id INTEGER NOT NULL,   -- 0: none
  kind INTEGER NOT NULL,
  channel INTEGER NOT NULL,
  state INTEGER NOT NULL,
  role INTEGER,
  actor INTEGER,
  contact TEXT NOT NULL,
  lang TEXT NOT NULL,
  token_hash BLOB NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  data TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  not_before INTEGER NOT NULL,    -- may be taken from then on; the end of a lease
  due_at INTEGER,
  tries INTEGER NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL DEFAULT '',
  about INTEGER,
  turn INTEGER NOT NULL,
  sent_at INTEGER,
  reference TEXT NOT NULL DEFAULT '',
  withdrawn INTEGER NOT NULL DEFAULT 0,
  repeat_at INTEGER,              -- asked again then, while it is up; NULL: not
  repeats INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX letter_repeat ON letter(repeat_at) WHERE repeat_at IS NOT NULL;
CREATE INDEX letter_held ON letter(contact, channel) WHERE state = 0;
CREATE INDEX letter_case ON letter(case_id, id);
CREATE UNIQUE INDEX letter_token ON letter(token_hash);
CREATE INDEX letter_due ON letter(not_before, id) WHERE state IN (1, 2);
CREATE TRIGGER letter_forward BEFORE UPDATE OF state ON letter
WHEN NEW.state < OLD.state OR (OLD.state >= 4 AND NEW.state <> OLD.state)
BEGIN SELECT RAISE(ABORT, 'a letter only moves forward'); END;
CREATE TRIGGER letter_key_stays BEFORE UPDATE OF key ON letter
BEGIN SELECT RAISE(ABORT, 'a letter keeps its key'); END;

CREATE TABLE contact(
  id INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,            -- empty: a person
  channel INTEGER NOT NULL,
  value TEXT NOT NULL,
  lang TEXT NOT NULL,
  hours TEXT NOT NULL,
  own INTEGER NOT NULL,
  approved_by INTEGER NOT NULL,
  approved_at INTEGER,
  refused_at INTEGER,
  bounced_at INTEGER,
  bounces INTEGER NOT NULL,
  automatic_at INTEGER,
  sent_at INTEGER,
  note TEXT NOT NULL,
  UNIQUE(actor, channel, value)
);
CREATE INDEX contact_waiting ON contact(id) WHERE approved_at IS NULL AND refused_at IS NULL;

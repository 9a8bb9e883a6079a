-- SPDX-License-Identifier: Apache-2.0
-- Version 8.  People and their tokens, notifiers and their reports, switched rules, and appeals.

-- ---- people ----

CREATE TABLE person(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  roles TEXT NOT NULL,            -- words of domain/person.def with spaces between
  notifier INTEGER,               -- files under this agreement
  password TEXT,                  -- Argon2id as libsodium writes it; NULL: nobody can sign in with one
  totp BLOB,                      -- second factor's secret
  made_at INTEGER NOT NULL,
  disabled_at INTEGER
);

CREATE TABLE token(
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,      -- keyed with the store's secret; the token itself is kept nowhere
  person INTEGER NOT NULL,
  scopes TEXT NOT NULL,           -- words of permissions; empty: all its person has
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_day INTEGER,               -- days since 1970: enough to find unused ones
  revoked_at INTEGER
);

-- Who asked for what was done; in the transaction in which it was done.
CREATE TABLE deed(
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  person INTEGER NOT NULL,        -- 0: whoever has the store's files
  what TEXT NOT NULL,             -- a permission's word
  object TEXT NOT NULL
);

-- ---- notifiers ----

CREATE TABLE notifier(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  contact TEXT NOT NULL,
  basis TEXT NOT NULL,            -- why it is one: agreement, or designated by whom
  harms TEXT NOT NULL,            -- harm classes it may report, words
  tlds TEXT NOT NULL,             -- empty: every one
  countries TEXT NOT NULL,        -- of the site's host, where known; empty: every one
  quota INTEGER NOT NULL,         -- reports a day
  agreed_at INTEGER NOT NULL,
  review_at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  state_at INTEGER NOT NULL,
  reasons TEXT NOT NULL,          -- of the state
  by_person INTEGER NOT NULL,     -- 1: suspended by a person, and only a person lifts that
  bound INTEGER NOT NULL,         -- lower 95 % bound of its precision, percent
  warned_at INTEGER,              -- before a suspension there is a warning
  told_at INTEGER                 -- last periodic report to it
);

CREATE TABLE notifier_key(
  public BLOB PRIMARY KEY,        -- Ed25519; a key belongs to one notifier for ever
  notifier INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  revoked_at INTEGER
) WITHOUT ROWID;

-- What came on one day; the quota is taken before the reports are durable, so that a crash never gives more.
CREATE TABLE notifier_day(
  notifier INTEGER NOT NULL,
  day INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  folded INTEGER NOT NULL,
  held INTEGER NOT NULL,
  backdated INTEGER NOT NULL,
  PRIMARY KEY(notifier, day)
) WITHOUT ROWID;

-- Each signed file or request: the proof of who sent what.
CREATE TABLE submission(
  id INTEGER PRIMARY KEY,
  notifier INTEGER NOT NULL,
  public BLOB NOT NULL,
  digest BLOB NOT NULL,           -- BLAKE2b-256 of the bytes
  signature BLOB NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX submission_of ON submission(notifier, id);

-- Reports that came under an agreement.
CREATE TABLE notified(
  ord INTEGER PRIMARY KEY,
  notifier INTEGER NOT NULL,
  case_id INTEGER NOT NULL
);
CREATE INDEX notified_case ON notified(case_id, ord);
CREATE INDEX notified_by ON notified(notifier, ord);

-- Cases that are judged on a notifier's report.
CREATE TABLE backed(case_id INTEGER PRIMARY KEY, notifier INTEGER NOT NULL);

-- Held until a person releases or refuses them.
CREATE TABLE quarantine(
  id INTEGER PRIMARY KEY,
  notifier INTEGER NOT NULL,
  at INTEGER NOT NULL,
  why TEXT NOT NULL,
  detail TEXT NOT NULL,
  harm INTEGER NOT NULL,
  compact BLOB NOT NULL,
  raw BLOB NOT NULL,
  digest BLOB NOT NULL,           -- of compact: the same report is held once
  settled_at INTEGER,
  settled_by INTEGER,
  released INTEGER,
  words TEXT NOT NULL DEFAULT ''  -- why it was refused
);
CREATE UNIQUE INDEX quarantine_once ON quarantine(notifier, digest);
CREATE INDEX quarantine_open ON quarantine(id) WHERE settled_at IS NULL;

-- What became of a notifier's reports on a case; the last row of a pair counts.
CREATE TABLE outcome(
  id INTEGER PRIMARY KEY,
  notifier INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  kind INTEGER NOT NULL,          -- 0 confirmed, 1 rejected, 2 reversed on appeal
  decision INTEGER NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX outcome_of ON outcome(notifier, case_id, id);

-- ---- automation rules ----

CREATE TABLE rule(
  name TEXT PRIMARY KEY,
  is_on INTEGER NOT NULL,
  since INTEGER NOT NULL,
  person INTEGER NOT NULL,        -- -1: the rule itself
  reasons TEXT NOT NULL
) WITHOUT ROWID;

-- Decisions that a rule took.
CREATE TABLE ruled(
  decision INTEGER PRIMARY KEY,
  rule TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  asked INTEGER NOT NULL,         -- 1: drawn for a second look by a person
  found INTEGER,                  -- NULL: not looked at; 0 right, 1 wrong, 2 reversed on appeal
  found_by INTEGER,
  found_at INTEGER,
  words TEXT
);
CREATE INDEX ruled_of ON ruled(rule, decision);

-- ---- appeals ----

CREATE TABLE appeal(
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  decision INTEGER NOT NULL,
  appellant INTEGER NOT NULL,
  state INTEGER NOT NULL,
  filed_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  ended_at INTEGER,
  text TEXT NOT NULL,
  contact TEXT NOT NULL,
  lang TEXT NOT NULL,
  reviewer INTEGER,
  reasons TEXT NOT NULL,
  outcome INTEGER                 -- the decision that follows from it
);
CREATE INDEX appeal_decision ON appeal(decision);
CREATE INDEX appeal_open ON appeal(due_at, id) WHERE ended_at IS NULL;
-- An outcome is final, and what was filed is not rewritten.
CREATE TRIGGER appeal_forward BEFORE UPDATE ON appeal
WHEN new.case_id <> old.case_id OR new.decision <> old.decision OR new.filed_at <> old.filed_at
  OR new.appellant <> old.appellant OR new.state < old.state
  OR (old.ended_at IS NOT NULL AND (new.state <> old.state OR new.ended_at IS NOT old.ended_at
    OR new.reviewer IS NOT old.reviewer OR new.outcome IS NOT old.outcome))
BEGIN SELECT raise(ABORT, 'an appeal that has ended does not change'); END;

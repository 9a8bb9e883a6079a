-- SPDX-License-Identifier: Apache-2.0
-- Version 7.  What the server remembers of those who ask: sessions, one-time links, answers to keyed requests,
-- saved views.  Tokens are kept as digests keyed with the store's secret.

CREATE TABLE session(
  digest BLOB PRIMARY KEY,
  person INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  csrf BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_expires ON session(expires_at);
CREATE INDEX session_person ON session(person);

CREATE TABLE once(                -- one-time sign-in links
  digest BLOB PRIMARY KEY,
  person INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE keyed(               -- Idempotency-Key: the answer that was given
  digest BLOB PRIMARY KEY,        -- of the key and of who sent it
  body BLOB NOT NULL,             -- digest of the request
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  type TEXT NOT NULL,
  reply BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX keyed_at ON keyed(at);

CREATE TABLE view(                -- saved filters of the queue
  person INTEGER NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  PRIMARY KEY(person, name)
) WITHOUT ROWID;

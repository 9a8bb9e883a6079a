-- SPDX-License-Identifier: Apache-2.0
-- Passkeys of people, and the challenges that were answered.

CREATE TABLE passkey(
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL,
  credential BLOB NOT NULL UNIQUE, -- its id, as the browser says it
  host TEXT NOT NULL,             -- the pages it is for
  algorithm INTEGER NOT NULL,     -- of COSE
  public_key BLOB NOT NULL,       -- format/webauthn.h says in which form
  name TEXT NOT NULL,             -- what its person calls it
  count INTEGER NOT NULL,         -- of signatures, as it last said; 0: it does not count
  copyable INTEGER NOT NULL,      -- 1: it may live on several devices; never changes
  made_at INTEGER NOT NULL,
  used_at INTEGER                 -- NULL: never
);
CREATE INDEX passkey_person ON passkey(person);

-- A challenge works once: those that were answered, until they are too old anyway.
CREATE TABLE answered(
  digest BLOB PRIMARY KEY,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX answered_expires ON answered(expires_at);

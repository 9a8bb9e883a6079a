-- SPDX-License-Identifier: Apache-2.0
-- Version 12.  Sign-in with an OpenID provider: which of its people is which account, what was answered already,
-- and which sessions it began.

CREATE TABLE linked(              -- an account of the provider and the account here
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,          -- the provider's own name for it, never given to another
  person INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(issuer, subject)
) WITHOUT ROWID;
CREATE UNIQUE INDEX linked_person ON linked(person, issuer);

CREATE TABLE spent(               -- sign-ins that were answered, until they are too old anyway
  digest BLOB PRIMARY KEY,        -- of the state, keyed with the store's secret
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX spent_expires ON spent(expires_at);

ALTER TABLE session ADD COLUMN provider INTEGER NOT NULL DEFAULT 0; -- 1: begun with the provider

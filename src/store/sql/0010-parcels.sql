-- SPDX-License-Identifier: Apache-2.0
-- Letters that leave together: several requests to one recipient in one message, which has a key of its own.

CREATE TABLE parcel(
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL UNIQUE,       -- from the keys of its letters
  token_hash BLOB NOT NULL UNIQUE,
  as_table INTEGER NOT NULL,      -- addresses in an attached table, not in the text
  made_at INTEGER NOT NULL
);
CREATE TRIGGER parcel_stays BEFORE UPDATE ON parcel
BEGIN SELECT RAISE(ABORT, 'a parcel never changes'); END;

ALTER TABLE letter ADD COLUMN parcel INTEGER; -- NULL: it leaves alone; -1: it waits for others
CREATE INDEX letter_parcel ON letter(parcel, id) WHERE parcel > 0;
CREATE INDEX letter_parcel_open ON letter(parcel, not_before) WHERE parcel IS NOT NULL AND state IN (1, 2);
CREATE TRIGGER letter_parcel_stays BEFORE UPDATE OF parcel ON letter
WHEN OLD.parcel > 0 AND NEW.parcel IS NOT OLD.parcel
BEGIN SELECT RAISE(ABORT, 'a letter stays in its parcel'); END;

ALTER TABLE contact ADD COLUMN grouping INTEGER NOT NULL DEFAULT 0;    -- enum grouping
ALTER TABLE contact ADD COLUMN group_count INTEGER NOT NULL DEFAULT 0; -- of grouping by count
ALTER TABLE contact ADD COLUMN as_table INTEGER NOT NULL DEFAULT 0;

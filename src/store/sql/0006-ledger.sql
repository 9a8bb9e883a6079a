-- SPDX-License-Identifier: Apache-2.0
-- The ledger.  Its entries follow from rows that the step's own transaction wrote: a report's from its block in the
-- spool and its receipt, an event's from its row.  What stands here fixes their order, their salts and their head.

-- Public facts of an event as it was (flow/record.h), and the salt of what is only committed to.  A case's salt is
-- that of its first event; later events have none of their own.
ALTER TABLE event ADD COLUMN facts BLOB;
ALTER TABLE event ADD COLUMN salt BLOB;
UPDATE event SET salt = randomblob(16) WHERE kind IN (0, 4);

-- What the ledger knows of the reports of one block: 16 bytes of salt and 8 of the case's number (little-endian,
-- 0: not kept then) each.
CREATE TABLE receipt(
  first_ord INTEGER PRIMARY KEY,
  n INTEGER NOT NULL,
  salts BLOB NOT NULL,
  cases BLOB NOT NULL
);
INSERT INTO receipt(first_ord, n, salts, cases) SELECT first_ord, n, randomblob(16 * n), zeroblob(8 * n) FROM block;

-- One row a transaction: the entries from first_index on are its reports in order, then its events in order.
CREATE TABLE ledger_batch(
  first_index INTEGER PRIMARY KEY,
  first_ord INTEGER NOT NULL,
  reports INTEGER NOT NULL,
  first_event INTEGER NOT NULL,
  events INTEGER NOT NULL
);
CREATE INDEX ledger_batch_ord ON ledger_batch(first_ord);
CREATE INDEX ledger_batch_event ON ledger_batch(first_event);
-- What an older version stored comes first.
INSERT INTO ledger_batch(first_index, first_ord, reports, first_event, events)
SELECT 0, 1, coalesce((SELECT sum(n) FROM block), 0), 1, coalesce((SELECT max(seq) FROM event), 0)
WHERE EXISTS(SELECT 1 FROM event);

-- Entries as they were published, kept where what they followed from was erased.  kind 0: a report, 1: an event.
CREATE TABLE ledger_frozen(
  kind INTEGER NOT NULL,
  id INTEGER NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY(kind, id)
) WITHOUT ROWID;

-- The checkpoint that counts, replaced only by who knows the one before.  frontier: the hashes of the tiles that
-- are not full; note: as signed; published: with cosignatures.
CREATE TABLE ledger_head(
  one INTEGER PRIMARY KEY CHECK(one = 1),
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  at INTEGER NOT NULL,
  frontier BLOB NOT NULL,
  note TEXT NOT NULL,
  published TEXT NOT NULL
);

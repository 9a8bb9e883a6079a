-- SPDX-License-Identifier: Apache-2.0
-- Statements of the ledger (ledger_rows.c).

-- name: receipt_put
INSERT INTO receipt(first_ord, n, salts, cases) VALUES(?1, ?2, ?3, ?4)
-- name: receipt_of
SELECT first_ord, n, salts, cases FROM receipt WHERE first_ord <= ?1 ORDER BY first_ord DESC LIMIT 1
-- name: receipt_salts
UPDATE receipt SET salts = ?2 WHERE first_ord = ?1
-- name: batch_put
INSERT INTO ledger_batch(first_index, first_ord, reports, first_event, events) VALUES(?1, ?2, ?3, ?4, ?5)
-- name: batch_last
SELECT first_index, first_ord, reports, first_event, events FROM ledger_batch ORDER BY first_index DESC LIMIT 1
-- name: batch_of
SELECT first_index, first_ord, reports, first_event, events FROM ledger_batch WHERE first_index <= ?1 ORDER BY first_index DESC LIMIT 1
-- name: batch_ord
SELECT first_index, first_ord, reports, first_event, events FROM ledger_batch WHERE first_ord <= ?1 AND reports > 0 ORDER BY first_ord DESC LIMIT 1
-- name: batch_event
SELECT first_index, first_ord, reports, first_event, events FROM ledger_batch WHERE first_event <= ?1 AND events > 0 ORDER BY first_event DESC LIMIT 1
-- name: batch_all
SELECT first_index, first_ord, reports, first_event, events FROM ledger_batch ORDER BY first_index
-- name: event_salt
SELECT salt FROM event WHERE case_id = ?1 AND salt IS NOT NULL ORDER BY seq DESC LIMIT 1
-- name: event_from
SELECT e.seq, e.case_id, e.at, e.kind, e.undoes, e.detail, e.facts,
  CASE e.case_id WHEN 0 THEN e.salt ELSE coalesce(e.salt, (SELECT f.salt FROM event f
    WHERE f.case_id = e.case_id AND f.seq < e.seq AND f.salt IS NOT NULL ORDER BY f.seq DESC LIMIT 1)) END,
  (SELECT site FROM cases WHERE id = e.case_id)
FROM event e WHERE e.seq >= ?1 ORDER BY e.seq
-- name: event_salts_erase
UPDATE event SET salt = zeroblob(16) WHERE case_id = ?1 AND salt IS NOT NULL
-- name: frozen_put
INSERT INTO ledger_frozen(kind, id, entry) VALUES(?1, ?2, ?3) ON CONFLICT(kind, id) DO NOTHING
-- name: frozen_get
SELECT entry FROM ledger_frozen WHERE kind = ?1 AND id = ?2
-- name: frozen_any
SELECT 1 FROM ledger_frozen LIMIT 1
-- name: head_get
SELECT size, root, at, frontier, note, published FROM ledger_head
-- name: head_first
INSERT INTO ledger_head(one, size, root, at, frontier, note, published) VALUES(1, ?1, ?2, ?3, ?4, ?5, ?6)
-- name: head_next
UPDATE ledger_head SET size = ?1, root = ?2, at = ?3, frontier = ?4, note = ?5, published = ?6 WHERE size = ?7 AND root = ?8
-- name: head_published
UPDATE ledger_head SET published = ?1 WHERE size = ?2 AND root = ?3

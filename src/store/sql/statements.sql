-- SPDX-License-Identifier: Apache-2.0
-- Every statement of the store, by name.  Values are bound, never put together.

-- name: begin
BEGIN IMMEDIATE
-- name: begin_read
BEGIN
-- name: commit
COMMIT
-- name: rollback
ROLLBACK

-- name: meta_get
SELECT value FROM meta WHERE name = ?1
-- name: meta_put
INSERT INTO meta(name, value) VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET value = excluded.value

-- name: word_get
SELECT id FROM word WHERE text = ?1
-- name: word_put
INSERT INTO word(text) VALUES(?1)
-- name: word_text
SELECT text FROM word WHERE id = ?1

-- name: action_get
SELECT id FROM action WHERE text = ?1
-- name: action_put
INSERT INTO action(text) VALUES(?1)

-- name: block_put
INSERT INTO block(first_ord, n, received_at, segment, at) VALUES(?1, ?2, ?3, ?4, ?5)
-- name: block_of
SELECT first_ord, n, received_at, segment, at FROM block WHERE first_ord <= ?1 ORDER BY first_ord DESC LIMIT 1

-- name: home_find
SELECT case_id, coalesce(via, 0) FROM home WHERE site = ?1 AND class = ?2 AND part = 0
-- name: home_of
SELECT case_id, coalesce(via, 0) FROM home WHERE site = ?1 AND class = ?2 AND part = ?3
-- name: home_put
INSERT INTO home(site, class, part, case_id) VALUES(?1, ?2, ?3, ?4)
-- name: home_set
UPDATE home SET case_id = ?4, via = ?5 WHERE site = ?1 AND class = ?2 AND part = ?3
-- name: home_delete
DELETE FROM home WHERE site = ?1 AND class = ?2 AND part = ?3
-- name: home_from
SELECT site, class, part, case_id, via FROM home WHERE (site, class, part) > (?1, ?2, ?3) AND site < ?4 AND via IS NULL
ORDER BY site, class, part

-- name: home_back
SELECT site, class, part, case_id, via FROM home WHERE (site, class, part) < (?1, ?2, ?3) AND site >= ?4 AND via IS NULL
ORDER BY site DESC, class DESC, part DESC

-- name: case_put
INSERT INTO cases(id, site, class, part, site_kind, harm, opened_at, target, brand, names, missing,
  verdict, decision, action, role, actor, effect, collateral, next_action, next_role, next_actor,
  worked_at, recurrences, merged_into, routing)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)
-- name: case_get
SELECT id, site, class, part, site_kind, harm, opened_at, target, brand, names, missing,
  verdict, decision, action, role, actor, effect, collateral, next_action, next_role, next_actor,
  worked_at, recurrences, merged_into, routing
FROM cases WHERE id = ?1
-- name: case_set
UPDATE cases SET target = ?2, brand = ?3, names = ?4, missing = ?5, verdict = ?6, decision = ?7,
  action = ?8, role = ?9, actor = ?10, effect = ?11, collateral = ?12,
  next_action = ?13, next_role = ?14, next_actor = ?15, worked_at = ?16, recurrences = ?17,
  merged_into = ?18, routing = ?19
WHERE id = ?1
-- name: case_merge
UPDATE cases SET merged_into = ?2 WHERE id = ?1

-- name: hot_get
SELECT data FROM hot WHERE chunk = ?1
-- name: hot_put
INSERT INTO hot(chunk, data) VALUES(?1, ?2) ON CONFLICT(chunk) DO UPDATE SET data = excluded.data
-- name: hot_all
SELECT chunk, data FROM hot ORDER BY chunk
-- name: hot_all_back
SELECT chunk, data FROM hot ORDER BY chunk DESC

-- name: report_put
INSERT INTO report(case_id, ord, via, reporter, harm, tier, evidence, incident_at, page) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
-- name: report_get
SELECT case_id, ord, via, reporter, harm, tier, evidence, incident_at FROM report WHERE case_id = ?1 AND ord = ?2
-- name: report_of
SELECT case_id, ord, via, reporter, harm, tier, evidence, incident_at, page FROM report WHERE case_id = ?1 AND ord > ?2 ORDER BY ord
-- name: report_move
UPDATE report SET case_id = ?3, via = ?4 WHERE case_id = ?1 AND ord = ?2

-- name: event_last
SELECT seq, case_id, at, kind, undoes, detail FROM event e WHERE case_id = ?1 AND kind IN (3, 5, 7)
  AND NOT EXISTS(SELECT 1 FROM event u WHERE u.case_id = ?1 AND u.undoes = e.seq) ORDER BY seq DESC LIMIT 1
-- name: event_put
INSERT INTO event(case_id, at, kind, undoes, detail, facts, salt) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
-- name: event_of
SELECT seq, case_id, at, kind, undoes, detail FROM event WHERE case_id = ?1 ORDER BY seq

-- name: moved_put
INSERT INTO moved(event, ord, from_case, to_case, via) VALUES(?1, ?2, ?3, ?4, ?5)
-- name: moved_of
SELECT ord, from_case, to_case, via FROM moved WHERE event = ?1 ORDER BY ord
-- name: before_put
INSERT INTO before(event, case_id, state) VALUES(?1, ?2, ?3)
-- name: before_of
SELECT case_id, state FROM before WHERE event = ?1 ORDER BY case_id

-- name: fact_put
INSERT INTO fact(subject, kind, seen_at, digest, source, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT(subject, seen_at, kind, digest) DO NOTHING
-- name: fact_has
SELECT 1 FROM fact WHERE subject = ?1 AND kind = ?2 AND seen_at = ?3 AND digest = ?4
-- name: fact_any
SELECT 1 FROM fact LIMIT 1
-- name: fact_count
SELECT count(*) FROM fact
-- name: fact_subjects
SELECT subject FROM fact
-- name: fact_of
SELECT body FROM fact WHERE subject = ?1 AND seen_at <= ?2 ORDER BY seen_at DESC, id DESC LIMIT 200

-- For fsck: whole tables in their own order.
-- name: case_all
SELECT id, site, class, part, site_kind, harm, opened_at, target, brand, names, missing,
  verdict, decision, action, role, actor, effect, collateral, next_action, next_role, next_actor,
  worked_at, recurrences, merged_into, routing
FROM cases ORDER BY id
-- name: report_all
SELECT case_id, ord, via, reporter, harm, tier, evidence, incident_at FROM report ORDER BY case_id, ord
-- name: block_all
SELECT first_ord, n, received_at, segment, at FROM block ORDER BY first_ord
-- name: home_all
SELECT site, class, part, case_id, via FROM home ORDER BY site, class, part
-- name: event_all
SELECT seq, case_id, at, kind, undoes, detail FROM event ORDER BY seq

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
-- name: event_from
SELECT e.seq, e.case_id, e.at, e.kind, e.undoes, e.detail, e.facts, coalesce(e.salt, f.salt), c.site
FROM event e LEFT JOIN event f ON f.seq = (SELECT min(seq) FROM event WHERE case_id = e.case_id) AND e.case_id > 0
LEFT JOIN cases c ON c.id = e.case_id
WHERE e.seq >= ?1 ORDER BY e.seq
-- name: event_detail_erase
UPDATE event SET detail = '', salt = CASE WHEN salt IS NULL THEN NULL ELSE zeroblob(16) END WHERE seq = ?1
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

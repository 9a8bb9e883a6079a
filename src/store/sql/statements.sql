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
-- name: home_find_rows
SELECT r.rowid, h.case_id, coalesce(h.via, 0) FROM rows(?1) r CROSS JOIN home h ON h.site = r.c0 AND h.class = r.c1 AND h.part = 0
-- name: home_of
SELECT case_id, coalesce(via, 0) FROM home WHERE site = ?1 AND class = ?2 AND part = ?3
-- name: home_put
INSERT INTO home(site, class, part, case_id) VALUES(?1, ?2, ?3, ?4)
-- name: home_rows
INSERT OR FAIL INTO home(site, class, part, case_id) SELECT c0, c1, c2, c3 FROM rows(?1)
-- name: home_set
UPDATE home SET case_id = ?4, via = ?5 WHERE site = ?1 AND class = ?2 AND part = ?3
-- name: home_from
SELECT site, class, part, case_id, via FROM home WHERE (site, class, part) > (?1, ?2, ?3) AND site < ?4 AND via IS NULL
ORDER BY site, class, part

-- name: home_back
SELECT site, class, part, case_id, via FROM home WHERE (site, class, part) < (?1, ?2, ?3) AND site >= ?4 AND via IS NULL
ORDER BY site DESC, class DESC, part DESC

-- name: case_home
SELECT site, class, part FROM cases WHERE id = ?1

-- How rows that wait look to SQLite (rows.c); no table of this name is ever made.
-- name: rows_shape
CREATE TABLE waiting(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19, c20, c21,
  c22, c23, c24, c25, of HIDDEN)
-- Many rows at once (rows.h).  OR FAIL: nothing is kept to take back the statement alone, the whole transaction is.
-- name: case_rows
INSERT OR FAIL INTO cases(id, site, class, part, site_kind, harm, opened_at, target, brand, names, missing,
  verdict, decision, action, role, actor, effect, collateral, next_action, next_role, next_actor,
  worked_at, recurrences, merged_into, routing, country)
SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19, c20, c21, c22, c23, c24, c25
FROM rows(?1)
-- name: case_get
SELECT id, site, class, part, site_kind, harm, opened_at, target, brand, names, missing,
  verdict, decision, action, role, actor, effect, collateral, next_action, next_role, next_actor,
  worked_at, recurrences, merged_into, routing, country
FROM cases WHERE id = ?1
-- name: case_set
UPDATE cases SET target = ?2, brand = ?3, names = ?4, missing = ?5, verdict = ?6, decision = ?7,
  action = ?8, role = ?9, actor = ?10, effect = ?11, collateral = ?12,
  next_action = ?13, next_role = ?14, next_actor = ?15, worked_at = ?16, recurrences = ?17,
  merged_into = ?18, routing = ?19, country = ?20
WHERE id = ?1
-- name: case_merge
UPDATE cases SET merged_into = ?2 WHERE id = ?1

-- name: hot_get
SELECT data FROM hot WHERE chunk = ?1
-- name: hot_put
INSERT INTO hot(chunk, data) VALUES(?1, ?2) ON CONFLICT(chunk) DO UPDATE SET data = excluded.data
-- name: hot_all
SELECT chunk, data FROM hot ORDER BY chunk
-- name: hot_range
SELECT chunk, data FROM hot WHERE chunk BETWEEN ?1 AND ?2 ORDER BY chunk
-- name: hot_range_back
SELECT chunk, data FROM hot WHERE chunk BETWEEN ?1 AND ?2 ORDER BY chunk DESC

-- name: side_get
SELECT data FROM side WHERE chunk = ?1
-- name: side_put
INSERT INTO side(chunk, data) VALUES(?1, ?2) ON CONFLICT(chunk) DO UPDATE SET data = excluded.data
-- name: side_range
SELECT chunk, data FROM side WHERE chunk BETWEEN ?1 AND ?2 ORDER BY chunk

-- name: case_opened
SELECT opened_at FROM cases WHERE id = ?1
-- name: case_asked
SELECT id FROM cases WHERE actor = (SELECT id FROM word WHERE text = ?1) AND merged_into IS NULL ORDER BY id DESC LIMIT ?2
-- name: home_cases
SELECT case_id FROM home WHERE site = ?1
-- name: tie_put
INSERT OR IGNORE INTO tie(kind, value, subject) VALUES(?1, ?2, ?3)
-- name: tie_of
SELECT subject FROM tie WHERE kind = ?1 AND value = ?2 LIMIT ?3

-- name: report_rows
INSERT OR FAIL INTO report(case_id, ord, via, reporter, harm, tier, evidence, incident_at, page, erased)
SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 FROM rows(?1)
-- name: report_get
SELECT case_id, ord, via, reporter, harm, tier, evidence, incident_at FROM report WHERE case_id = ?1 AND ord = ?2
-- name: report_of
SELECT case_id, ord, via, reporter, harm, tier, evidence, incident_at, page, erased FROM report WHERE case_id = ?1 AND ord > ?2 ORDER BY ord
-- name: report_move
UPDATE report SET case_id = ?3, via = ?4 WHERE case_id = ?1 AND ord = ?2

-- name: event_last
SELECT seq, case_id, at, kind, undoes, detail FROM event e WHERE case_id = ?1 AND kind IN (3, 5, 7)
  AND NOT EXISTS(SELECT 1 FROM event u WHERE u.case_id = ?1 AND u.undoes = e.seq) ORDER BY seq DESC LIMIT 1
-- name: event_rows
INSERT OR FAIL INTO event(case_id, at, kind, undoes, detail, facts, salt) SELECT c0, c1, c2, c3, c4, c5, c6 FROM rows(?1)
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

-- Erasing; ?1 is a JSON array of numbers.
-- name: erase_find
SELECT case_id, reporter, count(*) FROM report
WHERE ord IN (SELECT value FROM json_each(?1)) AND erased IS NULL GROUP BY case_id, reporter
-- name: erase_reports
UPDATE report SET erased = 1, reporter = 0, page = 0 WHERE ord IN (SELECT value FROM json_each(?1))
-- name: erase_homes
SELECT case_id, part, coalesce(via, 0) FROM home WHERE site = ?1 AND class = ?2
-- name: erase_brands
SELECT DISTINCT brand FROM cases WHERE id IN (SELECT value FROM json_each(?1)) AND brand IS NOT NULL
-- name: erase_cases
UPDATE cases SET brand = NULL, target = CASE target WHEN '' THEN '' ELSE site END
WHERE id IN (SELECT value FROM json_each(?1))
-- name: erase_words
DELETE FROM word WHERE id IN (SELECT value FROM json_each(?1))
  AND id NOT IN (SELECT reporter FROM report)
  AND id NOT IN (SELECT brand FROM cases WHERE brand IS NOT NULL)
  AND id NOT IN (SELECT action FROM cases WHERE action IS NOT NULL)
  AND id NOT IN (SELECT actor FROM cases WHERE actor IS NOT NULL)
  AND id NOT IN (SELECT next_action FROM cases WHERE next_action IS NOT NULL)
  AND id NOT IN (SELECT next_actor FROM cases WHERE next_actor IS NOT NULL)
  AND id NOT IN (SELECT action FROM decision WHERE action IS NOT NULL)
  AND id NOT IN (SELECT actor FROM decision WHERE actor IS NOT NULL)
  AND id NOT IN (SELECT actor FROM letter WHERE actor IS NOT NULL)
  AND id NOT IN (SELECT actor FROM answer) AND id NOT IN (SELECT action FROM answer)
  AND id NOT IN (SELECT actor FROM duty) AND id NOT IN (SELECT pack FROM duty) AND id NOT IN (SELECT clause FROM duty)
-- name: erase_decisions
UPDATE decision SET effect_on = erased(effect_on), target = erased(target), exception = erased(exception),
  why = erased(why), reasons = erased(reasons), ladder = erased(ladder)
WHERE case_id IN (SELECT value FROM json_each(?1))
-- name: erase_letters
UPDATE letter SET contact = erased(contact), subject = erased(subject), body = erased(body), data = erased(data),
  outcome = erased(outcome), reference = erased(reference)
WHERE case_id IN (SELECT value FROM json_each(?1))
-- name: erase_answers
UPDATE answer SET reason = erased(reason), reference = erased(reference), text = erased(text)
WHERE case_id IN (SELECT value FROM json_each(?1))
-- name: erase_appeals
UPDATE appeal SET text = erased(text), contact = erased(contact), reasons = erased(reasons)
WHERE case_id IN (SELECT value FROM json_each(?1))
-- name: erase_held
UPDATE quarantine SET settled_at = ?1, settled_by = 0, released = 0, words = '(erased)', detail = '', compact = x'', raw = x''
WHERE settled_at IS NULL AND (says_erased(raw, (SELECT contact FROM notifier f WHERE f.id = quarantine.notifier))
  OR says_erased(compact, (SELECT contact FROM notifier f WHERE f.id = quarantine.notifier)))
-- name: erase_held_words
UPDATE quarantine SET detail = erased(detail), words = erased(words)
WHERE erased(detail) <> detail OR erased(words) <> words
-- name: erase_facts
DELETE FROM fact WHERE instr(subject, ?1) > 0
  AND (erased(subject) <> subject OR erased(source) <> source OR erased(body) <> body)
-- name: erase_ties
DELETE FROM tie WHERE instr(subject, ?1) > 0 AND (erased(subject) <> subject OR erased(value) <> value
  OR NOT EXISTS(SELECT 1 FROM fact WHERE fact.subject = tie.subject))
-- name: erase_keyed
DELETE FROM keyed WHERE erased(CAST(reply AS TEXT)) <> CAST(reply AS TEXT)
-- name: erase_waiting
UPDATE letter SET withdrawn = 1, outcome = 'erased', state = CASE WHEN state <= 1 THEN 7 ELSE state END
WHERE case_id IN (SELECT value FROM json_each(?1)) AND contact = ?2 AND state < 4
-- name: erase_contact
DELETE FROM contact WHERE actor = '' AND value = ?1
  AND NOT EXISTS(SELECT 1 FROM letter WHERE contact = ?1) AND NOT EXISTS(SELECT 1 FROM word WHERE text = ?1)
-- name: erase_detail
UPDATE event SET detail = '(erased)' WHERE seq = ?1
-- name: stale_put
INSERT OR IGNORE INTO stale(case_id) SELECT value FROM json_each(?1)
-- name: stale_all
SELECT case_id FROM stale JOIN cases ON id = case_id WHERE merged_into IS NULL ORDER BY case_id
-- name: stale_none
DELETE FROM stale

-- For fsck: whole tables in their own order.
-- name: case_all
SELECT id, site, class, part, site_kind, harm, opened_at, target, brand, names, missing,
  verdict, decision, action, role, actor, effect, collateral, next_action, next_role, next_actor,
  worked_at, recurrences, merged_into, routing, country
FROM cases ORDER BY id
-- name: report_all
SELECT case_id, ord, via, reporter, harm, tier, evidence, incident_at, erased FROM report ORDER BY case_id, ord
-- name: block_all
SELECT first_ord, n, received_at, segment, at FROM block ORDER BY first_ord
-- name: event_all
SELECT seq, case_id, at, kind, undoes, detail FROM event ORDER BY seq

-- name: answer_put
INSERT OR IGNORE INTO answer(case_id, letter_id, digest, kind, channel, at, taken_at, role, actor, action, effect, reason,
  needs, until, reference, text, sure, event)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
-- name: answer_count
SELECT count(*) FROM answer WHERE case_id = ?1
-- name: answer_cases
SELECT case_id FROM answer ORDER BY id DESC LIMIT ?1
-- name: event_turn
SELECT kind FROM event WHERE case_id = ?1 AND kind IN (SELECT value FROM json_each(?2)) ORDER BY seq DESC LIMIT 1
-- name: answer_same
SELECT id FROM answer WHERE digest = ?1
-- name: answer_of
SELECT id, case_id, letter_id, kind, channel, at, taken_at, role, (SELECT text FROM word WHERE id = actor),
  (SELECT text FROM word WHERE id = action), effect, reason, needs, until, reference, text, sure
FROM answer WHERE case_id = ?1 ORDER BY id
-- name: answer_get
SELECT id, case_id, letter_id, kind, channel, at, taken_at, role, (SELECT text FROM word WHERE id = actor),
  (SELECT text FROM word WHERE id = action), effect, reason, needs, until, reference, text, sure
FROM answer WHERE id = ?1
-- name: answer_all
SELECT id, case_id, letter_id, kind, event, sure FROM answer ORDER BY id

-- name: duty_put
INSERT OR IGNORE INTO duty(case_id, decision_id, letter_id, verb, role, actor, pack, clause, started, due, remind_at, state)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0)
-- name: duty_same
SELECT id FROM duty WHERE case_id = ?1 AND letter_id = ?2 AND verb = ?3 AND clause = ?4 AND started = ?5
-- name: duty_move
UPDATE duty SET state = ?2, ended = ?3, event = ?4, remind_at = NULL WHERE id = ?1 AND state = 0
-- name: duty_reminded
UPDATE duty SET remind_at = NULL WHERE letter_id = ?1 AND state = 0 AND letter_id <> 0 AND remind_at IS NOT NULL
-- name: duty_later
UPDATE duty SET remind_at = ?2 WHERE id = ?1 AND state = 0
-- name: duty_met
UPDATE duty SET state = ?2, ended = ?3, event = ?4, remind_at = NULL
WHERE letter_id = ?1 AND state = 0 AND letter_id <> 0 AND (?5 >> verb & 1) AND (pack <> 0 OR verb <> 0)
-- name: duty_lift
UPDATE duty SET state = 3, ended = ?2, remind_at = NULL WHERE case_id = ?1 AND state = 0
-- name: duty_own
UPDATE duty SET state = ?2, ended = ?3, event = ?5, remind_at = NULL
WHERE case_id = ?1 AND state = 0 AND pack = 0 AND clause = (SELECT id FROM word WHERE text = ?4)
  AND (?6 = 0 OR letter_id = ?6)
-- name: duty_first
SELECT min(due) FROM duty WHERE case_id = ?1 AND state = 0
-- name: duty_of
SELECT id, case_id, decision_id, letter_id, verb, role, (SELECT text FROM word WHERE id = actor),
  (SELECT text FROM word WHERE id = pack), (SELECT text FROM word WHERE id = clause), started, due, remind_at, state, ended
FROM duty WHERE case_id = ?1 ORDER BY due, id
-- name: duty_due
SELECT id, case_id, decision_id, letter_id, verb, role, (SELECT text FROM word WHERE id = actor),
  (SELECT text FROM word WHERE id = pack), (SELECT text FROM word WHERE id = clause), started, due, remind_at, state, ended
FROM duty INDEXED BY duty_due WHERE state = 0 AND (due, id) > (?1, ?2) AND due <= ?3 ORDER BY due, id LIMIT ?4
-- name: duty_role
SELECT id, case_id, decision_id, letter_id, verb, role, (SELECT text FROM word WHERE id = actor),
  (SELECT text FROM word WHERE id = pack), (SELECT text FROM word WHERE id = clause), started, due, remind_at, state, ended
FROM duty INDEXED BY duty_role WHERE state = 0 AND role = ?5 AND (due, id) > (?1, ?2) AND due <= ?3
ORDER BY due, id LIMIT ?4
-- name: duty_actor
SELECT id, case_id, decision_id, letter_id, verb, role, (SELECT text FROM word WHERE id = actor),
  (SELECT text FROM word WHERE id = pack), (SELECT text FROM word WHERE id = clause), started, due, remind_at, state, ended
FROM duty INDEXED BY duty_actor
WHERE state = 0 AND actor = ?6 AND (?5 IS NULL OR role = ?5) AND (due, id) > (?1, ?2) AND due <= ?3
ORDER BY due, id LIMIT ?4
-- name: duty_past
SELECT id, case_id, decision_id, letter_id, verb, role, (SELECT text FROM word WHERE id = actor),
  (SELECT text FROM word WHERE id = pack), (SELECT text FROM word WHERE id = clause), started, due, remind_at, state, ended
FROM duty INDEXED BY duty_passed
WHERE state = 2 AND (due, id) > (?1, ?2) AND due <= ?3 AND (?5 IS NULL OR role = ?5) AND (?6 IS NULL OR actor = ?6)
ORDER BY due, id LIMIT ?4
-- name: duty_remind
SELECT id, case_id, decision_id, letter_id, verb, role, (SELECT text FROM word WHERE id = actor),
  (SELECT text FROM word WHERE id = pack), (SELECT text FROM word WHERE id = clause), started, due, remind_at, state, ended
FROM duty INDEXED BY duty_remind WHERE state = 0 AND remind_at IS NOT NULL AND remind_at <= ?1 ORDER BY remind_at, id LIMIT ?2
-- name: duty_tried
SELECT role, (SELECT text FROM word WHERE id = actor) FROM duty
WHERE case_id = ?1 AND state = 2 AND letter_id <> 0 AND verb <= 2 AND role IS NOT NULL
  AND started >= (SELECT coalesce(max(at), 0) FROM event WHERE case_id = ?1 AND kind = ?3)
UNION
SELECT role, (SELECT text FROM word WHERE id = actor) FROM answer
WHERE case_id = ?1 AND kind = ?2 AND sure = 1 AND role IS NOT NULL AND reason <> 'gone'
  AND taken_at >= (SELECT coalesce(max(at), 0) FROM event WHERE case_id = ?1 AND kind = ?3)
-- name: duty_all
SELECT id, case_id, pack, verb, started, due, state, ended, event FROM duty ORDER BY id

-- name: event_get
SELECT case_id, kind FROM event WHERE seq = ?1

-- Decisions, measures, letters and contacts (outbox.h).
-- name: decision_put
INSERT INTO decision(case_id, at, state, kind, action, actor, role, effect, effect_on, collateral, target,
  clause, pack, pack_version, person, rule, second_person, reached, automated, exception, why, reasons,
  ladder, follows, nonce, token_hash)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
  ?23, ?24, ?25, ?26)
-- name: decision_get
SELECT id, case_id, at, state, kind, (SELECT text FROM word WHERE id = action),
  (SELECT text FROM word WHERE id = actor), role, effect, effect_on, collateral, target, clause, pack,
  pack_version, person, rule, second_person, reached, automated, exception, why, reasons, ladder, follows, nonce
FROM decision d WHERE d.id = ?1
-- name: decision_token
SELECT id FROM decision WHERE token_hash = ?1
-- name: decision_case
SELECT id FROM decision WHERE case_id = ?1 ORDER BY id
-- name: decision_any
SELECT EXISTS (SELECT 1 FROM decision WHERE case_id = ?1)
-- name: decision_waiting
SELECT id FROM decision WHERE state = 0 ORDER BY id LIMIT ?1
-- name: decision_move
UPDATE decision SET state = ?2, second_person = CASE WHEN ?3 <> 0 THEN ?3 ELSE second_person END WHERE id = ?1

-- name: measure_put
INSERT INTO measure(decision_id, case_id, state, from_at, until_at, channel, reference, restored)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
-- name: measure_decision
SELECT id, decision_id, case_id, state, from_at, until_at, channel, reference, restored
FROM measure WHERE decision_id = ?1
-- name: measure_case
SELECT id, decision_id, case_id, state, from_at, until_at, channel, reference, restored
FROM measure WHERE case_id = ?1 ORDER BY id
-- name: measure_set
UPDATE measure SET state = ?2, from_at = ?3, until_at = ?4, channel = ?5, reference = ?6, restored = ?7
WHERE id = ?1
-- name: measure_ending
SELECT id, decision_id, case_id, state, from_at, until_at, channel, reference, restored
FROM measure WHERE state = 1 AND until_at <= ?1 ORDER BY until_at, id LIMIT ?2

-- name: letter_put
INSERT INTO letter(key, case_id, decision_id, kind, channel, state, role, actor, contact, lang, token_hash,
  subject, body, data, made_at, not_before, due_at, about, turn)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
ON CONFLICT(key) DO NOTHING
-- name: letter_by_key
SELECT id FROM letter WHERE key = ?1
-- name: letter_get
SELECT id, key, case_id, decision_id, kind, channel, state, role, (SELECT text FROM word WHERE id = l.actor),
  contact, lang, subject, made_at, not_before, due_at, tries, outcome, about, turn, sent_at, reference,
  withdrawn, parcel, body, data
FROM letter l WHERE l.id = ?1
-- name: letter_by_token
SELECT id FROM letter WHERE token_hash = ?1
-- name: letter_list
SELECT id, key, case_id, decision_id, kind, channel, state, role, (SELECT text FROM word WHERE id = l.actor),
  contact, lang, subject, made_at, not_before, due_at, tries, outcome, about, turn, sent_at, reference,
  withdrawn, parcel
FROM letter l
WHERE (?1 = 0 OR case_id = ?1) AND (?2 = 0 OR decision_id = ?2) AND (?3 < 0 OR state = ?3)
  AND (?4 < 0 OR kind = ?4) AND (?5 < 0 OR channel = ?5) AND id > ?6
ORDER BY id LIMIT ?7
-- name: letter_case
SELECT id, key, case_id, decision_id, kind, channel, state, role, (SELECT text FROM word WHERE id = l.actor),
  contact, lang, subject, made_at, not_before, due_at, tries, outcome, about, turn, sent_at, reference,
  withdrawn, parcel
FROM letter l
WHERE case_id = ?1 AND (?2 = 0 OR decision_id = ?2) AND (?3 < 0 OR state = ?3)
  AND (?4 < 0 OR kind = ?4) AND (?5 < 0 OR channel = ?5) AND id > ?6
ORDER BY id LIMIT ?7
-- name: letter_due
SELECT id FROM letter WHERE state IN (1, 2) AND not_before <= ?1 AND parcel IS NULL ORDER BY not_before, id LIMIT ?2
-- name: letter_lease
UPDATE letter SET state = 2, not_before = ?3, tries = tries + 1
WHERE id = ?1 AND state IN (1, 2) AND not_before <= ?2
-- name: letter_receipt
UPDATE letter SET state = ?3, outcome = ?4, reference = ?5, not_before = ?6,
  sent_at = CASE WHEN ?7 IS NULL THEN sent_at ELSE ?7 END
WHERE id = ?1 AND tries = ?2 AND (state = 2 OR (state = 3 AND ?3 > 3))
-- name: letter_wait
UPDATE letter SET not_before = ?2, outcome = ?3 WHERE id = ?1 AND state IN (1, 2)
-- name: letter_move
UPDATE letter SET state = ?2, outcome = ?3 WHERE id = ?1
-- name: letter_withdraw
UPDATE letter SET withdrawn = 1, repeat_at = NULL, outcome = CASE WHEN state <= 1 THEN ?2 ELSE outcome END,
  state = CASE WHEN state <= 1 THEN 7 ELSE state END
WHERE id = ?1 AND withdrawn = 0
-- name: letter_next
SELECT min(at) FROM (SELECT min(not_before) AS at FROM letter WHERE state IN (1, 2)
  UNION ALL SELECT min(repeat_at) FROM letter WHERE repeat_at IS NOT NULL)
-- name: pulse
SELECT (SELECT count(*) FROM letter WHERE state IN (1, 2)), (SELECT count(*) FROM letter WHERE state IN (1, 2) AND not_before <= ?1),
  (SELECT count(*) FROM letter WHERE state = 0), (SELECT count(*) FROM duty WHERE state = 0 AND due <= ?1)
-- name: letter_held
SELECT id FROM letter WHERE state = 0 AND contact = ?1 AND channel = ?2 ORDER BY id
-- name: letter_repeat
UPDATE letter SET repeat_at = ?2, repeats = repeats + ?3 WHERE id = ?1
-- name: letter_repeats
SELECT id, repeats FROM letter WHERE repeat_at IS NOT NULL AND repeat_at <= ?1 ORDER BY repeat_at, id LIMIT ?2

-- name: letter_gather
UPDATE letter SET parcel = -1, not_before = ?2, outcome = ?3 WHERE id = ?1 AND state = 1 AND parcel IS NULL
-- name: letter_alone
UPDATE letter SET parcel = NULL, not_before = ?2, outcome = '' WHERE id = ?1 AND state = 1 AND parcel = -1
-- name: letters_alone
UPDATE letter SET parcel = NULL, not_before = ?4, outcome = ''
WHERE parcel = -1 AND state = 1 AND actor = (SELECT id FROM word WHERE text = ?1) AND channel = ?2 AND contact = ?3
-- name: parcel_waiting
SELECT (SELECT text FROM word WHERE id = l.actor), contact, lang, count(*), min(not_before)
FROM letter l INDEXED BY letter_parcel_open WHERE parcel = -1 AND state IN (1, 2)
GROUP BY actor, contact, lang ORDER BY min(not_before), min(id) LIMIT ?1
-- name: parcel_waiting_ids
SELECT id FROM letter INDEXED BY letter_parcel_open
WHERE parcel = -1 AND state IN (1, 2) AND actor = (SELECT id FROM word WHERE text = ?1) AND contact = ?2 AND lang = ?3
ORDER BY id LIMIT ?4
-- name: parcel_put
INSERT INTO parcel(key, token_hash, as_table, made_at) VALUES(?1, ?2, ?3, ?4)
-- name: parcel_join
UPDATE letter SET parcel = ?2, not_before = ?3, outcome = '' WHERE id = ?1 AND state = 1 AND parcel = -1
-- name: parcel_due
SELECT DISTINCT parcel FROM letter INDEXED BY letter_parcel_open
WHERE parcel > 0 AND state IN (1, 2) AND not_before <= ?1 ORDER BY parcel LIMIT ?2
-- name: parcel_get
SELECT id, key, as_table, made_at FROM parcel WHERE id = ?1
-- name: parcel_by_key
SELECT id FROM parcel WHERE key = ?1
-- name: parcel_by_token
SELECT id FROM parcel WHERE token_hash = ?1
-- name: parcel_letters
SELECT id FROM letter WHERE parcel = ?1 AND parcel > 0 ORDER BY id
-- name: parcel_all
SELECT id, key, token_hash FROM parcel ORDER BY id
-- name: parcel_keys
SELECT key, contact, channel, lang, (SELECT text FROM word WHERE id = l.actor), state, instr(contact, '(erased)') > 0
FROM letter l WHERE parcel = ?1 AND parcel > 0 ORDER BY id

-- name: contact_see
INSERT INTO contact(actor, channel, value, lang, hours, own, approved_by, approved_at, refused_at, bounced_at,
  bounces, automatic_at, sent_at, note, grouping, group_count, as_table)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
ON CONFLICT(actor, channel, value) DO NOTHING
-- name: contact_set
UPDATE contact SET lang = ?2, hours = ?3, own = ?4, approved_by = ?5, approved_at = ?6, refused_at = ?7,
  bounced_at = ?8, bounces = ?9, automatic_at = ?10, sent_at = ?11, note = ?12,
  grouping = ?13, group_count = ?14, as_table = ?15
WHERE id = ?1
-- name: contact_get
SELECT id, actor, channel, value, lang, hours, own, approved_by, approved_at, refused_at, bounced_at, bounces,
  automatic_at, sent_at, note, grouping, group_count, as_table
FROM contact WHERE id = ?1
-- name: contact_find
SELECT id, actor, channel, value, lang, hours, own, approved_by, approved_at, refused_at, bounced_at, bounces,
  automatic_at, sent_at, note, grouping, group_count, as_table
FROM contact WHERE actor = ?1 AND channel = ?2 AND value = ?3
-- name: contact_list
SELECT id, actor, channel, value, lang, hours, own, approved_by, approved_at, refused_at, bounced_at, bounces,
  automatic_at, sent_at, note, grouping, group_count, as_table
FROM contact WHERE (?1 IS NULL OR actor = ?1) AND (?2 = 0 OR (approved_at IS NULL AND refused_at IS NULL))
ORDER BY id

-- name: letter_all
SELECT l.id, l.key, l.case_id, l.decision_id, l.kind, l.channel, l.state, (SELECT text FROM word WHERE id = l.actor),
  l.contact, l.subject, l.about, l.turn, l.token_hash, l.tries, l.sent_at, l.withdrawn, d.state, d.case_id,
  l.body = '' OR instr(l.contact || l.subject, '(erased)') > 0
FROM letter l LEFT JOIN decision d ON d.id = l.decision_id ORDER BY l.id
-- name: decision_all
SELECT d.id, d.case_id, d.state, (SELECT text FROM word WHERE id = d.action), (SELECT text FROM word WHERE id = d.actor),
  d.role, d.clause, d.pack, d.pack_version, d.person, d.rule, d.second_person, d.automated, d.reasons, d.ladder,
  d.follows, m.state
FROM decision d LEFT JOIN measure m ON m.decision_id = d.id ORDER BY d.id

-- What the server remembers.
-- name: session_put
INSERT INTO session(digest, person, made_at, expires_at, csrf, provider, id_token) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
-- name: session_get
SELECT person, made_at, expires_at, csrf, provider FROM session WHERE digest = ?1 AND expires_at > ?2
-- name: session_id_token
SELECT id_token FROM session WHERE digest = ?1
-- name: session_drop
DELETE FROM session WHERE digest = ?1
-- name: session_drop_all
DELETE FROM session WHERE person = ?1
-- name: session_sweep
DELETE FROM session WHERE expires_at <= ?1
-- name: linked_person
SELECT person FROM linked WHERE issuer = ?1 AND subject = ?2
-- name: linked_has
SELECT 1 FROM linked WHERE issuer = ?1 AND person = ?2
-- name: linked_put
INSERT INTO linked(issuer, subject, person, at) VALUES(?1, ?2, ?3, ?4)
-- name: linked_drop
DELETE FROM linked WHERE person = ?1
-- name: spent_put
INSERT INTO spent(digest, expires_at) VALUES(?1, ?2) ON CONFLICT DO NOTHING
-- name: spent_sweep
DELETE FROM spent WHERE expires_at <= ?1
-- name: once_put
INSERT INTO once(digest, person, expires_at) VALUES(?1, ?2, ?3)
-- name: once_get
SELECT person FROM once WHERE digest = ?1 AND expires_at > ?2
-- name: once_drop
DELETE FROM once WHERE digest = ?1 OR expires_at <= ?2
-- name: keyed_put
INSERT INTO keyed(digest, body, at, status, type, reply) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT(digest) DO NOTHING
-- name: keyed_get
SELECT body, status, type, reply FROM keyed WHERE digest = ?1 AND at > ?2
-- name: keyed_sweep
DELETE FROM keyed WHERE at <= ?1
-- name: view_put
INSERT INTO view(person, name, query) VALUES(?1, ?2, ?3) ON CONFLICT(person, name) DO UPDATE SET query = excluded.query
-- name: view_drop
DELETE FROM view WHERE person = ?1 AND name = ?2
-- name: view_of
SELECT name, query FROM view WHERE person = ?1 ORDER BY name

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
INSERT INTO event(case_id, at, kind, undoes, detail) VALUES(?1, ?2, ?3, ?4, ?5)
-- name: event_of
SELECT seq, case_id, at, kind, undoes, detail FROM event WHERE case_id = ?1 ORDER BY seq

-- name: person_put
INSERT INTO person(name, roles, notifier, password, totp, made_at, disabled_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
-- name: person_set
UPDATE person SET name = ?2, roles = ?3, notifier = ?4, password = ?5, totp = ?6, disabled_at = ?7 WHERE id = ?1
-- name: person_get
SELECT id, name, roles, notifier, password, totp, made_at, disabled_at FROM person WHERE id = ?1
-- name: person_named
SELECT id, name, roles, notifier, password, totp, made_at, disabled_at FROM person WHERE name = ?1
-- name: person_all
SELECT id, name, roles, notifier, password, totp, made_at, disabled_at FROM person ORDER BY name
-- name: token_put
INSERT INTO token(hash, person, scopes, made_at, expires_at) VALUES(?1, ?2, ?3, ?4, ?5)
-- name: token_find
SELECT id, person, scopes, made_at, expires_at, used_day, revoked_at, hash FROM token WHERE hash = ?1
-- name: token_used
UPDATE token SET used_day = ?2 WHERE id = ?1 AND coalesce(used_day, -1) < ?2
-- name: token_revoke
UPDATE token SET revoked_at = ?3 WHERE id = ?1 AND person = ?2 AND revoked_at IS NULL
-- name: token_of
SELECT id, person, scopes, made_at, expires_at, used_day, revoked_at, hash FROM token WHERE person = ?1 ORDER BY id
-- name: deed_put
INSERT INTO deed(at, person, what, object) VALUES(?1, ?2, ?3, ?4)
-- name: deed_from
SELECT id, at, person, what, object FROM deed WHERE id > ?1 ORDER BY id LIMIT ?2

-- name: notifier_put
INSERT INTO notifier(name, contact, basis, harms, tlds, countries, quota, agreed_at, review_at, state, state_at, reasons,
  by_person, bound, warned_at, told_at)
VALUES(?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
-- name: notifier_set
UPDATE notifier SET name = ?2, contact = ?3, basis = ?4, harms = ?5, tlds = ?6, countries = ?7, quota = ?8, agreed_at = ?9,
  review_at = ?10, state = ?11, state_at = ?12, reasons = ?13, by_person = ?14, bound = ?15, warned_at = ?16, told_at = ?17
WHERE id = ?1
-- name: notifier_get
SELECT id, name, contact, basis, harms, tlds, countries, quota, agreed_at, review_at, state, state_at, reasons, by_person, bound, warned_at, told_at FROM notifier WHERE id = ?1
-- name: notifier_named
SELECT id, name, contact, basis, harms, tlds, countries, quota, agreed_at, review_at, state, state_at, reasons, by_person, bound, warned_at, told_at FROM notifier WHERE name = ?1
-- name: notifier_all
SELECT id, name, contact, basis, harms, tlds, countries, quota, agreed_at, review_at, state, state_at, reasons, by_person, bound, warned_at, told_at FROM notifier ORDER BY id
-- name: key_put
INSERT INTO notifier_key(public, notifier, made_at) VALUES(?1, ?2, ?3)
-- name: key_of
SELECT public, made_at, revoked_at FROM notifier_key WHERE notifier = ?1 ORDER BY made_at, public
-- name: key_owner
SELECT notifier FROM notifier_key WHERE public = ?1
-- name: key_revoke
UPDATE notifier_key SET revoked_at = ?3 WHERE public = ?1 AND notifier = ?2 AND revoked_at IS NULL
-- name: day_add
INSERT INTO notifier_day(notifier, day, accepted, folded, held, backdated) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT(notifier, day) DO UPDATE SET accepted = accepted + excluded.accepted, folded = folded + excluded.folded,
  held = held + excluded.held, backdated = backdated + excluded.backdated
-- name: day_get
SELECT accepted, folded, held, backdated FROM notifier_day WHERE notifier = ?1 AND day = ?2
-- name: day_sum
SELECT coalesce(sum(accepted), 0), coalesce(sum(folded), 0), coalesce(sum(held), 0), coalesce(sum(backdated), 0)
FROM notifier_day WHERE notifier = ?1 AND day > ?2 AND day <= ?3
-- name: submission_put
INSERT INTO submission(notifier, public, digest, signature, at) VALUES(?1, ?2, ?3, ?4, ?5)
-- name: submission_of
SELECT count(*), coalesce(max(at), 0) FROM submission WHERE notifier = ?1
-- name: notified_put
INSERT INTO notified(ord, notifier, case_id) VALUES(?1, ?2, ?3)
-- name: notified_move
UPDATE notified SET case_id = ?2 WHERE ord = ?1
-- name: notified_case
SELECT DISTINCT notifier FROM notified WHERE case_id = ?1 ORDER BY notifier
-- name: notified_get
SELECT notifier FROM notified WHERE ord = ?1
-- name: notified_from
SELECT ord, case_id FROM notified WHERE notifier = ?1 AND ord > ?2 ORDER BY ord LIMIT ?3
-- name: backed_put
INSERT INTO backed(case_id, notifier) VALUES(?1, ?2) ON CONFLICT(case_id) DO UPDATE SET notifier = excluded.notifier
-- name: backed_get
SELECT notifier FROM backed WHERE case_id = ?1
-- name: quarantine_put
INSERT INTO quarantine(notifier, at, why, detail, harm, compact, raw, digest) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT(notifier, digest) DO NOTHING
-- name: quarantine_get
SELECT id, notifier, at, why, detail, harm, settled_at, settled_by, released, compact, raw FROM quarantine WHERE id = ?1
-- name: quarantine_from
SELECT id, notifier, at, why, detail, harm, settled_at, settled_by, released, compact, raw FROM quarantine
WHERE settled_at IS NULL AND id > ?1 ORDER BY id LIMIT ?2
-- name: quarantine_count
SELECT count(*) FROM quarantine WHERE settled_at IS NULL AND notifier = ?1
-- name: quarantine_settle
UPDATE quarantine SET settled_at = ?2, settled_by = ?3, released = ?4, words = ?5, compact = x'', raw = x''
WHERE id = ?1 AND settled_at IS NULL
-- name: outcome_put
INSERT INTO outcome(notifier, case_id, kind, decision, at) VALUES(?1, ?2, ?3, ?4, ?5)
-- name: outcome_last
SELECT kind FROM outcome WHERE notifier = ?1 AND case_id = ?2 ORDER BY id DESC LIMIT 1
-- name: outcome_sum
SELECT o.kind, count(*) FROM outcome o WHERE o.notifier = ?1 AND o.at >= ?2 AND o.at <= ?3
  AND NOT EXISTS(SELECT 1 FROM outcome l WHERE l.notifier = o.notifier AND l.case_id = o.case_id AND l.id > o.id AND l.at <= ?3)
GROUP BY o.kind
-- name: outcome_from
SELECT id, case_id, kind, decision, at FROM outcome WHERE notifier = ?1 AND id > ?2 ORDER BY id LIMIT ?3

-- name: rule_put
INSERT INTO rule(name, is_on, since, person, reasons) VALUES(?1, ?2, ?3, ?4, ?5)
ON CONFLICT(name) DO UPDATE SET is_on = excluded.is_on, since = excluded.since, person = excluded.person, reasons = excluded.reasons
-- name: rule_all
SELECT name, is_on, since, person, reasons FROM rule ORDER BY name
-- name: ruled_put
INSERT INTO ruled(decision, rule, case_id, at, asked) VALUES(?1, ?2, ?3, ?4, ?5)
-- name: ruled_get
SELECT decision, rule, case_id, at, asked, found, found_by, found_at, words FROM ruled WHERE decision = ?1
-- name: ruled_found
UPDATE ruled SET found = ?2, found_by = ?3, found_at = ?4, words = ?5 WHERE decision = ?1
-- name: ruled_asked
SELECT decision, rule, case_id, at, asked, found, found_by, found_at, words FROM ruled
WHERE asked = 1 AND found IS NULL AND decision > ?1 ORDER BY decision LIMIT ?2
-- name: ruled_sum
SELECT count(*), coalesce(sum(found >= 1), 0), coalesce(sum(found = 0), 0)
FROM (SELECT found FROM ruled WHERE rule = ?1 AND at > ?3 ORDER BY decision DESC LIMIT ?2)

-- name: appeal_put
INSERT INTO appeal(case_id, decision, appellant, state, filed_at, due_at, text, contact, lang, reasons)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '')
-- name: appeal_set
UPDATE appeal SET state = ?2, due_at = ?3, ended_at = ?4, reviewer = ?5, reasons = ?6, outcome = ?7 WHERE id = ?1
-- name: appeal_get
SELECT id, case_id, decision, appellant, state, filed_at, due_at, ended_at, text, contact, lang, reviewer, reasons, outcome FROM appeal WHERE id = ?1
-- name: appeal_of
SELECT id, case_id, decision, appellant, state, filed_at, due_at, ended_at, text, contact, lang, reviewer, reasons, outcome FROM appeal WHERE decision = ?1 ORDER BY id
-- name: appeal_list
SELECT id, case_id, decision, appellant, state, filed_at, due_at, ended_at, text, contact, lang, reviewer, reasons, outcome FROM appeal WHERE id > ?1 ORDER BY id LIMIT ?2
-- name: appeal_waiting
SELECT id, case_id, decision, appellant, state, filed_at, due_at, ended_at, text, contact, lang, reviewer, reasons, outcome FROM appeal WHERE ended_at IS NULL ORDER BY due_at, id LIMIT ?1
-- name: appeal_all
SELECT id, case_id, decision, appellant, state, filed_at, ended_at, reviewer, outcome FROM appeal ORDER BY id

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
  withdrawn, body, data
FROM letter l WHERE l.id = ?1
-- name: letter_by_token
SELECT id FROM letter WHERE token_hash = ?1
-- name: letter_list
SELECT id, key, case_id, decision_id, kind, channel, state, role, (SELECT text FROM word WHERE id = l.actor),
  contact, lang, subject, made_at, not_before, due_at, tries, outcome, about, turn, sent_at, reference,
  withdrawn
FROM letter l
WHERE (?1 = 0 OR case_id = ?1) AND (?2 = 0 OR decision_id = ?2) AND (?3 < 0 OR state = ?3)
  AND (?4 < 0 OR kind = ?4) AND (?5 < 0 OR channel = ?5) AND id > ?6
ORDER BY id LIMIT ?7
-- name: letter_case
SELECT id, key, case_id, decision_id, kind, channel, state, role, (SELECT text FROM word WHERE id = l.actor),
  contact, lang, subject, made_at, not_before, due_at, tries, outcome, about, turn, sent_at, reference,
  withdrawn
FROM letter l
WHERE case_id = ?1 AND (?2 = 0 OR decision_id = ?2) AND (?3 < 0 OR state = ?3)
  AND (?4 < 0 OR kind = ?4) AND (?5 < 0 OR channel = ?5) AND id > ?6
ORDER BY id LIMIT ?7
-- name: letter_due
SELECT id FROM letter WHERE state IN (1, 2) AND not_before <= ?1 ORDER BY not_before, id LIMIT ?2
-- name: letter_lease
UPDATE letter SET state = 2, not_before = ?2, tries = tries + 1 WHERE id = ?1
-- name: letter_receipt
UPDATE letter SET state = ?3, outcome = ?4, reference = ?5, not_before = ?6,
  sent_at = CASE WHEN ?7 IS NULL THEN sent_at ELSE ?7 END
WHERE id = ?1 AND tries = ?2 AND (state = 2 OR (state = 3 AND ?3 > 3))
-- name: letter_wait
UPDATE letter SET not_before = ?2, outcome = ?3 WHERE id = ?1 AND state IN (1, 2)
-- name: letter_move
UPDATE letter SET state = ?2, outcome = ?3 WHERE id = ?1
-- name: letter_withdraw
UPDATE letter SET withdrawn = 1, outcome = CASE WHEN state <= 1 THEN ?2 ELSE outcome END,
  state = CASE WHEN state <= 1 THEN 7 ELSE state END
WHERE id = ?1 AND withdrawn = 0
-- name: letter_next
SELECT min(not_before) FROM letter WHERE state IN (1, 2)

-- name: contact_see
INSERT INTO contact(actor, channel, value, lang, hours, own, approved_by, approved_at, refused_at, bounced_at,
  bounces, automatic_at, sent_at, note)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
ON CONFLICT(actor, channel, value) DO NOTHING
-- name: contact_set
UPDATE contact SET lang = ?2, hours = ?3, own = ?4, approved_by = ?5, approved_at = ?6, refused_at = ?7,
  bounced_at = ?8, bounces = ?9, automatic_at = ?10, sent_at = ?11, note = ?12
WHERE id = ?1
-- name: contact_get
SELECT id, actor, channel, value, lang, hours, own, approved_by, approved_at, refused_at, bounced_at, bounces,
  automatic_at, sent_at, note
FROM contact WHERE id = ?1
-- name: contact_find
SELECT id, actor, channel, value, lang, hours, own, approved_by, approved_at, refused_at, bounced_at, bounces,
  automatic_at, sent_at, note
FROM contact WHERE actor = ?1 AND channel = ?2 AND value = ?3
-- name: contact_list
SELECT id, actor, channel, value, lang, hours, own, approved_by, approved_at, refused_at, bounced_at, bounces,
  automatic_at, sent_at, note
FROM contact WHERE (?1 IS NULL OR actor = ?1) AND (?2 = 0 OR (approved_at IS NULL AND refused_at IS NULL))
ORDER BY id

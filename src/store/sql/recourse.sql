-- SPDX-License-Identifier: Apache-2.0
-- People, notifiers, rules, appeals: every statement by name.

-- name: person_put
INSERT INTO person(name, roles, notifier, password, totp, made_at, disabled_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
-- name: person_set
UPDATE person SET name = ?2, roles = ?3, notifier = ?4, password = ?5, totp = ?6, disabled_at = ?7 WHERE id = ?1
-- name: person_get
SELECT id, name, roles, notifier, password, totp, made_at, disabled_at,
  (SELECT count(*) FROM passkey k WHERE k.person = person.id) FROM person WHERE id = ?1
-- name: person_named
SELECT id, name, roles, notifier, password, totp, made_at, disabled_at,
  (SELECT count(*) FROM passkey k WHERE k.person = person.id) FROM person WHERE name = ?1
-- name: person_all
SELECT id, name, roles, notifier, password, totp, made_at, disabled_at,
  (SELECT count(*) FROM passkey k WHERE k.person = person.id) FROM person ORDER BY name
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
-- name: key_revoke
UPDATE notifier_key SET revoked_at = ?3 WHERE public = ?1 AND notifier = ?2 AND revoked_at IS NULL
-- name: day_add
INSERT INTO notifier_day(notifier, day, accepted, folded, held, backdated) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT(notifier, day) DO UPDATE SET accepted = accepted + excluded.accepted, folded = folded + excluded.folded,
  held = held + excluded.held, backdated = backdated + excluded.backdated
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
-- name: restoring_all
SELECT m.decision_id FROM measure m JOIN decision d ON d.id = m.decision_id
WHERE d.state = 3 AND m.restored = 0 AND m.from_at IS NOT NULL ORDER BY m.decision_id LIMIT ?1

-- For fsck.  The chain of decisions that each reviewed appeal leads to, and who stands in it.
-- name: review_all
WITH RECURSIVE chain(appeal, reviewer, decision) AS (
  SELECT id, reviewer, decision FROM appeal WHERE reviewer IS NOT NULL
  UNION SELECT c.appeal, c.reviewer, d.follows FROM chain c JOIN decision d ON d.id = c.decision WHERE d.follows IS NOT NULL)
SELECT c.appeal, max((d.automated = 0 AND d.person = c.reviewer) OR (d.second_person > 0 AND d.second_person = c.reviewer))
FROM chain c JOIN decision d ON d.id = c.decision GROUP BY c.appeal ORDER BY c.appeal
-- name: undo_all
SELECT u.id, u.decision_id, coalesce(l.decision_id, 0), u.channel, coalesce(l.channel, -1), d.state
FROM letter u LEFT JOIN letter l ON l.id = u.about JOIN decision d ON d.id = u.decision_id WHERE u.kind = 3 ORDER BY u.id
-- name: outcome_of_appeal
SELECT a.id, a.state, d.state, coalesce(o.case_id, 0) = a.case_id, a.case_id = d.case_id, a.ended_at IS NOT NULL
FROM appeal a JOIN decision d ON d.id = a.decision LEFT JOIN decision o ON o.id = a.outcome ORDER BY a.id
-- name: secret_all
SELECT 'token', id, length(hash) = 32 FROM token
UNION ALL SELECT 'person', id, password IS NULL OR password GLOB '$argon2id$*' FROM person
UNION ALL SELECT 'decision', id, length(token_hash) = 16 FROM decision
UNION ALL SELECT 'letter', id, length(token_hash) = 16 FROM letter
-- name: notified_all
SELECT n.ord, r.ord IS NOT NULL, f.id IS NOT NULL FROM notified n
LEFT JOIN report r ON r.case_id = n.case_id AND r.ord = n.ord LEFT JOIN notifier f ON f.id = n.notifier ORDER BY n.ord
-- name: passkey_put
INSERT INTO passkey(person, credential, host, algorithm, public_key, name, count, copyable, made_at)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
-- name: passkey_find
SELECT id, person, credential, host, algorithm, public_key, name, count, copyable, made_at, used_at
FROM passkey WHERE credential = ?1
-- name: passkey_of
SELECT id, person, credential, host, algorithm, public_key, name, count, copyable, made_at, used_at
FROM passkey WHERE person = ?1 ORDER BY id
-- name: passkey_used
UPDATE passkey SET count = ?2, used_at = ?3 WHERE id = ?1 AND (?2 > count OR (?2 = 0 AND count = 0))
-- name: passkey_drop
DELETE FROM passkey WHERE id = ?1 AND person = ?2

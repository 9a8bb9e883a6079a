-- SPDX-License-Identifier: Apache-2.0
-- Counts over a period, for store/figures.h.  Each gives up to four keys and a count; ?1 <= time < ?2.

-- name: figures_reports
SELECT c.class, 0, 0, 0, count(*) FROM report r JOIN cases c ON c.id = r.case_id
WHERE r.ord >= coalesce((SELECT min(first_ord) FROM block WHERE received_at >= ?1), 9223372036854775807)
  AND r.ord < coalesce((SELECT min(first_ord) FROM block WHERE received_at >= ?2), 9223372036854775807)
GROUP BY 1 ORDER BY 1
-- name: figures_events
SELECT e.kind, coalesce(c.class, -1), 0, 0, count(*) FROM event e LEFT JOIN cases c ON c.id = e.case_id
WHERE e.at >= ?1 AND e.at < ?2 AND NOT (e.kind = 13 AND substr(e.facts, 7, 1) = x'00')  -- flow/record.h: acted, with no effect
GROUP BY 1, 2 ORDER BY 1, 2
-- name: figures_letters
SELECT kind, state, channel, 0, count(*) FROM letter WHERE made_at >= ?1 AND made_at < ?2 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
-- name: figures_answers
SELECT kind, 0, 0, 0, count(*) FROM answer WHERE taken_at >= ?1 AND taken_at < ?2 GROUP BY 1 ORDER BY 1
-- name: figures_duties
SELECT verb, state, coalesce(role, -1), 0, count(*) FROM duty WHERE started >= ?1 AND started < ?2 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
-- name: figures_appeals
SELECT state, appellant, 0, 0, count(*) FROM appeal WHERE filed_at >= ?1 AND filed_at < ?2 GROUP BY 1, 2 ORDER BY 1, 2
-- name: figures_verdicts
SELECT verdict, class, 0, 0, count(*) FROM cases WHERE opened_at >= ?1 AND opened_at < ?2 AND merged_into IS NULL
GROUP BY 1, 2 ORDER BY 1, 2

-- One row a case that was noticed in the period: class, when, and when first acted or seen gone (NULL: not).
-- name: figures_times
SELECT c.class, n.at, (SELECT min(a.at) FROM event a WHERE a.case_id = n.case_id AND a.kind IN (13, 14) AND a.at >= n.at AND a.at < ?2)
FROM (SELECT case_id, min(at) AS at FROM event WHERE kind = 10 AND case_id > 0 GROUP BY case_id) n
JOIN cases c ON c.id = n.case_id WHERE n.at >= ?1 AND n.at < ?2 ORDER BY n.case_id

-- name: figures_decisions
SELECT id FROM decision WHERE at >= ?1 AND at < ?2 ORDER BY id

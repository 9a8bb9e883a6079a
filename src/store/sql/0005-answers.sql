-- SPDX-License-Identifier: Apache-2.0
-- Version 5.  What came back to letters, and the clocks that run on cases.

CREATE TABLE answer(
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  letter_id INTEGER NOT NULL,     -- 0: a person said so, of no letter
  digest BLOB NOT NULL UNIQUE,    -- of letter and content: the same answer is kept once
  kind INTEGER NOT NULL,
  channel INTEGER NOT NULL,
  at INTEGER NOT NULL,            -- when it was so, as they say
  taken_at INTEGER NOT NULL,
  role INTEGER,                   -- of the letter's recipient
  actor INTEGER NOT NULL,         -- word
  action INTEGER NOT NULL,        -- word
  effect INTEGER NOT NULL,
  reason TEXT NOT NULL,
  needs INTEGER NOT NULL,
  until INTEGER NOT NULL,         -- 0: not said
  reference TEXT NOT NULL,
  text TEXT NOT NULL,             -- personal data; empty for CSAM
  sure INTEGER NOT NULL,
  event INTEGER NOT NULL          -- its own
);
CREATE INDEX answer_case ON answer(case_id, id);
CREATE TRIGGER answer_stays BEFORE UPDATE OF case_id, letter_id, kind, at, taken_at, event ON answer
BEGIN SELECT RAISE(ABORT, 'an answer is never changed'); END;

CREATE TABLE duty(
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  decision_id INTEGER NOT NULL,   -- 0: none
  letter_id INTEGER NOT NULL,     -- the letter that began it; 0: none
  verb INTEGER NOT NULL,
  role INTEGER,                   -- NULL: the reporter, or we ourselves
  actor INTEGER NOT NULL,         -- word: stable id; 0: nobody's
  pack INTEGER NOT NULL,          -- word; 0: our own clock
  clause INTEGER NOT NULL,        -- word
  started INTEGER NOT NULL,
  due INTEGER NOT NULL,
  remind_at INTEGER,              -- NULL: no reminder, or it was written
  state INTEGER NOT NULL,
  ended INTEGER,
  event INTEGER NOT NULL DEFAULT 0, -- of its end, where it has one
  UNIQUE(case_id, letter_id, verb, clause, started)
);
CREATE INDEX duty_due ON duty(due, id) WHERE state = 0;
CREATE INDEX duty_role ON duty(role, due, id) WHERE state = 0;
CREATE INDEX duty_actor ON duty(actor, due, id) WHERE state = 0;
CREATE INDEX duty_remind ON duty(remind_at) WHERE state = 0 AND remind_at IS NOT NULL;
CREATE INDEX duty_passed ON duty(due, id, role, actor) WHERE state = 2;
CREATE INDEX duty_letter ON duty(letter_id) WHERE state = 0 AND letter_id <> 0;
CREATE TRIGGER duty_forward BEFORE UPDATE OF state ON duty
WHEN OLD.state <> 0 AND NEW.state <> OLD.state
BEGIN SELECT RAISE(ABORT, 'a clock that has ended does not run again'); END;
CREATE TRIGGER duty_begins BEFORE INSERT ON duty
WHEN NEW.state <> 0 OR NEW.due < NEW.started
BEGIN SELECT RAISE(ABORT, 'a clock begins running, and ends after it began'); END;

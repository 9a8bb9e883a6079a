-- SPDX-License-Identifier: Apache-2.0
-- Version 3.  Personal data can be taken out of a report; the cases it touched are judged again.

ALTER TABLE report ADD COLUMN erased INTEGER;  -- 1: its personal data was taken out; else NULL

-- Cases whose reports are others now and whose stages have not run since.
CREATE TABLE stale(case_id INTEGER PRIMARY KEY);

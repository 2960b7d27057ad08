-- 查看完整信息: for a case in hand. What else one may be, by how much the county's line was then, and two kinds more for the security log, and who gets a login.

-- +goose Up
SET LOCAL search_path = fangpin;

-- Rows from before have NULL in all of these, and their digests as they were.
ALTER TABLE reveal ADD COLUMN account BIGINT, ADD COLUMN report BIGINT, -- that waits for its second clerk; that is being worked on
  ADD COLUMN line_hour INT, ADD COLUMN line_day INT,                    -- people, the county's and what was permitted
  ADD FOREIGN KEY (county, account) REFERENCES account, ADD FOREIGN KEY (county, report) REFERENCES report,
  ADD CHECK (num_nonnulls(claim, watch, account, report) < 2);
CREATE INDEX reveal_of ON reveal (county, revealed_by, at);

ALTER TABLE security_event DROP CONSTRAINT security_event_kind_check;
ALTER TABLE security_event ADD CONSTRAINT security_event_kind_check CHECK (kind IN ('forbidden', 'foreign', 'origin', 'signin', 'locked', 'upload', 'door',
  'denied', 'altered', 'unfound', 'quota', 'night', 'export', 'unsigned'));

-- Since a county's first grant nobody gets a login on the app's connection but whom two granted a place. Whoever owns the database is not held, but seen.
CREATE POLICY granted ON login AS RESTRICTIVE FOR INSERT TO fangpin_app WITH CHECK (
  NOT EXISTS (SELECT FROM proposal p WHERE p.county = login.county AND p.act = 'staff_grant' AND p.confirmed)
  OR EXISTS (SELECT FROM staff_grant g JOIN proposal p ON p.county = g.county AND p.act = 'staff_grant' AND p.subject = g.id AND p.confirmed
    WHERE g.county = login.county AND g.staff = login.staff AND g.what = 'member'));

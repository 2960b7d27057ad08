-- A deputy is a right like any: one administrator asks for it, one of the other kind grants it. From here on the deeds of both say that they were held to that.
-- judge identity.administrators 2

-- +goose Up
SET LOCAL search_path = fangpin;

DROP FUNCTION IF EXISTS grant_wanted(staff_grant); -- made again right after, over the row with its new columns

-- 代理 (deputy): staff stands in for absent, both days included. The row of deputy that follows has the grant's number.
ALTER TABLE staff_grant DROP CONSTRAINT staff_grant_what_check;
ALTER TABLE staff_grant ADD CONSTRAINT staff_grant_what_check CHECK (what IN ('member', 'details', 'reset', 'unbind', 'deputy')),
  ADD COLUMN absent BIGINT, ADD COLUMN from_on DATE CHECK (isfinite(from_on)), ADD COLUMN to_on DATE CHECK (isfinite(to_on)),
  ADD FOREIGN KEY (county, absent) REFERENCES staff,
  ADD CHECK (num_nulls(absent, from_on, to_on) = CASE what WHEN 'deputy' THEN 0 ELSE 3 END),
  ADD CHECK (absent <> staff), ADD CHECK (to_on >= from_on AND to_on <= from_on + 30);
ALTER TABLE deputy ADD COLUMN asked_by BIGINT, ADD FOREIGN KEY (county, asked_by) REFERENCES staff; -- NULL: one alone made it, before it took two

-- A deputy gives nobody a place: where nobody was given one by two, logins are as they were.
DROP POLICY granted ON login;
CREATE POLICY granted ON login AS RESTRICTIVE FOR INSERT TO fangpin_app WITH CHECK (
  NOT EXISTS (SELECT FROM staff_grant g JOIN proposal p ON p.county = g.county AND p.act = 'staff_grant' AND p.subject = g.id AND p.confirmed
    WHERE g.county = login.county AND g.what <> 'deputy')
  OR EXISTS (SELECT FROM staff_grant g JOIN proposal p ON p.county = g.county AND p.act = 'staff_grant' AND p.subject = g.id AND p.confirmed
    WHERE g.county = login.county AND g.staff = login.staff AND g.what = 'member'));

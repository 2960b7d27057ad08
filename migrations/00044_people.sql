-- Staff are people, and no right is given by one person alone (docs/decisions/0029): what is asked for is a row that one administrator proposes and
-- another of the other kind grants. Whoever is let in sets what proves them with two half codes, of which neither administrator has both.

-- +goose Up
SET LOCAL search_path = fangpin;

-- 工号, 单位, 手机号, 身份证号的标签: all or, for who was taken on before, none. The tag says which rows are one person.
ALTER TABLE staff ADD COLUMN no TEXT CHECK (no <> ''), ADD COLUMN unit TEXT CHECK (unit <> ''), ADD COLUMN phone BYTEA,
  ADD COLUMN id_tag BYTEA CHECK (length(id_tag) = 32), ADD COLUMN added_at TIMESTAMPTZ,
  ADD CHECK (num_nulls(no, unit, phone, id_tag) IN (0, 4));
CREATE UNIQUE INDEX staff_person ON staff (county, id_tag) WHERE disabled_at IS NULL;
CREATE UNIQUE INDEX staff_no ON staff (county, no) WHERE disabled_at IS NULL;
CREATE INDEX staff_human ON staff (county, id_tag);
REVOKE INSERT ON staff FROM fangpin_app;
GRANT INSERT, UPDATE (no, unit, phone, id_tag) ON staff TO fangpin_door;

-- 授权申请: what is asked for. Of a new member (member) it is the row of staff to be; of one who was taken on before (details), what is missing in it.
CREATE TABLE staff_grant (
  county     CHAR(6),
  id         BIGINT,
  what       TEXT NOT NULL CHECK (what IN ('member', 'details', 'reset', 'unbind')),
  staff      BIGINT NOT NULL,                       -- whose; a new member's number to be
  name       TEXT CHECK (name <> ''),
  role       TEXT,
  division   CHAR(12) REFERENCES division,
  agency     TEXT,
  login      TEXT CHECK (login ~ '^[a-z0-9._-]{2,32}$'),
  no         TEXT CHECK (no <> ''),
  unit       TEXT CHECK (unit <> ''),
  phone      BYTEA,                                 -- sealed for its row in staff
  id_tag     BYTEA CHECK (length(id_tag) = 32),
  namesake   BOOLEAN NOT NULL,                      -- that somebody of the same name works here was seen
  reason     TEXT NOT NULL CHECK (reason <> ''),
  half       BYTEA CHECK (length(half) = 32),       -- MAC of the half code that the proposer hands over
  asked_by   BIGINT NOT NULL,
  salt       BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, asked_by) REFERENCES staff,
  CHECK (division LIKE county || '%'),
  CHECK (num_nulls(name, role, division, agency, login) = CASE what WHEN 'member' THEN 0 ELSE 5 END),
  CHECK (num_nulls(no, unit, phone, id_tag) = CASE WHEN what IN ('member', 'details') THEN 0 ELSE 4 END),
  CHECK ((half IS NOT NULL) = (what IN ('member', 'reset')))
);
CREATE INDEX staff_grant_staff ON staff_grant (county, staff);
SELECT wall('staff_grant');
GRANT INSERT ON staff_grant TO fangpin_app;

-- 启用码: that a member may set a password with two halves, once and in time. Of a grant it has the grant's number.
CREATE TABLE enrolment (
  county     CHAR(6),
  id         BIGINT,
  staff      BIGINT NOT NULL,
  halves     BYTEA[] NOT NULL CHECK (cardinality(halves) = 2), -- their MACs
  expires_at TIMESTAMPTZ NOT NULL,
  used_at    TIMESTAMPTZ,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, staff) REFERENCES staff
);
CREATE INDEX enrolment_staff ON enrolment (county, staff);
SELECT wall('enrolment');
GRANT INSERT, UPDATE (used_at) ON enrolment TO fangpin_door;

-- Which acts there are, proposal_roles() says: of any other nobody may propose.
ALTER TABLE proposal DROP CONSTRAINT IF EXISTS proposal_act_check;

-- Who did it to somebody's sign-in, and by which grant.
ALTER TABLE signin_log ADD COLUMN actor BIGINT, ADD COLUMN by_grant BIGINT;
ALTER TABLE signin_log DROP CONSTRAINT signin_log_outcome_check;
ALTER TABLE signin_log ADD CONSTRAINT signin_log_outcome_check CHECK (outcome IN ('password', 'in', 'out', 'wrong', 'wrong_code', 'locked', 'changed', 'bound',
  'issued', 'reset', 'totp_reset', 'unlocked', 'tampered', 'forged', 'details', 'ended'));

-- 知道了: up to which line of the log a member has read what others did to their sign-in.
CREATE TABLE told (
  county CHAR(6),
  staff  BIGINT,
  upto   BIGINT,
  at     TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (county, staff, upto),
  FOREIGN KEY (county, staff) REFERENCES staff
);
ALTER TABLE told ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON told TO fangpin_app USING (county = current_setting('fangpin.county', true)::BPCHAR);
GRANT SELECT, INSERT ON told TO fangpin_app;

-- That whoever owns the database named administrators anew is shown at every desk for a month.
CREATE INDEX deed_recover ON deed (county, at) WHERE verb = 'staff.recover';

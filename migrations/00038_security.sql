-- What was refused, kept where nobody takes it out again, and looked into; and how many people one member of the staff may look at in full.

-- +goose Up
SET LOCAL search_path = fangpin;

-- 安全日志: the n-th of its kind within the hour from one source, a member of the staff or a network. Of a flood not every one is a line.
CREATE TABLE security_event (
  county  CHAR(6),
  id      BIGINT,
  at      TIMESTAMPTZ NOT NULL,
  kind    TEXT NOT NULL CHECK (kind IN ('forbidden', 'foreign', 'origin', 'signin', 'locked', 'upload', 'door', 'denied', 'altered', 'unfound', 'quota', 'night')),
  staff   BIGINT,          -- who; NULL for nobody known
  network TEXT NOT NULL,   -- where from; empty where it is not known, or where too many came to be told apart
  route   TEXT NOT NULL,   -- the address as its route has it: never the number of a case
  code    TEXT NOT NULL,   -- the step, or the database's SQLSTATE
  n       BIGINT NOT NULL CHECK (n > 0),
  alarm   BOOLEAN NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, id, kind, at, n), -- what a review is held to
  FOREIGN KEY (county, staff) REFERENCES staff
);
CREATE INDEX security_event_alarm ON security_event (county, id) WHERE alarm;
CREATE INDEX security_event_staff ON security_event (county, staff, at);

ALTER TABLE security_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON security_event TO fangpin_app USING (county = current_setting('fangpin.county', true)::BPCHAR);
GRANT SELECT, INSERT ON security_event TO fangpin_app;

-- 告警已查看: what an alarm was, as whoever looked into it saw it, and what they found. A deed seals it, so that the line behind it is not changed.
CREATE TABLE security_review (
  county    CHAR(6),
  event     BIGINT,
  kind      TEXT NOT NULL,
  event_at  TIMESTAMPTZ NOT NULL,
  n         BIGINT NOT NULL,
  looked_by BIGINT NOT NULL,
  words     TEXT NOT NULL CHECK (words <> ''),
  salt      BYTEA NOT NULL,
  PRIMARY KEY (county, event),
  FOREIGN KEY (county, event, kind, event_at, n) REFERENCES security_event (county, id, kind, at, n),
  FOREIGN KEY (county, looked_by) REFERENCES staff
);
SELECT wall('security_review');
GRANT INSERT ON security_review TO fangpin_app;

-- 查看额度: how many people a member may look at in full, in an hour without being slowed, and in a day.
ALTER TABLE office ADD COLUMN reveal_hour INT NOT NULL DEFAULT 10 CHECK (reveal_hour > 0);
ALTER TABLE office ADD COLUMN reveal_day INT NOT NULL DEFAULT 40 CHECK (reveal_day > 0);

-- 放宽查看额度: so many people more, for a day.
CREATE TABLE reveal_permit (
  county     CHAR(6),
  id         BIGINT,
  staff      BIGINT NOT NULL,
  people     INT NOT NULL CHECK (people BETWEEN 1 AND 500),
  granted_by BIGINT NOT NULL CHECK (granted_by <> staff),
  at         TIMESTAMPTZ NOT NULL,
  reason     TEXT NOT NULL CHECK (reason <> ''),
  salt       BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, staff) REFERENCES staff,
  FOREIGN KEY (county, granted_by) REFERENCES staff
);
CREATE INDEX reveal_permit_staff ON reveal_permit (county, staff, at);
SELECT wall('reveal_permit');
GRANT INSERT ON reveal_permit TO fangpin_door;

-- When somebody looked, by the database's time, and the case in hand. Rows from before have NULL here, and their digests as they were.
ALTER TABLE reveal ADD COLUMN at TIMESTAMPTZ, ADD COLUMN claim BIGINT, ADD COLUMN watch BIGINT,
  ADD FOREIGN KEY (county, claim) REFERENCES claim, ADD FOREIGN KEY (county, watch) REFERENCES watch, ADD CHECK (num_nonnulls(claim, watch) < 2);
CREATE INDEX reveal_at ON reveal (county, at);
REVOKE INSERT ON reveal FROM fangpin_app;
GRANT INSERT ON reveal TO fangpin_door;
DROP POLICY county ON reveal;
CREATE POLICY county ON reveal TO fangpin_app, fangpin_door USING (county = current_setting('fangpin.county', true)::BPCHAR);
GRANT SELECT ON reveal TO fangpin_door;

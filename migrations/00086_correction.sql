-- A death or a label that was recorded by mistake is taken back by another person, with a reason, while no money rests on it.

-- +goose Up
SET LOCAL search_path = fangpin;

-- A label that should never have begun: it held on no day. Only its correction sets this.
ALTER TABLE label ADD COLUMN mistaken BOOLEAN CHECK (mistaken);
ALTER TABLE label DROP CONSTRAINT label_check;
ALTER TABLE label ADD CONSTRAINT label_check CHECK (CASE WHEN mistaken THEN to_on IS NOT NULL AND to_on = from_on - 1 ELSE to_on IS NULL OR to_on >= from_on END);
GRANT UPDATE (mistaken) ON label TO fangpin_door;

-- 登记更正: what was recorded, by which deed, and who took it back.
CREATE TABLE correction (
  county    CHAR(6),
  id        BIGINT,
  kind      TEXT NOT NULL CHECK (kind IN ('death', 'label', 'label_end')),
  household BIGINT NOT NULL,
  person    BIGINT CHECK ((person IS NULL) = (kind <> 'death')),
  label     BIGINT CHECK ((label IS NULL) = (kind = 'death')),
  deed      BIGINT NOT NULL, -- that recorded it
  died_on   DATE CHECK (isfinite(died_on)),
  to_on     DATE CHECK (isfinite(to_on)), -- which the label's last day was not
  by_staff  BIGINT NOT NULL,
  at        TIMESTAMPTZ NOT NULL CHECK (isfinite(at)),
  reason    TEXT NOT NULL CHECK (reason <> ''),
  salt      BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  CHECK ((died_on IS NULL) = (kind <> 'death')),
  CHECK ((to_on IS NULL) = (kind <> 'label_end')),
  FOREIGN KEY (county, household) REFERENCES household,
  FOREIGN KEY (county, person) REFERENCES person,
  FOREIGN KEY (county, label) REFERENCES label,
  FOREIGN KEY (county, deed) REFERENCES deed,
  FOREIGN KEY (county, by_staff) REFERENCES staff
);
CREATE INDEX correction_household ON correction (county, household);
SELECT wall('correction');
GRANT INSERT ON correction TO fangpin_door;

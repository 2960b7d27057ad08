-- 存证时间更正: a deed that was sealed while the clock ran ahead stops the county until that time has come. Two administrators may let deeds of the right
-- time follow it; the head's own time is never lowered (docs/decisions/0043).

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE head ADD COLUMN since TIMESTAMPTZ CHECK (isfinite(since)); -- of the newest deed since a repair; NULL once the head's time has come

CREATE TABLE head_repair (
  county     CHAR(6),
  id         BIGINT,
  head_at    TIMESTAMPTZ NOT NULL CHECK (isfinite(head_at)), -- the head's time, which lay ahead
  at         TIMESTAMPTZ NOT NULL CHECK (isfinite(at)),      -- by the database's clock, as both have looked at it
  first      BIGINT NOT NULL, -- one administrator, whose session the deed is of
  second     BIGINT NOT NULL, -- another, of the other kind
  second_way TEXT NOT NULL CHECK (length(second_way) = 64), -- the other's session
  reason     TEXT NOT NULL CHECK (reason <> ''),
  salt       BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, first) REFERENCES staff,
  FOREIGN KEY (county, second) REFERENCES staff,
  CHECK (first <> second AND head_at > at)
);
SELECT wall('head_repair');
GRANT INSERT ON head_repair TO fangpin_door;
GRANT UPDATE (since) ON head TO fangpin_door;

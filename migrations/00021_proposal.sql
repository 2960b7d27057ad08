-- 提出、复核、到期: what one person proposes and another confirms or refuses, whatever the act. A proposal names its subject, a row that its room
-- keeps, and the digest of that row; it is decided once, before it expires, by the doors (procedures/foureyes.sql). An account's confirmation
-- and a scheme's adoption are written by them as well from now on.

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE proposal (
  county      CHAR(6),
  id          BIGINT,
  act         TEXT NOT NULL CHECK (act IN ('account', 'scheme')),
  subject     BIGINT NOT NULL,
  digest      BYTEA NOT NULL CHECK (length(digest) = 32), -- of the subject's row, as deeds take it
  proposed_by BIGINT NOT NULL,
  proposed_at TIMESTAMPTZ NOT NULL,
  expires_at  TIMESTAMPTZ NOT NULL CHECK (expires_at > proposed_at),
  confirmed   BOOLEAN,                                    -- false: refused
  decided_by  BIGINT CHECK (decided_by <> proposed_by),
  decided_at  TIMESTAMPTZ CHECK (decided_at < expires_at),
  reason      TEXT CHECK (reason <> ''),                  -- why it was refused
  salt        BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, proposed_by) REFERENCES staff,
  FOREIGN KEY (county, decided_by) REFERENCES staff,
  CHECK (num_nulls(confirmed, decided_by, decided_at) IN (0, 3)),
  CHECK ((reason IS NOT NULL) = (confirmed IS FALSE))
);
CREATE INDEX proposal_subject ON proposal (county, act, subject);

SELECT wall('proposal');
GRANT INSERT ON proposal TO fangpin_door;
GRANT UPDATE (confirmed, decided_by, decided_at, reason) ON proposal TO fangpin_door;

REVOKE INSERT ON confirmation, adoption FROM fangpin_app;
GRANT INSERT ON confirmation, adoption TO fangpin_door;

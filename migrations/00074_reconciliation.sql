-- 恢复后对账: a database that was put back goes on only when two persons have compared it with the bank's statement (docs/decisions/0042).

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE reconciliation (
  county     CHAR(6),
  id         BIGINT,
  noted      BIGINT NOT NULL CHECK (noted >= 0), -- deeds that the newest checkpoint outside tells of; 0 where none was there
  size       BIGINT NOT NULL CHECK (size >= 0),  -- that the database had
  clerk      BIGINT NOT NULL, -- who compared, whose session the deed is of
  approver   BIGINT NOT NULL, -- who compared with them
  second_way TEXT NOT NULL CHECK (length(second_way) = 64), -- the approver's session
  statement  BYTEA NOT NULL CHECK (length(statement) = 32), -- the bank's, in the archive
  reason     TEXT NOT NULL CHECK (reason <> ''), -- what was found
  salt       BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, clerk) REFERENCES staff,
  FOREIGN KEY (county, approver) REFERENCES staff,
  CHECK (clerk <> approver)
);
SELECT wall('reconciliation');
GRANT INSERT ON reconciliation TO fangpin_door;

-- A notice may be about something else than payouts, and somebody may object to it. Each kind of matter has a column of its own, with its
-- foreign key, and exactly one of them is filled; matter is that one. The room that brings a further kind adds its column here, to the two
-- checks and to the two expressions. Objections are received by a door: what the app wrote could be older than what it was not held against.

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE notice_row
  ALTER COLUMN payout DROP NOT NULL,
  ADD CONSTRAINT notice_row_matter CHECK (num_nonnulls(payout) = 1),
  ADD COLUMN matter BIGINT GENERATED ALWAYS AS (COALESCE(payout)) STORED;
CREATE UNIQUE INDEX notice_row_matter_once ON notice_row (county, matter);

ALTER TABLE objection
  ALTER COLUMN payout DROP NOT NULL,
  ADD CONSTRAINT objection_matter CHECK (num_nonnulls(payout) = 1),
  ADD COLUMN matter BIGINT GENERATED ALWAYS AS (COALESCE(payout)) STORED;
CREATE INDEX objection_matter_open ON objection (county, matter) WHERE upheld IS NULL;

REVOKE INSERT (county, id, payout, words, received_on, received_by, salt) ON objection FROM fangpin_app;
GRANT INSERT ON objection TO fangpin_door;
GRANT UPDATE (id) ON notice TO fangpin_door; -- only to be allowed to lock it

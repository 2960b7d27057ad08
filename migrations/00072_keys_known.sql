-- Which keys the database was written with: their fingerprints, which tell nothing of the keys. A program with others is refused before it writes.

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE key_print (
  what     TEXT CHECK (what IN ('tag', 'seal', 'file', 'checkpoint')), -- the keysets of keyset.json, and the key that signs checkpoints
  print    BYTEA CHECK (length(print) = 32),
  mac      BYTEA NOT NULL CHECK (length(mac) = 32), -- by the key of the tags: one that was written behind the program counts for nothing
  known_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp() CHECK (isfinite(known_at)),
  PRIMARY KEY (what, print)
);
CREATE UNIQUE INDEX key_print_one ON key_print (what) WHERE what = 'tag'; -- never rotated: it stands for the whole file
GRANT SELECT ON key_print TO fangpin_app;
GRANT SELECT, INSERT ON key_print TO fangpin_door;

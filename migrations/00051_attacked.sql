-- What raw SQL as the app's login did unseen.

-- +goose Up
SET LOCAL search_path = fangpin;

-- 知道了 counts with a MAC alone: whoever could write a row here kept a member from being told that others had reset their sign-in. What was said before is
-- shown once more.
ALTER TABLE told ADD COLUMN mac BYTEA;
ALTER TABLE told ADD CHECK (mac IS NOT NULL AND length(mac) = 32) NOT VALID;
GRANT UPDATE (at, mac) ON told TO fangpin_app; -- over a row that is none

-- Of earlier hashes none is missing, and they are one list: a row that is otherwise no program reads, so that verification broke off at it.
ALTER TABLE credential ADD CHECK (array_position(past, NULL) IS NULL AND COALESCE(array_ndims(past), 1) = 1);

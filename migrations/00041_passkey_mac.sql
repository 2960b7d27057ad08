-- A passkey lets somebody in, so its row counts only as the program left it, like those of credentials and sessions (00036).

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE passkey ADD COLUMN mac BYTEA;
ALTER TABLE passkey ADD CONSTRAINT passkey_mac CHECK (mac IS NOT NULL AND length(mac) = 32) NOT VALID;

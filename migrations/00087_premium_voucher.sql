-- What is received has a voucher: the bank's, for premium that reached it.

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE premium ADD COLUMN voucher BYTEA CHECK (length(voucher) = 32); -- SHA-256; NULL on those from before

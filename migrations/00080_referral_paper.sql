-- 转办: an office that has nobody at work here answers by letter. A clerk enters what it says, with the day of the letter and its photo.

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE referral_answer
  ADD COLUMN paper BYTEA CHECK (length(paper) = 32), -- SHA-256 of the letter's photo; NULL: the office's own people answered
  ADD COLUMN written_on DATE CHECK (isfinite(written_on)),
  ADD CHECK ((paper IS NULL) = (written_on IS NULL));

-- What a finding's adjuster found far from what was told and looked at again: [{"case", "fact", "told", "found", "living"}]. Null where
-- nothing was far, and in findings before this file: a null column is no part of a row's digest.

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE finding ADD COLUMN far JSONB CHECK (jsonb_typeof(far) = 'array' AND far <> '[]');

-- What pages ask of many rows has its index: a household's claims, the void too; a village's payouts; a household by the beginning of its
-- number, whatever order of letters the database has. None is on a status: a step touches no index.

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE INDEX claim_household ON claim (county, household);
CREATE INDEX payout_place ON payout (county, place);
CREATE INDEX household_no ON household (county, no text_pattern_ops);

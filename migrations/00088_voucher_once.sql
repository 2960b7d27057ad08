-- One voucher is of one payment, whichever policy year it is entered in. Those from before have none.

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE UNIQUE INDEX premium_voucher ON premium (county, voucher);

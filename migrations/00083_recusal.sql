-- 回避: nobody has a part in what their own household receives; and that somebody of the staff lives in a paid household is asked of whoever approves.
-- Deeds from before name no judge of that.
-- judge claims.parting 3
-- judge payouts.flags 3

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE list_flag DROP CONSTRAINT list_flag_kind_check, ADD CHECK (kind IN ('second', 'changed', 'shared', 'died', 'staff'));
ALTER TABLE flag_answer DROP CONSTRAINT flag_answer_kind_check, ADD CHECK (kind IN ('second', 'changed', 'shared', 'died', 'staff'));

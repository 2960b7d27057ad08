-- A scheme's words are held to those of labels, departments and reports before it is put in force. No table changes; schemes adopted before name no
-- judge of that.
-- judge policy.wording 2

-- +goose Up
SELECT 1;

-- Why a line of the bank's answer settled nothing is a code where it was a word. A row that was sealed before keeps its digest: a deed whose
-- body is of version 1 told the word, and each code has one word (Formerly in deed.Tables).

-- +goose Up
SET LOCAL search_path = fangpin;

UPDATE answer_line l SET break = w.code
FROM (VALUES ('unknown_instruction', '查无此指令'), ('already_settled', '此前已有结果'), ('repeated', '同一回盘内重复'), ('amount_differs', '金额不符'),
  ('outcome_unknown', '结果无法识别')) AS w (code, word)
WHERE l.break = w.word;
ALTER TABLE answer_line ADD CHECK (break IN ('unknown_instruction', 'already_settled', 'repeated', 'amount_differs', 'outcome_unknown'));

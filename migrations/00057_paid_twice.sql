-- Paid twice: what the bank says of one payment and then denies is decided by two persons with its document; and what it once called paid, or
-- whose account is no longer the approved one, is ordered again only by a list of its own, approved anew. Deeds from before name no judge of that.
-- judge payouts.repayment 2

-- +goose Up
SET LOCAL search_path = fangpin;

-- A line that calls paid what an earlier answer called returned contradicts it.
ALTER TABLE answer_line DROP CONSTRAINT answer_line_break_check, ADD CHECK (break IN (
  'unknown_instruction', 'already_settled', 'repeated', 'amount_differs', 'outcome_unknown', 'contradicted'));
CREATE INDEX answer_line_doubted ON answer_line (county, payout) WHERE outcome = 'paid' AND break IN ('contradicted', 'already_settled');

-- 重复到账: an attempt that was paid besides the one that was owed. It is to be recovered (recovery_receivable).
ALTER TABLE instruction DROP CONSTRAINT instruction_status_check, ADD CHECK (status IN ('sent', 'unknown', 'paid', 'returned', 'twice'));
DROP INDEX instruction_live;
CREATE UNIQUE INDEX instruction_live ON instruction (county, payout) WHERE status NOT IN ('returned', 'twice');

-- 回盘矛盾处理: whether the attempt was paid, by the bank's document. It holds once another person confirmed it (proposal, act resolution).
CREATE TABLE resolution (
  county   CHAR(6),
  id       BIGINT,
  answer   BIGINT NOT NULL,
  line     INT NOT NULL,
  paid     BOOLEAN NOT NULL,
  file     BYTEA NOT NULL CHECK (length(file) = 32), -- the bank's document, SHA-256
  reason   TEXT NOT NULL CHECK (reason <> ''),
  asked_by BIGINT NOT NULL,
  salt     BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, answer, line) REFERENCES answer_line,
  FOREIGN KEY (county, asked_by) REFERENCES staff
);
CREATE INDEX resolution_line ON resolution (county, answer, line);
SELECT wall('resolution');
GRANT INSERT ON resolution TO fangpin_app;

-- 重新支付: a list of what came back and must be approved again. NULL on lists from before there were any.
ALTER TABLE list ADD COLUMN again BOOLEAN;

-- What moved in the books. A line is a transfer, balanced by construction; an entry groups the transfers of one deed.

-- +goose Up
SET LOCAL search_path = fangpin;

-- The chart is closed (DESIGN: the books).
CREATE TABLE chart (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('debit', 'credit')) -- of its normal balance
);
INSERT INTO chart VALUES
  ('bank', '银行存款', 'debit'),
  ('premium_receivable', '应收保费', 'debit'),
  ('recovery_receivable', '应收追回款', 'debit'),
  ('premium_fund', '防贫保费资金', 'credit'),
  ('claims_payable', '应付救助金', 'credit'),
  ('suspense', '暂挂款（退票）', 'credit'),
  ('insurer_share', '保险机构分成与结算', 'credit'),
  ('bank_charges', '银行手续费与利息', 'debit');

CREATE TABLE entry (
  county     CHAR(6),
  id         BIGINT,
  ref        TEXT NOT NULL CHECK (ref <> ''), -- unique for ever: what happened is booked once
  on_day     DATE NOT NULL,
  month      DATE GENERATED ALWAYS AS (make_date(EXTRACT(YEAR FROM on_day)::int, EXTRACT(MONTH FROM on_day)::int, 1)) STORED,
  no         INT NOT NULL CHECK (no > 0), -- 凭证号, gapless by month
  memo       TEXT NOT NULL CHECK (memo <> ''), -- 摘要
  made_by    BIGINT NOT NULL, -- 制单
  checked_by BIGINT CHECK (checked_by <> made_by), -- 审核
  reverses   BIGINT,
  PRIMARY KEY (county, id),
  UNIQUE (county, ref),
  UNIQUE (county, month, no),
  UNIQUE (county, reverses),
  FOREIGN KEY (county, reverses) REFERENCES entry,
  FOREIGN KEY (county, made_by) REFERENCES staff,
  FOREIGN KEY (county, checked_by) REFERENCES staff
);

CREATE TABLE transfer (
  county CHAR(6),
  entry  BIGINT,
  n      INT CHECK (n > 0),
  debit  TEXT NOT NULL REFERENCES chart,
  credit TEXT NOT NULL REFERENCES chart CHECK (credit <> debit),
  amount NUMERIC(14,2) NOT NULL CHECK (amount > 0 AND amount < 'NaN'),
  ref    TEXT NOT NULL, -- of what: opaque here
  PRIMARY KEY (county, entry, n),
  FOREIGN KEY (county, entry) REFERENCES entry
);

-- The last voucher number of a month: its row is the lock that keeps numbers gapless.
CREATE TABLE voucher_month (
  county CHAR(6),
  month  DATE,
  last   INT NOT NULL CHECK (last > 0),
  PRIMARY KEY (county, month)
);

-- 记账: an entry is whole when made. It takes its month's next number, and nothing is slipped into it later. The n-th of each array is its
-- n-th transfer; what a transfer may be is declared above.
-- +goose StatementBegin
CREATE FUNCTION post(c CHAR(6), new BIGINT, once TEXT, on_date DATE, say TEXT, maker BIGINT, checker BIGINT, undoes BIGINT,
  debits TEXT[], credits TEXT[], amounts NUMERIC[], refs TEXT[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE taken INT;
BEGIN
  PERFORM refuse('FPSUM', '凭证没有分录，无账可记', ARRAY(SELECT new WHERE COALESCE(cardinality(amounts), 0) = 0));
  INSERT INTO voucher_month AS m VALUES (c, date_trunc('month', on_date)::DATE, 1)
  ON CONFLICT (county, month) DO UPDATE SET last = m.last + 1 RETURNING m.last INTO taken;
  INSERT INTO entry (county, id, ref, on_day, no, memo, made_by, checked_by, reverses)
  VALUES (c, new, once, on_date, taken, say, maker, checker, undoes);
  INSERT INTO transfer SELECT c, new, r.n, r.debit, r.credit, r.amount, r.ref
  FROM unnest(debits, credits, amounts, refs) WITH ORDINALITY AS r (debit, credit, amount, ref, n);
END $$;
-- +goose StatementEnd

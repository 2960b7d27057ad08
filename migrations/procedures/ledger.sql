-- 记账: an entry is whole when made. It takes its month's next number, and nothing is slipped into it later. The n-th of each array is its
-- n-th transfer; what a transfer may be is declared above. Whoever makes it is at work in a role in whose steps money is booked.
CREATE OR REPLACE FUNCTION entry_post(c CHAR(6), new BIGINT, once TEXT, on_date DATE, say TEXT, maker BIGINT, checker BIGINT, undoes BIGINT,
  debits TEXT[], credits TEXT[], amounts NUMERIC[], refs TEXT[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE taken INT;
BEGIN
  PERFORM require_finite(on_date), staff_at_work(c, maker, '{clerk,township,approver,sender}');
  PERFORM refuse('FPSUM', '凭证没有分录，无账可记', ARRAY(SELECT new WHERE COALESCE(cardinality(amounts), 0) = 0));
  INSERT INTO voucher_month AS m VALUES (c, date_trunc('month', on_date)::DATE, 1)
  ON CONFLICT (county, month) DO UPDATE SET last = m.last + 1 RETURNING m.last INTO taken;
  INSERT INTO entry (county, id, ref, on_day, no, memo, made_by, checked_by, reverses)
  VALUES (c, new, once, on_date, taken, say, maker, checker, undoes);
  INSERT INTO transfer SELECT c, new, r.n, r.debit, r.credit, r.amount, r.ref
  FROM unnest(debits, credits, amounts, refs) WITH ORDINALITY AS r (debit, credit, amount, ref, n);
END $$;

GRANT EXECUTE ON FUNCTION entry_post TO fangpin_app;

-- 保费到账: never more than the insured heads cost. The policy's row is held, so that two payments at once are judged one after the other.
CREATE OR REPLACE FUNCTION premium_receive(c CHAR(6), no BIGINT, of_fund BIGINT, paid NUMERIC, on_date DATE) RETURNS void LANGUAGE plpgsql AS $$
DECLARE due NUMERIC;
BEGIN
  PERFORM require_read_committed(), require_finite(on_date);
  PERFORM FROM policy WHERE county = c AND id = of_fund FOR NO KEY UPDATE;
  SELECT COALESCE(sum(g.heads), 0) * p.per_head - (SELECT COALESCE(sum(m.amount), 0) FROM premium m WHERE m.county = c AND m.fund = of_fund)
  INTO due FROM policy p LEFT JOIN insured_group g ON g.county = c AND g.policy = p.id WHERE p.county = c AND p.id = of_fund GROUP BY p.per_head;
  IF (paid <= due) IS NOT TRUE THEN
    RAISE EXCEPTION '到账 % 元超过应收未收的保费 % 元，请核对银行回单', paid, COALESCE(due, 0) USING ERRCODE = 'FPFND', DETAIL = of_fund::TEXT;
  END IF;
  INSERT INTO premium VALUES (c, no, of_fund, paid, on_date);
END $$;

-- 方案确认, from a day on. Answers the proposal that this decided.
CREATE OR REPLACE FUNCTION scheme_adopt(c CHAR(6), of_scheme BIGINT, seen BYTEA, starts DATE, who BIGINT) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE decided BIGINT[];
BEGIN
  PERFORM require_finite(starts);
  IF (SELECT days FROM scheme WHERE county = c AND id = of_scheme) < (SELECT least_days FROM office WHERE county = c) THEN
    RAISE EXCEPTION '方案的公示期少于本县规定的最低天数（% 天），不能生效，请改正方案后重新提出', (SELECT least_days FROM office WHERE county = c) USING ERRCODE = 'FPDAT', DETAIL = concat(of_scheme);
  END IF;
  decided := proposal_confirm(c, 'scheme', ARRAY[of_scheme], ARRAY[seen], who);
  INSERT INTO adoption (county, scheme, proposed_by, confirmed_by, from_on) SELECT c, id, proposed_by, who, starts FROM scheme WHERE county = c AND id = of_scheme;
  IF NOT FOUND THEN RAISE EXCEPTION '没有找到该理赔方案，请刷新后重选' USING ERRCODE = 'FPSTA', DETAIL = concat(of_scheme); END IF;
  RETURN decided;
END $$;

GRANT EXECUTE ON FUNCTION scheme_adopt, premium_receive TO fangpin_app;

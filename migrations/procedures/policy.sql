-- Policy years and schemes in force are agreed upon one after another in a county: the rows of both are few, and none of them is another's lock.
CREATE OR REPLACE FUNCTION policy_queue(c CHAR(6)) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_read_committed(), pg_advisory_xact_lock(hashtext(c || ' policy'));
END $$;

-- 登记保单: of days that no other has; under the term and at the price of what is in force then. Of a scheme from before its price was kept, the verb alone
-- compares.
CREATE OR REPLACE FUNCTION policy_open(c CHAR(6), no BIGINT, by_insurer TEXT, starts DATE, ends DATE, price NUMERIC, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_finite(starts, ends), policy_queue(c), staff_at_work(c, who, '{clerk}');
  PERFORM refuse('FPSTA', '与已登记的保单在时间上重叠，请核对', ARRAY(SELECT id FROM policy WHERE county = c AND from_on <= ends AND to_on >= starts));
  PERFORM refuse('FPSTA', '与生效方案的保单年度只有部分重合，起止日期须完全一致，请核对', ARRAY(
    SELECT s.id FROM adoption a JOIN scheme s ON s.county = c AND s.id = a.scheme
    WHERE a.county = c AND s.term_from <= ends AND s.term_to >= starts AND (s.term_from, s.term_to) <> (starts, ends)));
  PERFORM refuse('FPFND', '每人保费与生效方案不一致，请核对', ARRAY(
    SELECT s.id FROM adoption a JOIN scheme s ON s.county = c AND s.id = a.scheme
    WHERE a.county = c AND s.term_from <= ends AND s.term_to >= starts AND a.per_head <> price));
  INSERT INTO policy (county, id, insurer, from_on, to_on, per_head) VALUES (c, no, by_insurer, starts, ends, price);
END $$;

-- 生成参保名册, once: the groups of the scheme in force on the first day, the named of those who hold the label and live on it, each in the first group that
-- takes them; a quota's heads are the scheme's. Of a scheme from before its groups were kept, as the caller says. Answers the groups.
CREATE OR REPLACE FUNCTION policy_insure(c CHAR(6), no BIGINT, classes TEXT[], bases TEXT[], quotas INT[], who BIGINT) RETURNS SETOF insured_group LANGUAGE plpgsql AS $$
DECLARE p policy; rule adoption;
BEGIN
  PERFORM policy_queue(c), staff_at_work(c, who, '{clerk}');
  SELECT * INTO p FROM policy WHERE county = c AND id = no FOR NO KEY UPDATE;
  PERFORM refuse('FPSTA', '没有该保单，或参保名册已经生成，请刷新', ARRAY(
    SELECT no WHERE p.id IS NULL OR EXISTS (SELECT FROM insured_group WHERE county = c AND policy = no)));
  SELECT a.* INTO rule FROM adoption a JOIN scheme s ON s.county = c AND s.id = a.scheme
  WHERE a.county = c AND a.from_on <= p.from_on AND s.term_to >= p.from_on ORDER BY a.from_on DESC LIMIT 1;
  PERFORM refuse('FPSTA', '保单起始日没有生效的理赔方案，请先提出并确认该年度的方案', ARRAY(SELECT no WHERE rule.scheme IS NULL));
  PERFORM refuse('FPFND', '保单每人保费与生效方案不一致，请核对', ARRAY(SELECT no WHERE rule.per_head <> p.per_head));
  PERFORM refuse('FPFND', '参保人群、人数与生效方案不一致，请刷新', ARRAY(SELECT no WHERE rule.per_head IS NOT NULL AND
    ARRAY(SELECT (class, basis, heads)::TEXT FROM adoption_group WHERE county = c AND scheme = rule.scheme ORDER BY n)
    IS DISTINCT FROM ARRAY(SELECT (g.class, g.basis, g.quota)::TEXT FROM unnest(classes, bases, quotas) WITH ORDINALITY AS g (class, basis, quota, n) ORDER BY g.n)));
  RETURN QUERY WITH g AS (
    SELECT * FROM unnest(classes, bases, quotas) WITH ORDINALITY AS g (class, basis, quota, n)
  ), roster AS MATERIALIZED (
    SELECT DISTINCT ON (e.id) e.id AS person, g.class FROM g
    JOIN label l ON l.county = c AND l.label = g.class AND l.from_on <= p.from_on AND (l.to_on IS NULL OR l.to_on >= p.from_on)
    JOIN person e ON e.county = c AND e.household = l.household AND (e.died_on IS NULL OR e.died_on >= p.from_on)
    WHERE g.basis = 'named' ORDER BY e.id, g.n
  ), entered AS (
    INSERT INTO insured (county, policy, person, class) SELECT c, no, person, class FROM roster
  )
  INSERT INTO insured_group (county, policy, class, basis, heads)
  SELECT c, no, g.class, g.basis, CASE g.basis WHEN 'quota' THEN g.quota ELSE (SELECT count(*) FROM roster r WHERE r.class = g.class) END
  FROM g ORDER BY g.n RETURNING *;
END $$;

-- 保费到账, by the bank's voucher, which no other payment has: never more than the insured heads cost. The policy's row is held, so that two payments at once are judged one after the other.
CREATE OR REPLACE FUNCTION premium_receive(c CHAR(6), no BIGINT, of_fund BIGINT, paid NUMERIC, on_date DATE, with_voucher BYTEA, who BIGINT)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE due NUMERIC;
BEGIN
  PERFORM require_read_committed(), require_finite(on_date), staff_at_work(c, who, '{clerk}');
  PERFORM FROM policy WHERE county = c AND id = of_fund FOR NO KEY UPDATE;
  SELECT COALESCE(sum(g.heads), 0) * p.per_head - (SELECT COALESCE(sum(m.amount), 0) FROM premium m WHERE m.county = c AND m.fund = of_fund)
  INTO due FROM policy p LEFT JOIN insured_group g ON g.county = c AND g.policy = p.id WHERE p.county = c AND p.id = of_fund GROUP BY p.per_head;
  IF with_voucher IS NULL OR EXISTS (SELECT FROM premium WHERE county = c AND voucher = with_voucher) THEN
    RAISE EXCEPTION '登记保费到账须附银行回单，每笔到账各附各的；这份回单没有附上，或已用于另一笔到账' USING ERRCODE = 'FPSTA', DETAIL = of_fund::TEXT;
  END IF;
  IF (paid <= due) IS NOT TRUE THEN
    RAISE EXCEPTION '到账 % 元超过应收未收的保费 % 元，请核对银行回单', paid, COALESCE(due, 0) USING ERRCODE = 'FPFND', DETAIL = of_fund::TEXT;
  END IF;
  INSERT INTO premium VALUES (c, no, of_fund, paid, on_date, with_voucher);
END $$;

-- 方案确认, from a day of its term on, with what the doors go by of it: its price, what a household may be paid in its year over all categories (NULL: no cap), and
-- whom it insures, in order. It agrees with the policy years and schemes of its days. Answers the proposal that this decided.
CREATE OR REPLACE FUNCTION scheme_adopt(c CHAR(6), of_scheme BIGINT, seen BYTEA, starts DATE, who BIGINT, price NUMERIC, most NUMERIC,
  classes TEXT[], bases TEXT[], quotas INT[]) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE decided BIGINT[]; s scheme;
BEGIN
  PERFORM require_finite(starts), policy_queue(c);
  SELECT * INTO s FROM scheme WHERE county = c AND id = of_scheme;
  IF s.days < (SELECT least_days FROM office WHERE county = c) THEN
    RAISE EXCEPTION '方案的公示期少于本县规定的最低天数（% 天），不能生效，请改正方案后重新提出', (SELECT least_days FROM office WHERE county = c) USING ERRCODE = 'FPDAT', DETAIL = concat(of_scheme);
  END IF;
  decided := proposal_confirm(c, 'scheme', ARRAY[of_scheme], ARRAY[seen], who);
  PERFORM refuse('FPSTA', '没有找到该理赔方案，请刷新后重选', ARRAY(SELECT of_scheme WHERE s.id IS NULL));
  PERFORM refuse('FPDAT', '生效日期不在方案的保单年度之内，请核对', ARRAY(SELECT of_scheme WHERE (starts BETWEEN s.term_from AND s.term_to) IS NOT TRUE));
  PERFORM refuse('FPFND', '方案没有写明每人保费（premium 的 per_head），不能生效，请写明后重新提出', ARRAY(SELECT of_scheme WHERE price IS NULL));
  PERFORM refuse('FPSTA', '方案的保单年度与 %s 个已生效方案或已登记保单的只有部分重合，起止日期须完全一致，请改正后重新提出', ARRAY(
    SELECT o.id FROM adoption a JOIN scheme o ON o.county = c AND o.id = a.scheme
    WHERE a.county = c AND o.term_from <= s.term_to AND o.term_to >= s.term_from AND (o.term_from, o.term_to) <> (s.term_from, s.term_to)
    UNION
    SELECT id FROM policy WHERE county = c AND from_on <= s.term_to AND to_on >= s.term_from AND (from_on, to_on) <> (s.term_from, s.term_to)));
  PERFORM refuse('FPFND', '方案的每人保费与该年度已登记保单的不一致，请核对', ARRAY(
    SELECT id FROM policy WHERE county = c AND from_on = s.term_from AND per_head <> price));
  INSERT INTO adoption (county, scheme, proposed_by, confirmed_by, from_on, per_head, household_year)
  VALUES (c, of_scheme, s.proposed_by, who, starts, price, most);
  INSERT INTO adoption_group SELECT c, of_scheme, g.n, g.class, g.basis, g.quota
  FROM unnest(classes, bases, quotas) WITH ORDINALITY AS g (class, basis, quota, n);
  RETURN decided;
END $$;

GRANT EXECUTE ON FUNCTION policy_insure, policy_open, premium_receive, scheme_adopt TO fangpin_app;

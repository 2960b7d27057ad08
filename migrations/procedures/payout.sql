-- FOR UPDATE, because an objection being received holds its payout FOR KEY SHARE.
CREATE OR REPLACE FUNCTION payout_lock(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_read_committed();
  PERFORM FROM payout WHERE county = c AND id = ANY (ids) ORDER BY id FOR UPDATE;
END $$;

CREATE OR REPLACE FUNCTION payout_move(c CHAR(6), ids BIGINT[], was TEXT[], becomes TEXT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE moved BIGINT[];
BEGIN
  PERFORM refuse('FPSTA', '没有选中任何救助金，请先选择', ARRAY(SELECT 0 WHERE COALESCE(cardinality(ids), 0) = 0));
  PERFORM payout_lock(c, ids);
  WITH m AS (UPDATE payout SET status = becomes WHERE county = c AND id = ANY (ids) AND status = ANY (was) RETURNING id)
  SELECT array_agg(id) INTO moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 笔救助金重复或已不在这一步，请刷新后重选', ARRAY(SELECT unnest(ids) EXCEPT ALL SELECT unnest(moved)));
END $$;

-- Who has which part in the rounds that the payouts stand on.
CREATE OR REPLACE FUNCTION payout_hands(c CHAR(6), ids BIGINT[]) RETURNS TABLE (claim BIGINT, part TEXT, human BIGINT) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE claims BIGINT[]; rounds INT[];
BEGIN
  SELECT array_agg(p.claim ORDER BY p.id), array_agg(p.round ORDER BY p.id) INTO claims, rounds FROM payout p WHERE p.county = c AND p.id = ANY (ids);
  RETURN QUERY
    WITH known AS MATERIALIZED (
      SELECT s.staff, human(c, s.staff) AS human FROM (SELECT DISTINCT p.assessed_by AS staff FROM payout p WHERE p.county = c AND p.id = ANY (ids)) s)
    SELECT * FROM claim_hands(c, claims, rounds)
    UNION SELECT p.claim, 'assessor', known.human FROM payout p JOIN known ON known.staff = p.assessed_by WHERE p.county = c AND p.id = ANY (ids);
END $$;

-- What was entered past the verbs goes no further: no money follows from a round in which one person had two parts.
CREATE OR REPLACE FUNCTION payout_whole(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPHND', '有 %s 件案件的查勘、村审核、乡镇审核、备案、核定由一人兼办了两个环节，请重新查勘（新一轮），由不同的人办理', ARRAY(
    SELECT DISTINCT x.claim FROM (SELECT claim FROM payout_hands(c, ids) GROUP BY claim, human HAVING count(*) > 1) x));
END $$;

CREATE OR REPLACE FUNCTION payout_unopposed(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPOBJ', '有 %s 笔救助金的异议尚未处理，请先作出处理决定', publicity_opposed(c, ids));
END $$;

-- What the bank both returned and called paid is not ordered again, nor given up, before two persons have said which it was.
CREATE OR REPLACE FUNCTION payout_uncontradicted(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPCON', '有 %s 笔救助金的银行回盘前后矛盾（先退票、后到账），请先凭银行证明由两人核定', ARRAY(
    SELECT DISTINCT payout FROM contradiction WHERE county = c AND payout = ANY (ids)));
END $$;

-- No open objection; somebody receives, and lives; the account is theirs and confirmed by a second person. Pages say the same (payout_trouble).
CREATE OR REPLACE FUNCTION payout_payable(c CHAR(6), ids BIGINT[], accounts BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM payout_unopposed(c, ids), payout_uncontradicted(c, ids);
  PERFORM refuse('FPDED', '有 %s 笔救助金的领款人已去世，请先登记由谁领取', ARRAY(
    SELECT payout FROM payout_receiver WHERE county = c AND payout = ANY (ids) AND person IS NULL));
  PERFORM refuse('FPACC', '有 %s 笔救助金的账户不属于领款人，或未经第二人复核，请先更正、复核', ARRAY(
    SELECT unnest(ids) EXCEPT
    SELECT r.payout FROM unnest(ids, accounts) AS r (payout, account)
    JOIN confirmation f ON f.county = c AND f.account = r.account JOIN account a ON a.county = c AND a.id = r.account
    JOIN person o ON o.county = c AND o.id = a.person AND o.died_on IS NULL
    JOIN payout_receiver w ON w.county = c AND w.payout = r.payout AND w.person = o.id));
END $$;

-- 撤回: on no live list; or returned for good. Nobody's objection is passed over: it is decided first. Answers those whose money lies in
-- suspense and goes back to the fund.
CREATE OR REPLACE FUNCTION payout_withdraw(c CHAR(6), ids BIGINT[]) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE suspended BIGINT[] := payout_take_back(c, ids);
BEGIN
  PERFORM payout_unopposed(c, ids);
  RETURN suspended;
END $$;

CREATE OR REPLACE FUNCTION payout_take_back(c CHAR(6), ids BIGINT[]) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE suspended BIGINT[];
BEGIN
  PERFORM payout_lock(c, ids);
  PERFORM refuse('FPSTA', '有 %s 笔救助金已列入花名册，请先作废该花名册', ARRAY(
    SELECT id FROM payout WHERE county = c AND id = ANY (ids) AND status = 'listed'));
  PERFORM refuse('FPSTA', '有 %s 笔救助金已发送银行，请待回盘；退票的可撤回，已发放的转审计核查、办理追回', ARRAY(
    SELECT id FROM payout WHERE county = c AND id = ANY (ids) AND status IN ('sent', 'paid')));
  PERFORM payout_uncontradicted(c, ids);
  suspended := ARRAY(SELECT id FROM payout WHERE county = c AND id = ANY (ids) AND status = 'returned' ORDER BY id);
  PERFORM payout_move(c, ids, '{assessed,announced,cleared,returned}', 'withdrawn');
  RETURN suspended;
END $$;

-- 由谁领取: the payee has died, the heir lives and is somebody else, and the money is not on its way.
CREATE OR REPLACE FUNCTION heir_name(c CHAR(6), of_payout BIGINT, names BIGINT, why TEXT, who BIGINT, with_salt BYTEA) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM payout_lock(c, ARRAY[of_payout]);
  IF NOT EXISTS (SELECT FROM payout WHERE county = c AND id = of_payout AND status NOT IN ('sent', 'paid', 'withdrawn')) THEN
    RAISE EXCEPTION '该笔救助金已发送、已发放或已撤回，不能再登记由谁领取，请刷新' USING ERRCODE = 'FPSTA', DETAIL = concat(of_payout);
  END IF;
  PERFORM staff_at_work(c, who, '{clerk}');
  IF NOT EXISTS (SELECT FROM payout p JOIN person e ON e.county = c AND e.id = p.payee WHERE p.county = c AND p.id = of_payout AND e.died_on IS NOT NULL) THEN
    RAISE EXCEPTION '领款人没有死亡登记，不能改由他人领取；确已去世的，请先登记' USING ERRCODE = 'FPDED', DETAIL = concat(of_payout);
  END IF;
  IF NOT EXISTS (SELECT FROM person WHERE county = c AND id = names AND died_on IS NULL) THEN
    RAISE EXCEPTION '所登记的人不在户籍名册，或已去世，请另选' USING ERRCODE = 'FPDED', DETAIL = concat(names);
  END IF;
  INSERT INTO heir SELECT c, of_payout, 1 + count(*), names, who, why, with_salt FROM heir WHERE county = c AND payout = of_payout;
END $$;

GRANT EXECUTE ON FUNCTION payout_withdraw, heir_name TO fangpin_app;

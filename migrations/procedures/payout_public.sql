-- Payouts on notices: what is payouts' own stands here, what is any notice's in publicity.sql.

-- No household is paid more in a policy year than the cap over all categories of the scheme that the payout was assessed by. What was assessed for it before and
-- stands has filled the cap; ids rise with time.
CREATE OR REPLACE FUNCTION payout_capped(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPFND', '有 %s 笔救助金超过方案规定的每户全年封顶，请撤回后重新查勘、核定', ARRAY(
    SELECT p.id FROM payout p JOIN adoption a ON a.county = c AND a.scheme = p.scheme AND a.household_year IS NOT NULL JOIN claim k ON k.county = c AND k.id = p.claim
    WHERE p.county = c AND p.id = ANY (ids) AND p.amount > a.household_year - COALESCE((
      SELECT sum(o.amount) FROM claim e JOIN payout o ON o.county = c AND o.claim = e.id
      WHERE e.county = c AND e.household = k.household AND o.fund = p.fund AND o.id < p.id AND o.status <> 'withdrawn'), 0)));
END $$;

-- A payout is announced as it was assessed, in the round that is filed, under the strictest days of its notice's schemes.
CREATE OR REPLACE FUNCTION payout_announce(c CHAR(6), no BIGINT, in_village BIGINT, on_date DATE, ids BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE t RECORD;
BEGIN
  PERFORM require_finite(on_date), payout_move(c, ids, '{assessed}', 'announced'), staff_at_work(c, who, '{clerk}');
  PERFORM payout_whole(c, ids);
  PERFORM claim_another(c, x.claims, x.adjusters) FROM (
    SELECT array_agg(p.claim) AS claims, array_agg(p.adjuster) AS adjusters FROM payout p WHERE p.county = c AND p.id = ANY (ids)) x;
  PERFORM refuse('FPDAT', '有 %s 笔救助金的备案日期晚于公示日期，请核对日期', ARRAY(
    SELECT p.id FROM payout p JOIN filing f ON f.county = c AND f.claim = p.claim AND f.round = p.round
    WHERE p.county = c AND p.id = ANY (ids) AND f.filed_on > on_date));
  PERFORM refuse('FPSUM', '有 %s 笔救助金的金额或核定人与核定结果不符，请撤回后重新查勘（新一轮）', ARRAY(
    SELECT p.id FROM payout p LEFT JOIN assessment a ON a.county = c AND a.claim = p.claim AND a.round = p.round
    WHERE p.county = c AND p.id = ANY (ids) GROUP BY p.id, p.amount
    HAVING sum(a.amount) IS DISTINCT FROM p.amount OR bool_or((a.assessed_by, a.scheme) IS DISTINCT FROM (p.assessed_by, p.scheme))));
  PERFORM refuse('FPPLC', '有 %s 笔救助金的领款人、自然村、资金或方案与案件不符，请撤回后重新查勘（新一轮）', ARRAY(
    SELECT p.id FROM payout p JOIN claim k ON k.county = c AND k.id = p.claim JOIN household h ON h.county = c AND h.id = k.household
    JOIN person e ON e.county = c AND e.id = p.payee WHERE p.county = c AND p.id = ANY (ids)
      AND (e.household, p.place, p.fund, p.scheme) IS DISTINCT FROM (h.id, h.place, k.policy, k.scheme)));
  PERFORM payout_capped(c, ids);
  SELECT array_agg(p.id ORDER BY r.n) AS ids, array_agg(p.place ORDER BY r.n) AS places, array_agg(p.amount ORDER BY r.n) AS amounts,
    max(s.days) AS days, bool_or(s.past_holiday) AS past_holiday, bool_or(s.past_weekend) AS past_weekend INTO t
  FROM unnest(ids) WITH ORDINALITY AS r (payout, n) JOIN payout p ON p.county = c AND p.id = r.payout JOIN scheme s ON s.county = c AND s.id = p.scheme;
  PERFORM publicity_notice(c, no, in_village, on_date, 'payout', t.ids, t.places, t.amounts, NULL, t.days, t.past_holiday, t.past_weekend);
END $$;

CREATE OR REPLACE FUNCTION payout_clear(c CHAR(6), ids BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM payout_move(c, ids, '{announced}', 'cleared'), staff_at_work(c, who, '{clerk}');
  PERFORM payout_unopposed(c, ids);
  PERFORM publicity_clear(c, ids);
END $$;

-- Somebody objects to a payout that was announced and can still be held back; whoever records it has the role for it. The payout is held from
-- before the objection's time until the deed ends: no door passes it over.
CREATE OR REPLACE FUNCTION payout_object(c CHAR(6), no BIGINT, of_payout BIGINT, in_words TEXT, on_date DATE, who BIGINT, with_salt BYTEA)
RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_finite(on_date), payout_lock(c, ARRAY[of_payout]);
  PERFORM staff_at_work(c, who, '{village,township,clerk}');
  IF NOT EXISTS (SELECT FROM payout WHERE county = c AND id = of_payout AND status IN ('announced', 'cleared', 'listed', 'returned')) THEN
    RAISE EXCEPTION '该笔救助金尚未公示，或已发送、已发放、已撤回，不能登记异议，请刷新' USING ERRCODE = 'FPSTA', DETAIL = concat(of_payout);
  END IF;
  PERFORM publicity_receive(c, no, 'payout', of_payout, in_words, on_date, who, with_salt);
END $$;

-- Whoever has to do with objections brings what speaks for or against one that is open.
CREATE OR REPLACE FUNCTION payout_prove(c CHAR(6), no BIGINT, with_file BYTEA, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE of_payout BIGINT := (SELECT payout FROM objection WHERE county = c AND id = no);
BEGIN
  PERFORM payout_lock(c, ARRAY[of_payout]);
  PERFORM staff_at_work(c, who, '{village,township,clerk}');
  IF of_payout IS NULL THEN RAISE EXCEPTION '没有这件对救助金的异议，请刷新后重选' USING ERRCODE = 'FPSTA', DETAIL = concat(no); END IF;
  PERFORM publicity_prove(c, no, with_file, who);
END $$;

-- The objection is decided once, by a township or a clerk who neither visited nor assessed nor spoke for the village, nor wrote it down; upheld, its payout is withdrawn, other
-- objections to it notwithstanding: each has its own answer. Answers as payout_withdraw.
CREATE OR REPLACE FUNCTION payout_decide(c CHAR(6), no BIGINT, uphold BOOLEAN, why TEXT, who BIGINT) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE of_payout BIGINT := (SELECT payout FROM objection WHERE county = c AND id = no);
BEGIN
  PERFORM payout_lock(c, ARRAY[of_payout]); -- before the objection's own row: every door takes the payout first
  IF of_payout IS NULL THEN RAISE EXCEPTION '没有这件对救助金的异议，请刷新后重选' USING ERRCODE = 'FPSTA', DETAIL = concat(no); END IF;
  PERFORM publicity_decide(c, no, uphold, why, who);
  PERFORM staff_at_work(c, who, '{township,clerk}');
  IF EXISTS (SELECT FROM payout_hands(c, ARRAY[of_payout]) WHERE part IN ('adjuster', 'village', 'assessor') AND human = human(c, who)) THEN
    RAISE EXCEPTION '查勘、村审核和核定的人不得处理本笔的异议（代他人办理的也算），请由另一位乡镇或县经办处理' USING ERRCODE = 'FPHND';
  END IF;
  PERFORM publicity_apart(c, no, who), payout_recused(c, ARRAY[of_payout], NULL, who);
  PERFORM signature_given(c, CASE WHEN uphold THEN 'payouts.uphold' ELSE 'payouts.dismiss' END, '', who, '{township,clerk}', 'objection/' || no,
    signature_text((SELECT salt FROM objection WHERE county = c AND id = no), 'reason', why), NULL);
  IF uphold THEN
    INSERT INTO recusal (county, claim, round, adjuster) SELECT c, p.claim, p.round, p.adjuster FROM payout p WHERE p.county = c AND p.id = of_payout ON CONFLICT DO NOTHING;
    RETURN payout_take_back(c, ARRAY[of_payout]);
  END IF;
  RETURN '{}';
END $$;

GRANT EXECUTE ON FUNCTION payout_announce, payout_clear, payout_object, payout_prove, payout_decide TO fangpin_app;

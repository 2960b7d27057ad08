-- 撤销案件, for good: its event and its bills are free for another claim, which this one may not come back beside.
CREATE OR REPLACE FUNCTION claim_void(c CHAR(6), ids BIGINT[], why TEXT, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE moved BIGINT[];
BEGIN
  PERFORM require_few(ids), staff_at_work(c, who, '{clerk}');
  WITH m AS (
    UPDATE claim SET void_reason = why WHERE county = c AND id = ANY (ids) AND void_reason IS NULL AND why IS NOT NULL RETURNING id
  ) SELECT array_agg(id) INTO moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 件案件重复、不存在或已撤销，请刷新后重选', ARRAY(SELECT unnest(ids) EXCEPT ALL SELECT unnest(moved)));
END $$;

-- 更正户标签登记: no claim rests on it. Whether a household is insured, and in which class, goes by its labels on the day of the event; a claim that was
-- screened while the mistake stood is voided first, for which its money must not have gone out.
CREATE OR REPLACE FUNCTION label_correct(c CHAR(6), no BIGINT, of_kind TEXT, of_label BIGINT, who BIGINT, why TEXT, with_salt BYTEA) RETURNS void LANGUAGE plpgsql AS $$
DECLARE x correction;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('claims.screen ' || c)); -- no screening reads the label while it is corrected
  PERFORM household_lock(c, ARRAY(SELECT household FROM label WHERE county = c AND id = of_label));
  IF of_kind NOT IN ('label', 'label_end') THEN RAISE EXCEPTION '没有可更正的登记，请刷新' USING ERRCODE = 'FPSTA', DETAIL = concat(of_label); END IF;
  x := correction_enter(c, no, of_kind, of_label, who, why, with_salt);
  PERFORM refuse('FPSTA', '本户有 %s 件案件是按这项户标签登记比对立案的，请先撤销案件（救助金已发放的不能更正，转审计核查、办理追回）', ARRAY(
    SELECT k.id FROM claim k WHERE k.county = c AND k.household = x.household AND k.void_reason IS NULL AND k.event_on > COALESCE(x.to_on, (SELECT to_on FROM label WHERE county = c AND id = of_label))
      AND (SELECT min(leaf) FROM history(c, '{claim}', ARRAY[k.id::TEXT])) < x.deed IS NOT TRUE));
END $$;

-- Who has which part in the rounds of claims, up to their filing: the n-th claim and round are one. Whoever stood in for a colleague acted all
-- the same, and who spoke for the village in an earlier round spoke for this household: a new visit does not make them another person.
CREATE OR REPLACE FUNCTION claim_hands(c CHAR(6), claims BIGINT[], rounds INT[]) RETURNS TABLE (claim BIGINT, part TEXT, human BIGINT)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  WITH r AS (SELECT DISTINCT u.claim, u.round FROM unnest(claims, rounds) AS u (claim, round)), did AS (
    SELECT x.claim, 'adjuster' AS part, x.adjuster AS staff FROM r JOIN finding x ON x.county = c AND x.claim = r.claim AND x.round = r.round
    UNION SELECT x.claim, 'village', x.by_staff FROM r JOIN endorsement x ON x.county = c AND x.claim = r.claim AND x.round <= r.round
    UNION SELECT x.claim, 'village', x.by_staff FROM r JOIN village_return x ON x.county = c AND x.claim = r.claim AND x.round <= r.round
    UNION SELECT x.claim, 'township', x.by_staff FROM r JOIN review x ON x.county = c AND x.claim = r.claim AND x.round = r.round
    UNION SELECT x.claim, 'clerk', x.filed_by FROM r JOIN filing x ON x.county = c AND x.claim = r.claim AND x.round = r.round
  ), known AS MATERIALIZED (SELECT s.staff, human(c, s.staff) AS human FROM (SELECT DISTINCT staff FROM did) s)
  SELECT DISTINCT did.claim, did.part, known.human FROM did JOIN known USING (staff);
END $$;

-- Whoever takes a part in the round that claims are in has no other in it, nor spoke for the village in one before; and none in a claim of their own
-- household. The verbs ask before they write.
CREATE OR REPLACE FUNCTION claim_apart(c CHAR(6), ids BIGINT[], act TEXT, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPHND', '有 %s 件案件您已办理过另一环节：查勘、村审核、乡镇审核、备案、核定须由不同的人办理，代他人办理的也算。请由另一位同事办理', ARRAY(
    SELECT DISTINCT h.claim FROM claim_hands(c, ids, ARRAY(SELECT k.round FROM unnest(ids) WITH ORDINALITY AS u (id, n)
      LEFT JOIN claim k ON k.county = c AND k.id = u.id ORDER BY u.n)) h
    WHERE h.part <> act AND h.human = (SELECT human(c, who))));
  PERFORM refuse('FPHND', '有 %s 件案件是您本人或同户家人的，须回避，请由另一位同事办理', ARRAY(
    SELECT id FROM claim WHERE county = c AND id = ANY (ids) AND household = (SELECT own_household(c, who))));
END $$;

-- An adjuster who is recused from a claim visits for it no more, in whatever name, nor does one whose own household's it is. The n-th claim and adjuster
-- are one. The verbs ask before they entrust, and announcing asks again before money follows.
CREATE OR REPLACE FUNCTION claim_another(c CHAR(6), ids BIGINT[], adjusters BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPHND', '有 %s 件案件的异议已成立，不能再由原查勘员查勘（代他人查勘的也算），请换一名查勘员', ARRAY(
    SELECT DISTINCT u.claim FROM unnest(ids, adjusters) AS u (claim, adjuster) JOIN recusal x ON x.county = c AND x.claim = u.claim
    WHERE human(c, x.adjuster) = human(c, u.adjuster)));
  PERFORM refuse('FPHND', '有 %s 件案件是所选查勘员本人或同户家人的，须回避，请换一名查勘员', ARRAY(
    SELECT u.claim FROM (SELECT adjuster, own_household(c, adjuster) AS home FROM (SELECT DISTINCT unnest(adjusters) AS adjuster) a) h
    JOIN claim k ON k.county = c AND k.id = ANY (ids) AND k.household = h.home
    JOIN unnest(ids, adjusters) AS u (claim, adjuster) ON u.claim = k.id AND u.adjuster = h.adjuster));
END $$;

-- 停用 of members in whose hands no visit is left: each was given to another adjuster before. Whoever entrusts holds the adjuster at work
-- (staff_missing), and comes before, or finds them gone.
CREATE OR REPLACE FUNCTION staff_leave(c CHAR(6), ids BIGINT[], t TIMESTAMPTZ, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_read_committed(), require_finite(t), require_few(ids), staff_hold(c, ids || who), staff_at_work(c, who, '{system_admin}');
  PERFORM refuse('FPSTA', '该人员名下还有 %s 件在办的查勘案件，请先由县经办全部改派给其他查勘员，再停用', ARRAY(
    SELECT k.id FROM assignment a JOIN claim k ON k.county = c AND k.id = a.claim AND k.round = a.round AND k.turn = a.turn
    WHERE a.county = c AND a.adjuster = ANY (ids) AND k.status = 'entrusted' AND k.void_reason IS NULL ORDER BY k.id));
  PERFORM staff_disable(c, ids, t);
END $$;

GRANT EXECUTE ON FUNCTION claim_another, claim_apart, claim_void, label_correct, staff_leave TO fangpin_app;

-- 回盘矛盾处理: the bank called paid what it had called returned. Two persons, neither of them a sender of that payment, say by its document which it was.

-- Nobody who sent one of the payments, in whatever name.
CREATE OR REPLACE FUNCTION payout_unsent(c CHAR(6), of_payout BIGINT, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPHND', '该笔由您本人发送银行，回盘矛盾须由其他人处理', ARRAY(
    SELECT of_payout WHERE EXISTS (SELECT FROM instruction i JOIN batch b ON b.county = c AND b.id = i.batch
      WHERE i.county = c AND i.payout = of_payout AND b.sent_by IN (SELECT same_human(c, who)))));
END $$;

-- Proposes what a row says of a line that still contradicts. Its payout is held meanwhile.
CREATE OR REPLACE FUNCTION resolution_propose(c CHAR(6), of_act TEXT, ids BIGINT[], subjects BIGINT[], digests BYTEA[], salts BYTEA[], who BIGINT)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE r RECORD;
BEGIN
  FOR r IN SELECT s.id, s.answer, s.line, s.asked_by, l.payout FROM resolution s JOIN answer_line l ON l.county = c AND l.answer = s.answer AND l.line = s.line
    WHERE s.county = c AND s.id = ANY (subjects) ORDER BY l.payout LOOP
    PERFORM payout_lock(c, ARRAY[r.payout]);
    PERFORM payout_unsent(c, r.payout, who);
    PERFORM refuse('FPSTA', '该行回盘没有待处理的矛盾，请刷新', ARRAY(
      SELECT r.payout WHERE r.asked_by <> who OR NOT EXISTS (SELECT FROM contradiction WHERE county = c AND answer = r.answer AND line = r.line)));
    PERFORM refuse('FPSTA', '该行回盘的处理已提出，正在等待核定，不必重复提出', ARRAY(
      SELECT r.payout FROM resolution o JOIN proposal p ON p.county = c AND p.act = 'resolution' AND p.subject = o.id
      WHERE o.county = c AND o.answer = r.answer AND o.line = r.line AND p.confirmed IS NULL AND p.expires_at > clock_timestamp()));
  END LOOP;
  PERFORM proposal_enter(c, 'resolution', ids, subjects, digests, salts, who);
END $$;

-- Decides it, signed by who confirms. Paid: the attempt was paid after all. Where the money still lies in suspense the payout is paid by it; where another attempt was
-- paid, or the money went back to the fund, it was paid twice, and is to be recovered. While an attempt is on its way, nobody can say which. Answers the proposal.
CREATE OR REPLACE FUNCTION resolution_confirm(c CHAR(6), of_resolution BIGINT, seen BYTEA, who BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE r resolution; l answer_line; i instruction; stood TEXT; decided BIGINT[];
BEGIN
  SELECT * INTO r FROM resolution WHERE county = c AND id = of_resolution;
  SELECT * INTO l FROM answer_line WHERE county = c AND answer = r.answer AND line = r.line;
  PERFORM payout_lock(c, ARRAY[l.payout]);
  PERFORM staff_at_work(c, who, '{approver}'), probation_over(c, who, '{approver}'), payout_unsent(c, l.payout, who);
  PERFORM payout_recused(c, ARRAY[l.payout], ARRAY[(SELECT account FROM instruction WHERE county = c AND payout = l.payout AND attempt = l.attempt)], who);
  PERFORM refuse('FPSTA', '该行回盘没有待处理的矛盾，请刷新', ARRAY(
    SELECT of_resolution WHERE NOT EXISTS (SELECT FROM contradiction WHERE county = c AND answer = r.answer AND line = r.line)));
  SELECT * INTO i FROM instruction WHERE county = c AND payout = l.payout AND attempt = l.attempt;
  SELECT status INTO stood FROM payout WHERE county = c AND id = l.payout;
  IF r.paid THEN
    IF stood = 'sent' THEN
      RAISE EXCEPTION '该笔另有一次打款尚无结果，请待银行回盘后再核定' USING ERRCODE = 'FPCON', DETAIL = concat(l.payout);
    ELSIF stood = 'listed' THEN
      RAISE EXCEPTION '该笔已列入重新支付花名册，请先作废该册再核定为已到账' USING ERRCODE = 'FPCON', DETAIL = concat(l.payout);
    END IF;
    UPDATE instruction SET status = CASE stood WHEN 'returned' THEN 'paid' ELSE 'twice' END
    WHERE county = c AND payout = l.payout AND attempt = l.attempt AND status = 'returned';
    IF NOT FOUND THEN RAISE EXCEPTION '该次打款已不是退票，请刷新' USING ERRCODE = 'FPSTA', DETAIL = concat(l.payout); END IF;
    UPDATE payout SET status = 'paid' WHERE county = c AND id = l.payout AND status = 'returned';
  END IF;
  decided := proposal_confirm(c, 'resolution', ARRAY[of_resolution], ARRAY[seen], who);
  PERFORM refuse('FPSTA', '这项处理没有提出，请刷新', ARRAY(SELECT of_resolution WHERE cardinality(decided) IS DISTINCT FROM 1));
  PERFORM signature_given(c, 'payouts.resolve', '', who, '{approver}', 'resolution/' || of_resolution, seen, i.amount);
  RETURN decided[1];
END $$;

GRANT EXECUTE ON FUNCTION resolution_propose TO fangpin_app;
GRANT EXECUTE ON FUNCTION resolution_confirm TO fangpin_gate;

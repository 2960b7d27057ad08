CREATE OR REPLACE FUNCTION batch_instruct(c CHAR(6), no BIGINT, from_list BIGINT, ids BIGINT[], accounts BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM staff_at_work(c, who, '{sender}'), probation_over(c, who, '{sender}');
  PERFORM payout_payable(c, ids, accounts);
  PERFORM list_sign(c, from_list, ARRAY[who], 'sender');
  PERFORM refuse('FPHND', '有 %s 个账户由发送人本人录入或复核，请换人发送', ARRAY(
    SELECT account FROM confirmation WHERE county = c AND account = ANY (accounts)
      AND (entered_by IN (SELECT same_human(c, who)) OR confirmed_by IN (SELECT same_human(c, who)))));
  PERFORM payout_unspoken(c, ids, who), payout_recused(c, ids, accounts, who);
  INSERT INTO batch VALUES (c, no, from_list, who, clock_timestamp());
  INSERT INTO instruction (county, payout, attempt, batch, amount, account)
  SELECT c, l.payout, 1 + COALESCE(i.attempts, 0), no, l.amount, r.account
  FROM unnest(ids, accounts) AS r (payout, account)
  JOIN list_row l ON l.county = c AND l.list = from_list AND l.payout = r.payout
  LEFT JOIN (SELECT payout, count(*) AS attempts FROM instruction WHERE county = c AND payout = ANY (ids) GROUP BY payout) i ON i.payout = r.payout;
END $$;

-- One instruction per row, all at once, once, signed.
CREATE OR REPLACE FUNCTION batch_send(c CHAR(6), no BIGINT, from_list BIGINT, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE l list := list_lock(c, from_list, '{approved}'); ids BIGINT[]; accounts BIGINT[];
BEGIN
  SELECT array_agg(payout), array_agg(account) INTO ids, accounts FROM list_row WHERE county = c AND list = from_list;
  PERFORM payout_move(c, ids, '{listed}', 'sent');
  PERFORM batch_instruct(c, no, from_list, ids, accounts, who);
  UPDATE list SET status = 'sent' WHERE county = c AND id = from_list;
  PERFORM signature_given(c, 'payouts.send', '', who, '{sender}', 'list/' || from_list, l.digest, l.total);
END $$;

-- Line n of the file is the n-th of each array. A line that breaks changes nothing and waits for a person (for two, where it calls paid what was
-- returned); a file read before changes nothing at all, and answers false.
CREATE OR REPLACE FUNCTION answer_settle(c CHAR(6), of_file BYTEA, no BIGINT, ids BIGINT[], attempts INT[], amounts NUMERIC[], outcomes TEXT[], words TEXT[],
  who BIGINT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$ BEGIN
  PERFORM staff_at_work(c, who, '{sender,clerk}');
  PERFORM refuse('FPSTA', '回盘没有明细，请向银行核对', ARRAY(SELECT 0 WHERE COALESCE(cardinality(ids), 0) = 0));
  PERFORM payout_lock(c, ids); -- before the answer has its time: whoever decides a contradiction decides of what came before
  INSERT INTO answer VALUES (c, of_file, no, clock_timestamp()) ON CONFLICT (county, file) DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO answer_line
  SELECT c, no, r.line, r.payout, r.attempt, r.amount, r.outcome, r.words, CASE
    WHEN i.payout IS NULL THEN 'unknown_instruction' WHEN i.status = 'returned' AND r.outcome = 'paid' THEN 'contradicted' WHEN i.status NOT IN ('sent', 'unknown') THEN 'already_settled' WHEN r.nth > 1 THEN 'repeated'
    WHEN i.amount IS DISTINCT FROM r.amount THEN 'amount_differs' WHEN r.outcome IN ('paid', 'returned', 'unknown') THEN NULL ELSE 'outcome_unknown' END
  FROM (SELECT *, row_number() OVER (PARTITION BY payout, attempt ORDER BY line) AS nth
        FROM unnest(ids, attempts, amounts, outcomes, words) WITH ORDINALITY AS u (payout, attempt, amount, outcome, words, line)) r
  LEFT JOIN instruction i ON i.county = c AND i.payout = r.payout AND i.attempt = r.attempt;
  UPDATE instruction i SET status = l.outcome FROM answer_line l
  WHERE l.county = c AND l.answer = no AND l.break IS NULL AND i.county = c AND i.payout = l.payout AND i.attempt = l.attempt;
  UPDATE payout p SET status = l.outcome FROM answer_line l
  WHERE l.county = c AND l.answer = no AND l.break IS NULL AND l.outcome <> 'unknown' AND p.county = c AND p.id = l.payout;
  RETURN true;
END $$;

-- A person admits one kind of break: the bank returned what it had called paid before that line came. Where another attempt was paid as well, what came
-- back is what was paid twice, and the payout stays paid; else the payout came back. Answers the payout.
CREATE OR REPLACE FUNCTION answer_admit(c CHAR(6), of_answer BIGINT, no INT, who BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE l answer_line; was TEXT; other INT;
BEGIN
  SELECT * INTO l FROM answer_line WHERE county = c AND answer = of_answer AND line = no;
  PERFORM payout_lock(c, ARRAY[l.payout]);
  PERFORM staff_at_work(c, who, '{clerk}'), probation_over(c, who, '{clerk}'), payout_recused(c, ARRAY[l.payout], NULL, who);
  UPDATE answer_line SET admitted_by = who WHERE county = c AND answer = of_answer AND line = no AND break = 'already_settled' AND outcome = 'returned'
    AND admitted_by IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION '该行不是待处理的退票，或已处理，请刷新' USING ERRCODE = 'FPSTA'; END IF;
  SELECT status INTO was FROM instruction WHERE county = c AND payout = l.payout AND attempt = l.attempt AND amount = l.amount AND status IN ('paid', 'twice');
  IF was IS NULL THEN RAISE EXCEPTION '该行不是对已付款项的等额退票，请核对' USING ERRCODE = 'FPSTA'; END IF;
  SELECT max(attempt) INTO other FROM instruction WHERE county = c AND payout = l.payout AND status = 'twice' AND was = 'paid';
  UPDATE instruction SET status = 'returned' WHERE county = c AND payout = l.payout AND attempt = l.attempt;
  IF other IS NOT NULL THEN UPDATE instruction SET status = 'paid' WHERE county = c AND payout = l.payout AND attempt = other;
  ELSIF was = 'paid' THEN PERFORM payout_move(c, ARRAY[l.payout], '{paid}', 'returned');
  END IF;
  PERFORM signature_given(c, 'payouts.admit', '', who, '{clerk}', concat('answer_line/', of_answer, '/', no),
    signature_digest(ARRAY[l.payout], ARRAY[concat(l.attempt, ' ', l.amount)]), l.amount);
  RETURN l.payout;
END $$;

-- A further batch of the same approved list, of what the bank returned, never called paid, and to the account that was approved. Anything else goes on a list
-- of its own (list_compose_again), and what went there comes back only on that.
CREATE OR REPLACE FUNCTION batch_reissue(c CHAR(6), no BIGINT, from_list BIGINT, ids BIGINT[], accounts BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM list_lock(c, from_list, '{sent}');
  PERFORM refuse('FPSTA', '有 %s 笔救助金不在该花名册上，或已改列其他花名册，请按原册补发', ARRAY(
    SELECT unnest(ids) EXCEPT SELECT r.payout FROM list_row r WHERE r.county = c AND r.list = from_list AND r.payout = ANY (ids) AND from_list = (
      SELECT b.list FROM instruction i JOIN batch b ON b.county = c AND b.id = i.batch WHERE i.county = c AND i.payout = r.payout ORDER BY i.attempt DESC LIMIT 1)));
  PERFORM payout_move(c, ids, '{returned}', 'sent');
  PERFORM batch_instruct(c, no, from_list, ids, accounts, who);
  PERFORM refuse('FPACC', '有 %s 笔救助金的收款账户不是审批时的账户，不能按原册补发，请编制重新支付花名册', ARRAY(
    SELECT r.payout FROM unnest(ids, accounts) AS r (payout, account) JOIN list_row l ON l.county = c AND l.list = from_list AND l.payout = r.payout
    WHERE r.account <> l.account));
  PERFORM refuse('FPCON', '有 %s 笔救助金银行曾答复到账，不能按原册补发，请编制重新支付花名册', ARRAY(
    SELECT DISTINCT payout FROM answer_line WHERE county = c AND payout = ANY (ids) AND outcome = 'paid' AND break IS DISTINCT FROM 'unknown_instruction'));
  PERFORM signature_given(c, 'payouts.reissue', '', who, '{sender}', 'list/' || from_list, signature_digest(ids, accounts::TEXT[]),
    (SELECT sum(amount) FROM list_row WHERE county = c AND list = from_list AND payout = ANY (ids)));
END $$;

GRANT EXECUTE ON FUNCTION answer_settle TO fangpin_app;
GRANT EXECUTE ON FUNCTION batch_send, answer_admit, batch_reissue TO fangpin_gate;

CREATE OR REPLACE FUNCTION list_lock(c CHAR(6), no BIGINT, was TEXT[]) RETURNS list LANGUAGE plpgsql AS $$
DECLARE l list;
BEGIN
  PERFORM require_read_committed();
  SELECT * INTO l FROM list WHERE county = c AND id = no AND status = ANY (was) FOR UPDATE;
  IF l.id IS NULL THEN
    RAISE EXCEPTION '花名册不在这一步（可能刚被审批、发送或作废），请刷新' USING ERRCODE = 'FPSTA', DETAIL = no::text;
  END IF;
  RETURN l;
END $$;

-- Each of the people has this part in the list, and no other: not by another account either.
CREATE OR REPLACE FUNCTION list_sign(c CHAR(6), no BIGINT, people BIGINT[], act TEXT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO hand SELECT DISTINCT c, no, unnest(people), act, clock_timestamp() ON CONFLICT (county, list, person) DO NOTHING;
  PERFORM refuse('FPHND', '有 %s 人在本花名册已担任另一环节，请换人办理或分册', ARRAY(
    SELECT p FROM unnest(people) AS p WHERE human(c, p) IN (SELECT human(c, person) FROM hand WHERE county = c AND list = no AND part <> act)));
END $$;

-- Whoever spoke for the village of one of the payouts, for it or against, in whatever name and round, has no part in their money. Only what villages said is
-- asked, and only of this person: it is asked at each of a list's four turns.
CREATE OR REPLACE FUNCTION payout_unspoken(c CHAR(6), ids BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPHND', '有 %s 件案件的村审核由您本人办理（代他人办理的也算），不能再编制、审批或发送其花名册，请换人办理或分册', ARRAY(
    SELECT p.claim FROM payout p JOIN endorsement x ON x.county = c AND x.claim = p.claim AND x.round <= p.round
    WHERE p.county = c AND p.id = ANY (ids) AND x.by_staff IN (SELECT same_human(c, who))
    UNION
    SELECT p.claim FROM payout p JOIN village_return x ON x.county = c AND x.claim = p.claim AND x.round <= p.round
    WHERE p.county = c AND p.id = ANY (ids) AND x.by_staff IN (SELECT same_human(c, who))));
END $$;

-- What the fund can still pay: its premium, less the lists that took from it, more what was given up after a return. A list of what is paid again takes
-- nothing from it.
CREATE OR REPLACE FUNCTION fund_left(c CHAR(6), of_fund BIGINT) RETURNS NUMERIC LANGUAGE sql AS $$
  SELECT (SELECT COALESCE(sum(amount), 0) FROM premium WHERE county = c AND fund = of_fund)
       - (SELECT COALESCE(sum(total), 0) FROM list WHERE county = c AND fund = of_fund AND status IN ('approved', 'sent') AND again IS NOT TRUE)
       + (SELECT COALESCE(sum(r.amount), 0) FROM list l JOIN list_row r ON r.county = c AND r.list = l.id
          JOIN payout p ON p.county = c AND p.id = r.payout
          WHERE l.county = c AND l.fund = of_fund AND l.status = 'sent' AND l.again IS NOT TRUE AND p.status = 'withdrawn')
$$;

-- A list never changes: its number, rows, total and digest are fixed here. Who composes waits for whoever is composing: numbers are gapless.
CREATE OR REPLACE FUNCTION list_enter(c CHAR(6), no BIGINT, on_date DATE, ids BIGINT[], accounts BIGINT[], who BIGINT, anew BOOLEAN) RETURNS void LANGUAGE plpgsql AS $$
DECLARE adjusters BIGINT[]; assessors BIGINT[]; clerks BIGINT[];
BEGIN
  PERFORM refuse('FPDAT', '花名册的日期应为编制当日，请核对', ARRAY(
    SELECT no WHERE on_date NOT BETWEEN DATE '2000-01-01' AND (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE + 1));
  PERFORM staff_at_work(c, who, '{clerk}');
  PERFORM payout_payable(c, ids, accounts);
  PERFORM payout_whole(c, ids), payout_unspoken(c, ids, who), payout_recused(c, ids, accounts, who);
  PERFORM FROM policy WHERE county = c ORDER BY id FOR NO KEY UPDATE;
  INSERT INTO list (county, id, fund, dated, rows, total, digest, year, serial, again)
  SELECT c, no, min(p.fund), on_date, count(*), sum(p.amount),
         sha256(convert_to(string_agg(concat_ws(' ', r.n, p.id, p.amount, r.account), ';' ORDER BY r.n), 'UTF8')), EXTRACT(YEAR FROM on_date)::int,
         1 + (SELECT COALESCE(max(l.serial), 0) FROM list l WHERE l.county = c AND l.year = EXTRACT(YEAR FROM on_date)::int), anew
  FROM unnest(ids, accounts) WITH ORDINALITY AS r (payout, account, n) JOIN payout p ON p.county = c AND p.id = r.payout;
  PERFORM refuse('FPFND', '有 %s 笔救助金属于另一保单年度的资金，请分册', ARRAY(
    SELECT p.id FROM payout p JOIN list l ON l.county = c AND l.id = no WHERE p.county = c AND p.id = ANY (ids) AND p.fund <> l.fund));
  INSERT INTO list_row SELECT c, no, r.n, p.id, p.amount, r.account
  FROM unnest(ids, accounts) WITH ORDINALITY AS r (payout, account, n) JOIN payout p ON p.county = c AND p.id = r.payout;
  SELECT array_agg(DISTINCT p.adjuster), array_agg(DISTINCT p.assessed_by), array_agg(DISTINCT f.filed_by) || who INTO adjusters, assessors, clerks
  FROM payout p JOIN filing f ON f.county = c AND f.claim = p.claim AND f.round = p.round WHERE p.county = c AND p.id = ANY (ids);
  PERFORM list_sign(c, no, adjusters, 'adjuster'), list_sign(c, no, assessors, 'assessor'), list_sign(c, no, clerks, 'clerk');
  PERFORM list_flag_find(c, no, true);
END $$;

-- 编制: of what was cleared and never ordered.
CREATE OR REPLACE FUNCTION list_compose(c CHAR(6), no BIGINT, on_date DATE, ids BIGINT[], accounts BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_finite(on_date), payout_move(c, ids, '{cleared}', 'listed');
  PERFORM list_enter(c, no, on_date, ids, accounts, who, false);
END $$;

-- 重新支付: of what the bank returned. The list that it came from lets go of it: it is ordered again only by this one.
CREATE OR REPLACE FUNCTION list_compose_again(c CHAR(6), no BIGINT, on_date DATE, ids BIGINT[], accounts BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_finite(on_date), payout_move(c, ids, '{returned}', 'listed');
  PERFORM list_enter(c, no, on_date, ids, accounts, who, true);
END $$;

-- Answers the status the list had: an approved one is in the books.
CREATE OR REPLACE FUNCTION list_void(c CHAR(6), no BIGINT, why TEXT, who BIGINT, with_salt BYTEA) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE l list := list_lock(c, no, '{composed,approved}');
BEGIN
  PERFORM staff_at_work(c, who, '{clerk,approver}');
  PERFORM payout_move(c, ARRAY(SELECT payout FROM list_row WHERE county = c AND list = no), '{listed}',
    CASE WHEN l.again THEN 'returned' ELSE 'cleared' END);
  UPDATE list SET status = 'void' WHERE county = c AND id = no;
  INSERT INTO list_void VALUES (c, no, who, why, with_salt);
  RETURN l.status;
END $$;

-- The first approval and, by another person, the second: of the digest and total they saw, and of what they answered to what is odd, each signed.
CREATE OR REPLACE FUNCTION list_approve(c CHAR(6), no BIGINT, seen_digest BYTEA, seen_total NUMERIC, who BIGINT) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE l list := list_lock(c, no, '{composed}'); ids BIGINT[]; accounts BIGINT[]; turn TEXT := 'first';
BEGIN
  PERFORM staff_at_work(c, who, '{approver}'), probation_over(c, who, '{approver}');
  IF (l.digest, l.total) IS DISTINCT FROM (seen_digest, seen_total) THEN
    RAISE EXCEPTION '花名册与您核对的不一致（现为 % 笔 % 元），请重新核对', l.rows, l.total USING ERRCODE = 'FPSUM';
  END IF;
  SELECT array_agg(payout), array_agg(account) INTO ids, accounts FROM list_row WHERE county = c AND list = no;
  PERFORM payout_payable(c, ids, accounts);
  PERFORM payout_unspoken(c, ids, who), payout_recused(c, ids, accounts, who);
  PERFORM list_flag_find(c, no, false);
  PERFORM FROM premium WHERE county = c AND fund = l.fund ORDER BY id FOR UPDATE; -- two lists at once may not spend the same money
  IF l.again IS NOT TRUE AND l.total > fund_left(c, l.fund) THEN
    RAISE EXCEPTION '资金余额不足以支付本花名册 % 元，请先补足保费或减少本册', l.total USING ERRCODE = 'FPFND';
  END IF;
  IF EXISTS (SELECT FROM hand WHERE county = c AND list = no AND part = 'first') THEN
    turn := 'second';
    UPDATE list SET status = 'approved' WHERE county = c AND id = no;
  END IF;
  PERFORM list_sign(c, no, ARRAY[who], turn);
  PERFORM signature_given(c, 'payouts.approve', turn, who, '{approver}', 'list/' || no, l.digest, l.total, list_flag_answered(c, no, who));
  RETURN turn;
END $$;

GRANT EXECUTE ON FUNCTION list_compose, list_compose_again, list_void TO fangpin_app;
GRANT EXECUTE ON FUNCTION list_approve TO fangpin_gate;

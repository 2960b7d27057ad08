-- The doors: the rules of money and time that hold across rows, whoever asks. Each locks first and judges after: under READ
-- COMMITTED the next statement sees what was committed while it waited. Time is the database's, never the caller's. Who did it
-- and why is the deed's; a door takes a person only where it judges hands. A door refuses whole: nothing is half-done.
--
-- SQLSTATEs: FPSTA step · FPHND hands · FPOBJ objection · FPCLK clock · FPCAL calendar · FPPLC place · FPDAT date
--            FPDED payee died · FPACC account · FPSUM digest, total · FPFND fund · FPISO isolation

-- +goose Up
SET LOCAL search_path = fangpin;

-- Helpers: not for the app ---------------------------------------------------------------------------------------------------

-- FOR UPDATE, because an objection being received holds its payout FOR KEY SHARE; READ COMMITTED, because an older snapshot
-- would judge without what was committed while it waited.
-- +goose StatementBegin
CREATE FUNCTION hold(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPISO', '此操作须在 READ COMMITTED 事务中进行', ARRAY(SELECT 0 WHERE current_setting('transaction_isolation') <> 'read committed'));
  PERFORM FROM payout WHERE county = c AND id = ANY (ids) ORDER BY id FOR UPDATE;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION move(c CHAR(6), ids BIGINT[], was TEXT[], becomes TEXT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE moved BIGINT[];
BEGIN
  PERFORM refuse('FPSTA', '没有选中任何救助金，请先选择', ARRAY(SELECT 0 WHERE COALESCE(cardinality(ids), 0) = 0));
  PERFORM hold(c, ids);
  WITH m AS (UPDATE payout SET status = becomes WHERE county = c AND id = ANY (ids) AND status = ANY (was) RETURNING id)
  SELECT array_agg(id) INTO moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 笔救助金重复或已不在这一步，请刷新后重选', ARRAY(SELECT unnest(ids) EXCEPT ALL SELECT unnest(moved)));
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION take(c CHAR(6), no BIGINT, was TEXT[]) RETURNS list LANGUAGE plpgsql AS $$
DECLARE l list;
BEGIN
  PERFORM hold(c, '{}');
  SELECT * INTO l FROM list WHERE county = c AND id = no AND status = ANY (was) FOR UPDATE;
  IF l.id IS NULL THEN
    RAISE EXCEPTION '花名册不在这一步（可能刚被审批、发送或作废），请刷新' USING ERRCODE = 'FPSTA', DETAIL = no::text;
  END IF;
  RETURN l;
END $$;
-- +goose StatementEnd

-- Whoever acts is at work here, in a role that this is for.
-- +goose StatementBegin
CREATE FUNCTION works(c CHAR(6), who BIGINT, roles TEXT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT FROM staff WHERE county = c AND id = who AND role = ANY (roles) AND disabled_at IS NULL) THEN
    RAISE EXCEPTION '办理人不在岗，或本环节不由其角色办理，请换在岗的经办人员' USING ERRCODE = 'FPHND', DETAIL = concat(who);
  END IF;
END $$;
-- +goose StatementEnd

-- Each of the people has this part in the list, and no other.
-- +goose StatementBegin
CREATE FUNCTION sign(c CHAR(6), no BIGINT, people BIGINT[], act TEXT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO hand SELECT DISTINCT c, no, unnest(people), act, clock_timestamp() ON CONFLICT (county, list, person) DO NOTHING;
  PERFORM refuse('FPHND', '有 %s 人在本花名册已担任另一环节，请换人办理或分册', ARRAY(
    SELECT unnest(people) EXCEPT SELECT person FROM hand WHERE county = c AND list = no AND part = act));
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION unopposed(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPOBJ', '有 %s 笔救助金的异议尚未处理，请先作出处理决定', ARRAY(
    SELECT DISTINCT payout FROM objection WHERE county = c AND payout = ANY (ids) AND upheld IS NULL));
END $$;
-- +goose StatementEnd

-- No open objection; the payee lives, or the newest decision names who receives; the account is theirs and confirmed by a second person.
-- +goose StatementBegin
CREATE FUNCTION payable(c CHAR(6), ids BIGINT[], accounts BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM unopposed(c, ids);
  PERFORM refuse('FPDED', '有 %s 笔救助金的领款人已去世，请先登记由谁领取', ARRAY(
    SELECT p.id FROM payout p JOIN person e ON e.county = c AND e.id = p.payee
    WHERE p.county = c AND p.id = ANY (ids) AND e.died_on IS NOT NULL AND NOT EXISTS (SELECT FROM heir h WHERE h.county = c AND h.payout = p.id)));
  PERFORM refuse('FPACC', '有 %s 笔救助金的账户不属于领款人，或未经第二人复核，请先更正、复核', ARRAY(
    SELECT unnest(ids) EXCEPT
    SELECT r.payout FROM unnest(ids, accounts) AS r (payout, account)
    JOIN confirmation f ON f.county = c AND f.account = r.account JOIN account a ON a.county = c AND a.id = r.account
    JOIN person o ON o.county = c AND o.id = a.person AND o.died_on IS NULL
    JOIN payout p ON p.county = c AND p.id = r.payout JOIN person e ON e.county = c AND e.id = p.payee
    WHERE o.id = e.id
       OR e.died_on IS NOT NULL AND o.id = (SELECT h.person FROM heir h WHERE h.county = c AND h.payout = p.id ORDER BY h.n DESC LIMIT 1)));
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION instruct(c CHAR(6), no BIGINT, from_list BIGINT, ids BIGINT[], accounts BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM works(c, who, '{sender}');
  PERFORM payable(c, ids, accounts);
  PERFORM sign(c, from_list, ARRAY[who], 'sender');
  PERFORM refuse('FPHND', '有 %s 个账户由发送人本人录入或复核，请换人发送', ARRAY(
    SELECT account FROM confirmation WHERE county = c AND account = ANY (accounts) AND who IN (entered_by, confirmed_by)));
  INSERT INTO batch VALUES (c, no, from_list, who, clock_timestamp());
  INSERT INTO instruction (county, payout, attempt, batch, amount, account)
  SELECT c, l.payout, 1 + COALESCE(i.attempts, 0), no, l.amount, r.account
  FROM unnest(ids, accounts) AS r (payout, account)
  JOIN list_row l ON l.county = c AND l.list = from_list AND l.payout = r.payout
  LEFT JOIN (SELECT payout, count(*) AS attempts FROM instruction WHERE county = c AND payout = ANY (ids) GROUP BY payout) i ON i.payout = r.payout;
END $$;
-- +goose StatementEnd

-- What the fund can still pay: its premium, less the lists that took from it, more what was given up after a return.
-- +goose StatementBegin
CREATE FUNCTION left_in(c CHAR(6), of_fund BIGINT) RETURNS NUMERIC LANGUAGE sql AS $$
  SELECT (SELECT COALESCE(sum(amount), 0) FROM premium WHERE county = c AND fund = of_fund)
       - (SELECT COALESCE(sum(total), 0) FROM list WHERE county = c AND fund = of_fund AND status IN ('approved', 'sent'))
       + (SELECT COALESCE(sum(r.amount), 0) FROM list l JOIN list_row r ON r.county = c AND r.list = l.id
          JOIN payout p ON p.county = c AND p.id = r.payout
          WHERE l.county = c AND l.fund = of_fund AND l.status = 'sent' AND p.status = 'withdrawn')
$$;
-- +goose StatementEnd

-- Doors: publicity -----------------------------------------------------------------------------------------------------------

-- A notice is whole when made: its rows, total and digest are fixed here and nothing is added later.
-- +goose StatementBegin
CREATE FUNCTION announce(c CHAR(6), no BIGINT, in_village BIGINT, on_date DATE, ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM move(c, ids, '{assessed}', 'announced');
  IF on_date > (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN
    RAISE EXCEPTION '公示日期 % 晚于今天，请核对', on_date USING ERRCODE = 'FPDAT';
  END IF;
  PERFORM refuse('FPPLC', '有 %s 笔救助金不属于本村，或未写明自然村，请更正后公示', ARRAY(
    SELECT p.id FROM payout p JOIN place s ON s.county = c AND s.id = p.place WHERE p.county = c AND p.id = ANY (ids)
      AND (s.village <> in_village OR s.id = s.village AND EXISTS (SELECT FROM place o WHERE o.county = c AND o.village = s.id AND o.id <> s.id))));
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
  INSERT INTO notice -- the strictest of its rows' schemes
  SELECT c, no, in_village, EXTRACT(YEAR FROM on_date)::int,
         1 + (SELECT COALESCE(max(serial), 0) FROM notice WHERE county = c AND village = in_village AND year = EXTRACT(YEAR FROM on_date)::int),
         on_date, max(s.days), bool_or(s.past_holiday), bool_or(s.past_weekend), count(*), sum(p.amount),
         sha256(convert_to(string_agg(concat_ws(' ', r.n, p.id, p.place, p.amount), ';' ORDER BY r.n), 'UTF8'))
  FROM unnest(ids) WITH ORDINALITY AS r (payout, n) JOIN payout p ON p.county = c AND p.id = r.payout JOIN scheme s ON s.county = c AND s.id = p.scheme;
  INSERT INTO notice_row SELECT c, no, r.n, p.id, p.place, p.amount
  FROM unnest(ids) WITH ORDINALITY AS r (payout, n) JOIN payout p ON p.county = c AND p.id = r.payout;
END $$;
-- +goose StatementEnd

-- Starts every natural village whose two postings stand; a later posting is started by a later call.
-- +goose StatementBegin
CREATE FUNCTION start(c CHAR(6), no BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE r RECORD; last DATE;
BEGIN
  PERFORM hold(c, ARRAY(SELECT payout FROM notice_row WHERE county = c AND notice = no));
  FOR r IN
    SELECT w.place, v.id AS v, s.id AS s, GREATEST(v.posted_on, s.posted_on) + n.days AS due, n.past_holiday, n.past_weekend
    FROM notice n JOIN (SELECT DISTINCT place FROM notice_row WHERE county = c AND notice = no) w ON true
    JOIN posting v ON v.county = c AND v.notice = no AND v.place = n.village AND v.down_on IS NULL
    JOIN posting s ON s.county = c AND s.notice = no AND s.place = w.place AND s.down_on IS NULL
    WHERE n.county = c AND n.id = no AND LEAST(v.posted_on, s.posted_on) >= n.dated
      AND LEAST(v.late, s.late) >= 0 -- a posting is not recorded before it went up
      AND GREATEST(v.late, s.late) <= (SELECT late_days FROM office WHERE county = c)
      AND NOT EXISTS (SELECT FROM posting x WHERE x.county = c AND x.notice = no
        AND (x.place = v.place AND x.down_on > v.posted_on OR x.place = s.place AND x.down_on > s.posted_on))
      AND NOT EXISTS (SELECT FROM clock k WHERE k.county = c AND k.notice = no AND k.place = w.place AND k.restarted_at IS NULL)
  LOOP
    SELECT min(on_day) INTO last FROM day WHERE on_day >= r.due AND NOT (holiday AND r.past_holiday) AND NOT (weekend AND r.past_weekend)
      AND EXISTS (SELECT FROM day WHERE on_day = r.due);
    IF last IS NULL THEN RAISE EXCEPTION '% 起的放假安排尚未载入，请先载入当年放假日历', r.due USING ERRCODE = 'FPCAL'; END IF;
    INSERT INTO clock SELECT c, no, r.place, 1 + count(*), r.v, r.s, last, (last + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
    FROM clock WHERE county = c AND notice = no AND place = r.place;
  END LOOP;
  IF NOT FOUND THEN
    RAISE EXCEPTION '没有可起算的自然村：村委会和自然村两处均须张贴、拍照并及时登记，日期不早于公示日和上次撤下日' USING ERRCODE = 'FPCLK';
  END IF;
END $$;
-- +goose StatementEnd

-- A posting came down, not later than today: the runs that stand on it end, unless they were over before, or a payout was
-- cleared by them.
-- +goose StatementBegin
CREATE FUNCTION restart(c CHAR(6), no BIGINT, on_date DATE) RETURNS void LANGUAGE plpgsql AS $$
DECLARE of_notice BIGINT := (SELECT notice FROM posting WHERE county = c AND id = no); t TIMESTAMPTZ := clock_timestamp();
BEGIN
  PERFORM hold(c, ARRAY(SELECT payout FROM notice_row WHERE county = c AND notice = of_notice));
  UPDATE posting SET down_on = on_date
  WHERE county = c AND id = no AND down_on IS NULL AND on_date BETWEEN posted_on AND (t AT TIME ZONE 'Asia/Shanghai')::date;
  IF NOT FOUND THEN RAISE EXCEPTION '该张贴已撤下，或撤下日期早于张贴日期、晚于今天，请核对' USING ERRCODE = 'FPDAT'; END IF;
  UPDATE clock k SET restarted_at = t
  WHERE county = c AND notice = of_notice AND no IN (village_posting, place_posting) AND restarted_at IS NULL AND last_day >= on_date
    AND NOT EXISTS (SELECT FROM clearance x WHERE x.county = c AND x.notice = of_notice AND x.place = k.place AND x.run = k.run);
END $$;
-- +goose StatementEnd

-- The objection is decided once, by a township or a clerk who neither visited nor assessed; upheld, its payout is withdrawn, other
-- objections to it notwithstanding: each has its own answer. Answers as withdraw.
-- +goose StatementBegin
CREATE FUNCTION decide(c CHAR(6), no BIGINT, uphold BOOLEAN, why TEXT, who BIGINT) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE of_payout BIGINT := (SELECT payout FROM objection WHERE county = c AND id = no); t TIMESTAMPTZ;
BEGIN
  PERFORM hold(c, ARRAY[of_payout]); -- before the objection's own row: every door takes the payout first
  t := clock_timestamp();
  UPDATE objection SET upheld = uphold, reason = why, decided_by = who, decided_at = t WHERE county = c AND id = no AND upheld IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION '该异议已有处理决定' USING ERRCODE = 'FPSTA'; END IF;
  PERFORM works(c, who, '{township,clerk}');
  IF EXISTS (SELECT FROM payout WHERE county = c AND id = of_payout AND who IN (adjuster, assessed_by)) THEN
    RAISE EXCEPTION '查勘员和核定员不得处理本笔的异议，请由乡镇或县经办处理' USING ERRCODE = 'FPHND';
  END IF;
  IF uphold THEN RETURN take_back(c, ARRAY[of_payout]); END IF;
  RETURN '{}';
END $$;
-- +goose StatementEnd

-- 撤回: on no live list; or returned for good. Nobody's objection is passed over: it is decided first. Answers those whose money lies in
-- suspense and goes back to the fund.
-- +goose StatementBegin
CREATE FUNCTION withdraw(c CHAR(6), ids BIGINT[]) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE suspended BIGINT[] := take_back(c, ids);
BEGIN
  PERFORM unopposed(c, ids);
  RETURN suspended;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION take_back(c CHAR(6), ids BIGINT[]) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE suspended BIGINT[];
BEGIN
  PERFORM hold(c, ids);
  PERFORM refuse('FPSTA', '有 %s 笔救助金已列入花名册，请先作废该花名册', ARRAY(
    SELECT id FROM payout WHERE county = c AND id = ANY (ids) AND status = 'listed'));
  PERFORM refuse('FPSTA', '有 %s 笔救助金已发送银行，请待回盘；退票的可撤回，已发放的转审计核查、办理追回', ARRAY(
    SELECT id FROM payout WHERE county = c AND id = ANY (ids) AND status IN ('sent', 'paid')));
  suspended := ARRAY(SELECT id FROM payout WHERE county = c AND id = ANY (ids) AND status = 'returned' ORDER BY id);
  PERFORM move(c, ids, '{assessed,announced,cleared,returned}', 'withdrawn');
  RETURN suspended;
END $$;
-- +goose StatementEnd

-- 由谁领取: the payee has died, the heir lives and is somebody else, and the money is not on its way.
-- +goose StatementBegin
CREATE FUNCTION name_heir(c CHAR(6), of_payout BIGINT, names BIGINT, why TEXT, who BIGINT, with_salt BYTEA) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM hold(c, ARRAY[of_payout]);
  IF NOT EXISTS (SELECT FROM payout WHERE county = c AND id = of_payout AND status NOT IN ('sent', 'paid', 'withdrawn')) THEN
    RAISE EXCEPTION '该笔救助金已发送、已发放或已撤回，不能再登记由谁领取，请刷新' USING ERRCODE = 'FPSTA', DETAIL = concat(of_payout);
  END IF;
  PERFORM works(c, who, '{clerk}');
  IF NOT EXISTS (SELECT FROM payout p JOIN person e ON e.county = c AND e.id = p.payee WHERE p.county = c AND p.id = of_payout AND e.died_on IS NOT NULL) THEN
    RAISE EXCEPTION '领款人没有死亡登记，不能改由他人领取；确已去世的，请先登记' USING ERRCODE = 'FPDED', DETAIL = concat(of_payout);
  END IF;
  IF NOT EXISTS (SELECT FROM person WHERE county = c AND id = names AND died_on IS NULL) THEN
    RAISE EXCEPTION '所登记的人不在户籍名册，或已去世，请另选' USING ERRCODE = 'FPDED', DETAIL = concat(names);
  END IF;
  INSERT INTO heir SELECT c, of_payout, 1 + count(*), names, who, why, with_salt FROM heir WHERE county = c AND payout = of_payout;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION clear(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE t TIMESTAMPTZ;
BEGIN
  PERFORM move(c, ids, '{announced}', 'cleared');
  PERFORM unopposed(c, ids);
  t := clock_timestamp();
  INSERT INTO clearance SELECT c, r.payout, k.notice, k.place, k.run, t
  FROM notice_row r JOIN clock k ON k.county = c AND k.notice = r.notice AND k.place = r.place AND k.restarted_at IS NULL AND k.ends_at <= t
  WHERE r.county = c AND r.payout = ANY (ids);
  PERFORM refuse('FPCLK', '有 %s 笔救助金公示未起算或未满期，期满后再确认', ARRAY(
    SELECT unnest(ids) EXCEPT SELECT payout FROM clearance WHERE county = c AND payout = ANY (ids)));
END $$;
-- +goose StatementEnd

-- Doors: money ---------------------------------------------------------------------------------------------------------------

-- A list never changes: rows, total and digest are fixed here.
-- +goose StatementBegin
CREATE FUNCTION compose(c CHAR(6), no BIGINT, on_date DATE, ids BIGINT[], accounts BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE adjusters BIGINT[]; assessors BIGINT[]; clerks BIGINT[];
BEGIN
  PERFORM move(c, ids, '{cleared}', 'listed');
  PERFORM works(c, who, '{clerk}');
  PERFORM payable(c, ids, accounts);
  INSERT INTO list
  SELECT c, no, min(p.fund), on_date, count(*), sum(p.amount),
         sha256(convert_to(string_agg(concat_ws(' ', r.n, p.id, p.amount, r.account), ';' ORDER BY r.n), 'UTF8'))
  FROM unnest(ids, accounts) WITH ORDINALITY AS r (payout, account, n) JOIN payout p ON p.county = c AND p.id = r.payout;
  PERFORM refuse('FPFND', '有 %s 笔救助金属于另一保单年度的资金，请分册', ARRAY(
    SELECT p.id FROM payout p JOIN list l ON l.county = c AND l.id = no WHERE p.county = c AND p.id = ANY (ids) AND p.fund <> l.fund));
  INSERT INTO list_row SELECT c, no, r.n, p.id, p.amount, r.account
  FROM unnest(ids, accounts) WITH ORDINALITY AS r (payout, account, n) JOIN payout p ON p.county = c AND p.id = r.payout;
  SELECT array_agg(DISTINCT p.adjuster), array_agg(DISTINCT p.assessed_by), array_agg(DISTINCT f.filed_by) || who INTO adjusters, assessors, clerks
  FROM payout p JOIN filing f ON f.county = c AND f.claim = p.claim AND f.round = p.round WHERE p.county = c AND p.id = ANY (ids);
  PERFORM sign(c, no, adjusters, 'adjuster'), sign(c, no, assessors, 'assessor'), sign(c, no, clerks, 'clerk');
END $$;
-- +goose StatementEnd

-- Answers the status the list had: an approved one is in the books.
-- +goose StatementBegin
CREATE FUNCTION void(c CHAR(6), no BIGINT, why TEXT, who BIGINT, with_salt BYTEA) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE l list := take(c, no, '{composed,approved}');
BEGIN
  PERFORM works(c, who, '{clerk,approver}');
  PERFORM move(c, ARRAY(SELECT payout FROM list_row WHERE county = c AND list = no), '{listed}', 'cleared');
  UPDATE list SET status = 'void' WHERE county = c AND id = no;
  INSERT INTO list_void VALUES (c, no, who, why, with_salt);
  RETURN l.status;
END $$;
-- +goose StatementEnd

-- The first approval and, by another person, the second: of the digest and total they saw.
-- +goose StatementBegin
CREATE FUNCTION approve(c CHAR(6), no BIGINT, seen_digest BYTEA, seen_total NUMERIC, who BIGINT) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE l list := take(c, no, '{composed}'); ids BIGINT[]; accounts BIGINT[]; turn TEXT := 'first';
BEGIN
  PERFORM works(c, who, '{approver}');
  IF (l.digest, l.total) IS DISTINCT FROM (seen_digest, seen_total) THEN
    RAISE EXCEPTION '花名册与您核对的不一致（现为 % 笔 % 元），请重新核对', l.rows, l.total USING ERRCODE = 'FPSUM';
  END IF;
  SELECT array_agg(payout), array_agg(account) INTO ids, accounts FROM list_row WHERE county = c AND list = no;
  PERFORM payable(c, ids, accounts);
  PERFORM FROM premium WHERE county = c AND fund = l.fund ORDER BY id FOR UPDATE; -- two lists at once may not spend the same money
  IF l.total > left_in(c, l.fund) THEN
    RAISE EXCEPTION '资金余额不足以支付本花名册 % 元，请先补足保费或减少本册', l.total USING ERRCODE = 'FPFND';
  END IF;
  IF EXISTS (SELECT FROM hand WHERE county = c AND list = no AND part = 'first') THEN
    turn := 'second';
    UPDATE list SET status = 'approved' WHERE county = c AND id = no;
  END IF;
  PERFORM sign(c, no, ARRAY[who], turn);
  RETURN turn;
END $$;
-- +goose StatementEnd

-- One instruction per row, all at once, once.
-- +goose StatementBegin
CREATE FUNCTION send(c CHAR(6), no BIGINT, from_list BIGINT, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE ids BIGINT[]; accounts BIGINT[];
BEGIN
  PERFORM take(c, from_list, '{approved}');
  SELECT array_agg(payout), array_agg(account) INTO ids, accounts FROM list_row WHERE county = c AND list = from_list;
  PERFORM move(c, ids, '{listed}', 'sent');
  PERFORM instruct(c, no, from_list, ids, accounts, who);
  UPDATE list SET status = 'sent' WHERE county = c AND id = from_list;
END $$;
-- +goose StatementEnd

-- Line n of the file is the n-th of each array. A line that breaks changes nothing and waits for a person; a file read before
-- changes nothing at all, and answers false.
-- +goose StatementBegin
CREATE FUNCTION settle(c CHAR(6), of_file BYTEA, no BIGINT, ids BIGINT[], attempts INT[], amounts NUMERIC[], outcomes TEXT[], words TEXT[])
RETURNS BOOLEAN LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse('FPSTA', '回盘没有明细，请向银行核对', ARRAY(SELECT 0 WHERE COALESCE(cardinality(ids), 0) = 0));
  INSERT INTO answer VALUES (c, of_file, no, clock_timestamp()) ON CONFLICT (county, file) DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM hold(c, ids);
  INSERT INTO answer_line
  SELECT c, no, r.line, r.payout, r.attempt, r.amount, r.outcome, r.words, CASE
    WHEN i.payout IS NULL THEN '查无此指令' WHEN i.status NOT IN ('sent', 'unknown') THEN '此前已有结果' WHEN r.nth > 1 THEN '同一回盘内重复'
    WHEN i.amount IS DISTINCT FROM r.amount THEN '金额不符' WHEN r.outcome IN ('paid', 'returned', 'unknown') THEN NULL ELSE '结果无法识别' END
  FROM (SELECT *, row_number() OVER (PARTITION BY payout, attempt ORDER BY line) AS nth
        FROM unnest(ids, attempts, amounts, outcomes, words) WITH ORDINALITY AS u (payout, attempt, amount, outcome, words, line)) r
  LEFT JOIN instruction i ON i.county = c AND i.payout = r.payout AND i.attempt = r.attempt;
  UPDATE instruction i SET status = l.outcome FROM answer_line l
  WHERE l.county = c AND l.answer = no AND l.break IS NULL AND i.county = c AND i.payout = l.payout AND i.attempt = l.attempt;
  UPDATE payout p SET status = l.outcome FROM answer_line l
  WHERE l.county = c AND l.answer = no AND l.break IS NULL AND l.outcome <> 'unknown' AND p.county = c AND p.id = l.payout;
  RETURN true;
END $$;
-- +goose StatementEnd

-- A person admits one kind of break: the bank returned what it had called paid before that line came. Answers the payout.
-- +goose StatementBegin
CREATE FUNCTION admit(c CHAR(6), of_answer BIGINT, no INT, who BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE l answer_line;
BEGIN
  SELECT * INTO l FROM answer_line WHERE county = c AND answer = of_answer AND line = no;
  PERFORM move(c, ARRAY[l.payout], '{paid}', 'returned');
  PERFORM works(c, who, '{clerk}');
  UPDATE answer_line SET admitted_by = who WHERE county = c AND answer = of_answer AND line = no AND break = '此前已有结果' AND outcome = 'returned'
    AND admitted_by IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION '该行不是待处理的退票，或已处理，请刷新' USING ERRCODE = 'FPSTA'; END IF;
  UPDATE instruction SET status = 'returned' WHERE county = c AND payout = l.payout AND attempt = l.attempt AND amount = l.amount AND status = 'paid';
  IF NOT FOUND THEN RAISE EXCEPTION '该行不是对已付款项的等额退票，请核对' USING ERRCODE = 'FPSTA'; END IF;
  RETURN l.payout;
END $$;
-- +goose StatementEnd

-- A further batch of the same approved list, of what the bank returned and nothing else.
-- +goose StatementBegin
CREATE FUNCTION reissue(c CHAR(6), no BIGINT, from_list BIGINT, ids BIGINT[], accounts BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM take(c, from_list, '{sent}');
  PERFORM refuse('FPSTA', '有 %s 笔救助金不在该花名册上，请按原册补发', ARRAY(
    SELECT unnest(ids) EXCEPT SELECT payout FROM list_row WHERE county = c AND list = from_list AND payout = ANY (ids)));
  PERFORM move(c, ids, '{returned}', 'sent');
  PERFORM instruct(c, no, from_list, ids, accounts, who);
END $$;
-- +goose StatementEnd

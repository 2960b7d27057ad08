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

-- What was entered past the verbs goes no further: no money follows from a round in which one person had two parts, or somebody of the household one. Only
-- of households in which somebody of the staff lives is the latter asked.
CREATE OR REPLACE FUNCTION payout_whole(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPHND', '有 %s 件案件的查勘、村审核、乡镇审核、备案、核定由一人兼办了两个环节，请重新查勘（新一轮），由不同的人办理', ARRAY(
    SELECT DISTINCT x.claim FROM (SELECT claim FROM payout_hands(c, ids) GROUP BY claim, human HAVING count(*) > 1) x));
  PERFORM refuse('FPHND', '有 %s 件案件的查勘、村审核、乡镇审核、备案或核定由该户的人经办，应当回避，请重新查勘（新一轮），由他人办理', ARRAY(
    SELECT DISTINCT k.id FROM payout_hands(c, ARRAY(
      SELECT p.id FROM staff s JOIN person m ON m.county = c AND m.id_tag = s.id_tag JOIN claim h ON h.county = c AND h.household = m.household
      JOIN payout p ON p.county = c AND p.claim = h.id AND p.id = ANY (ids) WHERE s.county = c)) x
    JOIN claim k ON k.county = c AND k.id = x.claim AND k.household = own_household(c, x.human)));
END $$;

-- 回避: whoever lists, approves, sends or decides has no part in what their own household receives, by its claim or by the account. accounts is NULL where the
-- deed does not say where the money goes.
CREATE OR REPLACE FUNCTION payout_recused(c CHAR(6), ids BIGINT[], accounts BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE home BIGINT := own_household(c, who);
BEGIN
  IF home IS NULL THEN RETURN; END IF;
  PERFORM refuse('FPHND', '有 %s 笔救助金属于您本人或同户家人，须回避，请由另一位同事办理；花名册可作废后分册', ARRAY(
    SELECT p.id FROM claim k JOIN payout p ON p.county = c AND p.claim = k.id AND p.id = ANY (ids) WHERE k.county = c AND k.household = home
    UNION
    SELECT r.payout FROM unnest(ids, accounts) AS r (payout, account) JOIN account a ON a.county = c AND a.id = r.account
    JOIN person o ON o.county = c AND o.id = a.person WHERE o.household = home));
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
CREATE OR REPLACE FUNCTION payout_payable(c CHAR(6), ids BIGINT[], accounts BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE orphaned BIGINT[]; astray BIGINT[];
BEGIN
  PERFORM payout_unopposed(c, ids), payout_uncontradicted(c, ids);
  SELECT array_agg(r.payout) FILTER (WHERE w.payout IS NOT NULL AND w.person IS NULL),
         array_agg(r.payout) FILTER (WHERE f.account IS NULL OR o.id IS NULL OR o.died_on IS NOT NULL OR w.person IS DISTINCT FROM o.id)
  INTO orphaned, astray
  FROM unnest(ids, accounts) AS r (payout, account)
  LEFT JOIN payout_receiver w ON w.county = c AND w.payout = r.payout
  LEFT JOIN confirmation f ON f.county = c AND f.account = r.account
  LEFT JOIN account a ON a.county = c AND a.id = r.account
  LEFT JOIN person o ON o.county = c AND o.id = a.person;
  PERFORM refuse('FPDED', '有 %s 笔救助金的领款人已去世，请先登记由谁领取', orphaned);
  PERFORM refuse('FPACC', '有 %s 笔救助金的账户不属于领款人，或未经第二人复核，请先更正、复核', astray);
END $$;

-- 撤回: on no live list; or returned for good. Nobody's objection is passed over: it is decided first. Answers those whose money lies in
-- suspense and goes back to the fund.
CREATE OR REPLACE FUNCTION payout_withdraw(c CHAR(6), ids BIGINT[], who BIGINT) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE suspended BIGINT[];
BEGIN
  PERFORM require_few(ids), staff_at_work(c, who, '{clerk}');
  suspended := payout_take_back(c, ids);
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

-- 由谁领取 may be decided: the payee has died, the heir lives and is somebody else, and the money is not on its way.
CREATE OR REPLACE FUNCTION heir_may(c CHAR(6), of_payout BIGINT, names BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM payout_lock(c, ARRAY[of_payout]);
  IF NOT EXISTS (SELECT FROM payout WHERE county = c AND id = of_payout AND status NOT IN ('sent', 'paid', 'withdrawn')) THEN
    RAISE EXCEPTION '该笔救助金已发送、已发放或已撤回，不能再登记由谁领取，请刷新' USING ERRCODE = 'FPSTA', DETAIL = concat(of_payout);
  END IF;
  IF NOT EXISTS (SELECT FROM payout p JOIN person e ON e.county = c AND e.id = p.payee WHERE p.county = c AND p.id = of_payout AND e.died_on IS NOT NULL) THEN
    RAISE EXCEPTION '领款人没有死亡登记，不能改由他人领取；确已去世的，请先登记' USING ERRCODE = 'FPDED', DETAIL = concat(of_payout);
  END IF;
  IF NOT EXISTS (SELECT FROM person WHERE county = c AND id = names AND died_on IS NULL) THEN
    RAISE EXCEPTION '所登记的人不在户籍名册，或已去世，请另选' USING ERRCODE = 'FPDED', DETAIL = concat(names);
  END IF;
END $$;

-- Proposes who receives; one at a time.
CREATE OR REPLACE FUNCTION heir_naming_propose(c CHAR(6), of_act TEXT, ids BIGINT[], subjects BIGINT[], digests BYTEA[], salts BYTEA[], who BIGINT)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE r heir_naming;
BEGIN
  FOR r IN SELECT * FROM heir_naming WHERE county = c AND id = ANY (subjects) ORDER BY payout LOOP
    PERFORM heir_may(c, r.payout, r.person);
    PERFORM refuse('FPHND', '须由提出人本人提出', ARRAY(SELECT r.payout WHERE r.asked_by <> who));
    PERFORM refuse('FPSTA', '该笔由谁领取已提出，正在等待复核，不必重复提出', ARRAY(
      SELECT r.payout FROM heir_naming o JOIN proposal p ON p.county = c AND p.act = 'heir_naming' AND p.subject = o.id
      WHERE o.county = c AND o.payout = r.payout AND p.confirmed IS NULL AND p.expires_at > clock_timestamp()));
  END LOOP;
  PERFORM proposal_enter(c, 'heir_naming', ids, subjects, digests, salts, who);
END $$;

-- 由谁领取, by a second person who signs, of an account that waits no more: the newest decision counts. Answers the proposal.
CREATE OR REPLACE FUNCTION heir_naming_confirm(c CHAR(6), of_naming BIGINT, seen BYTEA, who BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE r heir_naming; decided BIGINT[];
BEGIN
  SELECT * INTO r FROM heir_naming WHERE county = c AND id = of_naming;
  PERFORM heir_may(c, r.payout, r.person);
  PERFORM staff_at_work(c, who, '{clerk}'), probation_over(c, who, '{clerk}');
  PERFORM payout_recused(c, ARRAY[r.payout], NULL, who);
  PERFORM refuse('FPHND', '领取人是您本人或同户家人，须回避，请由另一位县经办复核', ARRAY(
    SELECT r.payout FROM person WHERE county = c AND id = r.person AND household = own_household(c, who)));
  decided := proposal_confirm(c, 'heir_naming', ARRAY[of_naming], ARRAY[seen], who);
  PERFORM refuse('FPSTA', '该笔由谁领取没有提出，请刷新', ARRAY(SELECT of_naming WHERE cardinality(decided) IS DISTINCT FROM 1));
  INSERT INTO heir (county, payout, n, person, decided_by, reason, salt, naming)
  SELECT c, r.payout, 1 + count(*), r.person, who, r.reason, r.salt, r.id FROM heir WHERE county = c AND payout = r.payout;
  PERFORM signature_given(c, 'payouts.confirm_heir', '', who, '{clerk}', 'heir_naming/' || of_naming, seen, NULL);
  RETURN decided[1];
END $$;

-- 核实发送后死亡: what the bank and the family said of a payment that was on its way when its receiver turned out to have died. Once.
CREATE OR REPLACE FUNCTION death_check_enter(c CHAR(6), of_payout BIGINT, recall BOOLEAN, said TEXT, who BIGINT, with_salt BYTEA) RETURNS INT LANGUAGE plpgsql AS $$
DECLARE tries INT;
BEGIN
  PERFORM payout_lock(c, ARRAY[of_payout]);
  PERFORM staff_at_work(c, who, '{clerk}');
  SELECT max(attempt) INTO tries FROM sent_death WHERE county = c AND payout = of_payout AND open;
  PERFORM refuse('FPSTA', '该笔没有待核实的发送后死亡，或已核实，请刷新', ARRAY(SELECT of_payout WHERE tries IS NULL));
  INSERT INTO death_check (county, payout, attempt, recalled, words, by_staff, salt) VALUES (c, of_payout, tries, recall, said, who, with_salt);
  RETURN tries;
END $$;

-- 更正死亡登记: nobody was approved, or sent, to be paid in the place of who lives after all.
CREATE OR REPLACE FUNCTION death_correct(c CHAR(6), no BIGINT, of_person BIGINT, who BIGINT, why TEXT, with_salt BYTEA) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM payout_lock(c, ARRAY(SELECT id FROM payout WHERE county = c AND payee = of_person));
  PERFORM correction_enter(c, no, 'death', of_person, who, why, with_salt);
  PERFORM refuse('FPSTA', '有 %s 笔救助金已按由他人领取审批或打款，死亡登记不能更正：未发送的请先作废花名册，已发送的转审计核查', ARRAY(
    SELECT p.id FROM payout p JOIN list_row r ON r.county = c AND r.payout = p.id JOIN list l ON l.county = c AND l.id = r.list AND l.status <> 'void'
    JOIN account a ON a.county = c AND a.id = r.account AND a.person <> p.payee
    WHERE p.county = c AND p.payee = of_person AND EXISTS (SELECT FROM hand h WHERE h.county = c AND h.list = l.id AND h.part = 'first')
    UNION SELECT p.id FROM payout p JOIN instruction i ON i.county = c AND i.payout = p.id JOIN account a ON a.county = c AND a.id = i.account AND a.person <> p.payee
    WHERE p.county = c AND p.payee = of_person));
END $$;

GRANT EXECUTE ON FUNCTION death_correct, payout_withdraw, heir_naming_propose, death_check_enter TO fangpin_app;
GRANT EXECUTE ON FUNCTION heir_naming_confirm TO fangpin_gate;

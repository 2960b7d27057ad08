-- 回避: the household in which the person behind an account is on the roster, by the identity number; NULL for none. Nobody has a part in what it receives.
CREATE OR REPLACE FUNCTION own_household(c CHAR(6), staff BIGINT) RETURNS BIGINT LANGUAGE sql STABLE AS $$
  SELECT p.household FROM staff s JOIN person p ON p.county = s.county AND p.id_tag = s.id_tag WHERE s.county = c AND s.id = own_household.staff
$$;

-- 登记死亡: once. One that was a mistake is corrected by another person.
CREATE OR REPLACE FUNCTION death_record(c CHAR(6), ids BIGINT[], days DATE[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE moved BIGINT[];
BEGIN
  PERFORM require_finite(VARIADIC days::TIMESTAMPTZ[]), require_few(ids), staff_at_work(c, who, '{clerk}');
  PERFORM refuse('FPDAT', '有 %s 人的死亡日期晚于今天，请核对', ARRAY(
    SELECT d.id FROM unnest(ids, days) AS d (id, died_on)
    WHERE d.died_on > (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date));
  WITH m AS (
    UPDATE person p SET died_on = d.died_on FROM unnest(ids, days) AS d (id, died_on)
    WHERE p.county = c AND p.id = d.id AND p.died_on IS NULL AND d.died_on IS NOT NULL RETURNING p.id
  ) SELECT array_agg(id) INTO moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 人重复、不在册或已登记死亡，请刷新后重选', ARRAY(SELECT unnest(ids) EXCEPT ALL SELECT unnest(moved)));
END $$;

-- Holds households until the transaction ends: who assesses them comes one at a time.
CREATE OR REPLACE FUNCTION household_lock(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM FROM household WHERE county = c AND id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
END $$;

-- 登记户标签, each from its day. Beside one of the three kinds under watch that another room's step keeps, nobody begins another; and nothing that comes
-- in here is kept.
CREATE OR REPLACE FUNCTION label_begin(c CHAR(6), ids BIGINT[], households BIGINT[], labels TEXT[], days DATE[], who BIGINT)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE of_kind BIGINT[] := ARRAY(SELECT b.household FROM unnest(households, labels) AS b (household, label)
  WHERE b.label IN ('脱贫不稳定户', '边缘易致贫户', '突发严重困难户'));
BEGIN
  PERFORM require_finite(VARIADIC days::TIMESTAMPTZ[]), staff_at_work(c, who, '{clerk}'), household_lock(c, of_kind);
  IF watch_governs(c) THEN
    PERFORM refuse('FPSTA', '有 %s 户的监测对象类别（脱贫不稳定户、边缘易致贫户、突发严重困难户）不能手工登记或随花名册导入：本县已有监测程序，请登记线索，审定纳入后自动登记', of_kind);
  END IF;
  PERFORM refuse('FPSTA', '有 %s 户正在监测帮扶，监测对象类别标签随监测办理登记和终止，不能手工变更', ARRAY(
    SELECT household FROM label WHERE county = c AND household = ANY (of_kind) AND kept AND to_on IS NULL));
  PERFORM refuse('FPDAT', '有 %s 个户标签没有日期，或日期晚于今天，请核对', ARRAY(
    SELECT b.id FROM unnest(ids, days) AS b (id, from_on)
    WHERE (isfinite(b.from_on) AND b.from_on <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date) IS NOT TRUE));
  INSERT INTO label (county, id, household, label, from_on) SELECT c, * FROM unnest(ids, households, labels, days);
END $$;

-- 终止户标签: the last day of each, once. A label that comes back is another; one that another room's step keeps only that step ends. Answers the labels.
CREATE OR REPLACE FUNCTION label_end(c CHAR(6), households BIGINT[], labels TEXT[], days DATE[], who BIGINT) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE ended BIGINT[]; moved BIGINT[];
BEGIN
  PERFORM require_finite(VARIADIC days::TIMESTAMPTZ[]), require_few(households), staff_at_work(c, who, '{clerk}');
  PERFORM refuse('FPDAT', '有 %s 个户标签的终止日期晚于今天，请核对', ARRAY(
    SELECT e.household FROM unnest(households, days) AS e (household, to_on)
    WHERE e.to_on > (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date));
  WITH m AS (
    UPDATE label l SET to_on = e.to_on FROM unnest(households, labels, days) AS e (household, label, to_on)
    WHERE l.county = c AND l.household = e.household AND l.label = e.label AND l.to_on IS NULL AND e.to_on IS NOT NULL AND l.kept IS NOT TRUE
    RETURNING l.id, l.household
  ) SELECT array_agg(id), array_agg(household) INTO ended, moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 个户标签重复、当前并不有效或随监测办理终止，请刷新后重选', ARRAY(SELECT unnest(households) EXCEPT ALL SELECT unnest(moved)));
  RETURN ended;
END $$;

-- 更正 of a death, a label's beginning or its end, recorded by mistake: by another person than whose deed recorded it, whatever account they use. A label
-- that should not have begun held on no day; one that was ended since goes on first. Not for the app: the doors of who knows what rests on it call this, and judge what it answers.
CREATE OR REPLACE FUNCTION correction_enter(c CHAR(6), no BIGINT, of_kind TEXT, of_row BIGINT, who BIGINT, why TEXT, with_salt BYTEA) RETURNS correction
LANGUAGE plpgsql AS $$
DECLARE x correction; p person; l label;
BEGIN
  PERFORM require_read_committed(), staff_at_work(c, who, '{clerk}');
  IF of_kind = 'death' THEN
    SELECT * INTO p FROM person WHERE county = c AND id = of_row AND died_on IS NOT NULL FOR UPDATE;
    UPDATE person SET died_on = NULL WHERE county = c AND id = p.id;
    x.household := p.household; x.person := p.id; x.died_on := p.died_on;
    x.deed := (SELECT max(d.leaf) FROM history(c, '{person}', ARRAY[of_row::TEXT]) h JOIN deed d ON d.county = c AND d.leaf = h.leaf AND d.verb = 'registry.record_death');
  ELSE
    SELECT * INTO l FROM label WHERE county = c AND id = of_row AND kept IS NULL AND mistaken IS NULL AND (to_on IS NULL) = (of_kind = 'label') FOR UPDATE;
    x.household := l.household; x.label := l.id;
    IF of_kind = 'label' THEN
      UPDATE label SET to_on = from_on - 1, mistaken = true WHERE county = c AND id = l.id;
      x.deed := (SELECT min(leaf) FROM history(c, '{label}', ARRAY[of_row::TEXT]));
    ELSIF of_kind = 'label_end' THEN
      PERFORM refuse('FPSTA', '本户另有同名的户标签或监测对象类别现在有效，不能恢复以前终止的，请先核对', ARRAY(
        SELECT id FROM label WHERE county = c AND household = l.household AND to_on IS NULL AND (label = l.label
          OR ARRAY[label, l.label] <@ ARRAY['脱贫不稳定户', '边缘易致贫户', '突发严重困难户'])));
      UPDATE label SET to_on = NULL WHERE county = c AND id = l.id;
      x.to_on := l.to_on;
      x.deed := (SELECT max(d.leaf) FROM history(c, '{label}', ARRAY[of_row::TEXT]) h JOIN deed d ON d.county = c AND d.leaf = h.leaf AND d.verb = 'registry.end_label');
    END IF;
  END IF;
  IF num_nulls(x.household, x.deed) > 0 THEN
    RAISE EXCEPTION '没有可更正的登记：可能已经更正，或随监测办理、没有存证，请刷新' USING ERRCODE = 'FPSTA', DETAIL = concat(of_row);
  END IF;
  IF (SELECT human(c, person) = human(c, who) FROM deed WHERE county = c AND leaf = x.deed) THEN
    RAISE EXCEPTION '这项登记由您本人办理（代他人办理的也算），请由另一位县经办核实后更正' USING ERRCODE = 'FPHND', DETAIL = concat(of_row);
  END IF;
  IF x.household = own_household(c, who) THEN
    RAISE EXCEPTION '这项登记属于您本人或同户家人，须回避，请由另一位县经办更正' USING ERRCODE = 'FPHND', DETAIL = concat(of_row);
  END IF;
  INSERT INTO correction VALUES (c, no, of_kind, x.household, x.person, x.label, x.deed, x.died_on, x.to_on, who, clock_timestamp(), why, with_salt) RETURNING * INTO x;
  RETURN x;
END $$;

-- 账户复核: all of them or none, by one signature. Answers the proposals that this decided.
CREATE OR REPLACE FUNCTION account_confirm(c CHAR(6), accounts BIGINT[], seen BYTEA[], who BIGINT) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE decided BIGINT[];
BEGIN
  PERFORM staff_at_work(c, who, '{clerk}'), probation_over(c, who, '{clerk}');
  decided := proposal_confirm(c, 'account', accounts, seen, who);
  PERFORM refuse('FPHND', '有 %s 个账户由本人录入，须由另一位县经办复核', ARRAY(
    SELECT id FROM account WHERE county = c AND id = ANY (accounts) AND entered_by IN (SELECT same_human(c, who))));
  PERFORM refuse('FPHND', '有 %s 个账户是您本人或同户家人的，须回避，请由另一位县经办复核', ARRAY(
    SELECT a.id FROM account a JOIN person o ON o.county = c AND o.id = a.person AND o.household = (SELECT own_household(c, who))
    WHERE a.county = c AND a.id = ANY (accounts)));
  INSERT INTO confirmation (county, account, entered_by, confirmed_by) SELECT c, id, entered_by, who FROM account WHERE county = c AND id = ANY (accounts);
  PERFORM refuse('FPSTA', '有 %s 个账户不存在或重复，请刷新后重选', ARRAY(
    SELECT unnest(accounts) EXCEPT ALL SELECT id FROM account WHERE county = c AND id = ANY (accounts)));
  PERFORM signature_given(c, 'registry.confirm_accounts', '', who, '{clerk}', 'account*' || cardinality(accounts),
    signature_digest(accounts, ARRAY(SELECT encode(s, 'hex') FROM unnest(seen) WITH ORDINALITY AS u (s, n) ORDER BY n)), NULL);
  RETURN decided;
END $$;

-- How many people more than the county's line somebody may look at now, in whatever name: what was granted within a day.
CREATE OR REPLACE FUNCTION reveal_more(c CHAR(6), who BIGINT, t TIMESTAMPTZ) RETURNS BIGINT LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN (SELECT COALESCE(sum(people), 0)::BIGINT FROM reveal_permit WHERE county = c AND staff IN (SELECT same_human(c, who)) AND at > t - INTERVAL '1 day');
END $$;

-- 查看完整信息: one person, or one reported row, is looked at in full. Whoever does it is counted as a human, by the database's time: beyond so many people within
-- an hour one a minute, beyond so many within a day none, unless more was granted. Somebody counts once, and twice where no case was in hand. Answers how many it
-- were within the hour. Not for the app: reveal_case() and reveal_bare() look first for what.
CREATE OR REPLACE FUNCTION reveal_enter(c CHAR(6), no BIGINT, of_person BIGINT, of_row BIGINT, what TEXT, for_claim BIGINT, for_watch BIGINT, for_account BIGINT,
  for_report BIGINT, why TEXT, who BIGINT, with_salt BYTEA) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE line RECORD; seen RECORD; more BIGINT; fresh BIGINT; t TIMESTAMPTZ;
BEGIN
  PERFORM require_read_committed();
  PERFORM pg_advisory_xact_lock(hashtextextended(format('reveal %s %s', c, human(c, who)), 0));
  t := clock_timestamp();
  more := reveal_more(c, who, t);
  SELECT reveal_hour + more AS hour, reveal_day + more AS day INTO line FROM office WHERE county = c;
  WITH looks AS (
    SELECT COALESCE(person, -report_row) AS whom, at, CASE WHEN num_nonnulls(claim, watch, account, report) = 0 THEN 2 ELSE 1 END AS weight FROM reveal
    WHERE county = c AND at > t - INTERVAL '1 day' AND revealed_by IN (SELECT same_human(c, who))
  ), people AS (
    SELECT whom, max(weight) AS day, COALESCE(max(weight) FILTER (WHERE at > t - INTERVAL '1 hour'), 0) AS hour, max(at) AS last FROM looks GROUP BY whom)
  SELECT COALESCE(sum(day), 0) AS day, COALESCE(sum(hour), 0) AS hour, max(last) AS last, COALESCE(max(day) FILTER (WHERE whom = COALESCE(of_person, -of_row)), 0) AS had
  INTO seen FROM people;
  fresh := GREATEST(CASE WHEN num_nonnulls(for_claim, for_watch, for_account, for_report) = 0 THEN 2 ELSE 1 END - seen.had, 0);
  IF fresh > 0 AND (seen.day + fresh <= line.day) IS NOT TRUE THEN
    RAISE EXCEPTION '您一天内已查看 % 人次的完整信息，达到本县的额度。确需继续，请安全管理员写明理由放宽', seen.day USING ERRCODE = 'FPQTA', DETAIL = concat(who);
  END IF;
  IF fresh > 0 AND (seen.hour + fresh <= line.hour) IS NOT TRUE AND seen.last > t - INTERVAL '1 minute' THEN
    RAISE EXCEPTION '您一小时内已查看 % 人次的完整信息，现在每分钟只能查看一人，请稍后再试', seen.hour USING ERRCODE = 'FPQTA', DETAIL = concat(who);
  END IF;
  INSERT INTO reveal (county, id, person, report_row, kind, reason, revealed_by, salt, at, claim, watch, account, report, line_hour, line_day)
  VALUES (c, no, of_person, of_row, what, why, who, with_salt, t, for_claim, for_watch, for_account, for_report, line.hour, line.day);
  RETURN seen.hour + fresh;
END $$;

-- A look for no case in hand: the county office's and the auditors' alone.
CREATE OR REPLACE FUNCTION reveal_bare(c CHAR(6), no BIGINT, of_person BIGINT, of_row BIGINT, what TEXT, why TEXT, who BIGINT, with_salt BYTEA) RETURNS BIGINT LANGUAGE plpgsql AS $$ BEGIN
  PERFORM staff_at_work(c, who, '{clerk,auditor}');
  RETURN reveal_enter(c, no, of_person, of_row, what, NULL, NULL, NULL, NULL, why, who, with_salt);
END $$;

-- 放宽查看额度: by a security administrator, never for themselves under another name.
CREATE OR REPLACE FUNCTION reveal_permit_enter(c CHAR(6), no BIGINT, for_staff BIGINT, more INT, why TEXT, who BIGINT, with_salt BYTEA) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_read_committed(), staff_at_work(c, who, '{security_admin}');
  IF human(c, for_staff) = human(c, who) THEN
    RAISE EXCEPTION '不能给本人放宽查看额度，请由另一位安全管理员办理' USING ERRCODE = 'FPHND', DETAIL = concat(who);
  END IF;
  IF NOT EXISTS (SELECT FROM staff WHERE county = c AND id = for_staff AND disabled_at IS NULL) THEN
    RAISE EXCEPTION '该人员不在岗，不能放宽查看额度' USING ERRCODE = 'FPHND', DETAIL = concat(for_staff);
  END IF;
  INSERT INTO reveal_permit VALUES (c, no, for_staff, more, who, clock_timestamp(), why, with_salt);
END $$;

GRANT EXECUTE ON FUNCTION reveal_bare, reveal_permit_enter, death_record, household_lock, label_begin, label_end, own_household TO fangpin_app;
GRANT EXECUTE ON FUNCTION account_confirm TO fangpin_gate;

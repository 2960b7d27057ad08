-- 授权: what one administrator asked for, one of the other kind grants, neither for themselves; of what they saw, once, in time.

-- What whoever asks for a right signs: which, for whom by the tag, in which place. What is a person's own is in the row that the other signs.
CREATE OR REPLACE FUNCTION grant_wanted(g staff_grant) RETURNS BYTEA LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(convert_to(concat_ws(E'\n', g.what, CASE WHEN g.what = 'member' THEN 0 ELSE g.staff END, COALESCE(g.role, ''), COALESCE(g.division::TEXT, ''),
    COALESCE(g.agency, ''), COALESCE(g.unit, ''), COALESCE(encode(g.id_tag, 'hex'), ''), g.namesake, g.absent,
    to_char(g.from_on, 'YYYY-MM-DD'), to_char(g.to_on, 'YYYY-MM-DD')), 'UTF8')) -- NULL is no line: of other rights the last three are none
$$;

-- Asks for a right. A deputy begins today or later and ends within thirty days. Where there is a root, whoever asks signs.
CREATE OR REPLACE FUNCTION staff_grant_propose(c CHAR(6), of_act TEXT, ids BIGINT[], subjects BIGINT[], digests BYTEA[], salts BYTEA[], who BIGINT)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE g staff_grant;
BEGIN
  PERFORM proposal_enter(c, 'staff_grant', ids, subjects, digests, salts, who);
  FOR g IN SELECT * FROM staff_grant WHERE county = c AND id = ANY (subjects) AND what = 'deputy' LOOP
    PERFORM refuse('FPDAT', '代理不得从已过去的日子起，也不得超过今天起三十天，请核对日期', ARRAY(
      SELECT g.id WHERE (g.from_on >= sealed_day(c) AND g.to_on <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE + 30) IS NOT TRUE));
    PERFORM deputy_may(c, g.absent, g.staff, g.from_on, g.to_on);
  END LOOP;
  IF root_of(c) IS NULL THEN RETURN; END IF;
  FOR g IN SELECT * FROM staff_grant WHERE county = c AND id = ANY (subjects) LOOP
    PERFORM signature_given(c, 'grant.propose', '', who, '{system_admin,security_admin}', 'staff_grant', grant_wanted(g), NULL);
  END LOOP;
END $$;

-- Grants it, and writes what follows in staff; answers the proposal. Of the two half codes, other_half is the MAC of the one that is handed to who
-- grants. A person has one row that is not disabled; whoever comes back has a new one, and is by the tag who they were.
CREATE OR REPLACE FUNCTION grant_confirm(c CHAR(6), of_grant BIGINT, seen BYTEA, other_half BYTEA, who BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE g staff_grant; proposed BIGINT[]; proposer BIGINT; t TIMESTAMPTZ; one BIGINT;
BEGIN
  PERFORM require_read_committed();
  SELECT * INTO g FROM staff_grant WHERE county = c AND id = of_grant;
  FOR one IN SELECT id FROM staff WHERE county = c AND id IN (g.asked_by, who, g.staff, g.absent) ORDER BY id LOOP -- two who grant to each other at once take them in one order
    IF one IN (g.staff, g.absent) THEN PERFORM FROM staff WHERE county = c AND id = one FOR NO KEY UPDATE;
    ELSE PERFORM FROM staff WHERE county = c AND id = one FOR SHARE; END IF;
  END LOOP;
  proposed := proposal_confirm(c, 'staff_grant', ARRAY[of_grant], ARRAY[seen], who);
  PERFORM refuse('FPSTA', '这份授权申请没有提出，请刷新', ARRAY(SELECT of_grant WHERE cardinality(proposed) IS DISTINCT FROM 1));
  SELECT p.proposed_by, p.decided_at INTO proposer, t FROM proposal p WHERE p.county = c AND p.id = proposed[1];
  IF g.asked_by <> proposer OR (SELECT count(DISTINCT role) FROM staff WHERE county = c AND id IN (proposer, who) AND disabled_at IS NULL) <> 2 THEN
    RAISE EXCEPTION '授权须由在岗的系统管理员和安全管理员一人提出、一人批准，请换另一类管理员批准' USING ERRCODE = 'FPHND', DETAIL = concat(of_grant);
  END IF;
  IF human(c, proposer) IN (human(c, g.staff), human(c, g.absent)) OR human(c, who) IN (human(c, g.staff), human(c, g.absent)) OR EXISTS (SELECT FROM staff WHERE county = c AND id IN (proposer, who) AND id_tag = g.id_tag) THEN
    RAISE EXCEPTION '不得为本人提出或批准授权，请由其他管理员办理' USING ERRCODE = 'FPHND', DETAIL = concat(of_grant);
  END IF;
  PERFORM refuse('FPSTA', '该人员不在册或已停用，请刷新', ARRAY(SELECT g.staff WHERE g.what <> 'member' AND NOT EXISTS (
    SELECT FROM staff WHERE county = c AND id = g.staff AND disabled_at IS NULL)));
  PERFORM refuse('FPSTA', '此人（同一身份证号）或此工号已有在岗账号，一人只有一个账号，请核对', ARRAY(
    SELECT id FROM staff WHERE county = c AND disabled_at IS NULL AND id <> g.staff AND (id_tag = g.id_tag OR no = g.no)));
  PERFORM refuse('FPSTA', '已有同名的在岗人员，提出时没有确认是另一人，请重新提出', ARRAY(
    SELECT id FROM staff WHERE county = c AND disabled_at IS NULL AND NOT g.namesake
      AND translate(name, ' ·•（）()-', '') = translate(g.name, ' ·•（）()-', '')));
  IF g.what = 'member' THEN
    INSERT INTO staff (county, id, name, role, division, agency, no, unit, phone, id_tag, added_at, salt)
    VALUES (c, g.staff, g.name, g.role, g.division, g.agency, g.no, g.unit, g.phone, g.id_tag, t, g.salt);
  ELSIF g.what = 'details' THEN
    UPDATE staff SET no = g.no, unit = g.unit, phone = g.phone, id_tag = g.id_tag WHERE county = c AND id = g.staff AND id_tag IS NULL;
    IF NOT FOUND THEN RAISE EXCEPTION '该人员的身份信息已补录，请刷新' USING ERRCODE = 'FPSTA', DETAIL = concat(g.staff); END IF;
  ELSIF g.what = 'deputy' THEN
    PERFORM refuse('FPDAT', '所申请的代理日子已经过去，请驳回后重新提出', ARRAY(SELECT of_grant WHERE (g.to_on >= sealed_day(c)) IS NOT TRUE));
    PERFORM deputy_may(c, g.absent, g.staff, g.from_on, g.to_on);
    INSERT INTO deputy (county, id, absent, deputy, from_on, to_on, asked_by, recorded_by, reason, salt)
    VALUES (c, g.id, g.absent, g.staff, g.from_on, g.to_on, g.asked_by, who, g.reason, g.salt);
  END IF;
  IF g.half IS NOT NULL THEN
    INSERT INTO enrolment (county, id, staff, halves, expires_at) VALUES (c, of_grant, g.staff, ARRAY[g.half, other_half], t + INTERVAL '7 days');
  END IF;
  PERFORM signature_given(c, 'grant.confirm', '', who, '{system_admin,security_admin}', 'staff_grant/' || of_grant, seen, NULL);
  RETURN proposed[1];
END $$;

GRANT EXECUTE ON FUNCTION staff_grant_propose TO fangpin_app;
GRANT EXECUTE ON FUNCTION grant_confirm TO fangpin_gate;

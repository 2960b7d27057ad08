-- 自主申报: what people tell without an account. Nothing here looks at the registry: who is in it and who is not gets the same answer, by the same work.

-- The county's applications are written one after another: what is counted and what is open is judged under this lock.
CREATE OR REPLACE FUNCTION self_application_lock(c CHAR(6)) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_read_committed();
  PERFORM pg_advisory_xact_lock(hashtext('self_application'), c::INT);
END $$;

-- A year after it was decided, what somebody told without an account is forgotten, with all that was sent besides: what is left says that there was one,
-- and what was done about it. What was taken up is a signal's words.
CREATE OR REPLACE FUNCTION self_application_forget(c CHAR(6)) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE forgotten BIGINT;
BEGIN
  PERFORM self_application_lock(c);
  UPDATE self_application a SET name = '（已清除）', id_no = '', id_tag = decode(repeat('00', 32), 'hex'), phone = '', words = '（已清除）',
    address = decode(repeat('00', 32), 'hex')
  FROM self_application_step s WHERE s.county = c AND s.did IN ('admit', 'decline') AND s.at < clock_timestamp() - INTERVAL '1 year'
    AND a.county = c AND COALESCE(a.same_as, a.id) = s.application AND a.id_no <> '';
  GET DIAGNOSTICS forgotten = ROW_COUNT;
  RETURN forgotten;
END $$;

-- What was sent is kept, where the county's switch is on: twenty an hour from one address, three hundred an hour in a county, by the database's time.
CREATE OR REPLACE FUNCTION self_application_send(c CHAR(6), no BIGINT, with_receipt TEXT, in_village BIGINT, called TEXT, with_id_no BYTEA, with_id_tag BYTEA,
  with_phone BYTEA, for_cause TEXT, told TEXT, on_date DATE, from_address BYTEA)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE sent RECORD;
BEGIN
  PERFORM require_finite(on_date);
  IF NOT EXISTS (SELECT FROM office WHERE county = c AND self_apply) THEN
    RAISE EXCEPTION '本县没有开通网上自主申报，请到村委会（社区）申报' USING ERRCODE = 'FPSTA';
  END IF;
  IF NOT EXISTS (SELECT FROM division WHERE code = LPAD(in_village::TEXT, 12, '0') AND level = 'village' AND LEFT(code, 6) = c) THEN
    RAISE EXCEPTION '请从本县的村（社区）中选择' USING ERRCODE = 'FPPLC';
  END IF;
  IF (on_date <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE) IS NOT TRUE THEN
    RAISE EXCEPTION '申报日期晚于今天' USING ERRCODE = 'FPDAT';
  END IF;
  PERFORM self_application_forget(c);
  SELECT count(*) AS county, count(*) FILTER (WHERE address = from_address) AS address INTO sent
  FROM self_application WHERE county = c AND told_at > clock_timestamp() - INTERVAL '1 hour';
  IF sent.address >= 20 OR sent.county >= 300 THEN
    RAISE EXCEPTION '这一小时内申报的人太多，请一小时后再试，或直接到村委会（社区）申报' USING ERRCODE = 'FPLIM';
  END IF;
  INSERT INTO self_application
  SELECT c, no, with_receipt, in_village, called, with_id_no, with_id_tag, with_phone, for_cause, told, on_date, clock_timestamp(), from_address, (
    SELECT a.id FROM self_application a WHERE a.county = c AND a.id_tag = with_id_tag AND a.same_as IS NULL AND NOT EXISTS (
      SELECT FROM self_application_step s WHERE s.county = c AND s.application = a.id AND s.did IN ('admit', 'decline')));
END $$;

-- What a cadre does about one, the next of its acts: the village first, and whom it was passed on to after that. It is decided once. Who is taken for
-- the applicant's family has the applicant in it.
CREATE OR REPLACE FUNCTION self_application_act(c CHAR(6), ids BIGINT[], act TEXT, watches BIGINT[], why TEXT, on_date DATE, who BIGINT, salts BYTEA[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE passed BIGINT[];
BEGIN
  PERFORM require_finite(on_date), self_application_lock(c);
  PERFORM refuse('FPSTA', '有 %s 件申报重复、不存在或已办理，请刷新后重选', ARRAY(SELECT unnest(ids) EXCEPT ALL
    SELECT a.id FROM self_application a WHERE a.county = c AND a.id = ANY (ids) AND a.same_as IS NULL AND NOT EXISTS (
      SELECT FROM self_application_step s WHERE s.county = c AND s.application = a.id AND s.did IN ('admit', 'decline'))));
  passed := ARRAY(SELECT application FROM self_application_step WHERE county = c AND application = ANY (ids) AND did = 'pass_on');
  IF cardinality(passed) < cardinality(ids) THEN PERFORM staff_at_work(c, who, '{village}'); END IF;
  IF cardinality(passed) > 0 THEN
    PERFORM staff_at_work(c, who, '{township,clerk}');
    IF act = 'pass_on' THEN PERFORM refuse('FPSTA', '有 %s 件申报已经转过乡镇，请直接办理', passed); END IF;
  END IF;
  PERFORM refuse('FPDAT', '有 %s 件申报的办理日期早于申报，或晚于今天，请核对', ARRAY(
    SELECT id FROM self_application WHERE county = c AND id = ANY (ids)
      AND (on_date BETWEEN told_on AND (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE) IS NOT TRUE));
  IF act = 'admit' THEN
    PERFORM refuse('FPSTA', '有 %s 件申报的申报人不在所选的户，请先核对户籍名册', ARRAY(
      SELECT r.id FROM unnest(ids, watches) AS r (id, watch) WHERE NOT EXISTS (
        SELECT FROM self_application a JOIN person p ON p.county = c AND p.id_tag = a.id_tag JOIN watch w ON w.county = c AND w.household = p.household
        WHERE a.county = c AND a.id = r.id AND w.id = r.watch)));
  END IF;
  INSERT INTO self_application_step
  SELECT c, r.id, 1 + (SELECT count(*) FROM self_application_step s WHERE s.county = c AND s.application = r.id), act, r.watch, why, who, on_date,
    clock_timestamp(), r.salt
  FROM unnest(ids, watches, salts) AS r (id, watch, salt);
END $$;

GRANT EXECUTE ON FUNCTION self_application_forget, self_application_send, self_application_act TO fangpin_app;

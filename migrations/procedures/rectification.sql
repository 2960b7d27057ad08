-- A day that is not before what it follows, nor in the future.
CREATE OR REPLACE FUNCTION rectification_dated(no BIGINT, after DATE, on_date DATE) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  IF (on_date >= after AND on_date <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE) IS NOT TRUE THEN
    RAISE EXCEPTION '日期晚于今天，或早于上一次办理，请核对日期' USING ERRCODE = 'FPDAT', DETAIL = concat(no);
  END IF;
END $$;

-- 下达整改: by a clerk at work, of today, once while the same problem of the same family is not closed.
CREATE OR REPLACE FUNCTION rectification_open(c CHAR(6), rows JSONB, on_date DATE, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_finite(on_date), staff_at_work(c, who, '{clerk}');
  PERFORM watch_lock(c, ARRAY(SELECT r.watch FROM jsonb_to_recordset(rows) AS r (watch BIGINT))); -- before the households, as whoever approves
  PERFORM household_lock(c, ARRAY(SELECT r.household FROM jsonb_to_recordset(rows) AS r (household BIGINT)));
  IF (on_date <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE) IS NOT TRUE THEN
    RAISE EXCEPTION '下达整改的日期晚于今天，请核对' USING ERRCODE = 'FPDAT', DETAIL = concat(on_date);
  END IF;
  PERFORM refuse('FPDAT', '有 %s 户的整改期限无效，请核对日期', ARRAY(
    SELECT r.household FROM jsonb_to_recordset(rows) AS r (household BIGINT, due_on DATE) WHERE NOT isfinite(r.due_on)));
  PERFORM refuse('FPSTA', '有 %s 户的同一问题已下达整改，尚未销号，不能重复下达', ARRAY(
    SELECT r.household FROM jsonb_to_recordset(rows) AS r (household BIGINT, source TEXT, query TEXT, problem TEXT)
    GROUP BY r.household, r.source, r.query, CASE WHEN r.query IS NULL THEN r.problem END HAVING count(*) > 1
    UNION ALL
    SELECT r.household FROM jsonb_to_recordset(rows) AS r (household BIGINT, source TEXT, query TEXT, problem TEXT)
    JOIN rectification o ON o.county = c AND o.household = r.household AND o.source = r.source AND o.query IS NOT DISTINCT FROM r.query
      AND (o.query IS NOT NULL OR o.problem = r.problem)
    WHERE NOT EXISTS (SELECT FROM rectification_sign s WHERE s.county = c AND s.rectification = o.id AND s.passed)));
  INSERT INTO rectification (county, id, source, query, household, watch, unit, due_on, opened_by, opened_on, person, problem, salt)
  SELECT c, r.id, r.source, r.query, r.household, r.watch, r.unit, r.due_on, who, on_date, r.person, r.problem, decode(r.salt, 'hex')
  FROM jsonb_to_recordset(rows) AS r (id BIGINT, source TEXT, query TEXT, household BIGINT, watch BIGINT, unit TEXT, due_on DATE, person TEXT, problem TEXT, salt TEXT);
END $$;

-- 整改办结: by who is at work in the field or a department, while nobody has to sign what was done before, and it is not closed. Answers the turn.
CREATE OR REPLACE FUNCTION rectification_do(c CHAR(6), no BIGINT, on_date DATE, with_evidence BYTEA, what TEXT, who BIGINT, with_salt BYTEA) RETURNS INT LANGUAGE plpgsql AS $$
DECLARE nth INT;
  r rectification;
BEGIN
  PERFORM require_read_committed(), require_finite(on_date);
  PERFORM staff_at_work(c, who, '{village,township,reporter}');
  SELECT * INTO r FROM rectification WHERE county = c AND id = no FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION '没有找到这项整改，请刷新后重选' USING ERRCODE = 'FPSTA', DETAIL = concat(no); END IF;
  SELECT count(*) + 1 INTO nth FROM rectification_done WHERE county = c AND rectification = no;
  IF (SELECT count(*) FROM rectification_sign WHERE county = c AND rectification = no AND NOT passed) < nth - 1 THEN
    RAISE EXCEPTION '这项整改已经办结，正等待县级销号或已经销号，不能重复办结' USING ERRCODE = 'FPSTA', DETAIL = concat(no);
  END IF;
  PERFORM rectification_dated(no, GREATEST(r.opened_on, (SELECT max(on_day) FROM rectification_sign WHERE county = c AND rectification = no)), on_date);
  INSERT INTO rectification_done (county, rectification, turn, by_staff, on_day, evidence, words, salt)
  VALUES (c, no, nth, who, on_date, with_evidence, what, with_salt);
  RETURN nth;
END $$;

-- 整改销号, or sent back: what was done last, by another person than who did it.
CREATE OR REPLACE FUNCTION rectification_sign_off(c CHAR(6), no BIGINT, on_date DATE, pass BOOLEAN, why TEXT, who BIGINT, with_salt BYTEA) RETURNS INT LANGUAGE plpgsql AS $$
DECLARE d rectification_done;
BEGIN
  PERFORM require_read_committed(), require_finite(on_date);
  PERFORM staff_at_work(c, who, '{clerk,approver}');
  PERFORM FROM rectification WHERE county = c AND id = no FOR UPDATE;
  SELECT * INTO d FROM rectification_done WHERE county = c AND rectification = no ORDER BY turn DESC LIMIT 1;
  IF d IS NULL OR EXISTS (SELECT FROM rectification_sign WHERE county = c AND rectification = no AND turn = d.turn) THEN
    RAISE EXCEPTION '这项整改还没有办结或已经销号，请刷新后重选' USING ERRCODE = 'FPSTA', DETAIL = concat(no);
  END IF;
  IF human(c, d.by_staff) = human(c, who) THEN
    RAISE EXCEPTION '办结整改的人不得销号，请由另一人核实' USING ERRCODE = 'FPHND', DETAIL = concat(no);
  END IF;
  PERFORM rectification_dated(no, d.on_day, on_date);
  INSERT INTO rectification_sign (county, rectification, turn, done_by, by_staff, on_day, passed, words, salt)
  VALUES (c, no, d.turn, d.by_staff, who, on_date, pass, why, with_salt);
  RETURN d.turn;
END $$;

GRANT EXECUTE ON FUNCTION rectification_do, rectification_open, rectification_sign_off TO fangpin_app;

-- The person behind an account: what must be done by different people is compared by this, never by the account's id. It is the oldest account of
-- the same identity number, or the account itself where none is known.
CREATE OR REPLACE FUNCTION human(c CHAR(6), staff BIGINT) RETURNS BIGINT LANGUAGE sql STABLE AS $$
  SELECT COALESCE((SELECT min(o.id) FROM staff s JOIN staff o ON o.county = s.county AND o.id_tag = s.id_tag WHERE s.county = c AND s.id = human.staff), human.staff)
$$;

-- Every account of the person behind one: what thousands of rows are held to, which would else each ask who somebody is.
CREATE OR REPLACE FUNCTION same_human(c CHAR(6), staff BIGINT) RETURNS SETOF BIGINT LANGUAGE sql STABLE AS $$
  SELECT o.id FROM staff s JOIN staff o ON o.county = s.county AND o.id_tag = s.id_tag WHERE s.county = c AND s.id = same_human.staff
  UNION SELECT same_human.staff
$$;

-- Who looks after what the others do: of each there is always one.
CREATE OR REPLACE FUNCTION watching_roles() RETURNS TEXT[] LANGUAGE sql IMMUTABLE AS $$ SELECT '{security_admin,audit_admin,auditor}'::TEXT[] $$;

-- Holds members of the staff for one who will disable one of them, that one included, in the order of their ids: two who disable each other
-- come one after the other, and whoever acts comes before or finds themselves disabled. With one who watches all of their kind are held, for the last one stays.
CREATE OR REPLACE FUNCTION staff_hold(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM FROM staff WHERE county = c AND (id = ANY (ids)
    OR role IN (SELECT role FROM staff WHERE county = c AND id = ANY (ids) AND role = ANY (watching_roles()))) ORDER BY id FOR UPDATE;
END $$;

-- Which of the people are not at work in a role. Those who are, are held at work until the deed ends.
CREATE OR REPLACE FUNCTION staff_missing(c CHAR(6), ids BIGINT[], as_role TEXT) RETURNS BIGINT[] LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_read_committed();
  PERFORM FROM staff WHERE county = c AND id = ANY (ids) ORDER BY id FOR SHARE;
  RETURN ARRAY(SELECT unnest(ids) EXCEPT SELECT id FROM staff WHERE county = c AND id = ANY (ids) AND role = as_role AND disabled_at IS NULL);
END $$;

-- 停用, for good: nobody comes back under an old name. From the deed's own time, if it has come, but never from before what they, or a deputy of
-- theirs, did meanwhile: whoever is in the middle of a deed ends it before. Not for the app: staff_leave() looks first at what is in their hands.
CREATE OR REPLACE FUNCTION staff_disable(c CHAR(6), ids BIGINT[], t TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
DECLARE moved BIGINT[];
BEGIN
  PERFORM require_read_committed(), require_finite(t), staff_hold(c, ids);
  PERFORM refuse('FPDAT', '有 %s 名人员没有停用时间，请核对', ARRAY(SELECT unnest(ids) WHERE t IS NULL));
  PERFORM refuse('FPSTA', '停用后将没有在岗的同类管理员或审计人员（安全管理员、审计管理员、审计人员各须留有一人），请先增加一人，再停用', ARRAY(
    SELECT g.id FROM staff g WHERE g.county = c AND g.id = ANY (ids) AND g.role = ANY (watching_roles()) AND g.disabled_at IS NULL AND NOT EXISTS (
      SELECT FROM staff o WHERE o.county = c AND o.role = g.role AND o.disabled_at IS NULL AND o.id <> ALL (ids))));
  WITH m AS (
    UPDATE staff s SET disabled_at = GREATEST(LEAST(t, clock_timestamp()), (
      SELECT max(d.at) FROM deed d WHERE d.county = c AND d.person IN (SELECT s.id UNION SELECT x.deputy FROM deputy x WHERE x.county = c AND x.absent = s.id)))
    WHERE s.county = c AND s.id = ANY (ids) AND s.disabled_at IS NULL RETURNING s.id
  ) SELECT array_agg(id) INTO moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 名人员重复、不在册或已停用，请刷新后重选', ARRAY(SELECT unnest(ids) EXCEPT ALL SELECT unnest(moved)));
END $$;

-- Whoever acts works here now: as themselves in that role or, in somebody's place (else 0), as their deputy of that day. They are held so, and
-- whom they stand in for with them, until the deed ends.
CREATE OR REPLACE FUNCTION staff_acts(c CHAR(6), who BIGINT, as_role TEXT, in_place_of BIGINT, on_date DATE, part CHAR(12), of_agency TEXT)
RETURNS BOOLEAN LANGUAGE plpgsql AS $$ BEGIN
  PERFORM FROM staff WHERE county = c AND id IN (who, in_place_of) ORDER BY id FOR SHARE;
  IF in_place_of = 0 THEN RETURN EXISTS (SELECT FROM staff WHERE county = c AND id = who AND disabled_at IS NULL AND role = as_role); END IF;
  PERFORM FROM deputy WHERE county = c AND deputy = who AND absent = in_place_of AND ended_at IS NULL ORDER BY id FOR SHARE;
  RETURN EXISTS (SELECT FROM staff WHERE county = c AND id = who AND disabled_at IS NULL) AND EXISTS (
    SELECT FROM deputy d JOIN staff a ON a.county = c AND a.id = d.absent AND a.disabled_at IS NULL
    WHERE d.county = c AND d.deputy = who AND d.absent = in_place_of AND d.ended_at IS NULL AND on_date BETWEEN d.from_on AND d.to_on
      AND (a.role, a.division, a.agency) = (as_role, part, of_agency));
END $$;

-- Whoever acts is at work here, in a role that this is for: their own, or that of an absent colleague whose deputy they are. The deed's own
-- day is not told here; it lies between the newest leaf's, less the two minutes that deed_seal() allows, and the database's today. They and the
-- absent are held at work until the deed ends.
CREATE OR REPLACE FUNCTION staff_at_work(c CHAR(6), who BIGINT, roles TEXT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM FROM staff s WHERE s.county = c AND (s.id = who OR s.id IN (SELECT d.absent FROM deputy d WHERE d.county = c AND d.deputy = who AND d.ended_at IS NULL))
  ORDER BY s.id FOR SHARE;
  PERFORM FROM deputy d WHERE d.county = c AND d.deputy = who AND d.ended_at IS NULL ORDER BY d.id FOR SHARE;
  IF NOT EXISTS (
    SELECT FROM staff s WHERE s.county = c AND s.id = who AND s.disabled_at IS NULL AND (s.role = ANY (roles) OR EXISTS (
      SELECT FROM deputy d JOIN staff a ON a.county = c AND a.id = d.absent AND a.role = ANY (roles) AND a.disabled_at IS NULL
      WHERE d.county = c AND d.deputy = who AND d.ended_at IS NULL AND d.from_on <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE
        AND d.to_on >= sealed_day(c)))
  ) THEN
    RAISE EXCEPTION '办理人不在岗，或本环节不由其角色办理，请换在岗的经办人员' USING ERRCODE = 'FPHND', DETAIL = concat(who);
  END IF;
END $$;

-- 代理 may be asked for and granted: for a role that can be stood in for, by somebody who works on cases; one deputy at a time, and nobody who is away, nor in
-- whose place somebody stands. The days are the caller's to hold to today. Whoever grants has locked both rows of staff.
CREATE OR REPLACE FUNCTION deputy_may(c CHAR(6), of_absent BIGINT, by_deputy BIGINT, from_day DATE, to_day DATE) RETURNS void LANGUAGE plpgsql AS $$
DECLARE stood TEXT[] := '{reporter,clerk,approver,assessor,sender,township,village}';
BEGIN
  IF NOT EXISTS (SELECT FROM staff WHERE county = c AND id = of_absent AND role = ANY (stood) AND disabled_at IS NULL) THEN
    RAISE EXCEPTION '该人员不在岗，或其角色不能由人代理（查勘员的案件请改派）' USING ERRCODE = 'FPHND', DETAIL = concat(of_absent);
  END IF;
  IF NOT EXISTS (SELECT FROM staff WHERE county = c AND id = by_deputy AND role = ANY (stood || 'adjuster'::TEXT) AND disabled_at IS NULL) THEN
    RAISE EXCEPTION '代理人须为在岗的业务人员，审计人员和管理员不得代理' USING ERRCODE = 'FPHND', DETAIL = concat(by_deputy);
  END IF;
  IF EXISTS (SELECT FROM deputy WHERE county = c AND absent = of_absent AND ended_at IS NULL AND from_on <= to_day AND to_on >= from_day) THEN
    RAISE EXCEPTION '该人员在这些日子已有代理人，请先终止原代理或另选日期' USING ERRCODE = 'FPSTA', DETAIL = concat(of_absent);
  END IF;
  IF human(c, of_absent) = human(c, by_deputy) OR EXISTS (SELECT FROM deputy WHERE county = c AND ended_at IS NULL AND from_on <= to_day AND to_on >= from_day
      AND (human(c, absent) = human(c, by_deputy) OR human(c, deputy) = human(c, of_absent))) THEN
    RAISE EXCEPTION '这些日子里代理人自己由他人代理，或被代理人正代理他人，不得互相代理或转托代理，请另选代理人或日期'
      USING ERRCODE = 'FPHND', DETAIL = concat(of_absent, ',', by_deputy);
  END IF;
END $$;

-- The day of the newest leaf, less the two minutes that deed_seal() allows: no deed is dated before it. NULL where nothing is sealed.
CREATE OR REPLACE FUNCTION sealed_day(c CHAR(6)) RETURNS DATE LANGUAGE sql STABLE AS $$
  SELECT ((h.at - INTERVAL '2 minutes') AT TIME ZONE 'Asia/Shanghai')::DATE FROM head h WHERE h.county = c
$$;

-- 终止代理, for good: as of the deed's own time, if it has come, but never from before what the deputy did meanwhile.
CREATE OR REPLACE FUNCTION deputy_end(c CHAR(6), no BIGINT, t TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_read_committed();
  PERFORM FROM deputy WHERE county = c AND id = no FOR UPDATE;
  IF isfinite(t) IS NOT TRUE THEN RAISE EXCEPTION '没有终止时间，请核对' USING ERRCODE = 'FPDAT', DETAIL = concat(no); END IF;
  UPDATE deputy x SET ended_at = GREATEST(LEAST(t, clock_timestamp()), (SELECT max(d.at) FROM deed d WHERE d.county = c AND d.person = x.deputy))
  WHERE x.county = c AND x.id = no AND x.ended_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION '该代理不存在或已终止，请刷新' USING ERRCODE = 'FPSTA', DETAIL = concat(no); END IF;
END $$;

GRANT EXECUTE ON FUNCTION human, staff_acts, staff_hold, staff_missing, deputy_end TO fangpin_app;

-- 存证时间更正, by two administrators of both kinds, both signed in: from now on deeds of the right time follow a head whose time lies ahead. Answers that
-- time. The head is held, so that the deed of it is the next.
CREATE OR REPLACE FUNCTION head_repair_enter(c CHAR(6), no BIGINT, first_one BIGINT, second_one BIGINT, second_way TEXT, why TEXT, grain BYTEA)
RETURNS TIMESTAMPTZ LANGUAGE plpgsql AS $$
DECLARE stood head%ROWTYPE; t TIMESTAMPTZ;
BEGIN
  PERFORM require_read_committed();
  PERFORM FROM staff WHERE county = c AND id IN (first_one, second_one) ORDER BY id FOR SHARE;
  IF (SELECT array_agg(s.role ORDER BY s.role) FROM staff s WHERE s.county = c AND s.id IN (first_one, second_one) AND s.disabled_at IS NULL)
      IS DISTINCT FROM '{security_admin,system_admin}'::TEXT[] THEN
    RAISE EXCEPTION '存证时间由在岗的系统管理员和安全管理员各一人共同更正，请换人办理' USING ERRCODE = 'FPHND', DETAIL = concat(first_one, ', ', second_one);
  END IF;
  PERFORM refuse('FPHND', '两名管理员是同一个人，须由不同的两人办理', ARRAY(SELECT second_one WHERE second_one IN (SELECT same_human(c, first_one))));
  PERFORM session_held(c, second_one, second_way);
  SELECT * INTO stood FROM head h WHERE h.county = c FOR UPDATE;
  t := clock_timestamp();
  IF (COALESCE(stood.since, stood.at) > t + INTERVAL '2 minutes') IS NOT TRUE THEN
    RAISE EXCEPTION '最近一次存证的时间没有晚于数据库现在的时间，不需要更正' USING ERRCODE = 'FPSTA';
  END IF;
  UPDATE head SET since = t WHERE county = c;
  INSERT INTO head_repair (county, id, head_at, at, first, second, second_way, reason, salt)
  VALUES (c, no, COALESCE(stood.since, stood.at), t, first_one, second_one, head_repair_enter.second_way, why, grain);
  RETURN COALESCE(stood.since, stood.at);
END $$;

GRANT EXECUTE ON FUNCTION head_repair_enter TO fangpin_app;

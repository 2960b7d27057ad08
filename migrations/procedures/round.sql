-- 年度摸排: households that somebody of the field looked at and found as they were, once a day; none whose matter is under way: it is visited.
CREATE OR REPLACE FUNCTION round_look_add(c CHAR(6), households BIGINT[], on_date DATE, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_read_committed(), require_finite(on_date), staff_at_work(c, who, '{village,township}');
  PERFORM household_lock(c, households);
  IF (on_date <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE) IS NOT TRUE THEN
    RAISE EXCEPTION '摸排日期晚于今天，请核对' USING ERRCODE = 'FPDAT', DETAIL = concat(on_date);
  END IF;
  PERFORM refuse('FPSTA', '有 %s 户重复、没有这一户、当天已经摸排，或有在办、监测中的事项：在办、监测中的请入户核查或走访', ARRAY(
    SELECT unnest(households) EXCEPT ALL SELECT h.id FROM household h WHERE h.county = c AND h.id = ANY (households)
      AND NOT EXISTS (SELECT FROM round_look r WHERE r.county = c AND r.household = h.id AND r.on_day = on_date)
      AND NOT EXISTS (SELECT FROM watch w WHERE w.county = c AND w.household = h.id AND w.live AND w.state <> 'offline')));
  INSERT INTO round_look (county, household, on_day, by_staff) SELECT c, h, on_date, who FROM unnest(households) AS h;
END $$;

GRANT EXECUTE ON FUNCTION round_look_add TO fangpin_app;

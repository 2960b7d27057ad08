-- A notice is whole when made: its rows, total and digest are fixed here and nothing is added later.
CREATE OR REPLACE FUNCTION announce(c CHAR(6), no BIGINT, in_village BIGINT, on_date DATE, ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
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

-- Starts every natural village whose two postings stand; a later posting is started by a later call.
CREATE OR REPLACE FUNCTION start(c CHAR(6), no BIGINT) RETURNS void LANGUAGE plpgsql AS $$
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

-- A posting came down, not later than today: the runs that stand on it end, unless they were over before, or a payout was
-- cleared by them.
CREATE OR REPLACE FUNCTION restart(c CHAR(6), no BIGINT, on_date DATE) RETURNS void LANGUAGE plpgsql AS $$
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

-- The objection is decided once, by a township or a clerk who neither visited nor assessed; upheld, its payout is withdrawn, other
-- objections to it notwithstanding: each has its own answer. Answers as withdraw.
CREATE OR REPLACE FUNCTION decide(c CHAR(6), no BIGINT, uphold BOOLEAN, why TEXT, who BIGINT) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE FUNCTION clear(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$
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

GRANT EXECUTE ON FUNCTION announce, start, restart, decide, clear TO fangpin_app;

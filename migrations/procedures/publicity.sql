-- Notices, their days and objections, whatever a notice is about: a matter is the id of a row of the room that made the notice. That room's
-- doors judge what is the room's (may it be announced, who may decide, what follows) and call these; they hold their matters first.

-- The notices whose clocks are about to be judged or moved: one after another, in the order of their ids.
CREATE OR REPLACE FUNCTION publicity_lock(c CHAR(6), notices BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_read_committed();
  PERFORM FROM notice WHERE county = c AND id = ANY (notices) ORDER BY id FOR NO KEY UPDATE;
END $$;

-- A notice is whole when made: its rows, total and digest are fixed here and nothing is added later. The kind names the column of notice_row
-- that the matters belong in; the digest of what is watched begins with village, year, serial and day, so that the code on the paper is of the
-- number and the date too; what is watched hangs on the village's own board, whatever natural villages there are. They, their places and
-- amounts and, of watches, the evaluations that are told of stand in the order of the rows.
CREATE OR REPLACE FUNCTION publicity_notice(c CHAR(6), no BIGINT, in_village BIGINT, on_date DATE, kind TEXT, matters BIGINT[], places BIGINT[],
  amounts NUMERIC[], evaluations INT[], for_days INT, past_holidays BOOLEAN, past_weekends BOOLEAN) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_finite(on_date);
  IF on_date > (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN
    RAISE EXCEPTION '公示日期 % 晚于今天，请核对', on_date USING ERRCODE = 'FPDAT';
  END IF;
  IF on_date < (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date - (SELECT slack_days FROM office WHERE county = c) THEN
    RAISE EXCEPTION '公示日期 % 早于今天：公示的日期就是制作的当天', on_date USING ERRCODE = 'FPDAT';
  END IF;
  PERFORM refuse('FPPLC', '有 %s 笔不属于本村，或未写明自然村，请更正后公示', ARRAY(
    SELECT r.matter FROM unnest(matters, places) AS r (matter, place) JOIN place s ON s.county = c AND s.id = r.place
    WHERE s.village <> in_village OR kind <> 'watch' AND s.id = s.village AND EXISTS (SELECT FROM place o WHERE o.county = c AND o.village = s.id AND o.id <> s.id)));
  INSERT INTO notice
    (county, id, village, year, serial, dated, days, past_holiday, past_weekend, rows, total, digest, about, made_at)
  SELECT c, no, in_village, max(s.of_year), max(s.next), on_date, for_days, past_holidays, past_weekends, count(*), sum(r.amount),
         sha256(convert_to(CASE kind WHEN 'watch' THEN concat_ws(' ', in_village, max(s.of_year), max(s.next), to_char(on_date, 'YYYY-MM-DD')) || ';' ELSE '' END
           || string_agg(concat_ws(' ', r.n, r.matter, r.place, r.amount), ';' ORDER BY r.n), 'UTF8')),
         NULLIF(kind, 'payout'), clock_timestamp()
  FROM unnest(matters, places, amounts) WITH ORDINALITY AS r (matter, place, amount, n)
  CROSS JOIN (SELECT y.of_year, 1 + COALESCE(max(o.serial), 0) AS next FROM (SELECT EXTRACT(YEAR FROM on_date)::int AS of_year) y
    LEFT JOIN notice o ON o.county = c AND o.village = in_village AND o.year = y.of_year GROUP BY y.of_year) s;
  INSERT INTO notice_row (county, notice, n, payout, watch, evaluation, place, amount)
  SELECT c, no, r.n, CASE kind WHEN 'payout' THEN r.matter END, CASE kind WHEN 'watch' THEN r.matter END, r.evaluation, r.place, r.amount
  FROM unnest(matters, places, amounts, evaluations) WITH ORDINALITY AS r (matter, place, amount, evaluation, n);
END $$;

-- Starts every natural village whose two postings stand; a later posting is started by a later call.
CREATE OR REPLACE FUNCTION publicity_start(c CHAR(6), no BIGINT, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE r RECORD; last DATE;
BEGIN
  PERFORM publicity_lock(c, ARRAY[no]), staff_at_work(c, who, '{village,township}');
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
      AND NOT EXISTS (SELECT FROM running_clock k WHERE k.county = c AND k.notice = no AND k.place = w.place)
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

-- A posting came down, not later than today: the runs that stand on it end, unless they were over before, or something was
-- cleared by them.
CREATE OR REPLACE FUNCTION publicity_restart(c CHAR(6), no BIGINT, on_date DATE, who BIGINT, why TEXT, with_salt BYTEA) RETURNS void LANGUAGE plpgsql AS $$
DECLARE of_notice BIGINT := (SELECT notice FROM posting WHERE county = c AND id = no); t TIMESTAMPTZ;
BEGIN
  PERFORM require_finite(on_date), publicity_lock(c, ARRAY[of_notice]), staff_at_work(c, who, '{village,township,clerk}');
  t := clock_timestamp();
  UPDATE posting SET down_on = on_date
  WHERE county = c AND id = no AND down_on IS NULL AND on_date BETWEEN posted_on AND (t AT TIME ZONE 'Asia/Shanghai')::date;
  IF NOT FOUND THEN RAISE EXCEPTION '该张贴已撤下，或撤下日期早于张贴日期、晚于今天，请核对' USING ERRCODE = 'FPDAT'; END IF;
  UPDATE clock k SET restarted_at = t
  WHERE county = c AND notice = of_notice AND no IN (village_posting, place_posting) AND restarted_at IS NULL AND last_day >= on_date
    AND NOT EXISTS (SELECT FROM clearance x WHERE x.county = c AND x.notice = of_notice AND x.place = k.place AND x.run = k.run)
    AND NOT EXISTS (SELECT FROM watch_clearance x WHERE x.county = c AND x.notice = of_notice AND x.place = k.place AND x.run = k.run);
  INSERT INTO posting_change SELECT c, publicity_restart.no, 1 + count(*), on_date, who, t, why, with_salt FROM posting_change WHERE county = c AND posting = no;
END $$;

-- It hangs there after all: somebody else says so on the day on which it was said to have come down, and nothing was posted in its place. The runs
-- that ended by that go on, where both their postings stand.
CREATE OR REPLACE FUNCTION publicity_put_back(c CHAR(6), no BIGINT, who BIGINT, why TEXT, with_salt BYTEA) RETURNS void LANGUAGE plpgsql AS $$
DECLARE p posting; said posting_change; t TIMESTAMPTZ;
BEGIN
  PERFORM publicity_lock(c, ARRAY(SELECT notice FROM posting WHERE county = c AND id = no)), staff_at_work(c, who, '{village,township,clerk}');
  t := clock_timestamp();
  SELECT * INTO p FROM posting WHERE county = c AND id = no;
  SELECT * INTO said FROM posting_change WHERE county = c AND posting = no ORDER BY n DESC LIMIT 1;
  IF p.down_on IS NULL OR said.down_on IS NULL THEN
    RAISE EXCEPTION '这次张贴没有登记撤下，或是启用撤下理由以前登记的，不能恢复' USING ERRCODE = 'FPSTA', DETAIL = concat(no);
  END IF;
  IF (said.at AT TIME ZONE 'Asia/Shanghai')::date <> (t AT TIME ZONE 'Asia/Shanghai')::date THEN
    RAISE EXCEPTION '登记撤下已不是今天的事，不能恢复，请重新张贴、拍照登记' USING ERRCODE = 'FPDAT', DETAIL = concat(no);
  END IF;
  IF human(c, said.by_staff) = human(c, who) THEN
    RAISE EXCEPTION '撤下由您本人登记，请由另一位村干部、乡镇或县经办核实后恢复' USING ERRCODE = 'FPHND', DETAIL = concat(no);
  END IF;
  IF EXISTS (SELECT FROM posting o WHERE o.county = c AND o.notice = p.notice AND o.place = p.place AND o.down_on IS NULL) THEN
    RAISE EXCEPTION '这一处已经重新张贴，不能再恢复原来的张贴' USING ERRCODE = 'FPSTA', DETAIL = concat(no);
  END IF;
  UPDATE posting SET down_on = NULL WHERE county = c AND id = no;
  UPDATE clock k SET restarted_at = NULL FROM posting v, posting s
  WHERE k.county = c AND k.notice = p.notice AND no IN (k.village_posting, k.place_posting) AND k.restarted_at IS NOT NULL
    AND v.county = c AND v.id = k.village_posting AND v.down_on IS NULL AND s.county = c AND s.id = k.place_posting AND s.down_on IS NULL
    AND NOT EXISTS (SELECT FROM clock o WHERE o.county = c AND o.notice = k.notice AND o.place = k.place AND o.run > k.run);
  INSERT INTO posting_change VALUES (c, no, said.n + 1, NULL, who, t, why, with_salt);
END $$;

-- Those of the matters that somebody objects to, not yet decided. The caller holds them.
CREATE OR REPLACE FUNCTION publicity_opposed(c CHAR(6), matters BIGINT[]) RETURNS BIGINT[] LANGUAGE sql AS $$
  SELECT ARRAY(SELECT DISTINCT matter FROM open_objection WHERE county = c AND matter = ANY (matters))
$$;

-- The matters' days are over, by the database's time, and no objection is open. The caller holds them.
CREATE OR REPLACE FUNCTION publicity_clear(c CHAR(6), matters BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE t TIMESTAMPTZ;
BEGIN
  PERFORM publicity_lock(c, ARRAY(SELECT DISTINCT notice FROM notice_row WHERE county = c AND matter = ANY (matters)));
  PERFORM refuse('FPOBJ', '有 %s 笔的异议尚未处理，请先作出处理决定', publicity_opposed(c, matters));
  t := clock_timestamp();
  INSERT INTO clearance (county, payout, notice, place, run, cleared_at)
  SELECT c, r.payout, k.notice, k.place, k.run, t
  FROM notice_row r JOIN running_clock k ON k.county = c AND k.notice = r.notice AND k.place = r.place AND k.ends_at <= t
  WHERE r.county = c AND r.matter = ANY (matters);
  PERFORM refuse('FPCLK', '有 %s 笔公示未起算或未满期，期满后再确认', ARRAY(
    SELECT unnest(matters) EXCEPT
    SELECT r.matter FROM notice_row r JOIN clearance x ON x.county = c AND x.payout = r.payout WHERE r.county = c AND r.matter = ANY (matters)));
END $$;

-- An objection is received when its matter is held: whoever clears the matter sees it, or was before it. The caller holds it.
CREATE OR REPLACE FUNCTION publicity_receive(c CHAR(6), no BIGINT, kind TEXT, of_matter BIGINT, in_words TEXT, on_date DATE, who BIGINT, with_salt BYTEA)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO objection (county, id, payout, watch, words, received_on, received_by, received_at, salt)
  VALUES (c, no, CASE kind WHEN 'payout' THEN of_matter END, CASE kind WHEN 'watch' THEN of_matter END, in_words, on_date, who, clock_timestamp(), with_salt)
$$;

-- What is brought for or against an objection comes before its decision. The caller holds its matter.
CREATE OR REPLACE FUNCTION publicity_prove(c CHAR(6), no BIGINT, with_file BYTEA, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT FROM open_objection WHERE county = c AND id = no) THEN
    RAISE EXCEPTION '这件异议已处理，不能再补充佐证，请刷新' USING ERRCODE = 'FPSTA', DETAIL = concat(no);
  END IF;
  IF EXISTS (SELECT FROM objection_file WHERE county = c AND objection = no AND file = with_file) THEN
    RAISE EXCEPTION '这份佐证已经上传过，无需再传' USING ERRCODE = 'FPSTA', DETAIL = concat(no);
  END IF;
  INSERT INTO objection_file SELECT c, publicity_prove.no, 1 + count(*), with_file, who FROM objection_file WHERE county = c AND objection = no;
END $$;

-- Whoever wrote an objection down does not decide it, whichever account they use.
CREATE OR REPLACE FUNCTION publicity_apart(c CHAR(6), no BIGINT, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  IF (SELECT human(c, received_by) = human(c, who) FROM objection WHERE county = c AND id = no) THEN
    RAISE EXCEPTION '这件异议由您本人登记（代他人登记的也算），请由另一位乡镇或县经办处理' USING ERRCODE = 'FPHND', DETAIL = concat(no);
  END IF;
END $$;

-- An objection is decided once, and answered in writing: the answers are numbered without gaps within the year, so that whoever decides another
-- waits here. The caller holds its matter.
CREATE OR REPLACE FUNCTION publicity_decide(c CHAR(6), no BIGINT, uphold BOOLEAN, why TEXT, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE t TIMESTAMPTZ; of_year INT;
BEGIN
  PERFORM pg_advisory_xact_lock('objection_answer'::regclass::OID::INT, hashtext(c));
  t := clock_timestamp();
  of_year := EXTRACT(YEAR FROM t AT TIME ZONE 'Asia/Shanghai');
  UPDATE objection SET upheld = uphold, reason = why, decided_by = who, decided_at = t WHERE county = c AND id = no AND upheld IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION '该异议已有处理决定' USING ERRCODE = 'FPSTA'; END IF;
  INSERT INTO objection_answer SELECT c, publicity_decide.no, of_year, 1 + COALESCE(max(a.no), 0) FROM objection_answer a WHERE a.county = c AND a.year = of_year;
END $$;

GRANT EXECUTE ON FUNCTION publicity_start, publicity_restart, publicity_put_back TO fangpin_app;

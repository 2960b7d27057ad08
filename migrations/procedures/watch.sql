-- The watch: every event of a family's watch is recorded by one door, each the next of its watch. Which event is possible then, and what follows
-- from it, the program replays by the county's procedure and verification replays again; what must never fail whoever asks is repeated here: who
-- may, the order of days, the steps before an approval, the days of publicity by the database's time, open objections, three pairs of hands.

-- Who takes an event, by role: as monitoring's steps say.
CREATE OR REPLACE FUNCTION watch_roles(of_event TEXT) RETURNS TEXT[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE of_event
    WHEN 'lead' THEN '{clerk,township,village}'
    WHEN 'hand_over' THEN '{clerk}'
    WHEN 'answer' THEN '{reporter}'
    WHEN 'visit' THEN '{village,township}'
    WHEN 'apply' THEN '{village}'
    WHEN 'nominate' THEN '{village}'
    WHEN 'evaluate' THEN '{village}'
    WHEN 'post' THEN '{village,township}'
    WHEN 'repost' THEN '{village,township}'
    WHEN 'review' THEN '{township}'
    WHEN 'compare' THEN '{clerk}'
    WHEN 'approve' THEN '{approver}'
    WHEN 'announce' THEN '{clerk}'
    WHEN 'register' THEN '{township}'
    WHEN 'mark' THEN '{township}'
    WHEN 'file' THEN '{clerk}'
    WHEN 'not_taken' THEN '{township,clerk}'
    WHEN 'plan' THEN '{township,clerk}'
    WHEN 'measure' THEN '{township,clerk}'
    WHEN 'begin' THEN '{township,reporter}'
    WHEN 'done' THEN '{township,reporter}'
    WHEN 'withdraw' THEN '{township,clerk}'
    WHEN 'follow_up' THEN '{village,township}'
    WHEN 'feedback' THEN '{township,reporter,clerk}'
    WHEN 'roll_back' THEN '{clerk}'
    WHEN 'object' THEN '{village,township,clerk}'
    WHEN 'dismiss' THEN '{township,clerk}'
    WHEN 'uphold' THEN '{township,clerk}' END::TEXT[]
$$;

-- The county works by a procedure: who is under watch, as which kind, follows from it since.
CREATE OR REPLACE FUNCTION watch_governs(c CHAR(6)) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM procedure_adoption WHERE county = c AND from_on <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE)
$$;

-- The watches that are about to be judged or moved, one after another in the order of their ids.
CREATE OR REPLACE FUNCTION watch_lock(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_read_committed();
  PERFORM FROM watch WHERE county = c AND id = ANY (ids) ORDER BY id FOR UPDATE;
END $$;

-- After which event the steps of a watch count: what led back to the visit or ended a round, or began a release.
CREATE OR REPLACE FUNCTION watch_round(c CHAR(6), of_watch BIGINT) RETURNS INT LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN (SELECT COALESCE(max(n), 0) FROM watch_event
  WHERE county = c AND watch = of_watch AND (event IN ('nominate', 'uphold', 'roll_back') OR detail->>'result' IN ('return', 'refuse')));
END $$;

-- After which event the steps before the visit count: a return leads to the visit, and not further back.
CREATE OR REPLACE FUNCTION watch_ended(c CHAR(6), of_watch BIGINT) RETURNS INT LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN (SELECT COALESCE(max(n), 0) FROM watch_event WHERE county = c AND watch = of_watch AND (event = 'roll_back' OR detail->>'result' = 'refuse'));
END $$;

-- Which steps of its procedure a watch goes through to its next approval: those of its release once it was taken in.
CREATE OR REPLACE FUNCTION watch_steps(c CHAR(6), of_watch BIGINT) RETURNS TEXT[] LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN (SELECT CASE WHEN EXISTS (
      SELECT FROM watch_event WHERE county = c AND watch = of_watch AND (event = 'nominate' OR event = 'approve' AND detail->>'result' = 'pass'))
    THEN p.clear_steps ELSE p.enter_steps END
  FROM watch w JOIN procedure p ON p.county = c AND p.id = w.procedure WHERE w.county = c AND w.id = of_watch);
END $$;

-- The notice that tells of the newest evaluation of this round: none before one is made.
CREATE OR REPLACE FUNCTION watch_shown(c CHAR(6), of_watch BIGINT) RETURNS BIGINT LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN (SELECT x.notice FROM notice_row x WHERE x.county = c AND x.watch = of_watch AND x.evaluation = (
    SELECT max(n) FROM watch_event WHERE county = c AND watch = of_watch AND event = 'evaluate' AND n > watch_round(c, of_watch)));
END $$;

-- The run of days that a watch hangs for in this round: nulls where nothing hangs.
CREATE OR REPLACE FUNCTION watch_clock(c CHAR(6), of_watch BIGINT) RETURNS running_clock LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN (SELECT r FROM notice_row x JOIN running_clock r ON r.county = c AND r.notice = x.notice AND r.place = x.place
  WHERE x.county = c AND x.watch = of_watch AND x.notice = watch_shown(c, of_watch));
END $$;

-- The day on which the notice of this round went up first.
CREATE OR REPLACE FUNCTION watch_hung(c CHAR(6), of_watch BIGINT) RETURNS DATE LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN (SELECT min(on_day) FROM watch_event WHERE county = c AND watch = of_watch AND event = 'post' AND n > watch_round(c, of_watch));
END $$;

-- Somebody may object from the posting of this round until its approval.
CREATE OR REPLACE FUNCTION watch_objectable(c CHAR(6), of_watch BIGINT) RETURNS BOOLEAN LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN (SELECT EXISTS (SELECT FROM watch_event p WHERE p.county = c AND p.watch = of_watch AND p.event = 'post' AND p.n > watch_round(c, of_watch)
    AND NOT EXISTS (SELECT FROM watch_event a WHERE a.county = c AND a.watch = of_watch AND a.event = 'approve' AND a.n > p.n)));
END $$;

-- A watch was posted in this round, was not yet approved on, and on that day its days are not over, or its notice came down.
CREATE OR REPLACE FUNCTION watch_hangs(c CHAR(6), of_watch BIGINT, on_date DATE) RETURNS BOOLEAN LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN (SELECT watch_objectable(c, of_watch) AND COALESCE((watch_clock(c, of_watch)).last_day, 'infinity') >= on_date);
END $$;

-- An approval stands on the steps before it, each taken in this round, in their order, and passed; on days of publicity that are over, with nobody
-- objecting; and on three pairs of hands. It is given once. Answers the run of days it stands on: nulls where the procedure posts nothing.
CREATE OR REPLACE FUNCTION watch_approvable(c CHAR(6), of_watch BIGINT, on_date DATE, who BIGINT) RETURNS running_clock LANGUAGE plpgsql AS $$
DECLARE
  steps TEXT[] := watch_steps(c, of_watch);
  since INT := watch_round(c, of_watch);
  ended INT := watch_ended(c, of_watch);
  last INT := 0;
  k running_clock;
  s TEXT;
BEGIN
  IF array_position(steps, 'approve') IS NULL
    OR EXISTS (SELECT FROM watch_event WHERE county = c AND watch = of_watch AND event = 'nominate')
      AND EXISTS (SELECT FROM watch_event WHERE county = c AND watch = of_watch AND event = 'approve' AND n > since) THEN
    RAISE EXCEPTION '本户现在没有待审定的环节，请刷新' USING ERRCODE = 'FPSTA', DETAIL = concat(of_watch);
  END IF;
  FOREACH s IN ARRAY steps[:array_position(steps, 'approve') - 1] LOOP
    last := (
      SELECT max(e.n) FROM watch_event e WHERE e.county = c AND e.watch = of_watch AND e.event = s AND e.n > last
        AND e.n > CASE WHEN array_position(steps, s) < array_position(steps, 'visit') THEN ended ELSE since END
        AND COALESCE(e.detail->>'result', 'pass') = 'pass');
    IF last IS NULL THEN
      RAISE EXCEPTION '还有前面的环节没有办理或没有通过，不能审定，请先办理' USING ERRCODE = 'FPSTA', DETAIL = concat(of_watch, ' ', s);
    END IF;
  END LOOP;
  IF (SELECT count(DISTINCT human(c, h.by_staff)) < count(*) FROM (
        SELECT DISTINCT ON (event) by_staff FROM watch_event
        WHERE county = c AND watch = of_watch AND n > since AND event IN ('evaluate', 'review') ORDER BY event, n DESC) h)
    OR EXISTS (SELECT FROM watch_event WHERE county = c AND watch = of_watch AND n > since AND event IN ('visit', 'evaluate', 'review', 'compare')
        AND human(c, by_staff) = human(c, who)) THEN
    RAISE EXCEPTION '村级评议、乡镇审核和县级审定须由三个人分别办理，入户和比对的人也不得审定' USING ERRCODE = 'FPHND', DETAIL = concat(of_watch);
  END IF;
  IF 'post' = ANY (steps) THEN
    PERFORM publicity_lock(c, ARRAY[watch_shown(c, of_watch)]); -- who takes it down comes before, or finds what stands on it
    k := watch_clock(c, of_watch);
    IF (k.ends_at <= clock_timestamp() AND k.last_day < on_date) IS NOT TRUE THEN
      RAISE EXCEPTION '本户的公示未起算或未满期，期满后再审定' USING ERRCODE = 'FPCLK', DETAIL = concat(of_watch);
    END IF;
  END IF;
  RETURN k;
END $$;

-- The notice of this round went up, or up again after it came down, and its days began on the day that the event tells. Each run is told once.
CREATE OR REPLACE FUNCTION watch_posted(c CHAR(6), of_watch BIGINT, on_date DATE, again BOOLEAN) RETURNS BOOLEAN LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN (SELECT watch_objectable(c, of_watch) = again AND COALESCE((
    SELECT GREATEST(v.posted_on, s.posted_on) = on_date
      AND r.run > (SELECT count(*) FROM watch_event WHERE county = c AND watch = of_watch AND event IN ('post', 'repost') AND n > watch_round(c, of_watch))
    FROM watch_clock(c, of_watch) r
    JOIN posting v ON v.county = c AND v.id = r.village_posting JOIN posting s ON s.county = c AND s.id = r.place_posting), false));
END $$;

-- A release is marked once, after it was approved, by another person.
CREATE OR REPLACE FUNCTION watch_marked(c CHAR(6), of_watch BIGINT, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE approver BIGINT;
BEGIN
  IF EXISTS (SELECT FROM watch_event WHERE county = c AND watch = of_watch AND event = 'nominate')
    AND NOT EXISTS (SELECT FROM watch_event WHERE county = c AND watch = of_watch AND event = 'mark' AND n > watch_round(c, of_watch)) THEN
    approver := (SELECT by_staff FROM watch_event WHERE county = c AND watch = of_watch AND event = 'approve' AND n > watch_round(c, of_watch));
  END IF;
  IF approver IS NULL THEN
    RAISE EXCEPTION '本户的风险消除还没有审定，或已标注，不能标注' USING ERRCODE = 'FPSTA', DETAIL = concat(of_watch);
  END IF;
  IF human(c, approver) = human(c, who) THEN RAISE EXCEPTION '审定的人不得标注，请由乡镇经办办理' USING ERRCODE = 'FPHND', DETAIL = concat(of_watch); END IF;
END $$;

-- An event of one of the watches as watch_record() is told it.
CREATE OR REPLACE FUNCTION watch_told(rows JSONB) RETURNS TABLE (watch BIGINT, n INT, household BIGINT, procedure BIGINT, previous BIGINT, on_day DATE,
  detail JSONB, no TEXT, words TEXT, salt BYTEA, objection BIGINT, received DATE, state TEXT, next TEXT, due DATE, after_wait TEXT, after_due DATE, kind TEXT,
  per_head NUMERIC, since DATE, nominate_from DATE) LANGUAGE sql IMMUTABLE AS $$
  SELECT r.watch, r.n, r.household, r.procedure, r.previous, r.on_day, COALESCE(r.detail, '{}'), r.no, r.words, decode(r.salt, 'hex'), r.objection,
    r.received, r.state, r.next, r.due, r.after_wait, r.after_due, r.kind, r.per_head, r.since, r.nominate_from
  FROM jsonb_to_recordset(rows) AS r (watch BIGINT, n INT, household BIGINT, procedure BIGINT, previous BIGINT, on_day DATE, detail JSONB, no TEXT,
    words TEXT, salt TEXT, objection BIGINT, received DATE, state TEXT, next TEXT, due DATE, after_wait TEXT, after_due DATE, kind TEXT, per_head NUMERIC, since DATE,
    nominate_from DATE)
$$;

-- What holds of every event: it is the next of a watch that is not over, not dated in the future or before what is there; and no step is taken
-- while somebody objects, or the notice hangs.
CREATE OR REPLACE FUNCTION watch_fits(c CHAR(6), of_event TEXT, rows JSONB) RETURNS void LANGUAGE plpgsql AS $$
DECLARE today DATE := (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE;
BEGIN
  IF (jsonb_array_length(rows) > 0) IS NOT TRUE THEN RAISE EXCEPTION '没有选中任何一户，请先选择' USING ERRCODE = 'FPSTA'; END IF;
  PERFORM refuse('FPSTA', '有 %s 户重复、不存在或刚有新的办理，请刷新后重选', ARRAY(
    SELECT r.watch FROM watch_told(rows) r LEFT JOIN watch w ON w.county = c AND w.id = r.watch
    GROUP BY r.watch HAVING count(*) > 1 OR max(r.n) IS DISTINCT FROM COALESCE(max(w.events), 0) + 1 OR max(r.n) = 1 AND of_event <> 'lead'));
  PERFORM refuse('FPSTA', '有 %s 户的监测事项已经结束，不能再办理；有新的线索请重新登记', ARRAY(
    SELECT r.watch FROM watch_told(rows) r JOIN watch w ON w.county = c AND w.id = r.watch
    WHERE NOT w.live AND of_event NOT IN ('feedback', 'announce', 'file', 'roll_back')));
  PERFORM refuse('FPDAT', '有 %s 户的日期晚于今天，或早于上一次办理，请核对日期', ARRAY(
    SELECT r.watch FROM watch_told(rows) r LEFT JOIN watch_event e ON e.county = c AND e.watch = r.watch AND e.n = r.n - 1
    WHERE (isfinite(r.on_day) AND r.on_day <= today AND r.on_day >= COALESCE(e.on_day, r.on_day)) IS NOT TRUE));
  PERFORM refuse('FPDAT', '有 %s 户的期限或起算日期无效，请核对日期', ARRAY(
    SELECT r.watch FROM watch_told(rows) r WHERE NOT (SELECT bool_and(isfinite(d)) FROM unnest(ARRAY[today, r.due, r.after_due, r.since, r.nominate_from]) AS d)));
  IF of_event IN ('nominate', 'visit', 'apply', 'evaluate', 'post', 'review', 'compare', 'approve', 'announce', 'register', 'mark', 'file') THEN
    PERFORM refuse('FPOBJ', '有 %s 户的公示有异议尚未处理，请先作出处理决定', publicity_opposed(c, ARRAY(SELECT r.watch FROM watch_told(rows) r)));
    PERFORM refuse('FPCLK', '有 %s 户的公示未满期或已撤下，满期的次日起再办理', ARRAY(
      SELECT r.watch FROM watch_told(rows) r WHERE of_event <> 'post' AND watch_hangs(c, r.watch, r.on_day)));
  ELSIF of_event = 'roll_back' THEN
    PERFORM refuse('FPSTA', '有 %s 户消除风险后又有了新的线索，请按新的线索办理，不再回退', ARRAY(
      SELECT r.watch FROM watch_told(rows) r WHERE EXISTS (SELECT FROM watch w WHERE w.county = c AND w.previous = r.watch)));
  END IF;
END $$;

-- A lead that no open watch takes begins one, by the procedure in force on its day: the newest that has begun, unless its term is over.
CREATE OR REPLACE FUNCTION watch_begin(c CHAR(6), rows JSONB) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPSTA', '有 %s 户的线索没有按当日生效的监测程序登记，请先由两人确认监测程序', ARRAY(
    SELECT r.watch FROM watch_told(rows) r WHERE r.n = 1 AND r.procedure IS DISTINCT FROM (
      SELECT CASE WHEN p.term_to >= r.on_day THEN p.id END FROM procedure_adoption a JOIN procedure p ON p.county = c AND p.id = a.procedure
      WHERE a.county = c AND a.from_on <= r.on_day ORDER BY a.from_on DESC LIMIT 1)));
  PERFORM refuse('FPSTA', '有 %s 户已在监测之中，线索应并入原有的监测事项', ARRAY(
    SELECT r.watch FROM watch_told(rows) r JOIN watch w ON w.county = c AND w.household = r.household AND w.live WHERE r.n = 1));
  PERFORM refuse('FPSTA', '有 %s 户此前的监测事项没有衔接，请刷新后重试', ARRAY(
    SELECT r.watch FROM watch_told(rows) r WHERE r.n = 1 AND r.previous IS DISTINCT FROM (
      SELECT w.id FROM watch w WHERE w.county = c AND w.household = r.household
        AND NOT EXISTS (SELECT FROM watch x WHERE x.county = c AND x.previous = w.id))));
  INSERT INTO watch (county, id, household, procedure, opened_on, previous, events, state, next, due, after_wait, after_due, kind, per_head, since, nominate_from)
  SELECT c, r.watch, r.household, r.procedure, r.on_day, r.previous, 1, r.state, r.next, r.due, r.after_wait, r.after_due, r.kind, r.per_head, r.since, r.nominate_from
  FROM watch_told(rows) r WHERE r.n = 1;
END $$;

-- Records one event of each of the watches, and where each stands after it. Household, procedure and previous belong to a lead that begins a
-- watch (its n is 1); objection and received to an objection: under which id, and when it was heard; objection to a decision: which was read.
CREATE OR REPLACE FUNCTION watch_record(c CHAR(6), of_event TEXT, rows JSONB, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  r RECORD;
  k running_clock;
BEGIN
  PERFORM staff_at_work(c, who, watch_roles(of_event));
  PERFORM watch_lock(c, ARRAY(SELECT t.watch FROM watch_told(rows) t));
  PERFORM watch_fits(c, of_event, rows);
  IF of_event = 'lead' THEN PERFORM watch_begin(c, rows); END IF;
  IF of_event IN ('post', 'repost') THEN
    PERFORM refuse('FPCLK', '有 %s 户的公示未张贴或未起算，请先登记张贴和照片', ARRAY(
      SELECT t.watch FROM watch_told(rows) t WHERE NOT watch_posted(c, t.watch, t.on_day, of_event = 'repost')));
  END IF;
  IF of_event = 'object' THEN
    PERFORM refuse('FPSTA', '有 %s 户不在公示之后、审定之前，不能登记异议', ARRAY(SELECT t.watch FROM watch_told(rows) t WHERE NOT watch_objectable(c, t.watch)));
    PERFORM refuse('FPDAT', '有 %s 户的反映日期早于公示张贴，或晚于今天，请核对日期', ARRAY(
      SELECT t.watch FROM watch_told(rows) t WHERE (t.received BETWEEN watch_hung(c, t.watch) AND t.on_day) IS NOT TRUE));
  END IF;
  FOR r IN SELECT * FROM watch_told(rows) WHERE of_event IN ('approve', 'mark', 'object', 'dismiss', 'uphold') ORDER BY watch LOOP
    IF of_event = 'mark' THEN PERFORM watch_marked(c, r.watch, who);
    ELSIF of_event = 'object' THEN PERFORM publicity_receive(c, r.objection, 'watch', r.watch, r.words, r.received, who, r.salt);
    ELSIF of_event IN ('dismiss', 'uphold') THEN PERFORM watch_decide(c, r.watch, r.objection, of_event = 'uphold', r.words, who);
    ELSIF r.detail->>'result' = 'pass' THEN
      k := watch_approvable(c, r.watch, r.on_day, who);
      INSERT INTO watch_event VALUES (c, r.watch, r.n, of_event, r.on_day, r.detail, r.no, who, clock_timestamp(), r.words, r.salt);
      INSERT INTO watch_clearance (county, watch, n, notice, place, run) SELECT c, r.watch, r.n, k.notice, k.place, k.run WHERE k.notice IS NOT NULL;
    END IF;
  END LOOP;
  INSERT INTO watch_event
  SELECT c, t.watch, t.n, of_event, t.on_day, t.detail, t.no, who, clock_timestamp(), CASE WHEN of_event NOT IN ('object', 'dismiss', 'uphold') THEN t.words END, t.salt
  FROM watch_told(rows) t WHERE (of_event, t.detail->>'result') IS DISTINCT FROM ('approve', 'pass');
  UPDATE watch w SET events = t.n, state = t.state, next = t.next, due = t.due, after_wait = t.after_wait, after_due = t.after_due, kind = t.kind,
    per_head = t.per_head, since = t.since, nominate_from = t.nominate_from
  FROM watch_told(rows) t WHERE w.county = c AND w.id = t.watch;
  PERFORM refuse('FPSTA', '有 %s 户没有审定，不能列为监测对象或风险消除', ARRAY(SELECT t.watch FROM watch_told(rows) t WHERE NOT watch_stands(c, t.watch)));
END $$;

-- Where a watch stands is told with its event and derived again by verification; but nobody is watched, or released, whom nobody approved.
CREATE OR REPLACE FUNCTION watch_stands(c CHAR(6), of_watch BIGINT) RETURNS BOOLEAN LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN (SELECT CASE WHEN w.state IN ('watched', 'clearing') THEN approved.first IS NOT NULL
    WHEN w.state = 'cleared' THEN COALESCE(approved.last > nominated.last AND approved.last > watch_ended(c, of_watch), false) ELSE true END
  FROM watch w,
    (SELECT min(n) AS first, max(n) AS last FROM watch_event WHERE county = c AND watch = of_watch AND event = 'approve' AND detail->>'result' = 'pass') approved,
    (SELECT max(n) AS last FROM watch_event WHERE county = c AND watch = of_watch AND event = 'nominate') nominated
  WHERE w.county = c AND w.id = of_watch);
END $$;

-- One decision answers the oldest open objection, which whoever decides must have read: it is told by its id. That it is right ends them all.
CREATE OR REPLACE FUNCTION watch_decide(c CHAR(6), of_watch BIGINT, seen BIGINT, uphold BOOLEAN, why TEXT, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE open BIGINT[] := ARRAY(SELECT id FROM open_objection WHERE county = c AND matter = of_watch ORDER BY received_at, id);
  o BIGINT;
BEGIN
  IF cardinality(open) = 0 THEN RAISE EXCEPTION '本户没有待处理的异议' USING ERRCODE = 'FPSTA', DETAIL = concat(of_watch); END IF;
  IF open[1] IS DISTINCT FROM seen THEN
    RAISE EXCEPTION '您看到的异议不是最早待处理的一件，可能刚由他人处理，请刷新后看过内容再处理' USING ERRCODE = 'FPSTA', DETAIL = concat(of_watch, ' ', seen);
  END IF;
  IF EXISTS (SELECT FROM watch_event WHERE county = c AND watch = of_watch AND event IN ('evaluate', 'visit') AND n > watch_round(c, of_watch)
      AND human(c, by_staff) = human(c, who)) THEN
    RAISE EXCEPTION '入户和评议的人不得处理本户的异议，请由乡镇或县经办处理' USING ERRCODE = 'FPHND', DETAIL = concat(of_watch);
  END IF;
  PERFORM publicity_apart(c, seen, who); -- those that end with it were not decided on their own
  FOREACH o IN ARRAY CASE WHEN uphold THEN open ELSE open[:1] END LOOP
    PERFORM publicity_decide(c, o, uphold, why, who);
  END LOOP;
  PERFORM signature_given(c, CASE WHEN uphold THEN 'monitoring.uphold' ELSE 'monitoring.dismiss' END, '', who, watch_roles(CASE WHEN uphold THEN 'uphold' ELSE 'dismiss' END),
    'objection/' || seen, signature_text((SELECT salt FROM objection WHERE county = c AND id = seen), 'reason', why), NULL);
END $$;

-- A notice of watches whose next step is to be posted. It hangs on the village's own board (S1: 村级公示), and shows no amount.
CREATE OR REPLACE FUNCTION watch_notice(c CHAR(6), no BIGINT, in_village BIGINT, on_date DATE, ids BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE t RECORD;
BEGIN
  PERFORM require_finite(on_date), staff_at_work(c, who, '{village,township,clerk}');
  PERFORM watch_lock(c, ids);
  PERFORM refuse('FPSTA', '有 %s 户重复、不存在或不在待公示的一步，请刷新后重选', ARRAY(
    SELECT unnest(ids) EXCEPT ALL SELECT id FROM watch WHERE county = c AND id = ANY (ids) AND next = 'post'));
  SELECT array_agg(e.evaluation ORDER BY r.n) AS evaluations, array_agg(in_village ORDER BY r.n) AS places, array_agg(0.00 ORDER BY r.n) AS amounts,
    max(p.days) AS days, bool_or(p.past_holiday) AS past_holiday, bool_or(p.past_weekend) AS past_weekend,
    array_agg(r.watch) FILTER (WHERE e.evaluation IS NULL) AS unjudged, array_agg(r.watch) FILTER (WHERE e.held > on_date) AS early INTO t
  FROM unnest(ids) WITH ORDINALITY AS r (watch, n) JOIN watch w ON w.county = c AND w.id = r.watch JOIN procedure p ON p.county = c AND p.id = w.procedure
  LEFT JOIN LATERAL (
    SELECT e.n AS evaluation, e.on_day AS held FROM watch_event e WHERE e.county = c AND e.watch = r.watch AND e.event = 'evaluate' AND e.n > watch_round(c, r.watch)
    ORDER BY e.n DESC LIMIT 1) e ON true;
  IF t.days IS NULL THEN RAISE EXCEPTION '没有选中任何一户，请先选择' USING ERRCODE = 'FPSTA'; END IF;
  PERFORM refuse('FPSTA', '有 %s 户本轮还没有通过村级评议，不能公示', t.unjudged);
  PERFORM refuse('FPDAT', '有 %s 户的评议日期晚于公示日期，请核对日期', t.early);
  PERFORM refuse('FPSTA', '有 %s 户本轮的评议已经公示，不必再制作', ARRAY(
    SELECT x.watch FROM unnest(ids, t.evaluations) AS r (watch, evaluation) JOIN notice_row x ON x.county = c AND x.watch = r.watch AND x.evaluation = r.evaluation));
  PERFORM refuse('FPPLC', '有 %s 户不属于本村，请由其所在村公示', ARRAY(
    SELECT w.id FROM watch w JOIN household h ON h.county = c AND h.id = w.household JOIN place p ON p.county = c AND p.id = h.place
    WHERE w.county = c AND w.id = ANY (ids) AND p.village IS DISTINCT FROM in_village));
  PERFORM publicity_notice(c, no, in_village, on_date, 'watch', ids, t.places, t.amounts, t.evaluations, t.days, t.past_holiday, t.past_weekend);
END $$;

-- 更换帮扶责任人: the last day of one's duty, once.
CREATE OR REPLACE FUNCTION helper_end(c CHAR(6), of_watch BIGINT, no BIGINT, on_date DATE, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_finite(on_date), staff_at_work(c, who, '{village,township,clerk}');
  UPDATE helper SET to_on = on_date WHERE county = c AND watch = of_watch AND id = no AND to_on IS NULL
    AND on_date BETWEEN from_on AND (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION '该帮扶责任人已更换，或日期早于其开始的日期、晚于今天，请刷新后核对' USING ERRCODE = 'FPSTA', DETAIL = concat(no);
  END IF;
END $$;

-- 监测对象类别标签, begun: of families that are watched, that of their kind, from its day, or the day after it last ended where that is later. One that
-- somebody set by hand before is the watch's from now on; one of another kind ends, as a family bears one. Answers the labels, begun and ended.
CREATE OR REPLACE FUNCTION watch_label_begin(c CHAR(6), ids BIGINT[], watches BIGINT[], days DATE[], on_date DATE) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE begun BIGINT[];
BEGIN
  PERFORM require_finite(VARIADIC days || on_date), watch_lock(c, watches);
  PERFORM household_lock(c, ARRAY(SELECT household FROM watch WHERE county = c AND id = ANY (watches)));
  PERFORM FROM label l JOIN watch w ON w.county = c AND w.id = ANY (watches) AND w.household = l.household
  WHERE l.county = c AND l.to_on IS NULL ORDER BY l.id FOR UPDATE OF l; -- who ends one by hand comes before, and is seen
  PERFORM refuse('FPSTA', '有 %s 户重复、不是监测对象或没有认定类别，不能登记监测对象类别标签', ARRAY(
    SELECT unnest(watches) EXCEPT ALL SELECT id FROM watch WHERE county = c AND id = ANY (watches) AND since IS NOT NULL AND kind IS NOT NULL));
  PERFORM refuse('FPDAT', '有 %s 户的户标签日期早于纳入监测，或晚于今天，请核对', ARRAY(
    SELECT b.watch FROM unnest(watches, days) AS b (watch, from_on) JOIN watch w ON w.county = c AND w.id = b.watch
    WHERE (isfinite(w.since) AND b.from_on BETWEEN w.since AND on_date AND on_date <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE) IS NOT TRUE));
  WITH held AS (
    UPDATE label l SET kept = true FROM watch w
    WHERE w.county = c AND w.id = ANY (watches) AND l.county = c AND l.household = w.household AND l.label = w.kind AND l.to_on IS NULL AND l.kept IS NULL
    RETURNING l.id
  ), other AS (
    UPDATE label l SET to_on = on_date FROM watch w
    WHERE w.county = c AND w.id = ANY (watches) AND l.county = c AND l.household = w.household AND l.label <> w.kind AND l.to_on IS NULL AND l.kept IS NULL
      AND l.label IN ('脱贫不稳定户', '边缘易致贫户', '突发严重困难户')
    RETURNING l.id
  ), made AS (
    INSERT INTO label (county, id, household, label, from_on, kept)
    SELECT c, b.id, w.household, w.kind, CASE WHEN o.ended >= b.from_on THEN LEAST(o.ended + 1, on_date) ELSE b.from_on END, true
    FROM unnest(ids, watches, days) AS b (id, watch, from_on) JOIN watch w ON w.county = c AND w.id = b.watch
    CROSS JOIN LATERAL (SELECT max(l.to_on) AS ended, bool_or(l.to_on IS NULL) AS holds FROM label l
      WHERE l.county = c AND l.household = w.household AND l.label = w.kind) o
    WHERE o.holds IS NOT TRUE RETURNING id
  ) SELECT array_agg(id) INTO begun FROM (SELECT id FROM held UNION ALL SELECT id FROM other UNION ALL SELECT id FROM made) x;
  RETURN begun;
END $$;

-- 监测对象类别标签, ended: of families that are watched as this kind no more. One that somebody ended by hand before has ended. Answers the labels.
CREATE OR REPLACE FUNCTION watch_label_end(c CHAR(6), watches BIGINT[], labels TEXT[], on_date DATE) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE ended BIGINT[];
BEGIN
  PERFORM require_finite(on_date), watch_lock(c, watches);
  PERFORM refuse('FPSTA', '有 %s 户还是这一类监测对象，或没有这一监测事项，户标签不能终止', ARRAY(
    SELECT e.watch FROM unnest(watches, labels) AS e (watch, label) WHERE (
      SELECT e.label IN ('脱贫不稳定户', '边缘易致贫户', '突发严重困难户') AND NOT EXISTS (
        SELECT FROM watch o WHERE o.county = c AND o.household = w.household AND o.since IS NOT NULL AND o.kind = e.label)
      FROM watch w WHERE w.county = c AND w.id = e.watch) IS NOT TRUE));
  IF (on_date <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE) IS NOT TRUE THEN
    RAISE EXCEPTION '户标签的终止日期晚于今天，请核对' USING ERRCODE = 'FPDAT', DETAIL = concat(on_date);
  END IF;
  WITH m AS (
    UPDATE label l SET to_on = on_date FROM unnest(watches, labels) AS e (watch, label) JOIN watch w ON w.county = c AND w.id = e.watch
    WHERE l.county = c AND l.household = w.household AND l.label = e.label AND l.to_on IS NULL RETURNING l.id
  ) SELECT array_agg(id) INTO ended FROM m;
  RETURN ended;
END $$;

-- 监测程序确认, from a day on. Answers the proposal that this decided.
CREATE OR REPLACE FUNCTION procedure_adopt(c CHAR(6), of_procedure BIGINT, seen BYTEA, starts DATE, who BIGINT) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE decided BIGINT[];
BEGIN
  PERFORM require_finite(starts);
  decided := proposal_confirm(c, 'procedure', ARRAY[of_procedure], ARRAY[seen], who);
  INSERT INTO procedure_adoption (county, procedure, proposed_by, confirmed_by, from_on)
  SELECT c, id, proposed_by, who, starts FROM procedure WHERE county = c AND id = of_procedure AND starts BETWEEN term_from AND term_to;
  IF NOT FOUND THEN RAISE EXCEPTION '没有找到该监测程序，或生效日期不在其期限内，请刷新后重选' USING ERRCODE = 'FPSTA', DETAIL = concat(of_procedure); END IF;
  IF cardinality(decided) = 0 THEN RAISE EXCEPTION '该监测程序没有经过提出，不能确认' USING ERRCODE = 'FPSTA', DETAIL = concat(of_procedure); END IF;
  RETURN decided;
END $$;

GRANT EXECUTE ON FUNCTION watch_label_begin, watch_label_end, watch_lock, watch_record, watch_notice, helper_end, procedure_adopt TO fangpin_app;

-- seal gives a deed its county's next leaf, which it answers. The head row is held until the transaction ends, so this comes last in it.
-- No advisory lock stands before it, whose key anybody could hold who may ask the database anything; a program queues its own deeds (pg.Tx.Turn).
-- The n-th of each array is one covered table: its name, its keys one a line, its digests, its root.
-- By a session: it is the person's and goes on, or ended no earlier than the deed's time; it is held, so that none ends before a deed of it.
-- FPTIM: the deed's time lies ahead of the database's clock, or so far before the newest leaf that a clock must have gone back, or run ahead before.
-- After a repair (head_repair_enter) the deeds since then are what the next one may not lie before; the head's time stays until it has come.
CREATE OR REPLACE FUNCTION deed_seal(c CHAR(6), t TIMESTAMPTZ, who BIGINT, did TEXT, about TEXT, said BYTEA,
  tabs TEXT[], key_lines TEXT[], digest_runs BYTEA[], roots BYTEA[], way TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE taken BIGINT; newest TIMESTAMPTZ;
BEGIN
  PERFORM require_finite(t);
  IF t > clock_timestamp() + INTERVAL '2 seconds' THEN
    RAISE EXCEPTION '本机时间比数据库时间快，本次操作未生效，请校准时钟后重试' USING ERRCODE = 'FPTIM';
  END IF;
  IF length(way) = 64 THEN
    PERFORM FROM session s WHERE s.county = c AND s.token = decode(way, 'hex') AND s.staff = who AND s.mac IS NOT NULL AND (s.ended_at IS NULL OR s.ended_at >= t)
    FOR SHARE;
    IF NOT FOUND THEN RAISE EXCEPTION '登录已结束，本次操作未生效，请重新登录后再办' USING ERRCODE = 'FPHND', DETAIL = concat(who); END IF;
  END IF;
  WITH next AS (
    INSERT INTO head AS h VALUES (c, 1, t)
    ON CONFLICT (county) DO UPDATE SET size = h.size + 1, at = GREATEST(h.at, t), since = CASE WHEN h.since IS NOT NULL AND t < h.at THEN GREATEST(h.since, t) END
    WHERE t >= COALESCE(h.since, h.at) - INTERVAL '2 minutes'
    RETURNING h.size - 1 AS leaf, h.at
  ), sealed AS (
    INSERT INTO deed SELECT c, n.leaf, t, n.at, who, did, about, said, sha256('\x00'::BYTEA || said) FROM next n
  ), covered AS (
    INSERT INTO cover SELECT c, n.leaf, u.tab, string_to_array(u.lines, E'\n'), u.run, u.root
    FROM next n, unnest(tabs, key_lines, digest_runs, roots) AS u (tab, lines, run, root)
  )
  SELECT n.leaf INTO taken FROM next n;
  IF taken IS NULL THEN
    SELECT COALESCE(h.since, h.at) INTO newest FROM head h WHERE h.county = c;
    IF newest > clock_timestamp() + INTERVAL '2 minutes' THEN
      RAISE EXCEPTION '最近一次存证的时间是 %，晚于数据库现在的时间 %，说明服务器的时钟曾经拨快。本次操作未生效，到那时以前都不能办理。请运维人员核对时钟：现在的时间不对的，校准后再试；现在的时间正确的，由系统管理员和安全管理员两人运行 fangpin clock repair 更正',
        to_char(newest AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS'), to_char(clock_timestamp() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS') USING ERRCODE = 'FPTIM';
    END IF;
    RAISE EXCEPTION '本机时间早于最近一次存证两分钟以上，本次操作未生效，请校准时钟后重试' USING ERRCODE = 'FPTIM';
  END IF;
  RETURN taken;
END $$;

-- Nobody seals until the transaction ends.
CREATE OR REPLACE FUNCTION head_hold(c CHAR(6)) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_read_committed();
  PERFORM FROM head WHERE county = c FOR UPDATE;
END $$;

-- extend grows the tree over the county's first deeds, from its last checkpoint up to a size, and keeps the checkpoint. Answers the note
-- that stands for that size. Every hash follows from the deeds; of what the caller gives, only the note is kept as it is, and only the
-- key can make that true. The n-th peak is the root of a whole subtree; adding a leaf joins those of equal height, as a carry does.
-- FPSTA: fewer deeds than that. FPSUM: the root, or a node that is there already, is not the deeds'.
CREATE OR REPLACE FUNCTION tree_extend(c CHAR(6), upto BIGINT, top BYTEA, said TEXT, t TIMESTAMPTZ) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE
  done BIGINT := COALESCE((SELECT MAX(k.size) FROM checkpoint k WHERE k.county = c AND k.size <= upto), 0);
  held BIGINT := 2 * done - bit_count(done::BIT(64)); -- nodes over so many leaves
  peaks BYTEA[]; added BYTEA[] := '{}'; h BYTEA; rest BIGINT;
BEGIN
  PERFORM require_finite(t);
  PERFORM refuse('FPSTA', '存证还没有这么多号，请刷新后重试',
    ARRAY(SELECT upto WHERE (upto BETWEEN 1 AND (SELECT s.size FROM head s WHERE s.county = c)) IS NOT TRUE));
  peaks := ARRAY(
    SELECT n.hash FROM generate_series(62, 0, -1) AS k
    CROSS JOIN LATERAL (SELECT done >> k << k AS leaves) b
    JOIN node n ON n.county = c AND n.n = 2 * b.leaves - bit_count(b.leaves::BIT(64)) - 1
    WHERE done >> k & 1 = 1 ORDER BY k DESC);
  FOR rest, h IN SELECT d.leaf, d.hash FROM deed d WHERE d.county = c AND d.leaf >= done AND d.leaf < upto ORDER BY d.leaf LOOP
    added := added || h;
    WHILE rest & 1 = 1 LOOP
      h := sha256('\x01'::BYTEA || peaks[cardinality(peaks)] || h);
      added := added || h;
      peaks := trim_array(peaks, 1);
      rest := rest >> 1;
    END LOOP;
    peaks := peaks || h;
  END LOOP;
  h := peaks[cardinality(peaks)];
  FOR i IN REVERSE cardinality(peaks) - 1 .. 1 LOOP
    h := sha256('\x01'::BYTEA || peaks[i] || h);
  END LOOP;
  INSERT INTO node SELECT c, held + a.i - 1, a.hash FROM unnest(added) WITH ORDINALITY AS a (hash, i) ON CONFLICT DO NOTHING;
  PERFORM refuse('FPSUM', '存证树有 %s 个节点与存证不符，请运行 fangpin verify 核对', ARRAY(
    SELECT n.n FROM unnest(added) WITH ORDINALITY AS a (hash, i) JOIN node n ON n.county = c AND n.n = held + a.i - 1
    WHERE n.hash <> a.hash ORDER BY n.n));
  PERFORM refuse('FPSUM', '检查点的根与存证不符，请运行 fangpin verify 核对', ARRAY(SELECT upto WHERE h IS DISTINCT FROM top));
  INSERT INTO checkpoint VALUES (c, upto, top, said, t) ON CONFLICT DO NOTHING;
  RETURN (SELECT k.note FROM checkpoint k WHERE k.county = c AND k.size = upto);
END $$;

GRANT EXECUTE ON FUNCTION deed_seal, head_hold, tree_extend TO fangpin_app;

-- 更正、交办: what was replaced or handed over stays so.
CREATE OR REPLACE FUNCTION report_pass(c CHAR(6), ids BIGINT[], becomes TEXT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE moved BIGINT[];
BEGIN
  WITH m AS (
    UPDATE report SET status = becomes
    WHERE county = c AND id = ANY (ids) AND status = 'received' AND becomes IN ('replaced', 'handed_over') RETURNING id
  ) SELECT array_agg(id) INTO moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 份月报重复、已更正或已交办，请刷新后重选', ARRAY(SELECT unnest(ids) EXCEPT ALL SELECT unnest(moved)));
END $$;

-- The staged rows become the report's, whole and once. Answers their ids.
CREATE OR REPLACE FUNCTION stage_take(c CHAR(6), no BIGINT) RETURNS SETOF BIGINT LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM report WHERE county = c AND id = no AND status = 'received' FOR UPDATE;
  IF NOT FOUND OR EXISTS (SELECT FROM report_row WHERE county = c AND report = no) THEN
    RAISE EXCEPTION '该月报不在接收中，或各行已经接收，请刷新' USING ERRCODE = 'FPSTA', DETAIL = no::TEXT;
  END IF;
  RETURN QUERY WITH staged AS (
    DELETE FROM report_stage s WHERE s.county = c AND s.county = own_county() AND s.report = no
    RETURNING s.county, s.id, s.report, s.sheet, s.line, s.id_tag, s.told, s.facts, s.cells, s.tag, s.salt
  )
  INSERT INTO report_row (county, id, report, sheet, line, id_tag, told, facts, cells, tag, salt) SELECT * FROM staged RETURNING id;
END $$;

-- The staged rows of a file that is not accepted go.
CREATE OR REPLACE FUNCTION stage_drop(c CHAR(6), no BIGINT) RETURNS void LANGUAGE sql AS $$
  DELETE FROM report_stage WHERE county = c AND county = own_county() AND report = no
$$;

-- The staged rows that a killed program left go. A report's id tells when it was staged (pg.NewID: milliseconds since 2020 above 22 bits); a day later
-- nobody is at it any more. Answers how many rows.
CREATE OR REPLACE FUNCTION stage_sweep(c CHAR(6)) RETURNS BIGINT LANGUAGE sql AS $$
  WITH swept AS (
    DELETE FROM report_stage WHERE county = c AND county = own_county()
      AND report < (EXTRACT(epoch FROM clock_timestamp() - INTERVAL '1 day' - TIMESTAMPTZ '2020-01-01 00:00:00Z') * 1000)::BIGINT << 22
    RETURNING 1
  )
  SELECT count(*) FROM swept
$$;

GRANT EXECUTE ON FUNCTION report_pass, stage_take, stage_drop, stage_sweep TO fangpin_app;

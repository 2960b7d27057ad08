-- 答复转办: by who is at work in a department, or on paper, which a clerk enters; of a visit that nobody answered. It is of all visits so far.
CREATE OR REPLACE FUNCTION referral_answer(c CHAR(6), no BIGINT, of_watch BIGINT, visited INT, of_office TEXT, of_matter TEXT, yes BOOLEAN, what TEXT, on_date DATE,
  letter BYTEA, written DATE, who BIGINT, with_salt BYTEA) RETURNS void LANGUAGE plpgsql AS $$
DECLARE seen DATE;
BEGIN
  PERFORM require_finite(on_date, written), staff_at_work(c, who, '{reporter,clerk}');
  PERFORM staff_at_work(c, who, ARRAY[CASE WHEN letter IS NULL THEN 'reporter' ELSE 'clerk' END]), watch_lock(c, ARRAY[of_watch]);
  SELECT on_day INTO seen FROM watch_event WHERE county = c AND watch = of_watch AND n = visited AND event = 'visit';
  IF seen IS NULL OR EXISTS (SELECT FROM referral_answer r WHERE r.county = c AND r.watch = of_watch AND r.office = of_office AND r.matter = of_matter AND r.upto >= visited) THEN
    RAISE EXCEPTION '没有这次入户核查，或这次转办已经答复，请刷新' USING ERRCODE = 'FPSTA', DETAIL = concat(of_watch);
  END IF;
  IF (on_date BETWEEN seen AND (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE) IS NOT TRUE THEN
    RAISE EXCEPTION '答复日期早于入户核查，或晚于今天，请核对' USING ERRCODE = 'FPDAT', DETAIL = concat(of_watch);
  END IF;
  IF letter IS NOT NULL AND (written BETWEEN seen AND on_date) IS NOT TRUE THEN
    RAISE EXCEPTION '答复文书的落款日期早于入户核查，或晚于登记之日，请核对' USING ERRCODE = 'FPDAT', DETAIL = concat(of_watch);
  END IF;
  INSERT INTO referral_answer (county, id, watch, n, upto, office, matter, recognised, words, salt, by_staff, on_day, paper, written_on)
  SELECT c, no, of_watch, visited, events, of_office, of_matter, yes, what, with_salt, who, on_date, letter, written FROM watch WHERE county = c AND id = of_watch;
END $$;

GRANT EXECUTE ON FUNCTION referral_answer TO fangpin_app;

-- 撤销案件, for good: its event and its bills are free for another claim, which this one may not come back beside.
CREATE OR REPLACE FUNCTION claim_void(c CHAR(6), ids BIGINT[], why TEXT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE moved BIGINT[];
BEGIN
  WITH m AS (
    UPDATE claim SET void_reason = why WHERE county = c AND id = ANY (ids) AND void_reason IS NULL AND why IS NOT NULL RETURNING id
  ) SELECT array_agg(id) INTO moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 件案件重复、不存在或已撤销，请刷新后重选', ARRAY(SELECT unnest(ids) EXCEPT ALL SELECT unnest(moved)));
END $$;

GRANT EXECUTE ON FUNCTION claim_void TO fangpin_app;

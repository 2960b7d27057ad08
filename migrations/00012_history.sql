-- The history of a row: the deeds that answered for it. The keys are indexed; as the index's operator is not leakproof, row-level
-- security would forbid its use, so the question is a function of the owner's that holds itself to the county of the transaction.

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE INDEX cover_keys ON cover USING gin (keys);

-- The n-th table and key are one row.
-- +goose StatementBegin
CREATE FUNCTION history(c CHAR(6), tabs TEXT[], row_keys TEXT[]) RETURNS TABLE (leaf BIGINT) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = fangpin, pg_temp AS $$
  SELECT DISTINCT v.leaf FROM unnest(tabs, row_keys) AS r (tab, key) JOIN cover v ON v.keys @> ARRAY[r.key] AND v.tab = r.tab
  WHERE v.county = c AND c = current_setting('fangpin.county', true)::BPCHAR
$$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION history FROM PUBLIC;
GRANT EXECUTE ON FUNCTION history TO fangpin_app;

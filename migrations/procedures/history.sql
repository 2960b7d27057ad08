-- The history of a row: the deeds that answered for it. The keys are indexed; as the index's operator is not leakproof, row-level
-- security would forbid its use, so the question is a function of the tables' owner, whom no wall stops, and it holds itself to the
-- county of the login. Nothing else is the owner's.
RESET ROLE;

-- The n-th table and key are one row.
CREATE OR REPLACE FUNCTION history(c CHAR(6), tabs TEXT[], row_keys TEXT[]) RETURNS TABLE (leaf BIGINT) LANGUAGE sql STABLE AS $$
  SELECT DISTINCT v.leaf FROM unnest(tabs, row_keys) AS r (tab, key) JOIN cover v ON v.keys @> ARRAY[r.key] AND v.tab = r.tab
  WHERE v.county = c AND c = own_county()
$$;

GRANT EXECUTE ON FUNCTION history TO fangpin_app, fangpin_door;

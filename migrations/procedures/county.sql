-- The county whose reader has logged in. Every table's policy asks it: it is replaced in place, and keeps its name and signature.
CREATE OR REPLACE FUNCTION reads() RETURNS CHAR(6) LANGUAGE sql STABLE AS $$ SELECT county FROM reader WHERE login = session_user $$;

-- The county that whoever works here may see, by their login's name, as every wall says too (wall). For functions that stand before a table without one.
CREATE OR REPLACE FUNCTION own_county() RETURNS CHAR(6) LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN pg_has_role(session_user, 'fangpin_door', 'MEMBER') THEN current_setting('fangpin.county', true) ELSE right(session_user, 6) END::BPCHAR
$$;

-- The counties to choose from before anybody is known: their codes and names, and nothing else of their offices.
CREATE OR REPLACE FUNCTION counties() RETURNS TABLE (county CHAR(6), name TEXT) LANGUAGE sql STABLE AS $$
  SELECT o.county, o.name FROM office o ORDER BY o.county
$$;

-- The name that passkeys are bound to (RP ID) is fixed when the pages are first served under one, for every county of the database: whoever asks later changes
-- nothing, and is told which it is.
CREATE OR REPLACE FUNCTION site_fix(host TEXT) RETURNS SETOF TEXT LANGUAGE plpgsql AS $$ BEGIN
  UPDATE office SET rp_id = host WHERE rp_id IS NULL AND host IS NOT NULL AND NOT EXISTS (SELECT FROM office f WHERE f.rp_id <> host);
  RETURN QUERY SELECT DISTINCT o.rp_id FROM office o WHERE o.rp_id IS NOT NULL ORDER BY 1;
END $$;

-- Fingerprints of keys that the program has. That of the tags is one for good: the first, which stands for the whole file. Of the others each that is
-- told is kept, and counts by its MAC, which SQL cannot judge.
CREATE OR REPLACE FUNCTION key_know(whats TEXT[], prints BYTEA[], macs BYTEA[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO key_print (what, print, mac) SELECT * FROM unnest(whats, prints, macs) ON CONFLICT DO NOTHING
$$;

GRANT EXECUTE ON FUNCTION reads TO fangpin_reader;
GRANT EXECUTE ON FUNCTION counties, key_know, site_fix TO fangpin_app;

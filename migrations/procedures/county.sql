-- The county whose reader has logged in. Every table's policy asks it: it is replaced in place, and keeps its name and signature.
CREATE OR REPLACE FUNCTION reads() RETURNS CHAR(6) LANGUAGE sql STABLE AS $$ SELECT county FROM reader WHERE login = session_user $$;

-- The counties to choose from before anybody is known: their codes and names, and nothing else of their offices.
CREATE OR REPLACE FUNCTION counties() RETURNS TABLE (county CHAR(6), name TEXT) LANGUAGE sql STABLE AS $$
  SELECT o.county, o.name FROM office o ORDER BY o.county
$$;

GRANT EXECUTE ON FUNCTION reads TO fangpin_reader;
GRANT EXECUTE ON FUNCTION counties TO fangpin_app;

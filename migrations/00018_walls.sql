-- From here on functions and views stand in procedures/ and views/, each once, and are applied anew when one of them changes (README.md).

-- +goose Up
SET LOCAL search_path = fangpin;

-- Which of them are applied: the newest row's, by their joint hash. The owner's alone; the program looks before it serves.
CREATE TABLE applied (
  n    INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash TEXT NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  at   TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT ON applied TO fangpin_app;

-- Makes a new table's walls: a county sees its own rows, a reader those of the county whose login it is, and all three may read it. What
-- may be written is granted beside the table. A table that a reader must not see is not for this. It is the one function that a numbered
-- file makes: later numbered files need it before anything else is there, and a file that was released must go on finding the function
-- that it knew, so it changes only in a further numbered file.
-- +goose StatementBegin
CREATE FUNCTION wall(tab REGCLASS) RETURNS void LANGUAGE plpgsql SET search_path = fangpin, pg_temp AS $$ BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tab);
  EXECUTE format('CREATE POLICY county ON %s TO fangpin_app, fangpin_door USING (county = current_setting(''fangpin.county'', true)::BPCHAR)', tab);
  EXECUTE format('CREATE POLICY reader ON %s FOR SELECT TO fangpin_reader USING (county = (SELECT reads()))', tab);
  EXECUTE format('GRANT SELECT ON %s TO fangpin_app, fangpin_reader, fangpin_door', tab);
END $$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION wall FROM PUBLIC;

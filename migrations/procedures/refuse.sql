-- How a door says no: not at all without ids; else how many they are, and the first of them. Not for the app.
CREATE OR REPLACE FUNCTION refuse(code TEXT, say TEXT, ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  IF cardinality(ids) > 0 THEN
    RAISE EXCEPTION USING ERRCODE = code, MESSAGE = format(say, cardinality(ids)), DETAIL = array_to_string(ids[1:20], ',');
  END IF;
END $$;

-- How a door says no: not at all without ids; else how many they are, and the first of them. Not for the app.
CREATE OR REPLACE FUNCTION refuse(code TEXT, say TEXT, ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  IF cardinality(ids) > 0 THEN
    RAISE EXCEPTION USING ERRCODE = code, MESSAGE = format(say, cardinality(ids)), DETAIL = array_to_string(ids[1:20], ',');
  END IF;
END $$;

-- An older snapshot would judge without what was committed while it waited for a lock.
CREATE OR REPLACE FUNCTION require_read_committed() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPISO', '此操作须在 READ COMMITTED 事务中进行', ARRAY(SELECT 0 WHERE current_setting('transaction_isolation') <> 'read committed'));
END $$;

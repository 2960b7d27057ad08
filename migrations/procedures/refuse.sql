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

-- What cannot be taken back is done a few at a time: nobody ends a village's people, labels, claims or money by one slip.
CREATE OR REPLACE FUNCTION require_few(ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  IF cardinality(ids) > 200 THEN
    RAISE EXCEPTION '一次最多办理 200 项，这次有 % 项，请分次办理', cardinality(ids) USING ERRCODE = 'FPLIM';
  END IF;
END $$;

-- A day or a moment without end is none: nothing that is counted from it comes out, and no program reads it back. NULL is another's to judge.
CREATE OR REPLACE FUNCTION require_finite(VARIADIC moments TIMESTAMPTZ[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPDAT', '有 %s 个日期无效，请填写实际的日期', ARRAY(SELECT 0 FROM unnest(moments) AS m WHERE NOT isfinite(m)));
END $$;

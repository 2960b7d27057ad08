-- 日期: a day or a moment has an end. PostgreSQL knows infinity, no program of ours writes it, and what reads it back fails; so each column of each table
-- refuses it. A county that holds one is told where, and stays as it was: what a row says is evidence, and not for an upgrade to mend.

-- +goose Up
SET LOCAL search_path = fangpin;

-- +goose StatementBegin
DO $$
DECLARE d RECORD; n BIGINT; found TEXT[] := '{}';
BEGIN
  FOR d IN SELECT c.relname AS tab, a.attname AS day FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'fangpin'::regnamespace AND c.relkind = 'r' AND a.atttypid IN ('DATE'::regtype, 'TIMESTAMPTZ'::regtype)
      AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND pg_get_constraintdef(k.oid) = format('CHECK (isfinite(%I))', a.attname))
    ORDER BY c.relname, a.attnum
  LOOP
    EXECUTE format('SELECT count(*) FROM %I WHERE NOT isfinite(%I)', d.tab, d.day) INTO n;
    IF n = 0 THEN EXECUTE format('ALTER TABLE %I ADD CHECK (isfinite(%I))', d.tab, d.day);
    ELSE found := found || format('%s.%s: %s', d.tab, d.day, n); END IF;
  END LOOP;
  IF cardinality(found) > 0 THEN
    RAISE EXCEPTION '升级停止，数据没有改动：以下各列有没有尽头的日期（infinity），不是本程序写入的，请先查明来源、由数据库管理员更正后再升级 (infinite dates, nothing was changed): %',
      array_to_string(found, ', ');
  END IF;
END $$;
-- +goose StatementEnd

-- The ground: reference tables, the county's office, its staff. Roles exist already (internal/pg makes them or tells the DBA how).
-- Every table of a county begins its keys with the county: the layout that Citus distributes as it is.

-- +goose Up
CREATE SCHEMA IF NOT EXISTS fangpin;
SET LOCAL search_path = fangpin;

-- Final days only: a day whose holiday a notice may still move is absent, so no clock can end on it.
CREATE TABLE day (
  on_day  DATE PRIMARY KEY,
  holiday BOOLEAN NOT NULL, -- marked 放假 by the State Council
  weekend BOOLEAN NOT NULL  -- a Saturday or Sunday that is neither a holiday nor made up
);

CREATE TABLE division (
  code   CHAR(12) PRIMARY KEY,
  name   TEXT NOT NULL,
  parent CHAR(12) REFERENCES division,
  level  TEXT NOT NULL CHECK (level IN ('province', 'prefecture', 'county', 'township', 'village'))
);

-- The owner's alone: the app reads it.
CREATE TABLE office (
  county    CHAR(6) PRIMARY KEY,
  name      TEXT NOT NULL, -- 区乡村振兴局, 区扶贫办: the same office under its names (S2)
  phone     TEXT NOT NULL, -- 监督电话, printed on every notice
  late_days INT NOT NULL CHECK (late_days >= 0) -- how many days after it went up a posting may be recorded (large in a demonstration)
);

-- How a door says no: not at all without ids; else how many they are, and the first of them. Not for the app.
-- +goose StatementBegin
CREATE FUNCTION refuse(code TEXT, say TEXT, ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  IF cardinality(ids) > 0 THEN
    RAISE EXCEPTION USING ERRCODE = code, MESSAGE = format(say, cardinality(ids)), DETAIL = array_to_string(ids[1:20], ',');
  END IF;
END $$;
-- +goose StatementEnd

CREATE TABLE staff (
  county      CHAR(6),
  id          BIGINT,
  name        TEXT NOT NULL CHECK (name <> ''),
  role        TEXT NOT NULL,
  division    CHAR(12) NOT NULL REFERENCES division,
  agency      TEXT NOT NULL DEFAULT '', -- a reporter's department
  disabled_at TIMESTAMPTZ,
  salt        BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (division LIKE county || '%')
);

-- 停用, for good: nobody comes back under an old name. The deed's own time, which the audit holds later deeds to, if it has come.
-- +goose StatementBegin
CREATE FUNCTION disable(c CHAR(6), ids BIGINT[], t TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
DECLARE moved BIGINT[];
BEGIN
  PERFORM refuse('FPDAT', '有 %s 名人员在停用时间之后还办理过业务，请核对', ARRAY(
    SELECT x FROM unnest(ids) AS x WHERE NOT isfinite(LEAST(t, clock_timestamp())) OR EXISTS (SELECT FROM deed d WHERE d.county = c AND d.person = x AND d.at > t)));
  WITH m AS (
    UPDATE staff SET disabled_at = LEAST(t, clock_timestamp()) WHERE county = c AND id = ANY (ids) AND disabled_at IS NULL RETURNING id
  ) SELECT array_agg(id) INTO moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 名人员重复、不在册或已停用，请刷新后重选', ARRAY(SELECT unnest(ids) EXCEPT ALL SELECT unnest(moved)));
END $$;
-- +goose StatementEnd

-- An auditor's own login sees the county written here (row-level security by session_user).
CREATE TABLE reader (
  login  TEXT PRIMARY KEY,
  county CHAR(6) NOT NULL
);

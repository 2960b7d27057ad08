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

-- An auditor's own login sees the county written here (row-level security by session_user).
CREATE TABLE reader (
  login  TEXT PRIMARY KEY,
  county CHAR(6) NOT NULL
);

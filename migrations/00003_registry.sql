-- Who lives where, in which household, with which labels since when, and which account is theirs.

-- +goose Up
SET LOCAL search_path = fangpin;

-- A 行政村/社区 is its own village and bears its division code as id; a 自然村 lies in one.
CREATE TABLE place (
  county  CHAR(6),
  id      BIGINT,
  village BIGINT NOT NULL,
  name    TEXT NOT NULL CHECK (name <> ''),
  PRIMARY KEY (county, id),
  UNIQUE (county, village, name),
  FOREIGN KEY (county, village) REFERENCES place,
  CHECK (id <> village OR (id / 1000000)::text = county)
);

CREATE TABLE household (
  county CHAR(6),
  id     BIGINT,
  no     TEXT NOT NULL CHECK (no <> ''), -- 户编号
  place  BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, no),
  FOREIGN KEY (county, place) REFERENCES place
);

CREATE TABLE person (
  county    CHAR(6),
  id        BIGINT,
  household BIGINT NOT NULL,
  name      TEXT NOT NULL CHECK (name <> ''),
  id_no     BYTEA NOT NULL, -- 居民身份证号, encrypted
  id_tag    BYTEA NOT NULL, -- its keyed tag, for exact search
  phone     BYTEA,          -- encrypted
  relation  TEXT NOT NULL,  -- 与户主关系; 户主 for the head
  born_on   DATE NOT NULL,
  died_on   DATE CHECK (died_on >= born_on),
  salt      BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, id_tag),
  FOREIGN KEY (county, household) REFERENCES household
);
CREATE INDEX person_household ON person (county, household);
CREATE UNIQUE INDEX person_head ON person (county, household) WHERE relation = '户主';

-- 登记死亡: once. Taking it back would pay the dead.
-- +goose StatementBegin
CREATE FUNCTION bury(c CHAR(6), ids BIGINT[], days DATE[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE moved BIGINT[];
BEGIN
  PERFORM refuse('FPDAT', '有 %s 人的死亡日期晚于今天，请核对', ARRAY(
    SELECT d.id FROM unnest(ids, days) AS d (id, died_on) WHERE d.died_on > (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date));
  WITH m AS (
    UPDATE person p SET died_on = d.died_on FROM unnest(ids, days) AS d (id, died_on)
    WHERE p.county = c AND p.id = d.id AND p.died_on IS NULL AND d.died_on IS NOT NULL RETURNING p.id
  ) SELECT array_agg(id) INTO moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 人重复、不在册或已登记死亡，请刷新后重选', ARRAY(SELECT unnest(ids) EXCEPT ALL SELECT unnest(moved)));
END $$;
-- +goose StatementEnd

-- Holds households until the transaction ends: who assesses them comes one at a time.
-- +goose StatementBegin
CREATE FUNCTION hold_households(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM FROM household WHERE county = c AND id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
END $$;
-- +goose StatementEnd

-- 户标签, each with its days; to_on is the last day it holds.
CREATE TABLE label (
  county    CHAR(6),
  id        BIGINT,
  household BIGINT NOT NULL,
  label     TEXT NOT NULL,
  from_on   DATE NOT NULL,
  to_on     DATE CHECK (to_on >= from_on),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, household) REFERENCES household
);
CREATE INDEX label_household ON label (county, household);
CREATE UNIQUE INDEX label_holds ON label (county, household, label) WHERE to_on IS NULL;

-- 终止户标签: the last day of each, once. A label that comes back is another. Answers the labels.
-- +goose StatementBegin
CREATE FUNCTION end_labels(c CHAR(6), households BIGINT[], labels TEXT[], days DATE[]) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE ended BIGINT[]; moved BIGINT[];
BEGIN
  WITH m AS (
    UPDATE label l SET to_on = e.to_on FROM unnest(households, labels, days) AS e (household, label, to_on)
    WHERE l.county = c AND l.household = e.household AND l.label = e.label AND l.to_on IS NULL AND e.to_on IS NOT NULL
    RETURNING l.id, l.household
  ) SELECT array_agg(id), array_agg(household) INTO ended, moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 个户标签重复或当前并不有效，请刷新后重选', ARRAY(SELECT unnest(households) EXCEPT ALL SELECT unnest(moved)));
  RETURN ended;
END $$;
-- +goose StatementEnd

CREATE TABLE account (
  county     CHAR(6),
  id         BIGINT,
  person     BIGINT NOT NULL,
  bank       TEXT NOT NULL CHECK (bank <> ''), -- 开户行
  number     BYTEA NOT NULL, -- encrypted
  tag        BYTEA NOT NULL, -- its keyed tag: one account over several households is a flag, not a refusal
  entered_by BIGINT NOT NULL,
  salt       BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, id, entered_by),
  FOREIGN KEY (county, person) REFERENCES person,
  FOREIGN KEY (county, entered_by) REFERENCES staff
);
CREATE INDEX account_person ON account (county, person);
CREATE INDEX account_tag ON account (county, tag);

CREATE TABLE confirmation (
  county       CHAR(6),
  account      BIGINT,
  entered_by   BIGINT NOT NULL,
  confirmed_by BIGINT NOT NULL CHECK (confirmed_by <> entered_by),
  PRIMARY KEY (county, account),
  FOREIGN KEY (county, account, entered_by) REFERENCES account (county, id, entered_by),
  FOREIGN KEY (county, confirmed_by) REFERENCES staff
);

-- An objection is answered in writing, on evidence, and by a visit of somebody else; and the village may send a finding back.

-- +goose Up
SET LOCAL search_path = fangpin;

-- 村两委退回: the village does not agree with a finding, and it goes back to its adjuster for another turn.
CREATE TABLE village_return (
  county   CHAR(6),
  claim    BIGINT,
  round    INT,
  turn     INT,
  by_staff BIGINT NOT NULL,
  on_day   DATE NOT NULL CHECK (isfinite(on_day)),
  opinion  TEXT NOT NULL CHECK (opinion <> ''),
  found    BOOLEAN GENERATED ALWAYS AS (true) STORED,
  salt     BYTEA NOT NULL,
  PRIMARY KEY (county, claim, round, turn),
  FOREIGN KEY (county, by_staff) REFERENCES staff,
  FOREIGN KEY (county, claim, round, turn, found) REFERENCES finding (county, claim, round, turn, qualifies)
);
SELECT wall('village_return');
GRANT INSERT ON village_return TO fangpin_app;

-- 异议答复书: each decision's written answer, by its number in the year. Decisions from before have none.
CREATE TABLE objection_answer (
  county    CHAR(6),
  objection BIGINT,
  year      INT NOT NULL,
  no        INT NOT NULL CHECK (no > 0),
  PRIMARY KEY (county, objection),
  UNIQUE (county, year, no),
  FOREIGN KEY (county, objection) REFERENCES objection
);
SELECT wall('objection_answer');
GRANT INSERT ON objection_answer TO fangpin_door;

-- 查勘回避: an objection to a payout on the adjuster's finding of a round was upheld, and they visit for that claim no more.
CREATE TABLE recusal (
  county   CHAR(6),
  claim    BIGINT,
  round    INT,
  adjuster BIGINT NOT NULL,
  PRIMARY KEY (county, claim, round),
  FOREIGN KEY (county, claim) REFERENCES claim,
  FOREIGN KEY (county, adjuster) REFERENCES staff
);
SELECT wall('recusal');
GRANT INSERT ON recusal TO fangpin_door;

-- 异议佐证: what was brought for or against an objection before it was decided.
CREATE TABLE objection_file (
  county    CHAR(6),
  objection BIGINT,
  n         INT CHECK (n > 0),
  file      BYTEA NOT NULL CHECK (length(file) = 32), -- SHA-256; the bytes lie in the archive
  by_staff  BIGINT NOT NULL,
  PRIMARY KEY (county, objection, n),
  UNIQUE (county, objection, file),
  FOREIGN KEY (county, objection) REFERENCES objection,
  FOREIGN KEY (county, by_staff) REFERENCES staff
);
SELECT wall('objection_file');
GRANT INSERT ON objection_file TO fangpin_door;

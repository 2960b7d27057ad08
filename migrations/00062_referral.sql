-- 转办: what an office answered that the procedure sends a family to (S0: 低于防贫监测线的，组织民政部门开展低收入家庭识别). Which families are sent follows from
-- their visits by their procedures; nothing is kept of that. An answer is of every visit up to its day.

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE referral_answer (
  county     CHAR(6),
  id         BIGINT,
  watch      BIGINT NOT NULL,
  n          INT NOT NULL, -- the visit that sent the family there, the first that was not answered
  upto       INT NOT NULL CHECK (upto >= n), -- how many events the watch had
  office     TEXT NOT NULL CHECK (office <> ''), -- as the procedure calls it
  matter     TEXT NOT NULL CHECK (matter <> ''),
  recognised BOOLEAN NOT NULL,
  words      TEXT NOT NULL CHECK (words <> ''),
  salt       BYTEA NOT NULL,
  by_staff   BIGINT NOT NULL,
  on_day     DATE NOT NULL CHECK (isfinite(on_day)),
  PRIMARY KEY (county, id),
  UNIQUE (county, watch, n, office, matter),
  FOREIGN KEY (county, watch, n) REFERENCES watch_event,
  FOREIGN KEY (county, by_staff) REFERENCES staff
);

SELECT wall('referral_answer');
GRANT INSERT ON referral_answer TO fangpin_door;

-- 年度全面摸排: that a household was looked at and nothing of it had changed (S4 §二.3: 5月底前对全团户籍人员、常住人员进行全面摸排). Where something had, there is a
-- lead, or a visit.
CREATE TABLE round_look (
  county    CHAR(6),
  household BIGINT,
  on_day    DATE CHECK (isfinite(on_day)),
  by_staff  BIGINT NOT NULL,
  PRIMARY KEY (county, household, on_day),
  FOREIGN KEY (county, household) REFERENCES household,
  FOREIGN KEY (county, by_staff) REFERENCES staff
);

SELECT wall('round_look');
GRANT INSERT ON round_look TO fangpin_door;

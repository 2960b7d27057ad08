-- Did it happen, and to whom. A round is one filing's worth of work; a turn is one visit within it (a township may send a case back).
-- A status is a statement about rows that must exist: the generated columns of claim point at them, so no status can be moved ahead of its facts.

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE claim (
  county      CHAR(6),
  id          BIGINT,
  policy      BIGINT NOT NULL,
  scheme      BIGINT NOT NULL,
  household   BIGINT NOT NULL,
  person      BIGINT, -- of whom, where the category goes by person
  category    TEXT NOT NULL CHECK (category IN ('hospital', 'accident', 'admission', 'schooling', 'income', 'industry')),
  event_key   TEXT NOT NULL,
  event_on    DATE NOT NULL,
  class       TEXT NOT NULL, -- the household's on the event date
  round       INT NOT NULL DEFAULT 1 CHECK (round > 0),
  turn        INT NOT NULL DEFAULT 0 CHECK (turn >= 0),
  status      TEXT NOT NULL DEFAULT 'screened'
    CHECK (status IN ('screened', 'entrusted', 'investigated', 'declined', 'endorsed', 'reviewed', 'filed')),
  void_reason TEXT CHECK (void_reason <> ''),
  live        BOOLEAN GENERATED ALWAYS AS (void_reason IS NULL) STORED,
  entrusted   INT GENERATED ALWAYS AS (CASE WHEN status <> 'screened' THEN turn END) STORED,
  found       INT GENERATED ALWAYS AS (CASE WHEN status IN ('investigated', 'declined', 'endorsed', 'reviewed', 'filed') THEN turn END) STORED,
  qualifies   BOOLEAN GENERATED ALWAYS AS (CASE WHEN status IN ('investigated', 'endorsed', 'reviewed', 'filed') THEN true WHEN status = 'declined' THEN false END) STORED,
  endorsed    INT GENERATED ALWAYS AS (CASE WHEN status IN ('endorsed', 'reviewed', 'filed') THEN turn END) STORED,
  reviewed    INT GENERATED ALWAYS AS (CASE WHEN status IN ('reviewed', 'filed') THEN turn END) STORED,
  filed       INT GENERATED ALWAYS AS (CASE WHEN status = 'filed' AND void_reason IS NULL THEN round END) STORED,
  passed      BOOLEAN GENERATED ALWAYS AS (true) STORED,
  PRIMARY KEY (county, id),
  UNIQUE (county, id, live),
  UNIQUE (county, id, filed), -- a live payout hangs on it
  FOREIGN KEY (county, policy) REFERENCES policy,
  FOREIGN KEY (county, scheme) REFERENCES adoption,
  FOREIGN KEY (county, household) REFERENCES household,
  FOREIGN KEY (county, person) REFERENCES person
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX claim_live ON claim (county, household, category, event_key) WHERE live;

-- 撤销案件, for good: its event and its bills are free for another claim, which this one may not come back beside.
-- +goose StatementBegin
CREATE FUNCTION void_claims(c CHAR(6), ids BIGINT[], why TEXT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE moved BIGINT[];
BEGIN
  WITH m AS (
    UPDATE claim SET void_reason = why WHERE county = c AND id = ANY (ids) AND void_reason IS NULL AND why IS NOT NULL RETURNING id
  ) SELECT array_agg(id) INTO moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 件案件重复、不存在或已撤销，请刷新后重选', ARRAY(SELECT unnest(ids) EXCEPT ALL SELECT unnest(moved)));
END $$;
-- +goose StatementEnd

-- The reported rows a claim is raised from. tag: one settlement (institution, number) lies in one live claim (domain §3 no. 6).
CREATE TABLE source (
  county     CHAR(6),
  report_row BIGINT,
  claim      BIGINT,
  tag        BYTEA,
  live       BOOLEAN NOT NULL DEFAULT true, -- follows the claim's
  PRIMARY KEY (county, report_row, claim),
  FOREIGN KEY (county, report_row) REFERENCES report_row,
  FOREIGN KEY (county, claim, live) REFERENCES claim (county, id, live) ON UPDATE CASCADE
);
CREATE INDEX source_claim ON source (county, claim, live);
CREATE UNIQUE INDEX source_row ON source (county, report_row) WHERE live;
CREATE UNIQUE INDEX source_tag ON source (county, tag) WHERE live AND tag IS NOT NULL;

-- 委托查勘
CREATE TABLE assignment (
  county       CHAR(6),
  claim        BIGINT,
  round        INT,
  turn         INT,
  adjuster     BIGINT NOT NULL,
  entrusted_by BIGINT NOT NULL CHECK (entrusted_by <> adjuster),
  entrusted_on DATE NOT NULL,
  due_on       DATE NOT NULL CHECK (due_on >= entrusted_on), -- three working days (domain §3 no. 17)
  PRIMARY KEY (county, claim, round, turn),
  UNIQUE (county, claim, round, turn, adjuster),
  FOREIGN KEY (county, claim) REFERENCES claim,
  FOREIGN KEY (county, adjuster) REFERENCES staff,
  FOREIGN KEY (county, entrusted_by) REFERENCES staff
);

-- 查勘结论. cases: [{"person": "12", "event": "…", "school_year": "2024-2025", "on": "2024-09-03", "facts": {"expense": "12000.00"}}]
CREATE TABLE finding (
  county     CHAR(6),
  claim      BIGINT,
  round      INT,
  turn       INT,
  adjuster   BIGINT NOT NULL,
  visited_on DATE NOT NULL,
  qualifies  BOOLEAN NOT NULL,
  why        TEXT NOT NULL CHECK (why <> ''),
  cases      JSONB NOT NULL,
  salt       BYTEA NOT NULL,
  PRIMARY KEY (county, claim, round, turn),
  UNIQUE (county, claim, round, turn, adjuster),
  UNIQUE (county, claim, round, turn, qualifies),
  FOREIGN KEY (county, claim, round, turn, adjuster) REFERENCES assignment (county, claim, round, turn, adjuster)
);

CREATE TABLE evidence (
  county CHAR(6),
  id     BIGINT,
  claim  BIGINT NOT NULL,
  round  INT NOT NULL,
  turn   INT NOT NULL,
  kind   TEXT NOT NULL,  -- 住院结算单, 现场照片 …
  file   BYTEA NOT NULL CHECK (length(file) = 32), -- SHA-256; the bytes lie in the archive
  PRIMARY KEY (county, id),
  UNIQUE (county, claim, round, turn, file),
  FOREIGN KEY (county, claim, round, turn) REFERENCES finding
);

-- 村“两委”审核
CREATE TABLE endorsement (
  county   CHAR(6),
  claim    BIGINT,
  round    INT,
  turn     INT,
  by_staff BIGINT NOT NULL,
  on_day   DATE NOT NULL,
  opinion  TEXT NOT NULL CHECK (opinion <> ''),
  found    BOOLEAN GENERATED ALWAYS AS (true) STORED, -- of a finding that qualifies
  salt     BYTEA NOT NULL,
  PRIMARY KEY (county, claim, round, turn),
  FOREIGN KEY (county, claim, round, turn, found) REFERENCES finding (county, claim, round, turn, qualifies),
  FOREIGN KEY (county, by_staff) REFERENCES staff
);

-- 乡镇审核: passed, or returned with the reason.
CREATE TABLE review (
  county   CHAR(6),
  claim    BIGINT,
  round    INT,
  turn     INT,
  by_staff BIGINT NOT NULL,
  on_day   DATE NOT NULL,
  passed   BOOLEAN NOT NULL,
  opinion  TEXT NOT NULL CHECK (opinion <> ''),
  salt     BYTEA NOT NULL,
  PRIMARY KEY (county, claim, round, turn),
  UNIQUE (county, claim, round, turn, passed),
  FOREIGN KEY (county, claim, round, turn) REFERENCES endorsement,
  FOREIGN KEY (county, by_staff) REFERENCES staff
);

-- 备案, of a review that passed.
CREATE TABLE filing (
  county   CHAR(6),
  claim    BIGINT,
  round    INT,
  turn     INT NOT NULL,
  year     INT NOT NULL,
  no       INT NOT NULL CHECK (no > 0), -- 备案号 within the year
  filed_on DATE NOT NULL,
  filed_by BIGINT NOT NULL,
  adjuster BIGINT NOT NULL CHECK (adjuster <> filed_by),
  passed   BOOLEAN GENERATED ALWAYS AS (true) STORED,
  PRIMARY KEY (county, claim, round),
  UNIQUE (county, claim, round, adjuster),
  UNIQUE (county, year, no),
  FOREIGN KEY (county, claim, round, turn, passed) REFERENCES review (county, claim, round, turn, passed),
  FOREIGN KEY (county, claim, round, turn, adjuster) REFERENCES finding (county, claim, round, turn, adjuster),
  FOREIGN KEY (county, filed_by) REFERENCES staff
);

ALTER TABLE claim
  ADD FOREIGN KEY (county, id, round, entrusted) REFERENCES assignment,
  ADD FOREIGN KEY (county, id, round, found, qualifies) REFERENCES finding (county, claim, round, turn, qualifies),
  ADD FOREIGN KEY (county, id, round, endorsed) REFERENCES endorsement,
  ADD FOREIGN KEY (county, id, round, reviewed, passed) REFERENCES review (county, claim, round, turn, passed),
  ADD FOREIGN KEY (county, id, filed) REFERENCES filing;

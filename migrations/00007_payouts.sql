-- How much, has the village seen it, who agreed, has it arrived. Facts are stated by the app; whatever is decided is written by the doors.

-- +goose Up
SET LOCAL search_path = fangpin;

-- 核定: what a finding's cases in one accumulator come to, numbered within it, so that two at once conflict.
CREATE TABLE assessment (
  county      CHAR(6),
  id          BIGINT,
  claim       BIGINT NOT NULL,
  round       INT NOT NULL,
  part        INT NOT NULL CHECK (part > 0), -- which of the claim's sums: cases of one accumulator are one
  adjuster    BIGINT NOT NULL,
  assessed_by BIGINT NOT NULL CHECK (assessed_by <> adjuster),
  assessed_on DATE NOT NULL,
  scheme      BIGINT NOT NULL,
  household   BIGINT NOT NULL,
  person      BIGINT,
  accumulator TEXT NOT NULL,
  n           INT NOT NULL CHECK (n > 0),
  own         NUMERIC(14,2) NOT NULL CHECK (own < 'NaN'), -- the household's share of these cases, yuan
  amount      NUMERIC(14,2) NOT NULL CHECK (amount >= 0 AND amount < 'NaN'),
  facts       JSONB NOT NULL, -- the cases, together, as given to the scheme
  past        JSONB NOT NULL, -- what a later case must know of this one (scheme.Past)
  working     JSONB NOT NULL, -- 计算书: steps with amounts
  PRIMARY KEY (county, id),
  UNIQUE (county, claim, round, part),
  UNIQUE (county, accumulator, n),
  FOREIGN KEY (county, claim, round, adjuster) REFERENCES filing (county, claim, round, adjuster),
  FOREIGN KEY (county, scheme) REFERENCES adoption,
  FOREIGN KEY (county, assessed_by) REFERENCES staff
);
CREATE INDEX assessment_household ON assessment (county, household);
CREATE INDEX assessment_person ON assessment (county, person) WHERE person IS NOT NULL;

-- filed pins the claim: under a live payout it stays filed in that round, so it is neither voided nor investigated again.
CREATE TABLE payout (
  county      CHAR(6),
  id          BIGINT,
  claim       BIGINT NOT NULL,
  round       INT NOT NULL,
  adjuster    BIGINT NOT NULL,
  assessed_by BIGINT NOT NULL CHECK (assessed_by <> adjuster),
  scheme      BIGINT NOT NULL,
  fund        BIGINT NOT NULL,
  payee       BIGINT NOT NULL,
  place       BIGINT NOT NULL,
  amount      NUMERIC(14,2) NOT NULL CHECK (amount > 0 AND amount < 'NaN'),
  status      TEXT NOT NULL DEFAULT 'assessed'
    CHECK (status IN ('assessed', 'announced', 'cleared', 'listed', 'sent', 'paid', 'returned', 'withdrawn')),
  filed       INT GENERATED ALWAYS AS (CASE WHEN status <> 'withdrawn' THEN round END) STORED,
  PRIMARY KEY (county, id),
  UNIQUE (county, claim, round),
  FOREIGN KEY (county, claim, filed) REFERENCES claim (county, id, filed),
  FOREIGN KEY (county, claim, round, adjuster) REFERENCES filing (county, claim, round, adjuster),
  FOREIGN KEY (county, scheme) REFERENCES adoption,
  FOREIGN KEY (county, fund) REFERENCES policy,
  FOREIGN KEY (county, payee) REFERENCES person,
  FOREIGN KEY (county, place) REFERENCES place,
  FOREIGN KEY (county, assessed_by) REFERENCES staff
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX payout_live ON payout (county, claim) WHERE filed IS NOT NULL; -- not on status: a step touches no index

-- 由谁领取: decided for a payee who has died. The newest decision counts.
CREATE TABLE heir (
  county     CHAR(6),
  payout     BIGINT,
  n          INT CHECK (n > 0),
  person     BIGINT NOT NULL, -- of whatever household
  decided_by BIGINT NOT NULL,
  reason     TEXT NOT NULL CHECK (reason <> ''),
  salt       BYTEA NOT NULL,
  PRIMARY KEY (county, payout, n),
  FOREIGN KEY (county, payout) REFERENCES payout,
  FOREIGN KEY (county, person) REFERENCES person,
  FOREIGN KEY (county, decided_by) REFERENCES staff
);

-- Publicity --------------------------------------------------------------------------------------------------------------

CREATE TABLE notice (
  county       CHAR(6),
  id           BIGINT,
  village      BIGINT NOT NULL,
  year         INT NOT NULL,
  serial       INT NOT NULL CHECK (serial > 0), -- of the village within the year
  dated        DATE NOT NULL,
  days         INT NOT NULL,
  past_holiday BOOLEAN NOT NULL,
  past_weekend BOOLEAN NOT NULL,
  rows         INT NOT NULL CHECK (rows > 0),
  total        NUMERIC(14,2) NOT NULL,
  digest       BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, village, year, serial),
  FOREIGN KEY (county, village) REFERENCES place
);

CREATE TABLE notice_row (
  county CHAR(6),
  notice BIGINT,
  n      INT,
  payout BIGINT NOT NULL,
  place  BIGINT NOT NULL,
  amount NUMERIC(14,2) NOT NULL,
  PRIMARY KEY (county, notice, n),
  UNIQUE (county, payout),
  FOREIGN KEY (county, notice) REFERENCES notice,
  FOREIGN KEY (county, payout) REFERENCES payout
);

-- 张贴, proved by its photo.
CREATE TABLE posting (
  county      CHAR(6),
  id          BIGINT,
  notice      BIGINT NOT NULL,
  place       BIGINT NOT NULL,
  posted_on   DATE NOT NULL,
  photo       BYTEA NOT NULL CHECK (length(photo) = 32), -- SHA-256; the bytes lie in the archive
  recorded_by BIGINT NOT NULL,
  recorded_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  late        INT GENERATED ALWAYS AS ((recorded_at AT TIME ZONE 'Asia/Shanghai')::date - posted_on) STORED,
  down_on     DATE,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, notice) REFERENCES notice,
  FOREIGN KEY (county, place) REFERENCES place,
  FOREIGN KEY (county, recorded_by) REFERENCES staff
);
CREATE UNIQUE INDEX posting_stands ON posting (county, notice, place) WHERE down_on IS NULL;
CREATE INDEX posting_notice ON posting (county, notice);

CREATE TABLE clock (
  county          CHAR(6),
  notice          BIGINT,
  place           BIGINT,
  run             INT,
  village_posting BIGINT NOT NULL,
  place_posting   BIGINT NOT NULL,
  last_day        DATE NOT NULL,
  ends_at         TIMESTAMPTZ NOT NULL,
  restarted_at    TIMESTAMPTZ,
  PRIMARY KEY (county, notice, place, run),
  FOREIGN KEY (county, notice) REFERENCES notice,
  FOREIGN KEY (county, village_posting) REFERENCES posting,
  FOREIGN KEY (county, place_posting) REFERENCES posting
);
CREATE UNIQUE INDEX clock_runs ON clock (county, notice, place) WHERE restarted_at IS NULL;

CREATE TABLE clearance (
  county     CHAR(6),
  payout     BIGINT,
  notice     BIGINT NOT NULL,
  place      BIGINT NOT NULL,
  run        INT NOT NULL,
  cleared_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (county, payout),
  FOREIGN KEY (county, payout) REFERENCES payout,
  FOREIGN KEY (county, notice, place, run) REFERENCES clock
);
CREATE INDEX clearance_clock ON clearance (county, notice, place, run);

CREATE TABLE objection (
  county      CHAR(6),
  id          BIGINT,
  payout      BIGINT NOT NULL,
  words       TEXT NOT NULL CHECK (words <> ''),
  received_on DATE NOT NULL,
  received_by BIGINT NOT NULL,
  received_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  upheld      BOOLEAN,
  reason      TEXT CHECK (reason <> ''),
  decided_by  BIGINT,
  decided_at  TIMESTAMPTZ,
  salt        BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, payout) REFERENCES payout,
  FOREIGN KEY (county, received_by) REFERENCES staff,
  FOREIGN KEY (county, decided_by) REFERENCES staff,
  CHECK (num_nulls(upheld, reason, decided_by, decided_at) IN (0, 4))
);
CREATE INDEX objection_payout ON objection (county, payout);
CREATE INDEX objection_open ON objection (county, payout) WHERE upheld IS NULL;

-- Money ------------------------------------------------------------------------------------------------------------------

CREATE TABLE list (
  county   CHAR(6),
  id       BIGINT,
  fund     BIGINT NOT NULL,
  dated    DATE NOT NULL,
  rows     INT NOT NULL CHECK (rows > 0),
  total    NUMERIC(14,2) NOT NULL,
  digest   BYTEA NOT NULL,
  status   TEXT NOT NULL DEFAULT 'composed' CHECK (status IN ('composed', 'approved', 'sent', 'void')),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, fund) REFERENCES policy
);
CREATE INDEX list_fund ON list (county, fund);

-- 作废: why a list that was not sent was given up.
CREATE TABLE list_void (
  county    CHAR(6),
  list      BIGINT,
  voided_by BIGINT NOT NULL,
  reason    TEXT NOT NULL CHECK (reason <> ''),
  salt      BYTEA NOT NULL,
  PRIMARY KEY (county, list),
  FOREIGN KEY (county, list) REFERENCES list,
  FOREIGN KEY (county, voided_by) REFERENCES staff
);

CREATE TABLE list_row (
  county  CHAR(6),
  list    BIGINT,
  n       INT,
  payout  BIGINT NOT NULL,
  amount  NUMERIC(14,2) NOT NULL,
  account BIGINT NOT NULL,
  PRIMARY KEY (county, list, n),
  UNIQUE (county, list, payout),
  FOREIGN KEY (county, list) REFERENCES list,
  FOREIGN KEY (county, payout) REFERENCES payout,
  FOREIGN KEY (county, account) REFERENCES confirmation
);

-- hand is the rule of the different people: one part per person and list (domain §3 no. 19).
CREATE TABLE hand (
  county CHAR(6),
  list   BIGINT,
  person BIGINT,
  part   TEXT NOT NULL CHECK (part IN ('adjuster', 'assessor', 'clerk', 'first', 'second', 'sender')),
  at     TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (county, list, person),
  FOREIGN KEY (county, list) REFERENCES list,
  FOREIGN KEY (county, person) REFERENCES staff
);
CREATE UNIQUE INDEX hand_approves ON hand (county, list, part) WHERE part IN ('first', 'second');

-- 打款批次: a list's first sending, or a reissue of what came back.
CREATE TABLE batch (
  county  CHAR(6),
  id      BIGINT,
  list    BIGINT NOT NULL,
  sent_by BIGINT NOT NULL,
  sent_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, list, sent_by) REFERENCES hand
);

-- 打款指令: attempt n replaces n−1.
CREATE TABLE instruction (
  county  CHAR(6),
  payout  BIGINT,
  attempt INT,
  batch   BIGINT NOT NULL,
  amount  NUMERIC(14,2) NOT NULL,
  account BIGINT NOT NULL,
  status  TEXT NOT NULL DEFAULT 'sent' CHECK (status IN ('sent', 'unknown', 'paid', 'returned')),
  PRIMARY KEY (county, payout, attempt),
  FOREIGN KEY (county, payout) REFERENCES payout,
  FOREIGN KEY (county, batch) REFERENCES batch,
  FOREIGN KEY (county, account) REFERENCES confirmation
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX instruction_live ON instruction (county, payout) WHERE status <> 'returned';
CREATE INDEX instruction_batch ON instruction (county, batch);

-- 回盘: the bank's file by its SHA-256, and what became of each line.
CREATE TABLE answer (
  county  CHAR(6),
  file    BYTEA CHECK (length(file) = 32),
  id      BIGINT NOT NULL,
  read_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (county, file),
  UNIQUE (county, id)
);

CREATE TABLE answer_line (
  county      CHAR(6),
  answer      BIGINT,
  line        INT,
  payout      BIGINT, -- as the bank wrote it: it may be nobody's
  attempt     INT,
  amount      NUMERIC(14,2),
  outcome     TEXT,
  words       TEXT,   -- the bank's reason
  break       TEXT,   -- why the line settled nothing
  admitted_by BIGINT,
  PRIMARY KEY (county, answer, line),
  FOREIGN KEY (county, answer) REFERENCES answer (county, id),
  FOREIGN KEY (county, admitted_by) REFERENCES staff
);

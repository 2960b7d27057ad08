-- 监测帮扶: which families are watched, how they came to it, how they are helped, when they are released. A county's own procedure is a file
-- (procedure, adopted through the second hand as schemes are); what happens to a family is a row of watch_event, each the next of its watch, and
-- what the watch *is* follows from them by the procedure it began under: state, next and the days beside them are what the last event left,
-- written by the door with the event and derived again by verification. Rows that hold an event's particulars hang on it by its number.

-- +goose Up
SET LOCAL search_path = fangpin;

-- What the doors ask of a procedure stands in columns beside its source; verification compares them.
CREATE TABLE procedure (
  county       CHAR(6),
  id           BIGINT,
  hash         TEXT NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  source       TEXT NOT NULL,
  term_from    DATE NOT NULL,
  term_to      DATE NOT NULL CHECK (term_to >= term_from),
  enter_steps  TEXT[] NOT NULL CHECK (cardinality(enter_steps) > 0),
  clear_steps  TEXT[] NOT NULL,                 -- none: a family is never released by it
  days         INT CHECK (days > 0),            -- of publicity; null where nothing is posted
  past_holiday BOOLEAN NOT NULL,
  past_weekend BOOLEAN NOT NULL,
  proposed_by  BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, hash),
  UNIQUE (county, id, proposed_by),
  FOREIGN KEY (county, proposed_by) REFERENCES staff,
  CHECK (days IS NOT NULL OR 'post' <> ALL (enter_steps || clear_steps))
);

CREATE TABLE procedure_adoption (
  county       CHAR(6),
  procedure    BIGINT,
  proposed_by  BIGINT NOT NULL,
  confirmed_by BIGINT NOT NULL CHECK (confirmed_by <> proposed_by),
  from_on      DATE NOT NULL,
  PRIMARY KEY (county, procedure),
  UNIQUE (county, from_on),
  FOREIGN KEY (county, procedure, proposed_by) REFERENCES procedure (county, id, proposed_by),
  FOREIGN KEY (county, confirmed_by) REFERENCES staff
);
ALTER TABLE proposal DROP CONSTRAINT proposal_act_check, ADD CHECK (act IN ('account', 'scheme', 'procedure'));

-- 监测事项: one family's way from its first lead until it is not taken in, answered by a department, or released. The next lead begins another.
CREATE TABLE watch (
  county        CHAR(6),
  id            BIGINT,
  household     BIGINT NOT NULL,
  procedure     BIGINT NOT NULL,  -- in force when it began; it holds to the end
  opened_on     DATE NOT NULL,
  previous      BIGINT,           -- the family's watch before this one, for one that comes again
  events        INT NOT NULL CHECK (events > 0),
  state         TEXT NOT NULL
    CHECK (state IN ('lead', 'handed_over', 'entering', 'watched', 'clearing', 'not_taken', 'answered', 'offline', 'cleared')),
  next          TEXT,             -- what it waits for; null: nothing
  due           DATE,
  after_wait    TEXT,             -- what is next once the days of publicity are over, where next is wait
  after_due     DATE,
  kind          TEXT CHECK (kind IN ('脱贫不稳定户', '边缘易致贫户', '突发严重困难户')), -- which is its label too
  per_head      NUMERIC(14,2) CHECK (per_head <> 'NaN'), -- yuan a year, of the newest visit
  since         DATE,             -- watched from this day
  nominate_from DATE,             -- the first day on which it may be nominated for release, as things stand
  live          BOOLEAN GENERATED ALWAYS AS (state NOT IN ('not_taken', 'answered', 'cleared')) STORED,
  PRIMARY KEY (county, id),
  UNIQUE (county, id, household),
  UNIQUE (county, previous),
  FOREIGN KEY (county, household) REFERENCES household,
  FOREIGN KEY (county, procedure) REFERENCES procedure_adoption,
  FOREIGN KEY (county, previous, household) REFERENCES watch (county, id, household),
  CHECK ((after_wait IS NULL) = (next IS DISTINCT FROM 'wait')),
  CHECK (next IS NOT NULL OR due IS NULL),
  CHECK ((since IS NOT NULL) = (state IN ('watched', 'clearing')))
);
CREATE UNIQUE INDEX watch_live ON watch (county, household) WHERE live;
CREATE INDEX watch_waits ON watch (county, state, next, due);
CREATE INDEX watch_household ON watch (county, household);

-- detail holds what the procedure reads of the event, by the words of its own table (result, kind, …).
CREATE TABLE watch_event (
  county   CHAR(6),
  watch    BIGINT,
  n        INT CHECK (n > 0),
  event    TEXT NOT NULL CHECK (event IN ('lead', 'hand_over', 'answer', 'visit', 'evaluate', 'review', 'compare', 'approve', 'announce', 'register',
    'mark', 'file', 'apply', 'post', 'nominate', 'plan', 'follow_up', 'feedback', 'roll_back', 'measure', 'done', 'withdraw', 'object', 'dismiss',
    'uphold', 'not_taken')),
  on_day   DATE NOT NULL,
  detail   JSONB NOT NULL CHECK (jsonb_typeof(detail) = 'object'),
  no       TEXT CHECK (no <> ''),     -- under which number: in the national system, at the city
  by_staff BIGINT NOT NULL,
  at       TIMESTAMPTZ NOT NULL,      -- the database's time
  words    TEXT CHECK (words <> ''),  -- a reason, an opinion, what was found
  salt     BYTEA NOT NULL,
  PRIMARY KEY (county, watch, n),
  UNIQUE (county, watch, n, event),
  FOREIGN KEY (county, watch) REFERENCES watch,
  FOREIGN KEY (county, by_staff) REFERENCES staff,
  CONSTRAINT watch_event_result CHECK (COALESCE(CASE
    WHEN event IN ('review', 'compare', 'approve') THEN detail->>'result' IN ('pass', 'return', 'refuse')
    WHEN event = 'evaluate' THEN detail->>'result' IN ('pass', 'refuse')
    WHEN event = 'answer' THEN detail->>'result' IN ('done', 'visit')
    ELSE NOT detail ? 'result' END, false))
);
CREATE INDEX watch_event_day ON watch_event (county, event, on_day);

-- 风险信号: what one source told of a family, under the lead that it made or joined. A report's row tells once.
CREATE TABLE signal (
  county     CHAR(6),
  id         BIGINT,
  watch      BIGINT NOT NULL,
  n          INT NOT NULL,
  event      TEXT GENERATED ALWAYS AS ('lead') STORED,
  source     TEXT NOT NULL CHECK (source IN ('report', 'direct', 'village_list', 'public', 'insurer', 'city', 'sweep')),
  report_row BIGINT,
  sweep      TEXT CHECK ((sweep IS NOT NULL) = (source = 'sweep')),
  told_on    DATE NOT NULL,
  words      TEXT NOT NULL CHECK (words <> ''),
  salt       BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, report_row),
  FOREIGN KEY (county, watch, n, event) REFERENCES watch_event (county, watch, n, event),
  FOREIGN KEY (county, report_row) REFERENCES report_row,
  CHECK ((report_row IS NOT NULL) = (source = 'report'))
);
CREATE INDEX signal_watch ON signal (county, watch, n);

-- 入户核查. income: [{"source": "wage", "amount": "12000.00", "words": "…"}]; members: [{"person": "12", "labour": "able"}];
-- safeguards: [{"of": "housing", "problem": "…"}, …], each of the four; assets: ["car", …]. What the household has over the window is the sum of income less
-- costs; its own medical payments are told beside it.
CREATE TABLE visit (
  county     CHAR(6),
  watch      BIGINT,
  n          INT,
  event      TEXT GENERATED ALWAYS AS ('visit') STORED,
  window_from DATE NOT NULL,
  window_to  DATE NOT NULL CHECK (window_to > window_from),
  members    JSONB NOT NULL CHECK (jsonb_typeof(members) = 'array'),
  income     JSONB NOT NULL CHECK (jsonb_typeof(income) = 'array'),
  costs      NUMERIC(14,2) NOT NULL CHECK (costs >= 0 AND costs <> 'NaN'),     -- yuan, of production
  medical    NUMERIC(14,2) NOT NULL CHECK (medical >= 0 AND medical <> 'NaN'), -- yuan, paid by the household itself
  safeguards JSONB NOT NULL CHECK (jsonb_typeof(safeguards) = 'array'),
  assets     JSONB NOT NULL CHECK (jsonb_typeof(assets) = 'array'),
  labour     TEXT CHECK (labour IN ('none', 'weak', 'able')),
  found      TEXT NOT NULL CHECK (found <> ''),
  salt       BYTEA NOT NULL,
  PRIMARY KEY (county, watch, n),
  FOREIGN KEY (county, watch, n, event) REFERENCES watch_event (county, watch, n, event)
);

-- 村级评议: who was there and how they voted.
CREATE TABLE evaluation (
  county  CHAR(6),
  watch   BIGINT,
  n       INT,
  event   TEXT GENERATED ALWAYS AS ('evaluate') STORED,
  held_on DATE NOT NULL,
  yes     INT NOT NULL CHECK (yes >= 0),
  no      INT NOT NULL CHECK (no >= 0),
  abstain INT NOT NULL CHECK (abstain >= 0),
  present TEXT NOT NULL CHECK (present <> ''), -- names
  minutes BYTEA NOT NULL CHECK (length(minutes) = 32),
  salt    BYTEA NOT NULL,
  PRIMARY KEY (county, watch, n),
  FOREIGN KEY (county, watch, n, event) REFERENCES watch_event (county, watch, n, event),
  CHECK (yes + no + abstain > 0)
);

-- 佐证材料: photos and scans under any event: the signed 承诺授权书, a visit's pictures, a measure done.
CREATE TABLE watch_file (
  county CHAR(6),
  id     BIGINT,
  watch  BIGINT NOT NULL,
  n      INT NOT NULL,
  kind   TEXT NOT NULL CHECK (kind <> ''),
  file   BYTEA NOT NULL CHECK (length(file) = 32),
  PRIMARY KEY (county, id),
  UNIQUE (county, watch, n, file),
  FOREIGN KEY (county, watch, n) REFERENCES watch_event
);

-- 帮扶措施: what a measure is, to whom it was ordered. done_n is the event that closed it, done or withdrawn.
CREATE TABLE measure (
  county    CHAR(6),
  watch     BIGINT,
  n         INT,
  event     TEXT GENERATED ALWAYS AS ('measure') STORED,
  kind      TEXT NOT NULL CHECK (kind <> ''),
  ordered_to TEXT NOT NULL CHECK (ordered_to <> ''), -- a department, or 乡镇
  due_on    DATE,
  words     TEXT NOT NULL CHECK (words <> ''),
  salt      BYTEA NOT NULL,
  PRIMARY KEY (county, watch, n),
  FOREIGN KEY (county, watch, n, event) REFERENCES watch_event (county, watch, n, event)
);

-- 措施承办: accepted by whom it was ordered to, and after it was done judged by another.
CREATE TABLE measure_note (
  county   CHAR(6),
  id       BIGINT,
  watch    BIGINT NOT NULL,
  n        INT NOT NULL,
  what     TEXT NOT NULL CHECK (what IN ('accepted', 'declined', 'effective', 'ineffective')),
  by_staff BIGINT NOT NULL,
  on_day   DATE NOT NULL,
  words    TEXT CHECK (words <> ''),
  salt     BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, watch, n) REFERENCES measure,
  FOREIGN KEY (county, by_staff) REFERENCES staff,
  CHECK (what IN ('accepted', 'effective') OR words IS NOT NULL)
);
CREATE INDEX measure_note_of ON measure_note (county, watch, n);

-- 帮扶责任人, by level and dated.
CREATE TABLE helper (
  county   CHAR(6),
  id       BIGINT,
  watch    BIGINT NOT NULL,
  level    TEXT NOT NULL CHECK (level IN ('village', 'township', 'county', 'city')),
  name     TEXT NOT NULL CHECK (name <> ''),
  duty     TEXT NOT NULL CHECK (duty <> ''),
  from_on  DATE NOT NULL,
  to_on    DATE CHECK (to_on >= from_on),
  named_by BIGINT NOT NULL,
  salt     BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, watch) REFERENCES watch,
  FOREIGN KEY (county, named_by) REFERENCES staff
);
CREATE INDEX helper_watch ON helper (county, watch);

-- 监测公示满期: which days of publicity an approval stood on.
CREATE TABLE watch_clearance (
  county     CHAR(6),
  watch      BIGINT,
  n          INT,
  event      TEXT GENERATED ALWAYS AS ('approve') STORED,
  notice     BIGINT NOT NULL,
  place      BIGINT NOT NULL,
  run        INT NOT NULL,
  PRIMARY KEY (county, watch, n),
  FOREIGN KEY (county, watch, n, event) REFERENCES watch_event (county, watch, n, event),
  FOREIGN KEY (county, notice, place, run) REFERENCES clock
);
CREATE INDEX watch_clearance_clock ON watch_clearance (county, notice, place, run);

SELECT wall(t) FROM unnest('{procedure,procedure_adoption,watch,watch_event,signal,visit,evaluation,watch_file,measure,measure_note,helper,watch_clearance}'::REGCLASS[]) t;
GRANT INSERT ON procedure, signal, visit, evaluation, watch_file, measure, measure_note, helper TO fangpin_app;
GRANT UPDATE (to_on) ON helper TO fangpin_door;
GRANT INSERT ON procedure_adoption, watch, watch_event, watch_clearance TO fangpin_door;
GRANT UPDATE (events, state, next, due, after_wait, after_due, kind, per_head, since, nominate_from) ON watch TO fangpin_door;

-- A watch is a matter of notices and objections as a payout is, and of several notices in turn: entering, again after a return, at its release.
DROP VIEW IF EXISTS open_objection; -- made again with the other views
ALTER TABLE notice_row DROP COLUMN matter, DROP CONSTRAINT notice_row_matter, ADD COLUMN watch BIGINT, ADD FOREIGN KEY (county, watch) REFERENCES watch,
  ADD CONSTRAINT notice_row_matter CHECK (num_nonnulls(payout, watch) = 1),
  ADD COLUMN matter BIGINT GENERATED ALWAYS AS (COALESCE(payout, watch)) STORED,
  ADD COLUMN evaluation INT, -- of a watch: which one the notice tells of; that is told once
  ADD FOREIGN KEY (county, watch, evaluation) REFERENCES evaluation, ADD UNIQUE (county, watch, evaluation),
  ADD CONSTRAINT notice_row_evaluation CHECK ((watch IS NULL) = (evaluation IS NULL));
CREATE UNIQUE INDEX notice_row_matter_once ON notice_row (county, matter, notice);
ALTER TABLE objection DROP COLUMN matter, DROP CONSTRAINT objection_matter, ADD COLUMN watch BIGINT, ADD FOREIGN KEY (county, watch) REFERENCES watch,
  ADD CONSTRAINT objection_matter CHECK (num_nonnulls(payout, watch) = 1),
  ADD COLUMN matter BIGINT GENERATED ALWAYS AS (COALESCE(payout, watch)) STORED;
CREATE INDEX objection_matter_open ON objection (county, matter) WHERE upheld IS NULL;
ALTER TABLE notice ADD COLUMN about TEXT CHECK (about = 'watch'); -- null: payouts, as every notice was before this file

-- What the watch's screening made of a told row: a lead of its own, or a signal on a family's open watch.
ALTER TABLE row_outcome DROP CONSTRAINT row_outcome_outcome_check,
  ADD CHECK (outcome IN ('claim', 'not_taken', 'lead', 'signal')), ADD CHECK (purpose = 'insurance' OR outcome <> 'claim'),
  ADD CHECK (purpose = 'watch' OR outcome NOT IN ('lead', 'signal'));

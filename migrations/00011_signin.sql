-- Signing in, and deputies. A login's name is on record as the staff are; what proves a person is theirs alone: no deed holds it, no
-- reader sees it. A deputy acts in an absent colleague's role on days that were written down before.

-- +goose Up
SET LOCAL search_path = fangpin;

-- 登录名: one for each member of staff, for good.
CREATE TABLE login (
  county CHAR(6),
  staff  BIGINT,
  name   TEXT NOT NULL CHECK (name ~ '^[a-z0-9._-]{2,32}$'),
  salt   BYTEA NOT NULL,
  PRIMARY KEY (county, staff),
  UNIQUE (county, name),
  FOREIGN KEY (county, staff) REFERENCES staff
);

CREATE TABLE credential (
  county      CHAR(6),
  staff       BIGINT,
  hash        TEXT NOT NULL,             -- argon2id, with its parameters and salt (PHC string)
  past        TEXT[] NOT NULL,           -- former hashes, the newest first
  changed_at  TIMESTAMPTZ NOT NULL,
  must_change BOOLEAN NOT NULL,          -- an initial password: only to be changed
  totp        BYTEA,                     -- the authenticator's secret, sealed; NULL while none is bound
  totp_step   BIGINT NOT NULL DEFAULT 0, -- the last used step: a code is good once
  PRIMARY KEY (county, staff),
  FOREIGN KEY (county, staff) REFERENCES login
);

-- Kept when over: who was signed in when.
CREATE TABLE session (
  county   CHAR(6),
  token    BYTEA CHECK (length(token) = 32), -- SHA-256 of what the person holds
  staff    BIGINT NOT NULL,
  state    TEXT NOT NULL CHECK (state IN ('code', 'change', 'enrol', 'full')),
  began_at TIMESTAMPTZ NOT NULL,
  seen_at  TIMESTAMPTZ NOT NULL,
  ended_at TIMESTAMPTZ,
  absent   BIGINT,                           -- whom the person stands in for just now
  totp     BYTEA,                            -- a secret being bound, sealed
  PRIMARY KEY (county, token),
  FOREIGN KEY (county, staff) REFERENCES login,
  FOREIGN KEY (county, absent) REFERENCES staff
);
CREATE INDEX session_open ON session (county, staff) WHERE ended_at IS NULL;

-- 登录日志, of unknown names too: what locks a login is counted here.
CREATE TABLE signin_log (
  county  CHAR(6),
  id      BIGINT,
  at      TIMESTAMPTZ NOT NULL,
  login   TEXT NOT NULL, -- empty where what was typed could be no login name: it may be a password
  staff   BIGINT,        -- whose login it is, if anybody's
  outcome TEXT NOT NULL CHECK (outcome IN ('password', 'in', 'out', 'wrong', 'wrong_code', 'locked', 'changed', 'bound', 'issued', 'reset', 'totp_reset', 'unlocked')),
  address TEXT NOT NULL,
  PRIMARY KEY (county, id)
);
CREATE INDEX signin_log_login ON signin_log (county, login, id);

-- 代理. The days are written down before, not more than a month of them; ended_at takes the rest of them back.
CREATE TABLE deputy (
  county      CHAR(6),
  id          BIGINT,
  absent      BIGINT NOT NULL,
  deputy      BIGINT NOT NULL,
  from_on     DATE NOT NULL CHECK (isfinite(from_on)),
  to_on       DATE NOT NULL,
  recorded_by BIGINT NOT NULL,
  reason      TEXT NOT NULL CHECK (reason <> ''),
  ended_at    TIMESTAMPTZ,
  salt        BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, absent) REFERENCES staff,
  FOREIGN KEY (county, deputy) REFERENCES staff,
  FOREIGN KEY (county, recorded_by) REFERENCES staff,
  CHECK (absent <> deputy AND recorded_by NOT IN (absent, deputy)),
  CHECK (to_on BETWEEN from_on AND from_on + 30)
);
CREATE INDEX deputy_deputy ON deputy (county, deputy) WHERE ended_at IS NULL;

ALTER TABLE login ENABLE ROW LEVEL SECURITY;
ALTER TABLE credential ENABLE ROW LEVEL SECURITY;
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE signin_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE deputy ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON login TO fangpin_app USING (county = current_setting('fangpin.county', true)::BPCHAR);
CREATE POLICY county ON credential TO fangpin_app USING (county = current_setting('fangpin.county', true)::BPCHAR);
CREATE POLICY county ON session TO fangpin_app USING (county = current_setting('fangpin.county', true)::BPCHAR);
CREATE POLICY county ON signin_log TO fangpin_app USING (county = current_setting('fangpin.county', true)::BPCHAR);
CREATE POLICY county ON deputy TO fangpin_app, fangpin_door USING (county = current_setting('fangpin.county', true)::BPCHAR);
CREATE POLICY reader ON login FOR SELECT TO fangpin_reader USING (county = (SELECT reads()));
CREATE POLICY reader ON deputy FOR SELECT TO fangpin_reader USING (county = (SELECT reads()));

GRANT SELECT ON login, deputy TO fangpin_app, fangpin_reader;
GRANT SELECT ON credential, session, signin_log TO fangpin_app;
GRANT INSERT ON login, credential, session, signin_log TO fangpin_app;
GRANT UPDATE (hash, past, changed_at, must_change, totp, totp_step) ON credential TO fangpin_app;
GRANT UPDATE (seen_at, ended_at, absent, totp) ON session TO fangpin_app;
GRANT SELECT, INSERT ON deputy TO fangpin_door;
GRANT UPDATE (ended_at) ON deputy TO fangpin_door;

-- The counties to choose from before anybody is known: their codes and names, and nothing else of their offices.
CREATE POLICY door ON office FOR SELECT TO fangpin_door USING (true);
-- +goose StatementBegin
CREATE FUNCTION counties() RETURNS TABLE (county CHAR(6), name TEXT) LANGUAGE sql STABLE AS $$ SELECT o.county, o.name FROM office o ORDER BY o.county $$;
-- +goose StatementEnd

-- Whoever acts is at work here, in a role that this is for: their own, or that of an absent colleague whose deputy they are. The deed's own
-- day is not told here; it lies between the newest leaf's, less the two minutes that seal() allows, and the database's today.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION works(c CHAR(6), who BIGINT, roles TEXT[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = fangpin, pg_temp AS $$ BEGIN
  IF NOT EXISTS (
    SELECT FROM staff s WHERE s.county = c AND s.id = who AND s.disabled_at IS NULL AND (s.role = ANY (roles) OR EXISTS (
      SELECT FROM deputy d JOIN staff a ON a.county = c AND a.id = d.absent AND a.role = ANY (roles) AND a.disabled_at IS NULL
      WHERE d.county = c AND d.deputy = who AND d.ended_at IS NULL AND d.from_on <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE
        AND d.to_on >= (SELECT ((h.at - INTERVAL '2 minutes') AT TIME ZONE 'Asia/Shanghai')::DATE FROM head h WHERE h.county = c)))
  ) THEN
    RAISE EXCEPTION '办理人不在岗，或本环节不由其角色办理，请换在岗的经办人员' USING ERRCODE = 'FPHND', DETAIL = concat(who);
  END IF;
END $$;
-- +goose StatementEnd

-- 登记代理: by a security administrator; for a role that can be stood in for, by somebody who works on cases; never for days that are sealed
-- already, nor a month ahead; one deputy at a time.
-- +goose StatementBegin
CREATE FUNCTION depute(c CHAR(6), no BIGINT, of_absent BIGINT, by_deputy BIGINT, from_day DATE, to_day DATE, who BIGINT, why TEXT, with_salt BYTEA)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE stood TEXT[] := '{reporter,clerk,approver,assessor,sender,township,village}';
BEGIN
  PERFORM hold(c, '{}');
  PERFORM FROM staff WHERE county = c AND id IN (of_absent, by_deputy) ORDER BY id FOR NO KEY UPDATE;
  PERFORM works(c, who, '{security_admin}');
  IF NOT EXISTS (SELECT FROM staff WHERE county = c AND id = of_absent AND role = ANY (stood) AND disabled_at IS NULL) THEN
    RAISE EXCEPTION '该人员不在岗，或其角色不能由人代理（查勘员的案件请改派）' USING ERRCODE = 'FPHND', DETAIL = concat(of_absent);
  END IF;
  IF NOT EXISTS (SELECT FROM staff WHERE county = c AND id = by_deputy AND role = ANY (stood || 'adjuster'::TEXT) AND disabled_at IS NULL) THEN
    RAISE EXCEPTION '代理人须为在岗的业务人员，审计人员和管理员不得代理' USING ERRCODE = 'FPHND', DETAIL = concat(by_deputy);
  END IF;
  IF (from_day >= (SELECT ((h.at - INTERVAL '2 minutes') AT TIME ZONE 'Asia/Shanghai')::DATE FROM head h WHERE h.county = c)
      AND to_day <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE + 30) IS NOT TRUE THEN
    RAISE EXCEPTION '代理不得从已过去的日子起，也不得超过今天起三十天，请核对日期' USING ERRCODE = 'FPDAT';
  END IF;
  IF EXISTS (SELECT FROM deputy WHERE county = c AND absent = of_absent AND ended_at IS NULL AND from_on <= to_day AND to_on >= from_day) THEN
    RAISE EXCEPTION '该人员在这些日子已有代理人，请先终止原代理或另选日期' USING ERRCODE = 'FPSTA', DETAIL = concat(of_absent);
  END IF;
  INSERT INTO deputy VALUES (c, no, of_absent, by_deputy, from_day, to_day, who, why, NULL, with_salt);
END $$;
-- +goose StatementEnd

-- 终止代理, for good: the deed's own time, which the audit holds later deeds to, if it has come.
-- +goose StatementBegin
CREATE FUNCTION end_deputy(c CHAR(6), no BIGINT, t TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  IF isfinite(t) IS NOT TRUE OR EXISTS (
    SELECT FROM deputy x JOIN deed d ON d.county = c AND d.person = x.deputy AND d.at > t WHERE x.county = c AND x.id = no) THEN
    RAISE EXCEPTION '代理人在终止时间之后还办理过业务，请核对' USING ERRCODE = 'FPDAT', DETAIL = concat(no);
  END IF;
  UPDATE deputy SET ended_at = LEAST(t, clock_timestamp()) WHERE county = c AND id = no AND ended_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION '该代理不存在或已终止，请刷新' USING ERRCODE = 'FPSTA', DETAIL = concat(no); END IF;
END $$;
-- +goose StatementEnd

GRANT CREATE ON SCHEMA fangpin TO fangpin_door;
REVOKE ALL ON FUNCTION counties, depute, end_deputy FROM PUBLIC;
ALTER FUNCTION counties SECURITY DEFINER SET search_path = fangpin, pg_temp;
ALTER FUNCTION depute SECURITY DEFINER SET search_path = fangpin, pg_temp;
ALTER FUNCTION end_deputy SECURITY DEFINER SET search_path = fangpin, pg_temp;
ALTER FUNCTION counties OWNER TO fangpin_door;
ALTER FUNCTION depute OWNER TO fangpin_door;
ALTER FUNCTION end_deputy OWNER TO fangpin_door;
REVOKE CREATE ON SCHEMA fangpin FROM fangpin_door;

GRANT EXECUTE ON FUNCTION counties, depute, end_deputy TO fangpin_app;

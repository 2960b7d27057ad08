-- The schema as it stands, room by room: written by make schema from an empty database that was migrated, compared by a test, never run.

-- staff -----------------------------------------------------------------------------------------------------------------------------

-- 人员
CREATE TABLE staff (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  division character(12) NOT NULL,
  agency text NOT NULL DEFAULT ''::text,
  disabled_at timestamp with time zone,
  salt bytea NOT NULL,
  no text,
  unit text,
  phone bytea,
  id_tag bytea,
  added_at timestamp with time zone,
  PRIMARY KEY (county, id),
  CHECK (division ~~ (county::text || '%'::text)),
  CHECK (isfinite(added_at)),
  CHECK (isfinite(disabled_at)),
  CHECK (length(id_tag) = 32),
  CHECK (name <> ''::text),
  CHECK (no <> ''::text),
  CHECK (num_nulls(no, unit, phone, id_tag) = ANY (ARRAY[0, 4])),
  CHECK (unit <> ''::text),
  FOREIGN KEY (division) REFERENCES division(code)
);
CREATE INDEX staff_human ON staff USING btree (county, id_tag);
CREATE UNIQUE INDEX staff_no ON staff USING btree (county, no) WHERE disabled_at IS NULL;
CREATE UNIQUE INDEX staff_person ON staff USING btree (county, id_tag) WHERE disabled_at IS NULL;
ALTER TABLE staff ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON staff TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON staff FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON staff TO fangpin_door;
GRANT SELECT ON staff TO fangpin_app;
GRANT SELECT ON staff TO fangpin_reader;
GRANT UPDATE (disabled_at, no, unit, phone, id_tag) ON staff TO fangpin_door;

-- 代理
CREATE TABLE deputy (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  absent bigint NOT NULL,
  deputy bigint NOT NULL,
  from_on date NOT NULL,
  to_on date NOT NULL,
  recorded_by bigint NOT NULL,
  reason text NOT NULL,
  ended_at timestamp with time zone,
  salt bytea NOT NULL,
  asked_by bigint,
  PRIMARY KEY (county, id),
  CHECK (absent <> deputy AND recorded_by <> absent AND recorded_by <> deputy),
  CHECK (isfinite(ended_at)),
  CHECK (isfinite(from_on)),
  CHECK (isfinite(to_on)),
  CHECK (reason <> ''::text),
  CHECK (to_on >= from_on AND to_on <= (from_on + 30)),
  FOREIGN KEY (county, absent) REFERENCES staff(county, id),
  FOREIGN KEY (county, asked_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, deputy) REFERENCES staff(county, id),
  FOREIGN KEY (county, recorded_by) REFERENCES staff(county, id)
);
CREATE INDEX deputy_deputy ON deputy USING btree (county, deputy) WHERE ended_at IS NULL;
ALTER TABLE deputy ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON deputy TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON deputy FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON deputy TO fangpin_door;
GRANT SELECT ON deputy TO fangpin_app;
GRANT SELECT ON deputy TO fangpin_reader;
GRANT UPDATE (ended_at) ON deputy TO fangpin_door;

-- grant -----------------------------------------------------------------------------------------------------------------------------

-- 授权
CREATE TABLE staff_grant (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  what text NOT NULL,
  staff bigint NOT NULL,
  name text,
  role text,
  division character(12),
  agency text,
  login text,
  no text,
  unit text,
  phone bytea,
  id_tag bytea,
  namesake boolean NOT NULL,
  reason text NOT NULL,
  half bytea,
  asked_by bigint NOT NULL,
  salt bytea NOT NULL,
  absent bigint,
  from_on date,
  to_on date,
  PRIMARY KEY (county, id),
  CHECK ((half IS NOT NULL) = (what = ANY (ARRAY['member'::text, 'reset'::text]))),
  CHECK (absent <> staff),
  CHECK (division ~~ (county::text || '%'::text)),
  CHECK (isfinite(from_on)),
  CHECK (isfinite(to_on)),
  CHECK (length(half) = 32),
  CHECK (length(id_tag) = 32),
  CHECK (login ~ '^[a-z0-9._-]{2,32}$'::text),
  CHECK (name <> ''::text),
  CHECK (no <> ''::text),
  CHECK (num_nulls(absent, from_on, to_on) =
CASE what
    WHEN 'deputy'::text THEN 0
    ELSE 3
END),
  CHECK (num_nulls(name, role, division, agency, login) =
CASE what
    WHEN 'member'::text THEN 0
    ELSE 5
END),
  CHECK (num_nulls(no, unit, phone, id_tag) =
CASE
    WHEN what = ANY (ARRAY['member'::text, 'details'::text]) THEN 0
    ELSE 4
END),
  CHECK (reason <> ''::text),
  CHECK (to_on >= from_on AND to_on <= (from_on + 30)),
  CHECK (unit <> ''::text),
  CHECK (what = ANY (ARRAY['member'::text, 'details'::text, 'reset'::text, 'unbind'::text, 'deputy'::text])),
  FOREIGN KEY (county, absent) REFERENCES staff(county, id),
  FOREIGN KEY (county, asked_by) REFERENCES staff(county, id),
  FOREIGN KEY (division) REFERENCES division(code)
);
CREATE INDEX staff_grant_staff ON staff_grant USING btree (county, staff);
ALTER TABLE staff_grant ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON staff_grant TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON staff_grant FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON staff_grant TO fangpin_app;
GRANT SELECT ON staff_grant TO fangpin_door;
GRANT SELECT ON staff_grant TO fangpin_reader;

-- signin ----------------------------------------------------------------------------------------------------------------------------

-- 启用码
CREATE TABLE enrolment (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  staff bigint NOT NULL,
  halves bytea[] NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  PRIMARY KEY (county, id),
  CHECK (cardinality(halves) = 2),
  CHECK (isfinite(expires_at)),
  CHECK (isfinite(used_at)),
  FOREIGN KEY (county, staff) REFERENCES staff(county, id)
);
CREATE INDEX enrolment_staff ON enrolment USING btree (county, staff);
ALTER TABLE enrolment ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON enrolment TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON enrolment FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON enrolment TO fangpin_door;
GRANT SELECT ON enrolment TO fangpin_app;
GRANT SELECT ON enrolment TO fangpin_reader;
GRANT UPDATE (used_at) ON enrolment TO fangpin_door;

-- 登录名
CREATE TABLE login (
  county character(6) NOT NULL,
  staff bigint NOT NULL,
  name text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, staff),
  UNIQUE (county, name),
  CHECK (name ~ '^[a-z0-9._-]{2,32}$'::text),
  FOREIGN KEY (county, staff) REFERENCES staff(county, id)
);
ALTER TABLE login ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON login TO fangpin_app USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY granted ON login AS RESTRICTIVE FOR INSERT TO fangpin_app WITH CHECK (NOT (EXISTS ( SELECT
   FROM staff_grant g
     JOIN proposal p ON p.county = g.county AND p.act = 'staff_grant'::text AND p.subject = g.id AND p.confirmed
  WHERE g.county = login.county AND g.what <> 'deputy'::text)) OR (EXISTS ( SELECT
   FROM staff_grant g
     JOIN proposal p ON p.county = g.county AND p.act = 'staff_grant'::text AND p.subject = g.id AND p.confirmed
  WHERE g.county = login.county AND g.staff = login.staff AND g.what = 'member'::text)));
CREATE POLICY reader ON login FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON login TO fangpin_app;
GRANT SELECT ON login TO fangpin_reader;

-- 通行密钥
CREATE TABLE passkey (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  staff bigint NOT NULL,
  credential bytea NOT NULL,
  rp_id text NOT NULL,
  origin text NOT NULL,
  key bytea NOT NULL,
  synced boolean NOT NULL,
  added_at timestamp with time zone NOT NULL,
  name text NOT NULL,
  revoked_at timestamp with time zone,
  reason text,
  salt bytea NOT NULL,
  mac bytea,
  PRIMARY KEY (county, id),
  UNIQUE (county, credential),
  CHECK (isfinite(added_at)),
  CHECK (isfinite(revoked_at)),
  CHECK (length(credential) >= 1 AND length(credential) <= 1023),
  CHECK (mac IS NOT NULL AND length(mac) = 32) NOT VALID,
  CHECK (name <> ''::text),
  CHECK (num_nulls(revoked_at, reason) = ANY (ARRAY[0, 2])),
  CHECK (origin <> ''::text),
  CHECK (reason <> ''::text),
  CHECK (revoked_at >= added_at),
  CHECK (rp_id <> ''::text),
  FOREIGN KEY (county, rp_id) REFERENCES office(county, rp_id) NOT VALID,
  FOREIGN KEY (county, staff) REFERENCES staff(county, id)
);
CREATE INDEX passkey_staff ON passkey USING btree (county, staff);
ALTER TABLE passkey ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON passkey TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON passkey FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON passkey TO fangpin_app;
GRANT SELECT ON passkey TO fangpin_door;
GRANT SELECT ON passkey TO fangpin_reader;
GRANT UPDATE (revoked_at, reason) ON passkey TO fangpin_door;

-- 密码与动态口令变更
CREATE TABLE credential_change (
  county character(6) NOT NULL,
  staff bigint NOT NULL,
  n bigint NOT NULL,
  what text NOT NULL,
  by_staff bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  PRIMARY KEY (county, staff, n),
  CHECK (isfinite(at)),
  CHECK (n > 0),
  CHECK (what = ANY (ARRAY['issued'::text, 'changed'::text, 'bound'::text, 'reset'::text, 'totp_reset'::text])),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, staff) REFERENCES login(county, staff)
);
ALTER TABLE credential_change ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON credential_change TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON credential_change FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON credential_change TO fangpin_app;
GRANT SELECT ON credential_change TO fangpin_door;
GRANT SELECT ON credential_change TO fangpin_reader;

-- 密码
CREATE TABLE credential (
  county character(6) NOT NULL,
  staff bigint NOT NULL,
  hash text NOT NULL,
  past text[] NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  must_change boolean NOT NULL,
  totp bytea,
  totp_step bigint NOT NULL DEFAULT 0,
  generation bigint NOT NULL DEFAULT 0,
  mac bytea,
  PRIMARY KEY (county, staff),
  CHECK (array_position(past, NULL::text) IS NULL AND COALESCE(array_ndims(past), 1) = 1),
  CHECK (isfinite(changed_at)),
  CHECK (mac IS NOT NULL AND length(mac) = 32) NOT VALID,
  FOREIGN KEY (county, staff) REFERENCES login(county, staff)
);
ALTER TABLE credential ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON credential TO fangpin_app USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
GRANT INSERT, SELECT ON credential TO fangpin_app;
GRANT UPDATE (hash, past, changed_at, must_change, totp, totp_step, generation, mac) ON credential TO fangpin_app;

-- 登录会话
CREATE TABLE session (
  county character(6) NOT NULL,
  token bytea NOT NULL,
  staff bigint NOT NULL,
  state text NOT NULL,
  began_at timestamp with time zone NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  absent bigint,
  totp bytea,
  factors text NOT NULL,
  mac bytea,
  device bigint,
  asked text,
  PRIMARY KEY (county, token),
  CHECK (asked = ANY (ARRAY['all'::text, 'some'::text])),
  CHECK (factors = ANY (ARRAY['password'::text, 'code'::text, 'passkey'::text])),
  CHECK (isfinite(began_at)),
  CHECK (isfinite(ended_at)),
  CHECK (isfinite(seen_at)),
  CHECK (length(token) = 32),
  CHECK (mac IS NOT NULL AND length(mac) = 32) NOT VALID,
  CHECK (state = ANY (ARRAY['code'::text, 'change'::text, 'enrol'::text, 'full'::text])),
  FOREIGN KEY (county, absent) REFERENCES staff(county, id),
  FOREIGN KEY (county, device) REFERENCES device(county, id),
  FOREIGN KEY (county, staff) REFERENCES login(county, staff)
);
CREATE INDEX session_open ON session USING btree (county, staff) WHERE ended_at IS NULL;
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON session TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
GRANT INSERT, SELECT ON session TO fangpin_app;
GRANT SELECT ON session TO fangpin_door;
GRANT UPDATE (ended_at, mac) ON session TO fangpin_door;
GRANT UPDATE (seen_at, absent, totp, mac, device) ON session TO fangpin_app;

-- 已知设备
CREATE TABLE device (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  staff bigint NOT NULL,
  mark bytea NOT NULL,
  was bytea,
  title text NOT NULL,
  address text NOT NULL,
  began_at timestamp with time zone NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  PRIMARY KEY (county, id),
  CHECK (isfinite(began_at)),
  CHECK (isfinite(ended_at)),
  CHECK (isfinite(seen_at)),
  CHECK (length(mark) = 32),
  CHECK (length(was) = 32),
  FOREIGN KEY (county, staff) REFERENCES login(county, staff)
);
CREATE INDEX device_staff ON device USING btree (county, staff) WHERE ended_at IS NULL;
ALTER TABLE device ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON device TO fangpin_app USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
GRANT INSERT, SELECT ON device TO fangpin_app;
GRANT UPDATE (mark, was, title, address, seen_at, ended_at) ON device TO fangpin_app;

-- 登录记录
CREATE TABLE signin_log (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  login text NOT NULL,
  staff bigint,
  outcome text NOT NULL,
  address text NOT NULL,
  network text NOT NULL,
  device bigint,
  actor bigint,
  by_grant bigint,
  session bytea,
  n bigint,
  mac bytea,
  PRIMARY KEY (county, id),
  CHECK (isfinite(at)),
  CHECK (n > 0),
  CHECK (n IS NOT NULL AND mac IS NOT NULL AND length(mac) = 32) NOT VALID,
  CHECK (outcome = ANY (ARRAY['password'::text, 'in'::text, 'out'::text, 'wrong'::text, 'wrong_code'::text, 'locked'::text, 'changed'::text, 'bound'::text, 'issued'::text, 'reset'::text, 'totp_reset'::text, 'unlocked'::text, 'tampered'::text, 'forged'::text, 'details'::text, 'ended'::text, 'key_ended'::text]))
);
CREATE INDEX signin_log_counted ON signin_log USING btree (county, login, id) WHERE outcome = ANY (ARRAY['wrong'::text, 'wrong_code'::text, 'in'::text, 'reset'::text, 'unlocked'::text]);
CREATE INDEX signin_log_locked ON signin_log USING btree (county, network, id) WHERE outcome = 'locked'::text;
CREATE INDEX signin_log_login ON signin_log USING btree (county, login, id);
CREATE INDEX signin_log_strangers ON signin_log USING btree (county, network, id) WHERE (outcome = ANY (ARRAY['wrong'::text, 'wrong_code'::text])) AND device IS NULL;
ALTER TABLE signin_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON signin_log TO fangpin_app USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
GRANT INSERT, SELECT ON signin_log TO fangpin_app;

-- 登录记录末条
CREATE TABLE signin_head (
  county character(6) NOT NULL,
  login text NOT NULL,
  n bigint NOT NULL,
  mac bytea NOT NULL,
  PRIMARY KEY (county, login),
  CHECK (n >= 0)
);
ALTER TABLE signin_head ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON signin_head TO fangpin_app USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
GRANT INSERT, SELECT ON signin_head TO fangpin_app;
GRANT UPDATE (n, mac) ON signin_head TO fangpin_app;

-- 知道了
CREATE TABLE told (
  county character(6) NOT NULL,
  staff bigint NOT NULL,
  upto bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  mac bytea,
  PRIMARY KEY (county, staff, upto),
  CHECK (isfinite(at)),
  CHECK (mac IS NOT NULL AND length(mac) = 32) NOT VALID,
  FOREIGN KEY (county, staff) REFERENCES staff(county, id)
);
ALTER TABLE told ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON told TO fangpin_app USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
GRANT INSERT, SELECT ON told TO fangpin_app;
GRANT UPDATE (at, mac) ON told TO fangpin_app;

-- 已用的通行密钥验证
CREATE TABLE passkey_spent (
  county character(6) NOT NULL,
  challenge bytea NOT NULL,
  at timestamp with time zone NOT NULL,
  PRIMARY KEY (county, challenge),
  CHECK (isfinite(at)),
  CHECK (length(challenge) = 32)
);
ALTER TABLE passkey_spent ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON passkey_spent TO fangpin_app USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
GRANT INSERT, SELECT ON passkey_spent TO fangpin_app;

-- signing ---------------------------------------------------------------------------------------------------------------------------

-- 信任根
CREATE TABLE root (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  n integer NOT NULL,
  system_admin bigint NOT NULL,
  security_admin bigint NOT NULL,
  system_key bigint NOT NULL,
  security_key bigint NOT NULL,
  fingerprint bytea NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (length(fingerprint) = 32),
  CHECK (n > 0),
  CHECK (system_admin <> security_admin AND system_key <> security_key),
  FOREIGN KEY (county, security_admin) REFERENCES staff(county, id),
  FOREIGN KEY (county, security_key) REFERENCES passkey(county, id),
  FOREIGN KEY (county, system_admin) REFERENCES staff(county, id),
  FOREIGN KEY (county, system_key) REFERENCES passkey(county, id)
);
ALTER TABLE root ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON root TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON root FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON root TO fangpin_app;
GRANT SELECT ON root TO fangpin_door;
GRANT SELECT ON root TO fangpin_reader;

-- 通行密钥认可
CREATE TABLE passkey_vouch (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  root bigint NOT NULL,
  passkey bigint NOT NULL,
  digest bytea NOT NULL,
  asked_by bigint NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (length(digest) = 32),
  FOREIGN KEY (county, asked_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, passkey) REFERENCES passkey(county, id),
  FOREIGN KEY (county, root) REFERENCES root(county, id)
);
CREATE INDEX passkey_vouch_passkey ON passkey_vouch USING btree (county, passkey);
ALTER TABLE passkey_vouch ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON passkey_vouch TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON passkey_vouch FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON passkey_vouch TO fangpin_app;
GRANT SELECT ON passkey_vouch TO fangpin_door;
GRANT SELECT ON passkey_vouch TO fangpin_reader;

-- 失窃密钥注销
CREATE TABLE passkey_revoke (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  passkey bigint NOT NULL,
  doubted_from date NOT NULL,
  reason text NOT NULL,
  asked_by bigint NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (isfinite(doubted_from)),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, asked_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, passkey) REFERENCES passkey(county, id)
);
CREATE INDEX passkey_revoke_passkey ON passkey_revoke USING btree (county, passkey);
ALTER TABLE passkey_revoke ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON passkey_revoke TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON passkey_revoke FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON passkey_revoke TO fangpin_app;
GRANT SELECT ON passkey_revoke TO fangpin_door;
GRANT SELECT ON passkey_revoke TO fangpin_reader;

-- 签名
CREATE TABLE signature (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  verb text NOT NULL,
  slot text NOT NULL,
  person bigint NOT NULL,
  role text NOT NULL,
  subject text NOT NULL,
  digest bytea NOT NULL,
  total numeric(14,2),
  flags bytea,
  nonce bytea NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  at timestamp with time zone NOT NULL,
  passkey bigint,
  client_data bytea,
  authenticator_data bytea,
  signature bytea,
  mac bytea NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, nonce),
  CHECK (at < expires_at),
  CHECK (isfinite(at)),
  CHECK (isfinite(expires_at)),
  CHECK (length(authenticator_data) < 4096),
  CHECK (length(client_data) < 4096),
  CHECK (length(digest) = 32),
  CHECK (length(flags) = 32),
  CHECK (length(mac) = 32),
  CHECK (length(nonce) = 32),
  CHECK (length(signature) < 4096),
  CHECK (num_nulls(passkey, client_data, authenticator_data, signature) = ANY (ARRAY[0, 4])),
  CHECK (subject <> ''::text),
  CHECK (total > 0::numeric),
  CHECK (verb <> ''::text),
  FOREIGN KEY (county, passkey) REFERENCES passkey(county, id),
  FOREIGN KEY (county, person) REFERENCES staff(county, id)
);
CREATE INDEX signature_passkey ON signature USING btree (county, passkey);
CREATE INDEX signature_subject ON signature USING btree (county, subject);
ALTER TABLE signature ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON signature TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON signature FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON signature TO fangpin_app;
GRANT SELECT ON signature TO fangpin_door;
GRANT SELECT ON signature TO fangpin_reader;

-- 签名方式
CREATE TABLE signing (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  role text NOT NULL,
  code boolean NOT NULL,
  proposed_by bigint NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (role <> ''::text),
  FOREIGN KEY (county, proposed_by) REFERENCES staff(county, id)
);
ALTER TABLE signing ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON signing TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON signing FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON signing TO fangpin_app;
GRANT SELECT ON signing TO fangpin_door;
GRANT SELECT ON signing TO fangpin_reader;

-- probation -------------------------------------------------------------------------------------------------------------------------

-- 新账号等待期
CREATE TABLE probation (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  days integer NOT NULL,
  proposed_by bigint NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (days >= 0 AND days <= 30),
  FOREIGN KEY (county, proposed_by) REFERENCES staff(county, id)
);
ALTER TABLE probation ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON probation TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON probation FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON probation TO fangpin_app;
GRANT SELECT ON probation TO fangpin_door;
GRANT SELECT ON probation TO fangpin_reader;

-- timing ----------------------------------------------------------------------------------------------------------------------------

-- 存证时间更正
CREATE TABLE head_repair (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  head_at timestamp with time zone NOT NULL,
  at timestamp with time zone NOT NULL,
  first bigint NOT NULL,
  second bigint NOT NULL,
  second_way text NOT NULL,
  reason text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (first <> second AND head_at > at),
  CHECK (isfinite(at)),
  CHECK (isfinite(head_at)),
  CHECK (length(second_way) = 64),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, first) REFERENCES staff(county, id),
  FOREIGN KEY (county, second) REFERENCES staff(county, id)
);
ALTER TABLE head_repair ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON head_repair TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON head_repair FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON head_repair TO fangpin_door;
GRANT SELECT ON head_repair TO fangpin_app;
GRANT SELECT ON head_repair TO fangpin_reader;

-- restoration -----------------------------------------------------------------------------------------------------------------------

-- 恢复后对账
CREATE TABLE reconciliation (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  noted bigint NOT NULL,
  size bigint NOT NULL,
  clerk bigint NOT NULL,
  approver bigint NOT NULL,
  second_way text NOT NULL,
  statement bytea NOT NULL,
  reason text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (clerk <> approver),
  CHECK (length(second_way) = 64),
  CHECK (length(statement) = 32),
  CHECK (noted >= 0),
  CHECK (reason <> ''::text),
  CHECK (size >= 0),
  FOREIGN KEY (county, approver) REFERENCES staff(county, id),
  FOREIGN KEY (county, clerk) REFERENCES staff(county, id)
);
ALTER TABLE reconciliation ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON reconciliation TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON reconciliation FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON reconciliation TO fangpin_door;
GRANT SELECT ON reconciliation TO fangpin_app;
GRANT SELECT ON reconciliation TO fangpin_reader;

-- security --------------------------------------------------------------------------------------------------------------------------

-- 告警处理
CREATE TABLE security_review (
  county character(6) NOT NULL,
  event bigint NOT NULL,
  kind text NOT NULL,
  event_at timestamp with time zone NOT NULL,
  n bigint NOT NULL,
  looked_by bigint NOT NULL,
  words text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, event),
  CHECK (isfinite(event_at)),
  CHECK (words <> ''::text),
  FOREIGN KEY (county, event, kind, event_at, n) REFERENCES security_event(county, id, kind, at, n),
  FOREIGN KEY (county, looked_by) REFERENCES staff(county, id)
);
ALTER TABLE security_review ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON security_review TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON security_review FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON security_review TO fangpin_app;
GRANT SELECT ON security_review TO fangpin_door;
GRANT SELECT ON security_review TO fangpin_reader;

-- 安全日志
CREATE TABLE security_event (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  kind text NOT NULL,
  staff bigint,
  network text NOT NULL,
  route text NOT NULL,
  code text NOT NULL,
  n bigint NOT NULL,
  alarm boolean NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, id, kind, at, n),
  CHECK (isfinite(at)),
  CHECK (kind = ANY (ARRAY['forbidden'::text, 'foreign'::text, 'origin'::text, 'signin'::text, 'locked'::text, 'upload'::text, 'door'::text, 'denied'::text, 'altered'::text, 'unfound'::text, 'quota'::text, 'night'::text, 'export'::text, 'unsigned'::text])),
  CHECK (n > 0),
  FOREIGN KEY (county, staff) REFERENCES staff(county, id)
);
CREATE INDEX security_event_alarm ON security_event USING btree (county, id) WHERE alarm;
CREATE INDEX security_event_staff ON security_event USING btree (county, staff, at);
ALTER TABLE security_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON security_event TO fangpin_app USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
GRANT INSERT, SELECT ON security_event TO fangpin_app;

-- registry --------------------------------------------------------------------------------------------------------------------------

-- 村、自然村
CREATE TABLE place (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  village bigint NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, village, name),
  CHECK (id <> village OR ((id / 1000000)::text) = county::text),
  CHECK (name <> ''::text),
  FOREIGN KEY (county, village) REFERENCES place(county, id)
);
ALTER TABLE place ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON place TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON place FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON place TO fangpin_app;
GRANT SELECT ON place TO fangpin_door;
GRANT SELECT ON place TO fangpin_reader;

-- 户
CREATE TABLE household (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  no text NOT NULL,
  place bigint NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, no),
  CHECK (no <> ''::text),
  FOREIGN KEY (county, place) REFERENCES place(county, id)
);
CREATE INDEX household_no ON household USING btree (county, no text_pattern_ops);
CREATE INDEX household_place ON household USING btree (county, place);
ALTER TABLE household ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON household TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON household FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON household TO fangpin_app;
GRANT SELECT ON household TO fangpin_door;
GRANT SELECT ON household TO fangpin_reader;
GRANT UPDATE (id) ON household TO fangpin_door;

-- 人
CREATE TABLE person (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  household bigint NOT NULL,
  name text NOT NULL,
  id_no bytea NOT NULL,
  id_tag bytea NOT NULL,
  phone bytea,
  relation text NOT NULL,
  born_on date NOT NULL,
  died_on date,
  salt bytea NOT NULL,
  relation_told text,
  bound boolean DEFAULT true,
  PRIMARY KEY (county, id),
  UNIQUE (county, id_tag),
  CHECK (bound),
  CHECK (died_on >= born_on),
  CHECK (isfinite(born_on)),
  CHECK (isfinite(died_on)),
  CHECK (name <> ''::text),
  CHECK (relation <> 'head'::text OR relation_told IS NULL),
  CHECK (relation <> 'other'::text OR relation_told IS NOT NULL),
  CHECK (relation = ANY (ARRAY['head'::text, 'spouse'::text, 'son'::text, 'daughter'::text, 'son_in_law'::text, 'daughter_in_law'::text, 'grandson'::text, 'granddaughter'::text, 'maternal_grandson'::text, 'maternal_granddaughter'::text, 'father'::text, 'mother'::text, 'father_in_law'::text, 'mother_in_law'::text, 'grandfather'::text, 'grandmother'::text, 'maternal_grandfather'::text, 'maternal_grandmother'::text, 'brother'::text, 'sister'::text, 'guardian'::text, 'other'::text])),
  FOREIGN KEY (county, household) REFERENCES household(county, id)
);
CREATE INDEX person_died ON person USING btree (county, id) WHERE died_on IS NOT NULL;
CREATE INDEX person_household ON person USING btree (county, household);
CREATE INDEX person_name ON person USING btree (county, name);
CREATE UNIQUE INDEX person_head ON person USING btree (county, household) WHERE relation = 'head'::text;
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON person TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON person FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT SELECT ON person TO fangpin_app;
GRANT SELECT ON person TO fangpin_door;
GRANT SELECT ON person TO fangpin_reader;
GRANT INSERT (county, id, household, name, id_no, id_tag, phone, relation, born_on, died_on, salt, relation_told) ON person TO fangpin_app;
GRANT UPDATE (died_on) ON person TO fangpin_door;

-- 户标签
CREATE TABLE label (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  household bigint NOT NULL,
  label text NOT NULL,
  from_on date NOT NULL,
  to_on date,
  kept boolean,
  mistaken boolean,
  PRIMARY KEY (county, id),
  CHECK (
CASE
    WHEN mistaken THEN to_on IS NOT NULL AND to_on = (from_on - 1)
    ELSE to_on IS NULL OR to_on >= from_on
END),
  CHECK (isfinite(from_on)),
  CHECK (isfinite(to_on)),
  CHECK (kept),
  CHECK (mistaken),
  FOREIGN KEY (county, household) REFERENCES household(county, id)
);
CREATE INDEX label_household ON label USING btree (county, household);
CREATE INDEX label_now ON label USING btree (county, label, household) WHERE to_on IS NULL;
CREATE UNIQUE INDEX label_holds ON label USING btree (county, household, label) WHERE to_on IS NULL;
ALTER TABLE label ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON label TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON label FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON label TO fangpin_door;
GRANT SELECT ON label TO fangpin_app;
GRANT SELECT ON label TO fangpin_reader;
GRANT UPDATE (to_on, kept, mistaken) ON label TO fangpin_door;

-- 登记更正
CREATE TABLE correction (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  kind text NOT NULL,
  household bigint NOT NULL,
  person bigint,
  label bigint,
  deed bigint NOT NULL,
  died_on date,
  to_on date,
  by_staff bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  reason text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, id),
  CHECK ((died_on IS NULL) = (kind <> 'death'::text)),
  CHECK ((label IS NULL) = (kind = 'death'::text)),
  CHECK ((person IS NULL) = (kind <> 'death'::text)),
  CHECK ((to_on IS NULL) = (kind <> 'label_end'::text)),
  CHECK (isfinite(at)),
  CHECK (isfinite(died_on)),
  CHECK (isfinite(to_on)),
  CHECK (kind = ANY (ARRAY['death'::text, 'label'::text, 'label_end'::text])),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, deed) REFERENCES deed(county, leaf),
  FOREIGN KEY (county, household) REFERENCES household(county, id),
  FOREIGN KEY (county, label) REFERENCES label(county, id),
  FOREIGN KEY (county, person) REFERENCES person(county, id)
);
CREATE INDEX correction_household ON correction USING btree (county, household);
ALTER TABLE correction ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON correction TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON correction FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON correction TO fangpin_door;
GRANT SELECT ON correction TO fangpin_app;
GRANT SELECT ON correction TO fangpin_reader;

-- 账户
CREATE TABLE account (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  person bigint NOT NULL,
  bank text NOT NULL,
  number bytea NOT NULL,
  tag bytea NOT NULL,
  entered_by bigint NOT NULL,
  salt bytea NOT NULL,
  bound boolean DEFAULT true,
  PRIMARY KEY (county, id),
  UNIQUE (county, id, entered_by),
  CHECK (bank <> ''::text),
  CHECK (bound),
  FOREIGN KEY (county, entered_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, person) REFERENCES person(county, id)
);
CREATE INDEX account_person ON account USING btree (county, person);
CREATE INDEX account_tag ON account USING btree (county, tag);
ALTER TABLE account ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON account TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON account FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT SELECT ON account TO fangpin_app;
GRANT SELECT ON account TO fangpin_door;
GRANT SELECT ON account TO fangpin_reader;
GRANT INSERT (county, id, person, bank, number, tag, entered_by, salt) ON account TO fangpin_app;

-- 账户复核
CREATE TABLE confirmation (
  county character(6) NOT NULL,
  account bigint NOT NULL,
  entered_by bigint NOT NULL,
  confirmed_by bigint NOT NULL,
  PRIMARY KEY (county, account),
  CHECK (confirmed_by <> entered_by),
  FOREIGN KEY (county, account, entered_by) REFERENCES account(county, id, entered_by),
  FOREIGN KEY (county, confirmed_by) REFERENCES staff(county, id)
);
ALTER TABLE confirmation ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON confirmation TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON confirmation FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON confirmation TO fangpin_door;
GRANT SELECT ON confirmation TO fangpin_app;
GRANT SELECT ON confirmation TO fangpin_reader;

-- 查看个人信息
CREATE TABLE reveal (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  person bigint,
  report_row bigint,
  kind text NOT NULL,
  reason text NOT NULL,
  revealed_by bigint NOT NULL,
  salt bytea NOT NULL,
  at timestamp with time zone,
  claim bigint,
  watch bigint,
  account bigint,
  report bigint,
  line_hour integer,
  line_day integer,
  PRIMARY KEY (county, id),
  CHECK ((person IS NULL) = (kind = 'told'::text) AND (report_row IS NULL) = (kind <> 'told'::text)),
  CHECK (isfinite(at)),
  CHECK (kind = ANY (ARRAY['id_number'::text, 'phone'::text, 'account'::text, 'told'::text])),
  CHECK (num_nonnulls(claim, watch) < 2),
  CHECK (num_nonnulls(claim, watch, account, report) < 2),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, account) REFERENCES account(county, id),
  FOREIGN KEY (county, claim) REFERENCES claim(county, id),
  FOREIGN KEY (county, person) REFERENCES person(county, id),
  FOREIGN KEY (county, report) REFERENCES report(county, id),
  FOREIGN KEY (county, report_row) REFERENCES report_row(county, id),
  FOREIGN KEY (county, revealed_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, watch) REFERENCES watch(county, id)
);
CREATE INDEX reveal_at ON reveal USING btree (county, at);
CREATE INDEX reveal_of ON reveal USING btree (county, revealed_by, at);
ALTER TABLE reveal ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON reveal TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON reveal FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON reveal TO fangpin_door;
GRANT SELECT ON reveal TO fangpin_app;
GRANT SELECT ON reveal TO fangpin_reader;

-- 放宽查看额度
CREATE TABLE reveal_permit (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  staff bigint NOT NULL,
  people integer NOT NULL,
  granted_by bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  reason text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (granted_by <> staff),
  CHECK (isfinite(at)),
  CHECK (people >= 1 AND people <= 500),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, granted_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, staff) REFERENCES staff(county, id)
);
CREATE INDEX reveal_permit_staff ON reveal_permit USING btree (county, staff, at);
ALTER TABLE reveal_permit ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON reveal_permit TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON reveal_permit FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON reveal_permit TO fangpin_door;
GRANT SELECT ON reveal_permit TO fangpin_app;
GRANT SELECT ON reveal_permit TO fangpin_reader;

-- foureyes --------------------------------------------------------------------------------------------------------------------------

-- 提出与复核
CREATE TABLE proposal (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  act text NOT NULL,
  subject bigint NOT NULL,
  digest bytea NOT NULL,
  proposed_by bigint NOT NULL,
  proposed_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  confirmed boolean,
  decided_by bigint,
  decided_at timestamp with time zone,
  reason text,
  salt bytea NOT NULL,
  PRIMARY KEY (county, id),
  CHECK ((reason IS NOT NULL) = (confirmed IS FALSE)),
  CHECK (decided_at < expires_at),
  CHECK (decided_by <> proposed_by),
  CHECK (expires_at > proposed_at),
  CHECK (isfinite(decided_at)),
  CHECK (isfinite(expires_at)),
  CHECK (isfinite(proposed_at)),
  CHECK (length(digest) = 32),
  CHECK (num_nulls(confirmed, decided_by, decided_at) = ANY (ARRAY[0, 3])),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, decided_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, proposed_by) REFERENCES staff(county, id)
);
CREATE INDEX proposal_subject ON proposal USING btree (county, act, subject);
ALTER TABLE proposal ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON proposal TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON proposal FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON proposal TO fangpin_door;
GRANT SELECT ON proposal TO fangpin_app;
GRANT SELECT ON proposal TO fangpin_reader;
GRANT UPDATE (confirmed, decided_by, decided_at, reason) ON proposal TO fangpin_door;

-- policy ----------------------------------------------------------------------------------------------------------------------------

-- 理赔方案
CREATE TABLE scheme (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  hash text NOT NULL,
  source text NOT NULL,
  term_from date NOT NULL,
  term_to date NOT NULL,
  days integer NOT NULL,
  past_holiday boolean NOT NULL,
  past_weekend boolean NOT NULL,
  proposed_by bigint NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, hash),
  UNIQUE (county, id, proposed_by),
  CHECK (days > 0),
  CHECK (hash ~ '^[0-9a-f]{64}$'::text),
  CHECK (isfinite(term_from)),
  CHECK (isfinite(term_to)),
  CHECK (term_to >= term_from),
  FOREIGN KEY (county, proposed_by) REFERENCES staff(county, id)
);
ALTER TABLE scheme ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON scheme TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON scheme FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON scheme TO fangpin_app;
GRANT SELECT ON scheme TO fangpin_door;
GRANT SELECT ON scheme TO fangpin_reader;

-- 方案生效
CREATE TABLE adoption (
  county character(6) NOT NULL,
  scheme bigint NOT NULL,
  proposed_by bigint NOT NULL,
  confirmed_by bigint NOT NULL,
  from_on date NOT NULL,
  per_head numeric(14,2),
  household_year numeric(14,2),
  PRIMARY KEY (county, scheme),
  UNIQUE (county, from_on),
  CHECK (confirmed_by <> proposed_by),
  CHECK (household_year >= 0::numeric AND household_year < 'NaN'::numeric),
  CHECK (isfinite(from_on)),
  CHECK (per_head > 0::numeric AND per_head < 'NaN'::numeric),
  FOREIGN KEY (county, confirmed_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, scheme, proposed_by) REFERENCES scheme(county, id, proposed_by)
);
ALTER TABLE adoption ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON adoption TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON adoption FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON adoption TO fangpin_door;
GRANT SELECT ON adoption TO fangpin_app;
GRANT SELECT ON adoption TO fangpin_reader;

-- 方案参保人群
CREATE TABLE adoption_group (
  county character(6) NOT NULL,
  scheme bigint NOT NULL,
  n integer NOT NULL,
  class text NOT NULL,
  basis text NOT NULL,
  heads integer NOT NULL,
  PRIMARY KEY (county, scheme, n),
  UNIQUE (county, scheme, class),
  CHECK (basis = ANY (ARRAY['named'::text, 'quota'::text])),
  CHECK (heads >= 0 AND (basis = 'quota'::text) = (heads > 0)),
  CHECK (n > 0),
  FOREIGN KEY (county, scheme) REFERENCES adoption(county, scheme)
);
ALTER TABLE adoption_group ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON adoption_group TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON adoption_group FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON adoption_group TO fangpin_door;
GRANT SELECT ON adoption_group TO fangpin_app;
GRANT SELECT ON adoption_group TO fangpin_reader;

-- 保单年度
CREATE TABLE policy (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  insurer text NOT NULL,
  from_on date NOT NULL,
  to_on date NOT NULL,
  per_head numeric(14,2) NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, from_on),
  CHECK (insurer <> ''::text),
  CHECK (isfinite(from_on)),
  CHECK (isfinite(to_on)),
  CHECK (per_head > 0::numeric AND per_head < 'NaN'::numeric),
  CHECK (to_on >= from_on)
);
ALTER TABLE policy ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON policy TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON policy FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON policy TO fangpin_door;
GRANT SELECT ON policy TO fangpin_app;
GRANT SELECT ON policy TO fangpin_reader;
GRANT UPDATE (id) ON policy TO fangpin_door;

-- 参保人群
CREATE TABLE insured_group (
  county character(6) NOT NULL,
  policy bigint NOT NULL,
  class text NOT NULL,
  basis text NOT NULL,
  heads integer NOT NULL,
  PRIMARY KEY (county, policy, class),
  CHECK (basis = ANY (ARRAY['named'::text, 'quota'::text])),
  CHECK (heads >= 0),
  FOREIGN KEY (county, policy) REFERENCES policy(county, id)
);
ALTER TABLE insured_group ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON insured_group TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON insured_group FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON insured_group TO fangpin_door;
GRANT SELECT ON insured_group TO fangpin_app;
GRANT SELECT ON insured_group TO fangpin_reader;

-- 参保名册
CREATE TABLE insured (
  county character(6) NOT NULL,
  policy bigint NOT NULL,
  person bigint NOT NULL,
  class text NOT NULL,
  PRIMARY KEY (county, policy, person),
  FOREIGN KEY (county, person) REFERENCES person(county, id),
  FOREIGN KEY (county, policy, class) REFERENCES insured_group(county, policy, class)
);
ALTER TABLE insured ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON insured TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON insured FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON insured TO fangpin_door;
GRANT SELECT ON insured TO fangpin_app;
GRANT SELECT ON insured TO fangpin_reader;

-- 保费到账
CREATE TABLE premium (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  fund bigint NOT NULL,
  amount numeric(14,2) NOT NULL,
  received_on date NOT NULL,
  voucher bytea,
  PRIMARY KEY (county, id),
  CHECK (amount > 0::numeric AND amount < 'NaN'::numeric),
  CHECK (isfinite(received_on)),
  CHECK (length(voucher) = 32),
  FOREIGN KEY (county, fund) REFERENCES policy(county, id)
);
CREATE INDEX premium_fund ON premium USING btree (county, fund);
CREATE UNIQUE INDEX premium_voucher ON premium USING btree (county, voucher);
ALTER TABLE premium ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON premium TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON premium FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON premium TO fangpin_door;
GRANT SELECT ON premium TO fangpin_app;
GRANT SELECT ON premium TO fangpin_reader;
GRANT UPDATE (id) ON premium TO fangpin_door;

-- monitoring ------------------------------------------------------------------------------------------------------------------------

-- 监测程序
CREATE TABLE procedure (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  hash text NOT NULL,
  source text NOT NULL,
  term_from date NOT NULL,
  term_to date NOT NULL,
  enter_steps text[] NOT NULL,
  clear_steps text[] NOT NULL,
  days integer,
  past_holiday boolean NOT NULL,
  past_weekend boolean NOT NULL,
  proposed_by bigint NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, hash),
  UNIQUE (county, id, proposed_by),
  CHECK (cardinality(enter_steps) > 0),
  CHECK (days > 0),
  CHECK (days IS NOT NULL OR ('post'::text <> ALL ((enter_steps || clear_steps)))),
  CHECK (hash ~ '^[0-9a-f]{64}$'::text),
  CHECK (isfinite(term_from)),
  CHECK (isfinite(term_to)),
  CHECK (term_to >= term_from),
  FOREIGN KEY (county, proposed_by) REFERENCES staff(county, id)
);
ALTER TABLE procedure ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON procedure TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON procedure FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON procedure TO fangpin_app;
GRANT SELECT ON procedure TO fangpin_door;
GRANT SELECT ON procedure TO fangpin_reader;

-- 程序生效
CREATE TABLE procedure_adoption (
  county character(6) NOT NULL,
  procedure bigint NOT NULL,
  proposed_by bigint NOT NULL,
  confirmed_by bigint NOT NULL,
  from_on date NOT NULL,
  PRIMARY KEY (county, procedure),
  UNIQUE (county, from_on),
  CHECK (confirmed_by <> proposed_by),
  CHECK (isfinite(from_on)),
  FOREIGN KEY (county, confirmed_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, procedure, proposed_by) REFERENCES procedure(county, id, proposed_by)
);
ALTER TABLE procedure_adoption ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON procedure_adoption TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON procedure_adoption FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON procedure_adoption TO fangpin_door;
GRANT SELECT ON procedure_adoption TO fangpin_app;
GRANT SELECT ON procedure_adoption TO fangpin_reader;

-- 监测事项
CREATE TABLE watch (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  household bigint NOT NULL,
  procedure bigint NOT NULL,
  opened_on date NOT NULL,
  previous bigint,
  events integer NOT NULL,
  state text NOT NULL,
  next text,
  due date,
  after_wait text,
  after_due date,
  kind text,
  per_head numeric(14,2),
  since date,
  nominate_from date,
  live boolean GENERATED ALWAYS AS (state <> ALL (ARRAY['not_taken'::text, 'answered'::text, 'cleared'::text])) STORED,
  PRIMARY KEY (county, id),
  UNIQUE (county, id, household),
  UNIQUE (county, previous),
  CHECK ((after_wait IS NULL) = (next IS DISTINCT FROM 'wait'::text)),
  CHECK ((since IS NOT NULL) = (state = ANY (ARRAY['watched'::text, 'clearing'::text]))),
  CHECK (events > 0),
  CHECK (isfinite(after_due)),
  CHECK (isfinite(due)),
  CHECK (isfinite(nominate_from)),
  CHECK (isfinite(opened_on)),
  CHECK (isfinite(since)),
  CHECK (kind = ANY (ARRAY['脱贫不稳定户'::text, '边缘易致贫户'::text, '突发严重困难户'::text])),
  CHECK (next IS NOT NULL OR due IS NULL),
  CHECK (per_head <> 'NaN'::numeric),
  CHECK (state = ANY (ARRAY['lead'::text, 'handed_over'::text, 'entering'::text, 'watched'::text, 'clearing'::text, 'not_taken'::text, 'answered'::text, 'offline'::text, 'cleared'::text])),
  FOREIGN KEY (county, household) REFERENCES household(county, id),
  FOREIGN KEY (county, previous, household) REFERENCES watch(county, id, household),
  FOREIGN KEY (county, procedure) REFERENCES procedure_adoption(county, procedure)
);
CREATE INDEX watch_household ON watch USING btree (county, household);
CREATE INDEX watch_waits ON watch USING btree (county, state, next, due);
CREATE UNIQUE INDEX watch_live ON watch USING btree (county, household) WHERE live;
ALTER TABLE watch ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON watch TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON watch FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON watch TO fangpin_door;
GRANT SELECT ON watch TO fangpin_app;
GRANT SELECT ON watch TO fangpin_reader;
GRANT UPDATE (events, state, next, due, after_wait, after_due, kind, per_head, since, nominate_from) ON watch TO fangpin_door;

-- 监测办理
CREATE TABLE watch_event (
  county character(6) NOT NULL,
  watch bigint NOT NULL,
  n integer NOT NULL,
  event text NOT NULL,
  on_day date NOT NULL,
  detail jsonb NOT NULL,
  no text,
  by_staff bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  words text,
  salt bytea NOT NULL,
  PRIMARY KEY (county, watch, n),
  UNIQUE (county, watch, n, event),
  CHECK (COALESCE(
CASE
    WHEN event = ANY (ARRAY['review'::text, 'compare'::text, 'approve'::text]) THEN (detail ->> 'result'::text) = ANY (ARRAY['pass'::text, 'return'::text, 'refuse'::text])
    WHEN event = 'evaluate'::text THEN (detail ->> 'result'::text) = ANY (ARRAY['pass'::text, 'refuse'::text])
    WHEN event = 'answer'::text THEN (detail ->> 'result'::text) = ANY (ARRAY['done'::text, 'visit'::text])
    ELSE NOT detail ? 'result'::text
END, false)),
  CHECK (event = ANY (ARRAY['lead'::text, 'hand_over'::text, 'answer'::text, 'visit'::text, 'evaluate'::text, 'review'::text, 'compare'::text, 'approve'::text, 'announce'::text, 'register'::text, 'mark'::text, 'file'::text, 'apply'::text, 'post'::text, 'repost'::text, 'nominate'::text, 'plan'::text, 'follow_up'::text, 'feedback'::text, 'roll_back'::text, 'measure'::text, 'begin'::text, 'done'::text, 'withdraw'::text, 'object'::text, 'dismiss'::text, 'uphold'::text, 'not_taken'::text])),
  CHECK (isfinite(at)),
  CHECK (isfinite(on_day)),
  CHECK (jsonb_typeof(detail) = 'object'::text),
  CHECK (n > 0),
  CHECK (no <> ''::text),
  CHECK (words <> ''::text),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, watch) REFERENCES watch(county, id)
);
CREATE INDEX watch_event_day ON watch_event USING btree (county, on_day, event);
ALTER TABLE watch_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON watch_event TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON watch_event FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON watch_event TO fangpin_door;
GRANT SELECT ON watch_event TO fangpin_app;
GRANT SELECT ON watch_event TO fangpin_reader;

-- 风险信号
CREATE TABLE signal (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  watch bigint NOT NULL,
  n integer NOT NULL,
  event text GENERATED ALWAYS AS ('lead'::text) STORED,
  source text NOT NULL,
  report_row bigint,
  sweep text,
  told_on date NOT NULL,
  words text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, report_row),
  CHECK ((report_row IS NOT NULL) = (source = 'report'::text)),
  CHECK ((sweep IS NOT NULL) = (source = 'sweep'::text)),
  CHECK (isfinite(told_on)),
  CHECK (source = ANY (ARRAY['report'::text, 'direct'::text, 'village_list'::text, 'public'::text, 'insurer'::text, 'city'::text, 'agency'::text, 'sweep'::text])),
  CHECK (words <> ''::text),
  FOREIGN KEY (county, report_row) REFERENCES report_row(county, id),
  FOREIGN KEY (county, watch, n, event) REFERENCES watch_event(county, watch, n, event)
);
CREATE INDEX signal_watch ON signal USING btree (county, watch, n);
ALTER TABLE signal ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON signal TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON signal FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON signal TO fangpin_app;
GRANT SELECT ON signal TO fangpin_door;
GRANT SELECT ON signal TO fangpin_reader;

-- 入户核查
CREATE TABLE visit (
  county character(6) NOT NULL,
  watch bigint NOT NULL,
  n integer NOT NULL,
  event text GENERATED ALWAYS AS ('visit'::text) STORED,
  window_from date NOT NULL,
  window_to date NOT NULL,
  members jsonb NOT NULL,
  income jsonb NOT NULL,
  costs numeric(14,2) NOT NULL,
  medical numeric(14,2) NOT NULL,
  safeguards jsonb NOT NULL,
  assets jsonb NOT NULL,
  labour text,
  found text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, watch, n),
  CHECK (costs >= 0::numeric AND costs <> 'NaN'::numeric),
  CHECK (found <> ''::text),
  CHECK (isfinite(window_from)),
  CHECK (isfinite(window_to)),
  CHECK (jsonb_typeof(assets) = 'array'::text),
  CHECK (jsonb_typeof(income) = 'array'::text),
  CHECK (jsonb_typeof(members) = 'array'::text),
  CHECK (jsonb_typeof(safeguards) = 'array'::text),
  CHECK (labour = ANY (ARRAY['none'::text, 'weak'::text, 'able'::text])),
  CHECK (medical >= 0::numeric AND medical <> 'NaN'::numeric),
  CHECK (window_to > window_from),
  FOREIGN KEY (county, watch, n, event) REFERENCES watch_event(county, watch, n, event)
);
ALTER TABLE visit ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON visit TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON visit FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON visit TO fangpin_app;
GRANT SELECT ON visit TO fangpin_door;
GRANT SELECT ON visit TO fangpin_reader;

-- 村级评议
CREATE TABLE evaluation (
  county character(6) NOT NULL,
  watch bigint NOT NULL,
  n integer NOT NULL,
  event text GENERATED ALWAYS AS ('evaluate'::text) STORED,
  held_on date NOT NULL,
  yes integer NOT NULL,
  no integer NOT NULL,
  abstain integer NOT NULL,
  present text NOT NULL,
  minutes bytea NOT NULL,
  salt bytea NOT NULL,
  odd text,
  PRIMARY KEY (county, watch, n),
  CHECK ((yes + no + abstain) > 0),
  CHECK (abstain >= 0),
  CHECK (isfinite(held_on)),
  CHECK (length(minutes) = 32),
  CHECK (no >= 0),
  CHECK (odd = ANY (ARRAY['few_votes'::text, 'minority'::text])),
  CHECK (present <> ''::text),
  CHECK (yes >= 0),
  FOREIGN KEY (county, watch, n, event) REFERENCES watch_event(county, watch, n, event)
);
ALTER TABLE evaluation ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON evaluation TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON evaluation FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON evaluation TO fangpin_app;
GRANT SELECT ON evaluation TO fangpin_door;
GRANT SELECT ON evaluation TO fangpin_reader;

-- 监测佐证
CREATE TABLE watch_file (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  watch bigint NOT NULL,
  n integer NOT NULL,
  kind text NOT NULL,
  file bytea NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, watch, n, file),
  CHECK (kind <> ''::text),
  CHECK (length(file) = 32),
  FOREIGN KEY (county, watch, n) REFERENCES watch_event(county, watch, n)
);
ALTER TABLE watch_file ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON watch_file TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON watch_file FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON watch_file TO fangpin_app;
GRANT SELECT ON watch_file TO fangpin_door;
GRANT SELECT ON watch_file TO fangpin_reader;

-- 帮扶措施
CREATE TABLE measure (
  county character(6) NOT NULL,
  watch bigint NOT NULL,
  n integer NOT NULL,
  event text GENERATED ALWAYS AS ('measure'::text) STORED,
  kind text NOT NULL,
  ordered_to text NOT NULL,
  due_on date,
  words text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, watch, n),
  CHECK (isfinite(due_on)),
  CHECK (kind <> ''::text),
  CHECK (ordered_to <> ''::text),
  CHECK (words <> ''::text),
  FOREIGN KEY (county, watch, n, event) REFERENCES watch_event(county, watch, n, event)
);
ALTER TABLE measure ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON measure TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON measure FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON measure TO fangpin_app;
GRANT SELECT ON measure TO fangpin_door;
GRANT SELECT ON measure TO fangpin_reader;

-- 措施承办
CREATE TABLE measure_note (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  watch bigint NOT NULL,
  n integer NOT NULL,
  what text NOT NULL,
  by_staff bigint NOT NULL,
  on_day date NOT NULL,
  words text,
  salt bytea NOT NULL,
  PRIMARY KEY (county, id),
  CHECK ((what = ANY (ARRAY['accepted'::text, 'effective'::text])) OR words IS NOT NULL),
  CHECK (isfinite(on_day)),
  CHECK (what = ANY (ARRAY['accepted'::text, 'declined'::text, 'effective'::text, 'ineffective'::text])),
  CHECK (words <> ''::text),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, watch, n) REFERENCES measure(county, watch, n)
);
CREATE INDEX measure_note_of ON measure_note USING btree (county, watch, n);
ALTER TABLE measure_note ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON measure_note TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON measure_note FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON measure_note TO fangpin_app;
GRANT SELECT ON measure_note TO fangpin_door;
GRANT SELECT ON measure_note TO fangpin_reader;

-- 帮扶责任人
CREATE TABLE helper (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  watch bigint NOT NULL,
  level text NOT NULL,
  name text NOT NULL,
  duty text NOT NULL,
  from_on date NOT NULL,
  to_on date,
  named_by bigint NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (duty <> ''::text),
  CHECK (isfinite(from_on)),
  CHECK (isfinite(to_on)),
  CHECK (level = ANY (ARRAY['village'::text, 'township'::text, 'county'::text, 'city'::text])),
  CHECK (name <> ''::text),
  CHECK (to_on >= from_on),
  FOREIGN KEY (county, named_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, watch) REFERENCES watch(county, id)
);
CREATE INDEX helper_watch ON helper USING btree (county, watch);
ALTER TABLE helper ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON helper TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON helper FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON helper TO fangpin_app;
GRANT SELECT ON helper TO fangpin_door;
GRANT SELECT ON helper TO fangpin_reader;
GRANT UPDATE (to_on) ON helper TO fangpin_door;

-- 转办答复
CREATE TABLE referral_answer (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  watch bigint NOT NULL,
  n integer NOT NULL,
  upto integer NOT NULL,
  office text NOT NULL,
  matter text NOT NULL,
  recognised boolean NOT NULL,
  words text NOT NULL,
  salt bytea NOT NULL,
  by_staff bigint NOT NULL,
  on_day date NOT NULL,
  paper bytea,
  written_on date,
  PRIMARY KEY (county, id),
  UNIQUE (county, watch, n, office, matter),
  CHECK ((paper IS NULL) = (written_on IS NULL)),
  CHECK (isfinite(on_day)),
  CHECK (isfinite(written_on)),
  CHECK (length(paper) = 32),
  CHECK (matter <> ''::text),
  CHECK (office <> ''::text),
  CHECK (upto >= n),
  CHECK (words <> ''::text),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, watch, n) REFERENCES watch_event(county, watch, n)
);
ALTER TABLE referral_answer ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON referral_answer TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON referral_answer FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON referral_answer TO fangpin_door;
GRANT SELECT ON referral_answer TO fangpin_app;
GRANT SELECT ON referral_answer TO fangpin_reader;

-- 年度摸排
CREATE TABLE round_look (
  county character(6) NOT NULL,
  household bigint NOT NULL,
  on_day date NOT NULL,
  by_staff bigint NOT NULL,
  PRIMARY KEY (county, household, on_day),
  CHECK (isfinite(on_day)),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, household) REFERENCES household(county, id)
);
ALTER TABLE round_look ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON round_look TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON round_look FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON round_look TO fangpin_door;
GRANT SELECT ON round_look TO fangpin_app;
GRANT SELECT ON round_look TO fangpin_reader;

-- 推送
CREATE TABLE push (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  agency text NOT NULL,
  purpose text NOT NULL,
  on_day date NOT NULL,
  made_by bigint NOT NULL,
  rows integer NOT NULL,
  whom jsonb,
  missing bigint[],
  PRIMARY KEY (county, id),
  CHECK (agency <> ''::text),
  CHECK (isfinite(on_day)),
  CHECK (jsonb_typeof(whom) = 'object'::text),
  CHECK (purpose <> ''::text),
  CHECK (rows > 0),
  CHECK (whom IS NOT NULL AND missing IS NOT NULL) NOT VALID,
  FOREIGN KEY (county, made_by) REFERENCES staff(county, id)
);
ALTER TABLE push ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON push TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON push FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON push TO fangpin_app;
GRANT SELECT ON push TO fangpin_door;
GRANT SELECT ON push TO fangpin_reader;

-- 推送名单
CREATE TABLE push_row (
  county character(6) NOT NULL,
  push bigint NOT NULL,
  n integer NOT NULL,
  watch bigint,
  household bigint,
  PRIMARY KEY (county, push, n),
  UNIQUE (county, push, household),
  UNIQUE (county, push, watch),
  CHECK (n > 0),
  CHECK (num_nonnulls(watch, household) = 1),
  FOREIGN KEY (county, household) REFERENCES household(county, id),
  FOREIGN KEY (county, push) REFERENCES push(county, id),
  FOREIGN KEY (county, watch) REFERENCES watch(county, id)
);
CREATE INDEX push_row_household ON push_row USING btree (county, household) WHERE household IS NOT NULL;
CREATE INDEX push_row_watch ON push_row USING btree (county, watch);
ALTER TABLE push_row ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON push_row TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON push_row FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON push_row TO fangpin_app;
GRANT SELECT ON push_row TO fangpin_door;
GRANT SELECT ON push_row TO fangpin_reader;

-- 抽查
CREATE TABLE spot_check (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  from_on date NOT NULL,
  to_on date NOT NULL,
  per_township integer NOT NULL,
  seed bigint NOT NULL,
  points numeric(14,2) NOT NULL,
  drawn_by bigint NOT NULL,
  drawn_at timestamp with time zone NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (isfinite(drawn_at)),
  CHECK (isfinite(from_on)),
  CHECK (isfinite(to_on)),
  CHECK (per_township > 0),
  CHECK (points >= 0::numeric AND points <= 100::numeric),
  CHECK (to_on >= from_on),
  FOREIGN KEY (county, drawn_by) REFERENCES staff(county, id)
);
ALTER TABLE spot_check ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON spot_check TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON spot_check FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON spot_check TO fangpin_app;
GRANT SELECT ON spot_check TO fangpin_door;
GRANT SELECT ON spot_check TO fangpin_reader;

-- 抽查样本
CREATE TABLE spot_check_row (
  county character(6) NOT NULL,
  spot_check bigint NOT NULL,
  n integer NOT NULL,
  watch bigint NOT NULL,
  township bigint NOT NULL,
  PRIMARY KEY (county, spot_check, n),
  UNIQUE (county, spot_check, watch),
  CHECK (n > 0),
  FOREIGN KEY (county, spot_check) REFERENCES spot_check(county, id),
  FOREIGN KEY (county, watch) REFERENCES watch(county, id)
);
CREATE INDEX spot_check_row_watch ON spot_check_row USING btree (county, watch);
ALTER TABLE spot_check_row ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON spot_check_row TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON spot_check_row FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON spot_check_row TO fangpin_app;
GRANT SELECT ON spot_check_row TO fangpin_door;
GRANT SELECT ON spot_check_row TO fangpin_reader;

-- 抽查结果
CREATE TABLE spot_finding (
  county character(6) NOT NULL,
  spot_check bigint NOT NULL,
  n integer NOT NULL,
  how text NOT NULL,
  sound boolean NOT NULL,
  by_staff bigint NOT NULL,
  on_day date NOT NULL,
  words text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, spot_check, n),
  CHECK (how = ANY (ARRAY['visit'::text, 'public'::text, 'cadre'::text])),
  CHECK (isfinite(on_day)),
  CHECK (words <> ''::text),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, spot_check, n) REFERENCES spot_check_row(county, spot_check, n)
);
ALTER TABLE spot_finding ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON spot_finding TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON spot_finding FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON spot_finding TO fangpin_app;
GRANT SELECT ON spot_finding TO fangpin_door;
GRANT SELECT ON spot_finding TO fangpin_reader;

-- 整改
CREATE TABLE rectification (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  source text NOT NULL,
  query text,
  household bigint NOT NULL,
  watch bigint,
  unit text NOT NULL,
  due_on date NOT NULL,
  opened_by bigint NOT NULL,
  opened_on date NOT NULL,
  person text NOT NULL,
  problem text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, id),
  CHECK ((query IS NOT NULL) = (source = ANY (ARRAY['sweep'::text, 'fault'::text]))),
  CHECK (isfinite(due_on)),
  CHECK (isfinite(opened_on)),
  CHECK (opened_on <= due_on),
  CHECK (person <> ''::text),
  CHECK (problem <> ''::text),
  CHECK (source = ANY (ARRAY['sweep'::text, 'fault'::text, 'spot_check'::text, 'inspection'::text])),
  CHECK (unit <> ''::text),
  FOREIGN KEY (county, household) REFERENCES household(county, id),
  FOREIGN KEY (county, opened_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, watch, household) REFERENCES watch(county, id, household)
);
CREATE INDEX rectification_household ON rectification USING btree (county, household);
ALTER TABLE rectification ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON rectification TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON rectification FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON rectification TO fangpin_door;
GRANT SELECT ON rectification TO fangpin_app;
GRANT SELECT ON rectification TO fangpin_reader;
GRANT UPDATE (id) ON rectification TO fangpin_door;

-- 整改办结
CREATE TABLE rectification_done (
  county character(6) NOT NULL,
  rectification bigint NOT NULL,
  turn integer NOT NULL,
  by_staff bigint NOT NULL,
  on_day date NOT NULL,
  evidence bytea NOT NULL,
  words text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, rectification, turn),
  UNIQUE (county, rectification, turn, by_staff),
  CHECK (isfinite(on_day)),
  CHECK (length(evidence) = 32),
  CHECK (turn > 0),
  CHECK (words <> ''::text),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, rectification) REFERENCES rectification(county, id)
);
ALTER TABLE rectification_done ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON rectification_done TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON rectification_done FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON rectification_done TO fangpin_door;
GRANT SELECT ON rectification_done TO fangpin_app;
GRANT SELECT ON rectification_done TO fangpin_reader;

-- 整改销号
CREATE TABLE rectification_sign (
  county character(6) NOT NULL,
  rectification bigint NOT NULL,
  turn integer NOT NULL,
  done_by bigint NOT NULL,
  by_staff bigint NOT NULL,
  on_day date NOT NULL,
  passed boolean NOT NULL,
  words text,
  salt bytea NOT NULL,
  PRIMARY KEY (county, rectification, turn),
  CHECK (by_staff <> done_by),
  CHECK (isfinite(on_day)),
  CHECK (passed OR words IS NOT NULL),
  CHECK (words <> ''::text),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, rectification, turn, done_by) REFERENCES rectification_done(county, rectification, turn, by_staff)
);
CREATE UNIQUE INDEX rectification_closed ON rectification_sign USING btree (county, rectification) WHERE passed;
ALTER TABLE rectification_sign ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON rectification_sign TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON rectification_sign FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON rectification_sign TO fangpin_door;
GRANT SELECT ON rectification_sign TO fangpin_app;
GRANT SELECT ON rectification_sign TO fangpin_reader;

-- 自主申报办理
CREATE TABLE self_application_step (
  county character(6) NOT NULL,
  application bigint NOT NULL,
  n integer NOT NULL,
  did text NOT NULL,
  watch bigint,
  reason text NOT NULL,
  by_staff bigint NOT NULL,
  on_day date NOT NULL,
  at timestamp with time zone NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, application, n),
  CHECK ((did = 'admit'::text) = (watch IS NOT NULL)),
  CHECK (did = 'admit'::text OR reason <> ''::text),
  CHECK (did = ANY (ARRAY['admit'::text, 'pass_on'::text, 'decline'::text, 'reveal'::text])),
  CHECK (isfinite(at)),
  CHECK (isfinite(on_day)),
  CHECK (n > 0),
  FOREIGN KEY (county, application) REFERENCES self_application(county, id),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, watch) REFERENCES watch(county, id)
);
CREATE INDEX self_application_watch ON self_application_step USING btree (county, watch) WHERE watch IS NOT NULL;
CREATE UNIQUE INDEX self_application_decided ON self_application_step USING btree (county, application) WHERE did = ANY (ARRAY['admit'::text, 'decline'::text]);
CREATE UNIQUE INDEX self_application_passed ON self_application_step USING btree (county, application) WHERE did = 'pass_on'::text;
ALTER TABLE self_application_step ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON self_application_step TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON self_application_step FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON self_application_step TO fangpin_door;
GRANT SELECT ON self_application_step TO fangpin_app;
GRANT SELECT ON self_application_step TO fangpin_reader;

-- 自主申报
CREATE TABLE self_application (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  receipt text NOT NULL,
  village bigint NOT NULL,
  name text NOT NULL,
  id_no bytea NOT NULL,
  id_tag bytea NOT NULL,
  phone bytea NOT NULL,
  cause text NOT NULL,
  words text NOT NULL,
  told_on date NOT NULL,
  told_at timestamp with time zone NOT NULL,
  address bytea NOT NULL,
  same_as bigint,
  bound boolean DEFAULT true,
  PRIMARY KEY (county, id),
  UNIQUE (county, receipt),
  CHECK (bound),
  CHECK (cause = ANY (ARRAY['illness'::text, 'disability'::text, 'schooling'::text, 'disaster'::text, 'accident'::text, 'work'::text, 'industry'::text, 'house'::text, 'water'::text, 'other'::text])),
  CHECK (char_length(name) >= 1 AND char_length(name) <= 30),
  CHECK (char_length(words) >= 1 AND char_length(words) <= 500),
  CHECK (isfinite(told_at)),
  CHECK (isfinite(told_on)),
  CHECK (length(address) = 32),
  CHECK (length(id_tag) = 32),
  CHECK (receipt ~ '^[0-9]{12}$'::text),
  FOREIGN KEY (county, same_as) REFERENCES self_application(county, id)
);
CREATE INDEX self_application_at ON self_application USING btree (county, told_at);
CREATE INDEX self_application_same ON self_application USING btree (county, same_as) WHERE same_as IS NOT NULL;
CREATE INDEX self_application_tag ON self_application USING btree (county, id_tag) WHERE same_as IS NULL;
ALTER TABLE self_application ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON self_application TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
GRANT INSERT, SELECT ON self_application TO fangpin_door;
GRANT SELECT ON self_application TO fangpin_app;
GRANT UPDATE (name, id_no, id_tag, phone, words, address) ON self_application TO fangpin_door;

-- reports ---------------------------------------------------------------------------------------------------------------------------

-- 月报
CREATE TABLE report (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  agency text NOT NULL,
  kind text NOT NULL,
  month date NOT NULL,
  file_name text NOT NULL,
  file bytea NOT NULL,
  rows integer NOT NULL,
  bad integer NOT NULL,
  status text NOT NULL DEFAULT 'received'::text,
  received_by bigint NOT NULL,
  received_on date NOT NULL,
  replaces bigint,
  PRIMARY KEY (county, id),
  UNIQUE (county, file),
  UNIQUE (county, replaces),
  CHECK (EXTRACT(day FROM month) = 1::numeric),
  CHECK (bad >= 0),
  CHECK (isfinite(month)),
  CHECK (isfinite(received_on)),
  CHECK (length(file) = 32),
  CHECK (rows >= 0),
  CHECK (status = ANY (ARRAY['received'::text, 'replaced'::text, 'handed_over'::text])),
  FOREIGN KEY (county, received_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, replaces) REFERENCES report(county, id)
);
CREATE UNIQUE INDEX report_open ON report USING btree (county, agency, kind, month) WHERE status = 'received'::text;
ALTER TABLE report ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON report TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON report FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT SELECT ON report TO fangpin_app;
GRANT SELECT ON report TO fangpin_door;
GRANT SELECT ON report TO fangpin_reader;
GRANT INSERT (county, id, agency, kind, month, file_name, file, rows, bad, received_by, received_on, replaces) ON report TO fangpin_app;
GRANT UPDATE (status) ON report TO fangpin_door;

-- 月报行
CREATE TABLE report_row (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  report bigint NOT NULL,
  sheet text NOT NULL,
  line integer NOT NULL,
  id_tag bytea NOT NULL,
  told bytea NOT NULL,
  facts jsonb NOT NULL,
  cells jsonb NOT NULL,
  tag bytea,
  household bigint,
  person bigint,
  outcome text,
  reason text,
  salt bytea NOT NULL,
  bound boolean DEFAULT true,
  PRIMARY KEY (county, id),
  UNIQUE (county, report, sheet, line),
  CHECK ((outcome = 'not_taken'::text) = (reason IS NOT NULL) OR outcome IS NULL AND reason IS NULL),
  CHECK (bound),
  CHECK (outcome = ANY (ARRAY['claim'::text, 'not_taken'::text])),
  FOREIGN KEY (county, household) REFERENCES household(county, id),
  FOREIGN KEY (county, person) REFERENCES person(county, id),
  FOREIGN KEY (county, report) REFERENCES report(county, id)
);
CREATE INDEX report_row_household ON report_row USING btree (county, household);
CREATE INDEX report_row_report ON report_row USING btree (county, report, id);
ALTER TABLE report_row ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON report_row TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON report_row FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON report_row TO fangpin_door;
GRANT SELECT ON report_row TO fangpin_app;
GRANT SELECT ON report_row TO fangpin_reader;

-- 比对结果
CREATE TABLE row_outcome (
  county character(6) NOT NULL,
  report_row bigint NOT NULL,
  purpose text NOT NULL,
  n integer NOT NULL,
  outcome text NOT NULL,
  reason text,
  household bigint,
  person bigint,
  decided_by bigint,
  PRIMARY KEY (county, report_row, purpose, n),
  CHECK ((outcome = ANY (ARRAY['not_taken'::text, 'doubtful'::text])) = (reason IS NOT NULL)),
  CHECK (decided_by IS NULL OR outcome <> 'doubtful'::text),
  CHECK (n > 0),
  CHECK (outcome = ANY (ARRAY['claim'::text, 'not_taken'::text, 'lead'::text, 'signal'::text, 'doubtful'::text])),
  CHECK (purpose = 'insurance'::text OR outcome <> 'claim'::text),
  CHECK (purpose = 'watch'::text OR (outcome <> ALL (ARRAY['lead'::text, 'signal'::text, 'doubtful'::text]))),
  CHECK (purpose = ANY (ARRAY['insurance'::text, 'watch'::text])),
  FOREIGN KEY (county, decided_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, household) REFERENCES household(county, id),
  FOREIGN KEY (county, person) REFERENCES person(county, id),
  FOREIGN KEY (county, report_row) REFERENCES report_row(county, id)
);
CREATE INDEX row_outcome_again ON row_outcome USING btree (county, report_row, purpose, n) WHERE n > 1;
CREATE INDEX row_outcome_asked ON row_outcome USING btree (county, report_row, n) WHERE outcome = 'doubtful'::text;
CREATE INDEX row_outcome_household ON row_outcome USING btree (county, household);
ALTER TABLE row_outcome ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON row_outcome TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON row_outcome FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON row_outcome TO fangpin_app;
GRANT SELECT ON row_outcome TO fangpin_door;
GRANT SELECT ON row_outcome TO fangpin_reader;

-- 行错误
CREATE TABLE defect (
  county character(6) NOT NULL,
  report bigint NOT NULL,
  n integer NOT NULL,
  sheet text NOT NULL,
  cell text NOT NULL,
  name text NOT NULL,
  value bytea NOT NULL,
  rule text NOT NULL,
  salt bytea NOT NULL,
  bound boolean DEFAULT true,
  PRIMARY KEY (county, report, n),
  CHECK (bound),
  FOREIGN KEY (county, report) REFERENCES report(county, id)
);
ALTER TABLE defect ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON defect TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON defect FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT SELECT ON defect TO fangpin_app;
GRANT SELECT ON defect TO fangpin_door;
GRANT SELECT ON defect TO fangpin_reader;
GRANT INSERT (county, report, n, sheet, cell, name, value, rule, salt) ON defect TO fangpin_app;

-- 月报暂存
CREATE TABLE report_stage (
  county character(6) NOT NULL,
  report bigint NOT NULL,
  id bigint NOT NULL,
  sheet text NOT NULL,
  line integer NOT NULL,
  id_tag bytea NOT NULL,
  told bytea NOT NULL,
  facts jsonb NOT NULL,
  cells jsonb NOT NULL,
  tag bytea,
  salt bytea NOT NULL,
  CHECK (county =
CASE
    WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
    ELSE "right"(SESSION_USER::text, 6)
END::bpchar) NOT VALID
);
CREATE INDEX report_stage_report ON report_stage USING btree (county, report);
GRANT DELETE, SELECT ON report_stage TO fangpin_door;
GRANT INSERT ON report_stage TO fangpin_app;

-- claims ----------------------------------------------------------------------------------------------------------------------------

-- 案件
CREATE TABLE claim (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  policy bigint NOT NULL,
  scheme bigint NOT NULL,
  household bigint NOT NULL,
  person bigint,
  category text NOT NULL,
  event_key text NOT NULL,
  event_on date NOT NULL,
  class text NOT NULL,
  round integer NOT NULL DEFAULT 1,
  turn integer NOT NULL DEFAULT 0,
  status text NOT NULL DEFAULT 'screened'::text,
  void_reason text,
  live boolean GENERATED ALWAYS AS (void_reason IS NULL) STORED,
  entrusted integer GENERATED ALWAYS AS (
CASE
    WHEN status <> 'screened'::text THEN turn
    ELSE NULL::integer
END) STORED,
  found integer GENERATED ALWAYS AS (
CASE
    WHEN status = ANY (ARRAY['investigated'::text, 'declined'::text, 'endorsed'::text, 'reviewed'::text, 'filed'::text]) THEN turn
    ELSE NULL::integer
END) STORED,
  qualifies boolean GENERATED ALWAYS AS (
CASE
    WHEN status = ANY (ARRAY['investigated'::text, 'endorsed'::text, 'reviewed'::text, 'filed'::text]) THEN true
    WHEN status = 'declined'::text THEN false
    ELSE NULL::boolean
END) STORED,
  endorsed integer GENERATED ALWAYS AS (
CASE
    WHEN status = ANY (ARRAY['endorsed'::text, 'reviewed'::text, 'filed'::text]) THEN turn
    ELSE NULL::integer
END) STORED,
  reviewed integer GENERATED ALWAYS AS (
CASE
    WHEN status = ANY (ARRAY['reviewed'::text, 'filed'::text]) THEN turn
    ELSE NULL::integer
END) STORED,
  filed integer GENERATED ALWAYS AS (
CASE
    WHEN status = 'filed'::text AND void_reason IS NULL THEN round
    ELSE NULL::integer
END) STORED,
  passed boolean GENERATED ALWAYS AS (true) STORED,
  PRIMARY KEY (county, id),
  UNIQUE (county, id, filed),
  UNIQUE (county, id, live),
  CHECK (category = ANY (ARRAY['hospital'::text, 'accident'::text, 'admission'::text, 'schooling'::text, 'income'::text, 'industry'::text])),
  CHECK (isfinite(event_on)),
  CHECK (round > 0),
  CHECK (status = ANY (ARRAY['screened'::text, 'entrusted'::text, 'investigated'::text, 'declined'::text, 'endorsed'::text, 'reviewed'::text, 'filed'::text])),
  CHECK (turn >= 0),
  CHECK (void_reason <> ''::text),
  FOREIGN KEY (county, household) REFERENCES household(county, id),
  FOREIGN KEY (county, id, filed) REFERENCES filing(county, claim, round),
  FOREIGN KEY (county, id, round, endorsed) REFERENCES endorsement(county, claim, round, turn),
  FOREIGN KEY (county, id, round, entrusted) REFERENCES assignment(county, claim, round, turn),
  FOREIGN KEY (county, id, round, found, qualifies) REFERENCES finding(county, claim, round, turn, qualifies),
  FOREIGN KEY (county, id, round, reviewed, passed) REFERENCES review(county, claim, round, turn, passed),
  FOREIGN KEY (county, person) REFERENCES person(county, id),
  FOREIGN KEY (county, policy) REFERENCES policy(county, id),
  FOREIGN KEY (county, scheme) REFERENCES adoption(county, scheme)
);
CREATE INDEX claim_household ON claim USING btree (county, household);
CREATE UNIQUE INDEX claim_live ON claim USING btree (county, household, category, event_key) WHERE live;
ALTER TABLE claim ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON claim TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON claim FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT SELECT ON claim TO fangpin_app;
GRANT SELECT ON claim TO fangpin_door;
GRANT SELECT ON claim TO fangpin_reader;
GRANT INSERT (county, id, policy, scheme, household, person, category, event_key, event_on, class) ON claim TO fangpin_app;
GRANT UPDATE (round, turn, status) ON claim TO fangpin_app;
GRANT UPDATE (void_reason) ON claim TO fangpin_door;

-- 案件来源
CREATE TABLE source (
  county character(6) NOT NULL,
  report_row bigint NOT NULL,
  claim bigint NOT NULL,
  tag bytea,
  live boolean NOT NULL DEFAULT true,
  PRIMARY KEY (county, report_row, claim),
  FOREIGN KEY (county, claim, live) REFERENCES claim(county, id, live) ON UPDATE CASCADE,
  FOREIGN KEY (county, report_row) REFERENCES report_row(county, id)
);
CREATE INDEX source_claim ON source USING btree (county, claim, live);
CREATE UNIQUE INDEX source_row ON source USING btree (county, report_row) WHERE live;
CREATE UNIQUE INDEX source_tag ON source USING btree (county, tag) WHERE live AND tag IS NOT NULL;
ALTER TABLE source ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON source TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON source FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON source TO fangpin_app;
GRANT SELECT ON source TO fangpin_door;
GRANT SELECT ON source TO fangpin_reader;

-- 委托
CREATE TABLE assignment (
  county character(6) NOT NULL,
  claim bigint NOT NULL,
  round integer NOT NULL,
  turn integer NOT NULL,
  adjuster bigint NOT NULL,
  entrusted_by bigint NOT NULL,
  entrusted_on date NOT NULL,
  due_on date NOT NULL,
  PRIMARY KEY (county, claim, round, turn),
  UNIQUE (county, claim, round, turn, adjuster),
  CHECK (due_on >= entrusted_on),
  CHECK (entrusted_by <> adjuster),
  CHECK (isfinite(due_on)),
  CHECK (isfinite(entrusted_on)),
  FOREIGN KEY (county, adjuster) REFERENCES staff(county, id),
  FOREIGN KEY (county, claim) REFERENCES claim(county, id),
  FOREIGN KEY (county, entrusted_by) REFERENCES staff(county, id)
);
CREATE INDEX assignment_adjuster ON assignment USING btree (county, adjuster, claim);
ALTER TABLE assignment ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON assignment TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON assignment FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON assignment TO fangpin_app;
GRANT SELECT ON assignment TO fangpin_door;
GRANT SELECT ON assignment TO fangpin_reader;

-- 改派
CREATE TABLE reassignment (
  county character(6) NOT NULL,
  claim bigint NOT NULL,
  round integer NOT NULL,
  turn integer NOT NULL,
  by_staff bigint NOT NULL,
  on_day date NOT NULL,
  reason text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, claim, round, turn),
  CHECK (isfinite(on_day)),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, claim, round, turn) REFERENCES assignment(county, claim, round, turn)
);
ALTER TABLE reassignment ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON reassignment TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON reassignment FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON reassignment TO fangpin_app;
GRANT SELECT ON reassignment TO fangpin_door;
GRANT SELECT ON reassignment TO fangpin_reader;

-- 延期
CREATE TABLE extension (
  county character(6) NOT NULL,
  claim bigint NOT NULL,
  round integer NOT NULL,
  turn integer NOT NULL,
  by_staff bigint NOT NULL,
  on_day date NOT NULL,
  due_on date NOT NULL,
  reason text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, claim, round, turn),
  CHECK (due_on > on_day),
  CHECK (isfinite(due_on)),
  CHECK (isfinite(on_day)),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, claim, round, turn) REFERENCES assignment(county, claim, round, turn)
);
ALTER TABLE extension ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON extension TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON extension FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON extension TO fangpin_app;
GRANT SELECT ON extension TO fangpin_door;
GRANT SELECT ON extension TO fangpin_reader;

-- 查勘结论
CREATE TABLE finding (
  county character(6) NOT NULL,
  claim bigint NOT NULL,
  round integer NOT NULL,
  turn integer NOT NULL,
  adjuster bigint NOT NULL,
  visited_on date NOT NULL,
  qualifies boolean NOT NULL,
  why text NOT NULL,
  cases jsonb NOT NULL,
  salt bytea NOT NULL,
  far jsonb,
  PRIMARY KEY (county, claim, round, turn),
  UNIQUE (county, claim, round, turn, adjuster),
  UNIQUE (county, claim, round, turn, qualifies),
  CHECK (isfinite(visited_on)),
  CHECK (jsonb_typeof(far) = 'array'::text AND far <> '[]'::jsonb),
  CHECK (why <> ''::text),
  FOREIGN KEY (county, claim, round, turn, adjuster) REFERENCES assignment(county, claim, round, turn, adjuster)
);
ALTER TABLE finding ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON finding TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON finding FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON finding TO fangpin_app;
GRANT SELECT ON finding TO fangpin_door;
GRANT SELECT ON finding TO fangpin_reader;

-- 佐证材料
CREATE TABLE evidence (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  claim bigint NOT NULL,
  round integer NOT NULL,
  turn integer NOT NULL,
  kind text NOT NULL,
  file bytea NOT NULL,
  print bit(256),
  PRIMARY KEY (county, id),
  UNIQUE (county, claim, round, turn, file),
  CHECK (length(file) = 32),
  FOREIGN KEY (county, claim, round, turn) REFERENCES finding(county, claim, round, turn)
);
ALTER TABLE evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON evidence TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON evidence FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON evidence TO fangpin_app;
GRANT SELECT ON evidence TO fangpin_door;
GRANT SELECT ON evidence TO fangpin_reader;

-- 佐证材料相似
CREATE TABLE evidence_likeness (
  county character(6) NOT NULL,
  evidence bigint NOT NULL,
  other bigint NOT NULL,
  reason text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, evidence, other),
  CHECK (other <> evidence),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, evidence) REFERENCES evidence(county, id),
  FOREIGN KEY (county, other) REFERENCES evidence(county, id)
);
CREATE INDEX evidence_likeness_other ON evidence_likeness USING btree (county, other);
ALTER TABLE evidence_likeness ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON evidence_likeness TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON evidence_likeness FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON evidence_likeness TO fangpin_app;
GRANT SELECT ON evidence_likeness TO fangpin_door;
GRANT SELECT ON evidence_likeness TO fangpin_reader;

-- 村两委审核
CREATE TABLE endorsement (
  county character(6) NOT NULL,
  claim bigint NOT NULL,
  round integer NOT NULL,
  turn integer NOT NULL,
  by_staff bigint NOT NULL,
  on_day date NOT NULL,
  opinion text NOT NULL,
  found boolean GENERATED ALWAYS AS (true) STORED,
  salt bytea NOT NULL,
  PRIMARY KEY (county, claim, round, turn),
  CHECK (isfinite(on_day)),
  CHECK (opinion <> ''::text),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, claim, round, turn, found) REFERENCES finding(county, claim, round, turn, qualifies)
);
ALTER TABLE endorsement ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON endorsement TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON endorsement FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON endorsement TO fangpin_app;
GRANT SELECT ON endorsement TO fangpin_door;
GRANT SELECT ON endorsement TO fangpin_reader;

-- 查勘回避
CREATE TABLE recusal (
  county character(6) NOT NULL,
  claim bigint NOT NULL,
  round integer NOT NULL,
  adjuster bigint NOT NULL,
  PRIMARY KEY (county, claim, round),
  FOREIGN KEY (county, adjuster) REFERENCES staff(county, id),
  FOREIGN KEY (county, claim) REFERENCES claim(county, id)
);
ALTER TABLE recusal ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON recusal TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON recusal FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON recusal TO fangpin_door;
GRANT SELECT ON recusal TO fangpin_app;
GRANT SELECT ON recusal TO fangpin_reader;

-- 村两委退回
CREATE TABLE village_return (
  county character(6) NOT NULL,
  claim bigint NOT NULL,
  round integer NOT NULL,
  turn integer NOT NULL,
  by_staff bigint NOT NULL,
  on_day date NOT NULL,
  opinion text NOT NULL,
  found boolean GENERATED ALWAYS AS (true) STORED,
  salt bytea NOT NULL,
  PRIMARY KEY (county, claim, round, turn),
  CHECK (isfinite(on_day)),
  CHECK (opinion <> ''::text),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, claim, round, turn, found) REFERENCES finding(county, claim, round, turn, qualifies)
);
ALTER TABLE village_return ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON village_return TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON village_return FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON village_return TO fangpin_app;
GRANT SELECT ON village_return TO fangpin_door;
GRANT SELECT ON village_return TO fangpin_reader;

-- 乡镇审核
CREATE TABLE review (
  county character(6) NOT NULL,
  claim bigint NOT NULL,
  round integer NOT NULL,
  turn integer NOT NULL,
  by_staff bigint NOT NULL,
  on_day date NOT NULL,
  passed boolean NOT NULL,
  opinion text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, claim, round, turn),
  UNIQUE (county, claim, round, turn, passed),
  CHECK (isfinite(on_day)),
  CHECK (opinion <> ''::text),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, claim, round, turn) REFERENCES endorsement(county, claim, round, turn)
);
ALTER TABLE review ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON review TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON review FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON review TO fangpin_app;
GRANT SELECT ON review TO fangpin_door;
GRANT SELECT ON review TO fangpin_reader;

-- 备案
CREATE TABLE filing (
  county character(6) NOT NULL,
  claim bigint NOT NULL,
  round integer NOT NULL,
  turn integer NOT NULL,
  year integer NOT NULL,
  no integer NOT NULL,
  filed_on date NOT NULL,
  filed_by bigint NOT NULL,
  adjuster bigint NOT NULL,
  passed boolean GENERATED ALWAYS AS (true) STORED,
  PRIMARY KEY (county, claim, round),
  UNIQUE (county, claim, round, adjuster),
  UNIQUE (county, year, no),
  CHECK (adjuster <> filed_by),
  CHECK (isfinite(filed_on)),
  CHECK (no > 0),
  FOREIGN KEY (county, claim, round, turn, adjuster) REFERENCES finding(county, claim, round, turn, adjuster),
  FOREIGN KEY (county, claim, round, turn, passed) REFERENCES review(county, claim, round, turn, passed),
  FOREIGN KEY (county, filed_by) REFERENCES staff(county, id)
);
ALTER TABLE filing ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON filing TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON filing FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON filing TO fangpin_app;
GRANT SELECT ON filing TO fangpin_door;
GRANT SELECT ON filing TO fangpin_reader;

-- payouts ---------------------------------------------------------------------------------------------------------------------------

-- 核定
CREATE TABLE assessment (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  claim bigint NOT NULL,
  round integer NOT NULL,
  part integer NOT NULL,
  adjuster bigint NOT NULL,
  assessed_by bigint NOT NULL,
  assessed_on date NOT NULL,
  scheme bigint NOT NULL,
  household bigint NOT NULL,
  person bigint,
  accumulator text NOT NULL,
  n integer NOT NULL,
  own numeric(14,2) NOT NULL,
  amount numeric(14,2) NOT NULL,
  facts jsonb NOT NULL,
  past jsonb NOT NULL,
  working jsonb NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, accumulator, n),
  UNIQUE (county, claim, round, part),
  CHECK (amount >= 0::numeric AND amount < 'NaN'::numeric),
  CHECK (assessed_by <> adjuster),
  CHECK (isfinite(assessed_on)),
  CHECK (n > 0),
  CHECK (own < 'NaN'::numeric),
  CHECK (part > 0),
  FOREIGN KEY (county, assessed_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, claim, round, adjuster) REFERENCES filing(county, claim, round, adjuster),
  FOREIGN KEY (county, scheme) REFERENCES adoption(county, scheme)
);
CREATE INDEX assessment_household ON assessment USING btree (county, household);
CREATE INDEX assessment_person ON assessment USING btree (county, person) WHERE person IS NOT NULL;
ALTER TABLE assessment ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON assessment TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON assessment FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON assessment TO fangpin_app;
GRANT SELECT ON assessment TO fangpin_door;
GRANT SELECT ON assessment TO fangpin_reader;

-- 救助金
CREATE TABLE payout (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  claim bigint NOT NULL,
  round integer NOT NULL,
  adjuster bigint NOT NULL,
  assessed_by bigint NOT NULL,
  scheme bigint NOT NULL,
  fund bigint NOT NULL,
  payee bigint NOT NULL,
  place bigint NOT NULL,
  amount numeric(14,2) NOT NULL,
  status text NOT NULL DEFAULT 'assessed'::text,
  filed integer GENERATED ALWAYS AS (
CASE
    WHEN status <> 'withdrawn'::text THEN round
    ELSE NULL::integer
END) STORED,
  PRIMARY KEY (county, id),
  UNIQUE (county, claim, round),
  CHECK (amount > 0::numeric AND amount < 'NaN'::numeric),
  CHECK (assessed_by <> adjuster),
  CHECK (status = ANY (ARRAY['assessed'::text, 'announced'::text, 'cleared'::text, 'listed'::text, 'sent'::text, 'paid'::text, 'returned'::text, 'withdrawn'::text])),
  FOREIGN KEY (county, assessed_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, claim, filed) REFERENCES claim(county, id, filed),
  FOREIGN KEY (county, claim, round, adjuster) REFERENCES filing(county, claim, round, adjuster),
  FOREIGN KEY (county, fund) REFERENCES policy(county, id),
  FOREIGN KEY (county, payee) REFERENCES person(county, id),
  FOREIGN KEY (county, place) REFERENCES place(county, id),
  FOREIGN KEY (county, scheme) REFERENCES adoption(county, scheme)
);
CREATE INDEX payout_place ON payout USING btree (county, place);
CREATE UNIQUE INDEX payout_live ON payout USING btree (county, claim) WHERE filed IS NOT NULL;
ALTER TABLE payout ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON payout TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON payout FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT SELECT ON payout TO fangpin_app;
GRANT SELECT ON payout TO fangpin_door;
GRANT SELECT ON payout TO fangpin_reader;
GRANT INSERT (county, id, claim, round, adjuster, assessed_by, scheme, fund, payee, place, amount) ON payout TO fangpin_app;
GRANT UPDATE (status) ON payout TO fangpin_door;

-- 撤回理由
CREATE TABLE withdrawal (
  county character(6) NOT NULL,
  payout bigint NOT NULL,
  withdrawn_by bigint NOT NULL,
  reason text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, payout),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, payout) REFERENCES payout(county, id),
  FOREIGN KEY (county, withdrawn_by) REFERENCES staff(county, id)
);
ALTER TABLE withdrawal ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON withdrawal TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON withdrawal FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON withdrawal TO fangpin_app;
GRANT SELECT ON withdrawal TO fangpin_door;
GRANT SELECT ON withdrawal TO fangpin_reader;

-- 由谁领取的提出
CREATE TABLE heir_naming (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  payout bigint NOT NULL,
  person bigint NOT NULL,
  reason text NOT NULL,
  asked_by bigint NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, asked_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, payout) REFERENCES payout(county, id),
  FOREIGN KEY (county, person) REFERENCES person(county, id)
);
CREATE INDEX heir_naming_payout ON heir_naming USING btree (county, payout);
ALTER TABLE heir_naming ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON heir_naming TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON heir_naming FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON heir_naming TO fangpin_app;
GRANT SELECT ON heir_naming TO fangpin_door;
GRANT SELECT ON heir_naming TO fangpin_reader;

-- 由谁领取
CREATE TABLE heir (
  county character(6) NOT NULL,
  payout bigint NOT NULL,
  n integer NOT NULL,
  person bigint NOT NULL,
  decided_by bigint NOT NULL,
  reason text NOT NULL,
  salt bytea NOT NULL,
  naming bigint,
  PRIMARY KEY (county, payout, n),
  CHECK (n > 0),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, decided_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, naming) REFERENCES heir_naming(county, id),
  FOREIGN KEY (county, payout) REFERENCES payout(county, id),
  FOREIGN KEY (county, person) REFERENCES person(county, id)
);
ALTER TABLE heir ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON heir TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON heir FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON heir TO fangpin_door;
GRANT SELECT ON heir TO fangpin_app;
GRANT SELECT ON heir TO fangpin_reader;

-- 花名册
CREATE TABLE list (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  fund bigint NOT NULL,
  dated date NOT NULL,
  rows integer NOT NULL,
  total numeric(14,2) NOT NULL,
  digest bytea NOT NULL,
  status text NOT NULL DEFAULT 'composed'::text,
  year integer,
  serial integer,
  again boolean,
  PRIMARY KEY (county, id),
  UNIQUE (county, year, serial),
  CHECK (isfinite(dated)),
  CHECK (num_nulls(year, serial) = ANY (ARRAY[0, 2])),
  CHECK (rows > 0),
  CHECK (serial > 0),
  CHECK (status = ANY (ARRAY['composed'::text, 'approved'::text, 'sent'::text, 'void'::text])),
  FOREIGN KEY (county, fund) REFERENCES policy(county, id)
);
CREATE INDEX list_fund ON list USING btree (county, fund);
ALTER TABLE list ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON list TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON list FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON list TO fangpin_door;
GRANT SELECT ON list TO fangpin_app;
GRANT SELECT ON list TO fangpin_reader;
GRANT UPDATE (status) ON list TO fangpin_door;

-- 花名册作废
CREATE TABLE list_void (
  county character(6) NOT NULL,
  list bigint NOT NULL,
  voided_by bigint NOT NULL,
  reason text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, list),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, list) REFERENCES list(county, id),
  FOREIGN KEY (county, voided_by) REFERENCES staff(county, id)
);
ALTER TABLE list_void ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON list_void TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON list_void FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON list_void TO fangpin_door;
GRANT SELECT ON list_void TO fangpin_app;
GRANT SELECT ON list_void TO fangpin_reader;

-- 花名册行
CREATE TABLE list_row (
  county character(6) NOT NULL,
  list bigint NOT NULL,
  n integer NOT NULL,
  payout bigint NOT NULL,
  amount numeric(14,2) NOT NULL,
  account bigint NOT NULL,
  PRIMARY KEY (county, list, n),
  UNIQUE (county, list, payout),
  FOREIGN KEY (county, account) REFERENCES confirmation(county, account),
  FOREIGN KEY (county, list) REFERENCES list(county, id),
  FOREIGN KEY (county, payout) REFERENCES payout(county, id)
);
CREATE INDEX list_row_payout ON list_row USING btree (county, payout);
ALTER TABLE list_row ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON list_row TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON list_row FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON list_row TO fangpin_door;
GRANT SELECT ON list_row TO fangpin_app;
GRANT SELECT ON list_row TO fangpin_reader;

-- 风险提示
CREATE TABLE list_flag (
  county character(6) NOT NULL,
  list bigint NOT NULL,
  payout bigint NOT NULL,
  kind text NOT NULL,
  composed boolean NOT NULL,
  PRIMARY KEY (county, list, payout, kind),
  CHECK (kind = ANY (ARRAY['second'::text, 'changed'::text, 'shared'::text, 'died'::text, 'staff'::text])),
  FOREIGN KEY (county, list) REFERENCES list(county, id),
  FOREIGN KEY (county, payout) REFERENCES payout(county, id)
);
ALTER TABLE list_flag ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON list_flag TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON list_flag FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON list_flag TO fangpin_door;
GRANT SELECT ON list_flag TO fangpin_app;
GRANT SELECT ON list_flag TO fangpin_reader;

-- 风险提示答复
CREATE TABLE flag_answer (
  county character(6) NOT NULL,
  list bigint NOT NULL,
  payout bigint NOT NULL,
  kind text NOT NULL,
  person bigint NOT NULL,
  reason text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, list, payout, kind, person),
  CHECK (kind = ANY (ARRAY['second'::text, 'changed'::text, 'shared'::text, 'died'::text, 'staff'::text])),
  CHECK (length(reason) >= 4),
  CHECK (length(salt) = 16),
  FOREIGN KEY (county, list) REFERENCES list(county, id),
  FOREIGN KEY (county, payout) REFERENCES payout(county, id),
  FOREIGN KEY (county, person) REFERENCES staff(county, id)
);
ALTER TABLE flag_answer ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON flag_answer TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON flag_answer FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON flag_answer TO fangpin_app;
GRANT SELECT ON flag_answer TO fangpin_door;
GRANT SELECT ON flag_answer TO fangpin_reader;

-- 经手
CREATE TABLE hand (
  county character(6) NOT NULL,
  list bigint NOT NULL,
  person bigint NOT NULL,
  part text NOT NULL,
  at timestamp with time zone NOT NULL,
  PRIMARY KEY (county, list, person),
  CHECK (isfinite(at)),
  CHECK (part = ANY (ARRAY['adjuster'::text, 'assessor'::text, 'clerk'::text, 'first'::text, 'second'::text, 'sender'::text])),
  FOREIGN KEY (county, list) REFERENCES list(county, id),
  FOREIGN KEY (county, person) REFERENCES staff(county, id)
);
CREATE UNIQUE INDEX hand_approves ON hand USING btree (county, list, part) WHERE part = ANY (ARRAY['first'::text, 'second'::text]);
ALTER TABLE hand ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON hand TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON hand FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON hand TO fangpin_door;
GRANT SELECT ON hand TO fangpin_app;
GRANT SELECT ON hand TO fangpin_reader;

-- 打款批次
CREATE TABLE batch (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  list bigint NOT NULL,
  sent_by bigint NOT NULL,
  sent_at timestamp with time zone NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (isfinite(sent_at)),
  FOREIGN KEY (county, list, sent_by) REFERENCES hand(county, list, person)
);
CREATE INDEX batch_list ON batch USING btree (county, list);
ALTER TABLE batch ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON batch TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON batch FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON batch TO fangpin_door;
GRANT SELECT ON batch TO fangpin_app;
GRANT SELECT ON batch TO fangpin_reader;

-- 打款指令
CREATE TABLE instruction (
  county character(6) NOT NULL,
  payout bigint NOT NULL,
  attempt integer NOT NULL,
  batch bigint NOT NULL,
  amount numeric(14,2) NOT NULL,
  account bigint NOT NULL,
  status text NOT NULL DEFAULT 'sent'::text,
  PRIMARY KEY (county, payout, attempt),
  CHECK (status = ANY (ARRAY['sent'::text, 'unknown'::text, 'paid'::text, 'returned'::text, 'twice'::text])),
  FOREIGN KEY (county, account) REFERENCES confirmation(county, account),
  FOREIGN KEY (county, batch) REFERENCES batch(county, id),
  FOREIGN KEY (county, payout) REFERENCES payout(county, id)
);
CREATE INDEX instruction_batch ON instruction USING btree (county, batch);
CREATE UNIQUE INDEX instruction_live ON instruction USING btree (county, payout) WHERE status <> ALL (ARRAY['returned'::text, 'twice'::text]);
ALTER TABLE instruction ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON instruction TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON instruction FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON instruction TO fangpin_door;
GRANT SELECT ON instruction TO fangpin_app;
GRANT SELECT ON instruction TO fangpin_reader;
GRANT UPDATE (status) ON instruction TO fangpin_door;

-- 发送后死亡核实
CREATE TABLE death_check (
  county character(6) NOT NULL,
  payout bigint NOT NULL,
  attempt integer NOT NULL,
  recalled boolean NOT NULL,
  words text NOT NULL,
  by_staff bigint NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, payout, attempt),
  CHECK (length(words) >= 4),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, payout, attempt) REFERENCES instruction(county, payout, attempt)
);
ALTER TABLE death_check ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON death_check TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON death_check FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON death_check TO fangpin_door;
GRANT SELECT ON death_check TO fangpin_app;
GRANT SELECT ON death_check TO fangpin_reader;

-- 回盘
CREATE TABLE answer (
  county character(6) NOT NULL,
  file bytea NOT NULL,
  id bigint NOT NULL,
  read_at timestamp with time zone NOT NULL,
  PRIMARY KEY (county, file),
  UNIQUE (county, id),
  CHECK (isfinite(read_at)),
  CHECK (length(file) = 32)
);
ALTER TABLE answer ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON answer TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON answer FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON answer TO fangpin_door;
GRANT SELECT ON answer TO fangpin_app;
GRANT SELECT ON answer TO fangpin_reader;

-- 回盘行
CREATE TABLE answer_line (
  county character(6) NOT NULL,
  answer bigint NOT NULL,
  line integer NOT NULL,
  payout bigint,
  attempt integer,
  amount numeric(14,2),
  outcome text,
  words text,
  break text,
  admitted_by bigint,
  PRIMARY KEY (county, answer, line),
  CHECK (break = ANY (ARRAY['unknown_instruction'::text, 'already_settled'::text, 'repeated'::text, 'amount_differs'::text, 'outcome_unknown'::text, 'contradicted'::text])),
  FOREIGN KEY (county, admitted_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, answer) REFERENCES answer(county, id)
);
CREATE INDEX answer_line_doubted ON answer_line USING btree (county, payout) WHERE outcome = 'paid'::text AND (break = ANY (ARRAY['contradicted'::text, 'already_settled'::text]));
CREATE INDEX answer_line_instruction ON answer_line USING btree (county, payout, attempt);
ALTER TABLE answer_line ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON answer_line TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON answer_line FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON answer_line TO fangpin_door;
GRANT SELECT ON answer_line TO fangpin_app;
GRANT SELECT ON answer_line TO fangpin_reader;
GRANT UPDATE (admitted_by) ON answer_line TO fangpin_door;

-- 回盘矛盾处理
CREATE TABLE resolution (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  answer bigint NOT NULL,
  line integer NOT NULL,
  paid boolean NOT NULL,
  file bytea NOT NULL,
  reason text NOT NULL,
  asked_by bigint NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (length(file) = 32),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, answer, line) REFERENCES answer_line(county, answer, line),
  FOREIGN KEY (county, asked_by) REFERENCES staff(county, id)
);
CREATE INDEX resolution_line ON resolution USING btree (county, answer, line);
ALTER TABLE resolution ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON resolution TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON resolution FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON resolution TO fangpin_app;
GRANT SELECT ON resolution TO fangpin_door;
GRANT SELECT ON resolution TO fangpin_reader;

-- publicity -------------------------------------------------------------------------------------------------------------------------

-- 公示
CREATE TABLE notice (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  village bigint NOT NULL,
  year integer NOT NULL,
  serial integer NOT NULL,
  dated date NOT NULL,
  days integer NOT NULL,
  past_holiday boolean NOT NULL,
  past_weekend boolean NOT NULL,
  rows integer NOT NULL,
  total numeric(14,2) NOT NULL,
  digest bytea NOT NULL,
  about text,
  made_at timestamp with time zone,
  PRIMARY KEY (county, id),
  UNIQUE (county, village, year, serial),
  CHECK (about = 'watch'::text),
  CHECK (isfinite(dated)),
  CHECK (isfinite(made_at)),
  CHECK (rows > 0),
  CHECK (serial > 0),
  FOREIGN KEY (county, village) REFERENCES place(county, id)
);
ALTER TABLE notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON notice TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON notice FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON notice TO fangpin_door;
GRANT SELECT ON notice TO fangpin_app;
GRANT SELECT ON notice TO fangpin_reader;
GRANT UPDATE (id) ON notice TO fangpin_door;

-- 公示行
CREATE TABLE notice_row (
  county character(6) NOT NULL,
  notice bigint NOT NULL,
  n integer NOT NULL,
  payout bigint,
  place bigint NOT NULL,
  amount numeric(14,2) NOT NULL,
  watch bigint,
  matter bigint GENERATED ALWAYS AS (COALESCE(payout, watch)) STORED,
  evaluation integer,
  PRIMARY KEY (county, notice, n),
  UNIQUE (county, payout),
  UNIQUE (county, watch, evaluation),
  CHECK ((watch IS NULL) = (evaluation IS NULL)),
  CHECK (num_nonnulls(payout, watch) = 1),
  FOREIGN KEY (county, notice) REFERENCES notice(county, id),
  FOREIGN KEY (county, payout) REFERENCES payout(county, id),
  FOREIGN KEY (county, watch) REFERENCES watch(county, id),
  FOREIGN KEY (county, watch, evaluation) REFERENCES evaluation(county, watch, n)
);
CREATE UNIQUE INDEX notice_row_matter_once ON notice_row USING btree (county, matter, notice);
ALTER TABLE notice_row ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON notice_row TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON notice_row FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON notice_row TO fangpin_door;
GRANT SELECT ON notice_row TO fangpin_app;
GRANT SELECT ON notice_row TO fangpin_reader;

-- 张贴
CREATE TABLE posting (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  notice bigint NOT NULL,
  place bigint NOT NULL,
  posted_on date NOT NULL,
  photo bytea NOT NULL,
  recorded_by bigint NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  late integer GENERATED ALWAYS AS ((recorded_at AT TIME ZONE 'Asia/Shanghai'::text)::date - posted_on) STORED,
  down_on date,
  print bit(256),
  PRIMARY KEY (county, id),
  CHECK (isfinite(down_on)),
  CHECK (isfinite(posted_on)),
  CHECK (isfinite(recorded_at)),
  CHECK (length(photo) = 32),
  FOREIGN KEY (county, notice) REFERENCES notice(county, id),
  FOREIGN KEY (county, place) REFERENCES place(county, id),
  FOREIGN KEY (county, recorded_by) REFERENCES staff(county, id)
);
CREATE INDEX posting_notice ON posting USING btree (county, notice);
CREATE UNIQUE INDEX posting_stands ON posting USING btree (county, notice, place) WHERE down_on IS NULL;
ALTER TABLE posting ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON posting TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON posting FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT SELECT ON posting TO fangpin_app;
GRANT SELECT ON posting TO fangpin_door;
GRANT SELECT ON posting TO fangpin_reader;
GRANT INSERT (county, id, notice, place, posted_on, photo, recorded_by, print) ON posting TO fangpin_app;
GRANT UPDATE (down_on) ON posting TO fangpin_door;

-- 张贴变动
CREATE TABLE posting_change (
  county character(6) NOT NULL,
  posting bigint NOT NULL,
  n integer NOT NULL,
  down_on date,
  by_staff bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  reason text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, posting, n),
  CHECK (isfinite(at)),
  CHECK (isfinite(down_on)),
  CHECK (n > 0),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, posting) REFERENCES posting(county, id)
);
ALTER TABLE posting_change ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON posting_change TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON posting_change FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON posting_change TO fangpin_door;
GRANT SELECT ON posting_change TO fangpin_app;
GRANT SELECT ON posting_change TO fangpin_reader;

-- 张贴照片相似
CREATE TABLE posting_likeness (
  county character(6) NOT NULL,
  posting bigint NOT NULL,
  other bigint NOT NULL,
  reason text NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (county, posting, other),
  CHECK (other <> posting),
  CHECK (reason <> ''::text),
  FOREIGN KEY (county, other) REFERENCES posting(county, id),
  FOREIGN KEY (county, posting) REFERENCES posting(county, id)
);
CREATE INDEX posting_likeness_other ON posting_likeness USING btree (county, other);
ALTER TABLE posting_likeness ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON posting_likeness TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON posting_likeness FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON posting_likeness TO fangpin_app;
GRANT SELECT ON posting_likeness TO fangpin_door;
GRANT SELECT ON posting_likeness TO fangpin_reader;

-- 公示期
CREATE TABLE clock (
  county character(6) NOT NULL,
  notice bigint NOT NULL,
  place bigint NOT NULL,
  run integer NOT NULL,
  village_posting bigint NOT NULL,
  place_posting bigint NOT NULL,
  last_day date NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  restarted_at timestamp with time zone,
  PRIMARY KEY (county, notice, place, run),
  CHECK (isfinite(ends_at)),
  CHECK (isfinite(last_day)),
  CHECK (isfinite(restarted_at)),
  FOREIGN KEY (county, notice) REFERENCES notice(county, id),
  FOREIGN KEY (county, place_posting) REFERENCES posting(county, id),
  FOREIGN KEY (county, village_posting) REFERENCES posting(county, id)
);
CREATE UNIQUE INDEX clock_runs ON clock USING btree (county, notice, place) WHERE restarted_at IS NULL;
ALTER TABLE clock ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON clock TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON clock FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON clock TO fangpin_door;
GRANT SELECT ON clock TO fangpin_app;
GRANT SELECT ON clock TO fangpin_reader;
GRANT UPDATE (restarted_at) ON clock TO fangpin_door;

-- 公示无异议
CREATE TABLE clearance (
  county character(6) NOT NULL,
  payout bigint NOT NULL,
  notice bigint NOT NULL,
  place bigint NOT NULL,
  run integer NOT NULL,
  cleared_at timestamp with time zone NOT NULL,
  PRIMARY KEY (county, payout),
  CHECK (isfinite(cleared_at)),
  FOREIGN KEY (county, notice, place, run) REFERENCES clock(county, notice, place, run),
  FOREIGN KEY (county, payout) REFERENCES payout(county, id)
);
CREATE INDEX clearance_clock ON clearance USING btree (county, notice, place, run);
ALTER TABLE clearance ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON clearance TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON clearance FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON clearance TO fangpin_door;
GRANT SELECT ON clearance TO fangpin_app;
GRANT SELECT ON clearance TO fangpin_reader;

-- 异议
CREATE TABLE objection (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  payout bigint,
  words text NOT NULL,
  received_on date NOT NULL,
  received_by bigint NOT NULL,
  received_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  upheld boolean,
  reason text,
  decided_by bigint,
  decided_at timestamp with time zone,
  salt bytea NOT NULL,
  watch bigint,
  matter bigint GENERATED ALWAYS AS (COALESCE(payout, watch)) STORED,
  PRIMARY KEY (county, id),
  CHECK (isfinite(decided_at)),
  CHECK (isfinite(received_at)),
  CHECK (isfinite(received_on)),
  CHECK (num_nonnulls(payout, watch) = 1),
  CHECK (num_nulls(upheld, reason, decided_by, decided_at) = ANY (ARRAY[0, 4])),
  CHECK (reason <> ''::text),
  CHECK (words <> ''::text),
  FOREIGN KEY (county, decided_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, payout) REFERENCES payout(county, id),
  FOREIGN KEY (county, received_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, watch) REFERENCES watch(county, id)
);
CREATE INDEX objection_matter_open ON objection USING btree (county, matter) WHERE upheld IS NULL;
CREATE INDEX objection_open ON objection USING btree (county, payout) WHERE upheld IS NULL;
CREATE INDEX objection_payout ON objection USING btree (county, payout);
ALTER TABLE objection ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON objection TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON objection FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON objection TO fangpin_door;
GRANT SELECT ON objection TO fangpin_app;
GRANT SELECT ON objection TO fangpin_reader;
GRANT UPDATE (upheld, reason, decided_by, decided_at) ON objection TO fangpin_door;

-- 异议答复书
CREATE TABLE objection_answer (
  county character(6) NOT NULL,
  objection bigint NOT NULL,
  year integer NOT NULL,
  no integer NOT NULL,
  PRIMARY KEY (county, objection),
  UNIQUE (county, year, no),
  CHECK (no > 0),
  FOREIGN KEY (county, objection) REFERENCES objection(county, id)
);
ALTER TABLE objection_answer ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON objection_answer TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON objection_answer FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON objection_answer TO fangpin_door;
GRANT SELECT ON objection_answer TO fangpin_app;
GRANT SELECT ON objection_answer TO fangpin_reader;

-- 异议佐证
CREATE TABLE objection_file (
  county character(6) NOT NULL,
  objection bigint NOT NULL,
  n integer NOT NULL,
  file bytea NOT NULL,
  by_staff bigint NOT NULL,
  PRIMARY KEY (county, objection, n),
  UNIQUE (county, objection, file),
  CHECK (length(file) = 32),
  CHECK (n > 0),
  FOREIGN KEY (county, by_staff) REFERENCES staff(county, id),
  FOREIGN KEY (county, objection) REFERENCES objection(county, id)
);
ALTER TABLE objection_file ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON objection_file TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON objection_file FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON objection_file TO fangpin_door;
GRANT SELECT ON objection_file TO fangpin_app;
GRANT SELECT ON objection_file TO fangpin_reader;

-- 监测公示满期
CREATE TABLE watch_clearance (
  county character(6) NOT NULL,
  watch bigint NOT NULL,
  n integer NOT NULL,
  event text GENERATED ALWAYS AS ('approve'::text) STORED,
  notice bigint NOT NULL,
  place bigint NOT NULL,
  run integer NOT NULL,
  PRIMARY KEY (county, watch, n),
  FOREIGN KEY (county, notice, place, run) REFERENCES clock(county, notice, place, run),
  FOREIGN KEY (county, watch, n, event) REFERENCES watch_event(county, watch, n, event)
);
CREATE INDEX watch_clearance_clock ON watch_clearance USING btree (county, notice, place, run);
ALTER TABLE watch_clearance ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON watch_clearance TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON watch_clearance FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON watch_clearance TO fangpin_door;
GRANT SELECT ON watch_clearance TO fangpin_app;
GRANT SELECT ON watch_clearance TO fangpin_reader;

-- ledger ----------------------------------------------------------------------------------------------------------------------------

-- 凭证
CREATE TABLE entry (
  county character(6) NOT NULL,
  id bigint NOT NULL,
  ref text NOT NULL,
  on_day date NOT NULL,
  month date GENERATED ALWAYS AS (make_date(EXTRACT(year FROM on_day)::integer, EXTRACT(month FROM on_day)::integer, 1)) STORED,
  no integer NOT NULL,
  memo text NOT NULL,
  made_by bigint NOT NULL,
  checked_by bigint,
  reverses bigint,
  PRIMARY KEY (county, id),
  UNIQUE (county, month, no),
  UNIQUE (county, ref),
  UNIQUE (county, reverses),
  CHECK (checked_by <> made_by),
  CHECK (isfinite(month)),
  CHECK (isfinite(on_day)),
  CHECK (memo <> ''::text),
  CHECK (no > 0),
  CHECK (ref <> ''::text),
  FOREIGN KEY (county, checked_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, made_by) REFERENCES staff(county, id),
  FOREIGN KEY (county, reverses) REFERENCES entry(county, id)
);
ALTER TABLE entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON entry TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON entry FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON entry TO fangpin_door;
GRANT SELECT ON entry TO fangpin_app;
GRANT SELECT ON entry TO fangpin_reader;

-- 分录
CREATE TABLE transfer (
  county character(6) NOT NULL,
  entry bigint NOT NULL,
  n integer NOT NULL,
  debit text NOT NULL,
  credit text NOT NULL,
  amount numeric(14,2) NOT NULL,
  ref text NOT NULL,
  PRIMARY KEY (county, entry, n),
  CHECK (amount > 0::numeric AND amount < 'NaN'::numeric),
  CHECK (credit <> debit),
  CHECK (n > 0),
  FOREIGN KEY (county, entry) REFERENCES entry(county, id),
  FOREIGN KEY (credit) REFERENCES chart(code),
  FOREIGN KEY (debit) REFERENCES chart(code)
);
CREATE INDEX transfer_ref ON transfer USING btree (county, ref);
ALTER TABLE transfer ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON transfer TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON transfer FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON transfer TO fangpin_door;
GRANT SELECT ON transfer TO fangpin_app;
GRANT SELECT ON transfer TO fangpin_reader;

-- 凭证月号
CREATE TABLE voucher_month (
  county character(6) NOT NULL,
  month date NOT NULL,
  last integer NOT NULL,
  PRIMARY KEY (county, month),
  CHECK (isfinite(month)),
  CHECK (last > 0)
);
ALTER TABLE voucher_month ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON voucher_month TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON voucher_month FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON voucher_month TO fangpin_door;
GRANT SELECT ON voucher_month TO fangpin_app;
GRANT SELECT ON voucher_month TO fangpin_reader;
GRANT UPDATE (last) ON voucher_month TO fangpin_door;

-- 科目
CREATE TABLE chart (
  code text NOT NULL,
  name text NOT NULL,
  side text NOT NULL,
  PRIMARY KEY (code),
  CHECK (side = ANY (ARRAY['debit'::text, 'credit'::text]))
);
GRANT SELECT ON chart TO fangpin_app;
GRANT SELECT ON chart TO fangpin_door;
GRANT SELECT ON chart TO fangpin_reader;

-- deed ------------------------------------------------------------------------------------------------------------------------------

-- 存证之首
CREATE TABLE head (
  county character(6) NOT NULL,
  size bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  since timestamp with time zone,
  PRIMARY KEY (county),
  CHECK (isfinite(at)),
  CHECK (isfinite(since)),
  CHECK (size > 0)
);
ALTER TABLE head ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON head TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON head FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT, UPDATE ON head TO fangpin_door;
GRANT SELECT ON head TO fangpin_app;
GRANT SELECT ON head TO fangpin_reader;
GRANT UPDATE (since) ON head TO fangpin_door;

-- 存证
CREATE TABLE deed (
  county character(6) NOT NULL,
  leaf bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  leaf_at timestamp with time zone NOT NULL,
  person bigint NOT NULL,
  verb text NOT NULL,
  subject text NOT NULL,
  body bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (county, leaf),
  CHECK (isfinite(at)),
  CHECK (isfinite(leaf_at)),
  CHECK (verb <> ''::text)
);
CREATE INDEX deed_approve ON deed USING btree (county, at) WHERE verb = 'payouts.approve'::text;
CREATE INDEX deed_at ON deed USING btree (county, at);
CREATE INDEX deed_person ON deed USING btree (county, person, leaf);
CREATE INDEX deed_recover ON deed USING btree (county, at) WHERE verb = 'staff.recover'::text;
CREATE INDEX deed_verb ON deed USING btree (county, verb, leaf);
ALTER TABLE deed ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON deed TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON deed FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON deed TO fangpin_door;
GRANT SELECT ON deed TO fangpin_app;
GRANT SELECT ON deed TO fangpin_reader;

-- 检查点
CREATE TABLE checkpoint (
  county character(6) NOT NULL,
  size bigint NOT NULL,
  root bytea NOT NULL,
  note text NOT NULL,
  at timestamp with time zone NOT NULL,
  PRIMARY KEY (county, size),
  CHECK (isfinite(at)),
  CHECK (length(root) = 32),
  CHECK (size > 0)
);
ALTER TABLE checkpoint ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON checkpoint TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON checkpoint FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON checkpoint TO fangpin_door;
GRANT SELECT ON checkpoint TO fangpin_app;
GRANT SELECT ON checkpoint TO fangpin_reader;

-- 存证清单
CREATE TABLE cover (
  county character(6) NOT NULL,
  leaf bigint NOT NULL,
  tab text NOT NULL,
  keys text[] NOT NULL,
  digests bytea NOT NULL,
  root bytea NOT NULL,
  PRIMARY KEY (county, leaf, tab),
  CHECK (cardinality(keys) > 0),
  CHECK (length(digests) = (32 * cardinality(keys))),
  CHECK (length(root) = 32),
  FOREIGN KEY (county, leaf) REFERENCES deed(county, leaf)
);
CREATE INDEX cover_keys ON cover USING gin (keys);
ALTER TABLE cover ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON cover TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON cover FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON cover TO fangpin_door;
GRANT SELECT ON cover TO fangpin_app;
GRANT SELECT ON cover TO fangpin_reader;

-- 存证树节点
CREATE TABLE node (
  county character(6) NOT NULL,
  n bigint NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (county, n),
  CHECK (length(hash) = 32)
);
ALTER TABLE node ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON node TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY reader ON node FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT INSERT, SELECT ON node TO fangpin_door;
GRANT SELECT ON node TO fangpin_app;
GRANT SELECT ON node TO fangpin_reader;

-- 已办的表单
CREATE TABLE form_sent (
  county character(6) NOT NULL,
  key bytea NOT NULL,
  staff bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  PRIMARY KEY (county, key),
  CHECK (isfinite(at)),
  CHECK (length(key) = 32),
  FOREIGN KEY (county, staff) REFERENCES staff(county, id)
);
ALTER TABLE form_sent ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON form_sent TO fangpin_app USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
GRANT INSERT, SELECT ON form_sent TO fangpin_app;

-- pg --------------------------------------------------------------------------------------------------------------------------------

-- 办公室设置
CREATE TABLE office (
  county character(6) NOT NULL,
  name text NOT NULL,
  phone text NOT NULL,
  late_days integer NOT NULL,
  again_months integer NOT NULL DEFAULT 0,
  self_apply boolean NOT NULL DEFAULT false,
  reveal_hour integer NOT NULL DEFAULT 10,
  reveal_day integer NOT NULL DEFAULT 40,
  rp_id text,
  rp_id_at timestamp with time zone,
  slack_days integer NOT NULL DEFAULT 0,
  least_days integer NOT NULL DEFAULT 0,
  PRIMARY KEY (county),
  UNIQUE (county, rp_id),
  CHECK (again_months >= 0),
  CHECK (isfinite(rp_id_at)),
  CHECK (late_days >= 0),
  CHECK (least_days >= 0),
  CHECK (reveal_day > 0),
  CHECK (reveal_hour > 0),
  CHECK (rp_id <> ''::text AND rp_id = lower(rp_id)),
  CHECK (slack_days >= 0)
);
ALTER TABLE office ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON office TO fangpin_app, fangpin_door USING (county = (( SELECT
        CASE
            WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) THEN current_setting('fangpin.county'::text, true)
            ELSE "right"(SESSION_USER::text, 6)
        END::bpchar AS "right")));
CREATE POLICY door ON office TO fangpin_door USING (true);
CREATE POLICY reader ON office FOR SELECT TO fangpin_reader USING (county = (( SELECT reads() AS reads)));
GRANT SELECT ON office TO fangpin_app;
GRANT SELECT ON office TO fangpin_door;
GRANT SELECT ON office TO fangpin_reader;
GRANT UPDATE (rp_id) ON office TO fangpin_door;

-- 审计账号
CREATE TABLE reader (
  login text NOT NULL,
  county character(6) NOT NULL,
  PRIMARY KEY (login)
);
GRANT SELECT ON reader TO fangpin_door;

-- 密钥指纹
CREATE TABLE key_print (
  what text NOT NULL,
  print bytea NOT NULL,
  mac bytea NOT NULL,
  known_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (what, print),
  CHECK (isfinite(known_at)),
  CHECK (length(mac) = 32),
  CHECK (length(print) = 32),
  CHECK (what = ANY (ARRAY['tag'::text, 'seal'::text, 'file'::text, 'checkpoint'::text]))
);
CREATE UNIQUE INDEX key_print_one ON key_print USING btree (what) WHERE what = 'tag'::text;
GRANT INSERT, SELECT ON key_print TO fangpin_door;
GRANT SELECT ON key_print TO fangpin_app;

-- calendar --------------------------------------------------------------------------------------------------------------------------

-- 放假日历
CREATE TABLE day (
  on_day date NOT NULL,
  holiday boolean NOT NULL,
  weekend boolean NOT NULL,
  PRIMARY KEY (on_day),
  CHECK (isfinite(on_day))
);
GRANT SELECT ON day TO fangpin_app;
GRANT SELECT ON day TO fangpin_door;
GRANT SELECT ON day TO fangpin_reader;

-- area ------------------------------------------------------------------------------------------------------------------------------

-- 行政区划
CREATE TABLE division (
  code character(12) NOT NULL,
  name text NOT NULL,
  parent character(12),
  level text NOT NULL,
  PRIMARY KEY (code),
  CHECK (level = ANY (ARRAY['province'::text, 'prefecture'::text, 'county'::text, 'township'::text, 'village'::text])),
  FOREIGN KEY (parent) REFERENCES division(code)
);
GRANT SELECT ON division TO fangpin_app;
GRANT SELECT ON division TO fangpin_door;
GRANT SELECT ON division TO fangpin_reader;

-- migrations ------------------------------------------------------------------------------------------------------------------------

-- 结构版本
CREATE TABLE goose_db_version (
  id integer GENERATED BY DEFAULT AS IDENTITY,
  version_id bigint NOT NULL,
  is_applied boolean NOT NULL,
  tstamp timestamp without time zone NOT NULL DEFAULT now(),
  PRIMARY KEY (id)
);
GRANT SELECT ON goose_db_version TO fangpin_app;
GRANT SELECT ON goose_db_version TO fangpin_door;
GRANT SELECT ON goose_db_version TO fangpin_reader;

-- 函数版本
CREATE TABLE applied (
  n integer GENERATED ALWAYS AS IDENTITY,
  hash text NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (n),
  CHECK (hash ~ '^[0-9a-f]{64}$'::text),
  CHECK (isfinite(at))
);
GRANT SELECT ON applied TO fangpin_app;

-- Views -----------------------------------------------------------------------------------------------------------------------------

CREATE VIEW account_course WITH (security_invoker=true) AS
 SELECT a.county,
    a.id AS account,
    a.person,
    a.tag,
    a.bank,
    k.account IS NOT NULL AS confirmed,
    ( SELECT min(y.proposed_at) AS min
           FROM proposal y
          WHERE y.county = a.county AND y.act = 'account'::text AND y.subject = a.id) AS entered_at,
    ( SELECT max(y.decided_at) AS max
           FROM proposal y
          WHERE y.county = a.county AND y.act = 'account'::text AND y.subject = a.id AND y.confirmed) AS confirmed_at,
    k.account IS NULL AND (EXISTS ( SELECT
           FROM proposal y
          WHERE y.county = a.county AND y.act = 'account'::text AND y.subject = a.id AND y.confirmed IS FALSE)) AS refused
   FROM account a
     LEFT JOIN confirmation k ON k.county = a.county AND k.account = a.id;

CREATE VIEW contradiction WITH (security_invoker=true) AS
 SELECT l.county,
    l.answer,
    l.line,
    l.payout,
    l.attempt,
    l.amount
   FROM answer_line l
  WHERE l.outcome = 'paid'::text AND (l.break = ANY (ARRAY['contradicted'::text, 'already_settled'::text])) AND (l.break = 'contradicted'::text OR (EXISTS ( SELECT
           FROM answer_line s
          WHERE s.county = l.county AND s.payout = l.payout AND s.attempt = l.attempt AND s.break IS NULL AND s.outcome = 'returned'::text))) AND NOT (EXISTS ( SELECT
           FROM answer_line x
             JOIN resolution r ON r.county = x.county AND r.answer = x.answer AND r.line = x.line
             JOIN proposal p ON p.county = r.county AND p.act = 'resolution'::text AND p.subject = r.id AND p.confirmed
          WHERE x.county = l.county AND x.payout = l.payout AND x.attempt = l.attempt AND (l.break = 'already_settled'::text OR p.decided_at > (( SELECT a.read_at
                   FROM answer a
                  WHERE a.county = l.county AND a.id = l.answer)))));

CREATE VIEW household_head WITH (security_invoker=true) AS
 SELECT person.county,
    person.household,
    person.id,
    person.name,
    person.id_no,
    person.born_on,
    person.died_on
   FROM person
  WHERE person.relation = 'head'::text;

CREATE VIEW judged_row WITH (security_invoker=true) AS
 SELECT r.county,
    r.id,
    r.report,
    r.sheet,
    r.line,
    r.id_tag,
    r.told,
    r.bound,
    r.facts,
    r.cells,
    r.tag,
        CASE
            WHEN o.n IS NULL THEN r.household
            ELSE o.household
        END AS household,
        CASE
            WHEN o.n IS NULL THEN r.person
            ELSE o.person
        END AS person,
    COALESCE(o.outcome, r.outcome) AS outcome,
        CASE
            WHEN o.n IS NULL THEN r.reason
            ELSE o.reason
        END AS reason
   FROM report_row r
     LEFT JOIN ( SELECT i.county,
            i.report_row,
            i.n,
            i.outcome,
            i.reason,
            i.household,
            i.person
           FROM row_outcome i
          WHERE i.purpose = 'insurance'::text AND NOT (EXISTS ( SELECT
                   FROM row_outcome x
                  WHERE x.county = i.county AND x.report_row = i.report_row AND x.purpose = i.purpose AND x.n > i.n AND x.n > 1))) o ON o.county = r.county AND o.report_row = r.id;

CREATE VIEW measure_closing WITH (security_invoker=true) AS
 SELECT c.county,
    c.watch,
    m.n,
    m.kind,
    m.ordered_to,
    m.due_on,
    m.words,
    c.closed_n,
    c.closed,
    c.closed_on
   FROM ( SELECT e.county,
            e.watch,
            max(e.n) FILTER (WHERE e.event = 'measure'::text) AS n,
            max(e.n) FILTER (WHERE e.event <> 'measure'::text) AS closed_n,
            max(e.event) FILTER (WHERE e.event <> 'measure'::text) AS closed,
            max(e.on_day) FILTER (WHERE e.event <> 'measure'::text) AS closed_on
           FROM ( SELECT w.county,
                    w.watch,
                    w.n,
                    w.event,
                    w.on_day,
                    w.detail ->> 'kind'::text AS kind,
                    row_number() OVER (PARTITION BY w.county, w.watch, (w.detail ->> 'kind'::text), (w.event = 'measure'::text) ORDER BY w.n) AS nth
                   FROM watch_event w
                  WHERE w.event = ANY (ARRAY['measure'::text, 'done'::text, 'withdraw'::text])) e
          GROUP BY e.county, e.watch, e.kind, e.nth) c
     JOIN measure m ON m.county = c.county AND m.watch = c.watch AND m.n = c.n;

CREATE VIEW open_objection WITH (security_invoker=true) AS
 SELECT objection.county,
    objection.id,
    objection.payout,
    objection.watch,
    objection.matter,
    objection.received_on,
    objection.received_by,
    objection.received_at
   FROM objection
  WHERE objection.upheld IS NULL;

CREATE VIEW payout_receiver WITH (security_invoker=true) AS
 SELECT p.county,
    p.id AS payout,
        CASE
            WHEN e.died_on IS NULL THEN p.payee
            ELSE h.person
        END AS person,
    e.name AS payee
   FROM payout p
     JOIN person e ON e.county = p.county AND e.id = p.payee
     LEFT JOIN heir h ON h.county = p.county AND h.payout = p.id AND NOT (EXISTS ( SELECT
           FROM heir x
          WHERE x.county = h.county AND x.payout = h.payout AND x.n > h.n));

CREATE VIEW payout_trouble WITH (security_invoker=true) AS
 SELECT r.county,
    r.payout,
    r.person,
    COALESCE(o.name, r.payee) AS receiver,
        CASE
            WHEN (EXISTS ( SELECT
               FROM open_objection x
              WHERE x.county = r.county AND x.payout = r.payout)) THEN 'objection'::text
            WHEN (EXISTS ( SELECT
               FROM contradiction x
              WHERE x.county = r.county AND x.payout = r.payout)) THEN 'contradicted'::text
            WHEN r.person IS NULL THEN 'nobody_named'::text
            WHEN o.died_on IS NOT NULL THEN 'named_died'::text
            WHEN (EXISTS ( SELECT
               FROM account a
                 JOIN confirmation k ON k.county = a.county AND k.account = a.id
              WHERE a.county = r.county AND a.person = r.person)) THEN NULL::text
            WHEN (EXISTS ( SELECT
               FROM account a
              WHERE a.county = r.county AND a.person = r.person AND NOT (EXISTS ( SELECT
                       FROM proposal y
                      WHERE y.county = a.county AND y.act = 'account'::text AND y.subject = a.id AND (y.confirmed IS FALSE OR y.confirmed IS NULL AND y.expires_at <= clock_timestamp()))))) THEN 'account_unconfirmed'::text
            WHEN (EXISTS ( SELECT
               FROM account a
              WHERE a.county = r.county AND a.person = r.person)) THEN 'account_refused'::text
            ELSE 'no_account'::text
        END AS trouble
   FROM payout_receiver r
     LEFT JOIN person o ON o.county = r.county AND o.id = r.person;

CREATE VIEW running_clock WITH (security_invoker=true) AS
 SELECT clock.county,
    clock.notice,
    clock.place,
    clock.run,
    clock.village_posting,
    clock.place_posting,
    clock.last_day,
    clock.ends_at
   FROM clock
  WHERE clock.restarted_at IS NULL;

CREATE VIEW sent_death WITH (security_invoker=true) AS
 SELECT i.county,
    i.payout,
    i.attempt,
    o.id AS person,
    o.name,
    o.died_on,
    b.sent_at,
    k.payout IS NULL AS open
   FROM person o
     JOIN account a ON a.county = o.county AND a.person = o.id
     JOIN instruction i ON i.county = a.county AND i.account = a.id
     JOIN payout p ON p.county = i.county AND p.id = i.payout
     JOIN batch b ON b.county = i.county AND b.id = i.batch
     LEFT JOIN death_check k ON k.county = i.county AND k.payout = i.payout AND k.attempt = i.attempt
  WHERE o.died_on IS NOT NULL AND (p.status = 'sent'::text OR p.status = 'paid'::text AND i.status = 'paid'::text AND o.died_on <= (b.sent_at AT TIME ZONE 'Asia/Shanghai'::text)::date) AND NOT (EXISTS ( SELECT
           FROM instruction j
          WHERE j.county = i.county AND j.payout = i.payout AND j.attempt > i.attempt AND p.status = 'sent'::text));

CREATE VIEW watched_row WITH (security_invoker=true) AS
 SELECT r.county,
    r.id,
    r.report,
    r.sheet,
    r.line,
    r.id_tag,
    r.told,
    r.bound,
    r.facts,
    r.cells,
    r.tag,
    o.household,
    o.person,
    o.outcome,
    o.reason,
    o.decided_by
   FROM report_row r
     LEFT JOIN ( SELECT i.county,
            i.report_row,
            i.outcome,
            i.reason,
            i.household,
            i.person,
            i.decided_by
           FROM row_outcome i
          WHERE i.purpose = 'watch'::text AND NOT (EXISTS ( SELECT
                   FROM row_outcome x
                  WHERE x.county = i.county AND x.report_row = i.report_row AND x.purpose = i.purpose AND x.n > i.n AND x.n > 1))) o ON o.county = r.county AND o.report_row = r.id;

-- Functions: their bodies stand in procedures/ --------------------------------------------------------------------------------------

-- account_confirm(c character, accounts bigint[], seen bytea[], who bigint) → bigint[], of fangpin_door, for fangpin_gate
-- administrators_differ(c character, proposals bigint[], who bigint) → void, of fangpin_door
-- admins_unable(c character, without bigint) → SETOF text, of fangpin_door, for fangpin_app
-- answer_admit(c character, of_answer bigint, no integer, who bigint) → bigint, of fangpin_door, for fangpin_gate
-- answer_settle(c character, of_file bytea, no bigint, ids bigint[], attempts integer[], amounts numeric[], outcomes text[], words text[], who bigint) → boolean, of fangpin_door, for fangpin_app
-- batch_instruct(c character, no bigint, from_list bigint, ids bigint[], accounts bigint[], who bigint) → void, of fangpin_door
-- batch_reissue(c character, no bigint, from_list bigint, ids bigint[], accounts bigint[], who bigint) → void, of fangpin_door, for fangpin_gate
-- batch_send(c character, no bigint, from_list bigint, who bigint) → void, of fangpin_door, for fangpin_gate
-- claim_another(c character, ids bigint[], adjusters bigint[]) → void, of fangpin_door, for fangpin_app
-- claim_apart(c character, ids bigint[], act text, who bigint) → void, of fangpin_door, for fangpin_app
-- claim_hands(c character, claims bigint[], rounds integer[]) → TABLE(claim bigint, part text, human bigint), of fangpin_door
-- claim_void(c character, ids bigint[], why text, who bigint) → void, of fangpin_door, for fangpin_app
-- correction_enter(c character, no bigint, of_kind text, of_row bigint, who bigint, why text, with_salt bytea) → correction, of fangpin_door
-- counties() → TABLE(county character, name text), of fangpin_door, for fangpin_app
-- death_check_enter(c character, of_payout bigint, recall boolean, said text, who bigint, with_salt bytea) → integer, of fangpin_door, for fangpin_app
-- death_correct(c character, no bigint, of_person bigint, who bigint, why text, with_salt bytea) → void, of fangpin_door, for fangpin_app
-- death_record(c character, ids bigint[], days date[], who bigint) → void, of fangpin_door, for fangpin_app
-- deed_seal(c character, t timestamp with time zone, who bigint, did text, about text, said bytea, tabs text[], key_lines text[], digest_runs bytea[], roots bytea[], way text) → bigint, of fangpin_door, for fangpin_app
-- deputy_end(c character, no bigint, t timestamp with time zone) → void, of fangpin_door, for fangpin_app
-- deputy_may(c character, of_absent bigint, by_deputy bigint, from_day date, to_day date) → void, of fangpin_door
-- enrolment_use(c character, of_grant bigint) → void, of fangpin_door, for fangpin_app
-- entry_post(c character, new bigint, once text, on_date date, say text, maker bigint, checker bigint, undoes bigint, debits text[], credits text[], amounts numeric[], refs text[]) → void, of fangpin_door, for fangpin_app
-- fund_left(c character, of_fund bigint) → numeric, of fangpin_door
-- grant_confirm(c character, of_grant bigint, seen bytea, other_half bytea, who bigint) → bigint, of fangpin_door, for fangpin_gate
-- grant_wanted(g staff_grant) → bytea, of fangpin_door
-- head_hold(c character) → void, of fangpin_door, for fangpin_app
-- head_repair_enter(c character, no bigint, first_one bigint, second_one bigint, second_way text, why text, grain bytea) → timestamp with time zone, of fangpin_door, for fangpin_app
-- heir_may(c character, of_payout bigint, names bigint) → void, of fangpin_door
-- heir_naming_confirm(c character, of_naming bigint, seen bytea, who bigint) → bigint, of fangpin_door, for fangpin_gate
-- heir_naming_propose(c character, of_act text, ids bigint[], subjects bigint[], digests bytea[], salts bytea[], who bigint) → void, of fangpin_door, for fangpin_app
-- helper_end(c character, of_watch bigint, no bigint, on_date date, who bigint) → void, of fangpin_door, for fangpin_app
-- history(c character, tabs text[], row_keys text[]) → TABLE(leaf bigint), of fangpin_owner, for fangpin_app, fangpin_door
-- household_lock(c character, ids bigint[]) → void, of fangpin_door, for fangpin_app
-- human(c character, staff bigint) → bigint, of fangpin_door, for fangpin_app
-- key_chained(c character, of_key bigint) → boolean, of fangpin_door, for fangpin_app
-- key_know(whats text[], prints bytea[], macs bytea[]) → void, of fangpin_door, for fangpin_app
-- label_begin(c character, ids bigint[], households bigint[], labels text[], days date[], who bigint) → void, of fangpin_door, for fangpin_app
-- label_correct(c character, no bigint, of_kind text, of_label bigint, who bigint, why text, with_salt bytea) → void, of fangpin_door, for fangpin_app
-- label_end(c character, households bigint[], labels text[], days date[], who bigint) → bigint[], of fangpin_door, for fangpin_app
-- list_approve(c character, no bigint, seen_digest bytea, seen_total numeric, who bigint) → text, of fangpin_door, for fangpin_gate
-- list_ask(c character, no bigint) → TABLE(payout bigint, kind text, account bigint, person bigint), of fangpin_door, for fangpin_app
-- list_compose(c character, no bigint, on_date date, ids bigint[], accounts bigint[], who bigint) → void, of fangpin_door, for fangpin_app
-- list_compose_again(c character, no bigint, on_date date, ids bigint[], accounts bigint[], who bigint) → void, of fangpin_door, for fangpin_app
-- list_enter(c character, no bigint, on_date date, ids bigint[], accounts bigint[], who bigint, anew boolean) → void, of fangpin_door
-- list_flag_answered(c character, no bigint, who bigint) → bytea, of fangpin_door
-- list_flag_find(c character, no bigint, composing boolean) → void, of fangpin_door
-- list_lock(c character, no bigint, was text[]) → list, of fangpin_door
-- list_look(c character, no bigint) → TABLE(payout bigint, kind text, account bigint, person bigint), of fangpin_door
-- list_sign(c character, no bigint, people bigint[], act text) → void, of fangpin_door
-- list_void(c character, no bigint, why text, who bigint, with_salt bytea) → text, of fangpin_door, for fangpin_app
-- own_county() → character, of fangpin_door
-- own_household(c character, staff bigint) → bigint, of fangpin_door, for fangpin_app
-- passkey_end(c character, no bigint, t timestamp with time zone, why text, who bigint) → void, of fangpin_door, for fangpin_app
-- passkey_revoke_confirm(c character, of_revoke bigint, seen bytea, who bigint) → bigint, of fangpin_door, for fangpin_gate
-- passkey_revoke_propose(c character, of_act text, ids bigint[], subjects bigint[], digests bytea[], salts bytea[], who bigint) → void, of fangpin_door, for fangpin_app
-- passkey_vouch_confirm(c character, vouches bigint[], seen bytea[], who bigint) → bigint[], of fangpin_door, for fangpin_gate
-- passkey_vouch_propose(c character, of_act text, ids bigint[], subjects bigint[], digests bytea[], salts bytea[], who bigint) → void, of fangpin_door, for fangpin_app
-- payout_announce(c character, no bigint, in_village bigint, on_date date, ids bigint[], who bigint) → void, of fangpin_door, for fangpin_app
-- payout_capped(c character, ids bigint[]) → void, of fangpin_door
-- payout_clear(c character, ids bigint[], who bigint) → void, of fangpin_door, for fangpin_app
-- payout_decide(c character, no bigint, uphold boolean, why text, who bigint) → bigint[], of fangpin_door, for fangpin_app
-- payout_hands(c character, ids bigint[]) → TABLE(claim bigint, part text, human bigint), of fangpin_door
-- payout_lock(c character, ids bigint[]) → void, of fangpin_door
-- payout_move(c character, ids bigint[], was text[], becomes text) → void, of fangpin_door
-- payout_object(c character, no bigint, of_payout bigint, in_words text, on_date date, who bigint, with_salt bytea) → void, of fangpin_door, for fangpin_app
-- payout_payable(c character, ids bigint[], accounts bigint[]) → void, of fangpin_door
-- payout_prove(c character, no bigint, with_file bytea, who bigint) → void, of fangpin_door, for fangpin_app
-- payout_recused(c character, ids bigint[], accounts bigint[], who bigint) → void, of fangpin_door
-- payout_take_back(c character, ids bigint[]) → bigint[], of fangpin_door
-- payout_uncontradicted(c character, ids bigint[]) → void, of fangpin_door
-- payout_unopposed(c character, ids bigint[]) → void, of fangpin_door
-- payout_unsent(c character, of_payout bigint, who bigint) → void, of fangpin_door
-- payout_unspoken(c character, ids bigint[], who bigint) → void, of fangpin_door
-- payout_whole(c character, ids bigint[]) → void, of fangpin_door
-- payout_withdraw(c character, ids bigint[], who bigint) → bigint[], of fangpin_door, for fangpin_app
-- policy_insure(c character, no bigint, classes text[], bases text[], quotas integer[], who bigint) → SETOF insured_group, of fangpin_door, for fangpin_app
-- policy_open(c character, no bigint, by_insurer text, starts date, ends date, price numeric, who bigint) → void, of fangpin_door, for fangpin_app
-- policy_queue(c character) → void, of fangpin_door
-- premium_receive(c character, no bigint, of_fund bigint, paid numeric, on_date date, with_voucher bytea, who bigint) → void, of fangpin_door, for fangpin_app
-- probation_confirm(c character, no bigint, seen bytea, who bigint) → bigint, of fangpin_door, for fangpin_gate
-- probation_days(c character) → integer, of fangpin_door, for fangpin_app
-- probation_over(c character, who bigint, roles text[]) → void, of fangpin_door
-- probation_propose(c character, of_act text, ids bigint[], subjects bigint[], digests bytea[], salts bytea[], who bigint) → void, of fangpin_door, for fangpin_app
-- probation_signed(c character, of_verb text, ids bigint[], who bigint) → void, of fangpin_door
-- probation_until(c character, member bigint) → timestamp with time zone, of fangpin_door, for fangpin_app
-- procedure_adopt(c character, of_procedure bigint, seen bytea, starts date, who bigint) → bigint[], of fangpin_door, for fangpin_app
-- proposal_confirm(c character, of_act text, subjects bigint[], seen bytea[], who bigint) → bigint[], of fangpin_door
-- proposal_decide(c character, of_act text, subjects bigint[], seen bytea[], yes boolean, why text, who bigint) → bigint[], of fangpin_door
-- proposal_enter(c character, of_act text, ids bigint[], subjects bigint[], digests bytea[], salts bytea[], who bigint) → void, of fangpin_door
-- proposal_make(c character, of_act text, ids bigint[], subjects bigint[], digests bytea[], salts bytea[], who bigint) → void, of fangpin_door, for fangpin_app
-- proposal_refuse(c character, of_act text, subjects bigint[], seen bytea[], why text, who bigint) → bigint[], of fangpin_door, for fangpin_app
-- proposal_roles(of_act text, deciding boolean) → text[], of fangpin_door
-- proposal_waits(of_act text) → interval, of fangpin_door
-- publicity_apart(c character, no bigint, who bigint) → void, of fangpin_door
-- publicity_clear(c character, matters bigint[]) → void, of fangpin_door
-- publicity_decide(c character, no bigint, uphold boolean, why text, who bigint) → void, of fangpin_door
-- publicity_lock(c character, notices bigint[]) → void, of fangpin_door
-- publicity_notice(c character, no bigint, in_village bigint, on_date date, kind text, matters bigint[], places bigint[], amounts numeric[], evaluations integer[], for_days integer, past_holidays boolean, past_weekends boolean) → void, of fangpin_door
-- publicity_opposed(c character, matters bigint[]) → bigint[], of fangpin_door
-- publicity_prove(c character, no bigint, with_file bytea, who bigint) → void, of fangpin_door
-- publicity_put_back(c character, no bigint, who bigint, why text, with_salt bytea) → void, of fangpin_door, for fangpin_app
-- publicity_receive(c character, no bigint, kind text, of_matter bigint, in_words text, on_date date, who bigint, with_salt bytea) → void, of fangpin_door
-- publicity_restart(c character, no bigint, on_date date, who bigint, why text, with_salt bytea) → void, of fangpin_door, for fangpin_app
-- publicity_start(c character, no bigint, who bigint) → void, of fangpin_door, for fangpin_app
-- reads() → character, of fangpin_door, for fangpin_reader
-- reconciliation_enter(c character, no bigint, noted bigint, clerk bigint, approver bigint, second_way text, paper bytea, why text, grain bytea) → void, of fangpin_door, for fangpin_app
-- rectification_dated(no bigint, after date, on_date date) → void, of fangpin_door
-- rectification_do(c character, no bigint, on_date date, with_evidence bytea, what text, who bigint, with_salt bytea) → integer, of fangpin_door, for fangpin_app
-- rectification_open(c character, rows jsonb, on_date date, who bigint) → void, of fangpin_door, for fangpin_app
-- rectification_sign_off(c character, no bigint, on_date date, pass boolean, why text, who bigint, with_salt bytea) → integer, of fangpin_door, for fangpin_app
-- referral_answer(c character, no bigint, of_watch bigint, visited integer, of_office text, of_matter text, yes boolean, what text, on_date date, letter bytea, written date, who bigint, with_salt bytea) → void, of fangpin_door, for fangpin_app
-- refuse(code text, say text, ids bigint[]) → void, of fangpin_door
-- report_pass(c character, ids bigint[], becomes text) → void, of fangpin_door, for fangpin_app
-- require_few(ids bigint[]) → void, of fangpin_door
-- require_finite(VARIADIC moments timestamp with time zone[]) → void, of fangpin_door
-- require_read_committed() → void, of fangpin_door
-- resolution_confirm(c character, of_resolution bigint, seen bytea, who bigint) → bigint, of fangpin_door, for fangpin_gate
-- resolution_propose(c character, of_act text, ids bigint[], subjects bigint[], digests bytea[], salts bytea[], who bigint) → void, of fangpin_door, for fangpin_app
-- reveal_bare(c character, no bigint, of_person bigint, of_row bigint, what text, why text, who bigint, with_salt bytea) → bigint, of fangpin_door, for fangpin_app
-- reveal_case(c character, no bigint, of_person bigint, of_row bigint, what text, for_claim bigint, for_watch bigint, for_account bigint, for_report bigint, why text, who bigint, with_salt bytea) → bigint, of fangpin_door, for fangpin_app
-- reveal_cases(c character, of_person bigint, of_row bigint, who bigint) → TABLE(claim bigint, watch bigint, account bigint, report bigint), of fangpin_door, for fangpin_app
-- reveal_enter(c character, no bigint, of_person bigint, of_row bigint, what text, for_claim bigint, for_watch bigint, for_account bigint, for_report bigint, why text, who bigint, with_salt bytea) → bigint, of fangpin_door
-- reveal_more(c character, who bigint, t timestamp with time zone) → bigint, of fangpin_door
-- reveal_permit_enter(c character, no bigint, for_staff bigint, more integer, why text, who bigint, with_salt bytea) → void, of fangpin_door, for fangpin_app
-- revoke_signed(c character, of_verb text, r passkey_revoke, who bigint) → void, of fangpin_door
-- root_confirm(c character, of_root bigint, seen bytea, who bigint) → bigint, of fangpin_door, for fangpin_gate
-- root_of(c character) → bigint, of fangpin_door, for fangpin_app
-- root_propose(c character, of_act text, ids bigint[], subjects bigint[], digests bytea[], salts bytea[], who bigint) → void, of fangpin_door, for fangpin_app
-- root_signed(c character, r root, of_verb text, who bigint, by_key bigint) → void, of fangpin_door
-- round_look_add(c character, households bigint[], on_date date, who bigint) → void, of fangpin_door, for fangpin_app
-- same_human(c character, staff bigint) → SETOF bigint, of fangpin_door
-- scheme_adopt(c character, of_scheme bigint, seen bytea, starts date, who bigint, price numeric, most numeric, classes text[], bases text[], quotas integer[]) → bigint[], of fangpin_door, for fangpin_app
-- sealed_day(c character) → date, of fangpin_door
-- self_application_act(c character, ids bigint[], act text, watches bigint[], why text, on_date date, who bigint, salts bytea[]) → void, of fangpin_door, for fangpin_app
-- self_application_forget(c character) → bigint, of fangpin_door, for fangpin_app
-- self_application_lock(c character) → void, of fangpin_door
-- self_application_send(c character, no bigint, with_receipt text, in_village bigint, called text, with_id_no bytea, with_id_tag bytea, with_phone bytea, for_cause text, told text, on_date date, from_address bytea) → void, of fangpin_door, for fangpin_app
-- session_end(c character, tokens bytea[], macs bytea[], t timestamp with time zone) → void, of fangpin_door, for fangpin_app
-- session_held(c character, who bigint, way text) → void, of fangpin_door
-- signature_digest(ids bigint[], texts text[]) → bytea, of fangpin_door
-- signature_given(c character, of_verb text, of_slot text, who bigint, roles text[], about text, of_digest bytea, of_total numeric, of_flags bytea DEFAULT NULL::bytea) → void, of fangpin_door
-- signature_text(salt bytea, of_column text, said text) → bytea, of fangpin_door
-- signing_by_code(c character, of_role text) → boolean, of fangpin_door, for fangpin_app
-- signing_confirm(c character, ids bigint[], seen bytea[], who bigint) → bigint[], of fangpin_door, for fangpin_gate
-- signing_propose(c character, of_act text, ids bigint[], subjects bigint[], digests bytea[], salts bytea[], who bigint) → void, of fangpin_door, for fangpin_app
-- signing_signed(c character, of_verb text, ids bigint[], who bigint) → void, of fangpin_door
-- site_fix(host text) → SETOF text, of fangpin_door, for fangpin_app
-- staff_acts(c character, who bigint, as_role text, in_place_of bigint, on_date date, part character, of_agency text) → boolean, of fangpin_door, for fangpin_app
-- staff_at_work(c character, who bigint, roles text[]) → void, of fangpin_door
-- staff_disable(c character, ids bigint[], t timestamp with time zone) → void, of fangpin_door
-- staff_grant_propose(c character, of_act text, ids bigint[], subjects bigint[], digests bytea[], salts bytea[], who bigint) → void, of fangpin_door, for fangpin_app
-- staff_hold(c character, ids bigint[]) → void, of fangpin_door, for fangpin_app
-- staff_leave(c character, ids bigint[], t timestamp with time zone, who bigint) → void, of fangpin_door, for fangpin_app
-- staff_missing(c character, ids bigint[], as_role text) → bigint[], of fangpin_door, for fangpin_app
-- stage_drop(c character, no bigint) → void, of fangpin_door, for fangpin_app
-- stage_sweep(c character) → bigint, of fangpin_door, for fangpin_app
-- stage_take(c character, no bigint) → SETOF bigint, of fangpin_door, for fangpin_app
-- tree_extend(c character, upto bigint, top bytea, said text, t timestamp with time zone) → text, of fangpin_door, for fangpin_app
-- vouch_signed(c character, of_verb text, vouches bigint[], who bigint) → void, of fangpin_door
-- wall(tab regclass) → void, of fangpin_owner
-- watch_approvable(c character, of_watch bigint, on_date date, who bigint) → running_clock, of fangpin_door
-- watch_begin(c character, rows jsonb) → void, of fangpin_door
-- watch_clock(c character, of_watch bigint) → running_clock, of fangpin_door
-- watch_decide(c character, of_watch bigint, seen bigint, uphold boolean, why text, who bigint) → void, of fangpin_door
-- watch_ended(c character, of_watch bigint) → integer, of fangpin_door
-- watch_fits(c character, of_event text, rows jsonb) → void, of fangpin_door
-- watch_governs(c character) → boolean, of fangpin_door
-- watch_hangs(c character, of_watch bigint, on_date date) → boolean, of fangpin_door
-- watch_hung(c character, of_watch bigint) → date, of fangpin_door
-- watch_label_begin(c character, ids bigint[], watches bigint[], days date[], on_date date) → bigint[], of fangpin_door, for fangpin_app
-- watch_label_end(c character, watches bigint[], labels text[], on_date date) → bigint[], of fangpin_door, for fangpin_app
-- watch_lock(c character, ids bigint[]) → void, of fangpin_door, for fangpin_app
-- watch_marked(c character, of_watch bigint, who bigint) → void, of fangpin_door
-- watch_notice(c character, no bigint, in_village bigint, on_date date, ids bigint[], who bigint) → void, of fangpin_door, for fangpin_app
-- watch_objectable(c character, of_watch bigint) → boolean, of fangpin_door
-- watch_posted(c character, of_watch bigint, on_date date, again boolean) → boolean, of fangpin_door
-- watch_record(c character, of_event text, rows jsonb, who bigint) → void, of fangpin_door, for fangpin_app
-- watch_roles(of_event text) → text[], of fangpin_door
-- watch_round(c character, of_watch bigint) → integer, of fangpin_door
-- watch_shown(c character, of_watch bigint) → bigint, of fangpin_door
-- watch_stands(c character, of_watch bigint) → boolean, of fangpin_door
-- watch_steps(c character, of_watch bigint) → text[], of fangpin_door
-- watch_told(rows jsonb) → TABLE(watch bigint, n integer, household bigint, procedure bigint, previous bigint, on_day date, detail jsonb, no text, words text, salt bytea, objection bigint, received date, state text, next text, due date, after_wait text, after_due date, kind text, per_head numeric, since date, nominate_from date), of fangpin_door
-- watching_roles() → text[], of fangpin_door

-- 信任根: whose keys count is chained to the keys of two administrators (docs/decisions/0036). A root is what both signed; a vouch is that both
-- compared a key with its holder; a revocation is that both end somebody's key, and say since which day its signatures are doubted. Each is in force once it
-- was confirmed (proposal, acts root, passkey_vouch, passkey_revoke).

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE root (
  county         CHAR(6),
  id             BIGINT,
  n              INT NOT NULL CHECK (n > 0),                          -- 1, and one more for each that followed a recovery
  system_admin   BIGINT NOT NULL,
  security_admin BIGINT NOT NULL,
  system_key     BIGINT NOT NULL,
  security_key   BIGINT NOT NULL,
  fingerprint    BYTEA NOT NULL CHECK (length(fingerprint) = 32),     -- of county, number and both keys: what both sign
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, system_admin) REFERENCES staff,
  FOREIGN KEY (county, security_admin) REFERENCES staff,
  FOREIGN KEY (county, system_key) REFERENCES passkey,
  FOREIGN KEY (county, security_key) REFERENCES passkey,
  CHECK (system_admin <> security_admin AND system_key <> security_key)
);
SELECT wall('root');
GRANT INSERT ON root TO fangpin_app;

CREATE TABLE passkey_vouch (
  county   CHAR(6),
  id       BIGINT,
  root     BIGINT NOT NULL,                                           -- under which
  passkey  BIGINT NOT NULL,
  digest   BYTEA NOT NULL CHECK (length(digest) = 32),                -- of the key and its holder: what both sign
  asked_by BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, root) REFERENCES root,
  FOREIGN KEY (county, passkey) REFERENCES passkey,
  FOREIGN KEY (county, asked_by) REFERENCES staff
);
CREATE INDEX passkey_vouch_passkey ON passkey_vouch (county, passkey);
SELECT wall('passkey_vouch');
GRANT INSERT ON passkey_vouch TO fangpin_app;

CREATE TABLE passkey_revoke (
  county       CHAR(6),
  id           BIGINT,
  passkey      BIGINT NOT NULL,
  doubted_from DATE NOT NULL CHECK (isfinite(doubted_from)),          -- what it signed from this day on is doubted
  reason       TEXT NOT NULL CHECK (reason <> ''),
  asked_by     BIGINT NOT NULL,
  salt         BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, passkey) REFERENCES passkey,
  FOREIGN KEY (county, asked_by) REFERENCES staff
);
CREATE INDEX passkey_revoke_passkey ON passkey_revoke (county, passkey);
SELECT wall('passkey_revoke');
GRANT INSERT ON passkey_revoke TO fangpin_app;

GRANT UPDATE (revoked_at, reason) ON passkey TO fangpin_door;
CREATE INDEX signature_passkey ON signature (county, passkey);

-- 通行密钥 (WebAuthn): keys of the staff's own. A key is on record as its holder enrolled it; a challenge is good once.

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE passkey (
  county     CHAR(6),
  id         BIGINT,
  staff      BIGINT NOT NULL,
  credential BYTEA NOT NULL CHECK (length(credential) BETWEEN 1 AND 1023), -- the id that the authenticator drew
  rp_id      TEXT NOT NULL CHECK (rp_id <> ''),                            -- the host that it is good for, for life
  origin     TEXT NOT NULL CHECK (origin <> ''),
  key        BYTEA NOT NULL,                                               -- COSE
  synced     BOOLEAN NOT NULL,                                             -- may be copied to the holder's other devices
  added_at   TIMESTAMPTZ NOT NULL,
  name       TEXT NOT NULL CHECK (name <> ''),                             -- what the holder calls it
  revoked_at TIMESTAMPTZ,
  reason     TEXT CHECK (reason <> ''),
  salt       BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, credential),
  FOREIGN KEY (county, staff) REFERENCES staff,
  CHECK (num_nulls(revoked_at, reason) IN (0, 2)),
  CHECK (revoked_at >= added_at)
);
CREATE INDEX passkey_staff ON passkey (county, staff);

SELECT wall('passkey');
GRANT INSERT ON passkey TO fangpin_app;
GRANT UPDATE (revoked_at, reason) ON passkey TO fangpin_app;

-- Challenges that were answered at the door: a signature sent again is refused.
CREATE TABLE passkey_spent (
  county    CHAR(6),
  challenge BYTEA CHECK (length(challenge) = 32),
  at        TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (county, challenge)
);
ALTER TABLE passkey_spent ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON passkey_spent TO fangpin_app USING (county = current_setting('fangpin.county', true)::BPCHAR);
GRANT SELECT, INSERT ON passkey_spent TO fangpin_app;

-- 签名: a decision about money, an account or an objection is confirmed by its person's passkey or, where the county allows it for the role, by a
-- code of their authenticator. A door asks for the row in its own transaction; whether a key signed it, verification judges (SQL cannot).

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE signature (
  county             CHAR(6),
  id                 BIGINT,
  verb               TEXT NOT NULL CHECK (verb <> ''),
  slot               TEXT NOT NULL,                              -- which of a verb's decisions: first, second; empty where there is one
  person             BIGINT NOT NULL,
  role               TEXT NOT NULL,                              -- in which they decided
  subject            TEXT NOT NULL CHECK (subject <> ''),        -- table and key
  digest             BYTEA NOT NULL CHECK (length(digest) = 32), -- of what is decided, as the door takes it
  total              NUMERIC(14, 2) CHECK (total > 0),           -- yuan
  flags              BYTEA CHECK (length(flags) = 32),           -- of what was asked and answered
  nonce              BYTEA NOT NULL CHECK (length(nonce) = 32),
  expires_at         TIMESTAMPTZ NOT NULL,
  at                 TIMESTAMPTZ NOT NULL,
  passkey            BIGINT,                                     -- NULL: a code
  client_data        BYTEA CHECK (length(client_data) < 4096),
  authenticator_data BYTEA CHECK (length(authenticator_data) < 4096),
  signature          BYTEA CHECK (length(signature) < 4096),
  mac                BYTEA NOT NULL CHECK (length(mac) = 32),
  PRIMARY KEY (county, id),
  UNIQUE (county, nonce),                                        -- a challenge is answered once
  FOREIGN KEY (county, person) REFERENCES staff,
  FOREIGN KEY (county, passkey) REFERENCES passkey,
  CHECK (at < expires_at),
  CHECK (num_nulls(passkey, client_data, authenticator_data, signature) IN (0, 4))
);
CREATE INDEX signature_subject ON signature (county, subject);
SELECT wall('signature');
GRANT INSERT ON signature TO fangpin_app;

-- 签名方式: whether a role may give a code instead. It is in force once another administrator confirmed it (proposal, act signing).
CREATE TABLE signing (
  county      CHAR(6),
  id          BIGINT,
  role        TEXT NOT NULL CHECK (role <> ''),
  code        BOOLEAN NOT NULL,
  proposed_by BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, proposed_by) REFERENCES staff
);
SELECT wall('signing');
GRANT INSERT ON signing TO fangpin_app;

ALTER TABLE proposal DROP CONSTRAINT proposal_act_check, ADD CHECK (act IN ('account', 'scheme', 'procedure', 'signing'));

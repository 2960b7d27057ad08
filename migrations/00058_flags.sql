-- Where the money of a list goes: what is odd about it is asked, and whoever approves answers. Deeds from before name no judge of that.
-- judge payouts.flags 2

-- +goose Up
SET LOCAL search_path = fangpin;

-- 风险提示: what was found odd about a row of a list, when it was composed or when it was approved. It stays asked, whatever becomes of it.
CREATE TABLE list_flag (
  county   CHAR(6),
  list     BIGINT,
  payout   BIGINT,
  kind     TEXT CHECK (kind IN ('second', 'changed', 'shared', 'died')),
  composed BOOLEAN NOT NULL, -- found when the list was composed; else before an approval
  PRIMARY KEY (county, list, payout, kind),
  FOREIGN KEY (county, list) REFERENCES list,
  FOREIGN KEY (county, payout) REFERENCES payout
);
SELECT wall('list_flag');
GRANT INSERT ON list_flag TO fangpin_door;

-- 答复: why an approver lets it pass. The signature of the approval is over them.
CREATE TABLE flag_answer (
  county CHAR(6),
  list   BIGINT,
  payout BIGINT,
  kind   TEXT CHECK (kind IN ('second', 'changed', 'shared', 'died')),
  person BIGINT,
  reason TEXT NOT NULL CHECK (length(reason) >= 4),
  salt   BYTEA NOT NULL CHECK (length(salt) = 16),
  PRIMARY KEY (county, list, payout, kind, person),
  FOREIGN KEY (county, list) REFERENCES list,
  FOREIGN KEY (county, payout) REFERENCES payout,
  FOREIGN KEY (county, person) REFERENCES staff
);
SELECT wall('flag_answer');
GRANT INSERT ON flag_answer TO fangpin_app;

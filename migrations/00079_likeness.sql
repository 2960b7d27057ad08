-- A photo that was brought before: what is left of each to compare by, and the reason of whoever brought it again.
-- judge publicity.likeness 2
-- judge claims.likeness 2

-- +goose Up
SET LOCAL search_path = fangpin;

-- Where the upright photo grows lighter from left to right, on a raster of 16 by 16. NULL of a PDF, and of what came before.
ALTER TABLE posting ADD COLUMN print BIT(256);
ALTER TABLE evidence ADD COLUMN print BIT(256);
GRANT INSERT (print) ON posting TO fangpin_app;

-- 张贴照片相似: a posting whose photo is like another's that was there before.
CREATE TABLE posting_likeness (
  county  CHAR(6),
  posting BIGINT,
  other   BIGINT CHECK (other <> posting),
  reason  TEXT NOT NULL CHECK (reason <> ''),
  salt    BYTEA NOT NULL,
  PRIMARY KEY (county, posting, other),
  FOREIGN KEY (county, posting) REFERENCES posting,
  FOREIGN KEY (county, other) REFERENCES posting
);
CREATE INDEX posting_likeness_other ON posting_likeness (county, other);
SELECT wall('posting_likeness');
GRANT INSERT ON posting_likeness TO fangpin_app;

-- 佐证材料相似: evidence that is like another claim's that was there before.
CREATE TABLE evidence_likeness (
  county   CHAR(6),
  evidence BIGINT,
  other    BIGINT CHECK (other <> evidence),
  reason   TEXT NOT NULL CHECK (reason <> ''),
  salt     BYTEA NOT NULL,
  PRIMARY KEY (county, evidence, other),
  FOREIGN KEY (county, evidence) REFERENCES evidence,
  FOREIGN KEY (county, other) REFERENCES evidence
);
CREATE INDEX evidence_likeness_other ON evidence_likeness (county, other);
SELECT wall('evidence_likeness');
GRANT INSERT ON evidence_likeness TO fangpin_app;

-- Whom a dead payee's money goes to is proposed by one person and confirmed by another; a death that was recorded after the sending is looked into.

-- +goose Up
SET LOCAL search_path = fangpin;

-- 由谁领取, proposed: it holds once another person confirmed it (proposal, act heir_naming), and is a row of heir then.
CREATE TABLE heir_naming (
  county   CHAR(6),
  id       BIGINT,
  payout   BIGINT NOT NULL,
  person   BIGINT NOT NULL,
  reason   TEXT NOT NULL CHECK (reason <> ''),
  asked_by BIGINT NOT NULL,
  salt     BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, payout) REFERENCES payout,
  FOREIGN KEY (county, person) REFERENCES person,
  FOREIGN KEY (county, asked_by) REFERENCES staff
);
CREATE INDEX heir_naming_payout ON heir_naming (county, payout);
SELECT wall('heir_naming');
GRANT INSERT ON heir_naming TO fangpin_app;
ALTER TABLE heir ADD COLUMN naming BIGINT, ADD FOREIGN KEY (county, naming) REFERENCES heir_naming; -- NULL: named by one person, before two were asked

-- 发送后死亡核实: what the bank and the family said of a payment whose receiver was found to have died after it was sent.
CREATE TABLE death_check (
  county   CHAR(6),
  payout   BIGINT,
  attempt  INT,
  recalled BOOLEAN NOT NULL, -- the bank was asked to send it back
  words    TEXT NOT NULL CHECK (length(words) >= 4),
  by_staff BIGINT NOT NULL,
  salt     BYTEA NOT NULL,
  PRIMARY KEY (county, payout, attempt),
  FOREIGN KEY (county, payout, attempt) REFERENCES instruction,
  FOREIGN KEY (county, by_staff) REFERENCES staff
);
SELECT wall('death_check');
GRANT INSERT ON death_check TO fangpin_door;

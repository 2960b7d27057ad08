-- For whom, under which rule, with what money, in which term.

-- +goose Up
SET LOCAL search_path = fangpin;

-- A county's rule is one file, named by its content. The columns beside the source are what the doors need of it; verify derives them anew.
CREATE TABLE scheme (
  county       CHAR(6),
  id           BIGINT,
  hash         TEXT NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  source       TEXT NOT NULL,
  term_from    DATE NOT NULL,
  term_to      DATE NOT NULL CHECK (term_to >= term_from),
  days         INT NOT NULL CHECK (days > 0), -- of publicity (S2: 公示10天)
  past_holiday BOOLEAN NOT NULL,
  past_weekend BOOLEAN NOT NULL,
  proposed_by  BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, hash),
  UNIQUE (county, id, proposed_by),
  FOREIGN KEY (county, proposed_by) REFERENCES staff
);

-- In force from a day, because a second person confirmed it. The newest that has begun by the event date applies.
CREATE TABLE adoption (
  county       CHAR(6),
  scheme       BIGINT,
  proposed_by  BIGINT NOT NULL,
  confirmed_by BIGINT NOT NULL CHECK (confirmed_by <> proposed_by),
  from_on      DATE NOT NULL,
  PRIMARY KEY (county, scheme),
  UNIQUE (county, from_on),
  FOREIGN KEY (county, scheme, proposed_by) REFERENCES scheme (county, id, proposed_by),
  FOREIGN KEY (county, confirmed_by) REFERENCES staff
);

-- A policy year; its id is also the fund that its premium fills.
CREATE TABLE policy (
  county   CHAR(6),
  id       BIGINT,
  insurer  TEXT NOT NULL CHECK (insurer <> ''),
  from_on  DATE NOT NULL,
  to_on    DATE NOT NULL CHECK (to_on >= from_on),
  per_head NUMERIC(14,2) NOT NULL CHECK (per_head > 0 AND per_head < 'NaN'),
  PRIMARY KEY (county, id),
  UNIQUE (county, from_on)
);

CREATE TABLE insured_group (
  county CHAR(6),
  policy BIGINT,
  class  TEXT,
  basis  TEXT NOT NULL CHECK (basis IN ('named', 'quota')),
  heads  INT NOT NULL CHECK (heads >= 0),
  PRIMARY KEY (county, policy, class),
  FOREIGN KEY (county, policy) REFERENCES policy
);

-- 参保名册: the people of the named groups.
CREATE TABLE insured (
  county CHAR(6),
  policy BIGINT,
  person BIGINT,
  class  TEXT NOT NULL,
  PRIMARY KEY (county, policy, person),
  FOREIGN KEY (county, policy, class) REFERENCES insured_group,
  FOREIGN KEY (county, person) REFERENCES person
);

CREATE TABLE premium (
  county      CHAR(6),
  id          BIGINT,
  fund        BIGINT NOT NULL,
  amount      NUMERIC(14,2) NOT NULL CHECK (amount > 0 AND amount < 'NaN'), -- NUMERIC knows NaN, and NaN > 0
  received_on DATE NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, fund) REFERENCES policy
);
CREATE INDEX premium_fund ON premium (county, fund);

-- 保费到账: never more than the insured heads cost. The policy's row is held, so that two payments at once are judged one after the other.
-- +goose StatementBegin
CREATE FUNCTION receive(c CHAR(6), no BIGINT, of_fund BIGINT, paid NUMERIC, on_date DATE) RETURNS void LANGUAGE plpgsql AS $$
DECLARE due NUMERIC;
BEGIN
  PERFORM hold(c, '{}'); -- in READ COMMITTED
  PERFORM FROM policy WHERE county = c AND id = of_fund FOR NO KEY UPDATE;
  SELECT COALESCE(sum(g.heads), 0) * p.per_head - (SELECT COALESCE(sum(m.amount), 0) FROM premium m WHERE m.county = c AND m.fund = of_fund)
  INTO due FROM policy p LEFT JOIN insured_group g ON g.county = c AND g.policy = p.id WHERE p.county = c AND p.id = of_fund GROUP BY p.per_head;
  IF (paid <= due) IS NOT TRUE THEN
    RAISE EXCEPTION '到账 % 元超过应收未收的保费 % 元，请核对银行回单', paid, COALESCE(due, 0) USING ERRCODE = 'FPFND', DETAIL = of_fund::TEXT;
  END IF;
  INSERT INTO premium VALUES (c, no, of_fund, paid, on_date);
END $$;
-- +goose StatementEnd

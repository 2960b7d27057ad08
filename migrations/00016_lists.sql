-- A list is called by its year and number (2024年第1册), in the county and in the papers, and never by its id. What pages ask of many
-- rows has its index.

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE list
  ADD COLUMN year INT,
  ADD COLUMN serial INT CHECK (serial > 0), -- of the county within the year, gapless
  ADD CHECK (num_nulls(year, serial) IN (0, 2)),
  ADD UNIQUE (county, year, serial);

CREATE INDEX list_row_payout ON list_row (county, payout);
CREATE INDEX batch_list ON batch (county, list);
CREATE INDEX answer_line_instruction ON answer_line (county, payout, attempt);
CREATE INDEX transfer_ref ON transfer (county, ref);
CREATE INDEX deed_person ON deed (county, person, leaf);
CREATE INDEX deed_verb ON deed (county, verb, leaf);
CREATE INDEX deed_at ON deed (county, at);

-- A list never changes: its number, rows, total and digest are fixed here. Who composes waits for whoever is composing: numbers are gapless.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION compose(c CHAR(6), no BIGINT, on_date DATE, ids BIGINT[], accounts BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = fangpin, pg_temp AS $$
DECLARE adjusters BIGINT[]; assessors BIGINT[]; clerks BIGINT[];
BEGIN
  PERFORM move(c, ids, '{cleared}', 'listed');
  PERFORM works(c, who, '{clerk}');
  PERFORM payable(c, ids, accounts);
  PERFORM FROM policy WHERE county = c ORDER BY id FOR NO KEY UPDATE;
  INSERT INTO list (county, id, fund, dated, rows, total, digest, year, serial)
  SELECT c, no, min(p.fund), on_date, count(*), sum(p.amount),
         sha256(convert_to(string_agg(concat_ws(' ', r.n, p.id, p.amount, r.account), ';' ORDER BY r.n), 'UTF8')), EXTRACT(YEAR FROM on_date)::int,
         1 + (SELECT COALESCE(max(l.serial), 0) FROM list l WHERE l.county = c AND l.year = EXTRACT(YEAR FROM on_date)::int)
  FROM unnest(ids, accounts) WITH ORDINALITY AS r (payout, account, n) JOIN payout p ON p.county = c AND p.id = r.payout;
  PERFORM refuse('FPFND', '有 %s 笔救助金属于另一保单年度的资金，请分册', ARRAY(
    SELECT p.id FROM payout p JOIN list l ON l.county = c AND l.id = no WHERE p.county = c AND p.id = ANY (ids) AND p.fund <> l.fund));
  INSERT INTO list_row SELECT c, no, r.n, p.id, p.amount, r.account
  FROM unnest(ids, accounts) WITH ORDINALITY AS r (payout, account, n) JOIN payout p ON p.county = c AND p.id = r.payout;
  SELECT array_agg(DISTINCT p.adjuster), array_agg(DISTINCT p.assessed_by), array_agg(DISTINCT f.filed_by) || who INTO adjusters, assessors, clerks
  FROM payout p JOIN filing f ON f.county = c AND f.claim = p.claim AND f.round = p.round WHERE p.county = c AND p.id = ANY (ids);
  PERFORM sign(c, no, adjusters, 'adjuster'), sign(c, no, assessors, 'assessor'), sign(c, no, clerks, 'clerk');
END $$;
-- +goose StatementEnd

-- 登记死亡: once. Taking it back would pay the dead.
CREATE OR REPLACE FUNCTION death_record(c CHAR(6), ids BIGINT[], days DATE[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE moved BIGINT[];
BEGIN
  PERFORM refuse('FPDAT', '有 %s 人的死亡日期晚于今天，请核对', ARRAY(
    SELECT d.id FROM unnest(ids, days) AS d (id, died_on) WHERE d.died_on > (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date));
  WITH m AS (
    UPDATE person p SET died_on = d.died_on FROM unnest(ids, days) AS d (id, died_on)
    WHERE p.county = c AND p.id = d.id AND p.died_on IS NULL AND d.died_on IS NOT NULL RETURNING p.id
  ) SELECT array_agg(id) INTO moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 人重复、不在册或已登记死亡，请刷新后重选', ARRAY(SELECT unnest(ids) EXCEPT ALL SELECT unnest(moved)));
END $$;

-- Holds households until the transaction ends: who assesses them comes one at a time.
CREATE OR REPLACE FUNCTION household_lock(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM FROM household WHERE county = c AND id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
END $$;

-- 终止户标签: the last day of each, once. A label that comes back is another. Answers the labels.
CREATE OR REPLACE FUNCTION label_end(c CHAR(6), households BIGINT[], labels TEXT[], days DATE[]) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE ended BIGINT[]; moved BIGINT[];
BEGIN
  WITH m AS (
    UPDATE label l SET to_on = e.to_on FROM unnest(households, labels, days) AS e (household, label, to_on)
    WHERE l.county = c AND l.household = e.household AND l.label = e.label AND l.to_on IS NULL AND e.to_on IS NOT NULL
    RETURNING l.id, l.household
  ) SELECT array_agg(id), array_agg(household) INTO ended, moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 个户标签重复或当前并不有效，请刷新后重选', ARRAY(SELECT unnest(households) EXCEPT ALL SELECT unnest(moved)));
  RETURN ended;
END $$;

-- 账户复核: all of them or none. Answers the proposals that this decided.
CREATE OR REPLACE FUNCTION account_confirm(c CHAR(6), accounts BIGINT[], seen BYTEA[], who BIGINT) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE decided BIGINT[] := proposal_confirm(c, 'account', accounts, seen, who);
BEGIN
  PERFORM refuse('FPHND', '有 %s 个账户由本人录入，须由另一位县经办复核', ARRAY(
    SELECT id FROM account WHERE county = c AND id = ANY (accounts) AND human(c, entered_by) = human(c, who)));
  INSERT INTO confirmation (county, account, entered_by, confirmed_by) SELECT c, id, entered_by, who FROM account WHERE county = c AND id = ANY (accounts);
  PERFORM refuse('FPSTA', '有 %s 个账户不存在或重复，请刷新后重选', ARRAY(
    SELECT unnest(accounts) EXCEPT ALL SELECT id FROM account WHERE county = c AND id = ANY (accounts)));
  RETURN decided;
END $$;

GRANT EXECUTE ON FUNCTION account_confirm, death_record, household_lock, label_end TO fangpin_app;

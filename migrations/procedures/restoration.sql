-- 恢复后对账, by a clerk and an approver, two people, both signed in: what the database says of payments was compared with the bank's statement.
CREATE OR REPLACE FUNCTION reconciliation_enter(c CHAR(6), no BIGINT, noted BIGINT, clerk BIGINT, approver BIGINT, second_way TEXT, paper BYTEA, why TEXT, grain BYTEA)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM staff_at_work(c, clerk, '{clerk}'), staff_at_work(c, approver, '{approver}');
  PERFORM refuse('FPHND', '两名对账人是同一个人，须由不同的两人办理', ARRAY(SELECT approver WHERE approver IN (SELECT same_human(c, clerk))));
  PERFORM session_held(c, approver, second_way);
  INSERT INTO reconciliation (county, id, noted, size, clerk, approver, second_way, statement, reason, salt)
  VALUES (c, no, noted, COALESCE((SELECT h.size FROM head h WHERE h.county = c), 0), clerk, approver, second_way, paper, why, grain);
END $$;

GRANT EXECUTE ON FUNCTION reconciliation_enter TO fangpin_app;

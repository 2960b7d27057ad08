-- 风险提示: what is odd about where a list's money goes is found by the doors, and answered by each who approves (list_ask says what).

-- What is odd now about where a list's rows go, each with the other account or person that it is about (audit/verify/flags.go derives the same).
--   second   the receiver has another account, and one of the two was entered since the payout was assessed
--   changed  else: the account took the place of another within 30 days before the list was composed
--   shared   its number is also somebody's of another family
--   died     somebody receives in the place of a payee who died, or somebody who died had this number
--   staff    somebody of the staff, past or present, is of the family, by the identity number. What they did for it themselves is refused, not asked
--   near     none of these: a living person of the same family has this number. Nobody is asked, but a death would be (list_flag_find)
-- An account of which nobody knows since when it is there counts as new where it is to be paid to.
CREATE OR REPLACE FUNCTION list_look(c CHAR(6), no BIGINT) RETURNS TABLE (payout BIGINT, kind TEXT, account BIGINT, person BIGINT) LANGUAGE sql STABLE AS $$
  WITH held AS (
    SELECT r.payout, r.account, a.person, a.tag FROM list_row r JOIN account a ON a.county = r.county AND a.id = r.account WHERE r.county = c AND r.list = no
  ), other AS (
    SELECT h.payout, b.account, b.person, b.confirmed, b.confirmed_at, COALESCE(a.confirmed_at, 'infinity') AS took_place,
      GREATEST(COALESCE(a.entered_at, 'infinity'), b.entered_at) >= (SELECT min(s.assessed_on) FROM payout p JOIN assessment s
        ON s.county = c AND s.claim = p.claim AND s.round = p.round WHERE p.county = c AND p.id = h.payout)::TIMESTAMP AT TIME ZONE 'Asia/Shanghai' AS since
    FROM held h JOIN account x ON x.county = c AND x.person = h.person AND x.id <> h.account
    JOIN account_course b ON b.county = c AND b.account = x.id AND NOT b.refused
    JOIN account_course a ON a.county = c AND a.account = h.account
  ), same AS (
    SELECT h.payout, b.account, b.person, x.household <> o.household AND NOT b.refused AS elsewhere, x.died_on IS NOT NULL AS died
    FROM held h JOIN account n ON n.county = c AND n.tag = h.tag AND n.id <> h.account AND n.person <> h.person
    JOIN account_course b ON b.county = c AND b.account = n.id
    JOIN person x ON x.county = c AND x.id = n.person JOIN person o ON o.county = c AND o.id = h.person
  ), kin AS MATERIALIZED ( -- few: from the staff to their families, whatever the list's length
    SELECT DISTINCT m.id AS person, x.id AS staffed FROM staff s JOIN person x ON x.county = c AND x.id_tag = s.id_tag
    JOIN person m ON m.county = c AND m.household = x.household WHERE s.county = c
  )
  SELECT payout, 'second', account, person FROM other WHERE since
  UNION ALL
  SELECT payout, 'changed', account, person FROM other q
  WHERE confirmed AND COALESCE(confirmed_at, '-infinity') < took_place
    AND took_place > (SELECT min(h.at) FROM hand h WHERE h.county = c AND h.list = no) - INTERVAL '30 days'
    AND NOT EXISTS (SELECT FROM other w WHERE w.payout = q.payout AND w.since)
  UNION ALL
  SELECT payout, 'shared', account, person FROM same WHERE elsewhere
  UNION ALL
  SELECT payout, 'died', account, person FROM same WHERE died
  UNION ALL
  SELECT h.payout, 'died', NULL, p.payee FROM held h JOIN payout p ON p.county = c AND p.id = h.payout AND p.payee <> h.person
  WHERE h.payout IN (SELECT e.payout FROM heir e WHERE e.county = c) -- nobody else receives in a payee's place (payout_payable)
  UNION ALL
  (SELECT h.payout, 'staff', NULL::BIGINT, k.staffed FROM kin k JOIN held h ON h.person = k.person
   UNION
   SELECT h.payout, 'staff', NULL, k.staffed FROM heir e JOIN held h ON h.payout = e.payout JOIN payout p ON p.county = c AND p.id = e.payout
   JOIN kin k ON k.person = p.payee WHERE e.county = c)
  UNION ALL
  SELECT payout, 'near', account, person FROM same WHERE NOT elsewhere AND NOT died
$$;

-- What is asked of whoever approves.
CREATE OR REPLACE FUNCTION list_ask(c CHAR(6), no BIGINT) RETURNS TABLE (payout BIGINT, kind TEXT, account BIGINT, person BIGINT) LANGUAGE sql STABLE AS $$
  SELECT * FROM list_look(c, no) l WHERE l.kind <> 'near'
$$;

-- Finds what is odd about a list now and keeps it. Accounts are entered under the lock of their proposals, and who holds the same number as a receiver does
-- not die meanwhile: what is found is what whoever judges by the order of the deeds finds. Where somebody does hold the same number, it is looked again
-- once they are held.
CREATE OR REPLACE FUNCTION list_flag_find(c CHAR(6), no BIGINT, composing BOOLEAN) RETURNS void LANGUAGE plpgsql AS $$
DECLARE found list_flag[]; holders BIGINT[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared('proposal'::regclass::OID::INT, hashtext(c || 'account'));
  SELECT array_agg(DISTINCT ROW(c, no, l.payout, l.kind, composing)::list_flag), array_agg(DISTINCT l.person) FILTER (WHERE l.kind IN ('near', 'shared', 'died'))
  INTO found, holders FROM list_look(c, no) l;
  IF holders IS NOT NULL THEN
    PERFORM FROM person WHERE county = c AND id = ANY (holders) ORDER BY id FOR SHARE;
    SELECT array_agg(DISTINCT ROW(c, no, l.payout, l.kind, composing)::list_flag) INTO found FROM list_look(c, no) l;
  END IF;
  INSERT INTO list_flag SELECT f.* FROM unnest(found) f WHERE f.kind <> 'near' ON CONFLICT DO NOTHING;
END $$;

-- What whoever approves answered, digested as they signed it; null where nothing was asked. Each flag of the list has their answer, and no answer is of none.
CREATE OR REPLACE FUNCTION list_flag_answered(c CHAR(6), no BIGINT, who BIGINT) RETURNS BYTEA LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPFLG', '有 %s 条风险提示您还没有答复，或有新的提示，请重新打开审批页逐条答复', ARRAY(
    SELECT f.payout FROM list_flag f WHERE f.county = c AND f.list = no AND NOT EXISTS (
      SELECT FROM flag_answer x WHERE x.county = c AND x.list = no AND x.payout = f.payout AND x.kind = f.kind AND x.person = who)));
  PERFORM refuse('FPFLG', '有 %s 条答复没有对应的风险提示，请重新打开审批页', ARRAY(
    SELECT x.payout FROM flag_answer x WHERE x.county = c AND x.list = no AND x.person = who AND NOT EXISTS (
      SELECT FROM list_flag f WHERE f.county = c AND f.list = no AND f.payout = x.payout AND f.kind = x.kind)));
  RETURN (SELECT sha256(convert_to(string_agg(concat(payout, ' ', kind, ' ', encode(signature_text(salt, 'reason', reason), 'hex')), E'\n'
    ORDER BY payout, kind COLLATE "C"), 'UTF8')) FROM flag_answer WHERE county = c AND list = no AND person = who);
END $$;

GRANT EXECUTE ON FUNCTION list_ask TO fangpin_app;

-- The second hand: proposed by one person, confirmed or refused by another, once, before it expires, of what the other has seen.

-- Who may propose an act, and who may decide it: as the rooms' steps say (registry.EnrolStep and ConfirmAccountsStep, policy.ProposeStep and AdoptStep,
-- payouts.ProposeResolutionStep and ResolveStep, NameHeirStep and ConfirmHeirStep, monitoring.ProposeStep and AdoptStep, signing.ProposeStep and AdoptStep, probation.ProposeStep and AdoptStep, grant.ProposeStep and ConfirmStep, and
-- those of roots and keys in signing). An act that is not here nobody proposes.
CREATE OR REPLACE FUNCTION proposal_roles(of_act TEXT, deciding BOOLEAN) RETURNS TEXT[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE of_act
    WHEN 'account' THEN '{clerk}'::TEXT[]
    WHEN 'scheme' THEN CASE WHEN deciding THEN '{clerk,approver}' ELSE '{clerk,assessor}' END::TEXT[]
    WHEN 'resolution' THEN CASE WHEN deciding THEN '{approver}' ELSE '{clerk}' END::TEXT[]
    WHEN 'heir_naming' THEN '{clerk}'::TEXT[]
    WHEN 'procedure' THEN CASE WHEN deciding THEN '{clerk,approver}' ELSE '{clerk}' END::TEXT[]
    WHEN 'signing' THEN '{system_admin,security_admin}'::TEXT[]
    WHEN 'probation' THEN '{system_admin,security_admin}'::TEXT[]
    WHEN 'root' THEN CASE WHEN deciding THEN '{security_admin}' ELSE '{system_admin}' END::TEXT[]
    WHEN 'passkey_vouch' THEN '{system_admin,security_admin}'::TEXT[]
    WHEN 'passkey_revoke' THEN '{system_admin,security_admin}'::TEXT[]
    WHEN 'staff_grant' THEN '{system_admin,security_admin}'::TEXT[] END
$$;

-- How long an act waits for its second person. An account waits as long as any payment may ask for it: a roster's thousands are confirmed when
-- their families are paid, and each would have to be typed in again. A right is granted within the week, or was not needed.
CREATE OR REPLACE FUNCTION proposal_waits(of_act TEXT) RETURNS INTERVAL LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE of_act WHEN 'account' THEN INTERVAL '10 years' WHEN 'staff_grant' THEN INTERVAL '7 days' ELSE INTERVAL '90 days' END
$$;

-- Subject n has the n-th id, digest and salt, and is a row of the act's own table, once. What waits or was confirmed is not proposed again; what was refused or has expired may be. Who
-- proposes the same act at the same time waits, and sees it: of two proposals of one subject that both wait, only the newer could be decided.
CREATE OR REPLACE FUNCTION proposal_enter(c CHAR(6), of_act TEXT, ids BIGINT[], subjects BIGINT[], digests BYTEA[], salts BYTEA[], who BIGINT)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE t TIMESTAMPTZ; absent BIGINT[];
BEGIN
  PERFORM refuse('FPISO', '此操作须在 READ COMMITTED 事务中进行', ARRAY(SELECT 0 WHERE current_setting('transaction_isolation') <> 'read committed'));
  PERFORM staff_at_work(c, who, proposal_roles(of_act, false));
  EXECUTE format('SELECT ARRAY(SELECT unnest($1) EXCEPT ALL SELECT id FROM %I WHERE county = $2 AND id = ANY ($1))', of_act) INTO absent USING subjects, c;
  PERFORM refuse('FPSTA', '有 %s 项重复或不存在，请刷新后重新提出', absent);
  PERFORM pg_advisory_xact_lock('proposal'::regclass::OID::INT, hashtext(c || of_act));
  t := clock_timestamp();
  PERFORM refuse('FPSTA', '有 %s 项已提出，正在等待复核或已复核，不必重复提出', ARRAY(
    SELECT subject FROM proposal WHERE county = c AND act = of_act AND subject = ANY (subjects)
      AND (confirmed OR confirmed IS NULL AND expires_at > t)));
  INSERT INTO proposal (county, id, act, subject, digest, proposed_by, proposed_at, expires_at, salt)
  SELECT c, p.id, of_act, p.subject, p.digest, who, t, t + proposal_waits(of_act), p.salt
  FROM unnest(ids, subjects, digests, salts) AS p (id, subject, digest, salt);
END $$;

-- Proposes what nobody signs. Rights and keys have doors of their own, which ask for that (staff_grant_propose, signing_propose, root_propose and so on).
CREATE OR REPLACE FUNCTION proposal_make(c CHAR(6), of_act TEXT, ids BIGINT[], subjects BIGINT[], digests BYTEA[], salts BYTEA[], who BIGINT)
RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPHND', '这类事项须由提出人本人办理', ARRAY(SELECT unnest(subjects) WHERE of_act NOT IN ('account', 'scheme', 'procedure')));
  PERFORM proposal_enter(c, of_act, ids, subjects, digests, salts, who);
END $$;

-- Decides the newest proposal of each subject, of the digests that the decider saw. Answers the proposals.
CREATE OR REPLACE FUNCTION proposal_decide(c CHAR(6), of_act TEXT, subjects BIGINT[], seen BYTEA[], yes BOOLEAN, why TEXT, who BIGINT)
RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE ids BIGINT[]; t TIMESTAMPTZ;
BEGIN
  PERFORM refuse('FPISO', '此操作须在 READ COMMITTED 事务中进行', ARRAY(SELECT 0 WHERE current_setting('transaction_isolation') <> 'read committed'));
  PERFORM staff_at_work(c, who, proposal_roles(of_act, true));
  PERFORM FROM proposal WHERE county = c AND act = of_act AND subject = ANY (subjects) ORDER BY id FOR UPDATE;
  t := clock_timestamp();
  ids := ARRAY(SELECT DISTINCT ON (subject) id FROM proposal WHERE county = c AND act = of_act AND subject = ANY (subjects) ORDER BY subject, id DESC);
  PERFORM refuse('FPSTA', '有 %s 项没有等待复核的提出，或已有决定，请刷新后重选', ARRAY(
    SELECT unnest(subjects) EXCEPT ALL SELECT subject FROM proposal WHERE county = c AND id = ANY (ids) AND confirmed IS NULL));
  PERFORM refuse('FPDAT', '有 %s 项提出后过期未复核，请重新提出', ARRAY(
    SELECT subject FROM proposal WHERE county = c AND id = ANY (ids) AND expires_at <= t));
  PERFORM refuse('FPHND', '有 %s 项由本人提出，须由另一人复核', ARRAY(
    SELECT subject FROM proposal WHERE county = c AND id = ANY (ids) AND proposed_by IN (SELECT same_human(c, who))));
  PERFORM refuse('FPSUM', '有 %s 项与您核对的内容不一致，请重新核对', ARRAY(
    SELECT s.subject FROM unnest(subjects, seen) AS s (subject, digest) JOIN proposal p ON p.county = c AND p.subject = s.subject AND p.id = ANY (ids)
    WHERE p.digest IS DISTINCT FROM s.digest));
  UPDATE proposal SET confirmed = yes, decided_by = who, decided_at = t, reason = why WHERE county = c AND id = ANY (ids);
  RETURN ids;
END $$;

-- 驳回, of any act.
CREATE OR REPLACE FUNCTION proposal_refuse(c CHAR(6), of_act TEXT, subjects BIGINT[], seen BYTEA[], why TEXT, who BIGINT) RETURNS BIGINT[] LANGUAGE sql AS $$
  SELECT proposal_decide(c, of_act, subjects, seen, false, why, who)
$$;

-- Confirms what has a proposal. What was entered before there were proposals has none: its maker stands in its own row, and the door that calls
-- this holds the two apart.
CREATE OR REPLACE FUNCTION proposal_confirm(c CHAR(6), of_act TEXT, subjects BIGINT[], seen BYTEA[], who BIGINT) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE proposed BIGINT[]; digests BYTEA[];
BEGIN
  PERFORM staff_at_work(c, who, proposal_roles(of_act, true));
  SELECT array_agg(s.subject), array_agg(s.digest) INTO proposed, digests FROM unnest(subjects, seen) AS s (subject, digest)
  WHERE EXISTS (SELECT FROM proposal p WHERE p.county = c AND p.act = of_act AND p.subject = s.subject);
  IF proposed IS NULL THEN RETURN '{}'; END IF;
  RETURN proposal_decide(c, of_act, proposed, digests, true, NULL, who);
END $$;

GRANT EXECUTE ON FUNCTION proposal_make, proposal_refuse TO fangpin_app;

-- How many days an account waits now: the usual three, or what was confirmed last. A shorter wait counts thirty days after it was confirmed, so that the two
-- who set it gain nothing by it for the account that they have just granted.
CREATE OR REPLACE FUNCTION probation_days(c CHAR(6)) RETURNS INT LANGUAGE sql STABLE AS $$
  WITH adopted AS (
    SELECT s.days, p.decided_at, p.id, p.decided_at > clock_timestamp() - INTERVAL '30 days' AS fresh
    FROM probation s JOIN proposal p ON p.county = c AND p.act = 'probation' AND p.subject = s.id AND p.confirmed WHERE s.county = c)
  SELECT GREATEST(COALESCE((SELECT a.days FROM adopted a WHERE NOT a.fresh ORDER BY a.decided_at DESC, a.id DESC LIMIT 1), 3),
    (SELECT max(a.days) FROM adopted a WHERE a.fresh))
$$;

-- Until when a member's account waits: so many days since it was granted, or since its password or authenticator was reset by two. No account
-- waits that began before the county first approved a list.
CREATE OR REPLACE FUNCTION probation_until(c CHAR(6), member BIGINT) RETURNS TIMESTAMPTZ LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN b.since > (SELECT min(d.at) FROM deed d WHERE d.county = c AND d.verb = 'payouts.approve')
    THEN b.since + probation_days(c) * INTERVAL '24 hours' ELSE '-infinity' END
  FROM (SELECT GREATEST(s.added_at, (
    SELECT max(p.decided_at) FROM staff_grant g JOIN proposal p ON p.county = c AND p.act = 'staff_grant' AND p.subject = g.id AND p.confirmed
    WHERE g.county = c AND g.staff = s.id AND g.what IN ('member', 'reset', 'unbind'))) AS since
    FROM staff s WHERE s.county = c AND s.id = member) b
$$;

-- Whoever decides waits no more, nor does the colleague in whose place they do.
CREATE OR REPLACE FUNCTION probation_over(c CHAR(6), who BIGINT, roles TEXT[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE until TIMESTAMPTZ := probation_until(c, who);
BEGIN
  IF NOT EXISTS (SELECT FROM staff WHERE county = c AND id = who AND role = ANY (roles)) THEN
    until := GREATEST(until, (
      SELECT min(probation_until(c, a.id)) FROM deputy d JOIN staff a ON a.county = c AND a.id = d.absent AND a.role = ANY (roles) AND a.disabled_at IS NULL
      WHERE d.county = c AND d.deputy = who AND d.ended_at IS NULL AND d.from_on <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE
        AND d.to_on >= sealed_day(c)));
  END IF;
  IF until > clock_timestamp() THEN
    RAISE EXCEPTION '办理人（或被代理人）的账号刚获批准或刚被重置，未满等待期，% 起方可办理，请换人办理', to_char(until AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')
      USING ERRCODE = 'FPHND', DETAIL = concat(who);
  END IF;
END $$;

-- How long accounts wait is signed where there is a root: the days.
CREATE OR REPLACE FUNCTION probation_signed(c CHAR(6), of_verb TEXT, ids BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  IF root_of(c) IS NULL THEN RETURN; END IF;
  PERFORM signature_given(c, of_verb, '', who, '{system_admin,security_admin}', 'probation', sha256(convert_to(days::TEXT, 'UTF8')), NULL)
  FROM probation WHERE county = c AND id = ANY (ids);
END $$;

CREATE OR REPLACE FUNCTION probation_propose(c CHAR(6), of_act TEXT, ids BIGINT[], subjects BIGINT[], digests BYTEA[], salts BYTEA[], who BIGINT)
RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM proposal_enter(c, 'probation', ids, subjects, digests, salts, who);
  PERFORM probation_signed(c, 'probation.propose', subjects, who);
END $$;

-- 等待期 proposed by one administrator, confirmed by one of the other kind.
CREATE OR REPLACE FUNCTION probation_confirm(c CHAR(6), no BIGINT, seen BYTEA, who BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE decided BIGINT[] := proposal_confirm(c, 'probation', ARRAY[no], ARRAY[seen], who);
BEGIN
  PERFORM refuse('FPSTA', '这项等待期没有提出，请刷新', ARRAY(SELECT no WHERE cardinality(decided) = 0));
  PERFORM administrators_differ(c, decided, who);
  PERFORM probation_signed(c, 'probation.adopt', ARRAY[no], who);
  RETURN decided[1];
END $$;

GRANT EXECUTE ON FUNCTION probation_propose, probation_days, probation_until TO fangpin_app;
GRANT EXECUTE ON FUNCTION probation_confirm TO fangpin_gate;

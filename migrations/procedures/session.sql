-- The sessions of these tokens end, each with the MAC that it then has. One that is over stays over, and as it was.
CREATE OR REPLACE FUNCTION session_end(c CHAR(6), tokens BYTEA[], macs BYTEA[], t TIMESTAMPTZ) RETURNS void LANGUAGE sql AS $$
  SELECT require_finite(t);
  UPDATE session s SET ended_at = t, mac = m.mac FROM unnest(tokens, macs) AS m (token, mac) WHERE s.county = c AND s.token = m.token AND s.ended_at IS NULL
$$;

-- 启用, once and in time: of a member's half codes the newest are good.
CREATE OR REPLACE FUNCTION enrolment_use(c CHAR(6), of_grant BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_read_committed();
  UPDATE enrolment e SET used_at = clock_timestamp() WHERE e.county = c AND e.id = of_grant AND e.used_at IS NULL AND e.expires_at > clock_timestamp()
    AND NOT EXISTS (SELECT FROM enrolment n WHERE n.county = c AND n.staff = e.staff AND n.expires_at > e.expires_at);
  IF NOT FOUND THEN RAISE EXCEPTION '启用码已用过、已过期或已换新，请联系管理员重新办理' USING ERRCODE = 'FPSTA', DETAIL = concat(of_grant); END IF;
END $$;

GRANT EXECUTE ON FUNCTION session_end, enrolment_use TO fangpin_app;

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

-- 注销通行密钥, one's own, for good: as of the deed's own time, if it has come, but never from before what it signed meanwhile.
CREATE OR REPLACE FUNCTION passkey_end(c CHAR(6), no BIGINT, t TIMESTAMPTZ, why TEXT, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM require_read_committed(), require_finite(t);
  PERFORM FROM passkey WHERE county = c AND id = no FOR UPDATE;
  UPDATE passkey SET reason = why, revoked_at = GREATEST(LEAST(t, clock_timestamp()), added_at,
    (SELECT max(s.at) + INTERVAL '1 microsecond' FROM signature s WHERE s.county = c AND s.passkey = no))
  WHERE county = c AND id = no AND staff = who AND revoked_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION '您没有这枚有效的通行密钥，可能已注销，请刷新' USING ERRCODE = 'FPSTA', DETAIL = concat(no); END IF;
END $$;

-- Refuses a second person of a deed who is not in all the way by a session of theirs, and holds that until the deed ends.
CREATE OR REPLACE FUNCTION session_held(c CHAR(6), who BIGINT, way TEXT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM FROM session s WHERE s.county = c AND s.token = decode(way, 'hex') AND s.staff = who AND s.state = 'full' AND s.mac IS NOT NULL AND s.ended_at IS NULL
  FOR SHARE;
  IF NOT FOUND THEN RAISE EXCEPTION '共同办理的第二人没有登录，或登录已结束，请重新登录后再办' USING ERRCODE = 'FPHND', DETAIL = concat(who); END IF;
END $$;

GRANT EXECUTE ON FUNCTION session_end, enrolment_use, passkey_end TO fangpin_app;

-- The sessions of these tokens end, each with the MAC that it then has. One that is over stays over, and as it was.
CREATE OR REPLACE FUNCTION session_end(c CHAR(6), tokens BYTEA[], macs BYTEA[], t TIMESTAMPTZ) RETURNS void LANGUAGE sql AS $$
  UPDATE session s SET ended_at = t, mac = m.mac FROM unnest(tokens, macs) AS m (token, mac) WHERE s.county = c AND s.token = m.token AND s.ended_at IS NULL
$$;

GRANT EXECUTE ON FUNCTION session_end TO fangpin_app;

-- 信任根: which keys count. Two administrators make it by a key each, vouch for the keys of others, and end what was stolen.

-- The newest root that both have signed, NULL before there is one.
CREATE OR REPLACE FUNCTION root_of(c CHAR(6)) RETURNS BIGINT LANGUAGE sql STABLE AS $$
  SELECT r.id FROM root r JOIN proposal p ON p.county = c AND p.act = 'root' AND p.subject = r.id AND p.confirmed WHERE r.county = c ORDER BY r.n DESC LIMIT 1
$$;

-- Whether a key is one of the root's, or both administrators vouched for it under that root. Before there is one, any key is.
CREATE OR REPLACE FUNCTION key_chained(c CHAR(6), of_key BIGINT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
  SELECT root_of(c) IS NULL OR EXISTS (SELECT FROM root r WHERE r.county = c AND r.id = root_of(c) AND of_key IN (r.system_key, r.security_key))
    OR EXISTS (SELECT FROM passkey_vouch w JOIN proposal p ON p.county = c AND p.act = 'passkey_vouch' AND p.subject = w.id AND p.confirmed
      WHERE w.county = c AND w.passkey = of_key AND w.root = root_of(c))
$$;

-- One of the two keys of a root to be has signed it, in this transaction: that key, and no other of its holder's. No root vouches for it yet.
CREATE OR REPLACE FUNCTION root_signed(c CHAR(6), r root, of_verb TEXT, who BIGINT, by_key BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (
    SELECT FROM signature s JOIN passkey k ON k.county = c AND k.id = by_key AND k.staff = who AND k.revoked_at IS NULL
    WHERE s.county = c AND s.verb = of_verb AND s.person = who AND s.passkey = by_key AND s.subject = 'root/' || r.n AND s.digest = r.fingerprint
      AND s.xmin = pg_current_xact_id()::xid
  ) THEN
    RAISE EXCEPTION '信任根须由所列两枚通行密钥的持有人本人各签一次，请用所列的密钥签名' USING ERRCODE = 'FPSIG', DETAIL = concat(r.id);
  END IF;
END $$;

-- 提出信任根: by the system administrator, by the key that is to be the root's; the first, or the next after administrators were named anew.
CREATE OR REPLACE FUNCTION root_propose(c CHAR(6), of_act TEXT, ids BIGINT[], subjects BIGINT[], digests BYTEA[], salts BYTEA[], who BIGINT)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE r root; was RECORD;
BEGIN
  SELECT * INTO r FROM root WHERE county = c AND id = subjects[1];
  PERFORM proposal_enter(c, 'root', ids, subjects, digests, salts, who);
  PERFORM refuse('FPHND', '信任根由系统管理员提出、安全管理员确认，两枚密钥须各是本人有效的通行密钥，请重新选择', ARRAY(
    SELECT r.id WHERE cardinality(subjects) <> 1 OR r.system_admin <> who OR human(c, r.system_admin) = human(c, r.security_admin)
      OR NOT EXISTS (SELECT FROM staff WHERE county = c AND id = r.security_admin AND role = 'security_admin' AND disabled_at IS NULL)
      OR 2 <> (SELECT count(*) FROM passkey k WHERE k.county = c AND k.revoked_at IS NULL AND (k.id, k.staff) IN ((r.system_key, r.system_admin), (r.security_key, r.security_admin)))));
  SELECT o.n, p.decided_at INTO was FROM root o JOIN proposal p ON p.county = c AND p.act = 'root' AND p.subject = o.id WHERE o.county = c AND o.id = root_of(c);
  PERFORM refuse('FPSTA', '信任根已经立过。只有重设管理员（fangpin staff recover）之后，才能另立', ARRAY(
    SELECT r.id WHERE r.n <> COALESCE(was.n, 0) + 1
      OR was.n IS NOT NULL AND NOT EXISTS (SELECT FROM deed d WHERE d.county = c AND d.verb = 'staff.recover' AND d.at > was.decided_at)));
  PERFORM root_signed(c, r, 'signing.propose_root', who, r.system_key);
END $$;

-- 确认信任根: by the security administrator who is named in it, by the key that is named.
CREATE OR REPLACE FUNCTION root_confirm(c CHAR(6), of_root BIGINT, seen BYTEA, who BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE r root; proposed BIGINT[];
BEGIN
  PERFORM require_read_committed();
  SELECT * INTO r FROM root WHERE county = c AND id = of_root;
  PERFORM pg_advisory_xact_lock('root'::regclass::OID::INT, c::INT);
  PERFORM FROM passkey WHERE county = c AND id IN (r.system_key, r.security_key) ORDER BY id FOR SHARE;
  proposed := proposal_confirm(c, 'root', ARRAY[of_root], ARRAY[seen], who);
  PERFORM refuse('FPSTA', '这份信任根没有提出，或其密钥已注销、已另立，请刷新', ARRAY(
    SELECT of_root WHERE cardinality(proposed) IS DISTINCT FROM 1 OR 2 <> (SELECT count(*) FROM passkey WHERE county = c AND id IN (r.system_key, r.security_key) AND revoked_at IS NULL)
      OR EXISTS (SELECT FROM root o JOIN proposal p ON p.county = c AND p.act = 'root' AND p.subject = o.id AND p.confirmed WHERE o.county = c AND o.id <> of_root AND o.n >= r.n)));
  PERFORM refuse('FPHND', '信任根由所列的安全管理员本人确认', ARRAY(SELECT of_root WHERE r.security_admin IS DISTINCT FROM who));
  PERFORM root_signed(c, r, 'signing.confirm_root', who, r.security_key);
  RETURN proposed[1];
END $$;

-- What several keys come to, as both administrators sign it.
CREATE OR REPLACE FUNCTION vouch_signed(c CHAR(6), of_verb TEXT, vouches BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE keys BIGINT[]; digests TEXT[]; under BIGINT[];
BEGIN
  SELECT array_agg(passkey), array_agg(encode(digest, 'hex')), array_agg(DISTINCT root) INTO keys, digests, under FROM passkey_vouch WHERE county = c AND id = ANY (vouches);
  PERFORM refuse('FPSTA', '还没有信任根，或已另立信任根，请刷新后重新提出', ARRAY(SELECT unnest(vouches) WHERE under IS DISTINCT FROM ARRAY[root_of(c)]));
  PERFORM refuse('FPSTA', '选中的密钥有 %s 枚已注销，请刷新', ARRAY(SELECT id FROM passkey WHERE county = c AND id = ANY (keys) AND revoked_at IS NOT NULL));
  PERFORM signature_given(c, of_verb, '', who, '{system_admin,security_admin}', 'passkey*' || cardinality(keys), signature_digest(keys, digests), NULL);
END $$;

CREATE OR REPLACE FUNCTION passkey_vouch_propose(c CHAR(6), of_act TEXT, ids BIGINT[], subjects BIGINT[], digests BYTEA[], salts BYTEA[], who BIGINT)
RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM proposal_enter(c, 'passkey_vouch', ids, subjects, digests, salts, who);
  PERFORM vouch_signed(c, 'signing.propose_vouch', subjects, who);
END $$;

-- 认可通行密钥: by an administrator of the other kind than who proposed.
CREATE OR REPLACE FUNCTION passkey_vouch_confirm(c CHAR(6), vouches BIGINT[], seen BYTEA[], who BIGINT) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE decided BIGINT[];
BEGIN
  PERFORM require_read_committed();
  PERFORM FROM passkey WHERE county = c AND id IN (SELECT passkey FROM passkey_vouch WHERE county = c AND id = ANY (vouches)) ORDER BY id FOR SHARE;
  decided := proposal_confirm(c, 'passkey_vouch', vouches, seen, who);
  PERFORM refuse('FPSTA', '有 %s 项没有提出，请刷新', ARRAY(SELECT unnest(vouches) EXCEPT ALL SELECT subject FROM proposal WHERE county = c AND id = ANY (decided)));
  PERFORM administrators_differ(c, decided, who);
  PERFORM vouch_signed(c, 'signing.vouch', vouches, who);
  RETURN decided;
END $$;

-- Whoever proposed is of the other kind than who decides, both at work.
CREATE OR REPLACE FUNCTION administrators_differ(c CHAR(6), proposals BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM refuse('FPHND', '须由在岗的系统管理员和安全管理员一人提出、一人确认，请换另一类管理员确认', ARRAY(
    SELECT p.subject FROM proposal p WHERE p.county = c AND p.id = ANY (proposals)
      AND 2 <> (SELECT count(DISTINCT s.role) FROM staff s WHERE s.county = c AND s.id IN (p.proposed_by, who) AND s.disabled_at IS NULL)));
END $$;

-- What is signed of a revocation: which key, and since which day it is doubted.
CREATE OR REPLACE FUNCTION revoke_signed(c CHAR(6), of_verb TEXT, r passkey_revoke, who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM signature_given(c, of_verb, '', who, '{system_admin,security_admin}', 'passkey/' || r.passkey,
    signature_digest(ARRAY[r.passkey], ARRAY[to_char(r.doubted_from, 'YYYY-MM-DD')]), NULL);
END $$;

CREATE OR REPLACE FUNCTION passkey_revoke_propose(c CHAR(6), of_act TEXT, ids BIGINT[], subjects BIGINT[], digests BYTEA[], salts BYTEA[], who BIGINT)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE r passkey_revoke;
BEGIN
  PERFORM proposal_enter(c, 'passkey_revoke', ids, subjects, digests, salts, who);
  FOR r IN SELECT * FROM passkey_revoke WHERE county = c AND id = ANY (subjects) LOOP
    PERFORM refuse('FPDAT', '存疑的日子不能晚于今天', ARRAY(SELECT r.id WHERE r.doubted_from > (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE));
    PERFORM revoke_signed(c, 'signing.propose_revoke', r, who);
  END LOOP;
END $$;

-- 注销失窃的通行密钥: for good, by an administrator of the other kind than who proposed. Its holder may have ended it already.
CREATE OR REPLACE FUNCTION passkey_revoke_confirm(c CHAR(6), of_revoke BIGINT, seen BYTEA, who BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE r passkey_revoke; proposed BIGINT[]; t TIMESTAMPTZ;
BEGIN
  PERFORM require_read_committed();
  SELECT * INTO r FROM passkey_revoke WHERE county = c AND id = of_revoke;
  PERFORM FROM passkey WHERE county = c AND id = r.passkey FOR UPDATE;
  proposed := proposal_confirm(c, 'passkey_revoke', ARRAY[of_revoke], ARRAY[seen], who);
  PERFORM refuse('FPSTA', '这份注销没有提出，请刷新', ARRAY(SELECT of_revoke WHERE cardinality(proposed) IS DISTINCT FROM 1));
  PERFORM administrators_differ(c, proposed, who);
  PERFORM revoke_signed(c, 'signing.revoke', r, who);
  SELECT decided_at INTO t FROM proposal WHERE county = c AND id = proposed[1];
  UPDATE passkey SET revoked_at = GREATEST(t, added_at), reason = r.reason WHERE county = c AND id = r.passkey AND revoked_at IS NULL;
  RETURN proposed[1];
END $$;

GRANT EXECUTE ON FUNCTION root_of, key_chained, root_propose, passkey_vouch_propose, passkey_revoke_propose TO fangpin_app;
GRANT EXECUTE ON FUNCTION root_confirm, passkey_vouch_confirm, passkey_revoke_confirm TO fangpin_gate;

-- Whether the county lets a role give a code instead of a passkey: what was confirmed last. A root ends what was let its administrators before.
CREATE OR REPLACE FUNCTION signing_by_code(c CHAR(6), of_role TEXT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
  SELECT COALESCE((SELECT s.code AND (of_role NOT IN ('system_admin', 'security_admin')
      OR NOT EXISTS (SELECT FROM proposal r WHERE r.county = c AND r.act = 'root' AND r.confirmed AND r.decided_at > p.decided_at))
    FROM signing s JOIN proposal p ON p.county = c AND p.act = 'signing' AND p.subject = s.id AND p.confirmed
    WHERE s.county = c AND s.role = of_role ORDER BY p.decided_at DESC, p.id DESC LIMIT 1), false)
$$;

-- The kinds of administrator that can sign nothing under the root any more: none at work has a key in force that it stands for, and none may give a code. One
-- key may be left out, as if it were ended.
CREATE OR REPLACE FUNCTION admins_unable(c CHAR(6), without BIGINT) RETURNS SETOF TEXT LANGUAGE sql STABLE AS $$
  SELECT kind FROM unnest('{system_admin,security_admin}'::TEXT[]) AS kind
  WHERE root_of(c) IS NOT NULL AND NOT signing_by_code(c, kind) AND NOT EXISTS (
    SELECT FROM passkey k JOIN staff s ON s.county = c AND s.id = k.staff AND s.role = kind AND s.disabled_at IS NULL
    WHERE k.county = c AND k.revoked_at IS NULL AND k.id IS DISTINCT FROM without AND key_chained(c, k.id))
$$;

-- The person has signed just this, in this transaction, by a key of theirs that is in force and chained to the root, or by a code where their role may. A signature of an
-- earlier transaction is none; what it signs, and that a challenge is answered once, its own row says. Whether the key signed it, no SQL can tell. of_flags is what was
-- asked and answered beside it.
CREATE OR REPLACE FUNCTION signature_given(c CHAR(6), of_verb TEXT, of_slot TEXT, who BIGINT, roles TEXT[], about TEXT, of_digest BYTEA, of_total NUMERIC,
  of_flags BYTEA DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM FROM passkey k WHERE k.county = c AND k.staff = who ORDER BY k.id FOR SHARE; -- none is ended before this deed is
  IF NOT EXISTS (
    SELECT FROM signature s WHERE s.county = c AND s.verb = of_verb AND s.slot = of_slot AND s.person = who AND s.role = ANY (roles)
      AND s.subject = about AND s.digest = of_digest AND s.total IS NOT DISTINCT FROM of_total AND s.flags IS NOT DISTINCT FROM of_flags
      AND s.xmin = pg_current_xact_id()::xid
      AND CASE WHEN s.passkey IS NULL THEN signing_by_code(c, s.role)
        ELSE EXISTS (SELECT FROM passkey k WHERE k.county = c AND k.id = s.passkey AND k.staff = who AND k.revoked_at IS NULL) AND key_chained(c, s.passkey) END
  ) THEN
    RAISE EXCEPTION '本次办理没有办理人本人对这一内容的签名，请重新核对并签名' USING ERRCODE = 'FPSIG', DETAIL = concat(of_verb, ' ', about);
  END IF;
END $$;

-- What several subjects come to is digested line by line in the order of their ids.
CREATE OR REPLACE FUNCTION signature_digest(ids BIGINT[], texts TEXT[]) RETURNS BYTEA LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(convert_to(string_agg(concat(s.id, ' ', s.text), E'\n' ORDER BY s.id, s.text), 'UTF8')) FROM unnest(ids, texts) AS s (id, text)
$$;

-- A text as a deed digests it with its row's salt: who signs a reason signs this.
CREATE OR REPLACE FUNCTION signature_text(salt BYTEA, of_column TEXT, said TEXT) RETURNS BYTEA LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(int4send(2 + 2 * length(salt)) || convert_to('\x' || encode(salt, 'hex'), 'UTF8') || int4send(octet_length(of_column)) || convert_to(of_column, 'UTF8')
    || int4send(octet_length(said)) || convert_to(said, 'UTF8'))
$$;

-- How roles sign is signed itself where there is a root: roles and ways, in the order of the roles.
CREATE OR REPLACE FUNCTION signing_signed(c CHAR(6), of_verb TEXT, ids BIGINT[], who BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  IF root_of(c) IS NULL THEN RETURN; END IF;
  PERFORM signature_given(c, of_verb, '', who, '{system_admin,security_admin}', 'signing*' || cardinality(ids),
    (SELECT sha256(convert_to(string_agg(concat(role, ' ', code::TEXT), E'\n' ORDER BY role COLLATE "C"), 'UTF8')) FROM signing WHERE county = c AND id = ANY (ids)), NULL);
END $$;

CREATE OR REPLACE FUNCTION signing_propose(c CHAR(6), of_act TEXT, ids BIGINT[], subjects BIGINT[], digests BYTEA[], salts BYTEA[], who BIGINT)
RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM proposal_enter(c, 'signing', ids, subjects, digests, salts, who);
  PERFORM signing_signed(c, 'signing.propose', subjects, who);
END $$;

-- 签名方式 in force from now on: proposed by one administrator, confirmed by one of the other kind.
CREATE OR REPLACE FUNCTION signing_confirm(c CHAR(6), ids BIGINT[], seen BYTEA[], who BIGINT) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE decided BIGINT[] := proposal_confirm(c, 'signing', ids, seen, who);
BEGIN
  PERFORM refuse('FPSTA', '有 %s 项没有等待复核的提出，请刷新后重选', ARRAY(
    SELECT unnest(ids) EXCEPT ALL SELECT subject FROM proposal WHERE county = c AND id = ANY (decided)));
  PERFORM administrators_differ(c, decided, who);
  PERFORM signing_signed(c, 'signing.adopt', ids, who);
  RETURN decided;
END $$;

GRANT EXECUTE ON FUNCTION admins_unable, signing_by_code, signing_propose TO fangpin_app;
GRANT EXECUTE ON FUNCTION signing_confirm TO fangpin_gate;

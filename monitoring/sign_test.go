package monitoring_test

import (
	"regexp"
	"testing"

	"fangpin/internal/pg"
)

// deciding is a decision about an objection at its door.
var deciding = regexp.MustCompile(`watch_record\('410602', '(dismiss|uphold)'.*'words', '([^']*)'\)\), (\d+)\) FROM watch w WHERE w.id = (\d+)`)

// signed enters what the door of a statement asks for, as the app's login can: SQL cannot tell what a key signed.
func signed(t *testing.T, tx *pg.Tx, statement string) {
	t.Helper()
	m := deciding.FindStringSubmatch(statement)
	if m == nil {
		return
	}
	if _, err := tx.ExecContext(t.Context(), `
		INSERT INTO passkey (county, id, staff, credential, rp_id, origin, key, synced, added_at, name, salt, mac)
		SELECT s.county, s.id, s.id, sha256(s.id::TEXT::BYTEA), 'localhost', 'http://localhost:8080', '', false, now(), '密钥', '', sha256('') FROM staff s
		WHERE s.id = $1 AND NOT EXISTS (SELECT FROM passkey k WHERE k.staff = s.id)`, m[3]); err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(t.Context(), `
		INSERT INTO signature (county, id, verb, slot, person, role, subject, digest, nonce, expires_at, at, passkey, client_data, authenticator_data, signature, mac)
		SELECT o.county, $1::BIGINT, 'monitoring.' || $2, '', s.id, s.role, 'objection/' || o.id,
		  sha256(int4send(2 + 2 * length(o.salt)) || convert_to('\x' || encode(o.salt, 'hex'), 'UTF8') || int4send(6) || 'reason' || int4send(octet_length($3::TEXT)) || convert_to($3::TEXT, 'UTF8')),
		  sha256($1::BIGINT::TEXT::BYTEA), clock_timestamp() + INTERVAL '5 minutes', clock_timestamp(), (SELECT min(k.id) FROM passkey k WHERE k.staff = s.id), '', '', '', sha256('')
		FROM staff s, (SELECT o.* FROM objection o JOIN open_objection x ON x.id = o.id WHERE o.watch = $5 ORDER BY o.received_at, o.id LIMIT 1) o WHERE s.id = $4`,
		pg.NewID(), m[1], m[2], m[3], m[4]); err != nil {
		t.Fatal(err)
	}
}

package payouts_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
)

// keysForAll gives everybody a key, so that whoever attacks can enter signatures: SQL cannot tell what a key signed.
const keysForAll = `
	INSERT INTO passkey (county, id, staff, credential, rp_id, origin, key, synced, added_at, name, salt, mac)
	SELECT s.county, s.id, s.id, sha256(s.id::TEXT::BYTEA), 'localhost', 'http://localhost:8080', '', false, now(), '密钥', '', sha256('') FROM staff s
	WHERE NOT EXISTS (SELECT FROM passkey k WHERE k.staff = s.id)`

// entering is a signature as the app's login can enter one.
const entering = `
	INSERT INTO signature (county, id, verb, slot, person, role, subject, digest, total, nonce, expires_at, at, passkey, client_data, authenticator_data, signature, mac)
	SELECT :c, :new + row_number() OVER (), `

const rest = `, sha256(random()::TEXT::BYTEA), clock_timestamp() + INTERVAL '5 minutes', clock_timestamp(),
	(SELECT min(k.id) FROM passkey k WHERE k.staff = s.id AND k.revoked_at IS NULL), '', '', '', sha256('') FROM staff s, `

var knocking = regexp.MustCompile(`^SELECT (list_approve|batch_send|batch_reissue|payout_decide|account_confirm|heir_naming_confirm)\((.*)\)$`)

// sign enters what the door of a statement asks for, where it asks for a signature.
func (f *fort) sign(tx *pg.Tx, statement string) {
	f.t.Helper()
	m := knocking.FindStringSubmatch(statement)
	if m == nil {
		return
	}
	if _, err := tx.ExecContext(f.t.Context(), keysForAll); err != nil {
		f.t.Fatal(err)
	}
	a := arguments(m[2])
	var sql string
	switch m[1] {
	case "list_approve":
		sql = entering + `'payouts.approve', t.slot, s.id, 'approver', 'list/' || l.id, l.digest, l.total` + rest +
			`list l, (VALUES ('first'), ('second')) t (slot) WHERE l.id = ` + a[1] + ` AND s.id = ` + a[4]
	case "batch_send":
		sql = entering + `'payouts.send', '', s.id, 'sender', 'list/' || l.id, l.digest, l.total` + rest + `list l WHERE l.id = ` + a[2] + ` AND s.id = ` + a[3]
	case "batch_reissue":
		sql = entering + `'payouts.reissue', '', s.id, 'sender', 'list/' || l.id, x.digest, x.total` + rest + `list l, LATERAL (
			SELECT sha256(convert_to(string_agg(concat(r.payout, ' ', u.account), E'\n' ORDER BY r.payout), 'UTF8')) AS digest, sum(r.amount) AS total
			FROM list_row r JOIN unnest(` + a[3] + `::BIGINT[], ` + a[4] + `::BIGINT[]) u (payout, account) ON u.payout = r.payout WHERE r.list = l.id) x
			WHERE x.total > 0 AND l.id = ` + a[2] + ` AND s.id = ` + a[5]
	case "account_confirm":
		sql = entering + `'registry.confirm_accounts', '', s.id, 'clerk', 'account*' || cardinality(x.ids), x.digest, NULL::NUMERIC` + rest + `LATERAL (
			SELECT array_agg(u.id) AS ids, sha256(convert_to(string_agg(concat(u.id, ' ', encode(u.seen, 'hex')), E'\n' ORDER BY u.id), 'UTF8')) AS digest
			FROM unnest(` + a[1] + `::BIGINT[], ` + a[2] + `::BYTEA[]) u (id, seen)) x WHERE s.id = ` + a[3]
	case "heir_naming_confirm":
		sql = entering + `'payouts.confirm_heir', '', s.id, 'clerk', 'heir_naming/' || ` + a[1] + `, ` + a[2] + `, NULL::NUMERIC` + rest + `(VALUES (1)) x (n) WHERE s.id = ` + a[3]
	case "payout_decide":
		verb := map[bool]string{true: "payouts.uphold", false: "payouts.dismiss"}[a[2] == "true"]
		sql = entering + `'` + verb + `', '', s.id, 'township', 'objection/' || o.id, sha256(int4send(2 + 2 * length(o.salt)) || convert_to('\x' || encode(o.salt, 'hex'), 'UTF8') || int4send(6) || 'reason'
			|| int4send(octet_length(x.why)) || convert_to(x.why, 'UTF8')), NULL::NUMERIC` + rest + `objection o, (VALUES (` + a[3] + `::TEXT)) x (why) WHERE x.why IS NOT NULL AND o.id = ` + a[1] + ` AND s.id = ` + a[4]
	}
	if _, err := tx.ExecContext(f.t.Context(), f.say(sql)); err != nil {
		f.t.Fatalf("%s: %v", f.say(sql), err)
	}
}

// arguments are a call's, at its commas.
func arguments(text string) (parts []string) {
	depth, from, quoted := 0, 0, false
	for i, r := range text {
		switch {
		case r == '\'':
			quoted = !quoted
		case quoted:
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth == 0:
			parts, from = append(parts, strings.TrimSpace(text[from:i])), i+1
		}
	}
	return append(parts, strings.TrimSpace(text[from:]))
}

// unsigned is an attack in which nothing is signed but what it enters itself.
func unsigned(what string, sql ...string) attack {
	return attack{what: what, state: "FPSIG", sql: sql, bare: true}
}

func TestNoDoorOpensUnsigned(t *testing.T) {
	f := newFort(t)
	f.tamper(keysForAll)
	f.names["open"] = f.scalar(f.say(`INSERT INTO fangpin.objection (county, id, payout, words, received_on, received_by, salt)
		VALUES (:c, :new, :announced, '不符', :day, :clerk, '') RETURNING id`))
	approve := `SELECT list_approve(:c, :listed_list, (SELECT digest FROM list WHERE id = :listed_list), 10000, :first)`
	signed := func(verb, slot, role, subject, digest, total, who string) string {
		return entering + `'` + verb + `', '` + slot + `', s.id, '` + role + `', ` + subject + `, ` + digest + `, ` + total + rest + `list l WHERE l.id = :listed_list AND s.id = ` + who
	}
	const list = `'list/' || l.id`
	f.refuses(
		unsigned("approved", approve),
		unsigned("sent", `SELECT batch_send(:c, :new, :approved_list, :sender)`),
		unsigned("reissued", `SELECT batch_reissue(:c, :new, :returned_list, '{:returned}', '{:returned_account}', :sender)`),
		unsigned("dismissed", `SELECT payout_decide(:c, :open, false, '不属实', :township)`),
		unsigned("upheld", `SELECT payout_decide(:c, :open, true, '属实', :township)`),
		unsigned("another verb", signed("payouts.send", "first", "approver", list, "l.digest", "l.total", ":first"), approve),
		unsigned("another turn", signed("payouts.approve", "second", "approver", list, "l.digest", "l.total", ":first"), approve),
		unsigned("by another", signed("payouts.approve", "first", "approver", list, "l.digest", "l.total", ":second"), approve),
		unsigned("in another role", signed("payouts.approve", "first", "clerk", list, "l.digest", "l.total", ":first"), approve),
		unsigned("another list", signed("payouts.approve", "first", "approver", `'list/' || :approved_list`, "l.digest", "l.total", ":first"), approve),
		unsigned("another digest", signed("payouts.approve", "first", "approver", list, "sha256('')", "l.total", ":first"), approve),
		unsigned("another total", signed("payouts.approve", "first", "approver", list, "l.digest", "l.total - 1", ":first"), approve),
		unsigned("no total", signed("payouts.approve", "first", "approver", list, "l.digest", "NULL::NUMERIC", ":first"), approve),
		unsigned("a code, which nobody allowed", strings.Replace(signed("payouts.approve", "first", "approver", list, "l.digest", "l.total", ":first"),
			`(SELECT min(k.id) FROM passkey k WHERE k.staff = s.id AND k.revoked_at IS NULL), '', '', ''`, `NULL::BIGINT, NULL::BYTEA, NULL::BYTEA, NULL::BYTEA`, 1), approve),
		unsigned("a key that is another's", strings.Replace(signed("payouts.approve", "first", "approver", list, "l.digest", "l.total", ":first"), "k.staff = s.id", "k.staff = :second", 1), approve),
		unsigned("a code that the county allowed to nobody but by hand", `INSERT INTO signing VALUES (:c, :new, 'approver', true, :clerk)`,
			strings.Replace(signed("payouts.approve", "first", "approver", list, "l.digest", "l.total", ":first"),
				`(SELECT min(k.id) FROM passkey k WHERE k.staff = s.id AND k.revoked_at IS NULL), '', '', ''`, `NULL::BIGINT, NULL::BYTEA, NULL::BYTEA, NULL::BYTEA`, 1), approve),
		unsigned("signed within a savepoint that is gone", `SAVEPOINT x`, signed("payouts.approve", "first", "approver", list, "l.digest", "l.total", ":first"), `ROLLBACK TO x`, approve),
	)
	good := signed("payouts.approve", "first", "approver", list, "l.digest", "l.total", ":first")
	f.refuses(
		attack{what: "expired when it was made", state: checked, bare: true, sql: []string{strings.Replace(good, "+ INTERVAL", "- INTERVAL", 1)}},
		attack{what: "half a signature", state: checked, bare: true, sql: []string{strings.Replace(good, `'', '', ''`, `NULL, '', ''`, 1)}},
		attack{what: "without a MAC", state: isNull, bare: true, sql: []string{strings.Replace(good, `sha256('') FROM staff`, `NULL FROM staff`, 1)}},
		attack{what: "the same challenge twice", state: duplicate, bare: true, sql: []string{
			strings.Replace(good, `sha256(random()::TEXT::BYTEA)`, `sha256('1')`, 1), strings.Replace(good, `sha256(random()::TEXT::BYTEA)`, `sha256('1')`, 1)}},
		attack{what: "changed afterwards", state: denied, bare: true, sql: []string{`UPDATE signature SET subject = 'list/1'`}},
		attack{what: "taken away", state: denied, bare: true, sql: []string{`DELETE FROM signature`}},
		attack{what: "of another county", state: denied, bare: true, sql: []string{strings.Replace(good, "SELECT :c", "SELECT '410603'", 1)}},
	)
	tx, err := f.Begin(t.Context(), f.Admin())
	f.Must(err)
	defer func() { _ = tx.Rollback() }()
	for _, statement := range []string{good, approve} {
		if _, err := tx.ExecContext(t.Context(), f.say(statement)); err != nil {
			t.Errorf("%s: %v", f.say(statement), err)
		}
	}
}

// What was signed in a transaction before opens no door, nor does a key that was revoked.
func TestASignatureIsOfItsOwnDeed(t *testing.T) {
	f := newFort(t)
	f.tamper(keysForAll)
	approve := `SELECT list_approve(:c, :listed_list, (SELECT digest FROM list WHERE id = :listed_list), 10000, :first)`
	tx, err := f.Begin(t.Context(), f.Admin())
	f.Must(err)
	f.sign(tx, approve)
	f.Must(tx.Commit())
	f.refuses(unsigned("in a transaction before", approve))
	f.tamper(`UPDATE passkey SET revoked_at = added_at, reason = '更换' WHERE staff = :first`)
	f.refuses(unsigned("by a revoked key", `
		INSERT INTO signature (county, id, verb, slot, person, role, subject, digest, total, nonce, expires_at, at, passkey, client_data, authenticator_data, signature, mac)
		SELECT :c, :new, 'payouts.approve', 'first', :first, 'approver', 'list/' || l.id, l.digest, l.total, sha256('n'), clock_timestamp() + INTERVAL '5 minutes',
		  clock_timestamp(), (SELECT id FROM passkey WHERE staff = :first), '', '', '', sha256('') FROM list l WHERE l.id = :listed_list`, approve))
}

// Nobody is asked to sign an approval of what is not to be approved.
func TestNothingIsSignedThatIsNotToBeApproved(t *testing.T) {
	f := newFort(t)
	for _, list := range []string{"approved_list", "sent_list"} {
		f.Refused(f.Do(f.Who(who.Approver), func(ctx context.Context, tx *pg.Tx) error {
			l, err := payouts.GetList(ctx, tx, f.names[list].(int64))
			if err != nil {
				return err
			}
			return payouts.Approve(ctx, tx, l.ID, l.Digest, l.Total, nil, func(context.Context, *pg.Tx, signing.Decision) (signing.Proof, error) {
				t.Errorf("%s is shown to be signed", list)
				return signing.Proof{}, signing.ErrUnsigned
			})
		}), fault.Conflict)
	}
}

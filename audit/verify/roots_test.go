package verify_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"fangpin/audit/verify"
	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// The checks of the root of trust.
const (
	ofRoots   = "信任根由系统管理员和安全管理员各以所列密钥签名"
	ofChains  = "决定所用的密钥出自信任根，或由两名管理员认可"
	ofDoubts  = "失窃密钥自存疑之日起的签名"
	ofAnew    = "运维人员重设管理员（staff recover）"
	vouchedBy = `(SELECT id FROM signature WHERE verb = 'signing.vouch')`
)

// rooted are the checks of what the month has none of: the keys that hang on a root, and administrators who were named anew.
var rooted = []string{ofRoots, ofChains, ofDoubts, ofAnew}

// rootedOffice has a root, by which a second security administrator's key is vouched for, who then grants a right; a checkpoint names the root.
type rootedOffice struct {
	granting
	notes    string // where checkpoints are kept
	keys     string // by which they are signed
	security who.Person
	another  who.Person
}

// In is the office in the database of another test.
func (o *rootedOffice) In(t testing.TB) *rootedOffice {
	in := *o
	in.granting = *o.granting.In(t)
	return &in
}

var rooteds pgtest.Kept[*rootedOffice]

func newRooted(t *testing.T) *rootedOffice {
	o := rooteds.Begin(t, "", func() *rootedOffice {
		o := (&rootedOffice{granting: granting{Office: stafftest.New(t)}}).In(t)
		o.security, o.another = o.Hire(who.SecurityAdmin), o.Hire(who.SecurityAdmin)
		o.Keyed(o.security)
		o.Rooted(o.security)
		o.Vouched(o.security, o.another)
		id, _, err := o.asks()
		o.Must(err)
		o.Must(o.Do(o.another, func(ctx context.Context, tx *pg.Tx) error {
			_, err := grant.Confirm(ctx, tx, o.auth, id, particulars(1).IDNumber, stafftest.Sign)
			return err
		}))
		for _, days := range []int{5, 7} {
			o.waits(days)
		}
		return o
	})
	o.notes, o.keys = t.TempDir(), t.TempDir()
	o.checkpoint(t)
	return o
}

func (o *rootedOffice) checkpoint(t *testing.T) deed.Note {
	t.Helper()
	signer, err := deed.FirstSigner(o.keys)
	o.Must(err)
	n, err := deed.Checkpoint(t.Context(), o.DB, county, signer, o.notes)
	o.Must(err)
	return n
}

func (o *rootedOffice) asks() (id int64, half signin.Half, err error) {
	err = o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) (err error) {
		id, half, err = grant.Propose(ctx, tx, o.Keys, grant.Asked{What: grant.Member, Member: staff.Member{Name: "王芳", Role: who.Approver}, Reason: "调入",
			Particulars: particulars(1)}, stafftest.Sign)
		return err
	})
	return id, half, err
}

// waits has two administrators set how long new accounts wait.
func (o *rootedOffice) waits(days int) {
	o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error { return probation.Propose(ctx, tx, days, stafftest.Sign) }))
	o.Must(o.Do(o.another, func(ctx context.Context, tx *pg.Tx) error {
		found, err := probation.Settings(ctx, tx)
		if err != nil {
			return err
		}
		return probation.Adopt(ctx, tx, found[0].ID, stafftest.Sign)
	}))
}

// said are the findings of a check, and what it notes.
func (o *rootedOffice) said(t *testing.T, check string, root *passkey.Fingerprint) (found, noted []string) {
	t.Helper()
	key, err := deed.Verifier(o.keys)
	o.Must(err)
	for r, err := range verify.County(t.Context(), o.DB, county, verify.Trust{Secrets: o.Keys, Keys: []note.Verifier{key}, Notes: o.notes, Root: root}) {
		o.Must(err)
		if check != "" && r.Name != check {
			continue
		}
		for _, f := range r.Found {
			found = append(found, f.String())
		}
		noted = append(noted, r.Noted...)
	}
	return found, noted
}

func (o *rootedOffice) fingerprint(t *testing.T) (f passkey.Fingerprint) {
	t.Helper()
	o.Look(o.security, func(ctx context.Context, tx *pg.Tx) error {
		r, err := signing.Standing(ctx, tx)
		f = r.Fingerprint()
		return err
	})
	return f
}

// An honest county's root is said with its fingerprint, and held to the one that the auditor brings along.
func TestTheRootIsTheOneThatWasAskedFor(t *testing.T) {
	o := newRooted(t)
	right := o.fingerprint(t)
	found, noted := o.said(t, "", &right)
	if len(found) > 0 || !slices.ContainsFunc(noted, func(s string) bool { return strings.Contains(s, right.String()) }) {
		t.Errorf("of an honest county: %v, %v", found, noted)
	}
	wrong := right
	wrong[0] ^= 1
	if found, _ := o.said(t, ofRoots, &wrong); len(found) != 1 || !strings.Contains(found[0], "不是所要求的") {
		t.Errorf("another root is asked for: %v", found)
	}
	if n := o.checkpoint(t); !strings.HasSuffix(n.Anchor, right.String()) {
		t.Errorf("the checkpoint names %q", n.Anchor)
	}
}

// A county without a root has not the one that is asked for.
func TestNoRootIsNotTheOneThatWasAskedFor(t *testing.T) {
	bare, right := stafftest.New(t), passkey.Fingerprint{1}
	for r, err := range verify.County(t.Context(), bare.DB, county, verify.Trust{Secrets: bare.Keys, Root: &right}) {
		bare.Must(err)
		if r.Name == ofRoots && (len(r.Found) != 1 || !strings.Contains(r.Found[0].Reason, "没有信任根")) {
			t.Errorf("a county without a root: %v", r.Found)
		}
	}
}

// Each lie about the root and what hangs on it is named by the row that it is told of.
func TestABrokenChainIsNamed(t *testing.T) {
	const root, vouch, confirmed = `SELECT id FROM root`, `SELECT id FROM passkey_vouch`, `SELECT id FROM signature WHERE verb = 'grant.confirm'`
	for name, c := range map[string]struct{ lie, check, table, key, says string }{
		"a root swapped":          {`UPDATE root SET fingerprint = sha256('x')`, ofRoots, "root", root, "信任根被换过"},
		"a key of the root's":     {`UPDATE root SET security_key = (SELECT passkey FROM passkey_vouch), security_admin = (SELECT k.staff FROM passkey k JOIN passkey_vouch w ON w.passkey = k.id)`, ofRoots, "root", root, "信任根被换过"},
		"its key exchanged":       {`UPDATE passkey SET key = (SELECT k.key FROM passkey k JOIN passkey_vouch w ON w.passkey = k.id) WHERE id = (SELECT system_key FROM root)`, ofRoots, "root", root, "信任根被换过"},
		"a root by one":           {`UPDATE staff SET role = 'system_admin' WHERE id = (SELECT security_admin FROM root)`, ofRoots, "root", root, "两个人立的"},
		"a root by another":       {`UPDATE signature SET person = k.staff, passkey = k.id FROM passkey k JOIN passkey_vouch w ON w.passkey = k.id WHERE verb = 'signing.confirm_root'`, ofRoots, "root", root, "没有安全管理员"},
		"a root, so written":      {`UPDATE proposal SET decided_by = (SELECT k.staff FROM passkey k JOIN passkey_vouch w ON w.passkey = k.id) WHERE act = 'root'`, ofRoots, "root", root, "所列的安全管理员确认"},
		"a root unsigned":         {`DELETE FROM signature WHERE verb = 'signing.confirm_root'`, ofRoots, "root", root, "没有安全管理员"},
		"signed by another key":   {`UPDATE signature SET passkey = (SELECT security_key FROM root) WHERE verb = 'signing.propose_root'`, ofRoots, "root", root, "没有系统管理员"},
		"a checkpoint's root":     {`UPDATE root SET fingerprint = sha256('x')`, "存证检查点的签名与根", "checkpoint", `SELECT max(size) FROM checkpoint`, "所记的信任根"},
		"a vouch by one":          {`UPDATE staff SET role = 'system_admin' WHERE id = (SELECT security_admin FROM root)`, ofChains, "passkey_vouch", vouch, "一人提出、一人认可"},
		"a vouch for another":     {`UPDATE passkey_vouch SET passkey = (SELECT system_key FROM root)`, ofChains, "passkey_vouch", vouch, "不是这一枚"},
		"a vouch unsigned":        {`DELETE FROM signature WHERE verb = 'signing.vouch'`, ofKeys, "passkey_vouch", vouch, "没有办理人的签名"},
		"a vouch by a loose key":  {`UPDATE signature SET passkey = (SELECT passkey FROM passkey_vouch) WHERE verb = 'signing.vouch'`, ofChains, "signature", `SELECT ` + vouchedBy, "没有经两名管理员认可"},
		"a key nobody vouched":    {`DELETE FROM passkey_vouch`, ofChains, "signature", confirmed, "没有经两名管理员认可"},
		"vouched never":           {`UPDATE proposal SET confirmed = NULL, decided_by = NULL, decided_at = NULL WHERE act = 'passkey_vouch'`, ofChains, "signature", confirmed, "没有经两名管理员认可"},
		"a right asked unsigned":  {`DELETE FROM signature WHERE verb = 'grant.propose'`, ofKeys, "staff_grant", `SELECT id FROM staff_grant`, "没有办理人的签名"},
		"a wait adopted unsigned": {`DELETE FROM signature WHERE verb = 'probation.adopt' AND id = (SELECT max(id) FROM signature WHERE verb = 'probation.adopt')`, ofKeys, "probation", `SELECT max(id) FROM probation`, "没有办理人的签名"},
		"another wait":            {`UPDATE probation SET days = 0 WHERE days = 5`, ofKeys, "probation", `SELECT id FROM probation WHERE days = 5`, "签的不是这一内容"},
		"a wait set by one kind":  {`UPDATE staff SET role = 'system_admin' WHERE role = 'security_admin'`, secondHand, "proposal", `SELECT min(id) FROM proposal WHERE act = 'probation'`, "一人提出、一人确认"},
		"another right asked":     {`UPDATE staff_grant SET role = 'sender'`, ofKeys, "staff_grant", `SELECT id FROM staff_grant`, "签的不是这一内容"},
		"a code in its place":     {`UPDATE signature SET passkey = NULL, client_data = NULL, authenticator_data = NULL, signature = NULL WHERE verb = 'grant.confirm'`, ofCodes, "signature", confirmed, "冒名写入"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newRooted(t)
			tx := pgtest.Super(t).MustBegin()
			var of string
			tx.MustExec(`SET LOCAL session_replication_role = replica; SET LOCAL search_path = fangpin`)
			o.Must(tx.GetContext(t.Context(), &of, c.key))
			tx.MustExec(c.lie)
			o.Must(tx.Commit())
			found, _ := o.said(t, c.check, nil)
			if !slices.ContainsFunc(found, func(f string) bool {
				return strings.HasPrefix(f, c.table+" 表 "+of+"：") && strings.Contains(f, c.says)
			}) {
				t.Errorf("not named: %v", found)
			}
		})
	}
}

// What under a root rests on codes is said on the line of the chain, where whoever brings the fingerprint along looks.
func TestCodesUnderARootAreNoted(t *testing.T) {
	o := newRooted(t)
	if _, noted := o.said(t, ofChains, nil); len(noted) > 0 {
		t.Errorf("where all signed by keys: %v", noted)
	}
	pgtest.Super(t).MustExec(`UPDATE fangpin.signature SET passkey = NULL, client_data = NULL, authenticator_data = NULL, signature = NULL
		WHERE verb IN ('grant.confirm', 'signing.vouch')`)
	right := o.fingerprint(t)
	if _, noted := o.said(t, ofChains, &right); len(noted) != 1 || !strings.Contains(noted[0], "有 2 次") || !strings.Contains(noted[0], "认可密钥 1 次") {
		t.Errorf("of codes: %v", noted)
	}
}

// A second root that no recovery led to is named, even where a forged deed had the door believe in one.
func TestASecondRootWithoutARecoveryIsNamed(t *testing.T) {
	o := newRooted(t)
	super := pgtest.Super(t)
	super.MustExec(`INSERT INTO fangpin.deed SELECT county, size, clock_timestamp() + INTERVAL '1 second', at, $1, 'staff.recover', '', '', '' FROM fangpin.head`, o.Admin().ID)
	super.MustExec(`UPDATE fangpin.head SET size = size + 1`)
	o.Rooted(o.security)
	if found, _ := o.said(t, ofRoots, nil); !slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, "没有重设管理员") }) {
		t.Errorf("not named: %v", found)
	}
}

// That whoever owns the database named administrators anew has a line of its own.
func TestARecoveryIsNoted(t *testing.T) {
	o := newRooted(t)
	if _, noted := o.said(t, ofAnew, nil); len(noted) > 0 {
		t.Errorf("nobody was named anew: %v", noted)
	}
	o.Must(o.ByOwner(o.Admin(), func(_ context.Context, tx *pg.Tx) error {
		tx.Perform(staff.RecoverStep.Verb, "重设管理员"+grant.Despite)
		return nil
	}))
	if found, noted := o.said(t, ofAnew, nil); len(found) > 0 || len(noted) != 1 || !strings.Contains(noted[0], "两类管理员均在岗") {
		t.Errorf("who was named anew: %v, %v", found, noted)
	}
}

// What a stolen key signed since the day is noted, and nobody is at fault.
func TestDoubtedSignaturesAreNoted(t *testing.T) {
	o := newRooted(t)
	o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return signing.ProposeRevoke(ctx, tx, o.KeyOf(o.another), calendar.DateOf(tx.Now), "电脑失窃", stafftest.Sign)
	}))
	o.Must(o.Do(o.security, func(ctx context.Context, tx *pg.Tx) error {
		found, err := signing.Revocations(ctx, tx)
		if err != nil {
			return err
		}
		return signing.Revoke(ctx, tx, stafftest.Auth(tx), found[0].ID, stafftest.Sign)
	}))
	o.checkpoint(t)
	if found, noted := o.said(t, "", nil); len(found) > 0 || !slices.ContainsFunc(noted, func(s string) bool { return strings.Contains(s, "批准授权") }) {
		t.Errorf("found %v, noted %v", found, noted)
	}
}

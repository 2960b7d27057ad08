// Package signing answers one question: did this person decide just this, by a key of their own? (签名)
//
// A verb that decides says what it is about to decide (Decision) and asks whoever signs (Signer): at a page the person, by their passkey or, where
// the county lets the role, by a code. What they answered is kept in the verb's own transaction, before it knocks: the door refuses what is not
// signed (signature_given), verification judges every signature again.
package signing

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/passkey"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Decision is what somebody is about to decide, as it is signed and as it is read.
type Decision struct {
	passkey.Decision
	Key   int64  // by which of their keys alone it is signed; 0 for any that is chained to the root
	Title string // what is done, as in 第二级审批花名册
	Facts []Fact // of what, how many, how much: everything that they answer for
	Paper string // the code by which it is compared with its paper; empty where none has it
}

// Proposes tells whether what is signed takes effect only when another person confirms it: such steps are called so.
func (d Decision) Proposes() bool {
	_, act, _ := strings.Cut(d.Verb, ".")
	return strings.HasPrefix(act, "propose")
}

// Fact is one line of what is signed, in words.
type Fact struct{ Name, Words string }

// Shown is how many of many are named where they are signed together.
const Shown = 20

// Some is a fact of n, of which the first Shown are named: 王芳、李强等 35 个.
func Some(name string, first []string, n int, unit string) Fact {
	words := strings.Join(first, "、")
	if n > len(first) {
		words += "等"
	}
	return Fact{Name: name, Words: fmt.Sprintf("%s %d %s", words, n, unit)}
}

// Of is a decision of the acting person on a subject.
func Of(tx *pg.Tx, verb, subject string, digest []byte, title string, facts ...Fact) Decision {
	d := Decision{Title: title, Facts: facts}
	d.County, d.Person, d.Verb, d.Subject, d.Digest = tx.County, tx.By.ID, verb, subject, digest
	return d
}

// Proof is what came of asking: a key's answer to a challenge, or a code that was right and is spent. Only who has the office's keys makes one.
type Proof struct {
	Nonce   [32]byte
	Expires time.Time
	Key     int64 // the passkey's; 0: a code
	Said    passkey.Assertion
	MAC     []byte
}

// vouched is the proof with the MAC of its row.
func (p Proof) vouched(keys *secret.Keys, d passkey.Decision) Proof {
	p.Nonce, p.Expires = d.Nonce, d.Expires
	p.MAC = MAC(keys, d.Challenge(), p.Key, p.Said)
	return p
}

// MAC is that of a signature's row: over its decision and what was answered, so that nobody enters a code that nobody gave.
func MAC(keys *secret.Keys, over passkey.Challenge, key int64, said passkey.Assertion) []byte {
	return keys.MAC(secret.Signature, over[:], strconv.AppendInt(nil, key, 10), said.ClientData, said.AuthenticatorData, said.Signature)
}

// Signer asks whoever acts to sign a decision.
type Signer func(ctx context.Context, tx *pg.Tx, d Decision) (Proof, error)

// ErrUnsigned is the answer where nobody was asked, or what came is no signature of the person's.
var ErrUnsigned = fault.Forbiddenf("签名没有通过：通行密钥不是您登记的、已注销，或没有完成指纹、面容、PIN 验证，请重新签名")

// Sign has a decision signed and keeps the signature. The door that follows asks for it.
func Sign(ctx context.Context, tx *pg.Tx, d Decision, by Signer) error {
	if by == nil {
		return ErrUnsigned
	}
	p, err := by(ctx, tx, d)
	if err != nil {
		return err
	}
	if err := d.fit(ctx, tx, p.Key); err != nil {
		return err
	}
	var key, client, data, signature, total, flags any // NULL where there is none
	if p.Key != 0 {
		key, client, data, signature = p.Key, p.Said.ClientData, p.Said.AuthenticatorData, p.Said.Signature
	}
	if d.Total != "" {
		total = d.Total
	}
	if len(d.Flags) > 0 {
		flags = d.Flags
	}
	id := pg.NewID()
	_, err = tx.ExecContext(ctx, `
		INSERT INTO signature (county, id, verb, slot, person, role, subject, digest, total, flags, nonce, expires_at, at, passkey, client_data,
		  authenticator_data, signature, mac)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		tx.County, id, d.Verb, d.Slot, tx.By.ID, tx.By.Role, d.Subject, d.Digest, total, flags, p.Nonce[:], p.Expires,
		tx.Now.Truncate(time.Microsecond), key, client, data, signature, p.MAC)
	if err != nil {
		return fmt.Errorf("keep a signature: %w", err)
	}
	tx.Cover("signature", id)
	return nil
}

// Text is a text of a personal column as a deed digests it with its row's salt (signature_text): so a bundle, which has no texts, can show what was
// signed.
func Text(salt []byte, column, said string) []byte {
	digest := deed.Salt(fmt.Appendf(nil, `\x%x`, salt), column, []byte(said))
	return digest[:]
}

// Digest is over several subjects, each with a text, in the order of their ids (signature_digest).
func Digest(texts map[int64]string) []byte {
	ids := make([]int64, 0, len(texts))
	for id := range texts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	lines := make([]string, len(ids))
	for i, id := range ids {
		lines[i] = strconv.FormatInt(id, 10) + " " + texts[id]
	}
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return sum[:]
}

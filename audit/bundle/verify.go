package bundle

import (
	"context"
	"iter"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"fangpin/audit/verify"
	"fangpin/internal/fault"
	"fangpin/internal/passkey"
)

// Trust is what the auditor brings along, from outside the bundle.
type Trust struct {
	Key   string               // the county's public key; empty: the bundle's own is believed
	Notes []verify.OutsideNote // checkpoints that were kept elsewhere
	Root  *passkey.Fingerprint // that the newest root of trust must have; nil where none is asked for
}

// Checks are what a bundle is held to beside what a database is.
var Checks = []verify.Check{containerCheck, signatureCheck, originalsCheck}

// Verify derives everything again from the bundle alone, a Check at a time: first that it is whole and signed, then what a database is
// held to. What is wrong is in the checks; an error means that the verification itself could not be done.
func (b *Bundle) Verify(ctx context.Context, trust Trust) iter.Seq2[verify.Result, error] {
	return func(yield func(verify.Result, error) bool) {
		if !yield(b.container(), nil) {
			return
		}
		key, err := b.key(trust)
		if err != nil {
			yield(verify.Result{}, err)
			return
		}
		r := &records{Bundle: b, outside: trust.Notes}
		if !yield(b.signature(key, trust), nil) || !yield(r.originals(), nil) {
			return
		}
		for check, err := range verify.Judge(ctx, b.County, r, []note.Verifier{key}, trust.Root) {
			if !yield(check, err) {
				return
			}
		}
	}
}

// key is whom the auditor believes.
func (b *Bundle) key(trust Trust) (note.Verifier, error) {
	text, where := trust.Key, "所带的公钥"
	if text == "" {
		text, where = b.Key, "证据包的公钥 "+keyFile
	}
	key, err := note.NewVerifier(strings.TrimSpace(text))
	if err != nil {
		return nil, fault.Invalidf("%s不能解读，请另行取得公钥文件（checkpoint.pub），用 --key 指明", where)
	}
	return key, nil
}

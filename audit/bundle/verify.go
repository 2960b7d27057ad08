package bundle

import (
	"context"
	"iter"

	"golang.org/x/mod/sumdb/note"

	"fangpin/audit"
)

// Trust is what the auditor brings along, from outside the bundle.
type Trust struct {
	Key   string              // the county's public key; empty: the bundle's own is believed
	Notes []audit.OutsideNote // checkpoints that were kept elsewhere
}

// Verify derives everything again from the bundle alone, a Check at a time: first that it is whole and signed, then what a database is
// held to. What is wrong is in the checks; an error means that the verification itself could not be done.
func (b *Bundle) Verify(ctx context.Context, trust Trust) iter.Seq2[audit.Check, error] {
	return func(yield func(audit.Check, error) bool) {
		key, err := parseKey(b.key(trust))
		if err != nil {
			yield(audit.Check{}, err)
			return
		}
		r := &records{Bundle: b, outside: trust.Notes}
		for _, check := range []func() audit.Check{b.container, func() audit.Check { return b.signature(key, trust) }, r.originals} {
			if !yield(check(), nil) {
				return
			}
		}
		for check, err := range audit.Judge(ctx, b.County, r, []note.Verifier{key}) {
			if !yield(check, err) {
				return
			}
		}
	}
}

// key is whom the auditor believes.
func (b *Bundle) key(trust Trust) string {
	if trust.Key != "" {
		return trust.Key
	}
	return b.Key
}

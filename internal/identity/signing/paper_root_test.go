package signing_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"fangpin/internal/identity/signing"
	"fangpin/internal/paper"
	"fangpin/internal/paper/papertest"
	"fangpin/internal/pg"
)

// What two people compare by eye stands whole on a line: each short code, and the fingerprint on two.
func TestTheRootsPaperBreaksNoCode(t *testing.T) {
	d := newDesk(t)
	d.Rooted(d.security)
	fonts, err := paper.FindFonts(t.TempDir())
	d.Must(err)
	var out bytes.Buffer
	var two [2]signing.Party
	d.Look(d.security, func(ctx context.Context, tx *pg.Tx) (err error) {
		if two, err = signing.Parties(ctx, tx, *d.standing()); err != nil {
			return err
		}
		return signing.RootPaper(ctx, tx, fonts, &out)
	})
	text := strings.Join(papertest.Copied(t, out.Bytes()), "\n")
	mark := d.standing().Fingerprint().String()
	for _, whole := range []string{two[0].Code, two[1].Code, mark[:34], mark[35:]} {
		if !strings.Contains(text, whole) {
			t.Errorf("the paper has no %s: %s", whole, text)
		}
	}
}

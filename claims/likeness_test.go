package claims_test

import (
	"context"
	"crypto/sha256"
	"strings"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/picture"
)

// A photo or a bill that another claim had brought is asked about, and whoever reviews either claim reads what was said.
func TestEvidenceOfAnotherClaimIsAskedAbout(t *testing.T) {
	o := claimstest.County(t)
	ids := o.Claims(t, 3, "income", claims.Entrusted)
	find := func(claim int64, proofs ...claims.Evidence) error {
		return o.Do(o.Who(who.Adjuster), func(ctx context.Context, tx *pg.Tx) error {
			findings, err := claimstest.Findings(ctx, tx, []int64{claim})
			if err != nil {
				return err
			}
			findings[0].Evidence = proofs
			return claims.Investigate(ctx, tx, findings)
		})
	}
	kind := claims.EvidenceKinds("income")[0]
	photo := claims.Evidence{Kind: kind, File: sha256.Sum256([]byte("照片")), Print: picture.Print{0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa}}
	bill := claims.Evidence{Kind: kind, PDF: true, File: sha256.Sum256([]byte("发票"))}
	o.Must(find(ids[0], photo, bill))
	again := photo
	again.File, again.Print[0] = sha256.Sum256([]byte("聊天软件转发的照片")), 0xab
	for words, proof := range map[string]claims.Evidence{"看起来是同一张照片": again, "是同一份文件": bill} {
		err := find(ids[1], proof)
		o.Refused(err, fault.Invalid)
		if said := fault.Message(err); !strings.Contains(said, words) || !strings.Contains(said, kind) {
			t.Errorf("it says %q", said)
		}
	}
	again.Said = "两户同住一院，同一张院落照片"
	o.Must(find(ids[1], again))
	o.Must(find(ids[2], claims.Evidence{Kind: kind, File: sha256.Sum256([]byte("另一张"))}))
	o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
		var covered, kept int
		if err := tx.GetContext(ctx, &covered, `SELECT count(*) FROM cover WHERE county = $1 AND tab = 'evidence_likeness'`, tx.County); err != nil {
			return err
		}
		err := tx.GetContext(ctx, &kept, `SELECT count(*) FROM evidence_likeness WHERE county = $1`, tx.County)
		if kept != 1 || covered != 1 {
			t.Errorf("%d reasons are kept, %d sealed", kept, covered)
		}
		return err
	})
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		alike, err := claims.Likenesses(ctx, tx, ids)
		if err != nil {
			return err
		}
		said := map[int64]int64{}
		for _, l := range alike {
			said[l.Claim] = l.Other
			if l.Reason != again.Said {
				t.Errorf("the reason is %q", l.Reason)
			}
		}
		if len(alike) != 2 || said[ids[0]] != ids[1] || said[ids[1]] != ids[0] {
			t.Errorf("like each other: %v", said)
		}
		return nil
	})
}

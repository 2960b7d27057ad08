package casework

import (
	"context"
	"fmt"
	"io"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/web/kit"
)

// proofLine is a file of evidence as pages show it.
type proofLine struct {
	Kind, Path string
	Picture    bool
}

func proofLines(claim int64, proofs []claims.Proof) []proofLine {
	out := make([]proofLine, len(proofs))
	for i, p := range proofs {
		out[i] = proofLine{p.Title(), fmt.Sprintf("/claims/%d/evidence/%d", claim, p.ID), !p.PDF}
	}
	return out
}

// showEvidence sends one file of a claim that the person may see.
func showEvidence(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	proof, err := r.ID("proof")
	if err != nil {
		return err
	}
	turns, err := claims.Course(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	for _, t := range turns {
		for _, p := range t.Evidence {
			if p.ID == proof {
				return r.Archived(p.File[:], fmt.Sprintf("佐证材料-%d", p.ID))
			}
		}
	}
	return fault.NotFoundf("没有找到这份佐证材料，请从案件重新进入")
}

// declinePaper prints what the household of a declined claim is told.
func declinePaper(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if _, err := claims.Get(r.Context(), r.Tx, id); err != nil {
		return err
	}
	return r.Paper(fmt.Sprintf("不予赔付通知书-%d", id), func(fonts *paper.Fonts, w io.Writer) error {
		return claims.DeclinePaper(r.Context(), r.Tx, r.Keys, fonts, id, w)
	})
}

// receive archives the uploads of a visit, and lets the posted form carry them on with those it held before.
func receive(r *kit.Request, claim int64, kinds []string) error {
	for i, kind := range kinds {
		err := r.Receive(aboutClaim(claim), fmt.Sprintf("photo.%d", i), func(ctx context.Context, name string, content []byte) (kit.HeldFile, error) {
			e, err := claims.Keep(ctx, r.Archive, kind, name, content)
			return kit.HeldFile{Kind: e.Title(), File: e.File, Print: e.Print}, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// aboutClaim is what the files of a visit's form are held for.
func aboutClaim(claim int64) string { return fmt.Sprint(claim) }

package casework

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/internal/secret"
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
		out[i] = proofLine{p.Kind, fmt.Sprintf("/claims/%d/evidence/%d", claim, p.ID), p.Picture()}
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

// heldProof is a file that lies in the archive since a form was refused: it need not be chosen again. Value is what the form carries,
// sealed with its claim and the person who brought it, so that nobody can attach what they did not upload.
type heldProof struct {
	claims.Evidence
	Value string
}

// hold makes a held proof of an archived file.
func hold(r *kit.Request, claim int64, e claims.Evidence) heldProof {
	sum := hex.EncodeToString(e.File[:])
	return heldProof{e, strings.Join([]string{e.Kind, sum, hex.EncodeToString(holdTag(r, claim, e))}, "|")}
}

func holdTag(r *kit.Request, claim int64, e claims.Evidence) []byte {
	return r.Keys.Tag(secret.File, fmt.Sprintf("held/%s/%d/%d/%s/%x", r.By.County, r.By.ID, claim, e.Kind, e.File))
}

// held are the proofs that the posted form carries, each once; what this person did not upload to this claim is passed over.
func held(r *kit.Request, claim int64) (out []heldProof) {
	for _, value := range r.PostForm["held"] {
		parts := strings.Split(value, "|")
		if len(parts) != 3 {
			continue
		}
		sum, err := hex.DecodeString(parts[1])
		if err != nil || len(sum) != sha256.Size {
			continue
		}
		tag, err := hex.DecodeString(parts[2])
		e := claims.Evidence{Kind: parts[0], File: [sha256.Size]byte(sum)}
		if err == nil && hmac.Equal(tag, holdTag(r, claim, e)) {
			out = append(out, heldProof{e, value})
		}
	}
	return out
}

// receive archives the uploads of a visit, and lets the posted form carry them on with those it held before.
func receive(r *kit.Request, claim int64, kinds []string) error {
	all := held(r, claim)
	for i, kind := range kinds {
		files, err := r.Uploads(fmt.Sprintf("photo.%d", i))
		if err != nil {
			return err
		}
		for _, f := range files {
			e, err := claims.Keep(r.Context(), r.Archive, kind, f.Name, f.Content)
			if err != nil {
				return kept(err)
			}
			if !slices.ContainsFunc(all, func(h heldProof) bool { return h.File == e.File }) {
				all = append(all, hold(r, claim, e))
			}
		}
		carry(r, all)
	}
	return nil
}

// carry writes the held proofs into the posted form, for the page that shows it again.
func carry(r *kit.Request, all []heldProof) {
	values := make([]string, len(all))
	for i, h := range all {
		values[i] = h.Value
	}
	r.PostForm["held"] = values
}

// kept says of a file that was refused that the others need not be chosen again.
func kept(err error) error {
	if fault.KindOf(err) == fault.Internal {
		return err
	}
	return fault.Invalidf("%w。其余照片已保留，不必重选", err)
}

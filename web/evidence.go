package web

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

// evidence sends one file of a claim that the person may see.
func (v *visit) evidence() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	proof, err := v.id("proof")
	if err != nil {
		return err
	}
	turns, err := claims.Course(v.ctx(), v.tx, id)
	if err != nil {
		return err
	}
	for _, t := range turns {
		for _, p := range t.Evidence {
			if p.ID == proof {
				return v.archived(p.File[:], fmt.Sprintf("佐证材料-%d", p.ID))
			}
		}
	}
	return fault.NotFoundf("没有找到这份佐证材料，请从案件重新进入")
}

// declinePaper prints what the household of a declined claim is told.
func (v *visit) declinePaper() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	if _, err := claims.Get(v.ctx(), v.tx, id); err != nil {
		return err
	}
	return v.paper(fmt.Sprintf("不予赔付通知书-%d", id), func(fonts *paper.Fonts, w io.Writer) error {
		return claims.DeclinePaper(v.ctx(), v.tx, v.Keys, fonts, id, w)
	})
}

// heldProof is a file that lies in the archive since a form was refused: it need not be chosen again. Value is what the form carries,
// sealed with its claim and the person who brought it, so that nobody can attach what they did not upload.
type heldProof struct {
	claims.Evidence
	Value string
}

// hold makes a held proof of an archived file.
func (v *visit) hold(claim int64, e claims.Evidence) heldProof {
	sum := hex.EncodeToString(e.File[:])
	return heldProof{e, strings.Join([]string{e.Kind, sum, hex.EncodeToString(v.holdTag(claim, e))}, "|")}
}

func (v *visit) holdTag(claim int64, e claims.Evidence) []byte {
	return v.Keys.Tag(secret.File, fmt.Sprintf("held/%s/%d/%d/%s/%x", v.by.County, v.by.ID, claim, e.Kind, e.File))
}

// held are the proofs that the posted form carries, each once; what this person did not upload to this claim is passed over.
func (v *visit) held(claim int64) (out []heldProof) {
	for _, value := range v.r.PostForm["held"] {
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
		if err == nil && hmac.Equal(tag, v.holdTag(claim, e)) {
			out = append(out, heldProof{e, value})
		}
	}
	return out
}

// receive archives the uploads of a visit, and lets the posted form carry them on with those it held before.
func (v *visit) receive(claim int64, kinds []string) error {
	all := v.held(claim)
	for i, kind := range kinds {
		files, err := v.uploads(fmt.Sprintf("photo.%d", i))
		if err != nil {
			return err
		}
		for _, f := range files {
			e, err := claims.Keep(v.ctx(), v.Archive, kind, f.Name, f.Content)
			if err != nil {
				return kept(err)
			}
			if !slices.ContainsFunc(all, func(h heldProof) bool { return h.File == e.File }) {
				all = append(all, v.hold(claim, e))
			}
		}
		v.carry(all)
	}
	return nil
}

// carry writes the held proofs into the posted form, for the page that shows it again.
func (v *visit) carry(all []heldProof) {
	values := make([]string, len(all))
	for i, h := range all {
		values[i] = h.Value
	}
	v.r.PostForm["held"] = values
}

// kept says of a file that was refused that the others need not be chosen again.
func kept(err error) error {
	if fault.KindOf(err) == fault.Internal {
		return err
	}
	return fault.Invalidf("%w。其余照片已保留，不必重选", err)
}

package kit

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"fangpin/internal/fault"
	"fangpin/internal/picture"
	"fangpin/internal/secret"
)

// HeldFile is a file that lies in the archive since a form was refused: it need not be chosen again. Value is what the form carries, sealed with
// what the form is about and the person who brought it, so that nobody can attach what they did not upload.
type HeldFile struct {
	Kind  string // what it shows
	File  [sha256.Size]byte
	Print picture.Print // of a photo
	Value string
}

// heldField is the field by which a form carries them.
const heldField = "held"

// Hold is how a form carries a file that lies in the archive.
func (r *Request) Hold(about string, h HeldFile) HeldFile {
	h.Value = strings.Join([]string{h.Kind, hex.EncodeToString(h.File[:]), hex.EncodeToString(h.Print[:]), hex.EncodeToString(r.heldTag(about, h))}, "|")
	return h
}

func (r *Request) heldTag(about string, h HeldFile) []byte {
	return r.Keys.Tag(secret.File, fmt.Sprintf("held/%s/%d/%s/%s/%x/%x", r.By.County, r.By.ID, about, h.Kind, h.File, h.Print))
}

// Held are the files that the posted form carries, each once; what this person did not upload for it, or is no longer there, is passed over.
func (r *Request) Held(about string) (out []HeldFile) {
	for _, value := range r.PostForm[heldField] {
		parts := strings.Split(value, "|")
		if len(parts) != 4 {
			continue
		}
		h := HeldFile{Kind: parts[0], Value: value}
		tag, err := hex.DecodeString(parts[3])
		if err != nil || !unhex(h.File[:], parts[1]) || !unhex(h.Print[:], parts[2]) || !hmac.Equal(tag, r.heldTag(about, h)) {
			continue
		}
		if there, err := r.Archive.Renew(h.File[:]); err == nil && there { // else the page lay open so long that it was swept
			out = append(out, h)
		}
	}
	return out
}

// unhex reads hex into all of a place, and tells whether it is that.
func unhex(into []byte, text string) bool {
	b, err := hex.DecodeString(text)
	return err == nil && copy(into, b) == len(into) && len(b) == len(into)
}

// Receive archives what was uploaded in a field, and lets the posted form carry it on with what it held before. Keep puts one file into the
// archive, and says what it shows and which it is.
func (r *Request) Receive(about, field string, keep func(ctx context.Context, name string, content []byte) (HeldFile, error)) error {
	all := r.Held(about)
	files, err := r.Uploads(field)
	if err != nil {
		return err
	}
	for _, f := range files {
		one, err := keep(r.Context(), f.Name, f.Content)
		if err != nil {
			r.carry(all)
			return kept(err, len(all))
		}
		if !slices.ContainsFunc(all, func(h HeldFile) bool { return h.File == one.File }) {
			all = append(all, r.Hold(about, one))
		}
	}
	r.carry(all)
	return nil
}

// carry writes the held files into the posted form, for the page that shows it again.
func (r *Request) carry(all []HeldFile) {
	values := make([]string, len(all))
	for i, h := range all {
		values[i] = h.Value
	}
	r.PostForm[heldField] = values
}

// kept says of a file that was refused that the others, where there are any, need not be chosen again.
func kept(err error, others int) error {
	if fault.KindOf(err) == fault.Internal || others == 0 {
		return err
	}
	return &fault.Error{Kind: fault.Invalid, Message: fault.Message(err) + "。其余照片已保留，不必重选", Err: err}
}

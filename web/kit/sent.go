package kit

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"maps"
	"regexp"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// onceField carries what is a page's alone: every form of a person's page has it, and its step is taken once, however often it is sent.
const onceField = "once"

// forms are the forms of a page that are sent, but for those that are answered by a file: each of these is to be had again.
var forms = regexp.MustCompile(`<form method="post"[^>]*>`)

// keyed gives every form of a page its field. What people wrote stands in a page escaped, so that a form is always a template's.
func (r *Request) keyed(page []byte) []byte {
	if !r.Signed() {
		return page
	}
	if r.shows == "" {
		r.shows = rand.Text()
	}
	field := []byte(`<input type="hidden" name="` + onceField + `" value="` + r.shows + `">`)
	return forms.ReplaceAllFunc(page, func(form []byte) []byte {
		if bytes.Contains(form, []byte(" data-download")) {
			return form
		}
		return append(bytes.Clone(form), field...)
	})
}

// errTaken is the answer to a form that was taken already.
var errTaken = fault.Conflictf("刚才已经办成，没有重复办理")

// unsent refuses the deed of a form that was taken already, and keeps the key of one that was not.
func (r *Request) unsent(ctx context.Context, tx *pg.Tx) error {
	if r.did {
		return nil // its first deed keeps it
	}
	key, err := r.formKey()
	if err != nil || key == nil {
		return err
	}
	first, err := deed.First(ctx, tx, *key)
	if err == nil && !first {
		return errTaken
	}
	return err
}

// taken answers a form that was refused because it was taken before, by what was done then; else it answers the refusal.
func (r *Request) taken(refused error) error {
	if kind := fault.KindOf(refused); refused == nil || r.answered || r.did || kind == fault.Internal || kind == fault.Unavailable || kind == fault.Unsure {
		return refused
	}
	key, err := r.formKey()
	if err != nil || key == nil {
		return refused
	}
	var done []deed.Event
	err = r.Read(func(tx *pg.Tx) error {
		done, err = deed.Taken(r.Context(), tx, *key)
		return err
	})
	switch {
	case err != nil:
		return errors.Join(refused, err)
	case len(done) == 0:
		return refused
	}
	r.signs, r.Problem = nil, ""
	what := done[0].At.In(calendar.China).Format("15:04")
	if len(done) == 1 { // else others of theirs are of the same moment
		what += "，" + r.on.Title(done[0].Verb)
	}
	return r.To(r.nearest(), "刚才已经办成（"+what+"），没有重复办理"+r.Once)
}

// formKey is the key of the form that was sent: of the page that showed it, of its address, and of all that was filled in, but for a signature. Nil
// for a form without the field.
func (r *Request) formKey() (*deed.FormKey, error) {
	page := r.PostForm.Get(onceField)
	if page == "" || !r.Signed() {
		return nil, nil
	}
	sum := sha256.New()
	add(sum, page, r.URL.Path, fmt.Sprint(r.By.ID))
	for _, f := range carriedOf(r.PostForm) {
		add(sum, f.Name, f.Value)
	}
	if err := r.addFiles(sum); err != nil {
		return nil, err
	}
	key := deed.FormKey(sum.Sum(nil))
	return &key, nil
}

// addFiles adds the files that came with a form.
func (r *Request) addFiles(sum hash.Hash) error {
	if r.MultipartForm == nil {
		return nil
	}
	for _, field := range slices.Sorted(maps.Keys(r.MultipartForm.File)) {
		files, err := r.Uploads(field)
		if err != nil {
			return err
		}
		for _, f := range files {
			content := sha256.Sum256(f.Content)
			add(sum, field, f.Name, string(content[:]))
		}
	}
	return nil
}

// add adds texts to a hash, each with its length before it.
func add(sum hash.Hash, texts ...string) {
	for _, text := range texts {
		_, _ = sum.Write(binary.AppendUvarint(nil, uint64(len(text)))) // a hash takes all
		_, _ = sum.Write([]byte(text))
	}
}

package kit

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// scriptHeader is what a script sends a form with, to be told where to go on.
const scriptHeader = "X-Sent-By-Script"

// deedsField carries how many deeds the county had when a form was shown.
const deedsField = "deeds"

// Rows are those that a step is taken on, as its deed answers for them.
type Rows func(*pg.Tx) ([]deed.Ref, error)

// Row is one that is known from the address.
func Row(ref deed.Ref) Rows { return func(*pg.Tx) ([]deed.Ref, error) { return []deed.Ref{ref}, nil } }

// Once takes the step of a form that is perhaps sent twice: a phone whose network dropped has had no answer, and sends it again. What the same
// person's same step did to the rows since the form was shown is not done a second time; they go on as after the first.
func (r *Request) Once(path string, rows Rows, take Handler) error {
	r.once = rows
	err := take(r)
	if err == nil || fault.KindOf(err) == fault.Internal {
		return err
	}
	switch again := r.Read(r.first); {
	case errors.Is(again, errTwice):
		return r.To(path, "刚才已经登记成功，这次没有重复登记")
	case again != nil:
		return errors.Join(err, again)
	}
	return err
}

// errTwice is the answer to a form whose step was taken.
var errTwice = fault.Conflictf("刚才已经登记成功，不必重复提交")

// first refuses the step of a form that is to be taken once and was taken already. A form that does not say when it was shown is not known
// again.
func (r *Request) first(tx *pg.Tx) error {
	deeds := r.Value(deedsField)
	if r.once == nil || deeds == "" {
		return nil
	}
	size, err := strconv.ParseInt(deeds, 10, 64)
	if err != nil {
		return errCut
	}
	rows, err := r.once(tx)
	if err != nil {
		return err
	}
	done, err := deed.Since(r.Context(), tx, size, r.Route.Step.Verb, rows...)
	if err == nil && done {
		return errTwice
	}
	return err
}

// Keep is what a form needs that is kept on the device until it was sent.
type Keep struct {
	Deeds int64  // how many deeds the county has
	Key   string // seals what is kept: only this person's pages carry it, and no browser stores them
}

// Keep is that of the page's form.
func (f Frame) Keep() (k Keep, err error) {
	r := f.request
	k.Key = base64.StdEncoding.EncodeToString(r.Keys.Tag(secret.File, fmt.Sprintf("kept on the device/%s/%d", r.Session.By.County, r.Session.By.ID)))
	k.Deeds, err = deed.Size(r.Context(), r.Tx)
	return k, err
}

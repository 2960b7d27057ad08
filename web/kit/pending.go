package kit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fangpin/internal/identity/signin"
	"fangpin/internal/secret"
)

// keptPrefix marks, in the forms of the door, the fields of a form that was sent when the session had ended.
const keptPrefix = "kept:"

// PendingForm is what is carried through signing in: where the person was going, and what they had filled in there.
type PendingForm struct {
	Next  string
	Kept  []Field // of a form that is to be sent to Next; files cannot be kept
	Whose string  // seals what is kept with the person who filled it in: nobody else sends it
}

// Field is one value of a form.
type Field struct{ Name, Value string }

// Pending takes up what the page before carried.
func (r *Request) Pending() PendingForm {
	d := PendingForm{Next: Ours(r.Given("next")), Whose: r.PostForm.Get("whose")}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		if bare, ok := strings.CutPrefix(name, keptPrefix); ok {
			for _, value := range r.PostForm[name] {
				d.Kept = append(d.Kept, Field{bare, value})
			}
		}
	}
	return d
}

// sealOf is the keyed tag over what is kept and the person whose it is. A browser may write the ends of lines in its own way.
func (r *Request) sealOf(d PendingForm, county string, staff int64) string {
	sum := sha256.New()
	ends := strings.NewReplacer("\r\n", "\n", "\r", "\n")
	for _, f := range append([]Field{{"", d.Next}}, d.Kept...) {
		_, _ = fmt.Fprintf(sum, "%q=%q\n", ends.Replace(f.Name), ends.Replace(f.Value)) // a hash takes all
	}
	return hex.EncodeToString(r.Keys.Tag(secret.File, fmt.Sprintf("kept/%s/%d/%x", county, staff, sum.Sum(nil))))
}

// KeepForm keeps the fields of a form that was sent when the session had ended, for the person whose session it was. Whose form it is
// cannot be known of a browser without a session: then nothing of it is kept.
func (r *Request) KeepForm() (d PendingForm, err error) {
	filled, err := r.fields()
	if err != nil {
		return d, err
	}
	county, staff, err := r.Auth.Whose(r.Context(), r.Token())
	if errors.Is(err, signin.ErrOver) {
		r.Problem = "您还没有登录，刚才的内容没有提交，也不能保留。请登录后重新填写"
		return PendingForm{Next: "/"}, nil
	}
	if err != nil {
		return d, err
	}
	d.Next = r.Here()
	for _, name := range slices.Sorted(maps.Keys(filled)) {
		if secretField(name) {
			continue
		}
		for _, value := range filled[name] {
			d.Kept = append(d.Kept, Field{name, value})
		}
	}
	d.Whose = r.sealOf(d, county, staff)
	r.Problem = "登录已失效，刚才的内容还没有提交，也没有丢失。请本人重新登录后继续提交"
	return d, nil
}

// secretField tells a field by which somebody proves who they are: it stands in no page that others may find open, and is asked for anew.
func secretField(name string) bool {
	return slices.Contains([]string{"password", codeField, ticketField}, name) || strings.HasPrefix(name, keyFields) || strings.HasPrefix(name, makeFields)
}

// Theirs tells whether what is kept was filled in by the person who has signed in. What somebody else had filled in is nobody's to send.
func (r *Request) Theirs(d PendingForm) bool {
	return hmac.Equal([]byte(d.Whose), []byte(r.sealOf(d, r.Session.By.County, r.Session.By.ID)))
}

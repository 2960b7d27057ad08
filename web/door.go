package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"fangpin/internal/identity/signin"
	"fangpin/internal/secret"
)

// keptPrefix marks, in the forms of the door, the fields of a form that was sent when the session had ended.
const keptPrefix = "kept:"

// door is what is carried through signing in: where the person was going, and what they had filled in there.
type door struct {
	Next  string
	Kept  []field // of a form that is to be sent to Next; files cannot be kept
	Whose string  // seals what is kept with the person who filled it in: nobody else sends it
}

// field is one value of a form.
type field struct{ Name, Value string }

// door takes up what the page before carried.
func (v *visit) door() door {
	d := door{Next: ours(v.r.FormValue("next")), Whose: v.r.PostForm.Get("whose")}
	for _, name := range slices.Sorted(maps.Keys(v.r.PostForm)) {
		if bare, ok := strings.CutPrefix(name, keptPrefix); ok {
			for _, value := range v.r.PostForm[name] {
				d.Kept = append(d.Kept, field{bare, value})
			}
		}
	}
	return d
}

// sealOf is the keyed tag over what is kept and the person whose it is. A browser may write the ends of lines in its own way.
func (v *visit) sealOf(d door, county string, staff int64) string {
	sum := sha256.New()
	ends := strings.NewReplacer("\r\n", "\n", "\r", "\n")
	for _, f := range append([]field{{"", d.Next}}, d.Kept...) {
		_, _ = fmt.Fprintf(sum, "%q=%q\n", ends.Replace(f.Name), ends.Replace(f.Value)) // a hash takes all
	}
	return hex.EncodeToString(v.Keys.Tag(secret.File, fmt.Sprintf("kept/%s/%d/%x", county, staff, sum.Sum(nil))))
}

// signInFirst stops who has not signed in, or no longer: afterwards they go on where they are, with what they had filled in.
func (v *visit) signInFirst() error {
	if s := v.session.State; s != "" && s != signin.Full {
		return v.lead()
	}
	counties, err := signin.Counties(v.ctx(), v.DB)
	if err != nil {
		return err
	}
	p := signInPage{Counties: counties, door: door{Next: v.path()}}
	v.status = http.StatusUnauthorized
	if v.r.Method == http.MethodPost {
		if p.door, err = v.keepForm(); err != nil {
			return err
		}
		v.r.PostForm = nil // the door's own fields start empty
	}
	return v.show("signin/show", p)
}

// keepForm keeps the fields of a form that was sent when the session had ended, for the person whose session it was. Whose form it is
// cannot be known of a browser without a session: then nothing of it is kept.
func (v *visit) keepForm() (d door, err error) {
	filled, err := v.fields()
	if err != nil {
		return d, err
	}
	county, staff, err := v.Auth.Whose(v.ctx(), v.token())
	if errors.Is(err, signin.ErrOver) {
		v.problem = "您还没有登录，刚才的内容没有提交，也不能保留。请登录后重新填写"
		return door{Next: "/"}, nil
	}
	if err != nil {
		return d, err
	}
	d.Next = v.path()
	for _, name := range slices.Sorted(maps.Keys(filled)) {
		for _, value := range filled[name] {
			d.Kept = append(d.Kept, field{name, value})
		}
	}
	d.Whose = v.sealOf(d, county, staff)
	v.problem = "登录已失效，刚才的内容还没有提交，也没有丢失。请本人重新登录后继续提交"
	return d, nil
}

// resumePage offers to send what was filled in before the session ended.
type resumePage struct{ door }

// enter goes on to where the person was going. What somebody else had filled in is dropped.
func (v *visit) enter() error {
	d := v.door()
	switch {
	case len(d.Kept) == 0:
		return v.to(d.Next, "")
	case !hmac.Equal([]byte(d.Whose), []byte(v.sealOf(d, v.session.By.County, v.session.By.ID))):
		return v.to("/", "登录失效前填写的内容不是您本人的，没有提交，已清除。需要办理的请重新填写")
	}
	return v.show("signin/resume", resumePage{d})
}

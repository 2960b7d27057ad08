package web

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"fangpin/internal/signin"
)

// keptPrefix marks, in the forms of the door, the fields of a form that was sent when the session had ended.
const keptPrefix = "kept:"

// door is what is carried through signing in: where the person was going, and what they had filled in there.
type door struct {
	Next string
	Kept []field // of a form that is to be sent to Next; files cannot be kept
}

// field is one value of a form.
type field struct{ Name, Value string }

// door takes up what the page before carried.
func (v *visit) door() door {
	d := door{Next: ours(v.r.FormValue("next"))}
	for _, name := range slices.Sorted(maps.Keys(v.r.PostForm)) {
		if bare, ok := strings.CutPrefix(name, keptPrefix); ok {
			for _, value := range v.r.PostForm[name] {
				d.Kept = append(d.Kept, field{bare, value})
			}
		}
	}
	return d
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
		filled, err := v.fields()
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(filled)) {
			for _, value := range filled[name] {
				p.Kept = append(p.Kept, field{name, value})
			}
		}
		v.problem = "登录已失效，刚才的内容还没有提交，也没有丢失。请重新登录后继续提交"
		v.r.PostForm = nil // the door's own fields start empty
	}
	return v.show("signin/show", p)
}

// resumePage offers to send what was filled in before the session ended.
type resumePage struct{ door }

// enter goes on to where the person was going.
func (v *visit) enter() error {
	d := v.door()
	if len(d.Kept) > 0 {
		return v.show("signin/resume", resumePage{d})
	}
	return v.to(d.Next, "")
}

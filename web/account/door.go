package account

import (
	"net/http"

	"fangpin/internal/identity/signin"
	"fangpin/web/kit"
)

// SignInFirst stops who has not signed in, or no longer: afterwards they go on where they are, with what they had filled in.
func SignInFirst(r *kit.Request) error {
	if s := r.Session.State; s != "" && s != signin.Full {
		return lead(r)
	}
	counties, err := signin.Counties(r.Context(), r.DB)
	if err != nil {
		return err
	}
	p := signInPage{Counties: counties, PendingForm: kit.PendingForm{Next: r.Here()}}
	r.Status = http.StatusUnauthorized
	if r.Method == http.MethodPost {
		if p.PendingForm, err = r.KeepForm(); err != nil {
			return err
		}
		r.PostForm = nil // the door's own fields start empty
	}
	return r.Show("account/signin/show", p)
}

// resumePage offers to send what was filled in before the session ended.
type resumePage struct{ kit.PendingForm }

// enter goes on to where the person was going. What somebody else had filled in is dropped.
func enter(r *kit.Request) error {
	d := r.Pending()
	switch {
	case len(d.Kept) == 0:
		return r.To(d.Next, "")
	case !r.Theirs(d):
		return r.To("/", "登录失效前填写的内容不是您本人的，没有提交，已清除。需要办理的请重新填写")
	}
	return r.Show("account/signin/resume", resumePage{d})
}

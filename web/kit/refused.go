package kit

import (
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/gorilla/mux"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/security"
)

// refused writes into the security log that a request was refused, once, and answers the refusal.
func (r *Request) refused(err error) error {
	if err == nil || r.noted {
		return err
	}
	kind, code := r.happened(err)
	if kind == "" {
		return err
	}
	r.note(kind, code)
	return err
}

// happened is what a refusal is to the security log, and the step or the SQLSTATE; nothing for one that anybody gets who fills in a form.
func (r *Request) happened(err error) (security.Kind, string) {
	if said, ok := errors.AsType[*pq.Error](err); ok {
		switch {
		case said.Code == pqerror.InsufficientPrivilege:
			return security.Denied, string(said.Code)
		case said.Code == "FPQTA":
			return security.Quota, string(said.Code)
		case strings.HasPrefix(string(said.Code), "FP"):
			return security.Door, string(said.Code)
		}
	}
	step := r.Route.Step.Verb
	switch kind := fault.KindOf(err); {
	case errors.Is(err, signin.ErrAltered):
		return security.Altered, step
	case errors.Is(err, errOrigin):
		return security.Origin, step
	case errors.Is(err, signin.ErrOver), errors.Is(err, errAsked):
		return "", "" // sessions end, and nobody has signed yet
	case kind == fault.Blocked && r.proves():
		return security.Locked, step
	case kind == fault.Forbidden && r.signs != nil:
		return security.Unsigned, step
	case kind == fault.Forbidden && r.proves():
		return security.SignIn, step
	case kind == fault.Forbidden:
		return security.Forbidden, step
	case kind == fault.NotFound && r.Signed():
		return security.Unfound, step
	case kind == fault.Invalid && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data"):
		return security.Upload, step
	}
	return "", ""
}

// proves tells whether somebody shows who they are: they sign in, take their sign-in up, give their password once more to enrol a key, or have signed.
func (r *Request) proves() bool {
	return r.signs != nil || r.Route.Step.Verb == signin.EnrolPasskeyStep.Verb || r.Route.Open && (strings.HasPrefix(r.Route.Path, "/signin") || r.Route.Path == "/enrol")
}

// note writes a line of the security log, in the county of whoever has signed in, of the form, or, of a stranger, in each that has an office
// here. A log that cannot be written refuses nobody.
func (r *Request) note(kind security.Kind, code string) {
	r.noted = true
	what := security.Happened{Kind: kind, Staff: r.By.ID, Code: code}
	if r.Route.Path != "" {
		what.Route = r.Method + " " + strings.ReplaceAll(r.Route.Path, ":[0-9]+", "")
	}
	if from := r.whence(); from.IsValid() {
		what.Network = signin.Network(from.String())
	}
	counties, err := r.counties()
	for _, county := range counties {
		err = errors.Join(err, r.on.seen.Note(r.Context(), r.DB, county, what))
	}
	if err != nil {
		slog.Error("the security log could not be written", "kind", kind, "route", what.Route, "error", err)
	}
}

// whence is where a request came from, be it a form or not; none where it is not known.
func (r *Request) whence() netip.Addr {
	if r.from.IsValid() {
		return r.from
	}
	from, _ := r.Proxied.origin(r.RemoteAddr, r.Header.Values(forwarded)) // what does not say is none
	return from
}

// counties are those in whose log a refusal belongs.
func (r *Request) counties() ([]string, error) {
	if r.By.County != "" {
		return []string{r.By.County}, nil
	}
	offices, err := signin.Counties(r.Context(), r.DB)
	if err != nil {
		return nil, err
	}
	all := make([]string, len(offices))
	for i, o := range offices {
		all[i] = o.County
	}
	if asked := r.PostForm.Get("county"); slices.Contains(all, asked) {
		return []string{asked}, nil
	}
	return all, nil
}

// foreign refuses a form that another site posted.
func (on *served) foreign(w http.ResponseWriter, req *http.Request) {
	r := on.request(w, req)
	if err := r.recognise(); err != nil {
		slog.Error("whose browser was used is not known", "error", err)
	}
	var match mux.RouteMatch
	if on.router.Match(req, &match) && match.Route != nil {
		r.Route.Path, _ = match.Route.GetPathTemplate() // it has one, or none is told
	}
	r.note(security.Foreign, "")
	http.Error(w, "这次提交不是从本系统的页面发出的，没有生效。请从本系统重新进入", http.StatusForbidden)
}

package kit

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"runtime/debug"

	"github.com/gorilla/mux"

	"fangpin/internal/fault"
)

// How large a request may be, in bytes: a workbook of a department, or the photos of a visit; of who has not signed in, a form without its
// files.
const (
	maxUpload = 48 << 20
	MaxDoor   = 1 << 20
)

// route serves one address: who are you, may you, then the page or the deed; whatever is refused is said in words.
func (on *served) route(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		req.Body = http.MaxBytesReader(w, req.Body, maxUpload)
		if req.Method == http.MethodGet {
			req.Body = http.NoBody // none is asked for
		}
		r := on.request(w, req)
		r.Route = route
		defer r.flush()
		defer r.recover()
		if err := r.serve(); err != nil {
			r.fail(err)
		}
	})
}

func (on *served) request(w http.ResponseWriter, req *http.Request) *Request {
	return &Request{Request: req, Site: on.Site, on: on, W: w, Status: http.StatusOK}
}

func (r *Request) serve() error {
	if err := r.recognise(); err != nil {
		return err
	}
	switch {
	case !r.Route.Open && !r.Signed():
		return r.on.SignIn(r)
	case !r.Route.Open && !r.Route.admits(r.By.Role):
		return fault.Forbiddenf("%s不办理也不查看这一项。如需办理，请联系县防贫办", r.By.Role.Title())
	}
	if r.Method == http.MethodPost {
		if !r.Signed() {
			r.Body = http.MaxBytesReader(r.W, r.Body, MaxDoor)
		}
		if err := r.parse(); err != nil {
			return err
		}
		err := r.Route.Serve(r)
		if err != nil && r.Route.Form != nil && !r.answered {
			return r.again(err)
		}
		return err
	}
	if r.Route.Open {
		return r.Route.Serve(r)
	}
	if NumberLike(r.URL.Query().Get("q")) {
		return r.unaddressed()
	}
	return r.Within(r.Route.Serve)
}

// again shows the form once more, as it was filled in, with the reason why it was refused.
func (r *Request) again(refused error) error {
	if fault.KindOf(refused) == fault.Internal {
		return refused
	}
	r.Problem, r.Status = fault.Message(refused), StatusOf(refused)
	form := r.Route.Form
	if r.Route.Open {
		return form(r)
	}
	if err := r.Within(form); err != nil {
		return errors.Join(refused, err)
	}
	return nil
}

// StatusOf is a refusal in HTTP's words.
func StatusOf(err error) int {
	switch fault.KindOf(err) {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict, fault.Blocked:
		return http.StatusConflict
	case fault.Forbidden:
		return http.StatusForbidden
	default:
		return http.StatusInternalServerError
	}
}

// errorPage is what there is to say where there is no page.
type errorPage struct {
	Title, Reason string
}

// fail shows why there is no page. What broke is for the log; the person is told what to do.
func (r *Request) fail(err error) {
	if r.Context().Err() != nil { // nobody waits any more
		return
	}
	status := StatusOf(err)
	if status == http.StatusInternalServerError {
		slog.Error("page failed", "path", r.URL.Path, "method", r.Method, "person", r.By.ID, "error", err)
	}
	if r.answered {
		return
	}
	titles := map[int]string{http.StatusUnprocessableEntity: "填写有误", http.StatusNotFound: "没有找到", http.StatusConflict: "暂时不能办理",
		http.StatusForbidden: "无权办理", http.StatusInternalServerError: "系统出错"}
	r.Status, r.Problem = status, ""
	if err := r.Show("error/show", errorPage{titles[status], fault.Message(err)}); err != nil {
		slog.Error("error page failed", "error", err)
		http.Error(r.W, fault.Message(err), status)
	}
}

// recover keeps a mistake of ours to one request.
func (r *Request) recover() {
	if wrong := recover(); wrong != nil {
		slog.Error("page panicked", "path", r.URL.Path, "reason", wrong, "stack", string(debug.Stack()))
		r.fail(errors.New("panic"))
	}
}

// stranger answers addresses that there are none of.
func (on *served) stranger(w http.ResponseWriter, req *http.Request) {
	r := on.request(w, req)
	defer r.flush()
	if err := r.recognise(); err != nil {
		r.fail(err)
		return
	}
	r.fail(fault.NotFoundf("没有这个页面，请从首页进入"))
}

// above answers the address of a form that somebody opens or reloads: the nearest page above it.
func (on *served) above(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodGet {
		on.stranger(w, req)
		return
	}
	at := path.Dir(req.URL.Path)
	for at != "/" && !on.shows(at) {
		at = path.Dir(at)
	}
	http.Redirect(w, req, at, http.StatusSeeOther)
}

// shows tells whether there is a page at an address.
func (on *served) shows(at string) bool {
	var match mux.RouteMatch
	return on.router.Match(&http.Request{Method: http.MethodGet, URL: &url.URL{Path: at}}, &match) && match.MatchErr == nil
}

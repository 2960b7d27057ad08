package kit

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"runtime/debug"
	"strings"

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
		if req.Method != http.MethodPost {
			req.Body = http.NoBody // none is asked for
		}
		r := on.request(w, req)
		r.Route = route
		defer r.flush()
		defer r.recover()
		if err := r.refused(r.serve()); err != nil {
			r.fail(err)
		}
	})
}

func (on *served) request(w http.ResponseWriter, req *http.Request) *Request {
	r := &Request{Request: req, Site: on.site(), on: on, W: w, Status: http.StatusOK, number: rand.Text()[:8]}
	if on.gate != nil {
		r.number = req.Header.Get(requestHeader) // as the pages' program counts it
	}
	return r
}

// enter finds out who is there, and whether they may come in. Whoever has not signed in is shown the way, and does not.
func (r *Request) enter() (in bool, err error) {
	if err := r.recognise(); err != nil {
		return false, err
	}
	switch {
	case !r.Route.Open && !r.Signed():
		return false, r.on.SignIn(r)
	case !r.Route.Open && !r.Route.admits(r.By.Role):
		return false, fault.Forbiddenf("%s不办理也不查看这一项。如需办理，请联系县防贫办", r.By.Role.Title())
	}
	return true, nil
}

func (r *Request) serve() error {
	if in, err := r.enter(); !in {
		return err
	}
	if r.Method == http.MethodPost {
		if err := r.find(); err != nil {
			return err
		}
		if !r.Signed() {
			r.Body = http.MaxBytesReader(r.W, r.Body, MaxDoor)
		}
		if err := r.parse(); err != nil {
			return err
		}
		err := r.refused(r.taken(r.Route.Serve(r)))
		if err != nil && r.signs != nil && !r.answered {
			return r.Within(func(r *Request) error { return r.showSigning(*r.signs) })
		}
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
	switch fault.KindOf(refused) {
	case fault.Internal, fault.Unsure:
		return refused
	case fault.Unavailable:
		r.broke("form not taken", refused)
		r.W.Header().Set("Retry-After", retryAfter)
	}
	r.Problem, r.Status = fault.Message(refused), StatusOf(refused)
	form := r.Route.Form
	if r.Route.Open {
		return form(r)
	}
	err := r.Within(form)
	if kind := fault.KindOf(err); err != nil && fault.KindOf(refused) == fault.Invalid && (kind == fault.Conflict || kind == fault.Blocked) {
		return err // what was wrong with it no longer matters: meanwhile there is no such form
	}
	if err != nil {
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
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.Unsure:
		return http.StatusBadGateway
	default:
		return http.StatusInternalServerError
	}
}

// errorPage is what there is to say where there is no page.
type errorPage struct {
	Title, Reason string
	Look          string // the address of what it was about, where one should look at it first
	Number        string // of the request, for whoever looks into the log; empty where nothing broke
}

// titles are what a page says that shows no more than why.
var titles = map[int]string{http.StatusUnprocessableEntity: "填写有误", http.StatusNotFound: "没有找到", http.StatusConflict: "暂时不能办理", http.StatusForbidden: "无权办理",
	http.StatusServiceUnavailable: "系统暂时不能办理", http.StatusBadGateway: "结果未知", http.StatusInternalServerError: "系统出错"}

// retryAfter is when a browser or a program may try again what could not be served just now, in seconds.
const retryAfter = "10"

// fail shows why there is no page. What broke is for the log; the person is told what to do.
func (r *Request) fail(err error) {
	switch gone := r.Context().Err(); {
	case errors.Is(gone, context.DeadlineExceeded):
		if fault.KindOf(err) == fault.Internal {
			err = errors.Join(errSlow, err)
		}
	case gone != nil: // nobody waits any more
		return
	}
	status := StatusOf(err)
	page := errorPage{Title: titles[status], Reason: fault.Message(err)}
	if status >= http.StatusInternalServerError {
		page.Number = r.broke("page failed", err)
	}
	if r.answered {
		return
	}
	switch status {
	case http.StatusServiceUnavailable:
		r.W.Header().Set("Retry-After", retryAfter)
	case http.StatusBadGateway:
		page.Look = r.nearest()
	}
	r.showError(status, page)
}

// broke writes down what is not the person's fault, and answers the number under which it stands in the log.
func (r *Request) broke(what string, err error) string {
	slog.Error(what, "request", r.number, "path", r.URL.Path, "method", r.Method, "person", r.By.ID, "error", err)
	return r.number
}

// showError shows a page that says no more than why.
func (r *Request) showError(status int, page errorPage) {
	r.Status, r.Problem = status, ""
	if broken := r.Show("error/show", page); broken != nil {
		slog.Error("error page failed", "request", r.number, "error", broken)
		http.Error(r.W, page.Reason, status)
	}
}

// nearest is the page of what a form was about: above it, or at its own address where that is a list of the house.
func (r *Request) nearest() string {
	if at := r.on.above(r.URL.Path); at != "/" || !r.on.shows(r.URL.Path) {
		return at
	}
	return r.URL.Path
}

// recover keeps a mistake of ours to one request.
func (r *Request) recover() {
	if wrong := recover(); wrong != nil && wrong != http.ErrAbortHandler { // which says that nobody reads any more
		slog.Error("page panicked", "request", r.number, "path", r.URL.Path, "reason", wrong, "stack", string(debug.Stack()))
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
	r.fail(r.refused(fault.NotFoundf("没有这个页面，请从首页进入")))
}

// otherwise answers what is asked of an address that is there, by a method that it does not have: whoever opens or reloads the address of a
// form is led to the nearest page above it.
func (on *served) otherwise(w http.ResponseWriter, req *http.Request) {
	if !reads(req) {
		on.refuseMethod(w, req)
		return
	}
	http.Redirect(w, req, on.above(req.URL.Path), http.StatusSeeOther)
}

// above is the nearest page above an address.
func (on *served) above(at string) string {
	for at = path.Dir(at); at != "/" && !on.shows(at); at = path.Dir(at) {
	}
	return at
}

// refuseMethod says which methods the address has.
func (on *served) refuseMethod(w http.ResponseWriter, req *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		if on.has(method, req.URL.Path) {
			allowed = append(allowed, method)
		}
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	http.Error(w, "这个地址不接受这种请求，没有生效。请从首页进入", http.StatusMethodNotAllowed)
}

// shows tells whether there is a page at an address.
func (on *served) shows(at string) bool { return on.has(http.MethodGet, at) }

// has tells whether an address has a method.
func (on *served) has(method, at string) bool {
	var match mux.RouteMatch
	return on.router.Match(&http.Request{Method: method, URL: &url.URL{Path: at}}, &match) && match.MatchErr == nil
}

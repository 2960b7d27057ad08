package web

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
	maxDoor   = 1 << 20
)

// route serves one address: who are you, may you, then the page or the deed; whatever is refused is said in words.
func (h *handler) route(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		req.Body = http.MaxBytesReader(w, req.Body, maxUpload)
		if req.Method == http.MethodGet {
			req.Body = http.NoBody // none is asked for
		}
		v := &visit{handler: h, w: w, r: req, route: r, status: http.StatusOK}
		defer v.flush()
		defer v.recover()
		if err := v.serve(); err != nil {
			v.fail(err)
		}
	})
}

func (v *visit) serve() error {
	if err := v.recognise(); err != nil {
		return err
	}
	switch {
	case !v.route.open && !v.signed():
		return v.signInFirst()
	case !v.route.open && !v.route.admits(v.by.Role):
		return fault.Forbiddenf("%s不办理也不查看这一项。如需办理，请联系县防贫办", v.by.Role.Title())
	}
	if v.r.Method == http.MethodPost {
		if !v.signed() {
			v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxDoor)
		}
		if err := v.parse(); err != nil {
			return err
		}
		err := v.route.serve(v)
		if err != nil && v.route.form != nil && !v.answer {
			return v.again(err)
		}
		return err
	}
	if v.route.open {
		return v.route.serve(v)
	}
	if numberLike(v.r.URL.Query().Get("q")) {
		return v.unaddressed()
	}
	return v.within(v.route.serve)
}

// again shows the form once more, as it was filled in, with the reason why it was refused.
func (v *visit) again(refused error) error {
	if fault.KindOf(refused) == fault.Internal {
		return refused
	}
	v.problem, v.status = fault.Message(refused), statusOf(refused)
	form := v.route.form
	if v.route.open {
		return form(v)
	}
	if err := v.within(form); err != nil {
		return errors.Join(refused, err)
	}
	return nil
}

// statusOf is a refusal in HTTP's words.
func statusOf(err error) int {
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
func (v *visit) fail(err error) {
	if v.r.Context().Err() != nil { // nobody waits any more
		return
	}
	status := statusOf(err)
	if status == http.StatusInternalServerError {
		slog.Error("page failed", "path", v.r.URL.Path, "method", v.r.Method, "person", v.by.ID, "error", err)
	}
	if v.answer {
		return
	}
	titles := map[int]string{http.StatusUnprocessableEntity: "填写有误", http.StatusNotFound: "没有找到", http.StatusConflict: "暂时不能办理",
		http.StatusForbidden: "无权办理", http.StatusInternalServerError: "系统出错"}
	v.status, v.problem = status, ""
	if err := v.show("error/show", errorPage{titles[status], fault.Message(err)}); err != nil {
		slog.Error("error page failed", "error", err)
		http.Error(v.w, fault.Message(err), status)
	}
}

// recover keeps a mistake of ours to one request.
func (v *visit) recover() {
	if wrong := recover(); wrong != nil {
		slog.Error("page panicked", "path", v.r.URL.Path, "reason", wrong, "stack", string(debug.Stack()))
		v.fail(errors.New("panic"))
	}
}

// stranger answers addresses that there are none of.
func (h *handler) stranger(w http.ResponseWriter, req *http.Request) {
	v := &visit{handler: h, w: w, r: req}
	defer v.flush()
	if err := v.recognise(); err != nil {
		v.fail(err)
		return
	}
	v.fail(fault.NotFoundf("没有这个页面，请从首页进入"))
}

// above answers the address of a form that somebody opens or reloads: the nearest page above it.
func (h *handler) above(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodGet {
		h.stranger(w, req)
		return
	}
	at := path.Dir(req.URL.Path)
	for at != "/" && !h.shows(at) {
		at = path.Dir(at)
	}
	http.Redirect(w, req, at, http.StatusSeeOther)
}

// shows tells whether there is a page at an address.
func (h *handler) shows(at string) bool {
	var match mux.RouteMatch
	return h.router.Match(&http.Request{Method: http.MethodGet, URL: &url.URL{Path: at}}, &match) && match.MatchErr == nil
}

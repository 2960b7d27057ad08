package kit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"time"

	"github.com/gorilla/mux"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// What is asked of the gate at most: bytes of a form (a village's accounts are some hundred bytes each), time to send it, time of one step.
const (
	maxKnock    = 8 << 20
	formTime    = time.Minute
	knockTime   = 2 * time.Minute
	answerGrace = 20 * time.Second
	restart     = 3 * time.Second // a gate that ended is there again
)

// AtGate serves what knocks at the gate's doors (签批服务), with the gate's own login, and nothing else: the same addresses, handlers and forms as the
// pages'. It believes of a request what the pages' program does: the session by its MAC, the role by the law, the rest by the verb.
func (h *House) AtGate(s *Site, db *pg.DB) (http.Handler, error) {
	if h.read.Do(func() { h.pages, h.unread = h.readPages() }); h.unread != nil {
		return nil, h.unread
	}
	on := &served{Site: s, House: h, router: mux.NewRouter(), gate: db}
	turns := newTurns()
	for _, r := range h.Routes {
		if r.Gated {
			on.router.Handle(r.Path, on.bounded(r, turns)).Methods(http.MethodPost)
		}
	}
	on.router.NotFoundHandler = http.HandlerFunc(http.NotFound)
	on.router.MethodNotAllowedHandler = http.HandlerFunc(http.NotFound)
	return on.sameOrigin(on.router), nil
}

// site is what a request is made to: at the gate, with the gate's login.
func (on *served) site() *Site {
	if on.gate == nil {
		return on.Site
	}
	own := *on.Site
	own.DB = on.gate
	return &own
}

// bounded is a route of the gate's, one of so many at once. Whoever is there is found out again after the wait, when the step is taken.
func (on *served) bounded(route Route, turns *turns) http.Handler {
	inner := on.route(route)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx, cancel := context.WithTimeout(req.Context(), knockTime)
		defer cancel()
		r := on.request(w, req.WithContext(ctx))
		r.Route = route
		defer r.flush()
		defer r.recover()
		if !r.ready() {
			return
		}
		if err := turns.take(ctx, r.By); err != nil {
			r.fail(err)
			return
		}
		defer turns.giveBack(r.By)
		inner.ServeHTTP(w, r.Request)
	})
}

// ready tells whether a form may go on to its step: it is of somebody who may take it, it is known where it came from, and it is here to its
// end. Any other is answered: a stranger, or whoever sends slowly, takes nobody's turn.
func (r *Request) ready() bool {
	in, err := r.enter()
	if in {
		if err = r.find(); err == nil {
			err = r.whole()
		}
	}
	if err != nil {
		r.fail(r.refused(err))
	}
	return in && err == nil
}

// whole reads the form to its end, in a time of its own: from then on the time is the step's.
func (r *Request) whole() error {
	line := http.NewResponseController(r.W)
	_ = line.SetReadDeadline(time.Now().Add(formTime)) // where it cannot be set there is none
	form, err := io.ReadAll(http.MaxBytesReader(r.W, r.Body, maxKnock))
	if err != nil {
		return unread(err)
	}
	_ = line.SetReadDeadline(time.Time{}) // else the server ends the request when it passes
	r.Body, r.ContentLength, r.TransferEncoding = io.NopCloser(bytes.NewReader(form)), int64(len(form)), nil
	return nil
}

// handed is the header in which the pages' program tells the gate where a form came from. The gate listens at a socket that only that program
// reaches, and nobody else's word gets there: it is set anew for each request.
const handed = "Fangpin-From"

// requestHeader is the header with the number of the request, under which both programs write down what broke.
const requestHeader = "Fangpin-Request"

// errUnhanded is the gate's answer to a form of which the pages' program does not say it.
var errUnhanded = fault.Blockedf("签批服务程序没有收到来源地址，不能办理，本次没有生效。请联系运维人员核对网页服务与签批服务程序是否同一版本")

func (r *Request) handedOver() error {
	from, err := netip.ParseAddr(r.Header.Get(handed))
	if err != nil {
		return errUnhanded
	}
	r.from = from
	return nil
}

// at is a route of the pages', or the way to the gate.
func (on *served) at(route Route) http.Handler {
	if route.Gated && on.Gate != nil {
		return on.handOver(route)
	}
	return on.route(route)
}

// unanswered is the key of what says to a person that the gate did not answer.
type unanswered struct{}

// handOver gives a request to the gate whole, once it is somebody's who may come there. The gate asks that again.
func (on *served) handOver(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r := on.request(w, req)
		r.Route = route
		defer r.flush()
		defer r.recover()
		if !r.ready() {
			return
		}
		over := req.Clone(context.WithValue(req.Context(), unanswered{}, r.unanswered))
		over.Header.Set(handed, r.from.String())
		over.Header.Set(requestHeader, r.number)
		on.Gate.ServeHTTP(w, over)
	})
}

// errShut, errSlow and errLost are the answers for a gate that was not there, that took too long, and that was lost on the way: only what was
// never handed over has surely not been done.
var (
	errShut = fault.Unavailablef("办理这一项的签批服务程序没有应答，本次没有生效，请稍后再试；仍不行请联系运维人员")
	errSlow = unsure("办理用时太长，已经中止，但不能断定没有生效")
	errLost = unsure("已交签批服务程序办理，但没有收到结果，可能已经生效")
)

// unsure says that a result is not known. A form that was taken is not taken twice: it can be sent again.
func unsure(why string) error {
	return &fault.Error{Kind: fault.Unsure, Message: "结果未知：" + why + "。请先打开这一项查看现在的状态；没有办成的，可返回刚才的页面再提交一次，已经办成的不会重复办理"}
}

func (r *Request) unanswered(why error) {
	if r.Context().Err() != nil {
		return // nobody waits any more
	}
	err := errLost
	if dial, ok := errors.AsType[*net.OpError](why); ok && dial.Op == "dial" {
		err = errShut
	}
	r.fail(fmt.Errorf("the gate did not answer: %w", errors.Join(err, why)))
}

// HandOver reaches a gate at a Unix socket. Each request has a connection of its own, so that none is lost with an old one; an answer is passed
// on when it is there whole.
func HandOver(socket string) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = "http", "gate"
			r.Out.Host = r.In.Host // what a form's origin is compared with
			for _, ours := range []string{handed, requestHeader} {
				r.Out.Header.Set(ours, r.In.Header.Get(ours)) // whatever its Connection header would have had struck out
			}
		},
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return reach(ctx, socket)
			},
			DisableKeepAlives: true, DisableCompression: true, ResponseHeaderTimeout: knockTime + answerGrace,
		},
		ModifyResponse: func(answer *http.Response) error {
			reply, err := io.ReadAll(answer.Body)
			if err != nil {
				return err
			}
			_ = answer.Body.Close()
			answer.Body = io.NopCloser(bytes.NewReader(reply))
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, req *http.Request, err error) {
			if say, ok := req.Context().Value(unanswered{}).(func(error)); ok {
				say(err)
				return
			}
			http.Error(w, fault.Message(errLost), http.StatusBadGateway)
		},
	}
}

// reach connects to a gate, which is perhaps just being started again: nothing was said to it yet, so it may be tried for a while.
func reach(ctx context.Context, socket string) (c net.Conn, err error) {
	dialer, late := &net.Dialer{Timeout: restart}, time.After(restart)
	for {
		if c, err = dialer.DialContext(ctx, "unix", socket); err == nil {
			return c, nil
		}
		select {
		case <-late:
			return nil, err
		case <-ctx.Done():
			return nil, err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

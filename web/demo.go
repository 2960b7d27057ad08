package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/payouts"
)

// Demo is what a demonstration has beside a real office: invented people whose sign-ins are shown, and a clock in the past that can be
// put forward, so that ten days of publicity need not be waited for. It never passes the real time, for the doors go by that.
type Demo struct {
	Staff []DemoPerson
	Bank  func(file []byte, returned int) (answer []byte, err error) // answers a batch's file, sending so many payments back

	mu    sync.Mutex
	shift time.Duration // how far the clock is behind
}

// DemoPerson is one invented member of staff.
type DemoPerson struct {
	Name, Role, Login, Password string
	Waiting                     string // what waits on their desk as the demonstration begins, in words; empty for nothing
	Secret                      string // of the authenticator, base32; empty where none is asked
	Code                        string // that it shows now
}

// NewDemo is a demonstration whose clock stands at a moment and goes on from there.
func NewDemo(now time.Time, staff []DemoPerson) *Demo {
	return &Demo{Staff: staff, shift: time.Since(now)}
}

// Now is the demonstration's clock.
func (d *Demo) Now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return time.Now().Add(-d.shift)
}

// advance puts the clock forward by days.
func (d *Demo) advance(days int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	on := time.Duration(days) * 24 * time.Hour
	if days < 1 || days > 366 || on > d.shift {
		return fault.Invalidf("演示时钟一次可拨快 1 至 366 天，但不能超过今天")
	}
	d.shift -= on
	return nil
}

// People lists the people with the codes that their authenticators show now.
func (d *Demo) People() []DemoPerson {
	out := make([]DemoPerson, len(d.Staff))
	for i, p := range d.Staff {
		if p.Secret != "" {
			p.Code, _ = totp.GenerateCode(p.Secret, d.Now()) // the secret is our own
		}
		out[i] = p
	}
	return out
}

func demoRoutes() []route {
	return []route{
		{method: http.MethodPost, path: "/demo/clock", open: true, serve: (*visit).putForward},
		{method: http.MethodPost, path: "/demo/bank", open: true, serve: (*visit).bankAnswers},
	}
}

// bankAnswers plays the demonstration's bank: it takes a batch's file, as the sender would carry it there, and hands out the answer.
func (v *visit) bankAnswers() error {
	if v.Demo == nil || !v.signed() {
		return fault.NotFoundf("没有这个页面，请从首页进入")
	}
	batch, err := v.number("batch", "打款批次")
	if err != nil {
		return err
	}
	returned, err := strconv.Atoi(v.value("returned"))
	if err != nil || returned < 0 {
		return fault.Invalidf("“退票几笔”应为整数")
	}
	var file bytes.Buffer
	err = v.do(func(ctx context.Context, tx *pg.Tx) error {
		return payouts.WriteBankFile(ctx, tx, v.Keys, batch, &file)
	})
	if err != nil {
		return err
	}
	answer, err := v.Demo.Bank(file.Bytes(), returned)
	if err != nil {
		return err
	}
	return v.file("银行回盘（演示）.csv", "text/csv; charset=utf-8", func(w io.Writer) error { _, err := w.Write(answer); return err })
}

// putForward advances the demonstration's clock; a real office has none to put.
func (v *visit) putForward() error {
	if v.Demo == nil {
		return fault.NotFoundf("没有这个页面，请从首页进入")
	}
	days, err := strconv.Atoi(v.value("days"))
	if err != nil {
		return fault.Invalidf("“拨快几天”应为整数")
	}
	if err := v.Demo.advance(days); err != nil {
		return err
	}
	return v.to(ours(v.value("back")), "演示时钟已拨到"+calendar.DateOf(v.Demo.Now()).Chinese())
}

package kit

import (
	"sync"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/fault"
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

// Advance puts the clock forward by days.
func (d *Demo) Advance(days int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	on := time.Duration(days) * 24 * time.Hour
	if days < 1 || days > 366 || on > d.shift {
		return fault.Invalidf("演示时钟一次可拨快 1 至 366 天，但不能超过今天")
	}
	d.shift -= on
	return nil
}

// codeOf is what a person's authenticator shows next: what it shows now they may have come in by. Empty where they have none.
func (d *Demo) codeOf(login string) (code string) {
	for _, p := range d.Staff {
		if p.Login == login && p.Secret != "" {
			code, _ = totp.GenerateCode(p.Secret, d.Now().Add(30*time.Second)) // the secret is our own
		}
	}
	return code
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

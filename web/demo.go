package web

import (
	"time"

	"github.com/pquerna/otp/totp"
)

// Demo is what a demonstration shows beside the pages: its invented people with how they sign in. A real office has none.
type Demo struct {
	Staff []DemoPerson
	Clock func() time.Time
}

// DemoPerson is one invented member of staff.
type DemoPerson struct {
	Name, Role, Login, Password string
	Secret                      string // of the authenticator, base32; empty where none is asked
	Code                        string // that it shows now
}

// People lists the people with the codes that their authenticators show now.
func (d *Demo) People() []DemoPerson {
	out := make([]DemoPerson, len(d.Staff))
	for i, p := range d.Staff {
		if p.Secret != "" {
			p.Code, _ = totp.GenerateCode(p.Secret, d.Clock()) // the secret is our own
		}
		out[i] = p
	}
	return out
}

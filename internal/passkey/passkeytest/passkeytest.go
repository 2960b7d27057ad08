// Package passkeytest is an authenticator and a browser in one, for tests.
package passkeytest

import (
	"crypto/rand"
	"testing"

	"fangpin/internal/passkey"
	"fangpin/internal/passkey/software"
)

// Authenticator holds one key (ES256).
type Authenticator = software.Authenticator

// New is one at a site that nobody has seen before.
func New(t testing.TB, site passkey.Site) *Authenticator {
	t.Helper()
	return software.New(site, []byte(rand.Text()))
}

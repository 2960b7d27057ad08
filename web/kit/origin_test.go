package kit

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// The log of sign-ins says where they came from: by the word of our own proxy, and of nobody else.
func TestWhereASignInComesFrom(t *testing.T) {
	for _, c := range []struct {
		proxied   bool
		forwarded []string
		want      string
	}{
		{false, []string{"203.0.113.9"}, "192.0.2.1"},
		{true, nil, "192.0.2.1"},
		{true, []string{"203.0.113.9"}, "203.0.113.9"},
		{true, []string{"198.51.100.7, 203.0.113.9"}, "203.0.113.9"},
		{true, []string{"198.51.100.7", "2001:db8::1"}, "2001:db8::1"},
		{true, []string{"<b>somebody</b>"}, "192.0.2.1"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil) // from 192.0.2.1
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		v := Request{Site: &Site{Proxied: c.proxied}, Request: r}
		if got := v.Address(); got != c.want {
			t.Errorf("proxied %t, forwarded for %q: %s, want %s", c.proxied, c.forwarded, got, c.want)
		}
	}
}

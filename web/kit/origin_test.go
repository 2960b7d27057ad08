package kit

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"fangpin/internal/fault"
)

// Where a form comes from is by the word of our own proxies, and of nobody else; what they do not say is refused.
func TestWhereAFormComesFrom(t *testing.T) {
	known := []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	direct, alone, row := Proxied{}, Proxied{Ahead: true}, Proxied{Ahead: true, Known: known}
	strange := Proxied{Ahead: true, Known: known[1:]} // whoever asks is none of them
	for _, c := range []struct {
		before Proxied
		said   []string
		want   string // empty for refused
	}{
		{direct, []string{"203.0.113.9"}, "192.0.2.1"},
		{direct, []string{"unknown"}, "192.0.2.1"},
		{alone, nil, ""},
		{alone, []string{""}, ""},
		{alone, []string{"203.0.113.9"}, "203.0.113.9"},
		{alone, []string{" 203.0.113.9 "}, "203.0.113.9"},
		{alone, []string{"203.0.113.9:52611"}, "203.0.113.9"},
		{alone, []string{"198.51.100.7, 203.0.113.9"}, "203.0.113.9"},
		{alone, []string{"198.51.100.7", "2001:db8::1"}, "2001:db8::1"},
		{alone, []string{"[2001:db8::1]:443"}, "2001:db8::1"},
		{alone, []string{"[2001:db8::1]"}, "2001:db8::1"},
		{alone, []string{"::ffff:203.0.113.9"}, "203.0.113.9"},
		{alone, []string{"fe80::1%eth0"}, "fe80::1"},
		{alone, []string{"203.0.113.9, unknown"}, ""},
		{alone, []string{"203.0.113.9,"}, ""},
		{alone, []string{"203.0.113.9, 198.51.100.7:"}, ""},
		{alone, []string{"[203.0.113.9]"}, ""},
		{alone, []string{"[2001:db8::1"}, ""},
		{alone, []string{"<b>somebody</b>"}, ""},
		{row, []string{"203.0.113.9"}, "203.0.113.9"},
		{row, []string{"203.0.113.9, 10.1.2.3"}, "203.0.113.9"},
		{row, []string{"203.0.113.9:1, 10.1.2.3:80", "[fd00::7]:80"}, "203.0.113.9"},
		{row, []string{"10.9.9.9, 203.0.113.9, 10.1.2.3"}, "203.0.113.9"}, // what is written before a stranger is a stranger's word
		{row, []string{"unknown, 203.0.113.9, 10.1.2.3"}, "203.0.113.9"},
		{row, []string{"203.0.113.9, unknown, 10.1.2.3"}, ""},
		{row, []string{"10.1.2.3"}, "10.1.2.3"}, // a proxy's own machine
		{row, nil, ""},
		{strange, []string{"203.0.113.9"}, "192.0.2.1"}, // past our proxies, they count by themselves
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil) // from 192.0.2.1
		for _, f := range c.said {
			r.Header.Add(forwarded, f)
		}
		v := Request{Site: &Site{Proxied: c.before}, Request: r, on: &served{}}
		err := v.find()
		if err != nil && fault.KindOf(err) != fault.Blocked || err == nil && v.Address() != c.want || err != nil && c.want != "" {
			t.Errorf("%+v, forwarded for %q: %s, %v, want %s", c.before, c.said, v.Address(), err, c.want)
		}
	}
}

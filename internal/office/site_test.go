package office

import (
	"fmt"
	"testing"

	"fangpin/internal/fault"
)

// The proxies are told by address or by network, and nothing else passes for one.
func TestTheProxies(t *testing.T) {
	known, err := Serving{Proxies: []string{"10.0.0.5", "10.1.2.3/16", "fd00::/8"}}.proxies()
	if err != nil || fmt.Sprint(known) != "[10.0.0.5/32 10.1.0.0/16 fd00::/8]" {
		t.Errorf("%v, %v", known, err)
	}
	for _, text := range []string{"", "proxy.example", "10.0.0", "10.0.0.5:80", "10.0.0.0/33"} {
		if _, err := (Serving{Proxies: []string{text}}).proxies(); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", text, err)
		}
	}
}

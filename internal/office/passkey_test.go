package office

import (
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/passkey"
)

// Passkeys are bound to a name that people type, never to a number.
func TestWherePasskeysAreGood(t *testing.T) {
	const proxied = "http://10.1.2.3:8080"
	for _, tc := range []struct {
		public, listening string
		want              passkey.Site
		refused           bool
	}{
		{"", "http://localhost:8131", passkey.Site{RPID: "localhost", Origin: "http://localhost:8131"}, false},
		{"", proxied, passkey.Site{}, false},
		{"https://fpb.example.gov.cn", proxied, passkey.Site{RPID: "fpb.example.gov.cn", Origin: "https://fpb.example.gov.cn"}, false},
		{"https://fpb.example.gov.cn:8443/", proxied, passkey.Site{RPID: "fpb.example.gov.cn", Origin: "https://fpb.example.gov.cn:8443"}, false},
		{"https://fpb.example.gov.cn:443", proxied, passkey.Site{RPID: "fpb.example.gov.cn", Origin: "https://fpb.example.gov.cn"}, false},
		{"http://fpb.example.gov.cn", proxied, passkey.Site{}, true},
		{"https://10.1.2.3", proxied, passkey.Site{}, true},
		{"https://[::1]", proxied, passkey.Site{}, true},
		{"https://FPB.example.gov.cn", proxied, passkey.Site{}, true},
		{"https://fpb.example.gov.cn/app", proxied, passkey.Site{}, true},
		{"https://fpb", proxied, passkey.Site{}, true},
		{"fpb.example.gov.cn", proxied, passkey.Site{}, true},
	} {
		got, err := Serving{Public: tc.public}.passkeysAt(tc.listening)
		if refused := fault.KindOf(err) == fault.Invalid; got != tc.want || refused != tc.refused {
			t.Errorf("%q at %s: %+v, %v", tc.public, tc.listening, got, err)
		}
	}
}

package passkey_test

import (
	"strings"
	"testing"

	"fangpin/internal/passkey"
)

// A fingerprint is read back as people type it, and nothing else is.
func TestAFingerprintIsReadBack(t *testing.T) {
	one := passkey.Credential{Site: passkey.Site{RPID: "localhost", Origin: "http://localhost"}, ID: []byte{1}, Holder: []byte("410602x"), Key: []byte{2}}
	other := one
	other.ID = []byte{3}
	f := passkey.Root("410602", 1, one, other)
	said := f.String()
	if len(said) != 52+12 || strings.Count(said, "-") != 12 {
		t.Errorf("%s is not thirteen groups of four", said)
	}
	for _, typed := range []string{said, strings.ToLower(said), strings.ReplaceAll(said, "-", ""), " " + strings.ReplaceAll(said, "-", " ") + "\n",
		strings.ReplaceAll(strings.ReplaceAll(said, "0", "O"), "1", "l")} {
		if read, err := passkey.ParseFingerprint(typed); err != nil || read != f {
			t.Errorf("%q reads %s, %v", typed, read, err)
		}
	}
	for _, typed := range []string{"", said[1:], said + "0", strings.Replace(said, said[:1], "U", 1), said[:len(said)-1] + "1"} {
		if read, err := passkey.ParseFingerprint(typed); err == nil {
			t.Errorf("%q reads %s", typed, read)
		}
	}
	third := one
	third.Holder = []byte("410602y")
	for name, changed := range map[string]passkey.Fingerprint{
		"the other way round": passkey.Root("410602", 1, other, one), "the second": passkey.Root("410602", 2, one, other),
		"another county": passkey.Root("410603", 1, one, other), "another holder": passkey.Root("410602", 1, third, other),
	} {
		if changed == f {
			t.Errorf("%s has the same fingerprint", name)
		}
	}
	if one.Code() == third.Code() || len(one.Code()) != 14 {
		t.Errorf("codes of keys: %s, %s", one.Code(), third.Code())
	}
}

package passkey

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"regexp"
	"testing"
	"time"
)

var home = Site{RPID: "localhost", Origin: "http://localhost:8131"}

// authenticator is one of each kind, as a browser drives it.
type authenticator struct {
	signer crypto.Signer
	cose   []byte
	id     []byte
	flags  byte
}

// authenticators makes one of each algorithm.
func authenticators(t testing.TB) map[string]authenticator {
	t.Helper()
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := p256.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	edwards, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ec := append([]byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32}, point[1:33]...)
	ec = append(append(ec, 0x22, 0x58, 32), point[33:]...)
	ed := append([]byte{0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32}, edwards...)
	rs := append([]byte{0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0}, rsaKey.N.Bytes()...)
	rs = append(rs, 0x21, 0x43, 1, 0, 1)
	const up = present | verified
	return map[string]authenticator{"ES256": {p256, ec, []byte("id-ec"), up}, "EdDSA": {private, ed, []byte("id-ed"), up}, "RS256": {rsaKey, rs, []byte("id-rs"), up}}
}

// data is the authenticator's data, with its key if it is a registration.
func (a authenticator) data(rpID string, flags byte, withKey bool) []byte {
	rp := sha256.Sum256([]byte(rpID))
	d := append(append(rp[:], flags), 0, 0, 0, 0)
	if withKey {
		d = append(append(d, make([]byte, 16)...), binary.BigEndian.AppendUint16(nil, uint16(len(a.id)))...)
		d = append(append(d, a.id...), a.cose...)
	}
	return d
}

// client is a browser's words.
func client(act, challenge, origin, more string) []byte {
	return fmt.Appendf(nil, `{"type":"%s","challenge":"%s","origin":"%s","crossOrigin":false%s}`, act, challenge, origin, more)
}

// sign signs what a browser hands it.
func (a authenticator) sign(t testing.TB, data, said []byte) Assertion {
	t.Helper()
	client := sha256.Sum256(said)
	text := append(bytes.Clone(data), client[:]...)
	options := crypto.SignerOpts(crypto.SHA256)
	sum := sha256.Sum256(text)
	signed := sum[:]
	if _, edwards := a.signer.(ed25519.PrivateKey); edwards {
		options, signed = crypto.Hash(0), text
	}
	signature, err := a.signer.Sign(rand.Reader, signed, options)
	if err != nil {
		t.Fatal(err)
	}
	return Assertion{ID: a.id, ClientData: said, AuthenticatorData: data, Signature: signature}
}

func (a authenticator) enrol(t testing.TB) Credential {
	t.Helper()
	over := Challenge{1}
	c, err := home.Enrol(Registration{client("webauthn.create", over.Text(), home.Origin, ""), a.data("localhost", a.flags|attested, true)}, over, []byte("holder"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What each kind of key signed is its holder's, and no change of it is.
func TestEachKindOfKeySigns(t *testing.T) {
	over := Challenge{7}
	for kind, a := range authenticators(t) {
		c := a.enrol(t)
		for _, more := range []string{"", `,"other_keys_can_be_added_here":"x"`} {
			signed := a.sign(t, a.data("localhost", a.flags, false), client("webauthn.get", over.Text(), home.Origin, more))
			if err := c.Check(signed, over); err != nil {
				t.Errorf("%s: %v", kind, err)
			}
			for _, part := range [][]byte{signed.ClientData, signed.AuthenticatorData, signed.Signature, signed.ID} {
				for bit := range len(part) * 8 {
					part[bit/8] ^= 1 << (bit % 8)
					if c.Check(signed, over) == nil {
						t.Errorf("%s: bit %d of %q changed, and it is accepted", kind, bit, part)
					}
					part[bit/8] ^= 1 << (bit % 8)
				}
			}
		}
	}
}

// What was signed rightly, but of something else, is refused.
func TestWhatIsOfSomethingElse(t *testing.T) {
	over := Challenge{7}
	a := authenticators(t)["ES256"]
	c := a.enrol(t)
	right := client("webauthn.get", over.Text(), home.Origin, "")
	const up = present | verified
	for name, signed := range map[string]Assertion{
		"another challenge":       a.sign(t, a.data("localhost", up, false), client("webauthn.get", Challenge{8}.Text(), home.Origin, "")),
		"another origin":          a.sign(t, a.data("localhost", up, false), client("webauthn.get", over.Text(), "http://localhost:8132", "")),
		"a registration's words":  a.sign(t, a.data("localhost", up, false), client("webauthn.create", over.Text(), home.Origin, "")),
		"two challenges":          a.sign(t, a.data("localhost", up, false), fmt.Appendf(nil, `{"type":"webauthn.get","challenge":"x","challenge":"%s","origin":"%s","crossOrigin":false}`, over.Text(), home.Origin)),
		"a frame":                 a.sign(t, a.data("localhost", up, false), bytes.Replace(right, []byte("false"), []byte("true"), 1)),
		"another site":            a.sign(t, a.data("localhost.example", up, false), right),
		"nobody verified":         a.sign(t, a.data("localhost", present, false), right),
		"nobody present":          a.sign(t, a.data("localhost", verified, false), right),
		"a key that is copied":    a.sign(t, a.data("localhost", up|synceable, false), right),
		"copied though it is not": a.sign(t, a.data("localhost", up|synced, false), right),
		"with a key":              a.sign(t, a.data("localhost", up|attested, true), right),
		"with more data":          a.sign(t, append(a.data("localhost", up, false), 0), right),
		"cut":                     a.sign(t, a.data("localhost", up, false)[:36], right),
		"cut words":               a.sign(t, a.data("localhost", up, false), right[:len(right)-1]),
		"nothing":                 {},
	} {
		if c.Check(signed, over) == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	other := a.sign(t, a.data("localhost", up, false), right)
	if other.Holder = []byte("another"); c.Check(other, over) == nil {
		t.Error("another holder is accepted")
	}
	if other.Holder = []byte("holder"); c.Check(other, over) != nil {
		t.Error("the holder is refused")
	}
}

// A registration without what makes it one is none.
func TestWhatIsNoRegistration(t *testing.T) {
	over := Challenge{1}
	a := authenticators(t)["EdDSA"]
	const up = present | verified
	right, said := a.data("localhost", up|attested, true), client("webauthn.create", over.Text(), home.Origin, "")
	weak := bytes.Replace(right, []byte{3, 0x27}, []byte{3, 0x26}, 1) // another algorithm than the key's
	for name, r := range map[string]Registration{
		"another challenge": {client("webauthn.create", Challenge{2}.Text(), home.Origin, ""), right},
		"an assertion":      {client("webauthn.get", over.Text(), home.Origin, ""), right},
		"unverified":        {said, a.data("localhost", present|attested, true)},
		"no key":            {said, a.data("localhost", up, true)},
		"cut":               {said, right[:len(right)-1]},
		"no id":             {said, right[:idOffset-1]},
		"more":              {said, append(bytes.Clone(right), 0)},
		"another algorithm": {said, weak},
		"nothing":           {},
	} {
		if _, err := home.Enrol(r, over, nil); err == nil {
			t.Errorf("%s is a registration", name)
		}
	}
}

// Each part of a decision is in its challenge; what everybody compares is in the short code, and nothing else.
func TestAChallengeIsOfEveryPart(t *testing.T) {
	at := time.Date(2024, 10, 12, 9, 0, 0, 1000, time.UTC)
	one := Decision{Matter{"410602", "list/7", []byte{1}, "14978.30"}, "payouts.approve", "first", 7, []byte{2}, [32]byte{3}, at}
	changed := map[string]func(*Decision){
		"county": func(d *Decision) { d.County = "410603" }, "verb": func(d *Decision) { d.Verb = "payouts.send" }, "slot": func(d *Decision) { d.Slot = "second" },
		"person": func(d *Decision) { d.Person = 8 }, "subject": func(d *Decision) { d.Subject = "list/8" }, "digest": func(d *Decision) { d.Digest = []byte{9} },
		"total": func(d *Decision) { d.Total = "14978.31" }, "flags": func(d *Decision) { d.Flags = nil }, "nonce": func(d *Decision) { d.Nonce = [32]byte{4} },
		"expiry": func(d *Decision) { d.Expires = at.Add(time.Microsecond) }, "where one ends": func(d *Decision) { d.Verb, d.Slot = "payouts.approvef", "irst" },
	}
	compared := map[string]bool{"county": true, "subject": true, "digest": true, "total": true}
	for name, change := range changed {
		other := one
		change(&other)
		if other.Challenge() == one.Challenge() {
			t.Errorf("%s is not in the challenge", name)
		}
		if (other.Code() != one.Code()) != compared[name] {
			t.Errorf("%s: code %s, then %s", name, one.Code(), other.Code())
		}
	}
	if !regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$`).MatchString(one.Code()) {
		t.Errorf("short code %s", one.Code())
	}
}

// Whatever somebody sends is read or refused; a key that is read is one whole key.
func FuzzParseKey(f *testing.F) {
	for _, a := range authenticators(f) {
		f.Add(a.cose)
	}
	f.Add([]byte{0xbf, 0xff})
	f.Fuzz(func(t *testing.T, cose []byte) {
		key, err := ParseKey(cose)
		if err != nil {
			return
		}
		if _, err := ParseKey(append(bytes.Clone(cose), 0)); err == nil {
			t.Error("a key with something after it")
		}
		if key.verify([]byte("x"), []byte("y")) == nil {
			t.Error("anything is signed by it")
		}
	})
}

// Nothing that somebody makes up is taken for a signature or a registration.
func FuzzCheck(f *testing.F) {
	a := authenticators(f)["ES256"]
	c, over := a.enrol(f), Challenge{7}
	signed := a.sign(f, a.data("localhost", a.flags, false), client("webauthn.get", over.Text(), home.Origin, ""))
	f.Add(signed.ClientData, signed.AuthenticatorData, []byte{0x30})
	f.Add(client("webauthn.create", over.Text(), home.Origin, ""), a.data("localhost", a.flags|attested, true), []byte{})
	f.Fuzz(func(t *testing.T, said, data, signature []byte) {
		if c.Check(Assertion{ID: a.id, ClientData: said, AuthenticatorData: data, Signature: signature}, over) == nil && !bytes.Equal(signature, signed.Signature) {
			t.Error("a signature made up")
		}
		if made, err := home.Enrol(Registration{said, data}, over, nil); err == nil && len(made.ID) == 0 {
			t.Error("a key without an id")
		}
	})
}

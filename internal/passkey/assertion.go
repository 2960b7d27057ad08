package passkey

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
)

// Site is where a key is good: fixed when an office is installed, for a key is bound to it for life.
type Site struct {
	RPID   string // the host's name, without a port
	Origin string // scheme, host and port, as in https://fpb.example.gov.cn
}

// Credential is a key as it was enrolled.
type Credential struct {
	Site
	ID     []byte // drawn by the authenticator
	Holder []byte // the user handle that it was made for
	Key    []byte // COSE, as the authenticator wrote it
	Synced bool   // may be copied to the holder's other devices (backup eligible); it never changes
}

// Assertion is what a browser sends when somebody has signed. Each is kept byte for byte.
type Assertion struct {
	ID                []byte
	Holder            []byte // empty where the authenticator told none
	ClientData        []byte
	AuthenticatorData []byte
	Signature         []byte
}

// The bits of an authenticator's data (WebAuthn Level 3, authenticator data).
const (
	present   = 0x01 // UP: somebody touched it
	verified  = 0x04 // UV: by finger, face or PIN
	synceable = 0x08 // BE
	synced    = 0x10 // BS
	attested  = 0x40 // AT: a key follows
	extended  = 0x80 // ED: extensions follow

	headSize = 37 // of the hash of the RP ID, the flags and a counter
)

// Check tells what is wrong with an assertion of a credential over a challenge, nil if its holder signed it. In which order a browser writes its
// client data is held to exactly: a reader of JSON may find two challenges in one text. A counter is not judged: copied keys have none.
func (c Credential) Check(a Assertion, over Challenge) error {
	if len(a.ID) == 0 || !bytes.Equal(a.ID, c.ID) {
		return errors.New("another credential")
	}
	if len(a.Holder) > 0 && !bytes.Equal(a.Holder, c.Holder) {
		return errors.New("another holder")
	}
	if err := c.client("webauthn.get", a.ClientData, over); err != nil {
		return err
	}
	flags, err := c.head(a.AuthenticatorData)
	switch {
	case err != nil:
		return err
	case flags&attested != 0:
		return errors.New("a key in an assertion")
	case flags&extended == 0 && len(a.AuthenticatorData) != headSize:
		return errors.New("authenticator data of another length")
	case flags&synceable != 0 != c.Synced:
		return errors.New("another kind of key than was enrolled")
	}
	key, err := ParseKey(c.Key)
	if err != nil {
		return err
	}
	client := sha256.Sum256(a.ClientData)
	return key.verify(append(bytes.Clone(a.AuthenticatorData), client[:]...), a.Signature)
}

// client holds a browser's words to what was asked: type, challenge, origin, and no frame of another site. Others may follow.
func (s Site) client(act string, said []byte, over Challenge) error {
	want := fmt.Appendf(nil, `{"type":"%s","challenge":"%s","origin":"%s","crossOrigin":false`, act, over.Text(), s.Origin)
	if len(said) <= len(want) || subtle.ConstantTimeCompare(said[:len(want)], want) != 1 || said[len(want)] != '}' && said[len(want)] != ',' {
		return errors.New("client data of another type, challenge or origin")
	}
	return nil
}

// head reads the flags of an authenticator's data that is of this site, and of a person who was there and proved it.
func (s Site) head(data []byte) (flags byte, err error) {
	if len(data) < headSize {
		return 0, errors.New("authenticator data too short")
	}
	rp := sha256.Sum256([]byte(s.RPID))
	flags = data[32]
	switch {
	case subtle.ConstantTimeCompare(data[:32], rp[:]) != 1:
		return 0, errors.New("of another site")
	case flags&present == 0:
		return 0, errors.New("nobody was present")
	case flags&verified == 0:
		return 0, errors.New("the person was not verified")
	case flags&synced != 0 && flags&synceable == 0:
		return 0, errors.New("copied, though it cannot be")
	}
	return flags, nil
}

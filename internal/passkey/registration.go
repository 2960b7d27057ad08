package passkey

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// Registration is what a browser sends when a key was made.
type Registration struct {
	ClientData        []byte
	AuthenticatorData []byte // as it tells it apart from the attestation, which is not asked for
}

// idOffset is where a new key's id begins: after the head, the make of the authenticator (16 bytes) and the id's length (2).
const idOffset = headSize + 16 + 2

// Enrol reads a new key. With no attestation nothing signs a registration: whose key it is rests on who was signed in, and that the key is
// there, on an assertion right after.
func (s Site) Enrol(r Registration, over Challenge, holder []byte) (Credential, error) {
	if err := s.client("webauthn.create", r.ClientData, over); err != nil {
		return Credential{}, err
	}
	data := r.AuthenticatorData
	flags, err := s.head(data)
	switch {
	case err != nil:
		return Credential{}, err
	case flags&attested == 0 || flags&extended != 0 || len(data) < idOffset:
		return Credential{}, errors.New("a registration without a key, or with extensions")
	}
	n := int(binary.BigEndian.Uint16(data[idOffset-2:]))
	if n == 0 || n > 1023 || len(data) < idOffset+n {
		return Credential{}, errors.New("a registration with no id")
	}
	c := Credential{Site: s, ID: bytes.Clone(data[idOffset : idOffset+n]), Holder: holder, Key: bytes.Clone(data[idOffset+n:]), Synced: flags&synceable != 0}
	if _, err := ParseKey(c.Key); err != nil {
		return Credential{}, err
	}
	return c, nil
}

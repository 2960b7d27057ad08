// Package software is an authenticator that is a program (软件密钥): a key in memory, and nobody who shows a finger. A demonstration's people sign by
// it, and tests. What it signed is judged like anything else; that a person was there, it only says.
package software

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"fangpin/internal/passkey"
)

// Authenticator holds one key (ES256). Whoever holds it is said to be verified, unless it is told otherwise.
type Authenticator struct {
	passkey.Site
	Holder     []byte
	Unverified bool

	key *ecdsa.PrivateKey
	id  []byte
}

// New is one at a site. Its key is drawn from the seed: the same seed gives the same key, and nobody who lacks it has it.
func New(site passkey.Site, seed []byte) *Authenticator {
	scalar := sha256.Sum256(append([]byte("fangpin/software key/"), seed...))
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:])
	if err != nil {
		panic("software: " + err.Error()) // of 2³² seeds, one gives no key
	}
	id := sha256.Sum256(append([]byte("fangpin/software id/"), seed...))
	return &Authenticator{Site: site, key: key, id: id[:16]}
}

// Make has the key made over a challenge, for a holder.
func (a *Authenticator) Make(over passkey.Challenge, holder []byte) passkey.Registration {
	a.Holder = holder
	point, err := a.key.PublicKey.Bytes()
	if err != nil {
		panic("software: " + err.Error()) // the key is a point of its curve
	}
	cose := append([]byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32}, point[1:33]...)
	cose = append(append(cose, 0x22, 0x58, 32), point[33:]...)
	data := append(a.head(0x40), make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(a.id))), a.id...)
	return passkey.Registration{ClientData: a.client("webauthn.create", over), AuthenticatorData: append(data, cose...)}
}

// Sign signs a challenge.
func (a *Authenticator) Sign(over passkey.Challenge) passkey.Assertion {
	said := passkey.Assertion{ID: a.id, Holder: a.Holder, ClientData: a.client("webauthn.get", over), AuthenticatorData: a.head(0)}
	client := sha256.Sum256(said.ClientData)
	sum := sha256.Sum256(append(bytes.Clone(said.AuthenticatorData), client[:]...))
	var err error
	if said.Signature, err = a.key.Sign(rand.Reader, sum[:], crypto.SHA256); err != nil {
		panic("software: " + err.Error()) // the key signs any hash
	}
	return said
}

func (a *Authenticator) client(act string, over passkey.Challenge) []byte {
	return fmt.Appendf(nil, `{"type":"%s","challenge":"%s","origin":"%s","crossOrigin":false}`, act, over.Text(), a.Origin)
}

// head is the hash of the site, the flags and a counter that stays 0.
func (a *Authenticator) head(flags byte) []byte {
	site := sha256.Sum256([]byte(a.RPID))
	flags |= 0x01
	if !a.Unverified {
		flags |= 0x04
	}
	return append(append(site[:], flags), 0, 0, 0, 0)
}

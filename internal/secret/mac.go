package secret

import (
	"encoding/binary"
	"encoding/hex"
)

// Domain is what a MAC is over: the same content has another MAC in each.
type Domain string

const (
	Session     Domain = "session"     // a row of the table
	Credential  Domain = "credential"  // likewise
	Passkey     Domain = "passkey"     // likewise
	Signature   Domain = "signature"   // likewise
	Half        Domain = "half"        // a half code, which somebody hands over
	Deed        Domain = "deed"        // what the body of a deed says
	SigninLog   Domain = "signin log"  // a line of it, after the one before
	SigninHead  Domain = "log head"    // how far a login's lines go
	Told        Domain = "told"        // up to where somebody has read what others did to their sign-in
	Fingerprint Domain = "fingerprint" // of a key itself
	KnownKey    Domain = "known key"   // a fingerprint that the database keeps
	Login       Domain = "login"       // a login's password at the database server
	Password    Domain = "password"    // what is hashed of one, so that no hash can be tried without the keys
)

// Vouch is the MAC of what a deed says.
func (k *Keys) Vouch(said []byte) []byte { return k.MAC(Deed, said) }

// Login is the password of a county's login at the database server, which follows from that of the login that the program was given (own).
func (k *Keys) Login(name, own string) string {
	return hex.EncodeToString(k.MAC(Login, []byte(name), []byte(own)))
}

// MAC is 32 bytes that only who has the keys can make of just these parts. Its key is that of the tags, which is never rotated; no tag is
// made of what a MAC is made of.
func (k *Keys) MAC(d Domain, parts ...[]byte) []byte {
	text := append([]byte("mac\x00"+string(d)+"\x00"), make([]byte, 0, 256)...)
	for _, p := range parts {
		text = binary.BigEndian.AppendUint64(text, uint64(len(p)))
		text = append(text, p...)
	}
	mac, err := k.tags.ComputePrimaryPRF(text, tagSize)
	if err != nil {
		panic("secret: mac: " + err.Error()) // the key gives 32 bytes of any input: load has tried it
	}
	return mac
}

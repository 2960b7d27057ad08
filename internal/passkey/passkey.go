// Package passkey answers one question: did the holder of this key sign exactly this? (通行密钥)
//
// It is offline: what a browser sent and what was kept are enough, with the standard library alone. Signing in, enrolling and verification years
// later ask the same code. WebAuthn Level 3; what a browser prompts for is the site, never the text, so people compare a short code by eye.
package passkey

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// Challenge is what an authenticator signs: 32 bytes, no two alike.
type Challenge [sha256.Size]byte

// Text is the challenge as a browser is given it and writes it back.
func (c Challenge) Text() string { return base64.RawURLEncoding.EncodeToString(c[:]) }

// Matter is what is decided, as everybody who decides of it sees it: its short code is the same on the page and on paper.
type Matter struct {
	County  string // six digits
	Subject string // table and key, as in list/7
	Digest  []byte // of the subject, as its room takes it
	Total   string // yuan with two decimals; empty where no money moves
}

const (
	matterDomain   = "fangpin/matter/v1"
	decisionDomain = "fangpin/decision/v1"
)

// crockford are the letters of a short code: nothing that is read as something else.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Code is what people compare by eye, as in 7K3M-Q2WX-9TRC: 60 bits.
func (m Matter) Code() string {
	sum := sha256.Sum256(fields(matterDomain, []byte(m.County), []byte(m.Subject), m.Digest, []byte(m.Total)))
	return grouped(sum[:8], 12)
}

// Decision is one person's, about a matter.
type Decision struct {
	Matter
	Verb    string    // as the deed bears it
	Slot    string    // which of the decisions of a verb: first, second; empty where there is one
	Person  int64     // who decides
	Flags   []byte    // the digest of what was asked and answered; empty where nothing was
	Nonce   [32]byte  // drawn: what is signed cannot be known beforehand
	Expires time.Time // to the microsecond
}

// Challenge is the hash of everything that is decided.
func (d Decision) Challenge() Challenge {
	var numbers [16]byte
	binary.BigEndian.PutUint64(numbers[:8], uint64(d.Person))
	binary.BigEndian.PutUint64(numbers[8:], uint64(d.Expires.UnixMicro()))
	return sha256.Sum256(fields(decisionDomain, []byte(d.County), []byte(d.Verb), []byte(d.Slot), numbers[:8], []byte(d.Subject), d.Digest,
		[]byte(d.Total), d.Flags, d.Nonce[:], numbers[8:]))
}

// fields are values one after the other, each with its length, so that no two lists of them read the same.
func fields(domain string, values ...[]byte) []byte {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(domain))), domain...)
	for _, v := range values {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(v))), v...)
	}
	return b
}

package passkey

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"strings"
)

const (
	keyDomain  = "fangpin/key/v1"
	rootDomain = "fangpin/root/v1"
)

// Digest is over a key and its holder: what somebody signs who vouches that it is theirs.
func (c Credential) Digest() [sha256.Size]byte {
	return sha256.Sum256(fields(keyDomain, []byte(c.RPID), []byte(c.Origin), c.ID, c.Holder, c.Key))
}

// Code is what a key's holder and those who vouch for it compare by eye, as in 7K3M-Q2WX-9TRC: 60 bits of its digest.
func (c Credential) Code() string {
	sum := c.Digest()
	return grouped(sum[:8], 12)
}

// Fingerprint is that of a county's root of trust (信任根): of the county, the root's number, and the keys of its two administrators with whose
// they are.
type Fingerprint [sha256.Size]byte

// Root is the fingerprint of a county's n-th root.
func Root(county string, n int, system, security Credential) Fingerprint {
	one, other := system.Digest(), security.Digest()
	return sha256.Sum256(fields(rootDomain, []byte(county), binary.BigEndian.AppendUint32(nil, uint32(n)), one[:], other[:]))
}

// letters is how many a fingerprint takes.
const letters = 52

// String is the fingerprint as it is printed and read aloud: thirteen groups of four letters.
func (f Fingerprint) String() string { return grouped(f[:], letters) }

// ParseFingerprint reads a fingerprint as people type it: of either case, with spaces or hyphens anywhere, and with what looks alike.
func ParseFingerprint(text string) (f Fingerprint, err error) {
	text = alike.Replace(strings.ToUpper(text))
	if len(text) != letters {
		return f, errors.New("a fingerprint has 52 letters")
	}
	bits, have, out := uint(0), 0, f[:0]
	for i := range len(text) {
		five := strings.IndexByte(crockford, text[i])
		if five < 0 {
			return f, errors.New("a letter that no fingerprint has")
		}
		bits, have = bits<<5|uint(five), have+5
		if have >= 8 && len(out) < len(f) {
			have -= 8
			out = append(out, byte(bits>>have))
		}
	}
	if f.String() != grouped(out, letters) || strings.ReplaceAll(f.String(), "-", "") != text {
		return f, errors.New("no fingerprint ends so")
	}
	return f, nil
}

// alike are letters that are read as others, and what stands between groups.
var alike = strings.NewReplacer("-", "", " ", "", "　", "", "\n", "", "\t", "", "I", "1", "L", "1", "O", "0")

// grouped writes bits as so many letters, in groups of four.
func grouped(b []byte, n int) string {
	var out strings.Builder
	for i := range n {
		if i > 0 && i%4 == 0 {
			out.WriteByte('-')
		}
		five := 0
		for bit := 5 * i; bit < 5*i+5; bit++ {
			five <<= 1
			if bit/8 < len(b) {
				five |= int(b[bit/8]>>(7-bit%8)) & 1
			}
		}
		out.WriteByte(crockford[five])
	}
	return out.String()
}

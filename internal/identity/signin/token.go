package signin

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"

	"fangpin/internal/identity/who"
)

// tokenSize is the random part of a token in bytes: 256 bits.
const tokenSize = 32

// ticket is a token taken apart: the county, which has to be known before anything is read, and the digest that is kept of the rest.
type ticket struct {
	county string
	digest [sha256.Size]byte
}

// way is by which a deed names the session.
func (t ticket) way() who.Way { return who.Session(t.digest) }

// newToken is what a person holds, as in 410602.kX0…, and what we keep of it.
func newToken(county string) (string, ticket) {
	secret := make([]byte, tokenSize)
	_, _ = rand.Read(secret) // it never fails (crypto/rand)
	return county + "." + base64.RawURLEncoding.EncodeToString(secret), ticket{county, sha256.Sum256(secret)}
}

// sessionOf is the digest of a token, nil for none.
func sessionOf(token string) []byte {
	t, err := parseToken(token)
	if err != nil {
		return nil
	}
	return t.digest[:]
}

var countyCode = regexp.MustCompile(`^[0-9]{6}$`)

// parseToken reads a token. Anything else is ErrOver: nobody need know why.
func parseToken(token string) (ticket, error) {
	county, rest, _ := strings.Cut(token, ".")
	secret, err := base64.RawURLEncoding.DecodeString(rest)
	if err != nil || len(secret) != tokenSize || base64.RawURLEncoding.EncodeToString(secret) != rest || !countyCode.MatchString(county) {
		return ticket{}, ErrOver
	}
	return ticket{county, sha256.Sum256(secret)}, nil
}

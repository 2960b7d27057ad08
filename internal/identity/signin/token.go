package signin

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
)

// tokenSize is the random part of a token in bytes: 256 bits.
const tokenSize = 32

// ticket is a token taken apart: the county, which has to be known before anything is read, and the digest that is kept of the rest.
type ticket struct {
	county string
	digest [sha256.Size]byte
}

// newToken is what a person holds, as in 410602.kX0…, and what we keep of it.
func newToken(county string) (string, ticket) {
	secret := make([]byte, tokenSize)
	_, _ = rand.Read(secret) // it never fails (crypto/rand)
	return county + "." + base64.RawURLEncoding.EncodeToString(secret), ticket{county, sha256.Sum256(secret)}
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

package signin

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"fangpin/internal/secret"
)

// Cost is what one hash costs (argon2id). The zero value stands for DefaultCost.
type Cost struct {
	Memory  uint32 // KiB
	Time    uint32 // passes
	Threads uint8
}

// DefaultCost is OWASP's: 19 MiB, two passes, one thread.
var DefaultCost = Cost{Memory: 19 * 1024, Time: 2, Threads: 1}

func (c Cost) orDefault() Cost {
	if c == (Cost{}) {
		return DefaultCost
	}
	return c
}

const (
	saltSize = 16
	keySize  = 32
)

// derive is argon2id; a test counts its calls.
var derive = argon2.IDKey

// hash is a password as it is kept: argon2id with its parameters and salt, as a PHC string, of what peppered made of it. Whoever calls it
// has a turn.
func (c Cost) hash(input []byte) string {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // it never fails (crypto/rand)
	return c.encode(salt, derive(input, salt, c.Time, c.Memory, c.Threads, keySize))
}

// peppered is what is hashed of a person's password: a MAC of it, the person and their county. A stolen hash cannot be tried without the
// keys, and is nobody else's.
func (a *Auth) peppered(county string, staff int64, password string) []byte {
	return a.Keys.MAC(secret.Password, []byte(county), strconv.AppendInt(nil, staff, 10), canonical(password))
}

// hashed is a person's password as it is kept from now on.
func (a *Auth) hashed(county string, staff int64, password string) string {
	return a.Cost.orDefault().hash(a.peppered(county, staff, password))
}

// right tells whether the password is the one that was hashed for this person, peppered or, before there was a pepper, plain.
func (a *Auth) right(county string, staff int64, hash, password string) (bool, error) {
	if strings.HasPrefix(hash, plain) {
		return matches(hash, canonical(password))
	}
	return matches(hash, a.peppered(county, staff, password))
}

// nobody is a hash of this cost that no password has: who is not there is checked against it.
func (c Cost) nobody() string { return c.encode(make([]byte, saltSize), make([]byte, keySize)) }

// phc begins a hash: of what peppered answers. One that begins with plain is of the password itself, and is read once more.
const (
	phc   = "$hmac-argon2id$v=%d$m=%d,t=%d,p=%d$"
	plain = "$argon2id$"
)

func (c Cost) encode(salt, key []byte) string {
	base64 := base64.RawStdEncoding
	return fmt.Sprintf(phc, argon2.Version, c.Memory, c.Time, c.Threads) + base64.EncodeToString(salt) + "$" + base64.EncodeToString(key)
}

// matches tells whether the input is the one hashed, whatever it was hashed at. Whoever calls it has a turn.
func matches(hash string, input []byte) (bool, error) {
	c, salt, key, err := decode(hash)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(derive(input, salt, c.Time, c.Memory, c.Threads, keySize), key) == 1, nil
}

func decode(hash string) (c Cost, salt, key []byte, err error) {
	var version int
	if rest, ok := strings.CutPrefix(hash, plain); ok {
		hash = "$hmac-argon2id$" + rest
	}
	parts := strings.Split(hash, "$")
	if len(parts) != 6 {
		return c, nil, nil, fmt.Errorf("password hash of %d parts", len(parts))
	}
	if _, err := fmt.Sscanf(strings.Join(parts[:4], "$")+"$", phc, &version, &c.Memory, &c.Time, &c.Threads); err != nil {
		return c, nil, nil, fmt.Errorf("password hash: %w", err)
	}
	if version != argon2.Version || c.Time < 1 || c.Threads < 1 {
		return c, nil, nil, fmt.Errorf("password hash of version %d, %d passes, %d threads", version, c.Time, c.Threads)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, fmt.Errorf("salt of a password hash: %w", err)
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return c, nil, nil, fmt.Errorf("key of a password hash: %w", err)
	}
	return c, salt, key, nil
}

// canonical is a password as it is hashed: what an input method typed full-width is the same password.
func canonical(password string) []byte { return norm.NFKC.Bytes([]byte(password)) }

package signin

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Patient lets people wait for a turn as long as a slow machine takes.
func Patient(t *testing.T) {
	was := patience
	patience = time.Minute
	t.Cleanup(func() { patience = was })
}

// SealedIn is what an authenticator's secret is sealed for.
func SealedIn(county string, staff int64) secret.Context { return sealedIn(county, staff) }

// FormerHash is a password's as it was kept before an HMAC of it was.
func FormerHash(cost Cost, password string) string {
	return plain + cost.hash(canonical(password))[len("$hmac-argon2id$"):]
}

// Kept is a login's row of credential.
type Kept struct {
	Hash      string
	TOTP, MAC []byte
	Sound     bool
}

// Kept reads it.
func (a *Auth) Kept(ctx context.Context, tx *pg.Tx, login string) (Kept, error) {
	acc, err := lookUp(ctx, tx, login)
	if err != nil || acc == nil {
		return Kept{}, err
	}
	return Kept{acc.Hash, acc.TOTP, acc.MAC, a.sound(tx.County, acc)}, nil
}

// Read reads a login's row of credential, and answers what writes it again.
func (a *Auth) Read(ctx context.Context, tx *pg.Tx, login string) (keep func() error, err error) {
	acc, err := lookUp(ctx, tx, login)
	return func() error { return a.keep(ctx, tx, acc, acc.Generation) }, err
}

// MaxTurns is how many passwords are hashed at once at most.
const MaxTurns = maxTurns

// Nobodys is what the hash costs of whoever is nobody.
func Nobodys(cost Cost) (Cost, error) {
	got, _, _, err := decode(cost.nobody())
	return got, err
}

// Watched counts the hashing that fn does, all told and at once.
func Watched(t *testing.T, fn func()) (calls, atOnce int32) {
	t.Helper()
	var running, most, total atomic.Int32
	derive = func(password, salt []byte, time, memory uint32, threads uint8, keyLen uint32) []byte {
		total.Add(1)
		now := running.Add(1)
		defer running.Add(-1)
		for was := most.Load(); now > was && !most.CompareAndSwap(was, now); was = most.Load() {
		}
		return argon2.IDKey(password, salt, time, memory, threads, keyLen)
	}
	defer func() { derive = argon2.IDKey }()
	fn()
	return total.Load(), most.Load()
}

// FormerMAC is that of a token's session as it was before a session said what was asked of it.
func (a *Auth) FormerMAC(ctx context.Context, tx *pg.Tx, token string) ([]byte, error) {
	t, err := parseToken(token)
	if err != nil {
		return nil, err
	}
	row, err := a.row(ctx, tx, t, "")
	row.Asked = ""
	return row.mac(a.Keys, t.county), err
}

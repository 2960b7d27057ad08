// Package pgtest gives every test a database of its own: real PostgreSQL, all migrations applied, empty.
//
// It clones a template (some twenty milliseconds), in a private cluster kept in memory or the temporary folder between runs. Each test
// binary takes a cluster that no other holds; the kernel ends it with the binary, whatever way that ends. With FANGPIN_TEST_URL set, a
// superuser's URL on a server that trusts the roles without passwords, that server is used instead.
package pgtest

import (
	"crypto/rand"
	"regexp"
	"strings"
	"sync"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Abroad stands before statements that are tried as the login of another county (Other).
const (
	Abroad = "-- abroad"
	Other  = "410603"
)

// DB is the test's database as the program sees it: as fangpin_app, and each county as its own login. Its Clock may be set.
func DB(t testing.TB) *pg.DB { return As(t, pg.App) }

// Owner is the same database as the role that owns the tables.
func Owner(t testing.TB) *pg.DB { return As(t, pg.Owner) }

// Super is the same database as a superuser: to look behind row-level security, or to tamper.
func Super(t testing.TB) *pg.DB { return As(t, pg.Super) }

// As opens the test's database as a role that may log in: one pool for each role. The first call of a test makes the database; it goes with
// the test.
func As(t testing.TB, role string) *pg.DB {
	t.Helper()
	b := baseOf(t)
	b.Lock()
	defer b.Unlock()
	if db, ok := b.pools[role]; ok {
		return db
	}
	db, err := b.open(t, role)
	if err != nil {
		t.Fatal(err)
	}
	db.Way = who.Demonstration // of tests' people, who are in by no session
	b.pools[role] = db
	return db
}

var ofCounty = regexp.MustCompile(`^(` + pg.App + `|` + pg.Gate + `)_[0-9]{6}$`)

// open connects as a role. The logins of counties are made when they are first asked for.
func (b *base) open(t testing.TB, role string) (*pg.DB, error) {
	url := b.server.url(role, b.name)
	if role == pg.App || role == pg.Gate {
		return pg.OpenByCounty(t.Context(), url, role, b.server.login)
	}
	if ofCounty.MatchString(role) {
		b.server.login(role, "")
	}
	return pg.Open(t.Context(), url)
}

// URL is how a role reaches the test's database.
func URL(t testing.TB, role string) string {
	t.Helper()
	b := baseOf(t)
	return b.server.url(role, b.name)
}

// base is one test's database.
type base struct {
	sync.Mutex
	server *server
	name   string
	pools  map[string]*pg.DB
}

// bases holds the database of each running test.
var bases = struct {
	sync.Mutex
	of map[testing.TB]*base
}{of: map[testing.TB]*base{}}

// baseOf is the test's database, made empty if it has none.
func baseOf(t testing.TB) *base {
	t.Helper()
	bases.Lock()
	defer bases.Unlock()
	if b, ok := bases.of[t]; ok {
		return b
	}
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	return begin(t, s, s.template)
}

// begin makes the test's database, a copy of another. The bases are locked.
func begin(t testing.TB, s *server, of string) *base {
	t.Helper()
	b := &base{server: s, name: "test_" + strings.ToLower(rand.Text()), pools: map[string]*pg.DB{}}
	if err := s.clone(b.name, of); err != nil {
		t.Fatalf("clone %s: %v", of, err)
	}
	bases.of[t] = b
	t.Cleanup(func() { b.drop(t) })
	return b
}

func (b *base) drop(t testing.TB) {
	bases.Lock()
	delete(bases.of, t)
	bases.Unlock()
	for _, db := range b.pools {
		_ = db.Close()
	}
	if _, err := b.server.Exec(`DROP DATABASE ` + b.name + ` WITH (FORCE)`); err != nil {
		t.Errorf("drop the test's database: %v", err)
	}
}

// Package pgtest gives every test a database of its own: real PostgreSQL, all migrations applied, empty.
//
// It clones a template (some twenty milliseconds), in a private cluster kept in memory or the temporary folder between runs. Each test
// binary takes a cluster that no other holds; the kernel ends it with the binary, whatever way that ends. With FANGPIN_TEST_URL set, a
// superuser's URL on a server that trusts the roles without passwords, that server is used instead.
package pgtest

import (
	"crypto/rand"
	"sync"
	"testing"

	"github.com/lib/pq"

	"fangpin/internal/pg"
)

// DB is the test's database as the program sees it: as fangpin_app. Its Clock may be set.
func DB(t testing.TB) *pg.DB { return As(t, pg.App) }

// Owner is the same database as the role that owns the tables.
func Owner(t testing.TB) *pg.DB { return As(t, pg.Owner) }

// Super is the same database as a superuser: to look behind row-level security, or to tamper.
func Super(t testing.TB) *pg.DB { return As(t, pg.Super) }

// As opens the test's database as a role that may log in. The first call of a test makes the database; it goes with the test.
func As(t testing.TB, role string) *pg.DB {
	t.Helper()
	db, err := pg.Open(t.Context(), URL(t, role))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// URL is how a role reaches the test's database.
func URL(t testing.TB, role string) string {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	return s.url(role, nameFor(t, s))
}

// names holds the database of each running test.
var names sync.Map

func nameFor(t testing.TB, s *server) string {
	t.Helper()
	if name, ok := names.Load(t); ok {
		return name.(string)
	}
	name := "test_" + rand.Text()
	names.Store(t, name)
	if err := s.clone(name); err != nil {
		t.Fatalf("clone the template: %v", err)
	}
	t.Cleanup(func() {
		names.Delete(t)
		if _, err := s.Exec(`DROP DATABASE ` + pq.QuoteIdentifier(name) + ` WITH (FORCE)`); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return name
}

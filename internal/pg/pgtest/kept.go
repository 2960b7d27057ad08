package pgtest

import (
	"crypto/rand"
	"strings"
	"sync"
	"testing"

	"fangpin/internal/pg"
)

// Kept are worlds that many tests of a binary begin from, by name. The first test makes one, in its own database, of which a copy is kept;
// every other begins in a copy of that, as if it had made the world itself.
type Kept[W World[W]] struct {
	sync.Mutex
	worlds map[string]kept[W]
}

// World is what a program knows of what lies in a test's database.
type World[W any] interface {
	// In is the same in the database of another test. What a test learns or changes of its own stays with it.
	In(t testing.TB) W
}

type kept[W any] struct {
	database string
	world    W
}

// Begin gives the test the world of a name, before anything else is in its database.
func (k *Kept[W]) Begin(t testing.TB, name string, first func() W) W {
	t.Helper()
	k.Lock()
	defer k.Unlock()
	one, ok := k.worlds[name]
	if ok {
		copyOf(t, one.database)
		return one.world.In(t)
	}
	one.world = first()
	if one.database, ok = keep(t); !ok {
		return one.world
	}
	if k.worlds == nil {
		k.worlds = map[string]kept[W]{}
	}
	k.worlds[name] = one
	return one.world.In(t)
}

// keep copies the test's database as it stands, on a server that is ours: it goes when the cluster is next taken (sweep). PostgreSQL copies
// none to which anybody is connected, so the test's pools are new ones afterwards.
func keep(t testing.TB) (name string, ok bool) {
	t.Helper()
	b := baseOf(t)
	if !b.server.ours {
		return "", false
	}
	b.Lock()
	defer b.Unlock()
	for _, db := range b.pools {
		_ = db.Close()
	}
	b.pools = map[string]*pg.DB{}
	name = "kept_" + strings.ToLower(rand.Text())
	if err := b.server.clone(name, b.name); err != nil {
		t.Fatalf("keep the test's database: %v", err)
	}
	return name, true
}

// copyOf makes the test's database, of which nobody has asked for anything yet, as a copy of a kept one.
func copyOf(t testing.TB, kept string) {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	bases.Lock()
	defer bases.Unlock()
	if _, ok := bases.of[t]; ok {
		t.Fatal("a world is asked for before anything else of the test's database")
	}
	begin(t, s, kept)
}

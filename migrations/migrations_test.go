package migrations_test

import (
	"testing"

	"fangpin/migrations"
)

func TestAnAppliedFileHasNotChanged(t *testing.T) {
	released, err := migrations.Parse(migrations.Released)
	if err != nil {
		t.Fatal(err)
	}
	sums, err := migrations.Sums()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sums {
		switch hash, ok := released[s.Name]; {
		case !ok:
			t.Errorf("%s is not in sums.txt: go run ./migrations/sum", s.Name)
		case hash != s.Hash:
			t.Errorf("%s was changed after it was released: undo that, and write a further file", s.Name)
		}
		delete(released, s.Name)
	}
	for name := range released {
		t.Errorf("%s was released and is gone", name)
	}
}

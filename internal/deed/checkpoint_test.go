package deed

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/fault"
	"fangpin/internal/pg/pgtest"
)

func keys(t *testing.T) (note.Signer, note.Verifiers) {
	t.Helper()
	dir := t.TempDir()
	signer, err := FirstSigner(dir)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := Verifier(dir)
	if err != nil {
		t.Fatal(err)
	}
	return signer, note.VerifierList(verifier)
}

func TestEachCheckpointExtendsTheOneBefore(t *testing.T) {
	db, dir := open(t), t.TempDir()
	signer, known := keys(t)
	empty, err := Checkpoint(t.Context(), db, county, signer, dir)
	if err != nil || empty.Size != 0 {
		t.Fatalf("before the first deed: %+v, %v", empty, err)
	}
	var nodes []tlog.Hash
	var before Note
	id := int64(0)
	for _, size := range []int64{1, 2, 7, 8, 21} {
		for ; id < size; id++ {
			if err := do(t, db, id); err != nil {
				t.Fatal(err)
			}
		}
		n, err := Checkpoint(t.Context(), db, county, signer, dir)
		if err != nil {
			t.Fatal(err)
		}
		opened, err := OpenNote(n.Signed, known)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(n, opened); d != "" || n.Size != size {
			t.Errorf("size %d, want %d; %s", n.Size, size, d)
		}
		var stored [][]byte
		if err := pgtest.Super(t).SelectContext(t.Context(), &stored, `SELECT hash FROM fangpin.node ORDER BY n`); err != nil {
			t.Fatal(err)
		}
		nodes = nodes[:0]
		for _, h := range stored {
			nodes = append(nodes, tlog.Hash(h))
		}
		leaves := make([]tlog.Hash, size)
		for i, d := range deeds(t) {
			leaves[i] = tlog.Hash(d.Hash)
		}
		want, err := Nodes(0, leaves, nil)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, nodes); d != "" {
			t.Errorf("nodes over %d leaves: %s", size, d)
		}
		if before.Size > 0 {
			proof, err := tlog.ProveTree(n.Size, before.Size, InMemory(nodes))
			if err != nil {
				t.Fatal(err)
			}
			if err := tlog.CheckTree(proof, n.Size, n.Root, before.Size, before.Root); err != nil {
				t.Errorf("%d does not extend %d: %v", n.Size, before.Size, err)
			}
		}
		before = n
	}
}

func TestAPoisonedNodeIsNamed(t *testing.T) {
	db := open(t)
	signer, _ := keys(t)
	if err := do(t, db, 1); err != nil {
		t.Fatal(err)
	}
	pgtest.Super(t).MustExecContext(t.Context(), `INSERT INTO fangpin.node VALUES ('410602', 1, sha256(''))`) // of the deed to come
	dir := t.TempDir()
	if _, err := Checkpoint(t.Context(), db, county, signer, dir); err != nil {
		t.Fatal(err)
	}
	if err := do(t, db, 2); err != nil {
		t.Fatal(err)
	}
	_, err := Checkpoint(t.Context(), db, county, signer, dir)
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "(1: ") {
		t.Errorf("over a node of somebody's own: %v; want a refusal that names node 1", err)
	}
}

func TestACheckpointOfWhatIsNotThereStopsNone(t *testing.T) {
	db, dir := open(t), t.TempDir()
	signer, _ := keys(t)
	pgtest.Super(t).MustExecContext(t.Context(), `INSERT INTO fangpin.checkpoint VALUES ('410602', 1000000, sha256(''), 'x', now())`)
	for id := range int64(2) {
		if err := do(t, db, id); err != nil {
			t.Fatal(err)
		}
		if n, err := Checkpoint(t.Context(), db, county, signer, dir); err != nil || n.Size != id+1 {
			t.Errorf("checkpoint %+v, %v", n, err)
		}
	}
}

// Whoever has the app's login may keep a note over the true root, but not sign it.
func TestANoteOfSomebodyElseIsNotOurs(t *testing.T) {
	db := open(t)
	signer, known := keys(t)
	forger, _ := keys(t)
	if err := do(t, db, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := Checkpoint(t.Context(), db, county, forger, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if n, err := Anew(t.Context(), db, county, signer, dir); fault.KindOf(err) != fault.Blocked {
		t.Errorf("the forger's note passes for ours: %+v, %v", n, err)
	}
	if err := do(t, db, 2); err != nil {
		t.Fatal(err)
	}
	n, err := Anew(t.Context(), db, county, signer, dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenNote(n.Signed, known); err != nil || n.Size != 2 {
		t.Errorf("after a further deed: %+v, %v", n, err)
	}
}

func TestACheckpointIsMadeOnceAndItsFileComesBack(t *testing.T) {
	db, dir := open(t), filepath.Join(t.TempDir(), "checkpoints")
	signer, _ := keys(t)
	if err := do(t, db, 1); err != nil {
		t.Fatal(err)
	}
	notes := make([]Note, 8)
	var racing sync.WaitGroup
	for i := range notes {
		racing.Go(func() {
			var err error
			if notes[i], err = Checkpoint(t.Context(), db, county, signer, dir); err != nil {
				t.Error(err)
			}
		})
	}
	racing.Wait()
	for _, n := range notes[1:] {
		if d := cmp.Diff(notes[0], n); d != "" {
			t.Errorf("two checkpoints of one size: %s", d)
		}
	}
	path := filepath.Join(dir, "410602-1.note")
	pgtest.Super(t).MustExecContext(t.Context(), `DELETE FROM fangpin.checkpoint`)
	for range 2 { // the first time as if the program had ended between file and commit
		if _, err := Checkpoint(t.Context(), db, county, signer, dir); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil || string(text) != notes[0].Signed {
			t.Errorf("the file says %q (%v), the database %q", text, err, notes[0].Signed)
		}
	}
	if err := os.WriteFile(path, []byte("something else"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Checkpoint(t.Context(), db, county, signer, dir); fault.KindOf(err) != fault.Blocked {
		t.Errorf("over a file that says something else: %v", err)
	}
}

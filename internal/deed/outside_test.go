package deed

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// outside asks whether the database is that of the newest note in dir.
func outside(t *testing.T, db *pg.DB, dir string) error {
	t.Helper()
	return pg.Read(t.Context(), db, who.Person{County: county}, func(tx *pg.Tx) error {
		_, err := Outside(t.Context(), tx, dir)
		return err
	})
}

// A database of three checkpoints' deeds is compared with the newest note outside.
func TestADatabaseBehindItsNoteIsRefused(t *testing.T) {
	behind := `DELETE FROM fangpin.cover WHERE leaf >= 3; DELETE FROM fangpin.deed WHERE leaf >= 3; DELETE FROM fangpin.checkpoint WHERE size > 3; DELETE FROM fangpin.node WHERE n >= 4; UPDATE fangpin.head SET size = 3`
	for name, c := range map[string]struct {
		statement string
		files     func(dir string) error
		want      string // of the refusal; empty for none
	}{
		"as it stands":                      {},
		"put back":                          {statement: behind, want: "已存证 5 号，数据库现只有 3 号"},
		"emptied":                           {statement: `DELETE FROM fangpin.checkpoint; DELETE FROM fangpin.head`, want: "数据库现只有 0 号"},
		"put back and gone on":              {statement: `UPDATE fangpin.deed SET hash = sha256('') WHERE leaf = 4; DELETE FROM fangpin.checkpoint WHERE size = 5`, want: "不是同一份记录"},
		"with a checkpoint of another root": {statement: `UPDATE fangpin.checkpoint SET root = sha256('') WHERE size = 5`, want: "不是同一份记录"},
		"a note that was not kept inside":   {statement: `DELETE FROM fangpin.checkpoint WHERE size = 5`},
		"without the newest note":           {files: func(dir string) error { return os.Remove(filepath.Join(dir, "410602-5.note")) }},
		"without a note":                    {files: os.RemoveAll, want: "库外目录"},
		"of a cut note": {files: func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "410602-5.note"), []byte("fangpin/4"), 0o600)
		},
			want: "不完整或被改动"},
		"of a note by another name": {files: func(dir string) error {
			return os.Rename(filepath.Join(dir, "410602-5.note"), filepath.Join(dir, "410602-9.note"))
		}, want: "不完整或被改动"},
	} {
		t.Run(name, func(t *testing.T) {
			db, dir := open(t), filepath.Join(t.TempDir(), "notes")
			signer, _ := keys(t)
			id := int64(0)
			for _, size := range []int64{1, 3, 5} {
				for ; id < size; id++ {
					if err := do(t, db, id); err != nil {
						t.Fatal(err)
					}
				}
				if _, err := Checkpoint(t.Context(), db, county, signer, dir); err != nil {
					t.Fatal(err)
				}
			}
			if c.statement != "" {
				pgtest.Super(t).MustExecContext(t.Context(), c.statement)
			}
			if c.files != nil {
				if err := c.files(dir); err != nil {
					t.Fatal(err)
				}
			}
			err := outside(t, db, dir)
			_, again := Checkpoint(t.Context(), db, county, signer, dir)
			if c.want == "" {
				if err != nil || again != nil {
					t.Errorf("%v, checkpoint %v", err, again)
				}
				return
			}
			for _, err := range []error{err, again} {
				if fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), c.want) || !strings.Contains(fault.Message(err), "fangpin checkpoint --anew") {
					t.Errorf("refused with %v, want %s", err, c.want)
				}
			}
			if _, err := Anew(t.Context(), db, county, signer, dir); name == "put back" && (err != nil || outside(t, db, dir) != nil) {
				t.Errorf("begun anew by an operator: %v", err)
			}
		})
	}
}

// An office without a checkpoint is refused nothing; one whose next note could not be kept, everything.
func TestAFreshOfficeHasNoNote(t *testing.T) {
	db := open(t)
	if err := outside(t, db, filepath.Join(t.TempDir(), "none")); err != nil {
		t.Errorf("before the first deed: %v", err)
	}
	if err := do(t, db, 1); err != nil {
		t.Fatal(err)
	}
	if err := outside(t, db, ""); err != nil {
		t.Errorf("before the first checkpoint: %v", err)
	}
	if err := writable("/proc"); fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "不能写入") {
		t.Errorf("a folder that takes no file: %v", err)
	}
}

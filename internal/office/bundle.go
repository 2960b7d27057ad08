package office

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"fangpin/audit/bundle"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
)

// Checkpoint signs the county's tree as it stands, and keeps the note outside the database too. What is done each day is done with it: what people told
// without an account is erased when its year is over.
func (o *Office) Checkpoint(ctx context.Context, county string) (deed.Note, error) {
	signer, err := deed.Signer(string(o.KeyDir))
	if err != nil {
		return deed.Note{}, err
	}
	err = pg.Write(ctx, o.DB, who.Person{County: county}, func(tx *pg.Tx) error {
		_, err := monitoring.Forget(ctx, tx)
		return err
	})
	if err != nil {
		return deed.Note{}, err
	}
	return deed.Checkpoint(ctx, o.DB, county, signer, o.Place.Notes())
}

// CheckpointAnew begins the notes outside once more, over the database as it stands.
func (o *Office) CheckpointAnew(ctx context.Context, county string) (deed.Note, error) {
	signer, err := deed.Signer(string(o.KeyDir))
	if err != nil {
		return deed.Note{}, err
	}
	return deed.Anew(ctx, o.DB, county, signer, o.Place.Notes())
}

// Bundle writes one county's bundle, whole or not at all.
func (o *Office) Bundle(ctx context.Context, county, out string) error {
	half := Beside(out, ".part")
	file, err := os.OpenFile(half, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fault.Conflictf("另一次导出正在写 %s；如果没有，请删除 %s 后重试", out, half)
	}
	if err != nil {
		return fault.Invalidf("写不了证据包 %s：%w", out, err)
	}
	defer os.Remove(half)
	err = bundle.Write(ctx, o.DB, county, o.bundling(ctx), file)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(half, out)
}

// bundling is what a bundle is made with beside the database.
func (o *Office) bundling(ctx context.Context) bundle.Office {
	return bundle.Office{Keys: string(o.KeyDir), Notes: o.Place.Notes(), Files: func(sha []byte) error { return o.Archive.Check(ctx, sha) }}
}

// Beside makes a temporary file's name in the folder of path.
func Beside(path, suffix string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+suffix)
}

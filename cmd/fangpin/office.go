package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"fangpin/internal/archive"
	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pgserver"
	"fangpin/internal/secret"
	"fangpin/migrations"
)

// defaultDir is where an office keeps its keys, files and private database.
const defaultDir = "var/fangpin"

// place is where an office's things are: DATABASE_URL and MIGRATE_URL (the owner's login) or else a private cluster in dir, ARCHIVE_URL or
// else a folder in dir, the keys in dir always.
type place struct {
	dir     string
	app     string // the database as the program serves with it
	owner   string // the same as its owner
	archive string
	cluster *pgserver.Cluster // nil with DATABASE_URL
}

// locate finds an office that is there: by the environment, or else its private cluster in dir, which it starts or joins.
func locate(ctx context.Context, dir string) (*place, error) {
	if p, err := located(dir); p != nil || err != nil {
		return p, err
	}
	if !pgserver.Kept(dir) {
		return nil, fault.NotFoundf("目录 %s 里没有本系统的数据，请检查 --dir；新建请先运行 fangpin migrate --dir %s", dir, dir)
	}
	return settle(ctx, dir)
}

// found is locate, and makes a private cluster in dir if none is there and the environment says nothing of a database.
func found(ctx context.Context, dir string) (*place, error) {
	if p, err := located(dir); p != nil || err != nil {
		return p, err
	}
	return settle(ctx, dir)
}

// located is the place that the environment tells of, nil if it says nothing of a database.
func located(dir string) (*place, error) {
	app := cmp.Or(os.Getenv("DATABASE_URL"), os.Getenv("MIGRATE_URL"))
	if app == "" {
		return nil, nil
	}
	local, err := archive.In(dir)
	return &place{dir: dir, app: app, owner: cmp.Or(os.Getenv("MIGRATE_URL"), app), archive: cmp.Or(os.Getenv("ARCHIVE_URL"), local)}, err
}

// settle starts or joins the private cluster in dir, whatever the environment says.
func settle(ctx context.Context, dir string) (*place, error) {
	local, err := archive.In(dir)
	if err != nil {
		return nil, err
	}
	p := &place{dir: dir, archive: local}
	p.cluster, err = pgserver.Join(ctx, dir)
	if errors.Is(err, pgserver.ErrNotRunning) {
		p.cluster, err = pgserver.Start(ctx, dir, pgserver.Durable)
	}
	if err != nil {
		return nil, err
	}
	p.app, p.owner = p.cluster.URL(pg.App), p.cluster.URL(pg.Owner)
	return p, nil
}

func (p *place) Close() error {
	if p.cluster == nil {
		return nil
	}
	return p.cluster.Stop()
}

// migrate brings the database up to this program. The first time it makes the keys too: later, missing keys are lost keys.
func (p *place) migrate(ctx context.Context) (applied []string, err error) {
	version, err := versionOf(ctx, p.owner)
	if err != nil {
		return nil, err
	}
	if version == 0 {
		_, err := secret.Open(secret.In(p.dir).Keyset())
		if fault.KindOf(err) == fault.NotFound {
			_, err = secret.Create(secret.In(p.dir).Keyset())
		}
		if err != nil {
			return nil, err
		}
	}
	if applied, err = pg.Migrate(ctx, p.owner); err != nil {
		return nil, err
	}
	return applied, p.loadReference(ctx)
}

// loadReference fills the tables that all counties share with this program's divisions and calendar.
func (p *place) loadReference(ctx context.Context) (err error) {
	owner, err := pg.Open(ctx, p.owner)
	if err != nil {
		return err
	}
	defer closing(owner, &err)
	return pg.LoadReference(ctx, owner, area.Published(), calendar.Published())
}

// office is an opened installation.
type office struct {
	DB      *pg.DB
	Keys    *secret.Keys
	KeyDir  secret.Dir
	Archive *archive.Archive
	place   *place
}

// openOffice opens the installation in dir for work: as the app, with its keys, on the schema that this program knows.
func openOffice(ctx context.Context, dir string) (*office, error) {
	p, err := locate(ctx, dir)
	if err != nil {
		return nil, err
	}
	return p.office(ctx)
}

// office opens the place for work, and closes it if that fails.
func (p *place) office(ctx context.Context) (*office, error) {
	o := &office{place: p, KeyDir: secret.In(p.dir)}
	if err := o.open(ctx); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	return o, nil
}

// inOffice is a command's work in the office at dir, which is opened before it and closed after it.
func inOffice(dir *string, work func(*cobra.Command, *office) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, _ []string) (err error) {
		o, err := openOffice(c.Context(), *dir)
		if err != nil {
			return err
		}
		defer closing(o, &err)
		return work(c, o)
	}
}

// knows refuses a county that has no office here: a mistyped code must not look like a county without faults.
func (o *office) knows(ctx context.Context, county string) error {
	var open bool
	err := o.read(ctx, who.Person{County: county}, func(tx *pg.Tx) error {
		return tx.GetContext(ctx, &open, `SELECT EXISTS (SELECT FROM office WHERE county = $1)`, county)
	})
	if err == nil && !open {
		return fault.NotFoundf("本系统没有开设县（区）%s，请核对代码；新开设请运行 fangpin county set", county)
	}
	return err
}

func (o *office) open(ctx context.Context) (err error) {
	if err := o.place.fit(ctx); err != nil {
		return err
	}
	if o.Keys, err = secret.Open(o.KeyDir.Keyset()); err != nil {
		return err
	}
	if o.Archive, err = archive.Open(ctx, o.place.archive, o.Keys); err != nil {
		return err
	}
	if o.DB, err = pg.Open(ctx, o.place.app); err != nil {
		return err
	}
	return pg.Refuse(ctx, o.DB)
}

// Close ends what was opened, the private cluster last.
func (o *office) Close() error {
	var errs []error
	if o.DB != nil {
		errs = append(errs, o.DB.Close())
	}
	if o.Archive != nil {
		errs = append(errs, o.Archive.Close())
	}
	return errors.Join(append(errs, o.place.Close())...)
}

// fit refuses a database of another schema than this program's.
func (p *place) fit(ctx context.Context) error {
	db, err := pg.Open(ctx, p.app)
	if err != nil {
		return err
	}
	defer db.Close()
	version, err := pg.Version(ctx, db)
	if err != nil {
		return err
	}
	latest, err := migrations.Latest()
	switch {
	case err != nil:
		return fmt.Errorf("read migrations: %w", err)
	case version == 0:
		return fault.Blockedf("数据库尚未建表，请先运行 fangpin migrate")
	case version < latest:
		return fault.Blockedf("数据库结构（第 %d 版）比程序（第 %d 版）旧，请先运行 fangpin backup 备份，再运行 fangpin migrate 升级", version, latest)
	case version > latest:
		return fault.Blockedf("数据库结构（第 %d 版）比程序（第 %d 版）新，请换用新版 fangpin", version, latest)
	}
	current, err := pg.Current(ctx, db)
	if err == nil && !current {
		return fault.Blockedf("数据库中的函数与本程序的不一致（升级没有做完，或用过另一版程序），请先运行 fangpin backup 备份，再运行 fangpin migrate")
	}
	return err
}

func versionOf(ctx context.Context, url string) (int64, error) {
	db, err := pg.Open(ctx, url)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	return pg.Version(ctx, db)
}

// dirFlag is the --dir of every command that opens an office.
func dirFlag(c *cobra.Command, dir *string) {
	c.Flags().StringVar(dir, "dir", defaultDir, "数据目录：密钥、附件和自带数据库都在其中")
}

// closing closes in a defer and lets the failure be seen.
func closing(c io.Closer, err *error) { *err = errors.Join(*err, c.Close()) }

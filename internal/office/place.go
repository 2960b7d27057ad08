// Package office is a county's installation: where its database, keys and files are, how it is opened, and what is done with it as a whole:
// it is served, sealed, verified, traced and bundled. The command line and the demonstration stand on it.
package office

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"fangpin/internal/archive"
	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pgserver"
	"fangpin/internal/secret"
	"fangpin/migrations"
)

// DefaultDir is where an office keeps its keys, files and private database.
const DefaultDir = "var/fangpin"

// Place is where an office's things are: DATABASE_URL, GATE_URL and MIGRATE_URL (the owner's login) or else a private cluster in dir,
// ARCHIVE_URL or else a folder in dir, the keys in dir always.
type Place struct {
	Dir     string
	App     string // the database as the program serves with it
	Gate    string // the same as the gate; empty where only another user's program has it
	Owner   string // the same as its owner
	Archive string
	Keys    secret.Dir        // where the keys are, if not in Dir
	gate    bool              // App is the gate's
	logins  map[string]string // of the roles whose logins of counties are made from here, the URLs
	cluster *pgserver.Cluster // nil with DATABASE_URL
	alone   *os.File          // of the one that serves: locked until it ends
}

// Locate finds an office that is there: by the environment, or else its private cluster in dir, which it starts or joins.
func Locate(ctx context.Context, dir string) (*Place, error) {
	if err := RefuseHalf(dir); err != nil {
		return nil, err
	}
	if p, err := located(dir); p != nil || err != nil {
		return p, err
	}
	if !pgserver.Kept(dir) {
		return nil, errNone(dir)
	}
	return Settle(ctx, dir)
}

func errNone(dir string) error {
	return fault.NotFoundf("目录 %s 里没有本系统的数据，请检查 --dir；新建请先运行 fangpin migrate --dir %s", dir, dir)
}

// Found is Locate, and makes a private cluster in dir if none is there and the environment says nothing of a database.
func Found(ctx context.Context, dir string) (*Place, error) {
	if p, err := located(dir); p != nil || err != nil {
		return p, err
	}
	return Settle(ctx, dir)
}

// located is the place that the environment tells of, nil if it says nothing of a database.
func located(dir string) (*Place, error) {
	gate := os.Getenv("GATE_URL")
	app := cmp.Or(os.Getenv("DATABASE_URL"), os.Getenv("MIGRATE_URL"), gate)
	if app == "" {
		return nil, nil
	}
	local, err := archive.In(dir)
	p := &Place{Dir: dir, App: app, Gate: gate, Owner: cmp.Or(os.Getenv("MIGRATE_URL"), app), Archive: cmp.Or(os.Getenv("ARCHIVE_URL"), local), logins: map[string]string{}}
	for role, name := range map[string]string{pg.App: "DATABASE_URL", pg.Gate: "GATE_URL"} {
		if url := os.Getenv(name); url != "" {
			p.logins[role] = url
		}
	}
	return p, err
}

// Settle starts or joins the private cluster in dir, whatever the environment says.
func Settle(ctx context.Context, dir string) (*Place, error) {
	c, err := pgserver.Join(ctx, dir)
	if errors.Is(err, pgserver.ErrNotRunning) {
		c, err = pgserver.Start(ctx, dir, pgserver.Durable)
	}
	if err != nil {
		return nil, err
	}
	return private(dir, c)
}

// private is the place of a private cluster that runs.
func private(dir string, c *pgserver.Cluster) (*Place, error) {
	local, err := archive.In(dir)
	if err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return &Place{Dir: dir, App: c.URL(pg.App), Gate: c.URL(pg.Gate), Owner: c.URL(pg.Owner), Archive: local, cluster: c,
		logins: map[string]string{pg.App: c.URL(pg.App), pg.Gate: c.URL(pg.Gate)}}, nil
}

// keys is where the keys are.
func (p *Place) keys() secret.Dir { return cmp.Or(p.Keys, secret.In(p.Dir)) }

// Close ends the private cluster, if this program runs it.
func (p *Place) Close() error {
	var errs []error
	if p.cluster != nil {
		errs = append(errs, p.cluster.Stop())
	}
	if p.alone != nil {
		errs = append(errs, p.alone.Close())
	}
	return errors.Join(errs...)
}

// MakesKeys tells whether Migrate will make the keys of a database that is elsewhere: they lie in Dir, and who runs it must have said where that is.
func (p *Place) MakesKeys(ctx context.Context) (bool, error) {
	if p.cluster != nil {
		return false, nil
	}
	version, err := Version(ctx, p.Owner)
	if err != nil || version > 0 {
		return false, err
	}
	_, err = secret.Open(p.keys().Keyset())
	return fault.KindOf(err) == fault.NotFound, nil
}

// Migrate brings the database up to this program. The first time it makes the keys too: later, missing keys are lost keys.
func (p *Place) Migrate(ctx context.Context) (applied []string, err error) {
	version, err := Version(ctx, p.Owner)
	if err != nil {
		return nil, err
	}
	if version == 0 {
		_, err := secret.Open(p.keys().Keyset())
		if fault.KindOf(err) == fault.NotFound {
			_, err = secret.Create(p.keys().Keyset())
		}
		if err == nil {
			_, err = deed.FirstSigner(string(p.keys())) // so that the folder is whole when it is copied for the gate's own user
		}
		if err != nil {
			return nil, err
		}
	}
	if applied, err = pg.Migrate(ctx, p.Owner); err != nil {
		return nil, err
	}
	if err := p.loadReference(ctx); err != nil {
		return nil, err
	}
	return applied, p.letCountiesIn(ctx)
}

// role is what App is a login of.
func (p *Place) role() string {
	if p.gate {
		return pg.Gate
	}
	return pg.App
}

// letIn makes what logins of counties a private cluster lacks: a backup that was restored into it brings the counties, and no logins.
func (p *Place) letIn(ctx context.Context) error {
	if p.cluster == nil {
		return nil
	}
	return p.letCountiesIn(ctx)
}

// letCountiesIn makes the logins of the counties that have an office.
func (p *Place) letCountiesIn(ctx context.Context) (err error) {
	owner, err := pg.Open(ctx, p.Owner)
	if err != nil {
		return err
	}
	defer Closing(owner, &err)
	var counties []string
	if err := owner.SelectContext(ctx, &counties, `SELECT county FROM office ORDER BY county`); err != nil {
		return fmt.Errorf("list counties: %w", err)
	}
	return p.let(ctx, counties)
}

// let makes the logins of counties, of the roles whose own logins the environment tells of. A private cluster asks for no passwords.
func (p *Place) let(ctx context.Context, counties []string) error {
	if len(counties) == 0 || len(p.logins) == 0 {
		return nil
	}
	if p.cluster != nil {
		return pg.CountyLogins(ctx, p.cluster.URL(pg.Super), p.logins, counties, nil)
	}
	keys, err := secret.Open(p.keys().Keyset())
	if err != nil {
		return err
	}
	return pg.CountyLogins(ctx, p.Owner, p.logins, counties, keys.Login)
}

// loadReference fills the tables that all counties share with this program's divisions and calendar.
func (p *Place) loadReference(ctx context.Context) (err error) {
	owner, err := pg.Open(ctx, p.Owner)
	if err != nil {
		return err
	}
	defer Closing(owner, &err)
	return pg.LoadReference(ctx, owner, area.Published(), calendar.Published())
}

// fit refuses a database of another schema than this program's.
func (p *Place) fit(ctx context.Context) error {
	db, err := pg.Open(ctx, p.App)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := pg.RefuseNewer(ctx, db); err != nil {
		return err
	}
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
	}
	current, err := pg.Current(ctx, db)
	if err == nil && !current {
		return fault.Blockedf("数据库中的函数与本程序的不一致（升级没有做完），请先运行 fangpin backup 备份，再运行 fangpin migrate")
	}
	return err
}

// Version is the schema of the database at url, 0 for an empty one.
func Version(ctx context.Context, url string) (int64, error) {
	db, err := pg.Open(ctx, url)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	return pg.Version(ctx, db)
}

// Set writes a county's settings as the owner.
func (p *Place) Set(ctx context.Context, o pg.Office) (err error) {
	owner, err := pg.Open(ctx, p.Owner)
	if err != nil {
		return err
	}
	defer Closing(owner, &err)
	if err := pg.SetOffice(ctx, owner, o); err != nil {
		return err
	}
	return p.let(ctx, []string{o.County})
}

// Deed runs a verb as one deed on the owner's connection: what an operator does by their own word, which takes two people on any other (staff.Open,
// staff.Add, grant.Recover). The clock dates it.
func (p *Place) Deed(ctx context.Context, clock func() time.Time, by who.Person, verb func(tx *pg.Tx) error) (err error) {
	owner, err := pg.Open(ctx, p.Owner)
	if err != nil {
		return err
	}
	defer Closing(owner, &err)
	keys, err := secret.Open(p.keys().Keyset())
	if err != nil {
		return err
	}
	owner.Clock, owner.Way, owner.Vouch = clock, who.Operator, keys.Vouch
	return deed.Do(ctx, owner, by, verb)
}

// Counties lists those that have an office.
func (p *Place) Counties(ctx context.Context) (counties []string, err error) {
	owner, err := pg.Open(ctx, p.Owner)
	if err != nil {
		return nil, err
	}
	defer Closing(owner, &err)
	if err := owner.SelectContext(ctx, &counties, `SELECT county FROM office ORDER BY county`); err != nil {
		return nil, fmt.Errorf("list counties: %w", err)
	}
	if len(counties) == 0 {
		return nil, fault.NotFoundf("没有查到已开设的县（区），请用 --county 写明代码，如 --county 410602")
	}
	return counties, nil
}

// Notes is where checkpoints are kept outside the database.
func (p *Place) Notes() string { return NotesIn(p.Dir) }

// NotesIn is where the office in dir keeps them.
func NotesIn(dir string) string { return filepath.Join(dir, "checkpoints") }

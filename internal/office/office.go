package office

import (
	"context"
	"errors"
	"io"

	"fangpin/internal/archive"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Office is an opened installation.
type Office struct {
	DB      *pg.DB
	Gate    *pg.DB // as the gate, where this program is all of the office; else nil
	Keys    *secret.Keys
	KeyDir  secret.Dir
	Archive *archive.Archive
	Place   *Place

	lostKey bool // the key that signs checkpoints may be another than those known
}

// Open opens the installation in dir for work: as the app, with its keys, on the schema that this program knows.
func Open(ctx context.Context, dir string) (*Office, error) {
	p, err := Locate(ctx, dir)
	if err != nil {
		return nil, err
	}
	return p.Open(ctx)
}

// OpenAnew opens it where the key that signs checkpoints is lost: another is made.
func OpenAnew(ctx context.Context, dir string) (*Office, error) {
	p, err := Locate(ctx, dir)
	if err != nil {
		return nil, err
	}
	return p.open(ctx, (*Office).asApp, func(o *Office) { o.lostKey = true })
}

// OpenGate opens it as the gate: all that the app may, and the doors of money besides.
func OpenGate(ctx context.Context, dir string) (*Office, error) {
	p, err := Locate(ctx, dir)
	if err != nil {
		return nil, err
	}
	if p.Gate == "" {
		return nil, errors.Join(errNoGate, p.Close())
	}
	p.App, p.gate = p.Gate, true
	return p.open(ctx, (*Office).asGate)
}

// errNoGate is the answer where nothing says how the gate reaches the database.
var errNoGate = fault.Blockedf("没有设置 GATE_URL。审批、发送、补发、确认退票、核定回盘矛盾、复核账户、批准授权等签名事项和生成代发文件由单独的数据库账号 " + pg.Gate + " 办理：请把 GATE_URL 设为它的连接地址；" +
	"签批服务由另一个系统用户运行的，提供网页时用 --gate 写明它的套接字")

// New furnishes a private office in dir, whatever the environment says, and is its gate too: no county's own database must ever hold these people.
func New(ctx context.Context, dir string) (*Office, error) {
	p, err := Settle(ctx, dir)
	if err != nil {
		return nil, err
	}
	if _, err := p.Migrate(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p.open(ctx, func(o *Office, ctx context.Context) error {
		gate, err := pg.OpenByCounty(ctx, p.Gate, pg.Gate, o.Keys.Login)
		if err != nil {
			return err
		}
		o.Gate, gate.Way, gate.Vouch, gate.Notes = gate, o.DB.Way, o.DB.Vouch, o.DB.Notes
		return o.asApp(ctx)
	})
}

// Open opens the place for work, and closes it if that fails.
func (p *Place) Open(ctx context.Context) (*Office, error) { return p.open(ctx, (*Office).asApp) }

// Beside opens the place for work that ends before the place is closed: closing the office leaves its database running.
func (p *Place) Beside(ctx context.Context) (*Office, error) {
	here := *p
	here.cluster, here.alone = nil, nil
	return here.Open(ctx)
}

func (p *Place) open(ctx context.Context, as func(*Office, context.Context) error, with ...func(*Office)) (*Office, error) {
	o := &Office{Place: p, KeyDir: p.keys()}
	for _, w := range with {
		w(o)
	}
	err := o.open(ctx)
	if err == nil {
		err = as(o, ctx)
	}
	if err != nil {
		return nil, errors.Join(err, o.Close())
	}
	return o, nil
}

// asApp and asGate refuse a login that may knock where it should not, or may not where it should.
func (o *Office) asApp(ctx context.Context) error  { return pg.RefuseUnparted(ctx, o.DB, false) }
func (o *Office) asGate(ctx context.Context) error { return pg.RefuseUnparted(ctx, o.DB, true) }

func (o *Office) open(ctx context.Context) (err error) {
	if err := o.Place.fit(ctx); err != nil {
		return err
	}
	if o.Keys, err = secret.Open(o.KeyDir.Keyset()); err != nil {
		return err
	}
	if o.Archive, err = archive.Open(ctx, o.Place.Archive, o.Keys); err != nil {
		return err
	}
	if o.DB, err = pg.OpenByCounty(ctx, o.Place.App, o.Place.role(), o.Keys.Login); err != nil {
		return err
	}
	o.DB.Way, o.DB.Vouch, o.DB.Notes = who.Operator, o.Keys.Vouch, o.Place.Notes()
	if err := pg.Refuse(ctx, o.DB); err != nil {
		return err
	}
	if err := o.knowKeys(ctx); err != nil {
		return err
	}
	return o.Place.letIn(ctx)
}

// Knows refuses a county that has no office here: a mistyped code must not look like a county without faults.
func (o *Office) Knows(ctx context.Context, county string) error {
	var open bool
	err := pg.Read(ctx, o.DB, who.Person{County: county}, func(tx *pg.Tx) error {
		return tx.GetContext(ctx, &open, `SELECT EXISTS (SELECT FROM office WHERE county = $1)`, county)
	})
	if errors.Is(err, pg.ErrNoCounty) || err == nil && !open {
		return fault.NotFoundf("本系统没有开设县（区）%s，请核对代码；新开设请运行 fangpin county set", county)
	}
	return err
}

// Member finds a member of staff.
func (o *Office) Member(ctx context.Context, county string, id int64) (p who.Person, err error) {
	err = pg.Read(ctx, o.DB, who.Person{County: county}, func(tx *pg.Tx) error {
		p, err = staff.Get(ctx, tx, id)
		return err
	})
	return p, err
}

// Close ends what was opened, the private cluster last.
func (o *Office) Close() error {
	var errs []error
	for _, db := range []*pg.DB{o.DB, o.Gate} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if o.Archive != nil {
		errs = append(errs, o.Archive.Close())
	}
	return errors.Join(append(errs, o.Place.Close())...)
}

// Closing closes in a defer and lets the failure be seen.
func Closing(c io.Closer, err *error) { *err = errors.Join(*err, c.Close()) }

package pg

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"fangpin/internal/fault"
)

var county = regexp.MustCompile(`^[0-9]{6}$`)

// CountyLogin is the login that works for one county, as the app or as the gate. It sees the county that its name ends in, whatever it says
// (decision 0047).
func CountyLogin(role, county string) string { return role + "_" + county }

// least is how many connections a county has at least where many share them, and how many all have that is no county's.
const least = 4

// Password is what a county's login proves itself by, where the server asks: it follows from the keys and from the password of the login that
// the program was given (own), so that who has the one without the other, as the pages have not the gate's, comes in nowhere.
type Password func(login, own string) string

// pools are a program's that works for counties, one for each that it was asked for.
type pools struct {
	url      string
	role     string // App or Gate
	password Password

	sync.Mutex
	of map[string]*pool
}

// pool is one county's connections.
type pool struct {
	*sqlx.DB
	used   time.Time
	places places
	queue  chan struct{} // see Tx.Turn
}

// OpenByCounty is Open for a program that works for counties: each transaction is its county's own login's of the role. The URL's login sees
// no county, and is asked for what belongs to none.
func OpenByCounty(ctx context.Context, url, role string, password Password) (*DB, error) {
	db, err := Open(ctx, url)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(least)
	db.pools = &pools{url: url, role: role, password: password, of: map[string]*pool{}}
	return db, nil
}

// At is the same database, whose deeds are dated by another clock. Closing the one closes both.
func (db *DB) At(clock func() time.Time) *DB {
	other := *db
	other.Clock = clock
	return &other
}

// Close ends all connections. One that can say no farewell, its server being gone, is closed all the same.
func (db *DB) Close() error {
	if db.pools != nil {
		db.pools.Lock()
		defer db.pools.Unlock()
		for _, p := range db.pools.of {
			_ = p.Close()
		}
		clear(db.pools.of)
	}
	_ = db.DB.Close()
	return nil
}

// to is the pool that works for a county.
func (db *DB) to(ctx context.Context, code string) (*pool, error) {
	if !county.MatchString(code) {
		return nil, fault.Invalidf("县（区）代码“%s”写错了，应为六位数字，如 410602", code)
	}
	if db.pools == nil {
		return &pool{DB: db.DB}, nil
	}
	db.pools.Lock()
	defer db.pools.Unlock()
	p, ok := db.pools.of[code]
	if !ok {
		var err error
		if p, err = db.open(ctx, code); err != nil {
			return nil, err
		}
		db.pools.of[code] = p
	}
	p.used = time.Now()
	db.pools.makeRoom(p)
	return p, nil
}

// open makes a county's pool without using it. Where the program's transactions are bounded, a county has its share of them, and never less
// than the bounds say: one that is busy leaves room for the others.
func (db *DB) open(ctx context.Context, code string) (*pool, error) {
	login := CountyLogin(db.pools.role, code)
	made, err := connect(db.pools.url, login, db.pools.password)
	if err != nil {
		return nil, err
	}
	var there bool
	if err := db.GetContext(ctx, &there, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, login); err != nil {
		return nil, errors.Join(fmt.Errorf("find the county's login: %w", unreached(err)), made.Close())
	}
	if !there { // made up by anybody: nothing is kept of it
		return nil, errors.Join(unlet(code, ErrNoCounty), made.Close())
	}
	if db.bounds.alike == nil {
		return &pool{DB: made, queue: make(chan struct{}, 1)}, nil
	}
	var counties int
	if err := db.GetContext(ctx, &counties, `SELECT count(*) FROM counties()`); err != nil {
		return nil, errors.Join(fmt.Errorf("count counties: %w", unreached(err)), made.Close())
	}
	share := max(db.bounds.county, maxOpen/max(1, counties))
	made.SetMaxOpenConns(share)
	return &pool{DB: made, places: placesFor(share), queue: make(chan struct{}, 1)}, nil
}

// makeRoom closes connections that nobody uses, first of the counties that were asked for longest ago, where all counties together hold as
// many as the server is asked for and the one that wants one has none at hand.
func (all *pools) makeRoom(wants *pool) {
	if len(all.of) == 1 || wants.Stats().Idle > 0 {
		return
	}
	held := 0
	var others []*pool
	for _, p := range all.of {
		held += p.Stats().OpenConnections
		if p != wants {
			others = append(others, p)
		}
	}
	slices.SortFunc(others, func(a, b *pool) int { return a.used.Compare(b.used) })
	for _, p := range others {
		if held < maxOpen {
			return
		}
		held -= p.Stats().Idle
		p.SetMaxIdleConns(-1) // closes them
		p.SetMaxIdleConns(maxIdle)
	}
}

// ErrNoCounty is of a county for which there is no login: it was never opened here, or its login was never made.
var ErrNoCounty = errors.New("there is no such county's login")

// unlet says of a county's login that is not there, or was refused, what to do: its owner makes it.
func unlet(code string, err error) error {
	refused, ok := errors.AsType[*pq.Error](err)
	if errors.Is(err, ErrNoCounty) || ok && (refused.Code == pqerror.InvalidAuthorizationSpecification || refused.Code == pqerror.InvalidPassword) {
		return &fault.Error{Kind: fault.Blocked, Message: fmt.Sprintf("县（区）%s 的数据库账号没有建立，或密码与本机密钥不符，本次没有生效。请设好 DATABASE_URL、GATE_URL 和 MIGRATE_URL，在有密钥的服务器上运行 fangpin migrate；没有开设的县（区）请先运行 fangpin county set", code), Err: err}
	}
	return err
}

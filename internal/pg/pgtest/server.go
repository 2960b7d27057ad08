package pgtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/pgserver"
	"fangpin/migrations"
)

// server is what the test binary's databases are made on, as a superuser.
type server struct {
	*pg.DB
	url      func(role, database string) string
	template string
	ours     bool // nobody else's binary uses it

	logins sync.Mutex
	made   map[string]bool
}

// start finds the server once for the binary.
var start = sync.OnceValues(func() (*server, error) {
	ctx := context.Background()
	s, err := given()
	if s == nil && err == nil {
		s, err = private(ctx)
	}
	if err != nil {
		return nil, err
	}
	if s.DB, err = pg.Open(ctx, s.url(pg.Super, "postgres")); err != nil {
		return nil, err
	}
	return s, s.build(ctx)
})

// given is the server of FANGPIN_TEST_URL, nil without it.
func given() (*server, error) {
	text := os.Getenv("FANGPIN_TEST_URL")
	if text == "" {
		return nil, nil
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("FANGPIN_TEST_URL is malformed") // the reason would quote it, with its password
	}
	return &server{url: func(role, database string) string {
		at := *u
		if at.Path = "/" + database; role != pg.Super {
			at.User = url.User(role)
		}
		return at.String()
	}}, nil
}

// private takes the first kept cluster that nobody else uses.
func private(ctx context.Context) (*server, error) {
	base := filepath.Join(root(), "fangpin-test-"+strconv.Itoa(os.Getuid()))
	for n := 1; ; n++ {
		cluster, err := pgserver.Start(ctx, filepath.Join(base, strconv.Itoa(n)), pgserver.Throwaway)
		if fault.KindOf(err) == fault.Conflict {
			continue
		}
		if err != nil {
			return nil, err
		}
		s := &server{url: cluster.URLOf, ours: true}
		return s, s.sweep(ctx)
	}
}

// root is where the clusters are kept: in memory where there is plenty, because a clone is some hundreds of small files.
func root() string {
	const memory, plenty = "/dev/shm", 2 << 30 // bytes
	if roomy(memory, plenty) {
		return memory
	}
	return os.TempDir()
}

// roomy tells whether we may make folders in one and as many bytes are free.
func roomy(dir string, bytes uint64) bool {
	probe, err := os.MkdirTemp(dir, "fangpin-")
	if err != nil {
		return false
	}
	var at syscall.Statfs_t
	err = errors.Join(os.Remove(probe), syscall.Statfs(dir, &at))
	return err == nil && at.Bavail*uint64(at.Bsize) >= bytes
}

// sweep drops what earlier binaries left on a kept cluster: databases of killed tests, worlds that were kept, templates of other migrations.
func (s *server) sweep(ctx context.Context) error {
	db, err := pg.Open(ctx, s.url(pg.Super, "postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	var left []string
	if err := db.SelectContext(ctx, &left, `SELECT datname FROM pg_database WHERE datname ~ '^(test_|kept_|template_|building$)' AND datname <> $1`, templateName()); err != nil {
		return fmt.Errorf("list what is left: %w", err)
	}
	for _, name := range left {
		if _, err := db.ExecContext(ctx, `DROP DATABASE `+pq.QuoteIdentifier(name)+` WITH (FORCE)`); err != nil {
			return fmt.Errorf("drop what is left: %w", err)
		}
	}
	return nil
}

// login makes a county's login where it is missing. The test's server asks for no password.
func (s *server) login(name, _ string) (password string) {
	s.logins.Lock()
	defer s.logins.Unlock()
	if s.made[name] {
		return ""
	}
	role := name[:strings.LastIndex(name, "_")]
	if err := pg.CountyLogins(context.Background(), s.url(pg.Super, "postgres"), map[string]string{role: ""}, []string{name[len(role)+1:]}, nil); err != nil {
		panic(err) // the test's own server
	}
	if s.made == nil {
		s.made = map[string]bool{}
	}
	s.made[name] = true
	return ""
}

// clone copies a database's files: half the time of PostgreSQL's own choice, which writes them to the log.
func (s *server) clone(name, of string) error {
	_, err := s.Exec(`CREATE DATABASE ` + name + ` TEMPLATE ` + of + ` OWNER ` + pg.Owner + ` STRATEGY file_copy`)
	return err
}

// build makes the template if it is not there: migrated under another name, and named when it is whole.
func (s *server) build(ctx context.Context) error {
	s.template = templateName()
	conn, err := s.Conn(ctx)
	if err != nil {
		return fmt.Errorf("build the template: %w", err)
	}
	defer conn.Close()
	// On a shared server another binary may be building the same.
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(hashtext('fangpin template'))`); err != nil {
		return fmt.Errorf("build the template: %w", err)
	}
	var exists bool
	if err := s.GetContext(ctx, &exists, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, s.template); err != nil || exists {
		return err
	}
	for _, step := range []func() error{
		func() error { return pgserver.Furnish(ctx, s.url(pg.Super, "postgres"), "building") },
		func() error { _, err := pg.Migrate(ctx, s.url(pg.Owner, "building")); return err },
		func() error {
			_, err := s.ExecContext(ctx, `ALTER DATABASE building RENAME TO `+s.template)
			return err
		},
	} {
		if err := step(); err != nil {
			return fmt.Errorf("build the template: %w", err)
		}
	}
	return nil
}

// templateName is by content: other migrations, another template.
var templateName = sync.OnceValue(func() string {
	sums, err := migrations.Sums()
	if err != nil {
		panic(err) // the files are in the binary
	}
	code, err := migrations.Code()
	if err != nil {
		panic(err)
	}
	hash := sha256.Sum256(fmt.Append(nil, sums, migrations.Hash(code)))
	return "template_" + hex.EncodeToString(hash[:8])
})

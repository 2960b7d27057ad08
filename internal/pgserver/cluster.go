// Package pgserver runs the office's own PostgreSQL, takes it down to a file and sets it up from one. Rooms never see it: a database is a
// database to them, whoever runs the server.
package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"fangpin/internal/child"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Durability is what the private cluster promises.
type Durability int

const (
	Durable   Durability = iota // a commit survives a power cut
	Throwaway                   // for tests: it survives the program at most
)

// Cluster is the office's own PostgreSQL (自带数据库): a server under a data directory that only this program reaches, over a Unix
// socket, and that ends with it.
type Cluster struct {
	dir        string // the data directory: D/pg
	socket     string // the folder of the socket
	durability Durability
	lock       *os.File
	server     *child.Child
	as         account // whom the server runs as
	bin        string  // where its programs are
}

const (
	database  = "fangpin"
	port      = "5432" // part of the socket's name, no network port
	prefix    = "fangpin-"
	socketMax = 107 // bytes in a Unix socket's path (sun_path)
)

// Start runs the private cluster of the office in dir, making it the first time (about two seconds; later a tenth of one).
func Start(ctx context.Context, dir string, d Durability) (*Cluster, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("start cluster: %w", err)
	}
	// Open to walk through: the server's account is not root's.
	if err := os.MkdirAll(abs, 0o755); err != nil {
		return nil, fmt.Errorf("start cluster: %w", unusable(err))
	}
	lock, err := take(ctx, filepath.Join(abs, LockFile), patience[d])
	if err != nil {
		return nil, err
	}
	c := &Cluster{dir: filepath.Join(abs, "pg"), durability: d, lock: lock}
	if err := c.run(ctx); err != nil {
		return nil, errors.Join(unusable(err), c.Stop())
	}
	return c, nil
}

// patience is how long to wait for a cluster that still shuts down; a test rather takes another.
var patience = map[Durability]time.Duration{Durable: dying}

func (c *Cluster) run(ctx context.Context) error {
	var err error
	if c.as, err = serverAccount(); err != nil {
		return err
	}
	if c.bin, err = c.prepare(ctx, c.as); err != nil {
		return err
	}
	if err := c.openSocket(c.as); err != nil {
		return err
	}
	if err := c.up(ctx); err != nil {
		return err
	}
	return Furnish(ctx, c.URLOf(pg.Super, "postgres"), database)
}

// up starts the server and waits until it answers.
func (c *Cluster) up(ctx context.Context) error {
	if err := c.serve(c.as, c.bin); err != nil {
		return err
	}
	return c.await(ctx)
}

// URL is how a role reaches the office's database; libpq's own programs understand it too.
func (c *Cluster) URL(role string) string { return c.URLOf(role, database) }

// URLOf is how a role reaches another of the cluster's databases.
func (c *Cluster) URLOf(role, db string) string {
	return "postgres://" + role + "@/" + db + "?host=" + c.socket + "&port=" + port + "&sslmode=disable"
}

// Stop ends the server and gives the directory free; one that was joined stays. Stopping twice is no error.
func (c *Cluster) Stop() error {
	if c.lock == nil {
		return nil
	}
	if c.server != nil {
		c.server.Stop(farewell[c.durability], syscall.SIGQUIT)
		c.server = nil
	}
	if c.socket != "" {
		_ = os.RemoveAll(c.socket)
		_ = note(c.lock, "")
	}
	err := c.lock.Close()
	c.lock = nil
	return err
}

// openSocket makes the folder of the socket. Only the server's account (and root) may enter it, which is why the server trusts
// whoever comes through it: nobody else can knock. What a killed program left is removed.
func (c *Cluster) openSocket(as account) error {
	last, err := noted(c.lock)
	if err != nil {
		return err
	}
	if strings.HasPrefix(filepath.Base(last), prefix) {
		_ = os.RemoveAll(last)
	}
	c.socket, err = os.MkdirTemp(socketRoot(), prefix)
	if err != nil {
		return fmt.Errorf("make socket folder: %w", err)
	}
	if err := as.own(c.socket); err != nil {
		return fmt.Errorf("make socket folder: %w", err)
	}
	return note(c.lock, c.socket)
}

// socketRoot is the machine's temporary folder, or /tmp where that one's name is too long for a socket.
func socketRoot() string {
	root := os.TempDir()
	if len(filepath.Join(root, prefix+"4294967295", ".s.PGSQL."+port)) > socketMax {
		return "/tmp"
	}
	return root
}

// await waits until the server answers; after a crash that includes its recovery.
func (c *Cluster) await(ctx context.Context) error {
	late := time.After(5 * time.Minute)
	for {
		db, err := pg.Open(ctx, c.URLOf(pg.Super, "postgres"))
		if err == nil {
			return db.Close()
		}
		if fault.KindOf(err) == fault.Invalid {
			return err // what is wrong in the environment does not pass
		}
		select {
		case <-c.server.Ended:
			return fault.Blockedf("数据库没有启动成功，请查看 %s 末尾的原因：\n%s", c.log(), c.tail())
		case <-late:
			return fault.Blockedf("数据库启动五分钟仍未就绪，请查看 %s 末尾的原因：\n%s", c.log(), c.tail())
		case <-ctx.Done():
			return fmt.Errorf("wait for the server: %w", pg.Fault(context.Cause(ctx)))
		case <-time.After(5 * time.Millisecond):
		}
	}
}

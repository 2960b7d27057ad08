package pgtest

import (
	"bytes"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"fangpin/internal/pg"
)

// Line is a way to the test's database that can be cut.
type Line struct {
	Cut    atomic.Int32 // what happens at the next COMMIT
	URL    string
	to     net.Addr
	silent atomic.Bool
}

// Where a line is cut at a COMMIT.
const (
	Whole  = iota // it is not
	Before        // the server never hears of it
	After         // the server has done it, and its answer is lost
	Dark          // so, and nothing comes through afterwards
)

// LineAs is a line by which a role reaches the test's database.
func LineAs(t testing.TB, role string) *Line {
	t.Helper()
	return LineTo(t, URL(t, role))
}

// LineTo is a line to a database at a URL; over its socket any role of that one is reached.
func LineTo(t testing.TB, database string) *Line {
	t.Helper()
	at, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	query, dir := at.Query(), ""
	l := &Line{}
	if host := query.Get("host"); filepath.IsAbs(host) {
		l.to = &net.UnixAddr{Net: "unix", Name: filepath.Join(host, ".s.PGSQL."+query.Get("port"))}
	} else if l.to, err = net.ResolveTCPAddr("tcp", at.Host); err != nil {
		t.Fatal(err)
	}
	if dir, err = os.MkdirTemp("/tmp", "line"); err != nil { // a socket's path is short
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	at.Host = ""
	query.Set("host", dir)
	query.Set("port", "5432")
	at.RawQuery = query.Encode()
	l.URL = at.String()
	ear, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ear.Close() })
	go l.listen(ear)
	return l
}

// Open opens the database over the line.
func (l *Line) Open(t testing.TB) *pg.DB {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	db, err := pg.OpenByCounty(t.Context(), l.URL, pg.App, s.login)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func (l *Line) listen(ear net.Listener) {
	for {
		near, err := ear.Accept()
		if err != nil {
			return
		}
		if l.silent.Load() {
			_ = near.Close()
			continue
		}
		far, err := net.Dial(l.to.Network(), l.to.String())
		if err != nil {
			_ = near.Close()
			continue
		}
		var lost atomic.Bool
		go l.there(near, far, &lost)
		go back(near, far, &lost)
	}
}

// there passes on what the program says, up to the COMMIT at which the line is cut.
func (l *Line) there(near, far net.Conn, lost *atomic.Bool) {
	defer far.Close()
	said := make([]byte, 1<<16)
	for {
		n, err := near.Read(said)
		if err != nil {
			return
		}
		if bytes.Contains(bytes.ToUpper(said[:n]), []byte("COMMIT\x00")) {
			switch l.Cut.Swap(Whole) {
			case Before:
				_ = near.Close()
				return
			case Dark:
				l.silent.Store(true)
				fallthrough
			case After:
				lost.Store(true)
			}
		}
		if _, err := far.Write(said[:n]); err != nil {
			return
		}
	}
}

// back passes on what the server answers, unless that is to be lost: then the line ends once there is an answer.
func back(near, far net.Conn, lost *atomic.Bool) {
	defer near.Close()
	answer := make([]byte, 1<<16)
	for {
		n, err := far.Read(answer)
		if err != nil || lost.Load() {
			return
		}
		if _, err := io.Copy(near, bytes.NewReader(answer[:n])); err != nil {
			return
		}
	}
}
